#include "document/document.h"

#include "document/text_internal.h"

#include <string.h>

/* How a file that is not read begins. The names are the same in every language. */
static const struct {
    const char *magic;
    gsize length;
    const char *kind;
} unsupported[] = {
    {"{\\rtf", 5, "RTF"},       {"\xFF\xFE", 2, "UTF-16"},   {"\xFE\xFF", 2, "UTF-16"},
    {"\x89PNG", 4, "PNG"},      {"\xFF\xD8\xFF", 3, "JPEG"}, {"GIF8", 4, "GIF"},
    {"II*\0", 4, "TIFF"},       {"MM\0*", 4, "TIFF"},        {"Rar!\x1A", 5, "RAR"},
    {"7z\xBC\xAF", 4, "7-Zip"}, {"\x1F\x8B\x08", 3, "GZIP"}, {"<html", 5, "HTML"},
    {"<!DOCTYPE", 9, "HTML"},   {"<?xml", 5, "XML"},
};

static const char ole2_magic[] = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/* A docx with a password is an OLE2 file with a stream of this name, in UTF-16LE. */
static const char encrypted_stream[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

void document_text_free(DocumentText *text)
{
    if (text == NULL)
        return;
    g_clear_pointer(&text->text, g_bytes_unref);
    g_free(text);
}

void document_set_too_large(const char *name, guint limit, GError **error)
{
    g_autofree char *megabytes = g_strdup_printf("%u", limit >> 20);
    error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.too_large", NULL, "name", name, "limit",
              megabytes, NULL);
}

static bool begins(const char *bytes, gsize length, const char *magic, gsize magic_length)
{
    return length >= magic_length && memcmp(bytes, magic, magic_length) == 0;
}

static gsize blank_length(const char *bytes, gsize length)
{
    gsize i = begins(bytes, length, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (i < length && g_ascii_isspace(bytes[i]))
        i++;
    return i;
}

static void set_ole2_fault(const char *bytes, gsize length, const char *name, GError **error)
{
    bool encrypted = memmem(bytes, length, encrypted_stream, sizeof encrypted_stream - 1) != NULL;
    const char *key = encrypted ? "document.encrypted" : "document.old_word";
    error_set(error, LUOSHI_ERROR_UNSUPPORTED, key, NULL, "name", name, NULL);
}

/* Refuses what is surely no text: known kinds, and zero bytes, which no text encoding that is read
 * here has. */
bool document_check_text(const char *bytes, gsize length, const char *name, GError **error)
{
    gsize blank = blank_length(bytes, length);
    if (blank == length) {
        error_set(error, LUOSHI_ERROR_INVALID, "document.empty", NULL, "name", name, NULL);
        return false;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(unsupported); i++) {
        if (begins(bytes + blank, length - blank, unsupported[i].magic, unsupported[i].length)) {
            error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.unsupported", NULL, "name", name,
                      "kind", unsupported[i].kind, NULL);
            return false;
        }
    }
    if (memchr(bytes, '\0', length) != NULL) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.not_text", NULL, "name", name, NULL);
        return false;
    }
    return true;
}

static bool read_docx(const char *bytes, gsize length, const char *name, DocumentText *text,
                      GError **error)
{
    GString *lines = docx_text(bytes, length, name, error);
    if (lines == NULL)
        return false;
    text->kind = DOCUMENT_DOCX;
    text->text = g_string_free_to_bytes(lines);
    if (g_bytes_get_size(text->text) > 0)
        return true;
    error_set(error, LUOSHI_ERROR_INVALID, "document.empty", NULL, "name", name, NULL);
    return false;
}

static bool read_by_content(const char *bytes, gsize length, const char *name, DocumentText *text,
                            GError **error)
{
    if (begins(bytes, length, "PK\x03\x04", 4) || begins(bytes, length, "PK\x05\x06", 4))
        return read_docx(bytes, length, name, text, error);
    if (begins(bytes, length, ole2_magic, 8)) {
        set_ole2_fault(bytes, length, name, error);
        return false;
    }
    gsize blank = blank_length(bytes, length);
    if (begins(bytes + blank, length - blank, "%PDF-", 5)) {
        text->kind = DOCUMENT_PDF;
        return pdf_text(bytes, length, name, text, error);
    }
    if (!document_check_text(bytes, length, name, error))
        return false;
    text->kind = DOCUMENT_TXT;
    text->text = g_bytes_new(bytes, length);
    return true;
}

bool document_text_from_bytes(const void *bytes, gsize length, const char *name,
                              DocumentText **text, GError **error)
{
    if (name == NULL || name[0] == '\0')
        name = "document";
    if (length == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "document.empty", NULL, "name", name, NULL);
        return false;
    }
    if (length > DOCUMENT_INPUT_MAX) {
        document_set_too_large(name, DOCUMENT_INPUT_MAX, error);
        return false;
    }
    g_autoptr(DocumentText) found = g_new0(DocumentText, 1);
    if (!read_by_content(bytes, length, name, found, error))
        return false;
    *text = g_steal_pointer(&found);
    return true;
}
