/* Schemes: those of the pack, drafts, versions. */
#include "kernel/id.h"
#include "kernel/json_in.h"
#include "kernel/schema.h"
#include "pack/pack.h"
#include "score/score_internal.h"

#include <string.h>

#define BY_PACK "system"

void stored_scheme_free(StoredScheme *stored)
{
    if (stored != NULL) {
        g_free(stored->id);
        g_free(stored->key);
        g_free(stored->origin);
        json_decref(stored->definition);
        g_free(stored->by);
        g_free(stored);
    }
}

static StoredScheme *from_row(const StoreRows *rows)
{
    StoredScheme *stored = g_new0(StoredScheme, 1);

    *stored = (StoredScheme){.id = g_strdup(store_column_text(rows, 0)),
                             .key = g_strdup(store_column_text(rows, 1)),
                             .version = store_column_int(rows, 2),
                             .origin = g_strdup(store_column_text(rows, 3)),
                             .definition = json_loads(store_column_text(rows, 4), 0, NULL),
                             .revision = store_column_int(rows, 5),
                             .at = store_column_int(rows, 6),
                             .by = g_strdup(store_column_text(rows, 7))};
    return stored;
}

StoredScheme *stored_scheme_find(Call *call, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_scheme_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(id)), "score.no_scheme", error);

    return rows != NULL ? from_row(rows) : NULL;
}

StoredScheme *stored_scheme_newest(Call *call, const char *key, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_scheme_newest,
        STORE_VALUES(store_text(call_district(call)), store_text(key), store_null()),
        "score.no_scheme", error);

    return rows != NULL ? from_row(rows) : NULL;
}

/* ---- Checking -------------------------------------------------------------------------------- */

/* The schema of a file of schemes. (transfer full) */
static json_t *read_schema(const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "schema", "schemes.schema.json", NULL);
    g_autofree char *text = NULL;
    gsize length = 0;

    json_auto_t *schema =
        g_file_get_contents(path, &text, &length, error) ? json_parse(text, length, error) : NULL;
    return schema != NULL && schema_check_references(schema, schema, path, error)
               ? json_incref(schema)
               : NULL;
}

/* Compiles DEFINITION, of which the schema holds. (transfer full) */
static ScoreScheme *compile(const json_t *definition, const char *prefix, GError **error)
{
    return inputs_check(definition, prefix, error) ? score_scheme_compile(definition, prefix, error)
                                                   : NULL;
}

ScoreScheme *scheme_checked(Call *call, const json_t *definition, GError **error)
{
    json_auto_t *schema = read_schema(call_packs(call) != NULL ? call_packs(call) : "packs", error);
    const json_t *scheme = json_object_get(json_object_get(schema, "$defs"), "scheme");

    return schema != NULL && schema_check(schema, scheme, definition, "/definition", error)
               ? compile(definition, "/definition", error)
               : NULL;
}

/* Compiles every scheme of SOURCE, which came from FILE. */
static bool compile_all(const json_t *source, const char *file, Language language, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(source, "schemes"), i, entry)
    {
        g_autofree char *prefix = g_strdup_printf("%s:/schemes/%zu", file, i);
        g_autoptr(GError) fault = NULL;
        g_autoptr(ScoreScheme) scheme = compile(entry, prefix, &fault);
        if (scheme == NULL) {
            const char *place = error_detail(fault, 0)->field;
            g_autofree char *why = error_text(fault, language);
            error_set(error, LUOSHI_ERROR_INVALID, "score.in_file", place, "place",
                      place != NULL ? place : prefix, "why", why, NULL);
            return false;
        }
    }
    return true;
}

bool score_check(const char *file, Language language, GError **error)
{
    json_auto_t *source = pack_load_yaml(file, error);

    return source != NULL && compile_all(source, file, language, error);
}

/* ---- Loading --------------------------------------------------------------------------------- */

typedef struct {
    const char *district;
    const json_t *source;
    gint64 now;
} Load;

/* The newest version of KEY, of ORIGIN or of any; 0 without one. *SOURCE is as it was stored
 * (transfer full). */
static bool newest(StoreTx *tx, const Load *load, const char *key, const char *origin,
                   gint64 *version, char **source, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_scheme_newest,
        STORE_VALUES(store_text(load->district), store_text(key), store_text(origin)), error);

    *version = 0;
    if (rows != NULL && store_rows_next(rows, &failed)) {
        *version = store_column_int(rows, 2);
        *source = g_strdup(store_column_text(rows, 4));
    }
    return rows != NULL && error_pass(error, &failed);
}

static bool load_one(StoreTx *tx, const Load *load, const json_t *entry, GError **error)
{
    const char *key = json_string_value(json_object_get(entry, "key"));
    g_autofree char *text = json_dumps(entry, JSON_COMPACT | JSON_SORT_KEYS);
    g_autofree char *packed = NULL;
    g_autofree char *any = NULL;
    g_autofree char *id = id_new(load->now);
    gint64 version = 0;

    if (!newest(tx, load, key, "pack", &version, &packed, error)) {
        return false;
    }
    if (g_strcmp0(packed, text) == 0) {
        return true;
    }
    return newest(tx, load, key, NULL, &version, &any, error) &&
           store_execute(tx, &sql_scheme_insert,
                         STORE_VALUES(store_text(load->district), store_text(id), store_text(key),
                                      store_int(version + 1), store_text("pack"), store_text(text),
                                      store_int(load->now), store_text(BY_PACK)),
                         NULL, error);
}

