/* Evaluating lights and keeping them. */
#include "light/light_internal.h"

#include "commitment/commitment.h"
#include "indicator/indicator.h"
#include "kernel/day.h"
#include "org/org.h"
#include "pack/pack.h"
#include "project/project.h"

#include "light_sql.h"

#include <string.h>

#define PAGE 500u

/* The rules that were compiled last, and from what. */
typedef struct {
    char *source;
    LightRules *rules;
} Compiled;

static void compiled_free(gpointer data)
{
    Compiled *compiled = data;

    g_free(compiled->source);
    light_rules_free(compiled->rules);
    g_free(compiled);
}

/* SOURCE compiled, owned by the store: rules change seldom, commands come often. */
static const LightRules *compile(StoreTx *tx, const char *source, GError **error)
{
    const Compiled *kept = store_kept(tx, "light rules");

    if (kept != NULL && strcmp(kept->source, source) == 0) {
        return kept->rules;
    }
    json_auto_t *parsed = json_loads(source, 0, NULL);
    LightRules *rules = light_rules_compile(parsed, error);
    if (rules != NULL) {
        Compiled *compiled = g_new(Compiled, 1);
        *compiled = (Compiled){.source = g_strdup(source), .rules = rules};
        store_keep(tx, "light rules", compiled, compiled_free);
    }
    return rules;
}

/* Reads the rules in force; without any LAMP->rules stays NULL. */
static bool lamp_open(Lamp *lamp, Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_light_rules,
                                            STORE_VALUES(store_text(call_district(call))), error);

    *lamp = (Lamp){.call = call};
    day_parse(call_today(call), &lamp->today);
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        lamp->version = store_column_int(rows, 0);
        lamp->rules = compile(call_tx(call), store_column_text(rows, 1), error);
        return lamp->rules != NULL;
    }
    return error_pass(error, &failed);
}

static bool is_verdict(const IndicatorWatch *watch, const char *verdict)
{
    return strcmp(watch->verdict, verdict) == 0;
}

/* A target that was missed comes first, then one that cannot be computed, then the one furthest
 * behind. */
static bool is_worse(const IndicatorWatch *one, const IndicatorWatch *other)
{
    static const char *const first[] = {"missed", "not_computed"};

    for (gsize i = 0; other != NULL && i < G_N_ELEMENTS(first); i++) {
        if (is_verdict(one, first[i]) != is_verdict(other, first[i])) {
            return is_verdict(one, first[i]);
        }
    }
    if (other == NULL) {
        return true;
    }
    return one->has_lag && (!other->has_lag || one->lag > other->lag);
}

void light_say(LightSubject *subject, LightWord word, const char *zh, const char *en)
{
    subject->words.text[word][LANGUAGE_ZH] = zh;
    subject->words.text[word][LANGUAGE_EN] = en;
}

/* What the worst of OWN say: by percent of the plan, or by percentage points where these are what
 * they are counted in. */
static void take_worst(LightSubject *subject, const GPtrArray *own)
{
    const IndicatorWatch *worst = NULL;
    const IndicatorWatch *lag = NULL;
    const IndicatorWatch *points = NULL;
    const IndicatorWatch *place = NULL;

    for (guint i = 0; i < own->len; i++) {
        const IndicatorWatch *watch = own->pdata[i];
        worst = is_worse(watch, worst) ? watch : worst;
        if (watch->has_points) {
            points = points == NULL || watch->points < points->points ? watch : points;
        } else if (watch->has_lag) {
            lag = lag == NULL || watch->lag > lag->lag ? watch : lag;
        } else if (watch->has_places) {
            place = place == NULL || watch->places > place->places ? watch : place;
        }
    }
    subject->values[LIGHT_LAG] = lag != NULL ? formula_number(lag->lag) : formula_null();
    subject->values[LIGHT_HELD] = formula_truth(lag != NULL && lag->held);
    subject->values[LIGHT_POINTS] =
        points != NULL ? formula_number(points->points) : formula_null();
    subject->values[LIGHT_PLACES] =
        place != NULL ? formula_number(place->places * DECIMAL_ONE) : formula_null();
    if (lag != NULL && !is_verdict(worst, "missed")) {
        worst = lag; /* since rules that name the percent also name the target */
    }
    if (worst != NULL) {
        light_say(subject, LIGHT_WORD_WHAT, worst->words_zh, worst->words_en);
    }
    if (place != NULL) {
        light_say(subject, LIGHT_WORD_PLACE, place->words_zh, place->words_en);
    }
    if (points != NULL) {
        light_say(subject, LIGHT_WORD_SHORT, points->short_zh, points->short_en);
    }
}

