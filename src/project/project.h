/*
 * project.h - projects (项目): one record flows through declared libraries (项目库) from prospect
 * to counted in statistics (招商对象、洽谈、签约、注册、前期、开工、入统), or along the steps of
 * its own kind (城市更新). What other mechanisms may ask stands here; project_pack.h says what is
 * declared.
 *
 * Rules that hold whatever the pack says:
 *   - a project enters a library only when every gate (入库条件) up to it holds: documents with a
 *     file, formulas over its fields, decisions taken. What is missing is answered as a list;
 *   - a move back, and giving a project up, need a reason; every move is kept with who, when, from,
 *     to, why and the version of the gates that were asked, and is an entry of the ledger;
 *   - a list of projects that exist already may be taken over in the libraries they are in: what
 *     their gates lack then stays owed, and they move no further until it is there;
 *   - a change names the version it was made from.
 *
 * The leader in charge (包联领导) is a charge of org (object kind “project”): whoever succeeds in
 * the post has it. Amounts are Decimals in 万元. FIRM and PLOT are ids of register objects.
 */
#pragma once

#include "call/call.h"
#include "kernel/decimal.h"

/* Object kind in the ledger, charges, evidence, cases and rounds. */
#define PROJECT_KIND "project"

/* Loads PACKS/base/projects.yaml: a changed file becomes a new version. Call it at the start. */
bool project_load(Store *store, const char *district, const char *packs, GError **error);

/* A project in short. Texts that may be NULL say so. */
typedef struct {
    char *id;
    char *name;
    char *kind;
    char *kind_name; /* in the call's language, as is library_name */
    char *track;
    char *library;
    char *library_name;
    char *library_since; /* day */
    char *state;         /* active, given_up, finished */
    char *lead_unit;
    char *area;        /* or NULL */
    char *leader;      /* id of the person in charge, or NULL */
    char *leader_name; /* or NULL */
    char *firm;        /* or NULL */
    char *plot;        /* or NULL */
    char *key_level;
    char *start_by;  /* day or NULL */
    char *finish_by; /* day or NULL */
    Decimal total;   /* planned investment, 0 if not known */
    Decimal planned_year;
    Decimal invested_year; /* in the year of the call's day */
    gint64 days;           /* in its library, calendar days */
    bool stuck;            /* longer than its library's limit */
    gint64 version;
} ProjectBrief;

void project_brief_free(ProjectBrief *brief);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProjectBrief, project_brief_free)

/* The project ID; NULL and LUOSHI_ERROR_NOT_FOUND (project.none) if there is none. The caller
 * authorises by its lead_unit. (transfer full) */
ProjectBrief *project_brief(Call *call, const char *id, GError **error);

/* Is there a project ID? */
bool project_exists(Call *call, const char *id, bool *exists, GError **error);

/* Which projects; NULL means any. */
typedef struct {
    const char *leader;    /* person in charge */
    const char *unit;      /* lead unit */
    const char *library;   /* key */
    const char *track;     /* key */
    const char *kind;      /* key */
    const char *key_level; /* key; “key” for every level but none */
    const char *state;     /* active, given_up, finished */
} ProjectFilter;

/* All projects that FILTER names, oldest first, whatever the actor may see: the caller authorises.
 * (transfer full, elements ProjectBrief) */
GPtrArray *project_list_of(Call *call, const ProjectFilter *filter, GError **error);

/* Adds a project in the first library of its kind's track, as project_add does, from a body as the
 * interface takes it (openapi ProjectInput). Its id (transfer full), or NULL. */
char *project_create(Call *call, const json_t *body, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool project_definitions(Call *call, GError **error);
bool project_list(Call *call, GError **error);
bool project_read(Call *call, GError **error);
bool project_add(Call *call, GError **error);
bool project_change(Call *call, GError **error);
bool project_move(Call *call, GError **error);
bool project_end(Call *call, GError **error);
bool project_paper_add(Call *call, GError **error);
bool project_paper_withdraw(Call *call, GError **error);
bool project_note_add(Call *call, GError **error);
bool project_amount_list(Call *call, GError **error);
bool project_amount_set(Call *call, GError **error);
bool project_investment(Call *call, GError **error);
bool project_batch_list(Call *call, GError **error);
bool project_batch_add(Call *call, GError **error);
bool project_batch_change(Call *call, GError **error);
bool project_readiness(Call *call, GError **error);
bool project_fund_list(Call *call, GError **error);
bool project_fund_read(Call *call, GError **error);
bool project_fund_add(Call *call, GError **error);
bool project_fund_entry_add(Call *call, GError **error);
bool project_funnel(Call *call, GError **error);
bool project_renewal(Call *call, GError **error);
bool project_vote_add(Call *call, GError **error);
bool project_import_prepare(Call *call, GError **error);
bool project_import(Call *call, GError **error);
bool project_export(Call *call, GError **error);
