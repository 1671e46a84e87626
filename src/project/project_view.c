/* Projects as lists and pages show them. */
#include "project/project_internal.h"

#include "kernel/unit.h"

#include <string.h>

#define LIST_DEFAULT 200
#define LIST_MAX     1000

void project_desk_clear(ProjectDesk *desk)
{
    g_clear_pointer(&desk->names, names_free);
    g_clear_pointer(&desk->calendar, calendar_free);
    g_clear_pointer(&desk->facts, project_facts_free);
    g_clear_pointer(&desk->pack, project_pack_free);
}

bool project_desk_open(ProjectDesk *desk, Call *call, const char *project, GError **error)
{
    desk->call = call;
    desk->names = names_new(call_tx(call), call_district(call));
    desk->calendar = call_calendar(call);
    desk->pack = project_pack_read(call, error);
    desk->facts = desk->pack != NULL ? project_facts(call, desk->pack, project, error) : NULL;
    return desk->facts != NULL;
}

static const char *entry_name(const ProjectDesk *desk, const char *list, const char *key)
{
    const json_t *entry = pack_entry(desk->pack, list, key);

    return entry != NULL ? pack_name(json_object_get(entry, "name"), call_language(desk->call))
                         : key;
}

static const char *kind_name(const ProjectDesk *desk, const char *key)
{
    const ProjectType *kind = pack_kind(desk->pack, key);

    return kind != NULL ? pack_name(kind->name, call_language(desk->call)) : key;
}

static const char *library_name(const ProjectDesk *desk, const char *key)
{
    const Library *library = pack_library(desk->pack, key);

    return library != NULL ? pack_name(library->name, call_language(desk->call)) : key;
}

/* The library that comes next, how much lacks for it and what first. */
static void write_next(const ProjectDesk *desk, const Project *project)
{
    JsonWriter *answer = call_answer(desk->call);
    const Library *next =
        strcmp(project->state, "active") == 0 ? project_next(desk->pack, project) : NULL;
    g_autoptr(GPtrArray) missing =
        next != NULL ? gate_missing(desk->pack, desk->facts, project, next, call_today(desk->call))
                     : g_ptr_array_new();
    const Condition *first = missing->len > 0 ? missing->pdata[0] : NULL;

    json_member_text(answer, "next", next != NULL ? next->key : NULL);
    json_member_text(answer, "next_name",
                     next != NULL ? pack_name(next->name, call_language(desk->call)) : NULL);
    json_member_int(answer, "missing", missing->len);
    json_member_text(answer, "next_action",
                     first != NULL ? pack_name(first->name, call_language(desk->call)) : NULL);
}

static void write_money(const ProjectDesk *desk, const Project *project)
{
    JsonWriter *answer = call_answer(desk->call);
    Sums sums = project_sums_of(desk->facts, project->id);

    json_key(answer, "total");
    if (project->has_total) {
        json_decimal(answer, project->total);
    } else {
        json_write_null(answer);
    }
    project_member(answer, "planned", sums.planned);
    project_member(answer, "invested", sums.invested);
    project_member(answer, "planned_year", sums.planned_year);
    project_member(answer, "invested_year", sums.invested_year);
}

static void write_whose(const ProjectDesk *desk, const Project *project)
{
    JsonWriter *answer = call_answer(desk->call);
    const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);

    json_member_text(answer, "lead_unit", project->lead_unit);
    json_member_text(answer, "unit_name", name_of(desk->names, NAME_UNIT, project->lead_unit));
    json_member_text(answer, "leader", charge != NULL ? charge->person : NULL);
    json_member_text(answer, "leader_name", charge != NULL ? charge->name : NULL);
    json_member_text(answer, "area", project->area);
    json_member_text(answer, "firm", project->firm);
    json_member_text(answer, "firm_name", project->firm_name);
    json_member_text(answer, "plot", project->plot);
}

