/* One object with its outline, its files, its history and what names it. */
#include "register/register_internal.h"

#include "evidence/evidence.h"

#include <string.h>

json_t *register_fields_naming(const GPtrArray *types, const char *target)
{
    json_t *fields = json_array();

    for (guint i = 0; i < types->len; i++) {
        const RegisterType *type = g_ptr_array_index(types, i);
        for (guint k = 0; k < type->field_count; k++) {
            if (g_strcmp0(type->fields[k].target, target) == 0) {
                json_array_append_new(fields, json_string(type->fields[k].form.key));
            }
        }
    }
    return fields;
}

static bool write_files(Call *call, const RegisterType *type, const RegisterObject *object,
                        RegisterNames *names, GError **error)
{
    json_auto_t *ids = json_array();

    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i].form;
        if (field->kind == FORM_FILES) {
            json_auto_t *more = form_files(register_text(object->form, field->key));
            json_array_extend(ids, more);
        }
    }
    json_key(call_answer(call), "files");
    return evidence_write(call, call_answer(call), ids, register_org_names(names), error);
}

/* What a difference is called; the members that are no fields begin with a stroke. (transfer full)
 */
static char *label_of(Call *call, const RegisterType *type, const char *key)
{
    Language language = call_language(call);
    gint field = register_type_field(type, key);

    if (field >= 0) {
        return g_strdup(form_name(type->fields[field].form.name, language));
    }
    g_autofree char *message = g_strconcat("register.label.", key + (*key == '/'), NULL);
    return *key == '/' ? text_format(language, message, NULL) : g_strdup(key);
}

static const char *shown(RegisterNames *names, const RegisterType *type, const char *key,
                         const json_t *value)
{
    const char *text = json_string_value(value);
    gint field = register_type_field(type, key);

    if (text == NULL || strcmp(key, "/outline") == 0) {
        return "";
    }
    if (strcmp(key, "/unit") == 0) {
        return register_unit_shown(names, text);
    }
    if (strcmp(key, "/area") == 0) {
        return register_area_shown(names, text);
    }
    return field >= 0 ? register_shown(names, &type->fields[field], text) : text;
}

static void write_differences(Call *call, const RegisterType *type, RegisterNames *names,
                              const char *before, const char *after)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *old_values = json_loads(before, 0, NULL);
    json_auto_t *new_values = json_loads(after, 0, NULL);
    const char *key;
    json_t *value;

    json_key(answer, "changes");
    json_begin_array(answer);
    json_object_foreach(new_values, key, value)
    {
        g_autofree char *label = label_of(call, type, key);
        json_begin_object(answer);
        json_member_text(answer, "key", key);
        json_member_text(answer, "name", label);
        json_member_text(answer, "before",
                         shown(names, type, key, json_object_get(old_values, key)));
        json_member_text(answer, "after", shown(names, type, key, value));
        json_end_object(answer);
    }
    json_end_array(answer);
}

static bool write_history(Call *call, const RegisterType *type, const RegisterObject *object,
                          RegisterNames *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_changes,
                    STORE_VALUES(store_text(call_district(call)), store_text(object->id)), error);

    json_key(answer, "history");
    json_begin_array(answer);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_int(answer, "number", store_column_int(rows, 0));
        json_member_text(answer, "kind", store_column_text(rows, 1));
        json_member_time(answer, "at", store_column_int(rows, 2));
        json_member_text(
            answer, "by_name",
            name_of(register_org_names(names), NAME_ACCOUNT, store_column_text(rows, 3)));
        if (!store_column_is_null(rows, 4)) {
            json_member_text(answer, "reason", store_column_text(rows, 4));
        }
        write_differences(call, type, names, store_column_text(rows, 5),
                          store_column_text(rows, 6));
        json_end_object(answer);
    }
    json_end_array(answer);
    return rows != NULL && error_pass(error, &failed);
}

/* What names an object. */
typedef struct {
    const RegisterType *type;
    char *id;
    char *name;
    gint field;
} Referrer;

