#include "cli/table.h"

#include "kernel/error.h"

#include <csv.h>
#include <string.h>

typedef struct {
    Table *table;
    GPtrArray *row;
    bool too_many;
} Filling;

static void free_row(gpointer row)
{
    g_ptr_array_unref(row);
}

static void end_cell(void *text, size_t length, void *data)
{
    Filling *filling = data;

    g_ptr_array_add(filling->row, g_strstrip(g_strndup(text, length)));
}

static void end_row(G_GNUC_UNUSED int character, void *data)
{
    Filling *filling = data;

    if (filling->table->columns == NULL) {
        filling->table->columns = filling->row;
    } else if (filling->table->rows->len < TABLE_ROWS_MAX) {
        g_ptr_array_add(filling->table->rows, filling->row);
    } else {
        filling->too_many = true;
        g_ptr_array_unref(filling->row);
    }
    filling->row = g_ptr_array_new_with_free_func(g_free);
}

static bool parse(Table *table, const char *text, gsize length, GError **error)
{
    Filling filling = {.table = table, .row = g_ptr_array_new_with_free_func(g_free)};
    struct csv_parser parser;

    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
    bool sound = csv_parse(&parser, text, length, end_cell, end_row, &filling) == length &&
                 csv_fini(&parser, end_cell, end_row, &filling) == 0;
    csv_free(&parser);
    g_ptr_array_unref(filling.row);
    if (!sound || filling.too_many || table->columns == NULL) {
        g_autofree char *row = g_strdup_printf("%u", table->rows->len + 2);
        error_set(error, LUOSHI_ERROR_INVALID, "cli.bad_table", row, "row", row, NULL);
        return false;
    }
    return true;
}

Table *table_read(const char *path, GError **error)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, error);

    if (file == NULL) {
        return NULL;
    }
    const char *text = g_mapped_file_get_contents(file);
    gsize length = g_mapped_file_get_length(file);
    g_autofree char *converted = NULL;
    if (length > TABLE_BYTES_MAX) {
        error_set(error, LUOSHI_ERROR_INVALID, "cli.large_table", NULL, NULL);
        return NULL;
    }
    if (length > 0 && !g_utf8_validate(text, (gssize)length, NULL)) {
        converted = g_convert(text, (gssize)length, "UTF-8", "GB18030", NULL, &length, NULL);
        text = converted;
        if (text == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "cli.no_text", NULL, NULL);
            return NULL;
        }
    }
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3;
        length -= 3;
    }
    g_autoptr(Table) table = g_new0(Table, 1);
    table->rows = g_ptr_array_new_with_free_func(free_row);
    return parse(table, text, length, error) ? g_steal_pointer(&table) : NULL;
}

void table_free(Table *table)
{
    if (table != NULL) {
        if (table->columns != NULL) {
            g_ptr_array_unref(table->columns);
        }
        g_ptr_array_unref(table->rows);
        g_free(table);
    }
}

const char *table_cell(const Table *table, guint row, const char *column)
{
    const GPtrArray *cells = table->rows->pdata[row];

    for (guint i = 0; i < table->columns->len && i < cells->len; i++) {
        if (strcmp(table->columns->pdata[i], column) == 0) {
            const char *cell = cells->pdata[i];
            return *cell != '\0' ? cell : NULL;
        }
    }
    return NULL;
}