void project_write_members(const ProjectDesk *desk, const Project *project)
{
    JsonWriter *answer = call_answer(desk->call);
    const char *today = call_today(desk->call);
    const char *until = project->ended != NULL ? project->ended : today;
    const Library *library = pack_library(desk->pack, project->library);

    json_member_text(answer, "id", project->id);
    json_member_text(answer, "name", project->name);
    json_member_text(answer, "kind", project->kind);
    json_member_text(answer, "kind_name", kind_name(desk, project->kind));
    json_member_text(answer, "track", project->track);
    json_member_text(answer, "library", project->library);
    json_member_text(answer, "library_name", library_name(desk, project->library));
    json_member_text(answer, "since", project->since);
    json_member_int(answer, "days", project_days(project->since, until));
    json_member_int(answer, "workdays", project_workdays(desk->calendar, project->since, until));
    json_member_int(answer, "limit", library != NULL ? library->limit : 0);
    json_member_bool(answer, "stuck", project_stuck(desk->pack, project, today));
    json_member_text(answer, "state", project->state);
    json_member_text(answer, "code", project->code);
    json_member_text(answer, "key_level", project->key_level);
    json_member_text(answer, "key_level_name", entry_name(desk, "key_levels", project->key_level));
    json_member_text(answer, "start_by", project->start_by);
    json_member_text(answer, "finish_by", project->finish_by);
    write_whose(desk, project);
    write_money(desk, project);
    write_next(desk, project);
    json_member_int(answer, "version", project->version);
}

/* Does TEXT stand in PROJECT's name, code or firm? */
static bool matches(const Project *project, const char *text)
{
    return strstr(project->name, text) != NULL ||
           (project->code != NULL && strstr(project->code, text) != NULL) ||
           (project->firm_name != NULL && strstr(project->firm_name, text) != NULL);
}

ProjectFilter project_filter(const Call *call)
{
    return (ProjectFilter){.track = call_parameter(call, "track"),
                           .library = call_parameter(call, "library"),
                           .kind = call_parameter(call, "kind"),
                           .key_level = call_parameter(call, "key_level"),
                           .state = call_parameter(call, "state"),
                           .unit = call_parameter(call, "unit")};
}

/* Has PROJECT the choice that TEXT (“investor:central”) names in a declared field? */
static bool has_choice(const Project *project, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 2);

    return g_strv_length(parts) == 2 &&
           pack_choice_in(project_text(project->fields, parts[0]), parts[1]);
}

bool project_is_wanted(const ProjectDesk *desk, const Project *project)
{
    const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);
    const char *text = call_parameter(desk->call, "q");
    const char *leader = call_parameter(desk->call, "leader");
    const char *choice = call_parameter(desk->call, "choice");

    leader = g_strcmp0(leader, "me") == 0 ? call_actor(desk->call)->person : leader;
    return (choice == NULL || has_choice(project, choice)) &&
           (call_parameter_int(desk->call, "reserve", 0) == 0 ||
            project_in_reserve(desk->pack, project)) &&
           (leader == NULL || (charge != NULL && strcmp(charge->person, leader) == 0)) &&
           (call_parameter_int(desk->call, "stuck", 0) == 0 ||
            project_stuck(desk->pack, project, call_today(desk->call))) &&
           (text == NULL || matches(project, text));
}

bool project_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const ProjectFilter filter = project_filter(call);
    gint64 limit = MIN(call_parameter_int(call, "limit", LIST_DEFAULT), LIST_MAX);
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);
    const char *last = NULL;
    gint64 written = 0;

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    g_autoptr(GHashTable) flow = NULL;
    g_autoptr(GPtrArray) found =
        project_rows(call, &filter, scope, call_parameter(call, "cursor"), error);
    if (found == NULL || !project_flow_asked(&desk, found, &flow, error)) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "projects");
    json_begin_array(answer);
    guint i = 0;
    for (; i < found->len && written < limit; i++) {
        const Project *project = found->pdata[i];
        if (project_is_wanted(&desk, project) &&
            (flow == NULL || g_hash_table_contains(flow, project->id))) {
            json_begin_object(answer);
            project_write_members(&desk, project);
            json_end_object(answer);
            written++;
        }
        last = project->id;
    }
    json_end_array(answer);
    json_member_text(answer, "next", i < found->len ? last : NULL);
    json_end_object(answer);
    return true;
}

/* What the register object ID is called, or null. */
static void write_object_name(Call *call, const char *member, const char *id)
{
    g_autoptr(RegisterBrief) object = id != NULL ? register_brief(call, id, NULL) : NULL;

    json_member_text(call_answer(call), member, object != NULL ? object->name : id);
}

