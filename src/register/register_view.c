/* Types, pages of objects, and one object with all that is known of it. */
#include "register/register_internal.h"

#include "kernel/unit.h"

#include <math.h>
#include <string.h>

#define PAGE_DEFAULT  50
#define NAMES_DEFAULT 20
#define BOX_SIDES     4u

void register_member_measure(JsonWriter *answer, const char *measure, Language language)
{
    if (measure != NULL) {
        g_autofree char *shown = unit_text(language, measure);
        if (*shown != '\0') {
            json_member_text(answer, "measure", shown);
        }
    }
}

static void write_choices(JsonWriter *answer, const FormField *field, Language language)
{
    size_t i;
    json_t *choice;

    json_key(answer, "choices");
    json_begin_array(answer);
    json_array_foreach(field->choices, i, choice)
    {
        json_begin_object(answer);
        json_member_text(answer, "key", register_text(choice, "key"));
        json_member_text(answer, "name", form_name(json_object_get(choice, "name"), language));
        json_end_object(answer);
    }
    json_end_array(answer);
}

static void write_field(JsonWriter *answer, const RegisterField *field, Language language)
{
    json_begin_object(answer);
    json_member_text(answer, "key", field->form.key);
    json_member_text(answer, "name", form_name(field->form.name, language));
    json_member_text(answer, "kind", form_kind_word(field->form.kind));
    json_member_int(answer, "max", (gint64)field->form.max);
    json_member_int(answer, "places", field->places);
    json_member_bool(answer, "required", field->required);
    json_member_bool(answer, "unique", field->unique);
    json_member_bool(answer, "listed", field->listed);
    register_member_measure(answer, field->measure, language);
    if (field->target != NULL) {
        json_member_text(answer, "target", field->target);
        json_member_bool(answer, "log", field->log);
    }
    if (field->same_of != NULL) {
        json_key(answer, "same");
        json_begin_object(answer);
        json_member_text(answer, "as", field->same_as);
        json_member_text(answer, "of", field->same_of);
        json_end_object(answer);
    }
    write_choices(answer, &field->form, language);
    json_end_object(answer);
}

static void write_derived_declared(JsonWriter *answer, const RegisterType *type, guint i,
                                   Language language)
{
    const RegisterDerived *derived = &type->derived[i];

    json_begin_object(answer);
    json_member_text(answer, "key", derived->key);
    json_member_text(answer, "name", form_name(derived->name, language));
    json_member_text(
        answer, "formula",
        register_text(json_array_get(json_object_get(type->definition, "derived"), i), "formula"));
    g_autofree char *words = register_type_formula_words(type, i, language);
    json_member_text(answer, "words", words);
    json_member_bool(answer, "counts", derived->counted != 0);
    json_member_bool(answer, "listed", derived->listed);
    register_member_measure(answer, derived->measure, language);
    if (derived->against >= 0) {
        json_member_text(answer, "against", type->fields[derived->against].form.key);
        json_member_bool(answer, "at_most", derived->at_most);
    }
    json_end_object(answer);
}

static void write_board(JsonWriter *answer, const json_t *board, Language language)
{
    static const char *const lists[] = {"with", "libraries"};

    json_key(answer, "board");
    json_begin_object(answer);
    json_member_text(answer, "name", form_name(json_object_get(board, "name"), language));
    json_member_text(answer, "about", form_name(json_object_get(board, "about"), language));
    if (register_text(board, "year") != NULL) {
        json_member_text(answer, "year", register_text(board, "year"));
    }
    for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
        size_t i;
        json_t *key;
        json_key(answer, lists[k]);
        json_begin_array(answer);
        json_array_foreach(json_object_get(board, lists[k]), i, key)
        {
            json_text(answer, json_string_value(key));
        }
        json_end_array(answer);
    }
    json_end_object(answer);
}

/* WHOLE: with its board, see register_sees_whole(). */
static void write_type(Call *call, const RegisterType *type, bool whole)
{
    JsonWriter *answer = call_answer(call);
    Language language = call_language(call);

    json_member_text(answer, "key", type->key);
    json_member_text(answer, "name", form_name(type->name, language));
    json_member_text(answer, "about", form_name(type->about, language));
    json_member_int(answer, "version", type->version);
    json_member_bool(answer, "place", type->place);
    json_member_bool(answer, "outline", type->outline);
    json_member_bool(answer, "ground", type->ground);
    json_member_bool(answer, "manage", call_holds_anywhere(call, "register.manage"));
    json_member_text(answer, "title", type->fields[type->title].form.key);
    if (type->unique >= 0) {
        json_member_text(answer, "match", type->fields[type->unique].form.key);
    }
    if (type->ranked >= 0) {
        json_member_text(answer, "ranked", type->derived[type->ranked].key);
    }
    if (type->board != NULL && whole) {
        write_board(answer, type->board, language);
    }
    json_member_bool(answer, "calendar", type->calendar.declared);
    json_key(answer, "fields");
    json_begin_array(answer);
    for (guint i = 0; i < type->field_count; i++) {
        write_field(answer, &type->fields[i], language);
    }
    json_end_array(answer);
    json_key(answer, "derived");
    json_begin_array(answer);
    for (guint i = 0; i < type->derived_count; i++) {
        write_derived_declared(answer, type, i, language);
    }
    json_end_array(answer);
}

