#include "schedule_oracle.h"

#define DAYS 1600

static const ScheduleActivity *activity_at(const Oracle *oracle, guint i)
{
    return schedule_plan_activity(oracle->plan, i);
}

static bool find_work(const Oracle *oracle, guint number, gint32 day)
{
    if (number == oracle->plan->calendars->len) {
        return calendar_is_work(oracle->holidays, day);
    }
    const ScheduleCalendar *calendar =
        &g_array_index(oracle->plan->calendars, ScheduleCalendar, number);
    for (guint i = calendar->exceptions->len; i-- > 0;) {
        const ScheduleException *exception =
            &g_array_index(calendar->exceptions, ScheduleException, i);
        if (exception->from <= day && day <= exception->to) {
            return exception->work;
        }
    }
    if (calendar->holidays && calendar_name(oracle->holidays, day) != NULL) {
        return calendar_is_work(oracle->holidays, day);
    }
    gint32 since_monday = ((day - 4) % 7 + 7) % 7;
    return (calendar->week >> since_monday & 1) != 0;
}

/* Every day of every calendar is found once, as it is slow to ask. */
static void find_all_work(Oracle *oracle)
{
    guint calendars = oracle->plan->calendars->len + 1;

    oracle->first = oracle->plan->start - DAYS / 4;
    oracle->work = g_new(guint8, (gsize)calendars * DAYS);
    for (guint i = 0; i < calendars; i++) {
        for (gint32 day = 0; day < DAYS; day++) {
            oracle->work[(gint32)i * DAYS + day] = find_work(oracle, i, oracle->first + day);
        }
    }
}

bool oracle_is_work(const Oracle *oracle, guint activity, gint32 day)
{
    guint number = MIN(activity_at(oracle, activity)->calendar, oracle->plan->calendars->len);

    g_assert_true(day >= oracle->first && day < oracle->first + DAYS);
    return oracle->work[(gint32)number * DAYS + day - oracle->first] != 0;
}

/* Worked days from boundary A to boundary B; negative if B is earlier. */
static gint32 count(const Oracle *oracle, guint activity, gint32 a, gint32 b)
{
    gint32 worked = 0;

    for (gint32 day = MIN(a, b); day < MAX(a, b); day++) {
        worked += oracle_is_work(oracle, activity, day) ? 1 : 0;
    }
    return a <= b ? worked : -worked;
}

/* The boundary that lies LAG worked days after BOUNDARY, or before it. */
static gint32 walk(const Oracle *oracle, guint activity, gint32 boundary, gint32 lag)
{
    for (; lag > 0; boundary++) {
        lag -= oracle_is_work(oracle, activity, boundary) ? 1 : 0;
    }
    for (; lag < 0; boundary--) {
        lag += oracle_is_work(oracle, activity, boundary - 1) ? 1 : 0;
    }
    return boundary;
}

static bool is_started(const ScheduleActivity *activity)
{
    return activity->actual_start != SCHEDULE_NO_DAY;
}

static bool is_finished(const ScheduleActivity *activity)
{
    return activity->actual_finish != SCHEDULE_NO_DAY;
}

static gint32 work_of(const Oracle *oracle, guint i)
{
    const ScheduleActivity *activity = activity_at(oracle, i);

    if (!is_started(activity)) {
        return activity->duration;
    }
    gint32 done = count(oracle, i, activity->actual_start, oracle->plan->data_date);
    return activity->remaining != SCHEDULE_UNSET ? activity->remaining
                                                 : MAX(1, activity->duration - done);
}

/* Does LINK hold with its ends at FROM and TO (of what TO still has to do)? */
static bool holds(const Oracle *oracle, const ScheduleLink *link, OracleSpan from, OracleSpan to)
{
    const ScheduleActivity *waits = activity_at(oracle, link->to);
    bool from_finish = link->type == SCHEDULE_FS || link->type == SCHEDULE_FF;
    bool to_finish = link->type == SCHEDULE_FF || link->type == SCHEDULE_SF;
    gint32 source = from_finish ? from.finish : from.start;
    gint32 target = to_finish ? to.finish : to.start;

    if (is_finished(waits) || (is_started(waits) && link->type == SCHEDULE_SS)) {
        return true;
    }
    if (waits->duration == 0) {
        return target >=
               (link->elapsed ? source + link->lag : walk(oracle, link->to, source, link->lag));
    }
    if (link->type == SCHEDULE_FF && (link->elapsed || link->lag == 0)) {
        return to.finish >= from.finish + link->lag;
    }
    return link->elapsed ? count(oracle, link->to, source + link->lag, target) >= 0
                         : count(oracle, link->to, source, target) >= link->lag;
}

