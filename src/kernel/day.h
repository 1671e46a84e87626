/*
 * day.h - calendar days as ISO 8601 text ("2022-03-01") and as numbers: days since 1970-01-01 in
 * the proleptic Gregorian calendar, so that days can be subtracted and compared.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Length of a day as text, without the NUL. */
#define DAY_LENGTH 10

/* The number of no day. */
#define DAY_NONE G_MININT32

/* Years that a day can have. */
#define DAY_YEAR_MIN 1
#define DAY_YEAR_MAX 9999

/* Does TEXT say a day that exists, and nothing else? DAY (may be NULL) gets its number. */
bool day_parse(const char *text, gint32 *day);

/* The number of a day that exists. */
gint32 day_of(int year, int month, int day);

/* Year, month (1-12) and day of the month of DAY; each may be NULL. */
void day_parts(gint32 day, int *year, int *month, int *day_of_month);

/* Writes DAY (0001-01-01 to 9999-12-31) as text. */
void day_format(gint32 day, char text[DAY_LENGTH + 1]);

/* Whole days from FROM to TO, negative when TO is earlier; 0 if either is not a day. */
gint32 day_between(const char *from, const char *to);

/* The day it is in Beijing (UTC+8, no summer time) at NOW, microseconds since 1970 UTC. */
gint32 day_in_beijing(gint64 now);

/* When DAY begins in Beijing, its midnight: microseconds since 1970 UTC. */
gint64 day_begins(gint32 day);
