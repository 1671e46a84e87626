/* Which cases wait for whom. */
#include "casework/casework_internal.h"

#include <string.h>

/* One row of “duties”. */
static void write_duty(Call *call, const Case *record, const CaseType *type, const char *role)
{
    JsonWriter *answer = call_answer(call);
    gint state = case_type_state(type, record->state);
    g_autofree char *detail = g_strdup_printf(
        "%s %s", record->number, case_text(type->states[state].name, call_language(call)));

    json_begin_object(answer);
    json_member_text(answer, "kind", "case");
    json_member_text(answer, "object_kind", "case");
    json_member_text(answer, "object_id", record->id);
    json_member_text(answer, "title", record->title);
    json_member_text(answer, "detail", detail);
    json_member_text(answer, "due", record->due);
    if (record->due != NULL) {
        json_member_int(answer, "days_left", day_between(call_today(call), record->due));
    } else {
        json_member_raw(answer, "days_left", NULL);
    }
    json_member_text(answer, "role", role);
    json_end_object(answer);
}

static GPtrArray *read_waiting(Call *call, const char *unit, const char *leader, GError **error)
{
    g_autoptr(GPtrArray) waiting = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_cases_waiting,
        STORE_VALUES(store_text(call_district(call)), store_text(unit), store_text(leader)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        Case *record = g_new0(Case, 1);
        *record = (Case){.id = g_strdup(store_column_text(rows, 0)),
                         .type = g_strdup(store_column_text(rows, 1)),
                         .type_version = store_column_int(rows, 2),
                         .number = g_strdup(store_column_text(rows, 3)),
                         .title = g_strdup(store_column_text(rows, 4)),
                         .state = g_strdup(store_column_text(rows, 5)),
                         .unit = g_strdup(store_column_text(rows, 6)),
                         .leader = g_strdup(store_column_text(rows, 7)),
                         .due = g_strdup(store_column_text(rows, 8)),
                         .stopped = g_strdup(store_column_text(rows, 9))};
        g_ptr_array_add(waiting, record);
    }
    return rows != NULL && case_propagate(error, &failed) ? g_steal_pointer(&waiting) : NULL;
}

/* Is there a move from the case's state for one of WHO? */
static bool waits_for(const CaseType *type, const Case *record, guint who)
{
    guint64 state = G_GUINT64_CONSTANT(1) << case_type_state(type, record->state);

    for (guint i = 0; i < type->move_count; i++) {
        const CaseMove *move = &type->moves[i];
        if ((move->from & state) != 0 && (move->who & who) != 0 && move->to >= 0 &&
            (move->clock != CASE_CLOCK_END || move->verifies)) {
            return true;
        }
    }
    return false;
}

static bool write_waiting(Call *call, const char *unit, const char *leader, guint who,
                          const char *role, gint64 *total, GError **error)
{
    g_autoptr(GPtrArray) waiting = read_waiting(call, unit, leader, error);
    g_autoptr(GHashTable) types = case_types_new();

    for (guint i = 0; waiting != NULL && i < waiting->len; i++) {
        const CaseType *type = case_type_of(call, types, waiting->pdata[i], error);
        if (type == NULL) {
            return false;
        }
        if (waits_for(type, waiting->pdata[i], who)) {
            write_duty(call, waiting->pdata[i], type, role);
            (*total)++;
        }
    }
    return waiting != NULL;
}

bool casework_duties(Call *call, gint64 *total, GError **error)
{
    const Actor *actor = call_actor(call);

    if (call_holds(call, "case.verify")) {
        return write_waiting(call, NULL, NULL, CASE_WHO_OFFICE, "verify", total, error);
    }
    if (*actor->unit != '\0' && call_holds_anywhere(call, "case.handle")) {
        return write_waiting(call, actor->unit, NULL, CASE_WHO_HANDLER, "lead", total, error);
    }
    return true;
}
