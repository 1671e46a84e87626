#include "cli/operate.h"

#include "org/org.h"

#include <stdio.h>
#include <string.h>

bool desk_open(Desk *desk, const Cli *cli, GError **error)
{
    *desk = (Desk){.store = cli_open(cli, CLI_USE, error), .packs = cli_packs_folder()};
    desk->district = desk->store != NULL ? org_district(desk->store, error) : NULL;
    desk->op = desk->district != NULL
                   ? operator_new(desk->store, desk->district, desk->packs, cli_language(), error)
                   : NULL;
    return desk->op != NULL;
}

void desk_clear(Desk *desk)
{
    operator_free(desk->op);
    g_free(desk->district);
    g_free(desk->packs);
    store_close(desk->store);
}

bool read_password(char line[PASSWORD_MAX], GError **error)
{
    if (fgets(line, PASSWORD_MAX, stdin) == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.no_password", NULL, NULL);
        return false;
    }
    g_strchomp(line);
    return true;
}

json_t *desk_list(const Desk *desk, const char *operation, const char *list, GError **error)
{
    const OperatorRequest request = {.operation = operation};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);

    if (call == NULL) {
        return NULL;
    }
    json_auto_t *answer = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
    return json_incref(json_object_get(answer, list));
}

json_t *find_object(const json_t *list, const char *const *members, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *object = json_array_get(list, i);
        for (gsize m = 0; members[m] != NULL; m++) {
            if (g_strcmp0(json_string_value(json_object_get(object, members[m])), text) == 0) {
                return object;
            }
        }
    }
    return NULL;
}

json_t *find_unit(const json_t *units, const char *text, GError **error)
{
    static const char *const members[] = {"id", "key", "short_name", "name", NULL};
    json_t *unit = text != NULL ? find_object(units, members, text) : NULL;

    if (unit == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.no_unit", "unit", "unit",
                  text != NULL ? text : "", NULL);
    }
    return unit;
}

void print_json(const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);

    g_print("%s\n", text);
    free(text);
}
