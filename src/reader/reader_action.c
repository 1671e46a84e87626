/*
 * What one piece between two commas does: its verb, and whether it opens a clause, goes on with the
 * one before or needs the next. Three ways to begin:
 *   a verb            持续|深化|改革, 加快|建设|…     adverbs are passed over, also those that are
 * verbs a preposition     以工匠精神|推进|城市更新         with a verb behind it a clause, without
 * one it waits a subject         特色农业加快发展                 says how it is, unless something
 * is done
 */
#include "reader/reader_action_internal.h"

#define TAIL_MAX 4u /* cells behind the last 的 of a piece that is only a name */

enum {
    C_LIST = 0x3001,       /* 、 */
    C_DE = 0x7684,         /* 的 */
    C_SHI = 0x662F,        /* 是 */
    C_WEI = 0x4E3A,        /* 为 */
    C_LET = 0x8BA9,        /* 让 */
    C_MAKE = 0x4F7F,       /* 使 */
    C_QUOTE_OPEN = 0x201C, /* “ */
};

/* How well the verb at I, behind a subject or a preposition, says what is done: 0 not at all. */
static guint weight_of(const Reader *reader, gsize i, gsize from)
{
    const ActionWord *word = words_at(reader, i);
    gsize next = words_run_end(reader, i);
    bool last = words_last(reader, next);
    bool urged = i > from && words_adverb(reader, i - 1) &&
                 words_at(reader, i - 1)->end > words_at(reader, i - 1)->start + 1;
    bool strong = (word->roles & ROLE_STRONG) != 0;
    bool state = (word->roles & (ROLE_STATE | ROLE_NAMING)) != 0;
    bool moves = (word->roles & (ROLE_BEFORE | ROLE_CHANGE | ROLE_PLACED)) != 0;

    if (words_name_project(reader, next) || (last && i > from && words_are(reader, i - 1, C_DE))) {
        return 0; /* 水源|置换|项目|竣工, 最广泛|的|受益 */
    }
    if (words_are(reader, next, C_DE) || (words_verb(reader, next) && !strong)) {
        return 0; /* 新建|的…; 环湖|提升|打响 */
    }
    if (words_adverb(reader, i) && !words_govern(reader, i)) {
        return 0; /* 特色农业|加快|发展 */
    }
    if (state && last) {
        return 0; /* 城乡品质|稳步|提升 */
    }
    if ((word->roles & ROLE_NAMING) != 0) {
        return urged ? 2 : 0; /* 项目|建设|… */
    }
    if (moves && !strong) {
        return urged && !last && !words_measure(reader, next - 1) ? 1 : 0; /* 强度|提高|0.3 */
    }
    return strong || urged ? 2 : 1;
}

/* The verb of [FROM, …) where something else comes first; G_MAXSIZE if there is none. */
static gsize find_verb(const Reader *reader, gsize from, bool subject)
{
    gsize best = G_MAXSIZE;
    guint weight = 0;
    bool figure = false; /* 消费品零售总额|增长|5.8%: only a strong verb acts there */

    for (gsize i = from; subject && i < words_count(reader); i++) {
        figure = figure || ((words_at(reader, i)->roles & (ROLE_BEFORE | ROLE_CHANGE)) != 0 &&
                            (words_at(reader, i)->roles & (ROLE_STRONG | ROLE_INNER)) == 0 &&
                            words_measure(reader, i));
    }
    for (gsize i = from; i < words_count(reader); i++) {
        if (words_are(reader, i, C_LET) || words_are(reader, i, C_MAKE) ||
            (subject && words_are(reader, i, C_SHI))) {
            break; /* 让…, …是…: others act, or nobody */
        }
        if (!subject && best != G_MAXSIZE && words_are(reader, i, C_LIST)) {
            break; /* 以法治方式深化改革、化解矛盾: the first of the list */
        }
        if (!words_verb(reader, i)) {
            continue;
        }
        guint this_weight = weight_of(reader, i, from);
        if (figure && (words_at(reader, i)->roles & ROLE_STRONG) == 0) {
            this_weight = 0;
        }
        if (this_weight > weight) {
            best = i;
            weight = this_weight;
        }
        gsize next = words_run_end(reader, i);
        if ((words_at(reader, i)->roles & ROLE_NAMING) != 0 && this_weight == 0) {
            while (words_verb(reader, next) &&
                   (words_at(reader, next)->roles & (ROLE_JOINER | ROLE_NAMING)) != 0 &&
                   (words_at(reader, next)->roles & ROLE_STRONG) == 0) {
                next++; /* 保护|修缮|提升|工程: a name */
            }
        }
        i = next - 1;
    }
    return best;
}

