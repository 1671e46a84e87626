/* Figures from a spreadsheet: its rows become the cells of one command. */
#include "indicator/import_internal.h"
#include "indicator/observation_internal.h"

#include <string.h>

/* Rows above the heading: a title, a remark. */
#define HEADING_ROWS_MAX 10u

typedef struct {
    const char *name;
    gint year;
    bool confirm;
    const char *reason;
    json_t *evidence; /* ids of the files that prove all of it, or NULL */
    GArray *columns;  /* Column, or NULL before the heading */
    guint heading;    /* its row */
    bool book;        /* a workbook, else text */
    bool tabular;     /* some row has more than one cell */
    char *unit;       /* of the whole table, or NULL */
    char unit_place[SHEET_PLACE_MAX];
    json_t *cells;
    GPtrArray *places;
    GArray *at;        /* Place of each of cells */
    GPtrArray *unread; /* SheetFault: cells of the sheet that cannot be read */
    GPtrArray *faults; /* GError of each of cells, or NULL */
} Import;

typedef struct {
    guint row;
    guint column;
} Place;

static void fault_free(gpointer fault)
{
    if (fault != NULL) {
        g_error_free(fault);
    }
}

static void import_free(gpointer data)
{
    Import *import = data;

    if (import != NULL) {
        g_clear_pointer(&import->columns, g_array_unref);
        json_decref(import->cells);
        json_decref(import->evidence);
        g_free(import->unit);
        g_ptr_array_unref(import->places);
        g_array_unref(import->at);
        g_ptr_array_unref(import->unread);
        g_ptr_array_unref(import->faults);
        g_free(import);
    }
}

/* A figure as it is typed in tables (1,234.5, 7%, full-width digits) as a decimal; UNIT may be
 * NULL. What is no figure stays as it is, to be refused where it stands. (transfer full) */
static char *figure_text(const char *text, const char *unit)
{
    g_autofree char *plain = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    GString *out = g_string_new(NULL);
    static const char *const grouped = "^[-+]?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?%?$";

    plain = plain != NULL ? plain : g_strdup(text);
    bool commas = g_regex_match_simple(grouped, plain, 0, 0);
    bool percent = (unit == NULL || strcmp(unit, "%") == 0) && g_str_has_suffix(plain, "%");
    for (const char *c = plain; *c != '\0'; c++) {
        if (!(commas && *c == ',') && !(percent && *c == '%' && c[1] == '\0')) {
            g_string_append_c(out, *c);
        }
    }
    return g_string_free(out, FALSE);
}

/* The column of KIND, which a table has once. */
static bool find_column(const Import *import, ColumnKind kind, guint *at)
{
    for (guint i = 0; i < import->columns->len; i++) {
        if (g_array_index(import->columns, Column, i).kind == kind) {
            *at = i;
            return true;
        }
    }
    return false;
}

static const char *cell_of(const Import *import, ColumnKind kind, const char *const *cells,
                           guint count, guint *at)
{
    return find_column(import, kind, at) && *at < count ? cells[*at] : NULL;
}

/* Is the empty cell in COLUMN of the row at hand one that could not be read? */
static bool is_unread(const Import *import, guint column, guint row)
{
    guint last = import->unread->len;

    return last > 0 && ((const SheetFault *)import->unread->pdata[last - 1])->row == row &&
           sheet_fault_at(import->unread, column, row) != NULL;
}

static void set_place(json_t *places, const char *member, guint column, guint row)
{
    char place[SHEET_PLACE_MAX];

    sheet_place(column, row, place);
    json_object_set_new(places, member, json_string(place));
}

/* The members that a row says once. */
static void set_shared(const Import *import, json_t *cell, json_t *places, const char *const *cells,
                       guint count, guint row)
{
    static const struct {
        ColumnKind kind;
        const char *member;
    } members[] = {
        {COLUMN_INDICATOR, "indicator"},
        {COLUMN_OBJECT, "object"},
        {COLUMN_UNIT, "unit"},
        {COLUMN_NOTE, "note"},
    };

    for (gsize m = 0; m < G_N_ELEMENTS(members); m++) {
        guint at = 0;
        const char *text = cell_of(import, members[m].kind, cells, count, &at);
        if (text != NULL) {
            json_object_set_new(cell, members[m].member, json_string(text));
            set_place(places, members[m].member, at, row);
        }
    }
    if (import->unit != NULL && json_object_get(cell, "unit") == NULL) {
        json_object_set_new(cell, "unit", json_string(import->unit));
        json_object_set_new(places, "unit", json_string(import->unit_place));
    }
    if (import->reason != NULL) {
        json_object_set_new(cell, "reason", json_string(import->reason));
        json_object_set_new(cell, "confirm", json_boolean(import->confirm));
    }
    if (import->evidence != NULL) {
        json_object_set(cell, "evidence", import->evidence);
    }
}

