/* Objects added, changed and retired, one at a time. */
#include "register/register_internal.h"

#include "kernel/json_in.h"
#include "org/org.h"

#include <string.h>

#define ALIKE_SHOWN 5u

RegisterObject *register_object_new(Call *call, const RegisterType *type)
{
    RegisterObject *object = g_new0(RegisterObject, 1);

    object->id = call_new_id(call);
    object->type = g_strdup(type->key);
    object->form = json_object();
    return object;
}

/* The unit of BODY, or of the type's manager, or the actor's own. */
static bool take_unit(Call *call, const RegisterType *type, RegisterObject *object,
                      const char *given, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *wanted = given != NULL ? given : object->unit == NULL ? type->manager : NULL;

    if (wanted != NULL) {
        g_free(object->unit);
        object->unit = org_find_unit(call_tx(call), call_district(call), wanted, &failed);
    } else if (object->unit == NULL && *call_actor(call)->unit != '\0') {
        object->unit = g_strdup(call_actor(call)->unit);
    }
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (object->unit == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/unit", NULL);
    }
    return object->unit != NULL;
}

static bool take_area(Call *call, RegisterObject *object, const char *given, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (given == NULL) {
        return true;
    }
    g_free(object->area);
    object->area = *given != '\0'
                       ? org_find_area(call_tx(call), call_district(call), given, NULL, &failed)
                       : NULL;
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (object->area == NULL && *given != '\0') {
        error_set(error, LUOSHI_ERROR_INVALID, "register.no_area", "/area", NULL);
        return false;
    }
    return true;
}

static bool is_cleared(const json_t *body, const char *what)
{
    return json_holds(json_object_get(body, "clear"), what);
}

static bool take_outline(RegisterObject *object, const json_t *body, GArray **corners,
                         GError **error)
{
    const json_t *outline = json_object_get(body, "outline");

    if (outline == NULL) {
        return true;
    }
    *corners = outline_read(outline, "/outline", error);
    if (*corners == NULL) {
        return false;
    }
    json_auto_t *plain = outline_write(*corners);
    g_free(object->outline);
    object->outline = json_dumps(plain, JSON_COMPACT | JSON_REAL_PRECISION(10));
    return true;
}

/* The place and the outline of BODY; an outline alone places the object inside. */
static bool take_place(const RegisterType *type, RegisterObject *object, const json_t *body,
                       GError **error)
{
    const json_t *place = json_object_get(body, "place");
    g_autoptr(GArray) corners = NULL;

    if ((place != NULL && !type->place) ||
        (json_object_get(body, "outline") != NULL && !type->outline)) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.no_place",
                  place != NULL ? "/place" : "/outline", NULL);
        return false;
    }
    if (is_cleared(body, "place")) {
        object->placed = false;
    }
    if (is_cleared(body, "outline")) {
        g_clear_pointer(&object->outline, g_free);
    }
    if (!take_outline(object, body, &corners, error)) {
        return false;
    }
    if (place != NULL) {
        object->placed =
            outline_point(json_number_value(json_object_get(place, "lon")),
                          json_number_value(json_object_get(place, "lat")), &object->point);
    } else if (corners != NULL) {
        object->placed = true;
        object->point = outline_middle(corners);
    }
    if (place != NULL && corners != NULL && !outline_holds(corners, object->point)) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.place_outside", "/place", NULL);
        return false;
    }
    return true;
}

/* Asks once whether OBJECT is one that is there already under a name like its own. */
static bool ask_alike(Call *call, const RegisterType *type, const RegisterObject *object,
                      GError **error)
{
    g_autoptr(GString) names = g_string_new(NULL);
    g_autoptr(GPtrArray) alike =
        register_alike(call, type->key, object->name, object->id, ALIKE_SHOWN, error);

    for (guint i = 0; alike != NULL && i < alike->len; i++) {
        const RegisterLike *one = g_ptr_array_index(alike, i);
        g_string_append_printf(names, "%s%s (%u%%)", i > 0 ? "、" : "", one->name, one->percent);
    }
    if (names->len > 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "register.alike", "/confirm", "names", names->str,
                  NULL);
    }
    return alike != NULL && names->len == 0;
}

/* All that BODY says about OBJECT, faults of its fields together. */
static bool take_body(Call *call, const RegisterType *type, RegisterObject *object,
                      const json_t *body, GError **error)
{
    FormFaults faults = {.language = call_language(call), .place = "/values/"};
    g_autofree char *name = g_strdup(object->name);

    if (!take_unit(call, type, object, register_text(body, "unit"), error) ||
        !call_authorize(call, object->unit, object->area, error) ||
        !take_area(call, object, register_text(body, "area"), error) ||
        !register_take_values(call, type, object, json_object_get(body, "values"), &faults,
                              error)) {
        g_clear_error(&faults.error);
        return false;
    }
    if (!error_pass(error, &faults.error) || !take_place(type, object, body, error)) {
        return false;
    }
    return !type->alike || json_is_true(json_object_get(body, "confirm")) ||
           g_strcmp0(name, object->name) == 0 || ask_alike(call, type, object, error);
}

bool register_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    g_autoptr(RegisterObject) object = type != NULL ? register_object_new(call, type) : NULL;

    if (object == NULL || !take_body(call, type, object, body, error) ||
        !register_save(call, type, NULL, object, "add", register_text(body, "reason"), error)) {
        return false;
    }
    call_set_result(call, "object", object->id);
    call_created(call);
    return register_read(call, error);
}

/* The object of the request, if it is still as BODY saw it. (transfer full) */
static RegisterObject *find_current(Call *call, const RegisterType *type, const json_t *body,
                                    GError **error)
{
    g_autoptr(RegisterObject) object =
        register_object_find(call, type->key, call_parameter(call, "object"), error);

    if (object == NULL || !call_authorize(call, object->unit, object->area, error)) {
        return NULL;
    }
    if (object->retired != NULL) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "register.is_retired", NULL, NULL);
        return NULL;
    }
    if (json_integer_value(json_object_get(body, "version")) != object->version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "register.changed_meanwhile", "/version", NULL);
        return NULL;
    }
    return g_steal_pointer(&object);
}

bool register_change(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    g_autoptr(RegisterObject) before = type != NULL ? find_current(call, type, body, error) : NULL;
    g_autoptr(RegisterObject) object = before != NULL ? register_object_copy(before) : NULL;

    return object != NULL && take_body(call, type, object, body, error) &&
           register_save(call, type, before, object, "change", register_text(body, "reason"),
                         error) &&
           register_read(call, error);
}

/* Nothing that is in use may name OBJECT. */
static bool check_unused(Call *call, const GPtrArray *types, const RegisterObject *object,
                         GError **error)
{
    json_auto_t *fields = register_fields_naming(types, object->type);
    g_autofree char *keys = json_dumps(fields, JSON_COMPACT);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_referrers,
        STORE_VALUES(store_text(call_district(call)), store_text(object->id), store_text(keys)),
        error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "register.still_used", NULL, "name",
                  store_column_text(rows, 2), NULL);
        return false;
    }
    return error_pass(error, &failed);
}

bool register_retire(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *reason = register_text(body, "reason");
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    g_autoptr(RegisterObject) before = type != NULL ? find_current(call, type, body, error) : NULL;

    if (before == NULL || !check_unused(call, types, before, error)) {
        return false;
    }
    g_autoptr(RegisterObject) object = register_object_copy(before);
    object->retired = g_strdup(reason);
    return register_save(call, type, before, object, "retire", reason, error) &&
           register_read(call, error);
}
