/* The pace of a figure: plans, forecasts and ranks, by example and by law. */
#include "indicator/check.h"
#include "indicator/measure_unit.h"
#include "indicator/pace.h"

#include <glib.h>

#define MONTHS 12u
#define TIMES  2000

static Decimal units(gint64 whole)
{
    return whole * DECIMAL_ONE;
}

static void fill(PaceFigure *figures, const gint64 *values, guint count)
{
    for (guint i = 0; i < MONTHS; i++) {
        figures[i] = (PaceFigure){.known = i < count, .value = i < count ? units(values[i]) : 0};
    }
}

static void a_year_so_far_is_read_as_it_was_reported(void)
{
    const gint64 values[] = {10, 20, 60};
    PaceFigure figures[MONTHS];
    PaceFigure to_date[MONTHS];

    fill(figures, values, 3);
    g_assert_true(pace_to_date(PACE_SUM, figures, MONTHS, to_date));
    g_assert_cmpint(to_date[2].value, ==, units(90));
    g_assert_false(to_date[3].known);
    g_assert_true(pace_to_date(PACE_AVERAGE, figures, MONTHS, to_date));
    g_assert_cmpint(to_date[2].value, ==, units(30));
    g_assert_true(pace_to_date(PACE_CUMULATIVE, figures, MONTHS, to_date));
    g_assert_cmpint(to_date[2].value, ==, units(60));
    g_assert_cmpint(pace_last_known(to_date, MONTHS), ==, 2);
    figures[1].known = false;
    g_assert_true(pace_to_date(PACE_SUM, figures, MONTHS, to_date));
    g_assert_true(to_date[0].known && !to_date[1].known && !to_date[2].known);
    figures[0].value = figures[1].value = DECIMAL_MAX;
    figures[1].known = true;
    g_assert_false(pace_to_date(PACE_SUM, figures, MONTHS, to_date));
}

static void a_plan_is_even_or_last_years_shape_or_as_stated(void)
{
    const gint64 shape[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 20};
    PaceFigure last_year[MONTHS];
    PaceFigure by_period[MONTHS];
    PaceCurve used;
    PacePlan plan = {.time = PACE_CUMULATIVE,
                     .curve = PACE_EVEN,
                     .count = MONTHS,
                     .target = units(120),
                     .start = {.known = true}};

    fill(last_year, shape, MONTHS);
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(by_period[4].value, ==, units(50));
    plan.curve = PACE_LAST_YEAR;
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(used, ==, PACE_EVEN);
    plan.last_year = last_year;
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(used, ==, PACE_LAST_YEAR);
    g_assert_cmpint(by_period[4].value, ==, units(30));
    g_assert_cmpint(by_period[11].value, ==, units(120));
    plan.curve = PACE_STATED;
    plan.stated = last_year;
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(by_period[4].value, ==, units(5));

    Decimal today;
    g_assert_true(pace_plan_at(by_period, MONTHS, plan.start, 4, 15, 30, &today));
    g_assert_cmpint(today, ==, 45000);
    g_assert_true(pace_plan_at(by_period, MONTHS, plan.start, 0, 15, 30, &today));
    g_assert_cmpint(today, ==, 5000);
    g_assert_true(pace_plan_at(by_period, MONTHS, plan.start, MONTHS, 0, 1, &today));
    g_assert_cmpint(today, ==, units(20));
}

static void a_state_goes_from_last_years_end_to_its_target(void)
{
    PaceFigure by_period[MONTHS];
    PacePlan plan = {.time = PACE_LAST,
                     .count = MONTHS,
                     .target = units(95),
                     .start = {.known = true, .value = units(89)}};

    g_assert_true(pace_plan(&plan, by_period, NULL));
    g_assert_cmpint(by_period[5].value, ==, units(92));
    plan.start.known = false;
    g_assert_true(pace_plan(&plan, by_period, NULL));
    g_assert_cmpint(by_period[5].value, ==, units(95));
}

