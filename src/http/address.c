/* Where a request came from: its connection's other end, or, behind a proxy that is trusted, whom
 * the proxy names (X-Forwarded-For, each proxy adding its own client last). */
#include "http/server_internal.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

/* An IPv4 address that came through an IPv6 socket is written as IPv4. */
static const char *plain(const char *address)
{
    return g_ascii_strncasecmp(address, "::ffff:", 7) == 0 && strchr(address, '.') != NULL
               ? address + 7
               : address;
}

static char *connection_address(const Request *request)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(request->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[NI_MAXHOST] = "";
    socklen_t length = info->client_addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                                : sizeof(struct sockaddr_in);

    getnameinfo(info->client_addr, length, text, sizeof text, NULL, 0, NI_NUMERICHOST);
    return g_strdup(plain(text));
}

bool address_is(const char *text)
{
    unsigned char parsed[sizeof(struct in6_addr)];

    return inet_pton(AF_INET, text, parsed) == 1 || inet_pton(AF_INET6, text, parsed) == 1;
}

static bool is_trusted(const HttpServer *server, const char *address)
{
    return server->trusted_proxies != NULL &&
           g_strv_contains((const char *const *)server->trusted_proxies, address);
}

static enum MHD_Result take_forwarded(void *data, G_GNUC_UNUSED enum MHD_ValueKind kind,
                                      const char *name, const char *value)
{
    if (g_ascii_strcasecmp(name, "X-Forwarded-For") == 0 && value != NULL) {
        g_string_append_printf(data, ",%s", value);
    }
    return MHD_YES;
}

/* Read from the end, the first that is no trusted proxy: what stands before it the client itself
 * may have written. */
static char *forwarded_address(const Request *request)
{
    g_autoptr(GString) header = g_string_new(NULL);

    MHD_get_connection_values(request->connection, MHD_HEADER_KIND, take_forwarded, header);
    g_auto(GStrv) names = g_strsplit(header->str, ",", -1);
    for (guint i = g_strv_length(names); i-- > 0;) {
        const char *name = plain(g_strstrip(names[i]));
        if (!address_is(name)) {
            return NULL;
        }
        if (!is_trusted(request->server, name)) {
            return g_strdup(name);
        }
    }
    return NULL;
}

const char *request_address(Request *request)
{
    if (request->address == NULL) {
        g_autofree char *peer = connection_address(request);
        char *forwarded = is_trusted(request->server, peer) ? forwarded_address(request) : NULL;
        request->address = forwarded != NULL ? forwarded : g_steal_pointer(&peer);
    }
    return request->address;
}

bool request_is_local(Request *request)
{
    const char *address = request_address(request);

    return request_header(request, "X-Forwarded-For") == NULL &&
           (g_str_has_prefix(address, "127.") || strcmp(address, "::1") == 0);
}
