/* Planning a rally, its judges and projects, opening and closing it. */
#include "rally/rally_internal.h"

#include "kernel/day.h"
#include "kernel/period.h"
#include "org/org.h"

#include <string.h>

static bool add_project(Call *call, const char *rally, const ProjectBrief *project, guint position,
                        GError **error)
{
    return store_execute(call_tx(call), &sql_rally_project_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(rally),
                                      store_text(project->id), store_int(position),
                                      store_text(project->name), store_text(project->unit),
                                      store_text(project->leader)),
                         NULL, error);
}

static bool add_key_projects(Call *call, const char *rally, const json_t *key_levels,
                             GError **error)
{
    g_autoptr(GPtrArray) projects = project_key_briefs(call, key_levels, error);

    for (guint i = 0; projects != NULL && i < projects->len; i++) {
        if (!add_project(call, rally, projects->pdata[i], i, error)) {
            return false;
        }
    }
    return projects != NULL;
}

bool rally_make(Call *call, const RallyPlan *plan, gint64 *made, GError **error)
{
    g_autofree char *id = call_new_id(call);
    gint64 version = 0;
    gint64 changed = 0;
    g_autoptr(RallySheet) sheet = rally_sheet_newest(call, plan->sheet, &version, error);

    if (sheet == NULL ||
        !store_execute(call_tx(call), &sql_rally_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(plan->round), store_text(plan->period),
                                    store_text(plan->title), store_text(plan->sheet),
                                    store_int(version), store_text(plan->day)),
                       &changed, error)) {
        return false;
    }
    *made += changed;
    if (changed == 0) {
        return true;
    }
    call_changed(call, "rallies", RALLY_KIND, id);
    return add_key_projects(call, id, plan->key_levels, error);
}

/* ---- Judges and projects ----------------------------------------------------------------------
 */

static bool has_twice(const json_t *ids, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (json_equal(json_array_get(ids, i), json_array_get(ids, index)) != 0) {
            return true;
        }
    }
    return false;
}

static bool refuse(const char *key, const char *list, size_t index, GError **error)
{
    g_autofree char *place = g_strdup_printf("/%s/%zu", list, index);

    error_set(error, LUOSHI_ERROR_INVALID, key, place, NULL);
    return false;
}

/* Nobody and nothing that has sheets leaves the rally: ID is that of a judge or of a project. */
static bool check_kept(const GPtrArray *scores, const json_t *ids, bool judges, GError **error)
{
    for (guint i = 0; i < scores->len; i++) {
        const RallyScore *score = scores->pdata[i];
        const char *id = judges ? score->judge : score->project;
        bool kept = false;
        for (size_t k = 0; k < json_array_size(ids) && !kept; k++) {
            kept = strcmp(json_string_value(json_array_get(ids, k)), id) == 0;
        }
        if (!kept) {
            error_set(error, LUOSHI_ERROR_CONFLICT, "rally.has_sheets",
                      judges ? "/judges" : "/projects", NULL);
            return false;
        }
    }
    return true;
}

