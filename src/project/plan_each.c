/* The plans of many projects, without a query for each. */
#include "project/plan_internal.h"

bool project_plan_agreed(const ProjectPlan *plan, gint32 *first, gint32 *last)
{
    *first = SCHEDULE_NO_DAY;
    *last = SCHEDULE_NO_DAY;
    if (plan->plan->baselines->len == 0) {
        return false;
    }
    const GArray *spans = g_array_index(plan->plan->baselines, ScheduleBaseline, 0).spans;
    for (guint i = 0; i < spans->len; i++) {
        const ScheduleSpan *span = &g_array_index(spans, ScheduleSpan, i);
        if (span->start != SCHEDULE_NO_DAY) {
            *first = *first == SCHEDULE_NO_DAY ? span->start : MIN(*first, span->start);
            *last = *last == SCHEDULE_NO_DAY ? span->finish : MAX(*last, span->finish);
        }
    }
    return *first != SCHEDULE_NO_DAY && *last >= *first;
}

/* The plan of the current row, against its baseline. (transfer full) */
static ProjectPlan *compute(const StoreRows *rows, const WorkCalendar *calendar, GError **error)
{
    json_auto_t *document = json_loads(store_column_text(rows, 1), 0, NULL);
    g_autoptr(ProjectPlan) plan = plan_compute_checked(calendar, document, error);

    if (plan != NULL && !store_column_is_null(rows, 3)) {
        json_auto_t *activities = json_loads(store_column_text(rows, 4), 0, NULL);
        if (!plan_add_baseline(plan->plan, store_column_text(rows, 3), activities, error)) {
            return NULL;
        }
    }
    if (plan != NULL) {
        plan->version = store_column_int(rows, 2);
    }
    return g_steal_pointer(&plan);
}

bool project_plan_each(Call *call, const char *projects, ProjectPlanVisit visit, gpointer data,
                       GError **error)
{
    g_autoptr(WorkCalendar) calendar = call_calendar(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_plans,
                    STORE_VALUES(store_text(call_district(call)), store_text(projects)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_autoptr(ProjectPlan) plan = compute(rows, calendar, error);
        if (plan == NULL) {
            return false;
        }
        visit(store_column_text(rows, 0), plan, data);
    }
    return rows != NULL && error_pass(error, &failed);
}
