/* Cases that a type's rules raise by themselves. A cause (a commitment that is overdue, a light
 * that is red since a day, another case that nobody answers) raises a case once: whatever became of
 * that case, it is raised again only for a new cause, or after the interval that the rule declares.
 */
#include "casework/casework_internal.h"

#include "commitment/commitment.h"

#include <string.h>

/* At most so many cases are raised by a rule in one go; the next minute goes on. */
#define RAISED_AT_ONCE 50

/* Characters of an object's title in that of a case. */
#define WHAT_SHOWN 60

/* A rule at work. */
typedef struct {
    const char *type;
    const json_t *rule;
    const WorkCalendar *calendar;
    gint32 today;
} Rule;

static const char *text(const Rule *rule, const char *name)
{
    return json_string_value(json_object_get(rule->rule, name));
}

static gint32 number_of(const Rule *rule, const char *name)
{
    return (gint32)json_integer_value(json_object_get(rule->rule, name));
}

/* The day COUNT working days from today, as it is written. */
static void working_day(const Rule *rule, gint32 count, char day[static DAY_LENGTH + 1])
{
    day_format(calendar_add(rule->calendar, rule->today, count), day);
}

void case_cause_free(CaseCause *cause)
{
    g_free(cause->object_kind);
    g_free(cause->object_id);
    g_free(cause->title);
    g_free(cause->reason);
    g_free(cause->unit);
    g_free(cause->leader);
    g_free(cause->cause);
    g_free(cause->number);
    g_free(cause);
}

/* The case about the object that is open: of the rule's type, or for a rule about lights of any.
 * Somebody is at it then. *ID becomes NULL if there is none. (transfer full) */
static bool find_open(Call *call, const Rule *rule, const CaseCause *cause, char **id,
                      GError **error)
{
    const StoreValue any[] = {store_text(call_district(call)), store_text(cause->object_kind),
                              store_text(cause->object_id)};
    const StoreValue typed[] = {store_text(call_district(call)), store_text(cause->object_kind),
                                store_text(cause->object_id), store_text(rule->type)};
    bool light = json_object_get(rule->rule, "light") != NULL;
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        light ? store_query(call_tx(call), &sql_case_open_about, any, G_N_ELEMENTS(any), error)
              : store_query(call_tx(call), &sql_case_of_object, typed, G_N_ELEMENTS(typed), error);

    *id = rows != NULL && store_rows_next(rows, &failed) ? g_strdup(store_column_text(rows, 0))
                                                         : NULL;
    return rows != NULL && error_pass(error, &failed);
}

/* Is a case to be raised for CAUSE? Not a second time before the rule says so. */
static bool is_new(Call *call, const Rule *rule, const CaseCause *cause, bool *fresh,
                   GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint32 again = number_of(rule, "again");
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_raised,
                    STORE_VALUES(store_text(call_district(call)), store_text(rule->type),
                                 store_text(text(rule, "key")), store_text(cause->object_kind),
                                 store_text(cause->object_id), store_text(cause->cause)),
                    error);

    *fresh = true;
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        gint32 raised = 0;
        day_parse(store_column_text(rows, 0), &raised);
        *fresh = again > 0 && calendar_count(rule->calendar, raised, rule->today) >= again;
    }
    return error_pass(error, &failed);
}

/* The rule's text NAME with {what}, {reason} and {number} of CAUSE. (transfer full) */
static char *fill(const Rule *rule, const char *name, const CaseCause *cause)
{
    g_autoptr(GString) filled = g_string_new(text(rule, name));
    g_autofree char *what =
        g_utf8_substring(cause->title, 0, MIN(g_utf8_strlen(cause->title, -1), (glong)WHAT_SHOWN));

    g_string_replace(filled, "{what}", what, 0);
    g_string_replace(filled, "{reason}", cause->reason, 0);
    g_string_replace(filled, "{number}", cause->number != NULL ? cause->number : "", 0);
    return g_string_free(g_steal_pointer(&filled), FALSE);
}

static char *open_case(Call *call, const Rule *rule, const CaseCause *cause, GError **error)
{
    g_autofree char *title = fill(rule, "title", cause);
    g_autofree char *demand = fill(rule, "demand", cause);
    json_auto_t *form = json_pack("{s:s, s:s}", "title", title, "demand", demand);

    if (json_object_get(rule->rule, "due_in") != NULL) {
        char due[DAY_LENGTH + 1];
        working_day(rule, number_of(rule, "due_in"), due);
        json_object_set_new(form, "due", json_string(due));
    }
    const CaseOpening opening = {.type = rule->type,
                                 .object_kind = cause->object_kind,
                                 .object_id = cause->object_id,
                                 .unit = cause->unit,
                                 .leader = cause->leader,
                                 .form = form};
    return casework_open(call, &opening, error);
}

/* The case that ID was raised for comes to its end in it. */
static bool end_other(Call *call, const Rule *rule, const CaseCause *cause, const char *id,
                      GError **error)
{
    g_autoptr(Case) raised = case_find(call, id, error);
    g_autoptr(GString) grounds = g_string_new(text(rule, "grounds"));

    if (raised == NULL) {
        return false;
    }
    g_string_replace(grounds, "{number}", raised->number, 0);
    return case_move_by_rule(call, cause->cause, text(rule, "move"), grounds->str, error);
}

