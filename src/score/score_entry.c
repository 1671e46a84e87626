/* What is entered for and against units (加分, 扣分), and approved by someone else. */
#include "score/score_internal.h"

#include "evidence/evidence.h"
#include "kernel/day.h"
#include "org/org.h"

#include <string.h>

/* In one entry, for or against. */
#define POINTS_MAX (1000 * (Decimal)DECIMAL_ONE)

typedef struct {
    char *id;
    char *unit;
    char *state;
    char *by;
    gint64 version;
} Entry;

static void entry_clear(Entry *entry)
{
    g_free(entry->id);
    g_free(entry->unit);
    g_free(entry->state);
    g_free(entry->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Entry, entry_clear)

/* The days of a parameter “period”, or of all time. */
static bool days_of(const char *text, char first[DAY_LENGTH + 1], char last[DAY_LENGTH + 1],
                    GError **error)
{
    Period period;

    g_strlcpy(first, "0001-01-01", DAY_LENGTH + 1);
    g_strlcpy(last, "9999-12-31", DAY_LENGTH + 1);
    if (text == NULL) {
        return true;
    }
    if (!period_parse(text, "period", &period, error)) {
        return false;
    }
    day_format(period.first, first);
    day_format(period.last, last);
    return true;
}

static StoreRows *query_days(Call *call, const char *first, const char *last, GError **error)
{
    return store_query(
        call_tx(call), &sql_entry_list,
        STORE_VALUES(store_text(call_district(call)), store_text(first), store_text(last)), error);
}

/* FILES is what evidence_bound() has of entries. */
static bool write_entry(Call *call, const StoreRows *rows, const Names *names, const json_t *files,
                        GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "list", store_column_text(rows, 1));
    json_member_text(answer, "unit", store_column_text(rows, 2));
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, store_column_text(rows, 2)));
    json_member_text(answer, "day", store_column_text(rows, 3));
    json_key(answer, "points");
    json_decimal(answer, store_column_int(rows, 4));
    json_member_text(answer, "reason", store_column_text(rows, 5));
    json_member_text(answer, "proof", store_column_text(rows, 6));
    json_member_text(answer, "state", store_column_text(rows, 7));
    json_member_time(answer, "at", store_column_int(rows, 8));
    json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, store_column_text(rows, 9)));
    json_member_text(answer, "decided_by_name",
                     name_of(names, NAME_ACCOUNT, store_column_text(rows, 11)));
    json_member_text(answer, "opinion", store_column_text(rows, 12));
    json_member_int(answer, "version", store_column_int(rows, 13));
    json_member_bool(answer, "own",
                     strcmp(store_column_text(rows, 9), call_actor(call)->account) == 0);
    json_key(answer, "files");
    if (!evidence_write(call, answer, json_object_get(files, store_column_text(rows, 0)), names,
                        error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool score_entry_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    char first[DAY_LENGTH + 1];
    char last[DAY_LENGTH + 1];
    g_autoptr(GError) failed = NULL;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (!days_of(call_parameter(call, "period"), first, last, error)) {
        return false;
    }
    json_auto_t *files = evidence_bound(call, "score_entry", error);
    g_autoptr(StoreRows) rows = files != NULL ? query_days(call, first, last, error) : NULL;
    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "entries");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        if (!write_entry(call, rows, names, files, error)) {
            return false;
        }
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}

static bool answer_one(Call *call, const char *id, GError **error)
{
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_entry_by_id,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    json_auto_t *files = evidence_bound(call, "score_entry", error);

    return rows != NULL && files != NULL && store_rows_next(rows, error) &&
           write_entry(call, rows, names, files, error);
}

static bool check_entry(Call *call, const json_t *body, Decimal *points, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *day = json_string_value(json_object_get(body, "day"));
    g_autofree char *unit =
        org_unit_name(call_tx(call), call_district(call),
                      json_string_value(json_object_get(body, "unit")), &failed);

    if (!error_pass(error, &failed) ||
        !decimal_parse(json_string_value(json_object_get(body, "points")), "/points", points,
                       error)) {
        return false;
    }
    if (unit == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/unit", NULL);
        return false;
    }
    if (*points == 0 || ABS(*points) > POINTS_MAX) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.no_points", "/points", NULL);
        return false;
    }
    if (strcmp(day, call_today(call)) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "score.day_to_come", "/day", NULL);
        return false;
    }
    return true;
}