/* Takes what the targets of OWN say into SUBJECT. */
static void take_targets(const Lamp *lamp, LightSubject *subject, const GPtrArray *own)
{
    bool measured = false;
    bool missed = false;
    bool failed = false;
    guint met = 0;
    gint32 silent = -1;

    for (guint i = 0; i < own->len; i++) {
        const IndicatorWatch *watch = own->pdata[i];
        measured = measured || watch->has_lag || watch->has_points || watch->has_places ||
                   is_verdict(watch, "met");
        missed = missed || is_verdict(watch, "missed");
        failed = failed || is_verdict(watch, "not_computed");
        met += is_verdict(watch, "met") ? 1 : 0;
        if (watch->has_reported) {
            silent = MAX(silent, lamp->today - watch->reported);
        }
    }
    subject->values[LIGHT_TARGETS] = formula_number((Decimal)own->len * DECIMAL_ONE);
    subject->values[LIGHT_MEASURED] = formula_truth(measured);
    subject->values[LIGHT_MISSED] = formula_truth(missed);
    subject->values[LIGHT_NOT_COMPUTED] = formula_truth(failed);
    subject->values[LIGHT_MET] = formula_truth(own->len > 0 && met == own->len);
    subject->values[LIGHT_SILENT_DAYS] =
        silent >= 0 ? formula_number((Decimal)silent * DECIMAL_ONE) : formula_null();
    take_worst(subject, own);
}

static bool same(const StoreRows *rows, guint column, const char *value)
{
    return g_strcmp0(store_column_text(rows, column), value) == 0;
}

/* The ledger has no entry for a light that was never lit before. */
static bool record_turn(Call *call, const LightSubject *subject, LightColour before,
                        const Light *light, GError **error)
{
    json_auto_t *old = json_pack("{s:s}", "light", light_colour_names[before]);
    json_auto_t *new =
        json_pack("{s:s, s:{s:s, s:s}}", "light", light_colour_names[light->colour], "why", "zh",
                  light->reason[LANGUAGE_ZH], "en", light->reason[LANGUAGE_EN]);

    return call_record(call, "light.turn", light_object_names[subject->kind], subject->id, NULL,
                       old, new, error);
}

/* MORE lights of colour RANK, or fewer, for UNIT and LEADER (or NULL). */
static bool count(Call *call, const char *kind, const char *unit, const char *leader, gint64 rank,
                  gint64 more, GError **error)
{
    return store_execute(call_tx(call), &sql_light_tally_add,
                         STORE_VALUES(store_text(call_district(call)), store_text(kind),
                                      store_text(unit), store_text(leader), store_int(rank),
                                      store_int(more)),
                         NULL, error);
}

bool light_put_out(Call *call, LightObject object, const char *id, GError **error)
{
    const char *kind = light_object_names[object];
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_light_remove,
        STORE_VALUES(store_text(call_district(call)), store_text(kind), store_text(id)), error);

    if (rows != NULL && store_rows_next(rows, &failed) &&
        !count(call, kind, store_column_text(rows, 0), store_column_text(rows, 1),
               store_column_int(rows, 2), -1, error)) {
        return false;
    }
    return rows != NULL && error_pass(error, &failed);
}

