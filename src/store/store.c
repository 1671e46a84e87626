#include "store/store_internal.h"

#include "migrate_sql.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

StoreValue store_null(void)
{
    return (StoreValue){.kind = STORE_KIND_NULL};
}

StoreValue store_int(gint64 value)
{
    return (StoreValue){.kind = STORE_KIND_INT, .integer = value};
}

StoreValue store_text(const char *text)
{
    return (StoreValue){.kind = text != NULL ? STORE_KIND_TEXT : STORE_KIND_NULL, .data = text};
}

StoreValue store_blob(GBytes *bytes)
{
    StoreValue value = {.kind = STORE_KIND_NULL};

    if (bytes != NULL) {
        value.kind = STORE_KIND_BLOB;
        value.data = g_bytes_get_data(bytes, &value.length);
    }
    return value;
}

Store *store_open(const char *url, GError **error)
{
    if (g_str_has_prefix(url, "sqlite:")) {
        return sqlite_open(url + strlen("sqlite:"), error);
    }
    if (g_str_has_prefix(url, "postgresql://") || g_str_has_prefix(url, "postgres://")) {
        return postgresql_open(url, error);
    }
    error_set(error, LUOSHI_ERROR_INVALID, "store.unknown_url", NULL, NULL);
    return NULL;
}

bool store_is_there(const char *url)
{
    return !g_str_has_prefix(url, "sqlite:") ||
           g_file_test(url + strlen("sqlite:"), G_FILE_TEST_EXISTS);
}

bool store_check_place(Store *store, GError **error)
{
    return store->operations->check_place == NULL || store->operations->check_place(store, error);
}

void store_close(Store *store)
{
    if (store != NULL) {
        Seal *seal = store->seal;
        GData *kept = store->kept;
        store->operations->close(store);
        g_datalist_clear(&kept);
        seal_free(seal);
    }
}

void store_set_before_commit(Store *store, StoreWork hook, gpointer data)
{
    store->before_commit = hook;
    store->before_commit_data = data;
}

StoreTx *store_read_begin(Store *store, GError **error)
{
    return store->operations->read_begin(store, error);
}

void store_read_end(StoreTx *tx)
{
    if (tx != NULL) {
        tx->store->operations->read_end(tx);
    }
}

bool store_crosses_servers(const Store *store)
{
    return store->operations->notify != NULL;
}

bool store_notify(StoreTx *tx, const char *text, GError **error)
{
    return !store_crosses_servers(tx->store) || tx->store->operations->notify(tx, text, error);
}

void store_listen(Store *store, StoreHeard heard, gpointer data)
{
    if (store_crosses_servers(store)) {
        store->operations->listen(store, heard, data);
    }
}

void store_unlisten(Store *store)
{
    if (store_crosses_servers(store)) {
        store->operations->unlisten(store);
    }
}

Store *store_of(const StoreTx *tx)
{
    return tx->store;
}

void store_remember(StoreTx *tx, gpointer data, const StoreMemory *memory)
{
    tx->remembered = data;
    tx->memory = memory;
}

gpointer store_remembered(const StoreTx *tx)
{
    return tx->remembered;
}

void store_keep(StoreTx *tx, const char *key, gpointer data, GDestroyNotify destroy)
{
    g_return_if_fail(tx->writes);
    g_datalist_set_data_full(&tx->store->kept, key, data, destroy);
}

gpointer store_kept(const StoreTx *tx, const char *key)
{
    g_return_val_if_fail(tx->writes, NULL);
    return g_datalist_get_data(&tx->store->kept, key);
}

void store_mark(StoreTx *tx)
{
    if (tx->memory != NULL) {
        tx->memory->mark(tx->remembered);
    }
}

void store_rewind(StoreTx *tx)
{
    if (tx->memory != NULL) {
        tx->memory->rewind(tx->remembered);
    }
}

void store_forget(StoreTx *tx)
{
    if (tx->memory != NULL) {
        tx->memory->destroy(tx->remembered);
    }
    tx->remembered = NULL;
    tx->memory = NULL;
}

void store_submit(Store *store, StoreWork work, StoreDone done, gpointer data)
{
    store->operations->submit(store, work, done, data);
}

typedef struct {
    StoreWork work;
    gpointer data;
    GMutex mutex;
    GCond finished;
    bool is_finished;
    GError *error;
} Waiting;

static bool waiting_work(StoreTx *tx, gpointer data, GError **error)
{
    Waiting *waiting = data;

    return waiting->work(tx, waiting->data, error);
}

static void waiting_done(gpointer data, const GError *error)
{
    Waiting *waiting = data;

    g_mutex_lock(&waiting->mutex);
    waiting->error = error != NULL ? g_error_copy(error) : NULL;
    waiting->is_finished = true;
    g_cond_signal(&waiting->finished);
    g_mutex_unlock(&waiting->mutex);
}

