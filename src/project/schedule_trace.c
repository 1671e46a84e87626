/* Why a date is what it is: the links that push, found again from the dates (nothing is written
 * down for it during the passes). */
#include "project/schedule_internal.h"

/* How far LINK into NODE lets it slip: working days between what the link asks and what is. */
static gint32 link_slack(const ScheduleResult *result, guint node, const NetLink *link)
{
    const ScheduleNetwork *network = result->network;
    const DayTable *table = node_table(network, node);
    const Span *early = result->early;
    gint32 source = NET_FROM_FINISH(link->how) ? early[link->from].finish : early[link->from].start;
    gint32 work = result->input.work[node];
    gint32 asked =
        work == 0 ? net_shift(table, source, link->how) : net_ask(table, source, link->how);

    if (work == 0) {
        return early[node].start - asked; /* days, for an instant: only 0 matters */
    }
    gint32 finish = worked_before(table, early[node].finish);
    return NET_TO_FINISH(link->how) ? finish - worked_before(table, asked)
                                    : finish - work - worked_before(table, asked);
}

static bool can_push(const ScheduleNetwork *network, guint node, const NetLink *link)
{
    guint8 flags = network->flags[node];

    return (flags & NODE_FINISHED) == 0 &&
           ((flags & NODE_STARTED) == 0 || NET_TO_FINISH(link->how) ||
            NET_TYPE(link->how) == SCHEDULE_FS);
}

/* The number of the link that drives NODE, or SCHEDULE_NONE. */
static guint find_driver(const ScheduleResult *result, guint node)
{
    const ScheduleNetwork *network = result->network;
    guint best = SCHEDULE_NONE;
    gint32 best_float = G_MAXINT32;

    for (guint k = network->first[node]; k < network->first[node + 1]; k++) {
        const NetLink *link = &network->links[k];
        if (!can_push(network, node, link) || link_slack(result, node, link) != 0) {
            continue;
        }
        bool over = (network->flags[link->from] & NODE_FINISHED) != 0;
        gint32 rank = over ? G_MAXINT32 - 1 : schedule_node_float(result, link->from);
        if (rank < best_float) {
            best = k;
            best_float = rank;
        }
    }
    return best;
}

/* Does a day of the plan or of the activity itself hold NODE where it is, whatever its links? */
static ScheduleCause own_cause(const ScheduleResult *result, guint node, gint32 *day)
{
    const ScheduleNetwork *network = result->network;
    const SchedulePlan *plan = network->plan;
    const DayTable *table = node_table(network, node);
    const Span *own = &result->input.no_earlier[node];
    gint32 position = worked_before(table, result->early[node].finish);
    gint32 work = result->input.work[node];

    if ((network->flags[node] & NODE_FINISHED) != 0) {
        *day = result->early[node].finish - 1;
        return SCHEDULE_BY_ACTUAL;
    }
    if (own->finish > NEVER_LOW && worked_before(table, own->finish) == position) {
        *day = own->finish - 1;
        return SCHEDULE_BY_FINISH_NO_EARLIER;
    }
    if ((network->flags[node] & NODE_STARTED) == 0 && own->start > NEVER_LOW &&
        worked_before(table, own->start) + work == position) {
        *day = own->start;
        return SCHEDULE_BY_START_NO_EARLIER;
    }
    *day = (network->flags[node] & NODE_STARTED) != 0 ? plan->data_date : result->floor;
    return plan->data_date != SCHEDULE_NO_DAY && *day == plan->data_date ? SCHEDULE_BY_DATA_DATE
                                                                         : SCHEDULE_BY_START;
}

/* Back from NODE along what drives it. *START is the first node of the chain. Summaries' nodes are
 * not steps, but their links are. */
