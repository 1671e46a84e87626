/*
 * document.h - the text of a file that someone uploads.
 *
 * Work reports come as .txt, .docx or .pdf. document_text_from_bytes() finds out from the content
 * which of them it is (the name is only used in messages) and gives the text that a reader of the
 * paper would see, in reading order:
 *
 *   txt   the bytes as they are; their encoding (UTF-8, GB18030) is the reader's matter;
 *   docx  UTF-8, one paragraph a line, headings included; automatic numbers (一、 （一） 1.)
 * written out; a table row is one line with a tab between cells, a one-cell row keeps its
 *         paragraphs as lines; a text box follows the paragraph that it hangs on; soft and page
 *         breaks become line breaks. Of tracked changes, what was inserted stays and what was
 *         deleted goes. Not taken: headers, footers, foot- and endnotes, comments, hidden text,
 *         field codes, phonetic guides, tables of contents;
 *   pdf   UTF-8, the lines of a page in reading order (column after column), pages one after
 *         another; page numbers at the head or foot of a page are left out.
 *
 * Pure: bytes in, bytes out; nothing is fetched, no external reference is followed. Any number of
 * threads may call it at once. A PDF is read in a child process, forked for it, with limits of time
 * and memory, as poppler cannot be stopped otherwise. The bytes may be hostile: every limit below
 * is refused with an error, never silently cut. What is written out (docx, xlsx) stands in
 * docx_writer.h, sheet_writer.h and decomposition.h.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

/* ---- Limits ---------------------------------------------------------------------------------- */

#define DOCUMENT_INPUT_MAX       (20u << 20) /* bytes of the file; a report is below 1 MB */
#define DOCUMENT_PART_MAX        (64u << 20) /* bytes of one XML part of a docx, unpacked */
#define DOCUMENT_TEXT_MAX        (64u << 20) /* bytes of text given back; longer: document.too_large */
#define DOCUMENT_RATIO_MAX       200u /* unpacked : packed of a part beyond 1 MiB; prose has ~10 */
#define DOCUMENT_ENTRIES_MAX     10000u       /* files in a docx; a report with pictures has ~50 */
#define DOCUMENT_DEPTH_MAX       200u         /* elements within one another in an XML part */
#define DOCUMENT_STYLES_MAX      20000u       /* styles and lists that a docx declares */
#define DOCUMENT_PDF_PAGES_MAX   500u         /* pages of a PDF; a report has at most 60 */
#define DOCUMENT_PDF_SECONDS_MAX 10u          /* of one core for a PDF; 60 pages take 0.4 */
#define DOCUMENT_PDF_MEMORY_MAX  (512u << 20) /* bytes that reading a PDF may take */

/* ---- Text in --------------------------------------------------------------------------------- */

typedef enum {
    DOCUMENT_TXT,
    DOCUMENT_DOCX,
    DOCUMENT_PDF,
} DocumentKind;

typedef struct {
    DocumentKind kind;
    GBytes *text;             /* never empty; UTF-8 for docx and PDF, the input itself for txt */
    guint pages;              /* of a PDF, else 0 */
    guint pages_without_text; /* pages of a PDF that show a picture and hold no text: scanned pages
                                 between typed ones, which the user should be told of */
} DocumentText;

/* Text of the LENGTH bytes at BYTES. NAME is the file's name as the user knows it, or NULL; it only
 * stands in messages. On success *text is set (transfer full: document_text_free()) and true given.
 * Otherwise false and a LUOSHI_ERROR:
 *
 *   document.empty             INVALID      no bytes at all, or nothing but blanks
 *   document.too_large         TOO_LARGE    over DOCUMENT_INPUT_MAX or DOCUMENT_TEXT_MAX
 *   document.old_word          UNSUPPORTED  .doc or .wps: save as docx
 *   document.encrypted         UNSUPPORTED  docx or PDF with a password
 *   document.unsupported       UNSUPPORTED  another kind of file (picture, archive, RTF, UTF-16 …)
 *   document.not_text          UNSUPPORTED  a file of no known kind that is no text either
 *   document.not_docx          UNSUPPORTED  a zip file without the part {part} that a docx has
 *   document.truncated         MALFORMED    the file ends before it should, or is damaged
 *   document.bomb              TOO_LARGE    part {part} unpacks beyond the limits above
 *   document.too_many_entries  TOO_LARGE    more than DOCUMENT_ENTRIES_MAX files inside
 *   document.too_deep          TOO_LARGE    part {part}, line {line}: beyond DOCUMENT_DEPTH_MAX
 *   document.too_many_styles   TOO_LARGE    part {part}: beyond DOCUMENT_STYLES_MAX
 *   document.dtd               INVALID      part {part} declares a document type: never in a docx
 *   document.bad_xml           MALFORMED    part {part}, line {line}: not well-formed
 *   document.too_many_pages    TOO_LARGE    more than DOCUMENT_PDF_PAGES_MAX
 *   document.pdf_too_costly    TOO_LARGE    beyond the time or memory for a PDF, or poppler failed
 *   document.busy              UNAVAILABLE  no process can be started just now: try again
 *   document.no_text_layer     UNSUPPORTED  a scanned PDF: run text recognition (OCR) first */
bool document_text_from_bytes(const void *bytes, gsize length, const char *name,
                              DocumentText **text, GError **error);

/* Whether the LENGTH bytes at BYTES may be text; they need not be the whole file. The errors above
 * from document.unsupported on, and document.empty, otherwise. */
bool document_check_text(const char *bytes, gsize length, const char *name, GError **error);

void document_text_free(DocumentText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DocumentText, document_text_free)
