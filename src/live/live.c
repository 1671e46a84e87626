#include "live/live_internal.h"

#include "kernel/id.h"

#include <string.h>

#define HEARTBEAT_SECONDS      15
#define RECONNECT_MILLISECONDS 2000
#define RELOAD                 "event: reload\ndata: {}\n\n"

typedef struct {
    guint64 number;
    Change *change;
    char *text; /* the event as it is sent */
} Event;

struct LiveWatcher {
    LiveHub *hub;
    LiveWake wake;
    gpointer data;
    GStrv topics;
    LiveRights *rights;
    GString *waiting; /* not yet taken */
    gint64 until;     /* monotonic microseconds */
    bool sleeping;
    bool ended;
};

struct LiveHub {
    Store *store;
    char *district;
    char *run; /* tells this server's event numbers from another's, or an earlier run's */
    GMutex mutex;
    GCond stopping;
    GPtrArray *watchers;
    Event ring[LIVE_RING_LENGTH];
    guint64 next; /* number of the next event, from 1 */
    bool stopped;
    GThread *heart;
};

/* With the mutex held. */
static void wake(LiveWatcher *watcher)
{
    if (watcher->sleeping) {
        watcher->sleeping = false;
        watcher->wake(watcher->data);
    }
}

/* With the mutex held. A page that does not read is told to reload instead of filling memory. */
static void push(LiveWatcher *watcher, const char *text)
{
    if (watcher->waiting->len + strlen(text) > LIVE_BUFFER_MAX) {
        g_string_assign(watcher->waiting, RELOAD);
    } else {
        g_string_append(watcher->waiting, text);
    }
    wake(watcher);
}

static void end(LiveWatcher *watcher)
{
    watcher->ended = true;
    wake(watcher);
}

static gpointer beat(gpointer data)
{
    LiveHub *hub = data;

    g_mutex_lock(&hub->mutex);
    while (!hub->stopped) {
        gint64 until = g_get_monotonic_time() + HEARTBEAT_SECONDS * G_TIME_SPAN_SECOND;
        if (g_cond_wait_until(&hub->stopping, &hub->mutex, until)) {
            continue;
        }
        for (guint i = 0; i < hub->watchers->len; i++) {
            LiveWatcher *watcher = hub->watchers->pdata[i];
            push(watcher, ":\n\n");
            if (until > watcher->until) {
                end(watcher);
            }
        }
    }
    g_mutex_unlock(&hub->mutex);
    return NULL;
}

static bool watches(const LiveWatcher *watcher, const Change *change)
{
    return g_strv_contains((const char *const *)watcher->topics, change->topic) &&
           live_rights_allow(watcher->rights, change->object_kind, change->units);
}

/* With the mutex held. Takes CHANGE over. */
static void publish(LiveHub *hub, Change *change)
{
    Event *event = &hub->ring[hub->next % LIVE_RING_LENGTH];
    g_autoptr(JsonWriter) data = json_writer_new();

    json_begin_object(data);
    json_member_text(data, "topic", change->topic);
    json_member_text(data, "kind", change->object_kind);
    json_member_text(data, "id", change->object_id);
    json_end_object(data);
    g_clear_pointer(&event->change, change_free);
    g_free(event->text);
    event->number = hub->next++;
    event->change = change;
    event->text = g_strdup_printf("id: %s-%" G_GUINT64_FORMAT "\nevent: change\ndata: %s\n\n",
                                  hub->run, event->number, json_writer_text(data, NULL));
    for (guint i = 0; i < hub->watchers->len; i++) {
        LiveWatcher *watcher = hub->watchers->pdata[i];
        if (watches(watcher, change)) {
            push(watcher, event->text);
        }
        if (live_rights_depend_on(watcher->rights, change->object_kind, change->object_id)) {
            end(watcher);
        }
    }
}

static void publish_all(LiveHub *hub, const GPtrArray *changes)
{
    g_mutex_lock(&hub->mutex);
    for (guint i = 0; i < changes->len; i++) {
        publish(hub, change_copy(changes->pdata[i]));
    }
    g_mutex_unlock(&hub->mutex);
}

/* From the store's listening thread. */
static void hear(gpointer data, const char *text)
{
    LiveHub *hub = data;

    if (text != NULL) {
        g_autoptr(GPtrArray) changes = live_notice_read(text, hub->district);
        if (changes != NULL) {
            publish_all(hub, changes);
        }
        return;
    }
    /* Something may have been missed: what the ring holds is no longer all there was. */
    g_mutex_lock(&hub->mutex);
    hub->next += LIVE_RING_LENGTH;
    for (guint i = 0; i < hub->watchers->len; i++) {
        push(hub->watchers->pdata[i], RELOAD);
    }
    g_mutex_unlock(&hub->mutex);
}

LiveHub *live_hub_new(Store *store, const char *district)
{
    LiveHub *hub = g_new0(LiveHub, 1);

    g_mutex_init(&hub->mutex);
    g_cond_init(&hub->stopping);
    hub->store = store;
    hub->district = g_strdup(district);
    hub->run = id_new(g_get_real_time());
    hub->watchers = g_ptr_array_new();
    hub->next = 1;
    hub->heart = g_thread_new("heartbeat", beat, hub);
    store_listen(store, hear, hub);
    return hub;
}

