#include "store/sqlite_internal.h"

#include <glib/gstdio.h>

static StoreTx *read_begin(Store *base, GError **error)
{
    SqliteStore *store = (SqliteStore *)base;
    SqliteConnection *connection = NULL;

    g_mutex_lock(&store->idle_mutex);
    if (store->idle->len > 0) {
        connection = g_ptr_array_steal_index_fast(store->idle, store->idle->len - 1);
    }
    g_mutex_unlock(&store->idle_mutex);
    if (connection == NULL) {
        connection = sqlite_connection_open(store->path, false, error);
    }
    if (connection == NULL) {
        return NULL;
    }
    if (!sqlite_control(connection, SQLITE_CONTROL_BEGIN_READ, error)) {
        sqlite_connection_free(connection);
        return NULL;
    }
    SqliteTx *tx = g_new0(SqliteTx, 1);
    tx->base.store = base;
    tx->connection = connection;
    return &tx->base;
}

static void read_end(StoreTx *base)
{
    SqliteTx *tx = (SqliteTx *)base;
    SqliteStore *store = (SqliteStore *)base->store;

    if (sqlite_control(tx->connection, SQLITE_CONTROL_COMMIT, NULL)) {
        g_mutex_lock(&store->idle_mutex);
        g_ptr_array_add(store->idle, tx->connection);
        g_mutex_unlock(&store->idle_mutex);
    } else {
        sqlite_connection_free(tx->connection);
    }
    g_free(tx);
}

static void submit(Store *base, StoreWork work, StoreDone done, gpointer data)
{
    store_queue_push(&((SqliteStore *)base)->queue, work, done, data);
}

/* LIFE says whether the values outlive the statement's run (SQLITE_STATIC) or must be copied. */
static int bind(sqlite3_stmt *prepared, const StoreValue *values, gsize count,
                sqlite3_destructor_type life)
{
    int code = SQLITE_OK;

    for (gsize i = 0; i < count && code == SQLITE_OK; i++) {
        const StoreValue *value = &values[i];
        int place = (int)i + 1;
        switch (value->kind) {
        case STORE_KIND_NULL:
            code = sqlite3_bind_null(prepared, place);
            break;
        case STORE_KIND_INT:
            code = sqlite3_bind_int64(prepared, place, value->integer);
            break;
        case STORE_KIND_TEXT:
            code = sqlite3_bind_text(prepared, place, value->data, -1, life);
            break;
        case STORE_KIND_BLOB:
            /* An empty blob must not become NULL, which is what a NULL pointer would bind. */
            code = sqlite3_bind_blob64(prepared, place, value->length > 0 ? value->data : "",
                                       value->length, life);
            break;
        }
    }
    return code;
}

/* Opens the savepoint of the job that runs, before its first change. */
static bool save_first(SqliteTx *tx, GError **error)
{
    if (tx->saves && !tx->saved) {
        tx->saved = sqlite_control(tx->connection, SQLITE_CONTROL_SAVEPOINT, error);
        return tx->saved;
    }
    return true;
}

static sqlite3_stmt *start(SqliteTx *tx, const StoreStatement *statement, const StoreValue *values,
                           gsize count, sqlite3_destructor_type life, GError **error)
{
    sqlite3_stmt *prepared = sqlite_take(tx->connection, statement, error);

    if (prepared == NULL) {
        return NULL;
    }
    if (!sqlite3_stmt_readonly(prepared) && !save_first(tx, error)) {
        sqlite_give_back(tx->connection, statement, prepared);
        return NULL;
    }
    int code = bind(prepared, values, count, life);
    if (code != SQLITE_OK) {
        sqlite_set_error(tx->connection, code, error);
        sqlite_give_back(tx->connection, statement, prepared);
        return NULL;
    }
    return prepared;
}

static StoreRows *query(StoreTx *base, const StoreStatement *statement, const StoreValue *values,
                        gsize count, GError **error)
{
    sqlite3_stmt *prepared =
        start((SqliteTx *)base, statement, values, count, SQLITE_TRANSIENT, error);

    if (prepared == NULL) {
        return NULL;
    }
    SqliteRows *rows = g_new0(SqliteRows, 1);
    rows->base.tx = base;
    rows->statement = statement;
    rows->prepared = prepared;
    return &rows->base;
}

static bool rows_next(StoreRows *base, GError **error)
{
    SqliteRows *rows = (SqliteRows *)base;
    int code = sqlite3_step(rows->prepared);

    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        sqlite_set_error(((SqliteTx *)base->tx)->connection, code, error);
    }
    return false;
}

static void rows_free(StoreRows *base)
{
    SqliteRows *rows = (SqliteRows *)base;

    sqlite_give_back(((SqliteTx *)base->tx)->connection, rows->statement, rows->prepared);
    g_free(rows);
}

