/* What other mechanisms know of commitments. */
#include "commitment/commitment_internal.h"

void commitment_brief_clear(CommitmentBrief *brief)
{
    g_free(brief->id);
    g_free(brief->text);
    g_free(brief->lead_unit);
    g_free(brief->leader);
    g_free(brief->due);
    g_free(brief->state);
    g_free(brief->co_units);
    g_free(brief->settled);
    g_free(brief->made);
    *brief = (CommitmentBrief){0};
}

static void brief_free(gpointer brief)
{
    commitment_brief_clear(brief);
    g_free(brief);
}

bool commitment_brief(Call *call, const char *id, CommitmentBrief *brief, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_commitment_by_id,
                        STORE_VALUES(store_text(call_district(call)), store_text(id)),
                        "commitment.no_commitment", error);

    if (rows == NULL) {
        return false;
    }
    *brief = (CommitmentBrief){.id = g_strdup(store_column_text(rows, 0)),
                               .text = g_strdup(store_column_text(rows, 4)),
                               .leader = g_strdup(store_column_text(rows, 6)),
                               .lead_unit = g_strdup(store_column_text(rows, 7)),
                               .due = g_strdup(store_column_text(rows, 9)),
                               .state = g_strdup(store_column_text(rows, 10)),
                               .co_units = g_strdup(store_column_text(rows, 8))};
    return true;
}

/* The rows id, text, lead_unit, leader, due, state, co_units, settled, made. ROWS may be NULL after
 * an error. */
static GPtrArray *read_briefs(StoreRows *rows, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(brief_free);
    g_autoptr(GError) failed = NULL;

    while (rows != NULL && store_rows_next(rows, &failed)) {
        CommitmentBrief *brief = g_new0(CommitmentBrief, 1);
        *brief = (CommitmentBrief){.id = g_strdup(store_column_text(rows, 0)),
                                   .text = g_strdup(store_column_text(rows, 1)),
                                   .lead_unit = g_strdup(store_column_text(rows, 2)),
                                   .leader = g_strdup(store_column_text(rows, 3)),
                                   .due = g_strdup(store_column_text(rows, 4)),
                                   .state = g_strdup(store_column_text(rows, 5)),
                                   .co_units = g_strdup(store_column_text(rows, 6)),
                                   .settled = g_strdup(store_column_text(rows, 7)),
                                   .made = g_strdup(store_column_text(rows, 8))};
        g_ptr_array_add(all, brief);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

GPtrArray *commitment_overdue(Call *call, const char *day, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_commitments_overdue,
                    STORE_VALUES(store_text(call_district(call)), store_text(day)), error);

    return read_briefs(rows, error);
}

GPtrArray *commitment_page(Call *call, const char *plan, const char *after, guint limit,
                           GError **error)
{
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_commitments_after,
                                            STORE_VALUES(store_text(call_district(call)),
                                                         store_text(after != NULL ? after : ""),
                                                         store_text(plan), store_int(limit)),
                                            error);

    return read_briefs(rows, error);
}

void commitment_changed(Call *call, const CommitmentBrief *brief)
{
    g_autofree char *topic = g_strconcat("commitment:", brief->id, NULL);
    const char *const topics[] = {topic, "commitments", "duties"};
    json_auto_t *co_units = json_loads(brief->co_units, 0, NULL);
    g_autoptr(GPtrArray) units = g_ptr_array_new();

    g_ptr_array_add(units, brief->lead_unit);
    for (size_t i = 0; i < json_array_size(co_units); i++) {
        g_ptr_array_add(units, (gpointer)json_string_value(json_array_get(co_units, i)));
    }
    g_ptr_array_add(units, NULL);
    for (gsize t = 0; t < G_N_ELEMENTS(topics); t++) {
        call_changed_of(call, topics[t], "commitment", brief->id,
                        (const char *const *)units->pdata);
    }
}

bool commitment_may(Call *call, const char *lead_unit, const char *co_units, GError **error)
{
    json_auto_t *others = json_loads(co_units, 0, NULL);
    g_autoptr(GError) denied = NULL;
    size_t i;
    json_t *unit;

    if (call_authorize(call, lead_unit, NULL, &denied)) {
        return true;
    }
    json_array_foreach(others, i, unit)
    {
        if (call_authorize(call, json_string_value(unit), NULL, NULL)) {
            return true;
        }
    }
    g_propagate_error(error, g_steal_pointer(&denied));
    return false;
}
