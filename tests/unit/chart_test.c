/* Wall charts: what stands on the sheets, and where. */
#include "chart/chart.h"
#include "kernel/day.h"

#include <libxml/parser.h>
#include <poppler.h>
#include <string.h>

#define PROJECTS   100u
#define POINTS(mm) ((mm)*72.0 / 25.4)

/* Cairo 1.16 loses an array with each font it embeds, fontconfig one for good: theirs, not ours. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static const ChartBar bars[] = {
    {"前期", "2022-01-10", "2022-03-31", 100, "2022-01-01", "2022-03-15", false},
    {"施工", "2022-04-01", "2022-10-31", 40, "2022-03-16", "2022-09-30", true},
};
static const ChartMilestone milestones[] = {
    {"开工", "2022-04-01", CHART_MILESTONE_DONE},
    {"主体完工", "2022-06-20", CHART_MILESTONE_LATE},
    {"竣工", "2022-10-31", CHART_MILESTONE_AHEAD},
};

static ChartRow row_of(const char *group, const char *name, guint i)
{
    return (ChartRow){.group = group,
                      .name = name,
                      .leader = "王建国",
                      .unit = "区住房和城乡建设局",
                      .investment = "12.35亿元",
                      .light = (ChartLight)(i % 4),
                      .bars = bars,
                      .bar_count = G_N_ELEMENTS(bars),
                      .milestones = milestones,
                      .milestone_count = G_N_ELEMENTS(milestones),
                      .next_action = "办理建筑工程施工许可证",
                      .next_day = "7月15日前"};
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

typedef struct {
    GPtrArray *names;
    ChartRow rows[CHART_ROWS_MAX + 1];
    Chart chart;
} Sample;

static Sample *sample_new(guint count)
{
    Sample *sample = g_new0(Sample, 1);

    sample->names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < count; i++) {
        char *name = g_strdup_printf("第%03u号高端装备制造产业园及配套基础设施建设项目", i + 1);
        g_ptr_array_add(sample->names, name);
        sample->rows[i] = row_of(i < count / 2 ? "王建国 副区长" : "李明 副区长", name, i);
    }
    sample->chart = (Chart){.title = "冀州区重点项目挂图作战",
                            .subtitle = "2022年度",
                            .day = "2022年7月1日",
                            .source = "落实平台项目库",
                            .from = "2022-01-01",
                            .to = "2022-12-31",
                            .today = "2022-07-01",
                            .rows = sample->rows,
                            .row_count = count};
    return sample;
}

static void sample_free(Sample *sample)
{
    g_ptr_array_unref(sample->names);
    g_free(sample);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sample, sample_free)

static PopplerDocument *open_pdf(const Chart *chart, ChartSize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = chart_pdf(chart, size, &error);
    g_assert_no_error(error);
    PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, &error);
    g_assert_no_error(error);
    return document;
}

/* What page NUMBER says, without blanks. */
static char *page_text(PopplerDocument *document, int number)
{
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, number);
    g_autofree char *text = poppler_page_get_text(page);
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    return g_strjoinv("", words);
}

/* Every letter of page NUMBER stands on the page. */
static void check_page(PopplerDocument *document, int number, double width, double height)
{
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, number);
    PopplerRectangle *letters = NULL;
    guint count = 0;
    double wide;
    double high;

    poppler_page_get_size(page, &wide, &high);
    g_assert_cmpfloat_with_epsilon(wide, POINTS(width), 0.01);
    g_assert_cmpfloat_with_epsilon(high, POINTS(height), 0.01);
    g_assert_true(poppler_page_get_text_layout(page, &letters, &count));
    g_assert_cmpuint(count, >, 100);
    for (guint i = 0; i < count; i++) {
        g_assert_cmpfloat(letters[i].x1, >=, 0);
        g_assert_cmpfloat(letters[i].x2, <=, wide);
        g_assert_cmpfloat(letters[i].y1, >=, 0);
        g_assert_cmpfloat(letters[i].y2, <=, high);
    }
    g_free(letters);
}

static void check_size(ChartSize size, double width, double height)
{
    g_autoptr(Sample) sample = sample_new(PROJECTS);
    g_autoptr(PopplerDocument) document = open_pdf(&sample->chart, size);
    g_autoptr(GString) all = g_string_new(NULL);
    int pages = poppler_document_get_n_pages(document);

    g_assert_cmpint(pages, >, 1);
    for (int i = 0; i < pages; i++) {
        g_autofree char *text = page_text(document, i);
        g_autofree char *number = g_strdup_printf("第%d张共%d张", i + 1, pages);
        check_page(document, i, width, height);
        g_assert_nonnull(strstr(text, number));
        g_assert_nonnull(strstr(text, "冀州区重点项目挂图作战"));
        g_assert_nonnull(strstr(text, "制图日期：2022年7月1日"));
        g_assert_nonnull(strstr(text, "数据来源：落实平台项目库"));
        g_assert_nonnull(strstr(text, "今日7/1"));
        g_string_append(all, text);
    }
    for (guint i = 0; i < PROJECTS; i++) {
        g_autofree char *beginning = g_strdup_printf("第%03u号", i + 1);
        g_assert_nonnull(strstr(all->str, beginning));
    }
    g_assert_nonnull(strstr(all->str, "李明副区长"));
    g_assert_nonnull(strstr(all->str, "（续）"));
}

