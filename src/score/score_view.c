/* What is shown of runs: ranking, one unit's tree down to its sources, what changed since the run
 * before, and that the stored inputs still give the stored result. */
#include "casework/casework.h"
#include "kernel/json_in.h"
#include "org/org.h"
#include "score/score_internal.h"

#include <string.h>

static void member_decimal(JsonWriter *answer, const char *key, const json_t *value)
{
    json_key(answer, key);
    if (json_is_integer(value)) {
        json_decimal(answer, json_integer_value(value));
    } else {
        json_write_null(answer);
    }
}

static void write_flags(JsonWriter *answer, gint64 flags)
{
    static const char *const names[] = {"missing", "at_cap", "at_floor", "vetoed", "fault"};

    json_key(answer, "flags");
    json_begin_array(answer);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if ((flags & (1 << i)) != 0) {
            json_text(answer, names[i]);
        }
    }
    json_end_array(answer);
}

bool score_in_scope(const json_t *scope, const char *unit)
{
    return scope == NULL || json_holds(scope, unit);
}

static void write_items(Call *call, const ScoreScheme *scheme)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "items");
    json_begin_array(answer);
    for (guint i = 0; i < scheme->item_count; i++) {
        const ScoreItem *item = &scheme->items[i];
        json_begin_object(answer);
        json_member_text(answer, "key", item->key);
        json_member_text(answer, "name", score_name(call, item->name));
        json_member_text(answer, "kind", score_kind_names[item->kind]);
        json_member_text(answer, "parent",
                         item->parent >= 0 ? scheme->items[item->parent].key : NULL);
        json_key(answer, "points");
        json_decimal(answer, item->points);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_total(Call *call, const UnitResult *unit, const Later *later, const Names *names)
{
    JsonWriter *answer = call_answer(call);

    json_member_text(answer, "unit", unit->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, unit->unit));
    json_member_int(answer, "rank", unit->rank);
    json_key(answer, "points");
    json_decimal(answer, unit->points);
    json_key(answer, "sum");
    json_decimal(answer, unit->sum);
    write_flags(answer, unit->flags);
    json_member_int(answer, "revised", later != NULL ? later_count(later, unit) : 0);
}

static const UnitResult *find_unit(const GPtrArray *units, const char *unit)
{
    for (guint i = 0; i < units->len; i++) {
        const UnitResult *one = units->pdata[i];
        if (strcmp(one->unit, unit) == 0) {
            return one;
        }
    }
    return NULL;
}

/* The units of the scheme's kinds that were not scored: there was nothing to judge them by. */
static bool write_left_out(Call *call, const ScoreScheme *scheme, const GPtrArray *units,
                           const json_t *within, const Names *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    bool chosen = json_object_get(scheme->definition, "only_with") != NULL;
    g_autoptr(GPtrArray) all =
        org_units_of(call_tx(call), call_district(call),
                     json_object_get(scheme->definition, "units"), NULL, error);

    json_key(answer, "left_out");
    json_begin_array(answer);
    for (guint i = 0; chosen && all != NULL && i < all->len; i++) {
        const char *unit = all->pdata[i];
        if (find_unit(units, unit) == NULL && score_in_scope(within, unit)) {
            json_text(answer, name_of(names, NAME_UNIT, unit));
        }
    }
    json_end_array(answer);
    return all != NULL;
}

