/* What kind of figure it is and how it compares: the words between the thing and the figure. */
#include "reader/reader_statement_internal.h"

enum {
    C_ZHAN = 0x5360, /* 占 */
    C_DE = 0x7684,   /* 的 */
    C_CHENG = 0x6210,
    C_FAN = 0x756A,  /* 番 */
    C_ZENG = 0x589E, /* 增 */
    C_GAI = 0x6539,  /* 改 */
    C_TI = 0x63D0,   /* 提 */
    C_JIA = 0x52A0,  /* 加 */
};

static bool starts_like(const Reader *reader, const Token *token, guint16 first, guint16 second)
{
    const guint16 *cells = reader->cells.cells;

    return token->end - token->start >= 2 && cells[token->start] == first &&
           cells[token->start + 1] == second;
}

static void note_words(const Reader *reader, const Token *token, Predicate *predicate)
{
    const guint16 *cells = reader->cells.cells;

    predicate->aim = predicate->aim || (token->roles & ROLE_AIM) != 0;
    predicate->respectively =
        predicate->respectively || starts_like(reader, token, 0x5206, 0x522B); /* 分别 */
    predicate->each = predicate->each || cells[token->start] == 0x5747;        /* 均 */
    predicate->yearly = predicate->yearly || starts_like(reader, token, 0x5E74, 0x5747);
}

/* “高于全省平均水平2.1个百分点”, “占规上工业增加值的77.9%”, “减少碳排放5万吨”. */
static void read_far(const Reader *reader, gsize segment, Predicate *predicate,
                     const Figure *figure)
{
    bool of = figure->token > segment && token_is(reader, figure->token - 1, C_DE);

    for (gsize i = predicate->head; i > segment; i--) {
        const Token *token = reader_token(reader, i - 1);
        if (token->kind != TOKEN_WORD) {
            continue;
        }
        guint16 first = reader->cells.cells[token->start];
        guint16 last = reader->cells.cells[token->end - 1];
        if (figure->unit == UNIT_PERCENT && (first == C_ZHAN || last == C_ZHAN) &&
            (token->roles & ROLE_BEFORE) != 0 && !predicate->predicate) {
            predicate->of = true;
            predicate->predicate = true;
            predicate->head = i - 1;
            return;
        }
        if (of && (figure->unit == UNIT_PERCENT || figure->unit == UNIT_FOLD) &&
            (token->roles & ROLE_BEFORE) != 0 && (token->roles & ROLE_STRONG) == 0) {
            predicate->of = true; /* 为|全省平均水平|的|76% */
            predicate->predicate = true;
            predicate->head = i - 1;
            return;
        }
        if (figure->unit == UNIT_POINT && (token->roles & ROLE_BEFORE) != 0 &&
            (token->entry->cmp_before == READER_CMP_GT ||
             token->entry->cmp_before == READER_CMP_LT)) {
            predicate->ahead = true;
            predicate->predicate = true;
            predicate->change = token->entry->cmp_before == READER_CMP_GT ? 1 : -1;
            predicate->head = i - 1;
            return;
        }
        if ((token->roles & ROLE_CHANGE) != 0 && token->end - token->start > 1 &&
            predicate->far_change == 0) {
            predicate->far_change = token->entry->change;
            return;
        }
        if ((token->roles & ROLE_STRONG) != 0) {
            return;
        }
    }
}

/* “至少|打造1个示范村”: what is said of the figure may stand before the verb. */
static guint8 comparator_before_verb(const Reader *reader, gsize segment, gsize head)
{
    for (gsize t = segment; t + 1 < head; t++) {
        const Token *token = reader_token(reader, t);
        if (token->kind == TOKEN_WORD && (token->roles & ROLE_BEFORE) != 0 &&
            (token->roles & ROLE_FILLER) != 0 &&
            (reader_token(reader, t + 1)->roles & ROLE_VERB) != 0) {
            return token->entry->cmp_before;
        }
    }
    return READER_CMP_EQ;
}

