/* Where messages go: the rows of people's mailboxes and of webhooks. */
#include "message/message_internal.h"

#include "message_sql.h"

#include <string.h>

void message_target_free(MessageTarget *target)
{
    if (target == NULL) {
        return;
    }
    g_free(target->id);
    g_free(target->account);
    g_free(target->kind);
    g_free(target->name);
    g_free(target->shown);
    g_clear_pointer(&target->address, g_bytes_unref);
    g_clear_pointer(&target->secret, g_bytes_unref);
    g_free(target->unit);
    g_free(target->digest_at);
    g_free(target->quiet_from);
    g_free(target->quiet_to);
    g_free(target);
}

static MessageTarget *read_row(const StoreRows *rows)
{
    MessageTarget *target = g_new0(MessageTarget, 1);

    *target = (MessageTarget){
        .id = g_strdup(store_column_text(rows, 0)),
        .account = g_strdup(store_column_text(rows, 1)),
        .kind = g_strdup(store_column_text(rows, 2)),
        .name = g_strdup(store_column_text(rows, 3)),
        .shown = g_strdup(store_column_text(rows, 4)),
        .address = store_column_blob(rows, 5),
        .secret = store_column_is_null(rows, 6) ? NULL : store_column_blob(rows, 6),
        .unit = g_strdup(store_column_text(rows, 7)),
        .language = language_parse(store_column_text(rows, 8)),
        .digest = store_column_int(rows, 9) == 1,
        .digest_at = g_strdup(store_column_text(rows, 10)),
        .workdays = store_column_int(rows, 11) == 1,
        .quiet_from = g_strdup(store_column_text(rows, 12)),
        .quiet_to = g_strdup(store_column_text(rows, 13)),
        .active = store_column_int(rows, 14) == 1,
        .next_digest = store_column_int(rows, 15),
        .version = store_column_int(rows, 16),
    };
    return target;
}

MessageTarget *message_target_find(StoreTx *tx, const char *district, const char *id,
                                   GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_message_target_find, STORE_VALUES(store_text(district), store_text(id)), error);

    return rows != NULL && store_rows_next(rows, error) ? read_row(rows) : NULL;
}

GPtrArray *message_targets(StoreTx *tx, const char *district, bool hooks, GError **error)
{
    g_autoptr(GPtrArray) targets =
        g_ptr_array_new_with_free_func((GDestroyNotify)message_target_free);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows = store_query(
        tx, &sql_message_targets, STORE_VALUES(store_text(district), store_int(hooks)), error);

    if (rows == NULL) {
        return NULL;
    }
    while (store_rows_next(rows, &failed)) {
        g_ptr_array_add(targets, read_row(rows));
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return g_steal_pointer(&targets);
}

static void take_text(const json_t *body, const char *name, char **place)
{
    const json_t *value = json_object_get(body, name);

    if (value != NULL) {
        g_free(*place);
        *place = g_strdup(json_string_value(value));
    }
}

static void take_bool(const json_t *body, const char *name, bool *place)
{
    const json_t *value = json_object_get(body, name);

    *place = value != NULL ? json_is_true(value) : *place;
}

bool message_target_set(Call *call, MessageTarget *target, const json_t *body, GError **error)
{
    const char *mode = json_string_value(json_object_get(body, "mode"));
    const char *language = json_string_value(json_object_get(body, "language"));

    take_text(body, "digest_at", &target->digest_at);
    take_text(body, "quiet_from", &target->quiet_from);
    take_text(body, "quiet_to", &target->quiet_to);
    take_bool(body, "workdays", &target->workdays);
    take_bool(body, "active", &target->active);
    target->digest = mode != NULL ? strcmp(mode, "digest") == 0 : target->digest;
    target->language = language != NULL ? language_parse(language) : target->language;
    if ((target->quiet_from == NULL) != (target->quiet_to == NULL)) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.quiet_half",
                  target->quiet_from == NULL ? "/quiet_from" : "/quiet_to", NULL);
        return false;
    }
    if (target->quiet_from != NULL && strcmp(target->quiet_from, target->quiet_to) == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.quiet_same", "/quiet_to", NULL);
        return false;
    }
    g_autoptr(WorkCalendar) calendar = call_calendar(call);
    target->next_digest =
        message_next_digest(target->digest_at, target->workdays, calendar, call_now(call));
    return true;
}

/* What a sealed column belongs to. */
static char *place_of(const char *district, const MessageTarget *target, const char *column_name)
{
    return g_strdup_printf("message_target/%s/%s/%s", district, target->id, column_name);
}

