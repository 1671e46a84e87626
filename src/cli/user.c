/* luoshi user: accounts of people; luoshi token: of machines. */
#include "cli/operate.h"

#include <stdio.h>
#include <string.h>

#define PASSWORD_MAX 256

typedef struct {
    char *database;
    char *name;
    char *unit;
    char *title;
    char *role;
    char *scope;
    char *expires;
    gboolean json;
} Options;

static void options_clear(Options *options)
{
    g_free(options->database);
    g_free(options->name);
    g_free(options->unit);
    g_free(options->title);
    g_free(options->role);
    g_free(options->scope);
    g_free(options->expires);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool parse(int *argc, char ***argv, Options *options, const char *arguments,
                  const char *summary)
{
    const GOptionEntry entries[] = {
        {"database", 0, 0, G_OPTION_ARG_STRING, &options->database, "sqlite:PATH or postgresql://…",
         "URL"},
        {"name", 0, 0, G_OPTION_ARG_STRING, &options->name, "the person's name", "NAME"},
        {"unit", 0, 0, G_OPTION_ARG_STRING, &options->unit, "key, name or short name of the unit",
         "UNIT"},
        {"title", 0, 0, G_OPTION_ARG_STRING, &options->title, "the title of a person not yet known",
         "TITLE"},
        {"role", 0, 0, G_OPTION_ARG_STRING, &options->role, "a role's key", "ROLE"},
        {"scope", 0, 0, G_OPTION_ARG_STRING, &options->scope,
         "where the role holds: unit or district (default)", "SCOPE"},
        {"expires", 0, 0, G_OPTION_ARG_STRING, &options->expires, "the token's last day",
         "YYYY-MM-DD"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, "one JSON object a line", NULL},
        G_OPTION_ENTRY_NULL,
    };

    return cli_parse(argc, argv, entries, arguments, summary);
}

static bool read_password(char line[PASSWORD_MAX], GError **error)
{
    if (fgets(line, PASSWORD_MAX, stdin) == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.no_password", NULL, NULL);
        return false;
    }
    g_strchomp(line);
    return true;
}

/* The one grant that --role, --scope and --unit speak of. (transfer full) */
static json_t *make_grants(const Desk *desk, const Options *options, const json_t *unit)
{
    bool in_unit = g_strcmp0(options->scope, "unit") == 0;
    const char *scope = in_unit ? json_string_value(json_object_get(unit, "id")) : desk->district;

    return json_pack("[{s:s, s:s, s:s}]", "role", options->role != NULL ? options->role : "",
                     "scope_kind", in_unit ? "unit" : "district", "scope", scope);
}

/* The id of the person of --name in UNIT, added with --title if there is none. (transfer full) */
static char *find_person(const Desk *desk, const Options *options, const json_t *unit,
                         GError **error)
{
    const char *unit_id = json_string_value(json_object_get(unit, "id"));
    json_auto_t *people = desk_list(desk, "person_list", "people", error);

    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *person = json_array_get(people, i);
        static const char *const members[] = {"unit", NULL};
        if (g_strcmp0(json_string_value(json_object_get(person, "name")), options->name) == 0 &&
            find_object(json_object_get(person, "posts"), members, unit_id) != NULL) {
            return g_strdup(json_string_value(json_object_get(person, "id")));
        }
    }
    if (people == NULL) {
        return NULL;
    }
    json_auto_t *body = json_pack(
        "{s:s, s:s, s:s, s:s}", "name", options->name != NULL ? options->name : "", "title",
        options->title != NULL ? options->title : "", "unit", unit_id, "rank", "clerk");
    const OperatorRequest request = {.operation = "person_add", .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    if (call == NULL) {
        return NULL;
    }
    json_auto_t *added = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
    return g_strdup(json_string_value(json_object_get(added, "id")));
}

static bool add_account(const Desk *desk, const Options *options, const char *login, GError **error)
{
    char password[PASSWORD_MAX];
    json_auto_t *units = desk_list(desk, "unit_list", "units", error);
    const json_t *unit = units != NULL ? find_unit(units, options->unit, error) : NULL;

    if (unit == NULL || !read_password(password, error)) {
        return false;
    }
    g_autofree char *person = find_person(desk, options, unit, error);
    if (person == NULL) {
        return false;
    }
    json_auto_t *body = json_pack("{s:s, s:s, s:s, s:o}", "login", login, "person", person,
                                  "password", password, "grants", make_grants(desk, options, unit));
    const OperatorRequest request = {.operation = "account_add", .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    return call != NULL;
}

/* CHANGE (transfer full) to the account of LOGIN, as it is now. */
static bool change_account(const Desk *desk, const char *login, json_t *change, GError **error)
{
    static const char *const members[] = {"login", NULL};
    json_auto_t *body = change;
    json_auto_t *accounts = desk_list(desk, "account_list", "accounts", error);
    const json_t *account = accounts != NULL ? find_object(accounts, members, login) : NULL;

    if (account == NULL) {
        if (accounts != NULL) {
            error_set(error, LUOSHI_ERROR_NOT_FOUND, "org.no_account", NULL, NULL);
        }
        return false;
    }
    json_object_set(body, "version", json_object_get(account, "version"));
    const char *parameters[] = {"account", json_string_value(json_object_get(account, "id")), NULL};
    const OperatorRequest request = {
        .operation = "account_change", .parameters = parameters, .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    return call != NULL;
}

static void print_grants(const json_t *object)
{
    const json_t *grants = json_object_get(object, "grants");

    for (size_t i = 0; i < json_array_size(grants); i++) {
        const json_t *grant = json_array_get(grants, i);
        g_print("%s%s", i > 0 ? "," : "\t", json_string_value(json_object_get(grant, "role")));
    }
    g_print("\n");
}

static bool list_accounts(const Desk *desk, const Options *options, GError **error)
{
    json_auto_t *accounts = desk_list(desk, "account_list", "accounts", error);

    for (size_t i = 0; i < json_array_size(accounts); i++) {
        const json_t *account = json_array_get(accounts, i);
        if (options->json) {
            print_json(account);
            continue;
        }
        bool active = json_is_true(json_object_get(account, "active"));
        g_print("%s\t%s\t%s", json_string_value(json_object_get(account, "login")),
                json_string_value(json_object_get(account, "name")),
                text_find(cli_language(), active ? "cli.active" : "cli.disabled"));
        print_grants(account);
    }
    return accounts != NULL;
}

static bool set_password(const Desk *desk, const char *login, GError **error)
{
    char password[PASSWORD_MAX];

    return read_password(password, error) &&
           change_account(desk, login, json_pack("{s:s}", "password", password), error);
}

int cli_user(int argc, char **argv)
{
    g_auto(Options) options = {0};
    g_auto(Desk) desk = {0};
    g_autoptr(GError) error = NULL;

    if (!parse(&argc, &argv, &options,
               "list | add LOGIN | password LOGIN | disable LOGIN | enable LOGIN",
               text_find(cli_language(), "cli.user.help"))) {
        return CLI_USAGE;
    }
    const char *verb = argc > 1 ? argv[1] : "";
    bool lists = strcmp(verb, "list") == 0;
    static const char *const verbs[] = {"add", "password", "disable", "enable", NULL};
    if (argc != (lists ? 2 : 3) || (!lists && !g_strv_contains(verbs, verb))) {
        return cli_usage("cli.user.usage");
    }
    bool done = desk_open(&desk, options.database, &error);
    if (done && lists) {
        done = list_accounts(&desk, &options, &error);
    } else if (done && strcmp(verb, "add") == 0) {
        done = add_account(&desk, &options, argv[2], &error);
    } else if (done && strcmp(verb, "password") == 0) {
        done = set_password(&desk, argv[2], &error);
    } else if (done) {
        bool active = strcmp(verb, "enable") == 0;
        done = change_account(&desk, argv[2], json_pack("{s:b}", "active", active), &error);
    }
    return done ? CLI_DONE : cli_fail(error);
}

static bool add_token(const Desk *desk, const Options *options, const char *name, GError **error)
{
    json_auto_t *units = desk_list(desk, "unit_list", "units", error);
    bool in_unit = g_strcmp0(options->scope, "unit") == 0;
    const json_t *unit = units != NULL && in_unit ? find_unit(units, options->unit, error) : NULL;

    if (units == NULL || (in_unit && unit == NULL)) {
        return false;
    }
    json_auto_t *body = json_pack("{s:s, s:s, s:o}", "name", name, "expires",
                                  options->expires != NULL ? options->expires : "", "grants",
                                  make_grants(desk, options, unit));
    const OperatorRequest request = {.operation = "token_add", .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    if (call == NULL) {
        return false;
    }
    json_auto_t *answer = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
    if (options->json) {
        print_json(answer);
    } else {
        g_print("%s\n", json_string_value(json_object_get(answer, "secret")));
    }
    return true;
}

static bool list_tokens(const Desk *desk, const Options *options, GError **error)
{
    json_auto_t *tokens = desk_list(desk, "token_list", "tokens", error);

    for (size_t i = 0; i < json_array_size(tokens); i++) {
        const json_t *token = json_array_get(tokens, i);
        if (options->json) {
            print_json(token);
            continue;
        }
        bool revoked = json_is_true(json_object_get(token, "revoked"));
        g_print("%s\t%s\t%s\t%s", json_string_value(json_object_get(token, "id")),
                json_string_value(json_object_get(token, "name")),
                json_string_value(json_object_get(token, "expires")),
                text_find(cli_language(), revoked ? "cli.disabled" : "cli.active"));
        print_grants(token);
    }
    return tokens != NULL;
}

int cli_token(int argc, char **argv)
{
    g_auto(Options) options = {0};
    g_auto(Desk) desk = {0};
    g_autoptr(GError) error = NULL;

    if (!parse(&argc, &argv, &options, "list | add NAME | revoke ID",
               text_find(cli_language(), "cli.token.help"))) {
        return CLI_USAGE;
    }
    const char *verb = argc > 1 ? argv[1] : "";
    bool lists = strcmp(verb, "list") == 0;
    bool adds = strcmp(verb, "add") == 0;
    if (argc != (lists ? 2 : 3) || (!lists && !adds && strcmp(verb, "revoke") != 0)) {
        return cli_usage("cli.token.usage");
    }
    bool done = desk_open(&desk, options.database, &error);
    if (done && lists) {
        done = list_tokens(&desk, &options, &error);
    } else if (done && adds) {
        done = add_token(&desk, &options, argv[2], &error);
    } else if (done) {
        const char *parameters[] = {"token", argv[2], NULL};
        const OperatorRequest request = {.operation = "token_revoke", .parameters = parameters};
        g_autoptr(Call) call = operator_run(desk.op, &request, &error);
        done = call != NULL;
    }
    return done ? CLI_DONE : cli_fail(error);
}
