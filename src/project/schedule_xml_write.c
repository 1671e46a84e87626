/* A computed plan as MSPDI; the elements of a task stand in the order of its schema. */
#include "kernel/json_writer.h"
#include "project/schedule_xml_write_internal.h"

#include <string.h>

static void write_fields(const XmlWriter *xml, const ScheduleActivity *activity)
{
    xml_open(xml, "ExtendedAttribute");
    xml_put(xml, "FieldID", XML_FIELD_ID);
    xml_put(xml, "Value", activity->id);
    xml_close(xml);
    if (activity->optimistic != SCHEDULE_UNSET && activity->pessimistic != SCHEDULE_UNSET) {
        xml_open(xml, "ExtendedAttribute");
        xml_put(xml, "FieldID", XML_FIELD_BEST);
        xml_put_days(xml, "Value", activity->optimistic);
        xml_close(xml);
        xml_open(xml, "ExtendedAttribute");
        xml_put(xml, "FieldID", XML_FIELD_WORST);
        xml_put_days(xml, "Value", activity->pessimistic);
        xml_close(xml);
    }
}

static void write_links(const XmlWriter *xml, guint activity)
{
    static const gint64 types[] = {
        [SCHEDULE_FS] = 1, [SCHEDULE_SS] = 3, [SCHEDULE_FF] = 0, [SCHEDULE_SF] = 2};

    for (guint i = xml->first_link[activity]; i != SCHEDULE_NONE; i = xml->next_link[i]) {
        const ScheduleLink *link = &g_array_index(xml->plan->links, ScheduleLink, i);
        gint64 day = (gint64)(link->elapsed ? XML_ELAPSED_DAY : XML_DAY_MINUTES) * 10;
        xml_open(xml, "PredecessorLink");
        xml_put_number(xml, "PredecessorUID", (gint64)link->from + 1);
        xml_put_number(xml, "Type", types[link->type]);
        xml_put_number(xml, "CrossProject", 0);
        xml_put_number(xml, "LinkLag", link->lag * day);
        xml_put_number(xml, "LagFormat", link->elapsed ? XML_ELAPSED_FORMAT : XML_DAYS_FORMAT);
        xml_close(xml);
    }
}

static void write_baselines(const XmlWriter *xml, guint activity)
{
    for (guint i = 0; i < xml->plan->baselines->len; i++) {
        const GArray *spans = g_array_index(xml->plan->baselines, ScheduleBaseline, i).spans;
        if (activity >= spans->len) {
            continue;
        }
        const ScheduleSpan *span = &g_array_index(spans, ScheduleSpan, activity);
        if (span->start != SCHEDULE_NO_DAY && span->finish != SCHEDULE_NO_DAY) {
            xml_open(xml, "Baseline");
            xml_put_number(xml, "Number", i);
            xml_put_day(xml, "Start", span->start, XML_MORNING);
            xml_put_day(xml, "Finish", span->finish, XML_EVENING);
            xml_close(xml);
        }
    }
}

/* The one constraint that a task can have; a finish no later beside it is its deadline. False for
 * more than that. */
static bool choose(const SchedulePlan *plan, const ScheduleActivity *activity, bool summary,
                   gint64 *type, gint32 *day)
{
    bool late = activity->late && !plan->late && !summary;
    gint32 start_from = activity->start_no_earlier;
    gint32 start_to = activity->start_no_later;
    gint32 finish_from = activity->finish_no_earlier;
    gint32 finish_to = activity->finish_no_later;
    guint given = (late ? 1U : 0U) + (start_from != SCHEDULE_NO_DAY ? 1U : 0U) +
                  (start_to != SCHEDULE_NO_DAY ? 1U : 0U) +
                  (finish_from != SCHEDULE_NO_DAY ? 1U : 0U);

    *day = MAX(start_from, MAX(start_to, finish_from)); /* NO_DAY is the least */
    if (given == 2 && start_from != SCHEDULE_NO_DAY && start_from == start_to) {
        *type = XML_MSO;
        return true;
    }
    if (given == 0 && finish_to != SCHEDULE_NO_DAY) {
        *type = XML_FNLT;
        *day = finish_to;
        return true;
    }
    *type = given == 0                      ? (plan->late && !summary ? XML_ALAP : XML_ASAP)
            : late                          ? XML_ALAP
            : start_from != SCHEDULE_NO_DAY ? XML_SNET
            : start_to != SCHEDULE_NO_DAY   ? XML_SNLT
            : finish_from == finish_to      ? XML_MFO
                                            : XML_FNET;
    return given <= 1;
}

