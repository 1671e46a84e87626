/* duty_pack.h - what units of a kind do: packs/NAME/duties.yaml, matched by the units' names. */
#pragma once

#include "kernel/error.h"

#include <jansson.h>

/* The entries of every duties.yaml in a folder of PACKS, "base" first, as one array. A folder
 * without the file is passed over; a file that cannot be read is an error. (transfer full) */
json_t *duty_pack_load(const char *packs, GError **error);

/* Appends to DUTIES and HELPS the terms of the entries of FIELDS one of whose names stands in
 * UNIT_NAME. The strings belong to FIELDS. */
void duty_pack_terms(const json_t *fields, const char *unit_name, GPtrArray *duties,
                     GPtrArray *helps);
