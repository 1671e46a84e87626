/* Moves between libraries, and the papers that open gates. */
#include "project/project_internal.h"

#include <string.h>

bool project_note_move(Call *call, const Project *project, const ProjectPack *pack,
                       const char *direction, const char *from, const char *to, const char *day,
                       const char *reason, GError **error)
{
    gint64 number = 0;

    return project_number_next(call, &sql_project_move_last, project->id, &number, error) &&
           store_execute(call_tx(call), &sql_project_move_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                                      store_int(number), store_text(direction), store_text(from),
                                      store_text(to), store_text(day), store_text(reason),
                                      store_int(pack->version), store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

static bool is_active(const Project *project, GError **error)
{
    if (strcmp(project->state, "active") == 0) {
        return true;
    }
    error_set(error, LUOSHI_ERROR_CONFLICT, "project.ended", NULL, NULL);
    return false;
}

/* The faults of an error: what LIBRARY's gates lack, each at its condition. */
static bool check_gate(const ProjectPack *pack, const ProjectFacts *facts, const Project *project,
                       const Library *library, Call *call, GError **error)
{
    static const char *const keys[] = {"project.gate_document", "project.gate_field",
                                       "project.gate_decision"};
    g_autoptr(GPtrArray) missing = gate_missing(pack, facts, project, library, call_today(call));

    for (guint i = 0; i < missing->len; i++) {
        const Condition *condition = missing->pdata[i];
        g_autofree char *place = g_strconcat("/gate/", condition->key, NULL);
        const char *name = pack_name(condition->name, call_language(call));
        if (i == 0) {
            error_set(error, LUOSHI_ERROR_CONFLICT, keys[condition->kind], place, "what", name,
                      NULL);
        } else if (error != NULL) {
            error_add(*error, keys[condition->kind], place, "what", name, NULL);
        }
    }
    return missing->len == 0;
}

/* Where BODY moves PROJECT, and whether that is a move there is. */
static const Library *target_of(const ProjectPack *pack, const Project *project, const json_t *body,
                                bool *back, GError **error)
{
    const Library *from = pack_library(pack, project->library);
    const Library *to = pack_library(pack, project_text(body, "to"));

    if (from == NULL || to == NULL || from->track != to->track || from == to) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_library", "/to", NULL);
        return NULL;
    }
    *back = to->position < from->position;
    if (*back && project_text(body, "reason") == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.back_reason", "/reason", NULL);
        return NULL;
    }
    return to;
}

/* The day of a move: not before the project came into the library it leaves. */
static bool move_day(Call *call, const Project *project, const json_t *body, const char **day,
                     GError **error)
{
    if (!project_past_day(call, body, day, error)) {
        return false;
    }
    if (strcmp(*day, project->since) < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.day_before", "/day", "since",
                  project->since, NULL);
        return false;
    }
    return true;
}

static bool record_move(Call *call, const Project *project, const char *action, const char *to,
                        const char *day, const char *reason, GError **error)
{
    json_auto_t *before =
        json_pack("{s:s, s:s}", "library", project->library, "day", project->since);
    json_auto_t *after = json_pack("{s:s, s:s}", "library", to, "day", day);

    return call_record(call, action, PROJECT_KIND, project->id, reason, before, after, error);
}

bool project_move(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *reason = project_text(body, "reason");
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(ProjectPack) pack = project != NULL ? project_pack_read(call, error) : NULL;
    g_autoptr(ProjectFacts) facts =
        pack != NULL ? project_facts(call, pack, project->id, error) : NULL;
    const char *day = NULL;
    bool back = false;

    if (facts == NULL || !project_check_version(body, project, error) ||
        !is_active(project, error)) {
        return false;
    }
    const Library *to = target_of(pack, project, body, &back, error);
    if (to == NULL || !move_day(call, project, body, &day, error) ||
        (!back && !check_gate(pack, facts, project, to, call, error)) ||
        !project_set_place(call, project, to->key, day, "active", NULL, error) ||
        !project_note_move(call, project, pack, back ? "back" : "forward", project->library,
                           to->key, day, reason, error) ||
        !project_link_again(call, pack, project->id, error) ||
        !record_move(call, project, back ? "project.back" : "project.move", to->key, day, reason,
                     error)) {
        return false;
    }
    project_tell(call, project);
    return project_write_detail(call, project->id, error);
}

/* A project ends given up or finished (only from the last library of its track), or goes on. */
static bool check_end(const ProjectPack *pack, const Project *project, const char *state,
                      GError **error)
{
    if (strcmp(state, project->state) == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.same_state", "/state", NULL);
        return false;
    }
    if (strcmp(state, "finished") == 0 && project_next(pack, project) != NULL) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.not_last", "/state", NULL);
        return false;
    }
    return strcmp(state, "active") == 0 || is_active(project, error);
}

