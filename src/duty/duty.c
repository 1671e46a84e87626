#include "duty/duty.h"

#include "budget/budget.h"
#include "casework/casework.h"
#include "commitment/commitment.h"

bool duty_list(Call *call, GError **error)
{
    JsonWriter *answer = call_answer(call);
    gint64 total = 0;

    json_begin_object(answer);
    json_key(answer, "duties");
    json_begin_array(answer);
    if (!casework_duties(call, &total, error) || !commitment_duties(call, &total, error) ||
        !budget_duties(call, &total, error)) {
        return false;
    }
    json_end_array(answer);
    json_member_int(answer, "total", total);
    json_end_object(answer);
    return true;
}
