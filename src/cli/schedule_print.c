/* luoshi schedule for people: a table, then what drives, what cannot be kept, what may come. */
#include "cli/schedule.h"

#include <stdio.h>
#include <string.h>

#define NAME_WIDTH  28  /* columns */
#define CHAIN_NAMES 12u /* of a path, at each end */
#define DRIVERS     10u

static guint width_of(const char *text)
{
    guint width = 0;

    for (; *text != '\0'; text = g_utf8_next_char(text)) {
        width += g_unichar_iswide(g_utf8_get_char(text)) ? 2 : 1;
    }
    return width;
}

/* TEXT in WIDTH columns, cut where it is longer. */
static void add_cell(GString *out, const char *text, guint width)
{
    guint used = 0;

    for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
        guint wide = g_unichar_iswide(g_utf8_get_char(at)) ? 2 : 1;
        if (used + wide > width) {
            break;
        }
        g_string_append_unichar(out, g_utf8_get_char(at));
        used += wide;
    }
    g_string_append_printf(out, "%*s ", (int)(width - used), "");
}

/* A sentence with its arguments, and the end of the line. */
static void add_line(GString *out, Language language, const char *key, const char *const *arguments)
{
    g_autofree char *text = text_format(language, key, arguments);

    g_string_append_printf(out, "%s\n", text);
}

typedef struct {
    char text[DAY_LENGTH + 1];
} DayText;

static DayText day_text(gint32 day)
{
    DayText text = {"-"};

    if (day != SCHEDULE_NO_DAY) {
        day_format(day, text.text);
    }
    return text;
}

static guint depth_of(const SchedulePlan *plan, guint activity)
{
    guint depth = 0;

    for (guint at = schedule_plan_activity(plan, activity)->parent; at != SCHEDULE_NONE;
         at = schedule_plan_activity(plan, at)->parent) {
        depth++;
    }
    return depth;
}

static const char *mark_of(guint flags)
{
    return (flags & SCHEDULE_FINISHED) != 0   ? "cli.schedule.mark.finished"
           : (flags & SCHEDULE_CRITICAL) != 0 ? "cli.schedule.mark.critical"
           : (flags & SCHEDULE_NEAR) != 0     ? "cli.schedule.mark.near"
                                              : NULL;
}

static void add_row(const ScheduleReport *report, guint i, Language language, GString *out)
{
    ScheduleDates dates = schedule_dates(report->result, i);
    const char *mark = mark_of(dates.flags);
    guint indent = 2 * MIN(depth_of(report->plan, i), 5);
    g_autofree char *name = g_strdup_printf("%*s%s%s", (int)indent, "",
                                            (dates.flags & SCHEDULE_MILESTONE) != 0 ? "◆" : "",
                                            schedule_plan_activity(report->plan, i)->name);
    gint32 slip = 0;

    add_cell(out, name, NAME_WIDTH);
    g_string_append_printf(out, "%s %s %s %s %5d %5d ", day_text(dates.start).text,
                           day_text(dates.finish).text, day_text(dates.late_start).text,
                           day_text(dates.late_finish).text, dates.total_float, dates.free_float);
    if (report->baseline != NULL) {
        if (schedule_slip(report->result, report->baseline, i, &slip)) {
            g_string_append_printf(out, "%+5d ", slip);
        } else {
            g_string_append(out, "    - ");
        }
    }
    g_string_append_printf(out, "%s\n", mark != NULL ? text_find(language, mark) : "");
}

static void add_table(const ScheduleReport *report, Language language, GString *out)
{
    static const struct {
        const char *key;
        guint width;
    } heads[] = {{"cli.schedule.head.name", NAME_WIDTH},
                 {"cli.schedule.head.start", DAY_LENGTH},
                 {"cli.schedule.head.finish", DAY_LENGTH},
                 {"cli.schedule.head.late_start", DAY_LENGTH},
                 {"cli.schedule.head.late_finish", DAY_LENGTH},
                 {"cli.schedule.head.total", 5},
                 {"cli.schedule.head.free", 5},
                 {"cli.schedule.head.slip", 5}};

    for (guint i = 0; i < G_N_ELEMENTS(heads) - (report->baseline == NULL ? 1 : 0); i++) {
        const char *head = text_find(language, heads[i].key);
        if (heads[i].width == 5) {
            g_string_append_printf(out, "%*s", (int)(5 - MIN(width_of(head), 5)), "");
            add_cell(out, head, MIN(width_of(head), 5));
        } else {
            add_cell(out, head, heads[i].width);
        }
    }
    g_string_append_c(out, '\n');
    for (guint i = 0; i < report->plan->activities->len; i++) {
        add_row(report, i, language, out);
    }
}

