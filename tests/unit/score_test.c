/* Scoring: worked by hand, and the laws: order of units is nothing, a change gives what computing
 * all gives, caps and floors hold, a veto limits. */
#include "score/score_core.h"

#include <string.h>

#define UNITS 40u

static const char *const full_scheme =
    "{'key':'s','points':100,'measures':[{'key':'done'},{'key':'goal'},{'key':'air'},{'key':'sales'"
    "},"
    "{'key':'late'},{'key':'extra'},{'key':'accidents'},{'key':'letters'}],'items':["
    "{'key':'work','points':60,'items':["
    "{'key':'built','points':30,'kind':'completion','value':'done','target':'goal','cap':36},"
    "{'key':'clean','points':10,'kind':'linear','value':'air','from':60,'to':30},"
    "{'key':'trade','points':20,'kind':'rank','value':'sales','step':'0.5'}]},"
    "{'key':'order','points':40,'items':["
    "{'key':'timely','points':20,'kind':'deduction','value':'late','each':3,'floor':5},"
    "{'key':'answered','points':10,'kind':'threshold','value':'letters','at':95,'missing':4},"
    "{'key':'whole','points':10,'kind':'formula','formula':'min(points, built / 3)'}]},"
    "{'key':'list','kind':'entries','value':'extra','cap':5,'floor':-10},"
    "{'key':'safe','kind':'veto','value':'accidents','limit':60}]}";

enum { DONE, GOAL, AIR, SALES, LATE, EXTRA, ACCIDENTS, LETTERS, MEASURES };

static ScoreScheme *compile(const char *text, GError **error)
{
    g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
    json_auto_t *definition = json_loads(json, 0, NULL);

    g_assert_nonnull(definition);
    return score_scheme_compile(definition, "/definition", error);
}

static ScoreScheme *compile_full(void)
{
    g_autoptr(GError) error = NULL;
    ScoreScheme *scheme = compile(full_scheme, &error);

    g_assert_no_error(error);
    return scheme;
}

static void set_all(ScoreTable *table, guint unit, const gint64 *values)
{
    for (guint i = 0; i < MEASURES; i++) {
        score_table_set(table, unit, i, true, values[i] * DECIMAL_ONE);
    }
}

static Decimal points(const ScoreScheme *scheme, const ScoreTable *table, guint unit,
                      const char *key)
{
    return score_table_cell(table, unit, (guint)score_scheme_item(scheme, key)).points;
}

static void worked_by_hand(void)
{
    static const gint64 first[] = {90, 100, 45, 7, 2, 9, 0, 96};
    static const gint64 second[] = {150, 100, 20, 9, 9, -3, 1, 90};
    g_autoptr(ScoreScheme) scheme = compile_full();
    g_autoptr(ScoreTable) table = score_table_new(scheme, 3);
    g_autoptr(GError) error = NULL;
    guint unit = 0;

    set_all(table, 0, first);
    set_all(table, 1, second);
    score_table_compute(table);
    g_assert_true(score_table_sound(table, &unit, &error));
    g_assert_cmpint(points(scheme, table, 0, "built"), ==, 270000);  /* 30 × 0.9 */
    g_assert_cmpint(points(scheme, table, 0, "clean"), ==, 50000);   /* half way */
    g_assert_cmpint(points(scheme, table, 0, "trade"), ==, 195000);  /* second: one step */
    g_assert_cmpint(points(scheme, table, 0, "timely"), ==, 140000); /* 20 - 2 × 3 */
    g_assert_cmpint(points(scheme, table, 0, "answered"), ==, 100000);
    g_assert_cmpint(points(scheme, table, 0, "whole"), ==, 90000);
    g_assert_cmpint(points(scheme, table, 0, "list"), ==, 50000); /* 9, at most 5 */
    g_assert_cmpint(score_table_total(table, 0).points, ==, 895000);

    guint built = (guint)score_scheme_item(scheme, "built");
    ScoreCell cell = score_table_cell(table, 1, built);
    g_assert_cmpint(cell.measured, ==, 1500000);
    g_assert_cmpint(cell.raw, ==, 450000);
    g_assert_cmpint(cell.points, ==, 360000);
    g_assert_cmpuint(cell.flags, ==, SCORE_AT_CAP);
    g_assert_cmpint(points(scheme, table, 1, "timely"), ==, 50000); /* its floor */
    ScoreTotal total = score_table_total(table, 1);
    g_assert_cmpint(total.sum, ==, 780000);    /* 36+10+20+5+0+10-3 */
    g_assert_cmpint(total.points, ==, 600000); /* the veto's limit */
    g_assert_cmpuint(total.flags, ==, SCORE_VETOED);

    /* Nothing known: marked, and only what the scheme gives for missing. */
    g_assert_cmpint(score_table_total(table, 2).points, ==,
                    90000); /* answered 4, timely's floor 5 */
    g_assert_cmpuint(score_table_total(table, 2).flags, ==, SCORE_MISSING);
    g_assert_cmpuint(score_table_total(table, 0).rank, ==, 1);
    g_assert_cmpuint(score_table_total(table, 1).rank, ==, 2);
    g_assert_cmpuint(score_table_total(table, 2).rank, ==, 3);
}

