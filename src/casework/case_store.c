/* Cases and their types as they are stored. */
#include "casework/casework_internal.h"

#include "pack/pack.h"

#include <string.h>

Case *case_from_row(const StoreRows *rows)
{
    Case *record = g_new0(Case, 1);

    record->id = g_strdup(store_column_text(rows, 0));
    record->type = g_strdup(store_column_text(rows, 1));
    record->type_version = store_column_int(rows, 2);
    record->number = g_strdup(store_column_text(rows, 3));
    record->title = g_strdup(store_column_text(rows, 4));
    record->state = g_strdup(store_column_text(rows, 5));
    record->closed = store_column_int(rows, 6) == 1;
    record->unit = g_strdup(store_column_text(rows, 7));
    record->leader = g_strdup(store_column_text(rows, 8));
    record->object_kind = g_strdup(store_column_text(rows, 9));
    record->object_id = g_strdup(store_column_text(rows, 10));
    record->raised_by = g_strdup(store_column_text(rows, 11));
    record->raised = store_column_int(rows, 12);
    record->due = g_strdup(store_column_text(rows, 13));
    record->stopped = g_strdup(store_column_text(rows, 14));
    record->asked_until = g_strdup(store_column_text(rows, 15));
    record->returns = store_column_int(rows, 16);
    record->escalated = store_column_int(rows, 17) == 1;
    record->form = json_loads(store_column_text(rows, 18), 0, NULL);
    record->version = store_column_int(rows, 19);
    record->changed = store_column_int(rows, 20);
    record->due_at = store_column_int(rows, 21); /* 0 for NULL */
    record->stopped_at = store_column_int(rows, 22);
    record->warned = store_column_int(rows, 23) == 1;
    return record;
}

void case_free(Case *record)
{
    if (record == NULL) {
        return;
    }
    g_free(record->id);
    g_free(record->type);
    g_free(record->number);
    g_free(record->title);
    g_free(record->state);
    g_free(record->unit);
    g_free(record->leader);
    g_free(record->object_kind);
    g_free(record->object_id);
    g_free(record->raised_by);
    g_free(record->due);
    g_free(record->stopped);
    g_free(record->asked_until);
    json_decref(record->form);
    g_free(record);
}

Case *case_find(Call *call, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_case_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(id)), "casework.no_case", error);

    return rows != NULL ? case_from_row(rows) : NULL;
}

CaseType *case_type_read(Call *call, const char *key, gint64 version, GError **error)
{
    const StoreValue newest[] = {store_text(call_district(call)), store_text(key)};
    const StoreValue at[] = {store_text(call_district(call)), store_text(key), store_int(version)};
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        version == 0
            ? store_query(call_tx(call), &sql_case_type_newest, newest, G_N_ELEMENTS(newest), error)
            : store_query(call_tx(call), &sql_case_type_at, at, G_N_ELEMENTS(at), error);

    if (rows == NULL) {
        return NULL;
    }
    if (store_rows_next(rows, &failed)) {
        json_auto_t *source = json_loads(store_column_text(rows, 1), 0, NULL);
        return case_type_compile(source, error);
    }
    if (error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "casework.no_type", "/type", "type", key, NULL);
    }
    return NULL;
}

static void free_type(gpointer type)
{
    case_type_free(type);
}

GHashTable *case_types_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_type);
}

const CaseType *case_type_of(Call *call, GHashTable *types, const Case *record, GError **error)
{
    g_autofree char *key =
        g_strdup_printf("%s %" G_GINT64_FORMAT, record->type, record->type_version);
    CaseType *type = g_hash_table_lookup(types, key);

    if (type == NULL) {
        type = case_type_read(call, record->type, record->type_version, error);
        if (type != NULL) {
            g_hash_table_insert(types, g_steal_pointer(&key), type);
        }
    }
    return type;
}

WorkCalendar *case_calendar(Call *call)
{
    return call_calendar(call);
}

/* What loading the types needs. */
typedef struct {
    const char *district;
    const json_t *types;
    gint64 now;
} Load;

static bool load_type(StoreTx *tx, const Load *load, const json_t *definition, GError **error)
{
    const char *key = json_string_value(json_object_get(definition, "key"));
    g_autofree char *source = json_dumps(definition, JSON_COMPACT | JSON_SORT_KEYS);
    g_autoptr(CaseType) type = case_type_compile(definition, error);
    g_autoptr(GError) failed = NULL;
    gint64 version = 0;

    if (type == NULL) {
        return false;
    }
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_case_type_newest,
                    STORE_VALUES(store_text(load->district), store_text(key)), error);
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        version = store_column_int(rows, 0);
        if (strcmp(store_column_text(rows, 1), source) == 0) {
            return true;
        }
    }
    return error_pass(error, &failed) &&
           store_execute(tx, &sql_case_type_insert,
                         STORE_VALUES(store_text(load->district), store_text(key),
                                      store_int(version + 1), store_text(source),
                                      store_int(load->now)),
                         NULL, error);
}

static bool load_types(StoreTx *tx, gpointer data, GError **error)
{
    const Load *load = data;
    size_t i;
    json_t *definition;

    json_array_foreach(load->types, i, definition)
    {
        if (!load_type(tx, load, definition, error)) {
            return false;
        }
    }
    return true;
}

bool casework_load(Store *store, const char *district, const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "cases.yaml", NULL);
    json_auto_t *file = pack_load_yaml(path, error);
    Load load = {
        .district = district, .types = json_object_get(file, "types"), .now = store_now(store)};

    return file != NULL && store_write(store, load_types, &load, error);
}

bool casework_tally(Call *call, const char *type, const char *object_kind, const char *object_id,
                    CaseTally *tally, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_tally,
                    STORE_VALUES(store_text(call_today(call)), store_int(call_now(call)),
                                 store_text(call_district(call)), store_text(object_kind),
                                 store_text(object_id), store_text(type)),
                    error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *tally = (CaseTally){store_column_int(rows, 0), store_column_int(rows, 1),
                         store_column_int(rows, 2)};
    return true;
}

bool casework_object(Call *call, const char *id, char **object_kind, char **object_id,
                     GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Case) record = case_find(call, id, &failed);

    *object_kind = record != NULL ? g_strdup(record->object_kind) : NULL;
    *object_id = record != NULL ? g_strdup(record->object_id) : NULL;
    return record != NULL || g_error_matches(failed, LUOSHI_ERROR, LUOSHI_ERROR_NOT_FOUND) ||
           error_pass(error, &failed);
}
