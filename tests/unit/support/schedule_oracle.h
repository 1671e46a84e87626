/*
 * schedule_oracle.h - the schedule engine a second time, for tests: days are walked one by one, and
 * all activities are moved until no link is broken any more (Bellman and Ford). Nothing is shared
 * with src/project but the plan.
 */
#pragma once

#include "project/schedule.h"

typedef struct {
    gint32 start; /* boundaries: the morning of the day */
    gint32 finish;
} OracleSpan;

typedef struct {
    const SchedulePlan *plan;
    const WorkCalendar *holidays;
    guint8 *work; /* by calendar (the last is none) and day from first: worked? */
    gint32 first;
    OracleSpan *early;
    OracleSpan *late;
    OracleSpan *planned;
    gint32 *free_float;
    gint32 *total_float;
    gint32 finish; /* boundary */
} Oracle;

/* PLAN without summaries, with a start. */
Oracle *oracle_new(const SchedulePlan *plan, const WorkCalendar *holidays);
/* The same with nothing but which days are worked. */
Oracle *oracle_new_days(const SchedulePlan *plan, const WorkCalendar *holidays);
void oracle_free(Oracle *oracle);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Oracle, oracle_free)

bool oracle_is_work(const Oracle *oracle, guint activity, gint32 day);

/* A random plan: COUNT activities, links to later ones, calendars, constraints, progress as asked
 * for; summaries stand after all activities. */
typedef struct {
    guint count;
    bool calendars; /* several */
    bool bounds;    /* no earlier than */
    bool deadlines; /* no later than */
    bool progress;
    bool late;      /* some as late as possible */
    bool backward;  /* all of them, before a required finish */
    bool summaries; /* over neighbours, with links and days of their own */
} OracleKind;

SchedulePlan *oracle_random_plan(GRand *rand, OracleKind kind);

/* PLAN without its summaries, which stand last: what they wait for each activity in them waits for,
 * and what waits for them waits for each of those. Exact where a link to a summary has no lag in
 * working days, which count on the summary's calendar. (transfer full) */
SchedulePlan *oracle_flattened(const SchedulePlan *plan);

/* The calendar of the repository. (transfer full) */
WorkCalendar *oracle_holidays(void);
