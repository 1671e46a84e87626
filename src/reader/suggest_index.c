/* The index behind suggestions: a trie of duty terms, and postings of character pairs. */
#include "reader/suggest_internal.h"

#include <math.h>

#define TERM_LENGTH_MAX 40

Cells cells_of(const char *text)
{
    Cells cells = {g_new(gunichar, SUGGEST_TEXT_MAX), 0};

    for (const char *c = text; *c != '\0' && cells.length < SUGGEST_TEXT_MAX;
         c = g_utf8_next_char(c)) {
        gunichar cell = g_utf8_get_char(c);
        if (cell >= 0xFF01 && cell <= 0xFF5E) { /* full-width ASCII */
            cell -= 0xFEE0;
        }
        if (!g_unichar_isspace(cell)) {
            cells.cells[cells.length++] = g_unichar_tolower(cell);
        }
    }
    return cells;
}

void cells_clear(Cells *cells)
{
    g_free(cells->cells);
}

static gpointer pair_key(gunichar first, gunichar second)
{
    return (gpointer)((guintptr)first << 21 | second);
}

GArray *pairs_of(const Cells *cells)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(gpointer));
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint i = 1; i < cells->length; i++) {
        gpointer key = pair_key(cells->cells[i - 1], cells->cells[i]);
        if (g_unichar_isalpha(cells->cells[i - 1]) && g_unichar_isalpha(cells->cells[i]) &&
            g_hash_table_add(seen, key)) {
            g_array_append_val(pairs, key);
        }
    }
    return pairs;
}

double rarity(gsize all, gsize found)
{
    return log(1.0 + (double)all / (double)MAX(found, 1));
}

static gpointer edge_key(guint32 node, gunichar cell)
{
    return (gpointer)((guintptr)node << 21 | cell);
}

guint32 trie_step(const SuggestIndex *index, guint32 node, gunichar cell)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(index->edges, edge_key(node, cell)));
}

/* The place of TEXT among the terms, made if it is new. */
static guint32 term_add(SuggestIndex *index, const char *text, const Cells *cells)
{
    guint32 node = 0;

    for (guint i = 0; i < cells->length; i++) {
        guint32 next = trie_step(index, node, cells->cells[i]);
        if (next == 0) {
            guint32 none = 0;
            next = index->nodes->len;
            g_array_append_val(index->nodes, none);
            g_hash_table_insert(index->edges, edge_key(node, cells->cells[i]),
                                GUINT_TO_POINTER(next));
        }
        node = next;
    }
    guint32 *end = &g_array_index(index->nodes, guint32, node);
    if (*end == 0) {
        Term term = {.text = text,
                     .length = cells->length,
                     .uses = g_array_new(FALSE, FALSE, sizeof(TermUse))};
        g_array_append_val(index->terms, term);
        *end = index->terms->len;
    }
    return *end - 1;
}

static GArray *postings(GHashTable *table, gpointer key, guint size)
{
    GArray *list = g_hash_table_lookup(table, key);

    if (list == NULL) {
        list = g_array_new(FALSE, FALSE, size);
        g_hash_table_insert(table, key, list);
    }
    return list;
}

static void add_duty_pairs(SuggestIndex *index, guint32 unit, guint32 term, const Cells *cells)
{
    g_autoptr(GArray) pairs = pairs_of(cells);

    for (guint i = 0; i < pairs->len; i++) {
        PairUse use = {unit, term};
        GArray *list = postings(index->duties, g_array_index(pairs, gpointer, i), sizeof use);
        if (list->len == 0 || g_array_index(list, PairUse, list->len - 1).unit != unit) {
            g_array_append_val(list, use);
        }
    }
}

/* One use of a term by a unit; the first kind given stays. */
static void add_use(SuggestIndex *index, guint32 unit, guint32 number, TermKind kind)
{
    Term *term = &g_array_index(index->terms, Term, number);
    TermUse use = {unit, kind};

    for (guint i = 0; i < term->uses->len; i++) {
        if (g_array_index(term->uses, TermUse, i).unit == unit) {
            return;
        }
    }
    g_array_append_val(term->uses, use);
    term->leads += kind == TERM_OWN || kind == TERM_GENERAL ? 1 : 0;
    term->helps += kind == TERM_HELPS ? 1 : 0;
}

