/* What the reader promises in reader.h, by small texts of our own. Accuracy: reader_gold_test.c. */
#include "reader/reader.h"

#include <string.h>

typedef struct {
    ReaderLexicon *lexicon;
} Fixture;

static void set_up(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    fixture->lexicon = reader_lexicon_new_default();
}

static void tear_down(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    reader_lexicon_free(fixture->lexicon);
}

static ReaderResult *read_text(const Fixture *fixture, const char *text)
{
    g_autoptr(GError) error = NULL;
    ReaderResult *result = reader_read(fixture->lexicon, text, strlen(text), NULL, &error);

    g_assert_no_error(error);
    return result;
}

static char *json_of(const ReaderResult *result, gsize i)
{
    const ReaderStatement *statement = &result->statements[i];
    GString *out = g_string_new(NULL);

    reader_statement_to_json(
        statement, statement->section >= 0 ? result->sections[statement->section].heading : NULL,
        out);
    return g_string_free(out, FALSE);
}

static void a_statement_is_one_line_of_json_with_exactly_the_keys(Fixture *fixture,
                                                                  G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result =
        read_text(fixture, "一、2021年工作回顾\n县城绿地面积减少0.07平方米。\n");

    g_assert_cmpuint(result->statement_count, ==, 1);
    g_autofree char *json = json_of(result, 0);
    g_assert_cmpstr(
        json, ==,
        "{\"text\":\"县城绿地面积减少0.07平方米\",\"subject\":\"县城绿地面积\",\"value\":-0.07,"
        "\"value2\":null,\"unit\":\"平方米\",\"cmp\":\"eq\",\"measure\":\"delta\","
        "\"kind\":\"result\",\"year\":2021,\"section\":\"一、2021年工作回顾\",\"start\":26,"
        "\"end\":63,\"action\":null}\n");
}

static void
a_heading_with_the_reports_own_year_opens_what_is_promised(Fixture *fixture,
                                                           G_GNUC_UNUSED gconstpointer data)
{
    static const struct {
        const char *heading;
        ReaderKind kind;
        gint year;
    } cases[] = {
        {"二、2024年主要工作", READER_KIND_TARGET, 2024},
        {"二、2023年主要工作", READER_KIND_RESULT, 2023},
        {"二、2024年主要工作安排", READER_KIND_TARGET, 2024},
        {"二、主要工作任务", READER_KIND_TARGET, 2024},
        {"二、今年主要工作", READER_KIND_TARGET, 2024},
        {"二、2024年工作", READER_KIND_TARGET, 2024},
        {"二、2023年工作", READER_KIND_RESULT, 2023},
        {"二、2023年目标任务完成情况", READER_KIND_RESULT, 2023},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text =
            g_strdup_printf("政府工作报告\n——2024年1月10日在区人民代表大会上\n一、总体情况\n"
                            "全区上下团结一心。\n%s\n新建公路40公里。\n",
                            cases[i].heading);
        g_autoptr(ReaderResult) result = read_text(fixture, text);

        g_assert_cmpuint(result->statement_count, ==, 1);
        g_assert_cmpint(result->statements[0].kind, ==, cases[i].kind);
        g_assert_cmpint(result->statements[0].year, ==, cases[i].year);
    }
}

static void at_least_before_the_verb_is_said_of_the_figure(Fixture *fixture,
                                                           G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(fixture, "每个乡镇至少打造1个示范村。\n");

    g_assert_cmpuint(result->statement_count, ==, 1);
    g_assert_cmpint(result->statements[0].cmp, ==, READER_CMP_GE);
}

static void a_sentence_broken_by_lines_is_read_whole(Fixture *fixture,
                                                     G_GNUC_UNUSED gconstpointer data)
{
    static const char text[] =
        "一、2022年工作安排\n坚决扛实粮食安全责任，建\n\n设集中连片高标准农田 7.\n5 "
        "万亩，年产量继续稳定。\n";
    g_autoptr(ReaderResult) result = read_text(fixture, text);

    g_assert_cmpuint(result->statement_count, ==, 1);
    const ReaderStatement *statement = &result->statements[0];
    g_assert_cmpstr(statement->text, ==, "建设集中连片高标准农田 7.5 万亩");
    g_assert_cmpstr(statement->unit, ==, "万亩");
    g_assert_cmpint(statement->value.digits, ==, 75);
    g_assert_cmpuint(statement->value.scale, ==, 1);
    g_autofree char *cut = g_strndup(text + statement->start, statement->end - statement->start);
    g_assert_cmpstr(cut, ==, "建\n\n设集中连片高标准农田 7.\n5 万亩");
    g_assert_cmpint(statement->kind, ==, READER_KIND_TARGET);
    g_assert_cmpint(statement->year, ==, 2022);
}

