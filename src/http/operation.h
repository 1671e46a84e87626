/*
 * operation.h - the interface's operations without a connection: the command line runs the same
 * queries and commands, checked by the same schemas and recorded in the same ledger, as the web
 * does. Who runs it holds the machine, so no permission is asked for; the ledger says “operator”.
 */
#pragma once

#include "call/call_internal.h"

typedef struct Operator Operator;

typedef struct {
    const char *operation;         /* an operationId of api/openapi.yaml */
    const char *const *parameters; /* name, value, …, NULL; may be NULL; a NULL value is left out */
    const json_t *body;            /* or NULL */
    GBytes *content;               /* of an upload, or NULL */
    const char *account; /* id of whom it is done for, or NULL: the ledger's “operator” */
} OperatorRequest;

/* STORE, DISTRICT and PACKS (the folder of the packs) must outlive it. (transfer full) */
Operator *operator_new(Store *store, const char *district, const char *packs, Language language,
                       GError **error);
void operator_free(Operator *op);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Operator, operator_free)

/* Runs REQUEST in a transaction of its own. The finished call holds the answer: call_answer(), or
 * call->bytes for a file. (transfer full) */
Call *operator_run(const Operator *op, const OperatorRequest *request, GError **error);

/* What time does to the district: works of each mechanism, as “system”, in one transaction. To be
 * run every minute or so; nothing is done twice, however many servers run it. */
bool operator_tick(Store *store, const char *district, const char *packs, GError **error);

/* One portion of the day's look at all lights; *MORE if another follows. To be run after
 * operator_tick(). */
bool operator_tick_lights(Store *store, const char *district, const char *packs, bool *more,
                          GError **error);

/* The same in TX, so that many changes stand or fall together. */
Call *operator_run_in(const Operator *op, StoreTx *tx, const OperatorRequest *request,
                      GError **error);