bool score_entry_add(Call *call, GError **error)
{
    json_t *body = call_body(call);
    g_autofree char *id = call_new_id(call);
    EvidenceObject object = {
        .kind = "score_entry", .id = id, .unit = json_string_value(json_object_get(body, "unit"))};
    json_t *files = json_object_get(body, "files");
    Decimal points = 0;

    if (!check_entry(call, body, &points, error) ||
        (files != NULL && !evidence_bind(call, files, &object, "/files", error)) ||
        !store_execute(call_tx(call), &sql_entry_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(json_string_value(json_object_get(body, "list"))),
                                    store_text(json_string_value(json_object_get(body, "unit"))),
                                    store_text(json_string_value(json_object_get(body, "day"))),
                                    store_int(points),
                                    store_text(json_string_value(json_object_get(body, "reason"))),
                                    store_text(json_string_value(json_object_get(body, "proof"))),
                                    store_int(call_now(call)),
                                    store_text(call_actor(call)->account)),
                       NULL, error) ||
        !call_record(call, "score_entry.add", "score_entry", id, NULL, NULL, body, error)) {
        return false;
    }
    call_changed(call, "score_entries", "score_entry", id);
    call_created(call);
    return answer_one(call, id, error);
}

static bool read_entry(Call *call, const char *id, Entry *entry, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_entry_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(id)), "score.no_entry", error);

    if (rows == NULL) {
        return false;
    }
    *entry = (Entry){.id = g_strdup(id),
                     .unit = g_strdup(store_column_text(rows, 2)),
                     .state = g_strdup(store_column_text(rows, 7)),
                     .by = g_strdup(store_column_text(rows, 9)),
                     .version = store_column_int(rows, 13)};
    return true;
}

bool score_entry_decide(Call *call, GError **error)
{
    json_t *body = call_body(call);
    const char *state = json_is_true(json_object_get(body, "approve")) ? "approved" : "refused";
    const char *opinion = json_string_value(json_object_get(body, "opinion"));
    g_auto(Entry) entry = {0};

    if (!read_entry(call, call_parameter(call, "entry"), &entry, error)) {
        return false;
    }
    if (strcmp(entry.by, call_actor(call)->account) == 0 ||
        strcmp(entry.unit, call_actor(call)->unit) == 0) {
        error_set(error, LUOSHI_ERROR_DENIED, "score.own_entry", NULL, NULL);
        return false;
    }
    if (strcmp(entry.state, "proposed") != 0 ||
        entry.version != json_integer_value(json_object_get(body, "version"))) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "score.entry_decided", "/version", NULL);
        return false;
    }
    if (!store_execute(call_tx(call), &sql_entry_decide,
                       STORE_VALUES(store_text(state), store_int(call_now(call)),
                                    store_text(call_actor(call)->account), store_text(opinion),
                                    store_text(call_district(call)), store_text(entry.id),
                                    store_int(entry.version)),
                       NULL, error) ||
        !call_record(call, "score_entry.decide", "score_entry", entry.id, opinion, NULL, body,
                     error)) {
        return false;
    }
    call_changed(call, "score_entries", "score_entry", entry.id);
    return answer_one(call, entry.id, error);
}

static void add_to(const GPtrArray *units, const char *measure, const StoreRows *rows)
{
    for (guint u = 0; u < units->len; u++) {
        const UnitResult *unit = units->pdata[u];
        if (strcmp(unit->unit, store_column_text(rows, 2)) != 0) {
            continue;
        }
        json_t *input = json_object_get(unit->inputs, measure);
        json_int_t sum = json_integer_value(json_object_get(input, "value"));
        json_object_set_new(input, "value", json_integer(sum + store_column_int(rows, 4)));
        json_array_append_new(json_object_get(input, "sources"),
                              json_pack("{s:s, s:s, s:s, s:I, s:I}", "kind", "entry", "id",
                                        store_column_text(rows, 0), "reason",
                                        store_column_text(rows, 5), "value",
                                        (json_int_t)store_column_int(rows, 4), "revision",
                                        (json_int_t)store_column_int(rows, 13)));
    }
}

bool entries_gather(Call *call, const char *list, Period period, const char *measure,
                    const GPtrArray *units, GError **error)
{
    char first[DAY_LENGTH + 1];
    char last[DAY_LENGTH + 1];
    g_autoptr(GError) failed = NULL;

    day_format(period.first, first);
    day_format(period.last, last);
    g_autoptr(StoreRows) rows = query_days(call, first, last, error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (strcmp(store_column_text(rows, 1), list) == 0 &&
            strcmp(store_column_text(rows, 7), "approved") == 0) {
            add_to(units, measure, rows);
        }
    }
    return rows != NULL && error_pass(error, &failed);
}
