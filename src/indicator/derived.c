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

/* Fills VALUES with the figures that the formula uses at PERIOD. */
static bool take_values(Figures *figures, const Formula *formula, const char *object, Period period,
                        FormulaValue *values, GError **error)
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
    }
    return true;
}

bool formula_series(Figures *figures, const Indicator *indicator, const char *object,
                    Series *series, GError **error)
{
    /* The catalogue is const to readers; the compiled form is a cache beside the definition. */
    Indicator *own = g_hash_table_lookup(figures->catalogue->by_id, indicator->id);

    if (!figures_compile(figures, own, error)) {
        return false;
    }
    g_autofree FormulaValue *values =
        g_new0(FormulaValue, (gsize)figures->catalogue->all->len * 2 + 1);
    for (guint i = 0; i < series->count; i++) {
        g_autoptr(GError) wrong = NULL;
        FormulaValue result;
        Period period = period_part(series->year, series->kind, i);
        series->cells[i].figure.known = false;
        if (!take_values(figures, own->compiled, object, period, values, error)) {
            return false;
        }
        if (formula_evaluate(own->compiled, values, &result, &wrong)) {
            series->cells[i].figure.known = result.kind == FORMULA_NUMBER;
            series->cells[i].figure.value = result.number;
        } else if (series->missing == NULL) {
            series->missing = g_steal_pointer(&wrong);
        }
    }
    return true;
}
