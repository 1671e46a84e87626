/* Webhooks of the district and of its units: the robots of WeCom, DingTalk and Feishu groups, and
 * plain receivers. */
#include "message/message_internal.h"

#include "message_sql.h"
#include "org/org.h"

#include <curl/curl.h>
#include <string.h>

/* Is TEXT an address that a webhook may have? */
static bool check_url(const char *text, GError **error)
{
    CURLU *url = curl_url();
    char *scheme = NULL;
    char *host = NULL;
    char *user = NULL;
    bool sound = curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                 curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                 (strcmp(scheme, "https") == 0 || strcmp(scheme, "http") == 0) &&
                 curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                 curl_url_get(url, CURLUPART_USER, &user, 0) != CURLUE_OK;

    if (sound) {
        /* A name is looked up, and what it means judged, when a message is sent. */
        g_autofree char *bare = g_strdup(host);
        g_strdelimit(bare, "[]", ' ');
        g_autoptr(GInetAddress) address = g_inet_address_new_from_string(g_strstrip(bare));
        sound = address == NULL || message_may_reach(address, true);
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(url);
    if (!sound) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.bad_url", "/url", NULL);
    }
    return sound;
}

/* What lists show of an address: where, but not the secret in it. (transfer full) */
static char *host_of(const char *text)
{
    CURLU *url = curl_url();
    char *host = NULL;

    curl_url_set(url, CURLUPART_URL, text, 0);
    curl_url_get(url, CURLUPART_HOST, &host, 0);
    char *copy = g_strdup(host);
    curl_free(host);
    curl_url_cleanup(url);
    return copy;
}

/* Takes what BODY says of name, address and secret. A robot of DingTalk or Feishu may do without a
 * secret (it may know its callers by a word or an address), WeCom has it in the address. */
static bool take_body(Call *call, MessageTarget *target, GError **error)
{
    const json_t *body = call_body(call);
    const char *name = json_string_value(json_object_get(body, "name"));
    const char *url = json_string_value(json_object_get(body, "url"));
    const char *secret = json_string_value(json_object_get(body, "secret"));

    if (name != NULL) {
        g_free(target->name);
        target->name = g_strdup(name);
    }
    if (url != NULL) {
        if (!check_url(url, error) ||
            !message_seal(call, target, "address", url, &target->address, error)) {
            return false;
        }
        g_free(target->shown);
        target->shown = host_of(url);
    }
    if (secret != NULL && !message_seal(call, target, "secret", secret, &target->secret, error)) {
        return false;
    }
    if (target->secret == NULL && strcmp(target->kind, "plain") == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.no_secret", "/secret", NULL);
        return false;
    }
    return message_target_set(call, target, body, error);
}

static bool write_hook(Call *call, const MessageTarget *target, GError **error)
{
    JsonWriter *answer = call_answer(call);

    json_begin_object(answer);
    json_member_text(answer, "id", target->id);
    json_member_text(answer, "kind", target->kind);
    json_member_text(answer, "name", target->name);
    json_member_text(answer, "host", target->shown);
    json_member_bool(answer, "signed", target->secret != NULL);
    json_member_text(answer, "unit", target->unit);
    if (!message_target_write(call, target, error)) {
        return false;
    }
    json_end_object(answer);
    return true;
}

bool webhook_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    g_autoptr(GPtrArray) hooks = message_targets(call_tx(call), call_district(call), true, error);

    if (hooks == NULL) {
        return false;
    }
    json_begin_object(answer);
    json_key(answer, "webhooks");
    json_begin_array(answer);
    for (guint i = 0; i < hooks->len; i++) {
        if (!write_hook(call, hooks->pdata[i], error)) {
            return false;
        }
    }
    json_end_array(answer);
    json_end_object(answer);
    return true;
}

