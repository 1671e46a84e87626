/* Rules of lights: those of the pack compile and decide as they say; one with a hole in it is
 * refused. */
#include "light/light_rule.h"
#include "pack/pack.h"

#include <string.h>

static LightRules *pack_rules(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *source = pack_load_yaml("packs/base/lights.yaml", &error);
    LightRules *rules = light_rules_compile(source, &error);

    g_assert_no_error(error);
    return rules;
}

/* A commitment that is open, has no notices and no targets. */
static void start(FormulaValue *values, gint64 days_left)
{
    for (gint i = 0; i < LIGHT_VALUES; i++) {
        values[i] = formula_null();
    }
    values[LIGHT_DONE] = formula_truth(false);
    values[LIGHT_WITHDRAWN] = formula_truth(false);
    values[LIGHT_MEASURED] = formula_truth(false);
    values[LIGHT_MISSED] = formula_truth(false);
    values[LIGHT_MET] = formula_truth(false);
    values[LIGHT_NOTICES] = formula_number(0);
    values[LIGHT_NOTICES_OVERDUE] = formula_number(0);
    values[LIGHT_RETURNS] = formula_number(0);
    values[LIGHT_TARGETS] = formula_number(0);
    values[LIGHT_DAYS_LEFT] = formula_number(days_left * DECIMAL_ONE);
}

static void expect_of(LightObject kind, const LightRules *rules, const FormulaValue *values,
                      LightColour colour, const char *zh)
{
    static const LightWords words = {
        .text = {[LIGHT_WORD_PLACE] = {"居全市第5名", "place 5 in the city"},
                 [LIGHT_WORD_WHAT] = {"差7人。", "7 short."},
                 [LIGHT_WORD_SHORT] = {"低于目标1.2个百分点", "1.2 percentage points below target"},
                 [LIGHT_WORD_FORECAST] = {"2023-07-03", "2023-07-03"},
                 [LIGHT_WORD_LIBRARY] = {"前期", "In preparation"},
                 [LIGHT_WORD_MONTH] = {"2022-09", "2022-09"}}};
    g_auto(Light) light = {0};

    light_apply(rules, kind, values, &words, &light);
    g_assert_cmpint(light.colour, ==, colour);
    g_assert_cmpstr(light.reason[LANGUAGE_ZH], ==, zh);
    g_assert_null(strchr(light.reason[LANGUAGE_EN], '{'));
    g_assert_false(g_str_has_suffix(light.reason[LANGUAGE_EN], "."));
}

static void expect(const LightRules *rules, const FormulaValue *values, LightColour colour,
                   const char *zh)
{
    expect_of(LIGHT_COMMITMENT, rules, values, colour, zh);
}

static void the_first_rule_that_holds_decides(void)
{
    g_autoptr(LightRules) rules = pack_rules();
    FormulaValue values[LIGHT_VALUES];

    start(values, 100);
    expect(rules, values, LIGHT_GREY, "尚无数据可判断");
    values[LIGHT_MEASURED] = formula_truth(true);
    values[LIGHT_LAG] = formula_number(-2 * DECIMAL_ONE);
    expect(rules, values, LIGHT_GREEN, "按进度推进：差7人");
    values[LIGHT_NOTICES] = formula_number(DECIMAL_ONE);
    expect(rules, values, LIGHT_YELLOW, "有在办的督办单");
    values[LIGHT_LAG] = formula_number(DECIMAL_ONE * 123 / 10);
    expect(rules, values, LIGHT_YELLOW, "慢于进度12.3%：差7人");
    values[LIGHT_LAG] = formula_number(20 * DECIMAL_ONE);
    expect(rules, values, LIGHT_RED, "落后计划20%：差7人");
    values[LIGHT_DAYS_LEFT] = formula_number(-3 * DECIMAL_ONE);
    expect(rules, values, LIGHT_RED, "已逾期3天");
    values[LIGHT_DONE] = formula_truth(true);
    expect(rules, values, LIGHT_GREEN, "已完成");
}

static void a_percentage_is_judged_in_points(void)
{
    g_autoptr(LightRules) rules = pack_rules();
    FormulaValue values[LIGHT_VALUES];

    start(values, 100);
    values[LIGHT_MEASURED] = formula_truth(true);
    values[LIGHT_POINTS] = formula_number(-DECIMAL_ONE * 4 / 10);
    expect(rules, values, LIGHT_GREEN, "按进度推进：差7人");
    values[LIGHT_POINTS] = formula_number(-DECIMAL_ONE / 2);
    expect(rules, values, LIGHT_YELLOW, "低于目标1.2个百分点");
    values[LIGHT_PLACES] = formula_number(3 * DECIMAL_ONE);
    expect(rules, values, LIGHT_RED, "居全市第5名");
    values[LIGHT_PLACES] = formula_number(0);
    values[LIGHT_POINTS] = formula_number(-3 * DECIMAL_ONE);
    expect(rules, values, LIGHT_RED, "低于目标1.2个百分点");
}