/* Its own days, and the project's. */
static bool is_early_enough(const Oracle *oracle, guint i, OracleSpan span, gint32 finish)
{
    const ScheduleActivity *activity = activity_at(oracle, i);

    return span.finish <= finish &&
           (is_started(activity) || activity->start_no_later == SCHEDULE_NO_DAY ||
            span.start <= activity->start_no_later) &&
           (activity->finish_no_later == SCHEDULE_NO_DAY ||
            span.finish <= activity->finish_no_later + 1);
}

static bool is_late_enough(const Oracle *oracle, guint i, OracleSpan span)
{
    const ScheduleActivity *activity = activity_at(oracle, i);
    const SchedulePlan *plan = oracle->plan;

    if (plan->data_date != SCHEDULE_NO_DAY && span.start < plan->data_date) {
        return false;
    }
    if (!is_started(activity) &&
        (span.start < plan->start || (activity->start_no_earlier != SCHEDULE_NO_DAY &&
                                      span.start < activity->start_no_earlier))) {
        return false;
    }
    return activity->finish_no_earlier == SCHEDULE_NO_DAY ||
           span.finish >= activity->finish_no_earlier + 1;
}

/* The span of its work if that begins on boundary START (a worked day, unless it is an instant). */
static OracleSpan span_from(const Oracle *oracle, guint i, gint32 start)
{
    return (OracleSpan){start, walk(oracle, i, start, work_of(oracle, i))};
}

/* May I begin at START with all that it waits for as in AT? */
static bool fits_after(const Oracle *oracle, guint i, OracleSpan span, const OracleSpan *at)
{
    for (guint k = 0; k < oracle->plan->links->len; k++) {
        const ScheduleLink *link = &g_array_index(oracle->plan->links, ScheduleLink, k);
        if (link->to == i && !holds(oracle, link, at[link->from], span)) {
            return false;
        }
    }
    return is_late_enough(oracle, i, span);
}

static OracleSpan whole(const Oracle *oracle, guint i, OracleSpan work)
{
    const ScheduleActivity *activity = activity_at(oracle, i);

    return is_started(activity) ? (OracleSpan){activity->actual_start, work.finish} : work;
}

/* May it, with all that wait for it as in WORK? */
static bool fits_before(const Oracle *oracle, guint i, OracleSpan span, const OracleSpan *work,
                        gint32 finish, bool held)
{
    for (guint k = 0; k < oracle->plan->links->len; k++) {
        const ScheduleLink *link = &g_array_index(oracle->plan->links, ScheduleLink, k);
        bool happened = is_started(activity_at(oracle, i)) &&
                        (link->type == SCHEDULE_SS || link->type == SCHEDULE_SF);
        if (link->from == i && !happened &&
            !holds(oracle, link, whole(oracle, i, span), work[link->to])) {
            return false;
        }
    }
    return held ? is_early_enough(oracle, i, span, finish) : span.finish <= finish;
}

static bool can_begin(const Oracle *oracle, guint i, gint32 day)
{
    return work_of(oracle, i) == 0 || oracle_is_work(oracle, i, day);
}

