#include "http/routes_internal.h"
#include "kernel/json_in.h"
#include "kernel/schema.h"

#include <errno.h>
#include <string.h>

#define SEGMENTS_MAX 12

struct Router {
    json_t *document; /* the interface as far as requests go, for $ref */
    json_t **schemas; /* of each route */
    char ***segments; /* of each route's path */
};

Router *router_new(GError **error)
{
    g_autoptr(Router) router = g_new0(Router, 1);

    router->document = json_loadb((const char *)requests_json, requests_json_length, 0, NULL);
    router->schemas = g_new0(json_t *, route_count);
    router->segments = g_new0(char **, route_count);
    for (gsize i = 0; i < route_count; i++) {
        router->schemas[i] = json_loads(routes[i].schemas, 0, NULL);
        router->segments[i] = g_strsplit(routes[i].path, "/", SEGMENTS_MAX);
        if (router->schemas[i] == NULL || router->document == NULL) {
            error_set(error, LUOSHI_ERROR_INTERNAL, "http.interface", NULL, NULL);
            return NULL;
        }
        if (!schema_check_references(router->document, router->schemas[i], routes[i].path, error)) {
            return NULL;
        }
    }
    if (!schema_check_references(router->document, router->document, "", error)) {
        return NULL;
    }
    return g_steal_pointer(&router);
}

void router_free(Router *router)
{
    if (router == NULL) {
        return;
    }
    for (gsize i = 0; i < route_count; i++) {
        json_decref(router->schemas[i]);
        g_strfreev(router->segments[i]);
    }
    json_decref(router->document);
    g_free(router->schemas);
    g_free(router->segments);
    g_free(router);
}

static bool is_variable(const char *segment)
{
    return segment[0] == '{';
}

static bool matches(char *const *pattern, char *const *path)
{
    gsize i = 0;

    for (; pattern[i] != NULL && path[i] != NULL; i++) {
        if (is_variable(pattern[i]) ? path[i][0] == '\0' : strcmp(pattern[i], path[i]) != 0) {
            return false;
        }
    }
    return pattern[i] == NULL && path[i] == NULL;
}

static void take_variables(char *const *pattern, char *const *path, GHashTable *parameters)
{
    for (gsize i = 0; parameters != NULL && pattern[i] != NULL; i++) {
        if (is_variable(pattern[i])) {
            g_hash_table_replace(parameters, g_strndup(pattern[i] + 1, strlen(pattern[i]) - 2),
                                 g_strdup(path[i]));
        }
    }
}

gssize router_find(const Router *router, const char *method, const char *path,
                   GHashTable *call_parameters, GError **error)
{
    g_auto(GStrv) segments = g_strsplit(path, "/", SEGMENTS_MAX);

    for (gsize i = 0; i < route_count; i++) {
        if (strcmp(routes[i].method, method) == 0 && matches(router->segments[i], segments)) {
            take_variables(router->segments[i], segments, call_parameters);
            return (gssize)i;
        }
    }
    g_autofree char *allowed = router_methods(router, path);
    if (allowed != NULL) {
        error_set(error, LUOSHI_ERROR_METHOD, "http.method", NULL, "method", method, "path", path,
                  "allowed", allowed, NULL);
    } else {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "http.no_route", NULL, "method", method, "path",
                  path, NULL);
    }
    return -1;
}

char *router_methods(const Router *router, const char *path)
{
    g_auto(GStrv) segments = g_strsplit(path, "/", SEGMENTS_MAX);
    g_autoptr(GString) methods = g_string_new(NULL);

    for (gsize i = 0; i < route_count; i++) {
        if (matches(router->segments[i], segments)) {
            g_string_append_printf(methods, "%s%s", methods->len > 0 ? ", " : "", routes[i].method);
            if (strcmp(routes[i].method, "GET") == 0) {
                g_string_append(methods, ", HEAD");
            }
        }
    }
    return methods->len > 0 ? g_string_free(g_steal_pointer(&methods), FALSE) : NULL;
}

static bool is_number(const json_t *schema, const char *text)
{
    const char *type = json_string_value(json_object_get(schema, "type"));
    const char *digits = *text == '-' ? text + 1 : text;

    return g_strcmp0(type, "integer") == 0 && *digits != '\0' &&
           digits[strspn(digits, "0123456789")] == '\0';
}

/* Holds the parameter NAME against its SCHEMA. */
static bool check_parameter(const Router *router, const json_t *schema, const char *name,
                            const char *text, GError **error)
{
    bool number = is_number(schema, text);

    errno = 0;
    json_auto_t *value = number ? json_integer(g_ascii_strtoll(text, NULL, 10)) : json_string(text);
    bool cut = number && errno == ERANGE;
    if (value == NULL) {
        error_set(error, LUOSHI_ERROR_MALFORMED, "http.not_utf8", name, NULL);
        return false;
    }
    if (!schema_check(router->document, schema, value, name, error)) {
        return false;
    }
    if (cut) {
        g_autofree char *limit =
            g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
        error_set(error, LUOSHI_ERROR_INVALID,
                  *text == '-' ? "kernel.schema.too_small" : "kernel.schema.too_large", name,
                  "field", name, "limit", limit, NULL);
    }
    return !cut;
}

static const json_t *find_parameter(const json_t *parameters, const char *name)
{
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *parameter = json_array_get(parameters, i);
        if (g_strcmp0(json_string_value(json_object_get(parameter, "name")), name) == 0) {
            return parameter;
        }
    }
    return NULL;
}

bool router_check_parameters(const Router *router, gsize route, GHashTable *parameters,
                             GError **error)
{
    const json_t *declared = json_object_get(router->schemas[route], "parameters");
    GHashTableIter iterator;
    gpointer name;
    gpointer text;

    g_hash_table_iter_init(&iterator, parameters);
    while (g_hash_table_iter_next(&iterator, &name, &text)) {
        const json_t *parameter = find_parameter(declared, name);
        if (parameter == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "http.unknown_parameter", name, "name", name,
                      NULL);
            return false;
        }
        const json_t *schema =
            schema_resolve(router->document, json_object_get(parameter, "schema"));
        if (!check_parameter(router, schema, name, text, error)) {
            return false;
        }
    }
    for (size_t i = 0; i < json_array_size(declared); i++) {
        const json_t *parameter = json_array_get(declared, i);
        const char *wanted = json_string_value(json_object_get(parameter, "name"));
        if (json_is_true(json_object_get(parameter, "required")) &&
            !g_hash_table_contains(parameters, wanted)) {
            error_set(error, LUOSHI_ERROR_INVALID, "kernel.schema.required", wanted, "name", wanted,
                      "field", wanted, NULL);
            return false;
        }
    }
    return true;
}

bool router_check_body(const Router *router, gsize route, const json_t *body, GError **error)
{
    const json_t *schema = json_object_get(router->schemas[route], "body");

    return schema_check(router->document, schema, body, "", error);
}
