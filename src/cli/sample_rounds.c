/* The sample district's recurring duties: reports answered, a meeting held with its decisions, a
 * study session that one missed. */
#include "cli/sample_internal.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool start_rounds(const Sample *sample, const json_t *starts, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(starts, i, entry)
    {
        const char *parameters[] = {"round", text(entry, "round"), NULL};
        json_auto_t *body = json_pack("{s:O}", "from", json_object_get(entry, "from"));
        json_auto_t *answer =
            sample_run_as(sample, sample->clerk, "round_start", parameters, body, NULL, error);
        if (answer == NULL) {
            return false;
        }
    }
    return true;
}

/* Is DUTY one of ACCOUNT's, by his unit or by himself, and about what holds ABOUT (NULL: anything)?
 */
static bool is_owed(const json_t *duty, const json_t *account, const char *about)
{
    const char *person = text(duty, "person");
    bool own = person != NULL ? g_strcmp0(person, text(account, "person")) == 0
                              : g_strcmp0(text(duty, "unit"), text(account, "unit")) == 0;

    return own && (about == NULL || strstr(text(duty, "title"), about) != NULL);
}

/* Answers each open duty of ENTRY's round and period that is the account's, about what holds
 * “about”. */
static bool answer_duties(const Sample *sample, const json_t *entry, GError **error)
{
    static const char *const by_login[] = {"login", NULL};
    const char *account = sample_account(sample, text(entry, "as"), error);
    const json_t *who = find_object(sample->accounts, by_login, text(entry, "as"));
    const char *list[] = {
        "round", text(entry, "round"), "period", text(entry, "period"), "limit", "200", NULL};
    json_auto_t *page =
        account != NULL ? sample_run_as(sample, account, "round_duty_list", list, NULL, NULL, error)
                        : NULL;
    size_t i;
    json_t *duty;

    json_array_foreach(json_object_get(page, "duties"), i, duty)
    {
        const char *parameters[] = {"duty", text(duty, "id"), NULL};
        if (!is_owed(duty, who, text(entry, "about")) || text(duty, "answered") != NULL) {
            continue;
        }
        json_auto_t *body =
            json_pack("{s:O, s:O, s:O*}", "version", json_object_get(duty, "version"), "text",
                      json_object_get(entry, "text"), "percent", json_object_get(entry, "percent"));
        json_auto_t *answer =
            sample_run_as(sample, account, "round_duty_answer", parameters, body, NULL, error);
        if (answer == NULL) {
            return false;
        }
    }
    return page != NULL;
}

/* The meeting of ENTRY's round and period. (transfer full) */
static char *find_meeting(const Sample *sample, const json_t *entry, GError **error)
{
    const char *parameters[] = {"round", text(entry, "round"), NULL};
    json_auto_t *page =
        sample_run_as(sample, sample->clerk, "meeting_list", parameters, NULL, NULL, error);
    size_t i;
    json_t *meeting;

    json_array_foreach(json_object_get(page, "meetings"), i, meeting)
    {
        if (strcmp(text(meeting, "period"), text(entry, "period")) == 0) {
            return g_strdup(text(meeting, "id"));
        }
    }
    return NULL;
}

/* OPERATION on the meeting of *DETAIL with BODY, which gets its version; *DETAIL becomes what it is
 * then. */
static bool act(const Sample *sample, const char *operation, json_t *body, json_t **detail,
                GError **error)
{
    const json_t *meeting = json_object_get(*detail, "meeting");
    const char *parameters[] = {"meeting", text(meeting, "id"), NULL};

    json_object_set(body, "version", json_object_get(meeting, "version"));
    json_t *answer = sample_run_as(sample, sample->clerk, operation, parameters, body, NULL, error);
    if (answer == NULL) {
        return false;
    }
    json_decref(*detail);
    *detail = answer;
    return true;
}

/* The id of the person whom OFFICERS name as ROLE, or NULL and LUOSHI_ERROR_NOT_FOUND. */
static const char *find_officer(const Sample *sample, const json_t *officers, const char *role,
                                GError **error)
{
    static const char *const by_name[] = {"name", NULL};
    const char *id = text(find_object(sample->people, by_name, text(officers, role)), "id");

    if (id == NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "org.no_person", NULL, NULL);
    }
    return id;
}

