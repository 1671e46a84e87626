/* postgresql_internal.h - shared by the files of the PostgreSQL engine. */
#pragma once

#include "store/store_internal.h"

#include <libpq-fe.h>

/* Connections that write; each works on its own thread. One: every work ends by sealing its entries
 * into the district's chain, so that works side by side would only fail and be run again. */
#define POSTGRESQL_WRITERS 1

/* A connection and the statements prepared on it; used by one thread at a time. */
typedef struct {
    PGconn *db;
    GHashTable *prepared; /* set of StoreStatement */
} PgConnection;

typedef struct PgListener PgListener;

typedef struct {
    Store base;
    PgListener *listener; /* or NULL */
    char *url;
    GMutex idle_mutex;
    GPtrArray *idle; /* read connections not in use */
    StoreQueue queue;
    GThread *writers[POSTGRESQL_WRITERS];
} PgStore;

typedef struct {
    StoreTx base;
    PgConnection *connection;
    bool must_retry; /* the server asked for it: serialization failure or deadlock */
} PgTx;

PgConnection *pg_connection_open(const char *url, GError **error);
void pg_connection_free(PgConnection *connection);
bool pg_connection_is_lost(const PgConnection *connection);

/* Runs SQL of the program's own; RESULT's failure becomes *error. */
bool pg_run(PgTx *tx, const char *sql, GError **error);

/* Sets *error from a failed result and notes in TX when the transaction must be run again. */
void pg_set_error(PgTx *tx, const PGresult *result, GError **error);

/* Prepares STATEMENT on this connection unless it is. */
bool pg_prepare(PgTx *tx, const StoreStatement *statement, GError **error);

/* A writer's thread, given the PgStore. */
gpointer pg_writer_run(gpointer data);

bool pg_notify(StoreTx *tx, const char *text, GError **error);
void pg_listen(Store *store, StoreHeard heard, gpointer data);
void pg_unlisten(Store *store);

bool pg_backup(Store *store, const char *path, GError **error);
/* Runs pg_restore of the archive PATH into the store's database. */
bool pg_unpack(Store *base, const char *path, GError **error);
