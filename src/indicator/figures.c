/* The figures of a year: reported, or added up from units, or computed. */
#include "indicator/indicator_internal.h"

#include <string.h>

static void series_free(gpointer data)
{
    Series *series = data;

    for (guint i = 0; i < series->count; i++) {
        g_clear_error(&series->cells[i].failed);
    }
    g_free(series->cells);
    g_clear_error(&series->missing);
    g_free(series);
}

static void objects_free(gpointer data)
{
    g_ptr_array_unref(data);
}

Figures *figures_new(StoreTx *tx, const char *district, const Catalogue *catalogue, gint64 moment)
{
    Figures *figures = g_new0(Figures, 1);

    figures->tx = tx;
    figures->district = district;
    figures->catalogue = catalogue;
    figures->moment = moment != 0 ? moment : G_MAXINT64;
    figures->observed = observed_new(tx, district, figures->moment);
    figures->series = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, series_free);
    figures->units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, objects_free);
    return figures;
}

void figures_free(Figures *figures)
{
    if (figures == NULL) {
        return;
    }
    for (guint i = 0; i < figures->catalogue->all->len; i++) {
        Indicator *one = figures->catalogue->all->pdata[i];
        g_clear_pointer(&one->compiled, formula_free);
    }
    formula_machine_free(figures->machine);
    observed_free(figures->observed);
    g_hash_table_unref(figures->series);
    g_hash_table_unref(figures->units);
    g_free(figures);
}

void figures_forget(Figures *figures)
{
    g_hash_table_remove_all(figures->series);
    g_hash_table_remove_all(figures->units);
}

gint series_find(const Series *series, gint32 last_day)
{
    for (guint i = 0; i < series->count; i++) {
        if (period_part(series->year, series->kind, i).last == last_day) {
            return (gint)i;
        }
    }
    return -1;
}

PaceFigure *series_to_date(const Series *series, PaceTime time, gint32 as_of)
{
    g_autofree PaceFigure *figures = g_new0(PaceFigure, series->count + 1);
    PaceFigure *to_date = g_new0(PaceFigure, series->count + 1);

    for (guint i = 0; i < series->count; i++) {
        if (period_part(series->year, series->kind, i).last <= as_of) {
            figures[i] = series->cells[i].figure;
        }
    }
    if (!pace_to_date(time, figures, series->count, to_date)) {
        memset(to_date, 0, sizeof *to_date * series->count);
    }
    return to_date;
}

static Period year_period(gint year)
{
    return period_of(PERIOD_YEAR, day_of(year, 1, 1));
}

/* Whom INDICATOR has figures of in YEAR, as they stand or stood. */
static StoreRows *query_objects(const Figures *figures, const Indicator *indicator, gint year,
                                GError **error)
{
    Period period = year_period(year);

    return store_query(figures->tx, &sql_observation_objects,
                       STORE_VALUES(store_text(figures->district), store_text(indicator->id),
                                    store_int(period.first), store_int(period.last),
                                    store_int(figures->moment), store_int(year)),
                       error);
}

/* Reads what was reported; *ANY tells whether there was anything. */
static bool read_observed(const Figures *figures, const Indicator *indicator, const char *object,
                          Series *series, bool *any, GError **error)
{
    gint32 first = period_part(series->year, series->kind, 0).last;
    gint32 last = period_part(series->year, series->kind, series->count - 1).last;
    ObservedSpan span;
    guint i = 0;

    if (!observed_read(figures->observed, indicator->id, object, first, last, &span, error)) {
        return false;
    }
    for (guint o = 0; o < span.count; o++) {
        const Observed *one = &span.items[o];
        while (i < series->count &&
               period_part(series->year, series->kind, i).last < one->last_day) {
            i++;
        }
        if (i < series->count && period_part(series->year, series->kind, i).last == one->last_day) {
            series->cells[i] = (SeriesCell){.figure = one->figure,
                                            .revision = one->revision,
                                            .note = one->note,
                                            .evidence = one->evidence};
            *any = true;
        }
    }
    return true;
}

const GPtrArray *figures_objects(Figures *figures, const Indicator *indicator, gint year,
                                 GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *key = g_strdup_printf("%s %d", indicator->id, year);
    GPtrArray *found = g_hash_table_lookup(figures->units, key);

    if (found != NULL) {
        return found;
    }
    g_autoptr(StoreRows) rows = query_objects(figures, indicator, year, error);
    if (rows == NULL) {
        return NULL;
    }
    found = g_ptr_array_new_with_free_func(g_free);
    while (store_rows_next(rows, &failed)) {
        g_ptr_array_add(found, g_strdup(store_column_text(rows, 0)));
    }
    if (!error_pass(error, &failed)) {
        g_ptr_array_unref(found);
        return NULL;
    }
    g_hash_table_insert(figures->units, g_steal_pointer(&key), found);
    return found;
}

