#include "kernel/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

static bool is_plain(const char *value)
{
    for (const char *c = value; *c != '\0'; c++) {
        if ((guchar)*c <= ' ' || strchr("=\"\\\x7f", *c) != NULL) {
            return false;
        }
    }
    return *value != '\0';
}

/* Bytes from 0x80 on belong to UTF-8 text and stay as they are. */
static void add_value(GString *line, const char *value)
{
    if (is_plain(value)) {
        g_string_append(line, value);
        return;
    }
    g_string_append_c(line, '"');
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\') {
            g_string_append_printf(line, "\\%c", *c);
        } else if (*c == '\n') {
            g_string_append(line, "\\n");
        } else if ((guchar)*c < ' ' || *c == '\x7f') {
            g_string_append_printf(line, "\\x%02x", (guint)(guchar)*c);
        } else {
            g_string_append_c(line, *c);
        }
    }
    g_string_append_c(line, '"');
}

void log_event(LogLevel level, const char *event, ...)
{
    static const char *const levels[] = {
        [LOG_INFO] = "info", [LOG_WARNING] = "warning", [LOG_ERROR] = "error"};
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *stamp = g_date_time_format_iso8601(now);
    g_autoptr(GString) line = g_string_new(NULL);
    va_list pairs;

    g_string_printf(line, "time=%s level=%s event=%s", stamp, levels[level], event);
    va_start(pairs, event);
    for (const char *name; (name = va_arg(pairs, const char *)) != NULL;) {
        const char *value = va_arg(pairs, const char *);
        if (value != NULL) {
            g_string_append_printf(line, " %s=", name);
            add_value(line, value);
        }
    }
    va_end(pairs);
    g_printerr("%s\n", line->str);
}