/* The sentences of tests/gold/sentences-NAME.txt under their two headings, as one text. */
static char *gold_report(const char *name)
{
    g_autofree char *path = g_strdup_printf("tests/gold/sentences-%s.txt", name);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    GString *report = g_string_new(NULL);

    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize part = 0; part < 2; part++) {
        const char *mark = part == 0 ? "回 " : "目 ";
        g_string_append(report, part == 0 ? "一、2021年工作回顾\n" : "二、2022年工作安排\n");
        for (gsize i = 0; lines[i] != NULL; i++) {
            if (g_str_has_prefix(lines[i], mark)) {
                g_string_append(report, lines[i] + strlen(mark));
            }
        }
        g_string_append_c(report, '\n');
    }
    return g_string_free(report, FALSE);
}

/* Breaks every line of TEXT after WIDTH characters. */
static char *wrapped(const char *text, gsize width, const char *line_break)
{
    GString *out = g_string_new(NULL);
    gsize column = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        if (*c == '\n') {
            column = 0;
        } else if (column++ == width) {
            g_string_append(out, line_break);
            column = 1;
        }
        g_string_append_unichar(out, g_utf8_get_char(c));
    }
    return g_string_free(out, FALSE);
}

/* What was read, without the places, one statement a line. */
static char *summary_of(const ReaderResult *result)
{
    GString *out = g_string_new(NULL);

    for (gsize i = 0; i < result->statement_count; i++) {
        ReaderStatement statement = result->statements[i];
        statement.start = statement.end = 0;
        reader_statement_to_json(&statement, result->sections[statement.section].heading, out);
    }
    return g_string_free(out, FALSE);
}

static void the_layout_of_the_page_changes_nothing(Fixture *fixture,
                                                   G_GNUC_UNUSED gconstpointer data)
{
    static const gsize widths[] = {14, 15, 19, 24, 27, 38};
    static const char *const breaks[] = {"\n", "\n\n", "\r\n"};

    for (gsize set = 0; set < 3; set++) {
        const char name[] = {(char)('a' + set), '\0'};
        g_autofree char *report = gold_report(name);
        g_autoptr(ReaderResult) plain = read_text(fixture, report);
        g_autofree char *expected = summary_of(plain);
        g_assert_cmpuint(plain->statement_count, >, 100);
        for (gsize w = 0; w < G_N_ELEMENTS(widths); w++) {
            for (gsize b = 0; b < G_N_ELEMENTS(breaks); b++) {
                g_autofree char *page = wrapped(report, widths[w], breaks[b]);
                g_autoptr(ReaderResult) result = read_text(fixture, page);
                g_autofree char *found = summary_of(result);
                g_assert_cmpstr(found, ==, expected);
            }
        }
    }
}

static void a_list_without_punctuation_is_read_line_by_line(Fixture *fixture,
                                                            G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(
        fixture,
        "2023年重点工作\n新建托幼一体化幼儿园50所，新增托位1.6万个\n新增基础教育学位20万个\n"
        "打造10所以上特色高中\n●地区生产总值增长6%左右\n●一般公共预算收入增长5%\n"
        "1.改造医院2家\n2.新建学校3所\n");

    g_assert_cmpuint(result->statement_count, ==, 8);
    g_assert_cmpstr(result->statements[2].text, ==, "新增基础教育学位20万个");
    g_assert_cmpstr(result->statements[3].text, ==, "打造10所以上特色高中");
    g_assert_cmpstr(result->statements[5].text, ==, "一般公共预算收入增长5%");
    g_assert_cmpstr(result->statements[7].subject, ==, "学校");
    g_autoptr(ReaderResult) single = read_text(fixture, "新建学校3所");
    g_assert_cmpuint(single->statement_count, ==, 1);
}

