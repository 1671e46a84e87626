/*
 * http.h - the web server: routes of api/openapi.yaml, sessions, static files, live events, health
 * and metrics. libmicrohttpd stands behind this header alone.
 */
#pragma once

#include "call/call.h"

typedef struct {
    Store *store;
    const char *district;        /* GB/T 2260 code served */
    const char *address;         /* "127.0.0.1" or "::" */
    guint16 port;                /* 0 picks a free one */
    const char *web;             /* folder of the web pages, or NULL for the interface alone */
    const char *packs;           /* folder of the packs, or NULL for none */
    CallSite site;               /* what the server says of itself */
    bool secure_cookie;          /* behind TLS; with a certificate they are in any case */
    const char *tls_certificate; /* PEM file, or NULL for plain HTTP */
    const char *tls_key;         /* PEM file of its key */
    guint threads;               /* 0: one for each processor */
    const char
        *trusted_proxies;      /* addresses, comma between, whose X-Forwarded-For counts; or NULL */
    const char *metrics_token; /* who sends it reads /metrics; NULL: only this machine does */
} HttpOptions;

typedef struct HttpServer HttpServer;

/* The largest JSON body and the largest upload, in bytes. */
#define HTTP_JSON_MAX   (1024 * 1024)
#define HTTP_UPLOAD_MAX (20 * 1024 * 1024)
/* The content that all requests together may hold, in KiB; what goes beyond is told to come again.
 */
#define HTTP_BUFFERED_MAX_KIB (192 * 1024)
/* Content beyond its limit is read and thrown away up to this, in bytes. */
#define HTTP_DRAIN_MAX (256 * 1024 * 1024)
/* Longest path with its query, and longest one parameter. */
#define HTTP_TARGET_MAX             8192
#define HTTP_CONNECTIONS_MAX        4000
#define HTTP_CONNECTION_SECONDS_MAX 60

/* Whether TEXT is an IPv4 or IPv6 address. */
bool address_is(const char *text);

/* Starts serving. The store must outlive the server. (transfer full) */
HttpServer *http_start(const HttpOptions *options, GError **error);

/* The port being listened on. */
guint16 http_port(const HttpServer *server);

/* Answers to idempotency keys are kept this long, in seconds; the time a client may repeat itself
 * in. */
#define HTTP_ANSWERS_KEPT_SECONDS (24 * 3600)

/* Forgets answers that are older, and failed log-ins that time has forgiven. Returns at once; a
 * failure is logged and made good next time. To be called at the start and then from time to time.
 */
void http_forget_answers(HttpServer *server);

/* Stops accepting, answers what was accepted, closes. */
void http_stop(HttpServer *server);
