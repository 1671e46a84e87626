#include "kernel/json_in.h"
#include "kernel/schema.h"
#include "pack/pack.h"

#include <string.h>

bool pack_check_file(const char *path, const char *schema_path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) unread = NULL;

    if (!g_file_get_contents(schema_path, &text, &length, &unread)) {
        error_set(error, LUOSHI_ERROR_INVALID, "pack.no_schema", path, "file", path, "schema",
                  schema_path, NULL);
        return false;
    }
    json_auto_t *schema = json_parse(text, length, error);
    json_auto_t *value =
        schema != NULL && schema_check_references(schema, schema, schema_path, error)
            ? pack_load_yaml(path, error)
            : NULL;
    g_autofree char *place = g_strconcat(path, ":", NULL);
    return value != NULL && schema_check(schema, schema, value, place, error);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool pack_check(const char *folder, const char *schemas, GError **error)
{
    g_autoptr(GError) unread = NULL;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, &unread);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

    if (directory == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "pack.unreadable", folder, "file", folder, "reason",
                  unread->message, NULL);
        return false;
    }
    for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
        if (g_str_has_suffix(name, ".yaml")) {
            g_ptr_array_add(names, g_strdup(name));
        }
    }
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".yaml"));
        g_autofree char *schema = g_strdup_printf("%s/%s.schema.json", schemas, stem);
        if (!pack_check_file(path, schema, error)) {
            return false;
        }
    }
    if (names->len == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "pack.empty", folder, "file", folder, NULL);
        return false;
    }
    return true;
}
