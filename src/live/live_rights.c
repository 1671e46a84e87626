/* Which events a watcher may hear: the same rule that the object's own route follows. */
#include "live/live_internal.h"

#include <string.h>

/* The permission that reads an object of each kind; SCOPED ones are read unit by unit. */
static const struct {
    const char *kind;
    const char *permission;
    bool scoped;
} readers[] = {
    {"unit", "org.read", false},
    {"person", "org.read", false},
    {"post", "org.read", false},
    {"account", "account.manage", false},
    {"token", "token.manage", false},
    {"report", "report.read", false},
    {"clause", "report.read", false},
    {"plan", "commitment.read", false},
    {"commitment", "commitment.read", true},
    {"indicator", "indicator.read", true},
    {"project", "project.read", true},
    {"project_fund", "project.read", true},
    {"project_batch", "project.read", false},
    {"case", "case.read", true},
    {"budget", "budget.read", true},
    {"debt", "budget.read", true},
    {"register", "register.read", true},
};

static const char scoped_permission[] = "commitment.read";

static GHashTable *new_set(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static bool read_units(Call *call, GHashTable *units, GError **error)
{
    const char *permission = call->permission;
    g_autoptr(GError) failed = NULL;

    call->permission = scoped_permission;
    const char *scope = call_scope(call, &failed);
    call->permission = permission;
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    json_auto_t *list = scope != NULL ? json_loads(scope, 0, NULL) : NULL;
    for (size_t i = 0; i < json_array_size(list); i++) {
        g_hash_table_add(units, g_strdup(json_string_value(json_array_get(list, i))));
    }
    if (*call->unit != '\0') {
        g_hash_table_add(units, g_strdup(call->unit));
    }
    return true;
}

LiveRights *live_rights_read(Call *call, GError **error)
{
    g_autoptr(LiveRights) rights = g_new0(LiveRights, 1);

    rights->account = g_strdup(call->account);
    rights->anywhere = new_set();
    rights->district = new_set();
    rights->units = new_set();
    for (guint i = 0; i < call->access->len; i++) {
        const Access *access = &g_array_index(call->access, Access, i);
        g_hash_table_add(rights->anywhere, g_strdup(access->permission));
        if (strcmp(access->scope_kind, "district") == 0) {
            g_hash_table_add(rights->district, g_strdup(access->permission));
        }
    }
    return read_units(call, rights->units, error) ? g_steal_pointer(&rights) : NULL;
}

void live_rights_free(LiveRights *rights)
{
    if (rights != NULL) {
        g_clear_pointer(&rights->anywhere, g_hash_table_unref);
        g_clear_pointer(&rights->district, g_hash_table_unref);
        g_clear_pointer(&rights->units, g_hash_table_unref);
        g_free(rights->account);
        g_free(rights);
    }
}

bool live_rights_allow(const LiveRights *rights, const char *kind, const GStrv units)
{
    for (gsize i = 0; i < G_N_ELEMENTS(readers); i++) {
        if (strcmp(readers[i].kind, kind) != 0) {
            continue;
        }
        if (!readers[i].scoped) {
            return g_hash_table_contains(rights->anywhere, readers[i].permission);
        }
        if (!g_hash_table_contains(rights->anywhere, readers[i].permission)) {
            return false;
        }
        bool allowed = g_hash_table_contains(rights->district, readers[i].permission);
        for (gsize u = 0; !allowed && units != NULL && units[u] != NULL; u++) {
            allowed = g_hash_table_contains(rights->units, units[u]);
        }
        return allowed;
    }
    return false;
}

bool live_rights_depend_on(const LiveRights *rights, const char *kind, const char *id)
{
    if (strcmp(kind, "account") == 0 || strcmp(kind, "token") == 0) {
        return strcmp(rights->account, id) == 0;
    }
    /* A unit that moves takes its commitments into another's scope. */
    return strcmp(kind, "unit") == 0 && !g_hash_table_contains(rights->district, scoped_permission);
}
