/* Where the figures of a run come from, and with which observation, case or commitment. */
#include "score/score_internal.h"

#include "casework/casework.h"
#include "commitment/commitment.h"
#include "indicator/result.h"
#include "kernel/day.h"

#include <string.h>

#define PAGE 500u

/* What is read once for all measures. */
typedef struct {
    Call *call;
    const ScoreScheme *scheme;
    Period period;
    gint year;
    char as_of[DAY_LENGTH + 1]; /* the last day that counts: of the period, or today */
    IndicatorReader *reader;    /* of figures as they stood at the cut-off */
    GPtrArray *units;           /* UnitResult */
    GPtrArray *commitments;     /* CommitmentBrief, or NULL: not read yet */
    GPtrArray *cases;           /* CaseBrief */
    GPtrArray *targets;         /* IndicatorResult */
    GPtrArray *earlier;         /* EarlierScore, of the measure that is being read */
    const json_t *earlier_of;   /* that measure */
    gint64 until;               /* the cut-off */
} Gather;

static void gather_clear(Gather *gather)
{
    g_clear_pointer(&gather->commitments, g_ptr_array_unref);
    g_clear_pointer(&gather->cases, g_ptr_array_unref);
    g_clear_pointer(&gather->targets, g_ptr_array_unref);
    g_clear_pointer(&gather->earlier, g_ptr_array_unref);
    g_clear_pointer(&gather->reader, indicator_reader_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gather, gather_clear)

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static gint32 last_day(const Gather *gather)
{
    gint32 day = 0;

    day_parse(gather->as_of, &day);
    return day;
}

static json_t *new_input(void)
{
    return json_pack("{s:n, s:[]}", "value", "sources");
}

static void set_value(json_t *input, Decimal value)
{
    json_object_set_new(input, "value", json_integer(value));
}

/* One more of what is counted. */
static void count_one(json_t *input, bool counts, json_t *source)
{
    json_t *sources = json_object_get(input, "sources");

    if (counts) {
        set_value(input, json_integer_value(json_object_get(input, "value")) + DECIMAL_ONE);
        if (json_array_size(sources) < SOURCES_MAX) {
            json_array_append(sources, source);
        }
    }
    json_decref(source);
}

/* ---- Indicators ------------------------------------------------------------------------------ */

static void add_figures(json_t *sources, const ResultSource *source)
{
    for (guint i = 0; i < source->figures->len && json_array_size(sources) < SOURCES_MAX; i++) {
        const ResultFigure *figure = source->figures->pdata[i];
        json_array_append_new(sources,
                              json_pack("{s:s, s:s, s:s, s:s, s:I, s:I}", "kind", "observation",
                                        "id", source->indicator, "object", source->object, "period",
                                        figure->period, "revision", (json_int_t)figure->revision,
                                        "value", (json_int_t)figure->value));
    }
}

static void take_result(const IndicatorResult *result, const char *take, json_t *input)
{
    json_t *sources = json_object_get(input, "sources");

    if (strcmp(take, "target") == 0) {
        if (result->has_level) {
            set_value(input, result->level);
        }
        json_array_append_new(
            sources, json_pack("{s:s, s:s}", "kind", "indicator", "id", result->indicator));
        return;
    }
    if (strcmp(take, "gap") == 0 ? result->has_gap : result->has_value) {
        set_value(input, strcmp(take, "gap") == 0 ? result->gap : result->value);
    }
    for (guint i = 0; i < result->sources->len; i++) {
        add_figures(sources, result->sources->pdata[i]);
    }
}

static bool from_indicator(Gather *gather, const json_t *measure, const UnitResult *unit,
                           json_t *input, GError **error)
{
    bool district = g_strcmp0(text_of(measure, "of"), "district") == 0;
    g_autofree char *object = g_strconcat("unit:", unit->unit, NULL);
    const IndicatorResult *result = indicator_reader_one(
        gather->reader, text_of(measure, "indicator"), district ? NULL : object, error);

    if (result == NULL) {
        return false;
    }
    take_result(result, text_of(measure, "take"), input);
    return true;
}

/* A target with the newest figure that it was judged by. */
static json_t *target_source(const IndicatorResult *result)
{
    json_t *source = json_pack("{s:s, s:s}", "kind", "indicator", "id", result->indicator);

    if (result->sources->len > 0) {
        const ResultSource *first = result->sources->pdata[0];
        const ResultFigure *figure = first->figures->pdata[first->figures->len - 1];
        json_object_set_new(source, "object", json_string(first->object));
        json_object_set_new(source, "period", json_string(figure->period));
        json_object_set_new(source, "revision", json_integer((json_int_t)figure->revision));
        json_object_set_new(source, "value", json_integer((json_int_t)figure->value));
    }
    return source;
}

/* The targets that are the unit's: how many, or how many that are met or not behind their plan. */
static bool from_targets(Gather *gather, const json_t *measure, const UnitResult *unit,
                         json_t *input, GError **error)
{
    bool on_pace = strcmp(text_of(measure, "take"), "on_pace") == 0;

    if (gather->targets == NULL) {
        gather->targets = indicator_reader_all(gather->reader, error);
    }
    set_value(input, 0);
    for (guint i = 0; gather->targets != NULL && i < gather->targets->len; i++) {
        const IndicatorResult *result = gather->targets->pdata[i];
        if (result->target_words == NULL || !result->has_value ||
            strcmp(result->owner, unit->unit) != 0) {
            continue;
        }
        bool good = strcmp(result->verdict, "met") == 0 || (result->has_gap && result->gap >= 0);
        count_one(input, !on_pace || good, target_source(result));
    }
    return gather->targets != NULL;
}

/* ---- Commitments and cases ------------------------------------------------------------------- */

static bool read_commitments(Gather *gather, GError **error)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autofree char *after = NULL;
    guint count = PAGE;

    while (count == PAGE) {
        GPtrArray *page = commitment_page(gather->call, NULL, after, PAGE, error);
        if (page == NULL) {
            return false;
        }
        g_ptr_array_add(all, page); /* owns the page, whose briefs are looked at below */
        count = page->len;
        g_free(after);
        after = count > 0 ? g_strdup(((CommitmentBrief *)page->pdata[count - 1])->id) : NULL;
    }
    gather->commitments = g_steal_pointer(&all);
    return true;
}

