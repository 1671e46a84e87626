/* Subcommands that look after the database. */
#include "cli/operate.h"
#include "cli/sample.h"
#include "org/org.h"
#include "pack/pack.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

/* A district of one's own: --district, --name, --admin, and perhaps --areas. */
static int found(const Cli *cli)
{
    g_autofree char *data = cli_data_folder();
    g_autofree char *roles = g_build_filename(data, "packs", "base", "roles.yaml", NULL);
    g_autofree char *schema = g_build_filename(data, "packs", "schema", "areas.schema.json", NULL);
    char password[PASSWORD_MAX];
    const OrgFounding founding = {.code = cli_text(cli, "district"),
                                  .name = cli_text(cli, "name"),
                                  .admin = cli_text(cli, "admin"),
                                  .password = password,
                                  .areas = cli_text(cli, "areas"),
                                  .language = cli_language()};
    g_autoptr(GError) error = NULL;

    if ((founding.areas != NULL && !pack_check_file(founding.areas, schema, &error)) ||
        !read_password(password, &error) || !org_check_founding(&founding, &error)) {
        return cli_fail(error);
    }
    g_autoptr(Store) store = cli_open(cli, CLI_MAKE, &error);
    if (store == NULL || !org_found(store, &founding, roles, &error) ||
        !cli_load_packs(store, founding.code, &error)) {
        return cli_fail(error);
    }
    return cli_report(cli, "cli.init.done",
                      json_pack("{s:s, s:s, s:s}", "district", founding.code, "name", founding.name,
                                "login", founding.admin));
}

static int load_sample(const Cli *cli, const char *sample)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Store) store = cli_open(cli, CLI_MAKE, &error);

    SampleExtent extent = cli_flag(cli, "without-work")   ? SAMPLE_ORG
                          : cli_flag(cli, "without-year") ? SAMPLE_WORK
                                                          : SAMPLE_YEAR;
    if (store == NULL || !sample_load(store, sample, extent, &error)) {
        return cli_fail(error);
    }
    return sample_report(cli, sample);
}

static int run_init(const Cli *cli)
{
    const char *sample = cli_text(cli, "sample");
    bool founds = cli_text(cli, "district") != NULL && cli_text(cli, "name") != NULL &&
                  cli_text(cli, "admin") != NULL;

    if (cli_argument_count(cli) > 0 || (sample != NULL) == founds) {
        return cli_usage(cli);
    }
    if (founds) {
        return found(cli);
    }
    return cli_flag(cli, "logins") ? sample_report(cli, sample) : load_sample(cli, sample);
}

