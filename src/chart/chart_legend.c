/* Lights, and what stands below the rows: the legend, the source, the day, the sheet's number. */
#include "chart/chart_internal.h"

#include <math.h>

static const ChartInk lights[] = {
    [CHART_LIGHT_GREY] = {0.45, 0.45, 0.45},
    [CHART_LIGHT_GREEN] = {0.10, 0.55, 0.25},
    [CHART_LIGHT_YELLOW] = {0.95, 0.70, 0.05},
    [CHART_LIGHT_RED] = {0.80, 0.08, 0.10},
};
static const char *const light_keys[] = {
    [CHART_LIGHT_GREY] = "chart.light_grey",
    [CHART_LIGHT_GREEN] = "chart.light_green",
    [CHART_LIGHT_YELLOW] = "chart.light_yellow",
    [CHART_LIGHT_RED] = "chart.light_red",
};

/* ○ ● ▲ ■: each another shape. */
static void sign_light(const ChartCanvas *canvas, double x, double y, double size, ChartLight light)
{
    double half = size / 2;
    cairo_t *cr = canvas->cr;

    chart_ink(canvas, lights[light]);
    cairo_new_path(cr);
    switch (light) {
    case CHART_LIGHT_GREY:
        cairo_arc(cr, x, y, half * 0.85, 0, 2 * G_PI);
        cairo_set_line_width(cr, size * 0.14);
        cairo_stroke(cr);
        return;
    case CHART_LIGHT_GREEN:
        cairo_arc(cr, x, y, half, 0, 2 * G_PI);
        break;
    case CHART_LIGHT_YELLOW:
        cairo_move_to(cr, x, y - half);
        cairo_line_to(cr, x + half * 1.1, y + half * 0.9);
        cairo_line_to(cr, x - half * 1.1, y + half * 0.9);
        cairo_close_path(cr);
        break;
    case CHART_LIGHT_RED:
        cairo_rectangle(cr, x - half * 0.9, y - half * 0.9, size * 0.9, size * 0.9);
        break;
    }
    cairo_fill(cr);
}

void chart_draw_light(const ChartCanvas *canvas, ChartBox box, ChartLight light)
{
    const ChartSetting setting = {CHART_TEXT_FLOOR, CHART_TEXT_FLOOR, true, 1, 0.5,
                                  CHART_INK_BLACK};
    double sign = CHART_POINTS(13);
    double word = CHART_TEXT_FLOOR * 1.25;
    double top = box.y + (box.height - sign - word) / 2;

    sign_light(canvas, box.x + box.width / 2, top + sign / 2, sign, light);
    chart_text(canvas, (ChartBox){box.x, top + sign, box.width, word}, &setting,
               text_find(canvas->chart->language, light_keys[light]));
}

typedef enum {
    ENTRY_LIGHT,
    ENTRY_BAR,
    ENTRY_BASELINE,
    ENTRY_CRITICAL,
    ENTRY_MILESTONE,
    ENTRY_TODAY,
} EntryKind;

static const struct {
    EntryKind kind;
    int value; /* ChartLight, done or not, ChartMilestoneState */
    const char *key;
} entries[] = {
    {ENTRY_LIGHT, CHART_LIGHT_GREEN, "chart.light_green"},
    {ENTRY_LIGHT, CHART_LIGHT_YELLOW, "chart.light_yellow"},
    {ENTRY_LIGHT, CHART_LIGHT_RED, "chart.light_red"},
    {ENTRY_LIGHT, CHART_LIGHT_GREY, "chart.light_grey"},
    {ENTRY_BAR, 1, "chart.legend_done"},
    {ENTRY_BAR, 0, "chart.legend_plan"},
    {ENTRY_BASELINE, 0, "chart.legend_baseline"},
    {ENTRY_CRITICAL, 0, "chart.legend_critical"},
    {ENTRY_MILESTONE, CHART_MILESTONE_DONE, "chart.legend_milestone_done"},
    {ENTRY_MILESTONE, CHART_MILESTONE_AHEAD, "chart.legend_milestone_ahead"},
    {ENTRY_MILESTONE, CHART_MILESTONE_LATE, "chart.legend_milestone_late"},
    {ENTRY_TODAY, 0, "chart.today"},
};

