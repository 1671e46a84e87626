/* The sample district's projects: a list that is taken over, money by month, rounds of starts,
 * funds, votes, visits, schedules, and what happened to some of them this year. */
#include "cli/sample_internal.h"

#include "kernel/json_in.h"
#include "pack/pack.h"

#include <string.h>

#define KEEPER    "clerk1"
#define TREASURER "finance"

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* OPERATION as the log-in WHO; its answer. (transfer full) */
static json_t *run(const Sample *sample, const char *who, const char *operation,
                   const char *const *parameters, const json_t *body, GBytes *content,
                   GError **error)
{
    const char *account = sample_account(sample, who, error);

    return account != NULL
               ? sample_run_as(sample, account, operation, parameters, body, content, error)
               : NULL;
}

static bool done(json_t *answer)
{
    bool there = answer != NULL;

    json_decref(answer);
    return there;
}

static bool import_list(const Sample *sample, const json_t *file, GError **error)
{
    g_autofree char *path = g_build_filename(sample->folder, text(file, "list"), NULL);
    const char *parameters[] = {
        "filename", text(file, "list"), "reason", text(file, "reason"), "take_over", "1", NULL};
    char *bytes = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &bytes, &length, error)) {
        return false;
    }
    g_autoptr(GBytes) content = g_bytes_new_take(bytes, length);
    json_auto_t *answer = run(sample, KEEPER, "project_import", parameters, NULL, content, error);
    if (answer == NULL) {
        return false;
    }
    if (!json_is_true(json_object_get(answer, "taken"))) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.sample.projects", path, "file", path, NULL);
        return false;
    }
    return true;
}

/* The ids of all projects by name. (transfer full) */
static json_t *read_ids(const Sample *sample, GError **error)
{
    const char *parameters[] = {"limit", "1000", NULL};
    json_auto_t *page = run(sample, KEEPER, "project_list", parameters, NULL, NULL, error);
    json_t *ids = page != NULL ? json_object() : NULL;
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(page, "projects"), i, one)
    {
        json_object_set(ids, text(one, "name"), json_object_get(one, "id"));
    }
    return ids;
}

/* The id of the project NAME; an error that says so if the list has none. */
static const char *id_of(const json_t *ids, const char *name, GError **error)
{
    const char *id = name != NULL ? text(ids, name) : NULL;

    if (id == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.sample.project", "projects.yaml", "name",
                  name != NULL ? name : "", NULL);
    }
    return id;
}

/* Adds the figures VALUES of KIND, month by month from FROM, to ENTRIES. */
static void add_months(json_t *entries, const char *from, const char *kind, const char *source,
                       const json_t *values)
{
    gint64 year = g_ascii_strtoll(from, NULL, 10);
    gint64 month = g_ascii_strtoll(from + 5, NULL, 10);
    size_t i;
    json_t *value;

    json_array_foreach(values, i, value)
    {
        g_autofree char *at = g_strdup_printf("%04d-%02d", (int)year, (int)(month + (gint64)i));
        g_autofree char *amount =
            g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
        json_array_append_new(entries, json_pack("{s:s, s:s, s:s, s:s}", "month", at, "kind", kind,
                                                 "source", source, "amount", amount));
    }
}

static bool report_money(const Sample *sample, const json_t *ids, const json_t *entry,
                         GError **error)
{
    const char *id = id_of(ids, text(entry, "project"), error);
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *entries = json_array();

    add_months(entries, text(entry, "from"), "plan", text(entry, "source"),
               json_object_get(entry, "plan"));
    add_months(entries, text(entry, "from"), "actual", text(entry, "source"),
               json_object_get(entry, "actual"));
    json_auto_t *body = json_pack("{s:O}", "entries", entries);
    return id != NULL &&
           done(run(sample, KEEPER, "project_amount_set", parameters, body, NULL, error));
}

static bool add_batch(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    json_auto_t *body = json_copy((json_t *)entry);
    json_t *projects = json_array();
    size_t i;
    json_t *name;

    json_array_foreach(json_object_get(entry, "projects"), i, name)
    {
        const char *id = id_of(ids, json_string_value(name), error);
        if (id == NULL) {
            json_decref(projects);
            return false;
        }
        json_array_append_new(projects, json_string(id));
    }
    json_object_set_new(body, "projects", projects);
    return done(run(sample, KEEPER, "project_batch_add", NULL, body, NULL, error));
}

