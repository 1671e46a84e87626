/* Compiling a declared scheme, and refusing one with a hole in it. */
#include "score/score_scheme.h"

#include <string.h>

const char *const score_kind_names[] = {"group",     "completion", "linear",  "rank", "threshold",
                                        "deduction", "formula",    "entries", "veto", NULL};

#define NAMES_MAX (SCORE_MEASURES_MAX + SCORE_ITEMS_MAX + 1)

/* The names that formulas may use: measures, items, “points”. */
typedef struct {
    ScoreScheme *scheme;
    const char *prefix;
    const char *names[NAMES_MAX + 1];
    GHashTable *taken; /* every key of a measure or item */
} Compiler;

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static char *place_of(const Compiler *compiler, const char *place, const char *member)
{
    return g_strconcat(compiler->prefix, place, "/", member, NULL);
}

static void item_clear(ScoreItem *item)
{
    g_free(item->place);
    formula_free(item->formula);
    g_clear_pointer(&item->measures, g_array_unref);
    g_clear_pointer(&item->items, g_array_unref);
}

void score_scheme_free(ScoreScheme *scheme)
{
    if (scheme == NULL) {
        return;
    }
    for (guint i = 0; i < scheme->item_count; i++) {
        item_clear(&scheme->items[i]);
    }
    formula_machine_free(scheme->machine);
    json_decref(scheme->definition);
    g_free(scheme);
}

