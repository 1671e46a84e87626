/* Targets (目标值): what was promised of an indicator for a year. */
#include "indicator/indicator_internal.h"

#include "kernel/unit.h"

#include <string.h>

static void target_free(gpointer data)
{
    Target *target = data;

    if (target != NULL) {
        g_free(target->id);
        g_free(target->indicator);
        g_free(target->object);
        g_free(target->measure);
        g_free(target->cmp);
        g_free(target->circle);
        g_free(target->curve);
        g_free(target->stated);
        g_free(target->commitment);
        g_free(target->report);
        g_free(target->sentence);
        g_free(target);
    }
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Target, target_free)

static Target *from_row(const StoreRows *rows)
{
    Target *target = g_new0(Target, 1);

    target->id = g_strdup(store_column_text(rows, 0));
    target->indicator = g_strdup(store_column_text(rows, 1));
    target->object = g_strdup(store_column_text(rows, 2));
    target->year = (gint)store_column_int(rows, 3);
    target->measure = g_strdup(store_column_text(rows, 4));
    target->cmp = g_strdup(store_column_text(rows, 5));
    target->value = store_column_int(rows, 6);
    target->has_value2 = !store_column_is_null(rows, 7);
    target->value2 = store_column_int(rows, 7);
    target->curve = g_strdup(store_column_text(rows, 8));
    target->stated = g_strdup(store_column_text(rows, 9));
    target->commitment = g_strdup(store_column_text(rows, 10));
    target->statement = store_column_int(rows, 11);
    target->report = g_strdup(store_column_text(rows, 12));
    target->start = store_column_int(rows, 13);
    target->end = store_column_int(rows, 14);
    target->sentence = g_strdup(store_column_text(rows, 15));
    target->withdrawn = store_column_int(rows, 16) != 0;
    target->version = store_column_int(rows, 17);
    target->circle = g_strdup(store_column_text(rows, 18));
    return target;
}

GPtrArray *targets_read(StoreTx *tx, const char *district, const char *indicator, gint year,
                        const char *object, const char *commitment, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(GPtrArray) targets = g_ptr_array_new_with_free_func(target_free);
    const StoreValue values[] = {store_text(district), store_text(indicator),
                                 year != 0 ? store_int(year) : store_null(), store_text(object),
                                 store_text(commitment)};
    gsize count = G_N_ELEMENTS(values);
    bool of_year = indicator != NULL && year != 0;
    g_autoptr(StoreRows) rows =
        commitment != NULL ? store_query(tx, &sql_target_list_promised, values, count, error)
        : !of_year         ? store_query(tx, &sql_target_list, values, count - 1, error)
        : object == NULL   ? store_query(tx, &sql_target_list_year, values, count - 2, error)
                           : store_query(tx, &sql_target_list_object, values, count - 1, error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        g_ptr_array_add(targets, from_row(rows));
    }
    return error_pass(error, &failed) ? g_steal_pointer(&targets) : NULL;
}

/* NOT_FOUND if there is none. */
static Target *target_read(StoreTx *tx, const char *district, const char *id, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query_one(tx, &sql_target_by_id, STORE_VALUES(store_text(district), store_text(id)),
                        "indicator.no_target", error);

    return rows != NULL ? from_row(rows) : NULL;
}

char *target_words(Language language, const Target *target, const char *unit)
{
    static const struct {
        const char *cmp;
        const char *sign;
    } signs[] = {{"ge", "≥"}, {"le", "≤"}, {"gt", ">"}, {"lt", "<"}, {"approx", "≈"}};
    char low[DECIMAL_TEXT_MAX];
    char high[DECIMAL_TEXT_MAX];
    const char *sign = "";
    g_autofree char *key = g_strdup_printf("indicator.measure_%s", target->measure);
    bool percent = strcmp(target->measure, "growth") == 0;
    bool rank = strcmp(target->measure, "rank") == 0;
    /* An insured rate is a share by its name. */
    bool plain = strcmp(target->measure, "share") == 0 && strcmp(unit, "%") == 0;

    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        sign = strcmp(signs[i].cmp, target->cmp) == 0 ? signs[i].sign : sign;
    }
    decimal_format(target->value, low);
    decimal_format(target->value2, high);
    g_autofree char *shown = percent ? g_strdup("%")
                             : rank  ? g_strdup("")
                                     : unit_text(language, unit);
    bool apart = language == LANGUAGE_EN && *shown != '\0' && strcmp(shown, "%") != 0;
    const char *circle =
        rank && target->circle != NULL
            ? text_find(language, strcmp(target->circle, "province") == 0 ? "indicator.in_province"
                                                                          : "indicator.in_city")
            : "";
    return g_strconcat(circle, plain ? "" : text_find(language, key), sign, low,
                       target->has_value2 ? "—" : "", target->has_value2 ? high : "",
                       apart ? " " : "", shown, NULL);
}

