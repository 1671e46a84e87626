/*
 * Lines to paragraphs. A report copied from a page or a PDF breaks its lines in the middle of
 * sentences, often with blank lines between; a report from a word processor has a paragraph a line.
 * So a line goes on with the next unless it ended its sentence, is a heading, or the next is one.
 */
#include "reader/reader_internal.h"

#include <string.h>

#define HEADING_MAX         45u /* cells of a numbered heading */
#define BARE_HEADING_MAX    26u
#define KEYWORD_LINE_MAX    16u    /* further lines of a heading 关键词： */
#define PARAGRAPH_MAX       65536u /* cells; a longer sentence is cut here */
#define WRAPPED_HEADING_MIN 12u    /* cells of a heading's first line that may be a full one */
#define PERCENT_REACH       5u     /* cells from a line's end in which its last per cent stands */
#define COLUMN_MIN          3u     /* lines of one character that make a heading */

typedef struct {
    gsize start;
    gsize end;
    gsize next;       /* start of the next line */
    gsize text_start; /* of this line in the decoded text */
    gsize text_next;
} Line;

typedef struct {
    Reader *reader;
    gsize at;      /* next line to read */
    gsize text_at; /* the same in the decoded text */
    gsize width;   /* of the widest line of the open paragraph */
    gsize last_width;
    bool row; /* the last line is a table's row: “新建公路⇥30公里” */
    bool after_heading;

    /* a heading that may go on in the next lines: 关键词：, or one as wide as its column */
    bool pending;
    guint pending_level;
    gsize pending_width; /* of its first line; 0 after 关键词：, where any short line goes on */
    Span pending_span;
    GArray *pending_cells; /* guint16 */
} Lines;

/* The next line that is not blank, appended to the paragraph's cells. False at the end. */
static bool next_line(Lines *lines, Line *line)
{
    Reader *reader = lines->reader;
    const Source *source = &reader->source;

    while (lines->at < source->length) {
        const guint8 *from = source->bytes + lines->at;
        const guint8 *stop = memchr(from, '\n', source->length - lines->at);
        gsize end = stop != NULL ? (gsize)(stop - source->bytes) : source->length;
        gsize before = reader->cells.n;
        *line = (Line){.start = lines->at, .end = end, .text_start = lines->text_at};
        line->next = stop != NULL ? end + 1 : end;
        gsize text_end =
            cells_append(&reader->cells, reader->lexicon, source, line->start, end, lines->text_at);
        line->text_next = text_end + (stop != NULL ? 1 : 0);
        lines->at = line->next;
        lines->text_at = line->text_next;
        if (reader->cells.n > before) {
            return true;
        }
    }
    return false;
}

/* Characters of the next line that is not blank, without reading it; 0 at the end. */
static gsize peek_width(const Lines *lines, bool *indented)
{
    const Source *source = &lines->reader->source;
    gsize width = 0;

    *indented = false;
    for (gsize at = lines->at; at < source->length && width < 200; at++) {
        guint8 b = source->bytes[at];
        if (b == '\n') {
            if (width > 0) {
                break;
            }
            *indented = false;
        } else if (b == ' ' || b == '\t' ||
                   (b == 0xE3 && width == 0 && source->gb == NULL &&
                    source->bytes[at + 1] == 0x80 && source->bytes[at + 2] == 0x80)) {
            *indented = *indented || width == 0;
            at += b == 0xE3 ? 2 : 0;
        } else if (b != '\r' && (source->gb != NULL ? true : (b & 0xC0) != 0x80)) {
            width++;
        }
    }
    return source->gb != NULL ? width / 2 : width;
}

static bool line_is_indented(const Source *source, const Line *line)
{
    const guint8 *b = source->bytes + line->start;
    gsize n = line->end - line->start;

    return (n >= 3 && memcmp(b, "\xE3\x80\x80", 3) == 0) || (n >= 2 && memcmp(b, "  ", 2) == 0) ||
           (source->gb != NULL && n >= 2 && memcmp(b, "\xA1\xA1", 2) == 0) ||
           (n >= 1 && b[0] == '\t');
}

static bool ends_sentence(const Reader *reader, gsize n)
{
    while (n > 0 &&
           (reader->cells.cells[n - 1] == 0x201D || reader->cells.cells[n - 1] == 0xFF09)) {
        n--;
    }
    return n == 0 || cell_is(reader->lexicon, reader->cells.cells[n - 1], CLASS_STOP);
}

