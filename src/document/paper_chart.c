/* Charts of papers, drawn by Cairo: the same in pdf (lines) and in docx (a picture). */
#include "document/paper_internal.h"

#include <math.h>

#define TITLE_HEIGHT 22.0
#define NOTE_HEIGHT  16.0
#define ROW_HEIGHT   19.0
#define BAR_HEIGHT   9.0
#define LINE_HEIGHT  170.0
#define TEXT_SIZE    9.0
#define LABEL_SHARE  0.30 /* of the width */
#define VALUE_SHARE  0.24
#define MIDDLE       0.38
#define PICTURE_DOTS 192.0

/* Ink that also tells the tones apart when printed grey. */
static const double tones[][3] = {
    [PAPER_TONE_PLAIN] = {0.35, 0.42, 0.52},
    [PAPER_TONE_GOOD] = {0.25, 0.58, 0.36},
    [PAPER_TONE_WARNING] = {0.93, 0.68, 0.20},
    [PAPER_TONE_BAD] = {0.76, 0.18, 0.16},
};

typedef struct {
    const PaperType *type;
    cairo_t *cr;
    double width;
} Canvas;

static void set_ink(const Canvas *canvas, PaperTone tone)
{
    cairo_set_source_rgb(canvas->cr, tones[tone][0], tones[tone][1], tones[tone][2]);
}

/* TEXT on one line, ended by … at ROOM points, its middle at Y; ALIGN 0 begins at X, 1 ends there,
 * 0.5 lies about it. */
