/* The laws of schedules over thousands of random networks, and the second implementation beside. */
#include "project/schedule.h"
#include "schedule_oracle.h"

#include <string.h>

#define NETWORKS 200u /* of each kind */
#define SIZE     14u

typedef struct {
    SchedulePlan *plan;
    WorkCalendar *holidays;
    ScheduleNetwork *network;
    ScheduleResult *result;
} Case;

static Case *case_compute(SchedulePlan *plan)
{
    g_autoptr(GError) error = NULL;
    Case *made = g_new0(Case, 1);

    made->plan = plan;
    made->holidays = oracle_holidays();
    made->network = schedule_compile(plan, made->holidays, &error);
    g_assert_no_error(error);
    made->result = schedule_compute(made->network, &error);
    g_assert_no_error(error);
    return made;
}

static void case_free(Case *made)
{
    schedule_result_free(made->result);
    schedule_network_free(made->network);
    calendar_free(made->holidays);
    schedule_plan_free(made->plan);
    g_free(made);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Case, case_free)

static Case *random_case(guint seed, OracleKind kind)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);

    return case_compute(oracle_random_plan(rand, kind));
}

/* A milestone is shown on its boundary's morning or on the evening before, or apart from it by days
 * that nobody works. */
static bool is_shown(const Oracle *oracle, guint i, gint32 day, gint32 boundary)
{
    if (day == boundary || day == boundary - 1) {
        return true;
    }
    for (gint32 between = day + 1; between < boundary; between++) {
        if (oracle_is_work(oracle, i, between)) {
            return false;
        }
    }
    return day < boundary;
}

static void assert_span(const Case *made, const Oracle *oracle, guint seed, guint i,
                        const char *what, gint32 start, gint32 finish, OracleSpan expected)
{
    bool same = schedule_plan_activity(made->plan, i)->duration == 0
                    ? start == finish && is_shown(oracle, i, start, expected.start)
                    : start == expected.start && finish == expected.finish - 1;

    if (!same) {
        g_error("seed %u, activity %u: %s %d to %d, expected %d to %d", seed, i, what, start,
                finish, expected.start, expected.finish - 1);
    }
}

static void compare(guint seed, OracleKind kind)
{
    g_autoptr(Case) made = random_case(seed, kind);
    g_autoptr(SchedulePlan) flat = oracle_flattened(made->plan);
    g_autoptr(Oracle) oracle = oracle_new(flat, made->holidays);

    for (guint i = 0; i < flat->activities->len; i++) {
        ScheduleDates dates = schedule_dates(made->result, i);
        assert_span(made, oracle, seed, i, "early", dates.early_start, dates.early_finish,
                    oracle->early[i]);
        assert_span(made, oracle, seed, i, "late", dates.late_start, dates.late_finish,
                    oracle->late[i]);
        assert_span(made, oracle, seed, i, "planned", dates.start, dates.finish,
                    oracle->planned[i]);
        if (dates.total_float != oracle->total_float[i] ||
            dates.free_float != oracle->free_float[i]) {
            g_error("seed %u, activity %u: floats %d, %d, expected %d, %d", seed, i,
                    dates.total_float, dates.free_float, oracle->total_float[i],
                    oracle->free_float[i]);
        }
    }
}

static const OracleKind kinds[] = {
    {.count = SIZE},
    {.count = SIZE, .calendars = true},
    {.count = SIZE, .calendars = true, .bounds = true, .late = true},
    {.count = SIZE, .calendars = true, .bounds = true, .deadlines = true, .late = true},
    {.count = SIZE, .calendars = true, .bounds = true, .deadlines = true, .progress = true},
    {.count = SIZE, .calendars = true, .bounds = true, .late = true, .summaries = true},
    {.count = SIZE, .calendars = true, .deadlines = true, .late = true, .summaries = true},
    {.count = SIZE, .calendars = true, .bounds = true, .backward = true, .summaries = true},
    {.count = SIZE,
     .calendars = true,
     .bounds = true,
     .deadlines = true,
     .progress = true,
     .late = true,
     .summaries = true},
};

static void every_date_is_that_of_a_second_implementation(void)
{
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        for (guint i = 0; i < NETWORKS; i++) {
            compare(k * NETWORKS + i, kinds[k]);
        }
    }
}

