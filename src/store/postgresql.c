#include "store/postgresql_internal.h"

#include <string.h>

typedef struct {
    StoreRows base;
    PGresult *result;
    int row; /* -1 before the first */
} PgRows;

/* More parameters than any statement has. */
#define PARAMETERS_MAX 64

static StoreTx *begin_on(Store *base, PgConnection *connection, GError **error)
{
    PgTx *tx = g_new0(PgTx, 1);

    tx->base.store = base;
    tx->connection = connection;
    if (!pg_run(tx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error)) {
        g_free(tx);
        return NULL;
    }
    return &tx->base;
}

static StoreTx *read_begin(Store *base, GError **error)
{
    PgStore *store = (PgStore *)base;
    PgConnection *connection = NULL;

    g_mutex_lock(&store->idle_mutex);
    if (store->idle->len > 0) {
        connection = g_ptr_array_steal_index_fast(store->idle, store->idle->len - 1);
    }
    g_mutex_unlock(&store->idle_mutex);
    if (connection != NULL) {
        StoreTx *tx = begin_on(base, connection, NULL);
        if (tx != NULL) {
            return tx;
        }
        pg_connection_free(connection); /* it was lost while idle: a fresh one below */
    }
    connection = pg_connection_open(store->url, error);
    if (connection == NULL) {
        return NULL;
    }
    StoreTx *tx = begin_on(base, connection, error);
    if (tx == NULL) {
        pg_connection_free(connection);
    }
    return tx;
}

static void read_end(StoreTx *base)
{
    PgTx *tx = (PgTx *)base;
    PgStore *store = (PgStore *)base->store;

    if (pg_run(tx, "COMMIT", NULL)) {
        g_mutex_lock(&store->idle_mutex);
        g_ptr_array_add(store->idle, tx->connection);
        g_mutex_unlock(&store->idle_mutex);
    } else {
        pg_connection_free(tx->connection);
    }
    g_free(tx);
}

static void submit(Store *base, StoreWork work, StoreDone done, gpointer data)
{
    store_queue_push(&((PgStore *)base)->queue, work, done, data);
}

/* Runs a prepared statement; NULL and *error if it failed. */
static PGresult *run_prepared(PgTx *tx, const StoreStatement *statement, const StoreValue *values,
                              gsize count, GError **error)
{
    const char *texts[PARAMETERS_MAX];
    int lengths[PARAMETERS_MAX] = {0};
    int formats[PARAMETERS_MAX] = {0};
    char integers[PARAMETERS_MAX][24];

    g_return_val_if_fail(count <= PARAMETERS_MAX, NULL);
    if (!pg_prepare(tx, statement, error)) {
        return NULL;
    }
    for (gsize i = 0; i < count; i++) {
        texts[i] = values[i].data;
        if (values[i].kind == STORE_KIND_INT) {
            g_snprintf(integers[i], sizeof integers[i], "%" G_GINT64_FORMAT, values[i].integer);
            texts[i] = integers[i];
        } else if (values[i].kind == STORE_KIND_BLOB) {
            texts[i] = values[i].length > 0 ? values[i].data : "";
            lengths[i] = (int)values[i].length;
            formats[i] = 1;
        }
    }
    PGresult *result =
        PQexecPrepared(tx->connection->db, statement->name, (int)count, texts, lengths, formats, 0);
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        return result;
    }
    pg_set_error(tx, result, error);
    PQclear(result);
    return NULL;
}

static StoreRows *query(StoreTx *base, const StoreStatement *statement, const StoreValue *values,
                        gsize count, GError **error)
{
    PGresult *result = run_prepared((PgTx *)base, statement, values, count, error);

    if (result == NULL) {
        return NULL;
    }
    PgRows *rows = g_new0(PgRows, 1);
    rows->base.tx = base;
    rows->result = result;
    rows->row = -1;
    return &rows->base;
}

