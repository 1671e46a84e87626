/* From the reviewed report to the plan: what is still missing, and the plan's first version. */
#include "commitment/commitment_internal.h"

#include "org/org.h"

#include <string.h>

typedef struct {
    const Clause *clause;
    guint number;
    const char *what;
} Missing;

/* Results of the past year need no owner: left undecided, they are no commitments. */
static const char *missing_of(const Clause *clause)
{
    if (strcmp(clause->state, "draft") == 0) {
        return strcmp(clause->kind, "result") == 0 ? NULL : "decision";
    }
    if (strcmp(clause->state, "confirmed") != 0) {
        return NULL;
    }
    return clause->lead_unit == NULL ? "lead_unit" : clause->due == NULL ? "due" : NULL;
}

static GArray *find_missing(const GPtrArray *clauses)
{
    GArray *missing = g_array_new(FALSE, FALSE, sizeof(Missing));

    for (guint i = 0; i < clauses->len; i++) {
        const char *what = missing_of(clauses->pdata[i]);
        if (what != NULL) {
            Missing one = {clauses->pdata[i], i + 1, what};
            g_array_append_val(missing, one);
        }
    }
    return missing;
}

static guint count_state(const GPtrArray *clauses, const char *state)
{
    guint count = 0;

    for (guint i = 0; i < clauses->len; i++) {
        count += strcmp(((const Clause *)clauses->pdata[i])->state, state) == 0;
    }
    return count;
}

bool publication_check(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) clauses = clauses_read(call, call_parameter(call, "report"), error);

    if (clauses == NULL) {
        return false;
    }
    g_autoptr(GArray) missing = find_missing(clauses);
    guint confirmed = count_state(clauses, "confirmed");
    json_begin_object(answer);
    json_member_bool(answer, "ready", missing->len == 0 && confirmed > 0);
    json_member_int(answer, "confirmed", confirmed);
    json_member_int(answer, "dropped", count_state(clauses, "dropped"));
    json_key(answer, "missing");
    json_begin_array(answer);
    for (guint i = 0; i < missing->len; i++) {
        const Missing *one = &g_array_index(missing, Missing, i);
        g_autofree char *key = g_strdup_printf("commitment.missing_%s", one->what);
        json_begin_object(answer);
        json_member_text(answer, "clause", one->clause->id);
        json_member_int(answer, "number", one->number);
        json_member_text(answer, "what", one->what);
        json_member_text(answer, "message", text_find(call_language(call), key));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

static bool refuse(const GArray *missing, guint confirmed, GError **error)
{
    if (confirmed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "commitment.nothing_confirmed", NULL, NULL);
        return false;
    }
    for (guint i = 0; i < missing->len; i++) {
        const Missing *one = &g_array_index(missing, Missing, i);
        g_autofree char *key = g_strdup_printf("commitment.missing_%s", one->what);
        g_autofree char *place = g_strdup_printf("/clauses/%s", one->clause->id);
        if (i == 0) {
            error_set(error, LUOSHI_ERROR_INVALID, key, place, NULL);
        } else if (error != NULL) {
            error_add(*error, key, place, NULL);
        }
    }
    return missing->len == 0;
}

