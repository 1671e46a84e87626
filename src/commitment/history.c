/* The ledger as people read it: who changed what, when and why, and whether it is sound. */
#include "commitment/commitment_internal.h"
#include "commitment/history_internal.h"

#include <string.h>

#define PAGE_DEFAULT 50

/* Sorts after every id. */
#define AFTER_ALL "~"

static void write_entry(Call *call, const StoreRows *rows, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    const char *action = store_column_text(rows, 3);
    /* A light turns by the pack's rules, whoever gave the occasion. */
    bool by_rule = strcmp(action, "light.turn") == 0;
    const Words words = {call_language(call), names, NULL};

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_time(answer, "at", store_column_int(rows, 1));
    json_member_text(answer, "actor", store_column_text(rows, 2));
    json_member_text(answer, "actor_name",
                     by_rule ? text_find(words.language, "ledger.by_rule")
                             : name_of(names, NAME_ACCOUNT, store_column_text(rows, 2)));
    json_member_text(answer, "action", action);
    json_member_text(answer, "action_text", history_action_text(words.language, action));
    json_member_text(answer, "object_kind", store_column_text(rows, 4));
    json_member_text(answer, "object_id", store_column_text(rows, 5));
    json_member_text(answer, "reason", store_column_text(rows, 6));
    json_member_raw(answer, "before", store_column_text(rows, 7));
    json_member_raw(answer, "after", store_column_text(rows, 8));
    history_write_changes(answer, &words, store_column_text(rows, 7), store_column_text(rows, 8));
    json_key(answer, "block");
    if (store_column_is_null(rows, 9)) {
        json_write_null(answer);
    } else {
        json_int(answer, store_column_int(rows, 9));
    }
    json_end_object(answer);
}

bool ledger_list(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *last = NULL;
    const char *cursor = call_parameter(call, "cursor");
    gint64 limit = call_parameter_int(call, "limit", PAGE_DEFAULT);
    gint64 written = 0;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows =
        names != NULL ? store_query(call_tx(call), &sql_ledger_page,
                                    STORE_VALUES(store_text(call_district(call)),
                                                 store_text(cursor != NULL ? cursor : AFTER_ALL),
                                                 store_text(call_parameter(call, "kind")),
                                                 store_text(call_parameter(call, "object")),
                                                 store_int(limit)),
                                    error)
                      : NULL;

    if (rows == NULL) {
        return false;
    }
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "entries");
    json_begin_array(call_answer(call));
    while (store_rows_next(rows, &failed)) {
        write_entry(call, rows, names);
        g_free(last);
        last = g_strdup(store_column_text(rows, 0));
        written++;
    }
    json_end_array(call_answer(call));
    json_member_text(call_answer(call), "next", written == limit ? last : NULL);
    json_end_object(call_answer(call));
    return error_pass(error, &failed);
}

bool ledger_verification(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    LedgerReport report;

    if (!ledger_verify(call_tx(call), call_district(call), &report, error)) {
        return false;
    }
    const char *const arguments[] = {"entry", report.fault_entry != NULL ? report.fault_entry : "-",
                                     NULL};
    g_autofree char *key =
        g_strconcat("ledger.", report.fault != NULL ? report.fault : "sound", NULL);
    g_autofree char *message = text_format(call_language(call), key, arguments);
    json_begin_object(answer);
    json_member_bool(answer, "sound", report.fault == NULL);
    json_member_int(answer, "blocks", report.blocks);
    json_member_int(answer, "entries", report.entries);
    json_member_int(answer, "unsealed", report.unsealed);
    json_member_text(answer, "head", report.head);
    json_member_text(answer, "fault", report.fault);
    json_member_text(answer, "fault_entry", report.fault_entry);
    json_key(answer, "fault_block");
    if (report.fault_block < 0) {
        json_write_null(answer);
    } else {
        json_int(answer, report.fault_block);
    }
    json_member_text(answer, "message", message);
    json_end_object(answer);
    ledger_report_clear(&report);
    return true;
}
