/* The sample district's rallies of key projects, one closed and one open, and what was raised at
 * their sites. */
#include "cli/sample_internal.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* OPERATION as the log-in WHO; its answer. (transfer full) */
static json_t *run(const Sample *sample, const char *who, const char *operation,
                   const char *const *parameters, const json_t *body, GError **error)
{
    const char *account = sample_account(sample, who, error);

    return account != NULL
               ? sample_run_as(sample, account, operation, parameters, body, NULL, error)
               : NULL;
}

/* The id of the one of LIST whose member NAME is VALUE; an error that says so if there is none. */
static json_t *id_of(const json_t *list, const char *name, const char *value, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(list, i, one)
    {
        if (g_strcmp0(text(one, name), value) == 0) {
            return json_object_get(one, "id");
        }
    }
    error_set(error, LUOSHI_ERROR_INVALID, "cli.sample.project", "work.yaml", "name",
              value != NULL ? value : "", NULL);
    return NULL;
}

/* Sets the judges, sites and last day of the rally ENTRY names, and opens it; what it is then.
 * (transfer full) */
static json_t *open_rally(const Sample *sample, const json_t *entry, const json_t *projects,
                          const json_t *id, GError **error)
{
    const char *parameters[] = {"rally", json_string_value(id), NULL};
    json_auto_t *judges = json_array();
    json_auto_t *sites = json_array();
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(entry, "judges"), i, one)
    {
        static const char *const by_login[] = {"login", NULL};
        const json_t *account = find_object(sample->accounts, by_login, text(one, "as"));
        json_array_append(judges, json_object_get(account, "person"));
    }
    json_array_foreach(json_object_get(entry, "sites"), i, one)
    {
        json_array_append(sites, id_of(projects, "name", text(one, "project"), error));
    }
    json_auto_t *change =
        json_pack("{s:i, s:O, s:O, s:O}", "version", 1, "day", json_object_get(entry, "day"),
                  "judges", judges, "projects", sites);
    json_auto_t *changed = *error == NULL ? sample_run_as(sample, sample->clerk, "rally_change",
                                                          parameters, change, NULL, error)
                                          : NULL;
    json_auto_t *move = json_pack("{s:i, s:s}", "version", 2, "to", "open");
    return changed != NULL
               ? sample_run_as(sample, sample->clerk, "rally_move", parameters, move, NULL, error)
               : NULL;
}

/* What JUDGE gives the site whose marks are BASE: his own view is “differs”, item by item.
 * (transfer full) */
static json_t *marks_of(const json_t *sheet, const json_t *base, const json_t *judge)
{
    json_t *marks = json_object();
    size_t i;
    json_t *item;

    json_array_foreach(json_object_get(sheet, "items"), i, item)
    {
        json_int_t most = (json_int_t)json_number_value(json_object_get(item, "max"));
        json_int_t mark = json_integer_value(json_array_get(base, i)) +
                          json_integer_value(json_array_get(json_object_get(judge, "differs"), i));
        g_autofree char *written =
            g_strdup_printf("%" JSON_INTEGER_FORMAT, CLAMP(mark, (json_int_t)0, most));
        json_object_set_new(marks, text(item, "key"), json_string(written));
    }
    return marks;
}

/* JUDGE gives the sheets of as many sites as his entry says, of all if it does not; the notes are
 * the first judge's. */
