#include "document/markup_internal.h"

#include <stdbool.h>
#include <string.h>

/* Char of XML 1.0, 2.2, but for carriage returns, which a parser would change. */
static bool is_char(gunichar character)
{
    if (character < 0x20)
        return character == '\t' || character == '\n';
    return character != 0xFFFE && character != 0xFFFF;
}

char *markup_clean(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    GString *clean = g_string_sized_new(strlen(valid));
    for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (character == '\r' && at[1] == '\n')
            continue;
        if (character == '\r')
            character = '\n';
        g_string_append_unichar(clean, is_char(character) ? character : 0xFFFD);
    }
    return g_string_free(clean, FALSE);
}

void markup_append(GString *to, const char *text)
{
    g_autofree char *clean = markup_clean(text);
    for (const char *at = clean; *at != '\0'; at++) {
        if (*at == '&')
            g_string_append(to, "&amp;");
        else if (*at == '<')
            g_string_append(to, "&lt;");
        else if (*at == '>')
            g_string_append(to, "&gt;");
        else if (*at == '"')
            g_string_append(to, "&quot;");
        else
            g_string_append_c(to, *at);
    }
}
