/*
 * indicator.h - indicators (指标): what they are, what was promised of them (目标值), what was
 * reported (填报值) with every revision, and where that leads.
 *
 * An object is what a figure is about, written area:CODE, unit:ID or peer:CODE (a district that
 * ours is ranked among). Figures are Decimals in the indicator's unit; periods are those of
 * kernel/period.h. A figure is never overwritten: each change is a new revision and a ledger entry.
 *
 * Whoever must act when a figure or a target changes (lights, scores, open pages) hears the topics
 * “indicators” and “indicator:ID” through call_changed().
 *
 * Most are the route handlers of api/openapi.yaml (tag indicator), each with the contract written
 * there.
 */
#pragma once

#include "call/call.h"
#include "kernel/decimal.h"
#include "kernel/period.h"

#define INDICATORS_MAX 2000u  /* definitions of one district */
#define CELLS_MAX      20000u /* figures in one command */
#define EVIDENCE_MAX   20u    /* files beside one figure */

/* Reads indicators.yaml (definitions, peers, targets) and figures.yaml of FOLDER, as far as they
 * are there, in one transaction, as ACCOUNT; the district must have been loaded. Figures of periods
 * that have not ended by the store's clock are left out. */
bool indicator_load(Store *store, const char *folder, const char *account, GError **error);

/* The name of the indicator ID in the call's language and the unit that reports it; NOT_FOUND if
 * there is none. Each (transfer full). */
bool indicator_brief(Call *call, const char *id, char **name, char **owner, GError **error);

/* A target of this year and how it stands today. */
typedef struct {
    char *indicator; /* id */
    char *name_zh;
    char *name_en;
    char *owner;      /* unit that reports it */
    char *commitment; /* that it was promised in, or NULL */
    char *words_zh;   /* how it stands */
    char *words_en;
    char verdict[16];
    /* How far behind, in percent of the plan for the period reported; of a growth, in percent of
     * the growth that the plan asks for by then. Negative when ahead. */
    bool has_lag;
    Decimal lag;
    bool held; /* a ceiling or floor that holds in every period, see pace.h */
    /* How far above what the plan asks for by then, in percentage points, negative when short and
     * counted downwards where less is better: of a growth the growth itself, and of whatever is
     * counted in %, but for percentages below 15 %, which have their lag. */
    bool has_points;
    Decimal points;
    char *short_zh; /* “低于目标1.2个百分点：…”, or NULL where nothing is short */
    char *short_en;
    /* Of a place among peers: how many places below the one promised, negative above. */
    bool has_places;
    gint places;
    /* How much of an amount that was promised is there, in whole percent; 100 only when all is. Not
     * of rates, growths and places, which are not so much on the way to what they should be. */
    bool has_share;
    gint64 share;
    bool has_reported;
    gint32 reported; /* last day of the last period reported */
} IndicatorWatch;

/* The targets of the district itself for the year of the call's day: of INDICATOR (id) and of what
 * is computed from it, or of COMMITMENT (id), or all when both are NULL. (transfer full, elements
 * IndicatorWatch) */
GPtrArray *indicator_watch(Call *call, const char *indicator, const char *commitment,
                           GError **error);

bool indicator_list(Call *call, GError **error);
bool indicator_read(Call *call, GError **error);
bool indicator_forecasts(Call *call, GError **error);
bool indicator_add(Call *call, GError **error);
bool indicator_change(Call *call, GError **error);
bool target_add(Call *call, GError **error);
bool target_change(Call *call, GError **error);
bool commitment_figure_list(Call *call, GError **error);
bool commitment_figure_adopt(Call *call, GError **error);
bool observation_grid(Call *call, GError **error);
bool observation_write(Call *call, GError **error);
bool observation_import_prepare(Call *call, GError **error);
bool observation_import(Call *call, GError **error);
bool period_closing_list(Call *call, GError **error);
bool period_closing_set(Call *call, GError **error);
bool peer_list(Call *call, GError **error);
bool peer_add(Call *call, GError **error);
