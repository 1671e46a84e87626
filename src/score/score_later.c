/* What was reported or corrected after a run took its figures: beside each figure, beside each
 * unit, and, while the run is open, as what puts it out of date. */
#include "score/score_internal.h"

#include "indicator/result.h"
#include "kernel/day.h"

#include <string.h>

struct Later {
    GPtrArray *corrections; /* ResultCorrection, oldest first */
    GHashTable *newest;     /* "indicator object period" → its newest correction */
    GPtrArray *lacking;     /* those of an open run that it would take now; borrowed */
    GPtrArray *newer;       /* EarlierScore, one of each run that it would take now and did not */
};

void later_free(Later *later)
{
    if (later != NULL) {
        g_clear_pointer(&later->newest, g_hash_table_unref);
        g_clear_pointer(&later->lacking, g_ptr_array_unref);
        g_clear_pointer(&later->newer, g_ptr_array_unref);
        g_clear_pointer(&later->corrections, g_ptr_array_unref);
        g_free(later);
    }
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static char *key_of(const char *indicator, const char *object, const char *period)
{
    return g_strjoin(" ", indicator, object, period, NULL);
}

static ResultCorrection *find(const Later *later, const json_t *source)
{
    const char *object = text_of(source, "object");
    g_autofree char *key = NULL;

    if (object == NULL || strcmp(text_of(source, "kind"), "observation") != 0) {
        return NULL;
    }
    key = key_of(text_of(source, "id"), object, text_of(source, "period"));
    ResultCorrection *found = g_hash_table_lookup(later->newest, key);
    return found != NULL &&
                   found->revision > json_integer_value(json_object_get(source, "revision"))
               ? found
               : NULL;
}

gint64 later_revision(const Later *later, const json_t *source)
{
    const ResultCorrection *found = find(later, source);

    return found != NULL ? found->revision : 0;
}

gint64 later_count(const Later *later, const UnitResult *unit)
{
    gint64 count = 0;
    const char *measure;
    json_t *input;
    size_t i;
    json_t *source;

    if (later->corrections->len == 0) {
        return 0;
    }
    json_object_foreach(unit->inputs, measure, input)
    {
        json_array_foreach(json_object_get(input, "sources"), i, source)
        {
            count += find(later, source) != NULL;
        }
    }
    return count;
}

bool later_outdates(const Later *later)
{
    return later->lacking->len > 0 || later->newer->len > 0;
}

/* ---- What an open run lacks ------------------------------------------------------------------ */

/* What OPENED was computed from, as far as its inputs say it one by one. */
typedef struct {
    GHashTable *taken;  /* corrections of figures that are named */
    GHashTable *listed; /* indicators of which not all figures are named */
    GHashTable *keys;   /* keys of the indicators that it measures, and of those they rest on */
    GHashTable *wide;   /* the same of those that it measures for the district */
    GHashTable *units;  /* “unit:ID” of whom it scored */
    Period period;      /* what it scores */
    bool targets;       /* how targets stand was counted: any figure may matter */
} Used;

static void used_clear(Used *used)
{
    g_clear_pointer(&used->taken, g_hash_table_unref);
    g_clear_pointer(&used->listed, g_hash_table_unref);
    g_clear_pointer(&used->keys, g_hash_table_unref);
    g_clear_pointer(&used->wide, g_hash_table_unref);
    g_clear_pointer(&used->units, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Used, used_clear)

static void use_input(const Later *later, const json_t *input, Used *used)
{
    const json_t *sources = json_object_get(input, "sources");
    bool full = json_array_size(sources) >= SOURCES_MAX;
    size_t i;
    json_t *source;

    json_array_foreach(sources, i, source)
    {
        ResultCorrection *found = find(later, source);
        if (found != NULL) {
            g_hash_table_add(used->taken, found);
        }
        if (full && strcmp(text_of(source, "kind"), "observation") == 0) {
            g_hash_table_add(used->listed, g_strdup(text_of(source, "id")));
        }
    }
}

static bool use_all(Call *call, const Later *later, const OpenedRun *opened, Used *used,
                    GError **error)
{
    for (guint u = 0; u < opened->units->len; u++) {
        const UnitResult *unit = opened->units->pdata[u];
        const char *measure;
        json_t *input;
        g_hash_table_add(used->units, g_strconcat("unit:", unit->unit, NULL));
        json_object_foreach(unit->inputs, measure, input)
        {
            use_input(later, input, used);
        }
    }
    for (guint i = 0; i < opened->scheme->measure_count; i++) {
        const json_t *measure = opened->scheme->measures[i];
        used->targets = used->targets || strcmp(text_of(measure, "from"), "targets") == 0;
        if (text_of(measure, "indicator") != NULL) {
            bool district = g_strcmp0(text_of(measure, "of"), "district") == 0;
            g_hash_table_add(district ? used->wide : used->keys,
                             g_strdup(text_of(measure, "indicator")));
        }
    }
    return indicator_add_used(call, used->keys, error) &&
           indicator_add_used(call, used->wide, error);
}

/* A figure of the period that was not there yet is no source of the run, which may have missed it.
 */
static bool was_missing(const Used *used, const ResultCorrection *correction)
{
    Period period;

    return correction->revision == 1 && period_parse(correction->period, NULL, &period, NULL) &&
           period.last >= used->period.first && correction->key != NULL &&
           ((g_hash_table_contains(used->keys, correction->key) &&
             g_hash_table_contains(used->units, correction->object)) ||
            (g_hash_table_contains(used->wide, correction->key) &&
             !g_str_has_prefix(correction->object, "peer:")));
}

static bool matters(const Used *used, ResultCorrection *correction)
{
    return g_hash_table_contains(used->taken, correction) || was_missing(used, correction) ||
           (!g_str_has_prefix(correction->object, "peer:") &&
            (used->targets || g_hash_table_contains(used->listed, correction->indicator)));
}

/* The corrections up to the cut-off that the run would have if it were made now. */
static bool find_lacking(Call *call, const OpenedRun *opened, Period period, Later *later,
                         GError **error)
{
    g_auto(Used) used = {
        .period = period,
        .taken = g_hash_table_new(NULL, NULL),
        .listed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .wide = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .units = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    CutOff now;

    if (!cut_off_find(call, opened->scheme, period, &now, error) ||
        !use_all(call, later, opened, &used, error)) {
        return false;
    }
    for (guint i = 0; i < later->corrections->len; i++) {
        ResultCorrection *correction = later->corrections->pdata[i];
        if (correction->at <= now.moment && matters(&used, correction)) {
            g_ptr_array_add(later->lacking, correction);
        }
    }
    return true;
}

/* ---- Runs that an open run lacks ------------------------------------------------------------- */

/* The ids of the runs whose scores were taken. (transfer full) */
static GHashTable *runs_taken(const OpenedRun *opened)
{
    GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const char *measure;
    json_t *input;
    size_t i;
    json_t *source;

    for (guint u = 0; u < opened->units->len; u++) {
        json_object_foreach(((UnitResult *)opened->units->pdata[u])->inputs, measure, input)
        {
            json_array_foreach(json_object_get(input, "sources"), i, source)
            {
                if (strcmp(text_of(source, "kind"), "run") == 0) {
                    g_hash_table_add(seen, g_strdup(text_of(source, "id")));
                }
            }
        }
    }
    return seen;
}

/* Runs of the schemes whose scores it takes that were frozen since. */
static bool find_newer(Call *call, const OpenedRun *opened, Period period, Later *later,
                       GError **error)
{
    g_autoptr(GHashTable) seen = runs_taken(opened);

    for (guint i = 0; i < opened->scheme->measure_count; i++) {
        const json_t *measure = opened->scheme->measures[i];
        if (strcmp(text_of(measure, "from"), "score") != 0) {
            continue;
        }
        CutOff now;
        g_autoptr(GPtrArray) scores = NULL;
        if (!cut_off_find(call, opened->scheme, period, &now, error) ||
            (scores = score_earlier(call, text_of(measure, "scheme"), period, now.moment, error)) ==
                NULL) {
            return false;
        }
        while (scores->len > 0) {
            EarlierScore *one = g_ptr_array_steal_index(scores, 0);
            if (g_hash_table_add(seen, g_strdup(one->run))) {
                g_ptr_array_add(later->newer, one);
            } else {
                earlier_score_free(one);
            }
        }
    }
    return true;
}

Later *later_read(Call *call, const OpenedRun *opened, GError **error)
{
    const ScoreRun *run = opened->run;
    g_autoptr(Later) later = g_new0(Later, 1);
    Period period;
    gint year = 0;

    later->newest = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    later->lacking = g_ptr_array_new();
    later->newer = g_ptr_array_new_with_free_func(earlier_score_free);
    if (!period_parse(run->period, NULL, &period, error)) {
        return NULL;
    }
    day_parts(period.first, &year, NULL, NULL);
    /* Growth is counted from the year before. */
    later->corrections =
        indicator_corrections(call, run->cut.moment, day_of(year - 1, 1, 1), period.last, error);
    if (later->corrections == NULL) {
        return NULL;
    }
    for (guint i = 0; i < later->corrections->len; i++) {
        ResultCorrection *one = later->corrections->pdata[i];
        g_hash_table_insert(later->newest, key_of(one->indicator, one->object, one->period), one);
    }
    bool follows = strcmp(run->state, "open") == 0 && run->replaced_by == NULL &&
                   run->cut.reason != CUT_OFF_ASKED;
    return !follows || ((later->corrections->len == 0 ||
                         find_lacking(call, opened, period, later, error)) &&
                        find_newer(call, opened, period, later, error))
               ? g_steal_pointer(&later)
               : NULL;
}

/* ---- Shown ----------------------------------------------------------------------------------- */

static void member_figure(JsonWriter *answer, const char *key, bool known, Decimal value)
{
    json_key(answer, key);
    if (known) {
        json_decimal(answer, value);
    } else {
        json_write_null(answer);
    }
}

void later_write(Call *call, const Later *later, const json_t *within)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));

    json_key(answer, "outdated");
    json_begin_array(answer);
    for (guint i = 0; i < later->lacking->len; i++) {
        const ResultCorrection *one = later->lacking->pdata[i];
        const char *unit = g_str_has_prefix(one->object, "unit:") ? one->object + 5 : "";
        if (!score_in_scope(within, unit)) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "indicator", one->indicator);
        json_member_text(answer, "indicator_name", one->name);
        json_member_text(answer, "object", one->object);
        json_member_text(answer, "object_name", one->object_name);
        json_member_text(answer, "period", one->period);
        json_member_int(answer, "revision", one->revision);
        member_figure(answer, "before", one->has_before, one->before);
        member_figure(answer, "now", one->has_value, one->value);
        json_member_text(answer, "reason", one->reason);
        json_member_time(answer, "at", one->at);
        json_member_text(answer, "by_name", name_of(names, NAME_ACCOUNT, one->by));
        json_end_object(answer);
    }
    json_end_array(answer);
    json_key(answer, "newer");
    json_begin_array(answer);
    for (guint i = 0; i < later->newer->len; i++) {
        const EarlierScore *one = later->newer->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "run", one->run);
        json_member_text(answer, "period", one->period);
        json_end_object(answer);
    }
    json_end_array(answer);
}
