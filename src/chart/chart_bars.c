/* Bars against their baselines, milestones, and the line of today. */
#include "chart/chart_internal.h"

#include "kernel/day.h"

#define HATCH CHART_POINTS(5)

static const ChartInk EDGE = {0.10, 0.27, 0.48};
static const ChartInk BASE = {0.45, 0.45, 0.45};

/* Slanted strokes over BOX: what is critical is so without colours too. */
static void hatch(const ChartCanvas *canvas, ChartBox box)
{
    cairo_save(canvas->cr);
    cairo_rectangle(canvas->cr, box.x, box.y, box.width, box.height);
    cairo_clip(canvas->cr);
    chart_ink(canvas, CHART_INK_RED);
    cairo_set_line_width(canvas->cr, 2);
    guint strokes = (guint)((box.width + box.height) / HATCH) + 1;
    for (guint i = 0; i < strokes; i++) {
        cairo_move_to(canvas->cr, box.x - box.height + i * HATCH, box.y + box.height);
        cairo_rel_line_to(canvas->cr, box.height, -box.height);
    }
    cairo_stroke(canvas->cr);
    cairo_restore(canvas->cr);
}

void chart_sign_bar(const ChartCanvas *canvas, ChartBox box, double done, bool critical)
{
    ChartBox part = box;

    part.width *= done;
    chart_fill(canvas, box, CHART_INK_PLAN);
    if (critical) {
        hatch(canvas, box);
    }
    chart_fill(canvas, part, CHART_INK_DONE);
    chart_frame(canvas, box, critical ? 4 : 1.5, critical ? CHART_INK_RED : EDGE);
}

void chart_sign_baseline(const ChartCanvas *canvas, ChartBox box)
{
    chart_fill(canvas, box, BASE);
}

void chart_sign_milestone(const ChartCanvas *canvas, double x, double y, double size,
                          ChartMilestoneState state)
{
    double half = size / 2;

    cairo_move_to(canvas->cr, x, y - half);
    cairo_rel_line_to(canvas->cr, half, half);
    cairo_rel_line_to(canvas->cr, -half, half);
    cairo_rel_line_to(canvas->cr, -half, -half);
    cairo_close_path(canvas->cr);
    chart_ink(canvas, state == CHART_MILESTONE_AHEAD  ? CHART_INK_WHITE
                      : state == CHART_MILESTONE_DONE ? EDGE
                                                      : CHART_INK_RED);
    cairo_fill_preserve(canvas->cr);
    chart_ink(canvas, state == CHART_MILESTONE_LATE ? CHART_INK_RED : EDGE);
    cairo_set_line_width(canvas->cr, 2.5);
    cairo_stroke(canvas->cr);
    if (state == CHART_MILESTONE_LATE) {
        chart_line(canvas, x, y - half * 0.55, x, y + half * 0.1, 3, CHART_INK_WHITE);
        chart_line(canvas, x, y + half * 0.32, x, y + half * 0.55, 3, CHART_INK_WHITE);
    }
}

/* What is written on BAR, in the part that has room for all of it: light letters where it is done,
 * dark ones where it is not. DONE is the share of BOX that is. */
static void write_bar(const ChartCanvas *canvas, ChartBox box, double done, const ChartBar *bar)
{
    g_autofree char *share = g_strdup_printf("%u%%", MIN(bar->done, 100));
    g_autofree char *text =
        bar->label == NULL ? g_strdup(share) : g_strdup_printf("%s %s", bar->label, share);
    const char *const texts[] = {text, bar->label != NULL ? bar->label : share, share};
    bool dark = done >= 0.5;
    const ChartSetting setting = {
        CHART_TEXT_FLOOR, CHART_TEXT_FLOOR, true, 1, 0.5, dark ? CHART_INK_WHITE : CHART_INK_BLACK};
    double from = dark ? box.x : box.x + box.width * done;
    double room = box.width * (dark ? done : 1 - done);

    for (guint i = 0; i < G_N_ELEMENTS(texts) && box.height >= CHART_TEXT_FLOOR * 1.18; i++) {
        double width = chart_text_width(canvas, CHART_TEXT_FLOOR, true, texts[i]) + 12;
        if (width <= room) {
            const ChartBox label = {from + (room - width) / 2, box.y, width, box.height};
            const ChartBox ground = {label.x, box.y + 2, width, box.height - 4};
            chart_fill(canvas, ground, dark ? CHART_INK_DONE : CHART_INK_PLAN);
            chart_text(canvas, label, &setting, texts[i]);
            return;
        }
    }
}

