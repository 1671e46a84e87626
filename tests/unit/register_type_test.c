/* Types of registers and outlines: what is declared wrongly is refused, what is drawn is decided
 * exactly. */
#include "pack/pack.h"
#include "register/outline.h"
#include "register/register_type.h"

#include <string.h>

static RegisterType *compile(const char *fields, const char *more, GError **error)
{
    g_autofree char *source = g_strdup_printf(
        "{\"key\": \"thing\", \"name\": {\"zh\": \"物\", \"en\": \"Thing\"}, \"about\": {\"zh\": "
        "\"物\", \"en\": \"Thing\"}, \"title\": \"name\", \"fields\": [{\"key\": \"name\", "
        "\"name\": {\"zh\": \"名\", \"en\": \"Name\"}, \"kind\": \"text\", \"required\": "
        "true}%s]%s}",
        fields, more);
    json_auto_t *definition = json_loads(source, 0, NULL);

    g_assert_nonnull(definition);
    return register_type_compile(definition, error);
}

static void assert_refused(const char *fields, const char *more, const char *key)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RegisterType) type = compile(fields, more, &error);

    g_assert_null(type);
    g_assert_cmpstr(error_key(error), ==, key);
}

#define NAME "\"name\": {\"zh\": \"甲\", \"en\": \"A\"}"

static void what_is_declared_wrongly_is_refused(void)
{
    assert_refused(", {\"key\": \"name\", " NAME ", \"kind\": \"day\"}", "", "register.type_twice");
    assert_refused(", {\"key\": \"a\", " NAME ", \"kind\": \"choice\"}", "", "register.type_field");
    assert_refused(", {\"key\": \"a\", " NAME ", \"kind\": \"object\"}", "", "register.type_field");
    assert_refused(", {\"key\": \"a\", " NAME ", \"kind\": \"text\", \"log\": true}", "",
                   "register.type_field");
    assert_refused("", ", \"derived\": [{\"key\": \"d\", " NAME ", \"formula\": \"nothing + 1\"}]",
                   "formula.name");
    assert_refused(
        "", ", \"derived\": [{\"key\": \"d\", " NAME ", \"formula\": \"1\", \"against\": \"x\"}]",
        "register.type_unknown");
}

static void types_that_name_each_other_wrongly_are_refused(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RegisterType) target = compile(
        ", {\"key\": \"a\", " NAME ", \"kind\": \"object\", \"target\": \"nothing\"}", "", NULL);
    g_autoptr(RegisterType) counted =
        compile("", ", \"counts\": [{\"key\": \"c\", \"of\": \"thing\", \"by\": \"name\"}]", NULL);

    g_autoptr(RegisterType) same = compile(
        ", {\"key\": \"a\", " NAME ", \"kind\": \"object\", \"target\": \"thing\"}, {\"key\": "
        "\"b\", " NAME ", \"kind\": \"number\", \"same\": {\"as\": \"name\", \"of\": \"a\"}}",
        "", NULL);
    g_autoptr(RegisterType) of_text =
        compile(", {\"key\": \"a\", " NAME
                ", \"kind\": \"text\", \"same\": {\"as\": \"name\", \"of\": \"name\"}}",
                "", NULL);

    g_assert_false(register_types_check((const RegisterType *const[]){target}, 1, &error));
    g_assert_cmpstr(error_key(error), ==, "register.type_unknown");
    g_clear_error(&error);
    g_assert_false(register_types_check((const RegisterType *const[]){counted}, 1, &error));
    g_assert_cmpstr(error_key(error), ==, "register.type_unknown");
    g_clear_error(&error);
    g_assert_false(register_types_check((const RegisterType *const[]){same}, 1, &error));
    g_assert_cmpstr(error_key(error), ==, "register.type_unknown");
    g_clear_error(&error);
    g_assert_false(register_types_check((const RegisterType *const[]){of_text}, 1, &error));
    g_assert_cmpstr(error_key(error), ==, "register.type_unknown");
}

static void what_is_missing_is_not_derived(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RegisterType) type = compile(
        ", {\"key\": \"a\", " NAME ", \"kind\": \"number\"}, {\"key\": \"b\", " NAME
        ", \"kind\": \"number\"}",
        ", \"derived\": [{\"key\": \"d\", " NAME ", \"formula\": \"a / b\", \"places\": 1}]",
        &error);
    FormulaValue values[REGISTER_DERIVED_MAX];
    json_auto_t *both = json_pack("{s:s, s:s}", "a", "10", "b", "3");
    json_auto_t *one = json_pack("{s:s}", "a", "10");
    json_auto_t *nothing = json_pack("{s:s, s:s}", "a", "10", "b", "0");

    g_assert_no_error(error);
    register_type_derive(type, both, NULL, values);
    g_assert_cmpint(values[0].number, ==, 33000);
    register_type_derive(type, one, NULL, values);
    g_assert_cmpint(values[0].kind, ==, FORMULA_NULL);
    register_type_derive(type, nothing, NULL, values);
    g_assert_cmpint(values[0].kind, ==, FORMULA_NULL);
}

