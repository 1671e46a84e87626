#include "kernel/json_writer.h"

#include <string.h>

struct JsonWriter {
    GString *text;
    bool first[JSON_MAX_DEPTH + 1]; /* is the next value the first one at this depth? */
    guint depth;
    bool after_key;
};

#define INITIAL_CAPACITY 4096

JsonWriter *json_writer_new(void)
{
    JsonWriter *writer = g_new0(JsonWriter, 1);

    writer->text = g_string_sized_new(INITIAL_CAPACITY);
    writer->first[0] = true;
    return writer;
}

void json_writer_free(JsonWriter *writer)
{
    if (writer != NULL) {
        g_string_free(writer->text, TRUE);
        g_free(writer);
    }
}

static void separate(JsonWriter *writer)
{
    if (writer->after_key) {
        writer->after_key = false;
    } else if (writer->first[writer->depth]) {
        writer->first[writer->depth] = false;
    } else {
        g_string_append_c(writer->text, ',');
    }
}

static void begin(JsonWriter *writer, char bracket)
{
    g_return_if_fail(writer->depth < JSON_MAX_DEPTH);
    separate(writer);
    g_string_append_c(writer->text, bracket);
    writer->first[++writer->depth] = true;
}

static void end(JsonWriter *writer, char bracket)
{
    g_return_if_fail(writer->depth > 0);
    writer->depth--;
    g_string_append_c(writer->text, bracket);
}

void json_begin_object(JsonWriter *writer)
{
    begin(writer, '{');
}

void json_end_object(JsonWriter *writer)
{
    end(writer, '}');
}

void json_begin_array(JsonWriter *writer)
{
    begin(writer, '[');
}

void json_end_array(JsonWriter *writer)
{
    end(writer, ']');
}

/* RFC 8259, 7: quotation mark, reverse solidus and the control characters must be escaped. */
static bool needs_escape(unsigned char c)
{
    return c < 0x20 || c == '"' || c == '\\';
}

static void append_escaped(GString *out, unsigned char c)
{
    static const char short_names[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};

    if (c == '"' || c == '\\') {
        g_string_append_c(out, '\\');
        g_string_append_c(out, (char)c);
    } else if (c < sizeof short_names && short_names[c] != '\0') {
        g_string_append_c(out, '\\');
        g_string_append_c(out, short_names[c]);
    } else {
        g_string_append_printf(out, "\\u%04x", c);
    }
}

/* Eight bytes at once: is one of them below 0x20, a quotation mark or a reverse solidus? (Sean Eron
 * Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".) May say yes for
 * bytes above 0x7f beside such a one, never no. */
static bool may_need_escape(const char *text)
{
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    const guint64 highs = G_GUINT64_CONSTANT(0x8080808080808080);
    guint64 word;

    memcpy(&word, text, sizeof word);
    guint64 control = (word - ones * 0x20) & ~word;
    guint64 quote = word ^ (ones * '"');
    guint64 solidus = word ^ (ones * '\\');
    return ((control | ((quote - ones) & ~quote) | ((solidus - ones) & ~solidus)) & highs) != 0;
}

/* Where the next byte that must be escaped is, from FROM on; LENGTH if there is none. */
static gsize next_escape(const char *text, gsize from, gsize length)
{
    while (from < length) {
        if (length - from >= sizeof(guint64) && !may_need_escape(text + from)) {
            from += sizeof(guint64);
        } else if (needs_escape((unsigned char)text[from])) {
            return from;
        } else {
            from++;
        }
    }
    return length;
}

static void append_quoted(GString *out, const char *text, gsize length)
{
    gsize plain = 0;

    g_string_append_c(out, '"');
    for (;;) {
        gsize stop = next_escape(text, plain, length);
        g_string_append_len(out, text + plain, (gssize)(stop - plain));
        if (stop == length) {
            break;
        }
        append_escaped(out, (unsigned char)text[stop]);
        plain = stop + 1;
    }
    g_string_append_c(out, '"');
}

void json_key(JsonWriter *writer, const char *key)
{
    separate(writer);
    append_quoted(writer->text, key, strlen(key));
    g_string_append_c(writer->text, ':');
    writer->after_key = true;
}

void json_text_len(JsonWriter *writer, const char *text, gsize length)
{
    separate(writer);
    if (g_utf8_validate(text, (gssize)length, NULL)) {
        append_quoted(writer->text, text, length);
    } else {
        g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
        append_quoted(writer->text, valid, strlen(valid));
    }
}

void json_text(JsonWriter *writer, const char *text)
{
    if (text == NULL) {
        json_write_null(writer);
    } else {
        json_text_len(writer, text, strlen(text));
    }
}

void json_int(JsonWriter *writer, gint64 value)
{
    char digits[20];
    gsize at = sizeof digits;
    guint64 size = value < 0 ? 0 - (guint64)value : (guint64)value;

    do {
        digits[--at] = (char)('0' + size % 10);
        size /= 10;
    } while (size != 0);
    separate(writer);
    if (value < 0) {
        g_string_append_c(writer->text, '-');
    }
    g_string_append_len(writer->text, digits + at, (gssize)(sizeof digits - at));
}

void json_bool(JsonWriter *writer, bool value)
{
    separate(writer);
    g_string_append(writer->text, value ? "true" : "false");
}

void json_write_null(JsonWriter *writer)
{
    separate(writer);
    g_string_append(writer->text, "null");
}

void json_decimal(JsonWriter *writer, gint64 ten_thousandths)
{
    guint64 size = ten_thousandths < 0 ? 0 - (guint64)ten_thousandths : (guint64)ten_thousandths;
    char digits[32];
    int length = g_snprintf(digits, sizeof digits, "%s%" G_GUINT64_FORMAT ".%04u",
                            ten_thousandths < 0 ? "-" : "", size / 10000, (guint)(size % 10000));

    while (digits[length - 1] == '0') {
        length--;
    }
    if (digits[length - 1] == '.') {
        length--;
    }
    separate(writer);
    g_string_append_len(writer->text, digits, length);
}

void json_raw(JsonWriter *writer, const char *json, gsize length)
{
    separate(writer);
    g_string_append_len(writer->text, json, (gssize)length);
}

void json_member_text(JsonWriter *writer, const char *key, const char *text)
{
    json_key(writer, key);
    json_text(writer, text);
}

void json_member_int(JsonWriter *writer, const char *key, gint64 value)
{
    json_key(writer, key);
    json_int(writer, value);
}

void json_member_bool(JsonWriter *writer, const char *key, bool value)
{
    json_key(writer, key);
    json_bool(writer, value);
}

void json_member_raw(JsonWriter *writer, const char *key, const char *json)
{
    json_key(writer, key);
    if (json == NULL) {
        json_write_null(writer);
    } else {
        json_raw(writer, json, strlen(json));
    }
}

bool json_writer_is_empty(const JsonWriter *writer)
{
    return writer->text->len == 0;
}

const char *json_writer_text(const JsonWriter *writer, gsize *length)
{
    if (length != NULL) {
        *length = writer->text->len;
    }
    return writer->text->str;
}

GBytes *json_writer_steal(JsonWriter *writer)
{
    GBytes *bytes = g_string_free_to_bytes(writer->text);

    writer->text = g_string_sized_new(INITIAL_CAPACITY);
    writer->first[0] = true;
    writer->depth = 0;
    return bytes;
}
