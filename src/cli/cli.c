#include "cli/cli.h"

#include "casework/casework.h"
#include "ledger/ledger.h"
#include "light/light.h"
#include "org/org.h"
#include "project/project.h"
#include "register/register.h"
#include "round/round.h"
#include "score/score.h"

Store *cli_open(const Cli *cli, GError **error)
{
    Store *store = store_open(cli_text(cli, "database"), error);

    if (store == NULL || !store_migrate(store, error) || !org_set_clock(store, error)) {
        store_close(store);
        return NULL;
    }
    store_set_before_commit(store, ledger_seal, NULL);
    return store;
}

char *cli_data_folder(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program != NULL ? program : ".");
    static const char *const places[] = {"..", "../share/luoshi", "../.."};

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *candidate = g_build_filename(folder, places[i], NULL);
        g_autofree char *mark = g_build_filename(candidate, "packs", "base", "roles.yaml", NULL);
        if (g_file_test(mark, G_FILE_TEST_EXISTS)) {
            return g_steal_pointer(&candidate);
        }
    }
    return g_strdup(".");
}

bool cli_load_packs(Store *store, const char *district, GError **error)
{
    g_autofree char *data = cli_data_folder();
    g_autofree char *packs = g_build_filename(data, "packs", NULL);
    g_autofree char *roles = g_build_filename(packs, "base", "roles.yaml", NULL);

    return org_update_roles(store, district, roles, error) &&
           project_load(store, district, packs, error) &&
           casework_load(store, district, packs, error) &&
           register_load(store, district, packs, error) &&
           light_load(store, district, packs, error) && round_load(store, district, packs, error) &&
           score_load(store, district, packs, error);
}
