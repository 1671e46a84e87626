/* What is shown of rallies: lists, places, a judge's own sheets, the sheets of a project. */
#include "rally/rally_internal.h"

#include "kernel/day.h"

#include <string.h>

bool rally_shows(const Call *call, const Rally *rally)
{
    return rally->state == RALLY_CLOSED || call_holds(call, "rally.manage");
}

void rally_write_members(Call *call, const Rally *rally, const Names *names)
{
    JsonWriter *answer = call_answer(call);

    json_member_text(answer, "id", rally->id);
    json_member_text(answer, "title", rally->title);
    json_member_text(answer, "period", rally->period);
    json_member_text(answer, "day", rally->day);
    json_member_text(answer, "state", rally_state_text(rally->state));
    json_member_text(answer, "reason", rally->reason);
    json_member_time(answer, "closed", rally->closed);
    json_member_text(answer, "closed_by_name", name_of(names, NAME_ACCOUNT, rally->closed_by));
    json_member_int(answer, "version", rally->version);
}

static void write_decimal(JsonWriter *answer, const char *name, Decimal value)
{
    json_key(answer, name);
    json_decimal(answer, value);
}

void rally_write_sheet(Call *call, const RallySheet *sheet)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);

    json_key(answer, "sheet");
    json_begin_object(answer);
    json_member_text(answer, "name", rally_name(sheet->name, language));
    write_decimal(answer, "step", sheet->step);
    write_decimal(answer, "total", sheet->total);
    json_key(answer, "items");
    json_begin_array(answer);
    for (guint i = 0; i < sheet->item_count; i++) {
        const RallyItem *item = &sheet->items[i];
        json_begin_object(answer);
        json_member_text(answer, "key", item->key);
        json_member_text(answer, "name", rally_name(item->name, language));
        json_member_text(answer, "text", rally_name(item->text, language));
        write_decimal(answer, "max", item->max);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
}

/* The rule by which places are made, in words. */
static void write_rule(Call *call, const RallySheet *sheet)
{
    Language language = call_language(call);
    g_autoptr(GString) ties = g_string_new(NULL);
    g_autofree char *from = g_strdup_printf("%u", sheet->drop_from);
    g_autofree char *highest = g_strdup_printf("%u", sheet->drop_highest);
    g_autofree char *lowest = g_strdup_printf("%u", sheet->drop_lowest);
    g_autofree char *places = g_strdup_printf("%u", sheet->places);

    for (guint i = 0; i < sheet->tie_count; i++) {
        g_string_append(ties, i > 0 ? text_find(language, "rally.then") : "");
        g_string_append(ties, rally_name(sheet->items[sheet->ties[i]].name, language));
    }
    const char *const arguments[] = {"from",   from,   "highest", highest,   "lowest", lowest,
                                     "places", places, "ties",    ties->str, NULL};
    g_autofree char *mean = text_format(
        language, sheet->drop_from > 0 ? "rally.rule_drop" : "rally.rule_mean", arguments);
    g_autofree char *tie = text_format(
        language, sheet->tie_count > 0 ? "rally.rule_ties" : "rally.rule_share", arguments);
    g_autofree char *rule = g_strconcat(mean, tie, NULL);
    json_member_text(call_answer(call), "rule", rule);
}

/* ---- Lists ------------------------------------------------------------------------------------
 */