static bool add_fund(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    const char *name = text(entry, "project");
    const char *project = name != NULL ? id_of(ids, name, error) : NULL;
    const json_t *unit = find_unit(sample->units, text(entry, "unit"), error);
    json_auto_t *body = unit != NULL ? json_copy((json_t *)entry) : NULL;
    size_t i;
    json_t *one;

    if (body == NULL || (name != NULL && project == NULL)) {
        return false;
    }
    json_object_del(body, "entries");
    if (project != NULL) {
        json_object_set_new(body, "project", json_string(project));
    }
    json_object_set(body, "unit", json_object_get(unit, "id"));
    json_auto_t *fund = run(sample, TREASURER, "project_fund_add", NULL, body, NULL, error);
    const char *parameters[] = {"fund", text(json_object_get(fund, "fund"), "id"), NULL};
    json_array_foreach(json_object_get(entry, "entries"), i, one)
    {
        json_object_set_new(one, "text", json_string("按上级文件登记"));
        if (fund == NULL ||
            !done(run(sample, TREASURER, "project_fund_entry_add", parameters, one, NULL, error))) {
            return false;
        }
    }
    return fund != NULL;
}

static bool add_vote(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    const char *id = id_of(ids, text(entry, "project"), error);
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *body = json_copy((json_t *)entry);

    json_object_del(body, "project");
    return id != NULL &&
           done(run(sample, KEEPER, "project_vote_add", parameters, body, NULL, error));
}

/* The files of STEP, or a small one that stands for the paper it names; their ids. (transfer full)
 */
static json_t *papers(const Sample *sample, const json_t *step, GError **error)
{
    const json_t *files = json_object_get(step, "files");
    const char *what = text(step, "text");
    const char *account = files != NULL ? sample_account(sample, KEEPER, error) : NULL;

    if (files != NULL) {
        return account != NULL ? sample_upload(sample, account, files, error) : NULL;
    }
    g_autofree char *name = g_strconcat(what, ".txt", NULL);
    g_autofree char *words = g_strconcat("样例材料：", what, "\n", NULL);
    g_autoptr(GBytes) content = g_bytes_new(words, strlen(words));
    const char *parameters[] = {"filename", name, NULL};
    json_auto_t *file = run(sample, KEEPER, "evidence_upload", parameters, NULL, content, error);

    return file != NULL ? json_pack("[O]", json_object_get(file, "id")) : NULL;
}

/* The version of the project ID, or 0. */
static json_int_t version_of(const Sample *sample, const char *id, GError **error)
{
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *detail = run(sample, KEEPER, "project_read", parameters, NULL, NULL, error);

    return json_integer_value(json_object_get(json_object_get(detail, "project"), "version"));
}

static bool add_document(const Sample *sample, const char *id, const json_t *step, GError **error)
{
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *files = papers(sample, step, error);
    json_auto_t *body = files != NULL ? json_pack("{s:O, s:O, s:O, s:O}", "condition",
                                                  json_object_get(step, "document"), "day",
                                                  json_object_get(step, "day"), "text",
                                                  json_object_get(step, "text"), "files", files)
                                      : NULL;

    return body != NULL &&
           done(run(sample, KEEPER, "project_paper_add", parameters, body, NULL, error));
}

/* One step: a document, a decision, a note, a move forward or back, or the end. */
static bool take_step(const Sample *sample, const char *id, const json_t *step, GError **error)
{
    const char *parameters[] = {"project", id, NULL};
    const json_t *move = json_object_get(step, "move");
    const json_t *back = json_object_get(step, "back");

    if (text(step, "document") != NULL) {
        return add_document(sample, id, step, error);
    }
    if (text(step, "decision") != NULL) {
        json_auto_t *body =
            json_pack("{s:O, s:O, s:O, s:O}", "condition", json_object_get(step, "decision"), "day",
                      json_object_get(step, "day"), "decided_by",
                      json_object_get(step, "decided_by"), "text", json_object_get(step, "text"));
        return done(run(sample, KEEPER, "project_paper_add", parameters, body, NULL, error));
    }
    if (text(step, "note") != NULL) {
        json_auto_t *body = json_pack("{s:O, s:O}", "text", json_object_get(step, "note"), "day",
                                      json_object_get(step, "day"));
        return done(run(sample, KEEPER, "project_note_add", parameters, body, NULL, error));
    }
    json_int_t version = version_of(sample, id, error);
    bool ends = text(step, "end") != NULL;
    json_auto_t *body =
        json_pack("{s:I, s:O, s:O, s:O*}", "version", version, ends ? "state" : "to",
                  ends           ? json_object_get(step, "end")
                  : move != NULL ? move
                                 : back,
                  "day", json_object_get(step, "day"), "reason", json_object_get(step, "reason"));
    return version > 0 && body != NULL &&
           done(run(sample, KEEPER, ends ? "project_end" : "project_move", parameters, body, NULL,
                    error));
}