bool ranking_write(Call *call, const ScoreScheme *scheme, const GPtrArray *units, const char *scope,
                   const Later *later, GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *within = scope != NULL ? json_loads(scope, 0, NULL) : NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    json_member_text(answer, "scheme_name", score_name(call, scheme->name));
    json_key(answer, "full");
    json_decimal(answer, scheme->points);
    write_items(call, scheme);
    json_key(answer, "units");
    json_begin_array(answer);
    for (guint u = 0; u < units->len; u++) {
        const UnitResult *unit = units->pdata[u];
        if (!score_in_scope(within, unit->unit)) {
            continue;
        }
        json_begin_object(answer);
        write_total(call, unit, later, names);
        json_key(answer, "by_item");
        json_begin_array(answer);
        for (guint i = 0; i < scheme->item_count; i++) {
            json_decimal(answer,
                         json_integer_value(json_array_get(json_array_get(unit->cells, i), 2)));
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
    return write_left_out(call, scheme, units, within, names, error);
}

/* ---- Runs ------------------------------------------------------------------------------------ */

static void write_run(Call *call, const ScoreRun *run, const StoredScheme *stored,
                      const Names *names)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", run->id);
    json_member_text(answer, "scheme", run->scheme);
    json_member_text(answer, "scheme_key", run->key);
    json_member_text(answer, "scheme_name",
                     score_name(call, json_object_get(stored->definition, "name")));
    json_member_int(answer, "scheme_version", stored->version);
    json_member_text(answer, "period", run->period);
    json_member_text(answer, "follows", run->follows);
    json_member_text(answer, "replaced_by", run->replaced_by);
    json_member_text(answer, "grounds", run->grounds);
    json_member_text(answer, "state", run->state);
    json_member_text(answer, "inputs_digest", run->inputs_digest);
    json_member_text(answer, "result_digest", run->result_digest);
    json_member_time(answer, "figures_until", run->cut.moment);
    json_member_text(answer, "figures_until_by", cut_off_names[run->cut.reason]);
    json_member_time(answer, "at", run->at);
    json_member_text(answer, "by_name", name_of_actor(names, call_language(call), run->by));
    json_member_time(answer, "frozen_at", run->frozen_at);
    json_member_text(answer, "objections_until", run->until);
    json_member_time(answer, "published_at", run->published_at);
    json_member_int(answer, "version", run->version);
    json_end_object(answer);
}

bool score_run_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func((GDestroyNotify)score_run_free);

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_score_run_list,
                        STORE_VALUES(store_text(call_district(call))), error);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            g_ptr_array_add(runs, score_run_from_row(rows));
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return false;
        }
    }
    json_begin_object(answer);
    json_key(answer, "runs");
    json_begin_array(answer);
    for (guint i = 0; i < runs->len; i++) {
        const ScoreRun *run = runs->pdata[i];
        g_autoptr(StoredScheme) stored = stored_scheme_find(call, run->scheme, error);
        if (stored == NULL) {
            return false;
        }
        write_run(call, run, stored, names);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

/* Are the values of MEASURE known in both runs, and not the same? */
static bool value_changed(const UnitResult *unit, const UnitResult *before, const json_t *measure,
                          const json_t **now, const json_t **then)
{
    const char *key = json_string_value(json_object_get(measure, "key"));

    *now = json_object_get(json_object_get(unit->inputs, key), "value");
    *then = json_object_get(json_object_get(before->inputs, key), "value");
    return *now != NULL && *then != NULL && json_equal(*now, *then) == 0;
}

/* Is there anything that UNIT would see: points, rank or a value? Newer evidence for the same value
 * is not. */
static bool is_changed(const ScoreScheme *scheme, const UnitResult *unit, const UnitResult *before)
{
    bool changed = before->points != unit->points || before->rank != unit->rank;
    const json_t *now;
    const json_t *then;

    for (guint i = 0; !changed && i < scheme->measure_count; i++) {
        changed = value_changed(unit, before, scheme->measures[i], &now, &then);
    }
    return changed;
}

/* The figures of UNIT that are other than in the run before, and its points then. */
static void write_changes(Call *call, const OpenedRun *opened, const UnitResult *unit,
                          const UnitResult *before)
{
    JsonWriter *answer = call_answer(call);
    const ScoreScheme *scheme = opened->scheme;
    const json_t *now;
    const json_t *then;

    json_begin_object(answer);
    json_member_text(answer, "unit", unit->unit);
    json_key(answer, "points_before");
    json_decimal(answer, before->points);
    json_member_int(answer, "rank_before", before->rank);
    json_key(answer, "figures");
    json_begin_array(answer);
    for (guint i = 0; i < scheme->measure_count; i++) {
        if (!value_changed(unit, before, scheme->measures[i], &now, &then)) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "measure",
                         json_string_value(json_object_get(scheme->measures[i], "key")));
        json_member_text(answer, "name",
                         score_name(call, json_object_get(scheme->measures[i], "name")));
        member_decimal(answer, "before", then);
        member_decimal(answer, "now", now);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
}

static bool write_all_changes(Call *call, const OpenedRun *opened, const char *scope,
                              GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *within = scope != NULL ? json_loads(scope, 0, NULL) : NULL;
    g_autoptr(GPtrArray) before = opened->run->follows != NULL
                                      ? results_read(call, opened->run->follows, error)
                                      : results_new();

    if (before == NULL) {
        return false;
    }
    json_key(answer, "changes");
    json_begin_array(answer);
    for (guint i = 0; i < opened->units->len; i++) {
        const UnitResult *unit = opened->units->pdata[i];
        const UnitResult *old = find_unit(before, unit->unit);
        if (old != NULL && score_in_scope(within, unit->unit) &&
            is_changed(opened->scheme, unit, old)) {
            write_changes(call, opened, unit, old);
        }
    }
    json_end_array(answer);
    return true;
}

static bool write_objections(Call *call, const OpenedRun *opened, const char *scope, GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *within = scope != NULL ? json_loads(scope, 0, NULL) : NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_objection_list,
        STORE_VALUES(store_text(call_district(call)), store_text(opened->run->id)), error);

    if (rows == NULL) {
        return false;
    }
    json_key(answer, "objections");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        gint item = score_scheme_item(opened->scheme, store_column_text(rows, 1));
        if (!score_in_scope(within, store_column_text(rows, 0)) || item < 0) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "unit", store_column_text(rows, 0));
        json_member_text(answer, "unit_name",
                         name_of(names, NAME_UNIT, store_column_text(rows, 0)));
        json_member_text(answer, "item", store_column_text(rows, 1));
        json_member_text(answer, "item_name", score_name(call, opened->scheme->items[item].name));
        json_member_text(answer, "case", store_column_text(rows, 2));
        json_end_object(answer);
    }
    json_end_array(answer);
    return error_pass(error, &failed);
}

