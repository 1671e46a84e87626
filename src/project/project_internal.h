/* project_internal.h - shared by the files of the mechanism. */
#pragma once

#include "evidence/evidence.h"
#include "kernel/calendar.h"
#include "kernel/day.h"
#include "kernel/decimal.h"
#include "org/org.h"
#include "project/project.h"
#include "project/project_pack.h"
#include "register/register.h"

#include "project_sql.h"

typedef struct {
    char *id;
    char *name;
    char *kind;
    char *track;
    char *library;
    char *since;
    char *state;
    char *ended;
    char *lead_unit;
    char *area;
    char *firm;
    char *firm_name;
    char *firm_code;
    char *plot;
    char *code;
    char *key_level;
    bool has_total;
    Decimal total;
    char *start_by;
    char *finish_by;
    bool placed;
    gint64 longitude;
    gint64 latitude;
    json_t *fields;
    gint64 version;
} Project;

void project_free(Project *project);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Project, project_free)

/* The member NAME of BODY, NULL if it is absent or null. */
const char *project_text(const json_t *body, const char *name);

/* Is the member NAME of BODY a day? Then *DAY is its number. */
bool project_day(const json_t *body, const char *name, gint32 *day);

/* The newest declarations. (transfer full) */
ProjectPack *project_pack_read(Call *call, GError **error);

/* Which projects; NULL means any. */
typedef struct {
    const char *unit;      /* lead unit */
    const char *library;   /* key */
    const char *track;     /* key */
    const char *kind;      /* key */
    const char *key_level; /* key; “key” for every level but none */
    const char *state;     /* active, given_up, finished */
} ProjectFilter;

/* Projects that FILTER and SCOPE (JSON array text or NULL) name, after CURSOR (or NULL). (transfer
 * full, elements Project) */
GPtrArray *project_rows(Call *call, const ProjectFilter *filter, const char *scope,
                        const char *cursor, GError **error);

/* Is there a project ID? */
bool project_exists(Call *call, const char *id, bool *exists, GError **error);

/* The project ID, or NULL and project.none. (transfer full) */
Project *project_find(Call *call, const char *id, GError **error);

/* Says anew to the registers what the project ID is, after a move. */
bool project_link_again(Call *call, const ProjectPack *pack, const char *id, GError **error);

/* project_find(), authorised by the lead unit. (transfer full) */
Project *project_reach(Call *call, const char *id, GError **error);

/* What gates ask about projects beside their own rows, of all of them or of one. */
typedef struct {
    GHashTable *papers;  /* “project condition” → number of the paper */
    GHashTable *sums;    /* project → Sums */
    GHashTable *chosen;  /* projects whose residents' last vote chose a service */
    GHashTable *charges; /* project → OrgCharge */
} ProjectFacts;

typedef struct {
    Decimal planned;
    Decimal invested;
    Decimal planned_year;
    Decimal invested_year;
} Sums;

ProjectFacts *project_facts(Call *call, const ProjectPack *pack, const char *project,
                            GError **error);

/* Those, or PROJECT if it is one, whose residents chose something of the menu by its rule: the last
 * vote counts. (transfer full, set of ids) */
GHashTable *project_chosen(Call *call, const ProjectPack *pack, const char *project,
                           GError **error);
void project_facts_free(ProjectFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProjectFacts, project_facts_free)

Sums project_sums_of(const ProjectFacts *facts, const char *project);

/* Does CONDITION hold for PROJECT on TODAY, and by which paper (0 for a field)? One that is not
 * asked of its kind holds. */
bool gate_holds(const ProjectPack *pack, const ProjectFacts *facts, const Project *project,
                const Condition *condition, const char *today, gint64 *paper);

bool gate_asks(const Condition *condition, const Project *project);

/* What PROJECT lacks to enter LIBRARY: of its own gate first, then what is still owed of those
 * before it. (transfer full, elements
 * Condition, owned by PACK) */
GPtrArray *gate_missing(const ProjectPack *pack, const ProjectFacts *facts, const Project *project,
                        const Library *library, const char *today);

/* The library after the one PROJECT is in, or NULL. */
const Library *project_next(const ProjectPack *pack, const Project *project);

/* Calendar days from SINCE to UNTIL (days), never negative. */
gint64 project_days(const char *since, const char *until);
gint64 project_workdays(const WorkCalendar *calendar, const char *since, const char *until);

/* Longer in its library than the limit? */
bool project_stuck(const ProjectPack *pack, const Project *project, const char *today);

#define MONTHS_OF_YEAR 12

typedef struct {
    Decimal planned[MONTHS_OF_YEAR];
    Decimal actual[MONTHS_OF_YEAR];
} Months;

/* What every project, or PROJECT, planned and did in the months of YEAR, from SOURCE or with NULL
 * from all. (transfer full, project → Months) */
GHashTable *project_months(Call *call, gint64 year, const char *source, const char *project,
                           GError **error);

/* What lists and pages show of projects. */
typedef struct {
    Call *call;
    ProjectPack *pack;
    ProjectFacts *facts;
    WorkCalendar *calendar;
    Names *names;
} ProjectDesk;

