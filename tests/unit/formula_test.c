/* Formulas: exact, closed, and clear about what is wrong and where. */
#include "formula/formula.h"

#include <string.h>

static const char *const NAMES[] = {"actual", "target", "name", "late", "gone", NULL};

static const FormulaValue VALUES[] = {
    {.kind = FORMULA_NUMBER, .number = 75000},
    {.kind = FORMULA_NUMBER, .number = 100000},
    {.kind = FORMULA_TEXT, .text = "亩"},
    {.kind = FORMULA_BOOLEAN, .truth = true},
    {.kind = FORMULA_NULL},
};

typedef struct {
    FormulaMachine *machine;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    fixture->machine = formula_machine_new();
}

static void tear_down(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    formula_machine_free(fixture->machine);
}

/* The result as text, or the error's key. */
static char *evaluated(FormulaMachine *machine, const char *source)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Formula) formula = formula_compile(machine, source, NAMES, "/formula", &error);
    FormulaValue result = formula_null();
    char text[DECIMAL_TEXT_MAX];

    if (formula == NULL || !formula_evaluate(formula, VALUES, &result, &error)) {
        g_assert_cmpstr(error_detail(error, 0)->field, ==, "/formula");
        return g_strdup(error_key(error));
    }
    switch (result.kind) {
    case FORMULA_NULL:
        return g_strdup("null");
    case FORMULA_NUMBER:
        decimal_format(result.number, text);
        return g_strdup(text);
    case FORMULA_BOOLEAN:
        return g_strdup(result.truth ? "true" : "false");
    case FORMULA_TEXT:
        return g_strdup_printf("'%s'", result.text);
    }
    g_assert_not_reached();
}

static void assert_all(FormulaMachine *machine, const char *const (*cases)[2], gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autofree char *got = evaluated(machine, cases[i][0]);
        if (strcmp(got, cases[i][1]) != 0) {
            g_test_message("%s", cases[i][0]);
        }
        g_assert_cmpstr(got, ==, cases[i][1]);
    }
}

static void numbers_are_exact(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const cases[][2] = {
        {"0.1 + 0.2 == 0.3", "true"},
        {"actual / target * 100", "75"},
        {"1 / 3", "0.3333"},
        {"2 / 3", "0.6667"},
        {"-2 / 3", "-0.6667"},
        {"1 / 3 * 3 == 1", "false"},
        {"round(1 / 3 * 3, 4) == 1", "true"},
        {"1 - -2 * 3", "7"},
        {"900000000000000 * 1.00000001", "900000009000000"},
        {"round(2.345, 2)", "2.35"},
        {"round(-2.345, 2)", "-2.35"},
        {"floor(-1.5) .. ' ' .. ceil(-1.5) .. ' ' .. floor(1.5) .. ' ' .. ceil(1.5)",
         "'-2 -1 1 2'"},
        {"abs(-7.5)", "7.5"},
        {"999999999999999999 * 9", "formula.range"},
        {"900000000000 * 900000000000", "formula.range"},
        {"actual / (target - 10)", "formula.zero"},
    };
    assert_all(fixture->machine, cases, G_N_ELEMENTS(cases));
}

static void functions_do_what_their_manual_says(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const cases[][2] = {
        {"min(3, actual, 9)", "3"},
        {"max(3, actual, 7)", "7.5"},
        {"clamp(120, 0, 100)", "100"},
        {"clamp(-1, 0, 100)", "0"},
        {"clamp(1, 2, 0)", "formula.arguments"},
        {"steps(95, 90, 'A', 80, 'B', 'C')", "'A'"},
        {"steps(90, 90, 'A', 80, 'B', 'C')", "'A'"},
        {"steps(85, 90, 'A', 80, 'B', 'C')", "'B'"},
        {"steps(1, 90, 'A', 80, 'B', 'C')", "'C'"},
        {"steps(1, 90, 'A')", "formula.arguments"},
        {"line(5, 0, 60, 10, 100)", "80"},
        {"line(-5, 0, 60, 10, 100)", "60"},
        {"line(15, 0, 60, 10, 100)", "100"},
        {"line(1, 3, 1, 3, 2)", "formula.arguments"},
        {"round(1.25, 0.5)", "formula.arguments"},
        {"min()", "formula.arguments"},
        {"late and 'red' or 'green'", "'red'"},
        {"not late", "false"},
        {"name == '亩'", "true"},
        {"actual .. name", "'7.5亩'"},
    };
    assert_all(fixture->machine, cases, G_N_ELEMENTS(cases));
}