static void write_constraint(XmlWriter *xml, const ScheduleActivity *activity, bool summary)
{
    gint64 type = XML_ASAP;
    gint32 day = SCHEDULE_NO_DAY;

    if (!choose(xml->plan, activity, summary, &type, &day)) {
        if (xml->error == NULL) {
            error_set(&xml->error, LUOSHI_ERROR_INVALID, "schedule.xml_constraints", activity->id,
                      "name", activity->name, NULL);
        } else {
            error_add(xml->error, "schedule.xml_constraints", activity->id, "name", activity->name,
                      NULL);
        }
    }
    xml_put_number(xml, "ConstraintType", type);
    if (activity->calendar != SCHEDULE_NONE) {
        xml_put_number(xml, "CalendarUID", (gint64)activity->calendar + 1);
    }
    if (day != SCHEDULE_NO_DAY) {
        bool start = type == XML_MSO || type == XML_SNET || type == XML_SNLT;
        xml_put_day(xml, "ConstraintDate", day, start ? XML_MORNING : XML_EVENING);
    }
    if (activity->finish_no_later != SCHEDULE_NO_DAY && type != XML_FNLT && type != XML_MFO) {
        xml_put_day(xml, "Deadline", activity->finish_no_later, XML_EVENING);
    }
}

static void write_progress(const XmlWriter *xml, const ScheduleActivity *activity)
{
    if (activity->actual_finish != SCHEDULE_NO_DAY) {
        xml_put_number(xml, "PercentComplete", 100);
    }
    if (activity->actual_start != SCHEDULE_NO_DAY) {
        xml_put_day(xml, "ActualStart", activity->actual_start, XML_MORNING);
    }
    if (activity->actual_finish != SCHEDULE_NO_DAY) {
        xml_put_day(xml, "ActualFinish", activity->actual_finish, XML_EVENING);
    } else if (activity->remaining != SCHEDULE_UNSET) {
        xml_put_days(xml, "ActualDuration", MAX(activity->duration - activity->remaining, 0));
        xml_put_days(xml, "RemainingDuration", activity->remaining);
    }
}

static void write_task(XmlWriter *xml, guint i, gint64 level)
{
    const ScheduleActivity *activity = schedule_plan_activity(xml->plan, i);
    ScheduleDates dates = schedule_dates(xml->result, i);
    bool summary = (dates.flags & SCHEDULE_SUMMARY) != 0;

    xml_open(xml, "Task");
    xml_put_number(xml, "UID", (gint64)i + 1);
    xml_put_number(xml, "ID", ++xml->number);
    xml_put(xml, "Name", activity->name);
    xml_put_number(xml, "Type", 1); /* of fixed duration */
    xml_put_number(xml, "IsNull", 0);
    xml_put_number(xml, "OutlineLevel", level);
    xml_put_day(xml, "Start", dates.start, XML_MORNING);
    xml_put_day(xml, "Finish", dates.finish, XML_EVENING);
    xml_put_days(xml, "Duration", activity->duration);
    xml_put_number(xml, "DurationFormat", XML_DAYS_FORMAT);
    xml_put_number(xml, "Estimated", 0);
    xml_put_number(xml, "Milestone", (dates.flags & SCHEDULE_MILESTONE) != 0);
    xml_put_number(xml, "Summary", summary);
    xml_put_number(xml, "Critical", (dates.flags & SCHEDULE_CRITICAL) != 0);
    write_progress(xml, activity);
    write_constraint(xml, activity, summary);
    write_links(xml, i);
    write_fields(xml, activity);
    write_baselines(xml, i);
    xml_close(xml);
    for (guint child = xml->first_child[i]; child != SCHEDULE_NONE;
         child = xml->next_child[child]) {
        write_task(xml, child, level + 1); /* at most SCHEDULE_DEPTH_MAX deep */
    }
}

/* A day, or no member. */
static void own_day(JsonWriter *json, const char *name, gint32 day)
{
    char text[DAY_LENGTH + 1];

    if (day != SCHEDULE_NO_DAY) {
        day_format(day, text);
        json_member_text(json, name, text);
    }
}

static void own_calendars(const XmlWriter *xml, JsonWriter *json)
{
    json_key(json, "calendars");
    json_begin_array(json);
    for (guint i = 0; i < xml->plan->calendars->len; i++) {
        const ScheduleCalendar *calendar =
            &g_array_index(xml->plan->calendars, ScheduleCalendar, i);
        json_begin_object(json);
        json_member_int(json, "uid", (gint64)i + 1);
        json_member_text(json, "id", calendar->id);
        json_member_bool(json, "holidays", calendar->holidays);
        json_member_int(json, "own", calendar->exceptions->len);
        json_end_object(json);
    }
    if (xml->plan->calendar == SCHEDULE_NONE) {
        json_begin_object(json);
        json_member_int(json, "uid", (gint64)xml->plan->calendars->len + 1);
        json_end_object(json);
    }
    json_end_array(json);
}

/* <?luoshi …?>; “>” could end it. */
static void write_own(const XmlWriter *xml)
{
    const SchedulePlan *plan = xml->plan;
    g_autoptr(JsonWriter) json = json_writer_new();

    json_begin_object(json);
    own_day(json, "start", plan->start);
    own_day(json, "finish", plan->finish);
    json_member_int(json, "critical_float", plan->critical_float);
    json_member_int(json, "near_float", plan->near_float);
    json_member_bool(json, "triangular", plan->spread == SCHEDULE_TRIANGULAR);
    own_calendars(xml, json);
    json_key(json, "baselines");
    json_begin_array(json);
    for (guint i = 0; i < plan->baselines->len; i++) {
        json_text(json, g_array_index(plan->baselines, ScheduleBaseline, i).name);
    }
    json_end_array(json);
    json_end_object(json);
    gsize length = 0;
    const char *text = json_writer_text(json, &length);
    g_auto(GStrv) parts = g_strsplit(text, ">", -1);
    g_autofree char *safe = g_strjoinv("\\u003e", parts);
    xml_put_instruction(xml, safe);
}

