#include "kernel/period.h"

#include <string.h>

#define HALF_MONTH_DAYS 15

static Period from_days(PeriodKind kind, gint32 first, gint32 after)
{
    return (Period){.kind = kind, .first = first, .last = after - 1};
}

/* MONTHS months from the first of MONTH of YEAR on. MONTH may lie outside 1 to 12. */
static Period months(PeriodKind kind, int year, int month, int count)
{
    int from = year * 12 + month - 1;
    int to = from + count;

    return from_days(kind, day_of(from / 12, from % 12 + 1, 1), day_of(to / 12, to % 12 + 1, 1));
}

/* 1970-01-01 was a Thursday. */
static gint32 monday_of(gint32 day)
{
    gint32 weekday = (day + 3) % 7;

    return day - (weekday < 0 ? weekday + 7 : weekday);
}

/* ISO 8601: the week with 4 January is the first. */
static gint32 first_monday(int year)
{
    return monday_of(day_of(year, 1, 4));
}

static int week_year(gint32 monday)
{
    int year;

    day_parts(monday + 3, &year, NULL, NULL); /* its Thursday decides */
    return year;
}

static int weeks_in(int year)
{
    return (first_monday(year + 1) - first_monday(year)) / 7;
}

static Period half_month(gint32 day)
{
    int year;
    int month;
    int of_month;

    day_parts(day, &year, &month, &of_month);
    Period whole = months(PERIOD_MONTH, year, month, 1);
    gint32 middle = whole.first + HALF_MONTH_DAYS;
    return of_month <= HALF_MONTH_DAYS ? from_days(PERIOD_HALF_MONTH, whole.first, middle)
                                       : from_days(PERIOD_HALF_MONTH, middle, whole.last + 1);
}

Period period_of(PeriodKind kind, gint32 day)
{
    int year;
    int month;

    day_parts(day, &year, &month, NULL);
    switch (kind) {
    case PERIOD_YEAR:
        return months(kind, year, 1, 12);
    case PERIOD_QUARTER:
        return months(kind, year, (month - 1) / 3 * 3 + 1, 3);
    case PERIOD_MONTH:
        return months(kind, year, month, 1);
    case PERIOD_HALF_MONTH:
        return half_month(day);
    case PERIOD_WEEK:
        return from_days(kind, monday_of(day), monday_of(day) + 7);
    case PERIOD_DAY:
        break;
    }
    return from_days(PERIOD_DAY, day, day + 1);
}

static Period shift_half_months(Period period, gint32 count)
{
    int year;
    int month;
    int of_month;

    day_parts(period.first, &year, &month, &of_month);
    gint32 half = (year * 12 + month - 1) * 2 + (of_month > HALF_MONTH_DAYS ? 1 : 0) + count;
    return half_month(
        day_of(half / 24, half / 2 % 12 + 1, half % 2 == 1 ? HALF_MONTH_DAYS + 1 : 1));
}

Period period_shift(Period period, gint32 count)
{
    int year;
    int month;

    day_parts(period.first, &year, &month, NULL);
    switch (period.kind) {
    case PERIOD_YEAR:
        return months(period.kind, year + count, 1, 12);
    case PERIOD_QUARTER:
        return months(period.kind, year, month + 3 * count, 3);
    case PERIOD_MONTH:
        return months(period.kind, year, month + count, 1);
    case PERIOD_HALF_MONTH:
        return shift_half_months(period, count);
    case PERIOD_WEEK:
        return from_days(period.kind, period.first + 7 * count, period.first + 7 * (count + 1));
    case PERIOD_DAY:
        break;
    }
    return from_days(PERIOD_DAY, period.first + count, period.first + count + 1);
}

Period period_year_before(Period period)
{
    int year;
    int month;
    int day;

    if (period.kind == PERIOD_WEEK) {
        year = week_year(period.first);
        int number = MIN((period.first - first_monday(year)) / 7, weeks_in(year - 1) - 1);
        gint32 monday = first_monday(year - 1) + 7 * number;
        return from_days(PERIOD_WEEK, monday, monday + 7);
    }
    day_parts(period.first, &year, &month, &day);
    gint32 before = day_of(year - 1, month, month == 2 && day == 29 ? 28 : day);
    return period_of(period.kind, before);
}

gint period_compare(Period a, Period b)
{
    if (a.first != b.first) {
        return a.first < b.first ? -1 : 1;
    }
    return a.kind == b.kind ? 0 : a.kind < b.kind ? -1 : 1;
}

/* The first period of KIND that begins on DAY or later. */
static Period beginning_from(PeriodKind kind, gint32 day)
{
    Period period = period_of(kind, day);

    return period.first < day ? period_shift(period, 1) : period;
}

