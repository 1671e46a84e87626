/* What the parts of the MSPDI reader share. */
#pragma once

#include "project/schedule_xml.h"

#include <jansson.h>
#include <libxml/tree.h>

#define XML_NAMESPACE      "http://schemas.microsoft.com/project"
#define XML_INSTRUCTION    "luoshi"
#define XML_ALIAS          "luoshi"
#define XML_FIELD_ID       "188743750" /* Text10 */
#define XML_FIELD_BEST     "188743783" /* Duration1 */
#define XML_FIELD_WORST    "188743785" /* Duration3 */
#define XML_DAY_MINUTES    480
#define XML_ELAPSED_DAY    1440
#define XML_ELAPSED_FORMAT 8 /* elapsed days */
#define XML_DAYS_FORMAT    7

/* MSPDI's ConstraintType. */
enum { XML_ASAP, XML_ALAP, XML_MSO, XML_MFO, XML_SNET, XML_SNLT, XML_FNET, XML_FNLT };

/* What the file says of an activity beyond its fields; by activity. */
typedef struct {
    int line;
    gint64 calendar; /* UID, or -1 */
    gint64 minutes;
    gint64 remaining; /* minutes, or -1 */
    gint64 best;
    gint64 worst;
    gint32 start; /* as computed by who wrote the file, or SCHEDULE_NO_DAY */
    gint32 finish;
    bool elapsed;
} XmlTask;

typedef struct {
    int line;
    gint64 from; /* UID */
    guint to;
    gint64 lag; /* tenths of a minute, or percent */
    guint8 type;
    bool elapsed;
    bool percent;
} XmlLink;

typedef struct {
    guint level;
    guint activity;
} XmlOver;

typedef struct {
    SchedulePlan *plan;
    json_t *own;              /* of <?luoshi …?>, or NULL */
    GArray *tasks;            /* of XmlTask */
    GArray *links;            /* of XmlLink */
    GArray *over;             /* of XmlOver: the summaries around the task at hand */
    GHashTable *task_by_uid;  /* UID → activity + 1, or 0 for one that is left out */
    GHashTable *calendars;    /* UID → calendar + 1, or 0 for the plan's own (none) */
    GArray *calendar_minutes; /* gint64 by calendar: of a worked day, or 0 */
    gint64 calendar;          /* UID, or -1 */
    gint64 day_minutes;
    gint32 start;
    gint32 finish;
    gint32 current;
    bool from_finish;
    guint *parts[2]; /* by summary: what begins first, what ends last; or SCHEDULE_NONE */
    bool has_ids;    /* Text10 holds our ids */
} XmlPlan;

/* An error at LINE. False. */
bool xml_fail(int line, const char *key, const char *name, const char *value, GError **error);

/* The first child element NAME of NODE, or NULL; the next one of the same name. */
xmlNode *xml_child(const xmlNode *node, const char *name);
xmlNode *xml_next(const xmlNode *node, const char *name);
/* The text of the child NAME, trimmed; NULL if there is none. (transfer full) */
char *xml_text(const xmlNode *node, const char *name);
/* The child NAME as a number, MISSING where there is none. */
bool xml_number(const xmlNode *node, const char *name, gint64 missing, gint64 *number,
                GError **error);
/* As a day and its hour (may be NULL); SCHEDULE_NO_DAY where there is none. */
bool xml_day(const xmlNode *node, const char *name, gint32 *day, int *hour, GError **error);
/* A duration (PT8H0M0S) in minutes, -1 where there is none. */
bool xml_minutes(const xmlNode *node, const char *name, gint64 *minutes, GError **error);
bool xml_flag(const xmlNode *node, const char *name);
/* Does a DurationFormat or LagFormat mean elapsed time? Percent? */
bool xml_is_elapsed(gint64 format);
bool xml_is_percent(gint64 format);

bool xml_read_task(XmlPlan *xml, const xmlNode *node, GError **error);
bool xml_read_calendar(XmlPlan *xml, const xmlNode *node, GError **error);
/* When all is read: calendars, days, links. */
bool xml_resolve(XmlPlan *xml, GError **error);