/* A figure as it was put in. */
typedef struct {
    bool known;
    Decimal value;
} Thrown;

static Thrown throw_in(ScoreTable *table, GRand *rand, guint unit, guint measure, bool change)
{
    bool known = g_rand_int_range(rand, 0, 10) > 0;
    Decimal value = measure == GOAL ? (Decimal)g_rand_int_range(rand, 1, 200) * DECIMAL_ONE
                                    : (Decimal)g_rand_int_range(rand, -20, 120) * 2500;

    if (change) {
        score_table_change(table, unit, measure, known, value);
    } else {
        score_table_set(table, unit, measure, known, value);
    }
    return (Thrown){known, value};
}

static void same_unit(const ScoreScheme *scheme, const ScoreTable *a, guint unit_a,
                      const ScoreTable *b, guint unit_b)
{
    ScoreTotal first = score_table_total(a, unit_a);
    ScoreTotal second = score_table_total(b, unit_b);

    g_assert_cmpint(first.points, ==, second.points);
    g_assert_cmpint(first.sum, ==, second.sum);
    g_assert_cmpuint(first.flags, ==, second.flags);
    g_assert_cmpuint(first.rank, ==, second.rank);
    for (guint i = 0; i < scheme->item_count; i++) {
        ScoreCell one = score_table_cell(a, unit_a, i);
        ScoreCell other = score_table_cell(b, unit_b, i);
        g_assert_cmpint(one.measured, ==, other.measured);
        g_assert_cmpint(one.raw, ==, other.raw);
        g_assert_cmpint(one.points, ==, other.points);
        g_assert_cmpuint(one.flags, ==, other.flags);
    }
}

static void the_laws_hold(void)
{
    g_autoptr(ScoreScheme) scheme = compile_full();
    g_autoptr(GRand) rand = g_rand_new_with_seed(20221231);

    for (guint round = 0; round < 30; round++) {
        g_autoptr(ScoreTable) table = score_table_new(scheme, UNITS);
        Thrown thrown[UNITS][MEASURES];
        for (guint unit = 0; unit < UNITS; unit++) {
            for (guint i = 0; i < MEASURES; i++) {
                thrown[unit][i] = throw_in(table, rand, unit, i, false);
            }
        }
        score_table_compute(table);
        for (guint change = 0; change < 50; change++) {
            guint unit = (guint)g_rand_int_range(rand, 0, (gint)UNITS);
            guint i = (guint)g_rand_int_range(rand, 0, MEASURES);
            thrown[unit][i] = throw_in(table, rand, unit, i, true);
        }
        /* Computed anew, from the last unit to the first. */
        g_autoptr(ScoreTable) anew = score_table_new(scheme, UNITS);
        for (guint unit = 0; unit < UNITS; unit++) {
            for (guint i = 0; i < MEASURES; i++) {
                score_table_set(anew, UNITS - 1 - unit, i, thrown[unit][i].known,
                                thrown[unit][i].value);
            }
        }
        score_table_compute(anew);
        for (guint unit = 0; unit < UNITS; unit++) {
            same_unit(scheme, table, unit, anew, UNITS - 1 - unit);
            for (guint i = 0; i < scheme->item_count; i++) {
                Decimal got = score_table_cell(table, unit, i).points;
                g_assert_true(!scheme->items[i].has_cap || got <= scheme->items[i].cap);
                g_assert_true(!scheme->items[i].has_floor || got >= scheme->items[i].floor);
            }
            ScoreTotal total = score_table_total(table, unit);
            g_assert_true((total.flags & SCORE_VETOED) == 0 || total.points <= 600000);
        }
    }
}

