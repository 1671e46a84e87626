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

typedef enum { LIGHT_COMMITMENT, LIGHT_INDICATOR, LIGHT_OBJECTS } LightObject;
extern const char *const light_object_names[];

/* What rules may ask. */
typedef enum {
    LIGHT_DONE,            /* truth: the commitment is done */
    LIGHT_WITHDRAWN,       /* truth */
    LIGHT_DAYS_LEFT,       /* days until it is due, negative when late; missing for indicators */
    LIGHT_NOTICES,         /* open cases about it */
    LIGHT_NOTICES_OVERDUE, /* of them, late */
    LIGHT_RETURNS,         /* how often they were returned */
    LIGHT_TARGETS,         /* number of targets made of it; 1 for an indicator */
    LIGHT_MEASURED,        /* truth: at least one of them can be judged */
    LIGHT_LAG,             /* the worst of them: percent behind plan, negative when ahead */
    LIGHT_POINTS,          /* the worst of those counted in percentage points: how far above target,
                              negative when short; they have no lag */
    LIGHT_PLACES,          /* the worst of those that are a place: places below it, or missing */
    LIGHT_MISSED,          /* truth: one of them was missed at the year's end */
    LIGHT_MET,             /* truth: all of them are met already */
    LIGHT_SILENT_DAYS,     /* days since the end of the last period reported, the longest */
    LIGHT_PROGRESS,        /* percent that its unit last said, or missing */
    LIGHT_PROGRESS_DAYS,   /* days since its unit last said anything, or missing */
    LIGHT_VALUES,
} LightValue;

typedef struct LightRules LightRules;

/* Compiles {lights: {commitment: […], indicator: […]}}, which the schema has accepted. Errors
 * (light.*) name “lights/commitment/2/when”. (transfer full) */
LightRules *light_rules_compile(const json_t *definition, GError **error);
void light_rules_free(LightRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LightRules, light_rules_free)

typedef struct {
    LightColour colour;
    char *reason[2]; /* by Language */
} Light;

void light_clear(Light *light);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Light, light_clear)

/* What targets say for themselves, by Language; members may be NULL. */
typedef struct {
    const char *what[2];     /* the worst target in words */
    const char *place[2];    /* the worst of those that are a place, in words */
    const char *shortage[2]; /* how many points the worst of those counted so is short, in words */
} LightWords;

/* The light of an object of KIND with VALUES (LIGHT_VALUES of them). Reasons may name values as
 * {days_left}, {late} (days), {lag}, {notices}, {silent_days}, and three of WORDS: {what},
 * {short} and {place}. */
void light_apply(const LightRules *rules, LightObject kind, const FormulaValue *values,
                 const LightWords *words, Light *light);
