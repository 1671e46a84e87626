/* How a year stands: figures to date against the plan that its target draws. */
#include "indicator/indicator_internal.h"

#include "kernel/unit.h"

#include <string.h>

#define ABOUT_POINTS   5000
#define ABOUT_FRACTION 20

/* Percentages below 15 % (an unemployment of 5.5 %) are judged by percent of what was promised, as
 * amounts are: 3 points, which is red elsewhere, would be more than the fifth of it that is red. */
#define LOW_PERCENT (15 * DECIMAL_ONE)

void state_free(State *state)
{
    if (state != NULL) {
        g_free(state->to_date);
        g_free(state->last_year);
        g_free(state->before);
        g_free(state->plan);
        g_free(state);
    }
}

/* A year's figures to date as COUNT of them; a week more or less leaves it unknown. */
static PaceFigure *whole_year(Figures *figures, const Indicator *indicator, const char *object,
                              gint year, guint count, GError **error)
{
    const Series *series = figures_read(figures, indicator, object, year, error);

    if (series == NULL) {
        return NULL;
    }
    return series->count == count ? series_to_date(series, indicator->over_time, G_MAXINT32)
                                  : g_new0(PaceFigure, (gsize)count + 1);
}

static bool is_growth(const State *state)
{
    return state->target != NULL && strcmp(state->target->measure, "growth") == 0 &&
           !state->indicator->growth;
}

static bool is_rank(const State *state)
{
    return strcmp(state->target->measure, "rank") == 0;
}

static bool is_percent(const State *state)
{
    return g_str_equal(state->indicator->unit, "%");
}

/* The target as a level of the year's end, where the base it needs is known. */
static void find_level(State *state)
{
    const Target *target = state->target;
    PaceFigure base = state->last_year[state->count - 1];

    if (is_rank(state)) {
        return;
    }
    if (is_growth(state)) {
        state->level.known =
            base.known && pace_grown(base.value, target->value, &state->level.value);
        state->level2.known =
            base.known && pace_grown(base.value, target->value2, &state->level2.value);
    } else if (strcmp(target->measure, "delta") == 0) {
        state->level.known =
            base.known && decimal_add(base.value, target->value, &state->level.value);
        state->level2.known =
            base.known && decimal_add(base.value, target->value2, &state->level2.value);
    } else {
        state->level = (PaceFigure){.known = true, .value = target->value};
        state->level2 = (PaceFigure){.known = true, .value = target->value2};
    }
    state->level2.known = state->level2.known && target->has_value2;
}

/* The stated plan, which is in the target's own measure, as figures to date: a growth or change is
 * one against the same time last year, of a state a change is one since last year's end. (transfer
 * full) */
static PaceFigure *stated_plan(const State *state)
{
    json_auto_t *list =
        state->target->stated != NULL ? json_loads(state->target->stated, 0, NULL) : NULL;

    if (json_array_size(list) != state->count) {
        return NULL;
    }
    PaceFigure *stated = g_new0(PaceFigure, state->count);
    for (guint i = 0; i < state->count; i++) {
        stated[i].known =
            decimal_parse(json_string_value(json_array_get(list, i)), "", &stated[i].value, NULL);
        bool to_date = is_growth(state) || state->indicator->over_time != PACE_LAST;
        PaceFigure base = state->last_year[to_date ? i : state->count - 1];
        if (is_growth(state)) {
            stated[i].known = stated[i].known && base.known &&
                              pace_grown(base.value, stated[i].value, &stated[i].value);
        } else if (strcmp(state->target->measure, "delta") == 0) {
            stated[i].known = stated[i].known && base.known &&
                              decimal_add(base.value, stated[i].value, &stated[i].value);
        }
    }
    return stated;
}

static PaceDirection direction_of(const State *state)
{
    const char *cmp = state->target->cmp;

    if (strcmp(cmp, "ge") == 0 || strcmp(cmp, "gt") == 0) {
        return PACE_HIGHER;
    }
    if (strcmp(cmp, "le") == 0 || strcmp(cmp, "lt") == 0) {
        return PACE_LOWER;
    }
    return strcmp(cmp, "between") == 0 ? PACE_WITHIN : state->indicator->direction;
}

