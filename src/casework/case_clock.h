/*
 * case_clock.h - the clock of a case (办结时限): in working days, calendar days or hours, as its
 * type declares. It is started when the case is opened, stands while someone else must act, runs on
 * afterwards, and is moved by an extension. Pure: no database. NOW is microseconds since 1970 UTC.
 */
#pragma once

#include "casework/casework_internal.h"

/* Sets the due day of a case that is opened: the day that its form asks for, or the declared length
 * counted from NOW. A type without a clock leaves it NULL. */
void case_clock_start(const CaseType *type, const WorkCalendar *calendar, gint64 now, Case *record);

/* The clock stands from NOW on, if it does not already. */
void case_clock_stop(Case *record, gint64 now);

/* It runs on: the due day moves by the time it stood, in the clock's own unit. */
void case_clock_run(const CaseType *type, const WorkCalendar *calendar, gint64 now, Case *record);

/* An extension: due by the end of the day UNTIL. */
void case_clock_extend(Case *record, const char *until);

/* What is left, in the clock's unit, negative when late; 0 without a due day. */
gint32 case_left(const CaseType *type, const WorkCalendar *calendar, const Case *record,
                 gint64 now);

/* Late: its clock runs, and the due day or hour is past. */
bool case_is_overdue(const Case *record, gint64 now);
