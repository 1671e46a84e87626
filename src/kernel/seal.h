/*
 * seal.h - sealed columns: personal data and secrets that are kept encrypted in the database
 * (libsodium, XChaCha20-Poly1305), so that a stolen copy of it does not give them away.
 *
 * The key is 64 hexadecimal digits in a file that only the server's user may read. It is read at
 * the first use, and made then if there is none. Without it what was sealed is lost: keep it with
 * the backups, but not in the same place.
 */
#pragma once

#include "kernel/error.h"

typedef struct Seal Seal; /* thread-safe */

/* The seal whose key is, or will be, in the file PATH; with NULL every use fails with
 * kernel.no_key. (transfer full) */
Seal *seal_new(const char *path);
void seal_free(Seal *seal);

/* Seals TEXT. PLACE says which column of which row it is for: what was sealed for one place does
 * not open at another. (transfer full) */
GBytes *seal_close(Seal *seal, const char *text, const char *place, GError **error);

/* Opens what seal_close() gave for the same PLACE; fails with kernel.other_key if the key is
 * another one or the bytes were changed. (transfer full) */
char *seal_open(Seal *seal, GBytes *sealed, const char *place, GError **error);