/* LIGHT since SINCE; if it TURNED, in its history too. */
static bool write_light(const Lamp *lamp, const LightSubject *subject, const Light *light,
                        const char *since, bool turned, GError **error)
{
    Call *call = lamp->call;
    const char *kind = light_object_names[subject->kind];

    if (turned && !store_execute(call_tx(call), &sql_light_history_set,
                                 STORE_VALUES(store_text(call_district(call)), store_text(kind),
                                              store_text(subject->id), store_text(since),
                                              store_int(light->colour)),
                                 NULL, error)) {
        return false;
    }
    return store_execute(
        call_tx(call), &sql_light_set,
        STORE_VALUES(
            store_text(call_district(call)), store_text(kind), store_text(subject->id),
            store_int(light->colour), store_text(since), store_text(light->reason[LANGUAGE_ZH]),
            store_text(light->reason[LANGUAGE_EN]), store_text(subject->title[LANGUAGE_ZH]),
            store_text(subject->title[LANGUAGE_EN]), store_text(subject->unit),
            store_text(subject->leader), store_text(subject->due), store_int(lamp->version)),
        NULL, error);
}

/* Keeps LIGHT of SUBJECT if anything about it is new. */
static bool keep(const Lamp *lamp, const LightSubject *subject, const Light *light, GError **error)
{
    Call *call = lamp->call;
    const char *kind = light_object_names[subject->kind];
    g_autofree char *since = g_strdup(call_today(call));
    g_autoptr(GError) failed = NULL;
    bool turned = true;
    bool moved = true; /* to another colour, unit or leader: the tallies change */

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_light_of,
                        STORE_VALUES(store_text(call_district(call)), store_text(kind),
                                     store_text(subject->id)),
                        error);
        if (rows == NULL) {
            return false;
        }
        if (store_rows_next(rows, &failed)) {
            LightColour before = (LightColour)store_column_int(rows, 0);
            if (before == light->colour) {
                turned = false;
                g_free(since);
                since = g_strdup(store_column_text(rows, 1));
                if (same(rows, 2, light->reason[LANGUAGE_ZH]) &&
                    same(rows, 3, subject->title[LANGUAGE_ZH]) && same(rows, 4, subject->unit) &&
                    same(rows, 5, subject->leader) && same(rows, 6, subject->due)) {
                    return true;
                }
            } else if (!record_turn(call, subject, before, light, error)) {
                return false;
            }
            moved = turned || !same(rows, 4, subject->unit) || !same(rows, 5, subject->leader);
            if (moved && !count(call, kind, store_column_text(rows, 4), store_column_text(rows, 5),
                                (gint64)before, -1, error)) {
                return false;
            }
        }
        if (!error_pass(error, &failed)) {
            return false;
        }
    }
    const char *const units[] = {subject->unit, NULL};
    call_changed_of(call, "lights", kind, subject->id, units);
    if (moved && !count(call, kind, subject->unit, subject->leader, light->colour, 1, error)) {
        return false;
    }
    return write_light(lamp, subject, light, since, turned, error);
}

bool light_subject(const Lamp *lamp, const LightSubject *subject, GError **error)
{
    g_auto(Light) light = {0};

    light_apply(lamp->rules, subject->kind, subject->values, &subject->words, &light);
    return keep(lamp, subject, &light, error);
}

static bool take_progress(const Lamp *lamp, LightSubject *subject, GError **error)
{
    CommitmentProgress last = {0};
    gint32 day = 0;

    if (!commitment_progress_last(lamp->call, subject->id, &last, error)) {
        return false;
    }
    if (last.has_percent) {
        subject->values[LIGHT_PROGRESS] = formula_number(last.percent * DECIMAL_ONE);
    }
    if (last.number > 0 && day_parse(last.day, &day)) {
        subject->values[LIGHT_PROGRESS_DAYS] =
            formula_number((Decimal)(lamp->today - day) * DECIMAL_ONE);
    }
    return true;
}

