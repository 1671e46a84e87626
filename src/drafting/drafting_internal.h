/* drafting_internal.h - shared by the files of the mechanism. */
#pragma once

#include "document/paper.h"
#include "drafting/drafting.h"
#include "drafting/results.h"

/* “2022年10月”. (transfer full) */
char *words_of_period(Language language, Period period);
/* “2022年11月15日” of DAY. (transfer full) */
char *words_of_day(Language language, gint32 day);
/* VALUE with PLACES and UNIT. (transfer full) */
char *words_of_value(Decimal value, guint places, const char *unit);
/* A heading without the number that its report gave it: “一、抓项目” becomes “抓项目”. */
const char *without_number(const char *title);
/* TEXT, which stands inside a sentence, without its own full stop. (transfer full) */
char *without_stop(const char *text);
/* What RESULT says, without its sources. GROWTH: the growth may be told. (transfer full) */
char *words_of_result(Language language, const IndicatorResult *result, bool growth);

/* TARGET as papers write it: “增长≥7%” is 增长7%以上. (transfer full) */
char *words_of_target(Language language, const char *target);

/* The full name of the actor's unit, which issues the paper; "" without one. (transfer full) */
char *issuing_unit(Call *call, GError **error);

/* Fails with drafting.no_plan and the years that have one. */
bool refuse_year(Call *call, gint year, GError **error);

/* The name of the call's district. (transfer full) */
char *district_name(Call *call, GError **error);

/* Answers with PAPER in the format asked for, called NAME. */
bool answer_paper(Call *call, const Paper *paper, const char *name, GError **error);
