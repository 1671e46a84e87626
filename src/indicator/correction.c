/* What was reported or corrected after a moment, for those who took figures before it. */
#include "indicator/indicator_internal.h"
#include "indicator/result.h"

static void correction_free(gpointer data)
{
    ResultCorrection *correction = data;

    g_free(correction->indicator);
    g_free(correction->key);
    g_free(correction->name);
    g_free(correction->object);
    g_free(correction->object_name);
    g_free(correction->reason);
    g_free(correction->by);
    g_free(correction);
}

/* The row without the names of what it is about. */
static ResultCorrection *from_row(const StoreRows *rows)
{
    ResultCorrection *correction = g_new0(ResultCorrection, 1);

    *correction = (ResultCorrection){
        .indicator = g_strdup(store_column_text(rows, 0)),
        .object = g_strdup(store_column_text(rows, 1)),
        .revision = store_column_int(rows, 3),
        .has_value = !store_column_is_null(rows, 4),
        .value = store_column_int(rows, 4),
        .has_before = !store_column_is_null(rows, 5),
        .before = store_column_int(rows, 5),
        .reason = g_strdup(store_column_text(rows, 6)),
        .at = store_column_int(rows, 7),
        .by = g_strdup(store_column_text(rows, 8)),
    };
    g_strlcpy(correction->period, store_column_text(rows, 2), sizeof correction->period);
    return correction;
}

static bool add_names(Call *call, GPtrArray *corrections, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    for (guint i = 0; catalogue != NULL && i < corrections->len; i++) {
        ResultCorrection *correction = corrections->pdata[i];
        const Indicator *indicator = g_hash_table_lookup(catalogue->by_id, correction->indicator);
        if (indicator != NULL) {
            correction->key = g_strdup(indicator->key);
            correction->name = g_strdup(call_language(call) == LANGUAGE_ZH ? indicator->name_zh
                                                                           : indicator->name_en);
        }
        correction->object_name =
            object_name(call_tx(call), call_district(call), correction->object, names);
    }
    return catalogue != NULL;
}

GPtrArray *indicator_corrections(Call *call, gint64 moment, gint32 first, gint32 last,
                                 GError **error)
{
    g_autoptr(GPtrArray) corrections = g_ptr_array_new_with_free_func(correction_free);
    g_autoptr(GError) failed = NULL;

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_observation_corrections,
                        STORE_VALUES(store_text(call_district(call)), store_int(moment),
                                     store_int(first), store_int(last)),
                        error);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            g_ptr_array_add(corrections, from_row(rows));
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return NULL;
        }
    }
    return corrections->len == 0 || add_names(call, corrections, error)
               ? g_steal_pointer(&corrections)
               : NULL;
}

/* Adds what INDICATOR is computed from; *GROWN if there was something new. */
static void add_used(Figures *figures, Indicator *indicator, GHashTable *keys, bool *grown)
{
    guint count = 0;
    const guint *uses = indicator->formula != NULL && figures_compile(figures, indicator, NULL)
                            ? formula_uses(indicator->compiled, &count)
                            : NULL;

    for (guint i = 0; i < count; i++) {
        /* A formula knows each indicator by two names: this period's figure, and last year's. */
        const Indicator *other = figures->catalogue->all->pdata[uses[i] / 2];
        *grown = g_hash_table_add(keys, g_strdup(other->key)) || *grown;
    }
    if (indicator->weight != NULL) {
        *grown = g_hash_table_add(keys, g_strdup(indicator->weight)) || *grown;
    }
}

bool indicator_add_used(Call *call, GHashTable *keys, GError **error)
{
    if (g_hash_table_size(keys) == 0) {
        return true;
    }
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    g_autoptr(Figures) figures =
        catalogue != NULL ? figures_new(call_tx(call), call_district(call), catalogue, 0) : NULL;
    bool grown = figures != NULL;

    while (grown) {
        grown = false;
        for (guint i = 0; i < catalogue->all->len; i++) {
            Indicator *indicator = catalogue->all->pdata[i];
            if (g_hash_table_contains(keys, indicator->key)) {
                add_used(figures, indicator, keys, &grown);
            }
        }
    }
    return figures != NULL;
}
