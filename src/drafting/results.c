/* The results half of next year's report: what may be said, and what may not. */
#include "drafting/drafting_internal.h"

#include <string.h>

static void source_free(gpointer data)
{
    DraftSource *source = data;

    g_free(source->name);
    g_free(source->value);
    g_free(source->unit);
    g_free(source->periods);
    g_free(source->by);
    g_free(source->path);
    g_free(source);
}

static void sentence_free(gpointer data)
{
    DraftSentence *sentence = data;

    g_free(sentence->text);
    g_array_unref(sentence->sources);
    g_free(sentence);
}

static void section_free(gpointer data)
{
    DraftSection *section = data;

    g_free(section->title);
    g_ptr_array_unref(section->sentences);
    g_free(section);
}

static void gap_free(gpointer data)
{
    DraftGap *gap = data;

    g_free(gap->text);
    g_free(gap->missing);
    g_free(gap);
}

static void doubt_free(gpointer data)
{
    DraftDoubt *doubt = data;

    g_free(doubt->name);
    g_free(doubt->value);
    g_free(doubt->period);
    g_free(doubt->reason);
    g_free(doubt);
}

void draft_free(Draft *draft)
{
    if (draft == NULL) {
        return;
    }
    g_clear_pointer(&draft->names, names_free);
    g_clear_pointer(&draft->sections, g_ptr_array_unref);
    g_clear_pointer(&draft->sources, g_ptr_array_unref);
    g_clear_pointer(&draft->unrecorded, g_ptr_array_unref);
    g_clear_pointer(&draft->unsupported, g_ptr_array_unref);
    g_clear_pointer(&draft->results, g_ptr_array_unref);
    g_clear_pointer(&draft->plans, g_ptr_array_unref);
    g_clear_pointer(&draft->cases, g_ptr_array_unref);
    g_clear_pointer(&draft->numbers, g_hash_table_unref);
    g_free(draft);
}

/* ---- Sources --------------------------------------------------------------------------------- */

/* SOURCE (taken) under KEY, unless it is there already: its number. */
static guint take_source(Draft *draft, const char *key, DraftSource *source)
{
    gpointer number = g_hash_table_lookup(draft->numbers, key);

    if (number != NULL) {
        source_free(source);
        return GPOINTER_TO_UINT(number);
    }
    g_ptr_array_add(draft->sources, source);
    source->number = draft->sources->len;
    g_hash_table_insert(draft->numbers, g_strdup(key), GUINT_TO_POINTER(source->number));
    return source->number;
}

/* The number of an indicator's figures as a source. */
static guint source_of(Draft *draft, const ResultSource *observed)
{
    const ResultFigure *first = observed->figures->pdata[0];
    const ResultFigure *last = observed->figures->pdata[observed->figures->len - 1];
    bool one = observed->figures->len == 1;
    g_autofree char *key = g_strdup_printf("%s %s %s %s", observed->indicator, observed->object,
                                           first->period, last->period);
    g_autofree char *count = g_strdup_printf("%u", observed->figures->len);
    const char *const arguments[] = {"count", count, NULL};
    Language language = call_language(draft->call);
    DraftSource *source = g_new0(DraftSource, 1);

    *source = (DraftSource){
        .kind = "observation",
        .name = g_str_has_prefix(observed->object, "unit:")
                    ? g_strdup_printf("%s（%s）", observed->name, observed->object_name)
                    : g_strdup(observed->name),
        .value = one ? words_of_value(last->value, observed->places, observed->measure_unit)
                     : text_format(language, "drafting.figures", arguments),
        .unit = g_strdup(observed->unit),
        .periods =
            one ? g_strdup(last->period) : g_strdup_printf("%s—%s", first->period, last->period),
        .path = g_strdup_printf("/indicators/%s?year=%d&object=%s", observed->key, observed->year,
                                observed->object),
        .observed = observed,
    };
    for (guint i = 0; i < observed->figures->len; i++) {
        const ResultFigure *figure = observed->figures->pdata[i];
        source->revision = MAX(source->revision, figure->revision);
        if (figure->at >= source->at) {
            source->at = figure->at;
            g_free(source->by);
            source->by = g_strdup(figure->by);
        }
    }
    return take_source(draft, key, source);
}

