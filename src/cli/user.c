/* luoshi user: accounts of people; luoshi token: of machines. */
#include "cli/operate.h"

#include <stdio.h>
#include <string.h>

/* The option NAME, "" if it was not given: the interface says what is missing. */
static const char *given(const Cli *cli, const char *name)
{
    const char *value = cli_text(cli, name);

    return value != NULL ? value : "";
}

/* The grant that --role, --scope, --area and --unit speak of. (transfer full) */
static json_t *make_grant(const Desk *desk, const Cli *cli, const json_t *unit)
{
    const char *kind = cli_text(cli, "scope") != NULL ? cli_text(cli, "scope") : "district";
    const char *scope = strcmp(kind, "unit") == 0   ? json_string_value(json_object_get(unit, "id"))
                        : strcmp(kind, "area") == 0 ? given(cli, "area")
                                                    : desk->district;

    return json_pack("{s:s, s:s, s:s}", "role", given(cli, "role"), "scope_kind", kind, "scope",
                     scope != NULL ? scope : "");
}

/* The id of the person of --name in UNIT, added with --title if there is none. (transfer full) */
static char *find_person(const Desk *desk, const Cli *cli, const json_t *unit, GError **error)
{
    const char *unit_id = json_string_value(json_object_get(unit, "id"));
    json_auto_t *people = desk_list(desk, "person_list", "people", error);

    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *person = json_array_get(people, i);
        static const char *const members[] = {"unit", NULL};
        if (g_strcmp0(json_string_value(json_object_get(person, "name")), given(cli, "name")) ==
                0 &&
            find_object(json_object_get(person, "posts"), members, unit_id) != NULL) {
            return g_strdup(json_string_value(json_object_get(person, "id")));
        }
    }
    if (people == NULL) {
        return NULL;
    }
    json_auto_t *body = json_pack("{s:s, s:s, s:s, s:s}", "name", given(cli, "name"), "title",
                                  given(cli, "title"), "unit", unit_id, "rank", "clerk");
    const OperatorRequest request = {.operation = "person_add", .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    if (call == NULL) {
        return NULL;
    }
    json_auto_t *added = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
    return g_strdup(json_string_value(json_object_get(added, "id")));
}

static bool add_account(const Desk *desk, const Cli *cli, const char *login, GError **error)
{
    char password[PASSWORD_MAX];
    json_auto_t *units = desk_list(desk, "unit_list", "units", error);
    const json_t *unit = units != NULL ? find_unit(units, cli_text(cli, "unit"), error) : NULL;

    if (unit == NULL || !read_password(password, error)) {
        return false;
    }
    g_autofree char *person = find_person(desk, cli, unit, error);
    if (person == NULL) {
        return false;
    }
    json_auto_t *body =
        json_pack("{s:s, s:s, s:s, s:o}", "login", login, "person", person, "password", password,
                  "grants", json_pack("[o]", make_grant(desk, cli, unit)));
    const OperatorRequest request = {.operation = "account_add", .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    return call != NULL;
}

/* The account of LOGIN as it is now. (transfer full) */
static json_t *find_account(const Desk *desk, const char *login, GError **error)
{
    static const char *const members[] = {"login", NULL};
    json_auto_t *accounts = desk_list(desk, "account_list", "accounts", error);
    json_t *account = accounts != NULL ? find_object(accounts, members, login) : NULL;

    if (account == NULL && accounts != NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "org.no_account", NULL, NULL);
    }
    return json_incref(account);
}

