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

static void free_manifest(gpointer manifest)
{
    g_byte_array_unref(manifest);
}

static void free_manifests(gpointer manifests)
{
    g_hash_table_unref(manifests);
}

/* What TX has appended in DISTRICT: each entry's id and digest. Owned by TX. */
static GByteArray *manifest_of(StoreTx *tx, const char *district)
{
    GHashTable *manifests = store_remembered(tx);

    if (manifests == NULL) {
        manifests = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_manifest);
        store_remember(tx, manifests, free_manifests);
    }
    GByteArray *manifest = g_hash_table_lookup(manifests, district);
    if (manifest == NULL) {
        manifest = g_byte_array_new();
        g_hash_table_insert(manifests, g_strdup(district), manifest);
    }
    return manifest;
}

static bool append(StoreTx *tx, const LedgerEntry *entry, const char *before, const char *after,
                   GError **error)
{
    g_autofree char *id = id_new(entry->at);
    g_autofree char *at = g_strdup_printf("%" G_GINT64_FORMAT, entry->at);
    const char *const fields[LEDGER_FIELDS] = {id,
                                               at,
                                               entry->actor,
                                               entry->action,
                                               entry->object_kind,
                                               entry->object_id,
                                               entry->reason,
                                               before,
                                               after};
    guint8 digest[LEDGER_HASH_LENGTH];

    if (!store_execute(tx, &sql_ledger_entry_insert,
                       STORE_VALUES(store_text(entry->district), store_text(id),
                                    store_int(entry->at), store_text(entry->actor),
                                    store_text(entry->action), store_text(entry->object_kind),
                                    store_text(entry->object_id), store_text(entry->reason),
                                    store_text(before), store_text(after)),
                       NULL, error) ||
        !ledger_digest_entry(entry->district, fields, digest, error)) {
        return false;
    }
    GByteArray *manifest = manifest_of(tx, entry->district);
    g_byte_array_append(manifest, (const guint8 *)id, LEDGER_ID_LENGTH);
    g_byte_array_append(manifest, digest, sizeof digest);
    return true;
}

bool ledger_append(StoreTx *tx, const LedgerEntry *entry, GError **error)
{
    char *before = dump(entry->before);
    char *after = dump(entry->after);
    bool done = append(tx, entry, before, after, error);

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

/* Writes block NUMBER into the entries of MANIFEST from *AT on, as many as a block takes. The
 * manifest of those that are there: others were rolled back with their work. */
static GByteArray *seal_entries(StoreTx *tx, const char *district, gint64 number,
                                const GByteArray *manifest, guint *at, GError **error)
{
    g_autoptr(GByteArray) sealed = g_byte_array_new();

    for (; *at < manifest->len && sealed->len < BLOCK_ENTRIES_MAX * LEDGER_MANIFEST_ENTRY;
         *at += LEDGER_MANIFEST_ENTRY) {
        char id[LEDGER_ID_LENGTH + 1] = {0};
        gint64 changed = 0;
        memcpy(id, manifest->data + *at, LEDGER_ID_LENGTH);
        if (!store_execute(tx, &sql_ledger_entry_seal,
                           STORE_VALUES(store_int(number), store_text(district), store_text(id)),
                           &changed, error)) {
            return NULL;
        }
        if (changed > 0) {
            g_byte_array_append(sealed, manifest->data + *at, LEDGER_MANIFEST_ENTRY);
        }
    }
    return g_steal_pointer(&sealed);
}

static bool lock_district(StoreTx *tx, const char *district, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_lock, STORE_VALUES(store_text(district)), error);

    return rows != NULL && store_rows_next(rows, error);
}

/* Adds the block of MANIFEST after HEAD, which becomes it. */
static bool add_block(StoreTx *tx, const char *district, const GByteArray *manifest, Head *head,
                      GError **error)
{
    guint8 hash[LEDGER_HASH_LENGTH];
    gint64 number = head->number + 1;

    if (!ledger_digest_block(head->hash, number, manifest->data, manifest->len, hash, error)) {
        return false;
    }
    g_autoptr(GBytes) previous = g_bytes_new(head->hash, sizeof head->hash);
    g_autoptr(GBytes) list = g_bytes_new(manifest->data, manifest->len);
    g_autoptr(GBytes) sealed = g_bytes_new(hash, sizeof hash);
    head->number = number;
    memcpy(head->hash, hash, sizeof hash);
    return store_execute(tx, &sql_ledger_block_insert,
                         STORE_VALUES(store_text(district), store_int(number),
                                      store_int(store_now(store_of(tx))), store_blob(previous),
                                      store_blob(list), store_blob(sealed)),
                         NULL, error);
}

static int compare_ids(const void *a, const void *b)
{
    return memcmp(a, b, LEDGER_ID_LENGTH);
}

static bool seal_district(StoreTx *tx, const char *district, GByteArray *manifest, GError **error)
{
    Head head;

    if (!lock_district(tx, district, error) || !read_head(tx, district, &head, error)) {
        return false;
    }
    qsort(manifest->data, manifest->len / LEDGER_MANIFEST_ENTRY, LEDGER_MANIFEST_ENTRY,
          compare_ids);
    for (guint at = 0; at < manifest->len;) {
        g_autoptr(GByteArray) sealed =
            seal_entries(tx, district, head.number + 1, manifest, &at, error);
        if (sealed == NULL || (sealed->len > 0 && !add_block(tx, district, sealed, &head, error))) {
            return false;
        }
    }
    g_byte_array_set_size(manifest, 0);
    return true;
}

bool ledger_seal(StoreTx *tx, G_GNUC_UNUSED gpointer data, GError **error)
{
    GHashTable *manifests = store_remembered(tx);
    GHashTableIter iter;
    gpointer district = NULL;
    gpointer manifest = NULL;

    if (manifests == NULL) {
        return true;
    }
    g_hash_table_iter_init(&iter, manifests);
    while (g_hash_table_iter_next(&iter, &district, &manifest)) {
        if (!seal_district(tx, district, manifest, error)) {
            return false;
        }
    }
    return true;
}

bool ledger_find_unsealed(StoreTx *tx, const char *district, char **id, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_first_unsealed, STORE_VALUES(store_text(district)), error);

    *id = NULL;
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        *id = g_strdup(store_column_text(rows, 0));
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
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
