/*
 * schedule.h - the schedule engine (排程): a plan (schedule_plan.h) gives dates, floats, critical
 * paths, what must start by when, what is impossible and why. Pure: no database, no clock.
 *
 *     network = schedule_compile(plan, holidays, &error);
 *     result = schedule_compute(network, &error);
 *     dates = schedule_dates(result, activity);  … schedule_driving_path(), schedule_conflicts()
 *     tried = schedule_try(network, &change, &error);  what if; nothing is saved
 *
 * THE RULE is the critical path method (关键路径法; Kelley and Walker 1959) with the precedence
 * diagram's four links and lags (PMI, Practice Standard for Scheduling): one pass forward gives
 * each activity its early dates, the least that start, data date, links and “no earlier than”
 * allow; one pass backward gives its late dates, the most that the required finish (else the
 * project's early finish), links and “no later than” allow. Early and late dates never depend on
 * which way is planned: a plan that is `late` (backward, 倒排) only PLANS at the late dates what a
 * forward one plans at the early ones.
 *
 * TIME. A day is worked or not; an activity of N days occupies N worked days of its calendar and
 * starts and finishes on worked days. The end of a day and the beginning of the next are the same
 * instant, so a finish-to-start link without lag lets the successor begin on its next worked day.
 * With calendars that differ, passes are exact adjoints of each other: the latest date at which a
 * predecessor still moves nothing, on its own calendar. A finish that waits for a finish (FF) comes
 * on that day or later, also where the two calendars differ. A milestone happens when what it waits
 * for has ended, worked day or not; it is shown on the day on whose evening (after work) or morning
 * (before work) it falls.
 *
 * FLOATS are working days of the activity's calendar. Total: late minus early. Free: what it can
 * slip and move no other's early dates; never below 0, nor above total unless that is below 0.
 * Negative total float: so many working days short of what is required.
 *
 * PROGRESS. What has finished keeps its actual dates, binds no predecessor and has no float. What
 * has started does its remaining work from the data date on, and still waits for its predecessors
 * (“retained logic”), also for those of a summary over it; what binds starts alone (“start no
 * earlier than”, start to start), there too, is behind it. What has not started starts on the data
 * date or later.
 *
 * AS LATE AS POSSIBLE moves the planned dates of an activity as far back as moves no other's
 * planned dates; where that leaves early dates too late, it is planned early.
 *
 * COST. Passes are linear, over plain arrays in topological order (compressed rows of links). All
 * memory of a network or a result is freed with it. Neither is safe for two threads at once (a
 * network lengthens its calendars when a date needs it); two networks are.
 */
#pragma once

#include "kernel/calendar.h"
#include "project/schedule_plan.h"

typedef struct ScheduleNetwork ScheduleNetwork;
typedef struct ScheduleResult ScheduleResult;

/* Checks PLAN and lays it out. HOLIDAYS (may be NULL) is the national calendar. Both must outlive
 * the network. Fails as schedule_plan_check() does, or with schedule.loop, which names the
 * activities of the loop in their order. (transfer full) */
ScheduleNetwork *schedule_compile(const SchedulePlan *plan, const WorkCalendar *holidays,
                                  GError **error);
void schedule_network_free(ScheduleNetwork *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScheduleNetwork, schedule_network_free)

/* Computes everything. NETWORK must outlive the result. Fails with schedule.beyond (which names the
 * activity) when a date lies before the first or after the last year of a plan, or farther than
 * SCHEDULE_DAYS_MAX. (transfer full) */
ScheduleResult *schedule_compute(ScheduleNetwork *network, GError **error);
void schedule_result_free(ScheduleResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScheduleResult, schedule_result_free)

/* One activity (no summary) as it would be: fields that are SCHEDULE_UNSET or SCHEDULE_NO_DAY stay
 * as they are. DURATION is the remaining one of an activity that has started. */
typedef struct {
    guint activity;
    gint32 duration;
    gint32 start_no_earlier;
} ScheduleChange;

/* What schedule_compute() would give with CHANGE in the plan. Fails with schedule.change for one
 * that cannot be. (transfer full) */
ScheduleResult *schedule_try(ScheduleNetwork *network, const ScheduleChange *change,
                             GError **error);