/* Reads the paragraph that is the first N cells and drops it; what follows moves to the front. */
static void flush(Lines *lines, gsize n)
{
    Reader *reader = lines->reader;
    Cells *cells = &reader->cells;
    gsize all = cells->n;

    if (n > 0 && !reader->stopped) {
        cells->n = n;
        clause_read_paragraph(reader);
    }
    cells->n = all;
    cells_drop(cells, n, reader->source.gb != NULL);
    lines->width = 0;
}

static void drop_front(Lines *lines, gsize n)
{
    bool stopped = lines->reader->stopped;

    lines->reader->stopped = true; /* moves without reading */
    flush(lines, n);
    lines->reader->stopped = stopped;
}

static bool has_class(const Reader *reader, gsize from, gsize to, guint classes)
{
    for (gsize i = from; i < to; i++) {
        if (cell_is(reader->lexicon, reader->cells.cells[i], classes)) {
            return true;
        }
    }
    return false;
}

/* A numbered heading in the N cells of the front: how many of them are the heading, 0 for none.
 * "一、2021年工作回顾" is one as a whole, "（一）产业升级取得突破。全年…" up to its first stop. */
static gsize numbered_heading(const Reader *reader, gsize n, guint level, gsize prefix)
{
    const guint16 *cells = reader->cells.cells;
    gsize stop = prefix;

    while (stop < n && !cell_is(reader->lexicon, cells[stop], CLASS_STOP)) {
        stop++;
    }
    if (stop - prefix == 0 && level != 0) {
        return 0;
    }
    if (stop > (stop == n || level < 3 ? HEADING_MAX : BARE_HEADING_MAX)) {
        return level == 0 ? n : 0;
    }
    bool figures = has_class(reader, prefix, stop, CLASS_DIGIT);
    if (level >= 3 && (figures || (stop == n ? false : cells[stop] == 0xFF1B))) {
        return 0;
    }
    if (level > 0 && stop < n && (figures || cells[stop] == 0xFF1B)) {
        return 0;
    }
    if (stop == n && cell_is(reader->lexicon, cells[n - 1], CLASS_COMMA) &&
        cells[n - 1] != 0xFF1A) {
        return 0;
    }
    return stop;
}

/* Where the word with ROLE that ends at END begins; END if there is none. */
static gsize word_before(const Reader *reader, gsize end, guint32 role)
{
    for (gsize length = MIN(end, 5); length > 0; length--) {
        const LexiconEntry *word =
            lexicon_match(reader->lexicon, reader->cells.cells, end - length, end, role);
        if (word != NULL && word->length == length) {
            return end - length;
        }
    }
    return end;
}

/* Whether the cells before END are a figure with its unit; *BOUNDED if they are a per cent with
 * 以上 or the like (亿元以上 may go on: 项目). */
static bool ends_in_figure(const Reader *reader, gsize end, bool *bounded)
{
    gsize after = word_before(reader, end, ROLE_AFTER);
    gsize unit = word_before(reader, after, ROLE_UNIT);

    *bounded = after < end && after > 0 && reader->cells.cells[after - 1] == '%';
    return unit < after && unit > 0 &&
           cell_is(reader->lexicon, reader->cells.cells[unit - 1], CLASS_DIGIT | CLASS_NUMERAL);
}

/* "刚刚过去" is a wrapped line, "2022年政府工作的总体思路：" a heading: it is short, alone, and
 * without a comma; the line behind it is longer, or begins a paragraph. */
static bool is_bare_heading(const Lines *lines, gsize n)
{
    const Reader *reader = lines->reader;
    const guint16 *cells = reader->cells.cells;
    bool indented = false;
    bool title = false;
    bool bounded = false;
    guint16 last = cells[n - 1];

    if (n < 2 || n > BARE_HEADING_MAX || has_class(reader, 0, n - 1, CLASS_COMMA | CLASS_STOP) ||
        (cell_is(reader->lexicon, last, CLASS_COMMA) && last != 0xFF1A) || last == 0x3001) {
        return false;
    }
    for (gsize i = 0; i < n; i++) {
        title = title || lexicon_match(reader->lexicon, cells, i, n, ROLE_TITLE) != NULL;
        if (cells[i] == '%') {
            return false;
        }
    }
    if ((last == 0xFF1A && !title) || ends_in_figure(reader, n, &bounded)) {
        return false; /* “新建学校3所” is a line of a list */
    }
    gsize next = peek_width(lines, &indented);
    /* a title word may stand beside a line of its own length */
    return next == 0 || indented || n * 10 < next * (title ? 9 : 6);
}

static void close_pending(Lines *lines)
{
    Reader *reader = lines->reader;

    if (!lines->pending) {
        return;
    }
    lines->pending = false;
    /* section_open() reads the heading's cells from the front of the paragraph buffer */
    Cells keep = reader->cells;
    reader->cells =
        (Cells){.cells = (guint16 *)lines->pending_cells->data, .n = lines->pending_cells->len};
    section_open(reader, lines->pending_span, 0, reader->cells.n, lines->pending_level);
    reader->cells = keep;
    lines->after_heading = true;
}

