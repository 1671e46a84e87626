/* project_chart_internal.h - the wall chart (挂图作战), on paper and on the screen: how projects
 * become its rows. */
#pragma once

#include "chart/chart.h"
#include "project/project_internal.h"

/* What the schedule of a project says to its row. Days as text; all of it is the desk's. */
typedef struct {
    const char *start; /* or NULL: nothing is planned */
    const char *finish;
    const char *baseline_start; /* or NULL */
    const char *baseline_finish;
    bool too_late;      /* the required finish cannot be kept */
    GArray *milestones; /* of ChartMilestone: its own, by day */
    const char *next;   /* what is to happen first, in words, or NULL */
    const char *next_by;
} ChartPlan;

/* A row as both draw it; it borrows from its project and the desk. */
typedef struct {
    const Project *project;
    const char *leader; /* person, or NULL */
    const char *library_name;
    guint track;
    guint position;      /* of its library */
    ChartRow row;        /* group and next_day are set by who draws */
    const char *next_by; /* day, or NULL */
} WallRow;

/* What rows are made from; it owns their texts, bars and milestones. */
typedef struct {
    ProjectDesk desk;
    GPtrArray *projects; /* key projects that the call may see and that were not given up */
    GStringChunk *texts;
    GPtrArray *parts;   /* bars */
    GHashTable *moves;  /* project → GArray of ChartMilestone: the libraries it has entered */
    GHashTable *plans;  /* project → ChartPlan */
    GHashTable *lights; /* project → ProjectLight; borrowed */
    WallRow *rows;
    guint count;
} ChartDesk;

typedef enum { CHART_BY_LEADER, CHART_BY_LIBRARY } ChartOrder;

/* Reads the projects of the call's scope, their moves, facts, plans and baselines, each of these in
 * one query however many projects there are, and makes them rows in ORDER:
 *   bar        its schedule as computed now against its newest baseline, critical when the required
 *              finish cannot be kept; without a schedule planned start to planned finish; done by
 *              what is invested of the total
 *   milestones the libraries entered, those of its schedule, and the planned finish
 *   light      as LIGHTS (project → ProjectLight) has it, else grey
 *   next       whichever ends first: what its next gate lacks first, until the limit of its library
 *              ends, or what its schedule says must begin, be finished or be reached by when; in
 * the last library the finish */
bool project_chart_open(ChartDesk *chart, Call *call, GHashTable *lights, ChartOrder order,
                        GError **error);
void project_chart_clear(ChartDesk *chart);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartDesk, project_chart_clear)

/* The last year that is drawn: that of the last finish, no later than a chart of months can show,
 * and not before YEAR. */
int project_chart_last_year(const ChartDesk *chart, int year);

/* TEXT as long as CHART lives. */
const char *project_chart_keep(const ChartDesk *chart, const char *text);

/* Reads what the schedules say into CHART->plans. */
bool project_chart_plans(ChartDesk *chart, GError **error);

/* Makes ROW of its project. */
void project_chart_row(const ChartDesk *chart, WallRow *row);
