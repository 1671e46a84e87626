#include "org/account.h"

#include "account_sql.h"
#include "org/account_internal.h"

#include <sodium.h>
#include <string.h>

/* The last use is written down at most this often, so that reading does not write. */
#define TOUCH_SECONDS 300

#define RANDOM_BYTES 24

char *account_digest(const char *secret)
{
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
}

static char *random_text(void)
{
    unsigned char bytes[RANDOM_BYTES];
    char text[RANDOM_BYTES * 2];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return g_strdup(text);
}

char *account_hash_password(const char *password, GError **error)
{
    char *hash = g_malloc(crypto_pwhash_STRBYTES);

    if (crypto_pwhash_str(hash, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        g_free(hash);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "org.no_memory", NULL, NULL);
        return NULL;
    }
    return hash;
}

bool account_by_id(Call *call, StoreTx *tx, const char *account, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autofree char *name = NULL;
    g_autofree char *person = NULL;
    g_autofree char *unit = NULL;

    {
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_account_identity,
                        STORE_VALUES(store_text(call->district), store_text(account)), error);
        if (rows == NULL) {
            return false;
        }
        if (!store_rows_next(rows, &failed)) {
            if (failed != NULL) {
                g_propagate_error(error, g_steal_pointer(&failed));
            }
            return failed == NULL;
        }
        name = g_strdup(store_column_text(rows, 1));
        person = g_strdup(store_column_text(rows, 2));
        unit = g_strdup(store_column_text(rows, 3));
    }
    return call_set_actor(call, tx, account, name, person, unit, error);
}

bool account_is_active(StoreTx *tx, const char *district, const char *account, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_account_identity, STORE_VALUES(store_text(district), store_text(account)), error);

    return rows != NULL && store_rows_next(rows, error) && store_column_int(rows, 4) == 1;
}

typedef struct {
    char *district;
    char *digest;
    gint64 now;
} Touch;

static bool touch_work(StoreTx *tx, gpointer data, GError **error)
{
    const Touch *touch = data;

    return store_execute(
        tx, &sql_session_touch,
        STORE_VALUES(store_int(touch->now), store_text(touch->district), store_text(touch->digest)),
        NULL, error);
}

static void touch_done(gpointer data, G_GNUC_UNUSED const GError *error)
{
    Touch *touch = data;

    g_free(touch->district);
    g_free(touch->digest);
    g_free(touch);
}

static void touch_session(const Call *call)
{
    Touch *touch = g_new0(Touch, 1);

    touch->district = g_strdup(call->district);
    touch->digest = g_strdup(call->session_digest);
    touch->now = call->now;
    store_submit(call->store, touch_work, touch_done, touch);
}

bool account_by_session(Call *call, StoreTx *tx, const char *cookie, GError **error)
{
    g_autofree char *digest = account_digest(cookie);
    g_autofree char *account = NULL;
    g_autofree char *name = NULL;
    g_autofree char *person = NULL;
    g_autofree char *unit = NULL;
    g_autoptr(GError) failed = NULL;
    gint64 seen = 0;

    {
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_session_find,
                        STORE_VALUES(store_text(call->district), store_text(digest)), error);
        if (rows == NULL) {
            return false;
        }
        if (!store_rows_next(rows, &failed)) {
            if (failed != NULL) {
                g_propagate_error(error, g_steal_pointer(&failed));
                return false;
            }
            return true;
        }
        gint64 created = store_column_int(rows, 2);
        seen = store_column_int(rows, 3);
        if (call->now - created > (gint64)ACCOUNT_SESSION_SECONDS * G_USEC_PER_SEC ||
            call->now - seen > (gint64)ACCOUNT_IDLE_SECONDS * G_USEC_PER_SEC) {
            return true;
        }
        account = g_strdup(store_column_text(rows, 0));
        call->csrf = g_strdup(store_column_text(rows, 1));
        name = g_strdup(store_column_text(rows, 4));
        person = g_strdup(store_column_text(rows, 5));
        unit = g_strdup(store_column_text(rows, 6));
    }
    call->session_digest = g_steal_pointer(&digest);
    if (call->now - seen > (gint64)TOUCH_SECONDS * G_USEC_PER_SEC) {
        touch_session(call);
    }
    return call_set_actor(call, tx, account, name, person, unit, error);
}

