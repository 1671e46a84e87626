/* The sample district's budget and debts, as its finance bureau keeps them. */
#include "cli/sample_internal.h"

#include <string.h>

#define KEEPER "finance" /* the log-in that keeps them */

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* Runs OPERATION as whoever keeps the budget; the id of NAME in its answer (transfer full), or
 * NULL. */
static char *keep(const Sample *sample, const char *operation, const char *const *parameters,
                  const json_t *body, const char *name, GError **error)
{
    const char *account = sample_account(sample, KEEPER, error);
    json_auto_t *answer =
        account != NULL ? sample_run_as(sample, account, operation, parameters, body, NULL, error)
                        : NULL;

    return answer != NULL ? g_strdup(text(json_object_get(answer, name), "id")) : NULL;
}

/* The entries of OWNER, each {day, amount, text}. */
static bool add_entries(const Sample *sample, const char *operation, const char *parameter,
                        const char *name, const char *owner, const json_t *entries, GError **error)
{
    const char *parameters[] = {parameter, owner, NULL};
    size_t i;
    json_t *entry;

    json_array_foreach(entries, i, entry)
    {
        g_autofree char *done = keep(sample, operation, parameters, entry, name, error);
        if (done == NULL) {
            return false;
        }
    }
    return true;
}

/* ENTRY without MEMBER, its unit's key made an id. (transfer full) */
static json_t *body_of(const Sample *sample, const json_t *entry, const char *member,
                       GError **error)
{
    const json_t *unit = find_unit(sample->units, text(entry, "unit"), error);
    json_t *body = unit != NULL ? json_copy((json_t *)entry) : NULL;

    if (body != NULL) {
        json_object_del(body, member);
        json_object_set(body, "unit", json_object_get(unit, "id"));
    }
    return body;
}

bool sample_budget(const Sample *sample, const json_t *lines, const json_t *debts, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(lines, i, entry)
    {
        json_auto_t *body = body_of(sample, entry, "spent", error);
        g_autofree char *id =
            body != NULL ? keep(sample, "budget_line_add", NULL, body, "line", error) : NULL;
        if (id == NULL || !add_entries(sample, "budget_entry_add", "line", "line", id,
                                       json_object_get(entry, "spent"), error)) {
            return false;
        }
    }
    json_array_foreach(debts, i, entry)
    {
        json_auto_t *body = body_of(sample, entry, "paid", error);
        g_autofree char *id =
            body != NULL ? keep(sample, "debt_add", NULL, body, "debt", error) : NULL;
        if (id == NULL || !add_entries(sample, "debt_payment_add", "debt", "debt", id,
                                       json_object_get(entry, "paid"), error)) {
            return false;
        }
    }
    return true;
}
