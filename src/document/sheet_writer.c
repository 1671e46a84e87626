#include "document/sheet_writer.h"

#include "document/markup_internal.h"
#include "kernel/day.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define FONT_SIZE      11.0
#define TITLE_HEIGHT   34.0 /* points; merged cells do not find their height themselves */
#define LINE_HEIGHT    15.0
#define ROW_MARGIN     4.0
#define ROW_HEIGHT_MAX 409.0 /* xlsx's own limit */
#define MARGIN_INCHES  0.6
#define NAME_MAX_CHARS 31 /* of a tab, xlsx's own limit */
#define TEN_THOUSAND   10000.0

/* Ready formats of one column. */
typedef struct {
    lxw_format *text;
    lxw_format *guarded; /* text that looks like a formula: stays text when someone edits it too */
    lxw_format *date;
} ColumnFormats;

struct SheetWriter {
    char *path; /* of the temporary file */
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_format *heading;
    lxw_format *note;
    ColumnFormats *formats;
    guint *widths;
    gsize column_count;
    lxw_row_t head_row; /* of the column titles */
    lxw_row_t row;      /* the next one */
    GError *error;      /* first fault */
};

static void set_failed(GError **error, const char *reason)
{
    if (*error == NULL)
        error_set(error, LUOSHI_ERROR_INTERNAL, "document.output_failed", NULL, "reason", reason,
                  NULL);
}

/* Keeps what libxlsxwriter says, if it is the first fault. */
static void check(SheetWriter *writer, lxw_error fault)
{
    if (fault != LXW_NO_ERROR)
        set_failed(&writer->error, lxw_strerror(fault));
}

/* Year, month and day of "2022-06-30". */
static bool parse_date(const char *text, lxw_datetime *date)
{
    gint32 number;
    int year, month, day;
    if (!day_parse(text, &number))
        return false;
    day_parts(number, &year, &month, &day);
    if (year < 1900)
        return false;
    *date = (lxw_datetime){.year = year, .month = month, .day = day};
    return true;
}

bool sheet_is_date(const char *text)
{
    lxw_datetime date;
    return parse_date(text, &date);
}

/* ---- Formats --------------------------------------------------------------------------------- */

static lxw_format *add_format(SheetWriter *writer, bool border)
{
    lxw_format *format = workbook_add_format(writer->workbook);
    format_set_font_name(format, "宋体");
    format_set_font_size(format, FONT_SIZE);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(format);
    if (border)
        format_set_border(format, LXW_BORDER_THIN);
    return format;
}

static lxw_format *add_cell_format(SheetWriter *writer, SheetAlignment alignment)
{
    lxw_format *format = add_format(writer, true);
    switch (alignment) {
    case SHEET_LEFT:
        format_set_align(format, LXW_ALIGN_LEFT);
        break;
    case SHEET_CENTER:
        format_set_align(format, LXW_ALIGN_CENTER);
        break;
    case SHEET_RIGHT:
        format_set_align(format, LXW_ALIGN_RIGHT);
        break;
    }
    return format;
}

static ColumnFormats add_column_formats(SheetWriter *writer, SheetAlignment alignment)
{
    ColumnFormats formats = {
        .text = add_cell_format(writer, alignment),
        .guarded = add_cell_format(writer, alignment),
        .date = add_cell_format(writer, alignment),
    };
    format_set_num_format(formats.guarded, "@");
    format_set_num_format(formats.date, "yyyy-mm-dd");
    return formats;
}

/* ---- Heights --------------------------------------------------------------------------------- */

/* Programs trust the height that a row is written with (and LibreOffice the default one if none
 * is), so it is reckoned here: a Chinese character is two columns of text wide, others one. */
static guint line_count(const char *text, guint width)
{
    guint lines = 1;
    guint used = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        guint wide = g_unichar_iswide(g_utf8_get_char(at)) ? 2 : 1;
        bool breaks = *at == '\n';
        if (breaks || used + wide > width) {
            lines++;
            used = 0;
        }
        used += breaks ? 0 : wide;
    }
    return lines;
}

