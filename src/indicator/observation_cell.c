/* One reported figure: what it is about, and whether it can be. */
#include "indicator/observation_internal.h"

#include <string.h>

static void refuse(ReportedCell *cell, LuoshiErrorCode code, const char *key, const char *member,
                   const char *name, const char *value)
{
    /* A cell of a file says where each of its members stood. */
    const char *at = member_of(json_object_get(cell->body, "at"), member);
    g_autofree char *place = cell->place[0] == '/' ? g_strconcat(cell->place, "/", member, NULL)
                                                   : g_strdup(at != NULL ? at : cell->place);

    error_set(&cell->fault, code, key, place, name, value, NULL);
    cell->state = CELL_REFUSED;
}

/* By id, by key, or, in a file, by a name. */
static const Indicator *find_indicator(const Catalogue *catalogue, const char *text)
{
    const Indicator *found = g_hash_table_lookup(catalogue->by_id, text);

    found = found != NULL ? found : g_hash_table_lookup(catalogue->by_key, text);
    for (guint i = 0; found == NULL && i < catalogue->all->len; i++) {
        const Indicator *one = catalogue->all->pdata[i];
        if (strcmp(one->name_zh, text) == 0 || strcmp(one->name_en, text) == 0) {
            found = one;
        }
    }
    return found;
}

static bool take_indicator(const Figures *figures, ReportedCell *cell)
{
    const char *text = member_of(cell->body, "indicator");
    const char *unit = member_of(cell->body, "unit");

    cell->indicator = find_indicator(figures->catalogue, text);
    if (cell->indicator == NULL) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.unknown", "indicator", "text", text);
        return false;
    }
    if (cell->indicator->formula != NULL) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.derived", "indicator", "name",
               cell->indicator->name_zh);
        return false;
    }
    if (unit != NULL && strcmp(unit, cell->indicator->unit) != 0) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.wrong_unit", "unit", "wanted",
               cell->indicator->unit);
        return false;
    }
    return true;
}

static bool take_object(Call *call, const Figures *figures, ReportedCell *cell, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GError) denied = NULL;
    const char *text = member_of(cell->body, "object");

    cell->object = text != NULL ? object_find(figures->tx, figures->district, text, &failed)
                                : object_district(figures->district);
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (cell->object == NULL) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.no_object", "object", "object", text);
    } else if (!object_authorize(call, cell->indicator, cell->object, &denied)) {
        if (!g_error_matches(denied, LUOSHI_ERROR, LUOSHI_ERROR_DENIED)) {
            g_propagate_error(error, g_steal_pointer(&denied));
            return false;
        }
        refuse(cell, LUOSHI_ERROR_DENIED, "indicator.not_yours", "object", "name",
               cell->indicator->name_zh);
    }
    return true;
}

static bool is_in_force(const Indicator *indicator, Period period)
{
    char first[DAY_LENGTH + 1];
    char last[DAY_LENGTH + 1];

    day_format(period.first, first);
    day_format(period.last, last);
    return strcmp(last, indicator->from) >= 0 &&
           (indicator->to == NULL || strcmp(first, indicator->to) <= 0);
}

static bool check_closed(const Figures *figures, ReportedCell *cell, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(figures->tx, &sql_closing_of,
                    STORE_VALUES(store_text(figures->district), store_int(cell->period.first),
                                 store_int(cell->period.last)),
                    error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        refuse(cell, LUOSHI_ERROR_CONFLICT, "indicator.closed", "period", "period",
               store_column_text(rows, 0));
    }
    return error_pass(error, &failed);
}

static bool take_period(Call *call, const Figures *figures, ReportedCell *cell, GError **error)
{
    const char *text = member_of(cell->body, "period");
    g_autoptr(GError) wrong = NULL;

    if (!period_parse(text, "", &cell->period, &wrong)) {
        refuse(cell, LUOSHI_ERROR_INVALID, "kernel.period.form", "period", "text", text);
        return true;
    }
    if (cell->period.kind != cell->indicator->frequency) {
        g_autofree char *key =
            g_strdup_printf("indicator.wants_%s", frequency_names[cell->indicator->frequency]);
        refuse(cell, LUOSHI_ERROR_INVALID, key, "period", "text", text);
        return true;
    }
    if (!is_in_force(cell->indicator, cell->period)) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.not_in_force", "period", "name",
               cell->indicator->name_zh);
        return true;
    }
    if (cell->period.first > day_in_beijing(call_now(call))) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.future", "period", "text", text);
        return true;
    }
    return check_closed(figures, cell, error);
}