/* The sign of entry number I in BOX. */
static void draw_sign(const ChartCanvas *canvas, guint i, ChartBox box)
{
    double x = box.x + box.width / 2;
    double y = box.y + box.height / 2;
    double size = CHART_POINTS(9);
    const ChartBox bar = {box.x, y - size / 2, box.width, size};

    switch (entries[i].kind) {
    case ENTRY_LIGHT:
        sign_light(canvas, x, y, size, (ChartLight)entries[i].value);
        break;
    case ENTRY_BAR:
        chart_sign_bar(canvas, bar, entries[i].value, false);
        break;
    case ENTRY_BASELINE:
        chart_sign_baseline(canvas, (ChartBox){box.x, y - 4, box.width, 8});
        break;
    case ENTRY_CRITICAL:
        chart_sign_bar(canvas, bar, 0, true);
        break;
    case ENTRY_MILESTONE:
        chart_sign_milestone(canvas, x, y, size, (ChartMilestoneState)entries[i].value);
        break;
    case ENTRY_TODAY:
        chart_line(canvas, x, box.y + 4, x, box.y + box.height - 4, 4, CHART_INK_RED);
        break;
    }
}

static double sign_width(guint i)
{
    return CHART_POINTS(entries[i].kind == ENTRY_LIGHT || entries[i].kind == ENTRY_MILESTONE ? 11
                        : entries[i].kind == ENTRY_TODAY                                     ? 4
                                                                                             : 16);
}

/* All entries in one line of BOX, as far apart as there is room. */
static void draw_legend(const ChartCanvas *canvas, ChartBox box)
{
    const ChartSetting setting = {CHART_TEXT_FLOOR, CHART_TEXT_FLOOR * 0.8, false, 1, 0,
                                  CHART_INK_BLACK};
    Language language = canvas->chart->language;
    double words[G_N_ELEMENTS(entries)];
    double used = 0;

    for (guint i = 0; i < G_N_ELEMENTS(entries); i++) {
        words[i] =
            chart_text_width(canvas, setting.size, false, text_find(language, entries[i].key)) + 10;
        used += words[i] + sign_width(i);
    }
    double gap = MIN((box.width - used) / (G_N_ELEMENTS(entries) - 1), CHART_POINTS(16));
    double x = box.x;
    for (guint i = 0; i < G_N_ELEMENTS(entries); i++) {
        draw_sign(canvas, i, (ChartBox){x, box.y, sign_width(i), box.height});
        x += sign_width(i);
        chart_text(canvas, (ChartBox){x, box.y, words[i], box.height}, &setting,
                   text_find(language, entries[i].key));
        x += words[i] + gap;
    }
}

void chart_draw_foot(const ChartCanvas *canvas, guint sheet)
{
    const Chart *chart = canvas->chart;
    ChartSetting setting = {CHART_TEXT_FLOOR, CHART_TEXT_FLOOR, false, 1, 0, CHART_INK_BLACK};
    ChartBox box = canvas->layout->foot;
    g_autofree char *number = g_strdup_printf("%u", sheet + 1);
    g_autofree char *count = g_strdup_printf("%u", canvas->layout->sheets);
    const char *const arguments[] = {"sheet", number, "sheets", count, NULL};
    g_autofree char *page = text_format(chart->language, "chart.sheet", arguments);
    g_autofree char *source = chart_words(chart, "chart.source", "source", chart->source);
    g_autofree char *day = chart_words(chart, "chart.day", "day", chart->day);

    box.height /= 2;
    draw_legend(canvas, box);
    box.y += box.height;
    double third = box.width / 3;
    chart_text(canvas, (ChartBox){box.x, box.y, third, box.height}, &setting, source);
    setting.align = 0.5;
    chart_text(canvas, (ChartBox){box.x + third, box.y, third, box.height}, &setting, day);
    setting.align = 1;
    chart_text(canvas, (ChartBox){box.x + 2 * third, box.y, third, box.height}, &setting, page);
}
