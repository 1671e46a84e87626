/* Documents out: what stands in the parts of a docx and an xlsx that were made. */
#include "document/decomposition.h"
#include "document/document.h"
#include "document/docx_writer.h"
#include "document/sheet_writer.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <string.h>
#include <zip.h>

#define CREATED 1646092800 /* 2022-03-01 */

/* ---- Looking into a file --------------------------------------------------------------------- */

static zip_t *open_zip(GBytes *file)
{
    gsize length;
    const void *bytes = g_bytes_get_data(file, &length);
    zip_source_t *source = zip_source_buffer_create(bytes, length, 0, NULL);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
    g_assert_nonnull(zip);
    return zip;
}

static char *read_entry(zip_t *zip, zip_uint64_t index, gsize *length)
{
    zip_stat_t stat;
    g_assert_cmpint(zip_stat_index(zip, index, 0, &stat), ==, 0);
    char *content = g_malloc(stat.size + 1);
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    g_assert_cmpint(zip_fread(file, content, stat.size), ==, (zip_int64_t)stat.size);
    zip_fclose(file);
    content[stat.size] = '\0';
    *length = stat.size;
    return content;
}

static char *part_of(GBytes *file, const char *name)
{
    zip_t *zip = open_zip(file);
    zip_int64_t index = zip_name_locate(zip, name, 0);
    g_assert_cmpint(index, >=, 0);
    gsize length;
    char *content = read_entry(zip, (zip_uint64_t)index, &length);
    zip_discard(zip);
    return content;
}

/* Every part is well-formed XML and, as the packaging rules ask, is given a content type. */
static void assert_sound_package(GBytes *file)
{
    g_autofree char *types = part_of(file, "[Content_Types].xml");
    zip_t *zip = open_zip(file);
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
        gsize length;
        g_autofree char *content = read_entry(zip, (zip_uint64_t)i, &length);
        xmlDocPtr xml = xmlReadMemory(content, (int)length, NULL, NULL, XML_PARSE_NONET);
        g_assert_nonnull(xml);
        xmlFreeDoc(xml);
        const char *name = zip_get_name(zip, (zip_uint64_t)i, 0);
        g_autofree char *quoted = g_strdup_printf("PartName=\"/%s\"", name);
        g_assert_true(g_str_has_suffix(name, ".rels") || strcmp(name, "[Content_Types].xml") == 0 ||
                      strstr(types, quoted) != NULL);
    }
    zip_discard(zip);
}

static guint occurrences(const char *text, const char *of)
{
    guint count = 0;
    for (const char *at = strstr(text, of); at != NULL; at = strstr(at + 1, of))
        count++;
    return count;
}

static char *text_of(GBytes *docx)
{
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GError) error = NULL;
    gsize length;
    const void *bytes = g_bytes_get_data(docx, &length);
    document_text_from_bytes(bytes, length, NULL, &text, &error);
    g_assert_no_error(error);
    const char *content = g_bytes_get_data(text->text, &length);
    return g_strndup(content, length);
}

/* ---- docx ------------------------------------------------------------------------------------ */

static DocxWriter *new_writer(void)
{
    const DocxProperties properties = {"题目 <&>", "办公室", CREATED};
    return docx_writer_new(&properties);
}

static GBytes *finish(DocxWriter *writer)
{
    g_autoptr(GError) error = NULL;
    GBytes *file = docx_writer_finish(writer, &error);
    g_assert_no_error(error);
    assert_sound_package(file);
    return file;
}

