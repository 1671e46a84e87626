/* How key projects stand: what the rules of their lights ask. */
#include "project/plan.h"
#include "project/project_internal.h"

#include "kernel/period.h"

#include <stdlib.h>
#include <string.h>

#define PERCENT 100

typedef struct {
    Call *call;
    const ProjectPack *pack;
    GHashTable *charges; /* project → OrgCharge */
    GHashTable *months;  /* project → Months of this year */
    gint32 today;
    GHashTable *by_id; /* project → ProjectStanding, borrowed */
    GPtrArray *all;
} Look;

static void standing_free(gpointer data)
{
    ProjectStanding *standing = data;

    project_brief_clear(&standing->brief);
    g_free(standing->due);
    g_free(standing->library[LANGUAGE_ZH]);
    g_free(standing->library[LANGUAGE_EN]);
    g_free(standing);
}

/* The last day of the month NUMBER (from 0) of this year. */
static gint32 month_end(const Look *look, guint number)
{
    int year = atoi(call_today(look->call));

    return (number + 1 == MONTHS_OF_YEAR ? day_of(year + 1, 1, 1)
                                         : day_of(year, (int)number + 2, 1)) -
           1;
}

/* Investment up to the last month with a figure, and the first month that has a plan and none.
 * Only months that have ended count: the plan is for whole ones. */
static void take_money(const Look *look, const Months *months, ProjectStanding *standing)
{
    Decimal planned = 0;
    Decimal invested = 0;
    guint ended = 0;
    guint reported = 0;

    for (; ended < MONTHS_OF_YEAR && month_end(look, ended) < look->today; ended++) {
        reported = months->actual[ended] > 0 ? ended + 1 : reported;
    }
    for (guint m = 0; m < reported; m++) {
        planned += months->planned[m];
        invested += months->actual[m];
    }
    standing->lag_known = planned > 0 && decimal_scale((planned - invested) * PERCENT, DECIMAL_ONE,
                                                       planned, &standing->lag);
    for (guint m = reported; m < ended && standing->month[0] == '\0'; m++) {
        if (months->planned[m] > 0) {
            standing->silent = look->today - month_end(look, m);
            g_snprintf(standing->month, sizeof standing->month, "%.4s-%02u", call_today(look->call),
                       m + 1);
        }
    }
}

static void take_library(const Look *look, const Project *project, ProjectStanding *standing)
{
    const Library *library = pack_library(look->pack, project->library);

    for (Language language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        standing->library[language] =
            g_strdup(library != NULL ? pack_name(library->name, language) : project->library);
    }
    if (library != NULL && library->limit > 0 && !standing->finished) {
        standing->overstay_known = true;
        standing->overstay = project_days(project->since, call_today(look->call)) - library->limit;
    }
}

static void take_project(Look *look, const Project *project)
{
    const OrgCharge *charge = g_hash_table_lookup(look->charges, project->id);
    const Months *months = g_hash_table_lookup(look->months, project->id);
    ProjectStanding *standing = g_new0(ProjectStanding, 1);

    standing->brief = (ProjectBrief){.id = g_strdup(project->id),
                                     .name = g_strdup(project->name),
                                     .unit = g_strdup(project->lead_unit),
                                     .leader = g_strdup(charge != NULL ? charge->person : NULL)};
    standing->due = g_strdup(project->finish_by);
    standing->finished = strcmp(project->state, "finished") == 0;
    take_library(look, project, standing);
    if (months != NULL) {
        take_money(look, months, standing);
    }
    g_ptr_array_add(look->all, standing);
    g_hash_table_insert(look->by_id, standing->brief.id, standing);
}

static void take_plan(const char *project, const ProjectPlan *plan, gpointer data)
{
    const Look *look = data;
    ProjectStanding *standing = g_hash_table_lookup(look->by_id, project);
    ScheduleTotals totals = schedule_totals(plan->result);
    gint32 required = totals.required;
    gint32 first = SCHEDULE_NO_DAY;
    gint32 last = SCHEDULE_NO_DAY;

    if (totals.start == SCHEDULE_NO_DAY) {
        return; /* nothing is planned */
    }
    day_format(totals.finish, standing->forecast);
    if (required != SCHEDULE_NO_DAY || day_parse(standing->due, &required)) {
        standing->finish_late_known = true;
        standing->finish_late = totals.finish - required;
    }
    standing->slip_known = project_plan_agreed(plan, &first, &last);
    standing->slip = standing->slip_known ? totals.finish - last : 0;
}

/* The schedules of all that are looked at. */
static bool read_plans(Look *look, GError **error)
{
    json_auto_t *ids = json_array();

    for (guint i = 0; i < look->all->len; i++) {
        const ProjectStanding *standing = look->all->pdata[i];
        json_array_append_new(ids, json_string(standing->brief.id));
    }
    char *text = json_dumps(ids, JSON_COMPACT);
    bool done = project_plan_each(look->call, text, take_plan, look, error);
    free(text);
    return done;
}

/* All key projects, or the one that ID names. (transfer full) */
static GPtrArray *read_projects(Call *call, const char *id, GError **error)
{
    static const ProjectFilter key = {.key_level = "key"};

    if (id == NULL) {
        return project_rows(call, &key, NULL, NULL, error);
    }
    g_autoptr(GPtrArray) one = g_ptr_array_new_with_free_func((GDestroyNotify)project_free);
    Project *project = project_find(call, id, error);
    if (project == NULL) {
        return NULL;
    }
    g_ptr_array_add(one, project);
    return g_steal_pointer(&one);
}

GPtrArray *project_standings(Call *call, const char *id, GError **error)
{
    g_autoptr(GPtrArray) projects = read_projects(call, id, error);
    g_autoptr(ProjectPack) pack = projects != NULL ? project_pack_read(call, error) : NULL;
    g_autoptr(GHashTable) charges =
        pack != NULL ? org_charges(call_tx(call), call_district(call), PROJECT_KIND, id, error)
                     : NULL;
    g_autoptr(GHashTable) months =
        charges != NULL ? project_months(call, atoi(call_today(call)), NULL, id, error) : NULL;
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(standing_free);
    Look look = {.call = call,
                 .pack = pack,
                 .charges = charges,
                 .months = months,
                 .by_id = by_id,
                 .all = all};

    if (months == NULL) {
        return NULL;
    }
    day_parse(call_today(call), &look.today);
    for (guint i = 0; i < projects->len; i++) {
        const Project *project = projects->pdata[i];
        if (strcmp(project->key_level, "none") != 0 && strcmp(project->state, "given_up") != 0) {
            take_project(&look, project);
        }
    }
    return read_plans(&look, error) ? g_steal_pointer(&all) : NULL;
}
