/* From inputs to results, and their digests. */
#include "score/score_internal.h"

#include "org/org.h"

#include <openssl/evp.h>
#include <string.h>

#define SM3_LENGTH 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_MD_CTX, EVP_MD_CTX_free)

const char *score_name(Call *call, const json_t *name)
{
    const char *text =
        json_string_value(json_object_get(name, call_language(call) == LANGUAGE_ZH ? "zh" : "en"));

    return text != NULL ? text : "";
}

static void result_free(gpointer data)
{
    UnitResult *result = data;

    g_free(result->unit);
    json_decref(result->cells);
    json_decref(result->inputs);
    g_free(result);
}

GPtrArray *results_new(void)
{
    return g_ptr_array_new_with_free_func(result_free);
}

UnitResult *result_new(const char *unit, json_t *inputs)
{
    UnitResult *result = g_new0(UnitResult, 1);

    result->unit = g_strdup(unit);
    result->inputs = inputs;
    return result;
}

static ScoreTable *fill_table(const ScoreScheme *scheme, const GPtrArray *units)
{
    ScoreTable *table = score_table_new(scheme, units->len);

    for (guint i = 0; i < scheme->measure_count; i++) {
        const char *key = json_string_value(json_object_get(scheme->measures[i], "key"));
        for (guint u = 0; u < units->len; u++) {
            const UnitResult *unit = units->pdata[u];
            const json_t *value = json_object_get(json_object_get(unit->inputs, key), "value");
            score_table_set(table, u, i, json_is_integer(value), json_integer_value(value));
        }
    }
    score_table_compute(table);
    return table;
}

/* Which unit's which item cannot be computed, and why. */
/* What the item that PLACE is in is called: the innermost. */
static const char *item_title(Call *call, const ScoreScheme *scheme, const char *place)
{
    const ScoreItem *found = NULL;

    for (guint i = 0; i < scheme->item_count; i++) {
        const ScoreItem *item = &scheme->items[i];
        gsize length = strlen(item->place);
        const char *at = strstr(place, item->place);
        if (at != NULL && (at[length] == '\0' || at[length] == '/') &&
            (found == NULL || length > strlen(found->place))) {
            found = item;
        }
    }
    return found != NULL ? score_name(call, found->name) : place;
}

static bool check_sound(Call *call, const ScoreScheme *scheme, ScoreTable *table,
                        const GPtrArray *units, GError **error)
{
    g_autoptr(GError) fault = NULL;
    guint unit = 0;

    if (score_table_sound(table, &unit, &fault)) {
        return true;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autofree char *why = error_text(fault, call_language(call));
    const char *place = error_detail(fault, 0)->field;
    const UnitResult *result = units->pdata[unit];
    error_set(error, LUOSHI_ERROR_INVALID, "score.fault", place, "unit",
              name_of(names, NAME_UNIT, result->unit), "item", item_title(call, scheme, place),
              "scheme", score_name(call, scheme->name), "why", why, NULL);
    return false;
}

static gint by_rank(gconstpointer a, gconstpointer b)
{
    const UnitResult *first = *(const UnitResult *const *)a;
    const UnitResult *second = *(const UnitResult *const *)b;

    return first->rank != second->rank ? (first->rank < second->rank ? -1 : 1)
                                       : strcmp(first->unit, second->unit);
}

bool results_score(Call *call, const ScoreScheme *scheme, GPtrArray *units, GError **error)
{
    g_autoptr(ScoreTable) table = fill_table(scheme, units);

    if (!check_sound(call, scheme, table, units, error)) {
        return false;
    }
    for (guint u = 0; u < units->len; u++) {
        UnitResult *unit = units->pdata[u];
        ScoreTotal total = score_table_total(table, u);
        unit->rank = total.rank;
        unit->points = total.points;
        unit->sum = total.sum;
        unit->flags = total.flags;
        json_decref(unit->cells);
        unit->cells = json_array();
        for (guint i = 0; i < scheme->item_count; i++) {
            ScoreCell cell = score_table_cell(table, u, i);
            json_array_append_new(unit->cells, json_pack("[I, I, I, i]", (json_int_t)cell.measured,
                                                         (json_int_t)cell.raw,
                                                         (json_int_t)cell.points, (int)cell.flags));
        }
    }
    g_ptr_array_sort(units, by_rank);
    return true;
}

/* Is there something that UNIT is judged by? */
static bool is_scored(const ScoreScheme *scheme, const UnitResult *unit)
{
    const json_t *only_with = json_object_get(scheme->definition, "only_with");
    size_t i;
    json_t *key;

    json_array_foreach(only_with, i, key)
    {
        const json_t *input = json_object_get(unit->inputs, json_string_value(key));
        if (json_integer_value(json_object_get(input, "value")) > 0) {
            return true;
        }
    }
    return only_with == NULL;
}

/* Takes the units away that there is nothing to judge by; UNITS is not to become empty. */
static bool keep_scored(const ScoreScheme *scheme, GPtrArray *units, GError **error)
{
    for (guint i = units->len; i > 0; i--) {
        if (!is_scored(scheme, units->pdata[i - 1])) {
            g_ptr_array_remove_index(units, i - 1);
        }
    }
    if (units->len == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.nothing_to_judge", "/definition/only_with",
                  NULL);
    }
    return units->len > 0;
}

