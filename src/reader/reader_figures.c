/* Which figures of a piece are claims, and which only say where another came from or which things
 * are meant. */
#include "reader/reader_statement_internal.h"

bool figures_only_join(const Reader *reader, gsize from, gsize to)
{
    for (gsize i = from; i < to; i++) {
        if (!token_joins(reader, i)) {
            return false;
        }
    }
    return true;
}

static bool is_to(const Reader *reader, gsize i)
{
    const Token *token = reader_token(reader, i);
    guint16 last = reader->cells.cells[token->end - 1];

    return (token->roles & ROLE_BEFORE) != 0 && token->end - token->start > 1 &&
           (last == 0x5230 || last == 0x81F3 || last == 0x4E3A); /* 到 至 为 */
}

/* “由52.1%提高到60.3%”, “从2.7万元、0.8万元分别增长到…”: figures that say where it came from. */
static bool is_origin(const Reader *reader, gsize k)
{
    gsize n = reader->tokens.figure_count;
    gsize last = k;
    gsize head = k;
    bool from = false;

    while (head > 0 && figures_only_join(reader, reader_figure(reader, head - 1)->token + 1,
                                         reader_figure(reader, head)->token)) {
        head--;
    }
    while (last + 1 < n && figures_only_join(reader, reader_figure(reader, last)->token + 1,
                                             reader_figure(reader, last + 1)->token)) {
        last++;
    }
    gsize first = head == 0 ? 0 : reader_figure(reader, head - 1)->token + 1;
    for (gsize i = first; i < reader_figure(reader, head)->token; i++) {
        from = from || token_is(reader, i, 0x7531) || token_is(reader, i, 0x4ECE); /* 由 从 */
    }
    /* 降至零: the end need not be a figure */
    gsize stop = last + 1 < n ? reader_figure(reader, last + 1)->token : reader->tokens.count;
    for (gsize i = reader_figure(reader, last)->token + 1; from && i < stop; i++) {
        if (is_to(reader, i)) {
            return true;
        }
    }
    return false;
}

/* Whether 企业 or 项目 follows within a few characters, so that what precedes says which ones. */
static bool names_class(const Reader *reader, gsize at)
{
    const guint16 *cells = reader->cells.cells;
    gsize end = MIN(reader->cells.n, at + 6);

    for (gsize i = at; i + 1 < end; i++) {
        if (cells[i] == 0x7684 || cells[i] == 0x3001 ||
            cell_is(reader->lexicon, cells[i], CLASS_COMMA | CLASS_DIGIT)) {
            return false;
        }
        if ((cells[i] == 0x4F01 && cells[i + 1] == 0x4E1A) ||
            (cells[i] == 0x9879 && cells[i + 1] == 0x76EE)) {
            return true;
        }
    }
    return false;
}

/* 20户以上|自然村, 500人以上|村: how large the places are that are meant. */
static bool names_place(const Reader *reader, gsize at)
{
    const guint16 *cells = reader->cells.cells;

    for (gsize i = at; i < MIN(reader->cells.n, at + 6); i++) {
        if (cells[i] == 0x6751 || cells[i] == 0x9547 || /* 村 镇 */
            (cells[i] == 0x5C0F && i + 1 < reader->cells.n && cells[i + 1] == 0x533A)) { /* 小区 */
            return true;
        }
        if (cells[i] == 0x7684 || cell_is(reader->lexicon, cells[i], CLASS_COMMA | CLASS_DIGIT)) {
            return false;
        }
    }
    return false;
}

/* “在全省91个县（市）中排名第一”, “位居15个同类城市第一”: among how many the place is. */
static bool is_field_of_rank(const Reader *reader, gsize k)
{
    gsize at = reader_figure(reader, k)->token;

    if (reader_figure(reader, k)->unit != UNIT_COUNT || k + 1 == reader->tokens.figure_count ||
        !reader_figure(reader, k + 1)->rank) {
        return false;
    }
    if (at > 0 && (reader_token(reader, at - 1)->roles & ROLE_PLACED) != 0 &&
        (reader_token(reader, at - 1)->roles & ROLE_VERB) == 0) {
        return true;
    }
    for (gsize i = reader_figure(reader, k)->token + 1; i < reader_figure(reader, k + 1)->token;
         i++) {
        if (token_is(reader, i, 0x4E2D)) { /* 中 */
            return true;
        }
        if (token_is(reader, i, 0xFF0C)) {
            return false;
        }
    }
    return false;
}

