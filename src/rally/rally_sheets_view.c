/* Sheets one by one: a judge's own, and those of a project. */
#include "rally/rally_internal.h"

#include <string.h>

static void write_points(JsonWriter *answer, const RallySheet *sheet, const char *name,
                         const Decimal *points)
{
    json_key(answer, name);
    json_begin_object(answer);
    for (guint i = 0; i < sheet->item_count; i++) {
        json_key(answer, sheet->items[i].key);
        json_decimal(answer, points[i]);
    }
    json_end_object(answer);
}

static void write_total(JsonWriter *answer, Decimal total)
{
    json_key(answer, "total");
    json_decimal(answer, total);
}

/* The members of a sheet that everyone who may see it sees. */
static bool write_sheet(Call *call, const RallySheet *sheet, const RallyScore *score,
                        const Names *names, GError **error)
{
    JsonWriter *answer = call_answer(call);

    write_points(answer, sheet, "marks", score->marks.points);
    write_total(answer, score->marks.total);
    json_member_text(answer, "note", score->note);
    json_member_text(answer, "day", score->day);
    json_member_time(answer, "at", score->at);
    json_key(answer, "files");
    return evidence_write(call, answer, score->files, names, error);
}

static const RallyScore *score_of(const GPtrArray *scores, const char *project)
{
    for (guint i = 0; i < scores->len; i++) {
        const RallyScore *score = scores->pdata[i];
        if (strcmp(score->project, project) == 0) {
            return score;
        }
    }
    return NULL;
}

static bool write_own(Call *call, const RallySheet *sheet, const GPtrArray *sites,
                      const GPtrArray *scores, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    json_key(answer, "projects");
    json_begin_array(answer);
    for (guint i = 0; i < sites->len; i++) {
        const RallySite *site = sites->pdata[i];
        const RallyScore *score = score_of(scores, site->project);
        json_begin_object(answer);
        json_member_text(answer, "project", site->project);
        json_member_text(answer, "name", site->name);
        json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, site->unit));
        json_member_text(answer, "leader_name", name_of(names, NAME_PERSON, site->leader));
        json_key(answer, "given");
        if (score == NULL) {
            json_write_null(answer);
        } else {
            json_begin_object(answer);
            if (!write_sheet(call, sheet, score, names, error)) {
                return false;
            }
            json_end_object(answer);
        }
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

bool rally_judging(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *person = call_actor(call)->person;
    g_autoptr(Rally) rally = rally_find(call, error);
    g_autoptr(GPtrArray) judges = rally != NULL ? rally_judges(call, rally, error) : NULL;

    if (judges == NULL) {
        return false;
    }
    if (*person == '\0' || !rally_is_judge(judges, person)) {
        error_set(error, LUOSHI_ERROR_DENIED, "rally.not_judge", NULL, NULL);
        return false;
    }
    g_autoptr(RallySheet) sheet = rally_sheet_of(call, rally, error);
    g_autoptr(GPtrArray) sites = sheet != NULL ? rally_sites(call, rally, error) : NULL;
    g_autoptr(GPtrArray) scores =
        sites != NULL ? rally_scores(call, rally, sheet, NULL, person, error) : NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    if (scores == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "rally");
    json_begin_object(answer);
    rally_write_members(call, rally, names);
    json_end_object(answer);
    rally_write_sheet(call, sheet);
    if (!write_own(call, sheet, sites, scores, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

/* ---- The sheets of a project ------------------------------------------------------------------
 */

static void write_corrections(Call *call, const RallySheet *sheet, const RallyScore *score,
                              const Names *names)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "corrections");
    json_begin_array(answer);
    for (guint i = 0; i < score->corrections->len; i++) {
        const RallyCorrection *correction = score->corrections->pdata[i];
        json_begin_object(answer);
        write_points(answer, sheet, "marks", correction->points);
        write_total(answer, correction->total);
        json_member_text(answer, "reason", correction->reason);
        json_member_time(answer, "at", correction->at);
        json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, correction->by));
        json_end_object(answer);
    }
    json_end_array(answer);
}

/* The number of JUDGE in the judges' order, from 1. */
static gint64 number_of(const GPtrArray *judges, const char *judge)
{
    guint i = 0;

    while (i < judges->len && strcmp(judges->pdata[i], judge) != 0) {
        i++;
    }
    return i + 1;
}

