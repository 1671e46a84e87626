/*
 * project.h - projects (项目): one record flows through declared libraries (项目库) from prospect
 * to counted in statistics (招商对象、洽谈、签约、注册、前期、开工、入统), or along the steps of
 * its own kind (城市更新). project_pack.h says what is declared.
 *
 * Rules that hold whatever the pack says:
 *   - a project enters a library only when every gate (入库条件) up to it holds: documents with a
 *     file, formulas over its fields, decisions taken. What is missing is answered as a list;
 *   - a move back, and giving a project up, need a reason; every move is kept with who, when, from,
 *     to, why and the version of the gates that were asked, and is an entry of the ledger;
 *   - a list of projects that exist already may be taken over in the libraries they are in: what
 *     their gates lack then stays owed, and they move no further until it is there;
 *   - a change names the version it was made from;
 *   - who speaks for its firm (企业联系人) is no official: sealed in the database, masked in lists,
 *     for those with project.contact alone, and each look is an entry of the ledger.
 *
 * The leader in charge (包联领导) is a charge of org (object kind “project”): whoever succeeds in
 * the post has it. Amounts are Decimals in 万元.
 */
#pragma once

#include "call/call.h"
#include "kernel/day.h"
#include "kernel/decimal.h"
#include "kernel/text.h"

/* Object kind in the ledger, charges, evidence, cases and rounds. */
#define PROJECT_KIND "project"

/* Loads PACKS/base/projects.yaml: a changed file becomes a new version. Call it at the start. */
bool project_load(Store *store, const char *district, const char *packs, GError **error);

/* FILE (projects.yaml) as the type by which registers know projects, see register_load(). (transfer
 * full) */
json_t *project_as_register(const char *file, GError **error);

/* Says anew to the registers of DISTRICT what every project is, once they know them otherwise. */
bool project_link_all(Store *store, const char *district, GError **error);

/* What other mechanisms know of a project. */
typedef struct {
    char *id;
    char *name;
    char *unit;   /* that leads it */
    char *leader; /* in charge, or NULL */
} ProjectBrief;

void project_brief_clear(ProjectBrief *brief);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProjectBrief, project_brief_clear)

/* The project ID, or project.none. The caller authorises. */
bool project_brief(Call *call, const char *id, ProjectBrief *brief, GError **error);

/* The active projects of one of KEY_LEVELS (array of keys; NULL: any), oldest first. (transfer
 * full, elements ProjectBrief) */
GPtrArray *project_key_briefs(Call *call, const json_t *key_levels, GError **error);

/* How a key project stands, as rules of lights ask it. What is not “known” is missing. */
typedef struct {
    ProjectBrief brief;
    char *due; /* its planned finish, or NULL */
    bool finished;
    char *library[2]; /* the name of the one it is in, by Language */
    bool overstay_known;
    gint64 overstay; /* days beyond its library's limit, negative while within */
    bool finish_late_known;
    gint32 finish_late; /* days by which its schedule ends after the required finish: the
                           schedule's, without one DUE; negative when before */
    bool slip_known;
    gint32 slip;                   /* days by which it ends after its newest baseline */
    char forecast[DAY_LENGTH + 1]; /* when the schedule ends, or empty */
    bool lag_known;
    Decimal lag; /* percent that this year's investment is behind its plan, up to the last month
                    reported that has ended */
    char month[DAY_LENGTH + 1]; /* the first month that has ended with a plan and no figure after
                                   those reported, “2022-09”; empty if there is none */
    gint32 silent;              /* days since its end */
} ProjectStanding;

/* The key project ID, or with NULL all, active and finished; none for one that is no key project
 * or was given up. (transfer full, elements ProjectStanding) */
GPtrArray *project_standings(Call *call, const char *id, GError **error);

/* How the reserve (储备) stands, as rules of lights ask it. */
typedef struct {
    char *unit;     /* that answers for it, or NULL */
    bool known;     /* there are active projects at all */
    gint64 missing; /* to its minimum */
    gint64 gaps;    /* kinds and libraries that are below a minimum of their own */
    char *what[2];  /* all that in words, by Language */
} ProjectReserve;

void project_reserve_clear(ProjectReserve *standing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProjectReserve, project_reserve_clear)
bool project_reserve_standing(Call *call, ProjectReserve *standing, GError **error);

/* The light (亮灯) of a project: colour as light/ names it, and the reason in words. */
typedef struct {
    const char *colour; /* static */
    char *reason;
} ProjectLight;

/* The wall chart (挂图作战) on the screen and on paper. It shows LIGHTS (project → ProjectLight),
 * which are kept by light/, above this folder: its handlers call these. */
bool project_chart_read(Call *call, GHashTable *lights, GError **error);
bool project_chart_file(Call *call, GHashTable *lights, GError **error);

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
bool project_contact_list(Call *call, GError **error);
bool project_contact_add(Call *call, GError **error);
bool project_contact_look(Call *call, GError **error);
bool project_contact_remove(Call *call, GError **error);
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
bool project_reserve(Call *call, GError **error);
bool project_renewal(Call *call, GError **error);
bool project_vote_add(Call *call, GError **error);
bool project_import_prepare(Call *call, GError **error);
bool project_import(Call *call, GError **error);
bool project_export(Call *call, GError **error);
