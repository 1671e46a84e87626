/* Many figures in one command: checked together, taken or left as one choice, kept with revisions.
 */
#include "indicator/observation_internal.h"

#include "kernel/unit.h"

#include <string.h>

/* Leaving out a questionable figure may raise questions about its neighbours; so often. */
#define ROUNDS_MAX 5

static void cell_free(gpointer data)
{
    ReportedCell *cell = data;

    g_free(cell->place);
    g_free(cell->object);
    g_clear_error(&cell->fault);
    g_free(cell);
}

GPtrArray *reported_new(json_t *cells, const GPtrArray *places, const GPtrArray *faults)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(cell_free);

    for (size_t i = 0; i < json_array_size(cells); i++) {
        ReportedCell *cell = g_new0(ReportedCell, 1);
        cell->body = json_array_get(cells, i);
        cell->place =
            places != NULL ? g_strdup(places->pdata[i]) : g_strdup_printf("/cells/%zu", i);
        if (faults != NULL && faults->pdata[i] != NULL) {
            cell->fault = g_error_copy(faults->pdata[i]);
            cell->state = CELL_REFUSED;
        }
        g_ptr_array_add(list, cell);
    }
    return list;
}

static void lay(ReportedCell *cell)
{
    cell->series->cells[cell->slot].figure =
        (PaceFigure){.known = !cell->cleared, .value = cell->value};
    cell->laid = true;
}

static void lift(ReportedCell *cell)
{
    cell->series->cells[cell->slot].figure = cell->before.figure;
    cell->laid = false;
}

/* The figure of the cell's indicator and object in another PERIOD. */
static bool neighbour(Figures *figures, const ReportedCell *cell, Period period, PaceFigure *figure,
                      GError **error)
{
    return figures_at(figures, cell->indicator, cell->object, period, figure, error);
}

static bool same_year(Period a, Period b)
{
    int first;
    int second;

    day_parts(a.first, &first, NULL, NULL);
    day_parts(b.first, &second, NULL, NULL);
    return first == second;
}

/* Does INDICATOR's whole still add up, given what is laid? */
static bool question_whole(Figures *figures, const Indicator *whole, ReportedCell *cell,
                           GError **error)
{
    guint count = g_strv_length(whole->parts);
    g_autofree PaceFigure *parts = g_new0(PaceFigure, count + 1);
    PaceFigure figure;
    Decimal sum;

    if (!figures_at(figures, whole, cell->object, cell->period, &figure, error)) {
        return false;
    }
    for (guint i = 0; i < count; i++) {
        const Indicator *part = g_hash_table_lookup(figures->catalogue->by_key, whole->parts[i]);
        if (part != NULL && part->frequency == whole->frequency &&
            !figures_at(figures, part, cell->object, cell->period, &parts[i], error)) {
            return false;
        }
    }
    if (figure.known && !check_parts(figure.value, parts, count, whole->places, &sum) &&
        cell->finding_count < CHECK_COUNT) {
        cell->findings[cell->finding_count++] =
            (CheckFinding){.kind = CHECK_PARTS, .against = sum, .percent = figure.value};
    }
    return true;
}

static bool question_parts(Figures *figures, ReportedCell *cell, GError **error)
{
    if (cell->indicator->parts[0] != NULL) {
        return question_whole(figures, cell->indicator, cell, error);
    }
    for (guint i = 0; i < figures->catalogue->all->len; i++) {
        const Indicator *whole = figures->catalogue->all->pdata[i];
        if (g_strv_contains((const char *const *)whole->parts, cell->indicator->key) &&
            whole->frequency == cell->period.kind) {
            return question_whole(figures, whole, cell, error);
        }
    }
    return true;
}

