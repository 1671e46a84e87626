/*
 * error.h - one kind of error for the whole program.
 *
 * A function that can fail returns bool or a pointer and takes GError **error last. It fails with
 * error_set(): a code that says what the caller can do about it, a message key (see text.h) so that
 * the user reads it in his own language, and the place of the fault: a JSON pointer into the
 * request
 * ("/units/3/lead"), a parameter's name, a file and line.
 *
 *     if (due < start) {
 *         error_set(error, LUOSHI_ERROR_INVALID, "commitment.due_before_start", "/due",
 *                   "due", due_text, "start", start_text, NULL);
 *         return false;
 *     }
 *
 * GError->message is the English sentence, for logs.
 */
#pragma once

#include "kernel/text.h"

#include <glib.h>
#include <stdbool.h>

#define LUOSHI_ERROR (luoshi_error_quark())
GQuark luoshi_error_quark(void);

/* The HTTP status each code is answered with stands beside it. */
typedef enum {
    LUOSHI_ERROR_INVALID,         /* 422 what was sent is wrong: mend it and send again */
    LUOSHI_ERROR_MALFORMED,       /* 400 it cannot even be parsed */
    LUOSHI_ERROR_UNAUTHENTICATED, /* 401 log in */
    LUOSHI_ERROR_DENIED,          /* 403 this account may not do that there */
    LUOSHI_ERROR_NOT_FOUND,       /* 404 */
    LUOSHI_ERROR_METHOD,          /* 405 it is there, but takes other methods */
    LUOSHI_ERROR_CONFLICT,        /* 409 it was changed meanwhile, or its state forbids it */
    LUOSHI_ERROR_TOO_LARGE,       /* 413 over a documented limit */
    LUOSHI_ERROR_UNSUPPORTED,     /* 415 a kind of file or content that is not read */
    LUOSHI_ERROR_TOO_MANY,        /* 429 slow down, retry later */
    LUOSHI_ERROR_INTERNAL,        /* 500 our fault, or the disk's */
    LUOSHI_ERROR_UNAVAILABLE,     /* 503 the database is away, the server is stopping: retry */
} LuoshiErrorCode;

/* Sets *error to a new error. FIELD is the place of the fault or NULL. Then pairs of placeholder
 * name and value (const char *), ended by NULL. Does nothing if error is NULL. */
void error_set(GError **error, LuoshiErrorCode code, const char *key, const char *field,
               ...) G_GNUC_NULL_TERMINATED;

/* Adds one more fault to an error made by error_set(), so that a form can show all at once.
 * At most ERROR_MAX_DETAILS are kept. */
#define ERROR_MAX_DETAILS 50
void error_add(GError *error, const char *key, const char *field, ...) G_GNUC_NULL_TERMINATED;

/* True if *FAILED is NULL; else false, and *FAILED has become *ERROR. For what gives no row or no
 * value both at its end and when it fails. */
bool error_pass(GError **error, GError **failed);

/* One fault: the first is the error itself, the further ones were added by error_add(). */
typedef struct {
    char *key;
    char *field;      /* or NULL */
    char **arguments; /* name, value, …, NULL */
} ErrorDetail;

/* Number of faults: at least 1 for a LUOSHI_ERROR, 0 for an error of another domain. */
gsize error_detail_count(const GError *error);

/* Fault I of ERROR, owned by it. */
const ErrorDetail *error_detail(const GError *error, gsize i);

/* The sentence of one fault in LANGUAGE. (transfer full) */
char *error_detail_text(const ErrorDetail *detail, Language language);

/* The whole error's first sentence in LANGUAGE; for an error of another domain a general sentence
 * that quotes it. (transfer full) */
char *error_text(const GError *error, Language language);

/* Key of the first fault, "" for an error of another domain. Owned by ERROR. */
const char *error_key(const GError *error);
