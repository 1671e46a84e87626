/* Types of cases: those that come with the program compile; one with a hole in it does not. */
#include "casework/case_type.h"
#include "pack/pack.h"

#include <string.h>

static json_t *definition(const char *key)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *file = pack_load_yaml("packs/base/cases.yaml", &error);
    size_t i;
    json_t *type;

    g_assert_no_error(error);
    json_array_foreach(json_object_get(file, "types"), i, type)
    {
        if (strcmp(json_string_value(json_object_get(type, "key")), key) == 0) {
            return json_deep_copy(type);
        }
    }
    g_assert_not_reached();
}

static void the_types_of_the_pack_compile(void)
{
    static const char *const keys[] = {"notice", "completion", "score-objection", "reminder"};

    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autoptr(GError) error = NULL;
        json_auto_t *source = definition(keys[i]);
        g_autoptr(CaseType) type = case_type_compile(source, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(type->key, ==, keys[i]);
        g_assert_cmpint(type->has_clock, ==, strcmp(keys[i], "completion") != 0);
        g_assert_cmpint(type->start, >=, 0);
        g_assert_cmpint(case_type_state(type, "nowhere"), ==, -1);
    }
}

static json_t *move_of(json_t *source, const char *key)
{
    size_t i;
    json_t *move;

    json_array_foreach(json_object_get(source, "moves"), i, move)
    {
        if (strcmp(json_string_value(json_object_get(move, "key")), key) == 0) {
            return move;
        }
    }
    g_assert_not_reached();
}

static void assert_refused(const json_t *source, const char *key, const char *what)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CaseType) type = case_type_compile(source, &error);

    g_assert_null(type);
    g_assert_cmpstr(error_key(error), ==, key);
    if (what != NULL) {
        g_assert_cmpstr(error_detail(error, 0)->arguments[3], ==, what);
    }
}

static void a_type_with_a_hole_is_refused_with_its_place(void)
{
    json_auto_t *unknown = definition("notice");
    json_object_set_new(move_of(unknown, "sign"), "to", json_string("nowhere"));
    assert_refused(unknown, "casework.type_unknown", "nowhere");

    json_auto_t *field = definition("notice");
    json_array_append_new(json_object_get(move_of(field, "reply"), "needs"), json_string("colour"));
    assert_refused(field, "casework.type_unknown", "colour");

    json_auto_t *own = definition("notice");
    json_object_del(move_of(own, "verify"), "verifies");
    assert_refused(own, "casework.type_unverified", "verify");

    json_auto_t *silent = definition("notice");
    json_object_del(move_of(silent, "withdraw"), "needs");
    assert_refused(silent, "casework.type_groundless", "withdraw");

    json_auto_t *endless = definition("notice");
    json_object_del(move_of(endless, "verify"), "clock");
    assert_refused(endless, "casework.type_clock_runs", "verify");

    json_auto_t *lost = definition("notice");
    json_object_del(move_of(lost, "withdraw"), "to");
    assert_refused(lost, "casework.type_unreachable", "withdrawn");

    json_auto_t *stuck = definition("notice");
    json_array_append_new(
        json_object_get(stuck, "states"),
        json_pack("{s:s, s:{s:s, s:s}}", "key", "limbo", "name", "zh", "悬置", "en", "Limbo"));
    json_object_set_new(move_of(stuck, "urge"), "to", json_string("limbo"));
    assert_refused(stuck, "casework.type_dead_end", "limbo");

    json_auto_t *again = definition("notice");
    json_array_append_new(json_object_get(move_of(again, "urge"), "from"), json_string("closed"));
    json_object_set_new(move_of(again, "urge"), "to", json_string("handling"));
    assert_refused(again, "casework.type_reopens", "closed");

    json_auto_t *guard = definition("notice");
    json_object_set_new(move_of(guard, "grant"), "when", json_string("colour == 1"));
    assert_refused(guard, "formula.name", NULL);

    json_auto_t *twice = definition("notice");
    json_object_set_new(move_of(twice, "urge"), "key", json_string("sign"));
    assert_refused(twice, "casework.type_twice", "sign");

    json_auto_t *clock = definition("notice");
    json_object_set_new(json_object_get(clock, "clock"), "field", json_string("title"));
    assert_refused(clock, "casework.type_clock", "title");
}

static void a_form_is_checked_as_a_whole(void)
{
    g_autoptr(GError) error = NULL;
    json_auto_t *source = definition("score-objection");
    g_autoptr(CaseType) type = case_type_compile(source, &error);
    const CaseMove *answer = &type->moves[case_type_move(type, "answer")];
    g_autofree char *long_text = g_strnfill(4001, 'x');
    json_auto_t *bad =
        json_pack("{s:s, s:s, s:s}", "answer", long_text, "decision", "perhaps", "grounds", "x");
    json_auto_t *good = json_pack("{s:s, s:s}", "answer", "复核无误", "decision", "kept");

    g_assert_false(case_type_check_form(type, bad, &answer->asked, LANGUAGE_ZH, &error));
    g_assert_cmpuint(error_detail_count(error), ==, 3);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, "/form/answer");
    g_clear_error(&error);
    g_assert_true(case_type_check_form(type, good, &answer->asked, LANGUAGE_ZH, &error));
    g_assert_no_error(error);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/casework/the_types_of_the_pack_compile", the_types_of_the_pack_compile);
    g_test_add_func("/casework/a_type_with_a_hole_is_refused_with_its_place",
                    a_type_with_a_hole_is_refused_with_its_place);
    g_test_add_func("/casework/a_form_is_checked_as_a_whole", a_form_is_checked_as_a_whole);
    return g_test_run();
}
