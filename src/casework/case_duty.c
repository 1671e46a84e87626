/* Which cases wait for whom. */
#include "casework/case_clock.h"

#include <string.h>

/* Whose cases are looked at, and as what they wait. */
typedef struct {
    const char *unit;   /* or NULL: of all */
    const char *leader; /* or NULL: of all */
    guint who;          /* CaseWho bits that the actor answers to */
    const char *role;   /* of a case that waits for its next step */
} Waiting;

/* One row of “duties”. */
static void write_duty(Call *call, const Case *record, const CaseType *type, const char *role)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);
    gint state = case_type_state(type, record->state);
    g_autoptr(GString) detail = g_string_new(record->number);

    g_string_append_printf(detail, " %s", form_name(type->states[state].name, language));
    if (record->warned && record->stopped == NULL && !case_is_overdue(record, call_now(call))) {
        g_string_append_printf(detail, " · %s", text_find(language, "casework.warned"));
    }
    if (record->escalated) {
        g_string_append_printf(detail, " · %s", text_find(language, "casework.escalated"));
    }
    if (record->asked_until != NULL) {
        const char *const arguments[] = {"until", record->asked_until, NULL};
        g_autofree char *asked = text_format(language, "casework.asked", arguments);
        g_string_append_printf(detail, " · %s", asked);
    }
    json_begin_object(answer);
    json_member_text(answer, "kind", "case");
    json_member_text(answer, "object_kind", "case");
    json_member_text(answer, "object_id", record->id);
    json_member_text(answer, "title", record->title);
    json_member_text(answer, "detail", detail->str);
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
                         .stopped = g_strdup(store_column_text(rows, 9)),
                         .asked_until = g_strdup(store_column_text(rows, 10)),
                         .escalated = store_column_int(rows, 11) == 1,
                         .due_at = store_column_int(rows, 12),
                         .warned = store_column_int(rows, 13) == 1};
        g_ptr_array_add(waiting, record);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&waiting) : NULL;
}

/* May one of WHO make MOVE from the case's state? Not one of the handling UNIT, if it verifies. */
static bool is_theirs(const CaseMove *move, const CaseType *type, const Case *record, guint who,
                      const char *unit)
{
    guint64 state = G_GUINT64_CONSTANT(1) << case_type_state(type, record->state);

    return (move->from & state) != 0 && (move->who & who) != 0 &&
           !(move->verifies && strcmp(unit, record->unit) == 0);
}

/* What the case waits for from one of WHO: NULL, “approve” (more time was asked for) or ROLE. */
static const char *waits_as(const CaseType *type, const Case *record, const Waiting *waiting,
                            const char *unit)
{
    const char *as = NULL;

    for (guint i = 0; i < type->move_count; i++) {
        const CaseMove *move = &type->moves[i];
        if (!is_theirs(move, type, record, waiting->who, unit)) {
            continue;
        }
        if (move->extension == CASE_EXTENSION_GRANT && record->asked_until != NULL) {
            return "approve";
        }
        /* The office may end a case at any time by withdrawing it: that is not waited for. */
        bool withdraws = move->clock == CASE_CLOCK_END && !move->verifies;
        if (move->to >= 0 && (!withdraws || (waiting->who & CASE_WHO_OFFICE) == 0)) {
            as = waiting->role;
        }
    }
    return as;
}

static bool write_waiting(Call *call, const Waiting *waiting, gint64 *total, GError **error)
{
    g_autoptr(GPtrArray) cases = read_waiting(call, waiting->unit, waiting->leader, error);
    g_autoptr(GHashTable) types = case_types_new();

    for (guint i = 0; cases != NULL && i < cases->len; i++) {
        const Case *record = cases->pdata[i];
        const CaseType *type = case_type_of(call, types, record, error);
        if (type == NULL) {
            return false;
        }
        const char *as = waits_as(type, record, waiting, call_actor(call)->unit);
        if (as == NULL && waiting->leader != NULL && record->escalated && record->stopped == NULL) {
            as = waiting->role; /* late enough that it was brought before the leader in charge */
        }
        if (as != NULL) {
            write_duty(call, record, type, as);
            (*total)++;
        }
    }
    return cases != NULL;
}

bool casework_duties(Call *call, gint64 *total, GError **error)
{
    const Actor *actor = call_actor(call);
    const Waiting office = {.who = CASE_WHO_OFFICE, .role = "verify"};
    const Waiting handler = {.unit = actor->unit, .who = CASE_WHO_HANDLER, .role = "lead"};
    const Waiting leader = {.leader = actor->person, .who = CASE_WHO_LEADER, .role = "leader"};

    return (!call_holds(call, "case.verify") || write_waiting(call, &office, total, error)) &&
           (*actor->unit == '\0' || !call_holds_anywhere(call, "case.handle") ||
            write_waiting(call, &handler, total, error)) &&
           (*actor->person == '\0' || write_waiting(call, &leader, total, error));
}
