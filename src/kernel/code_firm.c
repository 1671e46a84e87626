/* Names of firms: what is left of them without place and form, and how alike two are. */
#include "kernel/code.h"

#include <string.h>

#define WINKLER_PREFIX_MAX 4u
#define WINKLER_SCALE      0.1
#define PLACE_CHARACTERS   4 /* “石家庄市”: a longer one is no place */
#define PERCENT            100.0

static const char *const forms[] = {
    "有限责任公司", "股份有限公司", "有限公司", "股份公司",   "总公司", "分公司",   "公司",
    "合伙企业",     "有限合伙",     "普通合伙", "专业合作社", "合作社", "个人独资", "集团",
    "控股",         "股份",         "总厂",     "分厂",       "厂",     NULL};

static const char *const provinces[] = {"中国", "北京",   "天津",   "上海", "重庆", "河北", "山西",
                                        "辽宁", "吉林",   "黑龙江", "江苏", "浙江", "安徽", "福建",
                                        "江西", "山东",   "河南",   "湖北", "湖南", "广东", "海南",
                                        "四川", "贵州",   "云南",   "陕西", "甘肃", "青海", "台湾",
                                        "广西", "内蒙古", "西藏",   "宁夏", "新疆", NULL};

static const char *const trades[] = {
    "机械",   "制造",   "设备",   "装备", "科技",   "技术",   "实业", "工业", "产业", "贸易",
    "商贸",   "经贸",   "商业",   "建筑", "建设",   "工程",   "安装", "食品", "农业", "农产品",
    "饲料",   "种业",   "化工",   "材料", "建材",   "新材料", "橡胶", "塑料", "制品", "电子",
    "电气",   "电器",   "仪器",   "仪表", "自动化", "能源",   "环保", "节能", "热力", "供热",
    "采暖",   "散热器", "暖通",   "铸造", "金属",   "五金",   "钢构", "汽车", "配件", "零部件",
    "物流",   "运输",   "仓储",   "医药", "医疗",   "器械",   "生物", "纺织", "服装", "家具",
    "包装",   "印刷",   "文化",   "传媒", "教育",   "咨询",   "管理", "服务", "投资", "发展",
    "开发",   "置业",   "房地产", "物业", "信息",   "网络",   "软件", "通信", "智能", "复合",
    "玻璃钢", "加工",   "生产",   "销售", NULL};

/* TEXT in half width and small letters, with letters, digits and characters alone. */
static GString *plain(const char *text)
{
    g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFKC);
    GString *result = g_string_new(NULL);

    for (const char *at = normal; at != NULL && *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        if (g_unichar_isalnum(character)) {
            g_string_append_unichar(result, g_unichar_tolower(character));
        }
    }
    return result;
}

/* Cuts one of ENDINGS off the end, as long as something is left. */
static bool cut_ending(GString *name, const char *const *endings)
{
    for (guint i = 0; endings[i] != NULL; i++) {
        gsize length = strlen(endings[i]);
        if (name->len > length && g_str_has_suffix(name->str, endings[i])) {
            g_string_truncate(name, name->len - length);
            return true;
        }
    }
    return false;
}

/* Cuts the province off the beginning. */
static bool cut_province(GString *name)
{
    for (guint i = 0; provinces[i] != NULL; i++) {
        gsize length = strlen(provinces[i]);
        if (name->len > length && g_str_has_prefix(name->str, provinces[i])) {
            g_string_erase(name, 0, (gssize)length);
            return true;
        }
    }
    return false;
}

/* Cuts “省”, “衡水市”, “冀州区” off the beginning. */
static bool cut_place(GString *name)
{
    static const char *const kinds[] = {"自治区", "省", "市", "县", "区", NULL};
    const char *at = name->str;

    for (guint i = 0; i < PLACE_CHARACTERS && *at != '\0'; i++, at = g_utf8_next_char(at)) {
        for (guint k = 0; kinds[k] != NULL; k++) {
            gsize end = (gsize)(at - name->str) + strlen(kinds[k]);
            if (i != 1 && g_str_has_prefix(at, kinds[k]) && end < name->len) {
                g_string_erase(name, 0, (gssize)end);
                return true;
            }
        }
    }
    return false;
}

