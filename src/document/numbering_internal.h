/*
 * numbering_internal.h - the automatic numbers of a docx: 一、 （一） 1. before paragraphs.
 *
 * A paragraph names a list (w:num) and a level, itself or through its style; the list points to an
 * abstract list that holds the levels' formats and, shared by all lists that point to it, the
 * counters (ECMA-376 part 1, 17.9). numbering_part.c reads word/styles.xml and word/numbering.xml
 * into these structures, numbering.c counts.
 */
#pragma once

#include "document/package_internal.h"

#include <glib.h>
#include <stdbool.h>

#define NUMBERING_LEVELS      9
#define NUMBERING_UNSET       (-1)
#define NUMBERING_VALUE_MAX   1000000 /* of a start value, a list's id */
#define NUMBERING_PATTERN_MAX 64      /* bytes of "（%1）"; a longer one is no numbering */

typedef struct {
    int start;
    int restart;   /* NUMBERING_UNSET: after any level above; 0: never; n: after a level below n */
    char *format;  /* w:numFmt */
    char *pattern; /* w:lvlText, or NULL for none */
    char *style;   /* paragraph style tied to this level, or NULL */
    bool decimal;  /* w:isLgl: all numbers as 1 */
    bool tight;    /* w:suff nothing: the text follows at once */
} NumberingLevel;

typedef struct {
    NumberingLevel levels[NUMBERING_LEVELS];
    char *style_link; /* the list style that holds the levels instead (w:numStyleLink), or NULL */
    int counters[NUMBERING_LEVELS]; /* NUMBERING_UNSET: not begun */
} NumberingAbstract;

typedef struct {
    int abstract_id;
    int starts[NUMBERING_LEVELS];                /* w:startOverride, or NUMBERING_UNSET */
    NumberingLevel *overrides[NUMBERING_LEVELS]; /* w:lvl of its own, or NULL */
    bool started[NUMBERING_LEVELS];              /* its start was used */
} NumberingList;

typedef struct {
    char *based_on; /* or NULL */
    int list;       /* or NUMBERING_UNSET */
    int level;      /* or NUMBERING_UNSET */
    bool contents;  /* a style of a table of contents */
} NumberingStyle;

typedef struct {
    GHashTable *abstracts; /* id → NumberingAbstract */
    GHashTable *lists;     /* id → NumberingList */
    GHashTable *styles;    /* id → NumberingStyle */
} Numbering;

/* Reads the styles and lists of the document whose main part is MAIN. A docx without them is fine.
 * (transfer full) */
Numbering *numbering_read(const Package *package, const char *main, GError **error);
void numbering_free(Numbering *numbering);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Numbering, numbering_free)

void numbering_level_clear(NumberingLevel *level);

/* Counts one paragraph and appends its number, with what parts it from the text. STYLE may be NULL;
 * LIST and LEVEL are its own or NUMBERING_UNSET; list 0 takes the style's number away. */
void numbering_append(Numbering *numbering, const char *style, int list, int level, GString *text);

/* Whether paragraphs of STYLE stand in a table of contents. */
bool numbering_is_contents(const Numbering *numbering, const char *style);
