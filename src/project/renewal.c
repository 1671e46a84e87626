/* Urban renewal (城市更新): how far each kind is, quantities counted from the projects, and what
 * services the residents of a community chose (物业“菜单式”选择). */
#include "project/project_internal.h"

#include "kernel/unit.h"

#include <string.h>

#define HOUSEHOLDS_MAX 100000

static bool is_last(const ProjectPack *pack, const Project *project)
{
    return strcmp(project->state, "finished") == 0 || project_next(pack, project) == NULL;
}

/* Of KIND: the sum of FIELD over all its projects that were not given up and over those done. */
static void sum_field(const ProjectPack *pack, const GPtrArray *found, const char *kind,
                      const Field *field, Decimal *all, Decimal *done)
{
    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        const char *text = project_text(project->fields, field->key);
        Decimal number = 0;
        if (strcmp(project->kind, kind) == 0 && strcmp(project->state, "given_up") != 0 &&
            text != NULL && decimal_parse(text, NULL, &number, NULL)) {
            *all += number;
            *done += is_last(pack, project) ? number : 0;
        }
    }
}

static void write_quantities(const ProjectDesk *desk, const GPtrArray *found, const char *kind)
{
    JsonWriter *answer = call_answer(desk->call);

    json_key(answer, "quantities");
    json_begin_array(answer);
    for (guint f = 0; f < desk->pack->fields->len; f++) {
        const Field *field = desk->pack->fields->pdata[f];
        Decimal all = 0;
        Decimal done = 0;
        if (!field->quantity || !pack_applies(field->kinds, kind)) {
            continue;
        }
        sum_field(desk->pack, found, kind, field, &all, &done);
        json_begin_object(answer);
        json_member_text(answer, "key", field->key);
        json_member_text(answer, "name", pack_name(field->name, call_language(desk->call)));
        g_autofree char *unit = unit_text(call_language(desk->call), field->unit);
        json_member_text(answer, "unit", unit);
        project_member(answer, "all", all);
        project_member(answer, "done", done);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_kind(const ProjectDesk *desk, const GPtrArray *found, const ProjectType *kind)
{
    JsonWriter *answer = call_answer(desk->call);
    const Track *track = desk->pack->tracks->pdata[kind->track];
    gint64 all = 0;
    gint64 done = 0;

    json_begin_object(answer);
    json_member_text(answer, "key", kind->key);
    json_member_text(answer, "name", pack_name(kind->name, call_language(desk->call)));
    json_key(answer, "libraries");
    json_begin_array(answer);
    for (guint l = 0; l < track->libraries->len; l++) {
        const Library *library = track->libraries->pdata[l];
        gint64 here = 0;
        for (guint i = 0; i < found->len; i++) {
            const Project *project = found->pdata[i];
            here += strcmp(project->kind, kind->key) == 0 &&
                            strcmp(project->state, "given_up") != 0 &&
                            strcmp(project->library, library->key) == 0
                        ? 1
                        : 0;
        }
        all += here;
        done += l + 1 == track->libraries->len ? here : 0;
        json_begin_object(answer);
        json_member_text(answer, "key", library->key);
        json_member_text(answer, "name", pack_name(library->name, call_language(desk->call)));
        json_member_int(answer, "count", here);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_member_int(answer, "count", all);
    json_member_int(answer, "done", done);
    write_quantities(desk, found, kind->key);
    json_end_object(answer);
}

/* A vote as it stands. */
typedef struct {
    char *day;
    gint64 households;
    gint64 ballots;
    json_t *counts;
} Vote;

static void vote_free(gpointer data)
{
    Vote *vote = data;

    g_free(vote->day);
    json_decref(vote->counts);
    g_free(vote);
}

/* The last vote of each community, or of PROJECT. (transfer full, project → Vote) */
static GHashTable *read_votes(Call *call, const char *project, GError **error)
{
    g_autoptr(GHashTable) votes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, vote_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_votes,
                    STORE_VALUES(store_text(call_district(call)), store_text(project)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Vote *vote = g_new(Vote, 1);
        *vote = (Vote){.day = g_strdup(store_column_text(rows, 1)),
                       .households = store_column_int(rows, 2),
                       .ballots = store_column_int(rows, 3),
                       .counts = json_loads(store_column_text(rows, 4), 0, NULL)};
        g_hash_table_replace(votes, g_strdup(store_column_text(rows, 0)), vote);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&votes) : NULL;
}

static bool is_chosen(const ProjectPack *pack, const Vote *vote, gint64 count)
{
    const FormulaValue values[] = {formula_number(count * DECIMAL_ONE),
                                   formula_number(vote->ballots * DECIMAL_ONE),
                                   formula_number(vote->households * DECIMAL_ONE)};
    FormulaValue result = formula_null();

    return formula_evaluate(pack->chosen, values, &result, NULL) &&
           result.kind == FORMULA_BOOLEAN && result.truth;
}

GHashTable *project_chosen(Call *call, const ProjectPack *pack, const char *project, GError **error)
{
    const json_t *items = json_object_get(json_object_get(pack->source, "menu"), "items");
    g_autoptr(GHashTable) chosen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) votes = read_votes(call, project, error);
    GHashTableIter iter;
    gpointer id;
    gpointer vote;

    if (votes == NULL) {
        return NULL;
    }
    g_hash_table_iter_init(&iter, votes);
    while (g_hash_table_iter_next(&iter, &id, &vote)) {
        size_t i;
        json_t *item;
        json_array_foreach(items, i, item)
        {
            const json_t *count =
                json_object_get(((const Vote *)vote)->counts, project_text(item, "key"));
            if (is_chosen(pack, vote, json_integer_value(count))) {
                g_hash_table_add(chosen, g_strdup(id));
            }
        }
    }
    return g_steal_pointer(&chosen);
}

/* What the residents chose, with the price of it all. */
static void write_vote(const ProjectDesk *desk, const Vote *vote)
{
    JsonWriter *answer = call_answer(desk->call);
    const json_t *menu = json_object_get(desk->pack->source, "menu");
    Decimal price = 0;
    size_t i;
    json_t *item;

    json_begin_object(answer);
    json_member_text(answer, "day", vote->day);
    json_member_int(answer, "households", vote->households);
    json_member_int(answer, "ballots", vote->ballots);
    json_key(answer, "items");
    json_begin_array(answer);
    json_array_foreach(json_object_get(menu, "items"), i, item)
    {
        gint64 count = json_integer_value(json_object_get(vote->counts, project_text(item, "key")));
        bool chosen = is_chosen(desk->pack, vote, count);
        Decimal one = 0;
        if (chosen && project_text(item, "price") != NULL &&
            decimal_parse(project_text(item, "price"), NULL, &one, NULL)) {
            price += one;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", project_text(item, "key"));
        json_member_text(answer, "name",
                         pack_name(json_object_get(item, "name"), call_language(desk->call)));
        json_member_int(answer, "votes", count);
        json_member_bool(answer, "chosen", chosen);
        json_end_object(answer);
    }
    json_end_array(answer);
    project_member(answer, "price", price);
    json_end_object(answer);
}

static void write_community(const ProjectDesk *desk, const Project *project, const Vote *vote)
{
    JsonWriter *answer = call_answer(desk->call);
    const Library *library = pack_library(desk->pack, project->library);

    json_begin_object(answer);
    json_member_text(answer, "id", project->id);
    json_member_text(answer, "name", project->name);
    json_member_text(answer, "library_name",
                     library != NULL ? pack_name(library->name, call_language(desk->call))
                                     : project->library);
    json_member_text(answer, "households", project_text(project->fields, "households"));
    json_key(answer, "vote");
    if (vote != NULL) {
        write_vote(desk, vote);
    } else {
        json_write_null(answer);
    }
    json_end_object(answer);
}

static bool write_communities(const ProjectDesk *desk, const GPtrArray *found, GError **error)
{
    JsonWriter *answer = call_answer(desk->call);
    g_autoptr(GHashTable) votes = read_votes(desk->call, NULL, error);

    json_key(answer, "communities");
    json_begin_array(answer);
    for (guint i = 0; votes != NULL && i < found->len; i++) {
        const Project *project = found->pdata[i];
        const ProjectType *kind = pack_kind(desk->pack, project->kind);
        if (kind != NULL && kind->menu && strcmp(project->state, "given_up") != 0) {
            write_community(desk, project, g_hash_table_lookup(votes, project->id));
        }
    }
    json_end_array(answer);
    return votes != NULL;
}

bool project_renewal(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    static const ProjectFilter any = {0};
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    g_autoptr(GPtrArray) found = project_rows(call, &any, scope, NULL, error);
    if (found == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "kinds");
    json_begin_array(answer);
    for (guint k = 0; k < desk.pack->kinds->len; k++) {
        const ProjectType *kind = desk.pack->kinds->pdata[k];
        if (g_strcmp0(((const Track *)desk.pack->tracks->pdata[kind->track])->group, "renewal") ==
            0) {
            write_kind(&desk, found, kind);
        }
    }
    json_end_array(answer);
    if (!write_communities(&desk, found, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool invalid(const char *key, const char *place, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, place, NULL);
    return false;
}

/* No more ballots than households, no more votes for an item than ballots, only items of the menu.
 */
static bool check_vote(const ProjectPack *pack, const json_t *body, GError **error)
{
    const json_t *menu = json_object_get(json_object_get(pack->source, "menu"), "items");
    gint64 households = json_integer_value(json_object_get(body, "households"));
    gint64 ballots = json_integer_value(json_object_get(body, "ballots"));
    const char *key;
    json_t *count;

    if (households < 1 || households > HOUSEHOLDS_MAX || ballots > households) {
        return invalid("project.ballots", "/ballots", error);
    }
    json_object_foreach(json_object_get(body, "counts"), key, count)
    {
        g_autofree char *place = g_strconcat("/counts/", key, NULL);
        bool known = false;
        size_t i;
        json_t *item;
        json_array_foreach(menu, i, item)
        {
            known = known || strcmp(project_text(item, "key"), key) == 0;
        }
        gint64 votes = json_integer_value(count);
        if (!known || votes < 0 || votes > ballots) {
            return invalid(known ? "project.votes" : "project.no_item", place, error);
        }
    }
    return true;
}

bool project_vote_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);
    g_autoptr(ProjectPack) pack = project != NULL ? project_pack_read(call, error) : NULL;
    g_autofree char *files = NULL;
    g_autofree char *id = call_new_id(call);
    const char *day = NULL;
    gint64 number = 0;

    if (pack == NULL) {
        return false;
    }
    const ProjectType *kind = pack_kind(pack, project->kind);
    if (kind == NULL || !kind->menu) {
        return invalid("project.no_menu", "/counts", error);
    }
    if (!check_vote(pack, body, error) || !project_past_day(call, body, &day, error) ||
        !project_number_next(call, &sql_project_vote_last, project->id, &number, error) ||
        !project_files(call, body, project, &files, error)) {
        return false;
    }
    char *counts = json_dumps(json_object_get(body, "counts"), JSON_COMPACT | JSON_SORT_KEYS);
    bool done = store_execute(
        call_tx(call), &sql_project_vote_insert,
        STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(project->id),
                     store_int(number), store_text(day),
                     store_int(json_integer_value(json_object_get(body, "households"))),
                     store_int(json_integer_value(json_object_get(body, "ballots"))),
                     store_text(counts), store_text(files), store_int(call_now(call)),
                     store_text(call_actor(call)->account)),
        NULL, error);
    free(counts);
    project_tell(call, project);
    call_created(call);
    return done &&
           call_record(call, "project.vote", PROJECT_KIND, project->id, NULL, NULL, (json_t *)body,
                       error) &&
           project_write_detail(call, project->id, error);
}
