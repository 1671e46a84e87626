/*
 * From a whole request to its answer: parameters, who asks, may he, then the query at once on this
 * thread, or the command through prepare (a pool thread) and the store's writer while the
 * connection sleeps.
 */
#include "http/server_internal.h"

#include "idempotency_sql.h"
#include "kernel/json_in.h"
#include "light/light.h"
#include "message/message.h"
#include "org/account.h"

#include <string.h>

#define KEY_LENGTH_MAX 64

static enum MHD_Result take_parameter(void *data, G_GNUC_UNUSED enum MHD_ValueKind kind,
                                      const char *name, const char *value)
{
    Request *request = data;

    if (call_parameter(request->call, name) == NULL) {
        call_set_parameter(request->call, name, value != NULL ? value : "");
    } else if (request->error == NULL) {
        error_set(&request->error, LUOSHI_ERROR_INVALID, "http.repeated_parameter", name, "name",
                  name, NULL);
    }
    return MHD_YES;
}

static bool is_safe(const Request *request)
{
    return strcmp(request->method, "GET") == 0;
}

/* A page of another site can make a browser send our cookie, but not read our CSRF token nor set
 * the header. */
static bool check_origin(const Request *request, bool by_cookie, GError **error)
{
    const char *site = request_header(request, "Sec-Fetch-Site");
    const char *token = request_header(request, "X-CSRF-Token");
    bool foreign = site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;

    if (is_safe(request)) {
        return true;
    }
    if (foreign || (by_cookie && g_strcmp0(token, request->call->csrf) != 0)) {
        error_set(error, LUOSHI_ERROR_DENIED, "http.csrf", NULL, NULL);
        return false;
    }
    return true;
}

static bool authorize(const Request *request, GError **error)
{
    const Route *route = &routes[request->route];
    const Call *call = request->call;

    if (route->scope == SCOPE_PUBLIC) {
        return true;
    }
    if (*call->account == '\0') {
        error_set(error, LUOSHI_ERROR_UNAUTHENTICATED, "http.unauthenticated", NULL, NULL);
        return false;
    }
    if (route->permission != NULL &&
        !(route->scope == SCOPE_DISTRICT ? call_holds(call, route->permission)
                                         : call_holds_anywhere(call, route->permission))) {
        error_set(error, LUOSHI_ERROR_DENIED, "http.no_permission", NULL, "permission",
                  route->permission, NULL);
        return false;
    }
    return true;
}

static bool authenticate(Request *request, StoreTx *tx, GError **error)
{
    const char *cookie =
        MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, "luoshi_session");
    const char *authorization = request_header(request, "Authorization");
    bool bearer = authorization != NULL && g_str_has_prefix(authorization, "Bearer ");

    if (bearer) {
        if (!account_by_token(request->call, tx, authorization + strlen("Bearer "), error)) {
            return false;
        }
    } else if (cookie != NULL && !account_by_session(request->call, tx, cookie, error)) {
        return false;
    }
    bool by_cookie = !bearer && *request->call->account != '\0';
    return check_origin(request, by_cookie, error) && authorize(request, error);
}

/* application/json, whatever parameters follow (RFC 9110, 8.3.1). */
static bool is_json(const char *type)
{
    if (type == NULL) {
        return false;
    }
    g_autofree char *essence = g_strstrip(g_strndup(type, strcspn(type, ";")));
    return g_ascii_strcasecmp(essence, "application/json") == 0;
}

