/* indicator_internal.h - shared by the files of the mechanism. */
#pragma once

#include "evidence/evidence.h"
#include "formula/formula.h"
#include "indicator/indicator.h"
#include "indicator/observed.h"
#include "indicator/pace.h"
#include "kernel/period.h"
#include "org/names.h"

#include "indicator_sql.h"

/* How figures of units add up to the district's. */
typedef enum {
    OVER_SUM,
    OVER_WEIGHTED, /* the mean, weighted by another indicator */
    OVER_NONE,
} OverObjects;

/* One definition as it is stored. */
typedef struct Indicator {
    char *id;
    char *key;
    char *name_zh;
    char *name_en;
    char *unit;
    guint places;
    bool growth; /* the figure itself is a growth rate */
    PaceDirection direction;
    PaceTime over_time;
    OverObjects over_objects;
    guint level;  /* see derived_level() */
    char *weight; /* key, or NULL */
    PeriodKind frequency;
    PaceCurve curve;
    char *formula; /* or NULL */
    GStrv parts;   /* keys of what adds up to it; may be empty */
    bool has_jump;
    Decimal jump; /* percent */
    bool has_low;
    Decimal low;
    bool has_high;
    Decimal high;
    char *owner;
    char *from;
    char *to; /* or NULL */
    gint64 version;
    Formula *compiled;               /* or NULL; of the Figures' machine */
    const struct Indicator *deepest; /* see derived_level() */
} Indicator;

/* So many derived indicators may rest on each other. */
#define DERIVED_LEVELS_MAX 8u

/* All definitions of a district. */
typedef struct {
    GPtrArray *all; /* Indicator, in order */
    GHashTable *by_id;
    GHashTable *by_key;
} Catalogue;

Catalogue *catalogue_read(StoreTx *tx, const char *district, GError **error);
void catalogue_free(Catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalogue, catalogue_free)

/* The definition of TEXT, an id or a key; NULL and NOT_FOUND with PLACE if there is none. */
const Indicator *catalogue_find(const Catalogue *catalogue, const char *text, const char *place,
                                GError **error);

/* NAME's number in NAMES (NULL-terminated), or FALLBACK. */
gint name_number(const char *const *names, const char *name, gint fallback);
extern const char *const direction_names[];
extern const char *const time_names[];
extern const char *const over_names[];
extern const char *const curve_names[];
extern const char *const frequency_names[];

/* A member that is a decimal: text, a whole number, or nothing (HAS false). */
bool take_decimal(const json_t *object, const char *name, const char *place, bool *has,
                  Decimal *value, GError **error);
void member_decimal(JsonWriter *answer, const char *key, bool known, Decimal value);
void member_figure(JsonWriter *answer, const char *key, PaceFigure figure);
json_t *decimal_json(bool known, Decimal value);
const char *member_of(const json_t *object, const char *name);

/* Adds the definition BODY (as IndicatorInput of the interface, or of indicators.yaml); OWNER is
 * the owner unit's id. The id. (transfer full) */
char *indicator_store(Call *call, const json_t *body, const char *owner, GError **error);
void write_definition(Call *call, const Indicator *indicator, const Names *names);

/* ---- Figures --------------------------------------------------------------------------------- */

typedef struct {
    PaceFigure figure;
    gint64 revision; /* 0: none was ever given */
    const char *note;
    const char *evidence; /* JSON array of ids, or NULL */
    GError *failed; /* why its formula cannot be computed though the figures are there, or NULL */
} SeriesCell;

typedef enum {
    SERIES_OBSERVED,
    SERIES_OBJECTS, /* added up from units */
    SERIES_FORMULA,
} SeriesSource;

/* One year of one indicator and object. */
typedef struct {
    Period year;
    PeriodKind kind;
    guint count;
    SeriesCell *cells;
    SeriesSource source;
    GError *missing; /* what kept a derived figure from being known, or NULL */
} Series;