static void a_missing_value_is_never_a_zero(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const cases[][2] = {
        {"gone + 1", "formula.missing"},
        {"gone == 0", "formula.missing"},
        {"gone", "formula.missing"},
        {"known(gone)", "false"},
        {"known(actual)", "true"},
        {"known(gone) and gone / 2 or actual", "7.5"},
        {"first(gone, actual, target)", "7.5"},
        {"first(gone)", "null"},
        {"first(gone) + 1", "formula.missing"},
    };
    assert_all(fixture->machine, cases, G_N_ELEMENTS(cases));

    g_autoptr(GError) error = NULL;
    g_autoptr(Formula) formula =
        formula_compile(fixture->machine, "actual + gone", NAMES, NULL, &error);
    FormulaValue result = formula_null();
    g_assert_no_error(error);
    g_assert_false(formula_evaluate(formula, VALUES, &result, &error));
    g_assert_cmpstr(error_detail(error, 0)->arguments[1], ==, "gone");
}

static void nothing_but_an_expression_is_accepted(Fixture *fixture,
                                                  gconstpointer data G_GNUC_UNUSED)
{
    static const char *const cases[][2] = {
        {"", "formula.empty"},
        {"  \n", "formula.empty"},
        {"(function() while true do end end)()", "formula.word"},
        {"while true do end", "formula.word"},
        {"goto x", "formula.word"},
        {"nil", "formula.word"},
        {"os", "formula.name"},
        {"_ENV", "formula.name"},
        {"actual = 1", "formula.symbol"},
        {"actual; 1", "formula.symbol"},
        {"name:rep(9)", "formula.symbol"},
        {"name.x", "formula.symbol"},
        {"{1}", "formula.symbol"},
        {"actual ^ 9", "formula.symbol"},
        {"actual -- note", "formula.name"},
        {"[[x]]", "formula.symbol"},
        {"actual ＋ 1", "formula.symbol"},
        {"'a\\65'", "formula.quote"},
        {"'open", "formula.quote"},
        {"1e9", "formula.number"},
        {"0x1F", "formula.number"},
        {"0.123456789", "formula.number"},
        {"1.2.3", "formula.number"},
        {"1234567890123456789", "formula.number"},
        {"1)+(1", "formula.syntax"},
        {"(1", "formula.syntax"},
        {"1 +", "formula.syntax"},
        {"1, 2", "formula.syntax"},
        {"min(1, )", "formula.syntax"},
        {"min + 1", "formula.kinds"},
        {"actual(1)", "formula.kinds"},
        {"name + 1", "formula.kinds"},
        {"'5' + 1", "formula.kinds"},
        {"actual < name", "formula.kinds"},
        {"min(late, 1)", "formula.kinds"},
        {"min", "formula.kinds"},
    };
    assert_all(fixture->machine, cases, G_N_ELEMENTS(cases));

    g_autofree char *deep = g_strnfill(FORMULA_LENGTH_MAX / 2, '(');
    g_autofree char *long_one = g_strnfill(FORMULA_LENGTH_MAX + 1, '1');
    g_autofree char *deep_got = evaluated(fixture->machine, deep);
    g_autofree char *long_got = evaluated(fixture->machine, long_one);
    g_assert_cmpstr(deep_got, ==, "formula.syntax");
    g_assert_cmpstr(long_got, ==, "formula.length");
}

static void a_fault_is_named_with_its_column(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *source;
        const char *column;
        const char *text;
    } cases[] = {
        {"actual + \n os", "12", "os"},
        {"name == '亩' ＋ 1", "13", "＋"},
        {"actual * / target", "10", "/"},
        {"min(actual target)", "12", "target)"},
        {"actual +", "9", ""},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Formula) formula =
            formula_compile(fixture->machine, cases[i].source, NAMES, NULL, &error);
        g_assert_null(formula);
        g_assert_cmpstr(error_detail(error, 0)->arguments[1], ==, cases[i].column);
        g_assert_cmpstr(error_detail(error, 0)->arguments[3], ==, cases[i].text);
    }
}

