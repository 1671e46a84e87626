/* Whatever stands in an address, finding its route and checking its parameters neither crashes nor
 * leaks. Input: path, then name=value lines. */
#include "http/routes_internal.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Router *router;
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\n", 32);
    g_autoptr(GError) error = NULL;

    if (router == NULL) {
        router = router_new(NULL);
    }
    if (lines[0] == NULL || !g_utf8_validate(text, -1, NULL)) {
        return 0;
    }
    g_autoptr(GHashTable) parameters =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    gssize route = router_find(router, "GET", lines[0], parameters, &error);
    for (gsize i = 1; lines[i] != NULL; i++) {
        char *equals = strchr(lines[i], '=');
        if (equals != NULL) {
            g_hash_table_replace(parameters, g_strndup(lines[i], (gsize)(equals - lines[i])),
                                 g_strdup(equals + 1));
        }
    }
    if (route >= 0) {
        router_check_parameters(router, (gsize)route, parameters, &error);
    }
    return 0;
}
