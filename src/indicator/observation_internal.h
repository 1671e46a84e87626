/*
 * observation_internal.h - many figures in one command (填报): each is looked at by itself, against
 * the others of the same command as if all were there already, and what is wrong is named by its
 * place. Then all go in, or those that are right, or none.
 */
#pragma once

#include "indicator/check.h"
#include "indicator/indicator_internal.h"

typedef enum {
    CELL_RIGHT,   /* can be taken */
    CELL_TAKEN,   /* was */
    CELL_SAME,    /* it stands there already */
    CELL_CONFIRM, /* can be taken once it is confirmed with a reason */
    CELL_REFUSED,
} CellState;

/* One figure of the command. */
typedef struct {
    const json_t *body; /* ObservationInput; in a file indicator and object may be names */
    char *place;        /* "/cells/3", or a cell of a sheet: "B7" */
    const Indicator *indicator;
    char *object;
    Period period;
    bool cleared; /* the figure is taken back */
    Decimal value;
    Series *series;
    guint slot;
    SeriesCell before;
    bool laid; /* its value stands in the series for the checks */
    CellState state;
    GError *fault;
    CheckFinding findings[CHECK_COUNT];
    guint finding_count;
} ReportedCell;

/* CELLS: json_t * objects, borrowed. PLACES: as many texts, or NULL for /cells/I. FAULTS: as many
 * GError * or NULL, of cells that are refused before they are looked at; NULL for none. (transfer
 * full, elements ReportedCell) */
GPtrArray *reported_new(json_t *cells, const GPtrArray *places, const GPtrArray *faults);

typedef struct {
    bool right_ones; /* take what is right, else all or none */
    bool dry_run;
} TakeOptions;

/* Looks at each cell and takes what may be taken. False only if the database fails. */
bool reported_take(Call *call, Figures *figures, GPtrArray *cells, const TakeOptions *options,
                   GError **error);

/* Takes the cells of LIST, as reported_new() has them, and answers. */
bool reported_run(Call *call, json_t *list, const GPtrArray *places, const GPtrArray *faults,
                  const TakeOptions *options, GError **error);

/* Finds out what CELL is about, and refuses it with its place if it cannot be. SEEN holds what the
 * command spoke of before. */
bool cell_resolve(Call *call, Figures *figures, ReportedCell *cell, GHashTable *seen,
                  GError **error);