/* Moves all later until nothing is broken: the spans of the work that is left. */
static void move_later(const Oracle *oracle, OracleSpan *work)
{
    const SchedulePlan *plan = oracle->plan;
    g_autofree OracleSpan *at = g_new(OracleSpan, plan->activities->len);
    bool moved = true;

    for (guint i = 0; i < plan->activities->len; i++) {
        gint32 day = plan->start - 40;
        while (!can_begin(oracle, i, day)) {
            day++;
        }
        work[i] = span_from(oracle, i, day);
    }
    while (moved) {
        moved = false;
        for (guint i = 0; i < plan->activities->len; i++) {
            const ScheduleActivity *activity = activity_at(oracle, i);
            if (is_finished(activity)) {
                work[i] = (OracleSpan){activity->actual_start, activity->actual_finish + 1};
            }
            at[i] = whole(oracle, i, work[i]);
        }
        for (guint i = 0; i < plan->activities->len; i++) {
            while (!is_finished(activity_at(oracle, i)) && !fits_after(oracle, i, work[i], at)) {
                gint32 day = work[i].start + 1;
                while (!can_begin(oracle, i, day)) {
                    day++;
                }
                work[i] = span_from(oracle, i, day);
                moved = true;
            }
            at[i] = whole(oracle, i, work[i]);
        }
    }
}

/* Moves all that MOVES earlier, from far in the future, until nothing is broken. */
static void move_earlier(const Oracle *oracle, OracleSpan *work, const guint8 *moves, gint32 finish,
                         bool held)
{
    bool moved = true;

    for (guint i = 0; i < oracle->plan->activities->len; i++) {
        gint32 day = finish;
        while (!can_begin(oracle, i, day)) {
            day--;
        }
        if (moves[i] != 0) {
            work[i] = span_from(oracle, i, day);
        }
    }
    while (moved) {
        moved = false;
        for (guint i = oracle->plan->activities->len; i-- > 0;) {
            while (moves[i] != 0 && !fits_before(oracle, i, work[i], work, finish, held)) {
                gint32 day = work[i].start - 1;
                while (!can_begin(oracle, i, day)) {
                    day--;
                }
                work[i] = span_from(oracle, i, day);
                moved = true;
            }
        }
    }
}

static void find_late(Oracle *oracle, const OracleSpan *early_work, guint8 *open)
{
    const SchedulePlan *plan = oracle->plan;
    guint n = plan->activities->len;
    gint32 required = plan->finish != SCHEDULE_NO_DAY ? plan->finish + 1 : oracle->finish;
    g_autofree OracleSpan *work = g_memdup2(early_work, sizeof(OracleSpan) * n);

    move_earlier(oracle, work, open, required, true);
    for (guint i = 0; i < n; i++) {
        oracle->late[i] = whole(oracle, i, work[i]);
        oracle->total_float[i] = count(oracle, i, early_work[i].finish, work[i].finish);
        if (oracle->total_float[i] == 0 && work[i].finish < early_work[i].finish) {
            oracle->total_float[i] = -1; /* a milestone too late by days off */
        }
    }
}

/* One at a time with all others where they are. */
static void find_free(Oracle *oracle, const OracleSpan *early_work, const guint8 *open)
{
    guint n = oracle->plan->activities->len;
    g_autofree guint8 *alone = g_new0(guint8, n);
    g_autofree OracleSpan *work = g_memdup2(early_work, sizeof(OracleSpan) * n);

    for (guint i = 0; i < n; i++) {
        alone[i] = open[i];
        move_earlier(oracle, work, alone, oracle->finish, false);
        gint32 slack = count(oracle, i, early_work[i].finish, work[i].finish);
        oracle->free_float[i] = CLAMP(slack, 0, MAX(oracle->total_float[i], 0));
        work[i] = early_work[i];
        alone[i] = 0;
    }
}

/* From the last to the first (links only go to later ones). */
static void find_planned(Oracle *oracle, const OracleSpan *early_work, const guint8 *open)
{
    const SchedulePlan *plan = oracle->plan;
    guint n = plan->activities->len;
    gint32 required = plan->finish != SCHEDULE_NO_DAY ? plan->finish + 1 : oracle->finish;
    g_autofree guint8 *alone = g_new0(guint8, n);
    g_autofree OracleSpan *work = g_memdup2(early_work, sizeof(OracleSpan) * n);

    for (guint i = n; i-- > 0;) {
        bool moves = (plan->late || activity_at(oracle, i)->late) && open[i] != 0 &&
                     !is_started(activity_at(oracle, i));
        if (moves) {
            alone[i] = 1;
            move_earlier(oracle, work, alone, required, true);
            alone[i] = 0;
            if (work[i].finish < early_work[i].finish) {
                work[i] = early_work[i];
            }
        }
        oracle->planned[i] = whole(oracle, i, work[i]);
    }
}

