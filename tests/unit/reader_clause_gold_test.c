/*
 * How well the reader parts a report into clauses and finds what each of them does: its clauses
 * against those of tests/gold/clauses.tsv. Boundaries are right if both ends are, an action if it
 * is the same word and the clause begins at the same place.
 */
#include "reader/reader.h"

#include <stdio.h>
#include <string.h>

#define GOLD      "tests/gold/clauses.tsv"
#define REFERENCE "../shared/reference/jizhou-2022-work-report.txt"
#define MIN_F1    0.95

typedef struct {
    gsize gold;
    gsize found;
    gsize boundaries;
    gsize actions;
} Score;

typedef struct {
    gsize start;
    gsize end;
    char *action;
} Clause;

static void clause_clear(gpointer data)
{
    g_free(((Clause *)data)->action);
}

static GArray *clauses_new(void)
{
    GArray *clauses = g_array_new(FALSE, FALSE, sizeof(Clause));

    g_array_set_clear_func(clauses, clause_clear);
    return clauses;
}

static void add_clause(GArray *clauses, gsize start, gsize end, const char *action)
{
    Clause clause = {start, end, g_strdup(action)};

    g_array_append_val(clauses, clause);
}

static void show(const char *what, const char *text, const Clause *clause, const char *other)
{
    if (g_getenv("READER_GOLD_SHOW") != NULL) {
        g_autofree char *cut = g_strndup(text + clause->start, clause->end - clause->start);
        printf("#   %s: [%s] %s %s\n", what, g_strdelimit(cut, "\r\n", ' '), clause->action, other);
    }
}

static void compare(Score *score, const char *text, const GArray *gold, const ReaderResult *read)
{
    score->gold += gold->len;
    score->found += read->clause_count;
    for (gsize g = 0, f = 0; g < gold->len; g++) {
        const Clause *want = &g_array_index(gold, Clause, g);
        while (f < read->clause_count && read->clauses[f].start < want->start) {
            Clause have = {read->clauses[f].start, read->clauses[f].end, read->clauses[f].action};
            if (g == 0 || have.start > g_array_index(gold, Clause, g - 1).start) {
                show("too many", text, &have, "");
            }
            f++;
        }
        const ReaderClause *have = f < read->clause_count ? &read->clauses[f] : NULL;
        if (have == NULL || have->start != want->start) {
            show("missed", text, want, "");
            continue;
        }
        const char *action = have->action != NULL ? have->action : "-";
        bool same = strcmp(action, want->action) == 0;
        score->boundaries += have->end == want->end ? 1 : 0;
        score->actions += same ? 1 : 0;
        if (!same || have->end != want->end) {
            show(same ? "ends elsewhere" : "action", text, want, action);
        }
        f++;
    }
}

static double f1(gsize right, gsize gold, gsize found)
{
    return gold + found == 0 ? 1 : 2.0 * (double)right / (double)(gold + found);
}

static void print_score(const char *name, const Score *score)
{
    static const char *const keys[] = {"boundaries", "action"};

    printf("# %s: %zu clauses in the gold, %zu found\n# | key | precision | recall | F1 |\n", name,
           score->gold, score->found);
    for (gsize i = 0; i < 2; i++) {
        gsize right = i == 0 ? score->boundaries : score->actions;
        printf("# | %s | %.3f | %.3f | %.3f |\n", keys[i],
               (double)right / (double)MAX(score->found, 1),
               (double)right / (double)MAX(score->gold, 1), f1(right, score->gold, score->found));
    }
}

static void check(const char *name, const Score *score)
{
    print_score(name, score);
    g_assert_cmpfloat(f1(score->boundaries, score->gold, score->found), >=, MIN_F1);
    g_assert_cmpfloat(f1(score->actions, score->gold, score->found), >=, MIN_F1);
}

static char **gold_lines(void)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;

    g_file_get_contents(GOLD, &text, NULL, &error);
    g_assert_no_error(error);
    return g_strsplit(text, "\n", -1);
}

static void the_reference_report_is_parted_right(void)
{
    const char *path = g_getenv("LUOSHI_REFERENCE");
    g_autofree char *report = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) gold = clauses_new();
    g_auto(GStrv) lines = gold_lines();
    Score score = {0};

    if (!g_file_get_contents(path != NULL ? path : REFERENCE, &report, &length, NULL)) {
        g_test_skip("THE REFERENCE REPORT IS NOT HERE (" REFERENCE
                    ", or LUOSHI_REFERENCE): its clauses were not scored");
        return;
    }
    for (gsize i = 0; lines[i] != NULL; i++) {
        if (g_ascii_isdigit(lines[i][0])) {
            g_auto(GStrv) parts = g_strsplit(lines[i], "\t", -1);
            g_assert_cmpuint(g_strv_length(parts), ==, 3);
            add_clause(gold, g_ascii_strtoull(parts[0], NULL, 10),
                       g_ascii_strtoull(parts[1], NULL, 10), parts[2]);
        }
    }
    ReaderLexicon *lexicon = reader_lexicon_new_default();
    g_autoptr(ReaderResult) read = reader_read(lexicon, report, length, NULL, &error);
    g_assert_no_error(error);
    compare(&score, report, gold, read);
    reader_lexicon_free(lexicon);
    check("the reference report", &score);
}

/* "目<TAB>clause，｜clause。<TAB>action action", read under a heading of its kind. */
static void score_line(const ReaderLexicon *lexicon, const char *line, Score *score)
{
    static const char *const marks[] = {"，", "；", "、", "。"};
    g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
    g_autoptr(GArray) gold = clauses_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) text = g_string_new(g_str_has_prefix(line, "回") ? "一、2021年工作回顾\n"
                                                                        : "二、2022年工作安排\n");

    g_assert_cmpuint(g_strv_length(parts), ==, 3);
    g_auto(GStrv) clauses = g_strsplit(parts[1], "｜", -1);
    g_auto(GStrv) actions = g_strsplit(parts[2], " ", -1);
    g_assert_cmpuint(g_strv_length(clauses), ==, g_strv_length(actions));
    for (gsize i = 0; clauses[i] != NULL; i++) {
        gsize start = text->len;
        gsize end = start + strlen(clauses[i]);
        for (gsize m = 0; m < G_N_ELEMENTS(marks); m++) {
            end -= g_str_has_suffix(clauses[i], marks[m]) ? strlen(marks[m]) : 0;
        }
        add_clause(gold, start, end, actions[i]);
        g_string_append(text, clauses[i]);
    }
    g_string_append_c(text, '\n');
    ReaderOptions options = {.report_year = 2022};
    g_autoptr(ReaderResult) read = reader_read(lexicon, text->str, text->len, &options, &error);
    g_assert_no_error(error);
    compare(score, text->str, gold, read);
}

static void sentences_of_our_own_are_parted_right(void)
{
    g_auto(GStrv) lines = gold_lines();
    ReaderLexicon *lexicon = reader_lexicon_new_default();
    Score score = {0};

    for (gsize i = 0; lines[i] != NULL; i++) {
        if (g_str_has_prefix(lines[i], "回") || g_str_has_prefix(lines[i], "目")) {
            score_line(lexicon, lines[i], &score);
        }
    }
    reader_lexicon_free(lexicon);
    check("sentences of our own", &score);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader/clauses/the_reference_report_is_parted_right",
                    the_reference_report_is_parted_right);
    g_test_add_func("/reader/clauses/sentences_of_our_own_are_parted_right",
                    sentences_of_our_own_are_parted_right);
    return g_test_run();
}
