/*
 * schema.h - checks a JSON value against a JSON Schema (draft 2020-12), the part of it that our API
 * and packs use: type, enum, const, properties, required, additionalProperties: false,
 * minProperties, items, minItems, maxItems, minLength and maxLength (in characters), pattern,
 * minimum, maximum, format: date, and $ref to a place in the same document. Other keywords are
 * descriptions and are passed over. An integer may be written 1.0: json_parse() gives it as 1.
 */
#pragma once

#include "kernel/error.h"

#include <jansson.h>

/* Checks VALUE against SCHEMA, whose $refs point into ROOT. Every fault is reported (up to
 * ERROR_MAX_DETAILS), each with the JSON pointer of the value at fault, prefixed by PREFIX. */
bool schema_check(const json_t *root, const json_t *schema, const json_t *value, const char *prefix,
                  GError **error);

/* Does each $ref within SCHEMA lead to a schema of ROOT? If not, fails with
 * kernel.schema.reference and the JSON pointer of each, prefixed by PREFIX. To be asked of every
 * schema that is read, before it checks anything. */
bool schema_check_references(const json_t *root, const json_t *schema, const char *prefix,
                             GError **error);

/* The schema that SCHEMA stands for: itself, or what its $ref points to in ROOT; NULL if that leads
 * nowhere. Borrowed. */
const json_t *schema_resolve(const json_t *root, const json_t *schema);