static bool execute(StoreTx *base, const StoreStatement *statement, const StoreValue *values,
                    gsize count, gint64 *changed, GError **error)
{
    SqliteTx *tx = (SqliteTx *)base;
    sqlite3_stmt *prepared = start(tx, statement, values, count, SQLITE_STATIC, error);

    if (prepared == NULL) {
        return false;
    }
    int code;
    do {
        code = sqlite3_step(prepared);
    } while (code == SQLITE_ROW);
    bool done = code == SQLITE_DONE;
    if (!done) {
        sqlite_set_error(tx->connection, code, error);
    } else if (changed != NULL) {
        *changed = sqlite3_changes64(tx->connection->db);
    }
    sqlite_give_back(tx->connection, statement, prepared);
    return done;
}

static bool column_is_null(const StoreRows *base, guint column)
{
    return sqlite3_column_type(((const SqliteRows *)base)->prepared, (int)column) == SQLITE_NULL;
}

static gint64 column_int(const StoreRows *base, guint column)
{
    return sqlite3_column_int64(((const SqliteRows *)base)->prepared, (int)column);
}

static const char *column_text(const StoreRows *base, guint column)
{
    return (const char *)sqlite3_column_text(((const SqliteRows *)base)->prepared, (int)column);
}

static GBytes *column_blob(const StoreRows *base, guint column)
{
    sqlite3_stmt *prepared = ((const SqliteRows *)base)->prepared;
    const void *data = sqlite3_column_blob(prepared, (int)column);

    return g_bytes_new(data, (gsize)sqlite3_column_bytes(prepared, (int)column));
}

static bool script(StoreTx *base, const char *sql, GError **error)
{
    SqliteTx *tx = (SqliteTx *)base;

    return save_first(tx, error) && sqlite_run(tx->connection, sql, error);
}

static bool prepare(StoreTx *base, const StoreStatement *statement, GError **error)
{
    SqliteConnection *connection = ((SqliteTx *)base)->connection;
    sqlite3_stmt *prepared = sqlite_take(connection, statement, error);

    if (prepared == NULL) {
        return false;
    }
    bool same = sqlite3_bind_parameter_count(prepared) == (int)statement->parameter_count;
    if (!same) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "store.parameter_count", NULL, "statement",
                  statement->name, NULL);
    }
    sqlite_give_back(connection, statement, prepared);
    return same;
}

static void close_store(Store *base)
{
    SqliteStore *store = (SqliteStore *)base;

    store_queue_close(&store->queue);
    g_thread_join(store->writer);
    store_queue_clear(&store->queue);
    g_ptr_array_unref(store->idle);
    sqlite_connection_free(store->write_connection);
    g_mutex_clear(&store->idle_mutex);
    g_free(store->path);
    g_free(store);
}

static bool check_place(Store *base, GError **error)
{
    const SqliteStore *store = (const SqliteStore *)base;
    GStatBuf status;

    if (g_stat(store->path, &status) != 0 || status.st_dev != store->device ||
        status.st_ino != store->inode) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.moved", NULL, "path", store->path, NULL);
        return false;
    }
    return true;
}

static const StoreOperations operations = {
    .read_begin = read_begin,
    .read_end = read_end,
    .submit = submit,
    .query = query,
    .execute = execute,
    .rows_next = rows_next,
    .rows_free = rows_free,
    .column_is_null = column_is_null,
    .column_int = column_int,
    .column_text = column_text,
    .column_blob = column_blob,
    .script = script,
    .prepare = prepare,
    .check_place = check_place,
    .backup = sqlite_backup,
    .unpack = sqlite_unpack,
    .close = close_store,
};

static void free_connection(gpointer connection)
{
    sqlite_connection_free(connection);
}

static void note_place(SqliteStore *store)
{
    GStatBuf status;

    if (g_stat(store->path, &status) == 0) {
        store->device = status.st_dev;
        store->inode = status.st_ino;
    }
}

Store *sqlite_open(const char *path, GError **error)
{
    SqliteConnection *connection = sqlite_connection_open(path, true, error);

    if (connection == NULL) {
        return NULL;
    }
    SqliteStore *store = g_new0(SqliteStore, 1);
    store->base.operations = &operations;
    store->base.engine = STORE_SQLITE;
    store->path = g_strdup(path);
    note_place(store);
    store->write_connection = connection;
    store->idle = g_ptr_array_new_with_free_func(free_connection);
    g_mutex_init(&store->idle_mutex);
    store_queue_init(&store->queue);
    store->writer = g_thread_new("writer", sqlite_writer_run, store);
    return &store->base;
}
