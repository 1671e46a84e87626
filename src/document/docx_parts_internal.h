/*
 * docx_parts_internal.h - the parts of a made docx that are the same in each: fonts, styles,
 * settings, page numbers, and how the parts are packed.
 */
#pragma once

#include "document/docx_writer.h"

#include <glib.h>

/* Twentieths of a point, the unit of WordprocessingML: 1 mm is 1440/25.4 of them. */
#define DOCX_TWIPS(mm) ((guint)(((mm)*14400u + 127u) / 254u))

/* 22 lines on 225 mm: 12756 twips / 22, rounded down so that the last line still fits. */
#define DOCX_LINE_PITCH 579u

/* Relationship ids of the footers in document.xml. */
#define DOCX_FOOTER_ODD  "rId5"
#define DOCX_FOOTER_EVEN "rId6"

/* And of the first, second, … picture, with its number. */
#define DOCX_PICTURE "rPicture"

/* Packs DOCUMENT, the content of word/document.xml, and PICTURES (GBytes of PNG) with all other
 * parts. NULL and document.output_failed. (transfer full) */
GBytes *docx_parts_pack(const DocxProperties *properties, const GString *document,
                        const GPtrArray *pictures, GError **error);
