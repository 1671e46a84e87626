/* Where everything stands: no fonts, only arithmetic. */
#include "chart/chart_internal.h"

#include "kernel/day.h"

#include <string.h>

/* All in millimetres. */
#define MARGIN  15.0
#define BANNER  62.0
#define GAP     5.0
#define HEAD    42.0 /* titles of columns; years, months and half-months */
#define STRIP   14.0 /* the word at the today line */
#define FOOT    34.0
#define HEADING 17.0
#define ROW_MIN 32.0 /* two lines of CHART_TEXT_SIZE */
#define ROW_MAX 46.0

/* A month must be so wide that its halves, its number or its quarter's can be read. */
#define HALVES_FROM   26.5
#define MONTHS_FROM   14.0
#define QUARTERS_FROM 6.5

static const struct {
    double width;
    double height;
    double columns[CHART_COLUMNS]; /* the period has what is left */
} sheets[] = {
    [CHART_A0] = {1189, 841, {24, 250, 108, 66, 36, 0, 160}},
    [CHART_A1] = {841, 594, {22, 160, 101, 62, 34, 0, 103}},
};

static void place_columns(ChartLayout *layout, ChartSize size)
{
    double used = 0;

    for (guint i = 0; i < CHART_COLUMNS; i++) {
        used += sheets[size].columns[i];
    }
    double x = MARGIN;
    for (guint i = 0; i < CHART_COLUMNS; i++) {
        layout->column_x[i] = CHART_POINTS(x);
        x += i == CHART_COLUMN_TIME ? sheets[size].width - 2 * MARGIN - used
                                    : sheets[size].columns[i];
    }
    layout->column_x[CHART_COLUMNS] = CHART_POINTS(x);
}

/* The whole months of the period, and how finely they are divided. */
static void place_period(ChartLayout *layout, const Chart *chart)
{
    gint32 from = 0;
    gint32 to = 0;
    int year;
    int month;
    int last_year;
    int last_month;

    day_parse(chart->from, &from);
    day_parse(chart->to, &to);
    day_parts(from, &year, &month, NULL);
    day_parts(to, &last_year, &last_month, NULL);
    layout->first = day_of(year, month, 1);
    layout->last =
        (last_month == 12 ? day_of(last_year, 12, 31) : day_of(last_year, last_month + 1, 1) - 1);
    int months = (last_year - year) * 12 + last_month - month + 1;
    double width = layout->column_x[CHART_COLUMN_TIME + 1] - layout->column_x[CHART_COLUMN_TIME];
    double each = width / months;
    layout->step = each >= CHART_POINTS(HALVES_FROM)     ? CHART_HALF_MONTHS
                   : each >= CHART_POINTS(MONTHS_FROM)   ? CHART_MONTHS
                   : each >= CHART_POINTS(QUARTERS_FROM) ? CHART_QUARTERS
                                                         : CHART_YEARS;
}

static void place_boxes(ChartLayout *layout, ChartSize size)
{
    double width = CHART_POINTS(sheets[size].width - 2 * MARGIN);
    double left = CHART_POINTS(MARGIN);

    layout->width = CHART_POINTS(sheets[size].width);
    layout->height = CHART_POINTS(sheets[size].height);
    layout->banner = (ChartBox){left, CHART_POINTS(MARGIN), width, CHART_POINTS(BANNER)};
    layout->head = (ChartBox){left, CHART_POINTS(MARGIN + BANNER + GAP), width, CHART_POINTS(HEAD)};
    layout->foot =
        (ChartBox){left, layout->height - CHART_POINTS(MARGIN + FOOT), width, CHART_POINTS(FOOT)};
}

static double rows_top(const ChartLayout *layout)
{
    return layout->head.y + layout->head.height + CHART_POINTS(STRIP);
}

static double rows_bottom(const ChartLayout *layout)
{
    return layout->foot.y - CHART_POINTS(GAP);
}

static bool has_group(const ChartRow *row)
{
    return row->group != NULL && *row->group != '\0';
}

/* Sets the lines, at most MOST rows a sheet. Gives the number of sheets. */
static guint share_out(ChartLayout *layout, const Chart *chart, gsize most)
{
    double top = rows_top(layout);
    double bottom = rows_bottom(layout);
    double y = top;
    guint sheet = 0;
    gsize on_sheet = 0;

    g_array_set_size(layout->lines, 0);
    for (gsize i = 0; i < chart->row_count; i++) {
        const ChartRow *row = &chart->rows[i];
        bool headed = has_group(row);
        bool same = i > 0 && g_strcmp0(row->group, chart->rows[i - 1].group) == 0;
        double heading = headed && !same ? CHART_POINTS(HEADING) : 0;
        if (on_sheet == most || y + heading + CHART_POINTS(ROW_MIN) > bottom + 0.01) {
            sheet++;
            on_sheet = 0;
            y = top;
            heading = headed ? CHART_POINTS(HEADING) : 0;
        }
        if (heading > 0) {
            const ChartLine line = {sheet, y, heading, i, true, same};
            g_array_append_val(layout->lines, line);
            y += heading;
        }
        const ChartLine line = {sheet, y, CHART_POINTS(ROW_MIN), i, false, false};
        g_array_append_val(layout->lines, line);
        y += line.height;
        on_sheet++;
    }
    return sheet + 1;
}

