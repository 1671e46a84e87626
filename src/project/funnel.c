/* What the libraries come to: how many, how long, how many go on, and whether the reserve is deep
 * enough. */
#include "project/project_internal.h"

#include <string.h>

/* One library over a period. */
typedef struct {
    gint64 now;   /* active projects in it */
    gint64 stuck; /* of them */
    Decimal total;
    gint64 entered; /* in the period */
    gint64 onward;  /* of those, in a later library since */
    gint64 back;
    gint64 given_up;
    GArray *days; /* of the stays that ended in the period, calendar days */
    GArray *workdays;
} Flow;

static void flow_free(gpointer data)
{
    Flow *flow = data;

    g_array_unref(flow->days);
    g_array_unref(flow->workdays);
    g_free(flow);
}

/* By library key. */
static GHashTable *new_flows(const Track *track)
{
    GHashTable *flows = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, flow_free);

    for (guint i = 0; i < track->libraries->len; i++) {
        Flow *flow = g_new0(Flow, 1);
        flow->days = g_array_new(FALSE, FALSE, sizeof(gint64));
        flow->workdays = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(flows, (gpointer)((const Library *)track->libraries->pdata[i])->key,
                            flow);
    }
    return flows;
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
    char *project;
    char *library;
    char *since;
} Stay;

static void stay_clear(Stay *stay)
{
    g_free(stay->project);
    g_free(stay->library);
    g_free(stay->since);
    *stay = (Stay){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stay, stay_clear)

static void end_stay(const Span *span, const Stay *stay, const char *direction, const char *day)
{
    Flow *flow = g_hash_table_lookup(span->flows, stay->library);
    gint64 days = project_days(stay->since, day);
    gint64 workdays = project_workdays(span->desk->calendar, stay->since, day);

    if (flow == NULL) {
        return;
    }
    bool onward = strcmp(direction, "forward") == 0 || strcmp(direction, "taken") == 0;
    if (onward && within(span, stay->since)) {
        flow->onward++;
    }
    if (!within(span, day)) {
        return;
    }
    flow->back += strcmp(direction, "back") == 0 ? 1 : 0;
    flow->given_up += strcmp(direction, "given_up") == 0 ? 1 : 0;
    if (onward) {
        g_array_append_val(flow->days, days);
        g_array_append_val(flow->workdays, workdays);
    }
}

/* Follows the moves of projects of WANTED. */
static bool follow_moves(const Span *span, GHashTable *wanted, GError **error)
{
    Call *call = span->desk->call;
    g_auto(Stay) stay = {0};
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_project_moves,
                    STORE_VALUES(store_text(call_district(call)), store_null()), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *project = store_column_text(rows, 0);
        const char *direction = store_column_text(rows, 2);
        const char *to = store_column_text(rows, 4);
        const char *day = store_column_text(rows, 5);
        if (!g_hash_table_contains(wanted, project)) {
            continue;
        }
        bool same_project = g_strcmp0(stay.project, project) == 0;
        bool same_library = same_project && g_strcmp0(stay.library, to) == 0;
        if (same_project) {
            end_stay(span, &stay, direction, day);
        }
        stay_clear(&stay);
        stay = (Stay){g_strdup(project), g_strdup(to), g_strdup(day)};
        Flow *flow = g_hash_table_lookup(span->flows, to);
        if (flow != NULL && !same_library && within(span, day)) {
            flow->entered++;
        }
    }
    return rows != NULL && error_pass(error, &failed);
}

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

static void write_flow(const Span *span, const Library *library)
{
    JsonWriter *answer = call_answer(span->desk->call);
    Flow *flow = g_hash_table_lookup(span->flows, library->key);
    Decimal share = 0;

    json_begin_object(answer);
    json_member_text(answer, "key", library->key);
    json_member_text(answer, "name", pack_name(library->name, call_language(span->desk->call)));
    json_member_int(answer, "limit", library->limit);
    json_member_int(answer, "now", flow->now);
    json_member_int(answer, "stuck", flow->stuck);
    project_member(answer, "total", flow->total);
    json_member_int(answer, "entered", flow->entered);
    json_member_int(answer, "onward", flow->onward);
    json_member_int(answer, "back", flow->back);
    json_member_int(answer, "given_up", flow->given_up);
    json_key(answer, "conversion");
    if (flow->entered > 0 &&
        decimal_scale(100 * DECIMAL_ONE, flow->onward, flow->entered, &share) &&
        decimal_round(share, 1, &share)) {
        json_decimal(answer, share);
    } else {
        json_write_null(answer);
    }
    write_median(answer, "days", flow->days);
    write_median(answer, "workdays", flow->workdays);
    json_end_object(answer);
}

