#include "form/form.h"

#include "kernel/code.h"
#include "kernel/day.h"
#include "kernel/decimal.h"
#include "kernel/id.h"

#include <string.h>

#define TEXT_MAX      1000 /* characters of a text field that declares none */
#define AREA_CODE_MAX 12

static const char *const kinds[] = {"text", "day",  "number", "choice", "files",
                                    "area", "unit", "object", "credit", NULL};

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

const char *form_kind_word(FormKind kind)
{
    return kinds[kind];
}

const char *form_name(const json_t *name, Language language)
{
    return text(name, language == LANGUAGE_EN ? "en" : "zh");
}

bool form_field_read(const json_t *entry, FormField *field)
{
    const json_t *max = json_object_get(entry, "max");
    const char *word = text(entry, "kind");
    guint kind = 0;

    while (kinds[kind + 1] != NULL && g_strcmp0(kinds[kind], word) != 0) {
        kind++;
    }
    *field = (FormField){.key = text(entry, "key"),
                         .name = json_object_get(entry, "name"),
                         .kind = (FormKind)kind,
                         .max = max != NULL ? (gsize)json_integer_value(max) : TEXT_MAX,
                         .choices = json_object_get(entry, "choices")};
    return (field->kind == FORM_CHOICE) == (field->choices != NULL);
}

const json_t *form_choice(const FormField *field, const char *key, gsize *index)
{
    size_t i;
    json_t *choice;

    json_array_foreach(field->choices, i, choice)
    {
        if (strcmp(text(choice, "key"), key) == 0) {
            if (index != NULL) {
                *index = i;
            }
            return choice;
        }
    }
    return NULL;
}

json_t *form_files(const char *value)
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

bool form_is_empty(const char *value)
{
    return value == NULL || value[strspn(value, " \t\r\n")] == '\0';
}

void form_fault(FormFaults *faults, const FormField *field, const char *key, const char *limit)
{
    g_autofree char *place = g_strconcat(faults->place, field->key, NULL);
    const char *name = form_name(field->name, faults->language);

    if (faults->error == NULL) {
        error_set(&faults->error, LUOSHI_ERROR_INVALID, key, place, "name", name, "limit", limit,
                  NULL);
    } else {
        error_add(faults->error, key, place, "name", name, "limit", limit, NULL);
    }
}

/* Adds FAILED as a fault, and frees it. */
static void take_fault(FormFaults *faults, GError *failed)
{
    if (faults->error == NULL) {
        faults->error = failed;
        return;
    }
    const ErrorDetail *detail = error_detail(failed, 0);
    char **arguments = detail->arguments;
    guint count = g_strv_length(arguments);
    error_add(faults->error, detail->key, detail->field, count > 1 ? arguments[0] : NULL,
              count > 1 ? arguments[1] : NULL, count > 3 ? arguments[2] : NULL,
              count > 3 ? arguments[3] : NULL, NULL);
    g_error_free(failed);
}

static bool are_ids(const char *value)
{
    g_auto(GStrv) ids = g_strsplit(value, " ", -1);
    bool right = g_strv_length(ids) <= FORM_FILES_MAX;

    for (guint i = 0; right && ids[i] != NULL; i++) {
        right = id_is_valid(ids[i]);
    }
    return right;
}

static bool is_area(const char *value)
{
    gsize length = strlen(value);

    return length > 0 && length <= AREA_CODE_MAX && strspn(value, "0123456789") == length;
}

static void check_credit(const FormField *field, const char *value, FormFaults *faults)
{
    g_autofree char *place = g_strconcat(faults->place, field->key, NULL);
    char code[CODE_CREDIT_LENGTH + 1];
    GError *failed = NULL;

    if (!code_credit_check(value, place, code, &failed)) {
        take_fault(faults, failed);
    }
}

void form_check_value(const FormField *field, const char *value, FormFaults *faults)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *limit = g_strdup_printf("%" G_GSIZE_FORMAT, field->max);
    const char *fault = NULL;
    Decimal number = 0;

    switch (field->kind) {
    case FORM_FILES:
        fault = are_ids(value) ? NULL : "form.no_files";
        break;
    case FORM_TEXT:
        fault = (gsize)g_utf8_strlen(value, -1) <= field->max ? NULL : "form.too_long";
        break;
    case FORM_DAY:
        fault = day_parse(value, NULL) ? NULL : "form.no_day";
        break;
    case FORM_NUMBER:
        fault = decimal_parse(value, NULL, &number, &failed) ? NULL : "form.no_number";
        break;
    case FORM_CHOICE:
        fault = form_choice(field, value, NULL) != NULL ? NULL : "form.no_choice";
        break;
    case FORM_AREA:
        fault = is_area(value) ? NULL : "form.no_id";
        break;
    case FORM_UNIT:
    case FORM_OBJECT:
        fault = id_is_valid(value) ? NULL : "form.no_id";
        break;
    case FORM_CREDIT:
        check_credit(field, value, faults);
        break;
    }
    if (fault != NULL) {
        form_fault(faults, field, fault, limit);
    }
}

void form_check_known(const json_t *form, const FormField *const *fields, guint count,
                      FormFaults *faults)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)form, key, value)
    {
        bool known = false;
        for (guint i = 0; i < count && !known; i++) {
            known = strcmp(fields[i]->key, key) == 0;
        }
        if (!known && faults->error == NULL) {
            g_autofree char *place = g_strndup(faults->place, strlen(faults->place) - 1);
            error_set(&faults->error, LUOSHI_ERROR_INVALID, "form.unknown_field", place, "name",
                      key, NULL);
        }
    }
}
