/* The wall chart of all key projects that the caller may see. */
#include "project/project_chart_internal.h"

#include <stdlib.h>
#include <string.h>

#define YEARS_MAX 3

/* A project and where it stands among the others. */
typedef struct {
    const Project *project;
    const char *group;
    guint track;
    guint position; /* of its library */
} Entry;

/* By leader, those without one last; then by library. */
static gint by_leader(gconstpointer one, gconstpointer other)
{
    const Entry *a = one;
    const Entry *b = other;
    gint order = a->group == NULL || b->group == NULL ? (a->group == NULL) - (b->group == NULL)
                                                      : strcmp(a->group, b->group);

    return order != 0 ? order : strcmp(a->project->id, b->project->id);
}

static gint by_library(gconstpointer one, gconstpointer other)
{
    const Entry *a = one;
    const Entry *b = other;
    gint order = a->track != b->track ? (a->track < b->track ? -1 : 1)
                                      : (a->position > b->position) - (a->position < b->position);

    return order != 0 ? order : strcmp(a->project->id, b->project->id);
}

/* PROJECTS but those given up, in the order of the chart's rows. (transfer full) */
static GArray *order(const ProjectDesk *desk, const GPtrArray *projects, bool libraries)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(Entry));

    for (guint i = 0; i < projects->len; i++) {
        const Project *project = projects->pdata[i];
        const OrgCharge *charge = g_hash_table_lookup(desk->facts->charges, project->id);
        const Library *library = pack_library(desk->pack, project->library);
        Entry entry = {.project = project, .group = charge != NULL ? charge->name : NULL};
        if (libraries && library != NULL) {
            entry.group = pack_name(library->name, call_language(desk->call));
            entry.track = library->track;
            entry.position = library->position;
        }
        if (strcmp(project->state, "given_up") != 0) {
            g_array_append_val(entries, entry);
        }
    }
    g_array_sort(entries, libraries ? by_library : by_leader);
    return entries;
}

/* “冀州区重点项目挂图作战”. (transfer full) */
static char *title_of(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = NULL;
    g_autofree char *code =
        org_find_area(call_tx(call), call_district(call), call_district(call), &name, &failed);

    if (!error_pass(error, &failed)) {
        return NULL;
    }
    const char *const arguments[] = {"district", code != NULL ? name : "", NULL};
    return text_format(call_language(call), "project.chart_title", arguments);
}

/* The last year that is drawn: that of the last finish, no later than a chart of months can show.
 */
static int last_year(const ChartRow *rows, gsize count, int year)
{
    int last = year;

    for (gsize i = 0; i < count; i++) {
        const ChartRow *row = &rows[i];
        if (row->bar_count > 0) {
            last = MAX(last, atoi(row->bars[0].finish));
        }
        if (row->milestone_count > 0) {
            last = MAX(last, atoi(row->milestones[row->milestone_count - 1].day));
        }
    }
    return MIN(last, year + YEARS_MAX - 1);
}

/* Draws ENTRIES from the first month of today's year on. */
static bool answer_chart(const ChartDesk *desk, const GArray *entries, GError **error)
{
    Call *call = desk->desk->call;
    Language language = call_language(call);
    bool svg = g_strcmp0(call_parameter(call, "format"), "svg") == 0;
    ChartSize size = g_strcmp0(call_parameter(call, "size"), "a1") == 0 ? CHART_A1 : CHART_A0;
    g_autofree char *title = title_of(call, error);
    g_autofree ChartRow *rows = g_new0(ChartRow, entries->len + 1);
    g_autofree char *year = g_strdup_printf("%.4s", call_today(call));
    g_autofree char *from = g_strdup_printf("%s-01-01", year);
    g_autofree char *count = g_strdup_printf("%u", entries->len);
    const char *const arguments[] = {"year", year, "count", count, NULL};
    g_autofree char *subtitle = text_format(language, "project.chart_subtitle", arguments);

    for (guint i = 0; i < entries->len; i++) {
        const Entry *entry = &g_array_index(entries, Entry, i);
        const char *group =
            entry->group != NULL ? entry->group : text_find(language, "project.chart_no_leader");
        if (!project_chart_row(desk, entry->project, group, &rows[i], error)) {
            return false;
        }
    }
    g_autofree char *to = g_strdup_printf("%d-12-31", last_year(rows, entries->len, atoi(year)));
    const Chart chart = {.language = language,
                         .title = title,
                         .subtitle = subtitle,
                         .day = call_today(call),
                         .source = text_find(language, "project.chart_source"),
                         .from = from,
                         .to = to,
                         .today = call_today(call),
                         .created = call_now(call) / G_USEC_PER_SEC,
                         .rows = rows,
                         .row_count = entries->len};
    g_autoptr(GBytes) bytes = title == NULL ? NULL
                              : svg         ? chart_svg(&chart, size, error)
                                            : chart_pdf(&chart, size, error);
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *name =
        g_strdup_printf("%s %s.%s", title, call_today(call), svg ? "svg" : "pdf");
    call_answer_bytes(call, bytes, svg ? "image/svg+xml" : "application/pdf", name);
    return true;
}

bool project_chart_file(Call *call, GError **error)
{
    static const ProjectFilter key = {.key_level = "key"};
    bool libraries = g_strcmp0(call_parameter(call, "rows"), "library") == 0;
    g_auto(ProjectDesk) desk = {0};
    g_auto(ChartDesk) chart = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    g_autoptr(GPtrArray) found = project_rows(call, &key, scope, NULL, error);
    if (found == NULL || !project_chart_open(&chart, &desk, error)) {
        return false;
    }
    g_autoptr(GArray) entries = order(&desk, found, libraries);
    return answer_chart(&chart, entries, error);
}
