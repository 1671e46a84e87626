/* Objects in the order that was asked for: by a field as the database has it, by a derived figure
 * here, where it is worked out. */
#include "register/register_internal.h"

typedef struct {
    RegisterObject *object;
    Decimal value;
    bool given;
} Standing;

/* Ascending; those without a value behind the others in either order, those alike as they came. */
static gint compare(gconstpointer a, gconstpointer b, gpointer descending)
{
    const Standing *one = a;
    const Standing *other = b;

    if (one->given != other->given) {
        return one->given ? -1 : 1;
    }
    gint order = (one->value > other->value) - (one->value < other->value);
    return GPOINTER_TO_INT(descending) != 0 ? -order : order;
}

static GArray *standings_of(const RegisterType *type, gint figure, const GPtrArray *objects,
                            const RegisterSums *sums)
{
    GArray *standings = g_array_sized_new(FALSE, FALSE, sizeof(Standing), objects->len);

    for (guint i = 0; i < objects->len; i++) {
        RegisterObject *object = g_ptr_array_index(objects, i);
        FormulaValue values[REGISTER_DERIVED_MAX];
        Decimal counted[REGISTER_COUNTS_MAX];
        register_sums_of(sums, object->id, counted);
        register_type_derive(type, object->form, counted, values);
        Standing standing = {object, 0, values[figure].kind == FORMULA_NUMBER};
        standing.value = standing.given ? values[figure].number : 0;
        g_array_append_val(standings, standing);
    }
    return standings;
}

/* Puts OBJECTS in the order of FIGURE and gives each that has it its place; those alike share one:
 * 1, 2, 2, 4. */
static void rank(const RegisterType *type, gint figure, bool descending, GPtrArray *objects,
                 const RegisterSums *sums)
{
    g_autoptr(GArray) standings = standings_of(type, figure, objects, sums);
    gint64 place = 0;

    g_array_sort_with_data(standings, compare, GINT_TO_POINTER(descending));
    for (guint i = 0; i < standings->len; i++) {
        Standing *standing = &g_array_index(standings, Standing, i);
        if (i == 0 || standing->value != g_array_index(standings, Standing, i - 1).value) {
            place = (gint64)i + 1;
        }
        standing->object->rank = standing->given ? place : 0;
        objects->pdata[i] = standing->object;
    }
}

static bool check_size(gint64 total, GError **error)
{
    if (total > REGISTER_EXPORT_MAX) {
        g_autofree char *limit = g_strdup_printf("%d", REGISTER_EXPORT_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "register.too_many_to_rank", "/sort", "limit",
                  limit, NULL);
        return false;
    }
    return true;
}

GPtrArray *register_objects(Call *call, const RegisterType *type, const RegisterSums *sums,
                            gint64 count, gint64 offset, gint64 *total, GError **error)
{
    gint figure = register_type_figure(type, call_parameter(call, "sort"));
    g_autoptr(GPtrArray) objects =
        g_ptr_array_new_with_free_func((GDestroyNotify)register_object_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = figure < 0
                                    ? register_page(call, type, count, offset, error)
                                    : register_page(call, type, REGISTER_EXPORT_MAX, 0, error);

    *total = 0;
    while (rows != NULL && store_rows_next(rows, &failed)) {
        g_ptr_array_add(objects, register_object_from_row(rows));
        *total = store_column_int(rows, REGISTER_PAGE_TOTAL);
    }
    if (rows == NULL || !error_pass(error, &failed)) {
        return NULL;
    }
    if (figure >= 0) {
        if (!check_size(*total, error)) {
            return NULL;
        }
        rank(type, figure, call_parameter_int(call, "descending", 0) != 0, objects, sums);
        guint from = (guint)MIN(offset, (gint64)objects->len);
        g_ptr_array_remove_range(objects, 0, from);
        if (objects->len > count) {
            g_ptr_array_set_size(objects, (gint)count);
        }
    }
    return g_steal_pointer(&objects);
}