/* Adds one unit's figure of period I to the sums. */
static bool add_part(Figures *figures, const Indicator *indicator, const Indicator *weight,
                     const char *object, const Series *series, guint i, PaceFigure *sum,
                     Decimal *weights, GError **error)
{
    PaceFigure part = {0};
    PaceFigure by = {.known = true, .value = DECIMAL_ONE};
    Period period = period_part(series->year, series->kind, i);

    if (!figures_at(figures, indicator, object, period, &part, error) ||
        (weight != NULL && !figures_at(figures, weight, object, period, &by, error))) {
        return false;
    }
    sum->known = sum->known && part.known && by.known &&
                 decimal_multiply(part.value, by.value, &part.value) &&
                 decimal_add(sum->value, part.value, &sum->value) &&
                 decimal_add(*weights, by.value, weights);
    return true;
}

/* The district's figures from its units', where each of them has reported. */
static bool add_objects(Figures *figures, const Indicator *indicator, gint year, Series *series,
                        GError **error)
{
    const GPtrArray *objects = figures_objects(figures, indicator, year, error);
    const Indicator *weight =
        indicator->over_objects == OVER_WEIGHTED && indicator->weight != NULL
            ? g_hash_table_lookup(figures->catalogue->by_key, indicator->weight)
            : NULL;

    if (objects == NULL) {
        return false;
    }
    if (indicator->over_objects == OVER_WEIGHTED && weight == NULL) {
        return true;
    }
    for (guint i = 0; i < series->count; i++) {
        PaceFigure sum = {.known = true};
        Decimal weights = 0;
        guint parts = 0;
        for (guint o = 0; o < objects->len; o++) {
            if (g_str_has_prefix(objects->pdata[o], "unit:")) {
                parts++;
                if (!add_part(figures, indicator, weight, objects->pdata[o], series, i, &sum,
                              &weights, error)) {
                    return false;
                }
            }
        }
        sum.known = sum.known && parts > 0 &&
                    (weight == NULL || decimal_divide(sum.value, weights, &sum.value));
        series->cells[i].figure = sum;
        series->source = parts > 0 ? SERIES_OBJECTS : series->source;
    }
    return true;
}

static bool fill(Figures *figures, const Indicator *indicator, const char *object, gint year,
                 Series *series, GError **error)
{
    bool any = false;
    g_autofree char *district = object_district(figures->district);

    if (!read_observed(figures, indicator, object, series, &any, error)) {
        return false;
    }
    if (indicator->formula != NULL) {
        series->source = SERIES_FORMULA;
        return formula_series(figures, indicator, object, series, error);
    }
    if (any || indicator->over_objects == OVER_NONE || strcmp(object, district) != 0) {
        return true;
    }
    return add_objects(figures, indicator, year, series, error);
}

Series *figures_read(Figures *figures, const Indicator *indicator, const char *object, gint year,
                     GError **error)
{
    g_autofree char *key = g_strdup_printf("%s %s %d", indicator->id, object, year);
    Series *series = g_hash_table_lookup(figures->series, key);

    if (series != NULL) {
        return series;
    }
    series = g_new0(Series, 1);
    series->year = year_period(year);
    series->kind = indicator->frequency;
    series->count = MIN(period_count(series->year, series->kind), PACE_PERIODS_MAX);
    series->cells = g_new0(SeriesCell, series->count);
    if (!fill(figures, indicator, object, year, series, error)) {
        series_free(series);
        return NULL;
    }
    g_hash_table_insert(figures->series, g_steal_pointer(&key), series);
    return series;
}

bool figures_at(Figures *figures, const Indicator *indicator, const char *object, Period period,
                PaceFigure *figure, GError **error)
{
    int year;

    *figure = (PaceFigure){0};
    /* A week belongs to the year it begins in, as period_part() counts it. */
    day_parts(period.kind == PERIOD_WEEK ? period.first : period.last, &year, NULL, NULL);
    const Series *series = figures_read(figures, indicator, object, year, error);
    if (series == NULL) {
        return false;
    }
    guint parts = period_count(period, indicator->frequency);
    if (parts == 0 || period.kind > indicator->frequency) {
        return true;
    }
    gint first = series_find(series, period_part(period, indicator->frequency, 0).last);
    if (first < 0 || (guint)first + parts > series->count) {
        return true;
    }
    g_autofree PaceFigure *cells = g_new0(PaceFigure, parts);
    g_autofree PaceFigure *to_date = g_new0(PaceFigure, parts);
    for (guint i = 0; i < parts; i++) {
        cells[i] = series->cells[(guint)first + i].figure;
    }
    if (pace_to_date(indicator->over_time, cells, parts, to_date)) {
        *figure = to_date[parts - 1];
    }
    return true;
}
