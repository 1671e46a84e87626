#include "document/numeral_internal.h"

#include <stdbool.h>
#include <string.h>

static const char *const plain_digits[] = {"〇", "一", "二", "三", "四",
                                           "五", "六", "七", "八", "九"};
static const char *const plain_units[] = {"", "十", "百", "千"};
static const char *const legal_digits[] = {"零", "壹", "贰", "叁", "肆",
                                           "伍", "陆", "柒", "捌", "玖"};
static const char *const legal_units[] = {"", "拾", "佰", "仟"};
static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
static const char *const branches[] = {"子", "丑", "寅", "卯", "辰", "巳",
                                       "午", "未", "申", "酉", "戌", "亥"};

static void append_decimal(GString *text, guint value)
{
    g_string_append_printf(text, "%u", value);
}

/* 12 is 十二, 20 二十, 105 一百零五; up to 9999. LEGAL is 壹拾贰. */
static void append_counting(GString *text, guint value, bool legal)
{
    if (value == 0 || value > 9999) {
        append_decimal(text, value);
        return;
    }
    const char *const *digits = legal ? legal_digits : plain_digits;
    const char *const *units = legal ? legal_units : plain_units;
    static const guint powers[] = {1, 10, 100, 1000};
    bool begun = false;
    bool gap = false;
    for (int place = 3; place >= 0; place--) {
        guint digit = value / powers[place] % 10;
        if (digit == 0) {
            gap = begun;
            continue;
        }
        if (gap)
            g_string_append(text, "零");
        gap = false;
        bool bare_ten = !legal && !begun && place == 1 && digit == 1;
        if (!bare_ten)
            g_string_append(text, digits[digit]);
        g_string_append(text, units[place]);
        begun = true;
    }
}

/* 105 is 一〇五. */
static void append_digital(GString *text, guint value)
{
    g_autofree char *decimal = g_strdup_printf("%u", value);
    for (const char *digit = decimal; *digit != '\0'; digit++)
        g_string_append(text, plain_digits[*digit - '0']);
}

static void append_full_width(GString *text, guint value)
{
    g_autofree char *decimal = g_strdup_printf("%u", value);
    for (const char *digit = decimal; *digit != '\0'; digit++)
        g_string_append_unichar(text, 0xFF10u + (gunichar)(*digit - '0'));
}

/* A, B … Z, AA, BB as Word counts; at most five letters. */
static void append_letter(GString *text, guint value, char first)
{
    if (value == 0 || value > 130) {
        append_decimal(text, value);
        return;
    }
    for (guint i = 0; i <= (value - 1) / 26; i++)
        g_string_append_c(text, (char)(first + (int)((value - 1) % 26)));
}

static void append_roman(GString *text, guint value, bool upper)
{
    static const struct {
        guint value;
        const char *upper;
        const char *lower;
    } steps[] = {{1000, "M", "m"}, {900, "CM", "cm"}, {500, "D", "d"}, {400, "CD", "cd"},
                 {100, "C", "c"},  {90, "XC", "xc"},  {50, "L", "l"},  {40, "XL", "xl"},
                 {10, "X", "x"},   {9, "IX", "ix"},   {5, "V", "v"},   {4, "IV", "iv"},
                 {1, "I", "i"}};
    if (value == 0 || value > 3999) {
        append_decimal(text, value);
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(steps); i++) {
        for (; value >= steps[i].value; value -= steps[i].value)
            g_string_append(text, upper ? steps[i].upper : steps[i].lower);
    }
}

/* One character that stands for the number: ① is FIRST + 0, up to COUNT of them. */
static void append_enclosed(GString *text, guint value, gunichar first, guint count)
{
    if (value == 0 || value > count)
        append_decimal(text, value);
    else
        g_string_append_unichar(text, first + value - 1);
}

static void append_named(GString *text, guint value, const char *const *names, guint count)
{
    if (value == 0 || value > count)
        append_decimal(text, value);
    else
        g_string_append(text, names[value - 1]);
}

