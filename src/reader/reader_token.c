/* A piece as words and figures, longest word first, and which figures are quantities at all. */
#include "reader/reader_internal.h"

static const Token *last_token(const Tokens *tokens)
{
    return tokens->count == 0 ? NULL : &tokens->tokens[tokens->count - 1];
}

/* tokens_cut() has made room for one a cell. */
static void add_token(Tokens *tokens, TokenKind kind, gsize start, gsize end,
                      const LexiconEntry *entry, guint16 figure)
{
    tokens->tokens[tokens->count++] = (Token){.start = start,
                                              .end = end,
                                              .entry = entry,
                                              .roles = entry != NULL ? entry->roles : 0,
                                              .kind = (guint8)kind,
                                              .figure = figure};
}

static bool is_one_of(guint16 c, const char *characters)
{
    for (const char *at = characters; *at != '\0'; at = g_utf8_next_char(at)) {
        if (g_utf8_get_char(at) == c) {
            return true;
        }
    }
    return false;
}

/* “新建学校一所”, “新建学校一所、医院两所”: the numeral comes behind its thing and ends it. */
static bool is_postposed(const guint16 *cells, const Figure *figure, const Token *before, gsize end)
{
    bool closes = figure->whole_end >= end || is_one_of(cells[figure->whole_end], "、，）和");

    return closes && before != NULL && (before->roles & (ROLE_VERB | ROLE_FILLER)) == 0;
}

/* Chinese numerals count only where a count is meant: 两座, 三百二十个, but not 一批, 三级,
 * 两个维护. */
static bool chinese_is_quantity(const guint16 *cells, const Figure *figure, const Token *before,
                                gsize end)
{
    guint roles = before != NULL ? before->roles : 0;
    guint16 unit = cells[figure->unit_start];
    bool built = (roles & ROLE_STRONG) != 0;
    bool placed = is_postposed(cells, figure, before, end);
    bool bare = figure->unit_start == figure->start || figure->value.digits >= 100;

    if (figure->ratio || (UnitClass)figure->unit == UNIT_PERCENT) {
        return true;
    }
    if (figure->end < end && cells[figure->end] == 0x201C &&
        (!built || figure_numeral(cells[figure->end + 1]) > 0) && figure->value.digits <= 10) {
        return false; /* 坚持三个“始终”, 实施五个“一批”, but 打造三个“示范社区” */
    }
    switch ((UnitClass)figure->unit) {
    case UNIT_TIME:
        return (roles & (ROLE_CHANGE | ROLE_BEFORE)) != 0;
    case UNIT_FOLD:
        return cells[figure->unit_start] != 0x5206;
    case UNIT_PLAIN:
        if (cells[figure->unit_start] == 0x5206 || cells[figure->unit_start] == 0x70B9) {
            return false; /* 十分 */
        }
        return (roles & ROLE_BEFORE) != 0 && before->entry->cmp_before != READER_CMP_EQ;
    case UNIT_NONE:
    case UNIT_PERCENT:
    case UNIT_POINT:
    case UNIT_MONEY:
    case UNIT_SIZE:
    case UNIT_COUNT:
    case UNIT_PEOPLE:
    case UNIT_PLACE:
        break;
    }
    if (bare && (cells[figure->start] == CELL_BAI || cells[figure->start] == CELL_QIAN ||
                 cells[figure->start] == CELL_WAN || cells[figure->start] == CELL_YI)) {
        /* 突破千亿元, but 百亿元企业 and 万人计划 */
        return (roles & ROLE_BEFORE) != 0;
    }
    if (is_one_of(unit, "次级类期轮代批点线号种面层道体步本")) {
        return built && figure->value.digits > 1 && is_one_of(unit, "次类轮批种");
    }
    if (cells[figure->start] == 0x4E24 && !is_one_of(unit, "个项名位")) {
        return true; /* 两座, 两条 */
    }
    if (figure->value.digits == 1 || is_one_of(unit, "个项条名位")) {
        return built || placed || figure->value.digits >= 10;
    }
    return true;
}

/* 平均预期寿命78.9岁, 平均年龄45岁; other ages say who is meant. */
static bool follows_age(const guint16 *cells, gsize at)
{
    return at > 0 && (cells[at - 1] == 0x547D || cells[at - 1] == 0x9F84); /* 命 龄 */
}

/* Spans of time are quantities only where they are compared or changed: 缩短至30分钟以内,
 * 提前3个月. */
static bool time_is_quantity(const guint16 *cells, const Figure *figure, const Token *before)
{
    guint roles = before != NULL ? before->roles : 0;
    guint16 unit = cells[figure->unit_start];
    bool compared =
        (roles & ROLE_CHANGE) != 0 || (roles & (ROLE_BEFORE | ROLE_STRONG)) == ROLE_BEFORE;
    gsize length = figure->end - figure->unit_start;

    switch (unit) {
    case 0x5929: /* 天 */
    case 0x5DE5: /* 工作日 */
        return true;
    case 0x4E2A: /* 个工作日, but 个月 and 个小时 */
        return length > 3 || compared || (length == 2 && figure->after >= 0);
    case 0x65E5: /* 日 */
        return false;
    case 0x5E74: /* 年: 延长至20年, but 近3年 */
        return compared && ((roles & ROLE_CHANGE) != 0 || before->end - before->start > 1);
    case 0x5468: /* 周 岁 */
    case 0x5C81:
        return compared || follows_age(cells, figure->start);
    default:
        return compared || figure->after >= 0;
    }
}