/* CHANGE (transfer full) to ACCOUNT. */
static bool change_account(const Desk *desk, const json_t *account, json_t *change, GError **error)
{
    json_auto_t *body = change;
    const char *parameters[] = {"account", json_string_value(json_object_get(account, "id")), NULL};

    json_object_set(body, "version", json_object_get(account, "version"));
    const OperatorRequest request = {
        .operation = "account_change", .parameters = parameters, .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    return call != NULL;
}

/* The grants of ACCOUNT with one more, or without it. An equal one is there once. (transfer full)
 */
static json_t *with_grant(const json_t *account, const json_t *grant, bool holds)
{
    json_t *grants = json_array();
    const json_t *old = json_object_get(account, "grants");

    for (size_t i = 0; i < json_array_size(old); i++) {
        const json_t *one = json_array_get(old, i);
        bool same = true;
        static const char *const members[] = {"role", "scope_kind", "scope"};
        for (gsize m = 0; m < G_N_ELEMENTS(members); m++) {
            same = same && json_equal(json_object_get(one, members[m]),
                                      json_object_get(grant, members[m])) != 0;
        }
        if (!same) {
            json_array_append_new(grants,
                                  json_pack("{s:O, s:O, s:O}", "role", json_object_get(one, "role"),
                                            "scope_kind", json_object_get(one, "scope_kind"),
                                            "scope", json_object_get(one, "scope")));
        }
    }
    if (holds) {
        json_array_append(grants, (json_t *)grant);
    }
    return grants;
}

/* luoshi user grant, or revoke: the account must not be left without the grant that is revoked. */
static bool change_grant(const Desk *desk, const Cli *cli, const json_t *account, bool holds,
                         GError **error)
{
    json_auto_t *units = desk_list(desk, "unit_list", "units", error);
    bool in_unit = g_strcmp0(cli_text(cli, "scope"), "unit") == 0;
    const json_t *unit =
        units != NULL && in_unit ? find_unit(units, cli_text(cli, "unit"), error) : NULL;

    if (units == NULL || (in_unit && unit == NULL)) {
        return false;
    }
    json_auto_t *grant = make_grant(desk, cli, unit);
    json_t *grants = with_grant(account, grant, holds);
    if (!holds && json_array_size(grants) == json_array_size(json_object_get(account, "grants"))) {
        json_decref(grants);
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "cli.no_grant", NULL, "role", given(cli, "role"),
                  NULL);
        return false;
    }
    return change_account(desk, account, json_pack("{s:o}", "grants", grants), error);
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

static bool list_accounts(const Desk *desk, const Cli *cli, GError **error)
{
    json_auto_t *accounts = desk_list(desk, "account_list", "accounts", error);

    for (size_t i = 0; i < json_array_size(accounts); i++) {
        const json_t *account = json_array_get(accounts, i);
        if (cli_flag(cli, "json")) {
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

static bool set_password(const Desk *desk, const json_t *account, GError **error)
{
    char password[PASSWORD_MAX];

    return read_password(password, error) &&
           change_account(desk, account, json_pack("{s:s}", "password", password), error);
}

/* What VERB does to the account of LOGIN. */
static bool run_on_account(const Desk *desk, const Cli *cli, const char *verb, const char *login,
                           GError **error)
{
    json_auto_t *account = find_account(desk, login, error);

    if (account == NULL) {
        return false;
    }
    if (strcmp(verb, "password") == 0) {
        return set_password(desk, account, error);
    }
    if (strcmp(verb, "grant") == 0 || strcmp(verb, "revoke") == 0) {
        return change_grant(desk, cli, account, *verb == 'g', error);
    }
    bool active = strcmp(verb, "enable") == 0;
    return change_account(desk, account, json_pack("{s:b}", "active", active), error);
}

/* Is the verb one of VERBS, with its one argument, or list with none? */
static bool is_form(const Cli *cli, const char *const *verbs)
{
    const char *verb = cli_argument(cli, 0);

    return verb != NULL && (strcmp(verb, "list") == 0
                                ? cli_argument_count(cli) == 1
                                : cli_argument_count(cli) == 2 && g_strv_contains(verbs, verb));
}

static int run_user(const Cli *cli)
{
    static const char *const verbs[] = {"add",   "password", "disable", "enable",
                                        "grant", "revoke",   NULL};
    const char *verb = cli_argument(cli, 0);
    const char *login = cli_argument(cli, 1);
    g_auto(Desk) desk = {0};
    g_autoptr(GError) error = NULL;

    if (!is_form(cli, verbs)) {
        return cli_usage(cli);
    }
    bool done = desk_open(&desk, cli, &error) &&
                (login == NULL              ? list_accounts(&desk, cli, &error)
                 : strcmp(verb, "add") == 0 ? add_account(&desk, cli, login, &error)
                                            : run_on_account(&desk, cli, verb, login, &error));
    return done ? CLI_DONE : cli_fail(error);
}

const CliCommand cli_user = {
    .name = "user",
    .run = run_user,
    .options = (const CliOption[]){
        {.name = "name", .value = "NAME", .text = "cli.option.name"},
        {.name = "unit", .value = "UNIT", .text = "cli.option.unit"},
        {.name = "title", .value = "TITLE", .text = "cli.option.title"},
        {.name = "role", .value = "ROLE", .text = "cli.option.role"},
        {.name = "scope", .value = "district|area|unit", .text = "cli.option.scope"},
        {.name = "area", .value = "CODE", .text = "cli.option.area"},
        {.name = "json", .text = "cli.option.json_lines"},
        CLI_DATABASE,
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};

static bool add_token(const Desk *desk, const Cli *cli, const char *name, GError **error)
{
    json_auto_t *units = desk_list(desk, "unit_list", "units", error);
    bool in_unit = g_strcmp0(cli_text(cli, "scope"), "unit") == 0;
    const json_t *unit =
        units != NULL && in_unit ? find_unit(units, cli_text(cli, "unit"), error) : NULL;

    if (units == NULL || (in_unit && unit == NULL)) {
        return false;
    }
    json_auto_t *body = json_pack("{s:s, s:s, s:o}", "name", name, "expires", given(cli, "expires"),
                                  "grants", json_pack("[o]", make_grant(desk, cli, unit)));
    const OperatorRequest request = {.operation = "token_add", .body = body};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    if (call == NULL) {
        return false;
    }
    json_auto_t *answer = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
    if (cli_flag(cli, "json")) {
        print_json(answer);
    } else {
        g_print("%s\n", json_string_value(json_object_get(answer, "secret")));
    }
    return true;
}

static bool list_tokens(const Desk *desk, const Cli *cli, GError **error)
{
    json_auto_t *tokens = desk_list(desk, "token_list", "tokens", error);

    for (size_t i = 0; i < json_array_size(tokens); i++) {
        const json_t *token = json_array_get(tokens, i);
        if (cli_flag(cli, "json")) {
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

static bool revoke_token(const Desk *desk, const char *id, GError **error)
{
    const char *parameters[] = {"token", id, NULL};
    const OperatorRequest request = {.operation = "token_revoke", .parameters = parameters};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);

    return call != NULL;
}

static int run_token(const Cli *cli)
{
    static const char *const verbs[] = {"add", "revoke", NULL};
    const char *argument = cli_argument(cli, 1);
    g_auto(Desk) desk = {0};
    g_autoptr(GError) error = NULL;

    if (!is_form(cli, verbs)) {
        return cli_usage(cli);
    }
    bool done = desk_open(&desk, cli, &error) && (argument == NULL ? list_tokens(&desk, cli, &error)
                                                  : strcmp(cli_argument(cli, 0), "add") == 0
                                                      ? add_token(&desk, cli, argument, &error)
                                                      : revoke_token(&desk, argument, &error));
    return done ? CLI_DONE : cli_fail(error);
}

const CliCommand cli_token = {
    .name = "token",
    .run = run_token,
    .options = (const CliOption[]){
        {.name = "role", .value = "ROLE", .text = "cli.option.role"},
        {.name = "scope", .value = "district|area|unit", .text = "cli.option.scope"},
        {.name = "area", .value = "CODE", .text = "cli.option.area"},
        {.name = "unit", .value = "UNIT", .text = "cli.option.unit"},
        {.name = "expires", .value = "YYYY-MM-DD", .text = "cli.option.expires"},
        {.name = "json", .text = "cli.option.json_lines"},
        CLI_DATABASE,
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};