static void a_paper_has_the_measures_of_the_standard(void)
{
    g_autoptr(DocxWriter) writer = new_writer();
    docx_writer_paragraph(writer, DOCX_TITLE, "题目");
    docx_writer_paragraph(writer, DOCX_BODY, "正文");
    g_autoptr(GBytes) file = finish(writer);
    g_autofree char *document = part_of(file, "word/document.xml");
    /* 210 x 297 mm; 37 mm above, 28 mm at the left; 156 x 225 mm are left. 1 mm is 56.69 twips. */
    g_assert_nonnull(strstr(document, "<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"));
    g_assert_nonnull(strstr(document, "w:top=\"2098\" w:right=\"1475\" w:bottom=\"1984\""
                                      " w:left=\"1587\""));
    g_assert_nonnull(strstr(document, "<w:docGrid w:type=\"linesAndChars\" w:linePitch=\"579\""
                                      " w:charSpace=\"-849\"/>"));
    g_autofree char *settings = part_of(file, "word/settings.xml");
    g_assert_nonnull(strstr(settings, "<w:evenAndOddHeaders/>"));
    g_autofree char *odd = part_of(file, "word/footer1.xml");
    g_assert_nonnull(strstr(odd, "<w:jc w:val=\"right\"/>"));
    g_autofree char *even = part_of(file, "word/footer2.xml");
    g_assert_nonnull(strstr(even, "<w:jc w:val=\"left\"/>"));
    g_autofree char *core = part_of(file, "docProps/core.xml");
    g_assert_nonnull(strstr(core, "<dc:title>题目 &lt;&amp;&gt;</dc:title>"));
    g_assert_nonnull(strstr(core, ">2022-03-01T00:00:00Z<"));
}

static void any_text_can_be_written(void)
{
    g_autoptr(DocxWriter) writer = new_writer();
    docx_writer_paragraph(writer, DOCX_BODY, "<b>&amp;\"'</b>\x01\x1F");
    docx_writer_paragraph(writer, DOCX_BODY, "断\xE5\x86");
    docx_writer_paragraph(writer, DOCX_BODY, "一\r\n二\t三\r四");
    docx_writer_paragraph(writer, DOCX_BODY, "");
    docx_writer_paragraph(writer, DOCX_BODY, NULL);
    g_autoptr(GBytes) file = finish(writer);
    g_autofree char *text = text_of(file);
    g_assert_true(g_str_has_prefix(text, "<b>&amp;\"'</b>\uFFFD\uFFFD\n断\uFFFD"));
    g_assert_true(g_str_has_suffix(text, "\n一\n二\t三\n四\n"));
}

static void a_wide_table_gets_its_own_turned_pages(void)
{
    static const DocxColumn columns[] = {{"序号", 25, DOCX_CENTER}, {"任务", 200, DOCX_LEFT}};
    static const char *const first[] = {"1", "建设<高标准>农田\n7.5万亩"};
    static const char *const second[] = {"2", NULL};
    g_autoptr(DocxWriter) writer = new_writer();
    docx_writer_paragraph(writer, DOCX_BODY, "前");
    docx_writer_orientation(writer, DOCX_LANDSCAPE);
    docx_writer_orientation(writer, DOCX_LANDSCAPE);
    docx_writer_table_begin(writer, columns, G_N_ELEMENTS(columns));
    docx_writer_table_heading(writer, "一、农业");
    docx_writer_table_row(writer, first);
    docx_writer_table_row(writer, second);
    docx_writer_table_end(writer);
    docx_writer_orientation(writer, DOCX_PORTRAIT);
    docx_writer_paragraph(writer, DOCX_NOTE, "后");
    g_autoptr(GBytes) file = finish(writer);
    g_autofree char *document = part_of(file, "word/document.xml");
    g_assert_cmpuint(occurrences(document, "<w:sectPr>"), ==, 3);
    g_assert_cmpuint(occurrences(document, "w:orient=\"landscape\""), ==, 1);
    g_assert_cmpuint(occurrences(document, "<w:tblHeader/>"), ==, 1);
    g_assert_cmpuint(occurrences(document, "<w:cantSplit/>"), ==, 4);
    g_assert_cmpuint(occurrences(document, "<w:gridSpan w:val=\"2\"/>"), ==, 1);
    g_autofree char *text = text_of(file);
    g_assert_cmpstr(text, ==, "前\n序号\t任务\n一、农业\n1\t建设<高标准>农田 7.5万亩\n2\t\n后\n");
}

