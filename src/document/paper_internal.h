/* paper_internal.h - a paper's parts, for the files that write it. */
#pragma once

#include "document/paper.h"
#include "document/paper_type.h"

typedef enum {
    PAPER_BLOCK_HEADING,
    PAPER_BLOCK_BODY,
    PAPER_BLOCK_TABLE,
    PAPER_BLOCK_CHART,
} PaperBlockKind;

typedef struct {
    PaperColumn *columns; /* titles owned */
    gsize column_count;
    GPtrArray *cells; /* char *, row after row */
} PaperTable;

typedef struct {
    PaperBlockKind kind;
    guint level; /* of a heading */
    char *text;  /* with its number; a table's caption or "" */
    char *marks; /* "[1][2]" or "" */
    PaperTable *table;
    PaperChart *chart; /* its strings and items owned */
} PaperBlock;

struct Paper {
    char *issuer;
    char *number;
    char *title;
    char *subtitle;
    char *recipients; /* with the colon */
    char *signer;
    char *day;
    gint64 created;
    GPtrArray *blocks; /* PaperBlock */
    guint counters[4];
    PaperTable *open;
    gsize rows;
    const char *limit; /* which limit was passed, or NULL */
};

/* Fails with document.paper_too_long if a limit was passed. */
bool paper_check(const Paper *paper, GError **error);

/* How far from the right edge, in characters, the signer and the day end (7.3.5.1). */
void paper_signature(const Paper *paper, double *signer, double *day);

/* Width of TEXT in characters: half for one that is narrow. */
double paper_characters(const char *text);

/* ---- Charts ---------------------------------------------------------------------------------- */

/* Points that CHART is high when it is WIDTH points wide. */
double paper_chart_height(const PaperChart *chart);
void paper_chart_draw(const PaperChart *chart, const PaperType *type, cairo_t *cr, double width);
/* As a picture of twice the resolution of a screen (192 dots an inch). (transfer full) */
GBytes *paper_chart_png(const PaperChart *chart, const PaperType *type, double width,
                        GError **error);

/* ---- Laying out pages ------------------------------------------------------------------------ */

#define PAPER_POINTS(mm) ((mm)*72.0 / 25.4)
#define PAPER_LEFT_EDGE  PAPER_POINTS(28.0)
#define PAPER_TOP_EDGE   PAPER_POINTS(37.0)
#define PAPER_WIDTH      PAPER_POINTS(156.0)
#define PAPER_HEIGHT     PAPER_POINTS(225.0)
#define PAPER_PITCH      (PAPER_HEIGHT / 22.0)

/* Where the next line goes. */
typedef struct {
    const PaperType *type;
    cairo_surface_t *surface;
    cairo_t *cr;
    double y; /* from the text block's upper edge */
    guint page;
} PaperFlow;

/* Ends the page with its number and begins the next. */
void paper_flow_break(PaperFlow *flow);
/* A new page unless HEIGHT points are left on this one. */
void paper_flow_need(PaperFlow *flow, double height);
/* One line of a layout at X points from the text block's left edge, PITCH points high. */
void paper_flow_line(const PaperFlow *flow, PangoLayoutIter *line, double x, double y, double pitch,
                     double size);
void paper_flow_table(PaperFlow *flow, const PaperTable *table);
