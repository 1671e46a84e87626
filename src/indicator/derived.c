/* Figures computed from other figures. */
#include "indicator/indicator_internal.h"

#include <string.h>

#define LAST_YEAR "_last_year"

/* The names a formula may use: each key, and each key with _last_year. (transfer full) */
static GStrv formula_names(const Catalogue *catalogue)
{
    GStrv names = g_new0(char *, (gsize)catalogue->all->len * 2 + 1);

    for (guint i = 0; i < catalogue->all->len; i++) {
        const Indicator *one = catalogue->all->pdata[i];
        names[2 * i] = g_strdup(one->key);
        names[2 * i + 1] = g_strconcat(one->key, LAST_YEAR, NULL);
    }
    return names;
}

bool compile_formula(FormulaMachine *machine, const Catalogue *catalogue, Indicator *indicator,
                     const char *place, GError **error)
{
    if (indicator->compiled == NULL) {
        g_auto(GStrv) names = formula_names(catalogue);
        indicator->compiled =
            formula_compile(machine, indicator->formula, (const char *const *)names, place, error);
    }
    return indicator->compiled != NULL;
}

bool figures_compile(Figures *figures, Indicator *indicator, GError **error)
{
    if (figures->machine == NULL) {
        figures->machine = formula_machine_new();
    }
    return compile_formula(figures->machine, figures->catalogue, indicator, "/formula", error);
}

guint derived_level(FormulaMachine *machine, const Catalogue *catalogue, Indicator *indicator)
{
    guint count = 0;
    guint level = 1;

    if (indicator->formula == NULL || indicator->level > 0) {
        return indicator->level;
    }
    indicator->level = level; /* so that even a loop ends */
    if (compile_formula(machine, catalogue, indicator, "/formula", NULL)) {
        const guint *uses = formula_uses(indicator->compiled, &count);
        for (guint u = 0; u < count; u++) {
            Indicator *other = catalogue->all->pdata[uses[u] / 2];
            guint below = derived_level(machine, catalogue, other);
            if (below >= level) {
                level = below + 1;
                indicator->deepest = other;
            }
        }
    }
    indicator->level = level;
    return level;
}

bool check_level(const Indicator *indicator, GError **error)
{
    g_autoptr(GString) chain = g_string_new(indicator->key);
    g_autofree char *limit = g_strdup_printf("%u", DERIVED_LEVELS_MAX);

    if (indicator->level <= DERIVED_LEVELS_MAX) {
        return true;
    }
    for (const Indicator *one = indicator->deepest; one != NULL; one = one->deepest) {
        g_string_append_printf(chain, " → %s", one->key);
    }
    error_set(error, LUOSHI_ERROR_INVALID, "indicator.too_deep", "/formula", "chain", chain->str,
              "limit", limit, NULL);
    return false;
}

/* Why the figure of INDICATOR cannot be computed in PERIOD; NULL if it can be, or is missing. */
static const GError *failure_at(Figures *figures, const Indicator *indicator, const char *object,
                                Period period)
{
    int year;

    day_parts(period.kind == PERIOD_WEEK ? period.first : period.last, &year, NULL, NULL);
    const Series *series = figures_read(figures, indicator, object, year, NULL);
    for (guint i = 0; series != NULL && i < series->count; i++) {
        gint32 last = period_part(series->year, series->kind, i).last;
        if (series->cells[i].failed != NULL && last >= period.first && last <= period.last) {
            return series->cells[i].failed;
        }
    }
    return NULL;
}

/* That a figure cannot be computed since that of OTHER cannot, or what OTHER in turn rests on. */
static GError *rests_on_failed(const Indicator *other, const GError *failed)
{
    GError *error = NULL;

    if (strcmp(error_key(failed), "indicator.rests_on_failed") == 0) {
        return g_error_copy(failed);
    }
    error_set(&error, LUOSHI_ERROR_INVALID, "indicator.rests_on_failed", "/formula", "key",
              other->key, NULL);
    return error;
}

/* Fills VALUES with the figures that the formula uses at PERIOD; *BROKEN gets that one of them
 * cannot be computed. */
static bool take_values(Figures *figures, const Formula *formula, const char *object, Period period,
                        FormulaValue *values, GError **broken, GError **error)
{
    guint count;
    const guint *uses = formula_uses(formula, &count);

    for (guint u = 0; u < count; u++) {
        PaceFigure figure;
        const Indicator *other = figures->catalogue->all->pdata[uses[u] / 2];
        Period when = uses[u] % 2 == 0 ? period : period_year_before(period);
        if (!figures_at(figures, other, object, when, &figure, error)) {
            return false;
        }
        values[uses[u]] = figure.known ? formula_number(figure.value) : formula_null();
        const GError *failed = !figure.known && other->formula != NULL
                                   ? failure_at(figures, other, object, when)
                                   : NULL;
        if (failed != NULL && *broken == NULL) {
            *broken = rests_on_failed(other, failed);
        }
    }
    return true;
}

/* Computes one cell from VALUES, where a figure is BROKEN (or NULL): not where the formula manages
 * without. What keeps it from being known goes to *WRONG. */
static void compute(const Formula *formula, const FormulaValue *values, const GError *broken,
                    SeriesCell *cell, GError **wrong)
{
    g_autoptr(GError) failed = NULL;
    FormulaValue result;

    cell->figure.known = false;
    if (formula_evaluate(formula, values, &result, &failed)) {
        cell->figure.known = result.kind == FORMULA_NUMBER;
        cell->figure.value = result.number;
        if (result.kind == FORMULA_TEXT || result.kind == FORMULA_BOOLEAN) {
            error_set(&cell->failed, LUOSHI_ERROR_INVALID, "formula.no_number", "/formula", NULL);
        }
    } else if (strcmp(error_key(failed), "formula.missing") != 0) {
        cell->failed = g_steal_pointer(&failed);
    } else if (broken != NULL) {
        cell->failed = g_error_copy(broken);
    }
    if (cell->failed != NULL) {
        *wrong = g_error_copy(cell->failed);
    } else if (failed != NULL) {
        *wrong = g_steal_pointer(&failed);
    }
}

static void fail_all(Series *series, const GError *wrong)
{
    for (guint i = 0; i < series->count; i++) {
        series->cells[i].figure.known = false;
        series->cells[i].failed = g_error_copy(wrong);
    }
    series->missing = g_error_copy(wrong);
}

bool formula_series(Figures *figures, const Indicator *indicator, const char *object,
                    Series *series, GError **error)
{
    /* The catalogue is const to readers; the compiled form is a cache beside the definition. */
    Indicator *own = g_hash_table_lookup(figures->catalogue->by_id, indicator->id);
    g_autoptr(GError) unfit = NULL;

    if (figures_compile(figures, own, &unfit)) {
        derived_level(figures->machine, figures->catalogue, own);
        check_level(own, &unfit);
    }
    if (unfit != NULL) {
        fail_all(series, unfit);
        return true;
    }
    g_autofree FormulaValue *values =
        g_new0(FormulaValue, (gsize)figures->catalogue->all->len * 2 + 1);
    for (guint i = 0; i < series->count; i++) {
        g_autoptr(GError) wrong = NULL;
        g_autoptr(GError) broken = NULL;
        Period period = period_part(series->year, series->kind, i);
        if (!take_values(figures, own->compiled, object, period, values, &broken, error)) {
            return false;
        }
        compute(own->compiled, values, broken, &series->cells[i], &wrong);
        if (series->missing == NULL) {
            series->missing = g_steal_pointer(&wrong);
        }
    }
    return true;
}
