#include "cli/schedule.h"

#include "cli/cli.h"
#include "project/schedule_json.h"
#include "project/schedule_table.h"
#include "project/schedule_xml.h"

#include <stdio.h>
#include <string.h>

#define RUNS_DEFAULT_SEED 1

/* The format is what the name ends in; a file that begins as XML is XML. */
static SchedulePlan *load_plan(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;

    if (!g_file_get_contents(path, &text, &length, error)) {
        return NULL;
    }
    g_autofree char *name = g_ascii_strdown(path, -1);
    if (g_str_has_suffix(name, ".mpp")) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.schedule.mpp", NULL, "file", path, NULL);
        return NULL;
    }
    if (g_str_has_suffix(name, ".csv") || g_str_has_suffix(name, ".xlsx")) {
        g_autofree char *base = g_path_get_basename(path);
        return schedule_table_read(text, length, base, error);
    }
    return g_str_has_suffix(name, ".xml") || *text == '<' ? schedule_xml_read(text, length, error)
                                                          : schedule_json_read(text, length, error);
}

/* BYTES (NULL: it failed) to PATH. (transfer full of BYTES) */
static bool save(const char *path, GBytes *bytes, GError **error)
{
    g_autoptr(GBytes) owned = bytes;

    return owned != NULL && g_file_set_contents(path, g_bytes_get_data(owned, NULL),
                                                (gssize)g_bytes_get_size(owned), error);
}

/* PLAN as the command reads it. (transfer full) */
static GBytes *plan_json(const SchedulePlan *plan)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    schedule_json_write(plan, writer);
    return json_writer_steal(writer);
}

/* The computed plan in the formats that were asked for. */
static bool write_files(const Cli *cli, const ScheduleReport *report, const WorkCalendar *holidays,
                        GError **error)
{
    const char *xml = cli_text(cli, "xml");
    const char *table = cli_text(cli, "table");
    const char *plan = cli_text(cli, "plan");

    if (plan != NULL && !save(plan, plan_json(report->plan), error)) {
        return false;
    }
    if (xml != NULL &&
        !save(xml, schedule_xml_write(report->plan, report->result, holidays, error), error)) {
        return false;
    }
    g_autofree char *name = table != NULL ? g_ascii_strdown(table, -1) : NULL;
    return table == NULL || save(table,
                                 schedule_table_write(report->plan, report->result,
                                                      g_str_has_suffix(name, ".xlsx"), error),
                                 error);
}

static WorkCalendar *load_calendar(const Cli *cli, GError **error)
{
    g_autofree char *folder = cli_data_folder();
    g_autofree char *usual = g_build_filename(folder, "data", "calendar", "cn.csv", NULL);
    const char *given = cli_text(cli, "calendar");

    return calendar_load(given != NULL ? given : usual, CALENDAR_HOURS, error);
}

/* The day of an option; it stays where the option is not given. */
static bool take_day(const Cli *cli, const char *option, gint32 *day, GError **error)
{
    const char *text = cli_text(cli, option);

    if (text != NULL && !day_parse(text, day)) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.schedule.day", option, "option", option,
                  "value", text, NULL);
        return false;
    }
    return true;
}

/* “dig=12” changes the duration, “dig=2024-05-06” the earliest start. */
static bool take_change(const Cli *cli, const SchedulePlan *plan, ScheduleChange *change,
                        GError **error)
{
    const char *text = cli_text(cli, "what-if");
    const char *equals = text != NULL ? strrchr(text, '=') : NULL;
    guint64 days = 0;

    if (text == NULL) {
        return true;
    }
    g_autofree char *id = g_strndup(text, equals != NULL ? (gsize)(equals - text) : 0);
    change->activity = schedule_plan_find(plan, id);
    if (change->activity != SCHEDULE_NONE && day_parse(equals + 1, &change->start_no_earlier)) {
        return true;
    }
    if (change->activity != SCHEDULE_NONE &&
        g_ascii_string_to_unsigned(equals + 1, 10, 0, SCHEDULE_DURATION_MAX, &days, NULL)) {
        change->duration = (gint32)days;
        return true;
    }
    error_set(error, LUOSHI_ERROR_INVALID, "cli.schedule.what_if", "what-if", "value", text, NULL);
    return false;
}

/* The earlier plan's computed dates, by the ids of this one. */
static bool take_baseline(const Cli *cli, const WorkCalendar *holidays, SchedulePlan *plan,
                          GError **error)
{
    const char *path = cli_text(cli, "baseline");

    if (path == NULL) {
        return true;
    }
    g_autoptr(SchedulePlan) earlier = load_plan(path, error);
    g_autoptr(ScheduleNetwork) network =
        earlier != NULL ? schedule_compile(earlier, holidays, error) : NULL;
    g_autoptr(ScheduleResult) result = network != NULL ? schedule_compute(network, error) : NULL;
    if (result == NULL) {
        return false;
    }
    /* The one that was asked for goes before those of the file. */
    for (guint i = 0; i < plan->baselines->len; i++) {
        g_array_unref(g_array_index(plan->baselines, ScheduleBaseline, i).spans);
    }
    g_array_set_size(plan->baselines, 0);
    ScheduleBaseline *baseline = schedule_plan_add_baseline(plan, earlier->name, error);
    for (guint i = 0; i < plan->activities->len; i++) {
        guint then = schedule_plan_find(earlier, schedule_plan_activity(plan, i)->id);
        if (then != SCHEDULE_NONE) {
            ScheduleDates dates = schedule_dates(result, then);
            schedule_baseline_set(baseline, i, (ScheduleSpan){dates.start, dates.finish});
        }
    }
    return true;
}

