/* Plans and how a figure stands against them. */
#include "indicator/pace.h"

Decimal pace_unit(guint places)
{
    Decimal unit = DECIMAL_ONE;

    for (guint i = 0; i < places; i++) {
        unit /= 10;
    }
    return unit;
}

bool pace_to_date(PaceTime time, const PaceFigure *figures, guint count, PaceFigure *to_date)
{
    Decimal sum = 0;
    bool whole = true;

    for (guint i = 0; i < count; i++) {
        to_date[i] = figures[i];
        if (time == PACE_LAST || time == PACE_CUMULATIVE) {
            continue;
        }
        whole = whole && figures[i].known;
        to_date[i].known = whole;
        if (!whole) {
            continue;
        }
        if (!decimal_add(sum, figures[i].value, &sum)) {
            return false;
        }
        to_date[i].value = sum;
        if (time == PACE_AVERAGE && !decimal_scale(sum, 1, (gint64)i + 1, &to_date[i].value)) {
            return false;
        }
    }
    return true;
}

gint pace_last_known(const PaceFigure *figures, guint count)
{
    gint last = (gint)count - 1;

    while (last >= 0 && !figures[last].known) {
        last--;
    }
    return last;
}

static bool all_known(const PaceFigure *figures, guint count)
{
    for (guint i = 0; figures != NULL && i < count; i++) {
        if (!figures[i].known) {
            return false;
        }
    }
    return figures != NULL;
}

static PaceCurve curve_of(const PacePlan *plan)
{
    if (plan->curve == PACE_STATED && all_known(plan->stated, plan->count)) {
        return PACE_STATED;
    }
    if (plan->curve == PACE_LAST_YEAR && all_known(plan->last_year, plan->count) &&
        plan->last_year[plan->count - 1].value != 0) {
        return PACE_LAST_YEAR;
    }
    return PACE_EVEN;
}

bool pace_held(const PacePlan *plan)
{
    Decimal start = plan->start.value;

    if (plan->time != PACE_LAST || curve_of(plan) == PACE_STATED) {
        return false;
    }
    if (!plan->start.known) {
        return plan->direction == PACE_LOWER;
    }
    switch (plan->direction) {
    case PACE_HIGHER:
        return start >= plan->target;
    case PACE_LOWER:
        return start <= plan->target;
    case PACE_WITHIN:
        return start >= plan->target &&
               start <= (plan->target2.known ? plan->target2.value : plan->target);
    }
    return false;
}

/* The end of a range that a state comes to first; else the target. */
static Decimal reached_first(const PacePlan *plan)
{
    bool from_above = plan->time == PACE_LAST && plan->direction == PACE_WITHIN &&
                      plan->target2.known && plan->start.known &&
                      plan->start.value > plan->target2.value;

    return from_above ? plan->target2.value : plan->target;
}

static bool even_at(const PacePlan *plan, guint i, Decimal *value)
{
    Decimal way;

    switch (plan->time) {
    case PACE_SUM:
    case PACE_CUMULATIVE:
        return decimal_scale(plan->target, (gint64)i + 1, plan->count, value);
    case PACE_LAST:
        if (plan->start.known) {
            return decimal_subtract(plan->target, plan->start.value, &way) &&
                   decimal_scale(way, (gint64)i + 1, plan->count, &way) &&
                   decimal_add(plan->start.value, way, value);
        }
        *value = plan->target;
        return true;
    case PACE_AVERAGE:
        *value = plan->target;
        return true;
    }
    return false;
}

/* A state keeps last year's distances from its end, an amount last year's shares. */
static bool last_year_at(const PacePlan *plan, guint i, Decimal *value)
{
    Decimal end = plan->last_year[plan->count - 1].value;
    Decimal away;

    if (plan->time == PACE_LAST) {
        return decimal_subtract(plan->last_year[i].value, end, &away) &&
               decimal_add(plan->target, away, value);
    }
    return decimal_scale(plan->target, plan->last_year[i].value, end, value);
}

bool pace_plan(const PacePlan *asked, PaceFigure *by_period, PaceCurve *used)
{
    PacePlan way = *asked;
    const PacePlan *plan = &way;
    PaceCurve curve = curve_of(asked);

    way.target = reached_first(asked);
    if (pace_held(asked)) {
        curve = PACE_EVEN;
        way.start.known = false;
    }
    for (guint i = 0; i < plan->count; i++) {
        bool fits = true;
        by_period[i].known = true;
        switch (curve) {
        case PACE_EVEN:
            fits = even_at(plan, i, &by_period[i].value);
            break;
        case PACE_LAST_YEAR:
            fits = last_year_at(plan, i, &by_period[i].value);
            break;
        case PACE_STATED:
            by_period[i] = plan->stated[i];
            break;
        }
        if (!fits) {
            return false;
        }
    }
    if (used != NULL) {
        *used = curve;
    }
    return true;
}

bool pace_plan_at(const PaceFigure *by_period, guint count, PaceFigure start, guint passed,
                  guint days, guint days_of, Decimal *value)
{
    PaceFigure from = passed == 0 ? start : by_period[MIN(passed, count) - 1];
    Decimal way;

    if (passed >= count || days == 0) {
        *value = from.value;
        return from.known;
    }
    if (!from.known || !by_period[passed].known) {
        *value = by_period[passed].value;
        return by_period[passed].known;
    }
    return decimal_subtract(by_period[passed].value, from.value, &way) &&
           decimal_scale(way, days, days_of, &way) && decimal_add(from.value, way, value);
}

bool pace_gap(PaceDirection direction, Decimal value, Decimal wanted, Decimal wanted2, Decimal *gap)
{
    switch (direction) {
    case PACE_HIGHER:
        return decimal_subtract(value, wanted, gap);
    case PACE_LOWER:
        return decimal_subtract(wanted, value, gap);
    case PACE_WITHIN:
        if (value < MIN(wanted, wanted2)) {
            return decimal_subtract(value, MIN(wanted, wanted2), gap);
        }
        if (value > MAX(wanted, wanted2)) {
            return decimal_subtract(MAX(wanted, wanted2), value, gap);
        }
        *gap = 0;
        return true;
    }
    return false;
}

bool pace_growth(Decimal value, Decimal base, Decimal *percent)
{
    Decimal difference;

    return base != 0 && base != DECIMAL_MIN && decimal_subtract(value, base, &difference) &&
           decimal_scale(difference, 100 * DECIMAL_ONE, ABS(base), percent);
}

bool pace_grown(Decimal base, Decimal percent, Decimal *value)
{
    Decimal more;

    return base > DECIMAL_MIN && decimal_scale(ABS(base), percent, 100 * DECIMAL_ONE, &more) &&
           decimal_add(base, more, value);
}

guint pace_rank(PaceDirection direction, const PaceFigure *values, guint count, guint *ranks)
{
    guint known = 0;

    for (guint i = 0; i < count; i++) {
        ranks[i] = values[i].known ? 1 : 0;
        known += values[i].known;
        for (guint other = 0; values[i].known && other < count; other++) {
            bool better = direction == PACE_LOWER ? values[other].value < values[i].value
                                                  : values[other].value > values[i].value;
            ranks[i] += values[other].known && better;
        }
    }
    return known;
}
