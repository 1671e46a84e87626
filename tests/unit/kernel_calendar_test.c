/* The working calendar: holidays, swapped days, deadlines and clocks, against a count day by day.
 */
#include "kernel/calendar.h"

#include <string.h>

/* New Year, Spring Festival, Tomb-Sweeping and Labour Day of 2022 (国办发明电〔2021〕11号). */
static const char SAMPLE[] = "# 2022\n"
                             "2022-01-03,off,元旦\n"
                             "2022-01-29,work,春节\n"
                             "2022-01-30,work,春节\n"
                             "2022-01-31,off,春节\n"
                             "2022-02-01,off,春节\n"
                             "2022-02-02,off,春节\n"
                             "2022-02-03,off,春节\r\n"
                             "2022-02-04,off,春节\n"
                             "\n"
                             "2022-04-02,work,清明节\n"
                             "2022-04-04,off,清明节\n"
                             "2022-04-05,off,清明节\n"
                             "2022-04-24,work,劳动节\n"
                             "2022-05-02,off,劳动节\n"
                             "2022-05-03,off,劳动节\n"
                             "2022-05-04,off,劳动节\n"
                             "2022-05-07,work,劳动节\n";

static WorkCalendar *sample(void)
{
    g_autoptr(GError) error = NULL;
    WorkCalendar *calendar = calendar_read(SAMPLE, strlen(SAMPLE), CALENDAR_HOURS, &error);

    g_assert_no_error(error);
    return calendar;
}

static gint32 day(const char *text)
{
    gint32 number = 0;

    g_assert_true(day_parse(text, &number));
    return number;
}

static bool covers(const WorkCalendar *calendar, gint32 one)
{
    return calendar_uncovered(calendar, one, one) == DAY_NONE;
}

static gint64 instant(const char *text)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);

    g_assert_nonnull(time);
    return g_date_time_to_unix(time) * G_USEC_PER_SEC + g_date_time_get_microsecond(time);
}

static void assert_day(gint32 got, const char *wanted)
{
    char text[DAY_LENGTH + 1];

    day_format(got, text);
    g_assert_cmpstr(text, ==, wanted);
}

static void what_no_notice_speaks_of_is_known(void)
{
    g_autoptr(WorkCalendar) calendar = sample();

    g_assert_cmpint(calendar_uncovered(calendar, day("2022-02-01"), day("2022-12-31")), ==,
                    DAY_NONE);
    assert_day(calendar_uncovered(calendar, day("2022-02-01"), day("2023-02-01")), "2023-01-01");
    assert_day(calendar_uncovered(calendar, day("2023-02-01"), day("2023-03-01")), "2023-02-01");
}

static void holidays_are_off_and_swapped_days_are_worked(void)
{
    g_autoptr(WorkCalendar) calendar = sample();

    g_assert_true(calendar_is_work(calendar, day("2022-01-28")));
    g_assert_true(calendar_is_work(calendar, day("2022-01-29"))); /* a Saturday */
    g_assert_false(calendar_is_work(calendar, day("2022-01-31")));
    g_assert_false(calendar_is_work(calendar, day("2022-02-05"))); /* a Saturday */
    g_assert_true(calendar_is_work(calendar, day("2022-02-07")));
    g_assert_cmpstr(calendar_name(calendar, day("2022-02-01")), ==, "春节");
    g_assert_null(calendar_name(calendar, day("2022-02-08")));
    g_assert_true(covers(calendar, day("2022-12-31")));
    g_assert_false(covers(calendar, day("2023-01-01")));
    g_assert_false(covers(calendar, day("2021-12-31")));
    g_assert_true(calendar_is_work(calendar, day("2023-01-02"))); /* by its weekday alone */
}

