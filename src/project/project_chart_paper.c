/* The wall chart on paper. */
#include "project/project_chart_internal.h"

#include <stdlib.h>
#include <string.h>

/* “冀州区重点项目挂图作战”. (transfer full) */
static char *title_of(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = NULL;
    g_autofree char *code =
        org_find_area(call_tx(call), call_district(call), call_district(call), &name, &failed);

    if (!error_pass(error, &failed)) {
        return NULL;
    }
    const char *const arguments[] = {"district", code != NULL ? name : "", NULL};
    return text_format(call_language(call), "project.chart_title", arguments);
}

/* The rows as paper writes them: under their group, with “by” before the day of what comes next.
 * (transfer container) */
static ChartRow *paper_rows(const ChartDesk *chart, ChartOrder order)
{
    Language language = call_language(chart->desk.call);
    ChartRow *rows = g_new(ChartRow, chart->count + 1);

    for (guint i = 0; i < chart->count; i++) {
        const WallRow *from = &chart->rows[i];
        rows[i] = from->row;
        rows[i].group = order == CHART_BY_LIBRARY  ? from->library_name
                        : from->row.leader != NULL ? from->row.leader
                                                   : text_find(language, "project.chart_no_leader");
        if (from->next_by != NULL) {
            const char *const arguments[] = {"day", from->next_by, NULL};
            bool passed = strcmp(from->next_by, call_today(chart->desk.call)) < 0;
            g_autofree char *until = text_format(
                language, passed ? "project.chart_passed" : "project.chart_until", arguments);
            rows[i].next_day = project_chart_keep(chart, until);
        }
    }
    return rows;
}

/* Draws ROWS from the first month of today's year on. (transfer full) */
static GBytes *draw(const ChartDesk *desk, const ChartRow *rows, const char *title, GError **error)
{
    Call *call = desk->desk.call;
    Language language = call_language(call);
    bool svg = g_strcmp0(call_parameter(call, "format"), "svg") == 0;
    ChartSize size = g_strcmp0(call_parameter(call, "size"), "a1") == 0 ? CHART_A1 : CHART_A0;
    g_autofree char *year = g_strdup_printf("%.4s", call_today(call));
    g_autofree char *from = g_strdup_printf("%s-01-01", year);
    g_autofree char *to = g_strdup_printf("%d-12-31", project_chart_last_year(desk, atoi(year)));
    g_autofree char *count = g_strdup_printf("%u", desk->count);
    const char *const arguments[] = {"year", year, "count", count, NULL};
    g_autofree char *subtitle = text_format(language, "project.chart_subtitle", arguments);
    const Chart chart = {.language = language,
                         .title = title,
                         .subtitle = subtitle,
                         .day = call_today(call),
                         .source = text_find(language, "project.chart_source"),
                         .from = from,
                         .to = to,
                         .today = call_today(call),
                         .created = call_now(call) / G_USEC_PER_SEC,
                         .rows = rows,
                         .row_count = desk->count};

    return svg ? chart_svg(&chart, size, error) : chart_pdf(&chart, size, error);
}

bool project_chart_file(Call *call, GHashTable *lights, GError **error)
{
    bool libraries = g_strcmp0(call_parameter(call, "rows"), "library") == 0;
    bool svg = g_strcmp0(call_parameter(call, "format"), "svg") == 0;
    ChartOrder order = libraries ? CHART_BY_LIBRARY : CHART_BY_LEADER;
    g_auto(ChartDesk) chart = {0};

    if (!project_chart_open(&chart, call, lights, order, error)) {
        return false;
    }
    g_autofree ChartRow *rows = paper_rows(&chart, order);
    g_autofree char *title = title_of(call, error);
    g_autoptr(GBytes) bytes = title != NULL ? draw(&chart, rows, title, error) : NULL;
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *name =
        g_strdup_printf("%s %s.%s", title, call_today(call), svg ? "svg" : "pdf");
    call_answer_bytes(call, bytes, svg ? "image/svg+xml" : "application/pdf", name);
    return true;
}
