/* Plans from other programs' files, and as such: Microsoft Project's XML, xlsx, csv, JSON. */
#include "project/plan_internal.h"

#include "project/schedule_json.h"
#include "project/schedule_table.h"
#include "project/schedule_xml.h"

#include <string.h>

/* The format is what the name ends in. (transfer full) */
static SchedulePlan *read_file(GBytes *content, const char *filename, GError **error)
{
    gsize length = 0;
    const char *bytes = content != NULL ? g_bytes_get_data(content, &length) : NULL;
    g_autofree char *name = g_ascii_strdown(filename, -1);

    if (length == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.plan_file_empty", "filename", NULL);
        return NULL;
    }
    if (g_str_has_suffix(name, ".csv") || g_str_has_suffix(name, ".xlsx")) {
        return schedule_table_read(bytes, length, filename, error);
    }
    if (g_str_has_suffix(name, ".xml")) {
        return schedule_xml_read(bytes, length, error);
    }
    if (g_str_has_suffix(name, ".json")) {
        return schedule_json_read(bytes, length, error);
    }
    error_set(error, LUOSHI_ERROR_UNSUPPORTED, "project.plan_file", "filename", NULL);
    return NULL;
}

/* What FILE does not say stays as it was in BEFORE (may be NULL), or is the project's own. */
static void keep_settings(json_t *file, const json_t *before, const Project *project)
{
    static const char *const kept[] = {"start", "finish", "data_date"};
    const struct {
        const char *name;
        const char *day;
    } own[] = {{"start", project->start_by}, {"finish", project->finish_by}};

    for (gsize i = 0; i < G_N_ELEMENTS(kept); i++) {
        json_t *value = json_object_get(before, kept[i]);
        if (json_object_get(file, kept[i]) == NULL && value != NULL) {
            json_object_set(file, kept[i], value);
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
        if (json_object_get(file, own[i].name) == NULL && own[i].day != NULL) {
            json_object_set_new(file, own[i].name, json_string(own[i].day));
        }
    }
}

/* The units that owed activities of BEFORE owe those of the same ids in FILE. */
static void keep_owners(json_t *file, const json_t *before)
{
    json_auto_t *owners = json_object();
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(before, "activities"), i, one)
    {
        json_object_set(owners, project_text(one, "id"), json_object_get(one, "owner"));
    }
    json_array_foreach(json_object_get(file, "activities"), i, one)
    {
        json_object_set(one, "owner", json_object_get(owners, project_text(one, "id")));
    }
}

/* PLAN as a document, its baselines apart in *BASELINES. (transfer full) */
static json_t *document_of(const SchedulePlan *plan, json_t **baselines)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    schedule_json_write(plan, writer);
    json_t *document = json_loads(json_writer_text(writer, NULL), 0, NULL);
    *baselines = json_incref(json_object_get(document, "baselines"));
    json_object_del(document, "baselines");
    if (plan->name == NULL) {
        json_object_del(document, "name");
    }
    return document;
}

static bool keep_baselines(Call *call, const Project *project, const json_t *baselines,
                           gint64 version, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(baselines, i, one)
    {
        if (!plan_keep_baseline(call, project, project_text(one, "name"),
                                json_object_get(one, "activities"), version, error)) {
            return false;
        }
    }
    return true;
}

bool project_plan_import(Call *call, GError **error)
{
    json_auto_t *baselines = NULL;
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(StoredPlan) stored = project != NULL ? plan_stored(call, project->id, error) : NULL;

    if (stored == NULL ||
        !plan_check_version(call, stored, call_parameter_int(call, "version", 0), error)) {
        return false;
    }
    g_autoptr(SchedulePlan) file =
        read_file(call_content(call), call_parameter(call, "filename"), error);
    json_auto_t *document = file != NULL ? document_of(file, &baselines) : NULL;
    if (document == NULL) {
        return false;
    }
    keep_settings(document, stored->document, project);
    keep_owners(document, stored->document);
    /* The file's own baselines come with the first plan; those that were kept here stay. */
    bool first = stored->version == 0;
    g_autoptr(ProjectPlan) plan = plan_compute(call, document, error);
    return plan != NULL &&
           plan_save(call, project, stored, document, "project.plan_import",
                     call_parameter(call, "reason"), error) &&
           (!first || keep_baselines(call, project, baselines, 1, error)) &&
           plan_write(call, project, error);
}

/* PLAN as a file of FORMAT. (transfer full) */
static GBytes *write_file(const ProjectPlan *plan, const char *format, GError **error)
{
    if (strcmp(format, "xml") == 0) {
        return schedule_xml_write(plan->plan, plan->result, plan->calendar, error);
    }
    if (strcmp(format, "json") == 0) {
        g_autoptr(JsonWriter) writer = json_writer_new();
        schedule_json_write(plan->plan, writer);
        return json_writer_steal(writer);
    }
    return schedule_table_write(plan->plan, plan->result, strcmp(format, "xlsx") == 0, error);
}

static const char *media_type(const char *format)
{
    return strcmp(format, "xml") == 0    ? "application/xml"
           : strcmp(format, "csv") == 0  ? "text/csv; charset=utf-8"
           : strcmp(format, "json") == 0 ? "application/json"
                                         : "application/"
                                           "vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

bool project_plan_export(Call *call, GError **error)
{
    const char *format = call_parameter(call, "format");
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(ProjectPlan) plan =
        project != NULL
            ? project_plan_load(call, project->id, call_parameter_int(call, "baseline", 0), error)
            : NULL;

    if (plan == NULL) {
        return false;
    }
    if (plan->version == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.plan_none", NULL, NULL);
        return false;
    }
    g_autoptr(GBytes) bytes = write_file(plan, format, error);
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *name = g_strdup_printf("%s 进度计划.%s", project->name, format);
    call_answer_bytes(call, bytes, media_type(format), name);
    return true;
}
