/* luoshi read, as a shell sees it: what it prints, what it gives back. */
#include "cli/read.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    ReadExit exit;
    char *out;
    char *errors;
} Run;

static void run_clear(Run *run)
{
    g_free(run->out);
    g_free(run->errors);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static char *whole(FILE *stream)
{
    GString *text = g_string_new(NULL);
    int c;

    rewind(stream);
    while ((c = fgetc(stream)) != EOF) {
        g_string_append_c(text, (char)c);
    }
    fclose(stream);
    return g_string_free(text, FALSE);
}

/* Runs “read OPTIONS NAME”; options are separated by blanks. */
static Run run_named(const char *name, const char *options)
{
    g_autoptr(GError) error = NULL;
    FILE *out = tmpfile();
    FILE *errors = tmpfile();
    g_autofree char *line = g_strdup_printf("read %s %s", options, name);
    g_auto(GStrv) argv = NULL;
    gint argc = 0;
    g_assert_true(g_shell_parse_argv(line, &argc, &argv, &error));
    static const CliOption *const settings[] = {NULL};
    g_autoptr(Cli) cli = cli_parse(&cli_read, settings, argc, argv, &error);
    Run run = {.exit = READ_EXIT_USAGE};
    if (cli != NULL) {
        run.exit = read_run(cli, out, errors);
    } else {
        fputs(error->message, errors);
    }
    run.out = whole(out);
    run.errors = whole(errors);
    return run;
}

/* Runs the command on a file that holds TEXT. */
static Run run_on(const char *text, gssize length, const char *options)
{
    g_autofree char *name = NULL;
    g_autoptr(GError) error = NULL;
    gint file = g_file_open_tmp("luoshi-read-XXXXXX", &name, &error);

    g_assert_no_error(error);
    g_close(file, NULL);
    g_file_set_contents(name, text, length, &error);
    g_assert_no_error(error);
    Run run = run_named(name, options);
    remove(name);
    return run;
}

static const char report[] = "一、2022年工作安排\n新建学校3所，地区生产总值增长7%以上。\n";

static void json_lines_are_one_object_a_statement(void)
{
    g_auto(Run) run = run_on(report, -1, "--format jsonl");
    g_auto(Run) same = run_on(report, -1, "--json");

    g_assert_cmpint(run.exit, ==, READ_EXIT_DONE);
    g_auto(GStrv) lines = g_strsplit(run.out, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 3);
    g_assert_true(g_str_has_prefix(lines[0], "{\"text\":\"新建学校3所\",\"subject\":\"学校\","));
    g_assert_cmpstr(run.errors, ==, "");
    g_assert_cmpstr(same.out, ==, run.out);
}

static void the_table_shows_each_section_once(void)
{
    g_auto(Run) run = run_on(report, -1, "");

    g_assert_cmpint(run.exit, ==, READ_EXIT_DONE);
    g_assert_nonnull(strstr(run.out, "\n[一、2022年工作安排]\n"));
    g_assert_null(strstr(strstr(run.out, "[一、") + 1, "[一、"));
    g_assert_nonnull(strstr(run.out, "≥7%"));
}

static void clauses_come_with_their_verb_and_section(void)
{
    g_auto(Run) table = run_on(report, -1, "--clauses");
    g_auto(Run) json = run_on(report, -1, "--clauses --json");

    g_assert_nonnull(strstr(table.out, "新建\t新建学校3所\n"));
    g_assert_nonnull(strstr(json.out, "\"section\":\"一、2022年工作安排\""));
    g_assert_nonnull(strstr(json.out, "\"action\":\"新建\""));
}

static void a_report_without_figures_is_said_and_gives_3(void)
{
    g_auto(Run) run = run_on("坚持党的领导。", -1, "--json");

    g_assert_cmpint(run.exit, ==, READ_EXIT_NO_FIGURES);
    g_assert_cmpstr(run.out, ==, "");
    g_assert_nonnull(strstr(run.errors, "luoshi-read-"));
}

static void bad_files_give_1_with_the_reason(void)
{
    g_auto(Run) empty = run_on("", 0, "");
    g_auto(Run) bytes = run_on("新建\xFF\xFF", -1, "");
    g_auto(Run) utf16 = run_on("\xFF\xFE\x00\x4E\x0A\x00", 6, "");
    g_auto(Run) pdf = run_on("%PDF-1.4\nnothing", -1, "");

    g_assert_cmpint(empty.exit, ==, READ_EXIT_FAILED);
    g_assert_cmpint(bytes.exit, ==, READ_EXIT_FAILED);
    g_assert_nonnull(strstr(bytes.errors, "6"));
    g_assert_cmpint(utf16.exit, ==, READ_EXIT_FAILED);
    g_assert_nonnull(strstr(utf16.errors, "UTF-16"));
    g_assert_cmpint(pdf.exit, ==, READ_EXIT_FAILED);
    g_assert_cmpstr(pdf.out, ==, "");
}

static void what_is_no_file_is_said_in_the_reader_s_language(void)
{
    g_setenv("LC_ALL", "zh_CN.UTF-8", TRUE);
    g_auto(Run) folder = run_named(".", "");
    g_auto(Run) absent = run_named("/nowhere/report.txt", "");
    g_auto(Run) nothing = run_named("/dev/null", "");
    g_unsetenv("LC_ALL");

    g_assert_cmpint(folder.exit, ==, READ_EXIT_FAILED);
    g_assert_nonnull(strstr(folder.errors, "文件夹"));
    g_assert_cmpint(absent.exit, ==, READ_EXIT_FAILED);
    g_assert_nonnull(strstr(absent.errors, "没有文件/nowhere/report.txt"));
    g_assert_cmpint(nothing.exit, ==, READ_EXIT_FAILED);
    g_assert_null(strstr(nothing.errors, "mmap"));
}

static void a_pipe_is_read_as_a_file_is(void)
{
    int ends[2];
    int before = dup(STDIN_FILENO);

    g_assert_cmpint(pipe(ends), ==, 0);
    g_assert_cmpint(write(ends[1], report, strlen(report)), ==, (gssize)strlen(report));
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    g_auto(Run) piped = run_named("-", "--json");
    dup2(before, STDIN_FILENO);
    close(before);
    g_auto(Run) file = run_on(report, -1, "--json");

    g_assert_cmpint(piped.exit, ==, READ_EXIT_DONE);
    g_assert_cmpstr(piped.out, ==, file.out);
}

static void wrong_options_give_2(void)
{
    g_auto(Run) format = run_on(report, -1, "--format xml");
    g_auto(Run) unknown = run_on(report, -1, "--nonsense");
    g_auto(Run) two = run_on(report, -1, "other.txt");

    g_assert_cmpint(format.exit, ==, READ_EXIT_USAGE);
    g_assert_nonnull(strstr(format.errors, "xml"));
    g_assert_cmpint(unknown.exit, ==, READ_EXIT_USAGE);
    g_assert_cmpint(two.exit, ==, READ_EXIT_USAGE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cli/read/json_lines_are_one_object_a_statement",
                    json_lines_are_one_object_a_statement);
    g_test_add_func("/cli/read/the_table_shows_each_section_once",
                    the_table_shows_each_section_once);
    g_test_add_func("/cli/read/clauses_come_with_their_verb_and_section",
                    clauses_come_with_their_verb_and_section);
    g_test_add_func("/cli/read/a_report_without_figures_is_said_and_gives_3",
                    a_report_without_figures_is_said_and_gives_3);
    g_test_add_func("/cli/read/bad_files_give_1_with_the_reason", bad_files_give_1_with_the_reason);
    g_test_add_func("/cli/read/what_is_no_file_is_said_in_the_reader_s_language",
                    what_is_no_file_is_said_in_the_reader_s_language);
    g_test_add_func("/cli/read/a_pipe_is_read_as_a_file_is", a_pipe_is_read_as_a_file_is);
    g_test_add_func("/cli/read/wrong_options_give_2", wrong_options_give_2);
    return g_test_run();
}
