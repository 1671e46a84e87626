#include "budget/budget_internal.h"

#include "kernel/day.h"
#include "org/org.h"

#include <string.h>

const char *budget_text(const json_t *body, const char *name)
{
    return json_string_value(json_object_get(body, name));
}

bool budget_amount(const json_t *body, const char *name, const char *place, bool negative,
                   Decimal *amount, GError **error)
{
    if (!decimal_parse(budget_text(body, name), place, amount, error)) {
        return false;
    }
    if (*amount == 0 || (*amount < 0 && !negative)) {
        error_set(error, LUOSHI_ERROR_INVALID, negative ? "budget.zero" : "budget.positive", place,
                  NULL);
        return false;
    }
    return true;
}

bool budget_past_day(Call *call, const json_t *body, const char **day, GError **error)
{
    *day = budget_text(body, "day");
    if (!day_parse(*day, NULL) || strcmp(*day, call_today(call)) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "budget.day", "/day", NULL);
        return false;
    }
    return true;
}

bool budget_check_unit(Call *call, const char *unit, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = org_unit_name(call_tx(call), call_district(call), unit, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    if (name == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/unit", NULL);
    }
    return name != NULL;
}

void budget_member(JsonWriter *answer, const char *name, Decimal amount)
{
    json_key(answer, name);
    json_decimal(answer, amount);
}

bool budget_write_entry(Call *call, const StoreRows *rows, guint first, const Names *names,
                        GError **error)
{
    JsonWriter *answer = call_answer(call);
    json_auto_t *files = json_loads(store_column_text(rows, first + 3), 0, NULL);

    json_member_text(answer, "day", store_column_text(rows, first));
    budget_member(answer, "amount", store_column_int(rows, first + 1));
    json_member_text(answer, "text", store_column_text(rows, first + 2));
    json_member_time(answer, "at", store_column_int(rows, first + 4));
    json_member_text(answer, "by_name",
                     name_of(names, NAME_ACCOUNT, store_column_text(rows, first + 5)));
    json_key(answer, "files");
    return evidence_write(call, answer, files, names, error);
}

bool budget_files(Call *call, const json_t *body, const EvidenceObject *object, char **kept,
                  GError **error)
{
    const json_t *given = json_object_get(body, "files");

    *kept = given != NULL ? json_dumps(given, JSON_COMPACT) : g_strdup("[]");
    return given == NULL || evidence_bind(call, given, object, "/files", error);
}
