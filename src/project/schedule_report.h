/*
 * schedule_report.h - a computed plan as JSON: `luoshi schedule --json` and the server answer the
 * same members, which docs/schedule.md and api/openapi.yaml (PlanComputed) tell.
 */
#pragma once

#include "kernel/json_writer.h"
#include "project/schedule.h"
#include "project/schedule_simulate.h"

/* What there is to tell. Everything is borrowed. */
typedef struct {
    const SchedulePlan *plan;
    const ScheduleResult *result;
    const ScheduleBaseline *baseline; /* or NULL */
    const ScheduleResult *tried;      /* what if, of the same activities, or NULL */
    guint tried_activity;
    const ScheduleSimulation *simulation; /* or NULL */
    guint runs;
} ScheduleReport;

#define SCHEDULE_PATHS_SHOWN 5u

/* All of it as one object. */
void schedule_report_write(const ScheduleReport *report, JsonWriter *writer);

/* The member “simulation”: the days by which shares of the runs had finished. */
void schedule_report_simulation(const ScheduleReport *report, JsonWriter *writer);

/* The member “what_if”: the finish, and what moved with its new dates. */
void schedule_report_tried(const ScheduleReport *report, JsonWriter *writer);

/* What a cause is called: “start_no_earlier”. Static. */
const char *schedule_cause_name(ScheduleCause cause);