static void deadlines_skip_what_is_not_worked(void)
{
    g_autoptr(WorkCalendar) calendar = sample();

    assert_day(calendar_add(calendar, day("2022-01-28"), 3), "2022-02-07");
    assert_day(calendar_add(calendar, day("2022-02-07"), -3), "2022-01-28");
    assert_day(calendar_add(calendar, day("2022-02-02"), 1), "2022-02-07");
    assert_day(calendar_add(calendar, day("2022-02-02"), -1), "2022-01-30");
    assert_day(calendar_add(calendar, day("2022-02-02"), 0), "2022-02-02");
    assert_day(calendar_roll(calendar, day("2022-04-30"), CALENDAR_ROLL_NEXT), "2022-05-05");
    assert_day(calendar_roll(calendar, day("2022-04-30"), CALENDAR_ROLL_PREVIOUS), "2022-04-29");
    assert_day(calendar_roll(calendar, day("2022-04-30"), CALENDAR_ROLL_IN_MONTH), "2022-04-29");
    assert_day(calendar_roll(calendar, day("2022-05-02"), CALENDAR_ROLL_IN_MONTH), "2022-05-05");
    assert_day(calendar_roll(calendar, day("2022-04-30"), CALENDAR_ROLL_NONE), "2022-04-30");
    assert_day(calendar_roll(calendar, day("2022-05-07"), CALENDAR_ROLL_NEXT), "2022-05-07");
    g_assert_cmpint(calendar_count(calendar, day("2022-01-28"), day("2022-02-07")), ==, 3);
    g_assert_cmpint(calendar_count(calendar, day("2022-02-07"), day("2022-01-28")), ==, -3);
}

static void counting_agrees_with_a_walk_day_by_day(void)
{
    g_autoptr(WorkCalendar) calendar = sample();

    for (int round = 0; round < 3000; round++) {
        gint32 from = day("2021-06-01") + g_test_rand_int_range(0, 700);
        gint32 to = from + g_test_rand_int_range(0, 400);
        gint32 count = 0;
        for (gint32 d = from + 1; d <= to; d++) {
            count += calendar_is_work(calendar, d) ? 1 : 0;
        }
        g_assert_cmpint(calendar_count(calendar, from, to), ==, count);
        g_assert_cmpint(calendar_count(calendar, to, from), ==, -count);

        gint32 step = g_test_rand_int_range(1, 300);
        gint32 walked = from;
        for (gint32 left = step; left > 0; left -= calendar_is_work(calendar, walked) ? 1 : 0) {
            walked++;
        }
        g_assert_cmpint(calendar_add(calendar, from, step), ==, walked);
        if (calendar_is_work(calendar, from)) {
            g_assert_cmpint(calendar_add(calendar, walked, -step), ==, from);
        }
    }
}

static void clocks_run_in_working_hours_only(void)
{
    g_autoptr(WorkCalendar) calendar = sample();
    const gint64 hour = (gint64)3600 * G_USEC_PER_SEC;

    /* Friday 29 April, 16:30: an hour is left, Saturday to Wednesday are off. */
    g_assert_cmpint(calendar_time_after(calendar, instant("2022-04-29T16:30:00+08:00"), 2 * hour),
                    ==, instant("2022-05-05T09:30:00+08:00"));
    g_assert_cmpint(calendar_time_after(calendar, instant("2022-04-29T16:30:00+08:00"), hour), ==,
                    instant("2022-04-29T17:30:00+08:00"));
    g_assert_cmpint(calendar_time_after(calendar, instant("2022-04-29T11:00:00+08:00"), 2 * hour),
                    ==, instant("2022-04-29T15:00:00+08:00"));
    g_assert_cmpint(calendar_time_after(calendar, instant("2022-05-01T03:00:00+08:00"), hour), ==,
                    instant("2022-05-05T09:30:00+08:00"));
    g_assert_cmpint(calendar_time_between(calendar, instant("2022-04-29T16:30:00+08:00"),
                                          instant("2022-05-05T09:30:00+08:00")),
                    ==, 2 * hour);
}

