/* What is filled in: brought into its normal form, checked, understood where people write names. */
#include "register/register_internal.h"

#include "kernel/code.h"
#include "kernel/decimal.h"
#include "org/org.h"

#include <string.h>

/* VALUE in the form it is kept in: no blanks at its ends, a number as short as it can be, a code in
 * capitals. (transfer full) */
static char *normal_form(const RegisterField *field, const char *value)
{
    char *text = g_strstrip(g_strdup(value));
    char code[CODE_CREDIT_LENGTH + 1];
    Decimal number = 0;

    if (field->form.kind == FORM_CREDIT && code_credit_check(text, NULL, code, NULL)) {
        g_free(text);
        return g_strdup(code);
    }
    if (field->form.kind == FORM_NUMBER && decimal_parse(text, NULL, &number, NULL)) {
        char plain[DECIMAL_TEXT_MAX];
        decimal_format(number, plain);
        g_free(text);
        return g_strdup(plain);
    }
    return text;
}

static void check_number(const RegisterField *field, const char *value, FormFaults *faults)
{
    Decimal number = 0;
    Decimal rounded = 0;

    if (!decimal_parse(value, NULL, &number, NULL)) {
        return;
    }
    if (number < 0 && !field->negative) {
        form_fault(faults, &field->form, "register.negative", "");
    }
    if (!decimal_round(number, field->places, &rounded) || rounded != number) {
        g_autofree char *places = g_strdup_printf("%u", field->places);
        form_fault(faults, &field->form, "register.places", places);
    }
}

/* Does what VALUE names exist? A fault if not. */
static bool check_named(Call *call, const RegisterField *field, const char *value,
                        FormFaults *faults, GError **error)
{
    StoreTx *tx = call_tx(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(RegisterBrief) brief = NULL;
    g_autofree char *name = NULL;
    bool found = true;

    if (field->form.kind == FORM_UNIT) {
        name = org_unit_name(tx, call_district(call), value, &failed);
        found = name != NULL;
    } else if (field->form.kind == FORM_AREA) {
        name = org_find_area(tx, call_district(call), value, NULL, &failed);
        found = name != NULL;
    } else if (field->form.kind == FORM_OBJECT) {
        brief = register_brief(call, value, &failed);
        found = brief != NULL && strcmp(brief->type, field->target) == 0 && !brief->retired;
    }
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (!found) {
        form_fault(faults, &field->form, "register.no_such", "");
    }
    return true;
}

/* Does another object hold the unique VALUE? A fault if so. */
static bool check_unique(Call *call, const RegisterType *type, const RegisterObject *object,
                         const RegisterField *field, const char *value, FormFaults *faults,
                         GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_holder,
                    STORE_VALUES(store_text(call_district(call)), store_text(type->key),
                                 store_text(field->form.key), store_text(value)),
                    error);

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed) && g_strcmp0(store_column_text(rows, 0), object->id) != 0) {
        g_autoptr(RegisterBrief) holder = register_brief(call, store_column_text(rows, 0), &failed);
        form_fault(faults, &field->form, "register.not_unique", holder != NULL ? holder->name : "");
    }
    return error_pass(error, &failed);
}

static bool take_value(Call *call, const RegisterType *type, RegisterObject *object,
                       const RegisterField *field, const char *given, FormFaults *faults,
                       GError **error)
{
    const FormField *form = &field->form;
    GError *before = faults->error;
    guint count = before != NULL ? (guint)error_detail_count(before) : 0;
    g_autofree char *value = normal_form(field, given);

    if (*value == '\0') {
        json_object_del(object->form, form->key);
        return true;
    }
    form_check_value(form, value, faults);
    if (form->kind == FORM_NUMBER) {
        check_number(field, value, faults);
    }
    if (faults->error != before || (before != NULL && (guint)error_detail_count(before) != count)) {
        return true;
    }
    json_object_set_new(object->form, form->key, json_string(value));
    return check_named(call, field, value, faults, error) &&
           (!field->unique || check_unique(call, type, object, field, value, faults, error));
}

/* Fills in the fields of OBJECT's form that another object gives, where they are open, and finds
 * those that say otherwise. What VALUES leave as it was is not looked at again. */
static bool take_same(Call *call, const RegisterType *type, RegisterObject *object,
                      const json_t *values, FormFaults *faults, GError **error)
{
    const bool sound = faults->error == NULL;

    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        const char *key = field->form.key;
        const char *named =
            field->same_of != NULL ? register_text(object->form, field->same_of) : NULL;
        g_autoptr(GError) failed = NULL;
        if (named == NULL || (json_object_get(values, key) == NULL &&
                              json_object_get(values, field->same_of) == NULL)) {
            continue;
        }
        g_autofree char *same = register_known(call, named, field->same_as, &failed);
        if (!error_pass(error, &failed)) {
            return false;
        }
        const char *value = register_text(object->form, key);
        if (same != NULL && value == NULL) {
            json_object_set_new(object->form, key, json_string(same));
        } else if (same != NULL && sound && strcmp(same, value) != 0) {
            g_autoptr(RegisterNames) names = register_names_new(call);
            form_fault(faults, &field->form, "register.not_same",
                       register_shown(names, field, same));
        }
    }
    return true;
}

