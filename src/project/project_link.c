/* Projects and registers: what a project names there, and what registers may know of it. */
#include "project/project_internal.h"

#include "pack/pack.h"

#include <string.h>

RegisterBrief *project_object(Call *call, const char *type, const char *place, const char *text,
                              GError **error)
{
    g_autoptr(GError) failed = NULL;
    RegisterBrief *object = register_meant(call, type, text, &failed);

    if (object == NULL && error_pass(error, &failed)) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_object", place, "name", text, NULL);
    }
    return object;
}

/* “签约日期” of the library “签约”, in both languages. (transfer full) */
static json_t *day_name(const Library *library)
{
    json_t *name = json_object();

    for (guint language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        const char *arguments[] = {"name", pack_name(library->name, language), NULL};
        g_autofree char *words = text_format(language, "project.fact.since", arguments);
        json_object_set_new(name, language == LANGUAGE_ZH ? "zh" : "en", json_string(words));
    }
    return name;
}

static void add_fact(json_t *fields, const char *key, const char *kind, json_t *name,
                     const json_t *more)
{
    json_t *field = json_pack("{s:s, s:s, s:o, s:b}", "key", key, "kind", kind, "name", name,
                              "listed", strcmp(kind, "day") != 0 && strcmp(key, "name") != 0);

    json_object_update(field, (json_t *)more);
    json_array_append_new(fields, field);
}

static json_t *named(const char *key)
{
    g_autofree char *message = g_strconcat("project.fact.", key, NULL);

    return json_pack("{s:s, s:s}", "zh", text_find(LANGUAGE_ZH, message), "en",
                     text_find(LANGUAGE_EN, message));
}

/* The libraries as choices, and the day on which a project came into each as a field. */
static void add_libraries(json_t *fields, const ProjectPack *pack)
{
    json_auto_t *more = json_pack("{s:[]}", "choices");

    for (guint t = 0; t < pack->tracks->len; t++) {
        const GPtrArray *libraries = ((const Track *)pack->tracks->pdata[t])->libraries;
        for (guint l = 0; l < libraries->len; l++) {
            const Library *library = libraries->pdata[l];
            json_array_append_new(
                json_object_get(more, "choices"),
                json_pack("{s:s, s:O}", "key", library->key, "name", (json_t *)library->name));
            g_autofree char *key = g_strconcat(library->key, "_on", NULL);
            add_fact(fields, key, "day", day_name(library), NULL);
        }
    }
    add_fact(fields, "library", "choice", named("library"), more);
}

static void add_declared(json_t *fields, const ProjectPack *pack)
{
    for (guint f = 0; f < pack->fields->len; f++) {
        const Field *field = pack->fields->pdata[f];
        if (field->type == FIELD_OBJECT) {
            json_auto_t *more = json_pack("{s:s}", "target", field->target);
            add_fact(fields, field->key, "object", json_incref((json_t *)field->name), more);
        } else if (field->type == FIELD_CHOICE) {
            json_auto_t *more = json_pack("{s:O}", "choices", (json_t *)field->choices);
            add_fact(fields, field->key, "choice", json_incref((json_t *)field->name), more);
        }
    }
}

json_t *project_as_register(const char *file, GError **error)
{
    json_auto_t *source = pack_load_yaml(file, error);
    g_autoptr(ProjectPack) pack = source != NULL ? project_pack_compile(source, 1, error) : NULL;

    if (pack == NULL) {
        return NULL;
    }
    json_auto_t *required = json_pack("{s:b}", "required", 1);
    json_auto_t *money = json_pack("{s:s}", "measure", "万元");
    json_t *type =
        json_pack("{s:s, s:o, s:o, s:s, s:b, s:[]}", "key", PROJECT_KIND, "name", named("project"),
                  "about", named("about"), "title", "name", "outside", 1, "fields");
    json_t *fields = json_object_get(type, "fields");
    add_fact(fields, "name", "text", named("name"), required);
    add_libraries(fields, pack);
    add_fact(fields, "total", "number", named("total"), money);
    add_declared(fields, pack);
    add_fact(fields, "unit", "unit", named("unit"), NULL);
    for (gsize i = 0; i < 2; i++) {
        const char *target = i == 0 ? "firm" : "plot";
        json_auto_t *more = json_pack("{s:s}", "target", target);
        add_fact(fields, target, "object", named(target), more);
    }
    return type;
}

static void say(json_t *values, const char *field, const char *text)
{
    if (text != NULL) {
        json_object_set_new(values, field, json_string(text));
    }
}

/* The day on which PROJECT came into each library up to LIBRARY: of its first move there or
 * further, since it was last moved back before it. */
static bool say_days(StoreTx *tx, const char *district, const ProjectPack *pack,
                     const Project *project, const Library *library, json_t *values, GError **error)
{
    const Track *track = pack->tracks->pdata[library->track];
    g_auto(GStrv) days = g_new0(char *, track->libraries->len + 1);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_project_moves, STORE_VALUES(store_text(district), store_text(project->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const Library *to = pack_library(pack, store_column_text(rows, 4));
        for (guint l = 0; to != NULL && l < track->libraries->len; l++) {
            if (l > to->position) {
                g_clear_pointer(&days[l], g_free);
            } else if (days[l] == NULL) {
                days[l] = g_strdup(store_column_text(rows, 5));
            }
        }
    }
    for (guint l = 0; l <= library->position; l++) {
        const Library *passed = track->libraries->pdata[l];
        g_autofree char *field = g_strconcat(passed->key, "_on", NULL);
        say(values, field, days[l]);
        g_free(g_steal_pointer(&days[l]));
    }
    return rows != NULL && error_pass(error, &failed);
}

static void drop_choices(const ProjectPack *pack, json_t *values)
{
    for (guint f = 0; f < pack->fields->len; f++) {
        const Field *field = pack->fields->pdata[f];
        if (field->type == FIELD_CHOICE) {
            json_object_del(values, field->key);
        }
    }
}

bool project_link(StoreTx *tx, const char *district, const ProjectPack *pack,
                  const Project *project, GError **error)
{
    json_auto_t *values = json_copy(project->fields);
    const Library *library = pack_library(pack, project->library);
    char total[DECIMAL_TEXT_MAX];

    say(values, "name", project->name);
    say(values, "unit", project->lead_unit);
    say(values, "firm", project->firm);
    say(values, "plot", project->plot);
    if (project->has_total) {
        decimal_format(project->total, total);
        say(values, "total", total);
    }
    /* One given up stands in no library and is of no kind: it counts no more, neither as found nor
     * as signed. */
    if (strcmp(project->state, "given_up") == 0) {
        drop_choices(pack, values);
    } else if (library != NULL) {
        say(values, "library", library->key);
        if (!say_days(tx, district, pack, project, library, values, error)) {
            return false;
        }
    }
    return register_put_outside(tx, district, PROJECT_KIND, project->id, values, error);
}
