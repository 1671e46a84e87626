#include "kernel/schema.h"

#include "kernel/day.h"

#include <stdio.h>
#include <string.h>

#define REF_DEPTH_MAX 16

typedef struct {
    const json_t *root;
    GString *place; /* JSON pointer of the value being checked */
    GError **error;
    bool sound;
} Check;

static void check_value(Check *check, const json_t *schema, const json_t *value);

static void fault(Check *check, const char *key, const char *name, const char *argument)
{
    check->sound = false;
    if (check->error == NULL) {
        return;
    }
    if (*check->error == NULL) {
        error_set(check->error, LUOSHI_ERROR_INVALID, key, check->place->str, "field",
                  check->place->str, name, argument, NULL);
    } else {
        error_add(*check->error, key, check->place->str, "field", check->place->str, name, argument,
                  NULL);
    }
}

/* The schema of ROOT at REFERENCE, “#/a/b”, or NULL. */
static const json_t *follow(const json_t *root, const char *reference)
{
    g_auto(GStrv) steps = g_strsplit(reference, "/", -1);
    const json_t *at = g_strcmp0(steps[0], "#") == 0 ? root : NULL;

    for (gsize i = 1; at != NULL && steps[i] != NULL; i++) {
        at = json_object_get(at, steps[i]);
    }
    return json_is_object(at) ? at : NULL;
}

const json_t *schema_resolve(const json_t *root, const json_t *schema)
{
    for (int depth = 0; schema != NULL && depth < REF_DEPTH_MAX; depth++) {
        const char *reference = json_string_value(json_object_get(schema, "$ref"));
        if (reference == NULL) {
            return schema;
        }
        schema = follow(root, reference);
    }
    return NULL;
}

static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "object";
    case JSON_ARRAY:
        return "array";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "integer";
    case JSON_REAL:
        return "number";
    case JSON_TRUE:
    case JSON_FALSE:
        return "boolean";
    case JSON_NULL:
        return "null";
    }
    return "";
}

static bool has_type(const json_t *value, const char *wanted)
{
    return g_strcmp0(type_name(value), wanted) == 0 ||
           (g_strcmp0(wanted, "number") == 0 && json_is_integer(value));
}

static bool check_type(Check *check, const json_t *wanted, const json_t *value)
{
    bool sound = wanted == NULL;
    g_autoptr(GString) names = g_string_new(NULL);

    if (json_is_string(wanted)) {
        sound = has_type(value, json_string_value(wanted));
        g_string_append(names, json_string_value(wanted));
    }
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *name = json_string_value(json_array_get(wanted, i));
        sound = sound || has_type(value, name);
        g_string_append_printf(names, "%s%s", i > 0 ? "/" : "", name);
    }
    if (!sound) {
        fault(check, "kernel.schema.type", "type", names->str);
    }
    return sound;
}

static void check_length(Check *check, const json_t *schema, gsize length, const char *min_keyword,
                         const char *max_keyword, const char *min_key, const char *max_key)
{
    const json_t *min = json_object_get(schema, min_keyword);
    const json_t *max = json_object_get(schema, max_keyword);
    g_autofree char *limit = NULL;

    if (min != NULL && (json_int_t)length < json_integer_value(min)) {
        limit = g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(min));
        fault(check, min_key, "limit", limit);
    } else if (max != NULL && (json_int_t)length > json_integer_value(max)) {
        limit = g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(max));
        fault(check, max_key, "limit", limit);
    }
}

static void check_string(Check *check, const json_t *schema, const json_t *value)
{
    const char *text = json_string_value(value);
    const char *pattern = json_string_value(json_object_get(schema, "pattern"));
    const char *format = json_string_value(json_object_get(schema, "format"));

    check_length(check, schema, (gsize)g_utf8_strlen(text, -1), "minLength", "maxLength",
                 "kernel.schema.too_short", "kernel.schema.too_long");
    if (pattern != NULL && !g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, 0)) {
        fault(check, "kernel.schema.pattern", "pattern", pattern);
    } else if (g_strcmp0(format, "date") == 0 && !day_parse(text, NULL)) {
        fault(check, "kernel.schema.date", NULL, NULL);
    }
}

static void check_number(Check *check, const json_t *schema, const json_t *value)
{
    const json_t *min = json_object_get(schema, "minimum");
    const json_t *max = json_object_get(schema, "maximum");
    double number = json_number_value(value);
    g_autofree char *limit = NULL;

    if (min != NULL && number < json_number_value(min)) {
        limit = g_strdup_printf("%g", json_number_value(min));
        fault(check, "kernel.schema.too_small", "limit", limit);
    } else if (max != NULL && number > json_number_value(max)) {
        limit = g_strdup_printf("%g", json_number_value(max));
        fault(check, "kernel.schema.too_large", "limit", limit);
    }
}

