/* All key projects that the caller may see, as rows of the wall chart in order. */
#include "project/project_chart_internal.h"

#include <stdlib.h>
#include <string.h>

#define YEARS_MAX 3

const char *project_chart_keep(const ChartDesk *chart, const char *text)
{
    return g_string_chunk_insert_const(chart->texts, text);
}

static const char *library_name(const ChartDesk *chart, const char *key)
{
    const Library *library = pack_library(chart->desk.pack, key);

    return library != NULL ? pack_name(library->name, call_language(chart->desk.call)) : key;
}

/* The library KEY was entered on DAY; of one that was entered again the last day counts. */
static void note_move(const ChartDesk *chart, const char *project, const char *key, const char *day)
{
    GArray *moves = g_hash_table_lookup(chart->moves, project);
    const ChartMilestone milestone = {project_chart_keep(chart, library_name(chart, key)),
                                      project_chart_keep(chart, day), CHART_MILESTONE_DONE};

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

static bool read_moves(ChartDesk *chart, GError **error)
{
    Call *call = chart->desk.call;
    g_autoptr(GError) failed = NULL;

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

/* By leader, those without one last. */
static gint by_leader(gconstpointer one, gconstpointer other)
{
    const WallRow *a = one;
    const WallRow *b = other;
    const char *left = a->row.leader;
    const char *right = b->row.leader;
    gint order =
        left == NULL || right == NULL ? (left == NULL) - (right == NULL) : strcmp(left, right);

    return order != 0 ? order : strcmp(a->project->id, b->project->id);
}

static gint by_library(gconstpointer one, gconstpointer other)
{
    const WallRow *a = one;
    const WallRow *b = other;
    gint order = a->track != b->track ? (a->track < b->track ? -1 : 1)
                                      : (a->position > b->position) - (a->position < b->position);

    return order != 0 ? order : strcmp(a->project->id, b->project->id);
}

static bool read_projects(ChartDesk *chart, const char *scope, GError **error)
{
    static const ProjectFilter key = {.key_level = "key"};

    chart->projects = project_rows(chart->desk.call, &key, scope, NULL, error);
    for (guint i = chart->projects != NULL ? chart->projects->len : 0; i > 0; i--) {
        if (strcmp(((const Project *)chart->projects->pdata[i - 1])->state, "given_up") == 0) {
            g_ptr_array_remove_index(chart->projects, i - 1);
        }
    }
    return chart->projects != NULL;
}

bool project_chart_open(ChartDesk *chart, Call *call, GHashTable *lights, ChartOrder order,
                        GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    chart->lights = lights;
    chart->texts = g_string_chunk_new(4096);
    chart->parts = g_ptr_array_new_with_free_func(g_free);
    if (!error_pass(error, &failed) || !project_desk_open(&chart->desk, call, NULL, error) ||
        !names_know_units(chart->desk.names, error) || !read_projects(chart, scope, error) ||
        !read_moves(chart, error) || !project_chart_plans(chart, error)) {
        return false;
    }
    chart->count = chart->projects->len;
    chart->rows = g_new0(WallRow, chart->count + 1);
    for (guint i = 0; i < chart->count; i++) {
        chart->rows[i].project = chart->projects->pdata[i];
        project_chart_row(chart, &chart->rows[i]);
    }
    qsort(chart->rows, chart->count, sizeof(WallRow),
          order == CHART_BY_LIBRARY ? by_library : by_leader);
    return true;
}

void project_chart_clear(ChartDesk *chart)
{
    g_clear_pointer(&chart->rows, g_free);
    g_clear_pointer(&chart->plans, g_hash_table_unref);
    g_clear_pointer(&chart->moves, g_hash_table_unref);
    g_clear_pointer(&chart->parts, g_ptr_array_unref);
    g_clear_pointer(&chart->texts, g_string_chunk_free);
    g_clear_pointer(&chart->projects, g_ptr_array_unref);
    project_desk_clear(&chart->desk);
}

int project_chart_last_year(const ChartDesk *chart, int year)
{
    int last = year;

    for (guint i = 0; i < chart->count; i++) {
        const ChartRow *row = &chart->rows[i].row;
        if (row->bar_count > 0) {
            last = MAX(last, atoi(row->bars[0].finish));
        }
        if (row->milestone_count > 0) {
            last = MAX(last, atoi(row->milestones[row->milestone_count - 1].day));
        }
    }
    return MIN(last, year + YEARS_MAX - 1);
}
