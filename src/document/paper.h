/*
 * paper.h - an official paper (公文) as content, and the files made of it.
 *
 * A paper is built from the top downwards and written once:
 *
 *     g_autoptr(Paper) paper = paper_new(&head);
 *     paper_heading(paper, 1, "总体情况");
 *     paper_body(paper, "截至10月底，…", sources, 2);
 *     paper_table_begin(paper, "数据来源表", columns, G_N_ELEMENTS(columns));
 *     paper_table_row(paper, cells);
 *     g_autoptr(GBytes) pdf = paper_pdf(paper, &error);
 *
 * Layout, the same in docx and pdf, by GB/T 9704-2012 《党政机关公文格式》:
 *   5.1, 5.2.1  A4; margins 37 mm above, 28 mm at the binding; text block 156 × 225 mm
 *   5.2.2       text 3号 (16 pt) 仿宋
 *   5.2.3       22 lines of 28 characters
 *   7.2.4       发文机关标志: red 小标宋, centred, 35 mm below the text block's upper edge
 *   7.2.5       发文字号: two lines below it, centred
 *   7.2.7       a red line as wide as the text block, 4 mm below the number
 *   7.3.1       title 2号 (22 pt) 小标宋, centred, two lines below the red line
 *   7.3.2       主送机关: flush left, a line below the title, ended by a full-width colon
 *   7.3.3       paragraphs indented by two characters; 一、 黑体, （一） 楷体, 1. and （1） 仿宋
 *   7.3.5.1     发文机关署名 a line below the text, centred over 成文日期, which ends four
 *               characters from the right, for a seal
 *   7.5         4号 (14 pt) 宋体 “— 1 —”, the strokes 7 mm below the text block; odd pages at the
 *               right and even ones at the left, one character in
 * Tables and charts, of which the standard says nothing for upright pages, are 5号 (10.5 pt);
 * column titles are repeated on each page. Source notes are raised numbers in brackets, as
 * in GB/T 7714: [7,9,11-13].
 *
 * Strings are copied. Text is UTF-8; what XML cannot hold becomes U+FFFD. The same paper gives the
 * same bytes. Any number of threads may write papers at once.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

#define PAPER_BLOCKS_MAX  5000u /* paragraphs, tables and charts */
#define PAPER_ROWS_MAX    5000u /* of all tables together */
#define PAPER_TEXT_MAX    8000u /* characters of a paragraph or cell */
#define PAPER_COLUMNS_MAX 12u
#define PAPER_ITEMS_MAX   400u /* bars or points of a chart */
#define PAPER_WIDTH_MM    156u /* of the text block */

/* What stands around the text. NULL or "" leaves a part out. */
typedef struct {
    const char *issuer; /* 发文机关标志, over the red line: 冀州区人民政府督查室文件 */
    const char *number;     /* 发文字号: 冀督〔2022〕5号 */
    const char *title;      /* 标题 */
    const char *subtitle;   /* under the title in brackets: 2022年10月 */
    const char *recipients; /* 主送机关, without the colon */
    const char *signer;     /* 发文机关署名 */
    const char *day;        /* 成文日期: 2022年11月15日 */
    gint64 created;         /* seconds since 1970, UTC: from the caller's clock */
} PaperHead;

typedef enum {
    PAPER_LEFT,
    PAPER_CENTER,
    PAPER_RIGHT,
} PaperAlignment;

typedef struct {
    const char *title;
    guint width_mm; /* together at most PAPER_WIDTH_MM */
    PaperAlignment alignment;
} PaperColumn;

/* What colour a bar has; its text says the same in words. */
typedef enum {
    PAPER_TONE_PLAIN,
    PAPER_TONE_GOOD,
    PAPER_TONE_WARNING,
    PAPER_TONE_BAD,
} PaperTone;

typedef enum {
    PAPER_CHART_PACE,  /* bars across: how much of the target, with a mark where it should be today
                        */
    PAPER_CHART_LINE,  /* a line through the year, the target a broken line */
    PAPER_CHART_SCORE, /* bars across: units by their score */
} PaperChartKind;

/* A chart draws numbers that were computed exactly elsewhere; its doubles are positions on paper.
 */
typedef struct {
    const char *label;
    const char *text; /* the value as it is printed, with its unit */
    double value;
    double mark; /* PACE: the plan of today */
    PaperTone tone;
    bool known; /* false: only the text is shown */
    bool has_mark;
} PaperChartItem;

typedef struct {
    PaperChartKind kind;
    const char *title;
    const char *note; /* what the mark or broken line means, or NULL */
    const PaperChartItem *items;
    gsize item_count;
    bool has_target;
    double target; /* LINE: of the year's end; PACE: what a full bar is (usually 1 or 100) */
    const char *target_text;
} PaperChart;

typedef struct Paper Paper;

Paper *paper_new(const PaperHead *head);
void paper_free(Paper *paper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Paper, paper_free)

/* A heading of LEVEL 1 to 4; its number (一、 （一） 1. （1）) is written by the paper. */
void paper_heading(Paper *paper, guint level, const char *text);

/* A paragraph; SOURCES are the numbers of its notes, raised at its end: [1,4-6]. */
void paper_body(Paper *paper, const char *text, const guint *sources, gsize source_count);

/* A table with a caption above it (or NULL). Between begin and end only rows may be added. */
void paper_table_begin(Paper *paper, const char *caption, const PaperColumn *columns,
                       gsize column_count);
/* CELLS has as many texts as there are columns, NULL for an empty one. */
void paper_table_row(Paper *paper, const char *const *cells);
void paper_table_end(Paper *paper);

void paper_chart(Paper *paper, const PaperChart *chart);

/* The paper as a file (transfer full). NULL and an error: document.paper_too_long (TOO_LARGE,
 * beyond a limit above), document.output_too_large, document.output_failed, document.no_font
 * (UNAVAILABLE, no font of the machine has Chinese characters: which package to install). */
GBytes *paper_docx(const Paper *paper, GError **error);
GBytes *paper_pdf(const Paper *paper, GError **error);
