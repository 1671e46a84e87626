/* The subcommand for packs. */
#include "pack/pack.h"
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

int cli_pack(int argc, char **argv)
{
    const GOptionEntry options[] = {G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;

    if (!cli_parse(&argc, &argv, options, "check DIR",
                   text_find(cli_language(), "cli.pack.summary")) ||
        argc != 3 || strcmp(argv[1], "check") != 0) {
        return cli_usage("cli.pack.usage");
    }
    g_autofree char *data = cli_data_folder();
    g_autofree char *schemas = g_build_filename(data, "packs", "schema", NULL);
    return pack_check(argv[2], schemas, &error) ? CLI_DONE : cli_fail(error);
}
