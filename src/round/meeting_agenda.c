/* The agenda: made from what is open now, in the clerk's order; frozen when the meeting starts. */
#include "round/round_internal.h"

#include "casework/casework.h"
#include "commitment/commitment.h"
#include "indicator/indicator.h"
#include "light/light.h"
#include "score/score.h"

#include <string.h>

#define OVERDUE_SHOWN    20u
#define NOTICES_SHOWN    20u
#define INDICATORS_SHOWN 20u

static void item_free(gpointer data)
{
    AgendaItem *item = data;

    g_free(item->key);
    g_free(item->source);
    g_free(item->object_id);
    g_free(item->title);
    g_free(item->detail);
    g_free(item->minutes);
    g_free(item->dropped);
    g_free(item);
}

static void add(GPtrArray *agenda, const char *source, const char *id, const char *title,
                const char *detail)
{
    AgendaItem *item = g_new0(AgendaItem, 1);

    *item = (AgendaItem){.key = g_strconcat(source, ":", id, NULL),
                         .source = g_strdup(source),
                         .object_id = g_strdup(id),
                         .title = g_strdup(title),
                         .detail = g_strdup(detail),
                         .minutes = g_strdup("")};
    g_ptr_array_add(agenda, item);
}

/* “区农业农村局，张明远，逾期3天”. (transfer full) */
static char *describe(Call *call, const Names *names, const char *unit, const char *leader,
                      const char *due)
{
    gint32 left = day_between(call_today(call), due);
    g_autofree char *days = g_strdup_printf("%d", left < 0 ? -left : left);
    const char *const arguments[] = {"days", days, "day", due, NULL};
    g_autofree char *when =
        text_format(call_language(call), left < 0 ? "round.days_late" : "round.due_on", arguments);
    const char *comma = text_find(call_language(call), "round.comma");
    const char *in_charge = name_of(names, NAME_PERSON, leader);

    return in_charge != NULL
               ? g_strjoin(comma, name_of(names, NAME_UNIT, unit), in_charge, when, NULL)
               : g_strjoin(comma, name_of(names, NAME_UNIT, unit), when, NULL);
}

static void earlier_free(gpointer data)
{
    EarlierDecision *earlier = data;

    g_free(earlier->commitment);
    g_free(earlier->meeting);
    g_free(earlier);
}

GPtrArray *meeting_earlier(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(earlier_free);
    g_autoptr(GPtrArray) types = round_types_read(call, error);
    g_autoptr(GError) failed = NULL;

    if (types == NULL) {
        return NULL;
    }
    const RoundType *type = round_type_find(types, meeting->round, NULL);
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_decisions_before,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->day)), error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (round_follows(type, store_column_text(rows, 2))) {
            EarlierDecision *earlier = g_new0(EarlierDecision, 1);
            earlier->commitment = g_strdup(store_column_text(rows, 0));
            earlier->meeting = g_strdup(store_column_text(rows, 1));
            g_ptr_array_add(all, earlier);
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&all) : NULL;
}

/* What earlier meetings decided and is not done: it comes first. */
static bool add_decisions(Call *call, const Meeting *meeting, const Names *names, GPtrArray *agenda,
                          GHashTable *seen, GError **error)
{
    g_autoptr(GPtrArray) all = meeting_earlier(call, meeting, error);

    for (guint i = 0; all != NULL && i < all->len; i++) {
        const EarlierDecision *earlier = all->pdata[i];
        g_auto(CommitmentBrief) brief = {0};
        if (!commitment_brief(call, earlier->commitment, &brief, error)) {
            return false;
        }
        if (strcmp(brief.state, "open") == 0) {
            const char *const arguments[] = {"meeting", earlier->meeting, NULL};
            g_autofree char *by = text_format(call_language(call), "round.decided_by", arguments);
            g_autofree char *who = describe(call, names, brief.lead_unit, brief.leader, brief.due);
            g_autofree char *detail =
                g_strjoin(text_find(call_language(call), "round.comma"), by, who, NULL);
            add(agenda, "decision", brief.id, brief.text, detail);
            g_hash_table_add(seen, g_strdup(brief.id));
        }
    }
    return all != NULL;
}

static bool add_overdue(Call *call, const Names *names, GPtrArray *agenda, GHashTable *seen,
                        GError **error)
{
    g_autoptr(GPtrArray) overdue = commitment_overdue(call, call_today(call), error);
    guint shown = 0;

    for (guint i = 0; overdue != NULL && i < overdue->len && shown < OVERDUE_SHOWN; i++) {
        const CommitmentBrief *brief = overdue->pdata[i];
        if (!g_hash_table_contains(seen, brief->id)) {
            g_autofree char *detail =
                describe(call, names, brief->lead_unit, brief->leader, brief->due);
            add(agenda, "commitment", brief->id, brief->text, detail);
            g_hash_table_add(seen, g_strdup(brief->id));
            shown++;
        }
    }
    return overdue != NULL;
}

