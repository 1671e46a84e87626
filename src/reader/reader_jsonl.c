/* Statements and clauses as lines of JSON; the keys and their order are the interface. */
#include "reader/reader.h"

#include <string.h>

/* A word of the interface: at most seven bytes, copied as eight. */
typedef struct {
    char text[8];
    guint8 length;
} Name;
#define NAME(word)                                                                                 \
    {                                                                                              \
        word, sizeof(word) - 1                                                                     \
    }

static const Name cmp_names[] = {NAME("eq"), NAME("ge"),     NAME("le"),     NAME("gt"),
                                 NAME("lt"), NAME("approx"), NAME("between")};
static const Name measure_names[] = {NAME("level"), NAME("growth"), NAME("share"),
                                     NAME("delta"), NAME("rank"),   NAME("ratio")};
static const Name kind_names[] = {NAME("target"), NAME("result")};

const char *reader_cmp_name(ReaderCmp cmp)
{
    return cmp_names[cmp].text;
}

const char *reader_measure_name(ReaderMeasure measure)
{
    return measure_names[measure].text;
}

const char *reader_kind_name(ReaderKind kind)
{
    return kind_names[kind].text;
}

#define DECIMAL_MAX 64u /* bytes of a decimal; a scale over 40 does not occur */

/* Writes DECIMAL to the end of DIGITS; returns its length. */
static gsize decimal_write(ReaderDecimal decimal, char digits[DECIMAL_MAX])
{
    guint64 left = decimal.digits < 0 ? -(guint64)decimal.digits : (guint64)decimal.digits;
    gsize at = DECIMAL_MAX;
    guint done = 0;

    while (left > 0 || done <= decimal.scale) {
        if (done == decimal.scale && done > 0) {
            digits[--at] = '.';
        }
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
        done++;
    }
    if (decimal.digits < 0) {
        digits[--at] = '-';
    }
    return DECIMAL_MAX - at;
}

void reader_decimal_append(ReaderDecimal decimal, GString *out)
{
    char digits[DECIMAL_MAX];
    gsize length = decimal_write(decimal, digits);

    g_string_append_len(out, digits + DECIMAL_MAX - length, (gssize)length);
}

/* A string whose length is asked for once; no text is JSON's null. */
typedef struct {
    const char *text;
    gsize length;
} Text;

static Text text_of(const char *text)
{
    return (Text){text, text != NULL ? strlen(text) : 0};
}

#define PLACE_MAX 512u /* bytes of keys, words and numbers of one line besides its strings */

/* A line is written straight into room made once, for the worst case: \u001f for each of the TEXTS
 * bytes of its strings. Where it begins; every put_… below returns where it has come to. */
static char *line_begin(GString *out, gsize texts)
{
    gsize length = out->len;
    gsize worst = texts * 6 + PLACE_MAX;

    if (out->allocated_len - length <= worst) {
        g_string_set_size(out, length + worst);
        out->len = length;
    }
    return out->str + length;
}

static void line_end(GString *out, char *at)
{
    *at = '\0';
    out->len = (gsize)(at - out->str);
}

static inline char *put_bytes(char *at, const char *bytes, gsize length)
{
    memcpy(at, bytes, length);
    return at + length;
}

/* Of a length known to the compiler, which makes a few moves of it. */
#define PUT(at, literal) put_bytes(at, literal, sizeof(literal) - 1)

static inline char *put_name(char *at, const Name *name)
{
    memcpy(at, name->text, sizeof name->text); /* what is too much is written over */
    return at + name->length;
}

static inline bool is_special(char c)
{
    return (guint8)c < 0x20 || c == '"' || c == '\\';
}

/* The high bits of those that are special among eight bytes; nothing else is set. */
static inline guint64 special_bits(guint64 eight)
{
    const guint64 ones = 0x0101010101010101u;
    const guint64 tops = 0x8080808080808080u;
    guint64 control = eight - ones * 0x20;
    guint64 quote = (eight ^ ones * '"') - ones;
    guint64 slash = (eight ^ ones * '\\') - ones;

    return (control | quote | slash) & ~eight & tops;
}

static inline guint64 load_eight(const char *bytes)
{
    guint64 eight;

    memcpy(&eight, bytes, sizeof eight);
    return eight;
}

/* The first and the last four of four to eight bytes. */
static inline guint64 load_ends(const char *bytes, gsize length)
{
    guint32 first;
    guint32 last;

    memcpy(&first, bytes, sizeof first);
    memcpy(&last, bytes + length - sizeof last, sizeof last);
    return (guint64)last << 32 | first;
}

/* Whether nothing in TEXT needs an escape: eight bytes at once, of which the last overlap those
 * before. */