static void find_plan(State *state)
{
    const Indicator *indicator = state->indicator;
    g_autofree PaceFigure *stated = stated_plan(state);
    PaceCurve declared =
        state->target->curve != NULL
            ? (PaceCurve)name_number(curve_names, state->target->curve, (gint)indicator->curve)
            : indicator->curve;
    PacePlan plan = {
        .time = indicator->over_time,
        .curve = stated != NULL ? PACE_STATED : declared,
        .count = state->count,
        .direction = direction_of(state),
        .target = state->level.value,
        .target2 = state->level2,
        .start = state->start,
        .last_year = state->last_year,
        .stated = stated,
    };

    if (indicator->growth) {
        /* A growth that was promised for the year is wanted at every point of it. */
        plan.curve = stated != NULL ? PACE_STATED : PACE_EVEN;
        plan.start.known = false;
    }
    state->held = pace_held(&plan);
    state->start.known = plan.start.known && !state->held;
    state->plan = g_new0(PaceFigure, (gsize)state->count + 1);
    if (!pace_plan(&plan, state->plan, &state->curve)) {
        g_clear_pointer(&state->plan, g_free);
    }
}

static void find_today(State *state, gint32 as_of)
{
    const Series *series = state->series;
    PaceFigure start = state->start;
    guint passed = 0;
    guint days = 0;
    guint days_of = 1;

    while (passed < state->count && period_part(series->year, series->kind, passed).last <= as_of) {
        passed++;
    }
    if (as_of < series->year.first) {
        return;
    }
    if (passed < state->count) {
        Period now = period_part(series->year, series->kind, passed);
        days = now.first <= as_of ? (guint)(as_of - now.first + 1) : 0;
        days_of = (guint)(now.last - now.first + 1);
    }
    if (!start.known || state->indicator->over_time == PACE_AVERAGE) {
        start = state->plan[0];
    }
    state->plan_today.known = pace_plan_at(state->plan, state->count, start, passed, days, days_of,
                                           &state->plan_today.value);
}

Decimal about(bool growth, bool percent, Decimal value)
{
    Decimal part = ABS(value) / ABOUT_FRACTION;

    return growth ? ABOUT_POINTS : percent ? MIN(ABOUT_POINTS, part) : part;
}

/* How far an approximate target may be missed, in the figure's unit. */
static Decimal tolerance(const State *state, Decimal plan)
{
    Decimal allowed = 0;

    if (strcmp(state->target->cmp, "approx") != 0) {
        return 0;
    }
    if (is_growth(state)) {
        PaceFigure base = state->last_year[MAX(state->last, 0)];
        return base.known && pace_grown(base.value, ABOUT_POINTS, &allowed) ? allowed - base.value
                                                                            : 0;
    }
    return about(state->indicator->growth, is_percent(state), plan);
}

/* The range that is good where the plan stands at PLAN. */
static bool find_range(const State *state, Decimal plan, Decimal *low, Decimal *high)
{
    bool is_state = state->indicator->over_time == PACE_LAST;

    *low = plan;
    *high = state->level2.value;
    if (is_state && state->start.known) {
        /* It is on its way to the nearer end. */
        bool from_above = state->start.value > state->level2.value;
        *low = from_above ? state->level.value : plan;
        *high = from_above ? plan : state->level2.value;
        return true;
    }
    /* The far end moves as the near one does. */
    return state->level.value == 0 ||
           decimal_scale(plan, state->level2.value, state->level.value, high);
}

/* How VALUE stands against LOW to HIGH, inside of which nothing is better or worse: positive is
 * better. False if it does not fit. */
static bool gap_from(PaceDirection direction, Decimal value, Decimal low, Decimal high,
                     Decimal *gap)
{
    *gap = 0;
    return (value >= low && value <= high) ||
           pace_gap(direction, value, direction != PACE_WITHIN && value > high ? high : low, high,
                    gap);
}

static void find_gap(State *state)
{
    PaceDirection direction = direction_of(state);
    Decimal plan = state->plan_then.value;
    Decimal allowed = tolerance(state, plan);
    Decimal low = plan - allowed;
    Decimal high = plan + allowed;

    if (direction == PACE_WITHIN && state->level2.known && !find_range(state, plan, &low, &high)) {
        return;
    }
    state->gap.known = gap_from(direction, state->value.value, low, high, &state->gap.value);
    state->leeway = (PaceFigure){.known = state->gap.known && allowed != 0, .value = allowed};
}

static bool is_reached(const State *state)
{
    bool counts_up =
        state->indicator->over_time == PACE_SUM || state->indicator->over_time == PACE_CUMULATIVE;
    bool beyond = strcmp(state->target->cmp, "gt") == 0 ? state->value.value > state->level.value
                                                        : state->value.value >= state->level.value;

    return counts_up && beyond && direction_of(state) == PACE_HIGHER &&
           state->indicator->low >= 0 && state->indicator->has_low;
}

