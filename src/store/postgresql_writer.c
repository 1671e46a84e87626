/*
 * Writing on PostgreSQL: each work is a serializable transaction of its own on one of a few
 * connections. What the server asks to be run again (serialization failure, deadlock), and what was
 * lost before COMMIT was sent, is run again.
 */
#include "store/postgresql_internal.h"

#define ATTEMPTS_MAX         10
#define BACKOFF_MICROSECONDS 2000

typedef enum { ATTEMPT_DONE, ATTEMPT_FAILED, ATTEMPT_AGAIN } Attempt;

static Attempt commit(PgTx *tx, GError **error)
{
    if (pg_run(tx, "COMMIT", error)) {
        return ATTEMPT_DONE;
    }
    if (pg_connection_is_lost(tx->connection)) {
        g_clear_error(error);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.commit_unknown", NULL, NULL);
        return ATTEMPT_FAILED;
    }
    return tx->must_retry ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
}

static Attempt attempt(PgStore *store, PgConnection *connection, StoreJob *job, GError **error)
{
    PgTx tx = {.base = {.store = &store->base, .writes = true}, .connection = connection};

    if (!pg_run(&tx, "BEGIN ISOLATION LEVEL SERIALIZABLE", error)) {
        return tx.must_retry ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
    }
    bool worked = job->work(&tx.base, job->data, error) &&
                  (store->base.before_commit == NULL ||
                   store->base.before_commit(&tx.base, store->base.before_commit_data, error));
    if (worked) {
        return commit(&tx, error);
    }
    PgTx rollback = {.base = tx.base, .connection = connection};
    pg_run(&rollback, "ROLLBACK", NULL);
    return tx.must_retry ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
}

static void run_job(PgStore *store, PgConnection **connection, StoreJob *job)
{
    g_autoptr(GError) error = NULL;

    for (gint i = 0; i < ATTEMPTS_MAX; i++) {
        if (i > 0) {
            /* Jitter keeps two rivals from meeting again. */
            g_usleep((gulong)g_random_int_range(1, BACKOFF_MICROSECONDS << MIN(i, 6)));
        }
        g_clear_error(&error);
        if (*connection != NULL && pg_connection_is_lost(*connection)) {
            g_clear_pointer(connection, pg_connection_free);
        }
        if (*connection == NULL && (*connection = pg_connection_open(store->url, &error)) == NULL) {
            continue;
        }
        switch (attempt(store, *connection, job, &error)) {
        case ATTEMPT_DONE:
            store_job_finish(job, NULL);
            return;
        case ATTEMPT_FAILED:
            store_job_finish(job, error);
            return;
        case ATTEMPT_AGAIN:
            break;
        }
    }
    store_job_finish(job, error);
}

gpointer pg_writer_run(gpointer data)
{
    PgStore *store = data;
    PgConnection *connection = NULL;
    g_autoptr(GPtrArray) batch = g_ptr_array_new();

    while (store_queue_take(&store->queue, batch, 1)) {
        run_job(store, &connection, batch->pdata[0]);
        g_ptr_array_set_size(batch, 0);
    }
    pg_connection_free(connection);
    return NULL;
}
