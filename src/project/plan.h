/*
 * plan.h - the stored plans of projects (进度计划): 倒排工期 with baselines, over the pure engine
 * of schedule.h. What other mechanisms may ask stands here.
 *
 * A plan is kept as one document, in the form of packs/schema/schedule.schema.json, with a version.
 * Each activity may name the unit that owes it (“owner”), which the engine does not know. Dates are
 * never stored: they are computed whenever they are read. Baselines (基准计划) alone keep dates, as
 * they were computed when the baseline was kept.
 *
 * Rules:
 *   - a change names the version it was made from; if somebody was faster it is refused with the
 *     present version, and nothing of either is lost;
 *   - a plan that cannot be computed (a loop, days out of range) is not stored: the error names the
 *     activities and their place in the plan (/activities/3/duration, /links/0). One that cannot
 *     keep a required date is stored, and each reading tells the chain that pushes;
 *   - nothing has happened in the future; what is reported as done moves the data date (数据日期)
 *     past it, at least to today;
 *   - each change is an entry of the ledger with what it changed, before and after.
 */
#pragma once

#include "call/call.h"
#include "project/schedule.h"

#define PLAN_ACTIVITIES_MAX 2000u
#define PLAN_LINKS_MAX      8000u

/* A stored plan, computed. */
typedef struct {
    gint64 version; /* 0: the project has no plan, and nothing below is set */
    WorkCalendar *calendar;
    SchedulePlan *plan; /* its only baseline, if it has one, is the chosen one */
    ScheduleNetwork *network;
    ScheduleResult *result;
} ProjectPlan;

void project_plan_free(ProjectPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProjectPlan, project_plan_free)

/* The plan of PROJECT (id), against its baseline number BASELINE, the newest one if that is 0. The
 * caller authorises. Fails with project.plan_no_baseline for one that is not there. (transfer
 * full) */
ProjectPlan *project_plan_load(Call *call, const char *project, gint64 baseline, GError **error);

/* Sees one plan of PROJECT, against its newest baseline; it lives until the visit ends. */
typedef void (*ProjectPlanVisit)(const char *project, const ProjectPlan *plan, gpointer data);

/* Visits the stored plans of PROJECTS (ids as JSON array text), computed one after another: one
 * query, however many there are. The caller authorises. */
bool project_plan_each(Call *call, const char *projects, ProjectPlanVisit visit, gpointer data,
                       GError **error);

/* The days between which PLAN's baseline lies; false if it has none. */
bool project_plan_agreed(const ProjectPlan *plan, gint32 *first, gint32 *last);

/* Route handlers; api/openapi.yaml has their contracts. */
bool project_plan_read(Call *call, GError **error);
bool project_plan_set(Call *call, GError **error);
bool project_plan_change(Call *call, GError **error);
bool project_plan_try(Call *call, GError **error);
bool project_plan_simulate(Call *call, GError **error);
bool project_plan_import(Call *call, GError **error);
bool project_plan_export(Call *call, GError **error);
bool project_baseline_add(Call *call, GError **error);
bool project_baseline_remove(Call *call, GError **error);
