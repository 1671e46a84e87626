/* What people write over the columns of their lists of projects. */
#include "project/project_import_internal.h"

#include "document/sheet_reader.h"

#include <string.h>

static const struct {
    const char *head;
    const char *member;
} HEADS[] = {
    {"项目名称", "name"},      {"名称", "name"},
    {"name", "name"},          {"项目代码", "code"},
    {"投资项目代码", "code"},  {"项目编码", "code"},
    {"code", "code"},          {"项目类型", "kind"},
    {"类型", "kind"},          {"项目类别", "kind"},
    {"类别", "kind"},          {"kind", "kind"},
    {"牵头单位", "lead_unit"}, {"责任单位", "lead_unit"},
    {"主管部门", "lead_unit"}, {"leadunit", "lead_unit"},
    {"包联领导", "leader"},    {"责任领导", "leader"},
    {"分包领导", "leader"},    {"leader", "leader"},
    {"所在乡镇", "area"},      {"建设地点", "area"},
    {"地区", "area"},          {"area", "area"},
    {"企业名称", "firm_name"}, {"投资企业", "firm_name"},
    {"建设单位", "firm_name"}, {"投资主体", "firm_name"},
    {"firm", "firm_name"},     {"统一社会信用代码", "firm_code"},
    {"信用代码", "firm_code"}, {"firmcode", "firm_code"},
    {"重点级别", "key_level"}, {"级别", "key_level"},
    {"keylevel", "key_level"}, {"总投资", "total"},
    {"计划总投资", "total"},   {"投资额", "total"},
    {"total", "total"},        {"计划开工", "start_by"},
    {"开工期限", "start_by"},  {"计划开工日期", "start_by"},
    {"startby", "start_by"},   {"计划竣工", "finish_by"},
    {"竣工期限", "finish_by"}, {"计划竣工日期", "finish_by"},
    {"finishby", "finish_by"}, {"所在库", "library"},
    {"项目库", "library"},     {"项目阶段", "library"},
    {"阶段", "library"},       {"library", "library"},
    {"入库日期", "since"},     {"since", "since"},
};

/* HEAD without blanks, brackets and what is in them; *TIMES is 10000 where it counts in 亿元.
 * (transfer full) */
static char *head_core(const char *head, gint64 *times)
{
    g_autofree char *plain = g_utf8_normalize(head, -1, G_NORMALIZE_NFKC);
    GString *core = g_string_new(NULL);
    guint depth = 0;

    *times = strstr(head, "亿元") != NULL ? 10000 : 1;
    for (const char *c = plain != NULL ? plain : ""; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar sign = g_utf8_get_char(c);
        if (sign == '(' || sign == '[') {
            depth++;
        } else if (sign == ')' || sign == ']') {
            depth -= depth > 0 ? 1 : 0;
        } else if (depth == 0 && !g_unichar_isspace(sign) && sign != '_' && sign != '*') {
            g_string_append_unichar(core, g_unichar_tolower(sign));
        }
    }
    return g_string_free(core, FALSE);
}

static void add_heads(GHashTable *known, const json_t *heads, const char *prefix, const char *key)
{
    size_t i;
    json_t *head;

    json_array_foreach(heads, i, head)
    {
        gint64 times = 1;
        g_hash_table_replace(known, head_core(json_string_value(head), &times),
                             g_strconcat(prefix, key, NULL));
    }
}

