/* The sample district's year, lived day by day: figures that come in after their month, what units
 * say of their tasks at the end of a quarter, and what time does to the lights in between. */
#include "cli/sample_internal.h"

#include "kernel/day.h"
#include "kernel/json_in.h"
#include "kernel/period.h"
#include "pack/pack.h"

#include <string.h>

#define WEEK          7
#define QUARTER_SHARE 26 /* percent that a task is further by the end of a quarter */

typedef struct {
    const Sample *sample;
    const json_t *year;  /* year.yaml */
    const json_t *work;  /* work.yaml */
    json_t *days;        /* day → {cells: […], progress: […]} */
    json_t *frequencies; /* indicator → how often it is reported */
    json_t *owners;      /* indicator → key of the unit that reports it */
    json_t *declared;    /* indicators.yaml */
    gint32 begins;
    gint32 today;
} Year;

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Puts ENTRY on the list NAME of what is done on DAY, at the latest today. (takes ENTRY) */
static void plan(const Year *year, gint32 day, const char *name, json_t *entry)
{
    char key[DAY_LENGTH + 1];

    day_format(MIN(day, year->today), key);
    json_t *lists = json_object_get(year->days, key);
    if (lists == NULL) {
        lists = json_object();
        json_object_set_new(year->days, key, lists);
    }
    json_t *list = json_object_get(lists, name);
    if (list == NULL) {
        list = json_array();
        json_object_set_new(lists, name, list);
    }
    json_array_append_new(list, entry);
}

/* Puts each of ENTRIES that has a DAY, the name of its member, on the list NAME of that day. */
static void plan_all(const Year *year, const json_t *entries, const char *day, const char *name)
{
    size_t i;
    json_t *entry;

    json_array_foreach(entries, i, entry)
    {
        gint32 number = 0;
        if (day_parse(text(entry, day), &number)) {
            plan(year, number, name, json_incref(entry));
        }
    }
}

/* How many days after the end of PERIOD the figure of INDICATOR comes in. */
static gint32 days_after(const Year *year, const char *indicator, const char *period)
{
    const json_t *figures = json_object_get(year->year, "figures");
    const json_t *habit =
        json_object_get(json_object_get(figures, "units"), text(year->owners, indicator));
    size_t i;
    json_t *late;

    json_array_foreach(json_object_get(figures, "late"), i, late)
    {
        if (strcmp(text(late, "indicator"), indicator) == 0 &&
            strcmp(text(late, "period"), period) == 0) {
            return (gint32)json_integer_value(json_object_get(late, "days"));
        }
    }
    return (gint32)json_integer_value(habit != NULL ? habit : json_object_get(figures, "days"));
}

/* What ROW is about, as an operation takes it: a unit by its key, else another district; NULL for
 * ours. (transfer full) */
static json_t *object_of(const Year *year, const json_t *row)
{
    static const char *const by_key[] = {"key", NULL};
    const char *name = text(row, "object");
    const json_t *unit = name != NULL ? find_object(year->sample->units, by_key, name) : NULL;

    return name == NULL   ? NULL
           : unit != NULL ? json_sprintf("unit:%s", text(unit, "id"))
                          : json_sprintf("peer:%s", name);
}

static PeriodKind kind_of(const Year *year, const char *indicator)
{
    const char *frequency = text(year->frequencies, indicator);

    return g_strcmp0(frequency, "year") == 0      ? PERIOD_YEAR
           : g_strcmp0(frequency, "quarter") == 0 ? PERIOD_QUARTER
                                                  : PERIOD_MONTH;
}

/* What the list NAME of year.yaml's figures says of the figure of ROW for PERIOD; else NULL. */
static const json_t *said_of(const Year *year, const char *name, const json_t *row,
                             const char *period)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(json_object_get(year->year, "figures"), name), i, one)
    {
        if (strcmp(text(one, "indicator"), text(row, "indicator")) == 0 &&
            g_strcmp0(text(one, "object"), text(row, "object")) == 0 &&
            strcmp(text(one, "period"), period) == 0) {
            return one;
        }
    }
    return NULL;
}

