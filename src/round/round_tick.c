/* What time makes of rounds: duties and meetings, each once. */
#include "round/round_internal.h"

#include "commitment/commitment.h"
#include "org/org.h"
#include "project/project.h"
#include "rally/rally.h"

#include <string.h>

#define COMMITMENT_PAGE 500u

/* A period of a round whose duties are made. */
typedef struct {
    const RoundType *type;
    char period[PERIOD_TEXT_MAX];
    char due[DAY_LENGTH + 1];
    char last_day[DAY_LENGTH + 1];
    gint64 made;
} Making;

/* Who owes a duty, and about what. */
typedef struct {
    const char *unit;
    const char *person; /* or NULL: the unit */
    const char *object_kind;
    const char *object_id;
    const char *title;
} Owed;

static bool add_duty(Call *call, Making *making, const Owed *owed, GError **error)
{
    g_autofree char *id = call_new_id(call);
    gint64 changed = 0;

    if (!store_execute(call_tx(call), &sql_round_duty_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(making->type->key), store_text(making->period),
                                    store_text(owed->unit), store_text(owed->object_kind),
                                    store_text(owed->object_id), store_text(owed->title),
                                    store_text(making->due), store_text(making->last_day),
                                    store_text(owed->person)),
                       &changed, error)) {
        return false;
    }
    making->made += changed;
    return true;
}

/* One duty a commitment that is open, its lead unit's. */
static bool add_for_commitments(Call *call, Making *making, GError **error)
{
    g_autofree char *after = NULL;
    guint read = COMMITMENT_PAGE;

    while (read == COMMITMENT_PAGE) {
        g_autoptr(GPtrArray) page = commitment_page(call, NULL, after, COMMITMENT_PAGE, error);
        if (page == NULL) {
            return false;
        }
        for (guint i = 0; i < page->len; i++) {
            const CommitmentBrief *brief = page->pdata[i];
            const Owed owed = {.unit = brief->lead_unit,
                               .object_kind = "commitment",
                               .object_id = brief->id,
                               .title = brief->text};
            if (strcmp(brief->state, "open") == 0 && !add_duty(call, making, &owed, error)) {
                return false;
            }
        }
        read = page->len;
        if (read > 0) {
            g_free(after);
            after = g_strdup(((const CommitmentBrief *)page->pdata[read - 1])->id);
        }
    }
    return true;
}

static bool add_for_units(Call *call, Making *making, GError **error)
{
    g_autoptr(GPtrArray) units =
        org_units_of(call_tx(call), call_district(call), making->type->unit_kinds,
                     making->type->unit_keys, error);

    for (guint i = 0; units != NULL && i < units->len; i++) {
        const Owed owed = {.unit = units->pdata[i],
                           .object_kind = "unit",
                           .object_id = units->pdata[i],
                           .title = round_name(making->type, LANGUAGE_ZH)};
        if (!add_duty(call, making, &owed, error)) {
            return false;
        }
    }
    return units != NULL;
}

/* One duty a project: its leader's, or its lead unit's where that owes it or nobody is in charge.
 */
static bool add_for_projects(Call *call, Making *making, GError **error)
{
    g_autoptr(GPtrArray) projects = project_key_briefs(call, making->type->key_levels, error);

    for (guint i = 0; projects != NULL && i < projects->len; i++) {
        const ProjectBrief *project = projects->pdata[i];
        const Owed owed = {.unit = project->unit,
                           .person = making->type->leader_owes ? project->leader : NULL,
                           .object_kind = PROJECT_KIND,
                           .object_id = project->id,
                           .title = project->name};
        if (!add_duty(call, making, &owed, error)) {
            return false;
        }
    }
    return projects != NULL;
}

static bool add_duties(Call *call, Making *making, GError **error)
{
    switch (making->type->object) {
    case ROUND_ABOUT_UNITS:
        return add_for_units(call, making, error);
    case ROUND_ABOUT_COMMITMENTS:
        return add_for_commitments(call, making, error);
    case ROUND_ABOUT_PROJECTS:
        return add_for_projects(call, making, error);
    }
    return false;
}

static bool plan_rally(Call *call, Making *making, GError **error)
{
    const RoundType *type = making->type;
    g_autofree char *period = round_period_name(LANGUAGE_ZH, making->period);
    g_autofree char *title = g_strconcat(period, round_name(type, LANGUAGE_ZH), NULL);
    const RallyPlan plan = {.round = type->key,
                            .period = making->period,
                            .title = title,
                            .sheet = type->sheet,
                            .day = making->due,
                            .key_levels = type->key_levels};

    return rally_make(call, &plan, &making->made, error);
}

