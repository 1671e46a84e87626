/* sqlite_internal.h - shared by the files of the SQLite engine. */
#pragma once

#include "store/store_internal.h"

#include <sqlite3.h>

/* The statements around every transaction and command; compiled once a connection, since they run
 * as often as anything else. */
typedef enum {
    SQLITE_CONTROL_BEGIN_READ,
    SQLITE_CONTROL_BEGIN_WRITE,
    SQLITE_CONTROL_COMMIT,
    SQLITE_CONTROL_SAVEPOINT,
    SQLITE_CONTROL_RELEASE,
    SQLITE_CONTROL_ROLLBACK_TO,
    SQLITE_CONTROL_COUNT,
} SqliteControl;

/* A connection with its prepared statements; used by one thread at a time. */
typedef struct {
    sqlite3 *db;
    GHashTable *statements; /* StoreStatement → idle sqlite3_stmt */
    sqlite3_stmt *control[SQLITE_CONTROL_COUNT];
} SqliteConnection;

typedef struct {
    Store base;
    char *path;
    guint64 device; /* of the file that was opened */
    guint64 inode;
    GMutex idle_mutex;
    GPtrArray *idle; /* read connections not in use */
    StoreQueue queue;
    GThread *writer;
    SqliteConnection *write_connection;
} SqliteStore;

typedef struct {
    StoreTx base;
    SqliteConnection *connection;
    bool saves; /* a job runs that can be undone alone */
    bool saved; /* its savepoint is open */
} SqliteTx;

typedef struct {
    StoreRows base;
    const StoreStatement *statement;
    sqlite3_stmt *prepared;
} SqliteRows;

SqliteConnection *sqlite_connection_open(const char *path, bool writes, GError **error);
void sqlite_connection_free(SqliteConnection *connection);

/* Runs SQL of the program's own (a pragma, a migration). */
bool sqlite_run(SqliteConnection *connection, const char *sql, GError **error);

/* Runs one of the statements around a transaction. */
bool sqlite_control(SqliteConnection *connection, SqliteControl control, GError **error);

/* Sets *error from the connection's last failure. */
void sqlite_set_error(SqliteConnection *connection, int code, GError **error);

/* The statement, prepared; taken out of the cache while in use. NULL on error. */
sqlite3_stmt *sqlite_take(SqliteConnection *connection, const StoreStatement *statement,
                          GError **error);
void sqlite_give_back(SqliteConnection *connection, const StoreStatement *statement,
                      sqlite3_stmt *prepared);

/* The one writer: its thread's function, given the SqliteStore. */
gpointer sqlite_writer_run(gpointer data);

bool sqlite_backup(Store *store, const char *path, GError **error);
bool sqlite_unpack(Store *base, const char *path, GError **error);