static bool add_figure(Import *import, guint row, guint column, const char *const *cells,
                       guint count, const char *period, const char *period_place, GError **error)
{
    guint unit_at = 0;
    char place[SHEET_PLACE_MAX];
    json_t *places = json_object();
    json_t *cell = json_pack("{s:s, s:o}", "period", period, "at", places);
    const char *of_row = cell_of(import, COLUMN_UNIT, cells, count, &unit_at);
    const char *unit = of_row != NULL ? of_row : import->unit;
    g_autofree char *value =
        figure_text(column < count && cells[column] != NULL ? cells[column] : "", unit);

    json_array_append_new(import->cells, cell);
    json_object_set_new(cell, "value", json_string(value));
    json_object_set_new(places, "period", json_string(period_place));
    set_shared(import, cell, places, cells, count, row);
    sheet_place(column, row, place);
    g_ptr_array_add(import->places, g_strdup(place));
    const Place at = {.row = row, .column = column};
    g_array_append_val(import->at, at);
    GError *nameless = NULL;
    if (member_of(cell, "indicator") == NULL) {
        error_set(&nameless, LUOSHI_ERROR_INVALID, "indicator.import_name", place, "name",
                  import->name, "cell", place, NULL);
    }
    g_ptr_array_add(import->faults, nameless);
    if (json_array_size(import->cells) > CELLS_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", CELLS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "indicator.import_cells", place, "name",
                  import->name, "limit", limit, NULL);
        return false;
    }
    return true;
}

/* One figure a row. */
static bool take_long(Import *import, guint row, guint value, const char *const *cells, guint count,
                      GError **error)
{
    guint at = 0;
    char period[PERIOD_TEXT_MAX];
    char place[SHEET_PLACE_MAX];
    const char *words = cell_of(import, COLUMN_PERIOD, cells, count, &at);

    sheet_place(at, row, place);
    bool known = words != NULL && period_words(words, import->year, period);
    return add_figure(import, row, value, cells, count,
                      known           ? period
                      : words != NULL ? words
                                      : "",
                      place, error);
}

/* A row above the heading, or the heading. */
/* Text of one cell a row, or of a file that is not called csv, is no table that lacks its heading.
 */
static void fail_head(const Import *import, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(import->name, -1);
    bool table = import->book || (import->tabular && g_str_has_suffix(lower, ".csv"));

    error_set(error, table ? LUOSHI_ERROR_INVALID : LUOSHI_ERROR_UNSUPPORTED,
              table ? "indicator.import_head" : "document.not_xlsx", NULL, "name", import->name,
              NULL);
}

static bool take_head(Import *import, guint number, const char *const *cells, guint count,
                      GError **error)
{
    if (heading_read(number, cells, count, import->year, &import->columns)) {
        import->heading = number;
        return true;
    }
    import->tabular = import->tabular || count > 1;
    if (number >= HEADING_ROWS_MAX) {
        fail_head(import, error);
        return false;
    }
    for (guint i = 0; i < count && import->unit == NULL; i++) {
        import->unit = title_unit(cells[i]);
        sheet_place(i, number, import->unit_place);
    }
    return true;
}

static bool is_figure(const char *text)
{
    Decimal value;
    g_autofree char *plain = figure_text(text, NULL);

    return decimal_parse(plain, "", &value, NULL);
}

/* A figure under a head that says no period is refused by what the head says. */
static bool take_unknown(Import *import, guint row, guint column, const char *const *cells,
                         guint count, GError **error)
{
    const Column *head =
        column < import->columns->len ? &g_array_index(import->columns, Column, column) : NULL;
    char place[SHEET_PLACE_MAX];

    sheet_place(column, row, place);
    return add_figure(import, row, column, cells, count, head != NULL ? head->head : "",
                      head != NULL ? head->place : place, error);
}

