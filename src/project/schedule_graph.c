/* From a plan to nodes and edges, and their topological order (Kahn 1962). */
#include "project/schedule_internal.h"

#include <string.h>

/* Summaries that need a node for their start, their work or their finish: those with links or days
 * there, and all below them. */
enum { NEED_START = 1, NEED_WORK = 2, NEED_FINISH = 4 };

static guint depth_of(const SchedulePlan *plan, guint activity)
{
    guint depth = 0;

    for (guint at = schedule_plan_activity(plan, activity)->parent; at != SCHEDULE_NONE;
         at = schedule_plan_activity(plan, at)->parent) {
        depth++;
    }
    return MIN(depth, SCHEDULE_DEPTH_MAX);
}

guint *schedule_deep_first(const SchedulePlan *plan, const guint8 *summary, guint *count)
{
    guint n = plan->activities->len;
    guint first[SCHEDULE_DEPTH_MAX + 2] = {0};
    guint *sorted = g_new(guint, n + 1);

    *count = 0;
    for (guint i = 0; i < n; i++) {
        if (summary[i] != 0) {
            first[SCHEDULE_DEPTH_MAX - depth_of(plan, i) + 1]++;
            (*count)++;
        }
    }
    for (guint depth = 0; depth <= SCHEDULE_DEPTH_MAX; depth++) {
        first[depth + 1] += first[depth];
    }
    for (guint i = 0; i < n; i++) {
        if (summary[i] != 0) {
            sorted[first[SCHEDULE_DEPTH_MAX - depth_of(plan, i)]++] = i;
        }
    }
    return sorted;
}

static guint8 *find_needs(const SchedulePlan *plan, const guint8 *summary, const guint *deep_first,
                          guint summary_count)
{
    guint8 *needs = g_new0(guint8, plan->activities->len + 1);

    for (guint i = 0; i < plan->links->len; i++) {
        const ScheduleLink *link = &g_array_index(plan->links, ScheduleLink, i);
        needs[link->from] |= NEED_FINISH;
        needs[link->to] |= link->type == SCHEDULE_FS ? NEED_WORK : NEED_START;
    }
    for (guint i = summary_count; i-- > 0;) {
        guint at = deep_first[i];
        const ScheduleActivity *activity = schedule_plan_activity(plan, at);
        needs[at] |= activity->start_no_earlier != SCHEDULE_NO_DAY ? NEED_START : 0;
        needs[at] |= activity->finish_no_later != SCHEDULE_NO_DAY ? NEED_FINISH : 0;
        if (activity->parent != SCHEDULE_NONE) {
            needs[at] |= needs[activity->parent];
        }
        g_assert(summary[at] != 0);
    }
    return needs;
}

static guint add_node(NetGraph *graph, guint owner, guint8 flags)
{
    g_array_append_val(graph->owner, owner);
    g_array_append_val(graph->flags, flags);
    return graph->owner->len - 1;
}

static void add_nodes(NetGraph *graph, const SchedulePlan *plan, const guint8 *summary,
                      const guint8 *needs)
{
    for (guint i = 0; i < plan->activities->len; i++) {
        guint own = summary[i] == 0 ? add_node(graph, i, 0) : SCHEDULE_NONE;
        graph->start_node[i] = graph->work_node[i] = graph->finish_node[i] = own;
        if (summary[i] == 0) {
            continue;
        }
        if ((needs[i] & NEED_START) != 0) {
            graph->start_node[i] = add_node(graph, i, NODE_SUMMARY_START);
        }
        if ((needs[i] & NEED_WORK) != 0) {
            graph->work_node[i] = add_node(graph, i, NODE_SUMMARY_WORK);
        }
        if ((needs[i] & NEED_FINISH) != 0) {
            graph->finish_node[i] = add_node(graph, i, NODE_SUMMARY_FINISH);
        }
    }
}

static void add_edge(NetGraph *graph, guint from, guint to, gint32 how, guint link)
{
    GraphEdge edge = {.from = from, .to = to, .how = how, .link = link};

    g_array_append_val(graph->edges, edge);
}

