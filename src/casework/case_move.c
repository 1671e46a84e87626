/* The state machine: opening a case, and moving it. */
#include "casework/case_clock.h"

#include "commitment/commitment.h"
#include "org/org.h"

#include <string.h>

#define OPENING_MOVE "open"

static guint64 bit_of(gint index)
{
    return index >= 0 ? G_GUINT64_CONSTANT(1) << index : 0;
}

/* Is the actor one of those that MOVE names? */
static bool is_named(Call *call, const CaseMove *move, const Case *record, bool *named,
                     GError **error)
{
    const Actor *actor = call_actor(call);
    bool holds = false;

    *named =
        ((move->who & CASE_WHO_RAISER) != 0 && strcmp(actor->account, record->raised_by) == 0) ||
        ((move->who & CASE_WHO_LEADER) != 0 && record->leader != NULL &&
         strcmp(actor->person, record->leader) == 0);
    if (!*named && (move->who & CASE_WHO_HANDLER) != 0) {
        if (!call_reaches(call, "case.handle", record->unit, &holds, error)) {
            return false;
        }
        *named = holds;
    }
    if (!*named && (move->who & CASE_WHO_OFFICE) != 0) {
        if (!call_reaches(call, "case.verify", record->unit, &holds, error)) {
            return false;
        }
        *named = holds;
    }
    return true;
}

static bool guard_holds(const CaseType *type, const CaseMove *move, const Case *record, gint64 now,
                        const WorkCalendar *calendar, bool *holds, GError **error)
{
    FormulaValue values[CASE_GUARD_COUNT] = {
        [CASE_GUARD_EXTENSION_ASKED] = formula_truth(record->asked_until != NULL),
        [CASE_GUARD_OVERDUE] = formula_truth(case_is_overdue(record, now)),
        [CASE_GUARD_RETURNS] = formula_number(record->returns * DECIMAL_ONE),
        [CASE_GUARD_DAYS_LEFT] =
            record->due != NULL
                ? formula_number((Decimal)case_left(type, calendar, record, now) * DECIMAL_ONE)
                : formula_null(),
    };
    FormulaValue result = formula_null();

    *holds = true;
    if (move->when == NULL) {
        return true;
    }
    if (!formula_evaluate(move->when, values, &result, error)) {
        return false;
    }
    *holds = result.kind == FORMULA_BOOLEAN && result.truth;
    return true;
}

bool case_was_handled(Call *call, const Case *record, bool *handled, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_handled_by,
                    STORE_VALUES(store_text(call_district(call)), store_text(record->id),
                                 store_text(call_actor(call)->account)),
                    error);

    if (rows == NULL) {
        return false;
    }
    *handled = store_rows_next(rows, &failed);
    return error_pass(error, &failed);
}

bool case_may(Call *call, const CaseType *type, const CaseMove *move, const Case *record,
              const WorkCalendar *calendar, bool handled, const char **why, GError **error)
{
    bool named = false;
    bool holds = false;

    *why = NULL;
    if ((move->from & bit_of(case_type_state(type, record->state))) == 0) {
        *why = "casework.wrong_state";
        return true;
    }
    if (!is_named(call, move, record, &named, error) ||
        !guard_holds(type, move, record, call_now(call), calendar, &holds, error)) {
        return false;
    }
    if (!named) {
        *why = "casework.not_yours";
    } else if (move->verifies && (handled || strcmp(call_actor(call)->unit, record->unit) == 0)) {
        *why = "casework.own_work";
    } else if (!holds) {
        *why = "casework.guard";
    }
    return true;
}

/* RECORD as the ledger's before and after have it. (transfer full) */
static json_t *ledger_view(const Case *record)
{
    return json_pack("{s:s, s:s?, s:s?, s:s?, s:O}", "state", record->state, "due", record->due,
                     "stopped", record->stopped, "asked_until", record->asked_until, "form",
                     record->form);
}

