#include "rally/rally_rank.h"

#define HIGHER(sign, a, b) ((sign) > 0 ? (a) > (b) : (a) < (b))

/* Drops the kept sheet with the most (SIGN 1) or least (-1) points, the first of equal ones. */
static void drop_one(RallyStanding *standing, int sign, RallyUse use)
{
    RallyMarks *extreme = NULL;

    for (guint i = 0; i < standing->sheets->len; i++) {
        RallyMarks *marks = &g_array_index(standing->sheets, RallyMarks, i);
        if (marks->use == RALLY_KEPT &&
            (extreme == NULL || HIGHER(sign, marks->total, extreme->total))) {
            extreme = marks;
        }
    }
    if (extreme != NULL) {
        extreme->use = use;
        standing->kept--;
    }
}

/* The sum over the sheets that count: of ITEM, or of the totals with -1. */
static Decimal sum_of(const RallyStanding *standing, gint item)
{
    Decimal sum = 0;

    for (guint i = 0; i < standing->sheets->len; i++) {
        const RallyMarks *marks = &g_array_index(standing->sheets, RallyMarks, i);
        if (marks->use == RALLY_KEPT) {
            sum += item < 0 ? marks->total : marks->points[item];
        }
    }
    return sum;
}

/* SUM / COUNT with PLACES places, half up, rounded once. SUM is not negative. */
static Decimal mean(Decimal sum, guint count, guint places)
{
    Decimal unit = 1;

    for (guint i = places; i < DECIMAL_PLACES; i++) {
        unit *= 10;
    }
    Decimal parts = (Decimal)count * unit;
    return (2 * sum + parts) / (2 * parts) * unit;
}

static void score_one(const RallySheet *sheet, RallyStanding *standing)
{
    standing->kept = standing->sheets->len;
    standing->decided = -1;
    standing->shared = false;
    standing->place = 0;
    standing->score = 0;
    for (guint i = 0; i < standing->sheets->len; i++) {
        g_array_index(standing->sheets, RallyMarks, i).use = RALLY_KEPT;
    }
    if (sheet->drop_from > 0 && standing->kept >= sheet->drop_from) {
        for (guint i = 0; i < sheet->drop_highest; i++) {
            drop_one(standing, 1, RALLY_HIGHEST);
        }
        for (guint i = 0; i < sheet->drop_lowest; i++) {
            drop_one(standing, -1, RALLY_LOWEST);
        }
    }
    if (standing->kept > 0) {
        standing->score = mean(sum_of(standing, -1), standing->kept, sheet->places);
    }
}

/* Negative if A stands before B; *ITEM is the item that parted equal scores, or -1. */
static gint compare(const RallySheet *sheet, const RallyStanding *a, const RallyStanding *b,
                    gint *item)
{
    *item = -1;
    if ((a->kept > 0) != (b->kept > 0)) {
        return a->kept > 0 ? -1 : 1;
    }
    if (a->score != b->score) {
        return a->score > b->score ? -1 : 1;
    }
    for (guint i = 0; i < sheet->tie_count && a->kept > 0; i++) {
        gint tie = (gint)sheet->ties[i];
        Decimal first = sum_of(a, tie) * (Decimal)b->kept;
        Decimal second = sum_of(b, tie) * (Decimal)a->kept;
        if (first != second) {
            *item = tie;
            return first > second ? -1 : 1;
        }
    }
    return 0;
}

static gint by_standing(gconstpointer first, gconstpointer second, gpointer data)
{
    const RallyStanding *a = first;
    const RallyStanding *b = second;
    gint item = -1;
    gint order = compare(data, a, b, &item);

    return order != 0 ? order : a->order < b->order ? -1 : 1;
}

void rally_rank(const RallySheet *sheet, RallyStanding *standings, guint count)
{
    for (guint i = 0; i < count; i++) {
        standings[i].order = i;
        score_one(sheet, &standings[i]);
    }
    g_qsort_with_data(standings, (gint)count, sizeof *standings, by_standing, (gpointer)sheet);
    for (guint i = 0; i < count && standings[i].kept > 0; i++) {
        RallyStanding *one = &standings[i];
        gint item = -1;
        one->place = i + 1;
        if (i == 0 || one->score != standings[i - 1].score) {
            continue;
        }
        RallyStanding *before = &standings[i - 1];
        if (compare(sheet, before, one, &item) == 0) {
            one->place = before->place;
            one->shared = before->shared = true;
        } else {
            one->decided = item;
            before->decided = before->decided >= 0 ? before->decided : item;
        }
    }
}
