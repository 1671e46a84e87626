/* What the store promises, on both engines; and what the ledger proves. */
#include "kernel/id.h"
#include "ledger/ledger.h"
#include "store/migrate_internal.h"
#include "store/statements.h"
#include "support/engines.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>
#include <sqlite3.h>

static const char district[] = "131103";

static void every_statement_prepares(Engine *engine)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(store_prepare_all(engine->store, all_statements, &error));
    g_assert_no_error(error);
}

static void the_one_row_asked_for_is_there_or_told_missing(Engine *engine)
{
    static const StoreStatement seven_if_one = {
        .name = "test_seven_if_one",
        .sql = {"SELECT 7 WHERE ?1 = 1", "SELECT 7::bigint WHERE $1::bigint = 1"},
        .parameter_count = 1};
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreReadTx) tx = store_read_begin(engine->store, &error);

    g_assert_no_error(error);
    {
        g_autoptr(StoreRows) there =
            store_query_one(tx, &seven_if_one, STORE_VALUES(store_int(1)), "evidence.none", &error);
        g_assert_no_error(error);
        g_assert_cmpint(store_column_int(there, 0), ==, 7);
    }
    g_assert_null(
        store_query_one(tx, &seven_if_one, STORE_VALUES(store_int(2)), "evidence.none", &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_NOT_FOUND);
    g_assert_cmpstr(error_key(error), ==, "evidence.none");
    g_assert_null(
        store_query_one(tx, &seven_if_one, STORE_VALUES(store_int(2)), "evidence.none", NULL));
}

typedef struct {
    const char *object;
    int times; /* 0 is once */
    bool fails;
} Append;

static bool append(StoreTx *tx, gpointer data, GError **error)
{
    const Append *wanted = data;
    json_auto_t *after = json_pack("{s:s}", "name", wanted->object);
    const LedgerEntry entry = {.district = district,
                               .actor = "system",
                               .at = g_get_real_time(),
                               .action = "thing.add",
                               .object_kind = "thing",
                               .object_id = wanted->object,
                               .after = after};

    for (int i = 0; i < MAX(wanted->times, 1); i++) {
        if (!ledger_append(tx, &entry, error)) {
            return false;
        }
    }
    if (wanted->fails) {
        error_set(error, LUOSHI_ERROR_INVALID, "store.closing", NULL, NULL);
        return false;
    }
    return true;
}

static LedgerReport verify(Store *store)
{
    g_autoptr(GError) error = NULL;
    LedgerReport report;
    g_autoptr(StoreReadTx) tx = store_read_begin(store, &error);

    g_assert_no_error(error);
    g_assert_true(ledger_verify(tx, district, &report, &error));
    g_assert_no_error(error);
    return report;
}

