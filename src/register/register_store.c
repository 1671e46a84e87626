/* Types and objects as they are stored. */
#include "register/register_internal.h"

#include "kernel/code.h"
#include "org/org.h"
#include "pack/pack.h"

#include <string.h>

const char *register_text(const json_t *body, const char *name)
{
    return json_string_value(json_object_get(body, name));
}

RegisterObject *register_object_from_row(const StoreRows *rows)
{
    RegisterObject *object = g_new0(RegisterObject, 1);

    object->id = g_strdup(store_column_text(rows, 0));
    object->type = g_strdup(store_column_text(rows, 1));
    object->name = g_strdup(store_column_text(rows, 2));
    object->unit = g_strdup(store_column_text(rows, 3));
    object->area = g_strdup(store_column_text(rows, 4));
    object->retired = g_strdup(store_column_text(rows, 5));
    object->placed = !store_column_is_null(rows, 6);
    object->point = (OutlinePoint){store_column_int(rows, 6), store_column_int(rows, 7)};
    object->outline = g_strdup(store_column_text(rows, 8));
    object->form = json_loads(store_column_text(rows, 9), 0, NULL);
    object->version = store_column_int(rows, 10);
    object->changed = store_column_int(rows, 11);
    return object;
}

RegisterObject *register_object_copy(const RegisterObject *object)
{
    RegisterObject *copy = g_memdup2(object, sizeof *object);

    copy->id = g_strdup(object->id);
    copy->type = g_strdup(object->type);
    copy->name = g_strdup(object->name);
    copy->unit = g_strdup(object->unit);
    copy->area = g_strdup(object->area);
    copy->retired = g_strdup(object->retired);
    copy->outline = g_strdup(object->outline);
    copy->form = json_copy(object->form);
    return copy;
}

void register_object_free(RegisterObject *object)
{
    if (object == NULL) {
        return;
    }
    g_free(object->id);
    g_free(object->type);
    g_free(object->name);
    g_free(object->unit);
    g_free(object->area);
    g_free(object->retired);
    g_free(object->outline);
    json_decref(object->form);
    g_free(object);
}

static void free_type(gpointer type)
{
    register_type_free(type);
}

GPtrArray *register_types(Call *call, GError **error)
{
    g_autoptr(GPtrArray) types = g_ptr_array_new_with_free_func(free_type);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_types,
                    STORE_VALUES(store_text(call_district(call)), store_null()), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_auto_t *source = json_loads(store_column_text(rows, 2), 0, NULL);
        RegisterType *type = register_type_compile(source, error);
        if (type == NULL) {
            return NULL;
        }
        type->version = store_column_int(rows, 1);
        g_ptr_array_add(types, type);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&types) : NULL;
}

const RegisterType *register_type_among(const GPtrArray *types, const char *key)
{
    for (guint i = 0; i < types->len; i++) {
        const RegisterType *type = g_ptr_array_index(types, i);
        if (strcmp(type->key, key) == 0) {
            return type;
        }
    }
    return NULL;
}

const RegisterType *register_type_of(const GPtrArray *types, const char *key, GError **error)
{
    const RegisterType *type = register_type_among(types, key);

    if (type == NULL || type->outside) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "register.no_type", "/type", "type", key, NULL);
        return NULL;
    }
    return type;
}

RegisterObject *register_object_find(Call *call, const char *type, const char *id, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_by_id,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL) {
        return NULL;
    }
    if (store_rows_next(rows, &failed) &&
        (type == NULL || strcmp(store_column_text(rows, 1), type) == 0)) {
        return register_object_from_row(rows);
    }
    if (error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "register.no_object", NULL, NULL);
    }
    return NULL;
}

void register_brief_free(RegisterBrief *brief)
{
    if (brief == NULL) {
        return;
    }
    g_free(brief->id);
    g_free(brief->type);
    g_free(brief->name);
    g_free(brief->unit);
    g_free(brief);
}

static RegisterBrief *find_outside(Call *call, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_outside,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return NULL;
    }
    RegisterBrief *brief = g_new0(RegisterBrief, 1);
    *brief = (RegisterBrief){.id = g_strdup(id),
                             .type = g_strdup(store_column_text(rows, 0)),
                             .name = g_strdup(store_column_text(rows, 1)),
                             .unit = g_strdup(store_column_text(rows, 2))};
    return brief;
}

RegisterBrief *register_brief(Call *call, const char *id, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(RegisterObject) object = register_object_find(call, NULL, id, &failed);

    if (object == NULL) {
        if (!g_error_matches(failed, LUOSHI_ERROR, LUOSHI_ERROR_NOT_FOUND)) {
            error_pass(error, &failed);
            return NULL;
        }
        return find_outside(call, id, error);
    }
    RegisterBrief *brief = g_new0(RegisterBrief, 1);
    *brief = (RegisterBrief){.id = g_steal_pointer(&object->id),
                             .type = g_steal_pointer(&object->type),
                             .name = g_steal_pointer(&object->name),
                             .unit = g_steal_pointer(&object->unit),
                             .retired = object->retired != NULL};
    return brief;
}

RegisterBrief *register_meant(Call *call, const char *type, const char *text, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(RegisterBrief) brief = register_brief(call, text, &failed);

    if (brief == NULL && failed == NULL) {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_register_named,
            STORE_VALUES(store_text(call_district(call)), store_text(type), store_text(text)),
            &failed);
        if (rows != NULL && store_rows_next(rows, &failed)) {
            g_autofree char *id = g_strdup(store_column_text(rows, 0));
            brief = register_brief(call, id, &failed);
        }
    }
    if (!error_pass(error, &failed) || brief == NULL) {
        return NULL;
    }
    return strcmp(brief->type, type) == 0 && !brief->retired ? g_steal_pointer(&brief) : NULL;
}