/* A rank is counted from our figure and those of the peers, at the period of our figure. */
static guint rank_source(Draft *draft, const IndicatorResult *result, const char *key, guint rank,
                         guint of)
{
    Language language = call_language(draft->call);
    char period[PERIOD_TEXT_MAX];
    g_autofree char *place = g_strdup_printf("%s %s", key, result->indicator);
    g_autofree char *rank_text = g_strdup_printf("%u", rank);
    g_autofree char *of_text = g_strdup_printf("%u", of);
    const char *const arguments[] = {"name", result->name, "rank", rank_text, "of", of_text, NULL};
    const ResultSource *own = result->sources->pdata[0];
    const ResultFigure *last = own->figures->pdata[own->figures->len - 1];
    DraftSource *source = g_new0(DraftSource, 1);

    period_format(result->period, period);
    *source = (DraftSource){
        .kind = "rank",
        .name = text_format(language, key, arguments),
        .value = text_format(language, "drafting.rank_value", arguments),
        .unit = g_strdup(result->owner),
        .periods = g_strdup(period),
        .at = last->at,
        .by = g_strdup(last->by),
        .path = g_strdup_printf("/indicators/%s?year=%d&object=%s", result->key, draft->year,
                                result->object),
    };
    return take_source(draft, place, source);
}

static void add_rank_sources(Draft *draft, const IndicatorResult *result, GArray *sources)
{
    guint number = 0;

    if (result->city_rank > 0 && result->sources->len > 0) {
        number = rank_source(draft, result, "drafting.rank_source_city", result->city_rank,
                             result->city_of);
        g_array_append_val(sources, number);
    }
    if (result->province_rank > 0 && result->sources->len > 0) {
        number = rank_source(draft, result, "drafting.rank_source_province", result->province_rank,
                             result->province_of);
        g_array_append_val(sources, number);
    }
}

/* ---- Judging --------------------------------------------------------------------------------- */

/* The first figure of RESULT that nobody can support, of last year's too if BASE; or NULL. */
static const ResultFigure *find_doubtful(const IndicatorResult *result, bool base)
{
    for (guint s = 0; s < result->sources->len; s++) {
        const ResultSource *source = result->sources->pdata[s];
        for (guint i = 0; source->base == base && i < source->figures->len; i++) {
            const ResultFigure *figure = source->figures->pdata[i];
            if (*figure->warnings != '\0' && !figure->has_evidence) {
                return figure;
            }
        }
    }
    return NULL;
}

static void add_doubt(Draft *draft, const IndicatorResult *result, const ResultFigure *figure)
{
    Language language = call_language(draft->call);
    g_auto(GStrv) codes = g_strsplit(figure->warnings, ",", 2);
    g_autofree char *key = g_strdup_printf("drafting.question_%s", codes[0]);
    const char *const arguments[] = {"period",   figure->period,
                                     "question", text_find(language, key),
                                     "reason",   figure->reason != NULL ? figure->reason : "",
                                     NULL};
    DraftDoubt *doubt = g_new0(DraftDoubt, 1);

    *doubt = (DraftDoubt){
        .indicator = result->key,
        .commitment = result->commitment,
        .name = g_strdup(result->name),
        .value = words_of_value(result->value, result->places, result->measure_unit),
        .period = words_of_period(language, result->period),
        .unit = result->owner,
        .reason = text_format(language, "drafting.unsupported_question", arguments),
        .needs = text_find(language, "drafting.needs_question"),
    };
    g_ptr_array_add(draft->unsupported, doubt);
}

/* ---- Sentences ------------------------------------------------------------------------------- */

/* The section that sentences go to; made when the first one comes. */
typedef struct {
    Draft *draft;
    const char *title;
    DraftSection *section;
} Place;

static DraftSentence *add_sentence(Place *place, char *text, const char *verdict)
{
    if (place->section == NULL) {
        place->section = g_new0(DraftSection, 1);
        place->section->title = g_strdup(place->title);
        place->section->sentences = g_ptr_array_new_with_free_func(sentence_free);
        g_ptr_array_add(place->draft->sections, place->section);
    }
    DraftSentence *sentence = g_new0(DraftSentence, 1);
    sentence->text = text;
    sentence->sources = g_array_new(FALSE, FALSE, sizeof(guint));
    sentence->verdict = verdict;
    g_ptr_array_add(place->section->sentences, sentence);
    place->draft->sentence_count++;
    return sentence;
}