bool store_units(Call *call, const char *commitment, const char *lead_unit, const char *co_units,
                 GError **error)
{
    const char *district = call_district(call);
    json_auto_t *list = json_loads(co_units, 0, NULL);
    size_t i;
    json_t *unit;

    if (!store_execute(call_tx(call), &sql_commitment_unit_delete,
                       STORE_VALUES(store_text(district), store_text(commitment)), NULL, error) ||
        !store_execute(call_tx(call), &sql_commitment_unit_insert,
                       STORE_VALUES(store_text(district), store_text(lead_unit),
                                    store_text(commitment), store_int(1)),
                       NULL, error)) {
        return false;
    }
    json_array_foreach(list, i, unit)
    {
        if (!store_execute(call_tx(call), &sql_commitment_unit_insert,
                           STORE_VALUES(store_text(district), store_text(json_string_value(unit)),
                                        store_text(commitment), store_int(0)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool insert_commitment(Call *call, const char *plan, guint number, const Clause *clause,
                              const Statements *statements, GError **error)
{
    g_autofree char *id = call_new_id(call);
    g_autofree char *target = target_text(LANGUAGE_ZH, statements, clause->id);
    g_autofree char *leader = g_strdup(clause->leader);
    g_autofree char *name = NULL;

    /* Who is in charge of the lead unit answers for it, unless someone else was named. */
    if (leader == NULL && !org_unit_leader(call_tx(call), call_district(call), clause->lead_unit,
                                           &leader, &name, error)) {
        return false;
    }
    json_auto_t *after =
        json_pack("{s:s, s:s, s:s?, s:s, s:s}", "text", clause->text, "target", target, "leader",
                  leader, "lead_unit", clause->lead_unit, "due", clause->due);
    return store_execute(call_tx(call), &sql_commitment_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(id),
                                      store_text(plan), store_int(number), store_text(clause->id),
                                      store_int(clause->section), store_text(clause->text),
                                      store_text(target), store_text(leader),
                                      store_text(clause->lead_unit), store_text(clause->co_units),
                                      store_text(clause->due), store_text(clause->stages),
                                      store_text(call_today(call))),
                         NULL, error) &&
           store_units(call, id, clause->lead_unit, clause->co_units, error) &&
           call_record(call, "commitment.publish", "commitment", id, NULL, NULL, after, error);
}

static bool insert_plan(Call *call, const char *plan, const char *report, GError **error)
{
    g_autofree char *title = NULL;
    gint64 year = 0;

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_report_state,
                        STORE_VALUES(store_text(call_district(call)), store_text(report)), error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        year = store_column_int(rows, 1);
        title = g_strdup(store_column_text(rows, 2));
    }
    return store_execute(call_tx(call), &sql_plan_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(plan),
                                      store_text(report), store_text(title), store_int(year),
                                      store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error) &&
           store_execute(call_tx(call), &sql_plan_version_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(plan),
                                      store_int(1), store_int(call_now(call)),
                                      store_text(call_actor(call)->account), store_null(),
                                      store_null()),
                         NULL, error) &&
           store_execute(call_tx(call), &sql_report_set_state,
                         STORE_VALUES(store_text("published"), store_text(plan),
                                      store_text(call_district(call)), store_text(report)),
                         NULL, error);
}

bool report_publish(Call *call, GError **error)
{
    const char *report = call_parameter(call, "report");
    g_autofree char *plan = call_new_id(call);
    guint number = 0;

    if (!require_review(call, report, NULL, error)) {
        return false;
    }
    g_autoptr(GPtrArray) clauses = clauses_read(call, report, error);
    g_autoptr(Statements) statements =
        clauses != NULL ? statements_read(call, &sql_statements_of_report, report, error) : NULL;
    if (statements == NULL) {
        return false;
    }
    g_autoptr(GArray) missing = find_missing(clauses);
    if (!refuse(missing, count_state(clauses, "confirmed"), error) ||
        !insert_plan(call, plan, report, error)) {
        return false;
    }
    for (guint i = 0; i < clauses->len; i++) {
        const Clause *clause = clauses->pdata[i];
        if (strcmp(clause->state, "confirmed") == 0 &&
            !insert_commitment(call, plan, ++number, clause, statements, error)) {
            return false;
        }
    }
    json_auto_t *after = json_pack("{s:s, s:i}", "plan", plan, "commitments", (int)number);
    g_autofree char *topic = g_strdup_printf("report:%s", report);
    call_created(call);
    call_changed(call, topic, "report", report);
    call_changed(call, "reports", "report", report);
    call_changed(call, "commitments", "plan", plan);
    call_changed(call, "duties", "plan", plan);
    return call_record(call, "report.publish", "report", report, NULL, NULL, after, error) &&
           write_plan(call, plan, error);
}
