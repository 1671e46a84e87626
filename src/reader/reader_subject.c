/*
 * The thing that is measured and the verb that does it. Three orders occur:
 *   predicate   地区生产总值|增长|7%            the thing, how, the figure
 *   behind      建成|省级美丽乡村|15个           verb, thing, figure
 *   in front    新建改造|2家|便民市场             verb, figure, thing
 */
#include "reader/reader_statement_internal.h"

#define SUBJECT_MAX 40u /* cells; a longer one is cut at its front */

enum {
    C_LIST = 0x3001, /* 、 */
    C_AND = 0x548C,  /* 和 */
    C_WITH = 0x4E0E, /* 与 */
    C_JI = 0x53CA,   /* 及 */
    C_DE = 0x7684,   /* 的 */
    C_ETC = 0x7B49,  /* 等 */
};

bool token_joins(const Reader *reader, gsize i)
{
    const Token *token = reader_token(reader, i);
    const guint16 *cells = reader->cells.cells;

    if (token->end == token->start + 2 && cells[token->start] == 0x4EE5 &&
        cells[token->start + 1] == C_JI) {
        return true; /* 以及 */
    }
    return token_is(reader, i, C_LIST) || token_is(reader, i, C_AND) ||
           token_is(reader, i, C_WITH) || token_is(reader, i, C_JI) || token_is(reader, i, 0xFF0C);
}

static bool is_word(const Reader *reader, gsize i, guint roles)
{
    const Token *token = reader_token(reader, i);

    return token->kind == TOKEN_WORD && (token->roles & roles) != 0 &&
           (token->roles & ROLE_NOUN) == 0;
}

static bool is_front_trim(const Reader *reader, gsize i)
{
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];
    bool single = token->end == token->start + 1;

    return token->kind == TOKEN_YEAR ||
           (is_word(reader, i, ROLE_FILLER | ROLE_AREA) &&
            (token->roles & (ROLE_STRONG | ROLE_PAIR)) == 0) ||
           token_joins(reader, i) ||
           (single && (c == C_DE || c == 0x201D || c == 0xFF09 || c == 0xFF08 || c == ' ' ||
                       c == 0x4EE5 || c == 0x5728 || c == 0x4E3A || c == 0x5C06 || c == 0x628A ||
                       c == 0x5BF9 || c == C_ETC));
}

static bool is_back_trim(const Reader *reader, gsize i)
{
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];
    bool single = token->end == token->start + 1;

    return (is_word(reader, i, ROLE_FILLER) && (token->roles & (ROLE_VERB | ROLE_PAIR)) == 0) ||
           token_joins(reader, i) ||
           (single && (c == C_DE || c == C_ETC || c == 0x201C || c == ' ' || c == 0xFF08 ||
                       c == 0x7531 || c == 0x4ECE || c == 0x6BD4 || c == 0x8F83));
}

Range subject_trim(const Reader *reader, Range range)
{
    while (range.start < range.end && is_front_trim(reader, range.start)) {
        range.start++;
    }
    while (range.end > range.start && is_back_trim(reader, range.end - 1)) {
        range.end--;
    }
    return range;
}

static gsize range_cells(const Reader *reader, Range range)
{
    return range.start < range.end
               ? reader_token(reader, range.end - 1)->end - reader_token(reader, range.start)->start
               : 0;
}

/* A run of verbs (新建|改造) from I on; its end, I if there is none. */
static gsize verb_run(const Reader *reader, gsize i, gsize end)
{
    while (i < end && is_word(reader, i, ROLE_VERB) &&
           reader_token(reader, i)->end - reader_token(reader, i)->start > 1) {
        i++;
    }
    return i;
}

/* The verb that governs [FROM, TO): the first one, but a strong one behind it wins (财政|列支).
 * Returns where the thing begins. */
static gsize find_action(const Reader *reader, gsize from, gsize to, Range *action)
{
    gsize thing = from;
    bool strong = false;

    *action = (Range){0, 0};
    for (gsize i = from; i < to;) {
        gsize end = verb_run(reader, i, to);
        if (end == i) {
            i++;
            continue;
        }
        bool this_strong = false;
        for (gsize v = i; v < end; v++) {
            this_strong = this_strong || is_word(reader, v, ROLE_STRONG);
        }
        bool leads = action->end == 0 && i == from;
        bool first = action->end == 0;
        Range rest = subject_trim(reader, (Range){end, to});
        if (leads || first || (this_strong && !strong && range_cells(reader, rest) > 0)) {
            if (leads || this_strong || range_cells(reader, rest) > 0) {
                *action = (Range){i, end};
                thing = end;
                strong = this_strong;
            }
        }
        i = end;
    }
    return thing;
}

/* Names end where the next figure, verb or joint begins. */
static Range thing_behind(const Reader *reader, gsize figure, bool governed)
{
    gsize n = reader->tokens.tokens->len;
    gsize next = figure + 1;
    gsize i = figure + 1;

    while (next < n && reader_token(reader, next)->kind != TOKEN_FIGURE) {
        next++;
    }
    while (i < next && (token_is(reader, i, C_DE) || token_is(reader, i, 0xFF09))) {
        i++;
    }
    gsize start = i;
    gsize joint = 0;
    for (; i < next; i++) {
        const Token *token = reader_token(reader, i);
        guint16 c = reader->cells.cells[token->start];
        if (token->end == token->start + 1 && (c == 0xFF08 || c == 0xFF0C || c == 0xFF09)) {
            break;
        }
        if (token_joins(reader, i)) {
            joint = i;
        }
        bool stops = is_word(reader, i, ROLE_BEFORE | ROLE_CHANGE) &&
                     token->end - token->start > 1 && (token->roles & ROLE_VERB) == 0;
        bool verb = is_word(reader, i, ROLE_VERB) && token->end - token->start > 1 &&
                    (!governed || (token->roles & ROLE_STRONG) != 0);
        if (stops || (verb && i > start)) {
            joint = 0;
            break;
        }
    }
    if (i == next && next < n && joint > start) {
        i = joint; /* 2家便民市场和|6座… */
    }
    return subject_trim(reader, (Range){start, i});
}

