/* What the server keeps only for a while. */
#include "http/server_internal.h"

#include "idempotency_sql.h"
#include "kernel/log.h"
#include "org/account.h"

static bool forget_work(StoreTx *tx, gpointer data, GError **error)
{
    const gint64 *now = data;
    gint64 before = *now - (gint64)HTTP_ANSWERS_KEPT_SECONDS * G_USEC_PER_SEC;

    return store_execute(tx, &sql_idempotency_expire, STORE_VALUES(store_int(before)), NULL,
                         error) &&
           account_forget_failures(tx, *now, error);
}

static void forget_done(gpointer data, const GError *error)
{
    g_free(data);
    if (error != NULL) {
        g_autofree char *text = error_text(error, LANGUAGE_EN);
        log_event(LOG_WARNING, "answers_not_forgotten", "reason", text, NULL);
    }
}

void http_forget_answers(HttpServer *server)
{
    gint64 *now = g_new(gint64, 1);

    *now = store_now(server->options.store);
    store_submit(server->options.store, forget_work, forget_done, now);
}
