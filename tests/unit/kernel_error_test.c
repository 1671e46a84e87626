/* An error carries its place and its sentence in the reader's language. */
#include "kernel/error.h"

static void an_error_reads_in_both_languages(void)
{
    g_autoptr(GError) error = NULL;

    error_set(&error, LUOSHI_ERROR_INVALID, "kernel.other_error", "/due", "reason", "磁盘已满",
              NULL);
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_INVALID);
    g_autofree char *zh = error_text(error, LANGUAGE_ZH);
    g_autofree char *en = error_text(error, LANGUAGE_EN);
    g_assert_cmpstr(zh, ==, "操作没有完成：磁盘已满");
    g_assert_cmpstr(en, ==, "This could not be done: 磁盘已满");
    g_assert_cmpstr(error_detail(error, 0)->field, ==, "/due");
}

static void a_copied_error_keeps_all_its_faults(void)
{
    g_autoptr(GError) error = NULL;

    error_set(&error, LUOSHI_ERROR_INVALID, "kernel.other_error", "/a", "reason", "1", NULL);
    error_add(error, "kernel.other_error", "/b", "reason", "2", NULL);
    g_autoptr(GError) copy = g_error_copy(error);
    g_assert_cmpuint(error_detail_count(copy), ==, 2);
    g_assert_cmpstr(error_detail(copy, 1)->field, ==, "/b");
}

static void a_loop_that_failed_hands_its_error_on(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) failed = NULL;

    g_assert_true(error_pass(&error, &failed));
    g_assert_no_error(error);
    error_set(&failed, LUOSHI_ERROR_UNAVAILABLE, "kernel.other_error", "/due", "reason", "1", NULL);
    g_assert_false(error_pass(&error, &failed));
    g_assert_null(failed);
    g_assert_error(error, LUOSHI_ERROR, LUOSHI_ERROR_UNAVAILABLE);
    g_assert_cmpstr(error_detail(error, 0)->field, ==, "/due");
}

static void a_caller_that_wants_no_error_still_learns_of_the_failure(void)
{
    g_autoptr(GError) failed = NULL;

    error_set(&failed, LUOSHI_ERROR_INTERNAL, "kernel.other_error", NULL, "reason", "1", NULL);
    g_assert_false(error_pass(NULL, &failed));
    g_assert_null(failed);
}

static void the_heaviest_known_language_wins(void)
{
    g_assert_cmpint(language_parse(NULL), ==, LANGUAGE_ZH);
    g_assert_cmpint(language_parse("en-GB,en;q=0.9"), ==, LANGUAGE_EN);
    g_assert_cmpint(language_parse("en;q=0.5, zh-CN;q=0.8"), ==, LANGUAGE_ZH);
    g_assert_cmpint(language_parse("fr, de;q=0.1"), ==, LANGUAGE_ZH);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/kernel/error/an_error_reads_in_both_languages",
                    an_error_reads_in_both_languages);
    g_test_add_func("/kernel/error/a_copied_error_keeps_all_its_faults",
                    a_copied_error_keeps_all_its_faults);
    g_test_add_func("/kernel/error/a_loop_that_failed_hands_its_error_on",
                    a_loop_that_failed_hands_its_error_on);
    g_test_add_func("/kernel/error/a_caller_that_wants_no_error_still_learns_of_the_failure",
                    a_caller_that_wants_no_error_still_learns_of_the_failure);
    g_test_add_func("/kernel/error/the_heaviest_known_language_wins",
                    the_heaviest_known_language_wins);
    return g_test_run();
}
