/* Commitments whose source is a meeting's decision. */
#include "commitment/commitment_internal.h"

#include "kernel/day.h"
#include "org/org.h"

#include <string.h>

static int this_year(const Call *call)
{
    gint32 today = 0;
    int year = 0;

    day_parse(call_today(call), &today);
    day_parts(today, &year, NULL, NULL);
    return year;
}

/* Each co-unit is a unit, and not the one that leads. */
static bool check_co_units(Call *call, const CommitmentDecision *decision, GError **error)
{
    json_auto_t *units =
        decision->co_units != NULL ? json_loads(decision->co_units, 0, NULL) : NULL;
    size_t i;
    json_t *unit;

    json_array_foreach(units, i, unit)
    {
        g_autofree char *place = g_strdup_printf("/co_units/%zu", i);
        if (!check_unit(call, json_string_value(unit), place, error)) {
            return false;
        }
        if (strcmp(json_string_value(unit), decision->lead_unit) == 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "commitment.co_is_lead", place, NULL);
            return false;
        }
    }
    return true;
}

bool commitment_decision_check(Call *call, const CommitmentDecision *decision, GError **error)
{
    if (!check_unit(call, decision->lead_unit, "/lead_unit", error) ||
        (decision->leader != NULL && !check_person(call, decision->leader, "/leader", error)) ||
        !check_co_units(call, decision, error) ||
        !check_due(decision->due, this_year(call), "/due", error)) {
        return false;
    }
    if (g_strcmp0(decision->due, call_today(call)) < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.due_past", "/due", NULL);
        return false;
    }
    return true;
}

/* The plan of this year's decisions, made with the first one. (transfer full) */
static char *decision_plan(Call *call, GError **error)
{
    int year = this_year(call);
    g_autofree char *year_text = g_strdup_printf("%d", year);
    const char *const arguments[] = {"year", year_text, NULL};

    {
        g_autoptr(GError) failed = NULL;
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_decision_plan,
                        STORE_VALUES(store_text(call_district(call)), store_int(year)), error);
        if (rows == NULL) {
            return NULL;
        }
        if (store_rows_next(rows, &failed)) {
            return g_strdup(store_column_text(rows, 0));
        }
        if (!error_pass(error, &failed)) {
            return NULL;
        }
    }
    g_autofree char *id = call_new_id(call);
    g_autofree char *title = text_format(LANGUAGE_ZH, "commitment.decisions_title", arguments);
    bool made =
        store_execute(call_tx(call), &sql_decision_plan_insert,
                      STORE_VALUES(store_text(call_district(call)), store_text(id),
                                   store_text(title), store_int(year), store_int(call_now(call)),
                                   store_text(call_actor(call)->account)),
                      NULL, error) &&
        store_execute(call_tx(call), &sql_plan_version_insert,
                      STORE_VALUES(store_text(call_district(call)), store_text(id), store_int(1),
                                   store_int(call_now(call)), store_text(call_actor(call)->account),
                                   store_null(), store_null()),
                      NULL, error);
    return made ? g_steal_pointer(&id) : NULL;
}

char *commitment_decide(Call *call, const CommitmentDecision *decision, GError **error)
{
    g_autofree char *plan =
        commitment_decision_check(call, decision, error) ? decision_plan(call, error) : NULL;
    g_autofree char *id = call_new_id(call);
    g_autofree char *leader = g_strdup(decision->leader);
    const char *co_units = decision->co_units != NULL ? decision->co_units : "[]";
    g_autofree char *name = NULL;
    gint64 version = 0;

    if (plan == NULL ||
        (leader == NULL && !org_unit_leader(call_tx(call), call_district(call), decision->lead_unit,
                                            &leader, &name, error)) ||
        !store_execute(
            call_tx(call), &sql_decision_commitment_insert,
            STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(plan),
                         store_text(decision->text), store_text(leader),
                         store_text(decision->lead_unit), store_text(co_units),
                         store_text(decision->due), store_text(decision->source_kind),
                         store_text(decision->source_id), store_text(decision->source_title),
                         store_text(call_today(call))),
            NULL, error) ||
        !store_units(call, id, decision->lead_unit, co_units, error) ||
        !raise_plan(call, plan, id, decision->source_title, &version, error)) {
        return NULL;
    }
    const char *const units[] = {decision->lead_unit, NULL};
    json_auto_t *after =
        json_pack("{s:s, s:s, s:s, s:s}", "text", decision->text, "due", decision->due,
                  "source_kind", decision->source_kind, "source_id", decision->source_id);
    call_changed_of(call, "commitments", "commitment", id, units);
    call_changed_of(call, "duties", "commitment", id, units);
    return call_record(call, "commitment.decide", "commitment", id, NULL, NULL, after, error)
               ? g_steal_pointer(&id)
               : NULL;
}

void write_source(JsonWriter *answer, const StoreRows *rows)
{
    const char *kind = store_column_text(rows, 15);

    json_key(answer, "source");
    if (kind == NULL) {
        json_write_null(answer);
        return;
    }
    json_begin_object(answer);
    json_member_text(answer, "kind", kind);
    json_member_text(answer, "id", store_column_text(rows, 16));
    json_member_text(answer, "title", store_column_text(rows, 17));
    json_end_object(answer);
}
