/*
 * How well units are suggested: against tests/gold/suggest.tsv, with the units of the sample and
 * the duties of packs/base. Two thirds of the gold were at hand while weights were set; every third
 * row is held out (SUGGEST_GOLD_TUNE leaves it unread, SUGGEST_GOLD_SHOW prints what went wrong).
 * Prints how often the right lead is first and among three, and how many of the right co-units are
 * among five; fails below the bar.
 */
#include "org/duty_pack.h"
#include "pack/pack.h"
#include "reader/suggest.h"

#include <stdio.h>
#include <string.h>

#define TOP1_MIN 0.80
#define TOP3_MIN 0.92

/* Row i of the gold is in fold i mod 3; the last fold is held out. */
#define FOLDS    3
#define FIRST    (1 << 0)
#define SECOND   (1 << 1)
#define HELD_OUT (1 << 2)

typedef struct {
    char *text;
    gsize lead;
    GArray *co; /* gsize */
} Row;

typedef struct {
    json_t *file;
    json_t *fields;
    GPtrArray *lists; /* GPtrArray, NULL-terminated, behind the units */
    GArray *units;    /* SuggestUnit */
    GArray *rows;     /* Row */
} World;

typedef struct {
    gsize clauses;
    gsize first;
    gsize third;
    gsize co;
    gsize co_found;
    gsize co_said;
} Score;

static void row_clear(gpointer data)
{
    Row *row = data;

    g_free(row->text);
    g_array_unref(row->co);
}

static GPtrArray *list_new(World *world)
{
    GPtrArray *list = g_ptr_array_new();

    g_ptr_array_add(world->lists, list);
    return list;
}

static const char *const *list_end(GPtrArray *list)
{
    g_ptr_array_add(list, NULL);
    return (const char *const *)list->pdata;
}

static void add_unit(World *world, const json_t *unit)
{
    GPtrArray *names = list_new(world);
    GPtrArray *duties = list_new(world);
    GPtrArray *general = list_new(world);
    GPtrArray *helps = list_new(world);
    const char *name = json_string_value(json_object_get(unit, "name"));
    const json_t *own = json_object_get(unit, "duties");

    g_ptr_array_add(names, (gpointer)name);
    g_ptr_array_add(names, (gpointer)json_string_value(json_object_get(unit, "short_name")));
    for (size_t i = 0; i < json_array_size(own); i++) {
        g_ptr_array_add(duties, (gpointer)json_string_value(json_array_get(own, i)));
    }
    duty_pack_terms(world->fields, name, general, helps);
    SuggestUnit made = {list_end(names), list_end(duties), list_end(general), list_end(helps)};
    g_array_append_val(world->units, made);
}

static gsize unit_of(const World *world, const char *key)
{
    const json_t *units = json_object_get(world->file, "units");

    for (size_t i = 0; i < json_array_size(units); i++) {
        const json_t *unit = json_array_get(units, i);
        if (strcmp(json_string_value(json_object_get(unit, "key")), key) == 0) {
            return i;
        }
    }
    g_error("tests/gold/suggest.tsv names %s, which is no unit of the sample", key);
}

static void add_row(World *world, const char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    g_auto(GStrv) keys = g_strsplit(parts[2], ",", -1);
    Row row = {g_strdup(parts[0]), unit_of(world, parts[1]),
               g_array_new(FALSE, FALSE, sizeof(gsize))};

    for (gsize i = 0; keys[i] != NULL; i++) {
        gsize unit = keys[i][0] != '\0' ? unit_of(world, keys[i]) : row.lead;
        if (unit != row.lead) {
            g_array_append_val(row.co, unit);
        }
    }
    g_array_append_val(world->rows, row);
}

