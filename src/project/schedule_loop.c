/* A shortest loop. What could not be placed in order is trimmed from its other end, so that only
 * loops and what lies between them are left; then a breadth-first search from each node, no deeper
 * than the shortest loop found so far. */
#include "project/schedule_internal.h"

/* After so many steps the shortest loop found so far is given. */
#define LOOP_WORK_MAX 50000000

#define NAMES_MAX 20u /* in the message */

typedef struct {
    const NetGraph *graph;
    const guint8 *left; /* by node: it may lie on a loop */
    guint *seen;        /* by node: the search (from 1) that saw it last */
    guint *depth;
    guint *came_by; /* edge */
    guint *queue;
    guint search;
    gint64 work;
    guint best;    /* length, or G_MAXUINT */
    GArray *edges; /* of the best */
} Search;

static const GraphEdge *edge_at(const NetGraph *graph, guint edge)
{
    return &g_array_index(graph->edges, GraphEdge, edge);
}

/* Nodes that wait, less those from which no loop is reached. (transfer full) */
static guint8 *trim(const NetGraph *graph, const guint *waiting)
{
    guint n = graph->owner->len;
    guint8 *left = g_new0(guint8, n + 1);
    g_autofree guint *onward = g_new0(guint, n + 1);
    g_autofree guint *in_first = g_new0(guint, n + 2);
    g_autofree guint *in = g_new(guint, graph->edges->len + 1);
    g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint));

    for (guint i = 0; i < n; i++) {
        left[i] = waiting[i] > 0;
    }
    for (guint i = 0; i < graph->edges->len; i++) {
        const GraphEdge *edge = edge_at(graph, i);
        in_first[edge->to + 2]++;
        onward[edge->from] += left[edge->to];
    }
    for (guint i = 0; i < n; i++) {
        in_first[i + 2] += in_first[i + 1];
    }
    for (guint i = 0; i < graph->edges->len; i++) {
        in[in_first[edge_at(graph, i)->to + 1]++] = edge_at(graph, i)->from;
    }
    for (guint i = 0; i < n; i++) {
        if (left[i] != 0 && onward[i] == 0) {
            g_array_append_val(ends, i);
        }
    }
    for (guint at = 0; at < ends->len; at++) {
        guint end = g_array_index(ends, guint, at);
        left[end] = 0;
        for (guint k = in_first[end]; k < in_first[end + 1]; k++) {
            if (left[in[k]] != 0 && --onward[in[k]] == 0) {
                g_array_append_val(ends, in[k]);
            }
        }
    }
    return left;
}

/* The loop that EDGE closes back to START. */
static void keep_loop(Search *search, guint start, guint edge)
{
    g_array_set_size(search->edges, 0);
    for (;;) {
        g_array_prepend_val(search->edges, edge);
        guint from = edge_at(search->graph, edge)->from;
        if (from == start) {
            break;
        }
        edge = search->came_by[from];
    }
    search->best = search->edges->len;
}

/* Looks for a loop through START that is shorter than the best. */
static void search_from(Search *search, guint start)
{
    const NetGraph *graph = search->graph;
    guint placed = 1;

    search->search++;
    search->queue[0] = start;
    search->seen[start] = search->search;
    search->depth[start] = 0;
    for (guint at = 0; at < placed; at++) {
        guint node = search->queue[at];
        if (search->depth[node] + 1 >= search->best) {
            return;
        }
        for (guint k = graph->out_first[node]; k < graph->out_first[node + 1]; k++) {
            guint to = edge_at(graph, graph->out[k])->to;
            search->work++;
            if (to == start) {
                keep_loop(search, start, graph->out[k]);
                return;
            }
            if (search->left[to] != 0 && search->seen[to] != search->search) {
                search->seen[to] = search->search;
                search->depth[to] = search->depth[node] + 1;
                search->came_by[to] = graph->out[k];
                search->queue[placed++] = to;
            }
        }
    }
}

GArray *schedule_graph_loop(const NetGraph *graph, const guint *waiting)
{
    guint n = graph->owner->len;
    g_autofree guint8 *left = trim(graph, waiting);
    g_autofree guint *seen = g_new0(guint, n + 1);
    g_autofree guint *depth = g_new(guint, n + 1);
    g_autofree guint *came_by = g_new(guint, n + 1);
    g_autofree guint *queue = g_new(guint, n + 1);
    g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(guint));
    GArray *links = g_array_new(FALSE, FALSE, sizeof(guint));
    Search search = {.graph = graph,
                     .left = left,
                     .seen = seen,
                     .depth = depth,
                     .came_by = came_by,
                     .queue = queue,
                     .best = G_MAXUINT,
                     .edges = edges};

    for (guint i = 0; i < n && (search.best == G_MAXUINT || search.work < LOOP_WORK_MAX); i++) {
        if (left[i] != 0) {
            search_from(&search, i);
        }
    }
    for (guint i = 0; i < edges->len; i++) {
        guint link = edge_at(graph, g_array_index(edges, guint, i))->link;
        if (link != SCHEDULE_NONE) {
            g_array_append_val(links, link);
        }
    }
    return links;
}

/* “甲 → 乙 → 甲”; through a summary the chain may go on with one of its parts. */
void schedule_loop_error(const SchedulePlan *plan, const GArray *links, GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autofree char *count = g_strdup_printf("%u", links->len);
    g_autofree char *place = g_strdup_printf("/links/%u", g_array_index(links, guint, 0));

    for (guint i = 0; i <= links->len; i++) {
        guint link = g_array_index(links, guint, i % links->len);
        if (i > 0) {
            g_string_append(names, " → ");
        }
        if (i == NAMES_MAX && links->len > NAMES_MAX) {
            g_string_append(names, "…");
            break;
        }
        guint from = g_array_index(plan->links, ScheduleLink, link).from;
        guint before =
            i == 0
                ? from
                : g_array_index(plan->links, ScheduleLink, g_array_index(links, guint, i - 1)).to;
        if (before != from) {
            g_string_append_printf(names, "%s → ", schedule_plan_activity(plan, before)->name);
        }
        g_string_append(names, schedule_plan_activity(plan, from)->name);
    }
    error_set(error, LUOSHI_ERROR_INVALID, "schedule.loop", place, "names", names->str, "count",
              count, NULL);
}
