/*
 * round_record.h - what became of the duties of rounds (round.h): for mechanisms that stand below
 * rounds and count who answered, on time, late or not at all.
 */
#pragma once

#include "call/call.h"

/* A duty that a unit owed (what a person owes is not the unit's). */
typedef struct {
    char *id;
    char *round;
    char *period;
    char *unit;
    char *title;
    char *last_day;
    char *answered; /* the day, or NULL while it is open */
    bool late;      /* answered after the last day */
} RoundRecord;

/* The duties whose last day, grace included, is one from FIRST to LAST, by last day; those that
 * were excused are not among them. (transfer full, elements RoundRecord) */
GPtrArray *round_records(Call *call, const char *first, const char *last, GError **error);