bool case_record_move(Call *call, const Case *before, const Case *after, const char *move,
                      bool handles, const json_t *form, GError **error)
{
    g_autofree char *action = g_strconcat("case.", move, NULL);
    g_autofree char *filled = json_dumps(form, JSON_COMPACT);
    const char *unit = call_actor(call)->unit;
    json_auto_t *old = before != NULL ? ledger_view(before) : NULL;
    json_auto_t *new = ledger_view(after);

    if (!store_execute(call_tx(call), &sql_case_move_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(after->id),
                                    store_int(after->version), store_text(move),
                                    store_text(before != NULL ? before->state : NULL),
                                    store_text(after->state), store_int(call_now(call)),
                                    store_text(call_actor(call)->account),
                                    store_text(*unit != '\0' ? unit : NULL),
                                    store_int(handles ? 1 : 0), store_text(filled)),
                       NULL, error) ||
        !call_record(call, action, "case", after->id,
                     json_string_value(json_object_get(form, "grounds")), old, new, error)) {
        return false;
    }
    const char *const units[] = {after->unit, NULL};
    g_autofree char *topic = g_strconcat("case:", after->id, NULL);
    call_changed_of(call, topic, "case", after->id, units);
    call_changed_of(call, "cases", "case", after->id, units);
    return true;
}

/* “督办〔2022〕7号”. (transfer full) */
static char *make_number(const char *pattern, int year, gint64 serial)
{
    g_autofree char *year_text = g_strdup_printf("%d", year);
    g_autofree char *serial_text = g_strdup_printf("%" G_GINT64_FORMAT, serial);
    g_autoptr(GString) number = g_string_new(pattern);

    g_string_replace(number, "{year}", year_text, 0);
    g_string_replace(number, "{serial}", serial_text, 0);
    return g_string_free(g_steal_pointer(&number), FALSE);
}

static bool read_serial(Call *call, const char *type, int year, gint64 *serial, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_case_serial,
        STORE_VALUES(store_text(call_district(call)), store_text(type), store_int(year)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *serial = store_column_int(rows, 0) + 1;
    return true;
}

/* A due day lies neither in the past nor out of all reach. */
static bool check_due(Call *call, const char *due, const char *place, GError **error)
{
    char last[DAY_LENGTH + 1];
    gint32 today = 0;
    int year = 0;

    if (strcmp(due, call_today(call)) < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "casework.due_past", place, NULL);
        return false;
    }
    day_parse(call_today(call), &today);
    day_parts(today, &year, NULL, NULL);
    day_format(day_of(year + DUE_YEARS_MAX, 12, 31), last);
    if (strcmp(due, last) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "casework.due_far", place, "last", last, NULL);
        return false;
    }
    return true;
}

static bool check_opening(Call *call, const CaseType *type, const CaseOpening *opening,
                          GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *unit =
        org_unit_name(call_tx(call), call_district(call), opening->unit, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    if (unit == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/unit", NULL);
        return false;
    }
    if (!case_type_takes(type, opening->object_kind)) {
        error_set(error, LUOSHI_ERROR_INVALID, "casework.wrong_object", "/object_kind", NULL);
        return false;
    }
    if (!case_type_check_form(type, opening->form, &type->opening_asked, call_language(call),
                              error)) {
        return false;
    }
    const char *due =
        type->clock_field >= 0
            ? json_string_value(json_object_get(opening->form, type->fields[type->clock_field].key))
            : NULL;
    return due == NULL || check_due(call, due, "/form/due", error);
}

/* A moment as it is stored: NULL for none. */
static StoreValue moment(gint64 time)
{
    return time != 0 ? store_int(time) : store_null();
}

static bool insert_case(Call *call, const Case *record, int year, gint64 serial, GError **error)
{
    g_autofree char *form = json_dumps(record->form, JSON_COMPACT);

    return store_execute(
        call_tx(call), &sql_case_insert,
        STORE_VALUES(
            store_text(call_district(call)), store_text(record->id), store_text(record->type),
            store_int(record->type_version), store_int(year), store_int(serial),
            store_text(record->number), store_text(record->title), store_text(record->state),
            store_text(record->unit), store_text(record->leader), store_text(record->object_kind),
            store_text(record->object_id), store_text(record->raised_by), store_int(record->raised),
            store_text(record->due), store_text(form), moment(record->due_at)),
        NULL, error);
}

static bool newest_version(Call *call, const char *type, gint64 *version, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_type_newest,
                    STORE_VALUES(store_text(call_district(call)), store_text(type)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *version = store_column_int(rows, 0);
    return true;
}

/* Is a case of TYPE about the object open? Its id (transfer full), or NULL without an error. */
static char *find_open(Call *call, const char *type, const char *object_kind, const char *object_id,
                       GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_case_of_object,
                    STORE_VALUES(store_text(call_district(call)), store_text(object_kind),
                                 store_text(object_id), store_text(type)),
                    error);

    if (rows != NULL && store_rows_next(rows, &failed)) {
        return g_strdup(store_column_text(rows, 0));
    }
    error_pass(error, &failed);
    return NULL;
}

static bool check_single(Call *call, const CaseOpening *opening, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *open =
        find_open(call, opening->type, opening->object_kind, opening->object_id, &failed);

    if (open != NULL) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "casework.already_open", NULL, NULL);
    }
    return open == NULL && error_pass(error, &failed);
}

