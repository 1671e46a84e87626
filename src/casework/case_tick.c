/* What time does to cases. */
#include "casework/case_clock.h"

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

/* Nobody is warned earlier than so many days before a case is due. */
#define WARN_DAYS_MAX 120

static GPtrArray *read_late(StoreRows *rows, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(late_free);
    g_autoptr(GError) failed = NULL;

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Late *late = g_new0(Late, 1);
        *late = (Late){g_strdup(store_column_text(rows, 0)), g_strdup(store_column_text(rows, 1)),
                       store_column_int(rows, 2)};
        g_ptr_array_add(all, late);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

/* What time does to a case once it is near its end, or past it. */
typedef struct {
    const char *move; /* in its history: warn, escalate */
    const StoreStatement *mark;
} Step;

static bool is_time(const Step *step, const CaseType *type, gint32 left)
{
    return strcmp(step->move, "warn") == 0 ? type->warns && left >= 0 && left <= type->warn
                                           : -left >= type->escalate;
}

static bool take_step(Call *call, const Step *step, const Late *late, const WorkCalendar *calendar,
                      GError **error)
{
    g_autoptr(CaseType) type = case_type_read(call, late->type, late->version, error);
    g_autoptr(Case) before = type != NULL ? case_find(call, late->id, error) : NULL;
    g_autoptr(Case) after = before != NULL ? case_find(call, late->id, error) : NULL;
    json_auto_t *form = json_object();
    gint64 changed = 0;

    if (after == NULL) {
        return false;
    }
    if (!is_time(step, type, case_left(type, calendar, before, call_now(call)))) {
        return true;
    }
    if (!store_execute(call_tx(call), step->mark,
                       STORE_VALUES(store_int(call_now(call)), store_text(call_district(call)),
                                    store_text(late->id)),
                       &changed, error)) {
        return false;
    }
    after->version++;
    return changed == 0 || case_record_move(call, before, after, step->move, false, form, error);
}

static bool take_steps(Call *call, const Step *step, StoreRows *rows, const WorkCalendar *calendar,
                       GError **error)
{
    g_autoptr(GPtrArray) late = read_late(rows, error);

    for (guint i = 0; late != NULL && i < late->len; i++) {
        if (!take_step(call, step, late->pdata[i], calendar, error)) {
            return false;
        }
    }
    return late != NULL;
}

static bool warn(Call *call, const WorkCalendar *calendar, GError **error)
{
    const Step step = {"warn", &sql_case_warn};
    char until[DAY_LENGTH + 1];

    day_format(day_in_beijing(call_now(call)) + WARN_DAYS_MAX, until);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_cases_to_warn,
                    STORE_VALUES(store_text(call_district(call)), store_text(until)), error);
    return take_steps(call, &step, rows, calendar, error);
}

static bool escalate(Call *call, const WorkCalendar *calendar, GError **error)
{
    const Step step = {"escalate", &sql_case_escalate};
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_cases_to_escalate,
                    STORE_VALUES(store_text(call_district(call)), store_text(call_today(call)),
                                 store_int(call_now(call))),
                    error);

    return take_steps(call, &step, rows, calendar, error);
}

bool casework_tick(Call *call, CaseLights lights, GError **error)
{
    g_autoptr(WorkCalendar) calendar = case_calendar(call);

    return warn(call, calendar, error) && escalate(call, calendar, error) &&
           case_apply_rules(call, calendar, lights, error);
}