/* The units of the sample and the gold; WITH_PACK: with the duty terms of their kind. */
static void world_make(World *world, bool with_pack)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *gold = NULL;

    world->file = pack_load_yaml("samples/jizhou/units.yaml", &error);
    g_assert_no_error(error);
    world->fields = with_pack ? duty_pack_load("packs", &error) : json_array();
    g_assert_no_error(error);
    world->lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    world->units = g_array_new(FALSE, FALSE, sizeof(SuggestUnit));
    world->rows = g_array_new(FALSE, FALSE, sizeof(Row));
    g_array_set_clear_func(world->rows, row_clear);
    const json_t *units = json_object_get(world->file, "units");
    for (size_t i = 0; i < json_array_size(units); i++) {
        add_unit(world, json_array_get(units, i));
    }
    g_assert_true(g_file_get_contents("tests/gold/suggest.tsv", &gold, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(gold, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] != '\0' && lines[i][0] != '#') {
            add_row(world, lines[i]);
        }
    }
}

static void world_clear(World *world)
{
    json_decref(world->file);
    json_decref(world->fields);
    g_array_unref(world->units);
    g_array_unref(world->rows);
    g_ptr_array_unref(world->lists);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, world_clear)

static const Row *row_at(const World *world, gsize i)
{
    return &g_array_index(world->rows, Row, i);
}

static bool is_in(gsize row, int folds)
{
    return (folds & 1 << row % FOLDS) != 0;
}

static SuggestIndex *index_of(const World *world, const GArray *examples)
{
    return suggest_index_new((const SuggestUnit *)world->units->data, world->units->len,
                             (const SuggestExample *)examples->data, examples->len);
}

static bool has(const GArray *units, gsize unit)
{
    for (guint i = 0; i < units->len; i++) {
        if (g_array_index(units, gsize, i) == unit) {
            return true;
        }
    }
    return false;
}

static const char *short_name(const World *world, gsize unit)
{
    return g_array_index(world->units, SuggestUnit, unit).names[1];
}

static void show(const World *world, const Row *row, const Suggestion *found)
{
    if (g_getenv("SUGGEST_GOLD_SHOW") == NULL) {
        return;
    }
    printf("# %s\n#   wanted %s:", row->text, short_name(world, row->lead));
    for (guint i = 0; i < row->co->len; i++) {
        printf(" %s", short_name(world, g_array_index(row->co, gsize, i)));
    }
    for (gsize i = 0; i < found->lead_count + found->co_count; i++) {
        const SuggestedUnit *unit =
            i < found->lead_count ? &found->lead[i] : &found->co[i - found->lead_count];
        printf("\n#   %s %s %.2f", i < found->lead_count ? "lead" : "co",
               short_name(world, unit->unit), unit->score);
        for (gsize t = 0; t < unit->term_count; t++) {
            printf(" %s", unit->terms[t]);
        }
    }
    printf("\n");
}

static void score_row(const World *world, const SuggestIndex *index, const Row *row, Score *score)
{
    Suggestion found;
    bool third = false;

    suggest_clause(index, row->text, &found);
    for (gsize i = 0; i < found.lead_count; i++) {
        third = third || found.lead[i].unit == row->lead;
    }
    bool first = found.lead_count > 0 && found.lead[0].unit == row->lead;
    for (gsize i = 0; i < found.co_count; i++) {
        score->co_found += has(row->co, found.co[i].unit) ? 1 : 0;
    }
    score->clauses++;
    score->first += first ? 1 : 0;
    score->third += third ? 1 : 0;
    score->co += row->co->len;
    score->co_said += found.co_count;
    if (!first) {
        show(world, row, &found);
    }
}

static double share(gsize part, gsize whole)
{
    return (double)part / (double)MAX(whole, 1);
}

static Score score_rows(const World *world, const SuggestIndex *index, int folds, const char *name)
{
    Score score = {0};

    for (gsize i = 0; i < world->rows->len; i++) {
        if (is_in(i, folds)) {
            score_row(world, index, row_at(world, i), &score);
        }
    }
    printf("# | %s | %zu clauses | lead first %.3f | among three %.3f | co-units among five %.3f | "
           "of those said, right %.3f |\n",
           name, score.clauses, share(score.first, score.clauses),
           share(score.third, score.clauses), share(score.co_found, score.co),
           share(score.co_found, score.co_said));
    return score;
}

