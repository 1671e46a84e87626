/* The ranking sheet and the assessment report of a run of scores. */
#include "drafting/drafting_internal.h"
#include "drafting/ranking.h"

#include "score/score.h"

/* The items of UNIT; a full mark needs no sum. (transfer full) */
static RankingItem *items_of(Language language, const ScoreSheet *sheet, const ScoreSheetUnit *unit)
{
    RankingItem *items = g_new0(RankingItem, sheet->items->len);

    for (guint i = 0; i < sheet->items->len; i++) {
        const ScoreSheetItem *item = &g_array_index(sheet->items, ScoreSheetItem, i);
        const ScoreSheetCell *cell = &unit->cells[i];
        bool whole = item->full > 0 && cell->points == item->full;
        items[i] = (RankingItem){item->name, item->full, cell->points,
                                 whole ? text_find(language, "drafting.why_full") : cell->why};
    }
    return items;
}

/* The units of SHEET as they are ranked; what they own is kept in OWNED. (transfer full) */
static RankingUnit *units_of(Language language, const ScoreSheet *sheet, GPtrArray *owned)
{
    RankingUnit *units = g_new0(RankingUnit, sheet->units->len);

    for (guint i = 0; i < sheet->units->len; i++) {
        const ScoreSheetUnit *unit = &g_array_index(sheet->units, ScoreSheetUnit, i);
        RankingItem *items = items_of(language, sheet, unit);
        g_ptr_array_add(owned, items);
        units[i] = (RankingUnit){.name = unit->name,
                                 .rank = (guint)unit->rank,
                                 .points = unit->points,
                                 .vetoed = unit->vetoed,
                                 .last_rank = (guint)unit->last_rank,
                                 .items = items,
                                 .item_count = sheet->items->len};
    }
    return units;
}

typedef Paper *(*Draw)(Language language, const Ranking *ranking, GError **error);

static bool answer_ranking(Call *call, Draw draw, const char *name_key, GError **error)
{
    Language language = call_language(call);
    g_autoptr(ScoreSheet) sheet = score_sheet(call, call_parameter(call, "run"), error);
    g_autofree char *issuer = sheet != NULL ? issuing_unit(call, error) : NULL;

    if (issuer == NULL) {
        return false;
    }
    bool draft = sheet->published_at == 0;
    gint64 moment = draft ? call_now(call) : sheet->published_at;
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    g_autofree RankingUnit *units = units_of(language, sheet, owned);
    g_autofree char *period = words_of_period(language, sheet->period);
    g_autofree char *day = words_of_day(language, day_in_beijing(moment));
    const Ranking ranking = {.scheme = sheet->scheme,
                             .period = period,
                             .issuer = issuer,
                             .day = day,
                             .draft = draft,
                             .version = sheet->version,
                             .created = moment / G_USEC_PER_SEC,
                             .units = units,
                             .unit_count = sheet->units->len};
    g_autoptr(Paper) paper = draw(language, &ranking, error);
    if (paper == NULL) {
        return false;
    }
    const char *const arguments[] = {"scheme", sheet->scheme, "period", period, NULL};
    g_autofree char *name = text_format(language, name_key, arguments);
    return answer_paper(call, paper, name, error);
}

bool drafting_ranking_file(Call *call, GError **error)
{
    return answer_ranking(call, ranking_sheet, "drafting.ranking_name", error);
}

bool drafting_assessment_file(Call *call, GError **error)
{
    return answer_ranking(call, ranking_report, "drafting.assessment_name", error);
}
