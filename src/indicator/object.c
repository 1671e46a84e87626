/* What a figure is about: an area, a unit, or a district that ours is compared with. */
#include "indicator/indicator_internal.h"

#include "org/org.h"

#include <string.h>

#define AREA "area:"
#define UNIT "unit:"
#define PEER "peer:"

char *object_district(const char *district)
{
    return g_strconcat(AREA, district, NULL);
}

static char *peer_name(StoreTx *tx, const char *district, const char *text, char **code,
                       GError **error)
{
    g_autoptr(GError) failed = NULL;
    char *name = NULL;
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_peer_list, STORE_VALUES(store_text(district)), error);

    if (rows == NULL) {
        return NULL;
    }
    while (name == NULL && store_rows_next(rows, &failed)) {
        if (strcmp(store_column_text(rows, 0), text) == 0 ||
            strcmp(store_column_text(rows, 1), text) == 0) {
            name = g_strdup(store_column_text(rows, 1));
            if (code != NULL) {
                *code = g_strdup(store_column_text(rows, 0));
            }
        }
    }
    if (failed != NULL) {
        g_clear_pointer(&name, g_free);
        g_propagate_error(error, g_steal_pointer(&failed));
    }
    return name;
}

static char *read_name(StoreTx *tx, const char *district, const char *object, GError **error)
{
    char *name = NULL;

    if (g_str_has_prefix(object, AREA)) {
        g_autofree char *code = org_find_area(tx, district, object + strlen(AREA), &name, error);
        if (code != NULL && strcmp(code, object + strlen(AREA)) == 0) {
            return name;
        }
        g_clear_pointer(&name, g_free);
        return NULL;
    }
    if (g_str_has_prefix(object, UNIT)) {
        return org_unit_name(tx, district, object + strlen(UNIT), error);
    }
    return g_str_has_prefix(object, PEER)
               ? peer_name(tx, district, object + strlen(PEER), NULL, error)
               : NULL;
}

bool object_check(StoreTx *tx, const char *district, const char *object, const char *place,
                  char **name, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *found = read_name(tx, district, object, &failed);

    if (!error_pass(error, &failed)) {
        return false;
    }
    if (found == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "indicator.no_object", place, "object", object,
                  NULL);
        return false;
    }
    if (name != NULL) {
        *name = g_steal_pointer(&found);
    }
    return true;
}

char *object_name(StoreTx *tx, const char *district, const char *object, const Names *names)
{
    if (g_str_has_prefix(object, UNIT)) {
        return g_strdup(name_of(names, NAME_UNIT, object + strlen(UNIT)));
    }
    char *name = read_name(tx, district, object, NULL);
    return name != NULL ? name : g_strdup(object);
}

bool object_authorize(Call *call, const Indicator *indicator, const char *object, GError **error)
{
    g_autoptr(GError) denied = NULL;
    const char *area = g_str_has_prefix(object, AREA) ? object + strlen(AREA) : NULL;

    if (call_authorize(call, indicator->owner, area, &denied)) {
        return true;
    }
    if (g_str_has_prefix(object, UNIT) && call_authorize(call, object + strlen(UNIT), NULL, NULL)) {
        return true;
    }
    g_propagate_error(error, g_steal_pointer(&denied));
    return false;
}

char *object_find(StoreTx *tx, const char *district, const char *text, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *direct = read_name(tx, district, text, &failed);

    if (!error_pass(error, &failed)) {
        return NULL;
    }
    if (direct != NULL) {
        return g_strdup(text);
    }
    g_autofree char *unit = org_find_unit(tx, district, text, &failed);
    if (unit != NULL) {
        return g_strconcat(UNIT, unit, NULL);
    }
    g_autofree char *area =
        failed == NULL ? org_find_area(tx, district, text, NULL, &failed) : NULL;
    if (area != NULL) {
        return g_strconcat(AREA, area, NULL);
    }
    g_autofree char *code = NULL;
    g_autofree char *peer = failed == NULL ? peer_name(tx, district, text, &code, &failed) : NULL;
    if (!error_pass(error, &failed)) {
        return NULL;
    }
    return peer != NULL ? g_strconcat(PEER, code, NULL) : NULL;
}
