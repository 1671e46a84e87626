#include "cli/cli.h"

#include "ledger/ledger.h"

#include <stdio.h>
#include <unistd.h>

Language cli_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value != NULL && *value != '\0') {
            return language_parse(value);
        }
    }
    return LANGUAGE_ZH;
}

bool cli_parse(int *argc, char ***argv, const GOptionEntry *options, const char *arguments,
               const char *summary)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new(arguments);

    g_option_context_set_summary(context, summary);
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, argc, argv, &error)) {
        g_printerr("luoshi: %s\n", error->message);
        return false;
    }
    return true;
}

char *cli_setting(const char *given, const char *name, const char *fallback)
{
    g_autofree char *upper = g_ascii_strup(name, -1);
    g_autofree char *variable = g_strconcat("LUOSHI_", upper, NULL);
    g_autoptr(GKeyFile) file = g_key_file_new();

    if (given != NULL) {
        return g_strdup(given);
    }
    if (g_getenv(variable) != NULL) {
        return g_strdup(g_getenv(variable));
    }
    if (g_key_file_load_from_file(file, "luoshi.conf", G_KEY_FILE_NONE, NULL)) {
        char *value = g_key_file_get_string(file, "luoshi", name, NULL);
        if (value != NULL) {
            return value;
        }
    }
    return g_strdup(fallback);
}

int cli_usage(const char *key)
{
    g_printerr("luoshi: %s\n", text_find(cli_language(), key));
    return CLI_USAGE;
}

int cli_fail(const GError *error)
{
    g_autofree char *message = error_text(error, cli_language());

    g_printerr("luoshi: %s\n", message);
    for (gsize i = 1; i < error_detail_count(error); i++) {
        g_autofree char *further = error_detail_text(error_detail(error, i), cli_language());
        g_printerr("        %s\n", further);
    }
    return CLI_FAILED;
}

Store *cli_open(const char *given, GError **error)
{
    g_autofree char *url = cli_setting(given, "database", "sqlite:data/local/luoshi.db");
    Store *store = store_open(url, error);

    if (store == NULL || !store_migrate(store, error)) {
        store_close(store);
        return NULL;
    }
    store_set_before_commit(store, ledger_seal_all, NULL);
    return store;
}

char *cli_data_folder(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(program != NULL ? program : ".");
    static const char *const places[] = {"..", "../share/luoshi"};

    for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
        g_autofree char *candidate = g_build_filename(folder, places[i], NULL);
        g_autofree char *mark = g_build_filename(candidate, "packs", "base", "roles.yaml", NULL);
        if (g_file_test(mark, G_FILE_TEST_EXISTS)) {
            return g_steal_pointer(&candidate);
        }
    }
    return g_strdup(".");
}
