/* Subcommands for accounts and packs. */
#include "cli/cli.h"
#include "org/account.h"
#include "org/org.h"
#include "pack/pack.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD_MIN 10

int cli_user(int argc, char **argv)
{
    g_autofree char *database = NULL;
    const GOptionEntry options[] = {
        {"database", 0, 0, G_OPTION_ARG_STRING, &database, "sqlite:PATH or postgresql://…", "URL"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GError) error = NULL;
    char line[256];

    if (!cli_parse(&argc, &argv, options, "password LOGIN",
                   "Set an account's password, read from standard input; its sessions end.") ||
        argc != 3 || strcmp(argv[1], "password") != 0) {
        g_printerr("luoshi: usage: luoshi user password LOGIN < FILE\n");
        return CLI_USAGE;
    }
    if (fgets(line, sizeof line, stdin) == NULL || strlen(g_strchomp(line)) < PASSWORD_MIN) {
        g_printerr("luoshi: a password has at least %d characters\n", PASSWORD_MIN);
        return CLI_USAGE;
    }
    g_autoptr(Store) store = cli_open(database, &error);
    g_autofree char *district = store != NULL ? org_district(store, &error) : NULL;
    if (district == NULL ||
        !account_set_password(store, district, argv[2], line, g_get_real_time(), &error)) {
        return cli_fail(error);
    }
    return CLI_DONE;
}

int cli_pack(int argc, char **argv)
{
    const GOptionEntry options[] = {G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;

    if (!cli_parse(&argc, &argv, options, "check DIR",
                   "Check the YAML files of a folder against packs/schema.") ||
        argc != 3 || strcmp(argv[1], "check") != 0) {
        g_printerr("luoshi: usage: luoshi pack check DIR\n");
        return CLI_USAGE;
    }
    g_autofree char *data = cli_data_folder();
    g_autofree char *schemas = g_build_filename(data, "packs", "schema", NULL);
    return pack_check(argv[2], schemas, &error) ? CLI_DONE : cli_fail(error);
}
