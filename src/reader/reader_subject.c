/*
 * The thing that is measured and the verb that does it. Three orders occur:
 *   predicate   地区生产总值|增长|7%            the thing, how, the figure
 *   behind      建成|省级美丽乡村|15个           verb, thing, figure
 *   in front    新建改造|2家|便民市场             verb, figure, thing
 */
#include "reader/reader_statement_internal.h"

enum {
    C_LIST = 0x3001, /* 、 */
    C_AND = 0x548C,  /* 和 */
    C_WITH = 0x4E0E, /* 与 */
    C_JI = 0x53CA,   /* 及 */
    C_DE = 0x7684,   /* 的 */
    C_ETC = 0x7B49,  /* 等 */
};

bool token_joins(const Reader *reader, gsize i)
{
    const Token *token = reader_token(reader, i);
    const guint16 *cells = reader->cells.cells;

    if (token->end == token->start + 2 && cells[token->start] == 0x4EE5 &&
        cells[token->start + 1] == C_JI) {
        return true; /* 以及 */
    }
    return token_is(reader, i, C_LIST) || token_is(reader, i, C_AND) ||
           token_is(reader, i, C_WITH) || token_is(reader, i, C_JI) || token_is(reader, i, 0xFF0C);
}

static bool is_char_of(const Reader *reader, gsize i, const guint16 *characters)
{
    for (gsize c = 0; characters[c] != 0; c++) {
        if (token_is(reader, i, characters[c])) {
            return true;
        }
    }
    return false;
}

static bool is_word(const Reader *reader, gsize i, guint roles)
{
    const Token *token = reader_token(reader, i);

    return token->kind == TOKEN_WORD && (token->roles & roles) != 0 &&
           (token->roles & ROLE_NOUN) == 0;
}

/* 高标准 is dropped in 高标准|编制规划, not in 高标准农田 */
static bool is_loose_adverb(const Reader *reader, gsize i, gsize end)
{
    return is_word(reader, i, ROLE_ADVERB) && i + 1 < end &&
           is_word(reader, i + 1,
                   ROLE_VERB | ROLE_FILLER | ROLE_ADVERB | ROLE_BEFORE | ROLE_CHANGE | ROLE_AREA) &&
           (i + 2 >= end || !token_is(reader, i + 2, 0x7387)); /* 按时|办结|率 */
}

/* “3|年内|实现…” */
static bool is_within_years(const Reader *reader, gsize i, gsize end)
{
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];

    return token->kind == TOKEN_CHARACTER && c >= '0' && c <= '9' && i + 1 < end &&
           reader->cells.cells[reader_token(reader, i + 1)->start] == 0x5E74;
}

/* “为企业|减税降费4.1亿元” */
static bool is_for_whom(const Reader *reader, gsize i, gsize end)
{
    const Token *token = reader_token(reader, i);

    return (token->roles & ROLE_NOUN) != 0 && token->end - token->start > 1 &&
           reader->cells.cells[token->start] == 0x4E3A && i + 1 < end &&
           is_word(reader, i + 1, ROLE_VERB) && (token->roles & ROLE_FILLER) == 0;
}

static bool is_front_trim(const Reader *reader, gsize i, gsize end)
{
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];
    bool single = token->end == token->start + 1;

    return token->kind == TOKEN_YEAR || is_loose_adverb(reader, i, end) ||
           is_within_years(reader, i, end) || is_for_whom(reader, i, end) ||
           (is_word(reader, i, ROLE_FILLER | ROLE_AREA) &&
            (token->roles & (ROLE_STRONG | ROLE_PAIR)) == 0) ||
           token_joins(reader, i) ||
           (single && (c == C_DE || c == 0x201D || c == 0xFF09 || c == 0xFF08 || c == ' ' ||
                       c == 0x4EE5 || c == 0x5728 || c == 0x4E3A || c == 0x5C06 || c == 0x628A ||
                       c == 0x5BF9 || c == C_ETC || c == 0x6BD4 || c == 0x8F83));
}

