/* What was forecast through a year (预测记录), from the figures that were known at the time.
 * Nothing is kept for it: revisions say what was known when, so a forecast is made again as it was
 * made. */
#include "indicator/indicator_internal.h"

static const char *const method_names[] = {"none", "seasonal", "even", "drift", "naive", "done"};

#define MONTHS 12u

void forecast_write(JsonWriter *answer, const PaceForecast *forecast)
{
    if (forecast->method == PACE_FORECAST_NONE) {
        json_write_null(answer);
        return;
    }
    json_begin_object(answer);
    json_member_text(answer, "method", method_names[forecast->method]);
    member_decimal(answer, "value", true, forecast->value);
    member_decimal(answer, "low", forecast->banded, forecast->low);
    member_decimal(answer, "high", forecast->banded, forecast->high);
    json_end_object(answer);
}

typedef struct {
    const Catalogue *catalogue;
    const Indicator *indicator;
    const char *object;
    gint year;
    PaceFigure result;                     /* what the year came to, as it stands now */
    guint count;                           /* months that have ended */
    gint32 days[MONTHS];                   /* their last days */
    char periods[MONTHS][PERIOD_TEXT_MAX]; /* the last period known then, or "" */
    PaceForecast forecasts[MONTHS];
} Record;

/* The forecast of the evening of the last day of month I. */
static bool recall(Call *call, Record *record, guint i, GError **error)
{
    gint32 day = record->days[i];
    g_autoptr(Figures) figures =
        figures_new(call_tx(call), call_district(call), record->catalogue, day_begins(day + 1) - 1);
    g_autoptr(State) state =
        state_read(figures, record->indicator, record->object, record->year, day, NULL, error);
    if (state == NULL) {
        return false;
    }
    record->forecasts[i] = state->forecast;
    if (state->last >= 0) {
        period_format(period_part(state->series->year, state->series->kind, (guint)state->last),
                      record->periods[i]);
    }
    return true;
}

static bool find_result(Call *call, Record *record, GError **error)
{
    g_autoptr(Figures) figures =
        figures_new(call_tx(call), call_district(call), record->catalogue, 0);
    g_autoptr(State) state = state_read(figures, record->indicator, record->object, record->year,
                                        day_of(record->year, 12, 31), NULL, error);

    if (state != NULL) {
        record->result = state->to_date[state->count - 1];
    }
    return state != NULL;
}

static bool read_record(Call *call, Record *record, GError **error)
{
    gint32 today = day_in_beijing(call_now(call));

    for (guint i = 0; i < MONTHS; i++) {
        gint32 last =
            i + 1 < MONTHS ? day_of(record->year, (int)i + 2, 1) - 1 : day_of(record->year, 12, 31);
        if (last >= today) {
            break;
        }
        record->days[record->count++] = last;
        if (!recall(call, record, i, error)) {
            return false;
        }
    }
    return find_result(call, record, error);
}

static void write_made(JsonWriter *answer, const Record *record, guint i)
{
    const PaceForecast *forecast = &record->forecasts[i];
    char day[DAY_LENGTH + 1];
    PaceFigure error = {.known = record->result.known && forecast->method != PACE_FORECAST_NONE};

    error.known = error.known && pace_growth(forecast->value, record->result.value, &error.value);
    day_format(record->days[i], day);
    json_begin_object(answer);
    json_member_text(answer, "as_of", day);
    json_member_text(answer, "period", record->periods[i][0] != '\0' ? record->periods[i] : NULL);
    json_key(answer, "forecast");
    forecast_write(answer, forecast);
    member_figure(answer, "error", error);
    json_end_object(answer);
}

static void write_record(JsonWriter *answer, const Record *record)
{
    PaceErrors errors = {0};

    if (!record->result.known ||
        !pace_errors(record->forecasts, record->count, record->result.value, &errors)) {
        errors = (PaceErrors){0};
    }
    json_begin_object(answer);
    json_member_int(answer, "year", record->year);
    json_member_text(answer, "object", record->object);
    member_figure(answer, "result", record->result);
    member_figure(answer, "mean_error", errors.error);
    member_figure(answer, "mean_distance", errors.distance);
    json_member_int(answer, "banded", errors.banded);
    json_member_int(answer, "inside", errors.inside);
    json_key(answer, "forecasts");
    json_begin_array(answer);
    for (guint i = 0; i < record->count; i++) {
        write_made(answer, record, i);
    }
    json_end_array(answer);
    json_end_object(answer);
}

bool indicator_forecasts(Call *call, GError **error)
{
    gint year;
    g_autofree char *district = object_district(call_district(call));
    const char *asked = call_parameter(call, "object");
    Record record = {.object = asked != NULL ? asked : district};
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);

    if (catalogue == NULL) {
        return false;
    }
    record.catalogue = catalogue;
    record.indicator = catalogue_find(catalogue, call_parameter(call, "indicator"), NULL, error);
    day_parts(day_in_beijing(call_now(call)), &year, NULL, NULL);
    record.year = (gint)call_parameter_int(call, "year", year);
    if (record.indicator == NULL ||
        !object_check(call_tx(call), call_district(call), record.object, "object", NULL, error) ||
        !object_authorize(call, record.indicator, record.object, error) ||
        !read_record(call, &record, error)) {
        return false;
    }
    write_record(call_answer(call), &record);
    return true;
}
