/* What a list shows as a file (csv, xlsx, GeoJSON), and as features for a map. */
#include "register/register_internal.h"

#include "document/sheet_writer.h"

#include <math.h>
#include <string.h>

#define TEXT_WIDTH   24
#define NUMBER_WIDTH 12

static void write_geometry(JsonWriter *writer, const RegisterObject *object)
{
    json_key(writer, "geometry");
    if (object->outline != NULL) {
        json_raw(writer, object->outline, strlen(object->outline));
    } else {
        json_begin_object(writer);
        json_member_text(writer, "type", "Point");
        json_key(writer, "coordinates");
        json_begin_array(writer);
        register_write_degrees(writer, object->point.lon);
        register_write_degrees(writer, object->point.lat);
        json_end_array(writer);
        json_end_object(writer);
    }
}

static void write_properties(JsonWriter *writer, const RegisterType *type,
                             const RegisterObject *object, RegisterNames *names)
{
    json_key(writer, "properties");
    json_begin_object(writer);
    json_member_text(writer, "id", object->id);
    for (guint i = 0; i < type->field_count; i++) {
        const FormField *field = &type->fields[i].form;
        const char *value = register_text(object->form, field->key);
        if (value == NULL || field->kind == FORM_FILES) {
            continue;
        }
        json_member_text(writer, field->key, value);
        if (field->kind == FORM_CHOICE || field->kind == FORM_UNIT || field->kind == FORM_AREA ||
            field->kind == FORM_OBJECT) {
            g_autofree char *key = g_strconcat(field->key, "_name", NULL);
            json_member_text(writer, key, register_shown(names, &type->fields[i], value));
        }
    }
    json_end_object(writer);
}

/* Does the outline of OBJECT hold the point that the request asks about? True if it asks about
 * none. */
static bool holds_asked(Call *call, const RegisterObject *object)
{
    const char *at = call_parameter(call, "at");
    json_auto_t *geometry =
        at != NULL && object->outline != NULL ? json_loads(object->outline, 0, NULL) : NULL;
    g_autoptr(GArray) corners = geometry != NULL ? outline_read(geometry, NULL, NULL) : NULL;
    OutlinePoint point = {0};

    if (at == NULL) {
        return true;
    }
    return corners != NULL &&
           outline_point(g_ascii_strtod(at, NULL), g_ascii_strtod(strchr(at, ',') + 1, NULL),
                         &point) &&
           outline_holds(corners, point);
}

