/* Charges of other objects than units: who is in charge of a project. */
#include "org/org.h"

#include "org_sql.h"

static void charge_free(gpointer data)
{
    OrgCharge *charge = data;

    g_free(charge->person);
    g_free(charge->name);
    g_free(charge);
}

GHashTable *org_charges(StoreTx *tx, const char *district, const char *kind, const char *object,
                        GError **error)
{
    g_autoptr(GHashTable) charges =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, charge_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_charge_holders,
        STORE_VALUES(store_text(district), store_text(kind), store_text(object)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        OrgCharge *charge = g_new0(OrgCharge, 1);
        charge->person = g_strdup(store_column_text(rows, 1));
        charge->name = g_strdup(store_column_text(rows, 2));
        g_hash_table_replace(charges, g_strdup(store_column_text(rows, 0)), charge);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_steal_pointer(&charges) : NULL;
}

/* The post by which PERSON would be in charge; NULL without an error if he holds none. (transfer
 * full) */
static char *find_post(Call *call, const char *person, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_post_of_person,
                    STORE_VALUES(store_text(call_district(call)), store_text(person)), error);

    return rows != NULL && store_rows_next(rows, error) ? g_strdup(store_column_text(rows, 0))
                                                        : NULL;
}

bool org_charge_set(Call *call, const char *kind, const char *object, const char *person,
                    const char *place, GError **error)
{
    const char *district = call_district(call);
    g_autoptr(GError) failed = NULL;
    g_autofree char *post = person != NULL ? find_post(call, person, &failed) : NULL;

    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (person != NULL && post == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_post_held", place, NULL);
        return false;
    }
    if (!store_execute(call_tx(call), &sql_charge_end,
                       STORE_VALUES(store_text(call_today(call)), store_text(district),
                                    store_text(kind), store_text(object)),
                       NULL, error)) {
        return false;
    }
    g_autofree char *id = call_new_id(call);
    return post == NULL ||
           store_execute(call_tx(call), &sql_charge_insert,
                         STORE_VALUES(store_text(district), store_text(id), store_text(post),
                                      store_text(kind), store_text(object),
                                      store_text(call_today(call))),
                         NULL, error);
}
