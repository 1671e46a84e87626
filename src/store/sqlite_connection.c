#include "store/sqlite_internal.h"

/* How long another process (a backup, the command line) may hold the file before we give up. */
#define BUSY_MILLISECONDS 10000

/* The file is not mapped: SQLite gives a mapping back at every change that another connection made,
 * so that each read beside a writer would map a gigabyte and touch its pages anew. */

void sqlite_set_error(SqliteConnection *connection, int code, GError **error)
{
    const char *reason = sqlite3_errmsg(connection->db);

    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        error_set(error, LUOSHI_ERROR_CONFLICT, "store.constraint", NULL, "reason", reason, NULL);
        break;
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.disk", NULL, "reason", reason, NULL);
        break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.busy", NULL, NULL);
        break;
    default:
        error_set(error, LUOSHI_ERROR_INTERNAL, "store.failed", NULL, "reason", reason, NULL);
    }
}

bool sqlite_run(SqliteConnection *connection, const char *sql, GError **error)
{
    int code = sqlite3_exec(connection->db, sql, NULL, NULL, NULL);

    if (code != SQLITE_OK) {
        sqlite_set_error(connection, code, error);
        return false;
    }
    return true;
}

bool sqlite_control(SqliteConnection *connection, SqliteControl control, GError **error)
{
    static const char *const sql[] = {
        [SQLITE_CONTROL_BEGIN_READ] = "BEGIN",
        [SQLITE_CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
        [SQLITE_CONTROL_COMMIT] = "COMMIT",
        [SQLITE_CONTROL_SAVEPOINT] = "SAVEPOINT command",
        [SQLITE_CONTROL_RELEASE] = "RELEASE command",
        [SQLITE_CONTROL_ROLLBACK_TO] = "ROLLBACK TO command",
    };
    sqlite3_stmt **prepared = &connection->control[control];
    int code = SQLITE_OK;

    if (*prepared == NULL) {
        code = sqlite3_prepare_v3(connection->db, sql[control], -1, SQLITE_PREPARE_PERSISTENT,
                                  prepared, NULL);
    }
    if (code == SQLITE_OK) {
        sqlite3_step(*prepared);
        code = sqlite3_reset(*prepared);
    }
    if (code != SQLITE_OK) {
        sqlite_set_error(connection, code, error);
        return false;
    }
    return true;
}

static void finalize(gpointer prepared)
{
    sqlite3_finalize(prepared);
}

SqliteConnection *sqlite_connection_open(const char *path, bool writes, GError **error)
{
    SqliteConnection *connection = g_new0(SqliteConnection, 1);
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (writes ? SQLITE_OPEN_CREATE : 0);

    connection->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
    int code = sqlite3_open_v2(path, &connection->db, flags, NULL);
    if (code == SQLITE_OK) {
        sqlite3_extended_result_codes(connection->db, 1);
        sqlite3_busy_timeout(connection->db, BUSY_MILLISECONDS);
        /* The first statement that touches the file tells whether it is a database at all. */
        code = sqlite3_exec(connection->db,
                            writes ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                     "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;"
                                   : "PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;"
                                     "SELECT 1 FROM sqlite_schema LIMIT 1;",
                            NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.open", NULL, "path", path, "reason",
                  sqlite3_errmsg(connection->db), NULL);
        sqlite_connection_free(connection);
        return NULL;
    }
    return connection;
}

void sqlite_connection_free(SqliteConnection *connection)
{
    if (connection != NULL) {
        g_hash_table_unref(connection->statements);
        for (gsize i = 0; i < SQLITE_CONTROL_COUNT; i++) {
            sqlite3_finalize(connection->control[i]);
        }
        sqlite3_close(connection->db);
        g_free(connection);
    }
}

sqlite3_stmt *sqlite_take(SqliteConnection *connection, const StoreStatement *statement,
                          GError **error)
{
    gpointer prepared = NULL;

    if (g_hash_table_steal_extended(connection->statements, statement, NULL, &prepared)) {
        return prepared;
    }
    sqlite3_stmt *fresh = NULL;
    int code = sqlite3_prepare_v3(connection->db, statement->sql[STORE_SQLITE], -1,
                                  SQLITE_PREPARE_PERSISTENT, &fresh, NULL);
    if (code != SQLITE_OK) {
        sqlite_set_error(connection, code, error);
        return NULL;
    }
    return fresh;
}

void sqlite_give_back(SqliteConnection *connection, const StoreStatement *statement,
                      sqlite3_stmt *prepared)
{
    sqlite3_reset(prepared);
    sqlite3_clear_bindings(prepared);
    if (g_hash_table_contains(connection->statements, statement)) {
        sqlite3_finalize(prepared); /* a nested use of the same statement came back first */
    } else {
        g_hash_table_insert(connection->statements, (gpointer)statement, prepared);
    }
}
