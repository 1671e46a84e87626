/* A request finds its route, and what it brings is held against the interface. The routes here are
 * the test's own. */
#include "http/routes_internal.h"
#include "kernel/json_in.h"

#include <string.h>

#define UNIT_PATH                                                                                  \
    "{\"name\": \"unit\", \"in\": \"path\", \"required\": true, \"schema\": {\"$ref\": "           \
    "\"#/components/schemas/Id\"}}"
#define NO_PARAMETERS "{\"parameters\": [], \"body\": null}"

const Route routes[] = {
    {.method = "GET",
     .path = "/api/v1/units",
     .schemas = "{\"parameters\": ["
                "{\"name\": \"limit\", \"in\": \"query\","
                " \"schema\": {\"type\": \"integer\", \"minimum\": 1, \"maximum\": 200}},"
                "{\"name\": \"after\", \"in\": \"query\", \"schema\": {\"type\": \"integer\"}},"
                "{\"name\": \"q\", \"in\": \"query\","
                " \"schema\": {\"type\": \"string\", \"maxLength\": 4}},"
                "{\"name\": \"state\", \"in\": \"query\", \"required\": true,"
                " \"schema\": {\"type\": \"string\", \"enum\": [\"open\", \"closed\"]}}],"
                " \"body\": null}"},
    {.method = "POST",
     .path = "/api/v1/units",
     .schemas = "{\"parameters\": [], \"body\": {\"$ref\": \"#/components/schemas/UnitInput\"}}"},
    {.method = "PATCH",
     .path = "/api/v1/units/{unit}",
     .schemas = "{\"parameters\": [" UNIT_PATH "], \"body\": {\"type\": \"object\"}}"},
    {.method = "GET", .path = "/api/v1/units/{unit}/people/{person}", .schemas = NO_PARAMETERS},
    {.method = "DELETE", .path = "/api/v1/session", .schemas = NO_PARAMETERS},
};
const size_t route_count = G_N_ELEMENTS(routes);

#define INTERFACE                                                                                  \
    "{\"components\": {\"schemas\": {"                                                             \
    "\"Id\": {\"type\": \"string\", \"pattern\": \"^[0-9a-z]{3}$\"},"                              \
    "\"UnitInput\": {\"type\": \"object\", \"required\": [\"name\"],"                              \
    " \"additionalProperties\": false, \"properties\": {\"name\": {\"type\": \"string\"},"         \
    " \"parent\": {\"$ref\": \"#/components/schemas/Id\"}}}}}}"
const unsigned char requests_json[] = INTERFACE;
const size_t requests_json_length = sizeof INTERFACE - 1;

static Router *open_router(void)
{
    g_autoptr(GError) error = NULL;
    Router *router = router_new(&error);

    g_assert_no_error(error);
    return router;
}

static GHashTable *no_parameters(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void a_path_finds_the_route_of_its_method(void)
{
    g_autoptr(Router) router = open_router();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(router_find(router, "GET", "/api/v1/units", NULL, &error), ==, 0);
    g_assert_cmpint(router_find(router, "POST", "/api/v1/units", NULL, &error), ==, 1);
    g_assert_cmpint(router_find(router, "PATCH", "/api/v1/units/abc", NULL, &error), ==, 2);
    g_assert_cmpint(router_find(router, "DELETE", "/api/v1/session", NULL, &error), ==, 4);
    g_assert_no_error(error);
}

static void what_stands_in_the_path_becomes_a_parameter(void)
{
    g_autoptr(Router) router = open_router();
    g_autoptr(GHashTable) parameters = no_parameters();
    g_autoptr(GError) error = NULL;

    g_hash_table_insert(parameters, g_strdup("unit"), g_strdup("what stood there before"));
    gssize route =
        router_find(router, "GET", "/api/v1/units/财政局/people/a b%2F", parameters, &error);
    g_assert_no_error(error);
    g_assert_cmpint(route, ==, 3);
    g_assert_cmpuint(g_hash_table_size(parameters), ==, 2);
    g_assert_cmpstr(g_hash_table_lookup(parameters, "unit"), ==, "财政局");
    g_assert_cmpstr(g_hash_table_lookup(parameters, "person"), ==, "a b%2F");
}

static void a_path_that_is_none_is_not_found(void)
{
    static const char *const wrong[] = {
        "",
        "/",
        "api/v1/units",
        "/api/v1",
        "/api/v1/units/",
        "/api/v1//units",
        "//api/v1/units",
        "/api/v1/Units",
        "/api/v1/units ",
        "/api/v1/units/abc/people",
        "/api/v1/units/abc/people/",
        "/api/v1/units//people/x",
        "/api/v1/units/abc/people/x/y",
        "/api/v1/units/../units/abc/people/x",
        "/api/v1/units/{unit}/persons/{person}",
        "/api/v1/\xff\xfe",
    };
    g_autoptr(Router) router = open_router();

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GHashTable) parameters = no_parameters();
        g_autoptr(GError) error = NULL;
        g_autofree char *shown = g_strescape(wrong[i], NULL);
        g_test_message("%s", shown);
        g_assert_cmpint(router_find(router, "GET", wrong[i], parameters, &error), ==, -1);
        g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_NOT_FOUND);
        g_assert_cmpstr(error_key(error), ==, "http.no_route");
        g_assert_cmpuint(g_hash_table_size(parameters), ==, 0);
        g_assert_null(router_methods(router, wrong[i]));
    }
}

