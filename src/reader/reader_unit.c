/* Units: with multiplier (万亩), stroke (元/亩), 每 (微克每立方米) and bracket (户（次）), and what
 * stands behind them (以上, 余). */
#include "reader/reader_internal.h"

enum {
    C_YU = 0x4F59,   /* 余 */
    C_DUO = 0x591A,  /* 多 */
    C_LAI = 0x6765,  /* 来 */
    C_NIAN = 0x5E74, /* 年 */
    C_MEI = 0x6BCF,  /* 每 */
};

static bool is_fuzzy(guint16 c)
{
    return c == C_YU || c == C_DUO || c == C_LAI;
}

/* 以上, 左右; also with a blank of 的 or a bracket between. */
void figure_parse_after(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                        gsize end)
{
    const LexiconEntry *after = lexicon_match(lexicon, cells, figure->end, end, ROLE_AFTER);

    figure->after = -1;
    figure->whole_end = figure->end;
    if (after == NULL) {
        return;
    }
    /* “5家以上”, but “5家内资企业” */
    const LexiconEntry *word = lexicon_match(lexicon, cells, figure->end, end, ROLE_ANY);
    if (word->length > after->length) {
        return;
    }
    figure->after = (gint16)after->cmp_after;
    figure->whole_end = figure->end + after->length;
}

/* What else counts as the unit that ends at AT: 每立方米 of 微克每立方米, （次） of 户（次）. */
static gsize unit_tail(const ReaderLexicon *lexicon, const guint16 *cells, gsize at, gsize end)
{
    gsize tail = at;

    while (tail + 1 < end && cells[tail] == C_MEI) {
        const LexiconEntry *lower = lexicon_match(lexicon, cells, tail + 1, end, ROLE_UNIT);
        guint16 c = cells[tail + 1];
        if (lower == NULL && c != C_NIAN && c != 0x6708 && c != 0x65E5) { /* 月 日 */
            break;
        }
        tail += 1 + (lower != NULL ? lower->length : 1u);
    }
    if (at + 2 < end && cells[at] == 0xFF08) {
        const LexiconEntry *other = lexicon_match(lexicon, cells, at + 1, end, ROLE_UNIT);
        if (other != NULL && at + 1 + other->length < end &&
            cells[at + 1 + other->length] == 0xFF09) {
            tail = at + 2 + other->length;
        }
    }
    return tail - at;
}

/* The unit proper at AT, with what follows a stroke: 元/亩, 微克/立方米. */
gsize figure_unit_length(const ReaderLexicon *lexicon, const guint16 *cells, gsize at, gsize end,
                         UnitClass *class)
{
    const LexiconEntry *unit = lexicon_match(lexicon, cells, at, end, ROLE_UNIT);

    if (unit == NULL) {
        return 0;
    }
    gsize length = unit->length;
    *class = (UnitClass)unit->unit;
    if (at + length + 1 < end && cells[at + length] == '/') {
        gsize under = at + length + 1;
        while (under < end && cell_is_multiplier(cells[under])) {
            under++;
        }
        const LexiconEntry *lower = lexicon_match(lexicon, cells, under, end, ROLE_UNIT);
        if (lower != NULL) {
            *class = UNIT_SIZE;
            return under + lower->length - at;
        }
        if (under < end && (cells[under] == C_NIAN || cells[under] == 0x65E5 ||
                            cells[under] == 0x6708)) { /* 年 日 月 */
            return under + 1 - at;
        }
    }
    return length + unit_tail(lexicon, cells, at + length, end);
}

/* Whether what looks like a unit of LENGTH is the beginning of another word (but 人口 are 人). */
static bool begins_noun(const ReaderLexicon *lexicon, const guint16 *cells, gsize at, gsize end,
                        gsize length)
{
    const LexiconEntry *noun = lexicon_match(lexicon, cells, at, end, ROLE_NOUN);

    return length == 1 && noun != NULL && noun->length > 1 && cells[at] != 0x4EBA;
}

bool figure_parse_unit(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells, gsize at,
                       gsize end)
{
    UnitClass class = UNIT_NONE;
    gsize i = at;
    bool multiplied = false;

    figure->fuzzy = false;
    figure->unit_start = at;
    if (i < end && is_fuzzy(cells[i])) {
        figure->fuzzy = true;
        i++;
    }
    gsize length = figure_unit_length(lexicon, cells, i, end, &class);
    /* 千瓦 is a unit, 万亩 a multiplier and one. */
    if (length < 2 || !cell_is_multiplier(cells[i])) {
        while (i < end && cell_is_multiplier(cells[i])) {
            multiplied = true;
            i++;
            gsize whole = figure_unit_length(lexicon, cells, i, end, &class);
            if (whole >= 2 && cell_is_multiplier(cells[i])) {
                break;
            }
        }
        if (multiplied && i < end && is_fuzzy(cells[i])) {
            figure->fuzzy = true;
            i++;
            while (i < end && cell_is_multiplier(cells[i])) {
                i++; /* 1千余万元 */
            }
        }
        length = figure_unit_length(lexicon, cells, i, end, &class);
        if (multiplied && begins_noun(lexicon, cells, i, end, length)) {
            length = 0; /* 千亿|台阶 */
        }
    }
    if (length == 0 && !multiplied) {
        return false;
    }
    figure->unit = (guint8)(length > 0 ? class : UNIT_PLAIN);
    figure->end = i + length;
    if (figure->end < end && (cells[figure->end] == C_YU ||
                              (cells[figure->end] == C_DUO && length > 0 && class != UNIT_COUNT))) {
        figure->fuzzy = true; /* 20公里多 */
        figure->whole_end = figure->end + 1;
        figure->after = -1;
        return true;
    }
    figure_parse_after(figure, lexicon, cells, end);
    return true;
}
