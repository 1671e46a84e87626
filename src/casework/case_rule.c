/* Cases that a type's rules raise by themselves. A cause (a commitment that is overdue since a day)
 * raises a case once: whatever became of that case, it is raised again only for a new cause, or
 * after the interval that the rule declares. */
#include "casework/casework_internal.h"

#include "commitment/commitment.h"

#include <string.h>

/* At most so many cases are raised by a rule in one go; the next minute goes on. */
#define RAISED_AT_ONCE 50

/* A rule at work. */
typedef struct {
    const char *type;
    const json_t *rule;
    const WorkCalendar *calendar;
    gint32 today;
} Rule;

static gint32 number_of(const Rule *rule, const char *name)
{
    return (gint32)json_integer_value(json_object_get(rule->rule, name));
}

/* The day COUNT working days from today, as it is written. */
static void working_day(const Rule *rule, gint32 count, char day[static DAY_LENGTH + 1])
{
    day_format(calendar_add(rule->calendar, rule->today, count), day);
}

/* Is a case to be raised for CAUSE? Not while one is open, nor a second time for the same cause
 * before the rule says so. */
static bool is_new(Call *call, const Rule *rule, const char *object, const char *cause, bool *fresh,
                   GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *key = json_string_value(json_object_get(rule->rule, "key"));
    g_autofree char *open = casework_find_open(call, rule->type, "commitment", object, &failed);
    gint32 again = number_of(rule, "again");

    *fresh = false;
    if (!case_propagate(error, &failed)) {
        return false;
    }
    if (open != NULL) {
        return true;
    }
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_case_raised,
        STORE_VALUES(store_text(call_district(call)), store_text(rule->type), store_text(key),
                     store_text("commitment"), store_text(object), store_text(cause)),
        error);
    if (rows == NULL) {
        return false;
    }
    *fresh = true;
    if (store_rows_next(rows, &failed)) {
        gint32 raised = 0;
        day_parse(store_column_text(rows, 0), &raised);
        *fresh = again > 0 && calendar_count(rule->calendar, raised, rule->today) >= again;
    }
    return case_propagate(error, &failed);
}

static bool raise_one(Call *call, const Rule *rule, const CommitmentBrief *brief, bool *raised,
                      GError **error)
{
    char due[DAY_LENGTH + 1];

    if (!is_new(call, rule, brief->id, brief->due, raised, error)) {
        return false;
    }
    if (!*raised) {
        return true;
    }
    working_day(rule, number_of(rule, "due_in"), due);
    json_auto_t *form = json_pack("{s:O, s:O, s:s}", "title", json_object_get(rule->rule, "title"),
                                  "demand", json_object_get(rule->rule, "demand"), "due", due);
    const CaseOpening opening = {.type = rule->type,
                                 .object_kind = "commitment",
                                 .object_id = brief->id,
                                 .unit = brief->lead_unit,
                                 .leader = brief->leader,
                                 .form = form};
    g_autofree char *id = casework_open(call, &opening, error);
    return id != NULL &&
           store_execute(
               call_tx(call), &sql_case_raised_set,
               STORE_VALUES(store_text(call_district(call)), store_text(rule->type),
                            store_text(json_string_value(json_object_get(rule->rule, "key"))),
                            store_text("commitment"), store_text(brief->id), store_text(brief->due),
                            store_text(call_today(call)), store_text(id)),
               NULL, error);
}

static bool apply_rule(Call *call, const Rule *rule, GError **error)
{
    char before[DAY_LENGTH + 1];
    guint count = 0;

    working_day(rule, -number_of(rule, "overdue"), before);
    g_autoptr(GPtrArray) overdue = commitment_overdue(call, before, error);
    for (guint i = 0; overdue != NULL && i < overdue->len && count < RAISED_AT_ONCE; i++) {
        bool raised = false;
        if (!raise_one(call, rule, overdue->pdata[i], &raised, error)) {
            return false;
        }
        count += raised ? 1 : 0;
    }
    return overdue != NULL;
}

/* The definitions in force, read before anything is raised. (transfer full, elements json_t) */
static GPtrArray *read_definitions(Call *call, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)json_decref);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_case_types,
                                            STORE_VALUES(store_text(call_district(call))), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(all, json_loads(store_column_text(rows, 2), 0, NULL));
    }
    return rows != NULL && case_propagate(error, &failed) ? g_steal_pointer(&all) : NULL;
}

bool case_apply_rules(Call *call, const WorkCalendar *calendar, GError **error)
{
    g_autoptr(GPtrArray) definitions = read_definitions(call, error);
    Rule rule = {.calendar = calendar};

    day_parse(call_today(call), &rule.today);
    for (guint i = 0; definitions != NULL && i < definitions->len; i++) {
        const json_t *definition = definitions->pdata[i];
        size_t r;
        json_t *one;
        rule.type = json_string_value(json_object_get(definition, "key"));
        json_array_foreach(json_object_get(definition, "rules"), r, one)
        {
            rule.rule = one;
            if (!apply_rule(call, &rule, error)) {
                return false;
            }
        }
    }
    return definitions != NULL;
}
