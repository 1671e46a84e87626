/*
 * chart.h - the wall chart (挂图作战): rows of projects with their bars against months, as
 * districts hang them, drawn as A0 or A1 landscape pdf and svg.
 *
 * Legible at two metres. ISO 9241-303:2011 asks that characters subtend at least 16 minutes of arc
 * at the eye; at 2000 mm that is 2 · 2000 · tan(8′) = 9.3 mm. A Chinese character of a sans face is
 * drawn 0.88 of its size high, so no text of a row is set below 10.6 mm, 30 points
 * (CHART_TEXT_FLOOR); what is set in CHART_TEXT_SIZE shrinks to that and then ends with an
 * ellipsis. Rows that would need smaller letters go to a further sheet.
 *
 * Pure: no database, no clock. Any number of threads may draw at once.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

/* ---- Limits ---------------------------------------------------------------------------------- */

#define CHART_ROWS_MAX   1000u /* more: chart.too_many_rows */
#define CHART_MARKS_MAX  100u  /* bars, and milestones, of one row; more: chart.too_many_marks */
#define CHART_YEARS_MAX  10    /* from..to; more: chart.period_too_long */
#define CHART_LANES_MAX  3u    /* bars at the same time that are drawn one above the other */
#define CHART_TEXT_SIZE  32.0  /* points */
#define CHART_TEXT_FLOOR 30.0  /* points */

/* ---- What is drawn --------------------------------------------------------------------------- */

/* Days are ISO 8601 text ("2022-03-01"); a day that may be NULL says so. Nothing is owned. */

typedef enum {
    CHART_LIGHT_GREY, /* ○ not begun, or nothing known */
    CHART_LIGHT_GREEN,
    CHART_LIGHT_YELLOW,
    CHART_LIGHT_RED,
} ChartLight;

typedef enum {
    CHART_MILESTONE_AHEAD,
    CHART_MILESTONE_DONE,
    CHART_MILESTONE_LATE,
} ChartMilestoneState;

typedef struct {
    const char *name;
    const char *day;
    ChartMilestoneState state;
} ChartMilestone;

typedef struct {
    const char *label; /* written on the bar if it fits, or NULL */
    const char *start;
    const char *finish;          /* its last day */
    guint done;                  /* hundredths of it that are done: 0 to 100 */
    const char *baseline_start;  /* or NULL: no baseline */
    const char *baseline_finish; /* or NULL: no baseline */
    bool critical;
} ChartBar;

typedef struct {
    const char *group; /* the leader or library it stands under; rows of a group follow another */
    const char *name;
    const char *leader;     /* or NULL */
    const char *unit;       /* lead unit, or NULL */
    const char *investment; /* as it is to be read: “3.2亿元”, or NULL */
    ChartLight light;
    const char *reason; /* of a yellow or red light, set under the name; or NULL */
    const ChartBar *bars;
    gsize bar_count;
    const ChartMilestone *milestones; /* by day */
    gsize milestone_count;
    const char *next_action; /* or NULL */
    const char *next_day;    /* text, or NULL */
} ChartRow;

typedef struct {
    Language language;
    const char *title;
    const char *subtitle; /* or NULL */
    const char *day;      /* when it was drawn, as it is to be read */
    const char *source;
    const char *from; /* the period; its whole months are drawn */
    const char *to;
    const char *today; /* no line if it lies outside the period, or NULL */
    gint64 created;    /* seconds since 1970 UTC, for the file's own date */
    const ChartRow *rows;
    gsize row_count;
} Chart;

/* ---- Where it is drawn ----------------------------------------------------------------------- */

typedef enum {
    CHART_A0, /* 1189 × 841 mm */
    CHART_A1, /* 841 × 594 mm */
} ChartSize;

/* Points, from the upper left corner of a sheet. */
typedef struct {
    double x;
    double y;
    double width;
    double height;
} ChartBox;

typedef enum {
    CHART_COLUMN_NUMBER,
    CHART_COLUMN_NAME,
    CHART_COLUMN_LEADER, /* over the lead unit */
    CHART_COLUMN_INVESTMENT,
    CHART_COLUMN_LIGHT,
    CHART_COLUMN_TIME,
    CHART_COLUMN_NEXT,
    CHART_COLUMNS,
} ChartColumn;

/* What the columns of the period are; the finest that is legible. */
typedef enum { CHART_HALF_MONTHS, CHART_MONTHS, CHART_QUARTERS, CHART_YEARS } ChartStep;

/* A row, or the heading of a group. */
typedef struct {
    guint sheet; /* from 0 */
    double y;
    double height;
    gsize row; /* its number, of a heading that of the row below it */
    bool heading;
    bool continued; /* a heading that stands on the sheet before too */
} ChartLine;

typedef struct {
    double width; /* of a sheet, points */
    double height;
    guint sheets;
    gint32 first; /* day numbers of day.h: the first day of the first month */
    gint32 last;  /* and the last of the last */
    ChartStep step;
    ChartBox banner;
    ChartBox head; /* titles of columns, years and months */
    ChartBox foot; /* legend, source */
    double column_x[CHART_COLUMNS + 1];
    GArray *lines; /* ChartLine, top to bottom, sheet after sheet */
} ChartLayout;

/* Where everything of CHART stands on SIZE. Errors (LUOSHI_ERROR):
 *
 *   chart.empty            INVALID    there is no row
 *   chart.bad_day          INVALID    {name} has a day that does not exist: {day}
 *   chart.period_reversed  INVALID    the period ends ({to}) before it begins ({from})
 *   chart.bar_reversed     INVALID    a bar of {name}, or its baseline, ends before it begins
 *   chart.period_too_long  TOO_LARGE  more than {limit} years
 *   chart.too_many_rows    TOO_LARGE  {count} rows, more than {limit}
 *   chart.too_many_marks   TOO_LARGE  {name} has more than {limit} bars or milestones
 *
 * (transfer full: chart_layout_free()) */
ChartLayout *chart_layout(const Chart *chart, ChartSize size, GError **error);
void chart_layout_free(ChartLayout *layout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChartLayout, chart_layout_free)

/* Where DAY (of day.h) begins, from the left edge of a sheet; outside the period its nearer edge.
 */
double chart_layout_x(const ChartLayout *layout, gint32 day);

/* Where bar number BAR of ROW stands, given the LINE of the row, or with BASELINE its baseline. No
 * width if it lies outside the period or there is no baseline. */
ChartBox chart_layout_bar(const ChartLayout *layout, const ChartLine *line, const ChartRow *row,
                          gsize bar, bool baseline);

/* ---- Files ----------------------------------------------------------------------------------- */

/* One page a sheet, its text searchable, what an ellipsis hides too. Errors as chart_layout(),
 * document.no_font, document.output_failed. (transfer full) */
GBytes *chart_pdf(const Chart *chart, ChartSize size, GError **error);

/* The same, all sheets one under another in one picture, letters as outlines: it looks the same
 * without the fonts. (transfer full) */
GBytes *chart_svg(const Chart *chart, ChartSize size, GError **error);
