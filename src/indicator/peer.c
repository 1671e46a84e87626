/* Districts that ours is compared with (市排名、省排名), and where it stands among them. */
#include "indicator/indicator_internal.h"

#include <string.h>

/* Nine counties and districts of a city, some 170 of a province. */
#define PEERS_MAX 500u

/* What PEER's year came to by the period that OURS last reported; growth where that is compared. */
static bool peer_figure(Figures *figures, const State *ours, const char *object, gint year,
                        gint32 as_of, bool growth, PaceFigure *figure, GError **error)
{
    g_autoptr(State) state = state_read(figures, ours->indicator, object, year, as_of, NULL, error);

    if (state == NULL) {
        return false;
    }
    *figure = state->to_date[ours->last];
    if (growth) {
        PaceFigure base = state->last_year[ours->last];
        figure->known =
            figure->known && base.known && pace_growth(figure->value, base.value, &figure->value);
    }
    return true;
}

/* The objects of the circle's peers. (transfer full) */
static GPtrArray *read_circle(const Figures *figures, const char *circle, GError **error)
{
    g_autoptr(GError) failed = NULL;
    bool all = strcmp(circle, "province") == 0;
    g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(StoreRows) rows = store_query(figures->tx, &sql_peer_list,
                                            STORE_VALUES(store_text(figures->district)), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        if (all || strcmp(store_column_text(rows, 2), circle) == 0) {
            g_ptr_array_add(objects, g_strconcat("peer:", store_column_text(rows, 0), NULL));
        }
    }
    return error_pass(error, &failed) ? g_steal_pointer(&objects) : NULL;
}

/* Ours and the circle's peers with figures, by what is ranked: growth where growth is the target.
 */
typedef struct {
    GPtrArray *objects; /* ours, the first, has no name */
    PaceFigure *values;
    guint *ranks;
    guint known;
    bool growth;
} Field;

static void field_clear(Field *field)
{
    g_clear_pointer(&field->objects, g_ptr_array_unref);
    g_free(field->values);
    g_free(field->ranks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Field, field_clear)

/* Leaves FIELD without objects where nothing is ranked. */
static bool read_field(Figures *figures, const State *state, const char *circle, gint year,
                       gint32 as_of, Field *field, GError **error)
{
    const Indicator *indicator = state->indicator;

    field->growth = state->target != NULL && strcmp(state->target->measure, "growth") == 0 &&
                    !indicator->growth;
    if (state->last < 0 || indicator->direction == PACE_WITHIN) {
        return true;
    }
    const GPtrArray *there = figures_objects(figures, indicator, year, error);
    field->objects = there != NULL ? read_circle(figures, circle, error) : NULL;
    if (field->objects == NULL) {
        return false;
    }
    g_ptr_array_insert(field->objects, 0, g_strdup(""));
    field->values = g_new0(PaceFigure, field->objects->len);
    field->ranks = g_new0(guint, field->objects->len);
    field->values[0] = field->growth ? state->growth : state->value;
    for (guint i = 1; i < field->objects->len; i++) {
        const char *object = field->objects->pdata[i];
        if (g_ptr_array_find_with_equal_func((GPtrArray *)there, object, g_str_equal, NULL) &&
            !peer_figure(figures, state, object, year, as_of, field->growth, &field->values[i],
                         error)) {
            return false;
        }
    }
    field->known =
        pace_rank(indicator->direction, field->values, field->objects->len, field->ranks);
    return true;
}

bool rank_among_peers(Figures *figures, const State *state, const char *circle, gint year,
                      gint32 as_of, Rank *rank, GError **error)
{
    g_auto(Field) field = {0};

    *rank = (Rank){0};
    if (!read_field(figures, state, circle, year, as_of, &field, error)) {
        return false;
    }
    if (field.objects != NULL && field.values[0].known && field.known > 1) {
        *rank = (Rank){.rank = field.ranks[0], .of = field.known};
        for (guint i = 1; i < field.objects->len; i++) {
            rank->tied = rank->tied || field.ranks[i] == field.ranks[0];
        }
    }
    return true;
}

static void write_field(JsonWriter *answer, const char *circle, const Field *field,
                        const char *ours)
{
    json_key(answer, circle);
    json_begin_array(answer);
    for (guint i = 0; field->objects != NULL && i < field->objects->len; i++) {
        if (field->values[i].known) {
            json_begin_object(answer);
            json_member_text(answer, "object", i > 0 ? field->objects->pdata[i] : ours);
            json_member_int(answer, "rank", field->ranks[i]);
            member_figure(answer, "value", field->values[i]);
            json_end_object(answer);
        }
    }
    json_end_array(answer);
}

bool peer_ranks_write(JsonWriter *answer, Figures *figures, const State *state, const char *object,
                      gint year, gint32 as_of, GError **error)
{
    g_auto(Field) city = {0};
    g_auto(Field) province = {0};

    if (!read_field(figures, state, "city", year, as_of, &city, error) ||
        !read_field(figures, state, "province", year, as_of, &province, error)) {
        return false;
    }
    json_key(answer, "peer_ranks");
    json_begin_object(answer);
    json_member_bool(answer, "growth", city.growth);
    write_field(answer, "city", &city, object);
    write_field(answer, "province", &province, object);
    json_end_object(answer);
    return true;
}

bool peer_list(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    JsonWriter *answer = call_answer(call);
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_peer_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "peers");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        json_begin_object(answer);
        json_member_text(answer, "code", store_column_text(rows, 0));
        json_member_text(answer, "name", store_column_text(rows, 1));
        json_member_text(answer, "circle", store_column_text(rows, 2));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return error_pass(error, &failed);
}

bool peer_store(Call *call, const json_t *body, GError **error)
{
    const char *code = member_of(body, "code");

    return store_execute(call_tx(call), &sql_peer_upsert,
                         STORE_VALUES(store_text(call_district(call)), store_text(code),
                                      store_text(member_of(body, "name")),
                                      store_text(member_of(body, "circle"))),
                         NULL, error) &&
           call_record(call, "peer.add", "peer", code, NULL, NULL, (json_t *)body, error);
}

static bool check_room(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    guint count = 0;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_peer_list,
                                            STORE_VALUES(store_text(call_district(call))), error);

    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        count++;
    }
    if (count >= PEERS_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", PEERS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "indicator.too_many_peers", NULL, "limit", limit,
                  NULL);
        return false;
    }
    return error_pass(error, &failed);
}

bool peer_add(Call *call, GError **error)
{
    if (!check_room(call, error) || !peer_store(call, call_body(call), error)) {
        return false;
    }
    call_created(call);
    call_changed(call, "indicators", "indicator", member_of(call_body(call), "code"));
    return peer_list(call, error);
}
