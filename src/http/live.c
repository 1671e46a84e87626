/*
 * Server-sent events: each open page holds one response whose reader sleeps (suspended connection)
 * until something it watches changes. Events carry ids only; the page fetches what it may see by
 * the interface. A ring of recent events lets a page that was away for a moment catch up by
 * Last-Event-ID; older ones are told to reload.
 */
#include "http/server_internal.h"

#include <string.h>

#define RING_LENGTH            1024
#define HEARTBEAT_SECONDS      15
#define SUBSCRIBERS_MAX        2000
#define BUFFER_MAX             65536
#define RECONNECT_MILLISECONDS 2000

typedef struct {
    guint64 number;
    char *topic;
    char *text; /* the event as it is sent */
} Event;

typedef struct {
    LiveHub *hub;
    struct MHD_Connection *connection;
    GStrv topics;
    GString *waiting; /* not yet sent */
    bool suspended;
} Subscriber;

struct LiveHub {
    GMutex mutex;
    GCond stopping;
    GPtrArray *subscribers;
    Event ring[RING_LENGTH];
    guint64 next; /* number of the next event, from 1 */
    bool stopped;
    GThread *heart;
};

/* With the mutex held. A page that does not read is told to reload instead of filling memory. */
static void push(Subscriber *subscriber, const char *text)
{
    if (subscriber->waiting->len + strlen(text) > BUFFER_MAX) {
        g_string_assign(subscriber->waiting, "event: reload\ndata: {}\n\n");
    } else {
        g_string_append(subscriber->waiting, text);
    }
    if (subscriber->suspended) {
        subscriber->suspended = false;
        MHD_resume_connection(subscriber->connection);
    }
}

static gpointer beat(gpointer data)
{
    LiveHub *hub = data;

    g_mutex_lock(&hub->mutex);
    while (!hub->stopped) {
        gint64 until = g_get_monotonic_time() + HEARTBEAT_SECONDS * G_TIME_SPAN_SECOND;
        if (!g_cond_wait_until(&hub->stopping, &hub->mutex, until)) {
            for (guint i = 0; i < hub->subscribers->len; i++) {
                push(hub->subscribers->pdata[i], ":\n\n");
            }
        }
    }
    g_mutex_unlock(&hub->mutex);
    return NULL;
}

LiveHub *live_hub_new(void)
{
    LiveHub *hub = g_new0(LiveHub, 1);

    g_mutex_init(&hub->mutex);
    g_cond_init(&hub->stopping);
    hub->subscribers = g_ptr_array_new();
    hub->next = 1;
    hub->heart = g_thread_new("heartbeat", beat, hub);
    return hub;
}

void live_hub_stop(LiveHub *hub)
{
    g_mutex_lock(&hub->mutex);
    hub->stopped = true;
    g_cond_broadcast(&hub->stopping);
    for (guint i = 0; i < hub->subscribers->len; i++) {
        push(hub->subscribers->pdata[i], "");
    }
    g_mutex_unlock(&hub->mutex);
}

void live_hub_free(LiveHub *hub)
{
    live_hub_stop(hub);
    g_thread_join(hub->heart);
    for (gsize i = 0; i < RING_LENGTH; i++) {
        g_free(hub->ring[i].topic);
        g_free(hub->ring[i].text);
    }
    g_ptr_array_unref(hub->subscribers);
    g_mutex_clear(&hub->mutex);
    g_cond_clear(&hub->stopping);
    g_free(hub);
}

guint live_hub_count(LiveHub *hub)
{
    g_mutex_lock(&hub->mutex);
    guint count = hub->subscribers->len;
    g_mutex_unlock(&hub->mutex);
    return count;
}

static bool watches(const Subscriber *subscriber, const char *topic)
{
    return g_strv_contains((const char *const *)subscriber->topics, topic);
}

