/* An uploaded table read into rows, before the command and outside its transaction. */
#include "register/register_internal.h"
#include "register/table_internal.h"

#include "document/sheet_reader.h"

#include <string.h>

static void line_free(gpointer data)
{
    TableLine *line = data;

    g_strfreev(line->cells);
    g_free(line);
}

static void table_free(gpointer data)
{
    RegisterTable *table = data;

    g_free(table->name);
    g_ptr_array_unref(table->lines);
    g_ptr_array_unref(table->unread);
    g_free(table);
}

/* A cell without the stroke that an export puts before what would run as a formula. */
static char *cell_text(const char *cell)
{
    bool marked =
        cell != NULL && cell[0] == '\'' && cell[1] != '\0' && strchr("=+-@", cell[1]) != NULL;

    return g_strstrip(g_strdup(cell == NULL ? "" : marked ? cell + 1 : cell));
}

static bool keep_line(gpointer data, guint number, const char *const *cells, guint count,
                      GError **error)
{
    RegisterTable *table = data;

    if (table->lines->len > TABLE_ROWS_MAX + TABLE_HEADING_ROWS_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", TABLE_ROWS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "register.import_rows", NULL, "name", table->name,
                  "limit", limit, NULL);
        return false;
    }
    TableLine *line = g_new0(TableLine, 1);
    *line = (TableLine){.number = number, .cells = g_new0(char *, count + 1)};
    for (guint i = 0; i < count; i++) {
        line->cells[i] = cell_text(cells[i]);
    }
    g_ptr_array_add(table->lines, line);
    return true;
}

bool register_import_prepare(Call *call, GError **error)
{
    gsize length = 0;
    const void *bytes =
        call_content(call) != NULL ? g_bytes_get_data(call_content(call), &length) : NULL;
    RegisterTable *table = g_new0(RegisterTable, 1);

    table->name = g_strdup(call_parameter(call, "filename"));
    table->lines = g_ptr_array_new_with_free_func(line_free);
    table->unread = sheet_faults_new();
    call_set_prepared(call, table, table_free);
    return sheet_read_around(bytes, length, table->name, keep_line, table, table->unread, error);
}
