/*
 * call.h - a query or a command as a mechanism sees it: who asks, what for, in which language, and
 * where the answer goes. There is no HTTP in it; the server and the command line both make Calls.
 *
 * A route of api/openapi.yaml names its handler:
 *   x-query: NAME    one function  bool NAME(Call *call, GError **error)          reading, in a
 * read transaction x-command: NAME  one function  bool NAME(Call *call, GError **error) writing, in
 * a write transaction; may run twice (see store.h) x-prepare: NAME  (optional)    bool NAME(Call
 * *call, GError **error)          before the command, on a worker thread with no write transaction:
 * parsing a document, hashing a password A handler answers by writing one JSON value to
 * call_answer() or by call_answer_bytes(), and fails by error_set().
 *
 * Authorisation: the server has checked that the actor holds the route's x-permission somewhere.
 * x-scope says the rest: public    no log-in       session   any logged-in account district  the
 * permission must be granted for the whole district object    the handler must call
 * call_authorize() for the object's unit or area, or call_scope() to narrow a list; the server
 * refuses to send an answer that did neither.
 */
#pragma once

#include "kernel/calendar.h"
#include "kernel/json_writer.h"
#include "ledger/ledger.h"
#include "store/store.h"

#include <jansson.h>

typedef struct Call Call;

/* Who asks. Empty strings, never NULL, where there is none. Owned by the call. */
typedef struct {
    const char *account; /* id, or "" when not logged in */
    const char *name;    /* the person's or machine's name, for the ledger's readers */
    const char *person;  /* id or "" */
    const char *unit;    /* id of the unit the account works in, or "" */
} Actor;

const Actor *call_actor(const Call *call);
const char *call_district(const Call *call);
Language call_language(const Call *call);
StoreTx *call_tx(const Call *call); /* NULL in a prepare function */
Store *call_store(const Call *call);
gint64 call_now(const Call *call);        /* microseconds since 1970 UTC; tests set it */
const char *call_today(const Call *call); /* Beijing day, YYYY-MM-DD */
const char *call_packs(const Call *call); /* folder of the packs, or NULL */

/* The working calendar beside the packs; weekdays alone where there is none. (transfer full) */
WorkCalendar *call_calendar(Call *call);

/* Member “calendar_unknown_from” of the answer: the first day from today to DUE (or NULL) of which
 * CALENDAR knows no holidays yet, so that only its weekday was counted; else null. */
void call_write_uncovered(Call *call, const WorkCalendar *calendar, const char *due);

/* What the server that asks says of itself. */
typedef struct {
    const char *url; /* where people reach its pages, no slash at the end; NULL if not said */
    bool mail;       /* does it send e-mail? */
} CallSite;
CallSite call_site(const Call *call);

/* A new id: 128 bits of UUID version 7 (RFC 9562, 5.7) as 26 lower-case Crockford base32
 * characters; sorts by time, no counter. (transfer full) */
char *call_new_id(Call *call);

/* Path and query parameters, checked against the OpenAPI file; NULL / FALLBACK if absent. Owned by
 * the call. */
const char *call_parameter(const Call *call, const char *name);
gint64 call_parameter_int(const Call *call, const char *name, gint64 fallback);

/* Sets a path parameter, so that a command that made an object can answer by the query that reads
 * it.
 */
void call_set_result(Call *call, const char *name, const char *value);

/* The request body: JSON checked against the OpenAPI schema (transfer none), or raw bytes of an
 * upload. NULL if none. */
json_t *call_body(const Call *call);
GBytes *call_content(const Call *call);

/* The answer. Status defaults to 200 (201 when call_created() was used). */
JsonWriter *call_answer(Call *call);
void call_created(Call *call);

/* Writes ROWS (taken; NULL if their query failed) as the array MEMBER of the answer: WRITE gives
 * one value a row. */
typedef bool (*CallWriteRow)(Call *call, const StoreRows *rows, gconstpointer data, GError **error);
bool call_write_rows(Call *call, const char *member, StoreRows *rows, CallWriteRow write,
                     gconstpointer data, GError **error);

/* A CallWriteRow: the first column as a whole number. DATA is not looked at. */
bool call_write_number(Call *call, const StoreRows *rows, gconstpointer data, GError **error);

/* BYTES as a file: MEDIA_TYPE, and FILENAME (UTF-8, RFC 6266 encoded by the server) or NULL. */
void call_answer_bytes(Call *call, GBytes *bytes, const char *media_type, const char *filename);

/* The answer holds a secret that is shown this once: it is not kept for a repeat of the request. */
void call_answer_secret(Call *call);

/* TAG (ASCII, no quotes) names this answer: whoever has the same already is told so instead (RFC
 * 9110, 8.8.3). */
void call_answer_tag(Call *call, const char *tag);

/* The command succeeded in what it had to keep (a failed log-in is counted), but the answer is this
 * error. */
void call_answer_error(Call *call, const GError *error);

/* Does the actor hold the route's permission for the object of UNIT (id, or NULL) and AREA (code,
 * or NULL)? A grant for the district covers all; one for an area covers its descendants; one for a
 * unit covers the unit and those below it. Fails with LUOSHI_ERROR_DENIED. */
bool call_authorize(Call *call, const char *unit, const char *area, GError **error);

/* *REACHES: does the actor hold PERMISSION, whatever the route's is, for the object of UNIT? */
bool call_reaches(Call *call, const char *permission, const char *unit, bool *reaches,
                  GError **error);

/* Does the actor hold PERMISSION anywhere? */
bool call_holds_anywhere(const Call *call, const char *permission);

/* True if the actor holds PERMISSION for the whole district (no error, for what a page may offer).
 */
bool call_holds(const Call *call, const char *permission);

/* For lists: the ids of the units that the actor may see under the route's permission, as a JSON
 * array text for json_each() / jsonb_array_elements_text(); NULL if all. Marks the call as scoped.
 * Owned by the call. */
const char *call_scope(Call *call, GError **error);

/* What a prepare function hands to its command. */
void call_set_prepared(Call *call, gpointer data, GDestroyNotify free_data);
gpointer call_prepared(const Call *call);

/* Appends a ledger entry by this actor, now. BEFORE/AFTER as in LedgerEntry. */
bool call_record(Call *call, const char *action, const char *object_kind, const char *object_id,
                 const char *reason, json_t *before, json_t *after, GError **error);

/* Tells open pages, after the commit, that an object changed. TOPIC is an object that a page may
 * watch, e.g. "report:ID", "commitments". */
void call_changed(Call *call, const char *topic, const char *object_kind, const char *object_id);

/* What the handler has said it changed so far: how many, and the kind of the one at INDEX with its
 * *ID. Owned by the call. */
guint call_change_count(const Call *call);
const char *call_change_at(const Call *call, guint index, const char **id);

/* The same for an object that belongs to UNITS (ids, NULL-terminated): whoever may read it through
 * one of them is told. */
void call_changed_of(Call *call, const char *topic, const char *object_kind, const char *object_id,
                     const char *const *units);
