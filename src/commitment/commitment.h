/*
 * commitment.h - from a work report to a plan: reports (报告) and their review clause by clause,
 * plans (任务分解方案) and their commitments (任务), amendments, and what each person owes
 * (我的待办). Its functions are the route handlers of api/openapi.yaml (tags report, commitment,
 * duty, ledger), each with the contract written there; what other mechanisms may know of a
 * commitment stands first.
 */
#pragma once

#include "call/call.h"

/* The largest report that is kept, in bytes. */
#define REPORT_TEXT_MAX (20 * 1024 * 1024)

/* A due day lies within this many years after the plan's year. */
#define DUE_YEARS_MAX 5

/* A quantified statement of a commitment, as the reader found it. */
typedef struct {
    gint64 number; /* in its report */
    char *subject;
    char *value; /* a decimal as text, or NULL */
    char *value2;
    char *unit;
    char *cmp;     /* ge le gt lt eq approx between */
    char *measure; /* level growth share delta rank ratio */
    gint64 year;   /* 0: the plan's */
    gint64 start;  /* UTF-16 units of the report's text */
    gint64 end;
} CommitmentFigure;

typedef struct {
    char *report;
    char *lead_unit;
    char *sentence; /* the report's own words */
    gint64 year;    /* of the plan */
    GPtrArray *all; /* CommitmentFigure */
} CommitmentFigures;

/* The figures of COMMITMENT, for an actor who holds the route's permission for its lead unit.
 * NOT_FOUND, DENIED. (transfer full) */
CommitmentFigures *commitment_figures_read(Call *call, const char *commitment, GError **error);
void commitment_figures_free(CommitmentFigures *figures);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommitmentFigures, commitment_figures_free)

/* A commitment in short. Cleared by commitment_brief_clear().
 */
typedef struct {
    char *id;
    char *text;
    char *lead_unit;
    char *leader;   /* or NULL */
    char *due;      /* day */
    char *state;    /* open, done, withdrawn */
    char *co_units; /* JSON array of ids */
    /* Not of commitment_brief(): */
    char *settled; /* the day on which it was done or withdrawn, or NULL */
    char *made;    /* the day on which it was published or decided, or NULL: before that was kept */
} CommitmentBrief;

void commitment_brief_clear(CommitmentBrief *brief);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CommitmentBrief, commitment_brief_clear)

/* LUOSHI_ERROR_NOT_FOUND if there is none. */
bool commitment_brief(Call *call, const char *id, CommitmentBrief *brief, GError **error);

/* Open commitments that were due before DAY, at most 500, longest overdue first. (transfer full,
 * elements CommitmentBrief) */
GPtrArray *commitment_overdue(Call *call, const char *day, GError **error);

/* Commitments of PLAN (NULL: of all) in the order of their ids, those after AFTER (NULL: from the
 * first), at most LIMIT. (transfer full, elements CommitmentBrief) */
GPtrArray *commitment_page(Call *call, const char *plan, const char *after, guint limit,
                           GError **error);

/* What was last said of a commitment on the way; the percentage is the last that any report gave.
 */
typedef struct {
    gint64 number; /* 0: nothing yet */
    char day[11];
    bool has_percent;
    gint64 percent;
} CommitmentProgress;

bool commitment_progress_last(Call *call, const char *commitment, CommitmentProgress *last,
                              GError **error);

/* How far commitments were by what was last said of each up to the end of DAY: id → percent
 * (GPOINTER_TO_INT); those of which no percentage was said are missing. (transfer full) */
GHashTable *commitment_progress_said(Call *call, const char *day, GError **error);

/* Makes the open commitment ID done, for the verified reason WHY. CONFLICT if it is not open. */
bool commitment_complete(Call *call, const char *id, const char *why, GError **error);

/* Adds what the actor says of an open commitment to its progress, with the files that prove it:
 * PERCENT an integer or NULL, FILES ids of evidence. Faults have the places /percent and /files. */
bool commitment_progress_report(Call *call, const char *commitment, const char *text,
                                const json_t *percent, const json_t *files, GError **error);

/* A decision of a meeting. The strings are borrowed. */
typedef struct {
    const char *text;
    const char *lead_unit;
    const char *leader; /* or NULL: whoever is in charge of the lead unit */
    const char *due;
    const char *co_units;    /* JSON array of ids, or NULL */
    const char *source_kind; /* meeting */
    const char *source_id;
    const char *source_title;
} CommitmentDecision;

/* Makes a commitment of a decision, in the plan of this year's decisions: its id (transfer full),
 * or NULL if unit, leader or due day cannot be (place /text, /lead_unit, /leader,
 * /due, /co_units/0). */
char *commitment_decide(Call *call, const CommitmentDecision *decision, GError **error);

/* Can DECISION become a commitment? The same errors. */
bool commitment_decision_check(Call *call, const CommitmentDecision *decision, GError **error);

/* The duties that commitments and reports give the actor, as rows of “duties”; *TOTAL grows by
 * their number. */
bool commitment_duties(Call *call, gint64 *total, GError **error);

bool report_list(Call *call, GError **error);
bool report_read(Call *call, GError **error);
bool report_text(Call *call, GError **error);
bool report_upload_prepare(Call *call, GError **error);
bool report_upload(Call *call, GError **error);
bool report_withdraw(Call *call, GError **error);
bool clause_list(Call *call, GError **error);
bool clause_change(Call *call, GError **error);
bool clause_merge(Call *call, GError **error);
bool clause_split(Call *call, GError **error);
bool suggestion_list(Call *call, GError **error);
bool publication_check(Call *call, GError **error);
bool report_publish(Call *call, GError **error);
bool plan_list(Call *call, GError **error);
bool plan_read(Call *call, GError **error);
bool plan_table_docx(Call *call, GError **error);
bool plan_table_xlsx(Call *call, GError **error);
bool commitment_list(Call *call, GError **error);
bool commitment_read(Call *call, GError **error);
bool commitment_amend(Call *call, GError **error);
bool progress_list(Call *call, GError **error);
bool progress_add(Call *call, GError **error);
bool ledger_list(Call *call, GError **error);
bool ledger_verification(Call *call, GError **error);