bool rally_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GPtrArray) rallies = rally_rows(call, NULL, error);

    if (rallies == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "rallies");
    json_begin_array(answer);
    for (guint i = 0; i < rallies->len; i++) {
        g_auto(RallyResult) result = {0};
        if (!rally_result_read(call, rallies->pdata[i], &result, error)) {
            return false;
        }
        json_begin_object(answer);
        rally_write_members(call, rallies->pdata[i], names);
        json_member_int(answer, "projects", result.sites->len);
        json_member_int(answer, "judges", result.judges->len);
        json_member_int(answer, "sheets", result.scores->len);
        json_member_bool(answer, "mine", rally_is_judge(result.judges, call_actor(call)->person));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

/* The row of the rally in the first three columns of ROWS: id, title, day. */
static void write_duty(Call *call, StoreRows *rows, const char *kind, const char *detail)
{
    JsonWriter *answer = call_answer(call);
    const char *day = store_column_text(rows, 2);

    json_begin_object(answer);
    json_member_text(answer, "kind", kind);
    json_member_text(answer, "object_kind", RALLY_KIND);
    json_member_text(answer, "object_id", store_column_text(rows, 0));
    json_member_text(answer, "title", store_column_text(rows, 1));
    json_member_text(answer, "detail", detail);
    json_member_text(answer, "due", day);
    json_member_int(answer, "days_left", day_between(call_today(call), day));
    json_member_text(answer, "role", NULL);
    json_end_object(answer);
}

/* The rallies whose sheets the actor owes. */
static bool duties_of_judge(Call *call, gint64 *total, GError **error)
{
    const char *person = call_actor(call)->person;
    g_autoptr(GError) failed = NULL;

    if (*person == '\0') {
        return true;
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_rallies_of_judge,
                    STORE_VALUES(store_text(call_district(call)), store_text(person)), error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        gint64 owed = store_column_int(rows, 3) - store_column_int(rows, 4);
        if (owed <= 0) {
            continue;
        }
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, owed);
        const char *const arguments[] = {"count", count, NULL};
        g_autofree char *detail = text_format(call_language(call), "rally.owed", arguments);
        write_duty(call, rows, "judge", detail);
        (*total)++;
    }
    return rows != NULL && error_pass(error, &failed);
}

/* What is to be done with a rally in STATE with so many judges, and so many of its sheets.
 * (transfer full) */
static char *what_to_hold(Call *call, RallyState state, gint64 judges, gint64 sheets, gint64 owed)
{
    const char *key = state == RALLY_OPEN ? "rally.to_close"
                      : judges > 0        ? "rally.to_open"
                                          : "rally.to_arrange";
    g_autofree char *given = g_strdup_printf("%" G_GINT64_FORMAT, sheets);
    g_autofree char *all = g_strdup_printf("%" G_GINT64_FORMAT, owed);
    const char *const arguments[] = {"given", given, "all", all, NULL};

    return text_format(call_language(call), key, arguments);
}

/* The rallies that wait for the office. */
static bool duties_of_office(Call *call, gint64 *total, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (!call_holds(call, "rally.manage")) {
        return true;
    }
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_rallies_to_hold,
        STORE_VALUES(store_text(call_district(call)), store_text(call_today(call))), error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        gint64 judges = store_column_int(rows, 5);
        g_autofree char *detail =
            what_to_hold(call, rally_state_of(store_column_text(rows, 3)), judges,
                         store_column_int(rows, 6), store_column_int(rows, 4) * judges);
        write_duty(call, rows, "hold", detail);
        (*total)++;
    }
    return rows != NULL && error_pass(error, &failed);
}

bool rally_duties(Call *call, gint64 *total, GError **error)
{
    return duties_of_judge(call, total, error) && duties_of_office(call, total, error);
}

/* ---- A rally ----------------------------------------------------------------------------------
 */

/* How many sheets of SCORES are JUDGE's, or are about PROJECT. */
static gint64 count_sheets(const GPtrArray *scores, const char *judge, const char *project)
{
    gint64 count = 0;

    for (guint i = 0; i < scores->len; i++) {
        const RallyScore *score = scores->pdata[i];
        count += (judge == NULL || strcmp(score->judge, judge) == 0) &&
                         (project == NULL || strcmp(score->project, project) == 0)
                     ? 1
                     : 0;
    }
    return count;
}