static void a_command_that_fails_rolls_back_alone(Engine *engine)
{
    Append good = {.object = "good"};
    Append bad = {.object = "bad", .fails = true};
    g_autoptr(GError) error = NULL;

    store_set_before_commit(engine->store, ledger_seal, NULL);
    g_assert_true(store_write(engine->store, append, &good, NULL));
    g_assert_false(store_write(engine->store, append, &bad, &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
    g_assert_true(store_write(engine->store, append, &good, NULL));
    LedgerReport report = verify(engine->store);
    g_assert_cmpint(report.entries, ==, 2);
    g_assert_cmpint(report.unsealed, ==, 0);
    g_assert_null(report.fault);
    ledger_report_clear(&report);
}

#define WRITERS 64
#define EACH    20

static gpointer write_many(gpointer data)
{
    Append entry = {.object = "many"};

    for (int i = 0; i < EACH; i++) {
        g_autoptr(GError) error = NULL;
        bool written = store_write(data, append, &entry, &error);
        g_assert_no_error(error);
        g_assert_true(written);
    }
    return NULL;
}

static void many_writers_lose_nothing(Engine *engine)
{
    GThread *threads[WRITERS];

    store_set_before_commit(engine->store, ledger_seal, NULL);
    for (int i = 0; i < WRITERS; i++) {
        threads[i] = g_thread_new("client", write_many, engine->store);
    }
    for (int i = 0; i < WRITERS; i++) {
        g_thread_join(threads[i]);
    }
    LedgerReport report = verify(engine->store);
    g_assert_cmpint(report.entries, ==, WRITERS * EACH);
    g_assert_null(report.fault);
    ledger_report_clear(&report);
}

static bool is_sqlite(const Engine *engine)
{
    return g_str_has_prefix(engine->url, "sqlite:");
}

/* Changes the database behind the program's back, as an intruder would. */
static void tamper(const Engine *engine, const char *sql)
{
    if (is_sqlite(engine)) {
        sqlite3 *db = NULL;
        g_assert_cmpint(sqlite3_open(engine->url + strlen("sqlite:"), &db), ==, SQLITE_OK);
        g_assert_cmpint(sqlite3_exec(db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
        sqlite3_close(db);
    } else {
        PGconn *db = PQconnectdb(engine->url);
        PGresult *result = PQexec(db, sql);
        g_assert_cmpint(PQresultStatus(result), ==, PGRES_COMMAND_OK);
        PQclear(result);
        PQfinish(db);
    }
}

/* Twelve entries in four blocks of three. */
static void fill_ledger(Engine *engine)
{
    g_autoptr(GError) error = NULL;

    store_set_before_commit(engine->store, ledger_seal, NULL);
    for (int block = 0; block < 4; block++) {
        Append entry = {.object = "x", .times = 3};
        g_assert_true(store_write(engine->store, append, &entry, &error));
        g_assert_no_error(error);
    }
    LedgerReport report = verify(engine->store);
    g_assert_cmpint(report.blocks, ==, 4);
    g_assert_null(report.fault);
    ledger_report_clear(&report);
}

static void check_fault(Engine *engine, const char *fault, gint64 block)
{
    LedgerReport report = verify(engine->store);

    g_assert_cmpstr(report.fault, ==, fault);
    g_assert_cmpint(report.fault_block, ==, block);
    ledger_report_clear(&report);
}

#define NTH_ENTRY                                                                                  \
    "(SELECT id FROM ledger_entry WHERE district = '131103' ORDER BY id LIMIT 1 OFFSET 4)"

static void an_altered_entry_is_named(Engine *engine)
{
    fill_ledger(engine);

    tamper(engine, "UPDATE ledger_entry SET after_json = '{\"name\":\"y\"}' WHERE id = " NTH_ENTRY);
    check_fault(engine, "altered", 2);
}

static void a_removed_entry_is_named(Engine *engine)
{
    fill_ledger(engine);

    tamper(engine, "DELETE FROM ledger_entry WHERE id = " NTH_ENTRY);
    check_fault(engine, "removed", 2);
}

static void an_entry_put_in_between_is_named(Engine *engine)
{
    fill_ledger(engine);

    tamper(
        engine,
        "INSERT INTO ledger_entry (district, id, at, actor, action, object_kind, object_id, block) "
        "VALUES ('131103', '00000000000000000000000000', 1, 'x', 'thing.add', 'thing', 'x', 3)");
    check_fault(engine, "inserted", 3);
    LedgerReport report = verify(engine->store);
    g_assert_cmpstr(report.fault_entry, ==, "00000000000000000000000000");
    ledger_report_clear(&report);
}

static void an_entry_put_in_no_block_is_named_and_never_sealed(Engine *engine)
{
    Append entry = {.object = "later"};
    g_autoptr(GError) error = NULL;

    fill_ledger(engine);
    tamper(engine, "INSERT INTO ledger_entry (district, id, at, actor, action, object_kind, "
                   "object_id) VALUES ('131103', '00000000000000000000000000', 1, 'x', "
                   "'thing.add', 'thing', 'x')");
    for (int i = 0; i < 2; i++) {
        LedgerReport report = verify(engine->store);
        g_assert_cmpstr(report.fault, ==, "inserted");
        g_assert_cmpstr(report.fault_entry, ==, "00000000000000000000000000");
        g_assert_cmpint(report.fault_block, ==, -1);
        g_assert_cmpint(report.blocks, ==, 4 + i);
        g_assert_cmpint(report.unsealed, ==, 1);
        ledger_report_clear(&report);
        g_assert_true(store_write(engine->store, append, &entry, &error));
        g_assert_no_error(error);
    }
}

static void a_removed_block_is_named(Engine *engine)
{
    fill_ledger(engine);

    tamper(engine, "DELETE FROM ledger_block WHERE number = 4");
    check_fault(engine, "block_removed", 4);
}

static void an_altered_block_is_named(Engine *engine)
{
    fill_ledger(engine);

    tamper(engine, "UPDATE ledger_block SET previous = hash WHERE number = 3");
    check_fault(engine, "block_altered", 3);
}

static void an_older_schema_is_told_from_a_whole_one(Engine *engine)
{
    StoreSchema schema = STORE_SCHEMA_NONE;
    g_autoptr(GError) error = NULL;

    g_assert_true(store_schema(engine->store, &schema, &error));
    g_assert_cmpint(schema, ==, STORE_SCHEMA_CURRENT);
    tamper(engine, "DELETE FROM schema_migration WHERE version = 3");
    g_assert_true(store_schema(engine->store, &schema, &error));
    g_assert_cmpint(schema, ==, STORE_SCHEMA_OLDER);
    tamper(engine, "DROP TABLE schema_migration");
    g_assert_true(store_schema(engine->store, &schema, &error));
    g_assert_cmpint(schema, ==, STORE_SCHEMA_NONE);
}

static void a_newer_schema_is_refused(Engine *engine)
{
    g_autoptr(GError) error = NULL;

    tamper(engine,
           "INSERT INTO schema_migration (version, name, applied_at) VALUES (9999, 'later', 0)");
    g_assert_false(store_migrate(engine->store, &error));
    g_assert_cmpstr(error_key(error), ==, "store.newer_schema");
}

static void a_backup_made_while_writing_is_whole(Engine *engine)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(engine->directory, "backup", NULL);

    if (!is_sqlite(engine)) {
        g_test_skip("pg_dump's own business");
        return;
    }
    store_set_before_commit(engine->store, ledger_seal, NULL);
    GThread *writer = g_thread_new("client", write_many, engine->store);
    g_assert_true(store_backup(engine->store, path, &error));
    g_assert_no_error(error);
    g_thread_join(writer);
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    g_autoptr(Store) copy = store_open(url, &error);
    g_assert_no_error(error);
    LedgerReport report = verify(copy);
    g_assert_null(report.fault);
    ledger_report_clear(&report);
}

static void a_file_that_is_no_database_is_refused(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(store_open("sqlite:README.md", &error));
    g_assert_cmpstr(error_key(error), ==, "store.open");
    g_clear_error(&error);
    g_assert_null(store_open("mysql://x", &error));
    g_assert_cmpstr(error_key(error), ==, "store.unknown_url");
}

static void a_lost_connection_is_made_again(Engine *engine)
{
    Append entry = {.object = "again"};
    g_autoptr(GError) error = NULL;

    if (is_sqlite(engine)) {
        g_test_skip("there is no connection to lose");
        return;
    }
    store_set_before_commit(engine->store, ledger_seal, NULL);
    g_assert_true(store_write(engine->store, append, &entry, NULL));
    PGconn *db = PQconnectdb(engine->url);
    PQclear(PQexec(db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                       "WHERE datname = current_database() AND pid <> pg_backend_pid()"));
    PQfinish(db);
    for (int i = 0; i < 10; i++) {
        g_assert_true(store_write(engine->store, append, &entry, &error));
        g_assert_no_error(error);
    }
    LedgerReport report = verify(engine->store);
    g_assert_cmpint(report.entries, ==, 11);
    ledger_report_clear(&report);
}

static void ids_sort_in_the_order_they_were_made(void)
{
    g_autofree char *before = id_new(1000);

    for (int i = 0; i < 10000; i++) {
        char *next = id_new(1000);
        g_assert_true(id_is_valid(next));
        g_assert_cmpstr(before, <, next);
        g_free(before);
        before = next;
    }
    g_assert_false(id_is_valid("0123"));
    g_assert_false(id_is_valid("zzzzzzzzzzzzzzzzzzzzzzzzzz"));
}

/* A file that the first migration alone has made, with an entry in it. */
static void an_older_file_is_brought_up_to_date(void)
{
    static const char mark[] =
        "CREATE TABLE schema_migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
        "applied_at INTEGER NOT NULL) STRICT; INSERT INTO schema_migration VALUES (1, 'old', 1)";
    Append entry = {.object = "old"};
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("luoshi-test-XXXXXX", NULL);
    g_autofree char *url = g_strdup_printf("sqlite:%s/old.db", folder);
    sqlite3 *db = NULL;

    g_assert_cmpint(sqlite3_open(url + strlen("sqlite:"), &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, migrations[0].sql[STORE_SQLITE], NULL, NULL, NULL), ==,
                    SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, mark, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
    g_autoptr(Store) store = store_open(url, &error);
    g_assert_no_error(error);
    store_set_before_commit(store, ledger_seal, NULL);
    g_assert_true(store_write(store, append, &entry, &error));
    g_assert_true(store_migrate(store, &error));
    g_assert_no_error(error);
    g_assert_true(store_prepare_all(store, all_statements, &error));
    g_assert_no_error(error);
    LedgerReport report = verify(store);
    g_assert_cmpint(report.entries, ==, 1);
    g_assert_null(report.fault);
    ledger_report_clear(&report);
    store_close(g_steal_pointer(&store));
    g_autofree char *file = g_build_filename(folder, "old.db", NULL);
    g_unlink(file);
    g_rmdir(folder);
}

static int freed;

static void count_freed(G_GNUC_UNUSED gpointer data)
{
    freed++;
}

static bool keep(StoreTx *tx, gpointer data, G_GNUC_UNUSED GError **error)
{
    store_keep(tx, "thing", data, count_freed);
    return true;
}

static bool take_kept(StoreTx *tx, gpointer data, G_GNUC_UNUSED GError **error)
{
    *(gpointer *)data = store_kept(tx, "thing");
    return true;
}

static void what_is_kept_is_there_in_the_next_transaction(void)
{
    char things[2] = {0};
    gpointer found = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("luoshi-test-XXXXXX", NULL);
    g_autofree char *file = g_build_filename(folder, "kept.db", NULL);
    g_autofree char *url = g_strconcat("sqlite:", file, NULL);
    Store *store = store_open(url, &error);

    g_assert_no_error(error);
    g_assert_true(store_write(store, take_kept, &found, NULL));
    g_assert_null(found);
    g_assert_true(store_write(store, keep, &things[0], NULL));
    g_assert_true(store_write(store, take_kept, &found, NULL));
    g_assert_true(found == &things[0]);
    g_assert_true(store_write(store, keep, &things[1], NULL));
    g_assert_cmpint(freed, ==, 1);
    store_close(store);
    g_assert_cmpint(freed, ==, 2);
    g_unlink(file);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    engines_add_test("/store/every_statement_prepares", every_statement_prepares);
    engines_add_test("/store/the_one_row_asked_for_is_there_or_told_missing",
                     the_one_row_asked_for_is_there_or_told_missing);
    engines_add_test("/store/a_command_that_fails_rolls_back_alone",
                     a_command_that_fails_rolls_back_alone);
    engines_add_test("/store/many_writers_lose_nothing", many_writers_lose_nothing);
    engines_add_test("/store/an_older_schema_is_told_from_a_whole_one",
                     an_older_schema_is_told_from_a_whole_one);
    engines_add_test("/store/a_newer_schema_is_refused", a_newer_schema_is_refused);
    g_test_add_func("/store/an_older_file_is_brought_up_to_date",
                    an_older_file_is_brought_up_to_date);
    g_test_add_func("/store/what_is_kept_is_there_in_the_next_transaction",
                    what_is_kept_is_there_in_the_next_transaction);
    engines_add_test("/store/a_backup_made_while_writing_is_whole",
                     a_backup_made_while_writing_is_whole);
    engines_add_test("/store/a_lost_connection_is_made_again", a_lost_connection_is_made_again);
    g_test_add_func("/store/a_file_that_is_no_database_is_refused",
                    a_file_that_is_no_database_is_refused);
    g_test_add_func("/kernel/id/ids_sort_in_the_order_they_were_made",
                    ids_sort_in_the_order_they_were_made);
    engines_add_test("/ledger/an_altered_entry_is_named", an_altered_entry_is_named);
    engines_add_test("/ledger/a_removed_entry_is_named", a_removed_entry_is_named);
    engines_add_test("/ledger/an_entry_put_in_between_is_named", an_entry_put_in_between_is_named);
    engines_add_test("/ledger/an_entry_put_in_no_block_is_named_and_never_sealed",
                     an_entry_put_in_no_block_is_named_and_never_sealed);
    engines_add_test("/ledger/a_removed_block_is_named", a_removed_block_is_named);
    engines_add_test("/ledger/an_altered_block_is_named", an_altered_block_is_named);
    return g_test_run();
}
