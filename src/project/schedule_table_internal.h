/* The columns of a plan's table, as written and read. */
#pragma once

#include "project/schedule_table.h"

typedef enum {
    TABLE_NUMBER,
    TABLE_ID,
    TABLE_WBS,
    TABLE_NAME,
    TABLE_DURATION,
    TABLE_BEST,
    TABLE_WORST,
    TABLE_LINKS,
    TABLE_CONSTRAINT,
    TABLE_CALENDAR,
    TABLE_ACTUAL_START,
    TABLE_ACTUAL_FINISH,
    TABLE_REMAINING,
    TABLE_READ, /* those before are read */
    TABLE_START = TABLE_READ,
    TABLE_FINISH,
    TABLE_COLUMNS,
} TableColumn;

extern const char *const schedule_table_titles[TABLE_COLUMNS][2];
extern const char *const schedule_table_types[4];
