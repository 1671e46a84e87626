/*
 * Suggested units for undecided clauses, each with its reason. This file reads the units, what
 * clerks confirmed and the packs' duty terms; reader/suggest.h ranks.
 */
#include "commitment/commitment_internal.h"

#include "org/duty_pack.h"
#include "org/org.h"
#include "reader/suggest.h"

#include <string.h>

/* All that an index stands on. Strings are in TEXTS or belong to FIELDS. */
typedef struct {
    GStringChunk *texts;
    json_t *fields;
    GPtrArray *ids;      /* of the units, in their order */
    GHashTable *numbers; /* id → 1 + its place */
    GPtrArray *lists;    /* GPtrArray: lists of the units */
    GArray *units;       /* SuggestUnit */
    GPtrArray *co_lists; /* GArray of gsize */
    GArray *examples;    /* SuggestExample */
} Knowledge;

static void array_free(gpointer array)
{
    g_array_unref(array);
}

static void list_free(gpointer list)
{
    g_ptr_array_unref(list);
}

static void knowledge_init(Knowledge *knowledge)
{
    knowledge->texts = g_string_chunk_new(16 * 1024);
    knowledge->ids = g_ptr_array_new();
    knowledge->numbers = g_hash_table_new(g_str_hash, g_str_equal);
    knowledge->lists = g_ptr_array_new_with_free_func(list_free);
    knowledge->units = g_array_new(FALSE, FALSE, sizeof(SuggestUnit));
    knowledge->co_lists = g_ptr_array_new_with_free_func(array_free);
    knowledge->examples = g_array_new(FALSE, FALSE, sizeof(SuggestExample));
}

static void knowledge_clear(Knowledge *knowledge)
{
    g_string_chunk_free(knowledge->texts);
    json_decref(knowledge->fields);
    g_ptr_array_unref(knowledge->ids);
    g_hash_table_unref(knowledge->numbers);
    g_ptr_array_unref(knowledge->lists);
    g_array_unref(knowledge->units);
    g_ptr_array_unref(knowledge->co_lists);
    g_array_unref(knowledge->examples);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Knowledge, knowledge_clear)

static char *keep(Knowledge *knowledge, const char *text)
{
    return g_string_chunk_insert(knowledge->texts, text != NULL ? text : "");
}

static GPtrArray *list_new(Knowledge *knowledge)
{
    GPtrArray *list = g_ptr_array_new();

    g_ptr_array_add(knowledge->lists, list);
    return list;
}

static const char *const *list_end(GPtrArray *list)
{
    g_ptr_array_add(list, NULL);
    return (const char *const *)list->pdata;
}

static void add_unit(Knowledge *knowledge, const StoreRows *row)
{
    char *id = keep(knowledge, store_column_text(row, 0));
    const char *name = store_column_text(row, 3);
    json_auto_t *own = json_loads(store_column_text(row, 2), 0, NULL);
    GPtrArray *names = list_new(knowledge);
    GPtrArray *duties = list_new(knowledge);
    GPtrArray *general = list_new(knowledge);
    GPtrArray *helps = list_new(knowledge);

    g_ptr_array_add(names, keep(knowledge, store_column_text(row, 1)));
    g_ptr_array_add(names, keep(knowledge, name));
    for (size_t i = 0; i < json_array_size(own); i++) {
        const char *duty = json_string_value(json_array_get(own, i));
        g_ptr_array_add(duties, keep(knowledge, duty));
    }
    duty_pack_terms(knowledge->fields, name, general, helps);
    SuggestUnit unit = {list_end(names), list_end(duties), list_end(general), list_end(helps)};
    g_array_append_val(knowledge->units, unit);
    g_ptr_array_add(knowledge->ids, id);
    g_hash_table_insert(knowledge->numbers, id, GUINT_TO_POINTER(knowledge->ids->len));
}

/* The place of the unit ID, or one past the last if it is no longer active. */
static gsize number_of(const Knowledge *knowledge, const char *id)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(knowledge->numbers, id));

    return number != 0 ? number - 1 : knowledge->units->len;
}

static void add_example(Knowledge *knowledge, const StoreRows *row)
{
    json_auto_t *ids = json_loads(store_column_text(row, 2), 0, NULL);
    GArray *co = g_array_new(FALSE, FALSE, sizeof(gsize));

    for (size_t i = 0; i < json_array_size(ids); i++) {
        const char *id = json_string_value(json_array_get(ids, i));
        gsize number = id != NULL ? number_of(knowledge, id) : knowledge->units->len;
        g_array_append_val(co, number);
    }
    g_ptr_array_add(knowledge->co_lists, co);
    SuggestExample example = {.text = keep(knowledge, store_column_text(row, 0)),
                              .lead = number_of(knowledge, store_column_text(row, 1)),
                              .co = (const gsize *)co->data,
                              .co_count = co->len};
    g_array_append_val(knowledge->examples, example);
}

static bool add_rows(Call *call, Knowledge *knowledge, const StoreStatement *statement,
                     void (*add)(Knowledge *, const StoreRows *), GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), statement, STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        add(knowledge, rows);
    }
    return error_pass(error, &failed);
}

