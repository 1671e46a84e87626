/* The calendar feed: a person's duties by their due day (RFC 5545, by libical). */
#include "message/message_internal.h"

#include "message_sql.h"
#include "org/account.h"

#include <libical/ical.h>
#include <string.h>

#define SUFFIX        ".ics"
#define PRODUCT       "-//Luoshi//duties//ZH"
#define REFRESH_HOURS 1

typedef struct {
    icalcomponent *calendar;
    const char *district;
    const char *url;
    Language language;
    gint64 made; /* the link: a stable stamp, so that the same duties give the same file */
} Feed;

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text != NULL ? text : "";
}

/* Two hours' notice would be useless for a day: nine in the morning of the day before. */
static icalcomponent *new_alarm(const char *title)
{
    struct icaltriggertype trigger = {.time = icaltime_null_time(),
                                      .duration = icaldurationtype_from_int(-15 * 3600)};

    return icalcomponent_vanew(ICAL_VALARM_COMPONENT, icalproperty_new_action(ICAL_ACTION_DISPLAY),
                               icalproperty_new_description(title),
                               icalproperty_new_trigger(trigger), (void *)0);
}

static void add_duty(const Feed *feed, const json_t *duty)
{
    const char *title = member(duty, "title");
    struct icaltimetype day = icaltime_from_string(member(duty, "due"));
    g_autofree char *key = message_duty_key(duty);
    g_autofree char *uid =
        g_strdup_printf("%s@luoshi.%s", g_strdelimit(key, "/", '-'), feed->district);
    g_autofree char *link = message_duty_link(feed->url, duty);
    struct icaltimetype next = day;

    icaltime_adjust(&next, 1, 0, 0, 0);
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid),
        icalproperty_new_dtstamp(icaltime_from_timet_with_zone(
            (time_t)(feed->made / G_USEC_PER_SEC), 0, icaltimezone_get_utc_timezone())),
        icalproperty_new_dtstart(day), icalproperty_new_dtend(next),
        icalproperty_new_summary(title), icalproperty_new_description(member(duty, "detail")),
        icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), new_alarm(title), (void *)0);
    if (link != NULL) {
        icalcomponent_add_property(event, icalproperty_new_url(link));
    }
    icalcomponent_add_component(feed->calendar, event);
}

static icalproperty *new_extension(const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);

    icalproperty_set_x_name(property, name);
    return property;
}

static char *feed_text(Feed *feed, const json_t *duties)
{
    size_t i;
    json_t *duty;

    feed->calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"), icalproperty_new_prodid(PRODUCT),
        icalproperty_new_calscale("GREGORIAN"),
        new_extension("X-WR-CALNAME", text_find(feed->language, "message.calendar_name")),
        new_extension("X-WR-TIMEZONE", "Asia/Shanghai"),
        new_extension("X-PUBLISHED-TTL", "PT" G_STRINGIFY(REFRESH_HOURS) "H"), (void *)0);
    json_array_foreach(duties, i, duty)
    {
        if (json_is_string(json_object_get(duty, "due"))) {
            add_duty(feed, duty);
        }
    }
    char *text = icalcomponent_as_ical_string_r(feed->calendar);
    char *copy = g_strdup(text);
    icalmemory_free_buffer(text);
    icalcomponent_free(feed->calendar);
    return copy;
}

/* Whose link the path's is, and when it was made. */
static char *find_account(Call *call, gint64 *made, GError **error)
{
    const char *file = call_parameter(call, "file");
    g_autofree char *secret = g_strndup(file, strlen(file) - strlen(SUFFIX));
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
    g_autoptr(GError) failed = NULL;
    g_autofree char *account = NULL;
    bool active = false;

    {
        g_autoptr(StoreRows) rows =
            store_query(call_tx(call), &sql_feed_find,
                        STORE_VALUES(store_text(call_district(call)), store_text(digest)), error);
        if (rows == NULL) {
            return NULL;
        }
        if (store_rows_next(rows, &failed)) {
            account = g_strdup(store_column_text(rows, 0));
            *made = store_column_int(rows, 1);
        }
    }
    if (failed == NULL && account != NULL) {
        active = account_is_active(call_tx(call), call_district(call), account, &failed);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    if (!active) {
        error_set(error, LUOSHI_ERROR_NOT_FOUND, "message.no_calendar", NULL, NULL);
        return NULL;
    }
    return g_steal_pointer(&account);
}

bool calendar_feed(Call *call, GError **error)
{
    gint64 made = 0;
    g_autofree char *account = find_account(call, &made, error);

    if (account == NULL) {
        return false;
    }
    const MessageTarget target = {.account = account, .language = call_language(call)};
    json_auto_t *duties =
        message_duties(call_tx(call), call_district(call), call_packs(call), &target, error);
    if (duties == NULL) {
        return false;
    }
    Feed feed = {.district = call_district(call),
                 .url = call_site(call).url,
                 .language = call_language(call),
                 .made = made};
    char *text = feed_text(&feed, duties);
    g_autofree char *tag = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    g_autoptr(GBytes) bytes = g_bytes_new_take(text, strlen(text));
    call_answer_bytes(call, bytes, "text/calendar; charset=utf-8", NULL);
    call_answer_tag(call, tag);
    return true;
}
