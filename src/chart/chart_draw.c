/* A sheet: the red banner, the heads of the columns, the rows. */
#include "chart/chart_internal.h"

#include "kernel/day.h"

#define TITLE_SIZE    96.0
#define TITLE_FLOOR   48.0
#define SUBTITLE_SIZE 40.0
#define INSET         CHART_POINTS(1.8) /* of a row's texts from the lines beside them */

static const ChartInk GOLD = {1, 0.93, 0.65};
static const ChartInk HEAD = {0.96, 0.90, 0.88};
static const ChartInk HEADING = {0.98, 0.95, 0.85};
static const ChartInk STRIPE = {0.965, 0.97, 0.98};
static const ChartInk GRID = {0.80, 0.80, 0.80};
static const ChartInk AMBER = {0.55, 0.36,
                               0.0}; /* legible on white, as the light's yellow is not */

static void draw_banner(const ChartCanvas *canvas)
{
    const Chart *chart = canvas->chart;
    ChartBox box = canvas->layout->banner;
    const ChartSetting title = {TITLE_SIZE, TITLE_FLOOR, true, 1, 0.5, GOLD};
    const ChartSetting subtitle = {SUBTITLE_SIZE, CHART_TEXT_FLOOR, false, 1, 0.5, CHART_INK_WHITE};
    bool alone = chart->subtitle == NULL || *chart->subtitle == '\0';

    chart_fill(canvas, box, CHART_INK_RED);
    double upper = alone ? box.height : box.height * 0.68;
    chart_text(canvas, (ChartBox){box.x, box.y, box.width, upper}, &title, chart->title);
    chart_text(canvas, (ChartBox){box.x, box.y + upper - 4, box.width, box.height - upper},
               &subtitle, chart->subtitle);
}

/* ---- The columns of the period --------------------------------------------------------------- */

static const ChartSetting head_setting = {CHART_TEXT_SIZE, CHART_TEXT_FLOOR, true, 2, 0.5,
                                          {0.1, 0.1, 0.1}};

static gint32 month_after(gint32 day, int months)
{
    int year;
    int month;

    day_parts(day, &year, &month, NULL);
    month += months;
    return day_of(year + (month - 1) / 12, (month - 1) % 12 + 1, 1);
}

/* A cell of the head from START to before END, from TOP down, with FULL or, if it is too long,
 * BRIEF. */
static void draw_span(const ChartCanvas *canvas, gint32 start, gint32 end, double top,
                      double height, const char *full, const char *brief)
{
    double x = chart_layout_x(canvas->layout, start);
    const ChartBox box = {x, top, chart_layout_x(canvas->layout, end) - x, height};
    /* Heads stand close to their lines. */
    const ChartBox cell = {x - CHART_POINTS(1.2), top, box.width + CHART_POINTS(2.4), height};
    double room = cell.width - CHART_POINTS(3);
    bool fits = chart_text_width(canvas, head_setting.floor, true, full) <= room;

    chart_frame(canvas, box, 1, GRID);
    if (fits || chart_text_width(canvas, head_setting.floor, true, brief) <= room) {
        ChartSetting setting = head_setting;
        setting.lines = 1;
        chart_text(canvas, cell, &setting, fits ? full : brief);
    }
}

static void draw_years(const ChartCanvas *canvas, double top, double height)
{
    const ChartLayout *layout = canvas->layout;
    gint32 end;

    for (gint32 day = layout->first; day <= layout->last; day = end) {
        int year;
        day_parts(day, &year, NULL, NULL);
        end = MIN(day_of(year + 1, 1, 1), layout->last + 1);
        g_autofree char *number = g_strdup_printf("%d", year);
        g_autofree char *text = chart_words(canvas->chart, "chart.year", "year", number);
        draw_span(canvas, day, end, top, height, text, number);
    }
}

