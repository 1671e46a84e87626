/* Subcommands that look after the database. */
#include "cli/cli.h"
#include "org/org.h"

#include <glib/gstdio.h>
#include <string.h>

/* Of the sample's log-ins; printed, so that nobody takes it for a secret. */
#define SAMPLE_PASSWORD "luoshi-sample"

#define DATABASE_OPTION(place)                                                                     \
    {                                                                                              \
        "database", 0, 0, G_OPTION_ARG_STRING, place, "sqlite:PATH or postgresql://…", "URL"       \
    }

int cli_init(int argc, char **argv)
{
    g_autofree char *database = NULL;
    g_autofree char *sample = NULL;
    const GOptionEntry options[] = {
        DATABASE_OPTION(&database),
        {"sample", 0, 0, G_OPTION_ARG_STRING, &sample, "load samples/NAME", "NAME"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;

    if (!cli_parse(&argc, &argv, options, NULL, text_find(cli_language(), "cli.init.summary"))) {
        return CLI_USAGE;
    }
    g_autoptr(Store) store = cli_open(database, &error);
    if (store == NULL) {
        return cli_fail(error);
    }
    if (sample == NULL) {
        return CLI_DONE;
    }
    g_autofree char *data = cli_data_folder();
    g_autofree char *folder = g_build_filename(data, "samples", sample, NULL);
    g_autofree char *roles = g_build_filename(data, "packs", "base", "roles.yaml", NULL);
    if (!org_load(store, folder, roles, SAMPLE_PASSWORD, g_get_real_time(), &error)) {
        return cli_fail(error);
    }
    g_print("Sample log-ins: admin, clerk1, clerk2, mayor, vice1, agri, housing, town, auditor; "
            "password: %s\n",
            SAMPLE_PASSWORD);
    return CLI_DONE;
}

int cli_migrate(int argc, char **argv)
{
    g_autofree char *database = NULL;
    const GOptionEntry options[] = {DATABASE_OPTION(&database), G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;

    if (!cli_parse(&argc, &argv, options, NULL, text_find(cli_language(), "cli.migrate.summary"))) {
        return CLI_USAGE;
    }
    g_autoptr(Store) store = cli_open(database, &error);
    return store != NULL ? CLI_DONE : cli_fail(error);
}

int cli_backup(int argc, char **argv)
{
    g_autofree char *database = NULL;
    const GOptionEntry options[] = {DATABASE_OPTION(&database), G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;

    if (!cli_parse(&argc, &argv, options, "FILE",
                   text_find(cli_language(), "cli.backup.summary")) ||
        argc != 2) {
        return cli_usage("cli.backup.usage");
    }
    g_autoptr(Store) store = cli_open(database, &error);
    if (store == NULL || !store_backup(store, argv[1], &error)) {
        return cli_fail(error);
    }
    return CLI_DONE;
}

int cli_restore(int argc, char **argv)
{
    g_autofree char *database = NULL;
    const GOptionEntry options[] = {DATABASE_OPTION(&database), G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    LedgerReport report;

    if (!cli_parse(&argc, &argv, options, "FILE", text_find(cli_language(), "cli.restore.help")) ||
        argc != 2) {
        return cli_usage("cli.restore.usage");
    }
    g_autofree char *url = cli_setting(database, "database", "sqlite:data/local/luoshi.db");
    if (!g_str_has_prefix(url, "sqlite:")) {
        g_printerr("luoshi: restore a PostgreSQL backup with pg_restore\n");
        return CLI_USAGE;
    }
    const char *target = url + strlen("sqlite:");
    if (g_file_test(target, G_FILE_TEST_EXISTS)) {
        g_printerr("luoshi: %s is there; stop the server and move it away first\n", target);
        return CLI_FAILED;
    }
    g_autofree char *source_url = g_strconcat("sqlite:", argv[1], NULL);
    g_autoptr(Store) source = store_open(source_url, &error);
    if (source == NULL || !cli_ledger_verify(source, &report, &error)) {
        return cli_fail(error);
    }
    bool sound = cli_ledger_print(&report, FALSE);
    ledger_report_clear(&report);
    if (!sound) {
        return CLI_FAULT_FOUND;
    }
    return store_backup(source, target, &error) ? CLI_DONE : cli_fail(error);
}
