#include "http/server_internal.h"

/* Upper bounds of the histogram's buckets, in microseconds. */
static const gint64 bounds[] = {500,   1000,  2500,   5000,   10000,
                                25000, 50000, 100000, 500000, 2500000};

#define CLASSES 6 /* of statuses: index is the first digit */
#define BUCKETS (G_N_ELEMENTS(bounds) + 1)

struct Metrics {
    gsize *requests; /* (route + 1) × CLASSES; row 0 is for pages */
    gsize buckets[BUCKETS];
    gsize microseconds;
};

Metrics *metrics_new(void)
{
    Metrics *metrics = g_new0(Metrics, 1);

    metrics->requests = g_new0(gsize, (route_count + 1) * CLASSES);
    return metrics;
}

void metrics_free(Metrics *metrics)
{
    g_free(metrics->requests);
    g_free(metrics);
}

static void add(gsize *counter, gsize amount)
{
    __atomic_fetch_add(counter, amount, __ATOMIC_RELAXED);
}

void metrics_count(Metrics *metrics, gssize route, int status, gint64 microseconds)
{
    gsize bucket = 0;

    while (bucket < G_N_ELEMENTS(bounds) && microseconds > bounds[bucket]) {
        bucket++;
    }
    add(&metrics->requests[(gsize)(route + 1) * CLASSES + (gsize)(status / 100) % CLASSES], 1);
    add(&metrics->buckets[bucket], 1);
    add(&metrics->microseconds, (gsize)microseconds);
}

static void write_requests(const Metrics *metrics, GString *out)
{
    g_string_append(out, "# HELP luoshi_requests_total Requests by operation and class of status.\n"
                         "# TYPE luoshi_requests_total counter\n");
    for (gsize row = 0; row <= route_count; row++) {
        for (gsize class = 0; class < CLASSES; class ++) {
            gsize count =
                __atomic_load_n(&metrics->requests[row * CLASSES + class], __ATOMIC_RELAXED);
            if (count > 0) {
                g_string_append_printf(
                    out, "luoshi_requests_total{operation=\"%s\",status=\"%zuxx\"} %zu\n",
                    row == 0 ? "page" : routes[row - 1].operation, class, count);
            }
        }
    }
}

static void write_durations(const Metrics *metrics, GString *out)
{
    gsize total = 0;

    g_string_append(out, "# HELP luoshi_request_seconds Time from the first byte to the answer.\n"
                         "# TYPE luoshi_request_seconds histogram\n");
    for (gsize i = 0; i < BUCKETS; i++) {
        total += __atomic_load_n(&metrics->buckets[i], __ATOMIC_RELAXED);
        if (i < G_N_ELEMENTS(bounds)) {
            g_string_append_printf(out, "luoshi_request_seconds_bucket{le=\"%g\"} %zu\n",
                                   (double)bounds[i] / G_USEC_PER_SEC, total);
        }
    }
    g_string_append_printf(
        out,
        "luoshi_request_seconds_bucket{le=\"+Inf\"} %zu\n"
        "luoshi_request_seconds_sum %g\nluoshi_request_seconds_count %zu\n",
        total, (double)__atomic_load_n(&metrics->microseconds, __ATOMIC_RELAXED) / G_USEC_PER_SEC,
        total);
}

GBytes *metrics_text(const HttpServer *server)
{
    GString *out = g_string_new(NULL);
    const union MHD_DaemonInfo *connections =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

    write_requests(server->metrics, out);
    write_durations(server->metrics, out);
    g_string_append_printf(out,
                           "# TYPE luoshi_connections gauge\nluoshi_connections %u\n"
                           "# TYPE luoshi_commands_waiting gauge\nluoshi_commands_waiting %d\n"
                           "# TYPE luoshi_live_pages gauge\nluoshi_live_pages %u\n",
                           connections->num_connections, g_atomic_int_get((gint *)&server->pending),
                           live_hub_count(server->live));
    return g_string_free_to_bytes(out);
}
