#include "project/schedule_report.h"

#include <math.h>

const char *schedule_cause_name(ScheduleCause cause)
{
    switch (cause) {
    case SCHEDULE_BY_START:
        return "start";
    case SCHEDULE_BY_DATA_DATE:
        return "data_date";
    case SCHEDULE_BY_ACTUAL:
        return "actual";
    case SCHEDULE_BY_START_NO_EARLIER:
        return "start_no_earlier";
    case SCHEDULE_BY_FINISH_NO_EARLIER:
        return "finish_no_earlier";
    case SCHEDULE_BY_START_NO_LATER:
        return "start_no_later";
    case SCHEDULE_BY_FINISH_NO_LATER:
        return "finish_no_later";
    case SCHEDULE_BY_REQUIRED_FINISH:
        return "required_finish";
    }
    return "";
}

/* 0.8213 */
static void write_share(JsonWriter *writer, const char *name, double share)
{
    json_key(writer, name);
    json_decimal(writer, (gint64)lround(share * 10000));
}

static const char *id_of(const ScheduleReport *report, guint activity)
{
    return activity == SCHEDULE_NONE ? NULL : schedule_plan_activity(report->plan, activity)->id;
}

static void write_flag(JsonWriter *writer, guint flags, guint flag, const char *name)
{
    if ((flags & flag) != 0) {
        json_member_bool(writer, name, true);
    }
}

static void write_activity(const ScheduleReport *report, guint i, JsonWriter *writer)
{
    const ScheduleActivity *activity = schedule_plan_activity(report->plan, i);
    ScheduleDates dates = schedule_dates(report->result, i);
    gint32 slip = 0;

    json_begin_object(writer);
    json_member_text(writer, "id", activity->id);
    json_member_text(writer, "name", activity->name);
    json_member_day(writer, "start", dates.start);
    json_member_day(writer, "finish", dates.finish);
    json_member_day(writer, "early_start", dates.early_start);
    json_member_day(writer, "early_finish", dates.early_finish);
    json_member_day(writer, "late_start", dates.late_start);
    json_member_day(writer, "late_finish", dates.late_finish);
    json_member_int(writer, "total_float", dates.total_float);
    json_member_int(writer, "free_float", dates.free_float);
    write_flag(writer, dates.flags, SCHEDULE_CRITICAL, "critical");
    write_flag(writer, dates.flags, SCHEDULE_NEAR, "near_critical");
    write_flag(writer, dates.flags, SCHEDULE_SUMMARY, "summary");
    write_flag(writer, dates.flags, SCHEDULE_MILESTONE, "milestone");
    write_flag(writer, dates.flags, SCHEDULE_STARTED, "started");
    write_flag(writer, dates.flags, SCHEDULE_FINISHED, "finished");
    if (report->baseline != NULL && schedule_slip(report->result, report->baseline, i, &slip)) {
        ScheduleSpan span = g_array_index(report->baseline->spans, ScheduleSpan, i);
        json_member_int(writer, "slip", slip);
        json_member_day(writer, "baseline_start", span.start);
        json_member_day(writer, "baseline_finish", span.finish);
    }
    if (report->simulation != NULL) {
        ScheduleRisk risk = schedule_simulation_risk(report->simulation, i);
        write_share(writer, "criticality", risk.criticality);
        write_share(writer, "correlation", risk.correlation);
    }
    json_end_object(writer);
}

