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
    gsize carried;    /* members of an earlier list still to be named */
} Chain;

/* Everything worked out about one figure on the way to its statement. */
typedef struct {
    Figure figure;
    gsize index;
    gsize segment; /* first token that may name its thing */
    Predicate predicate;
    Naming naming;
    ReaderMeasure measure;
    gint sign;
    bool listed; /* has its thing and predicate from the figure before: 6.9%和|11.7% */
} Reading;

static bool is_named(const Reading *reading)
{
    return reading->naming.subject.start < reading->naming.subject.end;
}

static void emit(Reader *reader, gsize start, gsize end, const Reading *reading, const char *action,
                 bool carries_aim)
{
    const Figure *figure = &reading->figure;
    const Predicate *predicate = &reading->predicate;
    ReaderMeasure measure = reading->measure;
    gint sign = reading->sign;
    Span span = reader_span(reader, start, end);
    Span mark = reader_span(reader, figure->start, figure->end);
    ReaderKind kind = READER_KIND_TARGET;
    gint year = 0;

    statement_tense(reader, predicate, &kind, &year);
    ReaderStatement statement = {
        .text = (char *)(guintptr)reader_text(reader, start, end, reader->scratch_text),
        .subject = reader->scratch_subject->str,
        .has_value = !figure->ratio && !figure->reference,
        .has_value2 = figure->has_value2,
        .value = {figure->value.digits * sign, figure->value.scale},
        .value2 = {figure->value2.digits * sign, figure->value2.scale},
        .unit = figure->reference
                    ? NULL
                    : (char *)(guintptr)statement_unit(reader, figure, reader->scratch_unit),
        .reference = figure->reference ? (char *)(guintptr)reader_text(
                                             reader, reader_token(reader, predicate->head)->end,
                                             figure->end, reader->scratch_unit)
                                       : NULL,
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
                             ROLE_CHANGE | ROLE_BEFORE | ROLE_STRONG | ROLE_FILLER | ROLE_PLACED);
        bool since = cells[i] == 0x5728 && i + 1 < end && cells[i + 1] >= '0' &&
                     cells[i + 1] <= '9'; /* 企业|在2022年的基础上 */
        if ((word != NULL && word->length > 1) || cells[i] == 0x201C || since) {
            end = i; /* 总产“十九连丰” */
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

    while (k + count < reader->tokens.figure_count &&
           figures_only_join(reader, reader_figure(reader, k + count - 1)->token + 1,
                             reader_figure(reader, k + count)->token)) {
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
    const Figure *figure = reader_figure(reader, k);
    const Figure *next = reader_figure(reader, k + 1);
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
static gint16 list_after(const Reader *reader, gsize k)
{
    return reader_figure(reader, k + list_length(reader, k) - 1)->after;
}

/* The words around figure K, or those of the figure before where only 、 or 和 lies between. */
static void read_words(const Reader *reader, gsize k, const Chain *chain, Reading *reading)
{
    const Figure *figure = reader_figure(reader, k);
    gsize segment = k == 0 ? 0 : reader_figure(reader, k - 1)->token + 1;

    if (chain->in_front) {
        segment = MAX(segment, MIN(chain->subject.end, figure->token));
    }
    *reading = (Reading){.figure = *figure, .index = k, .segment = segment, .sign = 1};
    predicate_read(reader, segment, figure->token, &reading->predicate);
    subject_find(reader, figure, &reading->predicate, segment, &reading->naming);
    bool joined = chain->any && figures_only_join(reader, segment, figure->token) &&
                  figure->unit == chain->unit && !figure->rank;
    reading->listed = joined && (chain->list_count > 0 || chain->predicate.predicate) &&
                      reading->naming.postposed;
    if (reading->listed) {
        reading->predicate = chain->predicate;
        reading->naming.subject = chain->subject;
        reading->segment = chain->subject.start;
    }
    if (reading->predicate.respectively && figure->after < 0 && !figure->rank) {
        reading->figure.after = list_after(reader, k);
    }
}

static void read_measure(Reader *reader, Reading *reading)
{
    const Figure *figure = &reading->figure;

    reading->measure =
        measure_decide(reader, figure, &reading->predicate, reading->segment, &reading->sign);
    if (figure->unit != UNIT_PERCENT) {
        return;
    }
    if (!is_named(reading) && reading->measure == READER_MEASURE_SHARE && !reading->predicate.of &&
        !names_share(reader, reading->segment, figure->token)) {
        reading->measure = reader->percent; /* 增长6%以上，力争完成6.5% */
    }
    reader->percent = reading->measure;
}

/* The verb that several figures share, and a thing that stands behind the next figure. */
static void read_shared(const Reader *reader, const Chain *chain, Reading *reading)
{
    Naming *naming = &reading->naming;
    bool predicate = reading->predicate.predicate;
    bool alike = (reading->figure.unit == UNIT_MONEY) == (chain->unit == UNIT_MONEY) ||
                 (reading->segment > 0 && reading->segment < reader->tokens.count &&
                  token_is(reader, reading->segment, 0x7684)); /* 总投资120亿元的|35个 */

    if (naming->action.end == 0 && !predicate && !reading->figure.rank && chain->any && alike) {
        naming->action = chain->action;
    }
    if (!is_named(reading) && reading->index + 1 < reader->tokens.figure_count &&
        reader->things->len == 0) {
        naming->subject = next_thing(reader, reading->index);
    }
    if (chain->any && chain->action.end > 0 && naming->postposed && !predicate &&
        reading->segment < reading->figure.token && token_joins(reader, reading->segment) &&
        naming->action.end > 0 &&
        (reader_token(reader, naming->action.start)->roles & ROLE_STRONG) == 0) {
        /* 完成…6万亩、高效节水灌溉2万亩: the verb in it is part of the name */
        naming->action = chain->action;
        naming->subject = subject_trim(reader, (Range){reading->segment, reading->predicate.head});
    }
}

/* “6个盟级、42个旗级重点项目”: what follows the level of the next thing is shared. */
static void append_shared_tail(const Reader *reader, const Reading *reading, GString *subject)
{
    Range own = reading->naming.subject;

    if (own.end != own.start + 1 || reading->naming.postposed ||
        (reader_token(reader, own.start)->roles & ROLE_PAIR) == 0 ||
        reading->index + 1 >= reader->tokens.figure_count) {
        return;
    }
    const Figure *next = reader_figure(reader, reading->index + 1);
    if (!figures_only_join(reader, own.end, next->token)) {
        return;
    }
    Predicate predicate;
    Naming naming;
    predicate_read(reader, own.end, next->token, &predicate);
    subject_find(reader, next, &predicate, own.end, &naming);
    if (!naming.postposed && naming.subject.end > naming.subject.start + 1 &&
        (reader_token(reader, naming.subject.start)->roles & ROLE_PAIR) != 0) {
        subject_append(reader, (Range){naming.subject.start + 1, naming.subject.end}, subject);
    }
}

/* 造林5万亩: the verb has its thing in it. */
static bool names_itself(const Reader *reader, const Reading *reading)
{
    Range action = reading->naming.action;

    return action.end == action.start + 1 && reading->figure.unit == UNIT_SIZE &&
           (reader_token(reader, action.start)->roles & ROLE_NAMING) != 0;
}

/* The unit of a size, which another figure may be of too; "" for others. */
static const char *size_unit(const Reader *reader, const Reading *reading)
{
    const char *unit = reading->figure.unit == UNIT_SIZE
                           ? statement_unit(reader, &reading->figure, reader->scratch_unit)
                           : NULL;

    return unit != NULL ? unit : "";
}

/* “造林5万亩，覆盖率达到40%，今年完成1.5万亩”: the last thing that was measured in the same unit,
 * if that is not the last thing of all. NULL if there is none. */
static const char *recent_of_unit(const Reader *reader, const Reading *reading)
{
    if (reading->measure != READER_MEASURE_LEVEL || reading->figure.unit != UNIT_SIZE) {
        return NULL;
    }
    const char *unit = size_unit(reader, reading);
    for (gsize i = reader->recent_units.count; i > 0; i--) {
        if (strcmp(names_get(&reader->recent_units, i - 1), unit) == 0) {
            return names_get(&reader->recent, i - 1);
        }
    }
    return NULL;
}

/* The subject into reader->scratch_subject: a member of a list, its own name, or an earlier one. */
static void name_subject(Reader *reader, const Reading *reading, Chain *chain)
{
    GString *subject = reader->scratch_subject;
    bool counted = reading->figure.unit == UNIT_COUNT && !reading->figure.rank;

    text_clear(subject);
    if (chain->carried > 0) {
        g_string_assign(subject,
                        names_get(&reader->members, reader->members.count - chain->carried--));
    } else if (chain->list_count > chain->list_at) {
        if (chain->list_at == 0) {
            names_clear(&reader->members);
        }
        subject_append_item(reader, chain->list_at++, subject);
        names_add(&reader->members, subject->str, subject->len);
    } else {
        subject_append(reader, reading->naming.subject, subject);
        append_shared_tail(reader, reading, subject);
    }
    if (subject->len == 0 && names_itself(reader, reading)) {
        subject_append(reader, reading->naming.action, subject);
    }
    if (subject->len > 0) {
        text_set(reader->subject, subject->str, subject->len);
        if (reading->measure == READER_MEASURE_LEVEL && chain->carried == 0) {
            const char *unit = size_unit(reader, reading);
            names_add(&reader->recent, subject->str, subject->len);
            names_add(&reader->recent_units, unit, strlen(unit));
        }
        if (counted) {
            text_set(reader->things, subject->str, subject->len);
        }
    } else if (counted && reader->things->len > 0) {
        g_string_assign(subject, reader->things->str);
    } else {
        const char *same = recent_of_unit(reader, reading);
        if (same != NULL) {
            g_string_assign(subject, same);
        } else {
            inherit_subject(reader);
        }
        if (subject->len == 0) {
            subject_append(reader, reading->naming.action, subject);
        }
        if (subject->len == 0) {
            subject_append(reader, subject_done(reader, reading->figure.token), subject);
        }
    }
}

/* “城镇、农村居民收入分别达到4万元和2万元，增长7.9%和8.5%”: as many figures, and no thing of their
 * own. */
static bool carries_list(const Reader *reader, const Reading *reading, gsize count)
{
    return reader->members.count > 1 && reading->predicate.predicate && !is_named(reading) &&
           count == reader->members.count;
}

/* “接待游客312万人次，旅游收入18.9亿元，分别增长28.3%、31.6%”: as many figures as things were
 * measured just before. */
static bool carries_recent(Reader *reader, const Reading *reading, gsize count)
{
    if (!reading->predicate.respectively || is_named(reading) || count < 2 ||
        reader->recent.count < count) {
        return false;
    }
    names_clear(&reader->members);
    for (gsize i = reader->recent.count - count; i < reader->recent.count; i++) {
        const char *name = names_get(&reader->recent, i);
        names_add(&reader->members, name, strlen(name));
    }
    return true;
}

static void read_figure(Reader *reader, gsize start, gsize end, gsize k, Chain *chain)
{
    Reading reading;

    read_words(reader, k, chain, &reading);
    read_measure(reader, &reading);
    read_shared(reader, chain, &reading);
    const Predicate *predicate = &reading.predicate;
    const char *action = action_text(reader, reading.naming.action);
    /* 城镇、农村居民收入增长6.1%、8% says 分别 without the word */
    gsize count = list_length(reader, k);
    bool alike = predicate->change != 0 && count > 1;
    gsize members = !reading.listed && (predicate->respectively || predicate->each || alike)
                        ? subject_split(reader, reading.naming.subject)
                        : 1;
    if (!reading.listed) {
        bool pairs = (predicate->respectively || alike) && members > 1 && count == members;
        chain->list_count = pairs ? members : 0;
        chain->list_at = 0;
        chain->carried =
            carries_list(reader, &reading, count) || carries_recent(reader, &reading, count)
                ? reader->members.count
                : 0;
    }
    if (predicate->each && !predicate->respectively && members > 1) {
        for (gsize i = 0; i < members && !reader->stopped; i++) { /* A、B均增长8% */
            text_clear(reader->scratch_subject);
            subject_append_item(reader, i, reader->scratch_subject);
            emit(reader, start, end, &reading, action, true);
        }
        chain->any = true;
        return;
    }
    name_subject(reader, &reading, chain);
    emit(reader, start, end, &reading, action, reading.naming.postposed);
    *chain = (Chain){.subject = reading.naming.subject,
                     .action = reading.naming.action,
                     .predicate = reading.predicate,
                     .any = true,
                     .in_front = !reading.naming.postposed,
                     .unit = reading.figure.unit,
                     .list_at = chain->list_at,
                     .list_count = chain->list_count,
                     .carried = chain->carried};
}

/* The comparator of “高于|全市|平均水平” at the end of the tokens from FROM on; 0 if there is none.
 */
static gsize find_comparison(const Reader *reader, gsize from)
{
    gsize n = reader->tokens.count;
    const Token *last = n > from + 1 ? reader_token(reader, n - 1) : NULL;

    if (last == NULL ||
        (last->kind != TOKEN_YEAR && (last->roles & (ROLE_BASE | ROLE_AREA)) == 0)) {
        return 0;
    }
    for (gsize i = n - 1; i > from && i + 4 > n; i--) {
        const Token *token = reader_token(reader, i - 1);
        if (token->kind == TOKEN_WORD && (token->roles & ROLE_BEFORE) != 0) {
            bool differs = token->entry->cmp_before == READER_CMP_GT ||
                           token->entry->cmp_before == READER_CMP_LT ||
                           token->entry->cmp_before == READER_CMP_GE ||
                           token->entry->cmp_before == READER_CMP_LE;
            return differs && token->end > token->start + 1 ? i - 1 : 0;
        }
    }
    return 0;
}

/* “上级资金高于2021年”, “增速高于全市平均水平”, “增长7%左右、高于经济增速”: compared, but without a
 * figure. */
static void read_reference(Reader *reader, gsize start, gsize end)
{
    gsize figures = reader->tokens.figure_count;
    gsize from = figures == 0 ? 0 : reader_figure(reader, figures - 1)->token + 1;
    gsize at = find_comparison(reader, from);

    if (at == 0 || (figures > 0 && !token_joins(reader, from))) {
        return;
    }
    const Token *before = reader_token(reader, at);
    Reading reading = {.figure = {.start = before->start,
                                  .end = end,
                                  .whole_end = end,
                                  .after = -1,
                                  .reference = true,
                                  .token = reader->tokens.count - 1},
                       .predicate = {.head = at, .cmp = before->entry->cmp_before},
                       .sign = 1};
    reading.measure = measure_of_comparison(reader, from, &reading.predicate);
    subject_find(reader, &reading.figure, &reading.predicate, from, &reading.naming);
    text_clear(reader->scratch_subject);
    subject_append(reader, reading.naming.subject, reader->scratch_subject);
    if (reader->scratch_subject->len == 0) {
        inherit_subject(reader);
    }
    if (reader->scratch_subject->len > 0) {
        emit(reader, start, end, &reading, action_text(reader, reading.naming.action), false);
    }
}

void statement_read_piece(Reader *reader, gsize start, gsize end)
{
    Chain chain = {0};

    tokens_cut(&reader->tokens, reader->lexicon, reader->cells.cells, start, end, start);
    statement_read_years(reader);
    figures_demote(reader);
    for (gsize k = 0; k < reader->tokens.figure_count && !reader->stopped; k++) {
        read_figure(reader, start, end, k, &chain);
    }
    if (!reader->stopped) {
        read_reference(reader, start, end);
    }
}
