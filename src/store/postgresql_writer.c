/*
 * Writing on PostgreSQL: each work is a serializable transaction of its own. What the server asks
 * to be run again (serialization failure, deadlock), and what was lost before COMMIT was sent, is
 * run again, and then alone: a lock, which the first attempts of all servers share, keeps the
 * others out from before the snapshot is taken, so that a long work is not overtaken for ever by
 * short ones.
 */
#include "store/postgresql_internal.h"

/* With the pauses between them about two seconds: a database that restarts is waited for. */
#define ATTEMPTS_MAX         30
#define BACKOFF_MICROSECONDS 2000

#define BEGIN_SQL       "BEGIN ISOLATION LEVEL SERIALIZABLE"
#define LOCK_SHARED_SQL "SELECT pg_advisory_xact_lock_shared(131104)"
#define LOCK_SQL        "SELECT pg_advisory_lock(131104)"
#define UNLOCK_SQL      "SELECT pg_advisory_unlock(131104)"

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

static Attempt attempt(PgStore *store, PgConnection *connection, StoreJob *job, bool alone,
                       GError **error)
{
    PgTx tx = {.base = {.store = &store->base, .writes = true}, .connection = connection};
    PgTx rollback = tx;

    if (!pg_run(&tx, alone ? BEGIN_SQL : BEGIN_SQL ";" LOCK_SHARED_SQL, error)) {
        pg_run(&rollback, "ROLLBACK", NULL); /* BEGIN may have passed and the lock not */
        return tx.must_retry ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
    }
    bool worked = job->work(&tx.base, job->data, error) &&
                  (store->base.before_commit == NULL ||
                   store->base.before_commit(&tx.base, store->base.before_commit_data, error));
    store_forget(&tx.base);
    if (worked) {
        return commit(&tx, error);
    }
    pg_run(&rollback, "ROLLBACK", NULL);
    return tx.must_retry ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
}

/* An attempt with the lock held; a lost connection gives it up by itself. */
static Attempt attempt_alone(PgStore *store, PgConnection *connection, StoreJob *job,
                             GError **error)
{
    PgTx lock = {.base = {.store = &store->base}, .connection = connection};

    if (!pg_run(&lock, LOCK_SQL, error)) {
        return lock.must_retry ? ATTEMPT_AGAIN : ATTEMPT_FAILED;
    }
    Attempt outcome = attempt(store, connection, job, true, error);
    pg_run(&lock, UNLOCK_SQL, NULL);
    return outcome;
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
        switch (i > 0 ? attempt_alone(store, *connection, job, &error)
                      : attempt(store, *connection, job, false, &error)) {
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
