/* What can be asked about the organisation. */
#include "org/org.h"

#include "org/org_internal.h"
#include "org_sql.h"

#include <string.h>

static bool write_area(Call *call, const StoreRows *rows, G_GNUC_UNUSED gconstpointer data,
                       G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "code", store_column_text(rows, 0));
    json_member_text(answer, "name", store_column_text(rows, 1));
    json_member_text(answer, "kind", store_column_text(rows, 2));
    json_member_text(answer, "parent", store_column_text(rows, 3));
    json_end_object(answer);
    return true;
}

/* The answer {MEMBER: […]}: all that STATEMENT gives of the district. */
static bool write_all(Call *call, const char *member, const StoreStatement *statement,
                      CallWriteRow write, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), statement, STORE_VALUES(store_text(call_district(call))), error);

    json_begin_object(call_answer(call));
    if (!call_write_rows(call, member, rows, write, NULL, error)) {
        return false;
    }
    json_end_object(call_answer(call));
    return true;
}

bool area_list(Call *call, GError **error)
{
    return write_all(call, "areas", &sql_area_list, write_area, error);
}

static bool write_unit(Call *call, const StoreRows *rows, G_GNUC_UNUSED gconstpointer data,
                       G_GNUC_UNUSED GError **error)
{
    static const char *const names[] = {"id",   "key",  "name",   "short_name",
                                        "kind", "area", "parent", NULL};
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    for (guint i = 0; names[i] != NULL; i++) {
        json_member_text(answer, names[i], store_column_text(rows, i));
    }
    json_member_raw(answer, "duties", store_column_text(rows, 7));
    json_member_bool(answer, "active", store_column_int(rows, 8) == 1);
    json_member_int(answer, "version", store_column_int(rows, 9));
    json_end_object(answer);
    return true;
}

bool unit_list(Call *call, GError **error)
{
    return write_all(call, "units", &sql_unit_list, write_unit, error);
}

bool org_write_unit(Call *call, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_unit_by_id,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    return rows != NULL && store_rows_next(rows, error) && write_unit(call, rows, NULL, error);
}

/* Post id → JSON array text of its charges. */
static GHashTable *read_charges(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GHashTable) charges = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_charge_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        const char *post = store_column_text(rows, 1);
        const char *before = g_hash_table_lookup(charges, post);
        g_autoptr(JsonWriter) one = json_writer_new();
        json_begin_object(one);
        json_member_text(one, "id", store_column_text(rows, 0));
        json_member_text(one, "object_kind", store_column_text(rows, 2));
        json_member_text(one, "object_id", store_column_text(rows, 3));
        json_member_text(one, "object_name", store_column_text(rows, 4));
        json_member_text(one, "from", store_column_text(rows, 5));
        json_end_object(one);
        g_hash_table_replace(charges, g_strdup(post),
                             g_strdup_printf("%s%s%s", before != NULL ? before : "",
                                             before != NULL ? "," : "",
                                             json_writer_text(one, NULL)));
    }
    return error_pass(error, &failed) ? g_steal_pointer(&charges) : NULL;
}

static void write_post(JsonWriter *answer, const StoreRows *rows, GHashTable *charges)
{
    const char *list = g_hash_table_lookup(charges, store_column_text(rows, 3));
    g_autofree char *array = g_strdup_printf("[%s]", list != NULL ? list : "");

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 3));
    json_member_text(answer, "title", store_column_text(rows, 4));
    json_member_text(answer, "unit", store_column_text(rows, 5));
    json_member_text(answer, "unit_name", store_column_text(rows, 6));
    json_member_text(answer, "rank", store_column_text(rows, 7));
    json_member_text(answer, "from", store_column_text(rows, 8));
    json_member_raw(answer, "charges", array);
    json_end_object(answer);
}

