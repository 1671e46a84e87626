/* Indicators shown: the list with how each stands, and one with its year. */
#include "indicator/indicator_internal.h"

#include <string.h>

/* As of which day of YEAR: the one asked for or today, inside the year. */
static gint32 as_of_day(Call *call, gint year)
{
    gint32 day = day_in_beijing(call_now(call));
    const char *asked = call_parameter(call, "as_of");

    if (asked != NULL) {
        day_parse(asked, &day);
    }
    return MIN(day, day_of(year, 12, 31));
}

static bool check_as_of(Call *call, GError **error)
{
    const char *asked = call_parameter(call, "as_of");

    if (asked != NULL && !day_parse(asked, NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.as_of", "as_of", "text", asked, NULL);
        return false;
    }
    return true;
}

/* The years that targets are for, newest first; *YEAR becomes the one asked for, else this one, or
 * the newest before it where this one has no target yet. (transfer full) */
static GArray *read_years(Call *call, gint *year, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GArray) years = g_array_new(FALSE, FALSE, sizeof(gint));
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_indicator_years,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        gint one = (gint)store_column_int(rows, 0);
        g_array_append_val(years, one);
    }
    gint today;
    day_parts(day_in_beijing(call_now(call)), &today, NULL, NULL);
    gint current = today;
    for (guint i = years->len; i > 0; i--) {
        gint one = g_array_index(years, gint, i - 1);
        current = one <= today ? one : current;
    }
    *year = (gint)call_parameter_int(call, "year", current);
    return error_pass(error, &failed) ? g_steal_pointer(&years) : NULL;
}

static void write_rank(JsonWriter *answer, const char *key, const Rank *rank)
{
    json_key(answer, key);
    if (rank->rank == 0) {
        json_write_null(answer);
        return;
    }
    json_begin_object(answer);
    json_member_int(answer, "rank", rank->rank);
    json_member_int(answer, "of", rank->of);
    json_member_bool(answer, "tied", rank->tied);
    json_end_object(answer);
}

/* The members of IndicatorState inside an open object. */
static bool write_state(Call *call, Figures *figures, State *state, gint year, gint32 as_of,
                        GError **error)
{
    JsonWriter *answer = call_answer(call);
    char period[PERIOD_TEXT_MAX];
    Rank city = {0};
    Rank province = {0};
    g_autofree char *words = state_words(call_language(call), state);

    if (!rank_among_peers(figures, state, "city", year, as_of, &city, error) ||
        !rank_among_peers(figures, state, "province", year, as_of, &province, error)) {
        return false;
    }
    if (state->last >= 0) {
        period_format(period_part(state->series->year, state->series->kind, (guint)state->last),
                      period);
    }
    json_member_text(answer, "period", state->last >= 0 ? period : NULL);
    member_figure(answer, "value", state->value);
    member_figure(answer, "growth", state->growth);
    member_figure(answer, "measured", state->measured);
    member_figure(answer, "base", state->last_year[state->count - 1]);
    member_figure(answer, "start", state->start);
    member_figure(answer, "level", state->level);
    member_figure(answer, "level2", state->level2);
    member_figure(answer, "plan", state->plan_then);
    member_figure(answer, "plan_today", state->plan_today);
    member_figure(answer, "gap", state->gap);
    member_figure(answer, "leeway", state->leeway);
    json_key(answer, "forecast");
    forecast_write(answer, &state->forecast);
    json_member_text(answer, "verdict", state->verdict);
    json_member_text(answer, "words", words);
    write_rank(answer, "city_rank", &city);
    write_rank(answer, "province_rank", &province);
    return true;
}

static void write_targets(Call *call, const GPtrArray *targets, const char *unit)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "targets");
    json_begin_array(answer);
    for (guint i = 0; i < targets->len; i++) {
        write_target(answer, targets->pdata[i]);
    }
    json_end_array(answer);
    g_autofree char *words =
        targets->len > 0 ? target_words(call_language(call), targets->pdata[0], unit) : NULL;
    json_member_text(answer, "target_words", words);
}

