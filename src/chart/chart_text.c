/* Text in a cell, and lines around it. */
#include "chart/chart_internal.h"

#include <math.h>

/* A line's height, and how far a Chinese character's middle lies above the base line, of the size.
 */
#define PITCH   1.18
#define MIDDLE  0.38
#define PADDING CHART_POINTS(1.5)

const ChartInk CHART_INK_BLACK = {0.1, 0.1, 0.1};
const ChartInk CHART_INK_GREY = {0.62, 0.62, 0.62};
const ChartInk CHART_INK_RED = {0.75, 0.07, 0.09};
const ChartInk CHART_INK_WHITE = {1, 1, 1};
const ChartInk CHART_INK_PLAN = {0.73, 0.83, 0.93};
const ChartInk CHART_INK_DONE = {0.16, 0.40, 0.67};

void chart_ink(const ChartCanvas *canvas, ChartInk ink)
{
    cairo_set_source_rgb(canvas->cr, ink.red, ink.green, ink.blue);
}

void chart_fill(const ChartCanvas *canvas, ChartBox box, ChartInk ink)
{
    chart_ink(canvas, ink);
    cairo_rectangle(canvas->cr, box.x, box.y, box.width, box.height);
    cairo_fill(canvas->cr);
}

void chart_frame(const ChartCanvas *canvas, ChartBox box, double width, ChartInk ink)
{
    chart_ink(canvas, ink);
    cairo_set_line_width(canvas->cr, width);
    cairo_rectangle(canvas->cr, box.x, box.y, box.width, box.height);
    cairo_stroke(canvas->cr);
}

void chart_line(const ChartCanvas *canvas, double x, double y, double to_x, double to_y,
                double width, ChartInk ink)
{
    chart_ink(canvas, ink);
    cairo_set_line_width(canvas->cr, width);
    cairo_move_to(canvas->cr, x, y);
    cairo_line_to(canvas->cr, to_x, to_y);
    cairo_stroke(canvas->cr);
}

/* TEXT of SIZE in lines of WIDTH points (0: one line), whatever bytes it has. (transfer full) */
static PangoLayout *set(const ChartCanvas *canvas, double size, bool bold, double width,
                        const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_strdelimit(valid, "\n\r\t\v\f", ' ');
    PangoLayout *layout = paper_layout(canvas->type, PAPER_FACE_HEI, size, width, valid);
    g_autoptr(PangoFontDescription) font =
        pango_font_description_copy(pango_layout_get_font_description(layout));
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    return layout;
}

double chart_text_width(const ChartCanvas *canvas, double size, bool bold, const char *text)
{
    g_autoptr(PangoLayout) layout = set(canvas, size, bold, 0, text);
    int width;

    pango_layout_get_size(layout, &width, NULL);
    return (double)width / PANGO_SCALE;
}

/* TEXT as large as it fits into LINES lines of WIDTH, ended by … if it does not at the floor.
 * (transfer full) */
static PangoLayout *fit(const ChartCanvas *canvas, const ChartSetting *setting, double width,
                        guint lines, double *size, const char *text)
{
    for (*size = setting->size;; *size = MAX(*size * 0.94, setting->floor)) {
        PangoLayout *layout = set(canvas, *size, setting->bold, width, text);
        if (pango_layout_get_line_count(layout) <= (int)lines) {
            return layout;
        }
        if (*size <= setting->floor) {
            pango_layout_set_height(layout, -(int)lines);
            pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
            return layout;
        }
        g_object_unref(layout);
    }
}

void chart_text(const ChartCanvas *canvas, ChartBox box, const ChartSetting *setting,
                const char *text)
{
    double room = box.width - 2 * PADDING;
    guint lines = (guint)CLAMP(floor(box.height / (setting->floor * PITCH)), 0, setting->lines);
    double size;

    if (text == NULL || *text == '\0' || lines == 0 || room < setting->floor) {
        return;
    }
    g_autoptr(PangoLayout) layout = fit(canvas, setting, room, lines, &size, text);
    guint set_lines = MIN((guint)pango_layout_get_line_count(layout), lines);
    double y = box.y + (box.height - set_lines * size * PITCH) / 2;
    chart_ink(canvas, setting->ink);
    for (guint i = 0; i < set_lines; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(layout, (int)i);
        PangoRectangle logical;
        pango_layout_line_get_extents(line, NULL, &logical);
        double width = (double)logical.width / PANGO_SCALE;
        cairo_move_to(canvas->cr, box.x + PADDING + setting->align * (room - width),
                      y + (i + 0.5) * size * PITCH + MIDDLE * size);
        pango_cairo_show_layout_line(canvas->cr, line);
    }
}

char *chart_words(const Chart *chart, const char *key, const char *name, const char *value)
{
    const char *const arguments[] = {name, value, NULL};

    return text_format(chart->language, key, arguments);
}
