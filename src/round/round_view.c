/* What is shown of rounds: the list, and who answered. */
#include "round/round_internal.h"

#include <string.h>

static void write_due(Call *call, const RoundType *type, const WorkCalendar *calendar, gint32 today)
{
    Period period = period_shift(period_of(type->recurrence.every, today), -type->recurrence.after);
    gint32 due = round_due_day(&type->recurrence, calendar, period);
    JsonWriter *answer = call_answer(call);
    char text[PERIOD_TEXT_MAX];
    char day[DAY_LENGTH + 1];

    while (due < today) {
        period = period_shift(period, 1);
        due = round_due_day(&type->recurrence, calendar, period);
    }
    period_format(period, text);
    day_format(due, day);
    json_member_text(answer, "next_period", text);
    json_member_text(answer, "next_due", day);
    call_write_uncovered(call, calendar, day);
}

bool round_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    g_autoptr(WorkCalendar) calendar = round_calendar(call);

    if (types == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "rounds");
    json_begin_array(answer);
    for (guint i = 0; i < types->len; i++) {
        const RoundType *type = types->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "key", type->key);
        json_member_text(answer, "name", round_name(type, language));
        json_member_text(answer, "kind", round_kind_text(type->kind));
        write_due(call, type, calendar, round_today(call));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

/* Counts of a unit or of a period: total, done, late, missed, excused. */
#define COUNTS 5
static const char *const COUNT_NAMES[COUNTS] = {"total", "done", "late", "missed", "excused"};

static void write_counts(JsonWriter *answer, const gint64 *counts)
{
    for (guint i = 0; i < COUNTS; i++) {
        json_member_int(answer, COUNT_NAMES[i], counts[i]);
    }
}

static void end_period(JsonWriter *answer, const gint64 *sums)
{
    json_end_array(answer);
    write_counts(answer, sums);
    json_end_object(answer);
}

static bool write_periods(Call *call, const char *scope, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GError) failed = NULL;
    g_autofree char *period = NULL;
    gint64 sums[COUNTS] = {0};
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_round_coverage,
                    STORE_VALUES(store_text(call_today(call)), store_text(call_district(call)),
                                 store_text(call_parameter(call, "round")), store_text(scope)),
                    error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        if (g_strcmp0(period, store_column_text(rows, 0)) != 0) {
            if (period != NULL) {
                end_period(answer, sums);
            }
            g_free(period);
            period = g_strdup(store_column_text(rows, 0));
            g_autofree char *name = round_period_name(call_language(call), period);
            memset(sums, 0, sizeof sums);
            json_begin_object(answer);
            json_member_text(answer, "period", period);
            json_member_text(answer, "period_name", name);
            json_member_text(answer, "due", store_column_text(rows, 7));
            json_key(answer, "units");
            json_begin_array(answer);
        }
        gint64 counts[COUNTS];
        for (guint i = 0; i < COUNTS; i++) {
            counts[i] = store_column_int(rows, 2 + i);
            sums[i] += counts[i];
        }
        json_begin_object(answer);
        json_member_text(answer, "unit", store_column_text(rows, 1));
        json_member_text(answer, "unit_name",
                         name_of(names, NAME_UNIT, store_column_text(rows, 1)));
        write_counts(answer, counts);
        json_end_object(answer);
    }
    if (period != NULL) {
        end_period(answer, sums);
    }
    return error_pass(error, &failed);
}

/* Who came to the closed meetings, by unit; those of SCOPE alone. */
static bool write_attendance(Call *call, const char *scope, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_attendance_by_unit,
        STORE_VALUES(store_text(call_district(call)), store_text(call_parameter(call, "round"))),
        error);

    if (rows == NULL) {
        return false;
    }
    json_key(answer, "attendance");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        if (scope != NULL && strstr(scope, store_column_text(rows, 0)) == NULL) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "unit", store_column_text(rows, 0));
        json_member_text(answer, "unit_name",
                         name_of(names, NAME_UNIT, store_column_text(rows, 0)));
        json_member_int(answer, "expected", store_column_int(rows, 1));
        json_member_int(answer, "present", store_column_int(rows, 2));
        json_member_int(answer, "made_up", store_column_int(rows, 3));
        json_end_object(answer);
    }
    json_end_array(answer);
    return error_pass(error, &failed);
}

bool round_coverage(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    if (types == NULL || round_type_find(types, call_parameter(call, "round"), error) == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "periods");
    json_begin_array(answer);
    if (!write_periods(call, scope, error)) {
        return false;
    }
    json_end_array(answer);
    if (!write_attendance(call, scope, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}
