/*
 * commitment.h - from a work report to a plan: reports (报告) and their review clause by clause,
 * plans (任务分解方案) and their commitments (任务), amendments, and what each person owes
 * (我的待办). Its functions are the route handlers of api/openapi.yaml (tags report, commitment,
 * duty, ledger), each with the contract written there; no other mechanism calls in yet.
 */
#pragma once

#include "call/call.h"

/* The largest report that is kept, in bytes. */
#define REPORT_TEXT_MAX (20 * 1024 * 1024)

/* A due day lies within this many years after the plan's year. */
#define DUE_YEARS_MAX 5

bool report_list(Call *call, GError **error);
bool report_read(Call *call, GError **error);
bool report_text(Call *call, GError **error);
bool report_upload_prepare(Call *call, GError **error);
bool report_upload(Call *call, GError **error);
bool report_withdraw(Call *call, GError **error);
bool clause_list(Call *call, GError **error);
bool clause_change(Call *call, GError **error);
bool clause_merge(Call *call, GError **error);
bool clause_split(Call *call, GError **error);
bool suggestion_list(Call *call, GError **error);
bool publication_check(Call *call, GError **error);
bool report_publish(Call *call, GError **error);
bool plan_list(Call *call, GError **error);
bool plan_read(Call *call, GError **error);
bool plan_table_docx(Call *call, GError **error);
bool plan_table_xlsx(Call *call, GError **error);
bool commitment_list(Call *call, GError **error);
bool commitment_read(Call *call, GError **error);
bool commitment_amend(Call *call, GError **error);
bool duty_list(Call *call, GError **error);
bool ledger_list(Call *call, GError **error);
bool ledger_verification(Call *call, GError **error);
