/* json_in.h - JSON from outside: read within limits, and looked into. */
#pragma once

#include "kernel/error.h"

#include <jansson.h>

#define JSON_DEPTH_MAX 32

/* Parses TEXT (UTF-8, LENGTH bytes) as one JSON value (RFC 8259). Duplicate members, nesting deeper
 * than JSON_DEPTH_MAX and anything after the value, a null byte too, are refused, with line and
 * column. A number without a fraction that fits 64 bits is an integer however it is written (1.0,
 * 1e3). (transfer full) */
json_t *json_parse(const char *text, gsize length, GError **error);

/* Is TEXT one of the strings of the array LIST? Nothing is in a LIST of NULL, nor is a TEXT of NULL
 * in any. */
bool json_holds(const json_t *list, const char *text);
