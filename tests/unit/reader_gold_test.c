/*
 * How well the reader reads: its statements against those that people wrote down (tests/gold/).
 * Prints precision, recall and F1 a key and fails below the bar. A statement found is paired with
 * one of the gold by figure and unit, within a sentence (or, in the reference report, by place).
 */
#include "reader/reader.h"

#include <stdio.h>
#include <string.h>

#define REFERENCE            "../shared/reference/jizhou-2022-work-report.txt"
#define STRICT_MIN_REFERENCE 0.95
#define STRICT_MIN_SENTENCES 0.95

typedef enum {
    KEY_STRICT, /* value, value2, unit, cmp and measure together */
    KEY_VALUE,
    KEY_UNIT,
    KEY_CMP,
    KEY_MEASURE,
    KEY_KIND,
    KEY_YEAR,
    KEY_SUBJECT,
    KEY_ACTION,
    KEYS,
} Key;

static const char *const key_names[] = {"strict", "value", "unit",    "cmp",   "measure",
                                        "kind",   "year",  "subject", "action"};

/* One statement as its words, "-" for null. */
typedef struct {
    char *fields[KEYS];
    gsize start; /* of the figure */
    bool paired;
} Row;

typedef struct {
    gsize gold;
    gsize found;
    gsize right[KEYS];
} Score;

static void row_clear(gpointer data)
{
    Row *row = data;

    for (gsize i = 0; i < KEYS; i++) {
        g_free(row->fields[i]);
    }
}

static GArray *rows_new(void)
{
    GArray *rows = g_array_new(FALSE, TRUE, sizeof(Row));

    g_array_set_clear_func(rows, row_clear);
    return rows;
}

static char *or_dash(const char *text)
{
    return g_strdup(text != NULL && text[0] != '\0' ? text : "-");
}

/* "7.50" and "7.5" are one figure. */
static char *figure_text(const char *value, const char *value2)
{
    double a = g_ascii_strtod(value, NULL);
    double b = g_ascii_strtod(value2, NULL);

    return g_strdup_printf("%s%.8g..%.8g", strcmp(value, "-") == 0 ? "none " : "", a, b);
}

static void row_finish(Row *row)
{
    row->fields[KEY_STRICT] = g_strjoin("|", row->fields[KEY_VALUE], row->fields[KEY_UNIT],
                                        row->fields[KEY_CMP], row->fields[KEY_MEASURE], NULL);
}

static void add_found(GArray *rows, const ReaderStatement *statement)
{
    Row row = {.start = statement->figure_start};
    g_autoptr(GString) value = g_string_new(statement->has_value ? "" : "-");
    g_autoptr(GString) value2 = g_string_new(statement->has_value2 ? "" : "-");

    if (statement->has_value) {
        reader_decimal_append(statement->value, value);
    }
    if (statement->has_value2) {
        reader_decimal_append(statement->value2, value2);
    }
    row.fields[KEY_VALUE] = figure_text(value->str, value2->str);
    row.fields[KEY_UNIT] = or_dash(statement->unit);
    row.fields[KEY_CMP] = g_strdup(reader_cmp_name(statement->cmp));
    row.fields[KEY_MEASURE] = g_strdup(reader_measure_name(statement->measure));
    row.fields[KEY_KIND] = g_strdup(reader_kind_name(statement->kind));
    row.fields[KEY_YEAR] =
        statement->year != 0 ? g_strdup_printf("%d", statement->year) : g_strdup("-");
    row.fields[KEY_SUBJECT] = or_dash(statement->subject);
    row.fields[KEY_ACTION] = or_dash(statement->action);
    row_finish(&row);
    g_array_append_val(rows, row);
}

static void count_pair(Score *score, Row *gold, Row *found)
{
    gold->paired = found->paired = true;
    for (gsize k = 0; k < KEYS; k++) {
        score->right[k] += strcmp(gold->fields[k], found->fields[k]) == 0 ? 1 : 0;
    }
}

/* Pairs what is equal in KEY and not yet paired. */
static void pair_by(Score *score, GArray *gold, GArray *found, Key key, bool by_place)
{
    for (gsize g = 0; g < gold->len; g++) {
        Row *want = &g_array_index(gold, Row, g);
        for (gsize f = 0; f < found->len && !want->paired; f++) {
            Row *have = &g_array_index(found, Row, f);
            if (!have->paired && strcmp(want->fields[key], have->fields[key]) == 0 &&
                (!by_place || want->start == have->start)) {
                count_pair(score, want, have);
            }
        }
    }
}

