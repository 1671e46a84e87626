/* A backup of PostgreSQL is pg_dump's own custom format: its users know it, and pg_restore reads it
 * back. */
#include "store/postgresql_internal.h"

#include <string.h>

/* Where the client programs connect to: everything of the URL but its password, which would be seen
 * by whoever lists processes, and is given in ENVIRONMENT. (transfer full) */
static char *connection_words(const char *url, GStrv *environment, GError **error)
{
    char *complaint = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &complaint);
    g_autoptr(GString) words = g_string_new(NULL);

    *environment = g_get_environ();
    if (options == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "store.lost", NULL, "reason",
                  complaint != NULL ? complaint : "?", NULL);
        PQfreemem(complaint);
        return NULL;
    }
    for (const PQconninfoOption *option = options; option->keyword != NULL; option++) {
        if (option->val == NULL) {
            continue;
        }
        if (strcmp(option->keyword, "password") == 0) {
            *environment = g_environ_setenv(*environment, "PGPASSWORD", option->val, TRUE);
            continue;
        }
        g_string_append_printf(words, "%s='", option->keyword);
        for (const char *c = option->val; *c != '\0'; c++) {
            g_string_append(words, *c == '\'' || *c == '\\' ? "\\" : "");
            g_string_append_c(words, *c);
        }
        g_string_append(words, "' ");
    }
    PQconninfoFree(options);
    return g_string_free(g_steal_pointer(&words), FALSE);
}

/* KEY is the sentence that quotes what the program said. ENVIRONMENT may be NULL. */
static bool run(const char *const *command, GStrv environment, const char *key, const char *path,
                GError **error)
{
    g_autoptr(GError) spawn_error = NULL;
    g_autofree char *complaint = NULL;
    int status = 0;

    if (!g_spawn_sync(NULL, (char **)command, environment,
                      G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                      &complaint, &status, &spawn_error) ||
        !g_spawn_check_wait_status(status, &spawn_error)) {
        bool absent = g_error_matches(spawn_error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, absent ? "store.no_client" : key, path,
                  "program", command[0], "reason",
                  complaint != NULL && *complaint != '\0' ? complaint : spawn_error->message, NULL);
        return false;
    }
    return true;
}

/* The archive is read back: turning the whole of it into a script unpacks every row in it. */
bool pg_backup(Store *base, const char *path, GError **error)
{
    const PgStore *store = (const PgStore *)base;
    g_auto(GStrv) environment = NULL;
    g_autofree char *database = connection_words(store->url, &environment, error);
    const char *const command[] = {"pg_dump", "--format=custom", "--no-owner", "--file",
                                   path,      "--dbname",        database,     NULL};
    const char *const read_back[] = {"pg_restore", "--file=/dev/null", path, NULL};

    return database != NULL && run(command, environment, "store.backup", path, error) &&
           run(read_back, NULL, "store.backup", path, error);
}

bool pg_unpack(Store *base, const char *path, GError **error)
{
    const PgStore *store = (const PgStore *)base;
    g_auto(GStrv) environment = NULL;
    g_autofree char *database = connection_words(store->url, &environment, error);
    const char *const unpack[] = {
        "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "-d", database,
        path,         NULL};

    return database != NULL && run(unpack, environment, "store.restore", path, error);
}
