/* Definitions: added by a pack or through the interface, changed, shown. */
#include "indicator/indicator_internal.h"

#include "kernel/unit.h"
#include "org/org.h"

#include <string.h>

static const char *text_or(const json_t *body, const char *name, const char *fallback)
{
    const char *text = member_of(body, name);

    return text != NULL ? text : fallback;
}

/* Parts exist and are counted in the same unit; a weight exists and is there when it is needed. */
static bool check_references(const Catalogue *catalogue, const json_t *body, const char *unit,
                             GError **error)
{
    const char *weight = member_of(body, "weight");
    const json_t *parts = json_object_get(body, "parts");
    bool weighted = strcmp(text_or(body, "over_objects", "none"), "weighted") == 0;

    for (size_t i = 0; i < json_array_size(parts); i++) {
        const char *key = json_string_value(json_array_get(parts, i));
        g_autofree char *place = g_strdup_printf("/parts/%zu", i);
        const Indicator *part = catalogue_find(catalogue, key, place, error);
        if (part == NULL) {
            return false;
        }
        if (strcmp(part->unit, unit) != 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "indicator.part_unit", place, "key", key, "unit",
                      part->unit, "wanted", unit, NULL);
            return false;
        }
    }
    if (weighted != (weight != NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.weight", "/weight", NULL);
        return false;
    }
    return weight == NULL || catalogue_find(catalogue, weight, "/weight", error) != NULL;
}

/* What each formula uses, as indices into the catalogue; (transfer full) pointers in KEPT. */
static bool find_uses(FormulaMachine *machine, const Catalogue *catalogue, GPtrArray *kept,
                      guint **uses, guint *use_counts, GError **error)
{
    for (guint i = 0; i < catalogue->all->len; i++) {
        Indicator *one = catalogue->all->pdata[i];
        if (one->formula == NULL) {
            continue;
        }
        if (!compile_formula(machine, catalogue, one, "/formula", error)) {
            return false;
        }
        const guint *used = formula_uses(one->compiled, &use_counts[i]);
        uses[i] = g_new(guint, use_counts[i] + 1);
        g_ptr_array_add(kept, uses[i]);
        for (guint u = 0; u < use_counts[i]; u++) {
            uses[i][u] = used[u] / 2;
        }
    }
    return true;
}

/* None of what rests on CHANGED, or CHANGED itself, stands too many levels high. ORDER has what is
 * used before what uses it. */
static bool check_levels(FormulaMachine *machine, const Catalogue *catalogue,
                         const Indicator *changed, guint *const *uses, const guint *use_counts,
                         const guint *order, GError **error)
{
    guint count = catalogue->all->len;
    g_autofree bool *rests = g_new0(bool, count + 1);

    for (guint i = 0; i < count; i++) {
        guint at = order[i];
        Indicator *one = catalogue->all->pdata[at];
        rests[at] = one == changed;
        for (guint u = 0; u < use_counts[at]; u++) {
            rests[at] = rests[at] || rests[uses[at][u]];
        }
        derived_level(machine, catalogue, one);
        if (rests[at] && !check_level(one, error)) {
            return false;
        }
    }
    return true;
}

/* Every formula compiles, none rests on itself or on too many others, and that of CHANGED can give
 * a number. */
static bool check_formulas(const Catalogue *catalogue, Indicator *changed, GError **error)
{
    guint count = catalogue->all->len;
    g_autoptr(FormulaMachine) machine = formula_machine_new();
    g_autofree const char **names = g_new0(const char *, count + 1);
    g_autofree guint **uses = g_new0(guint *, count + 1);
    g_autofree guint *use_counts = g_new0(guint, count + 1);
    g_autofree guint *order = g_new0(guint, count + 1);
    g_autoptr(GPtrArray) kept = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < count; i++) {
        names[i] = ((const Indicator *)catalogue->all->pdata[i])->key;
    }
    bool sound = find_uses(machine, catalogue, kept, uses, use_counts, error) &&
                 formula_order(count, names, (const guint *const *)uses, use_counts, order,
                               "/formula", error) &&
                 check_levels(machine, catalogue, changed, uses, use_counts, order, error) &&
                 formula_try(changed->compiled, count * 2, error);
    for (guint i = 0; i < count; i++) {
        Indicator *one = catalogue->all->pdata[i];
        g_clear_pointer(&one->compiled, formula_free);
    }
    return sound;
}

typedef struct {
    bool has_jump;
    Decimal jump;
    bool has_low;
    Decimal low;
    bool has_high;
    Decimal high;
    char *parts;
} Bounds;

