/* import_internal.h - the heading of an imported table. */
#pragma once

#include "document/sheet_reader.h"
#include "kernel/period.h"

typedef enum {
    COLUMN_OTHER,  /* not known: figures in it are refused */
    COLUMN_PASSED, /* numbers that are no figures */
    COLUMN_INDICATOR,
    COLUMN_OBJECT,
    COLUMN_UNIT,
    COLUMN_NOTE,
    COLUMN_PERIOD, /* one figure a row: its period */
    COLUMN_VALUE,  /* … and its figure */
    COLUMN_FIGURE, /* one indicator a row: the figures of one period */
} ColumnKind;

typedef struct {
    ColumnKind kind;
    char period[PERIOD_TEXT_MAX]; /* of COLUMN_FIGURE */
    char place[SHEET_PLACE_MAX];  /* of the head */
    char *head;                   /* what it says, "" for nothing */
} Column;

/* What the cells of a row are as a heading; false if it is none: it names no indicator, or nothing
 * that could be a figure. YEAR is for heads that name only a month, 0 if not known. (transfer full,
 * elements Column) */
bool heading_read(guint row, const char *const *cells, guint count, gint year, GArray **columns);

/* The unit that a cell above the heading gives for the whole table: “单位：万元”. NULL if none.
 * (transfer full) */
char *title_unit(const char *text);

/* What people write for a period, as kernel/period.h writes it: 2022年3月, 2022年1-3月, 3月, 1-3月,
 * 十二月, 2022/10, 2022年一季度, 2022年, and what is a period already. False if it is none. */
bool period_words(const char *text, gint year, char period[PERIOD_TEXT_MAX]);
