/*
 * rally_rank.h - places made of the sheets of judges, by the rule that their sheet declares. Pure:
 * the same sheets always give the same places.
 *
 * A project's score is the mean of its sheets' totals; where there are as many as the rule says,
 * the highest and the lowest are dropped first (of equal ones the first in the judges' order). The
 * mean is rounded once, half up. Of equal scores the higher mean of the first item that the rule
 * names, over the same sheets and not rounded, stands first, then of the next; what is equal then
 * shares its place, and the next place is left out. A project that nobody scored has no place and
 * stands last.
 */
#pragma once

#include "rally/rally_sheet.h"

typedef enum { RALLY_KEPT, RALLY_HIGHEST, RALLY_LOWEST } RallyUse;

/* One judge's sheet of a project. */
typedef struct {
    Decimal points[RALLY_ITEMS_MAX]; /* of each item */
    Decimal total;
    RallyUse use; /* set by rally_rank() */
} RallyMarks;

/* A project and what it comes to. */
typedef struct {
    GArray *sheets; /* RallyMarks, in the judges' order */
    guint order;    /* where it stood before */
    /* Set by rally_rank(): */
    guint kept;    /* sheets that count */
    Decimal score; /* 0 where kept is 0 */
    guint place;   /* from 1, 0 without a score */
    bool shared;
    gint decided; /* index of the item that parted it from one of the same score, or -1 */
} RallyStanding;

/* Puts the COUNT STANDINGS in the order of their places. */
void rally_rank(const RallySheet *sheet, RallyStanding *standings, guint count);
