#include "project/project_pack.h"

#include "kernel/json_in.h"

#include <string.h>

static const char *const FACTS[] = {"total", "planned", "invested",  "days",     "code",     "firm",
                                    "plot",  "chosen",  "key_level", "start_by", "finish_by"};
G_STATIC_ASSERT(G_N_ELEMENTS(FACTS) == FACT_COUNT);

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static void condition_free(gpointer data)
{
    Condition *condition = data;

    formula_free(condition->formula);
    g_free(condition);
}

static void library_free(gpointer data)
{
    Library *library = data;

    g_ptr_array_unref(library->gate);
    g_free(library);
}

static void track_free(gpointer data)
{
    Track *track = data;

    g_ptr_array_unref(track->libraries);
    g_free(track);
}

void project_pack_free(ProjectPack *pack)
{
    if (pack == NULL) {
        return;
    }
    g_ptr_array_unref(pack->tracks);
    g_ptr_array_unref(pack->kinds);
    g_ptr_array_unref(pack->fields);
    g_ptr_array_unref(pack->names);
    formula_free(pack->chosen);
    formula_machine_free(pack->machine);
    json_decref(pack->source);
    g_free(pack);
}

const char *pack_name(const json_t *name, Language language)
{
    return text(name, language == LANGUAGE_EN ? "en" : "zh");
}

bool pack_applies(const json_t *keys, const char *key)
{
    return keys == NULL || json_holds(keys, key);
}

const json_t *pack_entry(const ProjectPack *pack, const char *list, const char *key)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(pack->source, list), i, one)
    {
        if (strcmp(text(one, "key"), key) == 0) {
            return one;
        }
    }
    return NULL;
}

const ProjectType *pack_kind(const ProjectPack *pack, const char *key)
{
    for (guint i = 0; i < pack->kinds->len; i++) {
        const ProjectType *kind = pack->kinds->pdata[i];
        if (strcmp(kind->key, key) == 0) {
            return kind;
        }
    }
    return NULL;
}

const Track *pack_track(const ProjectPack *pack, const char *key)
{
    for (guint i = 0; i < pack->tracks->len; i++) {
        const Track *track = pack->tracks->pdata[i];
        if (strcmp(track->key, key) == 0) {
            return track;
        }
    }
    return NULL;
}

const Library *pack_library(const ProjectPack *pack, const char *key)
{
    for (guint t = 0; t < pack->tracks->len; t++) {
        const Track *track = pack->tracks->pdata[t];
        for (guint i = 0; i < track->libraries->len; i++) {
            const Library *library = track->libraries->pdata[i];
            if (strcmp(library->key, key) == 0) {
                return library;
            }
        }
    }
    return NULL;
}

const Field *pack_field(const ProjectPack *pack, const char *key)
{
    for (guint i = 0; i < pack->fields->len; i++) {
        const Field *field = pack->fields->pdata[i];
        if (strcmp(field->key, key) == 0) {
            return field;
        }
    }
    return NULL;
}

static bool is_meant(const json_t *entry, const char *meant)
{
    const json_t *name = json_object_get(entry, "name");

    return strcmp(text(entry, "key"), meant) == 0 || g_strcmp0(text(name, "zh"), meant) == 0 ||
           g_strcmp0(text(name, "en"), meant) == 0 ||
           json_holds(json_object_get(entry, "heads"), meant);
}

const char *pack_meant(const json_t *entries, const char *meant)
{
    size_t i;
    json_t *entry;

    json_array_foreach(entries, i, entry)
    {
        if (is_meant(entry, meant)) {
            return text(entry, "key");
        }
    }
    return NULL;
}

bool pack_choice_in(const char *value, const char *key)
{
    g_auto(GStrv) keys = g_strsplit(value != NULL ? value : "", ",", -1);

    return g_strv_contains((const gchar *const *)keys, key);
}

