#include "kernel/calendar.h"

#include <string.h>

#define MINUTE      ((gint64)60 * G_USEC_PER_SEC)
#define DAY_TIME    (24 * 60 * MINUTE)
#define BEIJING     (8 * 60 * MINUTE)
#define NAME_LENGTH 200 /* bytes */

typedef struct {
    gint32 day;
    bool work;
    gint32 change; /* working days that the exceptions up to and with this one add */
    char *name;
} Exception;

typedef struct {
    gint64 from; /* after midnight */
    gint64 to;
} Span;

struct WorkCalendar {
    gint references;
    GArray *exceptions; /* of Exception, by day */
    gint32 first;       /* days covered */
    gint32 last;
    Span spans[CALENDAR_SPAN_MAX];
    guint span_count;
    gint64 day_time;
};

static gint64 floor_divide(gint64 dividend, gint64 divisor)
{
    gint64 quotient = dividend / divisor;

    return quotient - (dividend % divisor < 0 ? 1 : 0);
}

/* 1970-01-05 was a Monday. */
#define MONDAY 4

static bool is_weekday(gint32 day)
{
    return day - MONDAY - 7 * floor_divide(day - MONDAY, 7) < 5;
}

/* How many exceptions lie up to and with DAY. */
static guint exceptions_until(const WorkCalendar *calendar, gint32 day)
{
    guint low = 0;
    guint high = calendar->exceptions->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(calendar->exceptions, Exception, middle).day <= day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Working days up to and with DAY, from a fixed Monday on. */
static gint64 worked_until(const WorkCalendar *calendar, gint32 day)
{
    gint64 weeks = floor_divide(day - MONDAY, 7);
    gint64 rest = day - MONDAY - 7 * weeks;
    guint before = exceptions_until(calendar, day);
    gint32 change =
        before == 0 ? 0 : g_array_index(calendar->exceptions, Exception, before - 1).change;

    return weeks * 5 + MIN(rest + 1, 5) + change;
}

/* The day on which worked_until() first gives WANTED. Near the guess it is searched by halves. */
static gint32 day_worked(const WorkCalendar *calendar, gint64 wanted)
{
    gint64 spread = (gint64)calendar->exceptions->len * 2 + 14;
    gint64 low = wanted / 5 * 7 + MONDAY - spread;
    gint64 high = wanted / 5 * 7 + MONDAY + spread;

    while (low < high) {
        gint64 middle = low + floor_divide(high - low, 2);
        if (worked_until(calendar, (gint32)middle) >= wanted) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return (gint32)low;
}

static const Exception *find_exception(const WorkCalendar *calendar, gint32 day)
{
    guint before = exceptions_until(calendar, day);
    const Exception *last =
        before == 0 ? NULL : &g_array_index(calendar->exceptions, Exception, before - 1);

    return last != NULL && last->day == day ? last : NULL;
}

gint32 calendar_uncovered(const WorkCalendar *calendar, gint32 from, gint32 to)
{
    bool spoken_of = from >= calendar->first && from <= calendar->last;
    gint32 first = spoken_of ? calendar->last + 1 : from;

    return first <= to ? first : DAY_NONE;
}

bool calendar_is_work(const WorkCalendar *calendar, gint32 day)
{
    const Exception *exception = find_exception(calendar, day);

    return exception != NULL ? exception->work : is_weekday(day);
}

const char *calendar_name(const WorkCalendar *calendar, gint32 day)
{
    const Exception *exception = find_exception(calendar, day);

    return exception != NULL ? exception->name : NULL;
}

gint32 calendar_count(const WorkCalendar *calendar, gint32 from, gint32 to)
{
    return (gint32)(worked_until(calendar, to) - worked_until(calendar, from));
}

gint32 calendar_add(const WorkCalendar *calendar, gint32 day, gint32 count)
{
    count = CLAMP(count, -CALENDAR_COUNT_MAX, CALENDAR_COUNT_MAX);
    if (count == 0) {
        return day;
    }
    gint64 before = worked_until(calendar, count > 0 ? day : day - 1);
    return day_worked(calendar, before + count + (count > 0 ? 0 : 1));
}

gint32 calendar_roll(const WorkCalendar *calendar, gint32 day, CalendarRoll roll)
{
    gint32 next = day;
    int month = 0;
    int next_month = 0;

    if (calendar_is_work(calendar, day)) {
        return day;
    }
    switch (roll) {
    case CALENDAR_ROLL_NONE:
        return day;
    case CALENDAR_ROLL_NEXT:
        return calendar_add(calendar, day, 1);
    case CALENDAR_ROLL_PREVIOUS:
        return calendar_add(calendar, day, -1);
    case CALENDAR_ROLL_IN_MONTH:
        next = calendar_add(calendar, day, 1);
        day_parts(day, NULL, &month, NULL);
        day_parts(next, NULL, &next_month, NULL);
        return month == next_month ? next : calendar_add(calendar, day, -1);
    }
    return day;
}

/* Working time of a worked day up to TIME after its midnight. */
static gint64 time_in_day(const WorkCalendar *calendar, gint64 time)
{
    gint64 passed = 0;

    for (guint i = 0; i < calendar->span_count; i++) {
        passed +=
            CLAMP(time, calendar->spans[i].from, calendar->spans[i].to) - calendar->spans[i].from;
    }
    return passed;
}

/* Working time from the fixed Monday's midnight to INSTANT. */
static gint64 time_until(const WorkCalendar *calendar, gint64 instant)
{
    gint32 day = (gint32)floor_divide(instant + BEIJING, DAY_TIME);
    gint64 time = instant + BEIJING - day * DAY_TIME;
    gint64 whole = worked_until(calendar, day - 1) * calendar->day_time;

    return whole + (calendar_is_work(calendar, day) ? time_in_day(calendar, time) : 0);
}

gint64 calendar_time_between(const WorkCalendar *calendar, gint64 from, gint64 to)
{
    return time_until(calendar, to) - time_until(calendar, from);
}

gint64 calendar_time_after(const WorkCalendar *calendar, gint64 from, gint64 time)
{
    gint64 wanted =
        time_until(calendar, from) + CLAMP(time, 1, CALENDAR_COUNT_MAX * calendar->day_time);
    gint64 days = floor_divide(wanted - 1, calendar->day_time);
    gint64 rest = wanted - days * calendar->day_time; /* 1 to a whole day's */
    gint64 midnight = day_worked(calendar, days + 1) * DAY_TIME - BEIJING;
    guint span = 0;

    while (rest > calendar->spans[span].to - calendar->spans[span].from) {
        rest -= calendar->spans[span].to - calendar->spans[span].from;
        span++;
    }
    return midnight + calendar->spans[span].from + rest;
}

static bool fail_row(guint row, GError **error)
{
    g_autofree char *text = g_strdup_printf("%u", row);

    error_set(error, LUOSHI_ERROR_INVALID, "kernel.calendar.row", NULL, "row", text, NULL);
    return false;
}

static bool read_row(WorkCalendar *calendar, char *line, guint row, GError **error)
{
    g_auto(GStrv) cells = g_strsplit(g_strchomp(line), ",", 3);
    guint count = calendar->exceptions->len;
    const Exception *last =
        count == 0 ? NULL : &g_array_index(calendar->exceptions, Exception, count - 1);
    Exception exception = {.change = last == NULL ? 0 : last->change};

    if (g_strv_length(cells) != 3 || !day_parse(cells[0], &exception.day) ||
        (last != NULL && exception.day <= last->day) ||
        (strcmp(cells[1], "work") != 0 && strcmp(cells[1], "off") != 0) || *cells[2] == '\0' ||
        strlen(cells[2]) > NAME_LENGTH || strchr(cells[2], ',') != NULL) {
        return fail_row(row, error);
    }
    exception.work = *cells[1] == 'w';
    exception.change += (exception.work ? 1 : 0) - (is_weekday(exception.day) ? 1 : 0);
    exception.name = g_strdup(cells[2]);
    g_array_append_val(calendar->exceptions, exception);
    return true;
}

static bool read_rows(WorkCalendar *calendar, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++) {
        if (lines[i][strspn(lines[i], " \t\r")] == '\0' || lines[i][0] == '#') {
            continue;
        }
        if (calendar->exceptions->len == CALENDAR_EXCEPTION_MAX) {
            error_set(error, LUOSHI_ERROR_TOO_LARGE, "kernel.calendar.size", NULL, NULL);
            return false;
        }
        if (!read_row(calendar, lines[i], i + 1, error)) {
            return false;
        }
    }
    return true;
}

/* "08:30" as time after midnight; "24:00" is its end. */
static bool read_time(const char *text, gint64 *time)
{
    if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]) || text[2] != ':' ||
        !g_ascii_isdigit(text[3]) || !g_ascii_isdigit(text[4])) {
        return false;
    }
    gint64 hours = (text[0] - '0') * 10 + (text[1] - '0');
    gint64 minutes = (text[3] - '0') * 10 + (text[4] - '0');
    *time = (hours * 60 + minutes) * MINUTE;
    return minutes < 60 && *time <= DAY_TIME;
}

