/* Is a project that is written down, or its firm, one that is there already? Asked before it is
 * saved, so that nothing stands twice without somebody having said so. */
#include "project/project_internal.h"

#include "kernel/code.h"

#include <string.h>

#define SHOWN 5u

/* One more fault: the first makes the error. */
static void add(GError **asked, const char *key, const char *field, const char *id,
                const char *name, const char *why, const char *unit)
{
    const char *kind = strcmp(field, "/firm") == 0 ? "firm" : PROJECT_KIND;

    if (*asked == NULL) {
        error_set(asked, LUOSHI_ERROR_CONFLICT, key, field, "kind", kind, "id", id, "name", name,
                  "why", why, "unit", unit, NULL);
    } else {
        error_add(*asked, key, field, "kind", kind, "id", id, "name", name, "why", why, "unit",
                  unit, NULL);
    }
}

static char *percent_of(Call *call, guint percent)
{
    g_autofree char *number = g_strdup_printf("%u", percent);
    const char *arguments[] = {"percent", number, NULL};

    return text_format(call_language(call), "project.why_alike", arguments);
}

/* The firms of the register with a name like the one that was typed. */
static bool ask_firms(Call *call, const Names *names, const Project *project, GError **asked,
                      GError **error)
{
    if (project->firm != NULL || project->firm_name == NULL) {
        return true;
    }
    g_autoptr(GPtrArray) alike =
        register_alike(call, "firm", project->firm_name, NULL, SHOWN, error);
    for (guint i = 0; alike != NULL && i < alike->len; i++) {
        const RegisterLike *one = g_ptr_array_index(alike, i);
        g_autofree char *why = percent_of(call, one->percent);
        add(asked, "project.same_firm", "/firm", one->id, one->name, why,
            name_of(names, NAME_UNIT, one->unit));
    }
    return alike != NULL;
}

static bool same_firm(const Project *one, const Project *other)
{
    return (one->firm != NULL && g_strcmp0(one->firm, other->firm) == 0) ||
           (one->firm_code != NULL && g_strcmp0(one->firm_code, other->firm_code) == 0) ||
           (one->firm_name != NULL && g_strcmp0(one->firm_name, other->firm_name) == 0);
}

/* Why OTHER may be PROJECT, or NULL. (transfer full) */
static char *why_same(Call *call, const Project *project, const Project *other, bool named,
                      bool of_firm)
{
    guint percent = named ? code_firm_similarity(project->name, other->name, NULL) : 0;

    if (named && strcmp(project->name, other->name) == 0) {
        return g_strdup(text_find(call_language(call), "project.why_name"));
    }
    if (percent >= PROJECT_ALIKE) {
        return percent_of(call, percent);
    }
    return of_firm && strcmp(other->state, "given_up") != 0 && same_firm(project, other)
               ? g_strdup(text_find(call_language(call), "project.why_firm"))
               : NULL;
}

static bool ask_projects(Call *call, const Names *names, const Project *before,
                         const Project *project, GError **asked, GError **error)
{
    static const ProjectFilter any = {0};
    bool named = before == NULL || strcmp(before->name, project->name) != 0;
    bool of_firm = before == NULL || !same_firm(before, project);
    g_autoptr(GPtrArray) existing = project_rows(call, &any, NULL, NULL, error);
    guint found = 0;

    for (guint i = 0; existing != NULL && i < existing->len && found < SHOWN; i++) {
        const Project *other = existing->pdata[i];
        g_autofree char *why = g_strcmp0(other->id, project->id) != 0
                                   ? why_same(call, project, other, named, of_firm)
                                   : NULL;
        if (why != NULL) {
            add(asked, "project.same_project", "/name", other->id, other->name, why,
                name_of(names, NAME_UNIT, other->lead_unit));
            found++;
        }
    }
    return existing != NULL;
}

bool project_ask_same(Call *call, const Project *before, const Project *project, const json_t *body,
                      GError **error)
{
    g_autoptr(GError) asked = NULL;
    bool firm = before == NULL || g_strcmp0(before->firm, project->firm) != 0 ||
                g_strcmp0(before->firm_name, project->firm_name) != 0;

    if (json_is_true(json_object_get(body, "confirm")) ||
        (!firm && strcmp(before->name, project->name) == 0)) {
        return true;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    return (!firm || ask_firms(call, names, project, &asked, error)) &&
           ask_projects(call, names, before, project, &asked, error) && error_pass(error, &asked);
}