/* 10千伏|线路16公里: a voltage in front of a name says which lines are meant. */
static bool is_voltage_of(const Reader *reader, gsize k)
{
    const Figure *figure = reader_figure(reader, k);
    const guint16 *cells = reader->cells.cells + figure->unit_start;
    gsize next = figure->token + 1;
    bool voltage = figure->end == figure->unit_start + 2 &&
                   ((cells[0] == 0x5343 && cells[1] == 0x4F0F) || /* 千伏 */
                    ((cells[0] == 'k' || cells[0] == 'K') && (cells[1] == 'V' || cells[1] == 'v')));

    return voltage && next < reader->tokens.count &&
           reader_token(reader, next)->kind != TOKEN_FIGURE && !token_joins(reader, next) &&
           !token_is(reader, next, 0xFF09);
}

/* 打造9米|宽|绿道: how wide the things are. */
static bool is_width_of(const Reader *reader, gsize k)
{
    const Figure *figure = reader_figure(reader, k);
    guint16 next = figure->end + 1 < reader->cells.n ? reader->cells.cells[figure->end] : 0;

    return figure->unit == UNIT_SIZE && (next == 0x5BBD || next == 0x539A) && /* 宽 厚 */
           figure->token + 1 < reader->tokens.count;
}

/* “10亿元以上项目5个”, “8个10亿元以上项目”: the first figure only says which projects. */
static bool is_qualifier(const Reader *reader, gsize k)
{
    const Figure *figure = reader_figure(reader, k);
    gsize n = reader->tokens.figure_count;
    guint before = figure->token > 0 ? reader_token(reader, figure->token - 1)->roles : 0;
    bool bounded = figure->after == READER_CMP_GE || figure->after == READER_CMP_LE ||
                   ((before & ROLE_BEFORE) != 0 &&
                    reader_token(reader, figure->token - 1)->entry->cmp_before == READER_CMP_GT);

    if (figure->whole_end < reader->cells.n && reader->cells.cells[figure->whole_end] == 0x7EA7) {
        return true; /* 50亿级项目 */
    }
    if (is_field_of_rank(reader, k) || is_voltage_of(reader, k) || is_width_of(reader, k)) {
        return true;
    }
    if (!bounded || figure->unit == UNIT_COUNT || figure->unit == UNIT_PERCENT) {
        return false;
    }
    if (figure->unit == UNIT_PEOPLE && figure->after >= 0 &&
        names_place(reader, figure->whole_end)) {
        return true;
    }
    if (figure->unit == UNIT_MONEY && names_class(reader, figure->whole_end)) {
        return true; /* 产值超10亿元企业 */
    }
    if (figure->unit == UNIT_SIZE && figure->after >= 0 &&
        reader->cells.cells[figure->end] == 0x53CA && figure->token + 1 < reader->tokens.count &&
        !token_joins(reader, figure->token + 1)) {
        return true; /* 10千伏|及|以下|行政村配电网 */
    }
    if (k > 0 &&
        (reader_figure(reader, k - 1)->unit == UNIT_COUNT ||
         reader_figure(reader, k - 1)->unit == UNIT_PEOPLE) &&
        reader_figure(reader, k - 1)->token + ((before & ROLE_BEFORE) != 0 ? 2 : 1) ==
            figure->token) {
        return true;
    }
    if (k + 1 < n && reader_figure(reader, k + 1)->token > figure->token + 1 &&
        (reader_figure(reader, k + 1)->unit == UNIT_PERCENT ||
         reader_figure(reader, k + 1)->unit == UNIT_COUNT) &&
        token_is(reader, figure->token + 1, 0x7684)) {
        return true; /* 10万元以上|的|村达到85% */
    }
    if (k + 1 == n || reader_figure(reader, k + 1)->unit != UNIT_COUNT) {
        return false;
    }
    gsize next = reader_figure(reader, k + 1)->token;
    for (gsize i = figure->token + 1; i < next; i++) {
        const Token *token = reader_token(reader, i);
        if (token_joins(reader, i) || ((token->roles & (ROLE_BEFORE | ROLE_CHANGE | ROLE_STRONG)) &&
                                       (token->roles & ROLE_NOUN) == 0)) {
            return false;
        }
    }
    return true;
}

/* Figures that are part of a thing's name or an origin become plain words. */
void figures_demote(Reader *reader)
{
    gsize count = reader->tokens.figure_count;
    bool drop[FIGURES_MAX];
    bool any = false;
    gsize kept = 0;

    for (gsize k = 0; k < count; k++) {
        drop[k] = is_origin(reader, k) || is_qualifier(reader, k);
        any = any || drop[k];
    }
    for (gsize k = 0; any && k < count; k++) {
        Figure figure = *reader_figure(reader, k);
        Token *token = &reader->tokens.tokens[figure.token];
        if (drop[k]) {
            token->kind = TOKEN_CHARACTER;
        } else {
            token->figure = (guint16)kept;
            *reader_figure(reader, kept++) = figure;
        }
    }
    reader->tokens.figure_count = any ? kept : count;
}
