/* From changes and time to the outbox. What waits for whom is never told here by each mechanism: it
 * is the difference between his duties now and those he knows of. */
#include "message/message_internal.h"

#include "kernel/id.h"
#include "message_sql.h"
#include "org/account.h"

#include <string.h>

bool message_follow(Call *call, GError **error)
{
    if (call_change_count(call) == 0) {
        return true;
    }
    g_autofree char *id = call_new_id(call);
    return store_execute(call_tx(call), &sql_message_note,
                         STORE_VALUES(store_text(call_district(call)), store_text(id)), NULL,
                         error);
}

/* What a target must be told, and what has ceased to wait for him. */
typedef struct {
    MessageTarget *target;
    GPtrArray *news;    /* keys */
    GPtrArray *urgent;  /* keys */
    GPtrArray *over;    /* keys */
    gint64 next_digest; /* 0: it is not due */
} Outcome;

typedef struct {
    const char *district;
    gint64 now;
    GPtrArray *events;
    GPtrArray *outcomes;
} Look;

static void outcome_free(gpointer data)
{
    Outcome *outcome = data;

    message_target_free(outcome->target);
    g_ptr_array_unref(outcome->news);
    g_ptr_array_unref(outcome->urgent);
    g_ptr_array_unref(outcome->over);
    g_free(outcome);
}