static void add_edges(NetGraph *graph, const SchedulePlan *plan)
{
    for (guint i = 0; i < plan->activities->len; i++) {
        const ScheduleActivity *activity = schedule_plan_activity(plan, i);
        guint parent = activity->parent;
        if (parent == SCHEDULE_NONE) {
            continue;
        }
        if (graph->start_node[parent] != SCHEDULE_NONE) {
            /* A link between starts binds nothing that has begun, yet still closes a loop. */
            bool begun = activity->actual_start != SCHEDULE_NO_DAY;
            add_edge(graph, graph->start_node[parent], graph->start_node[i],
                     begun ? SCHEDULE_SS : SCHEDULE_FS, SCHEDULE_NONE);
        }
        if (graph->work_node[parent] != SCHEDULE_NONE) {
            add_edge(graph, graph->work_node[parent], graph->work_node[i], SCHEDULE_FS,
                     SCHEDULE_NONE);
        }
        if (graph->finish_node[parent] != SCHEDULE_NONE) {
            add_edge(graph, graph->finish_node[i], graph->finish_node[parent], SCHEDULE_FS,
                     SCHEDULE_NONE);
        }
    }
    for (guint i = 0; i < plan->links->len; i++) {
        const ScheduleLink *link = &g_array_index(plan->links, ScheduleLink, i);
        const guint *to = link->type == SCHEDULE_FS ? graph->work_node : graph->start_node;
        add_edge(graph, graph->finish_node[link->from], to[link->to],
                 link->lag * 8 + (link->elapsed ? 4 : 0) + link->type, i);
    }
}

static void sort_out(NetGraph *graph)
{
    guint n = graph->owner->len;
    const GraphEdge *edges = (const GraphEdge *)(void *)graph->edges->data;

    graph->out_first = g_new0(guint, n + 2);
    graph->out = g_new(guint, graph->edges->len + 1);
    for (guint i = 0; i < graph->edges->len; i++) {
        graph->out_first[edges[i].from + 2]++;
    }
    for (guint i = 0; i < n; i++) {
        graph->out_first[i + 2] += graph->out_first[i + 1];
    }
    for (guint i = 0; i < graph->edges->len; i++) {
        graph->out[graph->out_first[edges[i].from + 1]++] = i;
    }
}

NetGraph *schedule_graph_new(const SchedulePlan *plan, const guint8 *summary,
                             const guint *deep_first, guint summary_count)
{
    g_autoptr(NetGraph) graph = g_new0(NetGraph, 1);
    g_autofree guint8 *needs = find_needs(plan, summary, deep_first, summary_count);

    graph->start_node = g_new(guint, plan->activities->len + 1);
    graph->work_node = g_new(guint, plan->activities->len + 1);
    graph->finish_node = g_new(guint, plan->activities->len + 1);
    graph->owner = g_array_new(FALSE, FALSE, sizeof(guint));
    graph->flags = g_array_new(FALSE, FALSE, sizeof(guint8));
    graph->edges = g_array_sized_new(FALSE, FALSE, sizeof(GraphEdge), plan->links->len);
    add_nodes(graph, plan, summary, needs);
    add_edges(graph, plan);
    sort_out(graph);
    return g_steal_pointer(&graph);
}

void schedule_graph_free(NetGraph *graph)
{
    if (graph != NULL) {
        g_free(graph->start_node);
        g_free(graph->work_node);
        g_free(graph->finish_node);
        g_free(graph->out_first);
        g_free(graph->out);
        g_array_unref(graph->owner);
        g_array_unref(graph->flags);
        g_array_unref(graph->edges);
        g_free(graph);
    }
}

/* The order as written, if it is topological already: neighbours then lie together. */
static bool is_ordered(const NetGraph *graph)
{
    for (guint i = 0; i < graph->edges->len; i++) {
        const GraphEdge *edge = &g_array_index(graph->edges, GraphEdge, i);
        if (edge->from >= edge->to) {
            return false;
        }
    }
    return true;
}

guint *schedule_graph_order(const NetGraph *graph, guint *waiting)
{
    guint n = graph->owner->len;
    g_autofree guint *order = g_new(guint, n + 1);
    guint placed = 0;

    memset(waiting, 0, sizeof *waiting * n);
    if (is_ordered(graph)) {
        for (guint i = 0; i < n; i++) {
            order[i] = i;
        }
        return g_steal_pointer(&order);
    }
    for (guint i = 0; i < graph->edges->len; i++) {
        waiting[g_array_index(graph->edges, GraphEdge, i).to]++;
    }
    for (guint i = 0; i < n; i++) {
        if (waiting[i] == 0) {
            order[placed++] = i;
        }
    }
    for (guint at = 0; at < placed; at++) {
        for (guint k = graph->out_first[order[at]]; k < graph->out_first[order[at] + 1]; k++) {
            guint to = g_array_index(graph->edges, GraphEdge, graph->out[k]).to;
            if (--waiting[to] == 0) {
                order[placed++] = to;
            }
        }
    }
    return placed == n ? g_steal_pointer(&order) : NULL;
}
