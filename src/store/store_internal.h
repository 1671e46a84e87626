/* store_internal.h - what an engine implements. store.c checks arguments and calls through this
 * table. */
#pragma once

#include "store/store.h"

typedef struct {
    StoreTx *(*read_begin)(Store *store, GError **error);
    void (*read_end)(StoreTx *tx);
    void (*submit)(Store *store, StoreWork work, StoreDone done, gpointer data);
    StoreRows *(*query)(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                        gsize count, GError **error);
    bool (*execute)(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                    gsize count, gint64 *changed, GError **error);
    bool (*rows_next)(StoreRows *rows, GError **error);
    void (*rows_free)(StoreRows *rows);
    bool (*column_is_null)(const StoreRows *rows, guint column);
    gint64 (*column_int)(const StoreRows *rows, guint column);
    const char *(*column_text)(const StoreRows *rows, guint column);
    GBytes *(*column_blob)(const StoreRows *rows, guint column);
    /* Runs a script of several statements that come with the program (migrations). */
    bool (*script)(StoreTx *tx, const char *sql, GError **error);
    bool (*prepare)(StoreTx *tx, const StoreStatement *statement, GError **error);
    /* PATH does not exist; store.c puts it in its place or removes it. */
    bool (*backup)(Store *store, const char *path, GError **error);
    /* NULL where the place cannot go away unseen. */
    bool (*check_place)(Store *store, GError **error);
    /* PATH is a backup, and the store is empty. */
    bool (*unpack)(Store *store, const char *path, GError **error);
    /* NULL on an engine that one server alone works on. */
    bool (*notify)(StoreTx *tx, const char *text, GError **error);
    void (*listen)(Store *store, StoreHeard heard, gpointer data);
    void (*unlisten)(Store *store);
    void (*close)(Store *store);
} StoreOperations;

/* Each engine's own structures begin with these. */
struct Store {
    const StoreOperations *operations;
    StoreEngine engine;
    StoreWork before_commit; /* or NULL */
    gpointer before_commit_data;
    gint64 clock_offset;
    Seal *seal;  /* or NULL */
    GData *kept; /* store_keep() */
};

struct StoreTx {
    Store *store;
    bool writes;
    gpointer remembered; /* store_remember() */
    const StoreMemory *memory;
};

/* Before a work of a group, and after it was rolled back alone. */
void store_mark(StoreTx *tx);
void store_rewind(StoreTx *tx);

/* Frees what TX remembers: a writer's last act on it. */
void store_forget(StoreTx *tx);

struct StoreRows {
    StoreTx *tx;
};

Store *sqlite_open(const char *path, GError **error);
Store *postgresql_open(const char *url, GError **error);

/* A work in the queue of a writer. */
typedef struct {
    StoreWork work;
    StoreDone done;
    gpointer data;
    GError *error; /* its own failure */
} StoreJob;

/* The queue both engines' writers take from. */
typedef struct {
    GMutex mutex;
    GCond arrived;
    GQueue jobs;  /* StoreJob */
    guint wanted; /* the gatherer sleeps until there are so many */
    bool closed;
} StoreQueue;

void store_queue_init(StoreQueue *queue);
void store_queue_clear(StoreQueue *queue);
/* Appends, or calls DONE at once when the queue is full or closed. */
void store_queue_push(StoreQueue *queue, StoreWork work, StoreDone done, gpointer data);
/* Waits for work; moves up to MAX jobs into BATCH. False when the queue is closed and empty. */
bool store_queue_take(StoreQueue *queue, GPtrArray *batch, guint max);
/* The same for a queue's only taker: once there is work, waits MICROSECONDS at most until EXPECTED
 * jobs are there. */
bool store_queue_gather(StoreQueue *queue, GPtrArray *batch, guint max, guint expected,
                        gint64 microseconds);
void store_queue_close(StoreQueue *queue);
/* Calls the job's done with ERROR (or its own error if that is set) and frees it. */
void store_job_finish(StoreJob *job, const GError *error);
