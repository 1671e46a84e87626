/*
 * unit.h - units of measure (计量单位) as readers of English know them.
 *
 * Units are kept as they are written in Chinese (万亩, 亿元, 微克/立方米): so figures are entered,
 * compared and printed. Only what is shown in English goes through here.
 */
#pragma once

#include "kernel/text.h"

/* UNIT in LANGUAGE: as written in Chinese; in English powers of ten for 百, 千, 万 and 亿 (亿元 is
 * “×10⁸ yuan”), and nothing for what merely counts (个, 家, 项). A unit that is not known stays as
 * written. NULL stays NULL. (transfer full) */
char *unit_text(Language language, const char *unit);
