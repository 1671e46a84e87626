/*
 * Figures: digits, Chinese numerals and places in a ranking, each with its unit and the comparator
 * behind it. “7.5 万亩” is 7.5 in 万亩; “3500余个” is 3500 in 个 and more; “5%—6%” is a range.
 */
#include "reader/reader_internal.h"

#include <string.h>

#define DIGITS_MAX 15

enum {
    C_JI = 0x51E0,   /* 几 */
    C_SHU = 0x6570,  /* 数 */
    C_NIAN = 0x5E74, /* 年 */
    C_FEN = 0x5206,  /* 分 */
    C_ZHI = 0x4E4B,  /* 之 */
    C_LING = 0x96F6,
    C_LIANG = 0x4E24,
    C_QUOTE_OPEN = 0x201C,
    C_QUOTE_CLOSE = 0x201D,
};

static bool is_digit(guint16 c)
{
    return c >= '0' && c <= '9';
}

static bool is_range_dash(guint16 c)
{
    return c == '-' || c == 0x2014 || c == '~' || c == 0x81F3 || c == 0x5230; /* 至 到 */
}

gsize figure_digits(const guint16 *cells, gsize at, gsize end, ReaderDecimal *value)
{
    gint64 digits = 0;
    guint scale = 0;
    guint count = 0;
    gsize i = at;
    bool point = false;

    for (; i < end; i++) {
        guint16 c = cells[i];
        if (is_digit(c)) {
            digits = digits * 10 + (c - '0');
            scale += point ? 1 : 0;
            if (++count > DIGITS_MAX) {
                return at;
            }
        } else if (c == '.' && !point && i + 1 < end && is_digit(cells[i + 1])) {
            point = true;
        } else if ((c == ',' || c == 0xFF0C) && !point && i + 3 < end && i > at &&
                   i - at <= 3 + 4 && is_digit(cells[i + 1]) && is_digit(cells[i + 2]) &&
                   is_digit(cells[i + 3]) && (i + 4 >= end || !is_digit(cells[i + 4]))) {
            continue; /* 3,964 */
        } else {
            break;
        }
    }
    *value = (ReaderDecimal){digits, scale};
    return i;
}

gint figure_numeral(guint16 c)
{
    static const guint16 numerals[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                       0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};

    for (gint i = 0; i < 10; i++) {
        if (numerals[i] == c) {
            return i;
        }
    }
    return c == C_LIANG ? 2 : c == C_LING ? 0 : -1;
}

bool figure_chinese_value(const guint16 *cells, gsize at, gsize limit, gsize *end, gint64 *value,
                          bool *bare)
{
    gint64 section = 0; /* below 万 */
    gint64 total = 0;
    gint digit = -1;
    gsize i = at;
    gsize last_big = 0;
    gint64 before_big = 0;

    *bare = cell_is_multiplier(cells[at]) && cells[at] != CELL_SHI;
    if (*bare) {
        /* 百, 千, 万, 亿 alone: 突破千亿元 */
        gint64 unit = cells[at] == CELL_BAI ? 100 : cells[at] == CELL_QIAN ? 1000 : 1;
        *value = unit;
        *end = unit == 1 ? at : at + 1;
        return !(at + 1 < limit && figure_numeral(cells[at + 1]) > 0);
    }
    for (; i < limit; i++) {
        guint16 c = cells[i];
        gint n = figure_numeral(c);
        if (n >= 0) {
            if (digit > 0) {
                return false; /* 三四个, 一五五九 */
            }
            digit = n;
        } else if (c == CELL_SHI || c == CELL_BAI || c == CELL_QIAN) {
            gint64 unit = c == CELL_SHI ? 10 : c == CELL_BAI ? 100 : 1000;
            section += (digit > 0 ? digit : (c == CELL_SHI ? 1 : 0)) * unit;
            if (digit <= 0 && c != CELL_SHI) {
                return false;
            }
            digit = -1;
        } else if (c == CELL_WAN || c == CELL_YI) {
            last_big = i;
            before_big = section + MAX(digit, 0);
            if (i + 1 < limit && figure_numeral(cells[i + 1]) >= 0) {
                total += before_big * (c == CELL_WAN ? 10000 : 100000000);
                section = 0;
                digit = -1;
                last_big = 0;
            } else {
                break; /* 三百万 is 300 in 万 */
            }
        } else {
            break;
        }
    }
    if (i < limit && (cells[i] == C_JI || cells[i] == C_SHU)) {
        return false;
    }
    *value = last_big > 0 ? total + before_big : total + section + MAX(digit, 0);
    *end = last_big > 0 ? last_big : i;
    return i > at && *value > 0;
}

