/* What one unit gets for one item, by the item's kind. */
#include "score/score_core_internal.h"

/* The figure of MEASURE; false where it is missing. */
static bool figure(const ScoreTable *table, gint measure, guint unit, Decimal *value)
{
    gsize at = score_at(table, (guint)measure, unit);

    *value = table->values[at];
    return table->known[at] != 0;
}

static bool fault(const ScoreItem *item, const char *key, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, item->place, NULL);
    return false;
}

/* POINTS × (VALUE ÷ TARGET). A target of nothing has no share of it. */
static bool completion(const ScoreItem *item, Decimal value, Decimal target, ScoreCell *cell,
                       GError **error)
{
    if (target == 0) {
        return fault(item, "formula.zero", error);
    }
    return (decimal_scale(100 * (Decimal)DECIMAL_ONE, value, target, &cell->measured) &&
            decimal_scale(item->points, value, target, &cell->raw)) ||
           fault(item, "formula.range", error);
}

/* On the line from (from, 0) to (to, full mark), held at its ends. */
static bool linear(const ScoreItem *item, Decimal value, ScoreCell *cell, GError **error)
{
    Decimal low = MIN(item->first, item->second);
    Decimal high = MAX(item->first, item->second);
    Decimal way = 0;
    Decimal gone = 0;

    cell->measured = value;
    return (decimal_subtract(item->second, item->first, &way) &&
            decimal_subtract(CLAMP(value, low, high), item->first, &gone) &&
            decimal_scale(item->points, gone, way, &cell->raw)) ||
           fault(item, "formula.range", error);
}

/* The full mark less STEP for each of COUNT. */
static bool less_each(const ScoreItem *item, Decimal count, ScoreCell *cell, GError **error)
{
    Decimal less = 0;

    return (decimal_multiply(count, item->second, &less) &&
            decimal_subtract(item->points, less, &cell->raw)) ||
           fault(item, "formula.range", error);
}

static bool formula(const ScoreTable *table, const ScoreItem *item, guint unit, ScoreCell *cell,
                    GError **error)
{
    guint measures = table->scheme->measure_count;
    FormulaValue result = formula_null();

    for (guint i = 0; i < item->measures->len; i++) {
        guint measure = g_array_index(item->measures, guint, i);
        gsize at = score_at(table, measure, unit);
        table->names[measure] =
            table->known[at] != 0 ? formula_number(table->values[at]) : formula_null();
    }
    for (guint i = 0; i < item->items->len; i++) {
        guint used = g_array_index(item->items, guint, i);
        table->names[measures + used] = formula_number(table->points[score_at(table, used, unit)]);
    }
    table->names[measures + table->scheme->item_count] = formula_number(item->points);
    g_autoptr(GError) failed = NULL;
    if (!formula_evaluate(item->formula, table->names, &result, &failed)) {
        if (g_strcmp0(error_key(failed), "formula.missing") == 0) {
            cell->flags |= SCORE_MISSING;
            return true;
        }
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (result.kind == FORMULA_NULL) {
        cell->flags |= SCORE_MISSING;
        return true;
    }
    if (result.kind != FORMULA_NUMBER) {
        return fault(item, "score.no_number", error);
    }
    cell->measured = cell->raw = result.number;
    return true;
}

static bool group(const ScoreTable *table, const ScoreItem *item, guint unit, ScoreCell *cell,
                  GError **error)
{
    for (guint i = 0; i < item->items->len; i++) {
        guint part = g_array_index(item->items, guint, i);
        if (!decimal_add(cell->raw, table->points[score_at(table, part, unit)], &cell->raw)) {
            return fault(item, "formula.range", error);
        }
    }
    return true;
}

static bool by_kind(const ScoreTable *table, guint number, guint unit, ScoreCell *cell,
                    GError **error)
{
    const ScoreItem *item = &table->scheme->items[number];
    Decimal value = 0;
    Decimal target = 0;

    if ((item->value >= 0 && !figure(table, item->value, unit, &value)) ||
        (item->target >= 0 && !figure(table, item->target, unit, &target))) {
        cell->flags |= SCORE_MISSING;
        return true;
    }
    switch (item->kind) {
    case SCORE_GROUP:
        return group(table, item, unit, cell, error);
    case SCORE_COMPLETION:
        return completion(item, value, target, cell, error);
    case SCORE_LINEAR:
        return linear(item, value, cell, error);
    case SCORE_RANK:
        cell->measured = (Decimal)table->ranks[score_at(table, number, unit)] * DECIMAL_ONE;
        return less_each(item, cell->measured - DECIMAL_ONE, cell, error);
    case SCORE_THRESHOLD:
        cell->measured = value;
        cell->raw = (item->lower ? value <= item->first : value >= item->first) ? item->points : 0;
        return true;
    case SCORE_DEDUCTION:
        cell->measured = value;
        return less_each(item, value, cell, error);
    case SCORE_FORMULA:
        return formula(table, item, unit, cell, error);
    case SCORE_ENTRIES:
        cell->measured = cell->raw = value;
        return true;
    case SCORE_VETO:
        cell->measured = value;
        cell->flags |= value > item->first ? SCORE_VETOED : 0;
        return true;
    }
    return true;
}

ScoreCell score_compute_cell(const ScoreTable *table, guint unit, guint number, GError **error)
{
    const ScoreItem *item = &table->scheme->items[number];
    ScoreCell cell = {0};

    if (!by_kind(table, number, unit, &cell, error) ||
        ((cell.flags & SCORE_MISSING) == 0 &&
         !decimal_round(cell.raw, table->scheme->places, &cell.raw))) {
        return (ScoreCell){.flags = SCORE_FAULT};
    }
    if ((cell.flags & SCORE_MISSING) != 0) {
        cell.raw = item->missing;
    }
    cell.points = cell.raw;
    if (item->has_cap && cell.points > item->cap) {
        cell.points = item->cap;
        cell.flags |= SCORE_AT_CAP;
    }
    if (item->has_floor && cell.points < item->floor) {
        cell.points = item->floor;
        cell.flags |= SCORE_AT_FLOOR;
    }
    return cell;
}
