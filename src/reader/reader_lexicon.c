/* Lexicon files: packs/base/lexicon/README.md has the format. */
#include "reader/reader_lexicon_data.h"
#include "reader/reader_trie_internal.h"

#include <string.h>

#define WORD_MAX 24u /* cells of one word */

/* One directive: its name, its argument's values, what it does to an entry. */
typedef void (*Apply)(LexiconEntry *entry, int first, int second);

static void apply_role(LexiconEntry *entry, int role, G_GNUC_UNUSED int second)
{
    entry->roles |= (guint32)role;
}

static void apply_unit(LexiconEntry *entry, int unit, G_GNUC_UNUSED int second)
{
    entry->roles |= ROLE_UNIT;
    entry->unit = (guint8)unit;
}

static void apply_before(LexiconEntry *entry, int cmp, G_GNUC_UNUSED int second)
{
    entry->roles |= ROLE_BEFORE;
    if (cmp == -1) {
        entry->roles |= ROLE_HOLD;
        cmp = READER_CMP_EQ;
    }
    entry->cmp_before = (guint8)cmp;
}

static void apply_after(LexiconEntry *entry, int cmp, G_GNUC_UNUSED int second)
{
    entry->roles |= ROLE_AFTER;
    entry->cmp_after = (guint8)cmp;
}

static void apply_change(LexiconEntry *entry, int sign, G_GNUC_UNUSED int second)
{
    entry->roles |= ROLE_CHANGE;
    entry->change = (gint16)sign;
}

static void apply_speed(LexiconEntry *entry, int sign, G_GNUC_UNUSED int second)
{
    entry->roles |= ROLE_SPEED;
    entry->speed = (gint16)sign;
}

static void apply_cue(LexiconEntry *entry, int kind, int year)
{
    entry->roles |= (kind & 2) != 0 ? ROLE_WEAK_CUE : ROLE_CUE;
    entry->cue_kind = (kind & 1) != 0 ? READER_KIND_RESULT : READER_KIND_TARGET;
    entry->cue_year = (guint8)year;
}

typedef struct {
    const char *word;
    int value;
} Choice;

static const Choice unit_classes[] = {{"percent", UNIT_PERCENT},
                                      {"point", UNIT_POINT},
                                      {"money", UNIT_MONEY},
                                      {"size", UNIT_SIZE},
                                      {"count", UNIT_COUNT},
                                      {"people", UNIT_PEOPLE},
                                      {"time", UNIT_TIME},
                                      {"fold", UNIT_FOLD},
                                      {"place", UNIT_PLACE},
                                      {"plain", UNIT_PLAIN},
                                      {NULL, 0}};
static const Choice comparators[] = {{"eq", READER_CMP_EQ}, {"ge", READER_CMP_GE},
                                     {"le", READER_CMP_LE}, {"gt", READER_CMP_GT},
                                     {"lt", READER_CMP_LT}, {"approx", READER_CMP_APPROX},
                                     {"hold", -1},          {NULL, 0}};
static const Choice signs[] = {{"+", 1}, {"-", -1}, {NULL, 0}};
static const Choice cue_kinds[] = {
    {"target", 0}, {"result", 1}, {"weak-target", 2}, {"weak-result", 3}, {NULL, 0}};
static const Choice cue_years[] = {{"this", CUE_THIS}, {"last", CUE_LAST}, {"stated", CUE_STATED},
                                   {"many", CUE_MANY}, {"keep", CUE_KEEP}, {NULL, 0}};

