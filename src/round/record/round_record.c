#include "round/record/round_record.h"

#include "kernel/day.h"

#include "round_record_sql.h"

static void record_free(gpointer data)
{
    RoundRecord *record = data;

    g_free(record->id);
    g_free(record->round);
    g_free(record->period);
    g_free(record->unit);
    g_free(record->title);
    g_free(record->last_day);
    g_free(record->answered);
    g_free(record);
}

static char *day_text(gint64 moment)
{
    char day[DAY_LENGTH + 1];

    day_format(day_in_beijing(moment), day);
    return g_strdup(day);
}

GPtrArray *round_records(Call *call, const char *first, const char *last, GError **error)
{
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func(record_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_round_records,
        STORE_VALUES(store_text(call_district(call)), store_text(first), store_text(last)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        RoundRecord *record = g_new0(RoundRecord, 1);
        *record = (RoundRecord){
            .id = g_strdup(store_column_text(rows, 0)),
            .round = g_strdup(store_column_text(rows, 1)),
            .period = g_strdup(store_column_text(rows, 2)),
            .unit = g_strdup(store_column_text(rows, 3)),
            .title = g_strdup(store_column_text(rows, 4)),
            .last_day = g_strdup(store_column_text(rows, 5)),
            .answered = store_column_is_null(rows, 6) ? NULL : day_text(store_column_int(rows, 6)),
            .late = store_column_int(rows, 7) == 1,
        };
        g_ptr_array_add(records, record);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&records) : NULL;
}
