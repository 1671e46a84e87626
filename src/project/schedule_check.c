/* What is wrong with a plan can be said before anything is computed: every fault at once, with the
 * activity's name and its place. */
#include "project/schedule_plan.h"

typedef struct {
    const SchedulePlan *plan;
    const guint8 *summary;
    gint32 first; /* days that a plan may have */
    gint32 last;
    GError *error;
} Check;

/* One more fault at /LIST/I/FIELD. */
static void fault(Check *check, const char *list, guint i, const char *field, const char *key,
                  const char *name, const char *value)
{
    g_autofree char *place = g_strdup_printf("/%s/%u/%s", list, i, field);

    if (check->error == NULL) {
        error_set(&check->error, LUOSHI_ERROR_INVALID, key, place, "name", name, "value", value,
                  "place", place, NULL);
    } else {
        error_add(check->error, key, place, "name", name, "value", value, "place", place, NULL);
    }
}

static bool is_day(const Check *check, gint32 day)
{
    return day == SCHEDULE_NO_DAY || (day >= check->first && day <= check->last);
}

static void check_number(Check *check, guint i, const char *field, gint32 value, gint32 from,
                         gint32 to)
{
    if (value < from || value > to) {
        g_autofree char *text = g_strdup_printf("%d", value);
        fault(check, "activities", i, field, "schedule.number",
              schedule_plan_activity(check->plan, i)->name, text);
    }
}

static void check_days(Check *check, guint i)
{
    const ScheduleActivity *activity = schedule_plan_activity(check->plan, i);
    const struct {
        const char *field;
        gint32 day;
    } days[] = {{"start_no_earlier", activity->start_no_earlier},
                {"start_no_later", activity->start_no_later},
                {"finish_no_earlier", activity->finish_no_earlier},
                {"finish_no_later", activity->finish_no_later},
                {"actual_start", activity->actual_start},
                {"actual_finish", activity->actual_finish}};

    for (gsize k = 0; k < G_N_ELEMENTS(days); k++) {
        if (!is_day(check, days[k].day)) {
            fault(check, "activities", i, days[k].field, "schedule.day", activity->name, "");
        }
    }
}

static void check_actuals(Check *check, guint i)
{
    const ScheduleActivity *activity = schedule_plan_activity(check->plan, i);
    bool started = activity->actual_start != SCHEDULE_NO_DAY;
    bool finished = activity->actual_finish != SCHEDULE_NO_DAY;

    if (!started && !finished) {
        if (activity->remaining != SCHEDULE_UNSET) {
            fault(check, "activities", i, "remaining", "schedule.not_started", activity->name, "");
        }
        return;
    }
    if (!started) {
        fault(check, "activities", i, "actual_finish", "schedule.not_started", activity->name, "");
        return;
    }
    if (check->plan->data_date == SCHEDULE_NO_DAY) {
        fault(check, "activities", i, "actual_start", "schedule.no_data_date", activity->name, "");
        return;
    }
    gint32 last = finished ? activity->actual_finish : activity->actual_start;
    if (last >= check->plan->data_date) {
        fault(check, "activities", i, finished ? "actual_finish" : "actual_start",
              "schedule.after_data_date", activity->name, "");
    }
    if (finished && activity->actual_finish < activity->actual_start) {
        fault(check, "activities", i, "actual_finish", "schedule.ends_before", activity->name, "");
    }
    if (!finished && activity->remaining != SCHEDULE_UNSET) {
        check_number(check, i, "remaining", activity->remaining, 1, SCHEDULE_DURATION_MAX);
    }
    if (!finished && activity->duration == 0) {
        fault(check, "activities", i, "actual_start", "schedule.milestone_begun", activity->name,
              "");
    }
}

static void check_three_points(Check *check, guint i)
{
    const ScheduleActivity *activity = schedule_plan_activity(check->plan, i);

    if (activity->optimistic == SCHEDULE_UNSET && activity->pessimistic == SCHEDULE_UNSET) {
        return;
    }
    if (activity->optimistic < 0 || activity->optimistic > activity->duration ||
        activity->pessimistic < activity->duration ||
        activity->pessimistic > SCHEDULE_DURATION_MAX) {
        fault(check, "activities", i, "optimistic", "schedule.three_points", activity->name, "");
    }
}

/* A summary has dates of its own only where Microsoft Project lets it: start no earlier than,
 * finish no later than. */
static void check_summary(Check *check, guint i)
{
    const ScheduleActivity *activity = schedule_plan_activity(check->plan, i);

    if (activity->start_no_later != SCHEDULE_NO_DAY ||
        activity->finish_no_earlier != SCHEDULE_NO_DAY ||
        activity->actual_start != SCHEDULE_NO_DAY || activity->actual_finish != SCHEDULE_NO_DAY) {
        fault(check, "activities", i, "parent", "schedule.summary_date", activity->name, "");
    }
}

/* Up from I to the root, unless it goes round or too deep. */
static void check_parents(Check *check, guint i)
{
    guint depth = 0;

    for (guint at = schedule_plan_activity(check->plan, i)->parent; at != SCHEDULE_NONE;
         at = schedule_plan_activity(check->plan, at)->parent) {
        if (at >= check->plan->activities->len || at == i || ++depth > SCHEDULE_DEPTH_MAX) {
            fault(check, "activities", i, "parent", "schedule.parent",
                  schedule_plan_activity(check->plan, i)->name, "");
            return;
        }
    }
}

