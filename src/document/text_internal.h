/*
 * text_internal.h - what the readers of the formats share. See document.h for what they give.
 */
#pragma once

#include "document/document.h"

#include <glib.h>
#include <stdbool.h>

/* Sets document.too_large for the file NAME. */
void document_set_too_large(const char *name, guint limit, GError **error);

/* Text of a zip file that should be a docx, "" if it has none. (transfer full) */
GString *docx_text(const void *bytes, gsize length, const char *name, GError **error);

/* Text of a PDF into *text, with its pages; read in a process of its own. */
bool pdf_text(const void *bytes, gsize length, const char *name, DocumentText *text,
              GError **error);

/* The same in this process. Only text, pages and pages_without_text are set; pages also if there
 * are too many. */
bool pdf_text_here(const void *bytes, gsize length, const char *name, DocumentText *text,
                   GError **error);