void write_target(JsonWriter *answer, const Target *target)
{
    json_begin_object(answer);
    json_member_text(answer, "id", target->id);
    json_member_text(answer, "object", target->object);
    json_member_int(answer, "year", target->year);
    json_member_text(answer, "measure", target->measure);
    json_member_text(answer, "cmp", target->cmp);
    member_decimal(answer, "value", true, target->value);
    member_decimal(answer, "value2", target->has_value2, target->value2);
    json_member_text(answer, "circle", target->circle);
    json_member_text(answer, "curve", target->curve);
    json_member_raw(answer, "stated", target->stated);
    json_key(answer, "source");
    if (target->commitment != NULL) {
        json_begin_object(answer);
        json_member_text(answer, "commitment", target->commitment);
        json_member_text(answer, "report", target->report);
        json_member_int(answer, "statement", target->statement);
        json_member_int(answer, "start", target->start);
        json_member_int(answer, "end", target->end);
        json_member_text(answer, "sentence", target->sentence);
        json_end_object(answer);
    } else {
        json_write_null(answer);
    }
    json_member_int(answer, "version", target->version);
    json_end_object(answer);
}

/* ---- Set and changed ------------------------------------------------------------------------- */

typedef struct {
    Decimal value;
    bool has_value2;
    Decimal value2;
    char *stated;
} Amounts;

static void amounts_clear(Amounts *amounts)
{
    g_free(amounts->stated);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Amounts, amounts_clear)

/* Does a plan that ends at LAST, in the target's own measure, come to the target? */
static bool comes_to(const Indicator *indicator, const char *measure, const char *cmp,
                     const Amounts *amounts, Decimal last)
{
    Decimal value = amounts->value;
    Decimal allowed = 0;

    if (strcmp(cmp, "between") == 0) {
        return last >= value && last <= amounts->value2;
    }
    if (strcmp(cmp, "ge") == 0 || strcmp(cmp, "gt") == 0) {
        return last >= value;
    }
    if (strcmp(cmp, "le") == 0 || strcmp(cmp, "lt") == 0) {
        return last <= value;
    }
    if (strcmp(cmp, "approx") == 0) {
        allowed = about(strcmp(measure, "growth") == 0 || indicator->growth,
                        strcmp(indicator->unit, "%") == 0, value);
    }
    return last >= value - allowed && last <= value + allowed;
}

static bool check_last(const Indicator *indicator, const json_t *body, const Amounts *amounts,
                       Decimal last, const char *place, GError **error)
{
    char text[DECIMAL_TEXT_MAX];
    char low[DECIMAL_TEXT_MAX];
    char high[DECIMAL_TEXT_MAX] = "";
    const char *measure = member_of(body, "measure");

    if (strcmp(measure, "rank") == 0 ||
        comes_to(indicator, measure, member_of(body, "cmp"), amounts, last)) {
        return true;
    }
    decimal_format(last, text);
    decimal_format(amounts->value, low);
    if (amounts->has_value2) {
        decimal_format(amounts->value2, high);
    }
    g_autofree char *target = g_strconcat(low, amounts->has_value2 ? "—" : "", high, NULL);
    error_set(error, LUOSHI_ERROR_INVALID, "indicator.stated_short", place, "last", text, "target",
              target, NULL);
    return false;
}

/* Does what MEASURE counts only grow through the year? */
static bool only_grows(const Indicator *indicator, const char *measure)
{
    return (indicator->over_time == PACE_SUM || indicator->over_time == PACE_CUMULATIVE) &&
           !indicator->growth && indicator->has_low && indicator->low >= 0 &&
           (strcmp(measure, "level") == 0 || strcmp(measure, "share") == 0);
}

/* The stated plan: one figure to date for each period of the year, none below the one before where
 * the figure counts up, the last of which comes to the target. */
