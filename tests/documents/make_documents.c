/*
 * What check_libreoffice needs of Luoshi. make_documents FOLDER writes the files that it converts:
 * table.docx and table.xlsx (a decomposition table of 48 tasks), paper.docx (an official paper
 * upright, then a table across), briefing.docx and briefing.pdf (the same paper with red head,
 * charts, sources and a table over pages). make_documents --text FILE prints the text read out of
 * FILE.
 */
#include "document/decomposition.h"
#include "document/document.h"
#include "document/docx_writer.h"
#include "document/paper.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Cairo 1.16 loses an array with each font it embeds, fontconfig one for good: theirs, not ours. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

#define ROWS_PER_SECTION 12
#define SECTIONS         4
#define CREATED          1646092800 /* 2022-03-01 */

/* Task, target, leader, lead unit, co-units, due and its date; used again with other numbers. */
static const struct {
    const char *task;
    const char *target;
    const char *leader;
    const char *lead_unit;
    const char *co_units;
    const char *due;
    const char *due_date;
} examples[] = {
    {"新建高标准农田7.5万亩，同步配套机井、管道和田间道路，确保秋播前投入使用", "7.5万亩",
     "分管农业副区长", "区农业农村局", "区水务局、区财政局、各乡镇", "2022年9月30日", "2022-09-30"},
    {"一般公共预算收入增长7%以上", "≥7%", "常务副区长", "区财政局", "区税务局、各乡镇",
     "2022年12月底", NULL},
    {"改造老旧小区16个，完善水、电、气、暖管网和停车设施", "16个", "分管城建副区长", "区住建局",
     "区城管局、区发改局、冀州镇", "2022年10月31日", "2022-10-31"},
    {"=SUM(A1:A9) 以等号开头的文字仍是文字 <&>\"", "+1", "-", "@单位", "", "全年", NULL},
};

static bool write_file(const char *folder, const char *name, GBytes *content, GError **error)
{
    if (content == NULL)
        return false;
    g_autofree char *path = g_build_filename(folder, name, NULL);
    gsize length;
    const char *bytes = g_bytes_get_data(content, &length);
    return g_file_set_contents(path, bytes, (gssize)length, error);
}

static void fill_rows(DecompositionRow *rows, char **tasks)
{
    for (guint i = 0; i < ROWS_PER_SECTION * SECTIONS; i++) {
        gsize example = i % G_N_ELEMENTS(examples);
        tasks[i] = g_strdup_printf("任务%u：%s", i + 1, examples[example].task);
        rows[i] = (DecompositionRow){
            .number = i + 1,
            .task = example == 3 ? examples[example].task : tasks[i],
            .target = examples[example].target,
            .leader = examples[example].leader,
            .lead_unit = examples[example].lead_unit,
            .co_units = examples[example].co_units,
            .due = examples[example].due,
            .due_date = examples[example].due_date,
        };
        if (example == 0) {
            rows[i].quarters[0] = "完成设计和招标";
            rows[i].quarters[1] = "开工，完成40%";
            rows[i].quarters[2] = "全部建成";
            rows[i].quarters[3] = "完成验收";
        }
    }
}

