/*
 * Scoring. What speaks for a unit is kept in Part (one a unit): its sum, and the strongest single
 * thing with its reason. Leads are ranked by one sum; helpers by another, in which the lead that
 * was found counts (whom it worked with before).
 */
#include "reader/suggest_internal.h"

#include <math.h>
#include <string.h>

#define MATCHES_MAX 256
#define NEAREST     10
#define ALIKE_MIN   0.05 /* cosine below which a confirmed clause says nothing */
#define ALIKE_SURE  0.18 /* and below which it is heard only where duties say little */

/* Weights, set on two thirds of tests/gold/suggest.tsv (src/reader/README.md). */
#define WEIGHT_OWN        1.25
#define WEIGHT_PAIRS      0.25
#define WEIGHT_NAMED      1.2 /* whose work it is weighs more than where it is done */
#define WEIGHT_CO_NAMED   5.0
#define WEIGHT_CONFIRMED  5.0
#define WEIGHT_DISTANT    3.0
#define DUTIES_SAY        0.9
#define WEIGHT_HELPS      1.0
#define WEIGHT_CO_DUTY    0.7
#define WEIGHT_INNER      0.5 /* a term inside a longer one of another unit */
#define WEIGHT_CO_BEFORE  1.2
#define WEIGHT_LED_BEFORE 0.2
#define WEIGHT_TOGETHER   1.0
#define TOGETHER_PRIOR    2.0
#define CO_MIN            0.6
#define LEAD_MIN          0.3
#define TELLING           0.35
#define HALF_SURE         3.0 /* the sum at which a score is 0.5 */

typedef struct {
    guint start;
    guint end;
    guint32 term;
} Match;

typedef struct {
    double sum;
    double best; /* the strongest thing so far, which gives the reason */
    SuggestReason reason;
    const char *terms[SUGGEST_TERMS_MAX];
    double weights[SUGGEST_TERMS_MAX];
    gsize term_count;
    gsize example;
    gsize with;
} Part;

typedef struct {
    guint32 example;
    double alike;
} Near;

typedef struct {
    const SuggestIndex *index;
    Match matches[MATCHES_MAX];
    gsize match_count;
    Near near[NEAREST];
    gsize near_count;
    Part *leads;
    Part *helpers;
} Scoring;

static void speak(Part *part, double weight, SuggestReason reason)
{
    part->sum += weight;
    if (weight > part->best) {
        part->best = weight;
        part->reason = reason;
    }
}

/* A term speaks: kept among the heaviest; together they are one reason. */
static void speak_term(Part *part, double weight, SuggestReason reason, const char *term)
{
    gsize at = part->term_count;

    for (gsize i = 0; i < part->term_count; i++) {
        if (part->terms[i] == term) {
            return;
        }
    }
    while (at > 0 && part->weights[at - 1] < weight) {
        at--;
    }
    if (at < SUGGEST_TERMS_MAX) {
        gsize kept = MIN(part->term_count, SUGGEST_TERMS_MAX - 1);
        memmove(&part->terms[at + 1], &part->terms[at], (kept - at) * sizeof part->terms[0]);
        memmove(&part->weights[at + 1], &part->weights[at], (kept - at) * sizeof part->weights[0]);
        part->terms[at] = term;
        part->weights[at] = weight;
        part->term_count = kept + 1;
    }
    speak(part, weight, reason);
}

static const Term *term_of(const Scoring *scoring, const Match *match)
{
    return &g_array_index(scoring->index->terms, Term, match->term);
}

static void find_matches(Scoring *scoring, const Cells *cells)
{
    const SuggestIndex *index = scoring->index;

    for (guint start = 0; start < cells->length; start++) {
        guint32 node = 0;
        for (guint i = start; i < cells->length; i++) {
            node = trie_step(index, node, cells->cells[i]);
            if (node == 0) {
                break;
            }
            guint32 term = g_array_index(index->nodes, guint32, node);
            if (term != 0 && scoring->match_count < MATCHES_MAX) {
                scoring->matches[scoring->match_count++] = (Match){start, i + 1, term - 1};
            }
        }
    }
}

/* Is MATCH inside a longer one that says as much about leads (or about helpers)? */
static bool is_inner(const Scoring *scoring, const Match *match, bool leads)
{
    for (gsize i = 0; i < scoring->match_count; i++) {
        const Match *other = &scoring->matches[i];
        const Term *term = term_of(scoring, other);
        if (other->start <= match->start && other->end >= match->end &&
            other->end - other->start > match->end - match->start &&
            (leads ? term->leads : term->helps) > 0) {
            return true;
        }
    }
    return false;
}

