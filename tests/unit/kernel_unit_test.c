#include "kernel/unit.h"

static void says(const char *unit, const char *wanted)
{
    g_autofree char *text = unit_text(LANGUAGE_EN, unit);
    g_autofree char *chinese = unit_text(LANGUAGE_ZH, unit);

    g_assert_cmpstr(text, ==, wanted);
    g_assert_cmpstr(chinese, ==, unit);
}

static void test_known(void)
{
    says("亿元", "×10⁸ yuan");
    says("万亩", "×10⁴ mu");
    says("%", "%");
    says("微克/立方米", "µg/m³");
    says("万元/亩", "×10⁴ yuan/mu");
    says("个", "");
    says("万个", "×10⁴");
    says("个百分点", "percentage points");
    says("", "");
    says(NULL, NULL);
}

static void test_unknown_stays(void)
{
    says("蒸吨", "蒸吨");
    says("元/蒸吨", "元/蒸吨");
    says("人/个", "人/个");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/unit/known", test_known);
    g_test_add_func("/unit/unknown", test_unknown_stays);
    return g_test_run();
}
