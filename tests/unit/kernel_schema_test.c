/* A value is held against its schema; every fault is named with its place. Reading JSON from
 * outside, which comes before it, keeps its limits. */
#include "kernel/json_in.h"
#include "kernel/schema.h"

#include <string.h>

static json_t *read_json(const char *text)
{
    g_autoptr(GError) error = NULL;
    json_t *value = json_parse(text, strlen(text), &error);

    g_assert_no_error(error);
    return value;
}

/* Holds VALUE against SCHEMA, both JSON text. The faults as “key place” lines; "" if there is none.
 * (transfer full) */
static char *faults_under(const char *root, const char *schema, const char *value,
                          const char *prefix)
{
    json_auto_t *root_tree = read_json(root);
    json_auto_t *schema_tree = read_json(schema);
    json_auto_t *value_tree = read_json(value);
    g_autoptr(GError) error = NULL;
    GString *lines = g_string_new(NULL);

    bool sound = schema_check(root_tree, schema_tree, value_tree, prefix, &error);
    g_assert_cmpint(sound, ==, error == NULL);
    g_assert_cmpint(sound, ==, schema_check(root_tree, schema_tree, value_tree, prefix, NULL));
    for (gsize i = 0; error != NULL && i < error_detail_count(error); i++) {
        const ErrorDetail *detail = error_detail(error, i);
        g_assert_true(g_str_has_prefix(detail->key, "kernel.schema."));
        g_string_append_printf(lines, "%s%s %s", i > 0 ? "\n" : "",
                               detail->key + strlen("kernel.schema."), detail->field);
    }
    return g_string_free(lines, FALSE);
}

static void expect(const char *schema, const char *value, const char *faults)
{
    g_autofree char *found = faults_under("{}", schema, value, "");

    g_assert_cmpstr(found, ==, faults);
}

static void a_value_has_one_of_the_types_named(void)
{
    expect("{\"type\": \"string\"}", "\"丰\"", "");
    expect("{\"type\": \"string\"}", "1", "type ");
    expect("{\"type\": \"integer\"}", "1", "");
    expect("{\"type\": \"integer\"}", "1.0", "");
    expect("{\"type\": \"integer\"}", "-3e2", "");
    expect("{\"type\": \"integer\", \"maximum\": 9}", "10.0", "too_large ");
    expect("{\"type\": \"integer\"}", "1.5", "type ");
    expect("{\"type\": \"integer\"}", "1e300", "type "); /* more than a machine's integer */
    expect("{\"type\": \"integer\"}", "\"1\"", "type ");
    expect("{\"type\": \"number\"}", "1", "");
    expect("{\"type\": \"number\"}", "1.5", "");
    expect("{\"type\": \"boolean\"}", "false", "");
    expect("{\"type\": \"boolean\"}", "0", "type ");
    expect("{\"type\": \"object\"}", "[]", "type ");
    expect("{\"type\": \"array\"}", "{}", "type ");
    expect("{\"type\": [\"string\", \"null\"]}", "null", "");
    expect("{\"type\": [\"string\", \"null\"]}", "[]", "type ");
    expect("{}", "{\"anything\": [null]}", "");
}

