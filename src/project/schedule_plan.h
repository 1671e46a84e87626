/*
 * schedule_plan.h - a project's plan (进度计划) in memory, as every format fills and writes it:
 * JSON (schedule_json.h), and whatever else reads plans. It knows no dates but those that people
 * wrote; schedule.h computes the rest.
 *
 * UNITS. Days are numbers as in kernel/day.h, SCHEDULE_NO_DAY where none is given; all of them are
 * inclusive: an activity that finishes on a day has worked on it. Durations, lags and floats are
 * whole working days. Texts are UTF-8 and belong to the plan's arena.
 *
 * The fields are those of the Microsoft Project XML interchange (MSPDI, “Project XML Data
 * Interchange Schema”), so that a file can be read and written without loss of meaning: its
 * ConstraintType is start_no_earlier (SNET, 4), start_no_later (SNLT, 5), finish_no_earlier (FNET,
 * 6), finish_no_later (FNLT, 7), both of one kind on the same day (MSO 2, MFO 3), or late (ALAP,
 * 1).
 */
#pragma once

#include "kernel/day.h"
#include "kernel/error.h"

#define SCHEDULE_NONE   G_MAXUINT32 /* no activity, calendar or link */
#define SCHEDULE_NO_DAY DAY_NONE
#define SCHEDULE_UNSET  (-1) /* a number of days that is not given */

#define SCHEDULE_ACTIVITIES_MAX 2000000u
#define SCHEDULE_LINKS_MAX      8000000u
#define SCHEDULE_CALENDARS_MAX  1000u
#define SCHEDULE_EXCEPTIONS_MAX 2000u /* of one calendar */
#define SCHEDULE_BASELINES_MAX  12u   /* one more than MSPDI has */
#define SCHEDULE_DURATION_MAX   100000
#define SCHEDULE_LAG_MAX        100000 /* either way */
#define SCHEDULE_DEPTH_MAX      100u   /* summaries within summaries */
#define SCHEDULE_TEXT_MAX       1000u  /* bytes of an id or a name */
#define SCHEDULE_YEAR_FIRST     1900   /* of any day of a plan */
#define SCHEDULE_YEAR_LAST      2999
#define SCHEDULE_DAYS_MAX       1000000 /* from the first to the last day that is computed */

/* What waits for what: the first letter is the end of the predecessor that counts, the second the
 * end of the successor that waits (S start, F finish); PMI, Practice Standard for Scheduling. */
typedef enum {
    SCHEDULE_FS, /* finish to start: the usual one */
    SCHEDULE_SS,
    SCHEDULE_FF,
    SCHEDULE_SF,
} ScheduleLinkType;

/* LAG days pass between the two ends, a lead if negative: working days of the SUCCESSOR's calendar,
 * as Microsoft Project counts them (whoever waits counts the days on which he could have begun);
 * with ELAPSED, days of the common calendar (concrete hardens on Sundays too). */
typedef struct {
    guint from;
    guint to;
    gint32 lag;
    guint8 type; /* ScheduleLinkType */
    bool elapsed;
} ScheduleLink;

/* An activity (工序). One that is the parent of others is a summary: its dates are rolled up, its
 * duration is not used. One of no duration is a milestone (节点). */
typedef struct {
    const char *id;   /* unique */
    const char *name; /* never NULL */
    guint parent;     /* or SCHEDULE_NONE */
    guint calendar;   /* or SCHEDULE_NONE: the plan's */
    gint32 duration;
    gint32 optimistic;  /* or SCHEDULE_UNSET: both or none; duration is the likeliest */
    gint32 pessimistic; /* or SCHEDULE_UNSET */
    bool late;          /* planned as late as delays no successor (ALAP) */
    gint32 start_no_earlier;
    gint32 start_no_later;
    gint32 finish_no_earlier;
    gint32 finish_no_later;
    gint32 actual_start;
    gint32 actual_finish;
    gint32 remaining; /* of one that has started; SCHEDULE_UNSET: its duration less the working days
                         since its start, but at least 1 */
} ScheduleActivity;

/* From FROM to TO it is worked, or it is not; later exceptions overrule earlier ones. */
typedef struct {
    gint32 from;
    gint32 to;
    bool work;
} ScheduleException;

