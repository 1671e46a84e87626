#include "evidence/evidence.h"

#include "kernel/json_in.h"

#include "evidence_sql.h"

#include <magic.h>
#include <string.h>

#define UNBOUND_KEPT ((gint64)2 * 86400 * G_USEC_PER_SEC)

/* What an office proves things with: pictures, scans, office files. */
static const struct {
    const char *media;
    const char *kind;
} media_taken[] = {
    {"image/jpeg", "image"},
    {"image/png", "image"},
    {"image/webp", "image"},
    {"application/pdf", "pdf"},
    {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "word"},
    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "sheet"},
    {"text/plain", "text"},
    {"text/csv", "text"},
};

typedef struct {
    char *name;
    char *media;
    gint64 size;
    char *by_account;
    gint64 at;
    char *object_kind; /* NULL until bound */
    char *object_id;
    char *unit;
} EvidenceFile;

static void evidence_file_free(EvidenceFile *file)
{
    g_free(file->name);
    g_free(file->media);
    g_free(file->by_account);
    g_free(file->object_kind);
    g_free(file->object_id);
    g_free(file->unit);
    g_free(file);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EvidenceFile, evidence_file_free)

/* The file ID; LUOSHI_ERROR_NOT_FOUND at PLACE if there is none. (transfer full) */
static EvidenceFile *find(Call *call, const char *id, const char *place, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_evidence_find,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL) {
        return NULL;
    }
    if (!store_rows_next(rows, &failed)) {
        if (error_pass(error, &failed)) {
            error_set(error, LUOSHI_ERROR_NOT_FOUND, "evidence.none", place, NULL);
        }
        return NULL;
    }
    EvidenceFile *file = g_new0(EvidenceFile, 1);
    *file = (EvidenceFile){.name = g_strdup(store_column_text(rows, 0)),
                           .media = g_strdup(store_column_text(rows, 1)),
                           .size = store_column_int(rows, 2),
                           .by_account = g_strdup(store_column_text(rows, 3)),
                           .at = store_column_int(rows, 4),
                           .object_kind = g_strdup(store_column_text(rows, 5)),
                           .object_id = g_strdup(store_column_text(rows, 6)),
                           .unit = g_strdup(store_column_text(rows, 7))};
    return file;
}

/* The media type of BYTES by what they are, or NULL if it is none that is taken. (transfer none) */
static const char *tell_media(GBytes *bytes, GError **error)
{
    gsize size = 0;
    const void *data = g_bytes_get_data(bytes, &size);
    magic_t magic = magic_open(MAGIC_MIME_TYPE);
    const char *taken = NULL;

    if (magic == NULL || magic_load(magic, NULL) != 0) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "evidence.no_magic", NULL, NULL);
        if (magic != NULL) {
            magic_close(magic);
        }
        return NULL;
    }
    const char *told = magic_buffer(magic, data, size);
    for (gsize i = 0; told != NULL && taken == NULL && i < G_N_ELEMENTS(media_taken); i++) {
        taken = strcmp(told, media_taken[i].media) == 0 ? media_taken[i].media : NULL;
    }
    if (taken == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "evidence.kind", "filename", "kind",
                  told != NULL ? told : "?", NULL);
    }
    magic_close(magic);
    return taken;
}

typedef struct {
    const char *media;
    char *digest;
} Upload;

static void upload_free(gpointer data)
{
    Upload *upload = data;

    g_free(upload->digest);
    g_free(upload);
}

bool evidence_upload_prepare(Call *call, GError **error)
{
    GBytes *content = call_content(call);

    if (content == NULL || g_bytes_get_size(content) == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "evidence.empty", "filename", NULL);
        return false;
    }
    const char *media = tell_media(content, error);
    if (media == NULL) {
        return false;
    }
    Upload *upload = g_new0(Upload, 1);
    *upload = (Upload){.media = media,
                       .digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, content)};
    call_set_prepared(call, upload, upload_free);
    return true;
}

static void write_file(JsonWriter *answer, const char *id, const EvidenceFile *file,
                       const Names *names)
{
    json_begin_object(answer);
    json_member_text(answer, "id", id);
    json_member_text(answer, "name", file->name);
    json_member_text(answer, "media", file->media);
    json_member_int(answer, "size", file->size);
    json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, file->by_account));
    json_member_time(answer, "at", file->at);
    json_end_object(answer);
}

bool evidence_upload(Call *call, GError **error)
{
    const Upload *upload = call_prepared(call);
    const char *name = call_parameter(call, "filename");
    const char *account = call_actor(call)->account;
    g_autofree char *id = call_new_id(call);
    gint64 size = (gint64)g_bytes_get_size(call_content(call));

    if (!store_execute(call_tx(call), &sql_evidence_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(name), store_text(upload->media), store_int(size),
                                    store_text(upload->digest), store_text(account),
                                    store_int(call_now(call))),
                       NULL, error) ||
        !store_execute(call_tx(call), &sql_evidence_content_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_blob(call_content(call))),
                       NULL, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s, s:I, s:s}", "name", name, "size", (json_int_t)size,
                                   "digest", upload->digest);
    if (!call_record(call, "evidence.upload", "evidence", id, NULL, NULL, after, error)) {
        return false;
    }
    g_autoptr(EvidenceFile) file = find(call, id, NULL, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    if (file == NULL) {
        return false;
    }
    call_created(call);
    write_file(call_answer(call), id, file, names);
    return true;
}

static bool answer_file(Call *call, const char *id, const EvidenceFile *file, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_evidence_content_find,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    g_autoptr(GBytes) content = store_column_blob(rows, 0);
    call_answer_bytes(call, content, file->media, file->name);
    return true;
}