/* The figures of ROW whose periods end in the time that is lived through. */
static void plan_figures(const Year *year, const json_t *row)
{
    const char *indicator = text(row, "indicator");
    int number = (int)json_integer_value(json_object_get(row, "year"));
    Period whole = period_of(PERIOD_YEAR, day_of(number, 1, 1));
    size_t i;
    json_t *value;

    json_array_foreach(json_object_get(row, "values"), i, value)
    {
        char name[PERIOD_TEXT_MAX];
        Period period = period_part(whole, kind_of(year, indicator), (guint)i);
        if (json_is_null(value) || period.last < year->begins || period.last >= year->today) {
            continue;
        }
        period_format(period, name);
        /* Entered first, where it was wrong, and put right later: by its unit on a day for a
         * reason, else after an objection. */
        const json_t *wrong = said_of(year, "wrong", row, name);
        g_autofree char *right = json_is_integer(value) ? g_strdup_printf("%" JSON_INTEGER_FORMAT,
                                                                          json_integer_value(value))
                                                        : g_strdup(json_string_value(value));
        json_t *cell = json_pack("{s:s, s:s, s:s, s:o*, s:O*}", "indicator", indicator, "period",
                                 name, "value", wrong != NULL ? text(wrong, "value") : right,
                                 "object", object_of(year, row), "evidence",
                                 json_object_get(said_of(year, "proofs", row, name), "files"));
        gint32 corrected = 0;
        if (text(wrong, "reason") != NULL && day_parse(text(wrong, "day"), &corrected)) {
            json_t *again = json_copy(cell);
            json_object_set_new(again, "value", json_string(right));
            json_object_set(again, "reason", json_object_get(wrong, "reason"));
            plan(year, corrected, "cells", again);
        }
        plan(year, period.last + days_after(year, indicator, name), "cells", cell);
    }
}

static bool plan_all_figures(Year *year, GError **error)
{
    g_autofree char *declared_path =
        g_build_filename(year->sample->folder, "indicators.yaml", NULL);
    g_autofree char *figures_path = g_build_filename(year->sample->folder, "figures.yaml", NULL);
    json_t *declared = pack_load_yaml(declared_path, error);
    year->declared = declared;
    json_auto_t *figures = declared != NULL ? pack_load_yaml(figures_path, error) : NULL;
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(declared, "indicators"), i, one)
    {
        json_object_set(year->frequencies, text(one, "key"), json_object_get(one, "frequency"));
        json_object_set(year->owners, text(one, "key"), json_object_get(one, "owner_unit"));
    }
    json_array_foreach(json_object_get(figures, "figures"), i, one)
    {
        plan_figures(year, one);
    }
    return figures != NULL;
}

/* What the unit that leads ASSIGNED says at the end of each quarter. */
static void plan_progress(const Year *year, const json_t *assigned)
{
    const json_t *habits = json_object_get(year->year, "progress");
    const char *lead = text(assigned, "lead");
    const json_t *late = json_object_get(json_object_get(habits, "late"), lead);
    size_t quarter;
    json_t *day;

    json_array_foreach(json_object_get(habits, "days"), quarter, day)
    {
        gint32 number = 0;
        const json_t *stage = json_array_get(json_object_get(assigned, "stages"), quarter);
        if (json_holds(json_object_get(habits, "silent"), lead) || stage == NULL ||
            !day_parse(json_string_value(day), &number)) {
            continue;
        }
        plan(year, number + (gint32)json_integer_value(late), "progress",
             json_pack("{s:O, s:O, s:I}", "about", json_object_get(assigned, "about"), "text",
                       stage, "percent",
                       sample_percent(json_object_get(year->year, "reports"),
                                      text(assigned, "about"),
                                      ((json_int_t)quarter + 1) * QUARTER_SHARE)));
    }
}

/* Notices that the office raises itself, and each step of them on its day. */
static void plan_notices(const Year *year)
{
    size_t i;
    size_t k;
    json_t *declared;
    json_t *move;

    json_array_foreach(json_object_get(year->year, "notices"), i, declared)
    {
        json_auto_t *notice = json_copy(declared);
        gint32 day = 0;
        if (day_parse(text(declared, "day"), &day)) {
            plan(year, day, "notices", json_pack("{s:O}", "notice", notice));
        }
        json_array_foreach(json_object_get(declared, "moves"), k, move)
        {
            if (day_parse(text(move, "day"), &day)) {
                plan(year, day, "notices", json_pack("{s:O, s:O}", "notice", notice, "move", move));
            }
        }
    }
}

/* Adds LATE, so many days, to the set of them. */
static void add_late(json_t *days, json_int_t late)
{
    char key[16];

    g_snprintf(key, sizeof key, "%" JSON_INTEGER_FORMAT, late);
    json_object_set_new(days, key, json_integer(late));
}

/* The monthly reports: each period on its day, and again as many days later as some units are
 * late. */
