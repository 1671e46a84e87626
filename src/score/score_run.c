/* Runs: read, frozen, objected to, published; never changed. */
#include "casework/casework.h"
#include "kernel/day.h"
#include "score/score_internal.h"

#include <string.h>

#define DAYS_DEFAULT 5 /* working days, for objections and for answering one */

void score_run_free(ScoreRun *run)
{
    if (run != NULL) {
        g_free(run->id);
        g_free(run->scheme);
        g_free(run->key);
        g_free(run->period);
        g_free(run->follows);
        g_free(run->grounds);
        g_free(run->state);
        g_free(run->inputs_digest);
        g_free(run->result_digest);
        g_free(run->by);
        g_free(run->until);
        g_free(run->replaced_by);
        g_free(run);
    }
}

static CutOffReason cut_off_reason(const char *name)
{
    gint reason = 0;

    while (cut_off_names[reason] != NULL && strcmp(cut_off_names[reason], name) != 0) {
        reason++;
    }
    return cut_off_names[reason] != NULL ? (CutOffReason)reason : CUT_OFF_MADE;
}

ScoreRun *score_run_from_row(const StoreRows *rows)
{
    ScoreRun *run = g_new0(ScoreRun, 1);

    *run = (ScoreRun){.id = g_strdup(store_column_text(rows, 0)),
                      .scheme = g_strdup(store_column_text(rows, 1)),
                      .key = g_strdup(store_column_text(rows, 2)),
                      .period = g_strdup(store_column_text(rows, 3)),
                      .follows = g_strdup(store_column_text(rows, 4)),
                      .grounds = g_strdup(store_column_text(rows, 5)),
                      .state = g_strdup(store_column_text(rows, 6)),
                      .inputs_digest = g_strdup(store_column_text(rows, 7)),
                      .result_digest = g_strdup(store_column_text(rows, 8)),
                      .at = store_column_int(rows, 9),
                      .by = g_strdup(store_column_text(rows, 10)),
                      .frozen_at = store_column_int(rows, 11),
                      .until = g_strdup(store_column_text(rows, 12)),
                      .published_at = store_column_int(rows, 13),
                      .version = store_column_int(rows, 14),
                      .replaced_by = g_strdup(store_column_text(rows, 15)),
                      .cut.moment = store_column_int(rows, 16),
                      .cut.reason = cut_off_reason(store_column_text(rows, 17))};
    return run;
}

ScoreRun *score_run_find(Call *call, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_score_run_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(id)), "score.no_run", error);

    return rows != NULL ? score_run_from_row(rows) : NULL;
}

void opened_run_clear(OpenedRun *opened)
{
    score_run_free(opened->run);
    stored_scheme_free(opened->stored);
    score_scheme_free(opened->scheme);
    g_clear_pointer(&opened->units, g_ptr_array_unref);
}

bool score_run_open(Call *call, const char *id, OpenedRun *opened, GError **error)
{
    opened->run = score_run_find(call, id, error);
    opened->stored =
        opened->run != NULL ? stored_scheme_find(call, opened->run->scheme, error) : NULL;
    opened->scheme = opened->stored != NULL
                         ? score_scheme_compile(opened->stored->definition, "/definition", error)
                         : NULL;
    opened->units = opened->scheme != NULL ? results_read(call, id, error) : NULL;
    return opened->units != NULL;
}

char *score_run_latest(Call *call, const char *key, const char *period, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_score_run_newest,
        STORE_VALUES(store_text(call_district(call)), store_text(key), store_text(period)), error);
    char *id = NULL;

    if (rows != NULL && store_rows_next(rows, &failed)) {
        id = g_strdup(store_column_text(rows, 0));
    }
    error_pass(error, &failed);
    return id;
}

GPtrArray *results_read(Call *call, const char *run, GError **error)
{
    g_autoptr(GPtrArray) units = results_new();
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_score_results,
                    STORE_VALUES(store_text(call_district(call)), store_text(run)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        UnitResult *unit =
            result_new(store_column_text(rows, 0), json_loads(store_column_text(rows, 6), 0, NULL));
        unit->rank = store_column_int(rows, 1);
        unit->points = store_column_int(rows, 2);
        unit->sum = store_column_int(rows, 3);
        unit->flags = store_column_int(rows, 4);
        unit->cells = json_loads(store_column_text(rows, 5), 0, NULL);
        g_ptr_array_add(units, unit);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&units) : NULL;
}

