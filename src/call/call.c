#include "call/call_internal.h"

#include "access_sql.h"
#include "kernel/day.h"
#include "kernel/id.h"

#include <string.h>

#define ACCESS_TEXTS_SIZE 2000u /* bytes of one block: most people's permissions fit into it */

Change *change_new(const char *topic, const char *object_kind, const char *object_id,
                   const char *const *units)
{
    Change *change = g_new0(Change, 1);

    change->topic = g_strdup(topic);
    change->object_kind = g_strdup(object_kind);
    change->object_id = g_strdup(object_id);
    change->units = g_strdupv((GStrv)units);
    return change;
}

Change *change_copy(const Change *change)
{
    return change_new(change->topic, change->object_kind, change->object_id,
                      (const char *const *)change->units);
}

void change_free(gpointer data)
{
    Change *change = data;

    g_free(change->topic);
    g_free(change->object_kind);
    g_free(change->object_id);
    g_strfreev(change->units);
    g_free(change);
}

static void refresh_actor(Call *call)
{
    call->actor = (Actor){
        .account = call->account, .name = call->name, .person = call->person, .unit = call->unit};
}

void call_set_now(Call *call, gint64 now)
{
    call->now = now;
    day_format(day_in_beijing(now), call->today);
}

Call *call_new(Store *store, const char *district, const char *packs, gint64 now, Language language)
{
    Call *call = g_new0(Call, 1);

    call->store = store;
    call->district = g_strdup(district);
    call->packs = packs;
    call->today = g_malloc(DAY_LENGTH + 1);
    call_set_now(call, now);
    call->language = language;
    call->account = g_strdup("");
    call->name = g_strdup("");
    call->person = g_strdup("");
    call->unit = g_strdup("");
    call->access = g_array_new(FALSE, FALSE, sizeof(Access));
    call->access_texts = g_string_chunk_new(ACCESS_TEXTS_SIZE);
    call->changes = g_ptr_array_new_with_free_func(change_free);
    call->parameters = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    call->answer = json_writer_new();
    call->status = 200;
    refresh_actor(call);
    return call;
}

void call_free(Call *call)
{
    if (call == NULL) {
        return;
    }
    if (call->free_prepared != NULL) {
        call->free_prepared(call->prepared);
    }
    calendar_free(call->calendar);
    json_decref(call->body);
    g_clear_pointer(&call->content, g_bytes_unref);
    g_clear_pointer(&call->bytes, g_bytes_unref);
    json_writer_free(call->answer);
    g_array_unref(call->access);
    g_string_chunk_free(call->access_texts);
    g_ptr_array_unref(call->changes);
    g_hash_table_unref(call->parameters);
    g_free(call->district);
    g_free(call->today);
    g_free(call->account);
    g_free(call->name);
    g_free(call->person);
    g_free(call->unit);
    g_free(call->media_type);
    g_free(call->filename);
    g_free(call->tag);
    g_free(call->scope_units);
    g_free(call->set_cookie);
    g_clear_error(&call->refusal);
    g_free(call->csrf);
    g_free(call->session_digest);
    g_free(call);
}

void call_reset(Call *call)
{
    json_writer_free(call->answer);
    call->answer = json_writer_new();
    g_clear_pointer(&call->bytes, g_bytes_unref);
    g_clear_pointer(&call->set_cookie, g_free);
    g_clear_pointer(&call->scope_units, g_free); /* they may have changed since */
    g_clear_error(&call->refusal);
    g_ptr_array_set_size(call->changes, 0);
    call->status = 200;
    call->scoped = false;
    call->secret = false;
}

static void replace(char **place, const char *value)
{
    g_free(*place);
    *place = g_strdup(value != NULL ? value : "");
}

void call_set_account(Call *call, const char *account)
{
    replace(&call->account, account);
    refresh_actor(call);
}

