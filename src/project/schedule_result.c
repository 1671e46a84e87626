/* Computing, and what is told of each activity. */
#include "project/schedule_internal.h"

#include <string.h>

/* The days that a plan can have, whether somebody wrote them or they are computed. */
static gint32 first_day(void)
{
    return day_of(SCHEDULE_YEAR_FIRST, 1, 1);
}

static gint32 last_day(void)
{
    return day_of(SCHEDULE_YEAR_LAST, 12, 31);
}

static gint32 floor_of(const SchedulePlan *plan)
{
    gint32 floor = NEVER_LOW;

    if (plan->start != SCHEDULE_NO_DAY) {
        floor = plan->start;
    }
    return plan->data_date != SCHEDULE_NO_DAY ? MAX(floor, plan->data_date) : floor;
}

static bool fail_beyond(const ScheduleNetwork *network, guint node, GError **error)
{
    guint activity = network->owner[node];
    g_autofree char *place = g_strdup_printf("/activities/%u", activity);

    error_set(error, LUOSHI_ERROR_INVALID, "schedule.beyond", place, "name",
              schedule_plan_activity(network->plan, activity)->name, NULL);
    return false;
}

/* The first activity that ends after DAY, else the one that ends last. */
static guint first_after(const ScheduleResult *result, gint32 day)
{
    const ScheduleNetwork *network = result->network;
    guint worst = 0;

    for (guint node = 1; node < network->count && result->early[worst].finish - 1 <= day; node++) {
        if (result->early[node].finish > result->early[worst].finish) {
            worst = node;
        }
    }
    return worst;
}

/* The last activity, in order, that has to start before DAY. */
static guint last_before(const ScheduleResult *result, gint32 day)
{
    guint node = result->network->count - 1;

    while (node > 0 && ((result->network->flags[node] & NODE_IS_SUMMARY) != 0 ||
                        result->late[node].start >= day)) {
        node--;
    }
    return node;
}

/* Lengthens the calendars towards what was reached; false if they are as long as may be. */
static bool lengthen(ScheduleResult *result, bool back, bool ahead, GError **error)
{
    ScheduleNetwork *network = result->network;
    gint32 span = network->high - network->low + 1;
    gint32 room = MAX(SCHEDULE_DAYS_MAX - span, 0);
    gint32 more = MIN(span, room);

    if (more == 0 || !schedule_tables_build(network, network->low - (back ? more : 0),
                                            network->high + (ahead && !back ? more : 0))) {
        return fail_beyond(network, first_after(result, last_day()), error);
    }
    return true;
}

/* With no start the latest one is taken at which nothing is late: counted back from the finish. */
static bool count_back(ScheduleResult *result, GError **error)
{
    ScheduleNetwork *network = result->network;
    gint32 start = 0;

    for (;;) {
        start =
            schedule_backward(network, &result->input, result->required, true, NULL, result->late);
        if (start < first_day()) {
            return fail_beyond(network, last_before(result, first_day()), error);
        }
        if (start > network->edge_low || network->count == 0) {
            break;
        }
        memset(result->early, 0, sizeof *result->early * network->count);
        if (!lengthen(result, true, false, error)) {
            return false;
        }
    }
    result->floor = MIN(start, result->required);
    return true;
}

bool schedule_pass_forward(ScheduleResult *result, GError **error)
{
    for (;;) {
        result->finish = schedule_forward(result->network, &result->input, result->floor,
                                          result->early, result->evening);
        if (result->finish - 1 > last_day()) {
            return fail_beyond(result->network, first_after(result, last_day()), error);
        }
        if (result->finish <= result->network->edge_high) {
            return true;
        }
        if (!lengthen(result, false, true, error)) {
            return false;
        }
    }
}

static bool pass_backward(ScheduleResult *result, gint32 *earliest, GError **error)
{
    for (;;) {
        *earliest = schedule_backward(result->network, &result->input, result->required, true,
                                      result->early, result->late);
        if (*earliest > result->network->edge_low) {
            return true;
        }
        if (!lengthen(result, true, false, error)) {
            return false;
        }
    }
}

/* The worked day that is shown for the boundary of an instant; never before the early one unless
 * it is. */
