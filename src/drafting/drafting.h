/*
 * drafting.h - papers (文稿) drafted from the ledger: the monthly briefing (工作调度通报), the
 * notice (督办单) as an official paper, the ranking sheet and the assessment report of a run of
 * scores (ranking.h), and the results half of next year's report (results.h). A paper is derived
 * when it is asked for and not stored; document/paper.h lays it out.
 */
#pragma once

#include "call/call.h"
#include "document/paper.h"

/* Adds to PAPER the sections of a briefing on what became of the year's plans from the day FIRST
 * (when a meeting was last held) to the day LAST, today at the latest: nothing where there is no
 * plan. */
bool drafting_add_briefing(Call *call, Paper *paper, gint32 first, gint32 last, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool drafting_list(Call *call, GError **error);
bool drafting_results(Call *call, GError **error);
bool drafting_results_file(Call *call, GError **error);
bool drafting_briefing_file(Call *call, GError **error);
bool drafting_notice_file(Call *call, GError **error);
bool drafting_ranking_file(Call *call, GError **error);
bool drafting_assessment_file(Call *call, GError **error);
