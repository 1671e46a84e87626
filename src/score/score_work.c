/* What units did in a period: commitments, cases and duties, as they stood at the last day that
 * counts. */
#include "score/score_internal.h"

#include "casework/casework.h"
#include "commitment/commitment.h"
#include "kernel/day.h"
#include "round/record/round_record.h"

#include <string.h>

#define PAGE 500u

struct Work {
    Call *call;
    char first[DAY_LENGTH + 1]; /* of the period */
    char as_of[DAY_LENGTH + 1]; /* the last day that counts */
    gint32 first_day;
    gint32 last_day;
    char year_begins[DAY_LENGTH + 1];
    char year_ends[DAY_LENGTH + 1];
    GPtrArray *pages;  /* of CommitmentBrief, which own them */
    GPtrArray *briefs; /* all of them in order, or NULL: not read yet */
    GHashTable *by_id; /* the same */
    GHashTable *said;  /* percent by commitment */
    GPtrArray *cases;  /* CaseBrief, or NULL */
    GPtrArray *duties; /* RoundRecord, or NULL */
};

Work *work_new(Call *call, Period period, gint32 last_day)
{
    Work *work = g_new0(Work, 1);
    gint year = 0;

    *work = (Work){.call = call, .first_day = period.first, .last_day = last_day};
    day_format(period.first, work->first);
    day_format(last_day, work->as_of);
    day_parts(period.first, &year, NULL, NULL);
    g_snprintf(work->year_begins, sizeof work->year_begins, "%04d-01-01", year);
    g_snprintf(work->year_ends, sizeof work->year_ends, "%04d-12-31", year);
    return work;
}

