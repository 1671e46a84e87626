/* What went through the libraries in a period (漏斗): which projects came in, went on, went back or
 * were given up, each once however often it did so. */
#include "project/project_internal.h"

#include <string.h>

static const char *const FLOW_NAMES[] = {"entered", "onward", "left", "back", "given_up"};
G_STATIC_ASSERT(G_N_ELEMENTS(FLOW_NAMES) == FLOW_KINDS);

static void flow_free(gpointer data)
{
    Flow *flow = data;

    for (guint kind = 0; kind < FLOW_KINDS; kind++) {
        g_hash_table_unref(flow->projects[kind]);
    }
    g_array_unref(flow->days);
    g_array_unref(flow->workdays);
    g_free(flow);
}

static Flow *flow_at(GHashTable *flows, const char *library)
{
    Flow *flow = g_hash_table_lookup(flows, library);

    if (flow == NULL) {
        flow = g_new0(Flow, 1);
        for (guint kind = 0; kind < FLOW_KINDS; kind++) {
            flow->projects[kind] = g_hash_table_new(g_str_hash, g_str_equal);
        }
        flow->days = g_array_new(FALSE, FALSE, sizeof(gint64));
        flow->workdays = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(flows, g_strdup(library), flow);
    }
    return flow;
}

/* The period asked about. */
typedef struct {
    const ProjectDesk *desk;
    GHashTable *flows;
    const char *from;
    const char *to;
} Span;

static bool within(const Span *span, const char *day)
{
    return g_strcmp0(day, span->from) >= 0 && g_strcmp0(day, span->to) <= 0;
}

/* One stay of a project in a library. */
typedef struct {
    const Project *project;
    char *library;
    char *since;
} Stay;

static void stay_clear(Stay *stay)
{
    g_free(stay->library);
    g_free(stay->since);
    *stay = (Stay){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stay, stay_clear)

static void end_stay(const Span *span, const Stay *stay, const char *direction, const char *day)
{
    Flow *flow = flow_at(span->flows, stay->library);
    gint64 days = project_days(stay->since, day);
    gint64 workdays = project_workdays(span->desk->calendar, stay->since, day);

    if (!within(span, day)) {
        return;
    }
    if (strcmp(direction, "back") == 0) {
        g_hash_table_add(flow->projects[FLOW_BACK], stay->project->id);
    } else if (strcmp(direction, "given_up") == 0) {
        g_hash_table_add(flow->projects[FLOW_GIVEN_UP], stay->project->id);
    } else if (strcmp(direction, "forward") == 0 || strcmp(direction, "taken") == 0) {
        g_hash_table_add(flow->projects[FLOW_LEFT], stay->project->id);
        g_array_append_val(flow->days, days);
        g_array_append_val(flow->workdays, workdays);
    }
}

static void begin_stay(const Span *span, const Stay *stay)
{
    const Library *here = pack_library(span->desk->pack, stay->library);
    const Library *now = pack_library(span->desk->pack, stay->project->library);
    Flow *flow = flow_at(span->flows, stay->library);

    g_hash_table_add(flow->projects[FLOW_ENTERED], stay->project->id);
    if (here != NULL && now != NULL && now->track == here->track &&
        now->position > here->position) {
        g_hash_table_add(flow->projects[FLOW_ONWARD], stay->project->id);
    }
}

GHashTable *project_flows(const ProjectDesk *desk, const GPtrArray *found, const char *from,
                          const char *to, GError **error)
{
    Call *call = desk->call;
    g_autoptr(GHashTable) flows = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, flow_free);
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    const Span span = {.desk = desk, .flows = flows, .from = from, .to = to};
    g_auto(Stay) stay = {0};
    g_autoptr(GError) failed = NULL;

    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        g_hash_table_insert(by_id, project->id, (gpointer)project);
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_moves,
                    STORE_VALUES(store_text(call_district(call)), store_null()), error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        const Project *project = g_hash_table_lookup(by_id, store_column_text(rows, 0));
        const char *to_library = store_column_text(rows, 4);
        const char *day = store_column_text(rows, 5);
        if (project == NULL) {
            continue;
        }
        bool same_library = stay.project == project && strcmp(stay.library, to_library) == 0;
        if (stay.project == project) {
            end_stay(&span, &stay, store_column_text(rows, 2), day);
        }
        stay_clear(&stay);
        stay = (Stay){project, g_strdup(to_library), g_strdup(day)};
        if (!same_library && within(&span, day)) {
            begin_stay(&span, &stay);
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&flows) : NULL;
}

const Flow *project_flow(GHashTable *flows, const char *library)
{
    return flow_at(flows, library);
}

bool project_span(Call *call, const char **from, char **owned, const char **to, GError **error)
{
    *owned = g_strdup_printf("%.4s-01-01", call_today(call));
    *from = call_parameter(call, "from");
    *to = call_parameter(call, "to");
    *from = *from != NULL ? *from : *owned;
    *to = *to != NULL ? *to : call_today(call);
    if (strcmp(*from, *to) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.span", "to", NULL);
        return false;
    }
    return true;
}

bool project_flow_asked(const ProjectDesk *desk, const GPtrArray *found, GHashTable **wanted,
                        GError **error)
{
    Call *call = desk->call;
    const char *name = call_parameter(call, "flow");
    const char *library = call_parameter(call, "flow_library");
    g_autofree char *new_year = NULL;
    const char *from = NULL;
    const char *to = NULL;
    guint kind = 0;

    *wanted = NULL;
    if (name == NULL) {
        return true;
    }
    if (library == NULL || pack_library(desk->pack, library) == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_library", "flow_library", NULL);
        return false;
    }
    if (!project_span(call, &from, &new_year, &to, error)) {
        return false;
    }
    g_autoptr(GHashTable) flows = project_flows(desk, found, from, to, error);
    if (flows == NULL) {
        return false;
    }
    while (strcmp(FLOW_NAMES[kind], name) != 0) {
        kind++;
    }
    *wanted = g_hash_table_ref(project_flow(flows, library)->projects[kind]);
    return true;
}
