/* What is shown of cases: lists, one case with what the actor may do, the types, and raising by
 * hand. */
#include "casework/case_clock.h"

#include <string.h>

#define PAGE_DEFAULT 50
#define NO_DUE       "9999-99-99" /* sorts after every day */

static void write_clock(Call *call, JsonWriter *answer, const Case *record, const CaseType *type,
                        const WorkCalendar *calendar)
{
    bool runs = record->due != NULL && record->stopped == NULL && !record->closed;
    gint32 left = runs ? case_left(type, calendar, record, call_now(call)) : 0;

    json_member_text(answer, "due", record->due);
    if (record->due_at != 0) {
        json_member_time(answer, "due_at", record->due_at);
    } else {
        json_member_raw(answer, "due_at", NULL);
    }
    json_member_text(answer, "clock",
                     record->due == NULL                       ? "none"
                     : record->closed                          ? "ended"
                     : !runs                                   ? "stopped"
                     : case_is_overdue(record, call_now(call)) ? "overdue"
                     : left <= type->warn                      ? "warning"
                                                               : "running");
    if (runs) {
        json_member_int(answer, "left", left);
    } else {
        json_member_raw(answer, "left", NULL);
    }
    json_member_text(answer, "left_unit",
                     record->due_at != 0 ? "hour"
                     : type->working     ? "working_day"
                                         : "day");
    call_write_uncovered(call, calendar, runs && type->working ? record->due : NULL);
}

/* Writes one case as the lists have it. */
static void write_case(Call *call, JsonWriter *answer, const Case *record, const CaseType *type,
                       const WorkCalendar *calendar, const Names *names)
{
    Language language = call_language(call);
    gint state = case_type_state(type, record->state);

    json_begin_object(answer);
    json_member_text(answer, "id", record->id);
    json_member_text(answer, "type", record->type);
    json_member_text(answer, "type_name", form_name(type->name, language));
    json_member_text(answer, "number", record->number);
    json_member_text(answer, "title", record->title);
    json_member_text(answer, "state", record->state);
    json_member_text(answer, "state_name",
                     state >= 0 ? form_name(type->states[state].name, language) : record->state);
    json_member_bool(answer, "closed", record->closed);
    json_member_text(answer, "unit", record->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, record->unit));
    json_member_text(answer, "leader", record->leader);
    json_member_text(answer, "leader_name", name_of(names, NAME_PERSON, record->leader));
    json_member_text(answer, "object_kind", record->object_kind);
    json_member_text(answer, "object_id", record->object_id);
    json_member_text(answer, "raised_by_name", name_of_actor(names, language, record->raised_by));
    json_member_time(answer, "raised", record->raised);
    write_clock(call, answer, record, type, calendar);
    json_member_text(answer, "asked_until", record->asked_until);
    json_member_int(answer, "returns", record->returns);
    json_member_bool(answer, "escalated", record->escalated);
    json_member_int(answer, "version", record->version);
    json_end_object(answer);
}

/* The rows of a page: read first, since types are read from the same connection. */
static GPtrArray *read_page(Call *call, const char *scope, gint64 limit, GError **error)
{
    const char *show = call_parameter(call, "show");
    g_auto(GStrv) cursor = g_strsplit(
        call_parameter(call, "cursor") != NULL ? call_parameter(call, "cursor") : ",", ",", 2);
    g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_case_list,
        STORE_VALUES(
            store_text(call_district(call)), store_int(g_strcmp0(show, "closed") == 0 ? 1 : 0),
            store_text(cursor[0]), store_text(cursor[1] != NULL ? cursor[1] : ""),
            store_text(call_parameter(call, "type")), store_text(call_parameter(call, "state")),
            store_text(call_parameter(call, "unit")), store_text(call_parameter(call, "leader")),
            store_text(call_parameter(call, "object_kind")),
            store_text(call_parameter(call, "object")),
            store_text(g_strcmp0(show, "overdue") == 0 ? call_today(call) : NULL),
            store_int(call_now(call)), store_text(scope), store_int(limit)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(page, case_from_row(rows));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&page) : NULL;
}

bool case_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 limit = call_parameter_int(call, "limit", PAGE_DEFAULT);
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(GPtrArray) page = read_page(call, scope, limit, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    g_autoptr(GHashTable) types = case_types_new();
    if (page == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "cases");
    json_begin_array(answer);
    for (guint i = 0; i < page->len; i++) {
        const CaseType *type = case_type_of(call, types, page->pdata[i], error);
        if (type == NULL) {
            return false;
        }
        write_case(call, answer, page->pdata[i], type, calendar, names);
    }
    json_end_array(answer);
    const Case *last = page->len == (guint)limit ? page->pdata[page->len - 1] : NULL;
    g_autofree char *next =
        last != NULL ? g_strdup_printf("%s,%s", last->due != NULL ? last->due : NO_DUE, last->id)
                     : NULL;
    json_member_text(answer, "next", next);
    json_end_object(answer);
    return true;
}

