/* plan_internal.h - shared by the files of stored plans. */
#pragma once

#include "project/plan.h"
#include "project/project_internal.h"
#include "project/schedule_report.h"

/* A plan as it is stored. */
typedef struct {
    gint64 version;   /* 0: there is none */
    json_t *document; /* or NULL */
    gint64 at;
    char *by; /* account, or NULL */
} StoredPlan;

void plan_stored_free(StoredPlan *stored);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoredPlan, plan_stored_free)

/* (transfer full) */
StoredPlan *plan_stored(Call *call, const char *project, GError **error);

/* plan_stored(), or project.plan_none where there is none. (transfer full) */
StoredPlan *plan_needed(Call *call, const char *project, GError **error);

/* Checks and computes DOCUMENT, which may not be stored (yet). (transfer full) */
ProjectPlan *plan_compute(Call *call, const json_t *document, GError **error);

/* plan_compute() of a DOCUMENT that was checked when it was stored; CALENDAR is borrowed as long as
 * the plan lives. (transfer full) */
ProjectPlan *plan_compute_checked(const WorkCalendar *calendar, const json_t *document,
                                  GError **error);

/* Fails with project.plan_meanwhile, which says the present version and who made it, unless VERSION
 * is that of STORED. */
bool plan_check_version(Call *call, const StoredPlan *stored, json_int_t version, GError **error);

/* Puts DOCUMENT in the place of STORED for PROJECT, with an entry ACTION of the ledger. It must
 * have been computed. */
bool plan_save(Call *call, const Project *project, const StoredPlan *stored, json_t *document,
               const char *action, const char *reason, GError **error);

/* DOCUMENT with the members of each of CHANGES (an array) set at its activity, those that are null
 * taken away; what is reported as done moves the data date. Faults are at /changes. (transfer
 * full) */
json_t *plan_changed(Call *call, const json_t *document, const json_t *changes, GError **error);

/* Gives PLAN the baseline NUMBER of PROJECT, the newest if 0; *CHOSEN (may be NULL) is its number,
 * 0 where there is none. */
bool plan_take_baseline(Call *call, const char *project, gint64 number, SchedulePlan *plan,
                        gint64 *chosen, GError **error);

/* Gives PLAN the baseline NAME with ACTIVITIES (a JSON array of id, start, finish). */
bool plan_add_baseline(SchedulePlan *plan, const char *name, const json_t *activities,
                       GError **error);

/* The member “baselines”. */
bool plan_write_baselines(Call *call, const char *project, const Names *names, GError **error);

/* Keeps the activities (a JSON array of id, start, finish) as the baseline NAME of PROJECT, whose
 * plan has VERSION. */
bool plan_keep_baseline(Call *call, const Project *project, const char *name, json_t *activities,
                        gint64 version, GError **error);

/* The answer of project_plan_read. */
bool plan_write(Call *call, const Project *project, GError **error);

/* What a report tells of PLAN. Borrowed from it. */
ScheduleReport plan_report(const ProjectPlan *plan);
