/* The monthly briefing (工作调度通报): how the year's figures, commitments and notices stood at the
 * end of a month, and what changed in it. */
#include "drafting/drafting_internal.h"

#include <string.h>

#define CHART_BARS 24u /* more would not fit on a page */
#define CHANGES    60u

typedef struct {
    Call *call;
    Language language;
    Period month;
    gint year;
    gint32 day;   /* the last that counts: the month's, or today */
    gint64 begin; /* moments, microseconds since 1970 */
    gint64 end;
    Names *names;
    GPtrArray *plans;        /* PlanAccount at the end … */
    GPtrArray *plans_before; /* … and when the month began */
    GPtrArray *results;
    GPtrArray *results_before; /* or NULL in January */
    GPtrArray *cases;          /* CaseBrief of any type, later ones too */
} Briefing;

static void briefing_clear(Briefing *briefing)
{
    g_clear_pointer(&briefing->names, names_free);
    g_clear_pointer(&briefing->plans, g_ptr_array_unref);
    g_clear_pointer(&briefing->plans_before, g_ptr_array_unref);
    g_clear_pointer(&briefing->results, g_ptr_array_unref);
    g_clear_pointer(&briefing->results_before, g_ptr_array_unref);
    g_clear_pointer(&briefing->cases, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Briefing, briefing_clear)

static const char *say(const Briefing *briefing, const char *key)
{
    return text_find(briefing->language, key);
}

/* The first moment of DAY in Beijing, eight hours ahead of UTC. */
static gint64 moment_of(gint32 day)
{
    return ((gint64)day * 24 - 8) * 3600 * G_USEC_PER_SEC;
}

static bool read_month(Briefing *briefing, GError **error)
{
    const char *text = call_parameter(briefing->call, "month");
    gint32 today = day_in_beijing(call_now(briefing->call));

    if (!period_parse(text, "month", &briefing->month, error)) {
        return false;
    }
    if (briefing->month.first > today) {
        error_set(error, LUOSHI_ERROR_INVALID, "drafting.future", "month", "month", text, NULL);
        return false;
    }
    day_parts(briefing->month.first, &briefing->year, NULL, NULL);
    briefing->day = MIN(briefing->month.last, today);
    briefing->begin = moment_of(briefing->month.first);
    briefing->end = moment_of(briefing->month.last + 1) - 1;
    return true;
}

/* What a verified case closed after MOMENT was still open then. */
static void reopen(const GPtrArray *plans, const GPtrArray *cases, gint64 moment)
{
    g_autoptr(GHashTable) later = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < cases->len; i++) {
        const CaseBrief *one = cases->pdata[i];
        if (one->verified && one->changed > moment && strcmp(one->type, "completion") == 0) {
            g_hash_table_add(later, one->object_id);
        }
    }
    for (guint p = 0; p < plans->len; p++) {
        const PlanAccount *plan = plans->pdata[p];
        for (guint i = 0; i < plan->commitments->len; i++) {
            PlanCommitment *one = plan->commitments->pdata[i];
            if (strcmp(one->state, "done") == 0 && g_hash_table_contains(later, one->id)) {
                g_free(one->state);
                one->state = g_strdup("open");
            }
        }
    }
}

static bool read_all(Briefing *briefing, GError **error)
{
    Call *call = briefing->call;

    if (!read_month(briefing, error)) {
        return false;
    }
    briefing->names = names_new(call_tx(call), call_district(call));
    briefing->plans = plan_accounts_read(call, briefing->year, briefing->end, error);
    if (briefing->plans == NULL ||
        (briefing->plans->len == 0 && !refuse_year(call, briefing->year, error))) {
        return false;
    }
    briefing->plans_before = plan_accounts_read(call, briefing->year, briefing->begin - 1, error);
    briefing->results = briefing->plans_before != NULL
                            ? indicator_results(call, briefing->year, briefing->day, error)
                            : NULL;
    briefing->cases = briefing->results != NULL
                          ? casework_briefs(call, briefing->begin, G_MAXINT64, error)
                          : NULL;
    if (briefing->cases == NULL) {
        return false;
    }
    reopen(briefing->plans, briefing->cases, briefing->end);
    reopen(briefing->plans_before, briefing->cases, briefing->begin - 1);
    int month;
    day_parts(briefing->month.first, NULL, &month, NULL);
    if (month > 1) {
        briefing->results_before =
            indicator_results(call, briefing->year, briefing->month.first - 1, error);
    }
    return month == 1 || briefing->results_before != NULL;
}