typedef enum {
    STYLE_DECIMAL,
    STYLE_DECIMAL_ZERO,
    STYLE_NONE,
    STYLE_COUNTING,
    STYLE_LEGAL,
    STYLE_DIGITAL,
    STYLE_FULL_WIDTH,
    STYLE_CIRCLE,
    STYLE_PAREN,
    STYLE_FULL_STOP,
    STYLE_IDEOGRAPH_CIRCLE,
    STYLE_STEM,
    STYLE_BRANCH,
    STYLE_UPPER_LETTER,
    STYLE_LOWER_LETTER,
    STYLE_UPPER_ROMAN,
    STYLE_LOWER_ROMAN,
} NumeralStyle;

static const struct {
    const char *format;
    NumeralStyle style;
} styles[] = {
    {"decimalZero", STYLE_DECIMAL_ZERO},
    {"none", STYLE_NONE},
    {"chineseCounting", STYLE_COUNTING},
    {"chineseCountingThousand", STYLE_COUNTING},
    {"japaneseCounting", STYLE_COUNTING},
    {"taiwaneseCounting", STYLE_COUNTING},
    {"taiwaneseCountingThousand", STYLE_COUNTING},
    {"chineseLegalSimplified", STYLE_LEGAL},
    {"ideographLegalTraditional", STYLE_LEGAL},
    {"ideographDigital", STYLE_DIGITAL},
    {"japaneseDigitalTenThousand", STYLE_DIGITAL},
    {"taiwaneseDigital", STYLE_DIGITAL},
    {"decimalFullWidth", STYLE_FULL_WIDTH},
    {"decimalFullWidth2", STYLE_FULL_WIDTH},
    {"decimalEnclosedCircle", STYLE_CIRCLE},
    {"decimalEnclosedCircleChinese", STYLE_CIRCLE},
    {"decimalEnclosedParen", STYLE_PAREN},
    {"decimalEnclosedFullstop", STYLE_FULL_STOP},
    {"ideographEnclosedCircle", STYLE_IDEOGRAPH_CIRCLE},
    {"ideographTraditional", STYLE_STEM},
    {"ideographZodiac", STYLE_BRANCH},
    {"upperLetter", STYLE_UPPER_LETTER},
    {"lowerLetter", STYLE_LOWER_LETTER},
    {"upperRoman", STYLE_UPPER_ROMAN},
    {"lowerRoman", STYLE_LOWER_ROMAN},
};

static NumeralStyle style_named(const char *format)
{
    for (gsize i = 0; i < G_N_ELEMENTS(styles); i++) {
        if (strcmp(format, styles[i].format) == 0)
            return styles[i].style;
    }
    return STYLE_DECIMAL;
}

void numeral_append(GString *text, const char *format, guint value)
{
    switch (style_named(format)) {
    case STYLE_NONE:
        return;
    case STYLE_DECIMAL:
        append_decimal(text, value);
        return;
    case STYLE_DECIMAL_ZERO:
        g_string_append_printf(text, "%02u", value);
        return;
    case STYLE_COUNTING:
        append_counting(text, value, false);
        return;
    case STYLE_LEGAL:
        append_counting(text, value, true);
        return;
    case STYLE_DIGITAL:
        append_digital(text, value);
        return;
    case STYLE_FULL_WIDTH:
        append_full_width(text, value);
        return;
    case STYLE_CIRCLE:
        append_enclosed(text, value, 0x2460, 20);
        return;
    case STYLE_PAREN:
        append_enclosed(text, value, 0x2474, 20);
        return;
    case STYLE_FULL_STOP:
        append_enclosed(text, value, 0x2488, 20);
        return;
    case STYLE_IDEOGRAPH_CIRCLE:
        append_enclosed(text, value, 0x3280, 10);
        return;
    case STYLE_STEM:
        append_named(text, value, stems, G_N_ELEMENTS(stems));
        return;
    case STYLE_BRANCH:
        append_named(text, value, branches, G_N_ELEMENTS(branches));
        return;
    case STYLE_UPPER_LETTER:
    case STYLE_LOWER_LETTER:
        append_letter(text, value, format[0] == 'u' ? 'A' : 'a');
        return;
    case STYLE_UPPER_ROMAN:
    case STYLE_LOWER_ROMAN:
        append_roman(text, value, format[0] == 'u');
        return;
    }
}
