#include "cli/command.h"

#include <string.h>

#define CONFIG_HERE   "luoshi.conf"
#define CONFIG_SYSTEM "/etc/luoshi/luoshi.conf"
#define CONFIG_MAX    (64 * 1024) /* bytes */

struct Cli {
    const CliCommand *command;
    GHashTable *values;   /* option's name → GPtrArray of char *, NULL-terminated when parsed */
    GPtrArray *arguments; /* of char * */
};

static const CliOption *find_option(const CliOption *options, const char *name, gsize length,
                                    char letter)
{
    for (const CliOption *option = options; option->name != NULL; option++) {
        if (letter != 0
                ? option->letter == letter
                : strlen(option->name) == length && strncmp(option->name, name, length) == 0) {
            return option;
        }
    }
    return NULL;
}

static bool fail(GError **error, const char *key, const char *option, const char *value)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, NULL, "option", option, "value", value, NULL);
    return false;
}

static GPtrArray *values_of(const Cli *cli, const char *name)
{
    return g_hash_table_lookup(cli->values, name);
}

static bool add_value(Cli *cli, const CliOption *option, const char *shown, const char *value,
                      GError **error)
{
    GPtrArray *values = values_of(cli, option->name);
    guint64 number;

    if (option->number && !g_ascii_string_to_unsigned(value, 10, 0, G_MAXINT32, &number, NULL)) {
        return fail(error, "cli.option.not_number", shown, value);
    }
    if (values == NULL) {
        values = g_ptr_array_new_with_free_func(g_free);
        g_hash_table_insert(cli->values, (gpointer)option->name, values);
    }
    if (!option->many) {
        g_ptr_array_set_size(values, 0);
    }
    g_ptr_array_add(values, g_strdup(value));
    return true;
}

/* The option at ARGV[*AT], and its value, which may be the next argument. */
static bool take_option(Cli *cli, int argc, char **argv, int *at, GError **error)
{
    const char *shown = argv[*at];
    bool is_long = shown[1] == '-';
    const char *name = shown + (is_long ? 2 : 1);
    const char *equals = is_long ? strchr(name, '=') : NULL;
    gsize length = equals != NULL ? (gsize)(equals - name) : strlen(name);
    const char letter = (char)(is_long ? '\0' : *name);
    const CliOption *option = find_option(cli->command->options, name, length, letter);

    if (option == NULL) {
        return fail(error, "cli.option.unknown", shown, "");
    }
    const char *joined = equals != NULL                ? equals + 1
                         : !is_long && name[1] != '\0' ? name + 1
                                                       : NULL;
    if (option->value == NULL) {
        return joined == NULL ? add_value(cli, option, shown, "1", error)
                              : fail(error, "cli.option.no_value", shown, joined);
    }
    if (joined == NULL && *at + 1 == argc) {
        return fail(error, "cli.option.needs_value", shown, option->value);
    }
    return add_value(cli, option, shown, joined != NULL ? joined : argv[++*at], error);
}

static bool take_arguments(Cli *cli, int argc, char **argv, GError **error)
{
    bool options = true;

    for (int i = 1; i < argc; i++) {
        if (options && strcmp(argv[i], "--") == 0) {
            options = false;
        } else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!take_option(cli, argc, argv, &i, error)) {
                return false;
            }
        } else {
            g_ptr_array_add(cli->arguments, g_strdup(argv[i]));
        }
    }
    return true;
}

/* --tls-key is tls_key in the file and LUOSHI_TLS_KEY in the environment. (transfer full) */
static char *setting_key(const char *name)
{
    return g_strdelimit(g_strdup(name), "-", '_');
}

