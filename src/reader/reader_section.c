/* Headings, and what they and the openings of sentences say: is this a target or a result, and of
 * which year. */
#include "reader/reader_internal.h"

#include <string.h>

#define YEAR_BYTES  (64u << 10) /* of the report's beginning are searched for its year */
#define YEAR_SURE   40          /* votes for the report's year that a heading does not overrule */
#define CUE_REACH   18u         /* cells of a sentence in which a cue may open a part */
#define CUE_OPENING 3u          /* and in which words that also stand inside sentences do */
#define YEAR_MIN    1949
#define YEAR_MAX    2100

#define CELL_YEAR  0x5E74u /* 年 */
#define CELL_MONTH 0x6708u /* 月 */

static bool is_numeral_to_ten(guint16 c)
{
    static const guint16 numerals[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D,
                                       0x4E03, 0x516B, 0x4E5D, 0x5341, 0};

    for (gsize i = 0; numerals[i] != 0; i++) {
        if (numerals[i] == c) {
            return true;
        }
    }
    return false;
}

static bool starts_with(const guint16 *cells, gsize n, const char *text)
{
    gsize i = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c), i++) {
        if (i == n || cells[i] != g_utf8_get_char(c)) {
            return false;
        }
    }
    return true;
}

bool section_is_enumerated(const guint16 *cells, gsize n, guint *level, gsize *prefix)
{
    gsize i = 0;
    bool bracket = n > 0 && cells[0] == 0xFF08;
    gsize from = bracket ? 1 : 0;

    if (n == 0 || !(bracket || cells[0] == 0x5173 || cells[0] == 0x7B2C ||
                    (cells[0] >= '0' && cells[0] <= '9') || is_numeral_to_ten(cells[0]))) {
        return false; /* nearly every line */
    }
    if (starts_with(cells, n, "关键词：") || starts_with(cells, n, "关键词:")) {
        *level = 0;
        *prefix = 4;
        return true;
    }
    if (starts_with(cells, n, "第")) {
        for (i = 1; i < n && i < 4 && is_numeral_to_ten(cells[i]); i++) {
        }
        bool part =
            i > 1 && (starts_with(cells + i, n - i, "部分") ||
                      starts_with(cells + i, n - i, "章") || starts_with(cells + i, n - i, "篇"));
        *level = 0;
        *prefix = 1;
        return part && n <= 40;
    }
    for (i = from; i < n && i < from + 3 && is_numeral_to_ten(cells[i]); i++) {
    }
    if (i > from && i < n) {
        *level = bracket ? 2 : 1;
        *prefix = i + 1;
        return cells[i] == (bracket ? 0xFF09 : 0x3001);
    }
    for (i = from; i < n && i < from + 2 && cells[i] >= '0' && cells[i] <= '9'; i++) {
    }
    if (i > from && i + 1 < n) {
        *level = bracket ? 4 : 3;
        *prefix = i + 1;
        if (bracket) {
            return cells[i] == 0xFF09;
        }
        return (cells[i] == '.' || cells[i] == 0x3001) &&
               !(cells[i + 1] >= '0' && cells[i + 1] <= '9');
    }
    return false;
}

/* Whether what stands at AT ends a span: “2021－2025年”, but not “——2025年1月8日在…会议上”. */
static bool ends_span(const guint16 *cells, gsize at)
{
    gsize from = at;

    while (from > 0 && (cells[from - 1] == '-' || cells[from - 1] == 0x2014)) {
        from--;
    }
    return from > 0 && from < at &&
           ((cells[from - 1] >= '0' && cells[from - 1] <= '9') || cells[from - 1] == CELL_YEAR);
}

/* The year written at AT ("2021年", "2021－2025年" gives none), or 0. */
static gint year_at(const guint16 *cells, gsize at, gsize n)
{
    gint year = 0;

    if (at + 4 >= n || cells[at + 4] != CELL_YEAR || cells[at] < '1' || cells[at] > '2' ||
        (at > 0 && cells[at - 1] >= '0' && cells[at - 1] <= '9') || ends_span(cells, at)) {
        return 0;
    }
    for (gsize i = at; i < at + 4; i++) {
        if (cells[i] < '0' || cells[i] > '9') {
            return 0;
        }
        year = year * 10 + (cells[i] - '0');
    }
    return year >= YEAR_MIN && year <= YEAR_MAX ? year : 0;
}

static gint year_of(const Reader *reader, CueYear cue)
{
    gint base = reader->summary.report_year;

    switch (cue) {
    case CUE_THIS:
        return base;
    case CUE_LAST:
    case CUE_STATED:
        return base != 0 ? base - 1 : 0;
    case CUE_MANY:
    case CUE_KEEP:
        break;
    }
    return 0;
}

