/*
 * score_core.h - scoring (计分): a compiled scheme and a table of figures, units × measures, give
 * points, totals and ranks. Pure, exact and deterministic: no database, no clock, no binary floats;
 * the order of the units changes nothing.
 *
 *     table = score_table_new(scheme, units);
 *     score_table_set(table, unit, measure, true, value);  … score_table_compute(table);
 *     score_table_change(table, unit, measure, true, value);  only what depends on it
 *
 * Ranks: 1 + the number of units that are strictly better; equals share a place.
 */
#pragma once

#include "score/score_scheme.h"

#define SCORE_UNITS_MAX 100000u

typedef enum {
    SCORE_MISSING = 1, /* a figure it needs is missing */
    SCORE_AT_CAP = 2,
    SCORE_AT_FLOOR = 4,
    SCORE_VETOED = 8, /* the veto holds */
    SCORE_FAULT = 16, /* it cannot be computed: score_table_fault() says why; 0 points */
} ScoreFlag;

/* How one unit did in one item. */
typedef struct {
    Decimal
        measured; /* completion in percent, the rank, or the figure itself; 0 if there is none */
    Decimal raw;  /* points before cap and floor */
    Decimal points;
    guint flags;
} ScoreCell;

typedef struct {
    Decimal sum; /* of the roots' points */
    Decimal points;
    guint flags;
    guint rank;
} ScoreTotal;

typedef struct ScoreTable ScoreTable;

/* All figures missing. SCHEME must outlive it. (transfer full) */
ScoreTable *score_table_new(const ScoreScheme *scheme, guint units);
void score_table_free(ScoreTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreTable, score_table_free)

/* Sets a figure without computing anything. */
void score_table_set(ScoreTable *table, guint unit, guint measure, bool known, Decimal value);

void score_table_compute(ScoreTable *table);

/* Sets a figure of a computed table and computes again what depends on it, ranks too. */
void score_table_change(ScoreTable *table, guint unit, guint measure, bool known, Decimal value);

ScoreCell score_table_cell(const ScoreTable *table, guint unit, guint item);
ScoreTotal score_table_total(const ScoreTable *table, guint unit);

/* The first cell that could not be computed, in the order of items and then units: false with *UNIT
 * and the error, whose field is the item's place. True if there is none. */
bool score_table_sound(ScoreTable *table, guint *unit, GError **error);
