/*
 * pack.h - declared data: YAML files that people edit, checked against JSON Schema (packs/schema)
 * before anything is made of them.
 */
#pragma once

#include "kernel/error.h"

#include <jansson.h>

#define PACK_FILE_MAX  (4 * 1024 * 1024) /* bytes */
#define PACK_DEPTH_MAX 32

/* Parses the YAML file PATH into JSON: plain scalars that read as integers, true, false or null
 * become those, all others text. Aliases and duplicate keys are refused; errors name file, line and
 * column. (transfer full) */
json_t *pack_load_yaml(const char *path, GError **error);

/* Checks the YAML file PATH against the schema in SCHEMA_PATH. All its faults are reported. */
bool pack_check_file(const char *path, const char *schema_path, GError **error);

/* Checks every NAME.yaml of FOLDER against SCHEMAS/NAME.schema.json; a file without a schema is an
 * error. All faults of one file are reported together; the first faulty file ends it. */
bool pack_check(const char *folder, const char *schemas, GError **error);