static void plan_reports(const Year *year)
{
    const json_t *habits = json_object_get(year->year, "reports");
    json_auto_t *delays = json_object();
    const char *key;
    json_t *value;

    add_late(delays, 0);
    json_object_foreach(json_object_get(habits, "late"), key, value)
    {
        add_late(delays, json_integer_value(value));
    }
    json_object_foreach(json_object_get(habits, "days"), key, value)
    {
        const char *delay;
        json_t *late;
        gint32 day = 0;
        if (!day_parse(json_string_value(value), &day)) {
            continue;
        }
        json_object_foreach(delays, delay, late)
        {
            plan(year, day + (gint32)json_integer_value(late), "reports",
                 json_pack("{s:s, s:O}", "period", key, "late", late));
        }
    }
}

/* The runs of the quarters: made on one day, published on another. */
static void plan_scores(const Year *year)
{
    const json_t *scores = json_object_get(year->year, "scores");
    const json_t *runs = json_object_get(scores, "runs");

    plan_all(year, runs, "day", "runs");
    plan_all(year, runs, "published", "published");
    plan_all(year, json_object_get(scores, "objections"), "day", "objections");
}

static bool score(const Year *year, const json_t *lists, GError **error)
{
    const char *publisher = text(json_object_get(year->year, "scores"), "publisher");
    const json_t *published = json_object_get(lists, "published");
    json_auto_t *made = json_pack("{s:O*}", "runs", json_object_get(lists, "runs"));
    size_t i;
    json_t *objection;

    json_array_foreach(json_object_get(lists, "objections"), i, objection)
    {
        if (!sample_object(year->sample, objection, error)) {
            return false;
        }
    }
    return sample_scores(year->sample, made, error) &&
           (published == NULL || sample_publish(year->sample, published, publisher, error));
}

/* Notices that the office raises, and their steps. */
static bool supervise(const Year *year, const json_t *lists, GError **error)
{
    size_t i;
    json_t *step;

    json_array_foreach(json_object_get(lists, "notices"), i, step)
    {
        if (!sample_notice(year->sample, json_object_get(step, "notice"),
                           json_object_get(step, "move"), error)) {
            return false;
        }
    }
    return true;
}

/* Monthly reports, and what is said to be done. */
static bool report(const Year *year, const json_t *lists, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(lists, "reports"), i, entry)
    {
        if (!sample_reports(year->sample, json_object_get(year->year, "reports"), entry, error)) {
            return false;
        }
    }
    json_array_foreach(json_object_get(lists, "completions"), i, entry)
    {
        if (!sample_completion(year->sample, entry, error)) {
            return false;
        }
    }
    return true;
}

/* Time passes for the whole district, as a server lets it. */
static bool let_pass(const Year *year, GError **error)
{
    const Desk *desk = year->sample->desk;
    bool more = true;

    if (!operator_tick(desk->store, desk->district, desk->packs, error)) {
        return false;
    }
    while (more) {
        if (!operator_tick_lights(desk->store, desk->district, desk->packs, &more, error)) {
            return false;
        }
    }
    return true;
}

/* Uploads the files that CELLS name, which then name their ids. */
static bool upload_proofs(const Sample *sample, const char *account, const json_t *cells,
                          GError **error)
{
    size_t i;
    json_t *cell;

    json_array_foreach(cells, i, cell)
    {
        const json_t *names = json_object_get(cell, "evidence");
        json_t *ids = names != NULL ? sample_upload(sample, account, names, error) : NULL;
        if (names != NULL && ids == NULL) {
            return false;
        }
        if (ids != NULL) {
            json_object_set_new(cell, "evidence", ids);
        }
    }
    return true;
}

/* The account of the unit that reports the indicator of CELL; the office's, where it has none. */
static const char *reporter_of(const Year *year, const json_t *cell)
{
    static const char *const by_login[] = {"login", NULL};
    const char *owner = text(year->owners, text(cell, "indicator"));
    const json_t *account =
        owner != NULL ? find_object(year->sample->accounts, by_login, owner) : NULL;

    return account != NULL ? text(account, "id") : year->sample->clerk;
}

/* What the figure of CELL is about, in words. (transfer full) */
static char *name_of_object(const Year *year, const json_t *cell)
{
    static const char *const by_id[] = {"id", NULL};
    static const char *const by_code[] = {"code", NULL};
    const char *object = text(cell, "object");
    const char *code = object != NULL ? strchr(object, ':') + 1 : NULL;
    const json_t *found =
        object == NULL ? NULL
        : g_str_has_prefix(object, "unit:")
            ? find_object(year->sample->units, by_id, code)
            : find_object(json_object_get(year->declared, "peers"), by_code, code);

    return g_strdup(found != NULL ? text(found, "name") : "全区");
}

/* The sheet of CELLS as an office files it, with the name that UNIT gives it, uploaded by ACCOUNT:
 * the file's id. (transfer full) */
