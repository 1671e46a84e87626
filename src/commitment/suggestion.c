/*
 * Suggested units for undecided clauses, each with its reason: a unit named in the clause; what
 * clerks confirmed for a similar clause; a duty whose words the clause shares. Similarity is the
 * share of the duty's (or earlier clause's) character pairs found in the clause, each pair weighted
 * by how rare it is among all duties (inverse document frequency, Spärck Jones 1972).
 */
#include "commitment/commitment_internal.h"

#include "org/org.h"

#include <math.h>
#include <string.h>

#define SUGGESTED_MAX 3

/* Below this nothing is suggested: better no guess than a wrong one. Half of a duty's weight must
 * be in the clause. */
#define SCORE_MIN 0.5

typedef struct {
    char *unit;
    char *evidence;
    const char *reason; /* duty, confirmed or named */
    GArray *pairs;      /* guint64, two code points each */
} Example;

typedef struct {
    GPtrArray *examples;
    GHashTable *frequency; /* pair → number of examples that hold it */
} Model;

typedef struct {
    const Example *example;
    double score;
} Hit;

static void example_free(gpointer data)
{
    Example *example = data;

    g_free(example->unit);
    g_free(example->evidence);
    g_array_unref(example->pairs);
    g_free(example);
}

static void model_clear(Model *model)
{
    g_ptr_array_unref(model->examples);
    g_hash_table_unref(model->frequency);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Model, model_clear)

static GArray *pairs_of(const char *text)
{
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(gint64));
    gunichar before = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar now = g_utf8_get_char(c);
        if (!g_unichar_isalpha(now)) {
            now = 0;
        }
        if (before != 0 && now != 0) {
            gint64 pair = (gint64)before << 32 | now;
            g_array_append_val(pairs, pair);
        }
        before = now;
    }
    return pairs;
}

static void add_example(Model *model, const char *unit, const char *evidence, const char *reason)
{
    Example *example = g_new0(Example, 1);

    example->unit = g_strdup(unit);
    example->evidence = g_strdup(evidence);
    example->reason = reason;
    example->pairs = pairs_of(evidence);
    for (guint i = 0; i < example->pairs->len; i++) {
        gint64 pair = g_array_index(example->pairs, gint64, i);
        gpointer count = g_hash_table_lookup(model->frequency, &pair);
        gint64 *key = g_new(gint64, 1);
        *key = pair;
        g_hash_table_replace(model->frequency, key, GINT_TO_POINTER(GPOINTER_TO_INT(count) + 1));
    }
    g_ptr_array_add(model->examples, example);
}

static bool add_units(Call *call, Model *model, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_unit_duties,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        json_auto_t *duties = json_loads(store_column_text(rows, 2), 0, NULL);
        size_t i;
        json_t *duty;
        add_example(model, store_column_text(rows, 0), store_column_text(rows, 1), "named");
        json_array_foreach(duties, i, duty)
        {
            add_example(model, store_column_text(rows, 0), json_string_value(duty), "duty");
        }
    }
    return propagate(error, &failed);
}

static bool add_confirmed(Call *call, Model *model, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_clause_examples,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        add_example(model, store_column_text(rows, 1), store_column_text(rows, 0), "confirmed");
    }
    return propagate(error, &failed);
}

static double score(const Model *model, const Example *example, GHashTable *clause)
{
    double whole = 0;
    double shared = 0;

    for (guint i = 0; i < example->pairs->len; i++) {
        const gint64 *pair = &g_array_index(example->pairs, gint64, i);
        gint count = GPOINTER_TO_INT(g_hash_table_lookup(model->frequency, pair));
        double weight = log(1.0 + (double)model->examples->len / (double)MAX(count, 1));
        whole += weight;
        shared += g_hash_table_contains(clause, pair) ? weight : 0;
    }
    return whole > 0 ? shared / whole : 0;
}

static gint by_score(gconstpointer a, gconstpointer b)
{
    double left = ((const Hit *)a)->score;
    double right = ((const Hit *)b)->score;

    return left > right ? -1 : left < right;
}

/* The best example of each unit, best first. A name counts only if the whole of it stands in the
 * clause. */