static int print(const ScheduleReport *report, bool json)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (json) {
        g_autoptr(JsonWriter) writer = json_writer_new();
        gsize length = 0;
        schedule_report_write(report, writer);
        g_string_append(out, json_writer_text(writer, &length));
        g_string_append_c(out, '\n');
    } else {
        schedule_print(report, cli_language(), out);
    }
    if (fwrite(out->str, 1, out->len, stdout) != out->len || fflush(stdout) != 0) {
        g_printerr("luoshi: %s\n", text_find(cli_language(), "cli.not_written"));
        return CLI_FAILED;
    }
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(report->result);
    return conflicts->len > 0 ? CLI_FAULT_FOUND : CLI_DONE;
}

static bool adjust(const Cli *cli, SchedulePlan *plan, GError **error)
{
    plan->late = plan->late || cli_flag(cli, "backward");
    return take_day(cli, "start", &plan->start, error) &&
           take_day(cli, "finish", &plan->finish, error) &&
           take_day(cli, "data-date", &plan->data_date, error);
}

static int run_schedule(const Cli *cli)
{
    g_autoptr(GError) error = NULL;
    ScheduleChange change = {SCHEDULE_NONE, SCHEDULE_UNSET, SCHEDULE_NO_DAY};
    ScheduleReport report = {.runs = (guint)cli_number(cli, "simulate")};

    if (cli_argument_count(cli) != 1) {
        return cli_usage(cli);
    }
    g_autoptr(WorkCalendar) holidays = load_calendar(cli, &error);
    g_autoptr(SchedulePlan) plan =
        holidays != NULL ? load_plan(cli_argument(cli, 0), &error) : NULL;
    if (plan == NULL || !adjust(cli, plan, &error) || !take_change(cli, plan, &change, &error) ||
        !take_baseline(cli, holidays, plan, &error)) {
        return cli_fail(error);
    }
    g_autoptr(ScheduleNetwork) network = schedule_compile(plan, holidays, &error);
    g_autoptr(ScheduleResult) result = network != NULL ? schedule_compute(network, &error) : NULL;
    g_autoptr(ScheduleResult) tried = NULL;
    g_autoptr(ScheduleSimulation) simulation = NULL;
    if (result != NULL && change.activity != SCHEDULE_NONE) {
        tried = schedule_try(network, &change, &error);
    }
    if (error == NULL && report.runs > 0) {
        guint64 seed =
            cli_text(cli, "seed") != NULL ? (guint64)cli_number(cli, "seed") : RUNS_DEFAULT_SEED;
        simulation = schedule_simulate(network, report.runs, seed, &error);
    }
    if (error != NULL) {
        return cli_fail(error);
    }
    report.plan = plan;
    report.result = result;
    report.tried = tried;
    report.tried_activity = change.activity;
    report.simulation = simulation;
    report.baseline =
        plan->baselines->len > 0 ? &g_array_index(plan->baselines, ScheduleBaseline, 0) : NULL;
    if (!write_files(cli, &report, holidays, &error)) {
        return cli_fail(error);
    }
    return print(&report, cli_flag(cli, "json"));
}

const CliCommand cli_schedule = {
    .name = "schedule",
    .run = run_schedule,
    .options = (const CliOption[]){
        {.name = "json", .text = "cli.option.schedule_json"},
        {.name = "start", .value = "DAY", .text = "cli.option.schedule_start"},
        {.name = "finish", .value = "DAY", .text = "cli.option.schedule_finish"},
        {.name = "backward", .text = "cli.option.schedule_backward"},
        {.name = "data-date", .value = "DAY", .text = "cli.option.data_date"},
        {.name = "what-if", .value = "ID=DAYS|DAY", .text = "cli.option.what_if"},
        {.name = "baseline", .value = "FILE", .text = "cli.option.baseline"},
        {.name = "simulate", .value = "RUNS", .text = "cli.option.simulate", .number = true},
        {.name = "seed", .value = "NUMBER", .text = "cli.option.seed", .number = true},
        {.name = "calendar", .value = "FILE", .text = "cli.option.calendar"},
        {.name = "xml", .value = "FILE", .text = "cli.option.schedule_xml"},
        {.name = "table", .value = "FILE", .text = "cli.option.schedule_table"},
        {.name = "plan", .value = "FILE", .text = "cli.option.schedule_plan"},
        CLI_OPTIONS_END,
    }};