static GArray *examples_of(const World *world, int folds)
{
    GArray *examples = g_array_new(FALSE, FALSE, sizeof(SuggestExample));

    for (gsize i = 0; i < world->rows->len; i++) {
        const Row *row = row_at(world, i);
        SuggestExample example = {row->text, row->lead, (const gsize *)row->co->data, row->co->len};
        if (is_in(i, folds)) {
            g_array_append_val(examples, example);
        }
    }
    return examples;
}

static void the_right_units_are_suggested(void)
{
    g_auto(World) world = {0};
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(SuggestExample));

    world_make(&world, true);
    g_autoptr(GArray) first = examples_of(&world, FIRST);
    g_autoptr(GArray) seen = examples_of(&world, FIRST | SECOND);
    g_autoptr(SuggestIndex) fresh = index_of(&world, none);
    g_autoptr(SuggestIndex) begun = index_of(&world, first);
    g_autoptr(SuggestIndex) taught = index_of(&world, seen);
    g_assert_cmpuint(world.rows->len, >=, 150);
    score_rows(&world, fresh, FIRST | SECOND, "seen");
    score_rows(&world, fresh, SECOND, "seen, second half");
    score_rows(&world, begun, SECOND, "seen, second half, after the first was confirmed");
    if (g_getenv("SUGGEST_GOLD_TUNE") != NULL) {
        return;
    }
    Score without = score_rows(&world, fresh, HELD_OUT, "held out");
    Score with = score_rows(&world, taught, HELD_OUT, "held out, after the seen were confirmed");
    g_assert_cmpfloat(share(without.first, without.clauses), >=, TOP1_MIN);
    g_assert_cmpfloat(share(without.third, without.clauses), >=, TOP3_MIN);
    g_assert_cmpuint(with.first, >=, without.first);
    g_assert_cmpuint(with.co_found, >, without.co_found);
}

static void what_clerks_confirmed_teaches(void)
{
    g_auto(World) world = {0};
    g_autoptr(GArray) none = g_array_new(FALSE, FALSE, sizeof(SuggestExample));

    world_make(&world, false);
    g_autoptr(GArray) seen = examples_of(&world, FIRST | SECOND);
    g_autoptr(SuggestIndex) fresh = index_of(&world, none);
    g_autoptr(GArray) first = examples_of(&world, FIRST);
    g_autoptr(SuggestIndex) begun = index_of(&world, first);
    g_autoptr(SuggestIndex) taught = index_of(&world, seen);
    score_rows(&world, fresh, SECOND, "seen, second half, no terms of kinds");
    score_rows(&world, begun, SECOND, "seen, second half, no terms of kinds, after the first");
    if (g_getenv("SUGGEST_GOLD_TUNE") != NULL) {
        return;
    }
    Score without = score_rows(&world, fresh, HELD_OUT, "held out, no terms of kinds");
    Score with = score_rows(&world, taught, HELD_OUT,
                            "held out, no terms of kinds, after the seen were confirmed");
    g_assert_cmpuint(with.first, >, without.first);
    g_assert_cmpuint(with.third, >, without.third);
    g_assert_cmpuint(with.co_found, >, without.co_found);
}

static const char *const road_names[] = {"交通局", NULL};
static const char *const road_duties[] = {"农村公路", "公路", NULL};
static const char *const town_names[] = {"周村镇", NULL};
static const char *const money_names[] = {"财政局", NULL};
static const char *const money_helps[] = {"公路", NULL};
static const SuggestUnit three_units[] = {{.names = road_names, .duties = road_duties},
                                          {.names = town_names},
                                          {.names = money_names, .helps = money_helps}};