Oracle *oracle_new_days(const SchedulePlan *plan, const WorkCalendar *holidays)
{
    Oracle *oracle = g_new0(Oracle, 1);
    guint n = plan->activities->len;

    oracle->plan = plan;
    oracle->holidays = holidays;
    oracle->early = g_new0(OracleSpan, n);
    oracle->late = g_new0(OracleSpan, n);
    oracle->planned = g_new0(OracleSpan, n);
    oracle->free_float = g_new0(gint32, n);
    oracle->total_float = g_new0(gint32, n);
    oracle->finish = G_MININT32;
    find_all_work(oracle);
    return oracle;
}

Oracle *oracle_new(const SchedulePlan *plan, const WorkCalendar *holidays)
{
    Oracle *oracle = oracle_new_days(plan, holidays);
    guint n = plan->activities->len;
    g_autofree OracleSpan *work = g_new0(OracleSpan, n);
    g_autofree guint8 *open = g_new0(guint8, n);

    move_later(oracle, work);
    for (guint i = 0; i < n; i++) {
        open[i] = !is_finished(activity_at(oracle, i));
        oracle->early[i] = whole(oracle, i, work[i]);
        oracle->finish = MAX(oracle->finish, work[i].finish);
    }
    find_late(oracle, work, open);
    find_free(oracle, work, open);
    find_planned(oracle, work, open);
    return oracle;
}

void oracle_free(Oracle *oracle)
{
    g_free(oracle->work);
    g_free(oracle->early);
    g_free(oracle->late);
    g_free(oracle->planned);
    g_free(oracle->free_float);
    g_free(oracle->total_float);
    g_free(oracle);
}

WorkCalendar *oracle_holidays(void)
{
    g_autoptr(GError) error = NULL;
    WorkCalendar *holidays = calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, &error);

    g_assert_no_error(error);
    return holidays;
}

static void add_calendars(SchedulePlan *plan, GRand *rand)
{
    static const guint8 weeks[] = {0x7F, 0x3F, 0x1F, 0x15};

    for (guint i = 0; i < G_N_ELEMENTS(weeks); i++) {
        g_autofree char *id = g_strdup_printf("calendar %u", i);
        ScheduleCalendar *calendar = schedule_plan_add_calendar(plan, id, NULL, NULL);
        calendar->week = weeks[i];
        calendar->holidays = g_rand_boolean(rand);
        for (guint k = 0; k < 2; k++) {
            gint32 from = plan->start + g_rand_int_range(rand, 0, 90);
            schedule_plan_except(calendar, from, from + g_rand_int_range(rand, 0, 12),
                                 g_rand_int_range(rand, 0, 3) == 0, NULL);
        }
    }
}

static void add_days(ScheduleActivity *activity, const SchedulePlan *plan, GRand *rand,
                     OracleKind kind)
{
    gint32 day = plan->start + g_rand_int_range(rand, -5, 60);
    guint which = (guint)g_rand_int_range(rand, 0, 12);

    if (kind.bounds && which == 0) {
        activity->start_no_earlier = day;
    } else if (kind.bounds && which == 1) {
        activity->finish_no_earlier = day;
    } else if (kind.deadlines && which == 2) {
        activity->start_no_later = day;
    } else if (kind.deadlines && which == 3) {
        activity->finish_no_later = day;
    } else if (kind.bounds && kind.deadlines && which == 4) {
        activity->start_no_earlier = activity->start_no_later = day;
    }
}

static void add_progress(ScheduleActivity *activity, const SchedulePlan *plan, GRand *rand)
{
    if (activity->duration == 0 || g_rand_int_range(rand, 0, 3) == 0) {
        return;
    }
    activity->actual_start = plan->data_date - g_rand_int_range(rand, 1, 20);
    if (g_rand_boolean(rand)) {
        activity->actual_finish = g_rand_int_range(rand, activity->actual_start, plan->data_date);
    } else if (g_rand_boolean(rand)) {
        activity->remaining = g_rand_int_range(rand, 1, 10);
    }
}

