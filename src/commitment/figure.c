/* A commitment's figures, for the mechanisms that follow them through the year. */
#include "commitment/commitment_internal.h"

static void figure_free(gpointer data)
{
    CommitmentFigure *figure = data;

    g_free(figure->subject);
    g_free(figure->value);
    g_free(figure->value2);
    g_free(figure->unit);
    g_free(figure->cmp);
    g_free(figure->measure);
    g_free(figure);
}

void commitment_figures_free(CommitmentFigures *figures)
{
    if (figures != NULL) {
        g_free(figures->report);
        g_free(figures->lead_unit);
        g_free(figures->sentence);
        g_clear_pointer(&figures->all, g_ptr_array_unref);
        g_free(figures);
    }
}

static CommitmentFigure *figure_from_row(const StoreRows *rows)
{
    CommitmentFigure *figure = g_new0(CommitmentFigure, 1);

    figure->subject = g_strdup(store_column_text(rows, 1));
    figure->value = g_strdup(store_column_text(rows, 2));
    figure->value2 = g_strdup(store_column_text(rows, 3));
    figure->unit = g_strdup(store_column_text(rows, 4));
    figure->cmp = g_strdup(store_column_text(rows, 5));
    figure->measure = g_strdup(store_column_text(rows, 6));
    figure->year = store_column_int(rows, 8);
    figure->start = store_column_int(rows, 9);
    figure->end = store_column_int(rows, 10);
    figure->number = store_column_int(rows, 11);
    return figure;
}

static bool read_statements(Call *call, const char *clause, GPtrArray *figures, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_statements_of_clause,
                    STORE_VALUES(store_text(call_district(call)), store_text(clause)), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        g_ptr_array_add(figures, figure_from_row(rows));
    }
    return error_pass(error, &failed);
}

CommitmentFigures *commitment_figures_read(Call *call, const char *commitment, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_commitment_by_id,
                        STORE_VALUES(store_text(call_district(call)), store_text(commitment)),
                        "commitment.no_commitment", error);

    if (rows == NULL) {
        return NULL;
    }
    if (!call_authorize(call, store_column_text(rows, 7), NULL, error)) {
        return NULL;
    }
    g_autoptr(CommitmentFigures) figures = g_new0(CommitmentFigures, 1);
    if (*store_column_text(rows, 13) == '\0') { /* of a decision: no figure was read from it */
        figures->report = g_strdup("");
        figures->lead_unit = g_strdup(store_column_text(rows, 7));
        figures->sentence = g_strdup(store_column_text(rows, 4));
        figures->year = store_column_int(rows, 14);
        figures->all = g_ptr_array_new_with_free_func(figure_free);
        return g_steal_pointer(&figures);
    }
    g_autoptr(Clause) clause = clause_read(call, store_column_text(rows, 13), error);
    if (clause == NULL) {
        return NULL;
    }
    figures->report = g_strdup(clause->report);
    figures->lead_unit = g_strdup(store_column_text(rows, 7));
    figures->sentence = g_strdup(clause->original);
    figures->year = store_column_int(rows, 14);
    figures->all = g_ptr_array_new_with_free_func(figure_free);
    return read_statements(call, clause->id, figures->all, error) ? g_steal_pointer(&figures)
                                                                  : NULL;
}
