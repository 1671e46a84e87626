/* A project is written down, and its fields change. */
#include "project/project_internal.h"

#include <string.h>

/* Puts the person of BODY's “leader” in charge, if it has that member. */
static bool set_leader(Call *call, const Project *project, const json_t *body, GError **error)
{
    return json_object_get(body, "leader") == NULL ||
           org_charge_set(call, PROJECT_KIND, project->id, project_text(body, "leader"), "/leader",
                          error);
}

/* Adds a project in the first library of its kind's track, from a body as the interface takes it
 * (openapi ProjectInput). Its id (transfer full), or NULL. */
static char *create(Call *call, const json_t *body, GError **error)
{
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_autoptr(Project) project = g_new0(Project, 1);

    if (pack == NULL || !project_take_body(call, pack, project, body, error) ||
        !project_ask_same(call, NULL, project, body, error)) {
        return NULL;
    }
    const Track *track = pack_track(pack, project->track);
    const Library *first = track->libraries->pdata[0];
    const char *day = NULL;
    if (!project_past_day(call, body, &day, error) ||
        !project_insert(call, project, first, day, error) ||
        !set_leader(call, project, body, error) ||
        !project_note_move(call, project, pack, "enter", NULL, first->key, day, NULL, error) ||
        !project_link(call_tx(call), call_district(call), pack, project, error) ||
        !call_record(call, "project.add", PROJECT_KIND, project->id, NULL, NULL, (json_t *)body,
                     error)) {
        return NULL;
    }
    project_tell(call, project);
    return g_strdup(project->id);
}

bool project_add(Call *call, GError **error)
{
    g_autofree char *id = create(call, call_body(call), error);

    if (id == NULL) {
        return false;
    }
    call_created(call);
    return project_write_detail(call, id, error);
}

/* What BODY changes, without what is about the change itself. (transfer full) */
static json_t *changes_of(const json_t *body)
{
    json_t *changes = json_copy((json_t *)body);

    json_object_del(changes, "version");
    json_object_del(changes, "reason");
    json_object_del(changes, "confirm");
    return changes;
}

/* A firm brings its name and code along: they are part of CHANGES that name one, as PROJECT has
 * them. */
static void add_firm(json_t *changes, const Project *project)
{
    if (json_object_get(changes, "firm") != NULL || json_object_get(changes, "firm_name") != NULL ||
        json_object_get(changes, "firm_code") != NULL) {
        json_object_set_new(changes, "firm",
                            project->firm != NULL ? json_string(project->firm) : json_null());
        json_object_set_new(changes, "firm_name",
                            project->firm_name != NULL ? json_string(project->firm_name)
                                                       : json_null());
        json_object_set_new(changes, "firm_code",
                            project->firm_code != NULL ? json_string(project->firm_code)
                                                       : json_null());
    }
}

/* The members of CHANGES as PROJECT has them. (transfer full) */
static json_t *before_of(const Project *project, const json_t *changes)
{
    char total[DECIMAL_TEXT_MAX];
    json_t *before = json_object();

    decimal_format(project->total, total);
    const struct {
        const char *name;
        const char *value;
    } members[] = {{"name", project->name},
                   {"kind", project->kind},
                   {"lead_unit", project->lead_unit},
                   {"area", project->area},
                   {"firm", project->firm},
                   {"firm_name", project->firm_name},
                   {"firm_code", project->firm_code},
                   {"plot", project->plot},
                   {"code", project->code},
                   {"key_level", project->key_level},
                   {"total", project->has_total ? total : NULL},
                   {"start_by", project->start_by},
                   {"finish_by", project->finish_by}};
    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        if (json_object_get(changes, members[i].name) != NULL) {
            json_object_set_new(before, members[i].name,
                                members[i].value != NULL ? json_string(members[i].value)
                                                         : json_null());
        }
    }
    if (json_object_get(changes, "fields") != NULL) {
        json_object_set_new(before, "fields", json_deep_copy(project->fields));
    }
    return before;
}

bool project_change(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(Project) as_was = project != NULL ? project_find(call, project->id, error) : NULL;
    g_autoptr(ProjectPack) pack = as_was != NULL ? project_pack_read(call, error) : NULL;

    if (pack == NULL || !project_check_version(body, project, error)) {
        return false;
    }
    json_auto_t *changes = changes_of(body);
    add_firm(changes, project);
    json_auto_t *before = before_of(project, changes);
    if (!project_take_body(call, pack, project, body, error) ||
        /* Whoever may change a project here may not hand it to a unit he may not reach. */
        !call_authorize(call, project->lead_unit, NULL, error) ||
        !project_ask_same(call, as_was, project, body, error) ||
        !project_update(call, project, error) ||
        !project_link(call_tx(call), call_district(call), pack, project, error) ||
        !set_leader(call, project, body, error)) {
        return false;
    }
    add_firm(changes, project);
    project_tell(call, project);
    return call_record(call, "project.change", PROJECT_KIND, project->id,
                       project_text(body, "reason"), before, changes, error) &&
           project_write_detail(call, project->id, error);
}
