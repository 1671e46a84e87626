/* A wall chart of a hundred projects as an A0 pdf; the limit is a second. With a file's name the
 * pdf (or svg, or *-a1.pdf) is kept, to look at. */
#include "chart/chart.h"

#include <stdio.h>

#define PROJECTS 100u
#define TIMES    5u
#define LIMIT    1.0 /* seconds */

static const ChartBar bars[][2] = {
    {{"前期", "2022-01-10", "2022-03-31", 100, "2022-01-01", "2022-03-15", false},
     {"施工", "2022-04-01", "2022-10-31", 40, "2022-03-16", "2022-09-30", true}},
    {{"签约", "2021-11-10", "2022-02-20", 100, NULL, NULL, false},
     {"前期", "2022-02-21", "2023-06-30", 25, "2022-02-01", "2022-11-30", false}},
    {{"招商", "2022-02-01", "2022-06-30", 60, "2022-02-01", "2022-06-15", false},
     {"设计", "2022-05-10", "2022-08-31", 10, "2022-05-01", "2022-08-31", true}},
};
static const ChartMilestone milestones[] = {
    {"开工", "2022-04-01", CHART_MILESTONE_DONE},
    {"主体完工", "2022-06-20", CHART_MILESTONE_LATE},
    {"竣工", "2022-10-31", CHART_MILESTONE_AHEAD},
};
static const char *const names[] = {
    "高端装备制造产业园及配套基础设施建设项目",
    "滨湖新区污水处理厂提标改造工程",
    "年产20万吨玻璃钢复合材料智能化生产线及研发检测中心建设项目（二期）",
    "岳良老年医养中心",
};
static const char *const investments[] = {"3.2亿元", "8600万元", "12.35亿元", "1.1亿元"};

int main(int argc, char **argv)
{
    ChartRow rows[PROJECTS];
    const Chart chart = {.title = "冀州区2022年重点项目挂图作战",
                         .subtitle = "倒排工期　挂图作战　项目为王",
                         .day = "2022年7月1日",
                         .source = "落实平台项目库",
                         .from = "2022-01-01",
                         .to = "2022-12-31",
                         .today = "2022-07-01",
                         .rows = rows,
                         .row_count = PROJECTS};
    const char *file = argc > 1 ? argv[1] : NULL;
    bool svg = file != NULL && g_str_has_suffix(file, ".svg");
    ChartSize size = file != NULL && g_str_has_suffix(file, "-a1.pdf") ? CHART_A1 : CHART_A0;
    gint64 best = G_MAXINT64;
    g_autoptr(GBytes) bytes = NULL;

    for (guint i = 0; i < PROJECTS; i++) {
        rows[i] = (ChartRow){.group = i < 37 ? "王建国　副区长" : "李明　常务副区长",
                             .name = names[i % G_N_ELEMENTS(names)],
                             .leader = "王建国",
                             .unit = "区住房和城乡建设局",
                             .investment = investments[i % G_N_ELEMENTS(investments)],
                             .light = (ChartLight)(i % 4),
                             .bars = bars[i % G_N_ELEMENTS(bars)],
                             .bar_count = 2,
                             .milestones = milestones,
                             .milestone_count = i % 4,
                             .next_action = "办理建筑工程施工许可证和消防设计审查",
                             .next_day = i % 2 == 0 ? "7月15日前" : NULL};
    }
    for (guint i = 0; i < TIMES; i++) {
        gint64 start = g_get_monotonic_time();
        g_clear_pointer(&bytes, g_bytes_unref);
        bytes = svg ? chart_svg(&chart, size, NULL) : chart_pdf(&chart, size, NULL);
        if (bytes == NULL) {
            return 1;
        }
        best = MIN(best, g_get_monotonic_time() - start);
    }
    double seconds = (double)best / G_USEC_PER_SEC;
    printf("wall chart of %u projects, %zu bytes | %.3f s | limit %.1f s | %.2f\n", PROJECTS,
           g_bytes_get_size(bytes), seconds, LIMIT, seconds / LIMIT);
    return file == NULL || g_file_set_contents(file, g_bytes_get_data(bytes, NULL),
                                               (gssize)g_bytes_get_size(bytes), NULL)
               ? 0
               : 1;
}
