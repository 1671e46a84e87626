#include "rally/rally_sheet.h"

#include "kernel/error.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static guint number(const json_t *object, const char *name)
{
    return (guint)json_integer_value(json_object_get(object, name));
}

const char *rally_name(const json_t *name, Language language)
{
    return text(name, language == LANGUAGE_EN ? "en" : "zh");
}

static bool fail(const RallySheet *sheet, const char *key, const char *what, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, sheet->key, "sheet", sheet->key, "what", what,
              NULL);
    return false;
}

/* Index by key, or -1. */
static gint find_item(const RallySheet *sheet, const char *key)
{
    for (guint i = 0; i < sheet->item_count; i++) {
        if (strcmp(sheet->items[i].key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

static bool compile_items(RallySheet *sheet, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(sheet->definition, "items"), i, entry)
    {
        const char *key = text(entry, "key");
        if (find_item(sheet, key) >= 0) {
            return fail(sheet, "rally.sheet_twice", key, error);
        }
        sheet->items[sheet->item_count++] =
            (RallyItem){.key = key,
                        .name = json_object_get(entry, "name"),
                        .text = json_object_get(entry, "text"),
                        .max = (Decimal)number(entry, "max") * DECIMAL_ONE};
        sheet->total += (Decimal)number(entry, "max") * DECIMAL_ONE;
    }
    return true;
}

static bool compile_rank(RallySheet *sheet, GError **error)
{
    const json_t *rank = json_object_get(sheet->definition, "rank");
    const json_t *drop = json_object_get(rank, "drop");
    size_t i;
    json_t *entry;

    sheet->places = number(rank, "places");
    sheet->drop_from = number(drop, "from");
    sheet->drop_highest = number(drop, "highest");
    sheet->drop_lowest = number(drop, "lowest");
    if (drop != NULL && sheet->drop_highest + sheet->drop_lowest >= sheet->drop_from) {
        return fail(sheet, "rally.sheet_drop", "drop", error);
    }
    json_array_foreach(json_object_get(rank, "ties"), i, entry)
    {
        gint item = find_item(sheet, json_string_value(entry));
        if (item < 0 || sheet->tie_count == RALLY_ITEMS_MAX) {
            return fail(sheet, "rally.sheet_tie", json_string_value(entry), error);
        }
        sheet->ties[sheet->tie_count++] = (guint)item;
    }
    return true;
}

RallySheet *rally_sheet_compile(const json_t *definition, GError **error)
{
    g_autoptr(RallySheet) sheet = g_new0(RallySheet, 1);

    sheet->definition = json_deep_copy(definition);
    sheet->key = text(sheet->definition, "key");
    sheet->name = json_object_get(sheet->definition, "name");
    sheet->judges_least = number(json_object_get(sheet->definition, "judges"), "least");
    if (!decimal_parse(text(sheet->definition, "step"), "step", &sheet->step, error) ||
        !compile_items(sheet, error) || !compile_rank(sheet, error)) {
        return NULL;
    }
    return g_steal_pointer(&sheet);
}

void rally_sheet_free(RallySheet *sheet)
{
    if (sheet != NULL) {
        json_decref(sheet->definition);
        g_free(sheet);
    }
}

/* ---- Marks ------------------------------------------------------------------------------------
 */

/* What is wrong with the mark VALUE for ITEM: the key of a sentence, or NULL and *POINTS. */
static const char *fault_of(const RallySheet *sheet, const RallyItem *item, const char *value,
                            Decimal *points)
{
    if (value == NULL || *value == '\0') {
        return "rally.no_mark";
    }
    if (!decimal_parse(value, NULL, points, NULL) || *points < 0) {
        return "rally.no_points";
    }
    if (*points > item->max) {
        return "rally.above";
    }
    return *points % sheet->step != 0 ? "rally.step" : NULL;
}

static void add_fault(GError **error, const char *key, const char *place, const char *name,
                      const char *max, const char *step)
{
    if (error == NULL) {
        return;
    }
    if (*error == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, key, place, "name", name, "max", max, "step", step,
                  NULL);
    } else {
        error_add(*error, key, place, "name", name, "max", max, "step", step, NULL);
    }
}

bool rally_sheet_read(const RallySheet *sheet, const json_t *marks, Language language,
                      Decimal points[RALLY_ITEMS_MAX], Decimal *total, GError **error)
{
    const char *step = text(sheet->definition, "step");
    g_autoptr(GError) faults = NULL;
    const char *key;
    json_t *value;

    *total = 0;
    for (guint i = 0; i < sheet->item_count; i++) {
        const RallyItem *item = &sheet->items[i];
        const char *fault = fault_of(sheet, item, text(marks, item->key), &points[i]);
        if (fault != NULL) {
            g_autofree char *place = g_strconcat("/marks/", item->key, NULL);
            char max[DECIMAL_TEXT_MAX];
            decimal_format(item->max, max);
            add_fault(&faults, fault, place, rally_name(item->name, language), max, step);
            continue;
        }
        *total += points[i];
    }
    json_object_foreach((json_t *)marks, key, value)
    {
        if (find_item(sheet, key) < 0) {
            g_autofree char *place = g_strconcat("/marks/", key, NULL);
            add_fault(&faults, "rally.no_item", place, key, "", step);
        }
    }
    return error_pass(error, &faults);
}
