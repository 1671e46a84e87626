/* What a message says. */
#include "message/message_internal.h"

#include "call/call_internal.h"
#include "duty/duty.h"
#include "kernel/json_in.h"
#include "org/account.h"
#include "pack/pack.h"

#include <string.h>

/* Duties that one message lists; WeCom takes 2048 bytes of text. */
#define LINES_MAX      10
#define HOOK_BYTES_MAX 1800

static const char *member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

json_t *message_duties(StoreTx *tx, const char *district, const char *packs,
                       const MessageTarget *target, GError **error)
{
    Store *store = store_of(tx);
    g_autoptr(Call) call = call_new(store, district, packs, store_now(store), target->language);

    call->tx = tx;
    bool done = (target->account != NULL ? account_by_id(call, tx, target->account, error)
                                         : call_set_actor(call, tx, target->id, target->name, NULL,
                                                          target->unit, error)) &&
                duty_list(call, error);
    call->tx = NULL;
    if (!done) {
        return NULL;
    }
    gsize length = 0;
    const char *text = json_writer_text(call_answer(call), &length);
    json_auto_t *answer = json_parse(text, length, error);
    return json_incref(json_object_get(answer, "duties"));
}

char *message_duty_key(const json_t *duty)
{
    const char *role = member(duty, "role");

    return g_strjoin("/", member(duty, "kind"), member(duty, "object_kind"),
                     member(duty, "object_id"), role != NULL ? role : "", NULL);
}

char *message_duty_link(const char *url, const json_t *duty)
{
    static const struct {
        const char *kind, *page;
    } pages[] = {
        {"case", "cases"},       {"commitment", "commitments"}, {"debt", "debts"},
        {"meeting", "meetings"}, {"report", "reports"},         {"round_duty", "round-duties"},
    };

    for (gsize i = 0; url != NULL && i < G_N_ELEMENTS(pages); i++) {
        if (g_strcmp0(member(duty, "object_kind"), pages[i].kind) == 0) {
            return g_strjoin("/", url, pages[i].page, member(duty, "object_id"), NULL);
        }
    }
    return NULL;
}

json_t *message_rules(const char *packs, GError **error)
{
    g_autofree char *path = g_build_filename(packs, "base", "messages.yaml", NULL);
    json_auto_t *file = pack_load_yaml(path, error);

    return json_incref(json_object_get(file, "messages"));
}

bool message_load(const char *packs, GError **error)
{
    g_autoptr(GError) failed = NULL;
    json_auto_t *rules = message_rules(packs, &failed);

    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
    } else if (rules == NULL) {
        error_set(error, LUOSHI_ERROR_INVALID, "message.no_rules", "/messages", NULL);
    }
    return rules != NULL;
}

bool message_is_urgent(const json_t *rules, const json_t *duty)
{
    size_t i;
    json_t *rule;

    json_array_foreach(json_object_get(rules, "urgent"), i, rule)
    {
        const char *kind = member(rule, "kind");
        const char *role = member(rule, "role");
        if (g_strcmp0(kind, member(duty, "kind")) == 0 &&
            (role == NULL || g_strcmp0(role, member(duty, "role")) == 0)) {
            return true;
        }
    }
    return false;
}

static char *number_text(gint64 number)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

/* “逾期3天”, “今天到期”, “3月5日到期，还有4天”: in words. */
static char *due_text(Language language, const json_t *duty)
{
    const json_t *left = json_object_get(duty, "days_left");
    const char *due = member(duty, "due");

    if (!json_is_integer(left) || due == NULL) {
        return g_strdup(text_find(language, "message.due_none"));
    }
    gint64 days = json_integer_value(left);
    g_autofree char *count = number_text(ABS(days));
    const char *const arguments[] = {"days", count, "day", due, NULL};
    return text_format(language,
                       days < 0    ? "message.due_late"
                       : days == 0 ? "message.due_today"
                                   : "message.due_left",
                       arguments);
}

static void append_duty(GString *text, const MessageOptions *options, Language language,
                        const json_t *duty, gsize number)
{
    const char *detail = member(duty, "detail");
    g_autofree char *due = due_text(language, duty);
    g_autofree char *link = message_duty_link(options->url, duty);

    g_string_append_printf(
        text, "%" G_GSIZE_FORMAT ". %s\n   %s%s%s\n", number, member(duty, "title"), due,
        detail != NULL && *detail != '\0' ? " · " : "", detail != NULL ? detail : "");
    if (link != NULL) {
        g_string_append_printf(text, "   %s\n", link);
    }
}

/* How many of DUTIES are late, and how many fall due today. */
static void count(const json_t *duties, gint64 *late, gint64 *today)
{
    size_t i;
    json_t *duty;

    *late = 0;
    *today = 0;
    json_array_foreach(duties, i, duty)
    {
        const json_t *left = json_object_get(duty, "days_left");
        if (json_is_integer(left)) {
            *late += json_integer_value(left) < 0;
            *today += json_integer_value(left) == 0;
        }
    }
}

static void write_test(const MessageOptions *options, Message *message)
{
    Language language = message->target->language;
    const char *const arguments[] = {"link", options->url != NULL ? options->url : "", NULL};

    message->subject = g_strdup(text_find(language, "message.test_subject"));
    message->text = text_format(language, "message.test_text", arguments);
}

void message_write(const MessageOptions *options, Message *message)
{
    Language language = message->target->language;
    bool mail = message->target->account != NULL;
    gsize total = json_array_size(message->duties);
    gint64 late;
    gint64 today;

    if (strcmp(message->kind, "test") == 0) {
        write_test(options, message);
        return;
    }
    count(message->duties, &late, &today);
    g_autofree char *total_text = number_text((gint64)total);
    g_autofree char *late_text = number_text(late);
    g_autofree char *today_text = number_text(today);
    const char *const arguments[] = {"count", total_text, "late", late_text,
                                     "today", today_text, NULL};
    g_autofree char *key = g_strdup_printf("message.%s_subject", message->kind);
    message->subject = text_format(language, key, arguments);
    g_autoptr(GString) text = g_string_new(NULL);
    gsize shown = 0;
    while (shown < MIN(total, mail ? G_MAXSIZE : LINES_MAX) &&
           (mail || text->len < HOOK_BYTES_MAX - 512)) {
        append_duty(text, options, language, json_array_get(message->duties, shown), shown + 1);
        shown++;
    }
    if (shown < total) {
        g_autofree char *rest = number_text((gint64)(total - shown));
        const char *const more[] = {"count", rest, NULL};
        g_autofree char *line = text_format(language, "message.more", more);
        g_string_append_printf(text, "%s\n", line);
    }
    if (options->url != NULL) {
        g_string_append_printf(text, "\n%s %s/duties\n", text_find(language, "message.all"),
                               options->url);
    }
    message->text = g_string_free(g_steal_pointer(&text), FALSE);
}

void message_clear(Message *message)
{
    g_free(message->address);
    g_free(message->secret);
    g_free(message->subject);
    g_free(message->text);
    json_decref(message->duties);
}