static const struct {
    const char *name;
    const Choice *first;  /* choices of the first argument, or NULL */
    const Choice *second; /* of the second */
    Apply apply;
    int role;
} directives[] = {
    {"unit", unit_classes, NULL, apply_unit, 0},
    {"before", comparators, NULL, apply_before, 0},
    {"after", comparators, NULL, apply_after, 0},
    {"change", signs, NULL, apply_change, 0},
    {"speed", signs, NULL, apply_speed, 0},
    {"cue", cue_kinds, cue_years, apply_cue, 0},
    {"rate", NULL, NULL, apply_role, ROLE_RATE},
    {"state", NULL, NULL, apply_role, ROLE_VERB | ROLE_STATE},
    {"short", NULL, NULL, apply_role, ROLE_SHORT},
    {"inner", NULL, NULL, apply_role, ROLE_INNER},
    {"tail", NULL, NULL, apply_role, ROLE_TAIL},
    {"naming", NULL, NULL, apply_role, ROLE_VERB | ROLE_NAMING},
    {"index", NULL, NULL, apply_role, ROLE_INDEX},
    {"base", NULL, NULL, apply_role, ROLE_BASE},
    {"aim", NULL, NULL, apply_role, ROLE_AIM},
    {"verb", NULL, NULL, apply_role, ROLE_VERB},
    {"strong", NULL, NULL, apply_role, ROLE_VERB | ROLE_STRONG},
    {"filler", NULL, NULL, apply_role, ROLE_FILLER},
    {"area", NULL, NULL, apply_role, ROLE_AREA},
    {"noun", NULL, NULL, apply_role, ROLE_NOUN},
    {"pair", NULL, NULL, apply_role, ROLE_PAIR},
    {"title", NULL, NULL, apply_role, ROLE_TITLE},
    {"rank", NULL, NULL, apply_role, ROLE_RANK},
    {"first", NULL, NULL, apply_role, ROLE_FIRST},
    {"opener", NULL, NULL, apply_role, ROLE_OPENER},
    {"causing", NULL, NULL, apply_role, ROLE_VERB | ROLE_CAUSING},
    {"placed", NULL, NULL, apply_role, ROLE_RANK | ROLE_PLACED},
    {"joiner", NULL, NULL, apply_role, ROLE_VERB | ROLE_JOINER},
    {"adverb", NULL, NULL, apply_role, ROLE_ADVERB},
};

static bool find_choice(const Choice *choices, const char *word, int *value)
{
    for (gsize i = 0; word != NULL && choices[i].word != NULL; i++) {
        if (strcmp(choices[i].word, word) == 0) {
            *value = choices[i].value;
            return true;
        }
    }
    return false;
}

/* WORD (UTF-8) as cells; 0 if it is longer than MAX. */
static gsize word_cells(const char *word, gsize max, guint16 *cells)
{
    gsize n = 0;

    for (const char *c = word; *c != '\0'; c = g_utf8_next_char(c)) {
        if (n == max) {
            return 0;
        }
        cells[n++] = cell_normalise(g_utf8_get_char(c));
    }
    return n;
}

static bool add_not(ReaderLexicon *lexicon, const char *text)
{
    NotPattern pattern = {0};
    const char *figure = strchr(text, '@');

    if (figure == NULL) {
        return false;
    }
    g_autofree char *before = g_strndup(text, (gsize)(figure - text));
    g_auto(GStrv) behind = g_strsplit(figure + 1, "*", 2);
    pattern.before_length =
        (guint8)word_cells(before, G_N_ELEMENTS(pattern.before), pattern.before);
    const char *after = behind[0] != NULL ? behind[0] : "";
    pattern.after_length = (guint8)word_cells(after, G_N_ELEMENTS(pattern.after), pattern.after);
    if (behind[0] != NULL && behind[1] != NULL) {
        pattern.later_length =
            (guint8)word_cells(behind[1], G_N_ELEMENTS(pattern.later), pattern.later);
    }
    if (pattern.before_length + pattern.after_length == 0) {
        return false;
    }
    guint16 *head = pattern.after_length > 0
                        ? &lexicon->nots_after[pattern.after[0] & 255]
                        : &lexicon->nots_before[pattern.before[pattern.before_length - 1] & 255];
    g_array_append_val(lexicon->nots, pattern);
    g_array_append_val(lexicon->nots_next, *head);
    if (lexicon->nots->len >= G_MAXUINT16) {
        return false;
    }
    *head = (guint16)lexicon->nots->len;
    return true;
}

