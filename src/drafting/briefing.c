/* The monthly briefing (工作调度通报): how the year's figures, commitments and notices stood at the
 * end of a month, and what changed in it. */
#include "drafting/briefing_internal.h"

#include <string.h>

#define CHANGES 60u

/* ---- Commitments ----------------------------------------------------------------------------- */

/* Every commitment is in one part: done, or open under its light. */
typedef struct {
    guint all;
    guint done;
    guint lights[4]; /* of the open ones: red, yellow, green, without data */
    guint overdue;   /* of the open ones, whatever their light */
} Counts;

static bool is_overdue(const PlanCommitment *one, const char *day)
{
    return strcmp(one->state, "open") == 0 && strcmp(one->due, day) < 0;
}

/* Where the light COLOUR (NULL: none was kept yet) is counted. */
static guint part_of(const char *colour)
{
    static const char *const colours[] = {"red", "yellow", "green"};
    guint part = 0;

    while (part < G_N_ELEMENTS(colours) && g_strcmp0(colour, colours[part]) != 0) {
        part++;
    }
    return part;
}

static Counts count_commitments(const GPtrArray *plans, GHashTable *lights, gint32 day)
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
                continue;
            }
            counts.overdue += is_overdue(one, text) ? 1 : 0;
            counts.lights[part_of(g_hash_table_lookup(lights, one->id))]++;
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
    return !is_closed(briefing, one) && one->stopped == NULL && one->due != NULL &&
           strcmp(one->due, day) < 0;
}

static void add_commitment_summary(Paper *paper, const Briefing *briefing)
{
    Counts now = count_commitments(briefing->plans, briefing->lights, briefing->day);
    Counts before =
        count_commitments(briefing->plans_before, briefing->lights, briefing->first - 1);
    g_autofree char *day = words_of_day(briefing->language, briefing->day);
    g_autofree char *all = g_strdup_printf("%u", now.all);
    g_autofree char *done = g_strdup_printf("%u", now.done);
    g_autofree char *red = g_strdup_printf("%u", now.lights[0]);
    g_autofree char *yellow = g_strdup_printf("%u", now.lights[1]);
    g_autofree char *green = g_strdup_printf("%u", now.lights[2]);
    g_autofree char *grey = g_strdup_printf("%u", now.lights[3]);
    g_autofree char *overdue = g_strdup_printf("%u", now.overdue);
    g_autofree char *more_done = g_strdup_printf("%+d", (gint)now.done - (gint)before.done);
    g_autofree char *more_overdue =
        g_strdup_printf("%+d", (gint)now.overdue - (gint)before.overdue);
    const char *const arguments[] = {
        "day",          day,          "since",     briefing_say(briefing, briefing->since),
        "all",          all,          "done",      done,
        "red",          red,          "yellow",    yellow,
        "green",        green,        "grey",      grey,
        "overdue",      overdue,      "more_done", more_done,
        "more_overdue", more_overdue, NULL};

    briefing_add(paper, briefing, "drafting.briefing_commitments", arguments);
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
    const char *const arguments[] = {"span",   briefing_say(briefing, briefing->span),
                                     "raised", raised,
                                     "closed", closed,
                                     "open",   open,
                                     "late",   late,
                                     NULL};
    briefing_add(paper, briefing, "drafting.briefing_cases", arguments);
}

/* ---- What is late ---------------------------------------------------------------------------- */

