#include "document/package_internal.h"

#include "document/document.h"
#include "document/part_reader_internal.h"

#include <string.h>

/* Below this size any ratio passes: a small part of one repeated element packs very well. */
#define RATIO_FREE_BYTES (1u << 20)

/* Why a zip file did not open, in the place where messages name the damaged part. */
static void set_damaged(const Package *package, const char *part, GError **error)
{
    error_set(error, LUOSHI_ERROR_MALFORMED, "document.truncated", NULL, "name", package->name,
              "part", part, NULL);
}

static void set_bomb(const Package *package, const char *part, GError **error)
{
    error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.bomb", NULL, "name", package->name, "part",
              part, NULL);
}

Package *package_open(const void *bytes, gsize length, const char *name, GError **error)
{
    g_autoptr(Package) package = g_new0(Package, 1);
    package->name = name;
    package->part_max = DOCUMENT_PART_MAX;
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, NULL);
    if (source != NULL)
        package->zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
    if (package->zip == NULL) {
        if (source != NULL)
            zip_source_free(source);
        set_damaged(package, "zip", error);
        return NULL;
    }
    zip_int64_t count = zip_get_num_entries(package->zip, 0);
    if (count > DOCUMENT_ENTRIES_MAX) {
        g_autofree char *count_text = g_strdup_printf("%" G_GINT64_FORMAT, (gint64)count);
        g_autofree char *limit = g_strdup_printf("%u", DOCUMENT_ENTRIES_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.too_many_entries", NULL, "name", name,
                  "count", count_text, "limit", limit, NULL);
        return NULL;
    }
    return g_steal_pointer(&package);
}

void package_free(Package *package)
{
    if (package == NULL)
        return;
    if (package->zip != NULL)
        zip_discard(package->zip);
    g_free(package);
}

bool package_has(const Package *package, const char *part)
{
    return zip_name_locate(package->zip, part, ZIP_FL_NOCASE) >= 0;
}

static bool over_limits(guint64 part_max, guint64 unpacked, guint64 packed)
{
    if (unpacked > part_max)
        return true;
    return unpacked > RATIO_FREE_BYTES && unpacked / DOCUMENT_RATIO_MAX > packed;
}

bool package_file_open(const Package *package, const char *part, PackageFile *file, GError **error)
{
    *file = (PackageFile){0};
    zip_int64_t index = zip_name_locate(package->zip, part, ZIP_FL_NOCASE);
    if (index < 0) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.not_docx", NULL, "name", package->name,
                  "part", part, NULL);
        return false;
    }
    zip_stat_t stat;
    const zip_uint64_t wanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(package->zip, (zip_uint64_t)index, 0, &stat) != 0 ||
        (stat.valid & wanted) != wanted) {
        set_damaged(package, part, error);
        return false;
    }
    if (stat.encryption_method != ZIP_EM_NONE) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.encrypted", NULL, "name",
                  package->name, NULL);
        return false;
    }
    if (over_limits(package->part_max, stat.size, stat.comp_size)) {
        set_bomb(package, part, error);
        return false;
    }
    file->part_max = package->part_max;
    file->packed = stat.comp_size;
    file->file = zip_fopen_index(package->zip, (zip_uint64_t)index, 0);
    if (file->file == NULL) {
        set_damaged(package, part, error);
        return false;
    }
    return true;
}

void package_file_close(PackageFile *file)
{
    if (file->file != NULL)
        zip_fclose(file->file);
    file->file = NULL;
}

int package_file_read(PackageFile *file, char *buffer, int size)
{
    zip_int64_t got = zip_fread(file->file, buffer, (zip_uint64_t)size);
    if (got < 0) {
        file->damaged = true;
        return -1;
    }
    file->unpacked += (guint64)got;
    /* What the directory declares may be a lie, so what really came out is counted too. */
    if (over_limits(file->part_max, file->unpacked, file->packed)) {
        file->bomb = true;
        return -1;
    }
    return (int)got;
}

/* "word/document.xml" gives "word/_rels/document.xml.rels", "" gives "_rels/.rels". */
static char *relationships_part(const char *source)
{
    const char *slash = strrchr(source, '/');
    int folder_length = slash == NULL ? 0 : (int)(slash + 1 - source);
    return g_strdup_printf("%.*s_rels/%s.rels", folder_length, source, source + folder_length);
}

/* TARGET as seen from SOURCE: "styles.xml" from "word/document.xml" is "word/styles.xml", and
 * "/word/styles.xml" as well. (transfer full) */
static char *resolve_target(const char *source, const char *target)
{
    g_autofree char *folder = g_path_get_dirname(source);
    bool absolute = target[0] == '/' || strcmp(folder, ".") == 0;
    g_autofree char *joined =
        absolute ? g_strconcat("/", target, NULL) : g_strconcat("/", folder, "/", target, NULL);
    g_autofree char *canonical = g_canonicalize_filename(joined, "/");
    const char *part = canonical;
    while (*part == '/')
        part++;
    return g_strdup(part);
}

/* The target of the relationship that SOURCE has with a TYPE ending so, or with this ID; whichever
 * is not NULL counts. */
static char *find_related(const Package *package, const char *source, const char *type,
                          const char *id, GError **error)
{
    g_autofree char *part = relationships_part(source);
    if (!package_has(package, part))
        return NULL;
    g_autoptr(PartReader) reader = part_reader_open(package, part, error);
    if (reader == NULL)
        return NULL;
    g_autofree char *found = NULL;
    while (found == NULL && part_reader_next(reader)) {
        if (reader->event != PART_START || reader->vocabulary != PART_RELATIONSHIPS ||
            strcmp(reader->element, "Relationship") != 0)
            continue;
        g_autofree char *kind = part_reader_attribute(reader, "Type");
        g_autofree char *own_id = part_reader_attribute(reader, "Id");
        g_autofree char *target = part_reader_attribute(reader, "Target");
        g_autofree char *mode = part_reader_attribute(reader, "TargetMode");
        bool wanted = type != NULL ? kind != NULL && g_str_has_suffix(kind, type)
                                   : g_strcmp0(own_id, id) == 0;
        if (wanted && target != NULL && g_strcmp0(mode, "External") != 0)
            found = resolve_target(source, target);
    }
    if (!part_reader_finish(reader, error))
        return NULL;
    return g_steal_pointer(&found);
}

char *package_related(const Package *package, const char *source, const char *type, GError **error)
{
    return find_related(package, source, type, NULL, error);
}

char *package_related_by_id(const Package *package, const char *source, const char *id,
                            GError **error)
{
    return find_related(package, source, NULL, id, error);
}