/* How much the year at AT says about the year of the report. */
static gint year_weight(const guint16 *cells, gsize at, gsize n, gint *year)
{
    gsize from = at + 5;
    gsize length = MIN(n, from + 14) - from;

    for (gsize i = 0; i < length; i++) {
        const guint16 *here = cells + from + i;
        if (starts_with(here, length - i, "回顾") || starts_with(here, length - i, "工作总结")) {
            *year += 1;
            return 40;
        }
        if (starts_with(here, length - i, "目标") || starts_with(here, length - i, "安排") ||
            starts_with(here, length - i, "任务") || starts_with(here, length - i, "总体") ||
            starts_with(here, length - i, "政府工作") ||
            starts_with(here, length - i, "工作重点") ||
            starts_with(here, length - i, "重点工作") ||
            starts_with(here, length - i, "工作建议")) {
            return 40;
        }
    }
    bool day = length > 1 &&
               (cells[from + 1] == CELL_MONTH || (length > 2 && cells[from + 2] == CELL_MONTH));
    if (day && at < 120) { /* “——2022年1月28日在…会议上” */
        return 60;
    }
    return 1;
}

gint section_report_year(Reader *reader)
{
    const Source *source = &reader->source;
    gsize end = MIN(source->length, source->start + YEAR_BYTES);
    gint votes[YEAR_MAX - YEAR_MIN + 2] = {0};
    gint best = 0;
    gsize size = 0;
    Cells cells = {0};

    while (end < source->length && source->bytes[end - 1] != '\n' &&
           end < source->start + YEAR_BYTES + READER_LINE_MAX) {
        end++;
    }
    gsize whole = source->gb == NULL ? end : source->start;
    while (whole > source->start && whole < source->length &&
           (source->bytes[whole] & 0xC0) == 0x80) {
        whole--; /* whole characters only */
    }
    while (source->gb != NULL && whole < end) {
        source_character(source, whole, &size);
        if (whole + size > end) {
            break;
        }
        whole += size;
    }
    cells_append(&cells, reader->lexicon, source, source->start, whole, 0);
    gsize n = 0;
    for (gsize i = 0; i < cells.n; i++) { /* line breaks are characters here */
        if (cells.cells[i] != '\n') {
            cells.cells[n++] = cells.cells[i];
        }
    }
    for (gsize i = 0; i < n; i++) {
        bool digit = cells.cells[i] == '1' || cells.cells[i] == '2';
        gint year = digit ? year_at(cells.cells, i, n) : 0;
        if (year != 0) {
            gint weight = year_weight(cells.cells, i, n, &year);
            votes[year - YEAR_MIN] += weight;
        }
    }
    for (gint y = 0; y <= YEAR_MAX - YEAR_MIN + 1; y++) {
        if (votes[y] > 0 && (best == 0 || votes[y] >= votes[best - YEAR_MIN])) {
            best = y + YEAR_MIN;
        }
    }
    cells_free(&cells);
    reader->year_sure = best != 0 && votes[best - YEAR_MIN] >= YEAR_SURE;
    return best;
}

static void take_cue(Reader *reader, const LexiconEntry *cue, Tense *tense)
{
    tense->known = true;
    tense->kind = (ReaderKind)cue->cue_kind;
    if (cue->cue_year != CUE_KEEP) {
        tense->year = year_of(reader, (CueYear)cue->cue_year);
    }
}

/* “二、2024年工作” opens a part too: the report's own year is promised, one before it is accounted
 * for. */
static void year_heading(Reader *reader, gint year)
{
    if (reader->year_sure &&
        (year == reader->summary.report_year || year == reader->summary.report_year - 1)) {
        bool own = year == reader->summary.report_year;
        reader->tense = (Tense){
            .known = true, .kind = own ? READER_KIND_TARGET : READER_KIND_RESULT, .year = year};
    }
}

/* A subheading （一） changes the part only if it names a year: “（一）完成目标任务” does not. */
static void cue_heading(Reader *reader, const guint16 *cells, gsize n, guint level)
{
    const LexiconEntry *cue = NULL;
    gint year = 0;
    bool many = false;
    bool work = false;

    for (gsize i = 0; i < n; i++) {
        const LexiconEntry *found = lexicon_match(reader->lexicon, cells, i, n, ROLE_CUE);
        if (found != NULL && (cue == NULL || found->length >= cue->length)) {
            cue = found; /* of two as long the later: 主要|工作安排 is a plan */
        }
        many = many || (found != NULL && found->cue_year == CUE_MANY);
        year = year != 0 ? year : year_at(cells, i, n);
        work = work || starts_with(cells + i, n - i, "年工作");
    }
    if (cue == NULL && work && level < 2) {
        year_heading(reader, year);
    }
    if (cue == NULL || (level >= 2 && year == 0 && reader->tense.known)) {
        return;
    }
    if (cue->cue_year == CUE_STATED && reader->year_sure && year == reader->summary.report_year) {
        year_heading(reader, year); /* “2024年主要工作” in the report of 2024 */
        return;
    }
    if (year != 0 && (cue->cue_year == CUE_LAST || cue->cue_year == CUE_STATED)) {
        reader->summary.report_year = year + 1;
        reader->year_sure = true;
    } else if (year != 0 && cue->cue_year == CUE_THIS) {
        reader->summary.report_year = year;
    }
    take_cue(reader, cue, &reader->tense);
    if (many) {
        reader->tense.year = 0;
    }
}