static void set_height(SheetWriter *writer, guint lines, double line_height)
{
    double height = MIN(line_height * lines + ROW_MARGIN, ROW_HEIGHT_MAX);
    check(writer, worksheet_set_row(writer->sheet, writer->row, height, NULL));
}

/* Width for text in a column of WIDTH: a little is margin, and two columns of text are a little
 * narrower than a Chinese character. */
static guint inner_width(guint width)
{
    return MAX(width * 20 / 21, 3) - 1;
}

/* ---- Rows across all columns ------------------------------------------------------------------
 */

static guint sheet_width(const SheetWriter *writer)
{
    guint width = 0;
    for (gsize i = 0; i < writer->column_count; i++)
        width += writer->widths[i];
    return inner_width(width);
}

/* Writes TEXT over all columns, in a row high enough for it at LINE points a line. */
static void write_across(SheetWriter *writer, const char *text, lxw_format *format, double line)
{
    g_autofree char *clean = markup_clean(text);
    set_height(writer, line_count(clean, sheet_width(writer)), line);
    lxw_col_t last = (lxw_col_t)(writer->column_count - 1);
    if (last == 0)
        check(writer, worksheet_write_string(writer->sheet, writer->row, 0, clean, format));
    else
        check(writer, worksheet_merge_range(writer->sheet, writer->row, 0, writer->row, last, clean,
                                            format));
    writer->row++;
}

static void write_top(SheetWriter *writer, const SheetProperties *properties)
{
    if (properties->untitled)
        return;
    lxw_format *title = add_format(writer, false);
    format_set_font_name(title, "方正小标宋简体");
    format_set_font_size(title, 20.0);
    format_set_align(title, LXW_ALIGN_CENTER);
    write_across(writer, properties->title, title, TITLE_HEIGHT);
    lxw_format *remark = add_format(writer, false);
    format_set_align(remark, LXW_ALIGN_CENTER);
    for (gsize i = 0; properties->remarks != NULL && properties->remarks[i] != NULL; i++)
        write_across(writer, properties->remarks[i], remark, LINE_HEIGHT);
}

static void write_column_titles(SheetWriter *writer, const SheetColumn *columns)
{
    lxw_format *format = add_format(writer, true);
    format_set_font_name(format, "黑体");
    format_set_align(format, LXW_ALIGN_CENTER);
    format_set_bg_color(format, 0xEDEDED);
    guint lines = 1;
    for (gsize i = 0; i < writer->column_count; i++) {
        g_autofree char *clean = markup_clean(columns[i].title);
        lxw_col_t column = (lxw_col_t)i;
        lines = MAX(lines, line_count(clean, inner_width(columns[i].width)));
        check(writer, worksheet_set_column(writer->sheet, column, column, columns[i].width, NULL));
        check(writer, worksheet_write_string(writer->sheet, writer->row, column, clean, format));
    }
    set_height(writer, lines, LINE_HEIGHT);
    writer->head_row = writer->row++;
}

/* ---- The workbook ---------------------------------------------------------------------------- */

static char *tab_name(const char *name)
{
    g_autofree char *clean = markup_clean(name);
    g_strdelimit(clean, "[]:*?/\\'\n\t", ' ');
    g_strstrip(clean);
    if (clean[0] == '\0')
        return g_strdup("Sheet1");
    return g_utf8_substring(clean, 0, MIN(g_utf8_strlen(clean, -1), NAME_MAX_CHARS));
}

