/* Whatever bytes come as MSPDI: a plan is read or refused with a message; one that can be computed
 * and written is read again, with as many activities and links. */
#include "project/schedule_xml.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SchedulePlan) plan = schedule_xml_read((const char *)data, size, &error);
    g_autoptr(ScheduleNetwork) network = plan != NULL ? schedule_compile(plan, NULL, &error) : NULL;
    g_autoptr(ScheduleResult) result = network != NULL ? schedule_compute(network, &error) : NULL;
    g_autoptr(GBytes) bytes =
        result != NULL ? schedule_xml_write(plan, result, NULL, &error) : NULL;

    if (bytes == NULL) {
        g_autofree char *text = error_text(error, LANGUAGE_ZH);
        g_assert_nonnull(text);
        return 0;
    }
    g_autoptr(SchedulePlan) again =
        schedule_xml_read(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &error);
    g_assert_no_error(error);
    g_assert_cmpuint(again->activities->len, ==, plan->activities->len);
    g_assert_cmpuint(again->links->len, ==, plan->links->len);
    return 0;
}
