/*
 * budget.h - budget lines against spending (预算执行), the “三公” caps, and the debt ledger
 * (政府债务) with its maturities and plan of repayment.
 *
 * Amounts are Decimals in 万元, so their last place is one yuan. A line has a cap: what would
 * exceed it is refused, whoever asks, and the line warns from its own percentage on. Nothing is
 * overwritten: money that comes back is a negative entry, a changed cap is an entry with its
 * grounds. The three public expenses (公务接待, 公务用车, 因公出国（境）) may only shrink
 * (只减不增, 《党政机关厉行节约反对浪费条例》): the caps of a year together may not exceed those of
 * the year before.
 *
 * A debt is repaid by its plan; the plan adds up to the principal. How far repayment is behind the
 * plan, and what falls due next, is computed for the day that is asked about.
 */
#pragma once

#include "call/call.h"

/* The debts whose next repayment is due within 30 days or late, as rows of “duties” for whoever may
 * record repayments; *TOTAL grows by their number. */
bool budget_duties(Call *call, gint64 *total, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
bool budget_list(Call *call, GError **error);
bool budget_line_read(Call *call, GError **error);
bool budget_line_add(Call *call, GError **error);
bool budget_entry_add(Call *call, GError **error);
bool budget_line_adjust(Call *call, GError **error);
bool debt_list(Call *call, GError **error);
bool debt_read(Call *call, GError **error);
bool debt_add(Call *call, GError **error);
bool debt_payment_add(Call *call, GError **error);
