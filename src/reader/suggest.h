/*
 * suggest.h - who should lead a clause and who should help, each with its reason. Pure: units and
 * what was confirmed before go in, ranked units come out; no database, no files.
 *
 *     clause: 新建改造农村公路50公里，改造危桥6座
 *     lead:   区交通局   duty      农村公路、危桥
 *     help:   区财政局   helps     公路
 *             区住建局   confirmed “改建桥梁7座”, which it helped with
 *
 * The score of a unit is a sum of what speaks for it: duty terms found in the clause (the longest,
 * weighted by how few units have them and by length), duty words nearly found (character pairs),
 * confirmed clauses that are alike (cosine of character pairs weighted by inverse document
 * frequency, Spärck Jones 1972; nearest ten, newer ones first among equals), and being named.
 */
#pragma once

#include <glib.h>

/* What can be known of a unit. Lists end in NULL and may be NULL. */
typedef struct {
    const char *const *names;   /* how a text may name it: 周村镇, 区发改局 */
    const char *const *duties;  /* its own terms: 高标准农田 */
    const char *const *general; /* terms of units of its kind; weigh a little less */
    const char *const *helps;   /* terms of work in which it usually takes part */
} SuggestUnit;

/* A clause that a clerk gave to units. Units are indices into the array of units; those at or past
 * its end are left out. */
typedef struct {
    const char *text;
    gsize lead;
    const gsize *co;
    gsize co_count;
} SuggestExample;

typedef enum {
    SUGGEST_NAMED,     /* the clause names it */
    SUGGEST_DUTY,      /* TERMS of its duties are in the clause */
    SUGGEST_SIMILAR,   /* words near to TERMS of its duties are */
    SUGGEST_HELPS,     /* TERMS of work that it takes part in are */
    SUGGEST_CONFIRMED, /* it had this part in EXAMPLE, which is alike */
    SUGGEST_TOGETHER,  /* it often helps the unit WITH, which is to lead */
} SuggestReason;

#define SUGGEST_TERMS_MAX 3
#define SUGGEST_LEADS_MAX 3
#define SUGGEST_CO_MAX    5

typedef struct {
    gsize unit;
    double score; /* 0 to 1: how sure; comparable between clauses */
    SuggestReason reason;
    const char *terms[SUGGEST_TERMS_MAX]; /* heaviest first; the caller's own strings */
    gsize term_count;
    gsize example;
    gsize with;
} SuggestedUnit;

/* Best first. Nothing is suggested when nothing speaks for it. */
typedef struct {
    SuggestedUnit lead[SUGGEST_LEADS_MAX];
    gsize lead_count;
    SuggestedUnit co[SUGGEST_CO_MAX]; /* never the first of LEAD */
    gsize co_count;
} Suggestion;

typedef struct SuggestIndex SuggestIndex;

/* Indexes UNITS and EXAMPLES (newest first), once for any number of clauses. All strings UTF-8;
 * both arrays and what they point to must outlive the index. (transfer full) */
SuggestIndex *suggest_index_new(const SuggestUnit *units, gsize unit_count,
                                const SuggestExample *examples, gsize example_count);
void suggest_index_free(SuggestIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuggestIndex, suggest_index_free)

/* Fills SUGGESTION for the clause TEXT (UTF-8; the first 2000 characters count). Safe from many
 * threads at once. */
void suggest_clause(const SuggestIndex *index, const char *text, Suggestion *suggestion);
