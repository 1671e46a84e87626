/* E-mail: RFC 5322 by SMTP (libcurl). */
#include "message/message_internal.h"

#include <curl/curl.h>
#include <string.h>

#define CONNECT_SECONDS 15L
#define SEND_SECONDS    45L /* less than MESSAGE_TAKEN */

static void append_base64(GString *mail, const char *text)
{
    g_autofree char *coded = g_base64_encode((const guchar *)text, strlen(text));
    gsize length = strlen(coded);

    for (gsize at = 0; at < length; at += 76) {
        g_string_append_len(mail, coded + at, (gssize)MIN(length - at, 76));
        g_string_append(mail, "\r\n");
    }
}

/* The message as it goes over the wire. A repeat has the same Message-ID, so that receivers can
 * drop it. */
static GString *compose(const MessageOptions *options, const Message *message)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    /* Not by the locale: days and months are English in a mail (RFC 5322, 3.3). */
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autofree char *time = g_date_time_format(now, "%Y %H:%M:%S +0000");
    Language language = message->target->language;
    g_autofree char *name = message_header_text(text_find(language, "message.sender"));
    g_autofree char *subject = message_header_text(message->subject);
    g_autofree char *text =
        g_strconcat(message->text, "\n-- \n", text_find(language, "message.foot"), "\n", NULL);
    GString *mail = g_string_new(NULL);

    g_string_append_printf(
        mail, "Date: %s, %d %s %s\r\n", days[g_date_time_get_day_of_week(now) - 1],
        g_date_time_get_day_of_month(now), months[g_date_time_get_month(now) - 1], time);
    g_string_append_printf(mail, "From: %s <%s>\r\nTo: <%s>\r\n", name, options->from,
                           message->address);
    g_string_append_printf(mail, "Message-ID: <%s%s>\r\nSubject: %s\r\n", message->id,
                           strchr(options->from, '@'), subject);
    g_string_append_printf(mail,
                           "Content-Language: %s\r\n"
                           "Auto-Submitted: auto-generated\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: text/plain; charset=UTF-8\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n",
                           language_tag(language));
    append_base64(mail, text);
    return mail;
}

typedef struct {
    const char *text;
    gsize left;
} Source;

static size_t give(char *buffer, size_t size, size_t count, void *data)
{
    Source *source = data;
    gsize length = MIN(size * count, source->left);

    memcpy(buffer, source->text, length);
    source->text += length;
    source->left -= length;
    return length;
}

static void set_security(CURL *curl, const MessageOptions *options)
{
    long level = strcmp(options->smtp_tls, "none") == 0  ? CURLUSESSL_NONE
                 : strcmp(options->smtp_tls, "try") == 0 ? CURLUSESSL_TRY
                                                         : CURLUSESSL_ALL;

    if (g_str_has_prefix(options->smtp, "smtp://")) {
        curl_easy_setopt(curl, CURLOPT_USE_SSL, level);
    }
    if (options->smtp_ca != NULL) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, options->smtp_ca);
    }
    if (options->smtp_user != NULL) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, options->smtp_user);
        curl_easy_setopt(curl, CURLOPT_PASSWORD,
                         options->smtp_password != NULL ? options->smtp_password : "");
    }
}

/* What CODE means: a 5xx answer to the receiver or the text is for good (RFC 5321, 4.2.1). */
static void fail(GError **error, CURL *curl, CURLcode code, const char *detail)
{
    long answer = 0;

    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    bool refused =
        code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
    g_autofree char *reason =
        answer > 0 ? g_strdup_printf("%ld: %s", answer,
                                     *detail != '\0' ? detail : curl_easy_strerror(code))
                   : g_strdup(*detail != '\0' ? detail : curl_easy_strerror(code));
    error_set(error, refused && answer >= 500 ? LUOSHI_ERROR_INVALID : LUOSHI_ERROR_UNAVAILABLE,
              code == CURLE_LOGIN_DENIED ? "message.mail_login" : "message.mail_failed", NULL,
              "reason", reason, NULL);
}

bool message_mail(const MessageOptions *options, const Message *message, GError **error)
{
    CURL *curl = curl_easy_init();
    char detail[CURL_ERROR_SIZE] = "";
    GString *mail = compose(options, message);
    Source source = {.text = mail->str, .left = mail->len};
    g_autofree char *from = g_strdup_printf("<%s>", options->from);
    g_autofree char *to = g_strdup_printf("<%s>", message->address);
    struct curl_slist *receivers = curl_slist_append(NULL, to);

    curl_easy_setopt(curl, CURLOPT_URL, options->smtp);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, SEND_SECONDS);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, detail);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, receivers);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(curl, CURLOPT_READDATA, &source);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    set_security(curl, options);
    CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK) {
        fail(error, curl, code, detail);
    }
    curl_slist_free_all(receivers);
    curl_easy_cleanup(curl);
    g_string_free(mail, TRUE);
    return code == CURLE_OK;
}
