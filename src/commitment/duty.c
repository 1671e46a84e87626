/* My duties (我的待办): derived, never entered: reports to review for the office, commitments for
 * units and leaders. */
#include "commitment/commitment_internal.h"

#include "kernel/day.h"

#include <string.h>

static void write_deliver(Call *call, const StoreRows *rows, const char *role)
{
    JsonWriter *answer = call_answer(call);
    const char *due = store_column_text(rows, 3);

    json_begin_object(answer);
    json_member_text(answer, "kind", "deliver");
    json_member_text(answer, "object_kind", "commitment");
    json_member_text(answer, "object_id", store_column_text(rows, 0));
    json_member_text(answer, "title", store_column_text(rows, 1));
    json_member_text(answer, "detail", store_column_text(rows, 2));
    json_member_text(answer, "due", due);
    json_member_int(answer, "days_left", day_between(call_today(call), due));
    json_member_text(answer, "role", role);
    json_end_object(answer);
}

static bool write_commitments(Call *call, const StoreStatement *statement, const char *owner,
                              const char *role, gint64 *total, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), statement,
                    STORE_VALUES(store_text(call_district(call)), store_text(owner)), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        write_deliver(call, rows,
                      role != NULL                     ? role
                      : store_column_int(rows, 4) == 1 ? "lead"
                                                       : "co");
        (*total)++;
    }
    return error_pass(error, &failed);
}

static bool write_reviews(Call *call, gint64 *total, GError **error)
{
    g_autoptr(GError) failed = NULL;
    JsonWriter *answer = call_answer(call);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_report_list,
                    STORE_VALUES(store_text(call_district(call)), store_null()), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        if (strcmp(store_column_text(rows, 4), "review") != 0) {
            continue;
        }
        gint64 left =
            store_column_int(rows, 7) - store_column_int(rows, 8) - store_column_int(rows, 9);
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, left);
        const char *const arguments[] = {"count", count, NULL};
        g_autofree char *detail =
            text_format(call_language(call),
                        left > 0 ? "commitment.duty_review" : "commitment.duty_publish", arguments);
        json_begin_object(answer);
        json_member_text(answer, "kind", left > 0 ? "review" : "publish");
        json_member_text(answer, "object_kind", "report");
        json_member_text(answer, "object_id", store_column_text(rows, 0));
        json_member_text(answer, "title", store_column_text(rows, 1));
        json_member_text(answer, "detail", detail);
        json_member_text(answer, "due", NULL);
        json_member_raw(answer, "days_left", NULL);
        json_member_text(answer, "role", NULL);
        json_end_object(answer);
        (*total)++;
    }
    return error_pass(error, &failed);
}

bool commitment_duties(Call *call, gint64 *total, GError **error)
{
    const Actor *actor = call_actor(call);

    return (!call_holds(call, "report.review") || write_reviews(call, total, error)) &&
           (*actor->person == '\0' || write_commitments(call, &sql_duties_of_leader, actor->person,
                                                        "leader", total, error)) &&
           (*actor->unit == '\0' ||
            write_commitments(call, &sql_duties_of_unit, actor->unit, NULL, total, error));
}
