/*
 * light_rule.h - the rules of lights (亮灯): red, yellow, green, grey, and why, by what is known of
 * an object. Declared in packs/base/lights.yaml, compiled here. Pure: no database.
 *
 * Rules stand in order; the first that holds decides. Each has a formula (kernel: formula.h) over
 * the values below, all but the last, which holds always, so that every object has a light. A rule
 * about a value that is missing does not hold: what was never reported makes nothing green or red.
 */
#pragma once

#include "formula/formula.h"
#include "kernel/error.h"
#include "kernel/text.h"

#include <jansson.h>

/* The worst first. */
typedef enum { LIGHT_RED, LIGHT_YELLOW, LIGHT_GREY, LIGHT_GREEN, LIGHT_COLOURS } LightColour;

/* "red", "yellow", "grey", "green" */
extern const char *const light_colour_names[];

typedef enum {
    LIGHT_COMMITMENT,
    LIGHT_INDICATOR,
    LIGHT_PROJECT,
    LIGHT_RESERVE, /* the district's reserve of projects: one object */
    LIGHT_OBJECTS,
} LightObject;
extern const char *const light_object_names[];

/* What rules may ask; what is not said to be a project's is missing there, and the other way
 * round. */
typedef enum {
    LIGHT_DONE,            /* truth: the commitment is done, the project finished */
    LIGHT_WITHDRAWN,       /* truth */
    LIGHT_DAYS_LEFT,       /* days until it is due (of a project: until its planned finish),
                              negative when late; missing for indicators */
    LIGHT_NOTICES,         /* open cases about it */
    LIGHT_NOTICES_OVERDUE, /* of them, late */
    LIGHT_RETURNS,         /* how often they were returned */
    LIGHT_TARGETS,         /* number of targets made of it; 1 for an indicator */
    LIGHT_MEASURED,        /* truth: at least one of them can be judged */
    LIGHT_LAG,             /* the worst of them, or a project's investment of this year up to the
                              last month reported: percent behind plan, negative when ahead */
    LIGHT_POINTS,          /* the worst of those counted in percentage points: how far above target,
                              negative when short; they have no lag */
    LIGHT_PLACES,          /* the worst of those that are a place: places below it, or missing */
    LIGHT_MISSED,          /* truth: one of them was missed at the year's end */
    LIGHT_MET,             /* truth: all of them are met already */
    LIGHT_SILENT_DAYS,     /* days since the end of the last period reported, the longest; of a
                              project: since the end of the first month that has a plan of
                              investment and no figure, missing if there is none */
    LIGHT_PROGRESS,        /* percent that its unit last said, or missing */
    LIGHT_PROGRESS_DAYS,   /* days since its unit last said anything, or missing */
    LIGHT_FINISH_LATE,     /* project: days by which its schedule ends after the finish that is
                              required, negative when before */
    LIGHT_SLIP,            /* project: days by which it ends after its newest baseline */
    LIGHT_OVERSTAY,        /* project: days beyond the limit of the library it is in */
    LIGHT_CASES,           /* project: open cases about it, of any type */
    LIGHT_CASES_OVERDUE,   /* project: of them, late */
    LIGHT_NOT_COMPUTED,    /* truth: the figure of one of its targets cannot be computed */
    LIGHT_MISSING,         /* reserve: projects missing to its minimum */
    LIGHT_GAPS,            /* reserve: kinds and libraries below a minimum of their own */
    LIGHT_HELD,            /* truth: the lag is that of a ceiling or floor that holds all year */
    LIGHT_VALUES,
} LightValue;

typedef struct LightRules LightRules;

/* Compiles {lights: {commitment: […], indicator: […], project: […], reserve: […]}}, which the
 * schema has accepted. Errors (light.*) name “lights/commitment/2/when”. (transfer full) */
LightRules *light_rules_compile(const json_t *definition, GError **error);
void light_rules_free(LightRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LightRules, light_rules_free)

typedef struct {
    LightColour colour;
    char *reason[2]; /* by Language */
} Light;

void light_clear(Light *light);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Light, light_clear)

/* What a reason may say beside values. */
typedef enum {
    LIGHT_WORD_WHAT,     /* “what”: the worst target, or how the reserve stands, in words */
    LIGHT_WORD_PLACE,    /* “place”: the worst of those that are a place, in words */
    LIGHT_WORD_SHORT,    /* “short”: how many points the worst of those counted so is short */
    LIGHT_WORD_FORECAST, /* “forecast”: the day on which a project's schedule ends */
    LIGHT_WORD_LIBRARY,  /* “library”: the one it is in */
    LIGHT_WORD_MONTH,    /* “month”: the first month without a figure of investment, 2022-09 */
    LIGHT_WORDS,
} LightWord;

typedef struct {
    const char *text[LIGHT_WORDS][2]; /* by Language; may be NULL */
} LightWords;

/* The light of an object of KIND with VALUES (LIGHT_VALUES of them). Reasons may name values as
 * {days_left}, {lag}, {notices}; {late} (days_left) and {lead} (lag) with the other sign; and
 * WORDS. */
void light_apply(const LightRules *rules, LightObject kind, const FormulaValue *values,
                 const LightWords *words, Light *light);
