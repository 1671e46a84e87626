/*
 * How fast reports are read: bench/reader_bench [FILE [MEGABYTES]].
 *
 * The text of FILE, the sample's report if none is named, is repeated to 1, 10, 100 and 1000 MB and
 * read as `luoshi read --format jsonl` does, lines of JSON and all, on one core. The limit is
 * measured in the same run: the same file read and checked for UTF-8. Prints what | this | limit |
 * ratio.
 *
 * The peer: Microsoft Recognizers-Text reads such reports at about 4 kB/s.
 */
#include "reader/reader.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DEFAULT_FILE      "samples/jizhou/report-2022.txt"
#define DEFAULT_MEGABYTES 1000
#define OUT_CHUNK         (1u << 20)

typedef struct {
    GString *out;
    gsize bytes;
} Output;

static bool write_statement(const ReaderStatement *statement, const char *heading, gpointer data)
{
    Output *output = data;

    reader_statement_to_json(statement, heading, output->out);
    if (output->out->len >= OUT_CHUNK) {
        output->bytes += output->out->len;
        g_string_truncate(output->out, 0);
    }
    return true;
}

/* Writes TEXT as often as it takes to make SIZE bytes; how many they are is told. */
static gsize write_repeated(const char *path, const char *text, gsize length, gsize size)
{
    FILE *file = fopen(path, "wb");
    gsize written = 0;

    if (file == NULL) {
        g_error("%s: %s", path, g_strerror(errno));
    }
    while (written < size) {
        written += fwrite(text, 1, length, file);
    }
    fclose(file);
    return written;
}

/* The file as `luoshi read` takes it: mapped. Both measurements begin with that. */
static GMappedFile *map_file(const char *path)
{
    g_autoptr(GError) error = NULL;
    GMappedFile *file = g_mapped_file_new(path, FALSE, &error);

    if (file == NULL) {
        g_error("%s", error->message);
    }
    return file;
}

/* What is measured, each once over the whole file. */
static gsize validate(const char *path, const ReaderLexicon *lexicon)
{
    g_autoptr(GMappedFile) file = map_file(path);

    (void)lexicon;
    if (!g_utf8_validate_len(g_mapped_file_get_contents(file), g_mapped_file_get_length(file),
                             NULL)) {
        g_error("%s: not UTF-8", path);
    }
    return 0;
}

static gsize read_report(const char *path, const ReaderLexicon *lexicon)
{
    g_autoptr(GMappedFile) file = map_file(path);
    g_autoptr(GError) error = NULL;
    Output output = {.out = g_string_new(NULL)};
    const ReaderSink sink = {.statement = write_statement, .data = &output};
    ReaderSummary summary;

    if (!reader_scan(lexicon, g_mapped_file_get_contents(file), g_mapped_file_get_length(file),
                     NULL, &sink, &summary, &error)) {
        g_error("%s", error->message);
    }
    g_string_free(output.out, TRUE);
    return summary.statements;
}

/* Seconds of the thread's processor time that one pass takes, of ROUNDS; what it found. */
static double seconds_of(gsize (*pass)(const char *path, const ReaderLexicon *lexicon),
                         const char *path, const ReaderLexicon *lexicon, gsize rounds, gsize *found)
{
    clock_t begun = clock();

    for (gsize i = 0; i < rounds; i++) {
        *found = pass(path, lexicon);
    }
    return (double)(clock() - begun) / CLOCKS_PER_SEC / (double)rounds;
}

int main(int argc, char **argv)
{
    const char *file = argc > 1 ? argv[1] : DEFAULT_FILE;
    gsize most = argc > 2 ? (gsize)g_ascii_strtoull(argv[2], NULL, 10) : DEFAULT_MEGABYTES;
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    g_autofree char *directory = g_dir_make_tmp("luoshi-bench-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(directory, "report.txt", NULL);
    g_autoptr(ReaderLexicon) lexicon = reader_lexicon_new_default();

    if (!g_file_get_contents(file, &text, &length, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return EXIT_FAILURE;
    }
    for (gsize megabytes = 1; megabytes <= most; megabytes *= 10) {
        gsize statements = 0;
        double size = (double)write_repeated(path, text, length, megabytes * 1000000);
        gsize rounds = megabytes < 100 ? 100 / megabytes : 1; /* a short run says little */
        double limit = seconds_of(validate, path, lexicon, rounds, &statements);
        double seconds = seconds_of(read_report, path, lexicon, rounds, &statements);
        printf("read %zu MB, %zu statements, to JSON | %.0f MB/s, %.2f s | %.0f MB/s (read and "
               "UTF-8 check) | %.3f\n",
               megabytes, statements, size / seconds / 1e6, seconds, size / limit / 1e6,
               limit / seconds);
        fflush(stdout);
    }
    g_unlink(path);
    g_rmdir(directory);
    return EXIT_SUCCESS;
}
