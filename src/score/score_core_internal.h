/* score_core_internal.h - shared by the files of the core. */
#pragma once

#include "score/score_core.h"

/* Columns are by item or measure, then by unit. */
struct ScoreTable {
    const ScoreScheme *scheme;
    guint units;
    Decimal *values; /* [measure][unit] */
    guint8 *known;
    Decimal *measured; /* [item][unit] */
    Decimal *raw;
    Decimal *points;
    guint8 *flags;
    guint32 *ranks;  /* [item][unit], of rank items */
    Decimal *sums;   /* [unit] */
    Decimal *totals; /* [unit] */
    guint8 *total_flags;
    guint32 *places;     /* [unit]: the ranks */
    guint faults;        /* cells at fault */
    FormulaValue *names; /* a formula's values */
    guint8 *stale;       /* [item][unit], while a change goes through */
};

static inline gsize score_at(const ScoreTable *table, guint column, guint unit)
{
    return (gsize)column * table->units + unit;
}

/* Computes one cell from its figures, the points it uses and, of a rank item, its rank. ERROR says
 * why it cannot be computed; it may be NULL. */
ScoreCell score_compute_cell(const ScoreTable *table, guint unit, guint item, GError **error);
