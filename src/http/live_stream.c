/* Server-sent events: a response whose reader sleeps (suspended connection) until the page's
 * watcher (live/live.h) has something for it. */
#include "http/server_internal.h"

typedef struct {
    struct MHD_Connection *connection;
    LiveWatcher *watcher;
} Stream;

static void suspend(gpointer data)
{
    MHD_suspend_connection(((Stream *)data)->connection);
}

static void resume(gpointer data)
{
    MHD_resume_connection(((Stream *)data)->connection);
}

static ssize_t read_events(void *data, G_GNUC_UNUSED uint64_t position, char *buffer, size_t max)
{
    Stream *stream = data;
    gsize taken;

    return live_take(stream->watcher, buffer, max, &taken, suspend) == LIVE_ENDED
               ? MHD_CONTENT_READER_END_OF_STREAM
               : (ssize_t)taken;
}

static void stop(void *data)
{
    Stream *stream = data;

    live_unwatch(stream->watcher);
    g_free(stream);
}

enum MHD_Result live_respond(Request *request)
{
    Stream *stream = g_new0(Stream, 1);

    stream->connection = request->connection;
    stream->watcher =
        live_watch(request->server->live, request->call, call_parameter(request->call, "topics"),
                   request_header(request, "Last-Event-ID"), resume, stream, &request->error);
    if (stream->watcher == NULL) {
        g_free(stream);
        return respond_error(request, request->error);
    }
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_events, stream, stop);
    MHD_add_response_header(response, "Content-Type", "text/event-stream");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    return respond_response(request, 200, response);
}
