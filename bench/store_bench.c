/* Durable single-row commands from 64 clients, submitted as the server's connections do, and from
 * 64 threads that wait for each, against SQLite doing the same inserts in batches of 64, in the
 * same run and on the same disk. */
#include "ledger/ledger.h"

#include <glib/gstdio.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define CLIENTS 64
#define EACH    500
#define TOTAL   (CLIENTS * EACH)

static bool insert(StoreTx *tx, G_GNUC_UNUSED gpointer data, GError **error)
{
    const LedgerEntry entry = {.district = "131103",
                               .actor = "bench",
                               .at = g_get_real_time(),
                               .action = "bench.insert",
                               .object_kind = "bench",
                               .object_id = "x"};

    return ledger_append(tx, &entry, error);
}

static void check(const GError *error)
{
    if (error != NULL) {
        g_error("%s", error->message);
    }
}

static gpointer wait_for_each(gpointer store)
{
    for (int i = 0; i < EACH; i++) {
        g_autoptr(GError) error = NULL;
        store_write(store, insert, NULL, &error);
        check(error);
    }
    return NULL;
}

static void run_threads(Store *store)
{
    GThread *threads[CLIENTS];

    for (int i = 0; i < CLIENTS; i++) {
        threads[i] = g_thread_new("client", wait_for_each, store);
    }
    for (int i = 0; i < CLIENTS; i++) {
        g_thread_join(threads[i]);
    }
}

/* A connection: its next command is submitted when the one before is durable. */
typedef struct {
    Store *store;
    int left;
    gint *running; /* how many connections are not done */
} Connection;

static void submit_next(gpointer data, const GError *error)
{
    Connection *connection = data;

    check(error);
    if (connection->left-- > 0) {
        store_submit(connection->store, insert, submit_next, connection);
    } else {
        g_atomic_int_add(connection->running, -1);
    }
}

static void run_connections(Store *store)
{
    Connection connections[CLIENTS];
    gint running = CLIENTS;

    for (int i = 0; i < CLIENTS; i++) {
        connections[i] = (Connection){store, EACH, &running};
        submit_next(&connections[i], NULL);
    }
    while (g_atomic_int_get(&running) > 0) {
        g_usleep(200);
    }
}

static double measure_store(const char *path, void (*run)(Store *))
{
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = store_open(url, &error);

    if (store == NULL || !store_migrate(store, &error)) {
        g_error("%s", error->message);
    }
    store_set_before_commit(store, ledger_seal, NULL);
    gint64 begun = g_get_monotonic_time();
    run(store);
    return (double)TOTAL * G_USEC_PER_SEC / (double)(g_get_monotonic_time() - begun);
}

static double measure_sqlite(const char *path)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;

    sqlite3_open(path, &db);
    sqlite3_exec(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", NULL, NULL, NULL);
    sqlite3_prepare_v2(db,
                       "INSERT INTO ledger_entry (district, id, at, actor, action, object_kind, "
                       "object_id) VALUES ('131103', ?1, 1, 'bench', 'bench.insert', 'bench', 'x')",
                       -1, &statement, NULL);
    gint64 begun = g_get_monotonic_time();
    for (int i = 0; i < TOTAL; i++) {
        char id[27];
        if (i % CLIENTS == 0) {
            sqlite3_exec(db, "BEGIN", NULL, NULL, NULL);
        }
        g_snprintf(id, sizeof id, "z%025d", i);
        sqlite3_bind_text(statement, 1, id, -1, SQLITE_TRANSIENT);
        sqlite3_step(statement);
        sqlite3_reset(statement);
        if (i % CLIENTS == CLIENTS - 1) {
            sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
        }
    }
    double rate = (double)TOTAL * G_USEC_PER_SEC / (double)(g_get_monotonic_time() - begun);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return rate;
}

static void remove_database(const char *path)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};

    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *file = g_strconcat(path, suffixes[i], NULL);
        g_unlink(file);
    }
}

int main(void)
{
    randombytes_set_implementation(&randombytes_internal_implementation); /* as the program does */
    g_autofree char *directory = g_dir_make_tmp("luoshi-bench-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "bench.db", NULL);
    double threads = measure_store(path, run_threads);
    remove_database(path);
    double connections = measure_store(path, run_connections);
    double limit = measure_sqlite(path);

    printf("durable commands/s from %d connections | %.0f | %.0f (SQLite, batches of 64) | %.2f\n",
           CLIENTS, connections, limit, connections / limit);
    printf("durable commands/s from %d waiting threads | %.0f | %.0f (the same) | %.2f\n", CLIENTS,
           threads, limit, threads / limit);
    remove_database(path);
    g_rmdir(directory);
    return 0;
}
