/* digest_internal.h - the exact bytes that are hashed; changing them breaks every ledger there is.
 */
#pragma once

#include "store/store.h"

#define LEDGER_HASH_LENGTH    32 /* SM3, GB/T 32905-2016: 256 bits */
#define LEDGER_ID_LENGTH      26
#define LEDGER_MANIFEST_ENTRY (LEDGER_ID_LENGTH + LEDGER_HASH_LENGTH)
#define LEDGER_FIELDS         9

/* SM3 of the entry of these fields: id, at, actor, action, object_kind, object_id, reason,
 * before_json, after_json. Each is hashed as its length in 8 bytes, big-endian, and its bytes; a
 * NULL as the length 2^64-1 alone; the time as its decimal text. So no two different entries give
 * the same bytes. */
bool ledger_digest_entry(const char *district, const char *const fields[LEDGER_FIELDS],
                         guint8 digest[LEDGER_HASH_LENGTH], GError **error);

/* The same of the entry in the current row, whose columns are the fields. */
bool ledger_digest_row(const char *district, const StoreRows *rows,
                       guint8 digest[LEDGER_HASH_LENGTH], GError **error);

/* SM3 of PREVIOUS (32 bytes) || NUMBER (8 bytes, big-endian) || MANIFEST (26 bytes of id and 32 of
 * digest for each entry). */
bool ledger_digest_block(const guint8 *previous, gint64 number, const guint8 *manifest,
                         gsize length, guint8 digest[LEDGER_HASH_LENGTH], GError **error);

/* HASH as 64 lower-case hex digits. (transfer full) */
char *ledger_hash_text(const guint8 hash[LEDGER_HASH_LENGTH]);
