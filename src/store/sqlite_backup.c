#include "store/sqlite_internal.h"

/* Pages copied between two looks at whether others wait; 4 MiB of 4 KiB pages. */
#define PAGES_AT_ONCE 1024

static bool copy_database(SqliteConnection *from, SqliteConnection *to, GError **error)
{
    sqlite3_backup *backup = sqlite3_backup_init(to->db, "main", from->db, "main");
    int code = backup != NULL ? SQLITE_OK : sqlite3_errcode(to->db);

    while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED) {
        code = sqlite3_backup_step(backup, PAGES_AT_ONCE);
        if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
            g_usleep(10000);
        }
    }
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) {
        sqlite_set_error(to, code, error);
        return false;
    }
    return true;
}

static bool check_integrity(SqliteConnection *connection, const char *path, GError **error)
{
    sqlite3_stmt *statement = NULL;
    bool sound = false;

    if (sqlite3_prepare_v2(connection->db, "PRAGMA integrity_check(1)", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        const char *result = (const char *)sqlite3_column_text(statement, 0);
        sound = g_strcmp0(result, "ok") == 0;
        if (!sound) {
            error_set(error, LUOSHI_ERROR_INVALID, "store.backup", path, "reason", result, NULL);
        }
    } else {
        sqlite_set_error(connection, sqlite3_errcode(connection->db), error);
    }
    sqlite3_finalize(statement);
    return sound;
}

/* Copies FROM_PATH, which is only read, over TO_PATH, and reads the copy back. */
static bool copy_file(const char *from_path, const char *to_path, const char *after, GError **error)
{
    SqliteConnection *from = sqlite_connection_open(from_path, false, error);

    if (from == NULL) {
        return false;
    }
    SqliteConnection *to = sqlite_connection_open(to_path, true, error);
    bool done = to != NULL && copy_database(from, to, error) && sqlite_run(to, after, error) &&
                check_integrity(to, to_path, error);
    sqlite_connection_free(to);
    sqlite_connection_free(from);
    return done;
}

/* A backup is one file, without another beside it. */
bool sqlite_backup(Store *base, const char *path, GError **error)
{
    const SqliteStore *store = (const SqliteStore *)base;

    return copy_file(store->path, path, "PRAGMA journal_mode = DELETE", error);
}

bool sqlite_unpack(Store *base, const char *path, GError **error)
{
    const SqliteStore *store = (const SqliteStore *)base;

    return copy_file(path, store->path, "PRAGMA journal_mode = WAL", error);
}