bool account_by_token(Call *call, StoreTx *tx, const char *secret, GError **error)
{
    g_autofree char *digest = account_digest(secret);
    g_autoptr(GError) failed = NULL;
    g_autofree char *id = NULL;
    g_autofree char *name = NULL;

    {
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_token_find,
                        STORE_VALUES(store_text(call->district), store_text(digest)), error);
        if (rows == NULL) {
            return false;
        }
        if (!store_rows_next(rows, &failed) || store_column_int(rows, 3) != 0 ||
            strcmp(store_column_text(rows, 2), call->today) < 0) {
            error_set(error, LUOSHI_ERROR_UNAUTHENTICATED, "org.token", NULL, NULL);
            return false;
        }
        id = g_strdup(store_column_text(rows, 0));
        name = g_strdup(store_column_text(rows, 1));
    }
    return call_set_actor(call, tx, id, name, NULL, NULL, error);
}

typedef struct {
    char *account; /* NULL if the log-in failed */
} Opening;

static void opening_free(gpointer data)
{
    Opening *opening = data;

    g_free(opening->account);
    g_free(opening);
}

/* Checking an unknown account's password takes as long as a known one's. */
static bool verify_password(const char *hash, const char *password)
{
    if (hash == NULL) {
        G_GNUC_UNUSED g_autofree char *unused = account_hash_password(password, NULL);
        return false;
    }
    return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

bool session_open_prepare(Call *call, GError **error);
bool session_open(Call *call, GError **error);
bool session_read(Call *call, GError **error);
bool session_end(Call *call, GError **error);
bool session_password_prepare(Call *call, GError **error);
bool session_password(Call *call, GError **error);

bool session_open_prepare(Call *call, GError **error)
{
    const char *login = json_string_value(json_object_get(call->body, "login"));
    const char *password = json_string_value(json_object_get(call->body, "password"));
    Opening *opening = g_new0(Opening, 1);
    g_autofree char *hash = NULL;
    g_autofree char *account = NULL;
    bool active = false;

    call_set_prepared(call, opening, opening_free);
    {
        g_autoptr(StoreReadTx) tx = store_read_begin(call->store, error);
        if (tx == NULL || !throttle_check(call, tx, error)) {
            return false;
        }
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_account_by_login,
                        STORE_VALUES(store_text(call->district), store_text(login)), error);
        if (rows == NULL) {
            return false;
        }
        if (store_rows_next(rows, NULL)) {
            account = g_strdup(store_column_text(rows, 0));
            hash = g_strdup(store_column_text(rows, 1));
            active = store_column_int(rows, 2) == 1;
        }
    }
    if (verify_password(hash, password) && active) {
        opening->account = g_steal_pointer(&account);
    }
    return true;
}

static bool write_session(Call *call, GError **error)
{
    JsonWriter *answer = call->answer;
    g_autofree char *district_name = NULL;

    {
        g_autoptr(StoreRows) rows = store_query(call->tx, &sql_district_name,
                                                STORE_VALUES(store_text(call->district)), error);
        if (rows == NULL) {
            return false;
        }
        district_name =
            g_strdup(store_rows_next(rows, error) ? store_column_text(rows, 0) : call->district);
    }
    g_autoptr(StoreRows) rows =
        store_query(call->tx, &sql_account_identity,
                    STORE_VALUES(store_text(call->district), store_text(call->account)), error);
    if (rows == NULL || !store_rows_next(rows, error)) {
        return false;
    }
    json_begin_object(answer);
    json_member_text(answer, "account", call->account);
    json_member_text(answer, "login", store_column_text(rows, 0));
    json_member_text(answer, "name", store_column_text(rows, 1));
    json_member_text(answer, "title", store_column_text(rows, 6));
    json_member_text(answer, "unit", store_column_text(rows, 3));
    json_member_text(answer, "unit_name", store_column_text(rows, 7));
    json_member_text(answer, "district", call->district);
    json_member_text(answer, "district_name", district_name);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    json_key(answer, "permissions");
    json_begin_array(answer);
    for (guint i = 0; i < call->access->len; i++) {
        const Access *access = &g_array_index(call->access, Access, i);
        if (g_hash_table_add(seen, (gpointer)access->permission)) {
            json_text(answer, access->permission);
        }
    }
    json_end_array(answer);
    g_hash_table_remove_all(seen);
    json_key(answer, "district_permissions");
    json_begin_array(answer);
    for (guint i = 0; i < call->access->len; i++) {
        const Access *access = &g_array_index(call->access, Access, i);
        if (call_holds(call, access->permission) &&
            g_hash_table_add(seen, (gpointer)access->permission)) {
            json_text(answer, access->permission);
        }
    }
    json_end_array(answer);
    json_member_text(answer, "csrf_token", call->csrf != NULL ? call->csrf : "");
    json_member_text(answer, "today", call->today);
    json_end_object(answer);
    return true;
}

