/*
 * casework.h - cases (案件): whatever is raised and must be closed, from a supervision notice
 * (督办单) to an objection to a score. The one state machine of the program.
 *
 * A case is of a declared type (case_type.h). What holds for every type is kept here and nowhere
 * else:
 *   - only a declared move changes a case, made by someone the type names, from a state it names,
 * with what must be filled filled and its guard true; what is refused says why;
 *   - whoever handled a case does not verify it, nor does anyone of the unit that handles it;
 *   - a change names the version it was made from; a stale one fails with
 * casework.changed_meanwhile;
 *   - each move is a row of the case's history and a ledger entry, in the same transaction;
 *   - a case keeps the version of its type that it was opened under.
 *
 * The clock (case_clock.h): a case is due on a day that its form asks for, or after a declared
 * length, in working or calendar time, by days or hours. It is late when its clock runs and the due
 * day or hour is past. The clock stops while someone else must act (a reply that waits to be
 * verified) and runs on after a return, the end moved by the time it stood. As many days or hours
 * before the end as the type declares the handling unit is told; as many after it, the leader in
 * charge; each once.
 */
#pragma once

#include "call/call.h"
#include "casework/case_type.h"
#include "kernel/calendar.h"

/* Loads the types of PACKS/base/cases.yaml: a definition that has changed becomes a new version.
 * Call it at the start, before the first case. */
bool casework_load(Store *store, const char *district, const char *packs, GError **error);

/* The working calendar beside the packs; weekdays alone where there is none. (transfer full) */
WorkCalendar *case_calendar(Call *call);

/* A case to be opened. The strings are borrowed. */
typedef struct {
    const char *type;
    const char *object_kind; /* what it is about */
    const char *object_id;
    const char *unit;   /* id of the unit that handles it */
    const char *leader; /* id of the person in charge, or NULL */
    const char *title;  /* for types whose form asks for none, or NULL */
    const json_t *form; /* the opening's fields */
} CaseOpening;

/* Opens a case by the call's actor in its write transaction; the id (transfer full), or NULL with
 * the faults of the form. */
char *casework_open(Call *call, const CaseOpening *opening, GError **error);

/* What was raised about an object. */
typedef struct {
    gint64 open;
    gint64 overdue; /* of the open ones */
    gint64 returns; /* of the open ones, together */
} CaseTally;

/* Of cases of TYPE, or with NULL of all. */
bool casework_tally(Call *call, const char *type, const char *object_kind, const char *object_id,
                    CaseTally *tally, GError **error);

/* What the case ID is about; both NULL if there is no such case. (transfer full) */
bool casework_object(Call *call, const char *id, char **object_kind, char **object_id,
                     GError **error);

/* An object that a rule may raise a case about, and since when there is cause to. */
typedef struct {
    char *object_kind;
    char *object_id;
    char *title;
    char *reason; /* in words, "" for none */
    char *unit;   /* that will handle it */
    char *leader; /* or NULL */
    char *cause;  /* the day, or the id of another case: a case is raised once for it */
    char *number; /* of that other case, or NULL */
} CaseCause;

void case_cause_free(CaseCause *cause);

/* Objects of KIND whose light has been COLOUR (“red”, “yellow”) since DAY or earlier. (transfer
 * full, elements CaseCause) */
typedef GPtrArray *(*CaseLights)(Call *call, const char *kind, const char *colour, const char *day,
                                 GError **error);

/* What time does: warns, escalates what is late, raises what a type's rules raise, asking LIGHTS
 * for rules about lights. In a write transaction, with a call whose account is “system”; to be run
 * every minute or so, does nothing twice. */
bool casework_tick(Call *call, CaseLights lights, GError **error);

/* The cases that wait for the actor, as rows of “duties”; *TOTAL grows by their number. */
bool casework_duties(Call *call, gint64 *total, GError **error);

/* A case in short. */
typedef struct {
    char *id;
    char *type;
    char *type_name; /* in the call's language, as is state_name */
    char *number;
    char *title;
    char *state_name;
    char *unit;
    char *leader; /* or NULL */
    char *object_kind;
    char *object_id;
    char *due; /* or NULL */
    gint64 raised;
    gint64 changed; /* when it was last moved */
    gint64 returns;
    bool closed;
    bool verified;  /* closed by a move that verifies */
    bool withdrawn; /* closed without that, and not by whoever handles it */
    char *stopped;  /* the day since which its clock stands, answered or closed; or NULL */
    json_t *form;   /* every field as it was last filled */
} CaseBrief;

/* Cases raised before UNTIL that are open or were last moved at FROM or later (microseconds since
 * 1970), by due day, at most 5000. (transfer full, elements CaseBrief) */
GPtrArray *casework_briefs(Call *call, gint64 from, gint64 until, GError **error);

/* The case ID alone in an array, or NULL and NOT_FOUND. The caller authorises. (transfer full) */
GPtrArray *casework_brief(Call *call, const char *id, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool case_type_list(Call *call, GError **error);
bool case_list(Call *call, GError **error);
bool case_read(Call *call, GError **error);
bool case_raise(Call *call, GError **error);
bool case_make_move(Call *call, GError **error);
