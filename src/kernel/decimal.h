/*
 * decimal.h - exact amounts and measures: whole ten-thousandths of the written unit in an int64, so
 * 7.5 万亩 is 75000. Nothing is ever a binary float; an operation whose result does not fit, or is
 * not exact and has no rounding declared, says so instead of going on.
 */
#pragma once

#include "kernel/error.h"

/* A number of ten-thousandths: from -922337203685477.5808 to 922337203685477.5807. */
typedef gint64 Decimal;

#define DECIMAL_ONE    10000
#define DECIMAL_PLACES 4
#define DECIMAL_MAX    G_MAXINT64
#define DECIMAL_MIN    G_MININT64

/* Room for any decimal as text, with its NUL. */
#define DECIMAL_TEXT_MAX 24

/* Reads "-12.5", "+3", "0.0001": digits with at most four places after one point. Blanks,
 * exponents, thousands separators and full-width digits are refused (kernel.decimal.form), further
 * places too (kernel.decimal.places), and what does not fit (kernel.decimal.range). FIELD is the
 * place named in the error. */
bool decimal_parse(const char *text, const char *field, Decimal *value, GError **error);

/* Writes VALUE as short as it can be: "12.5", "-0.07", "3". */
void decimal_format(Decimal value, char text[DECIMAL_TEXT_MAX]);

/* Writes VALUE with PLACES (0 to 4) places, rounded half away from zero (四舍五入). */
void decimal_format_places(Decimal value, guint places, char text[DECIMAL_TEXT_MAX]);

/* Rounded to PLACES (0 to 4) places, half away from zero. False if the result does not fit. */
bool decimal_round(Decimal value, guint places, Decimal *result);

/* Each gives false and leaves *RESULT alone if the result does not fit; multiply and divide round
 * to four places, half away from zero; divide also if DIVISOR is 0. */
bool decimal_add(Decimal a, Decimal b, Decimal *result);
bool decimal_subtract(Decimal a, Decimal b, Decimal *result);
bool decimal_multiply(Decimal a, Decimal b, Decimal *result);
bool decimal_divide(Decimal dividend, Decimal divisor, Decimal *result);

/* VALUE × NUMERATOR ÷ DENOMINATOR with one rounding at the end: a share, a plan's part of a year.
 */
bool decimal_scale(Decimal value, gint64 numerator, gint64 denominator, Decimal *result);