static void gb18030_and_utf8_give_the_same(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char text[] =
        "一、2022年目标\n（一）农业\n粮食产量达到８．２亿斤以上，新建㐀村公路"
        "30.9公里；𠮷镇新增就业3500余人。";
    g_autoptr(GError) error = NULL;
    gsize length = 0;
    g_autofree char *gb = g_convert(text, -1, "GB18030", "UTF-8", NULL, &length, &error);
    g_assert_no_error(error);
    g_autoptr(ReaderResult) utf8 = read_text(fixture, text);
    g_autoptr(ReaderResult) other = reader_read(fixture->lexicon, gb, length, NULL, &error);
    g_assert_no_error(error);

    g_assert_cmpint(other->summary.encoding, ==, READER_ENCODING_GB18030);
    g_assert_cmpstr(other->text, ==, text);
    g_assert_cmpuint(utf8->statement_count, ==, 3);
    g_assert_cmpuint(other->statement_count, ==, 3);
    for (gsize i = 0; i < 3; i++) {
        const ReaderStatement *a = &utf8->statements[i];
        const ReaderStatement *b = &other->statements[i];
        g_assert_cmpstr(a->text, ==, b->text);
        g_assert_cmpstr(a->subject, ==, b->subject);
        g_assert_cmpuint(a->text_start, ==, b->text_start);
        g_assert_cmpuint(a->figure_text_end, ==, b->figure_text_end);
        g_autofree char *cut = g_convert(gb + b->start, (gssize)(b->end - b->start), "UTF-8",
                                         "GB18030", NULL, NULL, NULL);
        g_assert_cmpstr(cut, ==, b->text);
    }
}

static void a_byte_order_mark_only_shifts_the_place(Fixture *fixture,
                                                    G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(fixture, "\xEF\xBB\xBF新建学校3所。");

    g_assert_cmpuint(result->statement_count, ==, 1);
    g_assert_cmpuint(result->statements[0].start, ==, 3);
    g_assert_cmpuint(result->statements[0].text_start, ==, 0);
}

static void headings_make_a_tree(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(
        fixture, "一、2021年工作回顾\n（一）经济稳中有进。地区生产总值增长6.5%。\n"
                 "（二）民生持续改善。\n新增就业3500人。\n二、2022年重点工作\n新建学校3所。\n"
                 "切\n实\n加\n强\n自\n身\n建\n设\n严控一般性支出，压减10%。\n");

    g_assert_cmpuint(result->section_count, ==, 5);
    g_assert_cmpstr(result->sections[1].heading, ==, "（一）经济稳中有进");
    g_assert_cmpint(result->sections[1].parent, ==, 0);
    g_assert_cmpint(result->sections[2].parent, ==, 0);
    g_assert_cmpint(result->sections[3].parent, ==, -1);
    g_assert_cmpstr(result->sections[4].heading, ==, "切实加强自身建设");
    g_assert_cmpuint(result->statement_count, ==, 4);
    g_assert_cmpint(result->statements[0].section, ==, 1);
    g_assert_cmpint(result->statements[0].kind, ==, READER_KIND_RESULT);
    g_assert_cmpint(result->statements[0].year, ==, 2021);
    g_assert_cmpint(result->statements[2].kind, ==, READER_KIND_TARGET);
    g_assert_cmpint(result->statements[2].year, ==, 2022);
    g_assert_cmpint(result->statements[3].section, ==, 4);
}

static void words_of_targets_inside_a_review_do_not_end_it(Fixture *fixture,
                                                           G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result =
        read_text(fixture, "一、2021年工作回顾\n（一）超额完成目标任务\n全县上下团结一心，圆满完成"
                           "了各项目标任务，新建学校3所。"
                           "这些成绩为做好今年工作打下了基础，改造医院2家。新增床位200张。\n"
                           "综合考虑各方面因素，主要预期目标是：地区生产总值增长7%。\n"
                           "2022年，我们将新建公园5处。\n");

    g_assert_cmpuint(result->statement_count, ==, 5);
    for (gsize i = 0; i < 3; i++) {
        g_assert_cmpint(result->statements[i].kind, ==, READER_KIND_RESULT);
        g_assert_cmpint(result->statements[i].year, ==, 2021);
    }
    g_assert_cmpint(result->statements[3].kind, ==, READER_KIND_TARGET);
    g_assert_cmpint(result->statements[3].year, ==, 2022);
    g_assert_cmpint(result->statements[4].kind, ==, READER_KIND_TARGET);
}

static void a_clause_has_one_action_and_holds_its_statements(Fixture *fixture,
                                                             G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(
        fixture, "围绕打造宜居县城，完善城市功能，新建停车场3座，同比增加1座。推进医改。");

    g_assert_cmpuint(result->clause_count, ==, 3);
    g_assert_cmpstr(result->clauses[0].text, ==, "围绕打造宜居县城，完善城市功能");
    g_assert_cmpstr(result->clauses[1].text, ==, "新建停车场3座，同比增加1座");
    g_assert_cmpstr(result->clauses[1].action, ==, "新建");
    g_assert_cmpstr(result->clauses[2].text, ==, "推进医改");
    g_assert_cmpint(result->clauses[2].sentence, ==, 1);
    g_assert_cmpuint(result->statement_count, ==, 2);
    g_assert_cmpint(result->statements[1].clause, ==, 1);
    g_assert_cmpstr(result->statements[1].subject, ==, "停车场");
}

