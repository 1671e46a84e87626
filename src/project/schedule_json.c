#include "project/schedule_json.h"

#include "kernel/json_in.h"
#include "project/schedule_json_internal.h"

#include <string.h>

static bool fail(const char *key, const char *place, const char *name, const char *argument,
                 const char *value, GError **error)
{
    g_autofree char *field = g_strconcat(place, name != NULL ? "/" : "", name, NULL);

    error_set(error, LUOSHI_ERROR_INVALID, key, field, "field", field, argument, value, NULL);
    return false;
}

static bool read_days(const json_t *value, const char *place, const char *name, gint32 *days,
                      GError **error)
{
    json_int_t number = json_integer_value(value);

    if (!json_is_integer(value) || number < -SCHEDULE_DAYS_MAX || number > SCHEDULE_DAYS_MAX) {
        return fail("kernel.schema.type", place, name, "type", "integer", error);
    }
    *days = (gint32)number;
    return true;
}

static bool read_value(SchedulePlan *plan, const json_t *value, const Field *field,
                       const char *place, void *into, GError **error)
{
    switch (field->kind) {
    case FIELD_TEXT:
        if (!json_is_string(value) || json_string_length(value) > SCHEDULE_TEXT_MAX) {
            return fail("kernel.schema.type", place, field->name, "type", "string", error);
        }
        *(const char **)into = schedule_plan_text(plan, json_string_value(value));
        return true;
    case FIELD_DAYS:
        return read_days(value, place, field->name, into, error);
    case FIELD_DAY:
        return (json_is_string(value) && day_parse(json_string_value(value), into)) ||
               fail("kernel.schema.date", place, field->name, NULL, NULL, error);
    case FIELD_FLAG:
        if (!json_is_boolean(value)) {
            return fail("kernel.schema.type", place, field->name, "type", "boolean", error);
        }
        *(bool *)into = json_is_true(value);
        return true;
    case FIELD_ELSEWHERE:
        return true;
    }
    return true;
}

/* The members of OBJECT that FIELDS keep in INTO; members that it does not know are refused. */
static bool read_fields(SchedulePlan *plan, const json_t *object, const Field *fields,
                        const char *place, void *into, GError **error)
{
    if (!json_is_object(object)) {
        return fail("kernel.schema.type", place, NULL, "type", "object", error);
    }
    for (void *at = json_object_iter((json_t *)object); at != NULL;
         at = json_object_iter_next((json_t *)object, at)) {
        const char *name = json_object_iter_key(at);
        const Field *field = fields;
        while (field->name != NULL && strcmp(field->name, name) != 0) {
            field++;
        }
        if (field->name == NULL) {
            return fail("kernel.schema.unknown", place, name, "name", name, error);
        }
        if (field->kind != FIELD_ELSEWHERE &&
            !read_value(plan, json_object_iter_value(at), field, place,
                        (char *)into + field->offset, error)) {
            return false;
        }
    }
    return true;
}

/* A text member of OBJECT: NULL where there is none, an error where it is NEEDED or no text. */
static bool read_text(const json_t *object, const char *name, bool needed, const char *place,
                      const char **text, GError **error)
{
    const json_t *value = json_object_get(object, name);

    *text = json_string_value(value);
    if (value == NULL && !needed) {
        return true;
    }
    return value == NULL   ? fail("kernel.schema.required", place, name, "name", name, error)
           : *text == NULL ? fail("kernel.schema.type", place, name, "type", "string", error)
                           : true;
}

/* The member NAME of OBJECT, if it has one, is a list. */
static bool read_list(const json_t *object, const char *name, const char *place,
                      const json_t **list, GError **error)
{
    *list = json_object_get(object, name);
    return *list == NULL || json_is_array(*list) ||
           fail("kernel.schema.type", place, name, "type", "array", error);
}