/* Corners as “lon lat, lon lat, …”. */
static GArray *drawn(const char *corners, GError **error)
{
    g_autofree char *source =
        g_strdup_printf("{\"type\": \"Polygon\", \"coordinates\": [[[%s]]]}", corners);
    json_auto_t *geometry = json_loads(source, 0, NULL);

    g_assert_nonnull(geometry);
    return outline_read(geometry, "/outline", error);
}

static void an_outline_is_taken_only_if_it_is_simple(void)
{
    static const struct {
        const char *corners;
        const char *key; /* NULL: right */
    } outlines[] = {
        {"0, 0], [1, 0], [1, 1], [0, 1", NULL},
        {"0, 0], [1, 0], [1, 1], [0, 1], [0, 0", NULL},
        {"0, 0], [2, 0], [2, 2], [1, 1], [0, 2", NULL},
        {"0, 0], [1, 0], [2, 0], [2, 1", NULL}, /* a corner on a straight side */
        {"0, 0], [1, 1], [1, 0], [0, 1", "register.outline_crosses"},
        {"0, 0], [2, 0], [2, 2], [1, 0], [0, 2", "register.outline_crosses"}, /* it touches */
        {"0, 0], [2, 0], [1, 0], [1, 1", "register.outline_crosses"},         /* it turns back */
        {"0, 0], [0, 0], [1, 1], [1, 1", "register.outline_flat"},
        {"0, 0], [1, 0], [1, 91", "register.outline_world"},
        {"0, 0], [\"1\", 0], [1, 1", "register.outline_form"},
        {"0, 0], [1, 0", "register.outline_points"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(outlines); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) corners = drawn(outlines[i].corners, &error);
        g_assert_cmpstr(error != NULL ? error_key(error) : NULL, ==, outlines[i].key);
        g_assert_true((corners != NULL) == (outlines[i].key == NULL));
    }
}

static void a_point_is_inside_on_the_border_or_outside(void)
{
    g_autoptr(GArray) notched = drawn("0, 0], [4, 0], [4, 4], [2, 1], [0, 4", NULL);
    static const struct {
        double lon;
        double lat;
        bool inside;
    } points[] = {{1, 1, true},   {0, 0, true},   {2, 1, true},  {2, 1.0000001, false},
                  {2, 3, false},  {3.9, 3, true}, {4, 2, true},  {4.0000001, 2, false},
                  {-1, 0, false}, {2, 0, true},   {5, 0, false}, {0, 4, true}};

    for (gsize i = 0; i < G_N_ELEMENTS(points); i++) {
        OutlinePoint point = {0};
        g_assert_true(outline_point(points[i].lon, points[i].lat, &point));
        g_assert_true(outline_holds(notched, point) == points[i].inside);
    }
    g_assert_true(outline_holds(notched, outline_middle(notched)));
}

static void an_outline_measures_what_it_does_on_the_ground(void)
{
    /* One hectare at 37.5° north: 100 m are 0.000899322° of latitude, 0.001133573° of longitude. */
    g_autoptr(GArray) hectare = drawn(
        "115.5, 37.5], [115.5011336, 37.5], [115.5011336, 37.5008993], [115.5, 37.5008993", NULL);
    Decimal mu = outline_mu(hectare);

    g_assert_cmpint(mu, >, 149300);
    g_assert_cmpint(mu, <, 150700);
    json_auto_t *written = outline_write(hectare);
    g_autoptr(GArray) again = outline_read(written, NULL, NULL);
    g_assert_cmpint(outline_mu(again), ==, mu);
}

static void the_declared_types_compile_and_name_each_other(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *file = pack_load_yaml("packs/base/registers.yaml", &error);
    const RegisterType *types[16];
    guint count = 0;
    size_t i;
    json_t *definition;

    g_assert_no_error(error);
    json_array_foreach(json_object_get(file, "types"), i, definition)
    {
        types[count++] = register_type_compile(definition, &error);
        g_assert_no_error(error);
    }
    g_assert_true(register_types_check(types, count, &error));
    for (guint k = 0; k < count; k++) {
        register_type_free((RegisterType *)types[k]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/register/what_is_declared_wrongly_is_refused",
                    what_is_declared_wrongly_is_refused);
    g_test_add_func("/register/types_that_name_each_other_wrongly_are_refused",
                    types_that_name_each_other_wrongly_are_refused);
    g_test_add_func("/register/what_is_missing_is_not_derived", what_is_missing_is_not_derived);
    g_test_add_func("/register/an_outline_is_taken_only_if_it_is_simple",
                    an_outline_is_taken_only_if_it_is_simple);
    g_test_add_func("/register/a_point_is_inside_on_the_border_or_outside",
                    a_point_is_inside_on_the_border_or_outside);
    g_test_add_func("/register/an_outline_measures_what_it_does_on_the_ground",
                    an_outline_measures_what_it_does_on_the_ground);
    g_test_add_func("/register/the_declared_types_compile_and_name_each_other",
                    the_declared_types_compile_and_name_each_other);
    return g_test_run();
}
