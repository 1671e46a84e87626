/*
 * round_due.h - the days of a recurring duty: which periods there are, and for each the day it is
 * due, the day it appears and the last day it is still in time. Pure: no database.
 *
 * A recurrence (周期) names a kind of period and a place in it: its nth day, its nth working day,
 * or a weekday of its week. -1 is the last one, -2 the one before it. A place that a short period
 * does not have (the 30th in February) is its last. What falls on a day off is moved by the rule
 * for days off; a moved day may leave its period, but no period has two due days or none.
 */
#pragma once

#include "kernel/calendar.h"
#include "kernel/period.h"

#define ROUND_LEAD_MAX 20 /* working days */

typedef enum {
    ROUND_ON_DAY,     /* the nth calendar day */
    ROUND_ON_WORKDAY, /* the nth working day */
    ROUND_ON_WEEKDAY, /* 1 Monday … 7 Sunday, of weeks alone */
} RoundPlace;

typedef struct {
    PeriodKind every;
    RoundPlace place;
    gint number; /* never 0 */
    gint month;  /* of a quarter (1-3) or year (1-12) that the place is counted in; 0: all of it */
    gint after; /* whole periods between the period and its due day: 1 for a report “by the 5th of
                   the next month” */
    CalendarRoll off; /* NONE, NEXT or PREVIOUS */
    gint lead;        /* working days before the due day at which the duty appears */
    gint grace;       /* working days after it that are still in time */
} Recurrence;

/* The day that PERIOD (of the recurrence's kind) is due. */
gint32 round_due_day(const Recurrence *recurrence, const WorkCalendar *calendar, Period period);

/* The last day in time. */
gint32 round_last_day(const Recurrence *recurrence, const WorkCalendar *calendar, gint32 due);

/* The periods whose duties appear after AFTER up to and with TODAY, oldest first. At most
 * ROUND_CATCH_UP_MAX, the newest ones. (transfer full, elements Period) */
#define ROUND_CATCH_UP_MAX 400
GArray *round_appearing(const Recurrence *recurrence, const WorkCalendar *calendar, gint32 after,
                        gint32 today);