RegisterBrief *register_holding(Call *call, const char *type, const char *field, const char *value,
                                GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_holder,
                    STORE_VALUES(store_text(call_district(call)), store_text(type),
                                 store_text(field), store_text(value)),
                    error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return NULL;
    }
    g_autofree char *id = g_strdup(store_column_text(rows, 0));
    return register_brief(call, id, error);
}

static void free_like(gpointer data)
{
    RegisterLike *like = data;

    g_free(like->id);
    g_free(like->name);
    g_free(like->unit);
    g_free(like);
}

GPtrArray *register_alike(Call *call, const char *type, const char *name, const char *except,
                          guint limit, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_like);
    g_autoptr(GError) failed = NULL;
    g_auto(GStrv) places = org_place_names(call_tx(call), call_district(call), error);
    g_autoptr(StoreRows) rows =
        places != NULL
            ? store_query(call_tx(call), &sql_register_names,
                          STORE_VALUES(store_text(call_district(call)), store_text(type)), error)
            : NULL;

    while (rows != NULL && found->len < limit && store_rows_next(rows, &failed)) {
        const char *other = store_column_text(rows, 1);
        guint percent = code_firm_similarity(name, other, (const char *const *)places);
        if (g_strcmp0(store_column_text(rows, 0), except) != 0 && percent >= CODE_FIRM_ALIKE) {
            RegisterLike *like = g_new(RegisterLike, 1);
            *like = (RegisterLike){g_strdup(store_column_text(rows, 0)), g_strdup(other),
                                   g_strdup(store_column_text(rows, 2)), percent};
            g_ptr_array_add(found, like);
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&found) : NULL;
}

char *register_known(Call *call, const char *id, const char *field, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_known,
        STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(field)), error);

    return rows != NULL && store_rows_next(rows, error) ? g_strdup(store_column_text(rows, 0))
                                                        : NULL;
}

bool register_put_outside(StoreTx *tx, const char *in, const char *kind, const char *id,
                          const json_t *values, GError **error)
{
    const StoreValue district = store_text(in);
    const char *field;
    json_t *value;

    if (!store_execute(tx, &sql_register_values_clear, STORE_VALUES(district, store_text(id)), NULL,
                       error)) {
        return false;
    }
    json_object_foreach((json_t *)values, field, value)
    {
        const char *text = json_string_value(value);
        Decimal number = 0;
        bool is_number = decimal_parse(text, NULL, &number, NULL);
        if (!store_execute(tx, &sql_register_value_insert,
                           STORE_VALUES(district, store_text(id), store_text(field),
                                        store_text(kind), store_text(text),
                                        is_number ? store_int(number) : store_null(), store_null()),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

/* What loading the types needs. */
typedef struct {
    const char *district;
    const GPtrArray *types;
    gint64 now;
    bool outside_changed;
} Load;

static bool load_type(StoreTx *tx, Load *load, const RegisterType *type, gint64 position,
                      GError **error)
{
    g_autofree char *source = json_dumps(type->definition, JSON_COMPACT | JSON_SORT_KEYS);
    g_autoptr(GError) failed = NULL;
    gint64 version = 0;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_register_types,
                    STORE_VALUES(store_text(load->district), store_text(type->key)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        version = store_column_int(rows, 1);
        if (strcmp(store_column_text(rows, 2), source) == 0) {
            return true;
        }
    }
    load->outside_changed = load->outside_changed || type->outside;
    return error_pass(error, &failed) &&
           store_execute(tx, &sql_register_type_insert,
                         STORE_VALUES(store_text(load->district), store_text(type->key),
                                      store_int(version + 1), store_int(position),
                                      store_text(source), store_int(load->now)),
                         NULL, error);
}

static bool load_types(StoreTx *tx, gpointer data, GError **error)
{
    Load *load = data;

    for (guint k = 0; k < load->types->len; k++) {
        if (!load_type(tx, load, g_ptr_array_index(load->types, k), k, error)) {
            return false;
        }
    }
    return true;
}

/* The types of the file PATH, and OUTSIDE after them, which name each other rightly. (transfer
 * full, elements RegisterType) */
static GPtrArray *read_types(const char *path, const json_t *outside, GError **error)
{
    g_autoptr(GPtrArray) types = g_ptr_array_new_with_free_func(free_type);
    json_auto_t *file = pack_load_yaml(path, error);
    size_t i;
    json_t *definition;

    if (file == NULL) {
        return NULL;
    }
    json_array_append(json_object_get(file, "types"), (json_t *)outside);
    json_array_foreach(json_object_get(file, "types"), i, definition)
    {
        RegisterType *type = register_type_compile(definition, error);
        if (type == NULL) {
            return NULL;
        }
        g_ptr_array_add(types, type);
    }
    return register_types_check((const RegisterType *const *)types->pdata, types->len, error)
               ? g_steal_pointer(&types)
               : NULL;
}

bool register_check(const char *file, const json_t *outside, GError **error)
{
    g_autoptr(GPtrArray) types = read_types(file, outside, error);

    return types != NULL;
}

bool register_load(Store *store, const char *district, const char *packs, const json_t *outside,
                   bool *outside_changed, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "registers.yaml", NULL);
    g_autoptr(GPtrArray) types = read_types(path, outside, error);
    Load load = {.district = district, .types = types, .now = store_now(store)};
    bool done = types != NULL && store_write(store, load_types, &load, error);

    *outside_changed = load.outside_changed;
    return done;
}
