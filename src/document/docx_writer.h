/*
 * docx_writer.h - official papers as docx, laid out by GB/T 9704-2012.
 *
 * A4; top margin 37 mm, left 28 mm, text block 156 x 225 mm with a grid of 22 lines of 28
 * characters; body 3号 (16 pt) 仿宋 with two characters' indent, title 2号 (22 pt) 小标宋 centred,
 * headings 黑体 (一、), 楷体 (（一）), 仿宋 (1. and （1）); page number 4号 (14 pt) “— 1 —”, at the
 * right on odd pages and at the left on even ones. A landscape section turns the same text block,
 * for tables that are too wide.
 *
 *     g_autoptr(DocxWriter) writer = docx_writer_new(&properties);
 *     docx_writer_paragraph(writer, DOCX_TITLE, "…任务分解表");
 *     docx_writer_table_begin(writer, columns, G_N_ELEMENTS(columns));
 *     docx_writer_table_row(writer, cells);
 *     docx_writer_table_end(writer);
 *     g_autoptr(GBytes) docx = docx_writer_finish(writer, &error);
 *
 * Pure: memory in, memory out; the same calls give the same bytes. Text is UTF-8; what XML cannot
 * hold (control characters, broken UTF-8) is replaced by U+FFFD, a line feed becomes a line break
 * and a tab a tab. Fonts are named, not embedded: each has a fallback in the font table.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

#define DOCX_TABLE_COLUMNS_MAX 40u         /* more is a programming error */
#define DOCX_WRITER_MAX        (64u << 20) /* bytes of content, before packing */

typedef struct DocxWriter DocxWriter;

typedef struct {
    const char *title;   /* of the file's properties, UTF-8 */
    const char *creator; /* who made it, or NULL */
    gint64 created;      /* seconds since 1970, UTC: comes from the caller's clock */
} DocxProperties;

typedef enum {
    DOCX_TITLE,     /* 2号 小标宋, centred */
    DOCX_SUBTITLE,  /* 3号 楷体, centred: date and version under a title */
    DOCX_HEADING_1, /* 一、 黑体 */
    DOCX_HEADING_2, /* （一） 楷体 */
    DOCX_HEADING_3, /* 1. 仿宋, bold */
    DOCX_HEADING_4, /* （1） 仿宋 */
    DOCX_BODY,      /* 3号 仿宋, first line indented by two characters */
    DOCX_NOTE,      /* 小4号 仿宋: a remark under a table */
    DOCX_CAPTION,   /* 小4号 黑体, centred: over a table */
    DOCX_NUMBER,    /* 3号 仿宋, centred over the red line: 发文字号 */
    DOCX_RECIPIENT, /* 3号 仿宋, flush left: 主送机关 */
} DocxStyle;

typedef enum {
    DOCX_PORTRAIT,
    DOCX_LANDSCAPE,
} DocxOrientation;

typedef enum {
    DOCX_LEFT,
    DOCX_CENTER,
    DOCX_RIGHT,
} DocxAlignment;

typedef struct {
    const char *title;
    guint width_mm; /* the text block is 156 mm wide upright and 225 mm across */
    DocxAlignment alignment;
} DocxColumn;

DocxWriter *docx_writer_new(const DocxProperties *properties);
void docx_writer_free(DocxWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DocxWriter, docx_writer_free)

/* Turns the paper for all that follows. What was written before stays on its own pages. The first
 * call before any content sets how the paper begins; without it it begins upright. */
void docx_writer_orientation(DocxWriter *writer, DocxOrientation orientation);

void docx_writer_paragraph(DocxWriter *writer, DocxStyle style, const char *text);

/* Keeps the paragraphs that follow, until it is called again, on one page with the one after. */
void docx_writer_keep(DocxWriter *writer, bool kept);

/* The red 发文机关标志, as large as CHARACTERS (its width in Chinese characters) fit on a line. */
void docx_writer_issuer(DocxWriter *writer, const char *text, double characters);

/* A paragraph in DOCX_BODY with MARKS raised at its end. */
void docx_writer_marked(DocxWriter *writer, const char *text, const char *marks);

/* A line that ends RIGHT characters from the right edge: who signs, and when. */
void docx_writer_signature(DocxWriter *writer, const char *text, double right);

/* PNG as a paragraph of its own, WIDTH by HEIGHT points; DESCRIPTION is read to those who cannot
 * see it. Takes a reference of PNG. */
void docx_writer_picture(DocxWriter *writer, GBytes *png, double width, double height,
                         const char *description);

/* A table: 5号 (10.5 pt) 仿宋, thin borders, the column titles repeated on each page, no row broken
 * across pages. COLUMNS is copied. Between begin and end only rows may be written. */
void docx_writer_table_begin(DocxWriter *writer, const DocxColumn *columns, gsize column_count);

/* One row; CELLS has as many texts as there are columns, NULL for an empty one. */
void docx_writer_table_row(DocxWriter *writer, const char *const *cells);

/* A row across all columns that names the group below it, kept on one page with the next row. */
void docx_writer_table_heading(DocxWriter *writer, const char *text);

void docx_writer_table_end(DocxWriter *writer);

/* The file (transfer full). The writer can only be freed afterwards. NULL and an error:
 * document.output_too_large (TOO_LARGE, beyond DOCX_WRITER_MAX), document.output_failed (INTERNAL).
 */
GBytes *docx_writer_finish(DocxWriter *writer, GError **error);
