/* The scan as a whole, and the result that keeps everything. */
#include "reader/reader_internal.h"

#include <string.h>

Span reader_span(const Reader *reader, gsize start, gsize end)
{
    const Cells *cells = &reader->cells;
    gsize last = cells->input[end - 1];
    Span span = {.start = cells->input[start]};

    if (reader->source.gb != NULL) {
        gsize size = 0;
        gunichar c = source_character(&reader->source, last, &size);
        span.end = last + size;
        span.text_start = cells->text[start];
        span.text_end = cells->text[end - 1] + (gsize)g_unichar_to_utf8(c, NULL);
    } else {
        span.end = last + source_utf8_size(reader->source.bytes[last]);
        span.text_start = span.start - reader->source.start;
        span.text_end = span.end - reader->source.start;
    }
    return span;
}

const char *reader_text(const Reader *reader, gsize start, gsize end, GString *out)
{
    text_clear(out);
    if (start < end) {
        Span span = reader_span(reader, start, end);
        source_append(&reader->source, span.start, span.end, false, out);
    }
    return out->str;
}

static bool check_lines(const char *bytes, gsize length, const ReaderSink *sink, GError **error)
{
    gsize line = 1;
    gsize step = READER_STEP;

    for (gsize at = 0; at < length; line++) {
        const char *stop = memchr(bytes + at, '\n', length - at);
        gsize end = stop != NULL ? (gsize)(stop - bytes) : length;
        if (end - at > READER_LINE_MAX) {
            g_autofree char *number = g_strdup_printf("%zu", line);
            g_autofree char *size = g_strdup_printf("%zu", end - at);
            g_autofree char *limit = g_strdup_printf("%u", READER_LINE_MAX);
            error_set(error, LUOSHI_ERROR_TOO_LARGE, "reader.line_too_long", NULL, "line", number,
                      "bytes", size, "limit", limit, NULL);
            return false;
        }
        at = end + 1;
        if (at >= step) {
            report_progress(sink, 1, MIN(at, length));
            step = at + READER_STEP;
        }
    }
    return true;
}

static void reader_clear(Reader *reader)
{
    source_close(&reader->source);
    cells_free(&reader->cells);
    g_free(reader->tokens.tokens);
    g_free(reader->tokens.figures);
    g_free(reader->pieces.pieces);
    g_array_unref(reader->items);
    g_array_unref(reader->words);
    g_string_free(reader->heading, TRUE);
    g_string_free(reader->subject, TRUE);
    names_free(&reader->members);
    names_free(&reader->recent);
    names_free(&reader->recent_units);
    g_string_free(reader->things, TRUE);
    g_string_free(reader->scratch_text, TRUE);
    g_string_free(reader->scratch_subject, TRUE);
    g_string_free(reader->scratch_unit, TRUE);
    g_string_free(reader->scratch_action, TRUE);
    g_string_free(reader->scratch_clause, TRUE);
}

static void reader_init(Reader *reader)
{
    reader->tokens.figures = g_new(Figure, FIGURES_MAX);
    reader->items = g_array_new(FALSE, FALSE, sizeof(Range));
    reader->words = g_array_new(FALSE, FALSE, sizeof(ActionWord));
    reader->heading = g_string_new(NULL);
    reader->subject = g_string_new(NULL);
    names_init(&reader->members);
    names_init(&reader->recent);
    names_init(&reader->recent_units);
    reader->things = g_string_new(NULL);
    reader->scratch_text = g_string_new(NULL);
    reader->scratch_subject = g_string_new(NULL);
    reader->scratch_unit = g_string_new(NULL);
    reader->scratch_action = g_string_new(NULL);
    reader->scratch_clause = g_string_new(NULL);
    reader->clause = -1;
    for (gsize i = 0; i < G_N_ELEMENTS(reader->level_sections); i++) {
        reader->level_sections[i] = -1;
    }
}

bool reader_scan(const ReaderLexicon *lexicon, const char *bytes, gsize length,
                 const ReaderOptions *options, const ReaderSink *sink, ReaderSummary *summary,
                 GError **error)
{
    Reader reader = {.lexicon = lexicon, .sink = sink};

    if (!check_lines(bytes, length, sink, error) ||
        !source_open(&reader.source, bytes, length, sink, error)) {
        return false;
    }
    reader_init(&reader);
    reader.summary.encoding = reader.source.encoding;
    reader.summary.report_year = section_report_year(&reader);
    if (options != NULL && options->report_year != 0) {
        reader.summary.report_year = options->report_year;
        reader.year_sure = true;
    }
    lines_read(&reader);
    if (summary != NULL) {
        *summary = reader.summary;
    }
    reader_clear(&reader);
    return true;
}

