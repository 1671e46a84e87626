#include "support/engines.h"

#include <glib/gstdio.h>
#include <libpq-fe.h>

static void admin(const char *sql)
{
    PGconn *db = PQconnectdb(g_getenv("LUOSHI_TEST_POSTGRESQL"));
    PGresult *result = PQexec(db, sql);

    g_assert_cmpint(PQresultStatus(result), ==, PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(db);
}

static void open_store(Engine *engine)
{
    g_autoptr(GError) error = NULL;

    engine->store = store_open(engine->url, &error);
    g_assert_no_error(error);
    g_assert_true(store_migrate(engine->store, &error));
    g_assert_no_error(error);
}

void engine_reopen(Engine *engine)
{
    store_close(engine->store);
    open_store(engine);
}

static void remove_directory(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);

    for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *file = g_build_filename(path, name, NULL);
        g_unlink(file);
    }
    g_rmdir(path);
}

static void run_on_sqlite(gconstpointer test)
{
    Engine engine = {.directory = g_dir_make_tmp("luoshi-test-XXXXXX", NULL)};

    engine.url = g_strdup_printf("sqlite:%s/test.db", engine.directory);
    open_store(&engine);
    ((void (*)(Engine *))(gsize)test)(&engine);
    store_close(engine.store);
    remove_directory(engine.directory);
    g_free(engine.url);
    g_free(engine.directory);
}

static void run_on_postgresql(gconstpointer test)
{
    const char *server = g_getenv("LUOSHI_TEST_POSTGRESQL");

    if (server == NULL) {
        g_test_skip("LUOSHI_TEST_POSTGRESQL is not set");
        return;
    }
    g_autofree char *name = g_strdup_printf("test_%08x", g_random_int());
    g_autofree char *create = g_strdup_printf("CREATE DATABASE %s", name);
    g_autofree char *drop = g_strdup_printf("DROP DATABASE %s WITH (FORCE)", name);
    admin(create);
    Engine engine = {.directory = g_dir_make_tmp("luoshi-test-XXXXXX", NULL)};
    g_autofree char *base = g_strndup(server, (gsize)(strrchr(server, '/') - server));
    engine.url = g_strconcat(base, "/", name, NULL);
    open_store(&engine);
    ((void (*)(Engine *))(gsize)test)(&engine);
    store_close(engine.store);
    admin(drop);
    remove_directory(engine.directory);
    g_free(engine.url);
    g_free(engine.directory);
}

void engines_add_test(const char *path, void (*test)(Engine *engine))
{
    g_autofree char *sqlite = g_strconcat(path, "/sqlite", NULL);
    g_autofree char *postgresql = g_strconcat(path, "/postgresql", NULL);

    g_test_add_data_func(sqlite, (gconstpointer)(gsize)test, run_on_sqlite);
    g_test_add_data_func(postgresql, (gconstpointer)(gsize)test, run_on_postgresql);
}
