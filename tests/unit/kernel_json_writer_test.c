/* JSON out: whatever is written reads back as it was. */
#include "kernel/json_writer.h"

#include <jansson.h>
#include <string.h>

static void expect(JsonWriter *writer, const char *wanted)
{
    gsize length = 0;
    const char *text = json_writer_text(writer, &length);

    g_assert_cmpstr(text, ==, wanted);
    g_assert_cmpuint(length, ==, strlen(wanted));
}

static void commas_are_the_writers_business(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_object(writer);
    json_member_text(writer, "id", "a");
    json_key(writer, "rows");
    json_begin_array(writer);
    json_begin_array(writer);
    json_end_array(writer);
    json_begin_object(writer);
    json_end_object(writer);
    json_int(writer, 1);
    json_write_null(writer);
    json_end_array(writer);
    json_member_bool(writer, "done", false);
    json_member_bool(writer, "late", true);
    json_member_int(writer, "count", -3);
    json_end_object(writer);
    expect(writer,
           "{\"id\":\"a\",\"rows\":[[],{},1,null],\"done\":false,\"late\":true,\"count\":-3}");
}

static void what_is_not_there_is_null(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_object(writer);
    json_member_text(writer, "a", NULL);
    json_member_raw(writer, "b", NULL);
    json_member_text(writer, "c", "");
    json_end_object(writer);
    expect(writer, "{\"a\":null,\"b\":null,\"c\":\"\"}");
}

static void characters_that_must_be_are_escaped(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_object(writer);
    json_key(writer, "\"k\"");
    json_text(writer, "\"\\/\b\t\n\f\r\x01\x1f\x7f<台账>");
    json_end_object(writer);
    expect(writer, "{\"\\\"k\\\"\":\"\\\"\\\\/\\b\\t\\n\\f\\r\\u0001\\u001f\x7f<台账>\"}");
}

/* Texts are looked at eight bytes at a time; the byte to escape may stand at any of them. */
static void an_escape_is_found_wherever_it_stands(void)
{
    for (guchar special = 1; special < 0x80; special++) {
        for (gsize length = 1; length <= 18; length++) {
            for (gsize at = 0; at < length; at++) {
                g_autoptr(JsonWriter) writer = json_writer_new();
                g_autofree char *text = g_strnfill(length, at % 2 == 0 ? 'a' : '!');
                text[at] = (char)special;
                json_text(writer, text);
                json_auto_t *read =
                    json_loads(json_writer_text(writer, NULL), JSON_DECODE_ANY, NULL);
                g_assert_cmpstr(json_string_value(read), ==, text);
            }
        }
    }
}

static void text_beyond_ascii_reads_back(void)
{
    static const char *const texts[] = {"冀州", "\xc2\x80\xc2\xa0", "\xf0\xa0\x80\x80",
                                        "把“任务”落实\\到\"人\"\n", "\xef\xbf\xbd\xe2\x80\xa8"};

    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(JsonWriter) writer = json_writer_new();
        json_text(writer, texts[i]);
        json_auto_t *read = json_loads(json_writer_text(writer, NULL), JSON_DECODE_ANY, NULL);
        g_assert_cmpstr(json_string_value(read), ==, texts[i]);
    }
}

static void bytes_that_are_no_utf8_are_replaced(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_array(writer);
    json_text(writer, "a\xff\"b");
    json_text(writer, "\xe8\xb7");
    json_text_len(writer, "a\0b", 3);
    json_end_array(writer);
    gsize length = 0;
    const char *text = json_writer_text(writer, &length);
    json_auto_t *read = json_loadb(text, length, 0, NULL);
    g_assert_cmpstr(json_string_value(json_array_get(read, 0)), ==, "a\xef\xbf\xbd\"b");
    g_assert_true(g_str_has_prefix(json_string_value(json_array_get(read, 1)), "\xef\xbf\xbd"));
    g_assert_cmpstr(json_string_value(json_array_get(read, 2)), ==,
                    "a\xef\xbf\xbd"
                    "b");
}

static void a_name_that_is_no_utf8_is_replaced_too(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_object(writer);
    json_member_int(writer, "a\xff", 1);
    json_member_text(writer, "路", "\xe8");
    json_end_object(writer);
    expect(writer, "{\"a\xef\xbf\xbd\":1,\"路\":\"\xef\xbf\xbd\"}");
}

static void a_text_of_given_length_ends_there(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();
    g_autofree char *exact = g_memdup2("abcdefghi", 9); /* no NUL behind */

    json_begin_array(writer);
    json_text_len(writer, exact, 9);
    json_text_len(writer, exact, 0);
    json_text_len(writer, "路路", 3);
    json_end_array(writer);
    expect(writer, "[\"abcdefghi\",\"\",\"路\"]");
}

static void whole_numbers_are_exact(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_array(writer);
    json_int(writer, 0);
    json_int(writer, -1);
    json_int(writer, 10);
    json_int(writer, G_MAXINT64);
    json_int(writer, G_MININT64);
    json_end_array(writer);
    expect(writer, "[0,-1,10,9223372036854775807,-9223372036854775808]");
}

