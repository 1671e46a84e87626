/* The reserve (储备): whether the libraries before a start hold enough projects, in all, of each
 * kind and in each library, as the pack declares it. */
#include "project/project_internal.h"

#include "kernel/json_in.h"

#include <string.h>

/* Active projects by kind and library. */
typedef struct {
    const ProjectPack *pack;
    const json_t *declared;
    const json_t *libraries;
    GHashTable *counts; /* “kind library” → how many */
} Reserve;

static void reserve_clear(Reserve *reserve)
{
    g_clear_pointer(&reserve->counts, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reserve, reserve_clear)

static bool reserve_read(Call *call, const ProjectPack *pack, Reserve *reserve, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_project_reserve,
                                            STORE_VALUES(store_text(call_district(call))), error);

    reserve->pack = pack;
    reserve->declared = json_object_get(pack->source, "reserve");
    reserve->libraries = json_object_get(reserve->declared, "libraries");
    reserve->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_insert(
            reserve->counts,
            g_strconcat(store_column_text(rows, 0), " ", store_column_text(rows, 1), NULL),
            GSIZE_TO_POINTER((gsize)store_column_int(rows, 2)));
    }
    return rows != NULL && error_pass(error, &failed);
}

bool project_in_reserve(const ProjectPack *pack, const Project *project)
{
    const json_t *declared = json_object_get(pack->source, "reserve");

    return strcmp(project->state, "active") == 0 &&
           json_holds(json_object_get(declared, "libraries"), project->library);
}

static const Library *library_at(const Reserve *reserve, size_t number)
{
    return pack_library(reserve->pack,
                        json_string_value(json_array_get(reserve->libraries, number)));
}

/* Is KIND of the track whose libraries are the reserve's? */
static bool is_watched(const Reserve *reserve, const ProjectType *kind)
{
    return kind->track == library_at(reserve, 0)->track;
}

static gint64 count_at(const Reserve *reserve, const char *kind, const char *library)
{
    g_autofree char *key = g_strconcat(kind, " ", library, NULL);

    return (gint64)GPOINTER_TO_SIZE(g_hash_table_lookup(reserve->counts, key));
}

/* Of KIND, or with NULL of all, in LIBRARY, or with NULL in all of the reserve. */
static gint64 count(const Reserve *reserve, const char *kind, const char *library)
{
    gint64 found = 0;

    for (guint k = 0; k < reserve->pack->kinds->len; k++) {
        const ProjectType *one = reserve->pack->kinds->pdata[k];
        if (!is_watched(reserve, one) || (kind != NULL && strcmp(one->key, kind) != 0)) {
            continue;
        }
        for (size_t i = 0; i < json_array_size(reserve->libraries); i++) {
            const char *here = library_at(reserve, i)->key;
            found += library == NULL || strcmp(here, library) == 0
                         ? count_at(reserve, one->key, here)
                         : 0;
        }
    }
    return found;
}

/* The minimum that the member LIST declares for KEY, 0 if it has none. */
static gint64 minimum(const Reserve *reserve, const char *list, const char *key)
{
    return json_integer_value(json_object_get(json_object_get(reserve->declared, list), key));
}

static void write_held(JsonWriter *answer, gint64 held, gint64 least)
{
    json_member_int(answer, "count", held);
    json_member_int(answer, "minimum", least);
    json_member_int(answer, "missing", MAX(0, least - held));
}