/* ---- Commitments ----------------------------------------------------------------------------- */

typedef struct {
    guint all;
    guint done;
    guint overdue;
    guint open; /* and not overdue */
} Counts;

static bool is_overdue(const PlanCommitment *one, const char *day)
{
    return strcmp(one->state, "open") == 0 && strcmp(one->due, day) < 0;
}

static Counts count_commitments(const GPtrArray *plans, gint32 day)
{
    Counts counts = {0};
    char text[DAY_LENGTH + 1];

    day_format(day, text);
    for (guint p = 0; p < plans->len; p++) {
        const PlanAccount *plan = plans->pdata[p];
        for (guint i = 0; i < plan->commitments->len; i++) {
            const PlanCommitment *one = plan->commitments->pdata[i];
            if (strcmp(one->state, "withdrawn") == 0) {
                continue;
            }
            counts.all++;
            if (strcmp(one->state, "done") == 0) {
                counts.done++;
            } else if (is_overdue(one, text)) {
                counts.overdue++;
            } else {
                counts.open++;
            }
        }
    }
    return counts;
}

/* A notice that had been raised by the end of the month. */
static bool is_notice(const Briefing *briefing, const CaseBrief *one)
{
    return one->raised <= briefing->end && strcmp(one->type, "notice") == 0;
}

/* Was ONE closed by the end of the month? */
static bool is_closed(const Briefing *briefing, const CaseBrief *one)
{
    return one->closed && one->changed <= briefing->end;
}

static bool case_is_late(const Briefing *briefing, const CaseBrief *one)
{
    char day[DAY_LENGTH + 1];

    day_format(briefing->day, day);
    return !is_closed(briefing, one) && !one->stopped && one->due != NULL &&
           strcmp(one->due, day) < 0;
}

static void add_formatted(Paper *paper, const Briefing *briefing, const char *key,
                          const char *const *arguments)
{
    g_autofree char *text = text_format(briefing->language, key, arguments);

    paper_body(paper, text, NULL, 0);
}

static void add_commitment_summary(Paper *paper, const Briefing *briefing)
{
    Counts now = count_commitments(briefing->plans, briefing->day);
    Counts before = count_commitments(briefing->plans_before, briefing->month.first - 1);
    g_autofree char *day = words_of_day(briefing->language, briefing->day);
    g_autofree char *all = g_strdup_printf("%u", now.all);
    g_autofree char *done = g_strdup_printf("%u", now.done);
    g_autofree char *open = g_strdup_printf("%u", now.open);
    g_autofree char *overdue = g_strdup_printf("%u", now.overdue);
    g_autofree char *more_done = g_strdup_printf("%+d", (gint)now.done - (gint)before.done);
    g_autofree char *more_overdue =
        g_strdup_printf("%+d", (gint)now.overdue - (gint)before.overdue);
    const char *const arguments[] = {"day",       day,       "all",          all,          "done",
                                     done,        "open",    open,           "overdue",    overdue,
                                     "more_done", more_done, "more_overdue", more_overdue, NULL};

    add_formatted(paper, briefing, "drafting.briefing_commitments", arguments);
}

static void add_case_summary(Paper *paper, const Briefing *briefing)
{
    guint counts[4] = {0}; /* raised, closed, open, late */

    for (guint i = 0; i < briefing->cases->len; i++) {
        const CaseBrief *one = briefing->cases->pdata[i];
        if (!is_notice(briefing, one)) {
            continue;
        }
        counts[0] += one->raised >= briefing->begin ? 1 : 0;
        counts[1] += is_closed(briefing, one) ? 1 : 0;
        counts[2] += is_closed(briefing, one) ? 0 : 1;
        counts[3] += case_is_late(briefing, one) ? 1 : 0;
    }
    g_autofree char *raised = g_strdup_printf("%u", counts[0]);
    g_autofree char *closed = g_strdup_printf("%u", counts[1]);
    g_autofree char *open = g_strdup_printf("%u", counts[2]);
    g_autofree char *late = g_strdup_printf("%u", counts[3]);
    const char *const arguments[] = {"raised", raised, "closed", closed, "open",
                                     open,     "late", late,     NULL};
    add_formatted(paper, briefing, "drafting.briefing_cases", arguments);
}

static bool is_one_of(const char *verdict, const char *const *verdicts)
{
    return g_strv_contains(verdicts, verdict);
}

