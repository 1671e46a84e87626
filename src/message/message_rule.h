/*
 * message_rule.h - when a message may go out and where to: quiet hours (免打扰), the time of the
 * daily digest, what is a mailbox, which addresses a webhook may reach. Pure: no database, no
 * network.
 */
#pragma once

#include "kernel/calendar.h"

#include <gio/gio.h>

/* Times of the day are "HH:MM", Beijing; instants microseconds since 1970 UTC. */

/* When the quiet hours that NOW lies in end, or NOW if they do not hold. FROM and TO may be NULL
 * for none; they may span midnight. */
gint64 message_loud_from(const char *from, const char *to, gint64 now);

/* The first instant after NOW at which it is AT; with WORKDAYS on a day that is worked. */
gint64 message_next_digest(const char *at, bool workdays, const WorkCalendar *calendar, gint64 now);

/* Is TEXT one mailbox (RFC 5321, 4.1.2: a dot-string and a domain), without names or comments? */
bool message_is_mailbox(const char *text);

/* What lists show of a mailbox: “z***@example.gov.cn”. (transfer full) */
char *message_mask(const char *mailbox);

/* May a webhook reach ADDRESS? Never link-local, unspecified, multicast, or the addresses at which
 * clouds tell a machine its secrets; loopback and private networks only if PRIVATE. */
bool message_may_reach(GInetAddress *address, bool private);

/* TEXT as the value of a header (RFC 2047, base64 UTF-8 words of at most 75 characters, folded).
 * (transfer full) */
char *message_header_text(const char *text);