static void write_steps(const ScheduleReport *report, const char *name, const GArray *steps,
                        JsonWriter *writer)
{
    static const char *const types[] = {"FS", "SS", "FF", "SF"};

    json_key(writer, name);
    json_begin_array(writer);
    for (guint i = 0; i < steps->len; i++) {
        ScheduleStep step = g_array_index(steps, ScheduleStep, i);
        json_begin_object(writer);
        json_member_text(writer, "id", id_of(report, step.activity));
        if (step.link != SCHEDULE_NONE) {
            const ScheduleLink *link = &g_array_index(report->plan->links, ScheduleLink, step.link);
            json_member_text(writer, "link", types[link->type]);
            json_member_int(writer, "lag", link->lag);
        }
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void write_totals(const ScheduleReport *report, JsonWriter *writer)
{
    ScheduleTotals totals = schedule_totals(report->result);

    json_member_text(writer, "name", report->plan->name);
    json_member_day(writer, "start", totals.start);
    json_member_day(writer, "finish", totals.finish);
    json_member_day(writer, "early_finish", totals.early_finish);
    json_member_day(writer, "required_finish", totals.required);
    json_member_int(writer, "least_float", totals.float_least);
    json_member_day(writer, "must_start", totals.must_start);
    json_member_day(writer, "calendar_unknown_from", totals.uncovered);
    json_member_int(writer, "critical", totals.critical);
    json_member_int(writer, "near_critical", totals.near);
}

static void write_paths(const ScheduleReport *report, JsonWriter *writer)
{
    g_autoptr(GArray) driving = schedule_driving_path(report->result, SCHEDULE_NONE);
    g_autoptr(GPtrArray) paths =
        schedule_near_paths(report->result, report->plan->near_float, SCHEDULE_PATHS_SHOWN);

    write_steps(report, "driving_path", driving, writer);
    json_key(writer, "paths");
    json_begin_array(writer);
    for (guint i = 0; i < paths->len; i++) {
        json_begin_object(writer);
        write_steps(report, "steps", paths->pdata[i], writer);
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void write_conflicts(const ScheduleReport *report, JsonWriter *writer)
{
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(report->result);

    json_key(writer, "conflicts");
    json_begin_array(writer);
    for (guint i = 0; i < conflicts->len; i++) {
        const ScheduleConflict *conflict = conflicts->pdata[i];
        json_begin_object(writer);
        json_member_text(writer, "broken", schedule_cause_name(conflict->broken));
        json_member_text(writer, "at", id_of(report, conflict->owner));
        json_member_day(writer, "day", conflict->broken_day);
        json_member_day(writer, "possible", conflict->possible);
        json_member_int(writer, "short_by", conflict->short_by);
        json_member_text(writer, "cause", schedule_cause_name(conflict->cause));
        json_member_day(writer, "cause_day", conflict->cause_day);
        write_steps(report, "chain", conflict->steps, writer);
        json_end_object(writer);
    }
    json_end_array(writer);
}

void schedule_report_simulation(const ScheduleReport *report, JsonWriter *writer)
{
    static const guint percents[] = {10, 50, 80, 90};

    json_key(writer, "simulation");
    json_begin_object(writer);
    json_member_int(writer, "runs", report->runs);
    for (guint i = 0; i < G_N_ELEMENTS(percents); i++) {
        g_autofree char *name = g_strdup_printf("p%u", percents[i]);
        json_member_day(writer, name, schedule_simulation_finish(report->simulation, percents[i]));
    }
    if (report->plan->finish != SCHEDULE_NO_DAY) {
        write_share(writer, "on_time",
                    schedule_simulation_chance(report->simulation, report->plan->finish));
    }
    json_end_object(writer);
}

void schedule_report_tried(const ScheduleReport *report, JsonWriter *writer)
{
    ScheduleTotals totals = schedule_totals(report->tried);

    json_key(writer, "what_if");
    json_begin_object(writer);
    json_member_day(writer, "finish", totals.finish);
    json_member_int(writer, "least_float", totals.float_least);
    json_key(writer, "moved");
    json_begin_array(writer);
    for (guint i = 0; i < report->plan->activities->len; i++) {
        ScheduleDates before = schedule_dates(report->result, i);
        ScheduleDates after = schedule_dates(report->tried, i);
        if (before.start != after.start || before.finish != after.finish) {
            json_begin_object(writer);
            json_member_text(writer, "id", id_of(report, i));
            json_member_day(writer, "start", after.start);
            json_member_day(writer, "finish", after.finish);
            json_member_int(writer, "total_float", after.total_float);
            json_end_object(writer);
        }
    }
    json_end_array(writer);
    json_end_object(writer);
}

void schedule_report_write(const ScheduleReport *report, JsonWriter *writer)
{
    json_begin_object(writer);
    write_totals(report, writer);
    json_key(writer, "activities");
    json_begin_array(writer);
    for (guint i = 0; i < report->plan->activities->len; i++) {
        write_activity(report, i, writer);
    }
    json_end_array(writer);
    write_paths(report, writer);
    write_conflicts(report, writer);
    if (report->simulation != NULL) {
        schedule_report_simulation(report, writer);
    }
    if (report->tried != NULL) {
        schedule_report_tried(report, writer);
    }
    json_end_object(writer);
}
