/* account_internal.h - what log-in's files share. */
#pragma once

#include "call/call_internal.h"

/* Secrets and addresses are kept as this only. (transfer full) */
char *account_digest(const char *text);

/* Fails with LUOSHI_ERROR_TOO_MANY if the call's account or address must wait before it may try to
 * log in again. TX is for reading. */
bool throttle_check(Call *call, StoreTx *tx, GError **error);

/* Keeps in mind that the call's log-in failed. */
bool throttle_fail(Call *call, GError **error);

/* A log-in that succeeds forgives the account's failures; the address's only time forgives. */
bool throttle_clear(Call *call, GError **error);
