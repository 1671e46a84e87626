/*
 * store.h - one database, SQLite or PostgreSQL, behind one small interface.
 *
 * Statements are named and live in .sql files beside the code that uses them (see
 * tools/generate_sql.py and README.md); C never holds SQL. Each becomes a StoreStatement constant
 * sql_NAME, prepared once per connection.
 *
 * Reading: store_read_begin() gives this thread's own connection in a read transaction (a
 * snapshot). Writing: work is handed to the writer. On SQLite one writer thread commits waiting
 * works together, each in its own savepoint, and reports done only after the commit is on disk
 * (synchronous=FULL); on PostgreSQL each work is a serializable transaction on the writer's
 * connection, run again, then alone among all servers, when the server reports a serialization
 * failure or the connection was lost before COMMIT was sent. Hence a work may run more than once:
 * it changes nothing but the database.
 *
 * Values: text is UTF-8 without NUL; integers are int64; blobs are bytes. Amounts are int64 in
 * ten-thousandths (kernel/decimal.h); times are int64 microseconds since 1970 UTC; days are text
 * YYYY-MM-DD. Text compares by code point on both engines.
 */
#pragma once

#include "kernel/error.h"
#include "kernel/seal.h"

#include <glib.h>
#include <stdbool.h>

typedef enum {
    STORE_SQLITE,
    STORE_POSTGRESQL,
} StoreEngine;

/* A named statement. Made by the generator only. */
typedef struct {
    const char *name;
    const char *sql[2]; /* indexed by StoreEngine, with ?1 or $1 parameters */
    guint parameter_count;
} StoreStatement;

typedef enum { STORE_KIND_NULL, STORE_KIND_INT, STORE_KIND_TEXT, STORE_KIND_BLOB } StoreKind;

typedef struct {
    StoreKind kind;
    gint64 integer;
    const void *data; /* text or blob, owned by the caller until the call returns */
    gsize length;     /* of a blob */
} StoreValue;

StoreValue store_null(void);
StoreValue store_int(gint64 value);
StoreValue store_text(const char *text); /* NULL becomes SQL NULL */
StoreValue store_blob(GBytes *bytes);    /* NULL becomes SQL NULL */

/* The arguments of a statement, in the order of its first use of each name:
 *   store_execute(tx, &sql_unit_insert, STORE_VALUES(store_text(id), store_int(now)), NULL, error)
 */
#define STORE_VALUES(...)                                                                          \
    (const StoreValue[]){__VA_ARGS__}, G_N_ELEMENTS(((const StoreValue[]){__VA_ARGS__}))
#define STORE_NO_VALUES NULL, 0

typedef struct Store Store;         /* thread-safe */
typedef struct StoreTx StoreTx;     /* one transaction, of one thread */
typedef struct StoreRows StoreRows; /* a running query; one thread */

/* Opens URL: "sqlite:PATH" (made if absent) or "postgresql://…" (libpq's form). The schema is not
 * touched: see store_migrate(). Fails if the file is no database, PostgreSQL is older than 15, or
 * its database does not collate text by code point (C, C.UTF-8, ucs_basic). (transfer full) */
Store *store_open(const char *url, GError **error);

/* Waits for accepted works, then closes. NULL is fine. */
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

/* Now, in microseconds since 1970 UTC: the machine's clock, moved by the offset that was set before
 * the first work (0, but for a sample district, which lives in the year of its report). */
gint64 store_now(const Store *store);
void store_set_clock(Store *store, gint64 offset);

/* How sealed columns of this database are closed and opened; the store takes SEAL over. Set once,
 * before the first work; NULL without. */
void store_set_seal(Store *store, Seal *seal);
Seal *store_seal(const Store *store);

/* Brings the schema up to this program's version by the numbered migrations (forward only, each in
 * a transaction, under a lock so that two servers may start at once). Fails with store.newer_schema
 * if the database is from a newer program. */
bool store_migrate(Store *store, GError **error);

/* How the database stands to this program: nothing of it is there, some migration is missing, or
 * all are applied. Fails with store.newer_schema as store_migrate() does. */
typedef enum { STORE_SCHEMA_NONE, STORE_SCHEMA_OLDER, STORE_SCHEMA_CURRENT } StoreSchema;
bool store_schema(Store *store, StoreSchema *schema, GError **error);

/* The version that store_migrate() brings a database to. */
gint64 store_version(void);

/* Is there something at URL, so that store_open() makes no new file? Of PostgreSQL only opening it
 * tells: true. */
bool store_is_there(const char *url);

/* Is the database still where it was opened? On SQLite it is not once its file was removed or
 * replaced, though what is open goes on working. */
bool store_check_place(Store *store, GError **error);

/* A read transaction on this thread's connection. Not nestable. End it with store_read_end(). */
StoreTx *store_read_begin(Store *store, GError **error);
void store_read_end(StoreTx *tx);
typedef StoreTx StoreReadTx;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreReadTx, store_read_end)