void live_hub_stop(LiveHub *hub)
{
    g_mutex_lock(&hub->mutex);
    hub->stopped = true;
    g_cond_broadcast(&hub->stopping);
    for (guint i = 0; i < hub->watchers->len; i++) {
        end(hub->watchers->pdata[i]);
    }
    g_mutex_unlock(&hub->mutex);
}

void live_hub_free(LiveHub *hub)
{
    store_unlisten(hub->store);
    live_hub_stop(hub);
    g_thread_join(hub->heart);
    for (gsize i = 0; i < LIVE_RING_LENGTH; i++) {
        g_clear_pointer(&hub->ring[i].change, change_free);
        g_free(hub->ring[i].text);
    }
    g_ptr_array_unref(hub->watchers);
    g_mutex_clear(&hub->mutex);
    g_cond_clear(&hub->stopping);
    g_free(hub->district);
    g_free(hub->run);
    g_free(hub);
}

guint live_hub_count(LiveHub *hub)
{
    g_mutex_lock(&hub->mutex);
    guint count = hub->watchers->len;
    g_mutex_unlock(&hub->mutex);
    return count;
}

bool live_announce(const Call *call, StoreTx *tx, GError **error)
{
    if (call->changes->len == 0 || !store_crosses_servers(store_of(tx))) {
        return true;
    }
    g_autoptr(GPtrArray) notices = live_notices(call);
    for (guint i = 0; i < notices->len; i++) {
        if (!store_notify(tx, notices->pdata[i], error)) {
            return false;
        }
    }
    return true;
}

void live_published(LiveHub *hub, const Call *call)
{
    if (!store_crosses_servers(hub->store)) {
        publish_all(hub, call->changes);
    }
}

/* With the mutex held: what the page missed since LAST, “RUN-NUMBER”. */
static void catch_up(LiveHub *hub, LiveWatcher *watcher, const char *last_text)
{
    gsize length = strlen(hub->run);

    if (last_text == NULL) {
        return;
    }
    bool ours = strncmp(last_text, hub->run, length) == 0 && last_text[length] == '-';
    guint64 last = ours ? g_ascii_strtoull(last_text + length + 1, NULL, 10) : 0;
    if (last == 0 || last >= hub->next || hub->next - last > LIVE_RING_LENGTH) {
        push(watcher, RELOAD);
        return;
    }
    for (guint64 number = last + 1; number < hub->next; number++) {
        const Event *event = &hub->ring[number % LIVE_RING_LENGTH];
        if (event->number != number) { /* a number that this server never gave */
            push(watcher, RELOAD);
            return;
        }
        if (watches(watcher, event->change)) {
            push(watcher, event->text);
        }
    }
}

LiveWatcher *live_watch(LiveHub *hub, Call *call, const char *topics, const char *last,
                        LiveWake wake_function, gpointer data, GError **error)
{
    LiveRights *rights = live_rights_read(call, error);

    if (rights == NULL) {
        return NULL;
    }
    LiveWatcher *watcher = g_new0(LiveWatcher, 1);
    watcher->hub = hub;
    watcher->wake = wake_function;
    watcher->data = data;
    watcher->topics = g_strsplit(topics, ",", LIVE_TOPICS_MAX);
    watcher->rights = rights;
    watcher->until = g_get_monotonic_time() + LIVE_SECONDS_MAX * G_TIME_SPAN_SECOND;
    watcher->waiting = g_string_new(NULL);
    g_string_append_printf(watcher->waiting, "retry: %d\n\n", RECONNECT_MILLISECONDS);
    g_mutex_lock(&hub->mutex);
    bool full = hub->watchers->len >= LIVE_WATCHERS_MAX;
    watcher->ended = hub->stopped;
    g_ptr_array_add(hub->watchers, watcher);
    catch_up(hub, watcher, last);
    g_mutex_unlock(&hub->mutex);
    if (full) {
        live_unwatch(watcher);
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "http.live_full", NULL, NULL);
        return NULL;
    }
    return watcher;
}

void live_unwatch(LiveWatcher *watcher)
{
    LiveHub *hub = watcher->hub;

    g_mutex_lock(&hub->mutex);
    g_ptr_array_remove_fast(hub->watchers, watcher);
    g_mutex_unlock(&hub->mutex);
    g_string_free(watcher->waiting, TRUE);
    g_strfreev(watcher->topics);
    live_rights_free(watcher->rights);
    g_free(watcher);
}

LiveTake live_take(LiveWatcher *watcher, char *buffer, gsize max, gsize *taken, LiveWake sleep)
{
    LiveHub *hub = watcher->hub;
    LiveTake result = LIVE_TAKEN;

    *taken = 0;
    g_mutex_lock(&hub->mutex);
    if (watcher->waiting->len > 0) {
        *taken = MIN(watcher->waiting->len, max);
        memcpy(buffer, watcher->waiting->str, *taken);
        g_string_erase(watcher->waiting, 0, (gssize)*taken);
    } else if (watcher->ended) {
        result = LIVE_ENDED;
    } else {
        result = LIVE_SLEEP;
        watcher->sleeping = true;
        sleep(watcher->data);
    }
    g_mutex_unlock(&hub->mutex);
    return result;
}
