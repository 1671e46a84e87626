/* Scores on paper. */
#include "drafting/ranking.h"

#define PLACES 2u /* of points, as schemes give them */

static bool check_ranking(const Ranking *ranking, GError **error)
{
    if (ranking->unit_count == 0) {
        error_set(error, LUOSHI_ERROR_INVALID, "drafting.no_units", NULL, NULL);
        return false;
    }
    if (ranking->unit_count > RANKING_UNITS_MAX) {
        g_autofree char *limit = g_strdup_printf("%u", RANKING_UNITS_MAX);
        error_set(error, LUOSHI_ERROR_TOO_LARGE, "drafting.too_many_units", NULL, "limit", limit,
                  NULL);
        return false;
    }
    return true;
}

static Paper *new_paper(Language language, const Ranking *ranking, const char *title_key)
{
    g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, ranking->version);
    g_autofree char *count = g_strdup_printf("%" G_GSIZE_FORMAT, ranking->unit_count);
    const char *const arguments[] = {"scheme",        ranking->scheme, "period",
                                     ranking->period, "count",         count,
                                     "version",       version,         NULL};
    g_autofree char *title = text_format(language, title_key, arguments);
    g_autofree char *basis = text_format(language, "drafting.ranking_basis", arguments);
    const PaperHead head = {
        .title = title,
        .signer = ranking->issuer,
        .day = ranking->day,
        .created = ranking->created,
    };
    Paper *paper = paper_new(&head);
    paper_body(paper, basis, NULL, 0);
    if (ranking->draft) {
        paper_body(paper, text_find(language, "drafting.ranking_draft"), NULL, 0);
    }
    return paper;
}

static char *points_text(Decimal points)
{
    char text[DECIMAL_TEXT_MAX];

    decimal_format_places(points, PLACES, text);
    return g_strdup(text);
}

/* “↑2”, “↓1” or “—”. */
static char *moved_text(const RankingUnit *unit)
{
    if (unit->last_rank == 0 || unit->last_rank == unit->rank) {
        return g_strdup("—");
    }
    return unit->last_rank > unit->rank ? g_strdup_printf("↑%u", unit->last_rank - unit->rank)
                                        : g_strdup_printf("↓%u", unit->rank - unit->last_rank);
}

static void add_table(Paper *paper, Language language, const Ranking *ranking)
{
    const PaperColumn columns[] = {
        {text_find(language, "drafting.column_place"), 16, PAPER_CENTER},
        {text_find(language, "drafting.column_scored"), 54, PAPER_LEFT},
        {text_find(language, "drafting.column_points"), 24, PAPER_RIGHT},
        {text_find(language, "drafting.column_moved"), 20, PAPER_CENTER},
        {text_find(language, "drafting.column_remark"), 42, PAPER_LEFT},
    };

    paper_table_begin(paper, text_find(language, "drafting.ranking_table"), columns,
                      G_N_ELEMENTS(columns));
    for (gsize i = 0; i < ranking->unit_count; i++) {
        const RankingUnit *unit = &ranking->units[i];
        g_autofree char *rank = g_strdup_printf("%u", unit->rank);
        g_autofree char *points = points_text(unit->points);
        g_autofree char *moved = moved_text(unit);
        const char *remark =
            unit->vetoed ? text_find(language, "drafting.ranking_vetoed") : unit->remark;
        const char *const cells[] = {rank, unit->name, points, moved, remark};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
}

static void add_chart(Paper *paper, Language language, const Ranking *ranking)
{
    g_autofree PaperChartItem *items = g_new0(PaperChartItem, ranking->unit_count);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);

    for (gsize i = 0; i < ranking->unit_count; i++) {
        const RankingUnit *unit = &ranking->units[i];
        g_ptr_array_add(texts, points_text(unit->points));
        items[i] = (PaperChartItem){.label = unit->name,
                                    .text = texts->pdata[i],
                                    .value = (double)unit->points / DECIMAL_ONE,
                                    .tone = unit->vetoed ? PAPER_TONE_BAD : PAPER_TONE_PLAIN,
                                    .known = true};
    }
    const PaperChart chart = {.kind = PAPER_CHART_SCORE,
                              .title = text_find(language, "drafting.ranking_chart"),
                              .items = items,
                              .item_count = ranking->unit_count};
    paper_chart(paper, &chart);
}

static void add_items(Paper *paper, Language language, const RankingUnit *unit)
{
    const PaperColumn columns[] = {
        {text_find(language, "drafting.column_item"), 52, PAPER_LEFT},
        {text_find(language, "drafting.column_weight"), 20, PAPER_RIGHT},
        {text_find(language, "drafting.column_points"), 20, PAPER_RIGHT},
        {text_find(language, "drafting.column_why"), 64, PAPER_LEFT},
    };

    paper_table_begin(paper, NULL, columns, G_N_ELEMENTS(columns));
    for (gsize i = 0; i < unit->item_count; i++) {
        const RankingItem *item = &unit->items[i];
        g_autofree char *weight = points_text(item->weight);
        g_autofree char *points = points_text(item->points);
        const char *const cells[] = {item->name, weight, points, item->why};
        paper_table_row(paper, cells);
    }
    paper_table_end(paper);
}

Paper *ranking_sheet(Language language, const Ranking *ranking, GError **error)
{
    if (!check_ranking(ranking, error)) {
        return NULL;
    }
    Paper *paper = new_paper(language, ranking, "drafting.ranking_title");
    add_chart(paper, language, ranking);
    add_table(paper, language, ranking);
    return paper;
}

Paper *ranking_report(Language language, const Ranking *ranking, GError **error)
{
    if (!check_ranking(ranking, error)) {
        return NULL;
    }
    Paper *paper = new_paper(language, ranking, "drafting.assessment_title");
    paper_heading(paper, 1, text_find(language, "drafting.assessment_ranks"));
    add_table(paper, language, ranking);
    paper_heading(paper, 1, text_find(language, "drafting.assessment_units"));
    for (gsize i = 0; i < ranking->unit_count; i++) {
        const RankingUnit *unit = &ranking->units[i];
        g_autofree char *rank = g_strdup_printf("%u", unit->rank);
        g_autofree char *points = points_text(unit->points);
        const char *const arguments[] = {"unit", unit->name, "rank", rank, "points", points, NULL};
        g_autofree char *heading = text_format(language, "drafting.assessment_unit", arguments);
        paper_heading(paper, 2, heading);
        add_items(paper, language, unit);
    }
    return paper;
}
