/* The definitions of a district, read whole: a request speaks of many of them, and they are few. */
#include "indicator/indicator_internal.h"

#include <string.h>

const char *const direction_names[] = {"higher", "lower", "within", NULL};
const char *const time_names[] = {"sum", "last", "average", "cumulative", NULL};
const char *const over_names[] = {"sum", "weighted", "none", NULL};
const char *const curve_names[] = {"even", "last_year", "stated", NULL};
const char *const frequency_names[] = {"year", "quarter", "month", "half_month",
                                       "week", "day",     NULL};

gint name_number(const char *const *names, const char *name, gint fallback)
{
    for (gint i = 0; names[i] != NULL; i++) {
        if (g_strcmp0(names[i], name) == 0) {
            return i;
        }
    }
    return fallback;
}

const char *member_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

bool take_decimal(const json_t *object, const char *name, const char *place, bool *has,
                  Decimal *value, GError **error)
{
    const json_t *member = json_object_get(object, name);

    *has = member != NULL && !json_is_null(member);
    *value = 0;
    if (json_is_integer(member)) {
        gint64 whole = json_integer_value(member);
        if (ABS(whole) > DECIMAL_MAX / DECIMAL_ONE) {
            g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, whole);
            error_set(error, LUOSHI_ERROR_INVALID, "kernel.decimal.range", place, "text", text,
                      NULL);
            return false;
        }
        *value = whole * DECIMAL_ONE;
        return true;
    }
    return !*has || decimal_parse(json_string_value(member), place, value, error);
}

void member_decimal(JsonWriter *answer, const char *key, bool known, Decimal value)
{
    json_key(answer, key);
    if (known) {
        json_decimal(answer, value);
    } else {
        json_write_null(answer);
    }
}

void member_figure(JsonWriter *answer, const char *key, PaceFigure figure)
{
    member_decimal(answer, key, figure.known, figure.value);
}

json_t *decimal_json(bool known, Decimal value)
{
    char text[DECIMAL_TEXT_MAX];

    if (!known) {
        return json_null();
    }
    decimal_format(value, text);
    return json_string(text);
}

static void indicator_free(gpointer data)
{
    Indicator *indicator = data;

    formula_free(indicator->compiled);
    g_free(indicator->id);
    g_free(indicator->key);
    g_free(indicator->name_zh);
    g_free(indicator->name_en);
    g_free(indicator->unit);
    g_free(indicator->weight);
    g_free(indicator->formula);
    g_strfreev(indicator->parts);
    g_free(indicator->owner);
    g_free(indicator->from);
    g_free(indicator->to);
    g_free(indicator);
}

static GStrv split_keys(const char *text)
{
    json_auto_t *list = json_loads(text, 0, NULL);
    GStrv keys = g_new0(char *, json_array_size(list) + 1);

    for (size_t i = 0; i < json_array_size(list); i++) {
        keys[i] = g_strdup(json_string_value(json_array_get(list, i)));
    }
    return keys;
}

static Indicator *from_row(const StoreRows *rows)
{
    Indicator *one = g_new0(Indicator, 1);

    one->id = g_strdup(store_column_text(rows, 0));
    one->key = g_strdup(store_column_text(rows, 1));
    one->name_zh = g_strdup(store_column_text(rows, 2));
    one->name_en = g_strdup(store_column_text(rows, 3));
    one->unit = g_strdup(store_column_text(rows, 4));
    one->places = (guint)store_column_int(rows, 5);
    one->growth = strcmp(store_column_text(rows, 6), "growth") == 0;
    one->direction =
        (PaceDirection)name_number(direction_names, store_column_text(rows, 7), PACE_HIGHER);
    one->over_time = (PaceTime)name_number(time_names, store_column_text(rows, 8), PACE_SUM);
    one->over_objects = (OverObjects)name_number(over_names, store_column_text(rows, 9), OVER_NONE);
    one->weight = g_strdup(store_column_text(rows, 10));
    one->frequency =
        (PeriodKind)name_number(frequency_names, store_column_text(rows, 11), PERIOD_MONTH);
    one->curve = (PaceCurve)name_number(curve_names, store_column_text(rows, 12), PACE_EVEN);
    one->formula = g_strdup(store_column_text(rows, 13));
    one->parts = split_keys(store_column_text(rows, 14));
    one->has_jump = !store_column_is_null(rows, 15);
    one->jump = store_column_int(rows, 15);
    one->has_low = !store_column_is_null(rows, 16);
    one->low = store_column_int(rows, 16);
    one->has_high = !store_column_is_null(rows, 17);
    one->high = store_column_int(rows, 17);
    one->owner = g_strdup(store_column_text(rows, 18));
    one->from = g_strdup(store_column_text(rows, 19));
    one->to = g_strdup(store_column_text(rows, 20));
    one->version = store_column_int(rows, 21);
    return one;
}

Catalogue *catalogue_read(StoreTx *tx, const char *district, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_indicator_list, STORE_VALUES(store_text(district)), error);

    if (rows == NULL) {
        return NULL;
    }
    g_autoptr(Catalogue) catalogue = g_new0(Catalogue, 1);
    catalogue->all = g_ptr_array_new_with_free_func(indicator_free);
    catalogue->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    catalogue->by_key = g_hash_table_new(g_str_hash, g_str_equal);
    while (store_rows_next(rows, &failed)) {
        Indicator *one = from_row(rows);
        g_ptr_array_add(catalogue->all, one);
        g_hash_table_insert(catalogue->by_id, one->id, one);
        g_hash_table_insert(catalogue->by_key, one->key, one);
    }
    return error_pass(error, &failed) ? g_steal_pointer(&catalogue) : NULL;
}

void catalogue_free(Catalogue *catalogue)
{
    if (catalogue != NULL) {
        g_hash_table_unref(catalogue->by_id);
        g_hash_table_unref(catalogue->by_key);
        g_ptr_array_unref(catalogue->all);
        g_free(catalogue);
    }
}

const Indicator *catalogue_find(const Catalogue *catalogue, const char *text, const char *place,
                                GError **error)
{
    const Indicator *found = g_hash_table_lookup(catalogue->by_id, text);

    found = found != NULL ? found : g_hash_table_lookup(catalogue->by_key, text);
    if (found == NULL) {
        error_set(error, place != NULL ? LUOSHI_ERROR_INVALID : LUOSHI_ERROR_NOT_FOUND,
                  "indicator.unknown", place, "text", text, NULL);
    }
    return found;
}
