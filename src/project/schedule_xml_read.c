/* The MSPDI file, one task or calendar in memory at a time. */
#include "project/schedule_xml_internal.h"

#include "kernel/json_in.h"

#include <libxml/xmlreader.h>
#include <string.h>

typedef struct {
    const char *text;
    gsize left;
} Bytes;

typedef struct {
    XmlPlan plan;
    xmlTextReaderPtr reader;
    Bytes bytes;
    int error_line;
    bool has_dtd;
    bool too_deep;
} XmlFile;

static int read_bytes(void *context, char *buffer, int size)
{
    Bytes *bytes = context;
    gsize count = MIN(bytes->left, (gsize)size);

    memcpy(buffer, bytes->text, count);
    bytes->text += count;
    bytes->left -= count;
    return (int)count;
}

static int close_nothing(void *context)
{
    (void)context;
    return 0;
}

/* The parser runs ahead of the nodes it gives: its first error is kept. */
static void note_error(void *context, xmlErrorPtr fault)
{
    XmlFile *file = context;
    const xmlParserCtxt *parser = fault->ctxt;

    if (file->error_line != 0 || fault->level < XML_ERR_ERROR) {
        return;
    }
    file->error_line = MAX(fault->line, 1);
    file->too_deep = parser != NULL && parser->nameNr > (int)SCHEDULE_XML_DEPTH_MAX;
    file->has_dtd = parser != NULL && parser->myDoc != NULL && parser->myDoc->intSubset != NULL;
}

static bool fail_parse(const XmlFile *file, GError **error)
{
    int line =
        file->error_line != 0 ? file->error_line : xmlTextReaderGetParserLineNumber(file->reader);

    return xml_fail(line,
                    file->has_dtd    ? "schedule.xml_dtd"
                    : file->too_deep ? "schedule.xml_deep"
                                     : "schedule.xml_bad",
                    NULL, NULL, error);
}

/* <?luoshi {…}?>: what MSPDI has no field for. */
static bool read_own(XmlPlan *xml, const char *text, GError **error)
{
    SchedulePlan *plan = xml->plan;

    if (xml->own != NULL || text == NULL) {
        return true;
    }
    xml->own = json_parse(text, strlen(text), error);
    if (xml->own == NULL) {
        return false;
    }
    plan->critical_float = (gint32)json_integer_value(json_object_get(xml->own, "critical_float"));
    plan->near_float = (gint32)json_integer_value(json_object_get(xml->own, "near_float"));
    plan->spread =
        json_is_true(json_object_get(xml->own, "triangular")) ? SCHEDULE_TRIANGULAR : SCHEDULE_PERT;
    return true;
}

static bool read_property(XmlPlan *xml, const char *name, const xmlNode *root, GError **error)
{
    int hour = 0;
    gint64 minutes = 0;

    if (strcmp(name, "Title") == 0 || (strcmp(name, "Name") == 0 && *xml->plan->name == '\0')) {
        g_autofree char *text = xml_text(root, name);
        xml->plan->name = schedule_plan_text(xml->plan, text);
    } else if (strcmp(name, "ScheduleFromStart") == 0) {
        xml->from_finish = !xml_flag(root, name);
    } else if (strcmp(name, "StartDate") == 0) {
        return xml_day(root, name, &xml->start, NULL, error);
    } else if (strcmp(name, "FinishDate") == 0) {
        return xml_day(root, name, &xml->finish, NULL, error);
    } else if (strcmp(name, "CurrentDate") == 0) {
        return xml_day(root, name, &xml->current, NULL, error);
    } else if (strcmp(name, "CalendarUID") == 0) {
        return xml_number(root, name, -1, &xml->calendar, error);
    } else if (strcmp(name, "MinutesPerDay") == 0) {
        bool ok = xml_number(root, name, XML_DAY_MINUTES, &minutes, error);
        xml->day_minutes = CLAMP(minutes, 1, XML_ELAPSED_DAY);
        return ok;
    } else if (strcmp(name, "StatusDate") == 0) {
        bool ok = xml_day(root, name, &xml->plan->data_date, &hour, error);
        xml->plan->data_date += ok && xml->plan->data_date != SCHEDULE_NO_DAY && hour >= 12 ? 1 : 0;
        return ok;
    }
    return true;
}

/* Are the fields with our ids declared? */
static void read_declaration(XmlPlan *xml, const xmlNode *node)
{
    g_autofree char *field = xml_text(node, "FieldID");
    g_autofree char *alias = xml_text(node, "Alias");

    if (g_strcmp0(field, XML_FIELD_ID) == 0 && g_strcmp0(alias, XML_ALIAS) == 0) {
        xml->has_ids = true;
    }
}

/* The element at hand, whole. */
static bool read_element(XmlFile *file, const char *name, int depth, GError **error)
{
    xmlNode *node = xmlTextReaderExpand(file->reader);

    if (node == NULL) {
        return fail_parse(file, error);
    }
    if (depth == 1) {
        xmlNode holder = {.type = XML_ELEMENT_NODE, .children = node};
        return read_property(&file->plan, name, &holder, error);
    }
    if (strcmp(name, "ExtendedAttribute") == 0) {
        read_declaration(&file->plan, node);
        return true;
    }
    return strcmp(name, "Task") == 0 ? xml_read_task(&file->plan, node, error)
                                     : xml_read_calendar(&file->plan, node, error);
}

