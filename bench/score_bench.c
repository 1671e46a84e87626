/* A national table: so many counties, forty items on forty indicators, twelve months; all scored,
 * then one figure changed at a time. The limit is the same arithmetic (a share of the full mark per
 * item, summed) in a bare loop over the arrays, with no ranks, no caps, no reasons. */
#include "score/score_core.h"

#include <stdio.h>
#include <string.h>

#define DISTRICT           28u /* units of one district */
#define COUNTIES           2843u
#define INDICATORS         40u
#define MONTHS             12u
#define CHANGES            1000u
#define MIDDLE             (CHANGES / 2)
#define LAST_BUT_HUNDREDTH (CHANGES * 99 / 100)
#define MEASURES           (2 * INDICATORS) /* a figure and its target each */

/* Of forty items: sixteen completions, eight lines, eight ranks, four thresholds, two deductions,
 * two formulas; 2.5 points each. */
static json_t *item_of(guint i)
{
    g_autofree char *key = g_strdup_printf("i%u", i);
    g_autofree char *value = g_strdup_printf("v%u", i);
    g_autofree char *target = g_strdup_printf("t%u", i);
    g_autofree char *formula =
        g_strdup_printf("clamp(points * (%s - 20) / (%s - 10), 0, points)", value, target);
    json_t *item = json_pack("{s:s, s:s, s:s}", "key", key, "points", "2.5", "value", value);

    if (i < 16) {
        json_object_update_new(item,
                               json_pack("{s:s, s:s}", "kind", "completion", "target", target));
    } else if (i < 24) {
        json_object_update_new(
            item, json_pack("{s:s, s:i, s:i}", "kind", "linear", "from", 20, "to", 120));
    } else if (i < 32) {
        json_object_update_new(item, json_pack("{s:s, s:s}", "kind", "rank", "step", "0.0008"));
    } else if (i < 36) {
        json_object_update_new(item, json_pack("{s:s, s:i}", "kind", "threshold", "at", 60));
    } else if (i < 38) {
        json_object_update_new(item, json_pack("{s:s, s:s}", "kind", "deduction", "each", "0.01"));
    } else {
        json_object_update_new(item,
                               json_pack("{s:s, s:s}", "kind", "formula", "formula", formula));
    }
    return item;
}

static ScoreScheme *make_scheme(void)
{
    json_auto_t *definition = json_pack("{s:s, s:i, s:i, s:[], s:[]}", "key", "national", "points",
                                        100, "places", 4, "measures", "items");
    g_autoptr(GError) error = NULL;

    for (guint i = 0; i < INDICATORS; i++) {
        g_autofree char *value = g_strdup_printf("v%u", i);
        g_autofree char *target = g_strdup_printf("t%u", i);
        json_array_append_new(json_object_get(definition, "measures"),
                              json_pack("{s:s}", "key", value));
        json_array_append_new(json_object_get(definition, "measures"),
                              json_pack("{s:s}", "key", target));
        json_array_append_new(json_object_get(definition, "items"), item_of(i));
    }
    ScoreScheme *scheme = score_scheme_compile(definition, "", &error);
    if (scheme == NULL) {
        g_error("%s", error->message);
    }
    return scheme;
}

static Decimal some_figure(GRand *rand)
{
    return (Decimal)g_rand_int_range(rand, 100000, 1500000);
}

static void fill(ScoreTable *table, guint units, GRand *rand)
{
    for (guint unit = 0; unit < units; unit++) {
        for (guint i = 0; i < MEASURES; i++) {
            score_table_set(table, unit, i, true,
                            i % 2 == 0 ? some_figure(rand) : 1500000 + some_figure(rand));
        }
    }
}

