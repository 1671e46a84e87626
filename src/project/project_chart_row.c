/* A project as a row of the wall chart. */
#include "project/plan.h"
#include "project/project_chart_internal.h"

#include <string.h>

#define BEHIND_YELLOW 10u /* hundredths of the whole behind an even pace */
#define BEHIND_RED    30u

/* Amounts from here on are said in 亿元: they are kept in 万元. */
#define HUNDRED_MILLION (10000 * DECIMAL_ONE)

static const char *keep(const ChartDesk *chart, const char *text)
{
    return g_string_chunk_insert_const(chart->texts, text);
}

static const char *library_name(const ChartDesk *chart, const char *key)
{
    const Library *library = pack_library(chart->desk->pack, key);

    return library != NULL ? pack_name(library->name, call_language(chart->desk->call)) : key;
}

/* The library KEY was entered on DAY; of one that was entered again the last day counts. */
static void note_move(const ChartDesk *chart, const char *project, const char *key, const char *day)
{
    GArray *moves = g_hash_table_lookup(chart->moves, project);
    const ChartMilestone milestone = {keep(chart, library_name(chart, key)), keep(chart, day),
                                      CHART_MILESTONE_DONE};

    if (moves == NULL) {
        moves = g_array_new(FALSE, FALSE, sizeof(ChartMilestone));
        g_hash_table_insert(chart->moves, g_strdup(project), moves);
    }
    for (guint i = 0; i < moves->len; i++) {
        if (g_array_index(moves, ChartMilestone, i).name == milestone.name) {
            g_array_remove_index(moves, i);
            break;
        }
    }
    g_array_append_val(moves, milestone);
}

bool project_chart_open(ChartDesk *chart, const ProjectDesk *desk, GError **error)
{
    Call *call = desk->call;
    g_autoptr(GError) failed = NULL;

    chart->desk = desk;
    chart->texts = g_string_chunk_new(4096);
    chart->parts = g_ptr_array_new_with_free_func(g_free);
    chart->moves =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_moves,
                    STORE_VALUES(store_text(call_district(call)), store_null()), error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        note_move(chart, store_column_text(rows, 0), store_column_text(rows, 4),
                  store_column_text(rows, 5));
    }
    return rows != NULL && error_pass(error, &failed);
}

void project_chart_clear(ChartDesk *chart)
{
    g_clear_pointer(&chart->moves, g_hash_table_unref);
    g_clear_pointer(&chart->parts, g_ptr_array_unref);
    g_clear_pointer(&chart->texts, g_string_chunk_free);
}

/* “3.2亿元”, “8600万元”, or NULL if it is not known. */
static const char *investment_of(const ChartDesk *chart, const Project *project)
{
    Language language = call_language(chart->desk->call);
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
    return keep(chart, words);
}

/* Hundredths of the total that are invested. */
static guint done_of(const ChartDesk *chart, const Project *project)
{
    Sums sums = project_sums_of(chart->desk->facts, project->id);
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
           strcmp(project->finish_by, call_today(chart->desk->call)) < 0;
}

/* How many hundredths BAR is behind an even pace today; 0 if it is not. */
static guint behind_pace(const ChartDesk *chart, const ChartBar *bar)
{
    gint32 today = 0;
    gint32 start = 0;
    gint32 finish = 0;

    if (!day_parse(call_today(chart->desk->call), &today) || !day_parse(bar->start, &start) ||
        !day_parse(bar->finish, &finish) || today < start) {
        return 0;
    }
    guint even = (guint)MIN(100, 100 * ((gint64)today - start) / ((gint64)finish - start + 1));
    return even > bar->done ? even - bar->done : 0;
}

static ChartLight light_of(const ChartDesk *chart, const Project *project, const ChartRow *row)
{
    bool active = strcmp(project->state, "active") == 0;
    guint behind = active && row->bar_count > 0 ? behind_pace(chart, &row->bars[0]) : 0;

    if (is_late(chart, project) || behind > BEHIND_RED) {
        return CHART_LIGHT_RED;
    }
    if ((row->bar_count > 0 && row->bars[0].critical) || behind > BEHIND_YELLOW ||
        project_stuck(chart->desk->pack, project, call_today(chart->desk->call))) {
        return CHART_LIGHT_YELLOW;
    }
    return project->finish_by == NULL ? CHART_LIGHT_GREY : CHART_LIGHT_GREEN;
}

static const char *keep_day(const ChartDesk *chart, gint32 day)
{
    char text[DAY_LENGTH + 1];

    day_format(day, text);
    return keep(chart, text);
}

