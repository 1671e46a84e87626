/* Periods: what is written is what is kept; they tile the calendar without gap or overlap. */
#include "kernel/period.h"

static const PeriodKind kinds[] = {PERIOD_YEAR,       PERIOD_QUARTER, PERIOD_MONTH,
                                   PERIOD_HALF_MONTH, PERIOD_WEEK,    PERIOD_DAY};

static Period parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    Period period = {0};

    g_assert_true(period_parse(text, "period", &period, &error));
    g_assert_no_error(error);
    return period;
}

static void assert_period(Period period, const char *text, const char *first, const char *last)
{
    char written[PERIOD_TEXT_MAX];
    char day[DAY_LENGTH + 1];

    period_format(period, written);
    g_assert_cmpstr(written, ==, text);
    day_format(period.first, day);
    g_assert_cmpstr(day, ==, first);
    day_format(period.last, day);
    g_assert_cmpstr(day, ==, last);
}

static void each_form_names_its_days(void)
{
    assert_period(parsed("2022"), "2022", "2022-01-01", "2022-12-31");
    assert_period(parsed("2022Q1"), "2022Q1", "2022-01-01", "2022-03-31");
    assert_period(parsed("2024-02"), "2024-02", "2024-02-01", "2024-02-29");
    assert_period(parsed("2022-03H1"), "2022-03H1", "2022-03-01", "2022-03-15");
    assert_period(parsed("2022-02H2"), "2022-02H2", "2022-02-16", "2022-02-28");
    assert_period(parsed("2022-W05"), "2022-W05", "2022-01-31", "2022-02-06");
    assert_period(parsed("2020-W53"), "2020-W53", "2020-12-28", "2021-01-03");
    assert_period(parsed("2022-03-05"), "2022-03-05", "2022-03-05", "2022-03-05");
}

static void what_is_no_period_is_refused(void)
{
    static const char *const wrong[] = {
        "",         "22",       "2022Q0",    "2022Q5",    "2022-00",    "2022-13", "2022-3",
        "2022-W00", "2022-W53", "2022-03H3", "2022-00H1", "2022-02-29", "2022q1",  "0000",
        "2022 ",    "2022-W5",  "20220",     "2022-03H",  "２０２２",   "-022",    "2022-",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        Period period;
        g_assert_false(period_parse(wrong[i], "/period", &period, &error));
        g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
    }
}

static void every_kind_tiles_the_calendar(void)
{
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        Period period = period_of(kinds[k], day_of(1970, 1, 1));
        while (period.first < day_of(2100, 1, 1)) {
            Period next = period_shift(period, 1);
            char text[PERIOD_TEXT_MAX];
            g_assert_cmpint(next.first, ==, period.last + 1);
            g_assert_cmpint(period_compare(period_shift(next, -1), period), ==, 0);
            g_assert_cmpint(period_compare(period, next), <, 0);
            g_assert_cmpint(period_of(kinds[k], period.last).first, ==, period.first);
            period_format(period, text);
            g_assert_cmpint(period_compare(parsed(text), period), ==, 0);
            period = next;
        }
    }
}

static void far_shifts_are_many_near_ones(void)
{
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        Period start = period_of(kinds[k], day_of(2022, 5, 17));
        Period step = start;
        for (gint32 i = 0; i < 500; i++) {
            g_assert_cmpint(period_compare(period_shift(start, i), step), ==, 0);
            g_assert_cmpint(period_compare(period_shift(step, -i), start), ==, 0);
            step = period_shift(step, 1);
        }
    }
}

static void parts_make_up_the_whole(void)
{
    Period year = parsed("2024");

    g_assert_cmpuint(period_count(year, PERIOD_QUARTER), ==, 4);
    g_assert_cmpuint(period_count(year, PERIOD_MONTH), ==, 12);
    g_assert_cmpuint(period_count(year, PERIOD_HALF_MONTH), ==, 24);
    g_assert_cmpuint(period_count(year, PERIOD_DAY), ==, 366);
    g_assert_cmpuint(period_count(parsed("2022-03"), PERIOD_YEAR), ==, 0);
    g_assert_cmpint(period_part(year, PERIOD_HALF_MONTH, 0).first, ==, year.first);
    for (guint i = 1; i < 24; i++) {
        g_assert_cmpint(period_part(year, PERIOD_HALF_MONTH, i).first, ==,
                        period_part(year, PERIOD_HALF_MONTH, i - 1).last + 1);
    }
    g_assert_cmpint(period_part(year, PERIOD_HALF_MONTH, 23).last, ==, year.last);
    assert_period(period_part(parsed("2022Q2"), PERIOD_MONTH, 2), "2022-06", "2022-06-01",
                  "2022-06-30");
}

static void growth_is_against_the_same_part_of_the_year_before(void)
{
    assert_period(period_year_before(parsed("2022-03")), "2021-03", "2021-03-01", "2021-03-31");
    assert_period(period_year_before(parsed("2022Q4")), "2021Q4", "2021-10-01", "2021-12-31");
    assert_period(period_year_before(parsed("2020-02-29")), "2019-02-28", "2019-02-28",
                  "2019-02-28");
    assert_period(period_year_before(parsed("2020-W53")), "2019-W52", "2019-12-23", "2019-12-29");
    assert_period(period_year_before(parsed("2024-02H2")), "2023-02H2", "2023-02-16", "2023-02-28");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/period/each_form_names_its_days", each_form_names_its_days);
    g_test_add_func("/period/what_is_no_period_is_refused", what_is_no_period_is_refused);
    g_test_add_func("/period/every_kind_tiles_the_calendar", every_kind_tiles_the_calendar);
    g_test_add_func("/period/far_shifts_are_many_near_ones", far_shifts_are_many_near_ones);
    g_test_add_func("/period/parts_make_up_the_whole", parts_make_up_the_whole);
    g_test_add_func("/period/growth_is_against_the_same_part_of_the_year_before",
                    growth_is_against_the_same_part_of_the_year_before);
    return g_test_run();
}
