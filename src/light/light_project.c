/* Lights of key projects and of the reserve, and the wall chart that shows them. */
#include "light/light_internal.h"

#include "project/project.h"

#include <string.h>

#include "light_sql.h"

static FormulaValue number(bool known, gint64 count)
{
    return known ? formula_number(count * DECIMAL_ONE) : formula_null();
}

static bool light_one(const Lamp *lamp, const ProjectStanding *one, GError **error)
{
    LightSubject subject = {.kind = LIGHT_PROJECT,
                            .id = one->brief.id,
                            .title = {one->brief.name, one->brief.name},
                            .unit = one->brief.unit,
                            .leader = one->brief.leader,
                            .due = one->due};
    CaseTally cases = {0};
    gint32 due = 0;

    if (!casework_tally(lamp->call, NULL, PROJECT_KIND, one->brief.id, &cases, error)) {
        return false;
    }
    subject.values[LIGHT_DONE] = formula_truth(one->finished);
    bool due_known = day_parse(one->due, &due);
    subject.values[LIGHT_DAYS_LEFT] = number(due_known, due - lamp->today);
    subject.values[LIGHT_FINISH_LATE] = number(one->finish_late_known, one->finish_late);
    subject.values[LIGHT_SLIP] = number(one->slip_known, one->slip);
    subject.values[LIGHT_OVERSTAY] = number(one->overstay_known, one->overstay);
    subject.values[LIGHT_LAG] = one->lag_known ? formula_number(one->lag) : formula_null();
    subject.values[LIGHT_SILENT_DAYS] = number(one->month[0] != '\0', one->silent);
    subject.values[LIGHT_CASES] = number(true, cases.open);
    subject.values[LIGHT_CASES_OVERDUE] = number(true, cases.overdue);
    light_say(&subject, LIGHT_WORD_FORECAST, one->forecast, one->forecast);
    light_say(&subject, LIGHT_WORD_LIBRARY, one->library[LANGUAGE_ZH], one->library[LANGUAGE_EN]);
    light_say(&subject, LIGHT_WORD_MONTH, one->month, one->month);
    return light_subject(lamp, &subject, error);
}

bool light_project(const Lamp *lamp, const char *id, GError **error)
{
    g_autoptr(GPtrArray) found = project_standings(lamp->call, id, error);
    g_autoptr(GHashTable) lit = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; found != NULL && i < found->len; i++) {
        ProjectStanding *one = found->pdata[i];
        if (!light_one(lamp, one, error)) {
            return false;
        }
        g_hash_table_add(lit, one->brief.id);
    }
    if (found == NULL) {
        return false;
    }
    if (id == NULL) {
        return light_remove_others(lamp, LIGHT_PROJECT, lit, error);
    }
    return found->len > 0 || light_put_out(lamp->call, LIGHT_PROJECT, id, error);
}

static void free_light(gpointer data)
{
    ProjectLight *light = data;

    g_free(light->reason);
    g_free(light);
}

bool light_reserve(const Lamp *lamp, GError **error)
{
    g_auto(ProjectReserve) reserve = {0};
    g_autoptr(GHashTable) lit = g_hash_table_new(g_str_hash, g_str_equal);

    if (!project_reserve_standing(lamp->call, &reserve, error)) {
        return false;
    }
    if (reserve.unit != NULL) {
        /* The district has one reserve: it is known by the unit that answers for it. */
        LightSubject subject = {.kind = LIGHT_RESERVE,
                                .id = reserve.unit,
                                .title = {text_find(LANGUAGE_ZH, "light.reserve"),
                                          text_find(LANGUAGE_EN, "light.reserve")},
                                .unit = reserve.unit};
        subject.values[LIGHT_MISSING] = number(reserve.known, reserve.missing);
        subject.values[LIGHT_GAPS] = number(reserve.known, reserve.gaps);
        light_say(&subject, LIGHT_WORD_WHAT, reserve.what[LANGUAGE_ZH], reserve.what[LANGUAGE_EN]);
        if (!light_subject(lamp, &subject, error)) {
            return false;
        }
        g_hash_table_add(lit, reserve.unit);
    }
    return light_remove_others(lamp, LIGHT_RESERVE, lit, error);
}

/* All that are kept of projects, in the call's language. (transfer full, id → ProjectLight) */
static GHashTable *read_lights(Call *call, GError **error)
{
    bool zh = call_language(call) == LANGUAGE_ZH;
    g_autoptr(GHashTable) lights =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_light);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_lights_of_kind,
                    STORE_VALUES(store_text(call_district(call)), store_text(PROJECT_KIND)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        ProjectLight *light = g_new0(ProjectLight, 1);
        *light = (ProjectLight){.colour = light_colour_names[store_column_int(rows, 1)],
                                .reason = g_strdup(store_column_text(rows, zh ? 2 : 3))};
        g_hash_table_insert(lights, g_strdup(store_column_text(rows, 0)), light);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&lights) : NULL;
}

bool light_chart_read(Call *call, GError **error)
{
    g_autoptr(GHashTable) lights = read_lights(call, error);

    return lights != NULL && project_chart_read(call, lights, error);
}

bool light_chart_file(Call *call, GError **error)
{
    g_autoptr(GHashTable) lights = read_lights(call, error);

    return lights != NULL && project_chart_file(call, lights, error);
}
