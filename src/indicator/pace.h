/*
 * pace.h - the pace (时序进度) of one figure through one year. Pure: numbers in, numbers out, no
 * database, no clock, no binary float.
 *
 * A year has COUNT periods (12 months, 4 quarters, …). Each may have a figure as it was reported,
 * which TIME says how to read; pace_to_date() turns them into where the year stood at the end of
 * each period. Against that stand
 *
 *   the plan      pace_plan(): where it should stand at the end of each period;
 *   the forecast  pace_forecast(): where it will stand at the end of the year, with a band;
 *   the backtest  pace_backtest(): what that forecast would have said through a finished year.
 *
 * What the plan asks for. An amount (a sum, a running total) begins the year at 0, so a floor and a
 * ceiling alike (at least 3800 jobs, at most 2 million of expenses) are shared out over the year:
 * by then so much must, or may, have come. An average counts every period alike and is wanted at
 * its target all along, or at last year's shape of it, since the mean to date of a winter is that
 * of winters. A state (a rate, a stock) has a way to go only where last year ended on the wrong
 * side of its target: fine dust of 45 that must come down to 41, an insured rate of 93 % that must
 * rise to 95 %. Where last year ended on the good side, or on the target, there is no way:
 * unemployment of 3.2 % that must not exceed 4 % has no plan to rise to 4 %, and 4 % is its ceiling
 * in every period (pace_held()), as is a ceiling where last year is not known. So is a range that
 * last year ended in; one it ended outside of is reached at the nearer end. Only a plan that was
 * stated period by period goes before that; who knows that a state swings with the seasons states
 * one. A growth rate is wanted at every point of the year.
 *
 * Method of the forecast. Sums, running totals and averages: seasonal naive with drift. What is to
 * come is last year's own months, scaled by this year so far over the same part of last year:
 * F = C(k) × L(n) ÷ L(k). Without last year's figures every period counts the same: F = C(k) × n ÷
 * k. States (a rate, a stock): the drift method from last year's end, F = y(k) + (n − k) × (y(k) −
 * y(0)) ÷ k; growth rates have no drift, F = y(k). Band: 80 % under normal residuals, the drift
 * method's F ± 1.2816 × s × √(h × (1 + h ÷ (k − 1))), with s the standard deviation of the k
 * residuals so far and h = n − k periods to come; none before three periods are known. Source:
 * Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.2 (seasonal naive,
 * drift) and 5.5 (table 5.2).
 *
 * A band must not be surer than its figures are. Reported figures are rounded, so that residuals
 * scatter by no less than rounding does: s is at least unit ÷ √12, the standard deviation of what
 * is cut off evenly from a unit of the last place (Sheppard; JCGM 100:2008 (GUM), F.2.2.1). The
 * year's own figure is rounded too: the band is at least ± half a unit. And where the same method
 * can be tried on last year, the band is no narrower than the method was off after as many periods
 * of that year, of an amount in proportion to the forecast: ten months alike say nothing of how
 * such years end, the year before does.
 */
#pragma once

#include "kernel/decimal.h"

#define PACE_PERIODS_MAX 366u

typedef struct {
    bool known;
    Decimal value;
} PaceFigure;

/* How the figures of a year's periods add up to the year. */
typedef enum {
    PACE_SUM,        /* each period has its own amount, the year is their sum */
    PACE_LAST,       /* a state: the year is its last */
    PACE_AVERAGE,    /* the year is the mean of its periods */
    PACE_CUMULATIVE, /* 累计: each figure counts from the year's first day, the year is its last */
} PaceTime;

typedef enum {
    PACE_EVEN,      /* the same in every period */
    PACE_LAST_YEAR, /* as last year went; even if that is not known */
    PACE_STATED,    /* as declared period by period */
} PaceCurve;

typedef enum {
    PACE_HIGHER, /* the more the better */
    PACE_LOWER,
    PACE_WITHIN, /* in a range */
} PaceDirection;

/* Where the year stood at the end of each of COUNT periods. A sum or average is known as long as no
 * period before is missing. False if a sum does not fit. */
bool pace_to_date(PaceTime time, const PaceFigure *figures, guint count, PaceFigure *to_date);

/* The last known of COUNT figures: its index, or -1. */
gint pace_last_known(const PaceFigure *figures, guint count);

