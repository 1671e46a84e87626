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

static bool check_pages(guint count, const char *name, GError **error)
{
    if (count == 0) {
        set_fault(name, LUOSHI_ERROR_MALFORMED, "document.truncated", error);
        return false;
    }
    if (count > DOCUMENT_PDF_PAGES_MAX) {
        g_autofree char *count_text = g_strdup_printf("%u", count);
        g_autofree char *limit = g_strdup_printf("%u", DOCUMENT_PDF_PAGES_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.too_many_pages", NULL, "name", name,
                  "count", count_text, "limit", limit, NULL);
        return false;
    }
    return true;
}

/* ---- Page numbers ---------------------------------------------------------------------------- */

static bool is_dash(gunichar character)
{
    static const gunichar dashes[] = {'-', 0x2013, 0x2014, 0x2015, 0x2500, 0xFF0D};
    for (gsize i = 0; i < G_N_ELEMENTS(dashes); i++) {
        if (character == dashes[i])
            return true;
    }
    return false;
}

/* LINE without blanks, every dash as "-". (transfer full) */
static char *squeeze(const char *line)
{
    GString *squeezed = g_string_new(NULL);
    for (const char *at = line; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (!g_unichar_isspace(character))
            g_string_append_unichar(squeezed, is_dash(character) ? '-' : character);
    }
    return g_string_free(squeezed, FALSE);
}

/* “— 12 —”, “第12页”, “第 1 页 共 9 页”. A bare “12” or “12/30” counts only if it is this page's
 * own number, so that a year or a fraction on a line of its own stays. */
static bool is_page_number(const char *line, int page)
{
    g_autofree char *text = squeeze(line);
    gsize length = strlen(text);
    const char *start = text + strspn(text, "-");
    gsize digits = strspn(start, "0123456789");
    const char *rest = start + digits;
    if (digits > 0 && start > text && *rest == '-' && strspn(rest, "-") == strlen(rest))
        return true;
    if (g_str_has_prefix(text, "第") && g_str_has_suffix(text, "页") && length < 40)
        return strpbrk(text, "0123456789") != NULL;
    if (digits == 0 || start > text || g_ascii_strtoll(text, NULL, 10) != page)
        return false;
    return *rest == '\0' || (*rest == '/' && strspn(rest + 1, "0123456789") == strlen(rest + 1));
}

/* Takes a page number that begins at line FIRST away; wide blanks can spread “— 1 —” on three. */
static bool drop_page_number(GPtrArray *lines, guint first, guint count, int page)
{
    if (first + count > lines->len)
        return false;
    g_autoptr(GString) joined = g_string_new(NULL);
    for (guint i = first; i < first + count; i++) {
        const char *line = g_ptr_array_index(lines, i);
        if (count > 1 && strlen(line) > 6)
            return false;
        g_string_append(joined, line);
    }
    if (!is_page_number(joined->str, page))
        return false;
    g_ptr_array_remove_range(lines, first, count);
    return true;
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
    if (!drop_page_number(lines, lines->len - MIN(lines->len, 1), 1, page))
        drop_page_number(lines, lines->len - MIN(lines->len, 3), 3, page);
    if (!drop_page_number(lines, 0, 1, page))
        drop_page_number(lines, 0, 3, page);
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

bool pdf_text_here(const void *bytes, gsize length, const char *name, DocumentText *text,
                   GError **error)
{
    PopplerDocument *pdf = open_pdf(bytes, length, name, error);
    if (pdf == NULL)
        return false;
    G_GNUC_UNUSED g_autoptr(GObject) owner = G_OBJECT(pdf);
    text->pages = (guint)MAX(poppler_document_get_n_pages(pdf), 0);
    if (!check_pages(text->pages, name, error))
        return false;
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
