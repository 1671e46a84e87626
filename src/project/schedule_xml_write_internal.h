/* What the parts of the MSPDI writer share. */
#pragma once

#include "project/schedule_xml_internal.h"

#include <libxml/xmlwriter.h>

#define XML_MORNING "08:00:00"
#define XML_EVENING "17:00:00"

typedef struct {
    const SchedulePlan *plan;
    const ScheduleResult *result;
    const WorkCalendar *holidays;
    xmlTextWriterPtr out;
    guint *first_child; /* by activity, or SCHEDULE_NONE */
    guint *next_child;
    guint *first_link; /* by successor */
    guint *next_link;  /* by link */
    gint64 number;     /* of the last task */
    GError *error;
} XmlWriter;

/* The buffer that is written to. (transfer full) */
xmlBuffer *xml_begin(XmlWriter *xml);
void xml_finish(XmlWriter *xml);
void xml_open(const XmlWriter *xml, const char *name);
void xml_close(const XmlWriter *xml);
/* Characters that XML cannot hold become blanks. */
void xml_put(const XmlWriter *xml, const char *name, const char *text);
void xml_put_number(const XmlWriter *xml, const char *name, gint64 number);
void xml_put_days(const XmlWriter *xml, const char *name, gint32 days);
/* Nothing for SCHEDULE_NO_DAY. */
void xml_put_day(const XmlWriter *xml, const char *name, gint32 day, const char *time);
void xml_put_instruction(const XmlWriter *xml, const char *text);
void xml_write_calendars(const XmlWriter *xml);
