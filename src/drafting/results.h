/*
 * results.h - the “results” half of next year's work report (工作回顾), drafted from what was
 * recorded, and nothing else.
 *
 * A sentence exists only where its figure has a record: an observation, a commitment that was
 * closed by an amendment, a case that was verified and closed. Each names its sources by number.
 * Apart stand unrecorded   promises of the year's plans for which nothing was recorded; unsupported
 * figures that were reported but that no one can support: one that raised a question when it was
 * entered and was let through on a reason, without evidence; and a commitment that was called done
 * while a case about it is open. Nothing is stored; the same ledger drafts the same text.
 */
#pragma once

#include "casework/casework.h"
#include "commitment/account.h"
#include "indicator/result.h"
#include "org/names.h"

/* Where a sentence has its fact from. */
typedef struct {
    guint number;     /* as printed in brackets */
    const char *kind; /* “observation”, “rank”, “amendment”, “case”, “progress” */
    char *name;       /* what was recorded */
    char *value;      /* with its unit, or "" */
    char *unit;       /* id of the unit that reported, or NULL */
    char *periods;    /* “2022-01—2022-10”, or "" */
    gint64 at;        /* the last entry, microseconds since 1970 */
    gint64 revision;              /* the highest; 0 for none */
    char *by;                     /* account of the last entry, or NULL */
    char *path;                   /* of the interface, where it can be looked at */
    const ResultSource *observed; /* or NULL */
} DraftSource;

typedef struct {
    char *text;
    GArray *sources;        /* guint */
    const char *indicator;  /* key, or NULL; these three borrowed from the draft */
    const char *commitment; /* id, or NULL */
    const char *case_id;
    const char *verdict; /* as in IndicatorState, “done”, “verified” or “progress” */
} DraftSentence;

typedef struct {
    char *title;          /* without its number */
    GPtrArray *sentences; /* DraftSentence */
} DraftSection;

typedef struct {
    const char *commitment; /* id, or NULL for a target that no commitment promised */
    gint64 number;          /* of the commitment */
    char *text;
    const char *unit; /* that leads or reports */
    const char *due;  /* or NULL */
    char *missing;    /* indicators without a figure, joined; or "" */
} DraftGap;

typedef struct {
    const char *indicator; /* key, or NULL */
    const char *commitment;
    const char *case_id;
    char *name;
    char *value;
    char *period;
    const char *unit;
    char *reason;
    const char *needs; /* what would support it, in the caller's language */
} DraftDoubt;

typedef struct {
    Call *call;
    gint year;
    gint32 as_of;
    Names *names;
    GPtrArray *results; /* IndicatorResult */
    GPtrArray *plans;   /* PlanAccount */
    GPtrArray *cases;   /* CaseBrief */
    GPtrArray *sections;
    GPtrArray *sources;
    GPtrArray *unrecorded;
    GPtrArray *unsupported;
    GHashTable *numbers; /* what a source is → its number */
    guint sentence_count;
} Draft;

/* Drafts YEAR as of today, or as of its last day when it is over. NOT_FOUND (drafting.no_plan) if
 * no plan was published for it, TOO_LARGE. (transfer full) */
Draft *draft_results(Call *call, gint year, GError **error);
void draft_free(Draft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Draft, draft_free)