/* The limit: a share of the mark per figure in whole ten-thousandths, summed by unit. */
static gint64 bare_loop(const Decimal *values, const Decimal *targets, guint units, Decimal *totals)
{
    gint64 start = g_get_monotonic_time();

    memset(totals, 0, sizeof *totals * units);
    for (guint i = 0; i < INDICATORS; i++) {
        for (guint unit = 0; unit < units; unit++) {
            gsize at = (gsize)i * units + unit;
            totals[unit] += 25000 * values[at] / MAX(targets[at], 1);
        }
    }
    return g_get_monotonic_time() - start;
}

static gint64 measure_limit(guint units, GRand *rand)
{
    gsize count = (gsize)INDICATORS * units;
    g_autofree Decimal *values = g_new0(Decimal, count);
    g_autofree Decimal *targets = g_new0(Decimal, count);
    g_autofree Decimal *totals = g_new(Decimal, units);
    gint64 spent = 0;
    Decimal check = 0;

    for (gsize i = 0; i < count; i++) {
        values[i] = some_figure(rand);
        targets[i] = 1500000 + some_figure(rand);
    }
    for (guint month = 0; month < MONTHS; month++) {
        spent += bare_loop(values, targets, units, totals);
        check += totals[month % units];
    }
    g_assert_cmpint(check, >, 0);
    return spent;
}

static double milliseconds(gint64 microseconds)
{
    return (double)microseconds / 1000;
}

static gint compare_times(gconstpointer a, gconstpointer b)
{
    gint64 first = *(const gint64 *)a;
    gint64 second = *(const gint64 *)b;

    return (first > second) - (first < second);
}

static void measure(guint units, const char *what)
{
    g_autoptr(ScoreScheme) scheme = make_scheme();
    g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func((GDestroyNotify)score_table_free);
    g_autoptr(GRand) rand = g_rand_new_with_seed(131103);
    g_autofree gint64 *times = g_new(gint64, CHANGES);
    guint at_fault = 0;

    for (guint month = 0; month < MONTHS; month++) {
        ScoreTable *table = score_table_new(scheme, units);
        fill(table, units, rand);
        g_ptr_array_add(tables, table);
    }
    gint64 start = g_get_monotonic_time();
    for (guint month = 0; month < MONTHS; month++) {
        score_table_compute(tables->pdata[month]);
    }
    gint64 all = g_get_monotonic_time() - start;
    gint64 limit = measure_limit(units, rand);
    for (guint i = 0; i < CHANGES; i++) {
        guint measure_changed = 2 * (guint)g_rand_int_range(rand, 0, INDICATORS);
        guint unit = (guint)g_rand_int_range(rand, 0, (gint)units);
        start = g_get_monotonic_time();
        score_table_change(tables->pdata[i % MONTHS], unit, measure_changed, true,
                           some_figure(rand));
        times[i] = g_get_monotonic_time() - start;
    }
    qsort(times, CHANGES, sizeof *times, compare_times);
    gint64 median = times[MIDDLE];
    gint64 hundredth = times[LAST_BUT_HUNDREDTH];
    g_assert_true(score_table_sound(tables->pdata[0], &at_fault, NULL));
    printf("all of %s: %u units x %u items x %u months | %.1f ms | bare loop %.1f ms | %.1f\n",
           what, units, INDICATORS, MONTHS, milliseconds(all), milliseconds(limit),
           (double)all / (double)MAX(limit, 1));
    printf("one changed figure of %s, ranks too | median %.3f ms, p99 %.3f ms, worst %.3f ms | "
           "all of a month again %.1f ms | %.3f\n",
           what, milliseconds(median), milliseconds(hundredth), milliseconds(times[CHANGES - 1]),
           milliseconds(all) / (double)MONTHS,
           (double)(median * (gint64)MONTHS) / (double)MAX(all, 1));
}

int main(void)
{
    measure(DISTRICT, "one district");
    measure(10 * DISTRICT, "ten districts");
    measure(100 * DISTRICT, "a hundred districts");
    measure(COUNTIES, "the national table");
    return 0;
}
