/* The sender: one thread of a server that empties the outbox. Several servers may run one each: a
 * message is taken in the database before it is sent. */
#include "message/message_internal.h"

#include "kernel/log.h"
#include "message_sql.h"
#include "org/account.h"

#include <curl/curl.h>
#include <string.h>

#define LOOK_EVERY_US   G_USEC_PER_SEC
#define FAILED_LOOK_US  (G_GINT64_CONSTANT(30) * G_USEC_PER_SEC)
#define EXPIRE_EVERY_US (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)
#define LOOK_SHARE      10 /* looking takes at most a tenth of one processor */

struct MessageSender {
    const MessageOptions *options;
    GMutex mutex;
    GCond stopping;
    bool stopped;
    GThread *thread;
    json_t *rules;
    WorkCalendar *calendar;
    gint64 next_look;
    gint64 next_expiry;
};

bool message_options_check(const MessageOptions *options, GError **error)
{
    static const char *const modes[] = {"starttls", "try", "none", NULL};
    const char *wrong = NULL;

    if (options->smtp != NULL && !g_str_has_prefix(options->smtp, "smtp://") &&
        !g_str_has_prefix(options->smtp, "smtps://")) {
        wrong = "smtp";
    } else if (options->smtp_tls == NULL || !g_strv_contains(modes, options->smtp_tls)) {
        wrong = "smtp-tls";
    } else if (options->smtp != NULL &&
               (options->from == NULL || !message_is_mailbox(options->from))) {
        wrong = "mail-from";
    } else if (options->url != NULL && !g_str_has_prefix(options->url, "https://") &&
               !g_str_has_prefix(options->url, "http://")) {
        wrong = "public-url";
    }
    if (wrong != NULL) {
        g_autofree char *key = g_strdup_printf("message.setting_%s", wrong);
        error_set(error, LUOSHI_ERROR_INVALID, g_strdelimit(key, "-", '_'), wrong, NULL);
    }
    return wrong == NULL;
}

/* A row of the outbox. */
typedef struct {
    char *id;
    char *target;
    char *kind;
    gint64 tries;
    gint64 created;
} Row;

static void row_free(gpointer data)
{
    Row *row = data;

    g_free(row->id);
    g_free(row->target);
    g_free(row->kind);
    g_free(row);
}

typedef struct {
    const char *district;
    const Row *row;
    const StoreStatement *statement;
    StoreValue values[8];
    gsize count;
    gint64 changed;
} Change;

static bool change_work(StoreTx *tx, gpointer data, GError **error)
{
    Change *change = data;

    return store_execute(tx, change->statement, change->values, change->count, &change->changed,
                         error);
}

/* Runs STATEMENT by itself; true if it changed a row. A failure is told: the row is due again. */
static bool change_one(const MessageSender *sender, const StoreStatement *statement,
                       const StoreValue *values, gsize count)
{
    Change change = {.statement = statement, .count = count};
    g_autoptr(GError) error = NULL;

    memcpy(change.values, values, count * sizeof *values);
    if (!store_write(sender->options->store, change_work, &change, &error)) {
        log_event(LOG_ERROR, "message_outbox", "error", error->message, NULL);
        return false;
    }
    return change.changed > 0;
}

static bool take(const MessageSender *sender, Row *row, gint64 now)
{
    bool taken = change_one(sender, &sql_message_take,
                            STORE_VALUES(store_int(now + (gint64)MESSAGE_TAKEN * G_USEC_PER_SEC),
                                         store_text(sender->options->district), store_text(row->id),
                                         store_int(row->tries), store_int(now)));

    row->tries += taken ? 1 : 0;
    return taken;
}

static void finish(const MessageSender *sender, const Row *row, const char *state, gint64 due,
                   const char *key, const char *reason)
{
    change_one(sender, &sql_message_finish,
               STORE_VALUES(store_text(state), store_int(due), store_text(key), store_text(reason),
                            store_text(sender->options->district), store_text(row->id),
                            store_int(row->tries)));
}

/* What ERROR's {reason} says, without the receiver's address, which servers like to quote. */
static char *reason_of(const GError *error, const Message *message)
{
    const ErrorDetail *detail = error_detail(error, 0);
    const char *reason = "";

    for (gsize i = 0; detail->arguments[i] != NULL; i += 2) {
        reason = strcmp(detail->arguments[i], "reason") == 0 ? detail->arguments[i + 1] : reason;
    }
    g_auto(GStrv) parts =
        g_strsplit(reason, message->address != NULL ? message->address : "\n", -1);
    g_autofree char *masked = g_strjoinv(message->target->shown, parts);
    return g_utf8_make_valid(masked, -1);
}

