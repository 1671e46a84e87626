/* Subcommands that look after the database. */
#include "cli/cli.h"
#include "cli/sample.h"
#include "org/org.h"

#include <glib/gstdio.h>
#include <string.h>

static int run_init(const Cli *cli)
{
    const char *sample = cli_text(cli, "sample");
    g_autoptr(GError) error = NULL;

    if (cli_argument_count(cli) > 0) {
        return cli_usage(cli);
    }
    g_autoptr(Store) store = cli_open(cli, &error);
    if (store == NULL) {
        return cli_fail(error);
    }
    return sample == NULL ? CLI_DONE : sample_load(store, sample, !cli_flag(cli, "without-work"));
}

const CliCommand cli_init = {.name = "init",
                             .run = run_init,
                             .options = (const CliOption[]){
                                 {.name = "sample", .value = "NAME", .text = "cli.option.sample"},
                                 {.name = "without-work", .text = "cli.option.without_work"},
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
    g_autoptr(Store) store = cli_open(cli, &error);
    return store != NULL ? CLI_DONE : cli_fail(error);
}

const CliCommand cli_migrate = {.name = "migrate",
                                .run = run_migrate,
                                .options =
                                    (const CliOption[]){CLI_DATABASE, CLI_CONFIG, CLI_OPTIONS_END}};

static int run_backup(const Cli *cli)
{
    g_autoptr(GError) error = NULL;

    if (cli_argument_count(cli) != 1) {
        return cli_usage(cli);
    }
    g_autoptr(Store) store = cli_open(cli, &error);
    if (store == NULL || !store_backup(store, cli_argument(cli, 0), &error)) {
        return cli_fail(error);
    }
    return CLI_DONE;
}

const CliCommand cli_backup = {.name = "backup",
                               .run = run_backup,
                               .options =
                                   (const CliOption[]){CLI_DATABASE, CLI_CONFIG, CLI_OPTIONS_END}};

/* The ledger of what was or will be restored. */
static int report_ledger(Store *store)
{
    g_autoptr(GError) error = NULL;
    LedgerReport report;

    if (!cli_ledger_verify(store, &report, &error)) {
        return cli_fail(error);
    }
    bool sound = cli_ledger_print(&report, false);
    ledger_report_clear(&report);
    return sound ? CLI_DONE : CLI_FAULT_FOUND;
}

/* A SQLite backup is a database: it is verified before anything is put in place. */
static int restore_file(const char *source_path, const char *target)
{
    g_autoptr(GError) error = NULL;

    if (g_file_test(target, G_FILE_TEST_EXISTS)) {
        error_set(&error, LUOSHI_ERROR_CONFLICT, "cli.restore.there", NULL, "file", target, NULL);
        return cli_fail(error);
    }
    g_autofree char *url = g_strconcat("sqlite:", source_path, NULL);
    g_autoptr(Store) source =
        g_file_test(source_path, G_FILE_TEST_EXISTS) ? store_open(url, &error) : NULL;
    if (source == NULL && error == NULL) {
        error_set(&error, LUOSHI_ERROR_NOT_FOUND, "cli.restore.absent", NULL, "file", source_path,
                  NULL);
    }
    if (source == NULL) {
        return cli_fail(error);
    }
    int code = report_ledger(source);
    if (code != CLI_DONE) {
        return code;
    }
    return store_backup(source, target, &error) ? CLI_DONE : cli_fail(error);
}

/* An archive of PostgreSQL can be verified only where it is unpacked. */
static int restore_archive(const char *path, const char *url)
{
    g_autoptr(GError) error = NULL;

    if (!store_restore(url, path, &error)) {
        return cli_fail(error);
    }
    g_autoptr(Store) store = store_open(url, &error);
    return store != NULL ? report_ledger(store) : cli_fail(error);
}

static int run_restore(const Cli *cli)
{
    const char *url = cli_text(cli, "database");
    const char *path = cli_argument(cli, 0);

    if (cli_argument_count(cli) != 1) {
        return cli_usage(cli);
    }
    return g_str_has_prefix(url, "sqlite:") ? restore_file(path, url + strlen("sqlite:"))
                                            : restore_archive(path, url);
}

const CliCommand cli_restore = {.name = "restore",
                                .run = run_restore,
                                .options =
                                    (const CliOption[]){CLI_DATABASE, CLI_CONFIG, CLI_OPTIONS_END}};
