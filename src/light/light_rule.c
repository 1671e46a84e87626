#include "light/light_rule.h"

#include <string.h>

const char *const light_colour_names[] = {"red", "yellow", "grey", "green", NULL};
const char *const light_object_names[] = {"commitment", "indicator", "project", "reserve", NULL};

static const char *const value_names[] = {
    "done",     "withdrawn",   "days_left",     "notices",       "notices_overdue", "returns",
    "targets",  "measured",    "lag",           "points",        "places",          "missed",
    "met",      "silent_days", "progress",      "progress_days", "finish_late",     "slip",
    "overstay", "cases",       "cases_overdue", "not_computed",  "missing",         "gaps",
    "held",     NULL};
G_STATIC_ASSERT(G_N_ELEMENTS(value_names) == LIGHT_VALUES + 1);

static const char *const word_names[] = {"what", "place", "short", "forecast", "library", "month"};
G_STATIC_ASSERT(G_N_ELEMENTS(word_names) == LIGHT_WORDS);

/* Values that a reason may say with the other sign. */
static const struct {
    const char *name;
    LightValue value;
} turned_names[] = {{"late", LIGHT_DAYS_LEFT}, {"lead", LIGHT_LAG}};

typedef struct {
    LightColour colour;
    Formula *when;        /* NULL: always */
    const json_t *reason; /* {zh, en} */
} Rule;

struct LightRules {
    json_t *definition;
    FormulaMachine *machine;
    GArray *rules[LIGHT_OBJECTS]; /* Rule */
};

void light_rules_free(LightRules *rules)
{
    if (rules == NULL) {
        return;
    }
    for (gint kind = 0; kind < LIGHT_OBJECTS; kind++) {
        for (guint i = 0; rules->rules[kind] != NULL && i < rules->rules[kind]->len; i++) {
            formula_free(g_array_index(rules->rules[kind], Rule, i).when);
        }
        g_clear_pointer(&rules->rules[kind], g_array_unref);
    }
    formula_machine_free(rules->machine);
    json_decref(rules->definition);
    g_free(rules);
}

static LightColour colour_of(const json_t *rule)
{
    const char *name = json_string_value(json_object_get(rule, "light"));
    gint colour = 0;

    while (strcmp(light_colour_names[colour], name) != 0) {
        colour++;
    }
    return (LightColour)colour;
}

static bool compile_rule(LightRules *rules, LightObject kind, const json_t *entry, gsize number,
                         bool last, GError **error)
{
    g_autofree char *place =
        g_strdup_printf("lights/%s/%zu/when", light_object_names[kind], number);
    const char *when = json_string_value(json_object_get(entry, "when"));
    Rule rule = {.colour = colour_of(entry), .reason = json_object_get(entry, "reason")};

    if (last != (when == NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, last ? "light.last_always" : "light.always", place,
                  NULL);
        return false;
    }
    if (when != NULL) {
        rule.when = formula_compile(rules->machine, when, value_names, place, error);
        if (rule.when == NULL) {
            return false;
        }
    }
    g_array_append_val(rules->rules[kind], rule);
    return true;
}

LightRules *light_rules_compile(const json_t *definition, GError **error)
{
    g_autoptr(LightRules) rules = g_new0(LightRules, 1);

    rules->definition = json_deep_copy(definition);
    rules->machine = formula_machine_new();
    for (gint kind = 0; kind < LIGHT_OBJECTS; kind++) {
        const json_t *list =
            json_object_get(json_object_get(rules->definition, "lights"), light_object_names[kind]);
        size_t count = json_array_size(list);
        rules->rules[kind] = g_array_new(FALSE, TRUE, sizeof(Rule));
        for (size_t i = 0; i < count; i++) {
            if (!compile_rule(rules, (LightObject)kind, json_array_get(list, i), i, i + 1 == count,
                              error)) {
                return NULL;
            }
        }
    }
    return g_steal_pointer(&rules);
}

static bool holds(const Rule *rule, const FormulaValue *values)
{
    FormulaValue result = formula_null();

    return rule->when == NULL || (formula_evaluate(rule->when, values, &result, NULL) &&
                                  result.kind == FORMULA_BOOLEAN && result.truth);
}

static void append_number(GString *text, FormulaValue value, bool negated)
{
    char digits[DECIMAL_TEXT_MAX];
    Decimal number = negated ? -value.number : value.number;

    if (value.kind == FORMULA_NUMBER) {
        decimal_round(number, 1, &number);
        decimal_format(number, digits);
        g_string_append(text, digits);
    }
}

static bool is_named(const char *name, const char *start, gsize length)
{
    return strncmp(name, start, length) == 0 && name[length] == '\0';
}

/* What stands in braces: a value's name, a turned one or a word; anything else stays as it is. */
static void append_named(GString *text, const char *start, gsize length, const FormulaValue *values,
                         const LightWords *words, Language language)
{
    for (gsize i = 0; i < G_N_ELEMENTS(turned_names); i++) {
        if (is_named(turned_names[i].name, start, length)) {
            append_number(text, values[turned_names[i].value], true);
            return;
        }
    }
    for (gint i = 0; i < LIGHT_WORDS; i++) {
        if (is_named(word_names[i], start, length)) {
            const char *word = words->text[i][language];
            g_string_append(text, word != NULL ? word : "");
            return;
        }
    }
    for (gint i = 0; i < LIGHT_VALUES; i++) {
        if (is_named(value_names[i], start, length)) {
            append_number(text, values[i], false);
            return;
        }
    }
    g_string_append_printf(text, "{%.*s}", (int)length, start);
}

/* A reason is a phrase, which notices, papers and lists put into their own sentences: the full stop
 * that a word's sentence brought along at its end is taken off. */
static void drop_full_stop(GString *text)
{
    static const char *const stops[] = {"。", "."};

    for (gsize i = 0; i < G_N_ELEMENTS(stops); i++) {
        if (g_str_has_suffix(text->str, stops[i])) {
            g_string_truncate(text, text->len - strlen(stops[i]));
            return;
        }
    }
}

static char *fill(const char *pattern, const FormulaValue *values, const LightWords *words,
                  Language language)
{
    GString *text = g_string_new(NULL);

    while (*pattern != '\0') {
        gsize plain = strcspn(pattern, "{");
        gsize name = plain + strcspn(pattern + plain, "}");
        g_string_append_len(text, pattern, (gssize)plain);
        if (pattern[name] == '\0') { /* the end, or a brace that none closes */
            g_string_append(text, pattern + plain);
            break;
        }
        append_named(text, pattern + plain + 1, name - plain - 1, values, words, language);
        pattern += name + 1;
    }
    drop_full_stop(text);
    return g_string_free(text, FALSE);
}

void light_clear(Light *light)
{
    g_free(light->reason[LANGUAGE_ZH]);
    g_free(light->reason[LANGUAGE_EN]);
    *light = (Light){0};
}

void light_apply(const LightRules *rules, LightObject kind, const FormulaValue *values,
                 const LightWords *words, Light *light)
{
    const GArray *list = rules->rules[kind];
    guint i = 0;

    while (!holds(&g_array_index(list, Rule, i), values)) {
        i++; /* ends, since the last always holds */
    }
    const Rule *rule = &g_array_index(list, Rule, i);
    light->colour = rule->colour;
    light->reason[LANGUAGE_ZH] =
        fill(json_string_value(json_object_get(rule->reason, "zh")), values, words, LANGUAGE_ZH);
    light->reason[LANGUAGE_EN] =
        fill(json_string_value(json_object_get(rule->reason, "en")), values, words, LANGUAGE_EN);
}