bool call_set_actor(Call *call, StoreTx *tx, const char *account, const char *name,
                    const char *person, const char *unit, GError **error)
{
    g_autoptr(GError) failed = NULL;

    replace(&call->account, account);
    replace(&call->name, name);
    replace(&call->person, person);
    replace(&call->unit, unit);
    refresh_actor(call);
    g_array_set_size(call->access, 0);
    g_autoptr(StoreRows) rows =
        store_query(tx, &sql_access_permissions,
                    STORE_VALUES(store_text(call->district), store_text(account)), error);
    if (rows == NULL) {
        return false;
    }
    while (store_rows_next(rows, &failed)) {
        const Access access = {
            .permission = g_string_chunk_insert(call->access_texts, store_column_text(rows, 0)),
            .scope_kind = g_string_chunk_insert(call->access_texts, store_column_text(rows, 1))};
        g_array_append_val(call->access, access);
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

const Actor *call_actor(const Call *call)
{
    return &call->actor;
}

const char *call_district(const Call *call)
{
    return call->district;
}

Language call_language(const Call *call)
{
    return call->language;
}

StoreTx *call_tx(const Call *call)
{
    return call->tx;
}

Store *call_store(const Call *call)
{
    return call->store;
}

gint64 call_now(const Call *call)
{
    return call->now;
}

const char *call_packs(const Call *call)
{
    return call->packs;
}

CallSite call_site(const Call *call)
{
    return call->site;
}

const char *call_today(const Call *call)
{
    return call->today;
}

WorkCalendar *call_calendar(Call *call)
{
    if (call->calendar == NULL) {
        call->calendar = calendar_of_packs(call->packs);
    }
    return calendar_ref(call->calendar);
}

void call_write_uncovered(Call *call, const WorkCalendar *calendar, const char *due)
{
    gint32 today = 0;
    gint32 last = DAY_NONE;
    char text[DAY_LENGTH + 1];

    day_parse(call_today(call), &today);
    gint32 day =
        due != NULL && day_parse(due, &last) ? calendar_uncovered(calendar, today, last) : DAY_NONE;
    if (day != DAY_NONE) {
        day_format(day, text);
    }
    json_member_text(call_answer(call), "calendar_unknown_from", day != DAY_NONE ? text : NULL);
}

char *call_new_id(Call *call)
{
    return id_new(call->now);
}

void call_set_parameter(Call *call, const char *name, const char *value)
{
    g_hash_table_replace(call->parameters, g_strdup(name), g_strdup(value));
}

const char *call_parameter(const Call *call, const char *name)
{
    return g_hash_table_lookup(call->parameters, name);
}

gint64 call_parameter_int(const Call *call, const char *name, gint64 fallback)
{
    const char *text = call_parameter(call, name);

    return text != NULL ? g_ascii_strtoll(text, NULL, 10) : fallback;
}

json_t *call_body(const Call *call)
{
    return call->body;
}

GBytes *call_content(const Call *call)
{
    return call->content;
}

JsonWriter *call_answer(Call *call)
{
    return call->answer;
}

void call_created(Call *call)
{
    call->status = 201;
}

bool call_write_rows(Call *call, const char *member, StoreRows *rows, CallWriteRow write,
                     gconstpointer data, GError **error)
{
    g_autoptr(StoreRows) taken = rows;
    g_autoptr(GError) failed = NULL;

    if (taken == NULL) {
        return false;
    }
    json_key(call->answer, member);
    json_begin_array(call->answer);
    while (store_rows_next(taken, &failed)) {
        if (!write(call, taken, data, error)) {
            return false;
        }
    }
    json_end_array(call->answer);
    return error_pass(error, &failed);
}

bool call_write_number(Call *call, const StoreRows *rows, G_GNUC_UNUSED gconstpointer data,
                       G_GNUC_UNUSED GError **error)
{
    json_int(call->answer, store_column_int(rows, 0));
    return true;
}

void call_answer_bytes(Call *call, GBytes *bytes, const char *media_type, const char *filename)
{
    g_clear_pointer(&call->bytes, g_bytes_unref);
    call->bytes = g_bytes_ref(bytes);
    replace(&call->media_type, media_type);
    g_free(call->filename);
    call->filename = g_strdup(filename);
}

void call_answer_secret(Call *call)
{
    call->secret = true;
}

void call_answer_tag(Call *call, const char *tag)
{
    g_free(call->tag);
    call->tag = g_strdup(tag);
}

void call_answer_error(Call *call, const GError *error)
{
    g_clear_error(&call->refusal);
    call->refusal = g_error_copy(error);
}

static const Access *find_access(const Call *call, const char *permission, const char *scope_kind)
{
    for (guint i = 0; i < call->access->len; i++) {
        const Access *access = &g_array_index(call->access, Access, i);
        if (strcmp(access->permission, permission) == 0 &&
            (scope_kind == NULL || strcmp(access->scope_kind, scope_kind) == 0)) {
            return access;
        }
    }
    return NULL;
}

bool call_holds_anywhere(const Call *call, const char *permission)
{
    return find_access(call, permission, NULL) != NULL;
}

bool call_holds(const Call *call, const char *permission)
{
    return find_access(call, permission, "district") != NULL;
}

/* The units under the actor's grants, as a JSON array of ids, read once. */
static const char *scope_units(Call *call, GError **error)
{
    g_autoptr(GError) failed = NULL;

    if (call->scope_units != NULL) {
        return call->scope_units;
    }
    g_autoptr(StoreRows) rows =
        store_query(call->tx, &sql_access_units_below,
                    STORE_VALUES(store_text(call->permission), store_text(call->district),
                                 store_text(call->account)),
                    error);
    if (rows == NULL) {
        return NULL;
    }
    g_autoptr(JsonWriter) writer = json_writer_new();
    json_begin_array(writer);
    while (store_rows_next(rows, &failed)) {
        json_text(writer, store_column_text(rows, 0));
    }
    json_end_array(writer);
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return NULL;
    }
    call->scope_units = g_strdup(json_writer_text(writer, NULL));
    return call->scope_units;
}

/* Does a grant for an area reach AREA? */
static bool reaches_area(Call *call, const char *area, GError **error)
{
    bool found = false;
    g_autoptr(StoreRows) rows =
        store_query(call->tx, &sql_access_areas_below,
                    STORE_VALUES(store_text(call->permission), store_text(call->district),
                                 store_text(call->account)),
                    error);

    while (rows != NULL && !found && store_rows_next(rows, error)) {
        found = strcmp(store_column_text(rows, 0), area) == 0;
    }
    return found;
}

bool call_authorize(Call *call, const char *unit, const char *area, GError **error)
{
    call->scoped = true;
    if (call->permission == NULL || call_holds(call, call->permission)) {
        return true;
    }
    g_autoptr(GError) failed = NULL;
    if (area != NULL && reaches_area(call, area, &failed)) {
        return true;
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    const char *units = scope_units(call, error);
    if (units == NULL) {
        return false;
    }
    g_autofree char *quoted = g_strdup_printf("\"%s\"", unit != NULL ? unit : "");
    if (unit != NULL && strstr(units, quoted) != NULL) {
        return true;
    }
    error_set(error, LUOSHI_ERROR_DENIED, "call.denied", NULL, "permission", call->permission,
              NULL);
    return false;
}

const char *call_scope(Call *call, GError **error)
{
    call->scoped = true;
    if (call->permission == NULL || call_holds(call, call->permission)) {
        return NULL;
    }
    return scope_units(call, error);
}

void call_set_prepared(Call *call, gpointer data, GDestroyNotify free_data)
{
    if (call->free_prepared != NULL) {
        call->free_prepared(call->prepared);
    }
    call->prepared = data;
    call->free_prepared = free_data;
}

gpointer call_prepared(const Call *call)
{
    return call->prepared;
}

bool call_record(Call *call, const char *action, const char *object_kind, const char *object_id,
                 const char *reason, json_t *before, json_t *after, GError **error)
{
    const LedgerEntry entry = {
        .district = call->district,
        .actor = *call->account != '\0' ? call->account : "system",
        .at = call->now,
        .action = action,
        .object_kind = object_kind,
        .object_id = object_id,
        .reason = reason,
        .before = before,
        .after = after,
    };

    return ledger_append(call->tx, &entry, error);
}

void call_changed(Call *call, const char *topic, const char *object_kind, const char *object_id)
{
    call_changed_of(call, topic, object_kind, object_id, NULL);
}

void call_changed_of(Call *call, const char *topic, const char *object_kind, const char *object_id,
                     const char *const *units)
{
    g_ptr_array_add(call->changes, change_new(topic, object_kind, object_id, units));
}

bool call_reaches(Call *call, const char *permission, const char *unit, bool *reaches,
                  GError **error)
{
    g_autoptr(GError) failed = NULL;

    *reaches = call_holds(call, permission);
    if (*reaches || !call_holds_anywhere(call, permission)) {
        return true;
    }
    g_autoptr(StoreRows) rows = store_query(
        call->tx, &sql_access_units_below,
        STORE_VALUES(store_text(permission), store_text(call->district), store_text(call->account)),
        error);
    if (rows == NULL) {
        return false;
    }
    while (!*reaches && store_rows_next(rows, &failed)) {
        *reaches = strcmp(store_column_text(rows, 0), unit) == 0;
    }
    if (failed != NULL) {
        g_propagate_error(error, g_steal_pointer(&failed));
        return false;
    }
    return true;
}

void call_set_result(Call *call, const char *name, const char *value)
{
    call_set_parameter(call, name, value);
}

guint call_change_count(const Call *call)
{
    return call->changes->len;
}

const char *call_change_at(const Call *call, guint index, const char **id)
{
    const Change *change = call->changes->pdata[index];

    *id = change->object_id;
    return change->object_kind;
}
