/* Exact decimals: every law holds for random values, and nothing overflows in silence. */
#include "kernel/decimal.h"

#define ROUNDS 200000

static Decimal parsed(const char *text)
{
    g_autoptr(GError) error = NULL;
    Decimal value = 0;

    g_assert_true(decimal_parse(text, "value", &value, &error));
    g_assert_no_error(error);
    return value;
}

static void assert_text(Decimal value, const char *wanted)
{
    char text[DECIMAL_TEXT_MAX];

    decimal_format(value, text);
    g_assert_cmpstr(text, ==, wanted);
}

static Decimal random_decimal(void)
{
    guint64 bits = (guint64)g_test_rand_int() << 32 | (guint32)g_test_rand_int();

    return (Decimal)bits >> g_test_rand_int_range(0, 63);
}

static void what_is_written_is_what_is_kept(void)
{
    g_assert_cmpint(parsed("7.5"), ==, 75000);
    g_assert_cmpint(parsed("-0.07"), ==, -700);
    g_assert_cmpint(parsed("+3"), ==, 30000);
    g_assert_cmpint(parsed("922337203685477.5807"), ==, DECIMAL_MAX);
    g_assert_cmpint(parsed("-922337203685477.5808"), ==, DECIMAL_MIN);
    assert_text(75000, "7.5");
    assert_text(-700, "-0.07");
    assert_text(0, "0");
    assert_text(1000000, "100");
    assert_text(DECIMAL_MIN, "-922337203685477.5808");
}

static void every_decimal_survives_its_text(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        char text[DECIMAL_TEXT_MAX];
        Decimal value = random_decimal();
        decimal_format(value, text);
        g_assert_cmpint(parsed(text), ==, value);
        decimal_format_places(value, DECIMAL_PLACES, text);
        g_assert_cmpint(parsed(text), ==, value);
    }
}

static void what_is_no_decimal_is_refused_with_its_place(void)
{
    static const struct {
        const char *text;
        const char *key;
    } wrong[] = {
        {"", "kernel.decimal.form"},
        {"-", "kernel.decimal.form"},
        {".5", "kernel.decimal.form"},
        {"5.", "kernel.decimal.form"},
        {" 5", "kernel.decimal.form"},
        {"1,000", "kernel.decimal.form"},
        {"1e3", "kernel.decimal.form"},
        {"nan", "kernel.decimal.form"},
        {"７", "kernel.decimal.form"},
        {"1.23456", "kernel.decimal.places"},
        {"1.2.3", "kernel.decimal.form"},
        {"922337203685477.5808", "kernel.decimal.range"},
        {"9999999999999999999999999999999999999999", "kernel.decimal.range"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        Decimal value = 17;
        g_assert_false(decimal_parse(wrong[i].text, "/value", &value, &error));
        g_assert_cmpint(value, ==, 17);
        const ErrorDetail *detail = error_detail(error, 0);
        g_assert_cmpstr(detail->key, ==, wrong[i].key);
        g_assert_cmpstr(detail->field, ==, "/value");
    }
}

static void sums_and_differences_undo_each_other(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        Decimal a = random_decimal();
        Decimal b = random_decimal();
        Decimal sum;
        Decimal back;
        if (decimal_add(a, b, &sum)) {
            Decimal other;
            g_assert_true(decimal_add(b, a, &other));
            g_assert_cmpint(sum, ==, other);
            g_assert_true(decimal_subtract(sum, b, &back));
            g_assert_cmpint(back, ==, a);
        } else {
            g_assert_true((a < 0) == (b < 0)); /* only two of one sign can go too far */
        }
    }
}

static void products_round_once_half_away_from_zero(void)
{
    Decimal result;

    g_assert_true(decimal_multiply(parsed("0.01"), parsed("0.005"), &result));
    assert_text(result, "0.0001");
    g_assert_true(decimal_multiply(parsed("-0.01"), parsed("0.005"), &result));
    assert_text(result, "-0.0001");
    g_assert_true(decimal_divide(parsed("1"), parsed("3"), &result));
    assert_text(result, "0.3333");
    g_assert_true(decimal_divide(parsed("2"), parsed("-3"), &result));
    assert_text(result, "-0.6667");
    g_assert_true(decimal_scale(parsed("83"), 1, 12, &result));
    assert_text(result, "6.9167");
    g_assert_true(decimal_round(parsed("2.5"), 0, &result));
    assert_text(result, "3");
    g_assert_true(decimal_round(parsed("-2.45"), 1, &result));
    assert_text(result, "-2.5");
}

static void a_product_divided_is_near_what_it_was(void)
{
    for (int i = 0; i < ROUNDS; i++) {
        Decimal a = random_decimal() >> 16;
        Decimal b = random_decimal();
        Decimal product;
        Decimal back;
        if (b != 0 && ABS(b) >= DECIMAL_ONE && decimal_multiply(a, b, &product) &&
            decimal_divide(product, b, &back)) {
            g_assert_cmpint(ABS(back - a), <=, 1);
        }
    }
}

static void what_does_not_fit_is_said(void)
{
    Decimal result = 17;

    g_assert_false(decimal_add(DECIMAL_MAX, 1, &result));
    g_assert_false(decimal_subtract(DECIMAL_MIN, 1, &result));
    g_assert_false(decimal_multiply(DECIMAL_MAX, 2 * DECIMAL_ONE, &result));
    g_assert_false(decimal_divide(DECIMAL_MAX, 1, &result));
    g_assert_false(decimal_divide(1, 0, &result));
    g_assert_false(decimal_scale(1, 1, 0, &result));
    g_assert_false(decimal_divide(DECIMAL_MIN, -DECIMAL_ONE, &result));
    g_assert_cmpint(result, ==, 17);
}

static void places_are_as_many_as_asked_for(void)
{
    char text[DECIMAL_TEXT_MAX];

    decimal_format_places(parsed("6.25"), 1, text);
    g_assert_cmpstr(text, ==, "6.3");
    decimal_format_places(parsed("-6.25"), 1, text);
    g_assert_cmpstr(text, ==, "-6.3");
    decimal_format_places(parsed("7"), 2, text);
    g_assert_cmpstr(text, ==, "7.00");
    decimal_format_places(parsed("-0.04"), 1, text);
    g_assert_cmpstr(text, ==, "0.0");
    decimal_format_places(DECIMAL_MAX, 0, text);
    g_assert_cmpstr(text, ==, "922337203685478");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decimal/what_is_written_is_what_is_kept", what_is_written_is_what_is_kept);
    g_test_add_func("/decimal/every_decimal_survives_its_text", every_decimal_survives_its_text);
    g_test_add_func("/decimal/what_is_no_decimal_is_refused_with_its_place",
                    what_is_no_decimal_is_refused_with_its_place);
    g_test_add_func("/decimal/sums_and_differences_undo_each_other",
                    sums_and_differences_undo_each_other);
    g_test_add_func("/decimal/products_round_once_half_away_from_zero",
                    products_round_once_half_away_from_zero);
    g_test_add_func("/decimal/a_product_divided_is_near_what_it_was",
                    a_product_divided_is_near_what_it_was);
    g_test_add_func("/decimal/what_does_not_fit_is_said", what_does_not_fit_is_said);
    g_test_add_func("/decimal/places_are_as_many_as_asked_for", places_are_as_many_as_asked_for);
    return g_test_run();
}
