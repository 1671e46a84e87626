#include "cli/help.h"

#include <string.h>

/* Of the column in which options are described. */
#define OPTION_WIDTH 32

static const char *said(Language language, const CliCommand *command, const char *what)
{
    g_autofree char *key = g_strdup_printf("cli.%s.%s", command->name, what);

    return text_find(language, key);
}

/* “--output FILE, -o FILE”. (transfer full) */
static char *option_form(const CliOption *option)
{
    GString *form = g_string_new(NULL);
    const char *value = option->value != NULL ? option->value : "";
    const char *blank = option->value != NULL ? " " : "";

    if (option->letter != 0) {
        g_string_append_printf(form, "-%c%s%s, ", option->letter, blank, value);
    }
    g_string_append_printf(form, "--%s%s%s", option->name, blank, value);
    return g_string_free(form, FALSE);
}

/* What the option does, and its default and environment variable. (transfer full) */
static char *option_meaning(const CliOption *option, Language language)
{
    g_autoptr(GString) meaning = g_string_new(text_find(language, option->text));

    if (option->fallback != NULL) {
        const char *const arguments[] = {"value", option->fallback, NULL};
        g_autofree char *fallback = text_format(language, "cli.help.default", arguments);
        g_string_append(meaning, fallback);
    }
    return g_string_free(g_steal_pointer(&meaning), FALSE);
}

char *help_all(const CliCommand *const *commands, gsize count, Language language)
{
    g_autoptr(GString) help = g_string_new(NULL);

    g_string_append_printf(help, "luoshi %s - %s\n\n", LUOSHI_VERSION,
                           text_find(language, "cli.help.head"));
    for (gsize i = 0; i < count; i++) {
        g_string_append_printf(help, "  %-10s %s\n", commands[i]->name,
                               said(language, commands[i], "summary"));
    }
    g_string_append_printf(help, "\n%s\n", text_find(language, "cli.help.foot"));
    return g_string_free(g_steal_pointer(&help), FALSE);
}

char *help_command(const CliCommand *command, Language language)
{
    g_autoptr(GString) help = g_string_new(NULL);

    g_string_append_printf(help, "luoshi %s - %s\n\n%s\n\n%s\n", command->name,
                           said(language, command, "summary"), said(language, command, "usage"),
                           said(language, command, "help"));
    for (const CliOption *option = command->options; option->name != NULL; option++) {
        g_autofree char *form = option_form(option);
        g_autofree char *meaning = option_meaning(option, language);
        g_string_append_printf(help, "%s  %-*s %s\n", option == command->options ? "\n" : "",
                               OPTION_WIDTH, form, meaning);
    }
    return g_string_free(g_steal_pointer(&help), FALSE);
}

/* TEXT as troff reads it: a backslash and a dash are not what they seem, nor is a line's first dot.
 */
static void add_escaped(GString *page, const char *text)
{
    bool line_begins = page->len == 0 || page->str[page->len - 1] == '\n';

    for (const char *at = text; *at != '\0'; at++) {
        if (line_begins && (*at == '.' || *at == '\'')) {
            g_string_append(page, "\\&");
        }
        line_begins = *at == '\n';
        if (*at == '\\') {
            g_string_append(page, "\\e");
        } else if (*at == '-') {
            g_string_append(page, "\\-");
        } else {
            g_string_append_c(page, *at);
        }
    }
}

static void add_section(GString *page, Language language, const char *title)
{
    g_string_append(page, ".SH ");
    add_escaped(page, text_find(language, title));
    g_string_append_c(page, '\n');
}

static void add_text(GString *page, const char *text)
{
    add_escaped(page, text);
    g_string_append_c(page, '\n');
}

/* TERM and what it means. */
static void add_item(GString *page, const char *term, const char *meaning)
{
    g_string_append(page, ".TP\n.B ");
    add_text(page, term);
    add_text(page, meaning);
}

static void add_command(GString *page, const CliCommand *command, Language language)
{
    g_autofree char *name = g_strconcat("luoshi ", command->name, NULL);

    g_string_append(page, ".SS ");
    add_text(page, name);
    add_text(page, said(language, command, "usage"));
    g_string_append(page, ".PP\n");
    add_text(page, said(language, command, "help"));
    for (const CliOption *option = command->options; option->name != NULL; option++) {
        g_autofree char *form = option_form(option);
        g_autofree char *meaning = option_meaning(option, language);
        add_item(page, form, meaning);
    }
}

/* Each setting once, with its variable and its key of the file. */
static void add_settings(GString *page, const CliCommand *const *commands, gsize count,
                         Language language)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (gsize i = 0; i < count; i++) {
        for (const CliOption *option = commands[i]->options; option->name != NULL; option++) {
            if (!option->setting || !g_hash_table_add(seen, (gpointer)option->name)) {
                continue;
            }
            g_autofree char *key = g_strdelimit(g_strdup(option->name), "-", '_');
            g_autofree char *upper = g_ascii_strup(key, -1);
            g_autofree char *term = g_strdup_printf("LUOSHI_%s, %s=", upper, key);
            g_autofree char *meaning = option_meaning(option, language);
            add_item(page, term, meaning);
        }
    }
}

char *help_manual(const CliCommand *const *commands, gsize count, Language language)
{
    static const char *const exits[] = {"0", "1", "2", "3"};
    g_autoptr(GString) page = g_string_new(NULL);

    g_string_append_printf(page, ".TH LUOSHI 1 \"\" \"luoshi %s\" \"Luoshi\"\n", LUOSHI_VERSION);
    g_string_append(page, ".ad l\n.nh\n"); /* long terms and Chinese are not to be stretched */
    add_section(page, language, "cli.manual.name");
    g_string_append(page, "luoshi \\- ");
    add_text(page, text_find(language, "cli.manual.what"));
    add_section(page, language, "cli.manual.synopsis");
    add_text(page, "luoshi COMMAND [OPTION…] [ARGUMENT…]");
    add_section(page, language, "cli.manual.commands");
    for (gsize i = 0; i < count; i++) {
        add_command(page, commands[i], language);
    }
    add_section(page, language, "cli.manual.settings");
    add_text(page, text_find(language, "cli.manual.settings_order"));
    add_settings(page, commands, count, language);
    add_section(page, language, "cli.manual.environment");
    add_item(page, "LC_ALL, LC_MESSAGES, LANG", text_find(language, "cli.manual.language"));
    add_section(page, language, "cli.manual.exit");
    for (gsize i = 0; i < G_N_ELEMENTS(exits); i++) {
        g_autofree char *key = g_strconcat("cli.manual.exit_", exits[i], NULL);
        add_item(page, exits[i], text_find(language, key));
    }
    add_section(page, language, "cli.manual.examples");
    add_item(page, "luoshi init --sample jizhou && luoshi serve",
             text_find(language, "cli.manual.example_serve"));
    add_item(page, "luoshi read --format jsonl FILE | jq .subject",
             text_find(language, "cli.manual.example_read"));
    add_item(page, "luoshi backup FILE && luoshi ledger head",
             text_find(language, "cli.manual.example_backup"));
    return g_string_free(g_steal_pointer(&page), FALSE);
}