static bool is_quantity(const guint16 *cells, const Figure *figure, const Token *before, gsize end)
{
    if (figure->rank) {
        return true;
    }
    if (figure->chinese && !chinese_is_quantity(cells, figure, before, end)) {
        return false;
    }
    if (!figure->chinese && !figure->ratio && (UnitClass)figure->unit == UNIT_TIME &&
        figure->unit_start + 1 <= figure->end) {
        return time_is_quantity(cells, figure, before);
    }
    return true;
}

static bool add_figure(Tokens *tokens, const guint16 *cells, Figure *figure, gsize end)
{
    if (tokens->figure_count >= FIGURES_MAX ||
        !is_quantity(cells, figure, last_token(tokens), end)) {
        return false;
    }
    if (tokens->count > 0 && tokens->tokens[tokens->count - 1].start == figure->start) {
        tokens->count--; /* its minus sign */
    }
    figure->token = tokens->count;
    add_token(tokens, TOKEN_FIGURE, figure->start, figure->whole_end, NULL,
              (guint16)tokens->figure_count);
    tokens->figures[tokens->figure_count++] = *figure;
    return true;
}

/* A figure at AT, if there is one: how many cells it (or what is no quantity) takes, else 0. */
static gsize cut_figure(Tokens *tokens, const ReaderLexicon *lexicon, const guint16 *cells,
                        gsize at, gsize end, gsize start)
{
    Figure figure;
    gsize skip = 0;
    gint year = 0;

    if (cells[at] >= '0' && cells[at] <= '9') {
        bool found = figure_parse(&figure, lexicon, cells, start, at, end, &skip, &year);
        if (found && figure_rises_to_place(&figure, lexicon, cells, start)) {
            figure.rank = true;
            figure.unit = UNIT_PLACE;
        }
        if (found && add_figure(tokens, cells, &figure, end)) {
            return figure.whole_end - at;
        }
        add_token(tokens, year != 0 ? TOKEN_YEAR : TOKEN_CHARACTER, at, at + skip, NULL,
                  (guint16)year);
        return skip;
    }
    if (figure_parse_rank(&figure, lexicon, cells, start, at, end, &skip) &&
        add_figure(tokens, cells, &figure, end)) {
        return figure.whole_end - at;
    }
    if (skip > 1) {
        add_token(tokens, TOKEN_CHARACTER, at, at + skip, NULL, 0);
        return skip;
    }
    return 0;
}

static gsize cut_chinese(Tokens *tokens, const ReaderLexicon *lexicon, const guint16 *cells,
                         gsize at, gsize end, gsize start)
{
    Figure figure;
    gsize skip = 0;

    if (figure_parse_chinese(&figure, lexicon, cells, start, at, end, &skip) &&
        add_figure(tokens, cells, &figure, end)) {
        return figure.whole_end - at;
    }
    add_token(tokens, TOKEN_CHARACTER, at, at + skip, NULL, 0);
    return skip;
}

static gsize cut_half(Tokens *tokens, const ReaderLexicon *lexicon, const guint16 *cells, gsize at,
                      gsize end, gsize start)
{
    Figure figure;

    return figure_parse_half(&figure, lexicon, cells, start, at, end) &&
                   add_figure(tokens, cells, &figure, end)
               ? figure.whole_end - at
               : 0;
}

void tokens_cut(Tokens *tokens, const ReaderLexicon *lexicon, const guint16 *cells, gsize start,
                gsize end, gsize sentence_start)
{
    tokens->count = 0;
    if (end - start > tokens->capacity) {
        tokens->capacity = MAX(end - start, tokens->capacity * 2);
        tokens->tokens = g_renew(Token, tokens->tokens, tokens->capacity);
    }
    tokens->figure_count = 0;
    for (gsize at = start; at < end;) {
        guint class = lexicon->characters[cells[at]];
        gsize taken = 0;
        if ((class & CLASS_DIGIT) != 0 || cells[at] == 0x7B2C || cells[at] == 0x524D ||
            cells[at] == 0x9996 || cells[at] == 0x699C) { /* 第 前 首 榜 */
            taken = cut_figure(tokens, lexicon, cells, at, end, sentence_start);
        }
        if (taken == 0 && at + 1 < end && cells[at + 1] == 0x534A && /* 过半 超半 */
            (cells[at] == 0x8FC7 || cells[at] == 0x8D85)) {
            taken = cut_half(tokens, lexicon, cells, at, end, start);
        }
        if (taken == 0) {
            const LexiconEntry *word = (class & CLASS_WORD) != 0
                                           ? lexicon_match(lexicon, cells, at, end, ROLES_OF_WORDS)
                                           : NULL;
            if ((class & CLASS_NUMERAL) != 0 && (word == NULL || word->length < 2)) {
                taken = cut_chinese(tokens, lexicon, cells, at, end, sentence_start);
            } else {
                taken = word != NULL ? word->length : 1;
                add_token(tokens, word != NULL ? TOKEN_WORD : TOKEN_CHARACTER, at, at + taken, word,
                          0);
            }
        }
        at += taken;
    }
}