static bool take_row(gpointer data, guint number, const char *const *cells, guint count,
                     GError **error)
{
    Import *import = data;
    guint at = 0;

    if (import->columns == NULL) {
        return take_head(import, number, cells, count, error);
    }
    if (find_column(import, COLUMN_VALUE, &at) && at < count &&
        (cells[at] != NULL || is_unread(import, at, number)) &&
        !take_long(import, number, at, cells, count, error)) {
        return false;
    }
    for (guint i = 0; i < count; i++) {
        const Column *column =
            i < import->columns->len ? &g_array_index(import->columns, Column, i) : NULL;
        ColumnKind kind = column != NULL ? column->kind : COLUMN_OTHER;
        bool unread = cells[i] == NULL && is_unread(import, i, number);
        if (cells[i] == NULL && !unread) {
            continue;
        }
        if (kind == COLUMN_FIGURE &&
            !add_figure(import, number, i, cells, count, column->period, column->place, error)) {
            return false;
        }
        if (kind == COLUMN_OTHER && (unread || is_figure(cells[i])) &&
            !take_unknown(import, number, i, cells, count, error)) {
            return false;
        }
    }
    return true;
}

/* What is wrong with the cell of the sheet that figure AT stands in, with one that says what it is
 * of, or with its head. */
static const SheetFault *unread_of(const Import *import, const Place *at)
{
    static const ColumnKind shared[] = {COLUMN_INDICATOR, COLUMN_OBJECT, COLUMN_UNIT,
                                        COLUMN_PERIOD};
    const SheetFault *fault = sheet_fault_at(import->unread, at->column, at->row);

    for (gsize i = 0; fault == NULL && i < G_N_ELEMENTS(shared); i++) {
        guint column = 0;
        if (find_column(import, shared[i], &column)) {
            fault = sheet_fault_at(import->unread, column, at->row);
        }
    }
    if (fault == NULL) {
        /* A head over several columns says of none of them which period it is. */
        fault = sheet_fault_at(import->unread, at->column, import->heading);
        fault = fault != NULL && fault->last_column > fault->column ? fault : NULL;
    }
    return fault;
}

static void refuse_unread(Import *import)
{
    for (guint i = 0; import->unread->len > 0 && i < import->at->len; i++) {
        const SheetFault *fault = unread_of(import, &g_array_index(import->at, Place, i));
        if (fault != NULL) {
            g_clear_error((GError **)&import->faults->pdata[i]);
            import->faults->pdata[i] = g_error_copy(fault->error);
        }
    }
}

/* Ids with a comma between them as an array, or NULL. (transfer full) */
static json_t *evidence_given(const char *text)
{
    g_auto(GStrv) ids = text != NULL ? g_strsplit(text, ",", -1) : NULL;
    json_t *evidence = text != NULL ? json_array() : NULL;

    for (guint i = 0; ids != NULL && ids[i] != NULL; i++) {
        json_array_append_new(evidence, json_string(ids[i]));
    }
    return evidence;
}

bool observation_import_prepare(Call *call, GError **error)
{
    gsize length = 0;
    const void *bytes =
        call_content(call) != NULL ? g_bytes_get_data(call_content(call), &length) : NULL;
    Import *import = g_new0(Import, 1);

    import->name = call_parameter(call, "filename");
    import->book = length >= 2 && memcmp(bytes, "PK", 2) == 0;
    import->year = (gint)call_parameter_int(call, "year", 0);
    import->reason = call_parameter(call, "reason");
    import->confirm = call_parameter_int(call, "confirm", 0) != 0;
    import->evidence = evidence_given(call_parameter(call, "evidence"));
    import->cells = json_array();
    import->places = g_ptr_array_new_with_free_func(g_free);
    import->at = g_array_new(FALSE, FALSE, sizeof(Place));
    import->unread = sheet_faults_new();
    import->faults = g_ptr_array_new_with_free_func(fault_free);
    call_set_prepared(call, import, import_free);
    if (!sheet_read_around(bytes, length, import->name, take_row, import, import->unread, error)) {
        return false;
    }
    refuse_unread(import);
    if (import->columns == NULL) {
        fail_head(import, error);
        return false;
    }
    if (json_array_size(import->cells) == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.import_empty", NULL, "name", import->name,
                  NULL);
        return false;
    }
    return true;
}

bool observation_import(Call *call, GError **error)
{
    const Import *import = call_prepared(call);
    const TakeOptions options = {
        .right_ones = g_strcmp0(call_parameter(call, "take"), "right") == 0,
        .dry_run = call_parameter_int(call, "dry_run", 0) != 0,
    };

    return reported_run(call, import->cells, import->places, import->faults, &options, error);
}
