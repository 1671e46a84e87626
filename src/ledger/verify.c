#include "ledger/digest_internal.h"
#include "ledger/ledger.h"
#include "ledger_sql.h"

#include <string.h>

/* Blocks read at once: memory stays bounded by this and by the largest block. */
#define BLOCKS_AT_ONCE 16

void ledger_report_clear(LedgerReport *report)
{
    g_free(report->head);
    g_free(report->fault);
    g_free(report->fault_entry);
    *report = (LedgerReport){.fault_block = -1};
}

static void set_fault(LedgerReport *report, const char *fault, const void *id, gint64 block)
{
    report->fault = g_strdup(fault);
    report->fault_entry = id != NULL ? g_strndup(id, LEDGER_ID_LENGTH) : NULL;
    report->fault_block = block;
}

/* Compares what the manifest sealed with the entries that claim the block; both are in the order of
 * ids, so the first difference is the first culprit. */
static bool check_entries(StoreTx *tx, const char *district, gint64 number, const guint8 *manifest,
                          gsize length, LedgerReport *report, GError **error)
{
    gsize at = 0;
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_block_entries,
                    STORE_VALUES(store_text(district), store_int(number)), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        const char *id = store_column_text(rows, 0);
        guint8 digest[LEDGER_HASH_LENGTH];
        int order = at < length ? strncmp(id, (const char *)manifest + at, LEDGER_ID_LENGTH) : -1;
        if (order < 0) {
            set_fault(report, "inserted", id, number);
            return true;
        }
        if (order > 0) {
            set_fault(report, "removed", manifest + at, number);
            return true;
        }
        if (!ledger_digest_row(district, rows, digest, error)) {
            return false;
        }
        if (memcmp(digest, manifest + at + LEDGER_ID_LENGTH, sizeof digest) != 0) {
            set_fault(report, "altered", id, number);
            return true;
        }
        at += LEDGER_MANIFEST_ENTRY;
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (at < length) {
        set_fault(report, "removed", manifest + at, number);
    }
    return true;
}

/* One block in the current row: its place in the chain, its hash, its entries. */
static bool check_block(StoreTx *tx, const char *district, const StoreRows *rows,
                        guint8 previous[LEDGER_HASH_LENGTH], LedgerReport *report, GError **error)
{
    gint64 number = store_column_int(rows, 0);
    gsize previous_length;
    gsize length;
    gsize hash_length;
    g_autoptr(GBytes) previous_bytes = store_column_blob(rows, 1);
    g_autoptr(GBytes) manifest_bytes = store_column_blob(rows, 2);
    g_autoptr(GBytes) hash_bytes = store_column_blob(rows, 3);
    const guint8 *claimed_previous = g_bytes_get_data(previous_bytes, &previous_length);
    const guint8 *manifest = g_bytes_get_data(manifest_bytes, &length);
    const guint8 *claimed_hash = g_bytes_get_data(hash_bytes, &hash_length);
    guint8 hash[LEDGER_HASH_LENGTH];

    if (number != report->blocks + 1) {
        set_fault(report, "block_removed", NULL, report->blocks + 1);
        return true;
    }
    if (!ledger_digest_block(previous, number, manifest, length, hash, error)) {
        return false;
    }
    if (previous_length != sizeof hash || memcmp(claimed_previous, previous, sizeof hash) != 0 ||
        hash_length != sizeof hash || memcmp(claimed_hash, hash, sizeof hash) != 0 ||
        length % LEDGER_MANIFEST_ENTRY != 0) {
        set_fault(report, "block_altered", NULL, number);
        return true;
    }
    if (!check_entries(tx, district, number, manifest, length, report, error)) {
        return false;
    }
    memcpy(previous, hash, sizeof hash);
    report->blocks = number;
    return true;
}

static bool check_chain(StoreTx *tx, const char *district, LedgerReport *report, GError **error)
{
    guint8 previous[LEDGER_HASH_LENGTH] = {0};

    for (bool more = true; more && report->fault == NULL;) {
        g_autoptr(GError) failed = NULL;
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_ledger_blocks_from,
                        STORE_VALUES(store_text(district), store_int(report->blocks + 1),
                                     store_int(BLOCKS_AT_ONCE)),
                        error);
        if (rows == NULL) {
            return false;
        }
        more = false;
        while (report->fault == NULL && store_rows_next(rows, &failed)) {
            more = true;
            if (!check_block(tx, district, rows, previous, report, error)) {
                return false;
            }
        }
        if (failed != NULL) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
    }
    return true;
}

/* An entry that claims a block beyond the chain was put there by hand, or the newest block was
 * removed. */
static bool check_beyond(StoreTx *tx, const char *district, LedgerReport *report, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_entry_beyond,
                    STORE_VALUES(store_text(district), store_int(report->blocks)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, error)) {
        set_fault(report, "block_removed", store_column_text(rows, 0), store_column_int(rows, 1));
    }
    return true;
}

/* Every commit seals what it appends, so an entry in no block was put there by hand. */
static bool check_unsealed(StoreTx *tx, const char *district, LedgerReport *report, GError **error)
{
    g_autofree char *id = NULL;

    if (!ledger_find_unsealed(tx, district, &id, error)) {
        return false;
    }
    if (id != NULL) {
        set_fault(report, "inserted", id, -1);
    }
    return true;
}

static bool count(StoreTx *tx, const char *district, LedgerReport *report, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_counts, STORE_VALUES(store_text(district)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    report->entries = store_column_int(rows, 0);
    report->unsealed = store_column_int(rows, 1);
    return true;
}

bool ledger_verify(StoreTx *tx, const char *district, LedgerReport *report, GError **error)
{
    g_autoptr(GError) failed = NULL;

    *report = (LedgerReport){.fault_block = -1};
    if (!count(tx, district, report, error) || !check_chain(tx, district, report, error) ||
        (report->fault == NULL && !check_beyond(tx, district, report, error)) ||
        (report->fault == NULL && !check_unsealed(tx, district, report, error))) {
        return false;
    }
    report->head = ledger_head(tx, district, NULL, &failed);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

bool ledger_verify_head(StoreTx *tx, const char *district, gint64 number, const char *hash,
                        LedgerReport *report, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *found = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_ledger_blocks_from,
                    STORE_VALUES(store_text(district), store_int(number), store_int(1)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed) && store_column_int(rows, 0) == number) {
        gsize length;
        g_autoptr(GBytes) bytes = store_column_blob(rows, 3);
        const guint8 *stored = g_bytes_get_data(bytes, &length);
        found = length == LEDGER_HASH_LENGTH ? ledger_hash_text(stored) : NULL;
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (report->fault == NULL && (found == NULL || g_ascii_strcasecmp(found, hash) != 0)) {
        set_fault(report, "head_missing", NULL, number);
    }
    return true;
}