/* The number behind “5%-6%”: same unit, or none before the dash. */
static void parse_range(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                        gsize number_end, gsize end)
{
    gsize dash = number_end;
    Figure second = {0};
    UnitClass class = UNIT_NONE;
    gsize first_unit = 0;

    if (dash >= end) {
        return;
    }
    if (!is_range_dash(cells[dash])) {
        while (dash < end && cell_is_multiplier(cells[dash])) {
            dash++;
        }
        gsize length = figure_unit_length(lexicon, cells, dash, end, &class);
        first_unit = dash + length - number_end;
        dash += length;
    }
    if (dash + 1 >= end || !is_range_dash(cells[dash])) {
        return;
    }
    gsize from = dash + 1;
    if (cells[dash] == 0x2014 && cells[from] == 0x2014 && from + 1 < end) {
        from++;
    }
    gsize stop = figure_digits(cells, from, end, &second.value);
    if (stop == from || !figure_parse_unit(&second, lexicon, cells, stop, end)) {
        return;
    }
    if (first_unit > 0 &&
        (second.end - second.unit_start != first_unit ||
         memcmp(cells + second.unit_start, cells + number_end, 2 * first_unit) != 0)) {
        return;
    }
    figure->value2 = second.value;
    figure->has_value2 = true;
    figure->unit_start = second.unit_start;
    figure->end = second.end;
    figure->whole_end = second.whole_end;
    figure->unit = second.unit;
    figure->fuzzy = second.fuzzy;
    figure->after = second.after;
}

/* 11:31:58, or 2.1:1 where it says 比. Returns the end, AT if it is none. */
static gsize parse_ratio(const guint16 *cells, gsize start, gsize at, gsize end)
{
    ReaderDecimal part;
    gsize i = figure_digits(cells, at, end, &part);
    guint parts = 1;

    while (i + 1 < end && (cells[i] == ':' || cells[i] == 0xFF1A) && is_digit(cells[i + 1])) {
        i = figure_digits(cells, i + 1, end, &part);
        parts++;
    }
    if (parts >= 3) {
        return i;
    }
    for (gsize back = at; parts == 2 && back > start && at - back < 12; back--) {
        if (cells[back - 1] == 0x6BD4) { /* 比 */
            return i;
        }
    }
    return at;
}

bool figure_is_in_name(const guint16 *cells, gsize start, gsize at, gsize end)
{
    gsize open = at;

    while (open > start && at - open < 10 && cells[open - 1] != C_QUOTE_OPEN) {
        if (cells[open - 1] == C_QUOTE_CLOSE) {
            return false;
        }
        open--;
    }
    if (open == start || cells[open - 1] != C_QUOTE_OPEN) {
        return false;
    }
    for (gsize close = at; close < end && close - open <= 14; close++) {
        if (cells[close] == C_QUOTE_CLOSE) {
            return true;
        }
    }
    return false;
}

