/*
 * command.h - the command table: what a subcommand takes is data, so that parsing, --help, the
 * manual page and the settings cannot differ from each other.
 *
 * What users read about a subcommand NAME are the sentences cli.NAME.summary (a line),
 * cli.NAME.usage (its forms) and cli.NAME.help (a paragraph); an option's is its TEXT.
 *
 * Settings are options that may also stand in the environment (LUOSHI_TLS_KEY for --tls-key) or in
 * a file (tls_key=…): the flag comes first, then the environment, then the file, then FALLBACK. The
 * file is --config FILE, else LUOSHI_CONFIG, else luoshi.conf in the working directory, else
 * /etc/luoshi/luoshi.conf; its form is that of the example in docs/operations.md.
 */
#pragma once

#include "kernel/error.h"

typedef struct {
    const char *name;     /* without the dashes; NULL ends a list */
    char letter;          /* of a short form, or 0 */
    bool number;          /* takes a whole number from 0 on */
    bool many;            /* may be given more than once */
    bool setting;         /* see above */
    const char *value;    /* what it takes, as shown: “FILE”; NULL for a flag */
    const char *text;     /* key of the sentence that says what it does */
    const char *fallback; /* of a setting, or NULL */
} CliOption;

typedef struct Cli Cli;

typedef struct {
    const char *name;
    int (*run)(const Cli *cli); /* gives the exit code */
    const CliOption *options;
} CliCommand;

/* Exit codes of every subcommand; read gives 3 for a report without figures. */
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2, CLI_FAULT_FOUND = 3 };

/* Takes ARGV (ARGV[0] is the command's name) apart. SETTINGS are the options of all commands, NULL-
 * terminated: a key of the file that none of them has is refused. Errors name the option, or the
 * file and line. (transfer full) */
Cli *cli_parse(const CliCommand *command, const CliOption *const *settings, int argc, char **argv,
               GError **error);
void cli_free(Cli *cli);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cli, cli_free)

/* The value of an option of the command, or NULL. Owned by CLI. */
const char *cli_text(const Cli *cli, const char *name);
bool cli_flag(const Cli *cli, const char *name);
/* 0 if it was not given. */
gint64 cli_number(const Cli *cli, const char *name);
/* Each value of an option that may be given more than once; NULL-terminated. Owned by CLI. */
const char *const *cli_texts(const Cli *cli, const char *name);

/* What is left of ARGV after its options. Argument I is NULL from their count on. Owned by CLI. */
guint cli_argument_count(const Cli *cli);
const char *cli_argument(const Cli *cli, guint i);

/* The language of the environment: LC_ALL, LC_MESSAGES, LANG; Chinese without any. */
Language cli_language(void);

/* Prints ERROR in the user's language to standard error and gives CLI_FAILED. */
int cli_fail(const GError *error);

/* Prints how CLI's command is used to standard error and gives CLI_USAGE. */
int cli_usage(const Cli *cli);

/* Prints to standard error the sentence of KEY, which says what is wrong with how it was called,
 * and gives CLI_USAGE. */
int cli_misused(const char *key);
