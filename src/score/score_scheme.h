/*
 * score_scheme.h - a scheme of assessment (考核方案) as it was declared (packs/base/schemes.yaml,
 * or a draft made in the interface) and compiled. Pure: no database.
 *
 * A scheme is a tree of items (考核项). A group's full mark is the sum of its items', the scheme's
 * the sum of its roots': weights that do not add up are refused where they stand. A leaf takes
 * measures (考核数据), columns of figures of the units that are scored, and is of one kind:
 *
 *   completion  points × value ÷ target; “over” lets it grow above the full mark
 *   linear      0 at “from”, the full mark at “to”, on the line between; either may be the larger
 *   rank        the full mark for the first, “step” less for each place after it
 *   threshold   the full mark at “at” or better, else nothing
 *   deduction   the full mark, “each” less for each counted
 *   formula     an expression (formula.h) of measures, other items' points and “points”
 *   entries     what was entered for and against (加分, 扣分), outside the full mark
 *   veto        (一票否决) where the value is above “above”, the total is at most “limit”
 *
 * A leaf's points lie between its floor (0) and its cap (the full mark) unless it says otherwise. A
 * leaf whose figure is missing gets its “missing” points (0) and is marked; it is never computed
 * as if the figure were zero.
 *
 * A scheme that names measures in “only_with” scores only units for which one of them is above
 * nothing: whoever has nothing to be judged by is not ranked before those who have.
 */
#pragma once

#include "formula/formula.h"

#include <jansson.h>

#define SCORE_ITEMS_MAX    400u
#define SCORE_MEASURES_MAX 400u
#define SCORE_DEPTH_MAX    6u

typedef enum {
    SCORE_GROUP,
    SCORE_COMPLETION,
    SCORE_LINEAR,
    SCORE_RANK,
    SCORE_THRESHOLD,
    SCORE_DEDUCTION,
    SCORE_FORMULA,
    SCORE_ENTRIES,
    SCORE_VETO,
} ScoreKind;

extern const char *const score_kind_names[];

typedef struct {
    const char *key;
    const json_t *name; /* {zh, en} */
    const json_t *note; /* what to know of it, beside how points came about; or NULL */
    char *place;        /* “items/1/items/0”, for errors */
    gint parent;        /* item, or -1 */
    ScoreKind kind;
    Decimal points; /* full mark */
    bool has_cap;
    Decimal cap;
    bool has_floor;
    Decimal floor;
    Decimal missing; /* points where a figure is missing */
    gint value;      /* measure, or -1 */
    gint target;     /* of a completion */
    bool lower;      /* less is better: rank, threshold */
    Decimal first;   /* linear: from; threshold: at; veto: above */
    Decimal second;  /* linear: to; rank: step; deduction: each; veto: limit */
    Formula *formula;
    const char *formula_source; /* or NULL */
    GArray *measures;           /* guint: those it uses */
    GArray *items;              /* guint: those whose points it uses; of a group its own */
} ScoreItem;

typedef struct {
    json_t *definition; /* owns what the others point to */
    FormulaMachine *machine;
    const char *key;
    const json_t *name;
    Decimal points; /* full mark */
    guint places;   /* that points are rounded to */
    bool has_cap;
    Decimal cap; /* of the total, extras included */
    const json_t *measures[SCORE_MEASURES_MAX];
    guint measure_count;
    ScoreItem items[SCORE_ITEMS_MAX]; /* parents before their items, in the order they stand */
    guint item_count;
    guint order[SCORE_ITEMS_MAX]; /* each after all it uses */
} ScoreScheme;

/* Compiles one entry of “schemes”, which the schema has accepted. Errors name the place after
 * PREFIX (“/definition/items/0/points”): score.weights, score.no_measure, score.twice, score.ends,
 * score.limits, score.many, score.deep, score.needs, formula.* (formula.loop names the loop).
 * (transfer full) */
ScoreScheme *score_scheme_compile(const json_t *definition, const char *prefix, GError **error);
void score_scheme_free(ScoreScheme *scheme);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreScheme, score_scheme_free)

/* Index by key, or -1. */
gint score_scheme_item(const ScoreScheme *scheme, const char *key);
