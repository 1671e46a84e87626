/* Whatever bytes come as JSON, parsing and checking them against a schema neither crashes nor
 * leaks. */
#include "kernel/json_in.h"
#include "kernel/schema.h"

#include <stdint.h>

static const char schema_text[] =
    "{\"type\":\"object\",\"required\":[\"a\"],\"additionalProperties\":false,\"properties\":{"
    "\"a\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":5,\"pattern\":\"^[a-z]+$\"},"
    "\"b\":{\"type\":[\"integer\",\"null\"],\"minimum\":0,\"maximum\":9},"
    "\"c\":{\"type\":\"array\",\"maxItems\":3,\"items\":{\"$ref\":\"#\"}},"
    "\"d\":{\"type\":\"string\",\"format\":\"date\"},\"e\":{\"enum\":[\"x\",\"y\"]}}}";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_auto_t *schema = json_loads(schema_text, 0, NULL);
    json_auto_t *value = json_parse((const char *)data, size, NULL);
    g_autoptr(GError) error = NULL;

    if (value != NULL && !schema_check(schema, schema, value, "", &error)) {
        g_autofree char *text = error_text(error, LANGUAGE_ZH);
        g_assert_nonnull(text);
    }
    return 0;
}
