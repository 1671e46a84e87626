/*
 * live.h - what changed, pushed to open pages (实时推送). A page watches topics; an event tells it
 * the topic, the kind and the id of what changed and nothing else: the page fetches what it may
 * see.
 *
 * Who may hear: an event reaches only a watcher that may read its object (live_rights.c), so a
 * topic gives away nothing. Rights are read when the page begins to watch; it is told to come again
 * when they may have changed, and after LIVE_SECONDS_MAX anyway.
 *
 * Several servers: on PostgreSQL a command's changes are sent with NOTIFY in its own transaction
 * and every server, the sender too, hears them after the commit. On SQLite there is one server, and
 * live_published() tells its pages. Whoever may have missed something is told to reload.
 */
#pragma once

#include "call/call_internal.h"

/* Pages at once, bytes kept for a page that does not read, events kept for one that comes back. */
#define LIVE_WATCHERS_MAX 2000
#define LIVE_BUFFER_MAX   65536
#define LIVE_RING_LENGTH  1024
#define LIVE_TOPICS_MAX   32
#define LIVE_SECONDS_MAX  3600

typedef struct LiveHub LiveHub; /* thread-safe */
typedef struct LiveWatcher LiveWatcher;

/* Called with the hub locked when the watcher sleeps and has something to read: must not block nor
 * call the hub. */
typedef void (*LiveWake)(gpointer data);

/* The store must outlive the hub. (transfer full) */
LiveHub *live_hub_new(Store *store, const char *district);
/* Ends every watcher's stream. */
void live_hub_stop(LiveHub *hub);
void live_hub_free(LiveHub *hub);
guint live_hub_count(LiveHub *hub);

/* In the command's transaction: sends its changes to every server. */
bool live_announce(const Call *call, StoreTx *tx, GError **error);

/* After the command's commit. */
void live_published(LiveHub *hub, const Call *call);

/* Begins to watch TOPICS (comma-separated) for the call's actor, whose rights are read in the
 * call's transaction. LAST is the Last-Event-ID of the page or NULL. Fails with http.live_full.
 * (transfer full) */
LiveWatcher *live_watch(LiveHub *hub, Call *call, const char *topics, const char *last,
                        LiveWake wake, gpointer data, GError **error);
void live_unwatch(LiveWatcher *watcher);

typedef enum {
    LIVE_TAKEN, /* bytes are in the buffer */
    LIVE_SLEEP, /* nothing yet: WAKE will be called once */
    LIVE_ENDED,
} LiveTake;

/* Moves at most MAX bytes of text/event-stream into BUFFER. SLEEP is called, with the hub locked,
 * just before LIVE_SLEEP is returned, so that a wake cannot come first. */
LiveTake live_take(LiveWatcher *watcher, char *buffer, gsize max, gsize *taken, LiveWake sleep);