static bool is_back_trim(const Reader *reader, gsize i)
{
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];
    bool single = token->end == token->start + 1;

    return (single && c == 0x4EC5) || /* 仅 */
           (is_word(reader, i, ROLE_FILLER) && (token->roles & (ROLE_VERB | ROLE_PAIR)) == 0) ||
           token_joins(reader, i) ||
           (single && (c == C_DE || c == C_ETC || c == 0x201C || c == ' ' || c == 0xFF08 ||
                       c == 0x7531 || c == 0x4ECE));
}

/* How many tokens the number of a line in a list takes: 5、|农村妇女, 3.|粮食产量, 七、|粮食产量.
 */
static gsize numbering(const Reader *reader, Range range)
{
    const Token *token = reader_token(reader, range.start);
    guint16 first = reader->cells.cells[token->start];
    bool chinese = range.start == 0 && (figure_numeral(first) > 0 || first == CELL_SHI);

    if (token->kind != TOKEN_CHARACTER || ((first < '0' || first > '9') && !chinese)) {
        return 0;
    }
    if (reader->cells.cells[token->end - 1] == '.') {
        return 1;
    }
    return range.start + 1 < range.end && token_is(reader, range.start + 1, C_LIST) ? 2 : 0;
}

/* How many tokens a month takes in front of what was done by then: 9|月|底|已完成19项. */
static gsize month_end(const Reader *reader, Range range)
{
    static const guint16 rest[] = {0x5E95, 0x672B, 0x4EFD, 0x524D, 0}; /* 底 末 份 前 */
    guint16 first = reader->cells.cells[reader_token(reader, range.start)->start];
    gsize i = range.start + 1;

    if (first < '0' || first > '9' || i >= range.end || !token_is(reader, i, 0x6708)) {
        return 0;
    }
    for (i++; i < range.end && is_char_of(reader, i, rest); i++) {
    }
    return i - range.start;
}

/* Behind a bracket that was opened before the name: （更新）|各类设施. */
static gsize behind_bracket(const Reader *reader, Range range)
{
    bool open = false;

    for (gsize i = range.start; i < range.end; i++) {
        open = open || token_is(reader, i, 0xFF08);
        if (token_is(reader, i, 0xFF09)) {
            return open ? range.start : i + 1;
        }
    }
    return range.start;
}

/* In front of the mark of a note: 一般公共预算收入|[1]. */
static gsize before_note(const Reader *reader, Range range)
{
    gsize i = range.end;

    if (i == range.start || !token_is(reader, i - 1, ']')) {
        return range.end;
    }
    while (i > range.start && !token_is(reader, i - 1, '[')) {
        i--;
    }
    return i > range.start ? i - 1 : range.end;
}

static Range trim_front(const Reader *reader, Range range)
{
    while (range.start < range.end && is_front_trim(reader, range.start, range.end)) {
        range.start++;
    }
    return range;
}

Range subject_trim(const Reader *reader, Range range)
{
    range.start = behind_bracket(reader, range);
    range.end = before_note(reader, range);
    range.start += range.start < range.end ? numbering(reader, range) : 0;
    range = trim_front(reader, range);
    range.start += range.start < range.end ? month_end(reader, range) : 0;
    range = trim_front(reader, range);
    while (range.end > range.start && is_back_trim(reader, range.end - 1)) {
        range.end--;
    }
    return range;
}

/* A verb of two characters or more; not one that a noun's last character follows (监测|户). */
static bool is_long_verb(const Reader *reader, gsize i)
{
    static const guint16 ends[] = {0x6237, 0x5458, 0x8005, 0x7AD9, 0x70B9, 0x5BA4,
                                   0x7387, 0x91CF, 0x989D, 0x8D39, 0x529B, 0x961F,
                                   0x5316, 0x6027, 0x4E1A, 0x533A, 0};
    const Token *token = reader_token(reader, i);

    return is_word(reader, i, ROLE_VERB) && token->end - token->start > 1 &&
           (i + 1 >= reader->tokens.count ||
            !((token->roles & ROLE_STRONG) != 0 ? token_is(reader, i + 1, 0x7387)
                                                : is_char_of(reader, i + 1, ends)));
}