static bool tally(Call *call, const RegisterType *type, gint64 *count, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_tally,
        STORE_VALUES(store_text(call_district(call)), store_text(type->key), store_text(scope)),
        error);
    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    *count = store_column_int(rows, 0);
    return true;
}

bool register_type_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) types = register_types(call, error);

    json_begin_object(answer);
    json_key(answer, "types");
    json_begin_array(answer);
    for (guint i = 0; types != NULL && i < types->len; i++) {
        const RegisterType *type = g_ptr_array_index(types, i);
        gint64 count = 0;
        bool whole = false;
        if (type->outside) {
            continue;
        }
        if (!tally(call, type, &count, error) ||
            (type->board != NULL && !register_sees_whole(call, type, &whole, error))) {
            return false;
        }
        json_begin_object(answer);
        write_type(call, type, whole);
        json_member_int(answer, "count", count);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
    return types != NULL;
}

static void write_values(JsonWriter *answer, const RegisterType *type, const RegisterObject *object,
                         RegisterNames *names)
{
    json_key(answer, "values");
    json_begin_array(answer);
    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        const char *value = register_text(object->form, field->form.key);
        if (value != NULL) {
            json_begin_object(answer);
            json_member_text(answer, "key", field->form.key);
            json_member_text(answer, "value", value);
            json_member_text(answer, "shown", register_shown(names, field, value));
            json_end_object(answer);
        }
    }
    json_end_array(answer);
}

static void write_derived(JsonWriter *answer, const RegisterType *type,
                          const RegisterObject *object, const RegisterSums *sums)
{
    FormulaValue values[REGISTER_DERIVED_MAX];
    Decimal counted[REGISTER_COUNTS_MAX];

    register_sums_of(sums, object->id, counted);
    register_type_derive(type, object->form, counted, values);
    json_key(answer, "derived");
    json_begin_array(answer);
    for (guint i = 0; i < type->derived_count; i++) {
        const RegisterDerived *derived = &type->derived[i];
        const char *bound =
            derived->against >= 0
                ? register_text(object->form, type->fields[derived->against].form.key)
                : NULL;
        Decimal limit = 0;
        if (values[i].kind != FORMULA_NUMBER) {
            continue;
        }
        json_begin_object(answer);
        json_member_text(answer, "key", derived->key);
        json_key(answer, "value");
        json_decimal(answer, values[i].number);
        if (bound != NULL && decimal_parse(bound, NULL, &limit, NULL)) {
            json_member_bool(answer, "met",
                             derived->at_most ? values[i].number <= limit
                                              : values[i].number >= limit);
        }
        json_end_object(answer);
    }
    json_end_array(answer);
}

void register_write_degrees(JsonWriter *answer, gint64 coordinate)
{
    char text[32];

    g_ascii_formatd(text, sizeof text, "%.7f", (double)coordinate / OUTLINE_DEGREE);
    json_raw(answer, text, strlen(text));
}

void register_write(JsonWriter *answer, const RegisterType *type, const RegisterObject *object,
                    const RegisterSums *sums, RegisterNames *names)
{
    json_begin_object(answer);
    json_member_text(answer, "id", object->id);
    json_member_text(answer, "type", object->type);
    json_member_text(answer, "name", object->name);
    json_member_text(answer, "unit", object->unit);
    json_member_text(answer, "unit_name", register_unit_shown(names, object->unit));
    if (object->area != NULL) {
        json_member_text(answer, "area", object->area);
        json_member_text(answer, "area_name", register_area_shown(names, object->area));
    }
    if (object->retired != NULL) {
        json_member_text(answer, "retired", object->retired);
    }
    if (object->placed) {
        json_key(answer, "place");
        json_begin_object(answer);
        json_key(answer, "lon");
        register_write_degrees(answer, object->point.lon);
        json_key(answer, "lat");
        register_write_degrees(answer, object->point.lat);
        json_end_object(answer);
    }
    json_member_int(answer, "version", object->version);
    if (object->rank > 0) {
        json_member_int(answer, "rank", object->rank);
    }
    write_values(answer, type, object, names);
    write_derived(answer, type, object, sums);
    json_end_object(answer);
}

/* %text% for LIKE, its own signs escaped. (transfer full) */
static char *pattern_of(const char *text)
{
    g_autofree char *small = g_utf8_strdown(text, -1);
    GString *pattern = g_string_new("%");

    for (const char *c = small; *c != '\0'; c++) {
        if (strchr("%_\\", *c) != NULL) {
            g_string_append_c(pattern, '\\');
        }
        g_string_append_c(pattern, *c);
    }
    return g_string_free(g_string_append_c(pattern, '%'), FALSE);
}

/* “state:free,park:ID” as {"state": "free", "park": "ID"}; every field one of TYPE's. (transfer
 * full) */