static bool refuse(Call *call, GError **error)
{
    if (!throttle_fail(call, error)) {
        return false;
    }
    /* The failure must be kept, so the command itself succeeds with a status of refusal. */
    g_autoptr(GError) wrong = NULL;
    error_set(&wrong, LUOSHI_ERROR_UNAUTHENTICATED, "org.wrong_password", NULL, NULL);
    call_answer_error(call, wrong);
    return true;
}

static bool insert_session(Call *call, const char *account, GError **error)
{
    g_autofree char *secret = random_text();
    g_autofree char *csrf = random_text();
    g_autofree char *cookie = g_strdup_printf("%s.%s", call->district, secret);
    g_autofree char *digest = account_digest(cookie);

    if (!store_execute(call->tx, &sql_session_insert,
                       STORE_VALUES(store_text(call->district), store_text(digest),
                                    store_text(account), store_text(csrf), store_int(call->now),
                                    store_int(call->now)),
                       NULL, error)) {
        return false;
    }
    call->set_cookie = g_steal_pointer(&cookie);
    g_free(call->csrf);
    call->csrf = g_steal_pointer(&csrf);
    return true;
}

bool session_open(Call *call, GError **error)
{
    const Opening *opening = call_prepared(call);

    if (opening->account == NULL) {
        return refuse(call, error);
    }
    gint64 oldest = call->now - (gint64)ACCOUNT_SESSION_SECONDS * G_USEC_PER_SEC;
    gint64 idle = call->now - (gint64)ACCOUNT_IDLE_SECONDS * G_USEC_PER_SEC;
    return throttle_clear(call, error) &&
           store_execute(
               call->tx, &sql_session_expire,
               STORE_VALUES(store_text(call->district), store_int(oldest), store_int(idle)), NULL,
               error) &&
           insert_session(call, opening->account, error) &&
           account_by_id(call, call->tx, opening->account, error) &&
           call_record(call, "session.open", "account", opening->account, NULL, NULL, NULL,
                       error) &&
           write_session(call, error);
}

bool session_read(Call *call, GError **error)
{
    return write_session(call, error);
}

bool session_end(Call *call, GError **error)
{
    if (!store_execute(call->tx, &sql_session_delete,
                       STORE_VALUES(store_text(call->district), store_text(call->session_digest)),
                       NULL, error)) {
        return false;
    }
    call->set_cookie = g_strdup("");
    return call_record(call, "session.end", "account", call->account, NULL, NULL, NULL, error);
}

bool session_password_prepare(Call *call, GError **error)
{
    const char *current = json_string_value(json_object_get(call->body, "current"));
    const char *next = json_string_value(json_object_get(call->body, "next"));
    g_autofree char *hash = NULL;

    {
        g_autoptr(StoreReadTx) tx = store_read_begin(call->store, error);
        if (tx == NULL) {
            return false;
        }
        g_autoptr(StoreRows) rows =
            store_query(tx, &sql_account_identity,
                        STORE_VALUES(store_text(call->district), store_text(call->account)), error);
        if (rows == NULL || !store_rows_next(rows, error)) {
            return false;
        }
        hash = g_strdup(store_column_text(rows, 5));
    }
    if (crypto_pwhash_str_verify(hash, current, strlen(current)) != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "org.wrong_current", "/current", NULL);
        return false;
    }
    char *fresh = account_hash_password(next, error);
    call_set_prepared(call, fresh, g_free);
    return fresh != NULL;
}

bool session_password(Call *call, GError **error)
{
    return store_execute(call->tx, &sql_account_set_password,
                         STORE_VALUES(store_text(call_prepared(call)), store_text(call->district),
                                      store_text(call->account)),
                         NULL, error) &&
           store_execute(call->tx, &sql_session_delete_others,
                         STORE_VALUES(store_text(call->district), store_text(call->account),
                                      store_text(call->session_digest)),
                         NULL, error) &&
           call_record(call, "account.password", "account", call->account, NULL, NULL, NULL, error);
}
