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

/* ---- Cut-off --------------------------------------------------------------------------------- */

/* Why figures are taken as they stood at the moment they were. */
typedef enum {
    CUT_OFF_MADE,    /* that is when the run was made */
    CUT_OFF_CLOSING, /* the period was closed then */
    CUT_OFF_SCHEME,  /* the scheme says so */
    CUT_OFF_ASKED,   /* whoever made the run said so, with grounds */
} CutOffReason;

extern const char *const cut_off_names[];

/* Until when figures are taken (截止时间): later revisions do not count. */
typedef struct {
    gint64 moment; /* microseconds since 1970 */
    CutOffReason reason;
} CutOff;

/* The cut-off of a run of SCHEME for PERIOD that is made now: the scheme's, else the moment at
 * which the period was closed for entry, else now; never later than now. */
bool cut_off_find(Call *call, const ScoreScheme *scheme, Period period, CutOff *cut,
                  GError **error);

/* The end of the day TEXT, which whoever makes the run asked for; score.figures_until. */
bool cut_off_ask(Call *call, const char *text, Period period, CutOff *cut, GError **error);

/* ---- Results --------------------------------------------------------------------------------- */

#define SOURCES_MAX 200u /* shown beside one figure */

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

/* The figures of the units that SCHEME scores, for PERIOD, as they stood at the cut-off, ranked.
 * Fails where a cell cannot be computed, naming unit and item. (transfer full, elements UnitResult)
 */
GPtrArray *results_compute(Call *call, const ScoreScheme *scheme, Period period, const CutOff *cut,
                           GError **error);

/* The same from inputs that were stored; UNITS are UnitResult without points. */
bool results_score(Call *call, const ScoreScheme *scheme, GPtrArray *units, GError **error);

GPtrArray *results_new(void);
UnitResult *result_new(const char *unit, json_t *inputs);

/* How the points of item NUMBER came about for UNIT, in a sentence; "" of a group, whose items say
 * it. (transfer full) */
char *score_words(const ScoreScheme *scheme, const UnitResult *unit, guint number,
                  Language language);

/* Fills the inputs: figures of MEASURE for every unit. In score_input.c. */
bool inputs_gather(Call *call, const ScoreScheme *scheme, Period period, const CutOff *cut,
                   GPtrArray *units, GError **error);

/* Do the measures of DEFINITION say what they take, as their source needs it? Errors begin with
 * PREFIX. */
bool inputs_check(const json_t *definition, const char *prefix, GError **error);

/* An input's value; one more source of it, up to SOURCES_MAX; one more of what is counted, with its
 * source. Each takes SOURCE over. */
void input_set(json_t *input, Decimal value);
void input_add_source(json_t *input, json_t *source);
void input_count(json_t *input, json_t *source);

/* What units did in a period, read when it is first asked for. */
typedef struct Work Work;

/* As it stood at the end of LAST_DAY, the last that counts. (transfer full) */
Work *work_new(Call *call, Period period, gint32 last_day);
void work_free(Work *work);

/* Fills INPUT of a MEASURE from commitments, cases or duties for UNIT. */
bool work_take(Work *work, const json_t *measure, const char *unit, json_t *input, GError **error);

/* The UNIT that leads COMMITMENT; NULL where there is none, or COMMITMENT is NULL. */
bool work_lead(Work *work, const char *commitment, const char **unit, GError **error);

/* What a unit got in a run that was frozen. */
typedef struct {
    char *run;
    char *period;
    char *unit;
    Decimal points;
} EarlierScore;

void earlier_score_free(gpointer score);

/* What units got by the scheme KEY in the shorter periods that lie in PERIOD: of each period in its
 * newest run that was frozen by MOMENT, by period and unit. NOT_FOUND without such a scheme.
 * (transfer full, elements EarlierScore) */
GPtrArray *score_earlier(Call *call, const char *key, Period period, gint64 moment, GError **error);

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
    CutOff cut;
} ScoreRun;

ScoreRun *score_run_from_row(const StoreRows *rows);
void score_run_free(ScoreRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScoreRun, score_run_free)
ScoreRun *score_run_find(Call *call, const char *id, GError **error);

/* The id of the newest run of the same scheme and period (transfer full), NULL if there is none. */
char *score_run_latest(Call *call, const char *key, const char *period, GError **error);

/* ACTION on the run ID for the ledger, and tells who has it open. AFTER may be NULL. */
bool score_run_record(Call *call, const char *action, const char *run, const char *reason,
                      json_t *after, GError **error);

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

/* What was corrected after a run took its figures. */
typedef struct Later Later;

/* (transfer full) */
Later *later_read(Call *call, const OpenedRun *opened, GError **error);
void later_free(Later *later);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Later, later_free)

/* The newest revision of the figure SOURCE of an input; 0: the one that was taken. */
gint64 later_revision(const Later *later, const json_t *source);

/* How many of the figures that UNIT was scored by were corrected since. */
gint64 later_count(const Later *later, const UnitResult *unit);

/* Is the run open and would it take other figures if it were made now? */
bool later_outdates(const Later *later);

/* Writes the members outdated, the corrections that an open run lacks, of units WITHIN (NULL: all),
 * and newer, the runs that were frozen since whose scores it takes. */
void later_write(Call *call, const Later *later, const json_t *within);

/* Writes the members scheme, items, units and left_out of a ranking: SCOPE as call_scope() gives
 * it; LATER (or NULL) marks units whose figures were corrected since. */
bool ranking_write(Call *call, const ScoreScheme *scheme, const GPtrArray *units, const char *scope,
                   const Later *later, GError **error);

/* Writes the member sources of a figure; TITLES (of both owned) keeps what sources are called for
 * the next one. */
void sources_write(Call *call, const json_t *sources, const Later *later, GHashTable *titles);

const char *score_name(Call *call, const json_t *name);

/* Is UNIT in SCOPE, an array of ids, or SCOPE NULL: everywhere? */
bool score_in_scope(const json_t *scope, const char *unit);