static bool make_period(Call *call, const RoundType *type, const WorkCalendar *calendar,
                        Period period, GError **error)
{
    Making making = {.type = type};
    gint32 due = round_due_day(&type->recurrence, calendar, period);
    bool done = false;

    period_format(period, making.period);
    day_format(due, making.due);
    day_format(round_last_day(&type->recurrence, calendar, due), making.last_day);
    if (type->kind == ROUND_MEETING || type->kind == ROUND_SESSION) {
        done = meeting_add(call, type, making.period, making.due, &making.made, error);
    } else {
        done = type->kind == ROUND_RALLY ? plan_rally(call, &making, error)
                                         : add_duties(call, &making, error);
    }
    if (!done || making.made == 0) {
        return done;
    }
    json_auto_t *after = json_pack("{s:s, s:s, s:I}", "period", making.period, "due", making.due,
                                   "made", (json_int_t)making.made);
    call_changed(call, "duties", "round", type->key);
    call_changed(call, "rounds", "round", type->key);
    return call_record(call, "round.make", "round", type->key, NULL, NULL, after, error);
}

/* Everything of TYPE that appears after THROUGH (NULL: that is not yet due today). */
static bool make_round(Call *call, const RoundType *type, const WorkCalendar *calendar,
                       const char *through, GError **error)
{
    gint32 today = round_today(call);
    gint32 after = today - ROUND_LEAD_MAX * 7;

    if (through != NULL) {
        day_parse(through, &after);
    }
    g_autoptr(GArray) periods = round_appearing(&type->recurrence, calendar, after, today);
    for (guint i = 0; i < periods->len; i++) {
        Period period = g_array_index(periods, Period, i);
        if ((through != NULL || round_due_day(&type->recurrence, calendar, period) >= today) &&
            !make_period(call, type, calendar, period, error)) {
            return false;
        }
    }
    return store_execute(call_tx(call), &sql_round_through,
                         STORE_VALUES(store_text(call_today(call)), store_text(call_district(call)),
                                      store_text(type->key)),
                         NULL, error);
}

/* A round that has not been looked at today. */
typedef struct {
    RoundType *type;
    char *through;
} Waiting;

static void waiting_free(gpointer data)
{
    Waiting *waiting = data;

    round_type_free(waiting->type);
    g_free(waiting->through);
    g_free(waiting);
}

static GPtrArray *read_waiting(Call *call, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(waiting_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_round_types,
                                            STORE_VALUES(store_text(call_district(call))), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *through = store_column_text(rows, 2);
        if (through != NULL && strcmp(through, call_today(call)) >= 0) {
            continue;
        }
        json_auto_t *source = json_loads(store_column_text(rows, 1), 0, NULL);
        Waiting *waiting = g_new0(Waiting, 1);
        g_ptr_array_add(all, waiting);
        waiting->through = g_strdup(through);
        waiting->type = round_type_compile(source, error);
        if (waiting->type == NULL) {
            return NULL;
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

bool round_tick(Call *call, GError **error)
{
    g_autoptr(GPtrArray) waiting = read_waiting(call, error);

    if (waiting == NULL || waiting->len == 0) {
        return waiting != NULL;
    }
    g_autoptr(WorkCalendar) calendar = round_calendar(call);
    for (guint i = 0; i < waiting->len; i++) {
        const Waiting *one = waiting->pdata[i];
        if (!make_round(call, one->type, calendar, one->through, error)) {
            return false;
        }
    }
    return true;
}

/* From when on a round is kept: what it had made before stays. */
bool round_start(Call *call, GError **error)
{
    const char *key = call_parameter(call, "round");
    const char *from = json_string_value(json_object_get(call_body(call), "from"));
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    const RoundType *type = types != NULL ? round_type_find(types, key, error) : NULL;
    gint32 first = 0;
    char before[DAY_LENGTH + 1];

    if (type == NULL) {
        return false;
    }
    if (!day_parse(from, &first) || first > round_today(call) ||
        first < round_today(call) - ROUND_START_MAX) {
        error_set(error, LUOSHI_ERROR_INVALID, "round.start_day", "/from", "day", call_today(call),
                  NULL);
        return false;
    }
    json_auto_t *after = json_pack("{s:s}", "from", from);
    day_format(first - 1, before);
    g_autoptr(WorkCalendar) calendar = round_calendar(call);
    return call_record(call, "round.start", "round", key, NULL, NULL, after, error) &&
           make_round(call, type, calendar, before, error) && round_list(call, error);
}