static void an_a0_chart_has_every_project_on_sheets_of_its_size(void)
{
    check_size(CHART_A0, 1189, 841);
}

static void an_a1_chart_has_every_project_on_sheets_of_its_size(void)
{
    check_size(CHART_A1, 841, 594);
}

static void bars_stand_where_their_days_are(void)
{
    g_autoptr(Sample) sample = sample_new(1);
    g_autoptr(GError) error = NULL;
    g_autoptr(ChartLayout) layout = chart_layout(&sample->chart, CHART_A0, &error);
    g_assert_no_error(error);
    double left = layout->column_x[CHART_COLUMN_TIME];
    double day = (layout->column_x[CHART_COLUMN_TIME + 1] - left) / 365;
    const ChartLine *line = &g_array_index(layout->lines, ChartLine, 1);

    g_assert_cmpint(layout->step, ==, CHART_HALF_MONTHS);
    g_assert_true(g_array_index(layout->lines, ChartLine, 0).heading);
    ChartBox box = chart_layout_bar(layout, line, &sample->rows[0], 1, false);
    g_assert_cmpfloat_with_epsilon(box.x, left + 90 * day, 0.01);
    g_assert_cmpfloat_with_epsilon(box.width, 214 * day, 0.01);
    ChartBox base = chart_layout_bar(layout, line, &sample->rows[0], 1, true);
    g_assert_cmpfloat_with_epsilon(base.x, left + 74 * day, 0.01);
    g_assert_cmpfloat_with_epsilon(base.width, 199 * day, 0.01);
    g_assert_cmpfloat(base.y, >=, box.y + box.height);
    g_assert_cmpfloat(base.y + base.height, <=, line->y + line->height);
    g_assert_cmpfloat(chart_layout_x(layout, day_of(2021, 5, 1)), ==, left);
}

/* Rows of a sheet follow one another, between the head and the legend, and are high enough. */
static void rows_are_shared_out_before_they_are_too_small_to_read(void)
{
    for (guint count = 1; count < 130; count += 7) {
        g_autoptr(Sample) sample = sample_new(count);
        g_autoptr(GError) error = NULL;
        g_autoptr(ChartLayout) layout = chart_layout(&sample->chart, CHART_A1, &error);
        double below = 0;
        guint sheet = 0;
        gsize rows = 0;
        for (guint i = 0; i < layout->lines->len; i++) {
            const ChartLine *line = &g_array_index(layout->lines, ChartLine, i);
            bool begins = i == 0 || line->sheet != sheet;
            g_assert_cmpuint(line->sheet, ==, i == 0 ? 0 : begins ? sheet + 1 : sheet);
            g_assert_cmpfloat(line->y + 0.01, >=,
                              begins ? layout->head.y + layout->head.height : below);
            g_assert_cmpfloat(line->y + line->height, <=, layout->foot.y);
            g_assert_cmpfloat(line->height, >=, line->heading ? 40 : 2 * CHART_TEXT_SIZE * 1.18);
            g_assert_true(!begins || line->heading);
            rows += line->heading ? 0 : 1;
            sheet = line->sheet;
            below = line->y + line->height;
        }
        g_assert_cmpuint(rows, ==, count);
        g_assert_cmpuint(sheet + 1, ==, layout->sheets);
    }
}

static void columns_of_a_long_period_are_coarser(void)
{
    static const struct {
        const char *to;
        ChartStep step;
    } cases[] = {{"2022-12-31", CHART_HALF_MONTHS},
                 {"2024-06-30", CHART_MONTHS},
                 {"2026-12-31", CHART_QUARTERS},
                 {"2031-12-31", CHART_YEARS}};

    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Sample) sample = sample_new(1);
        g_autoptr(GError) error = NULL;
        sample->chart.to = cases[i].to;
        g_autoptr(ChartLayout) layout = chart_layout(&sample->chart, CHART_A0, &error);
        g_assert_no_error(error);
        g_assert_cmpint(layout->step, ==, cases[i].step);
        g_autoptr(GBytes) bytes = chart_pdf(&sample->chart, CHART_A0, &error);
        g_assert_no_error(error);
        g_assert_nonnull(bytes);
    }
}