static void print_rest(const char *what, const GArray *rows)
{
    for (gsize i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        if (!row->paired) {
            printf("#   %s: %s | %s\n", what, row->fields[KEY_SUBJECT], row->fields[KEY_STRICT]);
        }
    }
}

static void print_pairs(const char *text, const GArray *gold, const GArray *found)
{
    bool differs = false;

    for (gsize i = 0; i < gold->len && i < found->len; i++) {
        const Row *a = &g_array_index(gold, Row, i);
        const Row *b = &g_array_index(found, Row, i);
        for (gsize k = 1; k < KEYS; k++) {
            if (a->paired && b->paired && strcmp(a->fields[k], b->fields[k]) != 0) {
                printf("%s#   %s: %s, read %s\n", differs ? "" : text, key_names[k], a->fields[k],
                       b->fields[k]);
                differs = true;
            }
        }
    }
}

static void compare(Score *score, GArray *gold, GArray *found, bool by_place, const char *text)
{
    pair_by(score, gold, found, KEY_STRICT, by_place);
    pair_by(score, gold, found, KEY_VALUE, by_place);
    score->gold += gold->len;
    score->found += found->len;
    if (g_test_verbose() || g_getenv("READER_GOLD_SHOW") != NULL) {
        g_autofree char *line = g_strdup_printf("# %s\n", text);
        print_pairs(line, gold, found);
        print_rest("missed", gold);
        print_rest("too many", found);
    }
}

static double print_score(const char *name, const Score *score)
{
    double strict = 0;

    printf("# %s: %zu in the gold, %zu found\n", name, score->gold, score->found);
    printf("# | key | precision | recall | F1 |\n");
    for (gsize k = 0; k < KEYS; k++) {
        double precision = (double)score->right[k] / (double)MAX(score->found, 1);
        double recall = (double)score->right[k] / (double)MAX(score->gold, 1);
        double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
        printf("# | %s | %.3f | %.3f | %.3f |\n", key_names[k], precision, recall, f1);
        strict = k == KEY_STRICT ? f1 : strict;
    }
    return strict;
}

/* "= subject | value | value2 | unit | cmp | measure | action [| year]" */
static void add_gold(GArray *rows, const char *line, bool result)
{
    g_auto(GStrv) parts = g_strsplit(line + 2, "|", -1);
    guint n = g_strv_length(parts);
    Row row = {0};

    g_assert_cmpuint(n, >=, 7);
    for (guint i = 0; i < n; i++) {
        g_strstrip(parts[i]);
    }
    row.fields[KEY_SUBJECT] = g_strdup(parts[0]);
    row.fields[KEY_VALUE] = figure_text(parts[1], parts[2]);
    row.fields[KEY_UNIT] = g_strdup(parts[3]);
    row.fields[KEY_CMP] = g_strdup(parts[4]);
    row.fields[KEY_MEASURE] = g_strdup(parts[5]);
    row.fields[KEY_ACTION] = g_strdup(parts[6]);
    row.fields[KEY_KIND] = g_strdup(result ? "result" : "target");
    row.fields[KEY_YEAR] = g_strdup(n > 7 ? parts[7] : result ? "2021" : "2022");
    row_finish(&row);
    g_array_append_val(rows, row);
}

static void score_sentence(const ReaderLexicon *lexicon, Score *score, const char *sentence,
                           bool result, GArray *gold)
{
    g_autofree char *text =
        g_strdup_printf("%s\n%s\n", result ? "一、2021年工作回顾" : "二、2022年工作安排", sentence);
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) found = rows_new();
    ReaderOptions options = {.report_year = 2022};
    g_autoptr(ReaderResult) read = reader_read(lexicon, text, strlen(text), &options, &error);

    g_assert_no_error(error);
    for (gsize i = 0; i < read->statement_count; i++) {
        add_found(found, &read->statements[i]);
    }
    compare(score, gold, found, false, sentence);
}

