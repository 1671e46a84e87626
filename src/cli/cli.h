/*
 * cli.h - the luoshi command: what its subcommands share.
 *
 * Settings come from the flag, else from the environment (LUOSHI_DATABASE …), else from the file
 * luoshi.conf in the working directory (key=value lines under [luoshi]), else from the default.
 */
#pragma once

#include "kernel/error.h"
#include "ledger/ledger.h"
#include "store/store.h"

/* Exit codes of every subcommand but read (see read.h). */
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_FAULT_FOUND = 3 };

/* Runs a subcommand; ARGV[0] is its name. */
typedef int (*CliCommand)(int argc, char **argv);

int cli_serve(int argc, char **argv);
int cli_init(int argc, char **argv);
int cli_migrate(int argc, char **argv);
int cli_user(int argc, char **argv);
int cli_token(int argc, char **argv);
int cli_import(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_backup(int argc, char **argv);
int cli_restore(int argc, char **argv);
int cli_ledger(int argc, char **argv);
int cli_pack(int argc, char **argv);

/* The language of the environment. */
Language cli_language(void);

/* Parses OPTIONS (GOption) from ARGV, with SUMMARY after the usage line; false and a message if
 * they are wrong. What is left stays in ARGV. */
bool cli_parse(int *argc, char ***argv, const GOptionEntry *options, const char *arguments,
               const char *summary);

/* GIVEN, else the environment's LUOSHI_NAME, else the file's, else FALLBACK. (transfer full) */
char *cli_setting(const char *given, const char *name, const char *fallback);

/* Prints the sentence of KEY, which says how a subcommand is used, and gives CLI_USAGE. */
int cli_usage(const char *key);

/* Prints ERROR in the user's language and gives CLI_FAILED. */
int cli_fail(const GError *error);

/* Opens the database of the setting and brings its schema up to date. (transfer full) */
Store *cli_open(const char *given, GError **error);

/* Verifies the whole ledger of the database's district. */
bool cli_ledger_verify(Store *store, LedgerReport *report, GError **error);
/* Prints REPORT, as one JSON object if JSON; true if the ledger is sound. */
bool cli_ledger_print(const LedgerReport *report, bool json);

/* The folder that holds packs/, samples/ and web/: of the source tree or of the installation, found
 * from the program's own place. (transfer full) */
char *cli_data_folder(void);
