/* The review: confirm, edit, assign, drop, merge and split, with nothing lost when two clerks work
 * at once. */
#include "commitment/commitment_internal.h"

#include <string.h>

/* What a batch of changes has done. */
typedef struct {
    GPtrArray *changed;   /* clause ids */
    GPtrArray *conflicts; /* clause ids */
} Outcome;

static bool write_ids(Call *call, const char *key, const GPtrArray *ids, const Names *names,
                      GError **error)
{
    json_key(call_answer(call), key);
    json_begin_array(call_answer(call));
    for (guint i = 0; i < ids->len; i++) {
        g_autoptr(Clause) clause = clause_read(call, ids->pdata[i], error);
        g_autoptr(Statements) statements =
            clause != NULL ? statements_read(call, &sql_statements_of_clause, clause->id, error)
                           : NULL;
        if (statements == NULL) {
            return false;
        }
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_clause_number,
                        STORE_VALUES(store_text(call_district(call)), store_text(clause->report),
                                     store_int(clause->position)),
                        error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        write_clause(call, clause, store_column_int(rows, 0), statements, names);
    }
    json_end_array(call_answer(call));
    return true;
}

static bool write_outcome(Call *call, const char *report, const Outcome *outcome, GError **error)
{
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autofree char *topic = g_strdup_printf("report:%s", report);

    for (guint i = 0; i < outcome->changed->len; i++) {
        call_changed(call, topic, "clause", outcome->changed->pdata[i]);
    }
    json_begin_object(call_answer(call));
    if (!write_ids(call, "changed", outcome->changed, names, error) ||
        !write_ids(call, "conflicts", outcome->conflicts, names, error)) {
        return false;
    }
    json_end_object(call_answer(call));
    return true;
}

static bool check_set(Call *call, const Clause *after, const json_t *set, gint64 year,
                      const char *place, GError **error)
{
    g_autofree char *unit_place = g_strconcat(place, "/set/lead_unit", NULL);
    g_autofree char *leader_place = g_strconcat(place, "/set/leader", NULL);
    g_autofree char *due_place = g_strconcat(place, "/set/due", NULL);
    g_autofree char *co_place = g_strconcat(place, "/set/co_units", NULL);
    g_autofree char *reason_place = g_strconcat(place, "/set/drop_reason", NULL);
    json_auto_t *co_units = json_loads(after->co_units, 0, NULL);

    if (strcmp(after->state, "dropped") == 0 && after->drop_reason == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.drop_reason", reason_place, NULL);
        return false;
    }
    return (!json_is_string(json_object_get(set, "lead_unit")) ||
            check_unit(call, after->lead_unit, unit_place, error)) &&
           (!json_is_string(json_object_get(set, "leader")) ||
            check_person(call, after->leader, leader_place, error)) &&
           (!json_is_string(json_object_get(set, "due")) ||
            check_due(after->due, year, due_place, error)) &&
           check_units(call, after->lead_unit, co_units, co_place, error);
}

static const char *action_of(const json_t *set)
{
    const char *state = json_string_value(json_object_get(set, "state"));

    if (g_strcmp0(state, "confirmed") == 0) {
        return "clause.confirm";
    }
    if (g_strcmp0(state, "dropped") == 0) {
        return "clause.drop";
    }
    return state != NULL ? "clause.restore" : "clause.change";
}

/* Members of AFTER that differ from BEFORE's; both reduced to them. */
static void keep_differences(json_t *before, json_t *after)
{
    const char *name;
    json_t *value;
    void *next;

    json_object_foreach_safe(after, next, name, value)
    {
        if (json_equal(value, json_object_get(before, name))) {
            json_object_del(before, name);
            json_object_del(after, name);
        }
    }
}

static bool change_one(Call *call, const char *report, const json_t *change, gint64 year,
                       const char *place, Outcome *outcome, GError **error)
{
    const char *id = json_string_value(json_object_get(change, "clause"));
    const json_t *set = json_object_get(change, "set");
    g_autoptr(Clause) clause = clause_read(call, id, error);

    if (clause == NULL) {
        return false;
    }
    if (strcmp(clause->report, report) != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.other_report", place, NULL);
        return false;
    }
    if (clause->version != json_integer_value(json_object_get(change, "version")) ||
        strcmp(clause->state, "merged") == 0) {
        g_ptr_array_add(outcome->conflicts, g_strdup(id));
        return true;
    }
    json_auto_t *before = clause_to_json(clause);
    clause_apply(clause, set);
    if (!check_set(call, clause, set, year, place, error) || !clause_store(call, clause, error)) {
        return false;
    }
    json_auto_t *after = clause_to_json(clause);
    const char *reason = json_string_value(json_object_get(set, "drop_reason"));
    keep_differences(before, after);
    g_ptr_array_add(outcome->changed, g_strdup(id));
    return call_record(call, action_of(set), "clause", id, reason, before, after, error);
}

