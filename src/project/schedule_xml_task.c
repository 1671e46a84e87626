/* MSPDI's tasks: what can be said of each before all are read. */
#include "project/schedule_xml_internal.h"

#include <string.h>

#define TYPE_FF 0
#define TYPE_FS 1
#define TYPE_SF 2
#define TYPE_SS 3

static bool read_constraint(const XmlPlan *xml, const xmlNode *node, ScheduleActivity *activity,
                            GError **error)
{
    gint64 type = XML_ASAP;
    gint32 day = SCHEDULE_NO_DAY;
    gint32 deadline = SCHEDULE_NO_DAY;

    if (!xml_number(node, "ConstraintType", XML_ASAP, &type, error) ||
        !xml_day(node, "ConstraintDate", &day, NULL, error) ||
        !xml_day(node, "Deadline", &deadline, NULL, error)) {
        return false;
    }
    activity->late = type == XML_ALAP && !xml->from_finish;
    if (type == XML_MSO || type == XML_SNET) {
        activity->start_no_earlier = day;
    }
    if (type == XML_MSO || type == XML_SNLT) {
        activity->start_no_later = day;
    }
    if (type == XML_MFO || type == XML_FNET) {
        activity->finish_no_earlier = day;
    }
    if (type == XML_MFO || type == XML_FNLT) {
        activity->finish_no_later = day;
    }
    if (deadline != SCHEDULE_NO_DAY &&
        (activity->finish_no_later == SCHEDULE_NO_DAY || deadline < activity->finish_no_later)) {
        activity->finish_no_later = deadline;
    }
    if (type < XML_ASAP || type > XML_FNLT || (type > XML_ALAP && day == SCHEDULE_NO_DAY)) {
        g_autofree char *text = xml_text(node, "ConstraintType");
        return xml_fail((int)xmlGetLineNo((xmlNode *)node), "schedule.xml_value", "ConstraintType",
                        text, error);
    }
    return true;
}

static bool read_links(XmlPlan *xml, const xmlNode *node, guint to, GError **error)
{
    static const guint8 types[] = {SCHEDULE_FF, SCHEDULE_FS, SCHEDULE_SF, SCHEDULE_SS};

    for (const xmlNode *one = xml_child(node, "PredecessorLink"); one != NULL;
         one = xml_next(one, "PredecessorLink")) {
        XmlLink link = {.to = to, .line = (int)xmlGetLineNo((xmlNode *)one)};
        gint64 type = TYPE_FS;
        gint64 format = XML_DAYS_FORMAT;
        if (!xml_number(one, "PredecessorUID", -1, &link.from, error) ||
            !xml_number(one, "Type", TYPE_FS, &type, error) ||
            !xml_number(one, "LinkLag", 0, &link.lag, error) ||
            !xml_number(one, "LagFormat", XML_DAYS_FORMAT, &format, error)) {
            return false;
        }
        if (xml_flag(one, "CrossProject")) {
            return xml_fail(link.line, "schedule.xml_external",
                            schedule_plan_activity(xml->plan, to)->name, "", error);
        }
        if (type < TYPE_FF || type > TYPE_SS) {
            return xml_fail(link.line, "schedule.xml_value", "Type", "", error);
        }
        link.type = types[type];
        link.elapsed = xml_is_elapsed(format);
        link.percent = xml_is_percent(format);
        g_array_append_val(xml->links, link);
    }
    return true;
}

/* The project's baselines are as many as the highest number among its tasks. */
static bool read_baselines(XmlPlan *xml, const xmlNode *node, guint activity, GError **error)
{
    for (const xmlNode *one = xml_child(node, "Baseline"); one != NULL;
         one = xml_next(one, "Baseline")) {
        ScheduleSpan span;
        gint64 number = 0;
        if (!xml_number(one, "Number", 0, &number, error) ||
            !xml_day(one, "Start", &span.start, NULL, error) ||
            !xml_day(one, "Finish", &span.finish, NULL, error)) {
            return false;
        }
        if (number < 0 || number >= SCHEDULE_XML_BASELINES) {
            return xml_fail((int)xmlGetLineNo((xmlNode *)one), "schedule.xml_value", "Number", "",
                            error);
        }
        if (span.start == SCHEDULE_NO_DAY || span.finish == SCHEDULE_NO_DAY) {
            continue;
        }
        for (gint64 i = xml->plan->baselines->len; i <= number; i++) {
            const char *name =
                json_string_value(json_array_get(json_object_get(xml->own, "baselines"), (gsize)i));
            g_autofree char *usual = g_strdup_printf("%" G_GINT64_FORMAT, i);
            if (schedule_plan_add_baseline(xml->plan, name != NULL ? name : usual, error) == NULL) {
                return false;
            }
        }
        schedule_baseline_set(&g_array_index(xml->plan->baselines, ScheduleBaseline, number),
                              activity, span);
    }
    return true;
}

