#include "store/postgresql_internal.h"

#include <string.h>

#define SERVER_VERSION_MIN 150000

static bool check_server(PGconn *db, GError **error)
{
    if (PQserverVersion(db) < SERVER_VERSION_MIN) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.old_server", NULL, "found",
                  PQparameterStatus(db, "server_version"), NULL);
        return false;
    }
    PGresult *result = PQexec(db, "SELECT datcollate, datlocprovider FROM pg_database "
                                  "WHERE datname = current_database()");
    bool sound = PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1;
    const char *collation = sound ? PQgetvalue(result, 0, 0) : "";
    if (sound && (strcmp(PQgetvalue(result, 0, 1), "c") != 0 ||
                  !(g_str_equal(collation, "C") || g_str_equal(collation, "POSIX") ||
                    g_ascii_strcasecmp(collation, "C.UTF-8") == 0 ||
                    g_ascii_strcasecmp(collation, "C.utf8") == 0))) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.collation", NULL, "found", collation,
                  NULL);
        sound = false;
    } else if (!sound) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.lost", NULL, "reason", PQerrorMessage(db),
                  NULL);
    }
    PQclear(result);
    return sound;
}

/* Notices ("table exists, skipping") are not for the log. */
static void ignore_notice(G_GNUC_UNUSED void *data, G_GNUC_UNUSED const PGresult *result) {}

PgConnection *pg_connection_open(const char *url, GError **error)
{
    const char *const names[] = {"dbname", "client_encoding", "application_name", "connect_timeout",
                                 NULL};
    const char *const values[] = {url, "UTF8", "luoshi", "10", NULL};
    PGconn *db = PQconnectdbParams(names, values, 1);

    if (PQstatus(db) != CONNECTION_OK) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.lost", NULL, "reason", PQerrorMessage(db),
                  NULL);
        PQfinish(db);
        return NULL;
    }
    PQsetNoticeReceiver(db, ignore_notice, NULL);
    if (!check_server(db, error)) {
        PQfinish(db);
        return NULL;
    }
    PgConnection *connection = g_new0(PgConnection, 1);
    connection->db = db;
    connection->prepared = g_hash_table_new(g_direct_hash, g_direct_equal);
    return connection;
}

void pg_connection_free(PgConnection *connection)
{
    if (connection != NULL) {
        PQfinish(connection->db);
        g_hash_table_unref(connection->prepared);
        g_free(connection);
    }
}

bool pg_connection_is_lost(const PgConnection *connection)
{
    return PQstatus(connection->db) != CONNECTION_OK;
}

void pg_set_error(PgTx *tx, const PGresult *result, GError **error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    g_autofree char *reason =
        g_strchomp(g_strdup(message != NULL ? message : PQerrorMessage(tx->connection->db)));

    /* Appendix A of PostgreSQL's manual: 40001 serialization failure, 40P01 deadlock, class 23
     * integrity, 53 resources. */
    if (state != NULL && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)) {
        tx->must_retry = true;
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.busy", NULL, NULL);
    } else if (state != NULL && strncmp(state, "23", 2) == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "store.constraint", NULL, "reason", reason, NULL);
    } else if (state != NULL && strncmp(state, "53", 2) == 0) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.disk", NULL, "reason", reason, NULL);
    } else if (pg_connection_is_lost(tx->connection)) {
        tx->must_retry = true;
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.lost", NULL, "reason", reason, NULL);
    } else {
        error_set(error, LUOSHI_ERROR_INTERNAL, "store.failed", NULL, "reason", reason, NULL);
    }
}

bool pg_run(PgTx *tx, const char *sql, GError **error)
{
    PGresult *result = PQexec(tx->connection->db, sql);
    ExecStatusType status = PQresultStatus(result);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!done) {
        pg_set_error(tx, result, error);
    }
    PQclear(result);
    return done;
}

bool pg_prepare(PgTx *tx, const StoreStatement *statement, GError **error)
{
    if (g_hash_table_contains(tx->connection->prepared, statement)) {
        return true;
    }
    PGresult *result =
        PQprepare(tx->connection->db, statement->name, statement->sql[STORE_POSTGRESQL], 0, NULL);
    bool done = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (done) {
        g_hash_table_add(tx->connection->prepared, (gpointer)statement);
    } else {
        pg_set_error(tx, result, error);
    }
    PQclear(result);
    return done;
}