/* A ceiling or floor on whose good side the year began is no way to go down or up. */
static void a_state_on_the_good_side_of_its_target_is_held_to_it_all_year(void)
{
    static const struct {
        PaceDirection direction;
        gint64 start;
        gint64 target;
        gint64 target2; /* or 0 */
        gint64 midyear;
        bool held;
    } cases[] = {
        {PACE_LOWER, 3, 4, 0, 4, true},     /* unemployment of 3 %, at most 4 % */
        {PACE_LOWER, 4, 4, 0, 4, true},     /* … of just that */
        {PACE_LOWER, 46, 40, 0, 43, false}, /* fine dust has to come down */
        {PACE_HIGHER, 97, 95, 0, 95, true}, /* insured, at least 95 % */
        {PACE_HIGHER, 91, 95, 0, 93, false},
        {PACE_WITHIN, 2, 1, 3, 1, true},  /* a range that it is in */
        {PACE_WITHIN, 9, 1, 3, 6, false}, /* … that it is above of */
        {PACE_WITHIN, 1, 3, 5, 2, false}, /* … and below of */
    };
    const gint64 last[] = {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 3};
    PaceFigure last_year[MONTHS];
    PaceFigure by_period[MONTHS];
    PaceCurve used;

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PacePlan plan = {
            .time = PACE_LAST,
            .count = MONTHS,
            .direction = cases[i].direction,
            .target = units(cases[i].target),
            .target2 = {.known = cases[i].target2 != 0, .value = units(cases[i].target2)},
            .start = {.known = true, .value = units(cases[i].start)}};
        g_assert_cmpint(pace_held(&plan), ==, cases[i].held);
        g_assert_true(pace_plan(&plan, by_period, NULL));
        g_assert_cmpint(by_period[5].value, ==, units(cases[i].midyear));
    }
    fill(last_year, last, MONTHS);
    PacePlan plan = {.time = PACE_LAST,
                     .curve = PACE_LAST_YEAR,
                     .count = MONTHS,
                     .direction = PACE_LOWER,
                     .target = units(4),
                     .start = {.known = true, .value = units(3)},
                     .last_year = last_year};
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(by_period[0].value, ==, units(4));
    g_assert_cmpint(used, ==, PACE_EVEN);
    plan.curve = PACE_STATED;
    plan.stated = last_year;
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(by_period[0].value, ==, units(9));
    g_assert_false(pace_held(&plan));
    /* An amount is used up, or earned, through the year, whatever last year came to. */
    plan.time = PACE_SUM;
    plan.curve = PACE_EVEN;
    g_assert_true(pace_plan(&plan, by_period, &used));
    g_assert_cmpint(by_period[5].value, ==, units(2));
}

static void gaps_know_which_way_is_better(void)
{
    Decimal gap;

    g_assert_true(pace_gap(PACE_HIGHER, units(9), units(10), 0, &gap));
    g_assert_cmpint(gap, ==, units(-1));
    g_assert_true(pace_gap(PACE_LOWER, units(9), units(10), 0, &gap));
    g_assert_cmpint(gap, ==, units(1));
    g_assert_true(pace_gap(PACE_WITHIN, units(12), units(8), units(10), &gap));
    g_assert_cmpint(gap, ==, units(-2));
    g_assert_true(pace_gap(PACE_WITHIN, units(9), units(8), units(10), &gap));
    g_assert_cmpint(gap, ==, 0);
    g_assert_false(pace_gap(PACE_HIGHER, DECIMAL_MIN, DECIMAL_MAX, 0, &gap));
}

static void growth_needs_a_base(void)
{
    Decimal percent;
    Decimal value;

    g_assert_true(pace_growth(units(107), units(100), &percent));
    g_assert_cmpint(percent, ==, units(7));
    g_assert_true(pace_growth(units(-50), units(-100), &percent));
    g_assert_cmpint(percent, ==, units(50));
    g_assert_false(pace_growth(units(1), 0, &percent));
    g_assert_true(pace_grown(units(-100), units(50), &value));
    g_assert_cmpint(value, ==, units(-50));
}

