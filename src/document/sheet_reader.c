/* The rows of a worksheet as they come. */
#include "document/sheet_reader.h"

#include "document/document.h"
#include "document/sheet_internal.h"

#include <string.h>

typedef struct {
    const Workbook *workbook;
    const char *name;
    SheetRow row;
    gpointer data;
    PartReader *reader;
    GPtrArray *cells; /* of the row at hand, char * or NULL */
    guint number;     /* of the row at hand */
    guint rows;       /* that were not empty */
    guint column;     /* of the cell at hand */
    char place[SHEET_PLACE_MAX];
    char *type; /* of the cell at hand, or NULL */
    int format; /* of the cell at hand, or -1 */
    GString *text;
    bool taking; /* inside <v> or <t> */
    bool faulty; /* the cell at hand was refused, others are read */
    guint phonetic;
    GPtrArray *faults; /* SheetFault, or NULL: the first ends the reading */
    GError *error;
} Sheet;

static bool fail(Sheet *sheet, LuoshiErrorCode code, const char *key, const char *cell)
{
    error_set(&sheet->error, code, key, cell, "name", sheet->name, "cell", cell, NULL);
    return false;
}

static void fault_free(gpointer data)
{
    SheetFault *fault = data;

    g_clear_error(&fault->error);
    g_free(fault);
}

GPtrArray *sheet_faults_new(void)
{
    return g_ptr_array_new_with_free_func(fault_free);
}

/* Keeps what is wrong with the cells of RANGE, if others are read all the same. */
static bool keep_fault(Sheet *sheet, const char *key, const char *range, SheetFault at)
{
    if (sheet->faults == NULL || sheet->faults->len >= SHEET_FAULTS_MAX) {
        return fail(sheet, LUOSHI_ERROR_INVALID, key, range);
    }
    SheetFault *fault = g_new(SheetFault, 1);
    *fault = at;
    error_set(&fault->error, LUOSHI_ERROR_INVALID, key, range, "name", sheet->name, "cell", range,
              NULL);
    g_ptr_array_add(sheet->faults, fault);
    return true;
}

/* The cell at hand cannot be read: it is empty in its row. */
static bool refuse_cell(Sheet *sheet, const char *key)
{
    if (sheet->faulty) {
        return true;
    }
    if (!keep_fault(sheet, key, sheet->place,
                    (SheetFault){.column = sheet->column,
                                 .row = sheet->number,
                                 .last_column = sheet->column,
                                 .last_row = sheet->number})) {
        return false;
    }
    sheet->faulty = true;
    /* A row of which nothing could be read is a row all the same. */
    if (sheet->column < SHEET_READ_COLUMNS_MAX && sheet->cells->len <= sheet->column) {
        g_ptr_array_set_size(sheet->cells, (gint)sheet->column + 1);
    }
    return true;
}

static bool refuse_merged(Sheet *sheet)
{
    g_autofree char *range = part_reader_attribute(sheet->reader, "ref");
    g_auto(GStrv) ends = g_strsplit(range != NULL ? range : "", ":", 2);
    SheetFault at = {0};

    if (ends[0] == NULL || ends[1] == NULL || !sheet_place_parse(ends[0], &at.column, &at.row) ||
        !sheet_place_parse(ends[1], &at.last_column, &at.last_row)) {
        return fail(sheet, LUOSHI_ERROR_MALFORMED, "document.sheet_place", range);
    }
    return keep_fault(sheet, "document.sheet_merged", range, at);
}

const SheetFault *sheet_fault_at(const GPtrArray *faults, guint column, guint row)
{
    for (guint i = 0; i < faults->len; i++) {
        const SheetFault *fault = faults->pdata[i];
        if (column >= fault->column && column <= fault->last_column && row >= fault->row &&
            row <= fault->last_row) {
            return fault;
        }
    }
    return NULL;
}

static bool is_element(const Sheet *sheet, const char *element)
{
    return sheet->reader->vocabulary == PART_SHEET && strcmp(sheet->reader->element, element) == 0;
}