void predicate_read(const Reader *reader, gsize segment, gsize figure_token, Predicate *predicate)
{
    const Figure *figure = reader_figure(reader, reader_token(reader, figure_token)->figure);
    gsize i = figure_token;

    *predicate = (Predicate){.cmp = READER_CMP_EQ};
    for (; i > segment; i--) {
        const Token *token = reader_token(reader, i - 1);
        guint roles = token->roles;
        if (token->kind == TOKEN_YEAR || token_is(reader, i - 1, C_DE)) {
            continue; /* 增长到|2025年|的|4.9万亿元 */
        }
        if (token->kind != TOKEN_WORD) {
            break;
        }
        if ((roles & ROLE_CHANGE) != 0 && predicate->change == 0) {
            predicate->change = token->entry->change;
            predicate->predicate = true;
        } else if ((roles & ROLE_SPEED) != 0 && predicate->change == 0) {
            predicate->speed = token->entry->speed;
            predicate->predicate = true;
            break;
        } else if ((roles & ROLE_BEFORE) != 0 && predicate->change == 0) {
            Range front = subject_trim(reader, (Range){segment, i - 1});
            if ((roles & ROLE_STRONG) != 0 && front.start == front.end) {
                break; /* 完成|49个老旧小区改造: no predicate but the action */
            }
            if (predicate->cmp == READER_CMP_EQ) {
                predicate->cmp = token->entry->cmp_before;
            }
            predicate->hold = predicate->hold || (roles & ROLE_HOLD) != 0;
            predicate->predicate =
                predicate->predicate || token->entry->cmp_before != READER_CMP_APPROX;
            predicate->of = predicate->of || reader->cells.cells[token->start] == C_ZHAN ||
                            reader->cells.cells[token->end - 1] == C_ZHAN;
        } else if ((roles & (ROLE_FILLER | ROLE_ADVERB | ROLE_AIM)) == 0 ||
                   ((roles & ROLE_STRONG) != 0 && (roles & ROLE_AIM) == 0)) {
            break;
        }
        note_words(reader, token, predicate);
    }
    predicate->head = i;
    if (predicate->cmp == READER_CMP_EQ) {
        predicate->cmp = comparator_before_verb(reader, segment, i);
    }
    if (predicate->change == 0 && (predicate->speed == 0 || figure->unit == UNIT_POINT)) {
        read_far(reader, segment, predicate, figure);
    }
    for (gsize t = 0; t < i; t++) {
        predicate->aim = predicate->aim || (reader_token(reader, t)->roles & ROLE_AIM) != 0;
    }
}

/* Whether the subject [SEGMENT, HEAD) ends in a word with ROLES: “增速”, “…率”. */
static gint ends_in(const Reader *reader, gsize segment, gsize head, guint32 roles)
{
    if (head <=
        segment) { /* a figure listed behind one whose thing comes later: its head is that one's */
        return 0;
    }
    gsize end = reader_token(reader, head - 1)->end;
    gsize first = reader_token(reader, segment)->start;
    for (gsize length = 4; length > 0; length--) {
        if (end < first + length) {
            continue;
        }
        const LexiconEntry *word =
            lexicon_match(reader->lexicon, reader->cells.cells, end - length, end, roles);
        if (word != NULL && word->length == length) {
            return (roles & ROLE_SPEED) != 0 ? word->speed : 1;
        }
    }
    return 0;
}

static ReaderMeasure decide_percent(const Reader *reader, const Figure *figure,
                                    const Predicate *predicate, gsize segment, gint *sign)
{
    gint noun = ends_in(reader, segment, predicate->head, ROLE_SPEED);

    if (figure->grown) {
        *sign = predicate->change < 0 ? -1 : 1; /* 实现|两位数|增长 */
        return READER_MEASURE_GROWTH;
    }
    if (predicate->of) {
        return READER_MEASURE_SHARE;
    }
    if (predicate->change != 0 || predicate->speed != 0) {
        *sign = predicate->change != 0 ? predicate->change : predicate->speed;
        return READER_MEASURE_GROWTH;
    }
    if (noun != 0) {
        *sign = noun;
        return READER_MEASURE_GROWTH;
    }
    if (predicate->far_change != 0 && !predicate->predicate &&
        ends_in(reader, segment, predicate->head, ROLE_RATE) == 0) {
        *sign = predicate->far_change; /* 压减一般性支出10% */
        return READER_MEASURE_GROWTH;
    }
    return READER_MEASURE_SHARE;
}

static bool is_verb(const Reader *reader, gsize i, gsize from, gsize to)
{
    return i >= from && i < to && (reader_token(reader, i)->roles & (ROLE_VERB | ROLE_JOINER)) != 0;
}

/* Whether the word of change at I says that things are made better (改善, 提升, 提标), so that the
 * figure counts them: 提升|100所学校, 改善|灌溉面积90万亩, 提升|建设步道100公里; but not
 * 提升|产能5万吨. */
static bool makes_better(const Reader *reader, const Figure *figure, gsize i, gsize segment)
{
    guint16 first = reader->cells.cells[reader_token(reader, i)->start];
    gsize next = figure->token + 1;

    if ((first == C_GAI || first == C_JIA) && i + 1 < figure->token) {
        return true;
    }
    if (first != C_GAI && first != C_JIA && first != C_TI) {
        return false;
    }
    if (i + 1 == figure->token) {
        return next < reader->tokens.count && !token_joins(reader, next);
    }
    bool named = false; /* 下达|耕地|质量|提升|片区|项目|任务: behind the verb and other words */
    for (gsize verb = segment; verb + 1 < i; verb++) {
        named = named || is_verb(reader, verb, segment, figure->token);
    }
    return named || is_verb(reader, i + 1, segment, figure->token) ||
           (i > segment && is_verb(reader, i - 1, segment, figure->token));
}