static void check_required(const RegisterType *type, const RegisterObject *object,
                           const json_t *values, FormFaults *faults)
{
    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        const json_t *given = json_object_get(values, field->form.key);
        bool faulty = given != NULL && !form_is_empty(json_string_value(given));
        if (field->required && !faulty && register_text(object->form, field->form.key) == NULL) {
            form_fault(faults, &field->form, "form.missing", "");
        }
    }
}

static void check_rules(const RegisterType *type, const RegisterObject *object, FormFaults *faults)
{
    for (guint i = 0; i < type->rule_count; i++) {
        if (register_type_breaks(type, i, object->form)) {
            form_fault(faults, &type->fields[type->rules[i].at].form, "register.rule",
                       form_name(type->rules[i].says, faults->language));
        }
    }
}

bool register_take_values(Call *call, const RegisterType *type, RegisterObject *object,
                          const json_t *values, FormFaults *faults, GError **error)
{
    const FormField *fields[REGISTER_FIELDS_MAX];

    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        const json_t *given = json_object_get(values, field->form.key);
        fields[i] = &field->form;
        if (given != NULL && !json_is_string(given)) {
            form_fault(faults, &field->form, "register.not_text", "");
        } else if (given != NULL && !take_value(call, type, object, field, json_string_value(given),
                                                faults, error)) {
            return false;
        }
    }
    if (!take_same(call, type, object, values, faults, error)) {
        return false;
    }
    check_required(type, object, values, faults);
    check_rules(type, object, faults);
    form_check_known(values, fields, type->field_count, faults);
    g_free(object->name);
    object->name = g_strdup(register_text(object->form, fields[type->title]->key));
    return true;
}

static const char *choice_meant(const FormField *field, const char *text)
{
    size_t i;
    json_t *choice;

    json_array_foreach(field->choices, i, choice)
    {
        const json_t *name = json_object_get(choice, "name");
        if (strcmp(form_name(name, LANGUAGE_ZH), text) == 0 ||
            strcmp(form_name(name, LANGUAGE_EN), text) == 0) {
            return json_string_value(json_object_get(choice, "key"));
        }
    }
    return text;
}

/* What lies outside the registers, a KIND, and is the only one of the name TEXT, or NULL. (transfer
 * full) */
static char *outside_meant(Call *call, const char *kind, const char *text, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_outside_named,
        STORE_VALUES(store_text(call_district(call)), store_text(kind), store_text(text)), error);

    return rows != NULL && store_rows_next(rows, error) ? g_strdup(store_column_text(rows, 0))
                                                        : NULL;
}

/* The object of TYPE whose unique field or only name is TEXT, or NULL. (transfer full) */
static char *object_meant(Call *call, const RegisterType *type, const char *text, GError **error)
{
    const StoreValue district = store_text(call_district(call));
    g_autoptr(GError) failed = NULL;
    char *found = NULL;

    if (type->unique >= 0) {
        g_autoptr(StoreRows) rows = store_query(
            call_tx(call), &sql_register_holder,
            STORE_VALUES(district, store_text(type->key),
                         store_text(type->fields[type->unique].form.key), store_text(text)),
            error);
        if (rows == NULL) {
            return NULL;
        }
        if (store_rows_next(rows, &failed)) {
            found = g_strdup(store_column_text(rows, 0));
        }
    }
    if (found != NULL || !error_pass(error, &failed)) {
        return found;
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_named,
                    STORE_VALUES(district, store_text(type->key), store_text(text)), error);
    return rows != NULL && store_rows_next(rows, error) ? g_strdup(store_column_text(rows, 0))
                                                        : NULL;
}

char *register_meaning(Call *call, const GPtrArray *types, const RegisterField *field,
                       const char *text, GError **error)
{
    g_autoptr(GError) failed = NULL;
    char *found = NULL;

    switch (field->form.kind) {
    case FORM_CHOICE:
        return g_strdup(choice_meant(&field->form, text));
    case FORM_UNIT:
        found = org_find_unit(call_tx(call), call_district(call), text, &failed);
        break;
    case FORM_AREA:
        found = org_find_area(call_tx(call), call_district(call), text, NULL, &failed);
        break;
    case FORM_OBJECT:
        found = register_is_outside(field->target)
                    ? outside_meant(call, field->target, text, &failed)
                    : object_meant(call, register_type_among(types, field->target), text, &failed);
        break;
    case FORM_TEXT:
    case FORM_DAY:
    case FORM_NUMBER:
    case FORM_FILES:
    case FORM_CREDIT:
        break;
    }
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    return found != NULL ? found : g_strdup(text);
}
