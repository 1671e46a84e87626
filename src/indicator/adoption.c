/* A promise's figure becomes a target, and an indicator if there is none yet, without being typed
 * again. */
#include "commitment/commitment.h"
#include "indicator/indicator_internal.h"
#include "indicator/measure_unit.h"
#include "org/org.h"

#include <string.h>

#define SUGGESTIONS_MAX 3u
/* Less alike than this is no suggestion; of 100. */
#define LIKENESS_MIN 40

/* Characters of TEXT without what only says that it grows. (transfer full) */
static GHashTable *characters(const char *text)
{
    static const char *const noise[] = {"增速", "增长率", "增长", "全区", "全年"};
    g_autofree char *bare = g_strdup(text);
    GHashTable *set = g_hash_table_new(g_direct_hash, g_direct_equal);

    for (gsize i = 0; i < G_N_ELEMENTS(noise); i++) {
        char *at = strstr(bare, noise[i]);
        if (at != NULL) {
            memmove(at, at + strlen(noise[i]), strlen(at + strlen(noise[i])) + 1);
        }
    }
    for (const char *c = bare; *c != '\0'; c = g_utf8_next_char(c)) {
        g_hash_table_add(set, GUINT_TO_POINTER(g_utf8_get_char(c)));
    }
    return set;
}

/* Dice's coefficient of the two names' characters, of 100. */
static guint likeness(const char *a, const char *b)
{
    g_autoptr(GHashTable) left = characters(a);
    g_autoptr(GHashTable) right = characters(b);
    GHashTableIter iterator;
    gpointer character;
    guint both = 0;
    guint all = g_hash_table_size(left) + g_hash_table_size(right);

    g_hash_table_iter_init(&iterator, left);
    while (g_hash_table_iter_next(&iterator, &character, NULL)) {
        both += g_hash_table_contains(right, character) ? 1 : 0;
    }
    return all > 0 ? 200 * both / all : 0;
}

/* Can FIGURE be a target of INDICATOR, and what is it in the indicator's unit? */
static bool fits(const CommitmentFigure *figure, const Indicator *indicator, Decimal value,
                 Decimal *converted)
{
    *converted = value;
    if (strcmp(figure->measure, "growth") == 0) {
        return strcmp(figure->unit, "%") == 0 &&
               (!indicator->growth || strcmp(indicator->unit, "%") == 0);
    }
    if (strcmp(figure->measure, "rank") == 0) {
        return true;
    }
    return !indicator->growth && measure_convert(value, figure->unit, indicator->unit, converted);
}

typedef struct {
    const Indicator *indicator;
    guint score;
} Suggestion;

static gint by_score(gconstpointer a, gconstpointer b)
{
    return (gint)((const Suggestion *)b)->score - (gint)((const Suggestion *)a)->score;
}

static GArray *suggest(const Catalogue *catalogue, const CommitmentFigure *figure)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Suggestion));
    Decimal value = 0;
    Decimal converted;

    if (figure->value == NULL || !decimal_parse(figure->value, "", &value, NULL)) {
        return found;
    }
    for (guint i = 0; i < catalogue->all->len; i++) {
        const Indicator *one = catalogue->all->pdata[i];
        const Suggestion suggestion = {one, likeness(one->name_zh, figure->subject)};
        if (suggestion.score >= LIKENESS_MIN && fits(figure, one, value, &converted)) {
            g_array_append_val(found, suggestion);
        }
    }
    g_array_sort(found, by_score);
    return found;
}

static void write_suggestions(Call *call, const Catalogue *catalogue,
                              const CommitmentFigure *figure)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GArray) found = suggest(catalogue, figure);
    bool zh = call_language(call) == LANGUAGE_ZH;

    json_key(answer, "suggestions");
    json_begin_array(answer);
    for (guint i = 0; i < MIN(found->len, SUGGESTIONS_MAX); i++) {
        const Suggestion *one = &g_array_index(found, Suggestion, i);
        json_begin_object(answer);
        json_member_text(answer, "indicator", one->indicator->id);
        json_member_text(answer, "name", zh ? one->indicator->name_zh : one->indicator->name_en);
        json_member_text(answer, "unit", one->indicator->unit);
        json_member_int(answer, "score", one->score);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_figure(Call *call, const Catalogue *catalogue, const CommitmentFigure *figure,
                         const GPtrArray *targets)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", figure->number);
    json_member_text(answer, "subject", figure->subject);
    json_member_raw(answer, "value", figure->value);
    json_member_raw(answer, "value2", figure->value2);
    json_member_text(answer, "unit", figure->unit);
    json_member_text(answer, "cmp", figure->cmp);
    json_member_text(answer, "measure", figure->measure);
    json_member_int(answer, "start", figure->start);
    json_member_int(answer, "end", figure->end);
    json_key(answer, "target");
    const Target *adopted = NULL;
    for (guint i = 0; i < targets->len; i++) {
        const Target *target = targets->pdata[i];
        adopted = target->statement == figure->number ? target : adopted;
    }
    if (adopted != NULL) {
        json_begin_object(answer);
        json_member_text(answer, "id", adopted->id);
        json_member_text(answer, "indicator", adopted->indicator);
        json_end_object(answer);
    } else {
        json_write_null(answer);
    }
    write_suggestions(call, catalogue, figure);
    json_end_object(answer);
}