/* What RESULT says: a sentence, or a figure listed apart. */
static void add_result(Place *place, const IndicatorResult *result)
{
    const ResultFigure *doubtful = find_doubtful(result, false);
    const ResultFigure *doubtful_base = find_doubtful(result, true);
    bool rests_on_base = g_strcmp0(result->target_measure, "growth") == 0 ||
                         g_strcmp0(result->target_measure, "delta") == 0;

    if (doubtful == NULL && rests_on_base) {
        doubtful = doubtful_base;
    }
    if (doubtful != NULL) {
        add_doubt(place->draft, result, doubtful);
        return;
    }
    bool growth = doubtful_base == NULL;
    DraftSentence *sentence = add_sentence(
        place, words_of_result(call_language(place->draft->call), result, growth), result->verdict);
    sentence->indicator = result->key;
    sentence->commitment = result->commitment;
    for (guint i = 0; i < result->sources->len; i++) {
        const ResultSource *observed = result->sources->pdata[i];
        if (!observed->base || growth) {
            guint number = source_of(place->draft, observed);
            g_array_append_val(sentence->sources, number);
        }
    }
    add_rank_sources(place->draft, result, sentence->sources);
}

/* What was last said of a commitment that is on the way: with proof a sentence, else listed apart.
 */
static void add_progress(Place *place, const PlanCommitment *commitment)
{
    Draft *draft = place->draft;
    Language language = call_language(draft->call);
    const PlanProgress *progress = &commitment->progress;
    g_autofree char *day = words_of_day(language, day_in_beijing(progress->at));
    g_autofree char *percent = g_strdup_printf("%" G_GINT64_FORMAT, progress->percent);
    g_autofree char *said = without_stop(progress->text);
    const char *const arguments[] = {
        "text", commitment->text, "said", said, "percent", percent, "day", day, NULL};

    if (!progress->has_files) {
        DraftDoubt *doubt = g_new0(DraftDoubt, 1);
        *doubt = (DraftDoubt){
            .commitment = commitment->id,
            .name = g_strdup(commitment->text),
            .value = progress->has_percent ? g_strdup_printf("%s%%", percent) : g_strdup(""),
            .period = g_strdup(day),
            .unit = progress->unit,
            .reason = text_format(language, "drafting.unsupported_progress", arguments),
            .needs = text_find(language, "drafting.needs_progress"),
        };
        g_ptr_array_add(draft->unsupported, doubt);
        return;
    }
    DraftSentence *sentence = add_sentence(
        place,
        text_format(language,
                    progress->has_percent ? "drafting.progress_percent" : "drafting.progress",
                    arguments),
        "progress");
    DraftSource *source = g_new0(DraftSource, 1);
    *source = (DraftSource){
        .kind = "progress",
        .name = g_strdup(text_find(language, "drafting.progress_source")),
        .value = progress->has_percent ? g_strdup_printf("%s%%", percent) : g_strdup(""),
        .unit = g_strdup(progress->unit),
        .periods = g_strdup(""),
        .at = progress->at,
        .revision = progress->number,
        .by = g_strdup(progress->by),
        .path = g_strdup_printf("/commitments/%s/progress", commitment->id),
    };
    g_autofree char *key = g_strdup_printf("progress %s", commitment->id);
    guint number = take_source(draft, key, source);
    g_array_append_val(sentence->sources, number);
    sentence->commitment = commitment->id;
}

static const PlanAmendment *find_amendment(const PlanAccount *plan, const char *id)
{
    for (guint i = 0; id != NULL && i < plan->amendments->len; i++) {
        const PlanAmendment *amendment = plan->amendments->pdata[i];
        if (strcmp(amendment->id, id) == 0) {
            return amendment;
        }
    }
    return NULL;
}

static const CaseBrief *find_case(const Draft *draft, const char *commitment, bool closed)
{
    for (guint i = 0; i < draft->cases->len; i++) {
        const CaseBrief *one = draft->cases->pdata[i];
        if (strcmp(one->object_kind, "commitment") == 0 &&
            strcmp(one->object_id, commitment) == 0 && (closed ? one->verified : !one->closed)) {
            return one;
        }
    }
    return NULL;
}

