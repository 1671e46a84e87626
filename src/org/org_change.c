/* What can be changed in the organisation: units, people, and who holds a post. */
#include "org/org.h"

#include "org/org_internal.h"
#include "org_sql.h"

#include <string.h>

static const char *member(Call *call, const char *name)
{
    return json_string_value(json_object_get(call_body(call), name));
}

static bool check_parent(Call *call, GError **error)
{
    const char *parent = member(call, "parent");

    if (parent == NULL) {
        return true;
    }
    g_autofree char *name = org_unit_name(call_tx(call), call_district(call), parent, error);
    if (name == NULL && (error == NULL || *error == NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/parent", NULL);
    }
    return name != NULL;
}

bool unit_add(Call *call, GError **error)
{
    json_t *body = call_body(call);
    g_autofree char *id = call_new_id(call);
    const char *name = member(call, "name");
    const char *short_name = member(call, "short_name");
    json_t *duties = json_object_get(body, "duties");
    g_autofree char *duties_text =
        duties != NULL ? json_dumps(duties, JSON_COMPACT) : g_strdup("[]");

    if (!check_parent(call, error) ||
        !store_execute(call_tx(call), &sql_unit_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(member(call, "key")), store_text(name),
                                    store_text(short_name != NULL ? short_name : name),
                                    store_text(member(call, "kind")),
                                    store_text(member(call, "area")),
                                    store_text(member(call, "parent")), store_text(duties_text)),
                       NULL, error)) {
        return false;
    }
    call_created(call);
    call_changed(call, "org", "unit", id);
    return call_record(call, "unit.add", "unit", id, NULL, NULL, body, error) &&
           org_write_unit(call, id, error);
}

/* The unit as it is now, as the members that can be changed. (transfer full) */
static json_t *read_unit(Call *call, const char *id, gint64 *version, GError **error)
{
    g_autoptr(StoreRows) rows = store_query_one(
        call_tx(call), &sql_unit_by_id,
        STORE_VALUES(store_text(call_district(call)), store_text(id)), "org.no_unit", error);

    if (rows == NULL) {
        return NULL;
    }
    *version = store_column_int(rows, 9);
    return json_pack("{s:s, s:s, s:o, s:b}", "name", store_column_text(rows, 2), "short_name",
                     store_column_text(rows, 3), "duties",
                     json_loads(store_column_text(rows, 7), 0, NULL), "active",
                     (int)store_column_int(rows, 8));
}

bool unit_change(Call *call, GError **error)
{
    const char *id = call_parameter(call, "unit");
    gint64 version = 0;
    json_auto_t *before = read_unit(call, id, &version, error);

    if (before == NULL) {
        return false;
    }
    if (version != json_integer_value(json_object_get(call_body(call), "version"))) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return false;
    }
    json_auto_t *change = json_deep_copy(call_body(call));
    json_object_del(change, "version");
    json_auto_t *after = json_deep_copy(before);
    json_object_update(after, change);
    g_autofree char *duties = json_dumps(json_object_get(after, "duties"), JSON_COMPACT);
    if (!store_execute(
            call_tx(call), &sql_unit_update,
            STORE_VALUES(store_text(json_string_value(json_object_get(after, "name"))),
                         store_text(json_string_value(json_object_get(after, "short_name"))),
                         store_text(duties),
                         store_int(json_is_true(json_object_get(after, "active"))),
                         store_text(call_district(call)), store_text(id), store_int(version)),
            NULL, error)) {
        return false;
    }
    call_changed(call, "org", "unit", id);
    return call_record(call, "unit.change", "unit", id, NULL, before, after, error) &&
           org_write_unit(call, id, error);
}

static bool take_post(Call *call, const char *post, const char *person, const char *from,
                      GError **error)
{
    g_autofree char *id = call_new_id(call);

    return store_execute(call_tx(call), &sql_tenure_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(id),
                                      store_text(post), store_text(person), store_text(from)),
                         NULL, error);
}

bool person_add(Call *call, GError **error)
{
    const char *district = call_district(call);
    g_autofree char *unit_name =
        org_unit_name(call_tx(call), district, member(call, "unit"), error);
    g_autofree char *person = call_new_id(call);
    g_autofree char *post = call_new_id(call);

    if (unit_name == NULL) {
        if (error == NULL || *error == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "org.no_unit", "/unit", NULL);
        }
        return false;
    }
    if (!store_execute(call_tx(call), &sql_person_insert,
                       STORE_VALUES(store_text(district), store_text(person),
                                    store_text(member(call, "name"))),
                       NULL, error) ||
        !store_execute(
            call_tx(call), &sql_post_insert,
            STORE_VALUES(store_text(district), store_text(post), store_text(member(call, "unit")),
                         store_text(member(call, "title")), store_text(member(call, "rank"))),
            NULL, error) ||
        !take_post(call, post, person, call_today(call), error)) {
        return false;
    }
    call_created(call);
    call_changed(call, "org", "person", person);
    json_auto_t *after = json_pack("{s:s, s:s}", "post", post, "title", member(call, "title"));
    return call_record(call, "person.add", "person", person, NULL, NULL, after, error) &&
           org_write_person(call, person, error);
}

bool post_succeed(Call *call, GError **error)
{
    const char *district = call_district(call);
    const char *post = call_parameter(call, "post");
    const char *person = member(call, "person");
    const char *from = member(call, "from");
    g_autofree char *name = org_person_name(call_tx(call), district, person, error);
    g_autofree char *before_person = NULL;

    if (name == NULL) {
        if (error == NULL || *error == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "org.no_person", "/person", NULL);
        }
        return false;
    }
    {
        g_autoptr(StoreRows) rows = store_query_one(
            call_tx(call), &sql_post_by_id, STORE_VALUES(store_text(district), store_text(post)),
            "org.no_post", error);
        if (rows == NULL) {
            return false;
        }
    }
    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_tenure_holder,
                        STORE_VALUES(store_text(district), store_text(post)), error);
        if (rows == NULL) {
            return false;
        }
        if (store_rows_next(rows, NULL)) {
            before_person = g_strdup(store_column_text(rows, 0));
        }
    }
    json_auto_t *before = json_pack("{s:s?}", "holder", before_person);
    json_auto_t *after = json_pack("{s:s, s:s}", "holder", person, "from", from);
    call_changed(call, "org", "post", post);
    return store_execute(call_tx(call), &sql_tenure_end,
                         STORE_VALUES(store_text(from), store_text(district), store_text(post)),
                         NULL, error) &&
           take_post(call, post, person, from, error) &&
           call_record(call, "post.succeed", "post", post, NULL, before, after, error) &&
           org_write_person(call, person, error);
}