static void fail(const MessageSender *sender, const Row *row, const Message *message,
                 const GError *error)
{
    g_autofree char *reason = reason_of(error, message);
    bool for_good = error->code == LUOSHI_ERROR_INVALID || row->tries >= MESSAGE_TRIES_MAX;
    gint64 wait = MIN(sender->options->retry_seconds << MIN(row->tries - 1, 20), MESSAGE_WAIT_MAX);

    finish(sender, row, for_good ? "failed" : "waiting",
           store_now(sender->options->store) + (for_good ? 0 : wait * G_USEC_PER_SEC),
           error_key(error), reason);
    g_autofree char *tries = g_strdup_printf("%" G_GINT64_FORMAT, row->tries);
    log_event(LOG_WARNING, for_good ? "message_failed" : "message_delayed", "message", row->id,
              "way", message->target->kind, "tries", tries, "error", error_key(error), NULL);
}

static bool open_sealed(const MessageSender *sender, Message *message, GError **error)
{
    const MessageTarget *target = message->target;
    Store *store = sender->options->store;
    const char *district = sender->options->district;

    message->address = message_unseal(store, district, target, "address", target->address, error);
    if (message->address == NULL || target->secret == NULL) {
        return message->address != NULL;
    }
    message->secret = message_unseal(store, district, target, "secret", target->secret, error);
    return message->secret != NULL;
}

static bool deliver(const MessageSender *sender, Message *message, GError **error)
{
    const MessageOptions *options = sender->options;

    if (!open_sealed(sender, message, error)) {
        return false;
    }
    message_write(options, message);
    if (message->target->account == NULL) {
        return message_post(options, message, error);
    }
    if (options->smtp == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.no_server", NULL, NULL);
        return false;
    }
    return message_mail(options, message, error);
}

/* Of DUTIES, all for a digest, else those that the message tells and that still wait. (transfer
 * full) */
static json_t *still_waiting(StoreTx *tx, const MessageSender *sender, const Row *row,
                             const json_t *duties, GError **error)
{
    const char *district = sender->options->district;
    g_autoptr(GHashTable) told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GError) failed = NULL;
    json_t *waiting = json_array();
    size_t i;
    json_t *duty;

    if (strcmp(row->kind, "digest") != 0) {
        g_autoptr(StoreRows) rows = store_query(
            tx, &sql_message_told_of,
            STORE_VALUES(store_text(district), store_text(row->target), store_text(row->id)),
            &failed);
        while (rows != NULL && store_rows_next(rows, &failed)) {
            g_hash_table_add(told, g_strdup(store_column_text(rows, 0)));
        }
    }
    json_array_foreach(duties, i, duty)
    {
        g_autofree char *key = message_duty_key(duty);
        if (strcmp(row->kind, "digest") == 0 || g_hash_table_contains(told, key)) {
            json_array_append(waiting, duty);
        }
    }
    if (failed != NULL) {
        json_decref(waiting);
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return waiting;
}