/* The middle of the day of MILESTONE; false if it lies outside the period. */
static bool find_milestone(const ChartLayout *layout, const ChartMilestone *milestone, double *x)
{
    gint32 day = 0;

    day_parse(milestone->day, &day);
    *x = (chart_layout_x(layout, day) + chart_layout_x(layout, day + 1)) / 2;
    return day >= layout->first && day <= layout->last;
}

/* Their names stand right of them if the next leaves room for all of it, else left of them; where
 * neither has room they are cut. */
void chart_draw_milestones(const ChartCanvas *canvas, const ChartLine *line, const ChartRow *row)
{
    const ChartLayout *layout = canvas->layout;
    const ChartSetting setting = {CHART_TEXT_FLOOR, CHART_TEXT_FLOOR, false, 1, 0, CHART_INK_BLACK};
    double top = line->y + chart_milestones_above(line->height);
    double height = line->y + line->height - CHART_POINTS(1) - top;
    double half = height * 0.31;
    double next = layout->column_x[CHART_COLUMN_TIME + 1];

    for (gsize i = row->milestone_count; i > 0; i--) {
        const ChartMilestone *milestone = &row->milestones[i - 1];
        double x;
        double before;
        if (!find_milestone(layout, milestone, &x)) {
            continue;
        }
        if (i == 1 || !find_milestone(layout, &row->milestones[i - 2], &before)) {
            before = layout->column_x[CHART_COLUMN_TIME] - half;
        }
        double wanted = chart_text_width(canvas, setting.size, false, milestone->name) + 12;
        double needed = MIN(wanted, 3 * setting.size + 12);
        ChartBox name = {x + half, top, next - x - half, height};
        next = x - half;
        if (name.width < wanted && next - wanted > before + half) {
            next -= wanted;
            name = (ChartBox){next, top, wanted, height};
        }
        if (name.width >= needed) {
            chart_text(canvas, name, &setting, milestone->name);
        }
        chart_sign_milestone(canvas, x, top + height / 2, 2 * half, milestone->state);
    }
}

void chart_draw_bars(const ChartCanvas *canvas, const ChartLine *line, const ChartRow *row)
{
    for (gsize i = 0; i < row->bar_count; i++) {
        ChartBox base = chart_layout_bar(canvas->layout, line, row, i, true);
        ChartBox box = chart_layout_bar(canvas->layout, line, row, i, false);
        if (base.width > 0) {
            chart_sign_baseline(canvas, base);
        }
        if (box.width > 0) {
            gint32 start = 0;
            gint32 finish = 0;
            day_parse(row->bars[i].start, &start);
            day_parse(row->bars[i].finish, &finish);
            /* Of the whole bar, though only a part of it may lie in the period. */
            double whole = finish + 1 - start;
            double hidden = MAX(canvas->layout->first - start, 0);
            double shown = MIN(finish, canvas->layout->last) + 1 - start - hidden;
            double done = (MIN(row->bars[i].done, 100) / 100.0 * whole - hidden) / shown;
            done = CLAMP(done, 0, 1);
            chart_sign_bar(canvas, box, done, row->bars[i].critical);
            write_bar(canvas, box, done, &row->bars[i]);
        }
    }
}

void chart_draw_today(const ChartCanvas *canvas, double top, double bottom)
{
    const ChartLayout *layout = canvas->layout;
    const ChartSetting setting = {CHART_TEXT_FLOOR, CHART_TEXT_FLOOR, true, 1, 0.5,
                                  CHART_INK_WHITE};
    gint32 day = 0;
    int month;
    int number;

    if (canvas->chart->today == NULL || !day_parse(canvas->chart->today, &day) ||
        day < layout->first || day > layout->last) {
        return;
    }
    day_parts(day, NULL, &month, &number);
    g_autofree char *text = g_strdup_printf(
        "%s %d/%d", text_find(canvas->chart->language, "chart.today"), month, number);
    double x = (chart_layout_x(layout, day) + chart_layout_x(layout, day + 1)) / 2;
    double width = chart_text_width(canvas, setting.size, true, text) + 16;
    double from = CLAMP(x - width / 2, layout->column_x[CHART_COLUMN_TIME],
                        layout->column_x[CHART_COLUMN_TIME + 1] - width);
    const ChartBox box = {from, top, width, CHART_POINTS(13.5)};
    chart_fill(canvas, box, CHART_INK_RED);
    chart_text(canvas, box, &setting, text);
    chart_line(canvas, x, top + box.height, x, bottom, 4, CHART_INK_RED);
}
