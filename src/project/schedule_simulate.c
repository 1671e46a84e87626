#include "project/schedule_simulate.h"

#include "project/schedule_internal.h"

#include <math.h>
#include <string.h>

#define QUANTILES 1024 /* of a spread, between which is interpolated */
#define GOLDEN    G_GUINT64_CONSTANT(0x9E3779B97F4A7C15)

/* An activity whose duration is drawn. */
typedef struct {
    guint node;
    guint64 base; /* of its random numbers */
    gint32 least;
    gint32 most;
    float quantile[QUANTILES + 1];
} Drawn;

struct ScheduleSimulation {
    const ScheduleNetwork *network;
    guint runs;
    gint32 *finish;      /* boundaries, sorted at the end */
    guint *critical;     /* runs, by node */
    double *correlation; /* by node */
};

typedef struct {
    ScheduleNetwork *network;
    ScheduleSimulation *simulation;
    ScheduleResult *result; /* room for the passes */
    GArray *drawn;
    gint32 *draws; /* by drawn activity, then run */
} Work;

/* SplitMix64 (Steele, Lea and Flood 2014). */
static guint64 mix(guint64 z)
{
    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void fill_triangle(float *quantile, double low, double mode, double high)
{
    double share = (mode - low) / (high - low);

    for (guint i = 0; i <= QUANTILES; i++) {
        double u = (double)i / QUANTILES;
        quantile[i] = (float)(u < share ? low + sqrt(u * (high - low) * (mode - low))
                                        : high - sqrt((1 - u) * (high - low) * (high - mode)));
    }
}

/* The beta's distribution is summed over cells of its range and read backwards. */
static void fill_pert(float *quantile, double low, double mode, double high)
{
    double a = 4 * (mode - low) / (high - low);
    double b = 4 * (high - mode) / (high - low);
    double sum[QUANTILES + 1] = {0};
    guint cell = 0;

    for (guint i = 0; i < QUANTILES; i++) {
        double x = (i + 0.5) / QUANTILES;
        sum[i + 1] = sum[i] + pow(x, a) * pow(1 - x, b);
    }
    for (guint i = 0; i <= QUANTILES; i++) {
        double wanted = sum[QUANTILES] * i / QUANTILES;
        while (cell + 1 < QUANTILES && sum[cell + 1] < wanted) {
            cell++;
        }
        double width = sum[cell + 1] - sum[cell];
        double part = width > 0 ? CLAMP((wanted - sum[cell]) / width, 0, 1) : 0;
        quantile[i] = (float)(low + (high - low) * (cell + part) / QUANTILES);
    }
}

/* Three points of what is left to do; false where they are one. */
static bool make_drawn(const ScheduleNetwork *network, guint node, guint64 seed, Drawn *drawn)
{
    const ScheduleActivity *activity = schedule_plan_activity(network->plan, network->owner[node]);
    bool started = (network->flags[node] & NODE_STARTED) != 0;
    gint32 done = started ? activity->duration - network->input.work[node] : 0;

    if ((network->flags[node] & (NODE_IS_SUMMARY | NODE_FINISHED)) != 0 ||
        activity->optimistic == SCHEDULE_UNSET) {
        return false;
    }
    gint32 floor = started ? 1 : 0;
    drawn->node = node;
    drawn->base = mix(seed ^ mix(network->owner[node] + GOLDEN));
    drawn->least = MAX(activity->optimistic - done, floor);
    drawn->most = MAX(activity->pessimistic - done, floor);
    gint32 mode = CLAMP(network->input.work[node], drawn->least, drawn->most);
    if (drawn->least == drawn->most) {
        return false;
    }
    switch (network->plan->spread) {
    case SCHEDULE_PERT:
        fill_pert(drawn->quantile, drawn->least, mode, drawn->most);
        break;
    case SCHEDULE_TRIANGULAR:
        fill_triangle(drawn->quantile, drawn->least, mode, drawn->most);
        break;
    }
    return true;
}

static gint32 draw(const Drawn *drawn, guint run)
{
    guint64 random = mix(drawn->base + run * GOLDEN);
    guint cell = (guint)(random >> 54);
    float part = (float)((random >> 30) & 0xFFFFFF) / (float)(1 << 24);
    float low = drawn->quantile[cell];

    return (gint32)(low + (drawn->quantile[cell + 1] - low) * part + 0.5F);
}

/* The longest durations reach farthest: the calendars then are long enough for every run. */
static bool reach(Work *work, GError **error)
{
    ScheduleResult *result = work->result;

    for (guint i = 0; i < work->drawn->len; i++) {
        const Drawn *drawn = &g_array_index(work->drawn, Drawn, i);
        result->input.work[drawn->node] = MAX(drawn->most, work->network->input.work[drawn->node]);
    }
    return schedule_pass_forward(result, error);
}

static void count_critical(const Work *work)
{
    const ScheduleResult *result = work->result;
    guint *critical = work->simulation->critical;

    for (guint node = 0; node < work->network->count; node++) {
        bool same = result->late[node].finish == result->early[node].finish ||
                    (result->input.work[node] == 0 && schedule_node_float(result, node) == 0);
        critical[node] += same && (work->network->flags[node] & NODE_FINISHED) == 0 ? 1 : 0;
    }
}

static void run_one(Work *work, guint run)
{
    ScheduleResult *result = work->result;
    guint runs = work->simulation->runs;

    for (guint i = 0; i < work->drawn->len; i++) {
        const Drawn *drawn = &g_array_index(work->drawn, Drawn, i);
        gint32 days = draw(drawn, run);
        work->draws[(gsize)i * runs + run] = days;
        result->input.work[drawn->node] = days;
    }
    gint32 finish =
        schedule_forward(work->network, &result->input, result->floor, result->early, NULL);
    schedule_backward(work->network, &result->input, finish, false, result->early, result->late);
    count_critical(work);
    work->simulation->finish[run] = finish;
}

/* Mean ranks of VALUES, which lie from LEAST to MOST, less their mean. COUNTS is room for one a
 * value and one more. */
static void rank(const gint32 *values, guint count, gint32 least, gint32 most, guint *counts,
                 float *ranks)
{
    gsize range = (gsize)(most - least) + 1;
    double middle = (double)(count + 1) / 2;

    memset(counts, 0, sizeof *counts * (range + 1));
    for (guint i = 0; i < count; i++) {
        counts[values[i] - least + 1]++;
    }
    for (gsize i = 0; i < range; i++) {
        counts[i + 1] += counts[i];
    }
    for (guint i = 0; i < count; i++) {
        gint32 value = values[i] - least;
        double mean = ((double)counts[value] + counts[value + 1] + 1) / 2;
        ranks[i] = (float)(mean - middle);
    }
}

static double correlation(const float *a, const float *b, guint count)
{
    double ab = 0;
    double aa = 0;
    double bb = 0;

    for (guint i = 0; i < count; i++) {
        ab += (double)a[i] * (double)b[i];
        aa += (double)a[i] * (double)a[i];
        bb += (double)b[i] * (double)b[i];
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

static void correlate(const Work *work)
{
    ScheduleSimulation *simulation = work->simulation;
    guint runs = simulation->runs;
    g_autofree float *ranks = g_new(float, runs);
    g_autofree float *finish_ranks = g_new(float, runs);
    gint32 least = G_MAXINT32;
    gint32 most = G_MININT32;

    for (guint run = 0; run < runs; run++) {
        least = MIN(least, simulation->finish[run]);
        most = MAX(most, simulation->finish[run]);
    }
    g_autofree guint *counts =
        g_new(guint, MAX((gsize)(most - least), (gsize)SCHEDULE_DURATION_MAX) + 2);
    rank(simulation->finish, runs, least, most, counts, finish_ranks);
    for (guint i = 0; i < work->drawn->len; i++) {
        const Drawn *drawn = &g_array_index(work->drawn, Drawn, i);
        rank(work->draws + (gsize)i * runs, runs, drawn->least, drawn->most, counts, ranks);
        simulation->correlation[drawn->node] = correlation(ranks, finish_ranks, runs);
    }
}

static gint compare_days(gconstpointer a, gconstpointer b)
{
    gint32 first = *(const gint32 *)a;
    gint32 second = *(const gint32 *)b;

    return (first > second) - (first < second);
}

static bool check_size(const ScheduleNetwork *network, guint runs, guint drawn, GError **error)
{
    guint64 visits = (guint64)runs * (network->count + network->link_count);

    if (runs == 0 || runs > SCHEDULE_RUNS_MAX || (guint64)runs * drawn > SCHEDULE_DRAWS_MAX ||
        visits > SCHEDULE_VISITS_MAX) {
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "schedule.runs", NULL, NULL);
        return false;
    }
    return true;
}

static GArray *find_drawn(const ScheduleNetwork *network, guint64 seed)
{
    GArray *drawn = g_array_new(FALSE, FALSE, sizeof(Drawn));
    Drawn one;

    for (guint node = 0; node < network->count; node++) {
        if (make_drawn(network, node, seed, &one)) {
            g_array_append_val(drawn, one);
        }
    }
    return drawn;
}

static ScheduleSimulation *new_simulation(const ScheduleNetwork *network, guint runs)
{
    ScheduleSimulation *simulation = g_new0(ScheduleSimulation, 1);

    simulation->network = network;
    simulation->runs = runs;
    simulation->finish = g_new(gint32, runs);
    simulation->critical = g_new0(guint, network->count + 1);
    simulation->correlation = g_new0(double, network->count + 1);
    return simulation;
}

ScheduleSimulation *schedule_simulate(ScheduleNetwork *network, guint runs, guint64 seed,
                                      GError **error)
{
    if (!check_size(network, runs, 0, error)) {
        return NULL;
    }
    g_autoptr(GArray) drawn = find_drawn(network, seed);
    if (!check_size(network, runs, drawn->len, error)) {
        return NULL;
    }
    g_autoptr(ScheduleResult) base = schedule_compute(network, error);
    if (base == NULL) {
        return NULL;
    }
    g_autoptr(ScheduleResult) result = schedule_result_new(network, true);
    g_autoptr(ScheduleSimulation) simulation = new_simulation(network, runs);
    g_autofree gint32 *draws = g_new(gint32, (gsize)runs * drawn->len + 1);
    Work work = {.network = network,
                 .simulation = simulation,
                 .result = result,
                 .drawn = drawn,
                 .draws = draws};
    result->floor = base->floor;
    if (!reach(&work, error)) {
        return NULL;
    }
    for (guint run = 0; run < runs; run++) {
        run_one(&work, run);
    }
    correlate(&work);
    qsort(simulation->finish, runs, sizeof(gint32), compare_days);
    return g_steal_pointer(&simulation);
}

void schedule_simulation_free(ScheduleSimulation *simulation)
{
    if (simulation != NULL) {
        g_free(simulation->finish);
        g_free(simulation->critical);
        g_free(simulation->correlation);
        g_free(simulation);
    }
}

gint32 schedule_simulation_finish(const ScheduleSimulation *simulation, guint percent)
{
    guint64 rank_of = ((guint64)simulation->runs * CLAMP(percent, 1, 100) + 99) / 100;

    return simulation->finish[rank_of - 1] - 1;
}

double schedule_simulation_chance(const ScheduleSimulation *simulation, gint32 day)
{
    guint low = 0;
    guint high = simulation->runs;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (simulation->finish[middle] - 1 <= day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (double)low / simulation->runs;
}

ScheduleRisk schedule_simulation_risk(const ScheduleSimulation *simulation, guint activity)
{
    guint node = simulation->network->node[activity];

    if (node == SCHEDULE_NONE) {
        return (ScheduleRisk){0};
    }
    return (ScheduleRisk){.criticality =
                              (double)simulation->critical[node] / (double)simulation->runs,
                          .correlation = simulation->correlation[node]};
}
