/* The days of rounds: of the pack on the real calendar, of short months and holidays, and laws that
 * hold for any recurrence over twenty years. */
#include "pack/pack.h"
#include "round/round_type.h"

#include <string.h>

static WorkCalendar *real_calendar(void)
{
    g_autoptr(GError) error = NULL;
    WorkCalendar *calendar = calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, &error);

    g_assert_no_error(error);
    return calendar;
}

static gint32 day(const char *text)
{
    gint32 number = 0;

    g_assert_true(day_parse(text, &number));
    return number;
}

static void expect_due(const Recurrence *recurrence, const char *period, const char *wanted)
{
    g_autoptr(WorkCalendar) calendar = real_calendar();
    g_autoptr(GError) error = NULL;
    char text[DAY_LENGTH + 1];
    Period one;

    g_assert_true(period_parse(period, NULL, &one, &error));
    day_format(round_due_day(recurrence, calendar, one), text);
    g_assert_cmpstr(text, ==, wanted);
}

static void holidays_and_swapped_days_move_a_due_day(void)
{
    Recurrence month = {.every = PERIOD_MONTH, .number = 5, .after = 1, .off = CALENDAR_ROLL_NEXT};
    Recurrence week = {.every = PERIOD_WEEK, .place = ROUND_ON_WEEKDAY, .number = 3};
    Recurrence half = {.every = PERIOD_HALF_MONTH, .number = -1, .off = CALENDAR_ROLL_PREVIOUS};

    expect_due(&month, "2022-09", "2022-10-08"); /* National Day; the swapped Saturday is worked */
    month.off = CALENDAR_ROLL_PREVIOUS;
    expect_due(&month, "2022-09", "2022-09-30");
    month.off = CALENDAR_ROLL_NONE;
    expect_due(&month, "2022-09", "2022-10-05");
    expect_due(&week, "2022-W40", "2022-10-05");
    week.off = CALENDAR_ROLL_NEXT;
    expect_due(&week, "2022-W40", "2022-10-08");
    expect_due(&half, "2022-01H2",
               "2022-01-30"); /* the 31st is off, the swapped Sunday is worked */
    expect_due(&half, "2022-10H1", "2022-10-14");
}

static void places_are_counted_from_both_ends_and_in_short_months(void)
{
    Recurrence thirtieth = {.every = PERIOD_MONTH, .number = 30};
    Recurrence last_but_one = {.every = PERIOD_MONTH, .place = ROUND_ON_WORKDAY, .number = -2};
    Recurrence third = {.every = PERIOD_MONTH, .place = ROUND_ON_WORKDAY, .number = 3};
    Recurrence hundredth = {.every = PERIOD_MONTH, .place = ROUND_ON_WORKDAY, .number = 100};
    Recurrence december = {
        .every = PERIOD_YEAR, .place = ROUND_ON_WORKDAY, .number = -1, .month = 12};

    expect_due(&thirtieth, "2022-02", "2022-02-28");
    expect_due(&thirtieth, "2024-02", "2024-02-29");
    expect_due(&last_but_one, "2022-11", "2022-11-29");
    expect_due(&third, "2022-10", "2022-10-10"); /* after the 8th and 9th, both swapped */
    expect_due(&third, "2022-02", "2022-02-09");
    expect_due(&hundredth, "2022-02", "2022-02-28");
    expect_due(&december, "2022", "2022-12-30");
}

static gint pick(GRand *random, gint from, gint to)
{
    return g_rand_int_range(random, from, to + 1);
}

static Recurrence any_recurrence(GRand *random)
{
    Recurrence one = {.every = (PeriodKind)pick(random, PERIOD_YEAR, PERIOD_WEEK),
                      .place = (RoundPlace)pick(random, ROUND_ON_DAY, ROUND_ON_WORKDAY),
                      .number = pick(random, 1, 28),
                      .after = pick(random, 0, 2),
                      .off = (CalendarRoll)pick(random, CALENDAR_ROLL_NONE, CALENDAR_ROLL_PREVIOUS),
                      .lead = pick(random, 0, ROUND_LEAD_MAX),
                      .grace = pick(random, 0, 5)};

    one.number = pick(random, 0, 1) == 1 ? -one.number : one.number;
    if (one.every == PERIOD_WEEK && pick(random, 0, 1) == 1) {
        one.place = ROUND_ON_WEEKDAY;
        one.number = pick(random, 1, 7);
    }
    if (one.every == PERIOD_QUARTER || one.every == PERIOD_YEAR) {
        one.month = pick(random, 0, one.every == PERIOD_YEAR ? 12 : 3);
    }
    return one;
}

/* The day that a duty is to appear by the rule's words: LEAD working days before it is due. */
static gint32 appears_on(const Recurrence *one, const WorkCalendar *calendar, Period period)
{
    return calendar_add(calendar, round_due_day(one, calendar, period), -one->lead);
}

/* Day by day over twenty years, as a server that runs every day would, and at once, as one that was
 * down: the same periods, each once. */
