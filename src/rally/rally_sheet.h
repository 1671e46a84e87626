/*
 * rally_sheet.h - a score sheet (评分表) as it was declared (packs/base/rallies.yaml) and compiled:
 * what is scored at a site, and how places are made of the sheets. Pure: no database.
 */
#pragma once

#include "kernel/decimal.h"
#include "kernel/text.h"

#include <jansson.h>

#define RALLY_ITEMS_MAX 20

typedef struct {
    const char *key;
    const json_t *name;
    const json_t *text; /* or NULL */
    Decimal max;
} RallyItem;

typedef struct {
    json_t *definition; /* owns what the others point to */
    const char *key;
    const json_t *name;
    Decimal step; /* marks are multiples of it */
    RallyItem items[RALLY_ITEMS_MAX];
    guint item_count;
    Decimal total;      /* of the items' maxima */
    guint judges_least; /* a rally opens with so many judges or more */
    guint drop_from; /* from so many sheets of a project on the highest and lowest are dropped; 0:
                        never */
    guint drop_highest;
    guint drop_lowest;
    guint places;                /* of the mean, rounded half up */
    guint ties[RALLY_ITEMS_MAX]; /* items whose means decide between equal scores, in this order */
    guint tie_count;
} RallySheet;

/* Compiles one entry of “sheets”, which the schema has accepted. Errors (rally.sheet_*) name the
 * sheet and what is wrong in it. (transfer full) */
RallySheet *rally_sheet_compile(const json_t *definition, GError **error);
void rally_sheet_free(RallySheet *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RallySheet, rally_sheet_free)

/* NAME ({zh, en}) in LANGUAGE, NULL for NULL. Owned by the definition. */
const char *rally_name(const json_t *name, Language language);

/* Reads MARKS ({key: decimal as text}), one for each item and no other, into POINTS (in the items'
 * order) and *TOTAL. All faults together at /marks/KEY: rally.no_mark, rally.no_item, rally.above
 * (the item's maximum), rally.step, and those of decimals. */
bool rally_sheet_read(const RallySheet *sheet, const json_t *marks, Language language,
                      Decimal points[RALLY_ITEMS_MAX], Decimal *total, GError **error);