static bool check_stated(const Indicator *indicator, const json_t *body, gint year,
                         Amounts *amounts, GError **error)
{
    const json_t *list = json_object_get(body, "stated");
    Period period = period_of(PERIOD_YEAR, day_of(year, 1, 1));
    guint count = period_count(period, indicator->frequency);

    if (list == NULL || json_is_null(list)) {
        return true;
    }
    if (json_array_size(list) != count) {
        g_autofree char *wanted = g_strdup_printf("%u", count);
        g_autofree char *given = g_strdup_printf("%zu", json_array_size(list));
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.stated_count", "/stated", "wanted",
                  wanted, "given", given, NULL);
        return false;
    }
    Decimal before = DECIMAL_MIN;
    bool wanted = !json_is_true(json_object_get(body, "withdrawn"));
    for (size_t i = 0; i < count; i++) {
        Decimal value;
        g_autofree char *place = g_strdup_printf("/stated/%zu", i);
        if (!decimal_parse(json_string_value(json_array_get(list, i)), place, &value, error)) {
            return false;
        }
        if (wanted && value < before && only_grows(indicator, member_of(body, "measure"))) {
            error_set(error, LUOSHI_ERROR_INVALID, "indicator.stated_falls", place, NULL);
            return false;
        }
        if (wanted && i + 1 == count &&
            !check_last(indicator, body, amounts, value, place, error)) {
            return false;
        }
        before = value;
    }
    amounts->stated = json_dumps(list, JSON_COMPACT);
    return true;
}

static bool take_amounts(const Indicator *indicator, const json_t *body, gint year,
                         Amounts *amounts, GError **error)
{
    bool has;
    const char *cmp = member_of(body, "cmp");
    const char *measure = member_of(body, "measure");

    if (!take_decimal(body, "value", "/value", &has, &amounts->value, error) ||
        !take_decimal(body, "value2", "/value2", &amounts->has_value2, &amounts->value2, error)) {
        return false;
    }
    if ((strcmp(cmp, "between") == 0) != amounts->has_value2 ||
        (amounts->has_value2 && amounts->value2 < amounts->value)) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.between", "/value2", NULL);
        return false;
    }
    if (strcmp(measure, "delta") == 0 && indicator->growth) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.measure_unfit", "/measure", NULL);
        return false;
    }
    return check_stated(indicator, body, year, amounts, error);
}

/* Among whom a place is: as BODY says, else in the city; NULL for other measures. */
static const char *circle_of(const json_t *body, const char *measure)
{
    const char *circle = member_of(body, "circle");

    return strcmp(measure, "rank") != 0 ? NULL : circle != NULL ? circle : "city";
}

static bool check_not_twice(Call *call, const Indicator *indicator, const char *object, gint year,
                            const char *measure, GError **error)
{
    g_autoptr(GPtrArray) targets =
        targets_read(call_tx(call), call_district(call), indicator->id, year, object, NULL, error);

    for (guint i = 0; targets != NULL && i < targets->len; i++) {
        const Target *target = targets->pdata[i];
        if (strcmp(target->measure, measure) == 0) {
            g_autofree char *text = g_strdup_printf("%d", year);
            error_set(error, LUOSHI_ERROR_CONFLICT, "indicator.target_exists", "/measure", "name",
                      indicator->name_zh, "year", text, NULL);
            return false;
        }
    }
    return targets != NULL;
}

static void tell(Call *call, const Indicator *indicator)
{
    g_autofree char *topic = g_strdup_printf("indicator:%s", indicator->id);

    const char *const units[] = {indicator->owner, NULL};

    call_changed_of(call, topic, "indicator", indicator->id, units);
    call_changed_of(call, "indicators", "indicator", indicator->id, units);
}

static StoreValue optional_int(bool has, gint64 value)
{
    return has ? store_int(value) : store_null();
}