static void look_clear(Look *look)
{
    g_clear_pointer(&look->events, g_ptr_array_unref);
    g_clear_pointer(&look->outcomes, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Look, look_clear)

/* The first column of STATEMENT's rows. (transfer full) */
static GPtrArray *read_texts(StoreTx *tx, const StoreStatement *statement, const StoreValue *values,
                             gsize count, GError **error)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(tx, statement, values, count, error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        g_ptr_array_add(texts, g_strdup(store_column_text(rows, 0)));
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return g_steal_pointer(&texts);
}

static bool compare(StoreTx *tx, const Look *look, const char *packs, const json_t *rules,
                    Outcome *outcome, GError **error)
{
    g_autoptr(GPtrArray) known = read_texts(
        tx, &sql_message_told_list,
        STORE_VALUES(store_text(look->district), store_text(outcome->target->id)), error);
    json_auto_t *duties =
        known != NULL ? message_duties(tx, look->district, packs, outcome->target, error) : NULL;
    g_autoptr(GHashTable) waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
    size_t i;
    json_t *duty;

    if (duties == NULL) {
        return false;
    }
    for (guint k = 0; k < known->len; k++) {
        g_hash_table_add(told, known->pdata[k]);
    }
    json_array_foreach(duties, i, duty)
    {
        char *key = message_duty_key(duty);
        bool is_new = g_hash_table_add(waiting, key) && !g_hash_table_contains(told, key);
        if (is_new) {
            g_ptr_array_add(message_is_urgent(rules, duty) ? outcome->urgent : outcome->news,
                            g_strdup(key));
        }
    }
    for (guint k = 0; k < known->len; k++) {
        if (!g_hash_table_contains(waiting, known->pdata[k])) {
            g_ptr_array_add(outcome->over, g_strdup(known->pdata[k]));
        }
    }
    return true;
}

static bool find_outcomes(Look *look, const MessageOptions *options, const json_t *rules,
                          const WorkCalendar *calendar, StoreTx *tx, GError **error)
{
    g_autoptr(GPtrArray) targets = message_targets(tx, look->district, false, error);

    for (guint i = 0; targets != NULL && i < targets->len; i++) {
        MessageTarget *target = targets->pdata[i];
        bool digest_due = target->digest && target->next_digest <= look->now;
        if ((look->events->len == 0 && !digest_due) ||
            (target->account != NULL && options->smtp == NULL)) {
            continue;
        }
        targets->pdata[i] = NULL; /* the outcome has it */
        Outcome *outcome = g_new0(Outcome, 1);
        *outcome = (Outcome){.target = target,
                             .news = g_ptr_array_new_with_free_func(g_free),
                             .urgent = g_ptr_array_new_with_free_func(g_free),
                             .over = g_ptr_array_new_with_free_func(g_free)};
        g_ptr_array_add(look->outcomes, outcome);
        if (digest_due) {
            outcome->next_digest =
                message_next_digest(target->digest_at, target->workdays, calendar, look->now);
        }
        if (!compare(tx, look, options->packs, rules, outcome, error)) {
            return false;
        }
    }
    return targets != NULL;
}

static bool insert_message(StoreTx *tx, const Look *look, const char *target, const char *kind,
                           char **id, GError **error)
{
    *id = id_new(look->now);
    return store_execute(tx, &sql_message_insert,
                         STORE_VALUES(store_text(look->district), store_text(*id),
                                      store_text(target), store_text(kind), store_int(look->now)),
                         NULL, error);
}

/* A message of KIND tells TARGET of KEYS: one that nobody has begun to send, or a new one. With
 * KIND NULL they are known from now on, and no more. */
static bool tell(StoreTx *tx, const Look *look, const char *target, const char *kind,
                 const GPtrArray *keys, GError **error)
{
    g_autofree char *message = NULL;
    bool is_new = false;

    if (keys->len == 0) {
        return true;
    }
    if (kind != NULL) {
        g_autoptr(GPtrArray) open = read_texts(
            tx, &sql_message_open,
            STORE_VALUES(store_text(look->district), store_text(target), store_text(kind)), error);
        if (open == NULL) {
            return false;
        }
        is_new = open->len == 0;
        message = is_new ? id_new(look->now) : g_strdup(open->pdata[0]);
    }
    gint64 told = 0;
    for (guint i = 0; i < keys->len; i++) {
        gint64 changed = 0;
        if (!store_execute(tx, &sql_message_told_insert,
                           STORE_VALUES(store_text(look->district), store_text(target),
                                        store_text(keys->pdata[i]), store_text(message)),
                           &changed, error)) {
            return false;
        }
        told += changed; /* 0 if another server was faster */
    }
    return !is_new || told == 0 ||
           store_execute(tx, &sql_message_insert,
                         STORE_VALUES(store_text(look->district), store_text(message),
                                      store_text(target), store_text(kind), store_int(look->now)),
                         NULL, error);
}

static bool forget(StoreTx *tx, const Look *look, const Outcome *outcome, GError **error)
{
    for (guint i = 0; i < outcome->over->len; i++) {
        if (!store_execute(tx, &sql_message_told_delete,
                           STORE_VALUES(store_text(look->district), store_text(outcome->target->id),
                                        store_text(outcome->over->pdata[i])),
                           NULL, error)) {
            return false;
        }
    }
    return true;
}

static bool send_digest(StoreTx *tx, const Look *look, const Outcome *outcome, GError **error)
{
    const MessageTarget *target = outcome->target;
    g_autofree char *id = NULL;
    gint64 changed = 0;

    if (!store_execute(tx, &sql_message_digest_next,
                       STORE_VALUES(store_int(outcome->next_digest), store_text(look->district),
                                    store_text(target->id), store_int(target->next_digest)),
                       &changed, error)) {
        return false;
    }
    return changed == 0 || insert_message(tx, look, target->id, "digest", &id, error);
}

static bool keep_work(StoreTx *tx, gpointer data, GError **error)
{
    const Look *look = data;

    for (guint i = 0; i < look->outcomes->len; i++) {
        const Outcome *outcome = look->outcomes->pdata[i];
        const MessageTarget *target = outcome->target;
        if (!forget(tx, look, outcome, error) ||
            !tell(tx, look, target->id, "urgent", outcome->urgent, error) ||
            !tell(tx, look, target->id, target->digest ? NULL : "event", outcome->news, error) ||
            (outcome->next_digest > 0 && !send_digest(tx, look, outcome, error))) {
            return false;
        }
    }
    for (guint i = 0; i < look->events->len; i++) {
        if (!store_execute(
                tx, &sql_message_event_delete,
                STORE_VALUES(store_text(look->district), store_text(look->events->pdata[i])), NULL,
                error)) {
            return false;
        }
    }
    return true;
}

bool message_look(const MessageOptions *options, const json_t *rules, const WorkCalendar *calendar,
                  bool *news, GError **error)
{
    g_auto(Look) look = {.district = options->district,
                         .now = store_now(options->store),
                         .outcomes = g_ptr_array_new_with_free_func(outcome_free)};

    {
        g_autoptr(StoreReadTx) tx = store_read_begin(options->store, error);
        look.events = tx != NULL ? read_texts(tx, &sql_message_events,
                                              STORE_VALUES(store_text(look.district)), error)
                                 : NULL;
        if (look.events == NULL || !find_outcomes(&look, options, rules, calendar, tx, error)) {
            return false;
        }
    }
    *news = look.events->len > 0 || look.outcomes->len > 0;
    return !*news || store_write(options->store, keep_work, &look, error);
}
