/* What cannot be drawn is refused before anything is. */
#include "chart/chart_internal.h"

#include "kernel/day.h"

static bool fail(GError **error, LuoshiErrorCode code, const char *key, const char *name,
                 guint limit)
{
    g_autofree char *text = g_strdup_printf("%u", limit);

    error_set(error, code, key, NULL, "name", name, "limit", text, NULL);
    return false;
}

static bool check_day(const char *day, const char *name, gint32 *number, GError **error)
{
    if (day == NULL || !day_parse(day, number)) {
        error_set(error, LUOSHI_ERROR_INVALID, "chart.bad_day", NULL, "name", name, "day",
                  day != NULL ? day : "", NULL);
        return false;
    }
    return true;
}

static bool check_span(const char *from, const char *to, const char *name, GError **error)
{
    gint32 first;
    gint32 last;

    if (!check_day(from, name, &first, error) || !check_day(to, name, &last, error)) {
        return false;
    }
    return last >= first || fail(error, LUOSHI_ERROR_INVALID, "chart.bar_reversed", name, 0);
}

static bool check_row(const ChartRow *row, GError **error)
{
    if (row->bar_count > CHART_MARKS_MAX || row->milestone_count > CHART_MARKS_MAX) {
        return fail(error, LUOSHI_ERROR_TOO_LARGE, "chart.too_many_marks", row->name,
                    CHART_MARKS_MAX);
    }
    for (gsize i = 0; i < row->bar_count; i++) {
        const ChartBar *bar = &row->bars[i];
        bool based = bar->baseline_start != NULL && bar->baseline_finish != NULL;
        if (!check_span(bar->start, bar->finish, row->name, error) ||
            (based && !check_span(bar->baseline_start, bar->baseline_finish, row->name, error))) {
            return false;
        }
    }
    for (gsize i = 0; i < row->milestone_count; i++) {
        gint32 day;
        if (!check_day(row->milestones[i].day, row->name, &day, error)) {
            return false;
        }
    }
    return true;
}

static bool check_period(const Chart *chart, GError **error)
{
    gint32 from;
    gint32 to;
    int first_year;
    int last_year;

    if (!check_day(chart->from, chart->title, &from, error) ||
        !check_day(chart->to, chart->title, &to, error) ||
        (chart->today != NULL && !check_day(chart->today, chart->title, NULL, error))) {
        return false;
    }
    if (to < from) {
        error_set(error, LUOSHI_ERROR_INVALID, "chart.period_reversed", NULL, "from", chart->from,
                  "to", chart->to, NULL);
        return false;
    }
    day_parts(from, &first_year, NULL, NULL);
    day_parts(to, &last_year, NULL, NULL);
    return last_year - first_year < CHART_YEARS_MAX ||
           fail(error, LUOSHI_ERROR_TOO_LARGE, "chart.period_too_long", chart->title,
                CHART_YEARS_MAX);
}

bool chart_check(const Chart *chart, GError **error)
{
    if (chart->row_count == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "chart.empty", NULL, NULL);
        return false;
    }
    if (chart->row_count > CHART_ROWS_MAX) {
        g_autofree char *count = g_strdup_printf("%zu", chart->row_count);
        g_autofree char *limit = g_strdup_printf("%u", CHART_ROWS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "chart.too_many_rows", NULL, "count", count,
                  "limit", limit, NULL);
        return false;
    }
    if (!check_period(chart, error)) {
        return false;
    }
    for (gsize i = 0; i < chart->row_count; i++) {
        if (!check_row(&chart->rows[i], error)) {
            return false;
        }
    }
    return true;
}