char *target_store(Call *call, const Indicator *indicator, const json_t *body,
                   const TargetSource *source, GError **error)
{
    static const TargetSource none = {0};
    g_auto(Amounts) amounts = {0};
    g_autofree char *district = object_district(call_district(call));
    g_autofree char *id = call_new_id(call);
    const char *object = member_of(body, "object") != NULL ? member_of(body, "object") : district;
    gint year = (gint)json_integer_value(json_object_get(body, "year"));
    bool sourced = source != NULL;

    source = sourced ? source : &none;
    if (!object_check(call_tx(call), call_district(call), object, "/object", NULL, error) ||
        !take_amounts(indicator, body, year, &amounts, error) ||
        !check_not_twice(call, indicator, object, year, member_of(body, "measure"), error) ||
        !store_execute(
            call_tx(call), &sql_target_insert,
            STORE_VALUES(store_text(call_district(call)), store_text(id), store_text(indicator->id),
                         store_text(object), store_int(year),
                         store_text(member_of(body, "measure")), store_text(member_of(body, "cmp")),
                         store_int(amounts.value), optional_int(amounts.has_value2, amounts.value2),
                         store_text(member_of(body, "curve")), store_text(amounts.stated),
                         store_text(source->commitment), optional_int(sourced, source->statement),
                         store_text(source->report), optional_int(sourced, source->start),
                         optional_int(sourced, source->end), store_text(source->sentence),
                         store_text(circle_of(body, member_of(body, "measure")))),
            NULL, error)) {
        return NULL;
    }
    tell(call, indicator);
    json_auto_t *after = json_deep_copy(body);
    json_object_set_new(after, "indicator", json_string(indicator->id));
    return call_record(call, "target.add", "target", id, NULL, NULL, after, error)
               ? g_steal_pointer(&id)
               : NULL;
}

static bool answer_target(Call *call, const char *id, GError **error)
{
    g_autoptr(Target) target = target_read(call_tx(call), call_district(call), id, error);

    if (target == NULL) {
        return false;
    }
    write_target(call_answer(call), target);
    return true;
}

bool target_add(Call *call, GError **error)
{
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    const Indicator *indicator =
        catalogue != NULL
            ? catalogue_find(catalogue, call_parameter(call, "indicator"), NULL, error)
            : NULL;
    g_autofree char *id =
        indicator != NULL ? target_store(call, indicator, call_body(call), NULL, error) : NULL;

    if (id == NULL) {
        return false;
    }
    call_created(call);
    return answer_target(call, id, error);
}

/* What can be changed, for the ledger. (transfer full) */
static json_t *target_to_json(const Target *target)
{
    return json_pack("{s:s, s:o, s:o, s:s?, s:s?, s:o, s:b}", "cmp", target->cmp, "value",
                     decimal_json(true, target->value), "value2",
                     decimal_json(target->has_value2, target->value2), "circle", target->circle,
                     "curve", target->curve, "stated",
                     target->stated != NULL ? json_loads(target->stated, 0, NULL) : json_null(),
                     "withdrawn", target->withdrawn);
}

bool target_change(Call *call, GError **error)
{
    const char *id = call_parameter(call, "target");
    const json_t *set = json_object_get(call_body(call), "set");
    g_auto(Amounts) amounts = {0};
    g_autoptr(Catalogue) catalogue = catalogue_read(call_tx(call), call_district(call), error);
    g_autoptr(Target) target =
        catalogue != NULL ? target_read(call_tx(call), call_district(call), id, error) : NULL;
    const Indicator *indicator =
        target != NULL ? catalogue_find(catalogue, target->indicator, NULL, error) : NULL;

    if (indicator == NULL) {
        return false;
    }
    if (target->version != json_integer_value(json_object_get(call_body(call), "version"))) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return false;
    }
    json_auto_t *before = target_to_json(target);
    json_auto_t *after = json_deep_copy(before);
    json_object_update(after, (json_t *)set);
    json_auto_t *whole = json_deep_copy(after);
    json_object_set_new(whole, "measure", json_string(target->measure));
    if (!take_amounts(indicator, whole, target->year, &amounts, error) ||
        !store_execute(call_tx(call), &sql_target_update,
                       STORE_VALUES(store_text(member_of(after, "cmp")), store_int(amounts.value),
                                    optional_int(amounts.has_value2, amounts.value2),
                                    store_text(member_of(after, "curve")),
                                    store_text(amounts.stated),
                                    store_text(circle_of(after, target->measure)),
                                    store_int(json_is_true(json_object_get(after, "withdrawn"))),
                                    store_text(call_district(call)), store_text(id),
                                    store_int(target->version)),
                       NULL, error)) {
        return false;
    }
    tell(call, indicator);
    return call_record(call, "target.change", "target", id, member_of(call_body(call), "reason"),
                       before, after, error) &&
           answer_target(call, id, error);
}
