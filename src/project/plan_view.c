/* A project's plan as its page shows it: the document, and everything computed from it. */
#include "project/plan_internal.h"

/* The units that owe activities, with their names. */
static void write_owners(Call *call, const json_t *document, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    size_t i;
    json_t *one;

    json_key(answer, "owners");
    json_begin_array(answer);
    json_array_foreach(json_object_get(document, "activities"), i, one)
    {
        const char *owner = project_text(one, "owner");
        if (owner != NULL && g_hash_table_add(seen, (gpointer)owner)) {
            json_begin_object(answer);
            json_member_text(answer, "id", owner);
            json_member_text(answer, "name", name_of(names, NAME_UNIT, owner));
            json_end_object(answer);
        }
    }
    json_end_array(answer);
}

static bool write_computed(Call *call, const Project *project, const StoredPlan *stored,
                           gint64 baseline, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 chosen = 0;
    g_autoptr(ProjectPlan) plan = plan_compute(call, stored->document, error);

    if (plan == NULL ||
        !plan_take_baseline(call, project->id, baseline, plan->plan, &chosen, error)) {
        return false;
    }
    ScheduleReport report = plan_report(plan);
    json_key(answer, "baseline");
    if (chosen > 0) {
        json_int(answer, chosen);
    } else {
        json_write_null(answer);
    }
    json_key(answer, "computed");
    schedule_report_write(&report, answer);
    return true;
}

static bool write_plan(Call *call, const Project *project, gint64 baseline, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(StoredPlan) stored = plan_stored(call, project->id, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    bool may = false;

    if (stored == NULL || !call_reaches(call, "project.report", project->lead_unit, &may, error)) {
        return false;
    }
    char *document = stored->document != NULL ? json_dumps(stored->document, JSON_COMPACT) : NULL;
    json_begin_object(answer);
    json_member_text(answer, "project", project->id);
    json_member_text(answer, "project_name", project->name);
    json_member_text(answer, "start_by", project->start_by);
    json_member_text(answer, "finish_by", project->finish_by);
    json_member_text(answer, "today", call_today(call));
    json_member_bool(answer, "may_change", may);
    json_member_int(answer, "version", stored->version);
    json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, stored->by));
    json_member_raw(answer, "plan", document);
    free(document);
    write_owners(call, stored->document, names);
    if (!plan_write_baselines(call, project->id, names, error)) {
        return false;
    }
    if (stored->document == NULL) {
        json_member_raw(answer, "baseline", NULL);
        json_member_raw(answer, "computed", NULL);
    } else if (!write_computed(call, project, stored, baseline, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool plan_write(Call *call, const Project *project, GError **error)
{
    return write_plan(call, project, 0, error);
}

bool project_plan_read(Call *call, GError **error)
{
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);

    return project != NULL &&
           write_plan(call, project, call_parameter_int(call, "baseline", 0), error);
}
