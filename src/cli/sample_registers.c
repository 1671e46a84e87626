/* The sample district's registers: firms, parks and plots, one after the other. */
#include "cli/sample_internal.h"

#include "pack/pack.h"

#include <string.h>

static const char unit_mark[] = "@unit:";

typedef struct {
    const Sample *sample;
    const char *account;
    GHashTable *ids; /* name → id of what was added */
} Registers;

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* What VALUE stands for: itself, a unit's id or that of an object above. */
static const char *meant(const Registers *registers, const char *value, GError **error)
{
    if (g_str_has_prefix(value, unit_mark)) {
        return text(find_unit(registers->sample->units, value + strlen(unit_mark), error), "id");
    }
    if (*value != '@') {
        return value;
    }
    const char *id = g_hash_table_lookup(registers->ids, value + 1);
    if (id == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.no_object", value, NULL);
    }
    return id;
}

static json_t *values_of(const Registers *registers, const json_t *entry, GError **error)
{
    json_auto_t *values = json_object();
    const char *key;
    json_t *value;

    json_object_foreach(json_object_get(entry, "values"), key, value)
    {
        const char *stands_for = meant(registers, json_string_value(value), error);
        if (stands_for == NULL) {
            return NULL;
        }
        json_object_set_new(values, key, json_string(stands_for));
    }
    return g_steal_pointer(&values);
}

/* “115.5 37.5” corner by corner as a GeoJSON polygon. (transfer full) */
static json_t *outline_of(const json_t *corners)
{
    json_t *ring = json_array();
    size_t i;
    json_t *corner;

    json_array_foreach(corners, i, corner)
    {
        char *lat = NULL;
        double lon = g_ascii_strtod(json_string_value(corner), &lat);
        json_array_append_new(ring, json_pack("[f, f]", lon, g_ascii_strtod(lat, NULL)));
    }
    return json_pack("{s:s, s:[o]}", "type", "Polygon", "coordinates", ring);
}

/* What was changed about the object of DETAIL since. */
static bool change_since(const Registers *registers, const json_t *entry, const json_t *detail,
                         GError **error)
{
    const json_t *object = json_object_get(detail, "object");
    const char *parameters[] = {"type", text(object, "type"), "object", text(object, "id"), NULL};
    json_int_t version = json_integer_value(json_object_get(object, "version"));
    size_t i;
    json_t *change;

    json_array_foreach(json_object_get(entry, "then"), i, change)
    {
        json_auto_t *values = values_of(registers, change, error);
        json_auto_t *body = values != NULL
                                ? json_pack("{s:I, s:O, s:O}", "version", version++, "values",
                                            values, "reason", json_object_get(change, "reason"))
                                : NULL;
        json_auto_t *done = body != NULL
                                ? sample_run_as(registers->sample, registers->account,
                                                "register_change", parameters, body, NULL, error)
                                : NULL;
        if (done == NULL) {
            return false;
        }
    }
    return true;
}

static bool add_object(const Registers *registers, const json_t *entry, GError **error)
{
    const char *parameters[] = {"type", text(entry, "type"), NULL};
    json_auto_t *values = values_of(registers, entry, error);
    const json_t *corners = json_object_get(entry, "outline");

    if (values == NULL) {
        return false;
    }
    json_auto_t *body = json_pack("{s:O, s:b}", "values", values, "confirm", 1);
    if (text(entry, "area") != NULL) {
        json_object_set(body, "area", json_object_get(entry, "area"));
    }
    if (corners != NULL) {
        json_object_set_new(body, "outline", outline_of(corners));
    }
    json_auto_t *detail = sample_run_as(registers->sample, registers->account, "register_add",
                                        parameters, body, NULL, error);
    if (detail == NULL) {
        return false;
    }
    const json_t *object = json_object_get(detail, "object");
    g_hash_table_insert(registers->ids, g_strdup(text(object, "name")),
                        g_strdup(text(object, "id")));
    return change_since(registers, entry, detail, error);
}

bool sample_registers(const Sample *sample, GError **error)
{
    g_autofree char *path = g_build_filename(sample->folder, "objects.yaml", NULL);
    bool there = g_file_test(path, G_FILE_TEST_EXISTS);
    json_auto_t *file = there ? pack_load_yaml(path, error) : NULL;
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const char *account = file != NULL ? sample_account(sample, text(file, "keeper"), error) : NULL;
    Registers registers = {.sample = sample, .account = account, .ids = ids};
    size_t i;
    json_t *entry;

    if (account == NULL) {
        return !there;
    }
    json_array_foreach(json_object_get(file, "objects"), i, entry)
    {
        if (!add_object(&registers, entry, error)) {
            return false;
        }
    }
    return true;
}
