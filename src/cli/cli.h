/* cli.h - the luoshi command: its subcommands and what they share. */
#pragma once

#include "cli/command.h"
#include "ledger/ledger.h"
#include "store/store.h"

extern const CliCommand cli_serve, cli_init, cli_migrate, cli_backup, cli_restore;
extern const CliCommand cli_user, cli_token, cli_import, cli_export, cli_ledger, cli_pack,
    cli_schedule;

/* The options that several commands have. */
#define CLI_DATABASE                                                                               \
    {                                                                                              \
        .name = "database", .value = "URL", .text = "cli.option.database", .setting = true,        \
        .fallback = "sqlite:data/local/luoshi.db"                                                  \
    }
#define CLI_CONFIG                                                                                 \
    {                                                                                              \
        .name = "config", .value = "FILE", .text = "cli.option.config"                             \
    }
#define CLI_OPTIONS_END                                                                            \
    {                                                                                              \
        .name = NULL                                                                               \
    }

#define CLI_JSON                                                                                   \
    {                                                                                              \
        .name = "json", .text = "cli.option.json"                                                  \
    }

/* What a command may do to the database that it opens. */
typedef enum {
    CLI_USE,     /* nothing: it must be there, and of this program's version */
    CLI_UPGRADE, /* it must be there; its schema is brought up to date */
    CLI_MAKE,    /* it is made if it is not there */
} CliOpening;

/* Opens the database of the setting. (transfer full) */
Store *cli_open(const Cli *cli, CliOpening opening, GError **error);

/* Says that it is done: RESULT (transfer full) as one JSON object with --json, else the sentence of
 * KEY with RESULT's members in its places. Gives CLI_DONE. */
int cli_report(const Cli *cli, const char *key, json_t *result);

/* Brings the database up to the declared data of the program: roles, types of cases. */
bool cli_load_packs(Store *store, const char *district, GError **error);

/* Verifies the whole ledger of the database's district. */
bool cli_ledger_verify(Store *store, LedgerReport *report, GError **error);
/* Prints REPORT, as one JSON object if JSON; true if the ledger is sound. */
bool cli_ledger_print(const LedgerReport *report, bool json);

/* The folder that holds packs/, samples/ and web/: of the source tree or of the installation, found
 * from the program's own place. (transfer full) */
char *cli_data_folder(void);
/* packs/ in it. (transfer full) */
char *cli_packs_folder(void);
