/*
 * Hostile tables. The first byte of the input chooses the way in:
 *
 *   'X'  the rest is a worksheet's XML, its shared strings and its styles, parted by 0xFF bytes,
 * which are packed here, so that the fuzzer works on the XML and not on deflate; else the rest is a
 * file as uploaded.
 *
 * What comes out must be rows in order, of valid text within the limits, or an error with a key.
 */
#include "document/sheet_reader.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define LIST                                                                                       \
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"

static const char root[] = LIST "<Relationship Id=\"a\" Type=\"" REL
                                "/officeDocument\" Target=\"w.xml\"/></Relationships>";
static const char related[] =
    LIST "<Relationship Id=\"a\" Type=\"" REL "/worksheet\" Target=\"0\"/>"
         "<Relationship Id=\"b\" Type=\"" REL "/sharedStrings\" Target=\"1\"/>"
         "<Relationship Id=\"c\" Type=\"" REL "/styles\" Target=\"2\"/></Relationships>";
static const char book[] =
    "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"" REL
    "\"><sheets><sheet r:id=\"a\"/></sheets></workbook>";

static void add(zip_t *zip, const char *name, const void *content, size_t size)
{
    zip_source_t *source = zip_source_buffer(zip, content, size, 0);
    zip_int64_t index = zip_file_add(zip, name, source, 0);
    if (index < 0 || zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0)
        abort();
}

static GBytes *pack(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"0", "1", "2"};
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    zip_source_keep(target);
    add(zip, "_rels/.rels", root, sizeof root - 1);
    add(zip, "_rels/w.xml.rels", related, sizeof related - 1);
    add(zip, "w.xml", book, sizeof book - 1);
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

static bool look(gpointer data, guint number, const char *const *cells, guint count, GError **error)
{
    guint *last = data;
    (void)error;
    if (number <= *last || count == 0 || count > SHEET_READ_COLUMNS_MAX)
        abort();
    *last = number;
    for (guint i = 0; i < count; i++) {
        if (cells[i] != NULL &&
            (cells[i][0] == '\0' || strlen(cells[i]) > SHEET_READ_TEXT_MAX * 2 ||
             !g_utf8_validate(cells[i], -1, NULL)))
            abort();
    }
    return true;
}

static void check(const void *bytes, size_t size)
{
    g_autoptr(GError) error = NULL;
    guint last = 0;
    if (!sheet_read(bytes, size, "fuzz", look, &last, &error) &&
        (error == NULL || error_key(error)[0] == '\0'))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    if (data[0] != 'X') {
        check(data + 1, size - 1);
        return 0;
    }
    g_autoptr(GBytes) file = pack(data + 1, size - 1);
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    check(bytes, length);
    return 0;
}
