/* commitment_internal.h - shared by the files of the mechanism. */
#pragma once

#include "commitment/commitment.h"
#include "org/names.h"

#include "commitment_sql.h"

/* ID and NAME of each unit of IDS (a JSON array text) as an array of objects. */
void write_units(JsonWriter *answer, const char *key, const char *ids, const Names *names);

/* Does the actor hold the route's permission for one of the units of a commitment? Whoever leads or
 * helps may. CO_UNITS is a JSON array of ids. */
bool commitment_may(Call *call, const char *lead_unit, const char *co_units, GError **error);

/* Tells open pages that the commitment of BRIEF has changed. */
void commitment_changed(Call *call, const CommitmentBrief *brief);

/* One clause as it is stored. */
typedef struct {
    char *id;
    char *report;
    gint64 position;
    gint64 section;
    char *text;
    char *original;
    gint64 start;
    gint64 end;
    char *kind;
    char *state;
    char *drop_reason;
    char *leader;
    char *lead_unit;
    char *co_units; /* JSON array of ids */
    char *due;
    char *stages; /* JSON array of four texts */
    gint64 version;
    char *changed_by;
    gint64 changed;
    bool idle; /* as read it has neither verb nor figure: probably no task */
} Clause;

void clause_free(Clause *clause);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Clause, clause_free)
/* NULL and LUOSHI_ERROR_NOT_FOUND if there is none. */
Clause *clause_read(Call *call, const char *id, GError **error);
/* The clauses of a report, merged ones left out, in text order. (transfer full, elements Clause) */
GPtrArray *clauses_read(Call *call, const char *report, GError **error);

/* Members that can be changed, for the ledger's before and after. (transfer full) */
json_t *clause_to_json(const Clause *clause);
/* Sets the members of SET in CLAUSE. */
void clause_apply(Clause *clause, const json_t *set);
/* Writes CLAUSE over the stored row if that has still CLAUSE's version. */
bool clause_store(Call *call, Clause *clause, GError **error);

/* Statements of a report or of one clause, as the rows come, grouped by clause id. */
typedef struct {
    GPtrArray *all;        /* Statement, in text order */
    GHashTable *of_clause; /* clause id → GPtrArray of Statement (borrowed) */
} Statements;

typedef struct {
    char *clause;
    char *subject;
    char *value;
    char *value2;
    char *unit;
    char *cmp;
    char *measure;
    char *kind;
    gint64 year;
    gint64 start;
    gint64 end;
} Statement;

Statements *statements_read(Call *call, const StoreStatement *statement, const char *id,
                            GError **error);
void statements_free(Statements *statements);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Statements, statements_free)
void write_statement(JsonWriter *answer, const Statement *statement);
/* The statements of CLAUSE as an array under "statements". */
void write_statements(JsonWriter *answer, const Statements *statements, const char *clause);
/* The figures of CLAUSE in words: “高标准农田 7.5万亩；地区生产总值 增长≥7%”. (transfer full) */
char *target_text(Language language, const Statements *statements, const char *clause);

void write_clause(Call *call, const Clause *clause, gint64 number, const Statements *statements,
                  const Names *names);

/* Is the report in review? Fails with NOT_FOUND or CONFLICT. YEAR may be NULL. */
bool require_review(Call *call, const char *report, gint64 *year, GError **error);

/* Checks that UNIT is an active unit / PERSON a person; PLACE is the field. */
bool check_unit(Call *call, const char *unit, const char *place, GError **error);
bool check_person(Call *call, const char *person, const char *place, GError **error);
bool check_due(const char *due, gint64 year, const char *place, GError **error);
/* Co-units exist, and none is the lead unit. */
bool check_units(Call *call, const char *lead_unit, const json_t *co_units, const char *place,
                 GError **error);

/* Publishing's answer. */
bool write_plan(Call *call, const char *plan, GError **error);

/* The commitments' units, anew. CO_UNITS is a JSON array text. */
bool store_units(Call *call, const char *commitment, const char *lead_unit, const char *co_units,
                 GError **error);

/* The plan's next version, for REASON. */
bool raise_plan(Call *call, const char *plan, const char *commitment, const char *reason,
                gint64 *version, GError **error);

/* The member “source” of a commitment. */
void write_source(JsonWriter *answer, const StoreRows *rows);
