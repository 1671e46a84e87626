#include "cli/cli.h"

#include "casework/casework.h"
#include "ledger/ledger.h"
#include "light/light.h"
#include "message/message.h"
#include "org/org.h"
#include "project/project.h"
#include "rally/rally.h"
#include "register/register.h"
#include "round/round.h"
#include "score/score.h"

#include <string.h>

/* The key lies where the setting says, or beside the file of the database. */
static Seal *seal_of(const Cli *cli)
{
    const char *database = cli_text(cli, "database");
    const char *path = cli_text(cli, "key-file");
    g_autofree char *beside = g_str_has_prefix(database, "sqlite:")
                                  ? g_strconcat(database + strlen("sqlite:"), ".key", NULL)
                                  : NULL;

    return seal_new(path != NULL ? path : beside);
}

static bool prepare_schema(Store *store, CliOpening opening, GError **error)
{
    StoreSchema schema = STORE_SCHEMA_NONE;

    if (!store_schema(store, &schema, error)) {
        return false;
    }
    if (schema == STORE_SCHEMA_NONE && opening != CLI_MAKE) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "cli.database.empty", NULL, NULL);
        return false;
    }
    if (schema == STORE_SCHEMA_OLDER && opening == CLI_USE) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "cli.database.older", NULL, NULL);
        return false;
    }
    return opening == CLI_USE || store_migrate(store, error);
}

Store *cli_open(const Cli *cli, CliOpening opening, GError **error)
{
    const char *url = cli_text(cli, "database");

    if (opening != CLI_MAKE && !store_is_there(url)) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "cli.database.absent", NULL, "database", url,
                  NULL);
        return NULL;
    }
    Store *store = store_open(url, error);
    if (store == NULL || !prepare_schema(store, opening, error) || !org_set_clock(store, error)) {
        store_close(store);
        return NULL;
    }
    store_set_before_commit(store, ledger_seal, NULL);
    store_set_seal(store, seal_of(cli));
    return store;
}

int cli_report(const Cli *cli, const char *key, json_t *result)
{
    if (cli_flag(cli, "json")) {
        char *text = json_dumps(result, JSON_COMPACT);
        g_print("%s\n", text);
        free(text);
    } else {
        g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
        const char *name = NULL;
        json_t *value = NULL;
        json_object_foreach(result, name, value)
        {
            g_ptr_array_add(arguments, g_strdup(name));
            g_ptr_array_add(
                arguments, json_is_integer(value)
                               ? g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value))
                               : g_strdup(json_string_value(value)));
        }
        g_ptr_array_add(arguments, NULL);
        g_autofree char *words =
            text_format(cli_language(), key, (const char *const *)arguments->pdata);
        g_print("%s\n", words);
    }
    json_decref(result);
    return CLI_DONE;
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

char *cli_packs_folder(void)
{
    g_autofree char *data = cli_data_folder();

    return g_build_filename(data, "packs", NULL);
}

bool cli_load_packs(Store *store, const char *district, GError **error)
{
    g_autofree char *packs = cli_packs_folder();
    g_autofree char *roles = g_build_filename(packs, "base", "roles.yaml", NULL);
    g_autofree char *projects = g_build_filename(packs, "base", "projects.yaml", NULL);
    json_auto_t *outside = project_as_register(projects, error);
    bool otherwise = false;

    return outside != NULL && org_update_roles(store, district, roles, error) &&
           project_load(store, district, packs, error) &&
           casework_load(store, district, packs, error) &&
           register_load(store, district, packs, outside, &otherwise, error) &&
           (!otherwise || project_link_all(store, district, error)) &&
           light_load(store, district, packs, error) && rally_load(store, district, packs, error) &&
           round_load(store, district, packs, error) && score_load(store, district, packs, error) &&
           message_load(packs, error);
}
