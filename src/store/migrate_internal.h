/* migrate_internal.h - the generated migrations, in order. */
#pragma once

#include <stddef.h>

typedef struct {
    int version;
    const char *name;
    const char *sql[2]; /* indexed by StoreEngine */
} Migration;

extern const Migration migrations[];
extern const size_t migration_count;
