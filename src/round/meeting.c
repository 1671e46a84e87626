/* Meetings and sessions: what is done to them. */
#include "round/round_internal.h"

#include "commitment/commitment.h"
#include "org/org.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

Meeting *meeting_from_row(const StoreRows *rows)
{
    Meeting *meeting = g_new0(Meeting, 1);

    meeting->id = g_strdup(store_column_text(rows, 0));
    meeting->round = g_strdup(store_column_text(rows, 1));
    meeting->period = g_strdup(store_column_text(rows, 2));
    meeting->kind = g_strdup(store_column_text(rows, 3));
    meeting->title = g_strdup(store_column_text(rows, 4));
    meeting->day = g_strdup(store_column_text(rows, 5));
    meeting->state = g_strdup(store_column_text(rows, 6));
    meeting->edits = json_loads(store_column_text(rows, 7), 0, NULL);
    meeting->started = store_column_int(rows, 8);
    meeting->closed = store_column_int(rows, 9);
    meeting->closed_by = g_strdup(store_column_text(rows, 10));
    meeting->version = store_column_int(rows, 11);
    meeting->chair = g_strdup(store_column_text(rows, 12));
    meeting->recorder = g_strdup(store_column_text(rows, 13));
    meeting->reason = g_strdup(store_column_text(rows, 14));
    const char *runs = store_column_text(rows, 15);
    meeting->runs = runs != NULL ? json_loads(runs, 0, NULL) : NULL;
    return meeting;
}

void meeting_free(Meeting *meeting)
{
    if (meeting == NULL) {
        return;
    }
    g_free(meeting->id);
    g_free(meeting->round);
    g_free(meeting->period);
    g_free(meeting->kind);
    g_free(meeting->title);
    g_free(meeting->day);
    g_free(meeting->state);
    json_decref(meeting->edits);
    g_free(meeting->closed_by);
    g_free(meeting->chair);
    g_free(meeting->recorder);
    g_free(meeting->reason);
    json_decref(meeting->runs);
    g_free(meeting);
}

bool meeting_add(Call *call, const RoundType *type, const char *period, const char *day,
                 gint64 *made, GError **error)
{
    g_autofree char *id = call_new_id(call);
    g_autofree char *period_name = round_period_name(LANGUAGE_ZH, period);
    g_autofree char *title = g_strconcat(period_name, round_name(type, LANGUAGE_ZH), NULL);
    gint64 changed = 0;

    if (!store_execute(call_tx(call), &sql_meeting_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(type->key), store_text(period),
                                    store_text(round_kind_text(type->kind)), store_text(title),
                                    store_text(day)),
                       &changed, error)) {
        return false;
    }
    *made += changed;
    if (changed == 0) {
        return true;
    }
    g_autoptr(GPtrArray) units = type->ranks == NULL
                                     ? org_units_of(call_tx(call), call_district(call),
                                                    type->unit_kinds, type->unit_keys, error)
                                     : g_ptr_array_new();
    g_autoptr(GPtrArray) people =
        units != NULL ? org_holders(call_tx(call), call_district(call), type->ranks, error) : NULL;
    for (guint i = 0; people != NULL && i < people->len; i++) {
        const OrgHolder *holder = people->pdata[i];
        bool expected = type->ranks != NULL ||
                        g_ptr_array_find_with_equal_func(units, holder->unit, g_str_equal, NULL);
        if (expected && !store_execute(call_tx(call), &sql_meeting_person_insert,
                                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                                    store_text(holder->person),
                                                    store_text(holder->unit), store_int(i)),
                                       NULL, error)) {
            return false;
        }
    }
    call_changed(call, "meetings", "meeting", id);
    return people != NULL && meeting_prepare(call, type, id, title, period, error);
}