/* The number of the text member NAME in VALUES; *INDEX stays where there is none. */
static bool read_choice(const json_t *object, const char *name, const char *const *values,
                        guint count, const char *place, guint *index, GError **error)
{
    const char *text = NULL;

    if (!read_text(object, name, false, place, &text, error)) {
        return false;
    }
    if (text == NULL) {
        return true;
    }
    for (guint i = 0; i < count; i++) {
        if (strcmp(values[i], text) == 0) {
            *index = i;
            return true;
        }
    }
    return fail("kernel.schema.choice", place, name, "choices",
                count == G_N_ELEMENTS(schedule_link_types) ? "FS, SS, FF, SF" : "pert, triangular",
                error);
}

/* The activity or calendar that the member NAME says. */
static bool read_reference(const json_t *object, const char *name, bool needed, GHashTable *table,
                           const char *place, guint *number, GError **error)
{
    const char *id = NULL;

    if (!read_text(object, name, needed, place, &id, error)) {
        return false;
    }
    if (id == NULL) {
        return true;
    }
    *number = GPOINTER_TO_UINT(g_hash_table_lookup(table, id)) - 1;
    if (*number != SCHEDULE_NONE) {
        return true;
    }
    return fail("schedule.no_such", place, name, "id", id, error);
}

static bool read_week(const json_t *object, const char *place, guint8 *week, GError **error)
{
    const json_t *list = NULL;

    if (!read_list(object, "week", place, &list, error)) {
        return false;
    }
    guint8 days = 0;
    for (gsize i = 0; i < json_array_size(list); i++) {
        const json_t *day = json_array_get(list, i);
        json_int_t number = json_integer_value(day);
        if (!json_is_integer(day) || number < 1 || number > 7) {
            return fail("schedule.week", place, "week", NULL, NULL, error);
        }
        days |= (guint8)(1U << (number - 1));
    }
    *week = list != NULL ? days : *week;
    return true;
}

static bool read_exceptions(SchedulePlan *plan, ScheduleCalendar *calendar, const json_t *object,
                            const char *place, bool work, GError **error)
{
    const char *name = work ? "work" : "off";
    const json_t *list = NULL;

    if (!read_list(object, name, place, &list, error)) {
        return false;
    }
    for (gsize i = 0; i < json_array_size(list); i++) {
        g_autofree char *at = g_strdup_printf("%s/%s/%zu", place, name, i);
        ScheduleException exception = {SCHEDULE_NO_DAY, SCHEDULE_NO_DAY, work};
        if (!read_fields(plan, json_array_get(list, i), schedule_exception_fields, at, &exception,
                         error)) {
            return false;
        }
        exception.to = exception.to == SCHEDULE_NO_DAY ? exception.from : exception.to;
        if (!schedule_plan_except(calendar, exception.from, exception.to, work, error)) {
            return false;
        }
    }
    return true;
}

static bool read_calendar(SchedulePlan *plan, const json_t *object, const char *place,
                          GError **error)
{
    const char *id = NULL;
    const char *name = NULL;

    if (!read_text(object, "id", true, place, &id, error) ||
        !read_text(object, "name", false, place, &name, error)) {
        return false;
    }
    ScheduleCalendar *calendar = schedule_plan_add_calendar(plan, id, name, error);
    return calendar != NULL &&
           read_fields(plan, object, schedule_calendar_fields, place, calendar, error) &&
           read_week(object, place, &calendar->week, error) &&
           read_exceptions(plan, calendar, object, place, false, error) &&
           read_exceptions(plan, calendar, object, place, true, error);
}

static bool read_activity(SchedulePlan *plan, const json_t *object, const char *place,
                          GError **error)
{
    const char *id = NULL;
    const char *name = NULL;

    if (!read_text(object, "id", true, place, &id, error) ||
        !read_text(object, "name", false, place, &name, error)) {
        return false;
    }
    ScheduleActivity *activity = schedule_plan_add(plan, id, name, error);
    return activity != NULL &&
           read_fields(plan, object, schedule_activity_fields, place, activity, error) &&
           read_reference(object, "calendar", false, plan->calendar_by_id, place,
                          &activity->calendar, error);
}

