/* Rounds of starts (集中开工), and what is still needed before projects are counted (入统). */
#include "project/project_internal.h"

#include <string.h>

typedef struct {
    char *batch;
    char *id;
    char *name;
    char *kind;
    char *library;
    char *unit;
    Decimal total;
    Decimal invested;
} Item;

static void item_free(gpointer data)
{
    Item *item = data;

    g_free(item->batch);
    g_free(item->id);
    g_free(item->name);
    g_free(item->kind);
    g_free(item->library);
    g_free(item->unit);
    g_free(item);
}

static StoreValue year_value(gint64 year)
{
    return year > 0 ? store_int(year) : store_null();
}

static GPtrArray *read_items(Call *call, gint64 year, const char *id, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_batch_items,
        STORE_VALUES(store_text(call_district(call)), year_value(year), store_text(id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Item *item = g_new(Item, 1);
        *item = (Item){.batch = g_strdup(store_column_text(rows, 0)),
                       .id = g_strdup(store_column_text(rows, 1)),
                       .name = g_strdup(store_column_text(rows, 2)),
                       .kind = g_strdup(store_column_text(rows, 3)),
                       .library = g_strdup(store_column_text(rows, 4)),
                       .unit = g_strdup(store_column_text(rows, 5)),
                       .total = store_column_int(rows, 6),
                       .invested = store_column_int(rows, 7)};
        g_ptr_array_add(items, item);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&items) : NULL;
}

/* What rounds come to. */
typedef struct {
    gint64 projects;
    Decimal total;
    Decimal invested;
} Tally;

static void write_tally(JsonWriter *answer, const Tally *tally)
{
    json_member_int(answer, "count", tally->projects);
    project_member(answer, "total", tally->total);
    project_member(answer, "invested", tally->invested);
}

static Tally write_items(Call *call, const ProjectPack *pack, const GPtrArray *items,
                         const char *batch, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    Tally tally = {0};

    json_key(answer, "projects");
    json_begin_array(answer);
    for (guint i = 0; i < items->len; i++) {
        const Item *item = items->pdata[i];
        const ProjectType *kind = pack_kind(pack, item->kind);
        const Library *library = pack_library(pack, item->library);
        if (strcmp(item->batch, batch) != 0) {
            continue;
        }
        tally =
            (Tally){tally.projects + 1, tally.total + item->total, tally.invested + item->invested};
        json_begin_object(answer);
        json_member_text(answer, "id", item->id);
        json_member_text(answer, "name", item->name);
        json_member_text(answer, "kind_name",
                         kind != NULL ? pack_name(kind->name, call_language(call)) : item->kind);
        json_member_text(answer, "library_name",
                         library != NULL ? pack_name(library->name, call_language(call))
                                         : item->library);
        json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, item->unit));
        project_member(answer, "total", item->total);
        project_member(answer, "invested", item->invested);
        json_end_object(answer);
    }
    json_end_array(answer);
    return tally;
}

static bool write_years(Call *call, GError **error)
{
    StoreRows *rows = store_query(call_tx(call), &sql_project_batch_years,
                                  STORE_VALUES(store_text(call_district(call))), error);

    return call_write_rows(call, "years", rows, call_write_number, NULL, error);
}

/* The rounds of YEAR, or the one ID. */
static bool write_batches(Call *call, gint64 year, const char *id, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_autoptr(GPtrArray) items = pack != NULL ? read_items(call, year, id, error) : NULL;
    g_autoptr(GError) failed = NULL;
    Tally all = {0};

    if (items == NULL) {
        return false;
    }
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_batches,
        STORE_VALUES(store_text(call_district(call)), year_value(year), store_text(id)), error);
    json_begin_object(answer);
    json_key(answer, "batches");
    json_begin_array(answer);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_text(answer, "id", store_column_text(rows, 0));
        json_member_int(answer, "year", store_column_int(rows, 1));
        json_member_int(answer, "number", store_column_int(rows, 2));
        json_member_text(answer, "name", store_column_text(rows, 3));
        json_member_text(answer, "day", store_column_text(rows, 4));
        json_member_int(answer, "version", store_column_int(rows, 5));
        Tally one = write_items(call, pack, items, store_column_text(rows, 0), names);
        write_tally(answer, &one);
        json_end_object(answer);
        all = (Tally){all.projects + one.projects, all.total + one.total,
                      all.invested + one.invested};
    }
    json_end_array(answer);
    write_tally(answer, &all);
    if (rows == NULL || !error_pass(error, &failed) || !write_years(call, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool project_batch_list(Call *call, GError **error)
{
    return write_batches(call, call_parameter_int(call, "year", 0), NULL, error);
}

/* Is PROJECT in a round other than BATCH already? */
static bool check_free(Call *call, const char *batch, const Project *project, const char *place,
                       GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_batch_of,
                    STORE_VALUES(store_text(call_district(call)), store_text(project->id)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed) && strcmp(store_column_text(rows, 0), batch) != 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.batch_taken", place, "name", project->name,
                  NULL);
        return false;
    }
    return error_pass(error, &failed);
}

