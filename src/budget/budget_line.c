/* Lines, what is spent of them, and the cap that holds. */
#include "budget/budget_internal.h"

#include "kernel/day.h"

#include <string.h>

#define WARN_DEFAULT 80 /* percent of the cap */

typedef struct {
    char *id;
    gint64 year;
    char *name;
    char *kind;
    char *unit;
    Decimal amount;
    Decimal spent;
    gint64 warn;
    gint64 version;
} Line;

static void line_clear(Line *line)
{
    g_free(line->id);
    g_free(line->name);
    g_free(line->kind);
    g_free(line->unit);
    *line = (Line){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static Line line_from_row(const StoreRows *rows)
{
    return (Line){.id = g_strdup(store_column_text(rows, 0)),
                  .year = store_column_int(rows, 1),
                  .name = g_strdup(store_column_text(rows, 2)),
                  .kind = g_strdup(store_column_text(rows, 3)),
                  .unit = g_strdup(store_column_text(rows, 4)),
                  .amount = store_column_int(rows, 5),
                  .spent = store_column_int(rows, 6),
                  .warn = store_column_int(rows, 7),
                  .version = store_column_int(rows, 8)};
}

static bool read_line(Call *call, const char *id, Line *line, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_budget_line_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(id)), "budget.no_line", error);

    if (rows == NULL) {
        return false;
    }
    *line = line_from_row(rows);
    return true;
}

static bool is_public(const char *kind)
{
    return strcmp(kind, "reception") == 0 || strcmp(kind, "vehicle") == 0 ||
           strcmp(kind, "abroad") == 0;
}

/* “full” from the cap on, “warning” from the line's own percentage of it. */
static const char *state_of(const Line *line)
{
    Decimal from = 0;

    decimal_scale(line->amount, line->warn, 100, &from);
    return line->spent >= line->amount ? "full" : line->spent >= from ? "warning" : "ok";
}

static void write_line(JsonWriter *answer, const Line *line, const Names *names)
{
    Decimal percent = 0;

    decimal_scale(line->spent, 100 * DECIMAL_ONE, line->amount, &percent);
    decimal_round(percent, 1, &percent);
    json_begin_object(answer);
    json_member_text(answer, "id", line->id);
    json_member_int(answer, "year", line->year);
    json_member_text(answer, "name", line->name);
    json_member_text(answer, "kind", line->kind);
    json_member_text(answer, "unit", line->unit);
    json_member_text(answer, "unit_name", name_of(names, NAME_UNIT, line->unit));
    budget_member(answer, "amount", line->amount);
    budget_member(answer, "spent", line->spent);
    budget_member(answer, "left", line->amount - line->spent);
    budget_member(answer, "percent", percent);
    json_member_int(answer, "warn", line->warn);
    json_member_text(answer, "state", state_of(line));
    json_member_int(answer, "version", line->version);
    json_end_object(answer);
}

typedef struct {
    gint64 lines;
    Decimal amount;
    Decimal spent;
} Public;

static bool read_public(Call *call, gint64 year, Public *sums, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_budget_public,
                    STORE_VALUES(store_text(call_district(call)), store_int(year)), error);

    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *sums =
        (Public){store_column_int(rows, 0), store_column_int(rows, 1), store_column_int(rows, 2)};
    return true;
}

static bool write_public(Call *call, gint64 year, GError **error)
{
    JsonWriter *answer = call_answer(call);
    Public now = {0};
    Public before = {0};

    if (!read_public(call, year, &now, error) || !read_public(call, year - 1, &before, error)) {
        return false;
    }
    json_key(answer, "public");
    json_begin_object(answer);
    budget_member(answer, "amount", now.amount);
    budget_member(answer, "spent", now.spent);
    budget_member(answer, "last_amount", before.amount);
    budget_member(answer, "last_spent", before.spent);
    json_member_bool(answer, "capped", before.lines > 0);
    json_end_object(answer);
    return true;
}

static bool write_years(Call *call, GError **error)
{
    StoreRows *rows = store_query(call_tx(call), &sql_budget_years,
                                  STORE_VALUES(store_text(call_district(call))), error);

    return call_write_rows(call, "years", rows, call_write_number, NULL, error);
}

