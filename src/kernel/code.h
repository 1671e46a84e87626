/*
 * code.h - codes that firms and projects have for life, and names of firms that may mean the same
 * one.
 *
 * Codes are taken as people paste them: full-width characters, small letters and blanks at the ends
 * are mended, what is left must be right to the last character, and the fault says which one is
 * not.
 */
#pragma once

#include "kernel/error.h"

/* Unified social credit code (统一社会信用代码), GB 32100-2015: 18 characters of 0-9 and A-Z
 * without I O S V Z; characters 3 to 8 are an area of GB/T 2260; the last is a check character. */
#define CODE_CREDIT_LENGTH 18

/* Checks TEXT and writes the code as it is printed. FIELD is the place named in errors:
 * kernel.code.length {length}, kernel.code.character {position} {character},
 * kernel.code.area {position} {character}, kernel.code.check {given} {expected}. */
bool code_credit_check(const char *text, const char *field, char code[CODE_CREDIT_LENGTH + 1],
                       GError **error);

/* Code of a project on the national approval platform (投资项目在线审批监管平台代码): 24
 * characters, TTTT-AAAAAA-DD-KK-NNNNNN. Until 2021 TTTT was the year, DD the industry, KK 01 审批,
 * 02 核准 or 03 备案 and NNNNNN a serial number; since (发改投资〔2020〕1439号, GB/T 40058-2021;
 * Hebei from November 2020, all provinces in the months after) TTTT is the year's last two digits
 * and the month, 2211 for November 2022, DD the department of the centre that guides such projects,
 * and NNNNNN five random digits and a check character, whose rule is not public and is not checked.
 * So a code that begins with a full year was given before the change of its place: 2013 to 2021.
 * Without hyphens they are put in.
 *
 * kernel.code.project_form, kernel.code.project_time {time}, kernel.code.project_kind {kind}. */
#define CODE_PROJECT_LENGTH 24
bool code_project_check(const char *text, const char *field, char code[CODE_PROJECT_LENGTH + 1],
                        GError **error);

/* What is left of a firm's NAME without what does not tell firms apart: width, case, blanks,
 * brackets and points, the form of company and “集团” at its end, provinces, places with their 省
 * 市 县 区 at its beginning, and PLACES (further names, as “冀州”, NULL-terminated; or NULL)
 * wherever they stand. The name itself if nothing would be left. (transfer full) */
char *code_firm_core(const char *name, const char *const *places);

/* How alike two names of firms are, in percent: the mean of
 *   - Dice's coefficient over the pairs of neighbouring characters of the cores, each pair as often
 *     as it stands there, and
 *   - Jaro-Winkler over the trade names (字号): the cores without the words of trades at their end
 *     (机械制造, 商贸 …), so that two firms of a trade are not alike for that.
 * 100 for the same core. From CODE_FIRM_ALIKE on, ask whether it is the same firm. */
#define CODE_FIRM_ALIKE 60u
guint code_firm_similarity(const char *a, const char *b, const char *const *places);
