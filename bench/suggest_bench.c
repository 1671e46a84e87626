/*
 * How long a suggestion takes with 60 units and 10 000 confirmed clauses, against walking over the
 * same pairs of characters once. Texts are those of tests/gold/suggest.tsv, with other figures.
 */
#include "reader/suggest.h"

#include <stdio.h>
#include <string.h>

#define UNITS    60
#define EXAMPLES 10000
#define ROUNDS   20

static gsize walk(const char *text)
{
    gsize letters = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        letters += g_unichar_isalpha(g_utf8_get_char(c)) ? 1 : 0;
    }
    return letters;
}

int main(void)
{
    g_autofree char *gold = NULL;
    g_autoptr(GPtrArray) texts = g_ptr_array_new();
    g_autofree SuggestExample *examples = g_new0(SuggestExample, EXAMPLES);
    SuggestUnit units[UNITS] = {0};
    const char *duties[UNITS][5] = {{NULL}};
    gsize co[UNITS];
    gsize seen = 0;
    Suggestion found;

    if (!g_file_get_contents("tests/gold/suggest.tsv", &gold, NULL, NULL)) {
        g_printerr("suggest_bench: run it in the repository's folder\n");
        return 1;
    }
    g_auto(GStrv) lines = g_strsplit(gold, "\n", -1);
    g_autoptr(GStringChunk) kept = g_string_chunk_new(1 << 20);
    for (gsize i = 0; lines[i] != NULL; i++) {
        if (lines[i][0] != '\0' && lines[i][0] != '#') {
            lines[i][strcspn(lines[i], "\t")] = '\0';
            g_ptr_array_add(texts, lines[i]);
        }
    }
    for (gsize i = 0; i < UNITS; i++) {
        for (gsize d = 0; d < 4; d++) {
            duties[i][d] = texts->pdata[(i * 4 + d) % texts->len];
        }
        units[i].duties = duties[i];
        co[i] = (i + 1) % UNITS;
    }
    for (gsize i = 0; i < EXAMPLES; i++) {
        const char *first = texts->pdata[i % texts->len];
        const char *second = texts->pdata[(i * 7 + i / texts->len) % texts->len];
        g_autofree char *text = g_strdup_printf("%s，%s", first, second);
        examples[i] =
            (SuggestExample){g_string_chunk_insert(kept, text), i % UNITS, &co[i % UNITS], 1};
    }
    gint64 begun = g_get_monotonic_time();
    g_autoptr(SuggestIndex) index = suggest_index_new(units, UNITS, examples, EXAMPLES);
    gint64 indexed = g_get_monotonic_time();
    for (gsize i = 0; i < ROUNDS * texts->len; i++) {
        suggest_clause(index, texts->pdata[i % texts->len], &found);
        seen += found.lead_count;
    }
    gint64 done = g_get_monotonic_time();
    for (gsize i = 0; i < ROUNDS * texts->len; i++) {
        seen += walk(texts->pdata[i % texts->len]);
    }
    gint64 walked = g_get_monotonic_time();
    double each = (double)(done - indexed) / (double)(ROUNDS * texts->len);
    double bare = (double)(walked - done) / (double)(ROUNDS * texts->len);
    printf("index of %d units and %d confirmed clauses | %.0f ms | once a page | -\n", UNITS,
           EXAMPLES, (double)(indexed - begun) / 1000);
    printf("suggestion for one clause | %.0f us | 1000 us allowed; reading its letters %.1f us | "
           "%.2f of what is allowed\n",
           each, bare, each / 1000);
    return seen == 0;
}
