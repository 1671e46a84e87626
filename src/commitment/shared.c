#include "commitment/commitment_internal.h"

#include "kernel/day.h"
#include "org/org.h"

#include <string.h>

void write_units(JsonWriter *answer, const char *key, const char *ids, const Names *names)
{
    json_auto_t *list = strcmp(ids, "[]") != 0 ? json_loads(ids, 0, NULL) : NULL;
    size_t i;
    json_t *id;

    json_key(answer, key);
    json_begin_array(answer);
    json_array_foreach(list, i, id)
    {
        json_begin_object(answer);
        json_member_text(answer, "id", json_string_value(id));
        json_member_text(answer, "name", name_of(names, NAME_UNIT, json_string_value(id)));
        json_end_object(answer);
    }
    json_end_array(answer);
}

bool check_unit(Call *call, const char *unit, const char *place, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = org_unit_name(call_tx(call), call_district(call), unit, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    if (name == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", place, NULL);
    }
    return name != NULL;
}

bool check_person(Call *call, const char *person, const char *place, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = org_person_name(call_tx(call), call_district(call), person, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    if (name == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_person", place, NULL);
    }
    return name != NULL;
}

bool check_due(const char *due, gint64 year, const char *place, GError **error)
{
    gint32 day;
    int of_year = 0;
    bool sound = day_parse(due, &day);

    if (sound) {
        day_parts(day, &of_year, NULL, NULL);
        sound = of_year >= year && of_year <= year + DUE_YEARS_MAX;
    }
    if (!sound) {
        g_autofree char *first = g_strdup_printf("%" G_GINT64_FORMAT, year);
        g_autofree char *last = g_strdup_printf("%" G_GINT64_FORMAT, year + DUE_YEARS_MAX);
        error_set(error, LUOSHI_ERROR_INVALID, "commitment.due", place, "due", due, "first", first,
                  "last", last, NULL);
    }
    return sound;
}

bool check_units(Call *call, const char *lead_unit, const json_t *co_units, const char *place,
                 GError **error)
{
    for (size_t i = 0; i < json_array_size(co_units); i++) {
        const char *unit = json_string_value(json_array_get(co_units, i));
        if (g_strcmp0(unit, lead_unit) == 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "commitment.lead_is_co", place, NULL);
            return false;
        }
        if (!check_unit(call, unit, place, error)) {
            return false;
        }
    }
    return true;
}

bool require_review(Call *call, const char *report, gint64 *year, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(call_tx(call), &sql_report_state,
                        STORE_VALUES(store_text(call_district(call)), store_text(report)),
                        "commitment.no_report", error);

    if (rows == NULL) {
        return false;
    }
    if (year != NULL) {
        *year = store_column_int(rows, 1);
    }
    if (strcmp(store_column_text(rows, 0), "review") != 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "commitment.not_in_review", NULL, NULL);
        return false;
    }
    return true;
}

static void statement_free(gpointer data)
{
    Statement *statement = data;

    g_free(statement->clause);
    g_free(statement->subject);
    g_free(statement->value);
    g_free(statement->value2);
    g_free(statement->unit);
    g_free(statement->cmp);
    g_free(statement->measure);
    g_free(statement->kind);
    g_free(statement);
}

static Statement *statement_from_row(const StoreRows *rows)
{
    Statement *statement = g_new0(Statement, 1);

    statement->clause = g_strdup(store_column_text(rows, 0));
    statement->subject = g_strdup(store_column_text(rows, 1));
    statement->value = g_strdup(store_column_text(rows, 2));
    statement->value2 = g_strdup(store_column_text(rows, 3));
    statement->unit = g_strdup(store_column_text(rows, 4));
    statement->cmp = g_strdup(store_column_text(rows, 5));
    statement->measure = g_strdup(store_column_text(rows, 6));
    statement->kind = g_strdup(store_column_text(rows, 7));
    statement->year = store_column_int(rows, 8);
    statement->start = store_column_int(rows, 9);
    statement->end = store_column_int(rows, 10);
    return statement;
}

static void free_list(gpointer list)
{
    g_ptr_array_unref(list);
}

Statements *statements_read(Call *call, const StoreStatement *statement, const char *id,
                            GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), statement,
                    STORE_VALUES(store_text(call_district(call)), store_text(id)), error);

    if (rows == NULL) {
        return NULL;
    }
    g_autoptr(Statements) statements = g_new0(Statements, 1);
    statements->all = g_ptr_array_new_with_free_func(statement_free);
    statements->of_clause = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_list);
    while (store_rows_next(rows, &failed)) {
        Statement *one = statement_from_row(rows);
        g_ptr_array_add(statements->all, one);
        if (one->clause != NULL) {
            GPtrArray *list = g_hash_table_lookup(statements->of_clause, one->clause);
            if (list == NULL) {
                list = g_ptr_array_new();
                g_hash_table_insert(statements->of_clause, one->clause, list);
            }
            g_ptr_array_add(list, one);
        }
    }
    return error_pass(error, &failed) ? g_steal_pointer(&statements) : NULL;
}

void statements_free(Statements *statements)
{
    if (statements != NULL) {
        g_hash_table_unref(statements->of_clause);
        g_ptr_array_unref(statements->all);
        g_free(statements);
    }
}

void write_statement(JsonWriter *answer, const Statement *statement)
{
    json_begin_object(answer);
    json_member_text(answer, "subject", statement->subject);
    json_member_raw(answer, "value", statement->value);
    json_member_raw(answer, "value2", statement->value2);
    json_member_text(answer, "unit", statement->unit);
    json_member_text(answer, "cmp", statement->cmp);
    json_member_text(answer, "measure", statement->measure);
    json_member_text(answer, "kind", statement->kind);
    json_key(answer, "year");
    if (statement->year != 0) {
        json_int(answer, statement->year);
    } else {
        json_write_null(answer);
    }
    json_member_int(answer, "start", statement->start);
    json_member_int(answer, "end", statement->end);
    json_member_text(answer, "clause", statement->clause);
    json_end_object(answer);
}

void write_statements(JsonWriter *answer, const Statements *statements, const char *clause)
{
    const GPtrArray *list = g_hash_table_lookup(statements->of_clause, clause);

    json_key(answer, "statements");
    json_begin_array(answer);
    for (guint i = 0; list != NULL && i < list->len; i++) {
        write_statement(answer, list->pdata[i]);
    }
    json_end_array(answer);
}

char *target_text(Language language, const Statements *statements, const char *clause)
{
    static const struct {
        const char *cmp;
        const char *sign;
    } signs[] = {{"ge", "≥"}, {"le", "≤"}, {"gt", ">"}, {"lt", "<"}, {"approx", "≈"}};
    const GPtrArray *list = g_hash_table_lookup(statements->of_clause, clause);
    GString *out = g_string_new(NULL);

    for (guint i = 0; list != NULL && i < list->len; i++) {
        const Statement *one = list->pdata[i];
        const char *sign = "";
        for (gsize s = 0; s < G_N_ELEMENTS(signs); s++) {
            sign = strcmp(signs[s].cmp, one->cmp) == 0 ? signs[s].sign : sign;
        }
        g_autofree char *key = g_strdup_printf("commitment.measure_%s", one->measure);
        g_string_append_printf(out, "%s%s %s%s%s%s%s%s", i > 0 ? "；" : "", one->subject,
                               text_find(language, key), sign, one->value != NULL ? one->value : "",
                               one->value2 != NULL ? "—" : "",
                               one->value2 != NULL ? one->value2 : "", one->unit);
    }
    return g_string_free(out, FALSE);
}
