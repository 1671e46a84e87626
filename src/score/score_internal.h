/* score_internal.h - shared by the files that keep schemes and runs. */
#pragma once

#include "kernel/period.h"
#include "org/names.h"
#include "score/score.h"
#include "score/score_core.h"

#include "score_sql.h"

/* ---- Schemes --------------------------------------------------------------------------------- */

/* A version or a draft as it is stored. */
typedef struct {
    char *id;
    char *key;
    gint64 version; /* 0: a draft */
    char *origin;
    json_t *definition;
    gint64 revision;
    gint64 at;
    char *by;
} StoredScheme;

void stored_scheme_free(StoredScheme *stored);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoredScheme, stored_scheme_free)

/* By id, or the newest version of a key. NOT_FOUND. (transfer full) */
StoredScheme *stored_scheme_find(Call *call, const char *id, GError **error);
StoredScheme *stored_scheme_newest(Call *call, const char *key, GError **error);

/* Checks a definition against the schema and compiles it; errors begin with “/definition”.
 * (transfer full) */
ScoreScheme *scheme_checked(Call *call, const json_t *definition, GError **error);

/* ---- Results --------------------------------------------------------------------------------- */

/* What one unit got, and of what. */
typedef struct {
    char *unit;
    gint64 rank;
    Decimal points;
    Decimal sum;
    gint64 flags;
    json_t *cells;  /* by item: [measured, raw, points, flags] */
    json_t *inputs; /* by measure: {value (ten-thousandths, or null), sources: [{kind, …}]} */
} UnitResult;

/* The figures of the units that SCHEME scores, for PERIOD, ranked. Fails where a cell cannot be
 * computed, naming unit and item. (transfer full, elements UnitResult) */
GPtrArray *results_compute(Call *call, const ScoreScheme *scheme, Period period, GError **error);

/* The same from inputs that were stored; UNITS are UnitResult without points. */
bool results_score(Call *call, const ScoreScheme *scheme, GPtrArray *units, GError **error);

GPtrArray *results_new(void);
UnitResult *result_new(const char *unit, json_t *inputs);

/* Fills the inputs: figures of MEASURE for every unit. In score_input.c. */
bool inputs_gather(Call *call, const ScoreScheme *scheme, Period period, GPtrArray *units,
                   GError **error);

/* Adds the entries of LIST that were approved in PERIOD to MEASURE of UNITS. */
bool entries_gather(Call *call, const char *list, Period period, const char *measure,
                    const GPtrArray *units, GError **error);

/* SM3 of the results' inputs, and of what came of them. (transfer full) */
char *results_digest(const ScoreScheme *scheme, const char *period, const GPtrArray *units,
                     bool results, GError **error);

/* ---- Runs ------------------------------------------------------------------------------------ */

typedef struct {
    char *id;
    char *scheme;
    char *key;
    char *period;
    char *follows;     /* or NULL */
    char *replaced_by; /* or NULL */
    char *grounds;     /* or NULL */
    char *state;
    char *inputs_digest;
    char *result_digest;
    gint64 at;
    char *by;
    gint64 frozen_at;
    char *until; /* or NULL */
    gint64 published_at;
    gint64 version;
} ScoreRun;

ScoreRun *score_run_from_row(const StoreRows *rows);
void score_run_free(ScoreRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreRun, score_run_free)
ScoreRun *score_run_find(Call *call, const char *id, GError **error);

/* The id of the newest run of the same scheme and period (transfer full), NULL if there is none. */
char *score_run_latest(Call *call, const char *key, const char *period, GError **error);

/* The stored results of a run. (transfer full) */
GPtrArray *results_read(Call *call, const char *run, GError **error);

/* A run with all that it was made of. */
typedef struct {
    ScoreRun *run;
    StoredScheme *stored;
    ScoreScheme *scheme;
    GPtrArray *units; /* UnitResult */
} OpenedRun;

/* Opens the run ID; NOT_FOUND. Clear *OPENED also after a failure. */
bool score_run_open(Call *call, const char *id, OpenedRun *opened, GError **error);
void opened_run_clear(OpenedRun *opened);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OpenedRun, opened_run_clear)

/* Writes the members scheme, items and units of a ranking: SCOPE as call_scope() gives it. */
void ranking_write(Call *call, const ScoreScheme *scheme, const GPtrArray *units,
                   const char *scope);
const char *score_name(Call *call, const json_t *name);