static double score_sentences(const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) gold = rows_new();
    g_autofree char *sentence = NULL;
    Score score = {0};
    bool result = false;
    ReaderLexicon *lexicon = reader_lexicon_new_default();

    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (gsize i = 0;; i++) {
        bool opens = lines[i] != NULL &&
                     (g_str_has_prefix(lines[i], "回 ") || g_str_has_prefix(lines[i], "目 "));
        if ((opens || lines[i] == NULL) && sentence != NULL) {
            score_sentence(lexicon, &score, sentence, result, gold);
            g_array_set_size(gold, 0);
        }
        if (lines[i] == NULL) {
            break;
        }
        if (opens) {
            g_free(sentence);
            sentence = g_strdup(strchr(lines[i], ' ') + 1);
            result = g_str_has_prefix(lines[i], "回");
        } else if (g_str_has_prefix(lines[i], "= ")) {
            add_gold(gold, lines[i], result);
        }
    }
    reader_lexicon_free(lexicon);
    return print_score(path, &score);
}

static void sentences_of_our_own_are_read_right(gconstpointer data)
{
    g_assert_cmpfloat(score_sentences(data), >=, STRICT_MIN_SENTENCES);
}

static void add_reference_gold(GArray *rows, char *line)
{
    g_auto(GStrv) parts = g_strsplit(line, "\t", -1);
    Row row = {0};

    g_assert_cmpuint(g_strv_length(parts), ==, 11);
    row.start = g_ascii_strtoull(parts[0], NULL, 10);
    row.fields[KEY_VALUE] = figure_text(parts[2], parts[3]);
    static const Key order[] = {KEY_UNIT, KEY_CMP,     KEY_MEASURE, KEY_KIND,
                                KEY_YEAR, KEY_SUBJECT, KEY_ACTION};
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
        row.fields[order[i]] = g_strdup(parts[i + 4]);
    }
    row_finish(&row);
    g_array_append_val(rows, row);
}

static void the_reference_report_is_read_right(void)
{
    g_autofree char *report = NULL;
    g_autofree char *gold_text = NULL;
    g_autoptr(GError) error = NULL;
    g_autoptr(GArray) gold = rows_new();
    g_autoptr(GArray) found = rows_new();
    gsize length = 0;
    Score score = {0};

    const char *path = g_getenv("LUOSHI_REFERENCE");
    if (!g_file_get_contents(path != NULL ? path : REFERENCE, &report, &length, NULL)) {
        g_test_skip("THE REFERENCE REPORT IS NOT HERE (" REFERENCE
                    ", or LUOSHI_REFERENCE): its gold was not scored");
        return;
    }
    g_file_get_contents("tests/gold/reference.tsv", &gold_text, NULL, &error);
    g_assert_no_error(error);
    g_auto(GStrv) lines = g_strsplit(gold_text, "\n", -1);
    for (gsize i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] != '\0' && lines[i][0] != '#') {
            add_reference_gold(gold, lines[i]);
        }
    }
    ReaderLexicon *lexicon = reader_lexicon_new_default();
    g_autoptr(ReaderResult) read = reader_read(lexicon, report, length, NULL, &error);
    g_assert_no_error(error);
    for (gsize i = 0; i < read->statement_count; i++) {
        add_found(found, &read->statements[i]);
    }
    compare(&score, gold, found, true, "the reference report");
    double strict = print_score("the reference report", &score);
    reader_lexicon_free(lexicon);
    g_assert_cmpfloat(strict, >=, STRICT_MIN_REFERENCE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader/gold/the_reference_report_is_read_right",
                    the_reference_report_is_read_right);
    g_test_add_data_func("/reader/gold/sentences_a_are_read_right", "tests/gold/sentences-a.txt",
                         sentences_of_our_own_are_read_right);
    g_test_add_data_func("/reader/gold/sentences_b_are_read_right", "tests/gold/sentences-b.txt",
                         sentences_of_our_own_are_read_right);
    g_test_add_data_func("/reader/gold/sentences_c_are_read_right", "tests/gold/sentences-c.txt",
                         sentences_of_our_own_are_read_right);
    g_test_add_data_func("/reader/gold/sentences_d_are_read_right", "tests/gold/sentences-d.txt",
                         sentences_of_our_own_are_read_right);
    g_test_add_data_func("/reader/gold/sentences_e_are_read_right", "tests/gold/sentences-e.txt",
                         sentences_of_our_own_are_read_right);
    g_test_add_data_func("/reader/gold/sentences_f_are_read_right", "tests/gold/sentences-f.txt",
                         sentences_of_our_own_are_read_right);
    g_test_add_data_func("/reader/gold/sentences_g_are_read_right", "tests/gold/sentences-g.txt",
                         sentences_of_our_own_are_read_right);
    return g_test_run();
}
