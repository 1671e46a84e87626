#include "kernel/json_in.h"

#include <string.h>

/* jansson's own limit is 2048 levels; ours is checked before it recurses. */
static bool is_too_deep(const char *text, gsize length)
{
    guint depth = 0;
    bool in_string = false;

    for (gsize i = 0; i < length; i++) {
        char c = text[i];
        if (in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > JSON_DEPTH_MAX) {
                return true;
            }
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
    }
    return false;
}

/* The integer that VALUE is, where it was written with a point or an exponent and no fraction, or
 * NULL. (transfer full) */
static json_t *whole_number(const json_t *value)
{
    double number = json_real_value(value);

    if (!json_is_real(value) || number < -0x1p63 || number >= 0x1p63 ||
        (double)(json_int_t)number != number) {
        return NULL;
    }
    return json_integer((json_int_t)number);
}

static void make_whole(json_t *container)
{
    size_t i;
    json_t *one;

    json_array_foreach(container, i, one)
    {
        json_t *whole = whole_number(one);
        if (whole != NULL) {
            json_array_set_new(container, i, whole);
        } else {
            make_whole(one);
        }
    }
    for (void *at = json_object_iter(container); at != NULL;
         at = json_object_iter_next(container, at)) {
        json_t *whole = whole_number(json_object_iter_value(at));
        if (whole != NULL) {
            json_object_iter_set_new(container, at, whole);
        } else {
            make_whole(json_object_iter_value(at));
        }
    }
}

static void fail_at(int line, int column, GError **error)
{
    g_autofree char *line_text = g_strdup_printf("%d", line);
    g_autofree char *column_text = g_strdup_printf("%d", column);

    error_set(error, LUOSHI_ERROR_MALFORMED, "kernel.json_syntax", NULL, "line", line_text,
              "column", column_text, NULL);
}

/* jansson takes a null byte after a number, true, false or null for the end of the text. */
static void fail_at_null(const char *text, GError **error)
{
    int line = 1;
    const char *start = text;

    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\n') {
            line++;
            start = c + 1;
        }
    }
    fail_at(line, (int)g_utf8_strlen(start, -1) + 1, error);
}

json_t *json_parse(const char *text, gsize length, GError **error)
{
    json_error_t fault;

    if (is_too_deep(text, length)) {
        error_set(error, LUOSHI_ERROR_MALFORMED, "kernel.json_depth", NULL, "max",
                  G_STRINGIFY(JSON_DEPTH_MAX), NULL);
        return NULL;
    }
    json_t *value = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (value == NULL) {
        fail_at(fault.line, fault.column, error);
        return NULL;
    }
    if (memchr(text, '\0', length) != NULL) {
        json_decref(value);
        fail_at_null(text, error);
        return NULL;
    }
    json_t *whole = whole_number(value);
    if (whole != NULL) {
        json_decref(value);
        return whole;
    }
    make_whole(value);
    return value;
}

bool json_holds(const json_t *list, const char *text)
{
    size_t i;
    json_t *one;

    json_array_foreach(list, i, one)
    {
        if (text != NULL && g_strcmp0(json_string_value(one), text) == 0) {
            return true;
        }
    }
    return false;
}
