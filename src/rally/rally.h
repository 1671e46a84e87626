/*
 * rally.h - rallies (拉练): judges visit the sites of projects, score each against a declared sheet
 * (rally_sheet.h), and places are made of their sheets (rally_rank.h).
 *
 * What holds whatever the pack says:
 *   - a rally is planned (its judges and projects are set), then open (sheets are taken), then
 *     closed; it goes no way back;
 *   - a sheet is locked when it is given: the same sheet sent again is the same, another one is
 *     refused (rally.locked). The office may correct it officially, with a reason, and never a
 * sheet of its own; what the judge gave stays beside it;
 *   - a judge sees his own sheets; others see places and sheets when the rally is closed. Whoever
 *     holds rally.manage sees them before. Whose a sheet is, is told to those who hold rally.sheet
 *     for the district; a lead unit sees the sheets of its projects without the judges' names;
 *   - a sheet that was filled in without a network counts by the day it was filled in, as long as
 *     the rally is open.
 */
#pragma once

#include "call/call.h"

/* Loads PACKS/base/rallies.yaml: a changed file becomes a new version. Call it at the start. */
bool rally_load(Store *store, const char *district, const char *packs, GError **error);

/* A rally to be planned. The strings are borrowed. */
typedef struct {
    const char *round; /* that makes it */
    const char *period;
    const char *title;
    const char *sheet;        /* key */
    const char *day;          /* the last on which judges are at the sites */
    const json_t *key_levels; /* of the projects that are visited */
} RallyPlan;

/* Plans a rally of PLAN's round and period if there is none yet; *MADE grows by the rallies made.
 */
bool rally_make(Call *call, const RallyPlan *plan, gint64 *made, GError **error);

/* The open rallies that wait for sheets of the actor and, for those who hold rally.manage, the
 * rallies to be opened or closed, as rows of “duties”; *TOTAL grows by their number. */
bool rally_duties(Call *call, gint64 *total, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool rally_list(Call *call, GError **error);
bool rally_read(Call *call, GError **error);
bool rally_change(Call *call, GError **error);
bool rally_move(Call *call, GError **error);
bool rally_judging(Call *call, GError **error);
bool rally_score_give(Call *call, GError **error);
bool rally_score_correct(Call *call, GError **error);
bool rally_site(Call *call, GError **error);
bool rally_of_project(Call *call, GError **error);
