/* luoshi ledger: is the record of every change whole, and what is its head? */
#include "cli/cli.h"
#include "org/org.h"

#include <string.h>

#define HASH_DIGITS 64

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

int cli_ledger(int argc, char **argv)
{
    g_autofree char *database = NULL;
    g_autofree char *head = NULL;
    gboolean json = FALSE;
    const GOptionEntry options[] = {
        {"database", 0, 0, G_OPTION_ARG_STRING, &database, "sqlite:PATH or postgresql://…", "URL"},
        {"head", 0, 0, G_OPTION_ARG_STRING, &head,
         "verify: what `ledger head` printed earlier; the chain must still hold it", "NUMBER:HASH"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &json, "one JSON object", NULL},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;

    if (!cli_parse(&argc, &argv, options, "verify | head",
                   text_find(cli_language(), "cli.ledger.help")) ||
        argc != 2 || (strcmp(argv[1], "verify") != 0 && strcmp(argv[1], "head") != 0) ||
        (head != NULL && strcmp(argv[1], "verify") != 0)) {
        return cli_usage("cli.ledger.usage");
    }
    g_autoptr(Store) store = cli_open(database, &error);
    if (store == NULL) {
        return cli_fail(error);
    }
    return strcmp(argv[1], "head") == 0 ? print_head(store, json)
                                        : verify_with_head(store, head, json);
}