/* 进行|核酸|检测: what is carried out is the action. */
static gsize carried_out(const Reader *reader, gsize verb)
{
    gsize last = words_count(reader) - 1;

    return words_are_pair(reader, verb, 0x8FDB, 0x884C) && last > verb && words_verb(reader, last)
               ? last
               : verb;
}

/* …为指导, …的同时, …基础上, 作为…: the piece only leads to the next. */
static bool only_leads(const Reader *reader, gsize from)
{
    gsize n = words_count(reader);
    gsize end = words_at(reader, n - 1)->end;
    guint16 last = reader->cells.cells[end - 1];
    bool tail = (last == 0x4E0B || last == 0x4E2D || last == 0x65F6 || last == 0x540E ||
                 last == 0x4E0A) && /* 下 中 时 后 上, but 以上 */
                end > 1 &&
                reader->cells.cells[end - 2] != 0x4EE5;

    for (gsize i = from; i < n; i++) {
        if (words_are_pair(reader, i, 0x4F5C, C_WEI) || words_are_pair(reader, i, 0x89C6, C_WEI)) {
            return true; /* 作为 视为 */
        }
        const ActionWord *word = words_at(reader, i);
        if (reader->cells.cells[word->start] == C_WEI && word->end - word->start != 2 &&
            end - word->start <= TAIL_MAX && i > from) {
            return true; /* 为|指导, 为重点 */
        }
        if (i + 1 == n && words_are_pair(reader, i, 0x540C, 0x65F6)) {
            return true; /* 同时 */
        }
    }
    return tail;
}

static void set_action(const Reader *reader, Doing *doing, gsize verb)
{
    if (verb != G_MAXSIZE) {
        verb = carried_out(reader, verb);
        doing->action = words_at(reader, verb)->start;
        doing->action_end = words_at(reader, words_run_end(reader, verb) - 1)->end;
    }
}

static void set_fallback(const Reader *reader, Doing *doing, gsize word)
{
    if (word != G_MAXSIZE) {
        doing->fallback = words_at(reader, word)->start;
        doing->fallback_end = words_at(reader, word)->end;
    }
}

/* “完成投资21亿元|的|电站顺利并网”, “新建|的|5所学校投入使用”: where what is spoken of begins, if
 * it then does something; I otherwise. */
static gsize skip_attribute(const Reader *reader, gsize i)
{
    for (gsize k = i + 1; k < words_count(reader); k++) {
        if (!words_are(reader, k, C_DE)) {
            continue;
        }
        bool counted = false;
        for (gsize back = k; back > i + 1 && back + 4 > k; back--) {
            counted = counted || words_at(reader, back - 1)->number;
        }
        gsize verb =
            counted || k == words_run_end(reader, i) ? find_verb(reader, k + 1, true) : G_MAXSIZE;
        bool ends = verb != G_MAXSIZE && words_last(reader, words_run_end(reader, verb));
        return ends || (verb != G_MAXSIZE && k == words_run_end(reader, i)) ? k + 1 : i;
    }
    return i;
}

/* A verb at the beginning that is only a name there: 发展后劲|持续|增强, 投资2亿元|的|项目|竣工. */
static gsize skip_name(const Reader *reader, gsize i)
{
    bool figure = words_measure(reader, i);
    gsize behind = skip_attribute(reader, i);

    if (behind > i) {
        return behind;
    }
    if ((words_at(reader, i)->roles & ROLE_NAMING) == 0) {
        return i;
    }
    for (gsize k = i + 1; k < words_count(reader); k++) {
        if (figure && words_are(reader, k, C_DE)) {
            return k + 1;
        }
        gsize next = k + 1;
        const ActionWord *word = words_at(reader, k);
        bool how = words_adverb(reader, k) && word->end > word->start + 1 && k > i + 1;
        bool states =
            next < words_count(reader) && (words_at(reader, next)->roles & ROLE_BEFORE) != 0;
        if (!figure && how &&
            (states ||
             (words_verb(reader, next) && words_last(reader, words_run_end(reader, next))))) {
            return next;
        }
        if ((word->roles & (ROLE_BEFORE | ROLE_CHANGE)) != 0 && (word->roles & ROLE_STRONG) == 0 &&
            words_measure(reader, k)) {
            return k; /* 投资|增长|8.4% */
        }
    }
    return i;
}

