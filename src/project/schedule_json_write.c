#include "project/schedule_json_internal.h"

const Field schedule_plan_fields[] = {
    {"name", offsetof(SchedulePlan, name), FIELD_TEXT, 0},
    {"start", offsetof(SchedulePlan, start), FIELD_DAY, 0},
    {"finish", offsetof(SchedulePlan, finish), FIELD_DAY, 0},
    {"data_date", offsetof(SchedulePlan, data_date), FIELD_DAY, 0},
    {"late", offsetof(SchedulePlan, late), FIELD_FLAG, 0},
    {"critical_float", offsetof(SchedulePlan, critical_float), FIELD_DAYS, 0},
    {"near_float", offsetof(SchedulePlan, near_float), FIELD_DAYS, 5},
    {"calendar", 0, FIELD_ELSEWHERE, 0},
    {"spread", 0, FIELD_ELSEWHERE, 0},
    {"calendars", 0, FIELD_ELSEWHERE, 0},
    {"activities", 0, FIELD_ELSEWHERE, 0},
    {"links", 0, FIELD_ELSEWHERE, 0},
    {"baselines", 0, FIELD_ELSEWHERE, 0},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

#define OF_ACTIVITY(member) offsetof(ScheduleActivity, member)
const Field schedule_activity_fields[] = {
    {"id", 0, FIELD_ELSEWHERE, 0},
    {"name", 0, FIELD_ELSEWHERE, 0},
    {"parent", 0, FIELD_ELSEWHERE, 0},
    {"calendar", 0, FIELD_ELSEWHERE, 0},
    {"duration", OF_ACTIVITY(duration), FIELD_DAYS, 0},
    {"optimistic", OF_ACTIVITY(optimistic), FIELD_DAYS, SCHEDULE_UNSET},
    {"pessimistic", OF_ACTIVITY(pessimistic), FIELD_DAYS, SCHEDULE_UNSET},
    {"late", OF_ACTIVITY(late), FIELD_FLAG, 0},
    {"start_no_earlier", OF_ACTIVITY(start_no_earlier), FIELD_DAY, 0},
    {"start_no_later", OF_ACTIVITY(start_no_later), FIELD_DAY, 0},
    {"finish_no_earlier", OF_ACTIVITY(finish_no_earlier), FIELD_DAY, 0},
    {"finish_no_later", OF_ACTIVITY(finish_no_later), FIELD_DAY, 0},
    {"actual_start", OF_ACTIVITY(actual_start), FIELD_DAY, 0},
    {"actual_finish", OF_ACTIVITY(actual_finish), FIELD_DAY, 0},
    {"remaining", OF_ACTIVITY(remaining), FIELD_DAYS, SCHEDULE_UNSET},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

const Field schedule_calendar_fields[] = {
    {"id", 0, FIELD_ELSEWHERE, 0},
    {"name", 0, FIELD_ELSEWHERE, 0},
    {"week", 0, FIELD_ELSEWHERE, 0},
    {"holidays", offsetof(ScheduleCalendar, holidays), FIELD_FLAG, 0},
    {"off", 0, FIELD_ELSEWHERE, 0},
    {"work", 0, FIELD_ELSEWHERE, 0},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

const Field schedule_exception_fields[] = {
    {"from", offsetof(ScheduleException, from), FIELD_DAY, 0},
    {"to", offsetof(ScheduleException, to), FIELD_DAY, 0},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

const Field schedule_link_fields[] = {
    {"from", 0, FIELD_ELSEWHERE, 0},
    {"to", 0, FIELD_ELSEWHERE, 0},
    {"type", 0, FIELD_ELSEWHERE, 0},
    {"lag", offsetof(ScheduleLink, lag), FIELD_DAYS, 0},
    {"elapsed", offsetof(ScheduleLink, elapsed), FIELD_FLAG, 0},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

const Field schedule_baseline_fields[] = {
    {"name", 0, FIELD_ELSEWHERE, 0},
    {"activities", 0, FIELD_ELSEWHERE, 0},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

const Field schedule_span_fields[] = {
    {"id", 0, FIELD_ELSEWHERE, 0},
    {"start", offsetof(ScheduleSpan, start), FIELD_DAY, 0},
    {"finish", offsetof(ScheduleSpan, finish), FIELD_DAY, 0},
    {NULL, 0, FIELD_ELSEWHERE, 0},
};

const char *const schedule_link_types[4] = {"FS", "SS", "FF", "SF"};
const char *const schedule_spreads[2] = {"pert", "triangular"};

/* What FROM has in FIELDS, without what is as if it were not written. */
static void write_fields(JsonWriter *writer, const Field *fields, const void *from)
{
    for (const Field *field = fields; field->name != NULL; field++) {
        const void *at = (const char *)from + field->offset;
        switch (field->kind) {
        case FIELD_TEXT:
            json_member_text(writer, field->name, *(const char *const *)at);
            break;
        case FIELD_DAYS:
            if (*(const gint32 *)at != field->none) {
                json_member_int(writer, field->name, *(const gint32 *)at);
            }
            break;
        case FIELD_DAY:
            if (*(const gint32 *)at != SCHEDULE_NO_DAY) {
                json_member_day(writer, field->name, *(const gint32 *)at);
            }
            break;
        case FIELD_FLAG:
            json_member_bool(writer, field->name, *(const bool *)at);
            break;
        case FIELD_ELSEWHERE:
            break;
        }
    }
}

static void write_calendar(JsonWriter *writer, const ScheduleCalendar *calendar)
{
    json_begin_object(writer);
    json_member_text(writer, "id", calendar->id);
    json_member_text(writer, "name", calendar->name);
    write_fields(writer, schedule_calendar_fields, calendar);
    json_key(writer, "week");
    json_begin_array(writer);
    for (gint64 day = 1; day <= 7; day++) {
        if ((calendar->week >> (day - 1) & 1) != 0) {
            json_int(writer, day);
        }
    }
    json_end_array(writer);
    for (guint work = 0; work <= 1; work++) {
        json_key(writer, work != 0 ? "work" : "off");
        json_begin_array(writer);
        for (guint i = 0; i < calendar->exceptions->len; i++) {
            const ScheduleException *exception =
                &g_array_index(calendar->exceptions, ScheduleException, i);
            if (exception->work == (work != 0)) {
                json_begin_object(writer);
                write_fields(writer, schedule_exception_fields, exception);
                json_end_object(writer);
            }
        }
        json_end_array(writer);
    }
    json_end_object(writer);
}

static const char *id_of(const SchedulePlan *plan, guint activity)
{
    return schedule_plan_activity(plan, activity)->id;
}

static void write_activity(const SchedulePlan *plan, const ScheduleActivity *activity,
                           JsonWriter *writer)
{
    json_begin_object(writer);
    json_member_text(writer, "id", activity->id);
    json_member_text(writer, "name", activity->name);
    if (activity->parent != SCHEDULE_NONE) {
        json_member_text(writer, "parent", id_of(plan, activity->parent));
    }
    if (activity->calendar != SCHEDULE_NONE) {
        json_member_text(writer, "calendar",
                         g_array_index(plan->calendars, ScheduleCalendar, activity->calendar).id);
    }
    write_fields(writer, schedule_activity_fields, activity);
    json_end_object(writer);
}

static void write_link(const SchedulePlan *plan, const ScheduleLink *link, JsonWriter *writer)
{
    json_begin_object(writer);
    json_member_text(writer, "from", id_of(plan, link->from));
    json_member_text(writer, "to", id_of(plan, link->to));
    json_member_text(writer, "type", schedule_link_types[link->type]);
    write_fields(writer, schedule_link_fields, link);
    json_end_object(writer);
}

static void write_baseline(const SchedulePlan *plan, const ScheduleBaseline *baseline,
                           JsonWriter *writer)
{
    json_begin_object(writer);
    json_member_text(writer, "name", baseline->name);
    json_key(writer, "activities");
    json_begin_array(writer);
    for (guint i = 0; i < baseline->spans->len; i++) {
        const ScheduleSpan *span = &g_array_index(baseline->spans, ScheduleSpan, i);
        if (span->start != SCHEDULE_NO_DAY || span->finish != SCHEDULE_NO_DAY) {
            json_begin_object(writer);
            json_member_text(writer, "id", id_of(plan, i));
            write_fields(writer, schedule_span_fields, span);
            json_end_object(writer);
        }
    }
    json_end_array(writer);
    json_end_object(writer);
}

void schedule_json_write(const SchedulePlan *plan, JsonWriter *writer)
{
    json_begin_object(writer);
    write_fields(writer, schedule_plan_fields, plan);
    json_member_text(writer, "spread", schedule_spreads[plan->spread]);
    json_key(writer, "calendars");
    json_begin_array(writer);
    for (guint i = 0; i < plan->calendars->len; i++) {
        write_calendar(writer, &g_array_index(plan->calendars, ScheduleCalendar, i));
    }
    json_end_array(writer);
    if (plan->calendar != SCHEDULE_NONE) {
        json_member_text(writer, "calendar",
                         g_array_index(plan->calendars, ScheduleCalendar, plan->calendar).id);
    }
    json_key(writer, "activities");
    json_begin_array(writer);
    for (guint i = 0; i < plan->activities->len; i++) {
        write_activity(plan, schedule_plan_activity(plan, i), writer);
    }
    json_end_array(writer);
    json_key(writer, "links");
    json_begin_array(writer);
    for (guint i = 0; i < plan->links->len; i++) {
        write_link(plan, &g_array_index(plan->links, ScheduleLink, i), writer);
    }
    json_end_array(writer);
    json_key(writer, "baselines");
    json_begin_array(writer);
    for (guint i = 0; i < plan->baselines->len; i++) {
        write_baseline(plan, &g_array_index(plan->baselines, ScheduleBaseline, i), writer);
    }
    json_end_array(writer);
    json_end_object(writer);
}
