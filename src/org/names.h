/*
 * names.h - the names to show beside ids. A page of fifty rows has a handful of units and people in
 * it, so each name is looked up when it is first asked for and kept for the rest of the request.
 */
#pragma once

#include "kernel/text.h"
#include "store/store.h"

typedef enum {
    NAME_UNIT,    /* short name, of inactive units too */
    NAME_PERSON,  /* full name */
    NAME_ACCOUNT, /* of the person behind an account or of an API token */
    NAME_KINDS,
} NameKind;

typedef struct Names Names;

/* For one request: TX and DISTRICT must outlive it. (transfer full) */
Names *names_new(StoreTx *tx, const char *district);
void names_free(Names *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Names, names_free)

/* Reads the names of all units at once, where most of them will be asked for. */
bool names_know_units(Names *names, GError **error);

/* The name of ID; ID itself if it has none or cannot be read; NULL for NULL. Valid as long as NAMES
 * and ID are. */
const char *name_of(const Names *names, NameKind kind, const char *id);

/* Who did something: the name of ACCOUNT, or in words that time did it (“system”). Valid as long as
 * NAMES and ACCOUNT are. */
const char *name_of_actor(const Names *names, Language language, const char *account);
