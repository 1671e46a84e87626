/*
 * form.h - the fields that packs declare, for forms of cases and for registers alike: their kinds,
 * and what was filled in checked against them. Pure: no database.
 *
 * A value is text, whatever its kind. Areas, units and objects are only checked for their form
 * here; whether they exist is the mechanism's to find out.
 */
#pragma once

#include "kernel/error.h"

#include <jansson.h>

#define FORM_FILES_MAX 20 /* in one field */

typedef enum {
    FORM_TEXT,
    FORM_DAY,
    FORM_NUMBER, /* a decimal, see kernel/decimal.h */
    FORM_CHOICE,
    FORM_FILES,  /* ids of evidence, a space between them */
    FORM_AREA,   /* a code of GB/T 2260 and below */
    FORM_UNIT,   /* id of a unit */
    FORM_OBJECT, /* id of an object of a register */
    FORM_CREDIT, /* a unified social credit code, see kernel/code.h */
} FormKind;

typedef struct {
    const char *key;
    const json_t *name; /* {zh, en} */
    FormKind kind;
    gsize max;             /* characters of a text */
    const json_t *choices; /* [{key, name}] */
} FormField;

/* A declared field, which a schema has accepted. False if it has choices and is none, or the other
 * way round. FIELD points into ENTRY. */
bool form_field_read(const json_t *entry, FormField *field);

/* The word that packs write for KIND. */
const char *form_kind_word(FormKind kind);

/* NAME ({zh, en}) in LANGUAGE. Owned by the definition. */
const char *form_name(const json_t *name, Language language);

/* The entry of FIELD's choices with KEY, or NULL; *INDEX (or NULL) its place among them. */
const json_t *form_choice(const FormField *field, const char *key, gsize *index);

/* The ids in the value of a field of files, as an array. (transfer full) */
json_t *form_files(const char *value);

/* Nothing but blanks? NULL is empty too. */
bool form_is_empty(const char *value);

/* All faults of one form together. */
typedef struct {
    Language language;
    const char *place; /* where its fields stand: “/form/” */
    GError *error;     /* NULL while there is none */
} FormFaults;

/* Adds the fault KEY of FIELD, with its name and LIMIT. */
void form_fault(FormFaults *faults, const FormField *field, const char *key, const char *limit);

/* Adds a fault if VALUE is not of FIELD's kind or beyond its limit: form.too_long, form.no_day,
 * form.no_number, form.no_choice, form.no_files, form.no_id, and those of kernel/code.h. */
void form_check_value(const FormField *field, const char *value, FormFaults *faults);

/* Adds form.unknown_field for a member of FORM that is none of the COUNT FIELDS. */
void form_check_known(const json_t *form, const FormField *const *fields, guint count,
                      FormFaults *faults);