static bool add_notices(Call *call, const Names *names, GPtrArray *agenda, GError **error)
{
    g_autoptr(GPtrArray) cases = casework_briefs(call, call_now(call), call_now(call) + 1, error);
    guint shown = 0;

    for (guint i = 0; cases != NULL && i < cases->len && shown < NOTICES_SHOWN; i++) {
        const CaseBrief *brief = cases->pdata[i];
        if (brief->closed || brief->stopped != NULL || brief->due == NULL ||
            strcmp(brief->due, call_today(call)) >= 0) {
            continue;
        }
        g_autofree char *detail = describe(call, names, brief->unit, brief->leader, brief->due);
        g_autofree char *title = g_strdup_printf("%s %s", brief->number, brief->title);
        add(agenda, "notice", brief->id, title, detail);
        shown++;
    }
    return cases != NULL;
}

/* What a red or yellow light stands at: commitments that are stuck, indicators behind pace. What
 * was SEEN is not said twice. */
static bool add_lights(Call *call, const char *kind, const Names *names, GPtrArray *agenda,
                       GHashTable *seen, GError **error)
{
    g_autoptr(GPtrArray) bad = light_bad(call, kind, INDICATORS_SHOWN, error);
    const char *comma = text_find(call_language(call), "round.comma");

    for (guint i = 0; bad != NULL && i < bad->len; i++) {
        const LightBrief *brief = bad->pdata[i];
        if (!g_hash_table_add(seen, g_strdup(brief->id))) {
            continue;
        }
        const char *unit = name_of(names, NAME_UNIT, brief->unit);
        g_autofree char *detail =
            unit != NULL ? g_strjoin(comma, unit, brief->reason, NULL) : g_strdup(brief->reason);
        add(agenda, kind, brief->id, brief->title, detail);
    }
    return bad != NULL;
}

/* An indicator whose commitment stands on the agenda is seen with it: its figure is the reason. */
static bool see_indicators(Call *call, GHashTable *seen, GError **error)
{
    g_autoptr(GPtrArray) watches = indicator_watch(call, NULL, NULL, error);

    for (guint i = 0; watches != NULL && i < watches->len; i++) {
        const IndicatorWatch *watch = watches->pdata[i];
        if (watch->commitment != NULL && g_hash_table_contains(seen, watch->commitment)) {
            g_hash_table_add(seen, g_strdup(watch->indicator));
        }
    }
    return watches != NULL;
}

/* A scheme that could not be scored stands where its ranking would, with the reason. */
static void add_unscored(Call *call, const json_t *unscored, GPtrArray *agenda)
{
    Language language = call_language(call);
    const char *scheme = json_string_value(json_object_get(unscored, "scheme"));
    const char *const arguments[] = {"name", scheme, NULL};
    g_autofree char *title = text_format(language, "round.unscored", arguments);

    add(agenda, "ranking", scheme, title, meeting_unscored_reason(unscored, language));
    g_clear_pointer(&((AgendaItem *)agenda->pdata[agenda->len - 1])->object_id, g_free);
}

const char *meeting_unscored_reason(const json_t *unscored, Language language)
{
    return json_string_value(json_object_get(unscored, language == LANGUAGE_EN ? "en" : "zh"));
}

/* The scores that were prepared for the meeting. */
static bool add_rankings(Call *call, const Meeting *meeting, const Names *names, GPtrArray *agenda,
                         GError **error)
{
    size_t i;
    json_t *run;

    json_array_foreach(meeting->runs, i, run)
    {
        if (json_is_object(run)) {
            add_unscored(call, run, agenda);
            continue;
        }
        g_autofree char *name = NULL;
        g_autoptr(GPtrArray) places = score_places(call, json_string_value(run), &name, error);
        if (places == NULL) {
            return false;
        }
        if (places->len == 0) {
            continue;
        }
        const ScorePlace *first = places->pdata[0];
        const ScorePlace *last = places->pdata[places->len - 1];
        g_autofree char *count = g_strdup_printf("%u", places->len);
        const char *const arguments[] = {"name",  name,
                                         "first", name_of(names, NAME_UNIT, first->unit),
                                         "last",  name_of(names, NAME_UNIT, last->unit),
                                         "count", count,
                                         NULL};
        g_autofree char *title = text_format(call_language(call), "round.ranking", arguments);
        g_autofree char *detail =
            text_format(call_language(call), "round.ranking_detail", arguments);
        add(agenda, "ranking", json_string_value(run), title, detail);
    }
    return true;
}

