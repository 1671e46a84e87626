/* reader_statement_internal.h - what is worked out about one figure before it is handed out. */
#pragma once

#include "reader/reader_internal.h"

/* What stands between the thing and its figure: “同比增长|达到|约|8%”. */
typedef struct {
    gsize head;        /* tokens [segment, head) name the thing, [head, figure) say how much */
    guint8 cmp;        /* ReaderCmp before the figure, EQ if none */
    gint16 change;     /* sign of the verb of change right before the figure, 0 for none */
    gint16 speed;      /* sign of a noun of change right before the figure: 增速8% */
    gint16 far_change; /* of a verb of change with its object between: 减少排放5万吨 */
    bool predicate;    /* a comparator or a change was there */
    bool hold;         /* 控制在 */
    bool aim;          /* 确保, 力争 */
    bool respectively; /* 分别 */
    bool each;         /* 均 */
    bool of;           /* 占…的 */
    bool yearly;       /* 年均 */
    bool ahead;        /* 高于全省平均水平2.1个百分点; with change as sign */
} Predicate;

/* Reads backwards from the figure at token FIGURE to token SEGMENT. */
void predicate_read(const Reader *reader, gsize segment, gsize figure, Predicate *predicate);

/* Of a comparison without a figure (增速高于全市平均水平); takes a verb of growth off the name. */
ReaderMeasure measure_of_comparison(const Reader *reader, gsize segment, Predicate *predicate);

/* Level, growth, share … and the sign of the value (in *sign). [SEGMENT, head) is the subject. */
ReaderMeasure measure_decide(const Reader *reader, const Figure *figure, const Predicate *predicate,
                             gsize segment, gint *sign);

ReaderCmp measure_cmp(const Figure *figure, const Predicate *predicate, ReaderMeasure measure,
                      ReaderKind kind, bool carries_aim);

/* The subject and the action of a figure. */
typedef struct {
    Range subject; /* tokens; empty if the text names none here */
    Range action;
    bool postposed; /* figure behind its thing: 高标准农田7.5万亩, or predicate */
} Naming;

void subject_find(const Reader *reader, const Figure *figure, const Predicate *predicate,
                  gsize segment, Naming *naming);

/* What those did who are only counted: 1万余人|实现了|安全饮水. FIGURE is their token. */
Range subject_done(const Reader *reader, gsize figure);

/* Splits a list of things into reader->items; returns how many, 1 if it is none. */
gsize subject_split(Reader *reader, Range subject);

/* Item I of the list, with what it shares with the last one: 城镇(居民收入), 农村居民收入. */
void subject_append_item(const Reader *reader, gsize i, GString *out);
void subject_append(const Reader *reader, Range subject, GString *out);

/* Takes adverbs, areas, joints and comparators off both ends. */
Range subject_trim(const Reader *reader, Range range);

static inline const Token *reader_token(const Reader *reader, gsize i)
{
    return &reader->tokens.tokens[i];
}

static inline gsize range_cells(const Reader *reader, Range range)
{
    return range.start < range.end
               ? reader_token(reader, range.end - 1)->end - reader_token(reader, range.start)->start
               : 0;
}

static inline bool token_is(const Reader *reader, gsize i, guint16 cell)
{
    const Token *token = reader_token(reader, i);

    return token->end == token->start + 1 && reader->cells.cells[token->start] == cell;
}

static inline Figure *reader_figure(const Reader *reader, gsize i)
{
    return &reader->tokens.figures[i];
}

/* Takes note of a year in the piece that its figures are of. */
void statement_read_years(Reader *reader);

void statement_tense(const Reader *reader, const Predicate *predicate, ReaderKind *kind,
                     gint *year);

/* The figure's unit as written in OUT (emptied first); NULL for a ratio and a bare number. */
const char *statement_unit(const Reader *reader, const Figure *figure, GString *out);

/* Whether the tokens [FROM, TO) are nothing but 、 and 和. */
bool figures_only_join(const Reader *reader, gsize from, gsize to);

/* Makes figures that are no claims (由52.1%…, 10亿元以上项目) into plain words. */
void figures_demote(Reader *reader);

/* 、 和 与 及 以及 ， */
bool token_joins(const Reader *reader, gsize i);