/* TARGETS are those promised in it. */
static bool light_commitment(const Lamp *lamp, const CommitmentBrief *brief,
                             const GPtrArray *targets, GError **error)
{
    LightSubject subject = {.kind = LIGHT_COMMITMENT,
                            .id = brief->id,
                            .title = {brief->text, brief->text},
                            .unit = brief->lead_unit,
                            .leader = brief->leader,
                            .due = brief->due};
    CaseTally tally = {0};
    gint32 due = 0;

    if (!casework_tally(lamp->call, "notice", "commitment", brief->id, &tally, error)) {
        return false;
    }
    take_targets(lamp, &subject, targets);
    subject.values[LIGHT_DONE] = formula_truth(strcmp(brief->state, "done") == 0);
    subject.values[LIGHT_WITHDRAWN] = formula_truth(strcmp(brief->state, "withdrawn") == 0);
    subject.values[LIGHT_DAYS_LEFT] =
        day_parse(brief->due, &due) ? formula_number((Decimal)(due - lamp->today) * DECIMAL_ONE)
                                    : formula_null();
    subject.values[LIGHT_NOTICES] = formula_number(tally.open * DECIMAL_ONE);
    subject.values[LIGHT_NOTICES_OVERDUE] = formula_number(tally.overdue * DECIMAL_ONE);
    subject.values[LIGHT_RETURNS] = formula_number(tally.returns * DECIMAL_ONE);
    return take_progress(lamp, &subject, error) && light_subject(lamp, &subject, error);
}

/* WATCHES are all of one indicator. */
static bool light_indicator(const Lamp *lamp, const GPtrArray *watches, GError **error)
{
    const IndicatorWatch *first = watches->pdata[0];
    LightSubject subject = {.kind = LIGHT_INDICATOR,
                            .id = first->indicator,
                            .title = {first->name_zh, first->name_en},
                            .unit = first->owner};

    g_autofree char *leader = NULL;
    g_autofree char *name = NULL;

    if (!org_unit_leader(call_tx(lamp->call), call_district(lamp->call), subject.unit, &leader,
                         &name, error)) {
        return false;
    }
    subject.leader = leader;
    take_targets(lamp, &subject, watches);
    subject.values[LIGHT_DONE] = formula_truth(false);
    subject.values[LIGHT_WITHDRAWN] = formula_truth(false);
    return light_subject(lamp, &subject, error);
}

static bool follow_commitment(const Lamp *lamp, const char *id, GError **error)
{
    g_autoptr(GPtrArray) targets = indicator_watch(lamp->call, NULL, id, error);
    g_auto(CommitmentBrief) brief = {0};

    return targets != NULL && commitment_brief(lamp->call, id, &brief, error) &&
           light_commitment(lamp, &brief, targets, error);
}

/* WATCHES by MEMBER's id: id → GPtrArray of IndicatorWatch, borrowed. */
static GHashTable *group_by(const GPtrArray *watches, bool by_commitment)
{
    GHashTable *groups =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < watches->len; i++) {
        IndicatorWatch *watch = watches->pdata[i];
        const char *id = by_commitment ? watch->commitment : watch->indicator;
        if (id == NULL) {
            continue;
        }
        GPtrArray *group = g_hash_table_lookup(groups, id);
        if (group == NULL) {
            group = g_ptr_array_new();
            g_hash_table_insert(groups, (gpointer)id, group);
        }
        g_ptr_array_add(group, watch);
    }
    return groups;
}

static bool light_indicators(const Lamp *lamp, const GPtrArray *watches, GError **error)
{
    g_autoptr(GHashTable) groups = group_by(watches, false);
    GHashTableIter iter;
    gpointer group;

    g_hash_table_iter_init(&iter, groups);
    while (g_hash_table_iter_next(&iter, NULL, &group)) {
        if (!light_indicator(lamp, group, error)) {
            return false;
        }
    }
    return true;
}

/* An indicator, what is computed from it, and the commitments that promised them. */
static bool follow_indicator(const Lamp *lamp, const char *id, GError **error)
{
    Call *call = lamp->call;
    g_autoptr(GPtrArray) watches = indicator_watch(call, id, NULL, error);

    if (watches == NULL || !light_indicators(lamp, watches, error)) {
        return false;
    }
    g_autoptr(GHashTable) commitments = group_by(watches, true);
    GHashTableIter iter;
    gpointer commitment;
    g_hash_table_iter_init(&iter, commitments);
    while (g_hash_table_iter_next(&iter, &commitment, NULL)) {
        if (!follow_commitment(lamp, commitment, error)) {
            return false;
        }
    }
    return watches->len > 0 || light_put_out(call, LIGHT_INDICATOR, id, error);
}