void section_open(Reader *reader, Span span, gsize from, gsize to, guint level)
{
    const guint16 *cells = reader->cells.cells;
    gint index = (gint)reader->summary.sections;
    gint parent = -1;
    bool keep = true;

    for (guint l = 0; l < level; l++) {
        parent = reader->level_sections[l] >= 0 ? reader->level_sections[l] : parent;
    }
    for (gsize l = level; l < G_N_ELEMENTS(reader->level_sections); l++) {
        reader->level_sections[l] = -1;
    }
    reader->level_sections[level] = index;
    reader->summary.sections++;
    reader->has_section = true;
    text_clear(reader->heading);
    source_append(&reader->source, span.start, span.end, false, reader->heading);
    cue_heading(reader, cells + from, to - from, level);
    if (reader->sink->section != NULL) {
        ReaderSection section = {
            .heading = reader->heading->str,
            .level = level,
            .parent = parent,
            .start = span.start,
            .end = span.end,
            .text_start = span.text_start,
            .text_end = span.text_end,
        };
        keep = reader->sink->section(&section, reader->sink->data);
    }
    reader->stopped = reader->stopped || !keep;
}

/* The opening of a sentence: “2022年，”, “到2025年，”, “去年，”. */
static void read_opening_year(Reader *reader, gsize start, gsize end)
{
    const guint16 *cells = reader->cells.cells;
    bool until = start < end && (cells[start] == 0x5230 || cells[start] == 0x81F3); /* 到 至 */
    gint base = reader->summary.report_year;
    gint year = year_at(cells, start + (until ? 1 : 0), end);

    if (year == 0 || base == 0) {
        return;
    }
    reader->sentence_tense.year = year;
    reader->sentence_tense.known = true;
    if (until || year != base) {
        reader->sentence_tense.kind =
            until || year > base ? READER_KIND_TARGET : READER_KIND_RESULT;
    } else if (!reader->tense.known) {
        reader->sentence_tense.kind = READER_KIND_TARGET;
    }
    if (!until && (year == base || year == base - 1)) {
        reader->tense = reader->sentence_tense;
    }
}

/* “圆满完成了各项目标任务”, “为今年工作打下基础” open no part; “过去一年”, “主要预期目标” do
 * wherever they stand. */
static bool opens_part(const guint16 *cells, gsize i, const LexiconEntry *cue, gsize start)
{
    if (i - start <= CUE_OPENING) {
        return true;
    }
    for (gsize k = i; k < i + cue->length; k++) {
        if (cells[k] == 0x8FC7 || cells[k] == 0x9884) { /* 过 预 */
            return true;
        }
    }
    return false;
}

/* 2023年|上半年, 前三季度, 一季度: what a report in the middle of its year looks back on. */
static bool is_part_over(const guint16 *cells, gsize at, gsize end)
{
    return at + 1 < end && ((cells[at] == 0x4E0A && cells[at + 1] == 0x534A) ||
                            (cells[at] == 0x524D && cells[at + 1] == 0x4E09) ||
                            (cells[at] == 0x4E00 && cells[at + 1] == 0x5B63));
}

void section_read_sentence(Reader *reader, gsize start, gsize end)
{
    const ReaderLexicon *lexicon = reader->lexicon;
    const guint16 *cells = reader->cells.cells;
    gint weak = 0;
    gsize reach = reader->tense.known ? MIN(end, start + CUE_REACH) : end;

    for (gsize i = start; i < reach; i++) {
        if (!cell_is(lexicon, cells[i], CLASS_CUE | CLASS_DIGIT)) {
            continue;
        }
        const LexiconEntry *cue = lexicon_match(lexicon, cells, i, end, ROLE_CUE | ROLE_WEAK_CUE);
        if (cue != NULL && (cue->roles & ROLE_CUE) != 0 &&
            (!reader->tense.known || opens_part(cells, i, cue, start))) {
            take_cue(reader, cue, &reader->tense);
            break;
        }
        if (cue != NULL && (cue->roles & ROLE_WEAK_CUE) != 0) {
            weak += cue->cue_kind == READER_KIND_TARGET ? 1 : -1;
        }
        if (!reader->tense.known && year_at(cells, i, end) != 0 &&
            year_at(cells, i, end) == reader->summary.report_year) {
            reader->tense = (Tense){
                true, is_part_over(cells, i + 5, end) ? READER_KIND_RESULT : READER_KIND_TARGET,
                reader->summary.report_year};
            break;
        }
    }
    reader->sentence_tense = reader->tense;
    if (!reader->tense.known) {
        /* nothing has been opened: the words of the sentence, and then what such a text mostly is
         */
        reader->sentence_tense.kind = weak < 0 ? READER_KIND_RESULT : READER_KIND_TARGET;
        reader->sentence_tense.year = year_of(reader, weak < 0 ? CUE_LAST : CUE_THIS);
    }
    read_opening_year(reader, start, end);
}
