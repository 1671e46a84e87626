/* decomposition_internal.h - what both forms of the table ask first. */
#pragma once

#include "document/decomposition.h"

#include <stdbool.h>

/* Whether TABLE can be printed; otherwise an error as decomposition.h lists them. */
bool decomposition_check(const DecompositionTable *table, GError **error);
