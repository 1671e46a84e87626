/* Plans: their counts, sections and versions, and the decomposition table on paper. */
#include "commitment/commitment_internal.h"

#include "document/decomposition.h"

#include <string.h>

static bool write_plans(Call *call, const char *id, gsize *written, GError **error)
{
    static const char *const counts[] = {"commitments", "open", "overdue", "done", "withdrawn"};
    g_autoptr(GError) failed = NULL;
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_plan_list,
        STORE_VALUES(store_text(call_today(call)), store_text(call_district(call)), store_text(id)),
        error);

    *written = 0;
    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_text(answer, "id", store_column_text(rows, 0));
        const char *report = store_column_text(rows, 1);
        json_member_text(answer, "report", *report != '\0' ? report : NULL);
        json_member_text(answer, "title", store_column_text(rows, 2));
        json_member_int(answer, "year", store_column_int(rows, 3));
        json_member_int(answer, "version", store_column_int(rows, 4));
        for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
            json_member_int(answer, counts[i], store_column_int(rows, 7 + i));
        }
        json_member_time(answer, "published", store_column_int(rows, 5));
        json_member_text(answer, "published_by",
                         name_of(names, NAME_ACCOUNT, store_column_text(rows, 6)));
        json_end_object(answer);
        (*written)++;
    }
    return error_pass(error, &failed);
}

bool write_plan(Call *call, const char *plan, GError **error)
{
    gsize written;

    if (!write_plans(call, plan, &written, error)) {
        return false;
    }
    if (written == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_plan", NULL, NULL);
    }
    return written > 0;
}

bool plan_list(Call *call, GError **error)
{
    gsize written;

    json_begin_object(call_answer(call));
    json_key(call_answer(call), "plans");
    json_begin_array(call_answer(call));
    if (!write_plans(call, NULL, &written, error)) {
        return false;
    }
    json_end_array(call_answer(call));
    json_end_object(call_answer(call));
    return true;
}

typedef struct {
    gint64 number;
    gint64 parent; /* 0 for none */
    bool has_parent;
    char *title;
    gint64 depth;
    gint64 counts[4]; /* commitments, open, overdue, done */
} SectionCount;

static void section_free(gpointer data)
{
    SectionCount *section = data;

    g_free(section->title);
    g_free(section);
}

/* Sections with their counts, each with those below it added. */
static GPtrArray *read_sections(Call *call, const char *plan, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GPtrArray) sections = g_ptr_array_new_with_free_func(section_free);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_plan_sections,
                    STORE_VALUES(store_text(call_today(call)), store_text(call_district(call)),
                                 store_text(plan)),
                    error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        SectionCount *section = g_new0(SectionCount, 1);
        section->number = store_column_int(rows, 0);
        section->has_parent = !store_column_is_null(rows, 1);
        section->parent = store_column_int(rows, 1);
        section->title = g_strdup(store_column_text(rows, 2));
        section->depth = store_column_int(rows, 3);
        for (guint i = 0; i < G_N_ELEMENTS(section->counts); i++) {
            section->counts[i] = store_column_int(rows, 4 + i);
        }
        g_ptr_array_add(sections, section);
    }
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    /* Children stand after their parents; from the end upwards each hands its sum on. */
    for (guint i = sections->len; i-- > 0;) {
        const SectionCount *child = sections->pdata[i];
        if (child->has_parent && child->parent < (gint64)sections->len) {
            SectionCount *parent = sections->pdata[child->parent];
            for (guint c = 0; c < G_N_ELEMENTS(child->counts); c++) {
                parent->counts[c] += child->counts[c];
            }
        }
    }
    return g_steal_pointer(&sections);
}

static bool write_sections(Call *call, const char *plan, GError **error)
{
    static const char *const names[] = {"commitments", "open", "overdue", "done"};
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) sections = read_sections(call, plan, error);

    if (sections == NULL) {
        return false;
    }
    json_key(answer, "sections");
    json_begin_array(answer);
    for (guint i = 0; i < sections->len; i++) {
        const SectionCount *section = sections->pdata[i];
        if (section->counts[0] == 0) {
            continue;
        }
        json_begin_object(answer);
        json_member_int(answer, "number", section->number);
        json_key(answer, "parent");
        if (section->has_parent) {
            json_int(answer, section->parent);
        } else {
            json_write_null(answer);
        }
        json_member_text(answer, "title", section->title);
        json_member_int(answer, "depth", section->depth);
        for (guint c = 0; c < G_N_ELEMENTS(names); c++) {
            json_member_int(answer, names[c], section->counts[c]);
        }
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

static bool write_version(Call *call, const StoreRows *rows, gconstpointer names,
                          G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "version", store_column_int(rows, 0));
    json_member_time(answer, "at", store_column_int(rows, 1));
    json_member_text(answer, "by", name_of(names, NAME_ACCOUNT, store_column_text(rows, 2)));
    json_member_text(answer, "reason", store_column_text(rows, 3));
    json_member_text(answer, "commitment", store_column_text(rows, 4));
    json_end_object(answer);
    return true;
}

