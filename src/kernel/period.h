/*
 * period.h - periods (周期) of Beijing time that figures and duties are for: a year, quarter,
 * month, half month (旬 is not used in these tables, 半月 is), ISO 8601 week or day.
 */
#pragma once

#include "kernel/day.h"
#include "kernel/error.h"

/* From the longest to the shortest. */
typedef enum {
    PERIOD_YEAR,       /* 2022 */
    PERIOD_QUARTER,    /* 2022Q1 */
    PERIOD_MONTH,      /* 2022-03 */
    PERIOD_HALF_MONTH, /* 2022-03H1: the 1st to the 15th; H2: the rest */
    PERIOD_WEEK,       /* 2022-W05: Monday to Sunday, numbered by ISO 8601 */
    PERIOD_DAY,        /* 2022-03-05 */
} PeriodKind;

/* A value: copied, compared by period_compare(). */
typedef struct {
    PeriodKind kind;
    gint32 first; /* days, see day.h */
    gint32 last;
} Period;

/* Room for any period as text, with its NUL. */
#define PERIOD_TEXT_MAX 12

/* Reads a period as written above, of the years 1 to 9999. FIELD is the place named in the error
 * (kernel.period.form). */
bool period_parse(const char *text, const char *field, Period *period, GError **error);
void period_format(Period period, char text[PERIOD_TEXT_MAX]);

/* The period of KIND that DAY is in. */
Period period_of(PeriodKind kind, gint32 day);

/* COUNT periods of the same kind later, earlier if negative. */
Period period_shift(Period period, gint32 count);

/* The same part of the year before: 2021-03 of 2022-03; a week by its number (53 becomes 52 where
 * the year before has none), a 29 February the 28th. What growth is measured against (同比). */
Period period_year_before(Period period);

/* By first day, the longer first; <0, 0, >0. */
gint period_compare(Period a, Period b);

/* How many periods of KIND begin in PERIOD, and the one of number I (from 0). */
guint period_count(Period period, PeriodKind kind);
Period period_part(Period period, PeriodKind kind, guint i);