static bool execute(StoreTx *base, const StoreStatement *statement, const StoreValue *values,
                    gsize count, gint64 *changed, GError **error)
{
    PGresult *result = run_prepared((PgTx *)base, statement, values, count, error);

    if (result == NULL) {
        return false;
    }
    if (changed != NULL) {
        *changed = g_ascii_strtoll(PQcmdTuples(result), NULL, 10);
    }
    PQclear(result);
    return true;
}

static bool rows_next(StoreRows *base, G_GNUC_UNUSED GError **error)
{
    PgRows *rows = (PgRows *)base;

    return ++rows->row < PQntuples(rows->result);
}

static void rows_free(StoreRows *base)
{
    PQclear(((PgRows *)base)->result);
    g_free(base);
}

static bool column_is_null(const StoreRows *base, guint column)
{
    const PgRows *rows = (const PgRows *)base;

    return PQgetisnull(rows->result, rows->row, (int)column) != 0;
}

static const char *column_text(const StoreRows *base, guint column)
{
    const PgRows *rows = (const PgRows *)base;

    return column_is_null(base, column) ? NULL : PQgetvalue(rows->result, rows->row, (int)column);
}

static gint64 column_int(const StoreRows *base, guint column)
{
    const char *text = column_text(base, column);

    /* PostgreSQL writes a boolean as t or f. */
    return text == NULL ? 0 : text[0] == 't' ? 1 : g_ascii_strtoll(text, NULL, 10);
}

static GBytes *column_blob(const StoreRows *base, guint column)
{
    const char *text = column_text(base, column);
    size_t length = 0;

    if (text == NULL) {
        return g_bytes_new(NULL, 0);
    }
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)text, &length);
    return g_bytes_new_with_free_func(bytes, length, PQfreemem, bytes);
}

static bool script(StoreTx *base, const char *sql, GError **error)
{
    return pg_run((PgTx *)base, sql, error);
}

static bool prepare(StoreTx *base, const StoreStatement *statement, GError **error)
{
    PgTx *tx = (PgTx *)base;

    if (!pg_prepare(tx, statement, error)) {
        return false;
    }
    PGresult *result = PQdescribePrepared(tx->connection->db, statement->name);
    bool same = PQnparams(result) == (int)statement->parameter_count;
    if (!same) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "store.parameter_count", NULL, "statement",
                  statement->name, NULL);
    }
    PQclear(result);
    return same;
}

static void close_store(Store *base)
{
    PgStore *store = (PgStore *)base;

    store_queue_close(&store->queue);
    for (gsize i = 0; i < POSTGRESQL_WRITERS; i++) {
        g_thread_join(store->writers[i]);
    }
    store_queue_clear(&store->queue);
    g_ptr_array_unref(store->idle);
    g_mutex_clear(&store->idle_mutex);
    g_free(store->url);
    g_free(store);
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
    .backup = pg_backup,
    .unpack = pg_unpack,
    .notify = pg_notify,
    .listen = pg_listen,
    .unlisten = pg_unlisten,
    .close = close_store,
};

static void free_connection(gpointer connection)
{
    pg_connection_free(connection);
}

Store *postgresql_open(const char *url, GError **error)
{
    /* The first connection shows now, not at the first request, that the address is wrong. */
    PgConnection *connection = pg_connection_open(url, error);

    if (connection == NULL) {
        return NULL;
    }
    PgStore *store = g_new0(PgStore, 1);
    store->base.operations = &operations;
    store->base.engine = STORE_POSTGRESQL;
    store->url = g_strdup(url);
    store->idle = g_ptr_array_new_with_free_func(free_connection);
    g_ptr_array_add(store->idle, connection);
    g_mutex_init(&store->idle_mutex);
    store_queue_init(&store->queue);
    for (gsize i = 0; i < POSTGRESQL_WRITERS; i++) {
        store->writers[i] = g_thread_new("writer", pg_writer_run, store);
    }
    return &store->base;
}