static bool is_root(XmlFile *file, const char *name)
{
    const xmlChar *uri = xmlTextReaderConstNamespaceUri(file->reader);

    return strcmp(name, "Project") == 0 && uri != NULL &&
           g_str_has_prefix((const char *)uri, XML_NAMESPACE);
}

/* Reads the node at hand; DESCEND: what is in it comes next, else it is passed over. */
static bool visit(XmlFile *file, bool *descend, GError **error)
{
    int type = xmlTextReaderNodeType(file->reader);
    int depth = xmlTextReaderDepth(file->reader);
    int line = xmlTextReaderGetParserLineNumber(file->reader);
    const char *name = (const char *)xmlTextReaderConstLocalName(file->reader);

    *descend = true;
    if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE) {
        return xml_fail(line, "schedule.xml_dtd", NULL, NULL, error);
    }
    if (type == XML_READER_TYPE_PROCESSING_INSTRUCTION && strcmp(name, XML_INSTRUCTION) == 0) {
        return read_own(&file->plan, (const char *)xmlTextReaderConstValue(file->reader), error);
    }
    if (type != XML_READER_TYPE_ELEMENT) {
        return true;
    }
    if (depth == 0) {
        return is_root(file, name) || xml_fail(line, "schedule.xml_other", name, NULL, error);
    }
    bool list = depth == 1 && (strcmp(name, "Tasks") == 0 || strcmp(name, "Calendars") == 0 ||
                               strcmp(name, "ExtendedAttributes") == 0);
    bool other = depth == 1 && (strcmp(name, "Resources") == 0 || strcmp(name, "Assignments") == 0);
    bool item = depth == 2 && (strcmp(name, "Task") == 0 || strcmp(name, "Calendar") == 0 ||
                               strcmp(name, "ExtendedAttribute") == 0);
    *descend = list;
    return list || other || (depth == 2 && !item) || read_element(file, name, depth, error);
}

static bool read_all(XmlFile *file, GError **error)
{
    int got = xmlTextReaderRead(file->reader);

    while (got == 1) {
        bool descend = true;
        if (!visit(file, &descend, error)) {
            return false;
        }
        got = descend ? xmlTextReaderRead(file->reader) : xmlTextReaderNext(file->reader);
    }
    return got == 0 || fail_parse(file, error);
}

/* What holds for the project as a whole, once all of it is known. */
static void settle(XmlPlan *xml)
{
    SchedulePlan *plan = xml->plan;
    const char *start = json_string_value(json_object_get(xml->own, "start"));
    const char *finish = json_string_value(json_object_get(xml->own, "finish"));

    plan->late = xml->from_finish;
    plan->start = xml->from_finish ? SCHEDULE_NO_DAY : xml->start;
    plan->finish = xml->from_finish ? xml->finish : SCHEDULE_NO_DAY;
    if (xml->own != NULL) {
        plan->start = plan->finish = SCHEDULE_NO_DAY;
        if (start != NULL && !day_parse(start, &plan->start)) {
            plan->start = xml->start;
        }
        if (finish != NULL && !day_parse(finish, &plan->finish)) {
            plan->finish = xml->finish;
        }
    }
}

static void open_plan(XmlPlan *xml)
{
    xml->plan = schedule_plan_new();
    xml->tasks = g_array_new(FALSE, FALSE, sizeof(XmlTask));
    xml->links = g_array_new(FALSE, FALSE, sizeof(XmlLink));
    xml->over = g_array_new(FALSE, FALSE, sizeof(XmlOver));
    xml->calendar_minutes = g_array_new(FALSE, FALSE, sizeof(gint64));
    xml->task_by_uid = g_hash_table_new(NULL, NULL);
    xml->calendars = g_hash_table_new(NULL, NULL);
    xml->calendar = -1;
    xml->day_minutes = XML_DAY_MINUTES;
    xml->start = xml->finish = xml->current = SCHEDULE_NO_DAY;
}

static void close_plan(XmlPlan *xml)
{
    schedule_plan_free(xml->plan);
    g_array_unref(xml->tasks);
    g_array_unref(xml->links);
    g_array_unref(xml->over);
    g_array_unref(xml->calendar_minutes);
    g_hash_table_unref(xml->task_by_uid);
    g_hash_table_unref(xml->calendars);
    json_decref(xml->own);
}

SchedulePlan *schedule_xml_read(const char *text, gsize length, GError **error)
{
    XmlFile file = {.bytes = {text, length}};
    SchedulePlan *plan = NULL;

    if (length > SCHEDULE_XML_MAX) {
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "schedule.file_size", NULL, NULL);
        return NULL;
    }
    xmlInitParser();
    open_plan(&file.plan);
    file.reader = xmlReaderForIO(read_bytes, close_nothing, &file.bytes, NULL, NULL,
                                 XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                     XML_PARSE_BIG_LINES);
    if (file.reader == NULL) {
        xml_fail(1, "schedule.xml_bad", NULL, NULL, error);
    } else {
        xmlTextReaderSetStructuredErrorHandler(file.reader, note_error, &file);
        if (read_all(&file, error)) {
            settle(&file.plan);
            plan = xml_resolve(&file.plan, error) ? g_steal_pointer(&file.plan.plan) : NULL;
        }
        xmlFreeTextReader(file.reader);
    }
    close_plan(&file.plan);
    return plan;
}