static void add_totals(const ScheduleReport *report, Language language, GString *out)
{
    ScheduleTotals totals = schedule_totals(report->result);
    DayText start = day_text(totals.start);
    DayText finish = day_text(totals.finish);
    DayText required = day_text(totals.required);
    DayText must_start = day_text(totals.must_start);
    DayText unknown = day_text(totals.uncovered);
    g_autofree char *critical = g_strdup_printf("%u", totals.critical);
    g_autofree char *near = g_strdup_printf("%u", totals.near);
    g_autofree char *days = g_strdup_printf("%d", ABS(totals.float_least));
    const char *const arguments[] = {
        "start", start.text,   "finish",      finish.text, "critical", critical, "near",
        near,    "required",   required.text, "days",      days,       "must",   must_start.text,
        "day",   unknown.text, NULL};

    g_string_append_c(out, '\n');
    add_line(out, language, "cli.schedule.totals", arguments);
    if (totals.required != SCHEDULE_NO_DAY) {
        add_line(out, language,
                 totals.float_least < 0 ? "cli.schedule.short" : "cli.schedule.in_time", arguments);
    }
    if (totals.must_start != SCHEDULE_NO_DAY) {
        add_line(out, language, "cli.schedule.must_start", arguments);
    }
    if (totals.uncovered != SCHEDULE_NO_DAY) {
        add_line(out, language, "cli.schedule.unknown", arguments);
    }
}

/* “开挖 → 浇筑（SS+3） → 封顶”. (transfer full) */
static char *chain_text(const SchedulePlan *plan, const GArray *steps)
{
    static const char *const types[] = {"FS", "SS", "FF", "SF"};
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < steps->len; i++) {
        ScheduleStep step = g_array_index(steps, ScheduleStep, i);
        if (steps->len > 2 * CHAIN_NAMES && i == CHAIN_NAMES) {
            g_string_append(text, " → …");
            i = steps->len - CHAIN_NAMES - 1;
            continue;
        }
        g_string_append(text, i > 0 ? " → " : "");
        g_string_append(text, schedule_plan_activity(plan, step.activity)->name);
        if (step.link == SCHEDULE_NONE) {
            continue;
        }
        const ScheduleLink *link = &g_array_index(plan->links, ScheduleLink, step.link);
        if (link->type != SCHEDULE_FS || link->lag != 0) {
            g_string_append_printf(text, "(%s", types[link->type]);
            if (link->lag != 0) {
                g_string_append_printf(text, "%+d", link->lag);
            }
            g_string_append_c(text, ')');
        }
    }
    return g_string_free(text, FALSE);
}

static void add_paths(const ScheduleReport *report, Language language, GString *out)
{
    g_autoptr(GArray) driving = schedule_driving_path(report->result, SCHEDULE_NONE);
    g_autofree char *chain = chain_text(report->plan, driving);
    const char *const arguments[] = {"chain", chain, NULL};

    add_line(out, language, "cli.schedule.driving", arguments);
}

static void add_conflicts(const ScheduleReport *report, Language language, GString *out)
{
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(report->result);

    for (guint i = 0; i < conflicts->len; i++) {
        const ScheduleConflict *conflict = conflicts->pdata[i];
        g_autofree char *broken_key =
            g_strdup_printf("cli.schedule.cause.%s", schedule_cause_name(conflict->broken));
        g_autofree char *cause_key =
            g_strdup_printf("cli.schedule.cause.%s", schedule_cause_name(conflict->cause));
        g_autofree char *chain = chain_text(report->plan, conflict->steps);
        g_autofree char *days = g_strdup_printf("%d", conflict->short_by);
        DayText broken = day_text(conflict->broken_day);
        DayText possible = day_text(conflict->possible);
        DayText cause = day_text(conflict->cause_day);
        const char *name = conflict->owner != SCHEDULE_NONE
                               ? schedule_plan_activity(report->plan, conflict->owner)->name
                               : report->plan->name;
        const char *const arguments[] = {
            "name", name,        "rule",     text_find(language, broken_key),
            "day",  broken.text, "possible", possible.text,
            "days", days,        "cause",    text_find(language, cause_key),
            "from", cause.text,  "chain",    chain,
            NULL};
        add_line(out, language, "cli.schedule.conflict", arguments);
    }
}

