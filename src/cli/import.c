/*
 * luoshi import: units and people from CSV, a work report from its file. A table goes in whole or
 * not at all; each row that is wrong is named. Importing the same table again changes nothing.
 */
#include "cli/operate.h"
#include "cli/table.h"

#include <string.h>

#define ROW_ERRORS_MAX 100u

typedef struct {
    const Desk *desk;
    const Table *table;
    StoreTx *tx;
    GPtrArray *faults; /* char * */
    guint added;
    guint changed;
    guint same;
    bool dry_run;
} Import;

/* Runs one row's command; true if it went well. */
static bool command(Import *import, const char *operation, const char *const *parameters,
                    const json_t *body, GError **error)
{
    const OperatorRequest request = {
        .operation = operation, .parameters = parameters, .body = body};
    g_autoptr(Call) call = operator_run_in(import->desk->op, import->tx, &request, error);

    return call != NULL;
}

/* The list as it is inside the transaction, so that a row may name a unit of an earlier row. */
static json_t *list_now(Import *import, const char *operation, const char *list, GError **error)
{
    const OperatorRequest request = {.operation = operation};
    g_autoptr(Call) call = operator_run_in(import->desk->op, import->tx, &request, error);

    if (call == NULL) {
        return NULL;
    }
    json_auto_t *answer = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
    return json_incref(json_object_get(answer, list));
}

/* “a；b；c” as an array. (transfer full) */
static json_t *split_duties(const char *text)
{
    json_t *list = json_array();
    g_auto(GStrv) parts = g_regex_split_simple("[；;|]", text != NULL ? text : "", 0, 0);

    for (gsize i = 0; parts[i] != NULL; i++) {
        if (*g_strstrip(parts[i]) != '\0') {
            json_array_append_new(list, json_string(parts[i]));
        }
    }
    return list;
}

static void set_text(json_t *body, const char *name, const char *value)
{
    if (value != NULL) {
        json_object_set_new(body, name, json_string(value));
    }
}

static bool change_unit(Import *import, const json_t *unit, json_t *change, GError **error)
{
    const char *parameters[] = {"unit", json_string_value(json_object_get(unit, "id")), NULL};
    const char *name;
    json_t *value;
    bool same = true;

    json_object_foreach(change, name, value)
    {
        same = same && json_equal(value, json_object_get(unit, name));
    }
    if (same) {
        import->same++;
        return true;
    }
    json_object_set(change, "version", json_object_get(unit, "version"));
    import->changed++;
    return command(import, "unit_change", parameters, change, error);
}

static bool import_unit(Import *import, guint row, GError **error)
{
    static const char *const members[] = {"key", NULL};
    const Table *table = import->table;
    const char *key = table_cell(table, row, "key");
    const char *parent = table_cell(table, row, "parent");
    const char *duties = table_cell(table, row, "duties");
    json_auto_t *units = list_now(import, "unit_list", "units", error);
    json_auto_t *body = json_object();

    if (units == NULL) {
        return false;
    }
    set_text(body, "name", table_cell(table, row, "name"));
    set_text(body, "short_name", table_cell(table, row, "short_name"));
    if (duties != NULL) {
        json_object_set_new(body, "duties", split_duties(duties));
    }
    const json_t *known = key != NULL ? find_object(units, members, key) : NULL;
    if (known != NULL) {
        return change_unit(import, known, body, error);
    }
    if (parent != NULL) {
        const json_t *above = find_unit(units, parent, error);
        if (above == NULL) {
            return false;
        }
        set_text(body, "parent", json_string_value(json_object_get(above, "id")));
    }
    set_text(body, "key", key);
    set_text(body, "kind", table_cell(table, row, "kind"));
    set_text(body, "area", table_cell(table, row, "area"));
    import->added++;
    return command(import, "unit_add", NULL, body, error);
}

static bool is_known(const json_t *people, const char *name, const char *unit, const char *title)
{
    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *person = json_array_get(people, i);
        const json_t *posts = json_object_get(person, "posts");
        if (g_strcmp0(json_string_value(json_object_get(person, "name")), name) != 0) {
            continue;
        }
        for (size_t p = 0; p < json_array_size(posts); p++) {
            const json_t *post = json_array_get(posts, p);
            if (g_strcmp0(json_string_value(json_object_get(post, "unit")), unit) == 0 &&
                g_strcmp0(json_string_value(json_object_get(post, "title")), title) == 0) {
                return true;
            }
        }
    }
    return false;
}

static bool import_person(Import *import, guint row, GError **error)
{
    const Table *table = import->table;
    const char *name = table_cell(table, row, "name");
    const char *title = table_cell(table, row, "title");
    const char *rank = table_cell(table, row, "rank");
    json_auto_t *units = list_now(import, "unit_list", "units", error);
    json_auto_t *people = list_now(import, "person_list", "people", error);
    const json_t *unit = units != NULL && people != NULL
                             ? find_unit(units, table_cell(table, row, "unit"), error)
                             : NULL;

    if (unit == NULL) {
        return false;
    }
    const char *unit_id = json_string_value(json_object_get(unit, "id"));
    if (is_known(people, name, unit_id, title)) {
        import->same++;
        return true;
    }
    json_auto_t *body = json_object();
    set_text(body, "name", name);
    set_text(body, "title", title);
    set_text(body, "unit", unit_id);
    set_text(body, "rank", rank != NULL ? rank : "clerk");
    import->added++;
    return command(import, "person_add", NULL, body, error);
}

