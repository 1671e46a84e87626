#include "pack/pack.h"

#include <string.h>
#include <yaml.h>

typedef struct {
    yaml_parser_t parser;
    const char *path;
    GError **error;
} Reader;

static void fail(const Reader *reader, const char *key, yaml_mark_t mark, const char *what)
{
    g_autofree char *line = g_strdup_printf("%zu", mark.line + 1);
    g_autofree char *column = g_strdup_printf("%zu", mark.column + 1);

    error_set(reader->error, LUOSHI_ERROR_INVALID, key, reader->path, "file", reader->path, "line",
              line, "column", column, "what", what, NULL);
}

static bool next_event(Reader *reader, yaml_event_t *event)
{
    if (!yaml_parser_parse(&reader->parser, event)) {
        fail(reader, "pack.syntax", reader->parser.problem_mark,
             reader->parser.problem != NULL ? reader->parser.problem : "?");
        return false;
    }
    return true;
}

static json_t *scalar(const yaml_event_t *event)
{
    const char *text = (const char *)event->data.scalar.value;
    char *end = NULL;

    if (event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE) {
        gint64 number = g_ascii_strtoll(text, &end, 10);
        /* A code such as 0131 is text, not a number. */
        if (*text != '\0' && *end == '\0' && (text[0] != '0' || text[1] == '\0') &&
            strlen(text) < 18) {
            return json_integer(number);
        }
        if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
            return json_boolean(text[0] == 't');
        }
        if (strcmp(text, "null") == 0 || strcmp(text, "~") == 0 || *text == '\0') {
            return json_null();
        }
    }
    return json_stringn(text, event->data.scalar.length);
}

static json_t *read_value(Reader *reader, yaml_event_t *event, guint depth);

static json_t *read_sequence(Reader *reader, guint depth)
{
    json_auto_t *array = json_array();

    for (;;) {
        yaml_event_t event;
        if (!next_event(reader, &event)) {
            return NULL;
        }
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return json_incref(array);
        }
        json_t *value = read_value(reader, &event, depth);
        if (value == NULL) {
            return NULL;
        }
        json_array_append_new(array, value);
    }
}

/* Reads one "key: value"; false at the mapping's end (*ended) or on failure. */
static bool read_member(Reader *reader, json_t *object, guint depth, bool *ended)
{
    yaml_event_t event;
    g_autofree char *key = NULL;

    if (!next_event(reader, &event)) {
        return false;
    }
    *ended = event.type == YAML_MAPPING_END_EVENT;
    if (event.type == YAML_SCALAR_EVENT) {
        key = g_strdup((const char *)event.data.scalar.value);
    }
    yaml_mark_t mark = event.start_mark;
    yaml_event_delete(&event);
    if (*ended) {
        return false;
    }
    if (key == NULL || json_object_get(object, key) != NULL) {
        fail(reader, key == NULL ? "pack.key" : "pack.duplicate", mark, key != NULL ? key : "");
        return false;
    }
    if (!next_event(reader, &event)) {
        return false;
    }
    json_t *value = read_value(reader, &event, depth);
    return value != NULL && json_object_set_new(object, key, value) == 0;
}

static json_t *read_mapping(Reader *reader, guint depth)
{
    json_auto_t *object = json_object();
    bool ended = false;

    while (read_member(reader, object, depth, &ended)) {
    }
    return ended ? json_incref(object) : NULL;
}

/* The value that EVENT begins; frees EVENT. */
static json_t *read_value(Reader *reader, yaml_event_t *event, guint depth)
{
    json_t *value = NULL;

    if (depth >= PACK_DEPTH_MAX) {
        fail(reader, "pack.depth", event->start_mark, G_STRINGIFY(PACK_DEPTH_MAX));
    } else if (event->type == YAML_SCALAR_EVENT) {
        value = scalar(event);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        value = read_sequence(reader, depth + 1);
    } else if (event->type == YAML_MAPPING_START_EVENT) {
        value = read_mapping(reader, depth + 1);
    } else {
        fail(reader, "pack.alias", event->start_mark, "");
    }
    yaml_event_delete(event);
    return value;
}

static json_t *read_document(Reader *reader)
{
    for (;;) {
        yaml_event_t event;
        if (!next_event(reader, &event)) {
            return NULL;
        }
        if (event.type != YAML_STREAM_START_EVENT && event.type != YAML_DOCUMENT_START_EVENT) {
            return read_value(reader, &event, 0);
        }
        yaml_event_delete(&event);
    }
}

json_t *pack_load_yaml(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) unread = NULL;
    Reader reader = {.path = path, .error = error};

    if (!g_file_get_contents(path, &text, &length, &unread) || length > PACK_FILE_MAX) {
        error_set(error, LUOSHI_ERROR_INVALID, "pack.unreadable", path, "file", path, "reason",
                  unread != NULL ? unread->message : "> " G_STRINGIFY(PACK_FILE_MAX), NULL);
        return NULL;
    }
    yaml_parser_initialize(&reader.parser);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
    json_t *value = read_document(&reader);
    yaml_parser_delete(&reader.parser);
    return value;
}