static void begin_pending(Lines *lines, gsize n, guint level, gsize width)
{
    lines->pending = true;
    lines->pending_level = level;
    lines->pending_width = width;
    lines->pending_span = reader_span(lines->reader, 0, n);
    g_array_set_size(lines->pending_cells, 0);
    g_array_append_vals(lines->pending_cells, lines->reader->cells.cells, (guint)n);
}

/* Further lines of a heading: after 关键词： until one that is long or has punctuation, after a
 * full line one that is much shorter. */
static bool extend_pending(Lines *lines, gsize n)
{
    Reader *reader = lines->reader;

    guint level = 0;
    gsize prefix = 0;

    if (!lines->pending || n > KEYWORD_LINE_MAX ||
        has_class(reader, 0, n, CLASS_COMMA | CLASS_STOP)) {
        return false;
    }
    if (lines->pending_width > 0 &&
        (n * 10 > lines->pending_width * 6 || has_class(reader, 0, n, CLASS_DIGIT) ||
         section_is_enumerated(reader->cells.cells, n, &level, &prefix))) {
        return false;
    }
    Span more = reader_span(reader, 0, n);
    lines->pending_span.end = more.end;
    lines->pending_span.text_end = more.text_end;
    g_array_append_vals(lines->pending_cells, reader->cells.cells, (guint)n);
    return true;
}

/* A heading set in a column, one character a line: 切 实 加 强. Reads its further lines; false
 * (with the lines joined to the paragraph) if there are too few. */
static bool read_column(Lines *lines)
{
    Reader *reader = lines->reader;
    Line line;
    bool indented = false;
    gsize count = 1;

    while (peek_width(lines, &indented) == 1 && next_line(lines, &line)) {
        count++;
    }
    if (count < COLUMN_MIN) {
        return false;
    }
    Span span = reader_span(reader, 0, reader->cells.n);
    section_open(reader, span, 0, reader->cells.n, 0);
    cells_drop(&reader->cells, reader->cells.n, false);
    lines->after_heading = true;
    return true;
}

/* The line is at the front of the cells and no paragraph is open: heading, or a paragraph opens. */
static void begin_paragraph(Lines *lines)
{
    Reader *reader = lines->reader;
    gsize n = reader->cells.n;
    guint level = 0;
    gsize prefix = 0;

    if (extend_pending(lines, n)) {
        cells_drop(&reader->cells, reader->cells.n, false);
        return;
    }
    close_pending(lines);
    if (n == 1 && read_column(lines)) {
        return;
    }
    n = reader->cells.n;
    if (section_is_enumerated(reader->cells.cells, n, &level, &prefix)) {
        gsize heading = numbered_heading(reader, n, level, prefix);
        if (heading > 0 && level == 0 && heading == prefix) {
            begin_pending(lines, heading, 0, 0);
            cells_drop(&reader->cells, reader->cells.n, false);
            return;
        }
        if (heading == n && n >= WRAPPED_HEADING_MIN &&
            !cell_is(reader->lexicon, reader->cells.cells[n - 1], CLASS_STOP | CLASS_COMMA)) {
            begin_pending(lines, n, level, n);
            cells_drop(&reader->cells, reader->cells.n, false);
            return;
        }
        if (heading > 0) {
            section_open(reader, reader_span(reader, 0, heading), 0, heading, level);
            drop_front(lines, heading < n ? heading + 1 : n);
            lines->after_heading = reader->cells.n == 0;
        }
    } else if (is_bare_heading(lines, n)) {
        section_open(reader, reader_span(reader, 0, n), 0, n, 0);
        cells_drop(&reader->cells, reader->cells.n, false);
        lines->after_heading = true;
    }
    lines->width = reader->cells.n;
}

/* How wide the cells print, in halves of an ideograph. */
static gsize print_width(const Reader *reader, gsize from, gsize to)
{
    gsize width = 0;

    for (gsize i = from; i < to; i++) {
        width += reader->cells.cells[i] < 0x80 ? 1 : 2;
    }
    return width;
}

static bool begins_with_verb(const Reader *reader, gsize start, gsize end)
{
    const guint16 *cells = reader->cells.cells;
    gsize verb = cells[start] == 0x65B0 ? start + 1 : start; /* 新|组建 */

    return lexicon_match(reader->lexicon, cells, start, end, ROLE_STRONG) != NULL ||
           lexicon_match(reader->lexicon, cells, verb, end, ROLE_STRONG) != NULL;
}

