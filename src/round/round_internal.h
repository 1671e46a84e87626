/* round_internal.h - shared by the files of the mechanism. */
#pragma once

#include "org/names.h"
#include "round/round.h"
#include "round/round_type.h"

#include "round_sql.h"

/* The rounds that run, in the pack's order. (transfer full, elements RoundType) */
GPtrArray *round_types_read(Call *call, GError **error);

/* The round called KEY of TYPES; NULL and LUOSHI_ERROR_NOT_FOUND if there is none. */
const RoundType *round_type_find(const GPtrArray *types, const char *key, GError **error);

/* What a round that no longer runs is called: its key. */
const char *round_title(const GPtrArray *types, const char *key, Language language);

/* The working calendar beside the packs; weekdays alone where there is none. (transfer full) */
WorkCalendar *round_calendar(Call *call);

/* Today as a number. */
gint32 round_today(const Call *call);

/* One row of “duties”. */
typedef struct {
    const char *kind;
    const char *object_kind;
    const char *object_id;
    const char *title;
    const char *detail;
    const char *due;
    const char *role; /* or NULL */
} DutyRow;
void round_write_row(Call *call, const DutyRow *row);

/* ---- Meetings ---------------------------------------------------------------------------------
 */

typedef struct {
    char *id;
    char *round;
    char *period;
    char *kind; /* meeting, session */
    char *title;
    char *day;
    char *state;   /* planned, running, closed, cancelled */
    json_t *edits; /* of the agenda: {order, dropped, added} */
    gint64 started;
    gint64 closed;
    char *closed_by;
    gint64 version;
    char *chair;    /* person, or NULL */
    char *recorder; /* person, or NULL */
    char *reason;   /* why it was moved or cancelled, or NULL */
    json_t *runs;   /* ids of the scores that were prepared for it, {scheme, zh, en} for one that
                       could not be scored and why; or NULL */
} Meeting;

/* The round of a meeting that was called by hand. */
#define ROUND_CALLED "called"

void meeting_free(Meeting *meeting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Meeting, meeting_free)
Meeting *meeting_from_row(const StoreRows *rows);

/* The meeting of the path, which the actor may read; NULL with NOT_FOUND or DENIED. */
Meeting *meeting_find(Call *call, GError **error);

/* The same for a command of its manager, that names its version and needs one of the states in
 * STATES (“planned running”). Raises the version. */
Meeting *meeting_find_for(Call *call, const char *states, GError **error);

/* Why UNSCORED, an element of Meeting.runs, was not scored. Borrowed. */
const char *meeting_unscored_reason(const json_t *unscored, Language language);

/* Scores the units for the meeting ID of TYPE and PERIOD by each scheme that it prepares. What
 * units have seen already, frozen or published, stands as it is. */
bool meeting_prepare(Call *call, const RoundType *type, const char *id, const char *title,
                     const char *period, GError **error);

/* A decision of an earlier meeting. */
typedef struct {
    char *commitment;
    char *meeting; /* its title */
} EarlierDecision;

/* The decisions that MEETING starts from, open or not, the latest first. (transfer full, elements
 * EarlierDecision) */
GPtrArray *meeting_earlier(Call *call, const Meeting *meeting, GError **error);

/* One matter of an agenda. */
typedef struct {
    char *key;    /* “decision:ID”; of a frozen one “item:3” */
    char *source; /* ranking, decision, commitment, notice, indicator, added */
    char *object_id;
    char *title;
    char *detail;
    char *minutes;
    char *dropped; /* the reason, or NULL */
} AgendaItem;

/* The agenda: live while the meeting is planned, with the clerk's edits; as it was frozen after.
 * Dropped items stand last. (transfer full, elements AgendaItem) */
GPtrArray *agenda_read(Call *call, const Meeting *meeting, GError **error);

/* Stores AGENDA, without what was dropped, as MEETING's. */
bool agenda_freeze(Call *call, const Meeting *meeting, GError **error);

/* Adds a meeting of TYPE and PERIOD on DAY with its roster. */
bool meeting_add(Call *call, const RoundType *type, const char *period, const char *day,
                 gint64 *made, GError **error);

/* A ledger entry about MEETING, and word to open pages. */
bool meeting_record(Call *call, const Meeting *meeting, const char *action, const char *reason,
                    json_t *after, GError **error);

bool meeting_duties(Call *call, gint64 *total, GError **error);
