/* Projects for people's livelihood: the list, and what the public sees of it. */
#include "disclosure/disclosure.h"

#include "commitment/commitment.h"
#include "indicator/indicator.h"
#include "kernel/day.h"
#include "light/light.h"
#include "org/names.h"
#include "org/org.h"

#include "disclosure_sql.h"

#include <string.h>

#define PERCENT_DONE 100

/* The commitments of the list, in its order. (transfer full, elements text) */
static GPtrArray *read_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_livelihood_projects,
                                            STORE_VALUES(store_text(call_district(call))), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(ids, g_strdup(store_column_text(rows, 0)));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&ids) : NULL;
}

/* The figures promised and how they stand, in words. */
static void write_figures(Call *call, const GPtrArray *watches)
{
    JsonWriter *answer = call_answer(call);
    bool zh = call_language(call) == LANGUAGE_ZH;

    json_key(answer, "figures");
    json_begin_array(answer);
    for (guint i = 0; i < watches->len; i++) {
        const IndicatorWatch *watch = watches->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "name", zh ? watch->name_zh : watch->name_en);
        json_member_text(answer, "words", zh ? watch->words_zh : watch->words_en);
        json_end_object(answer);
    }
    json_end_array(answer);
}

/* Sets *PERCENT to how much of what WATCHES promise is there: the least of them, -1 where none is
 * an amount. Has any of them been reported? */
static bool find_share(const GPtrArray *watches, gint64 *percent, gint32 *day)
{
    bool reported = false;

    *percent = -1;
    for (guint i = 0; i < watches->len; i++) {
        const IndicatorWatch *watch = watches->pdata[i];
        reported = reported || watch->has_reported;
        *day = watch->has_reported ? MAX(*day, watch->reported) : *day;
        if (watch->has_share && (*percent < 0 || watch->share < *percent)) {
            *percent = watch->share;
        }
    }
    return reported;
}

/* How far a project is, and who says so: whoever verified that it is done, its figures, or, where
 * it has none, its unit alone. */
static void write_percent(Call *call, const CommitmentBrief *brief, const CommitmentProgress *last,
                          const GPtrArray *watches)
{
    JsonWriter *answer = call_answer(call);
    char figures_day[DAY_LENGTH + 1];
    gint64 percent = -1;
    gint32 day = 0;
    const char *by = NULL;
    const char *reported = last->number > 0 ? last->day : NULL;

    if (strcmp(brief->state, "done") == 0) {
        percent = PERCENT_DONE;
        by = "verified";
    } else if (find_share(watches, &percent, &day)) {
        by = percent >= 0 ? "figures" : NULL;
        day_format(day, figures_day);
        reported = figures_day;
    } else if (last->has_percent) {
        percent = last->percent;
        by = "unit";
    }
    json_key(answer, "percent");
    if (by != NULL) {
        json_int(answer, percent);
    } else {
        json_write_null(answer);
    }
    json_member_text(answer, "percent_by", by);
    json_member_text(answer, "reported", reported);
}

/* One project; who answers for it and why its light is what it is are for the offices alone. */
static bool write_project(Call *call, const CommitmentBrief *brief, gint64 number, bool office,
                          const Names *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    CommitmentProgress last = {0};
    g_autoptr(GPtrArray) watches = indicator_watch(call, NULL, brief->id, error);

    if (watches == NULL || !commitment_progress_last(call, brief->id, &last, error)) {
        return false;
    }
    json_begin_object(answer);
    json_member_int(answer, "number", number);
    json_member_text(answer, "text", brief->text);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, brief->lead_unit));
    json_member_text(answer, "due", brief->due);
    json_member_text(answer, "state", brief->state);
    write_percent(call, brief, &last, watches);
    write_figures(call, watches);
    if (office) {
        g_autofree char *reason = NULL;
        const char *colour = NULL;
        if (!light_find(call, "commitment", brief->id, &colour, &reason, error)) {
            return false;
        }
        json_member_text(answer, "commitment", brief->id);
        json_member_text(answer, "leader_name", name_of(names, NAME_PERSON, brief->leader));
        json_member_text(answer, "light", colour);
        json_member_text(answer, "reason", reason);
    }
    json_end_object(answer);
    return true;
}

/* Withdrawn promises stay on the list, so that nobody wonders where they went. */
static bool write_list(Call *call, bool office, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) ids = read_list(call, error);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    gint64 done = 0;

    if (ids == NULL) {
        return false;
    }
    json_key(answer, "projects");
    json_begin_array(answer);
    for (guint i = 0; i < ids->len; i++) {
        g_auto(CommitmentBrief) brief = {0};
        if (!commitment_brief(call, ids->pdata[i], &brief, error) ||
            !write_project(call, &brief, (gint64)i + 1, office, names, error)) {
            return false;
        }
        done += strcmp(brief.state, "done") == 0 ? 1 : 0;
    }
    json_end_array(answer);
    json_member_int(answer, "total", ids->len);
    json_member_int(answer, "done", done);
    json_member_text(answer, "day", call_today(call));
    return true;
}

bool livelihood_list(Call *call, GError **error)
{
    json_begin_object(call_answer(call));
    if (!write_list(call, true, error)) {
        return false;
    }
    json_end_object(call_answer(call));
    return true;
}

bool livelihood_public(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *district = NULL;
    g_autofree char *code =
        org_find_area(call_tx(call), call_district(call), call_district(call), &district, error);

    if (code == NULL && error != NULL && *error != NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_text(answer, "district_name", district);
    if (!write_list(call, false, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool find_place(Call *call, gint64 *place, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_livelihood_last,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    if (store_column_int(rows, 0) >= LIVELIHOOD_PROJECTS_MAX) {
        g_autofree char *most = g_strdup_printf("%d", LIVELIHOOD_PROJECTS_MAX);
        error_set(error, LUOSHI_ERROR_CONFLICT, "disclosure.full", NULL, "most", most, NULL);
        return false;
    }
    *place = store_column_int(rows, 1) + 1;
    return true;
}

/* The command's outcome: told, recorded, and answered by the list. */
static bool finish(Call *call, const char *action, const char *id, GError **error)
{
    call_changed(call, "livelihood", "plan", "");
    return call_record(call, action, "commitment", id, NULL, NULL, NULL, error) &&
           livelihood_list(call, error);
}

bool livelihood_add(Call *call, GError **error)
{
    const char *id = call_parameter(call, "commitment");
    g_auto(CommitmentBrief) brief = {0};
    gint64 place = 0;
    gint64 added = 0;

    if (!commitment_brief(call, id, &brief, error)) {
        return false;
    }
    if (strcmp(brief.state, "withdrawn") == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "disclosure.withdrawn", NULL, NULL);
        return false;
    }
    if (!find_place(call, &place, error) ||
        !store_execute(call_tx(call), &sql_livelihood_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_int(place), store_int(call_now(call)),
                                    store_text(call_actor(call)->account)),
                       &added, error)) {
        return false;
    }
    if (added == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "disclosure.twice", NULL, NULL);
        return false;
    }
    call_created(call);
    return finish(call, "livelihood.add", id, error);
}

bool livelihood_remove(Call *call, GError **error)
{
    const char *id = call_parameter(call, "commitment");
    gint64 removed = 0;

    if (!store_execute(call_tx(call), &sql_livelihood_delete,
                       STORE_VALUES(store_text(call_district(call)), store_text(id)), &removed,
                       error)) {
        return false;
    }
    if (removed == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "disclosure.none", NULL, NULL);
        return false;
    }
    return finish(call, "livelihood.remove", id, error);
}
