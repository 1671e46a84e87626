/*
 * observed.h - what was reported, as it stands or stood at a moment: of one object when it is asked
 * for, or of all objects of an indicator at once, where most of them will be.
 */
#pragma once

#include "indicator/pace.h"
#include "kernel/period.h"
#include "store/store.h"

/* A reported figure. Its texts live as long as the reader, see observed_new(). */
typedef struct {
    char period[PERIOD_TEXT_MAX];
    gint32 last_day;   /* of the period */
    PaceFigure figure; /* unknown where it was taken back */
    gint64 revision;
    gint64 at;            /* microseconds since 1970 */
    const char *by;       /* account */
    const char *note;     /* or NULL */
    const char *evidence; /* JSON array of ids */
    const char *reason;   /* of the revision, or NULL */
    const char *warnings; /* JSON array of codes that were confirmed */
} Observed;

/* Some of them, by day. */
typedef struct {
    const Observed *items;
    guint count;
} ObservedSpan;

typedef struct ObservedReader ObservedReader;

/* Of figures as they stood at MOMENT (microseconds since 1970, revisions of that very moment
 * included). TX and DISTRICT must outlive it. (transfer full) */
ObservedReader *observed_new(StoreTx *tx, const char *district, gint64 moment);
void observed_free(ObservedReader *reader);

/* The figures of INDICATOR and OBJECT whose periods end from FIRST to LAST. *SPAN is valid until
 * the next call with READER. */
bool observed_read(ObservedReader *reader, const char *indicator, const char *object, gint32 first,
                   gint32 last, ObservedSpan *span, GError **error);

/* Reads those of all objects of INDICATOR from FIRST to LAST with one statement and keeps them, in
 * place of those of the indicator that was kept before. */
bool observed_keep(ObservedReader *reader, const char *indicator, gint32 first, gint32 last,
                   GError **error);
