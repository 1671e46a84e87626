/*
 * How a network lies in memory. Nodes are the activities that are no summaries, and where a summary
 * has links or days of its own, nodes for its start (what only holds starts), its work (what holds
 * what is left, too) and its finish (after all below it). They stand in topological order, links in
 * compressed rows by successor.
 *
 * Within, dates are BOUNDARIES: the number of a day stands for its morning, so that work on the
 * days A to B lasts from boundary A to boundary B + 1. A calendar turns boundaries into positions
 * (worked days before it) and back.
 */
#pragma once

#include "project/schedule.h"

/* A calendar over the days FIRST to FIRST + SPAN - 1. What lies outside is drawn to its ends;
 * whoever computes looks whether a date came near them (schedule_reaches_end) and lengthens. */
typedef struct {
    gint32 first;
    gint32 span;
    gint32 count;   /* worked days */
    gint32 *worked; /* by boundary, SPAN + 1: worked days before it */
    gint32 *day;    /* by position, COUNT: the worked day */
} DayTable;

static inline gint32 worked_before(const DayTable *table, gint32 boundary)
{
    gint32 at = boundary - table->first;

    return table->worked[at < 0 ? 0 : at > table->span ? table->span : at];
}

static inline gint32 day_at(const DayTable *table, gint32 position)
{
    return table->day[position < 0 ? 0 : position >= table->count ? table->count - 1 : position];
}

/* A link's lag and kind in one word: lag * 8 + elapsed * 4 + type. */
typedef struct {
    guint from; /* node */
    gint32 how;
} NetLink;

#define NET_TYPE(how)    ((ScheduleLinkType)((how)&3))
#define NET_ELAPSED(how) (((how)&4) != 0)
#define NET_LAG(how)     ((how) >> 3)
/* Does the finish of the predecessor count? Does the finish of the successor wait? */
#define NET_FROM_FINISH(how) (NET_TYPE(how) == SCHEDULE_FS || NET_TYPE(how) == SCHEDULE_FF)
#define NET_TO_FINISH(how)   (NET_TYPE(how) == SCHEDULE_FF || NET_TYPE(how) == SCHEDULE_SF)

enum {
    NODE_STARTED = 1,
    NODE_FINISHED = 2,
    NODE_LATE = 4,
    NODE_SUMMARY_START = 8, /* before all below it that has not begun */
    NODE_SUMMARY_WORK = 16, /* before all below it, what is left of what has begun as well */
    NODE_SUMMARY_FINISH = 32,
    NODE_BEFORE_SUMMARY = NODE_SUMMARY_START | NODE_SUMMARY_WORK,
    NODE_IS_SUMMARY = NODE_BEFORE_SUMMARY | NODE_SUMMARY_FINISH,
};

typedef struct {
    gint32 start; /* boundaries */
    gint32 finish;
} Span;

#define NEVER_LOW  (-(gint32)(1 << 29)) /* boundaries that bound nothing */
#define NEVER_HIGH ((gint32)(1 << 29))

/* What may differ from one computing to the next, by node. */
typedef struct {
    gint32 *work;     /* days to do */
    Span *no_earlier; /* start, finish (rolled to a worked day's end); without project and data date
                       */
} NetInput;

struct ScheduleNetwork {
    const SchedulePlan *plan;
    const WorkCalendar *holidays;
    guint8 *summary;   /* by activity */
    guint *deep_first; /* summaries, each after all that are below it */
    guint summary_count;

    guint count; /* of nodes */
    guint link_count;
    guint *node;  /* by activity, SCHEDULE_NONE for a summary */
    guint *owner; /* by node: its activity, or its summary */
    guint8 *flags;
    guint16 *calendar; /* by node: of tables */
    NetInput input;
    Span *no_later; /* start (last morning), finish (last evening's boundary) */
    Span *actual;   /* of started and finished ones */
    guint *first;   /* count + 1: where a node's links begin */
    NetLink *links; /* by successor */
    guint *link_of; /* the plan's link, or SCHEDULE_NONE between a summary and what is below it */
    bool any_late;

    guint table_count;
    DayTable *tables; /* by calendar of the plan; the last is the office's */
    gint32 low;       /* days that the tables span */
    gint32 high;
    gint32 edge_low; /* nearer than this to the ends and a pass may have been drawn to them */
    gint32 edge_high;
};

struct ScheduleResult {
    ScheduleNetwork *network;
    NetInput input; /* as computed with; owned where it differs from the network's */
    bool own_input;
    gint32 floor;    /* boundary: nothing that has not started starts before */
    gint32 finish;   /* boundary: the early finish of all */
    gint32 required; /* boundary that late dates count from */
    Span *early;
    Span *late;
    Span *planned;         /* the same as early where nothing is planned late */
    gint32 *slack;         /* working days that a node can slip and move no other's early dates */
    guint8 *evening;       /* milestones that fall on the evening before their boundary */
    ScheduleDates *rolled; /* by number in deep_first */
    guint *rolled_at;      /* activity → number in deep_first */
};

static inline const DayTable *node_table(const ScheduleNetwork *network, guint node)
{
    return &network->tables[network->calendar[node]];
}

