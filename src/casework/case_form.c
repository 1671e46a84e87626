/* What was filled in, checked against the fields that were asked. Pure: no database. */
#include "casework/case_type.h"

#include <string.h>

bool case_type_check_form(const CaseType *type, const json_t *form, guint64 needs, guint64 may,
                          Language language, GError **error)
{
    FormFaults faults = {.language = language, .place = "/form/"};
    const FormField *fields[CASE_FIELDS_MAX];

    for (guint i = 0; i < type->field_count; i++) {
        guint64 bit = G_GUINT64_CONSTANT(1) << i;
        const FormField *field = fields[i] = &type->fields[i];
        const char *given = json_string_value(json_object_get(form, field->key));
        bool filled = !form_is_empty(given);
        if ((needs & bit) != 0 && !filled) {
            form_fault(&faults, field, "form.missing", "");
        } else if (filled && ((needs | may) & bit) == 0) {
            form_fault(&faults, field, "form.not_asked", "");
        } else if (filled) {
            form_check_value(field, given, &faults);
        }
    }
    form_check_known(form, fields, type->field_count, &faults);
    if (faults.error == NULL) {
        return true;
    }
    g_propagate_error(error, faults.error);
    return false;
}