/* Who scores, for those who may know. */
static void write_judges(Call *call, const RallyResult *result, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    bool named = call_holds(call, "rally.sheet");

    json_key(answer, "judges");
    json_begin_array(answer);
    for (guint i = 0; i < result->judges->len; i++) {
        const char *judge = result->judges->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "judge", named ? judge : NULL);
        json_member_text(answer, "judge_name", named ? name_of(names, NAME_PERSON, judge) : NULL);
        json_member_int(answer, "number", i + 1);
        json_member_int(answer, "sheets", count_sheets(result->scores, judge, NULL));
        json_end_object(answer);
    }
    json_end_array(answer);
}

static bool was_corrected(const GPtrArray *scores, const char *project)
{
    for (guint i = 0; i < scores->len; i++) {
        const RallyScore *score = scores->pdata[i];
        if (score->corrections->len > 0 && strcmp(score->project, project) == 0) {
            return true;
        }
    }
    return false;
}

/* What STANDING comes to, as members, if it may be seen. */
static void write_standing(Call *call, const RallyResult *result, const RallyStanding *standing,
                           bool shown)
{
    JsonWriter *answer = call_answer(call);
    const RallySite *site = result->sites->pdata[standing->order];

    json_key(answer, "result");
    if (!shown || standing->kept == 0) {
        json_write_null(answer);
        return;
    }
    g_autofree char *why = rally_explain(result->sheet, standing, call_language(call));
    json_begin_object(answer);
    json_member_int(answer, "place", standing->place);
    json_member_bool(answer, "shared", standing->shared);
    write_decimal(answer, "score", standing->score);
    json_member_text(answer, "why", why);
    json_member_bool(answer, "corrected", was_corrected(result->scores, site->project));
    json_end_object(answer);
}

void rally_write_project(Call *call, const Rally *rally, const RallyResult *result,
                         const RallyStanding *standing, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    const RallySite *site = result->sites->pdata[standing->order];

    json_begin_object(answer);
    json_member_text(answer, "project", site->project);
    json_member_text(answer, "name", site->name);
    json_member_text(answer, "unit", site->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, site->unit));
    json_member_text(answer, "leader_name", name_of(names, NAME_PERSON, site->leader));
    json_member_int(answer, "sheets", standing->sheets->len);
    write_standing(call, result, standing, rally_shows(call, rally));
    json_end_object(answer);
}

/* In the order of their places where those may be seen, else as they were listed. */
static void write_projects(Call *call, const Rally *rally, const RallyResult *result,
                           const Names *names)
{
    JsonWriter *answer = call_answer(call);
    const GArray *standings = result->standings;
    bool shown = rally_shows(call, rally);

    json_key(answer, "projects");
    json_begin_array(answer);
    for (guint i = 0; i < standings->len; i++) {
        const RallyStanding *standing = &g_array_index(standings, RallyStanding, i);
        for (guint s = 0; !shown && s < standings->len; s++) {
            const RallyStanding *one = &g_array_index(standings, RallyStanding, s);
            standing = one->order == i ? one : standing;
        }
        rally_write_project(call, rally, result, standing, names);
    }
    json_end_array(answer);
}

bool rally_read(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Rally) rally = rally_find(call, error);
    g_auto(RallyResult) result = {0};
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (rally == NULL || !rally_result_read(call, rally, &result, error)) {
        return false;
    }
    bool judges = rally_is_judge(result.judges, call_actor(call)->person);
    json_begin_object(answer);
    json_key(answer, "rally");
    json_begin_object(answer);
    rally_write_members(call, rally, names);
    json_end_object(answer);
    rally_write_sheet(call, result.sheet);
    write_rule(call, result.sheet);
    json_member_int(answer, "judges_least", result.sheet->judges_least);
    write_judges(call, &result, names);
    write_projects(call, rally, &result, names);
    json_member_int(answer, "missing",
                    (gint64)result.sites->len * result.judges->len - result.scores->len);
    json_member_bool(answer, "may_manage", call_holds(call, "rally.manage"));
    json_member_bool(answer, "may_judge", judges && rally->state == RALLY_OPEN);
    json_member_bool(answer, "shown", rally_shows(call, rally));
    json_end_object(answer);
    return true;
}
