/* What a briefing tells of, as it stood at the end of its days. */
#include "drafting/briefing_internal.h"

#include "light/light.h"

#include <string.h>

const char *briefing_say(const Briefing *briefing, const char *key)
{
    return text_find(briefing->language, key);
}

void briefing_add(Paper *paper, const Briefing *briefing, const char *key,
                  const char *const *arguments)
{
    g_autofree char *text = text_format(briefing->language, key, arguments);

    paper_body(paper, text, NULL, 0);
}

void briefing_clear(Briefing *briefing)
{
    g_clear_pointer(&briefing->names, names_free);
    g_clear_pointer(&briefing->plans, g_ptr_array_unref);
    g_clear_pointer(&briefing->plans_before, g_ptr_array_unref);
    g_clear_pointer(&briefing->results, g_ptr_array_unref);
    g_clear_pointer(&briefing->results_before, g_ptr_array_unref);
    g_clear_pointer(&briefing->cases, g_ptr_array_unref);
    g_clear_pointer(&briefing->lights, g_hash_table_unref);
}
/* The first moment of DAY in Beijing, eight hours ahead of UTC. */
static gint64 moment_of(gint32 day)
{
    return ((gint64)day * 24 - 8) * 3600 * G_USEC_PER_SEC;
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

/* The light of each commitment at the end of the last day that counts. */
static bool read_lights(Briefing *briefing, GError **error)
{
    char day[DAY_LENGTH + 1];

    day_format(briefing->day, day);
    briefing->lights = light_colours_at(briefing->call, "commitment", day, error);
    return briefing->lights != NULL;
}

bool briefing_read(Briefing *briefing, gint32 first, gint32 last, GError **error)
{
    Call *call = briefing->call;

    day_parts(last, &briefing->year, NULL, NULL);
    first = MAX(first, day_of(briefing->year, 1, 1)); /* a briefing is of one year */
    briefing->first = first;
    briefing->day = MIN(last, day_in_beijing(call_now(call)));
    briefing->begin = moment_of(first);
    briefing->end = moment_of(last + 1) - 1;
    briefing->names = names_new(call_tx(call), call_district(call));
    briefing->plans = plan_accounts_read(call, briefing->year, briefing->end, error);
    briefing->plans_before =
        briefing->plans != NULL
            ? plan_accounts_read(call, briefing->year, briefing->begin - 1, error)
            : NULL;
    briefing->results = briefing->plans_before != NULL
                            ? indicator_results(call, briefing->year, briefing->day, error)
                            : NULL;
    briefing->cases = briefing->results != NULL
                          ? casework_briefs(call, briefing->begin, G_MAXINT64, error)
                          : NULL;
    if (briefing->cases == NULL || !read_lights(briefing, error)) {
        return false;
    }
    reopen(briefing->plans, briefing->cases, briefing->end);
    reopen(briefing->plans_before, briefing->cases, briefing->begin - 1);
    if (first > day_of(briefing->year, 1, 1)) {
        briefing->results_before = indicator_results(call, briefing->year, first - 1, error);
    }
    return first == day_of(briefing->year, 1, 1) || briefing->results_before != NULL;
}