/* Its state at the end of the last day that counts: what was settled later was open then. */
static const char *state_then(const Gather *gather, const CommitmentBrief *brief)
{
    return brief->settled != NULL && strcmp(brief->settled, gather->as_of) > 0 ? "open"
                                                                               : brief->state;
}

static bool counts_commitment(const Gather *gather, const CommitmentBrief *brief, const char *take)
{
    g_autofree char *first = g_strdup_printf("%d-01-01", gather->year);
    const char *state = state_then(gather, brief);
    bool due = strcmp(state, "withdrawn") != 0 && strcmp(brief->due, first) >= 0 &&
               strcmp(brief->due, gather->as_of) <= 0;
    bool done = strcmp(state, "done") == 0;

    return strcmp(take, "due") == 0    ? due
           : strcmp(take, "done") == 0 ? due && done
                                       : due && !done && strcmp(brief->due, gather->as_of) < 0;
}

static bool from_commitments(Gather *gather, const json_t *measure, const UnitResult *unit,
                             json_t *input, GError **error)
{
    const char *take = text_of(measure, "take");

    if (gather->commitments == NULL && !read_commitments(gather, error)) {
        return false;
    }
    set_value(input, 0);
    for (guint p = 0; p < gather->commitments->len; p++) {
        const GPtrArray *page = gather->commitments->pdata[p];
        for (guint i = 0; i < page->len; i++) {
            const CommitmentBrief *brief = page->pdata[i];
            if (strcmp(brief->lead_unit, unit->unit) == 0) {
                count_one(input, counts_commitment(gather, brief, take),
                          json_pack("{s:s, s:s, s:s, s:s}", "kind", "commitment", "id", brief->id,
                                    "state", state_then(gather, brief), "due", brief->due));
            }
        }
    }
    return true;
}

static bool counts_case(const Gather *gather, const CaseBrief *brief, const char *take)
{
    bool raised = brief->raised >= day_begins(gather->period.first);
    bool closed = brief->closed && brief->changed < day_begins(last_day(gather) + 1);
    bool late =
        brief->due != NULL && !closed && !brief->stopped && strcmp(brief->due, gather->as_of) < 0;

    return strcmp(take, "raised") == 0     ? raised
           : strcmp(take, "open") == 0     ? !closed
           : strcmp(take, "returned") == 0 ? raised && brief->returns > 0
                                           : late;
}

static bool from_cases(Gather *gather, const json_t *measure, const UnitResult *unit, json_t *input,
                       GError **error)
{
    if (gather->cases == NULL) {
        gather->cases = casework_briefs(gather->call, day_begins(gather->period.first),
                                        day_begins(last_day(gather) + 1), error);
    }
    set_value(input, 0);
    for (guint i = 0; gather->cases != NULL && i < gather->cases->len; i++) {
        const CaseBrief *brief = gather->cases->pdata[i];
        if (strcmp(brief->unit, unit->unit) == 0 &&
            strcmp(brief->type, text_of(measure, "type")) == 0) {
            count_one(input, counts_case(gather, brief, text_of(measure, "take")),
                      json_pack("{s:s, s:s, s:s}", "kind", "case", "id", brief->id, "number",
                                brief->number));
        }
    }
    return gather->cases != NULL;
}

/* ---- Earlier runs ---------------------------------------------------------------------------- */

static bool read_earlier(Gather *gather, const json_t *measure, GError **error)
{
    g_clear_pointer(&gather->earlier, g_ptr_array_unref);
    gather->earlier = score_earlier(gather->call, text_of(measure, "scheme"), gather->period,
                                    gather->until, error);
    gather->earlier_of = measure;
    return gather->earlier != NULL;
}

