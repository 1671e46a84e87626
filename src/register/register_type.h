/*
 * register_type.h - a type of register as it was declared (packs/base/registers.yaml) and compiled:
 * its fields, what is counted from other registers, and what is derived by formula. Pure: no
 * database.
 */
#pragma once

#include "form/form.h"
#include "formula/formula.h"

#define REGISTER_FIELDS_MAX  60 /* bits of RegisterDerived.named */
#define REGISTER_COUNTS_MAX  20 /* of .counted */
#define REGISTER_DERIVED_MAX 20
#define REGISTER_DEMANDS_MAX 10
#define REGISTER_RULES_MAX   20

typedef struct {
    FormField form;
    bool required;
    bool unique;
    bool listed;         /* shown in lists */
    bool negative;       /* a number may be below nothing */
    guint places;        /* at most, of a number */
    const char *measure; /* “亩”, or NULL */
    const char *target;  /* of an object: the key of its type */
    bool log;            /* the page of what it names shows the objects that name it */
    const char *same_as; /* its value is what SAME_AS says of the object that the field SAME_OF
                            names; or both NULL */
    const char *same_of;
} RegisterField;

/* How many objects of another type (or of what lies outside the registers, see
 * register_is_outside()) name this one, or the sum of a field of theirs. */
typedef struct {
    const char *key;
    const json_t *name;  /* or NULL: as the derived figure that is this count alone */
    const char *of;      /* the other type */
    const char *by;      /* its field that names this object */
    const char *sum;     /* its number that is added up, or NULL: they are counted */
    const char *where;   /* only those that have the field WHERE, or NULL */
    const json_t *among; /* and in it one of these, or NULL */
    const char *day;     /* only those whose day DAY lies in the year that this object's field YEAR
                            says; or both NULL */
    const char *year;
} RegisterCount;

typedef struct {
    const char *key;
    const json_t *name;
    const char *measure; /* or NULL */
    guint places;
    bool listed;
    Formula *formula;
    const char *source; /* the formula as it was declared */
    guint32 counted;    /* the counts that it names, one bit each */
    guint64 named;      /* the fields that it names, likewise */
    gint against;       /* the field it is held against, or -1 */
    bool at_most;       /* it is met at or below that, not at or above */
} RegisterDerived;

/* What must hold of an object's fields together. */
typedef struct {
    guint at; /* the field at which it is told that it does not */
    Formula *holds;
    const json_t *says; /* {zh, en} */
} RegisterRule;

/* So many objects a year whose field WHERE is one of AMONG. */
typedef struct {
    const char *key;
    const json_t *name;
    gint where;
    const json_t *among;
    gint64 least;
} RegisterDemand;

/* What the year of a type is held against: its objects lie on days, and count once they are done.
 */
typedef struct {
    bool declared;
    gint day;           /* the field that is an object's day */
    gint state;         /* the choice that says how far it is */
    const json_t *done; /* the choices with which it counts */
    const json_t *open; /* those with which it is still to come */
    gint64 month;       /* so many each month, 0: not asked for */
    gint quarter;       /* the text that some object of each quarter has, or -1 */
    RegisterDemand demands[REGISTER_DEMANDS_MAX];
    guint demand_count;
} RegisterCalendar;

typedef struct {
    json_t *definition; /* owns what the others point to */
    FormulaMachine *machine;
    gint64 version; /* as it is stored */
    const char *key;
    const json_t *name;
    const json_t *about; /* {zh, en} */
    const char *manager; /* key of the unit that keeps it where none is named, or NULL */
    bool outside;        /* it declares what lies outside the registers, see register_load() */
    bool place;
    bool outline;
    bool ground; /* its outlines lie under those of other types */
    bool named;  /* whoever reads registers may find its objects' names, to fill them in */
    bool alike;  /* names that are alike are asked about, see kernel/code.h */
    RegisterField fields[REGISTER_FIELDS_MAX];
    guint field_count;
    gint title;  /* the field that is the object's name */
    gint unique; /* the first unique field, by which an import matches, or -1 */
    RegisterCount counts[REGISTER_COUNTS_MAX];
    guint count_count;
    RegisterDerived derived[REGISTER_DERIVED_MAX];
    guint derived_count;
    RegisterRule rules[REGISTER_RULES_MAX];
    guint rule_count;
    gint ranked;         /* the derived figure by which its objects are ranked, or -1 */
    const json_t *board; /* {name, about, with, libraries} of the board that it heads, or NULL */
    RegisterCalendar calendar;
} RegisterType;

/* Compiles one entry of “types”, which the schema has accepted. Errors (register.type_*) name the
 * type and the place in it. (transfer full) */
RegisterType *register_type_compile(const json_t *definition, GError **error);
void register_type_free(RegisterType *type);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RegisterType, register_type_free)

/* Is KEY what registers may name and count though it is no register of theirs: “project”? Its
 * values are what register_put_outside() last said. */
bool register_is_outside(const char *key);

/* Index by key, or -1. */
gint register_type_field(const RegisterType *type, const char *key);
gint register_type_figure(const RegisterType *type, const char *key); /* of a derived figure */

/* Do the COUNT TYPES name each other rightly: the types of objects, of boards, and what is counted?
 */
bool register_types_check(const RegisterType *const *types, guint count, GError **error);

/* The formula of TYPE's derived FIGURE in words of LANGUAGE: names of fields and counts, × and ÷.
 * (transfer full) */
char *register_type_formula_words(const RegisterType *type, guint figure, Language language);

/* What COUNT of TYPE is called; its key if nothing says it. */
const char *register_type_count_name(const RegisterType *type, guint count, Language language);

/* Is RULE of TYPE broken by FORM (fields by key)? One about a value that is missing, and that does
 * not ask for it by known(), is not. */
bool register_type_breaks(const RegisterType *type, guint rule, const json_t *form);

/* What TYPE derives, in its order, from FORM (fields by key) and COUNTED (in the order of its
 * counts). A value that is missing, or not to be had, is FORMULA_NULL. */
void register_type_derive(const RegisterType *type, const json_t *form, const Decimal *counted,
                          FormulaValue values[REGISTER_DERIVED_MAX]);
