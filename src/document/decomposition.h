/*
 * decomposition.h - the decomposition table (任务分解表) of a work report as docx and xlsx.
 *
 * Columns as counties publish them: number, task in the report's words, target, leader in charge,
 * lead unit, co-units, due, progress wanted by quarter. Tasks are grouped under the headings of the
 * report. All strings are the caller's, translated, UTF-8; NULL and "" leave a cell empty. What the
 * numbers mean is not looked at here: the table is printed as it is given.
 *
 * docx: pages of GB/T 9704-2012 turned across, the four quarters in one column. xlsx: landscape A3,
 * one column a quarter, due dates as dates.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>

#define DECOMPOSITION_ROWS_MAX 20000u /* a county has 80 to 300; more: document.too_many_rows */

#define DECOMPOSITION_TEXT_MAX 5000u /* characters in a cell: more would not fit on a page */

typedef struct {
    guint number; /* 序号, as printed */
    const char *task;
    const char *target;    /* with its unit: "7.5万亩" */
    const char *leader;    /* who is in charge */
    const char *lead_unit; /* 牵头单位 */
    const char *co_units;  /* 配合单位, joined by the caller */
    const char *due;       /* as printed: "2022年6月30日" */
    const char *due_date; /* the same as "2022-06-30", or NULL if it is no single day; xlsx shows it
                             instead of due */
    const char *quarters[4]; /* what should be reached by the end of each quarter */
} DecompositionRow;

typedef struct {
    const char *heading; /* or NULL or "": no heading row */
    const DecompositionRow *rows;
    gsize row_count;
} DecompositionSection;

/* Column titles. */
typedef struct {
    const char *number;
    const char *task;
    const char *target;
    const char *leader;
    const char *lead_unit;
    const char *co_units;
    const char *due;
    const char *progress;    /* over the four quarters, where they share a column */
    const char *quarters[4]; /* 一季度 … 四季度 */
} DecompositionLabels;

typedef struct {
    const char *title; /* 冀州区2022年《政府工作报告》任务分解表 */
    const char *const
        *remarks;     /* lines under the title: version, date, count; ended by NULL, or NULL */
    const char *note; /* under the table, or NULL */
    const char *sheet_name; /* of the xlsx tab */
    const char *creator;    /* the file's author: the office, or NULL */
    gint64 created;         /* seconds since 1970, UTC */
    DecompositionLabels labels;
    const DecompositionSection *sections;
    gsize section_count;
} DecompositionTable;

/* The table as a file (transfer full). NULL and an error: document.table_empty (INVALID, no task),
 * document.too_many_rows (TOO_LARGE), document.bad_date, document.cell_too_long (INVALID, field
 * "/sections/1/rows/3/due_date"), document.output_too_large, document.output_failed. */
GBytes *decomposition_document_docx(const DecompositionTable *table, GError **error);
GBytes *decomposition_document_xlsx(const DecompositionTable *table, GError **error);