/* A parent may stand after its parts. */
static bool read_parent(SchedulePlan *plan, const json_t *object, const char *place, GError **error)
{
    guint number = schedule_plan_find(plan, json_string_value(json_object_get(object, "id")));

    return read_reference(object, "parent", false, plan->by_id, place,
                          &schedule_plan_activity(plan, number)->parent, error);
}

static bool read_link(SchedulePlan *plan, const json_t *object, const char *place, GError **error)
{
    ScheduleLink link = {0};
    guint type = SCHEDULE_FS;

    if (!read_fields(plan, object, schedule_link_fields, place, &link, error) ||
        !read_reference(object, "from", true, plan->by_id, place, &link.from, error) ||
        !read_reference(object, "to", true, plan->by_id, place, &link.to, error) ||
        !read_choice(object, "type", schedule_link_types, G_N_ELEMENTS(schedule_link_types), place,
                     &type, error)) {
        return false;
    }
    link.type = (guint8)type;
    return schedule_plan_link(plan, link, error);
}

static bool read_baseline(SchedulePlan *plan, const json_t *object, const char *place,
                          GError **error)
{
    const char *name = NULL;
    const json_t *list = NULL;

    if (!read_fields(plan, object, schedule_baseline_fields, place, plan, error) ||
        !read_text(object, "name", true, place, &name, error) ||
        !read_list(object, "activities", place, &list, error)) {
        return false;
    }
    ScheduleBaseline *baseline = schedule_plan_add_baseline(plan, name, error);
    for (gsize i = 0; baseline != NULL && i < json_array_size(list); i++) {
        g_autofree char *at = g_strdup_printf("%s/activities/%zu", place, i);
        const json_t *one = json_array_get(list, i);
        ScheduleSpan span = {SCHEDULE_NO_DAY, SCHEDULE_NO_DAY};
        guint activity = 0;
        if (!read_fields(plan, one, schedule_span_fields, at, &span, error) ||
            !read_reference(one, "id", true, plan->by_id, at, &activity, error)) {
            return false;
        }
        schedule_baseline_set(baseline, activity, span);
    }
    return baseline != NULL;
}

typedef bool (*ReadOne)(SchedulePlan *plan, const json_t *object, const char *place,
                        GError **error);

static bool read_each(SchedulePlan *plan, const json_t *root, const char *name, ReadOne read_one,
                      GError **error)
{
    const json_t *list = NULL;

    if (!read_list(root, name, "", &list, error)) {
        return false;
    }
    for (gsize i = 0; i < json_array_size(list); i++) {
        g_autofree char *place = g_strdup_printf("/%s/%zu", name, i);
        if (!read_one(plan, json_array_get(list, i), place, error)) {
            return false;
        }
    }
    return true;
}

SchedulePlan *schedule_json_read(const char *text, gsize length, GError **error)
{
    g_autoptr(SchedulePlan) plan = schedule_plan_new();
    guint spread = SCHEDULE_PERT;

    if (length > SCHEDULE_JSON_MAX) {
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "schedule.file_size", NULL, NULL);
        return NULL;
    }
    json_auto_t *root = json_parse(text, length, error);
    if (root == NULL || !read_fields(plan, root, schedule_plan_fields, "", plan, error) ||
        !read_choice(root, "spread", schedule_spreads, G_N_ELEMENTS(schedule_spreads), "", &spread,
                     error) ||
        !read_each(plan, root, "calendars", read_calendar, error) ||
        !read_reference(root, "calendar", false, plan->calendar_by_id, "", &plan->calendar,
                        error) ||
        !read_each(plan, root, "activities", read_activity, error) ||
        !read_each(plan, root, "activities", read_parent, error) ||
        !read_each(plan, root, "links", read_link, error) ||
        !read_each(plan, root, "baselines", read_baseline, error)) {
        return NULL;
    }
    plan->spread = spread == SCHEDULE_TRIANGULAR ? SCHEDULE_TRIANGULAR : SCHEDULE_PERT;
    return g_steal_pointer(&plan);
}
