/* What people write over their columns. */
#include "indicator/import_internal.h"

#include <string.h>

#define HEAD_CHARACTERS_MAX 20
#define TITLE_BYTES_MAX     600

static const struct {
    const char *words;
    ColumnKind kind;
} heads[] = {
    {"指标", COLUMN_INDICATOR}, {"指标名称", COLUMN_INDICATOR}, {"indicator", COLUMN_INDICATOR},
    {"对象", COLUMN_OBJECT},    {"单位名称", COLUMN_OBJECT},    {"责任单位", COLUMN_OBJECT},
    {"地区", COLUMN_OBJECT},    {"object", COLUMN_OBJECT},      {"计量单位", COLUMN_UNIT},
    {"unit", COLUMN_UNIT},      {"备注", COLUMN_NOTE},          {"说明", COLUMN_NOTE},
    {"note", COLUMN_NOTE},      {"周期", COLUMN_PERIOD},        {"时间", COLUMN_PERIOD},
    {"period", COLUMN_PERIOD},  {"数值", COLUMN_VALUE},         {"填报值", COLUMN_VALUE},
    {"value", COLUMN_VALUE},    {"单位", COLUMN_UNIT},          {"序号", COLUMN_PASSED},
    {"编号", COLUMN_PASSED},    {"代码", COLUMN_PASSED},        {"no.", COLUMN_PASSED},
};

static gint chinese_or_digit(const char *text)
{
    static const char *const numbers[] = {"一", "二", "三", "四", "五",   "六",
                                          "七", "八", "九", "十", "十一", "十二"};

    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        if (strcmp(text, numbers[i]) == 0) {
            return (gint)i + 1;
        }
    }
    return (gint)g_ascii_strtoll(text, NULL, 10);
}

/* The match's part NAME as a number; FALLBACK if it took no part. */
static gint number_of(const GMatchInfo *match, const char *name, gint fallback)
{
    g_autofree char *text = g_match_info_fetch_named(match, name);

    return text != NULL && *text != '\0' ? chinese_or_digit(text) : fallback;
}

static bool match(const char *pattern, const char *text, GMatchInfo **found)
{
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);

    if (g_regex_match(regex, text, 0, found)) {
        return true;
    }
    g_clear_pointer(found, g_match_info_free);
    return false;
}

bool period_words(const char *text, gint year, char period[PERIOD_TEXT_MAX])
{
    g_autoptr(GMatchInfo) found = NULL;
    Period parsed;
    gint month = 0;
    gint quarter = 0;

    if (strlen(text) > 40) {
        return false;
    }
    if (period_parse(text, "", &parsed, NULL)) {
        period_format(parsed, period);
        return true;
    }
    if (match("^(?:(?<y>[0-9]{4})年)?(?:0?1(?:月)?[-—–~至])?(?<m>[0-9]{1,2}|十[一二]?|["
              "一二三四五六七八九])"
              "月(?:累计|份)?$",
              text, &found) ||
        match("^(?<y>[0-9]{4})[/-](?<m>[0-9]{1,2})$", text, &found)) {
        month = number_of(found, "m", 0);
        if (month < 1 || month > 12) {
            return false;
        }
    } else if (match("^(?:(?<y>[0-9]{4})年)?第?(?<q>[1-4一二三四])季度$", text, &found)) {
        quarter = number_of(found, "q", 0);
    } else if (!match("^(?<y>[0-9]{4})年$", text, &found)) {
        return false;
    }
    gint of_year = number_of(found, "y", year);
    if (of_year < 1949 || of_year > 2100) {
        return false;
    }
    if (month > 0) {
        g_snprintf(period, PERIOD_TEXT_MAX, "%04d-%02d", of_year, month);
    } else if (quarter > 0) {
        g_snprintf(period, PERIOD_TEXT_MAX, "%04dQ%d", of_year, quarter);
    } else {
        g_snprintf(period, PERIOD_TEXT_MAX, "%04d", of_year);
    }
    return true;
}

/* A first of the month that Excel shows as a month stands for that month. */
static void month_of_first(char period[PERIOD_TEXT_MAX])
{
    if (strlen(period) == DAY_LENGTH && g_str_has_suffix(period, "-01")) {
        period[strlen("2022-03")] = '\0';
    }
}

static Column column_of(const char *text, gint year)
{
    Column column = {.kind = COLUMN_OTHER};

    for (gsize i = 0; text != NULL && i < G_N_ELEMENTS(heads); i++) {
        if (g_ascii_strcasecmp(heads[i].words, text) == 0) {
            column.kind = heads[i].kind;
            return column;
        }
    }
    if (text != NULL && period_words(text, year, column.period)) {
        column.kind = COLUMN_FIGURE;
        month_of_first(column.period);
    }
    return column;
}

/* What is shown of a head when it is refused. (transfer full) */
static char *head_text(const char *text)
{
    return text == NULL ? g_strdup("")
           : g_utf8_strlen(text, -1) > HEAD_CHARACTERS_MAX
               ? g_utf8_substring(text, 0, HEAD_CHARACTERS_MAX)
               : g_strdup(text);
}

static void column_clear(gpointer data)
{
    g_free(((Column *)data)->head);
}

/* “单位：万元” over a table; “填报单位：统计局” and “单位：统计局” tell of offices. */
char *title_unit(const char *text)
{
    g_autoptr(GMatchInfo) found = NULL;

    if (text == NULL || strlen(text) > TITLE_BYTES_MAX ||
        !match("(?<!填报|责任|报送|制表|编制|主管|牵头)单位\\s*[:：]\\s*(?<u>[^\\s()（）、,，;；]{"
               "1,8})"
               "(?<![局委办镇乡区县处院校]|中心|公司)\\s*[)）]?$",
               text, &found)) {
        return NULL;
    }
    return g_match_info_fetch_named(found, "u");
}

bool heading_read(guint row, const char *const *cells, guint count, gint year, GArray **columns)
{
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Column));

    g_array_set_clear_func(found, column_clear);
    guint of_kind[COLUMN_FIGURE + 1] = {0};

    for (guint i = 0; i < count; i++) {
        Column column = column_of(cells[i], year);
        /* A second column of a kind that a row has once is passed over. */
        if (column.kind != COLUMN_FIGURE && of_kind[column.kind] > 0) {
            column.kind = COLUMN_OTHER;
        }
        of_kind[column.kind]++;
        sheet_place(i, row, column.place);
        column.head = head_text(cells[i]);
        g_array_append_val(found, column);
    }
    bool long_form = of_kind[COLUMN_PERIOD] > 0 && of_kind[COLUMN_VALUE] > 0;
    if (of_kind[COLUMN_INDICATOR] == 0 || (!long_form && of_kind[COLUMN_FIGURE] == 0)) {
        return false;
    }
    *columns = g_steal_pointer(&found);
    return true;
}