/* 抓招商, 育产业、强主体, 纠“四风”: a verb of one character. */
static bool is_short_verb(const Reader *reader, gsize i)
{
    const ActionWord *word = words_at(reader, i);
    gsize object = words_object(reader, i + 1);

    return (word->roles & ROLE_SHORT) != 0 && word->end == word->start + 1 &&
           (object == OBJECT_MIN ||
            (i + 1 < words_count(reader) &&
             reader->cells.cells[words_at(reader, i + 1)->start] == C_QUOTE_OPEN));
}

/* 绘好|蓝图, 扎紧|篱笆: how well a thing is done makes a verb of any character before. */
static bool is_done_well(const Reader *reader, gsize i)
{
    static const guint16 results[] = {0x597D, 0x5B9E, 0x7262, 0x7D27, 0x7A33, 0x900F};
    /* 好 实 牢 紧 稳 透 */
    bool single = words_at(reader, i)->end == words_at(reader, i)->start + 1;

    for (gsize r = 0; single && r < G_N_ELEMENTS(results); r++) {
        if (words_are(reader, i + 1, results[r])) {
            return words_object(reader, i + 2) >= OBJECT_MIN;
        }
    }
    return false;
}

static bool has_predicate(const Reader *reader)
{
    for (gsize i = 0; i < words_count(reader); i++) {
        const ActionWord *word = words_at(reader, i);
        if (word->number) {
            return true;
        }
        bool how = i > 0 && words_adverb(reader, i) && word->end > word->start + 1 &&
                   i + 1 < words_count(reader) && words_object(reader, i + 1) <= TAIL_MAX;
        bool named = (word->roles & ROLE_NAMING) != 0 && i > 0 && !words_adverb(reader, i - 1);
        if ((!named &&
             (word->roles & (ROLE_VERB | ROLE_BEFORE | ROLE_CHANGE | ROLE_PLACED)) != 0) ||
            how) {
            return true;
        }
    }
    return false;
}

/* “振奋人心的成绩，”: a name that the next piece says something about. */
static bool is_name(const Reader *reader)
{
    gsize n = words_count(reader);

    for (gsize i = n; i > 1; i--) {
        if (words_are(reader, i - 1, C_DE)) {
            return i < n && words_at(reader, n - 1)->end - words_at(reader, i - 1)->end <= TAIL_MAX;
        }
    }
    return false;
}

/* “全县始终把环境作为头号工程，”: behind a subject too. */
static bool takes_as(const Reader *reader, gsize from)
{
    bool inner = false;

    for (gsize i = from; i < words_count(reader); i++) {
        inner = inner || (words_at(reader, i)->roles & ROLE_INNER) != 0;
        if (inner && words_are_pair(reader, i, 0x4F5C, C_WEI)) {
            return true; /* 作为 */
        }
    }
    return false;
}

static PieceRole begins_with_verb(const Reader *reader, Doing *doing, gsize head)
{
    gsize i = skip_name(reader, head);

    for (gsize k = i; k < words_count(reader); k++) {
        if (words_are(reader, k, C_SHI) && words_are_pair(reader, k - 1, 0x4E00, 0x76F4)) {
            return PIECE_OPENS; /* 加快…一直是…的追求 */
        }
    }
    if (i == head) {
        set_action(reader, doing, i);
        doing->governed = true;
        return PIECE_OPENS;
    }
    set_action(reader, doing, find_verb(reader, i, true));
    return PIECE_OPENS;
}

/* A piece that begins with neither verb nor anything else that tells: what it does comes later, or
 * it is the name of what follows. */
static PieceRole begins_with_thing(Reader *reader, Doing *doing, gsize i, gsize aim, gsize length)
{
    gsize verb = find_verb(reader, i, true);
    if (aim != G_MAXSIZE &&
        (verb == G_MAXSIZE || (!words_last(reader, words_run_end(reader, verb)) &&
                               (words_at(reader, verb)->roles & ROLE_STRONG) == 0))) {
        verb = aim; /* 确保|应接尽接 */
        doing->governed = true;
    }
    set_action(reader, doing, verb);
    bool predicate = doing->governed || has_predicate(reader);
    if ((!predicate && is_name(reader)) || takes_as(reader, i)) {
        return PIECE_OPENS_AND_WAITS;
    }
    return predicate && length > PIECE_ATTACHED_MAX ? PIECE_OPENS : PIECE_GOES_ON;
}

