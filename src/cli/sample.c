#include "cli/sample.h"

#include "cli/sample_internal.h"
#include "indicator/indicator.h"
#include "kernel/day.h"
#include "org/org.h"
#include "pack/pack.h"

#include <string.h>

/* Of the sample's log-ins; printed, so that nobody takes it for a secret. */
#define SAMPLE_PASSWORD "luoshi-sample"

#define SAMPLE_MORNING ((gint64)9 * 3600 * G_USEC_PER_SEC) /* its first day begins at nine */
#define BEIJING        ((gint64)8 * 3600 * G_USEC_PER_SEC)
#define DAY_TIME       ((gint64)86400 * G_USEC_PER_SEC)

/* Clauses of one command; the interface takes at most so many. */
#define CHANGES_MAX 200

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

json_t *sample_run_as(const Sample *sample, const char *account, const char *operation,
                      const char *const *parameters, const json_t *body, GBytes *content,
                      GError **error)
{
    const OperatorRequest request = {.operation = operation,
                                     .parameters = parameters,
                                     .body = body,
                                     .content = content,
                                     .account = account};
    g_autoptr(Call) call = operator_run(sample->desk->op, &request, error);

    return call != NULL ? json_loads(json_writer_text(call_answer(call), NULL), 0, NULL) : NULL;
}

/* Runs OPERATION as the sample's clerk; its answer. (transfer full) */
static json_t *run(const Sample *sample, const char *operation, const char *const *parameters,
                   const json_t *body, GBytes *content, GError **error)
{
    return sample_run_as(sample, sample->clerk, operation, parameters, body, content, error);
}

/* Whoever is in charge of UNIT, or null. (transfer none) */
static const json_t *find_leader(const Sample *sample, const json_t *unit)
{
    static const char *const object[] = {"object_id", NULL};

    for (size_t i = 0; i < json_array_size(sample->people); i++) {
        const json_t *person = json_array_get(sample->people, i);
        const json_t *posts = json_object_get(person, "posts");
        for (size_t p = 0; p < json_array_size(posts); p++) {
            const json_t *charges = json_object_get(json_array_get(posts, p), "charges");
            if (find_object(charges, object, json_string_value(unit)) != NULL) {
                return json_object_get(person, "id");
            }
        }
    }
    return json_null();
}

bool sample_speaks_of(const char *wording, const json_t *phrases)
{
    size_t i;
    json_t *phrase;

    json_array_foreach(phrases, i, phrase)
    {
        if (strstr(wording, json_string_value(phrase)) != NULL) {
            return true;
        }
    }
    return false;
}

static const json_t *unit_id(const Sample *sample, const json_t *key)
{
    static const char *const by_key[] = {"key", NULL};

    return json_object_get(find_object(sample->units, by_key, json_string_value(key)), "id");
}

/* The unit that leads by the section's title (“抓生态建设”), or NULL. */
static const json_t *section_lead(const Sample *sample, const json_t *work, const char *section)
{
    const char *title;
    json_t *key;

    json_object_foreach(json_object_get(work, "leads"), title, key)
    {
        if (strstr(section, title) != NULL) {
            return unit_id(sample, key);
        }
    }
    return NULL;
}

/* What WORK says by name of the clause with TEXT: its lead, co-units and image by quarter; or NULL.
 */
static const json_t *find_assigned(const json_t *work, const char *text)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(work, "assigned"), i, one)
    {
        if (strstr(text, json_string_value(json_object_get(one, "about"))) != NULL) {
            return one;
        }
    }
    return NULL;
}

/* The co-units that WORK names, else those suggested. (transfer full) */
static json_t *co_units_of(const Sample *sample, const json_t *assigned, const json_t *suggestion)
{
    const json_t *named = json_object_get(assigned, "co");
    const json_t *offered = json_object_get(suggestion, "co");
    json_t *co = json_array();

    for (size_t i = 0; i < json_array_size(named); i++) {
        json_array_append(co, (json_t *)unit_id(sample, json_array_get(named, i)));
    }
    for (size_t i = 0; named == NULL && i < json_array_size(offered); i++) {
        json_array_append(co, json_object_get(json_array_get(offered, i), "unit"));
    }
    return co;
}

