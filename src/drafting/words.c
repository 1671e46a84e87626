/* Facts in words. */
#include "drafting/drafting_internal.h"

#include <string.h>

char *words_of_period(Language language, Period period)
{
    int year;
    int month;
    char plain[PERIOD_TEXT_MAX];

    day_parts(period.last, &year, &month, NULL);
    period_format(period, plain);
    if (period.kind > PERIOD_MONTH) {
        return g_strdup(plain);
    }
    g_autofree char *year_text = g_strdup_printf("%d", year);
    g_autofree char *month_text = g_strdup_printf("%d", month);
    g_autofree char *quarter = g_strdup_printf("drafting.quarter_%d", (month + 2) / 3);
    const char *const arguments[] = {
        "year", year_text, "month", month_text, "quarter", text_find(language, quarter), NULL};
    return text_format(language,
                       period.kind == PERIOD_YEAR      ? "drafting.period_year"
                       : period.kind == PERIOD_QUARTER ? "drafting.period_quarter"
                                                       : "drafting.period_month",
                       arguments);
}

char *words_of_day(Language language, gint32 day)
{
    int year;
    int month;
    int number;

    day_parts(day, &year, &month, &number);
    g_autofree char *year_text = g_strdup_printf("%d", year);
    g_autofree char *month_text = g_strdup_printf("%d", month);
    g_autofree char *day_text = g_strdup_printf("%d", number);
    const char *const arguments[] = {"year", year_text, "month", month_text, "day", day_text, NULL};
    return text_format(language, "drafting.day", arguments);
}

char *words_of_value(Decimal value, guint places, const char *unit)
{
    char text[DECIMAL_TEXT_MAX];

    decimal_format_places(value, places, text);
    return g_strconcat(text, unit, NULL);
}

const char *without_number(const char *title)
{
    static const char *const digits = "一二三四五六七八九十百0123456789";
    bool bracket = g_str_has_prefix(title, "（") || g_str_has_prefix(title, "(");
    const char *at = bracket ? g_utf8_next_char(title) : title;
    const char *start = at;

    while (*at != '\0' && g_utf8_strchr(digits, -1, g_utf8_get_char(at)) != NULL) {
        at = g_utf8_next_char(at);
    }
    gunichar end = g_utf8_get_char(at);
    bool numbered =
        at > start && (bracket ? end == 0xFF09 /* ） */ || end == ')'
                               : end == 0x3001 /* 、 */ || end == '.' || end == 0xFF0E /* ． */);
    return numbered && *g_utf8_next_char(at) != '\0' ? g_utf8_next_char(at) : title;
}

char *without_stop(const char *text)
{
    static const char *const stops[] = {"。", ".", "；", ";"};
    char *bare = g_strstrip(g_strdup(text));

    for (gsize i = 0; i < G_N_ELEMENTS(stops); i++) {
        if (g_str_has_suffix(bare, stops[i])) {
            bare[strlen(bare) - strlen(stops[i])] = '\0';
        }
    }
    return bare;
}

static void add_clause(GString *out, Language language, const char *clause)
{
    if (out->len > 0) {
        g_string_append(out, text_find(language, "drafting.comma"));
    }
    g_string_append(out, clause);
}

/* “截至2022年10月，一般公共预算收入达到11.20亿元”. */
static void add_value(GString *out, Language language, const IndicatorResult *result)
{
    g_autofree char *period = words_of_period(language, result->period);
    g_autofree char *value = words_of_value(result->value, result->places, result->measure_unit);
    const char *const arguments[] = {
        "period", period,       "object", result->object_name != NULL ? result->object_name : "",
        "name",   result->name, "value",  value,
        NULL};
    g_autofree char *text = text_format(
        language, result->whole_year ? "drafting.value_year" : "drafting.value_so_far", arguments);
    add_clause(out, language, text);
}

static void add_growth(GString *out, Language language, const IndicatorResult *result)
{
    char rate[DECIMAL_TEXT_MAX];

    decimal_format_places(ABS(result->growth), 1, rate);
    const char *const arguments[] = {"rate", rate, NULL};
    g_autofree char *text = text_format(language,
                                        result->growth > 0   ? "drafting.grew"
                                        : result->growth < 0 ? "drafting.fell"
                                                             : "drafting.same",
                                        arguments);
    add_clause(out, language, text);
}

char *words_of_target(Language language, const char *target)
{
    static const struct {
        const char *sign;
        const char *key;
    } signs[] = {{"≥", "drafting.at_least"},
                 {"≤", "drafting.at_most"},
                 {"≈", "drafting.about"},
                 {">", "drafting.above"},
                 {"<", "drafting.below"}};

    for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
        const char *at = strstr(target, signs[i].sign);
        if (at != NULL) {
            g_autofree char *measure = g_strndup(target, (gsize)(at - target));
            const char *const arguments[] = {"measure", measure, "value",
                                             at + strlen(signs[i].sign), NULL};
            return text_format(language, signs[i].key, arguments);
        }
    }
    return g_strdup(target);
}

/* Two percentages differ by points, never by per cent. */
static char *words_of_gap(Language language, const IndicatorResult *result)
{
    bool percent = strcmp(result->measure_unit, "%") == 0;
    g_autofree char *gap =
        words_of_value(ABS(result->gap), result->places, percent ? "" : result->measure_unit);

    return percent ? text_format(language, "indicator.points",
                                 (const char *const[]){"value", gap, NULL})
                   : g_steal_pointer(&gap);
}

static void add_verdict(GString *out, Language language, const IndicatorResult *result)
{
    g_autofree char *key = g_strdup_printf("drafting.says_%s", result->verdict);
    g_autofree char *gap = words_of_gap(language, result);
    g_autofree char *target = words_of_target(language, result->target_words);
    const char *const arguments[] = {"target", target, "gap", gap, NULL};
    g_autofree char *text = text_format(language, key, arguments);

    add_clause(out, language, text);
}

static void add_rank(GString *out, Language language, const char *key, guint rank, guint of)
{
    g_autofree char *rank_text = g_strdup_printf("%u", rank);
    g_autofree char *of_text = g_strdup_printf("%u", of);
    const char *const arguments[] = {"rank", rank_text, "of", of_text, NULL};
    g_autofree char *text = text_format(language, key, arguments);

    add_clause(out, language, text);
}

char *words_of_result(Language language, const IndicatorResult *result, bool growth)
{
    GString *out = g_string_new(NULL);

    add_value(out, language, result);
    if (result->has_growth && growth) {
        add_growth(out, language, result);
    }
    if (result->target_words != NULL) {
        add_verdict(out, language, result);
    }
    if (result->city_rank > 0) {
        add_rank(out, language, "drafting.city_rank", result->city_rank, result->city_of);
    }
    if (result->province_rank > 0) {
        add_rank(out, language, "drafting.province_rank", result->province_rank,
                 result->province_of);
    }
    g_string_append(out, text_find(language, "drafting.full_stop"));
    return g_string_free(out, FALSE);
}
