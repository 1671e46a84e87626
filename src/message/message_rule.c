#include "message/message_rule.h"

#include <string.h>

#define BEIJING_OFFSET (8 * G_TIME_SPAN_HOUR)
#define MAILBOX_MAX    254
#define WORD_BYTES_MAX 45 /* of an encoded word: 60 characters of base64 and 12 around them */

static gint64 time_of(const char *text)
{
    return ((text[0] - '0') * 10 + text[1] - '0') * G_TIME_SPAN_HOUR +
           ((text[3] - '0') * 10 + text[4] - '0') * G_TIME_SPAN_MINUTE;
}

static gint64 midnight_of(gint64 now)
{
    return day_in_beijing(now) * G_TIME_SPAN_DAY - BEIJING_OFFSET;
}

gint64 message_loud_from(const char *from, const char *to, gint64 now)
{
    if (from == NULL || to == NULL) {
        return now;
    }
    gint64 midnight = midnight_of(now);
    gint64 begin = time_of(from);
    gint64 end = time_of(to);
    gint64 time = now - midnight;
    if (begin < end) {
        return time >= begin && time < end ? midnight + end : now;
    }
    return time < end ? midnight + end : time >= begin ? midnight + G_TIME_SPAN_DAY + end : now;
}

gint64 message_next_digest(const char *at, bool workdays, const WorkCalendar *calendar, gint64 now)
{
    gint32 day = day_in_beijing(now);

    if (midnight_of(now) + time_of(at) <= now) {
        day++;
    }
    if (workdays) {
        day = calendar_roll(calendar, day, CALENDAR_ROLL_NEXT);
    }
    return day * G_TIME_SPAN_DAY - BEIJING_OFFSET + time_of(at);
}

bool message_is_mailbox(const char *text)
{
    static const char specials[] = "!#$%&'*+-/=?^_`{|}~";
    const char *at = strchr(text, '@');
    char before = '.';

    if (at == NULL || at == text || at - text > 64 || strlen(text) > MAILBOX_MAX ||
        strchr(at + 1, '.') == NULL) {
        return false;
    }
    for (const char *c = text; *c != '\0'; c++) {
        bool is_plain = g_ascii_isalnum(*c) || (c < at ? strchr(specials, *c) != NULL : *c == '-');
        if (c != at && !is_plain && (*c != '.' || before == '.')) {
            return false;
        }
        before = *c;
        if (c == at) {
            before = '.';
        }
        if (c == at && c[-1] == '.') {
            return false;
        }
    }
    return before != '.';
}

char *message_mask(const char *mailbox)
{
    return g_strdup_printf("%c***%s", mailbox[0], strchr(mailbox, '@'));
}

static bool is_in(GInetAddress *address, const char *const *networks)
{
    for (gsize i = 0; networks[i] != NULL; i++) {
        g_autoptr(GInetAddressMask) mask = g_inet_address_mask_new_from_string(networks[i], NULL);
        if (g_inet_address_get_family(address) == g_inet_address_mask_get_family(mask) &&
            g_inet_address_mask_matches(mask, address)) {
            return true;
        }
    }
    return false;
}

/* What a connection to ADDRESS would really reach: an IPv4 address in IPv6 clothes (mapped,
 * compatible, NAT64) as IPv4. (transfer full) */
static GInetAddress *real_address(GInetAddress *address)
{
    static const char *const dressed[] = {"::ffff:0:0/96", "64:ff9b::/96", "::/96", NULL};
    const guint8 *bytes = g_inet_address_to_bytes(address);

    if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6 && is_in(address, dressed) &&
        !g_inet_address_get_is_loopback(address) && !g_inet_address_get_is_any(address)) {
        return g_inet_address_new_from_bytes(bytes + 12, G_SOCKET_FAMILY_IPV4);
    }
    return g_object_ref(address);
}

bool message_may_reach(GInetAddress *address, bool private)
{
    /* Link-local, “this network”, multicast and reserved; 100.100.100.200 (Alibaba Cloud) and
     * fd00:ec2::254 (Amazon) tell a machine's secrets, as 169.254.169.254 does. */
    static const char *const never[] = {
        "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "224.0.0.0/3",       "::/128",
        "fe80::/10", "fec0::/10",      "ff00::/8",           "fd00:ec2::254/128", NULL};
    static const char *const inside[] = {
        "127.0.0.0/8",  "10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10",
        "192.0.0.0/24", "198.18.0.0/15", "::1/128",       "fc00::/7",       NULL};
    g_autoptr(GInetAddress) real = real_address(address);

    return !is_in(real, never) && (private || !is_in(real, inside));
}

char *message_header_text(const char *text)
{
    g_autoptr(GString) out = g_string_new(NULL);

    while (*text != '\0') {
        const char *end = text;
        while (*end != '\0' && g_utf8_next_char(end) - text <= WORD_BYTES_MAX) {
            end = g_utf8_next_char(end);
        }
        g_autofree char *word = g_base64_encode((const guchar *)text, (gsize)(end - text));
        g_string_append_printf(out, "%s=?UTF-8?B?%s?=", out->len > 0 ? "\r\n " : "", word);
        text = end;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
