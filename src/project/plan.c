/* Plans as they are stored, and computed. */
#include "project/plan_internal.h"

#include "project/schedule_json.h"

#include <string.h>

void project_plan_free(ProjectPlan *plan)
{
    if (plan == NULL) {
        return;
    }
    g_clear_pointer(&plan->result, schedule_result_free);
    g_clear_pointer(&plan->network, schedule_network_free);
    g_clear_pointer(&plan->plan, schedule_plan_free);
    g_clear_pointer(&plan->calendar, calendar_free);
    g_free(plan);
}

void plan_stored_free(StoredPlan *stored)
{
    if (stored != NULL) {
        json_decref(stored->document);
        g_free(stored->by);
        g_free(stored);
    }
}

StoredPlan *plan_stored(Call *call, const char *project, GError **error)
{
    g_autoptr(StoredPlan) stored = g_new0(StoredPlan, 1);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_plan,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    if (rows != NULL && store_rows_next(rows, &failed)) {
        stored->document = json_loads(store_column_text(rows, 0), 0, NULL);
        stored->version = store_column_int(rows, 1);
        stored->at = store_column_int(rows, 2);
        stored->by = g_strdup(store_column_text(rows, 3));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&stored) : NULL;
}

StoredPlan *plan_needed(Call *call, const char *project, GError **error)
{
    g_autoptr(StoredPlan) stored = plan_stored(call, project, error);

    if (stored != NULL && stored->document == NULL) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.plan_none", NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&stored);
}

static bool refuse_size(const char *field, guint limit, GError **error)
{
    g_autofree char *text = g_strdup_printf("%u", limit);

    error_set(error, LUOSHI_ERROR_TOO_LARGE, "project.plan_size", field, "limit", text, NULL);
    return false;
}

/* Is there a unit, and not one that was made up? */
static bool check_owner(Call *call, GHashTable *seen, size_t i, const char *owner, GError **error)
{
    g_autofree char *place = g_strdup_printf("/activities/%zu/owner", i);
    g_autoptr(GError) failed = NULL;

    if (owner == NULL || !g_hash_table_add(seen, (gpointer)owner)) {
        return true;
    }
    g_autofree char *name = org_unit_name(call_tx(call), call_district(call), owner, &failed);
    if (name == NULL && failed == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", place, NULL);
    }
    return error_pass(error, &failed) && name != NULL;
}

/* What the engine has no member for: sizes, owners, and that nothing happened in the future. */
static bool check_document(Call *call, const json_t *document, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const json_t *activities = json_object_get(document, "activities");
    size_t i;
    json_t *one;

    if (json_array_size(activities) > PLAN_ACTIVITIES_MAX) {
        return refuse_size("/activities", PLAN_ACTIVITIES_MAX, error);
    }
    if (json_array_size(json_object_get(document, "links")) > PLAN_LINKS_MAX) {
        return refuse_size("/links", PLAN_LINKS_MAX, error);
    }
    json_array_foreach(activities, i, one)
    {
        static const char *const happened[] = {"actual_start", "actual_finish"};
        for (gsize k = 0; k < G_N_ELEMENTS(happened); k++) {
            const char *day = project_text(one, happened[k]);
            if (day != NULL && strcmp(day, call_today(call)) > 0) {
                g_autofree char *place = g_strdup_printf("/activities/%zu/%s", i, happened[k]);
                error_set(error, LUOSHI_ERROR_INVALID, "project.plan_ahead", place, NULL);
                return false;
            }
        }
        if (!check_owner(call, seen, i, project_text(one, "owner"), error)) {
            return false;
        }
    }
    return true;
}

/* DOCUMENT as the engine knows it. (transfer full) */
static SchedulePlan *read_document(const json_t *document, GError **error)
{
    json_auto_t *bare = json_deep_copy(document);
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(bare, "activities"), i, one)
    {
        json_object_del(one, "owner");
    }
    char *text = json_dumps(bare, JSON_COMPACT);
    SchedulePlan *plan = schedule_json_read(text, strlen(text), error);
    free(text);
    return plan;
}

ProjectPlan *plan_compute_checked(const WorkCalendar *calendar, const json_t *document,
                                  GError **error)
{
    g_autoptr(ProjectPlan) plan = g_new0(ProjectPlan, 1);

    plan->plan = read_document(document, error);
    plan->network = plan->plan != NULL ? schedule_compile(plan->plan, calendar, error) : NULL;
    plan->result = plan->network != NULL ? schedule_compute(plan->network, error) : NULL;
    return plan->result != NULL ? g_steal_pointer(&plan) : NULL;
}

