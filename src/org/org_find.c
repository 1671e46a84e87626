/* What a name in a file or on a form means. */
#include "org/org.h"

#include "org_sql.h"

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

char *org_find_area(StoreTx *tx, const char *district, const char *text, char **name,
                    GError **error)
{
    return find(tx, &sql_area_find, district, text, name, error);
}