static void the_sentence_names_the_place_and_what_is_wanted(void)
{
    json_auto_t *schema = read_json(
        "{\"properties\": {\"due\": {\"type\": [\"string\", \"null\"]}}, \"type\": \"object\"}");
    json_auto_t *value = read_json("{\"due\": 20220301}");
    g_autoptr(GError) error = NULL;

    g_assert_false(schema_check(schema, schema, value, "", &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
    g_autofree char *en = error_text(error, LANGUAGE_EN);
    g_autofree char *zh = error_text(error, LANGUAGE_ZH);
    g_assert_cmpstr(en, ==, "/due has the wrong type; it must be string/null.");
    g_assert_cmpstr(zh, ==, "/due的类型不对，应为string/null。");
}

static void every_fault_of_an_object_is_told_at_its_place(void)
{
    static const char schema[] =
        "{\"type\": \"object\", \"required\": [\"name\", \"due\"], \"additionalProperties\": false,"
        " \"properties\": {\"name\": {\"type\": \"string\"}, \"due\": {\"format\": \"date\"},"
        " \"units\": {\"type\": \"array\", \"items\": {\"type\": \"object\", \"required\": "
        "[\"id\"],"
        " \"properties\": {\"id\": {\"type\": \"string\"}}}}}}";

    expect(schema, "{\"name\": \"修路\", \"due\": \"2022-06-30\"}", "");
    expect(schema, "{}", "required /name\nrequired /due");
    expect(schema, "{\"name\": null, \"due\": \"2022-02-30\", \"hue\": 1}",
           "type /name\ndate /due\nunknown /hue");
    expect(schema,
           "{\"name\": \"修路\", \"due\": \"2022-06-30\","
           " \"units\": [{\"id\": \"a\"}, {}, {\"id\": 3}, 4]}",
           "required /units/1/id\ntype /units/2/id\ntype /units/3");
}

static void members_that_nothing_forbids_may_be_there(void)
{
    expect("{\"properties\": {\"a\": {\"type\": \"integer\"}}}", "{\"b\": \"x\"}", "");
}

static void a_place_is_a_json_pointer_after_the_prefix(void)
{
    g_autofree char *found =
        faults_under("{}", "{\"additionalProperties\": false}",
                     "{\"a/b\": 1, \"~\": 2, \"台账\": 3}", "rules.yaml:/rules/0");

    g_assert_cmpstr(found, ==,
                    "unknown rules.yaml:/rules/0/a~1b\nunknown rules.yaml:/rules/0/~0\n"
                    "unknown rules.yaml:/rules/0/台账");
}

static void texts_are_measured_in_characters_not_bytes(void)
{
    static const char schema[] = "{\"minLength\": 2, \"maxLength\": 3}";

    expect(schema, "\"街\"", "too_short ");
    expect(schema, "\"街道\"", "");
    expect(schema, "\"街道办\"", "");
    expect(schema, "\"街道办事\"", "too_long ");
    expect(schema, "\"\\ud840\\udc00\\ud840\\udc00\\ud840\\udc00\"", "");
    expect(schema, "7", "");
}

static void a_pattern_holds_to_the_last_character(void)
{
    static const char schema[] = "{\"pattern\": \"^[a-z]+$\"}";

    expect(schema, "\"abc\"", "");
    expect(schema, "\"abC\"", "pattern ");
    expect(schema, "\"abc\\n\"", "pattern ");
    expect(schema, "\"\"", "pattern ");
}

static void a_day_must_exist(void)
{
    static const char schema[] = "{\"format\": \"date\"}";

    expect(schema, "\"2024-02-29\"", "");
    expect(schema, "\"2022-02-29\"", "date ");
    expect(schema, "\"2022-3-1\"", "date ");
    expect(schema, "\"2022-03-01T00:00:00Z\"", "date ");
    expect(schema, "\"\"", "date ");
    expect("{\"format\": \"uri\"}", "\"no address\"", "");
}

static void bounds_include_themselves(void)
{
    static const char schema[] = "{\"minimum\": -1, \"maximum\": 2.5}";

    expect(schema, "-1", "");
    expect(schema, "2.5", "");
    expect(schema, "-2", "too_small ");
    expect(schema, "2.51", "too_large ");
    expect(schema, "9223372036854775807", "too_large ");
    expect("{\"minItems\": 1, \"maxItems\": 2}", "[]", "too_few ");
    expect("{\"minItems\": 1, \"maxItems\": 2}", "[1, 2]", "");
    expect("{\"minItems\": 1, \"maxItems\": 2}", "[1, 2, 3]", "too_many ");
    expect("{\"minProperties\": 1}", "{}", "too_few ");
    expect("{\"minProperties\": 1}", "{\"a\": 1}", "");
}

static void a_choice_is_of_the_list(void)
{
    expect("{\"enum\": [\"red\", \"grey\", null, 3]}", "\"grey\"", "");
    expect("{\"enum\": [\"red\", \"grey\", null, 3]}", "null", "");
    expect("{\"enum\": [\"red\", \"grey\", null, 3]}", "3", "");
    expect("{\"enum\": [\"red\", \"grey\"]}", "\"Red\"", "choice ");
    expect("{\"enum\": [\"red\", \"grey\"]}", "\"\"", "choice ");
    expect("{\"const\": true}", "true", "");
    expect("{\"const\": true}", "false", "choice ");
}

static void a_reference_leads_to_its_place_in_the_document(void)
{
    static const char root[] =
        "{\"components\": {\"schemas\": {\"Day\": {\"$ref\": \"#/components/schemas/Text\"},"
        " \"Text\": {\"type\": \"string\", \"maxLength\": 10},"
        " \"Tree\": {\"properties\": {\"children\": {\"type\": \"array\","
        " \"items\": {\"$ref\": \"#/components/schemas/Tree\"}}},"
        " \"additionalProperties\": false}}}}";
    static const char tree[] = "{\"$ref\": \"#/components/schemas/Tree\"}";

    g_autofree char *day =
        faults_under(root, "{\"items\": {\"$ref\": \"#/components/schemas/Day\"}}",
                     "[\"2022-03-01\", \"2022-03-01T00:00\", 7]", "");
    g_assert_cmpstr(day, ==, "too_long /1\ntype /2");
    g_autofree char *deep = faults_under(
        root, tree, "{\"children\": [{\"children\": [{}, {\"age\": 1}]}, {\"children\": 1}]}", "");
    g_assert_cmpstr(deep, ==, "unknown /children/0/children/1/age\ntype /children/1/children");
}

static void resolving_gives_the_schema_itself_or_what_it_stands_for(void)
{
    json_auto_t *root = read_json("{\"a\": {\"$ref\": \"#/b\"}, \"b\": {\"type\": \"null\"},"
                                  " \"loop\": {\"$ref\": \"#/loop\"}}");
    const json_t *target = json_object_get(root, "b");

    g_assert_true(schema_resolve(root, target) == target);
    g_assert_true(schema_resolve(root, json_object_get(root, "a")) == target);
    /* A circle of references ends, and leads nowhere. */
    g_assert_null(schema_resolve(root, json_object_get(root, "loop")));
}

/* Checks the references of ROOT; the fault as “place: reference”, "" if there is none. (transfer
 * full) */
static char *lost_reference(const char *root)
{
    json_auto_t *tree = read_json(root);
    g_autoptr(GError) error = NULL;

    bool sound = schema_check_references(tree, tree, "", &error);
    g_assert_cmpint(sound, ==, error == NULL);
    return sound ? g_strdup("") : g_strdup(error->message);
}

static void a_reference_that_leads_nowhere_is_named(void)
{
    static const struct {
        const char *schema;
        const char *lost;
    } cases[] = {
        {"{\"a\": {\"$ref\": \"#/b\"}, \"b\": {\"$ref\": \"#/c\"}, \"c\": {\"items\": "
         "{\"$ref\": \"#\"}}}",
         ""},
        {"{\"properties\": {\"$ref\": {\"type\": \"string\"}}}", ""}, /* a member of that name */
        {"{\"a\": [0, {\"$ref\": \"#/b\"}]}", "/a/1: #/b"},
        {"{\"a\": {\"$ref\": \"#/b/c\"}, \"b\": {\"d\": {}}}", "/a: #/b/c"},
        {"{\"a\": {\"$ref\": \"#/b\"}, \"b\": 1}", "/a: #/b"},
        {"{\"a\": {\"$ref\": \"b\"}, \"b\": {}}", "/a: b"},
        {"{\"a\": {\"$ref\": \"other.json#/b\"}, \"b\": {}}", "/a: other.json#/b"},
        {"{\"a\": {\"$ref\": \"\"}}", "/a: "},
        {"{\"a\": {\"$ref\": \"#/a\"}}", "/a: #/a"}, /* a circle */
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *told = lost_reference(cases[i].schema);
        g_autofree char *wanted =
            *cases[i].lost != '\0'
                ? g_strdup_printf("The schema’s reference at %s leads to no schema.", cases[i].lost)
                : g_strdup("");
        g_assert_cmpstr(told, ==, wanted);
    }
    /* Where no one looked before, the value is not passed. */
    expect("{\"items\": {\"$ref\": \"#/b\"}}", "[1]", "reference /0");
}

static void no_more_faults_are_kept_than_a_form_can_show(void)
{
    g_autoptr(GString) value = g_string_new("[0");
    for (int i = 1; i < 2 * ERROR_MAX_DETAILS; i++) {
        g_string_append_printf(value, ",%d", i);
    }
    g_string_append_c(value, ']');
    json_auto_t *schema = read_json("{\"items\": {\"type\": \"string\"}}");
    json_auto_t *tree = read_json(value->str);
    g_autoptr(GError) error = NULL;

    g_assert_false(schema_check(schema, schema, tree, "", &error));
    g_assert_cmpuint(error_detail_count(error), ==, ERROR_MAX_DETAILS);
    g_assert_cmpstr(error_detail(error, ERROR_MAX_DETAILS - 1)->field, ==, "/49");
}

static void expect_refused(const char *text, gsize length, const char *key)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *value = json_parse(text, length, &error);

    g_assert_null(value);
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_MALFORMED);
    g_assert_cmpstr(error_key(error), ==, key);
}