static bool take_body(Request *request, GError **error)
{
    const Route *route = &routes[request->route];
    const char *type = request_header(request, "Content-Type");

    if (route->body == BODY_NONE) {
        return true;
    }
    if (request->content->len == 0 && route->body == BODY_JSON) {
        error_set(error, LUOSHI_ERROR_INVALID, "http.body_missing", NULL, NULL);
        return false;
    }
    if (route->body == BODY_BYTES) {
        request->call->content = g_byte_array_free_to_bytes(g_steal_pointer(&request->content));
        return true;
    }
    if (!is_json(type)) {
        error_set(error, LUOSHI_ERROR_UNSUPPORTED, "http.content_type", NULL, "wanted",
                  "application/json", NULL);
        return false;
    }
    request->call->body =
        json_parse((const char *)request->content->data, request->content->len, error);
    return request->call->body != NULL &&
           router_check_body(request->server->router, (gsize)request->route, request->call->body,
                             error);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds PART with its length, so that no two requests give the same bytes. */
static void add_part(GHmac *digest, const void *part, gsize length)
{
    const guint64 size = length;

    g_hmac_update(digest, (const guchar *)&size, sizeof size);
    g_hmac_update(digest, part, (gssize)length);
}

/* A digest of all that KEY is used for: operation, parameters in the order of their names, content.
 * It is kept for a day and may be of a password: only who knows KEY, which is not kept, could guess
 * at it. (transfer full) */
static char *digest_request(const Request *request, const char *key)
{
    const char *operation = routes[request->route].operation;
    GHashTable *parameters = request->call->parameters;
    guint count = 0;
    g_autofree gpointer *names = g_hash_table_get_keys_as_array(parameters, &count);
    g_autoptr(GHmac) digest = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)key, strlen(key));

    qsort(names, count, sizeof *names, compare_names);
    add_part(digest, operation, strlen(operation));
    for (guint i = 0; i < count; i++) {
        const char *value = g_hash_table_lookup(parameters, names[i]);
        add_part(digest, names[i], strlen(names[i]));
        add_part(digest, value, strlen(value));
    }
    add_part(digest, request->content->data, request->content->len);
    return g_strdup(g_hmac_get_string(digest));
}

/* The key that makes a repeat harmless, as its digest, and what it was used for. */
static bool take_idempotency_key(Request *request, GError **error)
{
    const char *key = request_header(request, "Idempotency-Key");

    if (key == NULL) {
        return true;
    }
    for (const char *c = key; *c != '\0'; c++) {
        if (!g_ascii_isgraph(*c) || c - key >= KEY_LENGTH_MAX) {
            error_set(error, LUOSHI_ERROR_INVALID, "http.key_invalid", "Idempotency-Key", NULL);
            return false;
        }
    }
    request->request_digest = digest_request(request, key);
    request->idempotency_key = g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);
    return true;
}

static bool check_scoped(const Request *request, GError **error)
{
    const Route *route = &routes[request->route];

    if (route->scope == SCOPE_OBJECT && !request->call->scoped) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "http.not_scoped", NULL, "operation",
                  route->operation, NULL);
        return false;
    }
    return true;
}

/* True and *replayed if this key has an answer already. */
static bool find_answer(Request *request, StoreTx *tx, GError **error)
{
    Call *call = request->call;

    request->replayed = false;
    if (request->idempotency_key == NULL) {
        return true;
    }
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_idempotency_find,
                    STORE_VALUES(store_text(call->district), store_text(call->account),
                                 store_text(request->idempotency_key)),
                    error);
    g_autoptr(GError) failed = NULL;
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
    if (g_strcmp0(store_column_text(rows, 0), request->request_digest) != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "http.key_reused", "Idempotency-Key", NULL);
        return false;
    }
    if (store_column_is_null(rows, 2)) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "http.secret_shown", "Idempotency-Key", NULL);
        return false;
    }
    g_autoptr(GBytes) answer = store_column_blob(rows, 2);
    call->status = (int)store_column_int(rows, 1);
    call_answer_bytes(call, answer, "application/json", NULL);
    request->replayed = true;
    return true;
}

static bool remember_answer(const Request *request, StoreTx *tx, GError **error)
{
    const Call *call = request->call;

    if (request->idempotency_key == NULL || call->set_cookie != NULL || call->refusal != NULL) {
        return true;
    }
    gsize length;
    const char *text = json_writer_text(call->answer, &length);
    g_autoptr(GBytes) answer = call->secret ? NULL : g_bytes_new(text, length);
    return store_execute(tx, &sql_idempotency_insert,
                         STORE_VALUES(store_text(call->district), store_text(call->account),
                                      store_text(request->idempotency_key),
                                      store_text(request->request_digest), store_int(call->status),
                                      store_blob(answer), store_int(call->now)),
                         NULL, error);
}

