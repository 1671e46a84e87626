/*
 * check.h - checks of a figure before it is accepted. Pure. None of them proves a figure wrong:
 * each finding is a question that whoever reports must answer with a reason.
 */
#pragma once

#include "indicator/pace.h"

typedef enum {
    CHECK_JUMP_PREVIOUS, /* far from the period before */
    CHECK_JUMP_YEAR,     /* far from the same period last year */
    CHECK_SIGN,          /* another sign than the period before */
    CHECK_FALLS,         /* a figure that counts up is below the one before it */
    CHECK_BEYOND_NEXT,   /* … or above the one after it */
    CHECK_PARTS,         /* the parts do not add up to the whole */
    CHECK_COUNT,
} CheckKind;

typedef struct {
    CheckKind kind;
    Decimal against; /* what it was compared with */
    Decimal percent; /* of a jump */
} CheckFinding;

typedef struct {
    PaceTime time;
    bool growth; /* the figure is a rate: a jump is counted in points, not in percent */
    bool has_jump;
    Decimal jump; /* percent, or points of a rate */
    Decimal value;
    PaceFigure previous; /* the period before; of a running total only within the year */
    PaceFigure next;
    PaceFigure year_before;
} CheckInput;

/* What is to be asked about a figure, at most one finding of a kind: how many. */
guint check_figure(const CheckInput *input, CheckFinding findings[CHECK_COUNT]);

/* Do COUNT PARTS add up to WHOLE within half a unit of the last of PLACES for each part? *SUM gets
 * what they add up to. True also if a part is not known. */
bool check_parts(Decimal whole, const PaceFigure *parts, guint count, guint places, Decimal *sum);