static bool joins_verbs(const Reader *reader, gsize i)
{
    return token_is(reader, i, C_LIST) || token_is(reader, i, C_AND) || token_is(reader, i, C_JI);
}

/* A verb with those that join it (新建|改造) from I on; its end, I if there is none. */
static gsize verb_run(const Reader *reader, gsize i, gsize end)
{
    if (i >= end || !is_long_verb(reader, i)) {
        return i;
    }
    i++;
    for (;;) {
        bool joins = i < end && is_long_verb(reader, i) && is_word(reader, i, ROLE_JOINER);
        if (joins && ((reader_token(reader, i)->roles & ROLE_NAMING) == 0 || i + 1 == end)) {
            i++; /* but 栽植|绿化|苗木 */
        } else if (i + 1 < end && joins_verbs(reader, i) && is_long_verb(reader, i + 1)) {
            i += 2; /* 关闭、拆除; 新建和改建 */
        } else {
            return i;
        }
    }
}

/* The verb that governs [FROM, TO): the first one, but a strong one behind it that has a thing of
 * its own wins (财政|列支, 建制镇|铺设|管网). Returns where the thing begins. */
static gsize find_action(const Reader *reader, gsize from, gsize to, Range *action)
{
    gsize thing = from;
    bool strong = false;

    *action = (Range){0, 0};
    for (gsize i = from; i < to;) {
        gsize end = verb_run(reader, i, to);
        if (end == i) {
            i++;
            continue;
        }
        bool this_strong = is_word(reader, i, ROLE_STRONG);
        bool has_thing = range_cells(reader, subject_trim(reader, (Range){end, to})) > 1;
        if (i > from && end + 1 == to && !this_strong &&
            (reader_token(reader, end)->roles & ROLE_TAIL) != 0) {
            i = to; /* 土地|流转|面积: part of a name */
            continue;
        }
        bool first = action->end == 0;
        if (first ? (i == from || end == to || has_thing || this_strong)
                  : (this_strong && !strong && has_thing)) {
            *action = (Range){i, end};
            thing = end;
            strong = this_strong;
        }
        i = end;
    }
    return thing;
}

/* “空心村”|治理|基本完成: a verb that is a thing as well, with the clause's verb behind it. */
static bool is_thing_of_verb(const Reader *reader, gsize i, gsize end)
{
    gsize next = i + 1;

    if ((reader_token(reader, i)->roles & ROLE_NAMING) == 0) {
        return false;
    }
    while (next < end && is_word(reader, next, ROLE_FILLER | ROLE_ADVERB) &&
           !is_long_verb(reader, next)) {
        next++;
    }
    return next < end && is_long_verb(reader, next);
}

/* 项目|竣工: what is carried out ends its name, unless all that follows is a thing as well
 * (项目|建设). */
static bool ends_project(const Reader *reader, gsize i, gsize end)
{
    const Token *token = reader_token(reader, i - 1);
    const guint16 *cells = reader->cells.cells + token->end - 2;
    bool project = token->kind != TOKEN_FIGURE && token->end - token->start > 1 &&
                   ((cells[0] == 0x9879 && cells[1] == 0x76EE) || /* 项目 */
                    (cells[0] == 0x5DE5 && cells[1] == 0x7A0B));  /* 工程 */

    return project && is_long_verb(reader, i) && i + 1 <= end &&
           (reader_token(reader, i)->roles & ROLE_NAMING) == 0 && verb_run(reader, i, end) == end;
}

/* The end of a bracket of a few words that a name goes on behind: 乡|（镇）|中心幼儿园. I if it is
 * none. */
static gsize past_bracket(const Reader *reader, gsize i, gsize next)
{
    gsize close = i + 1;

    while (close < next && close < i + 4 && !token_is(reader, close, 0xFF09)) {
        close++;
    }
    bool goes_on = close + 1 < next && token_is(reader, close, 0xFF09) &&
                   !token_joins(reader, close + 1) &&
                   !is_word(reader, close + 1, ROLE_VERB | ROLE_BEFORE | ROLE_CHANGE | ROLE_FILLER);
    return goes_on ? close + 1 : i;
}

