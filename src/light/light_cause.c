/* What lights give cause to raise cases about. */
#include "light/light.h"

#include "indicator/indicator.h"
#include "light/light_rule.h"
#include "org/org.h"

#include <string.h>

#include "light_sql.h"

/* The indicators that a commitment promised: they stand with it. (transfer full) */
static GHashTable *read_promised(Call *call, GError **error)
{
    g_autoptr(GPtrArray) watches = indicator_watch(call, NULL, NULL, error);
    g_autoptr(GHashTable) promised = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const IndicatorWatch *watch = watches->pdata[i];
        if (watch->commitment != NULL) {
            g_hash_table_add(promised, g_strdup(watch->indicator));
        }
    }
    return watches != NULL ? g_steal_pointer(&promised) : NULL;
}

static GPtrArray *read_lights(Call *call, const char *kind, LightColour colour, const char *day,
                              GError **error)
{
    g_autoptr(GPtrArray) causes = g_ptr_array_new_with_free_func((GDestroyNotify)case_cause_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_lights_since,
                    STORE_VALUES(store_text(call_district(call)), store_text(kind),
                                 store_int(colour), store_text(day), store_text(call_today(call))),
                    error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        CaseCause *cause = g_new0(CaseCause, 1);
        *cause = (CaseCause){.object_kind = g_strdup(kind),
                             .object_id = g_strdup(store_column_text(rows, 0)),
                             .title = g_strdup(store_column_text(rows, 1)),
                             .reason = g_strdup(store_column_text(rows, 2)),
                             .unit = g_strdup(store_column_text(rows, 3)),
                             .leader = g_strdup(store_column_text(rows, 4)),
                             .cause = g_strdup(store_column_text(rows, 5))};
        g_ptr_array_add(causes, cause);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_steal_pointer(&causes) : NULL;
}

GPtrArray *light_causes(Call *call, const char *kind, const char *colour, const char *day,
                        GError **error)
{
    bool red = strcmp(colour, light_colour_names[LIGHT_RED]) == 0;
    g_autoptr(GPtrArray) causes =
        read_lights(call, kind, red ? LIGHT_RED : LIGHT_YELLOW, day, error);

    if (causes == NULL || causes->len == 0 ||
        strcmp(kind, light_object_names[LIGHT_INDICATOR]) != 0) {
        return g_steal_pointer(&causes);
    }
    g_autoptr(GHashTable) promised = read_promised(call, error);
    if (promised == NULL) {
        return NULL;
    }
    for (guint i = causes->len; i > 0; i--) {
        CaseCause *cause = causes->pdata[i - 1];
        g_autofree char *name = NULL;
        if (g_hash_table_contains(promised, cause->object_id)) {
            g_ptr_array_remove_index(causes, i - 1);
        } else if (cause->leader == NULL &&
                   !org_unit_leader(call_tx(call), call_district(call), cause->unit, &cause->leader,
                                    &name, error)) {
            return NULL;
        }
    }
    return g_steal_pointer(&causes);
}