static void add_links(SchedulePlan *plan, GRand *rand, guint to)
{
    guint wanted = (guint)g_rand_int_range(rand, 0, 4);

    for (guint k = 0; to > 0 && k < wanted; k++) {
        ScheduleLink link = {
            .from = (guint)g_rand_int_range(rand, (gint)(to > 8 ? to - 8 : 0), (gint)to),
            .to = to,
            .type = g_rand_boolean(rand) ? SCHEDULE_FS : (guint8)g_rand_int_range(rand, 0, 4),
            .elapsed = g_rand_int_range(rand, 0, 8) == 0};
        link.lag = g_rand_boolean(rand) ? 0 : g_rand_int_range(rand, -4, 7);
        schedule_plan_link(plan, link, NULL);
    }
}

/* A summary over the activities FIRST to LAST, in PARENT or in none. */
static guint add_summary(SchedulePlan *plan, GRand *rand, OracleKind kind, guint parent,
                         guint first, guint last)
{
    guint number = plan->activities->len;
    g_autofree char *id = g_strdup_printf("s%u", number);
    ScheduleActivity *summary = schedule_plan_add(plan, id, NULL, NULL);
    gint32 day = plan->start + g_rand_int_range(rand, -5, 60);

    summary->parent = parent;
    if (kind.bounds && g_rand_int_range(rand, 0, 4) == 0) {
        summary->start_no_earlier = day;
    }
    if (kind.deadlines && g_rand_int_range(rand, 0, 4) == 0) {
        summary->finish_no_later = day + 40;
    }
    for (guint i = first; i <= last; i++) {
        schedule_plan_activity(plan, i)->parent = number;
    }
    for (guint k = first > 0 ? (guint)g_rand_int_range(rand, 0, 3) : 0; k > 0; k--) {
        bool start = g_rand_int_range(rand, 0, 3) == 0;
        ScheduleLink link = {.from = (guint)g_rand_int_range(rand, 0, (gint)first),
                             .to = number,
                             .type = start ? SCHEDULE_SS : SCHEDULE_FS,
                             .elapsed = true};
        link.lag = g_rand_boolean(rand) ? 0 : g_rand_int_range(rand, -4, 7);
        schedule_plan_link(plan, link, NULL);
    }
    for (guint k = last + 1 < kind.count ? (guint)g_rand_int_range(rand, 0, 3) : 0; k > 0; k--) {
        ScheduleLink link = {.from = number,
                             .to = (guint)g_rand_int_range(rand, (gint)last + 1, (gint)kind.count),
                             .type = g_rand_boolean(rand) ? SCHEDULE_FS : SCHEDULE_FF,
                             .elapsed = g_rand_boolean(rand)};
        link.lag = g_rand_boolean(rand) ? 0 : g_rand_int_range(rand, -4, 7);
        schedule_plan_link(plan, link, NULL);
    }
    return number;
}

/* Neighbours in summaries that wait for one another, some in a summary within theirs. */
static void add_summaries(SchedulePlan *plan, GRand *rand, OracleKind kind)
{
    guint before = SCHEDULE_NONE;

    for (guint first = (guint)g_rand_int_range(rand, 0, 3); first < kind.count;) {
        guint more = (guint)g_rand_int_range(rand, 0, 5);
        guint last = MIN(first + more, kind.count - 1);
        guint summary = add_summary(plan, rand, kind, SCHEDULE_NONE, first, last);
        if (last > first && g_rand_boolean(rand)) {
            add_summary(plan, rand, kind, summary, first + 1, last);
        }
        if (before != SCHEDULE_NONE && g_rand_int_range(rand, 0, 3) == 0) {
            schedule_plan_link(plan, (ScheduleLink){.from = before, .to = summary}, NULL);
        }
        before = summary;
        first = last + 1 + (guint)g_rand_int_range(rand, 0, 3);
    }
}

/* Is I below ABOVE, or that itself? */
static bool is_in(const SchedulePlan *plan, guint i, guint above)
{
    while (i != SCHEDULE_NONE && i != above) {
        i = schedule_plan_activity(plan, i)->parent;
    }
    return i == above;
}

