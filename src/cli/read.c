#include "cli/read.h"

#include "document/document.h"
#include "reader/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHECKED_BYTES (1u << 20)   /* at the front of a text file, for what is no text at all */
#define OUT_CHUNK     (256u << 10) /* bytes gathered before they are written */
#define STREAM_MAX    (1u << 30)   /* bytes of a pipe, which are kept in memory */

typedef struct {
    const char *const *lexicons;
    gint year;
    bool clauses;
    bool json;
} ReadOptions;

typedef struct {
    FILE *out;
    GString *buffer;
    GString *heading; /* of the section last printed in the table */
    Language language;
    bool json;
    bool failed;
    const char *mapped; /* the file, page by page given back when it has been passed */
    guint pass;
    gsize released;
} ReadOutput;

static bool write_out(ReadOutput *output, gsize threshold)
{
    if (output->buffer->len > threshold) {
        gsize written = fwrite(output->buffer->str, 1, output->buffer->len, output->out);
        output->failed = output->failed || written != output->buffer->len;
        g_string_truncate(output->buffer, 0);
    }
    return !output->failed; /* a closed pipe ends the reading */
}

static void write_heading(ReadOutput *output, const char *heading)
{
    const char *now = heading != NULL ? heading : "";

    if (strcmp(now, output->heading->str) != 0) {
        g_string_assign(output->heading, now);
        g_string_append_printf(output->buffer, "\n[%s]\n", now);
    }
}

static bool write_statement(const ReaderStatement *statement, const char *heading, gpointer data)
{
    ReadOutput *output = data;

    if (output->json) {
        reader_statement_to_json(statement, heading, output->buffer);
    } else {
        write_heading(output, heading);
        reader_table_row(statement, output->language, output->buffer);
    }
    return write_out(output, OUT_CHUNK);
}

static bool keep_heading(const ReaderSection *section, gpointer data)
{
    ReadOutput *output = data;

    g_string_assign(output->heading, section->heading);
    if (!output->json) {
        g_string_append_printf(output->buffer, "\n[%s]\n", section->heading);
    }
    return write_out(output, OUT_CHUNK);
}

static bool write_clause(const ReaderClause *clause, gpointer data)
{
    ReadOutput *output = data;

    if (output->json) {
        reader_clause_to_json(clause, clause->section >= 0 ? output->heading->str : NULL,
                              output->buffer);
    } else {
        g_string_append_printf(output->buffer, "%s%s\t%s\n", clause->action != NULL ? "" : "-",
                               clause->action != NULL ? clause->action : "", clause->text);
    }
    return write_out(output, OUT_CHUNK);
}

/* A file of a gigabyte need not stay in memory: what has been passed is read again from the disk's
 * cache when the next pass wants it. */
static void release_pages(guint pass, gsize done, gpointer data)
{
    ReadOutput *output = data;
    gsize page = (gsize)sysconf(_SC_PAGESIZE);
    gsize until = done / page * page;

    if (pass != output->pass) {
        output->pass = pass;
        output->released = 0;
    }
    if (output->mapped != NULL && until > output->released) {
        madvise((void *)(guintptr)(output->mapped + output->released), until - output->released,
                MADV_DONTNEED);
        output->released = until;
    }
}