static bool write_figures(Call *call, const char *commitment, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(CommitmentFigures) figures = commitment_figures_read(call, commitment, error);
    g_autoptr(Catalogue) catalogue =
        figures != NULL ? catalogue_read(call_tx(call), call_district(call), error) : NULL;
    g_autoptr(GPtrArray) targets =
        catalogue != NULL
            ? targets_read(call_tx(call), call_district(call), NULL, 0, NULL, commitment, error)
            : NULL;

    if (targets == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_text(answer, "commitment", commitment);
    json_member_text(answer, "report", figures->report);
    json_member_int(answer, "year", figures->year);
    json_member_text(answer, "sentence", figures->sentence);
    json_key(answer, "figures");
    json_begin_array(answer);
    for (guint i = 0; i < figures->all->len; i++) {
        write_figure(call, catalogue, figures->all->pdata[i], targets);
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

bool commitment_figure_list(Call *call, GError **error)
{
    return write_figures(call, call_parameter(call, "commitment"), error);
}

static const CommitmentFigure *find_figure(const CommitmentFigures *figures, gint64 number,
                                           GError **error)
{
    for (guint i = 0; i < figures->all->len; i++) {
        const CommitmentFigure *one = figures->all->pdata[i];
        if (one->number == number) {
            return one;
        }
    }
    error_set(error, LUOSHI_ERROR_INVALID, "indicator.no_statement", "/statement", NULL);
    return NULL;
}

/* The indicator that is named, or the one that is declared here. (transfer full) */
static char *take_indicator(Call *call, const CommitmentFigures *figures, GError **error)
{
    const json_t *body = call_body(call);
    const json_t *input = json_object_get(body, "new");
    const char *id = member_of(body, "indicator");

    if ((id != NULL) == (input != NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.one_or_new", "/indicator", NULL);
        return NULL;
    }
    if (id != NULL) {
        return g_strdup(id);
    }
    const char *owner = member_of(input, "owner_unit");
    return indicator_store(call, input, owner != NULL ? owner : figures->lead_unit, error);
}

static char *amount_text(const CommitmentFigure *figure, const Indicator *indicator,
                         const char *text, GError **error)
{
    Decimal value;
    Decimal converted;
    char out[DECIMAL_TEXT_MAX];

    if (text == NULL || !decimal_parse(text, "/statement", &value, error)) {
        if (text == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "indicator.no_amount", "/statement", NULL);
        }
        return NULL;
    }
    if (!fits(figure, indicator, value, &converted)) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.unit_unfit", "/indicator", "unit",
                  figure->unit, "wanted", indicator->unit, "name", indicator->name_zh, NULL);
        return NULL;
    }
    decimal_format(converted, out);
    return g_strdup(out);
}

static json_t *target_body(Call *call, const CommitmentFigures *figures,
                           const CommitmentFigure *figure, const Indicator *indicator,
                           GError **error)
{
    const char *object = member_of(call_body(call), "object");
    gint64 year = figure->year != 0 ? figure->year : figures->year;
    g_autofree char *value = amount_text(figure, indicator, figure->value, error);
    g_autofree char *value2 = value != NULL && figure->value2 != NULL
                                  ? amount_text(figure, indicator, figure->value2, error)
                                  : NULL;

    if (value == NULL || (figure->value2 != NULL && value2 == NULL)) {
        return NULL;
    }
    const char *measure = strcmp(figure->measure, "ratio") == 0 ? "level" : figure->measure;
    json_t *body = json_pack("{s:s, s:s, s:I, s:s}", "measure", measure, "cmp", figure->cmp, "year",
                             (json_int_t)year, "value", value);
    if (value2 != NULL) {
        json_object_set_new(body, "value2", json_string(value2));
    }
    if (object != NULL) {
        json_object_set_new(body, "object", json_string(object));
    }
    return body;
}

bool commitment_figure_adopt(Call *call, GError **error)
{
    const char *commitment = call_parameter(call, "commitment");
    gint64 number = json_integer_value(json_object_get(call_body(call), "statement"));
    g_autoptr(CommitmentFigures) figures = commitment_figures_read(call, commitment, error);
    const CommitmentFigure *figure = figures != NULL ? find_figure(figures, number, error) : NULL;
    g_autofree char *id = figure != NULL ? take_indicator(call, figures, error) : NULL;
    g_autoptr(Catalogue) catalogue =
        id != NULL ? catalogue_read(call_tx(call), call_district(call), error) : NULL;
    const Indicator *indicator =
        catalogue != NULL ? catalogue_find(catalogue, id, "/indicator", error) : NULL;
    json_auto_t *body =
        indicator != NULL ? target_body(call, figures, figure, indicator, error) : NULL;

    if (body == NULL) {
        return false;
    }
    const TargetSource source = {
        .commitment = commitment,
        .statement = number,
        .report = figures->report,
        .start = figure->start,
        .end = figure->end,
        .sentence = figures->sentence,
    };
    g_autofree char *target = target_store(call, indicator, body, &source, error);
    if (target == NULL) {
        return false;
    }
    call_created(call);
    return write_figures(call, commitment, error);
}