/* One work inside a write transaction. Returns false with error set to roll back it alone. */
typedef bool (*StoreWork)(StoreTx *tx, gpointer data, GError **error);

/* Called once, on a thread of the store, when the work is durable (error NULL) or has failed. Must
 * not block. */
typedef void (*StoreDone)(gpointer data, const GError *error);

/* Queues WORK; DONE is called exactly once. When the queue holds STORE_QUEUE_MAX works, DONE is
 * called with LUOSHI_ERROR_TOO_MANY. */
#define STORE_QUEUE_MAX 10000
void store_submit(Store *store, StoreWork work, StoreDone done, gpointer data);

/* The same, waiting for it. Not to be called from a work or a done function. */
bool store_write(Store *store, StoreWork work, gpointer data, GError **error);

/* HOOK runs in the transaction just before each commit (on SQLite once for a group of works); its
 * failure fails them all. Set once, before the first work. */
void store_set_before_commit(Store *store, StoreWork hook, gpointer data);

/* Do several servers work on this database? On SQLite they never do: what follows does nothing. */
bool store_crosses_servers(const Store *store);

/* Sends TEXT (at most STORE_NOTICE_MAX bytes) to every server on this database, this one too, once
 * TX's transaction is committed, and only then. */
#define STORE_NOTICE_MAX 7900
bool store_notify(StoreTx *tx, const char *text, GError **error);

/* Called on a thread of the store for every notice; with TEXT NULL when the connection is made,
 * or made again: notices may have been missed before it. */
typedef void (*StoreHeard)(gpointer data, const char *text);

/* Listens until store_unlisten(), which waits for a HEARD that is running. At most one listener. */
void store_listen(Store *store, StoreHeard heard, gpointer data);
void store_unlisten(Store *store);

/* The store that TX belongs to. */
Store *store_of(const StoreTx *tx);

/* What the before-commit hook and its mechanism remember of a write transaction. On SQLite the
 * works of a group share it: MARK is called before each of them, and REWIND if that work was rolled
 * back, to forget what came since. DESTROY frees it when the transaction ends. One place: TX must
 * not hold data yet. */
typedef struct {
    void (*mark)(gpointer data);
    void (*rewind)(gpointer data);
    GDestroyNotify destroy;
} StoreMemory;
void store_remember(StoreTx *tx, gpointer data, const StoreMemory *memory);
gpointer store_remembered(const StoreTx *tx);

/* What a mechanism keeps under KEY from one write transaction to the next, because making it again
 * from its rows (compiled rules) would cost more than a command. The one writer alone uses it. It
 * may come from a transaction that was rolled back, or other servers may have changed the rows
 * since: who keeps it compares it with them. Freed by DESTROY when replaced or when the store
 * closes. */
void store_keep(StoreTx *tx, const char *key, gpointer data, GDestroyNotify destroy);
gpointer store_kept(const StoreTx *tx, const char *key);

/* Starts a query; read its rows with store_rows_next(). (transfer full) */
StoreRows *store_query(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                       gsize count, GError **error);

/* The same, moved to its first row: the one thing that was asked for. NULL and
 * LUOSHI_ERROR_NOT_FOUND with the key MISSING if there is none. (transfer full) */
StoreRows *store_query_one(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                           gsize count, const char *missing, GError **error);

/* Moves to the next row. False at the end (error unset) or on failure (error set). */
bool store_rows_next(StoreRows *rows, GError **error);
void store_rows_free(StoreRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreRows, store_rows_free)

/* Columns of the current row, from 0. Text is owned by ROWS until the next store_rows_next(); NULL
 * for SQL NULL. store_column_int() gives 0 for NULL. */
bool store_column_is_null(const StoreRows *rows, guint column);
gint64 store_column_int(const StoreRows *rows, guint column);
const char *store_column_text(const StoreRows *rows, guint column);
GBytes *store_column_blob(const StoreRows *rows, guint column); /* (transfer full) */

/* Runs a statement that gives no rows; CHANGED (or NULL) gets the number of rows changed. A broken
 * unique or foreign key fails with LUOSHI_ERROR_CONFLICT, key store.constraint. */
bool store_execute(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                   gsize count, gint64 *changed, GError **error);

/* Prepares every statement of LISTS (all_statements in store/statements.h) on this engine: a wrong
 * one fails a test, not a user. */
bool store_prepare_all(Store *store, const StoreStatement *const *const *lists, GError **error);

/* Online copy into PATH (SQLite backup API; on PostgreSQL a pg_dump file), checked by reading it
 * back. */
bool store_backup(Store *store, const char *path, GError **error);

/* Unpacks PATH, made by store_backup() of a database of the same engine and only read here, into
 * the one at URL; fails with store.not_empty if that has tables. On PostgreSQL in one transaction,
 * and with store.restore, which quotes pg_restore, if the archive cannot be unpacked. */
bool store_restore(const char *url, const char *path, GError **error);
