/* An object written: itself, its values, its history and its ledger entry. */
#include "register/register_internal.h"

#include "evidence/evidence.h"
#include "kernel/decimal.h"

#include <string.h>

/* What a search looks through: the texts and codes, in small letters. (transfer full) */
static char *search_text(const RegisterType *type, const RegisterObject *object)
{
    GString *all = g_string_new(NULL);

    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i].form;
        const char *value = register_text(object->form, field->key);
        if (value != NULL && (field->kind == FORM_TEXT || field->kind == FORM_CREDIT)) {
            g_autofree char *small = g_utf8_strdown(value, -1);
            g_string_append_printf(all, "%s\n", small);
        }
    }
    return g_string_free(all, FALSE);
}

static bool write_value(Call *call, const RegisterType *type, const RegisterObject *object,
                        const RegisterField *field, GError **error)
{
    const char *value = register_text(object->form, field->form.key);
    Decimal number = 0;
    gsize place = 0;
    StoreValue sorted = store_null();

    if (value == NULL) {
        return true;
    }
    if (field->form.kind == FORM_NUMBER && decimal_parse(value, NULL, &number, NULL)) {
        sorted = store_int(number);
    } else if (field->form.kind == FORM_CHOICE &&
               form_choice(&field->form, value, &place) != NULL) {
        sorted = store_int((gint64)place);
    }
    return store_execute(
        call_tx(call), &sql_register_value_insert,
        STORE_VALUES(store_text(call_district(call)), store_text(object->id),
                     store_text(field->form.key), store_text(type->key), store_text(value), sorted,
                     field->unique && object->retired == NULL ? store_text(value) : store_null()),
        NULL, error);
}

static bool write_values(Call *call, const RegisterType *type, const RegisterObject *object,
                         GError **error)
{
    if (!store_execute(call_tx(call), &sql_register_values_clear,
                       STORE_VALUES(store_text(call_district(call)), store_text(object->id)), NULL,
                       error)) {
        return false;
    }
    for (guint i = 0; i < type->field_count; i++) {
        if (!write_value(call, type, object, &type->fields[i], error)) {
            return false;
        }
    }
    return true;
}

/* The files that OBJECT names and BEFORE did not are its own from now on. */
static bool bind_files(Call *call, const RegisterType *type, const RegisterObject *object,
                       GError **error)
{
    const EvidenceObject owner = {.kind = "register", .id = object->id, .unit = object->unit};

    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i].form;
        if (field->kind == FORM_FILES) {
            json_auto_t *ids = form_files(register_text(object->form, field->key));
            g_autofree char *place = g_strconcat("/values/", field->key, NULL);
            if (!evidence_bind(call, ids, &owner, place, error)) {
                return false;
            }
        }
    }
    return true;
}

static void note(json_t *old_values, json_t *new_values, const char *key, const char *before,
                 const char *after)
{
    if (g_strcmp0(before, after) != 0) {
        json_object_set_new(old_values, key, before != NULL ? json_string(before) : json_null());
        json_object_set_new(new_values, key, after != NULL ? json_string(after) : json_null());
    }
}

static char *place_text(const RegisterObject *object)
{
    if (object == NULL || !object->placed) {
        return NULL;
    }
    return g_strdup_printf("%.7f, %.7f", (double)object->point.lon / OUTLINE_DEGREE,
                           (double)object->point.lat / OUTLINE_DEGREE);
}

void register_differences(const RegisterObject *before, const RegisterObject *after,
                          json_t **old_values, json_t **new_values)
{
    static const RegisterObject nothing = {0};
    const RegisterObject *from = before != NULL ? before : &nothing;
    g_autofree char *old_place = place_text(before);
    g_autofree char *new_place = place_text(after);
    const char *key;
    json_t *value;

    *old_values = json_object();
    *new_values = json_object();
    json_object_foreach(after->form, key, value)
    {
        note(*old_values, *new_values, key, register_text(from->form, key),
             json_string_value(value));
    }
    json_object_foreach(from->form, key, value)
    {
        if (json_object_get(after->form, key) == NULL) {
            note(*old_values, *new_values, key, json_string_value(value), NULL);
        }
    }
    note(*old_values, *new_values, "/unit", from->unit, after->unit);
    note(*old_values, *new_values, "/area", from->area, after->area);
    note(*old_values, *new_values, "/place", old_place, new_place);
    note(*old_values, *new_values, "/outline", from->outline, after->outline);
    note(*old_values, *new_values, "/retired", from->retired, after->retired);
}