static bool command_work(StoreTx *tx, gpointer data, GError **error)
{
    Request *request = data;
    Call *call = request->call;
    bool done;

    call_reset(call);
    call->tx = tx;
    done = find_answer(request, tx, error) &&
           (request->replayed ||
            (routes[request->route].handler(call, error) && check_scoped(request, error) &&
             light_follow(call, error) && message_follow(call, error) &&
             remember_answer(request, tx, error) && live_announce(call, tx, error)));
    call->tx = NULL;
    return done;
}

static void finish(Request *request)
{
    HttpServer *server = request->server;

    request->finished = true;
    MHD_resume_connection(request->connection);
    g_atomic_int_add(&server->pending, -1);
}

static void command_done(gpointer data, const GError *error)
{
    Request *request = data;

    if (error != NULL) {
        request->error = g_error_copy(error);
    } else if (request->call->refusal != NULL) {
        request->error = g_error_copy(request->call->refusal);
    } else if (!request->replayed) {
        live_published(request->server->live, request->call);
    }
    finish(request);
}

void request_prepare(Request *request)
{
    const Route *route = &routes[request->route];

    if (route->prepare != NULL && !route->prepare(request->call, &request->error)) {
        finish(request);
        return;
    }
    store_submit(request->server->options.store, command_work, command_done, request);
}

static enum MHD_Result run_command(Request *request)
{
    if (!take_idempotency_key(request, &request->error) || !take_body(request, &request->error)) {
        return respond_error(request, request->error);
    }
    g_atomic_int_inc(&request->server->pending);
    MHD_suspend_connection(request->connection);
    if (routes[request->route].prepare != NULL) {
        g_thread_pool_push(request->server->preparers, request, NULL);
    } else {
        request_prepare(request);
    }
    return MHD_YES;
}

/* Says who asks and whether he may, from the headers alone; then checks the parameters. False with
 * request->error. TX is for reading. */
static bool admit(Request *request, StoreTx *tx)
{
    HttpServer *server = request->server;
    const Route *route = &routes[request->route];
    Call *call = call_new(server->options.store, server->district, server->packs,
                          store_now(server->options.store), request->language);
    GHashTableIter iterator;
    gpointer name;
    gpointer value;

    request->call = call;
    call->calendar = calendar_ref(server->calendar);
    call->permission = route->permission;
    call->site = server->options.site;
    call->address = request_address(request);
    g_hash_table_iter_init(&iterator, request->path_parameters);
    while (g_hash_table_iter_next(&iterator, &name, &value)) {
        call_set_parameter(call, name, value);
    }
    MHD_get_connection_values(request->connection, MHD_GET_ARGUMENT_KIND, take_parameter, request);
    return request->error == NULL && authenticate(request, tx, &request->error) &&
           router_check_parameters(server->router, (gsize)request->route, call->parameters,
                                   &request->error);
}

void request_admit_early(Request *request)
{
    g_autoptr(StoreReadTx) tx = store_read_begin(request->server->options.store, &request->error);

    if (tx != NULL) {
        admit(request, tx);
    }
}

static enum MHD_Result run_query(Request *request, StoreTx *tx)
{
    const Route *route = &routes[request->route];
    Call *call = request->call;

    call->tx = tx;
    if (route->kind == ROUTE_STREAM) {
        enum MHD_Result result = live_respond(request);
        call->tx = NULL;
        return result;
    }
    bool done = route->handler(call, &request->error) && check_scoped(request, &request->error);
    call->tx = NULL;
    return done ? respond_call(request) : respond_error(request, request->error);
}

enum MHD_Result request_run(Request *request)
{
    if (request->call == NULL) {
        g_autoptr(StoreReadTx) tx =
            store_read_begin(request->server->options.store, &request->error);
        if (tx == NULL || !admit(request, tx)) {
            return respond_error(request, request->error);
        }
        if (routes[request->route].kind != ROUTE_COMMAND) {
            /* A question may be long, too: what if. */
            return take_body(request, &request->error) ? run_query(request, tx)
                                                       : respond_error(request, request->error);
        }
    }
    /* The content may have been long on its way. */
    call_set_now(request->call, store_now(request->call->store));
    return run_command(request);
}