static const char *const good_verdicts[] = {"met", "ahead", "on_pace", NULL};
static const char *const bad_verdicts[] = {"behind", "missed", NULL};

static void add_figure_summary(Paper *paper, const Briefing *briefing)
{
    guint counts[4] = {0}; /* with a target, good, bad, without a figure */

    for (guint i = 0; i < briefing->results->len; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (one->target_words == NULL) {
            continue;
        }
        counts[0]++;
        counts[1] += is_one_of(one->verdict, good_verdicts) ? 1 : 0;
        counts[2] += is_one_of(one->verdict, bad_verdicts) ? 1 : 0;
        counts[3] += one->has_value ? 0 : 1;
    }
    g_autofree char *all = g_strdup_printf("%u", counts[0]);
    g_autofree char *good = g_strdup_printf("%u", counts[1]);
    g_autofree char *bad = g_strdup_printf("%u", counts[2]);
    g_autofree char *none = g_strdup_printf("%u", counts[3]);
    const char *const arguments[] = {"all", all, "good", good, "bad", bad, "none", none, NULL};
    add_formatted(paper, briefing, "drafting.briefing_figures", arguments);
}

/* ---- Figures --------------------------------------------------------------------------------- */

static PaperTone tone_of(const char *verdict)
{
    return is_one_of(verdict, good_verdicts)  ? PAPER_TONE_GOOD
           : is_one_of(verdict, bad_verdicts) ? PAPER_TONE_BAD
                                              : PAPER_TONE_PLAIN;
}

/* Shares of the year's target, with the plan's share as a mark. */
static void add_pace_chart(Paper *paper, const Briefing *briefing)
{
    PaperChartItem items[CHART_BARS] = {0};
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    gsize count = 0;

    for (guint i = 0; i < briefing->results->len && count < CHART_BARS; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (!one->has_value || !one->has_level || one->level <= 0) {
            continue;
        }
        double value = (double)one->value / (double)one->level;
        double plan = (double)one->plan / (double)one->level;
        char *text = one->has_plan ? g_strdup_printf("%.0f%% / %.0f%%", value * 100, plan * 100)
                                   : g_strdup_printf("%.0f%%", value * 100);
        g_ptr_array_add(texts, text);
        items[count++] = (PaperChartItem){.label = one->name,
                                          .text = text,
                                          .value = value,
                                          .mark = plan,
                                          .tone = tone_of(one->verdict),
                                          .known = true,
                                          .has_mark = one->has_plan};
    }
    const PaperChart chart = {.kind = PAPER_CHART_PACE,
                              .title = say(briefing, "drafting.chart_title"),
                              .note = say(briefing, "drafting.chart_note"),
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
    g_autofree char *value = one->has_value
                                 ? words_of_value(one->value, one->places, one->measure_unit)
                                 : g_strdup(say(briefing, "drafting.no_figure"));
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
    const char *const cells[] = {name, target, value, period, rate, say(briefing, verdict), rank};
    paper_table_row(paper, cells);
}

static void add_figures(Paper *paper, const Briefing *briefing)
{
    const PaperColumn columns[] = {
        {say(briefing, "drafting.column_indicator"), 34, PAPER_LEFT},
        {say(briefing, "drafting.column_target"), 28, PAPER_LEFT},
        {say(briefing, "drafting.column_value"), 26, PAPER_RIGHT},
        {say(briefing, "drafting.column_period"), 18, PAPER_CENTER},
        {say(briefing, "drafting.column_growth"), 17, PAPER_RIGHT},
        {say(briefing, "drafting.column_pace"), 19, PAPER_CENTER},
        {say(briefing, "drafting.column_rank"), 14, PAPER_CENTER},
    };
    paper_heading(paper, 1, say(briefing, "drafting.briefing_figures_heading"));
    add_pace_chart(paper, briefing);
    paper_table_begin(paper, say(briefing, "drafting.figures_table"), columns,
                      G_N_ELEMENTS(columns));
    for (guint i = 0; i < briefing->results->len; i++) {
        const IndicatorResult *one = briefing->results->pdata[i];
        if (one->target_words != NULL) {
            add_figure_row(paper, briefing, one);
        }
    }
    paper_table_end(paper);
}

/* ---- What is late ---------------------------------------------------------------------------- */

static void add_overdue(Paper *paper, const Briefing *briefing)
{
    const PaperColumn columns[] = {
        {say(briefing, "drafting.column_serial"), 12, PAPER_CENTER},
        {say(briefing, "drafting.column_promise"), 62, PAPER_LEFT},
        {say(briefing, "drafting.column_lead"), 26, PAPER_LEFT},
        {say(briefing, "drafting.column_leader"), 18, PAPER_CENTER},
        {say(briefing, "drafting.column_due"), 22, PAPER_CENTER},
        {say(briefing, "drafting.column_late"), 16, PAPER_RIGHT},
    };
    char day[DAY_LENGTH + 1];
    Counts counts = count_commitments(briefing->plans, briefing->day);

    day_format(briefing->day, day);
    paper_heading(paper, 1, say(briefing, "drafting.briefing_overdue_heading"));
    if (counts.overdue == 0) {
        paper_body(paper, say(briefing, "drafting.briefing_no_overdue"), NULL, 0);
        return;
    }
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint p = 0; p < briefing->plans->len; p++) {
        const PlanAccount *plan = briefing->plans->pdata[p];
        for (guint i = 0; i < plan->commitments->len; i++) {
            const PlanCommitment *one = plan->commitments->pdata[i];
            if (!is_overdue(one, day)) {
                continue;
            }
            g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, one->number);
            g_autofree char *late = g_strdup_printf("%d", day_between(one->due, day));
            const char *const cells[] = {number,
                                         one->text,
                                         name_of(briefing->names, NAME_UNIT, one->lead_unit),
                                         name_of(briefing->names, NAME_PERSON, one->leader),
                                         one->due,
                                         late};
            paper_table_row(paper, cells);
        }
    }
    paper_table_end(paper);
}

