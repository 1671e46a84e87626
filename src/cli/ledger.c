/* luoshi ledger: is the record of every change whole, and what is its head? */
#include "cli/cli.h"
#include "org/org.h"

#include <string.h>

#define HASH_DIGITS 64

static void print_words(const LedgerReport *report)
{
    g_autofree char *entries = g_strdup_printf("%" G_GINT64_FORMAT, report->entries);
    g_autofree char *blocks = g_strdup_printf("%" G_GINT64_FORMAT, report->blocks);
    g_autofree char *unsealed = g_strdup_printf("%" G_GINT64_FORMAT, report->unsealed);
    g_autofree char *block = report->fault_block < 0
                                 ? g_strdup("-")
                                 : g_strdup_printf("%" G_GINT64_FORMAT, report->fault_block);
    const char *const arguments[] = {
        "entries",  entries,
        "blocks",   blocks,
        "unsealed", unsealed,
        "head",     report->head != NULL ? report->head : "-",
        "fault",    report->fault != NULL ? report->fault : "",
        "entry",    report->fault_entry != NULL ? report->fault_entry : "-",
        "block",    block,
        NULL};
    g_autofree char *words = text_format(
        cli_language(), report->fault == NULL ? "cli.ledger.sound" : "cli.ledger.fault", arguments);

    g_print("%s\n", words);
}

bool cli_ledger_print(const LedgerReport *report, bool json)
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
    } else {
        print_words(report);
    }
    return sound;
}

bool cli_ledger_verify(Store *store, LedgerReport *report, GError **error)
{
    g_autofree char *district = org_district(store, error);
    g_autoptr(StoreReadTx) tx = district != NULL ? store_read_begin(store, error) : NULL;

    return tx != NULL && ledger_verify(tx, district, report, error);
}

/* NUMBER:HASH as `luoshi ledger head` prints it. */
static bool parse_head(const char *text, gint64 *number, const char **hash)
{
    const char *colon = strchr(text, ':');
    g_autofree char *digits = colon != NULL ? g_strndup(text, (gsize)(colon - text)) : NULL;

    if (digits == NULL || !g_ascii_string_to_signed(digits, 10, 1, G_MAXINT64, number, NULL) ||
        strlen(colon + 1) != HASH_DIGITS) {
        return false;
    }
    *hash = colon + 1;
    return strspn(*hash, "0123456789abcdefABCDEF") == HASH_DIGITS;
}

static int verify_with_head(Store *store, const char *head, bool json)
{
    g_autoptr(GError) error = NULL;
    LedgerReport report = {0};
    const char *hash = NULL;
    gint64 number = 0;

    if (head != NULL && !parse_head(head, &number, &hash)) {
        error_set(&error, LUOSHI_ERROR_INVALID, "cli.bad_head", NULL, "head", head, NULL);
        cli_fail(error);
        return CLI_USAGE;
    }
    if (!cli_ledger_verify(store, &report, &error)) {
        return cli_fail(error);
    }
    if (hash != NULL) {
        g_autofree char *district = org_district(store, &error);
        g_autoptr(StoreReadTx) tx = district != NULL ? store_read_begin(store, &error) : NULL;
        if (tx == NULL || !ledger_verify_head(tx, district, number, hash, &report, &error)) {
            ledger_report_clear(&report);
            return cli_fail(error);
        }
    }
    bool sound = cli_ledger_print(&report, json);
    ledger_report_clear(&report);
    return sound ? CLI_DONE : CLI_FAULT_FOUND;
}

static int print_head(Store *store, bool json)
{
    g_autoptr(GError) error = NULL;
    gint64 number = 0;
    g_autofree char *district = org_district(store, &error);
    g_autoptr(StoreReadTx) tx = district != NULL ? store_read_begin(store, &error) : NULL;
    g_autofree char *hash = tx != NULL ? ledger_head(tx, district, &number, &error) : NULL;

    if (error == NULL && hash == NULL) {
        error_set(&error, LUOSHI_ERROR_NOT_FOUND, "cli.no_head", NULL, NULL);
    }
    if (error != NULL) {
        return cli_fail(error);
    }
    if (json) {
        g_autoptr(JsonWriter) writer = json_writer_new();
        json_begin_object(writer);
        json_member_int(writer, "number", number);
        json_member_text(writer, "hash", hash);
        json_end_object(writer);
        g_print("%s\n", json_writer_text(writer, NULL));
    } else {
        g_print("%" G_GINT64_FORMAT ":%s\n", number, hash);
    }
    return CLI_DONE;
}

static int run_ledger(const Cli *cli)
{
    const char *verb = cli_argument(cli, 0);
    const char *head = cli_text(cli, "head");
    bool verifies = g_strcmp0(verb, "verify") == 0;
    g_autoptr(GError) error = NULL;

    if (cli_argument_count(cli) != 1 || (!verifies && strcmp(verb, "head") != 0) ||
        (head != NULL && !verifies)) {
        return cli_usage(cli);
    }
    g_autoptr(Store) store = cli_open(cli, CLI_USE, &error);
    if (store == NULL) {
        return cli_fail(error);
    }
    bool json = cli_flag(cli, "json");
    return verifies ? verify_with_head(store, head, json) : print_head(store, json);
}

const CliCommand cli_ledger = {
    .name = "ledger",
    .run = run_ledger,
    .options = (const CliOption[]){
        {.name = "head", .value = "NUMBER:HASH", .text = "cli.option.head"},
        CLI_JSON,
        CLI_DATABASE,
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};
