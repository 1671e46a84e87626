#include "kernel/decimal.h"

#include <string.h>

/* Wide enough for the product of two decimals. */
__extension__ typedef __int128 Wide;

static bool narrow(Wide value, Decimal *result)
{
    if (value > DECIMAL_MAX || value < DECIMAL_MIN) {
        return false;
    }
    *result = (Decimal)value;
    return true;
}

/* Half away from zero; DIVISOR is not 0. */
static Wide divide_rounded(Wide dividend, Wide divisor)
{
    Wide quotient = dividend / divisor;
    Wide rest = dividend % divisor;
    Wide size = rest < 0 ? -rest : rest;
    Wide whole = divisor < 0 ? -divisor : divisor;

    if (size >= whole - size) {
        quotient += (dividend < 0) == (divisor < 0) ? 1 : -1;
    }
    return quotient;
}

static bool fail(GError **error, const char *key, const char *field, const char *text)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, field, "text", text, NULL);
    return false;
}

bool decimal_parse(const char *text, const char *field, Decimal *value, GError **error)
{
    const char *at = text;
    bool negative = *at == '-';
    Wide digits = 0;
    gsize whole = 0;
    gsize places = 0;

    at += *at == '-' || *at == '+' ? 1 : 0;
    for (; g_ascii_isdigit(*at); at++, whole++) {
        digits = MIN(digits * 10 + (*at - '0'), (Wide)1 << 100);
    }
    if (*at == '.') {
        for (at++; g_ascii_isdigit(*at); at++, places++) {
            if (places >= DECIMAL_PLACES) {
                return fail(error, "kernel.decimal.places", field, text);
            }
            digits = MIN(digits * 10 + (*at - '0'), (Wide)1 << 100);
        }
        if (places == 0) {
            whole = 0; /* “5.” is no number */
        }
    }
    if (*at != '\0' || whole == 0) {
        return fail(error, "kernel.decimal.form", field, text);
    }
    for (; places < DECIMAL_PLACES; places++) {
        digits *= 10;
    }
    return narrow(negative ? -digits : digits, value) ||
           fail(error, "kernel.decimal.range", field, text);
}

static guint64 magnitude(Decimal value)
{
    return value < 0 ? 0 - (guint64)value : (guint64)value;
}

static void write_places(bool negative, guint64 size, guint places, char text[DECIMAL_TEXT_MAX])
{
    char fraction[DECIMAL_PLACES + 1];

    g_snprintf(fraction, sizeof fraction, "%04u", (guint)(size % DECIMAL_ONE));
    fraction[places] = '\0';
    g_snprintf(text, DECIMAL_TEXT_MAX, "%s%" G_GUINT64_FORMAT "%s%s", negative ? "-" : "",
               size / DECIMAL_ONE, places > 0 ? "." : "", fraction);
}

void decimal_format(Decimal value, char text[DECIMAL_TEXT_MAX])
{
    guint64 size = magnitude(value);
    guint places = DECIMAL_PLACES;

    for (guint64 rest = size; places > 0 && rest % 10 == 0; rest /= 10) {
        places--;
    }
    write_places(value < 0, size, places, text);
}

static Wide step_of(guint places)
{
    Wide step = 1;

    for (guint i = MIN(places, DECIMAL_PLACES); i < DECIMAL_PLACES; i++) {
        step *= 10;
    }
    return step;
}

void decimal_format_places(Decimal value, guint places, char text[DECIMAL_TEXT_MAX])
{
    Wide step = step_of(places);
    Wide rounded = divide_rounded(value, step) * step;

    /* may be one step beyond what a decimal holds; the text need not fit into one again */
    write_places(rounded < 0, (guint64)(rounded < 0 ? -rounded : rounded),
                 MIN(places, DECIMAL_PLACES), text);
}

bool decimal_round(Decimal value, guint places, Decimal *result)
{
    Wide step = step_of(places);

    return narrow(divide_rounded(value, step) * step, result);
}

bool decimal_add(Decimal a, Decimal b, Decimal *result)
{
    return narrow((Wide)a + b, result);
}

bool decimal_subtract(Decimal a, Decimal b, Decimal *result)
{
    return narrow((Wide)a - b, result);
}

bool decimal_multiply(Decimal a, Decimal b, Decimal *result)
{
    return narrow(divide_rounded((Wide)a * b, DECIMAL_ONE), result);
}

bool decimal_divide(Decimal dividend, Decimal divisor, Decimal *result)
{
    return divisor != 0 && narrow(divide_rounded((Wide)dividend * DECIMAL_ONE, divisor), result);
}

bool decimal_scale(Decimal value, gint64 numerator, gint64 denominator, Decimal *result)
{
    return denominator != 0 && narrow(divide_rounded((Wide)value * numerator, denominator), result);
}
