/* A year's results with the observations that they were computed from. */
#include "indicator/result.h"

#include "indicator/indicator_internal.h"

#include <string.h>

static void figure_free(gpointer data)
{
    ResultFigure *figure = data;

    g_free(figure->by);
    g_free(figure->warnings);
    g_free(figure->reason);
    g_free(figure);
}

static void source_free(gpointer data)
{
    ResultSource *source = data;

    g_free(source->indicator);
    g_free(source->key);
    g_free(source->name);
    g_free(source->object);
    g_free(source->object_name);
    g_free(source->measure_unit);
    g_free(source->unit);
    g_ptr_array_unref(source->figures);
    g_free(source);
}

static void result_free(gpointer data)
{
    IndicatorResult *result = data;

    g_free(result->indicator);
    g_free(result->key);
    g_free(result->name);
    g_free(result->object);
    g_free(result->object_name);
    g_free(result->measure_unit);
    g_free(result->owner);
    g_free(result->target_words);
    g_free(result->target_measure);
    g_free(result->commitment);
    g_free(result->failed);
    g_ptr_array_unref(result->sources);
    g_free(result);
}

/* ---- Sources --------------------------------------------------------------------------------- */

typedef struct {
    Call *call;
    Figures *figures;
    const Names *names;
    guint taken; /* observations of the result at hand */
} Gathering;

static char *joined_codes(const char *warnings)
{
    json_auto_t *list = json_loads(warnings, 0, NULL);
    GString *out = g_string_new(NULL);
    size_t i;
    json_t *code;

    json_array_foreach(list, i, code)
    {
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", json_string_value(code));
    }
    return g_string_free(out, FALSE);
}

static ResultFigure *figure_of(const Observed *observed)
{
    ResultFigure *figure = g_new0(ResultFigure, 1);

    g_strlcpy(figure->period, observed->period, sizeof figure->period);
    figure->value = observed->figure.value;
    figure->revision = observed->revision;
    figure->at = observed->at;
    figure->by = g_strdup(observed->by);
    figure->has_evidence = strcmp(observed->evidence, "[]") != 0;
    figure->warnings = joined_codes(observed->warnings);
    figure->reason = g_strdup(observed->reason);
    return figure;
}

static const char *name_in(const Indicator *indicator, Language language)
{
    return language == LANGUAGE_ZH ? indicator->name_zh : indicator->name_en;
}

/* Adds what was reported of INDICATOR and OBJECT from FIRST to LAST (days that periods end on). */
static bool add_observed(Gathering *gathering, const Indicator *indicator, const char *object,
                         Period first, Period last, bool base, GPtrArray *sources, GError **error)
{
    Call *call = gathering->call;
    g_autoptr(GPtrArray) figures = g_ptr_array_new_with_free_func(figure_free);
    ObservedSpan span;

    if (!observed_read(gathering->figures->observed, indicator->id, object, first.last, last.last,
                       &span, error)) {
        return false;
    }
    for (guint i = 0; i < span.count; i++) {
        if (span.items[i].figure.known) {
            g_ptr_array_add(figures, figure_of(&span.items[i]));
        }
    }
    gathering->taken += figures->len;
    if (figures->len == 0) {
        return true;
    }
    if (gathering->taken > RESULT_SOURCES_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", RESULT_SOURCES_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "indicator.too_many_sources", NULL, "limit", limit,
                  "key", indicator->key, NULL);
        return false;
    }
    ResultSource *source = g_new0(ResultSource, 1);
    bool of_unit = g_str_has_prefix(object, "unit:");
    *source = (ResultSource){
        .indicator = g_strdup(indicator->id),
        .key = g_strdup(indicator->key),
        .name = g_strdup(name_in(indicator, call_language(call))),
        .object = g_strdup(object),
        .object_name = object_name(call_tx(call), call_district(call), object, gathering->names),
        .measure_unit = g_strdup(indicator->unit),
        .places = indicator->places,
        .unit = g_strdup(of_unit ? object + strlen("unit:") : indicator->owner),
        .base = base,
        .figures = g_steal_pointer(&figures),
    };
    day_parts(last.last, &source->year, NULL, NULL);
    g_ptr_array_add(sources, source);
    return true;
}

static bool add_sources(Gathering *gathering, const Indicator *indicator, const char *object,
                        Period first, Period last, bool base, guint depth, GPtrArray *sources,
                        GError **error);