static void bounds_clear(Bounds *bounds)
{
    g_free(bounds->parts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bounds, bounds_clear)

static bool take_bounds(const json_t *body, Bounds *bounds, GError **error)
{
    const json_t *parts = json_object_get(body, "parts");
    const char *from = text_or(body, "from", "2000-01-01");
    const char *to = member_of(body, "to");

    if (!take_decimal(body, "jump", "/jump", &bounds->has_jump, &bounds->jump, error) ||
        !take_decimal(body, "low", "/low", &bounds->has_low, &bounds->low, error) ||
        !take_decimal(body, "high", "/high", &bounds->has_high, &bounds->high, error)) {
        return false;
    }
    if (bounds->has_low && bounds->has_high && bounds->low > bounds->high) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.bounds", "/high", NULL);
        return false;
    }
    if (to != NULL && strcmp(to, from) < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.days", "/to", NULL);
        return false;
    }
    bounds->parts = parts != NULL ? json_dumps(parts, JSON_COMPACT) : g_strdup("[]");
    return true;
}

static StoreValue optional(bool has, Decimal value)
{
    return has ? store_int(value) : store_null();
}

static bool insert(Call *call, const char *id, const json_t *body, const char *owner,
                   const Bounds *bounds, GError **error)
{
    const json_t *name = json_object_get(body, "name");
    const json_t *places = json_object_get(body, "places");

    return store_execute(
        call_tx(call), &sql_indicator_insert,
        STORE_VALUES(
            store_text(call_district(call)), store_text(id), store_text(member_of(body, "key")),
            store_text(member_of(name, "zh")), store_text(member_of(name, "en")),
            store_text(member_of(body, "unit")),
            store_int(places != NULL ? json_integer_value(places) : 2),
            store_text(text_or(body, "kind", "level")),
            store_text(text_or(body, "direction", "higher")),
            store_text(member_of(body, "over_time")),
            store_text(text_or(body, "over_objects", "none")),
            store_text(member_of(body, "weight")), store_text(member_of(body, "frequency")),
            store_text(text_or(body, "curve", "last_year")), store_text(member_of(body, "formula")),
            store_text(bounds->parts), optional(bounds->has_jump, bounds->jump),
            optional(bounds->has_low, bounds->low), optional(bounds->has_high, bounds->high),
            store_text(owner), store_text(text_or(body, "from", "2000-01-01")),
            store_text(member_of(body, "to"))),
        NULL, error);
}

static bool check_new(Call *call, const json_t *body, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const char *key = member_of(body, "key");

    if (catalogue == NULL) {
        return false;
    }
    if (catalogue->all->len >= INDICATORS_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", INDICATORS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "indicator.too_many", NULL, "limit", limit, NULL);
        return false;
    }
    if (g_hash_table_contains(catalogue->by_key, key)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "indicator.key_exists", "/key", "key", key, NULL);
        return false;
    }
    return check_references(catalogue, body, member_of(body, "unit"), error);
}

/* Those of the whole catalogue, with that of the indicator ID as it is now. */
static bool check_all_formulas(Call *call, const char *id, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);

    return catalogue != NULL &&
           check_formulas(catalogue, g_hash_table_lookup(catalogue->by_id, id), error);
}

char *indicator_store(Call *call, const json_t *body, const char *owner, GError **error)
{
    g_auto(Bounds) bounds = {0};
    g_autofree char *id = call_new_id(call);

    if (!check_new(call, body, error) || !take_bounds(body, &bounds, error) ||
        !insert(call, id, body, owner, &bounds, error) ||
        (member_of(body, "formula") != NULL && !check_all_formulas(call, id, error)) ||
        !call_record(call, "indicator.add", "indicator", id, NULL, NULL, (json_t *)body, error)) {
        return NULL;
    }
    const char *const units[] = {owner, NULL};
    call_changed_of(call, "indicators", "indicator", id, units);
    return g_steal_pointer(&id);
}

static void write_name(JsonWriter *answer, const Indicator *indicator)
{
    json_key(answer, "name");
    json_begin_object(answer);
    json_member_text(answer, "zh", indicator->name_zh);
    json_member_text(answer, "en", indicator->name_en);
    json_end_object(answer);
}

void write_definition(Call *call, const Indicator *indicator, const Names *names)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", indicator->id);
    json_member_text(answer, "key", indicator->key);
    write_name(answer, indicator);
    g_autofree char *shown = unit_text(call_language(call), indicator->unit);
    json_member_text(answer, "unit", indicator->unit);
    json_member_text(answer, "unit_name", shown);
    json_member_int(answer, "places", indicator->places);
    json_member_text(answer, "kind", indicator->growth ? "growth" : "level");
    json_member_text(answer, "direction", direction_names[indicator->direction]);
    json_member_text(answer, "over_time", time_names[indicator->over_time]);
    json_member_text(answer, "over_objects", over_names[indicator->over_objects]);
    json_member_text(answer, "weight", indicator->weight);
    json_member_text(answer, "frequency", frequency_names[indicator->frequency]);
    json_member_text(answer, "curve", curve_names[indicator->curve]);
    json_member_text(answer, "formula", indicator->formula);
    json_key(answer, "parts");
    json_begin_array(answer);
    for (gsize i = 0; indicator->parts[i] != NULL; i++) {
        json_text(answer, indicator->parts[i]);
    }
    json_end_array(answer);
    member_decimal(answer, "jump", indicator->has_jump, indicator->jump);
    member_decimal(answer, "low", indicator->has_low, indicator->low);
    member_decimal(answer, "high", indicator->has_high, indicator->high);
    json_member_text(answer, "owner_unit", indicator->owner);
    json_member_text(answer, "owner_name", name_of(names, NAME_UNIT, indicator->owner));
    json_member_text(answer, "from", indicator->from);
    json_member_text(answer, "to", indicator->to);
    json_member_int(answer, "version", indicator->version);
    json_end_object(answer);
}