static void a_year_like_the_last_is_forecast_exactly_and_without_doubt(void)
{
    const gint64 last[] = {2, 4, 10, 12, 15, 20, 24, 30, 33, 40, 44, 60};
    PaceFigure last_year[MONTHS];
    PaceFigure to_date[MONTHS];
    PaceForecast forecast;

    fill(last_year, last, MONTHS);
    for (guint i = 0; i < MONTHS; i++) {
        to_date[i] = (PaceFigure){.known = true, .value = last_year[i].value * 11 / 10};
    }
    const PaceYear year = {
        .time = PACE_CUMULATIVE, .count = MONTHS, .to_date = to_date, .last_year = last_year};
    for (guint known = 1; known <= MONTHS; known++) {
        g_assert_true(pace_forecast(&year, known, &forecast));
        g_assert_cmpint(forecast.value, ==, units(66));
        g_assert_cmpint(forecast.method, ==,
                        known == MONTHS ? PACE_FORECAST_DONE : PACE_FORECAST_SEASONAL);
        g_assert_true(forecast.banded == (known >= 3));
        if (forecast.banded) {
            g_assert_cmpint(forecast.high - forecast.low, ==, 0);
        }
    }
    g_assert_true(pace_forecast(&year, 0, &forecast));
    g_assert_cmpint(forecast.method, ==, PACE_FORECAST_NONE);
}

static void a_band_is_the_drift_methods(void)
{
    /* Steps 10, 14, 12, 8 of mean 11: s² = (1 + 9 + 1 + 9) ÷ 3; h = 8, k − 1 = 3:
     * √(20 ÷ 3 × 8 × (1 + 8 ÷ 3)) × 1.2816 = 17.9220 */
    const gint64 values[] = {10, 24, 36, 44};
    PaceFigure to_date[MONTHS];
    PaceForecast forecast;

    fill(to_date, values, 4);
    const PaceYear year = {.time = PACE_CUMULATIVE, .count = MONTHS, .to_date = to_date};
    g_assert_true(pace_forecast(&year, 4, &forecast));
    g_assert_cmpint(forecast.value, ==, units(132));
    g_assert_cmpint(ABS(forecast.high - units(132) - 179220), <=, 2);
    g_assert_cmpint(forecast.high - forecast.value, ==, forecast.value - forecast.low);
}

static Decimal width_after_ten(const PaceYear *year)
{
    PaceForecast forecast;

    g_assert_true(pace_forecast(year, 10, &forecast));
    g_assert_true(forecast.banded);
    g_assert_cmpint(forecast.low, <, forecast.value);
    g_assert_cmpint(forecast.value, <, forecast.high);
    return forecast.high - forecast.low;
}

