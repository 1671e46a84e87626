/* Webhooks: each receiver's form and signature, sent by HTTP (libcurl).
 *
 * WeCom (企业微信群机器人): the key is in the address. DingTalk (钉钉): HMAC-SHA256 of
 * “milliseconds\nsecret” under the secret, in the address. Feishu (飞书): HMAC-SHA256 of nothing
 * under “seconds\nsecret”, in the body. Plain: HMAC-SHA256 of “seconds.body”, in headers. All
 * answer 200 to what they refuse and say why in the body. */
#include "message/message_internal.h"

#include "kernel/json_in.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_SECONDS 15L
#define SEND_SECONDS    45L
#define ANSWER_MAX      65536

static char *sign_base64(const char *key, const char *text)
{
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)key, strlen(key));
    guint8 digest[32];
    gsize length = sizeof digest;

    g_hmac_update(hmac, (const guchar *)text, (gssize)strlen(text));
    g_hmac_get_digest(hmac, digest, &length);
    g_hmac_unref(hmac);
    return g_base64_encode(digest, length);
}

/* The text for a group: no receiver may take part of a title for a mention (<@all>). */
static char *group_text(const Message *message)
{
    char *text = g_strdup_printf("%s\n%s", message->subject, message->text);
    g_auto(GStrv) parts = g_strsplit(text, "<", -1);

    g_free(text);
    return g_strjoinv("＜", parts);
}

static json_t *plain_body(const MessageOptions *options, const Message *message)
{
    json_t *duties = json_array();
    size_t i;
    json_t *duty;

    json_array_foreach(message->duties, i, duty)
    {
        g_autofree char *link = message_duty_link(options->url, duty);
        json_array_append_new(duties, json_pack("{s:O, s:O, s:O, s:O, s:s?}", "kind",
                                                json_object_get(duty, "kind"), "title",
                                                json_object_get(duty, "title"), "due",
                                                json_object_get(duty, "due"), "days_left",
                                                json_object_get(duty, "days_left"), "link", link));
    }
    return json_pack("{s:s, s:s, s:s, s:s?, s:s, s:i, s:o}", "id", message->id, "kind",
                     message->kind, "district", options->district, "unit", message->target->unit,
                     "subject", message->subject, "total", (int)json_array_size(message->duties),
                     "duties", duties);
}

/* The body and, in *URL, the signed address of a webhook's message at SECONDS since 1970; HEADERS
 * get further ones. (transfer full) */
static char *hook_body(const MessageOptions *options, const Message *message, gint64 seconds,
                       char **url, GPtrArray *headers)
{
    const char *kind = message->target->kind;
    g_autofree char *text = group_text(message);
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, seconds);
    json_auto_t *body = NULL;

    *url = g_strdup(message->address);
    if (strcmp(kind, "plain") == 0) {
        body = plain_body(options, message);
    } else if (strcmp(kind, "feishu") == 0) {
        body = json_pack("{s:s, s:{s:s}}", "msg_type", "text", "content", "text", text);
        if (message->secret != NULL) {
            g_autofree char *key = g_strdup_printf("%s\n%s", time, message->secret);
            g_autofree char *sign = sign_base64(key, "");
            json_object_set_new(body, "timestamp", json_string(time));
            json_object_set_new(body, "sign", json_string(sign));
        }
    } else {
        body = json_pack("{s:s, s:{s:s}}", "msgtype", "text", "text", "content", text);
        if (strcmp(kind, "dingtalk") == 0 && message->secret != NULL) {
            g_autofree char *signed_text = g_strdup_printf("%s000\n%s", time, message->secret);
            g_autofree char *sign = sign_base64(message->secret, signed_text);
            g_autofree char *escaped = g_uri_escape_string(sign, NULL, FALSE);
            g_free(*url);
            *url =
                g_strdup_printf("%s%stimestamp=%s000&sign=%s", message->address,
                                strchr(message->address, '?') != NULL ? "&" : "?", time, escaped);
        }
    }
    char *made = json_dumps(body, JSON_COMPACT);
    char *copy = g_strdup(made);
    free(made);
    g_ptr_array_add(headers, g_strdup("Content-Type: application/json; charset=utf-8"));
    if (strcmp(kind, "plain") == 0 && message->secret != NULL) {
        g_autofree char *signed_text = g_strdup_printf("%s.%s", time, copy);
        g_autofree char *sign =
            g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)message->secret,
                                      strlen(message->secret), signed_text, -1);
        g_ptr_array_add(headers, g_strdup_printf("X-Luoshi-Timestamp: %s", time));
        g_ptr_array_add(headers, g_strdup_printf("X-Luoshi-Signature: sha256=%s", sign));
        g_ptr_array_add(headers, g_strdup_printf("X-Luoshi-Message: %s", message->id));
    }
    return copy;
}

