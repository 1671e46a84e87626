/* chart_internal.h - shared by the files that draw. */
#pragma once

#include "chart/chart.h"
#include "document/paper_type.h"

#define CHART_POINTS(mm) ((mm)*72.0 / 25.4)

typedef struct {
    const Chart *chart;
    const ChartLayout *layout;
    const PaperType *type;
    cairo_t *cr;
} ChartCanvas;

typedef struct {
    double red;
    double green;
    double blue;
} ChartInk;

extern const ChartInk CHART_INK_BLACK;
extern const ChartInk CHART_INK_GREY;
extern const ChartInk CHART_INK_RED;
extern const ChartInk CHART_INK_WHITE;
extern const ChartInk CHART_INK_PLAN; /* what is still to do of a bar */
extern const ChartInk CHART_INK_DONE;

void chart_ink(const ChartCanvas *canvas, ChartInk ink);
void chart_fill(const ChartCanvas *canvas, ChartBox box, ChartInk ink);
void chart_frame(const ChartCanvas *canvas, ChartBox box, double width, ChartInk ink);
void chart_line(const ChartCanvas *canvas, double x, double y, double to_x, double to_y,
                double width, ChartInk ink);

/* How text is set in its cell. */
typedef struct {
    double size;  /* points */
    double floor; /* it shrinks to this before it is cut */
    bool bold;
    guint lines;  /* at most */
    double align; /* 0 left, 0.5 middle, 1 right */
    ChartInk ink;
} ChartSetting;

/* Sets TEXT (NULL: nothing) in BOX, in the middle of its height, never outside of it. */
void chart_text(const ChartCanvas *canvas, ChartBox box, const ChartSetting *setting,
                const char *text);
/* Points that TEXT is wide on one line. */
double chart_text_width(const ChartCanvas *canvas, double size, bool bold, const char *text);
/* The words of KEY with NAME, VALUE filled in. (transfer full) */
char *chart_words(const Chart *chart, const char *key, const char *name, const char *value);

/* Fails as chart_layout() says. */
bool chart_check(const Chart *chart, GError **error);

/* The part of a row of HEIGHT where milestones stand, from its upper edge. */
double chart_milestones_above(double height);

/* Sheet number SHEET, whole. */
void chart_draw_sheet(const ChartCanvas *canvas, guint sheet);
void chart_draw_bars(const ChartCanvas *canvas, const ChartLine *line, const ChartRow *row);
void chart_draw_milestones(const ChartCanvas *canvas, const ChartLine *line, const ChartRow *row);
/* The line of today, its word at TOP, down to BOTTOM. */
void chart_draw_today(const ChartCanvas *canvas, double top, double bottom);
void chart_draw_light(const ChartCanvas *canvas, ChartBox box, ChartLight light);
void chart_draw_foot(const ChartCanvas *canvas, guint sheet);

/* The signs that rows and legend share, in the middle of X, Y. */
void chart_sign_milestone(const ChartCanvas *canvas, double x, double y, double size,
                          ChartMilestoneState state);
void chart_sign_bar(const ChartCanvas *canvas, ChartBox box, double done, bool critical);
void chart_sign_baseline(const ChartCanvas *canvas, ChartBox box);