/* A webhook hears what a holder of the pack's role there would find in his duties. */
static bool grant(Call *call, const MessageTarget *target, GError **error)
{
    json_auto_t *rules = message_rules(call_packs(call), error);
    const char *kind = target->unit != NULL ? "unit" : "district";
    const char *scope = target->unit != NULL ? target->unit : call_district(call);

    if (rules == NULL) {
        return false;
    }
    json_t *role = json_object_get(json_object_get(rules, "webhooks"), kind);
    json_auto_t *grants =
        json_pack("[{s:O, s:s, s:s}]", "role", role, "scope_kind", kind, "scope", scope);
    return org_set_grants(call, target->id, grants, error);
}

static bool check_room(Call *call, GError **error)
{
    g_autoptr(GPtrArray) hooks = message_targets(call_tx(call), call_district(call), true, error);

    if (hooks == NULL) {
        return false;
    }
    if (hooks->len >= MESSAGE_HOOKS_MAX) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "message.too_many_hooks", NULL, "max",
                  G_STRINGIFY(MESSAGE_HOOKS_MAX), NULL);
        return false;
    }
    return true;
}

static bool record(Call *call, const char *action, const MessageTarget *target, GError **error)
{
    json_auto_t *after =
        json_pack("{s:s, s:s, s:s, s:s?, s:b}", "name", target->name, "kind", target->kind, "host",
                  target->shown, "unit", target->unit, "active", (int)target->active);

    return call_record(call, action, "webhook", target->id, NULL, NULL, after, error);
}

bool webhook_add(Call *call, GError **error)
{
    const json_t *body = call_body(call);
    const char *unit = json_string_value(json_object_get(body, "unit"));
    g_autoptr(MessageTarget) target = g_new0(MessageTarget, 1);

    *target = (MessageTarget){.id = call_new_id(call),
                              .kind = g_strdup(json_string_value(json_object_get(body, "kind"))),
                              .unit = g_strdup(unit),
                              .digest = true,
                              .digest_at = g_strdup("08:30"),
                              .workdays = true,
                              .active = true};
    if (unit != NULL) {
        g_autofree char *name = org_unit_name(call_tx(call), call_district(call), unit, NULL);
        if (name == NULL) {
            error_set(error, LUOSHI_ERROR_INVALID, "message.no_unit", "/unit", NULL);
            return false;
        }
    }
    if (!check_room(call, error) || !take_body(call, target, error) ||
        !grant(call, target, error) || !message_target_save(call, target, error)) {
        return false;
    }
    call_created(call);
    return record(call, "webhook.add", target, error) && write_hook(call, target, error);
}

/* The webhook of the path. */
static MessageTarget *find_hook(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;
    g_autoptr(MessageTarget) target = message_target_find(call_tx(call), call_district(call),
                                                          call_parameter(call, "webhook"), &failed);

    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    if (target == NULL || target->account != NULL) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "message.no_hook", NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&target);
}

bool webhook_change(Call *call, GError **error)
{
    g_autoptr(MessageTarget) target = find_hook(call, error);

    if (target == NULL) {
        return false;
    }
    if (json_integer_value(json_object_get(call_body(call), "version")) != target->version) {
        error_set(error, LUOSHI_ERROR_CONFLICT, "message.changed_meanwhile", "/version", NULL);
        return false;
    }
    return take_body(call, target, error) && message_target_save(call, target, error) &&
           record(call, "webhook.change", target, error) && write_hook(call, target, error);
}

bool webhook_remove(Call *call, GError **error)
{
    g_autoptr(MessageTarget) target = find_hook(call, error);

    if (target == NULL) {
        return false;
    }
    const StoreValue values[] = {store_text(call_district(call)), store_text(target->id)};
    return store_execute(call_tx(call), &sql_message_target_delete, values, G_N_ELEMENTS(values),
                         NULL, error) &&
           store_execute(call_tx(call), &sql_message_told_forget, values, G_N_ELEMENTS(values),
                         NULL, error) &&
           store_execute(call_tx(call), &sql_message_cancel, values, G_N_ELEMENTS(values), NULL,
                         error) &&
           org_set_grants(call, target->id, NULL, error) &&
           record(call, "webhook.remove", target, error);
}

bool webhook_test(Call *call, GError **error)
{
    g_autoptr(MessageTarget) target = find_hook(call, error);

    return target != NULL && message_target_test(call, target, error) &&
           write_hook(call, target, error);
}
