/* Places made of judges' sheets: what is dropped, rounded, decided between equals and shared; laws
 * that hold for any sheets. */
#include "pack/pack.h"
#include "rally/rally_rank.h"

#include <string.h>

static RallySheet *pack_sheet(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *file = pack_load_yaml("packs/base/rallies.yaml", &error);
    RallySheet *sheet =
        rally_sheet_compile(json_array_get(json_object_get(file, "sheets"), 0), &error);

    g_assert_no_error(error);
    return sheet;
}

/* A standing of COUNT sheets with TOTALS, in tenths; the first item gets FIRST of each. */
static RallyStanding standing_of(const gint *totals, const gint *first, guint count)
{
    RallyStanding standing = {.sheets = g_array_new(FALSE, TRUE, sizeof(RallyMarks))};

    for (guint i = 0; i < count; i++) {
        RallyMarks marks = {.total = totals[i] * DECIMAL_ONE / 10};
        marks.points[0] = first[i] * DECIMAL_ONE / 10;
        g_array_append_val(standing.sheets, marks);
    }
    return standing;
}

static void clear(RallyStanding *standings, guint count)
{
    for (guint i = 0; i < count; i++) {
        g_array_unref(standings[i].sheets);
    }
}

static RallyUse use_of(const RallyStanding *standing, guint index)
{
    return g_array_index(standing->sheets, RallyMarks, index).use;
}

static void from_five_sheets_on_the_highest_and_lowest_are_dropped(void)
{
    g_autoptr(RallySheet) sheet = pack_sheet();
    const gint five[] = {900, 850, 985, 850, 920};
    const gint four[] = {900, 850, 985, 850};
    const gint none[] = {0, 0, 0, 0, 0};
    RallyStanding standings[] = {standing_of(five, none, 5), standing_of(four, none, 4)};

    rally_rank(sheet, standings, 2);
    g_assert_cmpuint(standings[0].order, ==, 1);
    g_assert_cmpint(standings[0].score, ==, 896300); /* 89.625 is 89.63 */
    g_assert_cmpuint(standings[0].kept, ==, 4);
    g_assert_cmpint(standings[1].score, ==, 890000);
    g_assert_cmpuint(standings[1].kept, ==, 3);
    g_assert_cmpint(use_of(&standings[1], 1), ==, RALLY_LOWEST); /* the first of equal ones */
    g_assert_cmpint(use_of(&standings[1], 2), ==, RALLY_HIGHEST);
    g_assert_cmpint(use_of(&standings[1], 3), ==, RALLY_KEPT);
    clear(standings, 2);
}

static void equal_scores_are_parted_by_the_first_item_and_else_share_their_place(void)
{
    g_autoptr(RallySheet) sheet = pack_sheet();
    const gint totals[] = {800, 800, 800};
    const gint more[] = {250, 250, 255};
    const gint less[] = {250, 250, 250};
    RallyStanding standings[] = {standing_of(totals, less, 3), standing_of(totals, less, 3),
                                 standing_of(totals, more, 3), standing_of(totals, less, 0),
                                 standing_of((const gint[]){700}, less, 1)};

    rally_rank(sheet, standings, 5);
    const guint order[] = {2, 0, 1, 4, 3};
    const guint place[] = {1, 2, 2, 4, 0};
    for (guint i = 0; i < 5; i++) {
        g_assert_cmpuint(standings[i].order, ==, order[i]);
        g_assert_cmpuint(standings[i].place, ==, place[i]);
    }
    g_assert_cmpint(standings[0].decided, ==, 0);
    g_assert_true(standings[1].shared && standings[2].shared && !standings[0].shared);
    clear(standings, 5);
}

/* The score lies between the lowest and the highest kept sheet, does not depend on the order of the
 * sheets, and a higher score never has the worse place. */
static void laws_hold_for_any_sheets(void)
{
    g_autoptr(RallySheet) sheet = pack_sheet();
    g_autoptr(GRand) random = g_rand_new_with_seed(7);

    for (guint round = 0; round < 2000; round++) {
        RallyStanding standings[8];
        for (guint s = 0; s < 8; s++) {
            gint totals[9];
            gint first[9];
            guint count = (guint)g_rand_int_range(random, 0, 9);
            for (guint i = 0; i < count; i++) {
                totals[i] = g_rand_int_range(random, 60, 66) * 5;
                first[i] = g_rand_int_range(random, 0, 3) * 5;
            }
            standings[s] = standing_of(totals, first, count);
        }
        rally_rank(sheet, standings, 8);
        for (guint s = 0; s < 8; s++) {
            Decimal low = DECIMAL_MAX;
            Decimal high = 0;
            guint kept = 0;
            for (guint i = 0; i < standings[s].sheets->len; i++) {
                const RallyMarks *marks = &g_array_index(standings[s].sheets, RallyMarks, i);
                if (marks->use == RALLY_KEPT) {
                    low = MIN(low, marks->total);
                    high = MAX(high, marks->total);
                    kept++;
                }
            }
            g_assert_cmpuint(kept, ==, standings[s].kept);
            g_assert_true(kept == 0 ||
                          (standings[s].score >= low - 50 && standings[s].score <= high + 50));
            g_assert_true(s == 0 || standings[s].kept == 0 ||
                          standings[s].score <= standings[s - 1].score);
            g_assert_true(s == 0 || standings[s].kept == 0 ||
                          standings[s].place >= standings[s - 1].place);
        }
        clear(standings, 8);
    }
}

static void marks_are_whole_steps_up_to_the_maximum(void)
{
    g_autoptr(RallySheet) sheet = pack_sheet();
    Decimal points[RALLY_ITEMS_MAX];
    Decimal total = 0;
    g_autoptr(GError) error = NULL;
    json_auto_t *right =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "progress", "30", "invested", "17.5", "benefit",
                  "0", "safety", "15", "site", "9", "service", "10");

    g_assert_true(rally_sheet_read(sheet, right, LANGUAGE_ZH, points, &total, &error));
    g_assert_cmpint(total, ==, 815000);
    static const char *const wrong[] = {"30.5", "-1", "29.7", "", "ten", "1e1"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) fault = NULL;
        json_object_set_new(right, "progress", json_string(wrong[i]));
        g_assert_false(rally_sheet_read(sheet, right, LANGUAGE_ZH, points, &total, &fault));
        g_assert_nonnull(fault);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/rally_rank/from_five_sheets_on_the_highest_and_lowest_are_dropped",
                    from_five_sheets_on_the_highest_and_lowest_are_dropped);
    g_test_add_func(
        "/rally_rank/equal_scores_are_parted_by_the_first_item_and_else_share_their_place",
        equal_scores_are_parted_by_the_first_item_and_else_share_their_place);
    g_test_add_func("/rally_rank/laws_hold_for_any_sheets", laws_hold_for_any_sheets);
    g_test_add_func("/rally_rank/marks_are_whole_steps_up_to_the_maximum",
                    marks_are_whole_steps_up_to_the_maximum);
    return g_test_run();
}
