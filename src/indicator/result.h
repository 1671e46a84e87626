/*
 * result.h - what a year came to, figure by figure, each with the observations it was computed
 * from: for papers that must name their sources.
 */
#pragma once

#include "call/call.h"
#include "kernel/decimal.h"
#include "kernel/period.h"

#define RESULT_SOURCES_MAX 2000u /* observations beside one figure */

/* A reported figure, as it stands now. */
typedef struct {
    char period[PERIOD_TEXT_MAX];
    Decimal value;
    gint64 revision;
    gint64 at; /* when it was reported, microseconds since 1970 */
    char *by;  /* account */
    bool has_evidence;
    char *warnings; /* codes of the questions it raised and was confirmed against, joined by
                       commas; "" for none */
    char *reason;   /* why, or NULL */
} ResultFigure;

/* The figures of one indicator and object that a result rests on. */
typedef struct {
    char *indicator;
    char *key;
    char *name; /* in the language asked for */
    char *object;
    char *object_name;
    char *measure_unit;
    guint places;
    char *unit; /* id of the unit that reports */
    gint year;
    bool base;          /* last year's, which growth is counted from */
    GPtrArray *figures; /* ResultFigure, in order; never empty */
} ResultSource;

/* One indicator against one of its targets; has_ says which members are known. */
typedef struct {
    char *indicator;
    char *key;
    char *name;
    char *object;
    char *object_name; /* NULL for the district */
    char *measure_unit;
    guint places;
    char *owner;          /* id of the unit that reports */
    char *target_words;   /* or NULL without a target */
    char *target_measure; /* or NULL */
    char *commitment;     /* that promised it, or NULL */
    char verdict[16];     /* as in IndicatorState of the interface */
    char *failed;         /* why it cannot be computed, in the language asked for, or NULL */
    bool has_value;
    bool whole_year; /* the last period of the year is in */
    bool limit;      /* the target is not to be passed: the less the better */
    bool has_growth;
    bool has_level;
    bool has_gap;
    bool has_plan;
    Decimal value;
    Decimal growth;
    Decimal level; /* the target as a level of the year */
    Decimal gap;
    Decimal plan; /* for the period of the value */
    Period period;
    guint city_rank; /* 0: none */
    guint city_of;
    guint province_rank;
    guint province_of;
    GPtrArray *sources; /* ResultSource; empty without a value */
} IndicatorResult;

/* The results of YEAR as of the day AS_OF: every target of the district and every target that a
 * commitment promised, then indicators without one. (transfer full, elements IndicatorResult) */
GPtrArray *indicator_results(Call *call, gint year, gint32 as_of, GError **error);

/* A year as of a day, read with figures as they stood at a moment; what was read is not read again.
 */
typedef struct IndicatorReader IndicatorReader;

/* Reads YEAR as of the day AS_OF, figures as they stood at MOMENT (microseconds since 1970,
 * revisions of that very moment included; 0: as they stand). (transfer full) */
IndicatorReader *indicator_reader_new(Call *call, gint year, gint32 as_of, gint64 moment,
                                      GError **error);
void indicator_reader_free(IndicatorReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IndicatorReader, indicator_reader_free)

/* As indicator_results(). (transfer full, elements IndicatorResult) */
GPtrArray *indicator_reader_all(IndicatorReader *reader, GError **error);

/* How the indicator with KEY stood for OBJECT (NULL: the district) against its first target if it
 * has one; NOT_FOUND for an unknown key. Whoever asks for many objects asks for them indicator by
 * indicator: what all objects of one need is read at once. Valid until another is asked for. */
const IndicatorResult *indicator_reader_one(IndicatorReader *reader, const char *key,
                                            const char *object, GError **error);

/* A figure that was reported, corrected or taken back: its later revision, and what it was. */
typedef struct {
    char *indicator;
    char *key; /* the indicator's */
    char *name;
    char *object;
    char *object_name;
    char period[PERIOD_TEXT_MAX];
    gint64 revision;
    bool has_before;
    Decimal before;
    bool has_value;
    Decimal value;
    char *reason; /* or NULL */
    gint64 at;
    char *by; /* account */
} ResultCorrection;

/* What was reported or corrected after MOMENT among figures of periods that ended from FIRST to
 * LAST, oldest first, at most 5000. (transfer full, elements ResultCorrection) */
GPtrArray *indicator_corrections(Call *call, gint64 moment, gint32 first, gint32 last,
                                 GError **error);

/* Adds to KEYS, a set of indicators' keys (owned), those of all indicators that they are computed
 * from or weighted by. */
bool indicator_add_used(Call *call, GHashTable *keys, GError **error);

/* Sets *AT to the moment at which the last day of PERIOD that was still open for figures was
 * closed, 0 where one is open. */
bool indicator_closed_at(Call *call, Period period, gint64 *at, GError **error);