static bool answer_definition(Call *call, const char *id, GError **error)
{
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const Indicator *indicator =
        catalogue != NULL ? catalogue_find(catalogue, id, NULL, error) : NULL;

    if (indicator == NULL) {
        return false;
    }
    write_definition(call, indicator, names);
    return true;
}

static bool check_owner(Call *call, const char *owner, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = org_unit_name(call_tx(call), call_district(call), owner, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    if (name == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/owner_unit", NULL);
    }
    return name != NULL;
}

bool indicator_add(Call *call, GError **error)
{
    const char *owner = member_of(call_body(call), "owner_unit");

    if (!check_owner(call, owner, error)) {
        return false;
    }
    g_autofree char *id = indicator_store(call, call_body(call), owner, error);
    if (id == NULL) {
        return false;
    }
    call_created(call);
    return answer_definition(call, id, error);
}

/* What can be changed, for the ledger. (transfer full) */
static json_t *to_json(const Indicator *one)
{
    json_t *parts = json_array();

    for (gsize i = 0; one->parts[i] != NULL; i++) {
        json_array_append_new(parts, json_string(one->parts[i]));
    }
    return json_pack(
        "{s:{s:s, s:s}, s:I, s:s, s:s, s:s?, s:s, s:s?, s:o, s:o, s:o, s:o, s:s, s:s, s:s?}",
        "name", "zh", one->name_zh, "en", one->name_en, "places", (json_int_t)one->places,
        "direction", direction_names[one->direction], "over_objects", over_names[one->over_objects],
        "weight", one->weight, "curve", curve_names[one->curve], "formula", one->formula, "parts",
        parts, "jump", decimal_json(one->has_jump, one->jump), "low",
        decimal_json(one->has_low, one->low), "high", decimal_json(one->has_high, one->high),
        "owner_unit", one->owner, "from", one->from, "to", one->to);
}

static bool update(Call *call, const Indicator *one, const json_t *after, GError **error)
{
    g_auto(Bounds) bounds = {0};
    const json_t *name = json_object_get(after, "name");

    return take_bounds(after, &bounds, error) &&
           store_execute(
               call_tx(call), &sql_indicator_update,
               STORE_VALUES(
                   store_text(member_of(name, "zh")), store_text(member_of(name, "en")),
                   store_text(member_of(after, "direction")),
                   store_text(member_of(after, "over_objects")),
                   store_text(member_of(after, "weight")), store_text(member_of(after, "curve")),
                   store_text(member_of(after, "formula")), store_text(bounds.parts),
                   optional(bounds.has_jump, bounds.jump), optional(bounds.has_low, bounds.low),
                   optional(bounds.has_high, bounds.high),
                   store_text(member_of(after, "owner_unit")), store_text(member_of(after, "from")),
                   store_text(member_of(after, "to")),
                   store_int(json_integer_value(json_object_get(after, "places"))),
                   store_text(call_district(call)), store_text(one->id), store_int(one->version)),
               NULL, error);
}

bool indicator_change(Call *call, GError **error)
{
    const json_t *set = json_object_get(call_body(call), "set");
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const Indicator *one =
        catalogue != NULL
            ? catalogue_find(catalogue, call_parameter(call, "indicator"), NULL, error)
            : NULL;

    if (one == NULL) {
        return false;
    }
    if (one->version != json_integer_value(json_object_get(call_body(call), "version"))) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return false;
    }
    json_auto_t *before = to_json(one);
    json_auto_t *after = json_deep_copy(before);
    json_object_update(after, (json_t *)set);
    if (!check_references(catalogue, after, one->unit, error) ||
        !check_owner(call, member_of(after, "owner_unit"), error) ||
        !update(call, one, after, error) ||
        (member_of(set, "formula") != NULL && !check_all_formulas(call, one->id, error))) {
        return false;
    }
    g_autofree char *topic = g_strdup_printf("indicator:%s", one->id);
    const char *const units[] = {one->owner, NULL};
    call_changed_of(call, topic, "indicator", one->id, units);
    call_changed_of(call, "indicators", "indicator", one->id, units);
    return call_record(call, "indicator.change", "indicator", one->id,
                       member_of(call_body(call), "reason"), before, after, error) &&
           answer_definition(call, one->id, error);
}
