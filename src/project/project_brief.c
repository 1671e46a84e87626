/* Projects for other mechanisms, and what is declared for pages. */
#include "project/project_internal.h"

#include <string.h>

void project_brief_free(ProjectBrief *brief)
{
    if (brief == NULL) {
        return;
    }
    char *texts[] = {brief->id,           brief->name,          brief->kind,
                     brief->kind_name,    brief->track,         brief->library,
                     brief->library_name, brief->library_since, brief->state,
                     brief->lead_unit,    brief->area,          brief->leader,
                     brief->leader_name,  brief->firm,          brief->plot,
                     brief->key_level,    brief->start_by,      brief->finish_by};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(texts[i]);
    }
    g_free(brief);
}

static void free_brief(gpointer brief)
{
    project_brief_free(brief);
}

static ProjectBrief *brief_of(const ProjectDesk *desk, const Project *project)
{
    ProjectBrief *brief = g_new0(ProjectBrief, 1);
    Language language = call_language(desk->call);
    const ProjectType *kind = pack_kind(desk->pack, project->kind);
    const Library *library = pack_library(desk->pack, project->library);
    const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);
    Sums sums = project_sums_of(desk->facts, project->id);
    const char *today = call_today(desk->call);

    *brief = (ProjectBrief){
        .id = g_strdup(project->id),
        .name = g_strdup(project->name),
        .kind = g_strdup(project->kind),
        .kind_name = g_strdup(kind != NULL ? pack_name(kind->name, language) : project->kind),
        .track = g_strdup(project->track),
        .library = g_strdup(project->library),
        .library_name =
            g_strdup(library != NULL ? pack_name(library->name, language) : project->library),
        .library_since = g_strdup(project->since),
        .state = g_strdup(project->state),
        .lead_unit = g_strdup(project->lead_unit),
        .area = g_strdup(project->area),
        .leader = g_strdup(charge != NULL ? charge->person : NULL),
        .leader_name = g_strdup(charge != NULL ? charge->name : NULL),
        .firm = g_strdup(project->firm),
        .plot = g_strdup(project->plot),
        .key_level = g_strdup(project->key_level),
        .start_by = g_strdup(project->start_by),
        .finish_by = g_strdup(project->finish_by),
        .total = project->total,
        .planned_year = sums.planned_year,
        .invested_year = sums.invested_year,
        .days = project_days(project->since, project->ended != NULL ? project->ended : today),
        .stuck = project_stuck(desk->pack, project, today),
        .version = project->version};
    return brief;
}

ProjectBrief *project_brief(Call *call, const char *id, GError **error)
{
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(Project) project = project_find(call, id, error);

    return project != NULL && project_desk_open(&desk, call, id, error) ? brief_of(&desk, project)
                                                                        : NULL;
}

GPtrArray *project_list_of(Call *call, const ProjectFilter *filter, GError **error)
{
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GPtrArray) found = project_rows(call, filter, NULL, NULL, error);
    g_autoptr(GPtrArray) briefs = g_ptr_array_new_with_free_func(free_brief);

    if (found == NULL || !project_desk_open(&desk, call, NULL, error)) {
        return NULL;
    }
    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        const OrgCharge *charge = g_hash_table_lookup(desk.facts->charges, project->id);
        if (filter->leader == NULL ||
            (charge != NULL && strcmp(charge->person, filter->leader) == 0)) {
            g_ptr_array_add(briefs, brief_of(&desk, project));
        }
    }
    return g_steal_pointer(&briefs);
}

/* Entries of the pack's list LIST as {key, name} in the call's language, with GROUP and PRICE where
 * they have one. */
static void write_list(Call *call, const json_t *entries, const char *member)
{
    static const char *const more[] = {"group", "price"};
    JsonWriter *answer = call_answer(call);
    size_t i;
    json_t *one;

    json_key(answer, member);
    json_begin_array(answer);
    json_array_foreach(entries, i, one)
    {
        json_begin_object(answer);
        json_member_text(answer, "key", project_text(one, "key"));
        json_member_text(answer, "name",
                         pack_name(json_object_get(one, "name"), call_language(call)));
        for (gsize m = 0; m < G_N_ELEMENTS(more); m++) {
            if (project_text(one, more[m]) != NULL) {
                json_member_text(answer, more[m], project_text(one, more[m]));
            }
        }
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_tracks(Call *call, const ProjectPack *pack)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "tracks");
    json_begin_array(answer);
    for (guint t = 0; t < pack->tracks->len; t++) {
        const Track *track = pack->tracks->pdata[t];
        json_begin_object(answer);
        json_member_text(answer, "key", track->key);
        json_member_text(answer, "name", pack_name(track->name, call_language(call)));
        json_member_text(answer, "group", track->group);
        json_key(answer, "libraries");
        json_begin_array(answer);
        for (guint i = 0; i < track->libraries->len; i++) {
            const Library *library = track->libraries->pdata[i];
            json_begin_object(answer);
            json_member_text(answer, "key", library->key);
            json_member_text(answer, "name", pack_name(library->name, call_language(call)));
            json_member_int(answer, "limit", library->limit);
            json_end_object(answer);
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_kinds(Call *call, const ProjectPack *pack)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "kinds");
    json_begin_array(answer);
    for (guint i = 0; i < pack->kinds->len; i++) {
        const ProjectType *kind = pack->kinds->pdata[i];
        const Track *track = pack->tracks->pdata[kind->track];
        json_begin_object(answer);
        json_member_text(answer, "key", kind->key);
        json_member_text(answer, "name", pack_name(kind->name, call_language(call)));
        json_member_text(answer, "track", track->key);
        json_member_bool(answer, "menu", kind->menu);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_fields(Call *call, const ProjectPack *pack)
{
    static const char *const types[] = {"text", "number", "day"};
    JsonWriter *answer = call_answer(call);

    json_key(answer, "fields");
    json_begin_array(answer);
    for (guint i = 0; i < pack->fields->len; i++) {
        const Field *field = pack->fields->pdata[i];
        size_t k;
        json_t *kind;
        json_begin_object(answer);
        json_member_text(answer, "key", field->key);
        json_member_text(answer, "name", pack_name(field->name, call_language(call)));
        json_member_text(answer, "type", types[field->type]);
        json_member_text(answer, "unit", field->unit);
        json_key(answer, "kinds");
        json_begin_array(answer);
        json_array_foreach(field->kinds, k, kind)
        {
            json_text(answer, json_string_value(kind));
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool project_definitions(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);

    if (pack == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_int(answer, "version", pack->version);
    write_tracks(call, pack);
    write_kinds(call, pack);
    write_fields(call, pack);
    write_list(call, json_object_get(pack->source, "key_levels"), "key_levels");
    write_list(call, json_object_get(pack->source, "sources"), "sources");
    write_list(call, json_object_get(pack->source, "funds"), "funds");
    write_list(call, json_object_get(json_object_get(pack->source, "menu"), "items"), "menu");
    json_end_object(answer);
    return true;
}
