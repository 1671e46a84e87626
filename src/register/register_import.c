/* Objects from a table: matched by the type's unique field, so that a second import changes what is
 * there instead of doubling it. */
#include "register/register_internal.h"
#include "register/table_internal.h"

#include "document/sheet_reader.h"
#include "kernel/code.h"
#include "org/org.h"

#include <string.h>

/* The columns that are no fields. */
typedef enum { COLUMN_UNIT = -2, COLUMN_AREA = -3, COLUMN_LON = -4, COLUMN_LAT = -5 } Column;
#define COLUMN_OTHER (-1)

typedef enum { ROW_ADD, ROW_CHANGE, ROW_SAME, ROW_ALIKE, ROW_FAULT } RowState;
static const char *const row_states[] = {"add", "change", "same", "alike", "fault"};

typedef struct {
    guint number;
    RowState state;
    RegisterObject *before; /* or NULL */
    RegisterObject *object;
    GError *faults; /* or NULL */
} Row;

typedef struct {
    Call *call;
    const GPtrArray *types;
    const RegisterType *type;
    const TableLine *heading;
    gint *columns;     /* a field, or a Column */
    GHashTable *seen;  /* unique value → row number */
    GHashTable *cores; /* name without place and form → name; NULL if nobody asks */
    char **places;
    GPtrArray *rows;
    const GPtrArray *unread; /* SheetFault */
} Import;

static void row_free(gpointer data)
{
    Row *row = data;

    register_object_free(row->before);
    register_object_free(row->object);
    g_clear_error(&row->faults);
    g_free(row);
}

static void import_clear(Import *import)
{
    g_free(import->columns);
    g_clear_pointer(&import->seen, g_hash_table_unref);
    g_clear_pointer(&import->cores, g_hash_table_unref);
    g_clear_pointer(&import->rows, g_ptr_array_unref);
    g_strfreev(import->places);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Import, import_clear)

/* “面积（亩）” without its measure. (transfer full) */
static char *bare_head(const char *text)
{
    g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    const char *bracket = strchr(plain, '(');

    return g_strstrip(bracket != NULL && bracket != plain
                          ? g_strndup(plain, (gsize)(bracket - plain))
                          : g_strdup(plain));
}

static gint column_of(const RegisterType *type, const char *text)
{
    static const struct {
        Column column;
        const char *key;
    } others[] = {{COLUMN_UNIT, "register.label.unit"},
                  {COLUMN_AREA, "register.label.area"},
                  {COLUMN_LON, "register.label.lon"},
                  {COLUMN_LAT, "register.label.lat"}};
    g_autofree char *head = bare_head(text);

    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i].form;
        g_autofree char *zh = bare_head(form_name(field->name, LANGUAGE_ZH));
        g_autofree char *en = bare_head(form_name(field->name, LANGUAGE_EN));
        if (strcmp(head, field->key) == 0 || strcmp(head, zh) == 0 ||
            g_ascii_strcasecmp(head, en) == 0) {
            return (gint)i;
        }
    }
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
        if (strcmp(head, text_find(LANGUAGE_ZH, others[i].key)) == 0 ||
            g_ascii_strcasecmp(head, text_find(LANGUAGE_EN, others[i].key)) == 0) {
            return others[i].column;
        }
    }
    return COLUMN_OTHER;
}

/* Takes LINE for the heading if it has the column of the name. */
static bool take_heading(Import *import, const TableLine *line)
{
    guint count = g_strv_length(line->cells);
    g_autofree gint *columns = g_new0(gint, count + 1);
    bool named = false;

    for (guint i = 0; i < count; i++) {
        columns[i] = column_of(import->type, line->cells[i]);
        named = named || columns[i] == import->type->title;
    }
    if (named) {
        import->heading = line;
        import->columns = g_steal_pointer(&columns);
    }
    return named;
}

