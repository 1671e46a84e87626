/*
 * Poppler lays the characters of a page out in columns and lines and gives them in reading order.
 * What is left to do here: join the pages, leave page numbers out, and tell scanned pages.
 */
#include "document/text_internal.h"

#include <poppler.h>
#include <string.h>

/* A PDF ends in %%EOF; programs append a little after it, never this much. */
#define PDF_TAIL_BYTES 4096u

/* So many unreadable characters in a hundred mean a font without a table of what it shows. */
#define UNREADABLE_PERCENT_MAX 30u

static void set_fault(const char *name, LuoshiErrorCode code, const char *key, GError **error)
{
    error_set(error, code, key, NULL, "name", name, "part", "PDF", NULL);
}

static PopplerDocument *open_pdf(const void *bytes, gsize length, const char *name, GError **error)
{
    gsize tail = MIN(length, PDF_TAIL_BYTES);
    if (memmem((const char *)bytes + length - tail, tail, "%%EOF", 5) == NULL) {
        set_fault(name, LUOSHI_ERROR_MALFORMED, "document.truncated", error);
        return NULL;
    }
    g_autoptr(GBytes) content = g_bytes_new_static(bytes, length);
    g_autoptr(GError) fault = NULL;
    PopplerDocument *pdf = poppler_document_new_from_bytes(content, NULL, &fault);
    if (pdf != NULL)
        return pdf;
    if (g_error_matches(fault, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
        set_fault(name, LUOSHI_ERROR_UNSUPPORTED, "document.encrypted", error);
    else
        set_fault(name, LUOSHI_ERROR_MALFORMED, "document.truncated", error);
    return NULL;
}

static bool check_pages(PopplerDocument *pdf, const char *name, GError **error)
{
    int count = poppler_document_get_n_pages(pdf);
    if (count <= 0) {
        set_fault(name, LUOSHI_ERROR_MALFORMED, "document.truncated", error);
        return false;
    }
    if (count > (int)DOCUMENT_PDF_PAGES_MAX) {
        g_autofree char *count_text = g_strdup_printf("%d", count);
        g_autofree char *limit = g_strdup_printf("%u", DOCUMENT_PDF_PAGES_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.too_many_pages", NULL, "name", name,
                  "count", count_text, "limit", limit, NULL);
        return false;
    }
    return true;
}

/* ---- Page numbers ---------------------------------------------------------------------------- */

/* “— 12 —”, “- 12 -”, “第12页”, “第 1 页 共 9 页”, “1/9”: digits with nothing but these around
 * them. A bare number counts only if it is this page's own, so that a year on a line of its own
 * stays. */
static bool is_page_number(const char *line, int page)
{
    static const gunichar around[] = {'-',    '/',    0x2013, 0x2014, 0x2015, 0x2500, 0xFF0D,
                                      0x00B7, 0x7B2C, 0x9875, 0x5171, '|',    0};
    bool marked = false;
    bool digits = false;
    for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isdigit(character)) {
            digits = true;
            continue;
        }
        if (g_unichar_isspace(character))
            continue;
        bool known = false;
        for (gsize i = 0; around[i] != 0; i++)
            known = known || around[i] == character;
        if (!known)
            return false;
        marked = true;
    }
    return digits && (marked || g_ascii_strtoll(line, NULL, 10) == page);
}

static void drop_page_number(GPtrArray *lines, guint i, int page)
{
    if (i >= lines->len)
        return;
    g_autofree char *line = g_strstrip(g_strdup(g_ptr_array_index(lines, i)));
    if (is_page_number(line, page))
        g_ptr_array_remove_index(lines, i);
}

/* The lines of a page that hold something, without the page number. (transfer full) */
static GPtrArray *page_lines(const char *text, int page)
{
    g_auto(GStrv) all = g_strsplit_set(text, "\n\r\f", -1);
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    for (gsize i = 0; all[i] != NULL; i++) {
        g_strchomp(all[i]);
        if (all[i][0] != '\0')
            g_ptr_array_add(lines, g_strdup(all[i]));
    }
    if (lines->len > 0)
        drop_page_number(lines, lines->len - 1, page);
    drop_page_number(lines, 0, page);
    return lines;
}

/* ---- Pages ----------------------------------------------------------------------------------- */

static bool shows_picture(PopplerPage *page)
{
    GList *pictures = poppler_page_get_image_mapping(page);
    bool any = pictures != NULL;
    poppler_page_free_image_mapping(pictures);
    return any;
}

static bool is_readable(const char *text)
{
    gsize count = 0;
    gsize unreadable = 0;
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isspace(character))
            continue;
        count++;
        GUnicodeType type = g_unichar_type(character);
        unreadable += character == 0xFFFD || type == G_UNICODE_CONTROL ||
                      type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED;
    }
    return count > 0 && unreadable * 100 <= count * UNREADABLE_PERCENT_MAX;
}

/* Appends the text of page NUMBER, counted from 1; whether it has any. */
static bool append_page(PopplerDocument *pdf, int number, GString *to, DocumentText *text)
{
    PopplerPage *page = poppler_document_get_page(pdf, number - 1);
    if (page == NULL)
        return false;
    G_GNUC_UNUSED g_autoptr(GObject) owner = G_OBJECT(page);
    g_autofree char *raw = poppler_page_get_text(page);
    g_autofree char *content = g_utf8_make_valid(raw != NULL ? raw : "", -1);
    if (!is_readable(content)) {
        if (shows_picture(page))
            text->pages_without_text++;
        return false;
    }
    g_autoptr(GPtrArray) lines = page_lines(content, number);
    for (guint i = 0; i < lines->len; i++) {
        g_string_append(to, g_ptr_array_index(lines, i));
        g_string_append_c(to, '\n');
    }
    return lines->len > 0;
}

bool pdf_text(const void *bytes, gsize length, const char *name, DocumentText *text, GError **error)
{
    PopplerDocument *pdf = open_pdf(bytes, length, name, error);
    if (pdf == NULL)
        return false;
    G_GNUC_UNUSED g_autoptr(GObject) owner = G_OBJECT(pdf);
    if (!check_pages(pdf, name, error))
        return false;
    text->pages = (guint)poppler_document_get_n_pages(pdf);
    g_autoptr(GString) lines = g_string_new(NULL);
    bool any = false;
    for (guint page = 1; page <= text->pages; page++) {
        any = append_page(pdf, (int)page, lines, text) || any;
        if (lines->len > DOCUMENT_TEXT_MAX) {
            document_set_too_large(name, DOCUMENT_TEXT_MAX, error);
            return false;
        }
    }
    if (!any) {
        set_fault(name, LUOSHI_ERROR_UNSUPPORTED, "document.no_text_layer", error);
        return false;
    }
    text->text = g_string_free_to_bytes(g_steal_pointer(&lines));
    return true;
}
