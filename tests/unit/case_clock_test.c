/* Clocks of cases: working days, calendar days and hours; started, stopped, run on and extended. */
#include "casework/case_clock.h"

#define HOUR ((gint64)3600 * G_USEC_PER_SEC)

/* HOURS of DAY in Beijing. */
static gint64 at(const char *day, gint64 hours)
{
    gint32 number = 0;

    g_assert_true(day_parse(day, &number));
    return ((gint64)number * 24 - 8 + hours) * HOUR;
}

/* National Day of 2022 with its swapped Saturday. */
static WorkCalendar *calendar(void)
{
    static const char days[] =
        "2022-10-01,off,国庆节\n2022-10-03,off,国庆节\n2022-10-04,off,国庆节\n"
        "2022-10-05,off,国庆节\n2022-10-06,off,国庆节\n2022-10-07,off,国庆节\n"
        "2022-10-08,work,国庆节\n2022-10-09,work,国庆节\n";
    return calendar_read(days, sizeof days - 1, CALENDAR_HOURS, NULL);
}

static void days_are_counted_as_the_type_declares(void)
{
    g_autoptr(WorkCalendar) holidays = calendar();
    CaseType type = {.clock_field = -1, .has_clock = true, .working = true, .days = 5};
    Case record = {0};
    Case other = {0};

    case_clock_start(&type, holidays, at("2022-09-29", 9), &record);
    g_assert_cmpstr(record.due, ==, "2022-10-11"); /* 9-30, 10-8, 10-9, 10-10, 10-11 */
    g_assert_cmpint(case_left(&type, holidays, &record, at("2022-10-01", 9)), ==, 4);
    type.working = false;
    case_clock_start(&type, holidays, at("2022-09-29", 9), &other);
    g_assert_cmpstr(other.due, ==, "2022-10-04");
    g_assert_cmpint(case_left(&type, holidays, &other, at("2022-10-06", 9)), ==, -2);
    g_assert_true(case_is_overdue(&other, at("2022-10-05", 0)));
    g_assert_false(case_is_overdue(&other, at("2022-10-04", 23)));
    g_free(record.due);
    g_free(other.due);
}

static void hours_end_at_a_moment(void)
{
    g_autoptr(WorkCalendar) holidays = calendar();
    CaseType type = {.clock_field = -1, .has_clock = true, .working = true, .hours = 4};
    Case record = {0};

    /* Friday at four: an hour and a half, then the Saturday that is worked. */
    case_clock_start(&type, holidays, at("2022-09-30", 16), &record);
    g_assert_cmpstr(record.due, ==, "2022-10-08");
    g_assert_cmpint(record.due_at, ==, at("2022-10-08", 11));
    g_assert_cmpint(case_left(&type, holidays, &record, at("2022-10-08", 9)), ==, 2);
    g_assert_cmpint(case_left(&type, holidays, &record, at("2022-10-08", 12)), ==, -1);
    g_assert_false(case_is_overdue(&record, at("2022-10-08", 11)));
    g_assert_true(case_is_overdue(&record, at("2022-10-08", 11) + 1));

    case_clock_stop(&record, at("2022-10-08", 9));
    g_assert_false(case_is_overdue(&record, at("2022-10-09", 9)));
    case_clock_stop(&record, at("2022-10-08", 10)); /* it stands already */
    case_clock_run(&type, holidays, at("2022-10-08", 11), &record);
    g_assert_cmpint(case_left(&type, holidays, &record, at("2022-10-08", 11)), ==, 2);
    g_assert_null(record.stopped);
    case_clock_extend(&record, "2022-10-12");
    g_assert_true(case_is_overdue(&record, at("2022-10-13", 0)));
    g_assert_false(case_is_overdue(&record, at("2022-10-12", 23)));

    type.working = false;
    Case night = {0};
    case_clock_start(&type, holidays, at("2022-10-01", 22), &night);
    g_assert_cmpint(night.due_at, ==, at("2022-10-02", 2));
    g_assert_cmpstr(night.due, ==, "2022-10-02");
    g_free(record.due);
    g_free(night.due);
}

/* Whatever a clock counts in, standing costs nothing. */
static void time_that_a_clock_stands_is_given_back(void)
{
    g_autoptr(WorkCalendar) holidays = calendar();
    GRand *random = g_rand_new_with_seed(20221008);

    for (guint i = 0; i < 2000; i++) {
        CaseType type = {.clock_field = -1, .has_clock = true, .working = i % 2 == 0};
        Case record = {0};
        if (i % 3 == 0) {
            type.hours = g_rand_int_range(random, 1, 200);
        } else {
            type.days = g_rand_int_range(random, 1, 60);
        }
        gint64 start = at("2022-09-20", 9 + g_rand_int_range(random, 0, 8));
        gint64 stop = start + g_rand_int_range(random, 0, 400) * HOUR;
        gint64 run = stop + g_rand_int_range(random, 0, 400) * HOUR;
        case_clock_start(&type, holidays, start, &record);
        gint32 before = case_left(&type, holidays, &record, stop);
        case_clock_stop(&record, stop);
        case_clock_run(&type, holidays, run, &record);
        gint32 left = case_left(&type, holidays, &record, run);
        if (before > 0) {
            g_assert_cmpint(left, ==, before);
        }
        g_free(record.due);
    }
    g_rand_free(random);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/days_are_counted_as_the_type_declares",
                    days_are_counted_as_the_type_declares);
    g_test_add_func("/clock/hours_end_at_a_moment", hours_end_at_a_moment);
    g_test_add_func("/clock/time_that_a_clock_stands_is_given_back",
                    time_that_a_clock_stands_is_given_back);
    return g_test_run();
}