bool score_run_read(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);
    g_auto(OpenedRun) opened = {0};

    if (!error_pass(error, &failed) ||
        !score_run_open(call, call_parameter(call, "run"), &opened, error)) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    json_auto_t *within = scope != NULL ? json_loads(scope, 0, NULL) : NULL;
    g_autoptr(Later) later = later_read(call, &opened, error);
    if (later == NULL) {
        return false;
    }
    /* What is published is for all who may read scores. */
    const char *shown = strcmp(opened.run->state, "published") == 0 ? NULL : scope;
    json_begin_object(answer);
    json_key(answer, "run");
    write_run(call, opened.run, opened.stored, names);
    if (!ranking_write(call, opened.scheme, opened.units, shown, later, error)) {
        return false;
    }
    later_write(call, later, within);
    if (!write_all_changes(call, &opened, scope, error) ||
        !write_objections(call, &opened, scope, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

/* ---- One unit -------------------------------------------------------------------------------- */

/* What the tree of one unit is written from. */
typedef struct {
    const ScoreScheme *scheme;
    const UnitResult *unit;
    const Later *later;
    GHashTable *titles; /* of sources, by id */
} Opened;

static void write_figures(Call *call, const Opened *opened, const ScoreItem *item)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "figures");
    json_begin_array(answer);
    for (guint i = 0; i < item->measures->len; i++) {
        const json_t *measure = opened->scheme->measures[g_array_index(item->measures, guint, i)];
        const char *key = json_string_value(json_object_get(measure, "key"));
        const json_t *input = json_object_get(opened->unit->inputs, key);
        json_begin_object(answer);
        json_member_text(answer, "measure", key);
        json_member_text(answer, "name", score_name(call, json_object_get(measure, "name")));
        json_member_text(answer, "from", json_string_value(json_object_get(measure, "from")));
        member_decimal(answer, "value", json_object_get(input, "value"));
        sources_write(call, json_object_get(input, "sources"), opened->later, opened->titles);
        json_end_object(answer);
    }
    json_end_array(answer);
}