static char *filters_of(const RegisterType *type, const char *text, GError **error)
{
    json_auto_t *filters = json_object();
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);

    for (guint i = 0; parts[i] != NULL; i++) {
        char *colon = strchr(parts[i], ':');
        if (colon != NULL) {
            *colon = '\0';
        }
        if (colon == NULL || register_type_field(type, parts[i]) < 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "register.no_field", "/filter", "name", parts[i],
                      NULL);
            return NULL;
        }
        json_object_set_new(filters, parts[i], json_string(colon + 1));
    }
    return json_dumps(filters, JSON_COMPACT);
}

/* “115.5,37.5,115.7,37.6”, or the two of a point, which is a box too. */
static bool box_of(Call *call, gint64 box[BOX_SIDES], bool *given, GError **error)
{
    const char *at = call_parameter(call, "at");
    const char *text = at != NULL ? at : call_parameter(call, "bbox");
    g_auto(GStrv) parts = g_strsplit(text != NULL ? text : "", ",", -1);
    guint count = g_strv_length(parts);

    *given = text != NULL;
    if (text == NULL) {
        return true;
    }
    for (guint i = 0; i < BOX_SIDES; i++) {
        double degrees = g_ascii_strtod(parts[i % count], NULL);
        box[i] = llround(degrees * OUTLINE_DEGREE);
    }
    if (box[0] > box[2] || box[1] > box[3]) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.box", "/bbox", NULL);
        return false;
    }
    return true;
}

/* A page of what lies in SCOPE (see call_scope()). (transfer full) */
static StoreRows *page_within(Call *call, const RegisterType *type, const char *scope, gint64 count,
                              gint64 offset, GError **error)
{
    const char *q = call_parameter(call, "q");
    const char *filter = call_parameter(call, "filter");
    const char *sort = call_parameter(call, "sort");
    g_autofree char *pattern = q != NULL && *q != '\0' ? pattern_of(q) : NULL;
    g_autofree char *filters = filter != NULL ? filters_of(type, filter, error) : NULL;
    gint64 box[BOX_SIDES] = {0};
    bool boxed = false;

    if ((filter != NULL && filters == NULL) || !box_of(call, box, &boxed, error)) {
        return NULL;
    }
    if (sort != NULL && register_type_field(type, sort) < 0) {
        if (register_type_figure(type, sort) < 0) {
            error_set(error, LUOSHI_ERROR_INVALID, "register.no_field", "/sort", "name", sort,
                      NULL);
            return NULL;
        }
        sort = NULL;
    }
    return store_query(
        call_tx(call), &sql_register_page,
        STORE_VALUES(
            store_text(sort), store_text(call_district(call)), store_text(type->key),
            store_int(call_parameter_int(call, "retired", 0)), store_text(scope),
            store_text(pattern), store_text(call_parameter(call, "area")),
            boxed ? store_int(box[0]) : store_null(), boxed ? store_int(box[2]) : store_null(),
            boxed ? store_int(box[3]) : store_null(), boxed ? store_int(box[1]) : store_null(),
            store_text(filters), store_int(call_parameter_int(call, "descending", 0)),
            store_int(count), store_int(offset)),
        error);
}

StoreRows *register_page(Call *call, const RegisterType *type, gint64 count, gint64 offset,
                         GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    return error_pass(error, &failed) ? page_within(call, type, scope, count, offset, error) : NULL;
}

static bool write_name(Call *call, const StoreRows *rows, gconstpointer data, GError **error)
{
    JsonWriter *answer = call_answer(call);

    (void)data;
    (void)error;
    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "name", store_column_text(rows, 2));
    json_end_object(answer);
    return true;
}

bool register_names_list(Call *call, GError **error)
{
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    g_autoptr(GError) failed = NULL;
    const char *scope = call_scope(call, &failed);

    if (!error_pass(error, &failed) || type == NULL) {
        return false;
    }
    json_begin_object(call_answer(call));
    if (!call_write_rows(call, "names",
                         page_within(call, type, type->named ? NULL : scope,
                                     call_parameter_int(call, "limit", NAMES_DEFAULT), 0, error),
                         write_name, NULL, error)) {
        return false;
    }
    json_end_object(call_answer(call));
    return true;
}

bool register_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 offset = call_parameter_int(call, "offset", 0);
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    g_autoptr(RegisterSums) sums =
        type != NULL ? register_sums_read(call, type, NULL, error) : NULL;
    g_autoptr(RegisterNames) names = register_names_new(call);
    gint64 total = 0;
    g_autoptr(GPtrArray) objects =
        sums != NULL
            ? register_objects(call, type, sums, call_parameter_int(call, "limit", PAGE_DEFAULT),
                               offset, &total, error)
            : NULL;

    if (objects == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "objects");
    json_begin_array(answer);
    for (guint i = 0; i < objects->len; i++) {
        register_write(answer, type, g_ptr_array_index(objects, i), sums, names);
    }
    json_end_array(answer);
    json_member_int(answer, "total", total);
    json_member_int(answer, "offset", offset);
    json_end_object(answer);
    return true;
}
