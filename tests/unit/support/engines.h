/*
 * engines.h - runs a test on both engines: a fresh SQLite file, and a fresh database in the
 * PostgreSQL that LUOSHI_TEST_POSTGRESQL names (skipped, and said so, if it is unset).
 */
#pragma once

#include "store/store.h"

typedef struct {
    char *directory; /* for files of the test's own */
    char *url;
    Store *store; /* opened and migrated */
} Engine;

/* Adds TEST as PATH/sqlite and PATH/postgresql. */
void engines_add_test(const char *path, void (*test)(Engine *engine));

/* Closes the store and opens it again. */
void engine_reopen(Engine *engine);
