/* Sheets as pdf and svg. */
#include "chart/chart_internal.h"

#include "document/paper_surface.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

GBytes *chart_pdf(const Chart *chart, ChartSize size, GError **error)
{
    g_autoptr(ChartLayout) layout = chart_layout(chart, size, error);
    g_auto(PaperType) type = {0};

    if (layout == NULL || !paper_type_open(&type, error)) {
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(paper_surface_append, bytes,
                                                                   layout->width, layout->height);
    cairo_t *cr = cairo_create(surface);
    const ChartCanvas canvas = {chart, layout, &type, cr};
    paper_surface_describe(surface, chart->title, NULL, chart->created);
    for (guint sheet = 0; sheet < layout->sheets; sheet++) {
        chart_draw_sheet(&canvas, sheet);
        cairo_show_page(cr);
    }
    return paper_surface_end(surface, cr, &bytes, error);
}

GBytes *chart_svg(const Chart *chart, ChartSize size, GError **error)
{
    g_autoptr(ChartLayout) layout = chart_layout(chart, size, error);
    g_auto(PaperType) type = {0};

    if (layout == NULL || !paper_type_open(&type, error)) {
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface = cairo_svg_surface_create_for_stream(
        paper_surface_append, bytes, layout->width, layout->height * layout->sheets);
    cairo_t *cr = cairo_create(surface);
    const ChartCanvas canvas = {chart, layout, &type, cr};
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
    for (guint sheet = 0; sheet < layout->sheets; sheet++) {
        cairo_save(cr);
        cairo_translate(cr, 0, layout->height * sheet);
        chart_draw_sheet(&canvas, sheet);
        cairo_restore(cr);
    }
    return paper_surface_end(surface, cr, &bytes, error);
}
