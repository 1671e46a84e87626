/* Commitments after publication: found, shown, amended. */
#include "commitment/commitment_internal.h"
#include "commitment/history_internal.h"

#include "kernel/day.h"

#include <string.h>

#define PAGE_DEFAULT 50

/* The report's text shown on either side of a commitment's sentence, in UTF-16 units. */
#define CONTEXT_LENGTH 200

/* The day after every due day that can be. */
#define LAST_DAY "9999-99-99"

/* Overdue is never stored: it follows from the day. */
static const char *state_today(Call *call, const char *state, const char *due)
{
    return strcmp(state, "open") == 0 && strcmp(due, call_today(call)) < 0 ? "overdue" : state;
}

static void write_commitment(Call *call, const StoreRows *rows, GHashTable *sections,
                             const char *source, const Names *names)
{
    JsonWriter *answer = call_answer(call);
    gint64 section = store_column_int(rows, 3);
    const char *due = store_column_text(rows, 9);
    const char *title = g_hash_table_lookup(sections, GINT_TO_POINTER((gint)section));

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "plan", store_column_text(rows, 1));
    json_member_int(answer, "number", store_column_int(rows, 2));
    json_member_int(answer, "section", section);
    json_member_text(answer, "section_title", title != NULL ? title : "");
    json_member_text(answer, "text", store_column_text(rows, 4));
    json_member_text(answer, "target", store_column_text(rows, 5));
    json_member_text(answer, "leader", store_column_text(rows, 6));
    json_member_text(answer, "leader_name",
                     name_of(names, NAME_PERSON, store_column_text(rows, 6)));
    json_member_text(answer, "lead_unit", store_column_text(rows, 7));
    json_member_text(answer, "lead_unit_name",
                     name_of(names, NAME_UNIT, store_column_text(rows, 7)));
    write_units(answer, "co_units", store_column_text(rows, 8), names);
    json_member_text(answer, "due", due);
    json_member_int(answer, "days_left", day_between(call_today(call), due));
    json_member_text(answer, "state", state_today(call, store_column_text(rows, 10), due));
    json_member_int(answer, "version", store_column_int(rows, 11));
    json_member_text(answer, "source_title", source);
    json_end_object(answer);
}

/* Section number → title; LAST gets the number of the last section below WANTED. */
static GHashTable *read_section_titles(Call *call, const char *plan, gint64 wanted, gint64 *last,
                                       GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GHashTable) titles =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, g_free);
    gint64 depth = -1;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_plan_section_titles,
                    STORE_VALUES(store_text(call_district(call)), store_text(plan)), error);

    *last = wanted;
    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        gint64 number = store_column_int(rows, 0);
        g_hash_table_insert(titles, GINT_TO_POINTER((gint)number),
                            g_strdup(store_column_text(rows, 1)));
        if (number == wanted) {
            depth = store_column_int(rows, 2);
        } else if (depth >= 0 && number > wanted) {
            if (store_column_int(rows, 2) > depth && *last == number - 1) {
                *last = number;
            }
        }
    }
    return error_pass(error, &failed) ? g_steal_pointer(&titles) : NULL;
}

/* %WORDS% with LIKE's own signs taken literally. (transfer full) */
static char *like_pattern(const char *words)
{
    GString *out = g_string_new("%");

    if (words == NULL) {
        g_string_free(out, TRUE);
        return NULL;
    }
    for (const char *c = words; *c != '\0'; c++) {
        if (*c == '%' || *c == '_' || *c == '\\') {
            g_string_append_c(out, '\\');
        }
        g_string_append_c(out, *c);
    }
    g_string_append_c(out, '%');
    return g_string_free(out, FALSE);
}

