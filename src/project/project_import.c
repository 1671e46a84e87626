/* A list of projects from a spreadsheet: looked at row by row, then taken. */
#include "project/project_import_internal.h"

#include "document/sheet_reader.h"

#include <string.h>

static void line_free(gpointer data)
{
    SheetLine *line = data;

    json_decref(line->cells);
    json_decref(line->places);
    g_free(line);
}

static void sheet_free(gpointer data)
{
    ProjectSheet *sheet = data;

    g_ptr_array_unref(sheet->lines);
    g_clear_pointer(&sheet->heads, g_ptr_array_unref);
    g_ptr_array_unref(sheet->ignored);
    g_clear_pointer(&sheet->known, g_hash_table_unref);
    g_free(sheet);
}

/* Rows are kept as they stand until the command has the declarations: their heads are known then.
 */
typedef struct {
    GPtrArray *rows; /* GPtrArray of texts or NULL */
    GArray *numbers;
    GPtrArray *unread; /* SheetFault: cells that cannot be read */
} RawSheet;

static void raw_free(gpointer data)
{
    RawSheet *raw = data;

    g_ptr_array_unref(raw->rows);
    g_array_unref(raw->numbers);
    g_ptr_array_unref(raw->unread);
    g_free(raw);
}

static bool keep_row(gpointer data, guint number, const char *const *cells, guint count,
                     GError **error)
{
    RawSheet *raw = data;
    GPtrArray *row = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < count; i++) {
        g_ptr_array_add(row, g_strdup(cells[i]));
    }
    g_ptr_array_add(raw->rows, row);
    g_array_append_val(raw->numbers, number);
    if (raw->rows->len > IMPORT_ROWS_MAX + 10) {
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "project.import_rows", NULL, "limit", "5000",
                  NULL);
        return false;
    }
    return true;
}

bool project_import_prepare(Call *call, GError **error)
{
    gsize length = 0;
    const void *bytes =
        call_content(call) != NULL ? g_bytes_get_data(call_content(call), &length) : NULL;
    RawSheet *raw = g_new0(RawSheet, 1);

    raw->rows = g_ptr_array_new_with_free_func((GDestroyNotify)(void (*)(void))g_ptr_array_unref);
    raw->numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    raw->unread = sheet_faults_new();
    call_set_prepared(call, raw, raw_free);
    return sheet_read_around(bytes, length, call_parameter(call, "filename"), keep_row, raw,
                             raw->unread, error);
}

/* The lines of the file under its heading. (transfer full) */
static ProjectSheet *read_lines(Call *call, const ProjectPack *pack, GError **error)
{
    const RawSheet *raw = call_prepared(call);
    ProjectSheet *sheet = g_new0(ProjectSheet, 1);

    sheet->name = call_parameter(call, "filename");
    sheet->unread = raw->unread;
    sheet->lines = g_ptr_array_new_with_free_func(line_free);
    sheet->ignored = g_ptr_array_new_with_free_func(g_free);
    sheet->known = import_heads(pack, call_parameter(call, "map"));
    bool done = true;
    for (guint i = 0; done && i < raw->rows->len; i++) {
        const GPtrArray *row = raw->rows->pdata[i];
        done = import_take_line(sheet, g_array_index(raw->numbers, guint, i),
                                (const char *const *)row->pdata, row->len, error);
    }
    if (done && sheet->lines->len == 0) {
        error_set(error, LUOSHI_ERROR_INVALID,
                  sheet->heads == NULL ? "project.import_head" : "project.import_empty", NULL,
                  "name", sheet->name, NULL);
        done = false;
    }
    if (!done) {
        sheet_free(sheet);
        return NULL;
    }
    return sheet;
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProjectSheet, sheet_free)

/* The cell that FAULT is about: its field may be a pointer into the body. */
static const char *place_of(const ImportRow *row)
{
    const char *field = error_detail(row->fault, 0)->field;
    const char *member = field != NULL && *field == '/' ? field + 1 : field;

    if (member == NULL || row->line->unread != NULL) {
        return member; /* of a cell that cannot be read it is the cell */
    }
    if (g_str_has_prefix(member, "fields/")) {
        g_autofree char *key = g_strconcat("field:", member + strlen("fields/"), NULL);
        return json_string_value(json_object_get(row->line->places, key));
    }
    return json_string_value(json_object_get(row->line->places, member));
}

static void write_fault(Call *call, const ImportRow *row)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "fault");
    if (row->fault == NULL) {
        json_write_null(answer);
        return;
    }
    g_autofree char *message = error_text(row->fault, call_language(call));
    json_begin_object(answer);
    json_member_text(answer, "cell", place_of(row));
    json_member_text(answer, "message", message);
    json_end_object(answer);
}