char *pack_choices_meant(const Field *field, const char *meant, char **wrong)
{
    g_autoptr(GString) found = g_string_new(NULL);
    g_autoptr(GString) kept = g_string_new(NULL);
    g_autoptr(GRegex) marks = g_regex_new("[,，、;；/|]", 0, 0, NULL);
    g_auto(GStrv) parts = g_regex_split(marks, meant, 0);
    size_t i;
    json_t *entry;

    for (guint k = 0; parts[k] != NULL; k++) {
        const char *part = g_strstrip(parts[k]);
        const char *key = *part != '\0' ? pack_meant(field->choices, part) : "";
        if (key == NULL) {
            *wrong = g_strdup(part);
            return NULL;
        }
        g_string_append_printf(found, ",%s", key);
    }
    json_array_foreach(field->choices, i, entry)
    {
        if (pack_choice_in(found->str, text(entry, "key"))) {
            g_string_append_printf(kept, "%s%s", kept->len > 0 ? "," : "", text(entry, "key"));
        }
    }
    if (!field->several && strchr(kept->str, ',') != NULL) {
        *wrong = g_strdup("");
        return NULL;
    }
    return g_string_free(g_steal_pointer(&kept), FALSE);
}

char *pack_choices_shown(const Field *field, const char *value, Language language)
{
    GString *shown = g_string_new(NULL);
    size_t i;
    json_t *entry;

    json_array_foreach(field->choices, i, entry)
    {
        if (pack_choice_in(value, text(entry, "key"))) {
            g_string_append_printf(shown, "%s%s",
                                   shown->len > 0 ? (language == LANGUAGE_EN ? ", " : "、") : "",
                                   pack_name(json_object_get(entry, "name"), language));
        }
    }
    return g_string_free(shown, FALSE);
}

static const Condition *condition_in(const Library *library, const char *key)
{
    for (guint c = 0; c < library->gate->len; c++) {
        const Condition *condition = library->gate->pdata[c];
        if (strcmp(condition->key, key) == 0) {
            return condition;
        }
    }
    return NULL;
}

const Condition *pack_condition(const ProjectPack *pack, const char *key, const Library **library)
{
    for (guint t = 0; t < pack->tracks->len; t++) {
        const Track *track = pack->tracks->pdata[t];
        for (guint i = 0; i < track->libraries->len; i++) {
            const Condition *found = condition_in(track->libraries->pdata[i], key);
            if (found != NULL) {
                if (library != NULL) {
                    *library = track->libraries->pdata[i];
                }
                return found;
            }
        }
    }
    return NULL;
}

static bool fail(const char *key, const char *what, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, what, "what", what, NULL);
    return false;
}

static const char *const FIELD_TYPES[] = {"text", "number", "day", "object", "choice"};

const char *pack_field_type(const Field *field)
{
    return FIELD_TYPES[field->type];
}

static FieldType field_type(const char *type)
{
    FieldType found = FIELD_TEXT;

    while (strcmp(FIELD_TYPES[found], type) != 0) {
        found++;
    }
    return found;
}

static bool compile_fields(ProjectPack *pack, GError **error)
{
    size_t i;
    json_t *one;

    for (guint fact = 0; fact < FACT_COUNT; fact++) {
        g_ptr_array_add(pack->names, (gpointer)FACTS[fact]);
    }
    json_array_foreach(json_object_get(pack->source, "fields"), i, one)
    {
        Field *field = g_new0(Field, 1);
        *field = (Field){.key = text(one, "key"),
                         .name = json_object_get(one, "name"),
                         .type = field_type(text(one, "type")),
                         .unit = text(one, "unit"),
                         .target = text(one, "target"),
                         .choices = json_object_get(one, "choices"),
                         .several = json_is_true(json_object_get(one, "several")),
                         .quantity = json_is_true(json_object_get(one, "quantity")),
                         .kinds = json_object_get(one, "kinds"),
                         .heads = json_object_get(one, "heads")};
        bool twice = g_ptr_array_find_with_equal_func(pack->names, field->key, g_str_equal, NULL);
        g_ptr_array_add(pack->fields, field);
        g_ptr_array_add(pack->names, (gpointer)field->key);
        if ((field->type == FIELD_OBJECT) != (field->target != NULL)) {
            return fail("project.pack_target", field->key, error);
        }
        if ((field->type == FIELD_CHOICE) != (field->choices != NULL)) {
            return fail("project.pack_choices", field->key, error);
        }
        if (twice || (field->quantity && field->type != FIELD_NUMBER)) {
            return fail(twice ? "project.pack_twice" : "project.pack_quantity", field->key, error);
        }
    }
    g_ptr_array_add(pack->names, NULL);
    return true;
}

