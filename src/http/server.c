#include "http/server_internal.h"
#include "http/tls.h"

#include "kernel/id.h"

#include <malloc.h>
#include <netdb.h>
#include <openssl/crypto.h>
#include <string.h>
#include <unistd.h>

#define PREPARERS_MAX 2
#define STOP_SECONDS  20

const char *request_header(const Request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

/* The language chosen in the pages, which a link to a file cannot send as a header, or else that of
 * ACCEPTED. */
static Language language_of(struct MHD_Connection *connection, const char *accepted)
{
    const char *chosen =
        MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, "luoshi_language");

    return language_parse(chosen != NULL ? chosen : accepted);
}

static Request *request_new(HttpServer *server, struct MHD_Connection *connection,
                            const char *method, const char *path)
{
    Request *request = g_new0(Request, 1);

    request->server = server;
    request->connection = connection;
    request->id = id_new(g_get_real_time());
    /* A HEAD is a GET whose body MHD leaves out. */
    request->method = g_strdup(strcmp(method, "HEAD") == 0 ? "GET" : method);
    request->path = g_strdup(path);
    request->started = g_get_monotonic_time();
    request->route = -1;
    request->path_parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    request->content = g_byte_array_new();
    request->language = language_of(connection, request_header(request, "Accept-Language"));
    return request;
}

static void request_free(Request *request)
{
    bool was_upload = request->route >= 0 && routes[request->route].body == BODY_BYTES;

    g_free(request->id);
    g_free(request->address);
    g_free(request->method);
    g_free(request->path);
    g_hash_table_unref(request->path_parameters);
    g_clear_pointer(&request->content, g_byte_array_unref);
    g_atomic_int_add(&request->server->buffered, -request->buffered);
    call_free(request->call);
    g_free(request->idempotency_key);
    g_free(request->request_digest);
    g_clear_error(&request->error);
    g_free(request);
    if (was_upload) {
        /* Reading a document takes much memory, and glibc keeps what was freed; an idle server
         * should be small again. */
        malloc_trim(0);
    }
}

static bool is_interface(const Request *request)
{
    return g_str_has_prefix(request->path, "/api/v1/");
}

/* The length that the client says its content has. */
static guint64 announced(const Request *request)
{
    const char *length = request_header(request, "Content-Length");

    return length != NULL ? g_ascii_strtoull(length, NULL, 10) : 0;
}

static bool expects_content(const Request *request)
{
    return announced(request) > 0 || request_header(request, "Transfer-Encoding") != NULL;
}

/* Finds the route, and with it how much content may come. Whoever sends content is asked who he is
 * before it is taken. */
static void begin(Request *request)
{
    if (strlen(request->path) > HTTP_TARGET_MAX) {
        error_set(&request->error, LUOSHI_ERROR_TOO_LARGE, "http.target_too_long", NULL, "max",
                  G_STRINGIFY(HTTP_TARGET_MAX), NULL);
    } else if (!g_utf8_validate(request->path, -1, NULL)) {
        error_set(&request->error, LUOSHI_ERROR_MALFORMED, "http.not_utf8", NULL, NULL);
    } else if (is_interface(request)) {
        request->route = router_find(request->server->router, request->method, request->path,
                                     request->path_parameters, &request->error);
    }
    if (request->route >= 0) {
        static const gsize limits[] = {[BODY_NONE] = HTTP_JSON_MAX,
                                       [BODY_JSON] = HTTP_JSON_MAX,
                                       [BODY_BYTES] = HTTP_UPLOAD_MAX};
        request->content_max = limits[routes[request->route].body];
    }
    request->too_large = announced(request) > request->content_max;
    if (request->route >= 0 && routes[request->route].kind == ROUTE_COMMAND &&
        expects_content(request)) {
        request_admit_early(request);
    }
}

static void drop_content(Request *request)
{
    g_clear_pointer(&request->content, g_byte_array_unref);
    request->content = g_byte_array_new();
    g_atomic_int_add(&request->server->buffered, -request->buffered);
    request->buffered = 0;
}

/* Room for SIZE bytes more, out of what all requests share. */
static bool reserve(Request *request, size_t size)
{
    gint wanted = (gint)((request->content->len + size) / 1024 + 1) - request->buffered;

    if (wanted <= 0) {
        return true;
    }
    if (g_atomic_int_add(&request->server->buffered, wanted) + wanted > HTTP_BUFFERED_MAX_KIB) {
        g_atomic_int_add(&request->server->buffered, -wanted);
        return false;
    }
    request->buffered += wanted;
    return true;
}

/* Content of a request that is refused already is read and thrown away, so that the client hears
 * why. */
