#include "kernel/day.h"

#include <string.h>

#define BEIJING_SECONDS (8 * 3600)
#define DAY_SECONDS     86400

/* Days of 400 years, and from 0000-03-01 to 1970-01-01: Howard Hinnant, "chrono-Compatible
 * Low-Level Date Algorithms" (days_from_civil, civil_from_days); years begin in March, so that the
 * leap day is the last one. */
#define ERA_DAYS     146097
#define EPOCH_OFFSET 719468

gint32 day_of(int year, int month, int day)
{
    int shifted = month <= 2 ? year - 1 : year;
    int era = (shifted >= 0 ? shifted : shifted - 399) / 400;
    int year_of_era = shifted - era * 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * ERA_DAYS + day_of_era - EPOCH_OFFSET;
}

void day_parts(gint32 day, int *year, int *month, int *day_of_month)
{
    int shifted = day + EPOCH_OFFSET;
    int era = (shifted >= 0 ? shifted : shifted - (ERA_DAYS - 1)) / ERA_DAYS;
    int day_of_era = shifted - era * ERA_DAYS;
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int calendar_month = march_month < 10 ? march_month + 3 : march_month - 9;

    if (year != NULL) {
        *year = year_of_era + era * 400 + (calendar_month <= 2 ? 1 : 0);
    }
    if (month != NULL) {
        *month = calendar_month;
    }
    if (day_of_month != NULL) {
        *day_of_month = day_of_year - (153 * march_month + 2) / 5 + 1;
    }
}

/* LENGTH digits at TEXT, or -1. */
static int number_at(const char *text, int length)
{
    int number = 0;

    for (int i = 0; i < length; i++) {
        if (!g_ascii_isdigit(text[i])) {
            return -1;
        }
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

bool day_parse(const char *text, gint32 *day)
{
    if (text == NULL || strnlen(text, DAY_LENGTH + 1) != DAY_LENGTH || text[4] != '-' ||
        text[7] != '-') {
        return false;
    }
    int year = number_at(text, 4);
    int month = number_at(text + 5, 2);
    int of_month = number_at(text + 8, 2);
    if (year < DAY_YEAR_MIN || month < 1 || of_month < 1 ||
        !g_date_valid_dmy((GDateDay)of_month, (GDateMonth)month, (GDateYear)year)) {
        return false;
    }
    if (day != NULL) {
        *day = day_of(year, month, of_month);
    }
    return true;
}

void day_format(gint32 day, char text[DAY_LENGTH + 1])
{
    int year;
    int month;
    int of_month;

    day_parts(day, &year, &month, &of_month);
    const int parts[] = {year / 100, year % 100, month, of_month};
    static const int places[] = {0, 2, 5, 8};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        text[places[i]] = (char)('0' + parts[i] / 10);
        text[places[i] + 1] = (char)('0' + parts[i] % 10);
    }
    text[4] = '-';
    text[7] = '-';
    text[DAY_LENGTH] = '\0';
}

gint32 day_between(const char *from, const char *to)
{
    gint32 first;
    gint32 last;

    return day_parse(from, &first) && day_parse(to, &last) ? last - first : 0;
}

gint32 day_in_beijing(gint64 now)
{
    gint64 seconds = now / G_USEC_PER_SEC + BEIJING_SECONDS;

    return (gint32)(seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0 ? 1 : 0));
}

gint64 day_begins(gint32 day)
{
    return ((gint64)day * DAY_SECONDS - BEIJING_SECONDS) * G_USEC_PER_SEC;
}
