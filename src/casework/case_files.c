/* The files of a form: bound to the case with the move that brings them, and shown. */
#include "casework/casework_internal.h"

#include "evidence/evidence.h"

bool case_bind_files(Call *call, const CaseType *type, const Case *record, const json_t *form,
                     GError **error)
{
    const EvidenceObject object = {.kind = "case", .id = record->id, .unit = record->unit};

    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i];
        const char *value = json_string_value(json_object_get(form, field->key));
        if (field->kind != FORM_FILES || value == NULL) {
            continue;
        }
        json_auto_t *ids = form_files(value);
        g_autofree char *place = g_strconcat("/form/", field->key, NULL);
        if (!evidence_bind(call, ids, &object, place, error)) {
            return false;
        }
    }
    return true;
}

bool case_write_files(Call *call, JsonWriter *answer, const FormField *field, const char *value,
                      const Names *names, GError **error)
{
    json_auto_t *ids = field->kind == FORM_FILES ? form_files(value) : json_array();

    json_key(answer, "files");
    return evidence_write(call, answer, ids, names, error);
}
