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
    *brief = (CommitmentBrief){0};
}

static void brief_free(gpointer brief)
{
    commitment_brief_clear(brief);
    g_free(brief);
}

bool commitment_brief(Call *call, const char *id, CommitmentBrief *brief, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_commitment_by_id,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        *brief = (CommitmentBrief){.id = g_strdup(store_column_text(rows, 0)),
                                   .text = g_strdup(store_column_text(rows, 4)),
                                   .leader = g_strdup(store_column_text(rows, 6)),
                                   .lead_unit = g_strdup(store_column_text(rows, 7)),
                                   .due = g_strdup(store_column_text(rows, 9)),
                                   .state = g_strdup(store_column_text(rows, 10))};
        return true;
    }
    if (propagate(error, &failed)) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_commitment", NULL, NULL);
    }
    return false;
}

/* The rows id, text, lead_unit, leader, due, state. ROWS may be NULL after an error. */
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
                                   .state = g_strdup(store_column_text(rows, 5))};
        g_ptr_array_add(all, brief);
    }
    return rows != NULL && propagate(error, &failed) ? g_steal_pointer(&all) : NULL;
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