static void no_period_is_skipped_or_doubled(void)
{
    g_autoptr(WorkCalendar) calendar = real_calendar();
    g_autoptr(GRand) random = g_rand_new_with_seed(20221115);
    gint32 first = day("2010-01-01");
    gint32 last = day("2029-12-31");

    for (gint round = 0; round < 40; round++) {
        Recurrence one = any_recurrence(random);
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        gint32 step = 0;
        for (gint32 now = first; now <= last; now += step) {
            step = pick(random, 1, 40); /* down for some days */
            g_autoptr(GArray) found =
                round_appearing(&one, calendar, now - 1, MIN(now + step - 1, last));
            for (guint i = 0; i < found->len; i++) {
                char text[PERIOD_TEXT_MAX];
                period_format(g_array_index(found, Period, i), text);
                g_assert_true(g_hash_table_add(seen, g_strdup(text)));
            }
        }
        guint expected = 0;
        Period period = period_of(one.every, day("2005-01-01"));
        for (; period.first <= day("2034-12-31"); period = period_shift(period, 1)) {
            gint32 appears = appears_on(&one, calendar, period);
            char text[PERIOD_TEXT_MAX];
            period_format(period, text);
            bool inside = appears >= first && appears <= last;
            g_assert_true(inside == (bool)g_hash_table_contains(seen, text));
            expected += inside ? 1 : 0;
        }
        g_assert_cmpuint(g_hash_table_size(seen), ==, expected);
    }
}

static void a_due_day_is_worked_where_the_rule_says_so(void)
{
    g_autoptr(WorkCalendar) calendar = real_calendar();
    g_autoptr(GRand) random = g_rand_new_with_seed(7);

    for (gint i = 0; i < 20000; i++) {
        Recurrence one = any_recurrence(random);
        Period period = period_of(one.every, day("2010-01-01") + pick(random, 0, 7300));
        gint32 due = round_due_day(&one, calendar, period);
        if (one.off != CALENDAR_ROLL_NONE) {
            g_assert_true(calendar_is_work(calendar, due));
        }
        gint32 appears = appears_on(&one, calendar, period);
        g_assert_cmpint(appears, <=, due);
        g_assert_cmpint(round_last_day(&one, calendar, due), >=, due);
        if (calendar_is_work(calendar, due)) {
            g_assert_cmpint(calendar_count(calendar, appears, due), ==, one.lead);
        }
    }
}

static void the_pack_compiles(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *source = pack_load_yaml("packs/base/rounds.yaml", &error);
    size_t i;
    json_t *one;

    g_assert_no_error(error);
    json_array_foreach(json_object_get(source, "rounds"), i, one)
    {
        g_autoptr(RoundType) type = round_type_compile(one, &error);
        g_assert_no_error(error);
        g_assert_nonnull(type);
    }
}

static void expect_refused(const char *text, const char *key)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *source = json_loads(text, 0, NULL);

    g_assert_nonnull(source);
    g_autoptr(RoundType) type = round_type_compile(source, &error);
    g_assert_null(type);
    g_assert_cmpstr(error_key(error), ==, key);
}

#define REPORT                                                                                     \
    "{\"key\":\"a\",\"name\":{\"zh\":\"甲\",\"en\":\"A\"},\"kind\":\"report\","                   \
    "\"object\":\"commitment\",\"answer\":{\"text\":\"needed\"},"
#define MEETING "{\"key\":\"a\",\"name\":{\"zh\":\"甲\",\"en\":\"A\"},\"kind\":\"meeting\","

static void a_round_with_a_hole_in_it_is_refused(void)
{
    expect_refused(REPORT "\"due\":{\"every\":\"month\",\"off\":\"same\"}}", "round.type_place");
    expect_refused(REPORT "\"due\":{\"every\":\"month\",\"off\":\"same\",\"day\":0}}",
                   "round.type_place");
    expect_refused(REPORT "\"due\":{\"every\":\"month\",\"off\":\"same\",\"day\":1,\"workday\":1}}",
                   "round.type_place");
    expect_refused(REPORT "\"due\":{\"every\":\"month\",\"off\":\"same\",\"weekday\":3}}",
                   "round.type_place");
    expect_refused(REPORT "\"due\":{\"every\":\"quarter\",\"off\":\"same\",\"day\":1,\"month\":4}}",
                   "round.type_place");
    expect_refused(MEETING "\"due\":{\"every\":\"month\",\"off\":\"same\",\"day\":1}}",
                   "round.type_owners");
}

static void periods_are_called_by_their_names(void)
{
    static const char *const names[][2] = {{"2022", "2022年"},
                                           {"2022Q3", "2022年第3季度"},
                                           {"2022-11", "2022年11月"},
                                           {"2022-11H1", "2022年11月上半月"},
                                           {"2022-11H2", "2022年11月下半月"},
                                           {"2022-W46", "2022年第46周"}};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *name = round_period_name(LANGUAGE_ZH, names[i][0]);
        g_assert_cmpstr(name, ==, names[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/round/holidays_and_swapped_days_move_a_due_day",
                    holidays_and_swapped_days_move_a_due_day);
    g_test_add_func("/round/places_are_counted_from_both_ends_and_in_short_months",
                    places_are_counted_from_both_ends_and_in_short_months);
    g_test_add_func("/round/no_period_is_skipped_or_doubled", no_period_is_skipped_or_doubled);
    g_test_add_func("/round/a_due_day_is_worked_where_the_rule_says_so",
                    a_due_day_is_worked_where_the_rule_says_so);
    g_test_add_func("/round/the_pack_compiles", the_pack_compiles);
    g_test_add_func("/round/a_round_with_a_hole_in_it_is_refused",
                    a_round_with_a_hole_in_it_is_refused);
    g_test_add_func("/round/periods_are_called_by_their_names", periods_are_called_by_their_names);
    return g_test_run();
}
