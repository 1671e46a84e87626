/* What must be known of a workbook before its rows can be read. */
#include "document/sheet_internal.h"

#include <string.h>

void workbook_clear(Workbook *workbook)
{
    g_free(workbook->sheet);
    g_clear_pointer(&workbook->strings, g_ptr_array_unref);
    g_clear_pointer(&workbook->formats, g_array_unref);
}

static bool is_start(const PartReader *reader, const char *element)
{
    return reader->event == PART_START && reader->vocabulary == PART_SHEET &&
           strcmp(reader->element, element) == 0;
}

static bool is_end(const PartReader *reader, const char *element)
{
    return reader->event == PART_END && reader->vocabulary == PART_SHEET &&
           strcmp(reader->element, element) == 0;
}

static bool too_large(const Workbook *workbook, const char *key, guint limit, GError **error)
{
    g_autofree char *text = g_strdup_printf("%u", limit);

    error_set(error, LUOSHI_ERROR_TOO_LARGE, key, NULL, "name", workbook->package->name, "limit",
              text, NULL);
    return false;
}

/* The first sheet that is shown: the id of its relationship. (transfer full) */
static bool read_book(Workbook *workbook, const char *part, char **sheet, GError **error)
{
    g_autoptr(PartReader) reader = part_reader_open(workbook->package, part, error);

    while (reader != NULL && part_reader_next(reader)) {
        if (is_start(reader, "workbookPr")) {
            g_autofree char *epoch = part_reader_attribute(reader, "date1904");
            workbook->epoch_1904 = g_strcmp0(epoch, "1") == 0 || g_strcmp0(epoch, "true") == 0;
        } else if (is_start(reader, "sheet") && *sheet == NULL) {
            g_autofree char *state = part_reader_attribute(reader, "state");
            if (state == NULL || strcmp(state, "visible") == 0) {
                *sheet = part_reader_relationship(reader);
            }
        }
    }
    return reader != NULL && part_reader_finish(reader, error);
}

static bool read_strings(Workbook *workbook, const char *part, GError **error)
{
    g_autoptr(PartReader) reader = part_reader_open(workbook->package, part, error);
    g_autoptr(GString) text = g_string_new(NULL);
    guint phonetic = 0;
    bool taking = false;

    while (reader != NULL && part_reader_next(reader)) {
        phonetic += is_start(reader, "rPh") ? 1 : 0;
        phonetic -= is_end(reader, "rPh") && phonetic > 0 ? 1 : 0;
        taking = is_start(reader, "t") || (taking && !is_end(reader, "t"));
        if (reader->event == PART_TEXT && taking && phonetic == 0 &&
            text->len <= SHEET_READ_TEXT_MAX) {
            g_string_append(text, reader->text);
        } else if (is_end(reader, "si")) {
            if (workbook->strings->len >= SHEET_READ_STRINGS_MAX) {
                return too_large(workbook, "document.sheet_strings", SHEET_READ_STRINGS_MAX, error);
            }
            g_ptr_array_add(workbook->strings, g_strdup(text->str));
            g_string_truncate(text, 0);
        }
    }
    return reader != NULL && part_reader_finish(reader, error);
}

static bool read_formats(Workbook *workbook, const char *part, GError **error)
{
    g_autoptr(PartReader) reader = part_reader_open(workbook->package, part, error);
    g_autoptr(GHashTable) own = g_hash_table_new(g_direct_hash, g_direct_equal);
    bool in_formats = false;

    while (reader != NULL && part_reader_next(reader)) {
        in_formats = is_start(reader, "cellXfs") || (in_formats && !is_end(reader, "cellXfs"));
        if (is_start(reader, "numFmt")) {
            g_autofree char *code = part_reader_attribute(reader, "formatCode");
            int id = part_reader_number(reader, "numFmtId", G_MAXUINT16, 0);
            /* Kept one higher, as 0 is none. */
            g_hash_table_insert(
                own, GINT_TO_POINTER(id),
                GINT_TO_POINTER((gint)sheet_format_of(code != NULL ? code : "") + 1));
        } else if (in_formats && is_start(reader, "xf")) {
            int id = part_reader_number(reader, "numFmtId", G_MAXUINT16, 0);
            gint found = GPOINTER_TO_INT(g_hash_table_lookup(own, GINT_TO_POINTER(id)));
            SheetFormat format = found > 0 ? (SheetFormat)(found - 1) : sheet_format_builtin(id);
            if (workbook->formats->len >= SHEET_READ_FORMATS_MAX) {
                return too_large(workbook, "document.sheet_strings", SHEET_READ_FORMATS_MAX, error);
            }
            g_array_append_val(workbook->formats, format);
        }
    }
    return reader != NULL && part_reader_finish(reader, error);
}

/* Reads the part of TYPE that the workbook PART is related with, if there is one. */
static bool read_related(Workbook *workbook, const char *part, const char *type,
                         bool (*read)(Workbook *workbook, const char *part, GError **error),
                         GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *related = package_related(workbook->package, part, type, &failed);

    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return related == NULL || read(workbook, related, error);
}

bool workbook_read(const Package *package, Workbook *workbook, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *sheet = NULL;
    g_autofree char *part = package_related(package, "", "/officeDocument", &failed);

    *workbook = (Workbook){.package = package};
    workbook->strings = g_ptr_array_new_with_free_func(g_free);
    workbook->formats = g_array_new(FALSE, FALSE, sizeof(SheetFormat));
    if (part != NULL && failed == NULL && !read_book(workbook, part, &sheet, error)) {
        return false;
    }
    if (sheet != NULL) {
        workbook->sheet = package_related_by_id(package, part, sheet, &failed);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (workbook->sheet == NULL) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.not_xlsx", NULL, "name", package->name,
                  NULL);
        return false;
    }
    return read_related(workbook, part, "/sharedStrings", read_strings, error) &&
           read_related(workbook, part, "/styles", read_formats, error);
}
