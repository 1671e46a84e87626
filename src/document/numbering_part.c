#include "document/document.h"
#include "document/numbering_internal.h"
#include "document/part_reader_internal.h"

#include <string.h>

static void style_free(gpointer data)
{
    NumberingStyle *style = data;
    g_free(style->based_on);
    g_free(style);
}

static void abstract_free(gpointer data)
{
    NumberingAbstract *abstract = data;
    for (int i = 0; i < NUMBERING_LEVELS; i++)
        numbering_level_clear(&abstract->levels[i]);
    g_free(abstract->style_link);
    g_free(abstract);
}

static void list_free(gpointer data)
{
    NumberingList *list = data;
    for (int i = 0; i < NUMBERING_LEVELS; i++) {
        if (list->overrides[i] != NULL)
            numbering_level_clear(list->overrides[i]);
        g_free(list->overrides[i]);
    }
    g_free(list);
}

static bool is_start(const PartReader *reader, const char *element)
{
    return reader->event == PART_START && reader->vocabulary == PART_WORD &&
           strcmp(reader->element, element) == 0;
}

static bool is_end(const PartReader *reader, const char *element)
{
    return reader->event == PART_END && reader->vocabulary == PART_WORD &&
           strcmp(reader->element, element) == 0;
}

static int number_value(PartReader *reader, const char *attribute)
{
    return part_reader_number(reader, attribute, NUMBERING_VALUE_MAX, NUMBERING_UNSET);
}

static bool check_room(const PartReader *reader, GHashTable *table, GError **error)
{
    if (g_hash_table_size(table) < DOCUMENT_STYLES_MAX)
        return true;
    g_autofree char *limit = g_strdup_printf("%u", DOCUMENT_STYLES_MAX);
    error_set(error, LUOSHI_ERROR_TOO_LARGE, "document.too_many_styles", NULL, "name",
              reader->package->name, "part", reader->part, "limit", limit, NULL);
    return false;
}

/* ---- word/styles.xml ------------------------------------------------------------------------- */

/* The styles of a table of contents are called "toc 1" … "toc 9" in every language of Word. */
static bool names_contents(const char *name)
{
    return name != NULL && g_ascii_strncasecmp(name, "toc ", 4) == 0;
}

static void read_style_element(PartReader *reader, NumberingStyle *style)
{
    if (is_start(reader, "name")) {
        g_autofree char *name = part_reader_attribute(reader, "val");
        style->contents = names_contents(name);
    } else if (is_start(reader, "basedOn")) {
        g_free(style->based_on);
        style->based_on = part_reader_attribute(reader, "val");
    } else if (is_start(reader, "numId")) {
        style->list = number_value(reader, "val");
    } else if (is_start(reader, "ilvl")) {
        style->level = number_value(reader, "val");
    }
}

static bool read_styles(Numbering *numbering, PartReader *reader, GError **error)
{
    NumberingStyle *style = NULL;
    while (part_reader_next(reader)) {
        if (is_start(reader, "style")) {
            char *id = part_reader_attribute(reader, "styleId");
            if (id == NULL)
                continue;
            if (!check_room(reader, numbering->styles, error)) {
                g_free(id);
                return false;
            }
            style = g_new0(NumberingStyle, 1);
            style->list = NUMBERING_UNSET;
            style->level = NUMBERING_UNSET;
            g_hash_table_replace(numbering->styles, id, style);
        } else if (is_end(reader, "style")) {
            style = NULL;
        } else if (style != NULL) {
            read_style_element(reader, style);
        }
    }
    return part_reader_finish(reader, error);
}

/* ---- word/numbering.xml ---------------------------------------------------------------------- */

/* What the reader stands in. */
typedef struct {
    NumberingAbstract *abstract;
    NumberingList *list;
    int override; /* level of the w:lvlOverride */
    NumberingLevel *level;
} NumberingPlace;

static void begin_level(PartReader *reader, NumberingPlace *place)
{
    int index = number_value(reader, "ilvl");
    place->level = NULL;
    if (index < 0 || index >= NUMBERING_LEVELS)
        return;
    if (place->abstract != NULL) {
        place->level = &place->abstract->levels[index];
    } else if (place->list != NULL) {
        if (place->list->overrides[index] == NULL)
            place->list->overrides[index] = g_new0(NumberingLevel, 1);
        place->level = place->list->overrides[index];
    }
    if (place->level == NULL)
        return;
    numbering_level_clear(place->level);
    *place->level = (NumberingLevel){.start = 0, .restart = NUMBERING_UNSET};
}