static bool pattern_fits(const NotPattern *pattern, const guint16 *cells, gsize start, gsize end,
                         gsize n)
{
    if (start < pattern->before_length || n - end < pattern->after_length) {
        return false;
    }
    for (gsize i = 0; i < pattern->after_length; i++) { /* mostly the first one tells */
        if (cells[end + i] != pattern->after[i]) {
            return false;
        }
    }
    const guint16 *before = cells + start - pattern->before_length;
    for (gsize i = pattern->before_length; i > 0; i--) {
        if (before[i - 1] != pattern->before[i - 1]) {
            return false;
        }
    }
    if (pattern->later_length == 0) {
        return true;
    }
    gsize from = end + pattern->after_length;
    for (gsize gap = 0; gap <= NOT_GAP && from + gap + pattern->later_length <= n; gap++) {
        if (memcmp(cells + from + gap, pattern->later, 2u * pattern->later_length) == 0) {
            return true;
        }
    }
    return false;
}

static bool chain_fits(const ReaderLexicon *lexicon, guint16 head, const guint16 *cells,
                       gsize start, gsize end, gsize n)
{
    for (guint16 i = head; i != 0; i = g_array_index(lexicon->nots_next, guint16, i - 1)) {
        if (pattern_fits(&g_array_index(lexicon->nots, NotPattern, i - 1), cells, start, end, n)) {
            return true;
        }
    }
    return false;
}

bool lexicon_is_not_quantity(const ReaderLexicon *lexicon, const guint16 *cells, gsize start,
                             gsize end, gsize n)
{
    return (end < n &&
            chain_fits(lexicon, lexicon->nots_after[cells[end] & 255], cells, start, end, n)) ||
           (start > 0 && chain_fits(lexicon, lexicon->nots_before[cells[start - 1] & 255], cells,
                                    start, end, n));
}

static bool fail(const char *name, gsize line, const char *key, const char *word, GError **error)
{
    g_autofree char *number = g_strdup_printf("%zu", line);

    error_set(error, LUOSHI_ERROR_INVALID, key, name, "file", name, "line", number, "word", word,
              NULL);
    return false;
}

/* One line; with LEXICON NULL only checks it. */
static bool read_line(ReaderLexicon *lexicon, const char *name, gsize number, char *line,
                      GError **error)
{
    int first = 0;
    int second = 0;
    gsize d = 0;
    guint16 cells[WORD_MAX];
    char *rest = NULL;

    g_strstrip(line);
    if (line[0] == '\0' || line[0] == '#') {
        return true;
    }
    char *word = strtok_r(line, " \t", &rest);
    if (strcmp(word, "not") == 0) {
        while ((word = strtok_r(NULL, " \t", &rest)) != NULL) {
            if (strchr(word, '@') == NULL || strcmp(word, "@") == 0) {
                return fail(name, number, "reader.lexicon_pattern", word, error);
            }
            if (lexicon != NULL && !add_not(lexicon, word)) {
                return fail(name, number, "reader.lexicon_pattern", word, error);
            }
        }
        return true;
    }
    while (d < G_N_ELEMENTS(directives) && strcmp(directives[d].name, word) != 0) {
        d++;
    }
    if (d == G_N_ELEMENTS(directives)) {
        return fail(name, number, "reader.lexicon_directive", word, error);
    }
    first = directives[d].role;
    if ((directives[d].first != NULL &&
         !find_choice(directives[d].first, word = strtok_r(NULL, " \t", &rest), &first)) ||
        (directives[d].second != NULL &&
         !find_choice(directives[d].second, word = strtok_r(NULL, " \t", &rest), &second))) {
        return fail(name, number, "reader.lexicon_directive", word != NULL ? word : "", error);
    }
    while ((word = strtok_r(NULL, " \t", &rest)) != NULL) {
        gsize n = word_cells(word, WORD_MAX, cells);
        if (n == 0) {
            return fail(name, number, "reader.lexicon_word", word, error);
        }
        if (lexicon != NULL) {
            directives[d].apply(trie_add(lexicon, cells, n), first, second);
            if (directives[d].apply == apply_unit) {
                lexicon->characters[cells[0]] |= CLASS_UNIT;
            } else if (directives[d].apply == apply_cue) {
                lexicon->characters[cells[0]] |= CLASS_CUE;
            }
        }
    }
    return true;
}