static void write_fields(const ProjectDesk *desk, const Project *project)
{
    JsonWriter *answer = call_answer(desk->call);

    json_key(answer, "fields");
    json_begin_array(answer);
    for (guint i = 0; i < desk->pack->fields->len; i++) {
        const Field *field = desk->pack->fields->pdata[i];
        if (!pack_applies(field->kinds, project->kind)) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", field->key);
        json_member_text(answer, "name", pack_name(field->name, call_language(desk->call)));
        const char *value = project_text(project->fields, field->key);
        json_member_text(answer, "type", pack_field_type(field));
        json_member_text(answer, "target", field->target);
        g_autofree char *unit = unit_text(call_language(desk->call), field->unit);
        json_member_text(answer, "unit", unit);
        json_member_text(answer, "value", value);
        if (field->type == FIELD_CHOICE && value != NULL) {
            g_autofree char *shown = pack_choices_shown(field, value, call_language(desk->call));
            json_member_text(answer, "shown", shown);
        } else {
            write_object_name(desk->call, "shown", field->type == FIELD_OBJECT ? value : NULL);
        }
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_condition(const ProjectDesk *desk, const Project *project,
                            const Condition *condition)
{
    static const char *const kinds[] = {"document", "field", "decision"};
    JsonWriter *answer = call_answer(desk->call);
    gint64 paper = 0;
    bool held =
        gate_holds(desk->pack, desk->facts, project, condition, call_today(desk->call), &paper);

    json_begin_object(answer);
    json_member_text(answer, "key", condition->key);
    json_member_text(answer, "name", pack_name(condition->name, call_language(desk->call)));
    json_member_text(answer, "kind", kinds[condition->kind]);
    json_key(answer, "media");
    json_begin_array(answer);
    size_t i;
    json_t *media;
    json_array_foreach(condition->media, i, media)
    {
        json_text(answer, json_string_value(media));
    }
    json_end_array(answer);
    json_member_bool(answer, "held", held);
    json_key(answer, "paper");
    if (paper > 0) {
        json_int(answer, paper);
    } else {
        json_write_null(answer);
    }
    json_end_object(answer);
}

/* The libraries of PROJECT's track with their gates. */
static void write_gates(const ProjectDesk *desk, const Project *project)
{
    JsonWriter *answer = call_answer(desk->call);
    const Track *track = pack_track(desk->pack, project->track);

    json_key(answer, "libraries");
    json_begin_array(answer);
    for (guint i = 0; track != NULL && i < track->libraries->len; i++) {
        const Library *library = track->libraries->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "key", library->key);
        json_member_text(answer, "name", pack_name(library->name, call_language(desk->call)));
        json_member_int(answer, "limit", library->limit);
        json_key(answer, "conditions");
        json_begin_array(answer);
        for (guint c = 0; c < library->gate->len; c++) {
            if (gate_asks(library->gate->pdata[c], project)) {
                write_condition(desk, project, library->gate->pdata[c]);
            }
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
}

typedef struct {
    char *direction;
    char *from;
    char *to;
    char *day;
    char *reason;
    gint64 at;
    char *by;
} Move;

static void move_free(gpointer data)
{
    Move *move = data;

    g_free(move->direction);
    g_free(move->from);
    g_free(move->to);
    g_free(move->day);
    g_free(move->reason);
    g_free(move->by);
    g_free(move);
}

static GPtrArray *read_moves(Call *call, const char *id, GError **error)
{
    g_autoptr(GPtrArray) moves = g_ptr_array_new_with_free_func(move_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_moves,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Move *move = g_new(Move, 1);
        *move = (Move){.direction = g_strdup(store_column_text(rows, 2)),
                       .from = g_strdup(store_column_text(rows, 3)),
                       .to = g_strdup(store_column_text(rows, 4)),
                       .day = g_strdup(store_column_text(rows, 5)),
                       .reason = g_strdup(store_column_text(rows, 6)),
                       .at = store_column_int(rows, 7),
                       .by = g_strdup(store_column_text(rows, 8))};
        g_ptr_array_add(moves, move);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&moves) : NULL;
}

/* How it came here, with the days it stayed in each library: until the next move, the end or
 * today. */
static bool write_moves(const ProjectDesk *desk, const Project *project, GError **error)
{
    JsonWriter *answer = call_answer(desk->call);
    g_autoptr(GPtrArray) moves = read_moves(desk->call, project->id, error);

    json_key(answer, "moves");
    json_begin_array(answer);
    for (guint i = 0; moves != NULL && i < moves->len; i++) {
        const Move *move = moves->pdata[i];
        const char *until = i + 1 < moves->len       ? ((const Move *)moves->pdata[i + 1])->day
                            : project->ended != NULL ? project->ended
                                                     : call_today(desk->call);
        json_begin_object(answer);
        json_member_int(answer, "number", i + 1);
        json_member_text(answer, "direction", move->direction);
        json_member_text(answer, "from", move->from);
        json_member_text(answer, "from_name",
                         move->from != NULL ? library_name(desk, move->from) : NULL);
        json_member_text(answer, "to", move->to);
        json_member_text(answer, "to_name", library_name(desk, move->to));
        json_member_text(answer, "day", move->day);
        json_member_int(answer, "days", project_days(move->day, until));
        json_member_int(answer, "workdays", project_workdays(desk->calendar, move->day, until));
        json_member_text(answer, "reason", move->reason);
        json_member_time(answer, "at", move->at);
        json_member_text(answer, "by_name", name_of(desk->names, NAME_ACCOUNT, move->by));
        json_end_object(answer);
    }
    json_end_array(answer);
    return moves != NULL;
}

/* Files (a JSON array text), time and account of the current row from column FIRST on. */
static bool write_proof(const ProjectDesk *desk, const StoreRows *rows, guint first, GError **error)
{
    JsonWriter *answer = call_answer(desk->call);
    json_auto_t *files = json_loads(store_column_text(rows, first), 0, NULL);

    json_key(answer, "files");
    return evidence_write(desk->call, answer, files, desk->names, error);
}

static bool write_paper(Call *call, const StoreRows *rows, gconstpointer data, GError **error)
{
    const ProjectDesk *desk = data;
    JsonWriter *answer = call_answer(call);

    const char *key = store_column_text(rows, 2);
    const Condition *condition = pack_condition(desk->pack, key, NULL);
    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_member_text(answer, "kind", store_column_text(rows, 1));
    json_member_text(answer, "condition", key);
    json_member_text(answer, "name",
                     condition != NULL ? pack_name(condition->name, call_language(call)) : key);
    json_member_text(answer, "day", store_column_text(rows, 3));
    json_member_text(answer, "decided_by", store_column_text(rows, 4));
    json_member_text(answer, "text", store_column_text(rows, 5));
    json_member_text(answer, "withdrawn", store_column_text(rows, 7));
    json_member_time(answer, "at", store_column_int(rows, 8));
    json_member_text(answer, "by_name",
                     name_of(desk->names, NAME_ACCOUNT, store_column_text(rows, 9)));
    if (!write_proof(desk, rows, 6, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_papers(const ProjectDesk *desk, const Project *project, GError **error)
{
    Call *call = desk->call;
    StoreRows *rows =
        store_query(call_tx(call), &sql_project_papers,
                    STORE_VALUES(store_text(call_district(call)), store_text(project->id)), error);

    return call_write_rows(call, "papers", rows, write_paper, desk, error);
}

static bool write_note(Call *call, const StoreRows *rows, gconstpointer data, GError **error)
{
    const ProjectDesk *desk = data;
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_member_text(answer, "day", store_column_text(rows, 1));
    json_member_text(answer, "text", store_column_text(rows, 2));
    json_member_time(answer, "at", store_column_int(rows, 4));
    json_member_text(answer, "by_name",
                     name_of(desk->names, NAME_ACCOUNT, store_column_text(rows, 5)));
    if (!write_proof(desk, rows, 3, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_notes(const ProjectDesk *desk, const Project *project, GError **error)
{
    Call *call = desk->call;
    StoreRows *rows =
        store_query(call_tx(call), &sql_project_notes,
                    STORE_VALUES(store_text(call_district(call)), store_text(project->id)), error);

    return call_write_rows(call, "notes", rows, write_note, desk, error);
}

static void write_place(JsonWriter *answer, const Project *project)
{
    json_key(answer, "place");
    if (!project->placed) {
        json_write_null(answer);
        return;
    }
    json_begin_object(answer);
    /* Ten-thousandths of a degree are eleven metres: enough for a pin, exact in the database. */
    project_member(answer, "longitude", project->longitude / 1000);
    project_member(answer, "latitude", project->latitude / 1000);
    json_end_object(answer);
}

bool project_write_detail(Call *call, const char *id, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(Project) project = project_find(call, id, error);

    if (project == NULL || !project_desk_open(&desk, call, id, error)) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "project");
    json_begin_object(answer);
    project_write_members(&desk, project);
    json_end_object(answer);
    json_member_text(answer, "ended", project->ended);
    json_member_text(answer, "firm_code", project->firm_code);
    write_object_name(call, "plot_name", project->plot);
    write_place(answer, project);
    write_fields(&desk, project);
    write_gates(&desk, project);
    if (!write_moves(&desk, project, error) || !write_papers(&desk, project, error) ||
        !write_notes(&desk, project, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool project_read(Call *call, GError **error)
{
    g_autoptr(Project) project = project_reach(call, call_parameter(call, "project"), error);

    return project != NULL && project_write_detail(call, project->id, error);
}