/* What was read in one request, so that nothing is read twice. */
typedef struct {
    StoreTx *tx;
    const char *district;
    const Catalogue *catalogue;
    FormulaMachine *machine;
    GHashTable *series; /* "id object year" → Series */
    GHashTable *units;  /* "id year" → whom it has figures of */
    gint64 moment;      /* figures as they stood then, microseconds since 1970 */
    ObservedReader *observed;
} Figures;

/* Of figures as they stood at MOMENT, or stand (0). */
Figures *figures_new(StoreTx *tx, const char *district, const Catalogue *catalogue, gint64 moment);
void figures_free(Figures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Figures, figures_free)

/* Lets go of what was computed; what is read next is computed anew. */
void figures_forget(Figures *figures);

/* Borrowed from FIGURES. */
Series *figures_read(Figures *figures, const Indicator *indicator, const char *object, gint year,
                     GError **error);
/* The figure of PERIOD, which may be longer than the indicator's own periods. */
bool figures_at(Figures *figures, const Indicator *indicator, const char *object, Period period,
                PaceFigure *figure, GError **error);
/* Whom INDICATOR has targets or figures of in YEAR (borrowed, char *). */
const GPtrArray *figures_objects(Figures *figures, const Indicator *indicator, gint year,
                                 GError **error);
/* The number of the period of SERIES that ends on LAST_DAY, or -1. */
gint series_find(const Series *series, gint32 last_day);
/* Where each period stood, COUNT of them; only periods that ended by AS_OF. (transfer full) */
PaceFigure *series_to_date(const Series *series, PaceTime time, gint32 as_of);

/* Computes SERIES. A formula that cannot be computed is no error: its cells say why. */
bool formula_series(Figures *figures, const Indicator *indicator, const char *object,
                    Series *series, GError **error);
/* How many derived indicators rest on each other up to INDICATOR, itself included: 0 for one that
 * is reported. Its “deepest” is the next below. */
guint derived_level(FormulaMachine *machine, const Catalogue *catalogue, Indicator *indicator);
/* Fails with indicator.too_deep, which names the chain, if INDICATOR's level is too high. */
bool check_level(const Indicator *indicator, GError **error);
bool compile_formula(FormulaMachine *machine, const Catalogue *catalogue, Indicator *indicator,
                     const char *place, GError **error);
/* The same with the machine of FIGURES. */
bool figures_compile(Figures *figures, Indicator *indicator, GError **error);

/* ---- Objects --------------------------------------------------------------------------------- */

/* "area:131103" of the district itself. (transfer full) */
char *object_district(const char *district);
/* Is there such an object? PLACE is the field. NAME (or NULL) gets what it is called. */
bool object_check(StoreTx *tx, const char *district, const char *object, const char *place,
                  char **name, GError **error);
/* May the actor report (or read) INDICATOR's figures of OBJECT? */
bool object_authorize(Call *call, const Indicator *indicator, const char *object, GError **error);
/* The name to show. (transfer full) */
char *object_name(StoreTx *tx, const char *district, const char *object, const Names *names);
/* What TEXT of a file means: an object as written here, a code or a name. NULL if nothing.
 * (transfer full) */
char *object_find(StoreTx *tx, const char *district, const char *text, GError **error);

/* ---- Targets and states ---------------------------------------------------------------------- */

typedef struct {
    char *id;
    char *indicator;
    char *object;
    gint year;
    char *measure;
    char *cmp;
    Decimal value;
    bool has_value2;
    Decimal value2;
    char *circle; /* among whom a place is: "city", "province"; NULL of other measures */
    char *curve;  /* or NULL: the definition's */
    char *stated; /* JSON array of texts, or NULL */
    char *commitment;
    gint64 statement;
    char *report;
    gint64 start;
    gint64 end;
    char *sentence;
    bool withdrawn;
    gint64 version;
} Target;

/* Each filter may be NULL, or 0 for YEAR. (transfer full, elements Target) */
GPtrArray *targets_read(StoreTx *tx, const char *district, const char *indicator, gint year,
                        const char *object, const char *commitment, GError **error);
