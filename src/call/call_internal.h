/* call_internal.h - how a Call is made and read by those who make calls: the server and the command
 * line. */
#pragma once

#include "call/call.h"

/* A permission and where it holds; the texts are of the call's access_texts. */
typedef struct {
    const char *permission;
    const char *scope_kind; /* district, area or unit */
} Access;

typedef struct {
    char *topic;
    char *object_kind;
    char *object_id;
    GStrv units; /* that the object belongs to, or NULL */
} Change;

/* UNITS is a NULL-terminated list of ids, copied, or NULL. (transfer full) */
Change *change_new(const char *topic, const char *object_kind, const char *object_id,
                   const char *const *units);
Change *change_copy(const Change *change);
/* Takes gpointer, for containers. */
void change_free(gpointer change);

struct Call {
    Store *store;
    StoreTx *tx;
    Language language;
    char *district;
    gint64 now;
    char *today;
    char *account;
    char *name;
    char *person;
    char *unit;
    Actor actor;
    const char *permission; /* the route's, or NULL */
    GArray *access;         /* Access */
    GStringChunk *access_texts;
    GHashTable *parameters; /* name → text */
    json_t *body;
    GBytes *content;
    JsonWriter *answer;
    GBytes *bytes;
    char *media_type;
    char *filename;
    char *tag; /* see call_answer_tag(), or NULL */
    int status;
    bool secret;     /* see call_answer_secret() */
    GError *refusal; /* see call_answer_error() */
    bool scoped;     /* the handler has asked whether the actor may */
    char *scope_units;
    gpointer prepared;
    GDestroyNotify free_prepared;
    GPtrArray *changes; /* Change */
    char *set_cookie;   /* the session's value after log-in; "" to clear it; NULL to leave it */
    char *csrf;         /* the session's CSRF token, or NULL */
    char *session_digest;
    const char *packs;      /* folder of the packs, or NULL */
    WorkCalendar *calendar; /* given by whoever made the call, or read when it is first asked for */
    CallSite site;
    const char *address; /* of the caller, for throttling; never stored in the clear */
};

/* A call for DISTRICT at NOW in LANGUAGE by nobody yet. PACKS, the folder of the packs, must
 * outlive it; whoever gives NULL counts without holidays. (transfer full) */
Call *call_new(Store *store, const char *district, const char *packs, gint64 now,
               Language language);
void call_free(Call *call);

/* Sets what the call takes for the present. */
void call_set_now(Call *call, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Call, call_free)

/* Makes ACCOUNT the actor, who asks for no permission: the machine's operator, or time itself. */
void call_set_account(Call *call, const char *account);

/* Makes ACCOUNT the actor and reads what it may do. */
bool call_set_actor(Call *call, StoreTx *tx, const char *account, const char *name,
                    const char *person, const char *unit, GError **error);

/* Forgets what a handler has answered, before it runs once more. */
void call_reset(Call *call);

void call_set_parameter(Call *call, const char *name, const char *value);
