#include "duty/duty.h"

#include "budget/budget.h"
#include "casework/casework.h"
#include "commitment/commitment.h"
#include "rally/rally.h"
#include "round/round.h"

#include <string.h>

/* Where a duty without a due day stands: after what is late. */
#define NO_DUE ((json_int_t)-1)

static json_int_t urgency(const json_t *duty)
{
    const json_t *left = json_object_get(duty, "days_left");

    return json_is_integer(left) ? json_integer_value(left) : NO_DUE;
}

static gint by_urgency(gconstpointer a, gconstpointer b)
{
    json_int_t first = urgency(*(json_t *const *)a);
    json_int_t second = urgency(*(json_t *const *)b);

    return first < second ? -1 : first > second ? 1 : 0;
}

/* Roles in the order in which one is shown before another. */
static const char *const roles[] = {"approve", "verify", "leader", "lead", "co"};

static gsize rank_of(const json_t *role)
{
    for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
        if (g_strcmp0(json_string_value(role), roles[i]) == 0) {
            return i;
        }
    }
    return G_N_ELEMENTS(roles);
}

/* Adds DUTY's role to those of FIRST, which is the same duty; the weightier one comes first. */
static void join_roles(json_t *first, const json_t *duty)
{
    json_t *role = json_object_get(duty, "role");
    json_t *joined = json_object_get(first, "roles");
    size_t place = 0;

    while (place < json_array_size(joined) &&
           rank_of(json_array_get(joined, place)) < rank_of(role)) {
        place++;
    }
    if (!json_is_string(role) || json_equal(json_array_get(joined, place), role)) {
        return;
    }
    json_array_insert(joined, place, role);
    json_object_set(first, "role", json_array_get(joined, 0));
}

/* DUTIES, each object once: who leads a commitment and also is in charge of it owes it once, in two
 * roles. (transfer container, elements owned by DUTIES) */
static GPtrArray *merge(const json_t *duties)
{
    g_autoptr(GPtrArray) merged = g_ptr_array_new();
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    size_t i;
    json_t *duty;

    json_array_foreach(duties, i, duty)
    {
        char *key = g_strjoin(" ", json_string_value(json_object_get(duty, "kind")),
                              json_string_value(json_object_get(duty, "object_id")), NULL);
        json_t *first = g_hash_table_lookup(known, key);
        if (first == NULL) {
            first = duty;
            json_object_set_new(duty, "roles", json_array());
            g_ptr_array_add(merged, duty);
            g_hash_table_insert(known, g_steal_pointer(&key), duty);
        }
        join_roles(first, duty);
        g_free(key);
    }
    return g_steal_pointer(&merged);
}

/* Writes the duties of TEXT (a JSON array), each object once, the most urgent first. *JOINED gets
 * how many rows were joined to others. */
static bool write_sorted(JsonWriter *answer, GBytes *text, gint64 *joined, GError **error)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(text, &length);
    json_auto_t *duties = json_loadb(bytes, length, 0, NULL);

    if (duties == NULL) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "http.internal", NULL, NULL);
        return false;
    }
    g_autoptr(GPtrArray) sorted = merge(duties);
    *joined = (gint64)json_array_size(duties) - sorted->len;
    g_ptr_array_sort(sorted, by_urgency); /* stable */
    json_begin_array(answer);
    for (guint d = 0; d < sorted->len; d++) {
        g_autofree char *one = json_dumps(sorted->pdata[d], JSON_COMPACT);
        json_raw(answer, one, strlen(one));
    }
    json_end_array(answer);
    return true;
}

bool duty_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 total = 0;
    gint64 joined = 0;

    /* Each mechanism writes its rows to the answer; they are taken out of it and put in order. */
    json_begin_array(answer);
    if (!casework_duties(call, &total, error) || !round_duties(call, &total, error) ||
        !rally_duties(call, &total, error) || !commitment_duties(call, &total, error) ||
        !budget_duties(call, &total, error)) {
        return false;
    }
    json_end_array(answer);
    g_autoptr(GBytes) rows = json_writer_steal(answer);
    json_begin_object(answer);
    json_key(answer, "duties");
    if (!write_sorted(answer, rows, &joined, error)) {
        return false;
    }
    json_member_int(answer, "total", total - joined);
    json_end_object(answer);
    return true;
}
