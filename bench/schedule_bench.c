/* Schedules: networks of 1 000 to 1 000 000 activities with twice as many links, forward and
 * backward; 10 000 simulations of 500 activities; one dragged activity among 10 000; the same
 * network through TaskJuggler. The limit of a computation is touching the same arrays once: every
 * link and both its ends' dates read, every date written, nothing computed but a maximum. */
#include "project/schedule.h"
#include "project/schedule_simulate.h"

#include <glib/gstdio.h>
#include <stdio.h>

#define RUNS        10000u
#define SIMULATED   500u
#define DRAGGED     10000u
#define DRAGS       200u
#define NEAR        400 /* how far back links go: many things run beside each other */
#define TASKJUGGLER 1000u
#define REPETITIONS 3u

typedef struct {
    gint32 start;
    gint32 finish;
} Dates;

static double milliseconds(gint64 microseconds)
{
    return (double)microseconds / 1000;
}

static SchedulePlan *make_plan(guint count, bool uncertain)
{
    SchedulePlan *plan = schedule_plan_new();
    g_autoptr(GRand) rand = g_rand_new_with_seed(131103);
    ScheduleCalendar *site = schedule_plan_add_calendar(plan, "site", NULL, NULL);

    site->week = 0x3F;
    plan->start = day_of(2024, 1, 2);
    for (guint i = 0; i < count; i++) {
        g_autofree char *id = g_strdup_printf("a%u", i);
        ScheduleActivity *activity = schedule_plan_add(plan, id, NULL, NULL);
        activity->duration = g_rand_int_range(rand, 2, 20);
        activity->calendar = g_rand_boolean(rand) ? 0 : SCHEDULE_NONE;
        if (uncertain) {
            activity->optimistic = activity->duration - 1;
            activity->pessimistic = activity->duration * 2;
        }
    }
    for (guint i = 1; i < count; i++) {
        guint back = MIN(i, MAX(NEAR, count / 100));
        guint before = 0;
        for (guint k = 0; k < (i > 1 ? 2 : 1); k++) {
            guint from = i - (guint)g_rand_int_range(rand, 1, (gint)back + 1);
            bool twice = k > 0 && from == before;
            from = !twice ? from : from > 0 ? from - 1 : from + 1;
            before = from;
            ScheduleLink link = {.from = from,
                                 .to = i,
                                 .lag = g_rand_int_range(rand, 0, 4) == 0 ? 2 : 0,
                                 .type =
                                     g_rand_int_range(rand, 0, 8) == 0 ? SCHEDULE_SS : SCHEDULE_FS};
            schedule_plan_link(plan, link, NULL);
        }
    }
    return plan;
}

static ScheduleNetwork *compile(const SchedulePlan *plan, const WorkCalendar *holidays)
{
    g_autoptr(GError) error = NULL;
    ScheduleNetwork *network = schedule_compile(plan, holidays, &error);

    if (network == NULL) {
        g_error("%s", error->message);
    }
    return network;
}

/* The same links and as many dates, forward and backward, touched once. */
static gint64 touch(const SchedulePlan *plan)
{
    guint count = plan->activities->len;
    const ScheduleLink *links = (const ScheduleLink *)(void *)plan->links->data;
    g_autofree Dates *early = g_new0(Dates, count);
    g_autofree Dates *late = g_new0(Dates, count);
    gint64 start = g_get_monotonic_time();

    for (guint i = 0; i < plan->links->len; i++) {
        Dates *to = &early[links[i].to];
        to->start = MAX(to->start, early[links[i].from].finish + 1);
        to->finish = to->start + 1;
    }
    for (guint i = plan->links->len; i-- > 0;) {
        Dates *from = &late[links[i].from];
        from->finish = MIN(from->finish, late[links[i].to].start - 1);
        from->start = from->finish - 1;
    }
    gint64 spent = g_get_monotonic_time() - start;
    g_assert_cmpint(early[count - 1].start - late[0].start, >, 0);
    return spent;
}

static gint64 compute_once(ScheduleNetwork *network)
{
    gint64 start = g_get_monotonic_time();
    g_autoptr(ScheduleResult) result = schedule_compute(network, NULL);

    g_assert_nonnull(result);
    return g_get_monotonic_time() - start;
}

static void measure_passes(guint count, const WorkCalendar *holidays)
{
    g_autoptr(SchedulePlan) plan = make_plan(count, false);
    gint64 start = g_get_monotonic_time();
    g_autoptr(ScheduleNetwork) network = compile(plan, holidays);
    gint64 compiled = g_get_monotonic_time() - start;
    gint64 best = G_MAXINT64;
    gint64 limit = G_MAXINT64;

    for (guint i = 0; i < REPETITIONS; i++) {
        best = MIN(best, compute_once(network));
        limit = MIN(limit, touch(plan));
    }
    printf("schedule of %u activities, %u links: both passes and floats | %.2f ms, %.0f ns an "
           "activity (laid out once in %.1f ms) | arrays touched once %.2f ms | %.1f\n",
           count, plan->links->len, milliseconds(best), (double)best * 1000 / count,
           milliseconds(compiled), milliseconds(limit), (double)best / (double)MAX(limit, 1));
}