static inline bool node_is_instant(const ScheduleNetwork *network, const NetInput *input,
                                   guint node)
{
    return input->work[node] == 0 && (network->flags[node] & NODE_FINISHED) == 0;
}

/* schedule_calendar.c: the tables over LOW to HIGH; false if that is too far. */
bool schedule_tables_build(ScheduleNetwork *network, gint32 low, gint32 high);
void schedule_tables_free(ScheduleNetwork *network);

/* Does a finish that waits for a finish lie on its day or later, literally? Without a lag in
 * working days it does: what waits for a Sunday's finish does not end on the Friday before, though
 * no day of its own lies between. */
static inline bool net_is_literal(gint32 how)
{
    return NET_TYPE(how) == SCHEDULE_FF && (NET_LAG(how) == 0 || NET_ELAPSED(how));
}

/* schedule_graph.c: nodes and edges before they are put in order. */
typedef struct {
    guint from;
    guint to;
    gint32 how;
    guint link; /* the plan's, or SCHEDULE_NONE */
} GraphEdge;

typedef struct {
    /* By activity: what stands for its start, its work and its finish; of one that is no summary
     * all are the same; SCHEDULE_NONE where a summary needs none. */
    guint *start_node;
    guint *work_node;
    guint *finish_node;
    GArray *owner;    /* of guint, by node */
    GArray *flags;    /* of guint8, by node: NODE_SUMMARY_… */
    GArray *edges;    /* of GraphEdge */
    guint *out_first; /* rows by predecessor */
    guint *out;       /* numbers of edges */
} NetGraph;

NetGraph *schedule_graph_new(const SchedulePlan *plan, const guint8 *summary,
                             const guint *deep_first, guint summary_count);
void schedule_graph_free(NetGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NetGraph, schedule_graph_free)

/* Summaries, the deepest first; *COUNT of them. (transfer full) */
guint *schedule_deep_first(const SchedulePlan *plan, const guint8 *summary, guint *count);

/* The nodes in topological order, NULL if they go round: WAITING (by node) then tells which ones
 * could not be placed. (transfer full) */
guint *schedule_graph_order(const NetGraph *graph, guint *waiting);

/* schedule_loop.c: the plan's links of a shortest loop among the nodes that are WAITING, in their
 * order; of a very large net perhaps not of the shortest. (transfer full) */
GArray *schedule_graph_loop(const NetGraph *graph, const guint *waiting);
/* … as an error. */
void schedule_loop_error(const SchedulePlan *plan, const GArray *links, GError **error);

/* The lag of HOW after BOUNDARY, on the successor's calendar; and the last boundary whose shifted
 * one is not after LIMIT: the adjoint. */
static inline gint32 net_shift(const DayTable *table, gint32 boundary, gint32 how)
{
    gint32 lag = NET_LAG(how);

    if (lag == 0 || NET_ELAPSED(how)) {
        return boundary + lag;
    }
    gint32 position = worked_before(table, boundary) + lag;
    return lag > 0 ? day_at(table, position - 1) + 1 : day_at(table, position);
}

/* What a link of HOW from SOURCE asks of one that is no milestone. */
static inline gint32 net_ask(const DayTable *table, gint32 source, gint32 how)
{
    gint32 asked = net_shift(table, source, how);

    return net_is_literal(how) ? day_at(table, worked_before(table, asked - 1)) + 1 : asked;
}

static inline gint32 net_unshift(const DayTable *table, gint32 limit, gint32 how)
{
    gint32 lag = NET_LAG(how);

    if (lag == 0 || NET_ELAPSED(how)) {
        return limit - lag;
    }
    return lag > 0 ? day_at(table, worked_before(table, limit) - lag)
                   : day_at(table, worked_before(table, limit + 1) - 1 - lag);
}

/* schedule_result.c: room for a computation, with input of its own if OWN_INPUT (transfer full);
 * the forward pass, on calendars that are lengthened as needed; total float. */
ScheduleResult *schedule_result_new(ScheduleNetwork *network, bool own_input);
bool schedule_pass_forward(ScheduleResult *result, GError **error);
gint32 schedule_node_float(const ScheduleResult *result, guint node);

/* schedule_pass.c. Forward from FLOOR: fills EARLY, gives the latest finish; EVENING (may be NULL)
 * is of milestones. */
gint32 schedule_forward(const ScheduleNetwork *network, const NetInput *input, gint32 floor,
                        Span *early, guint8 *evening);
/* Backward from FINISH. LATE is filled; with HELD, “no later than” is. Gives the earliest late
 * start of what has not started. */
gint32 schedule_backward(const ScheduleNetwork *network, const NetInput *input, gint32 finish,
                         bool held, const Span *early, Span *late);
/* Working days that each node can slip and move no other's EARLY dates, nor the end beyond FINISH.
 * BOUNDS is room to work in. */
void schedule_slack(const ScheduleNetwork *network, const NetInput *input, gint32 finish,
                    const Span *early, Span *bounds, gint32 *slack);
/* As EARLY, but nodes of NODE_LATE (all of them if the plan is late) as late as they can. */
void schedule_plan_late(const ScheduleNetwork *network, const NetInput *input, gint32 finish,
                        const Span *early, Span *planned);