static bool begins_thing(const Reader *reader, gsize i)
{
    if (i >= reader->tokens.tokens->len) {
        return false;
    }
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];
    if (token->kind == TOKEN_FIGURE || token_joins(reader, i) || c == 0xFF09 || c == 0xFF08 ||
        c == 0x201D || c == 0x2014) {
        return false;
    }
    if (token->kind == TOKEN_WORD && (token->roles & ROLE_NOUN) == 0 &&
        token->end - token->start > 1 && (token->roles & (ROLE_VERB | ROLE_BEFORE | ROLE_CHANGE))) {
        return false;
    }
    return true;
}

/* Whether [SEGMENT, HEAD) leaves the thing to come: it is empty, or ends in a verb or 等. */
static bool expects_thing(const Reader *reader, gsize segment, gsize head)
{
    Range range = {segment, head};

    while (range.start < range.end && is_front_trim(reader, range.start)) {
        range.start++;
    }
    if (range.start == range.end) {
        return true;
    }
    return is_word(reader, head - 1, ROLE_VERB) || token_is(reader, head - 1, C_ETC) ||
           token_is(reader, head - 1, 0x201D) || token_joins(reader, head - 1);
}

void subject_find(const Reader *reader, const Figure *figure, const Predicate *predicate,
                  gsize segment, Naming *naming)
{
    gsize head = predicate->head;
    bool behind = begins_thing(reader, figure->token + 1);
    bool things = figure->unit == UNIT_COUNT || figure->unit == UNIT_PEOPLE;
    bool rank = figure->rank || figure->ratio;
    Range front = subject_trim(reader, (Range){segment, head});

    *naming = (Naming){.postposed = true};
    gsize thing = find_action(reader, front.start, front.end, &naming->action);
    Range named = subject_trim(reader, (Range){thing, front.end});
    if (behind && !rank && !(predicate->predicate && range_cells(reader, named) > 0) &&
        (things || expects_thing(reader, segment, head) ||
         token_is(reader, figure->token + 1, C_DE))) {
        Range after = thing_behind(reader, figure->token, naming->action.end > 0 || segment > 0);
        if (range_cells(reader, after) > 0) {
            naming->subject = after;
            naming->postposed = false;
            return;
        }
    }
    if (predicate->predicate || rank) {
        /* the thing is a subject, not an object: a verb in it is mostly part of its name */
        bool acts = naming->action.end > 0 && naming->action.start == front.start &&
                    is_word(reader, naming->action.start, ROLE_STRONG);
        if (!acts && naming->action.end > 0 && naming->action.start > front.start) {
            named = front;
        }
        if (range_cells(reader, named) == 0) {
            named = naming->action.end > 0 && !acts ? front : named;
        }
        naming->action = acts && range_cells(reader, named) > 0 ? naming->action : (Range){0, 0};
    }
    naming->subject = named;
}

void subject_append(const Reader *reader, Range subject, GString *out)
{
    if (subject.start >= subject.end) {
        return;
    }
    gsize start = reader_token(reader, subject.start)->start;
    gsize end = reader_token(reader, subject.end - 1)->end;
    if (end - start > SUBJECT_MAX) {
        start = end - SUBJECT_MAX;
    }
    for (gsize i = start; i < end; i++) {
        gsize size = 0;
        gunichar c = source_character(&reader->source, reader->cells.input[i], &size);
        g_string_append_unichar(out, c);
    }
}

gsize subject_split(Reader *reader, Range subject)
{
    Range item = {subject.start, subject.start};

    g_array_set_size(reader->items, 0);
    for (gsize i = subject.start; i <= subject.end; i++) {
        if (i < subject.end && token_is(reader, i, C_ETC)) {
            g_array_set_size(reader->items, 0); /* A、B等：one thing */
            return 1;
        }
        if (i == subject.end || token_joins(reader, i)) {
            item.end = i;
            Range trimmed = subject_trim(reader, item);
            if (trimmed.start < trimmed.end) {
                g_array_append_val(reader->items, trimmed);
            }
            item.start = i + 1;
        }
    }
    return MAX(reader->items->len, 1);
}

void subject_append_item(const Reader *reader, gsize i, GString *out)
{
    const Range *items = (const Range *)reader->items->data;
    gsize last = reader->items->len - 1;

    subject_append(reader, items[i], out);
    if (i == last || items[last].end - items[last].start < 2) {
        return;
    }
    bool pair = items[i].end == items[i].start + 1 &&
                (reader_token(reader, items[i].start)->roles & ROLE_PAIR) != 0 &&
                (reader_token(reader, items[last].start)->roles & ROLE_PAIR) != 0;
    if (pair) {
        subject_append(reader, (Range){items[last].start + 1, items[last].end}, out);
    }
}