/* Files that text is taken out of, by their first bytes; src/document knows how. */
static bool is_packed(const char *bytes, gsize length)
{
    static const char *const magics[] = {"PK\x03\x04", "PK\x05\x06", "%PDF", "\xD0\xCF\x11\xE0"};

    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++) {
        if (length >= strlen(magics[i]) && memcmp(bytes, magics[i], strlen(magics[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_lexicons(ReaderLexicon *lexicon, const char *const *names, GError **error)
{
    for (gsize i = 0; names[i] != NULL; i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(names[i], &text, &length, error) ||
            !reader_lexicon_add(lexicon, names[i], text, length, error)) {
            return false;
        }
    }
    return true;
}

/* What the system said of FILE, in our words. */
static bool fail_file(const char *file, int code, GError **error)
{
    const char *key = code == ENOENT   ? "reader.no_file"
                      : code == EISDIR ? "reader.is_folder"
                      : code == EACCES ? "reader.no_access"
                      : code == EFBIG  ? "reader.stream_too_large"
                                       : "reader.unreadable";

    error_set(error, LUOSHI_ERROR_INVALID, key, NULL, "file", file, "reason", g_strerror(code),
              NULL);
    return false;
}

/* All that a pipe or a device gives. */
static GBytes *read_stream(int descriptor, const char *file, GError **error)
{
    g_autoptr(GByteArray) content = g_byte_array_new();
    g_autofree guint8 *chunk = g_malloc(OUT_CHUNK);
    gssize got;

    while ((got = read(descriptor, chunk, OUT_CHUNK)) != 0) {
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 || content->len + (gsize)got > STREAM_MAX) {
            fail_file(file, got < 0 ? errno : EFBIG, error);
            return NULL;
        }
        g_byte_array_append(content, chunk, (guint)got);
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&content));
}

/* The content of FILE, mapped if it is a plain one; “-” is standard input. (transfer full) */
static GBytes *open_content(const char *file, bool *mapped, GError **error)
{
    bool standard = strcmp(file, "-") == 0;
    int descriptor = standard ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC);
    struct stat status;
    GBytes *content = NULL;

    *mapped = false;
    if (descriptor < 0) {
        fail_file(file, errno, error);
        return NULL;
    }
    if (fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) {
        fail_file(file, S_ISDIR(status.st_mode) ? EISDIR : errno, error);
    } else if (!standard && S_ISREG(status.st_mode)) {
        g_autoptr(GMappedFile) map = g_mapped_file_new_from_fd(descriptor, FALSE, NULL);
        *mapped = map != NULL;
        content = map != NULL ? g_mapped_file_get_bytes(map) : read_stream(descriptor, file, error);
    } else {
        content = read_stream(descriptor, file, error);
    }
    close(descriptor);
    return content;
}

static bool scan_file(const ReadOptions *options, const char *file, ReadOutput *output,
                      ReaderSummary *summary, GError **error)
{
    bool mapped = false;
    g_autoptr(ReaderLexicon) lexicon = reader_lexicon_new_default();
    g_autoptr(GBytes) content = open_content(file, &mapped, error);
    g_autoptr(DocumentText) document = NULL;
    ReaderOptions reading = {.report_year = options->year};
    ReaderSink sink = {.data = output, .progress = release_pages};
    gsize length = 0;

    if (content == NULL || !add_lexicons(lexicon, options->lexicons, error)) {
        return false;
    }
    const char *bytes = g_bytes_get_data(content, &length);
    output->mapped = mapped ? bytes : NULL;
    if (is_packed(bytes, length)) {
        output->mapped = NULL;
        if (!document_text_from_bytes(bytes, length, file, &document, error)) {
            return false;
        }
        bytes = g_bytes_get_data(document->text, &length);
    } else if (length > 0 && !document_check_text(bytes, MIN(length, CHECKED_BYTES), file, error)) {
        return false;
    }
    if (options->clauses) {
        sink.section = keep_heading;
        sink.clause = write_clause;
    } else {
        sink.statement = write_statement;
    }
    if (!output->json && !options->clauses) {
        reader_table_head(output->language, output->buffer);
    }
    return reader_scan(lexicon, bytes != NULL ? bytes : "", length, &reading, &sink, summary,
                       error);
}

static bool take_format(const Cli *cli, ReadOptions *options, GError **error)
{
    const char *format = cli_text(cli, "format");

    options->json = cli_flag(cli, "json") || g_strcmp0(format, "jsonl") == 0;
    if (format != NULL && strcmp(format, "table") != 0 && strcmp(format, "jsonl") != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "reader.format", "format", "format", format, NULL);
        return false;
    }
    return true;
}

static void complain(FILE *errors, const GError *error, Language language)
{
    g_autofree char *text = error_text(error, language);

    fprintf(errors, "luoshi read: %s\n", text);
}

static ReadExit run(const ReadOptions *options, const char *file, FILE *out, FILE *errors)
{
    Language language = cli_language();
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) buffer = g_string_new(NULL);
    g_autoptr(GString) heading = g_string_new(NULL);
    ReadOutput output = {.out = out,
                         .buffer = buffer,
                         .heading = heading,
                         .language = language,
                         .json = options->json};
    ReaderSummary summary = {0};

    if (!scan_file(options, file, &output, &summary, &error)) {
        complain(errors, error, language);
        return READ_EXIT_FAILED;
    }
    if (summary.statements == 0 && !options->clauses) {
        const char *const arguments[] = {"file", file, NULL};
        g_autofree char *text = text_format(language, "reader.no_figures", arguments);
        fprintf(errors, "luoshi read: %s\n", text);
        return READ_EXIT_NO_FIGURES;
    }
    write_out(&output, 0);
    return output.failed || fflush(out) != 0 ? READ_EXIT_FAILED : READ_EXIT_DONE;
}

ReadExit read_run(const Cli *cli, FILE *out, FILE *errors)
{
    g_autoptr(GError) error = NULL;
    ReadOptions options = {.lexicons = cli_texts(cli, "lexicon"),
                           .year = (gint)cli_number(cli, "year"),
                           .clauses = cli_flag(cli, "clauses")};

    if (cli_argument_count(cli) != 1) {
        error_set(&error, LUOSHI_ERROR_INVALID, "reader.one_file", NULL, NULL);
    }
    if (error != NULL || !take_format(cli, &options, &error)) {
        complain(errors, error, cli_language());
        return READ_EXIT_USAGE;
    }
    return run(&options, cli_argument(cli, 0), out, errors);
}

static int run_read(const Cli *cli)
{
    return (int)read_run(cli, stdout, stderr);
}

const CliCommand cli_read = {
    .name = "read",
    .run = run_read,
    .options = (const CliOption[]){
        {.name = "format", .letter = 'f', .value = "table|jsonl", .text = "cli.option.read_format"},
        {.name = "json", .text = "cli.option.read_json"},
        {.name = "clauses", .letter = 'c', .text = "cli.option.clauses"},
        {.name = "lexicon",
         .letter = 'l',
         .value = "FILE",
         .text = "cli.option.lexicon",
         .many = true},
        {.name = "year",
         .letter = 'y',
         .value = "YEAR",
         .text = "cli.option.report_year",
         .number = true},
        {.name = NULL},
    }};