static bool open_workbook(SheetWriter *writer, const SheetProperties *properties)
{
    g_autoptr(GError) fault = NULL;
    int file = g_file_open_tmp("luoshi-XXXXXX.xlsx", &writer->path, &fault);
    if (file < 0) {
        set_failed(&writer->error, fault->message);
        return false;
    }
    close(file);
    lxw_workbook_options options = {.tmpdir = (char *)(gintptr)g_get_tmp_dir()};
    writer->workbook = workbook_new_opt(writer->path, &options);
    if (writer->workbook == NULL) {
        set_failed(&writer->error, "xlsx");
        return false;
    }
    g_autofree char *title = markup_clean(properties->title);
    g_autofree char *creator = markup_clean(properties->creator);
    lxw_doc_properties about = {
        .title = title, .author = creator, .created = (time_t)properties->created};
    check(writer, workbook_set_properties(writer->workbook, &about));
    g_autofree char *name = tab_name(properties->sheet_name);
    writer->sheet = workbook_add_worksheet(writer->workbook, name);
    if (writer->sheet == NULL)
        set_failed(&writer->error, "xlsx");
    return writer->sheet != NULL;
}

static void set_page(SheetWriter *writer, SheetPaper paper)
{
    enum { PAPER_A3 = 8, PAPER_A4 = 9 }; /* ST_PaperSize */
    worksheet_set_paper(writer->sheet, paper == SHEET_A3_LANDSCAPE ? PAPER_A3 : PAPER_A4);
    if (paper != SHEET_A4_PORTRAIT)
        worksheet_set_landscape(writer->sheet);
    worksheet_set_margins(writer->sheet, MARGIN_INCHES, MARGIN_INCHES, MARGIN_INCHES,
                          MARGIN_INCHES + 0.2);
    worksheet_center_horizontally(writer->sheet);
    worksheet_fit_to_pages(writer->sheet, 1, 0);
    check(writer, worksheet_set_footer(writer->sheet, "&C— &P / &N —"));
}

SheetWriter *sheet_writer_new(const SheetProperties *properties, const SheetColumn *columns,
                              gsize column_count)
{
    g_return_val_if_fail(column_count > 0 && column_count <= SHEET_COLUMNS_MAX, NULL);
    SheetWriter *writer = g_new0(SheetWriter, 1);
    writer->column_count = column_count;
    writer->formats = g_new0(ColumnFormats, column_count);
    writer->widths = g_new0(guint, column_count);
    for (gsize i = 0; i < column_count; i++)
        writer->widths[i] = columns[i].width;
    if (!open_workbook(writer, properties))
        return writer;
    for (gsize i = 0; i < column_count; i++)
        writer->formats[i] = add_column_formats(writer, columns[i].alignment);
    writer->heading = add_cell_format(writer, SHEET_LEFT);
    format_set_bold(writer->heading);
    writer->note = add_format(writer, false);
    set_page(writer, properties->paper);
    write_top(writer, properties);
    write_column_titles(writer, columns);
    worksheet_freeze_panes(writer->sheet, writer->row, 0);
    check(writer, worksheet_repeat_rows(writer->sheet, writer->head_row, writer->head_row));
    return writer;
}

void sheet_writer_free(SheetWriter *writer)
{
    if (writer == NULL)
        return;
    if (writer->workbook != NULL)
        lxw_workbook_free(writer->workbook);
    if (writer->path != NULL)
        g_unlink(writer->path);
    g_free(writer->path);
    g_free(writer->formats);
    g_free(writer->widths);
    g_clear_error(&writer->error);
    g_free(writer);
}

/* ---- Cells ----------------------------------------------------------------------------------- */

/* Whether a program could take TEXT for a formula once someone edits the cell. */
static bool looks_like_formula(const char *text)
{
    return text[0] != '\0' && strchr("=+-@\t\n", text[0]) != NULL;
}