typedef struct {
    const char *id;
    const char *name;
    guint8 week;        /* bit 0 Monday … bit 6 Sunday: what is worked */
    bool holidays;      /* the holidays and swapped days of the national calendar hold */
    GArray *exceptions; /* of ScheduleException; they go before everything */
} ScheduleCalendar;

#define SCHEDULE_WEEK_OFFICE 0x1F

typedef struct {
    gint32 start; /* or SCHEDULE_NO_DAY: the activity was not in the baseline */
    gint32 finish;
} ScheduleSpan;

/* Dates that were once agreed (基准计划). */
typedef struct {
    const char *name;
    GArray *spans; /* of ScheduleSpan, by activity; may be shorter than the plan */
} ScheduleBaseline;

/* How a duration lies between optimistic and pessimistic. */
typedef enum {
    SCHEDULE_PERT, /* beta with the weight 4 on the likeliest (Malcolm et al. 1959) */
    SCHEDULE_TRIANGULAR,
} ScheduleSpread;

typedef struct {
    const char *name;
    gint32 start;     /* nothing starts earlier; SCHEDULE_NO_DAY: counted back from finish */
    gint32 finish;    /* required finish (要求完工日), or SCHEDULE_NO_DAY */
    gint32 data_date; /* status date: what is not done is done from this day on; or NO_DAY */
    bool late;        /* backward schedule (倒排工期): all planned as late as possible */
    guint calendar;   /* of activities without one; SCHEDULE_NONE: Monday to Friday, holidays */
    gint32 critical_float; /* critical: total float at most this (0) */
    gint32 near_float;     /* near-critical: at most this (5) */
    ScheduleSpread spread;
    GArray *activities;  /* of ScheduleActivity */
    GArray *links;       /* of ScheduleLink */
    GArray *calendars;   /* of ScheduleCalendar */
    GArray *baselines;   /* of ScheduleBaseline */
    GStringChunk *texts; /* arena of all texts */
    GHashTable *by_id;   /* id → number + 1 */
    GHashTable *calendar_by_id;
} SchedulePlan;

/* An empty plan. (transfer full) */
SchedulePlan *schedule_plan_new(void);
void schedule_plan_free(SchedulePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchedulePlan, schedule_plan_free)

/* Copies TEXT into the plan's arena. Owned by PLAN. */
const char *schedule_plan_text(SchedulePlan *plan, const char *text);

/* Adds an activity with the defaults of the comments above; the pointer holds until the next is
 * added. NULL with schedule.id_twice or schedule.too_many; NAME may be NULL: its id is its name. */
ScheduleActivity *schedule_plan_add(SchedulePlan *plan, const char *id, const char *name,
                                    GError **error);
/* Adds an office calendar, as above. */
ScheduleCalendar *schedule_plan_add_calendar(SchedulePlan *plan, const char *id, const char *name,
                                             GError **error);
bool schedule_plan_except(ScheduleCalendar *calendar, gint32 from, gint32 to, bool work,
                          GError **error);
bool schedule_plan_link(SchedulePlan *plan, ScheduleLink link, GError **error);
/* Adds a baseline without dates. */
ScheduleBaseline *schedule_plan_add_baseline(SchedulePlan *plan, const char *name, GError **error);
void schedule_baseline_set(ScheduleBaseline *baseline, guint activity, ScheduleSpan span);

/* The number of an activity or a calendar, or SCHEDULE_NONE. */
guint schedule_plan_find(const SchedulePlan *plan, const char *id);
guint schedule_plan_find_calendar(const SchedulePlan *plan, const char *id);

ScheduleActivity *schedule_plan_activity(const SchedulePlan *plan, guint activity);

/* For each activity whether it is a summary. (transfer full) */
guint8 *schedule_plan_summaries(const SchedulePlan *plan);

/* Checks what can be said without computing: durations, days, parents, links that cannot be. All
 * faults are reported, up to ERROR_MAX_DETAILS, each with the activity's name and the place in the
 * plan (/activities/3/duration). schedule_compile() does it too. */
bool schedule_plan_check(const SchedulePlan *plan, GError **error);