char *casework_open(Call *call, const CaseOpening *opening, GError **error)
{
    g_autoptr(CaseType) type = case_type_read(call, opening->type, 0, error);
    gint32 today = 0;
    gint64 serial = 0;
    int year = 0;

    if (type == NULL || !check_opening(call, type, opening, error) ||
        (type->single && !check_single(call, opening, error))) {
        return NULL;
    }
    day_parse(call_today(call), &today);
    day_parts(today, &year, NULL, NULL);
    const char *title = json_string_value(json_object_get(opening->form, "title"));
    g_autoptr(Case) record = g_new0(Case, 1);
    *record = (Case){.id = call_new_id(call),
                     .type = g_strdup(opening->type),
                     .title = g_strdup(title != NULL            ? title
                                       : opening->title != NULL ? opening->title
                                                                : ""),
                     .state = g_strdup(type->states[type->start].key),
                     .unit = g_strdup(opening->unit),
                     .leader = g_strdup(opening->leader),
                     .object_kind = g_strdup(opening->object_kind),
                     .object_id = g_strdup(opening->object_id),
                     .raised_by = g_strdup(call_actor(call)->account),
                     .raised = call_now(call),
                     .form = json_deep_copy(opening->form),
                     .version = 1};
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    case_clock_start(type, calendar, record->raised, record);
    if (!newest_version(call, opening->type, &record->type_version, error) ||
        !read_serial(call, opening->type, year, &serial, error)) {
        return NULL;
    }
    record->number = make_number(type->number, year, serial);
    if (!insert_case(call, record, year, serial, error) ||
        !case_bind_files(call, type, record, opening->form, error) ||
        !case_record_move(call, NULL, record, OPENING_MOVE, type->opening_handles, opening->form,
                          error)) {
        return NULL;
    }
    return g_strdup(record->id);
}

static void replace(char **place, char *value)
{
    g_free(*place);
    *place = value;
}

static void apply_clock(Case *record, const CaseType *type, CaseClock clock, gint64 now,
                        const WorkCalendar *calendar)
{
    switch (clock) {
    case CASE_CLOCK_KEEP:
        return;
    case CASE_CLOCK_RUN:
        case_clock_run(type, calendar, now, record);
        record->warned = false;
        return;
    case CASE_CLOCK_STOP:
    case CASE_CLOCK_END:
        case_clock_stop(record, now);
        return;
    }
}

/* An extension asks for a later day than the case has. */
static bool apply_extension(Case *record, CaseExtension extension, const json_t *form,
                            GError **error)
{
    const char *until = json_string_value(json_object_get(form, "until"));

    switch (extension) {
    case CASE_EXTENSION_NONE:
        return true;
    case CASE_EXTENSION_ASK:
        if (record->due != NULL && strcmp(until, record->due) <= 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "casework.until_early", "/form/until", "due",
                      record->due, NULL);
            return false;
        }
        replace(&record->asked_until, g_strdup(until));
        return true;
    case CASE_EXTENSION_GRANT:
        case_clock_extend(record, record->asked_until);
        replace(&record->asked_until, NULL);
        record->escalated = false;
        record->warned = false;
        return true;
    case CASE_EXTENSION_REFUSE:
        replace(&record->asked_until, NULL);
        return true;
    }
    return true;
}

bool case_apply_move(Case *record, const CaseType *type, const CaseMove *move, const json_t *form,
                     gint64 now, const WorkCalendar *calendar, GError **error)
{
    if (!apply_extension(record, move->extension, form, error)) {
        return false;
    }
    if (move->to >= 0) {
        replace(&record->state, g_strdup(type->states[move->to].key));
        record->closed = type->states[move->to].closed;
    }
    apply_clock(record, type, move->clock, now, calendar);
    record->returns += move->counts_return ? 1 : 0;
    json_object_update(record->form, (json_t *)form);
    return true;
}

