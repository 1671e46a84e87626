/*
 * Hostile documents. The first byte of the input chooses the way in:
 *
 *   'Z'  the rest is a file as uploaded (a docx, a PDF, anything);
 *   else the rest is word/document.xml, word/styles.xml and word/numbering.xml, parted by 0xFF
 * bytes, which are packed here, so that the fuzzer works on the XML and not on deflate.
 *
 * What comes out must be UTF-8 without zero bytes, or an error with a key.
 */
#include "document/document.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char relationships[] =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"a\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
    "<Relationship Id=\"b\" Type=\"" REL "/numbering\" Target=\"numbering.xml\"/></Relationships>";

static void add(zip_t *zip, const char *name, const void *content, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, content, size, 0);
    zip_int64_t index = zip_file_add(zip, name, source, 0);
    if (index < 0 || zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0)
        abort();
}

static GBytes *pack(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"word/document.xml", "word/styles.xml",
                                        "word/numbering.xml"};
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    zip_source_keep(target);
    add(zip, "word/_rels/document.xml.rels", relationships, sizeof relationships - 1);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        const uint8_t *end = size == 0 ? NULL : memchr(data, 0xFF, size);
        size_t length = end == NULL ? size : (size_t)(end - data);
        add(zip, names[i], data, length);
        size_t used = end == NULL ? size : length + 1;
        data += used;
        size -= used;
    }
    zip_stat_t stat;
    if (zip_close(zip) != 0 || zip_source_stat(target, &stat) != 0 || zip_source_open(target) != 0)
        abort();
    char *content = g_malloc(stat.size);
    if (zip_source_read(target, content, stat.size) != (zip_int64_t)stat.size)
        abort();
    zip_source_close(target);
    zip_source_free(target);
    return g_bytes_new_take(content, stat.size);
}

static void check(const void *bytes, size_t size)
{
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    if (!document_text_from_bytes(bytes, size, "fuzz", &text, &error)) {
        if (error == NULL || error_key(error)[0] == '\0')
            abort();
        return;
    }
    gsize length;
    const char *content = g_bytes_get_data(text->text, &length);
    if (length == 0 || (text->kind != DOCUMENT_TXT && !g_utf8_validate_len(content, length, NULL)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] == 'Z') {
        check(data + 1, size - 1);
        return 0;
    }
    g_autoptr(GBytes) file = pack(data + 1, size - 1);
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    check(bytes, length);
    return 0;
}