static bool give_sheets(const Sample *sample, const json_t *entry, const json_t *judge,
                        const json_t *projects, const json_t *detail, GError **error)
{
    const json_t *sites = json_object_get(entry, "sites");
    const json_t *count = json_object_get(judge, "sheets");
    bool notes = judge == json_array_get(json_object_get(entry, "judges"), 0);
    const char *parameters[] = {"rally", text(json_object_get(detail, "rally"), "id"), NULL};
    size_t most = count != NULL ? (size_t)json_integer_value(count) : json_array_size(sites);

    for (size_t i = 0; i < most; i++) {
        const json_t *site = json_array_get(sites, i);
        json_t *marks =
            marks_of(json_object_get(detail, "sheet"), json_object_get(site, "marks"), judge);
        json_auto_t *body = json_pack("{s:O, s:o, s:O, s:O*}", "project",
                                      id_of(projects, "name", text(site, "project"), error),
                                      "marks", marks, "day", json_object_get(entry, "visited"),
                                      "note", notes ? json_object_get(site, "note") : NULL);
        json_auto_t *given = body != NULL ? run(sample, text(judge, "as"), "rally_score_give",
                                                parameters, body, error)
                                          : NULL;
        if (given == NULL) {
            return false;
        }
    }
    return true;
}

/* The rally of RALLIES that ENTRY names was not held; a sample that did not live through its year
 * has none. */
static bool leave_out(const Sample *sample, const json_t *entry, const json_t *rallies,
                      GError **error)
{
    static const char *const by_period[] = {"period", NULL};
    const json_t *rally = find_object(rallies, by_period, text(entry, "period"));

    if (rally == NULL) {
        return true;
    }
    const char *parameters[] = {"rally", text(rally, "id"), NULL};
    json_auto_t *move = json_pack("{s:i, s:s, s:O}", "version", 1, "to", "not_held", "reason",
                                  json_object_get(entry, "not_held"));
    json_auto_t *moved =
        sample_run_as(sample, sample->clerk, "rally_move", parameters, move, NULL, error);

    return moved != NULL;
}

static bool hold_rally(const Sample *sample, const json_t *entry, const json_t *projects,
                       GError **error)
{
    json_auto_t *page = sample_run_as(sample, sample->clerk, "rally_list", NULL, NULL, NULL, error);

    if (page != NULL && json_object_get(entry, "not_held") != NULL) {
        return leave_out(sample, entry, json_object_get(page, "rallies"), error);
    }
    const json_t *id = page != NULL ? id_of(json_object_get(page, "rallies"), "period",
                                            text(entry, "period"), error)
                                    : NULL;
    json_auto_t *detail = id != NULL ? open_rally(sample, entry, projects, id, error) : NULL;
    const char *parameters[] = {"rally", json_string_value(id), NULL};
    bool done = detail != NULL;
    size_t i;
    json_t *judge;

    json_array_foreach(json_object_get(entry, "judges"), i, judge)
    {
        done = done && give_sheets(sample, entry, judge, projects, detail, error);
    }
    if (!done || !json_is_true(json_object_get(entry, "closed"))) {
        return done;
    }
    json_auto_t *move = json_pack("{s:i, s:s}", "version", 3, "to", "closed");
    json_auto_t *closed =
        sample_run_as(sample, sample->clerk, "rally_move", parameters, move, NULL, error);
    return closed != NULL;
}

static bool raise_problem(const Sample *sample, const json_t *entry, const json_t *projects,
                          GError **error)
{
    json_t *project = id_of(projects, "name", text(entry, "project"), error);
    json_auto_t *body = project != NULL ? json_pack("{s:s, s:s, s:O, s:O}", "type", "site-problem",
                                                    "object_kind", "project", "object_id", project,
                                                    "form", json_object_get(entry, "form"))
                                        : NULL;
    json_auto_t *raised =
        body != NULL ? run(sample, text(entry, "as"), "case_raise", NULL, body, error) : NULL;

    return raised != NULL;
}

bool sample_rallies(const Sample *sample, const json_t *work, GError **error)
{
    const char *parameters[] = {"limit", "1000", NULL};
    json_auto_t *page =
        sample_run_as(sample, sample->clerk, "project_list", parameters, NULL, NULL, error);
    const json_t *projects = json_object_get(page, "projects");
    bool done = page != NULL;
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(work, "rallies"), i, entry)
    {
        done = done && hold_rally(sample, entry, projects, error);
    }
    json_array_foreach(json_object_get(work, "problems"), i, entry)
    {
        done = done && raise_problem(sample, entry, projects, error);
    }
    return done;
}