static bool read_hours(WorkCalendar *calendar, const char *hours)
{
    g_auto(GStrv) spans = g_strsplit(hours, " ", -1);
    guint count = g_strv_length(spans);
    gint64 before = 0;

    if (count == 0 || count > CALENDAR_SPAN_MAX) {
        return false;
    }
    for (guint i = 0; i < count; i++) {
        Span *span = &calendar->spans[i];
        if (strlen(spans[i]) != strlen("08:30-12:00") || spans[i][5] != '-' ||
            !read_time(spans[i], &span->from) || !read_time(spans[i] + 6, &span->to) ||
            span->from < before || span->from >= span->to) {
            return false;
        }
        before = span->to;
        calendar->day_time += span->to - span->from;
    }
    calendar->span_count = count;
    return true;
}

static void free_exception(gpointer exception)
{
    g_free(((Exception *)exception)->name);
}

/* The years of the first and the last exception; none at all without one. */
static void set_cover(WorkCalendar *calendar)
{
    guint count = calendar->exceptions->len;
    int year = 0;

    calendar->first = 0;
    calendar->last = -1;
    if (count > 0) {
        day_parts(g_array_index(calendar->exceptions, Exception, 0).day, &year, NULL, NULL);
        calendar->first = day_of(year, 1, 1);
        day_parts(g_array_index(calendar->exceptions, Exception, count - 1).day, &year, NULL, NULL);
        calendar->last = day_of(year, 12, 31);
    }
}

