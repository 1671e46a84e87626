#include "http/problem.h"
#include "http/server_internal.h"
#include "kernel/log.h"

#include <string.h>

/* How long a browser keeps the session's cookie; the server's own limits decide (org/account.h). */
#define COOKIE_SECONDS (12 * 3600)

static void add_header(struct MHD_Response *response, const char *name, const char *value)
{
    MHD_add_response_header(response, name, value);
}

/* What OWASP's list of secure headers asks for; everything the pages need comes from ourselves.
 * Element Plus sets styles from scripts. */
static void add_security_headers(struct MHD_Response *response)
{
    add_header(response, "Content-Security-Policy",
               "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
               "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
               "frame-ancestors 'none'; form-action 'self'");
    add_header(response, "X-Content-Type-Options", "nosniff");
    add_header(response, "Referrer-Policy", "same-origin");
}

/* 503 passes: too much at once, the database away for a moment. */
static LogLevel level_of(int status)
{
    return status == 503 ? LOG_WARNING : status >= 500 ? LOG_ERROR : LOG_INFO;
}

static void write_log(const Request *request, int status)
{
    gint64 microseconds = g_get_monotonic_time() - request->started;
    const char *operation = request->route >= 0 ? routes[request->route].operation : "page";
    g_autofree char *status_text = g_strdup_printf("%d", status);
    g_autofree char *time_text = g_strdup_printf("%" G_GINT64_FORMAT, microseconds);
    bool failed = status >= 500;

    metrics_count(request->server->metrics, request->route, status, microseconds);
    log_event(level_of(status), "request", "request", request->id, "operation", operation, "method",
              request->method, "status", status_text, "microseconds", time_text, "error",
              failed && request->error != NULL ? request->error->message : NULL, NULL);
}

enum MHD_Result respond_response(Request *request, int status, struct MHD_Response *response)
{
    add_security_headers(response);
    add_header(response, "X-Request-Id", request->id);
    write_log(request, status);
    enum MHD_Result result =
        MHD_queue_response(request->connection, (unsigned int)status, response);
    MHD_destroy_response(response);
    return result;
}

static void unref_bytes(void *bytes)
{
    g_bytes_unref(bytes);
}

static struct MHD_Response *new_response(GBytes *body)
{
    gsize length;
    const void *data = g_bytes_get_data(body, &length);

    return MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)data, unref_bytes,
                                                                  g_bytes_ref(body));
}

enum MHD_Result respond_text(Request *request, int status, const char *media_type, GBytes *body)
{
    struct MHD_Response *response = new_response(body);

    add_header(response, "Content-Type", media_type);
    add_header(response, "Cache-Control", "no-store");
    return respond_response(request, status, response);
}

enum MHD_Result respond_error(Request *request, const GError *error)
{
    int status = problem_status(error);
    g_autoptr(GBytes) body = problem_document(error, request->path, request->language);
    struct MHD_Response *response = new_response(body);

    if (request->error != error) {
        g_clear_error(&request->error);
        request->error = g_error_copy(error);
    }
    add_header(response, "Content-Type", "application/problem+json");
    add_header(response, "Content-Language", language_tag(request->language));
    add_header(response, "Cache-Control", "no-store");
    if (status == 429 || status == 503) {
        add_header(response, "Retry-After", "30");
    }
    if (status == 401) {
        add_header(response, "WWW-Authenticate", "Bearer");
    }
    if (status == 405) {
        g_autofree char *methods = router_methods(request->server->router, request->path);
        add_header(response, "Allow", methods != NULL ? methods : HTTP_PAGE_METHODS);
    }
    return respond_response(request, status, response);
}

static void add_cookie(struct MHD_Response *response, const Request *request)
{
    const char *value = request->call->set_cookie;

    if (value == NULL) {
        return;
    }
    g_autofree char *cookie =
        g_strdup_printf("luoshi_session=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s", value,
                        *value != '\0' ? COOKIE_SECONDS : 0,
                        request->server->options.secure_cookie ? "; Secure" : "");
    add_header(response, "Set-Cookie", cookie);
}

/* RFC 6266 with RFC 8187 for names that are not ASCII. */
static void add_filename(struct MHD_Response *response, const char *filename)
{
    if (filename != NULL) {
        g_autofree char *escaped = g_uri_escape_string(filename, NULL, FALSE);
        g_autofree char *value =
            g_strdup_printf("attachment; filename=\"download\"; filename*=UTF-8''%s", escaped);
        add_header(response, "Content-Disposition", value);
    }
}

/* True if the client says that it has what TAG names. */
static bool has_already(const Request *request, const char *quoted_tag)
{
    const char *held = request_header(request, "If-None-Match");

    return held != NULL && strstr(held, quoted_tag) != NULL;
}

enum MHD_Result respond_call(Request *request)
{
    Call *call = request->call;
    struct MHD_Response *response;
    g_autofree char *tag = call->tag != NULL ? g_strdup_printf("\"%s\"", call->tag) : NULL;

    if (tag != NULL && has_already(request, tag)) {
        g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
        call->status = MHD_HTTP_NOT_MODIFIED;
        response = new_response(nothing);
    } else if (call->bytes != NULL) {
        response = new_response(call->bytes);
        add_header(response, "Content-Type", call->media_type);
        add_filename(response, call->filename);
    } else {
        g_autoptr(GBytes) body = json_writer_is_empty(call->answer)
                                     ? g_bytes_new_static("{}", 2)
                                     : json_writer_steal(call->answer);
        response = new_response(body);
        add_header(response, "Content-Type", "application/json");
    }
    add_header(response, "Content-Language", language_tag(request->language));
    if (tag != NULL) {
        add_header(response, "ETag", tag);
        add_header(response, "Cache-Control", "private, no-cache");
    } else {
        add_header(response, "Cache-Control", "no-store");
    }
    add_header(response, "Vary", "Accept-Language, Cookie");
    add_cookie(response, request);
    return respond_response(request, call->status, response);
}
