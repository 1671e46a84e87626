/* What was filled in, checked against the fields that were asked. Pure: no database. */
#include "casework/case_type.h"

#include <string.h>

/* The fault stands at the last of EITHER's fields, which says why there is nothing in the first. */
static void check_either(const CaseType *type, const json_t *form, guint64 either,
                         FormFaults *faults)
{
    const FormField *first = NULL;
    const FormField *last = NULL;
    bool filled = false;

    for (guint i = 0; i < type->field_count; i++) {
        if ((either & (G_GUINT64_CONSTANT(1) << i)) != 0) {
            const char *given = json_string_value(json_object_get(form, type->fields[i].key));
            first = first != NULL ? first : &type->fields[i];
            last = &type->fields[i];
            filled = filled || !form_is_empty(given);
        }
    }
    if (first != NULL && !filled) {
        form_fault(faults, last, "form.missing_without", form_name(first->name, faults->language));
    }
}

bool case_type_check_form(const CaseType *type, const json_t *form, const CaseAsked *asked,
                          Language language, GError **error)
{
    guint64 open = asked->needs | asked->may | asked->either;
    FormFaults faults = {.language = language, .place = "/form/"};
    const FormField *fields[CASE_FIELDS_MAX];

    for (guint i = 0; i < type->field_count; i++) {
        guint64 bit = G_GUINT64_CONSTANT(1) << i;
        const FormField *field = fields[i] = &type->fields[i];
        const char *given = json_string_value(json_object_get(form, field->key));
        bool filled = !form_is_empty(given);
        if ((asked->needs & bit) != 0 && !filled) {
            form_fault(&faults, field, "form.missing", "");
        } else if (filled && (open & bit) == 0) {
            form_fault(&faults, field, "form.not_asked", "");
        } else if (filled) {
            form_check_value(field, given, &faults);
        }
    }
    check_either(type, form, asked->either, &faults);
    form_check_known(form, fields, type->field_count, &faults);
    if (faults.error == NULL) {
        return true;
    }
    g_propagate_error(error, faults.error);
    return false;
}
