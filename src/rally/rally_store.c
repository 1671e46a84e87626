/* Rallies as they are stored. */
#include "rally/rally_internal.h"

#include "pack/pack.h"

#include <string.h>

static const char *const STATES[] = {"planned", "open", "closed", "not_held"};

const char *rally_state_text(RallyState state)
{
    return STATES[state];
}

void rally_free(Rally *rally)
{
    if (rally == NULL) {
        return;
    }
    char *texts[] = {rally->id,  rally->period, rally->title,    rally->sheet_key,
                     rally->day, rally->reason, rally->closed_by};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(texts[i]);
    }
    g_free(rally);
}

static void free_rally(gpointer data)
{
    rally_free(data);
}

RallyState rally_state_of(const char *text)
{
    for (guint i = 0; i < G_N_ELEMENTS(STATES); i++) {
        if (strcmp(STATES[i], text) == 0) {
            return (RallyState)i;
        }
    }
    return RALLY_CLOSED;
}

GPtrArray *rally_rows(Call *call, const char *id, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_rally);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rallies,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Rally *rally = g_new0(Rally, 1);
        *rally = (Rally){.id = g_strdup(store_column_text(rows, 0)),
                         .period = g_strdup(store_column_text(rows, 1)),
                         .title = g_strdup(store_column_text(rows, 2)),
                         .sheet_key = g_strdup(store_column_text(rows, 3)),
                         .pack_version = store_column_int(rows, 4),
                         .day = g_strdup(store_column_text(rows, 5)),
                         .state = rally_state_of(store_column_text(rows, 6)),
                         .reason = g_strdup(store_column_text(rows, 7)),
                         .closed = store_column_int(rows, 8),
                         .closed_by = g_strdup(store_column_text(rows, 9)),
                         .version = store_column_int(rows, 10)};
        g_ptr_array_add(found, rally);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&found) : NULL;
}

Rally *rally_find(Call *call, GError **error)
{
    g_autoptr(GPtrArray) found = rally_rows(call, call_parameter(call, "rally"), error);
    if (found == NULL) {
        return NULL;
    }
    if (found->len == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "rally.none", NULL, NULL);
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}

Rally *rally_find_for(Call *call, GError **error)
{
    g_autoptr(Rally) rally = rally_find(call, error);

    if (rally == NULL) {
        return NULL;
    }
    if (json_integer_value(json_object_get(call_body(call), "version")) != rally->version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return NULL;
    }
    return g_steal_pointer(&rally);
}

/* ---- Declarations -----------------------------------------------------------------------------
 */

/* The sheet KEY of SOURCE. (transfer full) */
static RallySheet *compile_one(const char *source, const char *key, GError **error)
{
    json_auto_t *file = json_loads(source, 0, NULL);
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(file, "sheets"), i, entry)
    {
        if (strcmp(json_string_value(json_object_get(entry, "key")), key) == 0) {
            return rally_sheet_compile(entry, error);
        }
    }
    error_set(error, LUOSHI_ERROR_INVALID, "rally.no_sheet", "/sheet", "sheet", key, NULL);
    return NULL;
}

/* The sheet KEY of the declarations that ROWS (taken) begin with. (transfer full) */
static RallySheet *take_sheet(StoreRows *taken, const char *key, gint64 *version, GError **error)
{
    g_autoptr(StoreRows) rows = taken;
    g_autoptr(GError) failed = NULL;

    if (rows == NULL) {
        return NULL;
    }
    if (store_rows_next(rows, &failed)) {
        *version = store_column_int(rows, 0);
        return compile_one(store_column_text(rows, 1), key, error);
    }
    if (error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_INVALID, "rally.no_sheet", "/sheet", "sheet", key, NULL);
    }
    return NULL;
}

RallySheet *rally_sheet_newest(Call *call, const char *key, gint64 *version, GError **error)
{
    return take_sheet(store_query(call_tx(call), &sql_rally_pack_newest,
                                  STORE_VALUES(store_text(call_district(call))), error),
                      key, version, error);
}

RallySheet *rally_sheet_of(Call *call, const Rally *rally, GError **error)
{
    gint64 version = 0;

    return take_sheet(
        store_query(call_tx(call), &sql_rally_pack_at,
                    STORE_VALUES(store_text(call_district(call)), store_int(rally->pack_version)),
                    error),
        rally->sheet_key, &version, error);
}

/* What loading needs. */
typedef struct {
    const char *district;
    const char *source;
} Load;

static bool load(StoreTx *tx, gpointer data, GError **error)
{
    const Load *declared = data;
    g_autoptr(GError) failed = NULL;
    gint64 version = 0;
    g_autoptr(StoreRows) rows = store_query(tx, &sql_rally_pack_newest,
                                            STORE_VALUES(store_text(declared->district)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        version = store_column_int(rows, 0);
        if (strcmp(store_column_text(rows, 1), declared->source) == 0) {
            return true;
        }
    }
    return error_pass(error, &failed) &&
           store_execute(tx, &sql_rally_pack_insert,
                         STORE_VALUES(store_text(declared->district), store_int(version + 1),
                                      store_text(declared->source)),
                         NULL, error);
}

bool rally_load(Store *store, const char *district, const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "rallies.yaml", NULL);
    json_auto_t *file = pack_load_yaml(path, error);
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(file, "sheets"), i, entry)
    {
        g_autoptr(RallySheet) sheet = rally_sheet_compile(entry, error);
        if (sheet == NULL) {
            return false;
        }
    }
    g_autofree char *source = json_dumps(file, JSON_COMPACT | JSON_SORT_KEYS);
    Load declared = {.district = district, .source = source};
    return file != NULL && store_write(store, load, &declared, error);
}

/* ---- Lists ------------------------------------------------------------------------------------
 */

GPtrArray *rally_judges(Call *call, const Rally *rally, GError **error)
{
    g_autoptr(GPtrArray) judges = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rally_judges,
                    STORE_VALUES(store_text(call_district(call)), store_text(rally->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(judges, g_strdup(store_column_text(rows, 0)));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&judges) : NULL;
}

bool rally_is_judge(const GPtrArray *judges, const char *person)
{
    for (guint i = 0; i < judges->len; i++) {
        if (strcmp(judges->pdata[i], person) == 0) {
            return true;
        }
    }
    return false;
}

bool rally_record(Call *call, const Rally *rally, const char *action, const char *reason,
                  json_t *before, json_t *after, GError **error)
{
    g_autofree char *topic = g_strconcat("rally:", rally->id, NULL);

    call_changed(call, topic, RALLY_KIND, rally->id);
    call_changed(call, "rallies", RALLY_KIND, rally->id);
    call_changed(call, "duties", RALLY_KIND, rally->id);
    return call_record(call, action, RALLY_KIND, rally->id, reason, before, after, error);
}
