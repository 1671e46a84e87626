/* server_internal.h - shared by the files of the server. */
#pragma once

#include "call/call_internal.h"
#include "http/http.h"
#include "http/routes_internal.h"
#include "live/live.h"

#include <microhttpd.h>

/* What the pages and the fixed addresses take, as the header Allow writes it. */
#define HTTP_PAGE_METHODS "GET, HEAD"

typedef struct Metrics Metrics;

struct HttpServer {
    HttpOptions options;
    char *district;
    char *web;
    char *tls_certificate; /* PEM text, or NULL */
    char *tls_key;
    char *packs;
    WorkCalendar *calendar; /* of PACKS, as it was at the start */
    char **trusted_proxies; /* NULL-terminated, or NULL */
    char *metrics_token;
    struct MHD_Daemon *daemon;
    Router *router;
    GThreadPool *preparers; /* runs x-prepare functions */
    LiveHub *live;
    Metrics *metrics;
    gint pending;  /* suspended commands, atomic */
    gint buffered; /* KiB of content held by all requests, atomic */
};

/* One request, from its first byte to its last. */
typedef struct {
    HttpServer *server;
    struct MHD_Connection *connection;
    char *id; /* X-Request-Id */
    char *method;
    char *path;
    gint64 started; /* monotonic microseconds */
    gssize route;   /* -1 for none */
    GHashTable *path_parameters;
    GByteArray *content;
    gsize content_max;
    gint buffered; /* KiB of the server's that are held for it */
    bool too_large;
    char *address;
    Language language;
    Call *call;
    char *idempotency_key; /* its SHA-256, or NULL */
    char *request_digest;
    bool replayed;
    GError *error;
    bool finished; /* a suspended command has its answer */
} Request;

/* Answers; each queues the response and returns what MHD wants. */
enum MHD_Result respond_error(Request *request, const GError *error);
enum MHD_Result respond_call(Request *request);
enum MHD_Result respond_text(Request *request, int status, const char *media_type, GBytes *body);
enum MHD_Result respond_response(Request *request, int status, struct MHD_Response *response);

/* Says who asks and whether he may, in a transaction of its own, for a request whose content is
 * still to come. */
void request_admit_early(Request *request);

/* A request to a route of the interface, all its content there. */
enum MHD_Result request_run(Request *request);

/* Runs the route's prepare function, then hands its command to the writer; on a thread of the pool.
 */
void request_prepare(Request *request);

/* A file of the web pages, or index.html for the pages' own addresses. */
enum MHD_Result static_respond(Request *request);

Metrics *metrics_new(void);
void metrics_free(Metrics *metrics);
void metrics_count(Metrics *metrics, gssize route, int status, gint64 microseconds);
/* The text exposition format of Prometheus. (transfer full) */
GBytes *metrics_text(const HttpServer *server);

/* The stream of what changed; in the call's read transaction. */
enum MHD_Result live_respond(Request *request);

const char *request_header(const Request *request, const char *name);
/* The address the request came from, as text; behind a trusted proxy that which the proxy names.
 * Owned by the request. */
const char *request_address(Request *request);
/* Whether it came from this machine, and through no proxy. */
bool request_is_local(Request *request);
