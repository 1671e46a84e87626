/*
 * ranking.h - the ranking sheet (考核排名表) and the assessment report (考核报告) as papers. Pure:
 * scores come in as they were computed and published, names as they are printed; nothing is added
 * up or ranked here.
 */
#pragma once

#include "document/paper.h"
#include "kernel/decimal.h"
#include "kernel/text.h"

#define RANKING_UNITS_MAX 400u /* the bars of the chart; a district has some 60 units */

/* One item of the scheme for one unit. */
typedef struct {
    const char *name;
    Decimal weight; /* the points it can give */
    Decimal points;
    const char *why; /* why points were lost or added, or NULL */
} RankingItem;

typedef struct {
    const char *name;
    guint rank;
    Decimal points;
    bool vetoed;
    guint last_rank;    /* of the period before; 0: none */
    const char *remark; /* or NULL */
    const RankingItem *items;
    gsize item_count;
} RankingUnit;

typedef struct {
    const char *scheme;       /* its name: 2022年度综合考核方案 */
    const char *period;       /* 2022年三季度 */
    const char *issuer;       /* who publishes, or NULL */
    const char *day;          /* when, as printed */
    bool draft;               /* not published yet, and the paper says so */
    gint64 version;           /* of the scheme */
    gint64 created;           /* seconds since 1970, UTC */
    const RankingUnit *units; /* by rank */
    gsize unit_count;
} Ranking;

/* The sheet: a chart and a table of ranks. NULL and drafting.no_units (INVALID, nothing was scored)
 * or drafting.too_many_units (TOO_LARGE). (transfer full) */
Paper *ranking_sheet(Language language, const Ranking *ranking, GError **error);

/* The report: the sheet's table, then each unit with its items and why. Likewise. */
Paper *ranking_report(Language language, const Ranking *ranking, GError **error);
