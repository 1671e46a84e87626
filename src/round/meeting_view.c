/* What is shown of meetings and sessions, and which of them wait for whom. */
#include "round/round_internal.h"

#include <string.h>

#define PAGE_DEFAULT 50
#define LAST_DAY     "9999-99-99" /* after every day */

/* Does the actor's unit send someone? */
static bool is_member(Call *call, const char *meeting, bool *member, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_meeting_people,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting)), error);

    *member = false;
    while (rows != NULL && store_rows_next(rows, &failed)) {
        *member = *member || strcmp(store_column_text(rows, 1), call_actor(call)->unit) == 0;
    }
    return rows != NULL && error_pass(error, &failed);
}

Meeting *meeting_find(Call *call, GError **error)
{
    g_autoptr(Meeting) meeting = NULL;
    bool member = false;

    {
        g_autoptr(StoreRows) rows =
            store_query_one(call_tx(call), &sql_meeting_by_id,
                            STORE_VALUES(store_text(call_district(call)),
                                         store_text(call_parameter(call, "meeting"))),
                            "round.no_meeting", error);
        if (rows == NULL) {
            return NULL;
        }
        meeting = meeting_from_row(rows);
    }
    if (!is_member(call, meeting->id, &member, error) ||
        !call_authorize(call, member ? call_actor(call)->unit : NULL, NULL, error)) {
        return NULL;
    }
    return g_steal_pointer(&meeting);
}

static void write_meeting(Call *call, const Meeting *meeting, const GPtrArray *types)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", meeting->id);
    json_member_text(answer, "round", meeting->round);
    json_member_text(answer, "round_name",
                     strcmp(meeting->round, ROUND_CALLED) == 0
                         ? text_find(call_language(call), "round.called")
                         : round_title(types, meeting->round, call_language(call)));
    json_member_text(answer, "period", meeting->period);
    json_member_text(answer, "kind", meeting->kind);
    json_member_text(answer, "title", meeting->title);
    json_member_text(answer, "day", meeting->day);
    json_member_int(answer, "days_left", day_between(call_today(call), meeting->day));
    json_member_text(answer, "state", meeting->state);
    json_member_text(answer, "reason", meeting->reason);
    json_member_int(answer, "version", meeting->version);
    json_end_object(answer);
}

static GPtrArray *read_page(Call *call, const char *member, gint64 limit, GError **error)
{
    g_auto(GStrv) cursor = g_strsplit(
        call_parameter(call, "cursor") != NULL ? call_parameter(call, "cursor") : "", ",", 2);
    bool on = g_strv_length(cursor) == 2;
    g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func((GDestroyNotify)meeting_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_meeting_list,
        STORE_VALUES(store_text(call_district(call)), store_text(on ? cursor[0] : LAST_DAY),
                     store_text(on ? cursor[1] : ""), store_text(call_parameter(call, "kind")),
                     store_text(call_parameter(call, "round")), store_text(member),
                     store_int(limit)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(page, meeting_from_row(rows));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&page) : NULL;
}

bool meeting_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 limit = call_parameter_int(call, "limit", PAGE_DEFAULT);
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    g_autoptr(GPtrArray) page =
        types != NULL ? read_page(call, scope != NULL ? call_actor(call)->unit : NULL, limit, error)
                      : NULL;
    if (page == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "meetings");
    json_begin_array(answer);
    for (guint i = 0; i < page->len; i++) {
        write_meeting(call, page->pdata[i], types);
    }
    json_end_array(answer);
    const Meeting *last = page->len == (guint)limit ? page->pdata[page->len - 1] : NULL;
    g_autofree char *next = last != NULL ? g_strdup_printf("%s,%s", last->day, last->id) : NULL;
    json_member_text(answer, "next", next);
    json_end_object(answer);
    return true;
}

static bool write_agenda(Call *call, const Meeting *meeting, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) agenda = agenda_read(call, meeting, error);

    if (agenda == NULL) {
        return false;
    }
    json_key(answer, "agenda");
    json_begin_array(answer);
    for (guint i = 0; i < agenda->len; i++) {
        const AgendaItem *item = agenda->pdata[i];
        json_begin_object(answer);
        json_member_int(answer, "number", (gint64)i + 1);
        json_member_text(answer, "key", item->key);
        json_member_text(answer, "source", item->source);
        json_member_text(answer, "object_id", item->object_id);
        json_member_text(answer, "title", item->title);
        json_member_text(answer, "detail", item->detail);
        json_member_text(answer, "minutes", item->minutes);
        json_member_text(answer, "dropped", item->dropped);
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

static bool write_attendee(Call *call, const StoreRows *rows, gconstpointer names,
                           G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "person", store_column_text(rows, 0));
    json_member_text(answer, "person_name",
                     name_of(names, NAME_PERSON, store_column_text(rows, 0)));
    json_member_text(answer, "unit", store_column_text(rows, 1));
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, store_column_text(rows, 1)));
    json_member_text(answer, "state", store_column_text(rows, 2));
    json_member_text(answer, "note", store_column_text(rows, 3));
    json_member_text(answer, "made_up", store_column_text(rows, 4));
    json_member_text(answer, "made_up_by_name",
                     name_of(names, NAME_ACCOUNT, store_column_text(rows, 5)));
    json_end_object(answer);
    return true;
}