static void a_band_is_no_surer_than_rounding_and_than_last_year(void)
{
    const gint64 alike[] = {39, 39, 39, 39, 39, 39, 39, 39, 39, 39};
    const gint64 ended[] = {39, 39, 39, 39, 39, 39, 39, 39, 39, 39, 45, 45};
    PaceFigure figures[MONTHS];
    PaceFigure to_date[MONTHS];
    PaceFigure last_year[MONTHS];
    PaceYear year = {.count = MONTHS, .to_date = to_date};

    fill(figures, alike, 10);
    for (guint time = PACE_SUM; time <= PACE_CUMULATIVE; time++) {
        year.time = (PaceTime)time;
        year.unit = pace_unit(0);
        g_assert_true(pace_to_date(year.time, figures, MONTHS, to_date));
        if (time != PACE_CUMULATIVE) { /* which would fall to 0 in its second month */
            g_assert_cmpint(width_after_ten(&year), >=, units(1));
        }
    }
    /* unit ÷ √12 × √(2 × (1 + 2 ÷ 9)) × 1.2816 = 0.5785 */
    year.time = PACE_SUM;
    g_assert_true(pace_to_date(PACE_SUM, figures, MONTHS, to_date));
    g_assert_cmpint(ABS(width_after_ten(&year) - 2 * 5785), <=, 4);
    year.unit = pace_unit(2);
    g_assert_cmpint(width_after_ten(&year), <=, 200);

    /* Last year, too, ten months were alike, and then it ended 6 higher. */
    PaceFigure before[MONTHS] = {0};
    year.time = PACE_LAST;
    year.growth = true;
    g_assert_true(pace_to_date(PACE_LAST, figures, MONTHS, to_date));
    fill(last_year, ended, MONTHS);
    year.last_year = last_year;
    year.before = before;
    g_assert_cmpint(width_after_ten(&year), ==, units(12));
    /* An amount is off in proportion: 402 against 390 ÷ 10 × 12 = 468, of 480. */
    year.time = PACE_SUM;
    year.growth = false;
    g_assert_true(pace_to_date(PACE_SUM, figures, MONTHS, to_date));
    fill(figures, ended, MONTHS);
    g_assert_true(pace_to_date(PACE_SUM, figures, MONTHS, last_year));
    last_year[0].known = false; /* no shape: both years are taken as even */
    g_assert_cmpint(width_after_ten(&year), ==, 2 * 117000);
}

static void a_states_forecast_drifts_and_a_rates_does_not(void)
{
    const gint64 values[] = {92, 94};
    PaceFigure last_year[MONTHS] = {0};
    PaceFigure to_date[MONTHS];
    PaceForecast forecast;

    fill(to_date, values, 2);
    last_year[MONTHS - 1] = (PaceFigure){.known = true, .value = units(90)};
    PaceYear year = {
        .time = PACE_LAST, .count = MONTHS, .to_date = to_date, .last_year = last_year};
    g_assert_true(pace_forecast(&year, 2, &forecast));
    g_assert_cmpint(forecast.method, ==, PACE_FORECAST_DRIFT);
    g_assert_cmpint(forecast.value, ==, units(114));
    year.growth = true;
    g_assert_true(pace_forecast(&year, 2, &forecast));
    g_assert_cmpint(forecast.method, ==, PACE_FORECAST_NAIVE);
    g_assert_cmpint(forecast.value, ==, units(94));
}

static void what_does_not_fit_is_said_not_approximated(void)
{
    const gint64 values[] = {1, 2};
    PaceFigure to_date[MONTHS];
    PaceForecast forecast;

    fill(to_date, values, 2);
    to_date[0].value = DECIMAL_MAX / 2;
    to_date[1].value = DECIMAL_MAX / 2;
    const PaceYear year = {.time = PACE_CUMULATIVE, .count = MONTHS, .to_date = to_date};
    g_assert_false(pace_forecast(&year, 2, &forecast));
}

/* Law: whatever the figures, the band holds the forecast, it ends at the result, and a backtest
 * counts no more bands than there are. */
static void laws_of_the_forecast(void)
{
    for (int round = 0; round < TIMES; round++) {
        PaceFigure last_year[MONTHS];
        PaceFigure to_date[MONTHS];
        PaceForecast forecasts[MONTHS];
        Decimal sum = 0;
        Decimal last = 0;
        PaceErrors errors;
        for (guint i = 0; i < MONTHS; i++) {
            sum += g_test_rand_int_range(1, 1000000);
            last += g_test_rand_int_range(1, 1000000);
            to_date[i] = (PaceFigure){.known = true, .value = sum};
            last_year[i] = (PaceFigure){.known = true, .value = last};
        }
        const PaceYear year = {.time = round % 2 != 0 ? PACE_CUMULATIVE : PACE_LAST,
                               .count = MONTHS,
                               .to_date = to_date,
                               .last_year = round % 3 != 0 ? last_year : NULL};
        g_assert_true(pace_backtest(&year, forecasts, &errors));
        g_assert_cmpint(forecasts[MONTHS - 1].value, ==, sum);
        g_assert_cmpuint(errors.inside, <=, errors.banded);
        g_assert_cmpuint(errors.banded, <, MONTHS);
        g_assert_cmpint(errors.error.value, >=, 0);
        for (guint i = 0; i < MONTHS; i++) {
            g_assert_true(!forecasts[i].banded || (forecasts[i].low <= forecasts[i].value &&
                                                   forecasts[i].value <= forecasts[i].high));
        }
    }
}

