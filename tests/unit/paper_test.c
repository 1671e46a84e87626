/* Official papers: what stands in the pdf and docx that were made, and how it is laid out. */
#include "document/document.h"
#include "document/paper.h"

#include <poppler.h>
#include <string.h>
#include <zip.h>

#define CREATED    1646092800 /* 2022-03-01 */
#define POINTS(mm) ((mm)*72.0 / 25.4)

/* Cairo 1.16 loses an array with each font it embeds, fontconfig one for good: theirs, not ours. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static const PaperHead plain_head = {.title = "关于工作的情况", .created = CREATED};

static char *text_of(GBytes *file, guint *pages)
{
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    document_text_from_bytes(bytes, length, NULL, &text, &error);
    g_assert_no_error(error);
    const char *content = g_bytes_get_data(text->text, &length);
    if (pages != NULL)
        *pages = text->pages;
    return g_strndup(content, length);
}

/* TEXT without blanks and line ends, as lines break where they like. */
static char *packed(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at))
        if (!g_unichar_isspace(g_utf8_get_char(at)))
            g_string_append_unichar(out, g_utf8_get_char(at));
    return g_string_free(out, FALSE);
}

static GBytes *pdf_of(const Paper *paper)
{
    g_autoptr(GError) error = NULL;
    GBytes *file = paper_pdf(paper, &error);
    g_assert_no_error(error);
    return file;
}

static GBytes *docx_of(const Paper *paper)
{
    g_autoptr(GError) error = NULL;
    GBytes *file = paper_docx(paper, &error);
    g_assert_no_error(error);
    return file;
}

static PopplerPage *page_of(GBytes *pdf, int number, PopplerDocument **document)
{
    g_autoptr(GError) error = NULL;
    *document = poppler_document_new_from_bytes(pdf, NULL, &error);
    g_assert_no_error(error);
    PopplerPage *page = poppler_document_get_page(*document, number);
    g_assert_nonnull(page);
    return page;
}

/* Where TEXT stands on PAGE, points from the upper left corner. */
static PopplerRectangle find_text(PopplerPage *page, const char *text)
{
    double height;
    poppler_page_get_size(page, NULL, &height);
    GList *found = poppler_page_find_text(page, text);
    g_assert_nonnull(found);
    PopplerRectangle place = *(PopplerRectangle *)found->data;
    double top = height - place.y2;
    place.y2 = height - place.y1;
    place.y1 = top;
    g_list_free_full(found, (GDestroyNotify)poppler_rectangle_free);
    return place;
}

static char *part_of(GBytes *file, const char *name)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    g_assert_nonnull(zip);
    zip_stat_t stat;
    g_assert_cmpint(zip_stat(zip, name, 0, &stat), ==, 0);
    char *content = g_malloc(stat.size + 1);
    zip_file_t *part = zip_fopen(zip, name, 0);
    g_assert_cmpint(zip_fread(part, content, stat.size), ==, (zip_int64_t)stat.size);
    content[stat.size] = '\0';
    zip_fclose(part);
    zip_discard(zip);
    return content;
}

static Paper *full_paper(void)
{
    const PaperHead head = {
        .issuer = "冀州区人民政府督查室文件",
        .number = "冀督〔2022〕5号",
        .title = "关于10月份重点工作进展情况的通报",
        .subtitle = "（2022年10月）",
        .recipients = "各乡镇人民政府，区直各部门",
        .signer = "冀州区人民政府督查室",
        .day = "2022年11月15日",
        .created = CREATED,
    };
    const guint sources[] = {1, 12};
    const PaperColumn columns[] = {
        {"序号", 16, PAPER_CENTER}, {"任务", 110, PAPER_LEFT}, {"天数", 30, PAPER_RIGHT}};
    const char *const row[] = {"1", "建设<高标准>农田 & “水利”设施", "逾期3天"};
    const PaperChartItem bars[] = {
        {"一般公共预算收入", "78%", 0.78, 0.85, PAPER_TONE_WARNING, true, true},
        {"高标准农田", "130%", 1.3, 0.9, PAPER_TONE_GOOD, true, true},
        {"未填报的指标", "未填报", 0, 0, PAPER_TONE_PLAIN, false, false},
    };
    const PaperChart chart = {.kind = PAPER_CHART_PACE,
                              .title = "主要指标时序进度",
                              .note = "竖线为时序进度",
                              .items = bars,
                              .item_count = G_N_ELEMENTS(bars),
                              .has_target = true,
                              .target = 1};
    Paper *paper = paper_new(&head);
    paper_heading(paper, 1, "总体情况");
    paper_body(paper, "截至10月底，一般公共预算收入完成7.80亿元，同比增长8.2%。", sources, 2);
    paper_heading(paper, 2, "指标");
    paper_heading(paper, 3, "农业");
    paper_heading(paper, 4, "农田");
    paper_heading(paper, 2, "任务");
    paper_chart(paper, &chart);
    paper_heading(paper, 1, "逾期任务");
    paper_table_begin(paper, "逾期任务表", columns, G_N_ELEMENTS(columns));
    paper_table_row(paper, row);
    paper_table_end(paper);
    return paper;
}