static GArray *trace(const ScheduleResult *result, guint node, guint *start)
{
    const ScheduleNetwork *network = result->network;
    GArray *back = g_array_new(FALSE, FALSE, sizeof(ScheduleStep));
    guint link = SCHEDULE_NONE; /* out of what is looked at */
    bool open = false;          /* the last step still waits for its link */

    for (;;) {
        guint driver = find_driver(result, node);
        if ((network->flags[node] & NODE_IS_SUMMARY) == 0) {
            ScheduleStep step = {.activity = network->owner[node], .link = SCHEDULE_NONE};
            g_array_append_val(back, step);
            open = true;
        }
        *start = node;
        if (driver == SCHEDULE_NONE) {
            break;
        }
        link = network->link_of[driver];
        if (open && link != SCHEDULE_NONE) {
            g_array_index(back, ScheduleStep, back->len - 1).link = link;
            open = false;
        }
        node = network->links[driver].from;
    }
    for (guint i = 0; i < back->len / 2; i++) {
        ScheduleStep step = g_array_index(back, ScheduleStep, i);
        g_array_index(back, ScheduleStep, i) = g_array_index(back, ScheduleStep, back->len - 1 - i);
        g_array_index(back, ScheduleStep, back->len - 1 - i) = step;
    }
    return back;
}

/* The node that finishes last (of summary ACTIVITY, or of all); of several the one of least float.
 */
static guint last_node(const ScheduleResult *result, guint activity)
{
    const ScheduleNetwork *network = result->network;
    guint last = SCHEDULE_NONE;

    for (guint node = 0; node < network->count; node++) {
        if ((network->flags[node] & NODE_IS_SUMMARY) != 0) {
            continue;
        }
        guint at = network->owner[node];
        while (activity != SCHEDULE_NONE && at != SCHEDULE_NONE && at != activity) {
            at = schedule_plan_activity(network->plan, at)->parent;
        }
        if (at == SCHEDULE_NONE) {
            continue;
        }
        gint32 later =
            last == SCHEDULE_NONE ? 1 : result->early[node].finish - result->early[last].finish;
        if (later > 0 || (later == 0 &&
                          schedule_node_float(result, node) <= schedule_node_float(result, last))) {
            last = node;
        }
    }
    return last;
}

GArray *schedule_driving_path(const ScheduleResult *result, guint activity)
{
    const ScheduleNetwork *network = result->network;
    guint node = activity != SCHEDULE_NONE ? network->node[activity] : SCHEDULE_NONE;
    guint start = 0;

    if (node == SCHEDULE_NONE) {
        node = last_node(result, activity);
    }
    return node == SCHEDULE_NONE ? g_array_new(FALSE, FALSE, sizeof(ScheduleStep))
                                 : trace(result, node, &start);
}

typedef struct {
    guint node;
    gint32 total;
    gint32 finish;
} Candidate;

static gint by_float(gconstpointer a, gconstpointer b)
{
    const Candidate *first = a;
    const Candidate *second = b;

    if (first->total != second->total) {
        return first->total < second->total ? -1 : 1;
    }
    if (first->finish != second->finish) {
        return first->finish > second->finish ? -1 : 1;
    }
    return (first->node < second->node) - (first->node > second->node);
}

/* Of the links into NODE from activities that are still free to be on a path, the tightest. */
static guint tightest_link(const ScheduleResult *result, guint node, gint32 float_max,
                           const guint8 *taken)
{
    const ScheduleNetwork *network = result->network;
    guint best = SCHEDULE_NONE;
    gint32 least = G_MAXINT32;

    for (guint k = network->first[node]; k < network->first[node + 1]; k++) {
        const NetLink *link = &network->links[k];
        if (taken[link->from] != 0 || !can_push(network, node, link) ||
            (network->flags[link->from] & NODE_FINISHED) != 0 ||
            schedule_node_float(result, link->from) > float_max) {
            continue;
        }
        gint32 slack = link_slack(result, node, link);
        if (slack < least) {
            best = k;
            least = slack;
        }
    }
    return best;
}

static GArray *trace_free(const ScheduleResult *result, guint node, gint32 float_max, guint8 *taken)
{
    const ScheduleNetwork *network = result->network;
    GArray *path = g_array_new(FALSE, FALSE, sizeof(ScheduleStep));
    guint link = SCHEDULE_NONE;

    while (node != SCHEDULE_NONE) {
        guint next = tightest_link(result, node, float_max, taken);
        taken[node] = 1;
        if (next != SCHEDULE_NONE && network->link_of[next] != SCHEDULE_NONE) {
            link = network->link_of[next];
        }
        if ((network->flags[node] & NODE_IS_SUMMARY) == 0) {
            ScheduleStep step = {.activity = network->owner[node],
                                 .link = next != SCHEDULE_NONE ? network->link_of[next]
                                                               : SCHEDULE_NONE};
            g_array_prepend_val(path, step);
        } else if (path->len > 0 && g_array_index(path, ScheduleStep, 0).link == SCHEDULE_NONE) {
            g_array_index(path, ScheduleStep, 0).link = link;
        }
        node = next != SCHEDULE_NONE ? network->links[next].from : SCHEDULE_NONE;
    }
    if (path->len > 0) {
        g_array_index(path, ScheduleStep, 0).link = SCHEDULE_NONE;
    }
    return path;
}