static void two_tables_stay_two(void)
{
    static const DocxColumn columns[] = {{"甲", 100, DOCX_LEFT}};
    g_autoptr(DocxWriter) writer = new_writer();
    for (int i = 0; i < 2; i++) {
        docx_writer_table_begin(writer, columns, 1);
        docx_writer_table_end(writer);
    }
    g_autoptr(GBytes) file = finish(writer);
    g_autofree char *document = part_of(file, "word/document.xml");
    g_assert_null(strstr(document, "</w:tbl><w:tbl>"));
    g_assert_null(strstr(document, "</w:tbl><w:sectPr>"));
}

static void the_same_calls_give_the_same_bytes(void)
{
    GBytes *files[2];
    for (int i = 0; i < 2; i++) {
        g_autoptr(DocxWriter) writer = new_writer();
        docx_writer_paragraph(writer, DOCX_HEADING_1, "一、经济");
        files[i] = finish(writer);
    }
    g_assert_true(g_bytes_equal(files[0], files[1]));
    g_bytes_unref(files[0]);
    g_bytes_unref(files[1]);
}

static void a_paper_over_the_limit_is_refused(void)
{
    g_autofree char *text = g_malloc((32u << 20) + 1);
    memset(text, 'x', 32u << 20);
    text[32u << 20] = '\0';
    g_autoptr(DocxWriter) writer = new_writer();
    for (int i = 0; i < 3; i++)
        docx_writer_paragraph(writer, DOCX_BODY, text);
    g_autoptr(GError) error = NULL;
    g_assert_null(docx_writer_finish(writer, &error));
    g_assert_cmpstr(error_key(error), ==, "document.output_too_large");
}

/* ---- The decomposition table ------------------------------------------------------------------
 */

static const DecompositionLabels labels = {
    "序号",     "工作任务",       "目标值",
    "牵头领导", "牵头单位",       "配合单位",
    "完成时限", "各季度形象进度", {"一季度", "二季度", "三季度", "四季度"}};

static const DecompositionRow sample_rows[] = {
    {1,
     "新建高标准农田",
     "7.5万亩",
     "张某",
     "农业农村局",
     "水务局",
     "2022年9月30日",
     "2022-09-30",
     {"招标", "开工", NULL, "验收"}},
    {2, "=HYPERLINK(\"http://x\")", "+7%", "-1", "@A1", "\t=1", "年底", NULL, {NULL}},
};

static DecompositionTable table_of(const DecompositionSection *sections, gsize count)
{
    static const char *const remarks[] = {"第1版", "共2项", NULL};
    return (DecompositionTable){.title = "冀州区任务分解表",
                                .remarks = remarks,
                                .note = "说明",
                                .sheet_name = "任务[分解]表/2022",
                                .creator = "办公室",
                                .created = CREATED,
                                .labels = labels,
                                .sections = sections,
                                .section_count = count};
}

static void the_decomposition_table_is_whole_in_docx(void)
{
    const DecompositionSection sections[] = {
        {"一、农业", sample_rows, 1}, {"空部分", NULL, 0}, {NULL, sample_rows + 1, 1}};
    const DecompositionTable table = table_of(sections, G_N_ELEMENTS(sections));
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = decomposition_document_docx(&table, &error);
    g_assert_no_error(error);
    assert_sound_package(file);
    g_autofree char *text = text_of(file);
    g_assert_cmpstr(
        text, ==,
        "冀州区任务分解表\n第1版\n共2项\n"
        "序号\t工作任务\t目标值\t牵头领导\t牵头单位\t配合单位\t完成时限\t各季度形象进度\n"
        "一、农业\n"
        "1\t新建高标准农田\t7.5万亩\t张某\t农业农村局\t水务局\t2022年9月30日\t"
        "一季度：招标 二季度：开工 四季度：验收\n"
        "2\t=HYPERLINK(\"http://x\")\t+7%\t-1\t@A1\t =1\t年底\t\n"
        "说明\n");
    g_autofree char *document = part_of(file, "word/document.xml");
    /* The columns fill the text block across, 225 mm, to a twip a column. */
    g_assert_nonnull(strstr(document, "<w:tblW w:w=\"12756\" w:type=\"dxa\"/>"));
}

