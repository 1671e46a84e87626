/* When all of an MSPDI file is read: minutes become days of each task's calendar, links find their
 * tasks, summaries give their dates to what lies below. */
#include "project/schedule_xml_internal.h"

#include <string.h>

#define ELAPSED_ID   "elapsed"
#define LAG_TENTHS   10
#define PERCENT      100
#define CALENDAR_UID (-1)

static gint32 days(gint64 minutes, gint64 of_day)
{
    gint64 whole = minutes / of_day + (minutes % of_day > 0 ? 1 : 0);

    return (gint32)CLAMP(whole, -SCHEDULE_DAYS_MAX, SCHEDULE_DAYS_MAX);
}

/* Minutes of a day of ACTIVITY's calendar. */
static gint64 minutes_of(const XmlPlan *xml, guint activity)
{
    guint calendar = schedule_plan_activity(xml->plan, activity)->calendar;

    calendar = calendar == SCHEDULE_NONE ? xml->plan->calendar : calendar;
    gint64 minutes = calendar < xml->calendar_minutes->len
                         ? g_array_index(xml->calendar_minutes, gint64, calendar)
                         : 0;
    return minutes > 0 ? minutes : xml->day_minutes;
}

static bool find_calendar(const XmlPlan *xml, gint64 uid, int line, guint *calendar, GError **error)
{
    gpointer found = NULL;

    if (uid == CALENDAR_UID) {
        return true;
    }
    if (!g_hash_table_lookup_extended(xml->calendars, GINT_TO_POINTER((gint)uid), NULL, &found)) {
        g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, uid);
        return xml_fail(line, "schedule.xml_value", "CalendarUID", text, error);
    }
    *calendar = GPOINTER_TO_UINT(found) - 1;
    return true;
}

/* The calendar of elapsed durations: each day is worked. */
static bool elapsed_calendar(XmlPlan *xml, guint *calendar, GError **error)
{
    *calendar = schedule_plan_find_calendar(xml->plan, ELAPSED_ID);
    if (*calendar != SCHEDULE_NONE) {
        return true;
    }
    gint64 minutes = XML_ELAPSED_DAY;
    ScheduleCalendar *made = schedule_plan_add_calendar(xml->plan, ELAPSED_ID, NULL, error);
    if (made == NULL) {
        return false;
    }
    made->week = 0x7F;
    made->holidays = false;
    g_array_append_val(xml->calendar_minutes, minutes);
    *calendar = xml->plan->calendars->len - 1;
    return true;
}

static bool resolve_task(XmlPlan *xml, guint i, bool summary, GError **error)
{
    const XmlTask *task = &g_array_index(xml->tasks, XmlTask, i);
    ScheduleActivity *activity = schedule_plan_activity(xml->plan, i);

    if (!find_calendar(xml, task->calendar, task->line, &activity->calendar, error)) {
        return false;
    }
    if (summary) { /* what others wrote of a summary was rolled up */
        activity->actual_start = activity->actual_finish = SCHEDULE_NO_DAY;
        activity->start_no_later = activity->finish_no_earlier = SCHEDULE_NO_DAY;
        activity->late = false;
        return true;
    }
    if (task->elapsed && !elapsed_calendar(xml, &activity->calendar, error)) {
        return false;
    }
    gint64 of_day = task->elapsed ? XML_ELAPSED_DAY : minutes_of(xml, i);
    activity->duration = days(task->minutes, of_day);
    if (task->best >= 0 && task->worst >= 0) {
        activity->optimistic = days(task->best, of_day);
        activity->pessimistic = days(task->worst, of_day);
    }
    if (activity->actual_start != SCHEDULE_NO_DAY && activity->actual_finish == SCHEDULE_NO_DAY &&
        task->remaining >= 0) {
        activity->remaining = MAX(days(task->remaining, of_day), 1);
    }
    return true;
}

static bool lies_below(const SchedulePlan *plan, guint activity, guint above)
{
    while (activity != SCHEDULE_NONE && activity != above) {
        activity = schedule_plan_activity(plan, activity)->parent;
    }
    return activity == above;
}

/* What below SUMMARY begins first, or ends last, by the dates in the file; without dates the first
 * or the last of the outline. What lies below follows it. */
