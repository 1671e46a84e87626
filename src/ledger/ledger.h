/*
 * ledger.h - the append-only record of every change (台账留痕).
 *
 * An entry is written in the transaction of the change itself, so neither exists without the other:
 * it waits in memory until the commit, which writes all that was appended, already sealed.
 * Entries are sealed into blocks: a block holds the id and SM3 digest (GB/T 32905-2016) of each of
 * its entries, in order, and its own hash covers that list, its number and the hash of the block
 * before it. Sealing is part of each commit (ledger_seal() as the store's before-commit hook): on
 * SQLite once for the group of works that are committed together, on PostgreSQL in each
 * transaction, under an advisory lock of the district, which is so taken last and held shortest.
 * An entry that is there without a block was put there by somebody else and stays so.
 * Verification names the exact first entry that was altered, removed or put in between. Whoever can
 * rewrite or cut the chain itself is caught by comparing it with a head written down outside
 * earlier (ledger_head(), ledger_verify_head()).
 */
#pragma once

#include "store/store.h"

#include <jansson.h>

typedef struct {
    const char *district; /* GB/T 2260 code */
    const char *actor;    /* account id, or "system" */
    gint64 at;            /* microseconds since 1970 UTC */
    const char *action; /* "clause.confirm": noun.verb, translated by key ledger.action.NOUN.VERB */
    const char *object_kind; /* "clause", "commitment", "report", "account" … */
    const char *object_id;
    const char *reason; /* why, in the actor's words, or NULL */
    json_t *before;     /* only the fields that changed; NULL for a creation (transfer none) */
    json_t *after;      /* NULL for a removal (transfer none) */
} LedgerEntry;

/* Appends ENTRY to what TX's commit writes; TX itself does not read it yet. False, so that it fails
 * alone and not with its group at the commit, if a field that must be there is not, or is no UTF-8.
 * Fields whose values are personal data are never given here (principle 6). */
bool ledger_append(StoreTx *tx, const LedgerEntry *entry, GError **error);

/* Writes and seals what TX has appended; a StoreWork, for store_set_before_commit(). A store
 * without this hook keeps no ledger. */
bool ledger_seal(StoreTx *tx, gpointer data, GError **error);

/* *ID is the first entry of DISTRICT that no block holds, which this program never leaves behind;
 * NULL if there is none. (transfer full) */
bool ledger_find_unsealed(StoreTx *tx, const char *district, char **id, GError **error);

typedef struct {
    gint64 blocks;
    gint64 entries;
    gint64 unsealed;
    char *head;         /* hex hash of the last block, or NULL */
    char *fault;        /* NULL if sound, else "altered", "removed", "inserted", "block_altered",
                           "block_removed", "head_missing" (ledger_verify_head()) */
    char *fault_entry;  /* id of the first entry at fault, or NULL */
    gint64 fault_block; /* number of the block it stands in, or -1 (of an entry in no block too) */
} LedgerReport;

/* Verifies DISTRICT's whole chain, oldest first, in constant memory. True if it could be read,
 * whether or not it is sound. */
bool ledger_verify(StoreTx *tx, const char *district, LedgerReport *report, GError **error);

/* Is block NUMBER still there with HASH (64 hex digits, either case), as a head written down
 * earlier says? If not, and REPORT of ledger_verify() names no fault yet, the report's fault
 * becomes "head_missing" and its fault_block NUMBER. False only if the database fails. */
bool ledger_verify_head(StoreTx *tx, const char *district, gint64 number, const char *hash,
                        LedgerReport *report, GError **error);
void ledger_report_clear(LedgerReport *report);

/* Hex hash of the newest block (64 characters), to publish or compare, and its number in *NUMBER
 * (or NULL); NULL if there is none. (transfer full) */
char *ledger_head(StoreTx *tx, const char *district, gint64 *number, GError **error);