static bool is_plain(Text text)
{
    const char *bytes = text.text;
    guint64 special = 0;

    if (text.length >= 8) {
        for (gsize i = 0; i < text.length - 8; i += 8) {
            special |= special_bits(load_eight(bytes + i));
        }
        return (special | special_bits(load_eight(bytes + text.length - 8))) == 0;
    }
    if (text.length >= 4) {
        return special_bits(load_ends(bytes, text.length)) == 0;
    }
    for (gsize i = 0; i < text.length; i++) {
        special |= is_special(bytes[i]);
    }
    return special == 0;
}

static char *put_escaped(char *at, Text text)
{
    static const char hex[] = "0123456789abcdef";

    for (gsize i = 0; i < text.length; i++) {
        char c = text.text[i];
        if ((guint8)c < 0x20) {
            at = PUT(at, "\\u00");
            *at++ = hex[c >> 4];
            *at++ = hex[c & 15];
            continue;
        }
        if (is_special(c)) {
            *at++ = '\\';
        }
        *at++ = c;
    }
    return at;
}

static char *put_string(char *at, Text text)
{
    if (text.text == NULL) {
        return PUT(at, "null");
    }
    *at++ = '"';
    at = is_plain(text) ? put_bytes(at, text.text, text.length) : put_escaped(at, text);
    *at++ = '"';
    return at;
}

static gsize digit_count(guint64 number)
{
    gsize count = 1;

    for (; number >= 10000; number /= 10000) {
        count += 4;
    }
    return count + (number >= 1000 ? 3u : number >= 100 ? 2u : number >= 10 ? 1u : 0u);
}

static char *put_number(char *at, guint64 number)
{
    static const char pairs[] = "00010203040506070809101112131415161718192021222324"
                                "25262728293031323334353637383940414243444546474849"
                                "50515253545556575859606162636465666768697071727374"
                                "75767778798081828384858687888990919293949596979899";
    char *end = at + digit_count(number);
    char *digit = end;

    for (; number >= 10; number /= 100) {
        digit -= 2;
        memcpy(digit, &pairs[number % 100 * 2], 2);
    }
    if (digit > at) {
        *at = (char)('0' + number);
    }
    return end;
}

static char *put_decimal(char *at, bool given, ReaderDecimal decimal)
{
    if (!given) {
        return PUT(at, "null");
    }
    if (decimal.scale == 0 && decimal.digits >= 0) {
        return put_number(at, (guint64)decimal.digits);
    }
    char digits[DECIMAL_MAX];
    gsize length = decimal_write(decimal, digits);
    return put_bytes(at, digits + DECIMAL_MAX - length, length);
}

/* What the lines of statements and clauses end with. */
static char *put_place(char *at, ReaderKind kind, gint year, Text section, gsize start, gsize end,
                       Text action)
{
    at = PUT(at, ",\"kind\":\"");
    at = put_name(at, &kind_names[kind]);
    at = PUT(at, "\",\"year\":");
    at = put_decimal(at, year != 0, (ReaderDecimal){year, 0});
    at = PUT(at, ",\"section\":");
    at = put_string(at, section);
    at = PUT(at, ",\"start\":");
    at = put_number(at, start);
    at = PUT(at, ",\"end\":");
    at = put_number(at, end);
    at = PUT(at, ",\"action\":");
    at = put_string(at, action);
    return PUT(at, "}\n");
}

void reader_statement_to_json(const ReaderStatement *statement, const char *section_heading,
                              GString *out)
{
    Text text = text_of(statement->text);
    Text subject = text_of(statement->subject);
    Text unit = text_of(statement->unit);
    Text section = text_of(section_heading);
    Text action = text_of(statement->action);
    char *at = line_begin(out, text.length + subject.length + unit.length + section.length +
                                   action.length);

    at = PUT(at, "{\"text\":");
    at = put_string(at, text);
    at = PUT(at, ",\"subject\":");
    at = put_string(at, subject);
    at = PUT(at, ",\"value\":");
    at = put_decimal(at, statement->has_value, statement->value);
    at = PUT(at, ",\"value2\":");
    at = put_decimal(at, statement->has_value2, statement->value2);
    at = PUT(at, ",\"unit\":");
    at = put_string(at, unit);
    at = PUT(at, ",\"cmp\":\"");
    at = put_name(at, &cmp_names[statement->cmp]);
    at = PUT(at, "\",\"measure\":\"");
    at = put_name(at, &measure_names[statement->measure]);
    at = PUT(at, "\"");
    line_end(out, put_place(at, statement->kind, statement->year, section, statement->start,
                            statement->end, action));
}

void reader_clause_to_json(const ReaderClause *clause, const char *section_heading, GString *out)
{
    Text text = text_of(clause->text);
    Text section = text_of(section_heading);
    Text action = text_of(clause->action);
    char *at = line_begin(out, text.length + section.length + action.length);

    at = PUT(at, "{\"text\":");
    at = put_string(at, text);
    line_end(out, put_place(at, clause->kind, clause->year, section, clause->start, clause->end,
                            action));
}
