/* The figures of a briefing: how many keep up, charts against target or limit, the table. */
#include "drafting/briefing_internal.h"

#include <string.h>

#define CHART_BARS 24u /* more would not fit on a page */

static bool is_one_of(const char *verdict, const char *const *verdicts)
{
    return g_strv_contains(verdicts, verdict);
}

static const char *const good_verdicts[] = {"met", "ahead", "on_pace", "kept", NULL};
static const char *const bad_verdicts[] = {"behind", "missed", "broken", NULL};

/* Every figure with a target is in one part, so that the parts make the whole. */
enum { PART_GOOD, PART_BAD, PART_NONE, PART_OTHER, PARTS };

static guint part_of(const IndicatorResult *one)
{
    return one->failed != NULL                      ? PART_OTHER
           : !one->has_value                        ? PART_NONE
           : is_one_of(one->verdict, good_verdicts) ? PART_GOOD
           : is_one_of(one->verdict, bad_verdicts)  ? PART_BAD
                                                    : PART_OTHER;
}

void briefing_figure_summary(Paper *paper, const Briefing *briefing)
{
    guint counts[PARTS] = {0};
    guint whole = 0;

    for (guint i = 0; i < briefing->results->len; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (one->target_words != NULL) {
            counts[part_of(one)]++;
            whole++;
        }
    }
    g_autofree char *all = g_strdup_printf("%u", whole);
    g_autofree char *good = g_strdup_printf("%u", counts[PART_GOOD]);
    g_autofree char *bad = g_strdup_printf("%u", counts[PART_BAD]);
    g_autofree char *none = g_strdup_printf("%u", counts[PART_NONE]);
    g_autofree char *other = g_strdup_printf("%u", counts[PART_OTHER]);
    const char *const arguments[] = {"all",  all,  "good",  good,  "bad", bad,
                                     "none", none, "other", other, NULL};
    briefing_add(paper, briefing, "drafting.briefing_figures", arguments);
}

static PaperTone tone_of(const char *verdict)
{
    return is_one_of(verdict, good_verdicts)  ? PAPER_TONE_GOOD
           : is_one_of(verdict, bad_verdicts) ? PAPER_TONE_BAD
                                              : PAPER_TONE_PLAIN;
}

/* Has ONE a level to be drawn against; LIMIT: one that must not be passed, else one to reach? */
static bool is_drawn(const IndicatorResult *one, bool limit)
{
    return one->has_value && one->has_level && one->level > 0 && one->limit == limit;
}

/* “85% / 83% 快”: the share reached, what the plan asks for, and the judgement in a word, since
 * colour alone would say nothing on a copy. (transfer full) */
static char *write_share(const Briefing *briefing, const IndicatorResult *one, bool limit)
{
    g_autofree char *key = g_strdup_printf(limit ? "drafting.limit_%s" : "drafting.short_%s",
                                           tone_of(one->verdict) == PAPER_TONE_GOOD  ? "good"
                                           : tone_of(one->verdict) == PAPER_TONE_BAD ? "bad"
                                                                                     : "plain");
    const char *word = briefing_say(briefing, key);
    double value = (double)one->value / (double)one->level * 100;

    return !limit && one->has_plan
               ? g_strdup_printf("%.0f%% / %.0f%% %s", value,
                                 (double)one->plan / (double)one->level * 100, word)
               : g_strdup_printf("%.0f%% %s", value, word);
}

/* Shares of the year's target, with the plan's share as a mark; of what must stay below a LIMIT,
 * how much of it is used. */
static void add_pace_chart(Paper *paper, const Briefing *briefing, bool limit)
{
    PaperChartItem items[CHART_BARS] = {0};
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    gsize count = 0;

    for (guint i = 0; i < briefing->results->len && count < CHART_BARS; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (!is_drawn(one, limit)) {
            continue;
        }
        char *text = write_share(briefing, one, limit);
        g_ptr_array_add(texts, text);
        items[count++] = (PaperChartItem){.label = one->name,
                                          .text = text,
                                          .value = (double)one->value / (double)one->level,
                                          .mark = (double)one->plan / (double)one->level,
                                          .tone = tone_of(one->verdict),
                                          .known = true,
                                          .has_mark = one->has_plan && !limit};
    }
    const PaperChart chart = {
        .kind = PAPER_CHART_PACE,
        .title = briefing_say(briefing, limit ? "drafting.limit_title" : "drafting.chart_title"),
        .note = briefing_say(briefing, limit ? "drafting.limit_note" : "drafting.chart_note"),
        .items = items,
        .item_count = count,
        .has_target = true,
        .target = 1};
    if (count > 0) {
        paper_chart(paper, &chart);
    }
}

static void add_figure_row(Paper *paper, const Briefing *briefing, const IndicatorResult *one)
{
    char growth[DECIMAL_TEXT_MAX];
    g_autofree char *verdict = g_strdup_printf("drafting.verdict_%s", one->verdict);
    g_autofree char *target = words_of_target(briefing->language, one->target_words);
    g_autofree char *value =
        one->has_value        ? words_of_value(one->value, one->places, one->measure_unit)
        : one->failed != NULL ? g_strdup("—")
                              : g_strdup(briefing_say(briefing, "drafting.no_figure"));
    char period[PERIOD_TEXT_MAX] = "";
    g_autofree char *rank =
        one->city_rank > 0 ? g_strdup_printf("%u/%u", one->city_rank, one->city_of) : g_strdup("—");

    decimal_format_places(one->growth, 1, growth);
    if (one->has_value) {
        period_format(one->period, period);
    }
    g_autofree char *rate = one->has_growth
                                ? g_strdup_printf("%s%s%%", one->growth > 0 ? "+" : "", growth)
                                : g_strdup("—");
    g_autofree char *name = one->object_name != NULL
                                ? g_strdup_printf("%s（%s）", one->name, one->object_name)
                                : g_strdup(one->name);
    const char *const cells[] = {name, target, value, period, rate, briefing_say(briefing, verdict),
                                 rank};
    paper_table_row(paper, cells);
}

void briefing_figures(Paper *paper, const Briefing *briefing)
{
    const PaperColumn columns[] = {
        {briefing_say(briefing, "drafting.column_indicator"), 34, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_target"), 28, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_value"), 26, PAPER_RIGHT},
        {briefing_say(briefing, "drafting.column_period"), 18, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_growth"), 17, PAPER_RIGHT},
        {briefing_say(briefing, "drafting.column_pace"), 19, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_rank"), 14, PAPER_CENTER},
    };
    paper_heading(paper, 1, briefing_say(briefing, "drafting.briefing_figures_heading"));
    add_pace_chart(paper, briefing, false);
    add_pace_chart(paper, briefing, true);
    paper_table_begin(paper, briefing_say(briefing, "drafting.figures_table"), columns,
                      G_N_ELEMENTS(columns));
    for (guint i = 0; i < briefing->results->len; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (one->target_words != NULL) {
            add_figure_row(paper, briefing, one);
        }
    }
    paper_table_end(paper);
    for (guint i = 0; i < briefing->results->len; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (one->target_words != NULL && one->failed != NULL) {
            briefing_add(paper, briefing, "drafting.briefing_failed",
                         (const char *const[]){"name", one->name, "failed", one->failed, NULL});
        }
    }
}