/* What a clerk would decide: a general remark is no task; the first suggested unit leads, else the
 * one whose section it is. (transfer full) */
static json_t *decide(const Sample *sample, const json_t *work, const json_t *clause,
                      const json_t *suggestion, const char *section)
{
    const json_t *lead =
        json_object_get(json_array_get(json_object_get(suggestion, "lead"), 0), "unit");
    g_autofree char *due =
        g_strdup_printf("%d-12-31", (int)json_integer_value(json_object_get(work, "year")));

    const json_t *assigned = find_assigned(work, text(clause, "text"));
    if (assigned != NULL) {
        lead = unit_id(sample, json_object_get(assigned, "lead"));
    } else if (lead == NULL) {
        lead = section_lead(sample, work, section);
    }
    if (lead == NULL || sample_speaks_of(text(clause, "text"), json_object_get(work, "general"))) {
        return json_pack("{s:O, s:O, s:{s:s, s:s}}", "clause", json_object_get(clause, "id"),
                         "version", json_object_get(clause, "version"), "set", "state", "dropped",
                         "drop_reason", "总述或要求，不单独立项");
    }
    json_auto_t *co = co_units_of(sample, assigned, suggestion);
    const json_t *stages = json_object_get(assigned, "stages");
    return json_pack("{s:O, s:O, s:{s:s, s:O, s:O, s:O, s:s, s:O*}}", "clause",
                     json_object_get(clause, "id"), "version", json_object_get(clause, "version"),
                     "set", "state", "confirmed", "lead_unit", lead, "co_units", co, "leader",
                     find_leader(sample, lead), "due", due, "stages", stages);
}

/* Sends CHANGES and empties them. */
static bool send_changes(const Sample *sample, const char *report, json_t *changes, GError **error)
{
    const char *parameters[] = {"report", report, NULL};
    json_auto_t *body = json_pack("{s:O}", "changes", changes);
    json_auto_t *answer = run(sample, "clause_change", parameters, body, NULL, error);

    json_array_clear(changes);
    return answer != NULL;
}

static const char *section_title(const json_t *sections, const json_t *clause)
{
    size_t i;
    json_t *section;

    json_array_foreach(sections, i, section)
    {
        if (json_equal(json_object_get(section, "number"), json_object_get(clause, "section")) !=
            0) {
            return text(section, "title");
        }
    }
    return "";
}

/* Who is suggested for each clause by the duties of the sample's own units, which work.yaml builds
 * on, without the packs' terms. (transfer full) */
static json_t *suggest(const Sample *sample, const char *const *parameters, GError **error)
{
    Desk desk = *sample->desk;
    Sample narrow = *sample;
    g_autoptr(Operator) op = operator_new(desk.store, desk.district, NULL, LANGUAGE_ZH, error);

    desk.op = op;
    narrow.desk = &desk;
    return op != NULL ? run(&narrow, "suggestion_list", parameters, NULL, NULL, error) : NULL;
}

static bool decide_all(const Sample *sample, const json_t *work, const char *report, GError **error)
{
    static const char *const of_clause[] = {"clause", NULL};
    const char *parameters[] = {"report", report, NULL};
    json_auto_t *clauses = run(sample, "clause_list", parameters, NULL, NULL, error);
    json_auto_t *content =
        clauses != NULL ? run(sample, "report_text", parameters, NULL, NULL, error) : NULL;
    json_auto_t *suggested = content != NULL ? suggest(sample, parameters, error) : NULL;
    json_auto_t *changes = json_array();
    size_t i;
    json_t *clause;

    if (suggested == NULL) {
        return false;
    }
    json_array_foreach(json_object_get(clauses, "clauses"), i, clause)
    {
        if (strcmp(text(clause, "kind"), "target") != 0) {
            continue;
        }
        const json_t *suggestion =
            find_object(json_object_get(suggested, "suggestions"), of_clause, text(clause, "id"));
        const char *section = section_title(json_object_get(content, "sections"), clause);
        json_array_append_new(changes, decide(sample, work, clause, suggestion, section));
        if (json_array_size(changes) == CHANGES_MAX &&
            !send_changes(sample, report, changes, error)) {
            return false;
        }
    }
    return json_array_size(changes) == 0 || send_changes(sample, report, changes, error);
}

