#include "casework/case_clock.h"

#include <string.h>

#define HOUR ((gint64)3600 * G_USEC_PER_SEC)

static void set_day(char **place, gint32 day)
{
    char text[DAY_LENGTH + 1];

    day_format(day, text);
    g_free(*place);
    *place = g_strdup(text);
}

static gint32 number_of(const char *day)
{
    gint32 number = 0;

    day_parse(day, &number);
    return number;
}

/* The last microsecond of DAY in Beijing. */
static gint64 end_of(gint32 day)
{
    return ((gint64)(day + 1) * 24 - 8) * HOUR - 1;
}

/* The moment LENGTH (microseconds) of the clock's time after FROM. */
static gint64 moment_after(const CaseType *type, const WorkCalendar *calendar, gint64 from,
                           gint64 length)
{
    return type->working && length > 0 ? calendar_time_after(calendar, from, length)
                                       : from + length;
}

static gint32 day_after(const CaseType *type, const WorkCalendar *calendar, gint32 day,
                        gint32 count)
{
    return type->working ? calendar_add(calendar, day, count) : day + count;
}

void case_clock_start(const CaseType *type, const WorkCalendar *calendar, gint64 now, Case *record)
{
    if (type->clock_field >= 0) {
        g_free(record->due);
        record->due = g_strdup(
            json_string_value(json_object_get(record->form, type->fields[type->clock_field].key)));
    } else if (type->hours > 0) {
        record->due_at = moment_after(type, calendar, now, type->hours * HOUR);
        set_day(&record->due, day_in_beijing(record->due_at));
    } else if (type->days > 0) {
        set_day(&record->due, day_after(type, calendar, day_in_beijing(now), (gint32)type->days));
    }
}

void case_clock_stop(Case *record, gint64 now)
{
    if (record->stopped == NULL) {
        set_day(&record->stopped, day_in_beijing(now));
        record->stopped_at = now;
    }
}

void case_clock_run(const CaseType *type, const WorkCalendar *calendar, gint64 now, Case *record)
{
    if (record->due == NULL || record->stopped == NULL) {
        return;
    }
    if (record->due_at != 0) {
        gint64 stood = type->working ? calendar_time_between(calendar, record->stopped_at, now)
                                     : now - record->stopped_at;
        record->due_at = moment_after(type, calendar, record->due_at, MAX(stood, 0));
        set_day(&record->due, day_in_beijing(record->due_at));
    } else {
        gint32 from = number_of(record->stopped);
        gint32 to = day_in_beijing(now);
        gint32 stood = type->working ? calendar_count(calendar, from, to) : to - from;
        set_day(&record->due, day_after(type, calendar, number_of(record->due), MAX(stood, 0)));
    }
    g_clear_pointer(&record->stopped, g_free);
    record->stopped_at = 0;
}

void case_clock_extend(Case *record, const char *until)
{
    gint32 day = number_of(until);

    set_day(&record->due, day);
    if (record->due_at != 0) {
        record->due_at = end_of(day);
    }
}

gint32 case_left(const CaseType *type, const WorkCalendar *calendar, const Case *record, gint64 now)
{
    if (record->due == NULL) {
        return 0;
    }
    if (record->due_at != 0) {
        gint64 left = type->working ? calendar_time_between(calendar, now, record->due_at)
                                    : record->due_at - now;
        return (gint32)(left / HOUR) - (left < 0 && left % HOUR != 0 ? 1 : 0);
    }
    gint32 from = day_in_beijing(now);
    gint32 to = number_of(record->due);
    return type->working ? calendar_count(calendar, from, to) : to - from;
}

bool case_is_overdue(const Case *record, gint64 now)
{
    if (record->closed || record->due == NULL || record->stopped != NULL) {
        return false;
    }
    return record->due_at != 0 ? record->due_at < now
                               : number_of(record->due) < day_in_beijing(now);
}
