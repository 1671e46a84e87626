/* table.h - a CSV file (RFC 4180; UTF-8 with or without BOM, or GB18030 as Chinese Excel saves it)
 * as rows of named cells. */
#pragma once

#include <glib.h>

#define TABLE_BYTES_MAX (16 * 1024 * 1024)
#define TABLE_ROWS_MAX  100000u

typedef struct {
    GPtrArray *columns; /* char *, the first row */
    GPtrArray *rows;    /* GPtrArray of char *, as many as columns or fewer */
} Table;

/* Fails when the file cannot be read, is no text, has no head, or is beyond the limits; the error
 * names the row. (transfer full) */
Table *table_read(const char *path, GError **error);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* The cell of ROW under COLUMN without blanks around; NULL if there is none or it is empty. */
const char *table_cell(const Table *table, guint row, const char *column);