/* With a start, too: whatever early dates are, all is planned when it must be at the latest. */
static void a_backward_plan_that_can_be_kept_lies_at_its_late_dates(void)
{
    guint kept = 0;

    for (guint seed = 0; seed < 3 * NETWORKS; seed++) {
        OracleKind kind = {.count = 3 * SIZE,
                           .calendars = seed % 2 == 0,
                           .bounds = true,
                           .backward = true,
                           .summaries = true};
        g_autoptr(Case) made = random_case(seed, kind);
        if (schedule_totals(made->result).float_least < 0) {
            continue;
        }
        kept++;
        for (guint i = 0; i < made->plan->activities->len; i++) {
            ScheduleDates dates = schedule_dates(made->result, i);
            if (dates.start != dates.late_start || dates.finish != dates.late_finish) {
                g_error("seed %u, activity %u: planned %d to %d, late %d to %d", seed, i,
                        dates.start, dates.finish, dates.late_start, dates.late_finish);
            }
        }
    }
    g_assert_cmpuint(kept, >, NETWORKS);
}

static SchedulePlan *plan_without(guint seed, OracleKind kind, guint drop)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
    SchedulePlan *plan = oracle_random_plan(rand, kind);

    /* Where days are off, or calendars differ, what drives can have days of its own that what it
     * drives lacks: some float. */
    if (!kind.calendars) {
        ScheduleCalendar *all = schedule_plan_add_calendar(plan, "all", NULL, NULL);
        all->week = 0x7F;
        all->holidays = false;
        plan->calendar = 0;
    }
    if (drop < plan->links->len) {
        g_array_remove_index(plan->links, drop);
    }
    return plan;
}

static void links_only_make_later_and_what_is_not_critical_can_go(void)
{
    for (guint seed = 0; seed < NETWORKS; seed++) {
        OracleKind kind = {.count = SIZE, .calendars = seed % 2 == 0, .bounds = seed % 2 == 0};
        g_autoptr(Case) made = case_compute(plan_without(seed, kind, G_MAXUINT));
        gint32 finish = schedule_totals(made->result).early_finish;
        for (guint drop = 0; drop < made->plan->links->len; drop++) {
            guint to = g_array_index(made->plan->links, ScheduleLink, drop).to;
            bool critical = (schedule_dates(made->result, to).flags & SCHEDULE_CRITICAL) != 0;
            g_autoptr(Case) less = case_compute(plan_without(seed, kind, drop));
            for (guint i = 0; i < SIZE; i++) {
                g_assert_cmpint(schedule_dates(less->result, i).early_start, <=,
                                schedule_dates(made->result, i).early_start);
            }
            if (!critical && !kind.calendars) {
                g_assert_cmpint(schedule_totals(less->result).early_finish, ==, finish);
            }
        }
    }
}

static void floats_are_in_order_and_days_are_worked(void)
{
    for (guint seed = 0; seed < 3 * NETWORKS; seed++) {
        OracleKind kind = {.count = 3 * SIZE,
                           .calendars = true,
                           .bounds = true,
                           .deadlines = seed % 2 == 0,
                           .late = true};
        g_autoptr(Case) made = random_case(seed, kind);
        g_autoptr(Oracle) oracle = oracle_new_days(made->plan, made->holidays);
        for (guint i = 0; i < made->plan->activities->len; i++) {
            ScheduleDates dates = schedule_dates(made->result, i);
            bool late = dates.total_float < 0;
            g_assert_true(late || dates.early_start <= dates.late_start);
            g_assert_true(late || dates.early_finish <= dates.late_finish);
            g_assert_cmpint(dates.free_float, >=, 0);
            g_assert_true(late || dates.free_float <= dates.total_float);
            g_assert_true(kind.deadlines || !late);
            g_assert_cmpint(dates.start, >=, dates.early_start);
            if (schedule_plan_activity(made->plan, i)->duration > 0) {
                g_assert_true(oracle_is_work(oracle, i, dates.start));
                g_assert_true(oracle_is_work(oracle, i, dates.finish));
                g_assert_true(oracle_is_work(oracle, i, dates.late_start));
                g_assert_true(oracle_is_work(oracle, i, dates.late_finish));
            }
        }
    }
}

static void every_activity_on_the_driving_path_has_the_least_float(void)
{
    for (guint seed = 0; seed < 3 * NETWORKS; seed++) {
        g_autoptr(Case) made =
            case_compute(plan_without(seed, (OracleKind){.count = 3 * SIZE}, G_MAXUINT));
        g_autoptr(GArray) path = schedule_driving_path(made->result, SCHEDULE_NONE);
        gint32 least = schedule_totals(made->result).float_least;
        g_assert_cmpuint(path->len, >, 0);
        for (guint i = 0; i < path->len; i++) {
            ScheduleStep step = g_array_index(path, ScheduleStep, i);
            g_assert_cmpint(schedule_dates(made->result, step.activity).total_float, ==, least);
            g_assert_true((i == 0) == (step.link == SCHEDULE_NONE));
        }
    }
}