static void write_field(JsonWriter *answer, const FormField *field, bool needed, Language language)
{
    static const char *const kinds[] = {"text", "day", "number", "choice", "files"};
    size_t i;
    json_t *choice;

    json_begin_object(answer);
    json_member_text(answer, "key", field->key);
    json_member_text(answer, "name", form_name(field->name, language));
    json_member_text(answer, "kind", kinds[field->kind]);
    json_member_int(answer, "max", (gint64)field->max);
    json_member_bool(answer, "needed", needed);
    json_key(answer, "choices");
    json_begin_array(answer);
    json_array_foreach(field->choices, i, choice)
    {
        json_begin_object(answer);
        json_member_text(answer, "key", json_string_value(json_object_get(choice, "key")));
        json_member_text(answer, "name", form_name(json_object_get(choice, "name"), language));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
}

static void write_fields(JsonWriter *answer, const CaseType *type, const CaseAsked *asked,
                         Language language)
{
    guint64 open = asked->needs | asked->may | asked->either;

    json_key(answer, "fields");
    json_begin_array(answer);
    for (guint i = 0; i < type->field_count; i++) {
        guint64 bit = G_GUINT64_CONSTANT(1) << i;
        if ((open & bit) != 0) {
            write_field(answer, &type->fields[i], (asked->needs & bit) != 0, language);
        }
    }
    json_end_array(answer);
}

/* Of which fields one is enough, and has to be there. */
static void write_either(JsonWriter *answer, const CaseType *type, const CaseAsked *asked)
{
    json_key(answer, "either");
    json_begin_array(answer);
    for (guint i = 0; i < type->field_count; i++) {
        if ((asked->either & (G_GUINT64_CONSTANT(1) << i)) != 0) {
            json_text(answer, type->fields[i].key);
        }
    }
    json_end_array(answer);
}

/* The moves that the actor may make now. */
static bool write_moves(Call *call, JsonWriter *answer, const CaseType *type, const Case *record,
                        const WorkCalendar *calendar, GError **error)
{
    Language language = call_language(call);
    bool handled = false;

    if (!case_was_handled(call, record, &handled, error)) {
        return false;
    }
    json_key(answer, "moves");
    json_begin_array(answer);
    for (guint i = 0; i < type->move_count; i++) {
        const CaseMove *move = &type->moves[i];
        const char *why = NULL;
        if (!case_may(call, type, move, record, calendar, handled, &why, error)) {
            return false;
        }
        if (why != NULL) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", move->key);
        json_member_text(answer, "name", form_name(move->name, language));
        json_member_bool(answer, "closes", move->to >= 0 && type->states[move->to].closed);
        write_fields(answer, type, &move->asked, language);
        write_either(answer, type, &move->asked);
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

/* VALUES (key → text) as a list with names, in the form's order. */
static bool write_filled(Call *call, const CaseType *type, const json_t *values, const Names *names,
                         GError **error)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);

    json_key(answer, "form");
    json_begin_array(answer);
    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i];
        const char *value = json_string_value(json_object_get(values, field->key));
        const char *shown = value;
        size_t c;
        json_t *choice;
        if (value == NULL || *value == '\0') {
            continue;
        }
        json_array_foreach(field->choices, c, choice)
        {
            if (strcmp(json_string_value(json_object_get(choice, "key")), value) == 0) {
                shown = form_name(json_object_get(choice, "name"), language);
            }
        }
        json_begin_object(answer);
        json_member_text(answer, "key", field->key);
        json_member_text(answer, "name", form_name(field->name, language));
        json_member_text(answer, "value", field->kind == FORM_FILES ? "" : shown);
        if (!case_write_files(call, answer, field, value, names, error)) {
            return false;
        }
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

/* “open” and what the clock does are no moves of a type: their names are ours. */
static const char *move_name(const CaseType *type, const char *key, Language language)
{
    gint index = case_type_move(type, key);

    return index >= 0                     ? form_name(type->moves[index].name, language)
           : strcmp(key, "open") == 0     ? text_find(language, "casework.opened")
           : strcmp(key, "escalate") == 0 ? text_find(language, "casework.escalated")
           : strcmp(key, "warn") == 0     ? text_find(language, "casework.warned")
                                          : key;
}

/* Takes a step of a case's history into PAST, and says why its due day moved; NULL if it did not.
 * (transfer full) */
static char *replay(Case *past, const CaseType *type, const char *key, const json_t *form,
                    gint64 at, const WorkCalendar *calendar, Language language)
{
    g_autofree char *due = g_strdup(past->due);
    gint index = case_type_move(type, key);

    if (past->form == NULL) {
        past->form = json_deep_copy(form);
        case_clock_start(type, calendar, at, past);
        return NULL;
    }
    if (index < 0 || !case_apply_move(past, type, &type->moves[index], form, at, calendar, NULL) ||
        due == NULL || g_strcmp0(due, past->due) == 0) {
        return NULL;
    }
    const char *const days[] = {"before", due, "after", past->due, NULL};
    return text_format(language,
                       type->moves[index].extension == CASE_EXTENSION_GRANT ? "casework.due_granted"
                                                                            : "casework.due_stood",
                       days);
}

static bool write_history(Call *call, JsonWriter *answer, const CaseType *type, const Case *record,
                          const WorkCalendar *calendar, const Names *names, GError **error)
{
    Language language = call_language(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_moves,
                    STORE_VALUES(store_text(call_district(call)), store_text(record->id)), error);

    if (rows == NULL) {
        return false;
    }
    g_autoptr(Case) past = g_new0(Case, 1); /* how it stood after each step */
    json_key(answer, "history");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        gint to = case_type_state(type, store_column_text(rows, 3));
        json_auto_t *form = json_loads(store_column_text(rows, 8), 0, NULL);
        g_autofree char *note = replay(past, type, store_column_text(rows, 1), form,
                                       store_column_int(rows, 4), calendar, language);
        json_begin_object(answer);
        json_member_int(answer, "number", store_column_int(rows, 0));
        json_member_text(answer, "move", store_column_text(rows, 1));
        json_member_text(answer, "move_name",
                         move_name(type, store_column_text(rows, 1), language));
        json_member_text(answer, "state_name",
                         to >= 0 ? form_name(type->states[to].name, language) : "");
        json_member_text(answer, "note", note);
        json_member_time(answer, "at", store_column_int(rows, 4));
        json_member_text(answer, "by_name",
                         name_of_actor(names, language, store_column_text(rows, 5)));
        json_member_text(answer, "unit_name",
                         name_of(names, NAME_UNIT, store_column_text(rows, 6)));
        if (!write_filled(call, type, form, names, error)) {
            return false;
        }
        json_end_object(answer);
    }
    json_end_array(answer);
    return error_pass(error, &failed);
}

