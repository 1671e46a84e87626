/*
 * reader_internal.h - what the files of src/reader share.
 *
 * The hot path works on cells: one guint16 a character, normalised (full-width digits, letters and
 * signs made half-width, dashes and colons unified, blanks and line breaks dropped), beside the
 * byte offset that each came from. Characters outside the basic plane are CELL_OTHER; what is
 * handed out is always cut from the input's own bytes.
 */
#pragma once

#include "reader/reader.h"
#include "reader/reader_text_internal.h"

#define CELL_OTHER 0xFFFFu

/* Characters that multiply a number: 万 亿 千 百 十. */
enum {
    CELL_WAN = 0x4E07,
    CELL_YI = 0x4EBF,
    CELL_QIAN = 0x5343,
    CELL_BAI = 0x767E,
    CELL_SHI = 0x5341,
};

static inline bool cell_is_multiplier(guint16 cell)
{
    return cell == CELL_WAN || cell == CELL_YI || cell == CELL_QIAN || cell == CELL_BAI ||
           cell == CELL_SHI;
}

/* ---- Lexicon -------------------------------------------------------------------------------- */

typedef enum {
    ROLE_UNIT = 1 << 0,
    ROLE_BEFORE = 1 << 1, /* comparator before the figure */
    ROLE_AFTER = 1 << 2,
    ROLE_CHANGE = 1 << 3,
    ROLE_SPEED = 1 << 4,
    ROLE_RATE = 1 << 5,
    ROLE_AIM = 1 << 6,
    ROLE_VERB = 1 << 7,
    ROLE_STRONG = 1 << 8,
    ROLE_FILLER = 1 << 9,
    ROLE_AREA = 1 << 10,
    ROLE_NOUN = 1 << 11,
    ROLE_PAIR = 1 << 12,
    ROLE_CUE = 1 << 13,
    ROLE_WEAK_CUE = 1 << 14,
    ROLE_TITLE = 1 << 15,
    ROLE_RANK = 1 << 16,
    ROLE_FIRST = 1 << 17,
    ROLE_HOLD = 1 << 18,    /* 控制在: a ceiling in a target */
    ROLE_ADVERB = 1 << 20,  /* dropped in front of a verb only */
    ROLE_JOINER = 1 << 21,  /* 改造 of 新建改造: a verb that makes one with the verb before */
    ROLE_PLACED = 1 << 22,  /* 位居: a verb of ranking, where the name before it ends */
    ROLE_CAUSING = 1 << 23, /* 推动: what follows does something itself */
    ROLE_OPENER = 1 << 19,  /* 围绕, 以: the clause goes on behind the comma */
    ROLE_NAMING = 1 << 26,  /* 建设, 造林: a verb that is a thing as well */
    ROLE_STATE = 1 << 27,   /* 提升: at the end of a clause it says how it is */
    ROLE_SHORT = 1 << 28,   /* 抓, 育: a verb of one character, for clauses only */
    ROLE_INNER = 1 << 29,   /* 以, 在, 将: a preposition, behind which a verb may follow */
    ROLE_TAIL = 1 << 30,    /* 机制, 工作: ends a name that verbs may begin */
    ROLE_INDEX = 1 << 24,   /* 指数: measured by a bare number */
    ROLE_BASE = 1 << 25,    /* 平均水平: what is compared with where there is no figure */
} Role;
#define ROLE_ANY 0xFFFFFFFFu
/* what cuts a piece into words; units are read with their figures, cues with their sentences */
#define ROLES_OF_WORDS                                                                             \
    (ROLE_ANY & ~(guint32)(ROLE_UNIT | ROLE_CUE | ROLE_WEAK_CUE | ROLE_TITLE | ROLE_SHORT))

typedef enum {
    UNIT_NONE,
    UNIT_PERCENT,
    UNIT_POINT,
    UNIT_MONEY,
    UNIT_SIZE,
    UNIT_COUNT,
    UNIT_PEOPLE,
    UNIT_TIME,
    UNIT_FOLD,
    UNIT_PLACE,
    UNIT_PLAIN,
} UnitClass;