bool score_run_record(Call *call, const char *action, const char *run, const char *reason,
                      json_t *after, GError **error)
{
    g_autofree char *topic = g_strconcat("score_run:", run, NULL);

    call_changed(call, topic, "score_run", run);
    call_changed(call, "score_runs", "score_run", run);
    return call_record(call, action, "score_run", run, reason, NULL, after, error);
}

static void place_free(gpointer data)
{
    ScorePlace *place = data;

    g_free(place->unit);
    g_free(place);
}

GPtrArray *score_places(Call *call, const char *id, char **name, GError **error)
{
    g_autoptr(ScoreRun) run = score_run_find(call, id, error);
    g_autoptr(StoredScheme) stored =
        run != NULL ? stored_scheme_find(call, run->scheme, error) : NULL;
    g_autoptr(GPtrArray) units = stored != NULL ? results_read(call, id, error) : NULL;
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(place_free);

    if (units == NULL) {
        return NULL;
    }
    const json_t *names = json_object_get(stored->definition, "name");
    *name = g_strdup(json_string_value(
        json_object_get(names, call_language(call) == LANGUAGE_EN ? "en" : "zh")));
    for (guint i = 0; i < units->len; i++) {
        const UnitResult *unit = units->pdata[i];
        ScorePlace *place = g_new0(ScorePlace, 1);
        *place = (ScorePlace){g_strdup(unit->unit), unit->rank, unit->points};
        g_ptr_array_add(places, place);
    }
    return g_steal_pointer(&places);
}

/* ---- Freezing, objecting, publishing --------------------------------------------------------- */

/* The run as the caller read it, in STATE and not replaced by a later one. (transfer full) */
static ScoreRun *take_run(Call *call, const char *state, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(ScoreRun) run = score_run_find(call, call_parameter(call, "run"), error);

    if (run == NULL) {
        return NULL;
    }
    g_autofree char *latest = score_run_latest(call, run->key, run->period, &failed);
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    if (strcmp(run->state, state) != 0 ||
        run->version != json_integer_value(json_object_get(call_body(call), "version"))) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.changed_meanwhile", "/version", NULL);
        return NULL;
    }
    if (g_strcmp0(latest, run->id) != 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.replaced", NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&run);
}

/* The day so many working days from today as RUN's scheme says under objections/NAME. */
static bool deadline(Call *call, const ScoreRun *run, const char *name, char day[DAY_LENGTH + 1],
                     GError **error)
{
    g_autoptr(StoredScheme) stored = stored_scheme_find(call, run->scheme, error);
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    gint32 today = 0;

    if (stored == NULL) {
        return false;
    }
    const json_t *days = json_object_get(json_object_get(stored->definition, "objections"), name);
    day_parse(call_today(call), &today);
    day_format(calendar_add(calendar, today,
                            days != NULL ? (gint32)json_integer_value(days) : DAYS_DEFAULT),
               day);
    return true;
}

/* What units are to object to is scored from figures that still stand. */
static bool check_current(Call *call, const ScoreRun *run, GError **error)
{
    g_auto(OpenedRun) opened = {0};
    g_autoptr(Later) later =
        score_run_open(call, run->id, &opened, error) ? later_read(call, &opened, error) : NULL;

    if (later != NULL && later_outdates(later)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.out_of_date", NULL, NULL);
        return false;
    }
    return later != NULL;
}