/* The rule of a leaf as it was declared: kind and numbers, without its name. */
static void write_rule(Call *call, const ScoreItem *item)
{
    JsonWriter *answer = call_answer(call);

    json_member_text(answer, "kind", score_kind_names[item->kind]);
    json_key(answer, "full");
    json_decimal(answer, item->points);
    json_key(answer, "cap");
    if (item->has_cap) {
        json_decimal(answer, item->cap);
    } else {
        json_write_null(answer);
    }
    json_key(answer, "floor");
    if (item->has_floor) {
        json_decimal(answer, item->floor);
    } else {
        json_write_null(answer);
    }
    json_key(answer, "first");
    json_decimal(answer, item->first);
    json_key(answer, "second");
    json_decimal(answer, item->second);
    json_member_text(answer, "formula", item->formula_source);
}

static void write_leaf(Call *call, const Opened *opened, guint number)
{
    JsonWriter *answer = call_answer(call);
    const ScoreItem *item = &opened->scheme->items[number];
    const json_t *cell = json_array_get(opened->unit->cells, number);
    g_autofree char *how = score_words(opened->scheme, opened->unit, number, call_language(call));

    json_member_text(answer, "key", item->key);
    json_member_text(answer, "name", score_name(call, item->name));
    write_rule(call, item);
    json_member_text(answer, "how", how);
    json_member_text(answer, "note", item->note != NULL ? score_name(call, item->note) : NULL);
    member_decimal(answer, "measured", json_array_get(cell, 0));
    member_decimal(answer, "raw", json_array_get(cell, 1));
    member_decimal(answer, "points", json_array_get(cell, 2));
    write_flags(answer, json_integer_value(json_array_get(cell, 3)));
    write_figures(call, opened, item);
}

static void write_tree(Call *call, const Opened *opened, gint parent)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "items");
    json_begin_array(answer);
    for (guint i = 0; i < opened->scheme->item_count; i++) {
        if (opened->scheme->items[i].parent == parent) {
            json_begin_object(answer);
            write_leaf(call, opened, i);
            write_tree(call, opened, (gint)i); /* as deep as SCORE_DEPTH_MAX */
            json_end_object(answer);
        }
    }
    json_end_array(answer);
}

bool score_run_unit(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *id = call_parameter(call, "unit");
    g_auto(OpenedRun) opened = {0};

    if (!call_authorize(call, id, NULL, error) ||
        !score_run_open(call, call_parameter(call, "run"), &opened, error)) {
        return false;
    }
    const UnitResult *unit = find_unit(opened.units, id);
    if (unit == NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "score.not_scored", NULL, NULL);
        return false;
    }
    g_autoptr(Later) later = later_read(call, &opened, error);
    if (later == NULL) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GHashTable) titles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const Opened shown = {opened.scheme, unit, later, titles};
    json_begin_object(answer);
    json_key(answer, "run");
    write_run(call, opened.run, opened.stored, names);
    write_total(call, unit, later, names);
    json_member_int(answer, "of", opened.units->len);
    write_tree(call, &shown, -1);
    json_end_object(answer);
    return true;
}

/* ---- Verification ---------------------------------------------------------------------------- */

bool score_run_verify(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_auto(OpenedRun) opened = {0};

    if (!score_run_open(call, call_parameter(call, "run"), &opened, error)) {
        return false;
    }
    const char *period = opened.run->period;
    g_autofree char *inputs = results_digest(opened.scheme, period, opened.units, false, error);
    g_autofree char *stored =
        inputs != NULL ? results_digest(opened.scheme, period, opened.units, true, error) : NULL;
    if (stored == NULL || !results_score(call, opened.scheme, opened.units, error)) {
        return false;
    }
    g_autofree char *again = results_digest(opened.scheme, period, opened.units, true, error);
    if (again == NULL) {
        return false;
    }
    bool same_inputs = strcmp(inputs, opened.run->inputs_digest) == 0;
    bool same_result = strcmp(stored, opened.run->result_digest) == 0;
    json_begin_object(answer);
    json_member_bool(answer, "inputs_unchanged", same_inputs);
    json_member_bool(answer, "result_unchanged", same_result);
    json_member_bool(answer, "computed_the_same", strcmp(again, opened.run->result_digest) == 0);
    json_member_text(answer, "inputs_digest", inputs);
    json_member_text(answer, "result_digest", again);
    json_end_object(answer);
    return true;
}
