/* routes_internal.h - the generated route table (tools/generate_routes.py) and how a path finds its
 * route. */
#pragma once

#include "call/call.h"

typedef enum { SCOPE_PUBLIC, SCOPE_SESSION, SCOPE_DISTRICT, SCOPE_OBJECT } RouteScope;
typedef enum { ROUTE_QUERY, ROUTE_COMMAND, ROUTE_STREAM } RouteKind;
typedef enum { BODY_NONE, BODY_JSON, BODY_BYTES } RouteBody;

typedef struct {
    const char *method;
    const char *path; /* /api/v1/reports/{report} */
    const char *operation;
    const char *permission; /* or NULL */
    RouteScope scope;
    RouteKind kind;
    RouteBody body;
    bool (*handler)(Call *call, GError **error);
    bool (*prepare)(Call *call, GError **error); /* or NULL */
    const char *schemas;                         /* JSON: {"parameters": […], "body": …} */
} Route;

extern const Route routes[];
extern const size_t route_count;
extern const unsigned char openapi_json[];
extern const size_t openapi_json_length;
/* The part of it that requests are held against: a start parses this, a page shows the other. */
extern const unsigned char requests_json[];
extern const size_t requests_json_length;

typedef struct Router Router;

/* Parses the embedded interface once. (transfer full) */
Router *router_new(GError **error);
void router_free(Router *router);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Router, router_free)

/* The index of the route for METHOD and PATH, its path parameters set in CALL_PARAMETERS (name →
 * text; may be NULL); -1 with *error NOT_FOUND, or METHOD when another method would do. PATH is
 * percent-decoded. */
gssize router_find(const Router *router, const char *method, const char *path,
                   GHashTable *call_parameters, GError **error);

/* The methods that PATH takes, as the header Allow writes them (“GET, HEAD, POST”); NULL if it is
 * no path of the interface. (transfer full) */
char *router_methods(const Router *router, const char *path);

/* Checks path and query parameters (name → text) against the interface; unknown ones are refused.
 */
bool router_check_parameters(const Router *router, gsize route, GHashTable *parameters,
                             GError **error);

/* Checks a JSON body against the route's schema. */
bool router_check_body(const Router *router, gsize route, const json_t *body, GError **error);
