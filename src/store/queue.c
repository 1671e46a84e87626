#include "store/store_internal.h"

void store_queue_init(StoreQueue *queue)
{
    g_mutex_init(&queue->mutex);
    g_cond_init(&queue->arrived);
    g_queue_init(&queue->jobs);
    queue->closed = false;
}

void store_queue_clear(StoreQueue *queue)
{
    g_mutex_clear(&queue->mutex);
    g_cond_clear(&queue->arrived);
}

void store_queue_push(StoreQueue *queue, StoreWork work, StoreDone done, gpointer data)
{
    g_autoptr(GError) refused = NULL;

    g_mutex_lock(&queue->mutex);
    if (queue->closed) {
        error_set(&refused, LUOSHI_ERROR_UNAVAILABLE, "store.closing", NULL, NULL);
    } else if (g_queue_get_length(&queue->jobs) >= STORE_QUEUE_MAX) {
        error_set(&refused, LUOSHI_ERROR_TOO_MANY, "store.queue_full", NULL, NULL);
    } else {
        StoreJob *job = g_new0(StoreJob, 1);
        *job = (StoreJob){.work = work, .done = done, .data = data};
        g_queue_push_tail(&queue->jobs, job);
        if (g_queue_get_length(&queue->jobs) >= queue->wanted) {
            g_cond_signal(&queue->arrived);
        }
    }
    g_mutex_unlock(&queue->mutex);
    if (refused != NULL) {
        done(data, refused);
    }
}

bool store_queue_take(StoreQueue *queue, GPtrArray *batch, guint max)
{
    return store_queue_gather(queue, batch, max, 1, 0);
}

bool store_queue_gather(StoreQueue *queue, GPtrArray *batch, guint max, guint expected,
                        gint64 microseconds)
{
    g_mutex_lock(&queue->mutex);
    while (g_queue_is_empty(&queue->jobs) && !queue->closed) {
        g_cond_wait(&queue->arrived, &queue->mutex);
    }
    gint64 until = g_get_monotonic_time() + microseconds;
    queue->wanted = MIN(expected, max);
    while (g_queue_get_length(&queue->jobs) < queue->wanted && !queue->closed &&
           g_cond_wait_until(&queue->arrived, &queue->mutex, until)) {
    }
    queue->wanted = 0;
    while (batch->len < max && !g_queue_is_empty(&queue->jobs)) {
        g_ptr_array_add(batch, g_queue_pop_head(&queue->jobs));
    }
    g_mutex_unlock(&queue->mutex);
    return batch->len > 0;
}

void store_queue_close(StoreQueue *queue)
{
    g_mutex_lock(&queue->mutex);
    queue->closed = true;
    g_cond_broadcast(&queue->arrived);
    g_mutex_unlock(&queue->mutex);
}

void store_job_finish(StoreJob *job, const GError *error)
{
    job->done(job->data, job->error != NULL ? job->error : error);
    g_clear_error(&job->error);
    g_free(job);
}
