/* Bytes to characters: which encoding, is it whole, and one cell a character with its place. */
#include "reader/reader_internal.h"

#include <string.h>

#define GB_LEADS  126u /* 0x81 .. 0xFE */
#define GB_TRAILS 191u /* 0x40 .. 0xFE */

/* The two-byte part of GB18030 as a table, made by the C library's own converter. */
static guint16 *gb_table(GError **error)
{
    guint16 *table = g_new0(guint16, GB_LEADS * GB_TRAILS);
    GIConv converter = g_iconv_open("UTF-8", "GB18030");

    if (converter == (GIConv)-1) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "reader.no_gb18030", NULL, NULL);
        g_free(table);
        return NULL;
    }
    for (guint i = 0; i < GB_LEADS * GB_TRAILS; i++) {
        char in[2] = {(char)(0x81 + i / GB_TRAILS), (char)(0x40 + i % GB_TRAILS)};
        char out[8];
        char *from = in;
        char *to = out;
        gsize left = sizeof in;
        gsize room = sizeof out;
        if ((guint8)in[1] != 0x7F && g_iconv(converter, &from, &left, &to, &room) != (gsize)-1) {
            gunichar c = g_utf8_get_char_validated(out, (gssize)(sizeof out - room));
            table[i] = c <= 0xFFFF ? (guint16)c : 0xFFFF;
        }
        g_iconv(converter, NULL, NULL, NULL, NULL);
    }
    g_iconv_close(converter);
    return table;
}

/* Four-byte codes: above the basic plane they are in one row; below, asked one by one (they are
 * rare: minority scripts and uncommon characters). */
static gunichar gb_four(const guint8 *b)
{
    guint32 linear = (((guint32)(b[0] - 0x81) * 10 + (b[1] - 0x30u)) * 126 + (b[2] - 0x81u)) * 10 +
                     (b[3] - 0x30u);

    if (linear >= 189000) {
        return linear - 189000 <= 0xFFFFF ? 0x10000 + (linear - 189000) : 0;
    }
    g_autofree char *text = g_convert((const char *)b, 4, "UTF-8", "GB18030", NULL, NULL, NULL);
    return text != NULL && text[0] != '\0' ? g_utf8_get_char(text) : 0;
}

static gsize gb_size(const guint16 *table, const guint8 *b, gsize left)
{
    if (b[0] < 0x80) {
        return b[0] != 0 ? 1 : 0;
    }
    if (b[0] == 0x80 || b[0] == 0xFF || left < 2) {
        return 0;
    }
    if (b[1] >= 0x40 && b[1] != 0xFF) {
        return table[(gsize)(b[0] - 0x81) * GB_TRAILS + (b[1] - 0x40u)] != 0 ? 2 : 0;
    }
    bool four = left >= 4 && b[1] >= 0x30 && b[1] <= 0x39 && b[2] >= 0x81 && b[2] <= 0xFE &&
                b[3] >= 0x30 && b[3] <= 0x39;
    return four && gb_four(b) != 0 ? 4 : 0;
}

static bool is_gb(const Source *source, const ReaderSink *sink, gsize *fault)
{
    gsize at = 0;

    while (at < source->length) {
        gsize stop = MIN(source->length, at + READER_STEP);
        while (at < stop) {
            gsize size = gb_size(source->gb, source->bytes + at, source->length - at);
            if (size == 0) {
                *fault = at;
                return false;
            }
            at += size;
        }
        report_progress(sink, 2, at);
    }
    return true;
}

static bool is_tail(guint8 b)
{
    return (b & 0xC0) == 0x80;
}

/* Bytes of the well-formed character at B, 0 if there is none (NUL is none). RFC 3629, 4. */
static gsize utf8_size_at(const guint8 *b, gsize left)
{
    if (b[0] < 0x80) {
        return b[0] != 0 ? 1 : 0;
    }
    if (b[0] >= 0xC2 && b[0] <= 0xDF) {
        return left >= 2 && is_tail(b[1]) ? 2 : 0;
    }
    if (b[0] >= 0xE0 && b[0] <= 0xEF) {
        bool whole = left >= 3 && is_tail(b[1]) && is_tail(b[2]);
        return whole && !(b[0] == 0xE0 && b[1] < 0xA0) && !(b[0] == 0xED && b[1] > 0x9F) ? 3 : 0;
    }
    bool whole = b[0] >= 0xF0 && b[0] <= 0xF4 && left >= 4 && is_tail(b[1]) && is_tail(b[2]) &&
                 is_tail(b[3]);
    return whole && !(b[0] == 0xF0 && b[1] < 0x90) && !(b[0] == 0xF4 && b[1] > 0x8F) ? 4 : 0;
}

