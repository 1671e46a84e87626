/* Days, held against GLib's own calendar for every day of four centuries and more. */
#include "kernel/day.h"

#define FIRST_JULIAN 1
#define EPOCH_JULIAN 719163 /* GDate's number of 1970-01-01 */

static void every_day_agrees_with_glib(void)
{
    for (guint32 julian = FIRST_JULIAN; julian < 1000000; julian++) {
        GDate date;
        char text[DAY_LENGTH + 1];
        int year;
        int month;
        int day;
        gint32 number = (gint32)julian - EPOCH_JULIAN;

        g_date_clear(&date, 1);
        g_date_set_julian(&date, julian);
        day_parts(number, &year, &month, &day);
        g_assert_cmpint(year, ==, g_date_get_year(&date));
        g_assert_cmpint(month, ==, (int)g_date_get_month(&date));
        g_assert_cmpint(day, ==, g_date_get_day(&date));
        g_assert_cmpint(day_of(year, month, day), ==, number);

        gint32 back = 0;
        day_format(number, text);
        g_assert_true(day_parse(text, &back));
        g_assert_cmpint(back, ==, number);
    }
}

static void what_is_not_a_day_is_refused(void)
{
    static const char *const wrong[] = {"",           "2022-2-3",    "2022-02-29", "2022-13-01",
                                        "2022-00-10", "2022-01-00",  "0000-01-01", "2022/01/01",
                                        "2022-01-0x", "2022-01-011", "-022-01-01", "２０２２-01"};

    g_assert_false(day_parse(NULL, NULL));
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_assert_false(day_parse(wrong[i], NULL));
    }
    g_assert_true(day_parse("2024-02-29", NULL));
}

static void days_between_are_counted_both_ways(void)
{
    g_assert_cmpint(day_between("2022-01-01", "2022-12-31"), ==, 364);
    g_assert_cmpint(day_between("2022-03-01", "2022-02-28"), ==, -1);
    g_assert_cmpint(day_between("2022-03-01", "never"), ==, 0);
}

static void beijing_is_eight_hours_ahead(void)
{
    char text[DAY_LENGTH + 1];

    day_format(day_in_beijing((gint64)16 * 3600 * G_USEC_PER_SEC - 1), text);
    g_assert_cmpstr(text, ==, "1970-01-01");
    day_format(day_in_beijing((gint64)16 * 3600 * G_USEC_PER_SEC), text);
    g_assert_cmpstr(text, ==, "1970-01-02");
    day_format(day_in_beijing((gint64)-9 * 3600 * G_USEC_PER_SEC), text);
    g_assert_cmpstr(text, ==, "1969-12-31");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/day/every_day_agrees_with_glib", every_day_agrees_with_glib);
    g_test_add_func("/day/what_is_not_a_day_is_refused", what_is_not_a_day_is_refused);
    g_test_add_func("/day/days_between_are_counted_both_ways", days_between_are_counted_both_ways);
    g_test_add_func("/day/beijing_is_eight_hours_ahead", beijing_is_eight_hours_ahead);
    return g_test_run();
}