static bool compile_condition(ProjectPack *pack, Library *library, const json_t *one,
                              GError **error)
{
    const char *kind = text(one, "kind");
    const char *when = text(one, "when");

    if (pack_condition(pack, text(one, "key"), NULL) != NULL ||
        condition_in(library, text(one, "key")) != NULL) {
        return fail("project.pack_twice", text(one, "key"), error);
    }
    Condition *condition = g_new0(Condition, 1);
    *condition = (Condition){.key = text(one, "key"),
                             .name = json_object_get(one, "name"),
                             .kind = strcmp(kind, "document") == 0   ? CONDITION_DOCUMENT
                                     : strcmp(kind, "decision") == 0 ? CONDITION_DECISION
                                                                     : CONDITION_FIELD,
                             .kinds = json_object_get(one, "kinds"),
                             .media = json_object_get(one, "media")};
    g_ptr_array_add(library->gate, condition);
    if (condition->media != NULL && condition->kind != CONDITION_DOCUMENT) {
        return fail("project.pack_media", condition->key, error);
    }
    if ((when != NULL) != (condition->kind == CONDITION_FIELD)) {
        return fail("project.pack_when", condition->key, error);
    }
    if (when != NULL) {
        condition->formula = formula_compile(
            pack->machine, when, (const char *const *)pack->names->pdata, condition->key, error);
    }
    return when == NULL || condition->formula != NULL;
}

static bool compile_library(ProjectPack *pack, Track *track, const json_t *one, GError **error)
{
    Library *library = g_new0(Library, 1);
    size_t i;
    json_t *condition;

    *library = (Library){.key = text(one, "key"),
                         .name = json_object_get(one, "name"),
                         .track = pack->tracks->len - 1,
                         .position = track->libraries->len,
                         .limit = (gint)json_integer_value(json_object_get(one, "limit")),
                         .head = json_object_get(one, "heads"),
                         .gate = g_ptr_array_new_with_free_func(condition_free)};
    bool twice = pack_library(pack, library->key) != NULL;
    g_ptr_array_add(track->libraries, library);
    if (twice) {
        return fail("project.pack_twice", library->key, error);
    }
    json_array_foreach(json_object_get(one, "gate"), i, condition)
    {
        if (!compile_condition(pack, library, condition, error)) {
            return false;
        }
    }
    /* A project comes into the first library by being written down. */
    return library->position > 0 || library->gate->len == 0 ||
           fail("project.pack_first", library->key, error);
}

static bool compile_tracks(ProjectPack *pack, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(pack->source, "tracks"), i, one)
    {
        Track *track = g_new0(Track, 1);
        size_t l;
        json_t *library;
        *track = (Track){.key = text(one, "key"),
                         .name = json_object_get(one, "name"),
                         .group = text(one, "group"),
                         .libraries = g_ptr_array_new_with_free_func(library_free)};
        bool twice = pack_track(pack, track->key) != NULL;
        g_ptr_array_add(pack->tracks, track);
        if (twice) {
            return fail("project.pack_twice", track->key, error);
        }
        json_array_foreach(json_object_get(one, "libraries"), l, library)
        {
            if (!compile_library(pack, track, library, error)) {
                return false;
            }
        }
    }
    return true;
}

