/*
 * ledger.h - the append-only record of every change (台账留痕).
 *
 * An entry is written in the transaction of the change itself, so neither exists without the other.
 * Entries are sealed into blocks: a block holds the id and SM3 digest (GB/T 32905-2016) of each of
 * its entries, in order, and its own hash covers that list, its number and the hash of the block
 * before it. On SQLite the writer seals at each commit; on PostgreSQL a sealer thread does within a
 * second. Verification names the exact first entry that was altered, removed or put in between.
 * Whoever can rewrite the whole chain is caught by comparing the head with one published earlier
 * (ledger_head()).
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

/* Appends ENTRY in TX. Fields whose values are personal data are never given here (principle 6). */
bool ledger_append(StoreTx *tx, const LedgerEntry *entry, GError **error);

/* Seals what is not yet sealed in DISTRICT. The store's writer and the sealer call it. */
bool ledger_seal(StoreTx *tx, const char *district, gint64 now, GError **error);

/* ledger_seal() for every district that has unsealed entries; a StoreWork, for
 * store_set_before_commit() and the sealer. */
bool ledger_seal_all(StoreTx *tx, gpointer data, GError **error);

typedef struct {
    gint64 blocks;
    gint64 entries;
    gint64 unsealed;
    char *head;         /* hex hash of the last block, or NULL */
    char *fault;        /* NULL if sound, else "altered", "removed", "inserted", "block_altered",
                           "block_removed" */
    char *fault_entry;  /* id of the first entry at fault, or NULL */
    gint64 fault_block; /* number of the block it stands in, or -1 */
} LedgerReport;

/* Verifies DISTRICT's whole chain, oldest first, in constant memory. True if it could be read,
 * whether or not it is sound. */
bool ledger_verify(StoreTx *tx, const char *district, LedgerReport *report, GError **error);
void ledger_report_clear(LedgerReport *report);

/* Hex hash of the newest block (64 characters), to publish or compare; NULL if there is none.
 * (transfer full) */
char *ledger_head(StoreTx *tx, const char *district, GError **error);