static bool write_versions(Call *call, const char *plan, GError **error)
{
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    StoreRows *rows =
        store_query(call_tx(call), &sql_plan_versions,
                    STORE_VALUES(store_text(call_district(call)), store_text(plan)), error);

    return call_write_rows(call, "versions", rows, write_version, names, error);
}

bool plan_read(Call *call, GError **error)
{
    const char *plan = call_parameter(call, "plan");

    json_begin_object(call_answer(call));
    json_key(call_answer(call), "plan");
    if (!write_plan(call, plan, error) || !write_sections(call, plan, error) ||
        !write_versions(call, plan, error)) {
        return false;
    }
    json_end_object(call_answer(call));
    return true;
}

/* What a table's rows point to, freed together. */
typedef struct {
    GStringChunk *strings;
    GArray *rows; /* DecompositionRow, in order */
    GArray *row_sections;
    char *title;
    gint64 version;
} Table;

static void table_clear(Table *table)
{
    g_string_chunk_free(table->strings);
    g_array_unref(table->rows);
    g_array_unref(table->row_sections);
    g_free(table->title);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Table, table_clear)

static const char *keep(Table *table, const char *text)
{
    return text != NULL ? g_string_chunk_insert(table->strings, text) : NULL;
}

static const char *joined_units(Table *table, const char *ids, const Names *names)
{
    json_auto_t *list = json_loads(ids, 0, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    size_t i;
    json_t *id;

    json_array_foreach(list, i, id)
    {
        g_string_append_printf(out, "%s%s", i > 0 ? "、" : "",
                               name_of(names, NAME_UNIT, json_string_value(id)));
    }
    return keep(table, out->str);
}

/* Commitment id → the members it had in VERSION that were amended after it. */
static GHashTable *read_older(Call *call, const char *plan, gint64 version, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GHashTable) older =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_decref);
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_amendments_after,
        STORE_VALUES(store_text(call_district(call)), store_text(plan), store_int(version)), error);

    if (rows == NULL) {
        return NULL;
    }
    /* Newest first: each earlier amendment's "before" replaces the later one's. */
    while (store_rows_next(rows, &failed)) {
        const char *id = store_column_text(rows, 0);
        json_auto_t *before = json_loads(store_column_text(rows, 1), 0, NULL);
        json_t *known = g_hash_table_lookup(older, id);
        if (known != NULL) {
            json_object_update(known, before);
        } else {
            g_hash_table_insert(older, g_strdup(id), json_incref(before));
        }
    }
    return error_pass(error, &failed) ? g_steal_pointer(&older) : NULL;
}

static const char *older_text(const json_t *older, const char *name, const char *now)
{
    const json_t *value = json_object_get(older, name);

    return value == NULL ? now : json_string_value(value);
}

static void add_row(Table *table, const StoreRows *rows, const json_t *older, const Names *names)
{
    const json_t *old_units = json_object_get(older, "co_units");
    const json_t *old_stages = json_object_get(older, "stages");
    g_autofree char *co_units =
        old_units != NULL ? json_dumps(old_units, 0) : g_strdup(store_column_text(rows, 8));
    json_auto_t *stages = old_stages != NULL ? json_incref((json_t *)old_stages)
                                             : json_loads(store_column_text(rows, 12), 0, NULL);
    const char *due = older_text(older, "due", store_column_text(rows, 9));
    DecompositionRow row = {
        .number = (guint)store_column_int(rows, 2),
        .task = keep(table, older_text(older, "text", store_column_text(rows, 4))),
        .target = keep(table, store_column_text(rows, 5)),
        .leader = keep(table, name_of(names, NAME_PERSON,
                                      older_text(older, "leader", store_column_text(rows, 6)))),
        .lead_unit =
            keep(table, name_of(names, NAME_UNIT,
                                older_text(older, "lead_unit", store_column_text(rows, 7)))),
        .co_units = joined_units(table, co_units, names),
        .due = keep(table, due),
        .due_date = keep(table, due),
    };
    gint64 section = store_column_int(rows, 3);

    for (gsize q = 0; q < G_N_ELEMENTS(row.quarters); q++) {
        row.quarters[q] = keep(table, json_string_value(json_array_get(stages, q)));
    }
    g_array_append_val(table->rows, row);
    g_array_append_val(table->row_sections, section);
}

