/* What an entry of the ledger changed, field by field, in words. */
#include "commitment/history_internal.h"

#include "kernel/day.h"

#include <string.h>

#define ID_LENGTH 26u

/* NULL if KEY is no key. Static. */
static const char *text_known(Language language, const char *key)
{
    const char *text = text_find(language, key);

    return strcmp(text, key) != 0 ? text : NULL;
}

const char *history_action_text(Language language, const char *action)
{
    g_autofree char *key = g_strconcat("ledger.action.", action, NULL);
    const char *text = text_known(language, key);

    if (text == NULL) {
        text =
            g_str_has_prefix(action, "case.") ? text_find(language, "ledger.action.case") : action;
    }
    return text;
}

/* The name of the unit, person or account whose id TEXT is; NULL if it is nobody's. */
static const char *name_known(const Names *names, const char *text)
{
    static const NameKind kinds[] = {NAME_UNIT, NAME_PERSON, NAME_ACCOUNT};

    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const char *name = name_of(names, kinds[i], text);
        if (g_strcmp0(name, text) != 0) {
            return name;
        }
    }
    return NULL;
}

static bool is_id(const char *text)
{
    return strlen(text) == ID_LENGTH &&
           strspn(text, "0123456789abcdefghjkmnpqrstvwxyz") == ID_LENGTH;
}

/* A word of a declared set in the reader's language, a day as it is written, an id as a name; what
 * an id names that is no unit or person stands elsewhere on the page and is left out. */
static void add_text(GString *out, const Words *words, const char *field, const char *text)
{
    g_autofree char *key = g_strdup_printf("ledger.value.%s.%s", field, text);
    const char *word = text_known(words->language, key);
    const char *unit = g_str_has_prefix(text, "unit:") ? name_known(words->names, text + 5) : NULL;
    gint32 day = 0;

    if (word != NULL) {
        g_string_append(out, word);
    } else if (is_id(text)) {
        const char *name = name_known(words->names, text);
        g_string_append(out, name != NULL ? name : "");
    } else if (words->language == LANGUAGE_ZH && day_parse(text, &day)) {
        int year;
        int month;
        int of_month;
        day_parts(day, &year, &month, &of_month);
        g_string_append_printf(out, "%d年%d月%d日", year, month, of_month);
    } else if (unit != NULL) {
        g_string_append(out, unit);
    } else {
        g_string_append(out, text);
    }
}

static const char *label_of(const Words *words, const char *field)
{
    const json_t *declared = json_object_get(words->labels, field);

    if (declared != NULL) {
        const char *own = words->language == LANGUAGE_ZH ? "zh" : "en";
        return json_string_value(json_object_get(declared, own));
    }
    /* “/area” is no declared field but what every object of a register has. */
    g_autofree char *key = g_strconcat("ledger.field.", field + (*field == '/' ? 1 : 0), NULL);
    const char *label = text_known(words->language, key);

    return label != NULL ? label : field;
}

static void add_value(GString *out, const Words *words, const char *field, const json_t *value);

static void add_members(GString *out, const Words *words, const json_t *object)
{
    const char *own = words->language == LANGUAGE_ZH ? "zh" : "en";
    const char *name;
    json_t *value;

    if (json_is_string(json_object_get(object, own))) {
        g_string_append(out, json_string_value(json_object_get(object, own)));
        return;
    }
    json_object_foreach((json_t *)object, name, value)
    {
        g_autoptr(GString) one = g_string_new(NULL);
        add_value(one, words, name, value);
        if (one->len > 0) {
            g_string_append_printf(out, "%s%s %s",
                                   out->len > 0 ? text_find(words->language, "ledger.comma") : "",
                                   label_of(words, name), one->str);
        }
    }
}

static void add_value(GString *out, const Words *words, const char *field, const json_t *value)
{
    size_t i;
    json_t *item;

    switch (json_typeof(value)) {
    case JSON_STRING:
        add_text(out, words, field, json_string_value(value));
        break;
    case JSON_INTEGER:
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        g_string_append_printf(out, "%g", json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        g_string_append(
            out, text_find(words->language, json_is_true(value) ? "ledger.yes" : "ledger.no"));
        break;
    case JSON_ARRAY:
        json_array_foreach((json_t *)value, i, item)
        {
            g_autoptr(GString) one = g_string_new(NULL);
            add_value(one, words, field, item);
            if (one->len > 0) {
                g_string_append_printf(
                    out, "%s%s", out->len > 0 ? text_find(words->language, "ledger.semicolon") : "",
                    one->str);
            }
        }
        break;
    case JSON_OBJECT:
        add_members(out, words, value);
        break;
    case JSON_NULL:
        break;
    }
}

/* NULL for nothing. (transfer full) */
static char *value_text(const Words *words, const char *field, const json_t *value)
{
    g_autoptr(GString) text = g_string_new(NULL);

    if (value != NULL) {
        add_value(text, words, field, value);
    }
    return text->len > 0 ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static void write_change(JsonWriter *answer, const Words *words, const char *field,
                         const json_t *before, const json_t *after)
{
    g_autofree char *was = value_text(words, field, before);
    g_autofree char *is = value_text(words, field, after);

    if ((was == NULL && is == NULL) ||
        (before != NULL && after != NULL && json_equal(before, after))) {
        return;
    }
    json_begin_object(answer);
    json_member_text(answer, "field", field);
    json_member_text(answer, "label", label_of(words, field));
    json_member_text(answer, "before", was);
    json_member_text(answer, "after", is);
    json_end_object(answer);
}

/* The members of BEFORE and AFTER one by one; those of a form stand among them. */
static void write_members(JsonWriter *answer, const Words *words, const json_t *before,
                          const json_t *after)
{
    json_auto_t *all = json_object();
    const char *field;
    json_t *value;

    json_object_update_missing(all, (json_t *)before);
    json_object_update_missing(all, (json_t *)after);
    json_object_foreach(all, field, value)
    {
        const json_t *was = json_object_get(before, field);
        const json_t *is = json_object_get(after, field);
        if (strcmp(field, "labels") == 0) {
            continue;
        }
        if (strcmp(field, "form") == 0) {
            write_members(answer, words, was, is);
        } else {
            write_change(answer, words, field, was, is);
        }
    }
}

void history_write_changes(JsonWriter *answer, const Words *words, const char *before,
                           const char *after)
{
    json_auto_t *was = before != NULL ? json_loads(before, 0, NULL) : NULL;
    json_auto_t *is = after != NULL ? json_loads(after, 0, NULL) : NULL;

    const json_t *labels = json_object_get(is, "labels");
    const Words own = {words->language, words->names,
                       labels != NULL ? labels : json_object_get(was, "labels")};

    json_key(answer, "changes");
    json_begin_array(answer);
    write_members(answer, &own, was, is);
    json_end_array(answer);
}