static void write_row(Call *call, const ImportRow *row)
{
    static const char *const states[] = {"new", "update", "same", "ask", "refused"};
    JsonWriter *answer = call_answer(call);
    char *changes = json_dumps(row->changes, JSON_COMPACT);
    char *unused = json_dumps(row->unused, JSON_COMPACT);

    json_begin_object(answer);
    json_member_int(answer, "row", row->line->number);
    json_member_text(answer, "name", project_text(row->line->cells, "name"));
    json_member_text(answer, "state", states[row->state]);
    json_member_text(answer, "project", row->project != NULL ? row->project->id : NULL);
    json_member_raw(answer, "changes", changes);
    json_member_text(answer, "note", row->note);
    json_member_raw(answer, "unused", unused);
    write_fault(call, row);
    json_key(answer, "candidates");
    json_begin_array(answer);
    for (guint i = 0; i < row->candidates->len; i++) {
        const Candidate *candidate = row->candidates->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "id", candidate->id);
        json_member_text(answer, "name", candidate->name);
        json_member_int(answer, "score", candidate->score);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    free(changes);
    free(unused);
}

static void write_result(Call *call, const ProjectSheet *sheet, const GPtrArray *rows, bool taken)
{
    static const char *const names[] = {"new", "update", "same", "ask", "refused"};
    JsonWriter *answer = call_answer(call);
    gint64 counts[G_N_ELEMENTS(names)] = {0};

    json_begin_object(answer);
    json_member_bool(answer, "taken", taken);
    json_key(answer, "ignored");
    json_begin_array(answer);
    for (guint i = 0; i < sheet->ignored->len; i++) {
        json_text(answer, sheet->ignored->pdata[i]);
    }
    json_end_array(answer);
    json_key(answer, "rows");
    json_begin_array(answer);
    for (guint i = 0; i < rows->len; i++) {
        counts[((const ImportRow *)rows->pdata[i])->state]++;
        write_row(call, rows->pdata[i]);
    }
    json_end_array(answer);
    json_key(answer, "counts");
    json_begin_object(answer);
    for (guint s = 0; s < G_N_ELEMENTS(names); s++) {
        json_member_int(answer, names[s], counts[s]);
    }
    json_end_object(answer);
    json_end_object(answer);
}

/* Takes the rows that can be: all or, unless only the right ones are wanted, none. */
static bool take_rows(ImportDesk *desk, const GPtrArray *rows, bool *taken, GError **error)
{
    bool right_ones = g_strcmp0(call_parameter(desk->call, "take"), "right") == 0;

    *taken = call_parameter_int(desk->call, "dry_run", 0) == 0;
    for (guint i = 0; *taken && !right_ones && i < rows->len; i++) {
        RowState state = ((const ImportRow *)rows->pdata[i])->state;
        *taken = state != ROW_ASK && state != ROW_REFUSED;
    }
    for (guint i = 0; *taken && i < rows->len; i++) {
        ImportRow *row = rows->pdata[i];
        if ((row->state == ROW_NEW || row->state == ROW_UPDATE) &&
            !import_row_take(desk, row, error)) {
            return false;
        }
    }
    return true;
}

bool project_import(Call *call, GError **error)
{
    static const ProjectFilter any = {0};
    g_autoptr(ProjectPack) pack = project_pack_read(call, error);
    g_autoptr(ProjectSheet) sheet = pack != NULL ? read_lines(call, pack, error) : NULL;
    g_autoptr(GPtrArray) existing =
        sheet != NULL ? project_rows(call, &any, NULL, NULL, error) : NULL;
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(import_row_free);
    bool taken = false;

    if (existing == NULL) {
        return false;
    }
    ImportDesk desk = {.call = call,
                       .pack = pack,
                       .existing = existing,
                       .seen = seen,
                       .answers = call_parameter(call, "answers"),
                       .take_over = call_parameter_int(call, "take_over", 0) != 0,
                       .unit = call_parameter(call, "unit"),
                       .kind = call_parameter(call, "kind")};
    if (desk.take_over && call_parameter(call, "reason") == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.import_reason", "reason", NULL);
        return false;
    }
    for (guint i = 0; i < sheet->lines->len; i++) {
        ImportRow *row = import_row_look(&desk, sheet->lines->pdata[i], error);
        if (row == NULL) {
            return false;
        }
        g_ptr_array_add(rows, row);
    }
    if (!take_rows(&desk, rows, &taken, error)) {
        return false;
    }
    if (taken) {
        call_changed(call, "projects", PROJECT_KIND, "");
    }
    write_result(call, sheet, rows, taken);
    return true;
}