static const struct {
    const char *kind;
    bool (*row)(Import *import, guint row, GError **error);
    const char *needed[4]; /* columns */
} kinds[] = {
    {"units", import_unit, {"key", "name", NULL}},
    {"people", import_person, {"name", "unit", "title", NULL}},
};

static void note_fault(Import *import, guint row, const GError *error)
{
    if (import->faults->len < ROW_ERRORS_MAX) {
        g_autofree char *message = error_text(error, cli_language());
        g_autofree char *number = g_strdup_printf("%u", row + 2);
        const char *const arguments[] = {"row", number, "message", message, NULL};
        g_ptr_array_add(import->faults, text_format(cli_language(), "cli.row_fault", arguments));
    }
}

typedef struct {
    Import *import;
    gsize kind;
} Work;

static bool import_rows(StoreTx *tx, gpointer data, GError **error)
{
    const Work *work = data;
    Import *import = work->import;

    import->tx = tx;
    import->added = import->changed = import->same = 0;
    g_ptr_array_set_size(import->faults, 0);
    for (guint row = 0; row < import->table->rows->len; row++) {
        g_autoptr(GError) wrong = NULL;
        if (!kinds[work->kind].row(import, row, &wrong)) {
            if (g_error_matches(wrong, LUOSHI_ERROR, LUOSHI_ERROR_UNAVAILABLE)) {
                g_propagate_error(error, g_steal_pointer(&wrong));
                return false;
            }
            note_fault(import, row, wrong);
        }
    }
    if (import->faults->len > 0 || import->dry_run) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.nothing_imported", NULL, NULL);
        return false;
    }
    return true;
}

static bool check_columns(const Table *table, gsize kind, GError **error)
{
    for (gsize i = 0; kinds[kind].needed[i] != NULL; i++) {
        bool there = false;
        for (guint c = 0; c < table->columns->len; c++) {
            there = there || strcmp(table->columns->pdata[c], kinds[kind].needed[i]) == 0;
        }
        if (!there) {
            error_set(error, LUOSHI_ERROR_INVALID, "cli.no_column", NULL, "column",
                      kinds[kind].needed[i], NULL);
            return false;
        }
    }
    return true;
}

static int import_table(const Desk *desk, gsize kind, const char *path, bool dry_run)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Table) table = table_read(path, &error);
    g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);

    if (table == NULL || !check_columns(table, kind, &error)) {
        return cli_fail(error);
    }
    Import import = {.desk = desk, .table = table, .faults = faults, .dry_run = dry_run};
    Work work = {.import = &import, .kind = kind};
    bool done = store_write(desk->store, import_rows, &work, &error);
    for (guint i = 0; i < faults->len; i++) {
        g_printerr("%s\n", (const char *)faults->pdata[i]);
    }
    if (!done && (faults->len > 0 || !dry_run)) {
        return cli_fail(error);
    }
    json_auto_t *counts = json_pack("{s:i, s:i, s:i, s:b}", "added", import.added, "changed",
                                    import.changed, "same", import.same, "dry_run", dry_run);
    print_json(counts);
    return CLI_DONE;
}

static int import_report(const Desk *desk, const char *path, const char *title, int year)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *year_text = g_strdup_printf("%d", year);
    char *content = NULL;
    gsize length;

    if (!g_file_get_contents(path, &content, &length, &error)) {
        return cli_fail(error);
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(content, length);
    const char *parameters[] = {
        "title", title != NULL ? title : name, "year", year_text, "filename", name, NULL};
    const OperatorRequest request = {
        .operation = "report_upload", .parameters = parameters, .content = bytes};
    g_autoptr(Call) call = operator_run(desk->op, &request, &error);
    if (call == NULL) {
        return cli_fail(error);
    }
    g_print("%s\n", json_writer_text(call_answer(call), NULL));
    return CLI_DONE;
}

static int run_import(const Cli *cli)
{
    const char *kind_name = cli_argument(cli, 0);
    const char *path = cli_argument(cli, 1);
    bool dry_run = cli_flag(cli, "dry-run");
    int year = (int)cli_number(cli, "year");
    bool report = g_strcmp0(kind_name, "report") == 0;
    g_autoptr(GError) error = NULL;
    gsize kind = 0;

    if (cli_argument_count(cli) != 2) {
        return cli_usage(cli);
    }
    while (kind < G_N_ELEMENTS(kinds) && strcmp(kind_name, kinds[kind].kind) != 0) {
        kind++;
    }
    if ((!report && kind == G_N_ELEMENTS(kinds)) || (report && (year == 0 || dry_run))) {
        return cli_usage(cli);
    }
    g_auto(Desk) desk = {0};
    if (!desk_open(&desk, cli, &error)) {
        return cli_fail(error);
    }
    return report ? import_report(&desk, path, cli_text(cli, "title"), year)
                  : import_table(&desk, kind, path, dry_run);
}

const CliCommand cli_import = {
    .name = "import",
    .run = run_import,
    .options = (const CliOption[]){
        {.name = "dry-run", .text = "cli.option.dry_run"},
        {.name = "year", .value = "YEAR", .text = "cli.option.plan_year", .number = true},
        {.name = "title", .value = "TITLE", .text = "cli.option.report_title"},
        CLI_DATABASE,
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};
