/* The list of projects as a workbook, under the heads that the import knows. */
#include "project/project_internal.h"

#include "document/sheet_writer.h"

#include <string.h>

static const SheetColumn COLUMNS[] = {
    {"项目名称", 36, SHEET_LEFT},          {"项目代码", 28, SHEET_LEFT},
    {"项目类型", 14, SHEET_CENTER},        {"所在库", 10, SHEET_CENTER},
    {"入库日期", 12, SHEET_CENTER},        {"重点级别", 10, SHEET_CENTER},
    {"牵头单位", 18, SHEET_LEFT},          {"包联领导", 10, SHEET_CENTER},
    {"企业名称", 30, SHEET_LEFT},          {"统一社会信用代码", 22, SHEET_LEFT},
    {"总投资（万元）", 14, SHEET_RIGHT},   {"本年计划（万元）", 14, SHEET_RIGHT},
    {"本年完成（万元）", 14, SHEET_RIGHT}, {"计划开工", 12, SHEET_CENTER},
    {"计划竣工", 12, SHEET_CENTER},        {"下一步缺", 30, SHEET_LEFT},
};

static SheetCell text_cell(const char *text)
{
    return (SheetCell){.kind = text != NULL && *text != '\0' ? SHEET_TEXT : SHEET_EMPTY,
                       .text = text};
}

static SheetCell day_cell(const char *day)
{
    return (SheetCell){.kind = day != NULL && sheet_is_date(day) ? SHEET_DATE : SHEET_EMPTY,
                       .text = day};
}

static SheetCell number_cell(Decimal number)
{
    return (SheetCell){.kind = SHEET_NUMBER, .value = number};
}

static const char *shown(const json_t *name)
{
    return pack_name(name, LANGUAGE_ZH);
}

/* What the next gate still asks for, in one text. (transfer full) */
static char *lacks(const ProjectDesk *desk, const Project *project)
{
    const Library *next = project_next(desk->pack, project);
    GString *text = g_string_new(NULL);

    if (next != NULL && strcmp(project->state, "active") == 0) {
        g_autoptr(GPtrArray) missing =
            gate_missing(desk->pack, desk->facts, project, next, call_today(desk->call));
        for (guint i = 0; i < missing->len; i++) {
            g_string_append(text, i > 0 ? "；" : "");
            g_string_append(text, shown(((const Condition *)missing->pdata[i])->name));
        }
    }
    return g_string_free(text, FALSE);
}

/* The declared fields that are choices, after the columns above. (transfer container, elements
 * Field) */
static GPtrArray *choice_fields(const ProjectPack *pack)
{
    GPtrArray *fields = g_ptr_array_new();

    for (guint i = 0; i < pack->fields->len; i++) {
        if (((const Field *)pack->fields->pdata[i])->type == FIELD_CHOICE) {
            g_ptr_array_add(fields, pack->fields->pdata[i]);
        }
    }
    return fields;
}

static void write_row(SheetWriter *writer, const ProjectDesk *desk, const GPtrArray *choices,
                      const Project *project)
{
    const ProjectType *kind = pack_kind(desk->pack, project->kind);
    const Library *library = pack_library(desk->pack, project->library);
    const json_t *level = pack_entry(desk->pack, "key_levels", project->key_level);
    const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);
    Sums sums = project_sums_of(desk->facts, project->id);
    g_autofree char *missing = lacks(desk, project);
    const SheetCell fixed[G_N_ELEMENTS(COLUMNS)] = {
        text_cell(project->name),
        text_cell(project->code),
        text_cell(kind != NULL ? shown(kind->name) : project->kind),
        text_cell(library != NULL ? shown(library->name) : project->library),
        day_cell(project->since),
        text_cell(level != NULL ? shown(json_object_get(level, "name")) : project->key_level),
        text_cell(name_of(desk->names, NAME_UNIT, project->lead_unit)),
        text_cell(charge != NULL ? charge->name : NULL),
        text_cell(project->firm_name),
        text_cell(project->firm_code),
        project->has_total ? number_cell(project->total) : text_cell(NULL),
        number_cell(sums.planned_year),
        number_cell(sums.invested_year),
        day_cell(project->start_by),
        day_cell(project->finish_by),
        text_cell(missing),
    };

    g_autofree SheetCell *cells = g_new0(SheetCell, G_N_ELEMENTS(COLUMNS) + choices->len);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    memcpy(cells, fixed, sizeof fixed);
    for (guint i = 0; i < choices->len; i++) {
        const Field *field = choices->pdata[i];
        char *text =
            pack_choices_shown(field, project_text(project->fields, field->key), LANGUAGE_ZH);
        g_ptr_array_add(texts, text);
        cells[G_N_ELEMENTS(COLUMNS) + i] = text_cell(text);
    }
    sheet_writer_row(writer, cells);
}

bool project_export(Call *call, GError **error)
{
    const ProjectFilter filter = {.track = call_parameter(call, "track"),
                                  .library = call_parameter(call, "library"),
                                  .kind = call_parameter(call, "kind"),
                                  .key_level = call_parameter(call, "key_level"),
                                  .state = call_parameter(call, "state")};
    const SheetProperties properties = {.title = "项目清单",
                                        .sheet_name = "项目清单",
                                        .created = call_now(call) / G_USEC_PER_SEC,
                                        .paper = SHEET_A3_LANDSCAPE,
                                        .untitled = true};
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    g_autoptr(GPtrArray) found = project_rows(call, &filter, scope, NULL, error);
    if (found == NULL) {
        return false;
    }
    g_autoptr(GPtrArray) choices = choice_fields(desk.pack);
    g_autofree SheetColumn *columns = g_new0(SheetColumn, G_N_ELEMENTS(COLUMNS) + choices->len);
    memcpy(columns, COLUMNS, sizeof COLUMNS);
    for (guint i = 0; i < choices->len; i++) {
        columns[G_N_ELEMENTS(COLUMNS) + i] =
            (SheetColumn){shown(((const Field *)choices->pdata[i])->name), 24, SHEET_LEFT};
    }
    g_autoptr(SheetWriter) writer =
        sheet_writer_new(&properties, columns, G_N_ELEMENTS(COLUMNS) + choices->len);
    for (guint i = 0; i < found->len; i++) {
        write_row(writer, &desk, choices, found->pdata[i]);
    }
    g_autoptr(GBytes) bytes = sheet_writer_finish(writer, error);
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *name = g_strdup_printf("项目清单 %s.xlsx", call_today(call));
    call_answer_bytes(call, bytes,
                      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
    return true;
}