bool commitment_list(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *plan = call_parameter(call, "plan");
    const char *state = call_parameter(call, "state");
    gint64 limit = call_parameter_int(call, "limit", PAGE_DEFAULT);
    gint64 section = call_parameter_int(call, "section", -1);
    gint64 section_last = G_MAXINT32;
    g_autofree char *pattern = like_pattern(call_parameter(call, "q"));
    const char *scope = call_scope(call, &failed);
    bool overdue = g_strcmp0(state, "overdue") == 0;
    bool open = g_strcmp0(state, "open") == 0;

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GHashTable) titles = read_section_titles(call, plan, section, &section_last, error);
    g_autoptr(StoreRows) rows =
        titles != NULL
            ? store_query(call_tx(call), &sql_commitment_list,
                          STORE_VALUES(store_text(call_district(call)), store_text(plan),
                                       store_int(call_parameter_int(call, "cursor", 0)),
                                       store_text(pattern),
                                       store_text(call_parameter(call, "unit")),
                                       store_text(call_parameter(call, "leader")),
                                       store_int(MAX(section, 0)),
                                       store_int(section >= 0 ? section_last : G_MAXINT32),
                                       store_text(overdue ? "open" : state),
                                       store_text(open ? call_today(call) : ""),
                                       store_text(overdue ? call_today(call) : LAST_DAY),
                                       store_text(scope), store_int(limit)),
                          error)
            : NULL;
    if (rows == NULL) {
        return false;
    }
    gint64 written = 0;
    gint64 last = 0;
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "commitments");
    json_begin_array(call_answer(call));
    while (store_rows_next(rows, &failed)) {
        write_commitment(call, rows, titles, store_column_text(rows, 14), names);
        last = store_column_int(rows, 2);
        written++;
    }
    json_end_array(call_answer(call));
    g_autofree char *next = written == limit ? g_strdup_printf("%" G_GINT64_FORMAT, last) : NULL;
    json_member_text(call_answer(call), "next", next);
    json_end_object(call_answer(call));
    return error_pass(error, &failed);
}

/* Where the heading of section NUMBER ends in the report's text; 0 without one. */
static bool heading_end(Call *call, const char *report, gint64 number, gint64 *end, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_report_sections,
                    STORE_VALUES(store_text(call_district(call)), store_text(report)), error);

    *end = 0;
    while (rows != NULL && store_rows_next(rows, &failed)) {
        if (store_column_int(rows, 0) == number) {
            *end = store_column_int(rows, 5);
        }
    }
    return rows != NULL && error_pass(error, &failed);
}

static bool ends_sentence(gunichar character)
{
    return character == 0x3002 || character == 0xff01 || character == 0xff1f; /* 。！？ */
}

/* The sentence of the report that holds CLAUSE, its heading left out. */
static bool write_context(Call *call, const Clause *clause, GError **error)
{
    gint64 heading = 0;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_report_content,
        STORE_VALUES(store_text(call_district(call)), store_text(clause->report)), error);

    if (rows == NULL || !store_rows_next(rows, error) ||
        !heading_end(call, clause->report, clause->section, &heading, error)) {
        return false;
    }
    const char *from = store_column_text(rows, 0);
    const char *c = from;
    gint64 from_unit = 0;
    gint64 units = 0;
    bool over = false;
    while (*c != '\0' && !over && units < clause->end + CONTEXT_LENGTH) {
        gunichar character = g_utf8_get_char(c);
        bool before = units < clause->start;
        c = g_utf8_next_char(c);
        units += character > 0xffff ? 2 : 1;
        over = units >= clause->end && ends_sentence(character);
        if (before && (units == heading || ends_sentence(character) ||
                       (from_unit == units - 1 && g_unichar_isspace(character)))) {
            from = c;
            from_unit = units;
        }
    }
    json_key(call_answer(call), "context");
    json_text_len(call_answer(call), from, (gsize)(c - from));
    json_member_int(call_answer(call), "context_start", from_unit);
    return true;
}

static bool write_amendment(Call *call, const StoreRows *rows, gconstpointer data,
                            G_GNUC_UNUSED GError **error)
{
    const Words *words = data;
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_time(answer, "at", store_column_int(rows, 1));
    json_member_text(answer, "by", name_of(words->names, NAME_ACCOUNT, store_column_text(rows, 2)));
    json_member_text(answer, "reason", store_column_text(rows, 3));
    json_member_int(answer, "plan_version", store_column_int(rows, 4));
    json_member_raw(answer, "before", store_column_text(rows, 5));
    json_member_raw(answer, "after", store_column_text(rows, 6));
    history_write_changes(answer, words, store_column_text(rows, 5), store_column_text(rows, 6));
    json_end_object(answer);
    return true;
}

static bool write_amendments(Call *call, const char *commitment, const Names *names, GError **error)
{
    const Words words = {call_language(call), names, NULL};
    StoreRows *rows =
        store_query(call_tx(call), &sql_amendments_of_commitment,
                    STORE_VALUES(store_text(call_district(call)), store_text(commitment)), error);

    return call_write_rows(call, "amendments", rows, write_amendment, &words, error);
}

