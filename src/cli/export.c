/* luoshi export: what the district holds, for other programs and for safe keeping. */
#include "cli/operate.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define PAGE_TEXT "200"

/* What can be exported: the operation that lists it and the list's name in its answer. */
static const struct {
    const char *kind;
    const char *operation;
    const char *list;
} kinds[] = {
    {"areas", "area_list", "areas"},     {"units", "unit_list", "units"},
    {"people", "person_list", "people"}, {"accounts", "account_list", "accounts"},
    {"tokens", "token_list", "tokens"},  {"reports", "report_list", "reports"},
    {"plans", "plan_list", "plans"},     {"commitments", "commitment_list", "commitments"},
};

/* A value as one cell: texts as they are, everything else as JSON, null as nothing. */
static void write_cell(FILE *out, const json_t *value)
{
    if (json_is_string(value)) {
        csv_fwrite(out, json_string_value(value), json_string_length(value));
    } else if (value != NULL && !json_is_null(value)) {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        csv_fwrite(out, text, strlen(text));
        free(text);
    }
}

static void write_csv(FILE *out, const json_t *list, bool with_head)
{
    const json_t *first = json_array_get(list, 0);
    const char *name;
    json_t *value;

    if (with_head && first != NULL) {
        gsize column = 0;
        json_object_foreach((json_t *)first, name, value)
        {
            fputs(column++ > 0 ? "," : "\xef\xbb\xbf", out); /* a BOM, so that Excel reads UTF-8 */
            csv_fwrite(out, name, strlen(name));
        }
        fputs("\r\n", out);
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        gsize column = 0;
        json_object_foreach((json_t *)first, name, value)
        {
            if (column++ > 0) {
                fputc(',', out);
            }
            write_cell(out, json_object_get(json_array_get(list, i), name));
        }
        fputs("\r\n", out);
    }
}

static void write_lines(FILE *out, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_dumpf(json_array_get(list, i), out, JSON_COMPACT);
        fputc('\n', out);
    }
}

/* All pages of KIND (its index) to OUT. */
static bool export_rows(const Desk *desk, gsize kind, const char *plan, bool csv, FILE *out,
                        GError **error)
{
    bool paged = strcmp(kinds[kind].kind, "commitments") == 0;
    g_autofree char *cursor = NULL;
    bool first = true;

    do {
        const char *parameters[] = {"plan", plan, "limit", PAGE_TEXT, "cursor", cursor, NULL, NULL};
        const OperatorRequest request = {.operation = kinds[kind].operation,
                                         .parameters = paged ? parameters : NULL};
        g_autoptr(Call) call = operator_run(desk->op, &request, error);
        if (call == NULL) {
            return false;
        }
        json_auto_t *answer = json_loads(json_writer_text(call_answer(call), NULL), 0, NULL);
        const json_t *list = json_object_get(answer, kinds[kind].list);
        if (csv) {
            write_csv(out, list, first);
        } else {
            write_lines(out, list);
        }
        first = false;
        g_free(cursor);
        cursor = g_strdup(json_string_value(json_object_get(answer, "next")));
    } while (paged && cursor != NULL);
    return true;
}

static bool export_table(const Desk *desk, const char *plan, const char *format, FILE *out,
                         GError **error)
{
    const char *parameters[] = {"plan", plan, NULL};
    const OperatorRequest request = {.operation = strcmp(format, "docx") == 0 ? "plan_table_docx"
                                                                              : "plan_table_xlsx",
                                     .parameters = parameters};
    g_autoptr(Call) call = operator_run(desk->op, &request, error);
    if (call == NULL) {
        return false;
    }
    gsize length;
    const void *data = g_bytes_get_data(call->bytes, &length);
    fwrite(data, 1, length, out);
    return true;
}

/* PLAN, or the newest. (transfer full) */
static char *choose_plan(const Desk *desk, const char *plan, GError **error)
{
    if (plan != NULL) {
        return g_strdup(plan);
    }
    json_auto_t *plans = desk_list(desk, "plan_list", "plans", error);
    const char *newest = json_string_value(json_object_get(json_array_get(plans, 0), "id"));
    if (plans != NULL && newest == NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "cli.no_plan", NULL, NULL);
    }
    return g_strdup(newest);
}

static bool export_kind(const Cli *cli, gsize kind, const char *plan, const char *format, FILE *out,
                        GError **error)
{
    g_auto(Desk) desk = {0};
    bool planned = strcmp(kinds[kind].kind, "commitments") == 0;
    g_autofree char *chosen = NULL;

    if (!desk_open(&desk, cli, error)) {
        return false;
    }
    if (planned) {
        chosen = choose_plan(&desk, plan, error);
        if (chosen == NULL) {
            return false;
        }
    }
    bool table = strcmp(format, "docx") == 0 || strcmp(format, "xlsx") == 0;
    return table ? export_table(&desk, chosen, format, out, error)
                 : export_rows(&desk, kind, chosen, strcmp(format, "csv") == 0, out, error);
}

static int run_export(const Cli *cli)
{
    static const char *const formats[] = {"jsonl", "csv", "docx", "xlsx", NULL};
    const char *format = cli_text(cli, "format") != NULL ? cli_text(cli, "format") : "jsonl";
    const char *output = cli_text(cli, "output");
    g_autoptr(GError) error = NULL;
    gsize kind = 0;

    if (cli_argument_count(cli) != 1) {
        return cli_usage(cli);
    }
    while (kind < G_N_ELEMENTS(kinds) && strcmp(cli_argument(cli, 0), kinds[kind].kind) != 0) {
        kind++;
    }
    bool known = kind < G_N_ELEMENTS(kinds) && g_strv_contains(formats, format);
    bool table = strcmp(format, "docx") == 0 || strcmp(format, "xlsx") == 0;
    if (!known || (table && strcmp(kinds[kind].kind, "commitments") != 0)) {
        return cli_usage(cli);
    }
    FILE *out = output != NULL ? fopen(output, "wb") : stdout;
    if (out == NULL) {
        g_printerr("luoshi: %s: %s\n", output, g_strerror(errno));
        return CLI_FAILED;
    }
    bool done = export_kind(cli, kind, cli_text(cli, "plan"), format, out, &error);
    bool written = fflush(out) == 0 && (out == stdout || fclose(out) == 0);
    if (done && !written) {
        error_set(&error, LUOSHI_ERROR_UNAVAILABLE, "cli.not_written", NULL, NULL);
    }
    return done && written ? CLI_DONE : cli_fail(error);
}

const CliCommand cli_export = {
    .name = "export",
    .run = run_export,
    .options = (const CliOption[]){
        {.name = "format", .value = "FORMAT", .text = "cli.option.export_format"},
        {.name = "output", .letter = 'o', .value = "FILE", .text = "cli.option.output"},
        {.name = "plan", .value = "ID", .text = "cli.option.plan"},
        CLI_DATABASE,
        CLI_CONFIG,
        CLI_OPTIONS_END,
    }};