#define BLOCK 64u /* bytes looked at together */

/* Whether the BLOCK bytes at B are nothing but ASCII and three-byte characters, which nearly all
 * text here is. B[-2] and B[-1] are checked and may begin its first character, and the last may go
 * on behind it. Each byte is judged by itself and the two before it, without a branch, so that the
 * compiler judges sixteen at once. NUL, and leads behind which not every tail is well-formed (C0 to
 * E0, ED, from F0 on), are left to utf8_size_at(). */
static bool block_is_plain(const guint8 *b)
{
    guint8 odd = 0;

    for (gssize i = 0; i < (gssize)BLOCK; i++) {
        guint8 tail = (gint8)b[i] < (gint8)0xC0;
        guint8 due = MAX(b[i - 1], b[i - 2]) >= 0xE0;
        guint8 other =
            (b[i] == 0) | ((guint8)(b[i] - 0xC0) <= 0x20) | (b[i] == 0xED) | (b[i] >= 0xF0);
        odd |= (tail ^ due) | other;
    }
    return odd == 0;
}

/* The first byte of [AT, END) that makes no character of UTF-8; where the last one ends (END or a
 * little behind it) if all do. What is before AT is checked. */
static gsize utf8_check(const guint8 *bytes, gsize at, gsize end, gsize length)
{
    while (at < end) {
        if (at >= 2 && length - at > BLOCK && block_is_plain(bytes + at)) {
            at += BLOCK;
            continue;
        }
        gsize stop = MIN(length, at + BLOCK);
        at -= at > 0 ? 1 : 0; /* the block before may have ended inside a character */
        while (at > 0 && is_tail(bytes[at])) {
            at--;
        }
        while (at < stop) {
            gsize size = utf8_size_at(bytes + at, length - at);
            if (size == 0) {
                return at;
            }
            at += size;
        }
    }
    return at;
}

/* The first byte that makes no character of UTF-8; LENGTH if all do. */
static gsize utf8_fault(const guint8 *bytes, gsize length, const ReaderSink *sink)
{
    gsize at = 0;

    while (at < length) {
        gsize end = MIN(length, at + READER_STEP);
        gsize checked = utf8_check(bytes, at, end, length);
        if (checked < end) {
            return checked;
        }
        at = checked;
        report_progress(sink, 2, at - (at < length ? 4 : 0)); /* a character may go on */
    }
    return at;
}

bool source_open(Source *source, const char *bytes, gsize length, const ReaderSink *sink,
                 GError **error)
{
    gsize gb_fault = 0;

    *source = (Source){.bytes = (const guint8 *)bytes, .length = length};
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        source->start = 3;
    }
    if (source->start == length) {
        error_set(error, LUOSHI_ERROR_INVALID, "reader.empty", NULL, NULL);
        return false;
    }
    gsize fault = utf8_fault(source->bytes, length, sink);
    if (fault == length) {
        return true;
    }
    if (source->start == 0) {
        source->gb = gb_table(error);
        if (source->gb == NULL) {
            return false;
        }
        if (is_gb(source, sink, &gb_fault)) {
            source->encoding = READER_ENCODING_GB18030;
            return true;
        }
    }
    /* The encoding that holds out longer is the one that was meant. */
    g_autofree char *byte = g_strdup_printf("%zu", MAX(fault, gb_fault));
    error_set(error, LUOSHI_ERROR_MALFORMED, "reader.encoding", NULL, "byte", byte, NULL);
    source_close(source);
    return false;
}

void source_close(Source *source)
{
    g_clear_pointer(&source->gb, g_free);
}