typedef struct {
    Figures *figures;
    const Names *names;
    const char *object;
    gint year;
    gint32 as_of;
} Listing;

static bool write_item(Call *call, const Listing *listing, const Indicator *indicator,
                       GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) targets = targets_read(call_tx(call), call_district(call), indicator->id,
                                                listing->year, listing->object, NULL, error);
    g_autoptr(State) state =
        targets != NULL
            ? state_read(listing->figures, indicator, listing->object, listing->year,
                         listing->as_of, targets->len > 0 ? targets->pdata[0] : NULL, error)
            : NULL;

    if (state == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "indicator");
    write_definition(call, indicator, listing->names);
    write_targets(call, targets, indicator->unit);
    json_key(answer, "state");
    json_begin_object(answer);
    if (!write_state(call, listing->figures, state, listing->year, listing->as_of, error)) {
        return false;
    }
    json_end_object(answer);
    json_end_object(answer);
    return true;
}

/* Is INDICATOR in force in YEAR, asked for, and the actor's to see? SCOPE is NULL for all. */
static bool is_listed(Call *call, const Indicator *indicator, gint year, const char *scope)
{
    const char *unit = call_parameter(call, "unit");
    const char *words = call_parameter(call, "q");
    g_autofree char *first = g_strdup_printf("%04d-01-01", year);
    g_autofree char *last = g_strdup_printf("%04d-12-31", year);
    g_autofree char *quoted = g_strdup_printf("\"%s\"", indicator->owner);

    if (strcmp(indicator->from, last) > 0 ||
        (indicator->to != NULL && strcmp(indicator->to, first) < 0) ||
        (unit != NULL && strcmp(unit, indicator->owner) != 0) ||
        (scope != NULL && strstr(scope, quoted) == NULL)) {
        return false;
    }
    return words == NULL || strstr(indicator->name_zh, words) != NULL ||
           strcasestr(indicator->name_en, words) != NULL || strcmp(indicator->key, words) == 0;
}

static void write_head(Call *call, const GArray *years, gint year, gint32 as_of)
{
    JsonWriter *answer = call_answer(call);
    char day[DAY_LENGTH + 1];

    day_format(as_of, day);
    json_member_int(answer, "year", year);
    json_member_text(answer, "as_of", day);
    json_key(answer, "years");
    json_begin_array(answer);
    for (guint i = 0; i < years->len; i++) {
        json_int(answer, g_array_index(years, gint, i));
    }
    json_end_array(answer);
}

bool indicator_list(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint year = 0;
    g_autofree char *district = object_district(call_district(call));
    const char *object = call_parameter(call, "object");
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !check_as_of(call, error) ||
        (object != NULL &&
         !object_check(call_tx(call), call_district(call), object, "object", NULL, error))) {
        return false;
    }
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    g_autoptr(GArray) years = catalogue != NULL ? read_years(call, &year, error) : NULL;
    if (years == NULL) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(Figures) figures = figures_new(call_tx(call), call_district(call), catalogue, 0);
    const Listing listing = {figures, names, object != NULL ? object : district, year,
                             as_of_day(call, year)};
    json_begin_object(call_answer(call));
    write_head(call, years, year, listing.as_of);
    json_key(call_answer(call), "indicators");
    json_begin_array(call_answer(call));
    for (guint i = 0; i < catalogue->all->len; i++) {
        const Indicator *one = catalogue->all->pdata[i];
        if (is_listed(call, one, year, scope) && !write_item(call, &listing, one, error)) {
            return false;
        }
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}

/* ---- One indicator --------------------------------------------------------------------------- */