/* ---- Text ------------------------------------------------------------------------------------ */

static void both_files_hold_every_word_in_order(void)
{
    static const char *const words[] = {
        "冀州区人民政府督查室文件",
        "冀督〔2022〕5号",
        "关于10月份重点工作进展情况的通报",
        "各乡镇人民政府，区直各部门：",
        "一、总体情况",
        "截至10月底，一般公共预算收入完成7.80亿元，同比增长8.2%。[1,12]",
        "（一）指标",
        "1.农业",
        "（1）农田",
        "（二）任务",
        "二、逾期任务",
        "逾期任务表",
        "建设<高标准>农田&“水利”设施",
        "逾期3天",
        "冀州区人民政府督查室",
        "2022年11月15日"};
    g_autoptr(Paper) paper = full_paper();
    g_autoptr(GBytes) pdf = pdf_of(paper);
    g_autoptr(GBytes) docx = docx_of(paper);
    GBytes *const files[] = {pdf, docx};
    for (gsize f = 0; f < G_N_ELEMENTS(files); f++) {
        g_autofree char *text = text_of(files[f], NULL);
        g_autofree char *all = packed(text);
        const char *at = all;
        for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
            const char *found = strstr(at, words[i]);
            if (found == NULL)
                g_error("“%s” is not where it should be in:\n%s", words[i], text);
            at = found + strlen(words[i]);
        }
    }
}

static void the_same_paper_gives_the_same_bytes(void)
{
    g_autoptr(Paper) paper = full_paper();
    g_autoptr(GBytes) pdf = pdf_of(paper);
    g_autoptr(GBytes) pdf_again = pdf_of(paper);
    g_assert_true(g_bytes_equal(pdf, pdf_again));
    g_autoptr(GBytes) docx = docx_of(paper);
    g_autoptr(GBytes) docx_again = docx_of(paper);
    g_assert_true(g_bytes_equal(docx, docx_again));
}

static void control_characters_and_markup_are_only_text(void)
{
    g_autoptr(Paper) paper = paper_new(&plain_head);
    paper_body(paper, "a<b>&\"c\"\x01 断\xE5\x86", NULL, 0);
    g_autoptr(GBytes) pdf = pdf_of(paper);
    g_autofree char *text = text_of(pdf, NULL);
    g_assert_nonnull(strstr(text, "a<b>&\"c\""));
    g_autoptr(GBytes) docx = docx_of(paper);
    g_autofree char *document = part_of(docx, "word/document.xml");
    g_assert_nonnull(strstr(document, "a&lt;b&gt;&amp;&quot;c&quot;\uFFFD 断\uFFFD"));
}

/* ---- Layout ---------------------------------------------------------------------------------- */

static void pages_have_the_measures_of_the_standard(void)
{
    g_autoptr(Paper) paper = paper_new(&plain_head);
    for (guint i = 0; i < 60; i++)
        paper_body(paper, "首先", NULL, 0);
    g_autoptr(GBytes) pdf = pdf_of(paper);
    PopplerDocument *document;
    PopplerPage *page = page_of(pdf, 1, &document);
    double width;
    double height;
    poppler_page_get_size(page, &width, &height);
    g_assert_cmpfloat_with_epsilon(width, POINTS(210), 0.5);
    g_assert_cmpfloat_with_epsilon(height, POINTS(297), 0.5);
    /* 22 lines on the second page, the first 37 mm down, two characters in. */
    GList *lines = poppler_page_find_text(page, "首先");
    g_assert_cmpuint(g_list_length(lines), ==, 22);
    g_list_free_full(lines, (GDestroyNotify)poppler_rectangle_free);
    PopplerRectangle first = find_text(page, "首先");
    g_assert_cmpfloat_with_epsilon(first.x1, POINTS(28) + 31.5, 1.5);
    g_assert_cmpfloat_with_epsilon((first.y1 + first.y2) / 2, POINTS(37) + POINTS(225) / 44, 3);
    /* An even page has its number at the left. */
    PopplerRectangle number = find_text(page, "2");
    /* One character in, then the stroke and a blank. */
    g_assert_cmpfloat_with_epsilon(number.x1, POINTS(28) + 2 * 14 + 3, 6);
    g_assert_cmpfloat_with_epsilon((number.y1 + number.y2) / 2, POINTS(37 + 225 + 7), 3);
    g_object_unref(page);
    g_object_unref(document);
    page = page_of(pdf, 0, &document);
    number = find_text(page, "1");
    g_assert_cmpfloat_with_epsilon(number.x2, POINTS(28 + 156) - 2 * 14 - 3, 6);
    g_object_unref(page);
    g_object_unref(document);
}

