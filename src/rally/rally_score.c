/* Sheets: given once and locked, corrected officially. */
#include "rally/rally_internal.h"

#include "kernel/day.h"
#include "kernel/period.h"
#include "org/org.h"

#include <string.h>

/* What a judge gives, checked. */
typedef struct {
    const RallySite *site;
    const char *judge;
    const char *note; /* or NULL */
    const char *day;
    const json_t *marks;
    Decimal points[RALLY_ITEMS_MAX];
    Decimal total;
} Given;

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool is_open(const Rally *rally, GError **error)
{
    if (rally->state != RALLY_OPEN) {
        error_set(error, LUOSHI_ERROR_CONFLICT,
                  rally->state == RALLY_PLANNED ? "rally.not_open" : "rally.closed", NULL, NULL);
    }
    return rally->state == RALLY_OPEN;
}

/* The day at the site: in the rally's period, not after its last day and not in the future. */
static bool check_day(Call *call, const Rally *rally, const char *day, GError **error)
{
    Period period;
    gint32 number = 0;

    if (!day_parse(day, &number) || !period_parse(rally->period, NULL, &period, NULL) ||
        number < period.first || strcmp(day, call_today(call)) > 0 || strcmp(day, rally->day) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "rally.site_day", "/day", "last", rally->day, NULL);
        return false;
    }
    return true;
}

/* Is SCORE what GIVEN says? A phone that was not answered sends the same again. */
static bool is_same(const RallySheet *sheet, const RallyScore *score, const Given *given)
{
    return memcmp(score->given, given->points, sheet->item_count * sizeof *given->points) == 0 &&
           g_strcmp0(score->note, given->note) == 0;
}

/* A sheet that is there already: the same one is *REPEATED, another is refused. */
static bool check_locked(Call *call, const Rally *rally, const RallySheet *sheet,
                         const Given *given, bool *repeated, GError **error)
{
    g_autoptr(GPtrArray) there =
        rally_scores(call, rally, sheet, given->site->project, given->judge, error);

    *repeated = false;
    if (there == NULL || there->len == 0) {
        return there != NULL;
    }
    const RallyScore *score = there->pdata[0];
    *repeated = is_same(sheet, score, given);
    if (!*repeated) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "rally.locked", NULL, "day", score->day, "project",
                  given->site->name, NULL);
    }
    return *repeated;
}

static bool keep(Call *call, const Rally *rally, const RallySheet *sheet, const Given *given,
                 GError **error)
{
    const json_t *files = json_object_get(call_body(call), "files");
    g_autofree char *kept = files != NULL ? json_dumps(files, JSON_COMPACT) : g_strdup("[]");
    g_autofree char *marks = json_dumps(given->marks, JSON_COMPACT | JSON_SORT_KEYS);
    const EvidenceObject object = {
        .kind = PROJECT_KIND, .id = given->site->project, .unit = given->site->unit};
    char total[DECIMAL_TEXT_MAX];

    if ((files != NULL && !evidence_bind(call, files, &object, "/files", error)) ||
        !store_execute(call_tx(call), &sql_rally_score_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(rally->id),
                                    store_text(given->site->project), store_text(given->judge),
                                    store_text(marks), store_text(given->note), store_text(kept),
                                    store_text(given->day), store_int(call_now(call))),
                       NULL, error)) {
        return false;
    }
    decimal_format(given->total, total);
    g_autofree char *words = rally_marks_text(sheet, given->points);
    json_auto_t *after =
        json_pack("{s:s, s:s, s:s, s:s?, s:s}", "project", given->site->name, "marks", words,
                  "total", total, "note", given->note, "day", given->day);
    return rally_record(call, rally, "rally.score", NULL, NULL, after, error);
}