static bool load_work(StoreTx *tx, gpointer data, GError **error)
{
    const Load *load = data;
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(load->source, "schemes"), i, entry)
    {
        if (!load_one(tx, load, entry, error)) {
            return false;
        }
    }
    return true;
}

bool score_load(Store *store, const char *district, const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "schemes.yaml", NULL);
    g_autofree char *place = g_strconcat(path, ":", NULL);
    json_auto_t *schema = read_schema(packs, error);
    json_auto_t *source = schema != NULL ? pack_load_yaml(path, error) : NULL;

    if (source == NULL || !schema_check(schema, schema, source, place, error) ||
        !compile_all(source, path, LANGUAGE_ZH, error)) {
        return false;
    }
    Load load = {.district = district, .source = source, .now = store_now(store)};
    return store_write(store, load_work, &load, error);
}

/* ---- Routes ---------------------------------------------------------------------------------- */

static void write_scheme(Call *call, const StoredScheme *stored, const Names *names, bool whole)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", stored->id);
    json_member_text(answer, "key", stored->key);
    json_member_text(answer, "name", score_name(call, json_object_get(stored->definition, "name")));
    json_member_int(answer, "version", stored->version);
    json_member_bool(answer, "draft", stored->version == 0);
    json_member_text(answer, "origin", stored->origin);
    json_member_int(answer, "revision", stored->revision);
    json_member_time(answer, "at", stored->at);
    json_member_text(answer, "by_name",
                     strcmp(stored->by, BY_PACK) == 0
                         ? text_find(call_language(call), "score.by_pack")
                         : name_of(names, NAME_ACCOUNT, stored->by));
    if (whole) {
        g_autofree char *definition = json_dumps(stored->definition, JSON_COMPACT);
        json_member_raw(answer, "definition", definition);
    }
    json_end_object(answer);
}

bool scheme_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_scheme_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "schemes");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        g_autoptr(StoredScheme) stored = from_row(rows);
        write_scheme(call, stored, names, false);
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}

bool scheme_read(Call *call, GError **error)
{
    g_autoptr(StoredScheme) stored =
        stored_scheme_find(call, call_parameter(call, "scheme"), error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (stored == NULL) {
        return false;
    }
    write_scheme(call, stored, names, true);
    return true;
}

static bool record(Call *call, const char *action, const char *id, const json_t *before,
                   const json_t *after, GError **error)
{
    call_changed(call, "schemes", "scheme", id);
    return call_record(call, action, "scheme", id, NULL, (json_t *)before, (json_t *)after, error);
}

bool scheme_add(Call *call, GError **error)
{
    const json_t *definition = json_object_get(call_body(call), "definition");
    g_autoptr(ScoreScheme) scheme = scheme_checked(call, definition, error);
    g_autofree char *id = call_new_id(call);
    g_autofree char *text = json_dumps(definition, JSON_COMPACT | JSON_SORT_KEYS);

    if (scheme == NULL ||
        !store_execute(call_tx(call), &sql_scheme_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(scheme->key), store_int(0), store_text("hand"),
                                    store_text(text), store_int(call_now(call)),
                                    store_text(call_actor(call)->account)),
                       NULL, error) ||
        !record(call, "scheme.add", id, NULL, definition, error)) {
        return false;
    }
    call_set_result(call, "scheme", id);
    call_created(call);
    return scheme_read(call, error);
}

/* A draft that is as the caller read it; else what stands against it. */
static bool check_draft(Call *call, const StoredScheme *stored, GError **error)
{
    if (stored->version > 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.scheme_fixed", NULL, NULL);
        return false;
    }
    if (json_integer_value(json_object_get(call_body(call), "revision")) != stored->revision) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.changed_meanwhile", "/revision", NULL);
        return false;
    }
    return true;
}

bool scheme_change(Call *call, GError **error)
{
    const json_t *definition = json_object_get(call_body(call), "definition");
    g_autoptr(StoredScheme) stored =
        stored_scheme_find(call, call_parameter(call, "scheme"), error);

    if (stored == NULL || !check_draft(call, stored, error)) {
        return false;
    }
    g_autoptr(ScoreScheme) scheme = scheme_checked(call, definition, error);
    g_autofree char *text = json_dumps(definition, JSON_COMPACT | JSON_SORT_KEYS);
    return scheme != NULL &&
           store_execute(
               call_tx(call), &sql_scheme_change,
               STORE_VALUES(store_text(scheme->key), store_text(text), store_int(call_now(call)),
                            store_text(call_actor(call)->account), store_text(call_district(call)),
                            store_text(stored->id), store_int(stored->revision)),
               NULL, error) &&
           record(call, "scheme.change", stored->id, stored->definition, definition, error) &&
           scheme_read(call, error);
}

bool scheme_publish(Call *call, GError **error)
{
    g_autoptr(StoredScheme) stored =
        stored_scheme_find(call, call_parameter(call, "scheme"), error);

    if (stored == NULL || !check_draft(call, stored, error)) {
        return false;
    }
    g_autoptr(ScoreScheme) scheme = scheme_checked(call, stored->definition, error);
    return scheme != NULL &&
           store_execute(call_tx(call), &sql_scheme_publish,
                         STORE_VALUES(store_text(call_district(call)), store_text(stored->key),
                                      store_int(call_now(call)),
                                      store_text(call_actor(call)->account), store_text(stored->id),
                                      store_int(stored->revision)),
                         NULL, error) &&
           record(call, "scheme.publish", stored->id, NULL, stored->definition, error) &&
           scheme_read(call, error);
}
