/* Codes for life, and names that may mean the same firm. */
#include "kernel/code.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

static void assert_fault(const char *text, const char *key, const char *const *arguments)
{
    g_autoptr(GError) error = NULL;
    char code[CODE_CREDIT_LENGTH + 1];

    g_assert_false(code_credit_check(text, "/code", code, &error));
    g_assert_cmpstr(error_key(error), ==, key);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, "/code");
    for (guint i = 0; arguments[i] != NULL; i++) {
        g_assert_cmpstr(error_detail(error, 0)->arguments[i], ==, arguments[i]);
    }
}

static void a_credit_code_is_taken_as_people_paste_it(void)
{
    char code[CODE_CREDIT_LENGTH + 1];

    g_assert_true(code_credit_check("91131103MA00LDK01E", NULL, code, NULL));
    g_assert_cmpstr(code, ==, "91131103MA00LDK01E");
    g_assert_true(code_credit_check("  ９１１３１１０３ma00ldk01e　", NULL, code, NULL));
    g_assert_cmpstr(code, ==, "91131103MA00LDK01E");
}

static void a_wrong_credit_code_says_which_character(void)
{
    assert_fault("91131103MA00LDK01", "kernel.code.length",
                 (const char *const[]){"length", "17", NULL});
    assert_fault("", "kernel.code.length", (const char *const[]){"length", "0", NULL});
    assert_fault("91131103MAO0LDK01E", "kernel.code.character",
                 (const char *const[]){"position", "11", "character", "O", NULL});
    assert_fault("91131103MA冀0LDK01E", "kernel.code.character",
                 (const char *const[]){"position", "11", "character", "冀", NULL});
    assert_fault("911311A3MA00LDK01E", "kernel.code.area",
                 (const char *const[]){"position", "7", "character", "A", NULL});
    assert_fault("91131103MA00LDK01A", "kernel.code.check",
                 (const char *const[]){"given", "A", "expected", "E", NULL});
}

/* GB 32100's sum, character by character and without a running weight. */
static char check_by_definition(const char *code)
{
    guint64 sum = 0;

    for (guint i = 0; i < CODE_CREDIT_LENGTH - 1; i++) {
        guint64 weight = 1;
        for (guint k = 0; k < i; k++) {
            weight *= 3;
        }
        sum += (guint64)(strchr(alphabet, code[i]) - alphabet) * (weight % 31);
    }
    return alphabet[sum % 31 == 0 ? 0 : 31 - sum % 31];
}

static void one_wrong_character_is_always_found(void)
{
    GRand *random = g_rand_new_with_seed(32100);

    for (guint round = 0; round < 2000; round++) {
        char given[CODE_CREDIT_LENGTH + 1] = "91131103";
        char code[CODE_CREDIT_LENGTH + 1];
        for (guint i = 8; i < CODE_CREDIT_LENGTH - 1; i++) {
            given[i] = alphabet[g_rand_int_range(random, 0, 31)];
        }
        given[CODE_CREDIT_LENGTH - 1] = check_by_definition(given);
        g_assert_true(code_credit_check(given, NULL, code, NULL));
        guint at = (guint)g_rand_int_range(random, 8, CODE_CREDIT_LENGTH);
        char other = alphabet[g_rand_int_range(random, 0, 31)];
        if (other != given[at]) {
            given[at] = other;
            g_assert_false(code_credit_check(given, NULL, code, NULL));
        }
    }
    g_rand_free(random);
}

