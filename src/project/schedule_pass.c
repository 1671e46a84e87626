/* The passes. Each is one loop over the nodes and their links, with nothing allocated. */
#include "project/schedule_internal.h"

/* Evening sorts before morning of the same boundary. */
static inline gint32 instant_of(gint32 boundary, bool evening)
{
    return boundary * 2 - (evening ? 1 : 0);
}

/* A milestone: the latest of what it waits for, and whether that falls on an evening. */
static Span forward_instant(const ScheduleNetwork *network, const NetInput *input, guint node,
                            gint32 floor, const Span *early, guint8 *evening)
{
    const DayTable *table = node_table(network, node);
    const Span *own = &input->no_earlier[node];
    /* What is below a summary keeps the project's days, and may have ended before them. */
    floor = (network->flags[node] & NODE_IS_SUMMARY) != 0 ? NEVER_LOW : floor;
    gint32 latest = MAX(instant_of(MAX(floor, own->start), false), instant_of(own->finish, true));

    for (guint k = network->first[node]; k < network->first[node + 1]; k++) {
        const NetLink *link = &network->links[k];
        bool from_finish = NET_FROM_FINISH(link->how);
        gint32 lag = NET_LAG(link->how);
        bool late =
            from_finish && (evening == NULL || !node_is_instant(network, input, link->from) ||
                            evening[link->from] != 0);
        if (lag != 0 && !NET_ELAPSED(link->how)) {
            late = lag > 0;
        }
        gint32 source = from_finish ? early[link->from].finish : early[link->from].start;
        latest = MAX(latest, instant_of(net_shift(table, source, link->how), late));
    }
    if (evening != NULL) {
        evening[node] = (guint8)(latest & 1);
    }
    gint32 boundary = (latest + (latest & 1)) / 2;
    return (Span){boundary, boundary};
}

static inline Span forward_node(const ScheduleNetwork *network, const NetInput *input, guint node,
                                gint32 floor, const Span *early)
{
    const DayTable *table = node_table(network, node);
    bool started = (network->flags[node] & NODE_STARTED) != 0;
    gint32 start = started ? network->plan->data_date : MAX(floor, input->no_earlier[node].start);
    gint32 finish = input->no_earlier[node].finish;
    gint32 work = input->work[node];

    for (guint k = network->first[node]; k < network->first[node + 1]; k++) {
        const NetLink link = network->links[k];
        gint32 source =
            NET_FROM_FINISH(link.how) ? early[link.from].finish : early[link.from].start;
        gint32 shifted = net_ask(table, source, link.how);
        if (NET_TO_FINISH(link.how)) {
            finish = MAX(finish, shifted);
        } else if (!started || NET_TYPE(link.how) == SCHEDULE_FS) {
            start = MAX(start, shifted);
        }
    }
    gint32 position = worked_before(table, start);
    if (finish > NEVER_LOW) {
        position = MAX(position, worked_before(table, finish) - work);
    }
    return (Span){started ? network->actual[node].start : day_at(table, position),
                  day_at(table, position + work - 1) + 1};
}

gint32 schedule_forward(const ScheduleNetwork *network, const NetInput *input, gint32 floor,
                        Span *early, guint8 *evening)
{
    gint32 latest = NEVER_LOW;

    for (guint node = 0; node < network->count; node++) {
        guint8 flags = network->flags[node];
        if ((flags & NODE_FINISHED) != 0) {
            early[node] = network->actual[node];
        } else if (input->work[node] == 0) {
            early[node] = forward_instant(network, input, node, floor, early, evening);
        } else {
            early[node] = forward_node(network, input, node, floor, early);
        }
        if ((flags & NODE_BEFORE_SUMMARY) == 0) {
            latest = MAX(latest, early[node].finish);
        }
    }
    return latest;
}

/* The farthest position of a node's finish within BOUND (its start's, its finish's). */
static inline gint32 last_position(const DayTable *table, Span bound, gint32 work, bool started)
{
    gint32 position = worked_before(table, bound.finish);

    if (!started && bound.start < NEVER_HIGH) {
        position = MIN(position, worked_before(table, bound.start + 1) - 1 + work);
    }
    return position;
}

/* A node whose start waits until START and whose finish until FINISH (boundaries that still leave
 * it where it is; literally until END) bounds its predecessors. */
static inline void push_back(const ScheduleNetwork *network, guint node, gint32 start,
                             gint32 finish, gint32 end, bool started, Span *bounds)
{
    const DayTable *table = node_table(network, node);

    for (guint k = network->first[node]; k < network->first[node + 1]; k++) {
        const NetLink link = network->links[k];
        bool to_finish = NET_TO_FINISH(link.how);
        if (started && !to_finish && NET_TYPE(link.how) != SCHEDULE_FS) {
            continue;
        }
        gint32 target = !to_finish ? start : net_is_literal(link.how) ? end : finish;
        gint32 limit = net_unshift(table, target, link.how);
        gint32 *bound =
            NET_FROM_FINISH(link.how) ? &bounds[link.from].finish : &bounds[link.from].start;
        *bound = MIN(*bound, limit);
    }
}

