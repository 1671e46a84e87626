/* Names as text: a thing, and the members of a list with what they share. */
#include "reader/reader_statement_internal.h"

#include <string.h>

#define SUBJECT_MAX 40u /* cells; a longer one is cut at its front */

enum {
    C_ETC = 0x7B49,     /* 等 */
    C_DEPOSIT = 0x5B58, /* 存 */
    C_LOAN = 0x8D37,    /* 贷 */
};

static void append_cells(const Reader *reader, gsize start, gsize end, GString *out)
{
    if (end - start > SUBJECT_MAX) {
        start = end - SUBJECT_MAX;
    }
    char text[SUBJECT_MAX * 6];
    gsize length = 0;
    for (gsize i = start; i < end; i++) {
        gsize size = 0;
        gsize at = reader->cells.input[i];
        const guint8 *b = reader->source.bytes + at;
        if (reader->source.gb == NULL && b[0] >= 0xE4 && b[0] <= 0xE9) { /* an ideograph */
            memcpy(text + length, b, 3);
            length += 3;
            continue;
        }
        gunichar c = source_character(&reader->source, at, &size);
        if (c >= 0xFF01 && c <= 0xFF5E && reader->cells.cells[i] < 0x80) {
            c = reader->cells.cells[i]; /* PM２．５ */
        }
        length += (gsize)g_unichar_to_utf8(c, text + length);
    }
    text_add(out, text, length);
}

void subject_append(const Reader *reader, Range subject, GString *out)
{
    if (subject.start < subject.end) {
        append_cells(reader, reader_token(reader, subject.start)->start,
                     reader_token(reader, subject.end - 1)->end, out);
    }
}

gsize subject_split(Reader *reader, Range subject)
{
    Range item = {subject.start, subject.start};

    g_array_set_size(reader->items, 0);
    for (gsize i = subject.start; i <= subject.end; i++) {
        if (i < subject.end && token_is(reader, i, C_ETC)) {
            g_array_set_size(reader->items, 0); /* A、B等：one thing */
            return 1;
        }
        if (i == subject.end || token_joins(reader, i)) {
            item.end = i;
            Range trimmed = subject_trim(reader, item);
            if (trimmed.start < trimmed.end) {
                g_array_append_val(reader->items, trimmed);
            }
            item.start = i + 1;
        }
    }
    return MAX(reader->items->len, 1);
}

/* The rate the last item ends with (占比, 增速), which the items before it share; in cells. */
static gsize shared_end(const Reader *reader, Range last)
{
    gsize end = reader_token(reader, last.end - 1)->end;

    for (gsize length = 4; length > 1; length--) {
        const LexiconEntry *word = end - reader_token(reader, last.start)->start <= length
                                       ? NULL
                                       : lexicon_match(reader->lexicon, reader->cells.cells,
                                                       end - length, end, ROLE_RATE | ROLE_SPEED);
        if (word != NULL && word->length == length) {
            return length;
        }
    }
    return 0;
}

void subject_append_item(const Reader *reader, gsize i, GString *out)
{
    const Range *items = (const Range *)reader->items->data;
    Range last = items[reader->items->len - 1];
    gsize cells = range_cells(reader, items[i]);

    gsize start = reader_token(reader, last.start)->start;
    gsize end = reader_token(reader, last.end - 1)->end;

    subject_append(reader, items[i], out);
    if (i + 1 < reader->items->len &&
        reader->cells.cells[reader_token(reader, items[i].end - 1)->end - 1] == C_DEPOSIT &&
        reader->cells.cells[start] == C_LOAN) {
        append_cells(reader, start + 1, end, out); /* 金融机构存(款余额)、贷款余额 */
        return;
    }
    if (i + 1 == reader->items->len || range_cells(reader, last) <= cells) {
        return;
    }
    bool pair = lexicon_match(reader->lexicon, reader->cells.cells, start, start + cells,
                              ROLE_PAIR) != NULL &&
                items[i].end == items[i].start + 1 &&
                (reader_token(reader, items[i].start)->roles & ROLE_PAIR) != 0;
    if (pair) {
        append_cells(reader, start + cells, end, out); /* 城镇|居民人均可支配收入 */
    } else if (shared_end(reader, items[i]) == 0) {
        append_cells(reader, end - shared_end(reader, last), end, out);
    }
}
