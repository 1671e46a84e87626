/* What if, and how likely: nothing here is saved. */
#include "project/plan_internal.h"

/* The plan of the call's project, and the call may see it. (transfer full) */
static StoredPlan *open_plan(Call *call, Project **project, GError **error)
{
    *project = project_reach(call, call_parameter(call, "project"), error);
    return *project != NULL ? plan_needed(call, (*project)->id, error) : NULL;
}

/* DOCUMENT computed, against the baseline that is looked at. (transfer full) */
static ProjectPlan *compute_against(Call *call, const Project *project, const json_t *document,
                                    GError **error)
{
    g_autoptr(ProjectPlan) plan = plan_compute(call, document, error);

    return plan != NULL &&
                   plan_take_baseline(call, project->id, call_parameter_int(call, "baseline", 0),
                                      plan->plan, NULL, error)
               ? g_steal_pointer(&plan)
               : NULL;
}

/* Is CHANGE one that schedule_try() makes of PLAN: a work that has not begun starts later or lasts
 * otherwise? */
static bool is_simple(const ProjectPlan *plan, const json_t *change, ScheduleChange *made)
{
    guint activity = schedule_plan_find(plan->plan, project_text(change, "id"));
    const json_t *duration = json_object_get(change, "duration");
    const char *start = project_text(change, "start_no_earlier");
    size_t members = 1u + (duration != NULL ? 1u : 0u) + (start != NULL ? 1u : 0u);

    if (activity == SCHEDULE_NONE || json_object_size(change) != members) {
        return false;
    }
    const ScheduleActivity *was = schedule_plan_activity(plan->plan, activity);
    guint flags = schedule_dates(plan->result, activity).flags;
    bool three_points = was->optimistic != SCHEDULE_UNSET || was->pessimistic != SCHEDULE_UNSET;
    *made = (ScheduleChange){activity, SCHEDULE_UNSET, SCHEDULE_NO_DAY};
    if (duration != NULL) {
        made->duration = (gint32)json_integer_value(duration);
    }
    return (flags &
            (SCHEDULE_SUMMARY | SCHEDULE_MILESTONE | SCHEDULE_STARTED | SCHEDULE_FINISHED)) == 0 &&
           (duration == NULL || (made->duration > 0 && !three_points)) &&
           (start == NULL || day_parse(start, &made->start_no_earlier));
}

static void write_tried(JsonWriter *answer, gint64 version, ScheduleReport before,
                        const ScheduleReport *after)
{
    before.tried = after->result;
    json_begin_object(answer);
    json_member_int(answer, "version", version);
    json_member_day(answer, "finish", schedule_totals(before.result).finish);
    schedule_report_tried(&before, answer);
    json_key(answer, "computed");
    schedule_report_write(after, answer);
    json_end_object(answer);
}

/* Any changes: the plan with them is read, checked and computed as one of its own. */
static bool try_whole(Call *call, const Project *project, const StoredPlan *stored,
                      const ProjectPlan *before, const json_t *changes, GError **error)
{
    json_auto_t *changed = plan_changed(call, stored->document, changes, error);
    g_autoptr(ProjectPlan) after =
        changed != NULL ? compute_against(call, project, changed, error) : NULL;

    if (after == NULL) {
        return false;
    }
    ScheduleReport would_be = plan_report(after);
    write_tried(call_answer(call), stored->version, plan_report(before), &would_be);
    return true;
}

bool project_plan_try(Call *call, GError **error)
{
    const json_t *changes = json_object_get(call_body(call), "changes");
    ScheduleChange change;
    g_autoptr(Project) project = NULL;
    g_autoptr(StoredPlan) stored = open_plan(call, &project, error);
    g_autoptr(ProjectPlan) before =
        stored != NULL ? compute_against(call, project, stored->document, error) : NULL;

    if (before == NULL) {
        return false;
    }
    if (json_array_size(changes) != 1 || !is_simple(before, json_array_get(changes, 0), &change)) {
        return try_whole(call, project, stored, before, changes, error);
    }
    g_autoptr(ScheduleResult) tried = schedule_try(before->network, &change, error);
    if (tried == NULL) {
        return false;
    }
    ScheduleReport would_be = plan_report(before);
    would_be.result = tried;
    write_tried(call_answer(call), stored->version, plan_report(before), &would_be);
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
    g_autoptr(Project) project = NULL;
    g_autoptr(StoredPlan) stored = open_plan(call, &project, error);
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
