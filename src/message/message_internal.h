/* message_internal.h - shared by the files of the mechanism. */
#pragma once

#include "message/message.h"

#include "kernel/calendar.h"
#include "message/message_rule.h"

/* Where messages go, as the table has it. */
typedef struct {
    char *id;
    char *account; /* whose mailbox, or NULL for a webhook */
    char *kind;    /* email, wecom, dingtalk, feishu, plain */
    char *name;
    char *shown;
    GBytes *address; /* sealed */
    GBytes *secret;  /* sealed, or NULL */
    char *unit;
    Language language;
    bool digest;
    char *digest_at;
    bool workdays;
    char *quiet_from;
    char *quiet_to;
    bool active;
    gint64 next_digest;
    gint64 version; /* 0: not in the table yet */
} MessageTarget;

void message_target_free(MessageTarget *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessageTarget, message_target_free)

/* The target of ID, or NULL (no error) if there is none. (transfer full) */
MessageTarget *message_target_find(StoreTx *tx, const char *district, const char *id,
                                   GError **error);
/* The targets that are told, or with HOOKS all webhooks. (transfer full) */
GPtrArray *message_targets(StoreTx *tx, const char *district, bool hooks, GError **error);

/* Takes the members of BODY that settings of all kinds have, checked, into TARGET; the next digest
 * follows from them. */
bool message_target_set(Call *call, MessageTarget *target, const json_t *body, GError **error);
/* Seals TEXT into *COLUMN, which is named COLUMN_NAME, of TARGET. */
bool message_seal(Call *call, const MessageTarget *target, const char *column_name,
                  const char *text, GBytes **column, GError **error);
/* Opens what message_seal() closed. (transfer full) */
char *message_unseal(Store *store, const char *district, const MessageTarget *target,
                     const char *column_name, GBytes *sealed, GError **error);
/* Writes TARGET's next version; whoever is told from now on knows what waits for him already. Fails
 * with message.changed_meanwhile. */
bool message_target_save(Call *call, MessageTarget *target, GError **error);
/* The members that settings of all kinds have, and what became of the last message. */
bool message_target_write(Call *call, const MessageTarget *target, GError **error);
/* A test message for TARGET goes into the outbox. */
bool message_target_test(Call *call, const MessageTarget *target, GError **error);

/* What waits for TARGET now (rows of duty_list()), in its language. (transfer full) */
json_t *message_duties(StoreTx *tx, const char *district, const char *packs,
                       const MessageTarget *target, GError **error);
/* What a duty is known by. (transfer full) */
char *message_duty_key(const json_t *duty);
/* The page of a duty under URL (or NULL, then NULL). (transfer full) */
char *message_duty_link(const char *url, const json_t *duty);

/* The pack's rules. (transfer full) */
json_t *message_rules(const char *packs, GError **error);
/* Is DUTY one that the pack declares urgent? */
bool message_is_urgent(const json_t *rules, const json_t *duty);

/* What time and changes make: digests that are due, and messages about duties that appeared. True
 * if all went well; *NEWS tells whether anything was looked at. */
bool message_look(const MessageOptions *options, const json_t *rules, const WorkCalendar *calendar,
                  bool *news, GError **error);

/* A message as it goes out. */
typedef struct {
    const char *id;
    const char *kind; /* event, urgent, digest, test */
    gint64 created;
    const MessageTarget *target;
    char *address;
    char *secret; /* or NULL */
    char *subject;
    char *text;
    json_t *duties;
} Message;

void message_clear(Message *message);
/* Writes subject and text from the duties. */
void message_write(const MessageOptions *options, Message *message);

/* Sends it. An error LUOSHI_ERROR_INVALID is for good; after another it may be tried again. Its
 * {reason} is what the other side said. */
bool message_mail(const MessageOptions *options, const Message *message, GError **error);
bool message_post(const MessageOptions *options, const Message *message, GError **error);