/* The periods of INDICATOR inside those of another, FIRST to LAST. */
static void fit_periods(const Indicator *indicator, Period first, Period last, Period *from,
                        Period *to)
{
    guint parts = period_count(last, indicator->frequency);

    *from = period_count(first, indicator->frequency) > 0
                ? period_part(first, indicator->frequency, 0)
                : period_of(indicator->frequency, first.first);
    *to = parts > 0 ? period_part(last, indicator->frequency, parts - 1)
                    : period_of(indicator->frequency, last.last);
}

/* What a formula is computed from. */
static bool add_used(Gathering *gathering, const Indicator *indicator, const char *object,
                     Period first, Period last, bool base, guint depth, GPtrArray *sources,
                     GError **error)
{
    const Catalogue *catalogue = gathering->figures->catalogue;
    const Indicator *own = g_hash_table_lookup(catalogue->by_id, indicator->id);
    guint count = 0;
    const guint *uses = own->compiled != NULL ? formula_uses(own->compiled, &count) : NULL;

    for (guint u = 0; u < count; u++) {
        const Indicator *other = catalogue->all->pdata[uses[u] / 2];
        bool past = uses[u] % 2 != 0;
        Period from = past ? period_year_before(first) : first;
        Period to = past ? period_year_before(last) : last;
        bool whole = other->over_time == PACE_SUM || other->over_time == PACE_AVERAGE;
        fit_periods(other, from, to, &from, &to);
        if (!add_sources(gathering, other, object, whole ? from : to, to, base || past, depth + 1,
                         sources, error)) {
            return false;
        }
    }
    return true;
}

/* What the district's figure adds up. */
static bool add_units(Gathering *gathering, const Indicator *indicator, gint year, Period first,
                      Period last, bool base, GPtrArray *sources, GError **error)
{
    const GPtrArray *objects = figures_objects(gathering->figures, indicator, year, error);

    for (guint i = 0; objects != NULL && i < objects->len; i++) {
        const char *object = objects->pdata[i];
        if (g_str_has_prefix(object, "unit:") &&
            !add_observed(gathering, indicator, object, first, last, base, sources, error)) {
            return false;
        }
    }
    return objects != NULL;
}

static bool add_sources(Gathering *gathering, const Indicator *indicator, const char *object,
                        Period first, Period last, bool base, guint depth, GPtrArray *sources,
                        GError **error)
{
    int year;

    day_parts(last.last, &year, NULL, NULL);
    const Series *series = figures_read(gathering->figures, indicator, object, year, error);
    if (series == NULL) {
        return false;
    }
    switch (series->source) {
    case SERIES_OBSERVED:
        return add_observed(gathering, indicator, object, first, last, base, sources, error);
    case SERIES_OBJECTS:
        return add_units(gathering, indicator, year, first, last, base, sources, error);
    case SERIES_FORMULA:
        /* Deeper than this no formula is computed either. */
        return depth >= DERIVED_LEVELS_MAX ||
               add_used(gathering, indicator, object, first, last, base, depth, sources, error);
    }
    g_return_val_if_reached(false);
}

static bool find_sources(Gathering *gathering, const State *state, const char *object,
                         IndicatorResult *result, GError **error)
{
    const Indicator *indicator = state->indicator;
    bool all = indicator->over_time == PACE_SUM || indicator->over_time == PACE_AVERAGE;
    Period last = result->period;
    Period first = all ? period_part(state->series->year, state->series->kind, 0) : last;

    gathering->taken = 0;
    if (!add_sources(gathering, indicator, object, first, last, false, 0, result->sources, error)) {
        return false;
    }
    return !result->has_growth ||
           add_sources(gathering, indicator, object, period_year_before(first),
                       period_year_before(last), true, 0, result->sources, error);
}

/* ---- Results --------------------------------------------------------------------------------- */