static void add_terms(SuggestIndex *index, guint32 unit, const char *const *texts, TermKind kind)
{
    for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
        g_auto(Cells) cells = cells_of(texts[i]);
        if (cells.length < 2) {
            continue;
        }
        guint32 number = term_add(index, texts[i], &cells);
        add_use(index, unit, number, kind);
        if (kind == TERM_OWN || kind == TERM_GENERAL) {
            add_duty_pairs(index, unit, number, &cells);
        }
    }
}

static void count_parts(SuggestIndex *index, const SuggestExample *example)
{
    if (example->lead >= index->unit_count) {
        return;
    }
    index->leads[example->lead]++;
    for (gsize i = 0; i < example->co_count; i++) {
        if (example->co[i] < index->unit_count) {
            index->together[example->lead * index->unit_count + example->co[i]]++;
        }
    }
}

static void add_example(SuggestIndex *index, guint32 number)
{
    g_auto(Cells) cells = cells_of(index->examples[number].text);
    g_autoptr(GArray) pairs = pairs_of(&cells);

    for (guint i = 0; i < pairs->len; i++) {
        GArray *list = postings(index->history, g_array_index(pairs, gpointer, i), sizeof number);
        g_array_append_val(list, number);
    }
    count_parts(index, &index->examples[number]);
}

static void measure_examples(SuggestIndex *index)
{
    GHashTableIter iter;
    gpointer list;

    g_hash_table_iter_init(&iter, index->history);
    while (g_hash_table_iter_next(&iter, NULL, &list)) {
        const GArray *numbers = list;
        double weight = rarity(index->example_count, numbers->len);
        for (guint i = 0; i < numbers->len; i++) {
            index->norms[g_array_index(numbers, guint32, i)] += weight * weight;
        }
    }
    for (gsize i = 0; i < index->example_count; i++) {
        index->norms[i] = sqrt(index->norms[i]);
    }
}

static void list_free(gpointer list)
{
    g_array_unref(list);
}

static void term_clear(gpointer term)
{
    g_array_unref(((Term *)term)->uses);
}

SuggestIndex *suggest_index_new(const SuggestUnit *units, gsize unit_count,
                                const SuggestExample *examples, gsize example_count)
{
    SuggestIndex *index = g_new0(SuggestIndex, 1);

    index->units = units;
    index->unit_count = unit_count;
    index->examples = examples;
    index->example_count = example_count;
    index->terms = g_array_new(FALSE, FALSE, sizeof(Term));
    g_array_set_clear_func(index->terms, term_clear);
    index->edges = g_hash_table_new(NULL, NULL);
    index->nodes = g_array_new(FALSE, TRUE, sizeof(guint32));
    g_array_set_size(index->nodes, 1);
    index->duties = g_hash_table_new_full(NULL, NULL, NULL, list_free);
    index->history = g_hash_table_new_full(NULL, NULL, NULL, list_free);
    index->norms = g_new0(double, example_count);
    index->leads = g_new0(guint32, unit_count);
    index->together = g_new0(guint32, unit_count * unit_count);
    for (guint32 i = 0; i < unit_count; i++) {
        add_terms(index, i, units[i].duties, TERM_OWN);
        add_terms(index, i, units[i].general, TERM_GENERAL);
        add_terms(index, i, units[i].names, TERM_NAME);
        add_terms(index, i, units[i].helps, TERM_HELPS);
    }
    for (guint32 i = 0; i < example_count; i++) {
        add_example(index, i);
    }
    measure_examples(index);
    return index;
}

void suggest_index_free(SuggestIndex *index)
{
    g_array_unref(index->terms);
    g_hash_table_unref(index->edges);
    g_array_unref(index->nodes);
    g_hash_table_unref(index->duties);
    g_hash_table_unref(index->history);
    g_free(index->norms);
    g_free(index->leads);
    g_free(index->together);
    g_free(index);
}
