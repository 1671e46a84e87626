/*
 * part_reader_internal.h - one XML part of a docx, element by element.
 *
 * libxml2's pull parser over the unpacking part, so that nothing is held in memory but the element
 * at hand. A document type is refused (and with it every entity), nothing is ever fetched, nesting
 * and sizes are limited. Each start has its end, also for <w:tab/>.
 *
 *     g_autoptr(PartReader) reader = part_reader_open(package, "word/document.xml", error);
 *     while (part_reader_next(reader)) …
 *     if (!part_reader_finish(reader, error)) …
 */
#pragma once

#include "document/package_internal.h"

#include <glib.h>
#include <libxml/xmlreader.h>
#include <stdbool.h>

typedef enum {
    PART_START,
    PART_END,
    PART_TEXT,
} PartEvent;

/* Namespaces that matter here; Strict and Transitional documents use different ones for the same.
 */
typedef enum {
    PART_OTHER,
    PART_WORD,          /* w: */
    PART_MATH,          /* m: */
    PART_COMPATIBILITY, /* mc: */
    PART_RELATIONSHIPS,
    PART_SHEET, /* of a workbook */
} PartVocabulary;

typedef struct {
    /* The event at hand; read only. */
    PartEvent event;
    PartVocabulary vocabulary; /* of a start or end */
    const char *element;       /* local name of a start or end, owned by the parser */
    const char *text;          /* of a text */
    guint depth;               /* the outermost element has 0 */

    const Package *package;
    char *part;
    PackageFile file;
    xmlTextReaderPtr xml;
    bool owes_end; /* the element at hand was empty: its end is still to be given */
    int error_line;
    bool error_is_depth;
    bool error_is_dtd;
    GError *error;
} PartReader;

/* Opens PART. NULL and an error as package_file_open() gives it. (transfer full) */
PartReader *part_reader_open(const Package *package, const char *part, GError **error);
void part_reader_free(PartReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartReader, part_reader_free)

/* Moves to the next event; false at the end and after a fault. */
bool part_reader_next(PartReader *reader);

/* Whether everything so far was sound; if not, sets *error. */
bool part_reader_finish(PartReader *reader, GError **error);

/* Attribute of the start at hand by its local name, in the element's own namespace or in none; NULL
 * if it has none. (transfer full, g_free()) */
char *part_reader_attribute(PartReader *reader, const char *name);

/* The id of the relationship that the start at hand names (r:id); NULL if none. (transfer full,
 * g_free()) */
char *part_reader_relationship(PartReader *reader);

/* Attribute "val" as an on/off property: absent means on, "0", "false" and "off" mean off. */
bool part_reader_is_on(PartReader *reader);

/* Attribute NAME as a number from 0 to MAXIMUM, or MISSING. */
int part_reader_number(PartReader *reader, const char *name, int maximum, int missing);
