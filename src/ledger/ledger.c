#include "ledger/ledger.h"

#include "kernel/id.h"
#include "ledger/digest_internal.h"
#include "ledger_sql.h"

#include <string.h>

/* Entries in one block at most; what is left over goes into the next. */
#define BLOCK_ENTRIES_MAX 4096

static char *dump(json_t *value)
{
    return value != NULL ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
}

bool ledger_append(StoreTx *tx, const LedgerEntry *entry, GError **error)
{
    g_autofree char *id = id_new(entry->at);
    char *before = dump(entry->before);
    char *after = dump(entry->after);
    bool done = store_execute(
        tx, &sql_ledger_entry_insert,
        STORE_VALUES(store_text(entry->district), store_text(id), store_int(entry->at),
                     store_text(entry->actor), store_text(entry->action),
                     store_text(entry->object_kind), store_text(entry->object_id),
                     store_text(entry->reason), store_text(before), store_text(after)),
        NULL, error);

    free(before);
    free(after);
    return done;
}

typedef struct {
    gint64 number;
    guint8 hash[LEDGER_HASH_LENGTH];
} Head;

/* The newest block; number 0 and a hash of zeros before the first. */
static bool read_head(StoreTx *tx, const char *district, Head *head, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_newest_block, STORE_VALUES(store_text(district)), error);

    *head = (Head){0};
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        g_autoptr(GBytes) hash = store_column_blob(rows, 1);
        head->number = store_column_int(rows, 0);
        if (g_bytes_get_size(hash) == LEDGER_HASH_LENGTH) {
            memcpy(head->hash, g_bytes_get_data(hash, NULL), LEDGER_HASH_LENGTH);
        }
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

/* The manifest of the entries that wait; empty if none does. */
static GByteArray *read_unsealed(StoreTx *tx, const char *district, GError **error)
{
    g_autoptr(GByteArray) manifest = g_byte_array_new();
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_unsealed,
                    STORE_VALUES(store_text(district), store_int(BLOCK_ENTRIES_MAX)), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        guint8 digest[LEDGER_HASH_LENGTH];
        if (!ledger_digest_row(district, rows, digest, error)) {
            return NULL;
        }
        g_byte_array_append(manifest, (const guint8 *)store_column_text(rows, 0), LEDGER_ID_LENGTH);
        g_byte_array_append(manifest, digest, sizeof digest);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return g_steal_pointer(&manifest);
}

static bool seal_entries(StoreTx *tx, const char *district, gint64 number,
                         const GByteArray *manifest, GError **error)
{
    for (guint at = 0; at < manifest->len; at += LEDGER_MANIFEST_ENTRY) {
        char id[LEDGER_ID_LENGTH + 1] = {0};
        memcpy(id, manifest->data + at, LEDGER_ID_LENGTH);
        if (!store_execute(tx, &sql_ledger_entry_seal,
                           STORE_VALUES(store_int(number), store_text(district), store_text(id)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool lock_district(StoreTx *tx, const char *district, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_lock, STORE_VALUES(store_text(district)), error);

    return rows != NULL && store_rows_next(rows, error);
}

bool ledger_seal(StoreTx *tx, const char *district, gint64 now, GError **error)
{
    Head head;

    if (!lock_district(tx, district, error) || !read_head(tx, district, &head, error)) {
        return false;
    }
    for (;;) {
        g_autoptr(GByteArray) manifest = read_unsealed(tx, district, error);
        if (manifest == NULL || manifest->len == 0) {
            return manifest != NULL;
        }
        guint8 hash[LEDGER_HASH_LENGTH];
        gint64 number = head.number + 1;
        if (!ledger_digest_block(head.hash, number, manifest->data, manifest->len, hash, error)) {
            return false;
        }
        g_autoptr(GBytes) previous = g_bytes_new(head.hash, sizeof head.hash);
        g_autoptr(GBytes) list = g_bytes_new(manifest->data, manifest->len);
        g_autoptr(GBytes) sealed = g_bytes_new(hash, sizeof hash);
        if (!store_execute(tx, &sql_ledger_block_insert,
                           STORE_VALUES(store_text(district), store_int(number), store_int(now),
                                        store_blob(previous), store_blob(list), store_blob(sealed)),
                           NULL, error) ||
            !seal_entries(tx, district, number, manifest, error)) {
            return false;
        }
        head.number = number;
        memcpy(head.hash, hash, sizeof hash);
    }
}

bool ledger_seal_all(StoreTx *tx, G_GNUC_UNUSED gpointer data, GError **error)
{
    g_autoptr(GPtrArray) districts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;

    {
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_ledger_unsealed_districts, STORE_NO_VALUES, error);
        if (rows == NULL) {
            return false;
        }
        while (store_rows_next(rows, &failed)) {
            g_ptr_array_add(districts, g_strdup(store_column_text(rows, 0)));
        }
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    for (guint i = 0; i < districts->len; i++) {
        if (!ledger_seal(tx, districts->pdata[i], store_now(store_of(tx)), error)) {
            return false;
        }
    }
    return true;
}

char *ledger_head(StoreTx *tx, const char *district, gint64 *number, GError **error)
{
    Head head;

    if (!read_head(tx, district, &head, error) || head.number == 0) {
        return NULL;
    }
    if (number != NULL) {
        *number = head.number;
    }
    return ledger_hash_text(head.hash);
}