static GPtrArray *live_agenda(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GPtrArray) agenda = g_ptr_array_new_with_free_func(item_free);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    if (strcmp(meeting->kind, "meeting") == 0 &&
        (!add_rankings(call, meeting, names, agenda, error) ||
         !add_decisions(call, meeting, names, agenda, seen, error) ||
         !add_overdue(call, names, agenda, seen, error) ||
         !add_notices(call, names, agenda, error) ||
         !add_lights(call, "commitment", names, agenda, seen, error) ||
         !see_indicators(call, seen, error) ||
         !add_lights(call, "indicator", names, agenda, seen, error))) {
        return NULL;
    }
    return g_steal_pointer(&agenda);
}

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* What the clerk added. */
static void add_added(const json_t *edits, GPtrArray *agenda)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(edits, "added"), i, one)
    {
        g_autofree char *number = g_strdup_printf("%zu", i + 1);
        const char *detail = text(one, "detail");
        add(agenda, "added", number, text(one, "title"), detail != NULL ? detail : "");
    }
}

/* The place that the clerk gave KEY; what has none stands after those that have. */
static size_t place_of(const json_t *edits, const char *key)
{
    const json_t *order = json_object_get(edits, "order");
    size_t i = 0;

    while (i < json_array_size(order) &&
           strcmp(json_string_value(json_array_get(order, i)), key) != 0) {
        i++;
    }
    return i;
}

static gint by_place(gconstpointer a, gconstpointer b, gpointer data)
{
    const AgendaItem *first = *(AgendaItem *const *)a;
    const AgendaItem *second = *(AgendaItem *const *)b;
    const json_t *edits = data;

    if ((first->dropped != NULL) != (second->dropped != NULL)) {
        return first->dropped != NULL ? 1 : -1;
    }
    size_t place = place_of(edits, first->key);
    size_t other = place_of(edits, second->key);
    return place < other ? -1 : place > other ? 1 : 0;
}

static void apply_edits(const json_t *edits, GPtrArray *agenda)
{
    size_t i;
    json_t *one;

    add_added(edits, agenda);
    json_array_foreach(json_object_get(edits, "dropped"), i, one)
    {
        for (guint a = 0; a < agenda->len; a++) {
            AgendaItem *item = agenda->pdata[a];
            if (strcmp(item->key, text(one, "key")) == 0 && item->dropped == NULL) {
                item->dropped = g_strdup(text(one, "reason"));
            }
        }
    }
    g_ptr_array_sort_with_data(agenda, by_place, (gpointer)edits);
}

static GPtrArray *frozen_agenda(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GPtrArray) agenda = g_ptr_array_new_with_free_func(item_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_meeting_items,
                    STORE_VALUES(store_text(call_district(call)), store_text(meeting->id)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        AgendaItem *item = g_new0(AgendaItem, 1);
        *item = (AgendaItem){
            .key = g_strdup_printf("item:%" G_GINT64_FORMAT, store_column_int(rows, 0)),
            .source = g_strdup(store_column_text(rows, 1)),
            .object_id = g_strdup(store_column_text(rows, 2)),
            .title = g_strdup(store_column_text(rows, 3)),
            .detail = g_strdup(store_column_text(rows, 4)),
            .minutes = g_strdup(store_column_text(rows, 5))};
        g_ptr_array_add(agenda, item);
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&agenda) : NULL;
}

GPtrArray *agenda_read(Call *call, const Meeting *meeting, GError **error)
{
    if (strcmp(meeting->state, "planned") != 0) {
        return frozen_agenda(call, meeting, error);
    }
    GPtrArray *agenda = live_agenda(call, meeting, error);
    if (agenda != NULL) {
        apply_edits(meeting->edits, agenda);
    }
    return agenda;
}

bool agenda_freeze(Call *call, const Meeting *meeting, GError **error)
{
    g_autoptr(GPtrArray) agenda = agenda_read(call, meeting, error);
    gint64 number = 0;

    for (guint i = 0; agenda != NULL && i < agenda->len; i++) {
        const AgendaItem *item = agenda->pdata[i];
        bool added = strcmp(item->source, "added") == 0;
        if (item->dropped == NULL &&
            !store_execute(call_tx(call), &sql_meeting_item_insert,
                           STORE_VALUES(store_text(call_district(call)), store_text(meeting->id),
                                        store_int(++number), store_text(item->source),
                                        store_text(added ? NULL : item->object_id),
                                        store_text(item->title), store_text(item->detail)),
                           NULL, error)) {
            return false;
        }
    }
    return agenda != NULL;
}