static void errors_are_those_of_forecasts_that_said_anything(void)
{
    const PaceForecast forecasts[] = {
        {.method = PACE_FORECAST_NONE},
        {.method = PACE_FORECAST_EVEN, .value = units(90)},
        {.method = PACE_FORECAST_EVEN,
         .value = units(120),
         .banded = true,
         .low = units(110),
         .high = units(130)},
        {.method = PACE_FORECAST_EVEN,
         .value = units(97),
         .banded = true,
         .low = units(95),
         .high = units(105)},
    };
    PaceErrors errors;

    g_assert_true(pace_errors(forecasts, G_N_ELEMENTS(forecasts), units(100), &errors));
    g_assert_cmpuint(errors.counted, ==, 3);
    g_assert_cmpint(errors.error.value, ==, units(11));
    g_assert_cmpint(errors.distance.value, ==, units(11));
    g_assert_cmpuint(errors.banded, ==, 2);
    g_assert_cmpuint(errors.inside, ==, 1);
    g_assert_true(pace_errors(forecasts, 2, 0, &errors));
    g_assert_true(errors.distance.known && !errors.error.known);
    g_assert_true(pace_errors(forecasts, 1, units(1), &errors));
    g_assert_true(!errors.distance.known && errors.counted == 0);
}

/* Law: a plan of an amount never falls, and ends at its target, whichever curve. */
static void laws_of_the_plan(void)
{
    for (int round = 0; round < TIMES; round++) {
        PaceFigure last_year[MONTHS];
        PaceFigure by_period[MONTHS];
        Decimal sum = 0;
        for (guint i = 0; i < MONTHS; i++) {
            sum += g_test_rand_int_range(0, 1000000) + 1;
            last_year[i] = (PaceFigure){.known = true, .value = sum};
        }
        const PacePlan plan = {.time = PACE_SUM,
                               .curve = round % 2 != 0 ? PACE_LAST_YEAR : PACE_EVEN,
                               .count = MONTHS,
                               .target = g_test_rand_int_range(0, 2000000000),
                               .start = {.known = true},
                               .last_year = last_year};
        g_assert_true(pace_plan(&plan, by_period, NULL));
        g_assert_cmpint(by_period[MONTHS - 1].value, ==, plan.target);
        for (guint i = 1; i < MONTHS; i++) {
            g_assert_cmpint(by_period[i - 1].value, <=, by_period[i].value);
        }
    }
}

static void ranks_share_places(void)
{
    const PaceFigure values[] = {
        {true, 5}, {true, 9}, {false, 99}, {true, 5}, {true, 1},
    };
    guint ranks[G_N_ELEMENTS(values)];

    g_assert_cmpuint(pace_rank(PACE_HIGHER, values, G_N_ELEMENTS(values), ranks), ==, 4);
    g_assert_cmpuint(ranks[0], ==, 2);
    g_assert_cmpuint(ranks[1], ==, 1);
    g_assert_cmpuint(ranks[2], ==, 0);
    g_assert_cmpuint(ranks[3], ==, 2);
    g_assert_cmpuint(ranks[4], ==, 4);
    pace_rank(PACE_LOWER, values, G_N_ELEMENTS(values), ranks);
    g_assert_cmpuint(ranks[4], ==, 1);
    g_assert_cmpuint(ranks[1], ==, 4);
}

