/*
 * id.h - ids that sort by time and need no central counter: the 128 bits of a UUID version 7 (RFC
 * 9562, 5.7; 48 bits of milliseconds, a 12-bit sequence within the millisecond, 62 random bits)
 * written as 26 lower-case Crockford base32 characters.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define ID_LENGTH 26

/* A new id for the moment NOW_US (microseconds since 1970 UTC). Ids made in one process for the
 * same or a later moment sort in the order they were made. Thread-safe. (transfer full) */
char *id_new(gint64 now_us);

/* Is TEXT an id as id_new() writes it? NULL is not. */
bool id_is_valid(const char *text);