static OutlineBox box_of(const RegisterObject *object)
{
    json_auto_t *geometry = object->outline != NULL ? json_loads(object->outline, 0, NULL) : NULL;
    g_autoptr(GArray) corners = geometry != NULL ? outline_read(geometry, NULL, NULL) : NULL;

    return corners != NULL ? outline_box(corners)
                           : (OutlineBox){object->point.lon, object->point.lat, object->point.lon,
                                          object->point.lat};
}

static StoreValue where(const RegisterObject *object, gint64 value)
{
    return object->placed || object->outline != NULL ? store_int(value) : store_null();
}

static bool write_object(Call *call, const RegisterType *type, const RegisterObject *before,
                         const RegisterObject *object, GError **error)
{
    const StoreValue district = store_text(call_district(call));
    g_autofree char *search = search_text(type, object);
    g_autofree char *form = json_dumps(object->form, JSON_COMPACT | JSON_SORT_KEYS);
    OutlineBox box = box_of(object);
    StoreValue lon = object->placed ? store_int(object->point.lon) : store_null();
    StoreValue lat = object->placed ? store_int(object->point.lat) : store_null();
    gint64 changed = 0;

    if (before == NULL) {
        return store_execute(
            call_tx(call), &sql_register_insert,
            STORE_VALUES(district, store_text(object->id), store_text(type->key),
                         store_text(object->name), store_text(search), store_text(object->unit),
                         store_text(object->area), lon, lat, store_text(object->outline),
                         where(object, box.west), where(object, box.south), where(object, box.east),
                         where(object, box.north), store_text(form), store_int(call_now(call))),
            NULL, error);
    }
    if (!store_execute(
            call_tx(call), &sql_register_update,
            STORE_VALUES(store_text(object->name), store_text(search), store_text(object->unit),
                         store_text(object->area), store_text(object->retired), lon, lat,
                         store_text(object->outline), where(object, box.west),
                         where(object, box.south), where(object, box.east),
                         where(object, box.north), store_text(form), store_int(call_now(call)),
                         district, store_text(object->id), store_int(before->version)),
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "register.changed_meanwhile", "/version", NULL);
    }
    return changed != 0;
}

/* How the type calls the fields of VALUES, so that the ledger can be read without it. (transfer
 * full) */
static json_t *labels_of(const RegisterType *type, json_t *values)
{
    json_t *labels = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(values, key, value)
    {
        gint field = register_type_field(type, key);
        if (field >= 0) {
            json_object_set(labels, key, (json_t *)type->fields[field].form.name);
        }
    }
    return labels;
}

bool register_save(Call *call, const RegisterType *type, const RegisterObject *before,
                   RegisterObject *object, const char *kind, const char *reason, GError **error)
{
    const char *units[] = {object->unit, NULL};
    g_autofree char *action = g_strconcat("register.", kind, NULL);
    json_auto_t *old_values = NULL;
    json_auto_t *new_values = NULL;

    register_differences(before, object, &old_values, &new_values);
    object->version = before != NULL ? before->version + 1 : 1;
    g_autofree char *old_text = json_dumps(old_values, JSON_COMPACT);
    g_autofree char *new_text = json_dumps(new_values, JSON_COMPACT);
    if (!write_object(call, type, before, object, error) ||
        !write_values(call, type, object, error) || !bind_files(call, type, object, error) ||
        !store_execute(
            call_tx(call), &sql_register_change_insert,
            STORE_VALUES(store_text(call_district(call)), store_text(object->id),
                         store_int(object->version), store_text(kind), store_int(call_now(call)),
                         store_text(call_actor(call)->account), store_text(reason),
                         store_int(type->version), store_text(old_text), store_text(new_text)),
            NULL, error)) {
        return false;
    }
    call_changed_of(call, "registers", "register", object->id, units);
    json_auto_t *told = json_copy(new_values);
    json_object_set_new(told, "labels", labels_of(type, new_values));
    return call_record(call, action, "register", object->id, reason,
                       before != NULL ? old_values : NULL, told, error);
}
