/* Loads a district from declared data, in one transaction. */
#include "org/account.h"
#include "org/org.h"

#include "call/call_internal.h"
#include "kernel/day.h"
#include "org/org_internal.h"
#include "org_sql.h"
#include "pack/pack.h"

#include <string.h>

#define FOUNDING_NAME_MAX   120 /* bytes */
#define PASSWORD_LENGTH_MIN 10  /* as the interface asks of an account (api/openapi.yaml) */
#define PASSWORD_LENGTH_MAX 200

typedef struct {
    const char *district; /* which of the areas; NULL: the last one of that kind */
    json_t *areas;
    json_t *units;
    json_t *people;
    json_t *accounts;
    json_t *roles;
    char *password_hash;
    Call *call;
    gint64 clock_offset;
    GHashTable *ids; /* key in the files → id, of units and people */
} Load;

static const char *text(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

/* The id made for KEY of FILE's objects; an unknown key is an error. */
static const char *id_of(const Load *load, const char *key, const char *file, GError **error)
{
    const char *id = g_hash_table_lookup(load->ids, key);

    if (id == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.unknown_reference", file, "file", file, "key",
                  key, NULL);
    }
    return id;
}

static const char *make_id(Load *load, const char *key)
{
    char *id = call_new_id(load->call);

    g_hash_table_replace(load->ids, g_strdup(key), id);
    return id;
}

