#include "register/register_type.h"

#include <string.h>

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool fail(const RegisterType *type, const char *key, const char *what, GError **error)
{
    error_set(error, LUOSHI_ERROR_INVALID, key, type->key, "type", type->key, "what",
              what != NULL ? what : "", NULL);
    return false;
}

gint register_type_field(const RegisterType *type, const char *key)
{
    for (guint i = 0; key != NULL && i < type->field_count; i++) {
        if (strcmp(type->fields[i].form.key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

gint register_type_figure(const RegisterType *type, const char *key)
{
    for (guint i = 0; key != NULL && i < type->derived_count; i++) {
        if (strcmp(type->derived[i].key, key) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

static guint places_of(const json_t *entry, guint fallback)
{
    const json_t *places = json_object_get(entry, "places");

    return places != NULL ? (guint)json_integer_value(places) : fallback;
}

static bool compile_fields(RegisterType *type, GError **error)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(type->definition, "fields"), i, entry)
    {
        const json_t *same = json_object_get(entry, "same");
        RegisterField field = {.required = json_is_true(json_object_get(entry, "required")),
                               .unique = json_is_true(json_object_get(entry, "unique")),
                               .listed = json_is_true(json_object_get(entry, "listed")),
                               .negative = json_is_true(json_object_get(entry, "negative")),
                               .places = places_of(entry, DECIMAL_PLACES),
                               .measure = text(entry, "measure"),
                               .target = text(entry, "target"),
                               .log = json_is_true(json_object_get(entry, "log")),
                               .same_as = text(same, "as"),
                               .same_of = text(same, "of")};
        bool choices = form_field_read(entry, &field.form);
        if (type->field_count == REGISTER_FIELDS_MAX) {
            return fail(type, "register.type_large", field.form.key, error);
        }
        if (register_type_field(type, field.form.key) >= 0) {
            return fail(type, "register.type_twice", field.form.key, error);
        }
        if (!choices || (field.form.kind == FORM_OBJECT) != (field.target != NULL) ||
            (field.log && field.target == NULL)) {
            return fail(type, "register.type_field", field.form.key, error);
        }
        if (field.unique && type->unique < 0) {
            type->unique = (gint)type->field_count;
        }
        type->fields[type->field_count++] = field;
    }
    type->title = register_type_field(type, text(type->definition, "title"));
    if (type->title < 0 || type->fields[type->title].form.kind != FORM_TEXT ||
        !type->fields[type->title].required) {
        return fail(type, "register.type_title", text(type->definition, "title"), error);
    }
    return true;
}

static void compile_counts(RegisterType *type)
{
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(type->definition, "counts"), i, entry)
    {
        const json_t *within = json_object_get(entry, "within");
        type->counts[type->count_count++] =
            (RegisterCount){.key = text(entry, "key"),
                            .name = json_object_get(entry, "name"),
                            .day = text(within, "day"),
                            .year = text(within, "year"),
                            .of = text(entry, "of"),
                            .by = text(entry, "by"),
                            .sum = text(entry, "sum"),
                            .where = text(entry, "where"),
                            .among = json_object_get(entry, "among")};
    }
}

/* The values that formulas know: the fields, then the counts. NULL-terminated; free it alone. */
static const char **formula_names(const RegisterType *type)
{
    const char **names = g_new0(const char *, type->field_count + type->count_count + 1);

    for (guint i = 0; i < type->field_count; i++) {
        names[i] = type->fields[i].form.key;
    }
    for (guint i = 0; i < type->count_count; i++) {
        names[type->field_count + i] = type->counts[i].key;
    }
    return names;
}

static bool is_word(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

/* The name or number that begins at AT: how long it is, 0 for another sign. */
static gsize word_length(const char *at)
{
    gsize length = 0;

    while (is_word(at[length]) || (length > 0 && at[length] == '.')) {
        length++;
    }
    return length;
}

static gint count_named(const RegisterType *type, const char *word, gsize length)
{
    for (guint i = 0; i < type->count_count; i++) {
        if (strlen(type->counts[i].key) == length &&
            strncmp(type->counts[i].key, word, length) == 0) {
            return (gint)i;
        }
    }
    return -1;
}

/* Which counts and fields DERIVED's formula names. */
static void read_named(const RegisterType *type, RegisterDerived *derived)
{
    for (const char *at = derived->source; *at != '\0';) {
        gsize length = word_length(at);
        g_autofree char *word = g_strndup(at, length);
        gint count = count_named(type, word, length);
        gint field = register_type_field(type, word);
        if (field >= 0) {
            derived->named |= G_GUINT64_CONSTANT(1) << (guint)field;
        } else if (count >= 0) {
            derived->counted |= 1u << (guint)count;
        }
        at += MAX(length, 1);
    }
}

const char *register_type_count_name(const RegisterType *type, guint count, Language language)
{
    const json_t *name = type->counts[count].name;

    for (guint i = 0; name == NULL && i < type->derived_count; i++) {
        if (strcmp(type->derived[i].source, type->counts[count].key) == 0) {
            name = type->derived[i].name;
        }
    }
    return name != NULL ? form_name(name, language) : type->counts[count].key;
}

char *register_type_formula_words(const RegisterType *type, guint figure, Language language)
{
    GString *words = g_string_new(NULL);

    for (const char *at = type->derived[figure].source; *at != '\0';) {
        gsize length = word_length(at);
        g_autofree char *word = g_strndup(at, length);
        gint field = register_type_field(type, word);
        gint count = count_named(type, word, length);
        if (length == 0) {
            g_string_append(words, *at == '*' ? "×" : *at == '/' ? "÷" : (char[]){*at, '\0'});
        } else if (field >= 0) {
            g_string_append(words, form_name(type->fields[field].form.name, language));
        } else {
            g_string_append(
                words, count >= 0 ? register_type_count_name(type, (guint)count, language) : word);
        }
        at += MAX(length, 1);
    }
    return g_string_free(words, FALSE);
}

static bool compile_derived(RegisterType *type, GError **error)
{
    g_autofree const char **names = formula_names(type);
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(type->definition, "derived"), i, entry)
    {
        const char *against = text(entry, "against");
        RegisterDerived *derived = &type->derived[type->derived_count];
        *derived = (RegisterDerived){.key = text(entry, "key"),
                                     .name = json_object_get(entry, "name"),
                                     .measure = text(entry, "measure"),
                                     .source = text(entry, "formula"),
                                     .places = places_of(entry, 2),
                                     .listed = json_is_true(json_object_get(entry, "listed")),
                                     .against = register_type_field(type, against),
                                     .at_most = json_is_true(json_object_get(entry, "at_most"))};
        derived->formula =
            formula_compile(type->machine, derived->source, names, derived->key, error);
        if (derived->formula == NULL) {
            return false;
        }
        read_named(type, derived);
        type->derived_count++;
        if (against != NULL &&
            (derived->against < 0 || type->fields[derived->against].form.kind != FORM_NUMBER)) {
            return fail(type, "register.type_unknown", against, error);
        }
    }
    return true;
}

/* Rules know the fields alone: what is counted changes without the object. */
static bool compile_rules(RegisterType *type, GError **error)
{
    g_autofree const char **names = formula_names(type);
    size_t i;
    json_t *entry;

    names[type->field_count] = NULL;
    json_array_foreach(json_object_get(type->definition, "rules"), i, entry)
    {
        g_autofree char *place = g_strdup_printf("%s/rules/%zu/holds", type->key, i);
        gint at = register_type_field(type, text(entry, "at"));
        if (at < 0) {
            return fail(type, "register.type_unknown", text(entry, "at"), error);
        }
        RegisterRule rule = {
            .at = (guint)at,
            .holds = formula_compile(type->machine, text(entry, "holds"), names, place, error),
            .says = json_object_get(entry, "says")};
        if (rule.holds == NULL) {
            return false;
        }
        type->rules[type->rule_count++] = rule;
    }
    return true;
}

static bool has_field(const RegisterType *type, const char *key, FormKind kind)
{
    gint field = register_type_field(type, key);

    return field >= 0 && type->fields[field].form.kind == kind;
}

/* The field that the calendar's NAME names, of KIND; -1 and an error if it is none. */
static gint calendar_field(const RegisterType *type, const json_t *entry, const char *name,
                           FormKind kind, GError **error)
{
    gint field = register_type_field(type, text(entry, name));

    if (field < 0 || type->fields[field].form.kind != kind) {
        fail(type, "register.type_unknown", text(entry, name), error);
        return -1;
    }
    return field;
}

static bool has_choices(const RegisterType *type, gint field, const json_t *keys, GError **error)
{
    size_t i;
    json_t *key;

    json_array_foreach(keys, i, key)
    {
        if (form_choice(&type->fields[field].form, json_string_value(key), NULL) == NULL) {
            return fail(type, "register.type_unknown", json_string_value(key), error);
        }
    }
    return true;
}

static bool compile_demands(RegisterType *type, const json_t *declared, GError **error)
{
    RegisterCalendar *calendar = &type->calendar;
    size_t i;
    json_t *entry;

    json_array_foreach(json_object_get(declared, "year"), i, entry)
    {
        RegisterDemand demand = {.key = text(entry, "key"),
                                 .name = json_object_get(entry, "name"),
                                 .where = calendar_field(type, entry, "where", FORM_CHOICE, error),
                                 .among = json_object_get(entry, "among"),
                                 .least = json_integer_value(json_object_get(entry, "least"))};
        if (demand.where < 0 || !has_choices(type, demand.where, demand.among, error)) {
            return false;
        }
        calendar->demands[calendar->demand_count++] = demand;
    }
    return true;
}

static bool compile_calendar(RegisterType *type, GError **error)
{
    const json_t *declared = json_object_get(type->definition, "calendar");
    RegisterCalendar *calendar = &type->calendar;

    if (declared == NULL) {
        return true;
    }
    calendar->declared = true;
    calendar->day = calendar_field(type, declared, "day", FORM_DAY, error);
    calendar->state =
        calendar->day < 0 ? -1 : calendar_field(type, declared, "state", FORM_CHOICE, error);
    calendar->done = json_object_get(declared, "done");
    calendar->open = json_object_get(declared, "open");
    calendar->month = json_integer_value(json_object_get(declared, "month"));
    calendar->quarter = -1;
    if (calendar->state < 0 || !has_choices(type, calendar->state, calendar->done, error) ||
        !has_choices(type, calendar->state, calendar->open, error)) {
        return false;
    }
    if (json_object_get(declared, "quarter") != NULL) {
        calendar->quarter = calendar_field(type, declared, "quarter", FORM_TEXT, error);
        if (calendar->quarter < 0) {
            return false;
        }
    }
    return compile_demands(type, declared, error);
}

RegisterType *register_type_compile(const json_t *definition, GError **error)
{
    g_autoptr(RegisterType) type = g_new0(RegisterType, 1);

    type->definition = json_deep_copy(definition);
    type->machine = formula_machine_new();
    type->key = text(type->definition, "key");
    type->name = json_object_get(type->definition, "name");
    type->about = json_object_get(type->definition, "about");
    type->manager = text(type->definition, "manager");
    type->outside = json_is_true(json_object_get(type->definition, "outside"));
    type->outline = json_is_true(json_object_get(type->definition, "outline"));
    type->ground = type->outline && json_is_true(json_object_get(type->definition, "ground"));
    type->place = type->outline || json_is_true(json_object_get(type->definition, "place"));
    type->named = json_is_true(json_object_get(type->definition, "named"));
    type->alike = json_is_true(json_object_get(type->definition, "alike"));
    type->unique = -1;
    if (!compile_fields(type, error)) {
        return NULL;
    }
    compile_counts(type);
    if (!compile_derived(type, error) || !compile_rules(type, error)) {
        return NULL;
    }
    const char *ranked = text(type->definition, "ranked");
    type->ranked = register_type_figure(type, ranked);
    if (ranked != NULL && type->ranked < 0) {
        fail(type, "register.type_unknown", ranked, error);
        return NULL;
    }
    type->board = json_object_get(type->definition, "board");
    const char *year = text(type->board, "year");
    if (year != NULL && !has_field(type, year, FORM_NUMBER)) {
        fail(type, "register.type_unknown", year, error);
        return NULL;
    }
    return compile_calendar(type, error) ? g_steal_pointer(&type) : NULL;
}

void register_type_free(RegisterType *type)
{
    if (type == NULL) {
        return;
    }
    for (guint i = 0; i < type->derived_count; i++) {
        formula_free(type->derived[i].formula);
    }
    for (guint i = 0; i < type->rule_count; i++) {
        formula_free(type->rules[i].holds);
    }
    formula_machine_free(type->machine);
    json_decref(type->definition);
    g_free(type);
}

static const RegisterType *find_type(const RegisterType *const *types, guint count, const char *key)
{
    for (guint i = 0; i < count; i++) {
        if (strcmp(types[i]->key, key) == 0) {
            return types[i];
        }
    }
    return NULL;
}

bool register_is_outside(const char *key)
{
    return strcmp(key, "project") == 0;
}

/* (transfer full) */
static char *choices_of(const FormField *field)
{
    GString *keys = g_string_new(NULL);
    size_t i;
    json_t *choice;

    json_array_foreach(field->choices, i, choice)
    {
        g_string_append_printf(keys, "%s%s", i > 0 ? ", " : "", text(choice, "key"));
    }
    return g_string_free(keys, FALSE);
}

/* Is each of KEYS a choice of FIELD of OF? ENTRY of LIST of TYPE, whose they are, is the place. */
static bool check_choices(const RegisterType *type, const char *list, const char *entry,
                          const RegisterType *of, const char *field, const json_t *keys,
                          GError **error)
{
    gint at = register_type_field(of, field);
    size_t i;
    json_t *key;

    json_array_foreach(keys, i, key)
    {
        const char *what = json_string_value(key);
        if (form_choice(&of->fields[at].form, what, NULL) == NULL) {
            g_autofree char *place =
                g_strdup_printf("registers.yaml:%s/%s/%s", type->key, list, entry);
            g_autofree char *known = choices_of(&of->fields[at].form);
            error_set(error, LUOSHI_ERROR_INVALID, "register.type_choice", place, "place", place,
                      "what", what, "known", known, NULL);
            return false;
        }
    }
    return true;
}

static bool check_count(const RegisterType *type, const RegisterCount *count,
                        const RegisterType *of, GError **error)
{
    gint by = of != NULL ? register_type_field(of, count->by) : -1;

    if (by < 0 || g_strcmp0(of->fields[by].target, type->key) != 0 ||
        (count->sum != NULL && !has_field(of, count->sum, FORM_NUMBER)) ||
        (count->where == NULL && count->among != NULL) ||
        (count->where != NULL && !has_field(of, count->where, FORM_CHOICE)) ||
        (count->day != NULL &&
         (!has_field(of, count->day, FORM_DAY) || !has_field(type, count->year, FORM_NUMBER)))) {
        return fail(type, "register.type_unknown", count->key, error);
    }
    return check_choices(type, "counts", count->key, of, count->where, count->among, error);
}

static bool check_board(const RegisterType *type, const RegisterType *const *types, guint count,
                        GError **error)
{
    size_t i;
    json_t *key;

    json_array_foreach(json_object_get(type->board, "with"), i, key)
    {
        if (find_type(types, count, json_string_value(key)) == NULL) {
            return fail(type, "register.type_unknown", json_string_value(key), error);
        }
    }
    const json_t *libraries = json_object_get(type->board, "libraries");
    const RegisterType *project = find_type(types, count, "project");
    return libraries == NULL || project == NULL ||
           check_choices(type, "board", "libraries", project, "library", libraries, error);
}

/* Has what FIELD of TYPE is about a field like it under the name declared? Of what lies outside
 * and is not among TYPES that is not known. */
static bool same_fits(const RegisterType *type, const RegisterField *field,
                      const RegisterType *const *types, guint count)
{
    gint of = register_type_field(type, field->same_of);
    const char *named = of >= 0 ? type->fields[of].target : NULL;

    const RegisterType *other = named != NULL ? find_type(types, count, named) : NULL;
    if (other == NULL) {
        return named != NULL && register_is_outside(named);
    }
    gint as = other != NULL ? register_type_field(other, field->same_as) : -1;
    return as >= 0 && other->fields[as].form.kind == field->form.kind &&
           g_strcmp0(other->fields[as].target, field->target) == 0;
}

static bool check_fields(const RegisterType *type, const RegisterType *const *types, guint count,
                         GError **error)
{
    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        if (field->target != NULL && !register_is_outside(field->target) &&
            find_type(types, count, field->target) == NULL) {
            return fail(type, "register.type_unknown", field->target, error);
        }
        if (field->same_of != NULL && !same_fits(type, field, types, count)) {
            return fail(type, "register.type_unknown", field->same_as, error);
        }
    }
    return true;
}

bool register_types_check(const RegisterType *const *types, guint count, GError **error)
{
    for (guint i = 0; i < count; i++) {
        const RegisterType *type = types[i];
        if (!check_board(type, types, count, error) || !check_fields(type, types, count, error)) {
            return false;
        }
        for (guint k = 0; k < type->count_count; k++) {
            const RegisterCount *counted = &type->counts[k];
            const RegisterType *of = find_type(types, count, counted->of);
            if ((of != NULL || !register_is_outside(counted->of)) &&
                !check_count(type, counted, of, error)) {
                return false;
            }
        }
    }
    return true;
}

static FormulaValue value_of(const RegisterField *field, const json_t *form)
{
    const char *given = text(form, field->form.key);
    Decimal number = 0;

    if (given == NULL) {
        return formula_null();
    }
    if (field->form.kind != FORM_NUMBER) {
        return formula_text(given);
    }
    return decimal_parse(given, NULL, &number, NULL) ? formula_number(number) : formula_null();
}

bool register_type_breaks(const RegisterType *type, guint rule, const json_t *form)
{
    FormulaValue known[REGISTER_FIELDS_MAX];
    FormulaValue value = formula_null();

    for (guint i = 0; i < type->field_count; i++) {
        known[i] = value_of(&type->fields[i], form);
    }
    return formula_evaluate(type->rules[rule].holds, known, &value, NULL) &&
           value.kind == FORMULA_BOOLEAN && !value.truth;
}

void register_type_derive(const RegisterType *type, const json_t *form, const Decimal *counted,
                          FormulaValue values[REGISTER_DERIVED_MAX])
{
    FormulaValue known[REGISTER_FIELDS_MAX + REGISTER_COUNTS_MAX];

    for (guint i = 0; i < type->field_count; i++) {
        known[i] = value_of(&type->fields[i], form);
    }
    for (guint i = 0; i < type->count_count; i++) {
        known[type->field_count + i] = formula_number(counted[i]);
    }
    for (guint i = 0; i < type->derived_count; i++) {
        FormulaValue value = formula_null();
        Decimal rounded = 0;
        bool done = formula_evaluate(type->derived[i].formula, known, &value, NULL) &&
                    value.kind == FORMULA_NUMBER &&
                    decimal_round(value.number, type->derived[i].places, &rounded);
        values[i] = done ? formula_number(rounded) : formula_null();
    }
}