/* People, or the one PERSON; their posts come in rows of their own. */
static bool write_people(Call *call, const char *person, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *current = NULL;
    JsonWriter *answer = call_answer(call);
    g_autoptr(GHashTable) charges = read_charges(call, error);

    if (charges == NULL) {
        return false;
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_person_list,
                    STORE_VALUES(store_text(call_district(call)), store_text(person)), error);
    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        if (g_strcmp0(current, store_column_text(rows, 0)) != 0) {
            if (current != NULL) {
                json_end_array(answer);
                json_end_object(answer);
            }
            g_free(current);
            current = g_strdup(store_column_text(rows, 0));
            json_begin_object(answer);
            json_member_text(answer, "id", current);
            json_member_text(answer, "name", store_column_text(rows, 1));
            json_member_int(answer, "version", store_column_int(rows, 2));
            json_key(answer, "posts");
            json_begin_array(answer);
        }
        if (!store_column_is_null(rows, 3)) {
            write_post(answer, rows, charges);
        }
    }
    if (current != NULL) {
        json_end_array(answer);
        json_end_object(answer);
    }
    return error_pass(error, &failed);
}

bool org_write_person(Call *call, const char *id, GError **error)
{
    return write_people(call, id, error);
}

bool person_list(Call *call, GError **error)
{
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "people");
    json_begin_array(call_answer(call));
    if (!write_people(call, NULL, error)) {
        return false;
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}

bool role_list(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *current = NULL;
    JsonWriter *answer = call_answer(call);
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_role_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "roles");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        if (g_strcmp0(current, store_column_text(rows, 0)) != 0) {
            if (current != NULL) {
                json_end_array(answer);
                json_end_object(answer);
            }
            g_free(current);
            current = g_strdup(store_column_text(rows, 0));
            json_begin_object(answer);
            json_member_text(answer, "key", current);
            json_member_text(answer, "name",
                             store_column_text(rows, call_language(call) == LANGUAGE_ZH ? 1 : 2));
            json_key(answer, "permissions");
            json_begin_array(answer);
        }
        if (!store_column_is_null(rows, 3)) {
            json_text(answer, store_column_text(rows, 3));
        }
    }
    if (current != NULL) {
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}

static char *read_one(StoreTx *tx, const StoreStatement *statement, const char *district,
                      const char *id, guint column, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(tx, statement, STORE_VALUES(store_text(district), store_text(id)), error);

    return rows != NULL && store_rows_next(rows, error) ? g_strdup(store_column_text(rows, column))
                                                        : NULL;
}

char *org_unit_name(StoreTx *tx, const char *district, const char *unit, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_unit_by_id, STORE_VALUES(store_text(district), store_text(unit)), error);

    return rows != NULL && store_rows_next(rows, error) && store_column_int(rows, 8) == 1
               ? g_strdup(store_column_text(rows, 2))
               : NULL;
}

char *org_person_name(StoreTx *tx, const char *district, const char *person, GError **error)
{
    return read_one(tx, &sql_person_exists, district, person, 0, error);
}

bool org_unit_leader(StoreTx *tx, const char *district, const char *unit, char **person,
                     char **name, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_charge_leader, STORE_VALUES(store_text(district), store_text(unit)), error);

    *person = NULL;
    *name = NULL;
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        *person = g_strdup(store_column_text(rows, 0));
        *name = g_strdup(store_column_text(rows, 1));
    }
    return error_pass(error, &failed);
}

char *org_district(Store *store, GError **error)
{
    g_autoptr(StoreReadTx) tx = store_read_begin(store, error);

    if (tx == NULL) {
        return NULL;
    }
    g_autoptr(StoreRows) rows = store_query(tx, &sql_district_first, STORE_NO_VALUES, error);
    g_autoptr(GError) failed = NULL;
    if (rows == NULL) {
        return NULL;
    }
    if (store_rows_next(rows, &failed)) {
        return g_strdup(store_column_text(rows, 0));
    }
    if (error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "org.no_district", NULL, NULL);
    }
    return NULL;
}

bool org_set_clock(Store *store, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreReadTx) tx = store_read_begin(store, error);
    g_autoptr(StoreRows) rows =
        tx != NULL ? store_query(tx, &sql_district_first, STORE_NO_VALUES, error) : NULL;

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        store_set_clock(store, store_column_int(rows, 1));
    }
    return error_pass(error, &failed);
}