/* Names end where the next figure, verb or joint begins. */
static Range thing_behind(const Reader *reader, gsize figure, bool governed)
{
    gsize n = reader->tokens.count;
    gsize next = figure + 1;
    gsize i = figure + 1;

    while (next < n && reader_token(reader, next)->kind != TOKEN_FIGURE) {
        next++;
    }
    if (i < next && token_is(reader, i, 0x53E3) &&
        reader->cells.cells[reader_token(reader, i)->start - 1] == 0x4EBA) {
        i++; /* 9万人|口 */
    }
    while (i < next && (token_is(reader, i, C_DE) || token_is(reader, i, 0xFF09))) {
        i++;
    }
    bool of = i > figure + 1; /* 投资2亿元|的|…项目|竣工 */
    gsize start = i;
    gsize joint = 0;
    for (; i < next; i++) {
        const Token *token = reader_token(reader, i);
        guint16 c = reader->cells.cells[token->start];
        bool become = i > start && token->end == token->start + 2 && c == 0x6210 &&
                      reader->cells.cells[token->start + 1] == 0x4E3A; /* 成为 */
        bool got = i > start && (c == 0x83B7 || c == 0x88AB);          /* 19项成果|获, 被 */
        gsize past = i > start && c == 0xFF08 ? past_bracket(reader, i, next) : i;
        if (past > i) {
            i = past - 1;
            continue;
        }
        if (become || (token->end == token->start + 1 &&
                       (c == 0xFF08 || c == 0xFF0C || c == 0xFF09 || got))) {
            break;
        }
        if (token_joins(reader, i)) {
            joint = i;
        }
        bool stops = is_word(reader, i, ROLE_BEFORE | ROLE_CHANGE) &&
                     token->end - token->start > 1 && (token->roles & ROLE_VERB) == 0;
        bool verb = is_long_verb(reader, i) && (!governed || (token->roles & ROLE_STRONG) != 0) &&
                    !is_thing_of_verb(reader, i, next);
        bool adverb = !governed && is_word(reader, i, ROLE_FILLER | ROLE_ADVERB) &&
                      token->end - token->start > 1;
        if (stops || (i > start && (verb || adverb || (of && ends_project(reader, i, next))))) {
            joint = 0;
            break;
        }
    }
    if (i == next && next < n && joint > start) {
        i = joint; /* 2家便民市场和|6座… */
    }
    return subject_trim(reader, (Range){start, i});
}

/* Whether a name follows the figure directly. Things counted may be named by a verb
 * (12支|转运|队伍). */
static bool begins_thing(const Reader *reader, gsize i, bool things)
{
    if (i >= reader->tokens.count) {
        return false;
    }
    const Token *token = reader_token(reader, i);
    guint16 c = reader->cells.cells[token->start];
    if (token->kind == TOKEN_FIGURE || token_joins(reader, i) || c == 0xFF09 || c == 0xFF08 ||
        c == 0x201D || c == 0x2014 || token_is(reader, i, 0x83B7) || token_is(reader, i, 0x88AB)) {
        return false; /* 22项|获…推广 */
    }
    if (token->kind == TOKEN_WORD && (token->roles & ROLE_NOUN) == 0 &&
        token->end - token->start > 1) {
        bool verb =
            (token->roles & ROLE_VERB) != 0 && (!things || (token->roles & ROLE_STRONG) != 0);
        bool predicate =
            (token->roles & (ROLE_BEFORE | ROLE_CHANGE)) != 0 && (token->roles & ROLE_VERB) == 0;
        return !verb && !predicate;
    }
    return true;
}

/* Whether [SEGMENT, HEAD) leaves the thing to come: it is empty, or ends in a verb or 等. */
static bool expects_thing(const Reader *reader, gsize segment, gsize head)
{
    Range range = {segment, head};

    range = trim_front(reader, range);
    while (range.end > range.start && is_word(reader, range.end - 1, ROLE_AREA)) {
        range.end--; /* 保障|全省|177万亩农田 */
    }
    if (range.start == range.end) {
        return true;
    }
    head = range.end;
    return is_word(reader, head - 1, ROLE_VERB) || token_is(reader, head - 1, C_ETC) ||
           token_is(reader, head - 1, 0x201D) || token_joins(reader, head - 1);
}

