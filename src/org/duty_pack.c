#include "org/duty_pack.h"

#include "pack/pack.h"

#include <string.h>

#define DUTY_FILE "duties.yaml"

static bool add_file(json_t *fields, const char *packs, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(packs, name, DUTY_FILE, NULL);

    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        return true;
    }
    json_auto_t *file = pack_load_yaml(path, error);
    const json_t *list = file != NULL ? json_object_get(file, "fields") : NULL;
    if (file != NULL && !json_is_array(list)) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.bad_duties", path, "file", path, NULL);
    }
    return json_is_array(list) && json_array_extend(fields, (json_t *)list) == 0;
}

static gint base_first(gconstpointer a, gconstpointer b)
{
    const char *left = *(const char *const *)a;
    const char *right = *(const char *const *)b;
    int base = (strcmp(right, "base") == 0) - (strcmp(left, "base") == 0);

    return base != 0 ? base : strcmp(left, right);
}

json_t *duty_pack_load(const char *packs, GError **error)
{
    g_autoptr(GError) unread = NULL;
    g_autoptr(GDir) directory = g_dir_open(packs, 0, &unread);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    json_auto_t *fields = json_array();

    if (directory == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "pack.unreadable", packs, "file", packs, "reason",
                  unread->message, NULL);
        return NULL;
    }
    for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
        g_ptr_array_add(names, g_strdup(name));
    }
    g_ptr_array_sort(names, base_first);
    for (guint i = 0; i < names->len; i++) {
        if (!add_file(fields, packs, names->pdata[i], error)) {
            return NULL;
        }
    }
    return json_incref(fields);
}

static bool is_of(const json_t *field, const char *unit_name)
{
    const json_t *names = json_object_get(field, "names");

    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && strstr(unit_name, name) != NULL) {
            return true;
        }
    }
    return false;
}

static void add_terms(GPtrArray *terms, const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *term = json_string_value(json_array_get(list, i));
        if (term != NULL) {
            g_ptr_array_add(terms, (gpointer)term);
        }
    }
}

void duty_pack_terms(const json_t *fields, const char *unit_name, GPtrArray *duties,
                     GPtrArray *helps)
{
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *field = json_array_get(fields, i);
        if (is_of(field, unit_name)) {
            add_terms(duties, json_object_get(field, "duties"));
            add_terms(helps, json_object_get(field, "helps"));
        }
    }
}