bool meeting_record(Call *call, const Meeting *meeting, const char *action, const char *reason,
                    json_t *after, GError **error)
{
    g_autofree char *topic = g_strconcat("meeting:", meeting->id, NULL);

    call_changed(call, topic, "meeting", meeting->id);
    call_changed(call, "meetings", "meeting", meeting->id);
    call_changed(call, "duties", "meeting", meeting->id);
    return call_record(call, action, "meeting", meeting->id, reason, NULL, after, error);
}

static bool expect_states(const Meeting *meeting, const char *states, GError **error)
{
    if (strstr(states, meeting->state) != NULL) {
        return true;
    }
    g_autofree char *key = g_strconcat("round.meeting_", meeting->state, NULL);
    error_set(error, LUOSHI_ERROR_CONFLICT, key, NULL, NULL);
    return false;
}

Meeting *meeting_find_for(Call *call, const char *states, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find(call, error);
    gint64 changed = 0;

    if (meeting == NULL || !expect_states(meeting, states, error)) {
        return NULL;
    }
    if (json_integer_value(json_object_get(call_body(call), "version")) == meeting->version &&
        !store_execute(call_tx(call), &sql_meeting_raise,
                       STORE_VALUES(store_text(call_district(call)), store_text(meeting->id),
                                    store_int(meeting->version)),
                       &changed, error)) {
        return NULL;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return NULL;
    }
    meeting->version++;
    return g_steal_pointer(&meeting);
}

bool meeting_set_agenda(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find_for(call, "planned", error);
    json_auto_t *edits = json_copy(call_body(call));

    if (meeting == NULL) {
        return false;
    }
    json_object_del(edits, "version");
    g_autofree char *kept = json_dumps(edits, JSON_COMPACT);
    return store_execute(call_tx(call), &sql_meeting_set_edits,
                         STORE_VALUES(store_text(kept), store_text(call_district(call)),
                                      store_text(meeting->id), store_int(meeting->version)),
                         NULL, error) &&
           meeting_record(call, meeting, "meeting.agenda", NULL, edits, error) &&
           meeting_read(call, error);
}

static bool set_state(Call *call, const Meeting *meeting, const char *state, GError **error)
{
    bool closed = strcmp(state, "closed") == 0;

    return store_execute(call_tx(call), &sql_meeting_set_state,
                         STORE_VALUES(store_text(state), store_int(call_now(call)),
                                      closed ? store_int(call_now(call)) : store_null(),
                                      store_text(closed ? call_actor(call)->account : NULL),
                                      store_text(call_district(call)), store_text(meeting->id),
                                      store_int(meeting->version)),
                         NULL, error);
}

bool meeting_start(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find_for(call, "planned", error);

    if (meeting == NULL) {
        return false;
    }
    if (strcmp(meeting->day, call_today(call)) > 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "round.not_due", NULL, "day", meeting->day, NULL);
        return false;
    }
    return agenda_freeze(call, meeting, error) && set_state(call, meeting, "running", error) &&
           meeting_record(call, meeting, "meeting.start", NULL, NULL, error) &&
           meeting_read(call, error);
}

/* Absence needs its reason, a substitute his name. */
static bool set_person(Call *call, const Meeting *meeting, const json_t *entry, size_t i,
                       GError **error)
{
    const char *state = text(entry, "state");
    const char *note = text(entry, "note");
    g_autofree char *place = g_strdup_printf("/people/%zu", i);
    gint64 changed = 0;

    if (strcmp(state, "present") != 0 && strcmp(state, "absent") != 0 && note == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "round.needs_note", place, NULL);
        return false;
    }
    if (!store_execute(call_tx(call), &sql_meeting_person_set,
                       STORE_VALUES(store_text(state), store_text(note),
                                    store_text(call_district(call)), store_text(meeting->id),
                                    store_text(text(entry, "person"))),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "round.not_expected", place, NULL);
    }
    return changed > 0;
}

