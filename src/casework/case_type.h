/*
 * case_type.h - a type of case as it was declared (packs/base/cases.yaml) and compiled: its form,
 * its states and who may move a case from one to the next. Pure: no database.
 *
 * Compiling checks what a schema cannot: every name means something, every state can be reached and
 * leads to a closed one, a case that somebody handles is verified by somebody else, and a guard is
 * a formula of the values below. So a type that compiles has no dead end and no way round its
 * checks.
 */
#pragma once

#include "form/form.h"
#include "formula/formula.h"
#include "kernel/error.h"
#include "kernel/text.h"

#include <jansson.h>

#define CASE_FIELDS_MAX 40
#define CASE_STATES_MAX 40
#define CASE_MOVES_MAX  60

typedef struct {
    const char *key;
    const json_t *name;
    bool closed;
} CaseState;

/* Who may make a move: any one of them. */
typedef enum {
    CASE_WHO_HANDLER = 1,   /* holds case.handle for the case's unit */
    CASE_WHO_OFFICE = 2,    /* holds case.verify for it */
    CASE_WHO_LEADER = 4,    /* is the leader in charge */
    CASE_WHO_RAISER = 8,    /* raised it */
    CASE_WHO_REPORTER = 16, /* holds case.report for it: may raise what he saw */
    CASE_WHO_RULE = 32,     /* nobody: a rule that raises another case makes it */
} CaseWho;

typedef enum { CASE_CLOCK_KEEP, CASE_CLOCK_RUN, CASE_CLOCK_STOP, CASE_CLOCK_END } CaseClock;
typedef enum {
    CASE_EXTENSION_NONE,
    CASE_EXTENSION_ASK,   /* the form's “until” waits for an answer */
    CASE_EXTENSION_GRANT, /* it becomes the due day */
    CASE_EXTENSION_REFUSE,
} CaseExtension;

/* The fields that are asked for, as bits. */
typedef struct {
    guint64 needs;  /* must be filled */
    guint64 may;    /* may be filled */
    guint64 either; /* of these at least one must be filled, or 0: the last says why there is
                       nothing in the first */
} CaseAsked;

typedef struct {
    const char *key;
    const json_t *name;
    guint64 from; /* bits of states */
    gint to;      /* state, or -1: it stays */
    guint who;    /* CaseWho bits */
    CaseAsked asked;
    bool handles; /* whoever makes it has handled the case */
    bool
        verifies; /* nobody may make it who has handled the case, nor anyone of the handling unit */
    bool counts_return;
    CaseClock clock;
    CaseExtension extension;
    bool completes; /* makes the commitment it is about done */
    Formula *when;  /* or NULL */
} CaseMove;

/* The values of guards, in their order: extension_asked, overdue (booleans), returns, days_left
 * (in the clock's unit, missing without a clock). */
extern const char *const case_guard_names[];
typedef enum {
    CASE_GUARD_EXTENSION_ASKED,
    CASE_GUARD_OVERDUE,
    CASE_GUARD_RETURNS,
    CASE_GUARD_DAYS_LEFT,
    CASE_GUARD_COUNT,
} CaseGuard;

typedef struct {
    json_t *definition; /* owns what the others point to */
    FormulaMachine *machine;
    const char *key;
    const json_t *name;
    const char *number; /* with {year} and {serial} */
    FormField fields[CASE_FIELDS_MAX];
    guint field_count;
    CaseState states[CASE_STATES_MAX];
    guint state_count;
    gint start;
    CaseAsked opening_asked;
    guint opening_who;    /* CaseWho bits: the office, the handler, a reporter */
    bool opening_handles; /* whoever opens it has handled it */
    bool single;          /* at most one open about an object */
    CaseMove moves[CASE_MOVES_MAX];
    guint move_count;
    gint clock_field; /* the day the case is due, or -1 */
    gint until_field; /* the day an extension asks for, or -1 */
    bool has_clock;
    bool working;    /* it counts working time, else calendar time */
    gint64 days;     /* its declared length, or 0 */
    gint64 hours;    /* the same in hours; then everything is counted in hours */
    bool warns;      /* somebody is told before it is late … */
    gint64 warn;     /* … so many days or hours before */
    gint64 escalate; /* and so many after, until the leader is told */
} CaseType;

/* Compiles one entry of “types”, which the schema has accepted. Errors (casework.type_*) name the
 * type and the place in it. (transfer full) */
CaseType *case_type_compile(const json_t *definition, GError **error);
void case_type_free(CaseType *type);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CaseType, case_type_free)

/* Index by key, or -1. */
gint case_type_state(const CaseType *type, const char *key);
gint case_type_move(const CaseType *type, const char *key);

bool case_type_takes(const CaseType *type, const char *object_kind);

/* Checks FORM against the fields that are ASKED: each filled, of its kind, within its limit;
 * nothing else. Errors carry the place “/form/KEY”, all of them at once. */
bool case_type_check_form(const CaseType *type, const json_t *form, const CaseAsked *asked,
                          Language language, GError **error);
