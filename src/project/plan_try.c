/* What if, and how likely: nothing here is saved. */
#include "project/plan_internal.h"

/* The plan of the call's project, and the call may see it. (transfer full) */
static StoredPlan *open_plan(Call *call, GError **error)
{
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);

    return project != NULL ? plan_needed(call, project->id, error) : NULL;
}

bool project_plan_try(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(StoredPlan) stored = open_plan(call, error);
    json_auto_t *changed = stored != NULL
                               ? plan_changed(call, stored->document,
                                              json_object_get(call_body(call), "changes"), error)
                               : NULL;
    g_autoptr(ProjectPlan) before =
        changed != NULL ? plan_compute(call, stored->document, error) : NULL;
    g_autoptr(ProjectPlan) after = before != NULL ? plan_compute(call, changed, error) : NULL;

    if (after == NULL) {
        return false;
    }
    ScheduleReport moved = plan_report(before);
    ScheduleReport would_be = plan_report(after);
    moved.tried = after->result;
    json_begin_object(answer);
    json_member_int(answer, "version", stored->version);
    json_member_day(answer, "finish", schedule_totals(before->result).finish);
    schedule_report_tried(&moved, answer);
    schedule_report_conflicts(&would_be, answer);
    json_end_object(answer);
    return true;
}

typedef struct {
    guint activity;
    ScheduleRisk risk;
} Driver;

static int by_correlation(gconstpointer a, gconstpointer b)
{
    double left = ((const Driver *)a)->risk.correlation;
    double right = ((const Driver *)b)->risk.correlation;

    return left < right ? 1 : left > right ? -1 : 0;
}

#define DRIVERS_SHOWN 10u

/* The activities whose durations go with the finish, the strongest first. */
static void write_drivers(JsonWriter *answer, const ProjectPlan *plan,
                          const ScheduleSimulation *simulation)
{
    g_autoptr(GArray) drivers = g_array_new(FALSE, FALSE, sizeof(Driver));

    for (guint i = 0; i < plan->plan->activities->len; i++) {
        Driver driver = {i, schedule_simulation_risk(simulation, i)};
        if (driver.risk.correlation > 0) {
            g_array_append_val(drivers, driver);
        }
    }
    g_array_sort(drivers, by_correlation);
    json_key(answer, "drivers");
    json_begin_array(answer);
    for (guint i = 0; i < MIN(drivers->len, DRIVERS_SHOWN); i++) {
        const Driver *driver = &g_array_index(drivers, Driver, i);
        json_begin_object(answer);
        json_member_text(answer, "id", schedule_plan_activity(plan->plan, driver->activity)->id);
        project_member(answer, "criticality",
                       (Decimal)(driver->risk.criticality * (double)DECIMAL_ONE + 0.5));
        project_member(answer, "correlation",
                       (Decimal)(driver->risk.correlation * (double)DECIMAL_ONE + 0.5));
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool project_plan_simulate(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const json_t *body = call_body(call);
    g_autoptr(StoredPlan) stored = open_plan(call, error);
    g_autoptr(ProjectPlan) plan =
        stored != NULL ? plan_compute(call, stored->document, error) : NULL;

    if (plan == NULL) {
        return false;
    }
    guint runs = (guint)json_integer_value(json_object_get(body, "runs"));
    guint64 seed = (guint64)json_integer_value(json_object_get(body, "seed"));
    g_autoptr(ScheduleSimulation) simulation = schedule_simulate(plan->network, runs, seed, error);
    if (simulation == NULL) {
        return false;
    }
    ScheduleReport report = plan_report(plan);
    report.simulation = simulation;
    report.runs = runs;
    json_begin_object(answer);
    json_member_int(answer, "version", stored->version);
    schedule_report_simulation(&report, answer);
    write_drivers(answer, plan, simulation);
    json_end_object(answer);
    return true;
}
