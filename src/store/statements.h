/* statements.h - every named statement of the program, for store_prepare_all(). */
#pragma once

#include "store/store.h"

/* One list a mechanism, each ended by NULL; the whole ended by NULL. Generated
 * (tools/generate_sql.py). */
extern const StoreStatement *const *const all_statements[];
