#include "indicator/measure_unit.h"

#include <string.h>

/* Splits “万亩” into 10^4 and “亩”; “百分点” and “千瓦时” are what they are only by their rest. */
static const char *split(const char *unit, guint *power)
{
    static const struct {
        const char *sign;
        guint power;
    } signs[] = {{"十", 1}, {"百", 2}, {"千", 3}, {"万", 4}, {"亿", 8}};

    *power = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        gsize length = strlen(signs[i].sign);
        if (strncmp(unit, signs[i].sign, length) == 0 && unit[length] != '\0') {
            *power += signs[i].power;
            unit += length;
            i = (gsize)-1;
        }
    }
    return unit;
}

bool measure_convert(Decimal value, const char *from, const char *to, Decimal *result)
{
    guint have;
    guint want;
    gint64 factor = 1;
    const char *base_from = split(from, &have);
    const char *base_to = split(to, &want);

    if (strcmp(base_from, base_to) != 0 || have > 16 || want > 16) {
        return false;
    }
    for (guint i = MIN(have, want); i < MAX(have, want); i++) {
        factor *= 10;
    }
    if (have >= want) {
        return decimal_scale(value, factor, 1, result);
    }
    if (value % factor != 0) {
        return false;
    }
    *result = value / factor;
    return true;
}