/* The mean of what the unit got in the frozen runs of another scheme, or in how many it was. */
static bool from_score(Gather *gather, const json_t *measure, const UnitResult *unit, json_t *input,
                       GError **error)
{
    Decimal sum = 0;
    gint64 count = 0;

    if (gather->earlier_of != measure && !read_earlier(gather, measure, error)) {
        return false;
    }
    for (guint i = 0; i < gather->earlier->len; i++) {
        const EarlierScore *one = gather->earlier->pdata[i];
        if (strcmp(one->unit, unit->unit) == 0) {
            sum += one->points; /* a scheme's points have a limit, and a year has four quarters */
            count++;
            json_array_append_new(json_object_get(input, "sources"),
                                  json_pack("{s:s, s:s, s:s, s:I}", "kind", "run", "id", one->run,
                                            "period", one->period, "value",
                                            (json_int_t)one->points));
        }
    }
    if (strcmp(text_of(measure, "take"), "count") == 0) {
        set_value(input, count * DECIMAL_ONE);
    } else if (count > 0) {
        Decimal mean = 0;
        decimal_scale(sum, 1, count, &mean);
        set_value(input, mean);
    }
    return true;
}

/* ---- Measures -------------------------------------------------------------------------------- */

typedef bool (*Take)(Gather *gather, const json_t *measure, const UnitResult *unit, json_t *input,
                     GError **error);

/* Where figures come from, what is taken of it, and what else a measure has to name. */
static const struct {
    const char *from;
    const char *needs; /* or NULL */
    const char *takes[5];
    Take take; /* NULL: entries, read for all units at once */
} sources[] = {{"indicator", "indicator", {"value", "target", "gap"}, from_indicator},
               {"targets", NULL, {"total", "on_pace"}, from_targets},
               {"commitments", NULL, {"due", "done", "overdue"}, from_commitments},
               {"cases", "type", {"raised", "open", "overdue", "returned"}, from_cases},
               {"score", "scheme", {"mean", "count"}, from_score},
               {"entries", "list", {NULL}, NULL}};

static bool check_measure(const json_t *measure, const char *place, GError **error)
{
    const char *from = text_of(measure, "from");
    const char *take = text_of(measure, "take");
    guint i = 0;

    while (i + 1 < G_N_ELEMENTS(sources) && strcmp(sources[i].from, from) != 0) {
        i++;
    }
    if (sources[i].needs != NULL && text_of(measure, sources[i].needs) == NULL) {
        g_autofree char *field = g_strconcat(place, "/", sources[i].needs, NULL);
        error_set(error, LUOSHI_ERROR_INVALID, "score.measure_needs", field, "from", from, "key",
                  sources[i].needs, NULL);
        return false;
    }
    if (sources[i].takes[0] != NULL && (take == NULL || !g_strv_contains(sources[i].takes, take))) {
        g_autofree char *field = g_strconcat(place, "/take", NULL);
        g_autofree char *takes = g_strjoinv(", ", (char **)sources[i].takes);
        error_set(error, LUOSHI_ERROR_INVALID, "score.measure_take", field, "from", from, "takes",
                  takes, NULL);
        return false;
    }
    return true;
}

bool inputs_check(const json_t *definition, const char *prefix, GError **error)
{
    size_t i;
    json_t *measure;

    json_array_foreach(json_object_get(definition, "measures"), i, measure)
    {
        g_autofree char *place = g_strdup_printf("%s/measures/%zu", prefix, i);
        if (!check_measure(measure, place, error)) {
            return false;
        }
    }
    return true;
}

/* One measure of all units. */
static bool gather_measure(Gather *gather, const json_t *measure, GError **error)
{
    const char *key = text_of(measure, "key");
    const char *from = text_of(measure, "from");

    for (guint u = 0; u < gather->units->len; u++) {
        const UnitResult *unit = gather->units->pdata[u];
        json_t *input = new_input();
        json_object_set_new(unit->inputs, key, input);
        for (guint i = 0; i < G_N_ELEMENTS(sources); i++) {
            if (strcmp(sources[i].from, from) == 0 && sources[i].take != NULL &&
                !sources[i].take(gather, measure, unit, input, error)) {
                return false;
            }
        }
        if (strcmp(from, "entries") == 0) {
            set_value(input, 0);
        }
    }
    return strcmp(from, "entries") != 0 ||
           entries_gather(gather->call, text_of(measure, "list"), gather->period, key,
                          gather->units, error);
}

bool inputs_gather(Call *call, const ScoreScheme *scheme, Period period, const CutOff *cut,
                   GPtrArray *units, GError **error)
{
    g_auto(Gather) gather = {
        .call = call, .scheme = scheme, .period = period, .units = units, .until = cut->moment};

    day_format(period.last, gather.as_of);
    if (strcmp(call_today(call), gather.as_of) < 0) {
        g_strlcpy(gather.as_of, call_today(call), sizeof gather.as_of);
    }
    day_parts(period.first, &gather.year, NULL, NULL);
    gather.reader = indicator_reader_new(call, gather.year, last_day(&gather),
                                         cut->reason == CUT_OFF_MADE ? 0 : cut->moment, error);
    if (gather.reader == NULL) {
        return false;
    }
    for (guint i = 0; i < scheme->measure_count; i++) {
        if (!gather_measure(&gather, scheme->measures[i], error)) {
            return false;
        }
    }
    return true;
}
