#include "store/migrate_internal.h"
#include "store/store_internal.h"

#include "migrate_sql.h"

/* The table of applied migrations must exist before any migration; an advisory lock lets two
 * servers start at once on PostgreSQL, where SQLite's single writer lock does the same. */
static const char *const bootstrap_sql[] = {
    [STORE_SQLITE] = "CREATE TABLE IF NOT EXISTS schema_migration (version INTEGER PRIMARY KEY, "
                     "name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
    [STORE_POSTGRESQL] = "SELECT pg_advisory_xact_lock(131103);"
                         "CREATE TABLE IF NOT EXISTS schema_migration (version BIGINT PRIMARY KEY, "
                         "name TEXT NOT NULL, applied_at BIGINT NOT NULL)",
};

static bool apply(StoreTx *tx, const Migration *migration, GError **error)
{
    const StoreOperations *operations = tx->store->operations;

    return operations->script(tx, migration->sql[tx->store->engine], error) &&
           store_execute(tx, &sql_migration_insert,
                         STORE_VALUES(store_int(migration->version), store_text(migration->name),
                                      store_int(g_get_real_time())),
                         NULL, error);
}

static bool migrate(StoreTx *tx, G_GNUC_UNUSED gpointer data, GError **error)
{
    if (!tx->store->operations->script(tx, bootstrap_sql[tx->store->engine], error)) {
        return false;
    }
    gint64 found = 0;
    {
        g_autoptr(StoreRows) rows = store_query(tx, &sql_migration_version, STORE_NO_VALUES, error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        found = store_column_int(rows, 0);
    }
    if (found > (gint64)migration_count) {
        g_autofree char *found_text = g_strdup_printf("%" G_GINT64_FORMAT, found);
        g_autofree char *known_text = g_strdup_printf("%" G_GSIZE_FORMAT, migration_count);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.newer_schema", NULL, "found", found_text,
                  "known", known_text, NULL);
        return false;
    }
    for (gsize i = (gsize)found; i < migration_count; i++) {
        if (!apply(tx, &migrations[i], error)) {
            return false;
        }
    }
    return true;
}

bool store_migrate(Store *store, GError **error)
{
    StoreWork hook = store->before_commit;

    /* The hook may need tables that a migration is about to make. */
    store->before_commit = NULL;
    bool done = store_write(store, migrate, NULL, error);
    store->before_commit = hook;
    return done;
}
