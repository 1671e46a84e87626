/* What is shown of lights: lists, and the dashboard of whoever answers for them. */
#include "light/light.h"

#include "kernel/day.h"
#include "light/light_rule.h"
#include "org/names.h"

#include "light_sql.h"

#include <string.h>

#define PAGE_DEFAULT  50
#define STUCK_SHOWN   20
#define IDS_MAX       200u
#define PAGE_VALUES   11
#define BEFORE_FIRST  "" /* sorts before every day and id */
#define NO_COLOUR_YET (-1)

/* The colour called NAME, or LIGHT_COLOURS. */
static gint colour_of(const char *name)
{
    gint colour = 0;

    while (colour < LIGHT_COLOURS && g_strcmp0(light_colour_names[colour], name) != 0) {
        colour++;
    }
    return colour;
}

/* What a page of lights asks for; members may be NULL. */
typedef struct {
    const char *kind; /* NULL for all */
    const char *colour;
    const char *unit;
    const char *leader;
    const char *scope;
    const char *ids;    /* JSON array */
    const char *cursor; /* "RANK,SINCE,ID" */
    gint64 limit;
} Filter;

static StoreRows *query_page(Call *call, const Filter *filter, GError **error)
{
    g_auto(GStrv) cursor = g_strsplit(filter->cursor != NULL ? filter->cursor : "", ",", 3);
    bool on = g_strv_length(cursor) == 3;
    gint64 before = filter->colour != NULL ? colour_of(filter->colour) - 1 : NO_COLOUR_YET;
    StoreValue values[PAGE_VALUES];
    gsize count = 0;

    values[count++] = store_text(call_district(call));
    if (filter->kind != NULL) {
        values[count++] = store_text(filter->kind);
    }
    values[count++] = store_int(on ? g_ascii_strtoll(cursor[0], NULL, 10) : before);
    values[count++] = store_text(on ? cursor[1] : BEFORE_FIRST);
    values[count++] = store_text(on ? cursor[2] : BEFORE_FIRST);
    values[count++] = filter->colour != NULL ? store_int(colour_of(filter->colour)) : store_null();
    values[count++] = store_text(filter->unit);
    values[count++] = store_text(filter->leader);
    values[count++] = store_text(filter->scope);
    values[count++] = store_text(filter->ids);
    values[count++] = store_int(filter->limit);
    return store_query(call_tx(call), filter->kind != NULL ? &sql_light_page : &sql_light_page_all,
                       values, count, error);
}

static void write_light(Call *call, JsonWriter *answer, const StoreRows *rows, const Names *names)
{
    bool zh = call_language(call) == LANGUAGE_ZH;
    gint32 today = 0;
    gint32 since = 0;

    day_parse(call_today(call), &today);
    day_parse(store_column_text(rows, 2), &since);
    json_begin_object(answer);
    json_member_text(answer, "object_kind", store_column_text(rows, 10));
    json_member_text(answer, "object_id", store_column_text(rows, 0));
    json_member_text(answer, "light", light_colour_names[store_column_int(rows, 1)]);
    json_member_text(answer, "since", store_column_text(rows, 2));
    json_member_int(answer, "days", today - since);
    json_member_text(answer, "reason", store_column_text(rows, zh ? 3 : 4));
    json_member_text(answer, "title", store_column_text(rows, zh ? 5 : 6));
    json_member_text(answer, "unit", store_column_text(rows, 7));
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, store_column_text(rows, 7)));
    json_member_text(answer, "leader", store_column_text(rows, 8));
    json_member_text(answer, "leader_name",
                     name_of(names, NAME_PERSON, store_column_text(rows, 8)));
    json_member_text(answer, "due", store_column_text(rows, 9));
    json_end_object(answer);
}

/* Writes the array of a page; *NEXT gets the cursor of the next one, or NULL. (transfer full) */
static bool write_page(Call *call, const Filter *filter, const Names *names, char **next,
                       GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = query_page(call, filter, error);
    gint64 count = 0;

    *next = NULL;
    if (rows == NULL) {
        return false;
    }
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        write_light(call, answer, rows, names);
        count++;
        if (count == filter->limit) {
            g_free(*next);
            *next = g_strdup_printf("%" G_GINT64_FORMAT ",%s,%s", store_column_int(rows, 1),
                                    store_column_text(rows, 2), store_column_text(rows, 0));
        }
    }
    json_end_array(answer);
    return error_pass(error, &failed);
}