typedef enum {
    CUE_KEEP,
    CUE_THIS,
    CUE_LAST,
    CUE_STATED, /* last, unless the heading names the report's own year */
    CUE_MANY,
} CueYear;

typedef struct {
    guint32 roles;
    guint8 unit; /* UnitClass */
    guint8 cmp_before;
    guint8 cmp_after;
    gint16 change; /* +1, -1 */
    gint16 speed;
    guint8 cue_kind; /* ReaderKind */
    guint8 cue_year; /* CueYear */
    guint8 length;   /* in cells */
} LexiconEntry;

typedef struct {
    guint16 before[8]; /* in front of the figure, zero-ended */
    guint16 after[10]; /* behind it */
    guint16 later[8];  /* after a gap of at most NOT_GAP cells, or empty */
    guint8 before_length;
    guint8 after_length;
    guint8 later_length;
} NotPattern;
#define NOT_GAP 6u

/* What a character can be; a table of 65536 of these is the first thing every cell is asked. */
enum {
    CLASS_DIGIT = 1,
    CLASS_NUMERAL = 2, /* 一二…十百千万亿两半几 */
    CLASS_COMMA = 4,   /* ends a piece */
    CLASS_STOP = 8,    /* ends a sentence */
    CLASS_UNIT = 64,   /* may begin what follows a Chinese numeral in a quantity */
    CLASS_WORD = 128,  /* begins a word of the lexicon */
    CLASS_CUE = 256,   /* begins a cue */
    CLASS_SIGN = 512, /* — 第 前 首 于 、: may part pieces or begin a figure or a comparison */
};
#define CHARACTER_HEAD 16u /* bits of classes below the number of the character's head */

/* What may part pieces, or begin a figure or a comparison. */
#define CLASSES_OF_MARKS (CLASS_DIGIT | CLASS_NUMERAL | CLASS_COMMA | CLASS_SIGN)

/* What decoding asks of every character: a byte each, so that those in use stay in the nearest
 * cache. */
enum {
    KIND_PLAIN = 1, /* a cell as it stands: nothing to normalise, no blank, no line break */
    KIND_MARK = 2,  /* of CLASSES_OF_MARKS */
};

/* Where the words that begin with a character are found, and what any of them can be. */
typedef struct {
    guint32 node;
    guint32 roles;
} LexiconHead;

typedef struct {
    guint64 follow; /* which characters may follow, by their low six bits */
    guint32 parent;
    guint32 roles;      /* what it and the words that go on from it can be */
    LexiconEntry entry; /* roles 0 if no word ends here */
} TrieNode;

/* An edge: (parent << 16 | character) << 24 | child; 0 is free. Nodes are fewer than 2^24. */
typedef guint64 TrieSlot;

struct ReaderLexicon {
    guint8 kinds[65536];
    guint32 characters[65536]; /* classes, and above them the head: 0 if no word begins so */
    GArray *heads;             /* LexiconHead */
    TrieSlot *slots;
    guint32 slot_mask;
    guint32 slot_count;
    GArray *nodes;            /* TrieNode, each behind its parent */
    GArray *nots;             /* NotPattern */
    guint16 nots_after[256];  /* 1 + first pattern whose `after` begins so (low byte), chained */
    guint16 nots_before[256]; /* 1 + first pattern without `after` whose `before` ends so */
    GArray *nots_next;        /* guint16, the chains */
};

static inline void report_progress(const ReaderSink *sink, guint pass, gsize done)
{
    if (sink != NULL && sink->progress != NULL) {
        sink->progress(pass, done, sink->data);
    }
}

/* The longest word with one of ROLES that goes on from NODE, which stands for CELLS[AT]. */
const LexiconEntry *trie_match(const ReaderLexicon *lexicon, guint32 node, const guint16 *cells,
                               gsize at, gsize end, guint32 roles);