static void a_line_has_28_characters(void)
{
    g_autoptr(Paper) paper = paper_new(&plain_head);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < 26 + 28 + 28; i++)
        g_string_append(text, i == 25   ? "甲"
                              : i == 26 ? "乙"
                              : i == 53 ? "丙"
                              : i == 54 ? "丁"
                                        : "文");
    paper_body(paper, text->str, NULL, 0);
    g_string_free(text, TRUE);
    g_autoptr(GBytes) pdf = pdf_of(paper);
    PopplerDocument *document;
    PopplerPage *page = page_of(pdf, 0, &document);
    PopplerRectangle last_of_first = find_text(page, "甲");
    PopplerRectangle first_of_second = find_text(page, "乙");
    PopplerRectangle last_of_second = find_text(page, "丙");
    PopplerRectangle first_of_third = find_text(page, "丁");
    g_assert_cmpfloat(last_of_first.x1, >, POINTS(28 + 156) - 18);
    g_assert_cmpfloat_with_epsilon(first_of_second.x1, POINTS(28), 1);
    g_assert_cmpfloat(last_of_second.x1, >, POINTS(28 + 156) - 18);
    g_assert_cmpfloat_with_epsilon(first_of_third.x1, POINTS(28), 1);
    g_assert_cmpfloat_with_epsilon(first_of_third.y1 - first_of_second.y1, POINTS(225) / 22, 0.1);
    g_object_unref(page);
    g_object_unref(document);
}

static void a_long_word_stays_inside_the_page(void)
{
    g_autoptr(Paper) paper = paper_new(&plain_head);
    g_autofree char *word = g_strnfill(1500, 'w');
    const PaperColumn columns[] = {{"甲", 20, PAPER_LEFT}, {"乙", 30, PAPER_LEFT}};
    const char *const row[] = {word, "终"};
    paper_body(paper, word, NULL, 0);
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    paper_table_row(paper, row);
    paper_table_end(paper);
    g_autoptr(GBytes) pdf = pdf_of(paper);
    guint pages;
    g_autofree char *text = text_of(pdf, &pages);
    guint letters = 0;
    for (const char *at = text; *at != '\0'; at++)
        letters += *at == 'w';
    /* Nothing is lost, neither on the line nor in a row that is taller than a page. */
    g_assert_cmpuint(letters, ==, 3000);
    g_assert_cmpuint(pages, >=, 3);
}

/* Whatever stands above, TEXT, the last paragraph, begins on the page of its heading. */
static void assert_heading_kept(const PaperHead *head, const char *text)
{
    for (guint lines = 14; lines < 23; lines++) {
        g_autoptr(Paper) paper = paper_new(head);
        for (guint i = 0; i < lines; i++)
            paper_body(paper, "一行", NULL, 0);
        paper_heading(paper, 1, "标题");
        paper_body(paper, text, NULL, 0);
        g_autoptr(GBytes) pdf = pdf_of(paper);
        PopplerDocument *document = poppler_document_new_from_bytes(pdf, NULL, NULL);
        for (int i = 0; i < poppler_document_get_n_pages(document); i++) {
            PopplerPage *page = poppler_document_get_page(document, i);
            g_autofree char *said = poppler_page_get_text(page);
            g_assert_true((strstr(said, "标题") == NULL) == (strstr(said, "后文") == NULL));
            g_object_unref(page);
        }
        g_object_unref(document);
    }
}

