/* The entry grid (填报表): indicators of one object, or the objects of one indicator, by period. */
#include "indicator/indicator_internal.h"

#include "kernel/unit.h"

#include <string.h>

typedef struct {
    Figures *figures;
    const Names *names;
    gint year;
    PeriodKind kind;
} Grid;

/* Members “periods” and “to_report”: the last period that has ended and is open, else the last that
 * has begun. */
static bool write_periods(Call *call, const Grid *grid, GError **error)
{
    g_autoptr(GError) failed = NULL;
    JsonWriter *answer = call_answer(call);
    Period year = period_of(PERIOD_YEAR, day_of(grid->year, 1, 1));
    guint count = period_count(year, grid->kind);
    gint32 today = day_in_beijing(call_now(call));
    char asked_for[PERIOD_TEXT_MAX] = "";
    bool ended = false;

    json_key(answer, "periods");
    json_begin_array(answer);
    for (guint i = 0; i < count; i++) {
        char text[PERIOD_TEXT_MAX];
        Period period = period_part(year, grid->kind, i);
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_closing_of,
                        STORE_VALUES(store_text(call_district(call)), store_int(period.first),
                                     store_int(period.last)),
                        error);
        if (rows == NULL) {
            return false;
        }
        bool closed = store_rows_next(rows, &failed);
        period_format(period, text);
        json_begin_object(answer);
        json_member_text(answer, "period", text);
        json_member_bool(answer, "closed", closed);
        json_member_bool(answer, "begun", period.first <= today);
        json_end_object(answer);
        bool wanted = period.last < today && !closed;
        if (wanted || (!ended && period.first <= today)) {
            g_strlcpy(asked_for, text, sizeof asked_for);
        }
        ended = ended || wanted;
    }
    json_end_array(answer);
    json_member_text(answer, "to_report", *asked_for != '\0' ? asked_for : NULL);
    return error_pass(error, &failed);
}

static bool write_row(Call *call, const Grid *grid, const Indicator *indicator, const char *object,
                      GError **error)
{
    JsonWriter *answer = call_answer(call);
    const Series *series = figures_read(grid->figures, indicator, object, grid->year, error);
    bool zh = call_language(call) == LANGUAGE_ZH;

    if (series == NULL) {
        return false;
    }
    g_autofree char *name = object_name(call_tx(call), call_district(call), object, grid->names);
    json_begin_object(answer);
    json_member_text(answer, "indicator", indicator->id);
    json_member_text(answer, "name", zh ? indicator->name_zh : indicator->name_en);
    g_autofree char *unit = unit_text(call_language(call), indicator->unit);
    json_member_text(answer, "unit", indicator->unit);
    json_member_text(answer, "unit_name", unit);
    json_member_int(answer, "places", indicator->places);
    json_member_text(answer, "over_time", time_names[indicator->over_time]);
    json_member_text(answer, "object", object);
    json_member_text(answer, "object_name", name);
    json_member_bool(answer, "added_up", series->source != SERIES_OBSERVED);
    json_key(answer, "cells");
    json_begin_array(answer);
    for (guint i = 0; i < series->count; i++) {
        json_begin_object(answer);
        member_figure(answer, "value", series->cells[i].figure);
        json_member_int(answer, "revision", series->cells[i].revision);
        json_member_text(answer, "note", series->cells[i].note);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

/* A row for each object of INDICATOR that the actor may report. */
static bool write_objects(Call *call, const Grid *grid, const Indicator *indicator, GError **error)
{
    g_autoptr(GHashTable) written = g_hash_table_new(g_str_hash, g_str_equal);

    for (gint year = grid->year; year >= grid->year - 1; year--) {
        const GPtrArray *objects = figures_objects(grid->figures, indicator, year, error);
        if (objects == NULL) {
            return false;
        }
        for (guint i = 0; i < objects->len; i++) {
            char *object = objects->pdata[i];
            if (object_authorize(call, indicator, object, NULL) &&
                g_hash_table_add(written, object) &&
                !write_row(call, grid, indicator, object, error)) {
                return false;
            }
        }
    }
    return true;
}

/* A row for each indicator of the frequency whose figures of OBJECT the actor may report. */
static bool write_indicators(Call *call, const Grid *grid, const char *object, GError **error)
{
    const Catalogue *catalogue = grid->figures->catalogue;

    for (guint i = 0; i < catalogue->all->len; i++) {
        const Indicator *one = catalogue->all->pdata[i];
        if (one->frequency == grid->kind && one->formula == NULL &&
            object_authorize(call, one, object, NULL) &&
            !write_row(call, grid, one, object, error)) {
            return false;
        }
    }
    return true;
}

bool observation_grid(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *district = object_district(call_district(call));
    const char *asked = call_parameter(call, "object");
    const char *object = asked != NULL ? asked : district;
    const char *wanted = call_parameter(call, "indicator");
    g_autofree char *name = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const Indicator *indicator = NULL;

    if (catalogue == NULL ||
        !object_check(call_tx(call), call_district(call), object, "object", &name, error) ||
        (wanted != NULL &&
         (indicator = catalogue_find(catalogue, wanted, "indicator", error)) == NULL)) {
        return false;
    }
    call_authorize(call, NULL, NULL, NULL); /* each row is authorised by itself */
    g_autoptr(Figures) figures = figures_new(call_tx(call), call_district(call), catalogue, 0);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    const char *frequency = call_parameter(call, "frequency");
    const Grid grid = {
        .figures = figures,
        .names = names,
        .year = (gint)call_parameter_int(call, "year", 0),
        .kind = indicator != NULL
                    ? indicator->frequency
                    : (PeriodKind)name_number(frequency_names, frequency, PERIOD_MONTH),
    };
    json_begin_object(answer);
    json_member_int(answer, "year", grid.year);
    json_member_text(answer, "frequency", frequency_names[grid.kind]);
    json_member_text(answer, "object", object);
    json_member_text(answer, "object_name", name);
    if (!write_periods(call, &grid, error)) {
        return false;
    }
    json_key(answer, "rows");
    json_begin_array(answer);
    if (!(indicator != NULL ? write_objects(call, &grid, indicator, error)
                            : write_indicators(call, &grid, object, error))) {
        return false;
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}
