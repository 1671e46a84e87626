/* Accounts of people, tokens of machines, and what each may do where. */
#include "org/account.h"
#include "org/org.h"

#include "org/org_internal.h"
#include "org_sql.h"

#include <sodium.h>
#include <string.h>

#define TOKEN_DAYS_MAX 366
#define SECRET_BYTES   24

static void write_grant(JsonWriter *answer, const StoreRows *rows, guint column)
{
    json_begin_object(answer);
    json_member_text(answer, "role", store_column_text(rows, column));
    json_member_text(answer, "scope_kind", store_column_text(rows, column + 1));
    json_member_text(answer, "scope", store_column_text(rows, column + 2));
    json_end_object(answer);
}

static void begin_account(JsonWriter *answer, const StoreRows *rows)
{
    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "login", store_column_text(rows, 1));
    json_member_text(answer, "name", store_column_text(rows, 2));
    json_member_text(answer, "person", store_column_text(rows, 3));
    json_member_text(answer, "unit", store_column_text(rows, 4));
    json_member_bool(answer, "active", store_column_int(rows, 5) == 1);
    json_member_int(answer, "version", store_column_int(rows, 6));
}

static void begin_token(JsonWriter *answer, const StoreRows *rows)
{
    json_begin_object(answer);
    json_member_text(answer, "id", store_column_text(rows, 0));
    json_member_text(answer, "name", store_column_text(rows, 1));
    json_member_time(answer, "created", store_column_int(rows, 2));
    json_member_text(answer, "expires", store_column_text(rows, 3));
    json_member_bool(answer, "revoked", store_column_int(rows, 4) == 1);
}

/* Rows of one object with its grants: BEGIN writes the object's own members, the grant starts at
 * COLUMN. */
static bool write_with_grants(JsonWriter *answer, StoreRows *rows,
                              void (*begin)(JsonWriter *, const StoreRows *), guint column,
                              gsize *written, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *current = NULL;

    *written = 0;
    while (store_rows_next(rows, &failed)) {
        if (g_strcmp0(current, store_column_text(rows, 0)) != 0) {
            if (current != NULL) {
                json_end_array(answer);
                json_end_object(answer);
            }
            g_free(current);
            current = g_strdup(store_column_text(rows, 0));
            begin(answer, rows);
            json_key(answer, "grants");
            json_begin_array(answer);
            (*written)++;
        }
        if (!store_column_is_null(rows, column)) {
            write_grant(answer, rows, column);
        }
    }
    if (current != NULL) {
        json_end_array(answer);
        json_end_object(answer);
    }
    return error_pass(error, &failed);
}

static bool write_accounts(Call *call, const char *account, gsize *written, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_account_list,
                    STORE_VALUES(store_text(call_district(call)), store_text(account)), error);

    return rows != NULL &&
           write_with_grants(call_answer(call), rows, begin_account, 7, written, error);
}

static bool write_tokens(Call *call, const char *token, GError **error)
{
    gsize written;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_token_list,
                    STORE_VALUES(store_text(call_district(call)), store_text(token)), error);

    return rows != NULL &&
           write_with_grants(call_answer(call), rows, begin_token, 5, &written, error);
}

bool account_list(Call *call, GError **error)
{
    gsize written;
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_key(answer, "accounts");
    json_begin_array(answer);
    if (!write_accounts(call, NULL, &written, error)) {
        return false;
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

bool token_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_key(answer, "tokens");
    json_begin_array(answer);
    if (!write_tokens(call, NULL, error)) {
        return false;
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

static bool check_grant(Call *call, const json_t *grant, const char *place, GError **error)
{
    const char *role = json_string_value(json_object_get(grant, "role"));
    const char *kind = json_string_value(json_object_get(grant, "scope_kind"));
    const char *scope = json_string_value(json_object_get(grant, "scope"));

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_role_exists,
                        STORE_VALUES(store_text(call_district(call)), store_text(role)), error);
        if (rows == NULL) {
            return false;
        }
        if (!store_rows_next(rows, NULL)) {
            error_set(error, LUOSHI_ERROR_INVALID, "org.no_role", place, "role", role, NULL);
            return false;
        }
    }
    g_autofree char *unit = strcmp(kind, "unit") == 0
                                ? org_unit_name(call_tx(call), call_district(call), scope, NULL)
                                : NULL;
    bool sound = strcmp(kind, "district") == 0 ? strcmp(scope, call_district(call)) == 0
                 : strcmp(kind, "unit") == 0   ? unit != NULL
                                               : g_str_has_prefix(scope, call_district(call));
    if (!sound) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.bad_scope", place, "scope", scope, NULL);
    }
    return sound;
}

bool org_set_grants(Call *call, const char *holder, const json_t *grants, GError **error)
{
    const char *district = call_district(call);

    if (!store_execute(call_tx(call), &sql_grant_delete,
                       STORE_VALUES(store_text(district), store_text(holder)), NULL, error)) {
        return false;
    }
    for (size_t i = 0; i < json_array_size(grants); i++) {
        const json_t *grant = json_array_get(grants, i);
        g_autofree char *place = g_strdup_printf("/grants/%zu", i);
        if (!check_grant(call, grant, place, error) ||
            !store_execute(
                call_tx(call), &sql_grant_insert,
                STORE_VALUES(store_text(district), store_text(holder),
                             store_text(json_string_value(json_object_get(grant, "role"))),
                             store_text(json_string_value(json_object_get(grant, "scope_kind"))),
                             store_text(json_string_value(json_object_get(grant, "scope")))),
                NULL, error)) {
            return false;
        }
    }
    return true;
}