static void text_that_is_too_long_is_cut_and_stays_on_the_sheet(void)
{
    g_autoptr(Sample) sample = sample_new(2);
    g_autoptr(GString) endless = g_string_new("甲");
    for (guint i = 0; i < 400; i++) {
        g_string_append(endless, "乙wide");
    }
    g_string_append(endless, "\n丙\xff");
    sample->rows[0].name = endless->str;
    sample->rows[0].leader = endless->str;
    sample->rows[0].unit = endless->str;
    sample->rows[0].investment = endless->str;
    sample->rows[0].next_action = endless->str;
    sample->chart.title = endless->str;
    g_autoptr(PopplerDocument) document = open_pdf(&sample->chart, CHART_A1);
    g_autofree char *text = page_text(document, 0);
    check_page(document, 0, 841, 594);
    /* What an ellipsis hides can still be searched for. */
    g_assert_nonnull(strstr(text, "甲乙wide乙wide"));
    g_assert_nonnull(strstr(text, "第002号"));
}

static void an_svg_is_well_formed_and_as_large_as_its_sheets(void)
{
    g_autoptr(Sample) sample = sample_new(PROJECTS);
    g_autoptr(GError) error = NULL;
    g_autoptr(ChartLayout) layout = chart_layout(&sample->chart, CHART_A0, &error);
    g_autoptr(GBytes) bytes = chart_svg(&sample->chart, CHART_A0, &error);
    g_assert_no_error(error);
    gsize length;
    const char *svg = g_bytes_get_data(bytes, &length);
    xmlDoc *document =
        xmlReadMemory(svg, (int)length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
    g_assert_nonnull(document);
    const xmlNode *root = xmlDocGetRootElement(document);
    xmlChar *width = xmlGetProp(root, (const xmlChar *)"width");
    xmlChar *height = xmlGetProp(root, (const xmlChar *)"height");
    g_assert_cmpstr((const char *)root->name, ==, "svg");
    g_assert_cmpfloat_with_epsilon(g_ascii_strtod((const char *)width, NULL), POINTS(1189), 0.01);
    g_assert_cmpfloat_with_epsilon(g_ascii_strtod((const char *)height, NULL),
                                   POINTS(841) * layout->sheets, 0.01);
    xmlFree(width);
    xmlFree(height);
    xmlFreeDoc(document);
}

/* CHART is refused with KEY. */
static void check_refused(const Chart *chart, LuoshiErrorCode code, const char *key)
{
    g_autoptr(GError) error = NULL;

    g_assert_null(chart_pdf(chart, CHART_A0, &error));
    g_assert_error(error, LUOSHI_ERROR, (gint)code);
    g_assert_cmpstr(error_key(error), ==, key);
    g_assert_null(chart_svg(chart, CHART_A1, NULL));
}

static void what_cannot_be_drawn_is_refused(void)
{
    g_autoptr(Sample) sample = sample_new(CHART_ROWS_MAX + 1);
    static const ChartBar reversed = {.label = NULL, .start = "2022-05-02", .finish = "2022-05-01"};
    static const ChartMilestone nowhen = {"竣工", "2022-02-30", CHART_MILESTONE_AHEAD};
    Chart chart = sample->chart;

    check_refused(&chart, LUOSHI_ERROR_TOO_LARGE, "chart.too_many_rows");
    chart.row_count = 0;
    check_refused(&chart, LUOSHI_ERROR_INVALID, "chart.empty");
    chart.row_count = 1;
    chart.to = "2021-12-31";
    check_refused(&chart, LUOSHI_ERROR_INVALID, "chart.period_reversed");
    chart.to = "2032-01-01";
    check_refused(&chart, LUOSHI_ERROR_TOO_LARGE, "chart.period_too_long");
    chart.to = "2022-13-01";
    check_refused(&chart, LUOSHI_ERROR_INVALID, "chart.bad_day");
    chart.to = "2022-12-31";
    sample->rows[0].bar_count = CHART_MARKS_MAX + 1;
    check_refused(&chart, LUOSHI_ERROR_TOO_LARGE, "chart.too_many_marks");
    sample->rows[0].bars = &reversed;
    sample->rows[0].bar_count = 1;
    check_refused(&chart, LUOSHI_ERROR_INVALID, "chart.bar_reversed");
    sample->rows[0].bar_count = 0;
    sample->rows[0].milestones = &nowhen;
    sample->rows[0].milestone_count = 1;
    check_refused(&chart, LUOSHI_ERROR_INVALID, "chart.bad_day");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/chart/" #test, test)
    ADD(an_a0_chart_has_every_project_on_sheets_of_its_size);
    ADD(an_a1_chart_has_every_project_on_sheets_of_its_size);
    ADD(bars_stand_where_their_days_are);
    ADD(rows_are_shared_out_before_they_are_too_small_to_read);
    ADD(columns_of_a_long_period_are_coarser);
    ADD(text_that_is_too_long_is_cut_and_stays_on_the_sheet);
    ADD(an_svg_is_well_formed_and_as_large_as_its_sheets);
    ADD(what_cannot_be_drawn_is_refused);
    return g_test_run();
}