/* Activity I of PLAN with the days of all summaries over it. */
static void copy_flat(const SchedulePlan *plan, guint i, ScheduleActivity *copy)
{
    const char *id = copy->id;
    const char *name = copy->name;
    guint above = schedule_plan_activity(plan, i)->parent;

    *copy = *schedule_plan_activity(plan, i);
    copy->id = id;
    copy->name = name;
    copy->parent = SCHEDULE_NONE;
    for (; above != SCHEDULE_NONE; above = schedule_plan_activity(plan, above)->parent) {
        const ScheduleActivity *summary = schedule_plan_activity(plan, above);
        copy->start_no_earlier = MAX(copy->start_no_earlier, summary->start_no_earlier);
        if (copy->finish_no_later == SCHEDULE_NO_DAY ||
            (summary->finish_no_later != SCHEDULE_NO_DAY &&
             summary->finish_no_later < copy->finish_no_later)) {
            copy->finish_no_later = summary->finish_no_later;
        }
    }
}

SchedulePlan *oracle_flattened(const SchedulePlan *plan)
{
    SchedulePlan *flat = schedule_plan_new();
    g_autofree guint8 *summary = schedule_plan_summaries(plan);
    guint count = 0;

    flat->start = plan->start;
    flat->finish = plan->finish;
    flat->data_date = plan->data_date;
    flat->late = plan->late;
    for (guint i = 0; i < plan->calendars->len; i++) {
        const ScheduleCalendar *calendar = &g_array_index(plan->calendars, ScheduleCalendar, i);
        ScheduleCalendar *copy = schedule_plan_add_calendar(flat, calendar->id, NULL, NULL);
        copy->week = calendar->week;
        copy->holidays = calendar->holidays;
        g_array_append_vals(copy->exceptions, calendar->exceptions->data,
                            calendar->exceptions->len);
    }
    for (; count < plan->activities->len && summary[count] == 0; count++) {
        const char *id = schedule_plan_activity(plan, count)->id;
        copy_flat(plan, count, schedule_plan_add(flat, id, NULL, NULL));
    }
    for (guint k = 0; k < plan->links->len; k++) {
        ScheduleLink link = g_array_index(plan->links, ScheduleLink, k);
        ScheduleLink copy = link;
        for (copy.from = 0; copy.from < count; copy.from++) {
            for (copy.to = 0; is_in(plan, copy.from, link.from) && copy.to < count; copy.to++) {
                if (is_in(plan, copy.to, link.to)) {
                    schedule_plan_link(flat, copy, NULL);
                }
            }
        }
    }
    return flat;
}

SchedulePlan *oracle_random_plan(GRand *rand, OracleKind kind)
{
    SchedulePlan *plan = schedule_plan_new();

    plan->start = day_of(2024, 1, 15) + g_rand_int_range(rand, 0, 300);
    if (kind.calendars) {
        add_calendars(plan, rand);
    }
    if (kind.progress) {
        plan->data_date = plan->start + g_rand_int_range(rand, 1, 40);
    }
    if (kind.deadlines && g_rand_boolean(rand)) {
        plan->finish = plan->start + g_rand_int_range(rand, 10, 120);
    }
    if (kind.backward) {
        plan->late = true;
        plan->finish = plan->start + g_rand_int_range(rand, 150, 400);
    }
    for (guint i = 0; i < kind.count; i++) {
        g_autofree char *id = g_strdup_printf("a%u", i);
        ScheduleActivity *activity = schedule_plan_add(plan, id, NULL, NULL);
        activity->duration = g_rand_int_range(rand, 0, 6) == 0 ? 0 : g_rand_int_range(rand, 1, 12);
        activity->calendar = kind.calendars && g_rand_boolean(rand)
                                 ? (guint)g_rand_int_range(rand, 0, 4)
                                 : SCHEDULE_NONE;
        activity->late = kind.late && g_rand_int_range(rand, 0, 3) == 0;
        if (kind.progress && i < kind.count / 2) {
            add_progress(activity, plan, rand);
        }
        add_days(activity, plan, rand, kind);
        add_links(plan, rand, i);
    }
    if (kind.summaries) {
        add_summaries(plan, rand, kind);
    }
    return plan;
}