bool meeting_set_attendance(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find_for(call, "running", error);
    json_t *people = json_object_get(call_body(call), "people");
    size_t i;
    json_t *entry;

    if (meeting == NULL) {
        return false;
    }
    json_array_foreach(people, i, entry)
    {
        if (!set_person(call, meeting, entry, i, error)) {
            return false;
        }
    }
    json_auto_t *after = json_pack("{s:O}", "people", people);
    return meeting_record(call, meeting, "meeting.attendance", NULL, after, error) &&
           meeting_read(call, error);
}

bool meeting_set_minutes(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find_for(call, "running", error);
    json_t *items = json_object_get(call_body(call), "items");
    size_t i;
    json_t *entry;

    if (meeting == NULL) {
        return false;
    }
    json_array_foreach(items, i, entry)
    {
        gint64 changed = 0;
        if (!store_execute(
                call_tx(call), &sql_meeting_item_minutes,
                STORE_VALUES(store_text(text(entry, "minutes")), store_text(call_district(call)),
                             store_text(meeting->id),
                             store_int(json_integer_value(json_object_get(entry, "number")))),
                &changed, error)) {
            return false;
        }
        if (changed == 0) {
            g_autofree char *place = g_strdup_printf("/items/%zu/number", i);
            error_set(error, LUOSHI_ERROR_INVALID, "round.no_item", place, NULL);
            return false;
        }
    }
    json_auto_t *after = json_pack("{s:O}", "items", items);
    return meeting_record(call, meeting, "meeting.minutes", NULL, after, error) &&
           meeting_read(call, error);
}

/* ---- Decisions --------------------------------------------------------------------------------
 */

bool meeting_decide(Call *call, GError **error)
{
    json_t *body = call_body(call);
    const json_t *item = json_object_get(body, "item");
    const json_t *helpers = json_object_get(body, "co_units");
    g_autofree char *co_units = helpers != NULL ? json_dumps(helpers, JSON_COMPACT) : NULL;
    const CommitmentDecision decision = {.text = text(body, "text"),
                                         .lead_unit = text(body, "lead_unit"),
                                         .leader = text(body, "leader"),
                                         .due = text(body, "due"),
                                         .co_units = co_units};
    g_autoptr(Meeting) meeting = meeting_find_for(call, "running", error);
    g_autofree char *id = call_new_id(call);

    if (meeting == NULL || !commitment_decision_check(call, &decision, error) ||
        !store_execute(
            call_tx(call), &sql_decision_insert,
            STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(meeting->id),
                         json_is_integer(item) ? store_int(json_integer_value(item)) : store_null(),
                         store_text(decision.text), store_text(decision.lead_unit),
                         store_text(decision.leader), store_text(decision.due),
                         store_text(co_units != NULL ? co_units : "[]")),
            NULL, error)) {
        return false;
    }
    call_created(call);
    return meeting_record(call, meeting, "meeting.decide", NULL, body, error) &&
           meeting_read(call, error);
}

bool meeting_undecide(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find_for(call, "running", error);
    const char *id = call_parameter(call, "decision");
    json_auto_t *after = json_pack("{s:s}", "decision", id);
    gint64 changed = 0;

    if (meeting == NULL || !store_execute(call_tx(call), &sql_decision_remove,
                                          STORE_VALUES(store_text(call_district(call)),
                                                       store_text(meeting->id), store_text(id)),
                                          &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "round.no_decision", NULL, NULL);
        return false;
    }
    return meeting_record(call, meeting, "meeting.undecide", text(call_body(call), "reason"), after,
                          error) &&
           meeting_read(call, error);
}

/* A decision that becomes a commitment. */
typedef struct {
    char *id;
    char *text;
    char *lead_unit;
    char *leader;
    char *due;
    char *co_units;
} Decision;

static void decision_free(gpointer data)
{
    Decision *decision = data;

    g_free(decision->id);
    g_free(decision->text);
    g_free(decision->lead_unit);
    g_free(decision->leader);
    g_free(decision->due);
    g_free(decision->co_units);
    g_free(decision);
}

