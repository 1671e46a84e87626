/* sample_internal.h - shared by the files that give the sample district its work. */
#pragma once

#include "cli/operate.h"
#include "kernel/day.h"

#include <jansson.h>

typedef struct {
    const char *folder;
    const Desk *desk;
    char *clerk; /* id of the account that works on the reports */
    json_t *units;
    json_t *people;
    json_t *accounts;
} Sample;

/* Runs OPERATION as ACCOUNT (id); its answer. (transfer full) */
json_t *sample_run_as(const Sample *sample, const char *account, const char *operation,
                      const char *const *parameters, const json_t *body, GBytes *content,
                      GError **error);

/* The id of the account LOGIN; LUOSHI_ERROR_NOT_FOUND if there is none. */
const char *sample_account(const Sample *sample, const char *login, GError **error);

/* Does WORDING hold one of the texts PHRASES? */
bool sample_speaks_of(const char *wording, const json_t *phrases);

/* Makes it nine o'clock of DAY in Beijing for this process. */
void sample_set_day(const Sample *sample, const char *day);

/* Lives through what year.yaml, DECLARED, says until the day of work.yaml. */
bool sample_year(const Sample *sample, const json_t *work, const json_t *declared, GError **error);

/* By the habits CASES of year.yaml: with CHECKS the office looks at what was replied and, with
 * FINDING, at what is said to be done, else units answer what is open on the day TODAY. */
bool sample_habits(const Sample *sample, const json_t *cases, const json_t *finding, gint32 today,
                   bool checks, GError **error);

/* Units answer the duties of HABITS' round for ENTRY's period, those that do so many days “late”.
 */
bool sample_reports(const Sample *sample, const json_t *habits, const json_t *entry,
                    GError **error);

/* How far the task TITLE is when others are PERCENT far: less if HABITS count it among the slow. */
json_int_t sample_percent(const json_t *habits, const char *title, json_int_t percent);

/* Holds the meeting of ENTRY's round and period, which is planned: {added, officers, away,
 * minutes, materials, decisions}. */
bool sample_meeting(const Sample *sample, const json_t *entry, GError **error);

/* APPROVER, a log-in, publishes those of RUNS, each {scheme, period}, that are frozen. */
bool sample_publish(const Sample *sample, const json_t *runs, const char *approver, GError **error);

/* Reports the progress of work.yaml, as the office does for units that telephone. */
bool sample_progress(const Sample *sample, const json_t *progress, GError **error);

/* Budget lines with what was spent, and debts with what was repaid. */
bool sample_budget(const Sample *sample, const json_t *lines, const json_t *debts, GError **error);

/* Puts the commitments whose wordings hold PHRASES on the list of livelihood projects. */
bool sample_livelihood(const Sample *sample, const json_t *phrases, GError **error);

/* Takes over projects.csv and does what projects.yaml says, if the sample has them. */
bool sample_projects(const Sample *sample, GError **error);

/* ASKED's unit says that the commitment whose wording holds “about” is done. */
bool sample_completion(const Sample *sample, const json_t *asked, GError **error);

/* ACCOUNT uploads the files NAMES of the sample's folder evidence/; their ids. (transfer full) */
json_t *sample_upload(const Sample *sample, const char *account, const json_t *names,
                      GError **error);

/* Raises and moves the cases of work.yaml. */
bool sample_cases(const Sample *sample, const json_t *cases, GError **error);

/* ACCOUNT (id) makes MOVE with FORM in the case ID that stands at VERSION. */
bool sample_move(const Sample *sample, const char *account, const char *id, const char *move,
                 json_int_t version, const json_t *form, GError **error);

/* The office raises NOTICE, which keeps its case; with MOVE, {as, move, form, files}, that is made
 * in it. */
bool sample_notice(const Sample *sample, json_t *notice, const json_t *move, GError **error);

/* Fills the registers from objects.yaml, if there is one. */
bool sample_registers(const Sample *sample, GError **error);

/* Starts the rounds of work.yaml, answers their duties and holds their meetings. */
bool sample_rounds(const Sample *sample, const json_t *rounds, GError **error);

/* Holds the rallies of work.yaml and raises the problems of their sites. */
bool sample_rallies(const Sample *sample, const json_t *work, GError **error);

/* Enters and scores what work.yaml says under “scores”. */
bool sample_scores(const Sample *sample, const json_t *scores, GError **error);

/* A unit objects to its score; somebody handles it and another confirms; what was wrong is put
 * right and scored again. */
bool sample_object(const Sample *sample, const json_t *objection, GError **error);
