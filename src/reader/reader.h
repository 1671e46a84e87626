/*
 * reader.h - from the text of a work report to sections, clauses and quantified statements.
 *
 * Pure: bytes in, structures out. No files, no database, no clock; the same bytes and the same
 * lexicon always give the same answer. A report that says
 *
 *     关键词：乡村振兴 守住粮食安全底线
 *     ……把管好耕地作为今年农业工作的头等大事，建
 *     设高标准农田7.5万亩，粮食总产8.2亿斤以上。
 *
 * gives one section, two clauses and two statements: 高标准农田, 7.5, 万亩, eq, level, action
 * 建设; 粮食总产, 8.2, 亿斤, ge, level. Each carries its exact place in the input file.
 *
 * Input is UTF-8 (with or without a byte order mark) or GB18030; which of the two is found out from
 * the bytes. Hard line breaks inside sentences, blank lines between wrapped lines, columns of one
 * character, full-width digits and letters and blanks inside figures are all read through.
 *
 * Two ways in:
 *   reader_read()  keeps everything in a ReaderResult, for reports (up to READER_READ_MAX bytes);
 *   reader_scan()  hands each thing to a callback as it is found, in memory that does not grow with
 *                  the input, for files of any size (map the file and pass the bytes).
 *
 * Offsets. start and end count bytes of the input as given. text_start and text_end count bytes of
 * the decoded text (UTF-8, without byte order mark, line breaks kept), which is ReaderResult.text;
 * for UTF-8 input without a mark the two are equal. A span's text is its bytes with CR and LF taken
 * out. Ends are exclusive.
 *
 * Threads: a ReaderLexicon is only read once it is complete, so any number of threads may share it.
 */
#pragma once

#include "kernel/error.h"

#include <glib.h>
#include <stdbool.h>

/* Limits, all refused with a clear error and never silently cut. */
#define READER_LINE_MAX (4u << 20)  /* bytes between two line breaks; a whole report is ~60 kB */
#define READER_READ_MAX (64u << 20) /* bytes between two calls of ReaderSink.progress */
#define READER_STEP     (4u << 20)
/* bytes reader_read() takes; reader_scan() has no such limit                      \
 */
#define READER_LEXICON_MAX (4u << 20) /* bytes of one lexicon file */

/* ---- Lexicons ------------------------------------------------------------------------------- */

/* Units, comparators, verbs, what is no quantity, words that tell target from result: see
 * packs/base/lexicon/README.md for the format, one commented text file a kind. */
typedef struct ReaderLexicon ReaderLexicon;

/* The lexicon built into the program from packs/base/lexicon. (transfer full) */
ReaderLexicon *reader_lexicon_new_default(void);

/* Adds the LENGTH bytes at TEXT, in the lexicon format, to LEXICON; a word given again takes the
 * new meaning as well. NAME (a file's name) is only for messages. On failure nothing is added and
 * *error names file, line and fault (LUOSHI_ERROR_INVALID, reader.lexicon_*). Not to be called
 * while another thread reads with LEXICON. */
bool reader_lexicon_add(ReaderLexicon *lexicon, const char *name, const char *text, gsize length,
                        GError **error);

void reader_lexicon_free(ReaderLexicon *lexicon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderLexicon, reader_lexicon_free)

/* ---- What is found -------------------------------------------------------------------------- */

/* A figure exactly as written: digits / 10^scale. 7.5 is {75, 1}. A fall is negative. */
typedef struct {
    gint64 digits;
    guint scale;
} ReaderDecimal;

typedef enum {
    READER_ENCODING_UTF8,
    READER_ENCODING_GB18030,
} ReaderEncoding;

typedef enum {
    READER_CMP_EQ,      /* 达到 为 完成, or nothing */
    READER_CMP_GE,      /* 以上 不低于 至少; 确保, 力争 with nothing else */
    READER_CMP_LE,      /* 以下 以内 不超过 */
    READER_CMP_GT,      /* 突破 超过 高于 余 多 */
    READER_CMP_LT,      /* 低于 不足 */
    READER_CMP_APPROX,  /* 左右 约 近 */
    READER_CMP_BETWEEN, /* 5%—6%: value to value2 */
} ReaderCmp;

typedef enum {
    READER_MEASURE_LEVEL,  /* 7.5万亩 */
    READER_MEASURE_GROWTH, /* 增长7%; 下降3.8% is -3.8 */
    READER_MEASURE_SHARE,  /* 占…的77.9%; rates: 失业率3.2% */
    READER_MEASURE_DELTA,  /* 增加23天, 提高6.1个百分点; 减少0.07平方米 is -0.07 */
    READER_MEASURE_RANK,   /* 居全市第2名; the unit is always 名 */
    READER_MEASURE_RATIO,  /* 11∶31∶58: one statement without value */
} ReaderMeasure;

typedef enum {
    READER_KIND_TARGET, /* is to be done */
    READER_KIND_RESULT, /* was done */
} ReaderKind;

/* "ge", "growth", "target": the words of the JSON output. Static. */
const char *reader_cmp_name(ReaderCmp cmp);
const char *reader_measure_name(ReaderMeasure measure);
const char *reader_kind_name(ReaderKind kind);

/* A heading and what stands under it up to the next heading. */
typedef struct {
    char *heading; /* as written, line breaks removed: “关键词：招商引资 增添新动力” */
    guint level; /* 0 关键词/第一部分/bare heading, 1 一、 2 （一） 3 1. 4 （1） */
    gint parent; /* index of the section it stands in, -1 at the top */
    gsize start; /* of the heading, in the input */
    gsize end;   /* of the heading */
    gsize text_start;
    gsize text_end;
} ReaderSection;

