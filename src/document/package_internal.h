/*
 * package_internal.h - a docx or xlsx as a package of parts (ECMA-376 part 2), read with libzip
 * from memory.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <zip.h>

typedef struct {
    zip_t *zip;
    const char *name; /* of the file, for messages */
    guint64
        part_max; /* bytes of one part, unpacked: DOCUMENT_PART_MAX, unless its reader says else */
} Package;

/* Opens the zip file of LENGTH bytes at BYTES, which must outlive it as must NAME. NULL and
 * document.truncated or document.too_many_entries. (transfer full) */
Package *package_open(const void *bytes, gsize length, const char *name, GError **error);
void package_free(Package *package);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Package, package_free)

/* Whether PART, e.g. "word/document.xml", is in it. Part names know no case. */
bool package_has(const Package *package, const char *part);

/* An open part. Its size is checked as declared and again as it unpacks. */
typedef struct {
    zip_file_t *file;
    guint64 part_max;
    guint64 packed;
    guint64 unpacked; /* so far */
    bool bomb;        /* a limit was passed: package_read() gave -1 */
    bool damaged;     /* it does not unpack: package_read() gave -1 */
} PackageFile;

/* Opens PART into *file. document.not_docx if it is missing, document.encrypted, document.bomb,
 * document.truncated. */
bool package_file_open(const Package *package, const char *part, PackageFile *file, GError **error);
void package_file_close(PackageFile *file);

/* Up to SIZE bytes into BUFFER: how many, 0 at the end, -1 with bomb or damaged set. */
int package_file_read(PackageFile *file, char *buffer, int size);

/* The part that SOURCE ("" for the package itself) has a relationship with whose type ends in
 * TYPE ("/officeDocument"); NULL without *error set if there is none. (transfer full) */
char *package_related(const Package *package, const char *source, const char *type, GError **error);

/* The part that SOURCE has the relationship ID with; likewise. */
char *package_related_by_id(const Package *package, const char *source, const char *id,
                            GError **error);
