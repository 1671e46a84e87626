/* The words of a piece for reader_action.c: which are verbs here, which adverbs, which only names.
 */
#include "reader/reader_action_internal.h"

enum {
    C_LIST = 0x3001,       /* 、 */
    C_DE = 0x7684,         /* 的 */
    C_LE = 0x4E86,         /* 了 */
    C_AND = 0x548C,        /* 和 */
    C_QUOTE_OPEN = 0x201C, /* “ */
    C_QUOTE_CLOSE = 0x201D,
    C_TITLE_OPEN = 0x300A, /* 《 */
    C_TITLE_CLOSE = 0x300B,
};

const ActionWord *words_at(const Reader *reader, gsize i)
{
    return &g_array_index(reader->words, ActionWord, i);
}

gsize words_count(const Reader *reader)
{
    return reader->words->len;
}

bool words_are(const Reader *reader, gsize i, guint16 c)
{
    const ActionWord *word = i < words_count(reader) ? words_at(reader, i) : NULL;

    return word != NULL && word->end == word->start + 1 && reader->cells.cells[word->start] == c;
}

bool words_are_pair(const Reader *reader, gsize i, guint16 first, guint16 second)
{
    const ActionWord *word = i < words_count(reader) ? words_at(reader, i) : NULL;

    return word != NULL && word->end == word->start + 2 &&
           reader->cells.cells[word->start] == first &&
           reader->cells.cells[word->start + 1] == second;
}

/* Where a quotation that begins at AT ends; AT if it is none. What is in it is a name. */
static gsize quotation_end(const guint16 *cells, gsize at, gsize end)
{
    guint16 close = cells[at] == C_QUOTE_OPEN   ? C_QUOTE_CLOSE
                    : cells[at] == C_TITLE_OPEN ? C_TITLE_CLOSE
                                                : 0;

    for (gsize i = at + 1; close != 0 && i < end; i++) {
        if (cells[i] == close) {
            return i + 1;
        }
    }
    return at;
}

void words_cut(Reader *reader, gsize start, gsize end)
{
    const ReaderLexicon *lexicon = reader->lexicon;
    const guint16 *cells = reader->cells.cells;

    g_array_set_size(reader->words, 0);
    for (gsize i = start; i < end;) {
        ActionWord word = {.start = i, .end = quotation_end(cells, i, end)};
        if (word.end == i && cell_is(lexicon, cells[i], CLASS_DIGIT)) {
            word.number = true;
            word.end = i + 1;
            while (word.end < end &&
                   (cell_is(lexicon, cells[word.end], CLASS_DIGIT) || cells[word.end] == '.')) {
                word.end++;
            }
        } else if (word.end == i) {
            const LexiconEntry *entry =
                cell_is(lexicon, cells[i], CLASS_WORD)
                    ? lexicon_match(lexicon, cells, i, end, ROLES_OF_WORDS | ROLE_SHORT)
                    : NULL;
            word.end = i + (entry != NULL ? entry->length : 1u);
            word.roles = entry != NULL ? entry->roles : 0;
        }
        g_array_append_val(reader->words, word);
        i = word.end;
    }
}

bool words_verb(const Reader *reader, gsize i)
{
    const ActionWord *word = i < words_count(reader) ? words_at(reader, i) : NULL;

    return word != NULL && (word->roles & ROLE_VERB) != 0 && word->end > word->start + 1 &&
           ((word->roles & ROLE_NOUN) == 0 || (word->roles & ROLE_NAMING) != 0);
}

bool words_adverb(const Reader *reader, gsize i)
{
    const ActionWord *word = i < words_count(reader) ? words_at(reader, i) : NULL;

    return word != NULL && (word->roles & (ROLE_FILLER | ROLE_ADVERB | ROLE_AIM)) != 0 &&
           (word->roles & ROLE_NOUN) == 0 && !words_are(reader, i, C_DE) &&
           !words_are(reader, i, C_LE);
}

