/*
 * score.h - assessment (考核): schemes by version, runs that store what they were computed from,
 * freezing, objections, publication. The arithmetic is score_core.h.
 *
 *   - A scheme is a draft, which anyone with score.manage may change and try (what-if), or a
 *     published version, which never changes. Those of the pack are published when it is loaded.
 *   - A run (计分) scores the units of the scheme's kinds for a year or a quarter and stores, for
 *     every unit and measure, the figure with the observations (indicator, object, period,
 *     revision), cases, commitments or entries that it came from. SM3 digests of inputs and
 *     results are stored; score_run_verify computes everything again from what was stored.
 *   - Figures count as they stood at the run's cut-off (截止时间): so many days after the period as
 *     the scheme says, else when the period was closed for entry, else when the run is made;
 * another day is asked for with grounds. What is corrected later is shown beside the score; an open
 * run that would take it is out of date and is not frozen before it was made again.
 *   - A run is open, then frozen (公示): units object within the scheme's working days, item by
 * item; then published, when that time is over, no objection is open and no later run replaced it.
 *   - Runs never change; what an objection corrects is in a new run, which names the old.
 *   - What is entered for or against a unit (加分, 扣分) counts when someone else has approved it.
 */
#pragma once

#include "call/call.h"
#include "kernel/decimal.h"
#include "kernel/period.h"

/* Is FILE (schemes.yaml), checked against its schema, a set of schemes that compile? Errors name
 * file and place, in words of LANGUAGE. */
bool score_check(const char *file, Language language, GError **error);

/* Loads PACKS/base/schemes.yaml; a changed scheme becomes a new version. Call it at the start. */
bool score_load(Store *store, const char *district, const char *packs, GError **error);

/* Scores the units of the scheme KEY, by its newest version, for PERIOD (a year or a quarter that
 * has begun) as an open run, for the reason GROUNDS (or NULL): its id (transfer full). */
char *score_prepare(Call *call, const char *key, const char *period, const char *grounds,
                    GError **error);

/* Gives in RUN (transfer full) the newest run of the scheme KEY for PERIOD once units have seen it,
 * frozen or published; NULL while there is none or it is open. */
bool score_settled(Call *call, const char *key, const char *period, char **run, GError **error);

/* A place in a run's ranking. */
typedef struct {
    char *unit;
    gint64 rank;
    Decimal points;
} ScorePlace;

/* The ranking of RUN, the first first, and the NAME of its scheme in the call's language (transfer
 * full). The caller authorises. (transfer full, elements ScorePlace) */
GPtrArray *score_places(Call *call, const char *run, char **name, GError **error);

/* An item that gives points, and its full mark. */
typedef struct {
    char *name;
    Decimal full;
} ScoreSheetItem;

/* What one unit got for one item. */
typedef struct {
    Decimal points;
    char *why; /* how they came about, in the call's language */
} ScoreSheetCell;

typedef struct {
    char *name;
    gint64 rank;
    gint64 last_rank; /* in the published run of the period before; 0: none */
    Decimal points;
    bool vetoed;
    ScoreSheetCell *cells; /* by item */
    guint cell_count;
} ScoreSheetUnit;

/* A run as papers print it. */
typedef struct {
    char *scheme; /* its name in the call's language */
    gint64 version;
    Period period;
    gint64 published_at; /* microseconds since 1970, UTC; 0: not published */
    GArray *items;       /* elements ScoreSheetItem, in the scheme's order, groups left out */
    GArray *units;       /* elements ScoreSheetUnit, by rank */
} ScoreSheet;

void score_sheet_free(ScoreSheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreSheet, score_sheet_free)

/* The whole of RUN: for all who may read scores once it is published, before that for those who
 * may read them for the whole district. NOT_FOUND, DENIED. (transfer full) */
ScoreSheet *score_sheet(Call *call, const char *run, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool scheme_list(Call *call, GError **error);
bool scheme_read(Call *call, GError **error);
bool scheme_add(Call *call, GError **error);
bool scheme_change(Call *call, GError **error);
bool scheme_publish(Call *call, GError **error);
bool scheme_try(Call *call, GError **error);
bool score_entry_list(Call *call, GError **error);
bool score_entry_add(Call *call, GError **error);
bool score_entry_decide(Call *call, GError **error);
bool score_run_list(Call *call, GError **error);
bool score_run_read(Call *call, GError **error);
bool score_run_unit(Call *call, GError **error);
bool score_run_make(Call *call, GError **error);
bool score_run_freeze(Call *call, GError **error);
bool score_run_publish(Call *call, GError **error);
bool score_run_object(Call *call, GError **error);
bool score_run_verify(Call *call, GError **error);
