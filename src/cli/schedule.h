/* schedule.h - luoshi schedule: what it prints of a computed plan. */
#pragma once

#include "cli/command.h"
#include "project/schedule_report.h"

/* As a table for people, in LANGUAGE. */
void schedule_print(const ScheduleReport *report, Language language, GString *out);