/* The object that is there already with the unique value of VALUES, or NULL. (transfer full) */
static RegisterObject *find_before(Import *import, const json_t *values, GError **error)
{
    const RegisterType *type = import->type;
    const RegisterField *field = type->unique >= 0 ? &type->fields[type->unique] : NULL;
    char code[CODE_CREDIT_LENGTH + 1];

    if (field == NULL) {
        return NULL;
    }
    const char *value = register_text(values, field->form.key);
    if (form_is_empty(value)) {
        return NULL;
    }
    if (field->form.kind == FORM_CREDIT && code_credit_check(value, NULL, code, NULL)) {
        value = code;
    }
    g_autoptr(StoreRows) rows =
        store_query(call_tx(import->call), &sql_register_holder,
                    STORE_VALUES(store_text(call_district(import->call)), store_text(type->key),
                                 store_text(field->form.key), store_text(value)),
                    error);
    if (rows == NULL || !store_rows_next(rows, error)) {
        return NULL;
    }
    return register_object_find(import->call, type->key, store_column_text(rows, 0), error);
}

/* The filled cells of LINE by field (an empty one changes nothing); what is no field in OTHERS, by
 * Column. */
static json_t *values_of(Import *import, const TableLine *line, const char *others[],
                         GError **error)
{
    json_auto_t *values = json_object();

    for (guint i = 0; line->cells[i] != NULL && import->heading->cells[i] != NULL; i++) {
        gint column = import->columns[i];
        if (*line->cells[i] == '\0') {
            continue;
        }
        if (column >= 0) {
            const RegisterField *field = &import->type->fields[column];
            g_autofree char *meant =
                register_meaning(import->call, import->types, field, line->cells[i], error);
            if (meant == NULL) {
                return NULL;
            }
            json_object_set_new(values, field->form.key, json_string(meant));
        } else if (column != COLUMN_OTHER) {
            others[-column] = line->cells[i];
        }
    }
    return g_steal_pointer(&values);
}

static void fault(Row *row, const char *key, const char *place, const char *name, const char *value)
{
    if (row->faults == NULL) {
        error_set(&row->faults, LUOSHI_ERROR_INVALID, key, place, name, value, NULL);
    } else {
        error_add(row->faults, key, place, name, value, NULL);
    }
}

static bool take_others(Import *import, Row *row, const char *const others[], GError **error)
{
    Call *call = import->call;
    RegisterObject *object = row->object;
    g_autoptr(GError) failed = NULL;
    const char *unit = others[-COLUMN_UNIT];

    if (unit != NULL || object->unit == NULL) {
        const char *wanted = unit != NULL                    ? unit
                             : import->type->manager != NULL ? import->type->manager
                                                             : call_actor(call)->unit;
        g_free(object->unit);
        object->unit = org_find_unit(call_tx(call), call_district(call), wanted, &failed);
    }
    if (failed == NULL && others[-COLUMN_AREA] != NULL) {
        g_free(object->area);
        object->area =
            org_find_area(call_tx(call), call_district(call), others[-COLUMN_AREA], NULL, &failed);
        if (object->area == NULL && failed == NULL) {
            fault(row, "register.no_area", "/area", "name", others[-COLUMN_AREA]);
        }
    }
    if (!error_pass(error, &failed)) {
        return false;
    }
    if (object->unit == NULL) {
        fault(row, "org.no_unit", "/unit", "name", unit != NULL ? unit : "");
    } else if (!call_authorize(call, object->unit, object->area, &failed)) {
        if (!g_error_matches(failed, LUOSHI_ERROR, LUOSHI_ERROR_DENIED)) {
            return error_pass(error, &failed);
        }
        fault(row, "register.not_yours", "/unit", "name", "");
    }
    return true;
}

static void take_point(Import *import, Row *row, const char *const others[])
{
    const char *lon = others[-COLUMN_LON];
    const char *lat = others[-COLUMN_LAT];
    char *lon_end = NULL;
    char *lat_end = NULL;

    if (!import->type->place || (lon == NULL && lat == NULL)) {
        return;
    }
    double x = lon != NULL ? g_ascii_strtod(lon, &lon_end) : 1000;
    double y = lat != NULL ? g_ascii_strtod(lat, &lat_end) : 1000;
    bool right = lon_end != NULL && *lon_end == '\0' && lat_end != NULL && *lat_end == '\0' &&
                 outline_point(x, y, &row->object->point);
    row->object->placed = right;
    if (!right) {
        fault(row, "register.bad_place", "/place", "name", "");
    }
}