bool account_prepare(Call *call, GError **error)
{
    const char *password = json_string_value(json_object_get(call_body(call), "password"));

    if (password == NULL) {
        return true;
    }
    char *hash = account_hash_password(password, error);
    call_set_prepared(call, hash, g_free);
    return hash != NULL;
}

static const char *person_unit(Call *call, const char *person, char **unit, GError **error)
{
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_person_list,
                    STORE_VALUES(store_text(call_district(call)), store_text(person)), error);

    if (rows == NULL) {
        return NULL;
    }
    if (!store_rows_next(rows, NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.no_person", "/person", NULL);
        return NULL;
    }
    *unit = g_strdup(store_column_text(rows, 5));
    return person;
}

bool account_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const json_t *grants = json_object_get(body, "grants");
    const char *login = json_string_value(json_object_get(body, "login"));
    const char *person = json_string_value(json_object_get(body, "person"));
    g_autofree char *unit = NULL;
    g_autofree char *id = call_new_id(call);
    gsize written;

    if (person_unit(call, person, &unit, error) == NULL ||
        !store_execute(call_tx(call), &sql_account_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(login), store_text(person), store_text(unit),
                                    store_text(call_prepared(call))),
                       NULL, error) ||
        !org_set_grants(call, id, grants, error)) {
        return false;
    }
    json_auto_t *after = json_pack("{s:s, s:O}", "login", login, "grants", grants);
    call_created(call);
    call_changed(call, "org", "account", id);
    return call_record(call, "account.add", "account", id, NULL, NULL, after, error) &&
           write_accounts(call, id, &written, error);
}

bool account_change(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *id = call_parameter(call, "account");
    const json_t *active = json_object_get(body, "active");
    const json_t *grants = json_object_get(body, "grants");
    const char *district = call_district(call);
    gint64 changed = 0;
    gsize written = 0;

    if (!store_execute(
            call_tx(call), &sql_account_update,
            STORE_VALUES(active != NULL ? store_int(json_is_true(active)) : store_null(),
                         store_text(call_prepared(call)), store_text(district), store_text(id),
                         store_int(json_integer_value(json_object_get(body, "version")))),
            &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "org.changed_meanwhile", "/version", NULL);
        return false;
    }
    bool ends_sessions = json_is_false(active) || call_prepared(call) != NULL;
    if ((grants != NULL && !org_set_grants(call, id, grants, error)) ||
        (ends_sessions &&
         !store_execute(call_tx(call), &sql_account_sessions_end,
                        STORE_VALUES(store_text(district), store_text(id)), NULL, error))) {
        return false;
    }
    json_auto_t *after = json_object();
    if (active != NULL) {
        json_object_set(after, "active", (json_t *)active);
    }
    if (grants != NULL) {
        json_object_set(after, "grants", (json_t *)grants);
    }
    if (call_prepared(call) != NULL) {
        json_object_set_new(after, "password", json_string("changed"));
    }
    call_changed(call, "org", "account", id);
    return call_record(call, "account.change", "account", id, NULL, NULL, after, error) &&
           write_accounts(call, id, &written, error);
}

static bool check_expiry(Call *call, const char *expires, GError **error)
{
    gint64 latest = call_now(call) / G_USEC_PER_SEC + (gint64)TOKEN_DAYS_MAX * 86400;
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(latest);
    g_autofree char *latest_day = g_date_time_format(time, "%Y-%m-%d");

    if (strcmp(expires, call_today(call)) <= 0 || strcmp(expires, latest_day) > 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.token_expiry", "/expires", NULL);
        return false;
    }
    return true;
}

bool token_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const json_t *grants = json_object_get(body, "grants");
    const char *name = json_string_value(json_object_get(body, "name"));
    const char *expires = json_string_value(json_object_get(body, "expires"));
    g_autofree char *id = call_new_id(call);
    unsigned char bytes[SECRET_BYTES];
    char random[SECRET_BYTES * 2];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(random, sizeof random, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    g_autofree char *secret = g_strconcat("lst_", random, NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
    if (!check_expiry(call, expires, error) ||
        !store_execute(call_tx(call), &sql_token_insert,
                       STORE_VALUES(store_text(call_district(call)), store_text(id),
                                    store_text(name), store_text(digest), store_int(call_now(call)),
                                    store_text(expires)),
                       NULL, error) ||
        !org_set_grants(call, id, grants, error)) {
        return false;
    }
    json_auto_t *after =
        json_pack("{s:s, s:s, s:O}", "name", name, "expires", expires, "grants", grants);
    call_created(call);
    call_changed(call, "org", "token", id);
    json_begin_object(call_answer(call));
    json_key(call_answer(call), "token");
    if (!write_tokens(call, id, error)) {
        return false;
    }
    json_member_text(call_answer(call), "secret", secret);
    call_answer_secret(call);
    json_end_object(call_answer(call));
    return call_record(call, "token.add", "token", id, NULL, NULL, after, error);
}

bool token_revoke(Call *call, GError **error)
{
    const char *id = call_parameter(call, "token");
    gint64 changed = 0;

    if (!store_execute(call_tx(call), &sql_token_revoke,
                       STORE_VALUES(store_text(call_district(call)), store_text(id)), &changed,
                       error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "org.no_token", NULL, NULL);
        return false;
    }
    call_changed(call, "org", "token", id);
    return call_record(call, "token.revoke", "token", id, NULL, NULL, NULL, error);
}