/* Active projects of KIND in LIBRARY. */
static gint64 count_of(const GPtrArray *found, const char *kind, const char *library)
{
    gint64 count = 0;

    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        count += strcmp(project->state, "active") == 0 && strcmp(project->kind, kind) == 0 &&
                         strcmp(project->library, library) == 0
                     ? 1
                     : 0;
    }
    return count;
}

/* The reserve (储备) by kind and library. */
static void write_reserve(const ProjectDesk *desk, const GPtrArray *found)
{
    JsonWriter *answer = call_answer(desk->call);
    Language language = call_language(desk->call);
    const json_t *reserve = json_object_get(desk->pack->source, "reserve");
    const json_t *libraries = json_object_get(reserve, "libraries");
    gint64 minimum = json_integer_value(json_object_get(reserve, "minimum"));
    gint64 count = 0;
    size_t i;
    json_t *key;

    json_key(answer, "reserve");
    json_begin_object(answer);
    json_key(answer, "libraries");
    json_begin_array(answer);
    json_array_foreach(libraries, i, key)
    {
        const Library *library = pack_library(desk->pack, json_string_value(key));
        json_begin_object(answer);
        json_member_text(answer, "key", library->key);
        json_member_text(answer, "name", pack_name(library->name, language));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_key(answer, "kinds");
    json_begin_array(answer);
    for (guint k = 0; k < desk->pack->kinds->len; k++) {
        const ProjectType *kind = desk->pack->kinds->pdata[k];
        const Library *first =
            pack_library(desk->pack, json_string_value(json_array_get(libraries, 0)));
        gint64 of_kind = 0;
        if (kind->track != first->track) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", kind->key);
        json_member_text(answer, "name", pack_name(kind->name, language));
        json_key(answer, "counts");
        json_begin_array(answer);
        json_array_foreach(libraries, i, key)
        {
            gint64 here = count_of(found, kind->key, json_string_value(key));
            of_kind += here;
            json_int(answer, here);
        }
        json_end_array(answer);
        json_member_int(answer, "count", of_kind);
        json_end_object(answer);
        count += of_kind;
    }
    json_end_array(answer);
    json_member_int(answer, "minimum", minimum);
    json_member_int(answer, "count", count);
    json_member_bool(answer, "enough", count >= minimum);
    json_end_object(answer);
}

static void count_projects(const Span *span, const GPtrArray *found, GHashTable *wanted)
{
    for (guint i = 0; i < found->len; i++) {
        const Project *project = found->pdata[i];
        Flow *flow = g_hash_table_lookup(span->flows, project->library);
        if (flow == NULL) {
            continue;
        }
        g_hash_table_add(wanted, project->id);
        if (strcmp(project->state, "active") == 0) {
            flow->now++;
            flow->total += project->total;
            flow->stuck +=
                project_stuck(span->desk->pack, project, call_today(span->desk->call)) ? 1 : 0;
        }
    }
}

bool project_funnel(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autofree char *new_year = g_strdup_printf("%.4s-01-01", call_today(call));
    const char *from = call_parameter(call, "from");
    const char *to = call_parameter(call, "to");
    const char *key = call_parameter(call, "track");
    static const ProjectFilter any = {0};
    g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
    g_auto(ProjectDesk) desk = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !project_desk_open(&desk, call, NULL, error)) {
        return false;
    }
    const Track *track =
        key != NULL ? pack_track(desk.pack, key) : (const Track *)desk.pack->tracks->pdata[0];
    g_autoptr(GPtrArray) found = project_rows(call, &any, scope, NULL, error);
    if (found == NULL) {
        return false;
    }
    from = from != NULL ? from : new_year;
    to = to != NULL ? to : call_today(call);
    if (track == NULL || strcmp(from, to) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, track == NULL ? "project.no_track" : "project.span",
                  track == NULL ? "track" : "to", NULL);
        return false;
    }
    g_autoptr(GHashTable) flows = new_flows(track);
    const Span span = {.desk = &desk, .flows = flows, .from = from, .to = to};
    count_projects(&span, found, wanted);
    if (!follow_moves(&span, wanted, error)) {
        return false;
    }
    json_begin_object(answer);
    json_member_text(answer, "track", track->key);
    json_member_text(answer, "from", from);
    json_member_text(answer, "to", to);
    json_key(answer, "libraries");
    json_begin_array(answer);
    for (guint i = 0; i < track->libraries->len; i++) {
        write_flow(&span, track->libraries->pdata[i]);
    }
    json_end_array(answer);
    write_reserve(&desk, found);
    json_end_object(answer);
    return true;
}
