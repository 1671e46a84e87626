/* casework_internal.h - shared by the files of the mechanism. */
#pragma once

#include "casework/casework.h"
#include "org/names.h"

#include "casework_sql.h"

typedef struct {
    char *id;
    char *type;
    gint64 type_version;
    char *number;
    char *title;
    char *state;
    bool closed;
    char *unit;
    char *leader; /* or NULL */
    char *object_kind;
    char *object_id;
    char *raised_by;
    gint64 raised;
    char *due;         /* or NULL */
    char *stopped;     /* the day its clock was stopped, or NULL */
    char *asked_until; /* the day an extension asks for, or NULL */
    gint64 returns;
    bool escalated;
    json_t *form; /* every field as it was last filled */
    gint64 version;
    gint64 changed;
    gint64 due_at;     /* the moment of a clock in hours, else 0 */
    gint64 stopped_at; /* the moment its clock was stopped, else 0 */
    bool warned;       /* it was told that it will soon be late */
} Case;

Case *case_from_row(const StoreRows *rows);
void case_free(Case *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Case, case_free)

/* NULL and LUOSHI_ERROR_NOT_FOUND if there is none. (transfer full) */
Case *case_find(Call *call, const char *id, GError **error);

/* The type KEY at VERSION, its newest for 0. (transfer full) */
CaseType *case_type_read(Call *call, const char *key, gint64 version, GError **error);

/* The types that a request meets, each read once: “KEY VERSION” → CaseType. */
GHashTable *case_types_new(void);
const CaseType *case_type_of(Call *call, GHashTable *types, const Case *record, GError **error);

/* May the actor make MOVE on RECORD now? If not, *WHY gets the key of the sentence that says why
 * not. */
bool case_may(Call *call, const CaseType *type, const CaseMove *move, const Case *record,
              const WorkCalendar *calendar, bool handled, const char **why, GError **error);

/* May the actor raise a case of TYPE that UNIT handles? UNIT NULL: one about anything. */
bool case_may_raise(Call *call, const CaseType *type, const char *unit, bool *may, GError **error);

/* A rule makes the move KEY in the case ID, for GROUNDS; nothing where the case cannot take it,
 * since it is of a version without, or further by now. */
bool case_move_by_rule(Call *call, const char *id, const char *key, const char *grounds,
                       GError **error);

/* Does to RECORD what MOVE with FORM does, at NOW; nothing is stored. */
bool case_apply_move(Case *record, const CaseType *type, const CaseMove *move, const json_t *form,
                     gint64 now, const WorkCalendar *calendar, GError **error);

/* Did the actor handle RECORD? */
bool case_was_handled(Call *call, const Case *record, bool *handled, GError **error);

/* Writes a row of history and the ledger's entry. FROM is NULL for the opening. */
bool case_record_move(Call *call, const Case *before, const Case *after, const char *move,
                      bool handles, const json_t *form, GError **error);

/* Binds the files that FORM brings to RECORD. */
bool case_bind_files(Call *call, const CaseType *type, const Case *record, const json_t *form,
                     GError **error);

/* Writes the member “files” of a filled field, empty unless it is one of files. */
bool case_write_files(Call *call, JsonWriter *answer, const FormField *field, const char *value,
                      const Names *names, GError **error);

/* Raises the cases that the types' rules raise today. */
bool case_apply_rules(Call *call, const WorkCalendar *calendar, CaseLights lights, GError **error);