static GArray *find_hits(const Model *model, const char *text)
{
    g_autoptr(GArray) pairs = pairs_of(text);
    g_autoptr(GHashTable) clause = g_hash_table_new(g_int64_hash, g_int64_equal);
    g_autoptr(GHashTable) best = g_hash_table_new(g_str_hash, g_str_equal);
    GArray *hits = g_array_new(FALSE, FALSE, sizeof(Hit));

    for (guint i = 0; i < pairs->len; i++) {
        g_hash_table_add(clause, &g_array_index(pairs, gint64, i));
    }
    for (guint i = 0; i < model->examples->len; i++) {
        const Example *example = model->examples->pdata[i];
        bool is_name = strcmp(example->reason, "named") == 0;
        Hit hit = {example, is_name ? strstr(text, example->evidence) != NULL
                                    : score(model, example, clause)};
        gpointer known = g_hash_table_lookup(best, example->unit);
        if (hit.score < SCORE_MIN) {
            continue;
        }
        if (known == NULL) {
            g_array_append_val(hits, hit);
            g_hash_table_insert(best, example->unit, GUINT_TO_POINTER(hits->len));
        } else if (hit.score > g_array_index(hits, Hit, GPOINTER_TO_UINT(known) - 1).score) {
            g_array_index(hits, Hit, GPOINTER_TO_UINT(known) - 1) = hit;
        }
    }
    g_array_sort(hits, by_score);
    return hits;
}

static void write_hit(Call *call, const Hit *hit, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *key = g_strconcat("commitment.because_", hit->example->reason, NULL);
    const char *const arguments[] = {"evidence", hit->example->evidence, NULL};
    g_autofree char *reason = text_format(call_language(call), key, arguments);

    json_begin_object(answer);
    json_member_text(answer, "unit", hit->example->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, hit->example->unit));
    json_key(answer, "score");
    json_decimal(answer, (gint64)(MIN(hit->score, 1.0) * 10000));
    json_member_text(answer, "reason", reason);
    json_member_text(answer, "reason_kind", hit->example->reason);
    json_member_text(answer, "evidence", hit->example->evidence);
    json_end_object(answer);
}

static void write_hits(Call *call, const char *key, const GArray *hits, guint from, guint to,
                       const Names *names)
{
    json_key(call_answer(call), key);
    json_begin_array(call_answer(call));
    for (guint i = from; i < MIN(to, hits->len); i++) {
        write_hit(call, &g_array_index(hits, Hit, i), names);
    }
    json_end_array(call_answer(call));
}

static bool write_suggestion(Call *call, const Model *model, const Clause *clause,
                             const Names *names, GError **error)
{
    g_autoptr(GArray) hits = find_hits(model, clause->text);
    g_autofree char *leader = NULL;
    g_autofree char *name = NULL;

    if (hits->len > 0 &&
        !org_unit_leader(call_tx(call), call_district(call),
                         g_array_index(hits, Hit, 0).example->unit, &leader, &name, error)) {
        return false;
    }
    json_begin_object(call_answer(call));
    json_member_text(call_answer(call), "clause", clause->id);
    write_hits(call, "lead", hits, 0, SUGGESTED_MAX, names);
    write_hits(call, "co", hits, 1, 1 + SUGGESTED_MAX, names);
    json_member_text(call_answer(call), "leader", leader);
    json_member_text(call_answer(call), "leader_name", name);
    json_end_object(call_answer(call));
    return true;
}

bool suggestion_list(Call *call, GError **error)
{
    g_auto(Model)
        model = {.examples = g_ptr_array_new_with_free_func(example_free),
                 .frequency = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL)};
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (!add_units(call, &model, error) || !add_confirmed(call, &model, error)) {
        return false;
    }
    g_autoptr(GPtrArray) clauses = clauses_read(call, call_parameter(call, "report"), error);
    if (clauses == NULL) {
        return false;
    }
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "suggestions");
    json_begin_array(call_answer(call));
    for (guint i = 0; i < clauses->len; i++) {
        const Clause *clause = clauses->pdata[i];
        if (strcmp(clause->state, "draft") == 0 &&
            !write_suggestion(call, &model, clause, names, error)) {
            return false;
        }
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}