static void what_is_not_one_json_value_is_refused(void)
{
    static const char *const wrong[] = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\": 1,}",
        "{'a': 1}",
        "{\"a\" 1}",
        "1 2",
        "{} x",
        "nul",
        "01",
        "1.",
        "+1",
        "NaN",
        "1e999",
        "9223372036854775808",
        "\"open",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u0000\"",
        "\"a\nb\"",
        "{\"a\": 1, \"a\": 2}",
        "\"\xc3\"",
        "\"\xc0\x80\"",
        "\"\xed\xa0\x80\"",
        "\"\xf4\x90\x80\x80\"",
        "\xef\xbb\xbf{}",
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *shown = g_strescape(wrong[i], NULL);
        g_test_message("%s", shown);
        expect_refused(wrong[i], strlen(wrong[i]), "kernel.json_syntax");
    }
    expect_refused("{}\0", 3, "kernel.json_syntax");
    expect_refused("12\0", 3, "kernel.json_syntax");
    expect_refused("12\0003", 4, "kernel.json_syntax");
    expect_refused("1.5\0\0", 5, "kernel.json_syntax");
    expect_refused("true\0", 5, "kernel.json_syntax");
    expect_refused("\"a\"\0", 4, "kernel.json_syntax");
    expect_refused("[1\0]", 4, "kernel.json_syntax");
}