bool state_places(const State *state, gint *below)
{
    Decimal wanted = state->target->has_value2 ? state->target->value2 : state->target->value;
    gint64 place = wanted / DECIMAL_ONE - (strcmp(state->target->cmp, "lt") == 0 ? 1 : 0);

    /* “第2名”, “前三”, “≥ 2nd”: to be so far up or further, however it is written. */
    *below = (gint)((gint64)state->rank.rank - place);
    return is_rank(state) && state->rank.rank > 0;
}

static const char *rank_verdict(const State *state)
{
    gint below;

    if (!state_places(state, &below)) {
        return state->value.known ? "rank" : "no_figure";
    }
    if (state->last == (gint)state->count - 1) {
        return below <= 0 ? "met" : "missed";
    }
    return below == 0 ? "on_pace" : below < 0 ? "ahead" : "behind";
}

/* Takes the last figure of SERIES by AS_OF that cannot be computed, unless one after it is known
 * (the periods from FROM on are not). */
static void find_failed(State *state, const Series *series, guint from, gint32 as_of)
{
    for (guint i = series->count; i > from && state->failed == NULL; i--) {
        Period period = period_part(series->year, series->kind, i - 1);
        if (period.last <= as_of && series->cells[i - 1].failed != NULL) {
            state->failed = series->cells[i - 1].failed;
            state->failed_period = period;
        }
    }
}

static const char *find_verdict(const State *state)
{
    if (state->failed != NULL) {
        return "not_computed";
    }
    if (state->target == NULL) {
        return "no_target";
    }
    if (is_rank(state)) {
        return rank_verdict(state);
    }
    if (!state->level.known) {
        return "no_base";
    }
    if (!state->value.known) {
        return "no_figure";
    }
    if (!state->gap.known) {
        return "no_plan";
    }
    bool strict = strcmp(state->target->cmp, "gt") == 0 || strcmp(state->target->cmp, "lt") == 0;
    bool good = strict ? state->gap.value > 0 : state->gap.value >= 0;
    if (state->last == (gint)state->count - 1) {
        return good ? "met" : "missed";
    }
    if (is_reached(state)) {
        return "met";
    }
    if (state->held) {
        return good ? "kept" : "broken";
    }
    return state->gap.value == 0 ? "on_pace" : good ? "ahead" : "behind";
}

static void find_measured(State *state)
{
    PaceFigure base = state->last_year[state->count - 1];

    if (state->target == NULL || !state->value.known) {
        return;
    }
    if (is_growth(state)) {
        state->measured = state->growth;
    } else if (strcmp(state->target->measure, "delta") == 0) {
        state->measured.known =
            base.known && decimal_subtract(state->value.value, base.value, &state->measured.value);
    } else if (!is_rank(state)) {
        state->measured = state->value;
    }
}

static void find_forecast(State *state)
{
    const Indicator *indicator = state->indicator;
    const PaceYear year = {
        .time = indicator->over_time,
        .growth = indicator->growth,
        .count = state->count,
        .unit = pace_unit(indicator->places),
        .to_date = state->to_date,
        .last_year = state->last_year,
        .before = state->before,
    };
    PaceForecast *forecast = &state->forecast;

    if (!pace_forecast(&year, (guint)(state->last + 1), forecast)) {
        forecast->method = PACE_FORECAST_NONE;
    }
    /* The bounds are those of one period's figure, which a sum goes beyond. */
    bool bounded = indicator->over_time != PACE_SUM;
    Decimal low = bounded && indicator->has_low ? indicator->low : DECIMAL_MIN;
    Decimal high = bounded && indicator->has_high ? indicator->high : DECIMAL_MAX;
    forecast->value = CLAMP(forecast->value, low, high);
    forecast->low = CLAMP(forecast->low, low, high);
    forecast->high = CLAMP(forecast->high, low, high);
}

/* Level, plan and gap, or the place; none where the figure cannot be computed. */
static bool hold_against_target(State *state, Figures *figures, const char *object, gint year,
                                gint32 as_of, GError **error)
{
    const Target *target = state->target;

    find_level(state);
    find_measured(state);
    if (!state->level.known && !is_rank(state)) {
        const Series *base = figures_read(figures, state->indicator, object, year - 1, error);
        if (base == NULL) {
            return false;
        }
        find_failed(state, base, 0, G_MAXINT32);
    }
    if (state->level.known) {
        find_plan(state);
    }
    if (state->plan != NULL) {
        find_today(state, as_of);
        if (state->last >= 0) {
            state->plan_then = state->plan[state->last];
        }
        if (state->last == (gint)state->count - 1 && state->curve == PACE_STATED) {
            /* A plan may have gone beyond the target, which alone decides in the end. */
            state->plan_then = state->level;
        }
        if (state->plan_then.known && state->failed == NULL) {
            find_gap(state);
        }
    }
    return !is_rank(state) || state->failed != NULL ||
           rank_among_peers(figures, state, target->circle != NULL ? target->circle : "city", year,
                            as_of, &state->rank, error);
}

