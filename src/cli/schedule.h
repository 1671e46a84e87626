/* schedule.h - luoshi schedule: what it prints of a computed plan. */
#pragma once

#include "cli/command.h"
#include "project/schedule.h"
#include "project/schedule_simulate.h"

typedef struct {
    const SchedulePlan *plan;
    const ScheduleResult *result;
    const ScheduleBaseline *baseline; /* or NULL */
    const ScheduleResult *tried;      /* what if, or NULL */
    guint tried_activity;
    const ScheduleSimulation *simulation; /* or NULL */
    guint runs;
} ScheduleReport;

#define SCHEDULE_PATHS_SHOWN 5u

/* As a table for people, in LANGUAGE. */
void schedule_print(const ScheduleReport *report, Language language, GString *out);

/* As one JSON object. (transfer full) */
GBytes *schedule_print_json(const ScheduleReport *report);

/* What a cause is called: “start_no_earlier”. Static. */
const char *schedule_cause_name(ScheduleCause cause);