typedef struct {
    PaceTime time;
    PaceCurve curve;
    guint count;
    PaceDirection direction;     /* which side of the target is good */
    Decimal target;              /* of the year, as a level; of a range, its lower end */
    PaceFigure target2;          /* … and its upper end */
    PaceFigure start;            /* a state's: last year's end */
    const PaceFigure *last_year; /* to date, COUNT of them, or NULL */
    const PaceFigure *stated;    /* to date, COUNT of them, or NULL */
} PacePlan;

/* Is PLAN that of a state which began the year where its target wants it, so that the target holds
 * in every period? */
bool pace_held(const PacePlan *plan);

/* Where it should stand at the end of each period; in a range, at the end of it that it must reach
 * first. USED (or NULL) gets the curve that could be
 * drawn. False if a figure does not fit. */
bool pace_plan(const PacePlan *asked, PaceFigure *by_period, PaceCurve *used);

/* The plan after PASSED whole periods and DAYS of the DAYS_OF days of the next one; START is where
 * the year began (0 for amounts). False if that is not known. */
bool pace_plan_at(const PaceFigure *by_period, guint count, PaceFigure start, guint passed,
                  guint days, guint days_of, Decimal *value);

typedef enum {
    PACE_FORECAST_NONE,     /* nothing to go by */
    PACE_FORECAST_SEASONAL, /* last year's shape, scaled */
    PACE_FORECAST_EVEN,     /* the mean so far goes on */
    PACE_FORECAST_DRIFT,    /* a state that goes on as since last year */
    PACE_FORECAST_NAIVE,    /* a state that stays */
    PACE_FORECAST_DONE,     /* the year is complete */
} PaceMethod;

typedef struct {
    PaceMethod method;
    Decimal value;
    bool banded;
    Decimal low;
    Decimal high;
} PaceForecast;

typedef struct {
    PaceTime time;
    bool growth; /* the figure is a growth rate: a state without drift */
    guint count;
    Decimal unit;                /* of the figure's last place, or 0: figures are not rounded */
    const PaceFigure *to_date;   /* COUNT of them */
    const PaceFigure *last_year; /* to date, COUNT of them, or NULL */
    const PaceFigure *before;    /* to date, of the year before that, or NULL */
} PaceYear;

/* One unit of the last of PLACES (0 to 4). */
Decimal pace_unit(guint places);

/* What the year will come to, from its first KNOWN periods (0 to COUNT), the last of which must be
 * known; a gap before it leaves no band. METHOD is NONE if nothing can be said. False if a figure
 * does not fit. */
bool pace_forecast(const PaceYear *year, guint known, PaceForecast *forecast);

/* How far forecasts were from what came. */
typedef struct {
    guint counted;    /* forecasts that said anything */
    PaceFigure error; /* mean of |forecast − result| ÷ |result| in percent (MAPE); none of 0 */
    PaceFigure distance; /* mean of |forecast − result| in the figure's unit (MAE) */
    guint banded;        /* forecasts with a band */
    guint inside;        /* bands that held the result */
} PaceErrors;

/* How far COUNT FORECASTS were from RESULT. Source of both measures: Hyndman and Athanasopoulos,
 * 5.8. False if a figure does not fit. */
bool pace_errors(const PaceForecast *forecasts, guint count, Decimal result, PaceErrors *errors);

/* How good the method was in a finished YEAR: FORECASTS (COUNT of them) gets what it would have
 * said after each period, ERRORS how far all but the last were off. False if the year is not
 * complete or came to 0. */
bool pace_backtest(const PaceYear *year, PaceForecast *forecasts, PaceErrors *errors);

/* How VALUE stands against WANTED under DIRECTION: positive is better, in the figure's unit. For
 * PACE_WITHIN the distance outside WANTED..WANTED2, negative or 0. False if it does not fit. */
bool pace_gap(PaceDirection direction, Decimal value, Decimal wanted, Decimal wanted2,
              Decimal *gap);

/* (VALUE − BASE) ÷ |BASE| in percent, and its inverse. False without a base or if it does not fit.
 */
bool pace_growth(Decimal value, Decimal base, Decimal *percent);
bool pace_grown(Decimal base, Decimal percent, Decimal *value);

/* Competition ranking (1, 2, 2, 4) of COUNT figures: RANKS[i] is 1 + how many are better than
 * VALUES[i]; 0 for an unknown one. DIRECTION is HIGHER or LOWER. Gives how many are known. */
guint pace_rank(PaceDirection direction, const PaceFigure *values, guint count, guint *ranks);