/* One report of work.yaml: uploaded, and if it says so reviewed and published. */
static bool load_report(const Sample *sample, const json_t *entry, GError **error)
{
    gint64 year = json_integer_value(json_object_get(entry, "year"));
    g_autofree char *year_text = g_strdup_printf("%" G_GINT64_FORMAT, year);
    g_autofree char *path = g_build_filename(sample->folder, text(entry, "file"), NULL);
    const char *upload[] = {"title",    text(entry, "title"), "year", year_text,
                            "filename", text(entry, "file"),  NULL};
    char *content = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &content, &length, error)) {
        return false;
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(content, length);
    json_auto_t *report = run(sample, "report_upload", upload, NULL, bytes, error);
    if (report == NULL || !json_is_true(json_object_get(entry, "publish"))) {
        return report != NULL;
    }
    const char *published[] = {"report", text(report, "id"), NULL};
    if (!decide_all(sample, entry, text(report, "id"), error)) {
        return false;
    }
    json_auto_t *plan = run(sample, "report_publish", published, NULL, NULL, error);
    return plan != NULL;
}

const char *sample_account(const Sample *sample, const char *login, GError **error)
{
    static const char *const members[] = {"login", NULL};
    const char *id = text(find_object(sample->accounts, members, login), "id");

    if (id == NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "org.no_account", NULL, NULL);
    }
    return id;
}

/* Reads who is there. */
static bool read_org(Sample *sample, const char *clerk, GError **error)
{
    const Desk *desk = sample->desk;

    sample->accounts = desk_list(desk, "account_list", "accounts", error);
    if (sample->accounts == NULL) {
        return false;
    }
    sample->clerk = g_strdup(sample_account(sample, clerk, error));
    sample->units = sample->clerk != NULL ? desk_list(desk, "unit_list", "units", error) : NULL;
    sample->people = sample->units != NULL ? desk_list(desk, "person_list", "people", error) : NULL;
    return sample->people != NULL;
}

/* Names that are less alike than this, of 100, are not taken for the same indicator. */
#define LIKENESS_MIN 65

/* What indicators.yaml says of figures that tasks promise, each with its indicator's id. (transfer
 * full) */
static json_t *read_promised(const Sample *sample, GError **error)
{
    g_autofree char *path = g_build_filename(sample->folder, "indicators.yaml", NULL);
    json_auto_t *file = pack_load_yaml(path, error);
    json_auto_t *stored =
        file != NULL ? run(sample, "indicator_list", NULL, NULL, NULL, error) : NULL;
    json_t *promised = json_object_get(file, "promised");
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(stored, "indicators"), i, one)
    {
        static const char *const by_key[] = {"indicator", NULL};
        const json_t *indicator = json_object_get(one, "indicator");
        json_t *found = find_object(promised, by_key, text(indicator, "key"));
        json_object_set(found, "id", json_object_get(indicator, "id"));
    }
    return stored != NULL ? json_incref(promised) : NULL;
}

/* The one of ALL that COMMITMENT promises by name, or NULL. */
static const json_t *find_promised(const json_t *all, const json_t *commitment)
{
    size_t i;
    json_t *one;

    json_array_foreach(all, i, one)
    {
        if (strstr(text(commitment, "text"), text(one, "about")) != NULL) {
            return one;
        }
    }
    return NULL;
}

/* The target that FIGURES, the answer of an adoption, made of their STATEMENT is to be reached as
 * its unit planned. */
static bool set_plan(const Sample *sample, const json_t *figures, size_t number, const json_t *plan,
                     GError **error)
{
    const json_t *figure = json_array_get(json_object_get(figures, "figures"), number);
    const char *parameters[] = {"target", text(json_object_get(figure, "target"), "id"), NULL};
    json_auto_t *body = json_pack("{s:i, s:s, s:{s:s, s:O}}", "version", 1, "reason",
                                  "按责任单位的分月计划", "set", "curve", "stated", "stated", plan);
    json_auto_t *changed = run(sample, "target_change", parameters, body, NULL, error);

    return changed != NULL;
}

