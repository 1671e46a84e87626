#include "project/schedule_plan.h"

#include <string.h>

SchedulePlan *schedule_plan_new(void)
{
    SchedulePlan *plan = g_new0(SchedulePlan, 1);

    plan->name = "";
    plan->start = plan->finish = plan->data_date = SCHEDULE_NO_DAY;
    plan->calendar = SCHEDULE_NONE;
    plan->near_float = 5;
    plan->activities = g_array_new(FALSE, TRUE, sizeof(ScheduleActivity));
    plan->links = g_array_new(FALSE, TRUE, sizeof(ScheduleLink));
    plan->calendars = g_array_new(FALSE, TRUE, sizeof(ScheduleCalendar));
    plan->baselines = g_array_new(FALSE, TRUE, sizeof(ScheduleBaseline));
    plan->texts = g_string_chunk_new(4096);
    plan->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    plan->calendar_by_id = g_hash_table_new(g_str_hash, g_str_equal);
    return plan;
}

void schedule_plan_free(SchedulePlan *plan)
{
    if (plan == NULL) {
        return;
    }
    for (guint i = 0; i < plan->calendars->len; i++) {
        g_array_unref(g_array_index(plan->calendars, ScheduleCalendar, i).exceptions);
    }
    for (guint i = 0; i < plan->baselines->len; i++) {
        g_array_unref(g_array_index(plan->baselines, ScheduleBaseline, i).spans);
    }
    g_array_unref(plan->activities);
    g_array_unref(plan->links);
    g_array_unref(plan->calendars);
    g_array_unref(plan->baselines);
    g_hash_table_unref(plan->by_id);
    g_hash_table_unref(plan->calendar_by_id);
    g_string_chunk_free(plan->texts);
    g_free(plan);
}

const char *schedule_plan_text(SchedulePlan *plan, const char *text)
{
    return g_string_chunk_insert(plan->texts, text);
}

static bool fail_size(const char *what, guint limit, GError **error)
{
    g_autofree char *text = g_strdup_printf("%u", limit);

    error_set(error, LUOSHI_ERROR_TOO_LARGE, "schedule.too_many", what, "what", what, "limit", text,
              NULL);
    return false;
}

/* Is ID fit for a new one of TABLE? */
static bool check_id(GHashTable *table, const char *id, const char *name, GError **error)
{
    if (*id == '\0' || strlen(id) > SCHEDULE_TEXT_MAX ||
        (name != NULL && strlen(name) > SCHEDULE_TEXT_MAX)) {
        g_autofree char *limit = g_strdup_printf("%u", SCHEDULE_TEXT_MAX);
        error_set(error, LUOSHI_ERROR_INVALID, "schedule.text_length", "id", "limit", limit, NULL);
        return false;
    }
    if (g_hash_table_contains(table, id)) {
        error_set(error, LUOSHI_ERROR_INVALID, "schedule.id_twice", "id", "id", id, NULL);
        return false;
    }
    return true;
}

ScheduleActivity *schedule_plan_add(SchedulePlan *plan, const char *id, const char *name,
                                    GError **error)
{
    guint number = plan->activities->len;

    if (number == SCHEDULE_ACTIVITIES_MAX) {
        fail_size("activities", SCHEDULE_ACTIVITIES_MAX, error);
        return NULL;
    }
    if (!check_id(plan->by_id, id, name, error)) {
        return NULL;
    }
    ScheduleActivity activity = {.id = schedule_plan_text(plan, id),
                                 .parent = SCHEDULE_NONE,
                                 .calendar = SCHEDULE_NONE,
                                 .optimistic = SCHEDULE_UNSET,
                                 .pessimistic = SCHEDULE_UNSET,
                                 .start_no_earlier = SCHEDULE_NO_DAY,
                                 .start_no_later = SCHEDULE_NO_DAY,
                                 .finish_no_earlier = SCHEDULE_NO_DAY,
                                 .finish_no_later = SCHEDULE_NO_DAY,
                                 .actual_start = SCHEDULE_NO_DAY,
                                 .actual_finish = SCHEDULE_NO_DAY,
                                 .remaining = SCHEDULE_UNSET};
    activity.name = name != NULL && *name != '\0' ? schedule_plan_text(plan, name) : activity.id;
    g_array_append_val(plan->activities, activity);
    g_hash_table_insert(plan->by_id, (gpointer)activity.id, GUINT_TO_POINTER(number + 1));
    return schedule_plan_activity(plan, number);
}