bool budget_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 year = call_parameter_int(call, "year", g_ascii_strtoll(call_today(call), NULL, 10));
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_autoptr(GError) failed = NULL;
    Decimal amount = 0;
    Decimal spent = 0;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_budget_lines,
        STORE_VALUES(store_text(call_district(call)), store_int(year), store_text(scope)), error);
    if (rows == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_member_int(answer, "year", year);
    json_key(answer, "lines");
    json_begin_array(answer);
    while (store_rows_next(rows, &failed)) {
        g_auto(Line) line = line_from_row(rows);
        write_line(answer, &line, names);
        amount += line.amount;
        spent += line.spent;
    }
    json_end_array(answer);
    budget_member(answer, "amount", amount);
    budget_member(answer, "spent", spent);
    if (!error_pass(error, &failed) || !write_public(call, year, error) ||
        !write_years(call, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_entry(Call *call, const StoreRows *rows, gconstpointer names, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_int(answer, "number", store_column_int(rows, 0));
    json_member_text(answer, "kind", store_column_text(rows, 1));
    if (!budget_write_entry(call, rows, 2, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

static bool write_entries(Call *call, const char *line, const Names *names, GError **error)
{
    StoreRows *rows =
        store_query(call_tx(call), &sql_budget_entries,
                    STORE_VALUES(store_text(call_district(call)), store_text(line)), error);

    return call_write_rows(call, "entries", rows, write_entry, names, error);
}

static bool write_detail(Call *call, const char *id, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(Names) names = names_new(call_tx(call), call_district(call));
    g_auto(Line) line = {0};

    if (!read_line(call, id, &line, error)) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "line");
    write_line(answer, &line, names);
    if (!write_entries(call, id, names, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool budget_line_read(Call *call, GError **error)
{
    const char *id = call_parameter(call, "line");
    g_auto(Line) line = {0};

    return read_line(call, id, &line, error) && call_authorize(call, line.unit, NULL, error) &&
           write_detail(call, id, error);
}

/* The three public expenses only shrink: ADDED to the caps of YEAR must not lift them over those of
 * the year before, if that has any. */
static bool check_public(Call *call, const char *kind, gint64 year, Decimal added,
                         const char *place, GError **error)
{
    Public now = {0};
    Public before = {0};

    if (!is_public(kind) || added <= 0) {
        return true;
    }
    if (!read_public(call, year, &now, error) || !read_public(call, year - 1, &before, error)) {
        return false;
    }
    if (before.lines > 0 && now.amount + added > before.amount) {
        char cap[DECIMAL_TEXT_MAX];
        char wanted[DECIMAL_TEXT_MAX];
        decimal_format(before.amount, cap);
        decimal_format(now.amount + added, wanted);
        error_set(error, LUOSHI_ERROR_CONFLICT, "budget.public_grows", place, "cap", cap, "wanted",
                  wanted, NULL);
        return false;
    }
    return true;
}

static bool check_name(Call *call, gint64 year, const char *unit, const char *name, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_budget_line_named,
                    STORE_VALUES(store_text(call_district(call)), store_int(year), store_text(unit),
                                 store_text(name)),
                    error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "budget.name_twice", "/name", NULL);
        return false;
    }
    return error_pass(error, &failed);
}

static bool add_entry(Call *call, const Line *line, const char *kind, Decimal amount,
                      const char *day, const json_t *body, GError **error)
{
    const EvidenceObject object = {.kind = "budget", .id = line->id, .unit = line->unit};
    g_autofree char *files = NULL;
    gint64 number = 0;

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_budget_entry_last,
                        STORE_VALUES(store_text(call_district(call)), store_text(line->id)), error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        number = store_column_int(rows, 0) + 1;
    }
    const char *units[] = {line->unit, NULL};
    call_changed_of(call, "budget", "budget", line->id, units);
    return budget_files(call, body, &object, &files, error) &&
           store_execute(call_tx(call), &sql_budget_entry_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(line->id),
                                      store_int(number), store_text(kind), store_text(day),
                                      store_int(amount), store_text(budget_text(body, "text")),
                                      store_text(files), store_int(call_now(call)),
                                      store_text(call_actor(call)->account)),
                         NULL, error);
}

static json_t *amount_json(Decimal amount)
{
    char text[DECIMAL_TEXT_MAX];

    decimal_format(amount, text);
    return json_string(text);
}

bool budget_line_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *unit = budget_text(body, "unit");
    const char *kind = budget_text(body, "kind");
    gint64 year = json_integer_value(json_object_get(body, "year"));
    const json_t *warn = json_object_get(body, "warn");
    g_autofree char *id = call_new_id(call);
    Decimal amount = 0;

    if (!budget_check_unit(call, unit, error) ||
        !budget_amount(body, "amount", "/amount", false, &amount, error) ||
        !check_name(call, year, unit, budget_text(body, "name"), error) ||
        !check_public(call, kind, year, amount, "/amount", error) ||
        !store_execute(
            call_tx(call), &sql_budget_line_insert,
            STORE_VALUES(store_text(call_district(call)), store_text(id), store_int(year),
                         store_text(budget_text(body, "name")), store_text(kind), store_text(unit),
                         store_int(amount),
                         store_int(warn != NULL ? json_integer_value(warn) : WARN_DEFAULT)),
            NULL, error)) {
        return false;
    }
    const char *units[] = {unit, NULL};
    json_auto_t *after = json_pack("{s:s, s:I, s:o}", "name", budget_text(body, "name"), "year",
                                   (json_int_t)year, "amount", amount_json(amount));
    call_changed_of(call, "budget", "budget", id, units);
    call_created(call);
    return call_record(call, "budget.add", "budget", id, NULL, NULL, after, error) &&
           write_detail(call, id, error);
}

/* Says what is left where LINE cannot take AMOUNT. */
static void refuse_spending(const Line *line, Decimal amount, GError **error)
{
    char left[DECIMAL_TEXT_MAX];
    char spent[DECIMAL_TEXT_MAX];

    decimal_format(line->amount - line->spent, left);
    decimal_format(line->spent, spent);
    error_set(error, LUOSHI_ERROR_CONFLICT, amount > 0 ? "budget.over" : "budget.under", "/amount",
              "left", left, "spent", spent, NULL);
}

bool budget_entry_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *id = call_parameter(call, "line");
    g_auto(Line) line = {0};
    const char *day = NULL;
    Decimal amount = 0;
    gint64 changed = 0;

    if (!read_line(call, id, &line, error) || !call_authorize(call, line.unit, NULL, error) ||
        !budget_past_day(call, body, &day, error) ||
        !budget_amount(body, "amount", "/amount", true, &amount, error)) {
        return false;
    }
    if (g_ascii_strtoll(day, NULL, 10) != line.year) {
        error_set(error, LUOSHI_ERROR_INVALID, "budget.other_year", "/day", NULL);
        return false;
    }
    if (!store_execute(
            call_tx(call), &sql_budget_line_spend,
            STORE_VALUES(store_int(amount), store_text(call_district(call)), store_text(id)),
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        refuse_spending(&line, amount, error);
        return false;
    }
    json_auto_t *before = json_pack("{s:o}", "spent", amount_json(line.spent));
    json_auto_t *after =
        json_pack("{s:o, s:o, s:s}", "spent", amount_json(line.spent + amount), "amount",
                  amount_json(amount), "text", budget_text(body, "text"));
    call_created(call);
    return add_entry(call, &line, "spend", amount, day, body, error) &&
           call_record(call, "budget.spend", "budget", id, NULL, before, after, error) &&
           write_detail(call, id, error);
}

bool budget_line_adjust(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *id = call_parameter(call, "line");
    g_auto(Line) line = {0};
    Decimal amount = 0;
    gint64 changed = 0;

    if (!read_line(call, id, &line, error) ||
        !budget_amount(body, "amount", "/amount", false, &amount, error) ||
        !check_public(call, line.kind, line.year, amount - line.amount, "/amount", error)) {
        return false;
    }
    if (json_integer_value(json_object_get(body, "version")) != line.version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "budget.changed_meanwhile", "/version", NULL);
        return false;
    }
    if (!store_execute(call_tx(call), &sql_budget_line_cap,
                       STORE_VALUES(store_int(amount), store_text(call_district(call)),
                                    store_text(id), store_int(line.version)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        char spent[DECIMAL_TEXT_MAX];
        decimal_format(line.spent, spent);
        error_set(error, LUOSHI_ERROR_CONFLICT, "budget.below_spent", "/amount", "spent", spent,
                  NULL);
        return false;
    }
    json_auto_t *before = json_pack("{s:o}", "amount", amount_json(line.amount));
    json_auto_t *after = json_pack("{s:o}", "amount", amount_json(amount));
    return add_entry(call, &line, "adjust", amount - line.amount, call_today(call), body, error) &&
           call_record(call, "budget.adjust", "budget", id, budget_text(body, "text"), before,
                       after, error) &&
           write_detail(call, id, error);
}