static void duties_and_names_are_told(void)
{
    g_autoptr(SuggestIndex) index = suggest_index_new(three_units, 3, NULL, 0);
    Suggestion found;

    suggest_clause(index, "在周村镇新建 农村公路5公里", &found);
    g_assert_cmpuint(found.lead_count, ==, 2);
    suggest_clause(index, "新建农村公路5公里", &found);
    g_assert_cmpuint(found.lead_count, ==, 1);
    g_assert_cmpuint(found.lead[0].unit, ==, 0);
    g_assert_cmpint(found.lead[0].reason, ==, SUGGEST_DUTY);
    g_assert_cmpuint(found.lead[0].term_count, ==, 1);
    g_assert_cmpstr(found.lead[0].terms[0], ==, "农村公路");
    g_assert_cmpuint(found.co_count, ==, 1);
    g_assert_cmpuint(found.co[0].unit, ==, 2);
    g_assert_cmpint(found.co[0].reason, ==, SUGGEST_HELPS);
    g_assert_cmpstr(found.co[0].terms[0], ==, "公路");
    suggest_clause(index, "做好周村镇集市", &found);
    g_assert_cmpint(found.lead[0].reason, ==, SUGGEST_NAMED);
    g_assert_cmpuint(found.lead[0].unit, ==, 1);
    suggest_clause(index, "", &found);
    g_assert_cmpuint(found.lead_count + found.co_count, ==, 0);
}

static void confirmed_clauses_are_told(void)
{
    const gsize co[] = {1, 9}; /* 9: a unit that is gone */
    const SuggestExample examples[] = {{"举办乡村集市十场", 2, co, 2}, {"别的事情", 9, NULL, 0}};
    g_autoptr(SuggestIndex) index = suggest_index_new(three_units, 3, examples, 2);
    Suggestion found;

    suggest_clause(index, "举办乡村集市三场", &found);
    g_assert_cmpuint(found.lead_count, ==, 1);
    g_assert_cmpuint(found.lead[0].unit, ==, 2);
    g_assert_cmpint(found.lead[0].reason, ==, SUGGEST_CONFIRMED);
    g_assert_cmpuint(found.lead[0].example, ==, 0);
    g_assert_cmpuint(found.co_count, ==, 1);
    g_assert_cmpuint(found.co[0].unit, ==, 1);
    g_assert_cmpint(found.co[0].reason, ==, SUGGEST_CONFIRMED);
}

static void old_companions_are_told(void)
{
    const gsize co[] = {1};
    SuggestExample examples[12];
    Suggestion found;

    for (gsize i = 0; i < G_N_ELEMENTS(examples); i++) {
        examples[i] = (SuggestExample){"甲乙丙丁", 0, co, 1};
    }
    g_autoptr(SuggestIndex) index =
        suggest_index_new(three_units, 3, examples, G_N_ELEMENTS(examples));
    suggest_clause(index, "养护农村公路", &found);
    g_assert_cmpuint(found.lead[0].unit, ==, 0);
    g_assert_cmpuint(found.co_count, ==, 2);
    gsize town = found.co[0].unit == 1 ? 0 : 1;
    g_assert_cmpuint(found.co[town].unit, ==, 1);
    g_assert_cmpint(found.co[town].reason, ==, SUGGEST_TOGETHER);
    g_assert_cmpuint(found.co[town].with, ==, 0);
}

static void units_take_the_terms_of_their_kind(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) duties = g_ptr_array_new();
    g_autoptr(GPtrArray) helps = g_ptr_array_new();
    json_auto_t *fields = duty_pack_load("packs", &error);

    g_assert_no_error(error);
    duty_pack_terms(fields, "某县科学技术和工业信息化局", duties, helps);
    g_assert_true(g_ptr_array_find_with_equal_func(duties, "高新技术企业", g_str_equal, NULL));
    g_assert_true(g_ptr_array_find_with_equal_func(duties, "规上工业", g_str_equal, NULL));
    g_ptr_array_set_size(duties, 0);
    duty_pack_terms(fields, "某某镇人民政府", duties, helps);
    g_assert_cmpuint(duties->len, ==, 0);
    g_assert_null(duty_pack_load("tests/nowhere", &error));
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/suggest/the_right_units_are_suggested", the_right_units_are_suggested);
    g_test_add_func("/suggest/what_clerks_confirmed_teaches", what_clerks_confirmed_teaches);
    g_test_add_func("/suggest/duties_and_names_are_told", duties_and_names_are_told);
    g_test_add_func("/suggest/confirmed_clauses_are_told", confirmed_clauses_are_told);
    g_test_add_func("/suggest/old_companions_are_told", old_companions_are_told);
    g_test_add_func("/suggest/units_take_the_terms_of_their_kind",
                    units_take_the_terms_of_their_kind);
    return g_test_run();
}
