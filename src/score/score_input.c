/* Where the figures of a run come from, and with which observation, case or commitment. */
#include "score/score_internal.h"

#include "indicator/result.h"
#include "kernel/day.h"

#include <string.h>

/* What is read once for all measures. */
typedef struct {
    Call *call;
    const ScoreScheme *scheme;
    Period period;
    gint32 last_day;          /* that counts: of the period, or today */
    IndicatorReader *reader;  /* of figures as they stood at the cut-off */
    GPtrArray *units;         /* UnitResult */
    Work *work;               /* what units did */
    GPtrArray *targets;       /* IndicatorResult */
    GPtrArray *earlier;       /* EarlierScore, of the measure that is being read */
    const json_t *earlier_of; /* that measure */
    gint64 until;             /* the cut-off */
} Gather;

static void gather_clear(Gather *gather)
{
    g_clear_pointer(&gather->work, work_free);
    g_clear_pointer(&gather->targets, g_ptr_array_unref);
    g_clear_pointer(&gather->earlier, g_ptr_array_unref);
    g_clear_pointer(&gather->reader, indicator_reader_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Gather, gather_clear)

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static json_t *new_input(void)
{
    return json_pack("{s:n, s:[]}", "value", "sources");
}

void input_set(json_t *input, Decimal value)
{
    json_object_set_new(input, "value", json_integer(value));
}

void input_add_source(json_t *input, json_t *source)
{
    json_t *sources = json_object_get(input, "sources");

    if (json_array_size(sources) < SOURCES_MAX) {
        json_array_append(sources, source);
    }
    json_decref(source);
}

void input_count(json_t *input, json_t *source)
{
    input_set(input, json_integer_value(json_object_get(input, "value")) + DECIMAL_ONE);
    input_add_source(input, source);
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
            input_set(input, result->level);
        }
        json_array_append_new(
            sources, json_pack("{s:s, s:s}", "kind", "indicator", "id", result->indicator));
        return;
    }
    if (strcmp(take, "gap") == 0 ? result->has_gap : result->has_value) {
        input_set(input, strcmp(take, "gap") == 0 ? result->gap : result->value);
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

/* A target with the commitment that promised it and the newest figure that it was judged by. */
static json_t *target_source(const IndicatorResult *result)
{
    json_t *source = json_pack("{s:s, s:s, s:s*}", "kind", "indicator", "id", result->indicator,
                               "commitment", result->commitment);

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

/* The targets that are the unit's: how many, or how many that are met or not behind their plan. A
 * target is its unit's that leads the commitment by which it was promised, and only without one
 * that of the unit which reports the figure: whoever counts growth does not answer for it. */
static bool from_targets(Gather *gather, const json_t *measure, const UnitResult *unit,
                         json_t *input, GError **error)
{
    bool on_pace = strcmp(text_of(measure, "take"), "on_pace") == 0;

    if (gather->targets == NULL) {
        gather->targets = indicator_reader_all(gather->reader, error);
    }
    input_set(input, 0);
    for (guint i = 0; gather->targets != NULL && i < gather->targets->len; i++) {
        const IndicatorResult *result = gather->targets->pdata[i];
        const char *lead = NULL;
        if (result->target_words == NULL || !result->has_value) {
            continue;
        }
        if (!work_lead(gather->work, result->commitment, &lead, error)) {
            return false;
        }
        bool good = strcmp(result->verdict, "met") == 0 || (result->has_gap && result->gap >= 0);
        if (strcmp(lead != NULL ? lead : result->owner, unit->unit) == 0 && (!on_pace || good)) {
            input_count(input, target_source(result));
        }
    }
    return gather->targets != NULL;
}

static bool from_work(Gather *gather, const json_t *measure, const UnitResult *unit, json_t *input,
                      GError **error)
{
    return work_take(gather->work, measure, unit->unit, input, error);
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
        input_set(input, count * DECIMAL_ONE);
    } else if (count > 0) {
        Decimal mean = 0;
        decimal_scale(sum, 1, count, &mean);
        input_set(input, mean);
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
    const char *takes[7];
    Take take; /* NULL: entries, read for all units at once */
} sources[] = {
    {"indicator", "indicator", {"value", "target", "gap"}, from_indicator},
    {"targets", NULL, {"total", "on_pace"}, from_targets},
    {"commitments", NULL, {"led", "finished", "pace", "due", "done", "overdue"}, from_work},
    {"cases", "type", {"raised", "open", "overdue", "late", "returned"}, from_work},
    {"duties", NULL, {"due", "late", "missed"}, from_work},
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
            input_set(input, 0);
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

    gint32 today = 0;
    gint year = 0;

    day_parse(call_today(call), &today);
    day_parts(period.first, &year, NULL, NULL);
    gather.last_day = MIN(period.last, today);
    gather.work = work_new(call, period, gather.last_day);
    gather.reader = indicator_reader_new(call, year, gather.last_day,
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