static bool read_rows(Call *call, const char *plan, Table *table, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GHashTable) older = read_older(call, plan, table->version, error);
    g_autoptr(StoreRows) rows =
        older != NULL
            ? store_query(call_tx(call), &sql_commitment_list,
                          STORE_VALUES(store_text(call_district(call)), store_text(plan),
                                       store_int(0), store_null(), store_null(), store_null(),
                                       store_int(0), store_int(G_MAXINT32), store_null(),
                                       store_text(""), store_text("9999-99-99"), store_null(),
                                       store_int(DECOMPOSITION_ROWS_MAX)),
                          error)
            : NULL;

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        const json_t *before = g_hash_table_lookup(older, store_column_text(rows, 0));
        const char *state = older_text(before, "state", store_column_text(rows, 10));
        if (strcmp(state, "withdrawn") != 0) {
            add_row(table, rows, before, names);
        }
    }
    return error_pass(error, &failed);
}

static bool read_plan_title(Call *call, const char *plan, Table *table, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_plan_list,
                        STORE_VALUES(store_text(call_today(call)), store_text(call_district(call)),
                                     store_text(plan)),
                        "commitment.no_plan", error);

    if (rows == NULL) {
        return false;
    }
    gint64 newest = store_column_int(rows, 4);
    table->version = call_parameter_int(call, "version", newest);
    if (table->version > newest) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_version", "version", NULL);
        return false;
    }
    const char *const arguments[] = {"title", store_column_text(rows, 2), NULL};
    table->title = text_format(call_language(call), "commitment.table_title", arguments);
    return true;
}

typedef GBytes *(*MakeDocument)(const DecompositionTable *table, GError **error);

static DecompositionLabels labels(Language language)
{
    return (DecompositionLabels){
        .number = text_find(language, "commitment.column_number"),
        .task = text_find(language, "commitment.column_task"),
        .target = text_find(language, "commitment.column_target"),
        .leader = text_find(language, "commitment.column_leader"),
        .lead_unit = text_find(language, "commitment.column_lead_unit"),
        .co_units = text_find(language, "commitment.column_co_units"),
        .due = text_find(language, "commitment.column_due"),
        .progress = text_find(language, "commitment.column_progress"),
        .quarters = {text_find(language, "commitment.quarter_1"),
                     text_find(language, "commitment.quarter_2"),
                     text_find(language, "commitment.quarter_3"),
                     text_find(language, "commitment.quarter_4")},
    };
}

/* Consecutive rows of one section form a group under its heading. */
static GArray *group_rows(const Table *table, const GPtrArray *sections)
{
    GArray *groups = g_array_new(FALSE, FALSE, sizeof(DecompositionSection));
    gint64 last = -1;

    for (guint i = 0; i < table->rows->len; i++) {
        gint64 section = g_array_index(table->row_sections, gint64, i);
        if (section != last) {
            const SectionCount *found =
                section < (gint64)sections->len ? sections->pdata[section] : NULL;
            DecompositionSection group = {
                .heading = found != NULL ? found->title : NULL,
                .rows = &g_array_index(table->rows, DecompositionRow, i),
            };
            g_array_append_val(groups, group);
            last = section;
        }
        g_array_index(groups, DecompositionSection, groups->len - 1).row_count++;
    }
    return groups;
}

static bool answer_table(Call *call, MakeDocument make, const char *media_type, const char *suffix,
                         GError **error)
{
    const char *plan = call_parameter(call, "plan");
    g_auto(Table) table = {.strings = g_string_chunk_new(4096),
                           .rows = g_array_new(FALSE, FALSE, sizeof(DecompositionRow)),
                           .row_sections = g_array_new(FALSE, FALSE, sizeof(gint64))};

    if (!read_plan_title(call, plan, &table, error) || !read_rows(call, plan, &table, error)) {
        return false;
    }
    g_autoptr(GPtrArray) sections = read_sections(call, plan, error);
    if (sections == NULL) {
        return false;
    }
    g_autoptr(GArray) groups = group_rows(&table, sections);
    g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, table.version);
    g_autofree char *count = g_strdup_printf("%u", table.rows->len);
    const char *const arguments[] = {"version", version,          "count", count,
                                     "day",     call_today(call), NULL};
    g_autofree char *remark =
        text_format(call_language(call), "commitment.table_remark", arguments);
    const char *const remarks[] = {remark, NULL};
    const DecompositionTable document = {
        .title = table.title,
        .remarks = remarks,
        .sheet_name = text_find(call_language(call), "commitment.table_sheet"),
        .created = call_now(call) / G_USEC_PER_SEC,
        .labels = labels(call_language(call)),
        .sections = (const DecompositionSection *)(const void *)groups->data,
        .section_count = groups->len,
    };
    g_autoptr(GBytes) bytes = make(&document, error);
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *filename = g_strconcat(table.title, suffix, NULL);
    call_answer_bytes(call, bytes, media_type, filename);
    return true;
}

bool plan_table_docx(Call *call, GError **error)
{
    return answer_table(call, decomposition_document_docx,
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                        ".docx", error);
}

bool plan_table_xlsx(Call *call, GError **error)
{
    return answer_table(call, decomposition_document_xlsx,
                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                        ".xlsx", error);
}
