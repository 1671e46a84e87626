/* How targets stand, for the lights. */
#include "indicator/indicator_internal.h"

#include "kernel/day.h"

#include <string.h>

#define PERCENT_WHOLE ((gint64)100)

static void watch_free(gpointer data)
{
    IndicatorWatch *watch = data;

    g_free(watch->indicator);
    g_free(watch->name_zh);
    g_free(watch->name_en);
    g_free(watch->owner);
    g_free(watch->commitment);
    g_free(watch->words_zh);
    g_free(watch->words_en);
    g_free(watch->short_zh);
    g_free(watch->short_en);
    g_free(watch);
}

/* What the plan asks for by then beyond last year, where a growth was promised of a level. */
static bool promised_growth(const State *state, Decimal *growth)
{
    const PaceFigure *before = &state->last_year[state->last];

    return strcmp(state->target->measure, "growth") == 0 && !state->indicator->growth &&
           before->known && decimal_subtract(state->plan_then.value, before->value, growth) &&
           *growth != 0;
}

static void find_lag(const State *state, IndicatorWatch *watch)
{
    Decimal whole = 0;
    Decimal share = 0;

    if (!state->gap.known || !state->plan_then.known || state->last < 0) {
        return;
    }
    if (!promised_growth(state, &whole)) {
        whole = state->plan_then.value;
    }
    watch->has_lag = whole != 0 && decimal_scale(-state->gap.value, 100 * DECIMAL_ONE,
                                                 whole > 0 ? whole : -whole, &share);
    watch->lag = share;
}

static void find_points(const State *state, IndicatorWatch *watch)
{
    Decimal points = 0;

    watch->has_points = !state_is_low_percent(state) && state_points(state, &points);
    watch->points = points;
    if (watch->has_points && points < 0) {
        watch->short_zh = state_short(LANGUAGE_ZH, state, -points);
        watch->short_en = state_short(LANGUAGE_EN, state, -points);
        if (strcmp(state->target->measure, "growth") == 0) {
            g_free(watch->words_zh);
            g_free(watch->words_en);
            watch->words_zh = g_strdup(watch->short_zh);
            watch->words_en = g_strdup(watch->short_en);
        }
    }
}

static void find_share(const State *state, IndicatorWatch *watch)
{
    const Indicator *indicator = state->indicator;
    const char *cmp = state->target->cmp;
    Decimal wanted = state->level.value;
    Decimal there = state->value.value;
    Decimal share = 0;
    bool amount = strcmp(state->target->measure, "level") == 0 && !indicator->growth &&
                  indicator->over_time != PACE_AVERAGE && strcmp(indicator->unit, "%") != 0 &&
                  indicator->direction == PACE_HIGHER && strcmp(cmp, "le") != 0 &&
                  strcmp(cmp, "lt") != 0;

    if (!amount || !state->level.known || !state->value.known || wanted <= 0 || there < 0 ||
        !decimal_scale(there, PERCENT_WHOLE * DECIMAL_ONE, wanted, &share)) {
        return;
    }
    bool reached = strcmp(cmp, "gt") == 0 ? there > wanted : there >= wanted;
    watch->has_share = true;
    watch->share =
        reached ? PERCENT_WHOLE : MIN((share + DECIMAL_ONE / 2) / DECIMAL_ONE, PERCENT_WHOLE - 1);
}

static IndicatorWatch *watch_new(const State *state)
{
    IndicatorWatch *watch = g_new0(IndicatorWatch, 1);
    const Indicator *indicator = state->indicator;

    *watch = (IndicatorWatch){.indicator = g_strdup(indicator->id),
                              .name_zh = g_strdup(indicator->name_zh),
                              .name_en = g_strdup(indicator->name_en),
                              .owner = g_strdup(indicator->owner),
                              .commitment = g_strdup(state->target->commitment),
                              .words_zh = state_words(LANGUAGE_ZH, state),
                              .words_en = state_words(LANGUAGE_EN, state)};
    watch->held = state->held;
    g_strlcpy(watch->verdict, state->verdict, sizeof watch->verdict);
    find_lag(state, watch);
    find_points(state, watch);
    find_share(state, watch);
    watch->has_places = state_places(state, &watch->places);
    if (state->last >= 0) {
        watch->has_reported = true;
        watch->reported =
            period_part(state->series->year, state->series->kind, (guint)state->last).last;
    }
    return watch;
}

/* Does the figure of INDICATOR rest on that of OTHER? */
static bool rests_on(Figures *figures, Indicator *indicator, const Indicator *other, guint depth)
{
    const Catalogue *catalogue = figures->catalogue;
    guint count = 0;

    if (indicator == other) {
        return true;
    }
    if (indicator->formula == NULL || depth == 0 || !figures_compile(figures, indicator, NULL)) {
        return false;
    }
    const guint *uses = formula_uses(indicator->compiled, &count);
    for (guint u = 0; u < count; u++) {
        /* A formula knows each indicator by two names: this period's figure, and last year's. */
        if (rests_on(figures, catalogue->all->pdata[uses[u] / 2], other, depth - 1)) {
            return true;
        }
    }
    return false;
}

GPtrArray *indicator_watch(Call *call, const char *indicator, const char *commitment,
                           GError **error)
{
    const char *district = call_district(call);
    g_autofree char *whole = object_district(district);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(watch_free);
    gint32 today = 0;
    int year = 0;

    day_parse(call_today(call), &today);
    day_parts(today, &year, NULL, NULL);
    g_autoptr(GPtrArray) targets =
        targets_read(call_tx(call), district, NULL, year, whole, commitment, error);
    if (targets == NULL || targets->len == 0) {
        return targets != NULL ? g_steal_pointer(&all) : NULL;
    }
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), district, error);
    if (catalogue == NULL) {
        return NULL;
    }
    g_autoptr(Figures) figures = figures_new(call_tx(call), district, catalogue, 0);
    const Indicator *asked =
        indicator != NULL ? g_hash_table_lookup(catalogue->by_id, indicator) : NULL;
    for (guint i = 0; i < targets->len; i++) {
        const Target *target = targets->pdata[i];
        Indicator *one = g_hash_table_lookup(catalogue->by_id, target->indicator);
        if (indicator != NULL &&
            (asked == NULL || !rests_on(figures, one, asked, DERIVED_LEVELS_MAX))) {
            continue;
        }
        g_autoptr(State) state = state_read(figures, one, whole, year, today, target, error);
        if (state == NULL) {
            return NULL;
        }
        g_ptr_array_add(all, watch_new(state));
    }
    return g_steal_pointer(&all);
}

bool indicator_brief(Call *call, const char *id, char **name, char **owner, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const Indicator *one = catalogue != NULL ? catalogue_find(catalogue, id, NULL, error) : NULL;

    if (one != NULL) {
        *name = g_strdup(call_language(call) == LANGUAGE_EN ? one->name_en : one->name_zh);
        *owner = g_strdup(one->owner);
    }
    return one != NULL;
}