/* The case that it was raised for, and those raised for it. */
static bool write_links(Call *call, JsonWriter *answer, const Case *record, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_links,
                    STORE_VALUES(store_text(call_district(call)), store_text(record->id)), error);

    json_key(answer, "links");
    json_begin_array(answer);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_text(answer, "role", store_column_int(rows, 0) == 0 ? "from" : "became");
        json_member_text(answer, "id", store_column_text(rows, 1));
        json_member_text(answer, "number", store_column_text(rows, 2));
        json_end_object(answer);
    }
    json_end_array(answer);
    return rows != NULL && error_pass(error, &failed);
}

bool case_read(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Case) record = case_find(call, call_parameter(call, "case"), error);

    if (record == NULL || !call_authorize(call, record->unit, NULL, error)) {
        return false;
    }
    g_autoptr(CaseType) type = case_type_read(call, record->type, record->type_version, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    if (type == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "case");
    write_case(call, answer, record, type, calendar, names);
    if (!write_filled(call, type, record->form, names, error) ||
        !write_moves(call, answer, type, record, calendar, error) ||
        !write_history(call, answer, type, record, calendar, names, error) ||
        !write_links(call, answer, record, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool case_type_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_case_types,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "types");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        json_auto_t *source = json_loads(store_column_text(rows, 2), 0, NULL);
        g_autoptr(CaseType) type = case_type_compile(source, error);
        if (type == NULL) {
            return false;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", type->key);
        json_member_text(answer, "name", form_name(type->name, language));
        json_member_int(answer, "version", store_column_int(rows, 1));
        bool raisable = false;
        if (!case_may_raise(call, type, NULL, &raisable, error)) {
            return false;
        }
        json_member_bool(answer, "raisable", raisable);
        g_autofree char *objects =
            json_dumps(json_object_get(type->definition, "objects"), JSON_COMPACT);
        json_member_raw(answer, "objects", objects);
        write_fields(answer, type, &type->opening_asked, language);
        json_key(answer, "states");
        json_begin_array(answer);
        for (guint i = 0; i < type->state_count; i++) {
            json_begin_object(answer);
            json_member_text(answer, "key", type->states[i].key);
            json_member_text(answer, "name", form_name(type->states[i].name, language));
            json_member_bool(answer, "closed", type->states[i].closed);
            json_end_object(answer);
        }
        json_end_array(answer);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}
