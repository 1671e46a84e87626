/* When a message may go out and where to: quiet hours, the day's digest, mailboxes, headers, and
 * the addresses that no webhook may reach. */
#include "message/message_rule.h"

#include <string.h>

static gint64 at(const char *text)
{
    g_autofree char *full = g_strconcat(text, ":00+08:00", NULL);
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(full, NULL);

    return g_date_time_to_unix(time) * G_USEC_PER_SEC;
}

static void quiet_hours_end_when_they_say_also_across_midnight(void)
{
    static const struct {
        const char *from, *to, *now, *loud;
    } rows[] = {
        {"12:00", "14:00", "2022-03-02T11:59", "2022-03-02T11:59"},
        {"12:00", "14:00", "2022-03-02T12:00", "2022-03-02T14:00"},
        {"12:00", "14:00", "2022-03-02T14:00", "2022-03-02T14:00"},
        {"22:00", "07:30", "2022-03-02T23:10", "2022-03-03T07:30"},
        {"22:00", "07:30", "2022-03-03T00:00", "2022-03-03T07:30"},
        {"22:00", "07:30", "2022-03-03T07:30", "2022-03-03T07:30"},
        {NULL, NULL, "2022-03-03T03:00", "2022-03-03T03:00"},
    };

    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpint(message_loud_from(rows[i].from, rows[i].to, at(rows[i].now)), ==,
                        at(rows[i].loud));
    }
}

static void a_digest_waits_for_the_next_day_that_is_worked(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WorkCalendar) calendar =
        calendar_load("data/calendar/cn.csv", CALENDAR_HOURS, &error);

    g_assert_no_error(error);
    g_assert_cmpint(message_next_digest("08:30", true, calendar, at("2022-03-04T08:29")), ==,
                    at("2022-03-04T08:30"));
    g_assert_cmpint(message_next_digest("08:30", true, calendar, at("2022-03-04T08:30")), ==,
                    at("2022-03-07T08:30"));
    g_assert_cmpint(message_next_digest("08:30", false, calendar, at("2022-03-04T08:30")), ==,
                    at("2022-03-05T08:30"));
    /* A Saturday worked for the Spring Festival, and the festival itself. */
    g_assert_cmpint(message_next_digest("08:30", true, calendar, at("2022-01-28T09:00")), ==,
                    at("2022-01-29T08:30"));
    g_assert_cmpint(message_next_digest("08:30", true, calendar, at("2022-01-30T09:00")), ==,
                    at("2022-02-07T08:30"));
}

static void a_mailbox_is_one_address_and_nothing_else(void)
{
    static const char *const good[] = {"a@example.cn", "zhang.san+work@mail.example.gov.cn", NULL};
    static const char *const bad[] = {"",
                                      "a",
                                      "@example.cn",
                                      "a@",
                                      "a@b",
                                      "a@@b.cn",
                                      "a@b..cn",
                                      ".a@b.cn",
                                      "a.@b.cn",
                                      "a@.cn",
                                      "a@b.cn.",
                                      "a b@c.cn",
                                      "<a@b.cn>",
                                      "a@b.cn\r\nX:",
                                      "张三@example.cn",
                                      "a,b@c.cn",
                                      "\"a\"@b.cn",
                                      "a@[127.0.0.1]",
                                      NULL};

    for (gsize i = 0; good[i] != NULL; i++) {
        g_assert_true(message_is_mailbox(good[i]));
    }
    for (gsize i = 0; bad[i] != NULL; i++) {
        g_assert_false(message_is_mailbox(bad[i]));
    }
    g_autofree char *mask = message_mask("zhangsan@example.cn");
    g_assert_cmpstr(mask, ==, "z***@example.cn");
}

static bool may(const char *text, bool private)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);

    return message_may_reach(address, private);
}

static void a_webhook_reaches_no_address_that_is_reserved(void)
{
    static const char *const never[] = {"169.254.169.254",
                                        "::ffff:169.254.169.254",
                                        "64:ff9b::a9fe:a9fe",
                                        "fe80::1",
                                        "0.0.0.0",
                                        "::",
                                        "224.0.0.1",
                                        "255.255.255.255",
                                        "100.100.100.200",
                                        "fd00:ec2::254",
                                        NULL};
    static const char *const inside[] = {"127.0.0.1",       "127.9.9.9",   "10.1.2.3", "172.31.0.1",
                                         "192.168.1.1",     "100.64.0.1",  "::1",      "fd12::1",
                                         "::ffff:10.0.0.1", "::127.0.0.1", NULL};
    static const char *const outside[] = {"8.8.8.8", "172.32.0.1", "2400:3200::1", NULL};

    for (gsize i = 0; never[i] != NULL; i++) {
        g_assert_false(may(never[i], true));
    }
    for (gsize i = 0; inside[i] != NULL; i++) {
        g_assert_false(may(inside[i], false));
        g_assert_true(may(inside[i], true));
    }
    for (gsize i = 0; outside[i] != NULL; i++) {
        g_assert_true(may(outside[i], false));
    }
}

static void a_long_chinese_subject_is_folded_between_characters(void)
{
    const char *subject = "【落实】应办六项，其中逾期一项，今天到期两项，请及时办理并反馈佐证材料";
    g_autofree char *header = message_header_text(subject);
    g_auto(GStrv) words = g_strsplit(header, "\r\n ", -1);
    g_autoptr(GString) back = g_string_new(NULL);

    g_assert_cmpuint(g_strv_length(words), >, 1);
    for (gsize i = 0; words[i] != NULL; i++) {
        gsize length = strlen(words[i]);
        g_assert_cmpuint(length, <=, 75);
        g_assert_true(g_str_has_prefix(words[i], "=?UTF-8?B?"));
        g_autofree char *coded = g_strndup(words[i] + 10, length - 12);
        gsize bytes = 0;
        g_autofree guchar *text = g_base64_decode(coded, &bytes);
        g_assert_true(g_utf8_validate((const char *)text, (gssize)bytes, NULL));
        g_string_append_len(back, (const char *)text, (gssize)bytes);
    }
    g_assert_cmpstr(back->str, ==, subject);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/quiet_hours_end_when_they_say_also_across_midnight",
                    quiet_hours_end_when_they_say_also_across_midnight);
    g_test_add_func("/message/a_digest_waits_for_the_next_day_that_is_worked",
                    a_digest_waits_for_the_next_day_that_is_worked);
    g_test_add_func("/message/a_mailbox_is_one_address_and_nothing_else",
                    a_mailbox_is_one_address_and_nothing_else);
    g_test_add_func("/message/a_webhook_reaches_no_address_that_is_reserved",
                    a_webhook_reaches_no_address_that_is_reserved);
    g_test_add_func("/message/a_long_chinese_subject_is_folded_between_characters",
                    a_long_chinese_subject_is_folded_between_characters);
    return g_test_run();
}