/* For PROJECT or, with NULL, for all. */
bool project_desk_open(ProjectDesk *desk, Call *call, const char *project, GError **error);
void project_desk_clear(ProjectDesk *desk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ProjectDesk, project_desk_clear)

/* What a library's projects did in a period. */
typedef enum {
    FLOW_ENTERED,  /* came in */
    FLOW_ONWARD,   /* of those, stand in a later library now */
    FLOW_LEFT,     /* went on from it */
    FLOW_BACK,     /* went back from it */
    FLOW_GIVEN_UP, /* ended in it */
    FLOW_KINDS,
} FlowKind;

typedef struct {
    GHashTable *projects[FLOW_KINDS]; /* sets of ids, borrowed */
    GArray *days;                     /* of the stays that ended by going on, calendar days */
    GArray *workdays;
} Flow;

/* What those of FOUND (Project) did from day FROM to day TO, by library. (transfer full) */
GHashTable *project_flows(const ProjectDesk *desk, const GPtrArray *found, const char *from,
                          const char *to, GError **error);
/* That of LIBRARY; an empty one if nothing happened there. Owned by FLOWS. */
const Flow *project_flow(GHashTable *flows, const char *library);

/* The period that the parameters “from” and “to” ask for: from New Year to today where they are
 * absent. *OWNED keeps what *FROM may point to. (transfer full) */
bool project_span(Call *call, const char **from, char **owned, const char **to, GError **error);

/* Those of FOUND that the parameters “flow” and “flow_library” mean, as a set of ids in *WANTED;
 * NULL if they are absent. (transfer full) */
bool project_flow_asked(const ProjectDesk *desk, const GPtrArray *found, GHashTable **wanted,
                        GError **error);

/* Which projects the call's parameters “track” to “unit” ask for. */
ProjectFilter project_filter(const Call *call);
/* And those that SQL does not ask: “leader”, “stuck”, “reserve”, “q”. */
bool project_is_wanted(const ProjectDesk *desk, const Project *project);

/* Does PROJECT count as one of the reserve (储备)? */
bool project_in_reserve(const ProjectPack *pack, const Project *project);

/* The members of a ProjectRow, without braces. */
void project_write_members(const ProjectDesk *desk, const Project *project);

/* The whole of a project as project_read answers it. */
bool project_write_detail(Call *call, const char *id, GError **error);

void project_member(JsonWriter *answer, const char *name, Decimal amount);

/* Files of BODY bound to PROJECT; its ids as JSON text in *KEPT. (transfer full) */
bool project_files(Call *call, const json_t *body, const Project *project, char **kept,
                   GError **error);

/* Sets *NUMBER to one more than STATEMENT (district, id) gives. */
bool project_number_next(Call *call, const StoreStatement *statement, const char *id,
                         gint64 *number, GError **error);

/* The day of BODY: a day, not after today; today if absent. */
bool project_past_day(Call *call, const json_t *body, const char **day, GError **error);

/* Tells open pages of a change to PROJECT. */
void project_tell(Call *call, const Project *project);

/* Fails with project.changed_meanwhile unless BODY's version is PROJECT's. */
bool project_check_version(const json_t *body, const Project *project, GError **error);

/* Writes a row of moves. FROM and REASON may be NULL. */
bool project_note_move(Call *call, const Project *project, const ProjectPack *pack,
                       const char *direction, const char *from, const char *to, const char *day,
                       const char *reason, GError **error);

/* Sets library, since, state and ended of PROJECT, if it is still at its version. */
bool project_set_place(Call *call, const Project *project, const char *library, const char *since,
                       const char *state, const char *ended, GError **error);

/* Sets the columns of PROJECT from the members that BODY has, checking each; faults name their
 * member. */
bool project_take_body(Call *call, const ProjectPack *pack, Project *project, const json_t *body,
                       GError **error);

/* Inserts PROJECT, which has no id yet, in LIBRARY since SINCE; gives it its id. */
bool project_insert(Call *call, Project *project, const Library *library, const char *since,
                    GError **error);
/* The object in use that TEXT, an id or a name, means in the register TYPE, or an error
 * (project.no_object) at PLACE. (transfer full) */
RegisterBrief *project_object(Call *call, const char *type, const char *place, const char *text,
                              GError **error);
/* Says to the registers what PROJECT, whose moves are written, is and names now. */
bool project_link(StoreTx *tx, const char *district, const ProjectPack *pack,
                  const Project *project, GError **error);

#define PROJECT_ALIKE 80u /* percent from which names of projects may mean the same one */

/* Asks once, unless BODY has “confirm”, whether PROJECT as it is to be saved, new or BEFORE until
 * now, is one that is there already, or its firm one of the register: 409 with each that may be it.
 */
bool project_ask_same(Call *call, const Project *before, const Project *project, const json_t *body,
                      GError **error);

/* Writes PROJECT's fields, if it is still at its version. */
bool project_update(Call *call, const Project *project, GError **error);