bool score_run_freeze(Call *call, GError **error)
{
    g_autoptr(ScoreRun) run = take_run(call, "open", error);
    char until[DAY_LENGTH + 1];

    if (run == NULL || !check_current(call, run, error) ||
        !deadline(call, run, "days", until, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s, s:s}", "state", "frozen", "objections_until", until);
    return store_execute(call_tx(call), &sql_score_run_freeze,
                         STORE_VALUES(store_int(call_now(call)), store_text(until),
                                      store_text(call_district(call)), store_text(run->id),
                                      store_int(run->version)),
                         NULL, error) &&
           score_run_record(call, "score_run.freeze", run->id, NULL, after, error) &&
           score_run_read(call, error);
}

/* The open objections to RUN and to every run that it replaced. */
static bool open_objections(Call *call, const ScoreRun *run, gint64 *open, GError **error)
{
    g_autofree char *id = g_strdup(run->id);

    *open = 0;
    while (id != NULL) {
        CaseTally tally = {0};
        g_autoptr(ScoreRun) one = score_run_find(call, id, error);
        if (one == NULL || !casework_tally(call, "score-objection", "score", id, &tally, error)) {
            return false;
        }
        *open += tally.open;
        g_free(id);
        id = g_strdup(one->follows);
    }
    return true;
}

bool score_run_publish(Call *call, GError **error)
{
    g_autoptr(ScoreRun) run = take_run(call, "frozen", error);
    gint64 objections = 0;

    if (run == NULL || !open_objections(call, run, &objections, error)) {
        return false;
    }
    if (strcmp(call_today(call), run->until) <= 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.objections_run", NULL, "day", run->until,
                  NULL);
        return false;
    }
    if (objections > 0) {
        g_autofree char *open = g_strdup_printf("%" G_GINT64_FORMAT, objections);
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.objections_open", NULL, "count", open, NULL);
        return false;
    }
    json_auto_t *after = json_pack("{s:s}", "state", "published");
    return store_execute(call_tx(call), &sql_score_run_publish,
                         STORE_VALUES(store_int(call_now(call)), store_text(call_district(call)),
                                      store_text(run->id), store_int(run->version)),
                         NULL, error) &&
           score_run_record(call, "score_run.publish", run->id, NULL, after, error) &&
           score_run_read(call, error);
}

/* May UNIT object to ITEM of RUN now? */
static bool check_objection(Call *call, const ScoreRun *run, const char *unit, const char *item,
                            GError **error)
{
    g_autoptr(StoredScheme) stored = stored_scheme_find(call, run->scheme, error);
    g_autoptr(ScoreScheme) scheme =
        stored != NULL ? score_scheme_compile(stored->definition, "/definition", error) : NULL;
    g_autoptr(GPtrArray) units = scheme != NULL ? results_read(call, run->id, error) : NULL;
    bool scored = false;

    if (units == NULL) {
        return false;
    }
    if (strcmp(run->state, "frozen") != 0 || run->replaced_by != NULL) {
        error_set(error, LUOSHI_ERROR_CONFLICT,
                  run->replaced_by != NULL ? "score.replaced" : "score.not_frozen", NULL, NULL);
        return false;
    }
    if (strcmp(call_today(call), run->until) > 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.too_late", NULL, "day", run->until, NULL);
        return false;
    }
    for (guint i = 0; i < units->len; i++) {
        scored = scored || strcmp(((const UnitResult *)units->pdata[i])->unit, unit) == 0;
    }
    if (!scored || score_scheme_item(scheme, item) < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, scored ? "score.no_item" : "score.not_scored",
                  scored ? "/item" : "/unit", NULL);
        return false;
    }
    return true;
}

bool score_run_object(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *unit = json_string_value(json_object_get(body, "unit"));
    const char *item = json_string_value(json_object_get(body, "item"));
    g_autoptr(ScoreRun) run = score_run_find(call, call_parameter(call, "run"), error);
    char due[DAY_LENGTH + 1];

    if (run == NULL || !call_authorize(call, unit, NULL, error) ||
        !check_objection(call, run, unit, item, error) ||
        !deadline(call, run, "answer_days", due, error)) {
        return false;
    }
    json_auto_t *form = json_pack("{s:O, s:O, s:s}", "title", json_object_get(body, "title"),
                                  "facts", json_object_get(body, "facts"), "due", due);
    const CaseOpening opening = {.type = "score-objection",
                                 .object_kind = "score",
                                 .object_id = run->id,
                                 .unit = unit,
                                 .form = form};
    g_autofree char *id = casework_open(call, &opening, error);
    if (id == NULL ||
        !store_execute(call_tx(call), &sql_objection_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(run->id),
                                    store_text(unit), store_text(item), store_text(id)),
                       NULL, error)) {
        return false;
    }
    call_created(call);
    json_begin_object(call_answer(call));
    json_member_text(call_answer(call), "case", id);
    json_member_text(call_answer(call), "due", due);
    json_end_object(call_answer(call));
    return true;
}
