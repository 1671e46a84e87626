/* table_internal.h - the rows of an uploaded table, kept until its command runs. */
#pragma once

#include <glib.h>

#define TABLE_ROWS_MAX         5000u
#define TABLE_HEADING_ROWS_MAX 10u /* rows above the heading: a title, a remark */

typedef struct {
    guint number; /* of the row in the sheet */
    char **cells; /* NULL-terminated, “” for an empty one */
} TableLine;

typedef struct {
    char *name;
    GPtrArray *lines;  /* of TableLine */
    GPtrArray *unread; /* of SheetFault: cells that cannot be read */
} RegisterTable;