typedef struct {
    bool private;
    bool refused;
} Guard;

/* Judges the address that a name turned out to mean, at the moment of connecting: what it meant
 * earlier does not count. */
static curl_socket_t open_socket(void *data, G_GNUC_UNUSED curlsocktype purpose,
                                 struct curl_sockaddr *address)
{
    Guard *guard = data;
    g_autoptr(GInetAddress) inet = NULL;

    if (address->family == AF_INET) {
        const struct sockaddr_in *in = (const void *)&address->addr;
        inet = g_inet_address_new_from_bytes((const guint8 *)&in->sin_addr, G_SOCKET_FAMILY_IPV4);
    } else if (address->family == AF_INET6) {
        const struct sockaddr_in6 *in = (const void *)&address->addr;
        inet = g_inet_address_new_from_bytes((const guint8 *)&in->sin6_addr, G_SOCKET_FAMILY_IPV6);
    }
    if (inet == NULL || !message_may_reach(inet, guard->private)) {
        guard->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take(char *bytes, size_t size, size_t count, void *data)
{
    GString *answer = data;

    if (answer->len + size * count > ANSWER_MAX) {
        return 0;
    }
    g_string_append_len(answer, bytes, (gssize)(size * count));
    return size * count;
}

/* Robots say in the body what they thought of it: errcode (WeCom, DingTalk) or code (Feishu). */
static bool check_answer(const Message *message, long status, const GString *answer, GError **error)
{
    json_auto_t *body = json_loadb(answer->str, answer->len, 0, NULL);
    bool is_plain = strcmp(message->target->kind, "plain") == 0;
    const json_t *code =
        json_object_get(body, strcmp(message->target->kind, "feishu") == 0 ? "code" : "errcode");

    if (status >= 200 && status < 300 &&
        (is_plain || (json_is_integer(code) && json_integer_value(code) == 0))) {
        return true;
    }
    const char *said = json_string_value(json_object_get(body, "errmsg"));
    said = said != NULL ? said : json_string_value(json_object_get(body, "msg"));
    g_autofree char *code_text =
        json_is_integer(code) ? g_strdup_printf(" %" JSON_INTEGER_FORMAT, json_integer_value(code))
                              : g_strdup("");
    g_autofree char *reason =
        g_strdup_printf("HTTP %ld%s %.200s", status, code_text, said != NULL ? said : "");
    /* 429 and 408 ask for patience, as robots do by a code of their own; another 4xx is for good.
     */
    bool for_good = status >= 400 && status < 500 && status != 408 && status != 429;
    error_set(error, for_good ? LUOSHI_ERROR_INVALID : LUOSHI_ERROR_UNAVAILABLE,
              "message.hook_refused", NULL, "reason", g_strstrip(reason), NULL);
    return false;
}

static CURLcode perform(CURL *curl, const char *url, const char *body, const GPtrArray *headers,
                        Guard *guard, GString *answer)
{
    struct curl_slist *list = NULL;

    for (guint i = 0; i < headers->len; i++) {
        list = curl_slist_append(list, headers->pdata[i]);
    }
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "luoshi/" LUOSHI_VERSION);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, guard);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    CURLcode code = curl_easy_perform(curl);
    curl_slist_free_all(list);
    return code;
}

bool message_post(const MessageOptions *options, const Message *message, GError **error)
{
    g_autoptr(GPtrArray) headers = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GString) answer = g_string_new(NULL);
    g_autofree char *url = NULL;
    g_autofree char *body =
        hook_body(options, message, g_get_real_time() / G_USEC_PER_SEC, &url, headers);
    Guard guard = {.private = options->private_webhooks};
    CURL *curl = curl_easy_init();
    long status = 0;
    CURLcode code = perform(curl, url, body, headers, &guard, answer);

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_cleanup(curl);
    if (guard.refused) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.hook_forbidden", NULL, NULL);
        return false;
    }
    if (code != CURLE_OK) {
        error_set(error, LUOSHI_ERROR_UNAVAILABLE, "message.hook_failed", NULL, "reason",
                  curl_easy_strerror(code), NULL);
        return false;
    }
    return check_answer(message, status, answer, error);
}