typedef enum {
    SCHEDULE_CRITICAL = 1,  /* not finished, total float at most the plan's critical_float */
    SCHEDULE_NEAR = 2,      /* not critical, total float at most near_float */
    SCHEDULE_SUMMARY = 4,   /* dates rolled up from below, floats the least below */
    SCHEDULE_MILESTONE = 8, /* of no duration */
    SCHEDULE_STARTED = 16,
    SCHEDULE_FINISHED = 32,
} ScheduleFlag;

typedef struct {
    gint32 start; /* as planned */
    gint32 finish;
    gint32 early_start;
    gint32 early_finish;
    gint32 late_start; /* it must start by then */
    gint32 late_finish;
    gint32 total_float; /* working days */
    gint32 free_float;
    guint flags; /* ScheduleFlag */
} ScheduleDates;

ScheduleDates schedule_dates(const ScheduleResult *result, guint activity);

typedef struct {
    gint32 start;  /* earliest planned start, or SCHEDULE_NO_DAY of an empty plan */
    gint32 finish; /* latest planned finish */
    gint32 early_finish;
    gint32 required;    /* or SCHEDULE_NO_DAY */
    gint32 float_least; /* of all that is not finished; negative: so many working days short */
    gint32 must_start;  /* earliest late start of what has not started */
    gint32 uncovered;   /* the first day up to the finish whose year the national calendar does not
                           tell of, so that weekdays alone count; or SCHEDULE_NO_DAY */
    guint critical;     /* activities, without summaries */
    guint near;
} ScheduleTotals;

ScheduleTotals schedule_totals(const ScheduleResult *result);

/* Working days of ACTIVITY's calendar by which its planned finish lies after the baseline's
 * (negative: before). False if the baseline does not have it. */
bool schedule_slip(const ScheduleResult *result, const ScheduleBaseline *baseline, guint activity,
                   gint32 *slip);

/* One step of a path: LINK (of the plan) pushed ACTIVITY; SCHEDULE_NONE for the first. */
typedef struct {
    guint activity;
    guint link;
} ScheduleStep;

/* What drives the early dates of ACTIVITY, from the first to itself; with SCHEDULE_NONE of the
 * activity that finishes last. Where two drive, the one of less float. Of ScheduleStep. (transfer
 * full) */
GArray *schedule_driving_path(const ScheduleResult *result, guint activity);

/* Paths of activities whose total float is at most FLOAT_MAX, each from its first step to its last,
 * the least float first; an activity stands in the first path that has it. At most COUNT_MAX. Of
 * GArray of ScheduleStep. (transfer full) */
GPtrArray *schedule_near_paths(const ScheduleResult *result, gint32 float_max, guint count_max);

/* What pushes, or cannot yield. */
typedef enum {
    SCHEDULE_BY_START,     /* the project's start */
    SCHEDULE_BY_DATA_DATE, /* what is not done is done from then on */
    SCHEDULE_BY_ACTUAL,    /* it happened */
    SCHEDULE_BY_START_NO_EARLIER,
    SCHEDULE_BY_FINISH_NO_EARLIER,
    SCHEDULE_BY_START_NO_LATER,
    SCHEDULE_BY_FINISH_NO_LATER,
    SCHEDULE_BY_REQUIRED_FINISH,
} ScheduleCause;

/* An impossible constraint, with the chain that pushes. */
typedef struct {
    ScheduleCause cause; /* of the first step's activity (or a summary over it) */
    gint32 cause_day;
    ScheduleCause broken; /* of the last step's activity (or a summary over it) */
    gint32 broken_day;
    gint32 possible; /* the day that is possible instead */
    gint32 short_by; /* working days */
    guint owner;     /* activity or summary that the broken constraint stands at; SCHEDULE_NONE for
                        the project's required finish */
    GArray *steps;   /* of ScheduleStep */
} ScheduleConflict;

/* All that cannot be kept, the worst first, at most SCHEDULE_CONFLICTS_MAX. (transfer full) */
#define SCHEDULE_CONFLICTS_MAX 100u
GPtrArray *schedule_conflicts(const ScheduleResult *result);
