/*
 * The one writer: all changes of the file come through this thread, so none ever waits for a lock.
 * It takes the works that wait, runs each in a savepoint, commits them together and only then
 * reports them done: one wait for the disk for up to GROUP_MAX commands.
 */
#include "store/sqlite_internal.h"

#define GROUP_MAX 256

/* How long a group waits for as many commands as the one before it had: whoever was just answered
 * is often about to send the next one, and a wait for the disk costs more than this. */
#define GATHER_MICROSECONDS 500

/* Ends the savepoint of the last job, if that wrote anything. */
static bool leave_savepoint(SqliteTx *tx, bool undo, GError **error)
{
    bool saved = tx->saved;

    tx->saves = tx->saved = false;
    return !saved ||
           ((!undo || sqlite_control(tx->connection, SQLITE_CONTROL_ROLLBACK_TO, error)) &&
            sqlite_control(tx->connection, SQLITE_CONTROL_RELEASE, error));
}

/* Runs one job; its failure undoes it alone, since its first change opens a savepoint. False if the
 * transaction itself is lost. */
static bool run_job(SqliteTx *tx, StoreJob *job, GError **error)
{
    tx->saves = true;
    store_mark(&tx->base);
    if (job->work(&tx->base, job->data, &job->error)) {
        return leave_savepoint(tx, false, error);
    }
    store_rewind(&tx->base);
    if (job->error == NULL) {
        error_set(&job->error, LUOSHI_ERROR_INTERNAL, "store.failed", NULL, "reason", "?", NULL);
    }
    /* Some failures (a full disk) roll the whole transaction back by themselves. */
    if (sqlite3_get_autocommit(tx->connection->db)) {
        g_propagate_error(error, g_error_copy(job->error));
        return false;
    }
    return leave_savepoint(tx, true, error);
}

static bool run_jobs(SqliteTx *tx, GPtrArray *batch, GError **error)
{
    const Store *store = tx->base.store;

    if (!sqlite_control(tx->connection, SQLITE_CONTROL_BEGIN_WRITE, error)) {
        return false;
    }
    for (guint i = 0; i < batch->len; i++) {
        if (!run_job(tx, batch->pdata[i], error)) {
            return false;
        }
    }
    if (store->before_commit != NULL &&
        !store->before_commit(&tx->base, store->before_commit_data, error)) {
        return false;
    }
    return sqlite_control(tx->connection, SQLITE_CONTROL_COMMIT, error);
}

static bool run_group(SqliteStore *store, GPtrArray *batch, GError **error)
{
    SqliteTx tx = {.base = {.store = &store->base, .writes = true},
                   .connection = store->write_connection};
    bool done = run_jobs(&tx, batch, error);

    store_forget(&tx.base);
    return done;
}

gpointer sqlite_writer_run(gpointer data)
{
    SqliteStore *store = data;
    g_autoptr(GPtrArray) batch = g_ptr_array_new();
    guint expected = 1;

    while (store_queue_gather(&store->queue, batch, GROUP_MAX, expected, GATHER_MICROSECONDS)) {
        expected = batch->len;
        g_autoptr(GError) error = NULL;
        if (!run_group(store, batch, &error) &&
            !sqlite3_get_autocommit(store->write_connection->db)) {
            sqlite_run(store->write_connection, "ROLLBACK", NULL);
        }
        for (guint i = 0; i < batch->len; i++) {
            store_job_finish(batch->pdata[i], error);
        }
        g_ptr_array_set_size(batch, 0);
    }
    return NULL;
}