bool message_seal(Call *call, const MessageTarget *target, const char *column_name,
                  const char *text, GBytes **column, GError **error)
{
    g_autofree char *place = place_of(call_district(call), target, column_name);
    GBytes *sealed = seal_close(store_seal(call_store(call)), text, place, error);

    if (sealed != NULL) {
        g_clear_pointer(column, g_bytes_unref);
        *column = sealed;
    }
    return sealed != NULL;
}

char *message_unseal(Store *store, const char *district, const MessageTarget *target,
                     const char *column_name, GBytes *sealed, GError **error)
{
    g_autofree char *place = place_of(district, target, column_name);

    return seal_open(store_seal(store), sealed, place, error);
}

/* What waits already is no news. */
static bool know_all(Call *call, const MessageTarget *target, GError **error)
{
    json_auto_t *duties =
        message_duties(call_tx(call), call_district(call), call_packs(call), target, error);
    size_t i;
    json_t *duty;

    json_array_foreach(duties, i, duty)
    {
        g_autofree char *key = message_duty_key(duty);
        if (!store_execute(call_tx(call), &sql_message_told_insert,
                           STORE_VALUES(store_text(call_district(call)), store_text(target->id),
                                        store_text(key), store_null()),
                           NULL, error)) {
            return false;
        }
    }
    return duties != NULL;
}

bool message_target_save(Call *call, MessageTarget *target, GError **error)
{
    StoreTx *tx = call_tx(call);
    const char *district = call_district(call);
    gint64 changed = 0;

    target->version++;
    if (!store_execute(tx, &sql_message_target_put,
                       STORE_VALUES(store_text(district), store_text(target->id),
                                    store_text(target->account), store_text(target->kind),
                                    store_text(target->name), store_text(target->shown),
                                    store_blob(target->address), store_blob(target->secret),
                                    store_text(target->unit),
                                    store_text(language_tag(target->language)),
                                    store_int(target->digest), store_text(target->digest_at),
                                    store_int(target->workdays), store_text(target->quiet_from),
                                    store_text(target->quiet_to), store_int(target->active),
                                    store_int(target->next_digest), store_int(target->version)),
                       &changed, error)) {
        return false;
    }
    if (changed == 0) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "message.changed_meanwhile", "/version", NULL);
        return false;
    }
    return store_execute(tx, &sql_message_hasten,
                         STORE_VALUES(store_int(call_now(call)), store_text(district),
                                      store_text(target->id)),
                         NULL, error) &&
           know_all(call, target, error);
}

static bool write_last(Call *call, const MessageTarget *target, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GError) failed = NULL;
    g_autoptr(StoreRows) rows =
        store_query(call_tx(call), &sql_message_last,
                    STORE_VALUES(store_text(call_district(call)), store_text(target->id)), error);

    if (rows == NULL) {
        return false;
    }
    json_key(answer, "last");
    if (store_rows_next(rows, &failed)) {
        const char *key = store_column_text(rows, 4);
        const char *reason = store_column_text(rows, 5);
        const char *const arguments[] = {"reason", reason != NULL ? reason : "", NULL};
        g_autofree char *text =
            key != NULL ? text_format(call_language(call), key, arguments) : NULL;
        json_begin_object(answer);
        json_member_text(answer, "kind", store_column_text(rows, 0));
        json_member_text(answer, "state", store_column_text(rows, 1));
        json_member_time(answer, "created", store_column_int(rows, 2));
        json_member_text(answer, "error", text);
        json_end_object(answer);
    } else {
        json_write_null(answer);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

bool message_target_write(Call *call, const MessageTarget *target, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_member_text(answer, "language", target->language == LANGUAGE_EN ? "en" : "zh");
    json_member_text(answer, "mode", target->digest ? "digest" : "each");
    json_member_text(answer, "digest_at", target->digest_at);
    json_member_bool(answer, "workdays", target->workdays);
    json_member_text(answer, "quiet_from", target->quiet_from);
    json_member_text(answer, "quiet_to", target->quiet_to);
    json_member_bool(answer, "active", target->active);
    json_member_int(answer, "version", target->version);
    return write_last(call, target, error);
}

bool message_target_test(Call *call, const MessageTarget *target, GError **error)
{
    g_autofree char *id = call_new_id(call);

    return store_execute(call_tx(call), &sql_message_insert,
                         STORE_VALUES(store_text(call_district(call)), store_text(id),
                                      store_text(target->id), store_text("test"),
                                      store_int(call_now(call))),
                         NULL, error);
}
