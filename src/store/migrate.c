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

/* The numbers of the migrations that TX's database has. (transfer full, elements numbers) */
static GHashTable *read_applied(StoreTx *tx, GError **error)
{
    g_autoptr(GHashTable) applied = g_hash_table_new(NULL, NULL);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(tx, &sql_migration_numbers, STORE_NO_VALUES, error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_add(applied, GSIZE_TO_POINTER((gsize)store_column_int(rows, 0)));
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_steal_pointer(&applied) : NULL;
}

/* The newest migration that the database has must be one this program knows. */
static bool check_newest(StoreTx *tx, GError **error)
{
    gint64 known = migrations[migration_count - 1].version;
    g_autoptr(StoreRows) rows = store_query(tx, &sql_migration_version, STORE_NO_VALUES, error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    gint64 found = store_column_int(rows, 0);
    if (found > known) {
        g_autofree char *found_text = g_strdup_printf("%" G_GINT64_FORMAT, found);
        g_autofree char *known_text = g_strdup_printf("%" G_GINT64_FORMAT, known);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "store.newer_schema", NULL, "found", found_text,
                  "known", known_text, NULL);
        return false;
    }
    return true;
}

/* Applies what is missing, in order: numbers have gaps while several are being written. */
static bool migrate(StoreTx *tx, G_GNUC_UNUSED gpointer data, GError **error)
{
    if (!tx->store->operations->script(tx, bootstrap_sql[tx->store->engine], error) ||
        !check_newest(tx, error)) {
        return false;
    }
    g_autoptr(GHashTable) applied = read_applied(tx, error);
    for (gsize i = 0; applied != NULL && i < migration_count; i++) {
        gpointer number = GSIZE_TO_POINTER((gsize)migrations[i].version);
        if (!g_hash_table_contains(applied, number) && !apply(tx, &migrations[i], error)) {
            return false;
        }
    }
    return applied != NULL;
}

static bool is_migrated(StoreTx *tx, bool *migrated, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(tx, &sql_migration_table, STORE_NO_VALUES, error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *migrated = store_column_int(rows, 0) > 0;
    return true;
}

bool store_schema(Store *store, StoreSchema *schema, GError **error)
{
    g_autoptr(StoreReadTx) tx = store_read_begin(store, error);
    bool migrated = false;

    *schema = STORE_SCHEMA_NONE;
    if (tx == NULL || !is_migrated(tx, &migrated, error)) {
        return false;
    }
    if (!migrated) {
        return true;
    }
    g_autoptr(GHashTable) applied = check_newest(tx, error) ? read_applied(tx, error) : NULL;
    if (applied == NULL) {
        return false;
    }
    *schema = STORE_SCHEMA_CURRENT;
    for (gsize i = 0; i < migration_count; i++) {
        if (!g_hash_table_contains(applied, GSIZE_TO_POINTER((gsize)migrations[i].version))) {
            *schema = STORE_SCHEMA_OLDER;
        }
    }
    return true;
}

gint64 store_version(void)
{
    return migrations[migration_count - 1].version;
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