/* A figure with a unit behind word I: 加快|3|个, but not 加快|339|国道. */
bool words_measure(const Reader *reader, gsize i)
{
    return i + 1 < words_count(reader) && words_at(reader, i + 1)->number &&
           (i + 2 == words_count(reader) ||
            lexicon_match(reader->lexicon, reader->cells.cells, words_at(reader, i + 1)->end,
                          words_at(reader, words_count(reader) - 1)->end, ROLE_UNIT) != NULL ||
            cell_is(reader->lexicon, reader->cells.cells[words_at(reader, i + 1)->end],
                    CLASS_NUMERAL | CLASS_UNIT));
}

/* Cells from word I to the next 、 or the end. */
gsize words_object(const Reader *reader, gsize i)
{
    gsize start = i < words_count(reader) ? words_at(reader, i)->start : 0;
    gsize end = start;

    for (; i < words_count(reader) && !words_are(reader, i, C_LIST); i++) {
        end = words_at(reader, i)->end;
    }
    return end - start;
}

static gsize words_pass_adverbs(const Reader *reader, gsize i)
{
    while (words_adverb(reader, i) && !words_verb(reader, i)) {
        i++;
    }
    return i;
}

/* Whether word I, an adverb that can be a verb (加快, 严格, 统筹), is one here: no verb follows it,
 * or only one that is a thing (统筹|发展|和安全). 坚持 always is: 坚持|统筹|发展和安全. */
bool words_govern(const Reader *reader, gsize i)
{
    gsize next = words_pass_adverbs(reader, i + 1);

    if (words_are_pair(reader, i, 0x575A, 0x6301)) { /* 坚持 */
        return true;
    }
    if (!words_verb(reader, next)) {
        return true;
    }
    return (words_at(reader, next)->roles & ROLE_NAMING) != 0 &&
           (words_object(reader, next + 1) < OBJECT_MIN || words_are(reader, next + 1, C_AND));
}

/* Passes what stands in front of the verb: 今年，全区|将|持续. */
gsize words_skip_lead(const Reader *reader, gsize i, gsize *aim)
{
    *aim = G_MAXSIZE;
    for (; i < words_count(reader); i++) {
        const ActionWord *word = words_at(reader, i);
        guint16 c = reader->cells.cells[word->start];
        bool date = word->number || c == 0x5E74 || c == 0x6708 || c == 0x65E5; /* 年 月 日 */
        bool dated =
            date && word->end == word->start + (word->number ? word->end - word->start : 1);
        if ((word->roles & ROLE_INNER) != 0 &&
            !words_verb(reader, words_pass_adverbs(reader, i + 1))) {
            break; /* 将|耕地保护|纳入, but 将|新建 */
        }
        if (words_adverb(reader, i) && (!words_verb(reader, i) || !words_govern(reader, i))) {
            if (*aim == G_MAXSIZE && (word->roles & ROLE_AIM) != 0) {
                *aim = i;
            }
        } else if ((word->roles & ROLE_AREA) == 0 && !dated) {
            break;
        }
    }
    return i;
}

/* The verbs that join the one at I: 织密|织牢, 排查|整治. Returns the word behind them. */
gsize words_run_end(const Reader *reader, gsize i)
{
    i++;
    while (words_verb(reader, i) && (words_at(reader, i)->roles & ROLE_JOINER) != 0) {
        i++;
    }
    return i;
}

bool words_last(const Reader *reader, gsize i)
{
    return i >= words_count(reader) || words_are(reader, i, C_LIST) ||
           (words_are(reader, i, C_LE) && i + 1 == words_count(reader));
}

/* 项目|竣工: what the verb before makes a name of, with another verb behind it. */
bool words_name_project(const Reader *reader, gsize i)
{
    bool tail = i < words_count(reader) && (words_at(reader, i)->roles & ROLE_TAIL) != 0;
    gsize next = tail ? words_pass_adverbs(reader, i + 1) : i;

    return tail && words_verb(reader, next);
}
