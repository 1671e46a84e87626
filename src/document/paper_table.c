/* Tables of a pdf paper: rows over pages, column titles on each. */
#include "document/paper_internal.h"

#define CELL_SIZE    10.5
#define CELL_PITCH   15.0
#define CELL_PADDING 3.0
#define LINE_WIDTH   0.5
#define TITLE_LINES  8 /* at most, so that there is always room for a row */

/* One row, laid out. */
typedef struct {
    PangoLayout *cells[PAPER_COLUMNS_MAX];
    int lines; /* of its longest cell */
} Row;

static void row_clear(Row *row)
{
    for (gsize i = 0; i < G_N_ELEMENTS(row->cells); i++)
        g_clear_object(&row->cells[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Row, row_clear)

static PangoAlignment alignment_of(PaperAlignment alignment)
{
    switch (alignment) {
    case PAPER_LEFT:
        return PANGO_ALIGN_LEFT;
    case PAPER_CENTER:
        return PANGO_ALIGN_CENTER;
    case PAPER_RIGHT:
        return PANGO_ALIGN_RIGHT;
    }
    g_return_val_if_reached(PANGO_ALIGN_LEFT);
}

/* CELLS (NULL: the column titles) laid out. */
static void lay_row(const PaperFlow *flow, const PaperTable *table, char *const *cells, Row *row)
{
    row->lines = 1;
    for (gsize i = 0; i < table->column_count; i++) {
        const PaperColumn *column = &table->columns[i];
        double width = PAPER_POINTS(column->width_mm) - 2 * CELL_PADDING;
        row->cells[i] = paper_layout(flow->type, cells == NULL ? PAPER_FACE_HEI : PAPER_FACE_BODY,
                                     CELL_SIZE, width, cells == NULL ? column->title : cells[i]);
        pango_layout_set_alignment(row->cells[i], cells == NULL ? PANGO_ALIGN_CENTER
                                                                : alignment_of(column->alignment));
        row->lines = MAX(row->lines, pango_layout_get_line_count(row->cells[i]));
    }
}

static double height_of(int lines)
{
    return lines * CELL_PITCH + 2 * CELL_PADDING;
}

static double width_of(const PaperTable *table)
{
    guint width = 0;
    for (gsize i = 0; i < table->column_count; i++)
        width += table->columns[i].width_mm;
    return PAPER_POINTS(width);
}

static void draw_cell_lines(const PaperFlow *flow, PangoLayout *layout, double x, int from, int to,
                            double down)
{
    PangoLayoutIter *line = pango_layout_get_iter(layout);
    int number = 0;
    do {
        if (number >= from && number < to)
            paper_flow_line(flow, line, x,
                            flow->y + CELL_PADDING + down + (number - from) * CELL_PITCH,
                            CELL_PITCH, CELL_SIZE);
        number++;
    } while (number < to && pango_layout_iter_next_line(line));
    pango_layout_iter_free(line);
}

static void draw_box(const PaperFlow *flow, double x, double width, double height, bool shaded)
{
    cairo_rectangle(flow->cr, PAPER_LEFT_EDGE + x, PAPER_TOP_EDGE + flow->y, width, height);
    if (shaded) {
        cairo_set_source_rgb(flow->cr, 0.93, 0.93, 0.93);
        cairo_fill_preserve(flow->cr);
        cairo_set_source_rgb(flow->cr, 0, 0, 0);
    }
    cairo_set_line_width(flow->cr, LINE_WIDTH);
    cairo_stroke(flow->cr);
}

/* Lines FROM to TO of ROW at the flow's place, each cell in the middle of its height. */
static void draw_row(PaperFlow *flow, const PaperTable *table, const Row *row, int from, int to,
                     bool shaded)
{
    double x = (PAPER_WIDTH - width_of(table)) / 2;
    double height = height_of(to - from);
    for (gsize i = 0; i < table->column_count; i++) {
        double width = PAPER_POINTS(table->columns[i].width_mm);
        int lines = MIN(pango_layout_get_line_count(row->cells[i]), row->lines);
        double down = from == 0 && to >= row->lines ? (row->lines - lines) * CELL_PITCH / 2 : 0;
        draw_box(flow, x, width, height, shaded);
        draw_cell_lines(flow, row->cells[i], x + CELL_PADDING, from, MIN(to, lines), down);
        x += width;
    }
    flow->y += height;
}

void paper_flow_table(PaperFlow *flow, const PaperTable *table)
{
    g_auto(Row) titles = {0};
    lay_row(flow, table, NULL, &titles);
    titles.lines = MIN(titles.lines, TITLE_LINES);
    double head = height_of(titles.lines);
    bool titled = false;
    for (gsize i = 0; i < table->cells->len; i += table->column_count) {
        g_auto(Row) row = {0};
        lay_row(flow, table, (char *const *)&table->cells->pdata[i], &row);
        int from = 0;
        while (from < row.lines) {
            double left = PAPER_HEIGHT - flow->y - (titled ? 0 : head);
            bool whole = height_of(row.lines - from) <= left + 0.01;
            bool too_tall = height_of(row.lines) > PAPER_HEIGHT - head;
            int fit = whole ? row.lines - from : (int)((left - 2 * CELL_PADDING) / CELL_PITCH);
            if (!whole && (!too_tall || fit < 1)) {
                paper_flow_break(flow);
                titled = false;
                continue;
            }
            if (!titled)
                draw_row(flow, table, &titles, 0, titles.lines, true);
            titled = true;
            draw_row(flow, table, &row, from, from + fit, false);
            from += fit;
        }
    }
    if (!titled) {
        paper_flow_need(flow, head);
        draw_row(flow, table, &titles, 0, titles.lines, true);
    }
}
