/* What is arranged about a meeting: called by hand, moved, cancelled, its roster, its materials. */
#include "round/round_internal.h"

#include "evidence/evidence.h"
#include "org/org.h"
#include "score/score.h"

#include <string.h>

#define MEETING_AHEAD_MAX 366 /* days */

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* A meeting is held today or later, within a year. */
static bool check_day(Call *call, const char *day, GError **error)
{
    gint32 number = 0;
    gint32 today = round_today(call);

    if (!day_parse(day, &number) || number < today || number > today + MEETING_AHEAD_MAX) {
        error_set(error, LUOSHI_ERROR_INVALID, "round.meeting_day", "/day", NULL);
        return false;
    }
    return true;
}

static const OrgHolder *find_holder(const GPtrArray *holders, const char *person)
{
    for (guint i = 0; i < holders->len; i++) {
        const OrgHolder *holder = holders->pdata[i];
        if (strcmp(holder->person, person) == 0) {
            return holder;
        }
    }
    return NULL;
}

/* Expects PEOPLE (ids), each of whom holds a post, at MEETING, after whoever is expected already.
 */
static bool expect(Call *call, const char *meeting, const json_t *people, const char *place,
                   GError **error)
{
    g_autoptr(GPtrArray) holders = org_holders(call_tx(call), call_district(call), NULL, error);
    size_t i;
    json_t *person;

    if (holders == NULL) {
        return false;
    }
    json_array_foreach(people, i, person)
    {
        const OrgHolder *holder = find_holder(holders, json_string_value(person));
        if (holder == NULL) {
            g_autofree char *at = g_strdup_printf("%s/%zu", place, i);
            error_set(error, LUOSHI_ERROR_INVALID, "round.no_post", at, NULL);
            return false;
        }
        if (!store_execute(call_tx(call), &sql_meeting_person_insert,
                           STORE_VALUES(store_text(call_district(call)), store_text(meeting),
                                        store_text(holder->person), store_text(holder->unit),
                                        store_int(1000 + (gint64)i)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

bool meeting_call(Call *call, GError **error)
{
    json_t *body = call_body(call);
    g_autofree char *id = call_new_id(call);
    Meeting meeting = {.id = id};

    if (!call_authorize(call, NULL, NULL, error) || !check_day(call, text(body, "day"), error) ||
        !store_execute(call_tx(call), &sql_meeting_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(ROUND_CALLED), store_text(id), store_text("meeting"),
                                    store_text(text(body, "title")), store_text(text(body, "day"))),
                       NULL, error) ||
        !expect(call, id, json_object_get(body, "people"), "/people", error) ||
        !meeting_record(call, &meeting, "meeting.call", text(body, "reason"), body, error)) {
        return false;
    }
    call_set_result(call, "meeting", id);
    call_created(call);
    return meeting_read(call, error);
}

bool meeting_move(Call *call, GError **error)
{
    json_t *body = call_body(call);
    const char *reason = text(body, "reason");
    g_autoptr(Meeting) meeting = meeting_find_for(call, "planned", error);

    if (meeting == NULL || !check_day(call, text(body, "day"), error) ||
        !store_execute(call_tx(call), &sql_meeting_set_day,
                       STORE_VALUES(store_text(text(body, "day")), store_text(reason),
                                    store_text(call_district(call)), store_text(meeting->id),
                                    store_int(meeting->version)),
                       NULL, error)) {
        return false;
    }
    json_auto_t *after =
        json_pack("{s:s, s:O}", "from", meeting->day, "day", json_object_get(body, "day"));
    return meeting_record(call, meeting, "meeting.move", reason, after, error) &&
           meeting_read(call, error);
}

bool meeting_cancel(Call *call, GError **error)
{
    const char *reason = text(call_body(call), "reason");
    g_autoptr(Meeting) meeting = meeting_find_for(call, "planned", error);

    return meeting != NULL &&
           store_execute(call_tx(call), &sql_meeting_cancel,
                         STORE_VALUES(store_text(reason), store_text(call_district(call)),
                                      store_text(meeting->id), store_int(meeting->version)),
                         NULL, error) &&
           meeting_record(call, meeting, "meeting.cancel", reason, NULL, error) &&
           meeting_read(call, error);
}

static bool excuse(Call *call, const Meeting *meeting, const json_t *people, GError **error)
{
    size_t i;
    json_t *person;

    json_array_foreach(people, i, person)
    {
        gint64 changed = 0;
        if (!store_execute(call_tx(call), &sql_meeting_person_remove,
                           STORE_VALUES(store_text(call_district(call)), store_text(meeting->id),
                                        store_text(json_string_value(person))),
                           &changed, error)) {
            return false;
        }
        if (changed == 0) {
            g_autofree char *place = g_strdup_printf("/remove/%zu", i);
            error_set(error, LUOSHI_ERROR_INVALID, "round.not_expected", place, NULL);
            return false;
        }
    }
    return true;
}

/* Is the person that BODY names as NAME on the roster? */
static bool check_officer(Call *call, const Meeting *meeting, const json_t *body, const char *name,
                          GError **error)
{
    const char *person = text(body, name);
    g_autoptr(GError) failed = NULL;
    bool found = person == NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_meeting_people,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        found = found || strcmp(store_column_text(rows, 0), person) == 0;
    }
    if (rows == NULL || !error_pass(error, &failed)) {
        return false;
    }
    if (!found) {
        g_autofree char *place = g_strconcat("/", name, NULL);
        error_set(error, LUOSHI_ERROR_INVALID, "round.not_expected", place, NULL);
    }
    return found;
}

bool meeting_set_roster(Call *call, GError **error)
{
    json_t *body = call_body(call);
    g_autoptr(Meeting) meeting = meeting_find_for(call, "planned running", error);

    return meeting != NULL &&
           expect(call, meeting->id, json_object_get(body, "add"), "/add", error) &&
           excuse(call, meeting, json_object_get(body, "remove"), error) &&
           check_officer(call, meeting, body, "chair", error) &&
           check_officer(call, meeting, body, "recorder", error) &&
           store_execute(call_tx(call), &sql_meeting_set_officers,
                         STORE_VALUES(store_text(text(body, "chair")),
                                      store_text(text(body, "recorder")),
                                      store_text(call_district(call)), store_text(meeting->id),
                                      store_int(meeting->version)),
                         NULL, error) &&
           meeting_record(call, meeting, "meeting.roster", text(body, "reason"), body, error) &&
           meeting_read(call, error);
}

/* ---- Scores -----------------------------------------------------------------------------------
 */

/* Why SCHEME was not scored, as the agenda and the paper will say it. (transfer full) */
static json_t *unscored(const char *scheme, const GError *failed)
{
    g_autofree char *zh = error_text(failed, LANGUAGE_ZH);
    g_autofree char *en = error_text(failed, LANGUAGE_EN);

    return json_pack("{s:s, s:s, s:s}", "scheme", scheme, "zh", zh, "en", en);
}

/* Adds to RUNS what stands for SCHEME: what units have seen already, which no meeting replaces, or
 * a new run, or why there is none. */
static bool prepare_one(Call *call, const char *scheme, const char *period, const char *grounds,
                        json_t *runs, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *run = NULL;

    if (!score_settled(call, scheme, period, &run, error)) {
        return false;
    }
    if (run == NULL) {
        run = score_prepare(call, scheme, period, grounds, &failed);
    }
    if (run != NULL) {
        return json_array_append_new(runs, json_string(run)) == 0;
    }
    /* A scheme that is not there or cannot be computed stops no meeting; a database does. */
    if (!g_error_matches(failed, LUOSHI_ERROR, LUOSHI_ERROR_NOT_FOUND) &&
        !g_error_matches(failed, LUOSHI_ERROR, LUOSHI_ERROR_INVALID)) {
        return error_pass(error, &failed);
    }
    return json_array_append_new(runs, unscored(scheme, failed)) == 0;
}

bool meeting_prepare(Call *call, const RoundType *type, const char *id, const char *title,
                     const char *period, GError **error)
{
    const char *const arguments[] = {"meeting", title, NULL};
    g_autofree char *grounds = text_format(LANGUAGE_ZH, "round.ranking_grounds", arguments);
    json_auto_t *runs = json_array();
    size_t i;
    json_t *scheme;

    json_array_foreach(type->prepares, i, scheme)
    {
        if (!prepare_one(call, json_string_value(scheme), period, grounds, runs, error)) {
            return false;
        }
    }
    g_autofree char *kept = json_dumps(runs, JSON_COMPACT);
    return json_array_size(runs) == 0 ||
           store_execute(
               call_tx(call), &sql_meeting_set_runs,
               STORE_VALUES(store_text(kept), store_text(call_district(call)), store_text(id)),
               NULL, error);
}

/* ---- Materials --------------------------------------------------------------------------------
 */

bool meeting_add_material(Call *call, GError **error)
{
    json_t *body = call_body(call);
    json_t *file = json_object_get(body, "file");
    json_auto_t *files = file != NULL ? json_pack("[O]", file) : json_array();
    g_autoptr(Meeting) meeting = meeting_find_for(call, "planned running", error);
    const EvidenceObject object = {.kind = "meeting",
                                   .id = meeting != NULL ? meeting->id : NULL,
                                   .unit = call_actor(call)->unit};

    if (meeting == NULL || !evidence_bind(call, files, &object, "/file", error) ||
        !store_execute(call_tx(call), &sql_material_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(meeting->id),
                                    store_text(text(body, "title")), store_text(text(body, "text")),
                                    store_text(text(body, "link")), store_text(text(body, "file"))),
                       NULL, error)) {
        return false;
    }
    call_created(call);
    return meeting_record(call, meeting, "meeting.material", NULL, body, error) &&
           meeting_read(call, error);
}

/* The file of a material, for whoever may read the meeting. */
bool meeting_material_file(Call *call, GError **error)
{
    gint64 number = call_parameter_int(call, "material", 0);
    g_autoptr(Meeting) meeting = meeting_find(call, error);
    g_autofree char *file = NULL;
    g_autoptr(GError) failed = NULL;

    if (meeting == NULL) {
        return false;
    }
    {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_materials,
            STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            if (store_column_int(rows, 0) == number && file == NULL) {
                file = g_strdup(store_column_text(rows, 4));
            }
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return false;
        }
    }
    if (file == NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "evidence.none", NULL, NULL);
        return false;
    }
    return evidence_answer(call, file, error);
}