static void a_title_and_a_time_alone_are_no_clauses(Fixture *fixture,
                                                    G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(
        fixture, "某区2022年政府工作报告（草案）\n前三季度，新建停车场3座。\n制定工作方案。\n");

    g_assert_cmpuint(result->clause_count, ==, 2);
    g_assert_cmpstr(result->clauses[0].text, ==, "前三季度，新建停车场3座");
    g_assert_cmpstr(result->clauses[1].text, ==, "制定工作方案");
}

static void expect_error(const Fixture *fixture, const char *bytes, gsize length, const char *key,
                         const char *argument)
{
    g_autoptr(GError) error = NULL;
    ReaderResult *result = reader_read(fixture->lexicon, bytes, length, NULL, &error);

    g_assert_null(result);
    g_assert_cmpstr(error_key(error), ==, key);
    g_autofree char *text = error_text(error, LANGUAGE_ZH);
    g_assert_nonnull(strstr(text, argument));
}

static void bad_input_is_named_with_its_place(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    expect_error(fixture, "", 0, "reader.empty", "空");
    expect_error(fixture, "\xEF\xBB\xBF", 3, "reader.empty", "空");
    expect_error(fixture, "新建学校\xFF\xFF", 14, "reader.encoding", "12");
    expect_error(fixture, "ab\0cd", 5, "reader.encoding", "2");
    gsize length = READER_LINE_MAX + 10;
    g_autofree char *line = g_malloc(length);
    memset(line, 'a', length);
    line[1] = '\n';
    expect_error(fixture, line, length, "reader.line_too_long", "2");
}

static void a_report_without_figures_gives_none(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(
        fixture,
        "第二次会议研究了“1559”计划、106国道、十四五规划和15分钟生活圈，2022年1月28日召开。");

    g_assert_cmpuint(result->statement_count, ==, 0);
}

static void a_district_adds_its_own_unit(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    static const char words[] = "# ours\nunit count 驿\n";
    g_autoptr(GError) error = NULL;
    g_autoptr(ReaderResult) before = read_text(fixture, "新建廉政驿站5驿。");

    g_assert_cmpuint(before->statement_count, ==, 0);
    g_assert_true(reader_lexicon_add(fixture->lexicon, "ours.txt", words, strlen(words), &error));
    g_autoptr(ReaderResult) after = read_text(fixture, "新建廉政驿站5驿。");
    g_assert_cmpuint(after->statement_count, ==, 1);
    g_assert_cmpstr(after->statements[0].unit, ==, "驿");
}

static void a_faulty_lexicon_says_where_and_changes_nothing(Fixture *fixture,
                                                            G_GNUC_UNUSED gconstpointer data)
{
    static const char words[] = "unit count 驿\nunits count 站\n";
    g_autoptr(GError) error = NULL;

    g_assert_false(reader_lexicon_add(fixture->lexicon, "ours.txt", words, strlen(words), &error));
    g_autofree char *text = error_text(error, LANGUAGE_EN);
    g_assert_cmpstr(error_key(error), ==, "reader.lexicon_directive");
    g_assert_nonnull(strstr(text, "ours.txt, line 2"));
    g_autoptr(ReaderResult) result = read_text(fixture, "新建廉政驿站5驿。");
    g_assert_cmpuint(result->statement_count, ==, 0);
}

static void the_table_keeps_its_columns_with_ideographs(Fixture *fixture,
                                                        G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result =
        read_text(fixture, "一、2022年工作安排\n地区生产总值增长7%以上，新建学校3所。");
    g_autoptr(GString) out = g_string_new(NULL);

    reader_table_row(&result->statements[0], LANGUAGE_ZH, out);
    g_assert_cmpstr(out->str, ==,
                    "目标      2022  地区生产总值                  ≥7%                   增速      "
                    "              地区生产总值增长7%以上\n");
    g_string_truncate(out, 0);
    reader_table_row(&result->statements[1], LANGUAGE_EN, out);
    g_assert_true(g_str_has_prefix(out->str, "target    2022  学校    "));
}