/* The sentence of the report that a commitment was made of; its own TEXT where it has none. */
static bool write_clause_of(Call *call, const char *id, const char *text, GError **error)
{
    JsonWriter *answer = call_answer(call);

    if (*id == '\0') {
        json_member_text(answer, "clause", NULL);
        json_member_text(answer, "report", NULL);
        json_member_text(answer, "original", text);
        json_member_int(answer, "start", 0);
        json_member_int(answer, "end", 0);
        json_member_text(answer, "context", "");
        json_member_int(answer, "context_start", 0);
        json_member_raw(answer, "statements", "[]");
        return true;
    }
    g_autoptr(Clause) clause = clause_read(call, id, error);
    g_autoptr(Statements) statements =
        clause != NULL ? statements_read(call, &sql_statements_of_clause, clause->id, error) : NULL;
    if (statements == NULL) {
        return false;
    }
    json_member_text(answer, "clause", clause->id);
    json_member_text(answer, "report", clause->report);
    json_member_text(answer, "original", clause->original);
    json_member_int(answer, "start", clause->start);
    json_member_int(answer, "end", clause->end);
    if (!write_context(call, clause, error)) {
        return false;
    }
    write_statements(answer, statements, clause->id);
    return true;
}

static bool write_detail(Call *call, const char *id, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 last;
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_commitment_by_id,
                        STORE_VALUES(store_text(call_district(call)), store_text(id)),
                        "commitment.no_commitment", error);

    if (rows == NULL) {
        return false;
    }
    if (!commitment_may(call, store_column_text(rows, 7), store_column_text(rows, 8), error)) {
        return false;
    }
    g_autoptr(GHashTable) titles =
        read_section_titles(call, store_column_text(rows, 1), -1, &last, error);
    if (titles == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "commitment");
    write_commitment(call, rows, titles, store_column_text(rows, 17), names);
    json_member_raw(answer, "stages", store_column_text(rows, 12));
    write_source(answer, rows);
    if (!write_clause_of(call, store_column_text(rows, 13), store_column_text(rows, 4), error) ||
        !write_amendments(call, id, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool commitment_read(Call *call, GError **error)
{
    return write_detail(call, call_parameter(call, "commitment"), error);
}

/* ---- Amendments ------------------------------------------------------------------------------ */

typedef struct {
    char *plan;
    gint64 version;
    gint64 year;
    json_t *members;
} Current;

static void current_clear(Current *current)
{
    g_free(current->plan);
    json_decref(current->members);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Current, current_clear)

static bool read_current(Call *call, const char *id, Current *current, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_commitment_by_id,
                        STORE_VALUES(store_text(call_district(call)), store_text(id)),
                        "commitment.no_commitment", error);

    if (rows == NULL) {
        return false;
    }
    current->plan = g_strdup(store_column_text(rows, 1));
    current->version = store_column_int(rows, 11);
    current->year = store_column_int(rows, 14);
    current->members = json_pack(
        "{s:s, s:s?, s:s, s:o, s:s, s:o, s:s}", "text", store_column_text(rows, 4), "leader",
        store_column_text(rows, 6), "lead_unit", store_column_text(rows, 7), "co_units",
        json_loads(store_column_text(rows, 8), 0, NULL), "due", store_column_text(rows, 9),
        "stages", json_loads(store_column_text(rows, 12), 0, NULL), "state",
        store_column_text(rows, 10));
    return true;
}

static const char *member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool check_amendment(Call *call, const json_t *set, const json_t *after, gint64 year,
                            GError **error)
{
    return (member(set, "lead_unit") == NULL ||
            check_unit(call, member(set, "lead_unit"), "/set/lead_unit", error)) &&
           (member(set, "leader") == NULL ||
            check_person(call, member(set, "leader"), "/set/leader", error)) &&
           (member(set, "due") == NULL || check_due(member(set, "due"), year, "/set/due", error)) &&
           check_units(call, member(after, "lead_unit"), json_object_get(after, "co_units"),
                       "/set/co_units", error);
}

static bool store_amended(Call *call, const char *id, const Current *current, const json_t *after,
                          GError **error)
{
    g_autofree char *co_units = json_dumps(json_object_get(after, "co_units"), JSON_COMPACT);
    g_autofree char *stages = json_dumps(json_object_get(after, "stages"), JSON_COMPACT);

    return store_execute(call_tx(call), &sql_commitment_update,
                         STORE_VALUES(store_text(member(after, "text")),
                                      store_text(member(after, "leader")),
                                      store_text(member(after, "lead_unit")), store_text(co_units),
                                      store_text(member(after, "due")), store_text(stages),
                                      store_text(member(after, "state")),
                                      store_text(call_today(call)), store_text(call_district(call)),
                                      store_text(id), store_int(current->version)),
                         NULL, error) &&
           store_units(call, id, member(after, "lead_unit"), co_units, error);
}

bool raise_plan(Call *call, const char *plan, const char *commitment, const char *reason,
                gint64 *version, GError **error)
{
    if (!store_execute(call_tx(call), &sql_plan_raise,
                       STORE_VALUES(store_text(call_district(call)), store_text(plan)), NULL,
                       error)) {
        return false;
    }
    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_plan_version_now,
                        STORE_VALUES(store_text(call_district(call)), store_text(plan)), error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        *version = store_column_int(rows, 0);
    }
    return store_execute(call_tx(call), &sql_plan_version_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(plan),
                                      store_int(*version), store_int(call_now(call)),
                                      store_text(call_actor(call)->account), store_text(reason),
                                      store_text(commitment)),
                         NULL, error);
}