static void the_decomposition_table_is_whole_in_xlsx(void)
{
    const DecompositionSection sections[] = {{"一、农业", sample_rows, 2}};
    const DecompositionTable table = table_of(sections, 1);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = decomposition_document_xlsx(&table, &error);
    g_assert_no_error(error);
    assert_sound_package(file);
    g_autofree char *sheet = part_of(file, "xl/worksheets/sheet1.xml");
    g_autofree char *strings = part_of(file, "xl/sharedStrings.xml");
    g_autofree char *book = part_of(file, "xl/workbook.xml");
    /* No formula anywhere; what looks like one is a shared string. */
    g_assert_null(strstr(sheet, "<f>"));
    g_assert_nonnull(strstr(strings, "<t>=HYPERLINK(\"http://x\")</t>"));
    g_assert_nonnull(strstr(strings, "<t>+7%</t>"));
    g_assert_nonnull(strstr(strings, "<t>@A1</t>"));
    /* 2022-09-30 is day 44834; the number is a number. */
    g_assert_true(g_regex_match_simple("<c r=\"G6\" s=\"\\d+\"><v>44834</v>", sheet, 0, 0));
    g_assert_true(g_regex_match_simple("<c r=\"A6\" s=\"\\d+\"><v>1</v>", sheet, 0, 0));
    g_assert_nonnull(strstr(sheet, "<pane ySplit=\"4\" topLeftCell=\"A5\""));
    g_assert_nonnull(strstr(sheet, "paperSize=\"8\""));
    g_assert_nonnull(strstr(sheet, "orientation=\"landscape\""));
    g_assert_nonnull(strstr(book, "name=\"任务 分解 表 2022\""));
    g_assert_nonnull(strstr(book, "!$4:$4<"));
    g_assert_nonnull(strstr(book, "!$A$1:$K$8<"));
}

static void assert_table_refused(const DecompositionTable *table, const char *key,
                                 const char *field)
{
    g_autoptr(GError) docx_error = NULL;
    g_assert_null(decomposition_document_docx(table, &docx_error));
    g_assert_cmpstr(error_key(docx_error), ==, key);
    g_autoptr(GError) error = NULL;
    g_assert_null(decomposition_document_xlsx(table, &error));
    g_assert_cmpstr(error_key(error), ==, key);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, field);
}

static void a_faulty_table_says_where(void)
{
    DecompositionTable table = table_of(NULL, 0);
    assert_table_refused(&table, "document.table_empty", NULL);
    DecompositionRow rows[2] = {sample_rows[0], sample_rows[0]};
    const DecompositionSection sections[] = {{"一", sample_rows, 1}, {"二", rows, 2}};
    table = table_of(sections, 2);
    static const char *const bad_dates[] = {"2022-02-30", "2022-2-3",   "",           "20220203",
                                            "1899-12-31", "2022-13-01", "2022-00-10", "2022-01-011",
                                            "+022-01-01", "2022-09-30 "};
    for (gsize i = 0; i < G_N_ELEMENTS(bad_dates); i++) {
        rows[1].due_date = bad_dates[i];
        assert_table_refused(&table, "document.bad_date", "/sections/1/rows/1/due_date");
    }
    rows[1].due_date = "2024-02-29";
    g_autoptr(GError) error = NULL;
    G_GNUC_UNUSED g_autoptr(GBytes) file = decomposition_document_xlsx(&table, &error);
    g_assert_no_error(error);
    g_autofree char *long_text = g_strnfill(DECOMPOSITION_TEXT_MAX + 1, 'x');
    rows[1].quarters[2] = long_text;
    assert_table_refused(&table, "document.cell_too_long", "/sections/1/rows/1/quarters/2");
    DecompositionRow *many = g_new0(DecompositionRow, DECOMPOSITION_ROWS_MAX + 1);
    const DecompositionSection section = {"一", many, DECOMPOSITION_ROWS_MAX + 1};
    table = table_of(&section, 1);
    assert_table_refused(&table, "document.too_many_rows", NULL);
    g_free(many);
}

