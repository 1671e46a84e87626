/* suggest_internal.h - the index that suggest.c scores with. */
#pragma once

#include "reader/suggest.h"

#include <stdbool.h>

#define SUGGEST_TEXT_MAX 2000 /* characters of a clause */

typedef enum {
    TERM_NAME,
    TERM_OWN,
    TERM_GENERAL,
    TERM_HELPS,
} TermKind;

typedef struct {
    guint32 unit;
    TermKind kind;
} TermUse;

typedef struct {
    const char *text;
    guint length; /* characters */
    guint leads;  /* units that have it as a duty */
    guint helps;  /* units that help with it */
    GArray *uses; /* TermUse */
} Term;

/* A unit that has a character pair somewhere in its duties, and the duty it stands in. */
typedef struct {
    guint32 unit;
    guint32 term;
} PairUse;

struct SuggestIndex {
    const SuggestUnit *units;
    gsize unit_count;
    const SuggestExample *examples;
    gsize example_count;
    GArray *terms;       /* Term */
    GHashTable *edges;   /* trie: node and character → node */
    GArray *nodes;       /* guint32: 1 + the term that ends there, or 0 */
    GHashTable *duties;  /* character pair → GArray of PairUse, a unit once */
    GHashTable *history; /* character pair → GArray of guint32, examples that hold it */
    double *norms;       /* of each example */
    guint32 *leads;      /* how many examples each unit led */
    guint32 *together;   /* [lead][co]: how many examples they shared */
};

/* A text as comparable characters: lower case, half width, white space left out. */
typedef struct {
    gunichar *cells;
    guint length;
} Cells;

Cells cells_of(const char *text);
void cells_clear(Cells *cells);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Cells, cells_clear)

/* The different pairs of letters that stand side by side, as hash keys. (transfer full) */
GArray *pairs_of(const Cells *cells);

/* The node after NODE by CELL, or 0; the root is 0. */
guint32 trie_step(const SuggestIndex *index, guint32 node, gunichar cell);

/* How much a thing weighs that FOUND of ALL have. */
double rarity(gsize all, gsize found);