static bool write_features(Call *call, const RegisterType *type, JsonWriter *writer, GError **error)
{
    g_autoptr(RegisterNames) names = register_names_new(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = register_page(call, type, REGISTER_EXPORT_MAX, 0, error);

    if (rows == NULL) {
        return false;
    }
    json_begin_object(writer);
    json_member_text(writer, "type", "FeatureCollection");
    json_key(writer, "features");
    json_begin_array(writer);
    while (store_rows_next(rows, &failed)) {
        g_autoptr(RegisterObject) object = register_object_from_row(rows);
        if ((!object->placed && object->outline == NULL) || !holds_asked(call, object)) {
            continue;
        }
        json_begin_object(writer);
        json_member_text(writer, "type", "Feature");
        json_member_text(writer, "id", object->id);
        write_geometry(writer, object);
        write_properties(writer, type, object, names);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
    return error_pass(error, &failed);
}

bool register_map(Call *call, GError **error)
{
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;

    return type != NULL && write_features(call, type, call_answer(call), error);
}

/* The heads of a table: the fields, the unit, the area, the place, what is derived. */
static GPtrArray *heads_of(Call *call, const RegisterType *type)
{
    static const char *const labels[] = {"register.label.unit", "register.label.area",
                                         "register.label.lon", "register.label.lat"};
    GPtrArray *heads = g_ptr_array_new_with_free_func(g_free);
    Language language = call_language(call);

    for (guint i = 0; i < type->field_count; i++) {
        const RegisterField *field = &type->fields[i];
        const char *name = form_name(field->form.name, language);
        g_ptr_array_add(heads, field->measure != NULL
                                   ? g_strdup_printf("%s（%s）", name, field->measure)
                                   : g_strdup(name));
    }
    for (gsize i = 0; i < (type->place ? G_N_ELEMENTS(labels) : 2); i++) {
        g_ptr_array_add(heads, text_format(language, labels[i], NULL));
    }
    for (guint i = 0; i < type->derived_count; i++) {
        const RegisterDerived *derived = &type->derived[i];
        const char *name = form_name(derived->name, language);
        g_ptr_array_add(heads, derived->measure != NULL
                                   ? g_strdup_printf("%s（%s）", name, derived->measure)
                                   : g_strdup(name));
    }
    return heads;
}

typedef struct {
    SheetCellKind kind;
    char *text;
    gint64 value;
} Cell;

static void cell_clear(gpointer data)
{
    g_free(((Cell *)data)->text);
}

static void add_cell(GArray *cells, SheetCellKind kind, const char *text, gint64 value)
{
    Cell cell = {text != NULL || kind == SHEET_NUMBER ? kind : SHEET_EMPTY, g_strdup(text), value};

    g_array_append_val(cells, cell);
}

static void add_number(GArray *cells, Decimal number)
{
    char text[DECIMAL_TEXT_MAX];

    decimal_format(number, text);
    add_cell(cells, SHEET_NUMBER, text, number);
}

static void add_field(GArray *cells, const RegisterField *field, const RegisterObject *object,
                      RegisterNames *names)
{
    const char *value = register_text(object->form, field->form.key);
    Decimal number = 0;

    if (value != NULL && field->form.kind == FORM_NUMBER &&
        decimal_parse(value, NULL, &number, NULL)) {
        add_number(cells, number);
    } else if (value != NULL && field->form.kind == FORM_DAY && sheet_is_date(value)) {
        add_cell(cells, SHEET_DATE, value, 0);
    } else {
        add_cell(cells, SHEET_TEXT, value != NULL ? register_shown(names, field, value) : NULL, 0);
    }
}

static void add_place(GArray *cells, const RegisterObject *object)
{
    char text[32];

    g_ascii_formatd(text, sizeof text, "%.7f", (double)object->point.lon / OUTLINE_DEGREE);
    add_cell(cells, SHEET_TEXT, object->placed ? text : NULL, 0);
    g_ascii_formatd(text, sizeof text, "%.7f", (double)object->point.lat / OUTLINE_DEGREE);
    add_cell(cells, SHEET_TEXT, object->placed ? text : NULL, 0);
}

/* The cells of one object, in the order of the heads. (transfer full) */
static GArray *cells_of(const RegisterType *type, const RegisterObject *object,
                        const RegisterSums *sums, RegisterNames *names)
{
    GArray *cells = g_array_new(FALSE, TRUE, sizeof(Cell));
    FormulaValue values[REGISTER_DERIVED_MAX];
    Decimal counted[REGISTER_COUNTS_MAX];

    g_array_set_clear_func(cells, cell_clear);
    for (guint i = 0; i < type->field_count; i++) {
        add_field(cells, &type->fields[i], object, names);
    }
    add_cell(cells, SHEET_TEXT, register_unit_shown(names, object->unit), 0);
    add_cell(cells, SHEET_TEXT,
             object->area != NULL ? register_area_shown(names, object->area) : NULL, 0);
    if (type->place) {
        add_place(cells, object);
    }
    register_sums_of(sums, object->id, counted);
    register_type_derive(type, object->form, counted, values);
    for (guint i = 0; i < type->derived_count; i++) {
        if (values[i].kind == FORMULA_NUMBER) {
            add_number(cells, values[i].number);
        } else {
            add_cell(cells, SHEET_EMPTY, NULL, 0);
        }
    }
    return cells;
}

/* TEXT as a cell of csv (RFC 4180); what a spreadsheet would run as a formula gets a stroke before
 * it, which an import takes away. */
static void append_csv(GString *out, SheetCellKind kind, const char *text, bool first)
{
    bool runs = kind == SHEET_TEXT && *text != '\0' && strchr("=+-@\t\r", *text) != NULL;

    g_string_append(out, first ? "" : ",");
    g_string_append(out, runs ? "\"'" : "\"");
    for (const char *c = text; *c != '\0'; c++) {
        g_string_append(out, *c == '"' ? "\"" : "");
        g_string_append_c(out, *c);
    }
    g_string_append_c(out, '"');
}

static void csv_row(GString *out, const GArray *cells)
{
    for (guint i = 0; i < cells->len; i++) {
        const Cell *cell = &g_array_index(cells, Cell, i);
        append_csv(out, cell->kind, cell->text != NULL ? cell->text : "", i == 0);
    }
    g_string_append(out, "\r\n");
}

static void sheet_row(SheetWriter *writer, const GArray *cells)
{
    g_autofree SheetCell *row = g_new0(SheetCell, cells->len);

    for (guint i = 0; i < cells->len; i++) {
        const Cell *cell = &g_array_index(cells, Cell, i);
        row[i] = (SheetCell){cell->kind, cell->text, cell->value};
    }
    sheet_writer_row(writer, row);
}

static SheetWriter *new_sheet(Call *call, const RegisterType *type, const GPtrArray *heads)
{
    g_autofree SheetColumn *columns = g_new0(SheetColumn, heads->len);
    const char *name = form_name(type->name, call_language(call));
    const SheetProperties properties = {.title = name,
                                        .sheet_name = name,
                                        .created = call_now(call) / G_USEC_PER_SEC,
                                        .paper = SHEET_A3_LANDSCAPE,
                                        .untitled = true};

    for (guint i = 0; i < heads->len; i++) {
        bool number = i < type->field_count && type->fields[i].form.kind == FORM_NUMBER;
        columns[i] = (SheetColumn){g_ptr_array_index(heads, i), number ? NUMBER_WIDTH : TEXT_WIDTH,
                                   number ? SHEET_RIGHT : SHEET_LEFT};
    }
    return sheet_writer_new(&properties, columns, heads->len);
}

/* Writes the table to SHEET or, if that is NULL, to CSV. */
static bool write_table(Call *call, const RegisterType *type, SheetWriter *sheet, GString *csv,
                        GError **error)
{
    g_autoptr(RegisterSums) sums = register_sums_read(call, type, NULL, error);
    g_autoptr(RegisterNames) names = register_names_new(call);
    gint64 total = 0;
    g_autoptr(GPtrArray) objects =
        sums != NULL ? register_objects(call, type, sums, REGISTER_EXPORT_MAX, 0, &total, error)
                     : NULL;

    for (guint i = 0; objects != NULL && i < objects->len; i++) {
        g_autoptr(GArray) cells = cells_of(type, g_ptr_array_index(objects, i), sums, names);
        if (sheet != NULL) {
            sheet_row(sheet, cells);
        } else {
            csv_row(csv, cells);
        }
    }
    return objects != NULL;
}

static GBytes *table_file(Call *call, const RegisterType *type, bool csv, GError **error)
{
    g_autoptr(GPtrArray) heads = heads_of(call, type);
    g_autoptr(SheetWriter) sheet = csv ? NULL : new_sheet(call, type, heads);
    g_autoptr(GString) text = g_string_new("\xEF\xBB\xBF");

    for (guint i = 0; csv && i < heads->len; i++) {
        append_csv(text, SHEET_TEXT, g_ptr_array_index(heads, i), i == 0);
    }
    g_string_append(text, "\r\n");
    if (!write_table(call, type, sheet, text, error)) {
        return NULL;
    }
    return csv ? g_string_free_to_bytes(g_steal_pointer(&text)) : sheet_writer_finish(sheet, error);
}

static GBytes *features_file(Call *call, const RegisterType *type, GError **error)
{
    g_autoptr(JsonWriter) writer = json_writer_new();

    return write_features(call, type, writer, error) ? json_writer_steal(writer) : NULL;
}

bool register_export(Call *call, GError **error)
{
    static const struct {
        const char *format;
        const char *media;
    } files[] = {
        {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {"csv", "text/csv; charset=utf-8"},
        {"geojson", "application/geo+json"},
    };
    const char *format = call_parameter(call, "format");
    g_autoptr(GPtrArray) types = register_types(call, error);
    const RegisterType *type =
        types != NULL ? register_type_of(types, call_parameter(call, "type"), error) : NULL;
    guint which = 0;

    if (type == NULL) {
        return false;
    }
    while (format != NULL && which + 1 < G_N_ELEMENTS(files) &&
           strcmp(files[which].format, format) != 0) {
        which++;
    }
    g_autoptr(GBytes) bytes = strcmp(files[which].format, "geojson") == 0
                                  ? features_file(call, type, error)
                                  : table_file(call, type, which == 1, error);
    if (bytes == NULL) {
        return false;
    }
    g_autofree char *name = g_strdup_printf("%s %s.%s", form_name(type->name, call_language(call)),
                                            call_today(call), files[which].format);
    call_answer_bytes(call, bytes, files[which].media, name);
    return true;
}
