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
    return indicator_propagate(error, &failed) ? g_steal_pointer(&objects) : NULL;
}

bool rank_among_peers(Figures *figures, const State *state, const char *circle, gint year,
                      gint32 as_of, Rank *rank, GError **error)
{
    const Indicator *indicator = state->indicator;
    bool growth = state->target != NULL && strcmp(state->target->measure, "growth") == 0 &&
                  !indicator->growth;

    *rank = (Rank){0};
    if (state->last < 0 || indicator->direction == PACE_WITHIN) {
        return true;
    }
    const GPtrArray *there = figures_objects(figures, indicator, year, error);
    g_autoptr(GPtrArray) objects = there != NULL ? read_circle(figures, circle, error) : NULL;
    if (objects == NULL) {
        return false;
    }
    g_autofree PaceFigure *values = g_new0(PaceFigure, objects->len + 1);
    g_autofree guint *ranks = g_new0(guint, objects->len + 1);
    values[0] = growth ? state->growth : state->value;
    for (guint i = 0; i < objects->len; i++) {
        if (g_ptr_array_find_with_equal_func((GPtrArray *)there, objects->pdata[i], g_str_equal,
                                             NULL) &&
            !peer_figure(figures, state, objects->pdata[i], year, as_of, growth, &values[i + 1],
                         error)) {
            return false;
        }
    }
    guint known = pace_rank(indicator->direction, values, objects->len + 1, ranks);
    if (values[0].known && known > 1) {
        *rank = (Rank){.rank = ranks[0], .of = known};
        for (guint i = 0; i < objects->len; i++) {
            rank->tied = rank->tied || ranks[i + 1] == ranks[0];
        }
    }
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
    return indicator_propagate(error, &failed);
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
    return indicator_propagate(error, &failed);
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
