/*
 * sheet_reader.h - the rows of a table that someone uploads: xlsx or csv.
 *
 * Of a workbook the first sheet that is not hidden is read, row by row, so that memory holds one
 * row and the shared strings; a million empty rows cost nothing but the time to pass over them. A
 * cell is given as the text that its owner sees, as far as a reader needs it:
 *
 *   text      as it is (shared, inline or rich; phonetic guides left out), blanks at its ends cut;
 *   a number  as a plain decimal of at most 15 significant digits, which is what Excel shows of the
 *             binary number in the file: 13.91, not 13.910000000000001; "7%" where it is formatted
 *             as a percentage;
 *   a date    YYYY-MM-DD (both of Excel's epochs); a time of day is cut;
 *   true      TRUE, FALSE.
 *
 * Refused with the place named, because what they stand for is not in the cell: formulas, merged
 * cells, Excel's error values. csv is RFC 4180 in UTF-8 (with or without BOM) or GB18030.
 *
 * Pure: bytes in, rows out. The bytes may be hostile; every limit is refused with an error.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

#define SHEET_READ_PART_MAX    (256u << 20) /* bytes of a sheet, unpacked: a million coloured rows */
#define SHEET_READ_ROWS_MAX    100000u      /* rows with something in them */
#define SHEET_READ_COLUMNS_MAX 500u         /* the last column that may hold something is SF */
#define SHEET_READ_TEXT_MAX    8000u        /* bytes of one cell */
#define SHEET_READ_STRINGS_MAX 500000u      /* shared strings of a workbook */
#define SHEET_READ_FORMATS_MAX 70000u       /* cell formats; Excel itself ends at 65 490 */
#define SHEET_PLACE_MAX        16u          /* room for a cell's name */

/* Called for each row that is not empty: NUMBER as the sheet shows it (from 1), COUNT cells from
 * column A on, NULL for an empty one. False, with an error set, ends the reading. A fault that is
 * found later makes sheet_read() fail, so nothing may be kept before it is back. */
typedef bool (*SheetRow)(gpointer data, guint number, const char *const *cells, guint count,
                         GError **error);

/* Reads LENGTH bytes at BYTES. NAME is the file's name as the user knows it, for messages.
 * LUOSHI_ERRORs as in document.h, and
 *
 *   document.not_xlsx         UNSUPPORTED  neither a workbook nor text
 *   document.old_excel        UNSUPPORTED  .xls or .et: save as xlsx
 *   document.sheet_formula    INVALID      {cell} holds a formula: paste the values
 *   document.sheet_merged     INVALID      {cell} is merged: take it apart
 *   document.sheet_error      INVALID      {cell} holds an error such as #REF!
 *   document.sheet_number     INVALID      {cell} is no number that can be read
 *   document.sheet_place      MALFORMED    {cell} is no place of a sheet
 *   document.sheet_columns    TOO_LARGE    {cell} lies beyond the last column
 *   document.sheet_rows       TOO_LARGE    more than SHEET_READ_ROWS_MAX rows
 *   document.sheet_text       TOO_LARGE    the text of {cell} is too long
 *   document.sheet_strings    TOO_LARGE    more than SHEET_READ_STRINGS_MAX shared strings
 *   document.csv              INVALID      {row} is not csv */
bool sheet_read(const void *bytes, gsize length, const char *name, SheetRow row, gpointer data,
                GError **error);

/* Cells from COLUMN and ROW to LAST_COLUMN and LAST_ROW that cannot be read, and why. */
typedef struct {
    guint column;
    guint row;
    guint last_column;
    guint last_row;
    GError *error;
} SheetFault;

#define SHEET_FAULTS_MAX 1000u

/* An empty list of SheetFault. (transfer full) */
GPtrArray *sheet_faults_new(void);

/* Reads around cells that cannot be read (formula, merged, error, number), which are empty in their
 * rows: they are added to FAULTS, those of one cell before its row is given, merged ones at the
 * end, so that what is right in the file can be taken without them. Other faults, and more than
 * SHEET_FAULTS_MAX of these, still make it fail. */
bool sheet_read_around(const void *bytes, gsize length, const char *name, SheetRow row,
                       gpointer data, GPtrArray *faults, GError **error);

/* What is wrong with the cell in COLUMN of ROW; NULL for nothing. (transfer none) */
const SheetFault *sheet_fault_at(const GPtrArray *faults, guint column, guint row);

/* "B7" for column 1 (from 0) of row 7. */
void sheet_place(guint column, guint row, char place[SHEET_PLACE_MAX]);
