/* Duties: whose they are, answering, excusing. */
#include "round/round_internal.h"

#include "commitment/commitment.h"
#include "evidence/evidence.h"
#include "org/org.h"

#include <string.h>

#define PAGE_DEFAULT 50

typedef struct {
    char *id;
    char *round;
    char *period;
    char *unit;
    char *object_kind;
    char *object_id;
    char *title;
    char *due;
    char *last_day;
    char *state;
    char *text;
    gint64 percent; /* -1: none */
    json_t *files;
    gint64 answered;
    char *answered_by;
    bool late;
    char *excuse;
    gint64 version;
    char *person; /* who owes it, or NULL: the unit */
} RoundDuty;

static void duty_free(RoundDuty *duty)
{
    if (duty == NULL) {
        return;
    }
    char *texts[] = {duty->id,          duty->round,     duty->period, duty->unit,
                     duty->object_kind, duty->object_id, duty->title,  duty->due,
                     duty->state,       duty->last_day,  duty->text,   duty->answered_by,
                     duty->excuse,      duty->person};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_free(texts[i]);
    }
    json_decref(duty->files);
    g_free(duty);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoundDuty, duty_free)

static RoundDuty *duty_from_row(const StoreRows *rows)
{
    RoundDuty *duty = g_new0(RoundDuty, 1);

    duty->id = g_strdup(store_column_text(rows, 0));
    duty->round = g_strdup(store_column_text(rows, 1));
    duty->period = g_strdup(store_column_text(rows, 2));
    duty->unit = g_strdup(store_column_text(rows, 3));
    duty->object_kind = g_strdup(store_column_text(rows, 4));
    duty->object_id = g_strdup(store_column_text(rows, 5));
    duty->title = g_strdup(store_column_text(rows, 6));
    duty->due = g_strdup(store_column_text(rows, 7));
    duty->last_day = g_strdup(store_column_text(rows, 8));
    duty->state = g_strdup(store_column_text(rows, 9));
    duty->text = g_strdup(store_column_text(rows, 10));
    duty->percent = store_column_is_null(rows, 11) ? -1 : store_column_int(rows, 11);
    duty->files = json_loads(store_column_text(rows, 12), 0, NULL);
    duty->answered = store_column_int(rows, 13);
    duty->answered_by = g_strdup(store_column_text(rows, 14));
    duty->late = store_column_int(rows, 15) == 1;
    duty->excuse = g_strdup(store_column_text(rows, 16));
    duty->version = store_column_int(rows, 17);
    duty->person = g_strdup(store_column_text(rows, 18));
    return duty;
}

/* The duty of the path, for an actor who holds the route's permission for its unit. */
static RoundDuty *find_duty(Call *call, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_round_duty_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(call_parameter(call, "duty"))),
        "round.no_duty", error);

    if (rows == NULL) {
        return NULL;
    }
    g_autoptr(RoundDuty) duty = duty_from_row(rows);
    return call_authorize(call, duty->unit, NULL, error) ? g_steal_pointer(&duty) : NULL;
}

/* Whoever owes it may answer, and its unit for him. */
static bool may_answer(Call *call, const RoundDuty *duty, bool *may, GError **error)
{
    *may = duty->person != NULL && strcmp(duty->person, call_actor(call)->person) == 0;
    return *may || call_reaches(call, "round.answer", duty->unit, may, error);
}

/* open, missed (open, and its last day is past), done, late, excused */
static const char *state_today(const Call *call, const RoundDuty *duty)
{
    if (strcmp(duty->state, "open") == 0) {
        return strcmp(duty->last_day, call_today(call)) < 0 ? "missed" : "open";
    }
    return duty->late ? "late" : duty->state;
}

static void write_percent(JsonWriter *answer, gint64 percent)
{
    if (percent >= 0) {
        json_member_int(answer, "percent", percent);
    } else {
        json_member_raw(answer, "percent", NULL);
    }
}

static bool write_duty(Call *call, const RoundDuty *duty, const GPtrArray *types,
                       const Names *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *period = round_period_name(call_language(call), duty->period);

    json_begin_object(answer);
    json_member_text(answer, "id", duty->id);
    json_member_text(answer, "round", duty->round);
    json_member_text(answer, "round_name", round_title(types, duty->round, call_language(call)));
    json_member_text(answer, "period", duty->period);
    json_member_text(answer, "period_name", period);
    json_member_text(answer, "unit", duty->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, duty->unit));
    json_member_text(answer, "person", duty->person);
    json_member_text(answer, "person_name", name_of(names, NAME_PERSON, duty->person));
    json_member_text(answer, "object_kind", duty->object_kind);
    json_member_text(answer, "object_id", duty->object_id);
    json_member_text(answer, "title", duty->title);
    json_member_text(answer, "due", duty->due);
    json_member_int(answer, "days_left", day_between(call_today(call), duty->due));
    json_member_text(answer, "state", state_today(call, duty));
    json_member_text(answer, "text", duty->text);
    write_percent(answer, duty->percent);
    json_key(answer, "files");
    if (!evidence_write(call, answer, duty->files, names, error)) {
        return false;
    }
    json_member_time(answer, "answered", duty->answered);
    json_member_text(answer, "answered_by_name", name_of(names, NAME_ACCOUNT, duty->answered_by));
    json_member_text(answer, "excuse", duty->excuse);
    json_member_int(answer, "version", duty->version);
    json_end_object(answer);
    return true;
}

