/* What stands in a cell: its place, its number, its date. */
#include "document/sheet_internal.h"

#include "kernel/day.h"

#include <string.h>

#define SIGNIFICANT_DIGITS 15
/* Beyond these powers of ten nothing is a figure of ours. */
#define EXPONENT_MAX    30
#define ROWS_OF_XLSX    1048576u
#define COLUMNS_OF_XLSX 16384u

void sheet_place(guint column, guint row, char place[SHEET_PLACE_MAX])
{
    char letters[8];
    gsize at = sizeof letters - 1;

    letters[at] = '\0';
    for (guint rest = column + 1; rest > 0; rest = (rest - 1) / 26) {
        letters[--at] = (char)('A' + (rest - 1) % 26);
    }
    g_snprintf(place, SHEET_PLACE_MAX, "%s%u", letters + at, row);
}

bool sheet_place_parse(const char *place, guint *column, guint *row)
{
    guint letters = 0;
    guint64 number;

    for (; g_ascii_isupper(*place); place++) {
        letters = letters * 26 + (guint)(*place - 'A') + 1;
        if (letters > COLUMNS_OF_XLSX) {
            return false;
        }
    }
    if (letters == 0 || !g_ascii_string_to_unsigned(place, 10, 1, ROWS_OF_XLSX, &number, NULL)) {
        return false;
    }
    *column = letters - 1;
    *row = (guint)number;
    return true;
}

/* Rounds DIGITS to those that count, half up; *POINT moves if one is carried over the front. */
static void round_digits(GString *digits, int *point)
{
    if (digits->len <= SIGNIFICANT_DIGITS) {
        return;
    }
    bool up = digits->str[SIGNIFICANT_DIGITS] >= '5';
    g_string_truncate(digits, SIGNIFICANT_DIGITS);
    for (gsize i = digits->len; up && i-- > 0;) {
        up = digits->str[i] == '9';
        digits->str[i] = "1234567890"[digits->str[i] - '0'];
    }
    if (up) {
        g_string_prepend_c(digits, '1');
        (*point)++;
    }
}

/* DIGITS with the point after POINT of them, without needless zeros. */
static void write_digits(const GString *digits, int point, bool negative, GString *out)
{
    gsize length = digits->len;

    while (length > 0 && digits->str[length - 1] == '0') {
        length--;
    }
    if (length == 0) {
        g_string_append_c(out, '0');
        return;
    }
    if (negative) {
        g_string_append_c(out, '-');
    }
    if (point <= 0) {
        g_string_append(out, "0.");
        for (int i = point; i < 0; i++) {
            g_string_append_c(out, '0');
        }
        g_string_append_len(out, digits->str, (gssize)length);
        return;
    }
    for (int i = 0; i < point || i < (int)length; i++) {
        if (i == point) {
            g_string_append_c(out, '.');
        }
        g_string_append_c(out, i < (int)length ? digits->str[i] : '0');
    }
}

bool sheet_number(const char *text, int shift, GString *out)
{
    g_autoptr(GString) digits = g_string_new(NULL);
    bool negative = *text == '-';
    bool pointed = false;
    bool any = false;
    int point = 0;
    gint64 exponent = 0;

    for (text += *text == '-' || *text == '+'; g_ascii_isdigit(*text) || *text == '.'; text++) {
        if (*text == '.') {
            if (pointed) {
                return false;
            }
            pointed = true;
            continue;
        }
        any = true;
        if (digits->len > 0 || *text != '0') {
            g_string_append_c(digits, *text);
            point += !pointed;
        } else {
            point -= pointed;
        }
        if (digits->len > 400) {
            return false;
        }
    }
    if (!any) {
        return false;
    }
    if (*text == 'E' || *text == 'e') {
        if (!g_ascii_string_to_signed(text + 1 + (text[1] == '+'), 10, -EXPONENT_MAX, EXPONENT_MAX,
                                      &exponent, NULL)) {
            return false;
        }
    } else if (*text != '\0') {
        return false;
    }
    round_digits(digits, &point);
    point += (int)exponent + shift;
    if (digits->len > 0 && (point > EXPONENT_MAX || point < -EXPONENT_MAX)) {
        return false;
    }
    write_digits(digits, point, negative, out);
    return true;
}

bool sheet_date(const char *text, bool epoch_1904, GString *out)
{
    char day[DAY_LENGTH + 1];
    char *end = NULL;
    gint64 serial = g_ascii_strtoll(text, &end, 10);

    if (end == text || (*end != '\0' && *end != '.') || serial < 0 || serial > 2958465) {
        return false;
    }
    /* Excel takes 1900 for a leap year: from March on its numbers are one too high. */
    gint32 from = epoch_1904 ? day_of(1904, 1, 1) : day_of(1899, 12, serial < 61 ? 31 : 30);
    day_format(from + (gint32)serial, day);
    g_string_append(out, day);
    return true;
}

SheetFormat sheet_format_builtin(int id)
{
    bool date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                (id >= 50 && id <= 58);

    if (date) {
        return SHEET_DATE;
    }
    return id == 9 || id == 10 ? SHEET_PERCENT : SHEET_PLAIN;
}

SheetFormat sheet_format_of(const char *code)
{
    /* Text in quotes, in brackets and after a backslash is shown, not meant. */
    for (const char *c = code; *c != '\0' && *c != ';'; c++) {
        const char *close = *c == '"' ? strchr(c + 1, '"') : *c == '[' ? strchr(c, ']') : NULL;
        if (close != NULL) {
            c = close;
        } else if (*c == '\\' || *c == '_' || *c == '*') {
            c += c[1] != '\0';
        } else if (*c == '%') {
            return SHEET_PERCENT;
        } else if (strchr("yYdD", *c) != NULL) {
            return SHEET_DATE;
        }
    }
    return SHEET_PLAIN;
}