static gint32 instant_day(const ScheduleResult *result, guint node, gint32 boundary)
{
    const DayTable *table = node_table(result->network, node);
    gint32 early = result->early[node].start;

    if (boundary == early) {
        return boundary - result->evening[node];
    }
    if (result->evening[node] == 0) {
        gint32 next = day_at(table, worked_before(table, boundary + 1) - 1);
        return boundary > early ? MAX(next, early) : next;
    }
    gint32 last = day_at(table, worked_before(table, boundary) - 1);
    return boundary > early ? MAX(last, early - 1) : last;
}

static void show(const ScheduleResult *result, guint node, Span span, gint32 *start, gint32 *finish)
{
    if (node_is_instant(result->network, &result->input, node)) {
        *start = *finish = instant_day(result, node, span.start);
    } else {
        *start = span.start;
        *finish = span.finish - 1;
    }
}

gint32 schedule_node_float(const ScheduleResult *result, guint node)
{
    const DayTable *table = node_table(result->network, node);
    gint32 late = result->late[node].finish;
    gint32 early = result->early[node].finish;
    gint32 days = worked_before(table, late) - worked_before(table, early);

    /* A milestone can be too late by days that nobody works. */
    return days == 0 && late < early ? -1 : days;
}

static ScheduleDates node_dates(const ScheduleResult *result, guint node)
{
    const ScheduleNetwork *network = result->network;
    const SchedulePlan *plan = network->plan;
    guint8 flags = network->flags[node];
    ScheduleDates dates = {.total_float = schedule_node_float(result, node)};

    show(result, node, result->planned[node], &dates.start, &dates.finish);
    show(result, node, result->early[node], &dates.early_start, &dates.early_finish);
    show(result, node, result->late[node], &dates.late_start, &dates.late_finish);
    dates.free_float = CLAMP(result->slack[node], 0, MAX(dates.total_float, 0));
    dates.flags |= result->input.work[node] == 0 ? SCHEDULE_MILESTONE : 0;
    dates.flags |= (flags & NODE_STARTED) != 0 ? SCHEDULE_STARTED : 0;
    if ((flags & NODE_FINISHED) != 0) {
        dates.flags |= SCHEDULE_STARTED | SCHEDULE_FINISHED;
        return dates;
    }
    if (dates.total_float <= plan->critical_float) {
        dates.flags |= SCHEDULE_CRITICAL;
    } else if (dates.total_float <= plan->near_float) {
        dates.flags |= SCHEDULE_NEAR;
    }
    return dates;
}

/* Takes a part's dates into its summary's. */
static void roll(ScheduleDates *above, const ScheduleDates *part)
{
    bool first = above->flags == 0;
    bool all_finished = (first || (above->flags & SCHEDULE_FINISHED) != 0) &&
                        (part->flags & SCHEDULE_FINISHED) != 0;

    if (first) {
        *above = *part;
        above->flags = SCHEDULE_SUMMARY;
    }
    above->start = MIN(above->start, part->start);
    above->finish = MAX(above->finish, part->finish);
    above->early_start = MIN(above->early_start, part->early_start);
    above->early_finish = MAX(above->early_finish, part->early_finish);
    above->late_start = MIN(above->late_start, part->late_start);
    above->late_finish = MAX(above->late_finish, part->late_finish);
    if ((part->flags & SCHEDULE_FINISHED) == 0) {
        bool open = (above->flags & SCHEDULE_FINISHED) == 0 && !first;
        above->total_float = open ? MIN(above->total_float, part->total_float) : part->total_float;
        above->free_float = open ? MIN(above->free_float, part->free_float) : part->free_float;
    }
    above->flags |= part->flags & (SCHEDULE_CRITICAL | SCHEDULE_NEAR | SCHEDULE_STARTED);
    above->flags &= (above->flags & SCHEDULE_CRITICAL) != 0 ? ~(guint)SCHEDULE_NEAR : ~0u;
    above->flags =
        all_finished ? above->flags | SCHEDULE_FINISHED : above->flags & ~(guint)SCHEDULE_FINISHED;
}