static bool make_table(const char *folder, GError **error)
{
    static const char *const headings[SECTIONS] = {"一、经济发展", "二、乡村振兴", "三、城市建设",
                                                   "四、民生保障"};
    static const char *const remarks[] = {"第1版 · 2022年3月1日发布 · 共48项任务", NULL};
    g_autofree DecompositionRow *rows = g_new0(DecompositionRow, ROWS_PER_SECTION * SECTIONS);
    g_auto(GStrv) tasks = g_new0(char *, ROWS_PER_SECTION *SECTIONS + 1);
    fill_rows(rows, tasks);
    DecompositionSection sections[SECTIONS];
    for (gsize i = 0; i < SECTIONS; i++)
        sections[i] =
            (DecompositionSection){headings[i], rows + i * ROWS_PER_SECTION, ROWS_PER_SECTION};
    const DecompositionTable table = {
        .title = "冀州区2022年《政府工作报告》任务分解表",
        .remarks = remarks,
        .note = "说明：牵头单位有多个的，排在第一位的负责汇总。",
        .sheet_name = "任务分解表",
        .creator = "区政府办公室",
        .created = CREATED,
        .labels = {"序号",
                   "工作任务",
                   "目标值",
                   "牵头领导",
                   "牵头单位",
                   "配合单位",
                   "完成时限",
                   "各季度形象进度",
                   {"一季度", "二季度", "三季度", "四季度"}},
        .sections = sections,
        .section_count = SECTIONS,
    };
    g_autoptr(GBytes) docx = decomposition_document_docx(&table, error);
    if (!write_file(folder, "table.docx", docx, error))
        return false;
    g_autoptr(GBytes) xlsx = decomposition_document_xlsx(&table, error);
    return write_file(folder, "table.xlsx", xlsx, error);
}

static bool make_paper(const char *folder, GError **error)
{
    static const DocxColumn columns[] = {{"序号", 25, DOCX_CENTER}, {"事项", 200, DOCX_LEFT}};
    static const char *const cells[] = {"1", "横排表格"};
    const DocxProperties properties = {"关于分解落实重点任务的通知", "区政府办公室", CREATED};
    g_autoptr(DocxWriter) writer = docx_writer_new(&properties);
    docx_writer_paragraph(writer, DOCX_TITLE, "关于分解落实2022年\n重点任务的通知");
    docx_writer_paragraph(writer, DOCX_SUBTITLE, "（2022年3月1日）");
    for (int i = 0; i < 4; i++) {
        docx_writer_paragraph(writer, DOCX_HEADING_1, "一、压实责任");
        docx_writer_paragraph(writer, DOCX_HEADING_2, "（一）明确分工");
        docx_writer_paragraph(writer, DOCX_HEADING_3, "1.牵头单位");
        docx_writer_paragraph(writer, DOCX_HEADING_4, "（1）主要负责同志");
        docx_writer_paragraph(
            writer, DOCX_BODY,
            "各牵头单位要把任务细化到人、量化到月，“年初建账、逐月查账、年底交账”，"
            "每月28日前报送进展。配合单位要主动靠前，不得推诿。未按时限完成的，要说明原因和补救措施"
            "。");
    }
    docx_writer_orientation(writer, DOCX_LANDSCAPE);
    docx_writer_table_begin(writer, columns, G_N_ELEMENTS(columns));
    docx_writer_table_row(writer, cells);
    docx_writer_table_end(writer);
    docx_writer_orientation(writer, DOCX_PORTRAIT);
    docx_writer_paragraph(writer, DOCX_BODY, "附件到此为止。");
    g_autoptr(GBytes) docx = docx_writer_finish(writer, error);
    return write_file(folder, "paper.docx", docx, error);
}

static void add_charts(Paper *paper)
{
    static const PaperChartItem bars[] = {
        {"一般公共预算收入", "78%（计划85%）", 0.78, 0.85, PAPER_TONE_WARNING, true, true},
        {"新建高标准农田", "112%（计划90%）", 1.12, 0.90, PAPER_TONE_GOOD, true, true},
        {"规模以上工业增加值增速", "41%（计划100%）", 0.41, 1, PAPER_TONE_BAD, true, true},
        {"城镇登记失业率", "未填报", 0, 0, PAPER_TONE_PLAIN, false, false},
    };
    static const PaperChartItem months[] = {
        {"1月", "1.1", 1.1, 0, PAPER_TONE_PLAIN, true, false},
        {"2月", "2.3", 2.3, 0, PAPER_TONE_PLAIN, true, false},
        {"3月", "3.5", 3.5, 0, PAPER_TONE_PLAIN, true, false},
        {"4月", "", 0, 0, PAPER_TONE_PLAIN, false, false},
        {"5月", "6.1", 6.1, 0, PAPER_TONE_PLAIN, true, false},
        {"6月", "7.6", 7.6, 0, PAPER_TONE_PLAIN, true, false},
    };
    const PaperChart pace = {PAPER_CHART_PACE,
                             "主要指标完成全年目标的比例",
                             "竖线为时序进度",
                             bars,
                             G_N_ELEMENTS(bars),
                             true,
                             1,
                             NULL};
    const PaperChart line = {PAPER_CHART_LINE,
                             "一般公共预算收入（亿元）",
                             NULL,
                             months,
                             G_N_ELEMENTS(months),
                             true,
                             13.9,
                             "全年目标13.9亿元"};
    paper_chart(paper, &pace);
    paper_chart(paper, &line);
}

