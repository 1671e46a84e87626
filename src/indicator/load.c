/* Indicators from declared data: definitions, peers and targets, and the figures of a sample. */
#include "indicator/observation_internal.h"

#include "call/call_internal.h"
#include "org/org.h"
#include "pack/pack.h"

#include <string.h>

typedef struct {
    json_t *declared; /* indicators.yaml */
    json_t *figures;  /* figures.yaml, or NULL */
    Call *call;
} Load;

static bool load_definitions(const Load *load, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(load->declared, "indicators"), i, one)
    {
        g_autoptr(GError) failed = NULL;
        const char *owner = member_of(one, "owner_unit");
        g_autofree char *unit = org_find_unit(load->call->tx, load->call->district, owner, &failed);
        if (unit == NULL) {
            if (error_pass(error, &failed)) {
                error_set(error, LUOSHI_ERROR_INVALID, "org.unknown_reference", "indicators.yaml",
                          "file", "indicators.yaml", "key", owner, NULL);
            }
            return false;
        }
        g_autofree char *id = indicator_store(load->call, one, unit, error);
        if (id == NULL) {
            return false;
        }
    }
    return true;
}

static bool load_peers(const Load *load, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(load->declared, "peers"), i, one)
    {
        if (!peer_store(load->call, one, error)) {
            return false;
        }
    }
    return true;
}

/* OBJECT as a file names it, as an object. */
static bool name_object(const Load *load, json_t *one, GError **error)
{
    g_autoptr(GError) failed = NULL;
    const char *text = member_of(one, "object");

    if (text == NULL) {
        return true;
    }
    g_autofree char *object = object_find(load->call->tx, load->call->district, text, &failed);
    if (object == NULL) {
        if (error_pass(error, &failed)) {
            error_set(error, LUOSHI_ERROR_INVALID, "indicator.no_object", "indicators.yaml",
                      "object", text, NULL);
        }
        return false;
    }
    json_object_set_new(one, "object", json_string(object));
    return true;
}

static bool load_targets(const Load *load, const Catalogue *catalogue, GError **error)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(load->declared, "targets"), i, one)
    {
        const Indicator *indicator =
            catalogue_find(catalogue, member_of(one, "indicator"), "indicators.yaml", error);
        if (indicator == NULL || !name_object(load, one, error)) {
            return false;
        }
        g_autofree char *id = target_store(load->call, indicator, one, NULL, error);
        if (id == NULL) {
            return false;
        }
    }
    return true;
}

/* A figure of a file as text: 41 and "41.5" alike. */
static json_t *figure_text(const json_t *value)
{
    if (json_is_integer(value)) {
        g_autofree char *text = g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
        return json_string(text);
    }
    return json_string(json_string_value(value));
}

/* One row of figures.yaml as a cell for each figure. */
static bool spread(const Catalogue *catalogue, const json_t *row, gint32 today, json_t *cells,
                   GPtrArray *places, GError **error)
{
    const char *key = member_of(row, "indicator");
    const char *object = member_of(row, "object");
    const Indicator *indicator = catalogue_find(catalogue, key, "figures.yaml", error);
    gint year = (gint)json_integer_value(json_object_get(row, "year"));
    size_t i;
    json_t *value;

    if (indicator == NULL) {
        return false;
    }
    json_array_foreach(json_object_get(row, "values"), i, value)
    {
        char text[PERIOD_TEXT_MAX];
        Period whole = period_of(PERIOD_YEAR, day_of(year, 1, 1));
        Period period = period_part(whole, indicator->frequency, (guint)i);
        if (json_is_null(value) || period.last >= today) {
            continue;
        }
        period_format(period, text);
        json_t *cell = json_pack("{s:s, s:s, s:o}", "indicator", key, "period", text, "value",
                                 figure_text(value));
        if (object != NULL) {
            json_object_set_new(cell, "object", json_string(object));
        }
        json_array_append_new(cells, cell);
        g_ptr_array_add(places, g_strdup_printf("figures.yaml: %s %s %s", key,
                                                object != NULL ? object : "", text));
    }
    return true;
}

static bool check_taken(const GPtrArray *cells, GError **error)
{
    for (guint i = 0; i < cells->len; i++) {
        const ReportedCell *cell = cells->pdata[i];
        if (cell->fault != NULL) {
            g_propagate_error(error, g_error_copy(cell->fault));
            return false;
        }
        if (cell->state == CELL_CONFIRM) {
            error_set(error, LUOSHI_ERROR_INVALID, "indicator.asks", cell->place, "place",
                      cell->place, NULL);
            return false;
        }
    }
    return true;
}

static bool load_figures(const Load *load, const Catalogue *catalogue, GError **error)
{
    json_auto_t *cells = json_array();
    g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func(g_free);
    const TakeOptions options = {0};
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(load->figures, "figures"), i, row)
    {
        if (!spread(catalogue, row, day_in_beijing(call_now(load->call)), cells, places, error)) {
            return false;
        }
    }
    g_autoptr(GPtrArray) reported = reported_new(cells, places, NULL);
    g_autoptr(Figures) figures = figures_new(load->call->tx, load->call->district, catalogue, 0);
    return reported_take(load->call, figures, reported, &options, error) &&
           check_taken(reported, error);
}

static bool load_work(StoreTx *tx, gpointer data, GError **error)
{
    Load *load = data;

    load->call->tx = tx;
    if (!load_definitions(load, error) || !load_peers(load, error)) {
        return false;
    }
    g_autoptr(Catalogue) catalogue = catalogue_read(tx, load->call->district, error);
    return catalogue != NULL && load_targets(load, catalogue, error) &&
           load_figures(load, catalogue, error);
}

static bool load_optional(const char *folder, const char *name, json_t **file, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        return true;
    }
    *file = pack_load_yaml(path, error);
    return *file != NULL;
}

bool indicator_load(Store *store, const char *folder, const char *account, GError **error)
{
    Load load = {0};
    g_autofree char *district = org_district(store, error);
    bool done = district != NULL &&
                load_optional(folder, "indicators.yaml", &load.declared, error) &&
                load_optional(folder, "figures.yaml", &load.figures, error);

    if (done && load.declared != NULL) {
        load.call = call_new(store, district, NULL, store_now(store), LANGUAGE_ZH);
        g_free(load.call->account);
        load.call->account = g_strdup(account);
        load.call->actor.account = load.call->account;
        done = store_write(store, load_work, &load, error);
        call_free(load.call);
    }
    json_decref(load.declared);
    json_decref(load.figures);
    return done;
}