const CliCommand cli_init = {
    .name = "init",
    .run = run_init,
    .options = (const CliOption[]){
        {.name = "district", .value = "CODE", .text = "cli.option.district"},
        {.name = "name", .value = "NAME", .text = "cli.option.district_name"},
        {.name = "admin", .value = "LOGIN", .text = "cli.option.admin"},
        {.name = "areas", .value = "FILE", .text = "cli.option.areas"},
        {.name = "sample", .value = "NAME", .text = "cli.option.sample"},
        {.name = "without-work", .text = "cli.option.without_work"},
        {.name = "without-year", .text = "cli.option.without_year"},
        {.name = "logins", .text = "cli.option.logins"},
        CLI_JSON,
        CLI_DATABASE,
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};

static int run_migrate(const Cli *cli)
{
    g_autoptr(GError) error = NULL;

    if (cli_argument_count(cli) > 0) {
        return cli_usage(cli);
    }
    g_autoptr(Store) store = cli_open(cli, CLI_UPGRADE, &error);
    return store != NULL ? cli_report(cli, "cli.migrate.done",
                                      json_pack("{s:I}", "version", (json_int_t)store_version()))
                         : cli_fail(error);
}

const CliCommand cli_migrate = {
    .name = "migrate",
    .run = run_migrate,
    .options = (const CliOption[]){CLI_JSON, CLI_DATABASE, CLI_CONFIG, CLI_OPTIONS_END}};

static int run_backup(const Cli *cli)
{
    const char *path = cli_argument(cli, 0);
    g_autoptr(GError) error = NULL;
    GStatBuf status = {0};

    if (cli_argument_count(cli) != 1) {
        return cli_usage(cli);
    }
    g_autoptr(Store) store = cli_open(cli, CLI_USE, &error);
    if (store == NULL || !store_backup(store, path, &error)) {
        return cli_fail(error);
    }
    g_stat(path, &status);
    return cli_report(cli, "cli.backup.done",
                      json_pack("{s:s, s:I}", "file", path, "bytes", (json_int_t)status.st_size));
}

const CliCommand cli_backup = {
    .name = "backup",
    .run = run_backup,
    .options = (const CliOption[]){CLI_JSON, CLI_DATABASE, CLI_CONFIG, CLI_OPTIONS_END}};

/* The ledger of what was or will be restored. */
static int report_ledger(Store *store, bool json)
{
    g_autoptr(GError) error = NULL;
    LedgerReport report;

    if (!cli_ledger_verify(store, &report, &error)) {
        return cli_fail(error);
    }
    bool sound = cli_ledger_print(&report, json);
    ledger_report_clear(&report);
    return sound ? CLI_DONE : CLI_FAULT_FOUND;
}

/* Unpacks PATH into the database at URL and verifies the ledger there. */
static int restore_into(const char *url, const char *path, bool json)
{
    g_autoptr(GError) error = NULL;

    if (!store_restore(url, path, &error)) {
        return cli_fail(error);
    }
    g_autoptr(Store) store = store_open(url, &error);
    return store != NULL ? report_ledger(store, json) : cli_fail(error);
}

/* Nothing is put in place before it is verified. */
static int restore_file(const char *path, const char *target, bool json)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *partial = g_strconcat(target, ".partial", NULL);
    g_autofree char *url = g_strconcat("sqlite:", partial, NULL);

    if (g_file_test(target, G_FILE_TEST_EXISTS)) {
        error_set(&error, LUOSHI_ERROR_CONFLICT, "cli.restore.there", NULL, "file", target, NULL);
        return cli_fail(error);
    }
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        error_set(&error, LUOSHI_ERROR_NOT_FOUND, "cli.restore.absent", NULL, "file", path, NULL);
        return cli_fail(error);
    }
    g_unlink(partial);
    int code = restore_into(url, path, json);
    if (code == CLI_DONE && g_rename(partial, target) != 0) {
        error_set(&error, LUOSHI_ERROR_UNAVAILABLE, "store.backup", target, "reason",
                  g_strerror(errno), NULL);
        code = cli_fail(error);
    }
    if (code != CLI_DONE) {
        g_unlink(partial);
    }
    return code;
}

/* An archive of PostgreSQL can be verified only where it is unpacked. */
static int restore_archive(const char *path, const char *url, bool json)
{
    int code = restore_into(url, path, json);

    if (code == CLI_FAULT_FOUND) {
        g_printerr("luoshi: %s\n", text_find(cli_language(), "cli.restore.left"));
    }
    return code;
}

static int run_restore(const Cli *cli)
{
    const char *url = cli_text(cli, "database");
    const char *path = cli_argument(cli, 0);

    if (cli_argument_count(cli) != 1) {
        return cli_usage(cli);
    }
    bool json = cli_flag(cli, "json");
    return g_str_has_prefix(url, "sqlite:") ? restore_file(path, url + strlen("sqlite:"), json)
                                            : restore_archive(path, url, json);
}

const CliCommand cli_restore = {
    .name = "restore",
    .run = run_restore,
    .options = (const CliOption[]){CLI_JSON, CLI_DATABASE, CLI_CONFIG, CLI_OPTIONS_END}};
