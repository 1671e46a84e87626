/* Paragraphs to sentences, sentences to pieces between commas, pieces to clauses of one action. */
#include "reader/reader_internal.h"

#include <string.h>

#define LABEL_MAX 4u  /* cells of a label before a colon */
#define TITLE_MAX 60u /* cells of a title */

/* Whether a separator at I is part of a figure: "3,964", "11:31:58". */
static bool is_inside_figure(const Reader *reader, gsize i)
{
    const Cells *cells = &reader->cells;
    guint16 c = cells->cells[i];

    return (c == ',' || c == ':' || c == 0xFF1A) && i > 0 && i + 1 < cells->n &&
           cell_is(reader->lexicon, cells->cells[i - 1], CLASS_DIGIT) &&
           cell_is(reader->lexicon, cells->cells[i + 1], CLASS_DIGIT);
}

/* Cheap: only pieces for which this holds are cut into words. */
static bool may_begin_figure(const Reader *reader, gsize i)
{
    const Cells *cells = &reader->cells;
    guint class = reader->lexicon->characters[cells->cells[i]];

    if ((class & CLASS_DIGIT) != 0) {
        return true;
    }
    guint16 c = cells->cells[i];
    guint16 next = i + 1 < cells->n ? cells->cells[i + 1] : 0;
    if (c == 0x4E8E) { /* 高于 快于 好于 优于 低于: a comparison, with or without a figure */
        guint16 how = i > 0 ? cells->cells[i - 1] : 0;
        return how == 0x9AD8 || how == 0x5FEB || how == 0x597D || how == 0x4F18 || how == 0x4F4E;
    }
    if (c == 0x534A) { /* 过半 */
        return i > 0 && (cells->cells[i - 1] == 0x8FC7 || cells->cells[i - 1] == 0x8D85);
    }
    return ((class & CLASS_NUMERAL) != 0 && cell_is(reader->lexicon, next, CLASS_UNIT)) ||
           (c == 0x7B2C && cell_is(reader->lexicon, next, CLASS_NUMERAL)) || /* 第一 */
           (c == 0x524D && cell_is(reader->lexicon, next, CLASS_NUMERAL)) || /* 前三 */
           (c == 0x9996 && next == 0x4F4D);                                  /* 首位 */
}

/* Cheap: what stands behind a 、 can only be an action of its own if a verb or an adverb begins it.
 */
static bool may_begin_item(const Reader *reader, gsize i)
{
    const LexiconEntry *word =
        lexicon_match(reader->lexicon, reader->cells.cells, i, reader->cells.n, ROLES_OF_WORDS);

    return word != NULL &&
           (word->roles & (ROLE_VERB | ROLE_FILLER | ROLE_ADVERB | ROLE_AIM)) != 0 &&
           (word->roles & ROLE_NAMING) == 0;
}

static bool is_edge(guint16 c)
{
    return c == 0x201D || c == 0x2019 || c == 0xFF09 || c == 0x300B || c == 0x2014 || c == ' ' ||
           c == '-' || c == 0x3001 || (c >= 0x25A0 && c <= 0x25FF) || c == 0x2022;
}

static void add_piece(Reader *reader, gsize start, gsize end, bool figures)
{
    const guint16 *cells = reader->cells.cells;

    while (start < end && is_edge(cells[start])) {
        start++;
    }
    while (end > start && (cells[end - 1] == 0x2014 || cells[end - 1] == ' ' ||
                           cells[end - 1] == 0x201C || cells[end - 1] == 0x3001)) {
        end--;
    }
    if (start >= end) {
        return;
    }
    Pieces *pieces = &reader->pieces;
    if (pieces->count == pieces->capacity) {
        pieces->capacity = MAX(64, pieces->capacity * 2);
        pieces->pieces = g_renew(Piece, pieces->pieces, pieces->capacity);
    }
    pieces->pieces[pieces->count++] = (Piece){start, end, figures};
}

/* Adds [START, END), parted where a 、 stands between two actions. */
static void add_pieces(Reader *reader, gsize start, gsize end, bool figures, bool listed)
{
    gsize from = start;

    while (listed && from < end && (figures || reader->sink->clause != NULL)) {
        gsize at = action_next_item(reader, from, from, end);
        if (at == end) {
            break;
        }
        bool counted = false;
        for (gsize i = from; i < at; i++) {
            counted = counted || may_begin_figure(reader, i);
        }
        add_piece(reader, from, at, counted);
        from = at + 1;
        figures = false;
        for (gsize i = from; i < end; i++) {
            figures = figures || may_begin_figure(reader, i);
        }
    }
    add_piece(reader, from, end, figures);
}

static bool emit_clause(Reader *reader, gsize start, gsize end, const char *action)
{
    Span span = reader_span(reader, start, end);
    gint year = reader->sentence_tense.year;
    ReaderClause clause = {
        .text = (char *)(guintptr)reader_text(reader, start, end, reader->scratch_clause),
        .action = (char *)(guintptr)action,
        .section = reader->has_section ? (gint)reader->summary.sections - 1 : -1,
        .sentence = reader->sentence,
        .kind = reader->sentence_tense.kind,
        .year = year,
        .start = span.start,
        .end = span.end,
        .text_start = span.text_start,
        .text_end = span.text_end,
    };

    reader->clause = (gint)reader->summary.clauses++;
    return reader->sink->clause(&clause, reader->sink->data);
}