/* What a changed case is about. */
static bool follow_case(const Lamp *lamp, const char *id, GError **error)
{
    g_autofree char *kind = NULL;
    g_autofree char *object = NULL;

    if (!casework_object(lamp->call, id, &kind, &object, error)) {
        return false;
    }
    return g_strcmp0(kind, "commitment") == 0   ? follow_commitment(lamp, object, error)
           : g_strcmp0(kind, PROJECT_KIND) == 0 ? light_project(lamp, object, error)
                                                : true;
}

/* One page after AFTER of the commitments of PLAN, or of all if it is NULL. *LAST becomes the last
 * one of a full page, NULL where nothing follows. GROUPS: the targets of each. */
static bool light_page(const Lamp *lamp, const char *plan, GHashTable *groups, const char *after,
                       char **last, GError **error)
{
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    g_autoptr(GPtrArray) page = commitment_page(lamp->call, plan, after, PAGE, error);

    *last = NULL;
    if (page == NULL) {
        return false;
    }
    for (guint i = 0; i < page->len; i++) {
        const CommitmentBrief *brief = page->pdata[i];
        const GPtrArray *targets = g_hash_table_lookup(groups, brief->id);
        if (!light_commitment(lamp, brief, targets != NULL ? targets : none, error)) {
            return false;
        }
    }
    if (page->len == PAGE) {
        *last = g_strdup(((CommitmentBrief *)page->pdata[PAGE - 1])->id);
    }
    return true;
}

static bool light_plan(const Lamp *lamp, const char *plan, const GPtrArray *watches, GError **error)
{
    g_autoptr(GHashTable) groups = group_by(watches, true);
    g_autofree char *after = NULL;

    do {
        char *last = NULL;
        if (!light_page(lamp, plan, groups, after, &last, error)) {
            return false;
        }
        g_free(after);
        after = last;
    } while (after != NULL);
    return true;
}

static bool follow_plan(const Lamp *lamp, const char *id, GError **error)
{
    g_autoptr(GPtrArray) watches = indicator_watch(lamp->call, NULL, NULL, error);

    return watches != NULL && light_plan(lamp, id, watches, error);
}

/* One that was changed, or with an empty ID any number of them: a list was taken in. */
static bool follow_project(const Lamp *lamp, const char *id, GError **error)
{
    return light_project(lamp, id[0] != '\0' ? id : NULL, error) && light_reserve(lamp, error);
}

static const struct {
    const char *kind;
    bool (*follow)(const Lamp *lamp, const char *id, GError **error);
} followers[] = {{"plan", follow_plan},
                 {"commitment", follow_commitment},
                 {"indicator", follow_indicator},
                 {PROJECT_KIND, follow_project},
                 {"case", follow_case}};

bool light_follow(Call *call, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Lamp lamp = {0};
    guint count = call_change_count(call); /* those that lights make themselves come after */

    for (guint i = 0; i < count; i++) {
        for (guint f = 0; f < G_N_ELEMENTS(followers); f++) {
            const char *id = NULL;
            const char *kind = call_change_at(call, i, &id);
            if (strcmp(kind, followers[f].kind) != 0 ||
                !g_hash_table_add(seen, g_strconcat(kind, " ", id, NULL))) {
                continue;
            }
            if (lamp.call == NULL && !lamp_open(&lamp, call, error)) {
                return false;
            }
            if (lamp.rules != NULL && !followers[f].follow(&lamp, id, error)) {
                return false;
            }
        }
    }
    return true;
}

