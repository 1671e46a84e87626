/* One row of an imported list: which project it is, what it changes, what is wrong with it. */
#include "project/project_import_internal.h"

#include "kernel/code.h"
#include "kernel/json_in.h"

#include <string.h>

#define CANDIDATES_MAX 5u

static void candidate_free(gpointer data)
{
    Candidate *candidate = data;

    g_free(candidate->id);
    g_free(candidate->name);
    g_free(candidate);
}

void import_row_free(gpointer data)
{
    ImportRow *row = data;

    json_decref(row->body);
    json_decref(row->changes);
    json_decref(row->unused);
    project_free(row->project);
    g_free(row->since);
    g_free(row->note);
    g_ptr_array_unref(row->candidates);
    g_clear_error(&row->fault);
    g_free(row);
}

const char *import_cell(const ImportRow *row, const char *member)
{
    return json_string_value(json_object_get(row->line->cells, member));
}

bool import_refuse(ImportRow *row, const char *key, const char *member)
{
    g_clear_error(&row->fault);
    error_set(&row->fault, LUOSHI_ERROR_INVALID, key, member, NULL);
    row->state = ROW_REFUSED;
    return false;
}

/* Puts the id that FIND gives for the cell MEMBER into the body. False if it names nothing. */
static bool resolve(const ImportDesk *desk, ImportRow *row, const char *member,
                    char *(*find)(StoreTx *, const char *, const char *, GError **),
                    const char *fault, GError **failed)
{
    const char *text = import_cell(row, member);

    if (text == NULL) {
        return true;
    }
    g_autofree char *id = find(call_tx(desk->call), call_district(desk->call), text, failed);
    if (id != NULL) {
        json_object_set_new(row->body, member, json_string(id));
        return true;
    }
    return *failed != NULL ? false : import_refuse(row, fault, member);
}

static bool resolve_keys(const ImportDesk *desk, ImportRow *row)
{
    static const struct {
        const char *member;
        const char *list;
        const char *fault;
    } keyed[] = {{"kind", "kinds", "project.no_kind"},
                 {"key_level", "key_levels", "project.no_level"}};

    for (gsize i = 0; i < G_N_ELEMENTS(keyed); i++) {
        const char *text = import_cell(row, keyed[i].member);
        const char *key = text != NULL
                              ? pack_meant(json_object_get(desk->pack->source, keyed[i].list), text)
                              : NULL;
        if (text != NULL && key == NULL) {
            return import_refuse(row, keyed[i].fault, keyed[i].member);
        }
        if (key != NULL) {
            json_object_set_new(row->body, keyed[i].member, json_string(key));
        }
    }
    return true;
}

/* The body of an addition or change that the cells of ROW say. */
static bool make_body(const ImportDesk *desk, ImportRow *row, GError **failed)
{
    static const char *const plain[] = {"name", "code",  "firm_name", "firm_code",
                                        "area", "total", "start_by",  "finish_by"};
    json_t *fields = json_object();
    const char *member;
    json_t *value;

    row->body = json_object();
    json_object_set_new(row->body, "fields", fields);
    for (gsize i = 0; i < G_N_ELEMENTS(plain); i++) {
        if (import_cell(row, plain[i]) != NULL) {
            json_object_set_new(row->body, plain[i], json_string(import_cell(row, plain[i])));
        }
    }
    json_object_foreach(row->line->cells, member, value)
    {
        if (g_str_has_prefix(member, "field:")) {
            json_object_set(fields, member + strlen("field:"), value);
        }
    }
    return resolve_keys(desk, row) &&
           resolve(desk, row, "lead_unit", org_find_unit, "org.no_unit", failed) &&
           resolve(desk, row, "leader", org_find_person, "project.no_person", failed);
}

static const Project *existing_by_id(const ImportDesk *desk, const char *id)
{
    for (guint i = 0; i < desk->existing->len; i++) {
        const Project *one = desk->existing->pdata[i];
        if (strcmp(one->id, id) == 0) {
            return one;
        }
    }
    return NULL;
}

/* By code; by the firm's code and the name; by the name. */
static const Project *find_match(const ImportDesk *desk, const ImportRow *row)
{
    char code[CODE_PROJECT_LENGTH + 1] = "";
    const char *name = import_cell(row, "name");
    const char *firm = import_cell(row, "firm_code");
    const Project *named = NULL;

    if (import_cell(row, "code") != NULL) {
        code_project_check(import_cell(row, "code"), NULL, code, NULL);
    }
    for (guint i = 0; i < desk->existing->len; i++) {
        const Project *one = desk->existing->pdata[i];
        bool same_name = strcmp(one->name, name) == 0;
        if ((one->code != NULL && strcmp(one->code, code) == 0) ||
            (same_name && firm != NULL && g_strcmp0(one->firm_code, firm) == 0)) {
            return one;
        }
        /* Two codes tell two projects of one name apart. */
        if (same_name && (*code == '\0' || one->code == NULL)) {
            named = one;
        }
    }
    return named;
}

