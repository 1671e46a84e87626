/* What was filled in, checked against the fields that were asked. Pure: no database. */
#include "casework/case_type.h"
#include "kernel/day.h"
#include "kernel/decimal.h"

#include <string.h>

#define CASE_FILE_ID_LENGTH 26u

typedef struct {
    Language language;
    GError *error; /* of all faults */
} Faults;

static void add_fault(Faults *faults, const CaseField *field, const char *key, const char *limit)
{
    g_autofree char *place = g_strconcat("/form/", field->key, NULL);
    const char *name = case_text(field->name, faults->language);

    if (faults->error == NULL) {
        error_set(&faults->error, LUOSHI_ERROR_INVALID, key, place, "name", name, "limit", limit,
                  NULL);
    } else {
        error_add(faults->error, key, place, "name", name, "limit", limit, NULL);
    }
}

static bool is_choice(const CaseField *field, const char *value)
{
    size_t i;
    json_t *choice;

    json_array_foreach(field->choices, i, choice)
    {
        if (strcmp(json_string_value(json_object_get(choice, "key")), value) == 0) {
            return true;
        }
    }
    return false;
}

static bool are_ids(const char *value)
{
    g_auto(GStrv) ids = g_strsplit(value, " ", -1);
    bool right = g_strv_length(ids) <= CASE_FILES_MAX;

    for (guint i = 0; right && ids[i] != NULL; i++) {
        right = strlen(ids[i]) == CASE_FILE_ID_LENGTH &&
                strspn(ids[i], "0123456789abcdefghjkmnpqrstvwxyz") == CASE_FILE_ID_LENGTH;
    }
    return right;
}

json_t *case_form_files(const char *value)
{
    json_t *ids = json_array();
    g_auto(GStrv) parts = g_strsplit(value != NULL ? value : "", " ", -1);

    for (guint i = 0; parts[i] != NULL; i++) {
        if (*parts[i] != '\0') {
            json_array_append_new(ids, json_string(parts[i]));
        }
    }
    return ids;
}

static void check_value(const CaseField *field, const char *value, Faults *faults)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *limit = g_strdup_printf("%" G_GSIZE_FORMAT, field->max);
    Decimal number = 0;

    switch (field->kind) {
    case CASE_FIELD_FILES:
        if (!are_ids(value)) {
            add_fault(faults, field, "casework.no_files", limit);
        }
        return;
    case CASE_FIELD_TEXT:
        if ((gsize)g_utf8_strlen(value, -1) > field->max) {
            add_fault(faults, field, "casework.too_long", limit);
        }
        return;
    case CASE_FIELD_DAY:
        if (!day_parse(value, NULL)) {
            add_fault(faults, field, "casework.no_day", limit);
        }
        return;
    case CASE_FIELD_NUMBER:
        if (!decimal_parse(value, NULL, &number, &failed)) {
            add_fault(faults, field, "casework.no_number", limit);
        }
        return;
    case CASE_FIELD_CHOICE:
        if (!is_choice(field, value)) {
            add_fault(faults, field, "casework.no_choice", limit);
        }
        return;
    }
}

bool case_type_check_form(const CaseType *type, const json_t *form, guint64 needs, guint64 may,
                          Language language, GError **error)
{
    Faults faults = {.language = language};
    const char *key;
    json_t *value;

    for (guint i = 0; i < type->field_count; i++) {
        guint64 bit = G_GUINT64_CONSTANT(1) << i;
        const char *given = json_string_value(json_object_get(form, type->fields[i].key));
        bool filled = given != NULL && given[strspn(given, " \t\r\n")] != '\0';
        if ((needs & bit) != 0 && !filled) {
            add_fault(&faults, &type->fields[i], "casework.missing", "");
        } else if (filled && ((needs | may) & bit) == 0) {
            add_fault(&faults, &type->fields[i], "casework.not_asked", "");
        } else if (filled) {
            check_value(&type->fields[i], given, &faults);
        }
    }
    json_object_foreach((json_t *)form, key, value)
    {
        if (case_type_field(type, key) < 0 && faults.error == NULL) {
            error_set(&faults.error, LUOSHI_ERROR_INVALID, "casework.unknown_field", "/form",
                      "name", key, NULL);
        }
    }
    if (faults.error == NULL) {
        return true;
    }
    g_propagate_error(error, faults.error);
    return false;
}
