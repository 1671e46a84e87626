/* A person's own: mailbox, digest, quiet hours; and the link of his calendar. */
#include "message/message_internal.h"

#include "message_sql.h"

#include <sodium.h>
#include <string.h>

#define SECRET_BYTES 24

/* As long as a person has said nothing: a digest on working days, but no address to send it to. */
static MessageTarget *default_target(Call *call)
{
    MessageTarget *target = g_new0(MessageTarget, 1);

    *target = (MessageTarget){.id = g_strdup(call_actor(call)->account),
                              .account = g_strdup(call_actor(call)->account),
                              .kind = g_strdup("email"),
                              .name = g_strdup(call_actor(call)->name),
                              .shown = g_strdup(""),
                              .language = call_language(call),
                              .digest = true,
                              .digest_at = g_strdup("08:30"),
                              .workdays = true,
                              .active = true};
    return target;
}

static MessageTarget *own_target(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    MessageTarget *target =
        message_target_find(call_tx(call), call_district(call), call_actor(call)->account, &failed);

    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    return target != NULL ? target : default_target(call);
}

static bool write_feed(Call *call, GError **error)
{
    g_autoptr(StoreRows) rows = store_query(
        call_tx(call), &sql_feed_of,
        STORE_VALUES(store_text(call_district(call)), store_text(call_actor(call)->account)),
        error);
    g_autoptr(GError) failed = NULL;
    gint64 made = 0;

    if (rows == NULL) {
        return false;
    }
    if (store_rows_next(rows, &failed)) {
        made = store_column_int(rows, 0);
    }
    json_member_time(call_answer(call), "calendar", made);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

static bool write_settings(Call *call, const MessageTarget *target, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "address", target->address != NULL ? target->shown : NULL);
    json_member_bool(answer, "mail", call_site(call).mail);
    if (!message_target_write(call, target, error) || !write_feed(call, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool message_settings_read(Call *call, GError **error)
{
    g_autoptr(MessageTarget) target = own_target(call, error);

    return target != NULL && write_settings(call, target, error);
}

/* Takes the address of BODY, if one is given. */
static bool take_address(Call *call, MessageTarget *target, const json_t *body, GError **error)
{
    const char *address = json_string_value(json_object_get(body, "address"));

    if (address == NULL) {
        if (target->address == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "message.no_address", "/address", NULL);
        }
        return target->address != NULL;
    }
    if (!message_is_mailbox(address)) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.bad_address", "/address", NULL);
        return false;
    }
    g_free(target->shown);
    target->shown = message_mask(address);
    return message_seal(call, target, "address", address, &target->address, error);
}

/* No address any more: nothing of it is kept. */
static bool forget_address(Call *call, MessageTarget **target, GError **error)
{
    const StoreValue values[] = {store_text(call_district(call)), store_text((*target)->id)};
    static const StoreStatement *const statements[] = {
        &sql_message_target_delete, &sql_message_told_forget, &sql_message_cancel};

    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (!store_execute(call_tx(call), statements[i], values, G_N_ELEMENTS(values), NULL,
                           error)) {
            return false;
        }
    }
    message_target_free(*target);
    *target = default_target(call);
    return true;
}

bool message_settings_change(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    g_autoptr(MessageTarget) target = own_target(call, error);

    if (target == NULL) {
        return false;
    }
    if (json_integer_value(json_object_get(body, "version")) != target->version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "message.changed_meanwhile", "/version", NULL);
        return false;
    }
    bool forget = json_is_null(json_object_get(body, "address"));
    if (forget ? !forget_address(call, &target, error)
               : !take_address(call, target, body, error) ||
                     !message_target_set(call, target, body, error) ||
                     !message_target_save(call, target, error)) {
        return false;
    }
    json_auto_t *after =
        json_pack("{s:s, s:s, s:b}", "address", target->shown, "mode",
                  target->digest ? "digest" : "each", "active", (int)target->active);
    return call_record(call, "message.settings", "account", target->id, NULL, NULL, after, error) &&
           write_settings(call, target, error);
}

bool message_settings_test(Call *call, GError **error)
{
    g_autoptr(MessageTarget) target = own_target(call, error);

    if (target == NULL) {
        return false;
    }
    if (target->address == NULL || !call_site(call).mail) {
        error_set(error, LUOSHI_ERROR_CONFLICT,
                  target->address == NULL ? "message.no_address" : "message.no_server", NULL, NULL);
        return false;
    }
    return message_target_test(call, target, error) && write_settings(call, target, error);
}

bool calendar_link_make(Call *call, GError **error)
{
    const char *account = call_actor(call)->account;
    unsigned char bytes[SECRET_BYTES];
    char secret[SECRET_BYTES * 2];

    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(secret, sizeof secret, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
    g_autofree char *path = g_strdup_printf("/api/v1/calendar/%s.ics", secret);
    if (!store_execute(call_tx(call), &sql_feed_put,
                       STORE_VALUES(store_text(call_district(call)), store_text(account),
                                    store_text(digest), store_int(call_now(call))),
                       NULL, error)) {
        return false;
    }
    call_created(call);
    call_answer_secret(call);
    json_begin_object(call_answer(call));
    json_member_text(call_answer(call), "path", path);
    json_end_object(call_answer(call));
    return call_record(call, "calendar.make", "account", account, NULL, NULL, NULL, error);
}

bool calendar_link_revoke(Call *call, GError **error)
{
    const char *account = call_actor(call)->account;

    return store_execute(call_tx(call), &sql_feed_delete,
                         STORE_VALUES(store_text(call_district(call)), store_text(account)), NULL,
                         error) &&
           call_record(call, "calendar.revoke", "account", account, NULL, NULL, NULL, error);
}