/* "a,b,c" as a JSON array of texts. (transfer full) */
static char *ids_of(const char *list, GError **error)
{
    g_auto(GStrv) parts = g_strsplit(list, ",", -1);
    json_auto_t *ids = json_array();

    if (g_strv_length(parts) > IDS_MAX) {
        g_autofree char *most = g_strdup_printf("%u", IDS_MAX);
        error_set(error, LUOSHI_ERROR_INVALID, "light.many_ids", "ids", "most", most, NULL);
        return NULL;
    }
    for (guint i = 0; parts[i] != NULL; i++) {
        json_array_append_new(ids, json_string(parts[i]));
    }
    return json_dumps(ids, JSON_COMPACT);
}

bool light_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *kind = call_parameter(call, "kind");
    const char *asked = call_parameter(call, "ids");
    g_autofree char *ids = NULL;
    g_autofree char *next = NULL;
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || (asked != NULL && (ids = ids_of(asked, error)) == NULL)) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    const Filter filter = {.kind = g_strcmp0(kind, "all") == 0 ? NULL
                                   : kind != NULL              ? kind
                                                  : light_object_names[LIGHT_COMMITMENT],
                           .colour = call_parameter(call, "light"),
                           .unit = call_parameter(call, "unit"),
                           .leader = call_parameter(call, "leader"),
                           .scope = scope,
                           .ids = ids,
                           .cursor = call_parameter(call, "cursor"),
                           .limit = ids != NULL ? IDS_MAX
                                                : call_parameter_int(call, "limit", PAGE_DEFAULT)};
    json_begin_object(answer);
    json_key(answer, "lights");
    if (!write_page(call, &filter, names, &next, error)) {
        return false;
    }
    json_member_text(answer, "next", next);
    json_end_object(answer);
    return true;
}

/* How many lights of each colour somebody has. */
typedef struct {
    char *id;
    gint64 counts[LIGHT_COLOURS];
    char *oldest; /* the first day of the oldest red one, or NULL */
} Tally;

static void tally_free(gpointer data)
{
    Tally *tally = data;

    g_free(tally->id);
    g_free(tally->oldest);
    g_free(tally);
}

typedef struct {
    gint64 totals[LIGHT_OBJECTS][LIGHT_COLOURS];
    GHashTable *units;   /* id → Tally, of all kinds together */
    GHashTable *leaders; /* the same */
} Counts;

static void counts_clear(Counts *counts)
{
    g_clear_pointer(&counts->units, g_hash_table_unref);
    g_clear_pointer(&counts->leaders, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Counts, counts_clear)

static void add_to(GHashTable *tallies, const char *id, gint64 colour, gint64 count,
                   const char *since)
{
    Tally *tally = g_hash_table_lookup(tallies, id);

    if (tally == NULL) {
        tally = g_new0(Tally, 1);
        tally->id = g_strdup(id);
        g_hash_table_insert(tallies, tally->id, tally);
    }
    tally->counts[colour] += count;
    if (colour == LIGHT_RED && (tally->oldest == NULL || strcmp(since, tally->oldest) < 0)) {
        g_free(tally->oldest);
        tally->oldest = g_strdup(since);
    }
}

/* The kind called NAME, or LIGHT_OBJECTS. */
static gint kind_of(const char *name)
{
    gint kind = 0;

    while (kind < LIGHT_OBJECTS && strcmp(light_object_names[kind], name) != 0) {
        kind++;
    }
    return kind;
}

static bool count_lights(Call *call, const char *leader, const char *scope, Counts *counts,
                         GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_light_counts,
        STORE_VALUES(store_text(call_district(call)), store_text(leader), store_text(scope)),
        error);

    counts->units = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, tally_free);
    counts->leaders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, tally_free);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        gint kind = kind_of(store_column_text(rows, 0));
        gint64 colour = store_column_int(rows, 3);
        gint64 count = store_column_int(rows, 4);
        if (kind >= LIGHT_RESERVE) {
            continue; /* stands by itself */
        }
        counts->totals[kind][colour] += count;
        add_to(counts->units, store_column_text(rows, 1), colour, count,
               store_column_text(rows, 5));
        if (store_column_text(rows, 2)[0] != '\0') {
            add_to(counts->leaders, store_column_text(rows, 2), colour, count,
                   store_column_text(rows, 5));
        }
    }
    return rows != NULL && error_pass(error, &failed);
}

static void write_counts(JsonWriter *answer, const gint64 *counts)
{
    for (gint colour = 0; colour < LIGHT_COLOURS; colour++) {
        json_member_int(answer, light_colour_names[colour], counts[colour]);
    }
}