static bool insert_amendment(Call *call, const char *commitment, const char *reason,
                             gint64 plan_version, const json_t *before, const json_t *after,
                             GError **error)
{
    g_autofree char *id = call_new_id(call);
    g_autofree char *before_text = json_dumps(before, JSON_COMPACT);
    g_autofree char *after_text = json_dumps(after, JSON_COMPACT);

    return store_execute(call_tx(call), &sql_amendment_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(id),
                                      store_text(commitment), store_int(call_now(call)),
                                      store_text(call_actor(call)->account), store_text(reason),
                                      store_int(plan_version), store_text(before_text),
                                      store_text(after_text)),
                         NULL, error);
}

/* Tells whoever could see the commitment until now, and whoever can from now on. */
static void tell_pages(Call *call, const char *id, const json_t *before, const json_t *after)
{
    g_autofree char *topic = g_strdup_printf("commitment:%s", id);
    const char *const topics[] = {topic, "commitments", "duties"};
    const json_t *const states[] = {before, after};
    g_autoptr(GPtrArray) units = g_ptr_array_new();

    for (gsize s = 0; s < G_N_ELEMENTS(states); s++) {
        const json_t *co_units = json_object_get(states[s], "co_units");
        g_ptr_array_add(units, (gpointer)member(states[s], "lead_unit"));
        for (size_t i = 0; i < json_array_size(co_units); i++) {
            g_ptr_array_add(units, (gpointer)json_string_value(json_array_get(co_units, i)));
        }
    }
    g_ptr_array_add(units, NULL);
    for (gsize t = 0; t < G_N_ELEMENTS(topics); t++) {
        call_changed_of(call, topics[t], "commitment", id, (const char *const *)units->pdata);
    }
}

bool commitment_amend(Call *call, GError **error)
{
    const char *id = call_parameter(call, "commitment");
    const json_t *set = json_object_get(call_body(call), "set");
    const char *reason = member(call_body(call), "reason");
    g_auto(Current) current = {0};
    gint64 plan_version = 0;

    if (!read_current(call, id, &current, error)) {
        return false;
    }
    if (current.version != json_integer_value(json_object_get(call_body(call), "version"))) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return false;
    }
    json_auto_t *whole = json_deep_copy(current.members);
    json_object_update(whole, (json_t *)set);
    json_auto_t *before = json_object();
    json_auto_t *after = json_object();
    const char *name;
    json_t *value;
    json_object_foreach(whole, name, value)
    {
        json_t *old = json_object_get(current.members, name);
        if (!json_equal(old, value)) {
            json_object_set(before, name, old);
            json_object_set(after, name, value);
        }
    }
    if (json_object_size(after) == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.no_change", "/set", NULL);
        return false;
    }
    if (!check_amendment(call, set, whole, current.year, error) ||
        !store_amended(call, id, &current, whole, error) ||
        !raise_plan(call, current.plan, id, reason, &plan_version, error) ||
        !insert_amendment(call, id, reason, plan_version, before, after, error)) {
        return false;
    }
    call_created(call);
    tell_pages(call, id, current.members, whole);
    return call_record(call, "commitment.amend", "commitment", id, reason, before, after, error) &&
           write_detail(call, id, error);
}