static bool is_letter(guint16 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Whether a figure has no unit but 万 or the like: 10.6万 of 10.6万、3.8万平方公里. */
static bool is_bare(const Figure *figure, const guint16 *cells)
{
    for (gsize i = figure->unit_start; i < figure->end; i++) {
        if (!cell_is_multiplier(cells[i])) {
            return false;
        }
    }
    return true;
}

/* “下降0.01、0.85个百分点”, “减少10.6万、3.8万、3.3万平方公里”: the unit stands behind the last of
 * the list. FIGURE ends at STOP, without a unit or with 万 alone, and goes on ending there. */
static bool borrow_unit(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                        gsize number_end, gsize stop, gsize end)
{
    Figure next = {0};
    gsize at = stop;
    bool found = false;

    while (!found && at + 1 < end && (cells[at] == 0x3001 || cells[at] == 0x548C) && /* 、 和 */
           is_digit(cells[at + 1])) {
        gsize from = at + 1;
        at = figure_digits(cells, from, end, &next.value);
        if (at == from) {
            return false;
        }
        gsize unit_start = at;
        found = figure_parse_unit(&next, lexicon, cells, at, end);
        if (found &&
            (next.end - unit_start < stop - number_end ||
             memcmp(cells + unit_start, cells + number_end, 2 * (stop - number_end)) != 0)) {
            return false; /* 3万、5亿元 */
        }
        if (found && is_bare(&next, cells)) {
            at = next.end;
            found = false;
        }
    }
    if (!found || (next.unit != UNIT_PERCENT && next.unit != UNIT_POINT &&
                   next.unit != UNIT_MONEY && next.unit != UNIT_SIZE)) {
        return false;
    }
    figure->unit = next.unit;
    figure->unit_start = next.unit_start;
    figure->unit_end = next.end;
    figure->end = figure->whole_end = stop;
    figure->after = -1;
    return true;
}

/* “综合指数4.31”, “综合指数降至4.31、”: a bare number, but behind what is measured by one. */
static bool parse_index(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                        gsize start, gsize at, gsize stop, gsize end)
{
    bool closes = stop >= end || cells[stop] == 0x3001 || cells[stop] == 0x548C ||
                  cells[stop] == 0xFF08 || cells[stop] == 0xFF0C; /* 、和（， */
    gsize before = at;

    for (gsize length = 4; length > 0 && before == at; length--) {
        const LexiconEntry *word =
            at < start + length
                ? NULL
                : lexicon_match(lexicon, cells, at - length, at, ROLE_BEFORE | ROLE_CHANGE);
        if (word != NULL && word->length == length) {
            before = at - length;
        }
    }
    for (gsize length = 2; closes && length > 0; length--) {
        const LexiconEntry *word =
            before < start + length
                ? NULL
                : lexicon_match(lexicon, cells, before - length, before, ROLE_INDEX);
        if (word != NULL && word->length == length) {
            figure->unit = UNIT_PLAIN;
            figure->unit_start = figure->end = figure->whole_end = stop;
            return true;
        }
    }
    return false;
}

/* 最低气温-11.4℃, 同比增长-3.2%: a sign, not the dash of a range. */
static bool is_minus(const Figure *figure, const guint16 *cells, gsize start, gsize at)
{
    guint16 before = at >= start + 2 ? cells[at - 2] : 0;
    guint16 unit = cells[figure->unit_start];

    return before >= 0x4E00 && before <= 0x9FFF && cells[at - 1] == '-' &&
           figure_numeral(before) < 0 && before != C_NIAN && before != 0x6708 && /* 月 */
           before != 0x65E5 &&                                                   /* 日 */
           (figure->unit == UNIT_PERCENT || unit == 0x2103 || unit == 0x6444);   /* ℃ 摄氏度 */
}

bool figure_parse(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells, gsize start,
                  gsize at, gsize end, gsize *skip, gint *year)
{
    *figure = (Figure){.start = at, .after = -1};
    *year = 0;
    gsize stop = figure_digits(cells, at, end, &figure->value);
    gsize run = at;
    while (run < end && (is_digit(cells[run]) || cells[run] == '.')) {
        run++;
    }
    *skip = MAX(run, at + 1) - at;
    if (stop == at || (at > start && (is_letter(cells[at - 1]) || cells[at - 1] == '.' ||
                                      cells[at - 1] == '/'))) {
        return false; /* C919, PM2.5 */
    }
    gsize ratio = parse_ratio(cells, start, at, end);
    if (ratio > at) {
        figure->ratio = true;
        figure->end = figure->whole_end = ratio;
        return true;
    }
    if (stop < end && cells[stop] == C_NIAN && stop - at == 4 && figure->value.scale == 0 &&
        figure->value.digits >= 1900 && figure->value.digits <= 2100) {
        *year = (gint)figure->value.digits;
        *skip = 5;
        return false;
    }
    if (lexicon_is_not_quantity(lexicon, cells, at, stop, end) ||
        figure_is_in_name(cells, start, at, end)) {
        return false;
    }
    bool plain = figure_parse_unit(figure, lexicon, cells, stop, end);
    if (plain && is_bare(figure, cells)) {
        borrow_unit(figure, lexicon, cells, stop, figure->end, end);
    } else if (!plain) {
        plain = borrow_unit(figure, lexicon, cells, stop, stop, end) ||
                parse_index(figure, lexicon, cells, start, at, stop, end);
    }
    if (plain && is_minus(figure, cells, start, at)) {
        figure->value.digits = -figure->value.digits;
        figure->start = at - 1;
    }
    parse_range(figure, lexicon, cells, stop, end);
    if (figure->has_value2 && at >= start + 1 &&
        (cells[at - 1] == 0x4ECE || cells[at - 1] == 0x7531) && plain) {
        /* 从5%到6%: two places, not a range */
        figure->has_value2 = false;
        return figure_parse_unit(figure, lexicon, cells, stop, end);
    }
    if (figure->has_value2 && cells[figure->end - 1] == C_NIAN && figure->value.digits >= 1900) {
        *skip = figure->end - at; /* 2021—2025年 */
        return false;
    }
    return plain || figure->has_value2;
}

/* 百分之七, 三分之一, 七成. Returns the end, AT if it is none of them. */
static gsize parse_fraction(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                            gsize at, gsize end)
{
    gint64 number = 0;
    gsize stop = at;
    bool bare = false;
    gsize part = at;

    while (part < end && (figure_numeral(cells[part]) > 0 || cell_is_multiplier(cells[part]))) {
        part++;
    }
    if (part == at || part + 2 >= end || cells[part] != C_FEN || cells[part + 1] != C_ZHI ||
        figure_numeral(cells[part + 2]) <= 0) {
        return at;
    }
    bool percent = part == at + 1 && cells[at] == CELL_BAI;
    if (!figure_chinese_value(cells, part + 2, end, &stop, &number, &bare)) {
        return at;
    }
    figure->value = (ReaderDecimal){number, 0};
    figure->unit = UNIT_PERCENT;
    figure->unit_start = figure->end = stop;
    figure->ratio = !percent;
    figure_parse_after(figure, lexicon, cells, end);
    return stop;
}

/* 两位数 (of 增长两位数) is ten per cent or more, 过半 (of 占比过半) more than fifty. */
static bool parse_words(Figure *figure, const guint16 *cells, gsize at, gsize end)
{
    bool digits =
        at + 2 < end && cells[at] == C_LIANG && cells[at + 1] == 0x4F4D && cells[at + 2] == C_SHU;
    bool half = at + 1 < end && (cells[at] == 0x8FC7 || cells[at] == 0x8D85) && /* 过 超 */
                cells[at + 1] == 0x534A;
    gsize stop = at + (digits ? 3 : 2);

    if (!digits && !half) {
        return false;
    }
    if (digits && stop + 1 < end && cells[stop] == 0x4EE5 && cells[stop + 1] == 0x4E0A) {
        stop += 2; /* 以上 */
    }
    figure->value = (ReaderDecimal){digits ? 10 : 50, 0};
    figure->unit = UNIT_PERCENT;
    figure->unit_start = figure->end = figure->whole_end = stop;
    figure->after = digits ? READER_CMP_GE : READER_CMP_GT;
    figure->grown = digits;
    return true;
}

/* 过半 and 超半 are a figure only of what has shares: “工业投资占比过半”, not “任务过半”. */
bool figure_parse_half(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                       gsize start, gsize at, gsize end)
{
    *figure = (Figure){.start = at, .chinese = true};
    if (at + 2 < end && cells[at + 2] != 0x3001 && cells[at + 2] != 0xFF08) {
        return false;
    }
    for (gsize length = 4; length > 0; length--) {
        const LexiconEntry *word =
            at < start + length ? NULL : lexicon_match(lexicon, cells, at - length, at, ROLE_RATE);
        if (word != NULL && word->length == length) {
            return parse_words(figure, cells, at, end);
        }
    }
    return false;
}

bool figure_parse_chinese(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                          gsize start, gsize at, gsize end, gsize *skip)
{
    gint64 value = 0;
    gsize stop = at;
    bool bare = false;

    *figure = (Figure){.start = at, .after = -1, .chinese = true};
    *skip = 1;
    if (parse_words(figure, cells, at, end)) {
        return !figure_is_in_name(cells, start, at, end);
    }
    if (parse_fraction(figure, lexicon, cells, at, end) > at) {
        return !figure_is_in_name(cells, start, at, end);
    }
    if (!figure_chinese_value(cells, at, end, &stop, &value, &bare)) {
        gsize run = at;
        while (run < end && (figure_numeral(cells[run]) >= 0 || cell_is_multiplier(cells[run]) ||
                             cells[run] == C_JI || cells[run] == C_SHU)) {
            run++;
        }
        *skip = MAX(run - at, 1);
        return false;
    }
    *skip = MAX(stop - at, 1);
    figure->value = (ReaderDecimal){value, 0};
    if (lexicon_is_not_quantity(lexicon, cells, at, stop, end) ||
        figure_is_in_name(cells, start, at, end) ||
        !figure_parse_unit(figure, lexicon, cells, stop, end)) {
        return false;
    }
    /* “一个体系”: the unit must not be the beginning of another word */
    gsize unit = figure->unit_start;
    const LexiconEntry *noun = lexicon_match(lexicon, cells, unit, end, ROLE_NOUN);
    return noun == NULL || unit + noun->length <= figure->end;
}