/* Puts the questions about one laid cell. */
static bool question(Figures *figures, ReportedCell *cell, GError **error)
{
    const Indicator *indicator = cell->indicator;
    Period previous = period_shift(cell->period, -1);
    Period next = period_shift(cell->period, 1);
    CheckInput input = {
        .time = indicator->over_time,
        .growth = indicator->growth,
        .has_jump = indicator->has_jump,
        .jump = indicator->jump,
        .value = cell->value,
    };
    bool running = indicator->over_time == PACE_CUMULATIVE;

    cell->finding_count = 0;
    if (cell->cleared) {
        return true;
    }
    if ((!running || same_year(previous, cell->period)) &&
        !neighbour(figures, cell, previous, &input.previous, error)) {
        return false;
    }
    if ((!running || same_year(next, cell->period)) &&
        !neighbour(figures, cell, next, &input.next, error)) {
        return false;
    }
    if (!neighbour(figures, cell, period_year_before(cell->period), &input.year_before, error)) {
        return false;
    }
    cell->finding_count = check_figure(&input, cell->findings);
    return question_parts(figures, cell, error);
}

static bool is_confirmed(const ReportedCell *cell)
{
    return json_is_true(json_object_get(cell->body, "confirm")) &&
           member_of(cell->body, "reason") != NULL;
}

/* Asks about every laid cell; *CHANGED tells whether one became questionable. */
static bool question_all(Figures *figures, const GPtrArray *cells, bool *changed, GError **error)
{
    *changed = false;
    for (guint i = 0; i < cells->len; i++) {
        ReportedCell *cell = cells->pdata[i];
        if (!cell->laid) {
            continue;
        }
        if (!question(figures, cell, error)) {
            return false;
        }
        if (cell->finding_count > 0 && !is_confirmed(cell) && cell->state == CELL_RIGHT) {
            cell->state = CELL_CONFIRM;
            *changed = true;
        }
    }
    return true;
}

static bool examine(Call *call, Figures *figures, const GPtrArray *cells,
                    const TakeOptions *options, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bool changed = true;

    for (guint i = 0; i < cells->len; i++) {
        if (!cell_resolve(call, figures, cells->pdata[i], seen, error)) {
            return false;
        }
    }
    for (guint i = 0; i < cells->len; i++) {
        ReportedCell *cell = cells->pdata[i];
        if (cell->state == CELL_RIGHT) {
            lay(cell);
        }
    }
    for (guint round = 0; changed && round < ROUNDS_MAX; round++) {
        if (!question_all(figures, cells, &changed, error)) {
            return false;
        }
        for (guint i = 0; options->right_ones && i < cells->len; i++) {
            ReportedCell *cell = cells->pdata[i];
            if (cell->laid && cell->state == CELL_CONFIRM) {
                lift(cell);
            }
        }
        changed = changed && options->right_ones;
    }
    return true;
}

static const char *const finding_names[] = {"jump_previous", "jump_year",   "sign",
                                            "falls",         "beyond_next", "parts"};

static json_t *finding_codes(const ReportedCell *cell)
{
    json_t *codes = json_array();

    for (guint i = 0; i < cell->finding_count; i++) {
        json_array_append_new(codes, json_string(finding_names[cell->findings[i].kind]));
    }
    return codes;
}

static char *evidence_of(const ReportedCell *cell)
{
    const json_t *given = json_object_get(cell->body, "evidence");

    if (given != NULL) {
        return json_dumps(given, JSON_COMPACT);
    }
    return g_strdup(cell->before.evidence != NULL ? cell->before.evidence : "[]");
}

/* One sheet may prove many figures, also of several units, of whoever reports them; it is seen by
 * those who may read the first one's. */
static bool bind_evidence(Call *call, const ReportedCell *cell, GError **error)
{
    const EvidenceObject object = {
        .kind = "observation", .id = call_actor(call)->account, .unit = cell->indicator->owner};
    const json_t *given = json_object_get(cell->body, "evidence");
    g_autofree char *place = g_strconcat(cell->place, "/evidence", NULL);

    return given == NULL || evidence_bind(call, given, &object, place, error);
}

