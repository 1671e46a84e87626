/* rally_internal.h - shared by the files of the mechanism. */
#pragma once

#include "evidence/evidence.h"
#include "org/names.h"
#include "project/project.h"
#include "rally/rally.h"
#include "rally/rally_rank.h"

#include "rally_sql.h"

#define RALLY_KIND "rally"

typedef enum { RALLY_PLANNED, RALLY_OPEN, RALLY_CLOSED, RALLY_NOT_HELD } RallyState;

typedef struct {
    char *id;
    char *period;
    char *title;
    char *sheet_key;
    gint64 pack_version;
    char *day;
    RallyState state;
    char *reason; /* why it was closed with sheets missing or not held, or NULL */
    gint64 closed;
    char *closed_by;
    gint64 version;
} Rally;

void rally_free(Rally *rally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rally, rally_free)

/* planned, open, closed, not_held */
const char *rally_state_text(RallyState state);
RallyState rally_state_of(const char *text);

/* The rally ID, or all with NULL, the latest first. (transfer full, elements Rally) */
GPtrArray *rally_rows(Call *call, const char *id, GError **error);

/* The rally of the path, or NULL and rally.none. (transfer full) */
Rally *rally_find(Call *call, GError **error);

/* The same for a command that names its version. */
Rally *rally_find_for(Call *call, GError **error);

/* The sheet that RALLY was planned with. (transfer full) */
RallySheet *rally_sheet_of(Call *call, const Rally *rally, GError **error);

/* The sheet KEY of the newest declarations, and their *VERSION. (transfer full) */
RallySheet *rally_sheet_newest(Call *call, const char *key, gint64 *version, GError **error);

/* One judge's sheet of a project, as it was given and as it counts. */
typedef struct {
    char *project;
    char *judge; /* person */
    Decimal given[RALLY_ITEMS_MAX];
    RallyMarks marks; /* with the last correction, if any */
    char *note;       /* or NULL */
    json_t *files;
    char *day;
    gint64 at;
    GPtrArray *corrections; /* RallyCorrection, oldest first */
} RallyScore;

typedef struct {
    Decimal points[RALLY_ITEMS_MAX];
    Decimal total;
    char *reason;
    gint64 at;
    char *by; /* account */
} RallyCorrection;

/* The sheets of RALLY: of PROJECT and of JUDGE, each NULL for all, in the judges' order. (transfer
 * full, elements RallyScore) */
GPtrArray *rally_scores(Call *call, const Rally *rally, const RallySheet *sheet,
                        const char *project, const char *judge, GError **error);

/* A project whose site is visited. */
typedef struct {
    char *project;
    char *name;
    char *unit;
    char *leader; /* or NULL */
} RallySite;

/* (transfer full, elements RallySite) */
GPtrArray *rally_sites(Call *call, const Rally *rally, GError **error);

/* The site of PROJECT among SITES; NULL and rally.no_project at PLACE. */
const RallySite *rally_site_find(const GPtrArray *sites, const char *project, const char *place,
                                 GError **error);

/* Who scores, in their order. (transfer full, elements ids of people) */
GPtrArray *rally_judges(Call *call, const Rally *rally, GError **error);

/* “形象进度26，投资完成17.5”, for the ledger's readers. (transfer full) */
char *rally_marks_text(const RallySheet *sheet, const Decimal *points);

/* Is PERSON one of JUDGES? */
bool rally_is_judge(const GPtrArray *judges, const char *person);

/* What a rally comes to. */
typedef struct {
    RallySheet *sheet;
    GPtrArray *sites;  /* RallySite */
    GPtrArray *judges; /* ids of people */
    GPtrArray *scores; /* RallyScore */
    GArray *standings; /* RallyStanding, by place; “order” is the index of the site */
} RallyResult;

void rally_result_clear(RallyResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RallyResult, rally_result_clear)
bool rally_result_read(Call *call, const Rally *rally, RallyResult *result, GError **error);

/* Why STANDING has its score and place, in words of LANGUAGE. (transfer full) */
char *rally_explain(const RallySheet *sheet, const RallyStanding *standing, Language language);

/* May the actor see what RALLY comes to, sheets apart? */
bool rally_shows(const Call *call, const Rally *rally);

/* Writes the members of RALLY, without braces. */
void rally_write_members(Call *call, const Rally *rally, const Names *names);

/* Writes SHEET as the member “sheet”. */
void rally_write_sheet(Call *call, const RallySheet *sheet);

/* Writes the project of STANDING, with what it comes to if that may be seen, as an object. */
void rally_write_project(Call *call, const Rally *rally, const RallyResult *result,
                         const RallyStanding *standing, const Names *names);

/* The ledger's entry about RALLY, and word to open pages. */
bool rally_record(Call *call, const Rally *rally, const char *action, const char *reason,
                  json_t *before, json_t *after, GError **error);
