/* What time does to cases. */
#include "casework/casework_internal.h"

#include "commitment/commitment.h"

#include <string.h>

/* At most so many notices are raised by rule in one go; the next minute goes on. */
#define RAISED_AT_ONCE 50

typedef struct {
    char *id;
    char *type;
    gint64 version;
} Late;

static void late_free(gpointer data)
{
    Late *late = data;

    g_free(late->id);
    g_free(late->type);
    g_free(late);
}

static GPtrArray *read_late(Call *call, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(late_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_cases_to_escalate,
        STORE_VALUES(store_text(call_district(call)), store_text(call_today(call))), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Late *late = g_new0(Late, 1);
        *late = (Late){g_strdup(store_column_text(rows, 0)), g_strdup(store_column_text(rows, 1)),
                       store_column_int(rows, 2)};
        g_ptr_array_add(all, late);
    }
    return rows != NULL && case_propagate(error, &failed) ? g_steal_pointer(&all) : NULL;
}

static bool escalate(Call *call, const Late *late, const WorkCalendar *calendar, GError **error)
{
    g_autoptr(CaseType) type = case_type_read(call, late->type, late->version, error);
    g_autoptr(Case) before = type != NULL ? case_find(call, late->id, error) : NULL;
    g_autoptr(Case) after = before != NULL ? case_find(call, late->id, error) : NULL;
    json_auto_t *form = json_object();
    gint64 changed = 0;

    if (after == NULL) {
        return false;
    }
    if (-case_days_left(calendar, call_today(call), before->due) < type->escalate) {
        return true;
    }
    if (!store_execute(call_tx(call), &sql_case_escalate,
                       STORE_VALUES(store_int(call_now(call)), store_text(call_district(call)),
                                    store_text(late->id)),
                       &changed, error)) {
        return false;
    }
    after->version++;
    return changed == 0 || case_record_move(call, before, after, "escalate", false, form, error);
}

/* The notice that RULE of TYPE raises about one overdue commitment, unless one is open. */
static bool raise_one(Call *call, const char *type, const json_t *rule,
                      const CommitmentBrief *brief, const WorkCalendar *calendar, bool *raised,
                      GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *open = casework_find_open(call, type, "commitment", brief->id, &failed);
    gint32 today = 0;
    char due[DAY_LENGTH + 1];

    *raised = false;
    if (!case_propagate(error, &failed)) {
        return false;
    }
    if (open != NULL) {
        return true;
    }
    day_parse(call_today(call), &today);
    day_format(
        calendar_add(calendar, today, (gint32)json_integer_value(json_object_get(rule, "due_in"))),
        due);
    json_auto_t *form = json_pack("{s:O, s:O, s:s}", "title", json_object_get(rule, "title"),
                                  "demand", json_object_get(rule, "demand"), "due", due);
    const CaseOpening opening = {.type = type,
                                 .object_kind = "commitment",
                                 .object_id = brief->id,
                                 .unit = brief->lead_unit,
                                 .leader = brief->leader,
                                 .form = form};
    g_autofree char *id = casework_open(call, &opening, error);
    *raised = id != NULL;
    return id != NULL;
}

static bool raise_by_rule(Call *call, const CaseType *type, const json_t *rule,
                          const WorkCalendar *calendar, GError **error)
{
    gint32 today = 0;
    char before[DAY_LENGTH + 1];
    guint count = 0;

    day_parse(call_today(call), &today);
    day_format(calendar_add(calendar, today,
                            -(gint32)json_integer_value(json_object_get(rule, "overdue"))),
               before);
    g_autoptr(GPtrArray) overdue = commitment_overdue(call, before, error);
    for (guint i = 0; overdue != NULL && i < overdue->len && count < RAISED_AT_ONCE; i++) {
        bool raised = false;
        if (!raise_one(call, type->key, rule, overdue->pdata[i], calendar, &raised, error)) {
            return false;
        }
        count += raised ? 1 : 0;
    }
    return overdue != NULL;
}

static bool apply_rules(Call *call, const WorkCalendar *calendar, GError **error)
{
    g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func((GDestroyNotify)case_type_free);
    g_autoptr(GError) failed = NULL;

    {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_case_types, STORE_VALUES(store_text(call_district(call))), error);
        if (rows == NULL) {
            return false;
        }
        while (store_rows_next(rows, &failed)) {
            json_auto_t *source = json_loads(store_column_text(rows, 2), 0, NULL);
            CaseType *type = case_type_compile(source, error);
            if (type == NULL) {
                return false;
            }
            g_ptr_array_add(sources, type);
        }
    }
    for (guint i = 0; failed == NULL && i < sources->len; i++) {
        const CaseType *type = sources->pdata[i];
        size_t r;
        json_t *rule;
        json_array_foreach(json_object_get(type->definition, "rules"), r, rule)
        {
            if (!raise_by_rule(call, type, rule, calendar, error)) {
                return false;
            }
        }
    }
    return case_propagate(error, &failed);
}

bool casework_tick(Call *call, GError **error)
{
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    g_autoptr(GPtrArray) late = read_late(call, error);

    for (guint i = 0; late != NULL && i < late->len; i++) {
        if (!escalate(call, late->pdata[i], calendar, error)) {
            return false;
        }
    }
    return late != NULL && apply_rules(call, calendar, error);
}