static void write_head(const XmlWriter *xml)
{
    const SchedulePlan *plan = xml->plan;
    ScheduleTotals totals = schedule_totals(xml->result);
    gint32 finish = plan->finish != SCHEDULE_NO_DAY ? plan->finish : totals.finish;

    write_own(xml);
    xml_put_number(xml, "SaveVersion", 14); /* Project 2010 */
    xml_put(xml, "Title", plan->name);
    xml_put_number(xml, "ScheduleFromStart", plan->late ? 0 : 1);
    xml_put_day(xml, "StartDate", plan->start != SCHEDULE_NO_DAY ? plan->start : totals.start,
                XML_MORNING);
    xml_put_day(xml, "FinishDate", finish, XML_EVENING);
    xml_put_number(xml, "CriticalSlackLimit", plan->critical_float);
    xml_put_number(
        xml, "CalendarUID",
        (gint64)(plan->calendar != SCHEDULE_NONE ? plan->calendar : plan->calendars->len) + 1);
    xml_put(xml, "DefaultStartTime", "08:00:00");
    xml_put(xml, "DefaultFinishTime", "17:00:00");
    xml_put_number(xml, "MinutesPerDay", XML_DAY_MINUTES);
    xml_put_number(xml, "MinutesPerWeek", (gint64)XML_DAY_MINUTES * 5);
    if (plan->data_date != SCHEDULE_NO_DAY) {
        xml_put_day(xml, "StatusDate", plan->data_date - 1, XML_EVENING);
    }
}

static void declare_field(const XmlWriter *xml, const char *field, const char *name,
                          const char *alias)
{
    xml_open(xml, "ExtendedAttribute");
    xml_put(xml, "FieldID", field);
    xml_put(xml, "FieldName", name);
    xml_put(xml, "Alias", alias);
    xml_close(xml);
}

static void write_project(XmlWriter *xml)
{
    write_head(xml);
    xml_open(xml, "ExtendedAttributes");
    declare_field(xml, XML_FIELD_ID, "Text10", XML_ALIAS);
    declare_field(xml, XML_FIELD_BEST, "Duration1", XML_ALIAS "_optimistic");
    declare_field(xml, XML_FIELD_WORST, "Duration3", XML_ALIAS "_pessimistic");
    xml_close(xml);
    xml_write_calendars(xml);
    xml_open(xml, "Tasks");
    for (guint i = 0; i < xml->plan->activities->len; i++) {
        if (schedule_plan_activity(xml->plan, i)->parent == SCHEDULE_NONE) {
            write_task(xml, i, 1);
        }
    }
    xml_close(xml);
}

/* Parts under their summaries and links under their successors, in the plan's order. */
static void index_plan(XmlWriter *xml)
{
    guint activities = xml->plan->activities->len;
    guint links = xml->plan->links->len;

    xml->first_child = g_new(guint, activities + 1);
    xml->next_child = g_new(guint, activities + 1);
    xml->first_link = g_new(guint, activities + 1);
    xml->next_link = g_new(guint, links + 1);
    for (guint i = 0; i < activities; i++) {
        xml->first_child[i] = xml->first_link[i] = SCHEDULE_NONE;
    }
    for (guint i = activities; i-- > 0;) {
        guint parent = schedule_plan_activity(xml->plan, i)->parent;
        if (parent != SCHEDULE_NONE) {
            xml->next_child[i] = xml->first_child[parent];
            xml->first_child[parent] = i;
        }
    }
    for (guint i = links; i-- > 0;) {
        guint to = g_array_index(xml->plan->links, ScheduleLink, i).to;
        xml->next_link[i] = xml->first_link[to];
        xml->first_link[to] = i;
    }
}

GBytes *schedule_xml_write(const SchedulePlan *plan, const ScheduleResult *result,
                           const WorkCalendar *holidays, GError **error)
{
    XmlWriter xml = {.plan = plan, .result = result, .holidays = holidays};
    GBytes *bytes = NULL;

    if (plan->baselines->len > SCHEDULE_XML_BASELINES) {
        g_autofree char *limit = g_strdup_printf("%u", SCHEDULE_XML_BASELINES);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "schedule.too_many", "baselines", "what",
                  "baselines", "limit", limit, NULL);
        return NULL;
    }
    index_plan(&xml);
    xmlBuffer *buffer = xml_begin(&xml);
    write_project(&xml);
    xml_finish(&xml);
    if (xml.error == NULL) {
        bytes = g_bytes_new(xmlBufferContent(buffer), (gsize)xmlBufferLength(buffer));
    } else {
        g_propagate_error(error, xml.error);
    }
    xmlBufferFree(buffer);
    g_free(xml.first_child);
    g_free(xml.next_child);
    g_free(xml.first_link);
    g_free(xml.next_link);
    return bytes;
}