ProjectPlan *plan_compute(Call *call, const json_t *document, GError **error)
{
    g_autoptr(WorkCalendar) calendar = call_calendar(call);
    g_autoptr(ProjectPlan) plan = check_document(call, document, error)
                                      ? plan_compute_checked(calendar, document, error)
                                      : NULL;

    if (plan != NULL) {
        plan->calendar = g_steal_pointer(&calendar);
    }
    return g_steal_pointer(&plan);
}

ProjectPlan *project_plan_load(Call *call, const char *project, gint64 baseline, GError **error)
{
    g_autoptr(StoredPlan) stored = plan_stored(call, project, error);

    if (stored == NULL || stored->document == NULL) {
        return stored != NULL ? g_new0(ProjectPlan, 1) : NULL;
    }
    g_autoptr(ProjectPlan) plan = plan_compute(call, stored->document, error);
    if (plan == NULL || !plan_take_baseline(call, project, baseline, plan->plan, NULL, error)) {
        return NULL;
    }
    plan->version = stored->version;
    return g_steal_pointer(&plan);
}

ScheduleReport plan_report(const ProjectPlan *plan)
{
    const GArray *baselines = plan->plan->baselines;

    return (ScheduleReport){
        .plan = plan->plan,
        .result = plan->result,
        .baseline = baselines->len > 0 ? &g_array_index(baselines, ScheduleBaseline, 0) : NULL};
}

static bool refuse_meanwhile(Call *call, const StoredPlan *stored, GError **error)
{
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, stored->version);
    const char *who = name_of(names, NAME_ACCOUNT, stored->by);

    error_set(error, LUOSHI_ERROR_CONFLICT, "project.plan_meanwhile", "/version", "version",
              version, "name", who != NULL ? who : "", NULL);
    return false;
}

bool plan_check_version(Call *call, const StoredPlan *stored, json_int_t version, GError **error)
{
    return version == stored->version || refuse_meanwhile(call, stored, error);
}

/* The activities of ARRAY that are not the same in OTHER. (transfer full) */
static json_t *changed_activities(const json_t *array, const json_t *other)
{
    json_auto_t *known = json_object();
    json_t *changed = json_array();
    size_t i;
    json_t *one;

    json_array_foreach(other, i, one)
    {
        json_object_set(known, project_text(one, "id"), one);
    }
    json_array_foreach(array, i, one)
    {
        if (!json_equal(one, json_object_get(known, project_text(one, "id")))) {
            json_array_append(changed, one);
        }
    }
    return changed;
}

/* What of DOCUMENT is not the same in OTHER (may be NULL), activities one by one. (transfer full)
 */
static json_t *difference(const json_t *document, const json_t *other)
{
    json_t *different = json_object();
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)document, key, value)
    {
        const json_t *there = json_object_get(other, key);
        if (strcmp(key, "activities") == 0) {
            json_object_set_new(different, key, changed_activities(value, there));
        } else if (!json_equal(value, there)) {
            json_object_set(different, key, value);
        }
    }
    return different;
}

static bool write_row(Call *call, const Project *project, const StoredPlan *stored,
                      const char *document, GError **error)
{
    gint64 changed = 0;
    StoreValue district = store_text(call_district(call));
    StoreValue now = store_int(call_now(call));
    StoreValue by = store_text(call_actor(call)->account);
    bool done =
        stored->version == 0
            ? store_execute(
                  call_tx(call), &sql_project_plan_insert,
                  STORE_VALUES(district, store_text(project->id), store_text(document), now, by),
                  &changed, error)
            : store_execute(call_tx(call), &sql_project_plan_update,
                            STORE_VALUES(store_text(document), now, by, district,
                                         store_text(project->id), store_int(stored->version)),
                            &changed, error);

    return done && (changed > 0 || refuse_meanwhile(call, stored, error));
}

bool plan_save(Call *call, const Project *project, const StoredPlan *stored, json_t *document,
               const char *action, const char *reason, GError **error)
{
    json_auto_t *before = stored->document != NULL ? difference(stored->document, document) : NULL;
    json_auto_t *after = difference(document, stored->document);
    char *text = json_dumps(document, JSON_COMPACT);
    bool done = write_row(call, project, stored, text, error);

    free(text);
    if (!done) {
        return false;
    }
    project_tell(call, project);
    return call_record(call, action, PROJECT_KIND, project->id, reason, before, after, error);
}
