/* A plan laid out as a network. */
#include "project/schedule_internal.h"

#include <string.h>

/* Days computed at first before the first and after the last day of the plan; more when needed. */
#define DAYS_BEFORE 200
#define DAYS_AFTER  800

static void allocate(ScheduleNetwork *network, const NetGraph *graph)
{
    gsize n = graph->owner->len;

    network->count = graph->owner->len;
    network->link_count = graph->edges->len;
    network->node = g_new(guint, network->plan->activities->len + 1);
    network->owner = g_new(guint, n + 1);
    network->flags = g_new0(guint8, n + 1);
    network->calendar = g_new(guint16, n + 1);
    network->input.work = g_new0(gint32, n + 1);
    network->input.no_earlier = g_new(Span, n + 1);
    network->no_later = g_new(Span, n + 1);
    network->actual = g_new0(Span, n + 1);
    network->first = g_new0(guint, n + 2);
    network->links = g_new(NetLink, network->link_count + 1);
    network->link_of = g_new(guint, network->link_count + 1);
}

static void lay_links(ScheduleNetwork *network, const NetGraph *graph, const guint *place)
{
    for (guint i = 0; i < graph->edges->len; i++) {
        network->first[place[g_array_index(graph->edges, GraphEdge, i).to] + 2]++;
    }
    for (guint i = 0; i < network->count; i++) {
        network->first[i + 2] += network->first[i + 1];
    }
    for (guint i = 0; i < graph->edges->len; i++) {
        const GraphEdge *edge = &g_array_index(graph->edges, GraphEdge, i);
        guint at = network->first[place[edge->to] + 1]++;
        network->links[at] = (NetLink){.from = place[edge->from], .how = edge->how};
        network->link_of[at] = edge->link;
    }
}

static guint16 table_of(const SchedulePlan *plan, const ScheduleActivity *activity)
{
    guint calendar = activity->calendar != SCHEDULE_NONE ? activity->calendar : plan->calendar;

    return (guint16)(calendar != SCHEDULE_NONE ? calendar : plan->calendars->len);
}

static void lay_node(ScheduleNetwork *network, guint node, guint owner, guint8 flags)
{
    const SchedulePlan *plan = network->plan;
    const ScheduleActivity *activity = schedule_plan_activity(plan, owner);

    network->owner[node] = owner;
    network->flags[node] = flags;
    network->calendar[node] = table_of(plan, activity);
    if ((flags & NODE_IS_SUMMARY) != 0) {
        return;
    }
    network->node[owner] = node;
    network->input.work[node] = activity->duration;
    if (activity->late || plan->late) {
        network->flags[node] |= NODE_LATE;
        network->any_late = true;
    }
    if (activity->actual_finish != SCHEDULE_NO_DAY) {
        network->flags[node] |= NODE_FINISHED;
        network->actual[node] = (Span){activity->actual_start, activity->actual_finish + 1};
    } else if (activity->actual_start != SCHEDULE_NO_DAY) {
        network->flags[node] |= NODE_STARTED;
        network->actual[node] = (Span){activity->actual_start, 0};
        network->input.work[node] = activity->remaining;
    }
}

static void lay_nodes(ScheduleNetwork *network, const NetGraph *graph, const guint *order)
{
    for (guint i = 0; i < network->plan->activities->len; i++) {
        network->node[i] = SCHEDULE_NONE;
    }
    for (guint i = 0; i < network->count; i++) {
        lay_node(network, i, g_array_index(graph->owner, guint, order[i]),
                 g_array_index(graph->flags, guint8, order[i]));
    }
}

static void stretch(gint32 day, gint32 *low, gint32 *high)
{
    if (day != SCHEDULE_NO_DAY) {
        *low = MIN(*low, day);
        *high = MAX(*high, day);
    }
}

static void days_of_plan(const SchedulePlan *plan, gint32 *low, gint32 *high)
{
    *low = G_MAXINT32;
    *high = G_MININT32;
    stretch(plan->start, low, high);
    stretch(plan->finish, low, high);
    stretch(plan->data_date, low, high);
    for (guint i = 0; i < plan->activities->len; i++) {
        const ScheduleActivity *activity = schedule_plan_activity(plan, i);
        stretch(activity->start_no_earlier, low, high);
        stretch(activity->start_no_later, low, high);
        stretch(activity->finish_no_earlier, low, high);
        stretch(activity->finish_no_later, low, high);
        stretch(activity->actual_start, low, high);
        stretch(activity->actual_finish, low, high);
    }
    for (guint i = 0; i < plan->calendars->len; i++) {
        const GArray *exceptions = g_array_index(plan->calendars, ScheduleCalendar, i).exceptions;
        for (guint k = 0; k < exceptions->len; k++) {
            stretch(g_array_index(exceptions, ScheduleException, k).from, low, high);
            stretch(g_array_index(exceptions, ScheduleException, k).to, low, high);
        }
    }
    for (guint i = 0; i < plan->baselines->len; i++) {
        const GArray *spans = g_array_index(plan->baselines, ScheduleBaseline, i).spans;
        for (guint k = 0; k < spans->len; k++) {
            stretch(g_array_index(spans, ScheduleSpan, k).start, low, high);
            stretch(g_array_index(spans, ScheduleSpan, k).finish, low, high);
        }
    }
}

