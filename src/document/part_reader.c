#include "document/part_reader_internal.h"

#include "document/document.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *uri;
    PartVocabulary vocabulary;
} vocabularies[] = {
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", PART_WORD},
    {"http://purl.oclc.org/ooxml/wordprocessingml/main", PART_WORD},
    {"http://schemas.openxmlformats.org/officeDocument/2006/math", PART_MATH},
    {"http://purl.oclc.org/ooxml/officeDocument/math", PART_MATH},
    {"http://schemas.openxmlformats.org/markup-compatibility/2006", PART_COMPATIBILITY},
    {"http://schemas.openxmlformats.org/package/2006/relationships", PART_RELATIONSHIPS},
    {"http://schemas.openxmlformats.org/spreadsheetml/2006/main", PART_SHEET},
    {"http://purl.oclc.org/ooxml/spreadsheetml/main", PART_SHEET},
};

static PartVocabulary vocabulary_of(const xmlChar *uri)
{
    for (gsize i = 0; uri != NULL && i < G_N_ELEMENTS(vocabularies); i++) {
        if (strcmp((const char *)uri, vocabularies[i].uri) == 0)
            return vocabularies[i].vocabulary;
    }
    return PART_OTHER;
}

static int read_file(void *context, char *buffer, int size)
{
    return package_file_read(context, buffer, size);
}

static int close_nothing(void *context)
{
    (void)context; /* the part is closed by part_reader_free() */
    return 0;
}

/* The parser runs ahead of the events it gives, so it may meet a nesting or an entity that we would
 * have refused a moment later: the first error's cause is kept here. */
static void note_error(void *context, xmlErrorPtr fault)
{
    PartReader *reader = context;
    if (reader->error_line != 0 || fault->level < XML_ERR_ERROR)
        return;
    reader->error_line = MAX(fault->line, 1);
    const xmlParserCtxt *parser = fault->ctxt;
    if (parser == NULL)
        return;
    reader->error_is_depth = parser->nameNr > (int)DOCUMENT_DEPTH_MAX;
    reader->error_is_dtd = parser->myDoc != NULL && parser->myDoc->intSubset != NULL;
}

void part_reader_free(PartReader *reader)
{
    if (reader == NULL)
        return;
    if (reader->xml != NULL)
        xmlFreeTextReader(reader->xml);
    package_file_close(&reader->file);
    g_clear_error(&reader->error);
    g_free(reader->part);
    g_free(reader);
}

static bool fail_with_line(PartReader *reader, LuoshiErrorCode code, const char *key, int line)
{
    g_autofree char *line_text = g_strdup_printf("%d", MAX(line, 1));
    g_autofree char *limit = g_strdup_printf("%u", DOCUMENT_DEPTH_MAX);
    error_set(&reader->error, code, key, NULL, "name", reader->package->name, "part", reader->part,
              "line", line_text, "limit", limit, NULL);
    return false;
}

static bool fail(PartReader *reader, LuoshiErrorCode code, const char *key)
{
    error_set(&reader->error, code, key, NULL, "name", reader->package->name, "part", reader->part,
              NULL);
    return false;
}

static bool fail_by_cause(PartReader *reader)
{
    if (reader->file.bomb)
        return fail(reader, LUOSHI_ERROR_TOO_LARGE, "document.bomb");
    if (reader->file.damaged)
        return fail(reader, LUOSHI_ERROR_MALFORMED, "document.truncated");
    if (reader->error_is_dtd)
        return fail(reader, LUOSHI_ERROR_INVALID, "document.dtd");
    if (reader->error_is_depth)
        return fail_with_line(reader, LUOSHI_ERROR_TOO_LARGE, "document.too_deep",
                              reader->error_line);
    return fail_with_line(reader, LUOSHI_ERROR_MALFORMED, "document.bad_xml", reader->error_line);
}

