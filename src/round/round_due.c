#include "round/round_due.h"

/* A duty appears at most so many weeks before its period's due day. */
#define REACH 8

/* The part of PERIOD that places are counted in. */
static Period counted_in(const Recurrence *recurrence, Period period)
{
    return recurrence->month > 0 ? period_part(period, PERIOD_MONTH, (guint)recurrence->month - 1)
                                 : period;
}

/* The NUMBERth working day of SPAN, its last one where there are fewer. */
static gint32 nth_workday(const WorkCalendar *calendar, Period span, gint number)
{
    gint32 count = calendar_count(calendar, span.first - 1, span.last);

    if (count == 0) {
        return number > 0 ? span.first : span.last;
    }
    if (number < 0) {
        number = MAX(count + 1 + number, 1);
    }
    return calendar_add(calendar, span.first - 1, MIN(number, count));
}

gint32 round_due_day(const Recurrence *recurrence, const WorkCalendar *calendar, Period period)
{
    Period span = counted_in(recurrence, period_shift(period, recurrence->after));
    gint number = recurrence->number;
    gint32 day = 0;

    switch (recurrence->place) {
    case ROUND_ON_DAY:
        day = number > 0 ? MIN(span.first + number - 1, span.last)
                         : MAX(span.last + number + 1, span.first);
        break;
    case ROUND_ON_WORKDAY:
        day = nth_workday(calendar, span, number);
        break;
    case ROUND_ON_WEEKDAY:
        day = span.first + number - 1;
        break;
    }
    return calendar_roll(calendar, day, recurrence->off);
}

/* The day that the duty of PERIOD appears. */
static gint32 appears_on(const Recurrence *recurrence, const WorkCalendar *calendar, Period period)
{
    return calendar_add(calendar, round_due_day(recurrence, calendar, period), -recurrence->lead);
}

gint32 round_last_day(const Recurrence *recurrence, const WorkCalendar *calendar, gint32 due)
{
    return calendar_add(calendar, due, recurrence->grace);
}

GArray *round_appearing(const Recurrence *recurrence, const WorkCalendar *calendar, gint32 after,
                        gint32 today)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Period));
    gint reach = REACH + recurrence->after;
    Period period = period_shift(period_of(recurrence->every, after), -reach);
    Period end = period_shift(period_of(recurrence->every, today), reach);

    for (; period_compare(period, end) <= 0; period = period_shift(period, 1)) {
        gint32 appears = appears_on(recurrence, calendar, period);
        if (appears > after && appears <= today) {
            g_array_append_val(found, period);
        }
    }
    if (found->len > ROUND_CATCH_UP_MAX) {
        g_array_remove_range(found, 0, found->len - ROUND_CATCH_UP_MAX);
    }
    return found;
}
