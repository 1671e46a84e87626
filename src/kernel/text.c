#include "kernel/text.h"

#include "kernel/text_internal.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *primary;
    const char *tag;
} languages[] = {
    [LANGUAGE_ZH] = {"zh", "zh-CN"},
    [LANGUAGE_EN] = {"en", "en"},
};

/* The weight that PARAMETERS of a language give it, 1 without one (RFC 9110, 12.4.2); 0 for what is
 * no weight. */
static double read_weight(char **parameters)
{
    for (gsize i = 0; parameters[i] != NULL; i++) {
        const char *parameter = g_strchug(parameters[i]);
        if (g_ascii_strncasecmp(parameter, "q=", 2) == 0) {
            double weight = g_ascii_strtod(parameter + 2, NULL);
            return weight >= 0 && weight <= 1 ? weight : 0;
        }
    }
    return 1;
}

Language language_parse(const char *accept_language)
{
    Language best = LANGUAGE_ZH;
    double best_weight = 0;

    if (accept_language == NULL || strlen(accept_language) > 256) {
        return best;
    }
    g_auto(GStrv) ranges = g_strsplit(accept_language, ",", 16);
    for (gsize i = 0; ranges[i] != NULL; i++) {
        g_auto(GStrv) parts = g_strsplit(ranges[i], ";", 8);
        const char *range = parts[0] != NULL ? g_strstrip(parts[0]) : "";
        double weight = parts[0] != NULL ? read_weight(parts + 1) : 0;
        for (gsize l = 0; l < G_N_ELEMENTS(languages); l++) {
            if (g_ascii_strncasecmp(range, languages[l].primary, 2) == 0 &&
                !g_ascii_isalpha(range[2]) && weight > best_weight) {
                best = (Language)l;
                best_weight = weight;
            }
        }
    }
    return best;
}

const char *language_tag(Language language)
{
    return languages[language].tag;
}

static int compare_entry(const void *key, const void *entry)
{
    return strcmp(key, ((const TextEntry *)entry)->key);
}

const char *text_find(Language language, const char *key)
{
    const TextEntry *entry =
        bsearch(key, text_entries, text_entry_count, sizeof *entry, compare_entry);

    return entry != NULL ? entry->sentences[language] : key;
}

static const char *find_argument(const char *const *arguments, const char *name, gsize length)
{
    for (gsize i = 0; arguments != NULL && arguments[i] != NULL; i += 2) {
        if (strlen(arguments[i]) == length && strncmp(arguments[i], name, length) == 0) {
            return arguments[i + 1];
        }
    }
    return NULL;
}

char *text_format(Language language, const char *key, const char *const *arguments)
{
    GString *out = g_string_new(NULL);
    const char *rest = text_find(language, key);

    for (const char *open; (open = strchr(rest, '{')) != NULL;) {
        const char *close = strchr(open, '}');
        if (close == NULL) {
            break;
        }
        g_string_append_len(out, rest, open - rest);
        const char *value = find_argument(arguments, open + 1, (gsize)(close - open - 1));
        if (value != NULL) {
            g_string_append(out, value);
        } else {
            g_string_append_len(out, open, close - open + 1);
        }
        rest = close + 1;
    }
    g_string_append(out, rest);
    return g_string_free(out, FALSE);
}