static void measure_drag(const WorkCalendar *holidays)
{
    g_autoptr(SchedulePlan) plan = make_plan(DRAGGED, false);
    g_autoptr(ScheduleNetwork) network = compile(plan, holidays);
    gint64 worst = 0;
    gint64 sum = 0;

    for (guint i = 0; i < DRAGS; i++) {
        ScheduleChange change = {i * (DRAGGED / DRAGS), 25, SCHEDULE_NO_DAY};
        gint64 start = g_get_monotonic_time();
        g_autoptr(ScheduleResult) result = schedule_try(network, &change, NULL);
        gint64 spent = g_get_monotonic_time() - start;
        g_assert_nonnull(result);
        worst = MAX(worst, spent);
        sum += spent;
    }
    gint64 limit = touch(plan);
    printf("one dragged activity of %u | mean %.3f ms, worst %.3f ms | arrays touched once %.3f ms "
           "| %.1f\n",
           DRAGGED, milliseconds(sum) / DRAGS, milliseconds(worst), milliseconds(limit),
           (double)sum / DRAGS / (double)MAX(limit, 1));
}

static void measure_simulation(const WorkCalendar *holidays)
{
    g_autoptr(SchedulePlan) plan = make_plan(SIMULATED, true);
    g_autoptr(ScheduleNetwork) network = compile(plan, holidays);
    gint64 start = g_get_monotonic_time();
    g_autoptr(ScheduleSimulation) simulation = schedule_simulate(network, RUNS, 1, NULL);
    gint64 spent = g_get_monotonic_time() - start;
    gint64 limit = 0;

    g_assert_nonnull(simulation);
    for (guint i = 0; i < RUNS / 10; i++) {
        limit += touch(plan);
    }
    limit *= 10;
    printf("%u simulations of %u activities, %u links | %.0f ms | arrays touched as often %.0f ms "
           "| %.1f\n",
           RUNS, SIMULATED, plan->links->len, milliseconds(spent), milliseconds(limit),
           (double)spent / (double)MAX(limit, 1));
}

/* TaskJuggler knows neither our site calendar nor swapped days here: the same durations and links,
 * Monday to Friday. */
static void write_taskjuggler(const SchedulePlan *plan, GString *text)
{
    g_string_append(text, "project p \"p\" 2024-01-02 +20y {\n timezone \"UTC\"\n timingresolution "
                          "60min\n dailyworkinghours 1\n workinghours mon - fri 9:00 - 10:00\n "
                          "workinghours sat, sun off\n}\n");
    guint next = 0;
    for (guint i = 0; i < plan->activities->len; i++) {
        g_string_append_printf(text, "task a%u \"a\" { length %dd ", i,
                               schedule_plan_activity(plan, i)->duration);
        const char *before = i == 0 ? "start 2024-01-02" : "depends ";
        g_string_append(text, before);
        bool first = true;
        for (; next < plan->links->len; next++) {
            const ScheduleLink *link = &g_array_index(plan->links, ScheduleLink, next);
            if (link->to != i) {
                break;
            }
            g_string_append_printf(text, "%sa%u", first ? "" : ", ", link->from);
            first = false;
            if (link->type == SCHEDULE_SS || link->lag > 0) {
                g_string_append(text, link->type == SCHEDULE_SS ? " { onstart" : " {");
                if (link->lag > 0) {
                    g_string_append_printf(text, " gaplength %dd", link->lag);
                }
                g_string_append(text, " }");
            }
        }
        g_string_append(text, " }\n");
    }
    g_string_append(text, "taskreport r \"r\" { formats csv columns id, start, end }\n");
}

static void measure_taskjuggler(const WorkCalendar *holidays)
{
    g_autofree char *folder = g_dir_make_tmp("luoshi-bench-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "p.tjp", NULL);
    g_autofree char *report = g_build_filename(folder, "r.csv", NULL);
    g_autofree char *program = g_find_program_in_path("tj3");
    g_autoptr(SchedulePlan) plan = make_plan(TASKJUGGLER, false);
    g_autoptr(ScheduleNetwork) network = compile(plan, holidays);
    g_autoptr(GString) text = g_string_new(NULL);
    char *argv[] = {program, (char *)"--silent", file, NULL};
    int status = 1;

    write_taskjuggler(plan, text);
    g_file_set_contents(file, text->str, -1, NULL);
    gint64 ours = compute_once(network);
    gint64 start = g_get_monotonic_time();
    bool ran = program != NULL &&
               g_spawn_sync(folder, argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                            &status, NULL) &&
               status == 0;
    gint64 theirs = g_get_monotonic_time() - start;
    if (ran) {
        printf("the same %u activities through TaskJuggler, reading and report too | %.3f ms | "
               "tj3 %.0f ms | %.6f\n",
               TASKJUGGLER, milliseconds(ours), milliseconds(theirs),
               (double)ours / (double)theirs);
    } else {
        printf("the same %u activities through TaskJuggler | %.3f ms | tj3 did not run | -\n",
               TASKJUGGLER, milliseconds(ours));
    }
    g_remove(report);
    g_remove(file);
    g_rmdir(folder);
}

int main(void)
{
    g_autoptr(WorkCalendar) holidays = calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, NULL);

    g_assert_nonnull(holidays);
    for (guint count = 1000; count <= 1000000; count *= 10) {
        measure_passes(count, holidays);
    }
    measure_drag(holidays);
    measure_simulation(holidays);
    measure_taskjuggler(holidays);
    return 0;
}