static void add_cases(Paper *paper, const Briefing *briefing)
{
    const PaperColumn columns[] = {
        {say(briefing, "drafting.column_case"), 34, PAPER_LEFT},
        {say(briefing, "drafting.column_matter"), 40, PAPER_LEFT},
        {say(briefing, "drafting.column_handler"), 24, PAPER_LEFT},
        {say(briefing, "drafting.column_due"), 22, PAPER_CENTER},
        {say(briefing, "drafting.column_state"), 20, PAPER_CENTER},
        {say(briefing, "drafting.column_late"), 16, PAPER_RIGHT},
    };
    char day[DAY_LENGTH + 1];

    day_format(briefing->day, day);
    paper_heading(paper, 1, say(briefing, "drafting.briefing_cases_heading"));
    guint notices = 0;
    for (guint i = 0; i < briefing->cases->len; i++) {
        notices += is_notice(briefing, briefing->cases->pdata[i]) ? 1 : 0;
    }
    if (notices == 0) {
        paper_body(paper, say(briefing, "drafting.briefing_no_cases"), NULL, 0);
        return;
    }
    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    for (guint i = 0; i < briefing->cases->len; i++) {
        const CaseBrief *one = briefing->cases->pdata[i];
        if (!is_notice(briefing, one)) {
            continue;
        }
        g_autofree char *late = case_is_late(briefing, one)
                                    ? g_strdup_printf("%d", day_between(one->due, day))
                                    : g_strdup("—");
        const char *const cells[] = {
            one->number, one->title,      name_of(briefing->names, NAME_UNIT, one->unit),
            one->due,    one->state_name, late};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
}

/* ---- What changed ---------------------------------------------------------------------------- */

static const IndicatorResult *find_before(const Briefing *briefing, const IndicatorResult *now)
{
    for (guint i = 0; briefing->results_before != NULL && i < briefing->results_before->len; i++) {
        const IndicatorResult *one = briefing->results_before->pdata[i];
        if (strcmp(one->indicator, now->indicator) == 0 && strcmp(one->object, now->object) == 0 &&
            g_strcmp0(one->target_words, now->target_words) == 0) {
            return one;
        }
    }
    return NULL;
}

static guint add_turned(Paper *paper, const Briefing *briefing)
{
    guint added = 0;

    for (guint i = 0; i < briefing->results->len && added < CHANGES; i++) {
        const IndicatorResult *now = briefing->results->pdata[i];
        const IndicatorResult *before = find_before(briefing, now);
        if (now->target_words == NULL || before == NULL ||
            strcmp(before->verdict, now->verdict) == 0) {
            continue;
        }
        g_autofree char *was = g_strdup_printf("drafting.verdict_%s", before->verdict);
        g_autofree char *is = g_strdup_printf("drafting.verdict_%s", now->verdict);
        const char *const arguments[] = {"name", now->name,         "was", say(briefing, was),
                                         "is",   say(briefing, is), NULL};
        add_formatted(paper, briefing, "drafting.briefing_turned", arguments);
        added++;
    }
    return added;
}

static const char *text_of_commitment(const PlanAccount *plan, const char *id)
{
    for (guint i = 0; i < plan->commitments->len; i++) {
        const PlanCommitment *one = plan->commitments->pdata[i];
        if (strcmp(one->id, id) == 0) {
            return one->text;
        }
    }
    return "";
}

static guint add_amended(Paper *paper, const Briefing *briefing)
{
    guint added = 0;

    for (guint p = 0; p < briefing->plans->len; p++) {
        const PlanAccount *plan = briefing->plans->pdata[p];
        for (guint i = 0; i < plan->amendments->len && added < CHANGES; i++) {
            const PlanAmendment *one = plan->amendments->pdata[i];
            if (one->at < briefing->begin) {
                continue;
            }
            const char *state = json_string_value(json_object_get(one->after, "state"));
            g_autofree char *reason = without_stop(one->reason);
            const char *const arguments[] = {"text", text_of_commitment(plan, one->commitment),
                                             "reason", reason, NULL};
            add_formatted(paper, briefing,
                          g_strcmp0(state, "done") == 0        ? "drafting.briefing_done"
                          : g_strcmp0(state, "withdrawn") == 0 ? "drafting.briefing_withdrawn"
                                                               : "drafting.briefing_amended",
                          arguments);
            added++;
        }
    }
    return added;
}

static void add_changes(Paper *paper, const Briefing *briefing)
{
    paper_heading(paper, 1, say(briefing, "drafting.briefing_changes_heading"));
    guint turned = add_turned(paper, briefing);
    guint amended = add_amended(paper, briefing);
    if (turned + amended == 0) {
        paper_body(paper, say(briefing, "drafting.briefing_no_changes"), NULL, 0);
    }
}

/* ---- The paper ------------------------------------------------------------------------------- */

static Paper *new_briefing_paper(const Briefing *briefing, const char *issuer, const char *district)
{
    int month_number;
    day_parts(briefing->month.first, NULL, &month_number, NULL);
    g_autofree char *year = g_strdup_printf("%d", briefing->year);
    g_autofree char *number_text = g_strdup_printf("%d", month_number);
    g_autofree char *month = words_of_period(briefing->language, briefing->month);
    const char *const arguments[] = {"district", district,    "month", month,  "year", year,
                                     "number",   number_text, "unit",  issuer, NULL};
    g_autofree char *red =
        *issuer != '\0' ? text_format(briefing->language, "drafting.red_head", arguments) : NULL;
    g_autofree char *number =
        text_format(briefing->language, "drafting.briefing_number", arguments);
    g_autofree char *title = text_format(briefing->language, "drafting.briefing_title", arguments);
    g_autofree char *today =
        words_of_day(briefing->language, day_in_beijing(call_now(briefing->call)));
    const PaperHead head = {
        .issuer = red,
        .number = number,
        .title = title,
        .recipients = say(briefing, "drafting.briefing_recipients"),
        .signer = issuer,
        .day = today,
        .created = call_now(briefing->call) / G_USEC_PER_SEC,
    };
    return paper_new(&head);
}

bool drafting_briefing_file(Call *call, GError **error)
{
    g_auto(Briefing) briefing = {.call = call, .language = call_language(call)};
    g_autofree char *district = district_name(call, error);
    g_autofree char *issuer = district != NULL ? issuing_unit(call, error) : NULL;

    if (issuer == NULL || !read_all(&briefing, error)) {
        return false;
    }
    g_autoptr(Paper) paper = new_briefing_paper(&briefing, issuer, district);
    paper_heading(paper, 1, say(&briefing, "drafting.briefing_summary_heading"));
    add_commitment_summary(paper, &briefing);
    add_figure_summary(paper, &briefing);
    add_case_summary(paper, &briefing);
    add_figures(paper, &briefing);
    add_overdue(paper, &briefing);
    add_cases(paper, &briefing);
    add_changes(paper, &briefing);
    const char *const arguments[] = {"district", district, "month", call_parameter(call, "month"),
                                     NULL};
    g_autofree char *name = text_format(briefing.language, "drafting.briefing_name", arguments);
    return answer_paper(call, paper, name, error);
}