static bool read_lines(ReaderLexicon *lexicon, const char *name, const char *text, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (gsize i = 0; lines[i] != NULL; i++) {
        if (!read_line(lexicon, name, i + 1, lines[i], error)) {
            return false;
        }
    }
    return true;
}

bool reader_lexicon_add(ReaderLexicon *lexicon, const char *name, const char *text, gsize length,
                        GError **error)
{
    const char *end = NULL;

    if (length > READER_LEXICON_MAX || !g_utf8_validate_len(text, length, &end)) {
        g_autofree char *at = g_strdup_printf("%zu", end != NULL ? (gsize)(end - text) : length);
        error_set(error, LUOSHI_ERROR_INVALID, "reader.lexicon_bytes", name, "file", name, "byte",
                  at, NULL);
        return false;
    }
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    g_autofree char *copy = g_strndup(text, length);
    /* First a dry run, so that a faulty file leaves the lexicon as it was. */
    if (!read_lines(NULL, name, copy, error)) {
        return false;
    }
    bool added = read_lines(lexicon, name, copy, error);
    trie_complete(lexicon);
    return added;
}

static void set_classes(ReaderLexicon *lexicon, const char *characters, guint class)
{
    for (const char *c = characters; *c != '\0'; c = g_utf8_next_char(c)) {
        lexicon->characters[cell_normalise(g_utf8_get_char(c))] |= class;
    }
}

/* After the classes that are marks have been set. */
static void set_kinds(ReaderLexicon *lexicon)
{
    for (gunichar c = '!'; c < CELL_OTHER; c++) {
        bool surrogate = c >= 0xD800 && c < 0xE000;
        guint plain = cell_normalise(c) == c && !surrogate ? KIND_PLAIN : 0;
        guint mark = cell_is(lexicon, (guint16)c, CLASSES_OF_MARKS) ? KIND_MARK : 0;
        lexicon->kinds[c] = (guint8)(plain | mark);
    }
}

ReaderLexicon *reader_lexicon_new_default(void)
{
    ReaderLexicon *lexicon = g_new0(ReaderLexicon, 1);

    trie_init(lexicon);
    lexicon->nots = g_array_new(FALSE, TRUE, sizeof(NotPattern));
    lexicon->nots_next = g_array_new(FALSE, TRUE, sizeof(guint16));
    set_classes(lexicon, "0123456789", CLASS_DIGIT);
    set_classes(lexicon, "〇零一二两三四五六七八九十百千万亿半几数", CLASS_NUMERAL);
    set_classes(lexicon, "，：,:", CLASS_COMMA);
    set_classes(lexicon, "。！？；!?;", CLASS_STOP | CLASS_COMMA);
    set_classes(lexicon, "一二两三四五六七八九十百千万亿余多成番倍分", CLASS_UNIT);
    set_classes(lexicon, "—第前首于、", CLASS_SIGN);
    set_kinds(lexicon);
    for (gsize i = 0; i < reader_lexicon_file_count; i++) {
        const ReaderLexiconFile *file = &reader_lexicon_files[i];
        g_autoptr(GError) error = NULL;
        if (!reader_lexicon_add(lexicon, file->name, (const char *)file->bytes, file->length,
                                &error)) {
            g_error("%s", error->message); /* a fault of the build; the tests read every file */
        }
    }
    return lexicon;
}

void reader_lexicon_free(ReaderLexicon *lexicon)
{
    if (lexicon != NULL) {
        trie_clear(lexicon);
        g_array_unref(lexicon->nots);
        g_array_unref(lexicon->nots_next);
        g_free(lexicon);
    }
}