static void take_content(Request *request, const char *data, size_t size)
{
    request->too_large = request->too_large || request->content->len + size > request->content_max;
    if (request->error == NULL && !request->too_large && !reserve(request, size)) {
        error_set(&request->error, LUOSHI_ERROR_UNAVAILABLE, "http.busy", NULL, NULL);
    }
    if (request->error != NULL || request->too_large) {
        drop_content(request);
    } else {
        g_byte_array_append(request->content, (const guint8 *)data, (guint)size);
    }
}

static enum MHD_Result respond_health(Request *request)
{
    g_autoptr(GBytes) body = g_bytes_new_static("ok\n", 3);

    return respond_text(request, 200, "text/plain; charset=utf-8", body);
}

static enum MHD_Result respond_ready(Request *request)
{
    Store *store = request->server->options.store;
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreReadTx) tx =
        store_check_place(store, &error) ? store_read_begin(store, &error) : NULL;

    return tx != NULL ? respond_health(request) : respond_error(request, error);
}

/* What the server does is not for everyone who reaches it: this machine, or whoever holds the
 * token. */
static bool may_read_metrics(Request *request)
{
    const char *token = request->server->metrics_token;
    const char *authorization = request_header(request, "Authorization");

    if (token == NULL) {
        return request_is_local(request);
    }
    g_autofree char *wanted = g_strconcat("Bearer ", token, NULL);
    return authorization != NULL && strlen(authorization) == strlen(wanted) &&
           CRYPTO_memcmp(authorization, wanted, strlen(wanted)) == 0;
}

static enum MHD_Result respond_metrics(Request *request)
{
    if (!may_read_metrics(request)) {
        error_set(&request->error, LUOSHI_ERROR_DENIED, "http.metrics", NULL, NULL);
        return respond_error(request, request->error);
    }
    g_autoptr(GBytes) body = metrics_text(request->server);

    return respond_text(request, 200, "text/plain; version=0.0.4", body);
}

static enum MHD_Result respond_openapi(Request *request)
{
    g_autoptr(GBytes) body = g_bytes_new_static(openapi_json, openapi_json_length);

    return respond_text(request, 200, "application/json", body);
}

static const struct {
    const char *path;
    enum MHD_Result (*respond)(Request *request);
} fixed[] = {
    {"/healthz", respond_health},
    {"/readyz", respond_ready},
    {"/metrics", respond_metrics},
    {"/api/openapi.json", respond_openapi},
};

static enum MHD_Result run(Request *request)
{
    if (request->finished) {
        return request->error != NULL ? respond_error(request, request->error)
                                      : respond_call(request);
    }
    if (request->error == NULL && request->route >= 0 && request->too_large) {
        g_autofree char *max = g_format_size_full(request->content_max, G_FORMAT_SIZE_IEC_UNITS);
        error_set(&request->error, LUOSHI_ERROR_TOO_LARGE, "http.body_too_large", NULL, "max", max,
                  NULL);
    }
    if (request->error != NULL) {
        return respond_error(request, request->error);
    }
    if (request->route >= 0) {
        return request_run(request);
    }
    if (strcmp(request->method, "GET") == 0) {
        for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++) {
            if (strcmp(fixed[i].path, request->path) == 0) {
                return fixed[i].respond(request);
            }
        }
        return static_respond(request);
    }
    error_set(&request->error, LUOSHI_ERROR_METHOD, "http.method", NULL, "method", request->method,
              "path", request->path, "allowed", HTTP_PAGE_METHODS, NULL);
    return respond_error(request, request->error);
}

/* MHD would end a text at a NUL, so that “units%00/x” passed for “units”: it becomes a byte that no
 * UTF-8 text has, and is refused with it. */
static size_t unescape(G_GNUC_UNUSED void *data, G_GNUC_UNUSED struct MHD_Connection *connection,
                       char *text)
{
    for (char *at = text; (at = strstr(at, "%00")) != NULL; at += 3) {
        at[1] = 'f';
        at[2] = 'f';
    }
    return MHD_http_unescape(text);
}

/* What is refused or somewhat too large is read and thrown away, so that the client hears why; what
 * is far too large is cut off, and who asked first (Expect: 100-continue) need not send it. */
static bool refused_unread(const Request *request)
{
    bool refused = request->error != NULL || request->too_large;

    return refused &&
           (announced(request) > HTTP_DRAIN_MAX || request_header(request, "Expect") != NULL);
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *path,
                              const char *method, G_GNUC_UNUSED const char *version,
                              const char *content, size_t *content_size, void **slot)
{
    Request *request = *slot;

    if (request == NULL) {
        request = request_new(data, connection, method, path);
        *slot = request;
        begin(request);
        return refused_unread(request) ? run(request) : MHD_YES;
    }
    if (*content_size > 0) {
        take_content(request, content, *content_size);
        *content_size = 0;
        return MHD_YES;
    }
    return run(request);
}

