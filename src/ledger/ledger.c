#include "ledger/ledger.h"

#include "kernel/error.h"
#include "kernel/id.h"
#include "ledger/digest_internal.h"
#include "ledger_sql.h"

#include <string.h>

/* Entries in one block at most; what is left over goes into the next. */
#define BLOCK_ENTRIES_MAX 4096

#define TEXTS_SIZE 4000u /* bytes of one block of memory */
#define TIME_SIZE  24    /* a 64-bit number as text */

static char *dump(json_t *value)
{
    return value != NULL ? json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
}

/* An entry that waits for its block: its fields as they are stored and hashed. */
typedef struct {
    const char *district;
    gint64 at;
    const char *fields[LEDGER_FIELDS];
} Waiting;

/* What a transaction has appended, until its commit. */
typedef struct {
    GArray *entries; /* Waiting */
    guint marked;
    GStringChunk *texts;
} Appended;

static void appended_mark(gpointer data)
{
    Appended *appended = data;

    appended->marked = appended->entries->len;
}

static void appended_rewind(gpointer data)
{
    Appended *appended = data;

    g_array_set_size(appended->entries, appended->marked);
}

static void appended_free(gpointer data)
{
    Appended *appended = data;

    g_array_unref(appended->entries);
    g_string_chunk_free(appended->texts);
    g_free(appended);
}

/* Owned by TX. */
static Appended *appended_by(StoreTx *tx)
{
    static const StoreMemory memory = {
        .mark = appended_mark, .rewind = appended_rewind, .destroy = appended_free};
    Appended *appended = store_remembered(tx);

    if (appended == NULL) {
        appended = g_new0(Appended, 1);
        appended->entries = g_array_new(FALSE, FALSE, sizeof(Waiting));
        appended->texts = g_string_chunk_new(TEXTS_SIZE);
        store_remember(tx, appended, &memory);
    }
    return appended;
}

static const char *keep(const Appended *appended, const char *text)
{
    return text != NULL ? g_string_chunk_insert(appended->texts, text) : NULL;
}

static bool is_complete(const LedgerEntry *entry, GError **error)
{
    const char *const needed[] = {entry->district, entry->actor, entry->action, entry->object_kind,
                                  entry->object_id};

    for (gsize i = 0; i < G_N_ELEMENTS(needed); i++) {
        if (needed[i] == NULL || !g_utf8_validate(needed[i], -1, NULL)) {
            error_set(error, LUOSHI_ERROR_INTERNAL, "ledger.incomplete", NULL, "action",
                      entry->action != NULL ? entry->action : "?", NULL);
            return false;
        }
    }
    return true;
}

bool ledger_append(StoreTx *tx, const LedgerEntry *entry, GError **error)
{
    if (!is_complete(entry, error)) {
        return false;
    }
    const Appended *appended = appended_by(tx);
    g_autofree char *id = id_new(entry->at);
    char at[TIME_SIZE];
    char *before = dump(entry->before);
    char *after = dump(entry->after);

    g_snprintf(at, sizeof at, "%" G_GINT64_FORMAT, entry->at);
    const Waiting waiting = {
        .district = keep(appended, entry->district),
        .at = entry->at,
        .fields = {keep(appended, id), keep(appended, at), keep(appended, entry->actor),
                   keep(appended, entry->action), keep(appended, entry->object_kind),
                   keep(appended, entry->object_id), keep(appended, entry->reason),
                   keep(appended, before), keep(appended, after)}};
    g_array_append_val(appended->entries, waiting);
    free(before);
    free(after);
    return true;
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

static bool lock_district(StoreTx *tx, const char *district, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_lock, STORE_VALUES(store_text(district)), error);

    return rows != NULL && store_rows_next(rows, error);
}

/* Writes ENTRY into block NUMBER, and its id and digest behind MANIFEST. */
static bool add_entry(StoreTx *tx, const Waiting *entry, gint64 number, GByteArray *manifest,
                      GError **error)
{
    const char *const *fields = entry->fields;
    guint8 digest[LEDGER_HASH_LENGTH];

    if (!ledger_digest_entry(entry->district, fields, digest, error)) {
        return false;
    }
    g_byte_array_append(manifest, (const guint8 *)fields[0], LEDGER_ID_LENGTH);
    g_byte_array_append(manifest, digest, sizeof digest);
    return store_execute(
        tx, &sql_ledger_entry_insert,
        STORE_VALUES(store_text(entry->district), store_text(fields[0]), store_int(entry->at),
                     store_text(fields[2]), store_text(fields[3]), store_text(fields[4]),
                     store_text(fields[5]), store_text(fields[6]), store_text(fields[7]),
                     store_text(fields[8]), store_int(number)),
        NULL, error);
}

/* Writes COUNT entries as the block after HEAD, which becomes it. */
static bool add_block(StoreTx *tx, const Waiting *entries, gsize count, Head *head, GError **error)
{
    const char *district = entries->district;
    g_autoptr(GByteArray) manifest = g_byte_array_new();
    guint8 hash[LEDGER_HASH_LENGTH];
    gint64 number = head->number + 1;

    for (gsize i = 0; i < count; i++) {
        if (!add_entry(tx, &entries[i], number, manifest, error)) {
            return false;
        }
    }
    if (!ledger_digest_block(head->hash, number, manifest->data, manifest->len, hash, error)) {
        return false;
    }
    g_autoptr(GBytes) previous = g_bytes_new(head->hash, sizeof head->hash);
    g_autoptr(GBytes) list = g_byte_array_free_to_bytes(g_steal_pointer(&manifest));
    g_autoptr(GBytes) sealed = g_bytes_new(hash, sizeof hash);
    head->number = number;
    memcpy(head->hash, hash, sizeof hash);
    return store_execute(tx, &sql_ledger_block_insert,
                         STORE_VALUES(store_text(district), store_int(number),
                                      store_int(store_now(store_of(tx))), store_blob(previous),
                                      store_blob(list), store_blob(sealed)),
                         NULL, error);
}

/* By district, then by id. */
static int compare_waiting(const void *a, const void *b)
{
    const Waiting *first = a;
    const Waiting *second = b;
    int order = strcmp(first->district, second->district);

    return order != 0 ? order : strcmp(first->fields[0], second->fields[0]);
}

/* ENTRIES are of one district, in the order of their ids. */
static bool seal_district(StoreTx *tx, const Waiting *entries, gsize count, GError **error)
{
    Head head;

    if (!lock_district(tx, entries->district, error) ||
        !read_head(tx, entries->district, &head, error)) {
        return false;
    }
    for (gsize at = 0; at < count; at += BLOCK_ENTRIES_MAX) {
        if (!add_block(tx, entries + at, MIN(count - at, BLOCK_ENTRIES_MAX), &head, error)) {
            return false;
        }
    }
    return true;
}

bool ledger_seal(StoreTx *tx, G_GNUC_UNUSED gpointer data, GError **error)
{
    const Appended *appended = store_remembered(tx);

    if (appended == NULL) {
        return true;
    }
    g_array_sort(appended->entries, compare_waiting);
    const Waiting *entries = (const Waiting *)(const void *)appended->entries->data;
    for (gsize at = 0, next; at < appended->entries->len; at = next) {
        for (next = at + 1; next < appended->entries->len &&
                            strcmp(entries[next].district, entries[at].district) == 0;
             next++) {
        }
        if (!seal_district(tx, entries + at, next - at, error)) {
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
