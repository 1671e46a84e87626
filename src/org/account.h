/*
 * account.h - who is calling: sessions of people (a cookie) and tokens of machines, and the log-in
 * itself.
 *
 * A session's cookie is "DISTRICT.RANDOM"; only a digest of it is stored. It ends
 * ACCOUNT_IDLE_SECONDS after its last use and ACCOUNT_SESSION_SECONDS after the log-in. Passwords
 * are kept as argon2id (RFC 9106) by libsodium.
 */
#pragma once

#include "call/call.h"

#define ACCOUNT_IDLE_SECONDS    (2 * 3600)
#define ACCOUNT_SESSION_SECONDS (12 * 3600)

/* Failures by account or address before log-in has to wait, and how long (doubling up to the
 * maximum). Many people may share an address (an office, a proxy), so it has more of them. Time
 * forgives: one failure each ACCOUNT_FORGIVE_SECONDS. */
#define ACCOUNT_FREE_FAILURES    5
#define ADDRESS_FREE_FAILURES    50
#define ACCOUNT_WAIT_SECONDS     30
#define ACCOUNT_WAIT_MAX_SECONDS 3600
#define ACCOUNT_FORGIVE_SECONDS  600

/* Makes the account of the session COOKIE the call's actor. An unknown or expired cookie leaves
 * nobody logged in and is no error; false only if the database fails. */
bool account_by_session(Call *call, StoreTx *tx, const char *cookie, GError **error);

/* Makes the token SECRET the call's actor; an unknown, expired or revoked one is
 * LUOSHI_ERROR_UNAUTHENTICATED. */
bool account_by_token(Call *call, StoreTx *tx, const char *secret, GError **error);

/* Makes ACCOUNT (id) the call's actor, with its permissions; one that is no account, such as
 * “operator”, leaves the call as it is. */
bool account_by_id(Call *call, StoreTx *tx, const char *account, GError **error);

/* Forgets the failures of whoever has not failed for so long that all are forgiven. NOW is in
 * microseconds. */
bool account_forget_failures(StoreTx *tx, gint64 now, GError **error);

/* Is ACCOUNT one that may log in? False too, with the error set, if the database fails. */
bool account_is_active(StoreTx *tx, const char *district, const char *account, GError **error);

/* The argon2id string of PASSWORD (transfer full); NULL if there is not enough memory. Takes about
 * 0.1 s and 64 MiB. */
char *account_hash_password(const char *password, GError **error);