/* The cell's text as its owner sees it. */
static bool show(Sheet *sheet, GString *out)
{
    const char *text = sheet->text->str;
    guint64 index;

    if (g_strcmp0(sheet->type, "s") == 0) {
        if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &index, NULL) ||
            index >= sheet->workbook->strings->len) {
            return fail(sheet, LUOSHI_ERROR_MALFORMED, "document.sheet_number", sheet->place);
        }
        g_string_append(out, sheet->workbook->strings->pdata[index]);
        return true;
    }
    if (g_strcmp0(sheet->type, "e") == 0) {
        return refuse_cell(sheet, "document.sheet_error");
    }
    if (g_strcmp0(sheet->type, "b") == 0) {
        g_string_append(out, strcmp(text, "0") == 0 ? "FALSE" : "TRUE");
        return true;
    }
    if (sheet->type != NULL && strcmp(sheet->type, "n") != 0) {
        g_string_append(out, text);
        return true;
    }
    SheetFormat format = SHEET_PLAIN;
    if (sheet->format >= 0 && (guint)sheet->format < sheet->workbook->formats->len) {
        format = g_array_index(sheet->workbook->formats, SheetFormat, (guint)sheet->format);
    }
    bool sound = format == SHEET_DATE ? sheet_date(text, sheet->workbook->epoch_1904, out)
                                      : sheet_number(text, format == SHEET_PERCENT ? 2 : 0, out);
    if (sound && format == SHEET_PERCENT) {
        g_string_append_c(out, '%');
    }
    return sound || refuse_cell(sheet, "document.sheet_number");
}

static bool end_cell(Sheet *sheet)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (sheet->text->len == 0 || sheet->faulty) {
        return true;
    }
    if (!show(sheet, out)) {
        return false;
    }
    if (sheet->faulty) {
        return true;
    }
    if (out->len > SHEET_READ_TEXT_MAX) {
        return fail(sheet, LUOSHI_ERROR_TOO_LARGE, "document.sheet_text", sheet->place);
    }
    g_strstrip(out->str);
    if (out->str[0] == '\0') {
        return true;
    }
    if (sheet->column >= SHEET_READ_COLUMNS_MAX) {
        return fail(sheet, LUOSHI_ERROR_TOO_LARGE, "document.sheet_columns", sheet->place);
    }
    if (sheet->cells->len <= sheet->column) {
        g_ptr_array_set_size(sheet->cells, (gint)sheet->column + 1);
    }
    g_free(sheet->cells->pdata[sheet->column]);
    sheet->cells->pdata[sheet->column] = g_strdup(out->str);
    return true;
}

static bool start_cell(Sheet *sheet, guint next)
{
    g_autofree char *place = part_reader_attribute(sheet->reader, "r");
    guint row = sheet->number;

    g_string_truncate(sheet->text, 0);
    sheet->faulty = false;
    g_free(sheet->type);
    sheet->type = part_reader_attribute(sheet->reader, "t");
    sheet->format = part_reader_number(sheet->reader, "s", G_MAXUINT16 * 2, -1);
    sheet->column = next;
    if (place != NULL &&
        (!sheet_place_parse(place, &sheet->column, &row) || row != sheet->number)) {
        return fail(sheet, LUOSHI_ERROR_MALFORMED, "document.sheet_place", place);
    }
    sheet_place(sheet->column, sheet->number, sheet->place);
    return true;
}

static bool start_row(Sheet *sheet)
{
    g_autofree char *number = part_reader_attribute(sheet->reader, "r");
    guint64 given = sheet->number + 1;

    if (number != NULL && (!g_ascii_string_to_unsigned(number, 10, 1, 1048576, &given, NULL) ||
                           given <= sheet->number)) {
        return fail(sheet, LUOSHI_ERROR_MALFORMED, "document.sheet_place", number);
    }
    sheet->number = (guint)given;
    sheet->column = G_MAXUINT;
    return true;
}

static bool end_row(Sheet *sheet)
{
    if (sheet->cells->len == 0) {
        return true;
    }
    if (++sheet->rows > SHEET_READ_ROWS_MAX) {
        return fail(sheet, LUOSHI_ERROR_TOO_LARGE, "document.sheet_rows", sheet->place);
    }
    bool taken = sheet->row(sheet->data, sheet->number, (const char *const *)sheet->cells->pdata,
                            sheet->cells->len, &sheet->error);
    g_ptr_array_set_size(sheet->cells, 0);
    return taken;
}