static Outcome outcome_new(void)
{
    return (Outcome){.changed = g_ptr_array_new_with_free_func(g_free),
                     .conflicts = g_ptr_array_new_with_free_func(g_free)};
}

static void outcome_clear(Outcome *outcome)
{
    g_ptr_array_unref(outcome->changed);
    g_ptr_array_unref(outcome->conflicts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Outcome, outcome_clear)

bool clause_change(Call *call, GError **error)
{
    const char *report = call_parameter(call, "report");
    g_auto(Outcome) outcome = outcome_new();
    gint64 year = 0;
    size_t i;
    json_t *change;

    if (!require_review(call, report, &year, error)) {
        return false;
    }
    json_array_foreach(json_object_get(call_body(call), "changes"), i, change)
    {
        g_autofree char *place = g_strdup_printf("/changes/%zu", i);
        if (!change_one(call, report, change, year, place, &outcome, error)) {
            return false;
        }
    }
    call_changed(call, "duties", "report", report);
    return write_outcome(call, report, &outcome, error);
}

/* The clauses named, in text order, if each still has its version and they are neighbours. NULL and
 * a conflict noted in OUTCOME, or *error. */
static GPtrArray *take_neighbours(const GPtrArray *all, const json_t *wanted, Outcome *outcome,
                                  GError **error)
{
    g_autoptr(GPtrArray) taken = g_ptr_array_new();
    size_t i;
    json_t *one;

    for (guint c = 0; c < all->len; c++) {
        Clause *clause = all->pdata[c];
        json_array_foreach(wanted, i, one)
        {
            if (strcmp(clause->id, json_string_value(json_object_get(one, "clause"))) == 0) {
                g_ptr_array_add(taken, clause);
                if (clause->version != json_integer_value(json_object_get(one, "version"))) {
                    g_ptr_array_add(outcome->conflicts, g_strdup(clause->id));
                }
                if (taken->len > 1 && taken->pdata[taken->len - 2] != all->pdata[c - 1]) {
                    error_set(error, LUOSHI_ERROR_INVALID, "commitment.not_neighbours", "/clauses",
                              NULL);
                    return NULL;
                }
            }
        }
    }
    if (taken->len != json_array_size(wanted)) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "commitment.no_clause", "/clauses", NULL);
        return NULL;
    }
    return g_steal_pointer(&taken);
}

/* LATER becomes part of FIRST: its wording, its place, its statements, and its assignment where
 * FIRST has none. */
static bool absorb(Call *call, Clause *first, Clause *later, GError **error)
{
    g_autofree char *text = g_strdup_printf("%s，%s", first->text, later->text);
    g_autofree char *original = g_strdup_printf("%s，%s", first->original, later->original);

    g_free(first->text);
    g_free(first->original);
    first->text = g_steal_pointer(&text);
    first->original = g_steal_pointer(&original);
    first->end = MAX(first->end, later->end);
    if (first->lead_unit == NULL) {
        first->lead_unit = g_strdup(later->lead_unit);
    }
    if (first->leader == NULL) {
        first->leader = g_strdup(later->leader);
    }
    if (first->due == NULL) {
        first->due = g_strdup(later->due);
    }
    g_free(later->state);
    later->state = g_strdup("merged");
    json_auto_t *after = json_pack("{s:s}", "merged_into", first->id);
    return store_execute(call_tx(call), &sql_statements_move,
                         STORE_VALUES(store_text(first->id), store_text(call_district(call)),
                                      store_text(later->id), store_int(0)),
                         NULL, error) &&
           clause_store(call, later, error) &&
           call_record(call, "clause.merge", "clause", later->id, NULL, NULL, after, error);
}

bool clause_merge(Call *call, GError **error)
{
    const char *report = call_parameter(call, "report");
    const json_t *wanted = json_object_get(call_body(call), "clauses");
    g_auto(Outcome) outcome = outcome_new();

    if (!require_review(call, report, NULL, error)) {
        return false;
    }
    g_autoptr(GPtrArray) all = clauses_read(call, report, error);
    g_autoptr(GPtrArray) taken = all != NULL ? take_neighbours(all, wanted, &outcome, error) : NULL;
    if (taken == NULL) {
        return false;
    }
    if (outcome.conflicts->len > 0) {
        return write_outcome(call, report, &outcome, error);
    }
    Clause *first = taken->pdata[0];
    json_auto_t *before = clause_to_json(first);
    for (guint i = 1; i < taken->len; i++) {
        if (!absorb(call, first, taken->pdata[i], error)) {
            return false;
        }
    }
    g_free(first->state);
    first->state = g_strdup("draft");
    if (!clause_store(call, first, error)) {
        return false;
    }
    json_auto_t *after = clause_to_json(first);
    keep_differences(before, after);
    g_ptr_array_add(outcome.changed, g_strdup(first->id));
    return call_record(call, "clause.merge", "clause", first->id, NULL, before, after, error) &&
           write_outcome(call, report, &outcome, error);
}

