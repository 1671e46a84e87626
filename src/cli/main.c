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

static const struct {
    const char *name;
    CliCommand run;
    const char *summary;
} commands[] = {
    {"serve", cli_serve, "serve the web pages and the interface"},
    {"init", cli_init, "make a database, empty or with a sample district"},
    {"read", cli_read, "read a work report: its figures or its clauses"},
    {"migrate", cli_migrate, "bring a database's schema up to date"},
    {"user", cli_user, "set an account's password"},
    {"backup", cli_backup, "copy a database that is in use"},
    {"restore", cli_restore, "put a verified backup in place"},
    {"ledger", cli_ledger, "verify the ledger, or print its head"},
    {"pack", cli_pack, "check declared data"},
};

static void print_help(void)
{
    g_print("luoshi %s - getting done what was promised\n\nUsage: luoshi COMMAND [OPTION…]\n\n",
            LUOSHI_VERSION);
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        g_print("  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    g_print("\n`luoshi COMMAND --help` tells more. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 "
            "a fault was found.\n");
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
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
    g_printerr("luoshi: there is no command “%s”; `luoshi --help` lists them\n", argv[1]);
    return CLI_USAGE;
}