bool light_remove_others(const Lamp *lamp, LightObject object, GHashTable *lit, GError **error)
{
    Call *call = lamp->call;
    g_autoptr(GPtrArray) gone = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;

    {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_light_ids,
            STORE_VALUES(store_text(call_district(call)), store_text(light_object_names[object])),
            error);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            if (!g_hash_table_contains(lit, store_column_text(rows, 0))) {
                g_ptr_array_add(gone, g_strdup(store_column_text(rows, 0)));
            }
        }
        if (rows == NULL || !error_pass(error, &failed)) {
            return false;
        }
    }
    for (guint i = 0; i < gone->len; i++) {
        if (!light_put_out(call, object, gone->pdata[i], error)) {
            return false;
        }
    }
    return true;
}

/* Lights of indicators without a target this year go out. */
static bool remove_targetless(const Lamp *lamp, const GPtrArray *watches, GError **error)
{
    g_autoptr(GHashTable) lit = group_by(watches, false);

    return light_remove_others(lamp, LIGHT_INDICATOR, lit, error);
}

/* How far today's look at everything by the rules in force has come: *DONE, or *AFTER the last
 * commitment that was looked at, NULL before the first. */
static bool find_place(const Lamp *lamp, bool *done, char **after, GError **error)
{
    Call *call = lamp->call;
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(call_tx(call), &sql_light_day,
                                            STORE_VALUES(store_text(call_district(call))), error);

    *done = false;
    *after = NULL;
    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed) &&
        strcmp(store_column_text(rows, 0), call_today(call)) == 0 &&
        store_column_int(rows, 1) == lamp->version) {
        *after = g_strdup(store_column_text(rows, 2));
        *done = *after == NULL;
    }
    return error_pass(error, &failed);
}

bool light_tick(Call *call, bool *more, GError **error)
{
    Lamp lamp = {0};
    g_autofree char *after = NULL;
    g_autofree char *last = NULL;
    bool done = false;

    *more = false;
    if (!lamp_open(&lamp, call, error) || !find_place(&lamp, &done, &after, error)) {
        return false;
    }
    if (done || lamp.rules == NULL) {
        return true;
    }
    g_autoptr(GPtrArray) watches = indicator_watch(call, NULL, NULL, error);
    if (watches == NULL ||
        (after == NULL &&
         (!light_indicators(&lamp, watches, error) || !remove_targetless(&lamp, watches, error) ||
          !light_project(&lamp, NULL, error) || !light_reserve(&lamp, error)))) {
        return false;
    }
    g_autoptr(GHashTable) groups = group_by(watches, true);
    if (!light_page(&lamp, NULL, groups, after, &last, error)) {
        return false;
    }
    *more = last != NULL;
    return store_execute(call_tx(call), &sql_light_day_set,
                         STORE_VALUES(store_text(call_district(call)), store_text(call_today(call)),
                                      store_int(lamp.version), store_text(last)),
                         NULL, error);
}

typedef struct {
    const char *district;
    const char *source;
    gint64 now;
} Load;

static bool load_work(StoreTx *tx, gpointer data, GError **error)
{
    const Load *load = data;
    g_autoptr(GError) failed = NULL;
    gint64 version = 0;

    {
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_light_rules, STORE_VALUES(store_text(load->district)), error);
        if (rows == NULL) {
            return false;
        }
        if (store_rows_next(rows, &failed)) {
            version = store_column_int(rows, 0);
            if (strcmp(store_column_text(rows, 1), load->source) == 0) {
                return true;
            }
        }
        if (!error_pass(error, &failed)) {
            return false;
        }
    }
    return store_execute(tx, &sql_light_rules_insert,
                         STORE_VALUES(store_text(load->district), store_int(version + 1),
                                      store_text(load->source), store_int(load->now)),
                         NULL, error);
}

bool light_load(Store *store, const char *district, const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "lights.yaml", NULL);
    json_auto_t *source = pack_load_yaml(path, error);
    g_autoptr(LightRules) rules = source != NULL ? light_rules_compile(source, error) : NULL;

    if (rules == NULL) {
        return false;
    }
    g_autofree char *text = json_dumps(source, JSON_COMPACT | JSON_SORT_KEYS);
    Load load = {.district = district, .source = text, .now = store_now(store)};
    return store_write(store, load_work, &load, error);
}