static void write_series(Call *call, const State *state)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "series");
    json_begin_array(answer);
    for (guint i = 0; i < state->count; i++) {
        char period[PERIOD_TEXT_MAX];
        const SeriesCell *cell = &state->series->cells[i];
        period_format(period_part(state->series->year, state->series->kind, i), period);
        json_begin_object(answer);
        json_member_text(answer, "period", period);
        member_figure(answer, "value", cell->figure);
        member_figure(answer, "to_date", state->to_date[i]);
        member_figure(answer, "last_year", state->last_year[i]);
        member_figure(answer, "plan", state->plan != NULL ? state->plan[i] : (PaceFigure){0});
        json_member_int(answer, "revision", cell->revision);
        json_member_text(answer, "note", cell->note);
        json_member_raw(answer, "evidence", cell->evidence != NULL ? cell->evidence : "[]");
        json_end_object(answer);
    }
    json_end_array(answer);
    json_member_text(answer, "curve", state->plan != NULL ? curve_names[state->curve] : NULL);
}

/* How good the forecast would have been through last year. */
static void write_backtest(Call *call, const State *state)
{
    JsonWriter *answer = call_answer(call);
    g_autofree PaceForecast *forecasts = g_new0(PaceForecast, state->count);
    PaceErrors errors;
    const PaceYear year = {
        .time = state->indicator->over_time,
        .growth = state->indicator->growth,
        .count = state->count,
        .unit = pace_unit(state->indicator->places),
        .to_date = state->last_year,
        .last_year = state->before,
    };

    json_key(answer, "backtest");
    if (!pace_backtest(&year, forecasts, &errors)) {
        json_write_null(answer);
        return;
    }
    json_begin_object(answer);
    member_figure(answer, "mean_error", errors.error);
    json_member_int(answer, "inside", errors.inside);
    json_member_int(answer, "banded", errors.banded);
    member_figure(answer, "result", state->last_year[state->count - 1]);
    json_key(answer, "forecasts");
    json_begin_array(answer);
    for (guint i = 0; i < state->count; i++) {
        forecast_write(answer, &forecasts[i]);
    }
    json_end_array(answer);
    json_end_object(answer);
}

static bool write_revision(Call *call, const StoreRows *rows, gconstpointer names, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "period", store_column_text(rows, 0));
    json_member_int(answer, "revision", store_column_int(rows, 1));
    member_decimal(answer, "value", !store_column_is_null(rows, 2), store_column_int(rows, 2));
    json_member_text(answer, "note", store_column_text(rows, 3));
    json_auto_t *evidence = json_loads(store_column_text(rows, 4), 0, NULL);
    json_key(answer, "evidence");
    if (!evidence_write(call, answer, evidence, names, error)) {
        return false;
    }
    json_member_text(answer, "reason", store_column_text(rows, 5));
    json_member_raw(answer, "warnings", store_column_text(rows, 6));
    json_member_time(answer, "at", store_column_int(rows, 7));
    json_member_text(answer, "by", name_of(names, NAME_ACCOUNT, store_column_text(rows, 8)));
    json_end_object(answer);
    return true;
}

static bool write_revisions(Call *call, const State *state, const char *object, const Names *names,
                            GError **error)
{
    Period year = state->series->year;
    StoreRows *rows =
        store_query(call_tx(call), &sql_observation_revisions,
                    STORE_VALUES(store_text(call_district(call)), store_text(state->indicator->id),
                                 store_text(object), store_int(year.first), store_int(year.last)),
                    error);

    return call_write_rows(call, "revisions", rows, write_revision, names, error);
}

