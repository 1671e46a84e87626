/* What a figure about an object counts, one by one: every figure can be opened. */
#include "register/register_internal.h"

#include <string.h>

#define ROWS_MAX 500

GHashTable *register_values_of(Call *call, const json_t *objects, GError **error)
{
    g_autoptr(GHashTable) values =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_decref);
    g_autofree char *ids = json_dumps(objects, JSON_COMPACT);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_register_values_of,
                    STORE_VALUES(store_text(call_district(call)), store_text(ids)), error);

    while (rows != NULL && store_rows_next(rows, &failed)) {
        json_t *form = g_hash_table_lookup(values, store_column_text(rows, 0));
        if (form == NULL) {
            form = json_object();
            g_hash_table_insert(values, g_strdup(store_column_text(rows, 0)), form);
        }
        json_object_set_new(form, store_column_text(rows, 1),
                            json_string(store_column_text(rows, 2)));
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&values) : NULL;
}

void register_write_shown(JsonWriter *answer, const RegisterType *type, guint64 fields,
                          const json_t *form, RegisterNames *names)
{
    json_key(answer, "values");
    json_begin_array(answer);
    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        const char *value = register_text(form, field->form.key);
        if ((fields >> i & 1) != 0 && value != NULL) {
            json_begin_object(answer);
            json_member_text(answer, "key", field->form.key);
            json_member_text(answer, "name",
                             form_name(field->form.name, register_names_language(names)));
            json_member_text(answer, "value", value);
            json_member_text(answer, "shown", register_shown(names, field, value));
            json_end_object(answer);
        }
    }
    json_end_array(answer);
}

guint64 register_listed(const RegisterType *type, const char *except)
{
    guint64 listed = 0;

    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        if (field->listed && (gint)i != type->title && g_strcmp0(field->form.key, except) != 0) {
            listed |= G_GUINT64_CONSTANT(1) << i;
        }
    }
    return listed;
}

/* What COUNT asks of an object of the type OF to be counted for OBJECT, in words. (transfer full)
 */
static char *rule_of(Call *call, const RegisterCount *count, const RegisterType *of,
                     const RegisterObject *object)
{
    Language language = call_language(call);
    GString *rule = g_string_new(NULL);

    if (count->where != NULL) {
        const FormField *field = &of->fields[register_type_field(of, count->where)].form;
        g_autoptr(GString) choices = g_string_new(NULL);
        size_t i;
        json_t *key;
        json_array_foreach(count->among, i, key)
        {
            const json_t *choice = form_choice(field, json_string_value(key), NULL);
            g_string_append_printf(choices, "%s%s",
                                   i > 0 ? text_find(language, "register.rule_and") : "",
                                   form_name(json_object_get(choice, "name"), language));
        }
        const char *arguments[] = {"name", form_name(field->name, language), "choices",
                                   choices->str, NULL};
        g_autofree char *words = text_format(
            language, count->among != NULL ? "register.rule_among" : "register.rule_known",
            arguments);
        g_string_append(rule, words);
    }
    if (count->day != NULL) {
        const FormField *field = &of->fields[register_type_field(of, count->day)].form;
        const char *year = register_text(object->form, count->year);
        const char *arguments[] = {"name", form_name(field->name, language), "year",
                                   year != NULL ? year : "", NULL};
        g_autofree char *words = text_format(language, "register.rule_within", arguments);
        g_string_append_printf(
            rule, "%s%s", rule->len > 0 ? text_find(language, "register.rule_then") : "", words);
    }
    return g_string_free(rule, FALSE);
}

/* One counted object. */
typedef struct {
    char *id;
    char *name;
} Row;

static void row_free(gpointer data)
{
    Row *row = data;

    g_free(row->id);
    g_free(row->name);
    g_free(row);
}

/* The counted objects that the caller may read, and in *HIDDEN how many he may not. (transfer full,
 * elements Row) */
static GPtrArray *read_rows(Call *call, const RegisterCount *count, const char *object,
                            gint64 *hidden, GError **error)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(row_free);
    g_autofree char *among = count->among != NULL ? json_dumps(count->among, JSON_COMPACT) : NULL;
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_counted,
        STORE_VALUES(store_text(count->sum), store_text(count->where), store_text(count->day),
                     store_text(count->year), store_text(call_district(call)),
                     store_text(count->of), store_text(count->by), store_text(object),
                     store_text(among), store_int(ROWS_MAX)),
        error);

    *hidden = 0;
    while (rows != NULL && store_rows_next(rows, &failed)) {
        bool reaches = false;
        if (!call_reaches(call, "register.read", store_column_text(rows, 2), &reaches, error)) {
            return NULL;
        }
        if (reaches) {
            Row *row = g_new(Row, 1);
            *row =
                (Row){g_strdup(store_column_text(rows, 0)), g_strdup(store_column_text(rows, 1))};
            g_ptr_array_add(found, row);
        } else {
            (*hidden)++;
        }
    }
    return rows != NULL && error_pass(error, &failed) ? g_steal_pointer(&found) : NULL;
}