static bool answer_duty(Call *call, const RoundDuty *duty, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    bool reaches = false;

    if (types == NULL) {
        return false;
    }
    const RoundType *type = round_type_find(types, duty->round, NULL);
    bool open = strcmp(duty->state, "open") == 0;
    json_begin_object(answer);
    json_key(answer, "duty");
    if (!write_duty(call, duty, types, names, error) || !may_answer(call, duty, &reaches, error)) {
        return false;
    }
    json_member_bool(answer, "may_answer", open && reaches);
    json_member_bool(answer, "may_excuse", open && call_holds(call, "round.manage"));
    g_autoptr(WorkCalendar) calendar = round_calendar(call);
    call_write_uncovered(call, calendar, open ? duty->due : NULL);
    json_key(answer, "asks");
    json_begin_object(answer);
    json_member_text(answer, "text", round_ask_text(type != NULL ? type->text : ROUND_OPTIONAL));
    json_member_text(answer, "percent",
                     round_ask_text(type != NULL ? type->percent : ROUND_OPTIONAL));
    json_member_text(answer, "evidence",
                     round_ask_text(type != NULL ? type->evidence : ROUND_OPTIONAL));
    json_end_object(answer);
    json_end_object(answer);
    return true;
}

bool round_duty_read(Call *call, GError **error)
{
    g_autoptr(RoundDuty) duty = find_duty(call, error);

    return duty != NULL && answer_duty(call, duty, error);
}

static GPtrArray *read_page(Call *call, const char *scope, gint64 limit, GError **error)
{
    const char *after = call_parameter(call, "cursor");
    g_autoptr(GPtrArray) page = g_ptr_array_new_with_free_func((GDestroyNotify)duty_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_round_duty_list,
        STORE_VALUES(
            store_text(call_district(call)), store_text(after != NULL ? after : ""),
            store_text(call_parameter(call, "round")), store_text(call_parameter(call, "period")),
            store_text(call_parameter(call, "unit")),
            store_text(call_parameter(call, "object_kind")),
            store_text(call_parameter(call, "object")), store_text(scope), store_int(limit)),
        error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(page, duty_from_row(rows));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&page) : NULL;
}

bool round_duty_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 limit = call_parameter_int(call, "limit", PAGE_DEFAULT);
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    g_autoptr(GPtrArray) page = types != NULL ? read_page(call, scope, limit, error) : NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    if (page == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "duties");
    json_begin_array(answer);
    for (guint i = 0; i < page->len; i++) {
        if (!write_duty(call, page->pdata[i], types, names, error)) {
            return false;
        }
    }
    json_end_array(answer);
    const RoundDuty *last = page->len == (guint)limit ? page->pdata[page->len - 1] : NULL;
    json_member_text(answer, "next", last != NULL ? last->id : NULL);
    json_end_object(answer);
    return true;
}

/* ---- Answering --------------------------------------------------------------------------------
 */

/* The duty of the path, still open and still as the body's version has it. */
static RoundDuty *find_open(Call *call, GError **error)
{
    g_autoptr(RoundDuty) duty = find_duty(call, error);

    if (duty == NULL) {
        return NULL;
    }
    if (strcmp(duty->state, "open") != 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "round.closed", NULL, NULL);
        return NULL;
    }
    if (json_integer_value(json_object_get(call_body(call), "version")) != duty->version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return NULL;
    }
    return g_steal_pointer(&duty);
}

static bool is_blank(const char *text)
{
    g_autofree char *copy = g_strdup(text != NULL ? text : "");

    return *g_strstrip(copy) == '\0';
}

static bool check_ask(RoundAsk ask, bool given, const char *place, GError **error)
{
    if ((ask == ROUND_NEEDED && !given) || (ask == ROUND_NOT_ASKED && given)) {
        error_set(error, LUOSHI_ERROR_INVALID, given ? "round.not_asked" : "round.missing", place,
                  NULL);
        return false;
    }
    return true;
}

static bool check_answer(Call *call, const RoundDuty *duty, GError **error)
{
    const json_t *body = call_body(call);
    bool may = false;

    if (!may_answer(call, duty, &may, error)) {
        return false;
    }
    if (!may) {
        error_set(error, LUOSHI_ERROR_DENIED, "round.not_yours", NULL, NULL);
        return false;
    }
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    const RoundType *type = types != NULL ? round_type_find(types, duty->round, error) : NULL;

    return type != NULL &&
           check_ask(type->text, !is_blank(json_string_value(json_object_get(body, "text"))),
                     "/text", error) &&
           check_ask(type->percent, json_is_integer(json_object_get(body, "percent")), "/percent",
                     error) &&
           check_ask(type->evidence, json_array_size(json_object_get(body, "files")) > 0, "/files",
                     error);
}

