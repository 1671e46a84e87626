/* project_chart_internal.h - the wall chart: how projects become its rows. */
#pragma once

#include "chart/chart.h"
#include "project/project_internal.h"

/* What rows are made from; it owns their texts, bars and milestones. */
typedef struct {
    const ProjectDesk *desk;
    GStringChunk *texts;
    GPtrArray *parts;  /* bars */
    GHashTable *moves; /* project → GArray of ChartMilestone: the libraries it has entered */
} ChartDesk;

/* Reads the moves. */
bool project_chart_open(ChartDesk *chart, const ProjectDesk *desk, GError **error);
void project_chart_clear(ChartDesk *chart);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ChartDesk, project_chart_clear)

/* Sets *ROW to that of PROJECT under GROUP:
 *   bar        its schedule as computed now against its newest baseline, critical when the required
 *              finish cannot be kept; without a schedule planned start to planned finish; done by
 *              what is invested of the total
 *   milestones the libraries entered, and the planned finish
 *   light      red: the finish has passed, or more than 30 hundredths behind an even pace; yellow:
 *              it cannot be kept, more than 10 hundredths behind, or longer in its library than the
 *              limit; grey: no planned finish is known; else green
 *   next       what its next gate lacks first, until the limit of its library ends; in the last
 * library the finish */
bool project_chart_row(const ChartDesk *chart, const Project *project, const char *group,
                       ChartRow *row, GError **error);