static void a_null_byte_is_named_with_line_and_column(void)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(json_parse("\n  7\0", 5, &error));
    g_assert_cmpstr(error->message, ==,
                    "Line 2, column 4 is not valid JSON; look at its quotes, commas, escapes and "
                    "null characters");
}

static void a_list_is_asked_for_one_text(void)
{
    json_auto_t *list = read_json("[\"road\", 7, \"river\"]");

    g_assert_true(json_holds(list, "river"));
    g_assert_false(json_holds(list, "riv"));
    g_assert_false(json_holds(list, "7"));
    g_assert_false(json_holds(list, NULL));
    g_assert_false(json_holds(NULL, "river"));
}

/* JSON Schema 2020-12, Core, 6.3: 1.0 is an integer. Whoever reads it reads it as one. */
static void a_number_without_a_fraction_is_whole(void)
{
    json_auto_t *value = read_json("[1.0, {\"a\": -2.50e1}, 0.5, 1e300, -0.0, 9.2e18]");

    g_assert_cmpint(json_integer_value(json_array_get(value, 0)), ==, 1);
    g_assert_cmpint(json_integer_value(json_object_get(json_array_get(value, 1), "a")), ==, -25);
    g_assert_cmpfloat(json_real_value(json_array_get(value, 2)), ==, 0.5);
    g_assert_true(json_is_real(json_array_get(value, 3)));
    g_assert_true(json_is_integer(json_array_get(value, 4)));
    g_assert_cmpint(json_integer_value(json_array_get(value, 5)), ==,
                    G_GINT64_CONSTANT(9200000000000000000));
    json_auto_t *alone = read_json("1.0");
    g_assert_cmpint(json_integer_value(alone), ==, 1);
}

static void any_json_value_can_stand_alone(void)
{
    static const char *const right[] = {"null", "true", " 1 ", "-0.5e3", "\"\\ud840\\udc00\"",
                                        "[]"};

    for (gsize i = 0; i < G_N_ELEMENTS(right); i++) {
        json_auto_t *value = read_json(right[i]);
        g_assert_nonnull(value);
    }
}