static void copy_state(IndicatorResult *result, const State *state, Language language)
{
    g_strlcpy(result->verdict, state->verdict, sizeof result->verdict);
    /* A figure before the one that cannot be computed is no result. */
    result->has_value = state->value.known && state->failed == NULL;
    result->failed = state->failed != NULL ? state_words(language, state) : NULL;
    result->value = state->value.value;
    result->has_growth = state->growth.known;
    result->growth = state->growth.value;
    result->has_level = state->level.known;
    result->level = state->level.value;
    result->has_gap = state->gap.known;
    result->gap = state->gap.value;
    result->has_plan = state->plan_then.known;
    result->plan = state->plan_then.value;
    if (state->last >= 0) {
        result->period = period_part(state->series->year, state->series->kind, (guint)state->last);
        result->whole_year = state->last == (gint)state->count - 1;
    }
}

static IndicatorResult *new_result(const Gathering *gathering, const Indicator *indicator,
                                   const Target *target, const char *object)
{
    Call *call = gathering->call;
    IndicatorResult *result = g_new0(IndicatorResult, 1);

    *result = (IndicatorResult){
        .indicator = g_strdup(indicator->id),
        .key = g_strdup(indicator->key),
        .name = g_strdup(name_in(indicator, call_language(call))),
        .object = g_strdup(object),
        .measure_unit = g_strdup(indicator->unit),
        .places = indicator->places,
        .owner = g_strdup(indicator->owner),
        .sources = g_ptr_array_new_with_free_func(source_free),
    };
    if (g_str_has_prefix(object, "unit:")) {
        result->object_name =
            object_name(call_tx(call), call_district(call), object, gathering->names);
    }
    if (target != NULL) {
        result->target_words = target_words(call_language(call), target, indicator->unit);
        result->target_measure = g_strdup(target->measure);
        result->commitment = g_strdup(target->commitment);
        result->limit = g_str_has_prefix(target->cmp, "l"); /* le, lt */
    }
    return result;
}

/* Adds what it was counted from and, for the district, its places. */
static bool complete(Gathering *gathering, const State *state, gint year, gint32 as_of,
                     IndicatorResult *result, GError **error)
{
    Rank city = {0};
    Rank province = {0};

    if (!result->has_value) {
        return true;
    }
    if (result->object_name == NULL &&
        (!rank_among_peers(gathering->figures, state, "city", year, as_of, &city, error) ||
         !rank_among_peers(gathering->figures, state, "province", year, as_of, &province, error))) {
        return false;
    }
    result->city_rank = city.rank;
    result->city_of = city.of;
    result->province_rank = province.rank;
    result->province_of = province.of;
    return find_sources(gathering, state, result->object, result, error);
}

/* (transfer full) */
static IndicatorResult *make_result(Gathering *gathering, const Indicator *indicator,
                                    const Target *target, const char *object, gint year,
                                    gint32 as_of, GError **error)
{
    g_autoptr(State) state =
        state_read(gathering->figures, indicator, object, year, as_of, target, error);

    if (state == NULL) {
        return NULL;
    }
    IndicatorResult *result = new_result(gathering, indicator, target, object);
    copy_state(result, state, call_language(gathering->call));
    if (!complete(gathering, state, year, as_of, result, error)) {
        result_free(result);
        return NULL;
    }
    return result;
}

static bool add_result(Gathering *gathering, const Indicator *indicator, const Target *target,
                       const char *object, gint year, gint32 as_of, GPtrArray *results,
                       GError **error)
{
    IndicatorResult *result = make_result(gathering, indicator, target, object, year, as_of, error);

    if (result != NULL) {
        g_ptr_array_add(results, result);
    }
    return result != NULL;
}

static bool add_indicator(Gathering *gathering, const Indicator *indicator, gint year, gint32 as_of,
                          GPtrArray *results, GError **error)
{
    g_autofree char *district = object_district(call_district(gathering->call));
    g_autoptr(GPtrArray) targets =
        targets_read(call_tx(gathering->call), call_district(gathering->call), indicator->id, year,
                     NULL, NULL, error);
    bool any = false;

    if (targets == NULL) {
        return false;
    }
    for (guint i = 0; i < targets->len; i++) {
        const Target *target = targets->pdata[i];
        bool whole = strcmp(target->object, district) == 0;
        if (!whole && target->commitment == NULL) {
            continue;
        }
        any = any || whole;
        if (!add_result(gathering, indicator, target, target->object, year, as_of, results,
                        error)) {
            return false;
        }
    }
    return any || add_result(gathering, indicator, NULL, district, year, as_of, results, error);
}

/* ---- Reading a year -------------------------------------------------------------------------- */