static bool start(Sheet *sheet)
{
    if (is_element(sheet, "row")) {
        return start_row(sheet);
    }
    if (is_element(sheet, "c")) {
        return start_cell(sheet, sheet->column + 1);
    }
    if (is_element(sheet, "f")) {
        return refuse_cell(sheet, "document.sheet_formula");
    }
    if (is_element(sheet, "mergeCell")) {
        return refuse_merged(sheet);
    }
    sheet->phonetic += is_element(sheet, "rPh") ? 1 : 0;
    sheet->taking = is_element(sheet, "v") || is_element(sheet, "t");
    return true;
}

static bool end(Sheet *sheet)
{
    if (is_element(sheet, "c")) {
        return end_cell(sheet);
    }
    if (is_element(sheet, "row")) {
        return end_row(sheet);
    }
    sheet->phonetic -= is_element(sheet, "rPh") && sheet->phonetic > 0 ? 1 : 0;
    sheet->taking = false;
    return true;
}

static bool take_text(Sheet *sheet)
{
    if (sheet->taking && sheet->phonetic == 0) {
        if (sheet->text->len > SHEET_READ_TEXT_MAX) {
            return fail(sheet, LUOSHI_ERROR_TOO_LARGE, "document.sheet_text", sheet->place);
        }
        g_string_append(sheet->text, sheet->reader->text);
    }
    return true;
}

static bool event(Sheet *sheet)
{
    switch (sheet->reader->event) {
    case PART_START:
        return start(sheet);
    case PART_END:
        return end(sheet);
    case PART_TEXT:
        return take_text(sheet);
    }
    return true;
}

static bool read_rows(Sheet *sheet, GError **error)
{
    sheet->reader = part_reader_open(sheet->workbook->package, sheet->workbook->sheet, error);
    if (sheet->reader == NULL) {
        return false;
    }
    sheet->cells = g_ptr_array_new_with_free_func(g_free);
    sheet->text = g_string_new(NULL);
    while (sheet->error == NULL && part_reader_next(sheet->reader)) {
        if (!event(sheet)) {
            break;
        }
    }
    bool sound = sheet->error == NULL && part_reader_finish(sheet->reader, &sheet->error);
    if (!sound) {
        g_propagate_error(error, g_steal_pointer(&sheet->error));
    }
    part_reader_free(sheet->reader);
    g_ptr_array_unref(sheet->cells);
    g_string_free(sheet->text, TRUE);
    g_free(sheet->type);
    return sound;
}

bool sheet_read_around(const void *bytes, gsize length, const char *name, SheetRow row,
                       gpointer data, GPtrArray *faults, GError **error)
{
    static const char ole[] = "\xd0\xcf\x11\xe0";
    g_auto(Workbook) workbook = {0};

    if (length == 0 || length > DOCUMENT_INPUT_MAX) {
        error_set(error, length == 0 ? LUOSHI_ERROR_INVALID : LUOSHI_ERROR_TOO_LARGE,
                  length == 0 ? "document.empty" : "document.too_large", NULL, "name", name,
                  "limit", "20", NULL);
        return false;
    }
    if (length >= 4 && memcmp(bytes, ole, 4) == 0) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.old_excel", NULL, "name", name, NULL);
        return false;
    }
    if (length < 4 || memcmp(bytes, "PK\003\004", 4) != 0) {
        return csv_read(bytes, length, name, row, data, error);
    }
    g_autoptr(Package) package = package_open(bytes, length, name, error);
    if (package != NULL) {
        package->part_max = SHEET_READ_PART_MAX;
    }
    if (package == NULL || !workbook_read(package, &workbook, error)) {
        return false;
    }
    Sheet sheet = {.workbook = &workbook, .name = name, .row = row, .data = data, .faults = faults};
    return read_rows(&sheet, error);
}

bool sheet_read(const void *bytes, gsize length, const char *name, SheetRow row, gpointer data,
                GError **error)
{
    return sheet_read_around(bytes, length, name, row, data, NULL, error);
}