gint score_scheme_item(const ScoreScheme *scheme, const char *key)
{
    for (guint i = 0; key != NULL && i < scheme->item_count; i++) {
        if (strcmp(scheme->items[i].key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

static gint measure_index(const ScoreScheme *scheme, const char *key)
{
    for (guint i = 0; key != NULL && i < scheme->measure_count; i++) {
        if (strcmp(text_of(scheme->measures[i], "key"), key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

/* Takes a number, whole or a decimal as text; *HAS is false where there is none. */
static bool take_number(const Compiler *compiler, const json_t *object, const char *at,
                        const char *name, bool *has, Decimal *value, GError **error)
{
    const json_t *member = json_object_get(object, name);
    g_autofree char *place = place_of(compiler, at, name);
    g_autofree char *whole = json_is_integer(member) ? g_strdup_printf("%" JSON_INTEGER_FORMAT,
                                                                       json_integer_value(member))
                                                     : NULL;

    *has = member != NULL && !json_is_null(member);
    return !*has ||
           decimal_parse(whole != NULL ? whole : json_string_value(member), place, value, error);
}

static bool take_key(Compiler *compiler, const char *key, const char *at, GError **error)
{
    if (g_hash_table_add(compiler->taken, (gpointer)key)) {
        return true;
    }
    g_autofree char *place = place_of(compiler, at, "key");
    error_set(error, LUOSHI_ERROR_INVALID, "score.twice", place, "key", key, NULL);
    return false;
}

static bool take_measure(const Compiler *compiler, const json_t *entry, ScoreItem *item,
                         const char *member, gint *measure, GError **error)
{
    const char *key = text_of(entry, member);
    g_autofree char *place = place_of(compiler, item->place, member);

    *measure = measure_index(compiler->scheme, key);
    if (*measure < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, key != NULL ? "score.no_measure" : "score.needs",
                  place, "key", key != NULL ? key : member, NULL);
        return false;
    }
    g_array_append_val(item->measures, *measure);
    return true;
}

/* A number that a kind cannot do without. */
static bool need_number(const Compiler *compiler, const json_t *entry, const ScoreItem *item,
                        const char *name, Decimal *value, GError **error)
{
    bool has = false;

    if (!take_number(compiler, entry, item->place, name, &has, value, error)) {
        return false;
    }
    if (!has) {
        g_autofree char *place = place_of(compiler, item->place, name);
        error_set(error, LUOSHI_ERROR_INVALID, "score.needs", place, "key", name, NULL);
    }
    return has;
}

static bool take_linear(const Compiler *compiler, const json_t *entry, ScoreItem *item,
                        GError **error)
{
    if (!need_number(compiler, entry, item, "from", &item->first, error) ||
        !need_number(compiler, entry, item, "to", &item->second, error)) {
        return false;
    }
    if (item->first == item->second) {
        g_autofree char *place = place_of(compiler, item->place, "to");
        error_set(error, LUOSHI_ERROR_INVALID, "score.ends", place, NULL);
        return false;
    }
    return true;
}

static bool take_kind(const Compiler *compiler, const json_t *entry, ScoreItem *item,
                      GError **error)
{
    bool has = false;

    item->lower = json_is_true(json_object_get(entry, "lower"));
    if (item->kind != SCORE_GROUP && item->kind != SCORE_FORMULA &&
        !take_measure(compiler, entry, item, "value", &item->value, error)) {
        return false;
    }
    switch (item->kind) {
    case SCORE_GROUP:
    case SCORE_FORMULA:
    case SCORE_ENTRIES:
        return true;
    case SCORE_COMPLETION:
        return take_measure(compiler, entry, item, "target", &item->target, error);
    case SCORE_LINEAR:
        return take_linear(compiler, entry, item, error);
    case SCORE_RANK:
        return need_number(compiler, entry, item, "step", &item->second, error);
    case SCORE_THRESHOLD:
        return need_number(compiler, entry, item, "at", &item->first, error);
    case SCORE_DEDUCTION:
        return need_number(compiler, entry, item, "each", &item->second, error);
    case SCORE_VETO:
        return take_number(compiler, entry, item->place, "above", &has, &item->first, error) &&
               need_number(compiler, entry, item, "limit", &item->second, error);
    }
    return true;
}

static bool is_leaf_of_mark(ScoreKind kind)
{
    return kind != SCORE_GROUP && kind != SCORE_ENTRIES && kind != SCORE_VETO;
}

static bool take_limits(const Compiler *compiler, const json_t *entry, ScoreItem *item,
                        GError **error)
{
    bool leaf = is_leaf_of_mark(item->kind);
    bool has = false;

    if (leaf || item->kind == SCORE_GROUP) {
        if (!need_number(compiler, entry, item, "points", &item->points, error)) {
            return false;
        }
    }
    if (!take_number(compiler, entry, item->place, "cap", &item->has_cap, &item->cap, error) ||
        !take_number(compiler, entry, item->place, "floor", &item->has_floor, &item->floor,
                     error) ||
        !take_number(compiler, entry, item->place, "missing", &has, &item->missing, error)) {
        return false;
    }
    if (leaf) {
        item->cap = item->has_cap ? item->cap : item->points;
        item->has_cap = item->has_floor = true;
    }
    g_autofree char *place = place_of(compiler, item->place, "floor");
    if (item->points < 0 || (item->has_cap && item->has_floor && item->floor > item->cap)) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.limits", place, NULL);
        return false;
    }
    return true;
}

static ScoreKind kind_of(const json_t *entry)
{
    const char *name = text_of(entry, "kind");
    gint kind = SCORE_VETO;

    while (name != NULL && kind > SCORE_GROUP && strcmp(score_kind_names[kind], name) != 0) {
        kind--;
    }
    return name != NULL ? (ScoreKind)kind : SCORE_GROUP;
}

static bool take_items(Compiler *compiler, const json_t *list, const char *at, gint parent,
                       guint depth, GError **error);

static bool take_item(Compiler *compiler, const json_t *entry, const char *at, gint parent,
                      guint depth, GError **error)
{
    ScoreScheme *scheme = compiler->scheme;
    const json_t *items = json_object_get(entry, "items");

    if (scheme->item_count == SCORE_ITEMS_MAX || depth == SCORE_DEPTH_MAX) {
        g_autofree char *place = g_strconcat(compiler->prefix, at, NULL);
        g_autofree char *most =
            g_strdup_printf("%u", depth == SCORE_DEPTH_MAX ? SCORE_DEPTH_MAX : SCORE_ITEMS_MAX);
        error_set(error, LUOSHI_ERROR_INVALID,
                  depth == SCORE_DEPTH_MAX ? "score.deep" : "score.many", place, "most", most,
                  NULL);
        return false;
    }
    guint number = scheme->item_count++;
    ScoreItem *item = &scheme->items[number];
    *item = (ScoreItem){.key = text_of(entry, "key"),
                        .name = json_object_get(entry, "name"),
                        .note = json_object_get(entry, "note"),
                        .place = g_strdup(at),
                        .parent = parent,
                        .kind = kind_of(entry),
                        .value = -1,
                        .target = -1,
                        .measures = g_array_new(FALSE, FALSE, sizeof(guint)),
                        .items = g_array_new(FALSE, FALSE, sizeof(guint))};
    if (parent >= 0) {
        g_array_append_val(scheme->items[parent].items, number);
    }
    if ((item->kind == SCORE_GROUP) != (items != NULL)) {
        g_autofree char *place = place_of(compiler, at, "items");
        error_set(error, LUOSHI_ERROR_INVALID, "score.needs", place, "key",
                  items == NULL ? "items" : "kind", NULL);
        return false;
    }
    g_autofree char *below = g_strconcat(at, "/items", NULL);
    return take_key(compiler, item->key, at, error) && take_kind(compiler, entry, item, error) &&
           take_limits(compiler, entry, item, error) &&
           (items == NULL || take_items(compiler, items, below, (gint)number, depth + 1, error));
}

/* The full marks of LIST's items add up to POINTS, of PARENT or of the scheme. */
static bool check_weights(const Compiler *compiler, gint parent, Decimal points, const char *at,
                          GError **error)
{
    const ScoreScheme *scheme = compiler->scheme;
    Decimal sum = 0;
    bool fits = true;

    for (guint i = 0; i < scheme->item_count; i++) {
        if (scheme->items[i].parent == parent) {
            fits = fits && decimal_add(sum, scheme->items[i].points, &sum);
        }
    }
    if (fits && sum == points) {
        return true;
    }
    char wanted[DECIMAL_TEXT_MAX];
    char found[DECIMAL_TEXT_MAX];
    g_autofree char *place = g_strconcat(compiler->prefix, at, NULL);
    decimal_format(points, wanted);
    decimal_format(sum, found);
    error_set(error, LUOSHI_ERROR_INVALID, "score.weights", place, "sum", found, "points", wanted,
              NULL);
    return false;
}

static bool take_items(Compiler *compiler, const json_t *list, const char *at, gint parent,
                       guint depth, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(list, i, entry)
    {
        g_autofree char *place = g_strdup_printf("%s/%zu", at, i);
        if (!take_item(compiler, entry, place, parent, depth, error)) {
            return false;
        }
    }
    const ScoreScheme *scheme = compiler->scheme;
    return check_weights(compiler, parent,
                         parent >= 0 ? scheme->items[parent].points : scheme->points, at, error);
}

static bool take_measures(Compiler *compiler, const json_t *list, GError **error)
{
    ScoreScheme *scheme = compiler->scheme;
    size_t i;
    json_t *entry;

    json_array_foreach(list, i, entry)
    {
        g_autofree char *place = g_strdup_printf("/measures/%zu", i);
        if (scheme->measure_count == SCORE_MEASURES_MAX) {
            g_autofree char *most = g_strdup_printf("%u", SCORE_MEASURES_MAX);
            error_set(error, LUOSHI_ERROR_INVALID, "score.many", place, "most", most, NULL);
            return false;
        }
        scheme->measures[scheme->measure_count++] = entry;
        if (!take_key(compiler, text_of(entry, "key"), place, error)) {
            return false;
        }
    }
    return true;
}

/* A formula without any value either always fails or never does: found out now. */
static bool try_constant(const Formula *formula, GError **error)
{
    FormulaValue result;
    guint count = 0;

    formula_uses(formula, &count);
    return count > 0 || formula_evaluate(formula, NULL, &result, error);
}

static bool compile_formula(Compiler *compiler, ScoreItem *item, const json_t *entry,
                            GError **error)
{
    ScoreScheme *scheme = compiler->scheme;
    const char *source = text_of(entry, "formula");
    g_autofree char *place = place_of(compiler, item->place, "formula");
    guint count = 0;

    if (source == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.needs", place, "key", "formula", NULL);
        return false;
    }
    item->formula_source = source;
    item->formula = formula_compile(scheme->machine, source, compiler->names, place, error);
    if (item->formula == NULL || !try_constant(item->formula, error)) {
        return false;
    }
    const guint *uses = formula_uses(item->formula, &count);
    for (guint i = 0; i < count; i++) {
        guint used = uses[i];
        if (used < scheme->measure_count) {
            g_array_append_val(item->measures, used);
        } else if (used < scheme->measure_count + scheme->item_count) {
            used -= scheme->measure_count;
            g_array_append_val(item->items, used);
        }
    }
    return true;
}

/* The entry of the definition that ITEM was made of. */
static const json_t *entry_of(const ScoreScheme *scheme, const ScoreItem *item)
{
    g_auto(GStrv) steps = g_strsplit(item->place + 1, "/", -1);
    const json_t *at = scheme->definition;

    for (guint i = 0; steps[i] != NULL; i += 2) {
        at = json_array_get(json_object_get(at, steps[i]),
                            (size_t)g_ascii_strtoull(steps[i + 1], NULL, 10));
    }
    return at;
}

static bool compile_formulas(Compiler *compiler, GError **error)
{
    ScoreScheme *scheme = compiler->scheme;
    guint count = 0;

    for (guint i = 0; i < scheme->measure_count; i++) {
        compiler->names[count++] = text_of(scheme->measures[i], "key");
    }
    for (guint i = 0; i < scheme->item_count; i++) {
        compiler->names[count++] = scheme->items[i].key;
    }
    compiler->names[count] = "points";
    for (guint i = 0; i < scheme->item_count; i++) {
        ScoreItem *item = &scheme->items[i];
        if (item->kind == SCORE_FORMULA &&
            !compile_formula(compiler, item, entry_of(scheme, item), error)) {
            return false;
        }
    }
    return true;
}

static bool order_items(Compiler *compiler, GError **error)
{
    ScoreScheme *scheme = compiler->scheme;
    const char *names[SCORE_ITEMS_MAX];
    const guint *uses[SCORE_ITEMS_MAX];
    guint counts[SCORE_ITEMS_MAX];

    for (guint i = 0; i < scheme->item_count; i++) {
        names[i] = scheme->items[i].key;
        uses[i] = (const guint *)(const void *)scheme->items[i].items->data;
        counts[i] = scheme->items[i].items->len;
    }
    return formula_order(scheme->item_count, names, uses, counts, scheme->order, NULL, error);
}

/* The measures by which a unit is one of those that are scored. */
static bool check_only_with(const Compiler *compiler, const json_t *list, GError **error)
{
    size_t i;
    json_t *key;

    json_array_foreach(list, i, key)
    {
        if (measure_index(compiler->scheme, json_string_value(key)) < 0) {
            g_autofree char *place = g_strdup_printf("%s/only_with/%zu", compiler->prefix, i);
            error_set(error, LUOSHI_ERROR_INVALID, "score.no_measure", place, "key",
                      json_string_value(key), NULL);
            return false;
        }
    }
    return true;
}

ScoreScheme *score_scheme_compile(const json_t *definition, const char *prefix, GError **error)
{
    g_autoptr(ScoreScheme) scheme = g_new0(ScoreScheme, 1);
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree Compiler *compiler = g_new0(Compiler, 1);
    const json_t *places = json_object_get(definition, "places");
    bool has = false;

    *compiler = (Compiler){.scheme = scheme, .prefix = prefix, .taken = taken};
    g_hash_table_add(taken, "points");
    scheme->definition = json_deep_copy(definition);
    definition = scheme->definition;
    scheme->machine = formula_machine_new();
    scheme->key = text_of(definition, "key");
    scheme->name = json_object_get(definition, "name");
    scheme->places = places != NULL ? (guint)json_integer_value(places) : 2;
    if (!take_number(compiler, definition, "", "points", &has, &scheme->points, error) ||
        !take_number(compiler, definition, "", "cap", &scheme->has_cap, &scheme->cap, error) ||
        !take_measures(compiler, json_object_get(definition, "measures"), error) ||
        !check_only_with(compiler, json_object_get(definition, "only_with"), error) ||
        !take_items(compiler, json_object_get(definition, "items"), "/items", -1, 0, error) ||
        !compile_formulas(compiler, error) || !order_items(compiler, error)) {
        return NULL;
    }
    return g_steal_pointer(&scheme);
}