void work_free(Work *work)
{
    if (work != NULL) {
        g_clear_pointer(&work->by_id, g_hash_table_unref);
        g_clear_pointer(&work->briefs, g_ptr_array_unref);
        g_clear_pointer(&work->pages, g_ptr_array_unref);
        g_clear_pointer(&work->said, g_hash_table_unref);
        g_clear_pointer(&work->cases, g_ptr_array_unref);
        g_clear_pointer(&work->duties, g_ptr_array_unref);
        g_free(work);
    }
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* ---- Commitments ----------------------------------------------------------------------------- */

static bool read_commitments(Work *work, GError **error)
{
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    g_autoptr(GPtrArray) briefs = g_ptr_array_new();
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    const char *after = NULL;
    guint count = PAGE;

    if (work->briefs != NULL) {
        return true;
    }
    while (count == PAGE) {
        GPtrArray *page = commitment_page(work->call, NULL, after, PAGE, error);
        if (page == NULL) {
            return false;
        }
        g_ptr_array_add(pages, page);
        count = page->len;
        for (guint i = 0; i < count; i++) {
            CommitmentBrief *brief = page->pdata[i];
            g_ptr_array_add(briefs, brief);
            g_hash_table_insert(by_id, brief->id, brief);
            after = brief->id;
        }
    }
    work->said = commitment_progress_said(work->call, work->as_of, error);
    if (work->said == NULL) {
        return false;
    }
    work->pages = g_steal_pointer(&pages);
    work->briefs = g_steal_pointer(&briefs);
    work->by_id = g_steal_pointer(&by_id);
    return true;
}

bool work_lead(Work *work, const char *commitment, const char **unit, GError **error)
{
    if (!read_commitments(work, error)) {
        return false;
    }
    const CommitmentBrief *brief =
        commitment != NULL ? g_hash_table_lookup(work->by_id, commitment) : NULL;
    *unit = brief != NULL ? brief->lead_unit : NULL;
    return true;
}

/* Its state at the end of the last day that counts: what was settled later was open then. */
static const char *state_then(const Work *work, const CommitmentBrief *brief)
{
    return brief->settled != NULL && strcmp(brief->settled, work->as_of) > 0 ? "open"
                                                                             : brief->state;
}

/* Is it one of the year's, made by the last day that counts and not withdrawn by then? */
static bool is_led(const Work *work, const CommitmentBrief *brief)
{
    return strcmp(state_then(work, brief), "withdrawn") != 0 &&
           strcmp(brief->due, work->year_begins) >= 0 && strcmp(brief->due, work->year_ends) <= 0 &&
           (brief->made == NULL || strcmp(brief->made, work->as_of) <= 0);
}

static bool counts_commitment(const Work *work, const CommitmentBrief *brief, const char *take)
{
    const char *state = state_then(work, brief);
    bool due = strcmp(state, "withdrawn") != 0 && strcmp(brief->due, work->year_begins) >= 0 &&
               strcmp(brief->due, work->as_of) <= 0;
    bool done = strcmp(state, "done") == 0;

    return strcmp(take, "led") == 0        ? is_led(work, brief)
           : strcmp(take, "finished") == 0 ? is_led(work, brief) && done
           : strcmp(take, "due") == 0      ? due
           : strcmp(take, "done") == 0     ? due && done
                                           : due && !done && strcmp(brief->due, work->as_of) < 0;
}

static json_t *commitment_source(const Work *work, const CommitmentBrief *brief)
{
    json_t *source = json_pack("{s:s, s:s, s:s, s:s}", "kind", "commitment", "id", brief->id,
                               "state", state_then(work, brief), "due", brief->due);
    gpointer percent = NULL;

    if (g_hash_table_lookup_extended(work->said, brief->id, NULL, &percent)) {
        json_object_set_new(source, "percent", json_integer(GPOINTER_TO_INT(percent)));
    }
    return source;
}

/* How far it is of what it should be at (序时进度), in percent up to 100: as much of it as of its
 * time has gone, from the day it was made, or the year began, to its due day. */
static bool pace_of(const Work *work, const CommitmentBrief *brief, Decimal *pace)
{
    gint32 begin = 0;
    gint32 made = 0;
    gint32 due = 0;
    Decimal whole = 100 * (Decimal)DECIMAL_ONE;

    day_parse(work->year_begins, &begin);
    day_parse(brief->due, &due);
    if (brief->made != NULL && day_parse(brief->made, &made)) {
        begin = MAX(begin, made);
    }
    gint32 gone = MIN(work->last_day, due) - begin;
    if (!is_led(work, brief) || gone <= 0) {
        return false;
    }
    if (strcmp(state_then(work, brief), "done") == 0) {
        *pace = whole;
        return true;
    }
    gint said = GPOINTER_TO_INT(g_hash_table_lookup(work->said, brief->id));
    return decimal_scale(said * (Decimal)DECIMAL_ONE, due - begin, gone, pace) &&
           (*pace = MIN(*pace, whole)) >= 0;
}

static void take_pace(const Work *work, const char *unit, json_t *input)
{
    Decimal sum = 0; /* of at most 100 each */
    gint64 count = 0;

    for (guint i = 0; i < work->briefs->len; i++) {
        const CommitmentBrief *brief = work->briefs->pdata[i];
        Decimal pace = 0;
        if (strcmp(brief->lead_unit, unit) == 0 && pace_of(work, brief, &pace)) {
            sum += pace;
            count++;
            input_add_source(input, commitment_source(work, brief));
        }
    }
    if (count > 0) {
        Decimal mean = 0;
        decimal_scale(sum, 1, count, &mean);
        input_set(input, mean);
    }
}

static bool from_commitments(Work *work, const json_t *measure, const char *unit, json_t *input,
                             GError **error)
{
    const char *take = text_of(measure, "take");

    if (!read_commitments(work, error)) {
        return false;
    }
    if (strcmp(take, "pace") == 0) {
        take_pace(work, unit, input);
        return true;
    }
    input_set(input, 0);
    for (guint i = 0; i < work->briefs->len; i++) {
        const CommitmentBrief *brief = work->briefs->pdata[i];
        if (strcmp(brief->lead_unit, unit) == 0 && counts_commitment(work, brief, take)) {
            input_count(input, commitment_source(work, brief));
        }
    }
    return true;
}

/* ---- Cases ----------------------------------------------------------------------------------- */

/* Was it past its day at some time of the period: not answered yet, or answered too late? */
static bool was_late(const Work *work, const CaseBrief *brief, bool stopped)
{
    return !brief->withdrawn && brief->due != NULL && strcmp(brief->due, work->as_of) < 0 &&
           (!stopped ||
            (strcmp(brief->stopped, brief->due) > 0 && strcmp(brief->stopped, work->first) >= 0));
}

static bool counts_case(const Work *work, const CaseBrief *brief, const char *take)
{
    bool raised = brief->raised >= day_begins(work->first_day);
    bool closed = brief->closed && brief->changed < day_begins(work->last_day + 1);
    bool stopped = brief->stopped != NULL && strcmp(brief->stopped, work->as_of) <= 0;
    bool overdue = brief->due != NULL && !closed && !stopped && strcmp(brief->due, work->as_of) < 0;

    return strcmp(take, "raised") == 0     ? raised
           : strcmp(take, "open") == 0     ? !closed
           : strcmp(take, "returned") == 0 ? raised && brief->returns > 0
           : strcmp(take, "late") == 0     ? was_late(work, brief, stopped)
                                           : overdue;
}

static bool from_cases(Work *work, const json_t *measure, const char *unit, json_t *input,
                       GError **error)
{
    if (work->cases == NULL) {
        work->cases = casework_briefs(work->call, day_begins(work->first_day),
                                      day_begins(work->last_day + 1), error);
    }
    input_set(input, 0);
    for (guint i = 0; work->cases != NULL && i < work->cases->len; i++) {
        const CaseBrief *brief = work->cases->pdata[i];
        if (strcmp(brief->unit, unit) == 0 && strcmp(brief->type, text_of(measure, "type")) == 0 &&
            counts_case(work, brief, text_of(measure, "take"))) {
            input_count(input, json_pack("{s:s, s:s, s:s, s:s*}", "kind", "case", "id", brief->id,
                                         "number", brief->number, "due", brief->due));
        }
    }
    return work->cases != NULL;
}

/* ---- Duties ---------------------------------------------------------------------------------- */

/* How a duty stood at the end of the last day that counts; NULL while it still may be answered. */
static const char *duty_state(const Work *work, const RoundRecord *duty)
{
    if (duty->answered != NULL && strcmp(duty->answered, work->as_of) <= 0) {
        return duty->late ? "late" : "done";
    }
    return strcmp(duty->last_day, call_today(work->call)) < 0 ? "missed" : NULL;
}

static bool from_duties(Work *work, const json_t *measure, const char *unit, json_t *input,
                        GError **error)
{
    const char *round = text_of(measure, "round");
    const char *take = text_of(measure, "take");

    if (work->duties == NULL) {
        work->duties = round_records(work->call, work->first, work->as_of, error);
    }
    input_set(input, 0);
    for (guint i = 0; work->duties != NULL && i < work->duties->len; i++) {
        const RoundRecord *duty = work->duties->pdata[i];
        const char *state = duty_state(work, duty);
        if (strcmp(duty->unit, unit) == 0 && (round == NULL || strcmp(round, duty->round) == 0) &&
            state != NULL && (strcmp(take, "due") == 0 || strcmp(take, state) == 0)) {
            input_count(input, json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "duty", "id",
                                         duty->id, "title", duty->title, "period", duty->period,
                                         "due", duty->last_day, "state", state));
        }
    }
    return work->duties != NULL;
}

bool work_take(Work *work, const json_t *measure, const char *unit, json_t *input, GError **error)
{
    const char *from = text_of(measure, "from");

    return strcmp(from, "commitments") == 0 ? from_commitments(work, measure, unit, input, error)
           : strcmp(from, "cases") == 0     ? from_cases(work, measure, unit, input, error)
                                            : from_duties(work, measure, unit, input, error);
}
