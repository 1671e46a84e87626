#include "indicator/check.h"

static bool jumps(const CheckInput *input, PaceFigure base, CheckKind kind, CheckFinding *finding)
{
    Decimal change;

    if (!input->has_jump || !base.known) {
        return false;
    }
    bool counted = input->growth ? decimal_subtract(input->value, base.value, &change)
                                 : pace_growth(input->value, base.value, &change);
    if (!counted || ABS(change) <= input->jump) {
        return false;
    }
    *finding = (CheckFinding){.kind = kind, .against = base.value, .percent = change};
    return true;
}

guint check_figure(const CheckInput *input, CheckFinding findings[CHECK_COUNT])
{
    guint count = 0;
    bool running = input->time == PACE_CUMULATIVE;
    Decimal before = input->previous.value;

    /* A running total is meant to grow from month to month; only last year tells a jump. */
    if (!running) {
        count += jumps(input, input->previous, CHECK_JUMP_PREVIOUS, &findings[count]);
    }
    count += jumps(input, input->year_before, CHECK_JUMP_YEAR, &findings[count]);
    if (!input->growth && input->previous.known &&
        ((input->value < 0 && before > 0) || (input->value > 0 && before < 0))) {
        findings[count++] = (CheckFinding){.kind = CHECK_SIGN, .against = before};
    }
    if (running && input->previous.known && input->value < before) {
        findings[count++] = (CheckFinding){.kind = CHECK_FALLS, .against = before};
    }
    if (running && input->next.known && input->value > input->next.value) {
        findings[count++] = (CheckFinding){.kind = CHECK_BEYOND_NEXT, .against = input->next.value};
    }
    return count;
}

bool check_parts(Decimal whole, const PaceFigure *parts, guint count, guint places, Decimal *sum)
{
    Decimal unit = pace_unit(places);
    Decimal difference;

    *sum = 0;
    for (guint i = 0; i < count; i++) {
        if (!parts[i].known) {
            return true;
        }
        if (!decimal_add(*sum, parts[i].value, sum)) {
            return false;
        }
    }
    Decimal allowed = unit * (Decimal)(count + 1) / 2;
    return count == 0 || (decimal_subtract(whole, *sum, &difference) && ABS(difference) <= allowed);
}