static bool load_areas(Load *load, StoreTx *tx, GError **error)
{
    size_t i;
    json_t *area;

    json_array_foreach(load->areas, i, area)
    {
        if (!store_execute(
                tx, &sql_area_insert,
                STORE_VALUES(store_text(load->call->district), store_text(text(area, "code")),
                             store_text(text(area, "name")), store_text(text(area, "kind")),
                             store_text(text(area, "parent"))),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool load_units(Load *load, StoreTx *tx, GError **error)
{
    size_t i;
    json_t *unit;

    json_array_foreach(load->units, i, unit)
    {
        const char *parent = text(unit, "parent");
        const char *parent_id = parent != NULL ? id_of(load, parent, "units.yaml", error) : NULL;
        const char *short_name = text(unit, "short_name");
        json_t *duties = json_object_get(unit, "duties");
        g_autofree char *list = duties != NULL ? json_dumps(duties, JSON_COMPACT) : g_strdup("[]");
        if (parent != NULL && parent_id == NULL) {
            return false;
        }
        const char *id = make_id(load, text(unit, "key"));
        if (!store_execute(
                tx, &sql_unit_insert,
                STORE_VALUES(store_text(load->call->district), store_text(id),
                             store_text(text(unit, "key")), store_text(text(unit, "name")),
                             store_text(short_name != NULL ? short_name : text(unit, "name")),
                             store_text(text(unit, "kind")), store_text(text(unit, "area")),
                             store_text(parent_id), store_text(list)),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool load_charges(Load *load, StoreTx *tx, const json_t *person, const char *post,
                         const char *from, GError **error)
{
    size_t i;
    json_t *key;
    const json_t *charges = json_object_get(person, "charges");

    json_array_foreach(charges, i, key)
    {
        const char *unit = id_of(load, json_string_value(key), "people.yaml", error);
        g_autofree char *id = call_new_id(load->call);
        if (unit == NULL ||
            !store_execute(tx, &sql_charge_insert,
                           STORE_VALUES(store_text(load->call->district), store_text(id),
                                        store_text(post), store_text("unit"), store_text(unit),
                                        store_text(from)),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool load_person(Load *load, StoreTx *tx, const json_t *person, GError **error)
{
    const char *district = load->call->district;
    const char *from = text(person, "from");
    const char *unit = id_of(load, text(person, "unit"), "people.yaml", error);
    g_autofree char *post = call_new_id(load->call);
    g_autofree char *tenure = call_new_id(load->call);

    if (unit == NULL) {
        return false;
    }
    const char *id = make_id(load, text(person, "key"));
    return store_execute(
               tx, &sql_person_insert,
               STORE_VALUES(store_text(district), store_text(id), store_text(text(person, "name"))),
               NULL, error) &&
           store_execute(tx, &sql_post_insert,
                         STORE_VALUES(store_text(district), store_text(post), store_text(unit),
                                      store_text(text(person, "title")),
                                      store_text(text(person, "rank"))),
                         NULL, error) &&
           store_execute(tx, &sql_tenure_insert,
                         STORE_VALUES(store_text(district), store_text(tenure), store_text(post),
                                      store_text(id), store_text(from)),
                         NULL, error) &&
           load_charges(load, tx, person, post, from, error);
}

static bool load_people(Load *load, StoreTx *tx, GError **error)
{
    size_t i;
    json_t *person;

    json_array_foreach(load->people, i, person)
    {
        if (!load_person(load, tx, person, error)) {
            return false;
        }
    }
    return true;
}

static bool load_roles(Load *load, StoreTx *tx, GError **error)
{
    size_t i;
    json_t *role;

    json_array_foreach(load->roles, i, role)
    {
        size_t p;
        json_t *permission;
        const json_t *name = json_object_get(role, "name");
        if (!store_execute(tx, &sql_role_insert,
                           STORE_VALUES(store_text(load->call->district),
                                        store_text(text(role, "key")), store_text(text(name, "zh")),
                                        store_text(text(name, "en"))),
                           NULL, error) ||
            !store_execute(
                tx, &sql_role_permissions_clear,
                STORE_VALUES(store_text(load->call->district), store_text(text(role, "key"))), NULL,
                error)) {
            return false;
        }
        json_array_foreach(json_object_get(role, "permissions"), p, permission)
        {
            if (!store_execute(tx, &sql_role_permission_insert,
                               STORE_VALUES(store_text(load->call->district),
                                            store_text(text(role, "key")),
                                            store_text(json_string_value(permission))),
                               NULL, error)) {
                return false;
            }
        }
    }
    return true;
}

static bool load_account(Load *load, StoreTx *tx, const json_t *account, GError **error)
{
    const char *district = load->call->district;
    const char *person = id_of(load, text(account, "person"), "accounts.yaml", error);
    const char *unit =
        person != NULL ? id_of(load, text(account, "unit"), "accounts.yaml", error) : NULL;
    const char *kind = text(account, "scope_kind");
    g_autofree char *id = call_new_id(load->call);

    if (unit == NULL ||
        !store_execute(tx, &sql_account_insert,
                       STORE_VALUES(store_text(district), store_text(id),
                                    store_text(text(account, "login")), store_text(person),
                                    store_text(unit), store_text(load->password_hash)),
                       NULL, error)) {
        return false;
    }
    const char *scope = g_strcmp0(kind, "district") == 0 ? district
                        : g_strcmp0(kind, "area") == 0   ? text(account, "scope")
                                                         : unit;
    return store_execute(tx, &sql_grant_insert,
                         STORE_VALUES(store_text(district), store_text(id),
                                      store_text(text(account, "role")), store_text(kind),
                                      store_text(scope)),
                         NULL, error);
}

static bool load_all(StoreTx *tx, gpointer data, GError **error)
{
    Load *load = data;
    size_t i;
    json_t *account;

    g_hash_table_remove_all(load->ids);
    {
        g_autoptr(StoreRows) rows = store_query(tx, &sql_district_first, STORE_NO_VALUES, error);
        if (rows == NULL) {
            return false;
        }
        if (store_rows_next(rows, NULL)) {
            error_set(error, LUOSHI_ERROR_CONFLICT, "org.district_exists", NULL, NULL);
            return false;
        }
    }
    const json_t *district = json_array_get(load->areas, json_array_size(load->areas) - 1);
    for (size_t a = 0; a < json_array_size(load->areas); a++) {
        const json_t *area = json_array_get(load->areas, a);
        if (g_strcmp0(text(area, "kind"), "district") == 0 &&
            (load->district == NULL || g_strcmp0(text(area, "code"), load->district) == 0)) {
            district = area;
        }
    }
    g_free(load->call->district);
    load->call->district = g_strdup(text(district, "code"));
    load->call->tx = tx;
    if (!store_execute(tx, &sql_district_insert,
                       STORE_VALUES(store_text(text(district, "code")),
                                    store_text(text(district, "name")),
                                    store_int(load->clock_offset)),
                       NULL, error) ||
        !load_areas(load, tx, error) || !load_units(load, tx, error) ||
        !load_people(load, tx, error) || !load_roles(load, tx, error)) {
        return false;
    }
    json_array_foreach(load->accounts, i, account)
    {
        if (!load_account(load, tx, account, error)) {
            return false;
        }
    }
    json_auto_t *after = json_pack("{s:I, s:I}", "units", (json_int_t)json_array_size(load->units),
                                   "accounts", (json_int_t)json_array_size(load->accounts));
    return call_record(load->call, "district.load", "district", load->call->district, NULL, NULL,
                       after, error);
}

/* The list under NAME in FOLDER/NAME.yaml. (transfer full) */
static json_t *load_list(const char *path, const char *name, GError **error)
{
    json_auto_t *file = pack_load_yaml(path, error);

    return file != NULL ? json_incref(json_object_get(file, name)) : NULL;
}

static json_t *load_file(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_strdup_printf("%s/%s.yaml", folder, name);

    return load_list(path, name, error);
}

/* Writes LOAD, whose lists are there, and frees what is in it. */
static bool write_load(Store *store, Load *load, const char *roles, const char *password,
                       GError **error)
{
    load->roles = load->accounts != NULL ? load_list(roles, "roles", error) : NULL;
    load->password_hash = load->roles != NULL ? account_hash_password(password, error) : NULL;
    load->call = call_new(store, "", NULL, store_now(store), LANGUAGE_ZH);
    load->ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    bool done = load->password_hash != NULL && store_write(store, load_all, load, error);
    json_decref(load->areas);
    json_decref(load->units);
    json_decref(load->people);
    json_decref(load->accounts);
    json_decref(load->roles);
    g_free(load->password_hash);
    call_free(load->call);
    g_hash_table_unref(load->ids);
    return done;
}

bool org_load(Store *store, const char *folder, const char *roles, const char *password,
              gint64 clock_offset, GError **error)
{
    Load load = {.clock_offset = clock_offset};

    store_set_clock(store, clock_offset);
    load.areas = load_file(folder, "areas", error);
    load.units = load.areas != NULL ? load_file(folder, "units", error) : NULL;
    load.people = load.units != NULL ? load_file(folder, "people", error) : NULL;
    load.accounts = load.people != NULL ? load_file(folder, "accounts", error) : NULL;
    return write_load(store, &load, roles, password, error);
}

/* The areas that FOUNDING begins with, its own among them. (transfer full) */
static json_t *founding_areas(const OrgFounding *founding, GError **error)
{
    if (founding->areas == NULL) {
        return json_pack("[{s:s, s:s, s:s}]", "code", founding->code, "name", founding->name,
                         "kind", "district");
    }
    json_auto_t *areas = load_list(founding->areas, "areas", error);
    size_t i;
    json_t *area;
    json_array_foreach(areas, i, area)
    {
        if (strcmp(text(area, "code"), founding->code) == 0 &&
            strcmp(text(area, "kind"), "district") == 0) {
            return json_incref(areas);
        }
    }
    if (areas != NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.founding.areas", NULL, "file", founding->areas,
                  "code", founding->code, NULL);
    }
    return NULL;
}

bool org_check_founding(const OrgFounding *founding, GError **error)
{
    const char *key = NULL;

    if (!g_regex_match_simple("^[1-9][0-9]{5}$", founding->code, G_REGEX_DOLLAR_ENDONLY, 0)) {
        key = "org.founding.code";
    } else if (*founding->name == '\0' || strlen(founding->name) > FOUNDING_NAME_MAX ||
               !g_utf8_validate(founding->name, -1, NULL)) {
        key = "org.founding.name";
    } else if (!g_regex_match_simple("^[a-z][a-z0-9._-]{1,39}$", founding->admin,
                                     G_REGEX_DOLLAR_ENDONLY, 0)) {
        key = "org.founding.login";
    } else if (strlen(founding->password) < PASSWORD_LENGTH_MIN ||
               strlen(founding->password) > PASSWORD_LENGTH_MAX) {
        key = "org.founding.password";
    }
    if (key != NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, key, NULL, NULL);
        return false;
    }
    json_auto_t *areas = founding_areas(founding, error);
    return areas != NULL;
}

bool org_found(Store *store, const OrgFounding *founding, const char *roles, GError **error)
{
    const char *const arguments[] = {"name", founding->name, NULL};
    g_autofree char *office = text_format(founding->language, "org.founding.office", arguments);
    const char *post = text_find(founding->language, "org.founding.post");
    char today[DAY_LENGTH + 1];
    Load load = {.areas = founding_areas(founding, error)};

    if (load.areas == NULL) {
        return false;
    }
    day_format(day_in_beijing(store_now(store)), today);
    load.district = founding->code;
    load.units = json_pack("[{s:s, s:s, s:s, s:s}]", "key", "gov-office", "name", office, "kind",
                           "office", "area", founding->code);
    load.people = json_pack("[{s:s, s:s, s:s, s:s, s:s, s:s}]", "key", "person-admin", "name", post,
                            "title", post, "unit", "gov-office", "rank", "clerk", "from", today);
    load.accounts =
        json_pack("[{s:s, s:s, s:s, s:s, s:s}]", "login", founding->admin, "person", "person-admin",
                  "unit", "gov-office", "role", "administrator", "scope_kind", "district");
    return write_load(store, &load, roles, founding->password, error);
}

static bool update_roles(StoreTx *tx, gpointer data, GError **error)
{
    return load_roles(data, tx, error);
}

bool org_update_roles(Store *store, const char *district, const char *roles, GError **error)
{
    Load load = {.roles = load_list(roles, "roles", error)};

    load.call = call_new(store, district, NULL, store_now(store), LANGUAGE_ZH);
    bool done = load.roles != NULL && store_write(store, update_roles, &load, error);
    json_decref(load.roles);
    call_free(load.call);
    return done;
}

typedef struct {
    const char *district;
    gint64 clock_offset;
} Move;

static bool move_clock(StoreTx *tx, gpointer data, GError **error)
{
    const Move *move = data;

    return store_execute(tx, &sql_district_move,
                         STORE_VALUES(store_int(move->clock_offset), store_text(move->district)),
                         NULL, error);
}

bool org_move_clock(Store *store, const char *district, gint64 clock_offset, GError **error)
{
    Move move = {.district = district, .clock_offset = clock_offset};

    store_set_clock(store, clock_offset);
    return store_write(store, move_clock, &move, error);
}