State *state_read(Figures *figures, const Indicator *indicator, const char *object, gint year,
                  gint32 as_of, const Target *target, GError **error)
{
    const Series *series = figures_read(figures, indicator, object, year, error);

    if (series == NULL) {
        return NULL;
    }
    g_autoptr(State) state = g_new0(State, 1);
    state->indicator = indicator;
    state->series = series;
    state->target = target;
    state->count = series->count;
    state->to_date = series_to_date(series, indicator->over_time, as_of);
    state->last_year = whole_year(figures, indicator, object, year - 1, series->count, error);
    state->before = state->last_year != NULL
                        ? whole_year(figures, indicator, object, year - 2, series->count, error)
                        : NULL;
    if (state->before == NULL) {
        return NULL;
    }
    state->last = pace_last_known(state->to_date, state->count);
    bool is_state = indicator->over_time == PACE_LAST;
    state->start = is_state ? state->last_year[state->count - 1] : (PaceFigure){.known = true};
    if (state->last >= 0) {
        PaceFigure base = state->last_year[state->last];
        state->value = state->to_date[state->last];
        /* Percent of a percentage misleads. */
        state->growth.known = base.known && !indicator->growth &&
                              strcmp(indicator->unit, "%") != 0 &&
                              pace_growth(state->value.value, base.value, &state->growth.value);
    }
    find_forecast(state);
    find_failed(state, series, (guint)(state->last + 1), as_of);
    if (target != NULL && !hold_against_target(state, figures, object, year, as_of, error)) {
        return NULL;
    }
    state->verdict = find_verdict(state);
    return g_steal_pointer(&state);
}

/* “2022-08居全市第2名（共11个县区有数），目标为第2名”. (transfer full) */
static char *rank_words(Language language, const State *state, const char *period)
{
    g_autofree char *rank = g_strdup_printf("%u", state->rank.rank);
    g_autofree char *of = g_strdup_printf("%u", state->rank.of);
    g_autofree char *wanted = target_words(language, state->target, "");
    const char *circle = text_find(language, g_strcmp0(state->target->circle, "province") == 0
                                                 ? "indicator.in_province"
                                                 : "indicator.in_city");

    return text_format(language,
                       state->rank.tied ? "indicator.says_place_tied" : "indicator.says_place",
                       (const char *const[]){"period", period, "rank", rank, "of", of, "target",
                                             wanted, "circle", circle, NULL});
}

/* “2022-11算不出来：公式里除数为零…”. (transfer full) */
static char *failed_words(Language language, const State *state)
{
    char period[PERIOD_TEXT_MAX];
    g_autofree char *cause = error_text(state->failed, language);

    period_format(state->failed_period, period);
    return text_format(language, "indicator.says_not_computed",
                       (const char *const[]){"period", period, "cause", cause, NULL});
}

/* The sentence that the verdict is told in: “about” has sentences of its own, and what is kept or
 * broken has a name. (transfer full) */
static char *key_of_words(const State *state)
{
    const char *verdict = state->verdict;
    bool kept = strcmp(verdict, "kept") == 0;
    bool broken = strcmp(verdict, "broken") == 0;

    if (state->leeway.known) {
        bool met = strcmp(verdict, "met") == 0 || strcmp(verdict, "missed") == 0;
        return state->gap.value == 0
                   ? g_strdup("indicator.says_within")
                   : g_strdup_printf("indicator.says_about_%s", met                    ? verdict
                                                                : state->gap.value > 0 ? "ahead"
                                                                                       : "behind");
    }
    if (!kept && !broken) {
        return g_strdup_printf("indicator.says_%s", verdict);
    }
    PaceDirection direction = direction_of(state);
    return g_strdup_printf("indicator.says_%s_%s",
                           direction == PACE_LOWER    ? "ceiling"
                           : direction == PACE_HIGHER ? "floor"
                                                      : "range",
                           verdict);
}

/* SIZE without its sign, with the unit; two percentages differ by points, never by per cent.
 * (transfer full) */