/* The longest entry with one of ROLES that begins at CELLS[AT]; NULL if none. Most characters begin
 * no word of the roles that are asked for, which the head knows. */
static inline const LexiconEntry *lexicon_match(const ReaderLexicon *lexicon, const guint16 *cells,
                                                gsize at, gsize end, guint32 roles)
{
    if (at >= end) {
        return NULL;
    }
    guint32 number = lexicon->characters[cells[at]] >> CHARACTER_HEAD;
    const LexiconHead *head = (const LexiconHead *)(const void *)lexicon->heads->data + number;
    return (head->roles & roles) != 0 ? trie_match(lexicon, head->node, cells, at, end, roles)
                                      : NULL;
}

/* Whether a figure at [START, END) of the N cells is ruled out by a not pattern. */
bool lexicon_is_not_quantity(const ReaderLexicon *lexicon, const guint16 *cells, gsize start,
                             gsize end, gsize n);

static inline bool cell_is(const ReaderLexicon *lexicon, guint16 cell, guint classes)
{
    return (lexicon->characters[cell] & classes) != 0;
}

/* ---- Decoding ------------------------------------------------------------------------------- */

typedef struct {
    const guint8 *bytes;
    gsize length;
    gsize start; /* 3 after a byte order mark, else 0 */
    ReaderEncoding encoding;
    guint16 *gb; /* GB18030: two-byte codes to characters; NULL for UTF-8 */
} Source;

/* Finds the encoding and checks every byte. */
bool source_open(Source *source, const char *bytes, gsize length, const ReaderSink *sink,
                 GError **error);
void source_close(Source *source);

/* The character at byte AT (which must be valid) and its length in bytes. */
gunichar source_character(const Source *source, gsize at, gsize *size);

