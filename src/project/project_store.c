/* Projects as they are stored. */
#include "project/project_internal.h"

#include "pack/pack.h"

#include <string.h>

const char *project_text(const json_t *body, const char *name)
{
    return json_string_value(json_object_get(body, name));
}

void project_free(Project *project)
{
    if (project == NULL) {
        return;
    }
    char *texts[] = {project->id,        project->name,     project->kind,  project->track,
                     project->library,   project->since,    project->state, project->ended,
                     project->lead_unit, project->area,     project->firm,  project->firm_name,
                     project->firm_code, project->plot,     project->code,  project->key_level,
                     project->start_by,  project->finish_by};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(texts[i]);
    }
    json_decref(project->fields);
    g_free(project);
}

static void free_project(gpointer project)
{
    project_free(project);
}

static Project *project_from_row(const StoreRows *rows)
{
    Project *project = g_new0(Project, 1);
    char **texts[] = {&project->id,        &project->name,  &project->kind,  &project->track,
                      &project->library,   &project->since, &project->state, &project->ended,
                      &project->lead_unit, &project->area,  &project->firm,  &project->firm_name,
                      &project->firm_code, &project->plot,  &project->code,  &project->key_level};

    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        *texts[i] = g_strdup(store_column_text(rows, i));
    }
    project->has_total = !store_column_is_null(rows, 16);
    project->total = store_column_int(rows, 16);
    project->start_by = g_strdup(store_column_text(rows, 17));
    project->finish_by = g_strdup(store_column_text(rows, 18));
    project->placed = !store_column_is_null(rows, 19);
    project->longitude = store_column_int(rows, 19);
    project->latitude = store_column_int(rows, 20);
    project->fields = json_loads(store_column_text(rows, 21), 0, NULL);
    project->version = store_column_int(rows, 22);
    return project;
}

/* The projects of FILTER, or the one ID. (transfer full, elements Project) */
static GPtrArray *query(StoreTx *tx, const char *district, const ProjectFilter *filter,
                        const char *id, const char *scope, const char *cursor, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_project);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_projects,
        STORE_VALUES(store_text(district), store_text(scope), store_text(id),
                     store_text(filter->track), store_text(filter->library),
                     store_text(filter->kind), store_text(filter->key_level),
                     store_text(filter->state), store_text(filter->unit), store_text(cursor)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(found, project_from_row(rows));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&found) : NULL;
}

GPtrArray *project_rows(Call *call, const ProjectFilter *filter, const char *scope,
                        const char *cursor, GError **error)
{
    return query(call_tx(call), call_district(call), filter, NULL, scope, cursor, error);
}

Project *project_find(Call *call, const char *id, GError **error)
{
    static const ProjectFilter any = {0};
    g_autoptr(GPtrArray) found =
        query(call_tx(call), call_district(call), &any, id, NULL, NULL, error);

    if (found == NULL) {
        return NULL;
    }
    if (found->len == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "project.none", NULL, NULL);
        return NULL;
    }
    return g_ptr_array_steal_index(found, 0);
}

Project *project_reach(Call *call, const char *id, GError **error)
{
    g_autoptr(Project) project = project_find(call, id, error);

    return project != NULL && call_authorize(call, project->lead_unit, NULL, error)
               ? g_steal_pointer(&project)
               : NULL;
}

bool project_exists(Call *call, const char *id, bool *exists, GError **error)
{
    static const ProjectFilter any = {0};
    g_autoptr(GPtrArray) found =
        query(call_tx(call), call_district(call), &any, id, NULL, NULL, error);

    *exists = found != NULL && found->len > 0;
    return found != NULL;
}

static bool read_newest(StoreTx *tx, const char *district, gint64 *version, char **source,
                        GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_project_pack_newest, STORE_VALUES(store_text(district)), error);

    if (rows == NULL) {
        return false;
    }
    *version = 0;
    *source = NULL;
    if (store_rows_next(rows, &failed)) {
        *version = store_column_int(rows, 0);
        *source = g_strdup(store_column_text(rows, 1));
    }
    return error_pass(error, &failed);
}

ProjectPack *project_pack_read(Call *call, GError **error)
{
    gint64 version = 0;
    g_autofree char *source = NULL;

    if (!read_newest(call_tx(call), call_district(call), &version, &source, error)) {
        return NULL;
    }
    if (source == NULL) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "project.no_pack", NULL, NULL);
        return NULL;
    }
    json_auto_t *definition = json_loads(source, 0, NULL);
    return project_pack_compile(definition, version, error);
}

/* What loading needs. */
typedef struct {
    const char *district;
    const char *source;
} Load;

static bool load(StoreTx *tx, gpointer data, GError **error)
{
    const Load *declared = data;
    gint64 version = 0;
    g_autofree char *source = NULL;

    if (!read_newest(tx, declared->district, &version, &source, error)) {
        return false;
    }
    return g_strcmp0(source, declared->source) == 0 ||
           store_execute(tx, &sql_project_pack_insert,
                         STORE_VALUES(store_text(declared->district), store_int(version + 1),
                                      store_text(declared->source)),
                         NULL, error);
}

