/*
 * round_type.h - a declared round: packs/base/rounds.yaml, checked by packs/schema, compiled.
 * Pure: no database.
 */
#pragma once

#include "round/round_due.h"

#include <jansson.h>

typedef enum {
    ROUND_REPORT,    /* each owner answers */
    ROUND_MEETING,   /* 会商、调度: agenda, minutes, decisions */
    ROUND_SESSION,   /* 学习: materials, make-up */
    ROUND_SCREENING, /* 排查: each owner answers for each object, what is found is said */
    ROUND_RALLY,     /* 拉练: judges score the sites of projects */
} RoundKind;

typedef enum {
    ROUND_NOT_ASKED,
    ROUND_OPTIONAL,
    ROUND_NEEDED,
} RoundAsk;

/* What a duty is about: its unit alone, each open commitment, each project that “projects” names.
 */
typedef enum { ROUND_ABOUT_UNITS, ROUND_ABOUT_COMMITMENTS, ROUND_ABOUT_PROJECTS } RoundObject;

typedef struct {
    json_t *definition; /* owns what the others point to */
    const char *key;
    const json_t *name; /* {zh, en} */
    RoundKind kind;
    Recurrence recurrence;
    const json_t *unit_kinds; /* owners by kind of unit, or NULL */
    const json_t *unit_keys;  /* owners by key, or NULL */
    const json_t *ranks;      /* roster by the rank of the post, or NULL */
    const json_t *follows;    /* keys of the rounds whose decisions it starts from; NULL: of all */
    const json_t *prepares;   /* keys of the schemes that are scored for it, or NULL */
    RoundObject object;       /* of a commitment or a project the lead unit owes it … */
    bool leader_owes;         /* … or the leader in charge of the project */
    const json_t *key_levels; /* of the projects it is about, or NULL */
    const char *sheet;        /* key of a rally's score sheet, or NULL */
    RoundAsk text;
    RoundAsk percent;
    RoundAsk evidence;
} RoundType;

/* Compiles one entry of “rounds”, which the schema has accepted. Errors (round.type_*) name the
 * round and what is wrong in it. (transfer full) */
RoundType *round_type_compile(const json_t *definition, GError **error);
void round_type_free(RoundType *type);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoundType, round_type_free)

/* The kind as it is written: report, meeting, session, screening, rally. */
const char *round_kind_text(RoundKind kind);
/* not, optional or needed. */
const char *round_ask_text(RoundAsk ask);

/* Does a meeting of TYPE (NULL: one called by hand) start from what one of the round KEY decided?
 */
bool round_follows(const RoundType *type, const char *key);

/* NAME in LANGUAGE. Owned by the definition. */
const char *round_name(const RoundType *type, Language language);

/* “2022年11月”, “2022年11月上半月”, “2022年第46周” of a period as it is written. (transfer full) */
char *round_period_name(Language language, const char *period);
