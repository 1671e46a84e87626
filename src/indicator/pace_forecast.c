/* The forecast to the year's end, and how good it would have been. */
#include "indicator/pace.h"

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 WideCount;

/* Residuals beyond this (1e10 of the unit) give no band: their squares would not fit. */
#define RESIDUAL_MAX ((gint64)100000000000000)

/* 1.2816, the 90th percentile of the normal distribution: 80 % lie within ± that. */
#define BAND_FACTOR 12816

/* Fewer periods say nothing about how much they scatter. */
#define BAND_PERIODS_MIN 3u

/* The largest whole number whose square is not above N. */
static WideCount square_root(WideCount n)
{
    WideCount root = 0;
    WideCount bit = (WideCount)1 << 126;

    while (bit > n) {
        bit >>= 2;
    }
    for (; bit != 0; bit >>= 2) {
        if (n >= root + bit) {
            n -= root + bit;
            root = (root >> 1) + bit;
        } else {
            root >>= 1;
        }
    }
    return root;
}

static bool is_state(const PaceYear *year)
{
    return year->time == PACE_LAST;
}

/* The year so far as a running total: an average's is its sum. */
static bool total_at(const PaceYear *year, const PaceFigure *to_date, gint i, Decimal *total)
{
    if (i < 0) {
        *total = 0;
        return true;
    }
    *total = to_date[i].value;
    return to_date[i].known &&
           (year->time != PACE_AVERAGE || decimal_scale(*total, (gint64)i + 1, 1, total));
}

static bool has_shape(const PaceYear *year, guint known)
{
    if (year->last_year == NULL) {
        return false;
    }
    for (guint i = 0; i < year->count; i++) {
        if (!year->last_year[i].known) {
            return false;
        }
    }
    return year->last_year[known - 1].value != 0;
}

/* What period I was expected to bring, given that KNOWN periods came to TOTAL. */
static bool expected(const PaceYear *year, bool shaped, guint i, guint known, Decimal total,
                     Decimal *amount)
{
    Decimal before;
    Decimal after;
    Decimal all;

    if (!shaped) {
        return decimal_scale(total, 1, known, amount);
    }
    return total_at(year, year->last_year, (gint)i - 1, &before) &&
           total_at(year, year->last_year, (gint)i, &after) &&
           total_at(year, year->last_year, (gint)known - 1, &all) &&
           decimal_subtract(after, before, amount) && decimal_scale(*amount, total, all, amount);
}

/* s × √(h × (1 + h ÷ (k − 1))) × 1.2816 from the sum of squared residuals; false if too large. */
static bool half_band(Wide squares, guint known, guint left, Decimal *half)
{
    WideCount k1 = known - 1;
    WideCount variance = (WideCount)squares / k1 * left * (k1 + left) / k1;

    WideCount root = square_root(variance) * BAND_FACTOR / DECIMAL_ONE;
    *half = (Decimal)root;
    return root <= (WideCount)DECIMAL_MAX;
}

/* How far off the method of FORECAST was in last year after as many periods; 0 where it cannot be
 * tried on it. */
static Decimal off_last_year(const PaceYear *year, guint known, const PaceForecast *forecast)
{
    const PaceYear past = {
        .time = year->time,
        .growth = year->growth,
        .count = year->count,
        .to_date = year->last_year,
        .last_year = year->before,
    };
    PaceForecast then;
    Decimal off = 0;

    if (year->last_year == NULL || !year->last_year[year->count - 1].known ||
        !pace_forecast(&past, known, &then) || then.method != forecast->method) {
        return 0;
    }
    Decimal result = year->last_year[year->count - 1].value;
    if (!decimal_subtract(then.value, result, &off) || off == DECIMAL_MIN) {
        return 0;
    }
    if (!is_state(year) &&
        (result == 0 || !decimal_scale(off, forecast->value, result, &off) || off == DECIMAL_MIN)) {
        return 0;
    }
    return ABS(off);
}

static void add_band(const PaceYear *year, PaceForecast *forecast, Wide squares, guint known,
                     guint parts)
{
    Wide rounding = (Wide)year->unit * year->unit * (known - 1) / 12;
    Decimal half;

    if (known >= BAND_PERIODS_MIN &&
        half_band(MAX(squares, rounding), known, year->count - known, &half) &&
        decimal_scale(half, 1, parts, &half)) {
        Decimal least = MAX(year->unit / 2, off_last_year(year, known, forecast));
        half = MAX(half, least);
        forecast->banded = decimal_subtract(forecast->value, half, &forecast->low) &&
                           decimal_add(forecast->value, half, &forecast->high);
    }
}

static bool square(Decimal residual, Wide *squares)
{
    if (residual > RESIDUAL_MAX || residual < -RESIDUAL_MAX) {
        return false;
    }
    *squares += (Wide)residual * residual;
    return true;
}