/* Where the name ends that a predicate follows: before 由 and 从 (城镇化率|由52.1%提高到), before
 * 居, 列 and the like of a ranking, before 占 (占…的比重达到) and
 * a leading 是. */
static Range cut_name(const Reader *reader, Range name, bool rank)
{
    static const guint16 origins[] = {0x7531, 0x4ECE, 0}; /* 由 从 */
    static const guint16 openers[] = {0x5360, 0x662F, 0}; /* 占 是 */

    if (name.start < name.end && is_char_of(reader, name.start, openers)) {
        return (Range){name.start, name.start};
    }
    for (gsize i = name.start; i < name.end; i++) {
        const Token *token = reader_token(reader, i);
        bool placed = rank && token->kind == TOKEN_WORD && (token->roles & ROLE_PLACED) != 0;
        if (placed && i == name.start) {
            continue; /* 位居|全国百强县投资潜力|第3 */
        }
        bool origin =
            (is_char_of(reader, i, origins) || token_is(reader, i, 0x5360)) && i + 1 < name.end;
        bool without = (token_is(reader, i, 0x5254) || token_is(reader, i, 0x6263)) &&
                       i + 1 < name.end; /* 收入|剔|除退税因素后, 扣|除 */
        bool lasting = token->end - token->start == 2 &&
                       reader->cells.cells[token->start] == 0x8FDE;         /* 连续九年 */
        bool among = rank && i > name.start && token_is(reader, i, 0x5728); /* 总量|在|全省各县中 */
        bool against = i > name.start && i + 1 < name.end &&
                       (token_is(reader, i, 0x6BD4) ||
                        token_is(reader, i, 0x8F83)); /* 优良天数|比|“十二五”末 */
        if (placed || origin || lasting || without || among || against) {
            name.end = i;
        }
    }
    name = subject_trim(reader, name);
    while (rank && name.start < name.end &&
           (reader_token(reader, name.start)->roles & (ROLE_PLACED | ROLE_AREA)) != 0) {
        name.start++;
    }
    while (rank && name.start < name.end &&
           (reader_token(reader, name.end - 1)->roles & ROLE_AREA) != 0) {
        name.end--;
    }
    return name;
}

/* The verb that follows the name ending at I, adverbs between. */
static Range action_behind(const Reader *reader, gsize i)
{
    gsize n = reader->tokens.count;

    while (i < n && is_word(reader, i, ROLE_FILLER | ROLE_ADVERB) && !is_long_verb(reader, i)) {
        i++;
    }
    gsize end = verb_run(reader, i, n);
    return end > i ? (Range){i, end} : (Range){0, 0};
}

/* The figure in front of its thing: 新建改造2家便民市场. False if no thing follows. */
static bool find_in_front(const Reader *reader, const Figure *figure, const Predicate *predicate,
                          gsize segment, bool named, Naming *naming)
{
    bool things = figure->unit == UNIT_COUNT || figure->unit == UNIT_PEOPLE;
    bool for_whom = things && predicate->head + 1 == figure->token &&
                    token_is(reader, predicate->head, 0x4E3A); /* 为2万余名老年人投保 */

    if (!begins_thing(reader, figure->token + 1, things) || figure->rank || figure->ratio ||
        (predicate->predicate && named && !for_whom)) {
        return false;
    }
    if (!things && !expects_thing(reader, segment, predicate->head) &&
        !token_is(reader, figure->token + 1, C_DE)) {
        return false;
    }
    Range after = thing_behind(reader, figure->token,
                               naming->action.end > 0 &&
                                   !is_word(reader, naming->action.start, ROLE_CAUSING));
    if (range_cells(reader, after) == 0 ||
        (after.end == after.start + 1 && token_is(reader, after.start, 0x4E2D))) {
        return false; /* 其余27项|中 */
    }
    Range front = subject_trim(reader, (Range){segment, predicate->head});
    if (naming->action.end > 0 && naming->action.start != front.start &&
        naming->action.end != predicate->head &&
        !is_word(reader, naming->action.start, ROLE_STRONG)) {
        naming->action = (Range){0, 0}; /* 垃圾焚烧、供热等12个项目: part of a name */
    }
    naming->subject = after;
    naming->postposed = false;
    if (naming->action.end == 0) {
        naming->action = action_behind(reader, after.end); /* 19个项目|成功|签约 */
    }
    return true;
}

