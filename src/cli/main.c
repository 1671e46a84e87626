#include "cli/cli.h"
#include "cli/read.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static int cli_read(int argc, char **argv)
{
    return (int)read_command(argc, argv, stdout, stderr);
}

/* What each does is said by the sentence cli.NAME.summary. */
static const struct {
    const char *name;
    CliCommand run;
    const char *summary;
} commands[] = {
    {"serve", cli_serve, "cli.serve.summary"},       {"init", cli_init, "cli.init.summary"},
    {"read", cli_read, "cli.read.summary"},          {"import", cli_import, "cli.import.summary"},
    {"export", cli_export, "cli.export.summary"},    {"user", cli_user, "cli.user.summary"},
    {"token", cli_token, "cli.token.summary"},       {"backup", cli_backup, "cli.backup.summary"},
    {"restore", cli_restore, "cli.restore.summary"}, {"ledger", cli_ledger, "cli.ledger.summary"},
    {"migrate", cli_migrate, "cli.migrate.summary"}, {"pack", cli_pack, "cli.pack.summary"},
};

static void print_help(void)
{
    Language language = cli_language();

    g_print("luoshi %s - %s\n\n", LUOSHI_VERSION, text_find(language, "cli.help.head"));
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_print("  %-10s %s\n", commands[i].name, text_find(language, commands[i].summary));
    }
    g_print("\n%s\n", text_find(language, "cli.help.foot"));
}

int main(int argc, char **argv)
{
    /* Text is UTF-8 whatever locales the machine has installed: with one that is missing, GLib
     * would refuse Chinese arguments and print question marks. The language is cli_language(). */
    setlocale(LC_ALL, "C.UTF-8");
    if (sodium_init() < 0) {
        g_printerr("luoshi: libsodium does not start\n");
        return CLI_FAILED;
    }
    if (argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help();
        return argc < 2 ? CLI_USAGE : CLI_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        g_print("luoshi %s\n", LUOSHI_VERSION);
        return CLI_DONE;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    const char *const arguments[] = {"command", argv[1], NULL};
    g_autofree char *message = text_format(cli_language(), "cli.no_command", arguments);
    g_printerr("luoshi: %s\n", message);
    return CLI_USAGE;
}