ScheduleCalendar *schedule_plan_add_calendar(SchedulePlan *plan, const char *id, const char *name,
                                             GError **error)
{
    guint number = plan->calendars->len;

    if (number == SCHEDULE_CALENDARS_MAX) {
        fail_size("calendars", SCHEDULE_CALENDARS_MAX, error);
        return NULL;
    }
    if (!check_id(plan->calendar_by_id, id, name, error)) {
        return NULL;
    }
    ScheduleCalendar calendar = {.id = schedule_plan_text(plan, id),
                                 .week = SCHEDULE_WEEK_OFFICE,
                                 .holidays = true,
                                 .exceptions =
                                     g_array_new(FALSE, FALSE, sizeof(ScheduleException))};
    calendar.name = name != NULL && *name != '\0' ? schedule_plan_text(plan, name) : calendar.id;
    g_array_append_val(plan->calendars, calendar);
    g_hash_table_insert(plan->calendar_by_id, (gpointer)calendar.id, GUINT_TO_POINTER(number + 1));
    return &g_array_index(plan->calendars, ScheduleCalendar, number);
}

bool schedule_plan_except(ScheduleCalendar *calendar, gint32 from, gint32 to, bool work,
                          GError **error)
{
    ScheduleException exception = {.from = from, .to = to, .work = work};

    if (calendar->exceptions->len == SCHEDULE_EXCEPTIONS_MAX) {
        return fail_size("exceptions", SCHEDULE_EXCEPTIONS_MAX, error);
    }
    g_array_append_val(calendar->exceptions, exception);
    return true;
}

bool schedule_plan_link(SchedulePlan *plan, ScheduleLink link, GError **error)
{
    if (plan->links->len == SCHEDULE_LINKS_MAX) {
        return fail_size("links", SCHEDULE_LINKS_MAX, error);
    }
    g_array_append_val(plan->links, link);
    return true;
}

ScheduleBaseline *schedule_plan_add_baseline(SchedulePlan *plan, const char *name, GError **error)
{
    ScheduleBaseline baseline = {.name = schedule_plan_text(plan, name)};

    if (plan->baselines->len == SCHEDULE_BASELINES_MAX) {
        fail_size("baselines", SCHEDULE_BASELINES_MAX, error);
        return NULL;
    }
    baseline.spans = g_array_new(FALSE, FALSE, sizeof(ScheduleSpan));
    g_array_append_val(plan->baselines, baseline);
    return &g_array_index(plan->baselines, ScheduleBaseline, plan->baselines->len - 1);
}

void schedule_baseline_set(ScheduleBaseline *baseline, guint activity, ScheduleSpan span)
{
    static const ScheduleSpan none = {SCHEDULE_NO_DAY, SCHEDULE_NO_DAY};

    while (baseline->spans->len <= activity) {
        g_array_append_val(baseline->spans, none);
    }
    g_array_index(baseline->spans, ScheduleSpan, activity) = span;
}

guint schedule_plan_find(const SchedulePlan *plan, const char *id)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(plan->by_id, id)) - 1;
}

guint schedule_plan_find_calendar(const SchedulePlan *plan, const char *id)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(plan->calendar_by_id, id)) - 1;
}

ScheduleActivity *schedule_plan_activity(const SchedulePlan *plan, guint activity)
{
    return &g_array_index(plan->activities, ScheduleActivity, activity);
}

guint8 *schedule_plan_summaries(const SchedulePlan *plan)
{
    guint8 *summary = g_new0(guint8, plan->activities->len + 1);

    for (guint i = 0; i < plan->activities->len; i++) {
        guint parent = schedule_plan_activity(plan, i)->parent;
        if (parent < plan->activities->len) {
            summary[parent] = 1;
        }
    }
    return summary;
}