WorkCalendar *calendar_read(const char *text, gsize length, const char *hours, GError **error)
{
    g_autoptr(WorkCalendar) calendar = g_new0(WorkCalendar, 1);

    calendar->references = 1;
    calendar->exceptions = g_array_new(FALSE, FALSE, sizeof(Exception));
    g_array_set_clear_func(calendar->exceptions, free_exception);
    if (!read_hours(calendar, hours)) {
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.calendar.hours", NULL, "text", hours, NULL);
        return NULL;
    }
    if (length > CALENDAR_FILE_MAX) {
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "kernel.calendar.size", NULL, NULL);
        return NULL;
    }
    const char *bad = NULL;
    if (!g_utf8_validate_len(text, length, &bad)) {
        guint row = 1;
        for (const char *at = text; at < bad; at++) {
            row += *at == '\n' ? 1 : 0;
        }
        fail_row(row, error);
        return NULL;
    }
    g_autofree char *copy = g_strndup(text, length);
    if (!read_rows(calendar, copy, error)) {
        return NULL;
    }
    set_cover(calendar);
    return g_steal_pointer(&calendar);
}

WorkCalendar *calendar_load(const char *path, const char *hours, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &text, &length, error)) {
        return NULL;
    }
    return calendar_read(text, length, hours, error);
}

WorkCalendar *calendar_ref(WorkCalendar *calendar)
{
    g_atomic_int_inc(&calendar->references);
    return calendar;
}

void calendar_free(WorkCalendar *calendar)
{
    if (calendar != NULL && g_atomic_int_dec_and_test(&calendar->references)) {
        g_array_unref(calendar->exceptions);
        g_free(calendar);
    }
}

WorkCalendar *calendar_of_packs(const char *packs)
{
    if (packs != NULL) {
        g_autofree char *path = g_build_filename(packs, "..", "data", "calendar", "cn.csv", NULL);
        WorkCalendar *calendar = calendar_load(path, CALENDAR_HOURS, NULL);
        if (calendar != NULL) {
            return calendar;
        }
    }
    return calendar_read("", 0, CALENDAR_HOURS, NULL);
}