static void draw_text(const Canvas *canvas, PaperFace face, double size, double x, double y,
                      double room, double align, const char *text)
{
    g_autoptr(PangoLayout) layout = paper_layout(canvas->type, face, size, 0, text);
    int width;
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_get_size(layout, &width, NULL);
    if ((double)width / PANGO_SCALE > room) {
        pango_layout_set_width(layout, (int)(room * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
        width = (int)(room * PANGO_SCALE);
    }
    cairo_set_source_rgb(canvas->cr, 0, 0, 0);
    cairo_move_to(canvas->cr, x - align * (double)width / PANGO_SCALE, y + MIDDLE * size);
    pango_cairo_show_layout_line(canvas->cr, pango_layout_get_line_readonly(layout, 0));
}

double paper_chart_height(const PaperChart *chart)
{
    double height = TITLE_HEIGHT + (*chart->note != '\0' ? NOTE_HEIGHT : 0);
    return height +
           (chart->kind == PAPER_CHART_LINE ? LINE_HEIGHT : (double)chart->item_count * ROW_HEIGHT);
}

/* ---- Bars ------------------------------------------------------------------------------------ */

/* What a bar of full length stands for. */
static double full_bar(const PaperChart *chart)
{
    double most = chart->has_target ? chart->target : 0;
    for (gsize i = 0; i < chart->item_count; i++) {
        const PaperChartItem *item = &chart->items[i];
        if (item->known)
            most = MAX(most, item->value);
        if (item->has_mark)
            most = MAX(most, item->mark);
    }
    /* One runaway figure must not make dots of all the others. */
    return chart->has_target ? MIN(most, chart->target * 1.5) : most;
}

static void draw_bar(const Canvas *canvas, const PaperChartItem *item, double y, double full)
{
    double left = canvas->width * LABEL_SHARE + 6;
    double room = canvas->width * (1 - LABEL_SHARE - VALUE_SHARE) - 12;
    double middle = y + ROW_HEIGHT / 2;
    draw_text(canvas, PAPER_FACE_BODY, TEXT_SIZE, left - 6, middle, left - 8, 1, item->label);
    cairo_set_source_rgb(canvas->cr, 0.93, 0.93, 0.93);
    cairo_rectangle(canvas->cr, left, middle - BAR_HEIGHT / 2, room, BAR_HEIGHT);
    cairo_fill(canvas->cr);
    if (item->known && full > 0) {
        set_ink(canvas, item->tone);
        cairo_rectangle(canvas->cr, left, middle - BAR_HEIGHT / 2,
                        room * CLAMP(item->value / full, 0, 1), BAR_HEIGHT);
        cairo_fill(canvas->cr);
    }
    if (item->has_mark && full > 0) {
        double x = left + room * CLAMP(item->mark / full, 0, 1);
        cairo_set_source_rgb(canvas->cr, 0, 0, 0);
        cairo_set_line_width(canvas->cr, 1.2);
        cairo_move_to(canvas->cr, x, middle - BAR_HEIGHT / 2 - 2.5);
        cairo_rel_line_to(canvas->cr, 0, BAR_HEIGHT + 5);
        cairo_stroke(canvas->cr);
    }
    draw_text(canvas, PAPER_FACE_BODY, TEXT_SIZE, left + room + 6, middle,
              canvas->width * VALUE_SHARE, 0, item->text);
}

static void draw_bars(const Canvas *canvas, const PaperChart *chart)
{
    double full = full_bar(chart);
    for (gsize i = 0; i < chart->item_count; i++)
        draw_bar(canvas, &chart->items[i], TITLE_HEIGHT + (double)i * ROW_HEIGHT, full);
}

/* ---- A line ---------------------------------------------------------------------------------- */

/* From where to where the line's axis goes. */
static void find_range(const PaperChart *chart, double *low, double *high)
{
    *low = 0;
    *high = chart->has_target ? chart->target : 0;
    for (gsize i = 0; i < chart->item_count; i++) {
        if (chart->items[i].known) {
            *low = MIN(*low, chart->items[i].value);
            *high = MAX(*high, chart->items[i].value);
        }
    }
    if (*high <= *low)
        *high = *low + 1;
    *high += (*high - *low) * 0.08;
}

static double height_of(double value, double low, double high)
{
    double top = TITLE_HEIGHT + 4;
    double bottom = TITLE_HEIGHT + LINE_HEIGHT - 20;
    return bottom - (value - low) / (high - low) * (bottom - top);
}

static void draw_target(const Canvas *canvas, const PaperChart *chart, double y)
{
    static const double dashes[] = {4, 3};
    set_ink(canvas, PAPER_TONE_BAD);
    cairo_set_line_width(canvas->cr, 0.8);
    cairo_set_dash(canvas->cr, dashes, G_N_ELEMENTS(dashes), 0);
    cairo_move_to(canvas->cr, 12, y);
    cairo_line_to(canvas->cr, canvas->width - 12, y);
    cairo_stroke(canvas->cr);
    cairo_set_dash(canvas->cr, NULL, 0, 0);
    draw_text(canvas, PAPER_FACE_BODY, TEXT_SIZE, canvas->width - 12, y - 7, canvas->width / 2, 1,
              chart->target_text);
}

static void draw_line(const Canvas *canvas, const PaperChart *chart)
{
    double low;
    double high;
    double step =
        chart->item_count > 1 ? (canvas->width - 60) / (double)(chart->item_count - 1) : 0;
    bool drawing = false;
    find_range(chart, &low, &high);
    cairo_set_source_rgb(canvas->cr, 0.6, 0.6, 0.6);
    cairo_set_line_width(canvas->cr, 0.6);
    cairo_move_to(canvas->cr, 12, height_of(MAX(low, 0), low, high));
    cairo_rel_line_to(canvas->cr, canvas->width - 24, 0);
    cairo_stroke(canvas->cr);
    if (chart->has_target)
        draw_target(canvas, chart, height_of(chart->target, low, high));
    set_ink(canvas, PAPER_TONE_PLAIN);
    cairo_set_line_width(canvas->cr, 1.6);
    for (gsize i = 0; i < chart->item_count; i++) {
        const PaperChartItem *item = &chart->items[i];
        double x = 30 + step * (double)i;
        if (item->known && drawing)
            cairo_line_to(canvas->cr, x, height_of(item->value, low, high));
        else if (item->known)
            cairo_move_to(canvas->cr, x, height_of(item->value, low, high));
        drawing = item->known;
    }
    cairo_stroke(canvas->cr);
    for (gsize i = 0; i < chart->item_count; i++) {
        const PaperChartItem *item = &chart->items[i];
        double x = 30 + step * (double)i;
        draw_text(canvas, PAPER_FACE_BODY, TEXT_SIZE, x, TITLE_HEIGHT + LINE_HEIGHT - 8,
                  MAX(step, 30), 0.5, item->label);
        if (!item->known)
            continue;
        double y = height_of(item->value, low, high);
        set_ink(canvas, PAPER_TONE_PLAIN);
        cairo_new_path(canvas->cr); /* not on from where the text was */
        cairo_arc(canvas->cr, x, y, 2.2, 0, 2 * G_PI);
        cairo_fill(canvas->cr);
        draw_text(canvas, PAPER_FACE_BODY, TEXT_SIZE - 1.5, x, y - 8, MAX(step, 30), 0.5,
                  item->text);
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

void paper_chart_draw(const PaperChart *chart, const PaperType *type, cairo_t *cr, double width)
{
    const Canvas canvas = {type, cr, width};
    pango_cairo_update_context(cr, type->context);
    draw_text(&canvas, PAPER_FACE_HEI, 10.5, width / 2, TITLE_HEIGHT / 2, width, 0.5, chart->title);
    switch (chart->kind) {
    case PAPER_CHART_PACE:
    case PAPER_CHART_SCORE:
        draw_bars(&canvas, chart);
        break;
    case PAPER_CHART_LINE:
        draw_line(&canvas, chart);
        break;
    }
    if (*chart->note != '\0')
        draw_text(&canvas, PAPER_FACE_BODY, TEXT_SIZE, width / 2,
                  paper_chart_height(chart) - NOTE_HEIGHT / 2, width, 0.5, chart->note);
}

static cairo_status_t append_bytes(void *closure, const unsigned char *bytes, unsigned int length)
{
    g_byte_array_append(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

GBytes *paper_chart_png(const PaperChart *chart, const PaperType *type, double width,
                        GError **error)
{
    double scale = PICTURE_DOTS / 72.0;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(width * scale), (int)ceil(paper_chart_height(chart) * scale));
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_scale(cr, scale, scale);
    paper_chart_draw(chart, type, cr, width);
    cairo_status_t status = cairo_status(cr);
    cairo_destroy(cr);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, append_bytes, bytes);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "document.output_failed", NULL, "reason",
                  cairo_status_to_string(status), NULL);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}
