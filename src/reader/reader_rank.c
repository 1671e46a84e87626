/* Places in a ranking: 第2名, 全市第一, 前三, 首位. */
#include "reader/reader_internal.h"

/* Cells before “第3” in which a word of ranking is looked for: in any case, and as far as no comma
 * is between (位居全国百强县投资潜力第3、…、工业百强第7). */
#define RANK_REACH      40u
#define RANK_REACH_LIST 200u

enum {
    C_SHI = 0x5341,
    C_DI = 0x7B2C,         /* 第 */
    C_QIAN_FRONT = 0x524D, /* 前 */
    C_MING = 0x540D,       /* 名 */
    C_WEI = 0x4F4D,        /* 位 */
    C_QUOTE_CLOSE = 0x201D,
    C_COMMA = 0xFF0C,
};

static bool is_digit(guint16 c)
{
    return c >= '0' && c <= '9';
}

/* What may follow a place that has no 名: the end, or a sign of it. */
static bool is_rank_end(const guint16 *cells, gsize at, gsize end)
{
    return at >= end || cells[at] == 0x3001 || cells[at] == 0xFF09 || cells[at] == 0x7684 ||
           cells[at] == 0x548C || cells[at] == 0xFF08 || cells[at] == C_QUOTE_CLOSE;
}

static bool rank_is_near(const ReaderLexicon *lexicon, const guint16 *cells, gsize start, gsize at)
{
    gsize from = at > start + RANK_REACH ? at - RANK_REACH : start;
    gsize furthest = at > start + RANK_REACH_LIST ? at - RANK_REACH_LIST : start;

    while (from > furthest && cells[from - 1] != C_COMMA) {
        from--;
    }

    for (gsize i = from; i < at; i++) {
        const LexiconEntry *word = lexicon_match(lexicon, cells, i, at, ROLE_RANK);
        if (word != NULL) {
            return true;
        }
    }
    return false;
}

bool figure_parse_rank(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                       gsize start, gsize at, gsize end, gsize *skip)
{
    const LexiconEntry *first = lexicon_match(lexicon, cells, at, end, ROLE_FIRST);
    gint64 number = 0;
    bool bare = false;
    gsize stop = at + 1;

    *skip = 1;
    *figure = (Figure){.start = at, .after = -1, .rank = true, .unit = UNIT_PLACE};
    if (first != NULL && rank_is_near(lexicon, cells, start, at) &&
        is_rank_end(cells, at + first->length, end)) {
        figure->value = (ReaderDecimal){1, 0};
        figure->end = figure->whole_end = at + first->length;
        return true;
    }
    if (cells[at] != C_DI && cells[at] != C_QIAN_FRONT) {
        return false;
    }
    figure->top = cells[at] == C_QIAN_FRONT;
    if (stop < end && is_digit(cells[stop])) {
        stop = figure_digits(cells, at + 1, end, &figure->value);
    } else if (stop < end && (figure_numeral(cells[stop]) > 0 || cells[stop] == C_SHI) &&
               figure_chinese_value(cells, at + 1, end, &stop, &number, &bare)) {
        figure->value = (ReaderDecimal){number, 0};
    }
    *skip = MAX(stop - at, 1);
    if (stop < end && cells[stop] == '%') {
        *skip = 1; /* 前10% */
        return false;
    }
    if (stop == at + 1 || figure->value.scale != 0 || figure->value.digits == 0 ||
        figure_is_in_name(cells, start, at, end)) {
        return false;
    }
    bool named = stop < end && (cells[stop] == C_MING || cells[stop] == C_WEI);
    if (named && lexicon_match(lexicon, cells, stop, end, ROLE_NOUN) != NULL) {
        named = false; /* 前三名单 */
    }
    if (named && (!figure->top || rank_is_near(lexicon, cells, start, at))) {
        figure->end = figure->whole_end = stop + 1;
        return true;
    }
    figure->end = figure->whole_end = stop;
    return !named && rank_is_near(lexicon, cells, start, at) && is_rank_end(cells, stop, end);
}

bool figure_rises_to_place(const Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                           gsize start)
{
    static const guint16 rises[] = {0x63D0, 0x4E0A, 0x5347, 0x524D,  /* 提 上 升 前 */
                                    0x8DC3, 0x664B, 0x6500, 0x8FDB}; /* 跃 晋 攀 进 */
    gsize at = figure->start;

    if (figure->has_value2 || figure->end != figure->unit_start + 1 ||
        cells[figure->unit_start] != C_WEI) {
        return false;
    }
    for (gsize length = 4; length > 1; length--) {
        const LexiconEntry *word =
            at < start + length ? NULL
                                : lexicon_match(lexicon, cells, at - length, at, ROLE_BEFORE);
        for (gsize i = 0; word != NULL && word->length == length && i < G_N_ELEMENTS(rises); i++) {
            if (cells[at - length] == rises[i]) {
                return true;
            }
        }
    }
    return false;
}
