/* What was sent, what waits, and what could not be delivered, for the administrator. */
#include "message/message_internal.h"

#include "message_sql.h"

static void write_row(Call *call, const StoreRows *rows)
{
    JsonWriter *answer = call_answer(call);
    const char *key = store_column_text(rows, 6);
    const char *reason = store_column_text(rows, 7);
    const char *const arguments[] = {"reason", reason != NULL ? reason : "", NULL};
    g_autofree char *text = key != NULL ? text_format(call_language(call), key, arguments) : NULL;

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "kind", store_column_text(rows, 1));
    json_member_text(answer, "state", store_column_text(rows, 2));
    json_member_time(answer, "created", store_column_int(rows, 3));
    json_member_time(answer, "due", store_column_int(rows, 4));
    json_member_int(answer, "tries", store_column_int(rows, 5));
    json_member_text(answer, "error", text);
    json_member_text(answer, "way", store_column_text(rows, 8));
    json_member_text(answer, "to", store_column_text(rows, 9));
    json_member_text(answer, "address", store_column_text(rows, 10));
    json_end_object(answer);
}

bool message_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *cursor = call_parameter(call, "cursor");
    gint64 limit = call_parameter_int(call, "limit", 50);
    gint64 count = 0;
    g_autoptr(GError) failed = NULL;
    g_autofree char *last = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_message_list,
        STORE_VALUES(store_text(call_district(call)), store_text(call_parameter(call, "state")),
                     store_text(cursor != NULL ? cursor : "~"), store_int(limit)),
        error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "messages");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        write_row(call, rows);
        g_free(last);
        last = g_strdup(store_column_text(rows, 0));
        count++;
    }
    json_end_array(answer);
    json_member_text(answer, "next", count == limit ? last : NULL);
    json_end_object(answer);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

bool message_retry(Call *call, GError **error)
{
    const char *id = call_parameter(call, "message");
    gint64 changed = 0;

    if (!store_execute(call_tx(call), &sql_message_retry,
                       STORE_VALUES(store_int(call_now(call)), store_text(call_district(call)),
                                    store_text(id)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "message.not_failed", NULL, NULL);
        return false;
    }
    return call_record(call, "message.retry", "message", id, NULL, NULL, NULL, error);
}