static void tell(Call *call, const RoundDuty *duty)
{
    const char *const units[] = {duty->unit, NULL};
    g_autofree char *topic = g_strconcat("round_duty:", duty->id, NULL);

    call_changed_of(call, topic, "round_duty", duty->id, units);
    call_changed_of(call, "duties", "round_duty", duty->id, units);
    call_changed_of(call, "rounds", "round_duty", duty->id, units);
}

/* What is said of a commitment that is still open is its progress, and its files prove that; other
 * files prove the duty. */
static bool keep_answer(Call *call, const RoundDuty *duty, const json_t *files, GError **error)
{
    const json_t *body = call_body(call);
    const char *text = json_string_value(json_object_get(body, "text"));
    const EvidenceObject object = {.kind = "round_duty", .id = duty->id, .unit = duty->unit};

    if (strcmp(duty->object_kind, "commitment") == 0) {
        g_auto(CommitmentBrief) brief = {0};
        if (!commitment_brief(call, duty->object_id, &brief, error)) {
            return false;
        }
        if (strcmp(brief.state, "open") == 0) {
            return commitment_progress_report(call, duty->object_id, text != NULL ? text : "",
                                              json_object_get(body, "percent"), files, error);
        }
    }
    return evidence_bind(call, files, &object, "/files", error);
}

bool round_duty_answer(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *text = json_string_value(json_object_get(body, "text"));
    json_t *percent = json_object_get(body, "percent");
    g_autoptr(RoundDuty) duty = find_open(call, error);
    json_auto_t *none = json_array();
    json_t *files = json_object_get(body, "files");

    if (duty == NULL || !check_answer(call, duty, error)) {
        return false;
    }
    files = files != NULL ? files : none;
    g_autofree char *file_ids = json_dumps(files, JSON_COMPACT);
    bool late = strcmp(duty->last_day, call_today(call)) < 0;
    if (!keep_answer(call, duty, files, error) ||
        !store_execute(
            call_tx(call), &sql_round_duty_answer,
            STORE_VALUES(
                store_text(text),
                json_is_integer(percent) ? store_int(json_integer_value(percent)) : store_null(),
                store_text(file_ids), store_int(call_now(call)),
                store_text(call_actor(call)->account), store_int(late ? 1 : 0),
                store_text(call_district(call)), store_text(duty->id), store_int(duty->version)),
            NULL, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s?, s:O?, s:O, s:b}", "text", text, "percent", percent,
                                   "files", files, "late", (int)late);
    tell(call, duty);
    return call_record(call, "round.answer", "round_duty", duty->id, NULL, NULL, after, error) &&
           round_duty_read(call, error);
}

bool round_duty_excuse(Call *call, GError **error)
{
    const char *reason = json_string_value(json_object_get(call_body(call), "reason"));
    g_autoptr(RoundDuty) duty = find_open(call, error);

    if (duty == NULL || !store_execute(call_tx(call), &sql_round_duty_excuse,
                                       STORE_VALUES(store_text(reason), store_int(call_now(call)),
                                                    store_text(call_actor(call)->account),
                                                    store_text(call_district(call)),
                                                    store_text(duty->id), store_int(duty->version)),
                                       NULL, error)) {
        return false;
    }
    tell(call, duty);
    return call_record(call, "round.excuse", "round_duty", duty->id, reason, NULL, NULL, error) &&
           round_duty_read(call, error);
}

/* ---- 我的待办 ----------------------------------------------------------------------------------
 */

bool round_duties(Call *call, gint64 *total, GError **error)
{
    const Actor *actor = call_actor(call);
    const char *unit = call_holds_anywhere(call, "round.answer") ? actor->unit : "";
    g_autoptr(GError) failed = NULL;

    if (*unit != '\0' || *actor->person != '\0') {
        g_autoptr(GPtrArray) types = round_types_read(call, error);
        g_autoptr(StoreRows) rows =
            types == NULL ? NULL
                          : store_query(call_tx(call), &sql_round_duties_waiting,
                                        STORE_VALUES(store_text(call_district(call)),
                                                     store_text(unit), store_text(actor->person)),
                                        error);
        if (rows == NULL) {
            return false;
        }
        while (store_rows_next(rows, &failed)) {
            Language language = call_language(call);
            g_autofree char *period = round_period_name(language, store_column_text(rows, 2));
            g_autofree char *detail = g_strdup_printf(
                "%s %s", round_title(types, store_column_text(rows, 1), language), period);
            const DutyRow row = {.kind = "round",
                                 .object_kind = "round_duty",
                                 .object_id = store_column_text(rows, 0),
                                 .title = store_column_text(rows, 3),
                                 .detail = detail,
                                 .due = store_column_text(rows, 4),
                                 .role = store_column_is_null(rows, 5) ? "lead" : "leader"};
            round_write_row(call, &row);
            (*total)++;
        }
    }
    return error_pass(error, &failed) && meeting_duties(call, total, error);
}