static void draw_quarters(const ChartCanvas *canvas, double top, double height)
{
    const ChartLayout *layout = canvas->layout;
    gint32 end;

    for (gint32 day = layout->first; day <= layout->last; day = end) {
        int month;
        day_parts(day, NULL, &month, NULL);
        end = MIN(month_after(day, 3 - (month - 1) % 3), layout->last + 1);
        g_autofree char *number = g_strdup_printf("%d", (month + 2) / 3);
        g_autofree char *text = chart_words(canvas->chart, "chart.quarter", "quarter", number);
        draw_span(canvas, day, end, top, height, text, number);
    }
}

/* Is there room for the longest words of a month in the shortest one? All months are written alike.
 */
static bool months_have_room(const ChartCanvas *canvas)
{
    gint32 first = canvas->layout->first;
    double width =
        chart_layout_x(canvas->layout, first + 28) - chart_layout_x(canvas->layout, first);
    g_autofree char *text = chart_words(canvas->chart, "chart.year_month", "month", "12");

    return chart_text_width(canvas, head_setting.floor, true, text) <= width - CHART_POINTS(0.6);
}

static void draw_months(const ChartCanvas *canvas, double top, double height, bool halves)
{
    const ChartLayout *layout = canvas->layout;
    double upper = halves ? height / 2 : height;
    Language language = canvas->chart->language;
    bool room = months_have_room(canvas);

    for (gint32 day = layout->first; day <= layout->last; day = month_after(day, 1)) {
        int month;
        day_parts(day, NULL, &month, NULL);
        g_autofree char *number = g_strdup_printf("%d", month);
        g_autofree char *text = chart_words(canvas->chart, "chart.year_month", "month", number);
        draw_span(canvas, day, month_after(day, 1), top, upper, room ? text : number, number);
        if (halves) {
            const char *first = text_find(language, "chart.first_half");
            const char *second = text_find(language, "chart.second_half");
            draw_span(canvas, day, day + 15, top + upper, upper, first, first);
            draw_span(canvas, day + 15, month_after(day, 1), top + upper, upper, second, second);
        }
    }
}

static void draw_period(const ChartCanvas *canvas)
{
    ChartBox head = canvas->layout->head;
    double third = head.height / 3;

    switch (canvas->layout->step) {
    case CHART_HALF_MONTHS:
        draw_months(canvas, head.y + third, 2 * third, true);
        break;
    case CHART_MONTHS:
        draw_months(canvas, head.y + third, 2 * third, false);
        break;
    case CHART_QUARTERS:
        draw_quarters(canvas, head.y + third, 2 * third);
        break;
    case CHART_YEARS:
        draw_years(canvas, head.y, head.height);
        return;
    }
    draw_years(canvas, head.y, third);
}

/* The lines between columns from TOP to BOTTOM. */
static void draw_columns(const ChartCanvas *canvas, double top, double bottom)
{
    for (guint i = 1; i < CHART_COLUMNS; i++) {
        double x = canvas->layout->column_x[i];
        chart_line(canvas, x, top, x, bottom, 1.5, CHART_INK_GREY);
    }
}

static void draw_head(const ChartCanvas *canvas)
{
    static const char *const keys[] = {
        [CHART_COLUMN_NUMBER] = "chart.number", [CHART_COLUMN_NAME] = "chart.name",
        [CHART_COLUMN_LEADER] = "chart.leader", [CHART_COLUMN_INVESTMENT] = "chart.investment",
        [CHART_COLUMN_LIGHT] = "chart.light",   [CHART_COLUMN_TIME] = NULL,
        [CHART_COLUMN_NEXT] = "chart.next",
    };
    const ChartLayout *layout = canvas->layout;

    chart_fill(canvas, layout->head, HEAD);
    for (guint i = 0; i < CHART_COLUMNS; i++) {
        double x = layout->column_x[i];
        const ChartBox box = {x, layout->head.y, layout->column_x[i + 1] - x, layout->head.height};
        if (i == CHART_COLUMN_TIME) {
            draw_period(canvas);
        } else {
            chart_text(canvas, box, &head_setting, text_find(canvas->chart->language, keys[i]));
        }
    }
    draw_columns(canvas, layout->head.y, layout->head.y + layout->head.height);
}