static void add_overdue(Paper *paper, const Briefing *briefing)
{
    const PaperColumn columns[] = {
        {briefing_say(briefing, "drafting.column_serial"), 12, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_promise"), 62, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_lead"), 26, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_leader"), 18, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_due"), 22, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_late"), 16, PAPER_RIGHT},
    };
    char day[DAY_LENGTH + 1];
    Counts counts = count_commitments(briefing->plans, briefing->lights, briefing->day);

    day_format(briefing->day, day);
    paper_heading(paper, 1, briefing_say(briefing, "drafting.briefing_overdue_heading"));
    if (counts.overdue == 0) {
        paper_body(paper, briefing_say(briefing, "drafting.briefing_no_overdue"), NULL, 0);
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
        {briefing_say(briefing, "drafting.column_case"), 34, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_matter"), 40, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_handler"), 24, PAPER_LEFT},
        {briefing_say(briefing, "drafting.column_due"), 22, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_state"), 20, PAPER_CENTER},
        {briefing_say(briefing, "drafting.column_late"), 16, PAPER_RIGHT},
    };
    char day[DAY_LENGTH + 1];

    day_format(briefing->day, day);
    paper_heading(paper, 1, briefing_say(briefing, "drafting.briefing_cases_heading"));
    guint notices = 0;
    for (guint i = 0; i < briefing->cases->len; i++) {
        notices += is_notice(briefing, briefing->cases->pdata[i]) ? 1 : 0;
    }
    if (notices == 0) {
        paper_body(paper, briefing_say(briefing, "drafting.briefing_no_cases"), NULL, 0);
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
        const char *const arguments[] = {
            "name", now->name, "was", briefing_say(briefing, was), "is", briefing_say(briefing, is),
            NULL};
        briefing_add(paper, briefing, "drafting.briefing_turned", arguments);
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
            briefing_add(paper, briefing,
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
    paper_heading(paper, 1, briefing_say(briefing, "drafting.briefing_changes_heading"));
    guint turned = add_turned(paper, briefing);
    guint amended = add_amended(paper, briefing);
    if (turned + amended == 0) {
        paper_body(paper, briefing_say(briefing, "drafting.briefing_no_changes"), NULL, 0);
    }
}

/* ---- The paper ------------------------------------------------------------------------------- */

static Period month_of(gint32 day)
{
    return period_of(PERIOD_MONTH, day);
}

static Paper *new_briefing_paper(const Briefing *briefing, const char *issuer, const char *district)
{
    int month_number;
    day_parts(briefing->first, NULL, &month_number, NULL);
    g_autofree char *year = g_strdup_printf("%d", briefing->year);
    g_autofree char *number_text = g_strdup_printf("%d", month_number);
    g_autofree char *month = words_of_period(briefing->language, month_of(briefing->first));
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
        .recipients = briefing_say(briefing, "drafting.briefing_recipients"),
        .signer = issuer,
        .day = today,
        .created = call_now(briefing->call) / G_USEC_PER_SEC,
    };
    return paper_new(&head);
}

/* The month of the path: its first day and the last that counts, today at the latest. */
static bool read_month(Call *call, gint32 *first, gint32 *last, GError **error)
{
    const char *text = call_parameter(call, "month");
    Period month = {0};

    if (!period_parse(text, "month", &month, error)) {
        return false;
    }
    if (month.first > day_in_beijing(call_now(call))) {
        error_set(error, LUOSHI_ERROR_INVALID, "drafting.future", "month", "month", text, NULL);
        return false;
    }
    *first = month.first;
    *last = month.last;
    return true;
}

static void add_sections(Paper *paper, const Briefing *briefing)
{
    paper_heading(paper, 1, briefing_say(briefing, "drafting.briefing_summary_heading"));
    add_commitment_summary(paper, briefing);
    briefing_figure_summary(paper, briefing);
    add_case_summary(paper, briefing);
    briefing_figures(paper, briefing);
    add_overdue(paper, briefing);
    add_cases(paper, briefing);
    add_changes(paper, briefing);
}

bool drafting_briefing_file(Call *call, GError **error)
{
    g_auto(Briefing) briefing = {.call = call,
                                 .language = call_language(call),
                                 .since = "drafting.since_month",
                                 .span = "drafting.span_month"};
    g_autofree char *district = district_name(call, error);
    g_autofree char *issuer = district != NULL ? issuing_unit(call, error) : NULL;
    gint32 first = 0;
    gint32 last = 0;

    if (issuer == NULL || !read_month(call, &first, &last, error) ||
        !briefing_read(&briefing, first, last, error) ||
        (briefing.plans->len == 0 && !refuse_year(call, briefing.year, error))) {
        return false;
    }
    g_autoptr(Paper) paper = new_briefing_paper(&briefing, issuer, district);
    add_sections(paper, &briefing);
    const char *const arguments[] = {"district", district, "month", call_parameter(call, "month"),
                                     NULL};
    g_autofree char *name = text_format(briefing.language, "drafting.briefing_name", arguments);
    return answer_paper(call, paper, name, error);
}

bool drafting_add_briefing(Call *call, Paper *paper, gint32 first, gint32 last, GError **error)
{
    g_auto(Briefing) briefing = {.call = call,
                                 .language = call_language(call),
                                 .since = "drafting.since_meeting",
                                 .span = "drafting.span_meeting"};

    if (!briefing_read(&briefing, first, last, error)) {
        return false;
    }
    if (briefing.plans->len > 0) {
        add_sections(paper, &briefing);
    }
    return true;
}
