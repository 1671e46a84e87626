#include "document/numbering_internal.h"

#include "document/numeral_internal.h"

#include <string.h>

#define STYLE_CHAIN_MAX 50 /* styles based on one another; a ring ends here too */

void numbering_level_clear(NumberingLevel *level)
{
    g_clear_pointer(&level->format, g_free);
    g_clear_pointer(&level->pattern, g_free);
    g_clear_pointer(&level->style, g_free);
}

void numbering_free(Numbering *numbering)
{
    if (numbering == NULL)
        return;
    g_hash_table_unref(numbering->abstracts);
    g_hash_table_unref(numbering->lists);
    g_hash_table_unref(numbering->styles);
    g_free(numbering);
}

bool numbering_is_contents(const Numbering *numbering, const char *style)
{
    const NumberingStyle *found =
        style == NULL ? NULL : g_hash_table_lookup(numbering->styles, style);
    return found != NULL && found->contents;
}

/* List and level that STYLE or a style under it names; *holder is the one that does. */
static void find_in_styles(const Numbering *numbering, const char *style, int *list, int *level,
                           const char **holder)
{
    for (int i = 0; style != NULL && i < STYLE_CHAIN_MAX; i++) {
        const NumberingStyle *found = g_hash_table_lookup(numbering->styles, style);
        if (found == NULL)
            return;
        if (*level == NUMBERING_UNSET)
            *level = found->level;
        if (found->list != NUMBERING_UNSET) {
            *list = found->list;
            *holder = style;
            return;
        }
        style = found->based_on;
    }
}

static NumberingList *list_of(const Numbering *numbering, int id)
{
    return g_hash_table_lookup(numbering->lists, GINT_TO_POINTER(id));
}

/* The abstract list behind LIST, through the list style that it may link to. */
static NumberingAbstract *abstract_of(const Numbering *numbering, const NumberingList *list)
{
    NumberingAbstract *abstract =
        g_hash_table_lookup(numbering->abstracts, GINT_TO_POINTER(list->abstract_id));
    if (abstract == NULL || abstract->style_link == NULL)
        return abstract;
    const NumberingStyle *style = g_hash_table_lookup(numbering->styles, abstract->style_link);
    const NumberingList *linked = style == NULL ? NULL : list_of(numbering, style->list);
    if (linked == NULL)
        return abstract;
    return g_hash_table_lookup(numbering->abstracts, GINT_TO_POINTER(linked->abstract_id));
}

static const NumberingLevel *level_of(const NumberingAbstract *abstract, const NumberingList *list,
                                      int level)
{
    return list->overrides[level] != NULL ? list->overrides[level] : &abstract->levels[level];
}

/* A style names a list without a level where the level names the style (w:pStyle). */
static int level_for_style(const NumberingAbstract *abstract, const char *style)
{
    for (int i = 0; style != NULL && i < NUMBERING_LEVELS; i++) {
        if (g_strcmp0(abstract->levels[i].style, style) == 0)
            return i;
    }
    return 0;
}

static int start_of(const NumberingAbstract *abstract, const NumberingList *list, int level)
{
    if (list->starts[level] != NUMBERING_UNSET)
        return list->starts[level];
    return level_of(abstract, list, level)->start;
}

static void count(NumberingAbstract *abstract, NumberingList *list, int level)
{
    bool begins = list->starts[level] != NUMBERING_UNSET && !list->started[level];
    if (begins || abstract->counters[level] == NUMBERING_UNSET)
        abstract->counters[level] = start_of(abstract, list, level);
    else if (abstract->counters[level] < G_MAXINT)
        abstract->counters[level]++;
    list->started[level] = true;
    for (int above = 0; above < level; above++) {
        if (abstract->counters[above] == NUMBERING_UNSET)
            abstract->counters[above] = start_of(abstract, list, above);
    }
    for (int below = level + 1; below < NUMBERING_LEVELS; below++) {
        int restart = level_of(abstract, list, below)->restart;
        if (restart == NUMBERING_UNSET || level < restart)
            abstract->counters[below] = NUMBERING_UNSET;
    }
}

static void append_pattern(const NumberingAbstract *abstract, const NumberingList *list,
                           const NumberingLevel *own, GString *text)
{
    for (const char *at = own->pattern; *at != '\0'; at++) {
        if (*at != '%' || at[1] < '1' || at[1] > '9') {
            g_string_append_c(text, *at);
            continue;
        }
        int level = *++at - '1';
        const char *format = own->decimal ? "decimal" : level_of(abstract, list, level)->format;
        int value = abstract->counters[level];
        if (value >= 0)
            numeral_append(text, format != NULL ? format : "decimal", (guint)value);
    }
}

/* After 、 or ） or ① nothing has to part the number from the text; after "1." a blank does. */
static bool needs_blank(const GString *text, gsize from)
{
    return text->len > from && g_ascii_isgraph(text->str[text->len - 1]);
}

void numbering_append(Numbering *numbering, const char *style, int list_id, int level,
                      GString *text)
{
    const char *holder = NULL;
    int level_in_style = NUMBERING_UNSET;
    if (list_id == NUMBERING_UNSET)
        find_in_styles(numbering, style, &list_id, &level_in_style, &holder);
    if (level == NUMBERING_UNSET)
        level = level_in_style;
    NumberingList *list = list_id <= 0 ? NULL : list_of(numbering, list_id);
    NumberingAbstract *abstract = list == NULL ? NULL : abstract_of(numbering, list);
    if (abstract == NULL)
        return;
    if (level == NUMBERING_UNSET)
        level = level_for_style(abstract, holder);
    if (level < 0 || level >= NUMBERING_LEVELS)
        return;
    count(abstract, list, level);
    const NumberingLevel *own = level_of(abstract, list, level);
    if (own->pattern == NULL || g_strcmp0(own->format, "bullet") == 0)
        return;
    gsize from = text->len;
    append_pattern(abstract, list, own, text);
    if (!own->tight && needs_blank(text, from))
        g_string_append_c(text, ' ');
}