/* Reads whom ROW is for and what it has to say; *TARGET NULL if nobody is to be told. */
static bool read_message(const MessageSender *sender, const Row *row, MessageTarget **target,
                         json_t **duties, GError **error)
{
    const MessageOptions *options = sender->options;
    g_autoptr(StoreReadTx) tx = store_read_begin(options->store, error);
    g_autoptr(GError) failed = NULL;
    bool is_test = strcmp(row->kind, "test") == 0;

    if (tx == NULL) {
        return false;
    }
    g_autoptr(MessageTarget) found =
        message_target_find(tx, options->district, row->target, &failed);
    bool told = found != NULL && (found->active || is_test) &&
                (found->account == NULL ||
                 account_is_active(tx, options->district, found->account, &failed));
    json_auto_t *all =
        told && failed == NULL
            ? is_test ? json_array()
                      : message_duties(tx, options->district, options->packs, found, &failed)
            : NULL;
    if (all != NULL) {
        *duties = still_waiting(tx, sender, row, all, &failed);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    if (told) {
        *target = g_steal_pointer(&found);
    }
    return true;
}

static void handle(const MessageSender *sender, Row *row)
{
    g_autoptr(MessageTarget) target = NULL;
    g_autoptr(GError) error = NULL;
    Message message = {.id = row->id, .kind = row->kind, .created = row->created};
    gint64 now = store_now(sender->options->store);
    bool hurries = strcmp(row->kind, "urgent") == 0 || strcmp(row->kind, "test") == 0;

    if (!read_message(sender, row, &target, &message.duties, &error)) {
        log_event(LOG_ERROR, "message_outbox", "error", error->message, NULL);
        return;
    }
    message.target = target;
    gint64 loud = target == NULL || hurries
                      ? now
                      : message_loud_from(target->quiet_from, target->quiet_to, now);
    if (target == NULL ||
        (strcmp(row->kind, "test") != 0 && json_array_size(message.duties) == 0)) {
        finish(sender, row, "moot", now, NULL, NULL);
    } else if (row->tries >= MESSAGE_TRIES_MAX) {
        finish(sender, row, "failed", now, "message.given_up", NULL);
    } else if (loud > now) {
        change_one(sender, &sql_message_put_off,
                   STORE_VALUES(store_int(loud), store_text(sender->options->district),
                                store_text(row->id), store_int(row->tries)));
    } else if (take(sender, row, now)) {
        if (deliver(sender, &message, &error)) {
            finish(sender, row, "sent", store_now(sender->options->store), NULL, NULL);
            log_event(LOG_INFO, "message_sent", "message", row->id, "way", target->kind, "kind",
                      row->kind, NULL);
        } else {
            fail(sender, row, &message, error);
        }
    }
    message_clear(&message);
}

static GPtrArray *read_due(const MessageSender *sender)
{
    const MessageOptions *options = sender->options;
    g_autoptr(GPtrArray) due = g_ptr_array_new_with_free_func(row_free);
    g_autoptr(GError) error = NULL;
    g_autoptr(StoreReadTx) tx = store_read_begin(options->store, &error);
    g_autoptr(StoreRows) rows =
        tx != NULL ? store_query(tx, &sql_message_due,
                                 STORE_VALUES(store_text(options->district),
                                              store_int(store_now(options->store))),
                                 &error)
                   : NULL;

    while (rows != NULL && store_rows_next(rows, &error)) {
        Row *row = g_new0(Row, 1);
        *row = (Row){.id = g_strdup(store_column_text(rows, 0)),
                     .target = g_strdup(store_column_text(rows, 1)),
                     .kind = g_strdup(store_column_text(rows, 2)),
                     .tries = store_column_int(rows, 3),
                     .created = store_column_int(rows, 4)};
        g_ptr_array_add(due, row);
    }
    if (error != NULL) {
        log_event(LOG_ERROR, "message_outbox", "error", error->message, NULL);
    }
    return g_steal_pointer(&due);
}

static bool is_stopped(MessageSender *sender)
{
    g_mutex_lock(&sender->mutex);
    bool stopped = sender->stopped;
    g_mutex_unlock(&sender->mutex);
    return stopped;
}

static void work(MessageSender *sender)
{
    gint64 begun = g_get_monotonic_time();

    if (begun >= sender->next_look) {
        g_autoptr(GError) error = NULL;
        bool news = false;
        bool done = message_look(sender->options, sender->rules, sender->calendar, &news, &error);
        gint64 end = g_get_monotonic_time();
        if (!done) {
            log_event(LOG_ERROR, "message_look", "error", error->message, NULL);
        }
        sender->next_look = end + (!done ? FAILED_LOOK_US : news ? (end - begun) * LOOK_SHARE : 0);
    }
    if (begun >= sender->next_expiry) {
        gint64 before = store_now(sender->options->store) - MESSAGE_KEPT_DAYS * G_TIME_SPAN_DAY;
        change_one(sender, &sql_message_expire,
                   STORE_VALUES(store_text(sender->options->district), store_int(before)));
        sender->next_expiry = begun + EXPIRE_EVERY_US;
    }
    g_autoptr(GPtrArray) due = read_due(sender);
    for (guint i = 0; i < due->len && !is_stopped(sender); i++) {
        handle(sender, due->pdata[i]);
    }
}

static gpointer run(gpointer data)
{
    MessageSender *sender = data;

    g_mutex_lock(&sender->mutex);
    while (!sender->stopped) {
        g_mutex_unlock(&sender->mutex);
        work(sender);
        g_mutex_lock(&sender->mutex);
        if (!sender->stopped) {
            g_cond_wait_until(&sender->stopping, &sender->mutex,
                              g_get_monotonic_time() + LOOK_EVERY_US);
        }
    }
    g_mutex_unlock(&sender->mutex);
    return NULL;
}

MessageSender *message_sender_start(const MessageOptions *options)
{
    MessageSender *sender = g_new0(MessageSender, 1);

    curl_global_init(CURL_GLOBAL_DEFAULT);
    g_mutex_init(&sender->mutex);
    g_cond_init(&sender->stopping);
    sender->options = options;
    sender->rules = message_rules(options->packs, NULL);
    sender->calendar = calendar_of_packs(options->packs);
    sender->thread = g_thread_new("messages", run, sender);
    return sender;
}

void message_sender_stop(MessageSender *sender)
{
    g_mutex_lock(&sender->mutex);
    sender->stopped = true;
    g_cond_signal(&sender->stopping);
    g_mutex_unlock(&sender->mutex);
    g_thread_join(sender->thread);
    json_decref(sender->rules);
    calendar_free(sender->calendar);
    g_cond_clear(&sender->stopping);
    g_mutex_clear(&sender->mutex);
    g_free(sender);
    curl_global_cleanup();
}
