/* Rows of a csv file (RFC 4180), which Chinese Excel saves in GB18030. */
#include "document/sheet_internal.h"

#include <csv.h>
#include <string.h>

typedef struct {
    const char *name;
    SheetRow row;
    gpointer data;
    GPtrArray *cells; /* char * or NULL */
    guint number;
    guint rows;
    int ending; /* what ended the row before */
    GError *error;
} Csv;

static void fail(Csv *csv, LuoshiErrorCode code, const char *key)
{
    char place[SHEET_PLACE_MAX];

    if (csv->error == NULL) {
        sheet_place(csv->cells->len, csv->number, place);
        error_set(&csv->error, code, key, place, "name", csv->name, "cell", place, NULL);
    }
}

static void end_cell(void *text, size_t length, void *data)
{
    Csv *csv = data;
    g_autofree char *cell = g_strstrip(g_strndup(text, length));

    if (length > SHEET_READ_TEXT_MAX) {
        fail(csv, LUOSHI_ERROR_TOO_LARGE, "document.sheet_text");
    } else if (csv->cells->len >= SHEET_READ_COLUMNS_MAX && *cell != '\0') {
        fail(csv, LUOSHI_ERROR_TOO_LARGE, "document.sheet_columns");
    } else if (csv->cells->len < SHEET_READ_COLUMNS_MAX) {
        g_ptr_array_add(csv->cells, *cell != '\0' ? g_steal_pointer(&cell) : NULL);
    }
}

static void end_row(int character, void *data)
{
    Csv *csv = data;
    bool second = character == '\n' && csv->ending == '\r' && csv->cells->len == 0;

    csv->ending = character;
    if (second) {
        return;
    }
    while (csv->cells->len > 0 && csv->cells->pdata[csv->cells->len - 1] == NULL) {
        g_ptr_array_set_size(csv->cells, (gint)csv->cells->len - 1);
    }
    if (csv->cells->len > 0 && csv->error == NULL) {
        if (++csv->rows > SHEET_READ_ROWS_MAX) {
            fail(csv, LUOSHI_ERROR_TOO_LARGE, "document.sheet_rows");
        } else {
            csv->row(csv->data, csv->number, (const char *const *)csv->cells->pdata,
                     csv->cells->len, &csv->error);
        }
    }
    g_ptr_array_set_size(csv->cells, 0);
    csv->number++;
}

/* Does TEXT hold what no text does: a control character that is no blank, or a picture's or a
 * paper's zero bytes? The end mark of DOS (1A) is let pass. */
static bool is_binary(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if ((guchar)text[i] < ' ' && !g_ascii_isspace(text[i]) && text[i] != '\x1a') {
            return true;
        }
    }
    return false;
}

/* BYTES as UTF-8 without BOM; NULL if they are no text. (transfer full) */
static char *as_text(const void *bytes, gsize *length)
{
    const char *text = bytes;
    bool marked = *length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0;

    if (is_binary(text, *length)) {
        return NULL;
    }
    if (g_utf8_validate(text, (gssize)*length, NULL)) {
        *length -= marked ? 3 : 0;
        return g_strndup(text + (marked ? 3 : 0), *length);
    }
    return g_convert(text, (gssize)*length, "UTF-8", "GB18030", NULL, length, NULL);
}

bool csv_read(const void *bytes, gsize length, const char *name, SheetRow row, gpointer data,
              GError **error)
{
    Csv csv = {.name = name, .row = row, .data = data, .number = 1};
    struct csv_parser parser;
    g_autofree char *text = as_text(bytes, &length);

    if (text == NULL) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "document.not_xlsx", NULL, "name", name, NULL);
        return false;
    }
    csv.cells = g_ptr_array_new_with_free_func(g_free);
    /* Empty lines count, so that a row has the number that a spreadsheet shows. */
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL | CSV_REPALL_NL);
    bool sound = csv_parse(&parser, text, length, end_cell, end_row, &csv) == length &&
                 csv_fini(&parser, end_cell, end_row, &csv) == 0;
    csv_free(&parser);
    g_ptr_array_unref(csv.cells);
    if (!sound && csv.error == NULL) {
        g_autofree char *number = g_strdup_printf("%u", csv.number);
        error_set(&csv.error, LUOSHI_ERROR_INVALID, "document.csv", number, "name", name, "row",
                  number, NULL);
    }
    if (csv.error != NULL) {
        g_propagate_error(error, csv.error);
        return false;
    }
    return true;
}