static void write_libraries(Call *call, const Reserve *reserve)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "libraries");
    json_begin_array(answer);
    for (size_t i = 0; i < json_array_size(reserve->libraries); i++) {
        const Library *library = library_at(reserve, i);
        json_begin_object(answer);
        json_member_text(answer, "key", library->key);
        json_member_text(answer, "name", pack_name(library->name, call_language(call)));
        write_held(answer, count(reserve, NULL, library->key),
                   minimum(reserve, "by_library", library->key));
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_kinds(Call *call, const Reserve *reserve)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "kinds");
    json_begin_array(answer);
    for (guint k = 0; k < reserve->pack->kinds->len; k++) {
        const ProjectType *kind = reserve->pack->kinds->pdata[k];
        if (!is_watched(reserve, kind)) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", kind->key);
        json_member_text(answer, "name", pack_name(kind->name, call_language(call)));
        json_key(answer, "counts");
        json_begin_array(answer);
        for (size_t i = 0; i < json_array_size(reserve->libraries); i++) {
            json_int(answer, count_at(reserve, kind->key, library_at(reserve, i)->key));
        }
        json_end_array(answer);
        write_held(answer, count(reserve, kind->key, NULL), minimum(reserve, "by_kind", kind->key));
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool project_reserve(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_auto(Reserve) reserve = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = pack != NULL ? call_scope(call, &failed) : NULL;

    if (pack == NULL || !error_pass(error, &failed) || !reserve_read(call, pack, &reserve, error)) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "reserve");
    if (scope != NULL) {
        json_write_null(answer); /* who sees a part of it cannot say whether it is enough */
    } else {
        json_begin_object(answer);
        json_member_text(answer, "track",
                         ((const Track *)pack->tracks->pdata[library_at(&reserve, 0)->track])->key);
        write_libraries(call, &reserve);
        write_kinds(call, &reserve);
        write_held(answer, count(&reserve, NULL, NULL),
                   json_integer_value(json_object_get(reserve.declared, "minimum")));
        json_end_object(answer);
    }
    json_end_object(answer);
    return true;
}

void project_reserve_clear(ProjectReserve *standing)
{
    g_free(standing->unit);
    g_free(standing->what[LANGUAGE_ZH]);
    g_free(standing->what[LANGUAGE_EN]);
    *standing = (ProjectReserve){0};
}

/* What KEY says of NAME, HELD and LEAST, added to the words of each language. */
static void say(ProjectReserve *standing, const char *key, const json_t *name, gint64 held,
                gint64 least)
{
    g_autofree char *count_text = g_strdup_printf("%" G_GINT64_FORMAT, held);
    g_autofree char *least_text = g_strdup_printf("%" G_GINT64_FORMAT, least);
    g_autofree char *missing = g_strdup_printf("%" G_GINT64_FORMAT, MAX(0, least - held));

    for (Language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        const char *arguments[] = {"name",    name != NULL ? pack_name(name, language) : "",
                                   "count",   count_text,
                                   "minimum", least_text,
                                   "missing", missing,
                                   NULL};
        g_autofree char *said = text_format(language, key, arguments);
        char *before = standing->what[language];
        standing->what[language] =
            before != NULL
                ? g_strconcat(before, text_find(language, "project.reserve_and"), said, NULL)
                : g_strdup(said);
        g_free(before);
    }
}

/* A kind or library with a minimum of its own that is below it. */
static void take_gap(ProjectReserve *standing, const json_t *name, gint64 held, gint64 least)
{
    if (held < least) {
        standing->gaps++;
        say(standing, "project.reserve_gap", name, held, least);
    }
}

bool project_reserve_standing(Call *call, ProjectReserve *standing, GError **error)
{
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_auto(Reserve) reserve = {0};

    if (pack == NULL || !reserve_read(call, pack, &reserve, error)) {
        return false;
    }
    g_autoptr(GPtrArray) units =
        org_units_of(call_tx(call), call_district(call),
                     json_object_get(reserve.declared, "unit_kinds"), NULL, error);
    if (units == NULL) {
        return false;
    }
    standing->unit = units->len > 0 ? g_strdup(units->pdata[0]) : NULL;
    gint64 held = count(&reserve, NULL, NULL);
    gint64 least = json_integer_value(json_object_get(reserve.declared, "minimum"));
    standing->known = g_hash_table_size(reserve.counts) > 0;
    standing->missing = MAX(0, least - held);
    say(standing, held < least ? "project.reserve_short" : "project.reserve_enough", NULL, held,
        least);
    for (guint k = 0; k < pack->kinds->len; k++) {
        const ProjectType *kind = pack->kinds->pdata[k];
        take_gap(standing, kind->name, count(&reserve, kind->key, NULL),
                 minimum(&reserve, "by_kind", kind->key));
    }
    for (size_t i = 0; i < json_array_size(reserve.libraries); i++) {
        const Library *library = library_at(&reserve, i);
        take_gap(standing, library->name, count(&reserve, NULL, library->key),
                 minimum(&reserve, "by_library", library->key));
    }
    return true;
}