static void a_heading_is_never_the_last_line_of_a_page(void)
{
    const PaperHead signed_head = {
        .title = "通知", .signer = "督查室", .day = "2022年3月1日", .created = CREATED};
    const char *longer =
        "后文：请于收到本通知之日起十个工作日内反馈办理情况，"
        "说明未完成的原因、下一步措施和完成时间，并附佐证材料，逾期不反馈的予以通报。";

    assert_heading_kept(&plain_head, "后文");
    assert_heading_kept(&signed_head, "后文");
    assert_heading_kept(&plain_head, longer);
    assert_heading_kept(&signed_head, longer);
}

static void a_signature_never_stands_alone_on_a_page(void)
{
    const PaperHead head = {
        .title = "通知", .signer = "督查室", .day = "2022年3月1日", .created = CREATED};
    for (guint lines = 15; lines < 23; lines++) {
        g_autoptr(Paper) paper = paper_new(&head);
        for (guint i = 0; i < lines; i++)
            paper_body(paper, "一行", NULL, 0);
        g_autoptr(GBytes) pdf = pdf_of(paper);
        PopplerDocument *document = poppler_document_new_from_bytes(pdf, NULL, NULL);
        int pages = poppler_document_get_n_pages(document);
        PopplerPage *page = poppler_document_get_page(document, pages - 1);
        g_autofree char *text = poppler_page_get_text(page);
        g_assert_nonnull(strstr(text, "一行"));
        g_assert_nonnull(strstr(text, "2022年3月1日"));
        g_object_unref(page);
        g_object_unref(document);
    }
}

/* ---- Tables ---------------------------------------------------------------------------------- */

static void a_table_of_1000_rows_repeats_its_titles_on_each_page(void)
{
    g_autoptr(Paper) paper = paper_new(&plain_head);
    const PaperColumn columns[] = {{"序号", 20, PAPER_CENTER}, {"内容", 136, PAPER_LEFT}};
    paper_table_begin(paper, "长表", columns, G_N_ELEMENTS(columns));
    for (guint i = 1; i <= 1000; i++) {
        g_autofree char *number = g_strdup_printf("%u", i);
        g_autofree char *content = g_strdup_printf("第%u行的内容。", i);
        const char *const row[] = {number, content};
        paper_table_row(paper, row);
    }
    paper_table_end(paper);
    gint64 start = g_get_monotonic_time();
    g_autoptr(GBytes) pdf = pdf_of(paper);
    g_test_message("1000 rows: %" G_GINT64_FORMAT " ms", (g_get_monotonic_time() - start) / 1000);
    PopplerDocument *document = poppler_document_new_from_bytes(pdf, NULL, NULL);
    int pages = poppler_document_get_n_pages(document);
    guint next = 1;
    g_assert_cmpint(pages, >, 20);
    for (int i = 0; i < pages; i++) {
        PopplerPage *page = poppler_document_get_page(document, i);
        g_autofree char *text = poppler_page_get_text(page);
        g_assert_nonnull(strstr(text, "序号"));
        for (;;) {
            g_autofree char *row = g_strdup_printf("第%u行的内容。", next);
            if (strstr(text, row) == NULL)
                break;
            next++;
        }
        g_object_unref(page);
    }
    g_assert_cmpuint(next, ==, 1001);
    g_object_unref(document);
    g_autoptr(GBytes) docx = docx_of(paper);
    g_autofree char *xml = part_of(docx, "word/document.xml");
    g_assert_nonnull(strstr(xml, "<w:tblHeader/>"));
    g_assert_nonnull(strstr(xml, "第1000行的内容。"));
}

static void an_empty_table_shows_its_titles(void)
{
    g_autoptr(Paper) paper = paper_new(&plain_head);
    const PaperColumn columns[] = {{"序号", 20, PAPER_CENTER}, {"内容", 136, PAPER_LEFT}};
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    paper_table_end(paper);
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    paper_table_end(paper);
    g_autoptr(GBytes) pdf = pdf_of(paper);
    g_autofree char *text = text_of(pdf, NULL);
    const char *first = strstr(text, "序号");
    g_assert_nonnull(first);
    g_assert_nonnull(strstr(first + 1, "序号"));
    g_autoptr(GBytes) docx = docx_of(paper);
    g_autofree char *in_docx = text_of(docx, NULL);
    g_assert_nonnull(strstr(in_docx, "序号"));
}

/* ---- Charts ---------------------------------------------------------------------------------- */

