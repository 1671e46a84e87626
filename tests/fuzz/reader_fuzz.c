/*
 * libFuzzer target: any bytes are read or refused, spans lie inside the input and in order, and
 * what is cut out by them is the text handed out.
 */
#include "reader/reader.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void check_span(const ReaderResult *result, const char *bytes, gsize length, gsize start,
                       gsize end, gsize text_start, gsize text_end, const char *text)
{
    g_autoptr(GString) cut = g_string_new(NULL);

    check(start < end && end <= length);
    check(text_start < text_end && text_end <= result->text_length);
    for (gsize i = text_start; i < text_end; i++) {
        if (result->text[i] != '\n' && result->text[i] != '\r') {
            g_string_append_c(cut, result->text[i]);
        }
    }
    check(strcmp(cut->str, text) == 0);
    if (result->summary.encoding == READER_ENCODING_UTF8) {
        check(memcmp(bytes + start, result->text + text_start, end - start) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ReaderLexicon *lexicon;
    const char *bytes = (const char *)data;
    gsize before = 0;

    if (lexicon == NULL) {
        lexicon = reader_lexicon_new_default();
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(ReaderResult) result = reader_read(lexicon, bytes, size, NULL, &error);
    check((result == NULL) == (error != NULL));
    if (result == NULL) {
        return 0;
    }
    check(g_utf8_validate_len(result->text, result->text_length, NULL));
    g_autoptr(GString) json = g_string_new(NULL);
    for (gsize i = 0; i < result->statement_count; i++) {
        const ReaderStatement *s = &result->statements[i];
        check_span(result, bytes, size, s->start, s->end, s->text_start, s->text_end, s->text);
        check(s->start >= before && s->figure_start >= s->start && s->figure_end <= s->end);
        check(g_utf8_validate(s->subject, -1, NULL) &&
              (s->unit == NULL || g_utf8_validate(s->unit, -1, NULL)));
        check(s->clause >= 0 && (gsize)s->clause < result->clause_count);
        before = s->start;
        reader_statement_to_json(s, NULL, json);
    }
    for (gsize i = 0; i < result->clause_count; i++) {
        const ReaderClause *c = &result->clauses[i];
        check_span(result, bytes, size, c->start, c->end, c->text_start, c->text_end, c->text);
        check(i == 0 || c->start >= result->clauses[i - 1].end);
    }
    for (gsize i = 0; i < result->section_count; i++) {
        const ReaderSection *s = &result->sections[i];
        check_span(result, bytes, size, s->start, s->end, s->text_start, s->text_end, s->heading);
        check(s->parent < (gint)i);
    }
    return 0;
}