/* Byte offset of the UTF-16 unit AT in TEXT; -1 inside a surrogate pair or at an end. */
static gssize byte_offset(const char *text, gint64 at)
{
    gint64 units = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        if (units == at) {
            return c == text ? -1 : c - text;
        }
        units += g_utf8_get_char(c) > 0xffff ? 2 : 1;
    }
    return -1;
}

static gint64 utf16_length(const char *text)
{
    gint64 units = 0;

    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c)) {
        units += g_utf8_get_char(c) > 0xffff ? 2 : 1;
    }
    return units;
}

static bool insert_second(Call *call, const Clause *first, const char *id, gint64 position,
                          const char *text, gint64 start, gint64 end, GError **error)
{
    return store_execute(
        call_tx(call), &sql_clause_insert,
        STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(first->report),
                     store_int(position), store_int(first->section), store_text(text),
                     store_text(text), store_int(start), store_int(end), store_text(first->kind),
                     store_text("draft"), store_text(first->leader), store_text(first->lead_unit),
                     store_text(first->co_units), store_text(first->due), store_text(first->stages),
                     store_text(call_actor(call)->account), store_int(call_now(call)),
                     store_int(0)),
        NULL, error);
}

static bool position_after(Call *call, const Clause *clause, gint64 *position, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_clause_next_position,
                    STORE_VALUES(store_text(call_district(call)), store_text(clause->report),
                                 store_int(clause->position)),
                    error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *position = store_column_is_null(rows, 0)
                    ? clause->position + (1 << 20)
                    : clause->position + (store_column_int(rows, 0) - clause->position) / 2;
    if (*position == clause->position) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "commitment.split_too_often", NULL, NULL);
        return false;
    }
    return true;
}

/* The second part without the comma or blank it would begin with. */
static const char *without_leading_mark(const char *text)
{
    static const char *const marks[] = {"，", "、", "；", ",", ";", " ", "。"};

    for (gsize i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (g_str_has_prefix(text, marks[i])) {
            return text + strlen(marks[i]);
        }
    }
    return text;
}

bool clause_split(Call *call, GError **error)
{
    gint64 at = json_integer_value(json_object_get(call_body(call), "at"));
    g_auto(Outcome) outcome = outcome_new();
    g_autoptr(Clause) clause = clause_read(call, call_parameter(call, "clause"), error);
    gint64 position = 0;

    if (clause == NULL || !require_review(call, clause->report, NULL, error)) {
        return false;
    }
    if (clause->version != json_integer_value(json_object_get(call_body(call), "version"))) {
        g_ptr_array_add(outcome.conflicts, g_strdup(clause->id));
        return write_outcome(call, clause->report, &outcome, error);
    }
    gssize offset = byte_offset(clause->text, at);
    if (offset < 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.split_place", "/at", NULL);
        return false;
    }
    if (!position_after(call, clause, &position, error)) {
        return false;
    }
    json_auto_t *before = clause_to_json(clause);
    const char *second = without_leading_mark(clause->text + offset);
    g_autofree char *second_text = g_strdup(second);
    /* Where the wording is still the report's, the place in the report follows the cut. */
    bool as_written = strcmp(clause->text, clause->original) == 0 &&
                      utf16_length(clause->text) <= clause->end - clause->start;
    gint64 cut = as_written ? clause->start + at : clause->end;
    gint64 end = clause->end;
    g_autofree char *id = call_new_id(call);
    clause->text[offset] = '\0';
    if (as_written) {
        g_free(clause->original);
        clause->original = g_strdup(clause->text);
        clause->end = cut;
    }
    if (!clause_store(call, clause, error) ||
        !insert_second(call, clause, id, position, second_text, as_written ? cut : clause->start,
                       end, error) ||
        !store_execute(call_tx(call), &sql_statements_move,
                       STORE_VALUES(store_text(id), store_text(call_district(call)),
                                    store_text(clause->id), store_int(cut)),
                       NULL, error)) {
        return false;
    }
    json_auto_t *after = clause_to_json(clause);
    keep_differences(before, after);
    json_object_set_new(after, "split_off", json_string(id));
    g_ptr_array_add(outcome.changed, g_strdup(clause->id));
    g_ptr_array_add(outcome.changed, g_strdup(id));
    return call_record(call, "clause.split", "clause", clause->id, NULL, before, after, error) &&
           write_outcome(call, clause->report, &outcome, error);
}
