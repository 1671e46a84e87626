/*
 * calendar.h - the working calendar (工作日历): which days are worked, and counting in working days
 * and working hours. Monday to Friday are worked but for the exceptions of a file: holidays and
 * swapped days (调休) as the State Council's yearly notice (国务院办公厅关于部分节假日安排的通知)
 * names them.
 *
 * The file is CSV in UTF-8, one exception a line, from early to late, no day twice:
 *
 *     2022-01-29,work,春节
 *     2022-01-31,off,春节
 *
 * Empty lines and lines that begin with # are skipped. The calendar covers the years from the first
 * exception's to the last one's: later days are counted by their weekday alone, and
 * calendar_uncovered() tells that their notice is not in the file yet.
 *
 * All of it is Beijing time. A calendar is never changed once read, so threads may share it.
 */
#pragma once

#include "kernel/day.h"
#include "kernel/error.h"

#define CALENDAR_FILE_MAX      (1024 * 1024) /* bytes */
#define CALENDAR_EXCEPTION_MAX 20000
#define CALENDAR_SPAN_MAX      4

/* Hours of a working day where nothing else is declared: 7 hours of offices in Hebei. */
#define CALENDAR_HOURS "08:30-12:00 14:00-17:30"

typedef struct WorkCalendar WorkCalendar;

/* Reads a calendar from the LENGTH bytes of TEXT. HOURS are the spans of a working day, as above:
 * at most CALENDAR_SPAN_MAX, from early to late, at least a minute each. Fails with
 * kernel.calendar.row (which names the line), kernel.calendar.size or kernel.calendar.hours.
 * (transfer full) */
WorkCalendar *calendar_read(const char *text, gsize length, const char *hours, GError **error);

/* The same from the file PATH. */
WorkCalendar *calendar_load(const char *path, const char *hours, GError **error);

/* The calendar that comes with PACKS (their folder, or NULL), with the usual hours; weekdays alone
 * if there is none. (transfer full) */
WorkCalendar *calendar_of_packs(const char *packs);

/* One more reference to CALENDAR, which never changes; any thread. (transfer full) */
WorkCalendar *calendar_ref(WorkCalendar *calendar);
/* Lets go of a reference, and with the last of the calendar. */
void calendar_free(WorkCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WorkCalendar, calendar_free)

/* The first day (see day.h) from FROM to TO in a year that the file does not speak of, or DAY_NONE.
 */
gint32 calendar_uncovered(const WorkCalendar *calendar, gint32 from, gint32 to);

/* Is DAY worked? */
bool calendar_is_work(const WorkCalendar *calendar, gint32 day);

/* What the file calls DAY (“春节”), or NULL for a day like any other. Owned by CALENDAR. */
const char *calendar_name(const WorkCalendar *calendar, gint32 day);

/* Working days after FROM up to and with TO; negative if TO is earlier. Takes the logarithm of the
 * file's size, however far the days lie apart. */
gint32 calendar_count(const WorkCalendar *calendar, gint32 from, gint32 to);

/* The COUNTth working day after DAY (before it if negative); with 0 DAY itself, worked or not. A
 * deadline “within N working days” begins the day after (民法典第201条: the day itself does not
 * count). At most 2 000 000 working days each way. */
gint32 calendar_add(const WorkCalendar *calendar, gint32 day, gint32 count);
#define CALENDAR_COUNT_MAX 2000000

/* What becomes of a due day that falls on a day off. */
typedef enum {
    CALENDAR_ROLL_NONE,     /* it stays */
    CALENDAR_ROLL_NEXT,     /* the next working day (民法典第203条) */
    CALENDAR_ROLL_PREVIOUS, /* the working day before */
    CALENDAR_ROLL_IN_MONTH, /* the next one, but the one before if that is in another month */
} CalendarRoll;

gint32 calendar_roll(const WorkCalendar *calendar, gint32 day, CalendarRoll roll);

/* Working time from FROM to TO (microseconds since 1970 UTC), in microseconds; negative if TO is
 * earlier. */
gint64 calendar_time_between(const WorkCalendar *calendar, gint64 from, gint64 to);

/* The first instant at which TIME (microseconds, > 0) of working time has passed since FROM: a
 * clock that starts on Friday afternoon goes on on Monday morning. At most CALENDAR_COUNT_MAX days.
 */
gint64 calendar_time_after(const WorkCalendar *calendar, gint64 from, gint64 time);
