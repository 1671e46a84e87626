/* What units got in earlier runs: the year's assessment (年终考核) takes the quarters' (季评比). */
#include "score/score_internal.h"

#include <string.h>

void earlier_score_free(gpointer data)
{
    EarlierScore *one = data;

    g_free(one->run);
    g_free(one->period);
    g_free(one->unit);
    g_free(one);
}

/* Is TEXT a shorter period that lies in WHOLE? So no run takes itself, nor one that takes it. */
static bool lies_in(const char *text, Period whole)
{
    Period period;

    return period_parse(text, NULL, &period, NULL) && period.kind > whole.kind &&
           period.first >= whole.first && period.last <= whole.last;
}

GPtrArray *score_earlier(Call *call, const char *key, Period period, gint64 moment, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoredScheme) known = stored_scheme_newest(call, key, error);
    g_autoptr(StoreRows) rows = known != NULL
                                    ? store_query(call_tx(call), &sql_score_of_runs,
                                                  STORE_VALUES(store_text(call_district(call)),
                                                               store_text(key), store_int(moment)),
                                                  error)
                                    : NULL;
    g_autoptr(GPtrArray) scores = g_ptr_array_new_with_free_func(earlier_score_free);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (lies_in(store_column_text(rows, 1), period)) {
            EarlierScore *one = g_new(EarlierScore, 1);
            *one = (EarlierScore){.run = g_strdup(store_column_text(rows, 0)),
                                  .period = g_strdup(store_column_text(rows, 1)),
                                  .unit = g_strdup(store_column_text(rows, 2)),
                                  .points = store_column_int(rows, 3)};
            g_ptr_array_add(scores, one);
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&scores) : NULL;
}
