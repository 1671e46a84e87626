/* Changes on their way between servers: {"d": district, "c": [[topic, kind, id, [unit, …]], …]}. */
#include "live/live_internal.h"

static json_t *change_to_json(const Change *change)
{
    json_t *units = json_array();

    for (gsize i = 0; change->units != NULL && change->units[i] != NULL; i++) {
        json_array_append_new(units, json_string(change->units[i]));
    }
    return json_pack("[s, s, s, o]", change->topic, change->object_kind, change->object_id, units);
}

static char *notice_text(const char *district, json_t *changes)
{
    json_auto_t *notice = json_pack("{s:s, s:O}", "d", district, "c", changes);

    return json_dumps(notice, JSON_COMPACT);
}

GPtrArray *live_notices(const Call *call)
{
    GPtrArray *notices = g_ptr_array_new_with_free_func(free);
    json_auto_t *waiting = json_array();
    gsize length = 0;

    for (guint i = 0; i < call->changes->len; i++) {
        json_auto_t *change = change_to_json(call->changes->pdata[i]);
        gsize more = json_dumpb(change, NULL, 0, JSON_COMPACT) + 1;
        /* 64 bytes hold the district and what stands around the changes. */
        if (length > 0 && length + more + 64 > STORE_NOTICE_MAX) {
            g_ptr_array_add(notices, notice_text(call->district, waiting));
            json_array_clear(waiting);
            length = 0;
        }
        json_array_append(waiting, change);
        length += more;
    }
    if (length > 0) {
        g_ptr_array_add(notices, notice_text(call->district, waiting));
    }
    return notices;
}

static void read_change(const json_t *from, GPtrArray *changes)
{
    const json_t *units = json_array_get(from, 3);
    const char *topic = json_string_value(json_array_get(from, 0));
    const char *kind = json_string_value(json_array_get(from, 1));
    const char *id = json_string_value(json_array_get(from, 2));

    if (topic == NULL || kind == NULL || id == NULL) {
        return;
    }
    Change *change = change_new(topic, kind, id, NULL);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    for (size_t i = 0; i < json_array_size(units); i++) {
        const char *unit = json_string_value(json_array_get(units, i));
        if (unit != NULL) {
            g_strv_builder_add(builder, unit);
        }
    }
    change->units = g_strv_builder_end(builder);
    g_ptr_array_add(changes, change);
}

GPtrArray *live_notice_read(const char *text, const char *district)
{
    json_auto_t *notice = json_loads(text, 0, NULL);
    const json_t *list = json_object_get(notice, "c");

    if (g_strcmp0(json_string_value(json_object_get(notice, "d")), district) != 0) {
        return NULL;
    }
    GPtrArray *changes = g_ptr_array_new_with_free_func(change_free);
    for (size_t i = 0; i < json_array_size(list); i++) {
        read_change(json_array_get(list, i), changes);
    }
    return changes;
}