/* A commitment that was called done while a case about it is open. */
static void add_contested(Draft *draft, const PlanCommitment *commitment, const CaseBrief *open)
{
    Language language = call_language(draft->call);
    const char *const arguments[] = {"number", open->number, "state", open->state_name, NULL};
    DraftDoubt *doubt = g_new0(DraftDoubt, 1);

    *doubt = (DraftDoubt){
        .commitment = commitment->id,
        .case_id = open->id,
        .name = g_strdup(commitment->text),
        .value = g_strdup(text_find(language, "drafting.said_done")),
        .period = g_strdup(""),
        .unit = commitment->lead_unit,
        .reason = text_format(language, "drafting.unsupported_open_case", arguments),
        .needs = text_find(language, "drafting.needs_open_case"),
    };
    g_ptr_array_add(draft->unsupported, doubt);
}

static void add_done(Place *place, const PlanCommitment *commitment, const PlanAmendment *amendment)
{
    Language language = call_language(place->draft->call);
    g_autofree char *reason = without_stop(amendment->reason);
    const char *const arguments[] = {"text", commitment->text, "reason", reason, NULL};
    DraftSentence *sentence =
        add_sentence(place, text_format(language, "drafting.done", arguments), "done");
    DraftSource *source = g_new0(DraftSource, 1);

    *source = (DraftSource){
        .kind = "amendment",
        .name = g_strdup(text_find(language, "drafting.done_source")),
        .value = g_strdup(""),
        .unit = g_strdup(commitment->lead_unit),
        .periods = g_strdup(""),
        .at = amendment->at,
        .by = g_strdup(amendment->by),
        .path = g_strdup_printf("/commitments/%s", commitment->id),
    };
    guint number = take_source(place->draft, amendment->id, source);
    g_array_append_val(sentence->sources, number);
    sentence->commitment = commitment->id;
}

static void add_verified(Place *place, const PlanCommitment *commitment, const CaseBrief *verified)
{
    Language language = call_language(place->draft->call);
    bool completed = strcmp(verified->type, "completion") == 0;
    const char *filled =
        json_string_value(json_object_get(verified->form, completed ? "result" : "reply"));
    g_autofree char *reply = without_stop(filled != NULL ? filled : "");
    const char *const arguments[] = {"text",   commitment->text, "reply", reply,
                                     "number", verified->number, NULL};
    DraftSentence *sentence = add_sentence(
        place,
        text_format(language, completed ? "drafting.completed" : "drafting.verified", arguments),
        "verified");
    DraftSource *source = g_new0(DraftSource, 1);

    *source = (DraftSource){
        .kind = "case",
        .name = g_strdup(verified->number),
        .value = g_strdup(verified->state_name),
        .unit = g_strdup(verified->unit),
        .periods = g_strdup(""),
        .at = verified->changed,
        .path = g_strdup_printf("/cases/%s", verified->id),
    };
    guint number = take_source(place->draft, verified->id, source);
    g_array_append_val(sentence->sources, number);
    sentence->commitment = commitment->id;
    sentence->case_id = verified->id;
}

/* ---- Commitments ----------------------------------------------------------------------------- */

static void add_gap(Draft *draft, const PlanCommitment *commitment, const char *missing)
{
    DraftGap *gap = g_new0(DraftGap, 1);

    *gap = (DraftGap){.commitment = commitment->id,
                      .number = commitment->number,
                      .text = g_strdup(commitment->text),
                      .unit = commitment->lead_unit,
                      .due = commitment->due,
                      .missing = g_strdup(missing)};
    g_ptr_array_add(draft->unrecorded, gap);
}

/* A formula that manages without what it asks for gives a figure that nobody reported. */
static bool is_recorded(const IndicatorResult *result)
{
    return result->has_value && result->sources->len > 0;
}

/* What has no figure, and why where it cannot be computed. (transfer full) */
static char *name_missing(const Draft *draft, const IndicatorResult *result)
{
    g_autofree char *failed = result->failed != NULL ? without_stop(result->failed) : NULL;

    return failed != NULL
               ? text_format(call_language(draft->call), "drafting.gap_failed",
                             (const char *const[]){"name", result->name, "failed", failed, NULL})
               : g_strdup(result->name);
}