static bool write_rows(Call *call, const RegisterCount *count, const RegisterType *of,
                       const RegisterObject *object, RegisterNames *names, GError **error)
{
    JsonWriter *answer = call_answer(call);
    guint64 fields = register_listed(of, count->by);
    json_auto_t *ids = json_array();
    gint64 hidden = 0;
    g_autoptr(GPtrArray) rows = read_rows(call, count, object->id, &hidden, error);

    for (guint i = 0; rows != NULL && i < rows->len; i++) {
        json_array_append_new(ids, json_string(((const Row *)rows->pdata[i])->id));
    }
    g_autoptr(GHashTable) values = rows != NULL ? register_values_of(call, ids, error) : NULL;
    if (values == NULL) {
        return false;
    }
    if (count->day != NULL) {
        fields |= G_GUINT64_CONSTANT(1) << (guint)register_type_field(of, count->day);
    }
    if (count->sum != NULL) {
        fields |= G_GUINT64_CONSTANT(1) << (guint)register_type_field(of, count->sum);
    }
    json_member_int(answer, "hidden", hidden);
    json_key(answer, "rows");
    json_begin_array(answer);
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = rows->pdata[i];
        json_begin_object(answer);
        json_member_text(answer, "id", row->id);
        json_member_text(answer, "name", row->name);
        register_write_shown(answer, of, fields, g_hash_table_lookup(values, row->id), names);
        json_end_object(answer);
    }
    json_end_array(answer);
    return true;
}

static void write_columns(JsonWriter *answer, const RegisterCount *count, const RegisterType *of,
                          Language language)
{
    guint64 listed = register_listed(of, count->by);

    json_key(answer, "columns");
    json_begin_array(answer);
    for (guint i = 0; i < of->field_count; i++) {
        const RegisterField *field = &of->fields[i];
        if ((listed >> i & 1) != 0 || g_strcmp0(field->form.key, count->day) == 0 ||
            g_strcmp0(field->form.key, count->sum) == 0) {
            json_begin_object(answer);
            json_member_text(answer, "key", field->form.key);
            json_member_text(answer, "name", form_name(field->form.name, language));
            json_member_text(answer, "kind", form_kind_word(field->form.kind));
            json_member_text(answer, "target", field->target);
            register_member_measure(answer, field->measure, language);
            json_end_object(answer);
        }
    }
    json_end_array(answer);
}

static bool write_part(Call *call, const GPtrArray *types, const RegisterType *type, guint index,
                       Decimal number, const RegisterObject *object, RegisterNames *names,
                       GError **error)
{
    JsonWriter *answer = call_answer(call);
    const RegisterCount *count = &type->counts[index];
    const RegisterType *of = register_type_among(types, count->of);
    Language language = call_language(call);
    g_autofree char *rule = rule_of(call, count, of, object);

    json_begin_object(answer);
    json_member_text(answer, "key", count->key);
    json_member_text(answer, "name", register_type_count_name(type, index, language));
    json_member_text(answer, "type", of->key);
    json_member_text(answer, "type_name", form_name(of->name, language));
    json_member_text(answer, "sum", count->sum);
    if (count->sum != NULL) {
        register_member_measure(answer, of->fields[register_type_field(of, count->sum)].measure,
                                language);
    }
    json_key(answer, "number");
    json_decimal(answer, number);
    json_member_text(answer, "rule", rule);
    write_columns(answer, count, of, language);
    bool done = write_rows(call, count, of, object, names, error);
    json_end_object(answer);
    return done;
}

static void write_head(Call *call, const RegisterType *type, const RegisterObject *object,
                       guint index, const Decimal *counted, RegisterNames *names)
{
    JsonWriter *answer = call_answer(call);
    const RegisterDerived *figure = &type->derived[index];
    Language language = call_language(call);
    FormulaValue values[REGISTER_DERIVED_MAX];
    g_autofree char *words = register_type_formula_words(type, index, language);
    guint64 named = figure->named;

    register_type_derive(type, object->form, counted, values);
    if (figure->against >= 0) {
        named |= G_GUINT64_CONSTANT(1) << (guint)figure->against;
    }
    json_member_text(answer, "id", object->id);
    json_member_text(answer, "name", object->name);
    json_member_text(answer, "type_name", form_name(type->name, language));
    json_member_text(answer, "figure_name", form_name(figure->name, language));
    register_member_measure(answer, figure->measure, language);
    json_member_text(answer, "words", words);
    json_key(answer, "value");
    if (values[index].kind == FORMULA_NUMBER) {
        json_decimal(answer, values[index].number);
    } else {
        json_write_null(answer);
    }
    register_write_shown(answer, type, named, object->form, names);
}

bool register_counted(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    Decimal counted[REGISTER_COUNTS_MAX];
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    gint figure = type != NULL ? register_type_figure(type, call_parameter(call, "figure")) : -1;
    g_autoptr(RegisterNames) names = register_names_new(call);

    if (type != NULL && figure < 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "register.no_field", "/figure", "name",
                  call_parameter(call, "figure"), NULL);
    }
    g_autoptr(RegisterObject) object =
        figure >= 0 ? register_object_find(call, type->key, call_parameter(call, "object"), error)
                    : NULL;
    if (object == NULL || !call_authorize(call, object->unit, object->area, error)) {
        return false;
    }
    g_autoptr(RegisterSums) sums = register_sums_read(call, type, object->id, error);
    if (sums == NULL) {
        return false;
    }
    register_sums_of(sums, object->id, counted);
    json_begin_object(answer);
    write_head(call, type, object, (guint)figure, counted, names);
    json_key(answer, "parts");
    json_begin_array(answer);
    for (guint i = 0; i < type->count_count; i++) {
        if ((type->derived[figure].counted >> i & 1) != 0 &&
            !write_part(call, types, type, i, counted[i], object, names, error)) {
            return false;
        }
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}