static void refused(const char *scheme_text, const char *key, const char *field)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScoreScheme) scheme = compile(scheme_text, &error);

    g_assert_null(scheme);
    g_assert_cmpstr(error_key(error), ==, key);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, field);
}

#define ONE(item) "{'key':'s','points':10,'measures':[{'key':'a'},{'key':'b'}],'items':[" item "]}"

static void a_hole_in_a_scheme_is_refused_where_it_is(void)
{
    refused(ONE("{'key':'x','points':9,'kind':'deduction','value':'a','each':1}"), "score.weights",
            "/definition/items");
    refused(ONE("{'key':'g','points':10,'items':[{'key':'x','points':'4.5','kind':'deduction',"
                "'value':'a','each':1}]}"),
            "score.weights", "/definition/items/0/items");
    refused(ONE("{'key':'x','points':10,'kind':'rank','value':'c','step':1}"), "score.no_measure",
            "/definition/items/0/value");
    refused(ONE("{'key':'x','points':10,'kind':'rank','value':'a'}"), "score.needs",
            "/definition/items/0/step");
    refused(ONE("{'key':'x','points':10,'kind':'linear','value':'a','from':3,'to':3}"),
            "score.ends", "/definition/items/0/to");
    refused(ONE("{'key':'a','points':10,'kind':'rank','value':'a','step':1}"), "score.twice",
            "/definition/items/0/key");
    refused(ONE("{'key':'x','points':10,'kind':'rank','value':'a','step':1,'floor':11}"),
            "score.limits", "/definition/items/0/floor");
    refused(ONE("{'key':'x','points':10}"), "score.needs", "/definition/items/0/items");
    refused(ONE("{'key':'x','points':10,'kind':'formula','formula':'1 / 0'}"), "formula.zero",
            "/definition/items/0/formula");
    refused(ONE("{'key':'x','points':10,'kind':'formula','formula':'while true do end'}"),
            "formula.word", "/definition/items/0/formula");
    refused(ONE("{'key':'x','points':4,'kind':'formula','formula':'y + 1'},"
                "{'key':'y','points':6,'kind':'formula','formula':'x + 1'}"),
            "formula.loop", "x");
}

static void what_cannot_be_computed_says_where_and_is_no_score(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ScoreScheme) scheme =
        compile(ONE("{'key':'x','points':4,'kind':'completion','value':'a','target':'b'},"
                    "{'key':'y','points':6,'kind':'formula','formula':'a / b'}"),
                &error);
    g_autoptr(ScoreTable) table = score_table_new(scheme, 2);
    guint unit = 9;

    g_assert_no_error(error);
    score_table_set(table, 0, 0, true, DECIMAL_ONE);
    score_table_set(table, 0, 1, true, DECIMAL_ONE);
    score_table_set(table, 1, 0, true, DECIMAL_ONE);
    score_table_set(table, 1, 1, true, 0);
    score_table_compute(table);
    g_assert_false(score_table_sound(table, &unit, &error));
    g_assert_cmpuint(unit, ==, 1);
    g_assert_cmpstr(error_key(error), ==, "formula.zero");
    g_assert_cmpuint(score_table_cell(table, 1, 1).flags, ==, SCORE_FAULT);
    g_clear_error(&error);
    score_table_change(table, 1, 1, true, 2 * DECIMAL_ONE);
    g_assert_true(score_table_sound(table, &unit, &error));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/score/worked_by_hand", worked_by_hand);
    g_test_add_func("/score/the_laws_hold", the_laws_hold);
    g_test_add_func("/score/a_hole_in_a_scheme_is_refused_where_it_is",
                    a_hole_in_a_scheme_is_refused_where_it_is);
    g_test_add_func("/score/what_cannot_be_computed_says_where_and_is_no_score",
                    what_cannot_be_computed_says_where_and_is_no_score);
    return g_test_run();
}
