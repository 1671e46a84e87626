/*
 * account.h - the plans of a year as they stood at a moment, for whoever renders account of them
 * (briefings, next year's report).
 */
#pragma once

#include "call/call.h"

#define PLAN_ACCOUNT_MAX 20000 /* commitments and amendments of one plan */

typedef struct {
    gint64 number;
    char *title;
    gint64 depth; /* 0 for the highest */
} PlanSection;

/* What was last said of a commitment on the way. */
typedef struct {
    gint64 number; /* 0: nothing */
    gint64 at;
    char *by;   /* account */
    char *unit; /* id */
    char *text;
    bool has_percent;
    gint64 percent;
    bool has_files; /* something proves it */
} PlanProgress;

/* One commitment as it stood. */
typedef struct {
    char *id;
    gint64 number;
    gint64 section; /* of PlanAccount.sections */
    char *text;
    char *target; /* its figures in words, or "" */
    char *lead_unit;
    char *leader; /* or NULL */
    char *due;
    char *state;     /* open, done, withdrawn */
    char *closed_by; /* the amendment that made it done, or NULL: a verified case may have */
    PlanProgress progress;
} PlanCommitment;

/* An amendment: who changed what, when and why. */
typedef struct {
    char *id;
    char *commitment;
    gint64 at;
    char *by; /* account */
    char *reason;
    gint64 plan_version;
    json_t *before;
    json_t *after;
} PlanAmendment;

typedef struct {
    char *id;
    char *title;
    GPtrArray *sections;    /* PlanSection, by number */
    GPtrArray *commitments; /* PlanCommitment, by number, withdrawn ones too */
    GPtrArray *amendments;  /* PlanAmendment up to the moment, oldest first */
} PlanAccount;

/* The plans of YEAR as they stood at MOMENT (microseconds since 1970), oldest first. What the
 * year's report promised counts from the first day, whenever it was entered here; what a meeting
 * decided, from its decision on. (transfer full, elements PlanAccount) */
GPtrArray *plan_accounts_read(Call *call, gint64 year, gint64 moment, GError **error);

/* The years that plans were published for, newest first. (transfer full, elements gint64) */
GArray *plan_years_read(Call *call, GError **error);
