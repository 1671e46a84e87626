/*
 * message.h - reaching people (消息): what waits for someone is told to him by e-mail, and to a
 * group's robot by a webhook, at once or in a digest a day; and his calendar can follow it.
 * README.md tells the idea.
 */
#pragma once

#include "call/call.h"

typedef struct {
    Store *store;
    const char *district;
    const char *packs;         /* folder of the packs */
    const char *smtp;          /* smtp://host[:port] or smtps://…; NULL: no e-mail from here */
    const char *smtp_user;     /* or NULL */
    const char *smtp_password; /* or NULL */
    const char *smtp_tls;      /* starttls (must be offered), try, or none; for smtp:// */
    const char *smtp_ca;       /* PEM file of whom to trust instead of the system's, or NULL */
    const char *from;          /* the sender's mailbox */
    const char *url;           /* where people reach the pages, for links; or NULL */
    bool private_webhooks;     /* may webhooks reach loopback and private networks? */
    gint64 retry_seconds;      /* first wait after a failure; it doubles */
} MessageOptions;

/* A message is tried so often, then it has failed; a wait is at most so long. */
#define MESSAGE_TRIES_MAX 10
#define MESSAGE_WAIT_MAX  (6 * 3600)
/* Whoever takes a message has so long to send it, in seconds; then others may. */
#define MESSAGE_TAKEN 60
/* Messages that were dealt with are kept so long, in days. */
#define MESSAGE_KEPT_DAYS 30
/* Webhooks of a district. */
#define MESSAGE_HOOKS_MAX 100

/* Are the settings sound? Errors name the setting. */
bool message_options_check(const MessageOptions *options, GError **error);

/* Brings the rules of the pack in: PACKS/base/messages.yaml is sound. */
bool message_load(const char *packs, GError **error);

/* In CALL's transaction, after its handler: what it changed may be news for someone. */
bool message_follow(Call *call, GError **error);

typedef struct MessageSender MessageSender;

/* Starts the thread that sends. OPTIONS and what they point to must outlive it. (transfer full) */
MessageSender *message_sender_start(const MessageOptions *options);
/* Ends after the message that is being sent. */
void message_sender_stop(MessageSender *sender);

/* Route handlers; api/openapi.yaml has their contracts. */
bool message_settings_read(Call *call, GError **error);
bool message_settings_change(Call *call, GError **error);
bool message_settings_test(Call *call, GError **error);
bool calendar_link_make(Call *call, GError **error);
bool calendar_link_revoke(Call *call, GError **error);
bool calendar_feed(Call *call, GError **error);
bool webhook_list(Call *call, GError **error);
bool webhook_add(Call *call, GError **error);
bool webhook_change(Call *call, GError **error);
bool webhook_remove(Call *call, GError **error);
bool webhook_test(Call *call, GError **error);
bool message_list(Call *call, GError **error);
bool message_retry(Call *call, GError **error);