static void roll_up(ScheduleResult *result)
{
    const ScheduleNetwork *network = result->network;
    const SchedulePlan *plan = network->plan;

    if (network->summary_count == 0) {
        return;
    }
    result->rolled = g_new0(ScheduleDates, network->summary_count);
    result->rolled_at = g_new0(guint, plan->activities->len);
    for (guint i = 0; i < network->summary_count; i++) {
        result->rolled_at[network->deep_first[i]] = i;
    }
    for (guint i = 0; i < plan->activities->len; i++) {
        guint parent = schedule_plan_activity(plan, i)->parent;
        if (network->node[i] != SCHEDULE_NONE && parent != SCHEDULE_NONE) {
            ScheduleDates dates = node_dates(result, network->node[i]);
            roll(&result->rolled[result->rolled_at[parent]], &dates);
        }
    }
    for (guint i = 0; i < network->summary_count; i++) {
        guint parent = schedule_plan_activity(plan, network->deep_first[i])->parent;
        if (parent != SCHEDULE_NONE) {
            roll(&result->rolled[result->rolled_at[parent]], &result->rolled[i]);
        }
    }
}

/* No date that is shown lies before the first or after the last day that a plan can have. */
static bool check_days(const ScheduleResult *result, gint32 earliest, GError **error)
{
    const ScheduleNetwork *network = result->network;
    gint32 first = first_day();
    gint32 last = last_day();

    if (MIN(result->floor, earliest) >= first && MAX(result->finish, result->required) <= last) {
        return true;
    }
    for (guint node = 0; node < network->count; node++) {
        if ((network->flags[node] & NODE_IS_SUMMARY) != 0) {
            continue;
        }
        ScheduleDates dates = node_dates(result, node);
        if (MIN(dates.early_start, dates.late_start) < first ||
            MAX(dates.early_finish, dates.late_finish) > last) {
            return fail_beyond(network, node, error);
        }
    }
    return true;
}

static bool run(ScheduleResult *result, GError **error)
{
    ScheduleNetwork *network = result->network;
    const SchedulePlan *plan = network->plan;
    bool required = plan->finish != SCHEDULE_NO_DAY;
    gint32 earliest = 0;

    result->floor = floor_of(plan);
    result->required = required ? plan->finish + 1 : 0;
    if ((result->floor == NEVER_LOW && !count_back(result, error)) ||
        !schedule_pass_forward(result, error)) {
        return false;
    }
    result->required = required ? result->required : result->finish;
    if (!pass_backward(result, &earliest, error)) {
        return false;
    }
    g_autofree Span *bounds = g_new(Span, network->count + 1);
    schedule_slack(network, &result->input, result->finish, result->early, bounds, result->slack);
    if (network->any_late) {
        result->planned = g_new(Span, network->count + 1);
        schedule_plan_late(network, &result->input, result->required, result->early,
                           result->planned);
    } else {
        result->planned = result->early;
    }
    roll_up(result);
    return check_days(result, earliest, error);
}

ScheduleResult *schedule_result_new(ScheduleNetwork *network, bool own_input)
{
    ScheduleResult *result = g_new0(ScheduleResult, 1);
    gsize n = network->count;

    result->network = network;
    result->input = network->input;
    if (own_input) {
        result->own_input = true;
        result->input.work = g_memdup2(network->input.work, sizeof(gint32) * (n + 1));
        result->input.no_earlier = g_memdup2(network->input.no_earlier, sizeof(Span) * (n + 1));
    }
    result->early = g_new(Span, n + 1);
    result->late = g_new(Span, n + 1);
    result->slack = g_new(gint32, n + 1);
    result->evening = g_new0(guint8, n + 1);
    return result;
}

ScheduleResult *schedule_compute(ScheduleNetwork *network, GError **error)
{
    g_autoptr(ScheduleResult) result = schedule_result_new(network, false);

    return run(result, error) ? g_steal_pointer(&result) : NULL;
}

static bool is_possible(const ScheduleNetwork *network, const ScheduleChange *change)
{
    guint node = change->activity < network->plan->activities->len ? network->node[change->activity]
                                                                   : SCHEDULE_NONE;

    if (node == SCHEDULE_NONE || (network->flags[node] & NODE_FINISHED) != 0) {
        return false;
    }
    bool started = (network->flags[node] & NODE_STARTED) != 0;
    gint32 least = started ? 1 : 0;
    return (change->duration == SCHEDULE_UNSET ||
            (change->duration >= least && change->duration <= SCHEDULE_DURATION_MAX)) &&
           (change->start_no_earlier == SCHEDULE_NO_DAY ||
            (!started && change->start_no_earlier >= first_day() &&
             change->start_no_earlier <= last_day()));
}