static void a_moment_is_written_to_the_second_as_glib_writes_it(void)
{
    static const gint64 seconds[] = {1,          -1,         86399,      86400,       951782400,
                                     1668474000, 1709164799, 4102444799, 253402300799};

    for (gsize i = 0; i < G_N_ELEMENTS(seconds); i++) {
        g_autoptr(JsonWriter) writer = json_writer_new();
        g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(seconds[i]);
        g_autofree char *iso = g_date_time_format_iso8601(moment);
        g_autofree char *wanted = g_strdup_printf("{\"at\":\"%s\",\"never\":null}", iso);

        json_begin_object(writer);
        json_member_time(writer, "at", seconds[i] * G_USEC_PER_SEC + 999999);
        json_member_time(writer, "never", 0);
        json_end_object(writer);
        expect(writer, wanted);
    }
}

static void decimals_are_as_short_as_they_can_be(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_array(writer);
    json_decimal(writer, 75000);
    json_decimal(writer, 0);
    json_decimal(writer, 1);
    json_decimal(writer, -1);
    json_decimal(writer, -700);
    json_decimal(writer, 1000000);
    json_decimal(writer, 1000100);
    json_decimal(writer, G_MAXINT64);
    json_decimal(writer, G_MININT64);
    json_end_array(writer);
    expect(writer, "[7.5,0,0.0001,-0.0001,-0.07,100,100.01,922337203685477.5807,"
                   "-922337203685477.5808]");
}

static void json_already_made_goes_in_as_it_is(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    json_begin_object(writer);
    json_member_raw(writer, "a", "{\"x\": [1, 2]}");
    json_key(writer, "b");
    json_raw(writer, "[3]  ]", 3);
    json_end_object(writer);
    expect(writer, "{\"a\":{\"x\": [1, 2]},\"b\":[3]}");
}

static void a_long_text_grows_the_buffer(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();
    g_autofree char *long_text = g_strnfill(100000, '\n');

    json_begin_array(writer);
    json_text(writer, long_text);
    for (int i = 0; i < 5000; i++) {
        json_int(writer, i);
    }
    json_end_array(writer);
    json_auto_t *read = json_loads(json_writer_text(writer, NULL), 0, NULL);
    g_assert_cmpuint(json_array_size(read), ==, 5001);
    g_assert_cmpuint(json_string_length(json_array_get(read, 0)), ==, 100000);
    g_assert_cmpint(json_integer_value(json_array_get(read, 5000)), ==, 4999);
}

static void nesting_goes_to_its_limit_and_no_further(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();
    gsize length = 0;

    for (int i = 0; i < JSON_MAX_DEPTH; i++) {
        json_begin_array(writer);
    }
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*JSON_MAX_DEPTH*");
    json_begin_array(writer);
    g_test_assert_expected_messages();
    for (int i = 0; i < JSON_MAX_DEPTH; i++) {
        json_end_array(writer);
    }
    const char *text = json_writer_text(writer, &length);
    g_assert_cmpuint(length, ==, 2 * JSON_MAX_DEPTH);
    json_auto_t *read = json_loadb(text, length, 0, NULL);
    g_assert_nonnull(read);
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_CRITICAL, "*depth > 0*");
    json_end_array(writer);
    g_test_assert_expected_messages();
}

static void taking_the_text_out_leaves_the_writer_empty(void)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    g_assert_true(json_writer_is_empty(writer));
    expect(writer, "");
    json_begin_array(writer);
    g_assert_false(json_writer_is_empty(writer));
    json_int(writer, 1);
    json_end_array(writer);
    g_autoptr(GBytes) taken = json_writer_steal(writer);
    g_assert_cmpuint(g_bytes_get_size(taken), ==, 3);
    g_assert_true(memcmp(g_bytes_get_data(taken, NULL), "[1]", 3) == 0);
    g_assert_true(json_writer_is_empty(writer));
    json_int(writer, 2);
    expect(writer, "2");
    /* Asking for the text does not end it. */
    g_autoptr(JsonWriter) other = json_writer_new();
    json_begin_array(other);
    expect(other, "[");
    json_end_array(other);
    expect(other, "[]");
}

#define ADD(name) g_test_add_func("/kernel/json_writer/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(commas_are_the_writers_business);
    ADD(what_is_not_there_is_null);
    ADD(characters_that_must_be_are_escaped);
    ADD(an_escape_is_found_wherever_it_stands);
    ADD(text_beyond_ascii_reads_back);
    ADD(bytes_that_are_no_utf8_are_replaced);
    ADD(a_name_that_is_no_utf8_is_replaced_too);
    ADD(a_text_of_given_length_ends_there);
    ADD(whole_numbers_are_exact);
    ADD(a_moment_is_written_to_the_second_as_glib_writes_it);
    ADD(decimals_are_as_short_as_they_can_be);
    ADD(json_already_made_goes_in_as_it_is);
    ADD(a_long_text_grows_the_buffer);
    ADD(nesting_goes_to_its_limit_and_no_further);
    ADD(taking_the_text_out_leaves_the_writer_empty);
    return g_test_run();
}