/* Puts the projects of the body into BATCH. */
static bool set_items(Call *call, const char *batch, GError **error)
{
    const char *district = call_district(call);
    size_t i;
    json_t *id;

    if (!store_execute(call_tx(call), &sql_project_batch_clear,
                       STORE_VALUES(store_text(district), store_text(batch)), NULL, error)) {
        return false;
    }
    json_array_foreach(json_object_get(call_body(call), "projects"), i, id)
    {
        g_autofree char *place = g_strdup_printf("/projects/%zu", i);
        bool exists = false;
        if (!project_exists(call, json_string_value(id), &exists, error)) {
            return false;
        }
        if (!exists) {
            error_set(error, LUOSHI_ERROR_INVALID, "project.none", place, NULL);
            return false;
        }
        g_autoptr(Project) project = project_find(call, json_string_value(id), error);
        if (project == NULL || !check_free(call, batch, project, place, error) ||
            !store_execute(
                call_tx(call), &sql_project_batch_item_insert,
                STORE_VALUES(store_text(district), store_text(batch), store_text(project->id)),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool check_day(const json_t *body, GError **error)
{
    if (day_parse(project_text(body, "day"), NULL)) {
        return true;
    }
    error_set(error, LUOSHI_ERROR_INVALID, "project.no_day", "/day", NULL);
    return false;
}

/* Round NUMBER of YEAR must be free. */
static bool check_number(Call *call, gint64 year, gint64 number, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_project_batches,
        STORE_VALUES(store_text(call_district(call)), store_int(year), store_null()), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (store_column_int(rows, 2) == number) {
            error_set(error, LUOSHI_ERROR_CONFLICT, "project.batch_number", "/number", NULL);
            return false;
        }
    }
    return rows != NULL && error_pass(error, &failed);
}

bool project_batch_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    gint64 year = json_integer_value(json_object_get(body, "year"));
    gint64 number = json_integer_value(json_object_get(body, "number"));
    g_autofree char *id = call_new_id(call);

    if (!check_day(body, error) || !check_number(call, year, number, error) ||
        !store_execute(call_tx(call), &sql_project_batch_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_int(year), store_int(number),
                                    store_text(project_text(body, "name")),
                                    store_text(project_text(body, "day"))),
                       NULL, error) ||
        !set_items(call, id, error)) {
        return false;
    }
    call_changed(call, "projects", "project_batch", id);
    call_created(call);
    return call_record(call, "project_batch.add", "project_batch", id, NULL, NULL, (json_t *)body,
                       error) &&
           write_batches(call, 0, id, error);
}

bool project_batch_change(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *id = call_parameter(call, "batch");
    gint64 changed = 0;

    if (!check_day(body, error) ||
        !store_execute(
            call_tx(call), &sql_project_batch_update,
            STORE_VALUES(store_text(project_text(body, "name")),
                         store_text(project_text(body, "day")), store_text(call_district(call)),
                         store_text(id),
                         store_int(json_integer_value(json_object_get(body, "version")))),
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "project.batch_meanwhile", "/version", NULL);
        return false;
    }
    call_changed(call, "projects", "project_batch", id);
    return set_items(call, id, error) &&
           call_record(call, "project_batch.change", "project_batch", id, NULL, NULL,
                       (json_t *)body, error) &&
           write_batches(call, 0, id, error);
}

/* PROJECT with everything that it lacks to enter LIBRARY. */
static void write_candidate(const ProjectDesk *desk, const Project *project, const Library *library)
{
    JsonWriter *answer = call_answer(desk->call);
    g_autoptr(GPtrArray) missing =
        gate_missing(desk->pack, desk->facts, project, library, call_today(desk->call));

    json_begin_object(answer);
    json_key(answer, "project");
    json_begin_object(answer);
    project_write_members(desk, project);
    json_end_object(answer);
    json_key(answer, "lacks");
    json_begin_array(answer);
    for (guint i = 0; i < missing->len; i++) {
        const Condition *condition = missing->pdata[i];
        json_text(answer, pack_name(condition->name, call_language(desk->call)));
    }
    json_end_array(answer);
    json_end_object(answer);
}

bool project_readiness(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *key = call_parameter(call, "library");
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    const Library *library = pack_library(desk.pack, key);
    if (library == NULL || library->position == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_library", "library", NULL);
        return false;
    }
    const Track *track = desk.pack->tracks->pdata[library->track];
    const Library *before = track->libraries->pdata[library->position - 1];
    const ProjectFilter filter = {.library = before->key, .state = "active"};
    g_autoptr(GPtrArray) found = project_rows(call, &filter, scope, NULL, error);
    json_begin_object(answer);
    json_member_text(answer, "library", library->key);
    json_member_text(answer, "library_name", pack_name(library->name, call_language(call)));
    json_key(answer, "projects");
    json_begin_array(answer);
    for (guint i = 0; found != NULL && i < found->len; i++) {
        write_candidate(&desk, found->pdata[i], library);
    }
    json_end_array(answer);
    json_end_object(answer);
    return found != NULL;
}
