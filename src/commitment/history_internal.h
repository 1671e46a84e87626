/* history_internal.h - what the ledger keeps, in the words of whoever reads it. */
#pragma once

#include "kernel/json_writer.h"
#include "org/names.h"

#include <jansson.h>

typedef struct {
    Language language;
    const Names *names;
    const json_t *labels; /* {field: {zh, en}} of fields that a pack declared, or NULL */
} Words;

/* What ACTION is called; a move of a district's own type of case that has no text of its own is
 * called a move. Static. */
const char *history_action_text(Language language, const char *action);

/* Writes member “changes”: an array of {field, label, before, after} for whatever differs between
 * BEFORE and AFTER (JSON objects as text, or NULL). Labels and the words of declared sets come from
 * i18n (ledger.field.*, ledger.value.FIELD.*), ids become names, a text in both languages the one
 * of WORDS. A member “labels” of BEFORE or AFTER names fields that a pack declared and is no field
 * itself. */
void history_write_changes(JsonWriter *answer, const Words *words, const char *before,
                           const char *after);