gunichar source_character(const Source *source, gsize at, gsize *size)
{
    const guint8 *b = source->bytes + at;

    if (b[0] < 0x80) {
        *size = 1;
        return b[0];
    }
    if (source->gb != NULL) {
        if (b[1] >= 0x40) {
            *size = 2;
            return source->gb[(gsize)(b[0] - 0x81) * GB_TRAILS + (b[1] - 0x40u)];
        }
        *size = 4;
        return gb_four(b);
    }
    if (b[0] < 0xE0) {
        *size = 2;
        return (gunichar)(b[0] & 0x1F) << 6 | (b[1] & 0x3F);
    }
    if (b[0] < 0xF0) {
        *size = 3;
        return (gunichar)(b[0] & 0x0F) << 12 | (gunichar)(b[1] & 0x3F) << 6 | (b[2] & 0x3F);
    }
    *size = 4;
    return (gunichar)(b[0] & 0x07) << 18 | (gunichar)(b[1] & 0x3F) << 12 |
           (gunichar)(b[2] & 0x3F) << 6 | (b[3] & 0x3F);
}

/* The first \n or \r in [AT, END) of UTF-8; END if there is none. */
static gsize next_break(const Source *source, gsize at, gsize end)
{
    const guint8 *line = memchr(source->bytes + at, '\n', end - at);
    gsize stop = line != NULL ? (gsize)(line - source->bytes) : end;
    const guint8 *back = memchr(source->bytes + at, '\r', stop - at);

    return back != NULL ? (gsize)(back - source->bytes) : stop;
}

void source_append(const Source *source, gsize start, gsize end, bool keep_breaks, GString *out)
{
    if (source->gb != NULL) {
        for (gsize at = start, size = 0; at < end; at += size) {
            gunichar c = source_character(source, at, &size);
            if (keep_breaks || (c != '\n' && c != '\r')) {
                g_string_append_unichar(out, c);
            }
        }
        return;
    }
    for (gsize at = start, stop = end; at < end; at = stop + 1) {
        stop = keep_breaks ? end : next_break(source, at, end);
        text_add(out, (const char *)source->bytes + at, stop - at);
    }
}

guint16 cell_normalise(gunichar c)
{
    if (c < 0x80) {
        switch (c) {
        case '(':
            return 0xFF08;
        case ')':
            return 0xFF09;
        case '\t':
        case '\f':
        case '\v':
            return ' ';
        default:
            return (guint16)c;
        }
    }
    if (c >= 0xFF01 && c <= 0xFF5E) {
        switch (c) {
        case 0xFF08: /* （ ） ， ： ； ！ ？ stay: they part clauses, the half-width ones may not */
        case 0xFF09:
        case 0xFF0C:
        case 0xFF1A:
        case 0xFF1B:
        case 0xFF01:
        case 0xFF1F:
            return (guint16)c;
        default:
            return (guint16)(c - 0xFEE0);
        }
    }
    if (c > 0xFFFF) {
        return CELL_OTHER;
    }
    switch (c) {
    case 0x00A0: /* blanks of all widths */
    case 0x3000:
    case 0x2002:
    case 0x2003:
    case 0x2009:
    case 0x200B:
    case 0xFEFF:
        return ' ';
    case 0x2010: /* dashes that stand between two figures */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2015:
    case 0x2212:
        return '-';
    case 0x301C:
    case 0x223C:
        return '~';
    case 0x2236: /* ∶ of 11∶31∶58 */
        return ':';
    case 0x00B5:
        return 0x03BC;
    case 0x2215:
        return '/';
    default:
        return (guint16)c;
    }
}

void cells_free(Cells *cells)
{
    g_free(cells->cells);
    g_free(cells->input);
    g_free(cells->text);
    g_free(cells->marks);
}

static void cells_reserve(Cells *cells, gsize more, bool with_text)
{
    if (cells->n + more + 1 <= cells->capacity) {
        return;
    }
    cells->capacity = MAX(cells->n + more + 1, cells->capacity * 2);
    cells->cells = g_renew(guint16, cells->cells, cells->capacity);
    cells->input = g_renew(gsize, cells->input, cells->capacity);
    cells->marks = g_renew(guint32, cells->marks, cells->capacity);
    if (with_text) {
        cells->text = g_renew(gsize, cells->text, cells->capacity);
    }
}

