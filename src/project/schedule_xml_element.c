/* MSPDI's elements and calendars, written. */
#include "project/schedule_xml_write_internal.h"

#include <string.h>

xmlBuffer *xml_begin(XmlWriter *xml)
{
    xmlBuffer *buffer = xmlBufferCreate();

    xml->out = xmlNewTextWriterMemory(buffer, 0);
    xmlTextWriterSetIndent(xml->out, 1);
    xmlTextWriterStartDocument(xml->out, NULL, "UTF-8", "yes");
    xml_open(xml, "Project");
    xmlTextWriterWriteAttribute(xml->out, BAD_CAST "xmlns", BAD_CAST XML_NAMESPACE);
    return buffer;
}

void xml_finish(XmlWriter *xml)
{
    xmlTextWriterEndDocument(xml->out);
    xmlFreeTextWriter(xml->out);
}

void xml_open(const XmlWriter *xml, const char *name)
{
    xmlTextWriterStartElement(xml->out, BAD_CAST name);
}

void xml_close(const XmlWriter *xml)
{
    xmlTextWriterEndElement(xml->out);
}

static char *clean(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool held = (c >= 0x20 && c != 0xFFFE && c != 0xFFFF) || c == '\t' || c == '\n';
        g_string_append_unichar(out, held ? c : ' ');
    }
    return g_string_free(out, FALSE);
}

void xml_put(const XmlWriter *xml, const char *name, const char *text)
{
    g_autofree char *safe = clean(text);

    xmlTextWriterWriteElement(xml->out, BAD_CAST name, BAD_CAST safe);
}

void xml_put_number(const XmlWriter *xml, const char *name, gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);

    xml_put(xml, name, text);
}

void xml_put_days(const XmlWriter *xml, const char *name, gint32 days)
{
    g_autofree char *text =
        g_strdup_printf("PT%" G_GINT64_FORMAT "H0M0S", (gint64)days * XML_DAY_MINUTES / 60);

    xml_put(xml, name, text);
}

void xml_put_day(const XmlWriter *xml, const char *name, gint32 day, const char *time)
{
    char text[DAY_LENGTH + 1];

    if (day != SCHEDULE_NO_DAY) {
        day_format(day, text);
        g_autofree char *whole = g_strconcat(text, "T", time, NULL);
        xml_put(xml, name, whole);
    }
}

void xml_put_instruction(const XmlWriter *xml, const char *text)
{
    g_autofree char *safe = clean(text);

    xmlTextWriterWritePI(xml->out, BAD_CAST XML_INSTRUCTION, BAD_CAST safe);
}

static void put_hours(const XmlWriter *xml)
{
    static const char *const hours[][2] = {{"08:00:00", "12:00:00"}, {"13:00:00", "17:00:00"}};

    xml_open(xml, "WorkingTimes");
    for (gsize i = 0; i < G_N_ELEMENTS(hours); i++) {
        xml_open(xml, "WorkingTime");
        xml_put(xml, "FromTime", hours[i][0]);
        xml_put(xml, "ToTime", hours[i][1]);
        xml_close(xml);
    }
    xml_close(xml);
}

static void put_exception(const XmlWriter *xml, const char *name, gint32 from, gint32 to, bool work)
{
    xml_open(xml, "Exception");
    xml_put_number(xml, "EnteredByOccurrences", 0);
    xml_open(xml, "TimePeriod");
    xml_put_day(xml, "FromDate", from, "00:00:00");
    xml_put_day(xml, "ToDate", to, "23:59:00");
    xml_close(xml);
    xml_put_number(xml, "Occurrences", (gint64)to - from + 1);
    xml_put(xml, "Name", name);
    xml_put_number(xml, "Type", 1); /* daily */
    xml_put_number(xml, "DayWorking", work ? 1 : 0);
    if (work) {
        put_hours(xml);
    }
    xml_close(xml);
}

/* The holidays and swapped days of the years that the plan touches. */
static void put_holidays(const XmlWriter *xml)
{
    ScheduleTotals totals = schedule_totals(xml->result);
    int first = 0;
    int last = 0;

    if (xml->holidays == NULL || totals.start == SCHEDULE_NO_DAY) {
        return;
    }
    day_parts(totals.start, &first, NULL, NULL);
    day_parts(totals.finish, &last, NULL, NULL);
    gint32 end = day_of(last, 12, 31);
    for (gint32 day = day_of(first, 1, 1); day <= end; day++) {
        const char *name = calendar_name(xml->holidays, day);
        if (name == NULL) {
            continue;
        }
        bool work = calendar_is_work(xml->holidays, day);
        gint32 from = day;
        while (day < end && g_strcmp0(calendar_name(xml->holidays, day + 1), name) == 0 &&
               calendar_is_work(xml->holidays, day + 1) == work) {
            day++;
        }
        put_exception(xml, name, from, day, work);
    }
}

static void put_week(const XmlWriter *xml, guint8 week)
{
    xml_open(xml, "WeekDays");
    for (guint type = 1; type <= 7; type++) { /* from Sunday */
        bool work = ((week >> ((type + 5) % 7)) & 1) != 0;
        xml_open(xml, "WeekDay");
        xml_put_number(xml, "DayType", type);
        xml_put_number(xml, "DayWorking", work ? 1 : 0);
        if (work) {
            put_hours(xml);
        }
        xml_close(xml);
    }
    xml_close(xml);
}

static void put_calendar(const XmlWriter *xml, guint number, const char *name, guint8 week,
                         bool holidays, const GArray *exceptions)
{
    xml_open(xml, "Calendar");
    xml_put_number(xml, "UID", (gint64)number + 1);
    xml_put(xml, "Name", name);
    xml_put_number(xml, "IsBaseCalendar", 1);
    xml_put_number(xml, "BaseCalendarUID", -1);
    put_week(xml, week);
    xml_open(xml, "Exceptions");
    if (holidays) {
        put_holidays(xml);
    }
    for (guint i = 0; exceptions != NULL && i < exceptions->len; i++) {
        const ScheduleException *exception = &g_array_index(exceptions, ScheduleException, i);
        put_exception(xml, name, exception->from, exception->to, exception->work);
    }
    xml_close(xml);
    xml_close(xml);
}

void xml_write_calendars(const XmlWriter *xml)
{
    const SchedulePlan *plan = xml->plan;

    xml_open(xml, "Calendars");
    for (guint i = 0; i < plan->calendars->len; i++) {
        const ScheduleCalendar *calendar = &g_array_index(plan->calendars, ScheduleCalendar, i);
        put_calendar(xml, i, calendar->name, calendar->week, calendar->holidays,
                     calendar->exceptions);
    }
    if (plan->calendar == SCHEDULE_NONE) {
        put_calendar(xml, plan->calendars->len, "Standard", SCHEDULE_WEEK_OFFICE, true, NULL);
    }
    xml_close(xml);
}
