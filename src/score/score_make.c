/* Making a run, and trying a draft (what-if) without making one. */
#include "kernel/day.h"
#include "score/score_internal.h"

#include <string.h>

static bool store_results(Call *call, const char *run, const GPtrArray *units, GError **error)
{
    for (guint i = 0; i < units->len; i++) {
        const UnitResult *unit = units->pdata[i];
        g_autofree char *cells = json_dumps(unit->cells, JSON_COMPACT);
        g_autofree char *inputs = json_dumps(unit->inputs, JSON_COMPACT);
        if (!store_execute(call_tx(call), &sql_score_result_insert,
                           STORE_VALUES(store_text(call_district(call)), store_text(run),
                                        store_text(unit->unit), store_int(unit->rank),
                                        store_int(unit->points), store_int(unit->sum),
                                        store_int(unit->flags), store_text(cells),
                                        store_text(inputs)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

/* A year or a quarter that has begun. */
static bool take_period(Call *call, const char *text, Period *period, GError **error)
{
    gint32 today = 0;

    if (!period_parse(text, "/period", period, error)) {
        return false;
    }
    day_parse(call_today(call), &today);
    if ((period->kind != PERIOD_YEAR && period->kind != PERIOD_QUARTER) || period->first > today) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.period", "/period", NULL);
        return false;
    }
    return true;
}

/* What units have seen is scored again only for a reason that is written down. */
static bool check_grounds(Call *call, const char *follows, const char *grounds, GError **error)
{
    g_autoptr(ScoreRun) before = follows != NULL ? score_run_find(call, follows, error) : NULL;

    if (follows == NULL) {
        return true;
    }
    if (before == NULL) {
        return false;
    }
    if (grounds == NULL && strcmp(before->state, "open") != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.no_grounds", "/grounds", NULL);
        return false;
    }
    return true;
}

/* What a run is asked for with; GROUNDS and FIGURES_UNTIL may be NULL. */
typedef struct {
    const char *key;
    const char *text; /* period */
    const char *grounds;
    const char *figures_until;
    Period period;
} Asked;

/* A run as it is made. */
typedef struct {
    StoredScheme *stored;
    ScoreScheme *scheme;
    char *follows;
    CutOff cut;
    GPtrArray *units;
    char *inputs;
    char *result;
} Making;

static void making_clear(Making *making)
{
    stored_scheme_free(making->stored);
    score_scheme_free(making->scheme);
    g_clear_pointer(&making->units, g_ptr_array_unref);
    g_free(making->follows);
    g_free(making->inputs);
    g_free(making->result);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Making, making_clear)

/* By the scheme's own cut-off, or, with grounds, by another. */
static bool take_cut_off(Call *call, const Asked *asked, Making *making, GError **error)
{
    if (asked->figures_until == NULL) {
        return cut_off_find(call, making->scheme, asked->period, &making->cut, error);
    }
    if (asked->grounds == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.no_grounds", "/grounds", NULL);
        return false;
    }
    return cut_off_ask(call, asked->figures_until, asked->period, &making->cut, error);
}

static bool compute(Call *call, const Asked *asked, Making *making, GError **error)
{
    g_autoptr(GError) failed = NULL;

    making->stored = stored_scheme_newest(call, asked->key, error);
    if (making->stored == NULL) {
        return false;
    }
    making->follows = score_run_latest(call, making->stored->key, asked->text, &failed);
    if (!error_pass(error, &failed) ||
        !check_grounds(call, making->follows, asked->grounds, error)) {
        return false;
    }
    making->scheme = score_scheme_compile(making->stored->definition, "/definition", error);
    if (making->scheme == NULL || !take_cut_off(call, asked, making, error)) {
        return false;
    }
    making->units = results_compute(call, making->scheme, asked->period, &making->cut, error);
    making->inputs = making->units != NULL
                         ? results_digest(making->scheme, asked->text, making->units, false, error)
                         : NULL;
    making->result = making->inputs != NULL
                         ? results_digest(making->scheme, asked->text, making->units, true, error)
                         : NULL;
    return making->result != NULL;
}

static bool insert_run(Call *call, const char *id, const Asked *asked, const Making *making,
                       GError **error)
{
    return store_execute(
        call_tx(call), &sql_score_run_insert,
        STORE_VALUES(
            store_text(call_district(call)), store_text(id), store_text(making->stored->id),
            store_text(making->stored->key), store_text(asked->text), store_text(making->follows),
            store_text(asked->grounds), store_text(making->inputs), store_text(making->result),
            store_int(making->cut.moment), store_text(cut_off_names[making->cut.reason]),
            store_int(call_now(call)), store_text(call_actor(call)->account)),
        NULL, error);
}

static char *make(Call *call, Asked *asked, GError **error)
{
    g_auto(Making) making = {0};

    if (!take_period(call, asked->text, &asked->period, error) ||
        !compute(call, asked, &making, error)) {
        return NULL;
    }
    g_autofree char *id = call_new_id(call);
    json_auto_t *after =
        json_pack("{s:s, s:s, s:I, s:s?, s:s, s:s, s:s}", "scheme", making.stored->key, "period",
                  asked->text, "version", (json_int_t)making.stored->version, "follows",
                  making.follows, "inputs_digest", making.inputs, "result_digest", making.result,
                  "figures_until_by", cut_off_names[making.cut.reason]);
    return insert_run(call, id, asked, &making, error) &&
                   store_results(call, id, making.units, error) &&
                   score_run_record(call, "score_run.make", id, asked->grounds, after, error)
               ? g_steal_pointer(&id)
               : NULL;
}

char *score_prepare(Call *call, const char *key, const char *period, const char *grounds,
                    GError **error)
{
    Asked asked = {.key = key, .text = period, .grounds = grounds};

    return make(call, &asked, error);
}

bool score_settled(Call *call, const char *key, const char *period, char **run, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *id = score_run_latest(call, key, period, &failed);
    g_autoptr(ScoreRun) latest = id != NULL ? score_run_find(call, id, &failed) : NULL;

    *run = latest != NULL && strcmp(latest->state, "open") != 0 ? g_strdup(id) : NULL;
    return error_pass(error, &failed);
}

bool score_run_make(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    Asked asked = {
        .key = json_string_value(json_object_get(body, "scheme")),
        .text = json_string_value(json_object_get(body, "period")),
        .grounds = json_string_value(json_object_get(body, "grounds")),
        .figures_until = json_string_value(json_object_get(body, "figures_until")),
    };
    g_autofree char *id = make(call, &asked, error);

    if (id == NULL) {
        return false;
    }
    call_set_result(call, "run", id);
    call_created(call);
    return score_run_read(call, error);
}

bool scheme_try(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(ScoreScheme) scheme =
        scheme_checked(call, json_object_get(body, "definition"), error);
    Period period;
    CutOff cut;

    if (scheme == NULL ||
        !take_period(call, json_string_value(json_object_get(body, "period")), &period, error) ||
        !cut_off_find(call, scheme, period, &cut, error)) {
        return false;
    }
    g_autoptr(GPtrArray) units = results_compute(call, scheme, period, &cut, error);
    if (units == NULL) {
        return false;
    }
    json_begin_object(call_answer(call));
    if (!ranking_write(call, scheme, units, NULL, NULL, error)) {
        return false;
    }
    json_end_object(call_answer(call));
    return true;
}