/* Our id, optimistic and pessimistic durations. (transfer full) */
static char *read_fields(const XmlPlan *xml, const xmlNode *node, XmlTask *task, bool *ok,
                         GError **error)
{
    g_autofree char *id = NULL;

    task->best = task->worst = -1;
    for (const xmlNode *one = xml_child(node, "ExtendedAttribute"); xml->has_ids && one != NULL;
         one = xml_next(one, "ExtendedAttribute")) {
        g_autofree char *field = xml_text(one, "FieldID");
        if (g_strcmp0(field, XML_FIELD_ID) == 0) {
            g_free(id);
            id = xml_text(one, "Value");
        } else if (g_strcmp0(field, XML_FIELD_BEST) == 0) {
            *ok = *ok && xml_minutes(one, "Value", &task->best, error);
        } else if (g_strcmp0(field, XML_FIELD_WORST) == 0) {
            *ok = *ok && xml_minutes(one, "Value", &task->worst, error);
        }
    }
    return g_steal_pointer(&id);
}

static bool read_times(const xmlNode *node, XmlTask *task, ScheduleActivity *activity,
                       GError **error)
{
    gint64 format = 0;
    gint32 manual = SCHEDULE_NO_DAY;

    if (!xml_minutes(node, "Duration", &task->minutes, error) ||
        !xml_minutes(node, "RemainingDuration", &task->remaining, error) ||
        !xml_number(node, "DurationFormat", XML_DAYS_FORMAT, &format, error) ||
        !xml_number(node, "CalendarUID", -1, &task->calendar, error) ||
        !xml_day(node, "Start", &task->start, NULL, error) ||
        !xml_day(node, "Finish", &task->finish, NULL, error) ||
        !xml_day(node, "ManualStart", &manual, NULL, error) ||
        !xml_day(node, "ActualStart", &activity->actual_start, NULL, error) ||
        !xml_day(node, "ActualFinish", &activity->actual_finish, NULL, error)) {
        return false;
    }
    task->elapsed = xml_is_elapsed(format);
    if (task->minutes < 0) {
        task->minutes = xml_flag(node, "Milestone") ? 0 : XML_DAY_MINUTES;
    }
    if (xml_flag(node, "Manual") && activity->start_no_earlier == SCHEDULE_NO_DAY) {
        activity->start_no_earlier = manual != SCHEDULE_NO_DAY ? manual : task->start;
    }
    return true;
}

/* The summary that a task of LEVEL lies in. */
static guint find_parent(XmlPlan *xml, guint level, guint activity)
{
    while (xml->over->len > 0 &&
           g_array_index(xml->over, XmlOver, xml->over->len - 1).level >= level) {
        g_array_set_size(xml->over, xml->over->len - 1);
    }
    guint parent = xml->over->len > 0
                       ? g_array_index(xml->over, XmlOver, xml->over->len - 1).activity
                       : SCHEDULE_NONE;
    XmlOver over = {level, activity};
    g_array_append_val(xml->over, over);
    return parent;
}

bool xml_read_task(XmlPlan *xml, const xmlNode *node, GError **error)
{
    XmlTask task = {.line = (int)xmlGetLineNo((xmlNode *)node)};
    gint64 uid = 0;
    gint64 level = 0;
    bool ok = true;
    g_autofree char *active = xml_text(node, "Active");

    if (!xml_number(node, "UID", -1, &uid, error) ||
        !xml_number(node, "OutlineLevel", 1, &level, error)) {
        return false;
    }
    if (uid < 0 || uid > G_MAXINT32 || level < 0 || level > (gint64)SCHEDULE_DEPTH_MAX) {
        return xml_fail(task.line, "schedule.xml_value", "UID, OutlineLevel", "", error);
    }
    gpointer key = GINT_TO_POINTER((gint)uid);
    if (level == 0 || xml_flag(node, "IsNull") || (active != NULL && !xml_flag(node, "Active"))) {
        g_hash_table_insert(xml->task_by_uid, key, GUINT_TO_POINTER(0));
        return true;
    }
    g_autofree char *id = read_fields(xml, node, &task, &ok, error);
    g_autofree char *name = xml_text(node, "Name");
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, uid);
    bool taken = id == NULL || *id == '\0' || schedule_plan_find(xml->plan, id) != SCHEDULE_NONE;
    guint activity = xml->plan->activities->len;
    ScheduleActivity *made =
        ok ? schedule_plan_add(xml->plan, taken ? number : id, name, error) : NULL;
    if (made == NULL) {
        return false;
    }
    made->parent = find_parent(xml, (guint)level, activity);
    g_hash_table_insert(xml->task_by_uid, key, GUINT_TO_POINTER(activity + 1));
    bool good = read_constraint(xml, node, made, error) && read_times(node, &task, made, error);
    g_array_append_val(xml->tasks, task);
    return good && read_links(xml, node, activity, error) &&
           read_baselines(xml, node, activity, error);
}