void cells_drop(Cells *cells, gsize n, bool with_text)
{
    gsize left = cells->n - n;
    gsize kept = 0;

    if (left > 0) {
        memmove(cells->cells, cells->cells + n, left * sizeof *cells->cells);
        memmove(cells->input, cells->input + n, (left + 1) * sizeof *cells->input);
        if (with_text) {
            memmove(cells->text, cells->text + n, (left + 1) * sizeof *cells->text);
        }
        for (gsize i = 0; i < cells->mark_count; i++) {
            guint32 mark = cells->marks[i];
            cells->marks[kept] = mark - (guint32)n;
            kept += mark >= n ? 1 : 0;
        }
    }
    cells->n = left;
    cells->mark_count = kept;
}

static gsize utf8_size(gunichar c)
{
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* A blank counts only between two words of letters or two figures: "7.5 万亩" is "7.5万亩". */
static bool is_ascii_word(guint16 cell)
{
    return cell < 0x80 && g_ascii_isalnum((char)cell);
}

/* The character of the three bytes at B: the bits that mark lead and tails, E0 80 80, are taken off
 * together. */
static inline guint16 three_bytes(const guint8 *b)
{
    return (guint16)((b[0] << 12) + (b[1] << 6) + b[2] - 0x2080);
}

/* The common run in UTF-8: characters of one and three bytes that stand for themselves, a cell
 * each. Returns where it ends. */
static gsize append_plain(Cells *cells, const guint8 *kinds, const guint8 *bytes, gsize at,
                          gsize end)
{
    guint16 *cell = cells->cells;
    gsize *input = cells->input;
    guint32 *mark = cells->marks + cells->mark_count;
    gsize n = cells->n;

    while (at + 2 < end) {
        const guint8 *b = bytes + at;
        gsize size = b[0] < 0x80 ? 1 : 3;
        guint16 c = size == 1 ? b[0] : three_bytes(b);
        guint8 kind = kinds[c];
        if ((size == 3 && (b[0] & 0xF0) != 0xE0) || (kind & KIND_PLAIN) == 0) {
            break;
        }
        cell[n] = c;
        input[n] = at;
        *mark = (guint32)n;
        mark += kind / KIND_MARK;
        n++;
        at += size;
    }
    cells->n = n;
    cells->mark_count = (gsize)(mark - cells->marks);
    input[n] = at;
    return at;
}

static void append_cell(Cells *cells, const ReaderLexicon *lexicon, guint16 cell, gsize at,
                        gsize size, gsize text, gsize text_size, bool with_text)
{
    cells->cells[cells->n] = cell;
    cells->input[cells->n] = at;
    cells->input[cells->n + 1] = at + size;
    if (with_text) {
        cells->text[cells->n] = text;
        cells->text[cells->n + 1] = text + text_size;
    }
    if ((lexicon->kinds[cell] & KIND_MARK) != 0) {
        cells->marks[cells->mark_count++] = (guint32)cells->n;
    }
    cells->n++;
}

gsize cells_append(Cells *cells, const ReaderLexicon *lexicon, const Source *source, gsize start,
                   gsize end, gsize text)
{
    bool with_text = source->gb != NULL;
    gsize size = 0;
    gsize first = cells->n;
    bool blank = false;
    bool tab = false;

    cells_reserve(cells, end - start, with_text);
    cells->row = false;
    for (gsize at = start; at < end; at += size) {
        if (!with_text && !blank) {
            gsize from = at;
            at = append_plain(cells, lexicon->kinds, source->bytes, at, end);
            text += at - from;
            if (at >= end) {
                break;
            }
        }
        gunichar c = source_character(source, at, &size);
        guint16 cell = c >= 0x3400 && c < 0xE000 ? (guint16)c : cell_normalise(c);
        gsize text_size = utf8_size(c);
        if (cell == ' ' || cell == '\r') {
            blank = cells->n > first;
            tab = blank && (tab || c == '\t');
        } else {
            if (blank && is_ascii_word(cell) && is_ascii_word(cells->cells[cells->n - 1])) {
                append_cell(cells, lexicon, ' ', at - 1, 1, text - 1, 1, with_text);
            }
            cells->row = cells->row || tab;
            blank = tab = false;
            append_cell(cells, lexicon, cell, at, size, text, text_size, with_text);
        }
        text += text_size;
    }
    return text;
}
