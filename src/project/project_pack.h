/*
 * project_pack.h - packs/base/projects.yaml, checked by packs/schema, compiled. Pure: no database.
 *
 * A gate's formula may ask: total, planned, invested (万元, a missing total is no value), days in
 * the library, code, firm, plot, chosen (true or false), key_level, start_by, finish_by (text), and
 * every declared field by its key. A formula about a value that is missing does not hold.
 */
#pragma once

#include "formula/formula.h"
#include "kernel/text.h"

#include <jansson.h>

typedef enum { CONDITION_DOCUMENT, CONDITION_FIELD, CONDITION_DECISION } ConditionKind;

typedef struct {
    const char *key;
    const json_t *name;
    ConditionKind kind;
    Formula *formula;    /* of CONDITION_FIELD */
    const json_t *kinds; /* of projects that it is asked of, or NULL: all */
    const json_t *media; /* of CONDITION_DOCUMENT: kinds of files that prove it, or NULL: any */
} Condition;

typedef struct {
    const char *key;
    const json_t *name;
    guint track;
    guint position;     /* in its track */
    gint limit;         /* calendar days, 0: none */
    const json_t *head; /* what columns with its day are called, or NULL */
    GPtrArray *gate;    /* Condition */
} Library;

typedef struct {
    const char *key;
    const json_t *name;
    const char *group;    /* “renewal” or NULL */
    GPtrArray *libraries; /* Library, owned by the track */
} Track;

typedef struct {
    const char *key;
    const json_t *name;
    guint track;
    bool menu; /* its residents choose services */
} ProjectType;

typedef enum { FIELD_TEXT, FIELD_NUMBER, FIELD_DAY, FIELD_OBJECT, FIELD_CHOICE } FieldType;

typedef struct {
    const char *key;
    const json_t *name;
    FieldType type;
    const char *unit;      /* or NULL */
    const char *target;    /* of FIELD_OBJECT: the type of register whose objects it names */
    const json_t *choices; /* of FIELD_CHOICE: {key, name, heads}, or NULL */
    bool several;          /* several of them may apply: kept as keys in their order, with commas */
    bool quantity;         /* added up on the renewal page */
    const json_t *kinds;
    const json_t *heads;
} Field;

/* What formulas may ask beside the fields, in this order. */
typedef enum {
    FACT_TOTAL,
    FACT_PLANNED,
    FACT_INVESTED,
    FACT_DAYS,
    FACT_CODE,
    FACT_FIRM,
    FACT_PLOT,
    FACT_CHOSEN,
    FACT_KEY_LEVEL,
    FACT_START_BY,
    FACT_FINISH_BY,
    FACT_COUNT,
} Fact;

typedef struct {
    json_t *source; /* owns what the others point to */
    gint64 version;
    FormulaMachine *machine;
    GPtrArray *tracks; /* Track */
    GPtrArray *kinds;  /* ProjectType */
    GPtrArray *fields; /* Field */
    GPtrArray *names;  /* of facts and fields, as formulas know them; ends with NULL */
    Formula *chosen;   /* of the menu: votes, ballots, households */
} ProjectPack;

/* Compiles SOURCE, which the schema has accepted. Errors (project.pack_*) name what is wrong.
 * (transfer full) */
ProjectPack *project_pack_compile(const json_t *source, gint64 version, GError **error);
void project_pack_free(ProjectPack *pack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProjectPack, project_pack_free)

const ProjectType *pack_kind(const ProjectPack *pack, const char *key);
const Track *pack_track(const ProjectPack *pack, const char *key);
/* In any track. */
const Library *pack_library(const ProjectPack *pack, const char *key);
const Field *pack_field(const ProjectPack *pack, const char *key);
/* “text”, “number”, “day”, “object” or “choice”. */
const char *pack_field_type(const Field *field);
/* The entry of ENTRIES ({key, name, heads}) that TEXT means by its key, a name or a head; its key,
 * or NULL. */
const char *pack_meant(const json_t *entries, const char *text);
/* The keys of FIELD's choices that TEXT, with commas between them, means, as they are kept; NULL
 * and in *WRONG what means none, or “” where only one may be. (both transfer full) */
char *pack_choices_meant(const Field *field, const char *text, char **wrong);
/* What the kept VALUE of FIELD's choices is called. (transfer full) */
char *pack_choices_shown(const Field *field, const char *value, Language language);
/* Is KEY one of the choices in VALUE (or NULL), as they are kept? */
bool pack_choice_in(const char *value, const char *key);
/* The condition KEY of any gate, and in *LIBRARY (or NULL) whose. */
const Condition *pack_condition(const ProjectPack *pack, const char *key, const Library **library);
/* The entry KEY of the list LIST (key_levels, sources, funds), or NULL. */
const json_t *pack_entry(const ProjectPack *pack, const char *list, const char *key);
/* Is KEY in the array KEYS, or KEYS NULL? */
bool pack_applies(const json_t *keys, const char *key);

/* NAME in LANGUAGE. Owned by the pack. */
const char *pack_name(const json_t *name, Language language);