/* The sheets of STANDING's project, in the judges' order, with what became of each. */
static bool write_sheets(Call *call, const RallyResult *result, const RallyStanding *standing,
                         GError **error)
{
    static const char *const uses[] = {"kept", "highest", "lowest"};
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    const RallySite *site = result->sites->pdata[standing->order];
    bool named = call_holds(call, "rally.sheet");
    guint next = 0;

    json_key(answer, "sheets");
    json_begin_array(answer);
    for (guint i = 0; i < result->scores->len; i++) {
        const RallyScore *score = result->scores->pdata[i];
        if (strcmp(score->project, site->project) != 0) {
            continue;
        }
        const RallyMarks *marks = &g_array_index(standing->sheets, RallyMarks, next);
        next++;
        json_begin_object(answer);
        json_member_text(answer, "judge", named ? score->judge : NULL);
        json_member_text(answer, "judge_name",
                         named ? name_of(names, NAME_PERSON, score->judge) : NULL);
        json_member_int(answer, "number", number_of(result->judges, score->judge));
        json_member_text(answer, "use", uses[marks->use]);
        if (!write_sheet(call, result->sheet, score, names, error)) {
            return false;
        }
        write_points(answer, result->sheet, "given", score->given);
        write_corrections(call, result->sheet, score, names);
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

/* Whoever holds rally.sheet for the project's unit, once places are shown. */
static bool check_sheets(Call *call, const Rally *rally, const RallySite *site, GError **error)
{
    bool may = false;

    if (!call_reaches(call, "rally.sheet", site->unit, &may, error)) {
        return false;
    }
    if (!may || !rally_shows(call, rally)) {
        error_set(error, LUOSHI_ERROR_DENIED, may ? "rally.still_open" : "rally.no_sheets", NULL,
                  NULL);
        return false;
    }
    return true;
}

bool rally_site(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *project = call_parameter(call, "project");
    g_autoptr(Rally) rally = rally_find(call, error);
    g_auto(RallyResult) result = {0};

    if (rally == NULL || !rally_result_read(call, rally, &result, error)) {
        return false;
    }
    const RallySite *site = rally_site_find(result.sites, project, NULL, error);
    if (site == NULL || !check_sheets(call, rally, site, error)) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    json_begin_object(answer);
    json_key(answer, "rally");
    json_begin_object(answer);
    rally_write_members(call, rally, names);
    json_end_object(answer);
    rally_write_sheet(call, result.sheet);
    json_member_bool(answer, "may_correct", call_holds(call, "rally.manage"));
    for (guint i = 0; i < result.standings->len; i++) {
        const RallyStanding *standing = &g_array_index(result.standings, RallyStanding, i);
        if (result.sites->pdata[standing->order] == site) {
            json_key(answer, "project");
            rally_write_project(call, rally, &result, standing, names);
            if (!write_sheets(call, &result, standing, error)) {
                return false;
            }
        }
    }
    json_end_object(answer);
    return true;
}

/* ---- The rallies of a project -----------------------------------------------------------------
 */

static GPtrArray *read_ids(Call *call, const char *project, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rallies_of_project,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(ids, g_strdup(store_column_text(rows, 0)));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&ids) : NULL;
}

/* The rally ID with what it came to for PROJECT. */
static bool write_rally(Call *call, const char *id, const char *project, const Names *names,
                        GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) found = rally_rows(call, id, error);
    g_auto(RallyResult) result = {0};

    if (found == NULL || found->len == 0 ||
        !rally_result_read(call, found->pdata[0], &result, error)) {
        return false;
    }
    json_begin_object(answer);
    rally_write_members(call, found->pdata[0], names);
    json_member_int(answer, "projects", result.sites->len);
    for (guint i = 0; i < result.standings->len; i++) {
        const RallyStanding *standing = &g_array_index(result.standings, RallyStanding, i);
        const RallySite *site = result.sites->pdata[standing->order];
        if (strcmp(site->project, project) == 0) {
            json_key(answer, "project");
            rally_write_project(call, found->pdata[0], &result, standing, names);
        }
    }
    json_end_object(answer);
    return true;
}

bool rally_of_project(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *project = call_parameter(call, "project");
    g_auto(ProjectBrief) brief = {0};

    if (!project_brief(call, project, &brief, error) ||
        !call_authorize(call, brief.unit, NULL, error)) {
        return false;
    }
    g_autoptr(GPtrArray) ids = read_ids(call, project, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    json_begin_object(answer);
    json_key(answer, "rallies");
    json_begin_array(answer);
    for (guint i = 0; ids != NULL && i < ids->len; i++) {
        if (!write_rally(call, ids->pdata[i], project, names, error)) {
            return false;
        }
    }
    json_end_array(answer);
    json_end_object(answer);
    return ids != NULL;
}