struct IndicatorReader {
    Catalogue *catalogue;
    Names *names;
    Figures *figures;
    Gathering gathering;
    gint year;
    gint32 as_of;
    const Indicator *at;    /* whose figures of all objects are kept, or NULL */
    GPtrArray *targets;     /* Target, of it */
    GHashTable *of_objects; /* object → its first target, borrowed */
    GHashTable *results;    /* object → IndicatorResult that was made of it */
};

IndicatorReader *indicator_reader_new(Call *call, gint year, gint32 as_of, gint64 moment,
                                      GError **error)
{
    Catalogue *catalogue = catalogue_read(call_tx(call), call_district(call), error);

    if (catalogue == NULL) {
        return NULL;
    }
    IndicatorReader *reader = g_new0(IndicatorReader, 1);
    reader->catalogue = catalogue;
    reader->names = names_new(call_tx(call), call_district(call));
    reader->figures = figures_new(call_tx(call), call_district(call), catalogue, moment);
    reader->gathering =
        (Gathering){.call = call, .figures = reader->figures, .names = reader->names};
    reader->year = year;
    reader->as_of = as_of;
    reader->of_objects = g_hash_table_new(g_str_hash, g_str_equal);
    reader->results = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, result_free);
    return reader;
}

void indicator_reader_free(IndicatorReader *reader)
{
    if (reader != NULL) {
        g_clear_pointer(&reader->targets, g_ptr_array_unref);
        g_hash_table_unref(reader->of_objects);
        g_hash_table_unref(reader->results);
        figures_free(reader->figures); /* before the catalogue, which it clears */
        names_free(reader->names);
        catalogue_free(reader->catalogue);
        g_free(reader);
    }
}

GPtrArray *indicator_reader_all(IndicatorReader *reader, GError **error)
{
    g_autoptr(GPtrArray) results = g_ptr_array_new_with_free_func(result_free);

    for (guint i = 0; i < reader->catalogue->all->len; i++) {
        if (!add_indicator(&reader->gathering, reader->catalogue->all->pdata[i], reader->year,
                           reader->as_of, results, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&results);
}

GPtrArray *indicator_results(Call *call, gint year, gint32 as_of, GError **error)
{
    g_autoptr(IndicatorReader) reader = indicator_reader_new(call, year, as_of, 0, error);

    return reader != NULL ? indicator_reader_all(reader, error) : NULL;
}

/* Reads at once what all objects of INDICATOR need, and lets go of what another one's needed. */
static bool turn_to(IndicatorReader *reader, const Indicator *indicator, GError **error)
{
    Figures *figures = reader->figures;
    gint32 first = day_of(reader->year - 2, 1, 1);
    gint32 last = day_of(reader->year + 1, 1, 7); /* the last week may end in the next year */

    if (reader->at == indicator) {
        return true;
    }
    reader->at = NULL;
    g_hash_table_remove_all(reader->results);
    g_hash_table_remove_all(reader->of_objects);
    g_clear_pointer(&reader->targets, g_ptr_array_unref);
    figures_forget(figures);
    reader->targets = targets_read(figures->tx, figures->district, indicator->id, reader->year,
                                   NULL, NULL, error);
    if (reader->targets == NULL ||
        !observed_keep(figures->observed, indicator->id, first, last, error)) {
        return false;
    }
    for (guint i = reader->targets->len; i > 0; i--) {
        Target *target = reader->targets->pdata[i - 1];
        g_hash_table_insert(reader->of_objects, target->object, target);
    }
    reader->at = indicator;
    return true;
}

const IndicatorResult *indicator_reader_one(IndicatorReader *reader, const char *key,
                                            const char *object, GError **error)
{
    g_autofree char *whole = object_district(reader->figures->district);
    const char *about = object != NULL ? object : whole;
    const Indicator *indicator = catalogue_find(reader->catalogue, key, NULL, error);

    if (indicator == NULL || !turn_to(reader, indicator, error)) {
        return NULL;
    }
    IndicatorResult *result = g_hash_table_lookup(reader->results, about);
    if (result == NULL) {
        result = make_result(&reader->gathering, indicator,
                             g_hash_table_lookup(reader->of_objects, about), about, reader->year,
                             reader->as_of, error);
        if (result != NULL) {
            g_hash_table_insert(reader->results, result->object, result);
        }
    }
    return result;
}