static char *difference_words(Language language, const State *state, Decimal size)
{
    char text[DECIMAL_TEXT_MAX];
    g_autofree char *unit = unit_text(language, state->indicator->unit);

    decimal_format_places(ABS(size), state->indicator->places, text);
    return text_format(language, is_percent(state) ? "indicator.points" : "indicator.amount",
                       (const char *const[]){"value", text, "unit", unit, NULL});
}

char *state_words(Language language, const State *state)
{
    char period[PERIOD_TEXT_MAX] = "";
    char value[DECIMAL_TEXT_MAX];
    char plan[DECIMAL_TEXT_MAX];
    char year[PERIOD_TEXT_MAX];
    guint places = state->indicator->places;

    if (state->failed != NULL) {
        return failed_words(language, state);
    }
    if (state->last >= 0) {
        period_format(period_part(state->series->year, state->series->kind, (guint)state->last),
                      period);
    }
    if (state->rank.rank > 0) {
        return rank_words(language, state, period);
    }
    period_format(period_shift(state->series->year, -1), year);
    decimal_format_places(state->value.value, places, value);
    decimal_format_places(state->plan_then.value, places, plan);
    g_autofree char *key = key_of_words(state);
    g_autofree char *unit = unit_text(language, state->indicator->unit);
    g_autofree char *gap = difference_words(language, state, state->gap.value);
    g_autofree char *off =
        difference_words(language, state, state->value.value - state->plan_then.value);
    g_autofree char *leeway = difference_words(language, state, state->leeway.value);
    const char *const arguments[] = {"period", period, "value", value, "plan", plan,
                                     "gap",    gap,    "unit",  unit,  "year", year,
                                     "leeway", leeway, "off",   off,   NULL};
    return text_format(language, key, arguments);
}

/* The growth that the plan asks for by the period reported. */
static bool asked_growth(const State *state, Decimal *asked)
{
    PaceFigure base = state->last_year[state->last];

    if (state->curve == PACE_LAST_YEAR && state->indicator->over_time != PACE_LAST) {
        /* Such a plan is last year, grown; its levels are rounded. */
        *asked = state->target->value;
        return true;
    }
    return base.known && pace_growth(state->plan_then.value, base.value, asked);
}

bool state_is_low_percent(const State *state)
{
    return is_percent(state) && !state->indicator->growth && state->level.known &&
           ABS(state->level.value) < LOW_PERCENT;
}

bool state_points(const State *state, Decimal *points)
{
    Decimal allowed = strcmp(state->target->cmp, "approx") == 0 ? ABOUT_POINTS : 0;
    Decimal asked = 0;

    if (!state->gap.known) {
        return false;
    }
    if (!is_growth(state)) {
        *points = state->gap.value;
        return is_percent(state);
    }
    if (!state->growth.known || !asked_growth(state, &asked)) {
        return false;
    }
    PaceDirection direction = direction_of(state);
    Decimal high = asked + allowed;
    if (state->target->has_value2) {
        high = asked + state->target->value2 - state->target->value;
    }
    return gap_from(direction, state->growth.value, asked - allowed, high, points);
}

static void one_place(Decimal value, char text[DECIMAL_TEXT_MAX])
{
    decimal_round(value, 1, &value);
    decimal_format(value, text);
}

char *state_short(Language language, const State *state, Decimal by)
{
    char period[PERIOD_TEXT_MAX];
    char growth[DECIMAL_TEXT_MAX];
    char asked[DECIMAL_TEXT_MAX];
    char points[DECIMAL_TEXT_MAX];
    char leeway[DECIMAL_TEXT_MAX];
    bool above = state->value.value > state->plan_then.value;
    Decimal wanted = 0;

    if (is_growth(state)) {
        asked_growth(state, &wanted);
        above = state->growth.value > wanted;
    }
    period_format(period_part(state->series->year, state->series->kind, (guint)state->last),
                  period);
    one_place(state->growth.value, growth);
    one_place(wanted, asked);
    one_place(by, points);
    one_place(ABOUT_POINTS, leeway);
    const char *const arguments[] = {"period", period, "growth", growth, "asked", asked,
                                     "points", points, "leeway", leeway, NULL};
    g_autofree char *head = text_format(
        language, above ? "indicator.above_target" : "indicator.below_target", arguments);
    g_autofree char *rest = is_growth(state)
                                ? text_format(language,
                                              state->leeway.known ? "indicator.says_growth_about"
                                                                  : "indicator.says_growth",
                                              arguments)
                                : state_words(language, state);
    return g_strconcat(head, rest, NULL);
}
