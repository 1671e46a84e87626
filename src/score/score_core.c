/* The table: everything computed once, then only what a change touches. */
#include "score/score_core_internal.h"

#include <string.h>

ScoreTable *score_table_new(const ScoreScheme *scheme, guint units)
{
    ScoreTable *table = g_new0(ScoreTable, 1);
    gsize figures = (gsize)scheme->measure_count * units;
    gsize cells = (gsize)scheme->item_count * units;

    g_return_val_if_fail(units <= SCORE_UNITS_MAX, table);
    table->scheme = scheme;
    table->units = units;
    table->values = g_new0(Decimal, figures);
    table->known = g_new0(guint8, figures);
    table->measured = g_new0(Decimal, cells);
    table->raw = g_new0(Decimal, cells);
    table->points = g_new0(Decimal, cells);
    table->flags = g_new0(guint8, cells);
    table->ranks = g_new0(guint32, cells);
    table->stale = g_new0(guint8, cells);
    table->sums = g_new0(Decimal, units);
    table->totals = g_new0(Decimal, units);
    table->total_flags = g_new0(guint8, units);
    table->places = g_new0(guint32, units);
    table->names = g_new0(FormulaValue, (gsize)scheme->measure_count + scheme->item_count + 1);
    return table;
}

void score_table_free(ScoreTable *table)
{
    if (table == NULL) {
        return;
    }
    g_free(table->values);
    g_free(table->known);
    g_free(table->measured);
    g_free(table->raw);
    g_free(table->points);
    g_free(table->flags);
    g_free(table->ranks);
    g_free(table->stale);
    g_free(table->sums);
    g_free(table->totals);
    g_free(table->total_flags);
    g_free(table->places);
    g_free(table->names);
    g_free(table);
}

void score_table_set(ScoreTable *table, guint unit, guint measure, bool known, Decimal value)
{
    gsize at = score_at(table, measure, unit);

    table->known[at] = known ? 1 : 0;
    table->values[at] = known ? value : 0;
}

typedef struct {
    Decimal value;
    guint unit;
} Placed;

static gint by_value(gconstpointer a, gconstpointer b, gpointer lower)
{
    const Placed *first = a;
    const Placed *second = b;
    gint order = (first->value > second->value) - (first->value < second->value);

    return lower != NULL ? order : -order;
}

/* Ranks of COUNT values; KNOWN may be NULL: all are. An unknown one has rank 0. */
static void rank_values(const Decimal *values, const guint8 *known, guint count, bool lower,
                        guint32 *ranks)
{
    g_autofree Placed *placed = g_new(Placed, MAX(count, 1));
    guint length = 0;

    for (guint i = 0; i < count; i++) {
        ranks[i] = 0;
        if (known == NULL || known[i] != 0) {
            placed[length++] = (Placed){.value = values[i], .unit = i};
        }
    }
    g_qsort_with_data(placed, (gint)length, sizeof *placed, by_value,
                      lower ? GINT_TO_POINTER(1) : NULL);
    for (guint i = 0; i < length; i++) {
        bool equal = i > 0 && placed[i].value == placed[i - 1].value;
        ranks[placed[i].unit] = equal ? ranks[placed[i - 1].unit] : i + 1;
    }
}

static ScoreCell read_cell(const ScoreTable *table, gsize at)
{
    return (ScoreCell){.measured = table->measured[at],
                       .raw = table->raw[at],
                       .points = table->points[at],
                       .flags = table->flags[at]};
}

/* Computes a cell; were its points or its veto other before? */
static bool compute_cell(ScoreTable *table, guint unit, guint item)
{
    gsize at = score_at(table, item, unit);
    ScoreCell old = read_cell(table, at);
    ScoreCell cell = score_compute_cell(table, unit, item, NULL);

    table->faults += (cell.flags & SCORE_FAULT) != 0 ? 1 : 0;
    table->faults -= (old.flags & SCORE_FAULT) != 0 ? 1 : 0;
    table->measured[at] = cell.measured;
    table->raw[at] = cell.raw;
    table->points[at] = cell.points;
    table->flags[at] = (guint8)cell.flags;
    return cell.points != old.points || cell.flags != old.flags;
}

/* Roots together, the scheme's cap, then the vetoes: the lowest limit holds. */
static void compute_total(ScoreTable *table, guint unit)
{
    const ScoreScheme *scheme = table->scheme;
    Decimal sum = 0;
    Decimal limit = DECIMAL_MAX;
    guint flags = 0;

    for (guint i = 0; i < scheme->item_count; i++) {
        const ScoreItem *item = &scheme->items[i];
        gsize at = score_at(table, i, unit);
        if (item->parent < 0 && !decimal_add(sum, table->points[at], &sum)) {
            sum = sum > 0 ? DECIMAL_MAX : DECIMAL_MIN;
        }
        if ((table->flags[at] & SCORE_VETOED) != 0) {
            limit = MIN(limit, item->second);
            flags |= SCORE_VETOED;
        }
        flags |= table->flags[at] & SCORE_MISSING;
    }
    table->sums[unit] = sum;
    if (scheme->has_cap && sum > scheme->cap) {
        sum = scheme->cap;
        flags |= SCORE_AT_CAP;
    }
    table->totals[unit] = MIN(sum, limit);
    table->total_flags[unit] = (guint8)flags;
}