static ReaderMeasure decide_amount(const Reader *reader, const Figure *figure,
                                   const Predicate *predicate, gsize segment, gint *sign)
{
    bool things = figure->unit == UNIT_COUNT || figure->unit == UNIT_PEOPLE;
    bool extent = things || figure->unit == UNIT_SIZE;
    gint far = predicate->far_change;

    if (predicate->change != 0) {
        if (extent && figure->token > segment &&
            (reader_token(reader, figure->token - 1)->roles & ROLE_CHANGE) != 0 &&
            makes_better(reader, figure, figure->token - 1, segment)) {
            return READER_MEASURE_LEVEL;
        }
        *sign = predicate->change;
        return READER_MEASURE_DELTA;
    }
    if (far == 0 || predicate->predicate) {
        return READER_MEASURE_LEVEL;
    }
    for (gsize i = segment; i < predicate->head; i++) {
        const Token *token = reader_token(reader, i);
        if ((token->roles & ROLE_CHANGE) == 0 ||
            (extent && makes_better(reader, figure, i, segment))) {
            continue;
        }
        /* things are only added (增加学位500个) or taken away; 提升改造 is no change of a number */
        bool adds = reader->cells.cells[token->start] == C_ZENG ||
                    reader->cells.cells[token->end - 1] == C_ZENG; /* 增加, 净增 */
        if (!things || far < 0 || adds) {
            *sign = far;
            return READER_MEASURE_DELTA;
        }
    }
    return READER_MEASURE_LEVEL;
}

ReaderMeasure measure_decide(const Reader *reader, const Figure *figure, const Predicate *predicate,
                             gsize segment, gint *sign)
{
    guint16 unit = figure->unit_start < figure->end ? reader->cells.cells[figure->end - 1] : 0;

    *sign = 1;
    if (figure->rank) {
        return READER_MEASURE_RANK;
    }
    if (figure->ratio) {
        return READER_MEASURE_RATIO;
    }
    switch ((UnitClass)figure->unit) {
    case UNIT_PERCENT:
        return decide_percent(reader, figure, predicate, segment, sign);
    case UNIT_POINT:
    case UNIT_PLACE:
        if (predicate->change == 0 && predicate->cmp == READER_CMP_LT) {
            *sign = -1; /* 低于预期1.5个百分点 */
            return READER_MEASURE_DELTA;
        }
        *sign = predicate->change != 0       ? predicate->change
                : predicate->far_change != 0 ? predicate->far_change
                                             : 1;
        return READER_MEASURE_DELTA;
    case UNIT_FOLD:
        if (predicate->change != 0 || unit == C_FAN) {
            *sign = predicate->change != 0 ? predicate->change : 1;
            return READER_MEASURE_GROWTH;
        }
        return unit == C_CHENG ? READER_MEASURE_SHARE : READER_MEASURE_RATIO;
    case UNIT_NONE:
    case UNIT_MONEY:
    case UNIT_SIZE:
    case UNIT_COUNT:
    case UNIT_PEOPLE:
    case UNIT_TIME:
    case UNIT_PLAIN:
        break;
    }
    return decide_amount(reader, figure, predicate, segment, sign);
}

ReaderMeasure measure_of_comparison(const Reader *reader, gsize segment, Predicate *predicate)
{
    gsize last = reader->tokens.count - 1;
    const Token *verb =
        predicate->head > segment ? reader_token(reader, predicate->head - 1) : NULL;

    if (verb != NULL && verb->kind == TOKEN_WORD && (verb->roles & ROLE_CHANGE) != 0) {
        predicate->head--; /* 居民收入|增长|快于经济增长 */
        return READER_MEASURE_GROWTH;
    }
    if (ends_in(reader, segment, predicate->head, ROLE_SPEED) != 0 ||
        ends_in(reader, last, last + 1, ROLE_SPEED) != 0 ||
        ends_in(reader, last, last + 1, ROLE_CHANGE) != 0) {
        return READER_MEASURE_GROWTH;
    }
    return ends_in(reader, segment, predicate->head, ROLE_RATE) != 0 ? READER_MEASURE_SHARE
                                                                     : READER_MEASURE_LEVEL;
}

ReaderCmp measure_cmp(const Figure *figure, const Predicate *predicate, ReaderMeasure measure,
                      ReaderKind kind, bool carries_aim)
{
    if (measure == READER_MEASURE_RANK) {
        return figure->top ? READER_CMP_LE : READER_CMP_EQ;
    }
    if (measure == READER_MEASURE_RATIO && figure->ratio) {
        return READER_CMP_EQ;
    }
    if (figure->has_value2) {
        return READER_CMP_BETWEEN;
    }
    if (figure->after >= 0 && figure->after != READER_CMP_EQ) {
        return (ReaderCmp)figure->after;
    }
    if (figure->fuzzy) {
        return READER_CMP_GT;
    }
    /* 高出2.1个百分点 says how far ahead, not more than that */
    if (figure->unit == UNIT_POINT && (predicate->ahead || predicate->change == 0) &&
        (predicate->cmp == READER_CMP_GT || predicate->cmp == READER_CMP_LT)) {
        return READER_CMP_EQ;
    }
    if (predicate->cmp != READER_CMP_EQ) {
        return (ReaderCmp)predicate->cmp;
    }
    if (kind == READER_KIND_TARGET && (predicate->hold || (predicate->aim && carries_aim))) {
        return predicate->hold ? READER_CMP_LE : READER_CMP_GE;
    }
    return READER_CMP_EQ;
}
