/* A log line is one line, and a value never looks like another field. */
#include "kernel/log.h"

#include <string.h>

static char *last;

static void keep(const gchar *line)
{
    g_free(last);
    last = g_strdup(line);
}

static void a_line_says_when_how_bad_and_what(void)
{
    log_event(LOG_INFO, "started", "address", "http://127.0.0.1:8080", "error", NULL, NULL);
    g_assert_true(g_regex_match_simple("^time=[0-9T:.-]+Z level=info event=started "
                                       "address=http://127.0.0.1:8080\n$",
                                       last, 0, 0));
}

static void what_was_sent_cannot_make_a_line_or_a_field_of_its_own(void)
{
    log_event(LOG_ERROR, "tick", "error", "a \"b\"\nlevel=info c\\d\x01", "file", "表.csv", NULL);
    g_assert_nonnull(
        strstr(last, " level=error event=tick error=\"a \\\"b\\\"\\nlevel=info c\\\\d\\x01\" "
                     "file=表.csv\n"));
    log_event(LOG_WARNING, "tick", "error", "", "more", "a=b", NULL);
    g_assert_true(g_str_has_suffix(last, " error=\"\" more=\"a=b\"\n"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_set_printerr_handler(keep);
    g_test_add_func("/log/a_line_says_when_how_bad_and_what", a_line_says_when_how_bad_and_what);
    g_test_add_func("/log/what_was_sent_cannot_make_a_line_or_a_field_of_its_own",
                    what_was_sent_cannot_make_a_line_or_a_field_of_its_own);
    int failed = g_test_run();
    g_free(last);
    return failed;
}