/* Each object with figures or a target: how it stands, and its rank among the units. */
static bool write_objects(Call *call, Figures *figures, const Indicator *indicator, gint year,
                          gint32 as_of, const Names *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const GPtrArray *objects = figures_objects(figures, indicator, year, error);

    if (objects == NULL) {
        return false;
    }
    guint count = objects->len;
    g_autoptr(GPtrArray) states =
        g_ptr_array_new_with_free_func((GDestroyNotify)(void (*)(void))state_free);
    g_autoptr(GPtrArray) all_targets =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autofree PaceFigure *values = g_new0(PaceFigure, count + 1);
    g_autofree guint *ranks = g_new0(guint, count + 1);
    for (guint i = 0; i < count; i++) {
        GPtrArray *targets = targets_read(call_tx(call), call_district(call), indicator->id, year,
                                          objects->pdata[i], NULL, error);
        if (targets == NULL) {
            return false;
        }
        g_ptr_array_add(all_targets, targets);
        State *state = state_read(figures, indicator, objects->pdata[i], year, as_of,
                                  targets->len > 0 ? targets->pdata[0] : NULL, error);
        if (state == NULL) {
            return false;
        }
        g_ptr_array_add(states, state);
        if (g_str_has_prefix(objects->pdata[i], "unit:")) {
            values[i] = state->measured.known ? state->measured : state->value;
        }
    }
    if (indicator->direction != PACE_WITHIN) {
        pace_rank(indicator->direction, values, count, ranks);
    }
    json_key(answer, "objects");
    json_begin_array(answer);
    for (guint i = 0; i < count; i++) {
        const State *state = states->pdata[i];
        g_autofree char *name =
            object_name(call_tx(call), call_district(call), objects->pdata[i], names);
        json_begin_object(answer);
        json_member_text(answer, "object", objects->pdata[i]);
        json_member_text(answer, "name", name);
        member_figure(answer, "value", state->value);
        member_figure(answer, "growth", state->growth);
        member_figure(answer, "level", state->level);
        member_figure(answer, "gap", state->gap);
        json_member_text(answer, "verdict", state->verdict);
        json_member_int(answer, "rank", ranks[i]);
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

bool indicator_read(Call *call, GError **error)
{
    gint year = 0;
    JsonWriter *answer = call_answer(call);
    g_autofree char *district = object_district(call_district(call));
    const char *asked = call_parameter(call, "object");
    const char *object = asked != NULL ? asked : district;
    g_autofree char *name = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const Indicator *indicator =
        catalogue != NULL
            ? catalogue_find(catalogue, call_parameter(call, "indicator"), NULL, error)
            : NULL;

    if (indicator == NULL || !check_as_of(call, error) ||
        !object_check(call_tx(call), call_district(call), object, "object", &name, error) ||
        !object_authorize(call, indicator, object, error)) {
        return false;
    }
    g_autoptr(GArray) years = read_years(call, &year, error);
    g_autoptr(GPtrArray) targets = years != NULL
                                       ? targets_read(call_tx(call), call_district(call),
                                                      indicator->id, year, object, NULL, error)
                                       : NULL;
    if (targets == NULL) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(Figures) figures = figures_new(call_tx(call), call_district(call), catalogue, 0);
    gint32 as_of = as_of_day(call, year);
    g_autoptr(State) state = state_read(figures, indicator, object, year, as_of,
                                        targets->len > 0 ? targets->pdata[0] : NULL, error);
    if (state == NULL) {
        return false;
    }
    json_begin_object(answer);
    write_head(call, years, year, as_of);
    json_member_text(answer, "object", object);
    json_member_text(answer, "object_name", name);
    json_key(answer, "indicator");
    write_definition(call, indicator, names);
    write_targets(call, targets, indicator->unit);
    json_key(answer, "state");
    json_begin_object(answer);
    if (!write_state(call, figures, state, year, as_of, error)) {
        return false;
    }
    json_end_object(answer);
    write_series(call, state);
    const GError *wrong = state->failed != NULL ? state->failed : state->series->missing;
    g_autofree char *missing = wrong != NULL ? error_text(wrong, call_language(call)) : NULL;
    json_member_text(answer, "missing", missing);
    write_backtest(call, state);
    if (!write_revisions(call, state, object, names, error) ||
        !write_objects(call, figures, indicator, year, as_of, names, error) ||
        !peer_ranks_write(answer, figures, state, object, year, as_of, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}
