/* A run as papers print it. */
#include "score/score_internal.h"

#include <string.h>

static void item_clear(gpointer data)
{
    ScoreSheetItem *item = data;

    g_free(item->name);
}

static void unit_clear(gpointer data)
{
    ScoreSheetUnit *unit = data;

    for (guint i = 0; i < unit->cell_count; i++) {
        g_free(unit->cells[i].why);
    }
    g_free(unit->cells);
    g_free(unit->name);
}

void score_sheet_free(ScoreSheet *sheet)
{
    if (sheet == NULL) {
        return;
    }
    g_free(sheet->scheme);
    g_array_unref(sheet->items);
    g_array_unref(sheet->units);
    g_free(sheet);
}

/* The published results of the period before RUN's, none where there are none. (transfer full) */
static GPtrArray *results_before(Call *call, const ScoreRun *run, Period period, GError **error)
{
    g_autoptr(GError) failed = NULL;
    char text[PERIOD_TEXT_MAX];

    period_format(period_shift(period, -1), text);
    g_autofree char *id = score_run_latest(call, run->key, text, &failed);
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    if (id == NULL) {
        return results_new();
    }
    g_autoptr(ScoreRun) before = score_run_find(call, id, error);
    if (before == NULL) {
        return NULL;
    }
    return strcmp(before->state, "published") == 0 ? results_read(call, id, error) : results_new();
}

static gint64 rank_in(const GPtrArray *results, const char *unit)
{
    for (guint i = 0; i < results->len; i++) {
        const UnitResult *one = results->pdata[i];
        if (strcmp(one->unit, unit) == 0) {
            return one->rank;
        }
    }
    return 0;
}

/* The leaves of SCHEME: a group's points are its items' again. */
static void add_items(Call *call, ScoreSheet *sheet, const ScoreScheme *scheme)
{
    for (guint i = 0; i < scheme->item_count; i++) {
        const ScoreItem *item = &scheme->items[i];
        if (item->kind != SCORE_GROUP) {
            ScoreSheetItem one = {g_strdup(score_name(call, item->name)), item->points};
            g_array_append_val(sheet->items, one);
        }
    }
}

static void add_unit(Call *call, ScoreSheet *sheet, const ScoreScheme *scheme,
                     const UnitResult *result, const char *name, gint64 last_rank)
{
    ScoreSheetUnit unit = {.name = g_strdup(name),
                           .rank = result->rank,
                           .last_rank = last_rank,
                           .points = result->points,
                           .vetoed = (result->flags & SCORE_VETOED) != 0,
                           .cells = g_new0(ScoreSheetCell, sheet->items->len),
                           .cell_count = sheet->items->len};
    guint leaf = 0;

    for (guint i = 0; i < scheme->item_count; i++) {
        if (scheme->items[i].kind == SCORE_GROUP) {
            continue;
        }
        const json_t *cell = json_array_get(result->cells, i);
        unit.cells[leaf++] =
            (ScoreSheetCell){.points = json_integer_value(json_array_get(cell, 2)),
                             .why = score_words(scheme, result, i, call_language(call))};
    }
    g_array_append_val(sheet->units, unit);
}

/* May the caller see all of RUN? */
static bool may_see(Call *call, const ScoreRun *run, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    return scope == NULL || strcmp(run->state, "published") == 0 ||
           call_authorize(call, NULL, NULL, error);
}

ScoreSheet *score_sheet(Call *call, const char *id, GError **error)
{
    g_auto(OpenedRun) opened = {0};
    g_autoptr(ScoreSheet) sheet = g_new0(ScoreSheet, 1);

    sheet->items = g_array_new(FALSE, FALSE, sizeof(ScoreSheetItem));
    sheet->units = g_array_new(FALSE, FALSE, sizeof(ScoreSheetUnit));
    g_array_set_clear_func(sheet->items, item_clear);
    g_array_set_clear_func(sheet->units, unit_clear);
    if (!score_run_open(call, id, &opened, error) || !may_see(call, opened.run, error) ||
        !period_parse(opened.run->period, "period", &sheet->period, error)) {
        return NULL;
    }
    g_autoptr(GPtrArray) before = results_before(call, opened.run, sheet->period, error);
    if (before == NULL) {
        return NULL;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    sheet->scheme = g_strdup(score_name(call, opened.scheme->name));
    sheet->version = opened.stored->version;
    sheet->published_at = opened.run->published_at;
    add_items(call, sheet, opened.scheme);
    for (guint i = 0; i < opened.units->len; i++) {
        const UnitResult *result = opened.units->pdata[i];
        add_unit(call, sheet, opened.scheme, result, name_of(names, NAME_UNIT, result->unit),
                 rank_in(before, result->unit));
    }
    return g_steal_pointer(&sheet);
}