static void check_activity(Check *check, guint i)
{
    const ScheduleActivity *activity = schedule_plan_activity(check->plan, i);

    check_number(check, i, "duration", activity->duration, 0, SCHEDULE_DURATION_MAX);
    check_days(check, i);
    check_parents(check, i);
    if (activity->calendar != SCHEDULE_NONE && activity->calendar >= check->plan->calendars->len) {
        fault(check, "activities", i, "calendar", "schedule.no_calendar", activity->name, "");
    }
    if (check->summary[i] != 0) {
        check_summary(check, i);
    } else {
        check_three_points(check, i);
        check_actuals(check, i);
    }
}

/* Is ABOVE a summary over I, or I itself? */
static bool is_over(const SchedulePlan *plan, guint above, guint i)
{
    for (; i != SCHEDULE_NONE; i = schedule_plan_activity(plan, i)->parent) {
        if (i == above) {
            return true;
        }
    }
    return false;
}

static void check_link(Check *check, guint i)
{
    const SchedulePlan *plan = check->plan;
    const ScheduleLink *link = &g_array_index(plan->links, ScheduleLink, i);

    if (link->from >= plan->activities->len || link->to >= plan->activities->len) {
        fault(check, "links", i, "from", "schedule.link_end", "", "");
        return;
    }
    const char *from = schedule_plan_activity(plan, link->from)->name;
    const char *to = schedule_plan_activity(plan, link->to)->name;
    if (link->lag < -SCHEDULE_LAG_MAX || link->lag > SCHEDULE_LAG_MAX || link->type > SCHEDULE_SF) {
        fault(check, "links", i, "lag", "schedule.lag", from, to);
    }
    if (is_over(plan, link->from, link->to) || is_over(plan, link->to, link->from)) {
        fault(check, "links", i, "to", "schedule.link_within", from, to);
    }
    if (check->summary[link->from] != 0 &&
        (link->type == SCHEDULE_SS || link->type == SCHEDULE_SF)) {
        fault(check, "links", i, "type", "schedule.summary_start", from, to);
    }
    if (check->summary[link->to] != 0 && (link->type == SCHEDULE_FF || link->type == SCHEDULE_SF)) {
        fault(check, "links", i, "type", "schedule.summary_finish", to, from);
    }
}

static void check_calendar(Check *check, guint i)
{
    const ScheduleCalendar *calendar = &g_array_index(check->plan->calendars, ScheduleCalendar, i);

    if ((calendar->week & 0x7F) == 0) {
        fault(check, "calendars", i, "week", "schedule.no_week", calendar->name, "");
    }
    for (guint k = 0; k < calendar->exceptions->len; k++) {
        const ScheduleException *exception =
            &g_array_index(calendar->exceptions, ScheduleException, k);
        if (!is_day(check, exception->from) || !is_day(check, exception->to) ||
            exception->from == SCHEDULE_NO_DAY || exception->from > exception->to) {
            fault(check, "calendars", i, "off", "schedule.exception", calendar->name, "");
            return;
        }
    }
}

static void check_plan_days(Check *check)
{
    const SchedulePlan *plan = check->plan;
    const char *wrong = !is_day(check, plan->start)       ? "/start"
                        : !is_day(check, plan->finish)    ? "/finish"
                        : !is_day(check, plan->data_date) ? "/data_date"
                                                          : NULL;

    if (wrong != NULL) {
        error_set(&check->error, LUOSHI_ERROR_INVALID, "schedule.plan_day", wrong, "place", wrong,
                  NULL);
    } else if (plan->start == SCHEDULE_NO_DAY && plan->finish == SCHEDULE_NO_DAY &&
               plan->data_date == SCHEDULE_NO_DAY) {
        error_set(&check->error, LUOSHI_ERROR_INVALID, "schedule.no_start", "/start", NULL);
    }
    if (check->error == NULL && plan->calendar != SCHEDULE_NONE &&
        plan->calendar >= plan->calendars->len) {
        error_set(&check->error, LUOSHI_ERROR_INVALID, "schedule.no_calendar", "/calendar", "name",
                  plan->name, "place", "/calendar", NULL);
    }
}

bool schedule_plan_check(const SchedulePlan *plan, GError **error)
{
    g_autofree guint8 *summary = schedule_plan_summaries(plan);
    Check check = {.plan = plan,
                   .summary = summary,
                   .first = day_of(SCHEDULE_YEAR_FIRST, 1, 1),
                   .last = day_of(SCHEDULE_YEAR_LAST, 12, 31)};

    check_plan_days(&check);
    for (guint i = 0; i < plan->calendars->len; i++) {
        check_calendar(&check, i);
    }
    for (guint i = 0; i < plan->activities->len; i++) {
        check_activity(&check, i);
    }
    /* Links are followed up the tree: only where it is one. */
    bool is_tree = check.error == NULL;
    for (guint i = 0; is_tree && i < plan->links->len; i++) {
        check_link(&check, i);
    }
    if (check.error != NULL) {
        g_propagate_error(error, check.error);
        return false;
    }
    return true;
}
