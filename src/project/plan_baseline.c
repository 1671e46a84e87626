/* Baselines (基准计划): dates that were once agreed. */
#include "project/plan_internal.h"

#include <string.h>

/* A baseline as it is stored. */
typedef struct {
    gint64 number;
    char *name;
    json_t *activities;
    gint64 version;
    gint64 at;
    char *by;
} Baseline;

static void baseline_free(gpointer data)
{
    Baseline *baseline = data;

    g_free(baseline->name);
    json_decref(baseline->activities);
    g_free(baseline->by);
    g_free(baseline);
}

/* All of PROJECT, oldest first. (transfer full, elements Baseline) */
static GPtrArray *read_all(Call *call, const char *project, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(baseline_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_baselines,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Baseline *baseline = g_new(Baseline, 1);
        *baseline = (Baseline){.number = store_column_int(rows, 0),
                               .name = g_strdup(store_column_text(rows, 1)),
                               .activities = json_loads(store_column_text(rows, 2), 0, NULL),
                               .version = store_column_int(rows, 3),
                               .at = store_column_int(rows, 4),
                               .by = g_strdup(store_column_text(rows, 5))};
        g_ptr_array_add(found, baseline);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&found) : NULL;
}

/* The one of NUMBER, the newest if that is 0; NULL if there is none. */
static const Baseline *find(const GPtrArray *all, gint64 number)
{
    for (guint i = all->len; i > 0; i--) {
        const Baseline *baseline = all->pdata[i - 1];
        if (number == 0 || baseline->number == number) {
            return baseline;
        }
    }
    return NULL;
}

static bool refuse_number(GError **error)
{
    error_set(error, LUOSHI_ERROR_NOT_FOUND, "project.plan_no_baseline", "baseline", NULL);
    return false;
}

bool plan_add_baseline(SchedulePlan *plan, const char *name, const json_t *activities,
                       GError **error)
{
    ScheduleBaseline *into = schedule_plan_add_baseline(plan, name, error);
    size_t i;
    json_t *one;

    if (into == NULL) {
        return false;
    }
    json_array_foreach(activities, i, one)
    {
        guint activity = schedule_plan_find(plan, project_text(one, "id"));
        ScheduleSpan span = {SCHEDULE_NO_DAY, SCHEDULE_NO_DAY};
        if (activity != SCHEDULE_NONE && project_day(one, "start", &span.start) &&
            project_day(one, "finish", &span.finish)) {
            schedule_baseline_set(into, activity, span);
        }
    }
    return true;
}

bool plan_take_baseline(Call *call, const char *project, gint64 number, SchedulePlan *plan,
                        gint64 *chosen, GError **error)
{
    g_autoptr(GPtrArray) all = read_all(call, project, error);
    const Baseline *baseline = all != NULL ? find(all, number) : NULL;

    if (baseline == NULL) {
        return all != NULL && (number == 0 || refuse_number(error));
    }
    if (!plan_add_baseline(plan, baseline->name, baseline->activities, error)) {
        return false;
    }
    if (chosen != NULL) {
        *chosen = baseline->number;
    }
    return true;
}

bool plan_write_baselines(Call *call, const char *project, const Names *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) all = read_all(call, project, error);

    json_key(answer, "baselines");
    json_begin_array(answer);
    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Baseline *baseline = all->pdata[i];
        json_begin_object(answer);
        json_member_int(answer, "number", baseline->number);
        json_member_text(answer, "name", baseline->name);
        json_member_int(answer, "plan_version", baseline->version);
        json_member_time(answer, "at", baseline->at);
        json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, baseline->by));
        json_end_object(answer);
    }
    json_end_array(answer);
    return all != NULL;
}

static bool check_new(const GPtrArray *all, const char *name, GError **error)
{
    g_autofree char *limit = g_strdup_printf("%u", SCHEDULE_BASELINES_MAX);

    for (guint i = 0; i < all->len; i++) {
        if (strcmp(((const Baseline *)all->pdata[i])->name, name) == 0) {
            error_set(error, LUOSHI_ERROR_CONFLICT, "project.plan_baseline_named", "/name", NULL);
            return false;
        }
    }
    if (all->len >= SCHEDULE_BASELINES_MAX) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.plan_baselines", "/name", "limit", limit,
                  NULL);
        return false;
    }
    return true;
}

bool plan_keep_baseline(Call *call, const Project *project, const char *name, json_t *activities,
                        gint64 version, GError **error)
{
    g_autoptr(GPtrArray) all = read_all(call, project->id, error);

    if (all == NULL || !check_new(all, name, error)) {
        return false;
    }
    const Baseline *last = find(all, 0);
    char *text = json_dumps(activities, JSON_COMPACT);
    bool done =
        store_execute(call_tx(call), &sql_project_baseline_insert,
                      STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                                   store_int(last != NULL ? last->number + 1 : 1), store_text(name),
                                   store_text(text), store_int(version), store_int(call_now(call)),
                                   store_text(call_actor(call)->account)),
                      NULL, error);
    free(text);
    json_auto_t *after = json_pack("{s:s, s:O}", "name", name, "activities", activities);
    return done && call_record(call, "project.baseline_add", PROJECT_KIND, project->id, NULL, NULL,
                               after, error);
}

/* The planned dates of PLAN. (transfer full) */
static json_t *dates_of(const ProjectPlan *plan)
{
    json_t *activities = json_array();

    for (guint i = 0; i < plan->plan->activities->len; i++) {
        ScheduleDates dates = schedule_dates(plan->result, i);
        char start[DAY_LENGTH + 1];
        char finish[DAY_LENGTH + 1];
        day_format(dates.start, start);
        day_format(dates.finish, finish);
        json_array_append_new(activities, json_pack("{s:s, s:s, s:s}", "id",
                                                    schedule_plan_activity(plan->plan, i)->id,
                                                    "start", start, "finish", finish));
    }
    return activities;
}

bool project_baseline_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(StoredPlan) stored = project != NULL ? plan_needed(call, project->id, error) : NULL;

    if (stored == NULL ||
        !plan_check_version(call, stored, json_integer_value(json_object_get(body, "version")),
                            error)) {
        return false;
    }
    g_autoptr(ProjectPlan) plan = plan_compute(call, stored->document, error);
    json_auto_t *dates = plan != NULL ? dates_of(plan) : NULL;
    if (dates == NULL || !plan_keep_baseline(call, project, project_text(body, "name"), dates,
                                             stored->version, error)) {
        return false;
    }
    project_tell(call, project);
    call_created(call);
    return plan_write(call, project, error);
}

bool project_baseline_remove(Call *call, GError **error)
{
    gint64 number = call_parameter_int(call, "baseline", 0);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(GPtrArray) all = project != NULL ? read_all(call, project->id, error) : NULL;
    const Baseline *baseline = all != NULL ? find(all, number) : NULL;

    if (baseline == NULL) {
        return all != NULL && refuse_number(error);
    }
    json_auto_t *before =
        json_pack("{s:s, s:O}", "name", baseline->name, "activities", baseline->activities);
    if (!store_execute(call_tx(call), &sql_project_baseline_delete,
                       STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                                    store_int(number)),
                       NULL, error) ||
        !call_record(call, "project.baseline_remove", PROJECT_KIND, project->id,
                     project_text(call_body(call), "reason"), before, NULL, error)) {
        return false;
    }
    project_tell(call, project);
    return plan_write(call, project, error);
}
