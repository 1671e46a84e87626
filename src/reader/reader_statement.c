/* Figures of a piece to statements. */
#include "reader/reader_statement_internal.h"

#include <string.h>

#define PREVIOUS_MAX 24u /* cells of the piece before that may serve as subject */

/* What the figures of one piece hand on to one another. */
typedef struct {
    Range subject; /* of the figure before */
    Range action;
    Predicate predicate;
    bool any;
    bool in_front; /* the figure before stood in front of its thing, which ends at subject.end */
    guint8 unit;
    gsize list_at;    /* next member of a 分别 list */
    gsize list_count; /* 0: no list */
} Chain;

static Figure *figure_at(const Reader *reader, gsize i)
{
    return &g_array_index(reader->tokens.figures, Figure, i);
}

static bool only_joins(const Reader *reader, gsize from, gsize to)
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
    gsize n = reader->tokens.figures->len;
    gsize last = k;
    gsize head = k;
    bool from = false;

    while (head > 0 && only_joins(reader, figure_at(reader, head - 1)->token + 1,
                                  figure_at(reader, head)->token)) {
        head--;
    }
    while (last + 1 < n && only_joins(reader, figure_at(reader, last)->token + 1,
                                      figure_at(reader, last + 1)->token)) {
        last++;
    }
    if (last + 1 >= n) {
        return false;
    }
    gsize first = head == 0 ? 0 : figure_at(reader, head - 1)->token + 1;
    for (gsize i = first; i < figure_at(reader, head)->token; i++) {
        from = from || token_is(reader, i, 0x7531) || token_is(reader, i, 0x4ECE); /* 由 从 */
    }
    for (gsize i = figure_at(reader, last)->token + 1;
         from && i < figure_at(reader, last + 1)->token; i++) {
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

/* “10亿元以上项目5个”, “8个10亿元以上项目”: the first figure only says which projects. */
static bool is_qualifier(const Reader *reader, gsize k)
{
    const Figure *figure = figure_at(reader, k);
    gsize n = reader->tokens.figures->len;
    guint before = figure->token > 0 ? reader_token(reader, figure->token - 1)->roles : 0;
    bool bounded = figure->after == READER_CMP_GE || figure->after == READER_CMP_LE ||
                   ((before & ROLE_BEFORE) != 0 &&
                    reader_token(reader, figure->token - 1)->entry->cmp_before == READER_CMP_GT);

    if (!bounded || figure->unit == UNIT_COUNT || figure->unit == UNIT_PERCENT) {
        return false;
    }
    if (figure->unit == UNIT_MONEY && names_class(reader, figure->whole_end)) {
        return true; /* 产值超10亿元企业 */
    }
    if (k > 0 && figure_at(reader, k - 1)->unit == UNIT_COUNT &&
        figure_at(reader, k - 1)->token + ((before & ROLE_BEFORE) != 0 ? 2 : 1) == figure->token) {
        return true;
    }
    if (k + 1 < n && figure_at(reader, k + 1)->token > figure->token + 1 &&
        (figure_at(reader, k + 1)->unit == UNIT_PERCENT ||
         figure_at(reader, k + 1)->unit == UNIT_COUNT) &&
        token_is(reader, figure->token + 1, 0x7684)) {
        return true; /* 10万元以上|的|村达到85% */
    }
    if (k + 1 == n || figure_at(reader, k + 1)->unit != UNIT_COUNT) {
        return false;
    }
    gsize next = figure_at(reader, k + 1)->token;
    for (gsize i = figure->token + 1; i < next; i++) {
        const Token *token = reader_token(reader, i);
        if (token_joins(reader, i) || ((token->roles & (ROLE_BEFORE | ROLE_CHANGE | ROLE_STRONG)) &&
                                       (token->roles & ROLE_NOUN) == 0)) {
            return false;
        }
    }
    return next > figure->token + 1;
}

/* Figures that are part of a thing's name or an origin become plain words. */
static void demote_figures(Reader *reader)
{
    GArray *figures = reader->tokens.figures;
    bool drop[FIGURES_MAX];
    gsize kept = 0;

    for (gsize k = 0; k < figures->len; k++) {
        drop[k] = is_origin(reader, k) || is_qualifier(reader, k);
    }
    for (gsize k = 0; k < figures->len; k++) {
        Figure figure = *figure_at(reader, k);
        Token *token = &reader->tokens.tokens[figure.token];
        if (drop[k]) {
            token->kind = TOKEN_CHARACTER;
        } else {
            token->figure = (guint16)kept;
            *figure_at(reader, kept++) = figure;
        }
    }
    g_array_set_size(figures, (guint)kept);
}

/* A year in the piece is the figures' year unless it is what they are compared with. */
static void read_years(Reader *reader)
{
    for (gsize i = 0; i < reader->tokens.count; i++) {
        const Token *token = reader_token(reader, i);
        if (token->kind != TOKEN_YEAR) {
            continue;
        }
        bool base = false;
        if (i > 0) {
            const Token *before = reader_token(reader, i - 1);
            guint16 c = reader->cells.cells[before->end - 1];
            /* 比 较 由 从 与 于 自 同 */
            base = c == 0x6BD4 || c == 0x8F83 || c == 0x7531 || c == 0x4ECE || c == 0x4E0E ||
                   c == 0x4E8E || c == 0x81EA || c == 0x540C ||
                   ((before->roles & ROLE_BEFORE) != 0 && c != 0x5230 && c != 0x81F3);
        }
        if (!base) {
            reader->piece_year = token->figure;
        }
    }
}

static void tense_now(const Reader *reader, const Predicate *predicate, ReaderKind *kind,
                      gint *year)
{
    gint base = reader->summary.report_year;

    *kind = reader->sentence_tense.kind;
    *year = reader->sentence_tense.year;
    if (reader->piece_year != 0) {
        *year = reader->piece_year;
        if (base != 0 && reader->piece_year > base) {
            *kind = READER_KIND_TARGET;
        } else if (base != 0 && reader->piece_year < base) {
            *kind = READER_KIND_RESULT;
        }
    }
    if (predicate->yearly) {
        *year = 0;
    }
}

static const char *unit_text(const Reader *reader, const Figure *figure, GString *out)
{
    const guint16 *cells = reader->cells.cells;

    g_string_truncate(out, 0);
    if (figure->rank) {
        return g_string_assign(out, "名")->str;
    }
    if (figure->ratio) {
        return NULL;
    }
    if (figure->unit == UNIT_PERCENT && figure->unit_start == figure->end) {
        return g_string_assign(out, "%")->str; /* 百分之七 */
    }
    gsize end = figure->unit_end != 0 ? figure->unit_end : figure->end;
    for (gsize i = figure->unit_start; i < end; i++) {
        bool fuzzy = cells[i] == 0x4F59 || cells[i] == 0x591A || cells[i] == 0x6765; /* 余多来 */
        if (!fuzzy) {
            g_string_append_unichar(out, cells[i]);
        }
    }
    return out->str;
}

static void emit(Reader *reader, gsize start, gsize end, const Figure *figure,
                 const Predicate *predicate, ReaderMeasure measure, gint sign, bool carries_aim,
                 const char *action)
{
    Span span = reader_span(reader, start, end);
    Span mark = reader_span(reader, figure->start, figure->end);
    ReaderKind kind = READER_KIND_TARGET;
    gint year = 0;

    tense_now(reader, predicate, &kind, &year);
    ReaderStatement statement = {
        .text = (char *)(guintptr)reader_text(reader, start, end, reader->scratch_text),
        .subject = reader->scratch_subject->str,
        .has_value = !figure->ratio && !figure->reference,
        .has_value2 = figure->has_value2,
        .value = {figure->value.digits * sign, figure->value.scale},
        .value2 = {figure->value2.digits * sign, figure->value2.scale},
        .unit = figure->reference
                    ? NULL
                    : (char *)(guintptr)unit_text(reader, figure, reader->scratch_unit),
        .cmp = measure_cmp(figure, predicate, measure, kind, carries_aim),
        .measure = measure,
        .kind = kind,
        .year = year,
        .section = reader->has_section ? (gint)reader->summary.sections - 1 : -1,
        .clause = reader->clause,
        .action = (char *)(guintptr)action,
        .start = span.start,
        .end = span.end,
        .text_start = span.text_start,
        .text_end = span.text_end,
        .figure_start = mark.start,
        .figure_end = mark.end,
        .figure_text_start = mark.text_start,
        .figure_text_end = mark.text_end,
    };
    if (statement.has_value && statement.has_value2 && sign < 0 &&
        measure != READER_MEASURE_LEVEL) {
        /* 下降3%—5% is between -5 and -3 */
        ReaderDecimal low = statement.value2;
        statement.value2 = statement.value;
        statement.value = low;
    }
    reader->summary.statements++;
    if (reader->sink->statement != NULL &&
        !reader->sink->statement(&statement, reader->has_section ? reader->heading->str : NULL,
                                 reader->sink->data)) {
        reader->stopped = true;
    }
}

/* The subject when the piece names none: that of the sentence so far, or the piece before. */
static void inherit_subject(Reader *reader)
{
    const guint16 *cells = reader->cells.cells;
    gsize start = reader->previous_start;
    gsize end = reader->previous_end;

    if (reader->subject->len > 0 || start >= end) {
        g_string_assign(reader->scratch_subject, reader->subject->str);
        return;
    }
    const LexiconEntry *word;
    while ((word = lexicon_match(reader->lexicon, cells, start, end, ROLE_ANY)) != NULL &&
           (word->roles & (ROLE_FILLER | ROLE_ADVERB | ROLE_VERB | ROLE_AREA)) != 0 &&
           (word->roles & ROLE_NOUN) == 0) {
        start += word->length;
    }
    for (gsize i = start + 2; i < end; i++) {
        word = lexicon_match(reader->lexicon, cells, i, end,
                             ROLE_CHANGE | ROLE_BEFORE | ROLE_STRONG | ROLE_FILLER | ROLE_ADVERB |
                                 ROLE_PLACED);
        if (word != NULL && word->length > 1) {
            end = i;
        }
    }
    end = MIN(end, start + PREVIOUS_MAX);
    reader_text(reader, start, end, reader->scratch_subject);
    g_string_assign(reader->subject, reader->scratch_subject->str);
}

/* How many figures from K on belong to one 分别 list: joined by nothing but 、 and 和. */
static gsize list_length(const Reader *reader, gsize k)
{
    gsize count = 1;

    while (k + count < reader->tokens.figures->len &&
           only_joins(reader, figure_at(reader, k + count - 1)->token + 1,
                      figure_at(reader, k + count)->token)) {
        count++;
    }
    return count;
}

static const char *action_text(Reader *reader, Range action)
{
    if (action.end <= action.start) {
        return NULL;
    }
    return reader_text(reader, reader_token(reader, action.start)->start,
                       reader_token(reader, action.end - 1)->end, reader->scratch_action);
}

/* “新建3座、改造5座污水处理厂”: the thing stands behind the next figure, of the same unit. */
static Range next_thing(const Reader *reader, gsize k)
{
    const Figure *figure = figure_at(reader, k);
    const Figure *next = figure_at(reader, k + 1);
    Predicate predicate;
    Naming naming;

    bool adjacent = figure->token + 1 == next->token; /* 56条76公里农村公路 */
    if (figure->rank ||
        (!adjacent && (figure->unit != next->unit || !token_joins(reader, figure->token + 1)))) {
        return (Range){0, 0};
    }
    predicate_read(reader, figure->token + 1, next->token, &predicate);
    subject_find(reader, next, &predicate, figure->token + 1, &naming);
    return naming.postposed ? (Range){0, 0} : naming.subject;
}

/* 占规上工业增加值的比重 */
static bool names_share(const Reader *reader, gsize from, gsize to)
{
    for (gsize i = from; i < to; i++) {
        if (reader->cells.cells[reader_token(reader, i)->start] == 0x5360) {
            return true;
        }
    }
    return false;
}

/* “分别增长6%和8%左右”: what stands behind the last one holds for all. */
static gint8 list_after(const Reader *reader, gsize k)
{
    return figure_at(reader, k + list_length(reader, k) - 1)->after;
}

static void read_figure(Reader *reader, gsize start, gsize end, gsize k, Chain *chain)
{
    const Figure *figure = figure_at(reader, k);
    gsize segment = k == 0 ? 0 : figure_at(reader, k - 1)->token + 1;
    if (chain->in_front) {
        segment = MAX(segment, MIN(chain->subject.end, figure->token));
    }
    bool joined = chain->any && only_joins(reader, segment, figure->token) &&
                  figure->unit == chain->unit && !figure->rank;
    Naming naming;
    Predicate predicate;
    gint sign = 1;

    predicate_read(reader, segment, figure->token, &predicate);
    subject_find(reader, figure, &predicate, segment, &naming);
    bool listed =
        joined && (chain->list_count > 0 || chain->predicate.predicate) && naming.postposed;
    if (listed) {
        predicate = chain->predicate;
        naming.subject = chain->subject;
        segment = chain->subject.start;
    }
    Figure shared = *figure;
    if (predicate.respectively && figure->after < 0 && !figure->rank) {
        shared.after = list_after(reader, k);
        figure = &shared;
    }
    ReaderMeasure measure = measure_decide(reader, figure, &predicate, segment, &sign);
    if (figure->unit == UNIT_PERCENT) {
        if (naming.subject.start == naming.subject.end && measure == READER_MEASURE_SHARE &&
            !predicate.of && !names_share(reader, segment, figure->token)) {
            measure = reader->percent; /* 增长6%以上，力争完成6.5% */
        }
        reader->percent = measure;
    }
    bool money = (figure->unit == UNIT_MONEY) == (chain->unit == UNIT_MONEY) ||
                 (segment > 0 && token_is(reader, segment, 0x7684)); /* 总投资120亿元的|35个 */
    if (naming.action.end == 0 && !predicate.predicate && !figure->rank && chain->any && money) {
        naming.action = chain->action;
    }
    if (naming.subject.start == naming.subject.end && k + 1 < reader->tokens.figures->len &&
        reader->things->len == 0) {
        naming.subject = next_thing(reader, k);
    }
    if (chain->any && chain->action.end > 0 && naming.postposed && !predicate.predicate &&
        segment < figure->token && token_joins(reader, segment) && naming.action.end > 0 &&
        (reader_token(reader, naming.action.start)->roles & ROLE_STRONG) == 0) {
        /* 完成…6万亩、高效节水灌溉2万亩: the verb in it is part of the name */
        naming.action = chain->action;
        naming.subject = subject_trim(reader, (Range){segment, predicate.head});
    }
    const char *action = action_text(reader, naming.action);
    if (!listed) {
        gsize count =
            predicate.respectively || predicate.each ? subject_split(reader, naming.subject) : 1;
        bool fits = predicate.respectively && count > 1 && list_length(reader, k) == count;
        chain->list_count = fits ? count : 0;
        chain->list_at = 0;
        if (predicate.each && !predicate.respectively && count > 1) {
            for (gsize i = 0; i < count && !reader->stopped; i++) {
                g_string_truncate(reader->scratch_subject, 0);
                subject_append_item(reader, i, reader->scratch_subject);
                emit(reader, start, end, figure, &predicate, measure, sign, true, action);
            }
            chain->any = true;
            return;
        }
    }
    g_string_truncate(reader->scratch_subject, 0);
    if (chain->list_count > chain->list_at) {
        subject_append_item(reader, chain->list_at++, reader->scratch_subject);
    } else {
        subject_append(reader, naming.subject, reader->scratch_subject);
    }
    bool counted = figure->unit == UNIT_COUNT && !figure->rank;
    if (reader->scratch_subject->len == 0 && counted && reader->things->len > 0) {
        g_string_assign(reader->scratch_subject, reader->things->str);
    } else if (reader->scratch_subject->len == 0) {
        inherit_subject(reader);
    } else {
        g_string_assign(reader->subject, reader->scratch_subject->str);
        if (counted) {
            g_string_assign(reader->things, reader->scratch_subject->str);
        }
    }
    emit(reader, start, end, figure, &predicate, measure, sign, naming.postposed, action);
    *chain = (Chain){.subject = naming.subject,
                     .action = naming.action,
                     .predicate = predicate,
                     .any = true,
                     .in_front = !naming.postposed,
                     .unit = figure->unit,
                     .list_at = chain->list_at,
                     .list_count = chain->list_count};
}

/* “上级资金高于2021年”: compared with a year, without a figure. */
static void read_reference(Reader *reader, gsize start, gsize end)
{
    gsize n = reader->tokens.count;

    if (n < 3 || reader_token(reader, n - 1)->kind != TOKEN_YEAR) {
        return;
    }
    const Token *before = reader_token(reader, n - 2);
    if ((before->roles & ROLE_BEFORE) == 0 || before->entry->cmp_before == READER_CMP_EQ ||
        before->entry->cmp_before == READER_CMP_APPROX) {
        return;
    }
    Figure figure = {.start = before->start,
                     .end = end,
                     .whole_end = end,
                     .after = -1,
                     .reference = true,
                     .token = n - 1};
    Predicate predicate = {.head = n - 2, .cmp = before->entry->cmp_before, .predicate = false};
    Naming naming;
    subject_find(reader, &figure, &predicate, 0, &naming);
    g_string_truncate(reader->scratch_subject, 0);
    subject_append(reader, naming.subject, reader->scratch_subject);
    if (reader->scratch_subject->len > 0) {
        emit(reader, start, end, &figure, &predicate, READER_MEASURE_LEVEL, 1, false,
             action_text(reader, naming.action));
    }
}

void statement_read_piece(Reader *reader, gsize start, gsize end)
{
    Chain chain = {0};

    tokens_cut(&reader->tokens, reader->lexicon, reader->cells.cells, start, end, start);
    read_years(reader);
    if (reader->tokens.figures->len == 0) {
        read_reference(reader, start, end);
        return;
    }
    demote_figures(reader);
    for (gsize k = 0; k < reader->tokens.figures->len && !reader->stopped; k++) {
        read_figure(reader, start, end, k, &chain);
    }
}