static json_t *upload_sheet(const Year *year, const char *account, const char *unit,
                            const json_t *cells, GError **error)
{
    static const char *const by_key[] = {"key", NULL};
    g_autoptr(GString) rows = g_string_new("\xEF\xBB\xBF指标,对象,周期,数值,计量单位\r\n");
    g_autofree char *filename =
        g_strdup_printf("%s%s统计报表.csv", unit, text(json_array_get(cells, 0), "period"));
    const char *parameters[] = {"filename", filename, NULL};
    size_t i;
    json_t *cell;

    json_array_foreach(cells, i, cell)
    {
        g_autofree char *object = name_of_object(year, cell);
        const json_t *indicator = find_object(json_object_get(year->declared, "indicators"), by_key,
                                              text(cell, "indicator"));
        g_string_append_printf(rows, "%s,%s,%s,%s,%s\r\n",
                               text(json_object_get(indicator, "name"), "zh"), object,
                               text(cell, "period"), text(cell, "value"), text(indicator, "unit"));
    }
    g_autoptr(GBytes) content = g_bytes_new(rows->str, rows->len);
    json_auto_t *file =
        sample_run_as(year->sample, account, "evidence_upload", parameters, NULL, content, error);
    return json_incref(json_object_get(file, "id"));
}

/* Does the unit of ACCOUNT send its sheet along with CELLS? Then each names it. */
static bool prove_by_sheet(const Year *year, const char *account, const json_t *cells,
                           GError **error)
{
    static const char *const by_id[] = {"id", NULL};
    const json_t *sheets = json_object_get(json_object_get(year->year, "figures"), "sheets");
    const json_t *who = find_object(year->sample->accounts, by_id, account);
    const json_t *unit = find_object(year->sample->units, by_id, text(who, "unit"));
    size_t i;
    json_t *cell;

    if (!json_holds(sheets, text(who, "login"))) {
        return true;
    }
    json_auto_t *sheet = upload_sheet(year, account, text(unit, "name"), cells, error);
    json_array_foreach(cells, i, cell)
    {
        if (sheet != NULL && json_object_get(cell, "evidence") == NULL) {
            json_object_set_new(cell, "evidence", json_pack("[O]", sheet));
        }
    }
    return sheet != NULL;
}

/* Enters CELLS as ACCOUNT. */
static bool enter_as(const Year *year, const char *account, json_t *cells, GError **error)
{
    const Sample *sample = year->sample;

    if (!upload_proofs(sample, account, cells, error) ||
        !prove_by_sheet(year, account, cells, error)) {
        return false;
    }
    json_auto_t *body = json_pack("{s:O, s:s}", "cells", cells, "take", "all");
    json_auto_t *answer =
        sample_run_as(sample, account, "observation_write", NULL, body, NULL, error);
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(answer, "rows"), i, row)
    {
        const char *state = text(row, "state");
        if (strcmp(state, "confirm") == 0 || strcmp(state, "refused") == 0) {
            g_autofree char *place =
                g_strdup_printf("figures.yaml: %s %s", text(json_array_get(cells, i), "indicator"),
                                text(json_array_get(cells, i), "period"));
            error_set(error, LUOSHI_ERROR_INVALID, "indicator.asks", place, "place", place, NULL);
            return false;
        }
    }
    return answer != NULL;
}

/* Each unit enters its own of CELLS. */
static bool enter_figures(const Year *year, const json_t *cells, GError **error)
{
    json_auto_t *by_account = json_object();
    const char *account;
    size_t i;
    json_t *cell;
    json_t *own;

    json_array_foreach(cells, i, cell)
    {
        account = reporter_of(year, cell);
        own = json_object_get(by_account, account);
        if (own == NULL) {
            own = json_array();
            json_object_set_new(by_account, account, own);
        }
        json_array_append(own, cell);
    }
    json_object_foreach(by_account, account, own)
    {
        if (!enter_as(year, account, own, error)) {
            return false;
        }
    }
    return true;
}

static bool is_of(const json_t *one, const json_t *meeting)
{
    return g_strcmp0(text(one, "round"), text(meeting, "round")) == 0 &&
           g_strcmp0(text(one, "period"), text(meeting, "period")) == 0;
}

