/* MSPDI's calendars: days of the week, exceptions. */
#include "project/schedule_xml_internal.h"

#include <stdio.h>
#include <string.h>

#define TYPE_DAILY 1

static gint64 read_time(const xmlNode *node, const char *name)
{
    g_autofree char *text = xml_text(node, name);
    int hour = 0;
    int minute = 0;

    if (text == NULL || sscanf(text, "%2d:%2d", &hour, &minute) < 1) {
        return 0;
    }
    return (gint64)hour * 60 + minute;
}

static gint64 day_minutes(const xmlNode *day)
{
    const xmlNode *times = xml_child(day, "WorkingTimes");
    gint64 sum = 0;

    for (const xmlNode *time = times != NULL ? xml_child(times, "WorkingTime") : NULL; time != NULL;
         time = xml_next(time, "WorkingTime")) {
        gint64 from = read_time(time, "FromTime");
        gint64 to = read_time(time, "ToTime");
        sum += (to > from ? to : to + XML_ELAPSED_DAY) - from;
    }
    return CLAMP(sum, 0, XML_ELAPSED_DAY);
}

static bool read_exception(ScheduleCalendar *calendar, const xmlNode *node, GError **error)
{
    const xmlNode *period = xml_child(node, "TimePeriod");
    gint64 type = 0;
    gint64 every = 0;
    gint32 from = SCHEDULE_NO_DAY;
    gint32 to = SCHEDULE_NO_DAY;

    if (!xml_number(node, "Type", TYPE_DAILY, &type, error) ||
        !xml_number(node, "Period", 1, &every, error)) {
        return false;
    }
    if (period == NULL) {
        return xml_fail((int)xmlGetLineNo((xmlNode *)node), "schedule.xml_value", "TimePeriod", "",
                        error);
    }
    if (!xml_day(period, "FromDate", &from, NULL, error) ||
        !xml_day(period, "ToDate", &to, NULL, error)) {
        return false;
    }
    to = to == SCHEDULE_NO_DAY ? from : to;
    if (from != to && (type != TYPE_DAILY || every > 1)) {
        return xml_fail((int)xmlGetLineNo((xmlNode *)node), "schedule.xml_calendar", calendar->name,
                        "", error);
    }
    return schedule_plan_except(calendar, from, to, xml_flag(node, "DayWorking"), error);
}

/* Day type 0 is an exception as Project 2003 wrote it, and newer ones repeat. */
static bool read_week(ScheduleCalendar *calendar, const xmlNode *week, gint64 *minutes,
                      GError **error)
{
    for (const xmlNode *day = xml_child(week, "WeekDay"); day != NULL;
         day = xml_next(day, "WeekDay")) {
        gint64 type = 0;
        if (!xml_number(day, "DayType", -1, &type, error)) {
            return false;
        }
        if (type < 0 || type > 7) {
            return xml_fail((int)xmlGetLineNo((xmlNode *)day), "schedule.xml_value", "DayType", "",
                            error);
        }
        if (type == 0) {
            if (!read_exception(calendar, day, error)) {
                return false;
            }
            continue;
        }
        guint8 bit = (guint8)(1U << ((type + 5) % 7)); /* 1 is Sunday */
        if (xml_flag(day, "DayWorking")) {
            calendar->week |= bit;
            *minutes = MAX(*minutes, day_minutes(day));
        } else {
            calendar->week &= (guint8)~bit;
        }
    }
    return true;
}

/* What <?luoshi …?> says of the calendar UID, or NULL. */
static const json_t *find_own(const XmlPlan *xml, gint64 uid)
{
    const json_t *list = json_object_get(xml->own, "calendars");

    for (gsize i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (json_integer_value(json_object_get(one, "uid")) == uid) {
            return one;
        }
    }
    return NULL;
}

/* The national calendar's exceptions come first: they are left to the rule again. */
static void take_own(ScheduleCalendar *calendar, const json_t *own)
{
    if (!json_is_true(json_object_get(own, "holidays"))) {
        return;
    }
    json_int_t kept = json_integer_value(json_object_get(own, "own"));
    guint count = calendar->exceptions->len;
    guint keep = (guint)CLAMP(kept, 0, (json_int_t)count);

    if (count > keep) {
        g_array_remove_range(calendar->exceptions, 0, count - keep);
    }
    calendar->holidays = true;
}

static bool fill(ScheduleCalendar *calendar, const xmlNode *node, gint64 *minutes, GError **error)
{
    const xmlNode *week = xml_child(node, "WeekDays");
    const xmlNode *exceptions = xml_child(node, "Exceptions");
    const xmlNode *weeks = xml_child(node, "WorkWeeks");
    const xmlNode *one = exceptions != NULL ? xml_child(exceptions, "Exception") : NULL;

    calendar->holidays = false;
    if (weeks != NULL && xml_child(weeks, "WorkWeek") != NULL) {
        return xml_fail((int)xmlGetLineNo((xmlNode *)weeks), "schedule.xml_calendar",
                        calendar->name, "", error);
    }
    if (week != NULL && !read_week(calendar, week, minutes, error)) {
        return false;
    }
    if (one != NULL) {
        g_array_set_size(calendar->exceptions, 0);
    }
    for (; one != NULL; one = xml_next(one, "Exception")) {
        if (!read_exception(calendar, one, error)) {
            return false;
        }
    }
    return true;
}

bool xml_read_calendar(XmlPlan *xml, const xmlNode *node, GError **error)
{
    g_autofree char *name = xml_text(node, "Name");
    g_autofree char *base = xml_text(node, "IsBaseCalendar");
    g_autofree char *number = NULL;
    gint64 uid = 0;
    gint64 minutes = 0;

    if (base != NULL && !xml_flag(node, "IsBaseCalendar")) {
        return true; /* of a resource */
    }
    if (!xml_number(node, "UID", -1, &uid, error)) {
        return false;
    }
    const json_t *own = find_own(xml, uid);
    const char *id = json_string_value(json_object_get(own, "id"));
    gpointer key = GINT_TO_POINTER((gint)uid);
    if (own != NULL && id == NULL) {
        g_hash_table_insert(xml->calendars, key, GUINT_TO_POINTER(0));
        return true;
    }
    number = g_strdup_printf("%" G_GINT64_FORMAT, uid);
    ScheduleCalendar *calendar =
        schedule_plan_add_calendar(xml->plan, id != NULL ? id : number, name, error);
    if (calendar == NULL || !fill(calendar, node, &minutes, error)) {
        return false;
    }
    take_own(calendar, own);
    g_hash_table_insert(xml->calendars, key, GUINT_TO_POINTER(xml->plan->calendars->len));
    g_array_append_val(xml->calendar_minutes, minutes);
    return true;
}
