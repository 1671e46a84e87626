/* How the sample district's units answer the notices and reminders of its year, and how the office
 * verifies what they say: by habit, whatever the lights raised. */
#include "cli/sample_internal.h"

#include <string.h>

#define DAY_TEXT 10 /* bytes of a moment that are its day */

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The open cases of TYPE in STATE, of UNIT (NULL: any). (transfer full) */
static json_t *list_cases(const Sample *sample, const char *type, const char *state,
                          const char *unit, GError **error)
{
    const char *parameters[] = {
        "type", type, "state", state, "limit", "200", unit != NULL ? "unit" : NULL, unit, NULL};
    json_auto_t *page =
        sample_run_as(sample, sample->clerk, "case_list", parameters, NULL, NULL, error);

    return json_incref(json_object_get(page, "cases"));
}

/* WHO (a log-in) makes MOVE with FORM in each case of TYPE in STATE that is UNIT's and was raised
 * before DAY (NULL: whenever). */
static bool move_all(const Sample *sample, const char *who, const char *type, const char *state,
                     const json_t *unit, const char *day, const char *move, const json_t *form,
                     GError **error)
{
    const char *account = sample_account(sample, who, error);
    json_auto_t *cases =
        account != NULL ? list_cases(sample, type, state, json_string_value(unit), error) : NULL;
    size_t i;
    json_t *one;

    json_array_foreach(cases, i, one)
    {
        if (day != NULL && strncmp(text(one, "raised"), day, DAY_TEXT) >= 0) {
            continue;
        }
        if (!sample_move(sample, account, text(one, "id"), move,
                         json_integer_value(json_object_get(one, "version")), form, error)) {
            return false;
        }
    }
    return cases != NULL;
}

/* The unit of the log-in of HABIT signs for its notices and replies to them, and answers its
 * reminders if that is its habit, when they are older than DAY. */
static bool answer(const Sample *sample, const json_t *habit, const char *day, GError **error)
{
    static const char *const by_login[] = {"login", NULL};
    const char *who = text(habit, "as");
    const json_t *unit = json_object_get(find_object(sample->accounts, by_login, who), "unit");
    json_auto_t *nothing = json_object();

    return move_all(sample, who, "notice", "issued", unit, day, "sign", nothing, error) &&
           move_all(sample, who, "notice", "handling", unit, day, "reply",
                    json_object_get(habit, "notice"), error) &&
           (json_object_get(habit, "reminder") == NULL ||
            move_all(sample, who, "reminder", "sent", unit, day, "answer",
                     json_object_get(habit, "reminder"), error));
}

/* Each reply is looked at by CHECKS' log-in: the first of a notice whose unit is one of “returned”
 * goes back, all others close it. */
static bool check(const Sample *sample, const json_t *checks, GError **error)
{
    const char *account = sample_account(sample, text(checks, "as"), error);
    json_auto_t *cases =
        account != NULL ? list_cases(sample, "notice", "replied", NULL, error) : NULL;
    size_t i;
    json_t *one;

    json_array_foreach(cases, i, one)
    {
        static const char *const by_id[] = {"id", NULL};
        const char *key = text(find_object(sample->units, by_id, text(one, "unit")), "key");
        const json_t *grounds = json_object_get(json_object_get(checks, "returned"), key);
        bool back = grounds != NULL && json_integer_value(json_object_get(one, "returns")) == 0;
        json_auto_t *form = back
                                ? json_pack("{s:O}", "grounds", grounds)
                                : json_pack("{s:O}", "finding", json_object_get(checks, "finding"));
        if (!sample_move(sample, account, text(one, "id"), back ? "return" : "verify",
                         json_integer_value(json_object_get(one, "version")), form, error)) {
            return false;
        }
    }
    return cases != NULL;
}

bool sample_habits(const Sample *sample, const json_t *cases, const json_t *finding, gint32 today,
                   bool checks, GError **error)
{
    size_t i;
    json_t *habit;

    if (checks) {
        const json_t *office = json_object_get(cases, "checks");
        json_auto_t *form = json_pack("{s:O}", "finding", finding);
        return check(sample, office, error) && move_all(sample, text(office, "as"), "completion",
                                                        "asked", NULL, NULL, "verify", form, error);
    }
    json_array_foreach(json_object_get(cases, "answers"), i, habit)
    {
        char day[DAY_LENGTH + 1];
        day_format(today - (gint32)json_integer_value(json_object_get(habit, "after")), day);
        if (!answer(sample, habit, day, error)) {
            return false;
        }
    }
    return true;
}