static bool take_steps(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    const char *id = id_of(ids, text(entry, "project"), error);
    size_t i;
    json_t *step;

    json_array_foreach(json_object_get(entry, "steps"), i, step)
    {
        if (id == NULL || !take_step(sample, id, step, error)) {
            return false;
        }
    }
    return id != NULL;
}

/* ACTIVITY of a kind of works as it takes DAYS here, with its owner's id in place of its key. */
static bool set_activity(const Sample *sample, json_t *activity, json_int_t days, GError **error)
{
    const char *owner = text(activity, "owner");
    const json_t *unit = owner != NULL ? find_unit(sample->units, owner, error) : NULL;

    if (owner != NULL && unit == NULL) {
        return false;
    }
    json_object_set_new(activity, "duration", json_integer(days));
    if (days > 0) {
        json_object_set_new(activity, "optimistic", json_integer(days - days / 5));
        json_object_set_new(activity, "pessimistic", json_integer(days + days / 2));
    }
    if (unit != NULL) {
        json_object_set(activity, "owner", json_object_get(unit, "id"));
    }
    return true;
}

/* The plan of ENTRY: the activities of its kind of works, each with the days it takes here, on a
 * calendar of six days a week. (transfer full) */
static json_t *plan_body(const Sample *sample, const json_t *entry, GError **error)
{
    json_auto_t *body = json_deep_copy(json_object_get(entry, "works"));
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(body, "activities"), i, one)
    {
        if (!set_activity(sample, one,
                          json_integer_value(json_array_get(json_object_get(entry, "days"), i)),
                          error)) {
            return NULL;
        }
    }
    json_object_set_new(body, "version", json_integer(0));
    json_object_set(body, "name", json_object_get(entry, "project"));
    json_object_set(body, "start", json_object_get(entry, "start"));
    json_object_set(body, "finish", json_object_get(entry, "finish"));
    json_object_set_new(body, "calendar", json_string("site"));
    json_object_set_new(body, "calendars",
                        json_pack("[{s:s, s:s, s:[i, i, i, i, i, i]}]", "id", "site", "name",
                                  "工地每周六天", "week", 1, 2, 3, 4, 5, 6));
    return json_incref(body);
}

/* A schedule, kept as its first baseline, and what was reported since. */
static bool add_plan(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    const char *id = id_of(ids, text(entry, "project"), error);
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *body = id != NULL ? plan_body(sample, entry, error) : NULL;
    json_auto_t *kept = json_pack("{s:i, s:s}", "version", 1, "name", "开工时计划");
    json_auto_t *since =
        json_pack("{s:i, s:O}", "version", 1, "changes", json_object_get(entry, "changes"));

    return body != NULL &&
           done(run(sample, KEEPER, "project_plan_set", parameters, body, NULL, error)) &&
           done(run(sample, KEEPER, "project_baseline_add", parameters, kept, NULL, error)) &&
           done(run(sample, KEEPER, "project_plan_change", parameters, since, NULL, error));
}

/* The firm of the register that is behind a project. */
static bool name_firm(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    const char *id = id_of(ids, text(entry, "project"), error);
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *body = id != NULL
                            ? json_pack("{s:I, s:O}", "version", version_of(sample, id, error),
                                        "firm", json_object_get(entry, "firm"))
                            : NULL;

    return body != NULL &&
           done(run(sample, KEEPER, "project_change", parameters, body, NULL, error));
}

/* The day on which the project of DETAIL came to LIBRARY, or NULL if it has not. */
static const char *day_entered(const json_t *detail, const char *library)
{
    static const char *const by_library[] = {"to", NULL};

    return text(find_object(json_object_get(detail, "moves"), by_library, library), "day");
}

/* One small file of all that is to be filed of ENTRY's project under its papers' names; its id.
 * (transfer full) */
static json_t *upload_list(const Sample *sample, const json_t *entry, const json_t *detail,
                           GError **error)
{
    g_autofree char *name = g_strconcat(text(entry, "project"), "手续目录.csv", NULL);
    g_autoptr(GString) rows = g_string_new("\xEF\xBB\xBF材料,环节,日期\r\n");
    const char *parameters[] = {"filename", name, NULL};
    size_t i;
    size_t k;
    json_t *library;
    json_t *condition;

    json_array_foreach(json_object_get(detail, "libraries"), i, library)
    {
        const char *day = day_entered(detail, text(library, "key"));
        json_array_foreach(json_object_get(library, "conditions"), k, condition)
        {
            if (day != NULL && strcmp(text(condition, "kind"), "field") != 0) {
                g_string_append_printf(rows, "%s,%s,%s\r\n", text(condition, "name"),
                                       text(library, "name"), day);
            }
        }
    }
    g_autoptr(GBytes) content = g_bytes_new(rows->str, rows->len);
    json_auto_t *file = run(sample, KEEPER, "evidence_upload", parameters, NULL, content, error);
    return json_incref(json_object_get(file, "id"));
}

