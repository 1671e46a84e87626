/* budget_internal.h - shared by the files of the mechanism. */
#pragma once

#include "budget/budget.h"
#include "evidence/evidence.h"
#include "kernel/decimal.h"

#include "budget_sql.h"

/* The amount NAME of BODY (a decimal as text): not nothing, and positive unless NEGATIVE is
 * allowed. Faults name PLACE. */
bool budget_amount(const json_t *body, const char *name, const char *place, bool negative,
                   Decimal *amount, GError **error);

/* A day of BODY that is one and not after today. */
bool budget_past_day(Call *call, const json_t *body, const char **day, GError **error);

/* Is UNIT (id) one of the district's? LUOSHI_ERROR_INVALID at /unit. */
bool budget_check_unit(Call *call, const char *unit, GError **error);

/* The member NAME of BODY. */
const char *budget_text(const json_t *body, const char *name);

void budget_member(JsonWriter *answer, const char *name, Decimal amount);

/* The members day, amount, text, files, at, by_name of the current row, whose columns begin with
 * the day at FIRST, in that order. */
bool budget_write_entry(Call *call, const StoreRows *rows, guint first, const Names *names,
                        GError **error);

/* An entry's evidence, bound to OBJECT; its ids as JSON text in *KEPT. (transfer full) */
bool budget_files(Call *call, const json_t *body, const EvidenceObject *object, char **kept,
                  GError **error);