PartReader *part_reader_open(const Package *package, const char *part, GError **error)
{
    static gsize started;
    if (g_once_init_enter(&started)) {
        xmlInitParser(); /* libxml2 asks for one call before threads use it */
        g_once_init_leave(&started, 1);
    }
    g_autoptr(PartReader) reader = g_new0(PartReader, 1);
    reader->package = package;
    reader->part = g_strdup(part);
    if (!package_file_open(package, part, &reader->file, error))
        return NULL;
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    reader->xml = xmlReaderForIO(read_file, close_nothing, &reader->file, NULL, NULL, options);
    if (reader->xml == NULL) {
        fail_by_cause(reader); /* making the parser already reads the first bytes */
        part_reader_finish(reader, error);
        return NULL;
    }
    xmlTextReaderSetStructuredErrorHandler(reader->xml, note_error, reader);
    return g_steal_pointer(&reader);
}

bool part_reader_next(PartReader *reader)
{
    if (reader->error != NULL)
        return false;
    if (reader->owes_end) {
        reader->owes_end = false;
        reader->event = PART_END;
        return true;
    }
    for (;;) {
        int got = xmlTextReaderRead(reader->xml);
        if (got < 0)
            return fail_by_cause(reader);
        if (got == 0)
            return reader->file.bomb || reader->file.damaged ? fail_by_cause(reader) : false;
        int type = xmlTextReaderNodeType(reader->xml);
        reader->depth = (guint)MAX(xmlTextReaderDepth(reader->xml), 0);
        if (type == XML_READER_TYPE_ELEMENT && reader->depth > DOCUMENT_DEPTH_MAX)
            return fail_with_line(reader, LUOSHI_ERROR_TOO_LARGE, "document.too_deep",
                                  xmlTextReaderGetParserLineNumber(reader->xml));
        switch (type) {
        case XML_READER_TYPE_ELEMENT:
        case XML_READER_TYPE_END_ELEMENT:
            reader->event = type == XML_READER_TYPE_ELEMENT ? PART_START : PART_END;
            reader->vocabulary = vocabulary_of(xmlTextReaderConstNamespaceUri(reader->xml));
            reader->element = (const char *)xmlTextReaderConstLocalName(reader->xml);
            reader->owes_end =
                reader->event == PART_START && xmlTextReaderIsEmptyElement(reader->xml) == 1;
            return true;
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            reader->event = PART_TEXT;
            reader->text = (const char *)xmlTextReaderConstValue(reader->xml);
            if (reader->text != NULL)
                return true;
            break;
        case XML_READER_TYPE_DOCUMENT_TYPE:
        case XML_READER_TYPE_ENTITY_REFERENCE:
            return fail(reader, LUOSHI_ERROR_INVALID, "document.dtd");
        default: /* comments, processing instructions, the XML declaration */
            break;
        }
    }
}

bool part_reader_finish(PartReader *reader, GError **error)
{
    if (reader->error == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&reader->error));
    return false;
}

char *part_reader_attribute(PartReader *reader, const char *name)
{
    const xmlChar *uri = xmlTextReaderConstNamespaceUri(reader->xml);
    xmlChar *value =
        uri == NULL ? NULL : xmlTextReaderGetAttributeNs(reader->xml, (const xmlChar *)name, uri);
    if (value == NULL)
        value = xmlTextReaderGetAttribute(reader->xml, (const xmlChar *)name);
    char *copy = g_strdup((const char *)value);
    xmlFree(value);
    return copy;
}

char *part_reader_relationship(PartReader *reader)
{
    static const char *const uris[] = {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    };
    xmlChar *value = NULL;
    for (gsize i = 0; value == NULL && i < G_N_ELEMENTS(uris); i++)
        value = xmlTextReaderGetAttributeNs(reader->xml, (const xmlChar *)"id",
                                            (const xmlChar *)uris[i]);
    char *copy = g_strdup((const char *)value);
    xmlFree(value);
    return copy;
}

bool part_reader_is_on(PartReader *reader)
{
    g_autofree char *value = part_reader_attribute(reader, "val");
    return value == NULL ||
           (strcmp(value, "0") != 0 && strcmp(value, "false") != 0 && strcmp(value, "off") != 0);
}

int part_reader_number(PartReader *reader, const char *name, int maximum, int missing)
{
    g_autofree char *value = part_reader_attribute(reader, name);
    guint64 number;
    if (value == NULL || !g_ascii_string_to_unsigned(value, 10, 0, (guint64)maximum, &number, NULL))
        return missing;
    return (int)number;
}