/* Who presides and who comes to take the minutes; without OFFICERS nobody is named. */
static bool name_officers(const Sample *sample, const json_t *officers, json_t **detail,
                          GError **error)
{
    if (officers == NULL) {
        return true;
    }
    const char *chair = find_officer(sample, officers, "chair", error);
    const char *recorder = chair != NULL ? find_officer(sample, officers, "recorder", error) : NULL;
    if (recorder == NULL) {
        return false;
    }
    json_auto_t *body =
        json_pack("{s:[s], s:s, s:s, s:O}", "add", recorder, "chair", chair, "recorder", recorder,
                  "reason", json_object_get(officers, "reason"));
    return act(sample, "meeting_set_roster", body, detail, error);
}

static bool record_attendance(const Sample *sample, const json_t *entry, json_t **detail,
                              GError **error)
{
    json_auto_t *people = json_array();
    size_t i;
    json_t *person;

    json_array_foreach(json_object_get(*detail, "people"), i, person)
    {
        const json_t *away =
            json_object_get(json_object_get(entry, "away"), text(person, "person_name"));
        json_array_append_new(
            people, away != NULL
                        ? json_pack("{s:O, s:s, s:O}", "person", json_object_get(person, "person"),
                                    "state", "leave", "note", away)
                        : json_pack("{s:O, s:s}", "person", json_object_get(person, "person"),
                                    "state", "present"));
    }
    json_auto_t *body = json_pack("{s:O}", "people", people);
    return act(sample, "meeting_set_attendance", body, detail, error);
}

static bool record_decisions(const Sample *sample, const json_t *entry, json_t **detail,
                             GError **error)
{
    size_t i;
    json_t *decision;

    json_array_foreach(json_object_get(entry, "decisions"), i, decision)
    {
        const json_t *unit = find_unit(sample->units, text(decision, "unit"), error);
        json_auto_t *body =
            unit == NULL ? NULL
                         : json_pack("{s:O, s:O, s:O}", "text", json_object_get(decision, "text"),
                                     "lead_unit", json_object_get(unit, "id"), "due",
                                     json_object_get(decision, "due"));
        if (body == NULL || !act(sample, "meeting_decide", body, detail, error)) {
            return false;
        }
    }
    return true;
}

bool sample_meeting(const Sample *sample, const json_t *entry, GError **error)
{
    g_autofree char *id = find_meeting(sample, entry, error);
    const char *parameters[] = {"meeting", id, NULL};
    json_auto_t *nothing = json_object();
    json_auto_t *ending = json_object();
    json_auto_t *agenda = json_pack("{s:[], s:[], s:O}", "order", "dropped", "added",
                                    json_object_get(entry, "added"));
    json_auto_t *minutes = json_pack("{s:O}", "items", json_object_get(entry, "minutes"));
    json_t *detail = id != NULL ? sample_run_as(sample, sample->clerk, "meeting_read", parameters,
                                                NULL, NULL, error)
                                : NULL;
    size_t i;
    json_t *material;
    bool done = detail != NULL;

    json_array_foreach(json_object_get(entry, "materials"), i, material)
    {
        done = done && act(sample, "meeting_add_material", material, &detail, error);
    }
    done = done && (agenda == NULL || act(sample, "meeting_set_agenda", agenda, &detail, error)) &&
           name_officers(sample, json_object_get(entry, "officers"), &detail, error) &&
           act(sample, "meeting_start", nothing, &detail, error) &&
           record_attendance(sample, entry, &detail, error) &&
           (minutes == NULL || act(sample, "meeting_set_minutes", minutes, &detail, error)) &&
           record_decisions(sample, entry, &detail, error) &&
           act(sample, "meeting_close", ending, &detail, error);
    json_decref(detail);
    return done;
}

bool sample_rounds(const Sample *sample, const json_t *rounds, GError **error)
{
    size_t i;
    json_t *entry;

    if (!start_rounds(sample, json_object_get(rounds, "starts"), error)) {
        return false;
    }
    json_array_foreach(json_object_get(rounds, "answers"), i, entry)
    {
        if (!answer_duties(sample, entry, error)) {
            return false;
        }
    }
    json_array_foreach(json_object_get(rounds, "meetings"), i, entry)
    {
        if (!sample_meeting(sample, entry, error)) {
            return false;
        }
    }
    return true;
}