/* How many periods of KIND lie between two that are of it. */
static gint32 distance(Period from, Period to)
{
    int years[2];
    int month_of[2];
    int days[2];

    day_parts(from.first, &years[0], &month_of[0], &days[0]);
    day_parts(to.first, &years[1], &month_of[1], &days[1]);
    gint32 month_count = (years[1] - years[0]) * 12 + month_of[1] - month_of[0];
    switch (from.kind) {
    case PERIOD_YEAR:
        return month_count / 12;
    case PERIOD_QUARTER:
        return month_count / 3;
    case PERIOD_MONTH:
        return month_count;
    case PERIOD_HALF_MONTH:
        return month_count * 2 + (days[1] > HALF_MONTH_DAYS) - (days[0] > HALF_MONTH_DAYS);
    case PERIOD_WEEK:
        return (to.first - from.first) / 7;
    case PERIOD_DAY:
        break;
    }
    return to.first - from.first;
}

guint period_count(Period period, PeriodKind kind)
{
    Period first = beginning_from(kind, period.first);
    Period beyond = beginning_from(kind, period.last + 1);

    return (guint)distance(first, beyond);
}

Period period_part(Period period, PeriodKind kind, guint i)
{
    return period_shift(beginning_from(kind, period.first), (gint32)i);
}

void period_format(Period period, char text[PERIOD_TEXT_MAX])
{
    int year;
    int month;
    int day;

    day_parts(period.first, &year, &month, &day);
    switch (period.kind) {
    case PERIOD_YEAR:
        g_snprintf(text, PERIOD_TEXT_MAX, "%04d", year);
        return;
    case PERIOD_QUARTER:
        g_snprintf(text, PERIOD_TEXT_MAX, "%04dQ%d", year, (month - 1) / 3 + 1);
        return;
    case PERIOD_MONTH:
        g_snprintf(text, PERIOD_TEXT_MAX, "%04d-%02d", year, month);
        return;
    case PERIOD_HALF_MONTH:
        g_snprintf(text, PERIOD_TEXT_MAX, "%04d-%02dH%d", year, month,
                   day > HALF_MONTH_DAYS ? 2 : 1);
        return;
    case PERIOD_WEEK:
        year = week_year(period.first);
        g_snprintf(text, PERIOD_TEXT_MAX, "%04d-W%02d", year,
                   (period.first - first_monday(year)) / 7 + 1);
        return;
    case PERIOD_DAY:
        break;
    }
    day_format(period.first, text);
}

/* Two digits at TEXT between LOW and HIGH, or 0. */
static int two_digits(const char *text, int low, int high)
{
    if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1])) {
        return 0;
    }
    int number = (text[0] - '0') * 10 + (text[1] - '0');
    return number >= low && number <= high ? number : 0;
}

/* What follows the year, by its length. */
static bool parse_rest(const char *rest, int year, Period *period)
{
    int month = rest[0] == '-' && rest[1] != '\0' ? two_digits(rest + 1, 1, 12) : 0;

    switch (strlen(rest)) {
    case 0:
        *period = months(PERIOD_YEAR, year, 1, 12);
        return true;
    case 2:
        *period = months(PERIOD_QUARTER, year, (rest[1] - '1') * 3 + 1, 3);
        return rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4';
    case 3:
        *period = months(PERIOD_MONTH, year, MAX(month, 1), 1);
        return month > 0;
    case 4: {
        int week = rest[0] == '-' && rest[1] == 'W' ? two_digits(rest + 2, 1, 53) : 0;
        gint32 monday = first_monday(year) + 7 * (week - 1);
        *period = from_days(PERIOD_WEEK, monday, monday + 7);
        return week > 0 && week <= weeks_in(year);
    }
    case 5: {
        bool first = rest[3] == 'H' && rest[4] == '1';
        bool second = rest[3] == 'H' && rest[4] == '2';
        *period = half_month(day_of(year, MAX(month, 1), second ? HALF_MONTH_DAYS + 1 : 1));
        return month > 0 && (first || second);
    }
    default:
        return false;
    }
}

bool period_parse(const char *text, const char *field, Period *period, GError **error)
{
    int century = strnlen(text, 4) == 4 ? two_digits(text, 0, 99) : -1;
    gint32 day;
    Period found;
    bool sound = false;

    if (day_parse(text, &day)) {
        found = period_of(PERIOD_DAY, day);
        sound = true;
    } else if (century >= 0 && g_ascii_isdigit(text[0]) && g_ascii_isdigit(text[1]) &&
               g_ascii_isdigit(text[2]) && g_ascii_isdigit(text[3])) {
        int year = century * 100 + two_digits(text + 2, 0, 99);
        sound = year >= DAY_YEAR_MIN && parse_rest(text + 4, year, &found);
    }
    if (!sound) {
        error_set(error, LUOSHI_ERROR_INVALID, "kernel.period.form", field, "text", text, NULL);
        return false;
    }
    *period = found;
    return true;
}