/* Most red first, then most yellow; then by id, so that the order is always the same. */
static gint compare_tallies(gconstpointer a, gconstpointer b)
{
    const Tally *first = *(const Tally *const *)a;
    const Tally *second = *(const Tally *const *)b;

    for (gint colour = LIGHT_RED; colour <= LIGHT_YELLOW; colour++) {
        if (first->counts[colour] != second->counts[colour]) {
            return first->counts[colour] > second->counts[colour] ? -1 : 1;
        }
    }
    return strcmp(first->id, second->id);
}

static void write_tallies(JsonWriter *answer, const char *key, GHashTable *tallies, NameKind kind,
                          const Names *names)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, tallies);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        g_ptr_array_add(list, value);
    }
    g_ptr_array_sort(list, compare_tallies);
    json_key(answer, key);
    json_begin_array(answer);
    for (guint i = 0; i < list->len; i++) {
        const Tally *tally = list->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "id", tally->id);
        json_member_text(answer, "name", name_of(names, kind, tally->id));
        write_counts(answer, tally->counts);
        json_member_text(answer, "red_since", tally->oldest);
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool dashboard_read(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    const char *leader = call_parameter(call, "leader");
    g_autofree char *next = NULL;
    g_autofree char *rest = NULL;
    g_auto(Counts) counts = {0};
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || !count_lights(call, leader, scope, &counts, error)) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    if (!names_know_units(names, error)) {
        return false;
    }
    const Filter stuck = {.colour = light_colour_names[LIGHT_RED],
                          .leader = leader,
                          .scope = scope,
                          .limit = STUCK_SHOWN};
    const Filter reserve = {
        .kind = light_object_names[LIGHT_RESERVE], .leader = leader, .scope = scope, .limit = 1};
    json_begin_object(answer);
    json_member_text(answer, "day", call_today(call));
    for (gint kind = 0; kind < LIGHT_RESERVE; kind++) {
        g_autofree char *key = g_strconcat(light_object_names[kind], "s", NULL);
        json_key(answer, key);
        json_begin_object(answer);
        write_counts(answer, counts.totals[kind]);
        json_end_object(answer);
    }
    write_tallies(answer, "units", counts.units, NAME_UNIT, names);
    write_tallies(answer, "leaders", counts.leaders, NAME_PERSON, names);
    json_key(answer, "stuck");
    if (!write_page(call, &stuck, names, &next, error)) {
        return false;
    }
    json_key(answer, "reserve");
    if (!write_page(call, &reserve, names, &rest, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static void brief_free(gpointer data)
{
    LightBrief *brief = data;

    g_free(brief->id);
    g_free(brief->title);
    g_free(brief->reason);
    g_free(brief->since);
    g_free(brief->unit);
    g_free(brief);
}

GPtrArray *light_bad(Call *call, const char *kind, guint limit, GError **error)
{
    bool zh = call_language(call) == LANGUAGE_ZH;
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(brief_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_lights_bad,
                    STORE_VALUES(store_text(call_district(call)), store_text(kind),
                                 store_int(LIGHT_YELLOW), store_int(limit)),
                    error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        LightBrief *brief = g_new0(LightBrief, 1);
        *brief = (LightBrief){.id = g_strdup(store_column_text(rows, 0)),
                              .red = store_column_int(rows, 1) == LIGHT_RED,
                              .since = g_strdup(store_column_text(rows, 2)),
                              .reason = g_strdup(store_column_text(rows, zh ? 3 : 4)),
                              .title = g_strdup(store_column_text(rows, zh ? 5 : 6)),
                              .unit = g_strdup(store_column_text(rows, 7))};
        g_ptr_array_add(all, brief);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

bool light_find(Call *call, const char *kind, const char *id, const char **colour, char **reason,
                GError **error)
{
    bool zh = call_language(call) == LANGUAGE_ZH;
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_light_shown,
        STORE_VALUES(store_text(call_district(call)), store_text(kind), store_text(id)), error);

    *colour = NULL;
    *reason = NULL;
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        *colour = light_colour_names[store_column_int(rows, 0)];
        *reason = g_strdup(store_column_text(rows, zh ? 1 : 2));
    }
    return error_pass(error, &failed);
}

GHashTable *light_colours_at(Call *call, const char *kind, const char *day, GError **error)
{
    g_autoptr(GHashTable) colours = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_lights_at,
        STORE_VALUES(store_text(call_district(call)), store_text(kind), store_text(day)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_hash_table_insert(colours, g_strdup(store_column_text(rows, 0)),
                            (gpointer)light_colour_names[store_column_int(rows, 1)]);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return rows != NULL ? g_steal_pointer(&colours) : NULL;
}