/* The days of NODE as boundaries, on its calendar. */
static void lay_days(ScheduleNetwork *network, guint node)
{
    const ScheduleActivity *activity = schedule_plan_activity(network->plan, network->owner[node]);
    const DayTable *table = node_table(network, node);
    guint8 flags = network->flags[node];
    bool start = (flags & (NODE_SUMMARY_WORK | NODE_SUMMARY_FINISH)) == 0;
    bool finish = (flags & NODE_BEFORE_SUMMARY) == 0;
    Span *earliest = &network->input.no_earlier[node];
    Span *latest = &network->no_later[node];

    *earliest = (Span){NEVER_LOW, NEVER_LOW};
    *latest = (Span){NEVER_HIGH, NEVER_HIGH};
    if (start && activity->start_no_earlier != SCHEDULE_NO_DAY) {
        earliest->start = activity->start_no_earlier;
    }
    if (finish && activity->finish_no_earlier != SCHEDULE_NO_DAY) {
        gint32 day = activity->finish_no_earlier;
        if (network->input.work[node] > 0) {
            day = day_at(table, worked_before(table, day));
        }
        earliest->finish = day + 1;
    }
    if (start && activity->start_no_later != SCHEDULE_NO_DAY) {
        latest->start = activity->start_no_later;
    }
    if (finish && activity->finish_no_later != SCHEDULE_NO_DAY) {
        latest->finish = activity->finish_no_later + 1;
    }
}

/* What is left of an activity that has started, where nobody said it. */
static void lay_remaining(ScheduleNetwork *network, guint node)
{
    const ScheduleActivity *activity = schedule_plan_activity(network->plan, network->owner[node]);
    const DayTable *table = node_table(network, node);

    if ((network->flags[node] & NODE_STARTED) != 0 && activity->remaining == SCHEDULE_UNSET) {
        gint32 done = worked_before(table, network->plan->data_date) -
                      worked_before(table, activity->actual_start);
        network->input.work[node] = MAX(activity->duration - done, 1);
    }
}

static bool fail_span(GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, "schedule.span", NULL, NULL);
    return false;
}

static bool lay_calendars(ScheduleNetwork *network, GError **error)
{
    gint32 low = 0;
    gint32 high = 0;

    network->table_count = network->plan->calendars->len + 1;
    days_of_plan(network->plan, &low, &high);
    if (!schedule_tables_build(network, low - DAYS_BEFORE, high + DAYS_AFTER)) {
        return fail_span(error);
    }
    for (guint node = 0; node < network->count; node++) {
        lay_remaining(network, node);
        lay_days(network, node);
    }
    return true;
}

ScheduleNetwork *schedule_compile(const SchedulePlan *plan, const WorkCalendar *holidays,
                                  GError **error)
{
    g_autoptr(ScheduleNetwork) network = g_new0(ScheduleNetwork, 1);

    if (!schedule_plan_check(plan, error)) {
        return NULL;
    }
    network->plan = plan;
    network->holidays = holidays;
    network->summary = schedule_plan_summaries(plan);
    network->deep_first = schedule_deep_first(plan, network->summary, &network->summary_count);
    g_autoptr(NetGraph) graph =
        schedule_graph_new(plan, network->summary, network->deep_first, network->summary_count);
    g_autofree guint *waiting = g_new(guint, graph->owner->len + 1);
    g_autofree guint *order = schedule_graph_order(graph, waiting);
    if (order == NULL) {
        g_autoptr(GArray) loop = schedule_graph_loop(graph, waiting);
        schedule_loop_error(plan, loop, error);
        return NULL;
    }
    for (guint i = 0; i < graph->owner->len; i++) {
        waiting[order[i]] = i; /* now: the place of each node */
    }
    allocate(network, graph);
    lay_nodes(network, graph, order);
    lay_links(network, graph, waiting);
    if (!lay_calendars(network, error)) {
        return NULL;
    }
    return g_steal_pointer(&network);
}

void schedule_network_free(ScheduleNetwork *network)
{
    if (network == NULL) {
        return;
    }
    schedule_tables_free(network);
    g_free(network->summary);
    g_free(network->deep_first);
    g_free(network->node);
    g_free(network->owner);
    g_free(network->flags);
    g_free(network->calendar);
    g_free(network->input.work);
    g_free(network->input.no_earlier);
    g_free(network->no_later);
    g_free(network->actual);
    g_free(network->first);
    g_free(network->links);
    g_free(network->link_of);
    g_free(network);
}
