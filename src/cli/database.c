/* Subcommands that look after the database. */
#include "cli/cli.h"
#include "ledger/ledger.h"
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

static bool print_report(const LedgerReport *report, gboolean json)
{
    bool sound = report->fault == NULL;

    if (json) {
        g_autoptr(JsonWriter) writer = json_writer_new();
        json_begin_object(writer);
        json_member_bool(writer, "sound", sound);
        json_member_int(writer, "blocks", report->blocks);
        json_member_int(writer, "entries", report->entries);
        json_member_int(writer, "unsealed", report->unsealed);
        json_member_text(writer, "head", report->head);
        json_member_text(writer, "fault", report->fault);
        json_member_text(writer, "fault_entry", report->fault_entry);
        json_member_int(writer, "fault_block", report->fault_block);
        json_end_object(writer);
        g_print("%s\n", json_writer_text(writer, NULL));
    } else if (sound) {
        g_print("sound: %" G_GINT64_FORMAT " entries in %" G_GINT64_FORMAT
                " blocks, %" G_GINT64_FORMAT " not yet sealed, head %s\n",
                report->entries, report->blocks, report->unsealed,
                report->head != NULL ? report->head : "-");
    } else {
        g_print("%s: entry %s, block %" G_GINT64_FORMAT "\n", report->fault,
                report->fault_entry != NULL ? report->fault_entry : "-", report->fault_block);
    }
    return sound;
}

static bool verify(Store *store, LedgerReport *report, GError **error)
{
    g_autofree char *district = org_district(store, error);
    g_autoptr(StoreReadTx) tx = district != NULL ? store_read_begin(store, error) : NULL;

    return tx != NULL && ledger_verify(tx, district, report, error);
}

int cli_ledger(int argc, char **argv)
{
    g_autofree char *database = NULL;
    gboolean json = FALSE;
    const GOptionEntry options[] = {
        DATABASE_OPTION(&database),
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    LedgerReport report;

    if (!cli_parse(&argc, &argv, options, "verify", text_find(cli_language(), "cli.ledger.help")) ||
        argc != 2 || strcmp(argv[1], "verify") != 0) {
        return cli_usage("cli.ledger.usage");
    }
    g_autoptr(Store) store = cli_open(database, &error);
    if (store == NULL || !verify(store, &report, &error)) {
        return cli_fail(error);
    }
    bool sound = print_report(&report, json);
    ledger_report_clear(&report);
    return sound ? CLI_DONE : CLI_FAULT_FOUND;
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
    if (source == NULL || !verify(source, &report, &error)) {
        return cli_fail(error);
    }
    bool sound = print_report(&report, FALSE);
    ledger_report_clear(&report);
    if (!sound) {
        return CLI_FAULT_FOUND;
    }
    return store_backup(source, target, &error) ? CLI_DONE : cli_fail(error);
}