static bool make_briefing(const char *folder, GError **error)
{
    const PaperHead head = {
        .issuer = "冀州区人民政府督查室文件",
        .number = "冀政督〔2022〕10号",
        .title = "关于2022年10月份重点工作\n进展情况的通报",
        .recipients = "各乡镇人民政府，区直各部门",
        .signer = "冀州区人民政府督查室",
        .day = "2022年11月15日",
        .created = CREATED,
    };
    const guint sources[] = {1, 2};
    const PaperColumn columns[] = {{"序号", 12, PAPER_CENTER},
                                   {"任务", 84, PAPER_LEFT},
                                   {"牵头单位", 34, PAPER_LEFT},
                                   {"逾期", 26, PAPER_RIGHT}};
    g_autoptr(Paper) paper = paper_new(&head);
    paper_heading(paper, 1, "总体情况");
    paper_body(paper,
               "截至10月底，全区列入台账的任务共48项，其中按期推进39项、已完成6项、逾期3项。"
               "一般公共预算收入完成11.20亿元，同比增长8.2%，高于时序进度0.17亿元。",
               sources, G_N_ELEMENTS(sources));
    paper_heading(paper, 2, "指标进度");
    add_charts(paper);
    paper_heading(paper, 3, "农业农村");
    paper_heading(paper, 4, "高标准农田");
    paper_body(paper, "各牵头单位要把任务细化到人、量化到月，“年初建账、逐月查账、年底交账”。",
               NULL, 0);
    paper_heading(paper, 1, "逾期任务");
    paper_table_begin(paper, "表1  逾期任务清单", columns, G_N_ELEMENTS(columns));
    for (guint i = 1; i <= 48; i++) {
        g_autofree char *number = g_strdup_printf("%u", i);
        const char *const cells[] = {
            number,
            i % 3 == 0 ? "改造老旧小区16个，完善水、电、气、暖管网和停车设施，年内全部完工"
                       : "新建公厕12座",
            "区住房和城乡建设局", "逾期12天"};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
    g_autoptr(GBytes) docx = paper_docx(paper, error);
    if (!write_file(folder, "briefing.docx", docx, error))
        return false;
    g_autoptr(GBytes) pdf = paper_pdf(paper, error);
    return write_file(folder, "briefing.pdf", pdf, error);
}

static bool print_text(const char *path, GError **error)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_autoptr(DocumentText) text = NULL;
    if (!g_file_get_contents(path, &bytes, &length, error) ||
        !document_text_from_bytes(bytes, length, path, &text, error))
        return false;
    const char *content = g_bytes_get_data(text->text, &length);
    fwrite(content, 1, length, stdout);
    return true;
}

int main(int count, char **arguments)
{
    g_autoptr(GError) error = NULL;
    bool done = false;
    if (count == 3 && strcmp(arguments[1], "--text") == 0) {
        done = print_text(arguments[2], &error);
    } else if (count == 2) {
        done = make_table(arguments[1], &error) && make_paper(arguments[1], &error) &&
               make_briefing(arguments[1], &error);
    } else {
        fprintf(stderr, "usage: make_documents FOLDER | --text FILE\n");
        return 2;
    }
    if (!done)
        fprintf(stderr, "make_documents: %s\n", error->message);
    return done ? 0 : 1;
}