static void a_figure_is_asked_about_what_is_unusual(void)
{
    CheckFinding findings[CHECK_COUNT];
    CheckInput input = {.time = PACE_SUM,
                        .has_jump = true,
                        .jump = units(50),
                        .value = units(16),
                        .previous = {true, units(10)},
                        .year_before = {true, units(11)}};

    g_assert_cmpuint(check_figure(&input, findings), ==, 1);
    g_assert_cmpint(findings[0].kind, ==, CHECK_JUMP_PREVIOUS);
    g_assert_cmpint(findings[0].percent, ==, units(60));
    input.time = PACE_CUMULATIVE;
    g_assert_cmpuint(check_figure(&input, findings), ==, 0);
    input.value = units(9);
    g_assert_cmpuint(check_figure(&input, findings), ==, 1);
    g_assert_cmpint(findings[0].kind, ==, CHECK_FALLS);
    input.value = units(12);
    input.next = (PaceFigure){true, units(11)};
    g_assert_cmpuint(check_figure(&input, findings), ==, 1);
    g_assert_cmpint(findings[0].kind, ==, CHECK_BEYOND_NEXT);
    input = (CheckInput){.value = units(-1), .previous = {true, units(1)}};
    g_assert_cmpuint(check_figure(&input, findings), ==, 1);
    g_assert_cmpint(findings[0].kind, ==, CHECK_SIGN);
}

static void parts_add_up_within_their_rounding(void)
{
    const PaceFigure parts[] = {{true, units(3)}, {true, units(4)}, {true, 5000}};
    Decimal sum;

    g_assert_true(check_parts(75000, parts, 3, 1, &sum));
    g_assert_cmpint(sum, ==, 75000);
    g_assert_true(check_parts(77000, parts, 3, 1, &sum));
    g_assert_false(check_parts(77100, parts, 3, 1, &sum));
    const PaceFigure unknown[] = {{true, units(3)}, {false, 0}};
    g_assert_true(check_parts(units(99), unknown, 2, 1, &sum));
}

static void units_of_the_same_thing_are_converted_exactly(void)
{
    Decimal result;

    g_assert_true(measure_convert(75000, "万亩", "亩", &result));
    g_assert_cmpint(result, ==, units(75000));
    g_assert_true(measure_convert(units(130000), "万元", "亿元", &result));
    g_assert_cmpint(result, ==, units(13));
    g_assert_true(measure_convert(units(3), "%", "%", &result));
    g_assert_false(measure_convert(units(3), "亩", "公里", &result));
    g_assert_false(measure_convert(1, "元", "亿元", &result));
    g_assert_false(measure_convert(DECIMAL_MAX, "亿元", "元", &result));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/pace/" #name, name)
    ADD(a_year_so_far_is_read_as_it_was_reported);
    ADD(a_plan_is_even_or_last_years_shape_or_as_stated);
    ADD(a_state_goes_from_last_years_end_to_its_target);
    ADD(a_state_on_the_good_side_of_its_target_is_held_to_it_all_year);
    ADD(gaps_know_which_way_is_better);
    ADD(growth_needs_a_base);
    ADD(a_year_like_the_last_is_forecast_exactly_and_without_doubt);
    ADD(a_band_is_the_drift_methods);
    ADD(a_band_is_no_surer_than_rounding_and_than_last_year);
    ADD(a_states_forecast_drifts_and_a_rates_does_not);
    ADD(what_does_not_fit_is_said_not_approximated);
    ADD(errors_are_those_of_forecasts_that_said_anything);
    ADD(laws_of_the_forecast);
    ADD(laws_of_the_plan);
    ADD(ranks_share_places);
    ADD(a_figure_is_asked_about_what_is_unusual);
    ADD(parts_add_up_within_their_rounding);
    ADD(units_of_the_same_thing_are_converted_exactly);
    return g_test_run();
}