/* A value that must be unique stands in one row only. */
static void check_twice(Import *import, Row *row)
{
    const RegisterType *type = import->type;

    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i].form;
        const char *value = register_text(row->object->form, field->key);
        if (!type->fields[i].unique || value == NULL) {
            continue;
        }
        char *key = g_strdup_printf("%s %s", field->key, value);
        guint other = GPOINTER_TO_UINT(g_hash_table_lookup(import->seen, key));
        if (other != 0) {
            g_autofree char *which = g_strdup_printf("%u", other);
            g_autofree char *place = g_strconcat("/values/", field->key, NULL);
            fault(row, "register.import_twice", place, "row", which);
        }
        g_hash_table_insert(import->seen, key, GUINT_TO_POINTER(row->number));
    }
}

/* Is a new one called like one that is there, but for place and form? */
static void check_alike(Import *import, Row *row)
{
    if (import->cores == NULL || row->object->name == NULL) {
        return;
    }
    char *core = code_firm_core(row->object->name, (const char *const *)import->places);
    const char *other = g_hash_table_lookup(import->cores, core);
    if (row->before == NULL && other != NULL && row->faults == NULL) {
        row->state = ROW_ALIKE;
        fault(row, "register.alike", "/confirm", "names", other);
    }
    g_hash_table_insert(import->cores, core, g_strdup(row->object->name));
}

static bool is_same(const Row *row)
{
    json_auto_t *old_values = NULL;
    json_auto_t *new_values = NULL;

    register_differences(row->before, row->object, &old_values, &new_values);
    return json_object_size(new_values) == 0;
}

/* A cell of LINE that says something and cannot be read refuses it. */
static void take_unread(const Import *import, const TableLine *line, Row *row)
{
    for (guint i = 0; row->faults == NULL && import->heading->cells[i] != NULL; i++) {
        const SheetFault *fault = import->columns[i] != COLUMN_OTHER
                                      ? sheet_fault_at(import->unread, i, line->number)
                                      : NULL;
        if (fault != NULL) {
            row->faults = g_error_copy(fault->error);
        }
    }
}

static bool take_line(Import *import, const TableLine *line, GError **error)
{
    FormFaults faults = {.language = call_language(import->call), .place = "/values/"};
    const char *others[6] = {NULL};
    g_autoptr(GError) failed = NULL;
    json_auto_t *values = values_of(import, line, others, error);
    Row *row = g_new0(Row, 1);

    row->number = line->number;
    g_ptr_array_add(import->rows, row);
    take_unread(import, line, row);
    row->before = values != NULL ? find_before(import, values, &failed) : NULL;
    if (values == NULL || !error_pass(error, &failed)) {
        return false;
    }
    if (row->before != NULL &&
        !call_authorize(import->call, row->before->unit, row->before->area, &failed)) {
        g_clear_error(&failed);
        fault(row, "register.not_yours", "/unit", "name", "");
    }
    row->object = row->before != NULL ? register_object_copy(row->before)
                                      : register_object_new(import->call, import->type);
    if (!register_take_values(import->call, import->type, row->object, values, &faults, error)) {
        g_clear_error(&faults.error);
        return false;
    }
    if (faults.error != NULL && row->faults == NULL) {
        row->faults = g_steal_pointer(&faults.error);
    }
    g_clear_error(&faults.error);
    if (!take_others(import, row, others, error)) {
        return false;
    }
    take_point(import, row, others);
    check_twice(import, row);
    row->state = row->faults != NULL   ? ROW_FAULT
                 : row->before == NULL ? ROW_ADD
                 : is_same(row)        ? ROW_SAME
                                       : ROW_CHANGE;
    check_alike(import, row);
    return true;
}