static void only_the_bytes_given_are_read(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *exact = g_memdup2("[12", 3); /* no NUL behind */
    json_auto_t *value = json_parse("[1]]]]", 3, &error);

    g_assert_no_error(error);
    g_assert_cmpuint(json_array_size(value), ==, 1);
    expect_refused(exact, 3, "kernel.json_syntax");
    expect_refused("\"\\", 2, "kernel.json_syntax");
}

static void bad_syntax_is_named_with_line_and_column(void)
{
    static const char text[] = "{\n  \"a\": 1,\n  \"b\" 2\n}";
    g_autoptr(GError) error = NULL;
    json_auto_t *value = json_parse(text, strlen(text), &error);

    g_assert_null(value);
    g_autofree char *en = error_text(error, LANGUAGE_EN);
    g_assert_true(g_str_has_prefix(en, "Line 3, column 7 is not valid JSON"));
}

/* DEPTH arrays or objects within each other. (transfer full) */
static char *nested(const char *open, const char *inner, const char *close, guint depth)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < depth; i++) {
        g_string_append(text, open);
    }
    g_string_append(text, inner);
    for (guint i = 0; i < depth; i++) {
        g_string_append(text, close);
    }
    return g_string_free(text, FALSE);
}

static void nesting_has_its_limit(void)
{
    g_autofree char *arrays = nested("[", "", "]", JSON_DEPTH_MAX);
    g_autofree char *objects = nested("{\"a\":", "1", "}", JSON_DEPTH_MAX);
    g_autofree char *deeper_arrays = nested("[", "", "]", JSON_DEPTH_MAX + 1);
    g_autofree char *deeper_objects = nested("{\"a\":", "1", "}", JSON_DEPTH_MAX + 1);
    g_autofree char *bomb = nested("[", "", "", 1000000);
    json_auto_t *array = read_json(arrays);
    json_auto_t *object = read_json(objects);

    g_assert_nonnull(array);
    g_assert_nonnull(object);
    expect_refused(deeper_arrays, strlen(deeper_arrays), "kernel.json_depth");
    expect_refused(deeper_objects, strlen(deeper_objects), "kernel.json_depth");
    expect_refused(bomb, strlen(bomb), "kernel.json_depth");
}

static void brackets_within_a_text_are_no_nesting(void)
{
    g_autofree char *brackets = nested("[{", "", "", JSON_DEPTH_MAX);
    g_autofree char *text = g_strdup_printf("[\"\\\"%s\\\\\", \"%s\"]", brackets, brackets);
    g_autofree char *many = nested("[],", "[]", "", 100);
    g_autofree char *row = g_strdup_printf("[%s]", many);
    json_auto_t *texts = read_json(text);
    json_auto_t *rows = read_json(row);

    g_assert_cmpuint(json_array_size(texts), ==, 2);
    g_assert_cmpuint(json_array_size(rows), ==, 101);
}

#define ADD(name) g_test_add_func("/kernel/schema/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(a_value_has_one_of_the_types_named);
    ADD(the_sentence_names_the_place_and_what_is_wanted);
    ADD(every_fault_of_an_object_is_told_at_its_place);
    ADD(members_that_nothing_forbids_may_be_there);
    ADD(a_place_is_a_json_pointer_after_the_prefix);
    ADD(texts_are_measured_in_characters_not_bytes);
    ADD(a_pattern_holds_to_the_last_character);
    ADD(a_day_must_exist);
    ADD(bounds_include_themselves);
    ADD(a_choice_is_of_the_list);
    ADD(a_reference_leads_to_its_place_in_the_document);
    ADD(resolving_gives_the_schema_itself_or_what_it_stands_for);
    ADD(a_reference_that_leads_nowhere_is_named);
    ADD(no_more_faults_are_kept_than_a_form_can_show);
    ADD(what_is_not_one_json_value_is_refused);
    ADD(a_null_byte_is_named_with_line_and_column);
    ADD(a_list_is_asked_for_one_text);
    ADD(a_number_without_a_fraction_is_whole);
    ADD(any_json_value_can_stand_alone);
    ADD(only_the_bytes_given_are_read);
    ADD(bad_syntax_is_named_with_line_and_column);
    ADD(nesting_has_its_limit);
    ADD(brackets_within_a_text_are_no_nesting);
    return g_test_run();
}
