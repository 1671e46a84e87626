/* What other mechanisms know of projects. */
#include "project/project_internal.h"

void project_brief_clear(ProjectBrief *brief)
{
    char *texts[] = {brief->id, brief->name, brief->unit, brief->leader};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(texts[i]);
    }
    *brief = (ProjectBrief){0};
}

static void free_brief(gpointer data)
{
    project_brief_clear(data);
    g_free(data);
}

static ProjectBrief brief_of(const Project *project, GHashTable *charges)
{
    const OrgCharge *charge = g_hash_table_lookup(charges, project->id);

    return (ProjectBrief){.id = g_strdup(project->id),
                          .name = g_strdup(project->name),
                          .unit = g_strdup(project->lead_unit),
                          .leader = g_strdup(charge != NULL ? charge->person : NULL)};
}

bool project_brief(Call *call, const char *id, ProjectBrief *brief, GError **error)
{
    g_autoptr(Project) project = project_find(call, id, error);
    g_autoptr(GHashTable) charges =
        project != NULL
            ? org_charges(call_tx(call), call_district(call), PROJECT_KIND, project->id, error)
            : NULL;

    if (charges == NULL) {
        return false;
    }
    *brief = brief_of(project, charges);
    return true;
}

GPtrArray *project_key_briefs(Call *call, const json_t *key_levels, GError **error)
{
    const ProjectFilter active = {.state = "active"};
    g_autoptr(GPtrArray) briefs = g_ptr_array_new_with_free_func(free_brief);
    g_autoptr(GPtrArray) projects = project_rows(call, &active, NULL, NULL, error);
    g_autoptr(GHashTable) charges =
        projects != NULL
            ? org_charges(call_tx(call), call_district(call), PROJECT_KIND, NULL, error)
            : NULL;

    for (guint i = 0; charges != NULL && i < projects->len; i++) {
        const Project *project = projects->pdata[i];
        if (pack_applies(key_levels, project->key_level)) {
            ProjectBrief *brief = g_new(ProjectBrief, 1);
            *brief = brief_of(project, charges);
            g_ptr_array_add(briefs, brief);
        }
    }
    return charges != NULL ? g_steal_pointer(&briefs) : NULL;
}
