/* What time does to cases. */
#include "casework/casework_internal.h"

#include <string.h>

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

bool casework_tick(Call *call, GError **error)
{
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    g_autoptr(GPtrArray) late = read_late(call, error);

    for (guint i = 0; late != NULL && i < late->len; i++) {
        if (!escalate(call, late->pdata[i], calendar, error)) {
            return false;
        }
    }
    return late != NULL && case_apply_rules(call, calendar, error);
}
