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

static void write_referrer(Call *call, const RegisterType *type, const StoreRows *rows)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);
    gint field = register_type_field(type, store_column_text(rows, 3));

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "type", store_column_text(rows, 1));
    json_member_text(answer, "type_name", form_name(type->name, language));
    json_member_text(answer, "field_name", form_name(type->fields[field].form.name, language));
    json_member_text(answer, "name", store_column_text(rows, 2));
    json_end_object(answer);
}

static bool write_referrers(Call *call, const GPtrArray *types, const RegisterObject *object,
                            GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *fields = register_fields_naming(types, object->type);
    g_autofree char *keys = json_dumps(fields, JSON_COMPACT);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_referrers,
        STORE_VALUES(store_text(call_district(call)), store_text(object->id), store_text(keys)),
        error);

    json_key(answer, "named_by");
    json_begin_array(answer);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        const RegisterType *type = register_type_among(types, store_column_text(rows, 1));
        bool reaches = false;
        if (!call_reaches(call, "register.read", store_column_text(rows, 4), &reaches, error)) {
            return false;
        }
        if (reaches) {
            write_referrer(call, type, rows);
        }
    }
    json_end_array(answer);
    return rows != NULL && error_pass(error, &failed);
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
        !write_referrers(call, types, object, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}