static bool knowledge_read(Call *call, Knowledge *knowledge, GError **error)
{
    knowledge_init(knowledge);
    knowledge->fields =
        call_packs(call) != NULL ? duty_pack_load(call_packs(call), error) : json_array();
    return knowledge->fields != NULL &&
           add_rows(call, knowledge, &sql_unit_duties, add_unit, error) &&
           add_rows(call, knowledge, &sql_clause_examples, add_example, error);
}

static const char *const reason_names[] = {
    [SUGGEST_NAMED] = "named", [SUGGEST_DUTY] = "duty",           [SUGGEST_SIMILAR] = "similar",
    [SUGGEST_HELPS] = "helps", [SUGGEST_CONFIRMED] = "confirmed", [SUGGEST_TOGETHER] = "together",
};

/* What the reason rests on, in words. (transfer full) */
static char *evidence_of(Call *call, const Knowledge *knowledge, const SuggestedUnit *unit,
                         const Names *names)
{
    const char *terms[SUGGEST_TERMS_MAX + 1] = {NULL};

    switch (unit->reason) {
    case SUGGEST_CONFIRMED:
        return g_strdup(g_array_index(knowledge->examples, SuggestExample, unit->example).text);
    case SUGGEST_TOGETHER:
        return g_strdup(name_of(names, NAME_UNIT, knowledge->ids->pdata[unit->with]));
    case SUGGEST_NAMED:
    case SUGGEST_DUTY:
    case SUGGEST_SIMILAR:
    case SUGGEST_HELPS:
        break;
    }
    memcpy(terms, unit->terms, unit->term_count * sizeof terms[0]);
    return g_strjoinv(text_find(call_language(call), "commitment.list_comma"), (char **)terms);
}

static void write_unit(Call *call, const Knowledge *knowledge, const SuggestedUnit *unit,
                       const Names *names)
{
    JsonWriter *answer = call_answer(call);
    const char *id = knowledge->ids->pdata[unit->unit];
    const char *kind = reason_names[unit->reason];
    g_autofree char *evidence = evidence_of(call, knowledge, unit, names);
    g_autofree char *key = g_strconcat("commitment.because_", kind, NULL);
    const char *const arguments[] = {"evidence", evidence, NULL};
    g_autofree char *reason = text_format(call_language(call), key, arguments);

    json_begin_object(answer);
    json_member_text(answer, "unit", id);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, id));
    json_key(answer, "score");
    json_decimal(answer, (gint64)(unit->score * 10000));
    json_member_text(answer, "reason", reason);
    json_member_text(answer, "reason_kind", kind);
    json_member_text(answer, "evidence", evidence);
    json_end_object(answer);
}

static void write_list(Call *call, const char *key, const Knowledge *knowledge,
                       const SuggestedUnit *units, gsize count, const Names *names)
{
    json_key(call_answer(call), key);
    json_begin_array(call_answer(call));
    for (gsize i = 0; i < count; i++) {
        write_unit(call, knowledge, &units[i], names);
    }
    json_end_array(call_answer(call));
}

static bool write_suggestion(Call *call, const Knowledge *knowledge, const SuggestIndex *index,
                             const Clause *clause, const Names *names, GError **error)
{
    Suggestion found;
    g_autofree char *leader = NULL;
    g_autofree char *name = NULL;

    suggest_clause(index, clause->text, &found);
    if (found.lead_count > 0 &&
        !org_unit_leader(call_tx(call), call_district(call),
                         knowledge->ids->pdata[found.lead[0].unit], &leader, &name, error)) {
        return false;
    }
    json_begin_object(call_answer(call));
    json_member_text(call_answer(call), "clause", clause->id);
    write_list(call, "lead", knowledge, found.lead, found.lead_count, names);
    write_list(call, "co", knowledge, found.co, found.co_count, names);
    json_member_text(call_answer(call), "leader", leader);
    json_member_text(call_answer(call), "leader_name", name);
    json_end_object(call_answer(call));
    return true;
}

bool suggestion_list(Call *call, GError **error)
{
    g_auto(Knowledge) knowledge = {0};
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GPtrArray) clauses = NULL;

    if (!knowledge_read(call, &knowledge, error) ||
        (clauses = clauses_read(call, call_parameter(call, "report"), error)) == NULL) {
        return false;
    }
    g_autoptr(SuggestIndex) index = suggest_index_new(
        (const SuggestUnit *)knowledge.units->data, knowledge.units->len,
        (const SuggestExample *)knowledge.examples->data, knowledge.examples->len);
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "suggestions");
    json_begin_array(call_answer(call));
    for (guint i = 0; i < clauses->len; i++) {
        const Clause *clause = clauses->pdata[i];
        /* What was done last year, and what is no task, needs nobody. */
        if (strcmp(clause->state, "draft") == 0 && strcmp(clause->kind, "target") == 0 &&
            !clause->idle && !write_suggestion(call, &knowledge, index, clause, names, error)) {
            return false;
        }
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}