/* 实现, 完成, 实施: verbs that only lead to the figure. */
static bool is_achieving(const Reader *reader, gsize i)
{
    const guint16 *cells = reader->cells.cells + reader_token(reader, i)->start;

    return reader_token(reader, i)->end - reader_token(reader, i)->start == 2 &&
           ((cells[0] == 0x5B9E && (cells[1] == 0x73B0 || cells[1] == 0x65BD)) ||
            (cells[0] == 0x5B8C && cells[1] == 0x6210));
}

/* Two or more plain verbs and nothing else are a name: 植树|造林. */
static bool verbs_only(const Reader *reader, Range range)
{
    bool only = range_cells(reader, range) > 3;

    for (gsize i = range.start; i < range.end; i++) {
        only = only && is_long_verb(reader, i) && !is_word(reader, i, ROLE_STRONG);
    }
    return only;
}

void subject_find(const Reader *reader, const Figure *figure, const Predicate *predicate,
                  gsize segment, Naming *naming)
{
    gsize head = predicate->head;
    bool rank = figure->rank || figure->ratio;
    Range front = subject_trim(reader, (Range){segment, head});

    *naming = (Naming){.postposed = true};
    if (figure->unit != UNIT_COUNT && verbs_only(reader, front) && !predicate->predicate &&
        !begins_thing(reader, figure->token + 1, false)) {
        naming->subject = front; /* 营林造林6.6万亩 */
        return;
    }
    gsize thing = find_action(reader, front.start, front.end, &naming->action);
    Range named = subject_trim(reader, (Range){thing, front.end});
    if (find_in_front(reader, figure, predicate, segment, range_cells(reader, named) > 0, naming)) {
        return;
    }
    if (naming->action.end == front.end && naming->action.start > front.start &&
        !is_word(reader, naming->action.start, ROLE_STRONG) &&
        !is_achieving(reader, naming->action.start)) {
        naming->action = (Range){0, 0}; /* 生猪出栏10万头: a name as a whole */
        named = front;
    }
    if (predicate->predicate || rank) {
        /* the thing is a subject, not an object: a verb in it is mostly part of its name */
        bool acts = naming->action.end > 0 && naming->action.start == front.start &&
                    !(predicate->change != 0 && is_word(reader, front.start, ROLE_BEFORE)) &&
                    is_word(reader, naming->action.start, ROLE_STRONG) &&
                    range_cells(reader, named) > 0;
        named = cut_name(reader, acts ? named : front, figure->rank);
        while (named.end > named.start && is_achieving(reader, named.end - 1)) {
            named.end--; /* 市场主体|实现|增长 */
        }
        while (named.start < named.end && is_achieving(reader, named.start)) {
            named.start++; /* 实现|农民人均|增收 */
        }
        named = subject_trim(reader, named);
        if (!acts || range_cells(reader, named) == 0) {
            naming->action = (Range){0, 0};
        }
    } else if (range_cells(reader, named) == 0 && naming->action.end > 0 &&
               naming->action.start > front.start) {
        named = subject_trim(reader, (Range){front.start, naming->action.start}); /* 财政|列支 */
    } else if (range_cells(reader, named) == 0 && figure->unit == UNIT_MONEY) {
        named = naming->action; /* 投资7亿元 */
    } else if (named.start < named.end) {
        named = cut_name(reader, named, false);
    }
    naming->subject = named;
}

Range subject_done(const Reader *reader, gsize figure)
{
    Range range = {figure + 1, figure + 1};

    while (range.end < reader->tokens.count &&
           reader_token(reader, range.end)->kind != TOKEN_FIGURE) {
        range.end++;
    }
    while (range.start < range.end &&
           is_word(reader, range.start, ROLE_VERB | ROLE_BEFORE | ROLE_FILLER)) {
        range.start++;
    }
    return subject_trim(reader, range);
}