static bool store_cell(Call *call, const ReportedCell *cell, GError **error)
{
    char period[PERIOD_TEXT_MAX];
    json_auto_t *codes = finding_codes(cell);
    g_autofree char *warnings = json_dumps(codes, JSON_COMPACT);
    g_autofree char *evidence = evidence_of(cell);
    gint64 revision = cell->before.revision + 1;
    StoreValue value = cell->cleared ? store_null() : store_int(cell->value);
    const json_t *given = json_object_get(cell->body, "note");
    const char *note = given != NULL ? json_string_value(given) : cell->before.note;
    const char *reason = member_of(cell->body, "reason");
    const char *district = call_district(call);

    period_format(cell->period, period);
    json_auto_t *before =
        revision > 1 ? json_pack("{s:o}", "value",
                                 decimal_json(cell->before.figure.known, cell->before.figure.value))
                     : NULL;
    json_auto_t *after =
        json_pack("{s:s, s:s, s:o, s:I}", "object", cell->object, "period", period, "value",
                  decimal_json(!cell->cleared, cell->value), "revision", (json_int_t)revision);
    return bind_evidence(call, cell, error) &&
           store_execute(call_tx(call), &sql_observation_upsert,
                         STORE_VALUES(store_text(district), store_text(cell->indicator->id),
                                      store_text(cell->object), store_text(period),
                                      store_int(cell->period.last), value, store_text(note),
                                      store_text(evidence), store_int(revision),
                                      store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error) &&
           store_execute(call_tx(call), &sql_observation_revision_insert,
                         STORE_VALUES(store_text(district), store_text(cell->indicator->id),
                                      store_text(cell->object), store_int(cell->period.last),
                                      store_int(revision), store_text(period), value,
                                      store_text(note), store_text(evidence), store_text(reason),
                                      store_text(warnings), store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error) &&
           call_record(call, revision > 1 ? "observation.revise" : "observation.report",
                       "indicator", cell->indicator->id, reason, before, after, error);
}

static void tell(Call *call, GHashTable *told, const Indicator *indicator)
{
    if (g_hash_table_add(told, indicator->id)) {
        g_autofree char *topic = g_strdup_printf("indicator:%s", indicator->id);
        const char *const units[] = {indicator->owner, NULL};
        call_changed_of(call, topic, "indicator", indicator->id, units);
        call_changed_of(call, "indicators", "indicator", indicator->id, units);
    }
}

static bool all_right(const GPtrArray *cells)
{
    for (guint i = 0; i < cells->len; i++) {
        const ReportedCell *cell = cells->pdata[i];
        if (cell->state == CELL_REFUSED || cell->state == CELL_CONFIRM) {
            return false;
        }
    }
    return true;
}

bool reported_take(Call *call, Figures *figures, GPtrArray *cells, const TakeOptions *options,
                   GError **error)
{
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);

    if (!examine(call, figures, cells, options, error)) {
        return false;
    }
    if (options->dry_run || (!options->right_ones && !all_right(cells))) {
        return true;
    }
    for (guint i = 0; i < cells->len; i++) {
        ReportedCell *cell = cells->pdata[i];
        if (cell->state == CELL_RIGHT) {
            if (!store_cell(call, cell, error)) {
                return false;
            }
            cell->state = CELL_TAKEN;
            tell(call, told, cell->indicator);
        }
    }
    return true;
}

/* ---- The answer ------------------------------------------------------------------------------ */

static const char *const state_names[] = {"right", "taken", "same", "confirm", "refused"};

static void write_findings(Call *call, const ReportedCell *cell)
{
    JsonWriter *answer = call_answer(call);

    json_key(answer, "warnings");
    json_begin_array(answer);
    for (guint i = 0; cell->indicator != NULL && i < cell->finding_count; i++) {
        const CheckFinding *finding = &cell->findings[i];
        char against[DECIMAL_TEXT_MAX];
        char percent[DECIMAL_TEXT_MAX];
        decimal_format(finding->against, against);
        decimal_format_places(finding->percent, finding->kind == CHECK_PARTS ? 4 : 1, percent);
        g_autofree char *key = g_strdup_printf("indicator.asks_%s", finding_names[finding->kind]);
        g_autofree char *unit = unit_text(call_language(call), cell->indicator->unit);
        const char *const arguments[] = {"against", against,  "percent",
                                         percent,   "points", cell->indicator->growth ? "" : "%",
                                         "unit",    unit,     NULL};
        g_autofree char *message = text_format(call_language(call), key, arguments);
        json_begin_object(answer);
        json_member_text(answer, "code", finding_names[finding->kind]);
        json_member_text(answer, "message", message);
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_cell(Call *call, const ReportedCell *cell, guint row)
{
    JsonWriter *answer = call_answer(call);
    bool zh = call_language(call) == LANGUAGE_ZH;

    json_begin_object(answer);
    json_member_int(answer, "row", row);
    json_member_text(answer, "place", cell->place);
    json_member_text(answer, "indicator", cell->indicator != NULL ? cell->indicator->id : NULL);
    json_member_text(answer, "name",
                     cell->indicator == NULL ? member_of(cell->body, "indicator")
                     : zh                    ? cell->indicator->name_zh
                                             : cell->indicator->name_en);
    json_member_text(answer, "object", cell->object);
    json_member_text(answer, "period", member_of(cell->body, "period"));
    json_member_text(answer, "value", member_of(cell->body, "value"));
    json_member_text(answer, "state", state_names[cell->state]);
    json_member_int(answer, "revision",
                    cell->state == CELL_TAKEN ? cell->before.revision + 1 : cell->before.revision);
    json_key(answer, "errors");
    json_begin_array(answer);
    for (gsize i = 0; cell->fault != NULL && i < error_detail_count(cell->fault); i++) {
        const ErrorDetail *detail = error_detail(cell->fault, i);
        g_autofree char *message = error_detail_text(detail, call_language(call));
        json_begin_object(answer);
        json_member_text(answer, "code", detail->key);
        json_member_text(answer, "field", detail->field);
        json_member_text(answer, "message", message);
        json_end_object(answer);
    }
    json_end_array(answer);
    write_findings(call, cell);
    json_end_object(answer);
}

/* The answer: ObservationResult of the interface. */
static void write_result(Call *call, const GPtrArray *cells, const TakeOptions *options)
{
    JsonWriter *answer = call_answer(call);
    guint counts[G_N_ELEMENTS(state_names)] = {0};

    for (guint i = 0; i < cells->len; i++) {
        counts[((const ReportedCell *)cells->pdata[i])->state]++;
    }
    json_begin_object(answer);
    json_member_bool(answer, "dry_run", options->dry_run);
    for (gsize i = 0; i < G_N_ELEMENTS(state_names); i++) {
        json_member_int(answer, state_names[i], counts[i]);
    }
    json_key(answer, "rows");
    json_begin_array(answer);
    for (guint i = 0; i < cells->len; i++) {
        write_cell(call, cells->pdata[i], i);
    }
    json_end_array(answer);
    json_end_object(answer);
}

bool reported_run(Call *call, json_t *list, const GPtrArray *places, const GPtrArray *faults,
                  const TakeOptions *options, GError **error)
{
    g_autoptr(GPtrArray) cells = reported_new(list, places, faults);
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);

    if (catalogue == NULL) {
        return false;
    }
    g_autoptr(Figures) figures = figures_new(call_tx(call), call_district(call), catalogue, 0);
    /* The cells of one command may be of many units; each is authorised by itself. */
    if (!reported_take(call, figures, cells, options, error)) {
        return false;
    }
    call_authorize(call, NULL, NULL, NULL);
    write_result(call, cells, options);
    return true;
}

bool observation_write(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const TakeOptions options = {
        .right_ones = g_strcmp0(member_of(body, "take"), "right") == 0,
        .dry_run = json_is_true(json_object_get(body, "dry_run")),
    };

    return reported_run(call, json_object_get(body, "cells"), NULL, NULL, &options, error);
}