static void a_missing_value_makes_no_rule_hold(void)
{
    g_autoptr(LightRules) rules = pack_rules();
    FormulaValue values[LIGHT_VALUES];

    start(values, 10);
    expect(rules, values, LIGHT_YELLOW, "还有10天到期，尚无完成情况");
    values[LIGHT_DAYS_LEFT] = formula_null();
    expect(rules, values, LIGHT_GREY, "尚无数据可判断");
}

static void a_project_is_judged_by_schedule_gates_money_and_problems(void)
{
    g_autoptr(LightRules) rules = pack_rules();
    FormulaValue values[LIGHT_VALUES];
    const struct {
        LightValue value;
        gint64 number;
        LightColour colour;
        const char *zh;
    } steps[] = {
        {LIGHT_DAYS_LEFT, 300, LIGHT_GREY, "没有进度计划，也没有今年的投资数"},
        {LIGHT_SLIP, 7, LIGHT_GREEN, "预计2023-07-03完工，按基准计划推进"},
        {LIGHT_FINISH_LATE, 0, LIGHT_GREEN, "预计2023-07-03完工，赶得上要求"},
        {LIGHT_LAG, -3, LIGHT_GREEN, "今年投资快于计划3%"},
        {LIGHT_LAG, 4, LIGHT_GREEN, "今年投资按计划推进"},
        {LIGHT_SILENT_DAYS, 21, LIGHT_YELLOW, "2022-09起没有投资完成数，已21天"},
        {LIGHT_LAG, 5, LIGHT_YELLOW, "今年投资慢于计划5%"},
        {LIGHT_SLIP, 8, LIGHT_YELLOW, "预计2023-07-03完工，比基准计划晚8天"},
        {LIGHT_OVERSTAY, 1, LIGHT_YELLOW, "在“前期”超过时限1天"},
        {LIGHT_FINISH_LATE, 1, LIGHT_YELLOW, "预计2023-07-03完工，比要求晚1天"},
        {LIGHT_SILENT_DAYS, 61, LIGHT_RED, "2022-09起没有投资完成数，已61天"},
        {LIGHT_LAG, 20, LIGHT_RED, "今年投资落后计划20%"},
        {LIGHT_OVERSTAY, 61, LIGHT_RED, "在“前期”超过时限61天"},
        {LIGHT_FINISH_LATE, 31, LIGHT_RED, "预计2023-07-03完工，比要求晚31天"},
        {LIGHT_CASES_OVERDUE, 2, LIGHT_RED, "2个问题逾期未解决"},
        {LIGHT_DAYS_LEFT, -5, LIGHT_RED, "计划竣工期限已过5天"},
    };

    start(values, 300);
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        values[steps[i].value] = formula_number(steps[i].number * DECIMAL_ONE);
        expect_of(LIGHT_PROJECT, rules, values, steps[i].colour, steps[i].zh);
    }
    values[LIGHT_DONE] = formula_truth(true);
    expect_of(LIGHT_PROJECT, rules, values, LIGHT_GREEN, "已竣工");
}

static void refuse(const char *rules, const char *key, const char *field)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text =
        g_strdup_printf("{\"lights\": {\"commitment\": [%s], \"indicator\": []}}", rules);
    json_auto_t *source = json_loads(text, 0, NULL);
    g_autoptr(LightRules) compiled = light_rules_compile(source, &error);

    g_assert_null(compiled);
    g_assert_cmpstr(error_key(error), ==, key);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, field);
}

static void a_hole_is_refused_with_its_place(void)
{
#define REASON "\"reason\": {\"zh\": \"是\", \"en\": \"so\"}"
    refuse("{\"light\": \"red\", \"when\": \"done\", " REASON "}", "light.last_always",
           "lights/commitment/0/when");
    refuse("{\"light\": \"red\", " REASON "}, {\"light\": \"grey\", " REASON "}", "light.always",
           "lights/commitment/0/when");
    refuse("{\"light\": \"red\", \"when\": \"mood > 3\", " REASON "}, {\"light\": \"grey\", " REASON
           "}",
           "formula.name", "lights/commitment/0/when");
    refuse("{\"light\": \"red\", \"when\": \"lag >\", " REASON "}, {\"light\": \"grey\", " REASON
           "}",
           "formula.syntax", "lights/commitment/0/when");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/light_rule/the_first_rule_that_holds_decides",
                    the_first_rule_that_holds_decides);
    g_test_add_func("/light_rule/a_percentage_is_judged_in_points",
                    a_percentage_is_judged_in_points);
    g_test_add_func("/light_rule/a_missing_value_makes_no_rule_hold",
                    a_missing_value_makes_no_rule_hold);
    g_test_add_func("/light_rule/a_project_is_judged_by_schedule_gates_money_and_problems",
                    a_project_is_judged_by_schedule_gates_money_and_problems);
    g_test_add_func("/light_rule/a_hole_is_refused_with_its_place",
                    a_hole_is_refused_with_its_place);
    return g_test_run();
}