/* What CONDITION of a library that ENTRY's project entered on DAY asks for, unless it is there, is
 * one of the entry's “lacks” or must be a picture. */
static bool file_paper(const Sample *sample, const json_t *entry, const char *id, const char *day,
                       const json_t *condition, const json_t *list, GError **error)
{
    const char *parameters[] = {"project", id, NULL};
    const char *kind = text(condition, "kind");
    bool document = strcmp(kind, "document") == 0;

    if (json_is_true(json_object_get(condition, "held")) || strcmp(kind, "field") == 0 ||
        json_array_size(json_object_get(condition, "media")) > 0 ||
        json_holds(json_object_get(entry, "lacks"), text(condition, "key"))) {
        return true;
    }
    json_auto_t *body = json_pack("{s:O, s:s, s:O}", "condition", json_object_get(condition, "key"),
                                  "day", day, "text", json_object_get(condition, "name"));
    if (document) {
        json_object_set_new(body, "files", json_pack("[O]", list));
    } else {
        json_object_set_new(body, "decided_by", json_string("区政府常务会议"));
    }
    return done(run(sample, KEEPER, "project_paper_add", parameters, body, NULL, error));
}

/* The papers of all gates that ENTRY's project has passed. */
static bool file_papers(const Sample *sample, const json_t *ids, const json_t *entry,
                        GError **error)
{
    const char *id = id_of(ids, text(entry, "project"), error);
    const char *parameters[] = {"project", id, NULL};
    json_auto_t *detail =
        id != NULL ? run(sample, KEEPER, "project_read", parameters, NULL, NULL, error) : NULL;
    json_auto_t *list = detail != NULL ? upload_list(sample, entry, detail, error) : NULL;
    size_t i;
    size_t k;
    json_t *library;
    json_t *condition;

    json_array_foreach(json_object_get(detail, "libraries"), i, library)
    {
        const char *day = day_entered(detail, text(library, "key"));
        json_array_foreach(json_object_get(library, "conditions"), k, condition)
        {
            if (list == NULL ||
                (day != NULL && !file_paper(sample, entry, id, day, condition, list, error))) {
                return false;
            }
        }
    }
    return list != NULL;
}

/* The id of the team NAME of investment promotion. (transfer full) */
static char *team_of(const Sample *sample, const char *name, GError **error)
{
    const char *parameters[] = {"type", "promotion_team", "q", name, NULL};
    json_auto_t *page = run(sample, KEEPER, "register_list", parameters, NULL, NULL, error);
    const json_t *first = json_array_get(json_object_get(page, "objects"), 0);

    if (page != NULL && first == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.no_object", name, NULL);
    }
    return g_strdup(text(first, "id"));
}

static bool add_visit(const Sample *sample, const json_t *ids, const json_t *entry, GError **error)
{
    const char *parameters[] = {"type", "promotion_visit", NULL};
    const char *project = id_of(ids, text(entry, "project"), error);
    g_autofree char *team = project != NULL ? team_of(sample, text(entry, "team"), error) : NULL;

    if (team == NULL) {
        return false;
    }
    json_auto_t *values = json_copy((json_t *)entry);
    json_object_set_new(values, "project", json_string(project));
    json_object_set_new(values, "team", json_string(team));
    json_auto_t *body = json_pack("{s:O}", "values", values);
    return done(run(sample, KEEPER, "register_add", parameters, body, NULL, error));
}

bool sample_projects(const Sample *sample, GError **error)
{
    static const struct {
        const char *list;
        bool (*take)(const Sample *, const json_t *, const json_t *, GError **);
    } parts[] = {{"money", report_money}, {"batches", add_batch}, {"funds", add_fund},
                 {"votes", add_vote},     {"visits", add_visit},  {"firms", name_firm},
                 {"papers", file_papers}, {"steps", take_steps},  {"plans", add_plan}};
    g_autofree char *path = g_build_filename(sample->folder, "projects.yaml", NULL);

    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        return true;
    }
    json_auto_t *file = pack_load_yaml(path, error);
    json_auto_t *ids =
        file != NULL && import_list(sample, file, error) ? read_ids(sample, error) : NULL;
    for (gsize p = 0; ids != NULL && p < G_N_ELEMENTS(parts); p++) {
        size_t i;
        json_t *entry;
        json_array_foreach(json_object_get(file, parts[p].list), i, entry)
        {
            const char *works = text(entry, "works");
            if (works != NULL) {
                json_object_set(entry, "works",
                                json_object_get(json_object_get(file, "works"), works));
            }
            if (!parts[p].take(sample, ids, entry, error)) {
                return false;
            }
        }
    }
    return ids != NULL;
}