static bool forecast_amount(const PaceYear *year, guint known, PaceForecast *forecast)
{
    bool shaped = has_shape(year, known);
    bool small = true;
    Wide squares = 0;
    Decimal total;
    Decimal whole;

    if (!total_at(year, year->to_date, (gint)known - 1, &total)) {
        return false;
    }
    if (shaped) {
        Decimal part;
        Decimal all;
        if (!total_at(year, year->last_year, (gint)known - 1, &part) ||
            !total_at(year, year->last_year, (gint)year->count - 1, &all) ||
            !decimal_scale(total, all, part, &whole)) {
            return false;
        }
    } else if (!decimal_scale(total, year->count, known, &whole)) {
        return false;
    }
    for (guint i = 0; small && i < known; i++) {
        Decimal before;
        Decimal residual;
        Decimal wanted;
        small = total_at(year, year->to_date, (gint)i - 1, &before) &&
                total_at(year, year->to_date, (gint)i, &residual) &&
                expected(year, shaped, i, known, total, &wanted) &&
                decimal_subtract(residual, before, &residual) &&
                decimal_subtract(residual, wanted, &residual) && square(residual, &squares);
    }
    guint parts = year->time == PACE_AVERAGE ? year->count : 1;
    forecast->method = shaped ? PACE_FORECAST_SEASONAL : PACE_FORECAST_EVEN;
    if (!decimal_scale(whole, 1, parts, &forecast->value)) {
        return false;
    }
    if (small) {
        add_band(year, forecast, squares, known, parts);
    }
    return true;
}

static bool forecast_state(const PaceYear *year, guint known, PaceForecast *forecast)
{
    const PaceFigure *end = year->last_year != NULL ? &year->last_year[year->count - 1] : NULL;
    bool drifts = end != NULL && end->known && !year->growth;
    Decimal last = year->to_date[known - 1].value;
    Decimal from = drifts ? end->value : year->to_date[0].value;
    guint left = year->count - known;
    Decimal way = 0;
    Wide squares = 0;
    bool small = true;

    if (drifts && !decimal_subtract(last, from, &way)) {
        return false;
    }
    for (guint i = 0; small && i < known; i++) {
        Decimal before = i == 0 ? from : year->to_date[i - 1].value;
        Decimal drift = drifts ? way / (gint64)known : 0;
        Decimal step;
        small = year->to_date[i].known && (i == 0 || year->to_date[i - 1].known) &&
                decimal_subtract(year->to_date[i].value, before, &step) &&
                decimal_subtract(step, drift, &step) && square(step, &squares);
    }
    forecast->method = drifts ? PACE_FORECAST_DRIFT : PACE_FORECAST_NAIVE;
    if (!decimal_scale(way, left, known, &way) || !decimal_add(last, way, &forecast->value)) {
        return false;
    }
    if (small) {
        add_band(year, forecast, squares, known, 1);
    }
    return true;
}

bool pace_forecast(const PaceYear *year, guint known, PaceForecast *forecast)
{
    *forecast = (PaceForecast){.method = PACE_FORECAST_NONE};
    if (known == 0 || !year->to_date[MIN(known, year->count) - 1].known) {
        return true;
    }
    if (known >= year->count) {
        Decimal end = year->to_date[year->count - 1].value;
        *forecast = (PaceForecast){
            .method = PACE_FORECAST_DONE, .value = end, .banded = true, .low = end, .high = end};
        return true;
    }
    return is_state(year) ? forecast_state(year, known, forecast)
                          : forecast_amount(year, known, forecast);
}

/* Adds one forecast's error; the sums stay unknown once they do not fit. */
static bool add_error(const PaceForecast *one, Decimal result, PaceErrors *errors)
{
    Decimal distance;
    Decimal percent;

    errors->counted++;
    errors->banded += one->banded;
    errors->inside += one->banded && result >= one->low && result <= one->high;
    if (!decimal_subtract(one->value, result, &distance) || distance == DECIMAL_MIN ||
        !decimal_add(errors->distance.value, ABS(distance), &errors->distance.value)) {
        return false;
    }
    return result == 0 || (pace_growth(one->value, result, &percent) && percent != DECIMAL_MIN &&
                           decimal_add(errors->error.value, ABS(percent), &errors->error.value));
}

bool pace_errors(const PaceForecast *forecasts, guint count, Decimal result, PaceErrors *errors)
{
    *errors = (PaceErrors){0};
    for (guint i = 0; i < count; i++) {
        if (forecasts[i].method != PACE_FORECAST_NONE &&
            !add_error(&forecasts[i], result, errors)) {
            return false;
        }
    }
    errors->distance.known = errors->counted > 0;
    errors->error.known = errors->counted > 0 && result != 0;
    return errors->counted == 0 ||
           (decimal_scale(errors->distance.value, 1, errors->counted, &errors->distance.value) &&
            decimal_scale(errors->error.value, 1, errors->counted, &errors->error.value));
}

bool pace_backtest(const PaceYear *year, PaceForecast *forecasts, PaceErrors *errors)
{
    for (guint i = 0; i < year->count; i++) {
        if (!year->to_date[i].known) {
            return false;
        }
    }
    for (guint known = 1; known <= year->count; known++) {
        if (!pace_forecast(year, known, &forecasts[known - 1])) {
            return false;
        }
    }
    return pace_errors(forecasts, year->count - 1, year->to_date[year->count - 1].value, errors) &&
           errors->error.known;
}