static GString *core_of(const char *name, const char *const *places)
{
    GString *core = plain(name);

    for (guint i = 0; places != NULL && places[i] != NULL; i++) {
        if (strlen(places[i]) < core->len) {
            const char *found = strstr(core->str, places[i]);
            if (found != NULL) {
                g_string_erase(core, found - core->str, (gssize)strlen(places[i]));
            }
        }
    }
    while (cut_ending(core, forms)) {
    }
    while (cut_province(core)) {
    }
    while (cut_place(core)) {
    }
    return core;
}

char *code_firm_core(const char *name, const char *const *places)
{
    return g_string_free(core_of(name, places), FALSE);
}

/* Dice's coefficient over pairs of neighbours, counted as often as they stand there. */
static double dice(const gunichar *a, glong a_length, const gunichar *b, glong b_length)
{
    g_autofree bool *used = g_new0(bool, (gsize)b_length + 1);
    glong common = 0;

    if (a_length < 2 || b_length < 2) {
        return a_length == b_length && memcmp(a, b, (gsize)a_length * sizeof(*a)) == 0 ? 1 : 0;
    }
    for (glong i = 0; i + 1 < a_length; i++) {
        for (glong k = 0; k + 1 < b_length; k++) {
            if (!used[k] && a[i] == b[k] && a[i + 1] == b[k + 1]) {
                used[k] = true;
                common++;
                break;
            }
        }
    }
    return 2.0 * (double)common / (double)(a_length + b_length - 2);
}

/* Half the number of common characters that stand in another order. */
static double transpositions(const gunichar *a, const bool *a_used, glong a_length,
                             const gunichar *b, const bool *b_used)
{
    glong moved = 0;
    glong k = 0;

    for (glong i = 0; i < a_length; i++) {
        if (!a_used[i]) {
            continue;
        }
        while (!b_used[k]) {
            k++;
        }
        moved += a[i] != b[k] ? 1 : 0;
        k++;
    }
    return (double)moved / 2;
}

/* Jaro's measure with Winkler's bonus for a common beginning (W. E. Winkler, 1990). */
static double jaro_winkler(const gunichar *a, glong a_length, const gunichar *b, glong b_length)
{
    g_autofree bool *a_used = g_new0(bool, (gsize)a_length + 1);
    g_autofree bool *b_used = g_new0(bool, (gsize)b_length + 1);
    glong reach = MAX(MAX(a_length, b_length) / 2 - 1, 0);
    glong common = 0;
    guint prefix = 0;

    for (glong i = 0; i < a_length; i++) {
        for (glong k = MAX(i - reach, 0); k <= i + reach && k < b_length; k++) {
            if (!b_used[k] && a[i] == b[k]) {
                a_used[i] = b_used[k] = true;
                common++;
                break;
            }
        }
    }
    if (common == 0) {
        return 0;
    }
    double moved = transpositions(a, a_used, a_length, b, b_used);
    double jaro = ((double)common / (double)a_length + (double)common / (double)b_length +
                   ((double)common - moved) / (double)common) /
                  3;
    while (prefix < WINKLER_PREFIX_MAX && (glong)prefix < MIN(a_length, b_length) &&
           a[prefix] == b[prefix]) {
        prefix++;
    }
    return jaro + prefix * WINKLER_SCALE * (1 - jaro);
}

typedef double (*Measure)(const gunichar *a, glong a_length, const gunichar *b, glong b_length);

static double measure_text(const GString *a, const GString *b, Measure measure)
{
    glong a_length = 0;
    glong b_length = 0;
    g_autofree gunichar *a_characters = g_utf8_to_ucs4_fast(a->str, -1, &a_length);
    g_autofree gunichar *b_characters = g_utf8_to_ucs4_fast(b->str, -1, &b_length);

    return measure(a_characters, a_length, b_characters, b_length);
}

guint code_firm_similarity(const char *a, const char *b, const char *const *places)
{
    g_autoptr(GString) a_core = core_of(a, places);
    g_autoptr(GString) b_core = core_of(b, places);
    double cores = measure_text(a_core, b_core, dice);

    if (g_string_equal(a_core, b_core)) {
        return (guint)PERCENT;
    }
    while (cut_ending(a_core, trades)) {
    }
    while (cut_ending(b_core, trades)) {
    }
    return (guint)(PERCENT * (cores + measure_text(a_core, b_core, jaro_winkler)) / 2);
}