/* ---- xlsx ------------------------------------------------------------------------------------ */

static void numbers_are_numbers_to_the_last_digit(void)
{
    static const SheetColumn columns[] = {{"数", 10, SHEET_RIGHT}};
    const SheetProperties properties = {.title = "数", .created = CREATED};
    g_autoptr(SheetWriter) writer = sheet_writer_new(&properties, columns, 1);
    static const gint64 values[] = {75000, -38000, 1, 123456789012345};
    for (gsize i = 0; i < G_N_ELEMENTS(values); i++) {
        const SheetCell cell = {SHEET_NUMBER, NULL, values[i]};
        sheet_writer_row(writer, &cell);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file = sheet_writer_finish(writer, &error);
    g_assert_no_error(error);
    g_autofree char *sheet = part_of(file, "xl/worksheets/sheet1.xml");
    g_assert_nonnull(strstr(sheet, "<v>7.5</v>"));
    g_assert_nonnull(strstr(sheet, "<v>-3.8</v>"));
    g_assert_nonnull(strstr(sheet, "<v>0.0001</v>"));
    g_assert_nonnull(strstr(sheet, "<v>12345678901.2345</v>"));
}

static void the_first_fault_of_a_row_is_kept(void)
{
    static const SheetColumn columns[] = {{"日", 10, SHEET_LEFT}};
    const SheetProperties properties = {.title = "日", .created = CREATED};
    g_autoptr(SheetWriter) writer = sheet_writer_new(&properties, columns, 1);
    const SheetCell wrong = {SHEET_DATE, "明天", 0};
    g_autofree char *long_text = g_strnfill(SHEET_TEXT_MAX + 1, 'x');
    const SheetCell too_long = {SHEET_TEXT, long_text, 0};
    sheet_writer_row(writer, &wrong);
    sheet_writer_row(writer, &too_long);
    g_autoptr(GError) error = NULL;
    g_assert_null(sheet_writer_finish(writer, &error));
    g_assert_cmpstr(error_key(error), ==, "document.bad_date");
    g_autoptr(SheetWriter) other = sheet_writer_new(&properties, columns, 1);
    sheet_writer_row(other, &too_long);
    g_clear_error(&error);
    g_assert_null(sheet_writer_finish(other, &error));
    g_assert_cmpstr(error_key(error), ==, "document.cell_too_long");
}

static void no_file_is_left_behind(void)
{
    g_assert_true(strstr(g_get_tmp_dir(), "document_write_test-") != NULL);
    g_autoptr(GDir) folder = g_dir_open(g_get_tmp_dir(), 0, NULL);
    g_assert_null(g_dir_read_name(folder));
}

int main(int count, char **arguments)
{
    /* A folder of its own for temporary files, made before GLib remembers the usual one. */
    char folder[] = "/tmp/document_write_test-XXXXXX";
    g_assert_nonnull(g_mkdtemp(folder));
    g_setenv("TMPDIR", folder, TRUE);
    g_test_init(&count, &arguments, NULL);
#define ADD(test) g_test_add_func("/document/write/" #test, test)
    ADD(a_paper_has_the_measures_of_the_standard);
    ADD(any_text_can_be_written);
    ADD(a_wide_table_gets_its_own_turned_pages);
    ADD(two_tables_stay_two);
    ADD(the_same_calls_give_the_same_bytes);
    ADD(a_paper_over_the_limit_is_refused);
    ADD(the_decomposition_table_is_whole_in_docx);
    ADD(the_decomposition_table_is_whole_in_xlsx);
    ADD(a_faulty_table_says_where);
    ADD(numbers_are_numbers_to_the_last_digit);
    ADD(the_first_fault_of_a_row_is_kept);
    ADD(no_file_is_left_behind);
    int result = g_test_run();
    g_rmdir(folder);
    return result;
}