static void completed(G_GNUC_UNUSED void *data, G_GNUC_UNUSED struct MHD_Connection *connection,
                      void **slot, G_GNUC_UNUSED enum MHD_RequestTerminationCode why)
{
    g_clear_pointer((Request **)slot, request_free);
}

static bool resolve_address(const HttpOptions *options, struct sockaddr_storage *address,
                            GError **error)
{
    g_autofree char *port = g_strdup_printf("%u", options->port);
    const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_PASSIVE,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    int code = getaddrinfo(options->address, port, &hints, &found);

    if (code != 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "http.listen", NULL, "address", options->address,
                  "reason", gai_strerror(code), NULL);
        return false;
    }
    memcpy(address, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    return true;
}

static void prepare(gpointer data, G_GNUC_UNUSED gpointer server)
{
    request_prepare(data);
}

static struct MHD_Daemon *start_daemon(HttpServer *server, const struct sockaddr_storage *address)
{
    const HttpOptions *options = &server->options;
    guint threads = options->threads > 0 ? options->threads : g_get_num_processors();
    unsigned int flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, server->tls_certificate},
                                   {MHD_OPTION_HTTPS_MEM_KEY, 0, server->tls_key},
                                   {MHD_OPTION_END, 0, NULL}};

    if (address->ss_family == AF_INET6) {
        flags |= MHD_USE_IPv6;
    }
    if (server->tls_key != NULL) {
        flags |= MHD_USE_TLS;
    } else {
        tls[0] = tls[2];
    }
    return MHD_start_daemon(flags, options->port, NULL, NULL, handle, server,
                            MHD_OPTION_NOTIFY_COMPLETED, completed, server, MHD_OPTION_SOCK_ADDR,
                            address, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
                            MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_LIMIT,
                            HTTP_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
                            HTTP_CONNECTION_SECONDS_MAX, MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
}

HttpServer *http_start(const HttpOptions *options, GError **error)
{
    struct sockaddr_storage address = {0};
    g_autoptr(Router) router = router_new(error);

    if (router == NULL || !resolve_address(options, &address, error)) {
        return NULL;
    }
    HttpServer *server = g_new0(HttpServer, 1);
    server->options = *options;
    server->district = g_strdup(options->district);
    server->web = g_strdup(options->web);
    server->packs = g_strdup(options->packs);
    server->calendar = calendar_of_packs(options->packs);
    server->trusted_proxies =
        options->trusted_proxies != NULL ? g_strsplit(options->trusted_proxies, ",", -1) : NULL;
    server->metrics_token = g_strdup(options->metrics_token);
    server->router = g_steal_pointer(&router);
    server->live = live_hub_new(options->store, server->district);
    server->metrics = metrics_new();
    server->preparers = g_thread_pool_new(prepare, server, PREPARERS_MAX, FALSE, NULL);
    if (options->tls_certificate != NULL &&
        !tls_load(options->tls_certificate, options->tls_key, &server->tls_certificate,
                  &server->tls_key, error)) {
        http_stop(server);
        return NULL;
    }
    server->options.secure_cookie = options->secure_cookie || server->tls_key != NULL;
    server->daemon = start_daemon(server, &address);
    if (server->daemon == NULL) {
        g_autofree char *where = g_strdup_printf("%s:%u", options->address, options->port);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "http.listen", NULL, "address", where, "reason",
                  g_strerror(errno), NULL);
        http_stop(server);
        return NULL;
    }
    return server;
}

guint16 http_port(const HttpServer *server)
{
    return MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void http_stop(HttpServer *server)
{
    if (server->daemon != NULL) {
        MHD_socket listening = MHD_quiesce_daemon(server->daemon);
        live_hub_stop(server->live);
        for (int i = 0; g_atomic_int_get(&server->pending) > 0 && i < STOP_SECONDS * 100; i++) {
            g_usleep(10000);
        }
        g_usleep(50000); /* the last answers are on their way out */
        MHD_stop_daemon(server->daemon);
        if (listening != MHD_INVALID_SOCKET) {
            close(listening);
        }
    }
    g_thread_pool_free(server->preparers, FALSE, TRUE);
    live_hub_free(server->live);
    metrics_free(server->metrics);
    router_free(server->router);
    g_free(server->district);
    g_free(server->web);
    g_free(server->tls_certificate);
    g_free(server->tls_key);
    g_free(server->packs);
    calendar_free(server->calendar);
    g_strfreev(server->trusted_proxies);
    g_free(server->metrics_token);
    g_free(server);
}
