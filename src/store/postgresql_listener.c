/*
 * Notices between servers: NOTIFY in the sender's transaction, one listening connection a server.
 * A lost connection is made again, and the listener is told that it may have missed something.
 */
#include "store/postgresql_internal.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A quiet connection is asked this often whether it still lives. */
#define QUIET_MILLISECONDS 15000
#define AGAIN_MILLISECONDS 1000

struct PgListener {
    char *url;
    StoreHeard heard;
    gpointer data;
    int stop; /* eventfd: readable when it is time to end */
    GThread *thread;
};

bool pg_notify(StoreTx *base, const char *text, GError **error)
{
    PgTx *tx = (PgTx *)base;
    PGresult *result = PQexecParams(tx->connection->db, "SELECT pg_notify('luoshi', $1)", 1, NULL,
                                    &text, NULL, NULL, 0);
    bool sent = PQresultStatus(result) == PGRES_TUPLES_OK;

    if (!sent) {
        pg_set_error(tx, result, error);
    }
    PQclear(result);
    return sent;
}

static bool run(PGconn *db, const char *sql)
{
    PGresult *result = PQexec(db, sql);
    ExecStatusType status = PQresultStatus(result);

    PQclear(result);
    return status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

/* Waits for the stop signal or for data on SOCKET (-1 for none). True to go on. */
static bool wait_for(const PgListener *listener, int socket, int milliseconds, bool *quiet)
{
    struct pollfd fds[] = {{.fd = listener->stop, .events = POLLIN},
                           {.fd = socket, .events = POLLIN}};
    int ready = poll(fds, G_N_ELEMENTS(fds), milliseconds);

    *quiet = ready == 0;
    return (fds[0].revents & POLLIN) == 0;
}

/* Hands on what comes until the connection is lost. False when it is time to end. */
static bool hear_all(const PgListener *listener, PGconn *db)
{
    bool quiet;

    while (wait_for(listener, PQsocket(db), QUIET_MILLISECONDS, &quiet)) {
        if (quiet ? !run(db, "") : PQconsumeInput(db) == 0) {
            return true;
        }
        for (PGnotify *notice; (notice = PQnotifies(db)) != NULL; PQfreemem(notice)) {
            listener->heard(listener->data, notice->extra);
        }
    }
    return false;
}

static gpointer listen_run(gpointer data)
{
    const PgListener *listener = data;
    bool go_on = true;
    bool quiet;

    while (go_on) {
        PgConnection *connection = pg_connection_open(listener->url, NULL);
        if (connection != NULL && run(connection->db, "LISTEN luoshi")) {
            listener->heard(listener->data, NULL);
            go_on = hear_all(listener, connection->db);
        }
        pg_connection_free(connection);
        go_on = go_on && wait_for(listener, -1, AGAIN_MILLISECONDS, &quiet);
    }
    return NULL;
}

void pg_listen(Store *base, StoreHeard heard, gpointer data)
{
    PgStore *store = (PgStore *)base;
    PgListener *listener = g_new0(PgListener, 1);

    g_return_if_fail(store->listener == NULL);
    listener->url = store->url;
    listener->heard = heard;
    listener->data = data;
    listener->stop = eventfd(0, EFD_CLOEXEC);
    listener->thread = g_thread_new("listener", listen_run, listener);
    store->listener = listener;
}

void pg_unlisten(Store *base)
{
    PgStore *store = (PgStore *)base;
    PgListener *listener = g_steal_pointer(&store->listener);

    if (listener != NULL) {
        eventfd_write(listener->stop, 1);
        g_thread_join(listener->thread);
        close(listener->stop);
        g_free(listener);
    }
}
