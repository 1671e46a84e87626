/* A plan is written, and activities of it change. */
#include "project/plan_internal.h"

#include <string.h>

/* The members of BODY that are of the plan. (transfer full) */
static json_t *document_of(const json_t *body)
{
    json_t *document = json_deep_copy(body);

    json_object_del(document, "version");
    json_object_del(document, "reason");
    return document;
}

/* The place of the activity ID in ACTIVITIES, or its size. */
static size_t find_activity(const json_t *activities, const char *id)
{
    size_t i;
    json_t *one;

    json_array_foreach(activities, i, one)
    {
        if (strcmp(project_text(one, "id"), id) == 0) {
            return i;
        }
    }
    return json_array_size(activities);
}

/* Sets the members of CHANGE at ACTIVITY. */
static void merge(json_t *activity, const json_t *change)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)change, key, value)
    {
        if (json_is_null(value)) {
            json_object_del(activity, key);
        } else {
            json_object_set(activity, key, value);
        }
    }
}

/* Moves the data date of DOCUMENT past what CHANGES report as done, and at least to TODAY. */
static void move_data_date(json_t *document, const json_t *changes, const char *today)
{
    gint32 data_date = 0;
    gint32 known = G_MININT32;
    bool happened = false;
    size_t i;
    json_t *one;

    day_parse(today, &data_date);
    json_array_foreach(changes, i, one)
    {
        static const char *const members[] = {"actual_start", "actual_finish", "remaining"};
        for (gsize k = 0; k < G_N_ELEMENTS(members); k++) {
            const json_t *value = json_object_get(one, members[k]);
            gint32 day = 0;
            happened = happened || (value != NULL && !json_is_null(value));
            if (project_day(one, members[k], &day)) {
                data_date = MAX(data_date, day + 1);
            }
        }
    }
    if (happened && (!project_day(document, "data_date", &known) || known < data_date)) {
        char text[DAY_LENGTH + 1];
        day_format(data_date, text);
        json_object_set_new(document, "data_date", json_string(text));
    }
}

json_t *plan_changed(Call *call, const json_t *document, const json_t *changes, GError **error)
{
    json_auto_t *changed = json_deep_copy(document);
    json_t *activities = json_object_get(changed, "activities");
    size_t i;
    json_t *one;

    json_array_foreach(changes, i, one)
    {
        const char *id = project_text(one, "id");
        size_t place = find_activity(activities, id);
        if (place == json_array_size(activities)) {
            g_autofree char *field = g_strdup_printf("/changes/%zu/id", i);
            error_set(error, LUOSHI_ERROR_INVALID, "project.plan_no_activity", field, "id", id,
                      NULL);
            return NULL;
        }
        merge(json_array_get(activities, place), one);
    }
    move_data_date(changed, changes, call_today(call));
    return json_incref(changed);
}

/* The project of the call and its plan, if that is still at the version of the body. (transfer
 * full) */
static StoredPlan *open_plan(Call *call, Project **project, GError **error)
{
    const json_t *version = json_object_get(call_body(call), "version");

    *project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(StoredPlan) stored =
        *project != NULL ? plan_stored(call, (*project)->id, error) : NULL;
    return stored != NULL && plan_check_version(call, stored, json_integer_value(version), error)
               ? g_steal_pointer(&stored)
               : NULL;
}

/* Stores DOCUMENT, if it can be computed, and answers it. */
static bool store_document(Call *call, const Project *project, const StoredPlan *stored,
                           json_t *document, const char *action, GError **error)
{
    g_autoptr(ProjectPlan) plan = plan_compute(call, document, error);

    return plan != NULL &&
           plan_save(call, project, stored, document, action,
                     project_text(call_body(call), "reason"), error) &&
           plan_write(call, project, error);
}

bool project_plan_set(Call *call, GError **error)
{
    g_autoptr(Project) project = NULL;
    g_autoptr(StoredPlan) stored = open_plan(call, &project, error);
    json_auto_t *document = stored != NULL ? document_of(call_body(call)) : NULL;

    return document != NULL &&
           store_document(call, project, stored, document, "project.plan_set", error);
}

bool project_plan_change(Call *call, GError **error)
{
    g_autoptr(Project) project = NULL;
    g_autoptr(StoredPlan) stored = open_plan(call, &project, error);

    if (stored == NULL) {
        return false;
    }
    if (stored->document == NULL) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.plan_none", NULL, NULL);
        return false;
    }
    json_auto_t *document =
        plan_changed(call, stored->document, json_object_get(call_body(call), "changes"), error);
    return document != NULL &&
           store_document(call, project, stored, document, "project.plan_change", error);
}
