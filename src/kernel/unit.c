#include "kernel/unit.h"

#include <string.h>

typedef struct {
    const char *zh;
    const char *en;
} Name;

/* GB 3100 and GB 3101 where they have a sign for it, else the word. */
static const Name names[] = {
    {"元", "yuan"},
    {"人民币", "yuan"},
    {"美元", "US$"},
    {"欧元", "€"},
    {"公里", "km"},
    {"千米", "km"},
    {"米", "m"},
    {"厘米", "cm"},
    {"毫米", "mm"},
    {"平方公里", "km²"},
    {"平方千米", "km²"},
    {"平方米", "m²"},
    {"平米", "m²"},
    {"亩", "mu"},
    {"公顷", "ha"},
    {"立方米", "m³"},
    {"立方", "m³"},
    {"方", "m³"},
    {"吨", "t"},
    {"公斤", "kg"},
    {"千克", "kg"},
    {"斤", "jin"},
    {"克", "g"},
    {"毫克", "mg"},
    {"微克", "µg"},
    {"吨标准煤", "tce"},
    {"吨标煤", "tce"},
    {"千瓦", "kW"},
    {"兆瓦", "MW"},
    {"千瓦时", "kWh"},
    {"度", "kWh"},
    {"升", "L"},
    {"天", "days"},
    {"日", "day"},
    {"年", "years"},
    {"个月", "months"},
    {"月", "month"},
    {"周", "weeks"},
    {"小时", "hours"},
    {"个小时", "hours"},
    {"分钟", "minutes"},
    {"秒", "s"},
    {"工作日", "working days"},
    {"个工作日", "working days"},
    {"人", "people"},
    {"名", "people"},
    {"人次", "visits"},
    {"户", "households"},
    {"户次", "visits"},
    {"位", "people"},
    {"栋", "buildings"},
    {"套", "flats"},
    {"辆", "vehicles"},
    {"倍", "times"},
    {"分", "points"},
    {"个百分点", "percentage points"},
    {"百分点", "percentage points"},
    {"件", ""},
    {"个", ""},
    {"家", ""},
    {"项", ""},
    {"条", ""},
    {"座", ""},
    {"处", ""},
    {"所", ""},
    {"次", ""},
    {"场", ""},
    {"期", ""},
    {"起", ""},
    {"宗", ""},
    {"例", ""},
    {"台", ""},
    {"棵", "trees"},
    {"株", "plants"},
    {"头", "head"},
    {"只", "head"},
    {"张", ""},
    {"批", ""},
    {"份", ""},
    {"笔", ""},
    {"%", "%"},
    {"", ""},
};

static const Name powers[] = {{"万亿", "×10¹²"}, {"亿", "×10⁸"}, {"千万", "×10⁷"}, {"百万", "×10⁶"},
                              {"万", "×10⁴"},    {"千", "×10³"}, {"百", "×10²"}};

static const char *find(const char *unit)
{
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i].zh, unit) == 0) {
            return names[i].en;
        }
    }
    return NULL;
}

/* One side of a rate; NULL if it is not known. (transfer full) */
static char *side_text(const char *side)
{
    const char *whole = find(side);

    for (gsize i = 0; whole == NULL && i < G_N_ELEMENTS(powers); i++) {
        if (g_str_has_prefix(side, powers[i].zh)) {
            const char *rest = find(side + strlen(powers[i].zh));
            return rest != NULL ? g_strstrip(g_strconcat(powers[i].en, " ", rest, NULL)) : NULL;
        }
    }
    return g_strdup(whole);
}

char *unit_text(Language language, const char *unit)
{
    if (unit == NULL || language == LANGUAGE_ZH) {
        return g_strdup(unit);
    }
    g_auto(GStrv) sides = g_strsplit(unit, "/", -1);
    for (gsize i = 0; sides[i] != NULL; i++) {
        char *side = side_text(sides[i]);
        if (side == NULL || (i > 0 && *side == '\0')) {
            g_free(side);
            return g_strdup(unit);
        }
        g_free(sides[i]);
        sides[i] = side;
    }
    return g_strjoinv("/", sides);
}
