/* measure_unit.h - units of measure as Chinese tables write them: a power of ten before the unit
 * (万亩, 亿元). Pure. */
#pragma once

#include "kernel/decimal.h"

/* VALUE of unit FROM in unit TO: 7.5 万亩 are 75000 亩. False if they measure different things, or
 * the result does not fit or would lose places. */
bool measure_convert(Decimal value, const char *from, const char *to, Decimal *result);