ScheduleResult *schedule_try(ScheduleNetwork *network, const ScheduleChange *change, GError **error)
{
    g_autoptr(ScheduleResult) result = schedule_result_new(network, true);

    if (!is_possible(network, change)) {
        error_set(error, LUOSHI_ERROR_INVALID, "schedule.change", NULL, NULL);
        return NULL;
    }
    guint node = network->node[change->activity];
    if (change->duration != SCHEDULE_UNSET) {
        result->input.work[node] = change->duration;
    }
    if (change->start_no_earlier != SCHEDULE_NO_DAY) {
        result->input.no_earlier[node].start = change->start_no_earlier;
    }
    return run(result, error) ? g_steal_pointer(&result) : NULL;
}

void schedule_result_free(ScheduleResult *result)
{
    if (result == NULL) {
        return;
    }
    if (result->own_input) {
        g_free(result->input.work);
        g_free(result->input.no_earlier);
    }
    if (result->planned != result->early) {
        g_free(result->planned);
    }
    g_free(result->early);
    g_free(result->late);
    g_free(result->slack);
    g_free(result->evening);
    g_free(result->rolled);
    g_free(result->rolled_at);
    g_free(result);
}

ScheduleDates schedule_dates(const ScheduleResult *result, guint activity)
{
    const ScheduleNetwork *network = result->network;

    return network->node[activity] != SCHEDULE_NONE ? node_dates(result, network->node[activity])
                                                    : result->rolled[result->rolled_at[activity]];
}

ScheduleTotals schedule_totals(const ScheduleResult *result)
{
    const ScheduleNetwork *network = result->network;
    ScheduleTotals totals = {.start = G_MAXINT32,
                             .finish = G_MININT32,
                             .early_finish = G_MININT32,
                             .required = network->plan->finish,
                             .float_least = G_MAXINT32,
                             .must_start = G_MAXINT32,
                             .uncovered = SCHEDULE_NO_DAY};

    for (guint node = 0; node < network->count; node++) {
        if ((network->flags[node] & NODE_IS_SUMMARY) != 0) {
            continue;
        }
        ScheduleDates dates = node_dates(result, node);
        totals.start = MIN(totals.start, dates.start);
        totals.finish = MAX(totals.finish, dates.finish);
        totals.early_finish = MAX(totals.early_finish, dates.early_finish);
        totals.critical += (dates.flags & SCHEDULE_CRITICAL) != 0 ? 1 : 0;
        totals.near += (dates.flags & SCHEDULE_NEAR) != 0 ? 1 : 0;
        if ((dates.flags & SCHEDULE_FINISHED) == 0) {
            totals.float_least = MIN(totals.float_least, dates.total_float);
        }
        if ((dates.flags & SCHEDULE_STARTED) == 0) {
            totals.must_start = MIN(totals.must_start, dates.late_start);
        }
    }
    totals.must_start = totals.must_start == G_MAXINT32 ? SCHEDULE_NO_DAY : totals.must_start;
    totals.float_least = totals.float_least == G_MAXINT32 ? 0 : totals.float_least;
    if (totals.finish == G_MININT32) {
        totals.start = totals.finish = totals.early_finish = SCHEDULE_NO_DAY;
        return totals;
    }
    if (network->holidays != NULL) {
        totals.uncovered = calendar_uncovered(network->holidays, totals.start, totals.finish);
    }
    return totals;
}

bool schedule_slip(const ScheduleResult *result, const ScheduleBaseline *baseline, guint activity,
                   gint32 *slip)
{
    const ScheduleNetwork *network = result->network;
    const SchedulePlan *plan = network->plan;

    if (activity >= baseline->spans->len ||
        g_array_index(baseline->spans, ScheduleSpan, activity).finish == SCHEDULE_NO_DAY) {
        return false;
    }
    guint calendar = schedule_plan_activity(plan, activity)->calendar;
    calendar = calendar != SCHEDULE_NONE ? calendar : plan->calendar;
    const DayTable *table = &network->tables[MIN(calendar, plan->calendars->len)];
    gint32 then = g_array_index(baseline->spans, ScheduleSpan, activity).finish;
    *slip = worked_before(table, schedule_dates(result, activity).finish + 1) -
            worked_before(table, then + 1);
    return true;
}