static GPtrArray *read_decisions(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(decision_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_decisions,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Decision *decision = g_new0(Decision, 1);
        *decision = (Decision){.id = g_strdup(store_column_text(rows, 0)),
                               .text = g_strdup(store_column_text(rows, 3)),
                               .lead_unit = g_strdup(store_column_text(rows, 4)),
                               .leader = g_strdup(store_column_text(rows, 5)),
                               .due = g_strdup(store_column_text(rows, 6)),
                               .co_units = g_strdup(store_column_text(rows, 8))};
        g_ptr_array_add(all, decision);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

static bool commit_decisions(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GPtrArray) all = read_decisions(call, meeting, error);

    for (guint i = 0; all != NULL && i < all->len; i++) {
        const Decision *one = all->pdata[i];
        const CommitmentDecision decision = {.text = one->text,
                                             .lead_unit = one->lead_unit,
                                             .leader = one->leader,
                                             .due = one->due,
                                             .co_units = one->co_units,
                                             .source_kind = "meeting",
                                             .source_id = meeting->id,
                                             .source_title = meeting->title};
        g_autofree char *commitment = commitment_decide(call, &decision, error);
        if (commitment == NULL ||
            !store_execute(call_tx(call), &sql_decision_set_commitment,
                           STORE_VALUES(store_text(commitment), store_text(call_district(call)),
                                        store_text(one->id)),
                           NULL, error)) {
            return false;
        }
    }
    return all != NULL;
}

/* Everyone expected must be said to have come or not. */
static bool check_attendance(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint64 unsaid = 0;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_meeting_people,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        unsaid += store_column_is_null(rows, 2) ? 1 : 0;
    }
    if (rows == NULL || !error_pass(error, &failed)) {
        return false;
    }
    if (unsaid > 0) {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, unsaid);
        error_set(error, LUOSHI_ERROR_CONFLICT, "round.attendance_open", NULL, "count", count,
                  NULL);
    }
    return unsaid == 0;
}

bool meeting_close(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = meeting_find_for(call, "running", error);

    return meeting != NULL && check_attendance(call, meeting, error) &&
           commit_decisions(call, meeting, error) && set_state(call, meeting, "closed", error) &&
           meeting_record(call, meeting, "meeting.close", NULL, NULL, error) &&
           meeting_read(call, error);
}

/* ---- Sessions ---------------------------------------------------------------------------------
 */

/* A missed session is made up when someone else says so. */
bool meeting_make_up(Call *call, GError **error)
{
    json_t *body = call_body(call);
    const char *person = text(body, "person");
    g_autoptr(Meeting) meeting = meeting_find_for(call, "closed", error);
    g_autoptr(GError) failed = NULL;
    const char *fault = "round.not_expected";
    gint64 changed = 0;

    if (meeting == NULL) {
        return false;
    }
    if (strcmp(person, call_actor(call)->person) == 0) {
        error_set(error, LUOSHI_ERROR_DENIED, "round.own_make_up", "/person", NULL);
        return false;
    }
    {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_meeting_people,
            STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            if (strcmp(store_column_text(rows, 0), person) == 0) {
                const char *state = store_column_text(rows, 2);
                bool missed = strcmp(state, "absent") == 0 || strcmp(state, "leave") == 0;
                fault = missed && store_column_is_null(rows, 4) ? NULL : "round.nothing_to_make_up";
            }
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return false;
        }
    }
    if (fault != NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, fault, "/person", NULL);
        return false;
    }
    return store_execute(call_tx(call), &sql_meeting_person_make_up,
                         STORE_VALUES(store_text(text(body, "note")),
                                      store_text(call_actor(call)->account),
                                      store_text(call_district(call)), store_text(meeting->id),
                                      store_text(person)),
                         &changed, error) &&
           meeting_record(call, meeting, "meeting.make_up", NULL, body, error) &&
           meeting_read(call, error);
}
