/*
 * sheet_writer.h - one table as an xlsx workbook that prints as it looks.
 *
 * A title over the table, remarks under the title, column titles that stay in view and repeat on
 * each printed page, wrapped text, borders, fixed column widths, landscape A4 or A3 scaled to the
 * width of the page, page numbers. Numbers are numbers and dates are dates, so they can be summed
 * and sorted. Text stays text whatever it begins with: "=1+1" and "@SUM" are stored as strings, so
 * nothing that a user typed can run as a formula.
 *
 * Pure but for libxlsxwriter's temporary files in g_get_tmp_dir(), readable by this user only and
 * gone when sheet_writer_finish() comes back. Text is UTF-8 and cleaned as in docx_writer.h.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

#define SHEET_ROWS_MAX    1000000u /* xlsx itself ends at 1 048 576 */
#define SHEET_COLUMNS_MAX 200u     /* more is a programming error */
#define SHEET_TEXT_MAX                                                                             \
    32767u /* characters in a cell: xlsx's own limit; longer text is an error                      \
            */

typedef struct SheetWriter SheetWriter;

typedef enum {
    SHEET_A4_LANDSCAPE,
    SHEET_A3_LANDSCAPE,
    SHEET_A4_PORTRAIT,
} SheetPaper;

typedef enum {
    SHEET_LEFT,
    SHEET_CENTER,
    SHEET_RIGHT,
} SheetAlignment;

typedef struct {
    const char *title;
    guint width; /* in characters of the default font: a Chinese character takes two */
    SheetAlignment alignment;
} SheetColumn;

typedef struct {
    const char *title;          /* over the table, and in the file's properties */
    const char *sheet_name;     /* on the tab; []:*?/\ become blanks, cut at 31 characters */
    const char *const *remarks; /* lines under the title, ended by NULL; or NULL */
    const char *creator;        /* or NULL */
    gint64 created;             /* seconds since 1970, UTC */
    SheetPaper paper;
    bool untitled; /* no title over the table, so that sheet_reader.h reads it again */
} SheetProperties;

typedef enum {
    SHEET_EMPTY,
    SHEET_TEXT,   /* text */
    SHEET_NUMBER, /* value, in ten-thousandths of the unit: 75000 is 7.5. A workbook keeps 15 digits
                   */
    SHEET_DATE,   /* text, "2022-06-30" */
} SheetCellKind;

typedef struct {
    SheetCellKind kind;
    const char *text;
    gint64 value;
} SheetCell;

/* Whether TEXT is a day as SHEET_DATE takes it: YYYY-MM-DD, from 1900 on, in the calendar. */
bool sheet_is_date(const char *text);

/* COLUMNS and the texts of PROPERTIES are copied. */
SheetWriter *sheet_writer_new(const SheetProperties *properties, const SheetColumn *columns,
                              gsize column_count);
void sheet_writer_free(SheetWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SheetWriter, sheet_writer_free)

/* One row of as many cells as there are columns. A fault (a date that is none: document.bad_date,
 * a text over SHEET_TEXT_MAX: document.cell_too_long, a row over SHEET_ROWS_MAX:
 * document.too_many_rows) is kept and given by sheet_writer_finish(). */
void sheet_writer_row(SheetWriter *writer, const SheetCell *cells);

/* A row across all columns that names the group below it. */
void sheet_writer_heading(SheetWriter *writer, const char *text);

/* A remark across all columns, without borders: under the table. */
void sheet_writer_note(SheetWriter *writer, const char *text);

/* The workbook (transfer full). The writer can only be freed afterwards. NULL and an error: the
 * first fault of a row (INVALID, TOO_LARGE), or document.output_failed (INTERNAL, e.g. disk full).
 */
GBytes *sheet_writer_finish(SheetWriter *writer, GError **error);