static void read_pieces(Reader *reader, gsize first, gsize last)
{
    for (gsize i = first; i < last && !reader->stopped; i++) {
        const Piece *piece = &reader->pieces.pieces[i];
        if (piece->figures) {
            statement_read_piece(reader, piece->start, piece->end);
        }
        reader->previous_start = piece->start;
        reader->previous_end = piece->end;
    }
}

/* The clause's action as text: its first real one, else what it was opened with (紧盯, 确保). */
static const char *doing_text(Reader *reader, const Doing *doing)
{
    if (doing->action_end > doing->action) {
        return reader_text(reader, doing->action, doing->action_end, reader->scratch_action);
    }
    if (doing->fallback_end > doing->fallback) {
        return reader_text(reader, doing->fallback, doing->fallback_end, reader->scratch_action);
    }
    return NULL;
}

static void add_doing(Doing *doing, const Doing *piece)
{
    if (doing->action_end == 0) {
        doing->action = piece->action;
        doing->action_end = piece->action_end;
    }
    if (doing->fallback_end == 0) {
        doing->fallback = piece->fallback;
        doing->fallback_end = piece->fallback_end;
    }
}

static void read_clauses(Reader *reader)
{
    const Piece *pieces = reader->pieces.pieces;
    gsize count = reader->pieces.count;
    gsize first = 0;
    Doing doing = {0};
    bool waits = false;

    for (gsize i = 0; i <= count && !reader->stopped; i++) {
        bool is_piece = i < count;
        Doing own = {0};
        PieceRole role =
            is_piece ? action_of_piece(reader, pieces[i].start, pieces[i].end, &own) : PIECE_OPENS;
        bool opens = !is_piece || (role != PIECE_GOES_ON && !waits);
        if (opens && i > first) {
            gsize start = pieces[first].start;
            gsize stop = pieces[i - 1].end;
            reader->stopped = !emit_clause(reader, start, stop, doing_text(reader, &doing));
            read_pieces(reader, first, i);
            first = i;
            doing = (Doing){0};
        }
        waits = role == PIECE_OPENS_AND_WAITS;
        add_doing(&doing, &own);
    }
}

static void read_sentence(Reader *reader, gsize start, gsize end)
{
    reader->piece_year = 0;
    reader->previous_start = reader->previous_end = 0;
    text_clear(reader->subject);
    names_clear(&reader->members);
    names_clear(&reader->recent);
    names_clear(&reader->recent_units);
    text_clear(reader->things);
    reader->percent = READER_MEASURE_SHARE;
    section_read_sentence(reader, start, end);
    if (reader->sink->clause != NULL) {
        read_clauses(reader);
    } else {
        read_pieces(reader, 0, reader->pieces.count);
    }
    reader->sentence++;
    reader->pieces.count = 0;
}

bool clause_is_title(const Reader *reader, gsize n)
{
    static const guint16 ends[][2] = {{0x62A5, 0x544A}, {0x5B89, 0x6392}, {0x65B9, 0x6848},
                                      {0x8BA1, 0x5212}, {0x610F, 0x89C1}, {0x8981, 0x70B9},
                                      {0x901A, 0x77E5}}; /* 报告 安排 方案 计划 意见 要点 通知 */
    const guint16 *cells = reader->cells.cells;
    gsize end = n;

    if (reader->summary.clauses > 0 || reader->has_section || end > TITLE_MAX) {
        return false;
    }
    while (end > 0 && cells[end - 1] == ' ') {
        end--;
    }
    if (end > 0 && cells[end - 1] == 0xFF09) {
        while (end > 0 && cells[end] != 0xFF08) {
            end--;
        }
    }
    for (gsize i = 0; end >= 2 && i < G_N_ELEMENTS(ends); i++) {
        if (cells[end - 2] == ends[i][0] && cells[end - 1] == ends[i][1]) {
            return true;
        }
    }
    return false;
}

void clause_read_paragraph(Reader *reader)
{
    const guint16 *cells = reader->cells.cells;
    const guint32 *marks = reader->cells.marks;
    gsize n = reader->cells.n;
    gsize sentence = 0;
    gsize piece = 0;
    bool figures = false;
    bool listed = false;

    reader->pieces.count = 0;
    if (clause_is_title(reader, n)) {
        return;
    }
    for (gsize m = 0; m < reader->cells.mark_count && !reader->stopped; m++) {
        gsize i = marks[m];
        if (i >= n) {
            break;
        }
        guint class = reader->lexicon->characters[cells[i]];
        if (cells[i] == 0x3001) {
            listed = listed || may_begin_item(reader, i + 1);
            continue;
        }
        figures = figures || may_begin_figure(reader, i);
        bool dash = cells[i] == 0x2014 && i + 1 < n && cells[i + 1] == 0x2014;
        if (((class & CLASS_COMMA) == 0 || is_inside_figure(reader, i)) && !dash) {
            continue;
        }
        bool label = cells[i] == 0xFF1A && piece == sentence && i - piece <= LABEL_MAX && !figures;
        if (!label) { /* “解读：” is no clause */
            add_pieces(reader, piece, i, figures, listed);
        }
        piece = i + 1;
        figures = listed = false;
        if ((class & CLASS_STOP) != 0) {
            read_sentence(reader, sentence, i);
            sentence = i + 1;
        }
    }
    if (!reader->stopped) {
        add_pieces(reader, piece, n, figures, listed);
        if (reader->pieces.count > 0) {
            read_sentence(reader, sentence, n);
        }
    }
}
