/*
 * document_sample.h - documents for tests, made in the test itself: zip files of given parts, a
 * docx of given paragraphs, small PDFs.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <string.h>
#include <zip.h>

#define SAMPLE_W   "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define SAMPLE_REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

typedef struct {
    const char *name;
    const char *content;
} SamplePart;

static const char sample_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" SAMPLE_REL "/officeDocument\""
    " Target=\"word/document.xml\"/></Relationships>";

static const char sample_document_rels[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rId1\" Type=\"" SAMPLE_REL "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"rId2\" Type=\"" SAMPLE_REL "/numbering\" Target=\"/word/numbering.xml\"/>"
    "</Relationships>";

/* A zip file of PARTS, up to one without a name. PASSWORD may be NULL. */
static GBytes *sample_zip(const SamplePart *parts, const char *password)
{
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    zip_source_keep(target);
    for (const SamplePart *part = parts; part->name != NULL; part++) {
        zip_source_t *source = zip_source_buffer(zip, part->content, strlen(part->content), 0);
        zip_int64_t index = zip_file_add(zip, part->name, source, 0);
        g_assert_cmpint(index, >=, 0);
        if (password != NULL)
            g_assert_cmpint(
                zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, password), ==, 0);
    }
    g_assert_cmpint(zip_close(zip), ==, 0);
    zip_stat_t stat;
    g_assert_cmpint(zip_source_stat(target, &stat), ==, 0);
    g_assert_cmpint(zip_source_open(target), ==, 0);
    char *content = g_malloc(stat.size);
    g_assert_cmpint(zip_source_read(target, content, stat.size), ==, (zip_int64_t)stat.size);
    zip_source_close(target);
    zip_source_free(target);
    return g_bytes_new_take(content, stat.size);
}

/* A docx whose body is BODY, with STYLES and NUMBERING (the parts' content) or NULL. */
static GBytes *sample_docx(const char *body, const char *styles, const char *numbering)
{
    g_autofree char *document =
        g_strconcat("<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"" SAMPLE_W "\""
                    " xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">"
                    "<w:body>",
                    body, "</w:body></w:document>", NULL);
    const SamplePart parts[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"_rels/.rels", sample_rels},
        {"word/document.xml", document},
        {"word/_rels/document.xml.rels", sample_document_rels},
        {styles != NULL ? "word/styles.xml" : "word/none1.xml", styles != NULL ? styles : ""},
        {numbering != NULL ? "word/numbering.xml" : "word/none2.xml",
         numbering != NULL ? numbering : ""},
        {NULL, NULL},
    };
    return sample_zip(parts, NULL);
}

/* ---- PDF ------------------------------------------------------------------------------------- */

typedef struct {
    GString *bytes;
    gsize offsets[64];
    guint count;
} SamplePdf;

static void sample_pdf_object(SamplePdf *pdf, const char *body)
{
    g_assert_cmpuint(pdf->count + 1, <, G_N_ELEMENTS(pdf->offsets));
    pdf->offsets[++pdf->count] = pdf->bytes->len;
    g_string_append_printf(pdf->bytes, "%u 0 obj\n%s\nendobj\n", pdf->count, body);
}

/* TEXT at X, Y in points, as an operator of a content stream; font of objects 3 to 5. */
G_GNUC_UNUSED static char *sample_pdf_text(int x, int y, const char *text)
{
    glong count;
    g_autofree gunichar2 *utf16 = g_utf8_to_utf16(text, -1, NULL, &count, NULL);
    GString *stream = g_string_new(NULL);
    g_string_printf(stream, "BT /F1 10 Tf 1 0 0 1 %d %d Tm <", x, y);
    for (glong i = 0; i < count; i++)
        g_string_append_printf(stream, "%04X", utf16[i]);
    g_string_append(stream, "> Tj ET\n");
    return g_string_free(stream, FALSE);
}

/* A PDF with a page for each of the content streams PAGES (ended by NULL); TRAILER is put into the
 * trailer's dictionary. */
G_GNUC_UNUSED static GBytes *sample_pdf(const char *const *pages, const char *trailer)
{
    SamplePdf pdf = {.bytes = g_string_new("%PDF-1.5\n")};
    guint page_count = g_strv_length((char **)(gintptr)pages);
    sample_pdf_object(&pdf, "<< /Type /Catalog /Pages 2 0 R >>");
    g_autoptr(GString) kids = g_string_new("<< /Type /Pages /Kids [");
    for (guint i = 0; i < page_count; i++)
        g_string_append_printf(kids, " %u 0 R", 6 + 2 * i);
    g_string_append_printf(kids, " ] /Count %u >>", page_count);
    sample_pdf_object(&pdf, kids->str);
    sample_pdf_object(&pdf, "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light"
                            " /Encoding /UniGB-UCS2-H /DescendantFonts [ 4 0 R ] >>");
    sample_pdf_object(&pdf, "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
                            " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
                            " /FontDescriptor 5 0 R /DW 1000 >>");
    sample_pdf_object(&pdf, "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
                            " /FontBBox [ -25 -254 1000 880 ] /ItalicAngle 0 /Ascent 880"
                            " /Descent -120 /CapHeight 880 /StemV 93 >>");
    for (guint i = 0; i < page_count; i++) {
        g_autofree char *page = g_strdup_printf(
            "<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 595 842 ] /Contents %u 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>",
            7 + 2 * i);
        sample_pdf_object(&pdf, page);
        g_autofree char *stream = g_strdup_printf(
            "<< /Length %" G_GSIZE_FORMAT " >>\nstream\n%s\nendstream", strlen(pages[i]), pages[i]);
        sample_pdf_object(&pdf, stream);
    }
    gsize start = pdf.bytes->len;
    g_string_append_printf(pdf.bytes, "xref\n0 %u\n0000000000 65535 f \n", pdf.count + 1);
    for (guint i = 1; i <= pdf.count; i++)
        g_string_append_printf(pdf.bytes, "%010" G_GSIZE_FORMAT " 00000 n \n", pdf.offsets[i]);
    g_string_append_printf(pdf.bytes,
                           "trailer << /Size %u /Root 1 0 R %s >>\nstartxref\n%" G_GSIZE_FORMAT
                           "\n%%%%EOF\n",
                           pdf.count + 1, trailer, start);
    return g_string_free_to_bytes(pdf.bytes);
}