void write_target(JsonWriter *answer, const Target *target);
/* The target in words: “增长≥7%”. (transfer full) */
char *target_words(Language language, const Target *target, const char *unit);
/* Where a target was promised. */
typedef struct {
    const char *commitment;
    gint64 statement;
    const char *report;
    gint64 start;
    gint64 end;
    const char *sentence;
} TargetSource;
/* Adds the target BODY (TargetInput) of INDICATOR. The id. (transfer full) */
char *target_store(Call *call, const Indicator *indicator, const json_t *body,
                   const TargetSource *source, GError **error);

/* One rank among COUNT of OF districts; 0 of none. */
typedef struct {
    guint rank;
    guint of;
    bool tied;
} Rank;

/* A year of an indicator and object against its first target, as of a day. */
typedef struct {
    const Indicator *indicator;
    const Series *series;
    const Target *target; /* or NULL */
    guint count;
    PaceFigure *to_date;   /* COUNT of them, as of the day */
    PaceFigure *last_year; /* to date, whole */
    PaceFigure *before;    /* to date of the year before that */
    PaceFigure *plan;      /* COUNT of them, or NULL */
    PaceCurve curve;
    bool held;         /* a ceiling or floor that the plan asks for in every period */
    gint last;         /* the last known period, or -1 */
    PaceFigure start;  /* where the plan begins: 0, a state's last year's end; unknown where it has
                          no way to go */
    PaceFigure level;  /* the target as a level of the year */
    PaceFigure level2; /* of between */
    PaceFigure value;  /* the last known figure to date */
    PaceFigure growth; /* against the same time last year, percent */
    PaceFigure measured;  /* in the target's own measure */
    PaceFigure plan_then; /* the plan for the last known period */
    PaceFigure plan_today;
    PaceFigure gap; /* in the figure's unit, positive is better; of “about”, beyond the leeway */
    PaceFigure leeway; /* how far “about” may be missed */
    PaceForecast forecast;
    Rank rank;            /* where a place is the target: the place in its circle */
    const GError *failed; /* why a derived figure cannot be computed, or NULL */
    Period failed_period; /* which */
    const char *verdict;  /* see IndicatorState of the interface */
} State;

/* How far “about” (左右) may be missed: a twentieth of VALUE, of a percentage half a point at most;
 * of a growth half a point. */
Decimal about(bool growth, bool percent, Decimal value);
State *state_read(Figures *figures, const Indicator *indicator, const char *object, gint year,
                  gint32 as_of, const Target *target, GError **error);
void state_free(State *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(State, state_free)
/* The verdict and what it rests on, in words. (transfer full) */
char *state_words(Language language, const State *state);

/* How far above what the plan asks for by the period reported, in percentage points, negative when
 * short (IndicatorWatch.points). False where the target is not counted in them. */
bool state_points(const State *state, Decimal *points);

/* Is STATE judged by its place, and how many places is it below the one promised? */
bool state_places(const State *state, gint *below);

/* Is what STATE promises so small a percentage that points say little of it? */
bool state_is_low_percent(const State *state);

/* That STATE is short by so many points, and of what. (transfer full) */
char *state_short(Language language, const State *state, Decimal by);

/* FORECAST as Forecast of the interface. */
void forecast_write(JsonWriter *answer, const PaceForecast *forecast);

/* Our rank in CIRCLE ("city" or "province") by where the year stood at PERIOD of the year; growth
 * is compared where the target is about growth. */
bool rank_among_peers(Figures *figures, const State *state, const char *circle, gint year,
                      gint32 as_of, Rank *rank, GError **error);
/* Member “peer_ranks”: ours and its peers with what is ranked, in city and province. */
bool peer_ranks_write(JsonWriter *answer, Figures *figures, const State *state, const char *object,
                      gint year, gint32 as_of, GError **error);

/* Adds or renames the peer BODY (PeerInput). */
bool peer_store(Call *call, const json_t *body, GError **error);