typedef struct {
    guint activity;
    double correlation;
} Driver;

static gint strongest_first(gconstpointer a, gconstpointer b)
{
    double first = ((const Driver *)a)->correlation;
    double second = ((const Driver *)b)->correlation;

    return (second > first) - (second < first);
}

static void add_drivers(const ScheduleReport *report, Language language, GString *out)
{
    g_autoptr(GArray) drivers = g_array_new(FALSE, FALSE, sizeof(Driver));

    for (guint i = 0; i < report->plan->activities->len; i++) {
        Driver driver = {i, schedule_simulation_risk(report->simulation, i).correlation};
        if (driver.correlation > 0.05) {
            g_array_append_val(drivers, driver);
        }
    }
    g_array_sort(drivers, strongest_first);
    for (guint i = 0; i < MIN(drivers->len, DRIVERS); i++) {
        const Driver *driver = &g_array_index(drivers, Driver, i);
        ScheduleRisk risk = schedule_simulation_risk(report->simulation, driver->activity);
        g_autofree char *correlation = g_strdup_printf("%.2f", risk.correlation);
        g_autofree char *critical = g_strdup_printf("%.0f", risk.criticality * 100);
        const char *const arguments[] = {
            "name",        schedule_plan_activity(report->plan, driver->activity)->name,
            "correlation", correlation,
            "critical",    critical,
            NULL};
        add_line(out, language, "cli.schedule.driver", arguments);
    }
}

static void add_simulation(const ScheduleReport *report, Language language, GString *out)
{
    DayText half = day_text(schedule_simulation_finish(report->simulation, 50));
    DayText likely = day_text(schedule_simulation_finish(report->simulation, 80));
    DayText sure = day_text(schedule_simulation_finish(report->simulation, 90));
    DayText required = day_text(report->plan->finish);
    g_autofree char *runs = g_strdup_printf("%u", report->runs);
    double chance = schedule_simulation_chance(report->simulation, report->plan->finish);
    g_autofree char *percent = g_strdup_printf("%.1f", chance * 100);
    const char *const arguments[] = {"runs",      runs,          "p50",     half.text, "p80",
                                     likely.text, "p90",         sure.text, "chance",  percent,
                                     "required",  required.text, NULL};

    g_string_append_c(out, '\n');
    add_line(out, language, "cli.schedule.simulation", arguments);
    if (report->plan->finish != SCHEDULE_NO_DAY) {
        add_line(out, language, "cli.schedule.chance", arguments);
    }
    add_drivers(report, language, out);
}

static void add_tried(const ScheduleReport *report, Language language, GString *out)
{
    ScheduleTotals before = schedule_totals(report->result);
    ScheduleTotals after = schedule_totals(report->tried);
    DayText was = day_text(before.finish);
    DayText is = day_text(after.finish);
    guint moved = 0;

    g_string_append_c(out, '\n');
    for (guint i = 0; i < report->plan->activities->len; i++) {
        ScheduleDates old = schedule_dates(report->result, i);
        ScheduleDates new = schedule_dates(report->tried, i);
        moved += old.start != new.start || old.finish != new.finish ? 1 : 0;
    }
    g_autofree char *count = g_strdup_printf("%u", moved);
    const char *const arguments[] = {
        "name",  schedule_plan_activity(report->plan, report->tried_activity)->name,
        "was",   was.text,
        "is",    is.text,
        "count", count,
        NULL};
    add_line(out, language, "cli.schedule.tried", arguments);
    for (guint i = 0; i < report->plan->activities->len; i++) {
        ScheduleDates old = schedule_dates(report->result, i);
        ScheduleDates new = schedule_dates(report->tried, i);
        if (old.start != new.start || old.finish != new.finish) {
            g_string_append(out, "  ");
            add_cell(out, schedule_plan_activity(report->plan, i)->name, NAME_WIDTH);
            g_string_append_printf(out, "%s %s → %s %s\n", day_text(old.start).text,
                                   day_text(old.finish).text, day_text(new.start).text,
                                   day_text(new.finish).text);
        }
    }
}

void schedule_print(const ScheduleReport *report, Language language, GString *out)
{
    add_table(report, language, out);
    add_totals(report, language, out);
    add_paths(report, language, out);
    add_conflicts(report, language, out);
    if (report->simulation != NULL) {
        add_simulation(report, language, out);
    }
    if (report->tried != NULL) {
        add_tried(report, language, out);
    }
}