static void add_commitment(Place *place, const PlanAccount *plan, const PlanCommitment *commitment)
{
    Draft *draft = place->draft;
    g_autoptr(GString) missing = g_string_new(NULL);
    bool recorded = false;

    for (guint i = 0; i < draft->results->len; i++) {
        const IndicatorResult *result = draft->results->pdata[i];
        if (g_strcmp0(result->commitment, commitment->id) != 0) {
            continue;
        }
        if (is_recorded(result)) {
            add_result(place, result);
            recorded = true;
        } else {
            g_autofree char *name = name_missing(draft, result);
            g_string_append_printf(missing, "%s%s", missing->len > 0 ? "、" : "", name);
        }
    }
    const PlanAmendment *done =
        strcmp(commitment->state, "done") == 0 ? find_amendment(plan, commitment->closed_by) : NULL;
    const CaseBrief *open = find_case(draft, commitment->id, false);
    const CaseBrief *verified = find_case(draft, commitment->id, true);
    if (done != NULL && open != NULL) {
        add_contested(draft, commitment, open);
        recorded = true;
    } else if (done != NULL) {
        add_done(place, commitment, done);
        recorded = true;
    }
    if (verified != NULL) {
        add_verified(place, commitment, verified);
        recorded = true;
    }
    if (!recorded && commitment->progress.number > 0) {
        add_progress(place, commitment);
        recorded = true;
    }
    if (!recorded || missing->len > 0) {
        add_gap(draft, commitment, missing->str);
    }
}

static const char *section_title(const PlanAccount *plan, gint64 number)
{
    for (guint i = 0; i < plan->sections->len; i++) {
        const PlanSection *section = plan->sections->pdata[i];
        if (section->number == number) {
            return without_number(section->title);
        }
    }
    return plan->title;
}

static void add_plan(Draft *draft, const PlanAccount *plan, GHashTable *promised)
{
    Place place = {.draft = draft};
    gint64 section = -1;

    for (guint i = 0; i < plan->commitments->len; i++) {
        const PlanCommitment *commitment = plan->commitments->pdata[i];
        g_hash_table_add(promised, commitment->id);
        if (strcmp(commitment->state, "withdrawn") == 0) {
            continue;
        }
        if (commitment->section != section) {
            section = commitment->section;
            place = (Place){draft, section_title(plan, section), NULL};
        }
        add_commitment(&place, plan, commitment);
    }
}

/* Figures that no commitment of the year promised. */
static void add_others(Draft *draft, GHashTable *promised)
{
    Place place = {draft, text_find(call_language(draft->call), "drafting.other_figures"), NULL};

    for (guint i = 0; i < draft->results->len; i++) {
        const IndicatorResult *result = draft->results->pdata[i];
        if (result->commitment != NULL && g_hash_table_contains(promised, result->commitment)) {
            continue;
        }
        if (is_recorded(result)) {
            add_result(&place, result);
        } else if (result->target_words != NULL) {
            DraftGap *gap = g_new0(DraftGap, 1);
            *gap = (DraftGap){.text = g_strconcat(result->name, " ", result->target_words, NULL),
                              .unit = result->owner,
                              .missing = name_missing(draft, result)};
            g_ptr_array_add(draft->unrecorded, gap);
        }
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

Draft *draft_results(Call *call, gint year, GError **error)
{
    gint32 today = day_in_beijing(call_now(call));
    gint32 first = day_of(year, 1, 1);
    /* Beijing is eight hours ahead of UTC. */
    gint64 from = ((gint64)first * 24 - 8) * 3600 * G_USEC_PER_SEC;
    g_autoptr(Draft) draft = g_new0(Draft, 1);

    draft->call = call;
    draft->year = year;
    draft->as_of = MIN(today, day_of(year, 12, 31));
    draft->plans = plan_accounts_read(call, year, call_now(call), error);
    if (draft->plans == NULL || (draft->plans->len == 0 && !refuse_year(call, year, error))) {
        return NULL;
    }
    draft->results = indicator_results(call, year, draft->as_of, error);
    draft->cases = draft->results != NULL ? casework_briefs(call, from, G_MAXINT64, error) : NULL;
    if (draft->cases == NULL) {
        return NULL;
    }
    draft->names = names_new(call_tx(call), call_district(call));
    draft->sections = g_ptr_array_new_with_free_func(section_free);
    draft->sources = g_ptr_array_new_with_free_func(source_free);
    draft->unrecorded = g_ptr_array_new_with_free_func(gap_free);
    draft->unsupported = g_ptr_array_new_with_free_func(doubt_free);
    draft->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) promised = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < draft->plans->len; i++) {
        add_plan(draft, draft->plans->pdata[i], promised);
    }
    add_others(draft, promised);
    return g_steal_pointer(&draft);
}