/* Gives the rows of each sheet the height that is there. */
static void stretch(const ChartLayout *layout)
{
    guint end = 0;

    for (guint start = 0; start < layout->lines->len; start = end) {
        guint sheet = g_array_index(layout->lines, ChartLine, start).sheet;
        double left = rows_bottom(layout) - rows_top(layout);
        guint rows = 0;
        for (end = start; end < layout->lines->len; end++) {
            const ChartLine *line = &g_array_index(layout->lines, ChartLine, end);
            if (line->sheet != sheet) {
                break;
            }
            left -= line->heading ? line->height : 0;
            rows += line->heading ? 0 : 1;
        }
        double height = MIN(left / rows, CHART_POINTS(ROW_MAX));
        double y = rows_top(layout);
        for (guint i = start; i < end; i++) {
            ChartLine *line = &g_array_index(layout->lines, ChartLine, i);
            line->y = y;
            line->height = line->heading ? line->height : height;
            y += line->height;
        }
    }
}

ChartLayout *chart_layout(const Chart *chart, ChartSize size, GError **error)
{
    if (!chart_check(chart, error)) {
        return NULL;
    }
    ChartLayout *layout = g_new0(ChartLayout, 1);
    layout->lines = g_array_new(FALSE, FALSE, sizeof(ChartLine));
    place_columns(layout, size);
    place_period(layout, chart);
    place_boxes(layout, size);
    /* As few sheets as can be, then as many rows on each as on the others. */
    layout->sheets = share_out(layout, chart, chart->row_count);
    gsize fair = (chart->row_count + layout->sheets - 1) / layout->sheets;
    if (share_out(layout, chart, fair) > layout->sheets) {
        share_out(layout, chart, chart->row_count);
    }
    stretch(layout);
    return layout;
}

void chart_layout_free(ChartLayout *layout)
{
    if (layout != NULL) {
        g_array_unref(layout->lines);
        g_free(layout);
    }
}

double chart_layout_x(const ChartLayout *layout, gint32 day)
{
    double left = layout->column_x[CHART_COLUMN_TIME];
    double width = layout->column_x[CHART_COLUMN_TIME + 1] - left;
    gint32 past = CLAMP(day, layout->first, layout->last + 1) - layout->first;

    return left + width * past / (layout->last + 1 - layout->first);
}

/* ---- Bars ------------------------------------------------------------------------------------ */

/* The lane that bar number BAR of ROW stands in, and how many lanes the row has. */
static guint lane_of(const ChartRow *row, gsize bar, guint *lanes)
{
    const char *busy[CHART_LANES_MAX] = {NULL}; /* the last day of each lane's last bar */
    guint found = 0;

    *lanes = 1;
    for (gsize i = 0; i < row->bar_count; i++) {
        guint lane = 0;
        while (lane + 1 < CHART_LANES_MAX && busy[lane] != NULL &&
               strcmp(row->bars[i].start, busy[lane]) <= 0) {
            lane++;
        }
        busy[lane] = row->bars[i].finish;
        *lanes = MAX(*lanes, lane + 1);
        found = i == bar ? lane : found;
    }
    return found;
}

double chart_milestones_above(double height)
{
    return height - CHART_POINTS(13.5);
}

ChartBox chart_layout_bar(const ChartLayout *layout, const ChartLine *line, const ChartRow *row,
                          gsize bar, bool baseline)
{
    const ChartBar *drawn = &row->bars[bar];
    const char *start = baseline ? drawn->baseline_start : drawn->start;
    const char *finish = baseline ? drawn->baseline_finish : drawn->finish;
    gint32 first;
    gint32 last;
    guint lanes;

    if (start == NULL || finish == NULL || !day_parse(start, &first) || !day_parse(finish, &last)) {
        return (ChartBox){0};
    }
    guint lane = lane_of(row, bar, &lanes);
    double top = CHART_POINTS(2.4);
    double height = (chart_milestones_above(line->height) - top) / lanes;
    double x = chart_layout_x(layout, first);
    double y = line->y + top + height * lane;
    return (ChartBox){x, baseline ? y + height * 0.74 : y, chart_layout_x(layout, last + 1) - x,
                      height * (baseline ? 0.18 : 0.7)};
}