/* “our head=field;…” as the user says it. */
static void add_map(GHashTable *known, const char *map)
{
    g_auto(GStrv) pairs = g_strsplit(map, ";", 100);

    for (gsize i = 0; pairs[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(pairs[i], "=", 2);
        gint64 times = 1;
        if (pair[0] != NULL && pair[1] != NULL) {
            g_hash_table_replace(known, head_core(pair[0], &times), g_strdup(pair[1]));
        }
    }
}

GHashTable *import_heads(const ProjectPack *pack, const char *map)
{
    GHashTable *known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

    for (gsize i = 0; i < G_N_ELEMENTS(HEADS); i++) {
        g_hash_table_replace(known, g_strdup(HEADS[i].head), g_strdup(HEADS[i].member));
    }
    for (guint f = 0; f < pack->fields->len; f++) {
        const Field *field = pack->fields->pdata[f];
        add_heads(known, field->heads, "field:", field->key);
    }
    for (guint t = 0; t < pack->tracks->len; t++) {
        const GPtrArray *libraries = ((const Track *)pack->tracks->pdata[t])->libraries;
        for (guint l = 0; l < libraries->len; l++) {
            const Library *library = libraries->pdata[l];
            add_heads(known, library->head, "library:", library->key);
        }
    }
    if (map != NULL) {
        add_map(known, map);
    }
    return known;
}

/* Is this row the heading: has it a column of names? */
static bool take_heading(ProjectSheet *sheet, const char *const *cells, guint count)
{
    g_autoptr(GPtrArray) heads = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) ignored = g_ptr_array_new_with_free_func(g_free);
    bool named = false;

    for (guint i = 0; i < count; i++) {
        gint64 times = 1;
        g_autofree char *core = head_core(cells[i] != NULL ? cells[i] : "", &times);
        const char *member = g_hash_table_lookup(sheet->known, core);
        if (member == NULL && *core != '\0') {
            g_ptr_array_add(ignored, g_strdup(cells[i]));
        }
        named = named || g_strcmp0(member, "name") == 0;
        g_ptr_array_add(heads, member != NULL && strcmp(member, "total") == 0 && times > 1
                                   ? g_strdup("total_yi")
                                   : g_strdup(member));
    }
    if (named) {
        sheet->heads = g_steal_pointer(&heads);
        g_ptr_array_extend_and_steal(sheet->ignored, g_steal_pointer(&ignored));
    }
    return named;
}

/* An amount in 亿元 as 万元; what is no number stays as it is, to be refused where it stands.
 * (transfer full) */
static char *from_yi(const char *text)
{
    char out[DECIMAL_TEXT_MAX];
    Decimal yi = 0;
    Decimal wan = 0;

    if (!decimal_parse(text, NULL, &yi, NULL) || !decimal_scale(yi, 10000, 1, &wan)) {
        return g_strdup(text);
    }
    decimal_format(wan, out);
    return g_strdup(out);
}

static void take_cell(SheetLine *line, const char *member, const char *text, guint column)
{
    bool yi = strcmp(member, "total_yi") == 0;
    const char *name = yi ? "total" : member;
    g_autofree char *value = yi ? from_yi(text) : g_strdup(text);
    char place[SHEET_PLACE_MAX];

    sheet_place(column, line->number, place);
    json_object_set_new(line->cells, name, json_string(value));
    json_object_set_new(line->places, name, json_string(place));
}

bool import_take_line(gpointer data, guint number, const char *const *cells, guint count,
                      GError **error)
{
    ProjectSheet *sheet = data;

    if (sheet->heads == NULL) {
        if (!take_heading(sheet, cells, count) && number >= 10) {
            error_set(error, LUOSHI_ERROR_INVALID, "project.import_head", NULL, "name", sheet->name,
                      NULL);
            return false;
        }
        return true;
    }
    if (sheet->lines->len == IMPORT_ROWS_MAX) {
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "project.import_rows", NULL, "limit",
                  G_STRINGIFY(IMPORT_ROWS_MAX), NULL);
        return false;
    }
    SheetLine *line = g_new0(SheetLine, 1);
    line->number = number;
    line->cells = json_object();
    line->places = json_object();
    g_ptr_array_add(sheet->lines, line);
    for (guint i = 0; i < sheet->heads->len; i++) {
        const SheetFault *fault =
            sheet->heads->pdata[i] != NULL ? sheet_fault_at(sheet->unread, i, number) : NULL;
        if (fault != NULL && line->unread == NULL) {
            line->unread = fault->error;
        }
    }
    for (guint i = 0; i < count && i < sheet->heads->len; i++) {
        if (sheet->heads->pdata[i] != NULL && cells[i] != NULL && *cells[i] != '\0') {
            take_cell(line, sheet->heads->pdata[i], cells[i], i);
        }
    }
    return true;
}
