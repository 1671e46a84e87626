/*
 * numeral_internal.h - numbers in the styles of w:numFmt (ECMA-376 part 1, 17.18.59).
 */
#pragma once

#include <glib.h>

/* Appends VALUE in the style named FORMAT ("chineseCounting": 十二, "decimal": 12, "upperRoman":
 * XII) to TEXT. Values that a style cannot show, and styles not known here, are written 12. */
void numeral_append(GString *text, const char *format, guint value);