static void a_chart_is_drawn_in_the_pdf_and_pictured_in_the_docx(void)
{
    g_autoptr(Paper) paper = full_paper();
    g_autoptr(GBytes) docx = docx_of(paper);
    g_autofree char *xml = part_of(docx, "word/document.xml");
    g_assert_nonnull(strstr(xml, "r:embed=\"rPicture1\""));
    g_assert_nonnull(strstr(xml, "descr=\"主要指标时序进度\""));
    g_autofree char *relationships = part_of(docx, "word/_rels/document.xml.rels");
    g_assert_nonnull(strstr(relationships, "Target=\"media/picture1.png\""));
    g_autofree char *png = part_of(docx, "word/media/picture1.png");
    g_assert_cmpint(memcmp(png, "\x89PNG", 4), ==, 0);
    g_autoptr(GBytes) pdf = pdf_of(paper);
    g_autofree char *text = text_of(pdf, NULL);
    g_assert_nonnull(strstr(text, "130%"));
    /* Lines and type, no picture. */
    gsize length;
    const char *bytes = g_bytes_get_data(pdf, &length);
    g_assert_null(g_strstr_len(bytes, (gssize)length, "/Subtype /Image"));
}

static void charts_without_figures_or_of_one_point_are_drawn(void)
{
    static const PaperChartKind kinds[] = {PAPER_CHART_PACE, PAPER_CHART_LINE, PAPER_CHART_SCORE};
    const PaperChartItem one = {"1月", "-3", -3, 0, PAPER_TONE_BAD, true, false};
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        for (gsize count = 0; count < 2; count++) {
            g_autoptr(Paper) paper = paper_new(&plain_head);
            const PaperChart chart = {.kind = kinds[i],
                                      .title = "图",
                                      .items = &one,
                                      .item_count = count,
                                      .has_target = i == 1,
                                      .target = 5,
                                      .target_text = "目标5"};
            paper_chart(paper, &chart);
            g_autoptr(GBytes) pdf = pdf_of(paper);
            g_autofree char *text = text_of(pdf, NULL);
            g_assert_true((strstr(text, "1月") != NULL) == (count == 1));
        }
    }
}

/* ---- Limits ---------------------------------------------------------------------------------- */

static void assert_refused(const Paper *paper, const char *limit)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(paper_pdf(paper, &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_TOO_LARGE);
    g_assert_nonnull(strstr(error->message, limit));
    g_clear_error(&error);
    g_assert_null(paper_docx(paper, &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_TOO_LARGE);
}

static void what_is_too_long_is_refused_and_never_cut(void)
{
    const PaperColumn columns[] = {{"序号", 20, PAPER_CENTER}};
    const char *const row[] = {"1"};
    g_autofree char *word = g_strnfill(PAPER_TEXT_MAX + 1, 'w');
    g_autoptr(Paper) rows = paper_new(&plain_head);
    paper_table_begin(rows, NULL, columns, 1);
    for (guint i = 0; i <= PAPER_ROWS_MAX; i++)
        paper_table_row(rows, row);
    paper_table_end(rows);
    assert_refused(rows, "PAPER_ROWS_MAX");
    g_autoptr(Paper) text = paper_new(&plain_head);
    paper_body(text, word, NULL, 0);
    assert_refused(text, "PAPER_TEXT_MAX");
    g_autoptr(Paper) blocks = paper_new(&plain_head);
    for (guint i = 0; i <= PAPER_BLOCKS_MAX; i++)
        paper_body(blocks, "段", NULL, 0);
    assert_refused(blocks, "PAPER_BLOCKS_MAX");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/paper/" #test, test)
    ADD(both_files_hold_every_word_in_order);
    ADD(the_same_paper_gives_the_same_bytes);
    ADD(control_characters_and_markup_are_only_text);
    ADD(pages_have_the_measures_of_the_standard);
    ADD(a_line_has_28_characters);
    ADD(a_long_word_stays_inside_the_page);
    ADD(a_heading_is_never_the_last_line_of_a_page);
    ADD(a_signature_never_stands_alone_on_a_page);
    ADD(a_table_of_1000_rows_repeats_its_titles_on_each_page);
    ADD(an_empty_table_shows_its_titles);
    ADD(a_chart_is_drawn_in_the_pdf_and_pictured_in_the_docx);
    ADD(charts_without_figures_or_of_one_point_are_drawn);
    ADD(what_is_too_long_is_refused_and_never_cut);
    return g_test_run();
}
