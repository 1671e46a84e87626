/* Whatever bytes come as a plan: it is read or refused with a message; what can be compiled is
 * computed, and a driving path, conflicts and a written copy can be had of it. */
#include "project/schedule.h"
#include "project/schedule_json.h"
#include "project/schedule_simulate.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void use(ScheduleNetwork *network, const ScheduleResult *result)
{
    g_autoptr(GArray) path = schedule_driving_path(result, SCHEDULE_NONE);
    g_autoptr(GPtrArray) paths = schedule_near_paths(result, 5, 5);
    g_autoptr(GPtrArray) conflicts = schedule_conflicts(result);
    g_autoptr(ScheduleSimulation) simulation = schedule_simulate(network, 3, 1, NULL);
    ScheduleTotals totals = schedule_totals(result);

    g_assert_true(path != NULL && paths->len <= 5 && conflicts->len <= SCHEDULE_CONFLICTS_MAX);
    g_assert_true(simulation == NULL || schedule_simulation_finish(simulation, 50) <=
                                            schedule_simulation_finish(simulation, 100));
    g_assert_true(totals.start == SCHEDULE_NO_DAY || totals.start <= totals.finish);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = schedule_json_read((const char *)data, size, &error);
    g_autoptr(ScheduleNetwork) network = plan != NULL ? schedule_compile(plan, NULL, &error) : NULL;
    g_autoptr(ScheduleResult) result = network != NULL ? schedule_compute(network, &error) : NULL;

    if (result == NULL) {
        g_autofree char *text = error_text(error, LANGUAGE_ZH);
        g_assert_nonnull(text);
        return 0;
    }
    g_autoptr(JsonWriter) writer = json_writer_new();
    gsize length = 0;
    schedule_json_write(plan, writer);
    const char *text = json_writer_text(writer, &length);
    g_autoptr(SchedulePlan) again = schedule_json_read(text, length, NULL);
    g_assert_nonnull(again);
    use(network, result);
    return 0;
}