/* Makes the figures of COMMITMENT's sentence the targets of the indicators they are about: of the
 * one that PROMISES names, or of one that is called alike. */
static bool adopt_figures(const Sample *sample, const json_t *promises, const json_t *commitment,
                          GError **error)
{
    const char *parameters[] = {"commitment", text(commitment, "id"), NULL};
    json_auto_t *found = run(sample, "commitment_figure_list", parameters, NULL, NULL, error);
    const json_t *promised = find_promised(promises, commitment);
    const json_t *plan = json_object_get(promised, "plan");
    size_t i;
    json_t *figure;

    json_array_foreach(json_object_get(found, "figures"), i, figure)
    {
        const json_t *best = json_array_get(json_object_get(figure, "suggestions"), 0);
        bool alike =
            best != NULL && json_integer_value(json_object_get(best, "score")) >= LIKENESS_MIN;
        if (promised == NULL && !alike) {
            continue;
        }
        json_auto_t *body =
            json_pack("{s:O, s:O}", "statement", json_object_get(figure, "number"), "indicator",
                      promised != NULL ? json_object_get(promised, "id")
                                       : json_object_get(best, "indicator"));
        json_auto_t *adopted =
            run(sample, "commitment_figure_adopt", parameters, body, NULL, error);
        if (adopted == NULL || (plan != NULL && !set_plan(sample, adopted, i, plan, error))) {
            return false;
        }
    }
    return found != NULL;
}

/* Indicators and their figures, and the targets that stand in the published plans. */
static bool load_indicators(const Sample *sample, GError **error)
{
    json_auto_t *promises =
        indicator_load(sample->desk->store, sample->folder, sample->clerk, error)
            ? read_promised(sample, error)
            : NULL;
    json_auto_t *plans =
        promises != NULL ? run(sample, "plan_list", NULL, NULL, NULL, error) : NULL;
    const json_t *plan = json_array_get(json_object_get(plans, "plans"), 0);
    const char *cursor = NULL;
    g_autofree char *kept = NULL;

    if (plans == NULL || plan == NULL) {
        return plans != NULL;
    }
    do {
        const char *parameters[] = {"plan",   text(plan, "id"), "limit", "200",
                                    "cursor", cursor,           NULL};
        json_auto_t *page = run(sample, "commitment_list", parameters, NULL, NULL, error);
        size_t i;
        json_t *one;
        json_array_foreach(json_object_get(page, "commitments"), i, one)
        {
            if (!adopt_figures(sample, promises, one, error)) {
                return false;
            }
        }
        if (page == NULL) {
            return false;
        }
        g_free(kept);
        kept = g_strdup(text(page, "next"));
        cursor = kept;
    } while (cursor != NULL);
    return true;
}

/* The reports of WORK that are published, or those that wait for review. */
static bool load_reports(const Sample *sample, const json_t *work, bool published, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(work, "reports"), i, entry)
    {
        if (json_is_true(json_object_get(entry, "publish")) == published &&
            !load_report(sample, entry, error)) {
            return false;
        }
    }
    return true;
}

/* How far ahead of the machine's clock nine o'clock of DAY in Beijing is. */
static gint64 offset_to(const char *day)
{
    gint32 number = 0;

    day_parse(day, &number);
    return number * DAY_TIME + SAMPLE_MORNING - BEIJING - g_get_real_time();
}

void sample_set_day(const Sample *sample, const char *day)
{
    store_set_clock(sample->desk->store, offset_to(day));
}