/* One action: what a decomposition table has as one task. Clauses follow one another in text order
 * and together cover every sentence (headings and labels like “解读：” apart). */
typedef struct {
    char *text;    /* as written, line breaks removed, without closing punctuation */
    char *action;  /* its leading verb, or NULL if it has none */
    gint section;  /* index into sections, -1 before the first heading */
    gint sentence; /* number of the sentence in the input, from 0 */
    ReaderKind kind;
    gint year; /* or 0 */
    gsize start;
    gsize end;
    gsize text_start;
    gsize text_end;
} ReaderClause;

/* One quantified statement. */
typedef struct {
    char *text;     /* the part of the clause between two commas that says it, as written */
    char *subject;  /* the thing measured: 高标准农田; never NULL, "" if the text names none */
    bool has_value; /* false for a ratio, and for “高于2021年” */
    bool has_value2; /* true for READER_CMP_BETWEEN */
    ReaderDecimal value;
    ReaderDecimal value2;
    char *unit; /* as written: 万亩, %, 个百分点; NULL for a ratio and a bare number (指数4.31) */
    char *reference; /* what it is compared with instead of a figure: 2021年; NULL otherwise */
    ReaderCmp cmp;
    ReaderMeasure measure;
    ReaderKind kind;
    gint year;    /* or 0: unknown, or several years together (五年来) */
    gint section; /* index into sections, -1 before the first heading */
    gint clause;  /* index into clauses; -1 if clauses were not asked for */
    char *action; /* 建设, or NULL */
    gsize start;  /* of text, in the input */
    gsize end;
    gsize text_start; /* of text, in the decoded text */
    gsize text_end;
    gsize figure_start; /* of the figure with its unit, in the input: what a screen marks */
    gsize figure_end;
    gsize figure_text_start; /* the same in the decoded text */
    gsize figure_text_end;
} ReaderStatement;

/* ---- Reading -------------------------------------------------------------------------------- */

typedef struct {
    /* Year the report was given in, for “今年” and “去年”; 0: found out from title and headings. */
    gint report_year;
} ReaderOptions;

/* What a scan hands out, in text order: a clause after its section, a statement after its clause.
 * Pointers inside are good until the callback returns. A NULL callback is not called; a NULL clause
 * callback saves the work of finding clauses (ReaderStatement.clause is then -1). A callback that
 * returns false stops the scan, which is then no failure. */
typedef struct {
    bool (*section)(const ReaderSection *section, gpointer data);
    bool (*clause)(const ReaderClause *clause, gpointer data);
    bool (*statement)(const ReaderStatement *statement, const char *section_heading, gpointer data);
    gpointer data;
    /* Told about every READER_STEP bytes: PASS (1 measures lines, 2 checks the encoding, 3 reads)
     * is done with the first DONE bytes and will not look at them again. For a progress bar, or to
     * give back the memory of a mapped file. May be NULL. */
    void (*progress)(guint pass, gsize done, gpointer data);
} ReaderSink;

typedef struct {
    ReaderEncoding encoding;
    gint report_year; /* as given or found out; 0 unknown */
    gsize sections;
    gsize clauses;
    gsize statements; /* 0 is no failure: the caller decides what a report without figures means */
} ReaderSummary;

/* Reads LENGTH bytes. Nothing is handed out before the whole input is known to be valid text.
 * OPTIONS and SUMMARY may be NULL. Linear in LENGTH.
 * Errors (nothing handed out): reader.empty, reader.encoding (neither UTF-8 nor GB18030; names the
 * byte), reader.line_too_long (names the line): LUOSHI_ERROR_INVALID, _MALFORMED, _TOO_LARGE. */
bool reader_scan(const ReaderLexicon *lexicon, const char *bytes, gsize length,
                 const ReaderOptions *options, const ReaderSink *sink, ReaderSummary *summary,
                 GError **error);

/* Everything of one report. The arrays are in text order. */
typedef struct {
    char *text; /* the decoded text, UTF-8, NUL-terminated */
    gsize text_length;
    ReaderSummary summary;
    ReaderSection *sections;
    gsize section_count;
    ReaderClause *clauses;
    gsize clause_count;
    ReaderStatement *statements;
    gsize statement_count;
    GStringChunk *strings; /* owns all strings above */
} ReaderResult;

/* As reader_scan(), kept whole; also reader.too_large over READER_READ_MAX. (transfer full) */
ReaderResult *reader_read(const ReaderLexicon *lexicon, const char *bytes, gsize length,
                          const ReaderOptions *options, GError **error);

void reader_result_free(ReaderResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReaderResult, reader_result_free)

/* Turns COUNT byte offsets into TEXT (UTF-8), in ascending order, into counts of UTF-16 units,
 * which is how a browser counts. One pass. */
void reader_text_utf16(const char *text, const gsize *offsets, gsize count, gsize *utf16);

/* ---- Writing -------------------------------------------------------------------------------- */

/* Appends STATEMENT as one line of JSON with exactly the keys text, subject, value, value2, unit,
 * cmp, measure, kind, year, section, start, end, action. SECTION_HEADING may be NULL. */
void reader_statement_to_json(const ReaderStatement *statement, const char *section_heading,
                              GString *out);

/* Appends CLAUSE as one line of JSON: text, action, kind, year, section, start, end. */
void reader_clause_to_json(const ReaderClause *clause, const char *section_heading, GString *out);

/* The readable table of `luoshi read`: a head, then one line a statement, in columns that fit a
 * terminal of 120; words in LANGUAGE. Appends. */
void reader_table_head(Language language, GString *out);
void reader_table_row(const ReaderStatement *statement, Language language, GString *out);

/* The figure as written: "-3.8", "7.5". Appends. */
void reader_decimal_append(ReaderDecimal decimal, GString *out);
