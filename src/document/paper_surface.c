/* Pdf and svg in memory. */
#include "document/paper_surface.h"

#include <cairo-pdf.h>

cairo_status_t paper_surface_append(void *closure, const unsigned char *bytes, unsigned int length)
{
    g_byte_array_append(closure, bytes, length);
    return CAIRO_STATUS_SUCCESS;
}

void paper_surface_describe(cairo_surface_t *surface, const char *title, const char *author,
                            gint64 created)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(created);
    g_autofree char *day = moment != NULL ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
    g_autofree char *line = g_strdelimit(g_utf8_make_valid(title, -1), "\n\t", ' ');

    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, line);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Luoshi");
    if (author != NULL) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR, author);
    }
    if (day != NULL) {
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, day);
    }
}

GBytes *paper_surface_end(cairo_surface_t *surface, cairo_t *cr, GByteArray **bytes, GError **error)
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