static void use_match(Scoring *scoring, const Match *match)
{
    const Term *term = term_of(scoring, match);
    gsize units = scoring->index->unit_count;
    double length = 0.5 + 0.25 * MIN(term->length, 8);
    double duty = length * rarity(units, term->leads) / rarity(units, 1);
    double help = length * rarity(units, term->helps) / rarity(units, 1);
    bool inner = is_inner(scoring, match, true);
    bool inner_help = is_inner(scoring, match, false);

    for (guint i = 0; i < term->uses->len; i++) {
        const TermUse *use = &g_array_index(term->uses, TermUse, i);
        Part *lead = &scoring->leads[use->unit];
        Part *helper = &scoring->helpers[use->unit];
        switch (use->kind) {
        case TERM_NAME:
            speak_term(lead, WEIGHT_NAMED, SUGGEST_NAMED, term->text);
            speak_term(helper, WEIGHT_CO_NAMED, SUGGEST_NAMED, term->text);
            break;
        case TERM_OWN:
        case TERM_GENERAL: {
            double weight = duty * (use->kind == TERM_OWN ? WEIGHT_OWN : 1.0);
            if (!inner) {
                speak_term(lead, weight, SUGGEST_DUTY, term->text);
            }
            speak_term(helper, weight * WEIGHT_CO_DUTY * (inner ? WEIGHT_INNER : 1.0), SUGGEST_DUTY,
                       term->text);
            break;
        }
        case TERM_HELPS:
            if (!inner_help) {
                speak_term(helper, help * WEIGHT_HELPS, SUGGEST_HELPS, term->text);
            }
            break;
        }
    }
}

/* Words of duties that are nearly in the clause: 污水处理厂 for 污水处理设施. */
static void use_pairs(Scoring *scoring, const GArray *pairs)
{
    for (guint i = 0; i < pairs->len; i++) {
        const GArray *uses =
            g_hash_table_lookup(scoring->index->duties, g_array_index(pairs, gpointer, i));
        for (guint u = 0; uses != NULL && u < uses->len; u++) {
            const PairUse *use = &g_array_index(uses, PairUse, u);
            double weight = WEIGHT_PAIRS * rarity(scoring->index->unit_count, uses->len) /
                            rarity(scoring->index->unit_count, 1);
            speak_term(&scoring->leads[use->unit], weight, SUGGEST_SIMILAR,
                       g_array_index(scoring->index->terms, Term, use->term).text);
        }
    }
}

static void keep_near(Scoring *scoring, guint32 example, double alike)
{
    gsize at = scoring->near_count;

    while (at > 0 && scoring->near[at - 1].alike < alike) {
        at--;
    }
    if (at < NEAREST) {
        gsize kept = MIN(scoring->near_count, NEAREST - 1);
        memmove(&scoring->near[at + 1], &scoring->near[at], (kept - at) * sizeof scoring->near[0]);
        scoring->near[at] = (Near){example, alike};
        scoring->near_count = kept + 1;
    }
}

/* The nearest confirmed clauses by cosine. Examples come newest first, so among equals the newer
 * stay, and the oldest of ten thousand weighs four fifths. */
static void find_near(Scoring *scoring, const GArray *pairs)
{
    const SuggestIndex *index = scoring->index;
    g_autofree double *dots = g_new0(double, index->example_count);
    double norm = 0;

    for (guint i = 0; i < pairs->len; i++) {
        const GArray *numbers =
            g_hash_table_lookup(index->history, g_array_index(pairs, gpointer, i));
        double weight = rarity(index->example_count, numbers != NULL ? numbers->len : 1);
        norm += weight * weight;
        for (guint n = 0; numbers != NULL && n < numbers->len; n++) {
            dots[g_array_index(numbers, guint32, n)] += weight * weight;
        }
    }
    norm = sqrt(norm);
    for (guint32 i = 0; i < index->example_count; i++) {
        double age = 1.0 / (1.0 + (double)i / 40000.0);
        double alike = dots[i] > 0 ? age * dots[i] / (norm * index->norms[i]) : 0;
        if (alike >= ALIKE_MIN) {
            keep_near(scoring, i, alike);
        }
    }
}

static void speak_example(Part *part, double weight, gsize example)
{
    double before = part->best;

    speak(part, weight, SUGGEST_CONFIRMED);
    if (part->best > before) {
        part->example = example;
    }
}

/* Duties that speak loudly are not drowned by clauses that share a verb or two; where they say
 * little, a distant clause is better than nothing. */
