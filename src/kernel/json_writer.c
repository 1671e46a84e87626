#include "kernel/json_writer.h"

#include "kernel/day.h"

#include <string.h>

struct JsonWriter {
    char *text; /* not ended by a NUL until it is asked for */
    gsize length;
    gsize capacity;
    bool first[JSON_MAX_DEPTH + 1]; /* is the next value the first one at this depth? */
    guint depth;
    bool after_key;
};

#define INITIAL_CAPACITY 4096

/* Room for MORE bytes at the end. Answers are made of very many short pieces, which is why this is
 * not a GString: its append is a call that checks its arguments. */
static inline char *reserve(JsonWriter *writer, gsize more)
{
    if (G_UNLIKELY(writer->capacity - writer->length < more)) {
        while (writer->capacity - writer->length < more) {
            writer->capacity *= 2;
        }
        writer->text = g_realloc(writer->text, writer->capacity);
    }
    return writer->text + writer->length;
}

static inline void append(JsonWriter *writer, const char *piece, gsize length)
{
    memcpy(reserve(writer, length), piece, length);
    writer->length += length;
}

static inline void append_char(JsonWriter *writer, char c)
{
    *reserve(writer, 1) = c;
    writer->length++;
}

static void restart(JsonWriter *writer)
{
    writer->text = g_malloc(INITIAL_CAPACITY);
    writer->length = 0;
    writer->capacity = INITIAL_CAPACITY;
    writer->depth = 0;
    writer->first[0] = true;
}

JsonWriter *json_writer_new(void)
{
    JsonWriter *writer = g_new0(JsonWriter, 1);

    restart(writer);
    return writer;
}

void json_writer_free(JsonWriter *writer)
{
    if (writer != NULL) {
        g_free(writer->text);
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
        append_char(writer, ',');
    }
}

static void begin(JsonWriter *writer, char bracket)
{
    g_return_if_fail(writer->depth < JSON_MAX_DEPTH);
    separate(writer);
    append_char(writer, bracket);
    writer->first[++writer->depth] = true;
}

static void end(JsonWriter *writer, char bracket)
{
    g_return_if_fail(writer->depth > 0);
    writer->depth--;
    append_char(writer, bracket);
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

static void append_escaped(JsonWriter *writer, unsigned char c)
{
    static const char short_names[] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    char code[7];

    append_char(writer, '\\');
    if (c == '"' || c == '\\') {
        append_char(writer, (char)c);
    } else if (c < sizeof short_names && short_names[c] != '\0') {
        append_char(writer, short_names[c]);
    } else {
        append(writer, code, (gsize)g_snprintf(code, sizeof code, "u%04x", c));
    }
}

#define HIGHS G_GUINT64_CONSTANT(0x8080808080808080) /* the highest bit of each of eight bytes */

/* Eight bytes at once: is one of them below 0x20, a quotation mark or a reverse solidus? (Sean Eron
 * Anderson, "Bit Twiddling Hacks", "Determine if a word has a byte less than n".) May say yes for
 * bytes above 0x7f beside such a one, never no. */
static bool may_need_escape(guint64 word)
{
    const guint64 ones = G_GUINT64_CONSTANT(0x0101010101010101);
    guint64 control = (word - ones * 0x20) & ~word;
    guint64 quote = word ^ (ones * '"');
    guint64 solidus = word ^ (ones * '\\');

    return ((control | ((quote - ones) & ~quote) | ((solidus - ones) & ~solidus)) & HIGHS) != 0;
}

static guint64 eight_bytes(const char *text)
{
    guint64 word;

    memcpy(&word, text, sizeof word);
    return word;
}

/* All of a text of up to eight bytes; those in the middle may be there twice, blanks fill it. */
static guint64 short_text(const char *text, gsize length)
{
    guint32 ends[2];
    char bytes[] = "        ";

    if (length < 4) {
        memcpy(bytes, text, length);
        return eight_bytes(bytes);
    }
    memcpy(&ends[0], text, sizeof ends[0]);
    memcpy(&ends[1], text + length - sizeof ends[1], sizeof ends[1]);
    return (guint64)ends[1] << 32 | ends[0];
}

/* Whether nothing in TEXT must be escaped, and *ASCII if that is all it is made of. False may be
 * wrong, true is not. */
static bool is_plain(const char *text, gsize length, bool *ascii)
{
    guint64 last = length <= 8 ? short_text(text, length) : eight_bytes(text + length - 8);
    guint64 bits = last;
    bool plain = !may_need_escape(last);

    for (gsize at = 0; plain && at + 8 < length; at += 8) {
        guint64 word = eight_bytes(text + at);
        plain = !may_need_escape(word);
        bits |= word;
    }
    *ascii = plain && (bits & HIGHS) == 0;
    return plain;
}

static void append_plain(JsonWriter *writer, const char *text, gsize length)
{
    char *at = reserve(writer, length + 2);

    at[0] = '"';
    memcpy(at + 1, text, length);
    at[length + 1] = '"';
    writer->length += length + 2;
}

static void append_with_escapes(JsonWriter *writer, const char *text, gsize length)
{
    append_char(writer, '"');
    for (gsize plain = 0, at = 0; at <= length; at++) {
        if (at == length || needs_escape((unsigned char)text[at])) {
            append(writer, text + plain, at - plain);
            plain = at + 1;
            if (at < length) {
                append_escaped(writer, (unsigned char)text[at]);
            }
        }
    }
    append_char(writer, '"');
}

/* Bytes that are no UTF-8 become U+FFFD. */
static void append_text(JsonWriter *writer, const char *text, gsize length)
{
    bool ascii = false;
    bool plain = is_plain(text, length, &ascii);

    if (!ascii && !g_utf8_validate(text, (gssize)length, NULL)) {
        g_autofree char *valid = g_utf8_make_valid(text, (gssize)length);
        append_with_escapes(writer, valid, strlen(valid));
    } else if (plain) {
        append_plain(writer, text, length);
    } else {
        append_with_escapes(writer, text, length);
    }
}

void json_key(JsonWriter *writer, const char *key)
{
    separate(writer);
    append_text(writer, key, strlen(key));
    append_char(writer, ':');
    writer->after_key = true;
}

void json_text_len(JsonWriter *writer, const char *text, gsize length)
{
    separate(writer);
    append_text(writer, text, length);
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
        append_char(writer, '-');
    }
    append(writer, digits + at, sizeof digits - at);
}