/* RFC 6901: ~ and / in a member's name are written ~0 and ~1. */
static gsize enter(Check *check, const char *step)
{
    gsize before = check->place->len;

    g_string_append_c(check->place, '/');
    for (const char *c = step; *c != '\0'; c++) {
        if (*c == '~' || *c == '/') {
            g_string_append(check->place, *c == '~' ? "~0" : "~1");
        } else {
            g_string_append_c(check->place, *c);
        }
    }
    return before;
}

static void check_object(Check *check, const json_t *schema, const json_t *value)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *required = json_object_get(schema, "required");
    const char *name;
    json_t *member;

    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *wanted = json_string_value(json_array_get(required, i));
        if (json_object_get(value, wanted) == NULL) {
            gsize before = enter(check, wanted);
            fault(check, "kernel.schema.required", "name", wanted);
            g_string_truncate(check->place, before);
        }
    }
    check_length(check, schema, json_object_size(value), "minProperties", "maxProperties",
                 "kernel.schema.too_few", "kernel.schema.too_many");
    json_object_foreach((json_t *)value, name, member)
    {
        const json_t *property = json_object_get(properties, name);
        gsize before = enter(check, name);
        if (property != NULL) {
            check_value(check, property, member);
        } else if (json_is_false(json_object_get(schema, "additionalProperties"))) {
            fault(check, "kernel.schema.unknown", "name", name);
        }
        g_string_truncate(check->place, before);
    }
}

static void check_array(Check *check, const json_t *schema, const json_t *value)
{
    const json_t *items = json_object_get(schema, "items");

    check_length(check, schema, json_array_size(value), "minItems", "maxItems",
                 "kernel.schema.too_few", "kernel.schema.too_many");
    for (size_t i = 0; items != NULL && i < json_array_size(value); i++) {
        g_autofree char *step = g_strdup_printf("%zu", i);
        gsize before = enter(check, step);
        check_value(check, items, json_array_get(value, i));
        g_string_truncate(check->place, before);
    }
}

static void check_choice(Check *check, const json_t *schema, const json_t *value)
{
    const json_t *constant = json_object_get(schema, "const");
    const json_t *choices = json_object_get(schema, "enum");
    bool found = choices == NULL;
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < json_array_size(choices); i++) {
        json_t *choice = json_array_get(choices, i);
        found = found || json_equal(choice, (json_t *)value);
        if (json_is_string(choice)) {
            g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", json_string_value(choice));
        }
    }
    if (!found || (constant != NULL && !json_equal((json_t *)constant, (json_t *)value))) {
        fault(check, "kernel.schema.choice", "choices", names->str);
    }
}

static void check_value(Check *check, const json_t *schema, const json_t *value)
{
    const json_t *given = schema;

    schema = schema_resolve(check->root, given);
    if (schema == NULL) {
        fault(check, "kernel.schema.reference", "reference",
              json_string_value(json_object_get(given, "$ref")));
        return;
    }
    if (!check_type(check, json_object_get(schema, "type"), value)) {
        return;
    }
    check_choice(check, schema, value);
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        check_object(check, schema, value);
        break;
    case JSON_ARRAY:
        check_array(check, schema, value);
        break;
    case JSON_STRING:
        check_string(check, schema, value);
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        check_number(check, schema, value);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        break;
    }
}

bool schema_check(const json_t *root, const json_t *schema, const json_t *value, const char *prefix,
                  GError **error)
{
    Check check = {.root = root, .place = g_string_new(prefix), .error = error, .sound = true};

    check_value(&check, schema, value);
    g_string_free(check.place, TRUE);
    return check.sound;
}

static void check_references(Check *check, const json_t *schema)
{
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    const char *name;
    json_t *member;
    size_t i;

    if (reference != NULL && schema_resolve(check->root, schema) == NULL) {
        fault(check, "kernel.schema.reference", "reference", reference);
    }
    json_object_foreach((json_t *)schema, name, member)
    {
        gsize before = enter(check, name);
        check_references(check, member);
        g_string_truncate(check->place, before);
    }
    json_array_foreach(schema, i, member)
    {
        g_autofree char *step = g_strdup_printf("%zu", i);
        gsize before = enter(check, step);
        check_references(check, member);
        g_string_truncate(check->place, before);
    }
}

bool schema_check_references(const json_t *root, const json_t *schema, const char *prefix,
                             GError **error)
{
    Check check = {.root = root, .place = g_string_new(prefix), .error = error, .sound = true};

    check_references(&check, schema);
    g_string_free(check.place, TRUE);
    return check.sound;
}
