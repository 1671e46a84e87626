/* briefing_internal.h - what the files of the briefing share: what it tells of, and its parts. */
#pragma once

#include "drafting/drafting_internal.h"
#include "org/names.h"

typedef struct {
    Call *call;
    Language language;
    const char *since; /* key of the words for the day before its first one … */
    const char *span;  /* … and for its days */
    gint year;
    gint32 first; /* day */
    gint32 day;   /* the last that counts: the last one, or today */
    gint64 begin; /* moments, microseconds since 1970 */
    gint64 end;
    Names *names;
    GPtrArray *plans;        /* PlanAccount at the end … */
    GPtrArray *plans_before; /* … and before its first day */
    GPtrArray *results;
    GPtrArray *results_before; /* or NULL in January */
    GPtrArray *cases;          /* CaseBrief of any type, later ones too */
    GHashTable *lights;        /* commitment → its light at the end */
} Briefing;

void briefing_clear(Briefing *briefing);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Briefing, briefing_clear)

/* Reads what there was from the day FIRST to the day LAST. */
bool briefing_read(Briefing *briefing, gint32 first, gint32 last, GError **error);

/* The sentence of KEY. */
const char *briefing_say(const Briefing *briefing, const char *key);

/* A paragraph: the sentence of KEY, filled from ARGUMENTS. */
void briefing_add(Paper *paper, const Briefing *briefing, const char *key,
                  const char *const *arguments);

/* How many figures keep up; and their section: charts and table. */
void briefing_figure_summary(Paper *paper, const Briefing *briefing);
void briefing_figures(Paper *paper, const Briefing *briefing);