void live_hub_publish(LiveHub *hub, const Call *call)
{
    g_mutex_lock(&hub->mutex);
    for (guint c = 0; c < call->changes->len; c++) {
        const Change *change = call->changes->pdata[c];
        Event *event = &hub->ring[hub->next % RING_LENGTH];
        g_autoptr(JsonWriter) data = json_writer_new();
        json_begin_object(data);
        json_member_text(data, "topic", change->topic);
        json_member_text(data, "kind", change->object_kind);
        json_member_text(data, "id", change->object_id);
        json_member_text(data, "by", call->account);
        json_end_object(data);
        g_free(event->topic);
        g_free(event->text);
        event->number = hub->next++;
        event->topic = g_strdup(change->topic);
        event->text = g_strdup_printf("id: %" G_GUINT64_FORMAT "\nevent: change\ndata: %s\n\n",
                                      event->number, json_writer_text(data, NULL));
        for (guint i = 0; i < hub->subscribers->len; i++) {
            Subscriber *subscriber = hub->subscribers->pdata[i];
            if (watches(subscriber, event->topic)) {
                push(subscriber, event->text);
            }
        }
    }
    g_mutex_unlock(&hub->mutex);
}

/* With the mutex held: what the page missed since LAST. */
static void catch_up(LiveHub *hub, Subscriber *subscriber, const char *last_text)
{
    guint64 last = last_text != NULL ? g_ascii_strtoull(last_text, NULL, 10) : 0;

    if (last == 0) {
        return;
    }
    if (last >= hub->next || hub->next - last > RING_LENGTH) {
        push(subscriber, "event: reload\ndata: {}\n\n");
        return;
    }
    for (guint64 number = last + 1; number < hub->next; number++) {
        const Event *event = &hub->ring[number % RING_LENGTH];
        if (watches(subscriber, event->topic)) {
            push(subscriber, event->text);
        }
    }
}

static ssize_t read_events(void *data, G_GNUC_UNUSED uint64_t position, char *buffer, size_t max)
{
    Subscriber *subscriber = data;
    LiveHub *hub = subscriber->hub;
    ssize_t taken = 0;

    g_mutex_lock(&hub->mutex);
    if (subscriber->waiting->len > 0) {
        gsize length = MIN(subscriber->waiting->len, max);
        memcpy(buffer, subscriber->waiting->str, length);
        g_string_erase(subscriber->waiting, 0, (gssize)length);
        taken = (ssize_t)length;
    } else if (hub->stopped) {
        taken = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        subscriber->suspended = true;
        MHD_suspend_connection(subscriber->connection);
    }
    g_mutex_unlock(&hub->mutex);
    return taken;
}

static void unsubscribe(void *data)
{
    Subscriber *subscriber = data;
    LiveHub *hub = subscriber->hub;

    g_mutex_lock(&hub->mutex);
    g_ptr_array_remove_fast(hub->subscribers, subscriber);
    g_mutex_unlock(&hub->mutex);
    g_string_free(subscriber->waiting, TRUE);
    g_strfreev(subscriber->topics);
    g_free(subscriber);
}

enum MHD_Result live_respond(Request *request)
{
    LiveHub *hub = request->server->live;
    Subscriber *subscriber = g_new0(Subscriber, 1);

    subscriber->hub = hub;
    subscriber->connection = request->connection;
    subscriber->topics = g_strsplit(call_parameter(request->call, "topics"), ",", 32);
    subscriber->waiting = g_string_new(NULL);
    g_string_append_printf(subscriber->waiting, "retry: %d\n\n", RECONNECT_MILLISECONDS);
    g_mutex_lock(&hub->mutex);
    bool full = hub->subscribers->len >= SUBSCRIBERS_MAX;
    g_ptr_array_add(hub->subscribers, subscriber);
    catch_up(hub, subscriber, request_header(request, "Last-Event-ID"));
    g_mutex_unlock(&hub->mutex);
    if (full) {
        unsubscribe(subscriber);
        error_set(&request->error, LUOSHI_ERROR_UNAVAILABLE, "http.live_full", NULL, NULL);
        return respond_error(request, request->error);
    }
    struct MHD_Response *response = MHD_create_response_from_callback(
        MHD_SIZE_UNKNOWN, 4096, read_events, subscriber, unsubscribe);
    MHD_add_response_header(response, "Content-Type", "text/event-stream");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    return respond_response(request, 200, response);
}