/* Raises a case for CAUSE, unless one is open: then another case that nobody answers ends in it. */
static bool raise_one(Call *call, const Rule *rule, const CaseCause *cause, bool *raised,
                      GError **error)
{
    g_autofree char *id = NULL;
    bool another = text(rule, "case") != NULL;
    bool fresh = false;

    *raised = false;
    if (!find_open(call, rule, cause, &id, error)) {
        return false;
    }
    if (id != NULL && !another) {
        return true;
    }
    if (!is_new(call, rule, cause, &fresh, error)) {
        return false;
    }
    if (!fresh) {
        return true;
    }
    if (id == NULL) {
        id = open_case(call, rule, cause, error);
        *raised = id != NULL;
    }
    return id != NULL &&
           store_execute(call_tx(call), &sql_case_raised_set,
                         STORE_VALUES(store_text(call_district(call)), store_text(rule->type),
                                      store_text(text(rule, "key")), store_text(cause->object_kind),
                                      store_text(cause->object_id), store_text(cause->cause),
                                      store_text(call_today(call)), store_text(id)),
                         NULL, error) &&
           (!another || end_other(call, rule, cause, id, error));
}

/* Cases of another type that nobody has answered so many working days after they were due. */
static GPtrArray *unanswered_causes(Call *call, const Rule *rule, GError **error)
{
    char before[DAY_LENGTH + 1];

    working_day(rule, -number_of(rule, "overdue"), before);
    g_autoptr(GPtrArray) causes = g_ptr_array_new_with_free_func((GDestroyNotify)case_cause_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_cases_unanswered,
                    STORE_VALUES(store_text(call_district(call)), store_text(before),
                                 store_text(text(rule, "case")), store_text(text(rule, "object"))),
                    error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_auto_t *form = json_loads(store_column_text(rows, 3), 0, NULL);
        const char *demand = json_string_value(json_object_get(form, "demand"));
        CaseCause *cause = g_new0(CaseCause, 1);
        *cause = (CaseCause){.object_kind = g_strdup(text(rule, "object")),
                             .object_id = g_strdup(store_column_text(rows, 6)),
                             .title = g_strdup(store_column_text(rows, 2)),
                             .reason = g_strdup(demand != NULL ? demand : ""),
                             .unit = g_strdup(store_column_text(rows, 4)),
                             .leader = g_strdup(store_column_text(rows, 5)),
                             .cause = g_strdup(store_column_text(rows, 0)),
                             .number = g_strdup(store_column_text(rows, 1))};
        g_ptr_array_add(causes, cause);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&causes) : NULL;
}

/* Commitments that are overdue by the rule's days. */
static GPtrArray *overdue_causes(Call *call, const Rule *rule, GError **error)
{
    char before[DAY_LENGTH + 1];

    working_day(rule, -number_of(rule, "overdue"), before);
    g_autoptr(GPtrArray) overdue = commitment_overdue(call, before, error);
    g_autoptr(GPtrArray) causes = g_ptr_array_new_with_free_func((GDestroyNotify)case_cause_free);
    for (guint i = 0; overdue != NULL && i < overdue->len; i++) {
        const CommitmentBrief *brief = overdue->pdata[i];
        CaseCause *cause = g_new0(CaseCause, 1);
        *cause = (CaseCause){.object_kind = g_strdup("commitment"),
                             .object_id = g_strdup(brief->id),
                             .title = g_strdup(brief->text),
                             .reason = g_strdup(""),
                             .unit = g_strdup(brief->lead_unit),
                             .leader = g_strdup(brief->leader),
                             .cause = g_strdup(brief->due)};
        g_ptr_array_add(causes, cause);
    }
    return overdue != NULL ? g_steal_pointer(&causes) : NULL;
}

static GPtrArray *read_causes(Call *call, const Rule *rule, CaseLights lights, GError **error)
{
    char since[DAY_LENGTH + 1];

    if (text(rule, "case") != NULL) {
        return unanswered_causes(call, rule, error);
    }
    if (text(rule, "light") == NULL) {
        return overdue_causes(call, rule, error);
    }
    working_day(rule, -number_of(rule, "for"), since);
    return lights(call, text(rule, "object"), text(rule, "light"), since, error);
}

static bool apply_rule(Call *call, const Rule *rule, CaseLights lights, GError **error)
{
    g_autoptr(GPtrArray) causes = read_causes(call, rule, lights, error);
    guint count = 0;

    for (guint i = 0; causes != NULL && i < causes->len && count < RAISED_AT_ONCE; i++) {
        bool raised = false;
        if (!raise_one(call, rule, causes->pdata[i], &raised, error)) {
            return false;
        }
        count += raised ? 1 : 0;
    }
    return causes != NULL;
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
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

bool case_apply_rules(Call *call, const WorkCalendar *calendar, CaseLights lights, GError **error)
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
            if (!apply_rule(call, &rule, lights, error)) {
                return false;
            }
        }
    }
    return definitions != NULL;
}