static bool has_more_places(Decimal value, guint places)
{
    Decimal rounded;

    return !decimal_round(value, places, &rounded) || rounded != value;
}

static void take_value(ReportedCell *cell)
{
    const Indicator *indicator = cell->indicator;
    const char *text = member_of(cell->body, "value");
    g_autoptr(GError) wrong = NULL;
    char limit[DECIMAL_TEXT_MAX];

    if (text == NULL) {
        cell->cleared = true;
        return;
    }
    if (!decimal_parse(text, cell->place, &cell->value, &wrong)) {
        refuse(cell, LUOSHI_ERROR_INVALID, error_key(wrong), "value", "text", text);
    } else if (has_more_places(cell->value, indicator->places)) {
        g_autofree char *places = g_strdup_printf("%u", indicator->places);
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.places", "value", "places", places);
    } else if (indicator->has_low && cell->value < indicator->low) {
        decimal_format(indicator->low, limit);
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.too_low", "value", "limit", limit);
    } else if (indicator->has_high && cell->value > indicator->high) {
        decimal_format(indicator->high, limit);
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.too_high", "value", "limit", limit);
    }
}

/* Is what stands there what is reported, down to the note? */
static bool is_same(const ReportedCell *cell, const SeriesCell *there)
{
    json_auto_t *evidence = json_loads(there->evidence != NULL ? there->evidence : "[]", 0, NULL);
    const json_t *given = json_object_get(cell->body, "evidence");
    const json_t *note = json_object_get(cell->body, "note");

    return there->figure.known == !cell->cleared &&
           (cell->cleared || there->figure.value == cell->value) &&
           (note == NULL || g_strcmp0(json_string_value(note), there->note) == 0) &&
           (given == NULL || json_equal(given, evidence));
}

static void compare(ReportedCell *cell)
{
    const SeriesCell *there = &cell->series->cells[cell->slot];
    const json_t *expected = json_object_get(cell->body, "revision");
    bool other = there->figure.known == cell->cleared ||
                 (there->figure.known && there->figure.value != cell->value);

    if (there->revision == 0 ? cell->cleared : is_same(cell, there)) {
        cell->state = CELL_SAME;
    } else if (expected != NULL && json_integer_value(expected) != there->revision) {
        char now[DECIMAL_TEXT_MAX] = "—";
        if (there->figure.known) {
            decimal_format(there->figure.value, now);
        }
        refuse(cell, LUOSHI_ERROR_CONFLICT, "indicator.changed_meanwhile", "revision", "value",
               now);
    } else if (there->revision > 0 && other && member_of(cell->body, "reason") == NULL) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.revision_reason", "reason", "name",
               cell->indicator->name_zh);
    }
}

static bool take_place(Figures *figures, ReportedCell *cell, GHashTable *seen, GError **error)
{
    char period[PERIOD_TEXT_MAX];
    int year;

    day_parts(cell->period.kind == PERIOD_WEEK ? cell->period.first : cell->period.last, &year,
              NULL, NULL);
    cell->series = figures_read(figures, cell->indicator, cell->object, year, error);
    if (cell->series == NULL) {
        return false;
    }
    gint slot = series_find(cell->series, cell->period.last);
    period_format(cell->period, period);
    if (slot < 0) {
        refuse(cell, LUOSHI_ERROR_INVALID, "kernel.period.form", "period", "text", period);
        return true;
    }
    cell->slot = (guint)slot;
    cell->before = cell->series->cells[slot];
    char *key = g_strdup_printf("%s %s %s", cell->indicator->id, cell->object, period);
    if (!g_hash_table_add(seen, key)) {
        refuse(cell, LUOSHI_ERROR_INVALID, "indicator.twice", "period", "period", period);
    }
    return true;
}

bool cell_resolve(Call *call, Figures *figures, ReportedCell *cell, GHashTable *seen,
                  GError **error)
{
    if (cell->fault != NULL || !take_indicator(figures, cell)) {
        return true;
    }
    if (!take_object(call, figures, cell, error) ||
        (cell->fault == NULL && !take_period(call, figures, cell, error))) {
        return false;
    }
    if (cell->fault == NULL) {
        take_value(cell);
    }
    if (cell->fault == NULL && !take_place(figures, cell, seen, error)) {
        return false;
    }
    if (cell->fault == NULL) {
        compare(cell);
    }
    return true;
}