/* What the user answered about row NUMBER: an id, “new”, or NULL. (transfer full) */
static char *answer_of(const ImportDesk *desk, guint number)
{
    g_autofree char *key = g_strdup_printf("%u=", number);
    g_auto(GStrv) answers = g_strsplit(desk->answers != NULL ? desk->answers : "", ";", 1000);

    for (gsize i = 0; answers[i] != NULL; i++) {
        if (g_str_has_prefix(answers[i], key)) {
            return g_strdup(answers[i] + strlen(key));
        }
    }
    return NULL;
}

static void ask_alike(const ImportDesk *desk, ImportRow *row)
{
    for (guint i = 0; i < desk->existing->len && row->candidates->len < CANDIDATES_MAX; i++) {
        const Project *one = desk->existing->pdata[i];
        guint score = code_firm_similarity(one->name, import_cell(row, "name"), NULL);
        if (score >= PROJECT_ALIKE) {
            Candidate *candidate = g_new(Candidate, 1);
            *candidate = (Candidate){g_strdup(one->id), g_strdup(one->name), score};
            g_ptr_array_add(row->candidates, candidate);
        }
    }
    if (row->candidates->len > 0) {
        row->state = ROW_ASK;
    }
}

/* The project that ROW is about: *MATCH, or NULL for a new one. False if it must be asked. */
static bool choose(const ImportDesk *desk, ImportRow *row, const Project **match)
{
    g_autofree char *answer = answer_of(desk, row->line->number);

    *match = find_match(desk, row);
    if (*match != NULL || g_strcmp0(answer, "new") == 0) {
        return true;
    }
    if (answer != NULL) {
        *match = existing_by_id(desk, answer);
        return *match != NULL || import_refuse(row, "project.none", "name");
    }
    ask_alike(desk, row);
    return row->state != ROW_ASK;
}

/* Which members of the body are other than what PROJECT has. */
static void list_changes(ImportRow *row, const Project *was)
{
    const Project *now = row->project;
    const struct {
        const char *member;
        bool other;
    } members[] = {
        {"name", g_strcmp0(was->name, now->name) != 0},
        {"kind", g_strcmp0(was->kind, now->kind) != 0},
        {"lead_unit", g_strcmp0(was->lead_unit, now->lead_unit) != 0},
        {"area", g_strcmp0(was->area, now->area) != 0},
        {"firm_name", g_strcmp0(was->firm_name, now->firm_name) != 0},
        {"firm_code", g_strcmp0(was->firm_code, now->firm_code) != 0},
        {"code", g_strcmp0(was->code, now->code) != 0},
        {"key_level", g_strcmp0(was->key_level, now->key_level) != 0},
        {"total", was->has_total != now->has_total || was->total != now->total},
        {"start_by", g_strcmp0(was->start_by, now->start_by) != 0},
        {"finish_by", g_strcmp0(was->finish_by, now->finish_by) != 0},
        {"fields", json_equal(was->fields, now->fields) == 0},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
        if (members[i].other) {
            json_array_append_new(row->changes, json_string(members[i].member));
        }
    }
}

static bool leader_changes(const ImportDesk *desk, const ImportRow *row, const Project *was,
                           bool *changes, GError **error)
{
    const char *leader = project_text(row->body, "leader");

    *changes = false;
    if (leader == NULL) {
        return true;
    }
    g_autoptr(GHashTable) charges =
        org_charges(call_tx(desk->call), call_district(desk->call), PROJECT_KIND, was->id, error);
    const OrgCharge *charge = charges != NULL ? g_hash_table_lookup(charges, was->id) : NULL;
    *changes = charge == NULL || strcmp(charge->person, leader) != 0;
    return charges != NULL;
}

/* Is the same project in an earlier row? */
static bool seen_before(const ImportDesk *desk, const ImportRow *row)
{
    const char *code = row->project->code;
    g_autofree char *name = g_strconcat(row->project->name, " ", code != NULL ? code : "", NULL);

    return !g_hash_table_add(desk->seen, g_steal_pointer(&name)) ||
           (code != NULL && !g_hash_table_add(desk->seen, g_strdup(code)));
}