static void a_row_of_a_table_ends_its_sentence(Fixture *fixture, G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result =
        read_text(fixture, "一、2022年工作安排\n新建公路\t30公里\n改造危桥14座，\n修缮渡口2处。\n");

    g_assert_cmpuint(result->statement_count, ==, 3);
    g_assert_cmpstr(result->statements[0].text, ==, "新建公路\t30公里");
    g_assert_cmpstr(result->statements[0].subject, ==, "公路");
    g_assert_cmpstr(result->statements[1].text, ==, "改造危桥14座");
    g_assert_cmpstr(result->statements[1].subject, ==, "危桥");
    g_assert_cmpint(result->clauses[0].sentence, !=, result->clauses[1].sentence);
    g_assert_cmpint(result->clauses[1].sentence, ==, result->clauses[2].sentence);
}

static void a_comparison_without_a_figure_says_with_what(Fixture *fixture,
                                                         G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(
        fixture, "一、2022年工作安排\n争取上级资金高于2021年，主要指标增速快于全市平均水平。");
    g_autoptr(GString) out = g_string_new(NULL);

    g_assert_cmpuint(result->statement_count, ==, 2);
    g_assert_cmpstr(result->statements[0].reference, ==, "2021年");
    g_assert_null(result->statements[0].unit);
    g_assert_cmpstr(result->statements[1].reference, ==, "全市平均水平");
    g_assert_cmpint(result->statements[1].measure, ==, READER_MEASURE_GROWTH);
    reader_table_row(&result->statements[0], LANGUAGE_ZH, out);
    g_assert_nonnull(strstr(out->str, "上级资金                      >2021年  "));
}

static void two_actions_between_commas_are_two_clauses(Fixture *fixture,
                                                       G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result =
        read_text(fixture, "一、2022年工作安排\n不断完善功能、补齐短板，健全监测、帮扶机制，新建公"
                           "厕12座、改造旱厕300座。");
    static const char *const actions[] = {"完善", "补齐", "健全", "新建", "改造"};

    g_assert_cmpuint(result->clause_count, ==, G_N_ELEMENTS(actions));
    for (gsize i = 0; i < result->clause_count; i++) {
        g_assert_cmpstr(result->clauses[i].action, ==, actions[i]);
    }
    g_assert_cmpint(result->statements[1].clause, ==, 4);
    g_assert_cmpstr(result->statements[1].text, ==, "改造旱厕300座");
}

/* Found by comparing readings of generated texts: the second figure was taken to be listed behind a
 * growth in words whose thing comes after it, and read in front of the first token. */
static void a_figure_behind_a_growth_in_words_is_no_end(Fixture *fixture,
                                                        G_GNUC_UNUSED gconstpointer data)
{
    g_autoptr(ReaderResult) result = read_text(fixture, "增两位数`0%");

    g_assert_cmpuint(result->statement_count, ==, 2);
    g_assert_cmpint(result->statements[1].measure, ==, READER_MEASURE_GROWTH);
}

static void offsets_become_browser_offsets(G_GNUC_UNUSED Fixture *fixture,
                                           G_GNUC_UNUSED gconstpointer data)
{
    static const gsize offsets[] = {0, 3, 7, 8};
    gsize utf16[4];

    reader_text_utf16("新𠮷a", offsets, 4, utf16);
    g_assert_cmpuint(utf16[1], ==, 1);
    g_assert_cmpuint(utf16[2], ==, 3);
    g_assert_cmpuint(utf16[3], ==, 4);
}

#define ADD(name) g_test_add("/reader/" #name, Fixture, NULL, set_up, name, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD(a_statement_is_one_line_of_json_with_exactly_the_keys);
    ADD(a_heading_with_the_reports_own_year_opens_what_is_promised);
    ADD(at_least_before_the_verb_is_said_of_the_figure);
    ADD(a_sentence_broken_by_lines_is_read_whole);
    ADD(the_layout_of_the_page_changes_nothing);
    ADD(a_list_without_punctuation_is_read_line_by_line);
    ADD(gb18030_and_utf8_give_the_same);
    ADD(a_byte_order_mark_only_shifts_the_place);
    ADD(headings_make_a_tree);
    ADD(words_of_targets_inside_a_review_do_not_end_it);
    ADD(a_clause_has_one_action_and_holds_its_statements);
    ADD(a_title_and_a_time_alone_are_no_clauses);
    ADD(bad_input_is_named_with_its_place);
    ADD(a_report_without_figures_gives_none);
    ADD(a_district_adds_its_own_unit);
    ADD(a_faulty_lexicon_says_where_and_changes_nothing);
    ADD(the_table_keeps_its_columns_with_ideographs);
    ADD(a_row_of_a_table_ends_its_sentence);
    ADD(a_comparison_without_a_figure_says_with_what);
    ADD(two_actions_between_commas_are_two_clauses);
    ADD(a_figure_behind_a_growth_in_words_is_no_end);
    ADD(offsets_become_browser_offsets);
    return g_test_run();
}
