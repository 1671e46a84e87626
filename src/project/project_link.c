/* Projects and registers: what a project names there, and what registers may know of it. */
#include "project/project_internal.h"

#include <string.h>

RegisterBrief *project_object(Call *call, const char *type, const char *place, const char *text,
                              GError **error)
{
    g_autoptr(GError) failed = NULL;
    RegisterBrief *object = register_meant(call, type, text, &failed);

    if (object == NULL && error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_object", place, "name", text, NULL);
    }
    return object;
}

static void say(json_t *values, const char *field, const char *text)
{
    if (text != NULL) {
        json_object_set_new(values, field, json_string(text));
    }
}

bool project_link(Call *call, const Project *project, const char *library, const char *state,
                  GError **error)
{
    json_auto_t *values = json_copy(project->fields);
    char total[DECIMAL_TEXT_MAX];

    say(values, "name", project->name);
    say(values, "unit", project->lead_unit);
    say(values, "firm", project->firm);
    say(values, "plot", project->plot);
    if (project->has_total) {
        decimal_format(project->total, total);
        say(values, "total", total);
    }
    /* One given up stands in no library: it counts no more as signed or started. */
    if (strcmp(state, "given_up") != 0) {
        say(values, "library", library);
    }
    return register_put_outside(call, "project", project->id, values, error);
}
