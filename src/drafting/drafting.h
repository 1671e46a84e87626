/*
 * drafting.h - papers (文稿) drafted from the ledger: the monthly briefing (工作调度通报), the
 * notice (督办单) as an official paper, and the results half of next year's report (results.h). A
 * paper is derived when it is asked for and not stored; document/paper.h lays it out.
 */
#pragma once

#include "call/call.h"

/* Route handlers; api/openapi.yaml has their contracts. */
bool drafting_list(Call *call, GError **error);
bool drafting_results(Call *call, GError **error);
bool drafting_results_file(Call *call, GError **error);
bool drafting_briefing_file(Call *call, GError **error);
bool drafting_notice_file(Call *call, GError **error);
