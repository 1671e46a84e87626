#include "document/decomposition_internal.h"
#include "document/markup_internal.h"
#include "document/sheet_writer.h"

static bool count_rows(const DecompositionTable *table, GError **error)
{
    gsize count = 0;
    for (gsize i = 0; i < table->section_count; i++)
        count += table->sections[i].row_count;
    if (count == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "document.table_empty", NULL, NULL);
        return false;
    }
    if (count > DECOMPOSITION_ROWS_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", DECOMPOSITION_ROWS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.too_many_rows", NULL, "limit", limit,
                  NULL);
        return false;
    }
    return true;
}

static bool is_short(const char *text, const char *place, const char *name, GError **error)
{
    g_autofree char *clean = markup_clean(text);
    glong count = g_utf8_strlen(clean, -1);
    if (count <= (glong)DECOMPOSITION_TEXT_MAX)
        return true;
    g_autofree char *field = g_strconcat(place, name, NULL);
    g_autofree char *count_text = g_strdup_printf("%ld", count);
    g_autofree char *limit = g_strdup_printf("%u", DECOMPOSITION_TEXT_MAX);
    error_set(error, LUOSHI_ERROR_INVALID, "document.cell_too_long", field, "count", count_text,
              "limit", limit, NULL);
    return false;
}

static bool check_row(const DecompositionRow *row, const char *place, GError **error)
{
    static const char *const quarter_names[] = {"/quarters/0", "/quarters/1", "/quarters/2",
                                                "/quarters/3"};
    if (!is_short(row->task, place, "/task", error) ||
        !is_short(row->target, place, "/target", error) ||
        !is_short(row->leader, place, "/leader", error) ||
        !is_short(row->lead_unit, place, "/lead_unit", error) ||
        !is_short(row->co_units, place, "/co_units", error) ||
        !is_short(row->due, place, "/due", error))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(row->quarters); i++) {
        if (!is_short(row->quarters[i], place, quarter_names[i], error))
            return false;
    }
    if (row->due_date == NULL || sheet_is_date(row->due_date))
        return true;
    g_autofree char *field = g_strconcat(place, "/due_date", NULL);
    error_set(error, LUOSHI_ERROR_INVALID, "document.bad_date", field, "date", row->due_date, NULL);
    return false;
}

bool decomposition_check(const DecompositionTable *table, GError **error)
{
    if (!count_rows(table, error))
        return false;
    for (gsize i = 0; i < table->section_count; i++) {
        for (gsize j = 0; j < table->sections[i].row_count; j++) {
            g_autofree char *place =
                g_strdup_printf("/sections/%" G_GSIZE_FORMAT "/rows/%" G_GSIZE_FORMAT, i, j);
            if (!check_row(&table->sections[i].rows[j], place, error))
                return false;
        }
    }
    return true;
}