/* What is said in MEETING, which a round made. (transfer full) */
static json_t *meeting_entry(const Year *year, const json_t *meeting, const json_t *usual)
{
    json_t *entry = json_pack("{s:O, s:O}", "round", json_object_get(meeting, "round"), "period",
                              json_object_get(meeting, "period"));
    const json_t *meetings = json_object_get(year->year, "meetings");
    const json_t *title = json_object_get(usual, "title");
    size_t i;
    json_t *held;

    if (title != NULL) {
        json_object_set(entry, "officers", json_object_get(meetings, "officers"));
        json_object_set_new(entry, "added", json_pack("[{s:O}]", "title", title));
        json_object_set_new(
            entry, "minutes",
            json_pack("[{s:i, s:O}]", "number", 1, "minutes", json_object_get(usual, "minutes")));
    }
    json_array_foreach(json_object_get(meetings, "held"), i, held)
    {
        if (is_of(held, meeting)) {
            json_object_update(entry, held);
        }
    }
    return entry;
}

/* Does work.yaml say how MEETING is held? Then it waits for that. */
static bool is_kept(const Year *year, const json_t *meeting)
{
    const json_t *meetings = json_object_get(json_object_get(year->work, "rounds"), "meetings");
    size_t i;
    json_t *one;

    json_array_foreach(meetings, i, one)
    {
        if (is_of(one, meeting)) {
            return true;
        }
    }
    return false;
}

/* Holds MEETING if its day has come, else keeps that day. */
static bool hold(const Year *year, const json_t *meeting, gint32 number, GError **error)
{
    const json_t *usual = json_object_get(json_object_get(year->year, "meetings"), "usual");
    const char *round = text(meeting, "round");
    const json_t *said = round != NULL ? json_object_get(usual, round) : NULL;
    gint32 day = 0;

    if (said == NULL || strcmp(text(meeting, "state"), "planned") != 0 || is_kept(year, meeting) ||
        !day_parse(text(meeting, "day"), &day)) {
        return true;
    }
    if (day > number) {
        if (day <= year->today) {
            plan(year, day, "meetings", json_null());
        }
        return true;
    }
    json_auto_t *entry = meeting_entry(year, meeting, said);
    return sample_meeting(year->sample, entry, error);
}

static bool meet(const Year *year, gint32 number, GError **error)
{
    const Sample *sample = year->sample;
    json_auto_t *page =
        sample_run_as(sample, sample->clerk, "meeting_list", NULL, NULL, NULL, error);
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(page, "meetings"), i, one)
    {
        if (!hold(year, one, number, error)) {
            return false;
        }
    }
    return page != NULL;
}

static bool live_day(const Year *year, gint32 number, GError **error)
{
    char day[DAY_LENGTH + 1];

    day_format(number, day);
    const json_t *lists = json_object_get(year->days, day);
    json_t *cells = json_object_get(lists, "cells");

    const json_t *finding = json_object_get(json_object_get(year->year, "completions"), "finding");
    bool weekly = (number - year->begins) % WEEK == 0;
    if (lists == NULL && !weekly) {
        return true;
    }
    sample_set_day(year->sample, day);
    return let_pass(year, error) && meet(year, number, error) &&
           (cells == NULL || enter_figures(year, cells, error)) &&
           sample_progress(year->sample, json_object_get(lists, "progress"), error) &&
           report(year, lists, error) && supervise(year, lists, error) &&
           sample_habits(year->sample, json_object_get(year->year, "cases"), finding, number,
                         weekly, error) &&
           score(year, lists, error);
}

static bool live(const Year *year, GError **error)
{
    char day[DAY_LENGTH + 1];

    for (gint32 number = year->begins; number <= year->today; number++) {
        if (!live_day(year, number, error)) {
            return false;
        }
    }
    day_format(year->today, day);
    sample_set_day(year->sample, day);
    return let_pass(year, error);
}

bool sample_year(const Sample *sample, const json_t *work, const json_t *declared, GError **error)
{
    Year year = {.sample = sample,
                 .year = declared,
                 .work = work,
                 .days = json_object(),
                 .frequencies = json_object(),
                 .owners = json_object()};
    bool done = day_parse(text(declared, "begins"), &year.begins) &&
                day_parse(text(work, "today"), &year.today) && plan_all_figures(&year, error);
    size_t i;
    size_t k;
    json_t *report;
    json_t *assigned;

    json_array_foreach(json_object_get(work, "reports"), i, report)
    {
        json_array_foreach(json_object_get(report, "assigned"), k, assigned)
        {
            plan_progress(&year, assigned);
        }
    }
    plan_scores(&year);
    plan_reports(&year);
    plan_all(&year, json_object_get(json_object_get(declared, "completions"), "asked"), "day",
             "completions");
    plan_notices(&year);
    done = done && live(&year, error);
    json_decref(year.days);
    json_decref(year.frequencies);
    json_decref(year.owners);
    json_decref(year.declared);
    return done;
}