/* ---- Rows ------------------------------------------------------------------------------------ */

/* One line of UPPER over two of LOWER, which is too long for one; false if BOX is too low. */
static bool draw_three(const ChartCanvas *canvas, ChartBox box, ChartSetting setting,
                       bool lower_bold, ChartInk ink, const char *upper, const char *lower)
{
    double line = CHART_TEXT_FLOOR * 1.2;
    double room = box.width - CHART_POINTS(3);
    double top = box.y + box.height / 2 - 1.5 * line;

    if (top < box.y || chart_text_width(canvas, CHART_TEXT_FLOOR, lower_bold, lower) <= room) {
        return false;
    }
    setting.size = CHART_TEXT_FLOOR;
    chart_text(canvas, (ChartBox){box.x, top, box.width, line}, &setting, upper);
    setting.bold = lower_bold;
    setting.ink = ink;
    setting.lines = 2;
    chart_text(canvas, (ChartBox){box.x, top + line, box.width, 2 * line}, &setting, lower);
    return true;
}

/* UPPER over LOWER in BOX, this in INK; one alone has all of it. */
static void draw_two(const ChartCanvas *canvas, ChartBox box, bool upper_bold, bool lower_bold,
                     ChartInk ink, const char *upper, const char *lower)
{
    ChartSetting setting = {CHART_TEXT_SIZE, CHART_TEXT_FLOOR, upper_bold, 1, 0, CHART_INK_BLACK};
    bool both = upper != NULL && *upper != '\0' && lower != NULL && *lower != '\0';

    if (!both) {
        setting.lines = 2;
        chart_text(canvas, box, &setting, upper != NULL && *upper != '\0' ? upper : lower);
        return;
    }
    if (draw_three(canvas, box, setting, lower_bold, ink, upper, lower)) {
        return;
    }
    double middle = box.y + box.height / 2;
    double height = MIN(box.height / 2, CHART_TEXT_SIZE * 1.3);
    chart_text(canvas, (ChartBox){box.x, middle - height, box.width, height}, &setting, upper);
    setting.bold = lower_bold;
    setting.ink = ink;
    chart_text(canvas, (ChartBox){box.x, middle, box.width, height}, &setting, lower);
}

static ChartBox cell_of(const ChartLayout *layout, const ChartLine *line, ChartColumn column)
{
    double x = layout->column_x[column] + INSET;

    return (ChartBox){x, line->y, layout->column_x[column + 1] - INSET - x, line->height};
}

static void draw_row(const ChartCanvas *canvas, const ChartLine *line)
{
    const ChartLayout *layout = canvas->layout;
    const ChartRow *row = &canvas->chart->rows[line->row];
    bool warns = row->light == CHART_LIGHT_YELLOW || row->light == CHART_LIGHT_RED;
    const ChartSetting number = {CHART_TEXT_SIZE, CHART_TEXT_FLOOR, false, 1, 0.5, CHART_INK_BLACK};
    const ChartSetting money = {CHART_TEXT_SIZE, CHART_TEXT_FLOOR, false, 2, 1, CHART_INK_BLACK};
    g_autofree char *count = g_strdup_printf("%zu", line->row + 1);

    chart_text(canvas, cell_of(layout, line, CHART_COLUMN_NUMBER), &number, count);
    draw_two(canvas, cell_of(layout, line, CHART_COLUMN_NAME), true, false,
             row->light == CHART_LIGHT_RED ? CHART_INK_RED : AMBER, row->name,
             warns ? row->reason : NULL);
    draw_two(canvas, cell_of(layout, line, CHART_COLUMN_LEADER), true, false, CHART_INK_BLACK,
             row->leader, row->unit);
    chart_text(canvas, cell_of(layout, line, CHART_COLUMN_INVESTMENT), &money, row->investment);
    chart_draw_light(canvas, cell_of(layout, line, CHART_COLUMN_LIGHT), row->light);
    chart_draw_milestones(canvas, line, row);
    draw_two(canvas, cell_of(layout, line, CHART_COLUMN_NEXT), false, true, CHART_INK_BLACK,
             row->next_action, row->next_day);
}