/* The names that are there, for a type whose names are asked about. */
static bool read_cores(Import *import, GError **error)
{
    Call *call = import->call;
    g_autoptr(GError) failed = NULL;

    if (!import->type->alike || call_parameter_int(call, "confirm", 0) != 0) {
        return true;
    }
    import->places = org_place_names(call_tx(call), call_district(call), error);
    if (import->places == NULL) {
        return false;
    }
    import->cores = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_register_names,
        STORE_VALUES(store_text(call_district(call)), store_text(import->type->key)), error);
    while (rows != NULL && store_rows_next(rows, &failed)) {
        const char *name = store_column_text(rows, 1);
        g_hash_table_insert(import->cores,
                            code_firm_core(name, (const char *const *)import->places),
                            g_strdup(name));
    }
    return rows != NULL && error_pass(error, &failed);
}

static bool take_lines(Import *import, const RegisterTable *table, GError **error)
{
    import->unread = table->unread;
    for (guint i = 0; i < table->lines->len; i++) {
        const TableLine *line = g_ptr_array_index(table->lines, i);
        if (import->heading != NULL) {
            if (!take_line(import, line, error)) {
                return false;
            }
        } else if (!take_heading(import, line) && i + 1 >= TABLE_HEADING_ROWS_MAX) {
            break;
        }
    }
    if (import->rows->len == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "register.import_head", NULL, "name", table->name,
                  "title",
                  form_name(import->type->fields[import->type->title].form.name,
                            call_language(import->call)),
                  NULL);
        return false;
    }
    return true;
}

static void write_row(Import *import, const Row *row)
{
    JsonWriter *answer = call_answer(import->call);
    Language language = call_language(import->call);

    json_begin_object(answer);
    json_member_int(answer, "row", row->number);
    json_member_text(answer, "state", row_states[row->state]);
    json_member_text(answer, "name", row->object->name != NULL ? row->object->name : "");
    json_key(answer, "faults");
    json_begin_array(answer);
    for (gsize i = 0; row->faults != NULL && i < error_detail_count(row->faults); i++) {
        const ErrorDetail *detail = error_detail(row->faults, i);
        g_autofree char *message = error_detail_text(detail, language);
        json_begin_object(answer);
        json_member_text(answer, "field", detail->field != NULL ? detail->field : "");
        json_member_text(answer, "message", message);
        json_end_object(answer);
    }
    json_end_array(answer);
    json_end_object(answer);
}

static void write_result(Import *import, bool taken)
{
    JsonWriter *answer = call_answer(import->call);
    gint64 counts[G_N_ELEMENTS(row_states)] = {0};

    json_begin_object(answer);
    json_key(answer, "rows");
    json_begin_array(answer);
    for (guint i = 0; i < import->rows->len; i++) {
        const Row *row = g_ptr_array_index(import->rows, i);
        counts[row->state]++;
        write_row(import, row);
    }
    json_end_array(answer);
    for (guint i = 0; i < G_N_ELEMENTS(row_states); i++) {
        json_member_int(answer, row_states[i], counts[i]);
    }
    json_member_bool(answer, "taken", taken);
    json_end_object(answer);
}

static bool save_rows(Import *import, GError **error)
{
    for (guint i = 0; i < import->rows->len; i++) {
        const Row *row = g_ptr_array_index(import->rows, i);
        bool writes = row->state == ROW_ADD || row->state == ROW_CHANGE;
        if (writes && !register_save(import->call, import->type, row->before, row->object, "import",
                                     call_parameter(import->call, "filename"), error)) {
            return false;
        }
    }
    return true;
}

bool register_import(Call *call, GError **error)
{
    const RegisterTable *table = call_prepared(call);
    g_autoptr(GPtrArray) types = register_types(call, error);
    g_auto(Import) import = {.call = call, .types = types};
    bool right = true;

    import.type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    import.rows = g_ptr_array_new_with_free_func(row_free);
    import.seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (import.type == NULL || !read_cores(&import, error) || !take_lines(&import, table, error)) {
        return false;
    }
    for (guint i = 0; i < import.rows->len; i++) {
        const Row *row = g_ptr_array_index(import.rows, i);
        right = right && row->state != ROW_FAULT && row->state != ROW_ALIKE;
    }
    bool take = call_parameter_int(call, "dry_run", 0) == 0 &&
                (right || g_strcmp0(call_parameter(call, "take"), "right") == 0);
    if (take && !save_rows(&import, error)) {
        return false;
    }
    write_result(&import, take);
    return true;
}
