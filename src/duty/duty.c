#include "duty/duty.h"

#include "budget/budget.h"
#include "casework/casework.h"
#include "commitment/commitment.h"
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

/* Writes the duties of TEXT (a JSON array), the most urgent first. */
static bool write_sorted(JsonWriter *answer, GBytes *text, GError **error)
{
    gsize length = 0;
    const char *bytes = g_bytes_get_data(text, &length);
    json_auto_t *duties = json_loadb(bytes, length, 0, NULL);
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    size_t i;
    json_t *duty;

    if (duties == NULL) {
        error_set(error, LUOSHI_ERROR_INTERNAL, "http.internal", NULL, NULL);
        return false;
    }
    json_array_foreach(duties, i, duty)
    {
        g_ptr_array_add(sorted, duty);
    }
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

    /* Each mechanism writes its rows to the answer; they are taken out of it and put in order. */
    json_begin_array(answer);
    if (!casework_duties(call, &total, error) || !round_duties(call, &total, error) ||
        !commitment_duties(call, &total, error) || !budget_duties(call, &total, error)) {
        return false;
    }
    json_end_array(answer);
    g_autoptr(GBytes) rows = json_writer_steal(answer);
    json_begin_object(answer);
    json_key(answer, "duties");
    if (!write_sorted(answer, rows, error)) {
        return false;
    }
    json_member_int(answer, "total", total);
    json_end_object(answer);
    return true;
}
