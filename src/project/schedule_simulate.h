/*
 * schedule_simulate.h - the chance of finishing on time (工期风险模拟): the network is computed
 * many times with durations drawn between optimistic and pessimistic.
 *
 * A duration is drawn from the plan's spread: the triangle of optimistic, likeliest and
 * pessimistic, or the beta of PERT with the weight 4 on the likeliest (Malcolm, Roseboom, Clark and
 * Fazar, 1959), and rounded to whole working days. Of an activity that has started, what is done is
 * taken off and at least 1 day is left. Each draw depends on the seed, the activity and the number
 * of the run alone, so that the same seed gives the same answer, and a changed plan meets the same
 * luck.
 *
 * CRITICALITY is the share of runs in which an activity had no float towards the finish of that run
 * (“no later than” does not count there). CORRELATION is Spearman's between its drawn durations and
 * the project's finish, equal values sharing their mean rank: what drives the finish.
 */
#pragma once

#include "project/schedule.h"

#define SCHEDULE_RUNS_MAX   1000000u
#define SCHEDULE_DRAWS_MAX  50000000u /* runs × activities with three points */
#define SCHEDULE_VISITS_MAX G_GUINT64_CONSTANT(5000000000) /* runs × (activities + links) */

typedef struct ScheduleSimulation ScheduleSimulation;

/* Fails with schedule.runs beyond the limits, or as schedule_compute(). NETWORK must outlive what
 * is given. (transfer full) */
ScheduleSimulation *schedule_simulate(ScheduleNetwork *network, guint runs, guint64 seed,
                                      GError **error);
void schedule_simulation_free(ScheduleSimulation *simulation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScheduleSimulation, schedule_simulation_free)

/* The day by which PERCENT (1 to 100) of the runs had finished: P50, P80, P90. */
gint32 schedule_simulation_finish(const ScheduleSimulation *simulation, guint percent);

/* The share of runs, 0 to 1, that had finished by DAY. */
double schedule_simulation_chance(const ScheduleSimulation *simulation, gint32 day);

typedef struct {
    double criticality; /* 0 to 1 */
    double correlation; /* -1 to 1; 0 where nothing was drawn */
} ScheduleRisk;

/* Of an activity; of a summary nothing. */
ScheduleRisk schedule_simulation_risk(const ScheduleSimulation *simulation, guint activity);