static void a_formula_that_no_number_can_save_is_found_out(Fixture *fixture,
                                                           gconstpointer data G_GNUC_UNUSED)
{
    static const char *const names[] = {"a", "b", "b_last_year", NULL};
    static const struct {
        const char *source;
        const char *key; /* or NULL: it can give a number */
        const char *column;
    } cases[] = {
        {"a / 0", "formula.always_zero", "3"},
        {"a + b / (2 - 1 - 1)", "formula.always_zero", "7"},
        {"a / (b - b) * 100", "formula.always_zero", "3"},
        {"a / min(b, b, 0 * a)", NULL, NULL}, /* b may be below 0 */
        {"a / (b * 0)", "formula.always_zero", "3"},
        {"clamp(a, 2, 1)", "formula.arguments", NULL},
        {"'a' .. b", "formula.no_number", NULL},
        {"a > b", "formula.no_number", NULL},
        {"a / (b - b_last_year)", NULL, NULL},
        {"a / floor(b / 1000000)", NULL, NULL},
        {"known(b) and a / 0 or a", NULL, NULL},
        {"a > 0 and 1 / 0 or 5", NULL, NULL},
        {"first(b, 0)", NULL, NULL},
        {"100 * a / (a + b)", NULL, NULL},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(Formula) formula =
            formula_compile(fixture->machine, cases[i].source, names, "/formula", &error);
        g_assert_no_error(error);
        g_test_message("%s", cases[i].source);
        g_assert_cmpint(formula_try(formula, 3, &error), ==, cases[i].key == NULL);
        g_assert_cmpstr(error != NULL ? error_key(error) : NULL, ==, cases[i].key);
        if (cases[i].column != NULL) {
            g_assert_cmpstr(error_detail(error, 0)->arguments[1], ==, cases[i].column);
        }
    }
}

static void a_formula_says_what_it_uses(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Formula) formula = formula_compile(
        fixture->machine, "known(gone) and target or target + actual", NAMES, NULL, &error);
    guint count = 0;
    const guint *uses = formula_uses(formula, &count);

    g_assert_no_error(error);
    g_assert_cmpuint(count, ==, 3);
    g_assert_cmpuint(uses[0], ==, 0);
    g_assert_cmpuint(uses[1], ==, 1);
    g_assert_cmpuint(uses[2], ==, 4);
}

/* Random sums and products against the same in 128-bit integers. */
static void random_sums_agree_with_integers(Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
    static const char *const names[] = {"a", "b", "c", NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Formula) formula =
        formula_compile(fixture->machine, "a * b - c * 3 + a", names, NULL, &error);

    g_assert_no_error(error);
    for (int i = 0; i < 20000; i++) {
        gint64 a = g_test_rand_int_range(-1000000, 1000000);
        gint64 b = g_test_rand_int_range(-1000000, 1000000);
        gint64 c = g_test_rand_int();
        FormulaValue values[] = {formula_number(a * DECIMAL_ONE), formula_number(b * DECIMAL_ONE),
                                 formula_number(c)};
        FormulaValue result = formula_null();
        g_assert_true(formula_evaluate(formula, values, &result, &error));
        g_assert_no_error(error);
        g_assert_cmpint(result.number, ==, (a * b + a) * DECIMAL_ONE - c * 3);
    }
}

static void formulas_are_ordered_or_their_loop_is_named(void)
{
    static const char *const names[] = {"a", "b", "c", "d"};
    static const guint on_b[] = {1, 2};
    static const guint on_c[] = {2};
    static const guint on_a[] = {0};
    const guint *const good[] = {on_b, on_c, NULL, on_a};
    const guint good_counts[] = {2, 1, 0, 1};
    const guint *const bad[] = {on_b, on_c, on_a, on_a};
    const guint bad_counts[] = {2, 1, 1, 1};
    g_autoptr(GError) error = NULL;
    guint order[4] = {0};

    g_assert_true(formula_order(4, names, good, good_counts, order, NULL, &error));
    g_assert_no_error(error);
    g_assert_cmpuint(order[0], ==, 2);
    g_assert_cmpuint(order[1], ==, 1);
    g_assert_cmpuint(order[2], ==, 0);
    g_assert_cmpuint(order[3], ==, 3);
    g_assert_false(formula_order(4, names, bad, bad_counts, order, "/formula", &error));
    g_assert_cmpstr(error_key(error), ==, "formula.loop");
    g_assert_cmpstr(error_detail(error, 0)->field, ==, "/formula");
    g_assert_cmpstr(error_detail(error, 0)->arguments[1], ==, "a → b → c → a");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add("/formula/" #test, Fixture, NULL, set_up, test, tear_down)
    ADD(numbers_are_exact);
    ADD(functions_do_what_their_manual_says);
    ADD(a_missing_value_is_never_a_zero);
    ADD(nothing_but_an_expression_is_accepted);
    ADD(a_fault_is_named_with_its_column);
    ADD(a_formula_that_no_number_can_save_is_found_out);
    ADD(a_formula_says_what_it_uses);
    ADD(random_sums_agree_with_integers);
    g_test_add_func("/formula/formulas_are_ordered_or_their_loop_is_named",
                    formulas_are_ordered_or_their_loop_is_named);
    return g_test_run();
}