/* YEAR is year.yaml, or NULL: then all is done on the day of WORK. */
static bool load_work(Store *store, const char *folder, const json_t *work, const json_t *year,
                      GError **error)
{
    g_autofree char *district = org_district(store, error);
    g_autofree char *packs = cli_packs_folder();
    g_autoptr(Operator) op =
        district != NULL ? operator_new(store, district, packs, LANGUAGE_ZH, error) : NULL;
    Desk desk = {.store = store, .district = district, .packs = packs, .op = op};
    Sample sample = {.folder = folder, .desk = &desk};
    bool done = op != NULL && read_org(&sample, text(work, "clerk"), error);

    done = done && load_reports(&sample, work, true, error) && load_indicators(&sample, error) &&
           (year == NULL ||
            (sample_year(&sample, work, year, error) &&
             org_move_clock(store, district, offset_to(text(work, "today")), error))) &&
           load_reports(&sample, work, false, error) &&
           sample_progress(&sample, json_object_get(work, "progress"), error) &&
           sample_livelihood(&sample, json_object_get(work, "livelihood"), error) &&
           sample_budget(&sample, json_object_get(work, "budget"), json_object_get(work, "debts"),
                         error) &&
           sample_registers(&sample, error) && sample_projects(&sample, error) &&
           sample_cases(&sample, json_object_get(work, "cases"), error) &&
           sample_rounds(&sample, json_object_get(work, "rounds"), error) &&
           sample_rallies(&sample, work, error) &&
           sample_scores(&sample, json_object_get(work, "scores"), error);
    json_decref(sample.accounts);
    g_free(sample.clerk);
    json_decref(sample.units);
    json_decref(sample.people);
    return done;
}

static bool load_packs(Store *store, GError **error)
{
    g_autofree char *district = org_district(store, error);

    return district != NULL && cli_load_packs(store, district, error);
}

/* The folder of samples/NAME. (transfer full) */
static char *sample_folder(const char *name)
{
    g_autofree char *data = cli_data_folder();

    return g_build_filename(data, "samples", name, NULL);
}

/* samples/NAME/year.yaml. (transfer full) */
static json_t *load_year(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "year.yaml", NULL);

    return pack_load_yaml(path, error);
}

bool sample_load(Store *store, const char *name, SampleExtent extent, GError **error)
{
    g_autofree char *data = cli_data_folder();
    g_autofree char *folder = sample_folder(name);
    g_autofree char *roles = g_build_filename(data, "packs", "base", "roles.yaml", NULL);
    g_autofree char *work_path = g_build_filename(folder, "work.yaml", NULL);
    json_auto_t *work = extent != SAMPLE_ORG ? pack_load_yaml(work_path, error) : NULL;
    json_auto_t *year = extent == SAMPLE_YEAR && work != NULL ? load_year(folder, error) : NULL;

    if ((extent != SAMPLE_ORG && work == NULL) || (extent == SAMPLE_YEAR && year == NULL)) {
        return false;
    }
    gint64 offset = year != NULL   ? offset_to(text(year, "begins"))
                    : work != NULL ? offset_to(text(work, "today"))
                                   : 0;
    return org_load(store, folder, roles, SAMPLE_PASSWORD, offset, error) &&
           load_packs(store, error) &&
           (work == NULL || load_work(store, folder, work, year, error));
}

int sample_report(const Cli *cli, const char *name)
{
    g_autofree char *folder = sample_folder(name);
    g_autofree char *accounts_path = g_build_filename(folder, "accounts.yaml", NULL);
    g_autofree char *work_path = g_build_filename(folder, "work.yaml", NULL);
    g_autoptr(GError) error = NULL;
    json_auto_t *accounts = pack_load_yaml(accounts_path, &error);
    json_auto_t *work = accounts != NULL ? pack_load_yaml(work_path, &error) : NULL;
    g_autoptr(GString) logins = g_string_new(NULL);
    size_t i;
    json_t *account;

    if (work == NULL) {
        return cli_fail(error);
    }
    json_array_foreach(json_object_get(accounts, "accounts"), i, account)
    {
        if (!json_is_false(json_object_get(account, "listed"))) {
            g_string_append_printf(logins, "%s%s", i > 0 ? " " : "", text(account, "login"));
        }
    }
    return cli_report(cli, "cli.init.logins",
                      json_pack("{s:s, s:s, s:s, s:s}", "sample", name, "logins", logins->str,
                                "password", SAMPLE_PASSWORD, "day", text(work, "today")));
}