static guint find_part(const XmlPlan *xml, const guint8 *summary, guint above, bool first)
{
    guint found = SCHEDULE_NONE;

    for (guint i = above + 1; i < xml->tasks->len && lies_below(xml->plan, i, above); i++) {
        const XmlTask *task = &g_array_index(xml->tasks, XmlTask, i);
        const XmlTask *best =
            found != SCHEDULE_NONE ? &g_array_index(xml->tasks, XmlTask, found) : NULL;
        if (summary[i] == 0 &&
            (best == NULL || (first ? task->start < best->start : task->finish >= best->finish))) {
            found = i;
        }
    }
    return found;
}

/* Each summary's part is looked for once, however many links ask. */
static guint part_of(XmlPlan *xml, const guint8 *summary, guint above, bool first)
{
    guint *part = &xml->parts[first ? 0 : 1][above];

    if (*part == SCHEDULE_NONE) {
        *part = find_part(xml, summary, above, first);
    }
    return *part;
}

static bool resolve_link(XmlPlan *xml, const XmlLink *from, const guint8 *summary, GError **error)
{
    ScheduleLink link = {.to = from->to, .type = from->type, .elapsed = from->elapsed};
    gpointer found = NULL;

    if (!g_hash_table_lookup_extended(xml->task_by_uid, GINT_TO_POINTER((gint)from->from), NULL,
                                      &found)) {
        g_autofree char *uid = g_strdup_printf("%" G_GINT64_FORMAT, from->from);
        return xml_fail(from->line, "schedule.xml_no_task",
                        schedule_plan_activity(xml->plan, from->to)->name, uid, error);
    }
    if (found == NULL) {
        return true; /* inactive: nothing waits for it */
    }
    link.from = GPOINTER_TO_UINT(found) - 1;
    if (summary[link.from] != 0 && (link.type == SCHEDULE_SS || link.type == SCHEDULE_SF)) {
        link.from = part_of(xml, summary, link.from, true);
    }
    if (summary[link.to] != 0 && (link.type == SCHEDULE_FF || link.type == SCHEDULE_SF)) {
        link.to = part_of(xml, summary, link.to, false);
    }
    gint64 minutes = from->percent
                         ? g_array_index(xml->tasks, XmlTask, link.from).minutes *
                               CLAMP(from->lag, -SCHEDULE_LAG_MAX, SCHEDULE_LAG_MAX) / PERCENT
                         : from->lag / LAG_TENTHS;
    link.lag = days(minutes, from->elapsed ? XML_ELAPSED_DAY : minutes_of(xml, link.to));
    return schedule_plan_link(xml->plan, link, error);
}

/* Where no status date is given but something happened: after all that did. */
static void resolve_data_date(XmlPlan *xml)
{
    gint32 last = SCHEDULE_NO_DAY;

    for (guint i = 0; i < xml->plan->activities->len; i++) {
        const ScheduleActivity *activity = schedule_plan_activity(xml->plan, i);
        last = MAX(last, MAX(activity->actual_start, activity->actual_finish));
    }
    if (last != SCHEDULE_NO_DAY && xml->plan->data_date == SCHEDULE_NO_DAY) {
        xml->plan->data_date = MAX(xml->current, last + 1);
    }
}

bool xml_resolve(XmlPlan *xml, GError **error)
{
    g_autofree guint8 *summary = schedule_plan_summaries(xml->plan);
    gsize count = xml->tasks->len;
    g_autofree guint *parts = g_new(guint, 2 * count + 1);

    memset(parts, 0xFF, (2 * count + 1) * sizeof(guint)); /* SCHEDULE_NONE */
    xml->parts[0] = parts;
    xml->parts[1] = parts + count;
    if (!find_calendar(xml, xml->calendar, 1, &xml->plan->calendar, error)) {
        return false;
    }
    for (guint i = 0; i < xml->tasks->len; i++) {
        if (!resolve_task(xml, i, summary[i] != 0, error)) {
            return false;
        }
    }
    for (guint i = 0; i < xml->links->len; i++) {
        if (!resolve_link(xml, &g_array_index(xml->links, XmlLink, i), summary, error)) {
            return false;
        }
    }
    resolve_data_date(xml);
    return true;
}
