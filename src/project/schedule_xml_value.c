/* Values of MSPDI's elements. */
#include "project/schedule_xml_internal.h"

#include <stdlib.h>
#include <string.h>

#define MINUTES_MAX  ((gint64)SCHEDULE_DURATION_MAX * XML_ELAPSED_DAY)
#define DAY_AND_HOUR 13 /* 2024-03-01T08 */

bool xml_fail(int line, const char *key, const char *name, const char *value, GError **error)
{
    g_autofree char *text = g_strdup_printf("%d", MAX(line, 1));

    error_set(error, LUOSHI_ERROR_INVALID, key, NULL, "line", text, "name", name, "value", value,
              NULL);
    return false;
}

static xmlNode *find(xmlNode *node, const char *name)
{
    while (node != NULL &&
           (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, name) != 0)) {
        node = node->next;
    }
    return node;
}

xmlNode *xml_child(const xmlNode *node, const char *name)
{
    return find(node->children, name);
}

xmlNode *xml_next(const xmlNode *node, const char *name)
{
    return find(node->next, name);
}

char *xml_text(const xmlNode *node, const char *name)
{
    xmlNode *child = xml_child(node, name);

    if (child == NULL) {
        return NULL;
    }
    xmlChar *content = xmlNodeGetContent(child);
    char *text = g_strstrip(g_strdup(content != NULL ? (const char *)content : ""));
    xmlFree(content);
    return text;
}

static bool fail_value(const xmlNode *node, const char *name, const char *text, GError **error)
{
    xmlNode *child = xml_child(node, name);

    return xml_fail((int)xmlGetLineNo(child), "schedule.xml_value", name, text, error);
}

bool xml_number(const xmlNode *node, const char *name, gint64 missing, gint64 *number,
                GError **error)
{
    g_autofree char *text = xml_text(node, name);

    *number = missing;
    return text == NULL || *text == '\0' ||
           g_ascii_string_to_signed(text, 10, -1000000000000, 1000000000000, number, NULL) ||
           fail_value(node, name, text, error);
}

bool xml_day(const xmlNode *node, const char *name, gint32 *day, int *hour, GError **error)
{
    g_autofree char *text = xml_text(node, name);

    *day = SCHEDULE_NO_DAY;
    if (text == NULL || *text == '\0' || strcmp(text, "NA") == 0) {
        return true;
    }
    g_autofree char *date = g_strndup(text, DAY_LENGTH);
    if (!day_parse(date, day) || (text[strlen(date)] != '\0' && text[strlen(date)] != 'T')) {
        return fail_value(node, name, text, error);
    }
    if (hour != NULL) {
        *hour = strlen(text) >= DAY_AND_HOUR ? atoi(text + DAY_LENGTH + 1) : 0;
    }
    return true;
}

bool xml_minutes(const xmlNode *node, const char *name, gint64 *minutes, GError **error)
{
    g_autofree char *text = xml_text(node, name);
    gint64 sum = 0;

    *minutes = -1;
    if (text == NULL || *text == '\0') {
        return true;
    }
    const char *at = text;
    bool good = *at++ == 'P' && *at != '\0';
    while (good && *at != '\0') {
        at += *at == 'T' ? 1 : 0;
        char *end = NULL;
        double value = g_ascii_strtod(at, &end);
        good = end != at && g_ascii_isdigit(*at) && value <= (double)MINUTES_MAX;
        switch (good ? *end : '\0') {
        case 'D':
            sum += (gint64)(value * XML_ELAPSED_DAY);
            break;
        case 'H':
            sum += (gint64)(value * 60);
            break;
        case 'M':
            sum += (gint64)value;
            break;
        case 'S':
            sum += value > 0 ? 1 : 0;
            break;
        default:
            good = false;
            break;
        }
        at = good ? end + 1 : at;
        good = good && sum <= MINUTES_MAX;
    }
    *minutes = sum;
    return good || fail_value(node, name, text, error);
}

bool xml_flag(const xmlNode *node, const char *name)
{
    g_autofree char *text = xml_text(node, name);

    return text != NULL && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}

/* 3 to 12 are units, each followed by its elapsed one; 35 to 44 the same, estimated. */
bool xml_is_elapsed(gint64 format)
{
    return (format >= 4 && format <= 12 && format % 2 == 0) || format == 20 ||
           (format >= 36 && format <= 44 && format % 2 == 0) || format == 52;
}

bool xml_is_percent(gint64 format)
{
    return format == 19 || format == 20 || format == 51 || format == 52;
}
