/* Sheets as pdf and svg. */
#include "chart/chart_internal.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

static cairo_status_t append_bytes(void *closure, const unsigned char *bytes, unsigned int length)
{
    g_byte_array_append(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(cairo_surface_t *surface, const Chart *chart)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(chart->created);
    g_autofree char *created =
        moment != NULL ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    g_autofree char *title = g_utf8_make_valid(chart->title, -1);

    g_strdelimit(title, "\n\t", ' ');
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Luoshi");
    if (created != NULL) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
    }
}

/* Ends SURFACE and gives the BYTES that were drawn on it, or document.output_failed. (transfer
 * full) */
static GBytes *finish(cairo_surface_t *surface, cairo_t *cr, GByteArray **bytes, GError **error)
{
    cairo_status_t drawn = cairo_status(cr);

    cairo_destroy(cr);
    cairo_surface_finish(surface);
    cairo_status_t done = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (drawn != CAIRO_STATUS_SUCCESS || done != CAIRO_STATUS_SUCCESS) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "document.output_failed", NULL, "reason",
                  cairo_status_to_string(drawn != CAIRO_STATUS_SUCCESS ? drawn : done), NULL);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(bytes));
}

GBytes *chart_pdf(const Chart *chart, ChartSize size, GError **error)
{
    g_autoptr(ChartLayout) layout = chart_layout(chart, size, error);
    g_auto(PaperType) type = {0};

    if (layout == NULL || !paper_type_open(&type, error)) {
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(append_bytes, bytes, layout->width, layout->height);
    cairo_t *cr = cairo_create(surface);
    const ChartCanvas canvas = {chart, layout, &type, cr};
    set_metadata(surface, chart);
    for (guint sheet = 0; sheet < layout->sheets; sheet++) {
        chart_draw_sheet(&canvas, sheet);
        cairo_show_page(cr);
    }
    return finish(surface, cr, &bytes, error);
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
        append_bytes, bytes, layout->width, layout->height * layout->sheets);
    cairo_t *cr = cairo_create(surface);
    const ChartCanvas canvas = {chart, layout, &type, cr};
    cairo_svg_surface_set_document_unit(surface, CAIRO_SVG_UNIT_PT);
    for (guint sheet = 0; sheet < layout->sheets; sheet++) {
        cairo_save(cr);
        cairo_translate(cr, 0, layout->height * sheet);
        chart_draw_sheet(&canvas, sheet);
        cairo_restore(cr);
    }
    return finish(surface, cr, &bytes, error);
}