/* The same for an instant; one that waits for ever (a summary's start, if all below it has begun)
 * bounds nothing. */
static inline void push_instant(const ScheduleNetwork *network, guint node, gint32 boundary,
                                Span *bounds)
{
    if (boundary < NEVER_HIGH) {
        push_back(network, node, boundary, boundary, boundary, false, bounds);
    }
}

/* The same for a node that is no milestone, by the position of its finish. */
static inline void push_work(const ScheduleNetwork *network, guint node, gint32 position,
                             gint32 work, bool started, Span *bounds)
{
    const DayTable *table = node_table(network, node);

    push_back(network, node, day_at(table, position - work), day_at(table, position),
              day_at(table, position - 1) + 1, started, bounds);
}

static inline Span bound_of(const ScheduleNetwork *network, guint node, bool held, Span bound)
{
    if (held) {
        bound.start = MIN(bound.start, network->no_later[node].start);
        bound.finish = MIN(bound.finish, network->no_later[node].finish);
    }
    return bound;
}

static void reset_bounds(const ScheduleNetwork *network, gint32 finish, Span *bounds)
{
    for (guint node = 0; node < network->count; node++) {
        /* A summary's start is no end of the project: only what is below it bounds it. */
        bool is_before = (network->flags[node] & NODE_BEFORE_SUMMARY) != 0;
        bounds[node] = (Span){NEVER_HIGH, is_before ? NEVER_HIGH : finish};
    }
}

gint32 schedule_backward(const ScheduleNetwork *network, const NetInput *input, gint32 finish,
                         bool held, const Span *early, Span *late)
{
    gint32 earliest = NEVER_HIGH;

    reset_bounds(network, finish, late);
    for (guint node = network->count; node-- > 0;) {
        const DayTable *table = node_table(network, node);
        bool started = (network->flags[node] & NODE_STARTED) != 0;
        gint32 work = input->work[node];
        if ((network->flags[node] & NODE_FINISHED) != 0) {
            late[node] = early != NULL ? early[node] : network->actual[node];
            continue;
        }
        Span bound = bound_of(network, node, held, late[node]);
        if (work == 0) {
            gint32 boundary = MIN(bound.start, bound.finish);
            late[node] = (Span){boundary, boundary};
            push_instant(network, node, boundary, late);
        } else {
            gint32 position = last_position(table, bound, work, started);
            late[node].finish = day_at(table, position - 1) + 1;
            late[node].start =
                started ? network->actual[node].start : day_at(table, position - work);
            push_work(network, node, position, work, started, late);
        }
        earliest = MIN(earliest, started ? late[node].finish : late[node].start);
    }
    return earliest;
}

void schedule_slack(const ScheduleNetwork *network, const NetInput *input, gint32 finish,
                    const Span *early, Span *bounds, gint32 *slack)
{
    reset_bounds(network, finish, bounds);
    for (guint node = network->count; node-- > 0;) {
        const DayTable *table = node_table(network, node);
        bool started = (network->flags[node] & NODE_STARTED) != 0;
        gint32 work = input->work[node];
        gint32 position = worked_before(table, early[node].finish);
        if ((network->flags[node] & NODE_FINISHED) != 0) {
            slack[node] = 0;
        } else if (work == 0) {
            gint32 bound = MIN(bounds[node].start, bounds[node].finish);
            /* A summary's ends have no dates of their own that could be moved. */
            bool is_end = (network->flags[node] & NODE_IS_SUMMARY) != 0;
            gint32 at = is_end ? bound : early[node].start;
            slack[node] = worked_before(table, bound) - position;
            push_instant(network, node, at, bounds);
        } else {
            slack[node] = last_position(table, bounds[node], work, started) - position;
            push_work(network, node, position, work, started, bounds);
        }
    }
}

void schedule_plan_late(const ScheduleNetwork *network, const NetInput *input, gint32 finish,
                        const Span *early, Span *planned)
{
    reset_bounds(network, finish, planned);
    for (guint node = network->count; node-- > 0;) {
        const DayTable *table = node_table(network, node);
        guint8 flags = network->flags[node];
        bool started = (flags & NODE_STARTED) != 0;
        bool moves = (flags & NODE_LATE) != 0 && !started;
        gint32 work = input->work[node];
        Span bound = bound_of(network, node, true, planned[node]);
        planned[node] = early[node];
        if ((flags & NODE_FINISHED) != 0) {
            continue;
        }
        if (work == 0) {
            gint32 boundary = MIN(bound.start, bound.finish);
            /* A summary's ends have no dates to keep: they hand on what they are asked. */
            if ((flags & NODE_IS_SUMMARY) != 0 || (moves && boundary > early[node].start)) {
                planned[node] = (Span){boundary, boundary};
            }
            push_instant(network, node, planned[node].start, planned);
            continue;
        }
        gint32 position = worked_before(table, early[node].finish);
        if (moves) {
            position = MAX(position, last_position(table, bound, work, false));
            planned[node] = (Span){day_at(table, position - work), day_at(table, position - 1) + 1};
        }
        push_work(network, node, position, work, started, planned);
    }
}
