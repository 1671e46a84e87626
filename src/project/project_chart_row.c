/* A project as a row of the wall chart. */
#include "project/project_chart_internal.h"

#include <string.h>

/* Amounts from here on are said in 亿元: they are kept in 万元. */
#define HUNDRED_MILLION (10000 * DECIMAL_ONE)

/* “3.2亿元”, “8600万元”, or NULL if it is not known. */
static const char *investment_of(const ChartDesk *chart, const Project *project)
{
    Language language = call_language(chart->desk.call);
    bool large = project->total >= HUNDRED_MILLION;
    char text[DECIMAL_TEXT_MAX];
    Decimal amount = project->total;

    if (!project->has_total || (large && !decimal_scale(amount, 1, 10000, &amount)) ||
        !decimal_round(amount, 2, &amount)) {
        return NULL;
    }
    decimal_format(amount, text);
    const char *const arguments[] = {"amount", text, NULL};
    g_autofree char *words = text_format(
        language, large ? "project.chart_hundred_million" : "project.chart_ten_thousand",
        arguments);
    return project_chart_keep(chart, words);
}

/* Hundredths of the total that are invested. */
static guint done_of(const ChartDesk *chart, const Project *project)
{
    Sums sums = project_sums_of(chart->desk.facts, project->id);
    Decimal share = 0;

    if (strcmp(project->state, "finished") == 0) {
        return 100;
    }
    if (!project->has_total || project->total <= 0 ||
        !decimal_scale(100 * DECIMAL_ONE, sums.invested, project->total, &share)) {
        return 0;
    }
    return (guint)CLAMP(share / DECIMAL_ONE, 0, 100);
}

/* Is the planned finish behind it? Then it is late, unless it is finished. */
static bool is_late(const ChartDesk *chart, const Project *project)
{
    return project->finish_by != NULL && strcmp(project->state, "active") == 0 &&
           strcmp(project->finish_by, call_today(chart->desk.call)) < 0;
}

/* The light that is kept of the project; grey as long as there is none. */
static void set_light(const ChartDesk *chart, WallRow *row)
{
    static const struct {
        const char *colour;
        ChartLight light;
    } lights[] = {
        {"red", CHART_LIGHT_RED}, {"yellow", CHART_LIGHT_YELLOW}, {"green", CHART_LIGHT_GREEN}};
    const ProjectLight *light = g_hash_table_lookup(chart->lights, row->project->id);

    row->row.light = CHART_LIGHT_GREY;
    row->row.reason = light != NULL ? light->reason : NULL;
    for (gsize i = 0; light != NULL && i < G_N_ELEMENTS(lights); i++) {
        if (strcmp(light->colour, lights[i].colour) == 0) {
            row->row.light = lights[i].light;
        }
    }
}

static void set_bar(const ChartDesk *chart, const Project *project, const ChartPlan *plan,
                    ChartRow *row)
{
    ChartBar bar = {.start = project->start_by, .finish = project->finish_by};

    if (plan != NULL && plan->start != NULL) {
        bar = (ChartBar){.start = plan->start,
                         .finish = plan->finish,
                         .baseline_start = plan->baseline_start,
                         .baseline_finish = plan->baseline_finish,
                         .critical = plan->too_late};
    }
    if (bar.start != NULL && bar.finish != NULL && strcmp(bar.start, bar.finish) <= 0) {
        bar.done = done_of(chart, project);
        row->bars = g_memdup2(&bar, sizeof bar);
        row->bar_count = 1;
        g_ptr_array_add(chart->parts, (gpointer)row->bars);
    }
}

static gint by_day(gconstpointer one, gconstpointer other)
{
    return strcmp(((const ChartMilestone *)one)->day, ((const ChartMilestone *)other)->day);
}