static void an_endless_path_is_not_found(void)
{
    g_autoptr(Router) router = open_router();
    g_autoptr(GError) error = NULL;
    g_autofree char *slashes = g_strnfill(100000, '/');
    g_autofree char *path = g_strconcat("/api/v1/units/abc/people/x", slashes, NULL);

    g_assert_cmpint(router_find(router, "GET", path, NULL, &error), ==, -1);
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_NOT_FOUND);
}

static void another_method_is_told_those_that_would_do(void)
{
    g_autoptr(Router) router = open_router();
    g_autoptr(GHashTable) parameters = no_parameters();
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(router_find(router, "GET", "/api/v1/units/abc", parameters, &error), ==, -1);
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_METHOD);
    g_assert_cmpstr(error->message, ==,
                    "/api/v1/units/abc does not take the method GET; it takes PATCH.");
    g_assert_cmpuint(g_hash_table_size(parameters), ==, 0);
    g_clear_error(&error);
    g_assert_cmpint(router_find(router, "get", "/api/v1/units", NULL, &error), ==, -1);
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_METHOD);
    g_assert_cmpint(router_find(router, "TRACE", "/api/v1/units", NULL, NULL), ==, -1);
}

static void the_methods_of_a_path_are_listed_as_allow_writes_them(void)
{
    g_autoptr(Router) router = open_router();
    g_autofree char *units = router_methods(router, "/api/v1/units");
    g_autofree char *unit = router_methods(router, "/api/v1/units/abc");
    g_autofree char *session = router_methods(router, "/api/v1/session");

    g_assert_cmpstr(units, ==, "GET, HEAD, POST");
    g_assert_cmpstr(unit, ==, "PATCH");
    g_assert_cmpstr(session, ==, "DELETE");
}

/* Checks the parameters of ROUTE given as “name=value&…”; the key of the fault and its place, "" if
 * there is none. (transfer full) */
static char *fault_of(gsize route, const char *given)
{
    g_autoptr(Router) router = open_router();
    g_autoptr(GHashTable) parameters = no_parameters();
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) pairs = g_strsplit(given, "&", -1);

    for (gsize i = 0; pairs[i] != NULL; i++) {
        const char *equals = strchr(pairs[i], '=');
        g_hash_table_insert(parameters, g_strndup(pairs[i], (gsize)(equals - pairs[i])),
                            g_strdup(equals + 1));
    }
    bool sound = router_check_parameters(router, route, parameters, &error);
    g_assert_cmpint(sound, ==, error == NULL);
    if (sound) {
        return g_strdup("");
    }
    g_assert_cmpuint(error_detail_count(error), ==, 1);
    return g_strdup_printf("%s %s", error_key(error), error_detail(error, 0)->field);
}

static void expect_fault(gsize route, const char *given, const char *fault)
{
    g_autofree char *found = fault_of(route, given);

    g_assert_cmpstr(found, ==, fault);
}

static void parameters_are_held_against_their_schemas(void)
{
    expect_fault(0, "state=open", "");
    expect_fault(0, "state=closed&limit=200&q=一二三四", "");
    expect_fault(0, "state=ajar", "kernel.schema.choice state");
    expect_fault(0, "state=", "kernel.schema.choice state");
    expect_fault(0, "state=open&q=一二三四五", "kernel.schema.too_long q");
    expect_fault(0, "state=open&q=12", "");
    expect_fault(2, "unit=abc", "");
    expect_fault(2, "unit=ABC", "kernel.schema.pattern unit");
    expect_fault(4, "", "");
}