static bool write_people(Call *call, const Meeting *meeting, const Names *names, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_meeting_people,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    return call_write_rows(call, "people", rows, write_attendee, names, error);
}

static void write_co_units(JsonWriter *answer, const char *ids, const Names *names)
{
    json_auto_t *units = json_loads(ids, 0, NULL);
    size_t i;
    json_t *unit;

    json_key(answer, "co_units");
    json_begin_array(answer);
    json_array_foreach(units, i, unit)
    {
        json_begin_object(answer);
        json_member_text(answer, "id", json_string_value(unit));
        json_member_text(answer, "name", name_of(names, NAME_UNIT, json_string_value(unit)));
        json_end_object(answer);
    }
    json_end_array(answer);
}

static bool write_decision(Call *call, const StoreRows *rows, gconstpointer names,
                           G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_int(answer, "number", store_column_int(rows, 1));
    json_key(answer, "item");
    if (store_column_is_null(rows, 2)) {
        json_write_null(answer);
    } else {
        json_int(answer, store_column_int(rows, 2));
    }
    json_member_text(answer, "text", store_column_text(rows, 3));
    json_member_text(answer, "lead_unit", store_column_text(rows, 4));
    json_member_text(answer, "lead_unit_name",
                     name_of(names, NAME_UNIT, store_column_text(rows, 4)));
    json_member_text(answer, "leader", store_column_text(rows, 5));
    json_member_text(answer, "leader_name",
                     name_of(names, NAME_PERSON, store_column_text(rows, 5)));
    json_member_text(answer, "due", store_column_text(rows, 6));
    json_member_text(answer, "commitment", store_column_text(rows, 7));
    write_co_units(answer, store_column_text(rows, 8), names);
    json_end_object(answer);
    return true;
}

static bool write_decisions(Call *call, const Meeting *meeting, const Names *names, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_decisions,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    return call_write_rows(call, "decisions", rows, write_decision, names, error);
}

static bool write_material(Call *call, const StoreRows *rows, G_GNUC_UNUSED gconstpointer data,
                           G_GNUC_UNUSED GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_member_text(answer, "title", store_column_text(rows, 1));
    json_member_text(answer, "text", store_column_text(rows, 2));
    json_member_text(answer, "link", store_column_text(rows, 3));
    json_member_bool(answer, "file", !store_column_is_null(rows, 4));
    json_end_object(answer);
    return true;
}

static bool write_materials(Call *call, const Meeting *meeting, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_materials,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    return call_write_rows(call, "materials", rows, write_material, NULL, error);
}

bool meeting_read(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Meeting) meeting = meeting_find(call, error);
    g_autoptr(GPtrArray) types = meeting != NULL ? round_types_read(call, error) : NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (types == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "meeting");
    write_meeting(call, meeting, types);
    json_member_bool(answer, "may_manage", call_holds(call, "meeting.manage"));
    json_member_text(answer, "chair", meeting->chair);
    json_member_text(answer, "recorder", meeting->recorder);
    if (!write_agenda(call, meeting, error) || !write_people(call, meeting, names, error) ||
        !write_decisions(call, meeting, names, error) || !write_materials(call, meeting, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

/* ---- 我的待办 ----------------------------------------------------------------------------------
 */

/* The rows id, title, day. */
static bool write_rows(Call *call, StoreRows *rows, const char *detail, const char *kind,
                       gint64 *total, GError **error)
{
    g_autoptr(GError) failed = NULL;

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const DutyRow row = {.kind = kind,
                             .object_kind = "meeting",
                             .object_id = store_column_text(rows, 0),
                             .title = store_column_text(rows, 1),
                             .detail = text_find(call_language(call), detail),
                             .due = store_column_text(rows, 2)};
        round_write_row(call, &row);
        (*total)++;
    }
    return rows != NULL && error_pass(error, &failed);
}

/* Meetings to prepare, to hold and to close, for whoever keeps them. */
static bool write_managed(Call *call, gint64 *total, GError **error)
{
    char until[DAY_LENGTH + 1];
    g_autoptr(StoreRows) rows = NULL;

    day_format(round_today(call) + 2 * 7, until);
    rows = store_query(call_tx(call), &sql_meetings_waiting,
                       STORE_VALUES(store_text(call_district(call)), store_text(until)), error);
    return write_rows(call, rows, "round.duty_manage", "meeting", total, error);
}

bool meeting_duties(Call *call, gint64 *total, GError **error)
{
    const char *person = call_actor(call)->person;

    if (call_holds(call, "meeting.manage")) {
        if (!write_managed(call, total, error)) {
            return false;
        }
    } else if (*person != '\0') {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_meetings_of_person,
                        STORE_VALUES(store_text(call_district(call)), store_text(person)), error);
        if (!write_rows(call, rows, "round.duty_attend", "attend", total, error)) {
            return false;
        }
    }
    if (*person == '\0') {
        return true;
    }
    g_autoptr(StoreRows) missed =
        store_query(call_tx(call), &sql_makeups_of_person,
                    STORE_VALUES(store_text(call_district(call)), store_text(person)), error);
    return write_rows(call, missed, "round.duty_make_up", "make_up", total, error);
}
