#include "kernel/json_in.h"

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
        g_autofree char *line = g_strdup_printf("%d", fault.line);
        g_autofree char *column = g_strdup_printf("%d", fault.column);
        error_set(error, LUOSHI_ERROR_MALFORMED, "kernel.json_syntax", NULL, "line", line, "column",
                  column, NULL);
    }
    return value;
}