static void rank_item(ScoreTable *table, guint item)
{
    const ScoreItem *one = &table->scheme->items[item];
    gsize values = score_at(table, (guint)one->value, 0);

    rank_values(table->values + values, table->known + values, table->units, one->lower,
                table->ranks + score_at(table, item, 0));
}

void score_table_compute(ScoreTable *table)
{
    const ScoreScheme *scheme = table->scheme;

    for (guint i = 0; i < scheme->item_count; i++) {
        guint item = scheme->order[i];
        if (scheme->items[item].kind == SCORE_RANK) {
            rank_item(table, item);
        }
        for (guint unit = 0; unit < table->units; unit++) {
            compute_cell(table, unit, item);
        }
    }
    for (guint unit = 0; unit < table->units; unit++) {
        compute_total(table, unit);
    }
    rank_values(table->totals, NULL, table->units, false, table->places);
}

static bool better(Decimal a, Decimal b, bool lower)
{
    return lower ? a < b : a > b;
}

/* Moves UNIT from its old value to the one that stands in VALUES: its own rank, and those between.
 * MOVED (or NULL) gets 1 where a rank changed. */
static void shift_ranks(const Decimal *values, const guint8 *known, guint count, bool lower,
                        guint unit, bool was_known, Decimal was, guint32 *ranks, guint8 *moved)
{
    bool is_known = known == NULL || known[unit] != 0;
    guint32 own = 1;

    for (guint i = 0; i < count; i++) {
        if (i == unit || (known != NULL && known[i] == 0)) {
            continue;
        }
        bool before = was_known && better(was, values[i], lower);
        bool after = is_known && better(values[unit], values[i], lower);
        own += better(values[i], values[unit], lower) ? 1 : 0;
        if (before != after) {
            ranks[i] += after ? 1 : -1U;
            if (moved != NULL) {
                moved[i] = 1;
            }
        }
    }
    ranks[unit] = is_known ? own : 0;
}

/* Of more than these, sorting again is cheaper than moving one by one. */
#define SHIFTS_MAX 8u

/* Totals of the units whose STALE is set. */
static void renew_totals(ScoreTable *table, const guint8 *stale)
{
    guint count = 0;

    for (guint unit = 0; unit < table->units; unit++) {
        if (stale[unit] == 0) {
            continue;
        }
        Decimal was = table->totals[unit];
        compute_total(table, unit);
        if (table->totals[unit] != was && ++count <= SHIFTS_MAX) {
            shift_ranks(table->totals, NULL, table->units, false, unit, true, was, table->places,
                        NULL);
        }
    }
    if (count > SHIFTS_MAX) {
        rank_values(table->totals, NULL, table->units, false, table->places);
    }
}

static bool uses(const GArray *list, guint wanted)
{
    for (guint i = 0; i < list->len; i++) {
        if (g_array_index(list, guint, i) == wanted) {
            return true;
        }
    }
    return false;
}

void score_table_change(ScoreTable *table, guint unit, guint measure, bool known, Decimal value)
{
    const ScoreScheme *scheme = table->scheme;
    gsize figure = score_at(table, measure, unit);
    bool was_known = table->known[figure] != 0;
    Decimal was = table->values[figure];
    g_autofree guint8 *touched = g_new0(guint8, table->units); /* some item of theirs changed */

    score_table_set(table, unit, measure, known, value);
    memset(table->stale, 0, (gsize)scheme->item_count * table->units);
    for (guint i = 0; i < scheme->item_count; i++) {
        guint number = scheme->order[i];
        const ScoreItem *item = &scheme->items[number];
        guint8 *own = table->stale + score_at(table, number, 0);
        bool direct = uses(item->measures, measure);
        if (direct && item->kind == SCORE_RANK) {
            gsize column = score_at(table, measure, 0);
            shift_ranks(table->values + column, table->known + column, table->units, item->lower,
                        unit, was_known, was, table->ranks + score_at(table, number, 0), own);
        }
        own[unit] |= direct ? 1 : 0;
        for (guint u = 0; u < item->items->len; u++) {
            const guint8 *part =
                table->stale + score_at(table, g_array_index(item->items, guint, u), 0);
            for (guint each = 0; each < table->units; each++) {
                own[each] |= part[each];
            }
        }
        for (guint each = 0; each < table->units; each++) {
            if (own[each] != 0) {
                own[each] = compute_cell(table, each, number) ? 1 : 0;
                touched[each] |= own[each];
            }
        }
    }
    renew_totals(table, touched);
}

ScoreCell score_table_cell(const ScoreTable *table, guint unit, guint item)
{
    return read_cell(table, score_at(table, item, unit));
}

ScoreTotal score_table_total(const ScoreTable *table, guint unit)
{
    return (ScoreTotal){.sum = table->sums[unit],
                        .points = table->totals[unit],
                        .flags = table->total_flags[unit],
                        .rank = table->places[unit]};
}

bool score_table_sound(ScoreTable *table, guint *unit, GError **error)
{
    for (guint item = 0; table->faults > 0 && item < table->scheme->item_count; item++) {
        for (guint each = 0; each < table->units; each++) {
            if ((table->flags[score_at(table, item, each)] & SCORE_FAULT) != 0) {
                *unit = each;
                score_compute_cell(table, each, item, error);
                return false;
            }
        }
    }
    return true;
}
