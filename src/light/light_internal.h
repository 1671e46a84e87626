/* light_internal.h - shared by the files that evaluate lights. */
#pragma once

#include "light/light.h"
#include "light/light_rule.h"

/* What a look at lights is done with. */
typedef struct {
    Call *call;
    const LightRules *rules;
    gint64 version;
    gint32 today;
} Lamp;

/* What is known of the object whose light it is. The strings are borrowed. */
typedef struct {
    LightObject kind;
    const char *id;
    const char *title[2];
    const char *unit;
    const char *leader; /* or NULL */
    const char *due;    /* or NULL */
    FormulaValue values[LIGHT_VALUES];
    LightWords words;
} LightSubject;

/* What {WORD} is in the reasons of SUBJECT; borrowed. */
void light_say(LightSubject *subject, LightWord word, const char *zh, const char *en);

/* Applies the rules to SUBJECT and keeps its light if anything about it is new. */
bool light_subject(const Lamp *lamp, const LightSubject *subject, GError **error);

/* The light of an object goes out, if it has one. */
bool light_put_out(Call *call, LightObject object, const char *id, GError **error);

/* So do all of a kind that are no keys of LIT. */
bool light_remove_others(const Lamp *lamp, LightObject object, GHashTable *lit, GError **error);

/* Evaluates the project ID, or with NULL all; those that are no key projects any more go out. */
bool light_project(const Lamp *lamp, const char *id, GError **error);

/* Evaluates the reserve of projects. */
bool light_reserve(const Lamp *lamp, GError **error);
