/* How the points of an item came about, in one sentence that the page and the papers share. */
#include "score/score_internal.h"

#include <string.h>

#define PLACES_SHOWN 2

typedef struct {
    const ScoreScheme *scheme;
    const UnitResult *unit;
    const ScoreItem *item;
    Language language;
} Said;

static const char *name_in(Language language, const json_t *name)
{
    return json_string_value(json_object_get(name, language == LANGUAGE_ZH ? "zh" : "en"));
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* VALUE rounded to what is read at a glance. (transfer full) */
static char *shown(Decimal value)
{
    char text[DECIMAL_TEXT_MAX];
    Decimal rounded = value;

    decimal_round(value, PLACES_SHOWN, &rounded);
    decimal_format(rounded, text);
    return g_strdup(text);
}

/* A PART of the cell of item NUMBER: 0 measured, 1 points before limits, 2 points, 3 flags. */
static Decimal cell_of(const UnitResult *unit, guint number, size_t part)
{
    return json_integer_value(json_array_get(json_array_get(unit->cells, number), part));
}

static const json_t *value_of(const Said *said, const json_t *measure)
{
    return json_object_get(json_object_get(said->unit->inputs, text_of(measure, "key")), "value");
}

/* “逾期督办单（3）”: a NAME with the VALUE that it had, NULL for none. */
static void add_named(GString *text, const Said *said, const char *name, const char *value)
{
    const char *const arguments[] = {
        "name", name, "value", value != NULL ? value : text_find(said->language, "score.how_none"),
        NULL};
    g_autofree char *named = text_format(said->language, "score.how_named", arguments);

    g_string_append(text, named);
}

/* One WORD of a formula: a measure, an item or the full mark with its value, else as it is. */
static void add_word(GString *text, const Said *said, const char *word)
{
    const ScoreScheme *scheme = said->scheme;
    gint item = score_scheme_item(scheme, word);

    if (strcmp(word, "points") == 0) {
        g_autofree char *full = shown(said->item->points);
        add_named(text, said, text_find(said->language, "score.how_full"), full);
        return;
    }
    if (item >= 0) {
        g_autofree char *points = shown(cell_of(said->unit, (guint)item, 2));
        add_named(text, said, name_in(said->language, scheme->items[item].name), points);
        return;
    }
    for (guint i = 0; i < scheme->measure_count; i++) {
        if (strcmp(text_of(scheme->measures[i], "key"), word) == 0) {
            const json_t *value = value_of(said, scheme->measures[i]);
            g_autofree char *known =
                json_is_integer(value) ? shown(json_integer_value(value)) : NULL;
            add_named(text, said,
                      name_in(said->language, json_object_get(scheme->measures[i], "name")), known);
            return;
        }
    }
    g_string_append(text, word);
}

/* FORMULA as people write it: names for keys with what they were, × and ÷. (transfer full) */
static char *in_words(const Said *said, const char *formula)
{
    static const char *const signs[][2] = {
        {" * ", " × "}, {" / ", " ÷ "}, {" - ", " − "}, {" + ", " ＋ "}, {" == ", " ＝ "}};
    g_autoptr(GString) text = g_string_new(NULL);

    for (const char *c = formula; *c != '\0';) {
        gsize length = strspn(c, "abcdefghijklmnopqrstuvwxyz0123456789_.");
        if (length > 0) {
            g_autofree char *word = g_strndup(c, length);
            add_word(text, said, word);
            c += length;
        } else {
            g_string_append_c(text, *c++);
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        g_string_replace(text, signs[i][0], signs[i][1], 0);
    }
    return g_strdup(text->str);
}

/* Does CONDITION, a part of the item's formula, hold for the unit? False where that cannot be said
 * either. */
static bool holds(const Said *said, const char *condition)
{
    const ScoreScheme *scheme = said->scheme;
    guint count = scheme->measure_count + scheme->item_count + 1;
    g_autofree const char **names = g_new0(const char *, count + 1);
    g_autofree FormulaValue *values = g_new0(FormulaValue, count);
    FormulaValue result = formula_null();

    for (guint i = 0; i < scheme->measure_count; i++) {
        const json_t *value = value_of(said, scheme->measures[i]);
        names[i] = text_of(scheme->measures[i], "key");
        values[i] =
            json_is_integer(value) ? formula_number(json_integer_value(value)) : formula_null();
    }
    for (guint i = 0; i < scheme->item_count; i++) {
        names[scheme->measure_count + i] = scheme->items[i].key;
        values[scheme->measure_count + i] = formula_number(cell_of(said->unit, i, 2));
    }
    names[count - 1] = "points";
    values[count - 1] = formula_number(said->item->points);
    g_autoptr(Formula) formula = formula_compile(scheme->machine, condition, names, "", NULL);
    return formula != NULL && formula_evaluate(formula, values, &result, NULL) &&
           result.kind == FORMULA_BOOLEAN && result.truth;
}

/* A formula; of “A and B or C” the part that was taken, after the condition where it holds.
 * (transfer full) */
static char *formula_words(const Said *said, const char *raw)
{
    const char *source = said->item->formula_source;
    const char *then = strstr(source, " and ");
    const char *otherwise = then != NULL ? strstr(then, " or ") : NULL;
    g_autofree char *when = otherwise != NULL ? g_strndup(source, (gsize)(then - source)) : NULL;
    bool taken = when != NULL && holds(said, when);
    g_autofree char *part = when == NULL ? g_strdup(source)
                            : taken      ? g_strndup(then + strlen(" and "),
                                                     (gsize)(otherwise - then - (gssize)strlen(" and ")))
                                         : g_strdup(otherwise + strlen(" or "));
    g_autofree char *condition = taken ? in_words(said, when) : NULL;
    g_autofree char *formula = in_words(said, part);
    const char *const arguments[] = {
        "formula", formula, "raw", raw, "when", condition != NULL ? condition : "", NULL};

    return text_format(said->language, taken ? "score.how_taken" : "score.how_formula", arguments);
}

/* What is counted by MEASURE: 件 for cases, 项 for whatever else is counted, nothing for figures.
 */
static const char *counter_of(const Said *said)
{
    static const char *const counted[] = {"commitments", "targets", "duties", NULL};
    const json_t *measure = said->scheme->measures[said->item->value];
    const char *from = text_of(measure, "from");

    return strcmp(from, "cases") == 0       ? text_find(said->language, "score.how_cases")
           : g_strv_contains(counted, from) ? text_find(said->language, "score.how_things")
                                            : "";
}

/* The sentence of the item's kind; KEY names it in i18n/score.yaml. */
static const char *key_of(const ScoreItem *item, gint64 flags, Decimal measured)
{
    switch (item->kind) {
    case SCORE_GROUP:
    case SCORE_FORMULA:
        return NULL;
    case SCORE_COMPLETION:
        return "score.how_completion";
    case SCORE_LINEAR:
        return "score.how_linear";
    case SCORE_RANK:
        return measured == DECIMAL_ONE ? "score.how_first" : "score.how_rank";
    case SCORE_THRESHOLD:
        return "score.how_threshold";
    case SCORE_DEDUCTION:
        return measured == 0 ? "score.how_no_deduction" : "score.how_deduction";
    case SCORE_ENTRIES:
        return measured == 0 ? "score.how_no_entries" : "score.how_entries";
    case SCORE_VETO:
        return (flags & SCORE_VETOED) != 0 ? "score.how_vetoed" : "score.how_not_vetoed";
    }
    return NULL;
}

/* SENTENCE, and what became of its points where a limit applied. (transfer full) */
static char *with_limit(const Said *said, const char *sentence, Decimal raw, Decimal points)
{
    g_autofree char *kept = shown(points);
    const char *const arguments[] = {"points", kept, NULL};
    g_autofree char *limit =
        raw != points ? text_format(said->language, "score.how_limited", arguments) : NULL;

    return g_strconcat(sentence, limit, NULL);
}

char *score_words(const ScoreScheme *scheme, const UnitResult *unit, guint number,
                  Language language)
{
    const ScoreItem *item = &scheme->items[number];
    const Said said = {scheme, unit, item, language};
    gint64 flags = cell_of(unit, number, 3);
    Decimal measured = cell_of(unit, number, 0);
    g_autofree char *value = shown(measured);
    g_autofree char *behind = shown(measured - DECIMAL_ONE);
    g_autofree char *full = shown(item->points);
    g_autofree char *first = shown(item->first);
    g_autofree char *second = shown(item->second);
    g_autofree char *raw = shown(cell_of(unit, number, 1));
    const char *key =
        (flags & SCORE_MISSING) != 0 ? "score.how_missing" : key_of(item, flags, measured);

    if (item->kind == SCORE_GROUP) {
        return g_strdup("");
    }
    const json_t *measure = item->value >= 0 ? scheme->measures[item->value] : NULL;
    const char *name = name_in(language, json_object_get(measure, "name"));
    const char *const arguments[] = {"measured", value,
                                     "full",     full,
                                     "first",    first,
                                     "second",   second,
                                     "raw",      raw,
                                     "places",   behind,
                                     "counter",  measure != NULL ? counter_of(&said) : "",
                                     "name",     name != NULL ? name : "",
                                     NULL};
    g_autofree char *sentence =
        key != NULL ? text_format(language, key, arguments) : formula_words(&said, raw);
    return with_limit(&said, sentence, cell_of(unit, number, 1), cell_of(unit, number, 2));
}
