/* Closed periods: no figure of a day in them is taken any more, until one is opened again with a
 * reason. */
#include "indicator/indicator_internal.h"
#include "indicator/result.h"

bool period_closing_list(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_closing_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "closings");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_text(answer, "period", store_column_text(rows, 0));
        json_member_text(answer, "reason", store_column_text(rows, 3));
        json_member_time(answer, "at", store_column_int(rows, 4));
        json_member_text(answer, "by", name_of(names, NAME_ACCOUNT, store_column_text(rows, 5)));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}

bool period_closing_set(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *text = member_of(body, "period");
    const char *reason = member_of(body, "reason");
    bool close = json_is_true(json_object_get(body, "closed"));
    Period period;
    gint64 changed = 0;

    if (!period_parse(text, "/period", &period, error)) {
        return false;
    }
    if (close && period.last >= day_in_beijing(call_now(call))) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.closing_early", "/period", "text", text,
                  NULL);
        return false;
    }
    if (!store_execute(call_tx(call), &sql_closing_delete,
                       STORE_VALUES(store_text(call_district(call)), store_text(text)), &changed,
                       error)) {
        return false;
    }
    if (close == (changed > 0)) {
        error_set(error, LUOSHI_ERROR_CONFLICT,
                  close ? "indicator.closed_already" : "indicator.open_already", "/period", "text",
                  text, NULL);
        return false;
    }
    if (close && !store_execute(call_tx(call), &sql_closing_insert,
                                STORE_VALUES(store_text(call_district(call)), store_text(text),
                                             store_int(period.first), store_int(period.last),
                                             store_text(reason), store_int(call_now(call)),
                                             store_text(call_actor(call)->account)),
                                NULL, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s, s:b}", "period", text, "closed", close);
    call_changed(call, "indicators", "indicator", text);
    return call_record(call, close ? "period.close" : "period.open", "period", text, reason, NULL,
                       after, error) &&
           period_closing_list(call, error);
}

bool indicator_closed_at(Call *call, Period period, gint64 *at, GError **error)
{
    g_autoptr(GError) failed = NULL;
    gint32 open = period.last; /* the last day not yet known to be closed */
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_closing_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    *at = 0;
    /* From the latest to the earliest: whatever leaves a gap is not closed by those that follow. */
    while (rows != NULL && open >= period.first && store_rows_next(rows, &failed)) {
        if (store_column_int(rows, 1) <= open && store_column_int(rows, 2) >= open) {
            open = (gint32)store_column_int(rows, 1) - 1;
            *at = MAX(*at, store_column_int(rows, 4));
        }
    }
    if (open >= period.first) {
        *at = 0;
    }
    return rows != NULL && error_pass(error, &failed);
}
