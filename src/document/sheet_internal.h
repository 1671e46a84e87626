/* sheet_internal.h - the parts of a workbook, and what a cell's stored number means. */
#pragma once

#include "document/part_reader_internal.h"
#include "document/sheet_reader.h"

/* What a cell's format makes of its number. */
typedef enum {
    SHEET_PLAIN,
    SHEET_PERCENT,
    SHEET_DATE,
} SheetFormat;

typedef struct {
    const Package *package;
    char *sheet;        /* part of the first visible sheet */
    bool epoch_1904;    /* dates count from 1904 */
    GPtrArray *strings; /* shared ones, char * */
    GArray *formats;    /* SheetFormat of each cell format */
} Workbook;

bool workbook_read(const Package *package, Workbook *workbook, GError **error);
void workbook_clear(Workbook *workbook);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Workbook, workbook_clear)

/* What a number format's code makes of a number. */
SheetFormat sheet_format_of(const char *code);
/* The same of a format that is built in. */
SheetFormat sheet_format_builtin(int id);

/* TEXT, a number as xlsx stores it (13.910000000000001, 1E-3), as a decimal of at most 15
 * significant digits, its point moved SHIFT places to the right. False if it is none. */
bool sheet_number(const char *text, int shift, GString *out);
/* TEXT, a day number, as YYYY-MM-DD. */
bool sheet_date(const char *text, bool epoch_1904, GString *out);
/* Splits "B7" into column 1 and row 7. */
bool sheet_place_parse(const char *place, guint *column, guint *row);

bool csv_read(const void *bytes, gsize length, const char *name, SheetRow row, gpointer data,
              GError **error);