/* Bytes of the character of UTF-8 that begins with LEAD. */
static inline gsize source_utf8_size(guint8 lead)
{
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

/* Appends the bytes [START, END) as UTF-8; without CR and LF unless KEEP_BREAKS. */
void source_append(const Source *source, gsize start, gsize end, bool keep_breaks, GString *out);

/* Cells with the place of each: input[i] for cell i, input[n] for the end of the last; likewise
 * text[] in the decoded text. For UTF-8 text[] is not kept: it is input[] less source.start. */
typedef struct {
    guint16 *cells;
    gsize *input;
    gsize *text;
    guint32 *marks; /* which cells are marks, in order */
    gsize n;
    gsize mark_count;
    gsize capacity;
    bool row; /* the last line has a tab between two cells, as a table's row has */
} Cells;

void cells_free(Cells *cells);

/* Drops the first N cells; what follows moves to the front. */
void cells_drop(Cells *cells, gsize n, bool with_text);

/* Appends the line [START, END) normalised. TEXT is its offset in the decoded text; returns the
 * offset behind it. A blank is kept (as ' ') only between two ASCII letters or digits. */
gsize cells_append(Cells *cells, const ReaderLexicon *lexicon, const Source *source, gsize start,
                   gsize end, gsize text);

/* A character as its cell. */
guint16 cell_normalise(gunichar character);

/* ---- Pieces and figures --------------------------------------------------------------------- */

typedef enum {
    TOKEN_CHARACTER,
    TOKEN_WORD,
    TOKEN_FIGURE,
    TOKEN_YEAR, /* 2021年: no figure, but a year */
} TokenKind;

typedef struct {
    gsize start; /* cells */
    gsize end;
    const LexiconEntry *entry; /* words; NULL otherwise */
    guint roles;               /* of entry, or 0 */
    guint8 kind;               /* TokenKind */
    guint16 figure;            /* index into figures, or the year */
} Token;

typedef struct {
    gsize start; /* of the figure with its unit, without comparators */
    gsize end;
    gsize whole_end;  /* with the comparator after it */
    gsize unit_start; /* multiplier and unit, with 余 and 多 still inside */
    gsize unit_end;   /* where a borrowed unit ends; 0 for its own, which ends at end */
    ReaderDecimal value;
    ReaderDecimal value2;
    guint8 unit; /* UnitClass */
    bool has_value2;
    bool ratio;
    bool rank;
    bool fuzzy; /* 余 多 */
    bool chinese;
    bool top;       /* 前三 */
    bool reference; /* 高于2021年, 高于平均水平: something to compare with, no figure */
    bool grown;     /* 两位数 of 增长两位数: a growth in words */
    gint16 after;   /* ReaderCmp of the comparator after it, -1 for none */
    gsize token;
} Figure;

#define FIGURES_MAX 512u /* in one piece; what is beyond is not read */

typedef struct {
    Token *tokens;
    gsize count;
    gsize capacity;
    Figure *figures; /* room for FIGURES_MAX */
    gsize figure_count;
} Tokens;

/* Cuts the piece [START, END) of CELLS (N in all) into words and figures. */
void tokens_cut(Tokens *tokens, const ReaderLexicon *lexicon, const guint16 *cells, gsize start,
                gsize end, gsize sentence_start);

/* Reads a figure written in digits (or Chinese numerals) at AT. Returns false if it is none; then
 * *skip is how many cells to pass over and *year a year if it was one. */
bool figure_parse(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells, gsize start,
                  gsize at, gsize end, gsize *skip, gint *year);
bool figure_parse_chinese(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                          gsize start, gsize at, gsize end, gsize *skip);

bool figure_parse_half(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                       gsize start, gsize at, gsize end);

/* A place in a ranking at AT: 第2名, 前三, 首位. */
bool figure_parse_rank(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                       gsize start, gsize at, gsize end, gsize *skip);
/* Is FIGURE, so many 位, where something rises to (由99位提升至87位)? Then it is a place. */
bool figure_rises_to_place(const Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                           gsize start);

/* Unit, comparator after and class from AT on. False if there is no unit. */
bool figure_parse_unit(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells, gsize at,
                       gsize end);

/* The unit proper at AT: 公里, 元/亩, 微克每立方米, 户（次）; 0 if there is none. */
gsize figure_unit_length(const ReaderLexicon *lexicon, const guint16 *cells, gsize at, gsize end,
                         UnitClass *class);

/* 以上, 左右 behind the figure. */
void figure_parse_after(Figure *figure, const ReaderLexicon *lexicon, const guint16 *cells,
                        gsize end);

/* Digits with thousands commas and a point. Returns the end, AT if there is none or too many. */
gsize figure_digits(const guint16 *cells, gsize at, gsize end, ReaderDecimal *value);

/* 0 to 9 for 〇 to 九 and 两, -1 for others. */
gint figure_numeral(guint16 c);

/* Inside “…” of a few characters a figure is part of a name: “1559”, “15分钟”, “四个城”. */
bool figure_is_in_name(const guint16 *cells, gsize start, gsize at, gsize end);

/* Whole numbers in Chinese numerals up to 9 999 9999; *end is behind the last numeral taken. A
 * trailing 万 or 亿 is left to the unit. False for 几十, 三四个, 一五五九. */
bool figure_chinese_value(const guint16 *cells, gsize at, gsize limit, gsize *end, gint64 *value,
                          bool *bare);

/* ---- Reading -------------------------------------------------------------------------------- */

/* A word of a piece, a number, or a quotation as a whole. */
typedef struct {
    gsize start; /* cells */
    gsize end;
    guint32 roles;
    bool number;
} ActionWord;

typedef struct {
    bool known;
    ReaderKind kind;
    gint year;
} Tense;

/* What stands between two commas of a sentence. */
typedef struct {
    gsize start;
    gsize end;
    bool figures; /* may hold one */
} Piece;

typedef struct {
    Piece *pieces;
    gsize count;
    gsize capacity;
} Pieces;

typedef struct {
    const ReaderLexicon *lexicon;
    const ReaderSink *sink;
    Source source;
    Cells cells; /* of the open paragraph */
    Tokens tokens;
    ReaderSummary summary;
    bool stopped;

    bool year_sure; /* the report's year is more than a guess */
    Tense tense;    /* opened by the last heading or cue */
    GString *heading;
    bool has_section;
    gint level_sections[8]; /* the open section of each level, -1 */

    /* of the sentence and the piece being read */
    gint sentence;
    Tense sentence_tense;
    gint piece_year;
    GString *subject;   /* last one of the sentence, for pieces without their own */
    Names recent;       /* things measured in the sentence so far: 游客, 旅游收入 */
    Names recent_units; /* the unit of each, if it is one of size; else empty */
    Names members; /* those of its last list: 城镇, 农村居民收入分别…, 增长7.9%和8.5% */
    ReaderMeasure percent; /* of the sentence's last per cent */
    GString *things;       /* the last one that was counted: 项目, of “开工248个” */
    GString *scratch_text;
    GString *scratch_subject;
    GString *scratch_unit;
    GString *scratch_action;
    GString *scratch_clause;
    GArray *words;        /* ActionWord: those of the piece, while its action is looked for */
    Pieces pieces;        /* those of the sentence */
    GArray *items;        /* Range: the members of a 分别 list */
    gsize previous_start; /* the piece before in the same sentence */
    gsize previous_end;
    gint clause;
} Reader;

typedef struct {
    gsize start;
    gsize end;
} Range;

/* A run of cells [START, END), START < END, as bytes of the input and of the decoded text. */
typedef struct {
    gsize start;
    gsize end;
    gsize text_start;
    gsize text_end;
} Span;

Span reader_span(const Reader *reader, gsize start, gsize end);

/* reader_lines.c: unwraps lines into paragraphs, opens sections, hands each paragraph to
 * clause_read_paragraph(). */
void lines_read(Reader *reader);

/* reader_section.c */

/* Opens the section whose heading is SPAN of the input, cells [FROM, TO). */
void section_open(Reader *reader, Span span, gsize from, gsize to, guint level);

/* Year of the report, from its first SECTION_YEAR_BYTES; 0 if it names none. */
gint section_report_year(Reader *reader);

/* Whether the N cells begin like a heading: 关键词：, 一、, （一）, 1., （1）. */
bool section_is_enumerated(const guint16 *cells, gsize n, guint *level, gsize *prefix);

/* Target or result, and of which year, from the sentence [START, END). */
void section_read_sentence(Reader *reader, gsize start, gsize end);

/* reader_action.c */

#define PIECE_ATTACHED_MAX 3u /* cells; a shorter piece is no clause of its own */

/* What a piece is to the clause: it opens one, goes on with it, or opens one that needs the next
 * piece too (“围绕打造四个城，”). */
typedef enum {
    PIECE_OPENS,
    PIECE_OPENS_AND_WAITS,
    PIECE_GOES_ON,
} PieceRole;

/* What a piece does, in cells; empty if it says nothing of the kind. */
typedef struct {
    gsize action;
    gsize action_end;
    gsize fallback; /* 紧盯, 确保: the action if the clause has no other */
    gsize fallback_end;
    bool governed; /* begins with its verb or with a preposition */
} Doing;

PieceRole action_of_piece(Reader *reader, gsize start, gsize end, Doing *doing);

/* Where in the piece [START, END), behind FROM, a 、 parts two actions (完善功能、补齐短板); END if
 * nowhere. */
gsize action_next_item(Reader *reader, gsize start, gsize from, gsize end);

/* reader_clause.c */
void clause_read_paragraph(Reader *reader);

/* Whether the first N cells are the text's title (“某区2022年政府工作报告（草案）”, before anything
 * else), which is no clause. */
bool clause_is_title(const Reader *reader, gsize n);

/* reader_statement.c */
void statement_read_piece(Reader *reader, gsize start, gsize end);

/* The bytes of cells [START, END) without line breaks, in OUT (emptied first). */
const char *reader_text(const Reader *reader, gsize start, gsize end, GString *out);