GPtrArray *results_compute(Call *call, const ScoreScheme *scheme, Period period, const CutOff *cut,
                           GError **error)
{
    g_autoptr(GPtrArray) units = results_new();
    g_autoptr(GPtrArray) found =
        org_units_of(call_tx(call), call_district(call),
                     json_object_get(scheme->definition, "units"), NULL, error);

    if (found == NULL) {
        return NULL;
    }
    if (found->len == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.no_units", "/definition/units", NULL);
        return NULL;
    }
    for (guint i = 0; i < found->len; i++) {
        g_ptr_array_add(units, result_new(found->pdata[i], json_object()));
    }
    return inputs_gather(call, scheme, period, cut, units, error) &&
                   keep_scored(scheme, units, error) && results_score(call, scheme, units, error)
               ? g_steal_pointer(&units)
               : NULL;
}

static gint by_unit(gconstpointer a, gconstpointer b)
{
    return strcmp((*(const UnitResult *const *)a)->unit, (*(const UnitResult *const *)b)->unit);
}

/* Adds TEXT and a NUL, which no text holds: so no two lists of texts are the same bytes. */
static bool digest_text(EVP_MD_CTX *context, const char *text)
{
    return EVP_DigestUpdate(context, text, strlen(text) + 1) == 1;
}

static bool digest_json(EVP_MD_CTX *context, const json_t *value)
{
    g_autofree char *text = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);

    return digest_text(context, text);
}

static bool digest_unit(EVP_MD_CTX *context, const UnitResult *unit, bool results)
{
    if (!digest_text(context, unit->unit)) {
        return false;
    }
    if (!results) {
        return digest_json(context, unit->inputs);
    }
    g_autofree char *total = g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT
                                             " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                                             unit->rank, unit->points, unit->sum, unit->flags);
    return digest_text(context, total) && digest_json(context, unit->cells);
}

char *results_digest(const ScoreScheme *scheme, const char *period, const GPtrArray *units,
                     bool results, GError **error)
{
    g_autoptr(EVP_MD_CTX) context = EVP_MD_CTX_new();
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    guint8 digest[SM3_LENGTH];

    for (guint i = 0; i < units->len; i++) {
        g_ptr_array_add(sorted, units->pdata[i]);
    }
    g_ptr_array_sort(sorted, by_unit);
    bool done = context != NULL && EVP_DigestInit_ex(context, EVP_sm3(), NULL) == 1 &&
                digest_json(context, scheme->definition) && digest_text(context, period);
    for (guint i = 0; done && i < sorted->len; i++) {
        done = digest_unit(context, sorted->pdata[i], results);
    }
    if (!done || EVP_DigestFinal_ex(context, digest, NULL) != 1) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "ledger.no_sm3", NULL, NULL);
        return NULL;
    }
    GString *hex = g_string_new(NULL);
    for (guint i = 0; i < SM3_LENGTH; i++) {
        g_string_append_printf(hex, "%02x", digest[i]);
    }
    return g_string_free(hex, FALSE);
}