bool evidence_download(Call *call, GError **error)
{
    const char *id = call_parameter(call, "evidence");
    g_autoptr(EvidenceFile) file = find(call, id, NULL, error);

    if (file == NULL) {
        return false;
    }
    if (file->object_kind != NULL) {
        if (!call_authorize(call, file->unit, NULL, error)) {
            return false;
        }
    } else {
        call_authorize(call, NULL, NULL, NULL); /* nobody but whoever uploaded it knows of it */
        if (strcmp(file->by_account, call_actor(call)->account) != 0) {
            error_set(error, LUOSHI_ERROR_NOT_FOUND, "evidence.none", NULL, NULL);
            return false;
        }
    }
    return answer_file(call, id, file, error);
}

bool evidence_answer(Call *call, const char *id, GError **error)
{
    g_autoptr(EvidenceFile) file = find(call, id, NULL, error);

    return file != NULL && answer_file(call, id, file, error);
}

static bool bind_one(Call *call, const char *id, const EvidenceObject *object, const char *place,
                     GError **error)
{
    g_autoptr(EvidenceFile) file = find(call, id, place, error);
    gint64 bound = 0;

    if (file == NULL) {
        return false;
    }
    if (file->object_kind != NULL) {
        if (strcmp(file->object_kind, object->kind) == 0 &&
            strcmp(file->object_id, object->id) == 0) {
            return true;
        }
        error_set(error, LUOSHI_ERROR_CONFLICT, "evidence.bound", place, "name", file->name, NULL);
        return false;
    }
    if (strcmp(file->by_account, call_actor(call)->account) != 0) {
        error_set(error, LUOSHI_ERROR_DENIED, "evidence.not_yours", place, NULL);
        return false;
    }
    return store_execute(call_tx(call), &sql_evidence_bind,
                         STORE_VALUES(store_text(object->kind), store_text(object->id),
                                      store_text(object->unit), store_text(call_district(call)),
                                      store_text(id)),
                         &bound, error);
}

bool evidence_bind(Call *call, const json_t *ids, const EvidenceObject *object, const char *place,
                   GError **error)
{
    size_t i;
    json_t *id;

    if (json_array_size(ids) > EVIDENCE_FILES_MAX) {
        g_autofree char *most = g_strdup_printf("%u", EVIDENCE_FILES_MAX);
        error_set(error, LUOSHI_ERROR_INVALID, "evidence.too_many", place, "most", most, NULL);
        return false;
    }
    json_array_foreach(ids, i, id)
    {
        g_autofree char *at = g_strdup_printf("%s/%zu", place, i);
        if (!bind_one(call, json_string_value(id), object, at, error)) {
            return false;
        }
    }
    return true;
}

static bool is_of(const EvidenceFile *file, const json_t *kinds)
{
    for (gsize i = 0; i < G_N_ELEMENTS(media_taken); i++) {
        if (strcmp(media_taken[i].media, file->media) == 0) {
            return json_holds(kinds, media_taken[i].kind);
        }
    }
    return false;
}

/* What KINDS are called, as a list. (transfer full) */
static char *name_kinds(Language language, const json_t *kinds)
{
    g_autoptr(GString) names = g_string_new(NULL);
    size_t i;
    json_t *kind;

    json_array_foreach(kinds, i, kind)
    {
        g_autofree char *key = g_strconcat("evidence.kind_", json_string_value(kind), NULL);
        g_string_append_printf(names, "%s%s", i > 0 ? text_find(language, "evidence.or") : "",
                               text_find(language, key));
    }
    return g_string_free(g_steal_pointer(&names), FALSE);
}

bool evidence_check_kinds(Call *call, const json_t *ids, const json_t *kinds, const char *place,
                          GError **error)
{
    size_t i;
    json_t *id;

    json_array_foreach(ids, i, id)
    {
        g_autofree char *at = g_strdup_printf("%s/%zu", place, i);
        g_autoptr(EvidenceFile) file = find(call, json_string_value(id), at, error);
        if (file == NULL) {
            return false;
        }
        if (!is_of(file, kinds)) {
            g_autofree char *wanted = name_kinds(call_language(call), kinds);
            error_set(error, LUOSHI_ERROR_INVALID, "evidence.other_kind", at, "name", file->name,
                      "kind", file->media, "wanted", wanted, NULL);
            return false;
        }
    }
    return true;
}

bool evidence_write(Call *call, JsonWriter *answer, const json_t *ids, const Names *names,
                    GError **error)
{
    size_t i;
    json_t *id;

    json_begin_array(answer);
    json_array_foreach(ids, i, id)
    {
        g_autoptr(EvidenceFile) file = find(call, json_string_value(id), NULL, error);
        if (file == NULL) {
            return false;
        }
        write_file(answer, json_string_value(id), file, names);
    }
    json_end_array(answer);
    return true;
}

json_t *evidence_bound(Call *call, const char *kind, GError **error)
{
    json_auto_t *bound = json_object();
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_evidence_bound,
                    STORE_VALUES(store_text(call_district(call)), store_text(kind)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *object = store_column_text(rows, 0);
        if (json_object_get(bound, object) == NULL) {
            json_object_set_new(bound, object, json_array());
        }
        json_array_append_new(json_object_get(bound, object),
                              json_string(store_column_text(rows, 1)));
    }
    return rows != NULL && error_pass(error, &failed) ? json_incref(bound) : NULL;
}

bool evidence_tick(Call *call, GError **error)
{
    gint64 before = call_now(call) - UNBOUND_KEPT;

    return store_execute(call_tx(call), &sql_evidence_content_expire,
                         STORE_VALUES(store_text(call_district(call)), store_int(before)), NULL,
                         error) &&
           store_execute(call_tx(call), &sql_evidence_expire,
                         STORE_VALUES(store_text(call_district(call)), store_int(before)), NULL,
                         error);
}
