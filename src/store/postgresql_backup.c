/* A backup of PostgreSQL is pg_dump's own custom format: its users know it, and pg_restore reads it
 * back. */
#include "store/postgresql_internal.h"

#include <glib/gstdio.h>

/* KEY is the sentence that quotes what the program said. */
static bool run(const char *const *command, const char *key, const char *path, GError **error)
{
    g_autoptr(GError) spawn_error = NULL;
    g_autofree char *complaint = NULL;
    int status = 0;

    if (!g_spawn_sync(NULL, (char **)command, NULL,
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

bool pg_backup(Store *base, const char *path, GError **error)
{
    PgStore *store = (PgStore *)base;
    const char *const dump[] = {"pg_dump", "--format=custom", "--no-owner", "--file",
                                path,      store->url,        NULL};
    /* Turning the whole archive into a script unpacks every row in it. */
    const char *const read_back[] = {"pg_restore", "--file=/dev/null", path, NULL};

    if (!run(dump, "store.backup", path, error)) {
        return false;
    }
    if (!run(read_back, "store.backup", path, error)) {
        g_unlink(path);
        return false;
    }
    return true;
}

bool pg_unpack(Store *base, const char *path, GError **error)
{
    PgStore *store = (PgStore *)base;
    const char *const unpack[] = {
        "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", "-d", store->url,
        path,         NULL};

    return run(unpack, "store.restore", path, error);
}