bool project_load(Store *store, const char *district, const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "projects.yaml", NULL);
    json_auto_t *file = pack_load_yaml(path, error);
    g_autoptr(ProjectPack) pack = file != NULL ? project_pack_compile(file, 1, error) : NULL;

    if (pack == NULL) {
        return false;
    }
    char *source = json_dumps(file, JSON_COMPACT | JSON_SORT_KEYS);
    Load declared = {.district = district, .source = source};
    bool done = store_write(store, load, &declared, error);
    free(source);
    return done;
}

static bool link_each(StoreTx *tx, gpointer data, GError **error)
{
    static const ProjectFilter any = {0};
    const char *district = data;
    gint64 version = 0;
    g_autofree char *source = NULL;
    g_autoptr(GPtrArray) found = query(tx, district, &any, NULL, NULL, NULL, error);

    if (found == NULL || !read_newest(tx, district, &version, &source, error)) {
        return false;
    }
    json_auto_t *definition = json_loads(source, 0, NULL);
    g_autoptr(ProjectPack) pack = project_pack_compile(definition, version, error);
    bool done = pack != NULL;
    for (guint i = 0; done && i < found->len; i++) {
        done = project_link(tx, district, pack, found->pdata[i], error);
    }
    return done;
}

bool project_link_all(Store *store, const char *district, GError **error)
{
    return store_write(store, link_each, (gpointer)district, error);
}

bool project_link_again(Call *call, const ProjectPack *pack, const char *id, GError **error)
{
    g_autoptr(Project) project = project_find(call, id, error);

    return project != NULL &&
           project_link(call_tx(call), call_district(call), pack, project, error);
}

bool project_number_next(Call *call, const StoreStatement *statement, const char *id,
                         gint64 *number, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), statement,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *number = store_column_int(rows, 0) + 1;
    return true;
}

static StoreValue total_of(const Project *project)
{
    return project->has_total ? store_int(project->total) : store_null();
}

bool project_insert(Call *call, Project *project, const Library *library, const char *since,
                    GError **error)
{
    char *fields = json_dumps(project->fields, JSON_COMPACT | JSON_SORT_KEYS);
    StoreValue longitude = project->placed ? store_int(project->longitude) : store_null();
    StoreValue latitude = project->placed ? store_int(project->latitude) : store_null();

    project->id = call_new_id(call);
    project->library = g_strdup(library->key);
    project->since = g_strdup(since);
    project->state = g_strdup("active");
    project->version = 1;
    bool done = store_execute(
        call_tx(call), &sql_project_insert,
        STORE_VALUES(
            store_text(call_district(call)), store_text(project->id), store_text(project->name),
            store_text(project->kind), store_text(project->track), store_text(project->library),
            store_text(project->since), store_text(project->lead_unit), store_text(project->area),
            store_text(project->firm), store_text(project->firm_name),
            store_text(project->firm_code), store_text(project->plot), store_text(project->code),
            store_text(project->key_level), total_of(project), store_text(project->start_by),
            store_text(project->finish_by), longitude, latitude, store_text(fields),
            store_int(call_now(call))),
        NULL, error);
    free(fields);
    return done;
}

static bool was_changed(gint64 changed, GError **error)
{
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.changed_meanwhile", "/version", NULL);
    }
    return changed > 0;
}

bool project_update(Call *call, const Project *project, GError **error)
{
    char *fields = json_dumps(project->fields, JSON_COMPACT | JSON_SORT_KEYS);
    StoreValue longitude = project->placed ? store_int(project->longitude) : store_null();
    StoreValue latitude = project->placed ? store_int(project->latitude) : store_null();
    gint64 changed = 0;
    bool done = store_execute(
        call_tx(call), &sql_project_update,
        STORE_VALUES(
            store_text(project->name), store_text(project->kind), store_text(project->lead_unit),
            store_text(project->area), store_text(project->firm), store_text(project->firm_name),
            store_text(project->firm_code), store_text(project->plot), store_text(project->code),
            store_text(project->key_level), total_of(project), store_text(project->start_by),
            store_text(project->finish_by), longitude, latitude, store_text(fields),
            store_text(call_district(call)), store_text(project->id), store_int(project->version)),
        &changed, error);

    free(fields);
    return done && was_changed(changed, error);
}

bool project_set_place(Call *call, const Project *project, const char *library, const char *since,
                       const char *state, const char *ended, GError **error)
{
    gint64 changed = 0;

    return store_execute(call_tx(call), &sql_project_place,
                         STORE_VALUES(store_text(library), store_text(since), store_text(state),
                                      store_text(ended), store_text(call_district(call)),
                                      store_text(project->id), store_int(project->version)),
                         &changed, error) &&
           was_changed(changed, error);
}