static bool compile_kinds(ProjectPack *pack, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(pack->source, "kinds"), i, one)
    {
        const Track *track = pack_track(pack, text(one, "track"));
        guint number = 0;
        if (track == NULL || pack_kind(pack, text(one, "key")) != NULL) {
            return fail(track == NULL ? "project.pack_unknown" : "project.pack_twice",
                        text(one, "key"), error);
        }
        g_ptr_array_find(pack->tracks, track, &number);
        ProjectType *kind = g_new0(ProjectType, 1);
        *kind = (ProjectType){.key = text(one, "key"),
                              .name = json_object_get(one, "name"),
                              .track = number,
                              .menu = json_is_true(json_object_get(one, "menu"))};
        g_ptr_array_add(pack->kinds, kind);
    }
    return true;
}

/* Every key of KEYS must be a kind. */
static bool check_kinds(const ProjectPack *pack, const json_t *keys, GError **error)
{
    size_t i;
    json_t *key;

    json_array_foreach(keys, i, key)
    {
        if (pack_kind(pack, json_string_value(key)) == NULL) {
            return fail("project.pack_unknown", json_string_value(key), error);
        }
    }
    return true;
}

/* What is named somewhere must be declared. */
static bool check_names(const ProjectPack *pack, GError **error)
{
    size_t i;
    json_t *key;

    for (guint f = 0; f < pack->fields->len; f++) {
        if (!check_kinds(pack, ((const Field *)pack->fields->pdata[f])->kinds, error)) {
            return false;
        }
    }
    for (guint t = 0; t < pack->tracks->len; t++) {
        const Track *track = pack->tracks->pdata[t];
        for (guint l = 0; l < track->libraries->len; l++) {
            const GPtrArray *gate = ((const Library *)track->libraries->pdata[l])->gate;
            for (guint c = 0; c < gate->len; c++) {
                if (!check_kinds(pack, ((const Condition *)gate->pdata[c])->kinds, error)) {
                    return false;
                }
            }
        }
    }
    const json_t *reserve = json_object_get(pack->source, "reserve");
    const char *name;
    json_array_foreach(json_object_get(reserve, "libraries"), i, key)
    {
        if (pack_library(pack, json_string_value(key)) == NULL) {
            return fail("project.pack_unknown", json_string_value(key), error);
        }
    }
    json_object_foreach(json_object_get(reserve, "by_kind"), name, key)
    {
        if (pack_kind(pack, name) == NULL) {
            return fail("project.pack_unknown", name, error);
        }
    }
    json_object_foreach(json_object_get(reserve, "by_library"), name, key)
    {
        if (!json_holds(json_object_get(reserve, "libraries"), name)) {
            return fail("project.pack_unknown", name, error);
        }
    }
    return pack_entry(pack, "key_levels", "none") != NULL ||
           fail("project.pack_unknown", "none", error);
}

ProjectPack *project_pack_compile(const json_t *source, gint64 version, GError **error)
{
    static const char *const votes[] = {"votes", "ballots", "households", NULL};
    g_autoptr(ProjectPack) pack = g_new0(ProjectPack, 1);

    pack->source = json_deep_copy(source);
    pack->version = version;
    pack->machine = formula_machine_new();
    pack->tracks = g_ptr_array_new_with_free_func(track_free);
    pack->kinds = g_ptr_array_new_with_free_func(g_free);
    pack->fields = g_ptr_array_new_with_free_func(g_free);
    pack->names = g_ptr_array_new();
    pack->chosen =
        formula_compile(pack->machine, text(json_object_get(pack->source, "menu"), "chosen"), votes,
                        "menu/chosen", error);
    if (pack->chosen == NULL || !compile_fields(pack, error) || !compile_tracks(pack, error) ||
        !compile_kinds(pack, error) || !check_names(pack, error)) {
        return NULL;
    }
    return g_steal_pointer(&pack);
}
