/*
 * round.h - what recurs (调度、排查、学习): who owes what, how often, by which day.
 *
 * A round is declared in packs/NAME/rounds.yaml (round_type.h); its days come from round_due.h and
 * the working calendar. Time makes of it, period by period,
 *   - duties (应办): one an owner, or one a commitment for its lead unit. An answer to a duty about
 *     a commitment is an entry of the commitment's progress. A duty is open, done, done late or
 *     excused with a reason; nothing is entered twice and nothing is answered after it is closed;
 *   - or a meeting (会商、调度会) or session (夜学): meeting.h.
 *
 * What was made stays as it was made: a changed pack changes later periods alone. A server that was
 * down makes up what appeared meanwhile; the same period is never made twice.
 */
#pragma once

#include "call/call.h"

/* Loads the rounds of PACKS/base/rounds.yaml; those no longer there stop. Call it at the start. */
bool round_load(Store *store, const char *district, const char *packs, GError **error);

/* What time does: makes what appears today, and what appeared since the last time. In a write
 * transaction, with a call whose account is “system”; does nothing twice. */
bool round_tick(Call *call, GError **error);

/* The duties and meetings that wait for the actor, as rows of “duties”; *TOTAL grows by their
 * number. */
bool round_duties(Call *call, gint64 *total, GError **error);

/* Route handlers; api/openapi.yaml has their contracts. */
/* A round is kept from at most so many days back. */
#define ROUND_START_MAX 400
bool round_list(Call *call, GError **error);
bool round_coverage(Call *call, GError **error);
bool round_start(Call *call, GError **error);
bool round_duty_list(Call *call, GError **error);
bool round_duty_read(Call *call, GError **error);
bool round_duty_answer(Call *call, GError **error);
bool round_duty_excuse(Call *call, GError **error);
bool meeting_list(Call *call, GError **error);
bool meeting_read(Call *call, GError **error);
bool meeting_set_agenda(Call *call, GError **error);
bool meeting_start(Call *call, GError **error);
bool meeting_set_attendance(Call *call, GError **error);
bool meeting_set_minutes(Call *call, GError **error);
bool meeting_decide(Call *call, GError **error);
bool meeting_undecide(Call *call, GError **error);
bool meeting_close(Call *call, GError **error);
bool meeting_add_material(Call *call, GError **error);
bool meeting_call(Call *call, GError **error);
bool meeting_move(Call *call, GError **error);
bool meeting_cancel(Call *call, GError **error);
bool meeting_set_roster(Call *call, GError **error);
bool meeting_material_file(Call *call, GError **error);
bool meeting_make_up(Call *call, GError **error);
bool meeting_paper(Call *call, GError **error);
bool meeting_paper_pdf(Call *call, GError **error);