static void time_that_was_added_has_passed(void)
{
    g_autoptr(WorkCalendar) calendar = sample();

    for (int round = 0; round < 20000; round++) {
        gint64 from = instant("2021-11-01T00:00:00+08:00") +
                      (gint64)g_test_rand_int_range(0, 400 * 86400) * G_USEC_PER_SEC +
                      g_test_rand_int_range(0, 1000000);
        gint64 time = 1 + (gint64)g_test_rand_int_range(0, 60 * 7 * 3600) * G_USEC_PER_SEC +
                      g_test_rand_int_range(0, 1000000);
        gint64 after = calendar_time_after(calendar, from, time);
        g_assert_cmpint(after, >, from);
        g_assert_cmpint(calendar_time_between(calendar, from, after), ==, time);
        g_assert_cmpint(calendar_time_between(calendar, from, after - 1), ==, time - 1);
    }
}

static void a_bad_file_is_refused_with_its_line(void)
{
    static const struct {
        const char *text;
        const char *row;
    } cases[] = {
        {"2022-01-03,off\n", "1"},
        {"2022-01-03,off,\n", "1"},
        {"# x\n\n2022-02-30,off,春节\n", "3"},
        {"2022-01-03,rest,元旦\n", "1"},
        {"2022-01-03,off,元旦\n2022-01-03,off,元旦\n", "2"},
        {"2022-01-03,off,元旦\n2022-01-02,off,元旦\n", "2"},
        {"2022-01-03,off,元旦\n2022-01-04,off,\xff\n", "2"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(calendar_read(cases[i].text, strlen(cases[i].text), CALENDAR_HOURS, &error));
        g_assert_cmpstr(error_key(error), ==, "kernel.calendar.row");
        g_assert_cmpstr(error_detail(error, 0)->arguments[1], ==, cases[i].row);
    }

    static const char *const hours[] = {"",
                                        "8:30-12:00",
                                        "12:00-08:30",
                                        "08:30-12:00 11:00-17:30",
                                        "08:30-24:01",
                                        "08:60-12:00",
                                        "01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 9"};
    for (gsize i = 0; i < G_N_ELEMENTS(hours); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(calendar_read("", 0, hours[i], &error));
        g_assert_cmpstr(error_key(error), ==, "kernel.calendar.hours");
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(calendar_load("no/such/file.csv", CALENDAR_HOURS, &error));
    g_assert_nonnull(error);
}

static void without_a_file_weekdays_are_worked(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkCalendar) calendar = calendar_read("", 0, "00:00-24:00", &error);

    g_assert_no_error(error);
    g_assert_false(covers(calendar, 0));
    assert_day(calendar_add(calendar, day("2022-04-29"), 1), "2022-05-02");
    assert_day(calendar_add(calendar, day("1960-01-01"), -1), "1959-12-31");
    assert_day(calendar_add(calendar, day("1959-12-31"), 2), "1960-01-04");
}

/* The file that comes with the program, against the notices for 2022 and 2023
 * (国办发明电〔2021〕11号, 〔2022〕16号): 249 working days each. */
static void the_calendar_of_the_notices_is_right(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkCalendar) calendar =
        calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, &error);

    g_assert_no_error(error);
    g_assert_cmpint(calendar_count(calendar, day("2021-12-31"), day("2022-12-31")), ==, 249);
    g_assert_cmpint(calendar_count(calendar, day("2022-12-31"), day("2023-12-31")), ==, 249);
    g_assert_true(calendar_is_work(calendar, day("2022-10-08")));
    g_assert_false(calendar_is_work(calendar, day("2022-10-07")));
    g_assert_true(covers(calendar, day("2026-12-31")));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/calendar/" #test, test)
    ADD(what_no_notice_speaks_of_is_known);
    ADD(holidays_are_off_and_swapped_days_are_worked);
    ADD(deadlines_skip_what_is_not_worked);
    ADD(counting_agrees_with_a_walk_day_by_day);
    ADD(clocks_run_in_working_hours_only);
    ADD(time_that_was_added_has_passed);
    ADD(a_bad_file_is_refused_with_its_line);
    ADD(without_a_file_weekdays_are_worked);
    ADD(the_calendar_of_the_notices_is_right);
    return g_test_run();
}