static double weight_of(const Near *near, bool duties_say)
{
    double weight = near->alike * near->alike * WEIGHT_CONFIRMED;

    if (near->alike < ALIKE_SURE && duties_say) {
        return 0;
    }
    return duties_say ? weight : MAX(weight, near->alike * WEIGHT_DISTANT);
}

static void use_near(Scoring *scoring)
{
    const SuggestIndex *index = scoring->index;
    bool duties_say = false;

    for (gsize i = 0; i < index->unit_count; i++) {
        duties_say = duties_say || scoring->leads[i].sum >= DUTIES_SAY;
    }

    for (gsize i = 0; i < scoring->near_count; i++) {
        const Near *near = &scoring->near[i];
        const SuggestExample *example = &index->examples[near->example];
        double weight = weight_of(near, duties_say);
        if (weight <= 0) {
            continue;
        }
        if (example->lead < index->unit_count) {
            speak_example(&scoring->leads[example->lead], weight, near->example);
            speak_example(&scoring->helpers[example->lead], weight * WEIGHT_LED_BEFORE,
                          near->example);
        }
        for (gsize c = 0; c < example->co_count; c++) {
            if (example->co[c] < index->unit_count) {
                speak_example(&scoring->helpers[example->co[c]], WEIGHT_CO_BEFORE * weight,
                              near->example);
            }
        }
    }
}

/* Whom LEAD worked with before: the share of its clauses, held back while they are few. */
static void use_together(Scoring *scoring, gsize lead)
{
    const SuggestIndex *index = scoring->index;
    const guint32 *shared = &index->together[lead * index->unit_count];

    for (gsize i = 0; i < index->unit_count; i++) {
        double share = shared[i] / (index->leads[lead] + TOGETHER_PRIOR);
        double before = scoring->helpers[i].best;
        speak(&scoring->helpers[i], WEIGHT_TOGETHER * share, SUGGEST_TOGETHER);
        if (scoring->helpers[i].best > before) {
            scoring->helpers[i].with = lead;
        }
    }
}

/* How many of the terms are worth telling: those not far lighter than the first; of names, one. */
static gsize telling_terms(const Part *part)
{
    gsize count = 0;

    while (count < part->term_count && part->weights[count] >= TELLING * part->weights[0]) {
        count++;
    }
    return part->reason == SUGGEST_NAMED ? MIN(count, 1) : count;
}

/* The best of PARTS above LOWEST, WITHOUT left out, into FOUND. */
static gsize take_best(const Scoring *scoring, const Part *parts, double lowest, gsize without,
                       SuggestedUnit *found, gsize most)
{
    gsize count = 0;

    for (gsize i = 0; i < scoring->index->unit_count; i++) {
        const Part *part = &parts[i];
        double score = part->sum / (part->sum + HALF_SURE);
        gsize at = count;
        if (i == without || part->sum < lowest) {
            continue;
        }
        while (at > 0 && found[at - 1].score < score) {
            at--;
        }
        if (at < most) {
            gsize kept = MIN(count, most - 1);
            memmove(&found[at + 1], &found[at], (kept - at) * sizeof *found);
            found[at] = (SuggestedUnit){.unit = i,
                                        .score = score,
                                        .reason = part->reason,
                                        .term_count = telling_terms(part),
                                        .example = part->example,
                                        .with = part->with};
            memcpy(found[at].terms, part->terms, sizeof part->terms);
            count = kept + 1;
        }
    }
    return count;
}

void suggest_clause(const SuggestIndex *index, const char *text, Suggestion *suggestion)
{
    Scoring scoring = {.index = index};
    g_auto(Cells) cells = cells_of(text);
    g_autoptr(GArray) pairs = pairs_of(&cells);
    g_autofree Part *leads = g_new0(Part, index->unit_count);
    g_autofree Part *helpers = g_new0(Part, index->unit_count);

    scoring.leads = leads;
    scoring.helpers = helpers;
    find_matches(&scoring, &cells);
    for (gsize i = 0; i < scoring.match_count; i++) {
        use_match(&scoring, &scoring.matches[i]);
    }
    use_pairs(&scoring, pairs);
    find_near(&scoring, pairs);
    use_near(&scoring);
    suggestion->lead_count = take_best(&scoring, leads, LEAD_MIN, index->unit_count,
                                       suggestion->lead, SUGGEST_LEADS_MAX);
    gsize lead = suggestion->lead_count > 0 ? suggestion->lead[0].unit : index->unit_count;
    if (lead < index->unit_count) {
        use_together(&scoring, lead);
    }
    suggestion->co_count =
        take_best(&scoring, helpers, CO_MIN, lead, suggestion->co, SUGGEST_CO_MAX);
}
