/* The subcommand for packs. */
#include "pack/pack.h"
#include "cli/cli.h"
#include "project/project.h"
#include "register/register.h"
#include "score/score.h"

#include <stdio.h>
#include <string.h>

/* Do the registers of FOLDER, if it has any, name each other and libraries of its projects, or of
 * the base pack's in DATA, rightly? */
static bool check_registers(const char *folder, const char *data, GError **error)
{
    g_autofree char *registers = g_build_filename(folder, "registers.yaml", NULL);
    g_autofree char *own = g_build_filename(folder, "projects.yaml", NULL);
    g_autofree char *base = g_build_filename(data, "packs", "base", "projects.yaml", NULL);

    if (!g_file_test(registers, G_FILE_TEST_EXISTS)) {
        return true;
    }
    json_auto_t *outside =
        project_as_register(g_file_test(own, G_FILE_TEST_EXISTS) ? own : base, error);
    return outside != NULL && register_check(registers, outside, error);
}

static int run_pack(const Cli *cli)
{
    g_autoptr(GError) error = NULL;

    if (cli_argument_count(cli) != 2 || strcmp(cli_argument(cli, 0), "check") != 0) {
        return cli_usage(cli);
    }
    g_autofree char *data = cli_data_folder();
    g_autofree char *schemas = g_build_filename(data, "packs", "schema", NULL);
    g_autofree char *schemes = g_build_filename(cli_argument(cli, 1), "schemes.yaml", NULL);
    bool sound =
        pack_check(cli_argument(cli, 1), schemas, &error) &&
        check_registers(cli_argument(cli, 1), data, &error) &&
        (!g_file_test(schemes, G_FILE_TEST_EXISTS) || score_check(schemes, cli_language(), &error));
    return sound ? cli_report(cli, "cli.pack.done",
                              json_pack("{s:s}", "folder", cli_argument(cli, 1)))
                 : cli_fail(error);
}

const CliCommand cli_pack = {
    .name = "pack", .run = run_pack, .options = (const CliOption[]){CLI_JSON, CLI_OPTIONS_END}};
