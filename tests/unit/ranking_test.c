/* Scores on paper: what stands on a ranking sheet and in an assessment report. */
#include "document/document.h"
#include "drafting/ranking.h"

#include <string.h>

#define CREATED 1646092800 /* 2022-03-01 */

/* Cairo 1.16 loses an array with each font it embeds, fontconfig one for good: theirs, not ours. */
const char *__lsan_default_suppressions(void); /* NOLINT(bugprone-reserved-identifier) */
const char *__lsan_default_suppressions(void)  /* NOLINT(bugprone-reserved-identifier) */
{
    return "leak:libcairo.so\nleak:libfontconfig.so\n";
}

static const RankingItem items[] = {
    {"重点任务完成率", 400000, 385000, "1项任务逾期，扣1.5分"},
    {"一般公共预算收入", 200000, 200000, NULL},
};
static const RankingUnit units[] = {
    {"区财政局", 1, 985050, false, 3, NULL, items, G_N_ELEMENTS(items)},
    {"区农业农村局", 2, 961000, false, 1, "并列", NULL, 0},
    {"区住建局", 3, 0, true, 3, "备注", NULL, 0},
};
static const Ranking ranking = {.scheme = "2022年度综合考核方案",
                                .period = "2022年三季度",
                                .issuer = "区考核办",
                                .day = "2022年10月20日",
                                .version = 2,
                                .created = CREATED,
                                .units = units,
                                .unit_count = G_N_ELEMENTS(units)};

/* PAPER as pdf, read back without blanks and line ends. */
static char *text_of(const Paper *paper)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DocumentText) text = NULL;
    g_autoptr(GBytes) pdf = paper_pdf(paper, &error);
    g_assert_no_error(error);
    gsize length;
    const void *bytes = g_bytes_get_data(pdf, &length);
    document_text_from_bytes(bytes, length, NULL, &text, &error);
    g_assert_no_error(error);
    const char *content = g_bytes_get_data(text->text, &length);
    g_autofree char *whole = g_strndup(content, length);
    g_auto(GStrv) pieces = g_strsplit_set(whole, " \n\t\f", -1);
    return g_strjoinv("", pieces);
}

static void a_ranking_sheet_has_every_unit_with_points_and_how_it_moved(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Paper) paper = ranking_sheet(LANGUAGE_ZH, &ranking, &error);
    g_assert_no_error(error);
    g_autofree char *text = text_of(paper);
    static const char *const wanted[] = {"2022年三季度考核排名表",
                                         "第2版",
                                         "对3个单位",
                                         "1区财政局98.51↑2",
                                         "2区农业农村局96.10↓1并列",
                                         "3区住建局0.00—一票否决",
                                         "区考核办2022年10月20日"};
    for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++)
        if (strstr(text, wanted[i]) == NULL)
            g_error("“%s” is missing in %s", wanted[i], text);
}

static void an_assessment_report_says_why_points_were_lost(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Paper) paper = ranking_report(LANGUAGE_ZH, &ranking, &error);
    g_assert_no_error(error);
    g_autofree char *text = text_of(paper);
    g_assert_nonnull(strstr(text, "（一）区财政局：98.51分，第1位"));
    g_assert_nonnull(strstr(text, "重点任务完成率40.0038.501项任务逾期，扣1.5分"));
    g_autoptr(GBytes) docx = paper_docx(paper, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(docx), >, 0);
}

static void a_ranking_of_nobody_or_of_too_many_is_refused(void)
{
    g_autoptr(GError) error = NULL;
    Ranking none = ranking;
    none.unit_count = 0;
    g_assert_null(ranking_sheet(LANGUAGE_ZH, &none, &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
    g_clear_error(&error);
    none.unit_count = RANKING_UNITS_MAX + 1;
    g_assert_null(ranking_report(LANGUAGE_ZH, &none, &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_TOO_LARGE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/ranking/" #test, test)
    ADD(a_ranking_sheet_has_every_unit_with_points_and_how_it_moved);
    ADD(an_assessment_report_says_why_points_were_lost);
    ADD(a_ranking_of_nobody_or_of_too_many_is_refused);
    return g_test_run();
}