/* From the first day to the last of PLAN's baseline, if it has one. */
static void set_baseline(const ChartDesk *chart, const ProjectPlan *plan, ChartBar *bar)
{
    gint32 first = SCHEDULE_NO_DAY;
    gint32 last = SCHEDULE_NO_DAY;

    if (plan->plan->baselines->len == 0) {
        return;
    }
    const GArray *spans = g_array_index(plan->plan->baselines, ScheduleBaseline, 0).spans;
    for (guint i = 0; i < spans->len; i++) {
        const ScheduleSpan *span = &g_array_index(spans, ScheduleSpan, i);
        if (span->start != SCHEDULE_NO_DAY) {
            first = first == SCHEDULE_NO_DAY ? span->start : MIN(first, span->start);
            last = last == SCHEDULE_NO_DAY ? span->finish : MAX(last, span->finish);
        }
    }
    if (first != SCHEDULE_NO_DAY && last >= first) {
        bar->baseline_start = keep_day(chart, first);
        bar->baseline_finish = keep_day(chart, last);
    }
}

static bool set_bar(const ChartDesk *chart, const Project *project, ChartRow *row, GError **error)
{
    g_autoptr(ProjectPlan) plan = project_plan_load(chart->desk->call, project->id, 0, error);
    ChartBar bar = {.start = project->start_by, .finish = project->finish_by};

    if (plan == NULL) {
        return false;
    }
    if (plan->version > 0) {
        ScheduleTotals totals = schedule_totals(plan->result);
        if (totals.start != SCHEDULE_NO_DAY && totals.finish >= totals.start) {
            bar.start = keep_day(chart, totals.start);
            bar.finish = keep_day(chart, totals.finish);
            bar.critical = totals.required != SCHEDULE_NO_DAY && totals.finish > totals.required;
            set_baseline(chart, plan, &bar);
        }
    }
    if (bar.start != NULL && bar.finish != NULL && strcmp(bar.start, bar.finish) <= 0) {
        bar.done = done_of(chart, project);
        row->bars = g_memdup2(&bar, sizeof bar);
        row->bar_count = 1;
        g_ptr_array_add(chart->parts, (gpointer)row->bars);
    }
    return true;
}

static gint by_day(gconstpointer one, gconstpointer other)
{
    return strcmp(((const ChartMilestone *)one)->day, ((const ChartMilestone *)other)->day);
}

static void set_milestones(const ChartDesk *chart, const Project *project, ChartRow *row)
{
    GArray *moves = g_hash_table_lookup(chart->moves, project->id);

    if (moves == NULL) {
        return;
    }
    if (project->finish_by != NULL) {
        bool finished = strcmp(project->state, "finished") == 0;
        const ChartMilestone finish = {
            text_find(call_language(chart->desk->call), "project.chart_finish"),
            finished && project->ended != NULL ? project->ended : project->finish_by,
            finished                  ? CHART_MILESTONE_DONE
            : is_late(chart, project) ? CHART_MILESTONE_LATE
                                      : CHART_MILESTONE_AHEAD};
        g_array_append_val(moves, finish);
    }
    g_array_sort(moves, by_day);
    row->milestones = &g_array_index(moves, ChartMilestone, 0);
    row->milestone_count = moves->len;
}

static const char *until(const ChartDesk *chart, const char *day)
{
    const char *const arguments[] = {"day", day, NULL};
    g_autofree char *text =
        text_format(call_language(chart->desk->call), "project.chart_until", arguments);

    return keep(chart, text);
}

static void set_next(const ChartDesk *chart, const Project *project, ChartRow *row)
{
    const ProjectDesk *desk = chart->desk;
    Language language = call_language(desk->call);
    const Library *library = pack_library(desk->pack, project->library);
    const Library *next =
        strcmp(project->state, "active") == 0 ? project_next(desk->pack, project) : NULL;
    gint32 since;

    if (next == NULL) {
        if (strcmp(project->state, "active") == 0 && project->finish_by != NULL) {
            row->next_action = text_find(language, "project.chart_finish");
            row->next_day = until(chart, project->finish_by);
        }
        return;
    }
    g_autoptr(GPtrArray) missing =
        gate_missing(desk->pack, desk->facts, project, next, call_today(desk->call));
    const json_t *name =
        missing->len > 0 ? ((const Condition *)missing->pdata[0])->name : next->name;
    const char *const arguments[] = {"what", pack_name(name, language), NULL};
    g_autofree char *action = text_format(
        language, missing->len > 0 ? "project.chart_lacks" : "project.chart_enter", arguments);
    row->next_action = keep(chart, action);
    if (library != NULL && library->limit > 0 && day_parse(project->since, &since)) {
        char day[DAY_LENGTH + 1];
        day_format(since + library->limit, day);
        row->next_day = until(chart, day);
    }
}

bool project_chart_row(const ChartDesk *chart, const Project *project, const char *group,
                       ChartRow *row, GError **error)
{
    const ProjectDesk *desk = chart->desk;
    const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);
    const char *unit = name_of(desk->names, NAME_UNIT, project->lead_unit);

    *row = (ChartRow){.group = group,
                      .name = project->name,
                      .leader = charge != NULL ? charge->name : NULL,
                      .unit = unit != NULL ? keep(chart, unit) : NULL,
                      .investment = investment_of(chart, project)};
    if (!set_bar(chart, project, row, error)) {
        return false;
    }
    row->light = light_of(chart, project, row);
    set_milestones(chart, project, row);
    set_next(chart, project, row);
    return true;
}