bool rally_score_give(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *day = text(body, "day");
    g_autoptr(Rally) rally = rally_find(call, error);
    g_autoptr(GPtrArray) judges = rally != NULL ? rally_judges(call, rally, error) : NULL;
    Given given = {.judge = call_actor(call)->person,
                   .note = text(body, "note"),
                   .day = day != NULL ? day : call_today(call),
                   .marks = json_object_get(body, "marks")};
    bool repeated = false;

    if (judges == NULL) {
        return false;
    }
    if (*given.judge == '\0' || !rally_is_judge(judges, given.judge)) {
        error_set(error, LUOSHI_ERROR_DENIED, "rally.not_judge", NULL, NULL);
        return false;
    }
    g_autoptr(RallySheet) sheet = rally_sheet_of(call, rally, error);
    g_autoptr(GPtrArray) sites = sheet != NULL ? rally_sites(call, rally, error) : NULL;
    given.site =
        sites != NULL ? rally_site_find(sites, text(body, "project"), "/project", error) : NULL;
    if (given.site == NULL ||
        !rally_sheet_read(sheet, given.marks, call_language(call), given.points, &given.total,
                          error) ||
        (!check_locked(call, rally, sheet, &given, &repeated, error))) {
        return false;
    }
    if (!repeated && (!is_open(rally, error) || !check_day(call, rally, given.day, error) ||
                      !keep(call, rally, sheet, &given, error))) {
        return false;
    }
    return rally_judging(call, error);
}

/* ---- Corrections ------------------------------------------------------------------------------
 */

/* The sheet that BODY names, as it stands alone in the array, for whoever did not give it.
 * (transfer full) */
static GPtrArray *find_corrected(Call *call, const Rally *rally, const RallySheet *sheet,
                                 GError **error)
{
    const json_t *body = call_body(call);
    const char *judge = text(body, "judge");
    g_autoptr(GPtrArray) there =
        rally_scores(call, rally, sheet, text(body, "project"), judge, error);

    if (there == NULL) {
        return NULL;
    }
    if (there->len == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "rally.no_score", NULL, NULL);
        return NULL;
    }
    if (strcmp(judge, call_actor(call)->person) == 0) {
        error_set(error, LUOSHI_ERROR_DENIED, "rally.own_sheet", NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&there);
}

static bool insert_correction(Call *call, const Rally *rally, GError **error)
{
    const json_t *body = call_body(call);
    g_autofree char *marks =
        json_dumps(json_object_get(body, "marks"), JSON_COMPACT | JSON_SORT_KEYS);
    const StoreValue sheet[] = {store_text(call_district(call)), store_text(rally->id),
                                store_text(text(body, "project")), store_text(text(body, "judge"))};
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rally_correction_last, sheet, G_N_ELEMENTS(sheet), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    gint64 number = store_column_int(rows, 0) + 1;
    g_clear_pointer(&rows, store_rows_free);
    return store_execute(call_tx(call), &sql_rally_correction_insert,
                         STORE_VALUES(sheet[0], sheet[1], sheet[2], sheet[3], store_int(number),
                                      store_text(marks), store_text(text(body, "reason")),
                                      store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

static bool record_correction(Call *call, const Rally *rally, const RallySheet *sheet,
                              const RallyScore *score, const Decimal *points, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *judge =
        org_person_name(call_tx(call), call_district(call), score->judge, &failed);
    g_auto(ProjectBrief) project = {0};
    g_autofree char *was = rally_marks_text(sheet, score->marks.points);
    g_autofree char *now = rally_marks_text(sheet, points);

    if (!error_pass(error, &failed) || !project_brief(call, score->project, &project, error)) {
        return false;
    }
    json_auto_t *before = json_pack("{s:s}", "marks", was);
    json_auto_t *after =
        json_pack("{s:s, s:s, s:s?}", "marks", now, "project", project.name, "judge", judge);
    return rally_record(call, rally, "rally.correct", text(call_body(call), "reason"), before,
                        after, error);
}

bool rally_score_correct(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Rally) rally = rally_find(call, error);
    g_autoptr(RallySheet) sheet = rally != NULL ? rally_sheet_of(call, rally, error) : NULL;
    g_autoptr(GPtrArray) there = sheet != NULL ? find_corrected(call, rally, sheet, error) : NULL;
    Decimal points[RALLY_ITEMS_MAX] = {0};
    Decimal total = 0;

    if (there == NULL || !rally_sheet_read(sheet, json_object_get(body, "marks"),
                                           call_language(call), points, &total, error)) {
        return false;
    }
    const RallyScore *score = there->pdata[0];
    if (memcmp(score->marks.points, points, sheet->item_count * sizeof *points) == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "rally.nothing_corrected", "/marks", NULL);
        return false;
    }
    call_set_result(call, "project", text(body, "project"));
    return insert_correction(call, rally, error) &&
           record_correction(call, rally, sheet, score, points, error) && rally_site(call, error);
}