static void draw_heading(const ChartCanvas *canvas, const ChartLine *line)
{
    const ChartSetting setting = {CHART_TEXT_SIZE + 2, CHART_TEXT_FLOOR, true, 1, 0, CHART_INK_RED};
    const ChartBox box = {canvas->layout->head.x, line->y, canvas->layout->head.width,
                          line->height};
    const char *group = canvas->chart->rows[line->row].group;
    g_autofree char *text = line->continued
                                ? chart_words(canvas->chart, "chart.continued", "group", group)
                                : g_strdup(group);

    chart_fill(canvas, box, HEADING);
    chart_fill(canvas, (ChartBox){box.x, box.y, CHART_POINTS(3), box.height}, CHART_INK_RED);
    chart_text(canvas,
               (ChartBox){box.x + CHART_POINTS(5), box.y, box.width - CHART_POINTS(5), box.height},
               &setting, text);
}

/* The ground of a row, and the lines of months in it. */
static void draw_ground(const ChartCanvas *canvas, const ChartLine *line)
{
    const ChartLayout *layout = canvas->layout;
    int months = layout->step == CHART_YEARS ? 12 : layout->step == CHART_QUARTERS ? 3 : 1;
    double bottom = line->y + line->height;

    if (line->row % 2 == 1) {
        chart_fill(canvas, (ChartBox){layout->head.x, line->y, layout->head.width, line->height},
                   STRIPE);
    }
    for (gint32 day = layout->first; day <= layout->last; day = month_after(day, months)) {
        double x = chart_layout_x(layout, day);
        chart_line(canvas, x, line->y, x, bottom, 1, GRID);
        if (layout->step == CHART_HALF_MONTHS) {
            double half = chart_layout_x(layout, day + 15);
            chart_line(canvas, half, line->y, half, bottom, 0.4, GRID);
        }
    }
    draw_columns(canvas, line->y, bottom);
    chart_line(canvas, layout->head.x, line->y, layout->head.x + layout->head.width, line->y, 1,
               CHART_INK_GREY);
}

/* The rows of SHEET, bars first, then the line of today, then what is written over it. Gives where
 * they end. */
static double draw_rows(const ChartCanvas *canvas, guint sheet)
{
    const ChartLayout *layout = canvas->layout;
    double top = layout->head.y + layout->head.height;
    double bottom = top;

    for (guint i = 0; i < layout->lines->len; i++) {
        const ChartLine *line = &g_array_index(layout->lines, ChartLine, i);
        if (line->sheet == sheet) {
            if (line->heading) {
                draw_heading(canvas, line);
            } else {
                draw_ground(canvas, line);
                chart_draw_bars(canvas, line, &canvas->chart->rows[line->row]);
            }
            bottom = line->y + line->height;
        }
    }
    chart_draw_today(canvas, top, bottom);
    for (guint i = 0; i < layout->lines->len; i++) {
        const ChartLine *line = &g_array_index(layout->lines, ChartLine, i);
        if (line->sheet == sheet && !line->heading) {
            draw_row(canvas, line);
        }
    }
    return bottom;
}

void chart_draw_sheet(const ChartCanvas *canvas, guint sheet)
{
    const ChartLayout *layout = canvas->layout;
    ChartBox table = layout->head;

    chart_fill(canvas, (ChartBox){0, 0, layout->width, layout->height}, CHART_INK_WHITE);
    draw_banner(canvas);
    draw_head(canvas);
    table.height = draw_rows(canvas, sheet) - table.y;
    chart_frame(canvas, table, 3, CHART_INK_RED);
    chart_draw_foot(canvas, sheet);
}