static void what_if_is_what_computing_again_gives(void)
{
    for (guint seed = 0; seed < NETWORKS; seed++) {
        OracleKind kind = kinds[seed % G_N_ELEMENTS(kinds)];
        g_autoptr(Case) made = random_case(seed, kind);
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        SchedulePlan *plan = oracle_random_plan(rand, kind);
        ScheduleChange change = {seed % SIZE, (gint32)(seed % 17) + 1, SCHEDULE_NO_DAY};
        ScheduleActivity *activity = schedule_plan_activity(plan, change.activity);
        if (activity->actual_start == SCHEDULE_NO_DAY) {
            change.start_no_earlier = plan->start + (gint32)(seed % 50);
            activity->start_no_earlier = change.start_no_earlier;
            activity->duration = change.duration;
        } else if (activity->actual_finish == SCHEDULE_NO_DAY) {
            activity->remaining = change.duration;
        }
        bool possible = activity->actual_finish == SCHEDULE_NO_DAY;
        g_autoptr(Case) again = case_compute(plan);
        g_autoptr(ScheduleResult) tried = schedule_try(made->network, &change, NULL);
        g_assert_true(possible == (tried != NULL));
        for (guint i = 0; possible && i < SIZE; i++) {
            ScheduleDates first = schedule_dates(tried, i);
            ScheduleDates second = schedule_dates(again->result, i);
            g_assert_true(memcmp(&first, &second, sizeof first) == 0);
        }
    }
}

/* A mirrored network, on a calendar without days off, has the mirrored dates. */
static void a_mirrored_network_has_mirrored_dates(void)
{
    for (guint seed = 0; seed < NETWORKS; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        SchedulePlan *plan = oracle_random_plan(rand, (OracleKind){.count = SIZE});
        SchedulePlan *mirror = schedule_plan_new();
        ScheduleCalendar *all = schedule_plan_add_calendar(plan, "all", NULL, NULL);
        all->week = 0x7F;
        all->holidays = false;
        all = schedule_plan_add_calendar(mirror, "all", NULL, NULL);
        all->week = 0x7F;
        all->holidays = false;
        plan->calendar = mirror->calendar = 0;
        for (guint i = 0; i < SIZE; i++) {
            schedule_plan_activity(plan, i)->duration += 1; /* no instants: they have two sides */
            ScheduleActivity *activity =
                schedule_plan_add(mirror, schedule_plan_activity(plan, i)->id, NULL, NULL);
            activity->duration = schedule_plan_activity(plan, i)->duration;
        }
        for (guint i = 0; i < plan->links->len; i++) {
            ScheduleLink *link = &g_array_index(plan->links, ScheduleLink, i);
            static const guint8 turned[] = {SCHEDULE_FS, SCHEDULE_FF, SCHEDULE_SS, SCHEDULE_SF};
            link->lag = MAX(link->lag, 0);
            ScheduleLink back = *link;
            back.from = link->to;
            back.to = link->from;
            back.type = turned[link->type];
            schedule_plan_link(mirror, back, NULL);
        }
        mirror->start = plan->start;
        g_autoptr(Case) forward = case_compute(plan);
        g_autoptr(Case) backward = case_compute(mirror);
        gint32 sum = schedule_totals(forward->result).early_finish + plan->start;
        g_assert_cmpint(schedule_totals(backward->result).early_finish + plan->start, ==, sum);
        for (guint i = 0; i < SIZE; i++) {
            ScheduleDates first = schedule_dates(forward->result, i);
            ScheduleDates second = schedule_dates(backward->result, i);
            g_assert_cmpint(first.early_start, ==, sum - second.late_finish);
            g_assert_cmpint(first.late_finish, ==, sum - second.early_start);
            g_assert_cmpint(first.total_float, ==, second.total_float);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define TEST(name) g_test_add_func("/schedule/" #name, name)
    TEST(every_date_is_that_of_a_second_implementation);
    TEST(a_backward_plan_that_can_be_kept_lies_at_its_late_dates);
    TEST(links_only_make_later_and_what_is_not_critical_can_go);
    TEST(floats_are_in_order_and_days_are_worked);
    TEST(every_activity_on_the_driving_path_has_the_least_float);
    TEST(what_if_is_what_computing_again_gives);
    TEST(a_mirrored_network_has_mirrored_dates);
#undef TEST
    return g_test_run();
}