static void write_text(SheetWriter *writer, lxw_col_t column, const char *text)
{
    const ColumnFormats *formats = &writer->formats[column];
    g_autofree char *clean = markup_clean(text);
    glong length = g_utf8_strlen(clean, -1);
    if (length > (glong)SHEET_TEXT_MAX) {
        g_autofree char *count = g_strdup_printf("%ld", length);
        g_autofree char *limit = g_strdup_printf("%u", SHEET_TEXT_MAX);
        error_set(&writer->error, LUOSHI_ERROR_INVALID, "document.cell_too_long", NULL, "count",
                  count, "limit", limit, NULL);
        return;
    }
    check(writer,
          worksheet_write_string(writer->sheet, writer->row, column, clean,
                                 looks_like_formula(clean) ? formats->guarded : formats->text));
}

static void write_date(SheetWriter *writer, lxw_col_t column, const char *text)
{
    lxw_datetime date;
    if (!parse_date(text, &date)) {
        error_set(&writer->error, LUOSHI_ERROR_INVALID, "document.bad_date", NULL, "date",
                  text != NULL ? text : "", NULL);
        return;
    }
    check(writer, worksheet_write_datetime(writer->sheet, writer->row, column, &date,
                                           writer->formats[column].date));
}

static void write_cell(SheetWriter *writer, lxw_col_t column, const SheetCell *cell)
{
    lxw_format *format = writer->formats[column].text;
    switch (cell->kind) {
    case SHEET_EMPTY:
        check(writer, worksheet_write_blank(writer->sheet, writer->row, column, format));
        return;
    case SHEET_TEXT:
        write_text(writer, column, cell->text);
        return;
    case SHEET_NUMBER:
        check(writer, worksheet_write_number(writer->sheet, writer->row, column,
                                             (double)cell->value / TEN_THOUSAND, format));
        return;
    case SHEET_DATE:
        write_date(writer, column, cell->text);
        return;
    }
}

static bool has_room(SheetWriter *writer)
{
    if (writer->error != NULL)
        return false;
    if (writer->row - writer->head_row <= SHEET_ROWS_MAX)
        return true;
    g_autofree char *limit = g_strdup_printf("%u", SHEET_ROWS_MAX);
    error_set(&writer->error, LUOSHI_ERROR_TOO_LARGE, "document.too_many_rows", NULL, "limit",
              limit, NULL);
    return false;
}

void sheet_writer_row(SheetWriter *writer, const SheetCell *cells)
{
    if (!has_room(writer))
        return;
    guint lines = 1;
    for (gsize i = 0; i < writer->column_count && writer->error == NULL; i++) {
        write_cell(writer, (lxw_col_t)i, &cells[i]);
        if (cells[i].kind == SHEET_TEXT) {
            g_autofree char *clean = markup_clean(cells[i].text);
            lines = MAX(lines, line_count(clean, inner_width(writer->widths[i])));
        }
    }
    set_height(writer, lines, LINE_HEIGHT);
    writer->row++;
}

void sheet_writer_heading(SheetWriter *writer, const char *text)
{
    if (has_room(writer))
        write_across(writer, text, writer->heading, LINE_HEIGHT);
}

void sheet_writer_note(SheetWriter *writer, const char *text)
{
    if (has_room(writer))
        write_across(writer, text, writer->note, LINE_HEIGHT);
}

GBytes *sheet_writer_finish(SheetWriter *writer, GError **error)
{
    if (writer->error == NULL)
        check(writer, worksheet_print_area(writer->sheet, 0, 0, writer->row - 1,
                                           (lxw_col_t)(writer->column_count - 1)));
    if (writer->error == NULL)
        check(writer, workbook_close(g_steal_pointer(&writer->workbook)));
    char *content = NULL;
    gsize length = 0;
    g_autoptr(GError) fault = NULL;
    if (writer->error == NULL && !g_file_get_contents(writer->path, &content, &length, &fault))
        set_failed(&writer->error, fault->message);
    if (writer->error != NULL) {
        g_propagate_error(error, g_steal_pointer(&writer->error));
        return NULL;
    }
    return g_bytes_new_take(content, length);
}
