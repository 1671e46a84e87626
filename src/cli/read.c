#include "cli/read.h"

#include "document/document.h"
#include "reader/reader.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define OUT_CHUNK (256u << 10) /* bytes gathered before they are written */

typedef struct {
    char *format;
    char **lexicons;
    gint year;
    gboolean clauses;
    gboolean json;
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

static Language environment_language(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const char *value = g_getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return language_parse(value);
        }
    }
    return LANGUAGE_ZH;
}

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

/* Files that are no plain text by their first bytes; src/document knows what to make of them. */
static bool is_packed(const char *bytes, gsize length)
{
    static const char *const magics[] = {
        "PK\x03\x04",   "%PDF", "\xD0\xCF\x11\xE0", "{\\rtf", "\x89PNG",
        "\xFF\xD8\xFF", "Rar!", "7z\xBC\xAF",       "GIF8",   "\x1F\x8B"};

    for (gsize i = 0; i < G_N_ELEMENTS(magics); i++) {
        if (length >= strlen(magics[i]) && memcmp(bytes, magics[i], strlen(magics[i])) == 0) {
            return true;
        }
    }
    return false;
}

static bool add_lexicons(ReaderLexicon *lexicon, char **names, GError **error)
{
    for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *text = NULL;
        gsize length = 0;
        if (!g_file_get_contents(names[i], &text, &length, error) ||
            !reader_lexicon_add(lexicon, names[i], text, length, error)) {
            return false;
        }
    }
    return true;
}

static bool scan_file(const ReadOptions *options, const char *file, ReadOutput *output,
                      ReaderSummary *summary, GError **error)
{
    g_autoptr(ReaderLexicon) lexicon = reader_lexicon_new_default();
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(file, FALSE, error);
    g_autoptr(DocumentText) document = NULL;
    ReaderOptions reading = {.report_year = options->year};
    ReaderSink sink = {.data = output, .progress = release_pages};

    if (mapped == NULL || !add_lexicons(lexicon, options->lexicons, error)) {
        return false;
    }
    const char *bytes = g_mapped_file_get_contents(mapped);
    gsize length = g_mapped_file_get_length(mapped);
    output->mapped = bytes;
    if (is_packed(bytes, length)) {
        output->mapped = NULL;
        if (!document_text_from_bytes(bytes, length, file, &document, error)) {
            return false;
        }
        bytes = g_bytes_get_data(document->text, &length);
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

static bool parse_options(int argc, char **argv, ReadOptions *options, char **file,
                          gboolean *helped, FILE *out, GError **error)
{
    const GOptionEntry entries[] = {
        {"format", 'f', 0, G_OPTION_ARG_STRING, &options->format, "table (default) or jsonl", "F"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options->json, "the same as --format jsonl", NULL},
        {"clauses", 'c', 0, G_OPTION_ARG_NONE, &options->clauses,
         "print the action clauses instead of the quantified statements", NULL},
        {"lexicon", 'l', 0, G_OPTION_ARG_FILENAME_ARRAY, &options->lexicons,
         "add a lexicon file (packs/base/lexicon/README.md); may be given again", "FILE"},
        {"year", 'y', 0, G_OPTION_ARG_INT, &options->year,
         "year of the report, for “this year”; found out from the text if not given", "YEAR"},
        {"help", 'h', 0, G_OPTION_ARG_NONE, helped, "print this help", NULL},
        G_OPTION_ENTRY_NULL};
    g_autoptr(GOptionContext) context = g_option_context_new("FILE");
    g_auto(GStrv) copy = g_strdupv(argv);
    char **rest = g_memdup2(copy, ((gsize)argc + 1) * sizeof *copy);

    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_set_summary(context,
                                 "Reads a work report (txt, docx or PDF with text): what was "
                                 "promised and done, how much, by which verb.");
    g_option_context_set_description(
        context,
        "JSON keys: text subject value value2 unit cmp measure kind year section start end "
        "action;\n"
        "start and end are byte offsets in FILE (for docx and PDF: in the text taken out of it).\n"
        "Exit status: 0 done, 1 FILE cannot be read, 2 wrong options, 3 no quantified statement.");
    g_option_context_add_main_entries(context, entries, NULL);
    bool parsed = g_option_context_parse(context, &argc, &rest, error);
    if (parsed && *helped) {
        g_autofree char *help = g_option_context_get_help(context, TRUE, NULL);
        fputs(help, out);
    } else if (parsed && argc == 2) {
        *file = g_strdup(rest[1]);
    } else if (parsed) {
        error_set(error, LUOSHI_ERROR_INVALID, "reader.one_file", NULL, NULL);
        parsed = false;
    }
    g_free(rest);
    return parsed;
}

static bool check_format(ReadOptions *options, GError **error)
{
    if (options->format == NULL || strcmp(options->format, "table") == 0) {
        return true;
    }
    options->json = strcmp(options->format, "jsonl") == 0;
    if (!options->json) {
        error_set(error, LUOSHI_ERROR_INVALID, "reader.format", "format", "format", options->format,
                  NULL);
    }
    return options->json;
}

static void complain(FILE *errors, const GError *error, Language language)
{
    g_autofree char *text = error_text(error, language);

    fprintf(errors, "luoshi read: %s\n", text);
}

static ReadExit run(const ReadOptions *options, const char *file, FILE *out, FILE *errors)
{
    Language language = environment_language();
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

ReadExit read_command(int argc, char **argv, FILE *out, FILE *errors)
{
    ReadOptions options = {0};
    g_autofree char *file = NULL;
    g_autoptr(GError) error = NULL;
    gboolean helped = FALSE;
    ReadExit exit = READ_EXIT_USAGE;

    if (!parse_options(argc, argv, &options, &file, &helped, out, &error) ||
        !check_format(&options, &error)) {
        complain(errors, error, environment_language());
    } else {
        exit = helped ? READ_EXIT_DONE : run(&options, file, out, errors);
    }
    g_free(options.format);
    g_strfreev(options.lexicons);
    return exit;
}