static void referrer_free(gpointer data)
{
    Referrer *referrer = data;

    g_free(referrer->id);
    g_free(referrer->name);
    g_free(referrer);
}

static void write_referrer(JsonWriter *answer, const Referrer *one, const json_t *form,
                           RegisterNames *names)
{
    Language language = register_names_language(names);
    const char *field = one->type->fields[one->field].form.key;

    json_begin_object(answer);
    json_member_text(answer, "id", one->id);
    json_member_text(answer, "type", one->type->key);
    json_member_text(answer, "type_name", form_name(one->type->name, language));
    json_member_text(answer, "field_name",
                     form_name(one->type->fields[one->field].form.name, language));
    json_member_text(answer, "name", one->name);
    register_write_shown(answer, one->type, register_listed(one->type, field), form, names);
    json_end_object(answer);
}

/* What names OBJECT and may be read, by type. (transfer full, elements Referrer) */
static GPtrArray *read_referrers(Call *call, const GPtrArray *types, const RegisterObject *object,
                                 GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(referrer_free);
    json_auto_t *fields = register_fields_naming(types, object->type);
    g_autofree char *keys = json_dumps(fields, JSON_COMPACT);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_referrers,
        STORE_VALUES(store_text(call_district(call)), store_text(object->id), store_text(keys)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const RegisterType *type = register_type_among(types, store_column_text(rows, 1));
        gint field = type != NULL ? register_type_field(type, store_column_text(rows, 3)) : -1;
        bool reaches = false;
        if (!call_reaches(call, "register.read", store_column_text(rows, 4), &reaches, error)) {
            return NULL;
        }
        if (reaches && field >= 0) {
            Referrer *one = g_new(Referrer, 1);
            *one = (Referrer){.type = type,
                              .id = g_strdup(store_column_text(rows, 0)),
                              .name = g_strdup(store_column_text(rows, 2)),
                              .field = field};
            g_ptr_array_add(found, one);
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&found) : NULL;
}

static bool write_referrers(Call *call, const GPtrArray *types, const RegisterObject *object,
                            RegisterNames *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *ids = json_array();
    g_autoptr(GPtrArray) found = read_referrers(call, types, object, error);

    for (guint i = 0; found != NULL && i < found->len; i++) {
        json_array_append_new(ids, json_string(((const Referrer *)found->pdata[i])->id));
    }
    g_autoptr(GHashTable) values = found != NULL ? register_values_of(call, ids, error) : NULL;
    if (values == NULL) {
        return false;
    }
    json_key(answer, "named_by");
    json_begin_array(answer);
    for (guint i = 0; i < found->len; i++) {
        const Referrer *one = found->pdata[i];
        write_referrer(answer, one, g_hash_table_lookup(values, one->id), names);
    }
    json_end_array(answer);
    return true;
}

static void write_outline(JsonWriter *answer, const RegisterObject *object)
{
    json_auto_t *geometry = object->outline != NULL ? json_loads(object->outline, 0, NULL) : NULL;
    g_autoptr(GArray) corners = geometry != NULL ? outline_read(geometry, NULL, NULL) : NULL;

    if (corners != NULL) {
        json_member_raw(answer, "outline", object->outline);
        json_key(answer, "outline_mu");
        json_decimal(answer, outline_mu(corners));
    }
}

bool register_read(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    g_autoptr(RegisterObject) object =
        type != NULL ? register_object_find(call, type->key, call_parameter(call, "object"), error)
                     : NULL;
    g_autoptr(RegisterNames) names = register_names_new(call);
    bool manage = false;

    if (object == NULL || !call_authorize(call, object->unit, object->area, error) ||
        !call_reaches(call, "register.manage", object->unit, &manage, error)) {
        return false;
    }
    g_autoptr(RegisterSums) sums = register_sums_read(call, type, object->id, error);
    if (sums == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "object");
    register_write(answer, type, object, sums, names);
    json_member_bool(answer, "manage", manage && object->retired == NULL);
    write_outline(answer, object);
    if (!write_files(call, type, object, names, error) ||
        !write_history(call, type, object, names, error) ||
        !write_referrers(call, types, object, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}
