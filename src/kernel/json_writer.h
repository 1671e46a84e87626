/*
 * json_writer.h - JSON out, streaming into one growing buffer; no tree is built.
 *
 *     json_begin_object(writer);
 *     json_member_text(writer, "id", id);
 *     json_key(writer, "rows"); json_begin_array(writer); … json_end_array(writer);
 *     json_end_object(writer);
 *
 * Commas are the writer's business. Text must be UTF-8; invalid bytes become U+FFFD. Nesting up to
 * JSON_MAX_DEPTH.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define JSON_MAX_DEPTH 64

typedef struct JsonWriter JsonWriter;

JsonWriter *json_writer_new(void);
void json_writer_free(JsonWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonWriter, json_writer_free)

void json_begin_object(JsonWriter *writer);
void json_end_object(JsonWriter *writer);
void json_begin_array(JsonWriter *writer);
void json_end_array(JsonWriter *writer);
void json_key(JsonWriter *writer, const char *key);
void json_text(JsonWriter *writer, const char *text); /* NULL writes null */
void json_text_len(JsonWriter *writer, const char *text, gsize length);
void json_int(JsonWriter *writer, gint64 value);
void json_write_null(JsonWriter *writer);
void json_decimal(JsonWriter *writer, gint64 ten_thousandths); /* 7.5, never an exponent */
/* JSON text already made (a JSON column); checked to be one value by whoever stored it. */
void json_raw(JsonWriter *writer, const char *json, gsize length);

void json_member_text(JsonWriter *writer, const char *key, const char *text);
void json_member_int(JsonWriter *writer, const char *key, gint64 value);
/* A moment, in microseconds since 1970, as “2022-11-15T01:00:00Z” (RFC 3339), to the second; 0
 * writes null. */
void json_member_time(JsonWriter *writer, const char *key, gint64 time);
/* A day of day.h as “2022-03-01”; DAY_NONE writes null. */
void json_member_day(JsonWriter *writer, const char *key, gint32 day);
void json_member_bool(JsonWriter *writer, const char *key, bool value);
void json_member_raw(JsonWriter *writer, const char *key, const char *json); /* NULL writes null */

/* Nothing written yet? */
bool json_writer_is_empty(const JsonWriter *writer);
/* The text so far, ended by NUL, and its length. Owned by the writer. */
const char *json_writer_text(JsonWriter *writer, gsize *length);
/* Takes the text out and leaves the writer empty. (transfer full) */
GBytes *json_writer_steal(JsonWriter *writer);