bool store_write(Store *store, StoreWork work, gpointer data, GError **error)
{
    Waiting waiting = {.work = work, .data = data};

    g_mutex_init(&waiting.mutex);
    g_cond_init(&waiting.finished);
    store_submit(store, waiting_work, waiting_done, &waiting);
    g_mutex_lock(&waiting.mutex);
    while (!waiting.is_finished) {
        g_cond_wait(&waiting.finished, &waiting.mutex);
    }
    g_mutex_unlock(&waiting.mutex);
    g_mutex_clear(&waiting.mutex);
    g_cond_clear(&waiting.finished);
    if (waiting.error != NULL) {
        g_propagate_error(error, waiting.error);
        return false;
    }
    return true;
}

static bool check_count(const StoreStatement *statement, gsize count, GError **error)
{
    if (statement->parameter_count == count) {
        return true;
    }
    error_set(error, LUOSHI_ERROR_INTERNAL, "store.parameter_count", NULL, "statement",
              statement->name, NULL);
    return false;
}

StoreRows *store_query(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                       gsize count, GError **error)
{
    return check_count(statement, count, error)
               ? tx->store->operations->query(tx, statement, values, count, error)
               : NULL;
}

bool store_execute(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                   gsize count, gint64 *changed, GError **error)
{
    if (!tx->writes) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "store.read_only", NULL, "statement",
                  statement->name, NULL);
        return false;
    }
    return check_count(statement, count, error) &&
           tx->store->operations->execute(tx, statement, values, count, changed, error);
}

bool store_rows_next(StoreRows *rows, GError **error)
{
    return rows->tx->store->operations->rows_next(rows, error);
}

StoreRows *store_query_one(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                           gsize count, const char *missing, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(tx, statement, values, count, error);

    if (rows == NULL) {
        return NULL;
    }
    if (store_rows_next(rows, &failed)) {
        return g_steal_pointer(&rows);
    }
    if (error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, missing, NULL, NULL);
    }
    return NULL;
}

void store_rows_free(StoreRows *rows)
{
    if (rows != NULL) {
        rows->tx->store->operations->rows_free(rows);
    }
}

bool store_column_is_null(const StoreRows *rows, guint column)
{
    return rows->tx->store->operations->column_is_null(rows, column);
}

gint64 store_column_int(const StoreRows *rows, guint column)
{
    return rows->tx->store->operations->column_int(rows, column);
}

const char *store_column_text(const StoreRows *rows, guint column)
{
    return rows->tx->store->operations->column_text(rows, column);
}

GBytes *store_column_blob(const StoreRows *rows, guint column)
{
    return rows->tx->store->operations->column_blob(rows, column);
}

bool store_prepare_all(Store *store, const StoreStatement *const *const *lists, GError **error)
{
    g_autoptr(StoreReadTx) tx = store_read_begin(store, error);

    if (tx == NULL) {
        return false;
    }
    for (gsize m = 0; lists[m] != NULL; m++) {
        for (gsize s = 0; lists[m][s] != NULL; s++) {
            if (!store->operations->prepare(tx, lists[m][s], error)) {
                g_prefix_error(error, "%s: ", lists[m][s]->name);
                return false;
            }
        }
    }
    return true;
}

bool store_backup(Store *store, const char *path, GError **error)
{
    g_autofree char *partial = g_strconcat(path, ".partial", NULL);

    g_unlink(partial);
    bool done = store->operations->backup(store, partial, error);
    if (done && g_rename(partial, path) != 0) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.backup", path, "reason",
                  g_strerror(errno), NULL);
        done = false;
    }
    if (!done) {
        g_unlink(partial);
    }
    return done;
}

static bool is_empty(Store *store, GError **error)
{
    g_autoptr(StoreReadTx) tx = store_read_begin(store, error);
    g_autoptr(StoreRows) rows =
        tx != NULL ? store_query(tx, &sql_table_count, STORE_NO_VALUES, error) : NULL;

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    if (store_column_int(rows, 0) > 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "store.not_empty", NULL, NULL);
        return false;
    }
    return true;
}

bool store_restore(const char *url, const char *path, GError **error)
{
    g_autoptr(Store) store = store_open(url, error);

    return store != NULL && is_empty(store, error) && store->operations->unpack(store, path, error);
}

gint64 store_now(const Store *store)
{
    return g_get_real_time() + store->clock_offset;
}

void store_set_clock(Store *store, gint64 offset)
{
    store->clock_offset = offset;
}

void store_set_seal(Store *store, Seal *seal)
{
    store->seal = seal;
}

Seal *store_seal(const Store *store)
{
    return store->seal;
}