PieceRole action_of_piece(Reader *reader, gsize start, gsize end, Doing *doing)
{
    gsize aim;

    *doing = (Doing){0};
    words_cut(reader, start, end);
    gsize n = words_count(reader);
    gsize i = words_skip_lead(reader, 0, &aim);
    set_fallback(reader, doing, aim);
    if (i == n) {
        return PIECE_OPENS_AND_WAITS; /* “前三季度，”: it only says when or where */
    }
    const ActionWord *word = words_at(reader, i);
    bool steady = words_are_pair(reader, i, 0x575A, 0x6301) && words_are(reader, i + 1, 0x4EE5) &&
                  only_leads(reader, i + 1); /* 坚持|以…为指导 */
    if ((word->roles & ROLE_INNER) != 0 || steady) {
        gsize verb = only_leads(reader, i) ? G_MAXSIZE : find_verb(reader, i + 1, false);
        set_action(reader, doing, verb);
        bool shares =
            words_are(reader, i, 0x5C06) ||
            reader->cells.cells[word->end - 1] == 0x628A; /* 将 把: 将任务细化到人、量化到天 */
        doing->governed = verb != G_MAXSIZE && !shares;
        return verb != G_MAXSIZE ? PIECE_OPENS : PIECE_OPENS_AND_WAITS;
    }
    if ((word->roles & ROLE_OPENER) != 0) {
        set_fallback(reader, doing, word->end > word->start + 1 && words_verb(reader, i) ? i : aim);
        return PIECE_OPENS_AND_WAITS;
    }
    if (words_are(reader, i, C_LET) || words_are(reader, i, C_MAKE)) {
        return PIECE_OPENS; /* 让权力在阳光下运行 */
    }
    if (is_short_verb(reader, i)) {
        doing->action = word->start;
        doing->action_end = word->end;
        return end - start > PIECE_ATTACHED_MAX ? PIECE_OPENS : PIECE_GOES_ON;
    }
    if (is_done_well(reader, i)) {
        doing->action = word->start;
        doing->action_end = words_at(reader, i + 1)->end;
        return PIECE_OPENS;
    }
    if ((word->roles & (ROLE_BEFORE | ROLE_CHANGE | ROLE_PLACED)) != 0 &&
        (words_measure(reader, i) || (word->roles & ROLE_VERB) == 0)) {
        if ((word->roles & ROLE_STRONG) == 0) {
            return PIECE_GOES_ON; /* “同比增加23天”, “达到…” */
        }
    }
    if (words_verb(reader, i)) {
        return begins_with_verb(reader, doing, i);
    }
    return begins_with_thing(reader, doing, i, aim, end - start);
}

/* Whether words of a list's last thing make verbs before it part of its name: 帮扶|机制. */
static bool is_plain_noun(const Reader *reader, gsize i)
{
    return i + 1 == words_count(reader) || words_are(reader, i + 1, C_LIST)
               ? (words_at(reader, i)->roles & ROLE_TAIL) != 0
               : false;
}

gsize action_next_item(Reader *reader, gsize start, gsize from, gsize end)
{
    Doing doing;
    gsize verb = 0;

    if (action_of_piece(reader, start, end, &doing) != PIECE_OPENS || !doing.governed) {
        return end;
    }
    while (words_at(reader, verb)->start < doing.action) {
        verb++;
    }
    gsize last = words_run_end(reader, verb);
    for (gsize i = last; i + 1 < words_count(reader); i++) {
        if (!words_are(reader, i, C_LIST)) {
            continue;
        }
        gsize aim;
        gsize next = words_skip_lead(reader, i + 1, &aim);
        bool opens = words_verb(reader, next) &&
                     (words_at(reader, next)->roles & ROLE_NAMING) == 0 &&
                     !words_measure(reader, next);
        if (!opens && aim != G_MAXSIZE) {
            opens = true; /* 、力争最广泛的受益 */
            next = aim;
        }
        gsize object = opens ? words_run_end(reader, next) : 0;
        if (opens && words_at(reader, i)->start > from &&
            words_object(reader, last) >= OBJECT_MIN &&
            words_object(reader, object) >= OBJECT_MIN && !words_are(reader, object, 0x7B49) &&
            !words_are(reader, object, 0x5373) && !is_plain_noun(reader, object)) {
            return words_at(reader, i)->start;
        }
    }
    return end;
}
