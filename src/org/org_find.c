/* What a name in a file or on a form means. */
#include "org/org.h"

#include "kernel/json_in.h"
#include "org_sql.h"

#include <string.h>

static char *find(StoreTx *tx, const StoreStatement *statement, const char *district,
                  const char *text, char **name, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, statement, STORE_VALUES(store_text(district), store_text(text)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return NULL;
    }
    if (name != NULL) {
        *name = g_strdup(store_column_text(rows, 1));
    }
    return g_strdup(store_column_text(rows, 0));
}

char *org_find_unit(StoreTx *tx, const char *district, const char *text, GError **error)
{
    return find(tx, &sql_unit_find, district, text, NULL, error);
}

char *org_find_person(StoreTx *tx, const char *district, const char *text, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_person_find, STORE_VALUES(store_text(district), store_text(text)), error);
    g_autofree char *found = NULL;

    if (rows != NULL && store_rows_next(rows, &failed)) {
        found = g_strdup(store_column_text(rows, 0));
        if (store_rows_next(rows, &failed)) {
            g_clear_pointer(&found, g_free);
        }
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return g_steal_pointer(&found);
}

char *org_find_area(StoreTx *tx, const char *district, const char *text, char **name,
                    GError **error)
{
    return find(tx, &sql_area_find, district, text, name, error);
}

/* NAME without the character that says what kind of area it is. (transfer full) */
static char *bare_name(const char *name)
{
    static const char *const kinds[] = {"省", "市", "区", "县", "镇", "乡", NULL};

    for (guint i = 0; kinds[i] != NULL; i++) {
        gsize length = strlen(kinds[i]);
        if (g_str_has_suffix(name, kinds[i]) && strlen(name) > 2 * length) {
            return g_strndup(name, strlen(name) - length);
        }
    }
    return NULL;
}

char **org_place_names(StoreTx *tx, const char *district, GError **error)
{
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_area_list, STORE_VALUES(store_text(district)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *name = store_column_text(rows, 1);
        if (strcmp(store_column_text(rows, 2), "village") == 0) {
            continue;
        }
        g_autofree char *bare = bare_name(name);
        g_strv_builder_add(names, name);
        if (bare != NULL) {
            g_strv_builder_add(names, bare);
        }
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_strv_builder_end(names) : NULL;
}

GPtrArray *org_units_of(StoreTx *tx, const char *district, const json_t *kinds, const json_t *keys,
                        GError **error)
{
    g_autoptr(GPtrArray) units = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_units_active, STORE_VALUES(store_text(district)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (json_holds(keys, store_column_text(rows, 1)) ||
            json_holds(kinds, store_column_text(rows, 2))) {
            g_ptr_array_add(units, g_strdup(store_column_text(rows, 0)));
        }
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_steal_pointer(&units) : NULL;
}

static void holder_free(gpointer data)
{
    OrgHolder *holder = data;

    g_free(holder->person);
    g_free(holder->unit);
    g_free(holder);
}

GPtrArray *org_holders(StoreTx *tx, const char *district, const json_t *ranks, GError **error)
{
    g_autoptr(GPtrArray) holders = g_ptr_array_new_with_free_func(holder_free);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_post_holders, STORE_VALUES(store_text(district)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        if ((ranks != NULL && !json_holds(ranks, store_column_text(rows, 2))) ||
            g_hash_table_contains(seen, store_column_text(rows, 0))) {
            continue;
        }
        OrgHolder *holder = g_new0(OrgHolder, 1);
        *holder =
            (OrgHolder){g_strdup(store_column_text(rows, 0)), g_strdup(store_column_text(rows, 1))};
        g_ptr_array_add(holders, holder);
        g_hash_table_add(seen, holder->person);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_steal_pointer(&holders) : NULL;
}
