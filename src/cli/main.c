#include "cli/cli.h"
#include "cli/help.h"
#include "cli/read.h"

#include <locale.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const CliCommand *const commands[] = {
    &cli_serve, &cli_init,   &cli_read,    &cli_schedule, &cli_import,  &cli_export, &cli_user,
    &cli_token, &cli_backup, &cli_restore, &cli_ledger,   &cli_migrate, &cli_pack,
};

static const CliCommand *find_command(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (strcmp(commands[i]->name, name) == 0) {
            return commands[i];
        }
    }
    const char *const arguments[] = {"command", name, NULL};
    g_autofree char *message = text_format(cli_language(), "cli.no_command", arguments);
    g_printerr("luoshi: %s\n", message);
    return NULL;
}

static int run(const CliCommand *command, int argc, char **argv)
{
    const CliOption *settings[G_N_ELEMENTS(commands) + 1] = {NULL};
    g_autoptr(GError) error = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) {
        settings[i] = commands[i]->options;
    }
    g_autoptr(Cli) cli = cli_parse(command, settings, argc, argv, &error);
    if (cli == NULL) {
        cli_fail(error);
        return CLI_USAGE;
    }
    return command->run(cli);
}

/* luoshi help [COMMAND | --man] */
static int print_help(const char *about)
{
    g_autofree char *help = NULL;

    if (about == NULL) {
        help = help_all(commands, G_N_ELEMENTS(commands), cli_language());
    } else if (strcmp(about, "--man") == 0) {
        help = help_manual(commands, G_N_ELEMENTS(commands), cli_language());
    } else {
        const CliCommand *command = find_command(about);
        if (command == NULL) {
            return CLI_USAGE;
        }
        help = help_command(command, cli_language());
    }
    g_print("%s", help);
    return CLI_DONE;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            return true;
        }
    }
    return false;
}

/* CODE, unless what was printed did not arrive: a full disk must not look like success. */
static int finish(int code)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0) {
        return code;
    }
    g_printerr("luoshi: %s\n", text_find(cli_language(), "cli.output"));
    return code == CLI_DONE ? CLI_FAILED : code;
}

int main(int argc, char **argv)
{
    /* Text is UTF-8 whatever locales the machine has installed: with one that is missing, GLib
     * would refuse Chinese arguments and print question marks. The language is cli_language(). */
    setlocale(LC_ALL, "C.UTF-8");
    /* ChaCha20 of our own, seeded by the system: ids ask for eight bytes at a time. */
    randombytes_set_implementation(&randombytes_internal_implementation);
    if (sodium_init() < 0) {
        g_printerr("luoshi: libsodium does not start\n");
        return CLI_FAILED;
    }
    if (argc < 2 || strcmp(argv[1], "--help") == 0) {
        print_help(NULL);
        return argc < 2 ? CLI_USAGE : CLI_DONE;
    }
    if (strcmp(argv[1], "help") == 0) {
        return print_help(argc > 2 ? argv[2] : NULL);
    }
    if (strcmp(argv[1], "--version") == 0) {
        g_print("luoshi %s\n", LUOSHI_VERSION);
        return CLI_DONE;
    }
    if (asks_for_help(argc, argv)) {
        return print_help(argv[1]);
    }
    const CliCommand *command = find_command(argv[1]);
    return finish(command != NULL ? run(command, argc - 1, argv + 1) : CLI_USAGE);
}
