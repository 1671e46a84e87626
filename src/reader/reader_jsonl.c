/* Statements and clauses as lines of JSON; the keys and their order are the interface. */
#include "reader/reader.h"

#include <string.h>

const char *reader_cmp_name(ReaderCmp cmp)
{
    static const char *const names[] = {"eq", "ge", "le", "gt", "lt", "approx", "between"};

    return names[cmp];
}

const char *reader_measure_name(ReaderMeasure measure)
{
    static const char *const names[] = {"level", "growth", "share", "delta", "rank", "ratio"};

    return names[measure];
}

const char *reader_kind_name(ReaderKind kind)
{
    static const char *const names[] = {"target", "result"};

    return names[kind];
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

/* A line is written straight into room made once: room for the worst case, then cut. */
typedef struct {
    char *at;
} Line;

static gsize worst_case(const char *text)
{
    return text != NULL ? strlen(text) * 6 + 2 : 4;
}

static Line line_begin(GString *out, gsize worst)
{
    gsize length = out->len;

    g_string_set_size(out, length + worst);
    return (Line){out->str + length};
}

static void line_end(GString *out, const Line *line)
{
    g_string_truncate(out, (gsize)(line->at - out->str));
}

static void put(Line *line, const char *text)
{
    gsize length = strlen(text);

    memcpy(line->at, text, length);
    line->at += length;
}

/* Whether one of the eight bytes needs an escape: below 0x20, quote or backslash. */
static bool has_special(guint64 eight)
{
    const guint64 ones = 0x0101010101010101u;
    const guint64 tops = 0x8080808080808080u;
    guint64 quote = eight ^ (ones * '"');
    guint64 slash = eight ^ (ones * '\\');

    return ((((eight - ones * 0x20) & ~eight) | ((quote - ones) & ~quote) |
             ((slash - ones) & ~slash)) &
            tops) != 0;
}

static void put_string(Line *line, const char *text)
{
    static const char hex[] = "0123456789abcdef";

    if (text == NULL) {
        put(line, "null");
        return;
    }
    *line->at++ = '"';
    gsize length = strlen(text);
    for (const char *c = text; c < text + length; c++) {
        guint64 eight = 0;
        while (c + sizeof eight <= text + length) { /* eight plain bytes at once */
            memcpy(&eight, c, sizeof eight);
            if (has_special(eight)) {
                break;
            }
            memcpy(line->at, c, sizeof eight);
            line->at += sizeof eight;
            c += sizeof eight;
        }
        if (c == text + length) {
            break;
        }
        guint8 b = (guint8)*c;
        if (b < 0x20) {
            put(line, "\\u00");
            *line->at++ = hex[b >> 4];
            *line->at++ = hex[b & 15];
        } else {
            if (b == '"' || b == '\\') {
                *line->at++ = '\\';
            }
            *line->at++ = (char)b;
        }
    }
    *line->at++ = '"';
}

static void put_decimal(Line *line, ReaderDecimal decimal)
{
    char digits[DECIMAL_MAX];
    gsize length = decimal_write(decimal, digits);

    memcpy(line->at, digits + DECIMAL_MAX - length, length);
    line->at += length;
}

static void put_number(Line *line, guint64 number)
{
    put_decimal(line, (ReaderDecimal){(gint64)number, 0});
}

#define PLACE_MAX 256u /* bytes of keys, words and numbers of one line besides its strings */

static void put_place(Line *line, ReaderKind kind, gint year, const char *section, gsize start,
                      gsize end, const char *action)
{
    put(line, ",\"kind\":\"");
    put(line, reader_kind_name(kind));
    put(line, "\",\"year\":");
    if (year != 0) {
        put_number(line, (guint64)year);
    } else {
        put(line, "null");
    }
    put(line, ",\"section\":");
    put_string(line, section);
    put(line, ",\"start\":");
    put_number(line, start);
    put(line, ",\"end\":");
    put_number(line, end);
    put(line, ",\"action\":");
    put_string(line, action);
    put(line, "}\n");
}

static void put_figure(Line *line, const char *key, bool given, ReaderDecimal value)
{
    put(line, key);
    if (given) {
        put_decimal(line, value);
    } else {
        put(line, "null");
    }
}

void reader_statement_to_json(const ReaderStatement *statement, const char *section_heading,
                              GString *out)
{
    Line line = line_begin(out, worst_case(statement->text) + worst_case(statement->subject) +
                                    worst_case(statement->unit) + worst_case(section_heading) +
                                    worst_case(statement->action) + 2 * PLACE_MAX);

    put(&line, "{\"text\":");
    put_string(&line, statement->text);
    put(&line, ",\"subject\":");
    put_string(&line, statement->subject);
    put_figure(&line, ",\"value\":", statement->has_value, statement->value);
    put_figure(&line, ",\"value2\":", statement->has_value2, statement->value2);
    put(&line, ",\"unit\":");
    put_string(&line, statement->unit);
    put(&line, ",\"cmp\":\"");
    put(&line, reader_cmp_name(statement->cmp));
    put(&line, "\",\"measure\":\"");
    put(&line, reader_measure_name(statement->measure));
    put(&line, "\"");
    put_place(&line, statement->kind, statement->year, section_heading, statement->start,
              statement->end, statement->action);
    line_end(out, &line);
}

void reader_clause_to_json(const ReaderClause *clause, const char *section_heading, GString *out)
{
    Line line = line_begin(out, worst_case(clause->text) + worst_case(section_heading) +
                                    worst_case(clause->action) + PLACE_MAX);

    put(&line, "{\"text\":");
    put_string(&line, clause->text);
    put_place(&line, clause->kind, clause->year, section_heading, clause->start, clause->end,
              clause->action);
    line_end(out, &line);
}