/* The moves of PROJECT, then what PLAN (may be NULL) says, then the finish, by day. */
static void set_milestones(const ChartDesk *chart, const Project *project, const ChartPlan *plan,
                           ChartRow *row)
{
    GArray *moves = g_hash_table_lookup(chart->moves, project->id);

    if (moves == NULL) {
        moves = g_array_new(FALSE, FALSE, sizeof(ChartMilestone));
        g_hash_table_insert(chart->moves, g_strdup(project->id), moves);
    }
    if (plan != NULL) {
        g_array_append_vals(moves, plan->milestones->data, plan->milestones->len);
    }
    if (project->finish_by != NULL) {
        bool finished = strcmp(project->state, "finished") == 0;
        const ChartMilestone finish = {
            text_find(call_language(chart->desk.call),
                      finished ? "project.chart_finish" : "project.chart_due"),
            finished && project->ended != NULL ? project->ended : project->finish_by,
            finished                  ? CHART_MILESTONE_DONE
            : is_late(chart, project) ? CHART_MILESTONE_LATE
                                      : CHART_MILESTONE_AHEAD};
        g_array_append_val(moves, finish);
    }
    g_array_sort(moves, by_day);
    row->milestones = (const ChartMilestone *)(gconstpointer)moves->data;
    row->milestone_count = moves->len;
}

/* What the next gate lacks first, until the limit of the library ends; in the last one the finish.
 */
static void set_gate(const ChartDesk *chart, WallRow *row)
{
    const Project *project = row->project;
    const ProjectDesk *desk = &chart->desk;
    Language language = call_language(desk->call);
    const Library *library = pack_library(desk->pack, project->library);
    const Library *next = project_next(desk->pack, project);
    gint32 since;

    if (next == NULL) {
        row->row.next_action =
            project->finish_by != NULL ? text_find(language, "project.chart_finish") : NULL;
        row->next_by = project->finish_by;
        return;
    }
    g_autoptr(GPtrArray) missing =
        gate_missing(desk->pack, desk->facts, project, next, call_today(desk->call));
    const json_t *name =
        missing->len > 0 ? ((const Condition *)missing->pdata[0])->name : next->name;
    const char *const arguments[] = {"what", pack_name(name, language), NULL};
    g_autofree char *action = text_format(
        language, missing->len > 0 ? "project.chart_lacks" : "project.chart_enter", arguments);
    row->row.next_action = project_chart_keep(chart, action);
    if (library != NULL && library->limit > 0 && day_parse(project->since, &since)) {
        char day[DAY_LENGTH + 1];
        day_format(since + library->limit, day);
        row->next_by = project_chart_keep(chart, day);
    }
}

/* Whichever ends first of what the gate and the PLAN (may be NULL) ask. */
static void set_next(const ChartDesk *chart, const ChartPlan *plan, WallRow *row)
{
    if (strcmp(row->project->state, "active") != 0) {
        return;
    }
    set_gate(chart, row);
    if (plan != NULL && plan->next != NULL &&
        (row->next_by == NULL || strcmp(plan->next_by, row->next_by) < 0)) {
        row->row.next_action = plan->next;
        row->next_by = plan->next_by;
    }
}

void project_chart_row(const ChartDesk *chart, WallRow *row)
{
    const Project *project = row->project;
    const ProjectDesk *desk = &chart->desk;
    const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);
    const char *unit = name_of(desk->names, NAME_UNIT, project->lead_unit);
    const Library *library = pack_library(desk->pack, project->library);
    const ChartPlan *plan = g_hash_table_lookup(chart->plans, project->id);

    row->leader = charge != NULL ? charge->person : NULL;
    row->library_name =
        library != NULL ? pack_name(library->name, call_language(desk->call)) : project->library;
    row->track = library != NULL ? library->track : 0;
    row->position = library != NULL ? library->position : 0;
    row->row = (ChartRow){.name = project->name,
                          .leader = charge != NULL ? charge->name : NULL,
                          .unit = unit != NULL ? project_chart_keep(chart, unit) : NULL,
                          .investment = investment_of(chart, project)};
    set_bar(chart, project, plan, &row->row);
    set_light(chart, row);
    set_milestones(chart, project, plan, &row->row);
    set_next(chart, plan, row);
}
