/*
 * paper_surface.h - a pdf or svg that is drawn into memory: where its bytes go, what it says of
 * itself, and whether it could be drawn.
 */
#pragma once

#include "kernel/error.h"

#include <cairo.h>

/* A cairo_write_func_t: BYTES go to the end of CLOSURE, a GByteArray. */
cairo_status_t paper_surface_append(void *closure, const unsigned char *bytes, unsigned int length);

/* What the pdf SURFACE says of itself. AUTHOR may be NULL; CREATED: seconds since 1970, UTC. */
void paper_surface_describe(cairo_surface_t *surface, const char *title, const char *author,
                            gint64 created);

/* Ends CR and SURFACE, which are freed, and gives *BYTES that were drawn, or
 * document.output_failed. (transfer full) */
GBytes *paper_surface_end(cairo_surface_t *surface, cairo_t *cr, GByteArray **bytes,
                          GError **error);