static void a_project_code_is_of_one_of_its_two_forms(void)
{
    static const char *const right[] = {"2018-131103-47-03-012345", "2211-131103-04-01-123456",
                                        "2010-131103-89-05-100001", "2021-131103-47-01-000001"};
    static const struct {
        const char *code;
        const char *key;
    } wrong[] = {{"2211-131103-04-01-12345", "kernel.code.project_form"},
                 {"221113-1103-04-01-123456", "kernel.code.project_form"},
                 {"2211-131103-04-01-12345X", "kernel.code.project_form"},
                 {"", "kernel.code.project_form"},
                 {"2213-131103-04-01-123456", "kernel.code.project_time"},
                 {"1999-131103-04-01-123456", "kernel.code.project_time"},
                 {"2018-131103-47-04-012345", "kernel.code.project_kind"},
                 {"2211-131103-47-00-012345", "kernel.code.project_kind"}};
    char code[CODE_PROJECT_LENGTH + 1];

    for (gsize i = 0; i < G_N_ELEMENTS(right); i++) {
        g_assert_true(code_project_check(right[i], NULL, code, NULL));
        g_assert_cmpstr(code, ==, right[i]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_false(code_project_check(wrong[i].code, "/code", code, &error));
        g_assert_cmpstr(error_key(error), ==, wrong[i].key);
    }
    g_assert_true(code_project_check("２２１１1311030401123456", NULL, code, NULL));
    g_assert_cmpstr(code, ==, "2211-131103-04-01-123456");
}

static void a_firms_core_is_without_place_and_form(void)
{
    static const char *const places[] = {"冀州", "衡水", NULL};
    static const struct {
        const char *name;
        const char *core;
    } firms[] = {{"河北衡水市冀州区春晓散热器有限公司", "春晓散热器"},
                 {"冀州春晓散热器有限责任公司", "春晓散热器"},
                 {"春晓散热器（冀州）集团股份有限公司", "春晓散热器"},
                 {"Ｃhunxiao 科技 (河北) 有限公司", "chunxiao科技河北"},
                 {"有限公司", "有限"},
                 {"冀州", "冀州"}};

    for (gsize i = 0; i < G_N_ELEMENTS(firms); i++) {
        g_autofree char *core = code_firm_core(firms[i].name, places);
        g_assert_cmpstr(core, ==, firms[i].core);
    }
}

static void the_same_firm_is_alike_and_another_of_its_trade_is_not(void)
{
    static const char *const places[] = {"冀州", "衡水", NULL};
    static const struct {
        const char *a;
        const char *b;
        bool alike;
    } pairs[] = {{"冀州春晓散热器有限公司", "河北春晓散热器制造有限责任公司", true},
                 {"衡水春晓机械制造有限公司", "衡水春哓机械制造有限公司", true},
                 {"衡水春晓机械制造有限公司", "衡水银桥机械制造有限公司", false},
                 {"河北春晓食品有限公司", "河北银桥食品有限公司", false},
                 {"春晓", "银桥", false}};

    for (gsize i = 0; i < G_N_ELEMENTS(pairs); i++) {
        guint there = code_firm_similarity(pairs[i].a, pairs[i].b, places);
        g_assert_cmpuint(there, ==, code_firm_similarity(pairs[i].b, pairs[i].a, places));
        g_assert_true((there >= CODE_FIRM_ALIKE) == pairs[i].alike);
        g_assert_cmpuint(code_firm_similarity(pairs[i].a, pairs[i].a, places), ==, 100);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/code/a_credit_code_is_taken_as_people_paste_it",
                    a_credit_code_is_taken_as_people_paste_it);
    g_test_add_func("/code/a_wrong_credit_code_says_which_character",
                    a_wrong_credit_code_says_which_character);
    g_test_add_func("/code/one_wrong_character_is_always_found",
                    one_wrong_character_is_always_found);
    g_test_add_func("/code/a_project_code_is_of_one_of_its_two_forms",
                    a_project_code_is_of_one_of_its_two_forms);
    g_test_add_func("/code/a_firms_core_is_without_place_and_form",
                    a_firms_core_is_without_place_and_form);
    g_test_add_func("/code/the_same_firm_is_alike_and_another_of_its_trade_is_not",
                    the_same_firm_is_alike_and_another_of_its_trade_is_not);
    return g_test_run();
}