static void json_bool(JsonWriter *writer, bool value)
{
    separate(writer);
    append(writer, value ? "true" : "false", value ? 4 : 5);
}

void json_write_null(JsonWriter *writer)
{
    separate(writer);
    append(writer, "null", 4);
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
    append(writer, digits, (gsize)length);
}

void json_raw(JsonWriter *writer, const char *json, gsize length)
{
    separate(writer);
    append(writer, json, length);
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

static void append_two_digits(char *at, gint64 number)
{
    at[0] = (char)('0' + number / 10);
    at[1] = (char)('0' + number % 10);
}

void json_member_time(JsonWriter *writer, const char *key, gint64 time)
{
    const gint64 day_seconds = 86400;
    char text[] = "0000-00-00T00:00:00Z";
    gint64 seconds = time / G_USEC_PER_SEC - (time % G_USEC_PER_SEC < 0 ? 1 : 0);
    gint64 day = seconds / day_seconds - (seconds % day_seconds < 0 ? 1 : 0);
    gint64 rest = seconds - day * day_seconds;

    day_format((gint32)day, text);
    text[DAY_LENGTH] = 'T'; /* where the day's text ended */
    append_two_digits(text + DAY_LENGTH + 1, rest / 3600);
    append_two_digits(text + DAY_LENGTH + 4, rest / 60 % 60);
    append_two_digits(text + DAY_LENGTH + 7, rest % 60);
    json_member_text(writer, key, time != 0 ? text : NULL);
}

void json_member_day(JsonWriter *writer, const char *key, gint32 day)
{
    char text[DAY_LENGTH + 1];

    if (day != DAY_NONE) {
        day_format(day, text);
    }
    json_member_text(writer, key, day != DAY_NONE ? text : NULL);
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
    return writer->length == 0;
}

const char *json_writer_text(JsonWriter *writer, gsize *length)
{
    *reserve(writer, 1) = '\0';
    if (length != NULL) {
        *length = writer->length;
    }
    return writer->text;
}

GBytes *json_writer_steal(JsonWriter *writer)
{
    GBytes *bytes = g_bytes_new_take(writer->text, writer->length);

    restart(writer);
    return bytes;
}