static void unref_array(gpointer array)
{
    g_array_unref(array);
}

GPtrArray *schedule_near_paths(const ScheduleResult *result, gint32 float_max, guint count_max)
{
    const ScheduleNetwork *network = result->network;
    GPtrArray *paths = g_ptr_array_new_with_free_func(unref_array);
    g_autoptr(GArray) candidates = g_array_new(FALSE, FALSE, sizeof(Candidate));
    g_autofree guint8 *taken = g_new0(guint8, network->count + 1);

    for (guint node = 0; node < network->count; node++) {
        Candidate candidate = {.node = node,
                               .total = schedule_node_float(result, node),
                               .finish = result->early[node].finish};
        if ((network->flags[node] & (NODE_FINISHED | NODE_IS_SUMMARY)) == 0 &&
            candidate.total <= float_max) {
            g_array_append_val(candidates, candidate);
        }
    }
    g_array_sort(candidates, by_float);
    for (guint i = 0; i < candidates->len && paths->len < count_max; i++) {
        guint node = g_array_index(candidates, Candidate, i).node;
        if (taken[node] == 0) {
            g_ptr_array_add(paths, trace_free(result, node, float_max, taken));
        }
    }
    return paths;
}

static void free_conflict(gpointer conflict)
{
    g_array_unref(((ScheduleConflict *)conflict)->steps);
    g_free(conflict);
}

static void add_conflict(const ScheduleResult *result, GPtrArray *conflicts, guint node,
                         ScheduleCause broken, gint32 limit)
{
    const ScheduleNetwork *network = result->network;
    const DayTable *table = node_table(network, node);
    ScheduleConflict *conflict = g_new0(ScheduleConflict, 1);
    bool start = broken == SCHEDULE_BY_START_NO_LATER;
    gint32 possible = start ? result->early[node].start : result->early[node].finish - 1;
    guint first = node;

    conflict->broken = broken;
    conflict->broken_day = limit;
    conflict->possible = possible;
    conflict->short_by =
        MAX(worked_before(table, possible + 1) - worked_before(table, limit + 1), 1);
    conflict->owner = broken == SCHEDULE_BY_REQUIRED_FINISH ? SCHEDULE_NONE : network->owner[node];
    conflict->steps = trace(result, node, &first);
    conflict->cause = own_cause(result, first, &conflict->cause_day);
    g_ptr_array_add(conflicts, conflict);
}

static gint worst_first(gconstpointer a, gconstpointer b)
{
    const ScheduleConflict *first = *(ScheduleConflict *const *)a;
    const ScheduleConflict *second = *(ScheduleConflict *const *)b;

    return (second->short_by > first->short_by) - (second->short_by < first->short_by);
}

GPtrArray *schedule_conflicts(const ScheduleResult *result)
{
    const ScheduleNetwork *network = result->network;
    GPtrArray *conflicts = g_ptr_array_new_with_free_func(free_conflict);

    if (result->finish > result->required && network->count > 0) {
        add_conflict(result, conflicts, last_node(result, SCHEDULE_NONE),
                     SCHEDULE_BY_REQUIRED_FINISH, result->required - 1);
    }
    for (guint node = 0; node < network->count && conflicts->len < SCHEDULE_CONFLICTS_MAX; node++) {
        const Span *limit = &network->no_later[node];
        if ((network->flags[node] & NODE_FINISHED) != 0) {
            continue;
        }
        if ((network->flags[node] & NODE_STARTED) == 0 &&
            result->early[node].start > limit->start) {
            add_conflict(result, conflicts, node, SCHEDULE_BY_START_NO_LATER, limit->start);
        }
        if (result->early[node].finish > limit->finish) {
            add_conflict(result, conflicts, node, SCHEDULE_BY_FINISH_NO_LATER, limit->finish - 1);
        }
    }
    g_ptr_array_sort(conflicts, worst_first);
    return conflicts;
}