/* A fault of the database, not of the row. */
static bool is_serious(const GError *fault)
{
    return fault->domain != LUOSHI_ERROR || fault->code == LUOSHI_ERROR_INTERNAL ||
           fault->code == LUOSHI_ERROR_UNAVAILABLE;
}

static void apply_defaults(const ImportDesk *desk, ImportRow *row)
{
    if (json_object_get(row->body, "lead_unit") == NULL && desk->unit != NULL) {
        json_object_set_new(row->body, "lead_unit", json_string(desk->unit));
    }
    if (json_object_get(row->body, "kind") == NULL && desk->kind != NULL) {
        json_object_set_new(row->body, "kind", json_string(desk->kind));
    }
}

/* A new project needs its kind and unit. */
static bool check_whole(ImportRow *row)
{
    return (row->project->kind != NULL || import_refuse(row, "project.import_kind", "kind")) &&
           (row->project->lead_unit != NULL ||
            import_refuse(row, "project.import_unit", "lead_unit"));
}

/* Looks at what ROW, about MATCH or a new project, says. False only if the database fails. */
static bool look(ImportDesk *desk, ImportRow *row, const Project *match, GError **error)
{
    g_autoptr(GError) failed = NULL;
    bool leader = false;

    if (match != NULL) {
        row->project = project_find(desk->call, match->id, error);
        if (row->project == NULL) {
            return false;
        }
    } else {
        row->project = g_new0(Project, 1);
        apply_defaults(desk, row);
    }
    if (!project_take_body(desk->call, desk->pack, row->project, row->body, &failed)) {
        if (is_serious(failed)) {
            g_propagate_error(error, g_steal_pointer(&failed));
            return false;
        }
        row->fault = g_steal_pointer(&failed);
        row->state = ROW_REFUSED;
        return true;
    }
    if (match == NULL) {
        row->state = ROW_NEW;
        if (check_whole(row) && import_place_new(desk, row) && seen_before(desk, row)) {
            import_refuse(row, "project.import_twice", "name");
        }
        return true;
    }
    list_changes(row, match);
    if (!leader_changes(desk, row, match, &leader, error)) {
        return false;
    }
    if (leader) {
        json_array_append_new(row->changes, json_string("leader"));
    }
    if (!import_place_known(desk, row, match, error)) {
        return false;
    }
    row->state = json_array_size(row->changes) > 0 ? ROW_UPDATE : ROW_SAME;
    if (seen_before(desk, row)) {
        import_refuse(row, "project.import_twice", "name");
    }
    return true;
}

ImportRow *import_row_look(ImportDesk *desk, const SheetLine *line, GError **error)
{
    ImportRow *row = g_new0(ImportRow, 1);
    g_autoptr(GError) failed = NULL;
    const Project *match = NULL;
    bool done = true;

    row->line = line;
    row->changes = json_array();
    row->unused = json_array();
    row->candidates = g_ptr_array_new_with_free_func(candidate_free);
    if (line->unread != NULL) {
        row->fault = g_error_copy(line->unread);
        row->state = ROW_REFUSED;
    } else if (import_cell(row, "name") == NULL ||
               g_utf8_strlen(import_cell(row, "name"), -1) < 2 ||
               g_utf8_strlen(import_cell(row, "name"), -1) > 200) {
        import_refuse(row, "project.import_name", "name");
    } else if (make_body(desk, row, &failed) && choose(desk, row, &match)) {
        done = look(desk, row, match, error);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        done = false;
    }
    if (!done) {
        import_row_free(row);
        return NULL;
    }
    return row;
}

static bool set_leader(const ImportDesk *desk, const ImportRow *row, GError **error)
{
    const char *leader = project_text(row->body, "leader");

    return leader == NULL ||
           org_charge_set(desk->call, PROJECT_KIND, row->project->id, leader, "leader", error);
}

bool import_row_take(ImportDesk *desk, ImportRow *row, GError **error)
{
    Call *call = desk->call;
    bool added = row->state == ROW_NEW;

    if (added ? !project_insert(call, row->project, row->library, row->since, error) ||
                    !import_take_history(desk, row, error)
              : !project_update(call, row->project, error)) {
        return false;
    }
    return project_link(call_tx(call), call_district(call), desk->pack, row->project, error) &&
           set_leader(desk, row, error) &&
           call_record(call, added ? "project.import" : "project.change", PROJECT_KIND,
                       row->project->id, call_parameter(call, "reason"), NULL, row->body, error);
}