static bool is_bullet(guint16 c)
{
    return (c >= 0x25A0 && c <= 0x25FF) || c == 0x2022 || c == 0x2605 || c == 0x2606; /* ●◆■•★ */
}

/* Lines of wrapped text are about equally wide but for the last, which ends its sentence. Lines of
 * a list without punctuation are not (新增学位20万个 / 打造10所以上特色高中), or each begins with a
 * verb and the one before ends in a figure. */
static bool is_list(const Lines *lines, gsize old)
{
    const Reader *reader = lines->reader;
    const guint16 *cells = reader->cells.cells;
    gsize n = reader->cells.n;
    gsize start = old - MIN(lines->last_width, old);
    gsize before = print_width(reader, start, old);
    gsize here = print_width(reader, old, n);
    bool bounded = false;

    if ((before * 10 < here * 7 && (old - start) * 10 < (n - old) * 7) ||
        (here * 10 < before * 7 && (n - old) * 10 < (old - start) * 7 &&
         !has_class(reader, old, n, CLASS_STOP | CLASS_COMMA))) {
        return true;
    }
    bool verbs = begins_with_verb(reader, old, n) && begins_with_verb(reader, start, old);
    bool percent = false;
    for (gsize i = old - MIN(old, PERCENT_REACH); i < old; i++) {
        percent = percent || cells[i] == '%';
    }
    if ((!verbs && !percent) || !ends_in_figure(reader, old, &bounded)) {
        return false;
    }
    bool joined = cells[old] == 0x7684 || cells[old] == 0x548C || cells[old] == 0x4E0E ||
                  cells[old] == 0x3001 || cell_is(reader->lexicon, cells[old], CLASS_COMMA);
    return verbs || (bounded && !joined);
}

/* （2018年12月26日在…会议上）: the line under a report's title, whole in itself. */
static bool is_dated_bracket(const Reader *reader, gsize n)
{
    const guint16 *cells = reader->cells.cells;

    return n > 6 && cells[0] == 0xFF08 && cells[n - 1] == 0xFF09 && cells[5] == 0x5E74 &&
           cell_is(reader->lexicon, cells[1], CLASS_DIGIT);
}

/* Whether the line whose cells begin at OLD goes on with the paragraph in front of it. */
static bool goes_on(const Lines *lines, const Line *line, gsize old)
{
    const Reader *reader = lines->reader;
    const guint16 *cells = reader->cells.cells;
    guint level = 0;
    gsize prefix = 0;

    if (ends_sentence(reader, old) || old > PARAGRAPH_MAX || clause_is_title(reader, old) ||
        is_dated_bracket(reader, old)) {
        return false;
    }
    guint16 last = cells[old - 1];
    bool open = cell_is(reader->lexicon, last, CLASS_COMMA) || last == 0x3001;
    bool title = reader->cells.n - old > 2 && cells[old] == 0x2014 && cells[old + 1] == 0x2014;
    bool numbered = section_is_enumerated(cells + old, reader->cells.n - old, &level, &prefix) &&
                    (level == 0 || (!open && last != 0x7B2C)); /* 第|4、… */
    if (numbered || title || is_bullet(cells[old]) ||
        (last == 0xFF1A && lines->last_width * 10 < lines->width * 9)) {
        return false;
    }
    if (!open && (lines->row || reader->cells.row)) {
        return false;
    }
    if (open || last == '.' || cell_is(reader->lexicon, last, CLASS_DIGIT)) {
        return true;
    }
    return !line_is_indented(&reader->source, line) && !is_list(lines, old);
}

void lines_read(Reader *reader)
{
    Lines lines = {.reader = reader, .at = reader->source.start};
    Line line;

    gsize step = READER_STEP;

    lines.pending_cells = g_array_new(FALSE, FALSE, sizeof(guint16));
    for (gsize old = 0; !reader->stopped && next_line(&lines, &line); old = reader->cells.n) {
        if (old > 0 && !goes_on(&lines, &line, old)) {
            flush(&lines, old);
            old = 0;
        }
        lines.last_width = reader->cells.n - old;
        lines.row = reader->cells.row;
        if (old == 0) {
            begin_paragraph(&lines);
        } else {
            lines.width = MAX(lines.width, lines.last_width);
        }
        if (line.start >= step && reader->cells.n > 0 && reader->cells.input[0] >= step) {
            report_progress(reader->sink, 3, reader->cells.input[0]);
            step = line.start + READER_STEP;
        }
    }
    flush(&lines, reader->cells.n);
    close_pending(&lines);
    g_array_unref(lines.pending_cells);
}