static bool is_known_setting(const CliOption *const *settings, const char *key)
{
    for (gsize i = 0; settings[i] != NULL; i++) {
        for (const CliOption *option = settings[i]; option->name != NULL; option++) {
            g_autofree char *known = setting_key(option->name);
            if (option->setting && strcmp(known, key) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool fail_line(const char *path, guint line, const char *key, const char *text,
                      GError **error)
{
    g_autofree char *number = g_strdup_printf("%u", line);

    error_set(error, LUOSHI_ERROR_INVALID, key, NULL, "file", path, "line", number, "text", text,
              NULL);
    return false;
}

/* One line: key=value. A head as [luoshi] is allowed, and comments with # or ;. */
static bool read_line(const char *path, guint number, char *line, const CliOption *const *settings,
                      GHashTable *values, GError **error)
{
    char *key = g_strstrip(line);
    char *equals = strchr(key, '=');

    if (*key == '\0' || *key == '#' || *key == ';' || strcmp(key, "[luoshi]") == 0) {
        return true;
    }
    if (equals == NULL) {
        return fail_line(path, number, "cli.config.line", key, error);
    }
    *equals = '\0';
    g_strchomp(key);
    if (!is_known_setting(settings, key)) {
        return fail_line(path, number, "cli.config.unknown", key, error);
    }
    g_hash_table_replace(values, g_strdup(key), g_strdup(g_strstrip(equals + 1)));
    return true;
}

/* The settings of the file PATH; a file that is not there has none, unless it was ASKED for. */
static GHashTable *read_config(const char *path, bool asked, const CliOption *const *settings,
                               GError **error)
{
    g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *text = NULL;
    gsize length = 0;

    if (!asked && !g_file_test(path, G_FILE_TEST_EXISTS)) {
        return g_steal_pointer(&values);
    }
    if (!g_file_get_contents(path, &text, &length, error)) {
        return NULL;
    }
    if (length > CONFIG_MAX || !g_utf8_validate_len(text, length, NULL)) {
        fail_line(path, 1, "cli.config.line", "", error);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (!read_line(path, i + 1, lines[i], settings, values, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&values);
}

static bool is_off(const char *value)
{
    return *value == '\0' || strcmp(value, "0") == 0 || g_ascii_strcasecmp(value, "false") == 0 ||
           g_ascii_strcasecmp(value, "no") == 0;
}

/* The setting OPTION from the environment, else from FILE, else its fallback. */
static bool complete_setting(Cli *cli, const CliOption *option, GHashTable *file, GError **error)
{
    g_autofree char *key = setting_key(option->name);
    g_autofree char *upper = g_ascii_strup(key, -1);
    g_autofree char *variable = g_strconcat("LUOSHI_", upper, NULL);
    const char *value = g_getenv(variable);
    const char *shown = variable;

    if (value == NULL) {
        value = g_hash_table_lookup(file, key);
        shown = key;
    }
    value = value != NULL ? value : option->fallback;
    if (value == NULL || (option->value == NULL && is_off(value))) {
        return true;
    }
    return add_value(cli, option, shown, value, error);
}

static bool complete_settings(Cli *cli, const CliOption *const *settings, GError **error)
{
    const char *given = cli_text(cli, "config");
    const char *path = given != NULL ? given : g_getenv("LUOSHI_CONFIG");
    bool asked = path != NULL;

    if (path == NULL) {
        path = g_file_test(CONFIG_HERE, G_FILE_TEST_EXISTS) ? CONFIG_HERE : CONFIG_SYSTEM;
    }
    g_autoptr(GHashTable) file = read_config(path, asked, settings, error);
    if (file == NULL) {
        return false;
    }
    for (const CliOption *option = cli->command->options; option->name != NULL; option++) {
        if (option->setting && values_of(cli, option->name) == NULL &&
            !complete_setting(cli, option, file, error)) {
            return false;
        }
    }
    return true;
}

static bool has_settings(const CliCommand *command)
{
    for (const CliOption *option = command->options; option->name != NULL; option++) {
        if (option->setting) {
            return true;
        }
    }
    return false;
}

static void free_values(gpointer values)
{
    g_ptr_array_unref(values);
}

Cli *cli_parse(const CliCommand *command, const CliOption *const *settings, int argc, char **argv,
               GError **error)
{
    g_autoptr(Cli) cli = g_new0(Cli, 1);
    GHashTableIter iter;
    gpointer values = NULL;

    cli->command = command;
    cli->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_values);
    cli->arguments = g_ptr_array_new_with_free_func(g_free);
    if (!take_arguments(cli, argc, argv, error) ||
        (has_settings(command) && !complete_settings(cli, settings, error))) {
        return NULL;
    }
    g_hash_table_iter_init(&iter, cli->values);
    while (g_hash_table_iter_next(&iter, NULL, &values)) {
        g_ptr_array_add(values, NULL);
    }
    return g_steal_pointer(&cli);
}

void cli_free(Cli *cli)
{
    if (cli != NULL) {
        g_hash_table_unref(cli->values);
        g_ptr_array_unref(cli->arguments);
        g_free(cli);
    }
}

const char *cli_text(const Cli *cli, const char *name)
{
    const GPtrArray *values = values_of(cli, name);

    return values != NULL ? g_ptr_array_index(values, 0) : NULL;
}

const char *const *cli_texts(const Cli *cli, const char *name)
{
    static const char *const none[] = {NULL};
    const GPtrArray *values = values_of(cli, name);

    return values != NULL ? (const char *const *)values->pdata : none;
}

bool cli_flag(const Cli *cli, const char *name)
{
    return values_of(cli, name) != NULL;
}

gint64 cli_number(const Cli *cli, const char *name)
{
    const char *value = cli_text(cli, name);

    return value != NULL ? g_ascii_strtoll(value, NULL, 10) : 0;
}

guint cli_argument_count(const Cli *cli)
{
    return cli->arguments->len;
}

const char *cli_argument(const Cli *cli, guint i)
{
    return i < cli->arguments->len ? g_ptr_array_index(cli->arguments, i) : NULL;
}

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

int cli_usage(const Cli *cli)
{
    g_autofree char *key = g_strdup_printf("cli.%s.usage", cli->command->name);

    return cli_misused(key);
}

int cli_misused(const char *key)
{
    g_printerr("luoshi: %s\n", text_find(cli_language(), key));
    return CLI_USAGE;
}
