/* What the schedules of projects say to the wall chart. */
#include "project/plan.h"
#include "project/project_chart_internal.h"

/* Of one schedule; of more the latest are drawn, with room left for the libraries. */
#define MILESTONES_MAX 60u

static const char *keep_day(const ChartDesk *chart, gint32 day)
{
    char text[DAY_LENGTH + 1];

    day_format(day, text);
    return project_chart_keep(chart, text);
}

/* From the first day to the last of PLAN's baseline, if it has one. */
static void take_baseline(const ChartDesk *chart, const ProjectPlan *plan, ChartPlan *into)
{
    gint32 first = SCHEDULE_NO_DAY;
    gint32 last = SCHEDULE_NO_DAY;

    if (project_plan_agreed(plan, &first, &last)) {
        into->baseline_start = keep_day(chart, first);
        into->baseline_finish = keep_day(chart, last);
    }
}

/* The day that activity number I has in the baseline, or SCHEDULE_NO_DAY. */
static gint32 agreed(const ProjectPlan *plan, guint i)
{
    if (plan->plan->baselines->len == 0) {
        return SCHEDULE_NO_DAY;
    }
    const GArray *spans = g_array_index(plan->plan->baselines, ScheduleBaseline, 0).spans;
    return i < spans->len ? g_array_index(spans, ScheduleSpan, i).finish : SCHEDULE_NO_DAY;
}

/* Late: not reached though its day has passed, as planned or as agreed in the baseline. */
static void take_milestone(const ChartDesk *chart, const ProjectPlan *plan, guint i, gint32 today,
                           ChartPlan *into)
{
    ScheduleDates dates = schedule_dates(plan->result, i);
    gint32 due = agreed(plan, i);
    bool late = dates.finish < today || (due != SCHEDULE_NO_DAY && due < today);
    const ChartMilestone milestone = {
        project_chart_keep(chart, schedule_plan_activity(plan->plan, i)->name),
        keep_day(chart, dates.finish),
        (dates.flags & SCHEDULE_FINISHED) != 0 ? CHART_MILESTONE_DONE
        : late                                 ? CHART_MILESTONE_LATE
                                               : CHART_MILESTONE_AHEAD};

    g_array_append_val(into->milestones, milestone);
}

/* What is to happen first of what is not finished: the activity that must begin, or be finished or
 * reached, soonest. */
static void take_next(const ChartDesk *chart, const ProjectPlan *plan, ChartPlan *into)
{
    gint32 soonest = SCHEDULE_NO_DAY;
    const char *name = NULL;
    const char *key = NULL;

    for (guint i = 0; i < plan->plan->activities->len; i++) {
        ScheduleDates dates = schedule_dates(plan->result, i);
        bool milestone = (dates.flags & SCHEDULE_MILESTONE) != 0;
        bool started = (dates.flags & SCHEDULE_STARTED) != 0;
        gint32 by = started || milestone ? dates.late_finish : dates.late_start;
        if ((dates.flags & (SCHEDULE_SUMMARY | SCHEDULE_FINISHED)) != 0 ||
            (soonest != SCHEDULE_NO_DAY && by >= soonest)) {
            continue;
        }
        soonest = by;
        name = schedule_plan_activity(plan->plan, i)->name;
        key = milestone ? "project.chart_reach"
              : started ? "project.chart_complete"
                        : "project.chart_begin";
    }
    if (name != NULL) {
        const char *const arguments[] = {"what", name, NULL};
        g_autofree char *words = text_format(call_language(chart->desk.call), key, arguments);
        into->next = project_chart_keep(chart, words);
        into->next_by = keep_day(chart, soonest);
    }
}

static void plan_free(gpointer data)
{
    ChartPlan *plan = data;

    g_array_unref(plan->milestones);
    g_free(plan);
}

static gint by_day(gconstpointer one, gconstpointer other)
{
    return strcmp(((const ChartMilestone *)one)->day, ((const ChartMilestone *)other)->day);
}

static void take_plan(const char *project, const ProjectPlan *plan, gpointer data)
{
    const ChartDesk *chart = data;
    ScheduleTotals totals = schedule_totals(plan->result);
    ChartPlan *into = g_new0(ChartPlan, 1);
    gint32 today = 0;

    day_parse(call_today(chart->desk.call), &today);
    into->milestones = g_array_new(FALSE, FALSE, sizeof(ChartMilestone));
    if (totals.start != SCHEDULE_NO_DAY && totals.finish >= totals.start) {
        into->start = keep_day(chart, totals.start);
        into->finish = keep_day(chart, totals.finish);
        into->too_late = totals.required != SCHEDULE_NO_DAY && totals.finish > totals.required;
        take_baseline(chart, plan, into);
        take_next(chart, plan, into);
    }
    for (guint i = 0; i < plan->plan->activities->len; i++) {
        guint flags = schedule_dates(plan->result, i).flags;
        if ((flags & SCHEDULE_MILESTONE) != 0 && (flags & SCHEDULE_SUMMARY) == 0) {
            take_milestone(chart, plan, i, today, into);
        }
    }
    g_array_sort(into->milestones, by_day);
    if (into->milestones->len > MILESTONES_MAX) {
        g_array_remove_range(into->milestones, 0, into->milestones->len - MILESTONES_MAX);
    }
    g_hash_table_insert(chart->plans, g_strdup(project), into);
}

bool project_chart_plans(ChartDesk *chart, GError **error)
{
    json_auto_t *ids = json_array();

    chart->plans = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, plan_free);
    for (guint i = 0; i < chart->projects->len; i++) {
        const Project *project = chart->projects->pdata[i];
        json_array_append_new(ids, json_string(project->id));
    }
    char *text = json_dumps(ids, JSON_COMPACT);
    bool done = project_plan_each(chart->desk.call, text, take_plan, chart, error);
    free(text);
    return done;
}
