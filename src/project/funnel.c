/* What the libraries come to: how many, how long, how many go on. */
#include "project/project_internal.h"

#include <string.h>

/* What a library holds now. */
typedef struct {
    gint64 projects; /* active ones */
    gint64 stuck;    /* of them */
    Decimal total;
} Held;

static gint compare(gconstpointer a, gconstpointer b)
{
    const gint64 *one = a;
    const gint64 *other = b;

    return *one < *other ? -1 : *one > *other ? 1 : 0;
}

/* The middle one of NUMBERS, of two the mean rounded down; null if there is none. */
static void write_median(JsonWriter *answer, const char *name, GArray *numbers)
{
    json_key(answer, name);
    if (numbers->len == 0) {
        json_write_null(answer);
        return;
    }
    g_array_sort(numbers, compare);
    gint64 low = g_array_index(numbers, gint64, (numbers->len - 1) / 2);
    gint64 high = g_array_index(numbers, gint64, numbers->len / 2);
    json_int(answer, (low + high) / 2);
}

static Held hold(const ProjectDesk *desk, const GPtrArray *found, const Library *library)
{
    Held held = {0};

    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        if (strcmp(project->state, "active") == 0 && strcmp(project->library, library->key) == 0) {
            held.projects++;
            held.total += project->total;
            held.stuck += project_stuck(desk->pack, project, call_today(desk->call)) ? 1 : 0;
        }
    }
    return held;
}

static gint64 count_of(const Flow *flow, FlowKind kind)
{
    return g_hash_table_size(flow->projects[kind]);
}

/* From the last library there is nowhere to go. */
static void write_conversion(JsonWriter *answer, const Flow *flow, bool last)
{
    gint64 entered = count_of(flow, FLOW_ENTERED);
    Decimal share = 0;

    json_key(answer, "conversion");
    if (entered > 0 && !last &&
        decimal_scale(100 * DECIMAL_ONE, count_of(flow, FLOW_ONWARD), entered, &share) &&
        decimal_round(share, 1, &share)) {
        json_decimal(answer, share);
    } else {
        json_write_null(answer);
    }
}

static void write_library(const ProjectDesk *desk, const GPtrArray *found, const Library *library,
                          const Flow *flow)
{
    JsonWriter *answer = call_answer(desk->call);
    Held held = hold(desk, found, library);

    json_begin_object(answer);
    json_member_text(answer, "key", library->key);
    json_member_text(answer, "name", pack_name(library->name, call_language(desk->call)));
    json_member_int(answer, "limit", library->limit);
    json_member_int(answer, "now", held.projects);
    json_member_int(answer, "stuck", held.stuck);
    project_member(answer, "total", held.total);
    json_member_int(answer, "entered", count_of(flow, FLOW_ENTERED));
    json_member_int(answer, "onward", count_of(flow, FLOW_ONWARD));
    json_member_int(answer, "left", count_of(flow, FLOW_LEFT));
    json_member_int(answer, "back", count_of(flow, FLOW_BACK));
    json_member_int(answer, "given_up", count_of(flow, FLOW_GIVEN_UP));
    const Track *track = desk->pack->tracks->pdata[library->track];
    write_conversion(answer, flow, library->position + 1 == track->libraries->len);
    write_median(answer, "days", flow->days);
    write_median(answer, "workdays", flow->workdays);
    json_end_object(answer);
}

/* Those of the track that the call asks for. */
static GPtrArray *read_asked(const ProjectDesk *desk, const Track *track, const char *scope,
                             GError **error)
{
    g_autoptr(GPtrArray) asked = g_ptr_array_new_with_free_func((GDestroyNotify)project_free);
    ProjectFilter filter = project_filter(desk->call);

    filter.track = track->key;
    g_autoptr(GPtrArray) found = project_rows(desk->call, &filter, scope, NULL, error);
    if (found == NULL) {
        return NULL;
    }
    while (found->len > 0) {
        Project *project = g_ptr_array_steal_index(found, found->len - 1);
        if (project_is_wanted(desk, project)) {
            g_ptr_array_add(asked, project);
        } else {
            project_free(project);
        }
    }
    return g_steal_pointer(&asked);
}

bool project_funnel(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *new_year = NULL;
    const char *from = NULL;
    const char *to = NULL;
    const char *key = call_parameter(call, "track");
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error) ||
        !project_span(call, &from, &new_year, &to, error)) {
        return false;
    }
    const Track *track =
        key != NULL ? pack_track(desk.pack, key) : (const Track *)desk.pack->tracks->pdata[0];
    if (track == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "project.no_track", "track", NULL);
        return false;
    }
    g_autoptr(GPtrArray) found = read_asked(&desk, track, scope, error);
    g_autoptr(GHashTable) flows =
        found != NULL ? project_flows(&desk, found, from, to, error) : NULL;
    if (flows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_text(answer, "track", track->key);
    json_member_text(answer, "from", from);
    json_member_text(answer, "to", to);
    json_key(answer, "libraries");
    json_begin_array(answer);
    for (guint i = 0; i < track->libraries->len; i++) {
        const Library *library = track->libraries->pdata[i];
        write_library(&desk, found, library, project_flow(flows, library->key));
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}