static bool set_judges(Call *call, const Rally *rally, const json_t *ids, GError **error)
{
    size_t i;
    json_t *id;

    if (!store_execute(call_tx(call), &sql_rally_judges_remove,
                       STORE_VALUES(store_text(call_district(call)), store_text(rally->id)), NULL,
                       error)) {
        return false;
    }
    json_array_foreach(ids, i, id)
    {
        g_autoptr(GError) failed = NULL;
        g_autofree char *name =
            org_person_name(call_tx(call), call_district(call), json_string_value(id), &failed);
        if (!error_pass(error, &failed)) {
            return false;
        }
        if (name == NULL || has_twice(ids, i)) {
            return refuse(name == NULL ? "rally.no_person" : "rally.twice", "judges", i, error);
        }
        if (!store_execute(call_tx(call), &sql_rally_judge_insert,
                           STORE_VALUES(store_text(call_district(call)), store_text(rally->id),
                                        store_text(json_string_value(id)), store_int((gint64)i)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool set_projects(Call *call, const Rally *rally, const json_t *ids, GError **error)
{
    size_t i;
    json_t *id;

    if (!store_execute(call_tx(call), &sql_rally_projects_remove,
                       STORE_VALUES(store_text(call_district(call)), store_text(rally->id)), NULL,
                       error)) {
        return false;
    }
    json_array_foreach(ids, i, id)
    {
        g_auto(ProjectBrief) brief = {0};
        if (has_twice(ids, i)) {
            return refuse("rally.twice", "projects", i, error);
        }
        if (!project_brief(call, json_string_value(id), &brief, error) ||
            !add_project(call, rally->id, &brief, (guint)i, error)) {
            return false;
        }
    }
    return true;
}

/* DAY lies in the rally's period. */
static bool check_day(const Rally *rally, const char *day, GError **error)
{
    Period period;
    gint32 number = 0;

    if (!day_parse(day, &number) || !period_parse(rally->period, NULL, &period, NULL) ||
        number < period.first || number > period.last) {
        error_set(error, LUOSHI_ERROR_INVALID, "rally.day", "/day", NULL);
        return false;
    }
    return true;
}

static bool apply_lists(Call *call, const Rally *rally, GError **error)
{
    const json_t *body = call_body(call);
    const json_t *judges = json_object_get(body, "judges");
    const json_t *projects = json_object_get(body, "projects");
    g_autoptr(RallySheet) sheet = rally_sheet_of(call, rally, error);
    g_autoptr(GPtrArray) scores =
        sheet != NULL ? rally_scores(call, rally, sheet, NULL, NULL, error) : NULL;

    return scores != NULL &&
           (judges == NULL ||
            (check_kept(scores, judges, true, error) && set_judges(call, rally, judges, error))) &&
           (projects == NULL || (check_kept(scores, projects, false, error) &&
                                 set_projects(call, rally, projects, error)));
}

/* The people of the body's list NAME by their names, of other things how many, for the ledger. */
static void add_names(Call *call, json_t *after, const char *name, NameKind kind)
{
    const json_t *ids = json_object_get(call_body(call), name);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GString) list = g_string_new(NULL);
    size_t i;
    json_t *id;

    if (ids == NULL) {
        return;
    }
    if (kind == NAME_KINDS) {
        json_object_set_new(after, name, json_integer((json_int_t)json_array_size(ids)));
        return;
    }
    json_array_foreach(ids, i, id)
    {
        g_string_append_printf(list, "%s%s", i > 0 ? "、" : "",
                               name_of(names, kind, json_string_value(id)));
    }
    json_object_set_new(after, name, json_string(list->str));
}

bool rally_change(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *day = json_string_value(json_object_get(body, "day"));
    g_autoptr(Rally) rally = rally_find_for(call, error);

    if (rally == NULL) {
        return false;
    }
    if (rally->state == RALLY_CLOSED || rally->state == RALLY_NOT_HELD) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "rally.closed", NULL, NULL);
        return false;
    }
    if ((day != NULL && !check_day(rally, day, error)) || !apply_lists(call, rally, error) ||
        !store_execute(call_tx(call), &sql_rally_update,
                       STORE_VALUES(store_text(day != NULL ? day : rally->day),
                                    store_text(call_district(call)), store_text(rally->id),
                                    store_int(rally->version)),
                       NULL, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s*}", "day", day);
    add_names(call, after, "judges", NAME_PERSON);
    add_names(call, after, "projects", NAME_KINDS);
    return rally_record(call, rally, "rally.change", NULL, NULL, after, error) &&
           rally_read(call, error);
}

/* ---- Opening and closing ----------------------------------------------------------------------
 */

static bool check_opening(const RallyResult *result, GError **error)
{
    if (result->judges->len < result->sheet->judges_least) {
        g_autofree char *least = g_strdup_printf("%u", result->sheet->judges_least);
        error_set(error, LUOSHI_ERROR_CONFLICT, "rally.few_judges", "/judges", "least", least,
                  NULL);
        return false;
    }
    if (result->sites->len == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "rally.no_projects", "/projects", NULL);
        return false;
    }
    return true;
}

/* All sheets are there, or it is said why not. */
static bool check_closing(const RallyResult *result, const char *reason, GError **error)
{
    guint owed = result->sites->len * result->judges->len;

    if (result->scores->len < owed && reason == NULL) {
        g_autofree char *missing = g_strdup_printf("%u", owed - result->scores->len);
        error_set(error, LUOSHI_ERROR_CONFLICT, "rally.missing", "/reason", "missing", missing,
                  NULL);
        return false;
    }
    return true;
}

/* Why RESULT cannot be moved TO; one that is not held says why, and none has visited a site. */
static bool check_move(const RallyResult *result, RallyState to, const char *reason, GError **error)
{
    switch (to) {
    case RALLY_OPEN:
        return check_opening(result, error);
    case RALLY_CLOSED:
        return check_closing(result, reason, error);
    case RALLY_NOT_HELD:
        if (reason == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "rally.not_held_why", "/reason", NULL);
        }
        return reason != NULL;
    case RALLY_PLANNED:
        break;
    }
    return false;
}

static const char *const move_actions[] = {[RALLY_OPEN] = "rally.open",
                                           [RALLY_CLOSED] = "rally.close",
                                           [RALLY_NOT_HELD] = "rally.not_held"};

bool rally_move(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    RallyState to = rally_state_of(json_string_value(json_object_get(body, "to")));
    const char *reason = json_string_value(json_object_get(body, "reason"));
    g_autoptr(Rally) rally = rally_find_for(call, error);
    g_auto(RallyResult) result = {0};

    if (rally == NULL || !rally_result_read(call, rally, &result, error)) {
        return false;
    }
    bool opens = to == RALLY_OPEN;
    if (rally->state != (to == RALLY_CLOSED ? RALLY_OPEN : RALLY_PLANNED)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "rally.no_way", "/to", NULL);
        return false;
    }
    if (!check_move(&result, to, reason, error) ||
        !store_execute(call_tx(call), &sql_rally_set_state,
                       STORE_VALUES(store_text(rally_state_text(to)), store_text(reason),
                                    opens ? store_null() : store_int(call_now(call)),
                                    store_text(opens ? NULL : call_actor(call)->account),
                                    store_text(call_district(call)), store_text(rally->id),
                                    store_int(rally->version)),
                       NULL, error)) {
        return false;
    }
    json_auto_t *before = json_pack("{s:s}", "state", rally_state_text(rally->state));
    json_auto_t *after = json_pack("{s:s}", "state", rally_state_text(to));
    return rally_record(call, rally, move_actions[to], reason, before, after, error) &&
           rally_read(call, error);
}