bool project_end(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *state = project_text(body, "state");
    const char *reason = project_text(body, "reason");
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(ProjectPack) pack = project != NULL ? project_pack_read(call, error) : NULL;
    const char *day = NULL;

    if (pack == NULL || !project_check_version(body, project, error) ||
        !check_end(pack, project, state, error) || !move_day(call, project, body, &day, error)) {
        return false;
    }
    bool ends = strcmp(state, "active") != 0;
    g_autofree char *action = g_strconcat("project.", ends ? state : "resume", NULL);
    /* Its time in the library begins again when it goes on. */
    if (!project_set_place(call, project, project->library, ends ? project->since : day, state,
                           ends ? day : NULL, error) ||
        !project_note_move(call, project, pack, ends ? state : "resume", project->library,
                           project->library, day, reason, error) ||
        !project_link_again(call, pack, project->id, error) ||
        !record_move(call, project, action, project->library, day, reason, error)) {
        return false;
    }
    project_tell(call, project);
    return project_write_detail(call, project->id, error);
}

/* A document needs a file of the kind its gate asks for, a decision who took it. */
static bool check_paper(Call *call, const Condition *condition, const json_t *body, GError **error)
{
    if (condition->kind == CONDITION_FIELD) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.paper_field", "/condition", NULL);
        return false;
    }
    if (condition->kind == CONDITION_DOCUMENT &&
        json_array_size(json_object_get(body, "files")) == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.paper_file", "/files", NULL);
        return false;
    }
    if (condition->kind == CONDITION_DECISION && project_text(body, "decided_by") == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.paper_who", "/decided_by", NULL);
        return false;
    }
    return condition->media == NULL || evidence_check_kinds(call, json_object_get(body, "files"),
                                                            condition->media, "/files", error);
}

static bool insert_paper(Call *call, const Project *project, const Condition *condition,
                         const char *day, GError **error)
{
    const json_t *body = call_body(call);
    const char *kind = condition->kind == CONDITION_DOCUMENT ? "document" : "decision";
    const char *text = project_text(body, "text");
    g_autofree char *files = NULL;
    gint64 number = 0;

    return project_number_next(call, &sql_project_paper_last, project->id, &number, error) &&
           project_files(call, body, project, &files, error) &&
           store_execute(
               call_tx(call), &sql_project_paper_insert,
               STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                            store_int(number), store_text(kind), store_text(condition->key),
                            store_text(day), store_text(project_text(body, "decided_by")),
                            store_text(text != NULL ? text : ""), store_text(files),
                            store_int(call_now(call)), store_text(call_actor(call)->account)),
               NULL, error);
}

static bool touch(Call *call, const Project *project, GError **error)
{
    project_tell(call, project);
    return store_execute(call_tx(call), &sql_project_touch,
                         STORE_VALUES(store_text(call_district(call)), store_text(project->id)),
                         NULL, error);
}

bool project_paper_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *key = project_text(body, "condition");
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(ProjectPack) pack = project != NULL ? project_pack_read(call, error) : NULL;
    const Library *library = NULL;
    const char *day = NULL;

    if (pack == NULL) {
        return false;
    }
    const Condition *condition = pack_condition(pack, key, &library);
    const Track *track = condition != NULL ? pack->tracks->pdata[library->track] : NULL;
    if (track == NULL || strcmp(track->key, project->track) != 0 ||
        !gate_asks(condition, project)) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_condition", "/condition", NULL);
        return false;
    }
    if (!check_paper(call, condition, body, error) || !project_past_day(call, body, &day, error) ||
        !insert_paper(call, project, condition, day, error) || !touch(call, project, error)) {
        return false;
    }
    call_created(call);
    return call_record(
               call, condition->kind == CONDITION_DOCUMENT ? "project.document" : "project.decide",
               PROJECT_KIND, project->id, NULL, NULL, (json_t *)body, error) &&
           project_write_detail(call, project->id, error);
}

bool project_paper_withdraw(Call *call, GError **error)
{
    const char *reason = project_text(call_body(call), "reason");
    gint64 number = call_parameter_int(call, "paper", 0);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    gint64 changed = 0;

    if (project == NULL ||
        !store_execute(call_tx(call), &sql_project_paper_withdraw,
                       STORE_VALUES(store_text(reason), store_text(call_district(call)),
                                    store_text(project->id), store_int(number)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "project.no_paper", NULL, NULL);
        return false;
    }
    json_auto_t *before = json_pack("{s:I}", "paper", (json_int_t)number);
    return touch(call, project, error) &&
           call_record(call, "project.withdraw", PROJECT_KIND, project->id, reason, before, NULL,
                       error) &&
           project_write_detail(call, project->id, error);
}

bool project_note_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autofree char *files = NULL;
    const char *day = NULL;
    gint64 number = 0;

    if (project == NULL || !project_past_day(call, body, &day, error) ||
        !project_number_next(call, &sql_project_note_last, project->id, &number, error) ||
        !project_files(call, body, project, &files, error) ||
        !store_execute(call_tx(call), &sql_project_note_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(project->id),
                                    store_int(number), store_text(day),
                                    store_text(project_text(body, "text")), store_text(files),
                                    store_int(call_now(call)),
                                    store_text(call_actor(call)->account)),
                       NULL, error)) {
        return false;
    }
    project_tell(call, project);
    call_created(call);
    return call_record(call, "project.note", PROJECT_KIND, project->id, NULL, NULL, (json_t *)body,
                       error) &&
           project_write_detail(call, project->id, error);
}
