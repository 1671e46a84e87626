/* The wall chart as rows for a screen: the page draws and filters them. */
#include "project/project_chart_internal.h"

#include <stdlib.h>

static void write_bar(JsonWriter *answer, const ChartRow *row)
{
    json_key(answer, "bar");
    if (row->bar_count == 0) {
        json_write_null(answer);
        return;
    }
    const ChartBar *bar = &row->bars[0];
    json_begin_object(answer);
    json_member_text(answer, "start", bar->start);
    json_member_text(answer, "finish", bar->finish);
    json_member_int(answer, "done", bar->done);
    json_member_bool(answer, "too_late", bar->critical);
    json_member_text(answer, "baseline_start", bar->baseline_start);
    json_member_text(answer, "baseline_finish", bar->baseline_finish);
    json_end_object(answer);
}

static void write_milestones(JsonWriter *answer, const ChartRow *row)
{
    static const char *const states[] = {[CHART_MILESTONE_AHEAD] = "ahead",
                                         [CHART_MILESTONE_DONE] = "done",
                                         [CHART_MILESTONE_LATE] = "late"};

    json_key(answer, "milestones");
    json_begin_array(answer);
    for (gsize i = 0; i < row->milestone_count; i++) {
        json_begin_object(answer);
        json_member_text(answer, "name", row->milestones[i].name);
        json_member_text(answer, "day", row->milestones[i].day);
        json_member_text(answer, "state", states[row->milestones[i].state]);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_row(JsonWriter *answer, const WallRow *row)
{
    static const char *const lights[] = {[CHART_LIGHT_GREY] = "grey",
                                         [CHART_LIGHT_GREEN] = "green",
                                         [CHART_LIGHT_YELLOW] = "yellow",
                                         [CHART_LIGHT_RED] = "red"};

    json_begin_object(answer);
    json_member_text(answer, "id", row->project->id);
    json_member_text(answer, "name", row->project->name);
    json_member_text(answer, "library", row->project->library);
    json_member_text(answer, "library_name", row->library_name);
    json_member_text(answer, "leader", row->leader);
    json_member_text(answer, "leader_name", row->row.leader);
    json_member_text(answer, "unit_name", row->row.unit);
    json_key(answer, "total");
    if (row->project->has_total) {
        json_decimal(answer, row->project->total);
    } else {
        json_write_null(answer);
    }
    json_member_text(answer, "light", lights[row->row.light]);
    json_member_text(answer, "reason", row->row.reason);
    write_bar(answer, &row->row);
    write_milestones(answer, &row->row);
    json_member_text(answer, "next_action", row->row.next_action);
    json_member_text(answer, "next_day", row->next_by);
    json_end_object(answer);
}

bool project_chart_read(Call *call, GHashTable *lights, GError **error)
{
    JsonWriter *answer = call_answer(call);
    bool libraries = g_strcmp0(call_parameter(call, "rows"), "library") == 0;
    int year = atoi(call_today(call));
    g_auto(ChartDesk) chart = {0};

    if (!project_chart_open(&chart, call, lights, libraries ? CHART_BY_LIBRARY : CHART_BY_LEADER,
                            error)) {
        return false;
    }
    g_autofree char *from = g_strdup_printf("%04d-01-01", year);
    g_autofree char *to = g_strdup_printf("%04d-12-31", project_chart_last_year(&chart, year));
    json_begin_object(answer);
    json_member_text(answer, "today", call_today(call));
    json_member_text(answer, "from", from);
    json_member_text(answer, "to", to);
    json_key(answer, "rows");
    json_begin_array(answer);
    for (guint i = 0; i < chart.count; i++) {
        write_row(answer, &chart.rows[i]);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}