typedef struct {
    GStringChunk *strings;
    GArray *sections;
    GArray *clauses;
    GArray *statements;
} Collector;

static char *keep(Collector *collector, const char *text)
{
    return text != NULL ? g_string_chunk_insert(collector->strings, text) : NULL;
}

static bool collect_section(const ReaderSection *section, gpointer data)
{
    Collector *collector = data;
    ReaderSection copy = *section;

    copy.heading = keep(collector, section->heading);
    g_array_append_val(collector->sections, copy);
    return true;
}

static bool collect_clause(const ReaderClause *clause, gpointer data)
{
    Collector *collector = data;
    ReaderClause copy = *clause;

    copy.text = keep(collector, clause->text);
    copy.action = keep(collector, clause->action);
    g_array_append_val(collector->clauses, copy);
    return true;
}

static bool collect_statement(const ReaderStatement *statement,
                              G_GNUC_UNUSED const char *section_heading, gpointer data)
{
    Collector *collector = data;
    ReaderStatement copy = *statement;

    copy.text = keep(collector, statement->text);
    copy.subject = keep(collector, statement->subject);
    copy.unit = keep(collector, statement->unit);
    copy.reference = keep(collector, statement->reference);
    copy.action = keep(collector, statement->action);
    g_array_append_val(collector->statements, copy);
    return true;
}

static char *decode_all(const char *bytes, gsize length, gsize *text_length)
{
    Source source;
    GString *text = g_string_sized_new(length);

    if (source_open(&source, bytes, length, NULL, NULL)) { /* was checked by the scan */
        source_append(&source, source.start, length, true, text);
        source_close(&source);
    }
    *text_length = text->len;
    return g_string_free(text, FALSE);
}

ReaderResult *reader_read(const ReaderLexicon *lexicon, const char *bytes, gsize length,
                          const ReaderOptions *options, GError **error)
{
    ReaderSummary summary;

    if (length > READER_READ_MAX) {
        g_autofree char *size = g_strdup_printf("%zu", length);
        g_autofree char *limit = g_strdup_printf("%u", READER_READ_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "reader.too_large", NULL, "bytes", size, "limit",
                  limit, NULL);
        return NULL;
    }
    Collector collector = {
        .strings = g_string_chunk_new(16384),
        .sections = g_array_new(FALSE, FALSE, sizeof(ReaderSection)),
        .clauses = g_array_new(FALSE, FALSE, sizeof(ReaderClause)),
        .statements = g_array_new(FALSE, FALSE, sizeof(ReaderStatement)),
    };
    ReaderSink sink = {.section = collect_section,
                       .clause = collect_clause,
                       .statement = collect_statement,
                       .data = &collector};
    bool done = reader_scan(lexicon, bytes, length, options, &sink, &summary, error);
    ReaderResult *result = g_new0(ReaderResult, 1);
    result->strings = collector.strings;
    result->section_count = collector.sections->len;
    result->clause_count = collector.clauses->len;
    result->statement_count = collector.statements->len;
    result->sections = (ReaderSection *)(void *)g_array_free(collector.sections, FALSE);
    result->clauses = (ReaderClause *)(void *)g_array_free(collector.clauses, FALSE);
    result->statements = (ReaderStatement *)(void *)g_array_free(collector.statements, FALSE);
    if (!done) {
        reader_result_free(result);
        return NULL;
    }
    result->summary = summary;
    result->text = decode_all(bytes, length, &result->text_length);
    return result;
}

void reader_result_free(ReaderResult *result)
{
    if (result != NULL) {
        g_free(result->text);
        g_free(result->sections);
        g_free(result->clauses);
        g_free(result->statements);
        g_string_chunk_free(result->strings);
        g_free(result);
    }
}

void reader_text_utf16(const char *text, const gsize *offsets, gsize count, gsize *utf16)
{
    gsize at = 0;
    gsize units = 0;

    for (gsize i = 0; i < count; i++) {
        for (; at < offsets[i] && text[at] != '\0'; at++) {
            guint8 b = (guint8)text[at];
            units += (b & 0xC0) == 0x80 ? 0 : b >= 0xF0 ? 2 : 1;
        }
        utf16[i] = units;
    }
}
