/* The laws of schedules over thousands of random networks, and the second implementation beside. */
#include "project/schedule.h"
#include "schedule_oracle.h"

#define NETWORKS 300u /* of each kind */
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

/* Compares days; of a milestone the day may be that of the evening or of the next morning. */
static void assert_span(const Case *made, guint seed, guint i, const char *what, gint32 start,
                        gint32 finish, OracleSpan expected)
{
    bool instant = schedule_plan_activity(made->plan, i)->duration == 0;
    bool same = start == expected.start && finish == expected.finish - 1;

    if (instant && start == finish) {
        same = start == expected.start || start <= expected.start - 1;
    }
    if (!same) {
        g_error("seed %u, activity %u: %s %d to %d, expected %d to %d", seed, i, what, start,
                finish, expected.start, expected.finish - 1);
    }
}

static void compare(guint seed, OracleKind kind)
{
    g_autoptr(Case) made = random_case(seed, kind);
    g_autoptr(Oracle) oracle = oracle_new(made->plan, made->holidays);

    for (guint i = 0; i < made->plan->activities->len; i++) {
        ScheduleDates dates = schedule_dates(made->result, i);
        assert_span(made, seed, i, "early", dates.early_start, dates.early_finish,
                    oracle->early[i]);
        assert_span(made, seed, i, "late", dates.late_start, dates.late_finish, oracle->late[i]);
        assert_span(made, seed, i, "planned", dates.start, dates.finish, oracle->planned[i]);
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
};

static void every_date_is_that_of_a_second_implementation(void)
{
    for (guint k = 0; k < G_N_ELEMENTS(kinds); k++) {
        for (guint i = 0; i < NETWORKS; i++) {
            compare(k * NETWORKS + i, kinds[k]);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/schedule/every_date_is_that_of_a_second_implementation",
                    every_date_is_that_of_a_second_implementation);
    return g_test_run();
}