static bool update_case(Call *call, Case *record, GError **error)
{
    g_autofree char *form = json_dumps(record->form, JSON_COMPACT);
    gint64 changed = 0;

    if (!store_execute(call_tx(call), &sql_case_update,
                       STORE_VALUES(store_text(record->state), store_int(record->closed ? 1 : 0),
                                    store_text(record->due), store_text(record->stopped),
                                    store_text(record->asked_until), store_int(record->returns),
                                    store_int(record->escalated ? 1 : 0), store_text(form),
                                    store_int(call_now(call)), moment(record->due_at),
                                    moment(record->stopped_at), store_int(record->warned ? 1 : 0),
                                    store_text(call_district(call)), store_text(record->id),
                                    store_int(record->version)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "casework.changed_meanwhile", "/version", NULL);
        return false;
    }
    record->version++;
    return true;
}

/* The move KEY of TYPE that the actor may make on RECORD, or NULL with the reason why not. */
static const CaseMove *allowed_move(Call *call, const CaseType *type, const Case *record,
                                    const char *key, const WorkCalendar *calendar, GError **error)
{
    gint index = case_type_move(type, key);
    const char *why = NULL;
    bool handled = false;

    if (index < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "casework.no_move", "/move", "move", key, NULL);
        return NULL;
    }
    const CaseMove *move = &type->moves[index];
    if (!case_was_handled(call, record, &handled, error) ||
        !case_may(call, type, move, record, calendar, handled, &why, error)) {
        return NULL;
    }
    if (why == NULL) {
        return move;
    }
    gint state = case_type_state(type, record->state);
    bool conflict = strcmp(why, "casework.wrong_state") == 0 || strcmp(why, "casework.guard") == 0;
    error_set(error, conflict ? LUOSHI_ERROR_CONFLICT : LUOSHI_ERROR_DENIED, why, "/move", "move",
              form_name(move->name, call_language(call)), "state",
              form_name(type->states[state].name, call_language(call)), NULL);
    return NULL;
}

bool case_make_move(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    json_auto_t *empty = json_object();
    const json_t *given = json_object_get(body, "form");
    const json_t *form = given != NULL ? given : empty;
    g_autoptr(Case) before = case_find(call, call_parameter(call, "case"), error);

    if (before == NULL || !call_authorize(call, before->unit, NULL, error)) {
        return false;
    }
    g_autoptr(CaseType) type = case_type_read(call, before->type, before->type_version, error);
    g_autoptr(Case) after = type != NULL ? case_find(call, before->id, error) : NULL;
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    const char *key = json_string_value(json_object_get(body, "move"));
    if (after == NULL) {
        return false;
    }
    if (json_integer_value(json_object_get(body, "version")) != before->version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "casework.changed_meanwhile", "/version", NULL);
        return false;
    }
    const CaseMove *move = allowed_move(call, type, before, key, calendar, error);
    return move != NULL &&
           case_type_check_form(type, form, &move->asked, call_language(call), error) &&
           (move->extension != CASE_EXTENSION_ASK ||
            check_due(call, json_string_value(json_object_get(form, "until")), "/form/until",
                      error)) &&
           case_apply_move(after, type, move, form, call_now(call), calendar, error) &&
           case_bind_files(call, type, after, form, error) && update_case(call, after, error) &&
           case_record_move(call, before, after, move->key, move->handles, form, error) &&
           (!move->completes ||
            commitment_complete(call, after->object_id, after->number, error)) &&
           case_read(call, error);
}

bool case_move_by_rule(Call *call, const char *id, const char *key, const char *grounds,
                       GError **error)
{
    g_autoptr(Case) before = case_find(call, id, error);
    g_autoptr(Case) after = before != NULL ? case_find(call, id, error) : NULL;
    g_autoptr(CaseType) type =
        after != NULL ? case_type_read(call, before->type, before->type_version, error) : NULL;
    g_autoptr(WorkCalendar) calendar = case_calendar(call);
    json_auto_t *form = json_pack("{s:s}", "grounds", grounds);

    if (type == NULL) {
        return false;
    }
    gint index = case_type_move(type, key);
    if (index < 0 ||
        (type->moves[index].from & bit_of(case_type_state(type, before->state))) == 0) {
        return true;
    }
    const CaseMove *move = &type->moves[index];
    return case_type_check_form(type, form, &move->asked, call_language(call), error) &&
           case_apply_move(after, type, move, form, call_now(call), calendar, error) &&
           update_case(call, after, error) &&
           case_record_move(call, before, after, move->key, false, form, error);
}
