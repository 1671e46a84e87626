#include "org/names.h"

#include "org_sql.h"

struct Names {
    StoreTx *tx;
    const char *district;
    GHashTable *known[NAME_KINDS]; /* id → name, NULL for one that has none */
};

Names *names_new(StoreTx *tx, const char *district)
{
    Names *names = g_new0(Names, 1);

    names->tx = tx;
    names->district = district;
    for (gsize kind = 0; kind < NAME_KINDS; kind++) {
        names->known[kind] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    }
    return names;
}

void names_free(Names *names)
{
    if (names != NULL) {
        for (gsize kind = 0; kind < NAME_KINDS; kind++) {
            g_hash_table_unref(names->known[kind]);
        }
        g_free(names);
    }
}

static char *read_name(const Names *names, NameKind kind, const char *id)
{
    static const StoreStatement *const statements[] = {
        [NAME_UNIT] = &sql_unit_short_name,
        [NAME_PERSON] = &sql_person_name,
        [NAME_ACCOUNT] = &sql_account_name,
    };
    g_autoptr(StoreRows) rows =
        store_query(names->tx, statements[kind],
                    STORE_VALUES(store_text(names->district), store_text(id)), NULL);

    return rows != NULL && store_rows_next(rows, NULL) ? g_strdup(store_column_text(rows, 0))
                                                       : NULL;
}

bool names_know_units(Names *names, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(names->tx, &sql_unit_short_names,
                                            STORE_VALUES(store_text(names->district)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_replace(names->known[NAME_UNIT], g_strdup(store_column_text(rows, 0)),
                             g_strdup(store_column_text(rows, 1)));
    }
    return rows != NULL && error_pass(error, &failed);
}

const char *name_of(const Names *names, NameKind kind, const char *id)
{
    gpointer name = NULL;

    if (id == NULL) {
        return NULL;
    }
    if (!g_hash_table_lookup_extended(names->known[kind], id, NULL, &name)) {
        name = read_name(names, kind, id);
        g_hash_table_insert(names->known[kind], g_strdup(id), name);
    }
    return name != NULL ? name : id;
}

const char *name_of_actor(const Names *names, Language language, const char *account)
{
    return g_strcmp0(account, "system") == 0 ? text_find(language, "org.system")
                                             : name_of(names, NAME_ACCOUNT, account);
}