static void read_level_element(PartReader *reader, NumberingLevel *level)
{
    g_autofree char *value = part_reader_attribute(reader, "val");
    if (is_start(reader, "start")) {
        level->start = MAX(number_value(reader, "val"), 0);
    } else if (is_start(reader, "lvlRestart")) {
        level->restart = number_value(reader, "val");
    } else if (is_start(reader, "isLgl")) {
        level->decimal = part_reader_is_on(reader);
    } else if (value == NULL) {
        return;
    } else if (is_start(reader, "numFmt")) {
        g_free(level->format);
        level->format = g_steal_pointer(&value);
    } else if (is_start(reader, "lvlText")) {
        g_clear_pointer(&level->pattern, g_free);
        if (strlen(value) <= NUMBERING_PATTERN_MAX)
            level->pattern = g_steal_pointer(&value);
    } else if (is_start(reader, "suff")) {
        level->tight = strcmp(value, "nothing") == 0;
    } else if (is_start(reader, "pStyle")) {
        g_free(level->style);
        level->style = g_steal_pointer(&value);
    }
}

static void begin_abstract(Numbering *numbering, PartReader *reader, NumberingPlace *place)
{
    NumberingAbstract *abstract = g_new0(NumberingAbstract, 1);
    for (int i = 0; i < NUMBERING_LEVELS; i++) {
        abstract->levels[i].restart = NUMBERING_UNSET;
        abstract->counters[i] = NUMBERING_UNSET;
    }
    int id = number_value(reader, "abstractNumId");
    g_hash_table_replace(numbering->abstracts, GINT_TO_POINTER(id), abstract);
    *place = (NumberingPlace){.abstract = abstract, .override = NUMBERING_UNSET};
}

static void begin_list(Numbering *numbering, PartReader *reader, NumberingPlace *place)
{
    NumberingList *list = g_new0(NumberingList, 1);
    list->abstract_id = NUMBERING_UNSET;
    for (int i = 0; i < NUMBERING_LEVELS; i++)
        list->starts[i] = NUMBERING_UNSET;
    int id = number_value(reader, "numId");
    g_hash_table_replace(numbering->lists, GINT_TO_POINTER(id), list);
    *place = (NumberingPlace){.list = list, .override = NUMBERING_UNSET};
}

static void read_list_element(PartReader *reader, NumberingPlace *place)
{
    NumberingList *list = place->list;
    if (is_start(reader, "abstractNumId")) {
        list->abstract_id = number_value(reader, "val");
    } else if (is_start(reader, "lvlOverride")) {
        place->override = number_value(reader, "ilvl");
    } else if (is_start(reader, "startOverride") && place->override >= 0 &&
               place->override < NUMBERING_LEVELS) {
        list->starts[place->override] = number_value(reader, "val");
    }
}

static void read_numbering_element(PartReader *reader, NumberingPlace *place)
{
    if (is_start(reader, "lvl")) {
        begin_level(reader, place);
    } else if (is_end(reader, "lvl")) {
        place->level = NULL;
    } else if (reader->event != PART_START) {
        return;
    } else if (place->level != NULL) {
        read_level_element(reader, place->level);
    } else if (place->list != NULL) {
        read_list_element(reader, place);
    } else if (place->abstract != NULL && is_start(reader, "numStyleLink")) {
        g_free(place->abstract->style_link);
        place->abstract->style_link = part_reader_attribute(reader, "val");
    }
}

static bool read_lists(Numbering *numbering, PartReader *reader, GError **error)
{
    NumberingPlace place = {.override = NUMBERING_UNSET};
    while (part_reader_next(reader)) {
        if (is_start(reader, "abstractNum")) {
            if (!check_room(reader, numbering->abstracts, error))
                return false;
            begin_abstract(numbering, reader, &place);
        } else if (is_start(reader, "num")) {
            if (!check_room(reader, numbering->lists, error))
                return false;
            begin_list(numbering, reader, &place);
        } else if (is_end(reader, "abstractNum") || is_end(reader, "num")) {
            place = (NumberingPlace){.override = NUMBERING_UNSET};
        } else {
            read_numbering_element(reader, &place);
        }
    }
    return part_reader_finish(reader, error);
}

/* ---- Both ------------------------------------------------------------------------------------ */

typedef bool (*ReadPart)(Numbering *numbering, PartReader *reader, GError **error);

/* Reads the part that MAIN has a relationship of TYPE with, if there is one. */
static bool read_related(Numbering *numbering, const Package *package, const char *main,
                         const char *type, ReadPart read, GError **error)
{
    GError *fault = NULL;
    g_autofree char *part = package_related(package, main, type, &fault);
    if (fault != NULL) {
        g_propagate_error(error, fault);
        return false;
    }
    if (part == NULL || !package_has(package, part))
        return true;
    g_autoptr(PartReader) reader = part_reader_open(package, part, error);
    return reader != NULL && read(numbering, reader, error);
}

Numbering *numbering_read(const Package *package, const char *main, GError **error)
{
    g_autoptr(Numbering) numbering = g_new0(Numbering, 1);
    numbering->abstracts = g_hash_table_new_full(NULL, NULL, NULL, abstract_free);
    numbering->lists = g_hash_table_new_full(NULL, NULL, NULL, list_free);
    numbering->styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, style_free);
    if (!read_related(numbering, package, main, "/styles", read_styles, error) ||
        !read_related(numbering, package, main, "/numbering", read_lists, error))
        return NULL;
    return g_steal_pointer(&numbering);
}