static void a_number_is_read_whole_or_not_at_all(void)
{
    static const char *const wrong[] = {"",    "-",    " 1",    "1 ", "+1",  "1.5",
                                        "1e2", "0x10", "1,000", "１", "--1", "all"};

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *given = g_strdup_printf("state=open&limit=%s", wrong[i]);
        g_test_message("%s", given);
        expect_fault(0, given, "kernel.schema.type limit");
    }
    expect_fault(0, "state=open&limit=1", "");
    expect_fault(0, "state=open&limit=007", "");
    expect_fault(0, "state=open&limit=0", "kernel.schema.too_small limit");
    expect_fault(0, "state=open&limit=-1", "kernel.schema.too_small limit");
    expect_fault(0, "state=open&limit=201", "kernel.schema.too_large limit");
    expect_fault(0, "state=open&limit=99999999999999999999", "kernel.schema.too_large limit");
    expect_fault(0, "state=open&limit=-99999999999999999999", "kernel.schema.too_small limit");
}

static void a_number_without_a_limit_of_its_own_is_never_cut(void)
{
    expect_fault(0, "state=open&after=9223372036854775807", "");
    expect_fault(0, "state=open&after=-9223372036854775808", "");
    expect_fault(0, "state=open&after=9223372036854775808", "kernel.schema.too_large after");
    expect_fault(0, "state=open&after=-9223372036854775809", "kernel.schema.too_small after");
    expect_fault(0, "state=open&after=99999999999999999999", "kernel.schema.too_large after");
}

static void unknown_and_missing_parameters_are_named(void)
{
    expect_fault(0, "state=open&colour=red", "http.unknown_parameter colour");
    expect_fault(0, "state=open&Limit=1", "http.unknown_parameter Limit");
    expect_fault(4, "x=", "http.unknown_parameter x");
    expect_fault(0, "limit=1", "kernel.schema.required state");
    expect_fault(2, "", "kernel.schema.required unit");
}

static void a_parameter_that_is_no_utf8_is_refused(void)
{
    expect_fault(0, "state=open&q=\xff", "http.not_utf8 q");
    expect_fault(0, "state=open&q=\xed\xa0\x80", "http.not_utf8 q");
    expect_fault(0, "state=open&limit=\xc3", "http.not_utf8 limit");
}

static void a_body_is_held_against_its_schema(void)
{
    static const struct {
        const char *body;
        const char *key;
        const char *field;
    } wrong[] = {
        {"{}", "kernel.schema.required", "/name"},
        {"{\"name\": 1}", "kernel.schema.type", "/name"},
        {"{\"name\": \"a\", \"id\": \"b\"}", "kernel.schema.unknown", "/id"},
        {"{\"name\": \"a\", \"parent\": \"ABC\"}", "kernel.schema.pattern", "/parent"},
        {"[]", "kernel.schema.type", ""},
        {"null", "kernel.schema.type", ""},
    };
    g_autoptr(Router) router = open_router();
    g_autoptr(GError) none = NULL;
    json_auto_t *right = json_loads("{\"name\": \"财政局\", \"parent\": \"abc\"}", 0, NULL);

    g_assert_true(router_check_body(router, 1, right, &none));
    g_assert_no_error(none);
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        json_auto_t *body = json_parse(wrong[i].body, strlen(wrong[i].body), NULL);
        g_assert_false(router_check_body(router, 1, body, &error));
        g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
        g_assert_cmpstr(error_key(error), ==, wrong[i].key);
        g_assert_cmpstr(error_detail(error, 0)->field, ==, wrong[i].field);
    }
}

#define ADD(name) g_test_add_func("/http/router/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(a_path_finds_the_route_of_its_method);
    ADD(what_stands_in_the_path_becomes_a_parameter);
    ADD(a_path_that_is_none_is_not_found);
    ADD(an_endless_path_is_not_found);
    ADD(another_method_is_told_those_that_would_do);
    ADD(the_methods_of_a_path_are_listed_as_allow_writes_them);
    ADD(parameters_are_held_against_their_schemas);
    ADD(a_number_is_read_whole_or_not_at_all);
    ADD(a_number_without_a_limit_of_its_own_is_never_cut);
    ADD(unknown_and_missing_parameters_are_named);
    ADD(a_parameter_that_is_no_utf8_is_refused);
    ADD(a_body_is_held_against_its_schema);
    return g_test_run();
}
