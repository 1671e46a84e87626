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

void reader_decimal_append(ReaderDecimal decimal, GString *out)
{
    char digits[32];
    guint64 left = decimal.digits < 0 ? (guint64)-decimal.digits : (guint64)decimal.digits;
    gsize at = sizeof digits;
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
        g_string_append_c(out, '-');
    }
    g_string_append_len(out, digits + at, (gssize)(sizeof digits - at));
}

static void append_string(GString *out, const char *text)
{
    if (text == NULL) {
        g_string_append_len(out, "null", 4);
        return;
    }
    g_string_append_c(out, '"');
    const char *from = text;
    for (const char *c = text;; c++) {
        guint8 b = (guint8)*c;
        if (b >= 0x20 && b != '"' && b != '\\') {
            continue;
        }
        g_string_append_len(out, from, c - from);
        if (b == 0) {
            break;
        }
        if (b >= 0x20) {
            g_string_append_c(out, '\\');
            g_string_append_c(out, (char)b);
        } else {
            g_string_append_printf(out, "\\u%04x", b);
        }
        from = c + 1;
    }
    g_string_append_c(out, '"');
}

static void append_number(GString *out, guint64 number)
{
    reader_decimal_append((ReaderDecimal){(gint64)number, 0}, out);
}

static void append_key(GString *out, const char *key)
{
    g_string_append_len(out, key, (gssize)strlen(key));
}

static void append_place(GString *out, ReaderKind kind, gint year, const char *section, gsize start,
                         gsize end, const char *action)
{
    append_key(out, ",\"kind\":\"");
    append_key(out, reader_kind_name(kind));
    append_key(out, "\",\"year\":");
    if (year != 0) {
        append_number(out, (guint64)year);
    } else {
        append_key(out, "null");
    }
    append_key(out, ",\"section\":");
    append_string(out, section);
    append_key(out, ",\"start\":");
    append_number(out, start);
    append_key(out, ",\"end\":");
    append_number(out, end);
    append_key(out, ",\"action\":");
    append_string(out, action);
    append_key(out, "}\n");
}

void reader_statement_to_json(const ReaderStatement *statement, const char *section_heading,
                              GString *out)
{
    append_key(out, "{\"text\":");
    append_string(out, statement->text);
    append_key(out, ",\"subject\":");
    append_string(out, statement->subject);
    append_key(out, ",\"value\":");
    if (statement->has_value) {
        reader_decimal_append(statement->value, out);
    } else {
        append_key(out, "null");
    }
    append_key(out, ",\"value2\":");
    if (statement->has_value2) {
        reader_decimal_append(statement->value2, out);
    } else {
        append_key(out, "null");
    }
    append_key(out, ",\"unit\":");
    append_string(out, statement->unit);
    append_key(out, ",\"cmp\":\"");
    append_key(out, reader_cmp_name(statement->cmp));
    append_key(out, "\",\"measure\":\"");
    append_key(out, reader_measure_name(statement->measure));
    append_key(out, "\"");
    append_place(out, statement->kind, statement->year, section_heading, statement->start,
                 statement->end, statement->action);
}

void reader_clause_to_json(const ReaderClause *clause, const char *section_heading, GString *out)
{
    append_key(out, "{\"text\":");
    append_string(out, clause->text);
    append_place(out, clause->kind, clause->year, section_heading, clause->start, clause->end,
                 clause->action);
}
