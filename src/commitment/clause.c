/* A clause as it is stored, shown and written back. */
#include "commitment/commitment_internal.h"

#include <string.h>

void clause_free(Clause *clause)
{
    if (clause == NULL) {
        return;
    }
    g_free(clause->id);
    g_free(clause->report);
    g_free(clause->text);
    g_free(clause->original);
    g_free(clause->kind);
    g_free(clause->state);
    g_free(clause->drop_reason);
    g_free(clause->leader);
    g_free(clause->lead_unit);
    g_free(clause->co_units);
    g_free(clause->due);
    g_free(clause->stages);
    g_free(clause->changed_by);
    g_free(clause);
}

static Clause *from_row(const StoreRows *rows)
{
    Clause *clause = g_new0(Clause, 1);

    clause->id = g_strdup(store_column_text(rows, 0));
    clause->report = g_strdup(store_column_text(rows, 1));
    clause->position = store_column_int(rows, 2);
    clause->section = store_column_int(rows, 3);
    clause->text = g_strdup(store_column_text(rows, 4));
    clause->original = g_strdup(store_column_text(rows, 5));
    clause->start = store_column_int(rows, 6);
    clause->end = store_column_int(rows, 7);
    clause->kind = g_strdup(store_column_text(rows, 8));
    clause->state = g_strdup(store_column_text(rows, 9));
    clause->drop_reason = g_strdup(store_column_text(rows, 10));
    clause->leader = g_strdup(store_column_text(rows, 11));
    clause->lead_unit = g_strdup(store_column_text(rows, 12));
    clause->co_units = g_strdup(store_column_text(rows, 13));
    clause->due = g_strdup(store_column_text(rows, 14));
    clause->stages = g_strdup(store_column_text(rows, 15));
    clause->version = store_column_int(rows, 16);
    clause->changed_by = g_strdup(store_column_text(rows, 17));
    clause->changed = store_column_int(rows, 18);
    clause->idle = store_column_int(rows, 19) != 0;
    return clause;
}

Clause *clause_read(Call *call, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_clause_by_id,
                        STORE_VALUES(store_text(call_district(call)), store_text(id)),
                        "commitment.no_clause", error);

    return rows != NULL ? from_row(rows) : NULL;
}

static void free_clause(gpointer clause)
{
    clause_free(clause);
}

GPtrArray *clauses_read(Call *call, const char *report, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GPtrArray) clauses = g_ptr_array_new_with_free_func(free_clause);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_clauses_of_report,
                    STORE_VALUES(store_text(call_district(call)), store_text(report)), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        g_ptr_array_add(clauses, from_row(rows));
    }
    return error_pass(error, &failed) ? g_steal_pointer(&clauses) : NULL;
}

json_t *clause_to_json(const Clause *clause)
{
    return json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:o, s:s?, s:o}", "text", clause->text, "state",
                     clause->state, "drop_reason", clause->drop_reason, "leader", clause->leader,
                     "lead_unit", clause->lead_unit, "co_units",
                     json_loads(clause->co_units, 0, NULL), "due", clause->due, "stages",
                     json_loads(clause->stages, 0, NULL));
}

static void set_text(char **place, const json_t *set, const char *name)
{
    const json_t *value = json_object_get(set, name);

    if (value != NULL) {
        g_free(*place);
        *place = g_strdup(json_string_value(value));
    }
}

static void set_array(char **place, const json_t *set, const char *name)
{
    const json_t *value = json_object_get(set, name);

    if (value != NULL) {
        char *text = json_dumps(value, JSON_COMPACT);
        g_free(*place);
        *place = g_strdup(text);
        free(text);
    }
}

void clause_apply(Clause *clause, const json_t *set)
{
    set_text(&clause->text, set, "text");
    set_text(&clause->state, set, "state");
    set_text(&clause->drop_reason, set, "drop_reason");
    set_text(&clause->leader, set, "leader");
    set_text(&clause->lead_unit, set, "lead_unit");
    set_text(&clause->due, set, "due");
    set_array(&clause->co_units, set, "co_units");
    set_array(&clause->stages, set, "stages");
    if (strcmp(clause->state, "dropped") != 0) {
        g_clear_pointer(&clause->drop_reason, g_free);
    }
}

bool clause_store(Call *call, Clause *clause, GError **error)
{
    gint64 changed = 0;

    if (!store_execute(call_tx(call), &sql_clause_update,
                       STORE_VALUES(store_text(clause->text), store_text(clause->original),
                                    store_int(clause->end), store_text(clause->state),
                                    store_text(clause->drop_reason), store_text(clause->leader),
                                    store_text(clause->lead_unit), store_text(clause->co_units),
                                    store_text(clause->due), store_text(clause->stages),
                                    store_text(call_actor(call)->account),
                                    store_int(call_now(call)), store_text(call_district(call)),
                                    store_text(clause->id), store_int(clause->version)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return false;
    }
    clause->version++;
    g_free(clause->changed_by);
    clause->changed_by = g_strdup(call_actor(call)->account);
    clause->changed = call_now(call);
    return true;
}

void write_clause(Call *call, const Clause *clause, gint64 number, const Statements *statements,
                  const Names *names)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *target = target_text(call_language(call), statements, clause->id);

    json_begin_object(answer);
    json_member_text(answer, "id", clause->id);
    json_member_text(answer, "report", clause->report);
    json_member_int(answer, "number", number);
    json_member_int(answer, "section", clause->section);
    json_member_text(answer, "text", clause->text);
    json_member_text(answer, "original", clause->original);
    json_member_int(answer, "start", clause->start);
    json_member_int(answer, "end", clause->end);
    json_member_text(answer, "kind", clause->kind);
    json_member_bool(answer, "idle", clause->idle);
    json_member_text(answer, "state", clause->state);
    json_member_text(answer, "drop_reason", clause->drop_reason);
    json_member_text(answer, "leader", clause->leader);
    json_member_text(answer, "leader_name", name_of(names, NAME_PERSON, clause->leader));
    json_member_text(answer, "lead_unit", clause->lead_unit);
    json_member_text(answer, "lead_unit_name", name_of(names, NAME_UNIT, clause->lead_unit));
    write_units(answer, "co_units", clause->co_units, names);
    json_member_text(answer, "due", clause->due);
    json_member_raw(answer, "stages", clause->stages);
    json_member_text(answer, "target", target);
    write_statements(answer, statements, clause->id);
    json_member_int(answer, "version", clause->version);
    json_member_text(answer, "changed_by", name_of(names, NAME_ACCOUNT, clause->changed_by));
    json_member_time(answer, "changed", clause->changed);
    json_end_object(answer);
}

bool clause_list(Call *call, GError **error)
{
    const char *report = call_parameter(call, "report");
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(Statements) statements =
        statements_read(call, &sql_statements_of_report, report, error);
    g_autoptr(GPtrArray) clauses = statements != NULL ? clauses_read(call, report, error) : NULL;

    if (clauses == NULL) {
        return false;
    }
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "clauses");
    json_begin_array(call_answer(call));
    for (guint i = 0; i < clauses->len; i++) {
        write_clause(call, clauses->pdata[i], i + 1, statements, names);
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}
